/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/opening.h"

#include "fixture.h"
#include "scheme/month.h"

#include <string.h>

enum { CAP_MOST = 14, LENGTH_MOST = 16, WAITING_MOST = 13 };

/* A copy of the rulebook where two rules have those values on every day. */
static struct rulebook
rulebook_with(struct arena *arena, const struct rulebook *rulebook, double threshold, double batch)
{
    struct rulebook changed = *rulebook;
    struct rule_row *rows = arena_array(arena, rulebook->table.count, sizeof *rows);
    assert_non_null(rows);
    memcpy(rows, rulebook->table.rows, rulebook->table.count * sizeof *rows);
    for (size_t i = 0; i < rulebook->table.count; i++) {
        if (rows[i].rule == RULE_reopen_threshold) {
            rows[i].value = threshold;
        } else if (rows[i].rule == RULE_queue_batch) {
            rows[i].value = batch;
        }
    }
    changed.table.rows = rows;
    return changed;
}

static void
terms_are_the_rulebooks(void **state)
{
    struct fixture *fixture = *state;
    struct opening_terms terms = opening_terms(&fixture->rulebook, day("2026-01-01"));
    assert_int_equal(terms.reopen_threshold, 10);
    assert_int_equal(terms.queue_batch, 10);
    /* a threshold between two whole numbers is reached by the next one only */
    struct rulebook halves = rulebook_with(&fixture->arena, &fixture->rulebook, 3.5, 4.01);
    terms = opening_terms(&halves, day("2026-01-01"));
    assert_int_equal(terms.reopen_threshold, 4);
    assert_int_equal(terms.queue_batch, 5);
}

/* What the register decides of a list, written out from the rules and not by opening.h. */
struct decided {
    bool open, batch;
    int64_t room;
};

static struct decided
decide(double threshold, double batch_size, bool was_open, int64_t cap, int64_t length,
       int64_t waiting)
{
    struct decided decided = {0};
    int64_t free = cap - length;
    if (free <= 0) {
        return decided; /* R43 */
    }
    if (!was_open && length > 0 && (double)free < threshold) {
        return decided; /* R44 */
    }
    decided.open = true;
    decided.batch = !was_open && (double)waiting >= batch_size; /* R99 */
    decided.room = free;
    while (decided.batch && (double)(decided.room - 1) >= batch_size) {
        decided.room--;
    }
    return decided;
}

/* Every list there can be in small numbers, by the three that must agree. */
static void
check_lists(const struct rulebook *rulebook, double threshold, double batch_size)
{
    struct date date = day("2026-03-01");
    struct opening_terms terms = opening_terms(rulebook, date);
    for (int32_t at = 0; at < 2 * (CAP_MOST + 1) * (LENGTH_MOST + 1) * (WAITING_MOST + 1); at++) {
        int32_t was_open = at % 2, cap = at / 2 % (CAP_MOST + 1);
        int32_t length = at / 2 / (CAP_MOST + 1) % (LENGTH_MOST + 1);
        int32_t waiting = at / 2 / (CAP_MOST + 1) / (LENGTH_MOST + 1);
        enum list_state before = was_open ? LIST_OPEN : LIST_CLOSED;
        struct verdict verdict;
        enum list_state after = list_state_after(rulebook, date, before, cap, length, &verdict);
        struct list_opening opening = list_opening(rulebook, date, before, cap, length, waiting);
        struct decided decided = decide(threshold, batch_size, was_open, cap, length, waiting);

        int32_t open = opening_is_open(terms, was_open, cap, length);
        int32_t batch = opening_is_batch(terms, was_open, open, waiting);
        int32_t room = opening_room(terms, open, batch, cap, length);
        bool same = open == (after == LIST_OPEN) && open == (opening.state == LIST_OPEN) &&
                    open == verdict.allowed && open == decided.open && batch == opening.batch &&
                    batch == decided.batch && room == opening.room && room == decided.room;
        if (!same) {
            fail_msg("threshold %g, batch %g, was open %d, cap %d, length %d, waiting %d",
                     threshold, batch_size, was_open, cap, length, waiting);
        }
    }
}

static void
the_register_and_the_forecast_decide_alike(void **state)
{
    struct fixture *fixture = *state;
    static const double terms[] = {0, 1, 2, 2.5, 5, 10, 13, 30};
    enum { TERMS = sizeof terms / sizeof terms[0] };
    check_lists(&fixture->rulebook, 10, 10);
    for (size_t i = 0; i < TERMS; i++) {
        for (size_t j = 0; j < TERMS; j++) {
            struct rulebook rulebook =
                rulebook_with(&fixture->arena, &fixture->rulebook, terms[i], terms[j]);
            check_lists(&rulebook, terms[i], terms[j]);
        }
    }
}

/* A locked list is the register's alone: it is shut whatever its length (R45). */
static void
a_locked_list_has_no_room(void **state)
{
    const struct fixture *fixture = *state;
    struct list_opening opening =
        list_opening(&fixture->rulebook, day("2026-03-01"), LIST_LOCKED, 1000, 100, 50);
    assert_int_equal(opening.state, LIST_LOCKED);
    assert_int_equal(opening.room, 0);
    assert_false(opening.batch);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_are_the_rulebooks),
        cmocka_unit_test(the_register_and_the_forecast_decide_alike),
        cmocka_unit_test(a_locked_list_has_no_room),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
