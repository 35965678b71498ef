/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/backtest.h"

#include "base/random.h"
#include "made_panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MADE = MADE_MAX, FIRST = 2015, LAST = 2022 };

static double
dice(uint32_t purpose, int municipality, int year)
{
    return random_unit((struct draw){7, purpose, (uint32_t)municipality, (uint32_t)year});
}

/* One decimal, as they are published. */
static void
add(struct made *made, int municipality, enum panel_indicator indicator, int year, double value)
{
    made_add(made, municipality, indicator, year, round(value * 10) / 10);
}

/* List lengths that drift down by a hundredth a year, with noise that falls with size, a reserve
 * index around 105, and now and then a list without a GP. */
static int
setup(void **state)
{
    struct made *made = made_new(1000);
    for (int m = 0; m < MADE; m++) {
        double residents = 800 * pow(1.06, m), noise = 3 / sqrt(residents);
        double length = 700 + 4 * m, reserve = 100 + m % 12;
        made->sizes[m] = (struct panel_size){made->codes[m], "", (int64_t)residents};
        for (int year = FIRST; year <= LAST; year++) {
            double shock = 2 * dice(1, m, year) - 1;
            length *= exp(-0.02 + noise * shock * (dice(2, m, year) < 0.15 ? 4 : 1));
            reserve += 2 * dice(3, m, year) - 1;
            add(made, m, PANEL_MEAN_LIST, year, length);
            add(made, m, PANEL_RESERVE, year, reserve);
            add(made, m, PANEL_SHARE_WITHOUT_GP, year,
                dice(4, m, year / 2) < 0.7 ? 0 : 30 * dice(5, m, year));
            add(made, m, PANEL_GPS, year, 1 + residents / length);
        }
    }
    *state = made;
    return 0;
}

static struct panel
panel_of(struct made *made, const struct panel_row *rows, size_t count)
{
    struct panel panel;
    struct error error;
    assert_true(panel_make(rows, count, made->sizes, MADE, &made->arena, &panel, &error));
    return panel;
}

static struct backtest
run(struct made *made, const struct panel *panel, int origin, int horizon)
{
    struct backtest backtest;
    struct error error;
    if (!backtest_run(panel, origin, horizon, &made->arena, &backtest, &error)) {
        fail_msg("refused: %d %s", (int)error.code, error.found);
    }
    return backtest;
}

static void
nothing_after_the_origin_changes_a_prediction(void **state)
{
    struct made *made = *state;
    struct panel_row *later = arena_array(&made->arena, MADE_ROWS_MAX, sizeof *later);
    memcpy(later, made->rows, made->count * sizeof *later);
    size_t changed = 0, kept = 0;
    for (size_t i = 0; i < made->count; i++) {
        if (later[i].year > 2019) {
            later[i].value = later[i].value * 3 + 17;
            changed++;
        }
        kept += later[i].year <= 2019;
    }
    assert_true(changed > 0 && kept > 0);
    struct panel before = panel_of(made, made->rows, made->count);
    struct panel after = panel_of(made, later, made->count);
    struct backtest a = run(made, &before, 2019, 3), b = run(made, &after, 2019, 3);
    assert_int_equal(a.prediction_count, b.prediction_count);
    assert_int_equal(a.prediction_count, MADE * 4 * 3);
    size_t outcomes = 0;
    for (size_t i = 0; i < a.prediction_count; i++) {
        const struct backtest_prediction *x = &a.predictions[i], *y = &b.predictions[i];
        assert_true(x->median == y->median && x->p10 == y->p10 && x->p25 == y->p25 &&
                    x->p75 == y->p75 && x->p90 == y->p90 && x->now == y->now);
        outcomes += x->outcome != y->outcome;
    }
    assert_int_equal(outcomes, a.prediction_count);
}

static void
a_row_at_the_origin_does_change_them(void **state)
{
    struct made *made = *state;
    struct panel_row *other = arena_array(&made->arena, MADE_ROWS_MAX, sizeof *other);
    memcpy(other, made->rows, made->count * sizeof *other);
    for (size_t i = 0; i < made->count; i++) {
        other[i].value *= other[i].year == 2019 && other[i].indicator == PANEL_MEAN_LIST ? 1.1 : 1;
    }
    struct panel before = panel_of(made, made->rows, made->count);
    struct panel after = panel_of(made, other, made->count);
    struct backtest a = run(made, &before, 2019, 1), b = run(made, &after, 2019, 1);
    for (size_t i = 0; i < MADE; i++) {
        assert_true(a.predictions[i].median != b.predictions[i].median);
    }
}

static void
a_common_drift_is_found_and_bands_hold(void **state)
{
    struct made *made = *state;
    struct panel panel = panel_of(made, made->rows, made->count);
    struct backtest backtest = run(made, &panel, 2020, 2);
    const struct backtest_score *list = backtest_score(&backtest, PANEL_MEAN_LIST, 2, BACKTEST_ALL);
    assert_non_null(list);
    assert_int_equal(list->count, MADE);
    assert_int_equal(list->trend_count, MADE);
    assert_true(list->error < 0.8 * list->persistence);
    assert_true(list->error < list->trend && list->error_of_trend == list->error);
    assert_true(list->inside80 >= 0.72 && list->inside80 <= 0.97);
    assert_true(list->inside50 >= 0.4 && list->inside50 < list->inside80);
    assert_true(list->crps > 0 && list->crps < list->error);
    for (int group = BACKTEST_SMALL; group <= BACKTEST_LARGE; group++) {
        const struct backtest_score *third =
            backtest_score(&backtest, PANEL_MEAN_LIST, 2, (enum backtest_group)group);
        assert_non_null(third);
        assert_int_equal(third->count, MADE / 3);
    }
    assert_null(backtest_score(&backtest, PANEL_MEAN_LIST, 2, BACKTEST_UNKNOWN));
}

static void
bands_are_in_order_and_widen_with_the_horizon(void **state)
{
    struct made *made = *state;
    struct panel panel = panel_of(made, made->rows, made->count);
    struct backtest backtest = run(made, &panel, 2018, 4);
    double widths[5] = {0};
    for (size_t i = 0; i < backtest.prediction_count; i++) {
        const struct backtest_prediction *p = &backtest.predictions[i];
        assert_true(p->p10 <= p->p25 && p->p25 <= p->median && p->median <= p->p75 &&
                    p->p75 <= p->p90 && p->p10 >= 0);
        widths[p->horizon] += p->indicator == PANEL_MEAN_LIST ? p->p90 - p->p10 : 0;
    }
    assert_true(widths[1] < widths[2] && widths[2] < widths[4]);
}

static void
where_no_gp_is_lacking_zero_is_the_guess(void **state)
{
    struct made *made = *state;
    struct panel panel = panel_of(made, made->rows, made->count);
    struct backtest backtest = run(made, &panel, 2020, 1);
    size_t zeros = 0;
    for (size_t i = 0; i < backtest.prediction_count; i++) {
        const struct backtest_prediction *p = &backtest.predictions[i];
        if (p->indicator == PANEL_SHARE_WITHOUT_GP && p->now == 0) {
            assert_true(p->p10 == 0 && p->p25 == 0 && p->median == 0);
            zeros++;
        }
    }
    assert_true(zeros > MADE / 2);
}

static void
unknown_sizes_stand_apart(void **state)
{
    struct made *made = *state;
    struct panel panel;
    struct error error;
    size_t lists = 0;
    struct panel_row *rows = arena_array(&made->arena, MADE_ROWS_MAX, sizeof *rows);
    for (size_t i = 0; i < made->count; i++) {
        if (made->rows[i].indicator == PANEL_MEAN_LIST) {
            rows[lists++] = made->rows[i];
        }
    }
    assert_true(panel_make(rows, lists, made->sizes, MADE - 10, &made->arena, &panel, &error));
    struct backtest backtest = run(made, &panel, 2020, 1);
    assert_int_equal(backtest.unknown, 10);
    assert_int_equal(backtest_score(&backtest, PANEL_MEAN_LIST, 1, BACKTEST_UNKNOWN)->count, 10);
    assert_int_equal(backtest_score(&backtest, PANEL_MEAN_LIST, 1, BACKTEST_ALL)->count, MADE);
}

static void
assert_refused(struct made *made, const struct panel *panel, int origin, int horizon,
               enum error_code code)
{
    struct backtest backtest;
    struct error error;
    assert_false(backtest_run(panel, origin, horizon, &made->arena, &backtest, &error));
    assert_int_equal(error.code, code);
}

static void
what_cannot_be_tried_is_refused(void **state)
{
    struct made *made = *state;
    struct panel panel = panel_of(made, made->rows, made->count);
    struct panel none = panel_of(made, made->rows, 0);
    assert_refused(made, &panel, 2014, 2, ERROR_BACKTEST_ORIGIN);
    assert_refused(made, &panel, 2023, 1, ERROR_BACKTEST_ORIGIN);
    assert_refused(made, &panel, 2022, 3, ERROR_BACKTEST_OUTCOME);
    assert_refused(made, &panel, 2015, 1, ERROR_OUTLOOK_HISTORY);
    assert_refused(made, &none, 2015, 1, ERROR_BACKTEST_ORIGIN);
    run(made, &panel, 2016, 6);
}

static void
outcomes_are_scored_as_far_as_they_go(void **state)
{
    struct made *made = *state;
    struct panel_row *rows = arena_array(&made->arena, MADE_ROWS_MAX, sizeof *rows);
    size_t count = 0;
    for (size_t i = 0; i < made->count; i++) {
        bool gone = made->rows[i].municipality == made->codes[7] && made->rows[i].year == 2022;
        if (!gone) {
            rows[count++] = made->rows[i];
        }
    }
    struct panel panel = panel_of(made, rows, count);
    struct backtest backtest = run(made, &panel, 2020, 4);
    assert_int_equal(backtest.scored_horizon, 2);
    assert_int_equal(backtest.gone, 1);
    assert_int_equal(backtest.contradicting, 0);
    assert_int_equal(backtest_score(&backtest, PANEL_MEAN_LIST, 2, BACKTEST_ALL)->count, MADE - 1);
    assert_null(backtest_score(&backtest, PANEL_MEAN_LIST, 3, BACKTEST_ALL));
    assert_int_equal(backtest.prediction_count, MADE * 4 * 4);
}

/* Where nothing ever changed, nothing is expected to, whatever the others are like; and no band is
 * below zero or above everything. */
static void
a_share_that_stays_is_expected_to_stay(void **state)
{
    struct made *made = *state;
    struct panel_row *rows = arena_array(&made->arena, MADE_ROWS_MAX, sizeof *rows);
    memcpy(rows, made->rows, made->count * sizeof *rows);
    for (size_t i = 0; i < made->count; i++) {
        int m = atoi(rows[i].municipality) - 1000;
        rows[i].value = rows[i].indicator == PANEL_SHARE_WITHOUT_GP ? m % 11 * 10 : rows[i].value;
    }
    struct panel panel = panel_of(made, rows, made->count);
    struct backtest backtest = run(made, &panel, 2020, 1);
    for (size_t i = 0; i < backtest.prediction_count; i++) {
        const struct backtest_prediction *p = &backtest.predictions[i];
        if (p->indicator == PANEL_SHARE_WITHOUT_GP) {
            assert_near(p->median, p->now, 0);
            assert_true(p->p05 >= 0 && p->p05 <= p->p10 && p->p90 <= p->p95 && p->p95 <= 100);
        }
    }
}

/* Over several years together: what is made goes in pairs of them. */
static void
bands_of_shares_hold(void **state)
{
    enum { ORIGINS = 4 };
    struct made *made = *state;
    struct panel panel = panel_of(made, made->rows, made->count);
    double inside = 0, error = 0, persistence = 0;
    for (int origin = 2018; origin < 2018 + ORIGINS; origin++) {
        struct backtest backtest = run(made, &panel, origin, 1);
        const struct backtest_score *share =
            backtest_score(&backtest, PANEL_SHARE_WITHOUT_GP, 1, BACKTEST_ALL);
        inside += share->inside80 / ORIGINS;
        error += share->error;
        persistence += share->persistence;
    }
    assert_true(inside >= 0.75 && inside <= 0.9);
    assert_true(error <= persistence);
}

static void
contradictions_are_found(void **state)
{
    struct made *made = *state;
    const double of[][5] = {
        /* mean list, reserve, GPs, listed, places */
        {1000, 105, 10, 10000, 10500}, {1000, 105, 10, 10000, 11100}, {1000, 105, 10, 10000, 9900},
        {1000, 105, 10, 14000, 14700}, {1000, 105, 10, 7000, 7350},   {1000, 105, 10, NAN, 99},
    };
    const bool contradicts[] = {false, true, true, true, true, false};
    static const enum panel_indicator indicators[] = {PANEL_MEAN_LIST, PANEL_RESERVE, PANEL_GPS,
                                                      PANEL_LISTED, PANEL_PLACES};
    for (size_t i = 0; i < sizeof contradicts; i++) {
        struct panel_row rows[5];
        struct panel panel;
        struct error error;
        size_t count = 0;
        for (size_t k = 0; k < 5; k++) {
            if (!isnan(of[i][k])) {
                rows[count++] = (struct panel_row){"1000", (int)indicators[k], 2020, of[i][k]};
            }
        }
        assert_true(panel_make(rows, count, NULL, 0, &made->arena, &panel, &error));
        assert_int_equal(panel_contradicts(&panel, 0, 2020), contradicts[i]);
        assert_false(panel_contradicts(&panel, 0, 2021));
    }
}

static void
what_is_not_observed_is_reckoned(void **state)
{
    struct made *made = *state;
    struct panel panel;
    struct error error;
    const struct panel_row rows[] = {
        {"1000", PANEL_GPS, 2020, 9},         {"1000", PANEL_LISTS_WITHOUT_GP, 2020, 1},
        {"1000", PANEL_LISTED, 2020, 9000},   {"1000", PANEL_PLACES, 2020, 9450},
        {"1000", PANEL_MEAN_LIST, 2021, 850}, {"1000", PANEL_GPS, 2021, 0},
        {"1000", PANEL_LISTED, 2021, 0},      {"1000", PANEL_LISTED, 2022, 0},
        {"1000", PANEL_GPS, 2022, 0},         {"1000", PANEL_PLACES, 2022, 0}};
    assert_true(
        panel_make(rows, sizeof rows / sizeof rows[0], NULL, 0, &made->arena, &panel, &error));
    assert_near(panel_mean_list(&panel, 0, 2020), 900, 0);
    assert_near(panel_reserve(&panel, 0, 2020), 105, 1e-9);
    assert_near(panel_mean_list(&panel, 0, 2021), 850, 0);
    assert_true(isnan(panel_mean_list(&panel, 0, 2022)) && isnan(panel_reserve(&panel, 0, 2022)));
}

static void
the_score_of_a_point_is_its_distance(void **state)
{
    (void)state;
    struct outlook point = {.count = 1, .values = {10}, .weights = {1}};
    struct outlook two = {.count = 2, .values = {0, 2}, .weights = {0.5, 0.5}};
    assert_true(fabs(outlook_crps(&point, 13) - 3) < 1e-12);
    assert_true(fabs(outlook_crps(&two, 1) - 0.5) < 1e-12);
    assert_true(fabs(outlook_crps(&two, 0) - 0.5) < 1e-12);
    assert_true(outlook_quantile(&two, 0.5) == 0 && outlook_quantile(&two, 0.51) == 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_after_the_origin_changes_a_prediction),
        cmocka_unit_test(a_row_at_the_origin_does_change_them),
        cmocka_unit_test(a_common_drift_is_found_and_bands_hold),
        cmocka_unit_test(bands_are_in_order_and_widen_with_the_horizon),
        cmocka_unit_test(where_no_gp_is_lacking_zero_is_the_guess),
        cmocka_unit_test(unknown_sizes_stand_apart),
        cmocka_unit_test(what_cannot_be_tried_is_refused),
        cmocka_unit_test(outcomes_are_scored_as_far_as_they_go),
        cmocka_unit_test(a_share_that_stays_is_expected_to_stay),
        cmocka_unit_test(bands_of_shares_hold),
        cmocka_unit_test(contradictions_are_found),
        cmocka_unit_test(what_is_not_observed_is_reckoned),
        cmocka_unit_test(the_score_of_a_point_is_its_distance),
    };
    return cmocka_run_group_tests_name("backtest", tests, setup, made_teardown);
}
