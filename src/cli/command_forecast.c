/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/parallel.h"
#include "capacity/need.h"
#include "cli/command.h"
#include "cli/history.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "exchange/package_csv.h"
#include "forecast/fit.h"
#include "forecast/package.h"
#include "forecast/start.h"
#include "job/explain_job.h"
#include "job/forecast_job.h"
#include "report/answers.h"

#include <math.h>
#include <string.h>

/* The most memory the futures may take: 100 000 of a large municipality over ten years take 3 GB.
 */
#define FUTURES_LIMIT (SIZE_MAX > UINT32_MAX ? (size_t)(UINT64_C(8) << 30) : SIZE_MAX / 2)

enum { YEARS = 10, FUTURES = 1000, SEED = 1, GOALS_MAX = 16, GOAL_SIZE = 128 };

/* What is asked for, and what it is made into. */
struct question {
    struct start_options options[FORECAST_SIDES];
    struct model models[FORECAST_SIDES];
    struct start_origin origin;
    const struct calibrated *calibrated; /* NULL: the assumptions are those of the tables */
    struct goal goals[GOALS_MAX];
    struct forecast forecast;
    struct forecast_job job;
    struct progress progress;
    struct forecast_explained explained;
    struct arena futures;
};

static double
given_or(const struct context *context, enum option_id option, double otherwise)
{
    return context->options[option].given ? context->options[option].number : otherwise;
}

/* -- packages ---------------------------------------------------------------------------------- */

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

/* The efforts of one side: of --measures or --package, or of --compare. */
static bool
read_efforts(struct context *context, bool compared, struct start_options *options, int *status)
{
    const char *measures = compared ? NULL : context->options[OPTION_measures].text;
    const char *path = context->options[compared ? OPTION_compare : OPTION_package].text;
    const struct choice *choices = NULL;
    struct choice *parsed = NULL;
    struct effort *efforts = NULL;
    size_t count = 0;
    struct error error;
    if (measures != NULL && path != NULL) {
        error_set(&error, ERROR_OPTIONS_CLASH, "--measures, --package", NULL);
        *status = context_fail(context, &error);
        return false;
    }
    if (path != NULL && !read_package(context, path, &choices, &count, status)) {
        return false;
    }
    if (measures != NULL) {
        if (!package_parse(measures, &context->arena, &parsed, &count, &error)) {
            error_place(&error, NULL, 0, 0, "--measures");
            *status = context_fail(context, &error);
            return false;
        }
        choices = parsed;
    }
    if (!package_efforts(&context->municipality, options->start, choices, count, &context->arena,
                         &efforts, &options->effort_count, &error)) {
        if (path != NULL) {
            error_place(&error, path, 0, 0, NULL);
        }
        *status = context_fail(context, &error);
        return false;
    }
    options->efforts = efforts;
    return true;
}

/* -- goals ------------------------------------------------------------------------------------- */

/* The end of the goal at `text`: a comma that a letter follows, as one may also be a decimal sign.
 */
static size_t
goal_length(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0') {
        const size_t spaces = strspn(text + length + 1, " ");
        const char next = text[length] == ',' ? text[length + 1 + spaces] : '\0';
        if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z')) {
            break;
        }
        length++;
    }
    return length;
}

static bool
read_goals(const char *text, struct question *question, struct error *error)
{
    size_t *count = &question->forecast.goal_count;
    for (*count = 0; *text != '\0';) {
        const size_t length = goal_length(text);
        char one[GOAL_SIZE];
        if (length >= sizeof one || *count == GOALS_MAX) {
            error_set_bytes(error, ERROR_GOAL_FORM, text, length, "vacancy_listed>=5%,gps>=250");
            return false;
        }
        memcpy(one, text, length);
        one[length] = '\0';
        if (!goal_parse(one, &question->goals[*count], error)) {
            return false;
        }
        ++*count;
        text += length + (text[length] != '\0');
    }
    return true;
}

/* Those asked for, or what the municipality plans for. */
static bool
find_goals(struct context *context, struct question *question, int *status)
{
    struct error error;
    question->forecast.goals = question->goals;
    if (context->options[OPTION_goals].given) {
        if (read_goals(context->options[OPTION_goals].text, question, &error)) {
            return true;
        }
        error_place(&error, NULL, 0, 0, "--goal");
        *status = context_fail(context, &error);
        return false;
    }
    struct need_input input;
    struct need need;
    need_input_find(&context->municipality, context_date(context), &input);
    const double needed =
        need_compute(&input, &need, &error) ? (double)need.gps_with_vacancy : (double)NAN;
    _Static_assert((int)GOALS_PLANNED_MAX <= (int)GOALS_MAX, "planned goals have room");
    question->forecast.goal_count = goals_planned(&context->municipality, needed, question->goals);
    return true;
}

/* -- models ------------------------------------------------------------------------------------ */

static bool
make_models(struct context *context, struct question *question, int *status)
{
    struct error error;
    const int32_t months = (int32_t)given_or(context, OPTION_years_ahead, YEARS) * 12;
    const struct option_value *start = &context->options[OPTION_start];
    struct forecast *forecast = &question->forecast;
    forecast->start = start->given ? start->date : forecast_start_date(&context->municipality);
    forecast->months = months;
    forecast->side_count = context->options[OPTION_compare].given ? FORECAST_SIDES : 1;
    if (!history_of(context, forecast->start, &question->calibrated, status)) {
        return false;
    }
    for (size_t s = 0; s < forecast->side_count; s++) {
        struct start_options *options = &question->options[s];
        *options = (struct start_options){.start = forecast->start, .months = months};
        if (!read_efforts(context, s > 0, options, status)) {
            return false;
        }
        if (!forecast_start(&context->municipality, &context->rulebook, options, &context->arena,
                            &question->models[s], &question->origin, &error)) {
            *status = context_fail(context, &error);
            return false;
        }
        if (question->calibrated != NULL) {
            model_fit(&question->models[s], question->calibrated);
        }
        forecast->sides[s].model = &question->models[s];
    }
    return true;
}

/* -- running ----------------------------------------------------------------------------------- */

static bool
run_alone(void *self, const struct forecast_job *job, struct forecast *forecast, bool flows,
          struct arena *arena, struct error *error)
{
    (void)self;
    return forecast_job_room(forecast, 0, forecast->wanted, flows, arena, error) &&
           forecast_job_run(job, forecast, forecast->wanted, arena, &forecast->count, error);
}

static bool
run(struct context *context, struct question *question, struct error *error)
{
    static const struct forecast_runner alone = {.run = run_alone};
    const struct forecast_runner *runner = context->runner == NULL ? &alone : context->runner;
    struct forecast *forecast = &question->forecast;
    forecast->seed = (uint64_t)given_or(context, OPTION_seed, SEED);
    forecast->wanted = (size_t)given_or(context, OPTION_futures, FUTURES);
    progress_begin(&question->progress, MESSAGE_progress_futures, context->language);
    question->job = (struct forecast_job){
        .threads = (int)given_or(context, OPTION_threads, parallel_processors()),
        .stop = interrupt_watch(),
        .progress = progress_tell,
        .told = &question->progress,
    };
    const bool done =
        runner->run(runner->self, &question->job, forecast, context->options[OPTION_explain].given,
                    &question->futures, error);
    progress_end(&question->progress);
    if (!done || forecast->count == 0) {
        return done;
    }
    /* who has stopped the run does not want more of them */
    const bool full = context->options[OPTION_explain].given && !forecast_is_partial(forecast);
    return forecast_job_sum_up(&question->job, forecast, &context->arena, error) &&
           explain_job(question->job.threads, forecast, full, &context->arena, &question->explained,
                       error);
}

static int
show(struct context *context, const struct question *question)
{
    if (question->forecast.count == 0) { /* another process has the futures, and answers */
        return EXIT_DONE;
    }
    struct answer answer;
    const struct forecast_answer of = {
        .forecast = &question->forecast,
        .origin = &question->origin,
        .calibrated = question->calibrated,
        .explained = &question->explained,
        .tables = context->options[OPTION_csv].given || context->options[OPTION_xlsx].given,
    };
    context_answer(context, &answer, MESSAGE_title_forecast, &context->municipality,
                   question->forecast.start);
    answer_forecast(&answer, &of);
    return context_show(context, &answer);
}

int
command_forecast(struct context *context)
{
    int status;
    struct error error;
    if (!context_argument_limit(context, 0, &status) || !context_municipality(context, &status)) {
        return status;
    }
    struct question *question = arena_alloc(&context->arena, sizeof *question);
    if (question == NULL) {
        error_memory(&error);
        return context_fail(context, &error);
    }
    arena_init(&question->futures, FUTURES_LIMIT);
    if (!make_models(context, question, &status) || !find_goals(context, question, &status)) {
        return status;
    }
    status =
        run(context, question, &error) ? show(context, question) : context_fail(context, &error);
    arena_free(&question->futures);
    return status;
}
