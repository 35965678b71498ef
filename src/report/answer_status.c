/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"
#include "report/explain.h"

#include <math.h>

struct status {
    struct answer *answer;
    const struct municipality *municipality;
    const struct rulebook *rulebook;
    struct date date;
};

/* A goal's row; `state` and `goal` are NAN where the tables do not tell, and then it is left out.
 */
static void
add_goal(struct status *status, enum message label, double state, double goal, bool met,
         enum unit unit, int decimals)
{
    if (isnan(state) || isnan(goal)) {
        return;
    }
    struct answer *answer = status->answer;
    struct value *row = answer_row(answer);
    bool share = unit == UNIT_share;
    row[0] = value_word(message_key(label), message_text(label, answer->language));
    row[1] = share ? value_share(state, decimals) : value_number(state, decimals);
    row[2] = share ? value_share(goal, decimals) : value_number(goal, decimals);
    row[3] = share ? value_share_difference(state - goal, decimals)
                   : value_difference(state - goal, decimals);
    row[4] = value_yes_no(met);
}

static void
add_observed_goal(struct status *status, enum message label, enum indicator indicator)
{
    struct figure figure;
    if (observation_nearest(status->municipality, indicator, "", status->date, NEAR_DAYS,
                            &figure)) {
        add_goal(status, label, figure.value, 0, figure.value <= 0, figure.unit, 0);
    }
}

static void
add_goals(struct status *status, const struct need_input *need_input, const struct need *need,
          const struct vacancy_input *vacancy_input, const struct vacancy *vacancy,
          const struct coverage *coverage, const struct workload *workload, double normal_hours)
{
    static const struct answer_column columns[] = {
        {MESSAGE_goal_of, UNIT_NONE},    {MESSAGE_state, UNIT_NONE}, {MESSAGE_goal, UNIT_NONE},
        {MESSAGE_difference, UNIT_NONE}, {MESSAGE_met, UNIT_NONE},   {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(status->answer, MESSAGE_goals, columns);
    if (need != NULL) {
        double goal = (double)need->gps_with_vacancy;
        add_goal(status, MESSAGE_goal_capacity, need_input->gps_now.value, goal,
                 need_input->gps_now.value >= goal, UNIT_gps, 0);
    }
    if (vacancy != NULL) {
        add_goal(status, MESSAGE_goal_vacancy, vacancy->vacancy_listed,
                 vacancy_input->vacancy_goal.value / 100, vacancy->goal_met, UNIT_share, 1);
    }
    if (coverage != NULL) {
        add_goal(status, MESSAGE_goal_coverage, coverage->total.gps_per_1000, coverage->goal.value,
                 coverage->total.difference >= 0, UNIT_gps_per_1000, 2);
    }
    if (workload != NULL) {
        add_goal(status, MESSAGE_goal_hours, workload->hours_all, normal_hours,
                 workload->hours_all <= normal_hours, UNIT_hours_per_week, 1);
    }
    add_observed_goal(status, MESSAGE_goal_unassigned, INDICATOR_unassigned);
    add_observed_goal(status, MESSAGE_goal_without_doctor, INDICATOR_lists_without_doctor);
}

/* What a leader looks for first, as of the day asked about and as last observed. */
static void
add_observed(struct status *status)
{
    static const enum indicator shown[] = {
        INDICATOR_gps,         INDICATOR_mean_list, INDICATOR_places,
        INDICATOR_free_places, INDICATOR_waiting,   INDICATOR_vacant_posts_locum,
    };
    static const struct answer_column columns[] = {
        {MESSAGE_indicator, UNIT_NONE},   {MESSAGE_value, UNIT_NONE},
        {MESSAGE_date, UNIT_NONE},        {MESSAGE_newest, UNIT_NONE},
        {MESSAGE_newest_date, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE},
    };
    const struct date last = {INT32_MAX};
    answer_table(status->answer, MESSAGE_observed, columns);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        struct figure then, newest;
        bool known = observation_latest(status->municipality, shown[i], "", status->date, &then);
        if (!observation_latest(status->municipality, shown[i], "", last, &newest)) {
            continue;
        }
        struct value *row = answer_row(status->answer);
        row[0] =
            value_word(indicator_ids[shown[i]], indicator_name(shown[i], status->answer->language));
        if (known) {
            row[1] = value_number(then.value, 0);
            row[2] = value_date(then.date);
        }
        if (!known || date_compare(newest.date, then.date) > 0) {
            row[3] = value_number(newest.value, 0);
            row[4] = value_date(newest.date);
            answer_note(status->answer, MESSAGE_note_newer);
        }
    }
}

static void
add_worst(struct answer *answer, const struct coverage *coverage)
{
    const struct coverage_row *worst = NULL;
    double below = 0, known = 0;
    for (size_t i = 0; i < coverage->district_count; i++) {
        const struct coverage_row *row = &coverage->districts[i];
        below += row->difference < 0;
        known += !isnan(row->difference);
        if (!isnan(row->difference) && (worst == NULL || row->difference < worst->difference)) {
            worst = row;
        }
    }
    if (known > 0) {
        answer_field(answer, MESSAGE_districts_below, UNIT_NONE, value_number(below, 0));
    }
    if (worst != NULL && worst->difference < 0) {
        answer_field(answer, MESSAGE_districts_worst, UNIT_NONE, value_text(worst->district));
        answer_field(answer, MESSAGE_districts_worst_difference, UNIT_gps,
                     value_difference(worst->difference, 1));
    }
}

/* The need is what the answer hangs on: without it there is no answer. */
static void
add_verdict(struct answer *answer, const struct need_input *input, const struct need *need)
{
    double short_of = (double)need->gps_with_vacancy - input->gps_now.value;
    enum message verdict = short_of > 0 ? MESSAGE_answer_short : MESSAGE_answer_enough;
    answer_field(answer, MESSAGE_answer, UNIT_NONE,
                 value_word(message_key(verdict), message_text(verdict, answer->language)));
    answer_field_figure(answer, MESSAGE_gps_now, &input->gps_now);
    answer_field(answer, MESSAGE_gps_for_list_length, UNIT_gps,
                 value_number((double)need->gps_for_list_length, 0));
    answer_field(answer, MESSAGE_gps_with_vacancy, UNIT_gps,
                 value_number((double)need->gps_with_vacancy, 0));
    answer_field(answer, MESSAGE_shortfall, UNIT_gps, value_number(short_of > 0 ? short_of : 0, 0));
    answer_field(answer, MESSAGE_recruits, UNIT_gps, value_number((double)need->recruits, 0));
}

bool
answer_status(struct answer *answer, const struct rulebook *rulebook, bool contradicts,
              struct error *error)
{
    struct status status = {answer, answer->municipality, rulebook, answer->date};
    const struct municipality *m = answer->municipality;
    struct error unknown; /* why a part cannot be answered: the part is left out */
    struct need_input need_input;
    struct need need;
    need_input_find(m, answer->date, &need_input);
    if (!need_compute(&need_input, &need, error)) {
        return false;
    }
    struct recruit_input recruit_input;
    struct recruit recruit;
    recruit_input_find(m, answer->date, &recruit_input);
    bool has_recruit = recruit_compute(&recruit_input, &recruit, &unknown);
    const struct vacancy_input *vacancy_input = &recruit_input.vacancy;
    struct vacancy vacancy;
    bool has_vacancy = vacancy_compute(vacancy_input, &vacancy, &unknown);
    struct figure goal;
    struct coverage coverage;
    bool has_coverage =
        planning_figure(m, PLANNING_gps_per_1000_goal, &goal) &&
        coverage_compute(m, answer->date, &goal, answer->arena, &coverage, &unknown);
    struct workload_input workload_input;
    struct workload workload;
    workload_input_find(m, rulebook, answer->date, &workload_input);
    bool has_workload = workload_compute(m, &workload_input, &workload, &unknown);

    add_verdict(answer, &need_input, &need);
    if (has_recruit) {
        answer_field(answer, MESSAGE_recruits_per_year, UNIT_gps,
                     value_number((double)recruit.per_year_up, 0));
    }
    if (has_coverage) {
        add_worst(answer, &coverage);
    }
    add_goals(&status, &need_input, &need, vacancy_input, has_vacancy ? &vacancy : NULL,
              has_coverage ? &coverage : NULL, has_workload ? &workload : NULL,
              workload_input.hours.value);
    add_observed(&status);
    if (contradicts) {
        answer_note(answer, MESSAGE_note_contradictions);
    }
    answer_note(answer, MESSAGE_note_explain);
    answer->group = "need.";
    explain_need(answer, &need_input, &need);
    double short_of = (double)need.gps_with_vacancy - need_input.gps_now.value;
    answer_result(answer, "shortfall", MESSAGE_shortfall,
                  value_as_given(short_of > 0 ? short_of : 0), UNIT_gps,
                  "max(0, gps_with_vacancy − gps_now)", MESSAGE_COUNT);
    if (has_vacancy) {
        answer->group = "vacancy.";
        explain_vacancy(answer, vacancy_input, &vacancy);
    }
    if (has_coverage) {
        answer->group = "coverage.";
        explain_coverage(answer, &coverage);
    }
    if (has_recruit) {
        answer->group = "recruit.";
        explain_recruit(answer, &recruit_input, &recruit);
    }
    if (has_workload) {
        answer->group = "workload.";
        explain_workload(answer, &workload_input, &workload);
    }
    return true;
}
