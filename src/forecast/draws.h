/* SPDX-License-Identifier: EUPL-1.2 */
/* What each draw of a future is for. A draw is a function of (seed, future, month, entity,
 * purpose), so a future does not depend on the order it is worked out in, and two packages meet the
 * same luck: where both have a doctor who may leave, the same number decides it. */
#ifndef DEKNING_FORECAST_DRAWS_H
#define DEKNING_FORECAST_DRAWS_H

#include "base/random.h"

enum purpose {
    PURPOSE_ASSUMPTION = 1, /* entity: enum assumption */
    PURPOSE_EFFECT,         /* entity: effort->entity */
    PURPOSE_YEAR,           /* entity: enum assumption + 256 × year */
    PURPOSE_OPENING = 5,    /* when new posts open */
    PURPOSE_TAKES,          /* entity: slot; whether a GP takes a change of list length */
    PURPOSE_GP_AGE,         /* of a new doctor; entity: slot, as the next */
    PURPOSE_GP_KIND,        /* sex, salary, extension; of the first doctors age and tenure too */
    PURPOSE_GP_LENGTH,      /* the list length wanted */
    PURPOSE_EVENT,      /* entity: slot / 8, half a word each: the high half of a uniform's bits */
    PURPOSE_EVENT_REST, /* and its other bits, where they matter; entity: slot */
    PURPOSE_AWARD,      /* when a new doctor starts, and whether it is the locum */
    PURPOSE_LOCUM,      /* whether a vacant post gets a locum */
    PURPOSE_LEAVERS,    /* of the people; entity: attempt */
    PURPOSE_SWITCHERS,  /* entity: attempt */
    PURPOSE_SPREAD,     /* where spreads begin, and rounding; entity: a pair of them */
    PURPOSE_UNDER_WAY,  /* what was under way at the start; entity: slot */
};

/* The draw of a purpose in a month; month 0 for what is drawn once. */
static inline struct draw
draw_of(uint64_t seed, enum purpose purpose, int32_t month, uint32_t entity, uint32_t future)
{
    return (struct draw){.seed = seed,
                         .purpose = (uint32_t)purpose | (uint32_t)month << 8,
                         .entity = entity,
                         .index = future};
}

#endif
