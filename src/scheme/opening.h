/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether a list opens on the 1st and whom it has room for, on plain counts: what list.h and
 * month.h decide by, and the forecast in its innermost loop. Pure. */
#ifndef DEKNING_SCHEME_OPENING_H
#define DEKNING_SCHEME_OPENING_H

#include "base/date.h"
#include "scheme/rulebook.h"

#include <stdint.h>

/* What the rulebook says of it on a day. */
struct opening_terms {
    int32_t reopen_threshold; /* places before a closed list reopens (R44, practice) */
    int32_t queue_batch;      /* persons it then takes when as many wait (R99, practice) */
};

struct opening_terms opening_terms(const struct rulebook *rulebook, struct date date);

/* Whether a list that is not locked is open: never when it is full (R43); one that was closed only
 * when the places of the threshold are free (R44), or when it is empty so that fewer can never be
 * free. */
static inline int32_t
opening_is_open(struct opening_terms terms, int32_t was_open, int32_t cap, int32_t length)
{
    int32_t free = cap - length;
    return (free > 0) & (was_open | (free >= terms.reopen_threshold) | (length <= 0));
}

/* Whether it opens again for a batch only, as many waiting as a batch takes (R99). */
static inline int32_t
opening_is_batch(struct opening_terms terms, int32_t was_open, int32_t is_open, int32_t waiting)
{
    return (was_open ^ 1) & is_open & (waiting >= terms.queue_batch);
}

/* Persons it takes: its free places, in a batch no more than the batch. */
static inline int32_t
opening_room(struct opening_terms terms, int32_t is_open, int32_t is_batch, int32_t cap,
             int32_t length)
{
    int32_t free = is_open * (cap - length);
    int32_t over = is_batch & (free > terms.queue_batch);
    return free + over * (terms.queue_batch - free);
}

#endif
