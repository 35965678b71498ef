/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "report/answers.h"

int
command_recruit(struct context *context)
{
    int status;
    struct error error;
    struct answer answer;
    struct recruit_input input;
    struct shortening shortening;
    if (!context_argument_limit(context, 0, &status) || !context_municipality(context, &status)) {
        return status;
    }
    struct date date = context_date(context);
    recruit_input_find(&context->municipality, date, &input);
    context_override(context, OPTION_leavers_per_year, &input.leavers_per_year);
    struct date planned =
        input.residents_planned.date; /* other residents, on the day planned for */
    context_override(context, OPTION_residents, &input.residents_planned);
    input.residents_planned.date = planned;
    context_override(context, OPTION_list_length, &input.list_length);
    context_override(context, OPTION_list_length, &input.vacancy.list_length);
    context_override(context, OPTION_vacancy_pct, &input.vacancy.vacancy_goal);
    context_override(context, OPTION_gap_years, &input.gap_years);
    if (context->options[OPTION_vacancy_of].given) {
        input.vacancy.vacancy_of = (enum vacancy_of)context->options[OPTION_vacancy_of].choice;
    }
    bool found = recruit_shortening(&context->municipality, date, &shortening);
    context_answer(context, &answer, MESSAGE_title_recruit, &context->municipality, date);
    return answer_recruit(&answer, &input, found ? &shortening : NULL, &error)
               ? context_show(context, &answer)
               : context_fail(context, &error);
}
