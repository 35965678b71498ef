/* SPDX-License-Identifier: EUPL-1.2 */
/* Exchange cycles over waiting lists: persons who wait for each other's GPs and can all move at
 * once, with no free place and no list longer or shorter. Gale's top trading cycles (Shapley and
 * Scarf 1974) with the lists as traders and their queues as what they prefer, on Norwegian data in
 * Huitfeldt, Marone and Waldinger, "Designing Dynamic Reassignment Mechanisms: Evidence from GP
 * Allocation". No rule provides for it: a municipality's own measure. Pure. */
#ifndef DEKNING_SCHEME_CYCLES_H
#define DEKNING_SCHEME_CYCLES_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* STRICT makes no one worse off: only the first of a queue may move, so that nobody is passed. One
 * who cannot take part (no own list, or an own list whose queue is stuck) stops the queue.
 * FREE passes those who cannot take part: each list looks to its longest waiting person among those
 * whose own list is wanted by someone who can take part. It moves more, but those whose own GP
 * nobody wants may wait longer when it is run again and again. */
enum exchange { EXCHANGE_OFF, EXCHANGE_STRICT, EXCHANGE_FREE };

/* The queues of `lists` lists. The waiters for list i are start[i] … start[i + 1] − 1, first in the
 * queue first; start has one more than the lists. A person waits for one list at most. */
struct queues {
    size_t lists;
    const uint32_t *start;
    const int32_t *own; /* of each waiter: the list now, never the one waited for; negative when the
                           waiter can take part in no exchange */
};

struct cycles {
    uint32_t *movers; /* waiters, cycle by cycle; each leaves the list that the one before it in
                         the cycle gets, and the first the list that the last one gets */
    uint32_t *start; /* cycle c is movers start[c] … start[c + 1] − 1; one more than the cycles */
    size_t mover_count, count;
    size_t passed_over; /* waiters that someone behind them was moved before; 0 when STRICT */
};

/* Every cycle there is, until none is left. The cycles do not depend on the order of lists, but how
 * they are listed does. Time and memory grow with waiters and lists. The answer is in the arena.
 * ERROR_MEMORY. */
bool cycles_find(const struct queues *queues, enum exchange exchange, struct arena *arena,
                 struct cycles *out, struct error *error);

#endif
