/* SPDX-License-Identifier: EUPL-1.2 */
/* The cheapest package of measures that reaches a goal, from what is asked to its answer. */
#ifndef DEKNING_DESK_PLAN_H
#define DEKNING_DESK_PLAN_H

#include "desk/ask.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is left 0 or NULL, and `start` DATE_NONE (which is not 0), is as where nothing is said of
 * it.
 */
struct plan_request {
    const char *goal; /* "vacancy_listed>=5%"; needed */
    const char *by;   /* the month on whose 1st it is to be reached: "2028-01", or that day; needed
                       */
    double chance;    /* 0.01–0.999; 0: 0.8 */
    bool budgeted;    /* `budget` is given; else there is none */
    double budget;    /* kroner the dearest year may cost at most, on average over the futures */
    const char *measures; /* "one,other=2": those that may be used, up to a size; NULL: all of the
                             municipality's own */
    struct date start;    /* a 1st; DATE_NONE: the first 1st from the state date on */
    size_t futures;       /* 50–20000 of the search; 0: 400 */
    bool seeded;          /* `seed` is given; else it is 1 */
    uint64_t seed;
    int threads;             /* 0: as many as the machine has; the answer is the same */
    const atomic_bool *stop; /* set from elsewhere when it is to end; NULL for never */
    /* Told in the calling thread how much of the work is done; NULL for nobody. */
    void (*progress)(void *told, size_t done, size_t most);
    void *told;
};

/* Whether the goal and the month are there and the goal is one: what can be said before a
 * municipality is read. ERROR_ARGUMENT_MISSING; of the goal as forecast/goal.h (at "--goal"). */
bool desk_plan_asked(const struct plan_request *request, struct error *error);

/* The ask has a rulebook and a municipality. is_no when no package reaches the goal; stopped, it
 * answers of what was found until then. Errors: those of desk_plan_asked; of the measures as
 * forecast/package.h (at "--measures"), of the month ERROR_NOT_MONTH and ERROR_PLAN_BY (at "--by"),
 * ERROR_PLAN_NO_MEASURES, of the municipality's tables as forecast/start.h, ERROR_MEMORY. */
bool desk_plan(struct ask *ask, const struct plan_request *request, struct answer *out,
               struct error *error);

#endif
