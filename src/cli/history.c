/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/history.h"

#include "cli/observations.h"
#include "exchange/national.h"
#include "forecast/start.h"

/* What model_fit sets. */
static const enum assumption decided[] = {ASSUMPTION_post_growth, ASSUMPTION_candidates,
                                          ASSUMPTION_cap_drift};

/* Whether the municipality has rows of its own where the drifts would decide. */
static bool
assumes_itself(struct context *context, bool *out)
{
    struct municipality national = {0};
    if (!national_fill(&national, &context->problems)) {
        return false;
    }
    *out = false;
    for (size_t i = 0; i < sizeof decided / sizeof decided[0]; i++) {
        const struct forecast_parameter *own = assumption_row(&context->municipality, decided[i]);
        const struct forecast_parameter *common = assumption_row(&national, decided[i]);
        *out |= own != NULL && common != NULL &&
                (own->value < common->value || own->value > common->value);
    }
    return true;
}

static bool
find_panel(struct context *context, struct panel *out, bool *found, int *status)
{
    struct error error;
    bool own_rows;
    size_t count = 0;
    const char *path = context->options[OPTION_observations].text;
    if (path != NULL) {
        *found = true;
        return observations_panel(context, path, out, status);
    }
    if (!assumes_itself(context, &own_rows)) {
        *status = context_fail_all(context);
        return false;
    }
    if (own_rows) {
        *found = false;
        return true;
    }
    if (!observations_own(context, out, &count, &error)) {
        *status = context_fail(context, &error);
        return false;
    }
    *found = count > 0;
    return true;
}

bool
history_of(struct context *context, struct date start, const struct calibrated **out, int *status)
{
    struct error error;
    struct panel panel;
    struct calibration calibration;
    bool found;
    const char *path = context->options[OPTION_observations].text;
    *out = NULL;
    if (!find_panel(context, &panel, &found, status)) {
        return false;
    }
    if (!found) {
        return true;
    }
    int origin = date_to_ymd(start).year - 1; /* a year's observations are of its last day */
    struct calibrated *calibrated = arena_alloc(&context->arena, sizeof *calibrated);
    if (calibrated == NULL) {
        error_memory(&error);
        *status = context_fail(context, &error);
        return false;
    }
    if (!calibration_fit(&panel, origin, &context->arena, &calibration, &error)) {
        if (path == NULL && error.code == ERROR_OUTLOOK_HISTORY) {
            return true;
        }
        error_place(&error, path, 0, 0, NULL);
        *status = context_fail(context, &error);
        return false;
    }
    calibration_of(&calibration, municipality_facts(&context->municipality)->code, calibrated);
    *out = calibrated;
    return true;
}
