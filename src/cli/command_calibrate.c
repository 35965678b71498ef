/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "cli/observations.h"
#include "desk/history.h"
#include "report/answers.h"

#include <string.h>

static bool
own_panel(struct context *context, struct panel *out, int *status)
{
    struct error error;
    size_t count = 0;
    if (!context_municipality(context, status)) {
        return false;
    }
    bool made = history_own(&context->municipality, &context->arena, out, &count, &error);
    if (!made) {
        *status = context_fail(context, &error);
    } else if (count == 0) {
        error_set(&error, ERROR_CALIBRATE_NOTHING, NULL, NULL);
        *status = context_fail(context, &error);
        made = false;
    }
    return made;
}

int
command_calibrate(struct context *context)
{
    int status;
    struct error error;
    struct answer answer;
    struct panel panel;
    struct calibration calibration;
    const char *path = context->options[OPTION_observations].text;
    const char *municipality = path != NULL ? context->options[OPTION_municipality].text : NULL;
    if (!context_argument_limit(context, 0, &status) ||
        !(path != NULL ? observations_panel(context, path, &panel, &status)
                       : own_panel(context, &panel, &status))) {
        return status;
    }
    int origin = context->options[OPTION_origin].given
                     ? (int)context->options[OPTION_origin].number
                     : panel.first_year + (int)panel.year_count - 1;
    if (municipality != NULL && strcmp(municipality, "all") == 0) {
        municipality = NULL;
    }
    if (!calibration_fit(&panel, origin, &context->arena, &calibration, &error)) {
        error_place(&error, path, 0, 0, NULL);
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_calibrate, NULL, DATE_NONE);
    answer_calibrate(&answer, &calibration, municipality);
    return context_show(context, &answer);
}
