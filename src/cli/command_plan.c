/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/parallel.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "forecast/package.h"
#include "forecast/start.h"
#include "job/plan_job.h"
#include "report/answers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FUTURES = 400, SEED = 1, CHECKS_LEAST = 1000 };

/* Futures simulated in the search, as so many packages of all futures. */
enum { WORK_PACKAGES = 300 };

static const double default_chance = 0.8;

/* What is asked, and what it is made into. */
struct question {
    struct model model;
    struct start_options options;
    struct start_origin origin;
    struct goal goal;
    struct date by;
    struct search_problem problem;
    struct search_measure measures[SEARCH_MEASURES_MAX];
    const char *keys[SEARCH_MEASURES_MAX];
    const char *left_out[SEARCH_MEASURES_MAX];
    size_t left_out_count;
    struct plan_job job;
    struct progress progress;
    const atomic_bool *stop;
    struct search_result result, unbudgeted;
    struct plan_answer answer;
};

static double
given_or(const struct context *context, enum option_id option, double otherwise)
{
    return context->options[option].given ? context->options[option].number : otherwise;
}

/* Places the error at the option, and answers with it. */
static bool
refuse(const struct context *context, enum option_id option, struct error *error, int *status)
{
    char name[64];
    snprintf(name, sizeof name, "--%s", option_name(option));
    if (error->field[0] == '\0') {
        error_place(error, NULL, 0, 0, name);
    }
    *status = context_fail(context, error);
    return false;
}

static bool
needs(const struct context *context, enum option_id option, int *status)
{
    struct error error;
    char name[64];
    if (context->options[option].given) {
        return true;
    }
    snprintf(name, sizeof name, "--%s", option_name(option));
    error_set(&error, ERROR_ARGUMENT_MISSING, NULL, name);
    *status = context_fail(context, &error);
    return false;
}

/* -- the goal and its day ---------------------------------------------------------------------- */

/* --by as the 1st of a month, and the months until then. */
static bool
find_months(struct context *context, struct question *question, int *status)
{
    const char *text = context->options[OPTION_by].text;
    struct error error;
    struct date start = context->options[OPTION_start].given
                            ? context->options[OPTION_start].date
                            : forecast_start_date(&context->municipality);
    char day[16];
    bool month = strlen(text) == strlen("YYYY-MM");
    snprintf(day, sizeof day, "%.10s%s", text, month ? "-01" : "");
    if (!date_parse(day, strlen(day), &question->by) || date_to_ymd(question->by).day != 1) {
        error_set(&error, ERROR_NOT_MONTH, text, NULL);
        return refuse(context, OPTION_by, &error, status);
    }
    struct ymd from = date_to_ymd(start), to = date_to_ymd(question->by);
    int64_t months = (int64_t)(to.year - from.year) * 12 + to.month - from.month;
    if (months < 1 || months > MODEL_MONTHS_MAX) {
        char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE], range[64];
        date_write(date_add_months(start, 1), first);
        date_write(date_add_months(start, MODEL_MONTHS_MAX), last);
        snprintf(range, sizeof range, "%.7s – %.7s", first, last);
        error_set(&error, ERROR_PLAN_BY, text, range);
        return refuse(context, OPTION_by, &error, status);
    }
    question->options = (struct start_options){.start = start, .months = (int32_t)months};
    return true;
}

/* -- measures ---------------------------------------------------------------------------------- */

/* How finely a measure's size is searched: whole posts and doctors, tenths of a ratio or share,
 * fifty persons of a list's length, a rule once. */
static double
step_of(const struct measure *measure)
{
    if (measure->lever == LEVER_rule) {
        return 1;
    }
    enum unit unit = lever_unit((enum lever)measure->lever);
    if (unit == UNIT_ratio || unit == UNIT_share) {
        return 0.1;
    }
    return unit == UNIT_persons_per_list ? 50 : 1;
}

static int32_t
steps_of(double size, double step)
{
    static const double rounding = 1e-9;
    double steps = ceil(fabs(size) / step - rounding);
    return (int32_t)fmin(steps, SEARCH_LEVELS_MAX);
}

/* Adds the measure to those searched, up to `size` where one is given (NAN). */
static void
add_measure(struct question *question, const struct measure *measure, double size)
{
    size_t at = question->problem.measure_count;
    double least, most, step = step_of(measure);
    measure_sizes(measure, &least, &most);
    /* What is in force is ended only where it is asked for: a search would else save on all that
     * is hard to show the good of. */
    bool ends = least < 0 && most > 0;
    least = ends ? 0 : least;
    if (!isnan(size)) {
        least = fmin(size, 0);
        most = fmax(size, 0);
    }
    double planned = !isnan(size) ? size : measure->size;
    question->measures[at] = (struct search_measure){
        .least = least,
        .most = most,
        .lower = ends && least < 0 ? 1 : steps_of(least, step),
        .upper = steps_of(most, step),
        .planned = planned > 0 || planned < 0 ? planned : (most > 0 ? most : least),
    };
    question->keys[at] = measure->measure;
    question->problem.measure_count = at + 1;
}

static bool
too_many(const struct context *context, int *status)
{
    struct error error;
    char most[16];
    snprintf(most, sizeof most, "%d", SEARCH_MEASURES_MAX);
    error_set(&error, ERROR_MEASURES_MANY, NULL, most);
    return refuse(context, OPTION_measures, &error, status);
}

/* Those of --measures: each is tried by itself, so that what is wrong with it is said now. */
static bool
find_named(struct context *context, struct question *question, int *status)
{
    struct error error;
    struct choice *choices;
    size_t count;
    if (!package_parse(context->options[OPTION_measures].text, &context->arena, &choices, &count,
                       &error)) {
        return refuse(context, OPTION_measures, &error, status);
    }
    if (count > SEARCH_MEASURES_MAX) {
        return too_many(context, status);
    }
    for (size_t i = 0; i < count; i++) {
        struct effort *efforts;
        size_t effort_count;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(choices[j].measure, choices[i].measure) == 0) {
                error_set(&error, ERROR_MEASURE_TWICE, choices[i].measure, NULL);
                return refuse(context, OPTION_measures, &error, status);
            }
        }
        if (!package_efforts(&context->municipality, question->options.start, &choices[i], 1,
                             &context->arena, &efforts, &effort_count, &error)) {
            return refuse(context, OPTION_measures, &error, status);
        }
        add_measure(question, measure_find(&context->municipality, choices[i].measure),
                    choices[i].size);
    }
    return true;
}

/* Those allowed, or all of the municipality's own that have a lever and are not ended: what the
 * state may do is not the municipality's to plan, unless it is named. Neither is what nobody knows
 * the cost of: the search would take it for free. */
static bool
find_measures(struct context *context, struct question *question, int *status)
{
    if (context->options[OPTION_measures].given) {
        return find_named(context, question, status);
    }
    const struct table *table = &context->municipality.tables[TABLE_MEASURES];
    const struct measure *measures = table->rows;
    for (size_t i = 0; i < table->count; i++) {
        bool own = measures[i].level == MEASURE_LOCAL && measures[i].status != MEASURE_ENDED;
        if (!own || !measure_has_lever(&measures[i])) {
            continue;
        }
        if (question->problem.measure_count + question->left_out_count == SEARCH_MEASURES_MAX) {
            return too_many(context, status);
        }
        if (!measure_cost_known(&measures[i])) {
            question->left_out[question->left_out_count++] = measures[i].measure;
            continue;
        }
        add_measure(question, &measures[i], (double)NAN);
    }
    if (question->problem.measure_count == 0) {
        struct error error;
        error_set(&error, ERROR_PLAN_NO_MEASURES, NULL, NULL);
        *status = context_fail(context, &error);
        return false;
    }
    return true;
}

/* -- searching --------------------------------------------------------------------------------- */

static bool
evaluate(void *context, const double *sizes, uint32_t first, size_t count,
         struct search_evaluation *out, struct error *error)
{
    struct question *question = context;
    return plan_evaluate(&question->job, sizes, first, count, out, error);
}

static bool
tell(void *context, size_t done, size_t most)
{
    struct question *question = context;
    progress_tell(&question->progress, done, most);
    return !atomic_load(question->stop);
}

static bool
search(struct context *context, struct question *question, struct error *error)
{
    struct search_problem *problem = &question->problem;
    int first_year;
    question->job = (struct plan_job){
        .threads = (int)given_or(context, OPTION_threads, parallel_processors()),
        .seed = (uint64_t)given_or(context, OPTION_seed, SEED),
        .municipality = &context->municipality,
        .model = &question->model,
        .measures = question->keys,
        .measure_count = problem->measure_count,
        .goal = question->goal,
    };
    problem->measures = question->measures;
    problem->years = plan_years(&question->model, &first_year);
    problem->chance = given_or(context, OPTION_chance, default_chance);
    problem->budget = given_or(context, OPTION_budget, (double)INFINITY);
    problem->futures = (size_t)given_or(context, OPTION_futures_searched, FUTURES);
    problem->checks = 2 * problem->futures > CHECKS_LEAST ? 2 * problem->futures : CHECKS_LEAST;
    problem->work_max = problem->futures * WORK_PACKAGES;
    problem->evaluate = evaluate;
    problem->progress = tell;
    problem->context = question;
    question->stop = interrupt_watch();
    progress_begin(&question->progress, MESSAGE_progress_futures, context->language);
    bool done = search_run(problem, &context->arena, &question->result, error);
    const struct search_result *result = &question->result;
    bool dearer = done && result->best_count == 0 && result->over_budget && !result->stopped;
    if (dearer) { /* what would reach it with more money */
        struct search_problem without = *problem;
        without.budget = (double)INFINITY;
        done = search_run(&without, &context->arena, &question->unbudgeted, error);
    }
    progress_end(&question->progress);
    question->answer = (struct plan_answer){
        .goal = &question->goal,
        .start = question->model.start,
        .by = question->by,
        .problem = problem,
        .measures = question->keys,
        .left_out = question->left_out,
        .left_out_count = question->left_out_count,
        .first_year = first_year,
        .seed = question->job.seed,
        .origin = &question->origin,
        .result = result,
        .unbudgeted = dearer ? &question->unbudgeted : NULL,
    };
    return done;
}

int
command_plan(struct context *context)
{
    int status;
    struct error error;
    struct answer answer;
    if (!context_argument_limit(context, 0, &status) ||
        !needs(context, OPTION_goal_reached, &status) || !needs(context, OPTION_by, &status)) {
        return status;
    }
    struct question *question = arena_alloc(&context->arena, sizeof *question);
    if (question == NULL) {
        error_memory(&error);
        return context_fail(context, &error);
    }
    if (!goal_parse(context->options[OPTION_goal_reached].text, &question->goal, &error)) {
        refuse(context, OPTION_goal_reached, &error, &status);
        return status;
    }
    if (!context_municipality(context, &status) || !find_months(context, question, &status) ||
        !find_measures(context, question, &status)) {
        return status;
    }
    if (!forecast_start(&context->municipality, &context->rulebook, &question->options,
                        &context->arena, &question->model, &question->origin, &error) ||
        !search(context, question, &error)) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_plan, &context->municipality,
                   question->model.start);
    answer_plan(&answer, &question->answer);
    return context_show(context, &answer);
}
