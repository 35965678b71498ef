/* SPDX-License-Identifier: EUPL-1.2 */
#include "job/forecast_job.h"

#include "fixture.h"
#include "forecast/start.h"

#include <math.h>
#include <string.h>

enum { MONTHS = 18, LISTS = 6 };

static const char *const district_names[] = {"Nord", "Sør"};

/* A town of six lists in two districts, with two measures. */
struct world {
    struct arena arena;
    struct rulebook *rulebook;
    struct model_list lists[LISTS];
    double residents[(MONTHS + 1) * 2], births[MONTHS + 1], need[MONTHS + 1];
    struct effort efforts[2];
    struct model models[FORECAST_SIDES]; /* with both measures, and with none */
};

static struct model
model_of(struct world *world, struct fixture *fixture, size_t efforts)
{
    struct model model = {
        .rulebook = &fixture->rulebook,
        .start = day("2024-03-01"),
        .months = MONTHS,
        .lists = world->lists,
        .list_count = LISTS,
        .population = {.months = MONTHS,
                       .districts = 2,
                       .names = district_names,
                       .residents = world->residents,
                       .births = world->births,
                       .gp_need = world->need,
                       .ooh_need = world->need},
        .guests = 40,
        .unassigned = 25,
        .opted_out = 15,
        .efforts = world->efforts,
        .effort_count = efforts,
    };
    struct error error;
    assert_true(forecast_assumptions(&fixture->bergen, model.assumptions, &error));
    return model;
}

static void
build(struct world *world, struct fixture *fixture)
{
    *world = (struct world){0};
    arena_init(&world->arena, (size_t)64 * 1024 * 1024);
    for (size_t l = 0; l < LISTS; l++) {
        world->lists[l] = (struct model_list){
            .cap = 1000,
            .length = 950,
            .district = (int32_t)(l % 2),
            .status = l == 0 ? POST_VACANT : POST_HELD,
            .state = LIST_OPEN,
            .channel = CHANNEL_TAKEOVER,
            .born = DATE_NONE,
            .since = DATE_NONE,
            .sex = CHOICE_NONE,
        };
    }
    for (size_t m = 0; m <= MONTHS; m++) {
        world->residents[2 * m] = 2850 + 2 * (double)m;
        world->residents[2 * m + 1] = 2850;
        world->births[m] = 5;
        world->need[m] = 2.5;
    }
    const struct effort effort = {
        .measure = "grant",
        .entity = 77,
        .lever = LEVER_candidates,
        .size = 1,
        .effect = {.value = 0.4, .spread = 0.2, .max = 2, .distribution = DISTRIBUTION_NORMAL},
        .start = 3,
        .end = INT32_MAX,
        .cost_fixed = 10000000, /* 100 000 kr */
        .cost_year = 120000000, /* 1 200 000 kr */
    };
    world->efforts[0] = effort;
    world->efforts[1] = effort;
    world->efforts[1].measure = "salary";
    world->efforts[1].entity = 78;
    world->efforts[1].lever = LEVER_stay;
    world->efforts[1].start = 12;
    world->models[0] = model_of(world, fixture, 2);
    world->models[1] = model_of(world, fixture, 0);
}

static const struct goal goals[] = {{OUTCOME_unassigned, false, false, 20},
                                    {OUTCOME_gps, true, false, 6}};

static struct forecast
forecast_of(const struct world *world, size_t futures, size_t sides)
{
    struct forecast forecast = {
        .seed = 7,
        .wanted = futures,
        .start = world->models[0].start,
        .months = MONTHS,
        .goals = goals,
        .goal_count = 2,
        .side_count = sides,
    };
    for (size_t s = 0; s < sides; s++) {
        forecast.sides[s].model = &world->models[s];
    }
    return forecast;
}

static struct forecast
run(struct world *world, const struct forecast_job *job, size_t futures, size_t sides)
{
    struct forecast forecast = forecast_of(world, futures, sides);
    struct error error;
    if (!forecast_job_room(&forecast, 0, futures, false, &world->arena, &error) ||
        !forecast_job_run(job, &forecast, futures, &world->arena, &forecast.count, &error) ||
        !forecast_job_sum_up(job, &forecast, &world->arena, &error)) {
        fail_msg("refused: %d", (int)error.code);
    }
    return forecast;
}

static size_t
month_rows(size_t rows)
{
    return rows * (MONTHS + 1);
}

static void
assert_same_side(const struct forecast *a, const struct forecast *b, size_t s)
{
    const struct forecast_side *left = &a->sides[s], *right = &b->sides[s];
    const size_t efforts = left->model->effort_count;
    assert_memory_equal(left->outcomes, right->outcomes,
                        month_rows(OUTCOME_COUNT) * sizeof *left->outcomes);
    assert_memory_equal(left->by_district, right->by_district,
                        month_rows(2 * DISTRICT_OUTCOME_COUNT) * sizeof *left->by_district);
    assert_memory_equal(left->costs, right->costs,
                        (efforts + 1) * (a->years + 1) * sizeof *left->costs);
    assert_memory_equal(left->chances, right->chances, month_rows(2) * sizeof *left->chances);
}

/* -- the same answer --------------------------------------------------------------------------- */

static void
any_number_of_threads_gives_the_same_bytes(void **state)
{
    static const int threads[] = {2, 8};
    struct world world;
    build(&world, *state);
    const struct forecast_job alone = {.threads = 1};
    /* 300 is no whole number of chunks */
    const struct forecast wanted = run(&world, &alone, 300, 2);
    assert_int_equal(wanted.count, 300);
    assert_false(forecast_is_partial(&wanted));
    for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++) {
        const struct forecast_job job = {.threads = threads[i]};
        const struct forecast found = run(&world, &job, 300, 2);
        assert_same_side(&found, &wanted, 0);
        assert_same_side(&found, &wanted, 1);
        assert_memory_equal(found.difference, wanted.difference,
                            month_rows(OUTCOME_COUNT) * sizeof *wanted.difference);
        assert_memory_equal(found.difference_costs, wanted.difference_costs,
                            (wanted.years + 1) * sizeof *wanted.difference_costs);
    }
    arena_free(&world.arena);
}

static void
a_part_of_the_futures_is_the_same_futures(void **state)
{
    struct world world;
    build(&world, *state);
    const struct forecast_job job = {.threads = 2};
    struct forecast all = forecast_of(&world, 200, 1), part = forecast_of(&world, 72, 1);
    struct error error;
    size_t done;
    assert_true(forecast_job_room(&all, 0, 200, true, &world.arena, &error));
    assert_true(forecast_job_run(&job, &all, 200, &world.arena, &done, &error));
    assert_true(forecast_job_room(&part, 128, 72, true, &world.arena, &error));
    assert_true(forecast_job_run(&job, &part, 72, &world.arena, &done, &error));
    assert_int_equal(done, 72);
    const struct futures *whole = &all.sides[0].futures, *some = &part.sides[0].futures;
    for (size_t row = 0; row < FLOW_COUNT; row++) {
        assert_memory_equal(whole->flows + futures_at(whole, row, MONTHS) + 128,
                            some->flows + futures_at(some, row, MONTHS), 72 * sizeof(float));
    }
    for (size_t row = 0; row < OUTCOME_COUNT; row++) {
        for (int32_t t = 0; t <= MONTHS; t++) {
            assert_memory_equal(whole->outcomes + futures_at(whole, row, t) + 128,
                                some->outcomes + futures_at(some, row, t), 72 * sizeof(float));
        }
    }
    arena_free(&world.arena);
}

/* -- what it says ------------------------------------------------------------------------------ */

static void
bands_are_those_of_the_futures(void **state)
{
    struct world world;
    build(&world, *state);
    const struct forecast_job job = {.threads = 2};
    const struct forecast forecast = run(&world, &job, 100, 1);
    const struct forecast_side *side = &forecast.sides[0];
    for (size_t row = 0; row < OUTCOME_COUNT; row++) {
        for (int32_t t = 0; t <= MONTHS; t++) {
            float values[100];
            struct band band;
            memcpy(values, side->futures.outcomes + futures_at(&side->futures, row, t),
                   sizeof values);
            band_of(values, 100, &band);
            assert_memory_equal(&band, &side->outcomes[forecast_at(&forecast, row, t)],
                                sizeof band);
        }
    }
    for (int32_t t = 0; t <= MONTHS; t++) {
        for (size_t g = 0; g < 2; g++) {
            assert_near(side->chances[forecast_at(&forecast, g, t)],
                        goal_chance(&goals[g], &side->futures, t), 0);
        }
    }
    assert_near(side->outcomes[forecast_at(&forecast, OUTCOME_unassigned, 0)].mean, 25, 0);
    assert_null(forecast.difference);
    arena_free(&world.arena);
}

/* March 2024 is month 0: 2024 has the months 1–9, from April; 2025 the months 10–18, to September.
 */
static void
costs_fall_in_the_year_they_are_spent(void **state)
{
    struct world world;
    build(&world, *state);
    const struct forecast_job job = {.threads = 2};
    const struct forecast forecast = run(&world, &job, 64, 2);
    assert_int_equal(forecast.first_year, 2024);
    assert_int_equal(forecast.years, 2);
    int32_t first;
    assert_int_equal(forecast_year_months(&forecast, 0, &first), 9);
    assert_int_equal(first, 1);
    assert_int_equal(forecast_year_months(&forecast, 1, &first), 9);
    assert_int_equal(first, 10);
    assert_int_equal(forecast_year_months(&forecast, 2, &first), 18); /* both */
    assert_int_equal(first, 1);
    const struct band *costs = forecast.sides[0].costs;
    static const double wanted[3][3] = {
        {800e3, 900e3, 1700e3}, /* 100 000 once and a month from month 3 */
        {0, 800e3, 800e3},      /* from month 12 */
        {800e3, 1700e3, 2500e3},
    };
    for (size_t row = 0; row < 3; row++) {
        for (size_t year = 0; year < 3; year++) {
            assert_near(costs[forecast_cost_at(&forecast, row, year)].mean, wanted[row][year], 1);
        }
    }
    for (size_t year = 0; year < 3; year++) {
        assert_near(forecast.sides[1].costs[year].mean, 0, 0); /* nothing is done there */
        assert_near(forecast.difference_costs[year].mean, wanted[2][year], 1);
    }
    arena_free(&world.arena);
}

static void
a_package_against_itself_makes_no_difference(void **state)
{
    struct world world;
    build(&world, *state);
    world.models[1] = world.models[0];
    const struct forecast_job job = {.threads = 2};
    const struct forecast forecast = run(&world, &job, 100, 2);
    for (size_t i = 0; i < month_rows(OUTCOME_COUNT); i++) {
        for (size_t q = 0; q < QUANTILE_COUNT; q++) {
            assert_near(forecast.difference[i].at[q], 0, 0);
        }
    }
    arena_free(&world.arena);
}

/* -- stopping ---------------------------------------------------------------------------------- */

struct watcher {
    atomic_bool stop;
    size_t stop_at, told;
    bool backwards;
};

static void
watch(void *told, size_t done, size_t wanted)
{
    struct watcher *watcher = told;
    assert_true(done <= wanted);
    watcher->backwards |= done < watcher->told;
    watcher->told = done;
    if (done >= watcher->stop_at) {
        atomic_store(&watcher->stop, true);
    }
}

/* Runs 2000 futures and stops at 300: whether that came in time. */
static bool
what_is_done_is_whole(struct fixture *fixture, int threads)
{
    struct world world;
    build(&world, fixture);
    const struct forecast_job job = {.threads = 2};
    const struct forecast wanted = run(&world, &job, 2000, 1);
    struct watcher watcher = {.stop_at = 300};
    const struct forecast_job stopped = {
        .threads = threads, .stop = &watcher.stop, .progress = watch, .told = &watcher};
    const struct forecast found = run(&world, &stopped, 2000, 1);
    const bool partial = found.count < 2000;
    assert_true(found.count >= 300 && found.count <= 2000);
    assert_int_equal(forecast_is_partial(&found), partial);
    assert_true(!partial || found.count % FORECAST_CHUNK == 0);
    assert_false(watcher.backwards);
    const struct futures *some = &found.sides[0].futures, *all = &wanted.sides[0].futures;
    for (size_t row = 0; row < OUTCOME_COUNT; row++) {
        assert_memory_equal(some->outcomes + futures_at(some, row, MONTHS),
                            all->outcomes + futures_at(all, row, MONTHS),
                            found.count * sizeof(float));
    }
    /* and it is what a run of so many gives */
    const struct forecast again = run(&world, &job, found.count, 1);
    assert_same_side(&again, &found, 0);
    arena_free(&world.arena);
    return partial;
}

static void
what_is_done_when_stopped_is_whole_and_marked(void **state)
{
    assert_true(what_is_done_is_whole(*state, 1));
    /* of two threads the one that tells may be held up until the other has done all */
    for (int tries = 0; !what_is_done_is_whole(*state, 2); tries++) {
        assert_true(tries < 100);
    }
}

static void
stopped_at_once_it_still_has_an_answer(void **state)
{
    struct world world;
    build(&world, *state);
    struct watcher watcher = {0};
    atomic_store(&watcher.stop, true);
    const struct forecast_job job = {.threads = 2, .stop = &watcher.stop};
    const struct forecast forecast = run(&world, &job, 500, 2);
    assert_int_equal(forecast.count, FORECAST_CHUNK);
    const struct forecast one = run(&world, &job, 1, 1);
    assert_int_equal(one.count, 1);
    assert_false(forecast_is_partial(&one));
    arena_free(&world.arena);
}

static void
more_than_there_is_memory_for_is_said_so(void **state)
{
    struct world world;
    build(&world, *state);
    struct arena small;
    arena_init(&small, 100000);
    struct forecast forecast = forecast_of(&world, 5000, 1);
    struct error error;
    assert_false(forecast_job_room(&forecast, 0, 5000, false, &small, &error));
    assert_int_equal(error.code, ERROR_FUTURES_MEMORY);
    arena_free(&small);
    arena_free(&world.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_threads_gives_the_same_bytes),
        cmocka_unit_test(a_part_of_the_futures_is_the_same_futures),
        cmocka_unit_test(bands_are_those_of_the_futures),
        cmocka_unit_test(costs_fall_in_the_year_they_are_spent),
        cmocka_unit_test(a_package_against_itself_makes_no_difference),
        cmocka_unit_test(what_is_done_when_stopped_is_whole_and_marked),
        cmocka_unit_test(stopped_at_once_it_still_has_an_answer),
        cmocka_unit_test(more_than_there_is_memory_for_is_said_so),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
