/* SPDX-License-Identifier: EUPL-1.2 */
/* How many GPs a municipality needs, and how many it must recruit (strategy § 1.1). Pure, closed
 * form. */
#ifndef DEKNING_CAPACITY_NEED_H
#define DEKNING_CAPACITY_NEED_H

#include "base/error.h"
#include "scheme/municipality.h"

#include <stdbool.h>
#include <stdint.h>

/* Vacancy is given as a share of the persons listed or of all places; the two differ and are always
 * named. */
enum vacancy_of { VACANCY_OF_LISTED, VACANCY_OF_PLACES };

/* The inputs, each with its source. A figure that is not known has the value NAN. */
struct need_input {
    struct figure residents, guests; /* persons to be listed */
    struct figure list_length;       /* persons a list, above 0 */
    struct figure vacancy_goal;      /* percent, 0 to below 100 */
    enum vacancy_of vacancy_of;
    struct figure leavers_per_year; /* GPs */
    struct figure years;
    struct figure gps_now;
};

struct need {
    double persons;              /* residents + guests */
    double gps_exact;            /* persons / list length, before rounding up */
    int64_t gps_for_list_length; /* GPs who give everyone a place */
    int64_t gps_with_vacancy;    /* and leave the vacancy goal free, by the definition asked for */
    int64_t gps_with_vacancy_listed; /* the same by share of listed persons: × (1 + v) */
    int64_t gps_with_vacancy_places; /* and by share of places: ÷ (1 − v) */
    double leavers;                  /* over all the years */
    int64_t recruits; /* GPs to recruit over all the years; 0 when there are enough */
};

enum { NEED_LENGTH_MIN = 750, NEED_LENGTH_MAX = 1200, NEED_LENGTH_STEP = 50, NEED_LENGTHS = 10 };

/* Looks the inputs up: what the municipality plans with, and its GPs on `date` (the latest
 * observation, or else its posts that have a GP). What is not found is NAN. `municipality` may be
 * NULL: all is NAN. */
void need_input_find(const struct municipality *municipality, struct date date,
                     struct need_input *out);

/* Answers; false with ERROR_NO_FIGURE naming the first input that is missing, or
 * ERROR_CANNOT_ANSWER when one is out of its range. Numbers of GPs are rounded up by number_ceil: a
 * part of a GP is a GP to find. */
bool need_compute(const struct need_input *input, struct need *out, struct error *error);

/* Checks that a figure is known and inside [min, max]; the error names it, and the table that would
 * give it. */
bool input_check(const struct figure *figure, const char *name, const char *table, double min,
                 double max, struct error *error);

/* A figure that is not known. */
struct figure figure_unknown(enum unit unit);

/* The GPs of a municipality on `date`: the current observation, or else the posts that are held, if
 * they tell of that day. A post served by a locum has no GP (R9). False when neither does. */
bool gps_on_date(const struct municipality *municipality, struct date date, struct figure *out);

#endif
