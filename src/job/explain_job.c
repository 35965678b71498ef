/* SPDX-License-Identifier: EUPL-1.2 */
#include "job/explain_job.h"

#include "job/plan_job.h"

#include <string.h>

enum {
    FUTURES_MAX = 1000,
    FUTURES_MIN = 30, /* below that a share of the variance says nothing */
    TRIED = 3,        /* assumptions that are tried at both ends */
};

/* A runner that remembers: each outcome's measures are found by the same variants, in the same
 * order. */
struct memory {
    struct plan_variants variants;
    float
        *runs[EXPLAIN_MEASURES_MAX + 1]; /* every outcome of each variant; NULL before it is run */
    size_t next;
    struct arena *arena;
};

static bool
run_or_remember(void *context, const struct model *model, float *values, struct error *error)
{
    struct memory *memory = context;
    const size_t count = OUTCOME_COUNT * memory->variants.futures;
    float **run = &memory->runs[memory->next++];
    if (*run == NULL) {
        float *made = arena_array(memory->arena, count, sizeof *made);
        if (made == NULL) {
            return error_memory(error);
        }
        if (!plan_run_variant(&memory->variants, model, made, error)) {
            return false;
        }
        *run = made;
    }
    memcpy(values, *run, count * sizeof *values);
    return true;
}

static bool
explain_all_measures(const struct plan_variants *variants, const struct model *model,
                     const float *values, struct arena *arena, struct forecast_explained *out,
                     struct error *error)
{
    struct memory memory = {.variants = *variants, .arena = arena};
    const struct explain_runner runner = {run_or_remember, &memory, variants->futures};
    for (size_t i = 0; i < EXPLAINED_OUTCOMES && model->effort_count > 0; i++) {
        memory.next = 0;
        if (!explain_measures(&runner, model, values, explained_outcomes[i], arena,
                              &out->measures[i], error)) {
            return false;
        }
    }
    return true;
}

bool
explain_job(int threads, const struct forecast *forecast, bool full, struct arena *arena,
            struct forecast_explained *out, struct error *error)
{
    const struct forecast_side *side = &forecast->sides[0];
    struct plan_variants variants = {
        .threads = threads,
        .seed = forecast->seed,
        .month = forecast->months,
        .futures = forecast->count < FUTURES_MAX ? forecast->count : FUTURES_MAX,
    };
    *out = (struct forecast_explained){.known = variants.futures >= FUTURES_MIN,
                                       .full = full && variants.futures >= FUTURES_MIN};
    if (!out->known) {
        return true;
    }
    float *values = arena_array(arena, OUTCOME_COUNT * variants.futures, sizeof *values);
    if (values == NULL) {
        return error_memory(error);
    }
    for (size_t o = 0; o < OUTCOME_COUNT; o++) {
        memcpy(values + o * variants.futures,
               side->futures.outcomes + futures_at(&side->futures, o, forecast->months),
               variants.futures * sizeof *values);
    }
    const struct explain_runner runner = {plan_run_variant, &variants, variants.futures};
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
    return !out->full || explain_all_measures(&variants, side->model, values, arena, out, error);
}
