/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/recruit.h"

#include "fixture.h"

#include <math.h>

#define NONE ((double)NAN)

static struct fixture *
of(void **state)
{
    return *state;
}

static struct recruit
computed(const struct recruit_input *input)
{
    struct recruit recruit;
    struct error error;
    if (!recruit_compute(input, &recruit, &error)) {
        fail_msg("refused: %s %s", error.field, error.found);
    }
    return recruit;
}

static struct figure
figure_of(double value, const char *date)
{
    struct figure figure = figure_unknown(UNIT_persons);
    figure.value = value;
    if (date != NULL) {
        figure.date = day(date);
    }
    return figure;
}

static struct recruit_input
bergen_input(void **state)
{
    struct recruit_input input;
    recruit_input_find(&of(state)->bergen, day("2023-12-31"), &input);
    return input;
}

/* -- 25 a year --------------------------------------------------------------------------------- */

/* Slide 7: 25 a year. 10 leave; 298 000 − 289 330 in five years (1825 days) are 1735 a year, 1.6
 * lists of 1100; the 14 280.65 places short of the goal are 13.0 lists. */
static void
bergen_needs_25_a_year(void **state)
{
    struct recruit_input input = bergen_input(state);
    assert_near(input.leavers_per_year.value, 10, 0);
    assert_near(input.residents_now.value, 289330, 0);
    assert_int_equal(input.residents_now.date.days, day("2023-01-01").days);
    assert_near(input.residents_planned.value, 298000, 0);
    assert_int_equal(input.residents_planned.date.days, day("2027-12-31").days);
    assert_near(input.gap_years.value, 1, 0);
    struct recruit recruit = computed(&input);
    assert_near(recruit.replacing, 10, 0);
    assert_near(recruit.residents_per_year, 8670 / (1825 / 365.25), 1e-9);
    assert_near(as_printed(recruit.growth, 1), 1.6, 1e-9);
    assert_near(recruit.growth, 8670 / (1825 / 365.25) / 1100, 1e-12);
    assert_near(as_printed(recruit.vacancy, 0), 13, 0);
    assert_near(recruit.vacancy, (0.05 * 295493 - 494) / 1100, 1e-12);
    assert_near(as_printed(recruit.per_year, 1), 24.6, 1e-9);
    assert_int_equal(recruit.per_year_up, 25);
    static const int64_t by_years[] = {25, 19, 16, 15, 15}; /* 11.58 + 12.98 ÷ years */
    for (int years = 1; years <= 5; years++) {
        input.gap_years.value = years;
        assert_int_equal(computed(&input).per_year_up, by_years[years - 1]);
    }
}

static void
parts_sum_and_never_below_none(void **state)
{
    struct dice dice = {.seed = 25};
    struct recruit_input input = bergen_input(state);
    int none = 0, falling = 0;
    for (int round = 0; round < 5000; round++) {
        input.leavers_per_year.value = dice_between(&dice, 0, 20);
        input.residents_now = figure_of(dice_between(&dice, 200000, 300000), "2023-01-01");
        input.residents_planned = figure_of(dice_between(&dice, 150000, 320000), "2028-01-01");
        input.list_length.value = dice_between(&dice, 500, 2500);
        input.gap_years.value = dice_between(&dice, 0.5, 10);
        input.vacancy.vacancy_goal.value = dice_between(&dice, 0, 10);
        struct recruit recruit = computed(&input);
        double sum = recruit.replacing + recruit.growth + recruit.vacancy;
        assert_near(recruit.per_year, sum > 0 ? sum : 0, 1e-9);
        assert_true((double)recruit.per_year_up >= recruit.per_year - 1e-6);
        assert_true((double)recruit.per_year_up - 1 < recruit.per_year || recruit.per_year_up == 0);
        assert_true(recruit.vacancy >= 0);
        assert_near(recruit.vacancy * input.gap_years.value * input.list_length.value,
                    recruit.gap.gap_places, 1e-6);
        assert_near(recruit.growth * input.list_length.value * 1826 / 365.25,
                    input.residents_planned.value - input.residents_now.value, 1e-6);
        none += recruit.per_year_up == 0;
        falling += recruit.growth < 0;
    }
    assert_true(none > 100 && falling > 100);
}

static void
plans_must_lie_ahead_of_the_count(void **state)
{
    static const struct {
        const char *now, *planned;
        bool taken;
    } cases[] = {
        {"2023-01-01", "2023-01-02", true},  {"2023-01-01", "2023-01-01", false},
        {"2023-01-01", "2022-12-31", false}, {NULL, "2027-12-31", false},
        {"2023-01-01", NULL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct recruit_input input = bergen_input(state);
        struct recruit recruit;
        struct error error;
        input.date = day("2020-01-01");
        input.residents_now = figure_of(289330, cases[i].now);
        input.residents_planned = figure_of(289331, cases[i].planned);
        bool taken = recruit_compute(&input, &recruit, &error);
        assert_int_equal(taken, cases[i].taken);
        if (taken) {
            assert_near(recruit.residents_per_year, 365.25, 1e-9);
            input.date = input.residents_planned
                             .date; /* the plan's own day tells nothing of the way there */
            assert_false(recruit_compute(&input, &recruit, &error));
            assert_int_equal(error.code, ERROR_CANNOT_ANSWER);
        } else {
            assert_int_equal(error.code, ERROR_CANNOT_ANSWER);
            assert_string_equal(error.expected, "planning.csv: residents: date");
        }
    }
}

static void
what_is_missing_is_named(void **state)
{
    static const char *const names[] = {"leavers_per_year", "residents_now", "residents",
                                        "list_length",      "gap_years",     "places",
                                        "free_places",      "vacancy_pct"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct recruit_input input = bergen_input(state);
        struct figure *const figures[] = {
            &input.leavers_per_year,    &input.residents_now,
            &input.residents_planned,   &input.list_length,
            &input.gap_years,           &input.vacancy.places,
            &input.vacancy.free_places, &input.vacancy.vacancy_goal,
        };
        struct recruit recruit;
        struct error error;
        figures[i]->value = NONE;
        assert_false(recruit_compute(&input, &recruit, &error));
        assert_int_equal(error.code, ERROR_NO_FIGURE);
        assert_string_equal(error.found, names[i]);
    }
    static const double gap_years[] = {0, 0.05, 100.5, -1};
    for (size_t i = 0; i < sizeof gap_years / sizeof gap_years[0]; i++) {
        struct recruit_input input = bergen_input(state);
        struct recruit recruit;
        struct error error;
        input.gap_years.value = gap_years[i];
        assert_false(recruit_compute(&input, &recruit, &error));
        assert_string_equal(error.field, "gap_years");
    }
}

static void
population_table_stands_in_for_residents(void **state)
{
    (void)state;
    static struct town town;
    struct recruit_input input;
    town_init(&town, "2024-01-01");
    recruit_input_find(&town.municipality, day("2024-01-01"), &input);
    assert_true(isnan(input.residents_now.value));
    town_people(&town, "2023-01-01", "", 0, WHOLE_NONE, SEX_MALE, 5000);
    recruit_input_find(&town.municipality, day("2024-01-01"), &input);
    assert_near(input.residents_now.value, 5000, 0);
    assert_int_equal(input.residents_now.date.days, day("2023-01-01").days);
    town_observe(&town, "2022-01-01", INDICATOR_residents, "", 4900);
    recruit_input_find(&town.municipality, day("2024-01-01"), &input);
    assert_near(input.residents_now.value, 4900, 0);
}

/* -- shorter lists ----------------------------------------------------------------------------- */

/* Slide 5: 251 → 271 GPs, 149 more places; places after, the 295 987 last printed. So before, 295
 * 838 places and 1178.6 a GP; 20 more GPs at that length would have given 23 573 places. */
static void
shorter_lists_took_back_what_recruiting_gave(void **state)
{
    struct shortening shortening;
    assert_true(recruit_shortening(&of(state)->bergen, day("2024-11-13"), &shortening));
    assert_near(shortening.gps_before.value, 251, 0);
    assert_near(shortening.gps_after.value, 271, 0);
    assert_near(shortening.gps_added, 20, 0);
    assert_near(shortening.places_added.value, 149, 0);
    assert_near(shortening.places_after.value, 295987, 0);
    assert_near(shortening.mean_before, 295838 / 251.0, 1e-9);
    assert_near(as_printed(shortening.mean_before, 1), 1178.6, 1e-9);
    assert_near(as_printed(shortening.mean_after, 1), 1092.2, 1e-9);
    assert_near(as_printed(shortening.places_if_kept, 0), 23573, 0);
    assert_near(as_printed(shortening.places_lost, 0), 23424, 0);
    assert_near(as_printed(shortening.gps_lost, 1), 21.4, 1e-9);
    assert_near(as_printed(shortening.places_per_gp, 2), 7.45, 1e-9);
    assert_near(shortening.recruited.value, 75, 0);
    assert_near(shortening.replaced, 55, 0);
    /* the mean fell from 1179 to 1092 for all 271: the same places by another road */
    assert_near(shortening.places_lost, 271 * (shortening.mean_before - shortening.mean_after),
                1e-6);
}

static void
make_period(struct town *town)
{
    town_init(town, "2024-01-01");
    town_observe(town, "2023-12-31", INDICATOR_places_added, "", 500)->since = day("2022-01-01");
    town_observe(town, "2022-01-01", INDICATOR_gps, "", 10);
    town_observe(town, "2023-12-31", INDICATOR_gps, "", 12);
    town_observe(town, "2023-12-31", INDICATOR_places, "", 12000);
}

static void
shortening_needs_a_whole_period(void **state)
{
    (void)state;
    static struct town town;
    struct shortening shortening;
    make_period(&town);
    assert_true(recruit_shortening(&town.municipality, day("2024-01-01"), &shortening));
    assert_near(shortening.mean_before, 1150, 1e-9);
    assert_near(shortening.mean_after, 1000, 1e-9);
    assert_near(shortening.places_lost, 2 * 1150 - 500, 1e-9);
    assert_near(shortening.gps_lost, 1.8, 1e-9);
    assert_true(isnan(shortening.recruited.value) && isnan(shortening.replaced));
    static const struct {
        size_t row;
        const char *date;
        double value;
    } broken[] = {
        {1, "2020-12-30", 10},    /* the GPs before, more than a year from the period's start */
        {2, "2022-01-02", 12},    /* no GPs near its end */
        {3, "2021-12-28", 12000}, /* the places, more than two years from its end */
        {1, "2022-01-01", 12},    /* no GP added */
        {1, "2022-01-01", 0},     {3, "2023-12-31", 500}, /* no places before */
        {0, "2017-12-31", 500},                           /* long ago */
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        make_period(&town);
        town.observations[broken[i].row].date = day(broken[i].date);
        town.observations[broken[i].row].value = broken[i].value;
        assert_false(recruit_shortening(&town.municipality, day("2024-01-01"), &shortening));
    }
    make_period(&town);
    town.observations[0].since = DATE_NONE; /* no period */
    assert_false(recruit_shortening(&town.municipality, day("2024-01-01"), &shortening));
    town_init(&town, "2024-01-01");
    assert_false(recruit_shortening(&town.municipality, day("2024-01-01"), &shortening));
}

static void
losses_balance(void **state)
{
    (void)state;
    struct dice dice = {.seed = 149};
    for (int round = 0; round < 2000; round++) {
        static struct town town;
        struct shortening shortening;
        make_period(&town);
        double before = floor(dice_between(&dice, 50, 300)),
               added = floor(dice_between(&dice, 1, 60));
        double places = floor(dice_between(&dice, 50000, 400000)),
               more = floor(dice_between(&dice, 0, 9000));
        town.observations[0].value = more;
        town.observations[1].value = before;
        town.observations[2].value = before + added;
        town.observations[3].value = places;
        town_observe(&town, "2023-12-31", INDICATOR_recruited, "", added + 3)->since =
            day("2022-01-01");
        assert_true(recruit_shortening(&town.municipality, day("2024-01-01"), &shortening));
        assert_near(shortening.mean_before * before + more, places, 1e-6);
        assert_near(shortening.mean_after * (before + added), places, 1e-6);
        assert_near(shortening.places_lost,
                    (before + added) * (shortening.mean_before - shortening.mean_after), 1e-6);
        assert_near(shortening.gps_lost * shortening.mean_after, shortening.places_lost, 1e-6);
        assert_near(shortening.replaced, 3, 1e-9);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bergen_needs_25_a_year),
        cmocka_unit_test(parts_sum_and_never_below_none),
        cmocka_unit_test(plans_must_lie_ahead_of_the_count),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(population_table_stands_in_for_residents),
        cmocka_unit_test(shorter_lists_took_back_what_recruiting_gave),
        cmocka_unit_test(shortening_needs_a_whole_period),
        cmocka_unit_test(losses_balance),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
