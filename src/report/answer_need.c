/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"
#include "report/explain.h"

struct value
vacancy_word(const struct answer *answer, enum vacancy_of of)
{
    enum message word = of == VACANCY_OF_LISTED ? MESSAGE_listed : MESSAGE_places;
    return value_word(message_key(word), message_text(word, answer->language));
}

static void
add_length(struct answer *answer, const struct need_input *input, double length)
{
    struct need_input other = *input;
    struct need need;
    struct error error;
    other.list_length.value = length;
    if (!need_compute(&other, &need, &error)) {
        return; /* only the list length differs, and every one of these is in range */
    }
    struct value *row = answer_row(answer);
    row[0] = value_as_given(length);
    row[1] = value_number((double)need.gps_for_list_length, 0);
    row[2] = value_number((double)need.gps_with_vacancy, 0);
    row[3] = value_number((double)need.recruits, 0);
}

/* The usual lengths, and the one asked about among them. */
static void
add_table(struct answer *answer, const struct need_input *input)
{
    static const struct answer_column columns[] = {
        {MESSAGE_list_length, UNIT_persons_per_list},
        {MESSAGE_gps_for_list_length, UNIT_gps},
        {MESSAGE_gps_with_vacancy, UNIT_gps},
        {MESSAGE_recruits, UNIT_gps},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_by_list_length, columns);
    double asked = input->list_length.value, last = 0;
    for (int length = NEED_LENGTH_MIN; length <= NEED_LENGTH_MAX; length += NEED_LENGTH_STEP) {
        if (asked > last && asked < length) {
            add_length(answer, input, asked);
        }
        add_length(answer, input, length);
        last = length;
    }
    if (asked > last) {
        add_length(answer, input, asked);
    }
}

void
explain_need(struct answer *answer, const struct need_input *input, const struct need *need)
{
    enum language language = answer->language;
    answer_input(answer, "residents", planning_name(PLANNING_residents, language),
                 &input->residents);
    answer_input(answer, "guests", message_text(MESSAGE_guests, language), &input->guests);
    answer_input(answer, "list_length", message_text(MESSAGE_list_length, language),
                 &input->list_length);
    answer_input(answer, "vacancy_pct", message_text(MESSAGE_vacancy_pct, language),
                 &input->vacancy_goal);
    answer_input(answer, "leavers_per_year", message_text(MESSAGE_leavers_per_year, language),
                 &input->leavers_per_year);
    answer_input(answer, "years", message_text(MESSAGE_years, language), &input->years);
    answer_input(answer, "gps_now", message_text(MESSAGE_gps_now, language), &input->gps_now);
    answer_result(answer, "persons", MESSAGE_persons, value_number(need->persons, 0), UNIT_persons,
                  "residents + guests", MESSAGE_COUNT);
    answer_result(answer, "gps_for_list_length", MESSAGE_gps_for_list_length,
                  value_number((double)need->gps_for_list_length, 0), UNIT_gps,
                  answer_text(answer, "⌈persons ÷ list_length⌉ = ⌈%s⌉",
                              answer_number(answer, need->gps_exact)),
                  MESSAGE_definition_round_up);
    bool listed = input->vacancy_of == VACANCY_OF_LISTED;
    answer_result(answer, "gps_with_vacancy", MESSAGE_gps_with_vacancy,
                  value_number((double)need->gps_with_vacancy, 0), UNIT_gps,
                  listed ? "⌈persons ÷ list_length × (1 + vacancy_pct)⌉"
                         : "⌈persons ÷ list_length ÷ (1 − vacancy_pct)⌉",
                  MESSAGE_definition_vacancy);
    answer_result(answer, "leavers", MESSAGE_leavers, value_as_given(need->leavers), UNIT_gps,
                  "leavers_per_year × years", MESSAGE_COUNT);
    answer_result(
        answer, "recruits", MESSAGE_recruits, value_number((double)need->recruits, 0), UNIT_gps,
        answer_text(answer, "max(0, ⌈gps_with_vacancy − gps_now + leavers⌉) = ⌈%lld − %s + %s⌉",
                    (long long)need->gps_with_vacancy, answer_number(answer, input->gps_now.value),
                    answer_number(answer, need->leavers)),
        MESSAGE_COUNT);
}

bool
answer_need(struct answer *answer, const struct need_input *input, struct error *error)
{
    struct need need;
    if (!need_compute(input, &need, error)) {
        return false;
    }
    answer_field_figure(answer, MESSAGE_residents, &input->residents);
    answer_field_figure(answer, MESSAGE_guests, &input->guests);
    answer_field(answer, MESSAGE_persons, UNIT_persons, value_as_given(need.persons));
    answer_field_figure(answer, MESSAGE_list_length, &input->list_length);
    answer_field_figure(answer, MESSAGE_vacancy_pct, &input->vacancy_goal);
    answer_field(answer, MESSAGE_vacancy_of, UNIT_NONE, vacancy_word(answer, input->vacancy_of));
    answer_field(answer, MESSAGE_gps_for_list_length, UNIT_gps,
                 value_number((double)need.gps_for_list_length, 0));
    answer_field(answer, MESSAGE_gps_with_vacancy, UNIT_gps,
                 value_number((double)need.gps_with_vacancy, 0));
    answer_field(answer, MESSAGE_gps_with_vacancy_listed, UNIT_gps,
                 value_number((double)need.gps_with_vacancy_listed, 0));
    answer_field(answer, MESSAGE_gps_with_vacancy_places, UNIT_gps,
                 value_number((double)need.gps_with_vacancy_places, 0));
    answer_field_figure(answer, MESSAGE_gps_now, &input->gps_now);
    answer_field_figure(answer, MESSAGE_leavers_per_year, &input->leavers_per_year);
    answer_field_figure(answer, MESSAGE_years, &input->years);
    answer_field(answer, MESSAGE_leavers, UNIT_gps, value_as_given(need.leavers));
    answer_field(answer, MESSAGE_recruits, UNIT_gps, value_number((double)need.recruits, 0));
    add_table(answer, input);
    explain_need(answer, input, &need);
    return true;
}
