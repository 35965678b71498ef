/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/check.h"

#include "fixture.h"

#include <math.h>
#include <string.h>

static struct fixture *
of(void **state)
{
    return *state;
}

struct findings {
    struct finding *items;
    size_t count;
};

static struct findings
checked(void **state, const struct municipality *municipality)
{
    struct findings findings = {NULL, 0};
    struct error error;
    assert_true(check_compute(municipality, &of(state)->rulebook, &of(state)->arena,
                              &findings.items, &findings.count, &error));
    bool remarks = false;
    for (size_t i = 0; i < findings.count; i++) {
        const struct finding *finding = &findings.items[i];
        assert_false(finding->contradiction && remarks); /* contradictions first */
        remarks |= !finding->contradiction;
        assert_near(finding->difference, finding->found.value - finding->expected.value, 1e-9);
        assert_true(finding->found.source[0] != '\0' && finding->expected.source[0] != '\0');
        assert_non_null(finding->district);
        assert_true(finding->part_count <= FINDING_PARTS_MAX);
    }
    return findings;
}

/* The only finding of that kind and district; fails the test when there is not just one. */
static const struct finding *
only(const struct findings *findings, enum check_kind kind, const char *district)
{
    const struct finding *found = NULL;
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->items[i].kind == kind && strcmp(findings->items[i].district, district) == 0) {
            assert_null(found);
            found = &findings->items[i];
        }
    }
    if (found == NULL) {
        fail_msg("no finding of kind %d among %zu", (int)kind, findings->count);
    }
    return found;
}

/* -- Bergen ------------------------------------------------------------------------------------ */

static void
bergen_contradicts_itself_where_it_is_known_to(void **state)
{
    struct findings findings = checked(state, &of(state)->bergen);
    /* 259 × 1156 = 299 404 ≠ 295 987, and the 256 of another day fit: 295 936 */
    const struct finding *product = only(&findings, CHECK_GPS_TIMES_MEAN, "");
    assert_true(product->contradiction);
    assert_near(product->found.value, 299404, 0);
    assert_near(product->expected.value, 295987, 0);
    assert_near(product->difference, 3417, 0);
    assert_near(product->parts[0].value, 259, 0);
    assert_near(product->parts[1].value, 1156, 0);
    assert_int_equal(product->cause, CAUSE_OTHER_GPS);
    assert_near(product->other, 256, 0);
    assert_int_equal(product->other_date.days, day("2023-12-31").days);
    /* nothing could be free of places that persons fill */
    const struct finding *listed = only(&findings, CHECK_PLACES_ARE_LISTED, "");
    assert_near(listed->found.value, 295987 - 494, 0);
    assert_near(listed->expected.value, 256 * 1156, 0);
    assert_near(listed->other, 494, 0);
    /* 257 residents of unknown district, told once though every year has some */
    const struct finding *unknown = only(&findings, CHECK_DISTRICT_SUM, "");
    assert_int_equal(unknown->indicator, INDICATOR_residents);
    assert_int_equal(unknown->cause, CAUSE_UNKNOWN_DISTRICT);
    assert_near(unknown->found.value, 289073, 0);
    assert_near(unknown->expected.value, 289330, 0);
    assert_near(unknown->other, 257, 0);
    assert_int_equal(unknown->found.date.days, day("2023-01-01").days);
    /* residents and guests are more than the places: not listed here, or counted roughly */
    const struct finding *persons = only(&findings, CHECK_PERSONS_PLACES, "");
    assert_false(persons->contradiction);
    assert_near(persons->found.value, 299330, 0);
    assert_near(persons->expected.value, 295987, 0);
    /* 62 practices, and 50 centres a year and a half later */
    const struct finding *jump = only(&findings, CHECK_JUMP, "");
    assert_int_equal(jump->indicator, INDICATOR_practices);
    assert_near(jump->found.value, 50, 0);
    assert_near(jump->expected.value, 62, 0);
    assert_int_equal(jump->cause, CAUSE_DEFINITION);
    const struct finding *caps = only(&findings, CHECK_CAP, "");
    assert_false(caps->contradiction);
    assert_true(caps->found.synthetic);
    size_t count, low = 0;
    const struct post *posts = municipality_rows(&of(state)->bergen, TABLE_POSTS, &count);
    for (size_t i = 0; i < count; i++) {
        low += posts[i].cap < 500;
    }
    assert_near(caps->found.value, (double)low, 0);
    assert_int_equal(findings.count, 6); /* and nothing else */
}

/* -- a clean town ------------------------------------------------------------------------------ */

enum { ROW_GPS, ROW_MEAN, ROW_PLACES, ROW_FREE, ROW_RESIDENTS, ROW_GUESTS, ROW_NORTH, ROW_SOUTH };

/* Everything agrees: 3 GPs of 999 places, 3000 listed and residents, 100 free. */
static void
make_town(struct town *town)
{
    town_init(town, "2024-01-01");
    town_district(town, "North");
    town_district(town, "South");
    town_observe(town, "2024-01-01", INDICATOR_gps, "", 3);
    town_observe(town, "2024-01-01", INDICATOR_mean_list, "", 1000);
    town_observe(town, "2024-01-01", INDICATOR_places, "", 3000);
    town_observe(town, "2024-01-01", INDICATOR_free_places, "", 0);
    town_observe(town, "2024-01-01", INDICATOR_residents, "", 2900);
    town_observe(town, "2024-01-01", INDICATOR_guests, "", 100);
    town_observe(town, "2024-01-01", INDICATOR_residents, "North", 2000);
    town_observe(town, "2024-01-01", INDICATOR_residents, "South", 900);
    town_observe(town, "2024-01-01", INDICATOR_gps, "North", 2);
    town_observe(town, "2024-01-01", INDICATOR_gps, "South", 1);
    town_people(town, "2024-01-01", "North", 0, WHOLE_NONE, SEX_MALE, 2000);
    town_people(town, "2024-01-01", "South", 0, WHOLE_NONE, SEX_MALE, 900);
    town_practice(town, "N", "North", "");
    town_practice(town, "S", "South", "");
    town_post(town, "N1", "N", POST_HELD, 1000);
    town_post(town, "N2", "N", POST_HELD, 1500);
    town_post(town, "N3", "N", POST_VACANT, 0);
    town_post(town, "S1", "S", POST_HELD, 500);
    town_list(town, "N1", 1000, LIST_CLOSED);
    town_list(town, "N2", 1500, LIST_CLOSED);
    town_list(town, "S1", 500, LIST_CLOSED);
    town->posts[2].cap = 500; /* a vacant post without a list adds no places */
}

static void
a_clean_town_is_clean(void **state)
{
    static struct town town;
    make_town(&town);
    assert_int_equal(checked(state, &town.municipality).count, 0);
    town_init(&town, "2024-01-01"); /* and so is an empty one */
    assert_int_equal(checked(state, &town.municipality).count, 0);
}

/* Each kind alone: the town is clean, one figure is changed, and the one thing is found. */
static void
one_finding(void **state, struct town *town, enum check_kind kind, const char *district,
            enum check_cause cause, bool contradiction, double found, double expected)
{
    struct findings findings = checked(state, &town->municipality);
    const struct finding *finding = only(&findings, kind, district);
    assert_int_equal(findings.count, 1);
    assert_int_equal(finding->cause, cause);
    assert_int_equal(finding->contradiction, contradiction);
    assert_near(finding->found.value, found, 1e-9);
    assert_near(finding->expected.value, expected, 1e-9);
}

static void
gps_times_mean(void **state)
{
    static struct town town;
    make_town(&town);
    town.observations[ROW_MEAN].value =
        1000.5; /* 3001.5: off by as much as rounding of the mean explains */
    assert_int_equal(checked(state, &town.municipality).count, 0);
    town.observations[ROW_MEAN].value = 1001;
    one_finding(state, &town, CHECK_GPS_TIMES_MEAN, "", CAUSE_UNKNOWN, true, 3003, 3000);
    town.observations[ROW_MEAN].value = 1500;
    town_observe(&town, "2023-12-31", INDICATOR_gps, "North",
                 2); /* a district's count is no other day's */
    one_finding(state, &town, CHECK_GPS_TIMES_MEAN, "", CAUSE_UNKNOWN, true, 4500, 3000);
    town_observe(&town, "2020-01-01", INDICATOR_gps, "", 2);
    one_finding(state, &town, CHECK_GPS_TIMES_MEAN, "", CAUSE_OTHER_GPS, true, 4500, 3000);
    town.observations[ROW_MEAN].source = SOURCE_REGISTER; /* persons on lists, and no places */
    assert_int_equal(checked(state, &town.municipality).count, 0);
}

static void
places_are_listed(void **state)
{
    static struct town town;
    make_town(&town);
    town.observations[ROW_FREE].value = 1.5; /* within rounding of the mean */
    assert_int_equal(checked(state, &town.municipality).count, 0);
    town.observations[ROW_FREE].value = 2;
    one_finding(state, &town, CHECK_PLACES_ARE_LISTED, "", CAUSE_PLACES_ARE_LISTED, true, 2998,
                3000);
    town.observations[ROW_FREE].date = day("2022-12-30"); /* more than a year away */
    assert_int_equal(checked(state, &town.municipality).count, 0);
    town.observations[ROW_FREE].date = day("2022-12-31");
    assert_int_equal(checked(state, &town.municipality).count, 1);
}

static void
persons_and_places(void **state)
{
    static struct town town;
    make_town(&town);
    town.observations[ROW_GUESTS].value = 115; /* 3015: half a percent */
    assert_int_equal(checked(state, &town.municipality).count, 0);
    town.observations[ROW_GUESTS].value = 116;
    one_finding(state, &town, CHECK_PERSONS_PLACES, "", CAUSE_NOT_LISTED, false, 3016, 3000);
    town.observations[ROW_GUESTS].value = 84;
    one_finding(state, &town, CHECK_PERSONS_PLACES, "", CAUSE_NOT_LISTED, false, 2984, 3000);
    town.observations[ROW_GUESTS].date = day("2025-01-03"); /* not of that time */
    assert_int_equal(checked(state, &town.municipality).count, 0);
}

static void
district_sums(void **state)
{
    static struct town town;
    make_town(&town);
    town.observations[ROW_RESIDENTS].value =
        2914; /* 14 of unknown district, 0.48 %; the table is the districts' */
    town_people(&town, "2024-01-01", "", 0, WHOLE_NONE, SEX_MALE, 14);
    one_finding(state, &town, CHECK_DISTRICT_SUM, "", CAUSE_UNKNOWN_DISTRICT, true, 2900, 2914);
    town.observations[ROW_RESIDENTS].value = 2915; /* 0.51 %: too many to have no district */
    town.population[2].persons = 15;
    one_finding(state, &town, CHECK_DISTRICT_SUM, "", CAUSE_UNKNOWN, true, 2900, 2915);
    make_town(&town);
    town.observations[ROW_RESIDENTS].value = 2890; /* fewer than the districts together */
    town.municipality.tables[TABLE_POPULATION] = (struct table){0};
    one_finding(state, &town, CHECK_DISTRICT_SUM, "", CAUSE_UNKNOWN, true, 2900, 2890);
    town.observations[ROW_SOUTH].date =
        day("2023-12-31"); /* the districts of that day are not all known */
    assert_int_equal(checked(state, &town.municipality).count, 0);
}

static void
unknown_districts_are_told_once(void **state)
{
    static struct town town;
    town_init(&town, "2024-01-01");
    town_district(&town, "North");
    static const char *const years[] = {"2022-01-01", "2024-01-01", "2023-01-01"};
    for (size_t i = 0; i < 3; i++) {
        town_observe(&town, years[i], INDICATOR_residents, "North", 1000);
        town_observe(&town, years[i], INDICATOR_residents, "", 1001 + (double)i);
    }
    struct findings findings = checked(state, &town.municipality);
    bool latest = false;
    for (size_t i = 0; i < findings.count; i++) {
        assert_int_equal(findings.items[i].kind, CHECK_DISTRICT_SUM);
        latest |= date_compare(findings.items[i].found.date, day("2024-01-01")) == 0;
    }
    assert_true(latest);
    town.observations[2].date = town.observations[3].date =
        day("2021-01-01"); /* in the order of time: once */
    town.observations[0].date = town.observations[1].date = day("2020-01-01");
    findings = checked(state, &town.municipality);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.items[0].found.date.days, day("2023-01-01").days);
    assert_near(findings.items[0].other, 3, 0);
}

static void
population_table(void **state)
{
    static struct town town;
    make_town(&town);
    town.population[0].persons = 2001;
    town.population[1].persons = 899;
    struct findings findings = checked(state, &town.municipality);
    assert_int_equal(findings.count, 2);
    assert_near(only(&findings, CHECK_POPULATION_TABLE, "North")->difference, 1, 0);
    assert_near(only(&findings, CHECK_POPULATION_TABLE, "South")->difference, -1, 0);
    town.population[1].persons = 900;
    findings = checked(state, &town.municipality);
    assert_int_equal(findings.count, 2);
    assert_near(only(&findings, CHECK_POPULATION_TABLE, "")->found.value, 2901, 0);
    town.population[0].date = town.population[1].date =
        day("2023-12-31"); /* of a day that was not observed */
    assert_int_equal(checked(state, &town.municipality).count, 0);
}

static void
observed_twice(void **state)
{
    static struct town town;
    make_town(&town);
    town_observe(&town, "2024-01-01", INDICATOR_waiting, "", 70);
    struct observation *again = town_observe(&town, "2024-01-01", INDICATOR_waiting, "", 70);
    assert_int_equal(checked(state, &town.municipality).count,
                     0); /* twice the same is no contradiction */
    again->value = 71;
    one_finding(state, &town, CHECK_OBSERVED_TWICE, "", CAUSE_DEFINITION, true, 70, 71);
    again->district = "North";
    assert_int_equal(checked(state, &town.municipality).count, 0);
    again->district = "";
    again->since = day("2023-01-01"); /* over a period */
    assert_int_equal(checked(state, &town.municipality).count, 0);
}

static void
jumps(void **state)
{
    static const struct {
        const char *date;
        double practices;
        bool found;
    } cases[] = {
        {"2025-01-01", 114, false}, {"2025-01-01", 116, true},
        {"2025-01-01", 86, false},  {"2025-01-01", 84, true},
        {"2025-12-31", 116, true},  {"2026-01-03", 200, false}, /* over two years */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct town town;
        make_town(&town);
        town_observe(&town, "2024-01-01", INDICATOR_practices, "", 100);
        town_observe(&town, cases[i].date, INDICATOR_practices, "", cases[i].practices);
        town_observe(&town, "2024-01-01", INDICATOR_waiting, "", 100); /* a queue may jump */
        town_observe(&town, cases[i].date, INDICATOR_waiting, "", 900);
        if (cases[i].found) {
            one_finding(state, &town, CHECK_JUMP, "", CAUSE_DEFINITION, true, cases[i].practices,
                        100);
        } else {
            assert_int_equal(checked(state, &town.municipality).count, 0);
        }
    }
}

static void
posts_and_observed_gps(void **state)
{
    static struct town town;
    make_town(&town);
    town.posts[1].status = POST_LOCUM; /* a post served by a locum has no GP */
    struct findings findings = checked(state, &town.municipality);
    assert_int_equal(findings.count, 2);
    assert_near(only(&findings, CHECK_POSTS, "North")->found.value, 1, 0);
    assert_near(only(&findings, CHECK_POSTS, "")->found.value, 2, 0);
    assert_near(only(&findings, CHECK_POSTS, "")->expected.value, 3, 0);
    assert_int_equal(only(&findings, CHECK_POSTS, "")->cause, CAUSE_UNKNOWN);
    town.posts[0].synthetic = FLAG_YES;
    findings = checked(state, &town.municipality);
    assert_int_equal(only(&findings, CHECK_POSTS, "North")->cause, CAUSE_SYNTHETIC);
    make_town(&town);
    town.posts[3].practice = "N"; /* the sum is right and the districts are not */
    findings = checked(state, &town.municipality);
    assert_int_equal(findings.count, 2);
    assert_near(only(&findings, CHECK_POSTS, "North")->difference, 1, 0);
    assert_near(only(&findings, CHECK_POSTS, "South")->difference, -1, 0);
}

static void
lists_and_observed_places(void **state)
{
    static struct town town;
    make_town(&town);
    town.posts[0].cap = town.lists[0].length = 1001;
    one_finding(state, &town, CHECK_LISTS, "", CAUSE_UNKNOWN, true, 3001, 3000);
    town.lists[1].synthetic = FLAG_YES;
    one_finding(state, &town, CHECK_LISTS, "", CAUSE_SYNTHETIC, true, 3001, 3000);
    town.observations[ROW_PLACES].date = day("2024-01-02"); /* seen after the tables' day */
    assert_int_equal(checked(state, &town.municipality).count, 0);
}

static void
caps_that_need_consent(void **state)
{
    static struct town town;
    make_town(&town);
    town.posts[2].cap = 499; /* also of a post without a list */
    one_finding(state, &town, CHECK_CAP, "", CAUSE_CONSENT, false, 1, 0);
    town.posts[2].cap = 0;
    one_finding(state, &town, CHECK_CAP, "", CAUSE_CONSENT, false, 1, 0);
}

static void
lists_above_their_caps(void **state)
{
    static struct town town;
    make_town(&town);
    town.lists[0].length = 1010;
    town.lists[2].length = 505;
    town.lists[0].state = town.lists[2].state = LIST_CLOSED;
    town.lists[1].state = LIST_OPEN;
    town.lists[1].length = 1490; /* room on one makes no room for the others */
    one_finding(state, &town, CHECK_OVER_CAP, "", CAUSE_ATTRITION, false, 15, 0);
}

static void
lists_stated_otherwise_than_the_rules(void **state)
{
    static struct town town;
    make_town(&town);
    town.lists[0].state = LIST_OPEN;
    town.lists[0].length = town.posts[0].cap; /* full */
    one_finding(state, &town, CHECK_LIST_STATE, "", CAUSE_STATE_OLD, true, 1, 0);
    town.lists[0].state = LIST_CLOSED;
    town.lists[0].length = town.posts[0].cap - 10; /* enough are free again */
    one_finding(state, &town, CHECK_LIST_STATE, "", CAUSE_STATE_OLD, true, 1, 0);
    town.lists[0].state = LIST_LOCKED; /* by hand, whatever its length */
    for (size_t i = 0; i < checked(state, &town.municipality).count; i++) {
        assert_int_not_equal(checked(state, &town.municipality).items[i].kind, CHECK_LIST_STATE);
    }
}

static void
memory_that_ends_is_told(void **state)
{
    static const size_t limits[] = {0, 16, 1000};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct arena small;
        struct finding *findings;
        size_t count;
        struct error error;
        arena_init(&small, limits[i]);
        assert_false(check_compute(&of(state)->bergen, &of(state)->rulebook, &small, &findings,
                                   &count, &error));
        assert_int_equal(error.code, ERROR_MEMORY);
        arena_free(&small);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bergen_contradicts_itself_where_it_is_known_to),
        cmocka_unit_test(a_clean_town_is_clean),
        cmocka_unit_test(gps_times_mean),
        cmocka_unit_test(places_are_listed),
        cmocka_unit_test(persons_and_places),
        cmocka_unit_test(district_sums),
        cmocka_unit_test(unknown_districts_are_told_once),
        cmocka_unit_test(population_table),
        cmocka_unit_test(observed_twice),
        cmocka_unit_test(jumps),
        cmocka_unit_test(posts_and_observed_gps),
        cmocka_unit_test(lists_and_observed_places),
        cmocka_unit_test(caps_that_need_consent),
        cmocka_unit_test(lists_above_their_caps),
        cmocka_unit_test(lists_stated_otherwise_than_the_rules),
        cmocka_unit_test(memory_that_ends_is_told),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
