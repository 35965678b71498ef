/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/queue_order.h"

#include <assert.h>

enum {
    RULE_LONGEST_WAITING = 98,
    RULE_UNASSIGNED_FIRST = 100,
    RULE_LONGEST_UNASSIGNED = 106,
};

int
queue_compare(const struct queue_entry *a, const struct queue_entry *b)
{
    int order = date_compare(a->since, b->since);
    if (order == 0) {
        order = (a->turn > b->turn) - (a->turn < b->turn);
    }
    return order != 0 ? order : (a->person > b->person) - (a->person < b->person);
}

bool
queue_unassigned_first(const struct rulebook *rulebook, struct date date)
{
    return rule_value(rulebook, RULE_queue_unassigned_first, date) > 0;
}

struct verdict
queue_before(const struct rulebook *rulebook, struct date date, enum queue_kind a_kind,
             const struct queue_entry *a, enum queue_kind b_kind, const struct queue_entry *b)
{
    if (a_kind != b_kind) {
        bool unassigned_first = queue_unassigned_first(rulebook, date);
        return (struct verdict){(a_kind == QUEUE_UNASSIGNED) == unassigned_first,
                                RULE_UNASSIGNED_FIRST};
    }
    int rule = a_kind == QUEUE_WAITING ? RULE_LONGEST_WAITING : RULE_LONGEST_UNASSIGNED;
    return (struct verdict){queue_compare(a, b) < 0, rule};
}

bool
queue_is_sorted(const struct waiter *waiters, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct waiter *before = &waiters[i - 1], *after = &waiters[i];
        if (before->list > after->list ||
            (before->list == after->list && queue_compare(&before->entry, &after->entry) >= 0)) {
            return false;
        }
    }
    return true;
}

size_t
queue_place(const struct waiter *waiters, size_t count, size_t at)
{
    assert(at < count);
    size_t low = 0, high = at;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (waiters[middle].list < waiters[at].list) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return at - low + 1;
}
