/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Philox 4×32-10 written out from the paper (Salmon et al. 2011), against which Random123's is
 * held. */
static void
philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t c[4], k[2];
    memcpy(c, counter, sizeof c);
    memcpy(k, key, sizeof k);
    for (int round = 0; round < 10; round++) {
        uint64_t first = (uint64_t)0xD2511F53 * c[0], second = (uint64_t)0xCD9E8D57 * c[2];
        const uint32_t mixed[4] = {
            (uint32_t)(second >> 32) ^ c[1] ^ k[0],
            (uint32_t)second,
            (uint32_t)(first >> 32) ^ c[3] ^ k[1],
            (uint32_t)first,
        };
        memcpy(c, mixed, sizeof c);
        k[0] += 0x9E3779B9;
        k[1] += 0xBB67AE85;
    }
    memcpy(out, c, sizeof c);
}

static void
reference_gives_the_published_answers(void **state)
{
    (void)state;
    /* Random123, tests/kat_vectors, philox4x32 with 10 rounds */
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } cases[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
         {UINT32_MAX, UINT32_MAX},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t out[4];
        philox(cases[i].counter, cases[i].key, out);
        assert_memory_equal(out, cases[i].out, sizeof out);
    }
}

static uint64_t
top_word(struct draw draw)
{
    const uint32_t counter[4] = {draw.index, draw.entity, draw.purpose, 0};
    const uint32_t key[2] = {(uint32_t)draw.seed, (uint32_t)(draw.seed >> 32)};
    uint32_t out[4];
    philox(counter, key, out);
    return (uint64_t)out[0] << 32 | out[1];
}

static const struct draw draws[] = {
    {0, 0, 0, 0},
    {1, 0, 0, 0},
    {0, 1, 0, 0},
    {0, 0, 1, 0},
    {0, 0, 0, 1},
    {UINT64_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
    {0x299f31d0a4093822, 0x13198a2e, 0x85a308d3, 0x243f6a88},
    {(uint64_t)1 << 32, 0, 0, 0},
    {42, 7, 255, 119},
};

static void
first_draw_is_the_published_one(void **state)
{
    (void)state;
    struct draw none = {0, 0, 0, 0};
    double unit = (double)(0x6627e8d5e169c58d >> 11) / 9007199254740992.0;
    assert_true(!(random_unit(none) < unit) && !(random_unit(none) > unit));
    assert_int_equal(random_below(none, 2), 0);            /* 0.399… × 2 */
    assert_int_equal(random_below(none, 10), 3);           /* × 10 */
    assert_int_equal(random_below(none, 1000000), 399046); /* 0x6627e8d5 ÷ 2³² = 0.3990464… */
}

static void
every_part_of_a_draw_reaches_the_generator(void **state)
{
    (void)state;
    __extension__ typedef unsigned __int128 wide;
    static const uint32_t bounds[] = {1, 2, 3, 10, 256, 2500, 65537, 1U << 31, UINT32_MAX};
    for (size_t i = 0; i < sizeof draws / sizeof draws[0]; i++) {
        uint64_t word = top_word(draws[i]);
        double unit = (double)(word >> 11) / 9007199254740992.0;
        double drawn = random_unit(draws[i]);
        assert_true(!(drawn < unit) && !(drawn > unit));
        for (size_t b = 0; b < sizeof bounds / sizeof bounds[0]; b++) {
            uint32_t expected = (uint32_t)((wide)word * bounds[b] >> 64);
            assert_int_equal(random_below(draws[i], bounds[b]), expected);
        }
        for (size_t j = 0; j < i; j++) {
            assert_true(top_word(draws[j]) != word);
        }
    }
}

static void
the_same_draw_is_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof draws / sizeof draws[0]; i++) {
        double first = random_unit(draws[i]);
        random_unit(draws[(i + 1) % (sizeof draws / sizeof draws[0])]);
        double again = random_unit(draws[i]);
        assert_true(!(first < again) && !(first > again));
    }
}

static void
draws_stay_inside_their_bounds(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 20000; i++) {
        struct draw draw = {20240508, 3, i / 7, i};
        double unit = random_unit(draw);
        assert_true(unit >= 0 && unit < 1);
        uint32_t bound = i % 97 + 1;
        assert_true(random_below(draw, bound) < bound);
        assert_int_equal(random_below(draw, 1), 0);
    }
}

/* Σ (seen − expected)² / expected over the cells. */
static double
chi_square(const unsigned *cells, size_t count, double expected)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (cells[i] - expected) * (cells[i] - expected) / expected;
    }
    return sum;
}

/* Which part of the draw counts up: each must give an even spread alone. */
static struct draw
counting(int part, uint32_t at)
{
    struct draw draw = {99, 1, 2, 3};
    switch (part) {
    case 0:
        draw.seed = at;
        break;
    case 1:
        draw.purpose = at;
        break;
    case 2:
        draw.entity = at;
        break;
    default:
        draw.index = at;
        break;
    }
    return draw;
}

static void
draws_spread_evenly(void **state)
{
    (void)state;
    enum { CELLS = 100, DRAWS = 100000 };
    /* 99 degrees of freedom: 0.01 % lie under 54.3 and 0.01 % over 161.3; the seeds are fixed. */
    for (int part = 0; part < 4; part++) {
        unsigned units[CELLS] = {0}, wholes[CELLS] = {0};
        for (uint32_t i = 0; i < DRAWS; i++) {
            units[(size_t)(random_unit(counting(part, i)) * CELLS)]++;
            wholes[random_below(counting(part, i), CELLS)]++;
        }
        double of_units = chi_square(units, CELLS, DRAWS / (double)CELLS);
        double of_wholes = chi_square(wholes, CELLS, DRAWS / (double)CELLS);
        assert_true(of_units > 54.3 && of_units < 161.3);
        assert_true(of_wholes > 54.3 && of_wholes < 161.3);
    }
}

static void
neighbours_are_independent(void **state)
{
    (void)state;
    enum { SIDE = 10, DRAWS = 100000 };
    unsigned cells[SIDE * SIDE] = {0};
    for (uint32_t i = 0; i < DRAWS; i++) {
        uint32_t a = random_below((struct draw){5, 0, 0, i}, SIDE);
        uint32_t b = random_below((struct draw){5, 0, 0, i + 1}, SIDE);
        cells[a * SIDE + b]++;
    }
    double spread = chi_square(cells, sizeof cells / sizeof cells[0], DRAWS / 100.0);
    assert_true(spread > 54.3 && spread < 161.3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_gives_the_published_answers),
        cmocka_unit_test(first_draw_is_the_published_one),
        cmocka_unit_test(every_part_of_a_draw_reaches_the_generator),
        cmocka_unit_test(the_same_draw_is_the_same),
        cmocka_unit_test(draws_stay_inside_their_bounds),
        cmocka_unit_test(draws_spread_evenly),
        cmocka_unit_test(neighbours_are_independent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
