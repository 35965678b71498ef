/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/calibration.h"

#include "made_panel.h"

#include <math.h>

enum { MADE = 40, FIRST = 2010, LAST = 2020 };

/* Half of the places drift down by 3 % a year, half by 1 %, each a little up and down; the last
 * has only two years of history. */
static int
setup(void **state)
{
    struct made *made = made_new(2000);
    for (int m = 0; m < MADE; m++) {
        double length = 900;
        for (int year = FIRST; year <= LAST; year++) {
            length *= exp((m % 2 == 0 ? -0.03 : -0.01) + ((year + m / 2) % 2 == 0 ? 0.01 : -0.01));
            if (m == MADE - 1 && year < LAST - 1) {
                continue;
            }
            made_add(made, m, PANEL_MEAN_LIST, year, length);
            made_add(made, m, PANEL_RESERVE, year, 100 + (year - FIRST) + m % 3);
        }
    }
    *state = made;
    return 0;
}

static struct calibration
fitted(struct made *made, struct panel *panel, int origin)
{
    struct calibration calibration;
    struct error error;
    assert_true(panel_make(made->rows, made->count, NULL, 0, &made->arena, panel, &error));
    assert_true(calibration_fit(panel, origin, &made->arena, &calibration, &error));
    return calibration;
}

static void
a_long_calm_history_counts_itself(void **state)
{
    struct made *made = *state;
    struct panel panel;
    struct calibration calibration = fitted(made, &panel, LAST);
    struct calibrated fast, slow, little;
    calibration_of(&calibration, "2000", &fast);
    calibration_of(&calibration, "2001", &slow);
    calibration_of(&calibration, "2039", &little);
    assert_true(fabs(calibration.list.mean + 0.02) < 0.002);
    assert_true(calibration.list.between > 0.008 && calibration.list.between < 0.015);
    assert_true(fast.list.weight > 0.8 && fast.list.years == LAST - FIRST);
    assert_true(fast.list.mean < -0.026 && slow.list.mean > -0.014);
    assert_true(little.list.years == 1 && little.list.weight < fast.list.weight);
    assert_true(little.list.sd > fast.list.sd);
    assert_true(fabs(fast.reserve.mean - 1) < 0.05);
}

static void
a_place_without_history_gets_what_is_common(void **state)
{
    struct made *made = *state;
    struct panel panel;
    struct calibration calibration = fitted(made, &panel, LAST);
    struct calibrated none;
    calibration_of(&calibration, "9999", &none);
    assert_true(none.list.mean == calibration.list.mean && none.list.weight == 0);
    assert_true(none.list.years == 0 && isnan(none.list.own));
    assert_true(none.list.sd >= calibration.list.between);
    assert_true(none.reserve.mean == calibration.reserve.mean);
}

static void
the_estimate_lies_between_its_own_and_the_common(void **state)
{
    struct made *made = *state;
    struct panel panel;
    struct calibration calibration = fitted(made, &panel, LAST);
    for (int m = 0; m < MADE; m++) {
        struct calibrated one;
        calibration_of(&calibration, made->codes[m], &one);
        double low = fmin(one.list.own, calibration.list.mean);
        double high = fmax(one.list.own, calibration.list.mean);
        assert_true(one.list.mean >= low - 1e-12 && one.list.mean <= high + 1e-12);
        assert_true(one.list.weight >= 0 && one.list.weight <= 1 && one.list.noise > 0);
    }
}

static void
later_years_are_not_looked_at(void **state)
{
    struct made *made = *state;
    struct panel panel, cut;
    struct error error;
    struct calibration whole = fitted(made, &panel, 2015), part;
    size_t kept = 0;
    struct panel_row *rows = arena_array(&made->arena, made->count, sizeof *rows);
    for (size_t i = 0; i < made->count; i++) {
        if (made->rows[i].year <= 2015) {
            rows[kept++] = made->rows[i];
        }
    }
    assert_true(panel_make(rows, kept, NULL, 0, &made->arena, &cut, &error));
    assert_true(calibration_fit(&cut, 2015, &made->arena, &part, &error));
    assert_true(whole.list.mean == part.list.mean && whole.list.noise == part.list.noise);
    assert_true(whole.reserve.between == part.reserve.between);
}

static void
too_little_is_refused(void **state)
{
    struct made *made = *state;
    struct panel panel;
    struct error error;
    struct calibration calibration;
    assert_true(panel_make(made->rows, made->count, NULL, 0, &made->arena, &panel, &error));
    assert_false(calibration_fit(&panel, FIRST, &made->arena, &calibration, &error));
    assert_int_equal(error.code, ERROR_OUTLOOK_HISTORY);
    assert_true(calibration_fit(&panel, FIRST + 1, &made->arena, &calibration, &error));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_calm_history_counts_itself),
        cmocka_unit_test(a_place_without_history_gets_what_is_common),
        cmocka_unit_test(the_estimate_lies_between_its_own_and_the_common),
        cmocka_unit_test(later_years_are_not_looked_at),
        cmocka_unit_test(too_little_is_refused),
    };
    return cmocka_run_group_tests_name("calibration", tests, setup, made_teardown);
}
