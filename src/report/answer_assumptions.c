/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"
#include "report/estimate.h"

static const char confidence_letters[] = "ABC";

static void
add_assumption(struct answer *answer, const struct forecast_parameter *parameter,
               const struct uncertain *uncertain)
{
    const struct municipality *municipality = answer->municipality;
    enum assumption assumption = (enum assumption)parameter->parameter;
    const char *name = assumption_name(assumption, answer->language);
    const char *title = source_title(municipality, parameter->source);
    enum unit unit = (enum unit)parameter->unit;
    const char *unit_word = unit_name(unit, answer->language);
    const char *told = answer_text(answer, "%s, %s (%s%s%s)", name, unit_word, title,
                                   parameter->place[0] == '\0' ? "" : ", ", parameter->place);
    bool widened = parameter->confidence == CONFIDENCE_C && uncertain->spread > 0;
    struct value *row = answer_row(answer);
    row[0] = value_text(assumption_ids[assumption]);
    estimate_values(uncertain, &row[1]);
    row[4] = estimate_distribution(answer, uncertain);
    row[5] = value_text(answer_text(answer, "%c", confidence_letters[parameter->confidence]));
    row[6] = value_text(told);
    row[7] = value_word(unit_ids[unit], unit_word);
    row[8] = value_yes_no(widened);
    row[9] = value_number(uncertain->spread, 3);
    row[10] = value_text(parameter->source);
    row[11] = value_text(parameter->place);
    row[12] = value_date(parameter->date);
    row[13] = value_text(parameter->note);
    row[14] = value_text(name);
}

bool
answer_assumptions(struct answer *answer, struct error *error)
{
    static const struct answer_column columns[ANSWER_COLUMNS_MAX + 1] = {
        {MESSAGE_assumption, UNIT_NONE},   {MESSAGE_value, UNIT_NONE},
        {MESSAGE_low_80, UNIT_NONE},       {MESSAGE_high_80, UNIT_NONE},
        {MESSAGE_distribution, UNIT_NONE}, {MESSAGE_confidence, UNIT_NONE},
        {MESSAGE_about, UNIT_NONE},        {MESSAGE_unit, UNIT_NONE},
        {MESSAGE_widened, UNIT_NONE},      {MESSAGE_forecast_spread, UNIT_NONE},
        {MESSAGE_source, UNIT_NONE},       {MESSAGE_place, UNIT_NONE},
        {MESSAGE_date, UNIT_NONE},         {MESSAGE_note, UNIT_NONE},
        {MESSAGE_name, UNIT_NONE},         {MESSAGE_COUNT, UNIT_NONE},
    };
    struct uncertain assumptions[ASSUMPTION_COUNT];
    if (!forecast_assumptions(answer->municipality, assumptions, error)) {
        return false;
    }
    size_t assumed = 0;
    for (int a = 0; a < ASSUMPTION_COUNT; a++) {
        assumed +=
            assumption_row(answer->municipality, (enum assumption)a)->confidence == CONFIDENCE_C;
    }
    answer_field(answer, MESSAGE_assumptions, UNIT_NONE, value_number(ASSUMPTION_COUNT, 0));
    answer_field(answer, MESSAGE_assumed, UNIT_NONE, value_number((double)assumed, 0));
    struct answer_table *table = answer_table(answer, MESSAGE_assumption_rows, columns);
    table->shown = 7;
    table->wide = true;
    for (int a = 0; a < ASSUMPTION_COUNT; a++) {
        add_assumption(answer, assumption_row(answer->municipality, (enum assumption)a),
                       &assumptions[a]);
    }
    answer_note(answer, MESSAGE_note_80);
    answer_note(answer, MESSAGE_note_widened);
    return true;
}
