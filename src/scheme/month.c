/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/month.h"

#include "base/sort.h"
#include "scheme/opening.h"

#include <assert.h>

enum {
    RULE_NONE = 0,
    RULE_LIST_OF_PARENT_CLOSED = 46,
    RULE_WISH = 67,
    RULE_BLOCKED = 72,
    RULE_LIST_OF_PARENT = 77,
    RULE_NO_SWITCH_LEFT = 83,
    RULE_PLACE_OPENS = 97,
    RULE_BATCH = 99,
    RULE_ASSIGNED = 104,
    RULE_NO_PLACE = 105,
    RULE_ASSIGNMENT_OFF = 107,
};

enum { NOBODY = -1 };

/* CAME is on the list waited for, ELSEWHERE was assigned to another and keeps the place. */
enum waiter_mark { WAITER_WAITS, WAITER_CAME, WAITER_ELSEWHERE };

/* -- one list ---------------------------------------------------------------------------------- */

struct list_opening
list_opening(const struct rulebook *rulebook, struct date date, enum list_state before, int64_t cap,
             int64_t length, int64_t waiting)
{
    struct list_opening opening = {0};
    opening.state = list_state_after(rulebook, date, before, cap, length, &opening.verdict);
    struct opening_terms terms = opening_terms(rulebook, date);
    int32_t is_open = opening.state == LIST_OPEN, was_open = before == LIST_OPEN;
    int32_t wait = waiting < INT32_MAX ? (int32_t)waiting : INT32_MAX;
    int32_t batch = opening_is_batch(terms, was_open, is_open, wait);
    opening.batch = batch;
    opening.room = opening_room(terms, is_open, batch, (int32_t)cap, (int32_t)length);
    if (is_open && !was_open) {
        opening.verdict.rule = RULE_BATCH;
    }
    return opening;
}

/* -- the month --------------------------------------------------------------------------------- */

/* An unassigned person found by person. */
struct known {
    int64_t person;
    int32_t at; /* among the unassigned by turn */
};

struct planner {
    const struct month *month;
    struct arena *arena;
    struct month_plan plan;
    size_t move_capacity, refusal_capacity;

    size_t *queues; /* of each list: its first waiter; one more */
    uint8_t *marks; /* of each waiter: enum waiter_mark */
    struct list_opening *openings;
    int32_t *length; /* of each list, with those who have come and not without who have left */

    struct month_unassigned *unassigned; /* by turn */
    struct known *known;                 /* by person */
    int32_t *wishes;                     /* of each unassigned: the waiter, or NOBODY */
    bool *placed;                        /* of each unassigned */
    int *refused;                        /* of each unassigned not placed: the rule */

    size_t *municipalities;   /* of each: its first in `members`; one more */
    int32_t *members;         /* lists by municipality */
    int32_t *assigned;        /* of each list: counted against assignments_max */
    bool queue_moves_count;   /* a move from a queue counts as a switch (R89) */
    double assigned_age;      /* under it always assigned (R107) */
    double follow_age;        /* under it to a parent's list (R77) */
    double above_the_cap_age; /* under it to a closed list too (R46) */
};

static bool
is_blocked(const struct planner *planner, int64_t person, int32_t list)
{
    const struct month_block *blocks = planner->month->blocks;
    size_t low = 0, high = planner->month->block_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct month_block *block = &blocks[middle];
        if (block->person < person || (block->person == person && block->list < list)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < planner->month->block_count && blocks[low].person == person &&
           blocks[low].list == list;
}

/* The rule that keeps a waiter from the list waited for, RULE_NONE when none does. */
static int
waiter_refused(const struct planner *planner, const struct waiter *waiter)
{
    if (is_blocked(planner, waiter->entry.person, waiter->list)) {
        return RULE_BLOCKED;
    }
    return waiter->quota_used && planner->queue_moves_count ? RULE_NO_SWITCH_LEFT : RULE_NONE;
}

/* Of an unassigned person by turn; NOBODY for others. */
static int32_t
find_unassigned(const struct planner *planner, int64_t person)
{
    size_t low = 0, high = planner->month->unassigned_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (planner->known[middle].person < person) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < planner->month->unassigned_count && planner->known[low].person == person;
    return found ? planner->known[low].at : NOBODY;
}

static bool
add_move(struct planner *planner, struct month_move move)
{
    struct month_plan *plan = &planner->plan;
    void *items = plan->moves;
    if (!arena_grow(planner->arena, &items, plan->move_count, &planner->move_capacity,
                    sizeof move)) {
        return false;
    }
    plan->moves = items;
    plan->moves[plan->move_count++] = move;
    if (move.from != NO_LIST) {
        plan->lists[move.from].left++;
    }
    return true;
}

static bool
add_refusal(struct planner *planner, struct month_refusal refusal)
{
    struct month_plan *plan = &planner->plan;
    void *items = plan->refusals;
    if (!arena_grow(planner->arena, &items, plan->refusal_count, &planner->refusal_capacity,
                    sizeof refusal)) {
        return false;
    }
    plan->refusals = items;
    plan->refusals[plan->refusal_count++] = refusal;
    return true;
}

/* One more on the list, on one of the places it gives this month when it has any left. */
static void
take_place(struct planner *planner, int32_t list)
{
    struct list_opening *opening = &planner->openings[list];
    planner->length[list]++;
    if (opening->room > 0) {
        opening->room--;
    }
}

/* -- the unassigned ---------------------------------------------------------------------------- */

static bool
is_under(const struct planner *planner, const struct month_unassigned *person, double age)
{
    return !date_is_none(person->born) && date_age(person->born, planner->month->date) < age;
}

static bool
place_unassigned(struct planner *planner, size_t at, int32_t list, enum move_why why, int rule)
{
    int32_t wish = planner->wishes[at];
    planner->placed[at] = true;
    if (wish != NOBODY) {
        bool came = planner->month->waiters[wish].list == list;
        planner->marks[wish] = came ? WAITER_CAME : WAITER_ELSEWHERE;
    }
    take_place(planner, list);
    planner->plan.lists[list].assigned++;
    return add_move(planner, (struct month_move){.person = planner->unassigned[at].entry.person,
                                                 .from = NO_LIST,
                                                 .to = list,
                                                 .why = why,
                                                 .rule = rule});
}

/* The rule by which a child comes to its parent's list, RULE_NONE when it does not. */
static int
parent_rule(const struct planner *planner, const struct month_unassigned *person)
{
    int32_t list = person->parent_list;
    if (list == NO_LIST || !is_under(planner, person, planner->follow_age) ||
        planner->openings[list].state == LIST_LOCKED ||
        is_blocked(planner, person->entry.person, list)) {
        return RULE_NONE;
    }
    if (planner->openings[list].room > 0) {
        return RULE_LIST_OF_PARENT;
    }
    return is_under(planner, person, planner->above_the_cap_age) ? RULE_LIST_OF_PARENT_CLOSED
                                                                 : RULE_NONE;
}

static bool
may_be_assigned_more(const struct planner *planner, int32_t list)
{
    int32_t bound = planner->month->assignments_max;
    return planner->openings[list].room > 0 && (bound <= 0 || planner->assigned[list] < bound);
}

/* The list the person waits for, when it takes the person; else NO_LIST. */
static int32_t
wished_list(const struct planner *planner, size_t at)
{
    int32_t wish = planner->wishes[at];
    if (wish == NOBODY) {
        return NO_LIST;
    }
    const struct waiter *waiter = &planner->month->waiters[wish];
    bool taken =
        planner->openings[waiter->list].room > 0 && waiter_refused(planner, waiter) == RULE_NONE;
    return taken ? waiter->list : NO_LIST;
}

/* The list with most room, in the own district before others; NO_LIST when there is none. Sets
 * *refused to why. */
static int32_t
list_with_most_room(const struct planner *planner, const struct month_unassigned *person,
                    int *refused)
{
    const struct month *month = planner->month;
    size_t municipality = (size_t)person->municipality;
    int32_t best = NO_LIST;
    bool best_is_near = false;
    *refused = RULE_NO_PLACE;
    for (size_t i = planner->municipalities[municipality];
         i < planner->municipalities[municipality + 1]; i++) {
        int32_t list = planner->members[i];
        if (month->lists[list].members_only || !may_be_assigned_more(planner, list)) {
            continue;
        }
        if (is_blocked(planner, person->entry.person, list)) {
            *refused = RULE_BLOCKED;
            continue;
        }
        bool near = person->district >= 0 && month->lists[list].district == person->district;
        bool better =
            best == NO_LIST || (near && !best_is_near) ||
            (near == best_is_near && planner->openings[list].room > planner->openings[best].room);
        if (better) {
            best = list;
            best_is_near = near;
        }
    }
    return best;
}

static bool
plan_unassigned_person(struct planner *planner, size_t at)
{
    const struct month_unassigned *person = &planner->unassigned[at];
    bool on = planner->month->assigns[person->municipality];
    bool is_assigned = on || is_under(planner, person, planner->assigned_age);
    int32_t list = is_assigned ? wished_list(planner, at) : NO_LIST;
    if (list != NO_LIST) {
        return place_unassigned(planner, at, list, MOVE_ASSIGNED, RULE_WISH);
    }
    int rule = parent_rule(planner, person);
    if (rule != RULE_NONE) {
        return place_unassigned(planner, at, person->parent_list, MOVE_TO_PARENT, rule);
    }
    planner->refused[at] = RULE_ASSIGNMENT_OFF;
    if (is_assigned) {
        list = list_with_most_room(planner, person, &planner->refused[at]);
    }
    if (list == NO_LIST) {
        return true;
    }
    planner->assigned[list]++;
    return place_unassigned(planner, at, list, MOVE_ASSIGNED,
                            on ? RULE_ASSIGNED : RULE_ASSIGNMENT_OFF);
}

static bool
plan_unassigned(struct planner *planner)
{
    for (size_t i = 0; i < planner->month->unassigned_count; i++) {
        if (!planner->placed[i] && !plan_unassigned_person(planner, i)) {
            return false;
        }
    }
    return true;
}

/* -- the queues -------------------------------------------------------------------------------- */

static bool
plan_queue(struct planner *planner, int32_t list)
{
    const struct list_opening *opening = &planner->openings[list];
    int rule = opening->verdict.rule == RULE_BATCH ? RULE_BATCH : RULE_PLACE_OPENS;
    for (size_t i = planner->queues[list]; i < planner->queues[list + 1] && opening->room > 0;
         i++) {
        const struct waiter *waiter = &planner->month->waiters[i];
        if (planner->marks[i] != WAITER_WAITS) {
            continue;
        }
        int refused = waiter_refused(planner, waiter);
        if (refused != RULE_NONE) {
            if (!add_refusal(planner,
                             (struct month_refusal){waiter->entry.person, list, refused})) {
                return false;
            }
            continue;
        }
        planner->marks[i] = WAITER_CAME;
        int32_t unassigned =
            waiter->own == NO_LIST ? find_unassigned(planner, waiter->entry.person) : NOBODY;
        if (unassigned != NOBODY) {
            planner->placed[unassigned] = true;
        }
        take_place(planner, list);
        planner->plan.lists[list].from_queue++;
        if (!add_move(planner, (struct month_move){.person = waiter->entry.person,
                                                   .from = waiter->own,
                                                   .to = list,
                                                   .why = MOVE_QUEUE,
                                                   .rule = rule})) {
            return false;
        }
    }
    return true;
}

static bool
plan_queues(struct planner *planner)
{
    for (size_t i = 0; i < planner->month->list_count; i++) {
        if (!plan_queue(planner, (int32_t)i)) {
            return false;
        }
    }
    return true;
}

/* -- exchange ---------------------------------------------------------------------------------- */

/* Those still waiting, as cycles_find wants them. `waiters` becomes their number among all. */
static bool
still_waiting(const struct planner *planner, struct queues *queues, uint32_t **waiters)
{
    const struct month *month = planner->month;
    uint32_t *start = arena_array(planner->arena, month->list_count + 1, sizeof *start);
    int32_t *own = arena_array(planner->arena, month->waiter_count + 1, sizeof *own);
    *waiters = arena_array(planner->arena, month->waiter_count + 1, sizeof **waiters);
    if (start == NULL || own == NULL || *waiters == NULL) {
        return false;
    }
    uint32_t count = 0;
    for (size_t list = 0; list < month->list_count; list++) {
        start[list] = count;
        bool locked = planner->openings[list].state == LIST_LOCKED;
        for (size_t i = planner->queues[list]; i < planner->queues[list + 1] && !locked; i++) {
            const struct waiter *waiter = &month->waiters[i];
            int refused = waiter_refused(planner, waiter);
            if (planner->marks[i] != WAITER_CAME && refused != RULE_BLOCKED) {
                (*waiters)[count] = (uint32_t)i;
                own[count++] = refused == RULE_NONE ? waiter->own : NO_LIST;
            }
        }
    }
    start[month->list_count] = count;
    *queues = (struct queues){.lists = month->list_count, .start = start, .own = own};
    return true;
}

static bool
plan_exchange(struct planner *planner, struct error *error)
{
    const struct month *month = planner->month;
    struct queues queues;
    struct cycles cycles;
    uint32_t *waiters;
    if (month->exchange == EXCHANGE_OFF) {
        return true;
    }
    if (!still_waiting(planner, &queues, &waiters) ||
        !cycles_find(&queues, month->exchange, planner->arena, &cycles, error)) {
        return false;
    }
    for (size_t i = 0; i < cycles.mover_count; i++) {
        const struct waiter *waiter = &month->waiters[waiters[cycles.movers[i]]];
        planner->length[waiter->list]++;
        planner->plan.lists[waiter->list].exchanged++;
        if (!add_move(planner, (struct month_move){.person = waiter->entry.person,
                                                   .from = waiter->own,
                                                   .to = waiter->list,
                                                   .why = MOVE_EXCHANGE,
                                                   .rule = RULE_NONE})) {
            return false;
        }
    }
    planner->plan.exchange_cycles = cycles.count;
    planner->plan.passed_over = cycles.passed_over;
    return true;
}

/* -- before and after -------------------------------------------------------------------------- */

static int
compare_unassigned(const void *a, const void *b)
{
    const struct month_unassigned *first = a, *second = b;
    return queue_compare(&first->entry, &second->entry);
}

static int
compare_known(const void *a, const void *b)
{
    const struct known *first = a, *second = b;
    return (first->person > second->person) - (first->person < second->person);
}

static bool
allocate(struct planner *planner)
{
    const struct month *month = planner->month;
    struct arena *arena = planner->arena;
    size_t lists = month->list_count, waiters = month->waiter_count;
    size_t unassigned = month->unassigned_count, municipalities = month->municipality_count;
    planner->plan.lists = arena_array(arena, lists + 1, sizeof *planner->plan.lists);
    planner->queues = arena_array(arena, lists + 1, sizeof *planner->queues);
    planner->marks = arena_array(arena, waiters + 1, sizeof *planner->marks);
    planner->openings = arena_array(arena, lists + 1, sizeof *planner->openings);
    planner->length = arena_array(arena, lists + 1, sizeof *planner->length);
    planner->unassigned = arena_array(arena, unassigned + 1, sizeof *planner->unassigned);
    planner->known = arena_array(arena, unassigned + 1, sizeof *planner->known);
    planner->wishes = arena_array(arena, unassigned + 1, sizeof *planner->wishes);
    planner->placed = arena_array(arena, unassigned + 1, sizeof *planner->placed);
    planner->refused = arena_array(arena, unassigned + 1, sizeof *planner->refused);
    planner->municipalities =
        arena_array(arena, municipalities + 2, sizeof *planner->municipalities);
    planner->members = arena_array(arena, lists + 1, sizeof *planner->members);
    planner->assigned = arena_array(arena, lists + 1, sizeof *planner->assigned);
    return planner->plan.lists != NULL && planner->queues != NULL && planner->marks != NULL &&
           planner->openings != NULL && planner->length != NULL && planner->unassigned != NULL &&
           planner->known != NULL && planner->wishes != NULL && planner->placed != NULL &&
           planner->refused != NULL && planner->municipalities != NULL &&
           planner->members != NULL && planner->assigned != NULL;
}

/* The unassigned by turn and by person, and what each waits for. */
static void
look_at_persons(struct planner *planner)
{
    const struct month *month = planner->month;
    size_t count = month->unassigned_count;
    for (size_t i = 0; i < count; i++) {
        planner->unassigned[i] = month->unassigned[i];
    }
    sort_items(planner->unassigned, count, sizeof *planner->unassigned, compare_unassigned);
    for (size_t i = 0; i < count; i++) {
        const struct month_unassigned *person = &planner->unassigned[i];
        assert((size_t)person->municipality < month->municipality_count);
        assert(person->parent_list == NO_LIST || (size_t)person->parent_list < month->list_count);
        planner->known[i] = (struct known){person->entry.person, (int32_t)i};
        planner->wishes[i] = NOBODY;
    }
    sort_items(planner->known, count, sizeof *planner->known, compare_known);
    for (size_t i = 0; i < month->waiter_count; i++) {
        const struct waiter *waiter = &month->waiters[i];
        assert((size_t)waiter->list < month->list_count && waiter->own != waiter->list);
        planner->queues[waiter->list + 1]++;
        int32_t at =
            waiter->own == NO_LIST ? find_unassigned(planner, waiter->entry.person) : NOBODY;
        if (at != NOBODY) {
            planner->wishes[at] = (int32_t)i;
        }
    }
    for (size_t i = 0; i < month->list_count; i++) {
        planner->queues[i + 1] += planner->queues[i];
    }
}

/* How many wait for a list and may be moved, counted to `enough`. */
static int64_t
count_waiting(const struct planner *planner, size_t list, double enough)
{
    int64_t waiting = 0;
    for (size_t i = planner->queues[list];
         i < planner->queues[list + 1] && (double)waiting < enough; i++) {
        waiting += waiter_refused(planner, &planner->month->waiters[i]) == RULE_NONE;
    }
    return waiting;
}

static void
look_at_lists(struct planner *planner)
{
    const struct month *month = planner->month;
    double batch = rule_value(month->rulebook, RULE_queue_batch, month->date);
    for (size_t i = 0; i < month->list_count; i++) {
        const struct month_list *list = &month->lists[i];
        assert((size_t)list->municipality < month->municipality_count);
        planner->length[i] = list->length;
        planner->openings[i] =
            list_opening(month->rulebook, month->date, list->state, list->cap, list->length,
                         list->state == LIST_CLOSED ? count_waiting(planner, i, batch) : 0);
        planner->municipalities[list->municipality + 2]++;
    }
    for (size_t i = 2; i < month->municipality_count + 2; i++) {
        planner->municipalities[i] += planner->municipalities[i - 1];
    }
    /* Filling them moves each start by what the municipality has, to where the next one starts. */
    for (size_t i = 0; i < month->list_count; i++) {
        size_t *next = &planner->municipalities[month->lists[i].municipality + 1];
        planner->members[(*next)++] = (int32_t)i;
    }
}

/* Who was left without a GP, and the lists as they are afterwards. */
static bool
close_month(struct planner *planner)
{
    for (size_t i = 0; i < planner->month->unassigned_count; i++) {
        int64_t person = planner->unassigned[i].entry.person;
        if (!planner->placed[i] &&
            !add_refusal(planner, (struct month_refusal){person, NO_LIST, planner->refused[i]})) {
            return false;
        }
    }
    for (size_t i = 0; i < planner->month->list_count; i++) {
        const struct list_opening *opening = &planner->openings[i];
        struct month_list_after *after = &planner->plan.lists[i];
        bool full = planner->length[i] >= planner->month->lists[i].cap;
        bool closes = opening->state == LIST_OPEN && (opening->batch || full);
        after->state = closes ? LIST_CLOSED : opening->state;
        after->length = planner->length[i] - after->left;
    }
    return true;
}

static bool
plan_month(struct planner *planner, struct error *error)
{
    const struct month *month = planner->month;
    bool unassigned_first = queue_unassigned_first(month->rulebook, month->date);
    return (!unassigned_first || plan_unassigned(planner)) && plan_queues(planner) &&
           (unassigned_first || plan_unassigned(planner)) && plan_exchange(planner, error) &&
           close_month(planner);
}

bool
month_plan(const struct month *month, struct arena *arena, struct month_plan *out,
           struct error *error)
{
    assert(queue_is_sorted(month->waiters, month->waiter_count));
    assert(month->list_count < INT32_MAX && month->waiter_count < INT32_MAX);
    const struct rulebook *rulebook = month->rulebook;
    struct planner planner = {
        .month = month,
        .arena = arena,
        .queue_moves_count =
            rule_value(rulebook, RULE_queue_move_counts_as_switch, month->date) > 0,
        .assigned_age = rule_value(rulebook, RULE_auto_assignment_child_age, month->date),
        .follow_age = rule_value(rulebook, RULE_child_follow_age, month->date),
        .above_the_cap_age = rule_value(rulebook, RULE_closed_list_child_age, month->date),
    };
    bool planned = allocate(&planner);
    if (planned) {
        look_at_persons(&planner);
        look_at_lists(&planner);
        planned = plan_month(&planner, error);
    }
    if (!planned) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    *out = planner.plan;
    return true;
}
