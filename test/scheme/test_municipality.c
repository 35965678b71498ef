/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/municipality.h"

#include "fixture.h"

#include <math.h>
#include <string.h>

static struct town town;

static int
new_town(void **state)
{
    (void)state;
    town_init(&town, "2023-12-31");
    town_district(&town, "North");
    town_district(&town, "South");
    return 0;
}

/* -- observations ------------------------------------------------------------------------------ */

static void
put_series(void)
{
    /* not in the order of time, and with others between */
    town_observe(&town, "2022-06-30", INDICATOR_gps, "", 20);
    town_observe(&town, "2020-01-01", INDICATOR_gps, "", 10);
    town_observe(&town, "2021-01-01", INDICATOR_gps, "North", 99);
    town_observe(&town, "2021-01-01", INDICATOR_practices, "", 98);
    town_observe(&town, "2024-01-01", INDICATOR_gps, "", 30);
}

static void
latest_is_the_last_on_or_before(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        double value; /* 0: none */
    } cases[] = {{"2019-12-31", 0},  {"2020-01-01", 10}, {"2020-01-02", 10}, {"2022-06-29", 10},
                 {"2022-06-30", 20}, {"2023-12-31", 20}, {"2024-01-01", 30}, {"2299-12-31", 30}};
    put_series();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct figure figure = {.value = -1};
        bool found =
            observation_latest(&town.municipality, INDICATOR_gps, "", day(cases[i].date), &figure);
        assert_int_equal(found, cases[i].value > 0);
        assert_near(figure.value, found ? cases[i].value : -1,
                    0); /* untouched when there is none */
    }
    struct figure figure;
    assert_true(
        observation_latest(&town.municipality, INDICATOR_gps, "North", day("2024-01-01"), &figure));
    assert_near(figure.value, 99, 0);
    assert_false(
        observation_latest(&town.municipality, INDICATOR_gps, "South", day("2024-01-01"), &figure));
    assert_false(
        observation_latest(&town.municipality, INDICATOR_waiting, "", day("2024-01-01"), &figure));
}

static void
nearest_is_on_either_side_and_the_later_of_two(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        double value;
    } cases[] = {
        {"1800-01-01", 10}, {"2020-01-01", 10}, {"2021-03-31", 10}, /* 455 days after, 456 before */
        {"2021-04-01", 20}, {"2022-06-30", 20}, {"2023-03-31", 20},
        {"2023-04-02", 30}, {"2299-12-31", 30},
    };
    put_series();
    /* 2020-01-01 to 2022-06-30 are 911 days, so no day is as far from both; 2022-06-30 to
     * 2024-01-01 are 550. */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct figure figure;
        assert_true(observation_nearest(&town.municipality, INDICATOR_gps, "", day(cases[i].date),
                                        INT32_MAX, &figure));
        assert_near(figure.value, cases[i].value, 0);
    }
    struct date middle = {day("2022-06-30").days + 275};
    struct figure figure;
    assert_true(
        observation_nearest(&town.municipality, INDICATOR_gps, "", middle, NEAR_DAYS, &figure));
    assert_near(figure.value, 30, 0);
    assert_false(observation_nearest(&town.municipality, INDICATOR_gps, "South", middle, INT32_MAX,
                                     &figure));
}

static void
what_is_too_far_away_is_not_near(void **state)
{
    (void)state;
    static const struct {
        int32_t away, days;
        bool found;
    } cases[] = {{0, 0, true},      {1, 0, false},     {-1, 0, false},     {366, 366, true},
                 {367, 366, false}, {-366, 366, true}, {-367, 366, false}, {-1, 1, true}};
    town_observe(&town, "2022-06-30", INDICATOR_gps, "", 20);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct date date = {day("2022-06-30").days + cases[i].away};
        struct figure figure = {.value = -1};
        assert_int_equal(observation_nearest(&town.municipality, INDICATOR_gps, "", date,
                                             cases[i].days, &figure),
                         cases[i].found);
        assert_near(figure.value, cases[i].found ? 20 : -1, 0);
    }
    assert_int_equal(NEAR_DAYS, 366);
}

/* "0.6 % at most since January" is not the vacancy of a day, nor "75 GPs in 2023" the GPs there
 * are. */
static void
periods_do_not_observe_a_moment(void **state)
{
    (void)state;
    struct figure figure;
    struct observation *whole = town_observe(&town, "2023-12-31", INDICATOR_gps, "", 75);
    struct observation *counted = town_observe(&town, "2023-12-31", INDICATOR_recruited, "", 75);
    whole->since = counted->since = day("2023-01-01");
    assert_false(observation_is(whole, INDICATOR_gps, ""));
    assert_true(observation_is(counted, INDICATOR_recruited, ""));
    assert_false(observation_is(counted, INDICATOR_recruited, "North"));
    assert_false(observation_is(counted, INDICATOR_gps, ""));
    assert_false(
        observation_latest(&town.municipality, INDICATOR_gps, "", day("2024-01-01"), &figure));
    assert_false(observation_nearest(&town.municipality, INDICATOR_gps, "", day("2024-01-01"), 9999,
                                     &figure));
    assert_true(observation_latest(&town.municipality, INDICATOR_recruited, "", day("2024-01-01"),
                                   &figure));
    assert_int_equal(figure.since.days, day("2023-01-01").days);
    town_observe(&town, "2022-12-31", INDICATOR_gps, "", 70);
    assert_true(
        observation_latest(&town.municipality, INDICATOR_gps, "", day("2024-01-01"), &figure));
    assert_near(figure.value, 70, 0);
}

/* The tie goes to the later whatever the order of the rows. */
static void
ties_do_not_depend_on_order(void **state)
{
    (void)state;
    struct figure figure;
    town_observe(&town, "2022-01-03", INDICATOR_places, "", 2);
    town_observe(&town, "2022-01-01", INDICATOR_places, "", 1);
    town_observe(&town, "2022-01-01", INDICATOR_guests, "", 1);
    town_observe(&town, "2022-01-03", INDICATOR_guests, "", 2);
    assert_true(observation_nearest(&town.municipality, INDICATOR_places, "", day("2022-01-02"), 1,
                                    &figure));
    assert_near(figure.value, 2, 0);
    assert_true(observation_nearest(&town.municipality, INDICATOR_guests, "", day("2022-01-02"), 1,
                                    &figure));
    assert_near(figure.value, 2, 0);
}

static void
figures_keep_where_they_are_from(void **state)
{
    (void)state;
    struct observation *row =
        town_observe(&town, "2022-12-31", INDICATOR_refugees_settled, "North", 714);
    row->since = day("2022-01-01");
    row->confidence = CONFIDENCE_C;
    row->source = "imdi";
    row->place = "table 3";
    struct figure figure;
    assert_true(observation_latest(&town.municipality, INDICATOR_refugees_settled, "North",
                                   day("2023-01-01"), &figure));
    assert_int_equal(figure.unit, UNIT_persons);
    assert_int_equal(figure.date.days, row->date.days);
    assert_int_equal(figure.since.days, row->since.days);
    assert_int_equal(figure.confidence, CONFIDENCE_C);
    assert_string_equal(figure.source, "imdi");
    assert_string_equal(figure.place, "table 3");
    assert_false(figure.synthetic);
}

static void
tables_that_are_not_given_have_no_rows(void **state)
{
    (void)state;
    size_t count = 4711;
    struct figure figure;
    struct date date;
    municipality_rows(&town.municipality, TABLE_POSTS, &count);
    assert_int_equal(count, 0);
    assert_false(
        observation_latest(&town.municipality, INDICATOR_gps, "", day("2024-01-01"), &figure));
    assert_false(observation_nearest(&town.municipality, INDICATOR_gps, "", day("2024-01-01"), 9999,
                                     &figure));
    assert_false(planning_figure(&town.municipality, PLANNING_years, &figure));
    assert_false(reference_figure(&town.municipality, REFERENCE_gp_hours_all, &figure));
    assert_false(population_date(&town.municipality, day("2024-01-01"), &date));
    assert_false(population_figure(&town.municipality, NULL, day("2024-01-01"), &figure));
}

/* -- the other lookups ------------------------------------------------------------------------- */

static void
plans_and_national_figures_are_found(void **state)
{
    (void)state;
    struct figure figure;
    town_plan(&town, PLANNING_years, 5);
    town_plan(&town, PLANNING_list_length, 1100)->date = day("2027-12-31");
    town_reference(&town, REFERENCE_consultations_men, 2.4)->confidence = CONFIDENCE_B;
    assert_true(planning_figure(&town.municipality, PLANNING_list_length, &figure));
    assert_near(figure.value, 1100, 0);
    assert_int_equal(figure.unit, UNIT_persons_per_list);
    assert_int_equal(figure.date.days, day("2027-12-31").days);
    assert_true(planning_figure(&town.municipality, PLANNING_years, &figure));
    assert_true(date_is_none(figure.date));
    assert_false(planning_figure(&town.municipality, PLANNING_gap_years, &figure));
    assert_true(reference_figure(&town.municipality, REFERENCE_consultations_men, &figure));
    assert_near(figure.value, 2.4, 0);
    assert_int_equal(figure.confidence, CONFIDENCE_B);
    assert_false(reference_figure(&town.municipality, REFERENCE_consultations_women, &figure));
}

static void
sources_are_named_by_title(void **state)
{
    (void)state;
    assert_string_equal(source_title(&town.municipality, "s"), "a source");
    assert_string_equal(source_title(&town.municipality, "other"), "other");
    assert_string_equal(source_title(&town.municipality, ""), "");
    assert_ptr_equal(source_find(&town.municipality, "s"), &town.sources[0]);
    assert_null(source_find(&town.municipality, "a source"));
}

/* Whatever the hint from the search before says. */
static void
rows_are_found_by_key(void **state)
{
    (void)state;
    size_t hint = 4711;
    assert_null(post_find(&town.municipality, "1", &hint));
    assert_null(practice_find(&town.municipality, "A", &hint));
    town_practice(&town, "A", "North", "");
    town_practice(&town, "B", "North", "");
    town_practice(&town, "C", "South", "");
    town_post(&town, "1", "A", POST_HELD, 1);
    town_post(&town, "2", "A", POST_HELD, 1);
    static const char *const keys[] = {"A", "C", "B", "B", "A", "C"};
    for (size_t start = 0; start < 5; start++) {
        hint = start;
        for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
            const struct practice *found = practice_find(&town.municipality, keys[i], &hint);
            assert_non_null(found);
            assert_string_equal(found->practice, keys[i]);
        }
        assert_null(practice_find(&town.municipality, "D", &hint));
        assert_null(practice_find(&town.municipality, "", &hint));
        assert_ptr_equal(post_find(&town.municipality, "2", &hint), &town.posts[1]);
        assert_ptr_equal(post_find(&town.municipality, "1", &hint), &town.posts[0]);
    }
}

static void
counted_tables_answer_from_the_state_date_on(void **state)
{
    (void)state;
    assert_false(counted_tables_hold(&town.municipality, day("2023-12-30")));
    assert_true(counted_tables_hold(&town.municipality, day("2023-12-31")));
    assert_true(counted_tables_hold(&town.municipality, day("2030-01-01")));
}

static void
population_is_summed_on_its_latest_day(void **state)
{
    (void)state;
    town_people(&town, "2023-01-01", "North", 0, 49, SEX_FEMALE, 100);
    town_people(&town, "2023-01-01", "North", 50, WHOLE_NONE, SEX_MALE, 20);
    town_people(&town, "2023-01-01", "South", 0, WHOLE_NONE, SEX_MALE, 3);
    town_people(&town, "2023-01-01", "", 0, WHOLE_NONE, SEX_MALE, 7);
    town_people(&town, "2020-01-01", "", 0, WHOLE_NONE, SEX_MALE,
                1000); /* not divided by district */
    static const struct {
        const char *district, *date;
        double persons; /* 0: no answer */
    } cases[] = {
        {NULL, "2023-01-01", 130},  {"North", "2023-01-01", 120}, {"South", "2023-12-31", 3},
        {"", "2023-01-01", 7},      {NULL, "2022-12-31", 1000},   {"", "2022-12-31", 1000},
        {"North", "2022-12-31", 0}, {"Nowhere", "2023-01-01", 0}, {NULL, "2019-12-31", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct figure figure;
        struct date counted;
        bool found =
            population_figure(&town.municipality, cases[i].district, day(cases[i].date), &figure);
        assert_int_equal(found, cases[i].persons > 0);
        if (found) {
            assert_near(figure.value, cases[i].persons, 0);
            assert_int_equal(figure.unit, UNIT_persons);
            assert_string_equal(figure.source, "s");
            assert_true(population_date(&town.municipality, day(cases[i].date), &counted));
            assert_int_equal(figure.date.days, counted.days);
        }
    }
}

/* A day that lacks a district would count the town too small: the day before it is used. */
static void
half_a_population_is_not_used(void **state)
{
    (void)state;
    struct figure figure;
    struct date counted;
    town_people(&town, "2023-01-01", "North", 0, WHOLE_NONE, SEX_MALE, 100);
    assert_false(population_date(&town.municipality, day("2024-01-01"), &counted));
    town_people(&town, "2022-01-01", "North", 0, WHOLE_NONE, SEX_MALE, 90);
    town_people(&town, "2022-01-01", "South", 0, WHOLE_NONE, SEX_MALE, 80);
    assert_true(population_figure(&town.municipality, NULL, day("2024-01-01"), &figure));
    assert_near(figure.value, 170, 0);
    assert_int_equal(figure.date.days, day("2022-01-01").days);
    town_people(&town, "2023-01-01", "South", 0, WHOLE_NONE, SEX_MALE, 85);
    assert_true(population_figure(&town.municipality, NULL, day("2024-01-01"), &figure));
    assert_near(figure.value, 185, 0);
}

/* -- what a table cannot check alone ----------------------------------------------------------- */

static void
expect_problem(enum error_code code, const char *field, const char *found, const char *expected)
{
    struct arena arena;
    struct problems problems;
    arena_init(&arena, 1 << 20);
    problems_init(&problems, &arena);
    assert_false(municipality_check_tables(&town.municipality, &problems));
    assert_int_equal(problems.count, 1);
    const struct error *error = problem_of(&problems, code);
    assert_string_equal(error->field, field);
    assert_string_equal(error->found, found);
    assert_string_equal(error->expected, expected);
    arena_free(&arena);
}

static void
expect_no_problem(void)
{
    struct arena arena;
    struct problems problems;
    arena_init(&arena, 1 << 20);
    problems_init(&problems, &arena);
    assert_true(municipality_check_tables(&town.municipality, &problems));
    assert_true(problems_none(&problems));
    arena_free(&arena);
}

static void
whole_tables_are_taken(void **state)
{
    (void)state;
    town_zone(&town, "Z1", "Sub", "North");
    town_practice(&town, "P1", "North", "Z1");
    town_practice(&town, "P2", "South", "");
    town_post(&town, "P1-1", "P1", POST_HELD, 1000);
    town_list(&town, "P1-1", 999, LIST_OPEN);
    town_observe(&town, "2022-12-31", INDICATOR_places_added, "", 5)->since = day("2022-12-31");
    town_plan(&town, PLANNING_years, 5);
    town_people(&town, "2023-01-01", "", 5, 5, SEX_MALE, 1);
    town_people(&town, "2023-01-01", "North", 90, WHOLE_NONE, SEX_MALE, 1);
    town_rate(&town, "2023-12-31", 0, 0, 1.9);
    town_reference(&town, REFERENCE_gp_hours_all, 55.6);
    town_budget(&town, 2024, 2024);
    town_answer(&town, "2024-45", "2024-11-08", 1, 20);
    expect_no_problem();
}

static void
wrong_units_are_refused(void **state)
{
    (void)state;
    town_observe(&town, "2023-01-01", INDICATOR_gps, "", 1)->unit = UNIT_persons;
    expect_problem(ERROR_WRONG_UNIT, "unit", "persons", "gps");
    town.observations[0].unit = UNIT_gps;
    town_plan(&town, PLANNING_gap_years, 1)->unit = UNIT_months;
    expect_problem(ERROR_WRONG_UNIT, "unit", "months", "years");
    town.planning[0].unit = UNIT_years;
    town_reference(&town, REFERENCE_gp_hours_list, 1106)->unit = UNIT_persons;
    expect_problem(ERROR_WRONG_UNIT, "unit", "persons", "persons_per_list");
    town.reference[0].unit = UNIT_persons_per_list;
    expect_no_problem();
}

/* A row of a table that the town has no function for. */
static void
put_row(enum table_id id, void *row)
{
    town.municipality.tables[id] =
        (struct table){.schema = &municipality_schemas[id], .rows = row, .count = 1, .file = ""};
}

static void
assumptions_fit_their_distribution(void **state)
{
    (void)state;
    const struct forecast_parameter right = {.parameter = ASSUMPTION_turnover,
                                             .value = 0.05,
                                             .distribution = DISTRIBUTION_LOGIT_NORMAL,
                                             .spread = 0.2,
                                             .min = 0.01,
                                             .max = 0.2,
                                             .unit = UNIT_share_per_year,
                                             .date = DATE_NONE,
                                             .confidence = CONFIDENCE_B,
                                             .source = "s",
                                             .place = "",
                                             .note = ""};
    struct forecast_parameter row = right;
    put_row(TABLE_FORECAST_PARAMETERS, &row);
    expect_no_problem();
    row.unit = UNIT_share;
    expect_problem(ERROR_WRONG_UNIT, "unit", "share", "share_per_year");
    row = right;
    row.value = 0.2;
    expect_no_problem();
    row.value = 0.21;
    expect_problem(ERROR_OUT_OF_ORDER, "value", "0.21", "≤ 0.2");
    row.value = 0.009;
    expect_problem(ERROR_OUT_OF_ORDER, "value", "0.009", "≥ 0.01");
    row.min = row.max = (double)NAN;
    row.value = 1;
    expect_problem(ERROR_OUT_OF_ORDER, "value", "1", "≤ 0.999999999");
    row.distribution = DISTRIBUTION_LOGNORMAL;
    expect_no_problem();
    row.value = 0;
    expect_problem(ERROR_OUT_OF_ORDER, "value", "0", "≥ 0.000000001");
    row.distribution = DISTRIBUTION_NORMAL;
    expect_no_problem();
    row.spread = (double)NAN;
    expect_problem(ERROR_VALUE_MISSING, "spread", "", "");
    row.distribution = DISTRIBUTION_FIXED;
    expect_no_problem();
}

static void
measures_with_a_lever_are_whole(void **state)
{
    (void)state;
    const struct measure right = {.measure = "m",
                                  .name = "m",
                                  .start = day("2024-01-01"),
                                  .lever = LEVER_stay,
                                  .size = 1,
                                  .size_max = 2,
                                  .ramp = WHOLE_NONE,
                                  .until = day("2025-01-01"),
                                  .effect = 0.1,
                                  .effect_distribution = DISTRIBUTION_LOGNORMAL,
                                  .effect_spread = 0.5,
                                  .effect_confidence = CONFIDENCE_C,
                                  .effect_source = "s",
                                  .rule = CHOICE_NONE,
                                  .rule_value = (double)NAN,
                                  .cost_fixed = WHOLE_NONE,
                                  .cost_year = 100,
                                  .cost_doctor = WHOLE_NONE,
                                  .cost_listed = WHOLE_NONE,
                                  .cost_confidence = CONFIDENCE_C,
                                  .cost_source = "s",
                                  .source = "s",
                                  .place = "",
                                  .note = ""};
    struct measure row = right;
    put_row(TABLE_MEASURES, &row);
    expect_no_problem();
    row.size = (double)NAN;
    expect_problem(ERROR_VALUE_MISSING, "size", "", "");
    row = right;
    row.size = 2.5;
    expect_problem(ERROR_OUT_OF_ORDER, "size", "2.5", "≤ 2");
    row.size = -100;
    row.size_max = -50;
    expect_problem(ERROR_OUT_OF_ORDER, "size", "-100", "≥ -50");
    row.size_max = -100;
    expect_no_problem();
    row = right;
    row.size = 0; /* what would a unit of it cost? */
    expect_problem(ERROR_OUT_OF_ORDER, "size", "0", "≠ 0");
    row.cost_year = WHOLE_NONE;
    expect_no_problem();
    row = right;
    row.effect = 0;
    expect_problem(ERROR_OUT_OF_ORDER, "effect", "0", "≥ 0.000000001");
    row = right;
    row.effect_source = "";
    expect_problem(ERROR_VALUE_MISSING, "effect_source", "", "");
    row = right;
    row.cost_confidence = CHOICE_NONE;
    expect_problem(ERROR_VALUE_MISSING, "cost_confidence", "", "");
    row.cost_year = WHOLE_NONE;
    expect_no_problem();
    row = right;
    row.until = day("2023-12-31");
    expect_problem(ERROR_OUT_OF_ORDER, "until", "2023-12-31", "≥ 2024-01-01");
    row = right;
    row.lever = LEVER_rule;
    row.rule_value = 2000;
    expect_problem(ERROR_VALUE_MISSING, "rule", "", "");
    row.rule = RULE_cap_max;
    row.effect = (double)NAN; /* the rule is the effect */
    expect_no_problem();
    row.lever = CHOICE_NONE;
    row.size = (double)NAN;
    expect_no_problem();
}

static void
periods_and_ages_run_forwards(void **state)
{
    (void)state;
    town_observe(&town, "2022-12-31", INDICATOR_recruited, "", 1)->since = day("2023-01-01");
    expect_problem(ERROR_OUT_OF_ORDER, "date", "2022-12-31", "≥ 2023-01-01");
    town.observations[0].since = day("2022-12-31");
    town_people(&town, "2023-01-01", "North", 5, 4, SEX_MALE, 1);
    expect_problem(ERROR_OUT_OF_ORDER, "age_to", "4", "≥ 5");
    town.population[0].age_to = 5;
    town_rate(&town, "2023-12-31", 90, 89, 3.5);
    expect_problem(ERROR_OUT_OF_ORDER, "age_to", "89", "≥ 90");
    town.rates[0].age_to = 90;
    town_budget(&town, 2025, 2024);
    expect_problem(ERROR_OUT_OF_ORDER, "year_to", "2024", "≥ 2025");
    town.budget[0].year_to = 2025;
    expect_no_problem();
}

static void
no_age_is_counted_twice(void **state)
{
    (void)state;
    static const struct {
        int64_t from, to, other_from, other_to;
        const char *found; /* NULL: none is */
    } cases[] = {
        {0, 4, 5, 9, NULL},
        {5, 9, 0, 4, NULL},
        {0, 5, 5, 9, "5"},
        {0, 9, 3, 4, "3"},
        {3, 4, 0, 9, "3"},
        {0, 0, 0, 0, "0"},
        {80, WHOLE_NONE, 90, WHOLE_NONE, "90"},
        {0, 79, 80, WHOLE_NONE, NULL},
        {80, WHOLE_NONE, 0, 80, "80"},
        {60, 63, 64, 120, NULL},
        {60, 64, 64, 120, "64"},
        {120, 120, 120, WHOLE_NONE, "120"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int table = 0; table < 2; table++) {
            new_town(state);
            if (table == 0) {
                town_people(&town, "2023-01-01", "North", cases[i].from, cases[i].to, SEX_MALE, 1);
                town_people(&town, "2023-01-01", "South", 0, WHOLE_NONE, SEX_MALE,
                            1); /* other groups */
                town_people(&town, "2023-01-01", "North", 0, WHOLE_NONE, SEX_FEMALE, 1);
                town_people(&town, "2022-01-01", "North", 0, WHOLE_NONE, SEX_MALE, 1);
                town_people(&town, "2023-01-01", "North", cases[i].other_from, cases[i].other_to,
                            SEX_MALE, 1);
            } else {
                town_rate(&town, "2023-12-31", cases[i].from, cases[i].to, 1);
                town_rate(&town, "2022-12-31", 0, WHOLE_NONE, 1);
                town_rate(&town, "2023-12-31", 0, WHOLE_NONE, 1)->service = SERVICE_OOH;
                town_rate(&town, "2023-12-31", cases[i].other_from, cases[i].other_to, 1);
            }
            if (cases[i].found == NULL) {
                expect_no_problem();
            } else {
                expect_problem(ERROR_AGES_TWICE, "age_from", cases[i].found, "");
            }
        }
    }
}

static void
references_must_be_there(void **state)
{
    (void)state;
    const struct {
        enum table_id id;
        const char *table;
        const char **cell;
        const char *right;
    } cases[] = {
        {TABLE_DISTRICTS, "sources", &town_district(&town, "West")->source, "s"},
        {TABLE_PRACTICES, "districts", &town_practice(&town, "P", "North", "")->district, "North"},
        {TABLE_PRACTICES, "zones", &town.practices[0].zone, ""},
        {TABLE_POSTS, "practices", &town_post(&town, "P-1", "P", POST_HELD, 1)->practice, "P"},
        {TABLE_LISTS, "posts", &town_list(&town, "P-1", 1, LIST_OPEN)->post, "P-1"},
        {TABLE_OBSERVATIONS, "districts",
         &town_observe(&town, "2023-01-01", INDICATOR_gps, "", 1)->district, ""},
        {TABLE_POPULATION, "districts",
         &town_people(&town, "2023-01-01", "", 1, 1, SEX_MALE, 1)->district, ""},
        {TABLE_SAME_DAY_SURVEY, "districts", &town_answer(&town, "a", "2023-01-01", 1, 1)->district,
         ""},
        {TABLE_PLANNING, "sources", &town_plan(&town, PLANNING_years, 1)->source, "s"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect_no_problem();
        *cases[i].cell = "Nowhere";
        struct arena arena;
        struct problems problems;
        arena_init(&arena, 1 << 20);
        problems_init(&problems, &arena);
        assert_false(municipality_check_tables(&town.municipality, &problems));
        assert_string_equal(problem_of(&problems, ERROR_DANGLING)->found, "Nowhere");
        assert_non_null(strstr(problem_of(&problems, ERROR_DANGLING)->expected, cases[i].table));
        arena_free(&arena);
        *cases[i].cell = cases[i].right;
    }
}

static void
every_mistake_is_told_at_once(void **state)
{
    (void)state;
    struct arena arena;
    struct problems problems;
    town_observe(&town, "2022-12-31", INDICATOR_gps, "Nowhere", 1)->unit = UNIT_persons;
    town.observations[0].since = day("2023-01-01");
    town_budget(&town, 2025, 2024);
    arena_init(&arena, 1 << 20);
    problems_init(&problems, &arena);
    assert_false(municipality_check_tables(&town.municipality, &problems));
    assert_int_equal(problems.count, 4);
    arena_free(&arena);
}

/* -- the declarations -------------------------------------------------------------------------- */

static void
tables_reference_only_earlier_ones(void **state)
{
    (void)state;
    for (int id = 0; id < TABLE_COUNT; id++) {
        const struct table_schema *schema = &municipality_schemas[id];
        assert_non_null(schema->name);
        assert_true(schema->column_count > 0 && schema->column_count <= TABLE_COLUMNS_MAX);
        for (size_t c = 0; c < schema->column_count; c++) {
            const struct column *column = &schema->columns[c];
            assert_true(column->about[0] != '\0');
            assert_true(column->offset < schema->row_size);
            bool found = column->references == NULL;
            for (int earlier = 0; earlier < id; earlier++) {
                found |= column->references != NULL &&
                         strcmp(column->references, municipality_schemas[earlier].name) == 0;
            }
            assert_true(found);
            for (size_t other = 0; other < c; other++) {
                assert_string_not_equal(column->name, schema->columns[other].name);
                assert_int_not_equal(column->offset, schema->columns[other].offset);
            }
        }
        for (int earlier = 0; earlier < id; earlier++) {
            assert_string_not_equal(schema->name, municipality_schemas[earlier].name);
        }
    }
}

static void
ids_are_their_own(void **state)
{
    (void)state;
    static const char *const *const all[] = {indicator_ids, planning_ids, reference_ids, unit_ids};
    static const size_t counts[] = {INDICATOR_COUNT, PLANNING_COUNT, REFERENCE_COUNT, UNIT_COUNT};
    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
        assert_null(all[k][counts[k]]);
        for (size_t i = 0; i < counts[k]; i++) {
            for (size_t j = 0; j < i; j++) {
                assert_string_not_equal(all[k][i], all[k][j]);
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(latest_is_the_last_on_or_before, new_town),
        cmocka_unit_test_setup(nearest_is_on_either_side_and_the_later_of_two, new_town),
        cmocka_unit_test_setup(what_is_too_far_away_is_not_near, new_town),
        cmocka_unit_test_setup(periods_do_not_observe_a_moment, new_town),
        cmocka_unit_test_setup(ties_do_not_depend_on_order, new_town),
        cmocka_unit_test_setup(figures_keep_where_they_are_from, new_town),
        cmocka_unit_test_setup(tables_that_are_not_given_have_no_rows, new_town),
        cmocka_unit_test_setup(plans_and_national_figures_are_found, new_town),
        cmocka_unit_test_setup(sources_are_named_by_title, new_town),
        cmocka_unit_test_setup(rows_are_found_by_key, new_town),
        cmocka_unit_test_setup(counted_tables_answer_from_the_state_date_on, new_town),
        cmocka_unit_test_setup(population_is_summed_on_its_latest_day, new_town),
        cmocka_unit_test_setup(half_a_population_is_not_used, new_town),
        cmocka_unit_test_setup(whole_tables_are_taken, new_town),
        cmocka_unit_test_setup(wrong_units_are_refused, new_town),
        cmocka_unit_test_setup(assumptions_fit_their_distribution, new_town),
        cmocka_unit_test_setup(measures_with_a_lever_are_whole, new_town),
        cmocka_unit_test_setup(periods_and_ages_run_forwards, new_town),
        cmocka_unit_test_setup(no_age_is_counted_twice, new_town),
        cmocka_unit_test_setup(references_must_be_there, new_town),
        cmocka_unit_test_setup(every_mistake_is_told_at_once, new_town),
        cmocka_unit_test(tables_reference_only_earlier_ones),
        cmocka_unit_test(ids_are_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
