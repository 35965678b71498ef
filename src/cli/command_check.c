/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "report/answers.h"

int
command_check(struct context *context)
{
    int status;
    struct error error;
    struct answer answer;
    struct finding *findings;
    size_t count;
    if (!context_argument_limit(context, 0, &status) || !context_municipality(context, &status)) {
        return status;
    }
    if (!check_compute(&context->municipality, &context->rulebook, &context->arena, &findings,
                       &count, &error)) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_check, &context->municipality,
                   municipality_facts(&context->municipality)->state_date);
    answer_check(&answer, findings, count);
    return context_show(context, &answer);
}
