/* SPDX-License-Identifier: EUPL-1.2 */
/* How many GPs a municipality must recruit a year, and why (slides s7), and what shorter lists take
 * back of what recruiting gives (slides s5). Pure, closed form. */
#ifndef DEKNING_CAPACITY_RECRUIT_H
#define DEKNING_CAPACITY_RECRUIT_H

#include "base/error.h"
#include "capacity/vacancy.h"
#include "scheme/municipality.h"

#include <stdbool.h>
#include <stdint.h>

struct recruit_input {
    struct date date; /* the day answered for */
    struct figure leavers_per_year;
    struct figure residents_now, residents_planned; /* each with its date */
    struct figure list_length;
    struct figure gap_years; /* years until the vacancy goal is to be reached, above 0 */
    struct vacancy_input vacancy;
};

/* GPs a year; the three parts add up to `per_year`. */
struct recruit {
    double replacing;          /* those who leave */
    double residents_per_year; /* growth of the population */
    double growth;       /* residents_per_year / list length; negative when the population falls */
    double vacancy;      /* GPs of the vacancy gap / gap_years */
    double per_year;     /* their sum, before rounding; 0 when negative */
    int64_t per_year_up; /* rounded up */
    struct vacancy gap;
};

/* What recruiting gave between two days when lists got shorter meanwhile. */
struct shortening {
    struct figure gps_before, gps_after, places_added, places_after;
    struct figure recruited; /* NAN when not known */
    double gps_added;
    double mean_before, mean_after; /* places a GP */
    double places_if_kept;          /* places the added GPs would have given at the old mean */
    double places_lost;   /* taken back by shorter lists: places_if_kept − places_added */
    double gps_lost;      /* as many GPs of the new mean */
    double places_per_gp; /* places won for each GP added */
    double replaced;      /* recruited who only replaced leavers; NAN when recruited is not known */
};

/* Looks the inputs up for `date`; what is not found is NAN. */
void recruit_input_find(const struct municipality *municipality, struct date date,
                        struct recruit_input *out);

/* Answers; errors as need_compute, and ERROR_CANNOT_ANSWER when the plan's date is not after that
 * of the residents counted. */
bool recruit_compute(const struct recruit_input *input, struct recruit *out, struct error *error);

/* The period of the observed `places_added` nearest to `date`, at most five years from it, with the
 * GPs within a year of its two ends and the places within two of its last. False when the
 * observations do not tell. */
bool recruit_shortening(const struct municipality *municipality, struct date date,
                        struct shortening *out);

#endif
