/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"
#include "report/estimate.h"

#include <math.h>

static const char confidence_letters[] = "ABC";

static struct value
word(const struct answer *answer, enum message message)
{
    return value_word(message_key(message), message_text(message, answer->language));
}

static struct value
status_word(const struct answer *answer, const struct measure *measure)
{
    static const enum message words[] = {
        [MEASURE_IN_FORCE] = MESSAGE_measure_in_force,
        [MEASURE_DECIDED] = MESSAGE_measure_decided,
        [MEASURE_PROPOSED] = MESSAGE_measure_proposed,
        [MEASURE_ENDED] = MESSAGE_measure_ended,
    };
    return word(answer, words[measure->status]);
}

static struct value
level_word(const struct answer *answer, const struct measure *measure)
{
    return word(answer,
                measure->level == MEASURE_LOCAL ? MESSAGE_measure_local : MESSAGE_measure_national);
}

static struct value
confidence_letter(struct answer *answer, int confidence)
{
    return confidence == CHOICE_NONE
               ? value_text("")
               : value_text(answer_text(answer, "%c", confidence_letters[confidence]));
}

/* -- levers ------------------------------------------------------------------------------------ */

static void
add_lever(struct answer *answer, const struct measure *measure)
{
    enum lever lever = (enum lever)measure->lever;
    enum unit unit = lever_unit(lever);
    struct uncertain effect = measure_effect(measure);
    const char *told =
        answer_text(answer, "%s – %s, %s", measure_name(measure, answer->language),
                    lever_name(lever, answer->language), unit_name(unit, answer->language));
    struct value *row = answer_row(answer);
    row[0] = value_text(measure->measure);
    row[1] = level_word(answer, measure);
    row[2] = status_word(answer, measure);
    row[3] = value_as_given(measure->size);
    estimate_values(&effect, &row[4]);
    row[7] = confidence_letter(answer, measure->effect_confidence);
    row[8] = value_text(told);
    row[9] = value_as_given(isnan(measure->size_max) ? measure->size : measure->size_max);
    row[10] = value_word(unit_ids[unit], unit_name(unit, answer->language));
    row[11] = estimate_distribution(answer, &effect);
    row[12] = value_text(lever_ids[lever]);
    row[13] = value_number(measure->ramp == WHOLE_NONE ? 0 : (double)measure->ramp, 0);
    row[14] = value_text(measure_name(measure, answer->language));
}

static void
add_levers(struct answer *answer, const struct measure *measures, size_t count)
{
    static const struct answer_column columns[ANSWER_COLUMNS_MAX + 1] = {
        {MESSAGE_measure, UNIT_NONE},        {MESSAGE_measure_level, UNIT_NONE},
        {MESSAGE_measure_status, UNIT_NONE}, {MESSAGE_size, UNIT_NONE},
        {MESSAGE_effect, UNIT_NONE},         {MESSAGE_low_80, UNIT_NONE},
        {MESSAGE_high_80, UNIT_NONE},        {MESSAGE_confidence, UNIT_NONE},
        {MESSAGE_about, UNIT_NONE},          {MESSAGE_size_max, UNIT_NONE},
        {MESSAGE_unit, UNIT_NONE},           {MESSAGE_distribution, UNIT_NONE},
        {MESSAGE_lever, UNIT_NONE},          {MESSAGE_ramp, UNIT_months},
        {MESSAGE_name, UNIT_NONE},           {MESSAGE_COUNT, UNIT_NONE},
    };
    struct answer_table *table = answer_table(answer, MESSAGE_levers, columns);
    table->shown = 9;
    table->wide = true;
    for (size_t i = 0; i < count; i++) {
        if (measure_has_lever(&measures[i])) {
            add_lever(answer, &measures[i]);
        }
    }
}

/* -- costs ------------------------------------------------------------------------------------- */

static struct value
kroner(int64_t cost)
{
    static const double ore = 100;
    return cost == WHOLE_NONE ? (struct value){.kind = VALUE_NONE, .text = ""}
                              : value_as_given((double)cost / ore);
}

static struct value
basis_word(const struct answer *answer, enum lever lever)
{
    static const enum message words[BASIS_COUNT] = {
        [BASIS_NOBODY] = MESSAGE_none,
        [BASIS_ALL_HIRES] = MESSAGE_basis_all_hires,
        [BASIS_TAKEOVER_HIRES] = MESSAGE_basis_takeover_hires,
        [BASIS_EMPTY_HIRES] = MESSAGE_basis_empty_hires,
        [BASIS_SALARIED_HIRES] = MESSAGE_basis_salaried_hires,
        [BASIS_LOCUM_HIRES] = MESSAGE_basis_locum_hires,
        [BASIS_ALL_GPS] = MESSAGE_basis_all_gps,
        [BASIS_NEW_GPS] = MESSAGE_basis_new_gps,
        [BASIS_OLD_GPS] = MESSAGE_basis_old_gps,
        [BASIS_LOCUMS] = MESSAGE_basis_locums,
        [BASIS_OWN_HIRES] = MESSAGE_basis_own_hires,
        [BASIS_OWN_GPS] = MESSAGE_basis_own_gps,
    };
    return word(answer, words[lever_basis(lever)]);
}

static void
add_cost(struct answer *answer, const struct measure *measure)
{
    struct value *row = answer_row(answer);
    row[0] = value_text(measure->measure);
    row[1] = kroner(measure->cost_fixed);
    row[2] = kroner(measure->cost_year);
    row[3] = kroner(measure->cost_doctor);
    row[4] = measure->cost_doctor == WHOLE_NONE ? value_text("")
                                                : basis_word(answer, (enum lever)measure->lever);
    row[5] = kroner(measure->cost_listed);
    row[6] = confidence_letter(answer, measure->cost_confidence);
    row[7] = value_text(measure->cost_source);
}

static void
add_costs(struct answer *answer, const struct measure *measures, size_t count)
{
    static const struct answer_column columns[] = {
        {MESSAGE_measure, UNIT_NONE},    {MESSAGE_cost_fixed, UNIT_nok},
        {MESSAGE_cost_year, UNIT_nok},   {MESSAGE_cost_doctor, UNIT_nok},
        {MESSAGE_cost_basis, UNIT_NONE}, {MESSAGE_cost_listed, UNIT_nok},
        {MESSAGE_confidence, UNIT_NONE}, {MESSAGE_source, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_costs_at_size, columns)->shown = 7;
    for (size_t i = 0; i < count; i++) {
        if (measure_has_lever(&measures[i]) && measure_cost_known(&measures[i])) {
            add_cost(answer, &measures[i]);
        }
    }
}

/* Those that have no row among the costs, which are not for nothing. */
static void
add_unknown_costs(struct answer *answer, const struct measure *measures, size_t count)
{
    enum { NAMES_LIMIT = 16 * 1024 };
    struct text text;
    text_init(&text, NAMES_LIMIT);
    for (size_t i = 0; i < count; i++) {
        if (measure_has_lever(&measures[i]) && !measure_cost_known(&measures[i])) {
            text_format(&text, "%s%s", text.length > 0 ? ", " : "", measures[i].measure);
        }
    }
    if (text.length > 0) {
        answer_remark(answer, MESSAGE_measures_cost_unknown,
                      answer_text(answer, "%s", text_string(&text)));
    }
    answer->failed |= text.failed;
    text_free(&text);
}

static void
add_others(struct answer *answer, const struct measure *measures, size_t count)
{
    static const struct answer_column columns[] = {
        {MESSAGE_measure, UNIT_NONE},        {MESSAGE_measure_level, UNIT_NONE},
        {MESSAGE_measure_status, UNIT_NONE}, {MESSAGE_name, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_without_lever, columns)->wide = true;
    for (size_t i = 0; i < count; i++) {
        if (!measure_has_lever(&measures[i])) {
            struct value *row = answer_row(answer);
            row[0] = value_text(measures[i].measure);
            row[1] = level_word(answer, &measures[i]);
            row[2] = status_word(answer, &measures[i]);
            row[3] = value_text(measure_name(&measures[i], answer->language));
        }
    }
}

void
answer_measures(struct answer *answer)
{
    size_t count;
    const struct measure *measures =
        municipality_rows(answer->municipality, TABLE_MEASURES, &count);
    add_levers(answer, measures, count);
    add_costs(answer, measures, count);
    add_others(answer, measures, count);
    add_unknown_costs(answer, measures, count);
    answer_note(answer, MESSAGE_note_in_force);
    answer_note(answer, MESSAGE_note_80);
    answer_note(answer, MESSAGE_note_widened);
}
