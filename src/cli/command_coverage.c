/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "report/answers.h"

int
command_coverage(struct context *context)
{
    int status;
    struct error error;
    struct answer answer;
    struct coverage coverage;
    if (!context_argument_limit(context, 0, &status) || !context_municipality(context, &status)) {
        return status;
    }
    struct date date = context_date(context);
    struct figure goal = figure_unknown(UNIT_gps_per_1000);
    planning_figure(&context->municipality, PLANNING_gps_per_1000_goal, &goal);
    context_override(context, OPTION_goal, &goal);
    if (!input_check(&goal, "goal", "planning.csv", 0, 100, &error) ||
        !coverage_compute(&context->municipality, date, &goal, &context->arena, &coverage,
                          &error)) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_coverage, &context->municipality, date);
    answer_coverage(&answer, &coverage);
    return context_show(context, &answer);
}
