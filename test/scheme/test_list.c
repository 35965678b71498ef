/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/list.h"

#include "fixture.h"

#include <stdio.h>
#include <string.h>

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

static void
free_places_are_cap_minus_length(void **state)
{
    (void)state;
    static const int64_t cases[][3] = {{1000, 999, 1}, {1000, 1000, 0}, {1000, 1001, -1},
                                       {0, 0, 0},      {0, 5, -5},      {2500, 0, 2500},
                                       {1, 0, 1},      {500, 700, -200}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(list_free_places(cases[i][0], cases[i][1]), cases[i][2]);
    }
}

static void
only_open_lists_have_places_to_choose(void **state)
{
    (void)state;
    static const struct {
        enum list_state state;
        int64_t cap, length, places;
    } cases[] = {
        {LIST_OPEN, 1000, 999, 1},   {LIST_OPEN, 1000, 1000, 0},  {LIST_OPEN, 1000, 1001, 0},
        {LIST_OPEN, 1000, 0, 1000},  {LIST_CLOSED, 1000, 999, 0}, {LIST_CLOSED, 1000, 991, 0},
        {LIST_LOCKED, 1000, 500, 0}, {LIST_OPEN, 0, 0, 0},        {LIST_CLOSED, 1000, 1001, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(list_vacancy(cases[i].state, cases[i].cap, cases[i].length),
                         cases[i].places);
    }
}

static void
state_follows_from_length_and_what_it_was(void **state)
{
    static const struct {
        enum list_state before;
        int64_t cap, length;
        enum list_state after;
        bool allowed;
        int rule;
    } cases[] = {
        /* R43: closed at the cap, from either side */
        {LIST_OPEN, 1000, 999, LIST_OPEN, true, 43},
        {LIST_OPEN, 1000, 1000, LIST_CLOSED, false, 43},
        {LIST_OPEN, 1000, 1001, LIST_CLOSED, false, 43},
        {LIST_OPEN, 1000, 0, LIST_OPEN, true, 43},
        {LIST_OPEN, 1, 0, LIST_OPEN, true, 43},
        {LIST_OPEN, 0, 0, LIST_CLOSED, false, 43},
        {LIST_OPEN, 0, 7, LIST_CLOSED, false, 43},
        {LIST_CLOSED, 1000, 1000, LIST_CLOSED, false, 43},
        {LIST_CLOSED, 1000, 1250, LIST_CLOSED, false, 43},
        {LIST_CLOSED, 0, 0, LIST_CLOSED, false, 43},
        /* R44: opens again at ten, never at nine; an open list stays open at nine */
        {LIST_CLOSED, 1000, 999, LIST_CLOSED, false, 44},
        {LIST_CLOSED, 1000, 991, LIST_CLOSED, false, 44},
        {LIST_CLOSED, 1000, 990, LIST_OPEN, true, 44},
        {LIST_CLOSED, 1000, 989, LIST_OPEN, true, 44},
        {LIST_OPEN, 1000, 991, LIST_OPEN, true, 43},
        /* a list with room for fewer than ten opens when it is empty, and not before */
        {LIST_CLOSED, 9, 1, LIST_CLOSED, false, 44},
        {LIST_CLOSED, 9, 0, LIST_OPEN, true, 44},
        {LIST_CLOSED, 1, 0, LIST_OPEN, true, 44},
        {LIST_CLOSED, 10, 0, LIST_OPEN, true, 44},
        {LIST_CLOSED, 10, 1, LIST_CLOSED, false, 44},
        /* R45: locked stays locked, whatever its length */
        {LIST_LOCKED, 1000, 0, LIST_LOCKED, false, 45},
        {LIST_LOCKED, 1000, 990, LIST_LOCKED, false, 45},
        {LIST_LOCKED, 1000, 1000, LIST_LOCKED, false, 45},
        {LIST_LOCKED, 1000, 1001, LIST_LOCKED, false, 45},
        {LIST_LOCKED, 0, 0, LIST_LOCKED, false, 45},
    };
    static const char *const dates[] = {"2013-01-01", "2024-05-01", "2025-12-31", "2026-01-01"};
    for (size_t d = 0; d < sizeof dates / sizeof dates[0]; d++) {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            struct verdict verdict = {!cases[i].allowed, 0};
            enum list_state after = list_state_after(rules(state), day(dates[d]), cases[i].before,
                                                     cases[i].cap, cases[i].length, &verdict);
            if (after != cases[i].after || verdict.allowed != cases[i].allowed ||
                verdict.rule != cases[i].rule) {
                fail_msg("case %zu on %s: state %d, allowed %d, R%d", i, dates[d], (int)after,
                         verdict.allowed, verdict.rule);
            }
        }
    }
}

/* The threshold is the rulebook's: with another the same list is closed or open. */
static void
threshold_is_read_from_the_rulebook(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *value;
        int64_t free_places;
        enum list_state after;
    } cases[] = {{"1", 1, LIST_OPEN},   {"0", 1, LIST_OPEN},     {"20", 19, LIST_CLOSED},
                 {"20", 20, LIST_OPEN}, {"9.5", 9, LIST_CLOSED}, {"9.5", 10, LIST_OPEN}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char row[64];
        snprintf(row, sizeof row, "reopen_threshold,%s,", cases[i].value);
        size_t length;
        char *bytes = source_file(&fixture->arena, "rules/norway.csv", &length);
        char *changed = with_replaced(&fixture->arena, bytes, "reopen_threshold,10,", row);
        struct problems problems;
        struct rulebook rulebook;
        struct verdict verdict;
        problems_init(&problems, &fixture->arena);
        assert_true(rulebook_read("rules.csv", changed, strlen(changed), &problems, &rulebook));
        assert_int_equal(list_state_after(&rulebook, day("2024-05-01"), LIST_CLOSED, 1000,
                                          1000 - cases[i].free_places, &verdict),
                         cases[i].after);
    }
}

static void
states_settle(void **state)
{
    struct dice dice = {.seed = 43};
    for (int i = 0; i < 5000; i++) {
        enum list_state before = (enum list_state)dice_whole(&dice, LIST_OPEN, LIST_LOCKED);
        int64_t cap = dice_whole(&dice, 0, 60), length = dice_whole(&dice, 0, 80);
        struct verdict verdict;
        enum list_state once =
            list_state_after(rules(state), day("2024-05-01"), before, cap, length, &verdict);
        assert_int_equal(verdict.allowed, once == LIST_OPEN);
        assert_int_equal(once == LIST_LOCKED, before == LIST_LOCKED);
        /* looking twice changes nothing, and an open list has a place to choose */
        assert_int_equal(
            list_state_after(rules(state), day("2024-05-01"), once, cap, length, &verdict), once);
        assert_int_equal(list_vacancy(once, cap, length) > 0, once == LIST_OPEN);
        /* a place less never opens a list */
        if (once == LIST_CLOSED && length > 0) {
            assert_int_equal(
                list_state_after(rules(state), day("2024-05-01"), once, cap, length + 1, &verdict),
                LIST_CLOSED);
        }
    }
}

static void
caps_have_their_bounds(void **state)
{
    static const struct {
        int64_t cap;
        bool agrees, allowed;
        int rule;
    } cases[] = {
        {-1, false, false, 41},       {-1, true, false, 41},   {0, false, false, 42},
        {0, true, true, 42},          {1, false, false, 42},   {1, true, true, 42},
        {499, false, false, 42},      {499, true, true, 42},   {500, false, true, 41},
        {500, true, true, 41},        {501, false, true, 41},  {501, true, true, 41},
        {2499, false, true, 41},      {2500, false, true, 41}, {2500, true, true, 41},
        {2501, false, false, 41},     {2501, true, false, 41}, {INT64_MAX, true, false, 41},
        {INT64_MIN, true, false, 41},
    };
    static const char *const dates[] = {"2013-01-01", "2025-12-31", "2026-01-01", "2040-01-01"};
    for (size_t d = 0; d < sizeof dates / sizeof dates[0]; d++) {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            struct verdict verdict =
                list_cap_allowed(rules(state), day(dates[d]), cases[i].cap, cases[i].agrees);
            if (verdict.allowed != cases[i].allowed || verdict.rule != cases[i].rule) {
                fail_msg("cap %lld on %s: allowed %d by R%d", (long long)cases[i].cap, dates[d],
                         verdict.allowed, verdict.rule);
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(free_places_are_cap_minus_length),
        cmocka_unit_test(only_open_lists_have_places_to_choose),
        cmocka_unit_test(state_follows_from_length_and_what_it_was),
        cmocka_unit_test(threshold_is_read_from_the_rulebook),
        cmocka_unit_test(states_settle),
        cmocka_unit_test(caps_have_their_bounds),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
