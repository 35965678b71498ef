/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/goal.h"

#include "fixture.h"

#include <math.h>
#include <string.h>

static struct fixture *
of(void **state)
{
    return *state;
}

static struct goal
goal_of(const char *text)
{
    struct goal goal = {0};
    struct error error;
    if (!goal_parse(text, &goal, &error)) {
        fail_msg("%s refused: %s", text, error.expected);
    }
    return goal;
}

static void
assert_goal(const char *text, enum outcome outcome, bool at_least, bool strict, double value)
{
    struct goal goal = goal_of(text);
    assert_int_equal(goal.outcome, outcome);
    assert_int_equal(goal.at_least, at_least);
    assert_int_equal(goal.strict, strict);
    assert_near(goal.value, value, 1e-12);
}

static void
goals_are_read_as_people_write_them(void **state)
{
    (void)state;
    assert_goal("vacancy_listed>=5%", OUTCOME_vacancy_listed, true, false, 0.05);
    assert_goal(" vacancy_listed >= 5 % ", OUTCOME_vacancy_listed, true, false, 0.05);
    assert_goal("vacancy_listed>=0,05", OUTCOME_vacancy_listed, true, false, 0.05);
    assert_goal("vacancy_places>2.5%", OUTCOME_vacancy_places, true, true, 0.025);
    assert_goal("unassigned<=0", OUTCOME_unassigned, false, false, 0);
    assert_goal("waiting<5000", OUTCOME_waiting, false, true, 5000);
    assert_goal("gps>=294", OUTCOME_gps, true, false, 294);
    assert_goal("hours_per_gp<=37,5", OUTCOME_hours_per_gp, false, false, 37.5);
    assert_goal("vacancy_listed>=100%", OUTCOME_vacancy_listed, true, false, 1);
    assert_goal("vacancy_listed<=1", OUTCOME_vacancy_listed, false, false, 1);
}

static void
what_is_no_goal_is_refused_and_told(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum error_code code;
        const char *expected;
    } cases[] = {
        {"", ERROR_GOAL_FORM, "vacancy_listed>=5%"},
        {"gps", ERROR_GOAL_FORM, "vacancy_listed>=5%"},
        {"gps=294", ERROR_GOAL_SIGN, ">=, <=, >, <"},
        {"vacancy_listed=>5%", ERROR_GOAL_SIGN, ">=, <=, >, <"},
        {"gps!=294", ERROR_GOAL_SIGN, ">=, <=, >, <"},
        {"gps>==5", ERROR_GOAL_SIGN, ">=, <=, >, <"},
        {"gps><5", ERROR_GOAL_SIGN, ">=, <=, >, <"},
        {"gpss>=294", ERROR_GOAL_OUTCOME, "gps"},
        {"vacancy_listd>=5%", ERROR_GOAL_OUTCOME, "vacancy_listed"},
        {"vacancy>=5%", ERROR_GOAL_OUTCOME,
         "vacancy_listed"}, /* nearer to "places" by its letters */
        {"reserve>=100", ERROR_GOAL_OUTCOME, "reserve_index"},
        {"foo>=3", ERROR_GOAL_OUTCOMES, NULL},
        {">=5%", ERROR_GOAL_OUTCOMES, NULL},
        {"gps>=", ERROR_GOAL_VALUE, "≥ 0"},
        {"gps>", ERROR_GOAL_VALUE, "≥ 0"},
        {"gps>=many", ERROR_GOAL_VALUE, "≥ 0"},
        {"gps>=-1", ERROR_GOAL_VALUE, "≥ 0"},
        {"gps>=1,0,0", ERROR_GOAL_VALUE, "≥ 0"},
        {"gps>=5%", ERROR_GOAL_VALUE, "≥ 0"},
        {"gps>=5>=4", ERROR_GOAL_VALUE, "≥ 0"},
        {"vacancy_listed>=5", ERROR_GOAL_VALUE, "0–1, 0–100 %"},
        {"vacancy_listed>=100.1%", ERROR_GOAL_VALUE, "0–1, 0–100 %"},
        {"vacancy_listed>=%", ERROR_GOAL_VALUE, "0–1, 0–100 %"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct goal goal = {.value = 7};
        struct error error;
        assert_false(goal_parse(cases[i].text, &goal, &error));
        assert_int_equal(error.code, cases[i].code);
        if (cases[i].expected != NULL) {
            assert_string_equal(error.expected, cases[i].expected);
        }
        assert_near(goal.value, 7, 0);
    }
    struct error all;
    struct goal none;
    assert_false(goal_parse("foo>=3", &none, &all));
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        assert_non_null(strstr(all.expected, outcome_ids[i]));
    }
    char longer[600];
    memset(longer, '>', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    struct goal goal;
    struct error error;
    assert_false(goal_parse(longer, &goal, &error));
    assert_int_equal(error.code, ERROR_GOAL_FORM);
}

static void
a_goal_is_written_as_it_is_read(void **state)
{
    (void)state;
    static const char *const texts[] = {"vacancy_listed>=5%", "vacancy_places>2.5%",
                                        "unassigned<=0",      "waiting<5000",
                                        "hours_per_gp<=37.5", "vacancy_listed>=5.7%"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct goal goal = goal_of(texts[i]);
        struct text out;
        text_init(&out, 200);
        goal_write(&goal, &out);
        assert_string_equal(text_string(&out), texts[i]);
        text_free(&out);
    }
}

static void
a_goal_is_met_at_its_value_unless_strict(void **state)
{
    (void)state;
    struct goal at_least = goal_of("gps>=294"), above = goal_of("gps>294");
    struct goal at_most = goal_of("waiting<=5"), below = goal_of("waiting<5");
    assert_true(goal_met(&at_least, 294) && goal_met(&at_least, 295));
    assert_false(goal_met(&at_least, 293));
    assert_false(goal_met(&above, 294));
    assert_true(goal_met(&above, 295));
    assert_true(goal_met(&at_most, 5) && goal_met(&at_most, 4));
    assert_false(goal_met(&at_most, 6));
    assert_false(goal_met(&below, 5));
    assert_true(goal_met(&below, 4));
    assert_false(goal_met(&at_least, (double)NAN));
}

static void
the_chance_is_the_share_of_futures_that_meet_it(void **state)
{
    struct arena *arena = &of(state)->arena;
    enum { FUTURES = 4, STRIDE = 8, MONTHS = 2 };
    struct futures futures = {.count = FUTURES, .stride = STRIDE, .months = MONTHS};
    struct goal goal = goal_of("vacancy_listed>=5%");
    assert_true(isnan(goal_chance(&goal, &futures, 1)));
    futures.outcomes =
        arena_array(arena, (size_t)OUTCOME_COUNT * (MONTHS + 1) * STRIDE, sizeof(float));
    assert_non_null(futures.outcomes);
    static const float values[FUTURES] = {0.04F, 0.05F, 0.06F, 0.2F};
    float *row = futures.outcomes + futures_at(&futures, OUTCOME_vacancy_listed, 1);
    memcpy(row, values, sizeof values);
    row[FUTURES] = 1; /* beyond count: no future */
    assert_near(goal_chance(&goal, &futures, 1), 0.75, 0);
    assert_near(goal_chance(&goal, &futures, 2), 0, 0);
    struct goal at_most = goal_of("vacancy_listed<=5%");
    assert_near(goal_chance(&at_most, &futures, 1), 0.5, 0);
    struct goal other = goal_of("gps>=1");
    assert_near(goal_chance(&other, &futures, 1), 0, 0);
    futures.count = 0;
    assert_true(isnan(goal_chance(&goal, &futures, 1)));
}

static void
the_planned_goals_are_the_municipalitys(void **state)
{
    struct fixture *fixture = of(state);
    struct goal goals[GOALS_PLANNED_MAX];
    assert_int_equal(goals_planned(&fixture->bergen, 294, goals), 5);
    assert_int_equal(goals[0].outcome, OUTCOME_vacancy_listed);
    assert_true(goals[0].at_least);
    assert_near(goals[0].value, 0.05, 1e-12);
    assert_int_equal(goals[1].outcome, OUTCOME_gps);
    assert_near(goals[1].value, 294, 0);
    assert_int_equal(goals[2].outcome, OUTCOME_hours_per_gp);
    assert_false(goals[2].at_least);
    assert_near(goals[2].value, 37.5, 0);
    assert_int_equal(goals[3].outcome, OUTCOME_unassigned);
    assert_int_equal(goals[4].outcome, OUTCOME_listed_without_gp);
    struct municipality unplanned = without_table(&fixture->bergen, TABLE_PLANNING);
    assert_int_equal(goals_planned(&unplanned, (double)NAN, goals), 2);
    assert_int_equal(goals[0].outcome, OUTCOME_unassigned);
    assert_false(goals[0].at_least);
    assert_near(goals[0].value, 0, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goals_are_read_as_people_write_them),
        cmocka_unit_test(what_is_no_goal_is_refused_and_told),
        cmocka_unit_test(a_goal_is_written_as_it_is_read),
        cmocka_unit_test(a_goal_is_met_at_its_value_unless_strict),
        cmocka_unit_test(the_chance_is_the_share_of_futures_that_meet_it),
        cmocka_unit_test(the_planned_goals_are_the_municipalitys),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
