/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/package.h"

#include "fixture.h"

#include <math.h>
#include <string.h>

/* Measures of the test's own, beside a fixture for memory. */
struct desk {
    struct fixture *fixture;
    struct municipality municipality;
    struct measure rows[8];
};

static struct measure
measure(const char *key, enum lever lever, double size, double size_max)
{
    return (struct measure){
        .measure = key,
        .name = key,
        .status = MEASURE_DECIDED,
        .start = DATE_NONE,
        .lever = (int)lever,
        .size = size,
        .size_max = size_max,
        .ramp = WHOLE_NONE,
        .until = DATE_NONE,
        .effect = 0.2,
        .effect_distribution = DISTRIBUTION_LOGNORMAL,
        .effect_spread = 0.4,
        .effect_confidence = CONFIDENCE_B,
        .effect_source = "s",
        .rule = CHOICE_NONE,
        .rule_value = (double)NAN,
        .cost_fixed = WHOLE_NONE,
        .cost_year = WHOLE_NONE,
        .cost_doctor = WHOLE_NONE,
        .cost_listed = WHOLE_NONE,
        .cost_confidence = CHOICE_NONE,
        .cost_source = "",
        .source = "s",
        .place = "",
        .note = "",
    };
}

static struct desk
desk_of(void **state)
{
    return (struct desk){.fixture = *state};
}

static struct measure *
add(struct desk *desk, struct measure row)
{
    struct table *table = &desk->municipality.tables[TABLE_MEASURES];
    table->schema = &municipality_schemas[TABLE_MEASURES];
    table->rows = desk->rows;
    assert_true(table->count < sizeof desk->rows / sizeof desk->rows[0]);
    desk->rows[table->count] = row;
    return &desk->rows[table->count++];
}

/* The package of a text, from 1 January 2024; the code of the error, or ERROR_NONE. */
static enum error_code
package_of(const struct desk *desk, const char *text, struct effort **out, struct error *error)
{
    struct choice *choices;
    size_t count, efforts = 0;
    struct arena *arena = &desk->fixture->arena;
    if (!package_parse(text, arena, &choices, &count, error) ||
        !package_efforts(&desk->municipality, day("2024-01-01"), choices, count, arena, out,
                         &efforts, error)) {
        return error->code;
    }
    assert_int_equal(count, efforts);
    return ERROR_NONE;
}

static struct effort
effort_of(const struct desk *desk, const char *text)
{
    struct effort *efforts;
    struct error error = {0};
    assert_int_equal(package_of(desk, text, &efforts, &error), ERROR_NONE);
    return efforts[0];
}

static enum error_code
refusal(const struct desk *desk, const char *text, const char *expected)
{
    struct effort *efforts;
    struct error error = {0};
    enum error_code code = package_of(desk, text, &efforts, &error);
    assert_string_equal(error.expected, expected);
    return code;
}

static void
names_and_sizes_are_read(void **state)
{
    struct fixture *fixture = *state;
    struct choice *choices;
    size_t count;
    struct error error;
    assert_true(package_parse(" a , b=2,c = -0.5 ", &fixture->arena, &choices, &count, &error));
    assert_int_equal(count, 3);
    assert_string_equal(choices[0].measure, "a");
    assert_true(isnan(choices[0].size));
    assert_true(date_is_none(choices[0].start) && date_is_none(choices[0].until));
    assert_true(choices[0].ramp == WHOLE_NONE);
    assert_string_equal(choices[1].measure, "b");
    assert_near(choices[1].size, 2, 0);
    assert_string_equal(choices[2].measure, "c");
    assert_near(choices[2].size, -0.5, 0);
    assert_true(package_parse("  ", &fixture->arena, &choices, &count, &error));
    assert_int_equal(count, 0);
    static const char *const wrong[] = {"a,", ",a", ",", "a,,b", "=2", "a=", "a=2%", "a=1=2"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(package_parse(wrong[i], &fixture->arena, &choices, &count, &error));
        assert_int_equal(error.code, ERROR_PACKAGE_FORM);
    }
    char many[2 * (MODEL_EFFORTS_MAX + 1)];
    for (size_t i = 0; i < sizeof many; i++) {
        many[i] = i % 2 == 0 ? 'a' : ',';
    }
    many[sizeof many - 3] = '\0'; /* as many as there is room for */
    assert_true(package_parse(many, &fixture->arena, &choices, &count, &error));
    assert_int_equal(count, MODEL_EFFORTS_MAX);
    many[sizeof many - 3] = ',';
    many[sizeof many - 1] = '\0';
    assert_false(package_parse(many, &fixture->arena, &choices, &count, &error));
    assert_int_equal(error.code, ERROR_MEASURES_MANY);
}

static void
an_effort_is_its_measure(void **state)
{
    struct desk desk = desk_of(state);
    struct measure *grant = add(&desk, measure("grant", LEVER_candidates, 1, 3));
    grant->cost_fixed = 1000;
    grant->cost_year = 500;
    grant->cost_doctor = 70;
    grant->cost_listed = 9;
    grant->ramp = 6;
    struct effort effort = effort_of(&desk, "grant");
    assert_string_equal(effort.measure, "grant");
    assert_int_equal(effort.lever, LEVER_candidates);
    assert_near(effort.size, 1, 0);
    assert_int_equal(effort.start, 1); /* the first month that is simulated, so that it is paid */
    assert_int_equal(effort.end, INT32_MAX);
    assert_int_equal(effort.ramp, 6);
    assert_true(effort.cost_fixed == 1000 && effort.cost_year == 500);
    assert_true(effort.cost_doctor == 70 && effort.cost_listed == 9);
    struct effort larger = effort_of(&desk, "grant=3"); /* costs are a unit of size */
    assert_near(larger.size, 3, 0);
    assert_true(larger.cost_fixed == 1000 && larger.cost_year == 500);
    assert_true(larger.cost_doctor == 70 && larger.cost_listed == 9);
    assert_int_equal(larger.entity, effort.entity); /* the same luck in every package */
    grant->size = 2;                                /* now what the row costs is for two */
    effort = effort_of(&desk, "grant");
    assert_true(effort.cost_fixed == 500 && effort.cost_year == 250);
    assert_true(effort.cost_doctor == 35);
    add(&desk, measure("other", LEVER_candidates, 1, 3));
    assert_true(effort_of(&desk, "other").entity != effort.entity);
}

static void
more_posts_cost_by_the_doctors_who_come(void **state)
{
    struct desk desk = desk_of(state);
    struct measure *posts = add(&desk, measure("posts", LEVER_empty_posts, 2, 10));
    posts->cost_doctor = 100;
    posts->cost_year = 50;
    assert_true(effort_of(&desk, "posts=4").cost_doctor == 100); /* paid a post */
    assert_true(effort_of(&desk, "posts=4").cost_year == 25);
    struct measure *offer = add(&desk, measure("offer", LEVER_salaried_offer, 0.5, 1));
    offer->cost_doctor = 100;
    assert_true(effort_of(&desk, "offer").cost_doctor == 200); /* × size: 100 for each hired */
    assert_true(effort_of(&desk, "offer=0.25").cost_doctor == 400);
    assert_true(effort_of(&desk, "offer=0").cost_doctor == 0);
    struct measure *shorter = add(&desk, measure("shorter", LEVER_list_length, -100, -200));
    shorter->cost_year = 700;
    shorter->cost_fixed = 900;
    assert_true(effort_of(&desk, "shorter=-200").cost_year == -7); /* × −200: 1400 */
    assert_true(effort_of(&desk, "shorter").cost_fixed == -9);
}

static void
an_assumed_effect_is_drawn_wider_and_never_turns(void **state)
{
    struct desk desk = desk_of(state);
    struct measure row = measure("a", LEVER_stay, 1, 1);
    struct uncertain effect = measure_effect(&row);
    assert_near(effect.value, 0.2, 0);
    assert_near(effect.spread, 0.4, 0);
    row.effect_confidence = CONFIDENCE_C;
    effect = measure_effect(&row);
    assert_near(effect.spread, 0.6, 1e-12);
    row.effect_distribution = DISTRIBUTION_NORMAL;
    effect = measure_effect(&row);
    assert_near(uncertain_draw(&effect, -10), 0, 0);
    assert_near(uncertain_draw(&effect, 100), 2, 0);
    row.effect = -0.2;
    effect = measure_effect(&row);
    assert_near(uncertain_draw(&effect, 10), 0, 0);
    row.effect = 0.3;
    row.effect_distribution = DISTRIBUTION_LOGIT_NORMAL;
    row.lever = LEVER_list_length;
    effect = measure_effect(&row);
    assert_true(uncertain_draw(&effect, 50) <= 1);
    (void)desk;
}

static void
periods_are_of_the_choice_then_of_the_measure(void **state)
{
    struct desk desk = desk_of(state);
    struct measure *row = add(&desk, measure("a", LEVER_stay, 1, 1));
    struct arena *arena = &desk.fixture->arena;
    struct effort *efforts;
    size_t count;
    struct error error;
    struct choice choice = {"a", (double)NAN, day("2025-03-01"), day("2026-03-02"), 12};
    struct date start = day("2024-01-01");
    assert_true(
        package_efforts(&desk.municipality, start, &choice, 1, arena, &efforts, &count, &error));
    assert_int_equal(efforts[0].start, 14);
    assert_int_equal(efforts[0].end, 27); /* in a month: the next 1st */
    assert_int_equal(efforts[0].ramp, 12);

    row->start = day("2024-06-15");
    row->until = day("2025-06-01");
    assert_int_equal(effort_of(&desk, "a").start, 6);
    assert_int_equal(effort_of(&desk, "a").end, 17);
    row->start = day("2022-02-03"); /* at work already */
    assert_int_equal(effort_of(&desk, "a").start, -22);
    row->status = MEASURE_IN_FORCE; /* in today's rates: what is chosen comes on top, from now */
    assert_int_equal(effort_of(&desk, "a").start, 1);
    row->start = day("2024-09-01"); /* as in a test back in time: not in force yet then */
    assert_int_equal(effort_of(&desk, "a").start, 8);
    row->status = MEASURE_ENDED;
    assert_int_equal(effort_of(&desk, "a").start, 1);
    assert_int_equal(effort_of(&desk, "a").end, INT32_MAX);

    choice.until = day("2025-03-01");
    assert_false(
        package_efforts(&desk.municipality, start, &choice, 1, arena, &efforts, &count, &error));
    assert_int_equal(error.code, ERROR_MEASURE_UNTIL);
    assert_string_equal(error.field, "a");
    assert_string_equal(error.found, "2025-03-01");
    choice.until = day("2025-03-02");
    assert_true(
        package_efforts(&desk.municipality, start, &choice, 1, arena, &efforts, &count, &error));
    assert_int_equal(efforts[0].end, efforts[0].start + 1);
    choice = (struct choice){"a", 1, day("2124-02-01"), DATE_NONE, WHOLE_NONE};
    assert_false(
        package_efforts(&desk.municipality, start, &choice, 1, arena, &efforts, &count, &error));
    assert_int_equal(error.code, ERROR_MEASURE_START);
    choice.start = day("2023-12-01"); /* nobody chooses the past */
    assert_false(
        package_efforts(&desk.municipality, start, &choice, 1, arena, &efforts, &count, &error));
    assert_int_equal(error.code, ERROR_MEASURE_START);
    assert_string_equal(error.expected, "2024-01-01–2124-01-01");
    choice.start = start;
    assert_true(
        package_efforts(&desk.municipality, start, &choice, 1, arena, &efforts, &count, &error));
    assert_int_equal(efforts[0].start, 0);
    choice.start = day("2124-01-01");
    assert_true(
        package_efforts(&desk.municipality, start, &choice, 1, arena, &efforts, &count, &error));
}

static void
sizes_stay_within_the_measures(void **state)
{
    struct desk desk = desk_of(state);
    add(&desk, measure("up", LEVER_stay, 1, 2));
    add(&desk, measure("one", LEVER_stay, 1, (double)NAN));
    add(&desk, measure("shorter", LEVER_list_length, -100, -300));
    struct measure *force = add(&desk, measure("force", LEVER_stay, 1, 2));
    force->status = MEASURE_IN_FORCE;
    force->cost_year = 400;
    force->cost_fixed = 90;
    effort_of(&desk, "up=2");
    effort_of(&desk, "up=0");
    effort_of(&desk, "shorter=-300");
    effort_of(&desk, "shorter=0");
    assert_int_equal(refusal(&desk, "up=2.01", "0 … 2"), ERROR_MEASURE_SIZE);
    assert_int_equal(refusal(&desk, "up=-1", "0 … 2"), ERROR_MEASURE_SIZE);
    assert_int_equal(refusal(&desk, "one=1.5", "0 … 1"), ERROR_MEASURE_SIZE);
    assert_int_equal(refusal(&desk, "shorter=1", "-300 … 0"), ERROR_MEASURE_SIZE);
    assert_int_equal(refusal(&desk, "shorter=-301", "-300 … 0"), ERROR_MEASURE_SIZE);
    assert_int_equal(refusal(&desk, "force=-0.5", "0 … 2, −1"), ERROR_MEASURE_SIZE);
    assert_int_equal(refusal(&desk, "force=2.5", "0 … 2, −1"), ERROR_MEASURE_SIZE);
    struct effort ended = effort_of(&desk, "force=-1");
    assert_near(ended.size, -1, 0);
    assert_true(ended.cost_year == 400); /* × −1 */
    assert_true(ended.cost_fixed == 0);  /* what it cost to begin is not regained */
    double least, most;
    measure_sizes(force, &least, &most);
    assert_true(least == -1 && most == 2);
    measure_sizes(&desk.rows[2], &least, &most);
    assert_true(least == -300 && most == 0);
}

static void
measures_that_cannot_be_chosen_are_told(void **state)
{
    struct desk desk = desk_of(state);
    assert_int_equal(refusal(&desk, "grant", "measures.csv"), ERROR_MEASURE_UNKNOWN);
    add(&desk, measure("salary", LEVER_stay, 1, 1));
    add(&desk, measure("grant", LEVER_stay, 1, 1));
    add(&desk, measure("house", LEVER_stay, 1, 1))->lever = CHOICE_NONE;
    assert_int_equal(refusal(&desk, "grnat", "grant"), ERROR_MEASURE_UNKNOWN_NEAR);
    assert_int_equal(refusal(&desk, "ambulance", "measures.csv"), ERROR_MEASURE_UNKNOWN);
    assert_int_equal(refusal(&desk, "house", "measures.csv"), ERROR_MEASURE_NO_LEVER);
    assert_int_equal(refusal(&desk, "grant,salary,grant=0", ""), ERROR_MEASURE_TWICE);
    struct choice many[MODEL_EFFORTS_MAX + 1];
    struct effort *efforts;
    size_t count;
    struct error error;
    memset(many, 0, sizeof many);
    assert_false(package_efforts(&desk.municipality, day("2024-01-01"), many, MODEL_EFFORTS_MAX + 1,
                                 &desk.fixture->arena, &efforts, &count, &error));
    assert_int_equal(error.code, ERROR_MEASURES_MANY);
}

static void
a_package_may_not_contradict_itself(void **state)
{
    struct desk desk = desk_of(state);
    struct measure *first = add(&desk, measure("first", LEVER_rule, 1, 1));
    struct measure *second = add(&desk, measure("second", LEVER_rule, 1, 1));
    add(&desk, measure("longer", LEVER_list_length, 100, 200));
    add(&desk, measure("shorter", LEVER_list_length, -100, -200));
    add(&desk, measure("some", LEVER_salaried_offer, 0.6, 1));
    struct measure *rest = add(&desk, measure("rest", LEVER_salaried_offer, 0.4, 1));
    first->rule = second->rule = RULE_cap_max;
    assert_int_equal(refusal(&desk, "first,second", "cap_max"), ERROR_PACKAGE_RULE);
    second->rule = RULE_agreement_notice;
    effort_of(&desk, "first,second");
    second->rule = RULE_cap_max;
    first->until = day("2026-01-01");
    second->start = day("2026-01-01"); /* one after the other */
    effort_of(&desk, "first,second");
    first->until = day("2026-01-02");
    assert_int_equal(refusal(&desk, "first,second", "cap_max"), ERROR_PACKAGE_RULE);
    effort_of(&desk, "first=0,second");

    assert_int_equal(refusal(&desk, "longer,shorter", ""), ERROR_PACKAGE_LENGTHS);
    effort_of(&desk, "longer=0,shorter");

    effort_of(&desk, "some,rest");
    assert_int_equal(refusal(&desk, "some,rest=0.41", "1"), ERROR_PACKAGE_SALARIED);
    rest->until = day("2025-01-01");
    desk.rows[4].start = day("2025-01-01");
    effort_of(&desk, "some,rest=0.9");
}

static void
every_measure_of_bergen_with_a_lever_can_be_chosen(void **state)
{
    struct fixture *fixture = *state;
    size_t count, levers = 0;
    const struct measure *rows = municipality_rows(&fixture->bergen, TABLE_MEASURES, &count);
    bool moved[LEVER_COUNT] = {false};
    for (size_t i = 0; i < count; i++) {
        if (!measure_has_lever(&rows[i])) {
            continue;
        }
        struct choice choice = {rows[i].measure, (double)NAN, DATE_NONE, DATE_NONE, WHOLE_NONE};
        struct effort *efforts;
        size_t made;
        struct error error;
        assert_true(package_efforts(&fixture->bergen, day("2024-01-01"), &choice, 1,
                                    &fixture->arena, &efforts, &made, &error));
        moved[rows[i].lever] = true;
        levers++;
        /* what is only assumed says so in its own words */
        bool assumed = strcmp(rows[i].effect_source, "assumption") == 0;
        assert_true(!assumed || strstr(rows[i].note, "vår antakelse") != NULL);
        assert_true(!assumed || rows[i].effect_confidence == CONFIDENCE_C);
        assert_true(assumed || rows[i].effect_confidence != CONFIDENCE_C);
    }
    assert_false(measure_cost_known(measure_find(&fixture->bergen, "own_list_length")));
    assert_true(measure_cost_known(measure_find(&fixture->bergen, "marketing")));
    assert_int_equal(levers, 46);
    assert_true(moved[LEVER_candidates] && moved[LEVER_locum_offer] && moved[LEVER_list_length]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_sizes_are_read),
        cmocka_unit_test(an_effort_is_its_measure),
        cmocka_unit_test(more_posts_cost_by_the_doctors_who_come),
        cmocka_unit_test(an_assumed_effect_is_drawn_wider_and_never_turns),
        cmocka_unit_test(periods_are_of_the_choice_then_of_the_measure),
        cmocka_unit_test(sizes_stay_within_the_measures),
        cmocka_unit_test(measures_that_cannot_be_chosen_are_told),
        cmocka_unit_test(a_package_may_not_contradict_itself),
        cmocka_unit_test(every_measure_of_bergen_with_a_lever_can_be_chosen),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
