/* SPDX-License-Identifier: EUPL-1.2 */
/* The hours a list takes, the list that fits the hours, and the doctor time other services bind
 * (strategy § 1.1 and § 3; domain figures C). Pure, closed form. */
#ifndef DEKNING_CAPACITY_WORKLOAD_H
#define DEKNING_CAPACITY_WORKLOAD_H

#include "base/error.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <stdbool.h>

struct workload_input {
    struct date date;            /* the day answered for: services told of later are not counted */
    struct figure hours_all;     /* a GP's week as measured, */
    struct figure hours_regular; /* and the same without out-of-hours work */
    struct figure measured_list; /* the list length they were measured at */
    struct figure list_length;   /* the list asked about */
    struct figure hours;         /* the week asked about */
    struct figure municipal_hours, duty_hours; /* hours a week beside the list */
    struct figure gps, share_municipal; /* GPs now, and percent of them with municipal hours */
    struct figure imposed_max;          /* most municipal hours that can be imposed (R133) */
    struct figure full_time;            /* hours of a doctor-year (R15) */
};

struct workload {
    double minutes_all, minutes_regular; /* a listed person and week */
    double hours_all;     /* the week of a list as long as asked, everything included as measured */
    double hours_regular; /* the same without out-of-hours work */
    double hours_built;   /* hours_regular + municipal + duty hours as asked */
    double list_all; /* the list that fits the hours asked, everything included as measured: 746 */
    double list_regular; /* the list that fits them when nothing but regular work is counted */
    double list_built; /* the list that fits them beside the municipal and duty hours asked; ≥ 0 */
    double bound_by_gps; /* doctor-years of services that live on GPs' hours, wholly or in part */
    double bound_by_employed; /* doctor-years of employed doctors and of out-of-hours duty */
    double bound_by_unstated; /* doctor-years of services whose staffing is not told */
    double imposable;         /* doctor-years if every GP were imposed the most */
    double given;             /* doctor-years if those who have municipal hours gave the most */
};

/* Looks the inputs up for `date`; what is not found is NAN. `list_length` is the latest observed
 * mean, and `hours` the normal hours planned with. Municipal and duty hours are 0. */
void workload_input_find(const struct municipality *municipality, const struct rulebook *rulebook,
                         struct date date, struct workload_input *out);

/* Answers; errors as need_compute. */
bool workload_compute(const struct municipality *municipality, const struct workload_input *input,
                      struct workload *out, struct error *error);

#endif
