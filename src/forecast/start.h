/* SPDX-License-Identifier: EUPL-1.2 */
/* A model's start: what a municipality's tables say of it, or what national statistics do. Pure. */
#ifndef DEKNING_FORECAST_START_H
#define DEKNING_FORECAST_START_H

#include "base/arena.h"
#include "base/error.h"
#include "forecast/model.h"

#include <stdbool.h>
#include <stddef.h>

struct start_options {
    struct date start; /* the 1st of a month; DATE_NONE for forecast_start_date */
    int32_t months;    /* 1 … MODEL_MONTHS_MAX */
    bool unanchored;   /* let the cohorts give the total, not the projection */
    const struct effort
        *efforts; /* of package_efforts for the same start; must outlive the model */
    size_t effort_count;
};

/* What the start rests on, for those who tell of it. A figure's source is NULL when the tables do
 * not tell. */
struct start_origin {
    int64_t listed;
    struct figure guests, waiting, unassigned, vacant; /* as observed on or before the start */
    size_t vacant_added;   /* posts run by a locum, without a list in the tables, that the model
                              starts   with to come to the observed number of vacant posts */
    bool guests_differ;    /* the model's guests, which residents + guests = listed + unassigned +
                              opted out + elsewhere gives, are more than 5 % from the observed */
    bool listed_elsewhere; /* fewer are listed here than live here: the difference counts as opted
                              out */
    bool synthetic;        /* lists are made up to fit known totals */
    bool without_ages;     /* nobody is known by age: no newborn, and the need stays as it is */
};

/* The 1st on or after the day the tables describe. */
struct date forecast_start_date(const struct municipality *municipality);

/* What is assumed: the rows of forecast_parameters, the widening of those graded C included. Each
 * is there: ERROR_ASSUMPTION_MISSING otherwise. */
bool forecast_assumptions(const struct municipality *municipality,
                          struct uncertain out[ASSUMPTION_COUNT], struct error *error);

/* The row of an assumption, or NULL. */
const struct forecast_parameter *assumption_row(const struct municipality *municipality,
                                                enum assumption assumption);

/* The model of a municipality, in the arena and pointing into its tables, `options` and the
 * rulebook. Each list has its post's district, and those who wait are spread over the closed lists
 * by length. Of them the assumed share has a GP elsewhere. Guests are what makes the sum of persons
 * right, whatever was observed; opted out is the assumed share of residents. `origin` may be NULL.
 * ERROR_START_DAY (not a 1st), ERROR_START_EARLY (before the day the tables describe),
 * ERROR_START_RULES (before the rulebook begins), ERROR_MONTHS_RANGE, ERROR_NO_POSTS,
 * ERROR_LISTS_MANY, ERROR_ASSUMPTION_MISSING, those of population_path_make, ERROR_MEMORY. */
bool forecast_start(const struct municipality *municipality, const struct rulebook *rulebook,
                    const struct start_options *options, struct arena *arena, struct model *out,
                    struct start_origin *origin, struct error *error);

/* A municipality of which only totals are known, as in the national statistics. */
struct start_totals {
    struct date start; /* the 1st of a month */
    int32_t months;
    int64_t gps, lists_without_gp;
    double mean_list;        /* persons on the lists of GPs ÷ GPs */
    double mean_without_gp;  /* persons on a list without a GP; NAN for mean_list */
    double places;           /* sum of the caps of GPs' lists; NAN for as many as are listed */
    double residents;        /* at the start; NAN for as many as are listed */
    double residents_growth; /* a year, as a logarithm */
    double births;           /* a year and resident; 0 when not known */
    const struct effort *efforts;
    size_t effort_count;
};

/* As forecast_start, from totals: lists as even as whole persons allow, one district, nobody
 * unassigned or waiting, and guests who make up the difference between listed and residents; when
 * fewer are listed than live there, the difference counts as opted out (it is listed elsewhere).
 * Of the lists without a GP the assumed share has a locum. ERROR_TOTALS_WRONG when a number is not
 * finite, below 0 or too large. */
bool forecast_start_totals(const struct start_totals *totals, const struct rulebook *rulebook,
                           const struct uncertain assumptions[ASSUMPTION_COUNT],
                           struct arena *arena, struct model *out, struct error *error);

#endif
