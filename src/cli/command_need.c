/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "report/answers.h"

/* Needs no municipality when every input is given as an option. */
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
    struct date date = context->options[OPTION_date].given ? context->options[OPTION_date].date : DATE_NONE;
    if (context_has_municipality(context)) {
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
    return answer_need(&answer, &input, &error) ? context_show(context, &answer) : context_fail(context, &error);
}
