/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"

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

static void
explain(struct answer *answer, const struct vacancy_input *input, const struct vacancy *vacancy)
{
    enum language language = answer->language;
    answer_input(answer, "places", message_text(MESSAGE_places, language), &input->places);
    answer_input(answer, "free", message_text(MESSAGE_free_places, language), &input->free_places);
    answer_input(answer, "goal", message_text(MESSAGE_vacancy_pct, language), &input->vacancy_goal);
    answer_input(answer, "list_length", message_text(MESSAGE_list_length, language), &input->list_length);
    answer_result(answer, "listed", MESSAGE_listed, value_number(vacancy->listed, 0), UNIT_persons,
                  "places − free", MESSAGE_COUNT);
    answer_result(answer, "vacancy_listed", MESSAGE_vacancy_listed, value_share(vacancy->vacancy_listed, 3),
                  UNIT_NONE, "free ÷ listed", MESSAGE_definition_vacancy_listed);
    answer_result(answer, "vacancy_places", MESSAGE_vacancy_places, value_share(vacancy->vacancy_places, 3),
                  UNIT_NONE, "free ÷ places", MESSAGE_definition_vacancy_places);
    bool listed = input->vacancy_of == VACANCY_OF_LISTED;
    answer_result(answer, "gap_places", MESSAGE_gap_places, value_number(vacancy->gap_places, 1), UNIT_places,
                  listed ? "max(0, goal × listed − free)" : "max(0, (goal × places − free) ÷ (1 − goal))",
                  MESSAGE_definition_gap);
    answer_result(answer, "gap_gps", MESSAGE_gap_gps, value_number((double)vacancy->gap_gps_up, 0), UNIT_gps,
                  answer_text(answer, "⌈gap_places ÷ list_length⌉ = ⌈%.2f⌉", vacancy->gap_gps),
                  MESSAGE_definition_round_up);
}

void
answer_vacancy(struct answer *answer, const struct vacancy_input *input, const struct vacancy *vacancy,
               const struct vacancy_moment *history, size_t history_count)
{
    enum message of = input->vacancy_of == VACANCY_OF_LISTED ? MESSAGE_of_listed : MESSAGE_of_places;
    answer_field(answer, MESSAGE_places, UNIT_NONE, value_number(input->places.value, 0));
    answer_field(answer, MESSAGE_free_places, UNIT_NONE, value_number(input->free_places.value, 0));
    answer_field(answer, MESSAGE_listed, UNIT_NONE, value_number(vacancy->listed, 0));
    answer_field(answer, MESSAGE_vacancy_listed, UNIT_NONE, value_share(vacancy->vacancy_listed, 2));
    answer_field(answer, MESSAGE_vacancy_places, UNIT_NONE, value_share(vacancy->vacancy_places, 2));
    answer_field(answer, MESSAGE_vacancy_pct, UNIT_percent, value_number(input->vacancy_goal.value, 1));
    answer_field(answer, MESSAGE_vacancy_of, UNIT_NONE, value_text(message_text(of, answer->language)));
    answer_field(answer, MESSAGE_goal_met, UNIT_NONE, value_yes_no(vacancy->goal_met));
    answer_field(answer, MESSAGE_gap_places, UNIT_NONE, value_number(vacancy->gap_places, 0));
    answer_field(answer, MESSAGE_gap_gps, UNIT_NONE, value_number((double)vacancy->gap_gps_up, 0));
    struct vacancy_lists lists = vacancy_count_lists(answer->municipality);
    if (lists.lists > 0) {
        answer_field(answer, MESSAGE_lists, UNIT_NONE, value_number((double)lists.lists, 0));
        answer_field(answer, MESSAGE_lists_open, UNIT_NONE, value_number((double)lists.open, 0));
        answer_field(answer, MESSAGE_lists_closed, UNIT_NONE, value_number((double)lists.closed, 0));
        answer_field(answer, MESSAGE_lists_locked, UNIT_NONE, value_number((double)lists.locked, 0));
        if (lists.synthetic) {
            answer_note(answer, MESSAGE_note_synthetic);
        }
    }
    add_history(answer, history, history_count);
    explain(answer, input, vacancy);
}
