/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/reference.h"

#include "fixture.h"
#include "model_fixture.h"

#include <math.h>
#include <string.h>

enum { FUTURES = 12, MEMORY = 64 * 1024 * 1024, SEED = 4711 };

static void
trial_run(struct trial *trial, uint32_t first, size_t count, uint64_t seed)
{
    struct arena work;
    struct error error;
    arena_init(&work, MEMORY);
    trial->futures = small_futures(&trial->small.model, count, &trial->memory);
    trial->futures.first = first;
    if (!reference_run(&trial->small.model, seed, &work, &trial->futures, &error)) {
        fail_msg("refused: %s %s", error.found, error.expected);
    }
    assert_int_equal(work.used, 0);
    arena_free(&work);
}

/* -- what always holds ------------------------------------------------------------------------- */

static void
check_month(const struct trial *trial, int32_t t, size_t f)
{
    double listed = outcome(trial, OUTCOME_listed, t, f);
    double unassigned = outcome(trial, OUTCOME_unassigned, t, f);
    assert_near(outcome(trial, OUTCOME_residents, t, f) + outcome(trial, OUTCOME_guests, t, f),
                listed + unassigned + outcome(trial, OUTCOME_opted_out, t, f), 0);
    assert_true(outcome(trial, OUTCOME_waiting, t, f) <=
                listed + outcome(trial, OUTCOME_opted_out, t, f));
    double gps = outcome(trial, OUTCOME_gps, t, f);
    assert_near(outcome(trial, OUTCOME_posts, t, f),
                gps + outcome(trial, OUTCOME_posts_without_gp, t, f), 0);
    assert_true(gps >= 0 && unassigned >= 0 && outcome(trial, OUTCOME_free_places, t, f) >= 0);
    assert_true(outcome(trial, OUTCOME_listed_without_gp, t, f) <= listed);
    for (int row = 0; row < OUTCOME_COUNT; row++) {
        assert_true(isfinite(outcome(trial, (enum outcome)row, t, f)));
    }
    double changed[OUTCOME_COUNT] = {0};
    for (int row = 0; row < FLOW_COUNT; row++) {
        changed[flow_of((enum flow)row)] += flow(trial, (enum flow)row, t, f);
    }
    static const enum outcome of[] = {OUTCOME_gps, OUTCOME_places, OUTCOME_listed};
    for (size_t i = 0; i < 3; i++) {
        assert_near(changed[of[i]], outcome(trial, of[i], t, f) - outcome(trial, of[i], 0, f), 0);
    }
}

static void
what_goes_in_comes_out(void **state)
{
    for (int kind = 0; kind < SMALL_KINDS; kind++) {
        struct trial trial;
        trial_make(&trial, (enum small_kind)kind, state);
        trial_run(&trial, 0, FUTURES, SEED);
        for (size_t f = 0; f < FUTURES; f++) {
            for (int32_t t = 0; t <= SMALL_MONTHS; t++) {
                check_month(&trial, t, f);
            }
        }
        trial_free(&trial);
    }
}

/* Posts of no district are in none; all others are in one. */
static void
districts_add_up(void **state)
{
    static const struct {
        enum district_outcome row;
        enum outcome outcome;
    } of[] = {{DISTRICT_gps, OUTCOME_gps},
              {DISTRICT_places, OUTCOME_places},
              {DISTRICT_listed, OUTCOME_listed},
              {DISTRICT_residents, OUTCOME_residents}};
    struct trial trial;
    trial_make(&trial, SMALL_MEASURES, state);
    trial.small.lists[13].district = 0;
    trial_run(&trial, 0, FUTURES, SEED);
    for (size_t f = 0; f < FUTURES; f++) {
        for (int32_t t = 0; t <= SMALL_MONTHS; t++) {
            for (size_t i = 0; i < 4; i++) {
                double sum = 0;
                for (size_t d = 0; d < SMALL_DISTRICTS; d++) {
                    sum += recorded(&trial.futures, trial.futures.by_district,
                                    d * DISTRICT_OUTCOME_COUNT + of[i].row, t, f);
                }
                assert_near(sum, outcome(&trial, of[i].outcome, t, f), i == 3 ? 0.51 : 0);
            }
        }
    }
    trial_free(&trial);
}

static void
month_0_is_what_is_given(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_FULL, state);
    trial_run(&trial, 0, 1, SEED);
    assert_near(outcome(&trial, OUTCOME_gps, 0, 0), 6, 0);
    assert_near(outcome(&trial, OUTCOME_places, 0, 0), 4860, 0);
    assert_near(outcome(&trial, OUTCOME_listed, 0, 0), 4847, 0);
    assert_near(outcome(&trial, OUTCOME_waiting, 0, 0), 300, 0);
    assert_near(outcome(&trial, OUTCOME_unassigned, 0, 0), 150, 0);
    assert_near(outcome(&trial, OUTCOME_residents, 0, 0), 4847 + 150 + 50 + 120 - 40, 0);
    assert_near(outcome(&trial, OUTCOME_opted_out, 0, 0), 50 + 120, 0);
    assert_near(outcome(&trial, OUTCOME_free_places, 0, 0), 0, 0);
    assert_near(outcome(&trial, OUTCOME_mean_list, 0, 0), 4847 / 6.0, 1e-4);
    assert_near(outcome(&trial, OUTCOME_reserve_index, 0, 0), 100 * 4860 / 4847.0, 1e-5);
    assert_near(outcome(&trial, OUTCOME_hours_per_gp, 0, 0), 50 * 4847 / 4800.0, 1e-5);
    assert_near(outcome(&trial, OUTCOME_same_day_slots, 0, 0), 12 * 0.95 * 6 / 4847 * 1000, 1e-5);
    assert_near(outcome(&trial, OUTCOME_ooh_contacts, 0, 0), 0.25 / 12 * 5127, 1e-4);
    trial_free(&trial);
}

/* -- luck -------------------------------------------------------------------------------------- */

static size_t
outcome_bytes(const struct trial *trial)
{
    return OUTCOME_COUNT * (SMALL_MONTHS + 1) * trial->futures.count * sizeof(float);
}

static void
same_seed_same_futures(void **state)
{
    struct trial once, again, apart;
    trial_make(&once, SMALL_MEASURES, state);
    trial_make(&again, SMALL_MEASURES, state);
    trial_make(&apart, SMALL_MEASURES, state);
    trial_run(&once, 0, 4, SEED);
    trial_run(&again, 0, 4, SEED);
    assert_memory_equal(once.futures.outcomes, again.futures.outcomes, outcome_bytes(&once));
    trial_run(&apart, 3, 1, SEED);
    for (int row = 0; row < OUTCOME_COUNT; row++) {
        for (int32_t t = 0; t <= SMALL_MONTHS; t++) {
            assert_near(outcome(&apart, (enum outcome)row, t, 0),
                        outcome(&once, (enum outcome)row, t, 3), 0);
        }
    }
    trial_run(&again, 0, 4, SEED + 1);
    assert_memory_not_equal(once.futures.outcomes, again.futures.outcomes, outcome_bytes(&once));
    trial_free(&once);
    trial_free(&again);
    trial_free(&apart);
}

static void
measures_of_no_size_change_nothing(void **state)
{
    struct trial with, without;
    trial_make(&with, SMALL_MEASURES, state);
    trial_make(&without, SMALL_VACANT, state);
    for (size_t i = 0; i < with.small.model.effort_count; i++) {
        with.small.efforts[i].size = 0;
    }
    trial_run(&with, 0, FUTURES, SEED);
    trial_run(&without, 0, FUTURES, SEED);
    assert_memory_equal(with.futures.outcomes, without.futures.outcomes, outcome_bytes(&with));
    for (size_t i = 0; i < with.small.model.effort_count; i++) {
        assert_near(recorded(&with.futures, with.futures.costs, i, SMALL_MONTHS, 0), 0, 0);
    }
    trial_free(&with);
    trial_free(&without);
}

/* -- a world where little happens -------------------------------------------------------------- */

/* Nobody comes, leaves, moves or is born, and nothing is uncertain. */
static void
make_still(struct small_model *small)
{
    for (int a = 0; a < ASSUMPTION_COUNT; a++) {
        bool rate = a < ASSUMPTION_hours_all && a != ASSUMPTION_gp_age_q25 &&
                    a != ASSUMPTION_gp_age_q50 && a != ASSUMPTION_gp_age_q75;
        if (rate) {
            small->model.assumptions[a].value = 0;
        }
    }
    for (size_t i = 0; i < small->model.list_count; i++) {
        small->lists[i].born = day("1980-01-01");
        small->lists[i].since = day("2015-01-01");
    }
    for (size_t m = 0; m <= SMALL_MONTHS; m++) {
        small->births[m] = 0;
        memcpy(&small->residents[m * SMALL_DISTRICTS], small->residents,
               SMALL_DISTRICTS * sizeof small->residents[0]);
    }
}

static void
nothing_happens_in_a_still_world(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_FULL, state);
    make_still(&trial.small);
    trial_run(&trial, 0, 1, SEED);
    for (int row = 0; row < OUTCOME_COUNT; row++) {
        double tolerance = row == OUTCOME_hours_per_gp || row == OUTCOME_ooh_contacts ? 30 : 0;
        for (int32_t t = 1; t <= SMALL_MONTHS; t++) {
            assert_near(outcome(&trial, (enum outcome)row, t, 0),
                        outcome(&trial, (enum outcome)row, 0, 0), tolerance);
        }
    }
    trial_free(&trial);
}

/* Turned 66 on 14 March 2026; the notice of 6 months is from 1 October 2029, the end on 1 April
 * 2030: month 51. Nobody takes over, and no locum comes. */
static void
a_gp_stops_at_seventy(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_FULL, state);
    make_still(&trial.small);
    trial.small.lists[1].born = day("1960-03-14");
    trial_run(&trial, 0, 1, SEED);
    assert_near(outcome(&trial, OUTCOME_gps, 50, 0), 6, 0);
    assert_near(outcome(&trial, OUTCOME_gps, 51, 0), 5, 0);
    assert_near(outcome(&trial, OUTCOME_posts_without_gp, 51, 0), 1, 0);
    assert_near(outcome(&trial, OUTCOME_listed_without_gp, 51, 0), 777, 0);
    assert_near(outcome(&trial, OUTCOME_places, 51, 0), 4860, 0);
    assert_near(flow(&trial, FLOW_gps_retired, 51, 0), -1, 0);
    trial_free(&trial);
}

/* With candidates enough an announced post is awarded at once; the newcomer starts a month later at
 * the earliest, with the list length newcomers want. */
static void
a_vacant_post_is_taken_over(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_FULL, state);
    make_still(&trial.small);
    struct uncertain *assumptions = trial.small.model.assumptions;
    assumptions[ASSUMPTION_candidates].value = 1e6;
    assumptions[ASSUMPTION_newcomer_length].value = 900;
    assumptions[ASSUMPTION_newcomer_age].value = 36;
    trial.small.lists[0].status = POST_VACANT;
    trial.small.lists[3].status = POST_LOCUM;
    trial_run(&trial, 0, 1, SEED);
    assert_near(outcome(&trial, OUTCOME_gps, 1, 0), 4, 0);
    assert_near(outcome(&trial, OUTCOME_gps, 2, 0), 6, 0);
    assert_near(flow(&trial, FLOW_gps_took_over, 2, 0), 2, 0);
    assert_near(flow(&trial, FLOW_places_newcomers, 2, 0), 140 + 80, 0);
    assert_near(outcome(&trial, OUTCOME_free_places, 2, 0), 0, 0);
    assert_near(outcome(&trial, OUTCOME_unassigned, 2, 0), 0, 0);
    trial_free(&trial);
}

/* A fixed sum once, then by the year, the doctor and the listed person, from the month it begins.
 */
static void
costs_run_from_the_start_of_a_measure(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_FULL, state);
    make_still(&trial.small);
    trial.small.efforts[0] = (struct effort){.lever = LEVER_relief,
                                             .size = 2,
                                             .effect = {.value = 1, .max = 1},
                                             .start = 3,
                                             .end = 6,
                                             .cost_fixed = 10000,
                                             .cost_year = 2400,
                                             .cost_doctor = 1200,
                                             .cost_listed = 24};
    trial.small.model.efforts = trial.small.efforts;
    trial.small.model.effort_count = 1;
    trial_run(&trial, 0, 1, SEED);
    const double monthly = 2 * (2 + 6 * 1.0 + 4847 * 0.02);
    const double expected[] = {
        0, 0, 0, 200 + monthly, 200 + 2 * monthly, 200 + 3 * monthly, 200 + 3 * monthly};
    for (int32_t t = 0; t < 7; t++) {
        assert_near(recorded(&trial.futures, trial.futures.costs, 0, t, 0), expected[t], 1e-4);
    }
    trial_free(&trial);
}

static void
memory_that_ends_is_told(void **state)
{
    struct trial trial;
    struct arena work;
    struct error error;
    trial_make(&trial, SMALL_FULL, state);
    trial.futures = small_futures(&trial.small.model, 1, &trial.memory);
    static const size_t limits[] = {1000, 100000, 400000};
    for (size_t i = 0; i < 3; i++) {
        arena_init(&work, limits[i]);
        assert_false(reference_run(&trial.small.model, SEED, &work, &trial.futures, &error));
        assert_int_equal(error.code, ERROR_MEMORY);
        arena_free(&work);
    }
    trial_free(&trial);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(districts_add_up),
        cmocka_unit_test(month_0_is_what_is_given),
        cmocka_unit_test(same_seed_same_futures),
        cmocka_unit_test(measures_of_no_size_change_nothing),
        cmocka_unit_test(nothing_happens_in_a_still_world),
        cmocka_unit_test(a_gp_stops_at_seventy),
        cmocka_unit_test(a_vacant_post_is_taken_over),
        cmocka_unit_test(costs_run_from_the_start_of_a_measure),
        cmocka_unit_test(memory_that_ends_is_told),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
