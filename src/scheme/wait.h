/* SPDX-License-Identifier: EUPL-1.2 */
/* How long a place on a waiting list takes to become a place on the list, with an interval, and
 * what would shorten it. No rule gives it; it follows from how often the list's places become free.
 * Pure. */
#ifndef DEKNING_SCHEME_WAIT_H
#define DEKNING_SCHEME_WAIT_H

#include "base/date.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WAIT_HORIZON = 120,             /* months looked ahead: ten years */
    WAIT_BEYOND = WAIT_HORIZON + 1, /* stands for "not within ten years" */
    /* What the municipality's turnover counts for beside the list's own: as much as so many months
       of its own. Weak, so that a year of the list's own outweighs it four times. */
    WAIT_PRIOR_MONTHS = 3,
};

struct wait_list {
    enum list_state state;
    int64_t cap, length, waiting;
    int64_t left;            /* who left the list over the last `months` months */
    int64_t months;          /* may be 0 */
    double turnover;         /* leavers a month per listed person in the municipality */
    double to_others;        /* share of places that go to others than the queue, 0–1 */
    double leaves_the_queue; /* share of the waiting that gives up in a month, 0 up to 1 */
};

/* The months until the 1st on which the person is moved, at least 1 and at most WAIT_BEYOND: with
 * that chance or more it is no later. The middle one is the expected wait. */
struct wait {
    int p10, p50, p90;
};

/* The wait of one with `ahead` others before in the queue, when `rulebook` is the same all the way.
 * Leavers a month are Poisson with a rate that is Gamma: the municipality's turnover as a weak
 * prior, the list's own counts as evidence, so that places come as a negative binomial. They are
 * given out as list_opening does: an open list gives all it has on the first 1st, a closed one
 * waits for reopen_threshold places and gives a batch (R44, R99), at most one a month. The queue
 * gets its share of each, and those ahead give up at an even rate, both as averages. A list without
 * turnover is WAIT_BEYOND past the places it has, and so is a locked one (R45). */
struct wait wait_estimate(const struct rulebook *rulebook, struct date date,
                          const struct wait_list *list, int64_t ahead);

/* Whether `a` is shorter: by the middle, then the upper end. */
bool wait_is_shorter(struct wait a, struct wait b);

/* What would shorten a wait. */
struct wait_shorteners {
    struct wait now;
    struct wait with_raised_cap;
    bool exchange_now; /* an exchange cycle would move the person on the next 1st */
    size_t other;      /* of `others`, where the end of the queue is the shortest wait; SIZE_MAX
                          when none is shorter than now */
    struct wait at_other;
};

/* As wait_estimate, beside: the cap raised by `raise`; `in_cycle`, whether cycles_find moves the
 * person; `others`, such as the lists of the same district, joined at the end of their queues. */
struct wait_shorteners wait_shorten(const struct rulebook *rulebook, struct date date,
                                    const struct wait_list *list, int64_t ahead, int64_t raise,
                                    bool in_cycle, const struct wait_list *others, size_t count);

#endif
