/* SPDX-License-Identifier: EUPL-1.2 */
/* Cases about waiting lists, and about the draw that makes a list shorter. */
#include "cases.h"

#include "scheme/draw.h"
#include "scheme/month.h"
#include "scheme/queue_order.h"

#include <assert.h>

enum {
    GIVEN_QUEUE = 1,
    GIVEN_A = 2,
    GIVEN_B = 4,
    GIVEN_MEMBER = 32,
    GIVEN_DRAWN = 64,
};

enum { WAITING_MAX = 200, ARENA_SIZE = 1024 * 1024 };

static struct {
    enum list_state state;
    int64_t free_places, waiting;
    enum queue_kind kinds[2]; /* of A and B */
    struct queue_entry entries[2];
    struct draw_member member;
    int64_t wanted, drawn;
} now;

static void
reset(void)
{
    now.waiting = 0;
}

static void
set_queue(enum list_state state, const int64_t *values)
{
    now.state = state;
    now.free_places = values[0];
    now.waiting = values[1];
}

static void
given_open(const int64_t *values)
{
    set_queue(LIST_OPEN, values);
}

static void
given_closed(const int64_t *values)
{
    set_queue(LIST_CLOSED, values);
}

static void
given_locked(const int64_t *values)
{
    set_queue(LIST_LOCKED, values);
}

static void
set_person(int who, enum queue_kind kind, const int64_t *values)
{
    now.kinds[who] = kind;
    now.entries[who] = (struct queue_entry){.person = who, .since = {(int32_t)values[0]}};
}

static void
given_a_waits(const int64_t *values)
{
    set_person(0, QUEUE_WAITING, values);
}

static void
given_a_unassigned(const int64_t *values)
{
    set_person(0, QUEUE_UNASSIGNED, values);
}

static void
given_b_waits(const int64_t *values)
{
    set_person(1, QUEUE_WAITING, values);
}

static void
given_b_unassigned(const int64_t *values)
{
    set_person(1, QUEUE_UNASSIGNED, values);
}

static void
set_member(int64_t household, struct date born, bool child)
{
    now.member = (struct draw_member){1, household, born, child};
}

static void
given_grown_up(const int64_t *values)
{
    set_member(1, (struct date){(int32_t)values[0]}, false);
}

static void
given_child(const int64_t *values)
{
    set_member(1, (struct date){(int32_t)values[0]}, true);
}

static void
given_alone(const int64_t *values)
{
    (void)values;
    set_member(NO_HOUSEHOLD, DATE_NONE, false);
}

static void
given_drawn(const int64_t *values)
{
    now.wanted = values[0];
    now.drawn = values[1];
}

/* Everyone who waits is on a full list. */
static struct outcome
plan_queue(const struct ground *ground, const int64_t *values)
{
    (void)values;
    static const bool assigns[1] = {true};
    static struct waiter waiters[WAITING_MAX];
    assert(now.waiting <= WAITING_MAX && now.free_places <= 1000);
    struct month_list lists[] = {
        {.cap = 1000, .length = 1000, .state = LIST_CLOSED},
        {.cap = 1000, .length = 1000 - (int32_t)now.free_places, .state = now.state},
    };
    for (int32_t i = 0; i < now.waiting; i++) {
        waiters[i] = (struct waiter){.entry = {.person = i, .turn = i}, .list = 1, .own = 0};
    }
    struct month month = {
        .rulebook = ground->rulebook,
        .date = ground->date,
        .lists = lists,
        .list_count = 2,
        .waiters = waiters,
        .waiter_count = (size_t)now.waiting,
        .assigns = assigns,
        .municipality_count = 1,
    };
    struct month_plan plan;
    struct error error;
    struct arena arena;
    arena_init(&arena, ARENA_SIZE);
    struct outcome outcome = {"no memory", 0};
    if (month_plan(&month, &arena, &plan, &error)) {
        struct list_opening opening = list_opening(ground->rulebook, ground->date, now.state, 1000,
                                                   lists[1].length, now.waiting);
        bool all = plan.move_count == (size_t)now.waiting;
        bool again = opening.batch && plan.lists[1].state == LIST_CLOSED;
        outcome.word = plan.move_count == 0 ? "nobody is let in"
                       : again              ? "a batch is let in and the list closes"
                       : all                ? "all are let in"
                                            : "some are let in";
        outcome.rule = plan.move_count == 0 ? opening.verdict.rule : plan.moves[0].rule;
    }
    arena_free(&arena);
    return outcome;
}

static struct outcome
compare(const struct ground *ground, const int64_t *values)
{
    (void)values;
    struct verdict verdict = queue_before(ground->rulebook, ground->date, now.kinds[0],
                                          &now.entries[0], now.kinds[1], &now.entries[1]);
    return (struct outcome){verdict.allowed ? "A" : "B", verdict.rule};
}

static struct outcome
draw_member(const struct ground *ground, const int64_t *values)
{
    (void)values;
    struct verdict verdict = draw_with_household(ground->rulebook, ground->date, &now.member);
    return (struct outcome){verdict.allowed ? "with the household" : "alone", verdict.rule};
}

static struct outcome
draw_next(const struct ground *ground, const int64_t *values)
{
    struct verdict verdict =
        draw_takes(ground->rulebook, ground->date, now.wanted, now.drawn, values[0]);
    return (struct outcome){verdict.allowed ? "taken" : "not taken", verdict.rule};
}

static const struct given givens[] = {
    {"a closed list with {} free places and {} waiting", GIVEN_QUEUE, given_closed},
    {"an open list with {} free places and {} waiting", GIVEN_QUEUE, given_open},
    {"a locked list with {} free places and {} waiting", GIVEN_QUEUE, given_locked},
    {"A waits since {date}", GIVEN_A, given_a_waits},
    {"A is without a GP since {date}", GIVEN_A, given_a_unassigned},
    {"B waits since {date}", GIVEN_B, given_b_waits},
    {"B is without a GP since {date}", GIVEN_B, given_b_unassigned},
    {"one of a household, born {date}, who is no child of it", GIVEN_MEMBER, given_grown_up},
    {"a child of a household, born {date}", GIVEN_MEMBER, given_child},
    {"one who lives alone", GIVEN_MEMBER, given_alone},
    {"{} to be drawn and {} drawn so far", GIVEN_DRAWN, given_drawn},
    {0},
};

static const struct verb verbs[] = {
    {"the month's places are given",
     GIVEN_QUEUE,
     0,
     {"nobody is let in", "all are let in", "some are let in",
      "a batch is let in and the list closes"},
     plan_queue},
    {"a place comes that both want", GIVEN_A | GIVEN_B, 0, {"A", "B"}, compare},
    {"persons are drawn from the list",
     GIVEN_MEMBER,
     0,
     {"with the household", "alone"},
     draw_member},
    {"{} who are kept together come next", GIVEN_DRAWN, 0, {"taken", "not taken"}, draw_next},
    {0},
};

const struct topic queue_topic = {givens, verbs, reset};
