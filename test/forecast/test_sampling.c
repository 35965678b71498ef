/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/sampling.h"

#include "fixture.h"

#include <math.h>

enum { DRAWS = 40000, CELLS_MOST = 1000, EXPECTED_LEAST = 8 };

/* The log of the chance of exactly k of n. */
static double
log_chance(int64_t n, double share, int64_t k)
{
    return lgamma((double)n + 1) - lgamma((double)k + 1) - lgamma((double)(n - k) + 1) +
           (double)k * log(share) + (double)(n - k) * log1p(-share);
}

/* Σ (seen − expected)² ÷ expected over cells of outcomes, each of at least EXPECTED_LEAST expected;
 * and its degrees of freedom. */
static double
chi_square(int64_t n, double share, uint32_t entity, int *freedom)
{
    static unsigned seen[CELLS_MOST];
    int64_t lowest =
        (int64_t)fmax(0, floor((double)n * share - 8 * sqrt((double)n * share * (1 - share)) - 8));
    for (size_t i = 0; i < CELLS_MOST; i++) {
        seen[i] = 0;
    }
    for (uint32_t i = 0; i < DRAWS; i++) {
        int64_t k = sample_binomial((struct draw){7, 1, entity, i}, n, share);
        assert_true(k >= lowest && k - lowest < CELLS_MOST && k <= n);
        seen[k - lowest]++;
    }
    double sum = 0, cell = 0, observed = 0, left = DRAWS;
    *freedom = -1;
    for (int64_t k = lowest; k < lowest + CELLS_MOST && k <= n; k++) {
        double expected = DRAWS * exp(log_chance(n, share, k));
        cell += expected;
        left -= expected;
        observed += seen[k - lowest];
        if (cell >= EXPECTED_LEAST && left >= EXPECTED_LEAST) {
            sum += (observed - cell) * (observed - cell) / cell;
            (*freedom)++;
            cell = observed = 0;
        }
    }
    cell += fmax(left, 0);
    sum += (observed - cell) * (observed - cell) / cell;
    (*freedom)++;
    return sum;
}

/* Both methods, on both sides of where one takes over from the other (10 expected), few and many,
 * and shares above one half, which are turned. */
static const struct {
    int64_t count;
    double share;
} cases[] = {
    {1, 0.5},       {2, 0.3},        {5, 0.9},        {9, 0.5},       {20, 0.499},
    {20, 0.5},      {20, 0.501},     {25, 0.399},     {25, 0.401},    {40, 0.97},
    {100, 0.099},   {100, 0.101},    {100, 0.5},      {100, 0.8},     {1000, 0.0099},
    {1000, 0.02},   {1000, 0.3},     {5000, 0.005},   {20000, 0.004}, {20000, 0.9991},
    {300000, 5e-6}, {300000, 0.005}, {5000000, 1e-5},
};

static void
counts_have_the_chances_of_the_binomial(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int freedom;
        double sum = chi_square(cases[i].count, cases[i].share, (uint32_t)i << 16, &freedom);
        assert_true(freedom >= 1);
        /* Wilson and Hilferty: the cube root of χ² ÷ freedom is nearly normal; 3.9 of its standard
         * deviations is one in 10 000. The seed is fixed. */
        double part = 2 / (9.0 * freedom);
        double z = (cbrt(sum / freedom) - (1 - part)) / sqrt(part);
        if (!(fabs(z) < 3.9)) {
            fail_msg("%g of %g: chi-square %g with %d degrees of freedom", cases[i].share,
                     (double)cases[i].count, sum, freedom);
        }
    }
}

static void
mean_and_variance_are_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double n = (double)cases[i].count, p = cases[i].share, sum = 0, square = 0;
        for (uint32_t j = 0; j < DRAWS; j++) {
            double k = (double)sample_binomial((struct draw){8, 1, (uint32_t)i << 16, j},
                                               cases[i].count, p) -
                       n * p;
            sum += k;
            square += k * k;
        }
        double variance = n * p * (1 - p);
        /* the fourth moment of a binomial is 3v² + v(1 − 6 p(1 − p)) */
        double spread = 2 * variance * variance + variance * (1 - 6 * p * (1 - p));
        assert_near(sum / DRAWS, 0, 4 * sqrt(variance / DRAWS));
        assert_near(square / DRAWS, variance, 4 * sqrt(fmax(spread, 0) / DRAWS) + 1e-9);
    }
}

static void
certainty_is_certain(void **state)
{
    (void)state;
    static const int64_t counts[] = {0, 1, 19, 20, 21, 1000, 3000000};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        for (uint32_t j = 0; j < 50; j++) {
            struct draw draw = {9, 0, 0, j};
            assert_int_equal(sample_binomial(draw, counts[i], 0), 0);
            assert_int_equal(sample_binomial(draw, counts[i], 1), counts[i]);
            assert_int_equal(sample_binomial(draw, 0, 0.02 * j), 0);
            /* so near to it that it might as well be */
            assert_int_equal(sample_binomial(draw, counts[i], 1e-300), 0);
            int64_t some = sample_binomial(draw, counts[i], 0.02 * j);
            assert_true(some >= 0 && some <= counts[i]);
        }
    }
}

static void
the_same_draw_is_the_same_count(void **state)
{
    (void)state;
    unsigned others = 0;
    for (uint32_t i = 0; i < 200; i++) {
        struct draw draw = {10, 2, 3, i}, other = {11, 2, 3, i};
        int64_t k = sample_binomial(draw, 5000, 0.02);
        assert_int_equal(k, sample_binomial(draw, 5000, 0.02));
        others += k != sample_binomial(other, 5000, 0.02);
    }
    assert_true(others > 150);
}

/* Different cases beside each other, so that each is drawn as if alone. */
static void
rows_are_the_counts_of_each_draw(void **state)
{
    (void)state;
    enum { CASES = sizeof cases / sizeof cases[0] };
    for (uint32_t row = 0; row < 2000; row++) {
        struct draw draw = {12, 3, row, UINT32_MAX - 15}; /* indexes go on from 0 */
        int64_t counts[SAMPLE_ROW], drawn[SAMPLE_ROW];
        double shares[SAMPLE_ROW];
        for (uint32_t i = 0; i < SAMPLE_ROW; i++) {
            counts[i] = i % 11 == 10 ? 0 : cases[(row + i) % CASES].count;
            shares[i] = cases[(row + i) % CASES].share;
        }
        sample_binomials(draw, counts, shares, drawn);
        for (uint32_t i = 0; i < SAMPLE_ROW; i++, draw.index++) {
            assert_int_equal(drawn[i], sample_binomial(draw, counts[i], shares[i]));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_the_chances_of_the_binomial),
        cmocka_unit_test(mean_and_variance_are_right),
        cmocka_unit_test(certainty_is_certain),
        cmocka_unit_test(the_same_draw_is_the_same_count),
        cmocka_unit_test(rows_are_the_counts_of_each_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
