/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"
#include "report/explain.h"

static void
add_history(struct answer *answer, const struct vacancy_moment *history, size_t count)
{
    static const struct answer_column columns[] = {
        {MESSAGE_date, UNIT_NONE},
        {MESSAGE_gps, UNIT_gps},
        {MESSAGE_mean_list, UNIT_persons_per_list},
        {MESSAGE_places, UNIT_places},
        {MESSAGE_free_places, UNIT_places},
        {MESSAGE_vacancy_listed, UNIT_share},
        {MESSAGE_vacancy_places, UNIT_share},
        {MESSAGE_reserve_index, UNIT_index},
        {MESSAGE_waiting, UNIT_persons},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_history, columns);
    for (size_t i = 0; i < count; i++) {
        struct value *row = answer_row(answer);
        row[0] = value_date(history[i].date);
        row[1] = value_number(history[i].gps, 0);
        row[2] = value_number(history[i].mean_list, 0);
        row[3] = value_number(history[i].places, 0);
        row[4] = value_number(history[i].free_places, 0);
        row[5] = value_share(history[i].vacancy_listed, 2);
        row[6] = value_share(history[i].vacancy_places, 2);
        row[7] = value_number(history[i].reserve_index, 0);
        row[8] = value_number(history[i].waiting, 0);
    }
}

/* What the table of lists says beside the observed totals. */
static void
add_lists(struct answer *answer)
{
    const struct vacancy_lists lists = vacancy_count_lists(answer->municipality);
    const struct {
        enum message label;
        size_t count;
    } counts[] = {
        {MESSAGE_lists, lists.lists},
        {MESSAGE_lists_open, lists.open},
        {MESSAGE_lists_closed, lists.closed},
        {MESSAGE_lists_locked, lists.locked},
    };
    for (size_t i = 0; lists.lists > 0 && i < sizeof counts / sizeof counts[0]; i++) {
        answer_field(answer, counts[i].label, UNIT_NONE, value_number((double)counts[i].count, 0));
        if (lists.synthetic) {
            answer_field_synthetic(answer);
        }
    }
}

/* The highest vacancy the municipality has observed over a period, where it has said so. */
static void
add_highest(struct answer *answer)
{
    size_t count;
    const struct observation *rows =
        municipality_rows(answer->municipality, TABLE_OBSERVATIONS, &count);
    const struct observation *highest = NULL;
    for (size_t i = 0; i < count; i++) {
        bool period = rows[i].indicator == INDICATOR_vacancy_places &&
                      !date_is_none(rows[i].since) && rows[i].district[0] == '\0' &&
                      date_compare(rows[i].date, answer->date) <= 0;
        if (period && (highest == NULL || rows[i].value > highest->value)) {
            highest = &rows[i];
        }
    }
    if (highest != NULL) {
        struct figure figure = observation_figure(highest);
        answer_field(answer, MESSAGE_vacancy_highest, UNIT_NONE,
                     value_share(figure.value / 100, 1));
        answer_field(answer, MESSAGE_vacancy_highest_since, UNIT_NONE, value_date(figure.since));
        answer_input(answer, "highest", message_text(MESSAGE_vacancy_highest, answer->language),
                     &figure);
    }
}

/* The free places there are when the goal is met as the places are now. */
static double
goal_places(const struct vacancy_input *input, const struct vacancy *vacancy)
{
    bool listed = input->vacancy_of == VACANCY_OF_LISTED;
    return input->vacancy_goal.value / 100 * (listed ? vacancy->listed : input->places.value);
}

void
explain_listed(struct answer *answer, const struct vacancy_input *input,
               const struct vacancy *vacancy)
{
    enum language language = answer->language;
    if (input->listed.value > 0) {
        answer_input(answer, "listed", message_text(MESSAGE_listed, language), &input->listed);
    } else {
        answer_result(answer, "listed", MESSAGE_listed, value_number(vacancy->listed, 0),
                      UNIT_persons, "places − free_places", MESSAGE_COUNT);
    }
}

void
explain_gap(struct answer *answer, const struct vacancy_input *input, const struct vacancy *vacancy)
{
    bool listed = input->vacancy_of == VACANCY_OF_LISTED;
    answer_result(answer, "gap_places", MESSAGE_gap_places, value_number(vacancy->gap_places, 1),
                  UNIT_places,
                  listed ? "max(0, vacancy_pct × listed − free_places)"
                         : "max(0, (vacancy_pct × places − free_places) ÷ (1 − vacancy_pct))",
                  MESSAGE_definition_gap);
}

void
explain_vacancy(struct answer *answer, const struct vacancy_input *input,
                const struct vacancy *vacancy)
{
    enum language language = answer->language;
    answer_input(answer, "places", message_text(MESSAGE_places, language), &input->places);
    answer_input(answer, "free_places", message_text(MESSAGE_free_places, language),
                 &input->free_places);
    answer_input(answer, "vacancy_pct", message_text(MESSAGE_vacancy_pct, language),
                 &input->vacancy_goal);
    answer_input(answer, "list_length", message_text(MESSAGE_list_length, language),
                 &input->list_length);
    explain_listed(answer, input, vacancy);
    answer_result(answer, "vacancy_listed", MESSAGE_vacancy_listed,
                  value_share(vacancy->vacancy_listed, 3), UNIT_NONE, "free_places ÷ listed",
                  MESSAGE_definition_vacancy_listed);
    answer_result(answer, "vacancy_places", MESSAGE_vacancy_places,
                  value_share(vacancy->vacancy_places, 3), UNIT_NONE, "free_places ÷ places",
                  MESSAGE_definition_vacancy_places);
    bool listed = input->vacancy_of == VACANCY_OF_LISTED;
    answer_result(answer, "goal_places", MESSAGE_goal_places,
                  value_number(goal_places(input, vacancy), 1), UNIT_places,
                  listed ? "vacancy_pct × listed" : "vacancy_pct × places", MESSAGE_COUNT);
    explain_gap(answer, input, vacancy);
    answer_result(answer, "gap_gps", MESSAGE_gap_gps, value_number((double)vacancy->gap_gps_up, 0),
                  UNIT_gps,
                  answer_text(answer, "⌈gap_places ÷ list_length⌉ = ⌈%s⌉",
                              answer_number(answer, vacancy->gap_gps)),
                  MESSAGE_definition_round_up);
}

void
answer_vacancy(struct answer *answer, const struct vacancy_input *input,
               const struct vacancy *vacancy, const struct vacancy_moment *history,
               size_t history_count)
{
    answer_field_figure(answer, MESSAGE_places, &input->places);
    answer_field_figure(answer, MESSAGE_free_places, &input->free_places);
    answer_field(answer, MESSAGE_listed, UNIT_persons, value_number(vacancy->listed, 0));
    answer_field(answer, MESSAGE_vacancy_listed, UNIT_NONE,
                 value_share(vacancy->vacancy_listed, 2));
    answer_field(answer, MESSAGE_vacancy_places, UNIT_NONE,
                 value_share(vacancy->vacancy_places, 2));
    answer_field_figure(answer, MESSAGE_vacancy_pct, &input->vacancy_goal);
    answer_field(answer, MESSAGE_vacancy_of, UNIT_NONE, vacancy_word(answer, input->vacancy_of));
    answer_field(answer, MESSAGE_goal_met, UNIT_NONE, value_yes_no(vacancy->goal_met));
    answer_field(answer, MESSAGE_goal_places, UNIT_places,
                 value_number(goal_places(input, vacancy), 0));
    answer_field(answer, MESSAGE_gap_places, UNIT_places, value_number(vacancy->gap_places, 0));
    answer_field(answer, MESSAGE_gap_gps, UNIT_gps, value_number((double)vacancy->gap_gps_up, 0));
    add_highest(answer);
    add_lists(answer);
    add_history(answer, history, history_count);
    explain_vacancy(answer, input, vacancy);
}
