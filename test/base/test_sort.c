/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sort.h"

#include "fixture.h"

#include <string.h>

static int
compare_whole(const void *a, const void *b)
{
    const int64_t *first = a, *second = b;
    return (*first > *second) - (*first < *second);
}

static void
nothing_and_one_are_sorted(void **state)
{
    (void)state;
    sort_items(NULL, 0, sizeof(int64_t), compare_whole);
    int64_t one = 7;
    sort_items(&one, 1, sizeof one, compare_whole);
    assert_int_equal(one, 7);
}

static void
sorts_and_keeps_all(void **state)
{
    (void)state;
    struct dice dice = {.seed = 1};
    for (int round = 0; round < 200; round++) {
        int64_t items[50], times[11] = {0};
        size_t count = (size_t)dice_whole(&dice, 0, 50);
        for (size_t i = 0; i < count; i++) {
            items[i] = dice_whole(&dice, 0, 10);
            times[items[i]]++;
        }
        sort_items(items, count, sizeof items[0], compare_whole);
        for (size_t i = 0; i < count; i++) {
            assert_true(i == 0 || items[i - 1] <= items[i]);
            times[items[i]]--;
        }
        for (size_t i = 0; i < 11; i++) {
            assert_int_equal(times[i], 0);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_and_one_are_sorted),
        cmocka_unit_test(sorts_and_keeps_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
