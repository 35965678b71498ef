/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/bands.h"

#include "fixture.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double shares[QUANTILE_COUNT] = {0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};

static int
compare_floats(const void *a, const void *b)
{
    const float left = *(const float *)a, right = *(const float *)b;
    return (left > right) - (left < right);
}

/* As the definition says it, on sorted values. */
static double
plain_quantile(const float *sorted, size_t count, double share)
{
    double place = (double)(count - 1) * share;
    /* what is a whole number in the definition is one here: 0.05 × 20 */
    if (fabs(place - round(place)) < 1e-6) {
        place = round(place);
    }
    size_t low = (size_t)floor(place);
    double rest = place - floor(place);
    double from = (double)sorted[low], to = (double)sorted[low + 1 < count ? low + 1 : low];
    return from + (to - from) * rest;
}

static void
check_against_sorting(const float *values, size_t count)
{
    float *own = malloc(count * sizeof *own), *sorted = malloc(count * sizeof *sorted);
    assert_non_null(own);
    assert_non_null(sorted);
    memcpy(own, values, count * sizeof *own);
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_floats);
    struct band band;
    band_of(own, count, &band);
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (double)values[i];
    }
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        double wanted = plain_quantile(sorted, count, shares[q]);
        assert_near(band.at[q], wanted, 1e-9 * (1 + fabs(wanted)));
        assert_true(q == 0 || band.at[q - 1] <= band.at[q]);
    }
    assert_near(band.mean, sum / (double)count, 1e-9 * (1 + fabs(sum / (double)count)));
    qsort(own, count, sizeof *own, compare_floats);
    assert_memory_equal(own, sorted, count * sizeof *own); /* nobody is lost */
    free(own);
    free(sorted);
}

/* -- quantiles --------------------------------------------------------------------------------- */

static void
known_quantiles_come_out(void **state)
{
    (void)state;
    float values[101];
    for (int i = 0; i <= 100; i++) {
        values[i] = (float)(100 - i);
    }
    struct band band;
    band_of(values, 101, &band);
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        assert_near(band.at[q], 100 * shares[q], 0); /* places that are whole, exactly */
    }
    float four[] = {4, 1, 3, 2};
    band_of(four, 4, &band);
    assert_near(band.at[QUANTILE_P05], 1.15, 1e-12); /* R: quantile(1:4, .05) */
    assert_near(band.at[QUANTILE_P25], 1.75, 1e-12);
    assert_near(band.at[QUANTILE_P50], 2.5, 1e-12);
    assert_near(band.at[QUANTILE_P95], 3.85, 1e-12);
    assert_near(band.mean, 2.5, 1e-12);
}

static void
one_future_is_its_own_band(void **state)
{
    (void)state;
    float value = 7.25F;
    struct band band;
    band_of(&value, 1, &band);
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        assert_near(band.at[q], 7.25, 0);
    }
    assert_near(band.mean, 7.25, 0);
}

static void
bands_are_what_sorting_gives(void **state)
{
    (void)state;
    enum { MOST = 5000 };
    static float values[MOST];
    struct dice dice = {.seed = 41};
    for (int trial = 0; trial < 400; trial++) {
        size_t count = trial < 60 ? (size_t)trial + 1 : (size_t)dice_whole(&dice, 1, MOST);
        int form = (int)dice_whole(&dice, 0, 6);
        for (size_t i = 0; i < count; i++) {
            switch (form) {
            case 0: /* of all sizes and both signs */
                values[i] = (float)dice_between(&dice, -1e6, 1e6);
                break;
            case 1: /* counts with few different values, as of posts without a doctor */
                values[i] = (float)dice_whole(&dice, 0, 4);
                break;
            case 2: /* all the same */
                values[i] = 256;
                break;
            case 3: /* in order */
                values[i] = (float)i;
                break;
            case 4: /* in reverse */
                values[i] = (float)(count - i);
                break;
            case 5: /* up and down */
                values[i] = (float)(i < count / 2 ? i : count - i);
                break;
            default: /* mostly nothing, sometimes much */
                values[i] = dice_whole(&dice, 0, 9) > 0
                                ? 0
                                : (float)dice_between(&dice, 0, (double)FLT_MAX / 4);
                break;
            }
        }
        check_against_sorting(values, count);
    }
}

static void
a_hundred_thousand_futures_are_as_exact(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    float *values = malloc(COUNT * sizeof *values);
    assert_non_null(values);
    struct dice dice = {.seed = 42};
    for (size_t i = 0; i < COUNT; i++) {
        values[i] = (float)dice_between(&dice, 0, 1);
    }
    check_against_sorting(values, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        values[i] = (float)(i % 317); /* a pattern, with ties */
    }
    check_against_sorting(values, COUNT);
    free(values);
}

/* -- differences ------------------------------------------------------------------------------- */

static void
a_difference_is_taken_future_by_future(void **state)
{
    (void)state;
    enum { COUNT = 1001 };
    static float before[COUNT], after[COUNT], scratch[COUNT];
    struct dice dice = {.seed = 43};
    for (size_t i = 0; i < COUNT; i++) {
        before[i] = (float)dice_whole(&dice, 0, 1000);
        after[i] = before[i] + 5; /* the same luck, five more */
    }
    struct band band;
    band_of_difference(after, before, COUNT, scratch, &band);
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        assert_near(band.at[q], 5, 0); /* far narrower than the difference of the bands */
    }
    assert_near(band.mean, 5, 1e-12);
    band_of_difference(before, after, COUNT, scratch, &band);
    assert_near(band.at[QUANTILE_P50], -5, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_quantiles_come_out),
        cmocka_unit_test(one_future_is_its_own_band),
        cmocka_unit_test(bands_are_what_sorting_gives),
        cmocka_unit_test(a_hundred_thousand_futures_are_as_exact),
        cmocka_unit_test(a_difference_is_taken_future_by_future),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
