/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/forecast.h"

#include "ask_of.h"
#include "desk/plan.h"
#include "report/answers.h"

static void
count_progress(void *told, size_t done, size_t wanted)
{
    assert_true(done <= wanted);
    *(size_t *)told = done;
}

static void
a_forecast_is_what_was_asked_for(void **state)
{
    struct ask ask = ask_of(*state, "forecast");
    struct answer answer;
    struct error error;
    size_t done = 0;
    const struct forecast_request request = {.start = day("2024-02-01"),
                                             .years = 1,
                                             .futures = 64,
                                             .goals = "gps>=1,vacancy_listed>=90%",
                                             .threads = 1,
                                             .progress = count_progress,
                                             .told = &done};
    assert_true(desk_forecast(&ask, &request, &answer, &error));
    assert_int_equal(done, 64);
    const struct forecast_answer *of = answer.of;
    assert_int_equal(of->forecast->count, 64);
    assert_int_equal(of->forecast->months, 12);
    assert_int_equal(of->forecast->seed, 1);
    assert_int_equal(of->forecast->goal_count, 2);
    assert_int_equal(of->forecast->side_count, 1);
    assert_false(of->explained->known); /* what it hangs on was not asked for */
    assert_int_equal(answer.date.days, day("2024-02-01").days);
}

static void
what_it_hangs_on_is_found_when_asked_for(void **state)
{
    struct ask ask = ask_of(*state, "forecast");
    struct answer answer;
    struct error error;
    const struct forecast_request request = {
        .start = DATE_NONE, .years = 1, .futures = 64, .hangs_on = true, .threads = 1};
    assert_true(desk_forecast(&ask, &request, &answer, &error));
    const struct forecast_answer *of = answer.of;
    assert_true(of->explained->known);
    assert_false(of->explained->full);
    assert_false(answer.explain);
}

/* Once all futures are done, so that only the explaining is stopped. */
static void
stop_when_done(void *told, size_t done, size_t wanted)
{
    if (done == wanted) {
        atomic_store((atomic_bool *)told, true);
    }
}

static void
explaining_is_stopped_too(void **state)
{
    struct ask ask = ask_of(*state, "forecast");
    struct answer answer;
    struct error error;
    atomic_bool stop = false;
    const struct forecast_request request = {.start = DATE_NONE,
                                             .years = 1,
                                             .futures = 64,
                                             .explain = true,
                                             .threads = 1,
                                             .stop = &stop,
                                             .progress = stop_when_done,
                                             .told = &stop};
    assert_true(desk_forecast(&ask, &request, &answer, &error));
    const struct forecast_answer *of = answer.of;
    assert_int_equal(of->forecast->count, 64);
    assert_false(of->explained->known);
    assert_false(of->explained->full);
}

static void
two_packages_are_compared(void **state)
{
    struct fixture *fixture = *state;
    struct ask ask = ask_of(fixture, "forecast");
    struct answer answer;
    struct error error;
    struct choice *package;
    size_t count;
    assert_true(package_parse("empty_list_grant=2", &fixture->arena, &package, &count, &error));
    struct forecast_request request = {.start = DATE_NONE,
                                       .years = 1,
                                       .futures = 64,
                                       .package = package,
                                       .package_count = count,
                                       .compared = true,
                                       .threads = 1};
    assert_true(desk_forecast(&ask, &request, &answer, &error));
    const struct forecast_answer *of = answer.of;
    assert_int_equal(of->forecast->side_count, 2);
    assert_non_null(of->forecast->difference);
    package[0].measure = "none";
    request.package_place = "package.csv";
    assert_false(desk_forecast(&ask, &request, &answer, &error));
    assert_int_equal(error.code, ERROR_MEASURE_UNKNOWN);
    assert_string_equal(error.file, "package.csv");
}

static void
a_goal_that_is_none_is_refused(void **state)
{
    struct ask ask = ask_of(*state, "forecast");
    struct answer answer;
    struct error error;
    const struct forecast_request request = {.start = DATE_NONE, .goals = "x"};
    assert_false(desk_forecast(&ask, &request, &answer, &error));
    assert_string_equal(error.field, "--goal");
}

static void
a_plan_is_asked_for_whole(void **state)
{
    struct ask ask = ask_of(*state, "plan");
    struct answer answer;
    struct error error;
    struct plan_request request = {.start = DATE_NONE};
    assert_false(desk_plan_asked(&request, &error));
    assert_int_equal(error.code, ERROR_ARGUMENT_MISSING);
    assert_string_equal(error.expected, "--goal");
    request.goal = "vacancy_listed>=1%";
    assert_false(desk_plan_asked(&request, &error));
    assert_string_equal(error.expected, "--by");
    request.by = "2024-13";
    assert_true(desk_plan_asked(&request, &error));
    assert_false(desk_plan(&ask, &request, &answer, &error));
    assert_int_equal(error.code, ERROR_NOT_MONTH);
    assert_string_equal(error.field, "--by");
    request.by = "2023-01";
    assert_false(desk_plan(&ask, &request, &answer, &error));
    assert_int_equal(error.code, ERROR_PLAN_BY);
}

static void
a_plan_is_searched_until_it_is_stopped(void **state)
{
    struct ask ask = ask_of(*state, "plan");
    struct answer answer;
    struct error error;
    size_t done = 0;
    atomic_bool stop = false;
    struct plan_request request = {.goal = "vacancy_listed>=1%",
                                   .by = "2024-07",
                                   .start = DATE_NONE,
                                   .measures = "empty_list_grant",
                                   .futures = 50,
                                   .threads = 1,
                                   .stop = &stop,
                                   .progress = count_progress,
                                   .told = &done};
    assert_true(desk_plan(&ask, &request, &answer, &error));
    assert_true(done > 0);
    assert_string_equal(answer.command, "plan");
    atomic_store(&stop, true);
    struct answer stopped;
    assert_true(desk_plan(&ask, &request, &stopped, &error));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_forecast_is_what_was_asked_for),
        cmocka_unit_test(what_it_hangs_on_is_found_when_asked_for),
        cmocka_unit_test(explaining_is_stopped_too),
        cmocka_unit_test(two_packages_are_compared),
        cmocka_unit_test(a_goal_that_is_none_is_refused),
        cmocka_unit_test(a_plan_is_asked_for_whole),
        cmocka_unit_test(a_plan_is_searched_until_it_is_stopped),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
