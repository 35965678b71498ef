/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/package.h"
#include "report/answers.h"
#include "report/forecast_private.h"
#include "report/format.h"
#include "report/json.h"

#include <math.h>

/* Shares of the variance that are told of: larger, and surely larger than nothing, though some
 * sixty are looked at. */
static const double share_min = 0.02, share_errors = 3;

enum { FACTORS_SHOWN = 5, LONG_LIMIT = 64 * 1024 };

static bool
is_told(const struct explain_factor *factor)
{
    return factor->share >= share_min && factor->share >= share_errors * factor->error;
}

/* -- factors ----------------------------------------------------------------------------------- */

static const char *
factor_key(const struct model *model, const struct factor *factor)
{
    switch (factor->kind) {
    case FACTOR_ASSUMPTION:
        return assumption_ids[factor->index];
    case FACTOR_EFFECT:
        return model->efforts[factor->index].measure;
    case FACTOR_POPULATION:
        break;
    }
    return message_key(MESSAGE_population_error);
}

static const char *
factor_name(const struct answer *answer, const struct model *model, const struct factor *factor)
{
    switch (factor->kind) {
    case FACTOR_ASSUMPTION:
        return assumption_name((enum assumption)factor->index, answer->language);
    case FACTOR_EFFECT:
        return forecast_measure_name(answer, model->efforts[factor->index].measure);
    case FACTOR_POPULATION:
        break;
    }
    return message_text(MESSAGE_population_error, answer->language);
}

/* How sure it is, 'A' – 'C'; '\0' where no row says. */
static char
factor_confidence(const struct answer *answer, const struct model *model,
                  const struct factor *factor)
{
    const struct forecast_parameter *row = NULL;
    const struct measure *measure = NULL;
    switch (factor->kind) {
    case FACTOR_ASSUMPTION:
        row = assumption_row(answer->municipality, (enum assumption)factor->index);
        return row == NULL ? '\0' : "ABC"[row->confidence];
    case FACTOR_EFFECT:
        measure = measure_find(answer->municipality, model->efforts[factor->index].measure);
        return measure == NULL ? '\0' : "ABC"[measure->effect_confidence];
    case FACTOR_POPULATION:
        break;
    }
    return '\0';
}

/* Names, with the share of each outcome's spread, of what is assumed and moves it. */
void
forecast_add_hinges(struct answer *answer, const struct model *model,
                    const struct forecast_explained *explained)
{
    struct text text;
    text_init(&text, LONG_LIMIT);
    for (size_t i = 0; i < EXPLAINED_OUTCOMES && explained->known; i++) {
        const struct explain_hinges *hinges = &explained->hinges[i];
        bool first = true;
        for (size_t f = 0; f < hinges->count; f++) {
            const struct explain_factor *factor = &hinges->factors[f];
            if (!is_told(factor) || factor_confidence(answer, model, &factor->factor) != 'C') {
                continue;
            }
            if (first) {
                text_format(&text, "%s%s: ", text.length > 0 ? "; " : "",
                            outcome_name(explained_outcomes[i], answer->language));
            }
            const struct value share = value_share(factor->share, 0);
            text_format(&text, "%s%s (", first ? "" : ", ",
                        factor_name(answer, model, &factor->factor));
            format_value(&share, answer->language, &text);
            text_add_char(&text, ')');
            first = false;
        }
    }
    if (text.length > 0) {
        answer_remark(answer, MESSAGE_remark_assumed,
                      answer_text(answer, "%s", text_string(&text)));
    }
    text_free(&text);
    answer_note(answer, MESSAGE_note_forecast_assumed);
}

/* -- tables ------------------------------------------------------------------------------------ */

static struct value
amount(enum outcome outcome, double number, bool difference)
{
    const int decimals = outcome_decimals(outcome);
    if (outcome_unit(outcome) == UNIT_share) {
        return difference ? value_share_difference(number, decimals)
                          : value_share(number, decimals);
    }
    return difference ? value_difference(number, decimals + 1) : value_number(number, decimals + 1);
}

/* How sure a difference is: of shares, in percentage points as the difference is. */
static struct value
uncertainty(enum outcome outcome, double error)
{
    struct value value = amount(outcome, error, false);
    value.points = value.kind == VALUE_SHARE;
    return value;
}

/* Means that add up as they are shown: the start, each flow, the end. */
static void
add_changes(struct answer *answer, const struct forecast_explained *explained)
{
    static const struct answer_column columns[] = {
        {MESSAGE_indicator, UNIT_NONE},
        {MESSAGE_part, UNIT_NONE},
        {MESSAGE_mean, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_change_parts, columns);
    for (size_t i = 0; i < EXPLAINED_CHANGES; i++) {
        const struct explain_change *change = &explained->changes[i];
        const struct value outcome = value_word(outcome_ids[change->outcome],
                                                outcome_name(change->outcome, answer->language));
        int64_t sums[FLOW_COUNT + 1];
        double means[FLOW_COUNT + 1], sum = 0;
        sums[0] = change->before;
        for (size_t f = 0; f < FLOW_COUNT; f++) {
            sums[f + 1] = change->parts[f];
        }
        explain_round(sums, FLOW_COUNT + 1, change->futures, 1, means);
        struct value *row = answer_row(answer);
        row[0] = outcome;
        row[1] = value_word(message_key(MESSAGE_at_start),
                            message_text(MESSAGE_at_start, answer->language));
        row[2] = value_number(means[0], 1);
        sum += means[0];
        for (size_t f = 0; f < FLOW_COUNT; f++) {
            if (flow_of((enum flow)f) == change->outcome) {
                row = answer_row(answer);
                row[0] = outcome;
                row[1] = value_word(flow_ids[f], flow_name((enum flow)f, answer->language));
                row[2] = value_difference(means[f + 1], 1);
                sum += means[f + 1];
            }
        }
        row = answer_row(answer);
        row[0] = outcome;
        row[1] =
            value_word(message_key(MESSAGE_at_end), message_text(MESSAGE_at_end, answer->language));
        row[2] = value_number(round(sum * 10) / 10, 1);
    }
}

static void
add_measures(struct answer *answer, const struct forecast_explained *explained)
{
    static const struct answer_column columns[] = {
        {MESSAGE_indicator, UNIT_NONE}, {MESSAGE_measure, UNIT_NONE},
        {MESSAGE_mean, UNIT_NONE},      {MESSAGE_standard_error, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    if (explained->measures[0].count == 0) {
        return;
    }
    answer_table(answer, MESSAGE_measures_alone, columns);
    for (size_t i = 0; i < EXPLAINED_OUTCOMES; i++) {
        const struct explain_measures *measures = &explained->measures[i];
        const enum outcome outcome = explained_outcomes[i];
        const struct value name =
            value_word(outcome_ids[outcome], outcome_name(outcome, answer->language));
        for (size_t m = 0; m < measures->count; m++) {
            struct value *row = answer_row(answer);
            row[0] = name;
            row[1] = value_word(measures->measures[m],
                                forecast_measure_name(answer, measures->measures[m]));
            row[2] = amount(outcome, measures->alone[m], true);
            row[3] = uncertainty(outcome, measures->error[m]);
        }
        struct value *row = answer_row(answer);
        row[0] = name;
        row[1] = value_word(message_key(MESSAGE_measures_joint),
                            message_text(MESSAGE_measures_joint, answer->language));
        row[2] = amount(outcome, measures->joint, true);
        row[3] = uncertainty(outcome, measures->joint_error);
        row = answer_row(answer);
        row[0] = name;
        row[1] = value_word(message_key(MESSAGE_all_measures),
                            message_text(MESSAGE_all_measures, answer->language));
        row[2] = amount(outcome, measures->together, true);
    }
}

static void
add_factors(struct answer *answer, const struct model *model,
            const struct forecast_explained *explained)
{
    static const struct answer_column columns[] = {
        {MESSAGE_indicator, UNIT_NONE},      {MESSAGE_assumption, UNIT_NONE},
        {MESSAGE_variance_share, UNIT_NONE}, {MESSAGE_median_low, UNIT_NONE},
        {MESSAGE_median_high, UNIT_NONE},    {MESSAGE_confidence, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_hinges, columns);
    for (size_t i = 0; i < EXPLAINED_OUTCOMES; i++) {
        const struct explain_hinges *hinges = &explained->hinges[i];
        const enum outcome outcome = explained_outcomes[i];
        size_t shown = 0;
        for (size_t f = 0; f < hinges->count && shown < FACTORS_SHOWN; f++) {
            const struct explain_factor *factor = &hinges->factors[f];
            if (!is_told(factor)) {
                continue;
            }
            shown++;
            const char confidence = factor_confidence(answer, model, &factor->factor);
            struct value *row = answer_row(answer);
            row[0] = value_word(outcome_ids[outcome], outcome_name(outcome, answer->language));
            row[1] = value_word(factor_key(model, &factor->factor),
                                factor_name(answer, model, &factor->factor));
            row[2] = value_share(factor->share, 0);
            row[3] = amount(outcome, factor->low, false);
            row[4] = amount(outcome, factor->high, false);
            row[5] = confidence == '\0' ? (struct value){0}
                                        : value_text(answer_text(answer, "%c", confidence));
        }
        struct value *row = answer_row(answer);
        row[0] = value_word(outcome_ids[outcome], outcome_name(outcome, answer->language));
        row[1] = value_word(message_key(MESSAGE_chance_alone),
                            message_text(MESSAGE_chance_alone, answer->language));
        row[2] = value_share(hinges->chance, 0);
    }
}

void
forecast_add_explained(struct answer *answer, const struct model *model,
                       const struct forecast_explained *explained)
{
    if (explained->full) {
        add_changes(answer, explained);
        add_measures(answer, explained);
        add_factors(answer, model, explained);
    }
}

/* -- JSON -------------------------------------------------------------------------------------- */

static void
write_changes(struct json *json, const struct forecast_explained *explained)
{
    json_open(json, "changes", '{');
    for (size_t i = 0; i < EXPLAINED_CHANGES; i++) {
        const struct explain_change *change = &explained->changes[i];
        const double futures = (double)change->futures;
        json_open(json, outcome_ids[change->outcome], '{');
        json_number(json, "before", forecast_exact((double)change->before / futures));
        json_number(json, "after", forecast_exact((double)change->after / futures));
        json_open(json, "parts", '{');
        for (size_t f = 0; f < FLOW_COUNT; f++) {
            if (flow_of((enum flow)f) == change->outcome) {
                json_number(json, flow_ids[f], forecast_exact((double)change->parts[f] / futures));
            }
        }
        json_close(json, '}');
        json_close(json, '}');
    }
    json_close(json, '}');
}

static void
write_measures(struct json *json, const struct forecast_explained *explained)
{
    json_open(json, "measures", '{');
    for (size_t i = 0; i < EXPLAINED_OUTCOMES && explained->measures[i].count > 0; i++) {
        const struct explain_measures *measures = &explained->measures[i];
        json_open(json, outcome_ids[explained_outcomes[i]], '{');
        json_open(json, "alone", '{');
        for (size_t m = 0; m < measures->count; m++) {
            json_number(json, measures->measures[m], forecast_exact(measures->alone[m]));
        }
        json_close(json, '}');
        json_number(json, "joint", forecast_exact(measures->joint));
        json_number(json, "together", forecast_exact(measures->together));
        json_close(json, '}');
    }
    json_close(json, '}');
}

void
forecast_write_explained(struct json *json, const struct answer *answer, const struct model *model,
                         const struct forecast_explained *explained)
{
    json_open(json, "explain", '{');
    write_changes(json, explained);
    write_measures(json, explained);
    json_open(json, "hinges", '{');
    for (size_t i = 0; i < EXPLAINED_OUTCOMES; i++) {
        const struct explain_hinges *hinges = &explained->hinges[i];
        json_open(json, outcome_ids[explained_outcomes[i]], '{');
        json_open(json, "factors", '[');
        for (size_t f = 0; f < hinges->count; f++) {
            const struct explain_factor *factor = &hinges->factors[f];
            const char confidence[] = {factor_confidence(answer, model, &factor->factor), '\0'};
            json_open(json, NULL, '{');
            json_text(json, "assumption", factor_key(model, &factor->factor));
            json_number(json, "share", forecast_exact(factor->share));
            json_number(json, "error", forecast_exact(factor->error));
            json_number(json, "low", forecast_exact(factor->low));
            json_number(json, "high", forecast_exact(factor->high));
            json_text(json, "confidence", confidence);
            json_close(json, '}');
        }
        json_close(json, ']');
        json_number(json, "chance", forecast_exact(hinges->chance));
        json_number(json, "rest", forecast_exact(hinges->rest));
        json_close(json, '}');
    }
    json_close(json, '}');
    json_close(json, '}');
}
