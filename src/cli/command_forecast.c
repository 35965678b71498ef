/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/forecast.h"

#include "cli/asking.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/observations.h"
#include "cli/progress.h"
#include "exchange/package_csv.h"

static bool
read_package(struct context *context, const char *path, const struct choice **out, size_t *count,
             int *status)
{
    struct table table;
    if (!package_csv_read(path, &context->problems, &table)) {
        *status = context_fail_all(context);
        return false;
    }
    *out = table.rows;
    *count = table.count;
    return true;
}

/* The package: of --measures or --package. */
static bool
read_measures(struct context *context, struct forecast_request *request, int *status)
{
    const char *measures = context->options[OPTION_measures].text;
    struct choice *choices = NULL;
    struct error error;
    request->package_place = context->options[OPTION_package].text;
    if (measures == NULL) {
        return request->package_place == NULL ||
               read_package(context, request->package_place, &request->package,
                            &request->package_count, status);
    }
    if (request->package_place != NULL) {
        error_set(&error, ERROR_OPTIONS_CLASH, "--measures, --package", NULL);
    } else if (package_parse(measures, &context->arena, &choices, &request->package_count,
                             &error)) {
        request->package = choices;
        return true;
    } else {
        error_place(&error, NULL, 0, 0, "--measures");
    }
    *status = context_fail(context, &error);
    return false;
}

/* What is read from files. */
static bool
read_files(struct context *context, struct forecast_request *request, struct panel *panel,
           int *status)
{
    request->observed_place = context->options[OPTION_observations].text;
    request->compare_place = context->options[OPTION_compare].text;
    request->compared = request->compare_place != NULL;
    if (request->observed_place != NULL) {
        if (!observations_panel(context, request->observed_place, panel, status)) {
            return false;
        }
        request->observed = panel;
    }
    return read_measures(context, request, status) &&
           (!request->compared || read_package(context, request->compare_place, &request->compare,
                                               &request->compare_count, status));
}

int
command_forecast(struct context *context)
{
    int status;
    struct ask ask;
    struct panel panel;
    struct error error;
    struct answer answer;
    struct progress progress;
    const struct option_value *options = context->options;
    struct forecast_request request = {
        .start = options[OPTION_start].given ? options[OPTION_start].date : DATE_NONE,
        .years = (int32_t)options[OPTION_years_ahead].number,
        .futures = (size_t)options[OPTION_futures].number,
        .seeded = options[OPTION_seed].given,
        .seed = (uint64_t)options[OPTION_seed].number,
        .goals = options[OPTION_goals].text,
        .explain = options[OPTION_explain].given,
        .hangs_on = true,
        .tables = options[OPTION_csv].given || options[OPTION_xlsx].given,
        .threads = (int)options[OPTION_threads].number,
        .progress = progress_tell,
        .told = &progress,
        .runner = context->runner,
    };
    if (!context_argument_limit(context, 0, &status) || !context_municipality(context, &status) ||
        !read_files(context, &request, &panel, &status)) {
        return status;
    }
    context_ask(context, &ask);
    request.stop = interrupt_watch();
    progress_begin(&progress, MESSAGE_progress_futures, context->language);
    bool done = desk_forecast(&ask, &request, &answer, &error);
    progress_end(&progress);
    if (!done) {
        return asking_fail(context, &error);
    }
    /* without an arena: another process has the futures, and answers */
    return answer.arena == NULL ? EXIT_DONE : context_show(context, &answer);
}
