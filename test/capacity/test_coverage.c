/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/coverage.h"

#include "capacity/need.h"
#include "fixture.h"

#include <math.h>
#include <string.h>

static struct fixture *
of(void **state)
{
    return *state;
}

static struct coverage
computed(struct fixture *fixture, const struct municipality *municipality, const char *date,
         double goal)
{
    struct figure figure = figure_unknown(UNIT_gps_per_1000);
    struct coverage coverage;
    struct error error;
    figure.value = goal;
    if (!coverage_compute(municipality, day(date), &figure, &fixture->arena, &coverage, &error)) {
        fail_msg("refused: %s", error.expected);
    }
    return coverage;
}

/* -- the strategy's table ---------------------------------------------------------------------- */

static void
strategy_table_comes_out_to_the_last_digit(void **state)
{
    static const struct {
        const char *district;
        double practices, gps, residents, per_1000, needed, difference;
    } cases[] = {
        {"Arna", 3, 13, 13926, 0.9, 13.9, -0.9},
        {"Bergenhus", 17, 64, 42793, 1.5, 42.8, 21.2},
        {"Fana", 7, 31, 44228, 0.7, 44.2, -13.2},
        {"Fyllingsdalen", 5, 26, 30552, 0.9, 30.6, -4.6},
        {"Laksevåg", 6, 21, 40433, 0.5, 40.4, -19.4},
        {"Ytrebygda", 6, 27, 31253, 0.9, 31.3, -4.3},
        {"Årstad", 11, 42, 43737, 1.0, 43.7, -1.7},
        {"Åsane", 7, 32, 42151, 0.8, 42.2, -10.2},
        {"", 62, 256, 289073, 0.9, 289.1, -33.1},
    };
    struct coverage coverage = computed(of(state), &of(state)->bergen, "2023-12-31", 1);
    assert_int_equal(coverage.district_count, 8);
    for (size_t i = 0; i < 9; i++) {
        const struct coverage_row *row = i < 8 ? &coverage.districts[i] : &coverage.total;
        assert_string_equal(row->district, cases[i].district);
        assert_near(row->practices.value, cases[i].practices, 0);
        assert_near(row->gps.value, cases[i].gps, 0);
        assert_near(row->residents.value, cases[i].residents, 0);
        assert_near(as_printed(row->gps_per_1000, 1), cases[i].per_1000, 1e-9);
        assert_near(as_printed(row->gps_needed, 1), cases[i].needed, 1e-9);
        assert_near(as_printed(row->difference, 1), cases[i].difference, 1e-9);
    }
}

static void
spread_comes_out(void **state)
{
    struct coverage coverage = computed(of(state), &of(state)->bergen, "2023-12-31", 1);
    assert_near(coverage.zones.areas.value, 57, 0);
    assert_near(coverage.zones.with_practice.value, 34, 0);
    assert_near(coverage.subdistricts.areas.value, 23, 0);
    assert_near(coverage.subdistricts.with_practice.value, 22, 0);
    assert_near(as_printed(34.0 / 57 * 100, 0), 60, 0);
    assert_near(as_printed(22.0 / 23 * 100, 0), 96, 0);
    coverage =
        computed(of(state), &of(state)->bergen, "2021-01-01", 1); /* before the strategy counted */
    assert_true(isnan(coverage.zones.areas.value) &&
                isnan(coverage.subdistricts.with_practice.value));
}

static void
goal_scales_the_need_alone(void **state)
{
    struct coverage one = computed(of(state), &of(state)->bergen, "2023-12-31", 1);
    struct coverage more = computed(of(state), &of(state)->bergen, "2023-12-31", 1.2);
    assert_near(more.goal.value, 1.2, 0);
    for (size_t i = 0; i <= 8; i++) {
        const struct coverage_row *a = i < 8 ? &one.districts[i] : &one.total;
        const struct coverage_row *b = i < 8 ? &more.districts[i] : &more.total;
        assert_near(b->gps_per_1000, a->gps_per_1000, 1e-12);
        assert_near(b->gps_needed, a->gps_needed * 1.2, 1e-9);
        assert_near(b->gps_needed_weighted, a->gps_needed_weighted * 1.2, 1e-9);
        assert_near(b->difference, a->gps.value - b->gps_needed, 1e-9);
        assert_near(b->need_index, a->need_index, 1e-12);
    }
}

/* -- weighted by use --------------------------------------------------------------------------- */

static void
weighted_shares_sum_to_the_total(void **state)
{
    struct coverage coverage = computed(of(state), &of(state)->bergen, "2023-12-31", 1);
    double needed = 0, consultations = 0, difference = 0, weighted_index = 0;
    for (size_t i = 0; i < coverage.district_count; i++) {
        const struct coverage_row *row = &coverage.districts[i];
        needed += row->gps_needed_weighted;
        difference += row->difference_weighted;
        consultations += row->consultations;
        weighted_index += row->need_index * row->residents.value;
        assert_near(row->difference_weighted, row->gps.value - row->gps_needed_weighted, 1e-9);
        assert_near(row->need_index, row->gps_needed_weighted / row->gps_needed, 1e-9);
        assert_true(row->need_index > 0.85 && row->need_index < 1.15);
    }
    assert_near(needed, coverage.total.gps_needed, 1e-9);
    assert_near(coverage.total.gps_needed_weighted, coverage.total.gps_needed, 1e-9);
    assert_near(difference, coverage.total.difference, 1e-9);
    assert_near(consultations, coverage.total.consultations, 1e-6);
    assert_near(weighted_index / coverage.total.residents.value, 1, 1e-12);
    assert_near(coverage.total.need_index, 1, 1e-12);
}

/* figures.md C: 862 000 consultations expected of Bergen with the rates of 2023; by its bands of
 * A2, Σ rate × residents = 862 002. */
static void
expected_consultations_are_bergens(void **state)
{
    static const double bands[][2] = {{17940, 1.9}, {31369, 1.4}, {12702, 2.4},
                                      {46990, 2.6}, {81349, 3.2}, {57334, 3.5},
                                      {29073, 3.9}, {9972, 4.8},  {2601, 3.5}};
    double expected = 0;
    for (size_t i = 0; i < sizeof bands / sizeof bands[0]; i++) {
        expected += bands[i][0] * bands[i][1];
    }
    assert_near(expected, 862000, 500);
    struct coverage coverage = computed(of(state), &of(state)->bergen, "2023-12-31", 1);
    double unknown = coverage_consultations(&of(state)->bergen, "", day("2023-12-31"));
    double all = coverage_consultations(&of(state)->bergen, NULL, day("2023-12-31"));
    assert_true(unknown > 0 && unknown < 1500); /* 257 residents */
    assert_near(coverage.total.consultations + unknown, all, 1e-6);
    assert_near(all / 862000, 1, 0.005);
    assert_near(all / expected, 1, 0.005);
    assert_int_equal(coverage.rates_date.days, day("2023-12-31").days);
    assert_int_equal(coverage.population_date.days, day("2023-01-01").days);
}

static void
rates_are_those_of_the_day(void **state)
{
    double late = coverage_consultations(&of(state)->bergen, NULL, day("2023-12-31"));
    double early =
        coverage_consultations(&of(state)->bergen, NULL, day("2023-12-30")); /* the rates of 2019 */
    assert_true(early < late * 0.95);
    assert_true(isnan(
        coverage_consultations(&of(state)->bergen, NULL, day("2017-12-31")))); /* no population */
    struct coverage coverage = computed(of(state), &of(state)->bergen, "2023-12-30", 1);
    assert_int_equal(coverage.rates_date.days, day("2019-12-31").days);
}

/* Ages 0–19 use a GP once, 20 and over three times a year; women use one half as much again as men.
 */
static void
make_town(struct town *town)
{
    town_init(town, "2024-01-01");
    town_district(town, "North");
    town_district(town, "South");
    town_rate(town, "2023-12-31", 0, 19, 1);
    town_rate(town, "2023-12-31", 20, WHOLE_NONE, 3);
    town_reference(town, REFERENCE_consultations_women, 3);
    town_reference(town, REFERENCE_consultations_men, 2);
}

static void
people(struct town *town, const char *district, int64_t young_women, int64_t young_men,
       int64_t women, int64_t men)
{
    town_people(town, "2024-01-01", district, 0, 19, SEX_FEMALE, young_women);
    town_people(town, "2024-01-01", district, 0, 19, SEX_MALE, young_men);
    town_people(town, "2024-01-01", district, 20, WHOLE_NONE, SEX_FEMALE, women);
    town_people(town, "2024-01-01", district, 20, WHOLE_NONE, SEX_MALE, men);
}

static void
alike_districts_have_index_one(void **state)
{
    static struct town town;
    make_town(&town);
    people(&town, "North", 100, 110, 400, 390);
    people(&town, "South", 10, 11, 40, 39);
    town_observe(&town, "2024-01-01", INDICATOR_gps, "North", 1);
    town_observe(&town, "2024-01-01", INDICATOR_gps, "South", 1);
    struct coverage coverage = computed(of(state), &town.municipality, "2024-01-01", 1);
    assert_near(coverage.districts[0].need_index, 1, 1e-12);
    assert_near(coverage.districts[1].need_index, 1, 1e-12);
    assert_near(coverage.districts[0].gps_needed_weighted, coverage.districts[0].gps_needed, 1e-12);
    assert_near(coverage.total.consultations, 1 * 231 + 3 * 869,
                1e-9); /* the rate of each age is kept */
}

/* By hand. Young: (100 + 0) women and (0 + 100) men → scale 1 × 200 / (100 × 3 + 100 × 2) = 0.4, a
 * woman 1.2 and a man 0.8. Older: 300 women, 100 men → 3 × 400 / 1100, a woman 36/11, a man 24/11.
 */
static void
women_and_old_weigh_more(void **state)
{
    static struct town town;
    make_town(&town);
    people(&town, "North", 100, 0, 300, 0);
    people(&town, "South", 0, 100, 0, 100);
    town_observe(&town, "2024-01-01", INDICATOR_gps, "North", 1);
    town_observe(&town, "2024-01-01", INDICATOR_gps, "South", 1);
    struct coverage coverage = computed(of(state), &town.municipality, "2024-01-01", 1);
    double north = 120 + 300 * 36 / 11.0, south = 80 + 100 * 24 / 11.0;
    assert_near(coverage.districts[0].consultations, north, 1e-9);
    assert_near(coverage.districts[1].consultations, south, 1e-9);
    assert_near(north + south, 200 * 1 + 400 * 3, 1e-9);
    assert_near(coverage.districts[0].need_index, north / 1400 / (400 / 600.0), 1e-9);
    assert_near(coverage.districts[1].gps_needed_weighted, 0.6 * south / 1400, 1e-9);
}

/* A group that crosses a rate's edge is divided evenly by years. An open group stands on its first
 * age, which answers only from where the rates' own open group begins. */
static void
groups_are_divided_by_years(void **state)
{
    (void)state;
    static struct town town;
    static const struct {
        int64_t from, to;
        double expected; /* of 100 women and 100 men */
    } cases[] = {
        {0, 0, 200},
        {19, 19, 200},
        {20, 20, 600},
        {15, 24, 400},
        {18, 20, 200 * (2 + 3) / 3.0},
        {0, 119, 200 * (20 + 300) / 120.0},
        {0, 120, 200 * (20 + 303) / 121.0},
        {20, WHOLE_NONE, 600},
        {120, WHOLE_NONE, 600},
        {19, WHOLE_NONE, (double)NAN},
        {0, WHOLE_NONE, (double)NAN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        make_town(&town);
        town_people(&town, "2024-01-01", "North", cases[i].from, cases[i].to, SEX_FEMALE, 100);
        town_people(&town, "2024-01-01", "North", cases[i].from, cases[i].to, SEX_MALE, 100);
        town_people(&town, "2024-01-01", "South", 5, 6, SEX_MALE, 0);
        assert_near(coverage_consultations(&town.municipality, "North", day("2024-01-01")),
                    cases[i].expected, 1e-9);
        assert_near(coverage_consultations(&town.municipality, NULL, day("2024-01-01")),
                    cases[i].expected, 1e-9);
        assert_near(coverage_consultations(&town.municipality, "South", day("2024-01-01")),
                    cases[i].expected > 0 ? 0 : (double)NAN, 0);
        assert_true(isnan(coverage_consultations(&town.municipality, "", day("2024-01-01"))));
    }
}

static void
consultations_need_people_rates_and_sexes(void **state)
{
    (void)state;
    static struct town town;
    static const enum table_id needed[] = {TABLE_POPULATION, TABLE_CONSULTATION_RATES,
                                           TABLE_REFERENCE};
    make_town(&town);
    people(&town, "North", 1, 1, 1, 1);
    people(&town, "South", 0, 0, 0, 0);
    assert_near(coverage_consultations(&town.municipality, "North", day("2024-01-01")), 8, 1e-9);
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        struct municipality lacking = without_table(&town.municipality, needed[i]);
        assert_true(isnan(coverage_consultations(&lacking, "North", day("2024-01-01"))));
    }
    town.rates[0].service = town.rates[1].service =
        SERVICE_OOH; /* rates of another service are none */
    assert_true(isnan(coverage_consultations(&town.municipality, "North", day("2024-01-01"))));
}

static void
what_is_not_known_is_not_guessed(void **state)
{
    static struct town town;
    make_town(&town);
    town_observe(&town, "2024-01-01", INDICATOR_gps, "North", 5);
    town_observe(&town, "2024-01-01", INDICATOR_residents, "North", 4000);
    struct coverage coverage = computed(of(state), &town.municipality, "2024-01-01", 1);
    assert_near(coverage.districts[0].gps_per_1000, 1.25, 1e-12);
    assert_near(coverage.districts[0].difference, 1, 1e-12);
    assert_true(isnan(coverage.districts[0].consultations) &&
                isnan(coverage.districts[0].need_index));
    assert_true(isnan(coverage.districts[0].practices.value));
    assert_true(isnan(coverage.districts[1].gps_per_1000) && isnan(coverage.total.gps_per_1000));
    assert_true(date_is_none(coverage.population_date));
}

/* -- counted, where it is not observed --------------------------------------------------------- */

static void
posts_and_practices_are_counted(void **state)
{
    static struct town town;
    make_town(&town);
    people(&town, "North", 0, 0, 2000, 2000);
    people(&town, "South", 0, 0, 500, 500);
    town_practice(&town, "N1", "North", "");
    town_practice(&town, "N2", "North", "")->synthetic = FLAG_YES;
    town_practice(&town, "S1", "South", "");
    town_post(&town, "1", "N1", POST_HELD, 1000);
    town_post(&town, "2", "N1", POST_VACANT, 1000);
    town_post(&town, "3", "N2", POST_HELD, 1000);
    town_post(&town, "4", "N2", POST_HELD, 1000);
    town_post(&town, "5", "S1", POST_LOCUM, 1000);
    struct coverage coverage = computed(of(state), &town.municipality, "2024-01-01", 1);
    assert_near(coverage.districts[0].practices.value, 2, 0);
    assert_true(coverage.districts[0].practices.synthetic);
    assert_near(coverage.districts[0].gps.value, 3, 0);
    assert_near(coverage.districts[0].residents.value, 4000, 0);
    assert_near(coverage.districts[0].difference, -1, 1e-12);
    assert_near(coverage.districts[1].practices.value, 1, 0);
    assert_false(coverage.districts[1].practices.synthetic);
    assert_near(coverage.districts[1].gps.value, 0, 0);
    assert_near(coverage.total.gps.value, 3, 0);
    assert_true(coverage.total.practices.synthetic);
    town_observe(&town, "2023-01-01", INDICATOR_gps, "South",
                 9); /* a count comes before the tables */
    coverage = computed(of(state), &town.municipality, "2024-01-01", 1);
    assert_near(coverage.districts[1].gps.value, 9, 0);
}

static void
zones_with_a_practice_are_counted(void **state)
{
    static struct town town;
    make_town(&town);
    town_zone(&town, "N1", "Upper", "North");
    town_zone(&town, "N2", "Upper", "North");
    town_zone(&town, "N3", "Lower", "North");
    town_zone(&town, "S1", "Coast", "South");
    town_zone(&town, "S2", "Upper", "South"); /* a sub-district on both sides of a border */
    town_observe(&town, "2023-01-01", INDICATOR_zones, "", 57);
    town_observe(&town, "2023-01-01", INDICATOR_zones_with_practice, "", 34);
    struct coverage coverage = computed(of(state), &town.municipality, "2024-01-01", 1);
    assert_near(coverage.zones.areas.value, 57, 0); /* zones without practices count nothing */
    town_practice(&town, "a", "North", "N1");
    town_practice(&town, "b", "North", "N1");
    town_practice(&town, "c", "South", "S1");
    coverage = computed(of(state), &town.municipality, "2024-01-01", 1);
    assert_near(coverage.zones.areas.value, 5, 0); /* a full table comes before a count */
    assert_near(coverage.zones.with_practice.value, 2, 0);
    assert_near(coverage.subdistricts.areas.value, 3, 0);
    assert_near(coverage.subdistricts.with_practice.value, 2, 0);
    town_practice(&town, "d", "North", "N3");
    coverage = computed(of(state), &town.municipality, "2024-01-01", 1);
    assert_near(coverage.zones.with_practice.value, 3, 0);
    assert_near(coverage.subdistricts.with_practice.value, 3, 0);
    coverage =
        computed(of(state), &town.municipality, "2023-12-31", 1); /* before the tables' day */
    assert_near(coverage.zones.areas.value, 57, 0);
    town_practice(&town, "e", "South", ""); /* one practice that does not say where it is */
    coverage = computed(of(state), &town.municipality, "2024-01-01", 1);
    assert_near(coverage.zones.areas.value, 57, 0);
    assert_near(coverage.zones.with_practice.value, 34, 0);
    assert_true(isnan(coverage.subdistricts.areas.value));
}

static void
without_districts_the_municipality_answers(void **state)
{
    static struct town town;
    struct figure goal = figure_unknown(UNIT_gps_per_1000);
    struct coverage coverage = {.district_count = 4711};
    struct error error;
    goal.value = 1;
    town_init(&town, "2024-01-01");
    town_observe(&town, "2023-12-31", INDICATOR_gps, "", 9);
    town_observe(&town, "2023-01-01", INDICATOR_residents, "", 10000);
    assert_true(coverage_compute(&town.municipality, day("2024-01-01"), &goal, &of(state)->arena,
                                 &coverage, &error));
    assert_int_equal(coverage.district_count, 0);
    assert_near(coverage.total.gps_per_1000, 0.9, 1e-12);
    assert_near(coverage.total.difference, -1, 1e-12);
    assert_true(isnan(coverage.total.practices.value) && isnan(coverage.consultations));
    coverage.district_count = 4711;
    struct arena small;
    arena_init(&small, 16);
    assert_false(
        coverage_compute(&of(state)->bergen, day("2024-01-01"), &goal, &small, &coverage, &error));
    assert_int_equal(error.code, ERROR_MEMORY);
    assert_int_equal(coverage.district_count, 4711);
    arena_free(&small);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strategy_table_comes_out_to_the_last_digit),
        cmocka_unit_test(spread_comes_out),
        cmocka_unit_test(goal_scales_the_need_alone),
        cmocka_unit_test(weighted_shares_sum_to_the_total),
        cmocka_unit_test(expected_consultations_are_bergens),
        cmocka_unit_test(rates_are_those_of_the_day),
        cmocka_unit_test(alike_districts_have_index_one),
        cmocka_unit_test(women_and_old_weigh_more),
        cmocka_unit_test(groups_are_divided_by_years),
        cmocka_unit_test(consultations_need_people_rates_and_sexes),
        cmocka_unit_test(what_is_not_known_is_not_guessed),
        cmocka_unit_test(posts_and_practices_are_counted),
        cmocka_unit_test(zones_with_a_practice_are_counted),
        cmocka_unit_test(without_districts_the_municipality_answers),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
