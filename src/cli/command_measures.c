/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "report/answers.h"

int
command_measures(struct context *context)
{
    int status;
    struct answer answer;
    if (!context_argument_limit(context, 0, &status) || !context_municipality(context, &status)) {
        return status;
    }
    context_answer(context, &answer, MESSAGE_title_measures, &context->municipality,
                   context_date(context));
    answer_measures(&answer);
    return context_show(context, &answer);
}
