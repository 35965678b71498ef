/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/plan.h"

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"

int
command_plan(struct context *context)
{
    int status;
    struct ask ask;
    struct error error;
    struct answer answer;
    struct progress progress;
    const struct option_value *options = context->options;
    struct plan_request request = {
        .goal = options[OPTION_goal_reached].text,
        .by = options[OPTION_by].text,
        .chance = options[OPTION_chance].number,
        .budgeted = options[OPTION_budget].given,
        .budget = options[OPTION_budget].number,
        .measures = options[OPTION_measures].text,
        .start = options[OPTION_start].given ? options[OPTION_start].date : DATE_NONE,
        .futures = (size_t)options[OPTION_futures_searched].number,
        .seeded = options[OPTION_seed].given,
        .seed = (uint64_t)options[OPTION_seed].number,
        .threads = (int)options[OPTION_threads].number,
        .progress = progress_tell,
        .told = &progress,
    };
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    if (!desk_plan_asked(&request, &error)) {
        return context_fail(context, &error);
    }
    if (!context_municipality(context, &status)) {
        return status;
    }
    context_ask(context, &ask);
    request.stop = interrupt_watch();
    progress_begin(&progress, MESSAGE_progress_futures, context->language);
    bool done = desk_plan(&ask, &request, &answer, &error);
    progress_end(&progress);
    return done ? context_show(context, &answer) : context_fail(context, &error);
}
