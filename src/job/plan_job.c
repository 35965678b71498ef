/* SPDX-License-Identifier: EUPL-1.2 */
#include "job/plan_job.h"

#include "base/parallel.h"
#include "forecast/futures.h"
#include "forecast/package.h"

#include <math.h>

/* Futures a thread runs at a time, as many as the fast engine works out side by side: a first look
 * at a package is at so few that they must be shared out finely. */
enum { CHUNK = 32, LINE = 64 };

enum { PACKAGE_MEMORY = 1 << 30 }; /* bytes one package may take while it is tried */

/* A run in chunks, each summed up as soon as it is done. */
struct run {
    const struct futures_plan *plan;
    const struct model *model;
    uint64_t seed;
    uint32_t first;
    size_t count;
    char *memory; /* `stride` bytes a thread: workspace, outcomes, costs */
    size_t stride, workspace, outcomes;
    void (*take)(void *taken, const struct futures *futures, size_t at);
    void *taken;
};

static void
run_chunk(void *data, int thread, size_t chunk)
{
    const struct run *run = data;
    size_t at = chunk * CHUNK;
    char *memory = run->memory + (size_t)thread * run->stride;
    void *outcomes = memory + run->workspace, *costs = memory + run->workspace + run->outcomes;
    struct futures futures = {
        .first = run->first + (uint32_t)at,
        .count = run->count - at < CHUNK ? run->count - at : CHUNK,
        .stride = CHUNK,
        .months = run->model->months,
        .districts = run->model->population.districts,
        .efforts = run->model->effort_count,
        .outcomes = outcomes,
        .costs = costs,
    };
    futures_run(run->plan, run->seed, memory, &futures);
    run->take(run->taken, &futures, at);
}

static size_t
whole_lines(size_t bytes)
{
    return (bytes + LINE - 1) / LINE * LINE;
}

/* Runs all of it; the memory is the arena's. ERROR_MEMORY. */
static bool
run_all(struct run *run, int threads, struct arena *arena, struct error *error)
{
    if (!futures_prepare(run->model, arena, &run->plan, error)) {
        return false;
    }
    size_t row = ((size_t)run->model->months + 1) * CHUNK * sizeof(float);
    run->workspace = whole_lines(futures_workspace(run->plan));
    run->outcomes = OUTCOME_COUNT * row;
    run->stride = run->workspace + run->outcomes + run->model->effort_count * row;
    size_t chunks = (run->count + CHUNK - 1) / CHUNK;
    threads = (size_t)threads < chunks ? threads : (int)chunks;
    char *memory = arena_alloc(arena, (size_t)threads * run->stride + LINE);
    if (memory == NULL) {
        return error_memory(error);
    }
    run->memory = memory + (LINE - (uintptr_t)memory % LINE) % LINE;
    parallel_run(&(struct parallel){
        .chunks = chunks,
        .threads = threads,
        .work = run_chunk,
        .data = run,
    });
    return true;
}

/* -- packages ---------------------------------------------------------------------------------- */

struct taken_package {
    const struct plan_job *job;
    const struct model *model;
    struct search_evaluation *out;
    size_t count;
};

static int
year_of(const struct model *model, int32_t month)
{
    return date_to_ymd(date_add_months(model->start, month)).year;
}

size_t
plan_years(const struct model *model, int *first_year)
{
    *first_year = year_of(model, 1);
    return (size_t)(year_of(model, model->months) - *first_year) + 1;
}

/* How far past the goal: at least 0 where goal_met says so, and only there. */
static float
margin_of(const struct goal *goal, float value)
{
    static const float just_short = 1e-9F;
    float margin =
        (float)(goal->at_least ? (double)value - goal->value : goal->value - (double)value);
    return goal_met(goal, (double)value) ? fmaxf(margin, 0) : fminf(margin, -just_short);
}

static void
take_costs(const struct taken_package *taken, const struct futures *futures, size_t at)
{
    int first_year = year_of(taken->model, 1);
    for (size_t e = 0; e < futures->efforts; e++) {
        for (int32_t m = 1; m <= futures->months; m++) {
            size_t year = (size_t)(year_of(taken->model, m) - first_year);
            float *out = taken->out->costs + year * taken->count + at;
            const float *now = futures->costs + futures_at(futures, e, m);
            const float *before = futures->costs + futures_at(futures, e, m - 1);
            for (size_t f = 0; f < futures->count; f++) {
                out[f] += now[f] - before[f];
            }
        }
    }
}

static void
take_package(void *data, const struct futures *futures, size_t at)
{
    const struct taken_package *taken = data;
    struct search_evaluation *out = taken->out;
    const struct goal *goal = &taken->job->goal;
    const float *of_goal = futures->outcomes + futures_at(futures, goal->outcome, futures->months);
    const float *of_free =
        futures->outcomes + futures_at(futures, OUTCOME_free_places, futures->months);
    for (size_t f = 0; f < futures->count; f++) {
        out->margin[at + f] = margin_of(goal, of_goal[f]);
        out->free_places[at + f] = of_free[f];
        out->waiting_years[at + f] = 0;
    }
    const enum outcome waiting[] = {OUTCOME_waiting, OUTCOME_unassigned};
    for (size_t o = 0; o < sizeof waiting / sizeof waiting[0]; o++) {
        for (int32_t m = 1; m <= futures->months; m++) {
            const float *persons = futures->outcomes + futures_at(futures, waiting[o], m);
            for (size_t f = 0; f < futures->count; f++) {
                out->waiting_years[at + f] += persons[f] / 12;
            }
        }
    }
    take_costs(taken, futures, at);
}

/* The efforts of the sizes; *possible says whether they can be together. */
static bool
efforts_of(const struct plan_job *job, const double *sizes, struct arena *arena,
           struct model *model, bool *possible, struct error *error)
{
    struct choice choices[SEARCH_MEASURES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < job->measure_count; i++) {
        if (sizes[i] > 0 || sizes[i] < 0) {
            choices[count++] = (struct choice){.measure = job->measures[i],
                                               .size = sizes[i],
                                               .start = DATE_NONE,
                                               .until = DATE_NONE,
                                               .ramp = WHOLE_NONE};
        }
    }
    struct effort *efforts = NULL;
    struct error refused;
    *possible = package_efforts(job->municipality, model->start, choices, count, arena, &efforts,
                                &model->effort_count, &refused);
    model->efforts = efforts;
    if (*possible || refused.code == ERROR_PACKAGE_RULE || refused.code == ERROR_PACKAGE_LENGTHS ||
        refused.code == ERROR_PACKAGE_SALARIED) {
        return true;
    }
    *error = refused;
    return false;
}

bool
plan_evaluate(void *context, const double *sizes, uint32_t first, size_t count,
              struct search_evaluation *out, struct error *error)
{
    const struct plan_job *job = context;
    struct model model = *job->model;
    struct arena arena;
    arena_init(&arena, PACKAGE_MEMORY);
    bool done = efforts_of(job, sizes, &arena, &model, &out->possible, error);
    if (done && out->possible) {
        int first_year;
        size_t costs = plan_years(&model, &first_year) * count;
        for (size_t i = 0; i < costs; i++) {
            out->costs[i] = 0;
        }
        struct taken_package taken = {job, &model, out, count};
        struct run run = {.model = &model,
                          .seed = job->seed,
                          .first = first,
                          .count = count,
                          .take = take_package,
                          .taken = &taken};
        done = run_all(&run, job->threads, &arena, error);
    }
    arena_free(&arena);
    return done;
}

/* -- costs of some months ---------------------------------------------------------------------- */

struct taken_cost {
    int32_t from, to;
    double *costs; /* [future] */
};

static void
take_cost(void *data, const struct futures *futures, size_t at)
{
    const struct taken_cost *taken = data;
    for (size_t e = 0; e < futures->efforts; e++) {
        const float *to = futures->costs + futures_at(futures, e, taken->to);
        const float *from = futures->costs + futures_at(futures, e, taken->from);
        for (size_t f = 0; f < futures->count; f++) {
            taken->costs[at + f] += (double)to[f] - (double)from[f];
        }
    }
}

bool
plan_mean_cost(const struct plan_job *job, const double *sizes, uint32_t first, size_t count,
               int32_t from, int32_t to, double *out, struct error *error)
{
    struct model model = *job->model;
    struct arena arena;
    bool possible;
    *out = (double)NAN;
    arena_init(&arena, PACKAGE_MEMORY);
    bool done = efforts_of(job, sizes, &arena, &model, &possible, error);
    double *costs = arena_array(&arena, count, sizeof *costs);
    if (done && costs == NULL) {
        done = error_memory(error);
    }
    if (done && possible) {
        struct taken_cost taken = {from, to, costs};
        struct run run = {.model = &model,
                          .seed = job->seed,
                          .first = first,
                          .count = count,
                          .take = take_cost,
                          .taken = &taken};
        done = run_all(&run, job->threads, &arena, error);
        *out = 0;
        for (size_t f = 0; f < count; f++) {
            *out += costs[f] / (double)count;
        }
    }
    arena_free(&arena);
    return done;
}

/* -- variants ---------------------------------------------------------------------------------- */

struct taken_month {
    const struct plan_variants *variants;
    float *values;
};

static void
take_month(void *data, const struct futures *futures, size_t at)
{
    const struct taken_month *taken = data;
    for (size_t outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        const float *from =
            futures->outcomes + futures_at(futures, outcome, taken->variants->month);
        float *to = taken->values + outcome * taken->variants->futures + at;
        for (size_t f = 0; f < futures->count; f++) {
            to[f] = from[f];
        }
    }
}

bool
plan_run_variant(void *context, const struct model *model, float *values, struct error *error)
{
    const struct plan_variants *variants = context;
    struct model until = *model; /* nothing after the month is asked for */
    until.months = variants->month > 0 ? variants->month : 1;
    struct arena arena;
    arena_init(&arena, PACKAGE_MEMORY);
    struct taken_month taken = {variants, values};
    struct run run = {.model = &until,
                      .seed = variants->seed,
                      .count = variants->futures,
                      .take = take_month,
                      .taken = &taken};
    bool done = run_all(&run, variants->threads, &arena, error);
    arena_free(&arena);
    return done;
}
