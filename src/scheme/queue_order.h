/* SPDX-License-Identifier: EUPL-1.2 */
/* Who comes before whom: on a waiting list, and among those without a GP. All of it is practice:
 * no law or regulation says anything about waiting lists (R94). Pure. */
#ifndef DEKNING_SCHEME_QUEUE_ORDER_H
#define DEKNING_SCHEME_QUEUE_ORDER_H

#include "base/date.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A person's turn. `person` is any number that tells persons apart. */
struct queue_entry {
    int64_t person;
    struct date since; /* waiting, or unassigned, since that day */
    int32_t turn; /* tells entries of the same day apart, lowest first: the order they came in, or
                     a draw where all choices of a window are ranked together */
};

enum queue_kind { QUEUE_UNASSIGNED, QUEUE_WAITING };

enum { NO_LIST = -1 };

/* A person on a waiting list. Lists are numbers from 0. */
struct waiter {
    struct queue_entry entry;
    int32_t list;    /* waited for */
    int32_t own;     /* the person's list now, never the one waited for; NO_LIST for none */
    bool quota_used; /* the person has no switch left this year (R83) */
};

/* Longest first (R98, R106), then the lower turn, then the lower person: negative, 0 or positive as
 * `a` comes before, is, or comes after `b`. */
int queue_compare(const struct queue_entry *a, const struct queue_entry *b);

/* Whether `a` gets a place before `b` on a list that both may have: by what they are, where they
 * differ (R100: the unassigned first, before March 2023 the waiting), else by queue_compare (R98
 * for the waiting, R106 for the unassigned). False when they are the same entry. */
struct verdict queue_before(const struct rulebook *rulebook, struct date date,
                            enum queue_kind a_kind, const struct queue_entry *a,
                            enum queue_kind b_kind, const struct queue_entry *b);

/* Whether the unassigned come before the waiting on `date` (R100). */
bool queue_unassigned_first(const struct rulebook *rulebook, struct date date);

/* Whether waiters stand as month_plan and queue_place need them: by list, and on each list by
 * queue_compare with nobody twice. */
bool queue_is_sorted(const struct waiter *waiters, size_t count);

/* The place, from 1, of waiters[at] on the list waited for. The waiters are sorted. */
size_t queue_place(const struct waiter *waiters, size_t count, size_t at);

#endif
