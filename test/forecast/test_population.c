/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/population.h"

#include "base/csv.h"
#include "base/number.h"
#include "exchange/file.h"
#include "fixture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PLACE_ROWS = 40000, OPEN_AGE = 45, GROUPS = 10 };

static struct fixture *
of(void **state)
{
    return *state;
}

static const char *const towns[] = {"Nord", "Sør", "Vest"};

/* -- a place ----------------------------------------------------------------------------------- */

/* Bergen's national tables, and a population of its own. */
struct place {
    struct fixture *fixture;
    struct municipality municipality;
    struct district *districts;
    struct population *people;
    struct projection *projections;
    struct observation *observations;
};

static void *
empty(struct place *place, enum table_id id, size_t count, size_t size)
{
    void *rows = arena_array(&place->fixture->arena, count, size);
    assert_non_null(rows);
    struct table *table = &place->municipality.tables[id];
    table->schema = &municipality_schemas[id];
    table->rows = rows;
    table->count = 0;
    table->lines = NULL;
    return rows;
}

static void
place_init(struct place *place, struct fixture *fixture)
{
    *place = (struct place){.fixture = fixture, .municipality = fixture->bergen};
    place->districts = empty(place, TABLE_DISTRICTS, 80, sizeof *place->districts);
    place->people = empty(place, TABLE_POPULATION, PLACE_ROWS, sizeof *place->people);
    place->projections = empty(place, TABLE_PROJECTION, 16, sizeof *place->projections);
    place->observations = empty(place, TABLE_OBSERVATIONS, 16, sizeof *place->observations);
}

static size_t
next(struct place *place, enum table_id id)
{
    return place->municipality.tables[id].count++;
}

static void
add_people(struct place *place, struct date date, const char *district, int64_t age_from,
           int64_t age_to, enum sex sex, int64_t persons)
{
    size_t at = next(place, TABLE_POPULATION);
    assert_true(at < PLACE_ROWS);
    place->people[at] =
        (struct population){date, district, age_from, age_to, (int)sex, persons, "s", ""};
}

/* A date of groups of five years, the last of 45 and over, of persons[group] of each sex. */
static void
add_count(struct place *place, const char *date, const char *district,
          const int64_t persons[GROUPS])
{
    for (int group = 0; group < GROUPS; group++) {
        for (int sex = 0; sex < SEX_COUNT; sex++) {
            int64_t from = group * 5, to = from == OPEN_AGE ? WHOLE_NONE : from + 4;
            add_people(place, day(date), district, from, to, (enum sex)sex, persons[group]);
        }
    }
}

static void
add_projection(struct place *place, const char *series, const char *date, int64_t residents)
{
    place->projections[next(place, TABLE_PROJECTION)] =
        (struct projection){series, day(date), residents, "s", ""};
}

static void
add_residents(struct place *place, const char *date, const char *district, double value)
{
    place->observations[next(place, TABLE_OBSERVATIONS)] =
        (struct observation){.date = day(date),
                             .indicator = INDICATOR_residents,
                             .district = district,
                             .value = value,
                             .unit = UNIT_persons,
                             .since = DATE_NONE,
                             .source = "s",
                             .place = "",
                             .note = ""};
}

static const int64_t thousand[GROUPS] = {1000, 1000, 1000, 1000, 1000,
                                         1000, 1000, 1000, 1000, 1000};
static const int64_t later[GROUPS] = {400, 900, 900, 900, 900, 900, 900, 900, 900, 1500};

static struct population_path
made(struct place *place, const char *start, size_t months, double refugees, bool anchored)
{
    struct population_options options = {day(start), months, refugees, anchored};
    struct population_path path;
    struct error error;
    if (!population_path_make(&place->municipality, &options, &place->fixture->arena, &path,
                              &error)) {
        fail_msg("refused: %s %s", error.found, error.expected);
    }
    assert_int_equal(path.months, months);
    return path;
}

static struct population_path
of_bergen(struct fixture *fixture, const char *start, size_t months, double refugees, bool anchored)
{
    struct place place = {.fixture = fixture, .municipality = fixture->bergen};
    return made(&place, start, months, refugees, anchored);
}

static double
total(const struct population_path *path, size_t month)
{
    double sum = 0;
    for (size_t d = 0; d < path->districts; d++) {
        double here = path->residents[month * path->districts + d];
        assert_true(here >= 0 && isfinite(here));
        sum += here;
    }
    return sum;
}

static double
district(const struct population_path *path, const char *name, size_t month)
{
    for (size_t d = 0; d < path->districts; d++) {
        if (strcmp(path->names[d], name) == 0) {
            return path->residents[month * path->districts + d];
        }
    }
    fail_msg("no district %s", name);
    return 0;
}

/* -- cohorts ----------------------------------------------------------------------------------- */

static void
ratios_carry_cohorts_children_and_the_old(void **state)
{
    struct place place;
    place_init(&place, of(state));
    add_count(&place, "2018-01-01", "Nord", thousand);
    add_count(&place, "2023-01-01", "Nord", later);
    struct population_path path = made(&place, "2023-01-01", 120, 0, true);
    assert_int_equal(path.method, POPULATION_COHORTS);
    assert_int_equal(path.total, POPULATION_TOTAL_COHORTS);
    assert_int_equal(path.pairs, 1);
    assert_int_equal(path.step_years, 5);
    assert_int_equal(path.age_width, 5);
    assert_null(path.series);
    assert_false(path.levelled || path.beyond_series);
    assert_near(total(&path, 0), 2 * (400 + 8 * 900 + 1500), 1e-9);
    /* 0.9 of each group is left, 0.75 of those who come to be 45 and over, and there are 400
     * children of each sex for 4500 women of 20–44 */
    double after_5 = 360 + 360 + 7 * 810 + 1800;
    double after_10 = 3 * 324 + 6 * 729 + 0.75 * (810 + 1800);
    assert_near(total(&path, 60), 2 * after_5, 1e-6);
    assert_near(total(&path, 120), 2 * after_10, 1e-6);
    assert_near(total(&path, 30), (2 * 9100 + 2 * after_5) / 2, 1e-6);
    assert_near(path.births[0], 800 / 60.0, 1e-9);
    assert_near(path.births[60], 720 / 60.0, 1e-9);
}

static void
districts_lean_on_the_whole(void **state)
{
    static const int64_t few[GROUPS] = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10};
    static const int64_t none[GROUPS] = {0},
                         twice[GROUPS] = {20, 20, 20, 20, 20, 20, 20, 20, 20, 20};
    struct place place;
    place_init(&place, of(state));
    add_count(&place, "2018-01-01", "Nord", thousand);
    add_count(&place, "2018-01-01", "Sør", few);
    add_count(&place, "2018-01-01", "Gone", few);
    add_count(&place, "2018-01-01", "Empty", none);
    add_count(&place, "2023-01-01", "Nord", thousand);
    add_count(&place, "2023-01-01", "Sør", twice);
    add_count(&place, "2023-01-01", "New", thousand);
    add_count(&place, "2023-01-01", "Empty", none);
    struct population_path path = made(&place, "2023-01-01", 60, 0, true);
    assert_int_equal(path.method, POPULATION_COHORTS);
    assert_int_equal(path.districts, 4);
    assert_near(district(&path, "Empty", 60), 0, 0);
    /* The whole's ratio is 1020 / 1010, and 1020 / 2020 in the open group; children are a tenth of
     * the women, whose number is that of five groups. Sør went 10 to 20, as if of 110 there were
     * 20 + 100 of the whole's. */
    double whole = 1020.0 / 1010, open = 1020.0 / 2020, child = 1020.0 / 5100;
    double fresh = whole * 8 + 2 * open + 5 * whole * child;
    assert_near(district(&path, "New", 60), 2 * 1000 * fresh, 1e-6);
    double drawn = (20 + 100 * whole) / 110, drawn_open = (20 + 100 * open) / 120;
    assert_near(district(&path, "Sør", 60),
                2 * 20 * (drawn * 8 + 2 * drawn_open + 5 * drawn * child), 1e-6);
}

static void
a_districts_ratio_stays_near_the_whole(void **state)
{
    static const int64_t one[GROUPS] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    static const int64_t five_hundred[GROUPS] = {500, 500, 500, 500, 500, 500, 500, 500, 500, 500};
    struct place place;
    place_init(&place, of(state));
    add_count(&place, "2018-01-01", "Nord", thousand);
    add_count(&place, "2018-01-01", "Sør", one);
    add_count(&place, "2023-01-01", "Nord", thousand);
    add_count(&place, "2023-01-01", "Sør", five_hundred); /* a new quarter */
    struct population_path path = made(&place, "2023-01-01", 60, 0, true);
    /* twice the whole's, where it went 1 to 500; children are a fifth of the women everywhere */
    double most = 2 * 1500.0 / 1001, open = 2 * 1500.0 / 2002;
    assert_near(district(&path, "Sør", 60), 2 * 500 * (8 * most + 2 * open + 5 * most * 0.2), 1e-6);
}

static void
an_emptied_district_keeps_half_the_whole(void **state)
{
    static const int64_t none[GROUPS] = {0};
    static const int64_t some[GROUPS] = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100};
    struct place place;
    place_init(&place, of(state));
    const char *dates[] = {"2013-01-01", "2018-01-01", "2023-01-01"};
    for (size_t t = 0; t < 3; t++) {
        add_count(&place, dates[t], "Nord", thousand);
        add_count(&place, dates[t], "Sør", t == 1 ? none : t == 0 ? thousand : some);
    }
    struct population_path path = made(&place, "2023-01-01", 60, 0, true);
    /* of 500, at half weight, came none, and of none came 100: (100 + 100 whole) / 600 is under
     * half of the whole's 1600 / 2000; the open group and the children likewise */
    double whole = (0.5 * 1000 + 1100) / (0.5 * 2000 + 1000);
    double open = (0.5 * 1000 + 1100) / (0.5 * 4000 + 2000);
    double child = (0.5 * 1000 + 1100) / (0.5 * 5000 + 5500), drawn = (100 + 100 * whole) / 600;
    assert_true(drawn < whole / 2);
    double women = 5 * whole / 2, own = (100 + 100 * child) / 600; /* of 500 women there were */
    assert_near(district(&path, "Sør", 60), 200 * (8 * whole / 2 + 2 * open / 2 + women * own),
                1e-6);
}

static void
newer_pairs_count_more(void **state)
{
    static const int64_t half[GROUPS] = {500, 500, 500, 500, 500, 500, 500, 500, 500, 1000};
    struct place place;
    place_init(&place, of(state));
    add_count(&place, "2013-01-01", "Nord", thousand);
    add_count(&place, "2018-01-01", "Nord", thousand);
    add_count(&place, "2023-01-01", "Nord", half);
    struct population_path path = made(&place, "2023-01-01", 60, 0, true);
    assert_int_equal(path.pairs, 2);
    /* pairs of 1 and 0.5, a pair's later count weighing by how old it is; five years halve it */
    double ratio = (500 + 0.5 * 1000) / 1500, open = (1000 + 0.5 * 1000) / 3000;
    double child = (500 + 0.5 * 1000) / (2500 + 0.5 * 5000);
    assert_near(total(&path, 60), 2 * (8 * 500 * ratio + 1500 * open + 5 * 500 * ratio * child),
                1e-6);
}

static void
nothing_after_the_start_is_seen(void **state)
{
    struct place place;
    place_init(&place, of(state));
    add_count(&place, "2013-01-01", "Nord", thousand);
    add_count(&place, "2018-01-01", "Nord", later);
    add_projection(&place, "later", "2020-01-01", 1);
    add_projection(&place, "later", "2030-01-01", 1);
    struct population_path before = made(&place, "2019-01-01", 60, 0, true);
    add_count(&place, "2023-01-01", "Nord", thousand);
    add_residents(&place, "2019-01-02", "", 5);
    struct population_path after = made(&place, "2019-01-01", 60, 0, true);
    assert_null(after.series);
    assert_int_equal(after.pairs, 1);
    assert_memory_equal(before.residents, after.residents, 61 * sizeof(double));
    assert_memory_equal(before.gp_need, after.gp_need, 61 * sizeof(double));
}

/* -- totals ------------------------------------------------------------------------------------ */

static void
totals_follow_the_projection(void **state)
{
    struct place place;
    place_init(&place, of(state));
    for (size_t t = 0; t < 3; t++) {
        add_count(&place, "2018-01-01", towns[t], thousand);
        add_count(&place, "2023-01-01", towns[t], later);
    }
    add_projection(&place, "new", "2026-01-01", 70000);
    add_projection(&place, "new", "2022-12-31", 60000);
    add_projection(&place, "new", "2024-01-01", 62400);
    add_projection(&place, "old", "2020-01-01", 10);
    add_projection(&place, "old", "2040-01-01", 10);
    add_projection(&place, "point", "2023-01-01", 10);
    add_projection(&place, "late", "2023-07-01", 10);
    add_projection(&place, "late", "2040-01-01", 10);
    struct population_path path = made(&place, "2023-01-01", 60, 0, true);
    assert_int_equal(path.total, POPULATION_TOTAL_PROJECTION);
    assert_string_equal(path.series, "new");
    assert_true(path.beyond_series);
    assert_near(total(&path, 0), 60000, 1e-8);
    assert_near(total(&path, 1), 60200, 1e-8);
    assert_near(total(&path, 12), 62400, 1e-8);
    assert_near(total(&path, 24), 66200, 1e-8);
    assert_near(total(&path, 36), 70000, 1e-8);
    assert_near(total(&path, 60), 70000.0 * 70000 / 62400, 1e-7);
    assert_false(made(&place, "2023-01-01", 36, 0, true).beyond_series);
    struct population_path own = made(&place, "2023-01-01", 60, 0, false);
    assert_null(own.series);
    assert_near(total(&own, 60), 3 * 2 * (720 + 7 * 810 + 1800), 1e-6);
    for (size_t t = 0; t < 3; t++) { /* the scale is the same everywhere */
        assert_near(district(&path, towns[t], 36), 70000 / 3.0, 1e-7);
    }
}

static void
newer_observations_set_the_level(void **state)
{
    struct place place;
    place_init(&place, of(state));
    add_count(&place, "2013-01-01", "Nord", thousand);
    add_count(&place, "2013-01-01", "Sør", thousand);
    add_count(&place, "2018-01-01", "Nord", thousand);
    add_count(&place, "2018-01-01", "Sør", thousand);
    add_residents(&place, "2021-01-01", "Nord", 30000);
    add_residents(&place, "2021-01-01", "Sør", 10000);
    add_residents(&place, "2021-01-01", "", 40000);
    add_residents(&place, "2017-01-01", "", 1);
    struct population_path path = made(&place, "2021-01-01", 24, 0, true);
    assert_true(path.levelled);
    assert_near(district(&path, "Nord", 0), 30000, 1e-7);
    assert_near(district(&path, "Sør", 0), 10000, 1e-7);
    assert_near(district(&path, "Nord", 24) / district(&path, "Sør", 24), 3, 1e-9);
    /* those of unknown district are what is left of the whole, of one day only */
    for (size_t i = 0; i < SEX_COUNT * GROUPS; i++) {
        place.people[SEX_COUNT * GROUPS * 3 + i].district = "";
        place.people[SEX_COUNT * GROUPS + i].district = "";
    }
    add_residents(&place, "2021-01-01", "", 31000);
    place.observations[2].value = 31000;
    path = made(&place, "2021-01-01", 0, 0, true);
    assert_near(district(&path, "", 0), 1000, 1e-7);
    place.observations[0].date = day("2020-01-01");
    path = made(&place, "2021-01-01", 0, 0, true);
    assert_true(district(&path, "", 0) > 5000);
    /* as old as the count, and older, they are not used */
    assert_false(made(&place, "2018-01-01", 24, 0, true).levelled);
}

static void
one_date_keeps_its_composition(void **state)
{
    struct place place;
    place_init(&place, of(state));
    add_count(&place, "2023-01-01", "Nord", thousand);
    add_count(&place, "2023-01-01", "Sør", later);
    struct population_path path = made(&place, "2023-01-01", 60, 0, true);
    assert_int_equal(path.method, POPULATION_COMPOSITION);
    assert_int_equal(path.total, POPULATION_TOTAL_GROWTH);
    assert_int_equal(path.pairs, 0);
    assert_near(path.growth_per_year, 0, 0);
    assert_near(total(&path, 60), total(&path, 0), 1e-9);
    assert_near(path.births[0], 2800 / 60.0, 1e-9);
    add_residents(&place, "2017-01-01", "", 1000); /* too long ago */
    add_residents(&place, "2018-01-01", "", 30000);
    add_residents(&place, "2022-01-01", "", 1000);
    path = made(&place, "2023-01-01", 60, 0, true);
    assert_near(path.growth_per_year, log(38200 / 30000.0) / 5, 1e-12);
    assert_near(total(&path, 60), 38200.0 * 38200 / 30000, 1e-6);
    assert_near(path.gp_need[60], path.gp_need[0], 1e-12);
    add_projection(&place, "p", "2023-01-01", 40000);
    add_projection(&place, "p", "2033-01-01", 50000);
    path = made(&place, "2023-01-01", 60, 0, true);
    assert_near(total(&path, 60), 45000, 1e-7);
    assert_near(district(&path, "Nord", 60), 45000.0 * 20000 / 38200, 1e-7);
}

static void
groups_that_do_not_fit_fall_back(void **state)
{
    struct place place;
    place_init(&place, of(state));
    add_count(&place, "2018-01-01", "Nord", thousand);
    add_count(&place, "2023-01-01", "Nord", thousand);
    assert_int_equal(made(&place, "2023-01-01", 1, 0, true).method, POPULATION_COHORTS);
    place.people[0].age_to = 5;
    place.people[2].age_from = 6;
    assert_int_equal(made(&place, "2023-01-01", 1, 0, true).method, POPULATION_COMPOSITION);
    place.people[0].age_to = 4;
    place.people[2].age_from = 5;
    for (size_t i = 0; i < SEX_COUNT * GROUPS; i++) { /* four years apart */
        place.people[i].date = day("2019-01-01");
    }
    assert_int_equal(made(&place, "2023-01-01", 1, 0, true).method, POPULATION_COMPOSITION);
}

static void
residents_alone_are_carried_without_ages(void **state)
{
    struct place place;
    place_init(&place, of(state));
    place.districts[next(&place, TABLE_DISTRICTS)] = (struct district){"Nord", "", "s"};
    add_residents(&place, "2020-01-01", "Nord", 600);
    add_residents(&place, "2020-01-01", "", 1000);
    add_residents(&place, "2019-01-01", "", 900);
    struct population_path path = made(&place, "2021-01-01", 12, 0, true);
    assert_int_equal(path.method, POPULATION_TOTALS);
    assert_true(date_is_none(path.counted) && isnan(path.births[3]) && isnan(path.gp_need[0]));
    assert_int_equal(path.districts, 2);
    assert_near(total(&path, 0), 1000 / 0.9, 1e-9);
    assert_near(district(&path, "Nord", 12), 600 / 0.81, 1e-9);
    struct population_options options = {day("2018-01-01"), 12, 0, true};
    struct error error;
    assert_false(
        population_path_make(&place.municipality, &options, &of(state)->arena, &path, &error));
    assert_int_equal(error.code, ERROR_NO_FIGURE);
}

static void
more_districts_than_there_is_room_for_are_refused(void **state)
{
    static char names[POPULATION_DISTRICTS_MAX + 1][8];
    struct place place;
    place_init(&place, of(state));
    for (size_t d = 0; d <= POPULATION_DISTRICTS_MAX; d++) {
        snprintf(names[d], sizeof names[d], "D%zu", d);
        if (d == POPULATION_DISTRICTS_MAX) {
            assert_int_equal(made(&place, "2023-01-01", 1, 0, true).districts, d);
        }
        add_people(&place, day("2023-01-01"), names[d], 0, WHOLE_NONE, SEX_MALE, 10);
    }
    struct population_options options = {day("2023-01-01"), 1, 0, true};
    struct population_path path;
    struct error error;
    assert_false(
        population_path_make(&place.municipality, &options, &of(state)->arena, &path, &error));
    assert_int_equal(error.code, ERROR_CANNOT_ANSWER);
}

/* -- refugees ---------------------------------------------------------------------------------- */

static void
refugees_add_exactly_their_number(void **state)
{
    struct population_path without = of_bergen(of(state), "2024-01-01", 120, 0, true);
    struct population_path with = of_bergen(of(state), "2024-01-01", 120, 600, true);
    assert_memory_equal(with.residents, without.residents, with.districts * sizeof(double));
    for (size_t m = 0; m <= 120; m++) {
        assert_near(total(&with, m) - total(&without, m), 50.0 * (double)m, 1e-6);
        for (size_t d = 0; d < with.districts; d++) {
            double share = without.residents[d] / total(&without, 0);
            assert_near(with.residents[m * with.districts + d] -
                            without.residents[m * with.districts + d],
                        50.0 * (double)m * share, 1e-6);
        }
    }
    assert_memory_equal(with.births, without.births, 121 * sizeof(double));
    assert_true(with.gp_need[120] < without.gp_need[120]); /* they are young */
    assert_true(with.gp_need[120] > without.gp_need[120] * 0.99);
}

/* -- Bergen ------------------------------------------------------------------------------------ */

static void
bergen_grows_as_projected_and_older(void **state)
{
    struct population_path path = of_bergen(of(state), "2024-01-01", 120, 0, true);
    assert_int_equal(path.method, POPULATION_COHORTS);
    assert_int_equal(path.total, POPULATION_TOTAL_PROJECTION);
    assert_string_equal(path.series, "ssb_2024_main");
    assert_int_equal(path.districts, 9);
    assert_near(total(&path, 0), 291940, 1e-6);
    assert_near(total(&path, 120), 308491, 1e-6);
    for (size_t m = 0; m <= 120; m++) {
        assert_true(path.births[m] * 12 > 2700 && path.births[m] * 12 < 3300);
        assert_true(m == 0 || fabs(path.births[m] / path.births[m - 1] - 1) < 0.01);
        assert_true(path.ooh_need[m] > 0.2 && path.ooh_need[m] < 0.26);
    }
    assert_true(path.gp_need[0] > 2.8 && path.gp_need[0] < 3);
    assert_true(path.gp_need[120] > path.gp_need[0]);
    assert_true(path.gp_need[120] < path.gp_need[0] * 1.05);
    struct population_path counted = of_bergen(of(state), "2023-01-01", 12, 0, true);
    assert_near(total(&counted, 0), 289330, 1e-6); /* the projection begins later */
    assert_int_equal(counted.total, POPULATION_TOTAL_COHORTS);
    assert_near(district(&counted, "Arna", 0), 13926, 1e-7);
    assert_near(district(&counted, "", 0), 257, 1e-7);
    struct population_path back = of_bergen(of(state), "2021-01-01", 12, 0, true);
    assert_int_equal(back.method, POPULATION_COMPOSITION); /* of 2018, set to what was known */
    assert_true(back.levelled);
    assert_near(total(&back, 0), 285601, 1e-6);
    assert_near(district(&back, "Ytrebygda", 0), 29875, 1e-6);
    assert_near(district(&back, "", 0), 570, 1e-6);
}

/* Single ages at the rates, man by man: nothing of the room's own. */
static void
need_is_the_rates_of_the_residents(void **state)
{
    struct place place;
    place_init(&place, of(state));
    add_people(&place, day("2024-01-01"), "Nord", 0, 4, SEX_MALE, 500);           /* 1.9 */
    add_people(&place, day("2024-01-01"), "Nord", 5, 6, SEX_FEMALE, 100);         /* 1.9 and 1.4 */
    add_people(&place, day("2024-01-01"), "Nord", 90, WHOLE_NONE, SEX_MALE, 400); /* 3.5 */
    struct population_path path = made(&place, "2024-01-01", 1, 0, true);
    assert_near(path.gp_need[0], (500 * 1.9 + 50 * 1.9 + 50 * 1.4 + 400 * 3.5) / 1000, 1e-12);
    assert_near(path.ooh_need[0], (500 * 0.45 + 50 * 0.45 + 50 * 0.2 + 400 * 0.38) / 1000, 1e-12);
    place.people[2].age_from = 89; /* one age before the rates are the same for all older */
    path = made(&place, "2024-01-01", 1, 0, true);
    assert_true(isnan(path.gp_need[0]) && isnan(path.ooh_need[0]));
    assert_true(path.births[0] > 0);
}

static void
the_same_question_has_the_same_answer(void **state)
{
    struct population_path a = of_bergen(of(state), "2024-01-01", 240, 300, true);
    struct population_path b = of_bergen(of(state), "2024-01-01", 240, 300, true);
    struct population_path shorter = of_bergen(of(state), "2024-01-01", 60, 300, true);
    assert_memory_equal(a.residents, b.residents, 241 * a.districts * sizeof(double));
    assert_memory_equal(a.gp_need, b.gp_need, 241 * sizeof(double));
    assert_memory_equal(a.residents, shorter.residents, 61 * a.districts * sizeof(double));
    struct population_path longest =
        of_bergen(of(state), "2024-01-01", POPULATION_MONTHS_MAX, 0, false);
    for (size_t m = 0; m <= POPULATION_MONTHS_MAX; m++) {
        assert_true(total(&longest, m) > 100000);
        assert_true(total(&longest, m) < 1000000);
    }
}

/* -- back in time ------------------------------------------------------------------------------ */

static const char single_years[] =
    SOURCE_ROOT "/../shared/data/bergen/population_by_district_age_sex_2005_2023.csv";

static bool
whole_field(const struct csv_reader *reader, size_t field, int64_t *out)
{
    return number_parse_whole(reader->fields[field].bytes, reader->fields[field].length, out);
}

/* Reads the single ages of all years; false when the file is not there. */
static bool
read_single_years(struct place *place)
{
    struct arena *arena = &place->fixture->arena;
    struct csv_reader reader;
    struct error error;
    char *bytes;
    size_t length;
    if (!file_read(single_years, arena, &bytes, &length, &error)) {
        return false;
    }
    csv_open(&reader, bytes, length);
    while (csv_next(&reader, &error) == CSV_ROW) {
        int64_t year, age, persons;
        struct date date;
        const struct csv_field *sex = &reader.fields[3], *name = &reader.fields[0];
        bool both = sex->length == strlen("total");
        if (!whole_field(&reader, 1, &year) || !whole_field(&reader, 2, &age) ||
            !whole_field(&reader, 4, &persons) || (both && memcmp(sex->bytes, "total", 5) == 0) ||
            memchr(name->bytes, '(', name->length) != NULL) {
            continue; /* the header, sums of both sexes, the whole municipality */
        }
        assert_true(date_from_ymd((int)year, 1, 1, &date));
        add_people(place, date, arena_copy(arena, name->bytes, name->length), age,
                   age == 105 ? WHOLE_NONE : age, sex->bytes[0] == 'f' ? SEX_FEMALE : SEX_MALE,
                   persons);
    }
    return true;
}

static double
counted_ages(const struct place *place, const char *name, const char *date, int from, int to)
{
    double sum = 0;
    for (size_t i = 0; i < place->municipality.tables[TABLE_POPULATION].count; i++) {
        const struct population *row = &place->people[i];
        if (date_compare(row->date, day(date)) == 0 && strcmp(row->district, name) == 0 &&
            row->age_from >= from && row->age_from <= to) {
            sum += (double)row->persons;
        }
    }
    return sum;
}

/* Mean absolute errors in percent: of the method, of nothing changing, and of growth as in the five
 * years before. */
struct errors {
    double method, persistence, growth;
    size_t count;
};

static void
add_error(struct errors *errors, double found, double forecast, double origin, double before,
          double years)
{
    errors->method += fabs(forecast / found - 1) * 100;
    errors->persistence += fabs(origin / found - 1) * 100;
    errors->growth += fabs(origin * pow(origin / before, years / 5) / found - 1) * 100;
    errors->count++;
}

/* Forecasts `years` from the origin with what was counted until then, and compares by district, and
 * by eight bands of age in each. */
static void
compare(struct place *place, const char *const dates[3], int years, struct errors *ages,
        struct errors *districts)
{
    static const int bands[][2] = {{0, 4},   {5, 14},  {15, 19}, {20, 29},
                                   {30, 49}, {50, 64}, {65, 79}, {80, 120}};
    struct population_path path = made(place, dates[1], (size_t)years * 12, 0, false);
    assert_int_equal(path.method, POPULATION_COHORTS);
    assert_int_equal(path.age_width, 1);
    *ages = *districts = (struct errors){0, 0, 0, 0};
    for (size_t d = 0; d < path.districts; d++) {
        double whole[3] = {0};
        for (size_t b = 0; b < sizeof bands / sizeof bands[0]; b++) {
            double forecast = 0, counted[3];
            for (size_t t = 0; t < 3; t++) {
                counted[t] = counted_ages(place, path.names[d], dates[t], bands[b][0], bands[b][1]);
                whole[t] += counted[t];
            }
            for (int sex = 0; sex < SEX_COUNT; sex++) {
                forecast += population_path_persons(&path, path.months, d, (enum sex)sex,
                                                    bands[b][0], bands[b][1]);
            }
            add_error(ages, counted[2], forecast, counted[1], counted[0], years);
        }
        add_error(districts, whole[2], path.residents[path.months * path.districts + d], whole[1],
                  whole[0], years);
    }
    double count = (double)ages->count, all = (double)districts->count;
    print_message(
        "# %s to %s: mean absolute error of ages %.2f %% (persistence %.2f, growth %.2f), "
        "of districts %.2f %% (%.2f, %.2f)\n",
        dates[1], dates[2], ages->method / count, ages->persistence / count, ages->growth / count,
        districts->method / all, districts->persistence / all, districts->growth / all);
}

static void
cohorts_beat_persistence_and_growth(void **state)
{
    static const struct {
        const char *dates[3]; /* five years before the origin, the origin, the target */
        int years;
    } cases[] = {
        {{"2008-01-01", "2013-01-01", "2018-01-01"}, 5},
        {{"2008-01-01", "2013-01-01", "2023-01-01"}, 10},
        {{"2013-01-01", "2018-01-01", "2023-01-01"}, 5},
    };
    struct place place;
    place_init(&place, of(state));
    if (!read_single_years(&place)) {
        print_message("# skipped: the single-year file is not beside the source\n");
        skip();
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct errors ages, districts;
        compare(&place, cases[i].dates, cases[i].years, &ages, &districts);
        assert_true(ages.method < 0.9 * ages.persistence);
        assert_true(ages.method < 0.9 * ages.growth);
        assert_true(districts.method < districts.persistence);
    }
}

/* -- by age ------------------------------------------------------------------------------------ */

static void
ages_add_up_to_the_residents(void **state)
{
    struct population_path path = of_bergen(of(state), "2024-01-01", 60, 500, true);
    for (size_t m = 0; m <= 60; m += 6) {
        for (size_t d = 0; d < path.districts; d++) {
            double whole = 0, parts = 0;
            for (int sex = 0; sex < SEX_COUNT; sex++) {
                whole += population_path_persons(&path, m, d, (enum sex)sex, 0, 120);
                for (int age = 0; age <= 120; age++) {
                    double here = population_path_persons(&path, m, d, (enum sex)sex, age, age);
                    assert_true(here >= 0);
                    parts += here;
                }
            }
            assert_near(whole, path.residents[m * path.districts + d], 1e-7);
            assert_near(parts, whole, 1e-7);
        }
    }
    struct place place;
    place_init(&place, of(state));
    add_count(&place, "2018-01-01", "Nord", thousand);
    add_count(&place, "2023-01-01", "Nord", later);
    struct population_path town = made(&place, "2023-01-01", 60, 0, true);
    assert_near(population_path_persons(&town, 0, 0, SEX_MALE, 0, 4), 400, 1e-9);
    assert_near(population_path_persons(&town, 0, 0, SEX_MALE, 3, 6), 160 + 360, 1e-9);
    assert_near(population_path_persons(&town, 0, 0, SEX_MALE, 45, 45), 1500, 1e-9);
    assert_near(population_path_persons(&town, 0, 0, SEX_MALE, 46, 120), 0, 0);
    assert_near(population_path_persons(&town, 60, 0, SEX_FEMALE, 5, 9), 360, 1e-9);
    assert_near(population_path_persons(&town, 60, 0, SEX_FEMALE, 45, 120), 1800, 1e-9);
}

/* -- how wrong it may be ----------------------------------------------------------------------- */

static void
error_grows_with_the_years(void **state)
{
    (void)state;
    assert_near(population_error_sd(0, 0.1, 0.2), 0, 0);
    assert_near(population_error_sd(4, 0.1, 0), 0.2, 1e-15);
    assert_near(population_error_sd(4, 0, 0.2), 0.8, 1e-15);
    assert_near(population_error_sd(4, 0.1, 0.2), sqrt(0.04 + 0.64), 1e-15);
}

static void
error_paths_spread_as_they_should(void **state)
{
    (void)state;
    enum { FUTURES = 20000, MONTHS = 120 };
    const double walk = 0.01, trend = 0.002;
    double squares[2] = {0}, means[2] = {0}, lagged = 0;
    for (uint32_t future = 0; future < FUTURES; future++) {
        double path[MONTHS + 1] = {0};
        population_error_path(5, future, MONTHS, walk, trend, path);
        assert_near(path[0], 0, 0);
        for (size_t i = 0; i < 2; i++) {
            means[i] += path[60 * (i + 1)] / FUTURES;
            squares[i] += path[60 * (i + 1)] * path[60 * (i + 1)] / FUTURES;
        }
        lagged += path[60] * path[120] / FUTURES;
    }
    for (size_t i = 0; i < 2; i++) { /* within four standard errors: sd ÷ √n, and sd × √½ ÷ √n */
        double sd = population_error_sd(5.0 * ((double)i + 1), walk, trend);
        assert_near(means[i], 0, 4 * sd / sqrt(FUTURES));
        assert_near(sqrt(squares[i]), sd, 4 * sd * sqrt(0.5 / FUTURES));
    }
    /* a walk's past is all of its covariance, a trend's is 5 × 10 years */
    double covariance = walk * walk * 5 + trend * trend * 50;
    assert_near(lagged, covariance, 4 * sqrt(2.0 / FUTURES) * squares[1]);
}

static void
error_paths_are_functions_of_seed_and_future(void **state)
{
    (void)state;
    double a[61] = {0}, b[121] = {0}, other[61] = {0}, seed[61] = {0};
    population_error_path(1, 2, 60, 0.01, 0.01, a);
    population_error_path(1, 2, 120, 0.01, 0.01, b);
    population_error_path(1, 3, 60, 0.01, 0.01, other);
    population_error_path(2, 2, 60, 0.01, 0.01, seed);
    assert_memory_equal(a, b, sizeof a);
    assert_memory_not_equal(a, other, sizeof a);
    assert_memory_not_equal(a, seed, sizeof a);
    double twice[61];
    memcpy(twice, a, sizeof twice);
    population_error_path(1, 2, 60, 0.01, 0.01, twice); /* adds */
    population_error_path(1, 2, 60, 0, 0, twice);       /* nothing */
    for (size_t m = 0; m <= 60; m++) {
        assert_near(twice[m], 2 * a[m], 1e-15);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratios_carry_cohorts_children_and_the_old),
        cmocka_unit_test(districts_lean_on_the_whole),
        cmocka_unit_test(a_districts_ratio_stays_near_the_whole),
        cmocka_unit_test(an_emptied_district_keeps_half_the_whole),
        cmocka_unit_test(newer_pairs_count_more),
        cmocka_unit_test(nothing_after_the_start_is_seen),
        cmocka_unit_test(totals_follow_the_projection),
        cmocka_unit_test(newer_observations_set_the_level),
        cmocka_unit_test(one_date_keeps_its_composition),
        cmocka_unit_test(groups_that_do_not_fit_fall_back),
        cmocka_unit_test(residents_alone_are_carried_without_ages),
        cmocka_unit_test(more_districts_than_there_is_room_for_are_refused),
        cmocka_unit_test(refugees_add_exactly_their_number),
        cmocka_unit_test(bergen_grows_as_projected_and_older),
        cmocka_unit_test(need_is_the_rates_of_the_residents),
        cmocka_unit_test(the_same_question_has_the_same_answer),
        cmocka_unit_test(cohorts_beat_persistence_and_growth),
        cmocka_unit_test(ages_add_up_to_the_residents),
        cmocka_unit_test(error_grows_with_the_years),
        cmocka_unit_test(error_paths_spread_as_they_should),
        cmocka_unit_test(error_paths_are_functions_of_seed_and_future),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
