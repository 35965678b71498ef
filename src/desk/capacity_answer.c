/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/capacity_answer.h"

#include "report/answers.h"

static void
override_vacancy_of(const struct ask *ask, enum vacancy_of *out)
{
    if (ask->options[OPTION_vacancy_of].given) {
        *out = (enum vacancy_of)ask->options[OPTION_vacancy_of].choice;
    }
}

bool
status_answer(struct ask *ask, struct answer *out, struct error *error)
{
    bool contradicts = ask->contradicts != NULL && *ask->contradicts;
    ask_answer(ask, out, MESSAGE_title_status, ask->municipality, ask_date(ask));
    return (ask->contradicts != NULL ||
            check_contradicts(ask->municipality, ask->rulebook, ask->arena, &contradicts, error)) &&
           answer_status(out, ask->rulebook, contradicts, error);
}

bool
need_is_complete(const struct option_value options[OPTION_COUNT])
{
    static const enum option_id inputs[] = {
        OPTION_residents,        OPTION_guests, OPTION_list_length, OPTION_vacancy_pct,
        OPTION_leavers_per_year, OPTION_years,  OPTION_gps_now};
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        if (!options[inputs[i]].given) {
            return false;
        }
    }
    return true;
}

bool
need_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct need_input input;
    const struct municipality *municipality = ask_municipality(ask);
    struct date date = DATE_NONE;
    if (ask->options[OPTION_date].given || municipality != NULL) {
        date = ask_date(ask);
    }
    need_input_find(municipality, date, &input);
    ask_override(ask, OPTION_residents, &input.residents);
    ask_override(ask, OPTION_guests, &input.guests);
    ask_override(ask, OPTION_list_length, &input.list_length);
    ask_override(ask, OPTION_vacancy_pct, &input.vacancy_goal);
    ask_override(ask, OPTION_leavers_per_year, &input.leavers_per_year);
    ask_override(ask, OPTION_years, &input.years);
    ask_override(ask, OPTION_gps_now, &input.gps_now);
    override_vacancy_of(ask, &input.vacancy_of);
    ask_answer(ask, out, MESSAGE_title_need, municipality, date);
    return answer_need(out, &input, error);
}

bool
coverage_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct coverage coverage;
    struct date date = ask_date(ask);
    struct figure goal = figure_unknown(UNIT_gps_per_1000);
    planning_figure(ask->municipality, PLANNING_gps_per_1000_goal, &goal);
    ask_override(ask, OPTION_goal, &goal);
    if (!input_check(&goal, "goal", "planning.csv", 0, 100, error) ||
        !coverage_compute(ask->municipality, date, &goal, ask->arena, &coverage, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_coverage, ask->municipality, date);
    answer_coverage(out, &coverage);
    return true;
}

bool
vacancy_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct vacancy_input input;
    struct vacancy vacancy;
    struct vacancy_moment *history;
    size_t count;
    struct date date = ask_date(ask);
    vacancy_input_find(ask->municipality, date, &input);
    ask_override(ask, OPTION_vacancy_pct, &input.vacancy_goal);
    ask_override(ask, OPTION_list_length, &input.list_length);
    override_vacancy_of(ask, &input.vacancy_of);
    if (!vacancy_compute(&input, &vacancy, error) ||
        !vacancy_history(ask->municipality, date, ask->arena, &history, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_vacancy, ask->municipality, date);
    answer_vacancy(out, &input, &vacancy, history, count);
    return true;
}

/* Of a municipality's survey; or of a survey alone, put among the national tables, when the number
 * of GPs is given. */
bool
access_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct access access;
    const struct same_day_answer *answers;
    size_t count;
    if (ask->municipality == NULL) {
        error_set(error, ERROR_NO_MUNICIPALITY, NULL, NULL);
        return false;
    }
    const struct municipality *municipality = ask_municipality(ask);
    const struct table *survey = &ask->municipality->tables[TABLE_SAME_DAY_SURVEY];
    const char *wanted = ask->options[OPTION_survey].given ? ask->options[OPTION_survey].text : "";
    if (!access_find_survey(survey, wanted, ask->arena, &answers, &count)) {
        if (wanted[0] != '\0') {
            error_set(error, ERROR_DANGLING, wanted, "surveys/same_day.csv");
            error_place(error, NULL, 0, 0, "--survey");
        } else {
            error_set(error, ERROR_ARGUMENT_MISSING, NULL, "SURVEY.csv (surveys/same_day.csv)");
        }
        return false;
    }
    struct date date =
        ask->options[OPTION_date].given ? ask->options[OPTION_date].date : answers->date;
    struct access_input input;
    access_input_find(ask->municipality, date, &input);
    input.answers = answers;
    input.answer_count = count;
    ask_override(ask, OPTION_gps_total, &input.gps_total);
    ask_override(ask, OPTION_listed_total, &input.listed_total);
    ask_override(ask, OPTION_spread, &input.spread);
    if (!access_compute(municipality, &input, ask->arena, &access, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_access, municipality, date);
    answer_access(out, &input, &access);
    return true;
}

bool
recruit_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct recruit_input input;
    struct shortening shortening;
    struct date date = ask_date(ask);
    recruit_input_find(ask->municipality, date, &input);
    ask_override(ask, OPTION_leavers_per_year, &input.leavers_per_year);
    struct date planned =
        input.residents_planned.date; /* other residents, on the day planned for */
    ask_override(ask, OPTION_residents, &input.residents_planned);
    input.residents_planned.date = planned;
    ask_override(ask, OPTION_list_length, &input.list_length);
    ask_override(ask, OPTION_list_length, &input.vacancy.list_length);
    ask_override(ask, OPTION_vacancy_pct, &input.vacancy.vacancy_goal);
    ask_override(ask, OPTION_gap_years, &input.gap_years);
    override_vacancy_of(ask, &input.vacancy.vacancy_of);
    bool found = recruit_shortening(ask->municipality, date, &shortening);
    ask_answer(ask, out, MESSAGE_title_recruit, ask->municipality, date);
    return answer_recruit(out, &input, found ? &shortening : NULL, error);
}

bool
workload_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct workload_input input;
    struct date date = ask_date(ask);
    workload_input_find(ask->municipality, ask->rulebook, date, &input);
    ask_override(ask, OPTION_list_length, &input.list_length);
    ask_override(ask, OPTION_hours, &input.hours);
    ask_override(ask, OPTION_municipal_hours, &input.municipal_hours);
    ask_override(ask, OPTION_duty_hours, &input.duty_hours);
    ask_answer(ask, out, MESSAGE_title_workload, ask->municipality, date);
    return answer_workload(out, &input, error);
}

bool
check_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct finding *findings;
    size_t count;
    if (!check_compute(ask->municipality, ask->rulebook, ask->arena, &findings, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_check, ask->municipality,
               municipality_facts(ask->municipality)->state_date);
    answer_check(out, findings, count);
    return true;
}

bool
assumptions_answer(struct ask *ask, struct answer *out, struct error *error)
{
    ask_answer(ask, out, MESSAGE_title_assumptions, ask->municipality, ask_date(ask));
    return answer_assumptions(out, error);
}

bool
measures_answer(struct ask *ask, struct answer *out, struct error *error)
{
    (void)error;
    ask_answer(ask, out, MESSAGE_title_measures, ask->municipality, ask_date(ask));
    answer_measures(out);
    return true;
}

bool
rules_answer(struct ask *ask, struct answer *out, struct error *error)
{
    (void)error;
    struct date day = ask_day(ask);
    if (ask->options[OPTION_since].given) {
        ask_answer(ask, out, MESSAGE_title_rules_diff, NULL, day);
        answer_rules_diff(out, ask->rulebook, ask->options[OPTION_since].date, day);
    } else {
        ask_answer(ask, out, MESSAGE_title_rules, NULL, day);
        answer_rules(out, ask->rulebook, day);
    }
    return true;
}

bool
clauses_answer(struct ask *ask, struct answer *out, struct error *error)
{
    (void)error;
    struct date day = ask_day(ask);
    ask_answer(ask, out, MESSAGE_title_clauses, NULL, day);
    answer_clauses(out, day);
    return true;
}
