/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/asking.h"
#include "cli/command.h"
#include "exchange/folder.h"
#include "exchange/national.h"

/* With a survey file and the number of GPs it needs no municipality. */
int
command_access(struct context *context)
{
    int status;
    if (!context_argument_limit(context, 1, &status)) {
        return status;
    }
    bool alone = context->argument_count == 1 && context->options[OPTION_gps_total].given &&
                 !context_has_municipality(context);
    if (alone) {
        if (!national_fill(&context->municipality, &context->problems)) {
            return context_fail_all(context);
        }
        context->has_municipality = true;
    } else if (!context_municipality(context, &status)) {
        return status;
    }
    if (context->argument_count == 1 &&
        !folder_read_file(context->arguments[0], TABLE_SAME_DAY_SURVEY,
                          alone ? NULL : &context->municipality, &context->problems,
                          &context->municipality.tables[TABLE_SAME_DAY_SURVEY])) {
        return context_fail_all(context);
    }
    return asking_answer(context);
}
