/* SPDX-License-Identifier: EUPL-1.2 */
/* Free places and vacancy, by both definitions, against the goal (strategy § 2.2). Pure, closed
 * form. */
#ifndef DEKNING_CAPACITY_VACANCY_H
#define DEKNING_CAPACITY_VACANCY_H

#include "base/arena.h"
#include "base/error.h"
#include "capacity/need.h"
#include "scheme/municipality.h"

#include <stdbool.h>
#include <stddef.h>

struct vacancy_input {
    struct figure places, free_places;
    /* persons on lists; NAN or 0 when not counted: then places − free places */
    struct figure listed;
    struct figure vacancy_goal; /* percent */
    enum vacancy_of vacancy_of;
    struct figure list_length; /* persons a new list takes: turns places into GPs */
};

struct vacancy {
    double listed;         /* as counted, or places − free places */
    double vacancy_listed; /* free places / listed persons, 0–1 */
    double vacancy_places; /* free places / places, 0–1 */
    /* Places to add so that the goal is met. New places are free until taken, so by share of places
     * the goal itself grows with them: (goal × places − free) / (1 − goal); by share of listed
     * persons it does not: goal × listed − free. 0 when the goal is met. */
    double gap_places;
    double gap_gps;     /* gap_places / list length, before rounding */
    int64_t gap_gps_up; /* rounded up */
    bool goal_met;
};

/* What was seen on one day. NAN where nothing was. */
struct vacancy_moment {
    struct date date;
    double gps, mean_list, places, free_places, vacancy_listed, vacancy_places, reserve_index,
        waiting;
};

/* What the table of lists says, but for posts that are vacant: a list nobody serves gives no places
 * (R9). */
struct vacancy_lists {
    size_t lists, open, closed, locked;
    double length, places, free_places; /* free_places: of open lists only */
    double over_cap;                    /* persons above the caps of lists that exceed them */
    bool synthetic;
};

/* Places and free places, and what the municipality plans with; NAN where not found. The two are of
 * one origin: the current observations when they are at most a year apart, or
 * else the table of lists when it tells of that day. */
void vacancy_input_find(const struct municipality *municipality, struct date date,
                        struct vacancy_input *out);

/* Answers; errors as need_compute. */
bool vacancy_compute(const struct vacancy_input *input, struct vacancy *out, struct error *error);

/* Every day on or before `date` on which something was observed of the whole municipality, oldest
 * first, in the arena. Vacancy that was not itself observed is computed where free places were:
 * against the places of the day or the year before it, or else GPs × mean list. */
bool vacancy_history(const struct municipality *municipality, struct date date, struct arena *arena,
                     struct vacancy_moment **out, size_t *count, struct error *error);

/* Adds up the table of lists; lists is 0 when there is none. */
struct vacancy_lists vacancy_count_lists(const struct municipality *municipality);

#endif
