/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "cli/observations.h"
#include "exchange/national.h"
#include "exchange/observations_csv.h"
#include "forecast/start.h"
#include "forecast/trial.h"
#include "report/answers.h"

#include <string.h>

enum { TRIAL_SEED = 1 };

static bool
needs(const struct context *context, enum option_id option, int *status)
{
    struct error error;
    if (context->options[option].given) {
        return true;
    }
    char name[64] = "--";
    strncat(name, option_name(option), sizeof name - 3);
    error_set(&error, ERROR_ARGUMENT_MISSING, NULL, name);
    *status = context_fail(context, &error);
    return false;
}

bool
observations_panel(struct context *context, const char *path, struct panel *out, int *status)
{
    struct table observations, sizes;
    struct error error;
    if (!observations_csv_read(path, &context->problems, &observations) ||
        !national_sizes(&context->problems, &sizes)) {
        *status = context_fail_all(context);
        return false;
    }
    if (!panel_make(observations.rows, observations.count, sizes.rows, sizes.count, &context->arena,
                    out, &error)) {
        *status = context_fail(context, &error);
        return false;
    }
    return true;
}

bool
observations_municipality(struct context *context, const struct panel *panel, size_t *out,
                          int *status)
{
    enum { CODE_LENGTH = 4 };
    const char *code = context->options[OPTION_municipality_observed].text;
    *out = panel->municipality_count;
    if (code == NULL || strcmp(code, "all") == 0) {
        return true;
    }
    *out = panel_find(panel, code);
    if (*out < panel->municipality_count) {
        return true;
    }
    struct error error;
    char whole[CODE_LENGTH + 1] = "0"; /* a spreadsheet takes the first zero away */
    strncat(whole, code, CODE_LENGTH - 1);
    bool likely =
        strlen(code) == CODE_LENGTH - 1 && panel_find(panel, whole) < panel->municipality_count;
    error_set(&error, likely ? ERROR_OBSERVATIONS_LIKELY : ERROR_OBSERVATIONS_MUNICIPALITY, code,
              likely ? whole : NULL);
    error_place(&error, context->options[OPTION_observations].text, 0, 0, NULL);
    *status = context_fail(context, &error);
    return false;
}

/* The simulator with the national assumptions. */
static bool
simulate(struct context *context, const struct panel *panel, int origin, int horizon,
         struct backtest *out, int *status)
{
    struct error error;
    struct municipality national = {0};
    struct uncertain assumptions[ASSUMPTION_COUNT];
    if (!context_rulebook(context, status)) {
        return false;
    }
    if (!national_fill(&national, &context->problems)) {
        *status = context_fail_all(context);
        return false;
    }
    const struct trial_terms terms = {&context->rulebook, assumptions, TRIAL_SEED};
    if (!forecast_assumptions(&national, assumptions, &error) ||
        !trial_run(panel, origin, horizon, &terms, &context->arena, out, &error)) {
        *status = context_fail(context, &error);
        return false;
    }
    return true;
}

int
command_backtest(struct context *context)
{
    int status;
    struct error error;
    struct answer answer;
    struct panel panel;
    struct backtest backtest, simulated;
    size_t municipality;
    if (!context_argument_limit(context, 0, &status) ||
        !needs(context, OPTION_observations, &status) || !needs(context, OPTION_origin, &status) ||
        !needs(context, OPTION_horizon, &status) ||
        !observations_panel(context, context->options[OPTION_observations].text, &panel, &status) ||
        !observations_municipality(context, &panel, &municipality, &status)) {
        return status;
    }
    int origin = (int)context->options[OPTION_origin].number;
    int horizon = (int)context->options[OPTION_horizon].number;
    if (!backtest_run(&panel, origin, horizon, &context->arena, &backtest, &error)) {
        error_place(&error, context->options[OPTION_observations].text, 0, 0, NULL);
        return context_fail(context, &error);
    }
    if (!simulate(context, &panel, origin, horizon, &simulated, &status)) {
        return status;
    }
    context_answer(context, &answer, MESSAGE_title_backtest, NULL, DATE_NONE);
    answer_backtest(&answer, &panel, &backtest, &simulated, origin, horizon, municipality);
    return context_show(context, &answer);
}
