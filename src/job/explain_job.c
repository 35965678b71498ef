/* SPDX-License-Identifier: EUPL-1.2 */
#include "job/explain_job.h"

#include "job/plan_job.h"

#include <string.h>

enum {
    FUTURES_MAX = 1000,
    FUTURES_MIN = 30, /* below that a share of the variance says nothing */
    TRIED = 3,        /* assumptions that are tried at both ends */
};

/* A runner that ends between two variants. */
struct stoppable {
    struct plan_variants variants;
    const atomic_bool *stop; /* NULL for never */
    bool stopped;
};

static bool
run_unless_stopped(void *context, const struct model *model, float *values, struct error *error)
{
    struct stoppable *stoppable = context;
    stoppable->stopped = stoppable->stop != NULL && atomic_load(stoppable->stop);
    return !stoppable->stopped && plan_run_variant(&stoppable->variants, model, values, error);
}

/* A runner that remembers: each outcome's measures are found by the same variants, in the same
 * order. */
struct memory {
    struct stoppable *runs_by;
    float
        *runs[EXPLAIN_MEASURES_MAX + 1]; /* every outcome of each variant; NULL before it is run */
    size_t next;
    struct arena *arena;
};

static bool
run_or_remember(void *context, const struct model *model, float *values, struct error *error)
{
    struct memory *memory = context;
    const size_t count = OUTCOME_COUNT * memory->runs_by->variants.futures;
    float **run = &memory->runs[memory->next++];
    if (*run == NULL) {
        float *made = arena_array(memory->arena, count, sizeof *made);
        if (made == NULL) {
            return error_memory(error);
        }
        if (!run_unless_stopped(memory->runs_by, model, made, error)) {
            return false;
        }
        *run = made;
    }
    memcpy(values, *run, count * sizeof *values);
    return true;
}

static bool
explain_all_measures(struct stoppable *runs_by, const struct model *model, const float *values,
                     struct arena *arena, struct forecast_explained *out, struct error *error)
{
    struct memory memory = {.runs_by = runs_by, .arena = arena};
    const struct explain_runner runner = {run_or_remember, &memory, runs_by->variants.futures};
    for (size_t i = 0; i < EXPLAINED_OUTCOMES && model->effort_count > 0; i++) {
        memory.next = 0;
        if (!explain_measures(&runner, model, values, explained_outcomes[i], arena,
                              &out->measures[i], error)) {
            return false;
        }
    }
    return true;
}

static bool
explain_all(struct stoppable *runs_by, const struct forecast *forecast, struct arena *arena,
            struct forecast_explained *out, struct error *error)
{
    const struct forecast_side *side = &forecast->sides[0];
    const size_t futures = runs_by->variants.futures;
    float *values = arena_array(arena, OUTCOME_COUNT * futures, sizeof *values);
    if (values == NULL) {
        return error_memory(error);
    }
    for (size_t o = 0; o < OUTCOME_COUNT; o++) {
        memcpy(values + o * futures,
               side->futures.outcomes + futures_at(&side->futures, o, forecast->months),
               futures * sizeof *values);
    }
    const struct explain_runner runner = {run_unless_stopped, runs_by, futures};
    for (size_t i = 0; i < EXPLAINED_OUTCOMES; i++) {
        if (!explain_hinges(&runner, side->model, forecast->seed, forecast->months, values,
                            explained_outcomes[i], out->full ? TRIED : 0, arena, &out->hinges[i],
                            error)) {
            return false;
        }
    }
    for (size_t i = 0; i < EXPLAINED_CHANGES && out->full; i++) {
        out->changes[i] = explain_change(&side->futures, explained_changes[i], forecast->months);
    }
    return !out->full || explain_all_measures(runs_by, side->model, values, arena, out, error);
}

bool
explain_job(const struct forecast_job *job, const struct forecast *forecast, bool full,
            struct arena *arena, struct forecast_explained *out, struct error *error)
{
    struct stoppable runs_by = {
        .variants = {.threads = job->threads,
                     .seed = forecast->seed,
                     .month = forecast->months,
                     .futures = forecast->count < FUTURES_MAX ? forecast->count : FUTURES_MAX},
        .stop = job->stop,
    };
    const bool known = runs_by.variants.futures >= FUTURES_MIN;
    *out = (struct forecast_explained){.known = known, .full = full && known};
    if (!known || explain_all(&runs_by, forecast, arena, out, error)) {
        return true;
    }
    *out = (struct forecast_explained){0};
    return runs_by.stopped;
}
