/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/trial.h"

#include "base/random.h"
#include "fixture.h"
#include "forecast/calibration.h"
#include "forecast/fit.h"
#include "forecast/futures.h"
#include "forecast/start.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MADE = 60, FIRST = 2014, LAST = 2022, ROWS = MADE * 9 * 6, FUTURES = 256 };

/* Synthetic municipalities of up to 20 000 residents whose lists shorten by 2 % a year. */
struct made {
    struct panel_row rows[ROWS];
    char codes[MADE][5];
    size_t count;
};

static void
add(struct made *made, int municipality, enum panel_indicator indicator, int year, double value)
{
    made->rows[made->count++] =
        (struct panel_row){made->codes[municipality], (int)indicator, year, value};
}

static void
make(struct made *made)
{
    *made = (struct made){.count = 0};
    for (int m = 0; m < MADE; m++) {
        double residents = 1500 * pow(1.045, m), length = 900 + 4 * m;
        snprintf(made->codes[m], sizeof made->codes[m], "%04d", 1000 + m);
        for (int year = FIRST; year <= LAST; year++) {
            struct draw draw = {9, 1, (uint32_t)m, (uint32_t)year};
            length *= exp(-0.02 + 0.03 * (2 * random_unit(draw) - 1));
            add(made, m, PANEL_MEAN_LIST, year, length);
            add(made, m, PANEL_RESERVE, year, 101 + m % 5);
            add(made, m, PANEL_RESIDENTS, year, round(residents));
        }
    }
}

static struct panel
panel_of(struct fixture *fixture, const struct panel_row *rows, size_t count)
{
    struct panel panel;
    struct error error;
    assert_true(panel_make(rows, count, NULL, 0, &fixture->arena, &panel, &error));
    return panel;
}

static struct backtest
run(struct fixture *fixture, const struct panel *panel, int origin, int horizon)
{
    struct backtest out;
    struct error error;
    static struct uncertain assumptions[ASSUMPTION_COUNT];
    assert_true(forecast_assumptions(&fixture->bergen, assumptions, &error));
    const struct trial_terms terms = {&fixture->rulebook, assumptions, 1};
    if (!trial_run(panel, origin, horizon, &terms, &fixture->arena, &out, &error)) {
        fail_msg("refused: %d %s", (int)error.code, error.found);
    }
    return out;
}

static void
nothing_after_the_origin_changes_a_prediction(void **state)
{
    struct fixture *fixture = *state;
    static struct made made, later;
    make(&made);
    later = made;
    for (size_t i = 0; i < later.count; i++) {
        later.rows[i].municipality = made.codes[i / (3 * (LAST - FIRST + 1))];
        later.rows[i].value *= later.rows[i].year > 2019 ? 3 : 1;
    }
    struct panel one = panel_of(fixture, made.rows, made.count);
    struct panel two = panel_of(fixture, later.rows, later.count);
    struct backtest a = run(fixture, &one, 2019, 2), b = run(fixture, &two, 2019, 2);
    assert_int_equal(a.prediction_count, MADE * 2 * 2);
    assert_int_equal(b.prediction_count, a.prediction_count);
    size_t outcomes = 0;
    for (size_t i = 0; i < a.prediction_count; i++) {
        const struct backtest_prediction *x = &a.predictions[i], *y = &b.predictions[i];
        assert_true(x->median == y->median && x->p10 == y->p10 && x->p25 == y->p25 &&
                    x->p75 == y->p75 && x->p90 == y->p90);
        outcomes += x->outcome != y->outcome;
    }
    assert_int_equal(outcomes, a.prediction_count);
}

static void
a_common_drift_is_found_and_bands_hold(void **state)
{
    struct fixture *fixture = *state;
    static struct made made;
    make(&made);
    struct panel panel = panel_of(fixture, made.rows, made.count);
    struct backtest out = run(fixture, &panel, 2020, 2);
    const struct backtest_score *list = backtest_score(&out, PANEL_MEAN_LIST, 2, BACKTEST_ALL);
    assert_non_null(list);
    assert_int_equal(list->count, MADE);
    assert_true(list->error < 0.85 * list->persistence);
    assert_true(list->inside80 > 0.7 && list->inside50 > 0.3 && list->inside50 < list->inside80);
    assert_true(list->crps > 0 && list->crps < list->persistence);
    for (size_t i = 0; i < out.prediction_count; i++) {
        const struct backtest_prediction *p = &out.predictions[i];
        assert_true(p->p10 <= p->p25 && p->p25 <= p->median && p->median <= p->p75 &&
                    p->p75 <= p->p90);
    }
}

/* As `make`, with GPs, listed and places that agree with the list length, or do not by `times`. */
static void
make_numbers(struct made *made, double times)
{
    make(made);
    size_t lengths = made->count;
    for (size_t i = 0; i < lengths; i += 3) {
        int m = atoi(made->rows[i].municipality) - 1000, year = (int)made->rows[i].year;
        double mean = made->rows[i].value, reserve = made->rows[i + 1].value;
        double gps = fmax(round(made->rows[i + 2].value / mean), 1);
        add(made, m, PANEL_GPS, year, gps);
        add(made, m, PANEL_LISTED, year, round(gps * mean * times));
        add(made, m, PANEL_PLACES, year, round(gps * mean * reserve / 100));
    }
}

/* A year on, no number is far from what was observed, whether or not the numbers agree; and those
 * that disagree change nothing for the list length and the reserve index. */
static void
numbers_go_on_from_what_was_observed(void **state)
{
    struct fixture *fixture = *state;
    static struct made made, other;
    make_numbers(&made, 1);
    make_numbers(&other, 2.5);
    struct panel one = panel_of(fixture, made.rows, made.count);
    struct panel two = panel_of(fixture, other.rows, other.count);
    struct backtest a = run(fixture, &one, 2020, 1), b = run(fixture, &two, 2020, 1);
    assert_int_equal(a.prediction_count, MADE * 5);
    assert_int_equal(b.prediction_count, MADE * 5);
    for (size_t i = 0; i < a.prediction_count; i++) {
        const struct backtest_prediction *p = &a.predictions[i], *q = &b.predictions[i];
        bool number = p->indicator == PANEL_LISTED || p->indicator == PANEL_PLACES;
        assert_true(!number || fabs(log(p->median / p->now)) < 0.1);
        assert_true(!number || fabs(log(q->median / q->now)) < 0.1);
        assert_true(p->indicator != PANEL_GPS || p->median == round(p->median));
        assert_true(number || p->indicator == PANEL_GPS ||
                    (p->median == q->median && p->p10 == q->p10 && p->p90 == q->p90));
        assert_true(panel_contradicts(&two, p->municipality, 2020));
    }
    const struct backtest_score *listed = backtest_score(&a, PANEL_LISTED, 1, BACKTEST_ALL);
    assert_true(listed->error < 1.1 * listed->persistence);
}

/* Without a list length, GPs and persons on lists tell it; without a reserve index there are as
 * many places as persons. */
static void
numbers_alone_are_a_start(void **state)
{
    struct fixture *fixture = *state;
    static struct made made;
    make_numbers(&made, 1);
    size_t kept = 0;
    for (size_t i = 0; i < made.count; i++) {
        if (made.rows[i].indicator == PANEL_GPS || made.rows[i].indicator == PANEL_LISTED) {
            made.rows[kept++] = made.rows[i];
        }
    }
    struct panel panel = panel_of(fixture, made.rows, kept);
    struct backtest out = run(fixture, &panel, 2020, 1);
    assert_int_equal(out.prediction_count, MADE * 2);
    for (size_t i = 0; i < out.prediction_count; i++) {
        const struct backtest_prediction *p = &out.predictions[i];
        assert_true(p->indicator == PANEL_GPS || fabs(log(p->median / p->now)) < 0.1);
    }
}

/* A number no municipality has, one from before the scheme, and a municipality of unknown size
 * start nothing. */
static void
what_cannot_be_a_start_is_left_out(void **state)
{
    struct fixture *fixture = *state;
    static struct made made;
    make(&made);
    for (size_t i = 0; i < made.count; i++) {
        if (made.rows[i].municipality == made.codes[3] && made.rows[i].year == 2019) {
            made.rows[i].value = made.rows[i].indicator == PANEL_MEAN_LIST ? 1e8 : 1e7;
        }
    }
    struct panel panel = panel_of(fixture, made.rows, made.count);
    struct backtest out = run(fixture, &panel, 2019, 1);
    assert_int_equal(out.prediction_count, (MADE - 1) * 2);
    for (size_t i = 0; i < made.count; i++) {
        made.rows[i].year -= 30;
    }
    panel = panel_of(fixture, made.rows, made.count);
    assert_int_equal(run(fixture, &panel, 1989, 1).prediction_count, 0);
}

/* -- a model fitted to drifts ------------------------------------------------------------------ */

/* The mean of an outcome over the futures. */
static double
mean_of(struct fixture *fixture, const struct model *model, enum outcome outcome, int32_t month)
{
    const struct futures_plan *plan;
    struct error error;
    assert_true(futures_prepare(model, &fixture->arena, &plan, &error));
    struct futures futures = {.count = FUTURES, .stride = FUTURES, .months = model->months};
    futures.outcomes = calloc(OUTCOME_COUNT * ((size_t)model->months + 1) * FUTURES, sizeof(float));
    void *workspace = aligned_alloc(64, (futures_workspace(plan) + 63) / 64 * 64);
    assert_true(futures.outcomes != NULL && workspace != NULL);
    futures_run(plan, 1, workspace, &futures);
    double sum = 0;
    for (size_t i = 0; i < FUTURES; i++) {
        sum += (double)futures.outcomes[futures_at(&futures, outcome, month) + i];
    }
    free(futures.outcomes);
    free(workspace);
    return sum / FUTURES;
}

static void
start_town(struct fixture *fixture, struct model *out)
{
    struct error error;
    struct uncertain assumptions[ASSUMPTION_COUNT];
    const struct start_totals totals = {.start = day("2021-01-01"),
                                        .months = 48,
                                        .gps = 100,
                                        .mean_list = 1050,
                                        .mean_without_gp = (double)NAN,
                                        .places = 102 * 1050,
                                        .residents = 100 * 1050,
                                        .residents_growth = 0.005};
    assert_true(forecast_assumptions(&fixture->bergen, assumptions, &error));
    assert_true(forecast_start_totals(&totals, &fixture->rulebook, assumptions, &fixture->arena,
                                      out, &error));
}

static void
a_fitted_model_goes_on_as_its_history(void **state)
{
    struct fixture *fixture = *state;
    const double drifts[] = {-0.03, -0.015, 0};
    double after[3];
    for (size_t i = 0; i < 3; i++) {
        struct model model;
        struct calibrated calibrated = {.list = {.mean = drifts[i], .sd = 0.003},
                                        .reserve = {.mean = -0.5, .sd = 0.3}};
        start_town(fixture, &model);
        model_fit(&model, &calibrated);
        assert_near(model.assumptions[ASSUMPTION_post_growth].value, 0.005 - drifts[i], 1e-12);
        assert_near(model.assumptions[ASSUMPTION_post_growth].spread, 0.003, 0);
        after[i] = mean_of(fixture, &model, OUTCOME_mean_list, 48);
    }
    assert_true(after[0] < after[1] && after[1] < after[2]);
    /* From the first year on, as vacant posts settle, within 1 % a year. */
    assert_near(log(after[1] / 1050) / 4, -0.015, 0.01);
    assert_near(log(after[2] / after[0]) / 4, 0.03, 0.012);
}

static void
a_fit_stays_within_bounds(void **state)
{
    struct fixture *fixture = *state;
    struct model model;
    struct calibrated calibrated = {.list = {.mean = 0.5}, .reserve = {.mean = -90}};
    start_town(fixture, &model);
    double candidates = model.assumptions[ASSUMPTION_candidates].value;
    model_fit(&model, &calibrated);
    assert_near(model.assumptions[ASSUMPTION_post_growth].value, 0, 0);
    assert_true(model.assumptions[ASSUMPTION_candidates].value >= candidates / 2);
    assert_near(model.assumptions[ASSUMPTION_cap_drift].value,
                model.assumptions[ASSUMPTION_cap_drift].min, 0);
    calibrated.list.mean = -0.5;
    start_town(fixture, &model);
    model_fit(&model, &calibrated);
    assert_near(model.assumptions[ASSUMPTION_post_growth].value, 0.08, 0);
    assert_true(model.assumptions[ASSUMPTION_candidates].value <= 2 * candidates);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_after_the_origin_changes_a_prediction),
        cmocka_unit_test(a_common_drift_is_found_and_bands_hold),
        cmocka_unit_test(numbers_go_on_from_what_was_observed),
        cmocka_unit_test(numbers_alone_are_a_start),
        cmocka_unit_test(what_cannot_be_a_start_is_left_out),
        cmocka_unit_test(a_fitted_model_goes_on_as_its_history),
        cmocka_unit_test(a_fit_stays_within_bounds),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
