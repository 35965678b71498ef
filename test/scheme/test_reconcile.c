/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/reconcile.h"

#include "fixture.h"

#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static void
check(const struct reconcile_difference *found, int64_t person, enum reconcile_kind kind,
      size_t ours, size_t theirs)
{
    assert_int_equal(found->person, person);
    assert_int_equal(found->kind, kind);
    assert_int_equal(found->ours, ours);
    assert_int_equal(found->theirs, theirs);
}

static void
each_difference_is_told_once_and_by_person(void **state)
{
    (void)state;
    static const struct reconcile_row ours[] = {
        {INT64_MIN, 0}, {1, 0}, {2, 1}, {4, 2}, {4, 2}, {4, 0}, {9, 1},
    };
    static const struct reconcile_row theirs[] = {
        {INT64_MIN, 0}, {2, 2}, {3, 1}, {4, 2}, {5, 0}, {5, 1}, {INT64_MAX, 2},
    };
    struct arena arena;
    struct reconciliation found;
    struct error error;
    arena_init(&arena, 1 << 20);
    assert_true(reconcile(ours, LENGTH(ours), theirs, LENGTH(theirs), 4, &arena, &found, &error));
    assert_int_equal(found.count, 9);
    const struct reconcile_difference *d = found.differences;
    check(&d[0], 1, RECONCILE_ONLY_OURS, 0, RECONCILE_NO_LIST);
    check(&d[1], 2, RECONCILE_OTHER_LIST, 1, 2);
    check(&d[2], 3, RECONCILE_ONLY_THEIRS, RECONCILE_NO_LIST, 1);
    check(&d[3], 4, RECONCILE_TWICE_OURS, 2, RECONCILE_NO_LIST);
    check(&d[4], 4, RECONCILE_TWICE_OURS, 0, RECONCILE_NO_LIST);
    check(&d[5], 5, RECONCILE_ONLY_THEIRS, RECONCILE_NO_LIST, 0);
    check(&d[6], 5, RECONCILE_TWICE_THEIRS, RECONCILE_NO_LIST, 1);
    check(&d[7], 9, RECONCILE_ONLY_OURS, 1, RECONCILE_NO_LIST);
    check(&d[8], INT64_MAX, RECONCILE_ONLY_THEIRS, RECONCILE_NO_LIST, 2);
    assert_int_equal(found.same, 2);
    static const struct reconcile_list lists[] = {{2, 2, 1}, {2, 1, 0}, {1, 3, 1}, {0, 0, 0}};
    assert_memory_equal(found.lists, lists, sizeof lists);
    static const int64_t kinds[RECONCILE_KIND_COUNT] = {2, 3, 1, 2, 1};
    assert_memory_equal(found.kinds, kinds, sizeof kinds);
    arena_free(&arena);
}

static void
nothing_against_nothing_is_the_same(void **state)
{
    (void)state;
    static const struct reconcile_row one[] = {{7, 0}};
    struct arena arena;
    struct reconciliation found;
    struct error error;
    arena_init(&arena, 1 << 20);
    assert_true(reconcile(NULL, 0, NULL, 0, 0, &arena, &found, &error));
    assert_int_equal(found.count, 0);
    assert_true(reconcile(one, 1, NULL, 0, 1, &arena, &found, &error));
    check(&found.differences[0], 7, RECONCILE_ONLY_OURS, 0, RECONCILE_NO_LIST);
    assert_true(reconcile(NULL, 0, one, 1, 1, &arena, &found, &error));
    check(&found.differences[0], 7, RECONCILE_ONLY_THEIRS, RECONCILE_NO_LIST, 0);
    arena_free(&arena);
}

/* -- properties -------------------------------------------------------------------------------- */

enum { ROWS = 60, LISTS = 5 };

static size_t
throw_rows(struct dice *dice, struct reconcile_row *rows)
{
    size_t count = (size_t)dice_whole(dice, 0, ROWS);
    int64_t person = dice_whole(dice, -3, 3);
    for (size_t i = 0; i < count; i++) {
        person += dice_whole(dice, 0, 2); /* 0: twice */
        rows[i] = (struct reconcile_row){person, (size_t)dice_whole(dice, 0, LISTS - 1)};
    }
    return count;
}

static int64_t
persons_of(const struct reconcile_row *rows, size_t count)
{
    int64_t persons = 0;
    for (size_t i = 0; i < count; i++) {
        persons += i == 0 || rows[i].person != rows[i - 1].person;
    }
    return persons;
}

static void
every_person_is_accounted_for_and_sides_mirror(void **state)
{
    (void)state;
    struct dice dice = {.seed = 236};
    for (int round = 0; round < 500; round++) {
        struct reconcile_row ours[ROWS], theirs[ROWS];
        size_t our_count = throw_rows(&dice, ours), their_count = throw_rows(&dice, theirs);
        struct arena arena;
        struct reconciliation found, mirror;
        struct error error;
        arena_init(&arena, 1 << 20);
        assert_true(reconcile(ours, our_count, theirs, their_count, LISTS, &arena, &found, &error));
        assert_true(
            reconcile(theirs, their_count, ours, our_count, LISTS, &arena, &mirror, &error));
        const int64_t *kinds = found.kinds;
        int64_t both = found.same + kinds[RECONCILE_OTHER_LIST];
        assert_int_equal(both + kinds[RECONCILE_ONLY_OURS], persons_of(ours, our_count));
        assert_int_equal(both + kinds[RECONCILE_ONLY_THEIRS], persons_of(theirs, their_count));
        assert_int_equal(persons_of(ours, our_count) + kinds[RECONCILE_TWICE_OURS], our_count);
        int64_t on_ours = 0, same = 0, all = 0;
        for (size_t i = 0; i < LISTS; i++) {
            on_ours += found.lists[i].ours;
            same += found.lists[i].same;
            assert_int_equal(found.lists[i].ours, mirror.lists[i].theirs);
            assert_int_equal(found.lists[i].same, mirror.lists[i].same);
        }
        assert_int_equal(on_ours, persons_of(ours, our_count));
        assert_int_equal(same, found.same);
        for (int k = 0; k < RECONCILE_KIND_COUNT; k++) {
            all += kinds[k];
        }
        assert_int_equal(all, found.count);
        assert_int_equal(mirror.count, found.count);
        assert_int_equal(mirror.kinds[RECONCILE_ONLY_OURS], kinds[RECONCILE_ONLY_THEIRS]);
        assert_int_equal(mirror.kinds[RECONCILE_TWICE_OURS], kinds[RECONCILE_TWICE_THEIRS]);
        for (size_t i = 1; i < found.count; i++) {
            assert_true(found.differences[i - 1].person <= found.differences[i].person);
        }
        assert_true(reconcile(ours, our_count, ours, our_count, LISTS, &arena, &found, &error));
        assert_int_equal(found.same, persons_of(ours, our_count));
        assert_int_equal(found.kinds[RECONCILE_OTHER_LIST], 0);
        arena_free(&arena);
    }
}

static void
memory_that_ends_is_told(void **state)
{
    (void)state;
    static const struct reconcile_row one[] = {{7, 0}};
    for (size_t limit = 0; limit < 48; limit += 16) {
        struct arena arena;
        struct reconciliation found = {.count = 4711};
        struct error error = {.code = ERROR_NONE};
        arena_init(&arena, limit);
        assert_false(reconcile(one, 1, NULL, 0, 1, &arena, &found, &error));
        assert_int_equal(error.code, ERROR_MEMORY);
        assert_int_equal(found.count, 4711);
        arena_free(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_difference_is_told_once_and_by_person),
        cmocka_unit_test(nothing_against_nothing_is_the_same),
        cmocka_unit_test(every_person_is_accounted_for_and_sides_mirror),
        cmocka_unit_test(memory_that_ends_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
