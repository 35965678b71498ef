/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { UNIT = alignof(max_align_t), MANY = 3000 };

static void
an_empty_arena_holds_nothing(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1000);
    assert_null(arena.newest);
    assert_int_equal(arena.used, 0);
    assert_int_equal(arena.limit, 1000);
    arena_free(&arena);
    arena_free(&arena);
    assert_int_equal(arena.limit, 1000);
}

/* Sizes that begin, fill and pass a block; each piece is zero, aligned and no other's. */
static void
pieces_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    static unsigned char *pieces[MANY];
    static size_t sizes[MANY];
    struct arena arena;
    arena_init(&arena, SIZE_MAX / 4);
    uint32_t random = 1;
    size_t sum = 0;
    for (size_t i = 0; i < MANY; i++) {
        random = random * 1664525U + 1013904223U;
        sizes[i] = i % 100 == 99 ? 60000 + random % 20000 : (random >> 16) % 300;
        pieces[i] = arena_alloc(&arena, sizes[i]);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % UNIT, 0);
        for (size_t b = 0; b < sizes[i]; b++) {
            assert_int_equal(pieces[i][b], 0);
        }
        memset(pieces[i], (int)(i % 255) + 1, sizes[i]);
        sum += sizes[i];
    }
    for (size_t i = 0; i < MANY; i++) {
        for (size_t b = 0; b < sizes[i]; b++) {
            assert_int_equal(pieces[i][b], i % 255 + 1);
        }
    }
    assert_true(arena.used >= sum && arena.used <= sum + (size_t)MANY * UNIT);
    arena_free(&arena);
    assert_null(arena.newest);
    assert_int_equal(arena.used, 0);
}

static void
memory_handed_out_again_is_zero(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1000);
    for (int round = 0; round < 3; round++) {
        unsigned char *piece = arena_alloc(&arena, 1000 / UNIT * UNIT);
        assert_non_null(piece);
        assert_int_equal(piece[0], 0);
        memset(piece, 0xAA, 900);
        arena_free(&arena);
    }
}

static void
the_limit_is_exact(void **state)
{
    (void)state;
    struct arena arena;
    for (size_t limit = 0; limit < (size_t)UNIT * 6; limit++) {
        arena_init(&arena, limit);
        size_t got = 0;
        while (arena_alloc(&arena, 1) != NULL) {
            got++;
        }
        assert_int_equal(got, limit / UNIT);
        assert_true(arena.used <= limit);
        assert_null(arena_alloc(&arena, 1));
        assert_int_equal(arena.used, got * UNIT);
        arena_free(&arena);
    }
    arena_init(&arena, 10 * (size_t)UNIT);
    assert_null(arena_alloc(&arena, 10 * (size_t)UNIT + 1));
    assert_non_null(arena_alloc(&arena, 10 * (size_t)UNIT));
    assert_null(arena_alloc(&arena, 0));
    arena_free(&arena);
}

static void
no_bytes_is_still_a_piece(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 100);
    void *a = arena_alloc(&arena, 0);
    void *b = arena_alloc(&arena, 0);
    assert_non_null(a);
    assert_non_null(b);
    assert_ptr_not_equal(a, b);
    arena_free(&arena);
}

static void
sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t count, size;
    } cases[] = {
        {SIZE_MAX, 2},         {2, SIZE_MAX},
        {SIZE_MAX / 2 + 1, 2}, {SIZE_MAX, 1},
        {SIZE_MAX - 1, 1},     {SIZE_MAX / 2 + 1, 1},
        {SIZE_MAX / 8 + 2, 8}, {(size_t)1 << 32, (size_t)1 << 32},
    };
    struct arena arena;
    arena_init(&arena, SIZE_MAX);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_null(arena_array(&arena, cases[i].count, cases[i].size));
    }
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_copy(&arena, "", SIZE_MAX));
    assert_int_equal(arena.used, 0);
    assert_non_null(arena_array(&arena, 0, SIZE_MAX));
    assert_non_null(arena_array(&arena, SIZE_MAX, 0));
    arena_free(&arena);
}

static void
copies_end_in_nul_and_hold_any_bytes(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1000);
    char bytes[] = {'a', '\0', 'b', (char)0xFF};
    char *copy = arena_copy(&arena, bytes, sizeof bytes);
    assert_non_null(copy);
    assert_memory_equal(copy, bytes, sizeof bytes);
    assert_int_equal(copy[sizeof bytes], 0);
    bytes[0] = 'x';
    assert_int_equal(copy[0], 'a');
    char *empty = arena_copy(&arena, NULL, 0);
    assert_string_equal(empty, "");
    arena_free(&arena);
    arena_init(&arena, UNIT);
    assert_null(
        arena_copy(&arena, "0123456789ABCDEF0123456789ABCDEF", UNIT)); /* the NUL does not fit */
    assert_non_null(arena_copy(&arena, "0123456789ABCDEF0123456789ABCDEF", UNIT - 1));
    arena_free(&arena);
}

static void
arrays_grow_and_keep_what_they_hold(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1000 * 1000);
    void *items = NULL;
    size_t capacity = 0, count = 0, regrown = 0;
    for (; count < 5000; count++) {
        void *before = items;
        assert_true(arena_grow(&arena, &items, count, &capacity, sizeof(int)));
        assert_true(capacity > count);
        regrown += items != before;
        ((int *)items)[count] = (int)count * 7;
    }
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(((int *)items)[i], (int)i * 7);
    }
    assert_true(regrown <= 10);
    assert_true(arena.used <= 2 * (capacity + UNIT) * sizeof(int));
    arena_free(&arena);
}

static void
an_array_that_cannot_grow_is_unchanged(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 16 * sizeof(int64_t));
    void *items = NULL;
    size_t capacity = 0;
    for (size_t count = 0; count < 16; count++) {
        assert_true(arena_grow(&arena, &items, count, &capacity, sizeof(int64_t)));
        ((int64_t *)items)[count] = (int64_t)count;
    }
    void *before = items;
    assert_false(arena_grow(&arena, &items, 16, &capacity, sizeof(int64_t)));
    assert_ptr_equal(items, before);
    assert_int_equal(capacity, 16);
    assert_int_equal(((int64_t *)items)[15], 15);
    items = NULL;
    capacity = 0;
    assert_false(arena_grow(&arena, &items, 0, &capacity, SIZE_MAX / 2));
    assert_null(items);
    assert_int_equal(capacity, 0);
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_arena_holds_nothing),
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(memory_handed_out_again_is_zero),
        cmocka_unit_test(the_limit_is_exact),
        cmocka_unit_test(no_bytes_is_still_a_piece),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(copies_end_in_nul_and_hold_any_bytes),
        cmocka_unit_test(arrays_grow_and_keep_what_they_hold),
        cmocka_unit_test(an_array_that_cannot_grow_is_unchanged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
