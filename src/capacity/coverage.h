/* SPDX-License-Identifier: EUPL-1.2 */
/* GPs against residents, district by district (strategy § 2.1), and the same weighted by how much
 * people of each age and sex use a GP. Pure, closed form. */
#ifndef DEKNING_CAPACITY_COVERAGE_H
#define DEKNING_CAPACITY_COVERAGE_H

#include "base/arena.h"
#include "base/error.h"
#include "scheme/municipality.h"

#include <stdbool.h>
#include <stddef.h>

/* One district, or the sum of all. NAN where the tables do not tell. */
struct coverage_row {
    const char *district; /* "" in the total */
    struct figure practices, gps, residents;
    double gps_per_1000;
    double gps_needed;    /* residents × goal / 1000 */
    double difference;    /* gps − gps_needed */
    double consultations; /* expected a year, from the district's ages and sexes */
    double need_index; /* consultations a resident against the whole municipality's, 1 = the same */
    double gps_needed_weighted; /* gps_needed of the total, shared out by expected consultations */
    double difference_weighted;
};

/* How many areas of a kind have a practice. */
struct coverage_spread {
    struct figure areas, with_practice; /* NAN when not known */
};

struct coverage {
    struct coverage_row *districts; /* in the arena, in the order of the table */
    size_t district_count;
    struct coverage_row total; /* sum of the districts; of the municipality when it has none */
    struct figure residents;   /* of the population table, also of unknown district; its source is
                                  NULL   when that does not tell */
    double consultations;      /* expected a year, of the same */
    struct coverage_spread zones, subdistricts;
    struct figure goal;          /* GPs per 1000 residents */
    struct date population_date; /* DATE_NONE when there is no population table */
    struct date rates_date;      /* of the consultation rates; DATE_NONE when there are none */
};

/* Answers for `date`. A district's GPs and practices are the current observation, or else counted
 * from posts and practices; its residents the current observation, or else the population table.
 * The spread is counted from zones and practices when every practice names its zone, or else
 * observed. What is counted answers for no day before the state date. Consultations: the rate of
 * each age in the latest table of rates, divided between the sexes in the proportion of the
 * national rates of men and women so that the rate of the age as a whole is kept; ages are even
 * inside a group, and an open group must begin where the rates' own open group does, or later.
 * ERROR_CANNOT_ANSWER when the municipality has no districts, ERROR_MEMORY. */
bool coverage_compute(const struct municipality *municipality, struct date date,
                      const struct figure *goal, struct arena *arena, struct coverage *out,
                      struct error *error);

/* Expected GP consultations a year of the residents of `district` (NULL for all), from the
 * population table on `date`; NAN when the population or the rates are missing. */
double coverage_consultations(const struct municipality *municipality, const char *district,
                              struct date date);

#endif
