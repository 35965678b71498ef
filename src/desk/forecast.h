/* SPDX-License-Identifier: EUPL-1.2 */
/* A forecast, from what is asked to its answer. */
#ifndef DEKNING_DESK_FORECAST_H
#define DEKNING_DESK_FORECAST_H

#include "desk/ask.h"
#include "forecast/package.h"
#include "forecast/panel.h"
#include "job/forecast_job.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is left 0 or NULL, and `start` DATE_NONE (which is not 0), is as where nothing is said of
 * it.
 */
struct forecast_request {
    struct date start; /* a 1st; DATE_NONE: the first 1st from the state date on */
    int32_t years;     /* 1–50; 0: 10 */
    size_t futures;    /* 1–FORECAST_FUTURES_MAX; 0: 1000 */
    bool seeded;       /* `seed` is given; else it is 1 */
    uint64_t seed;
    const struct choice *package, *compare; /* forecast/package.h; NULL with count 0: none new */
    size_t package_count, compare_count;
    bool compared;             /* with the package of `compare` */
    const char *package_place; /* the file that errors of the packages name; NULL for none */
    const char *compare_place;
    const char *goals; /* "vacancy_listed>=5%,gps>=250"; NULL for the municipality's own */
    const struct panel *observed; /* what the drifts are fitted to; NULL for the municipality's own
                                     observations */
    const char *observed_place;   /* the file that errors of it name; NULL for none */
    bool explain;  /* also where the change comes from and what each measure did; with hangs_on */
    bool hangs_on; /* also what the answer hangs on: variants are run, which takes longer than the
                      forecast itself; to be left out while somebody moves a slider */
    bool tables;   /* with the tables of every month */
    int threads;   /* 0: as many as the machine has; the answer is the same */
    const atomic_bool *stop; /* set from elsewhere when it is to end; NULL for never */
    /* Told in the calling thread how many futures are done; NULL for nobody. */
    void (*progress)(void *told, size_t done, size_t wanted);
    void *told;
    const struct forecast_runner *runner; /* NULL for this process alone */
};

/* The ask has a rulebook and a municipality. Stopped, it answers of the futures that were done. The
 * answer has no arena where the runner has left the futures, and thus the answer, to another
 * process. Errors: of the package as forecast/package.h, of a goal as forecast/goal.h (at
 * "--goal"), of the municipality's tables as forecast/start.h, ERROR_OUTLOOK_HISTORY of `observed`,
 * ERROR_FUTURES_MEMORY, ERROR_MEMORY. */
bool desk_forecast(struct ask *ask, const struct forecast_request *request, struct answer *out,
                   struct error *error);

#endif
