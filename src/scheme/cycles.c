/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/cycles.h"

#include <assert.h>

/* A list is stuck when no waiter for it can ever take part again. That lasts: waiters only leave.
 */
enum list_mark { LIST_FRESH, LIST_ON_PATH, LIST_STUCK };

/* A walk from list to the list that its next waiter is on, until it meets itself (a cycle) or an
 * end (a stuck list). Each step either moves a waiter, passes one or makes a list stuck, once. */
struct walk {
    const struct queues *queues;
    bool strict;
    uint32_t *at;      /* of each list: the waiter it looks to */
    uint32_t *skipped; /* of each list: passed since its last mover */
    uint8_t *marks;    /* enum list_mark */
    uint32_t *path;
    size_t depth;
    struct cycles found;
};

/* The list that the next waiter for `list` is on; false when the list is stuck. */
static bool
look_on(struct walk *walk, uint32_t list, uint32_t *next)
{
    const struct queues *queues = walk->queues;
    for (; walk->at[list] < queues->start[list + 1]; walk->at[list]++) {
        int32_t own = queues->own[walk->at[list]];
        assert(own < 0 || ((size_t)own < queues->lists && (uint32_t)own != list));
        if (own >= 0 && walk->marks[own] != LIST_STUCK) {
            *next = (uint32_t)own;
            return true;
        }
        if (walk->strict) {
            return false;
        }
        walk->skipped[list]++;
    }
    return false;
}

/* The path's end leads back to `first`: everyone from there on moves. */
static void
close_cycle(struct walk *walk, uint32_t first)
{
    struct cycles *found = &walk->found;
    uint32_t list;
    do {
        list = walk->path[--walk->depth];
        walk->marks[list] = LIST_FRESH;
        found->movers[found->mover_count++] = walk->at[list]++;
        found->passed_over += walk->skipped[list];
        walk->skipped[list] = 0;
    } while (list != first);
    found->start[++found->count] = (uint32_t)found->mover_count;
}

static void
push(struct walk *walk, uint32_t list)
{
    walk->marks[list] = LIST_ON_PATH;
    walk->path[walk->depth++] = list;
}

static void
walk_from(struct walk *walk, uint32_t root)
{
    while (walk->marks[root] != LIST_STUCK) {
        if (walk->depth == 0) {
            push(walk, root);
        }
        uint32_t list = walk->path[walk->depth - 1], next;
        if (!look_on(walk, list, &next)) {
            walk->marks[list] = LIST_STUCK;
            walk->depth--;
        } else if (walk->marks[next] == LIST_ON_PATH) {
            close_cycle(walk, next);
        } else {
            push(walk, next);
        }
    }
}

bool
cycles_find(const struct queues *queues, enum exchange exchange, struct arena *arena,
            struct cycles *out, struct error *error)
{
    size_t lists = queues->lists, waiters = queues->start[lists];
    assert(lists < INT32_MAX);
    struct walk walk = {
        .queues = queues,
        .strict = exchange == EXCHANGE_STRICT,
        .at = arena_array(arena, lists + 1, sizeof *walk.at),
        .skipped = arena_array(arena, lists + 1, sizeof *walk.skipped),
        .marks = arena_array(arena, lists + 1, sizeof *walk.marks),
        .path = arena_array(arena, lists + 1, sizeof *walk.path),
        .found.movers = arena_array(arena, waiters + 1, sizeof *walk.found.movers),
        /* a cycle has at least two movers */
        .found.start = arena_array(arena, waiters / 2 + 1, sizeof *walk.found.start),
    };
    if (walk.at == NULL || walk.skipped == NULL || walk.marks == NULL || walk.path == NULL ||
        walk.found.movers == NULL || walk.found.start == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    for (size_t i = 0; i < lists; i++) {
        walk.at[i] = queues->start[i];
    }
    for (uint32_t i = 0; i < lists && exchange != EXCHANGE_OFF; i++) {
        walk_from(&walk, i);
    }
    *out = walk.found;
    return true;
}
