/* SPDX-License-Identifier: EUPL-1.2 */
#include "job/forecast_job.h"

#include "base/number.h"
#include "base/parallel.h"
#include "forecast/futures.h"

#include <assert.h>

enum { LINE = 64 }; /* bytes that processors move at once, and the engine's vectors */

/* Aligned to LINE. NULL when memory ends, or there are more than size_t holds. */
static void *
aligned_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > (SIZE_MAX - LINE) / size) {
        return NULL;
    }
    char *bytes = arena_alloc(arena, count * size + LINE);
    return bytes == NULL ? NULL : bytes + (LINE - (uintptr_t)bytes % LINE) % LINE;
}

/* -- futures ----------------------------------------------------------------------------------- */

struct run {
    const struct forecast_job *job;
    const struct forecast *forecast;
    const struct futures_plan *plans[FORECAST_SIDES];
    char *workspaces; /* one a thread */
    size_t workspace;
    size_t count;
};

static float *
from_future(float *recorded, size_t future)
{
    return recorded == NULL ? NULL : recorded + future;
}

static void
run_chunk(void *data, int thread, size_t chunk)
{
    const struct run *run = data;
    const size_t at = chunk * FORECAST_CHUNK;
    for (size_t s = 0; s < run->forecast->side_count; s++) {
        const struct futures *all = &run->forecast->sides[s].futures;
        struct futures some = *all;
        some.first = all->first + (uint32_t)at;
        some.count = run->count - at < FORECAST_CHUNK ? run->count - at : FORECAST_CHUNK;
        some.outcomes = from_future(all->outcomes, at);
        some.flows = from_future(all->flows, at);
        some.by_district = from_future(all->by_district, at);
        some.costs = from_future(all->costs, at);
        futures_run(run->plans[s], run->forecast->seed,
                    run->workspaces + (size_t)thread * run->workspace, &some);
    }
}

static size_t
futures_of(const struct run *run, size_t chunks)
{
    const size_t futures = chunks * FORECAST_CHUNK;
    return futures < run->count ? futures : run->count;
}

static void
tell_progress(void *told, size_t chunks)
{
    const struct run *run = told;
    run->job->progress(run->job->told, futures_of(run, chunks), run->count);
}

/* Room for what the futures of one side tell. */
static bool
make_room(struct forecast_side *side, uint32_t first, size_t count, bool flows, struct arena *arena,
          struct error *error)
{
    const struct model *model = side->model;
    const size_t months = (size_t)model->months + 1,
                 stride = (count + FORECAST_CHUNK - 1) / FORECAST_CHUNK * FORECAST_CHUNK,
                 row = months * stride; /* at most 601 × 100 032 */
    side->futures = (struct futures){
        .first = first,
        .count = count,
        .stride = stride,
        .months = model->months,
        .districts = model->population.districts,
        .efforts = model->effort_count,
    };
    const size_t districts = model->population.districts * DISTRICT_OUTCOME_COUNT;
    float *outcomes = aligned_array(arena, OUTCOME_COUNT * row, sizeof(float));
    float *by_district = aligned_array(arena, districts * row, sizeof(float));
    float *costs = aligned_array(arena, model->effort_count * row, sizeof(float));
    float *flow = flows ? aligned_array(arena, FLOW_COUNT * row, sizeof(float)) : NULL;
    if (outcomes == NULL || by_district == NULL || costs == NULL || (flows && flow == NULL)) {
        char asked[NUMBER_TEXT_SIZE];
        number_write((double)count, asked);
        error_set(error, ERROR_FUTURES_MEMORY, asked, NULL);
        return false;
    }
    side->futures.outcomes = outcomes;
    side->futures.by_district = by_district;
    side->futures.costs = costs;
    side->futures.flows = flow;
    return true;
}

bool
forecast_job_room(struct forecast *forecast, uint32_t first, size_t count, bool flows,
                  struct arena *arena, struct error *error)
{
    assert(count > 0 && count <= FORECAST_FUTURES_MAX);
    for (size_t s = 0; s < forecast->side_count; s++) {
        if (!make_room(&forecast->sides[s], first, count, flows, arena, error)) {
            return false;
        }
    }
    return true;
}

bool
forecast_job_run(const struct forecast_job *job, struct forecast *forecast, size_t count,
                 struct arena *arena, size_t *done, struct error *error)
{
    assert(count > 0 && count <= forecast->sides[0].futures.stride);
    struct run run = {.job = job, .forecast = forecast, .count = count};
    for (size_t s = 0; s < forecast->side_count; s++) {
        if (!futures_prepare(forecast->sides[s].model, arena, &run.plans[s], error)) {
            return false;
        }
        const size_t wanted = (futures_workspace(run.plans[s]) + LINE - 1) / LINE * LINE;
        run.workspace = wanted > run.workspace ? wanted : run.workspace;
    }
    const size_t chunks = (count + FORECAST_CHUNK - 1) / FORECAST_CHUNK;
    const size_t threads = (size_t)job->threads < chunks ? (size_t)job->threads : chunks;
    run.workspaces = aligned_array(arena, threads, run.workspace);
    if (run.workspaces == NULL) {
        return error_memory(error);
    }
    size_t finished = parallel_run(&(struct parallel){
        .chunks = chunks,
        .threads = (int)threads,
        .work = run_chunk,
        .data = &run,
        .stop = job->stop,
        .progress = job->progress == NULL ? NULL : tell_progress,
        .told = &run,
    });
    if (finished == 0) { /* stopped at once: one chunk is an answer, none is not */
        run_chunk(&run, 0, 0);
        finished = 1;
    }
    *done = futures_of(&run, finished);
    for (size_t s = 0; s < forecast->side_count; s++) {
        forecast->sides[s].futures.count = *done;
    }
    return true;
}

/* -- bands ------------------------------------------------------------------------------------- */

struct summing {
    const struct forecast *forecast;
    float *scratch; /* `count` a thread, in whole lines */
    size_t stride;
};

static void
sum_up_row(void *data, int thread, size_t row)
{
    const struct summing *summing = data;
    forecast_sum_up(summing->forecast, row, summing->scratch + (size_t)thread * summing->stride);
}

bool
forecast_job_sum_up(const struct forecast_job *job, struct forecast *forecast, struct arena *arena,
                    struct error *error)
{
    if (!forecast_make(forecast, arena, error)) {
        return false;
    }
    struct summing summing = {
        .forecast = forecast,
        .stride = (forecast->count + FORECAST_CHUNK - 1) / FORECAST_CHUNK * FORECAST_CHUNK,
    };
    summing.scratch =
        aligned_array(arena, (size_t)job->threads * summing.stride, sizeof *summing.scratch);
    if (summing.scratch == NULL) {
        return error_memory(error);
    }
    parallel_run(&(struct parallel){
        .chunks = forecast_rows(forecast),
        .threads = job->threads,
        .work = sum_up_row,
        .data = &summing,
    });
    return true;
}
