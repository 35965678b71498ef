/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "report/answers.h"

/* Whether every input is given as an option: then no municipality is needed. */
static bool
is_complete(const struct context *context)
{
    static const enum option_id inputs[] = {
        OPTION_residents,        OPTION_guests, OPTION_list_length, OPTION_vacancy_pct,
        OPTION_leavers_per_year, OPTION_years,  OPTION_gps_now};
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        if (!context->options[inputs[i]].given) {
            return false;
        }
    }
    return !context->options[OPTION_from].given && !context->options[OPTION_db].given;
}

int
command_need(struct context *context)
{
    int status;
    struct error error;
    struct answer answer;
    struct need_input input;
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    const struct municipality *municipality = NULL;
    struct date date =
        context->options[OPTION_date].given ? context->options[OPTION_date].date : DATE_NONE;
    if (!is_complete(context) && context_has_municipality(context)) {
        if (!context_municipality(context, &status)) {
            return status;
        }
        municipality = &context->municipality;
        date = context_date(context);
    }
    need_input_find(municipality, date, &input);
    context_override(context, OPTION_residents, &input.residents);
    context_override(context, OPTION_guests, &input.guests);
    context_override(context, OPTION_list_length, &input.list_length);
    context_override(context, OPTION_vacancy_pct, &input.vacancy_goal);
    context_override(context, OPTION_leavers_per_year, &input.leavers_per_year);
    context_override(context, OPTION_years, &input.years);
    context_override(context, OPTION_gps_now, &input.gps_now);
    if (context->options[OPTION_vacancy_of].given) {
        input.vacancy_of = (enum vacancy_of)context->options[OPTION_vacancy_of].choice;
    }
    context_answer(context, &answer, MESSAGE_title_need, municipality, date);
    return answer_need(&answer, &input, &error) ? context_show(context, &answer)
                                                : context_fail(context, &error);
}
