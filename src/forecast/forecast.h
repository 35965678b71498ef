/* SPDX-License-Identifier: EUPL-1.2 */
/* A forecast: what the futures of one package of measures tell, or of two and their difference.
 * Summed up row by row, so that threads can share the work. Pure. */
#ifndef DEKNING_FORECAST_FORECAST_H
#define DEKNING_FORECAST_FORECAST_H

#include "base/arena.h"
#include "base/error.h"
#include "forecast/bands.h"
#include "forecast/goal.h"
#include "forecast/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FORECAST_FUTURES_MAX = 100000, FORECAST_SIDES = 2 };

/* One package and what came of it. */
struct forecast_side {
    const struct model *model;
    struct futures futures;
    struct band *outcomes;    /* [OUTCOME_COUNT][months + 1] */
    struct band *by_district; /* [district][DISTRICT_OUTCOME_COUNT][months + 1] */
    /* [effort][year] NOK spent in the calendar year, and in year `years` over all of them; the last
     * row is all efforts together */
    struct band *costs;
    double *chances; /* [goal][months + 1]: share of the futures that meet it in that month */
};

struct forecast {
    uint64_t seed;
    size_t wanted, count; /* futures asked for and done: fewer when it was stopped */
    struct date start;
    int32_t months;
    /* Calendar years in which anything is spent: what is done in month t is spent in the month that
     * begins then, so that month 0 is of none. */
    int first_year;
    size_t years;
    const struct goal *goals;
    size_t goal_count;
    /* The package asked for, and the one it is compared with, on the same draws. */
    struct forecast_side sides[FORECAST_SIDES];
    size_t side_count;
    /* The first less the second, future by future; NULL of one package. */
    struct band *difference;       /* [OUTCOME_COUNT][months + 1] */
    struct band *difference_costs; /* [year], as the last row of costs */
};

/* Whether it was stopped before all futures were done. */
bool forecast_is_partial(const struct forecast *forecast);

struct date forecast_month(const struct forecast *forecast, int32_t month);

/* The months that what is spent in a year of `costs` is spent in: the first, and how many there
 * are; 12 in a whole calendar year. */
int32_t forecast_year_months(const struct forecast *forecast, size_t year, int32_t *first);

static inline size_t
forecast_at(const struct forecast *forecast, size_t row, int32_t month)
{
    return row * ((size_t)forecast->months + 1) + (size_t)month;
}

static inline size_t
forecast_cost_at(const struct forecast *forecast, size_t effort, size_t year)
{
    return effort * (forecast->years + 1) + year;
}

/* Makes room in the arena for what forecast_sum_up fills. Of *forecast, what stands before the
 * sides is given, and of each side its model; `count` follows later. ERROR_MEMORY. */
bool forecast_make(struct forecast *forecast, struct arena *arena, struct error *error);

/* The rows there are to sum up, each by itself and in any order. */
size_t forecast_rows(const struct forecast *forecast);

/* Sums up one row of the `count` futures done, at least 1. `scratch` has room for `count`. */
void forecast_sum_up(const struct forecast *forecast, size_t row, float *scratch);

#endif
