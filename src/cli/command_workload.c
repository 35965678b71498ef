/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "report/answers.h"

int
command_workload(struct context *context)
{
    int status;
    struct error error;
    struct answer answer;
    struct workload_input input;
    if (!context_argument_limit(context, 0, &status) || !context_municipality(context, &status)) {
        return status;
    }
    struct date date = context_date(context);
    workload_input_find(&context->municipality, &context->rulebook, date, &input);
    context_override(context, OPTION_list_length, &input.list_length);
    context_override(context, OPTION_hours, &input.hours);
    context_override(context, OPTION_municipal_hours, &input.municipal_hours);
    context_override(context, OPTION_duty_hours, &input.duty_hours);
    context_answer(context, &answer, MESSAGE_title_workload, &context->municipality, date);
    return answer_workload(&answer, &input, &error) ? context_show(context, &answer)
                                                    : context_fail(context, &error);
}
