/* SPDX-License-Identifier: EUPL-1.2 */
/* Joining and losing a place on a waiting list. Who is next is decided elsewhere. Pure. */
#ifndef DEKNING_SCHEME_QUEUE_JOIN_H
#define DEKNING_SCHEME_QUEUE_JOIN_H

#include "base/date.h"
#include "scheme/eligibility.h"
#include "scheme/offer.h"
#include "scheme/request.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stdint.h>

struct queue_join_facts {
    struct standing standing;
    struct request request;
    struct offer offer;
    bool on_list;          /* is on this list already */
    int64_t waiting_lists; /* those the person waits for now */
};

/* Whether the person may wait for the list. What stands against it, the first found deciding:
 * 1. who asks: as for a choice, but a parent only for a child at the same address (R96);
 * 2. the right to a GP (eligibility_of);
 * 3. the person was struck off by this GP (R72), or the list is for others (R73);
 * 4. the person is on the list (R241);
 * 5. the list has a place to choose at once (R99);
 * 6. the person waits for queue_max lists already (R95), this one or others: the way out is to
 * leave one first.
 * One may wait for a closed or a locked list, and for one in another municipality (R101). */
struct verdict queue_join_allowed(const struct rulebook *rulebook, struct date date,
                                  const struct queue_join_facts *facts);

/* Whether a person who has switched to another list than the one waited for loses the place in the
 * queue (`allowed` when it is lost): by an own switch as queue_lost_by_switch says, and never when
 * moved by authority (R103). */
struct verdict queue_lost_by_switch(const struct rulebook *rulebook, struct date date,
                                    bool by_authority);

#endif
