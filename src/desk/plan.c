/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/plan.h"

#include "base/parallel.h"
#include "forecast/package.h"
#include "forecast/start.h"
#include "job/plan_job.h"
#include "report/answers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FUTURES = 400, SEED = 1, CHECKS = 10, CHECKS_LEAST = 1000 };

enum { YEAR = 12 }; /* months */

/* Futures simulated in the search, as so many packages of all futures. */
enum { WORK_PACKAGES = 900 };

static const double default_chance = 0.8;

/* What is asked made into what is searched; lives as long as the answer. */
struct run {
    const struct plan_request *request;
    struct model model, after; /* until the goal; and a year more, to see what goes on */
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
    struct search_result result, unbudgeted;
    struct plan_answer answer;
};

/* -- the goal and its day ---------------------------------------------------------------------- */

static bool
needs(enum option_id option, const char *text, struct error *error)
{
    char name[64];
    if (text != NULL) {
        return true;
    }
    snprintf(name, sizeof name, "--%s", option_name(option));
    error_set(error, ERROR_ARGUMENT_MISSING, NULL, name);
    return false;
}

static bool
read_asked(const struct plan_request *request, struct goal *goal, struct error *error)
{
    return needs(OPTION_goal_reached, request->goal, error) &&
           needs(OPTION_by, request->by, error) &&
           (goal_parse(request->goal, goal, error) || ask_refuse(OPTION_goal_reached, error));
}

bool
desk_plan_asked(const struct plan_request *request, struct error *error)
{
    struct goal goal;
    return read_asked(request, &goal, error);
}

/* The month asked for as its 1st, and the months until then. */
static bool
find_months(const struct ask *ask, struct run *run, struct error *error)
{
    const char *text = run->request->by;
    struct date start = date_is_none(run->request->start) ? forecast_start_date(ask->municipality)
                                                          : run->request->start;
    char day[16];
    bool month = strlen(text) == strlen("YYYY-MM");
    snprintf(day, sizeof day, "%.10s%s", text, month ? "-01" : "");
    if (!date_parse(day, strlen(day), &run->by) || date_to_ymd(run->by).day != 1) {
        error_set(error, ERROR_NOT_MONTH, text, NULL);
        return ask_refuse(OPTION_by, error);
    }
    struct ymd from = date_to_ymd(start), to = date_to_ymd(run->by);
    int64_t months = (int64_t)(to.year - from.year) * 12 + to.month - from.month;
    if (months < 1 || months > MODEL_MONTHS_MAX) {
        char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE], range[64];
        date_write(date_add_months(start, 1), first);
        date_write(date_add_months(start, MODEL_MONTHS_MAX), last);
        snprintf(range, sizeof range, "%.7s – %.7s", first, last);
        error_set(error, ERROR_PLAN_BY, text, range);
        return ask_refuse(OPTION_by, error);
    }
    run->options = (struct start_options){.start = start, .months = (int32_t)months};
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
add_measure(struct run *run, const struct measure *measure, double size)
{
    size_t at = run->problem.measure_count;
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
    run->measures[at] = (struct search_measure){
        .least = least,
        .most = most,
        .lower = ends && least < 0 ? 1 : steps_of(least, step),
        .upper = steps_of(most, step),
        .planned = planned > 0 || planned < 0 ? planned : (most > 0 ? most : least),
    };
    run->keys[at] = measure->measure;
    run->problem.measure_count = at + 1;
}

static bool
too_many(struct error *error)
{
    char most[16];
    snprintf(most, sizeof most, "%d", SEARCH_MEASURES_MAX);
    error_set(error, ERROR_MEASURES_MANY, NULL, most);
    return ask_refuse(OPTION_measures, error);
}

/* Those named: each is tried by itself, so that what is wrong with it is said now. */
static bool
find_named(const struct ask *ask, struct run *run, struct error *error)
{
    struct choice *choices;
    size_t count;
    if (!package_parse(run->request->measures, ask->arena, &choices, &count, error)) {
        return ask_refuse(OPTION_measures, error);
    }
    if (count > SEARCH_MEASURES_MAX) {
        return too_many(error);
    }
    for (size_t i = 0; i < count; i++) {
        struct effort *efforts;
        size_t effort_count;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(choices[j].measure, choices[i].measure) == 0) {
                error_set(error, ERROR_MEASURE_TWICE, choices[i].measure, NULL);
                return ask_refuse(OPTION_measures, error);
            }
        }
        if (!package_efforts(ask->municipality, run->options.start, &choices[i], 1, ask->arena,
                             &efforts, &effort_count, error)) {
            return ask_refuse(OPTION_measures, error);
        }
        add_measure(run, measure_find(ask->municipality, choices[i].measure), choices[i].size);
    }
    return true;
}

/* Those allowed, or all of the municipality's own that have a lever and are not ended: what the
 * state may do is not the municipality's to plan, unless it is named. Neither is what nobody knows
 * the cost of: the search would take it for free. */
static bool
find_measures(const struct ask *ask, struct run *run, struct error *error)
{
    if (run->request->measures != NULL) {
        return find_named(ask, run, error);
    }
    const struct table *table = &ask->municipality->tables[TABLE_MEASURES];
    const struct measure *measures = table->rows;
    for (size_t i = 0; i < table->count; i++) {
        bool own = measures[i].level == MEASURE_LOCAL && measures[i].status != MEASURE_ENDED;
        if (!own || !measure_has_lever(&measures[i])) {
            continue;
        }
        if (run->problem.measure_count + run->left_out_count == SEARCH_MEASURES_MAX) {
            return too_many(error);
        }
        if (!measure_cost_known(&measures[i])) {
            run->left_out[run->left_out_count++] = measures[i].measure;
            continue;
        }
        add_measure(run, &measures[i], (double)NAN);
    }
    if (run->problem.measure_count == 0) {
        error_set(error, ERROR_PLAN_NO_MEASURES, NULL, NULL);
        return false;
    }
    return true;
}

/* -- searching --------------------------------------------------------------------------------- */

static bool
evaluate(void *context, const double *sizes, uint32_t first, size_t count,
         struct search_evaluation *out, struct error *error)
{
    struct run *run = context;
    return plan_evaluate(&run->job, sizes, first, count, out, error);
}

static bool
tell(void *context, size_t done, size_t most)
{
    const struct plan_request *request = ((struct run *)context)->request;
    if (request->progress != NULL) {
        request->progress(request->told, done, most);
    }
    return request->stop == NULL || !atomic_load(request->stop);
}

/* What the answer's first package costs a year about the goal: in futures nothing was chosen by. */
static bool
reckon_years(const struct ask *ask, struct run *run, struct error *error)
{
    const struct search_result *result = &run->result;
    const double *sizes = result->best_count > 0 ? result->best[0].sizes : result->nearest.sizes;
    const struct search_problem *problem = &run->problem;
    uint32_t first = (uint32_t)(problem->tuned + SEARCH_ROUNDS_MAX * problem->checks);
    int32_t goal = run->model.months;
    struct start_options options = run->options;
    struct start_origin origin;
    run->answer.last_year = run->answer.next_year = (double)NAN;
    if (result->stopped || goal < YEAR || goal + YEAR > MODEL_MONTHS_MAX) {
        return true;
    }
    options.months = goal + YEAR;
    if (!forecast_start(ask->municipality, ask->rulebook, &options, ask->arena, &run->after,
                        &origin, error)) {
        return false;
    }
    struct plan_job job = run->job;
    job.model = &run->after;
    return plan_mean_cost(&job, sizes, first, problem->priced, goal - YEAR, goal,
                          &run->answer.last_year, error) &&
           plan_mean_cost(&job, sizes, first, problem->priced, goal, goal + YEAR,
                          &run->answer.next_year, error);
}

static bool
search(const struct ask *ask, struct run *run, struct error *error)
{
    const struct plan_request *request = run->request;
    struct search_problem *problem = &run->problem;
    int first_year;
    run->job = (struct plan_job){
        .threads = request->threads > 0 ? request->threads : parallel_processors(),
        .seed = request->seeded ? request->seed : SEED,
        .municipality = ask->municipality,
        .model = &run->model,
        .measures = run->keys,
        .measure_count = problem->measure_count,
        .goal = run->goal,
    };
    problem->measures = run->measures;
    problem->years = plan_years(&run->model, &first_year);
    problem->chance = request->chance > 0 ? request->chance : default_chance;
    problem->budget = request->budgeted ? request->budget : (double)INFINITY;
    problem->futures = request->futures > 0 ? request->futures : FUTURES;
    problem->tuned = problem->checks = CHECKS * problem->futures;
    problem->priced = 2 * problem->futures > CHECKS_LEAST ? 2 * problem->futures : CHECKS_LEAST;
    problem->work_max = problem->futures * WORK_PACKAGES;
    problem->evaluate = evaluate;
    problem->progress = tell;
    problem->context = run;
    bool done = search_run(problem, ask->arena, &run->result, error);
    const struct search_result *result = &run->result;
    bool dearer = done && result->best_count == 0 && result->over_budget && !result->stopped;
    if (dearer) { /* what would reach it with more money */
        struct search_problem without = *problem;
        without.budget = (double)INFINITY;
        done = search_run(&without, ask->arena, &run->unbudgeted, error);
    }
    run->answer = (struct plan_answer){
        .goal = &run->goal,
        .start = run->model.start,
        .by = run->by,
        .problem = problem,
        .measures = run->keys,
        .left_out = run->left_out,
        .left_out_count = run->left_out_count,
        .first_year = first_year,
        .seed = run->job.seed,
        .origin = &run->origin,
        .result = result,
        .unbudgeted = dearer ? &run->unbudgeted : NULL,
    };
    return done && reckon_years(ask, run, error);
}

bool
desk_plan(struct ask *ask, const struct plan_request *request, struct answer *out,
          struct error *error)
{
    struct run *run = arena_alloc(ask->arena, sizeof *run);
    if (run == NULL) {
        return error_memory(error);
    }
    *run = (struct run){.request = request};
    if (!read_asked(request, &run->goal, error) || !find_months(ask, run, error) ||
        !find_measures(ask, run, error) ||
        !forecast_start(ask->municipality, ask->rulebook, &run->options, ask->arena, &run->model,
                        &run->origin, error) ||
        !search(ask, run, error)) {
        return false;
    }
    ask_answer(ask, out, run->result.stopped ? MESSAGE_title_plan_stopped : MESSAGE_title_plan,
               ask->municipality, run->model.start);
    answer_plan(out, &run->answer);
    return true;
}
