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

/* The standard normal distribution below x. */
static double
normal_below(double x)
{
    return 0.5 * erfc(-x * 0.70710678118654752440);
}

static void
normal_is_the_inverse_of_the_distribution(void **state)
{
    (void)state;
    bool out_on_both_sides[2] = {false, false};
    for (uint32_t i = 0; i < 200000; i++) {
        struct draw draw = {17, 1, 2, i};
        double unit = ((double)(top_word(draw) >> 12) + 0.5) / 4503599627370496.0;
        double x = random_normal(draw);
        double wanted = x < 0 ? unit : 1 - unit, below = normal_below(x < 0 ? x : -x);
        assert_true(fabs(below - wanted) <= 1e-13 * wanted);
        out_on_both_sides[x > 0] |= fabs(x) > 4;
    }
    assert_true(out_on_both_sides[0] && out_on_both_sides[1]);
}

static void
normal_has_the_moments(void **state)
{
    (void)state;
    enum { DRAWS = 200000 };
    double sum = 0, square = 0, cube = 0, fourth = 0, lagged = 0, last = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        double x = random_normal((struct draw){3, 0, i, 0});
        sum += x;
        square += x * x;
        cube += x * x * x;
        fourth += x * x * x * x;
        lagged += x * last;
        last = x;
    }
    /* within four standard errors: 1, √2, √15, √96 and 1, over √DRAWS = 447 */
    assert_true(fabs(sum / DRAWS) < 4 * 1.0 / 447);
    assert_true(fabs(square / DRAWS - 1) < 4 * 1.4142 / 447);
    assert_true(fabs(cube / DRAWS) < 4 * 3.873 / 447);
    assert_true(fabs(fourth / DRAWS - 3) < 4 * 9.798 / 447);
    assert_true(fabs(lagged / DRAWS) < 4 * 1.0 / 447);
}

static void
normal_rises_with_the_unit_draw(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        struct draw a = {9, 0, 0, i}, b = {9, 0, 1, i};
        assert_int_equal(random_unit(a) < random_unit(b), random_normal(a) < random_normal(b));
        double again = random_normal(a) - random_normal(a);
        assert_true(!(again < 0) && !(again > 0));
    }
}

/* -- many at once ------------------------------------------------------------------------------ */

static void
words_are_the_generators(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof draws / sizeof draws[0]; i++) {
        const uint32_t counter[4] = {draws[i].index, draws[i].entity, draws[i].purpose, 0};
        const uint32_t key[2] = {(uint32_t)draws[i].seed, (uint32_t)(draws[i].seed >> 32)};
        uint32_t out[4];
        philox(counter, key, out);
        struct random_words words = random_words(draws[i]);
        assert_memory_equal(words.word, out, sizeof out);
    }
}

static void
rows_are_the_words_of_each_draw(void **state)
{
    (void)state;
    enum { MOST = 96 };
    static uint32_t rows[4 * MOST + 1];
    for (uint32_t count = 32; count <= MOST; count += 32) {
        for (size_t i = 0; i < sizeof draws / sizeof draws[0]; i++) {
            rows[4 * count] = 12345;
            random_rows(draws[i], count, rows);
            for (uint32_t lane = 0; lane < count; lane++) {
                struct draw draw = draws[i];
                draw.index += lane; /* which goes on from 0 after the last */
                struct random_words words = random_words(draw);
                for (uint32_t word = 0; word < 4; word++) {
                    assert_int_equal(rows[word * count + lane], words.word[word]);
                }
            }
            assert_int_equal(rows[4 * count], 12345);
        }
    }
}

static void
entities_follow_each_other(void **state)
{
    (void)state;
    enum { MOST = 5, EACH = 4 * RANDOM_ROW };
    static uint32_t rows[MOST * EACH + 1], one[EACH];
    for (uint32_t count = 0; count <= MOST; count++) {
        for (size_t i = 0; i < sizeof draws / sizeof draws[0]; i++) {
            rows[(size_t)count * EACH] = 12345;
            random_entities(draws[i], count, rows);
            for (uint32_t entity = 0; entity < count; entity++) {
                struct draw draw = draws[i];
                draw.entity += entity; /* which goes on from 0 after the last */
                random_rows(draw, RANDOM_ROW, one);
                assert_memory_equal(&rows[(size_t)entity * EACH], one, sizeof one);
            }
            assert_int_equal(rows[(size_t)count * EACH], 12345);
        }
    }
}

static void
normals_are_those_of_each_draw(void **state)
{
    (void)state;
    enum { COUNT = 32 * 4000 }; /* far enough out for every tail */
    static double rows[COUNT];
    struct draw draw = {3, 1, 4, 15};
    random_normals(draw, COUNT, rows);
    for (size_t i = 0; i < COUNT; i++, draw.index++) {
        double one = random_normal(draw);
        assert_memory_equal(&rows[i], &one, sizeof one);
    }
}

static void
each_of_a_row_is_its_own_draw(void **state)
{
    (void)state;
    uint32_t entity[RANDOM_ROW], index[RANDOM_ROW], rows[4 * RANDOM_ROW];
    double normals[RANDOM_ROW];
    for (uint32_t row = 0; row < 100; row++) {
        struct draw draw = {UINT64_MAX - row, (uint32_t)1 << 31 | 5, 0, 0};
        for (uint32_t i = 0; i < RANDOM_ROW; i++) {
            entity[i] = i * 0x9E3779B9 + row;
            index[i] = UINT32_MAX - 7 * i * row;
        }
        random_each(draw, entity, index, rows);
        random_normals_each(draw, entity, index, normals);
        for (uint32_t i = 0; i < RANDOM_ROW; i++) {
            draw.entity = entity[i];
            draw.index = index[i];
            struct random_words words = random_words(draw);
            for (uint32_t word = 0; word < 4; word++) {
                assert_int_equal(rows[word * RANDOM_ROW + i], words.word[word]);
            }
            double one = random_normal(draw);
            assert_memory_equal(&normals[i], &one, sizeof one);
        }
    }
}

static void
a_pair_begins_with_the_unit_draw(void **state)
{
    (void)state;
    enum { SIDE = 10, DRAWS = 100000 };
    unsigned cells[SIDE * SIDE] = {0};
    for (uint32_t i = 0; i < DRAWS; i++) {
        struct draw draw = {6, 0, 0, i};
        struct random_words words = random_words(draw);
        double first, second, unit = random_unit(draw);
        random_pair(draw, &first, &second);
        double other = (double)(((uint64_t)words.word[2] << 32 | words.word[3]) >> 11) * 0x1p-53;
        assert_true(!(first < unit) && !(first > unit));
        assert_true(!(second < other) && !(second > other) && second >= 0 && second < 1);
        cells[(size_t)(first * SIDE) * SIDE + (size_t)(second * SIDE)]++;
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
        cmocka_unit_test(normal_is_the_inverse_of_the_distribution),
        cmocka_unit_test(normal_has_the_moments),
        cmocka_unit_test(normal_rises_with_the_unit_draw),
        cmocka_unit_test(words_are_the_generators),
        cmocka_unit_test(rows_are_the_words_of_each_draw),
        cmocka_unit_test(entities_follow_each_other),
        cmocka_unit_test(normals_are_those_of_each_draw),
        cmocka_unit_test(each_of_a_row_is_its_own_draw),
        cmocka_unit_test(a_pair_begins_with_the_unit_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
