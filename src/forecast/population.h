/* SPDX-License-Identifier: EUPL-1.2 */
/* Who will live in a municipality: residents by district, age and sex, month by month. The expected
 * path is the cohort-component method of Hamilton and Perry, which needs nothing but counts by
 * district, age and sex of two dates; what can be wrong with its total is a process of its own.
 * Pure. */
#ifndef DEKNING_FORECAST_POPULATION_H
#define DEKNING_FORECAST_POPULATION_H

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "scheme/municipality.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { POPULATION_DISTRICTS_MAX = 64, POPULATION_MONTHS_MAX = 1200 };

/* -- what is expected -------------------------------------------------------------------------- */

struct population_options {
    struct date start;        /* 1st of the first month */
    size_t months;            /* months after the start that are wanted, at most
                                 POPULATION_MONTHS_MAX */
    double refugees_per_year; /* settled above what the history contains, at least 0 */
    bool anchored;            /* follow the projection's totals */
};

/* How the residents are divided over districts, ages and sexes. */
enum population_method {
    POPULATION_COHORTS,     /* cohort change ratios between dates of the population table */
    POPULATION_COMPOSITION, /* as on `counted`: there is no earlier date that fits it */
    POPULATION_TOTALS,      /* no ages: only observed residents */
};

/* Where the municipality's total comes from. */
enum population_total {
    POPULATION_TOTAL_PROJECTION, /* `series` */
    POPULATION_TOTAL_COHORTS,    /* the cohorts' own */
    POPULATION_TOTAL_GROWTH,     /* the last observed total and the growth observed before it */
};

/* What a path is computed from, by age. */
struct population_cells;

/* Expected values; all arrays in the arena. Nothing dated after the start is used but the
 * projection, and that only if it begins by the start: so a test back in time sees what was known.
 */
struct population_path {
    size_t months, districts;
    const char *const *names; /* of districts as in the table; "" for unknown district */
    /* Row m of each array is the 1st, m months after the start: months + 1 rows. */
    const double *residents; /* [month][district] */
    const double *births;    /* [month] newborn in the month that ends there; NAN without ages */
    const double *gp_need;   /* [month] GP consultations per resident and year by the age and sex
                                mix at the national rates; NAN without ages or rates */
    const double *ooh_need;  /* [month] the same, by age, for out-of-hours */

    const struct population_cells *cells; /* for population_path_persons */

    enum population_method method;
    enum population_total total;
    struct date counted;       /* the date of the population table that is carried forward;
                                  DATE_NONE without ages */
    size_t pairs;              /* of dates, from which the ratios are; 0 unless by cohorts */
    int step_years, age_width; /* years between the dates of a pair, and in an age group; 0 unless
                                  by cohorts */
    const char *series;        /* of the projection; NULL when none is followed */
    bool beyond_series;        /* the path goes on after its end, by its last growth */
    bool levelled;             /* set to observed residents that are newer than `counted` */
    double growth_per_year;    /* log growth of POPULATION_TOTAL_GROWTH; else 0 */
};

/* The expected path from `options`. ERROR_NO_FIGURE when there are no residents on or before the
 * start, ERROR_CANNOT_ANSWER with more than POPULATION_DISTRICTS_MAX districts, ERROR_MEMORY. */
bool population_path_make(const struct municipality *municipality,
                          const struct population_options *options, struct arena *arena,
                          struct population_path *out, struct error *error);

/* The expected residents of a district (its place in `names`) and sex that are `from` to `to` years
 * old, both included, on the 1st that many months after the start. Even over the ages of a group,
 * and those of the open group on its first age. NAN without ages. The municipality it was made of
 * is not needed any more, the arena is. */
double population_path_persons(const struct population_path *path, size_t month, size_t district,
                               enum sex sex, int from, int to);

/* -- how wrong it may be ----------------------------------------------------------------------- */

/* The sd of the log error of a projection's total t ≥ 0 years ahead: a random walk, walk_sd × √t,
 * and a wrong trend, trend_sd × t (the assumptions population_walk_sd and population_trend_sd). */
double population_error_sd(double years, double walk_sd, double trend_sd);

/* Adds the log errors of one future to out[0 … months], a row a month; nothing to out[0]. The same
 * (seed, future) gives the same path, and a longer one begins with it. */
void population_error_path(uint64_t seed, uint32_t future, size_t months, double walk_sd,
                           double trend_sd, double *out);

#endif
