/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { HASHES_MAX = 200000 };

/* Each half of the hashes, for either must tell texts apart. */
struct hashes {
    uint64_t halves[HASH_WORDS][HASHES_MAX];
    size_t count;
};

static void
add(struct hashes *hashes, const void *bytes, size_t length)
{
    uint64_t hash[HASH_WORDS];
    assert_true(hashes->count < HASHES_MAX);
    hash_bytes(bytes, length, hash);
    for (int half = 0; half < HASH_WORDS; half++) {
        hashes->halves[half][hashes->count] = hash[half];
    }
    hashes->count++;
}

static int
compare(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static void
assert_all_differ(struct hashes *hashes)
{
    for (int half = 0; half < HASH_WORDS; half++) {
        uint64_t *values = hashes->halves[half];
        qsort(values, hashes->count, sizeof *values, compare);
        for (size_t i = 1; i < hashes->count; i++) {
            assert_true(values[i - 1] != values[i]);
        }
    }
}

static int
new_hashes(void **state)
{
    *state = calloc(1, sizeof(struct hashes));
    return *state == NULL;
}

static int
free_hashes(void **state)
{
    free(*state);
    return 0;
}

static void
every_bit_and_every_length_counts(void **state)
{
    unsigned char bytes[80] = {0};
    for (size_t length = 0; length < sizeof bytes; length++) {
        for (size_t i = 0; i < length; i++) {
            bytes[i] = (unsigned char)('a' + i % 3);
        }
        add(*state, bytes, length);
        for (size_t bit = 0; bit < 8 * length; bit++) {
            bytes[bit / 8] ^= (unsigned char)(1U << bit % 8);
            add(*state, bytes, length);
            bytes[bit / 8] ^= (unsigned char)(1U << bit % 8);
        }
    }
    assert_all_differ(*state);
}

static void
nothing_but_zeroes_has_a_length(void **state)
{
    static const unsigned char zeroes[100];
    for (size_t length = 0; length <= sizeof zeroes; length++) {
        add(*state, zeroes, length);
    }
    assert_all_differ(*state);
}

/* As the versions of a document do, which differ in a number. */
static void
documents_of_other_numbers_differ(void **state)
{
    char text[200];
    for (int i = 0; i < HASHES_MAX / 2; i++) {
        const int length = snprintf(
            text, sizeof text, "{\"fields\":[{\"key\":\"gps_now\",\"value\":%d}],\"rows\":[%d]}", i,
            i % 2 == 0 ? 1 : -i);
        add(*state, text, (size_t)length);
    }
    assert_all_differ(*state);
}

static void
the_order_of_parts_counts(void **state)
{
    enum { PARTS = 8, SIZE = 8 };
    unsigned char bytes[PARTS * SIZE];
    for (int a = 0; a < PARTS; a++) {
        for (int b = a + 1; b < PARTS; b++) { /* two eights of bytes change places */
            for (int part = 0; part < PARTS; part++) {
                memset(bytes + part * SIZE, 'A' + (part == a ? b : part == b ? a : part), SIZE);
            }
            add(*state, bytes, sizeof bytes);
        }
    }
    assert_all_differ(*state);
}

static void
a_hash_is_the_same_wherever_the_bytes_are(void **state)
{
    (void)state;
    char room[64];
    uint64_t here[HASH_WORDS], there[HASH_WORDS];
    for (size_t at = 0; at < 16; at++) {
        memcpy(room + at, "a document of thirty-seven characters", 37);
        hash_bytes("a document of thirty-seven characters", 37, here);
        hash_bytes(room + at, 37, there);
        assert_memory_equal(here, there, sizeof here);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_bit_and_every_length_counts, new_hashes, free_hashes),
        cmocka_unit_test_setup_teardown(nothing_but_zeroes_has_a_length, new_hashes, free_hashes),
        cmocka_unit_test_setup_teardown(documents_of_other_numbers_differ, new_hashes, free_hashes),
        cmocka_unit_test_setup_teardown(the_order_of_parts_counts, new_hashes, free_hashes),
        cmocka_unit_test(a_hash_is_the_same_wherever_the_bytes_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
