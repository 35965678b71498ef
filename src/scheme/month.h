/* SPDX-License-Identifier: EUPL-1.2 */
/* What takes effect on the 1st of a month: who gets the free places (R97–R100, R104–R107), who is
 * passed over and why, and which lists are open afterwards. The register and the forecast ask the
 * same function. Pure. */
#ifndef DEKNING_SCHEME_MONTH_H
#define DEKNING_SCHEME_MONTH_H

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "scheme/cycles.h"
#include "scheme/list.h"
#include "scheme/queue_order.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* -- one list ---------------------------------------------------------------------------------- */

/* What a list that was `before` takes in on the 1st. */
struct list_opening {
    enum list_state state;  /* on the 1st, before anyone has come */
    int64_t room;           /* persons it takes */
    bool batch;             /* it takes a batch and closes again */
    struct verdict verdict; /* whether it takes anyone; R99 for one that opens again, else as
                               list_state_after */
};

/* A list that opens again (list_state_after) takes the first queue_batch persons and closes again
 * when at least as many wait; when fewer wait it takes all and stays open until it is full (R99,
 * practice). One that is open already takes as many as it has places. `length` is without those who
 * leave by the 1st; `waiting` are those who may be moved. */
struct list_opening list_opening(const struct rulebook *rulebook, struct date date,
                                 enum list_state before, int64_t cap, int64_t length,
                                 int64_t waiting);

/* -- the month --------------------------------------------------------------------------------- */

struct month_list {
    int32_t cap, length;   /* length without those who leave by the 1st */
    enum list_state state; /* before the 1st */
    int32_t municipality;  /* from 0 */
    int32_t district;      /* any number, negative for none */
    bool members_only;     /* nobody is assigned to it (R73) */
};

/* A person with a right to a GP and without one. May also be among the waiters, with no own list.
 */
struct month_unassigned {
    struct queue_entry entry;
    int32_t municipality, district;
    int32_t parent_list; /* the list a child follows a parent to; NO_LIST for none */
    struct date born;    /* DATE_NONE counts as grown up */
};

/* The person may not come on that list (R72). */
struct month_block {
    int64_t person;
    int32_t list;
};

struct month {
    const struct rulebook *rulebook;
    struct date date; /* the 1st */
    const struct month_list *lists;
    size_t list_count;
    const struct waiter *waiters; /* sorted (queue_is_sorted); a person once (R95) */
    size_t waiter_count;
    const struct month_unassigned *unassigned; /* in any order; a person once */
    size_t unassigned_count;
    const struct month_block *blocks; /* by person and list */
    size_t block_count;
    const bool *assigns; /* of each municipality: automatic assignment is on (R107) */
    size_t municipality_count;
    int32_t assignments_max; /* persons assigned to one list in a month, so that the open lists
                                share the newly settled; 0 for no bound */
    enum exchange exchange;
};

enum move_why { MOVE_ASSIGNED, MOVE_TO_PARENT, MOVE_QUEUE, MOVE_EXCHANGE };

struct month_move {
    int64_t person;
    int32_t from, to; /* from NO_LIST for the unassigned */
    enum move_why why;
    int rule; /* R46 or R77 to a parent's list, R67 to the list wished for, R104 or R107 assigned,
                 from the queue R99 to a list that opens again and R97 to one that was open, 0 for
                 an exchange, which no rule provides for */
};

/* One who could not have the place that was next, or was left without. */
struct month_refusal {
    int64_t person;
    int32_t list; /* waited for; NO_LIST for the unassigned */
    int rule;     /* R72 blocked, R83 no switch left, R105 no list has a place (or may be assigned
                     more this month), R107 automatic assignment is off */
};

struct month_list_after {
    enum list_state state;
    int32_t length;
    int32_t assigned; /* also children who came to a parent's list */
    int32_t from_queue, exchanged;
    int32_t left; /* moved to another list */
};

struct month_plan {
    struct month_move *moves;
    size_t move_count;
    struct month_refusal *refusals; /* in a queue only those that were reached */
    size_t refusal_count;
    struct month_list_after *lists;
    size_t exchange_cycles;
    size_t passed_over; /* waiters that an exchange moved someone past */
};

/* Plans a month:
 * 1. Each list opens or not (list_opening).
 * 2. The unassigned, longest first (R106): to the list waited for, when it has room (R67); else a
 *    child to its parent's list, above the cap and to a closed list too (R46, R77); else to the
 *    list with most room in the own district, else in the municipality, the first of several. Where
 *    automatic assignment is off only children are placed (R107).
 * 3. The waiting, list by list, longest first (R98).
 * 4. Exchange cycles among those still waiting. They take no free place, so nobody loses one to
 *    them. Who is blocked from the list waited for is left out, for no exchange costs such a person
 *    anything; who has no switch left keeps the turn, which stops a strict exchange.
 * 2 and 3 change places before the unassigned came first (R100). A locked list takes nobody (R45).
 * Where a move from a queue counts as a switch (R89), one who has none left is passed over and
 * keeps the place. An unassigned person who is assigned to another list than the one waited for
 * keeps the place too (R103).
 *
 * It is one pass: a place that someone leaves by a move of this run is free in the next run, and a
 * list that such a move takes below its cap keeps its state until then.
 *
 * Time grows with waiters, lists, and unassigned × lists of their municipality. The answer is in
 * the arena. ERROR_MEMORY. */
bool month_plan(const struct month *month, struct arena *arena, struct month_plan *out,
                struct error *error);

#endif
