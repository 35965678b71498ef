/* SPDX-License-Identifier: EUPL-1.2 */
/* Same-day appointments from a survey of some of the GPs: what it says of all of them, and how
 * surely (slides s3–s4). Pure, closed form. */
#ifndef DEKNING_CAPACITY_ACCESS_H
#define DEKNING_CAPACITY_ACCESS_H

#include "base/arena.h"
#include "base/error.h"
#include "scheme/municipality.h"

#include <stdbool.h>
#include <stddef.h>

struct access_input {
    const struct same_day_answer *answers; /* of one survey */
    size_t answer_count;
    struct figure gps_total;    /* all GPs, those who did not answer too */
    struct figure listed_total; /* all persons on their lists; NAN when not known */
    /* standard deviation between GPs / mean, for when the survey cannot tell */
    struct figure spread;
};

/* An estimate for the whole municipality with its 95 % confidence interval; NAN where it cannot be
 * told. */
struct access_estimate {
    double total, low, high;
};

struct access_district {
    const char *district; /* "" for the answers that name none */
    double answered, gps; /* GPs who answered, and all GPs; gps NAN when not known */
    double slots, slots_per_gp, total;
};

struct access {
    double answered;     /* GPs who answered */
    double answer_share; /* of all GPs */
    double listed;       /* persons on their lists; NAN when not asked */
    double slots, slots_per_gp;
    struct access_estimate by_gps;    /* slots per GP × all GPs */
    struct access_estimate by_listed; /* slots per listed person × all listed: a ratio estimate */
    double slots_per_1000;            /* a week and 1000 listed persons; NAN when not known */
    size_t units;                     /* rows the spread was found from */
    bool spread_assumed;              /* the survey gives only sums, so the spread is the input's */
    double degrees; /* of freedom of the interval; INFINITY when the spread is assumed */
    struct access_district *districts; /* in the arena; when any answer names one */
    size_t district_count;
};

/* The answers of `survey` ("" for the newest) among the table's rows, copied into the arena. False
 * when there is no such survey, or memory ended. */
bool access_find_survey(const struct table *table, const char *survey, struct arena *arena,
                        const struct same_day_answer **answers, size_t *count);

/* The totals for `date`, the survey's: the observed GPs of the year round it and places of the two
 * years round it, nearest first. What is not found is NAN. */
void access_input_find(const struct municipality *municipality, struct date date,
                       struct access_input *out);

/* Answers. Both estimates are ratio estimates over clusters (the rows), with finite-population
 * correction 1 − answered / all; with one GP a row the first is the mean times the number of GPs.
 * Cochran, Sampling Techniques (1977), ch. 2 and 6; the interval uses Student's t with rows − 1
 * degrees of freedom, never begins below the slots counted, and is NAN when none were.
 * ERROR_CANNOT_ANSWER without answers or with more answers than GPs, ERROR_NO_FIGURE, ERROR_MEMORY.
 */
bool access_compute(const struct municipality *municipality, const struct access_input *input,
                    struct arena *arena, struct access *out, struct error *error);

/* The 97.5 % point of Student's t; `degrees` ≥ 1, INFINITY for the normal distribution. */
double access_student_t(double degrees);

#endif
