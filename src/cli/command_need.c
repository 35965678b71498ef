/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/asking.h"
#include "cli/command.h"
#include "desk/capacity_answer.h"

/* With every input given as an option no municipality is read, unless one is named. */
int
command_need(struct context *context)
{
    int status;
    const struct option_value *options = context->options;
    bool named = options[OPTION_from].given || options[OPTION_db].given;
    if (!need_is_complete(options) || named) {
        return asking_run(context);
    }
    return context_argument_limit(context, 0, &status) ? asking_answer(context) : status;
}
