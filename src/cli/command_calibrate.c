/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "cli/observations.h"
#include "desk/history.h"
#include "report/answers.h"

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
    size_t municipality;
    context->options[OPTION_municipality] = context->options[OPTION_municipality_observed];
    if (!context_argument_limit(context, 0, &status) ||
        !(path != NULL ? observations_panel(context, path, &panel, &status)
                       : own_panel(context, &panel, &status))) {
        return status;
    }
    municipality = panel.municipality_count;
    if (path != NULL && !observations_municipality(context, &panel, &municipality, &status)) {
        return status;
    }
    int last = panel.first_year + (int)panel.year_count - 1;
    int origin = last;
    if (context->options[OPTION_origin].given && context->options[OPTION_origin].number < last) {
        origin = (int)context->options[OPTION_origin].number;
    }
    if (!calibration_fit(&panel, origin, &context->arena, &calibration, &error)) {
        error_place(&error, path, 0, 0, NULL);
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_calibrate, NULL, DATE_NONE);
    answer_calibrate(&answer, &calibration,
                     municipality < panel.municipality_count ? panel.municipalities[municipality]
                                                             : NULL);
    return context_show(context, &answer);
}
