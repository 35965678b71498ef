/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the expected path share: population_cohorts.c carries the counts of a date
 * forward, population_total.c sets them to the districts' and the municipality's known residents,
 * population_need.c reckons what they ask of doctors; population.c puts it together. */
#ifndef DEKNING_FORECAST_POPULATION_PRIVATE_H
#define DEKNING_FORECAST_POPULATION_PRIVATE_H

#include "forecast/population.h"

enum { AGES = 121, AGE_LAST = 120, REFUGEE_AGES = 5 };

/* Our assumption of how old settled refugees are: shares of the ages from `from` to `to`. */
struct refugee_ages {
    int from, to;
    double share;
};
extern const struct refugee_ages population_refugee_ages[REFUGEE_AGES];

/* Ages in groups of `width` years from 0 on, the last group open. */
struct shape {
    int width, groups;
};

struct population_cells {
    const struct municipality *municipality;
    struct population_options options;
    struct arena *arena;
    struct population_path *out;
    struct error *error;
    const char **names;
    size_t districts;
    int64_t base, start; /* months since year 0 */
    struct shape shape;
    size_t cells;   /* of one district: a group of ages of a sex each */
    size_t steps;   /* from the base on */
    int64_t step;   /* months in a step */
    double *counts; /* [step][district][sex][group], step 0 the base */
    double *scales; /* [month] what the levelled districts are multiplied by */
    double *shares; /* [district] of settled refugees */
    double *level;  /* [district] factor that sets it to newer observed residents */
    bool ages_known;
    int64_t open_from; /* the lowest age of an open group of the base; past every age without */
};

/* -- the base, and its cohorts ----------------------------------------------------------------- */

/* Whether both are the same day. */
bool population_same_day(struct date a, struct date b);

/* The month whose first day is nearest: counts of 31 December are those of 1 January. */
int64_t population_month(struct date date);

/* The group that the age is in. */
int population_group(struct shape shape, int64_t age);

/* Of `count` values. */
double population_sum(const double *values, size_t count);

/* The base of the latest date of the population table by the start, carried forward by the ratios
 * of those before it, where any fits it. */
bool population_from_table(struct population_cells *making);

/* The base without a population table: observed residents of the districts, and of no known one
 * what is left of the whole. */
bool population_from_observations(struct population_cells *making);

/* -- months and totals ------------------------------------------------------------------------- */

/* The persons of a cell of a district that many months after the base, linear between steps. */
double population_cell(const struct population_cells *making, int64_t months, size_t district,
                       size_t cell);

/* Sets each district to its observed residents where they are newer than the base; those of unknown
 * district to what the districts leave of the whole of the same day. */
void population_level(struct population_cells *making);

/* Fills making->scales. */
bool population_scale(struct population_cells *making);

/* -- persons and what they need ---------------------------------------------------------------- */

/* The persons of a cell that many months after the start, but settled refugees. */
double population_persons(const struct population_cells *making, size_t month, size_t district,
                          size_t cell);

/* Those settled from the start until then. */
double population_refugees(const struct population_cells *making, size_t month);

/* Consultations per resident and year by the age and sex mix, a month each; NAN without ages or
 * rates. */
void population_fill_need(const struct population_cells *making, enum service_kind service,
                          double *need);

#endif
