/* SPDX-License-Identifier: EUPL-1.2 */
/* Running a forecast on threads: the futures in chunks, then the bands. Whatever the threads, the
 * same bytes. */
#ifndef DEKNING_JOB_FORECAST_JOB_H
#define DEKNING_JOB_FORECAST_JOB_H

#include "base/arena.h"
#include "base/error.h"
#include "forecast/forecast.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Futures a thread runs at a time; a stop keeps whole chunks. */
enum { FORECAST_CHUNK = 64 };

struct forecast_job {
    int threads;
    const atomic_bool *stop; /* set from elsewhere when it is to end; NULL for never */
    /* Told in the calling thread how many futures are done; NULL for nobody. */
    void (*progress)(void *told, size_t done, size_t wanted);
    void *told;
};

/* Makes room in the arena for `count` futures from `first` on, 1 … FORECAST_FUTURES_MAX: all that a
 * forecast needs, and the flows if asked for. ERROR_FUTURES_MEMORY. */
bool forecast_job_room(struct forecast *forecast, uint32_t first, size_t count, bool flows,
                       struct arena *arena, struct error *error);

/* Runs the first `count` futures there is room for, of each of the forecast's models and on the
 * same draws. *done is those finished: a multiple of FORECAST_CHUNK when it was stopped, but never
 * none. ERROR_MEMORY. */
bool forecast_job_run(const struct forecast_job *job, struct forecast *forecast, size_t count,
                      struct arena *arena, size_t *done, struct error *error);

/* Who runs all the futures of a forecast and sets its `count`: this process alone, or several
 * together. Then `count` is 0 in those whose futures another one has got and answers for. */
struct forecast_runner {
    bool (*run)(void *self, const struct forecast_job *job, struct forecast *forecast, bool flows,
                struct arena *arena, struct error *error);
    void *self;
};

/* Sums up the futures run. ERROR_MEMORY. */
bool forecast_job_sum_up(const struct forecast_job *job, struct forecast *forecast,
                         struct arena *arena, struct error *error);

#endif
