/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "report/answers.h"

int
command_assumptions(struct context *context)
{
    int status;
    struct error error;
    struct answer answer;
    if (!context_argument_limit(context, 0, &status) || !context_municipality(context, &status)) {
        return status;
    }
    context_answer(context, &answer, MESSAGE_title_assumptions, &context->municipality,
                   context_date(context));
    return answer_assumptions(&answer, &error) ? context_show(context, &answer)
                                               : context_fail(context, &error);
}
