/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/model.h"

#include "fixture.h"

#include <math.h>
#include <string.h>

static struct uncertain
uncertain(enum distribution distribution, double value, double spread, double min, double max)
{
    return (struct uncertain){value, spread, min, max, (int)distribution};
}

static void
a_draw_follows_its_distribution(void **state)
{
    (void)state;
    struct uncertain fixed = uncertain(DISTRIBUTION_FIXED, 3, 9, -10, 10);
    struct uncertain normal = uncertain(DISTRIBUTION_NORMAL, 3, 2, -10, 10);
    struct uncertain lognormal = uncertain(DISTRIBUTION_LOGNORMAL, 3, 0.5, 0, 100);
    struct uncertain logit = uncertain(DISTRIBUTION_LOGIT_NORMAL, 0.2, 0.7, 0, 1);
    static const double zs[] = {-3, -1, 0, 0.5, 2.5};
    for (size_t i = 0; i < sizeof zs / sizeof zs[0]; i++) {
        double z = zs[i];
        assert_near(uncertain_draw(&fixed, z), 3, 0);
        assert_near(uncertain_draw(&normal, z), 3 + 2 * z, 1e-14);
        assert_near(uncertain_draw(&lognormal, z), exp(log(3) + 0.5 * z), 1e-12);
        double drawn = uncertain_draw(&logit, z);
        assert_near(log(drawn / (1 - drawn)), log(0.25) + 0.7 * z, 1e-12);
    }
    /* the value is the median of each, and certainty stays certain */
    struct uncertain never = uncertain(DISTRIBUTION_LOGIT_NORMAL, 0, 0.7, 0, 1);
    struct uncertain always = uncertain(DISTRIBUTION_LOGIT_NORMAL, 1, 0.7, 0, 1);
    for (int z = -4; z <= 4; z++) {
        assert_near(uncertain_draw(&never, z), 0, 0);
        assert_near(uncertain_draw(&always, z), 1, 0);
    }
}

static void
a_draw_stays_within_its_bounds(void **state)
{
    (void)state;
    struct uncertain bounded = uncertain(DISTRIBUTION_NORMAL, 0, 1, -0.5, 1.5);
    assert_near(uncertain_draw(&bounded, -0.5), -0.5, 0);
    assert_near(uncertain_draw(&bounded, -0.51), -0.5, 0);
    assert_near(uncertain_draw(&bounded, 1.49), 1.49, 0);
    assert_near(uncertain_draw(&bounded, 8), 1.5, 0);
    struct uncertain outside = uncertain(DISTRIBUTION_FIXED, 7, 0, 0, 5);
    assert_near(uncertain_draw(&outside, 0), 5, 0);
}

static void
a_ramp_rises_from_its_start_and_ends(void **state)
{
    (void)state;
    struct effort gradual = {.start = 5, .ramp = 3, .end = 12};
    static const struct {
        int32_t month;
        double share;
    } cases[] = {{-1, 0}, {0, 0}, {4, 0},  {5, 0.25}, {6, 0.5}, {7, 0.75},
                 {8, 1},  {9, 1}, {11, 1}, {12, 0},   {13, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_near(effort_ramp(&gradual, cases[i].month), cases[i].share, 1e-15);
    }
    struct effort at_once = {.start = -7, .ramp = 0, .end = INT32_MAX};
    assert_near(effort_ramp(&at_once, -8), 0, 0);
    assert_near(effort_ramp(&at_once, -7), 1, 0);
    assert_near(effort_ramp(&at_once, INT32_MAX - 1), 1, 0);
    struct effort ended = {.start = 0, .ramp = 24, .end = 12}; /* before it is full */
    assert_near(effort_ramp(&ended, 11), 12 / 25.0, 1e-15);
    assert_near(effort_ramp(&ended, 12), 0, 0);
    struct effort far = {.start = INT32_MIN, .ramp = INT32_MAX, .end = INT32_MAX};
    assert_near(effort_ramp(&far, INT32_MAX - 1), 1, 0);
}

static void
costs_follow_the_size(void **state)
{
    (void)state;
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        bool is_length = lever == LEVER_list_length || lever == LEVER_newcomer_length;
        struct effort effort = {.lever = lever, .size = -2};
        assert_near(effort_cost_size(&effort), is_length ? 2 : -2, 0);
        effort.size = 3;
        assert_near(effort_cost_size(&effort), 3, 0);
    }
}

/* One of a kind's names in every language, and the key it is found by. */
static void
check_names(const char *const *ids, size_t at, const char *(*name)(size_t, enum language))
{
    assert_true(strlen(ids[at]) > 1);
    for (size_t other = 0; other < at; other++) {
        assert_string_not_equal(ids[at], ids[other]);
    }
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        assert_non_null(name(at, (enum language)language));
        assert_true(strlen(name(at, (enum language)language)) > 1);
    }
}

static const char *
name_of_outcome(size_t at, enum language language)
{
    return outcome_name((enum outcome)at, language);
}

static const char *
name_of_assumption(size_t at, enum language language)
{
    return assumption_name((enum assumption)at, language);
}

static const char *
name_of_lever(size_t at, enum language language)
{
    return lever_name((enum lever)at, language);
}

static const char *
name_of_flow(size_t at, enum language language)
{
    return flow_name((enum flow)at, language);
}

static void
everything_has_a_key_and_a_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        check_names(outcome_ids, i, name_of_outcome);
        assert_true(outcome_decimals((enum outcome)i) >= 0);
    }
    for (size_t i = 0; i < ASSUMPTION_COUNT; i++) {
        check_names(assumption_ids, i, name_of_assumption);
    }
    for (size_t i = 0; i < LEVER_COUNT; i++) {
        check_names(lever_ids, i, name_of_lever);
    }
    for (size_t i = 0; i < FLOW_COUNT; i++) {
        check_names(flow_ids, i, name_of_flow);
    }
    assert_null(outcome_ids[OUTCOME_COUNT]);
    assert_null(assumption_ids[ASSUMPTION_COUNT]);
    assert_null(lever_ids[LEVER_COUNT]);
    assert_null(flow_ids[FLOW_COUNT]);
}

static void
units_and_bases_are_those_of_the_tables(void **state)
{
    (void)state;
    assert_int_equal(outcome_unit(OUTCOME_gps), UNIT_gps);
    assert_int_equal(outcome_unit(OUTCOME_vacancy_listed), UNIT_share);
    assert_int_equal(outcome_decimals(OUTCOME_hours_per_gp), 1);
    assert_int_equal(assumption_unit(ASSUMPTION_candidates), UNIT_doctors_per_100000_year);
    assert_int_equal(assumption_unit(ASSUMPTION_ooh_without_gp_factor), UNIT_ratio);
    assert_int_equal(lever_unit(LEVER_candidates), UNIT_ratio);
    assert_int_equal(lever_unit(LEVER_empty_posts), UNIT_posts_per_year);
    assert_int_equal(lever_basis(LEVER_candidates), BASIS_ALL_HIRES);
    assert_int_equal(lever_basis(LEVER_salaried_posts), BASIS_OWN_GPS);
    assert_int_equal(lever_basis(LEVER_rule), BASIS_NOBODY);
    assert_int_equal(flow_of(FLOW_gps_left), OUTCOME_gps);
    assert_int_equal(flow_of(FLOW_places_measures), OUTCOME_places);
    assert_int_equal(flow_of(FLOW_listed_unassigned), OUTCOME_listed);
}

static void
records_lie_row_by_month(void **state)
{
    (void)state;
    struct futures futures = {.months = 12, .stride = 40, .count = 33};
    assert_int_equal(futures_at(&futures, 0, 0), 0);
    assert_int_equal(futures_at(&futures, 0, 1), 40);
    assert_int_equal(futures_at(&futures, 0, 12), 480);
    assert_int_equal(futures_at(&futures, 1, 0), 520);
    assert_int_equal(futures_at(&futures, 3, 7), 3 * 520 + 280);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draw_follows_its_distribution),
        cmocka_unit_test(a_draw_stays_within_its_bounds),
        cmocka_unit_test(a_ramp_rises_from_its_start_and_ends),
        cmocka_unit_test(costs_follow_the_size),
        cmocka_unit_test(everything_has_a_key_and_a_name),
        cmocka_unit_test(units_and_bases_are_those_of_the_tables),
        cmocka_unit_test(records_lie_row_by_month),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
