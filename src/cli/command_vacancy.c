/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "report/answers.h"

int
command_vacancy(struct context *context)
{
    int status;
    struct error error;
    struct answer answer;
    struct vacancy_input input;
    struct vacancy vacancy;
    struct vacancy_moment *history;
    size_t count;
    if (!context_argument_limit(context, 0, &status) || !context_municipality(context, &status)) {
        return status;
    }
    struct date date = context_date(context);
    vacancy_input_find(&context->municipality, date, &input);
    context_override(context, OPTION_vacancy_pct, &input.vacancy_goal);
    context_override(context, OPTION_list_length, &input.list_length);
    if (context->options[OPTION_vacancy_of].given) {
        input.vacancy_of = (enum vacancy_of)context->options[OPTION_vacancy_of].choice;
    }
    if (!vacancy_compute(&input, &vacancy, &error) ||
        !vacancy_history(&context->municipality, date, &context->arena, &history, &count, &error)) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_vacancy, &context->municipality, date);
    answer_vacancy(&answer, &input, &vacancy, history, count);
    return context_show(context, &answer);
}
