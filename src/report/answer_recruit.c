/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"
#include "report/explain.h"

#include <math.h>

static void
add_part(struct answer *answer, enum message part, double gps)
{
    struct value *row = answer_row(answer);
    row[0] = value_text(message_text(part, answer->language));
    row[1] = value_number(gps, 1);
}

static void
add_parts(struct answer *answer, const struct recruit *recruit)
{
    static const struct answer_column columns[] = {{MESSAGE_part, UNIT_NONE},
                                                   {MESSAGE_gps_per_year, UNIT_gps_per_year},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    struct answer_table *table = answer_table(answer, MESSAGE_parts, columns);
    table->has_total = true;
    add_part(answer, MESSAGE_part_replacing, recruit->replacing);
    add_part(answer, MESSAGE_part_growth, recruit->growth);
    add_part(answer, MESSAGE_part_vacancy, recruit->vacancy);
    add_part(answer, MESSAGE_total, recruit->per_year);
}

static bool
add_years(struct answer *answer, const struct recruit_input *input, struct error *error)
{
    static const struct answer_column columns[] = {{MESSAGE_gap_years, UNIT_years},
                                                   {MESSAGE_part_replacing, UNIT_gps_per_year},
                                                   {MESSAGE_part_growth, UNIT_gps_per_year},
                                                   {MESSAGE_part_vacancy, UNIT_gps_per_year},
                                                   {MESSAGE_recruits_per_year, UNIT_gps_per_year},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    answer_table(answer, MESSAGE_by_gap_years, columns);
    for (int years = 1; years <= 5; years++) {
        struct recruit_input other = *input;
        struct recruit recruit;
        other.gap_years.value = years;
        if (!recruit_compute(&other, &recruit, error)) {
            return false;
        }
        struct value *row = answer_row(answer);
        row[0] = value_number(years, 0);
        row[1] = value_number(recruit.replacing, 1);
        row[2] = value_number(recruit.growth, 1);
        row[3] = value_number(recruit.vacancy, 1);
        row[4] = value_number((double)recruit.per_year_up, 0);
    }
    return true;
}

static void
add_shortening(struct answer *answer, const struct shortening *shortening)
{
    static const struct answer_column columns[] = {
        {MESSAGE_period_from, UNIT_NONE},   {MESSAGE_period_to, UNIT_NONE},
        {MESSAGE_gps_before, UNIT_gps},     {MESSAGE_gps_after, UNIT_gps},
        {MESSAGE_gps_added, UNIT_gps},      {MESSAGE_places_added, UNIT_places},
        {MESSAGE_places_per_gp, UNIT_NONE}, {MESSAGE_mean_before, UNIT_NONE},
        {MESSAGE_mean_after, UNIT_NONE},    {MESSAGE_places_lost, UNIT_places},
        {MESSAGE_gps_lost, UNIT_gps},       {MESSAGE_recruited, UNIT_gps},
        {MESSAGE_replaced, UNIT_gps},       {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_shortening, columns);
    struct value *row = answer_row(answer);
    row[0] = value_date(shortening->places_added.since);
    row[1] = value_date(shortening->places_added.date);
    row[2] = value_number(shortening->gps_before.value, 0);
    row[3] = value_number(shortening->gps_after.value, 0);
    row[4] = value_number(shortening->gps_added, 0);
    row[5] = value_number(shortening->places_added.value, 0);
    row[6] = value_number(shortening->places_per_gp, 1);
    row[7] = value_number(shortening->mean_before, 0);
    row[8] = value_number(shortening->mean_after, 0);
    row[9] = value_number(shortening->places_lost, 0);
    row[10] = value_number(shortening->gps_lost, 1);
    row[11] = value_number(shortening->recruited.value, 0);
    row[12] = value_number(shortening->replaced, 0);
}

static void
explain_shortening(struct answer *answer, const struct shortening *shortening)
{
    enum language language = answer->language;
    answer_input(answer, "gps_before", message_text(MESSAGE_gps_before, language),
                 &shortening->gps_before);
    answer_input(answer, "gps_after", message_text(MESSAGE_gps_after, language),
                 &shortening->gps_after);
    answer_input(answer, "places_added", message_text(MESSAGE_places_added, language),
                 &shortening->places_added);
    answer_input(answer, "places_after", message_text(MESSAGE_places, language),
                 &shortening->places_after);
    answer_result(answer, "mean_before", MESSAGE_mean_before,
                  value_number(shortening->mean_before, 1), UNIT_persons_per_list,
                  "(places_after − places_added) ÷ gps_before", MESSAGE_COUNT);
    answer_result(answer, "mean_after", MESSAGE_mean_after, value_number(shortening->mean_after, 1),
                  UNIT_persons_per_list, "places_after ÷ gps_after", MESSAGE_COUNT);
    answer_result(answer, "places_lost", MESSAGE_places_lost,
                  value_number(shortening->places_lost, 0), UNIT_places,
                  "(gps_after − gps_before) × mean_before − places_added", MESSAGE_COUNT);
    answer_result(answer, "places_per_gp", MESSAGE_places_per_gp,
                  value_number(shortening->places_per_gp, 2), UNIT_places,
                  "places_added ÷ (gps_after − gps_before)", MESSAGE_COUNT);
    answer_result(answer, "gps_lost", MESSAGE_gps_lost, value_number(shortening->gps_lost, 1),
                  UNIT_gps, "places_lost ÷ mean_after", MESSAGE_COUNT);
    if (!isnan(shortening->recruited.value)) {
        answer_input(answer, "recruited", message_text(MESSAGE_recruited, language),
                     &shortening->recruited);
        answer_result(answer, "replaced", MESSAGE_replaced, value_number(shortening->replaced, 0),
                      UNIT_gps, "recruited − (gps_after − gps_before)", MESSAGE_COUNT);
    }
}

void
explain_recruit(struct answer *answer, const struct recruit_input *input,
                const struct recruit *recruit)
{
    enum language language = answer->language;
    answer_input(answer, "leavers_per_year", message_text(MESSAGE_leavers_per_year, language),
                 &input->leavers_per_year);
    answer_input(answer, "residents_now", message_text(MESSAGE_residents_now, language),
                 &input->residents_now);
    answer_input(answer, "residents_planned", planning_name(PLANNING_residents, language),
                 &input->residents_planned);
    answer_input(answer, "list_length", message_text(MESSAGE_list_length, language),
                 &input->list_length);
    answer_input(answer, "places", message_text(MESSAGE_places, language), &input->vacancy.places);
    answer_input(answer, "free_places", message_text(MESSAGE_free_places, language),
                 &input->vacancy.free_places);
    answer_input(answer, "vacancy_pct", message_text(MESSAGE_vacancy_pct, language),
                 &input->vacancy.vacancy_goal);
    answer_input(answer, "gap_years", message_text(MESSAGE_gap_years, language), &input->gap_years);
    answer_result(answer, "residents_per_year", MESSAGE_residents_per_year,
                  value_number(recruit->residents_per_year, 1), UNIT_persons,
                  "(residents_planned − residents_now) ÷ years between their dates", MESSAGE_COUNT);
    answer_result(answer, "growth", MESSAGE_part_growth, value_number(recruit->growth, 2),
                  UNIT_gps_per_year, "residents_per_year ÷ list_length", MESSAGE_COUNT);
    explain_listed(answer, &input->vacancy, &recruit->gap);
    explain_gap(answer, &input->vacancy, &recruit->gap);
    answer_result(answer, "vacancy", MESSAGE_part_vacancy, value_number(recruit->vacancy, 2),
                  UNIT_gps_per_year, "gap_places ÷ list_length ÷ gap_years",
                  MESSAGE_definition_gap_years);
    answer_result(
        answer, "recruits_per_year", MESSAGE_recruits_per_year,
        value_number((double)recruit->per_year_up, 0), UNIT_gps_per_year,
        answer_text(answer, "max(0, ⌈leavers_per_year + growth + vacancy⌉) = ⌈%.2f + %.2f + %.2f⌉",
                    recruit->replacing, recruit->growth, recruit->vacancy),
        MESSAGE_definition_round_up);
}

bool
answer_recruit(struct answer *answer, const struct recruit_input *input,
               const struct shortening *shortening, struct error *error)
{
    struct recruit recruit;
    if (!recruit_compute(input, &recruit, error)) {
        return false;
    }
    answer_field(answer, MESSAGE_recruits_per_year, UNIT_NONE,
                 value_number((double)recruit.per_year_up, 0));
    answer_field(answer, MESSAGE_leavers_per_year, UNIT_NONE, value_as_given(recruit.replacing));
    answer_field(answer, MESSAGE_residents_per_year, UNIT_NONE,
                 value_number(recruit.residents_per_year, 0));
    answer_field(answer, MESSAGE_list_length, UNIT_NONE, value_as_given(input->list_length.value));
    answer_field(answer, MESSAGE_gap_places, UNIT_NONE, value_number(recruit.gap.gap_places, 0));
    answer_field(answer, MESSAGE_gap_years, UNIT_NONE, value_as_given(input->gap_years.value));
    struct figure waiting;
    if (observation_current(answer->municipality, INDICATOR_waiting, "", answer->date, &waiting)) {
        answer_field_figure(answer, MESSAGE_waiting, &waiting);
        answer_input(answer, "waiting", message_text(MESSAGE_waiting, answer->language), &waiting);
        answer_note(answer, MESSAGE_note_waiting);
    }
    add_parts(answer, &recruit);
    if (!add_years(answer, input, error)) {
        return false;
    }
    explain_recruit(answer, input, &recruit);
    if (shortening != NULL) {
        add_shortening(answer, shortening);
        answer_note(answer, MESSAGE_note_shortening);
        explain_shortening(answer, shortening);
    }
    return true;
}
