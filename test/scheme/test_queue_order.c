/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/queue_order.h"

#include "fixture.h"

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

static struct queue_entry
entry(const char *since, int32_t turn, int64_t person)
{
    return (struct queue_entry){.person = person, .since = day(since), .turn = turn};
}

static void
longest_comes_first_then_turn_then_person(void **state)
{
    (void)state;
    struct queue_entry order[] = {
        entry("2023-12-31", 9, 9), entry("2024-01-01", 1, 5), entry("2024-01-01", 2, 3),
        entry("2024-01-01", 2, 4), entry("2024-01-02", 0, 1),
    };
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < 5; j++) {
            int compared = queue_compare(&order[i], &order[j]);
            assert_int_equal((compared > 0) - (compared < 0), (i > j) - (i < j));
        }
    }
}

/* R100: the waiting list first to the last of February 2023. */
static void
kinds_change_places_in_march_2023(void **state)
{
    struct queue_entry early = entry("2020-01-01", 0, 1), late = entry("2024-01-01", 0, 2);
    static const struct {
        const char *date;
        bool unassigned_first;
    } days[] = {
        {"2013-01-01", false}, {"2023-02-28", false}, {"2023-03-01", true}, {"2026-01-01", true}};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        struct date date = day(days[i].date);
        assert_int_equal(queue_unassigned_first(rules(state), date), days[i].unassigned_first);
        struct verdict verdict =
            queue_before(rules(state), date, QUEUE_UNASSIGNED, &late, QUEUE_WAITING, &early);
        assert_int_equal(verdict.allowed, days[i].unassigned_first);
        assert_int_equal(verdict.rule, 100);
        verdict = queue_before(rules(state), date, QUEUE_WAITING, &late, QUEUE_UNASSIGNED, &early);
        assert_int_equal(verdict.allowed, !days[i].unassigned_first);
        verdict = queue_before(rules(state), date, QUEUE_WAITING, &early, QUEUE_WAITING, &late);
        assert_true(verdict.allowed && verdict.rule == 98);
        verdict =
            queue_before(rules(state), date, QUEUE_UNASSIGNED, &late, QUEUE_UNASSIGNED, &early);
        assert_true(!verdict.allowed && verdict.rule == 106);
        verdict = queue_before(rules(state), date, QUEUE_WAITING, &late, QUEUE_WAITING, &late);
        assert_false(verdict.allowed);
    }
}

static void
places_are_counted_on_the_own_list(void **state)
{
    (void)state;
    struct waiter waiters[60];
    size_t count = 0;
    static const int32_t lengths[] = {1, 0, 3, 20, 0, 0, 2};
    for (int32_t list = 0; list < 7; list++) {
        for (int32_t i = 0; i < lengths[list]; i++) {
            waiters[count] = (struct waiter){
                .entry = {.person = (int64_t)count, .turn = i}, .list = list, .own = NO_LIST};
            count++;
        }
    }
    assert_true(queue_is_sorted(waiters, count));
    size_t at = 0;
    for (int32_t list = 0; list < 7; list++) {
        for (int32_t i = 0; i < lengths[list]; i++) {
            assert_int_equal(queue_place(waiters, count, at++), i + 1);
        }
    }
    struct waiter kept = waiters[3];
    waiters[3] = waiters[2];
    assert_false(queue_is_sorted(waiters, count)); /* the same person twice */
    waiters[2] = kept;
    assert_false(queue_is_sorted(waiters, count)); /* the later one first */
    waiters[3].list = 6;
    assert_false(queue_is_sorted(waiters, count)); /* a list before another */
    assert_true(queue_is_sorted(waiters, 0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longest_comes_first_then_turn_then_person),
        cmocka_unit_test(kinds_change_places_in_march_2023),
        cmocka_unit_test(places_are_counted_on_the_own_list),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
