/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/need.h"

#include "fixture.h"

#include <math.h>
#include <stddef.h>

#define NONE ((double)NAN)

static struct fixture *
of(void **state)
{
    return *state;
}

static struct need
computed(const struct need_input *input)
{
    struct need need;
    struct error error;
    if (!need_compute(input, &need, &error)) {
        fail_msg("refused: %s %s", error.field, error.found);
    }
    return need;
}

/* The strategy's own reckoning (§ 1.1): 298 000 + 10 000 at 1100 → 280; with 5 % → 294; 294 − 256 +
 * 50 = 88. */
static struct need_input
strategy(void)
{
    struct need_input input;
    need_input_find(NULL, DATE_NONE, &input);
    input.residents.value = 298000;
    input.guests.value = 10000;
    input.list_length.value = 1100;
    input.vacancy_goal.value = 5;
    input.leavers_per_year.value = 10;
    input.years.value = 5;
    input.gps_now.value = 256;
    return input;
}

static void
strategy_comes_out(void **state)
{
    (void)state;
    struct need_input input = strategy();
    struct need need = computed(&input);
    assert_near(need.persons, 308000, 0);
    assert_near(need.gps_exact, 280, 1e-12);
    assert_int_equal(need.gps_for_list_length, 280);
    assert_int_equal(need.gps_with_vacancy_listed, 294);
    assert_int_equal(need.gps_with_vacancy_places, 295);
    assert_int_equal(need.gps_with_vacancy, 294);
    assert_near(need.leavers, 50, 0);
    assert_int_equal(need.recruits, 88);
    input.vacancy_of = VACANCY_OF_PLACES;
    need = computed(&input);
    assert_int_equal(need.gps_with_vacancy, 295);
    assert_int_equal(need.gps_with_vacancy_listed, 294); /* both are told, whichever is asked for */
    assert_int_equal(need.recruits, 89);
}

static void
bergen_comes_out(void **state)
{
    struct need_input input;
    need_input_find(&of(state)->bergen, day("2023-12-31"), &input);
    assert_near(input.residents.value, 298000, 0);
    assert_near(input.guests.value, 10000, 0);
    assert_near(input.list_length.value, 1100, 0);
    assert_near(input.vacancy_goal.value, 5, 0);
    assert_near(input.leavers_per_year.value, 10, 0);
    assert_near(input.years.value, 5, 0);
    assert_near(input.gps_now.value, 256, 0);
    assert_int_equal(input.vacancy_of, VACANCY_OF_LISTED);
    assert_string_equal(input.residents.source, "strategy");
    assert_string_equal(input.residents.place, "§ 1.1");
    assert_int_equal(computed(&input).recruits, 88);
    need_input_find(&of(state)->bergen, day("2024-11-13"), &input);
    assert_near(input.gps_now.value, 271, 0);
    assert_int_equal(computed(&input).recruits, 73);
    need_input_find(&of(state)->bergen, day("2023-08-31"), &input);
    assert_near(input.gps_now.value, 259, 0);
    need_input_find(&of(state)->bergen, day("2011-10-26"),
                    &input); /* before any count, and before the tables */
    assert_true(isnan(input.gps_now.value));
}

static void
parts_of_a_gp_are_gps_to_find(void **state)
{
    (void)state;
    static const struct {
        double residents, length, vacancy, now, leavers, years;
        int64_t gps, listed, places, recruits;
    } cases[] = {
        {1000, 1000, 0, 0, 0, 0, 1, 1, 1, 1},
        {1001, 1000, 0, 0, 0, 0, 2, 2, 2, 2},
        {999, 1000, 0, 1, 0, 0, 1, 1, 1, 0},
        {0, 1000, 5, 0, 0, 0, 0, 0, 0, 0},
        {308000, 1100, 0, 280, 0, 5, 280, 280, 280, 0},
        {308000, 1100, 0, 281, 0, 5, 280, 280, 280, 0}, /* more than enough is no need to recruit */
        {308000, 1100, 0, 281, 0.2, 5, 280, 280, 280, 0}, /* one leaves, one too many */
        {308000, 1100, 0, 281, 0.3, 5, 280, 280, 280, 1}, /* 280 − 281 + 1.5 = 0.5 */
        {308000, 1100, 50, 280, 0, 0, 280, 420, 560, 140},
        {308000, 750, 5, 256, 10, 5, 411, 432, 433, 226},  /* normal hours: 410.67, 431.2, 432.28 */
        {308000, 1100, 99, 0, 0, 0, 280, 558, 28000, 558}, /* 557.2 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct need_input input = strategy();
        input.residents.value = cases[i].residents;
        input.guests.value = 0;
        input.list_length.value = cases[i].length;
        input.vacancy_goal.value = cases[i].vacancy;
        input.gps_now.value = cases[i].now;
        input.leavers_per_year.value = cases[i].leavers;
        input.years.value = cases[i].years;
        struct need need = computed(&input);
        assert_int_equal(need.gps_for_list_length, cases[i].gps);
        assert_int_equal(need.gps_with_vacancy_listed, cases[i].listed);
        assert_int_equal(need.gps_with_vacancy_places, cases[i].places);
        assert_int_equal(need.recruits, cases[i].recruits);
    }
}

/* -- properties -------------------------------------------------------------------------------- */

static const struct {
    size_t offset;
    double low, high, step;
    int gps, recruits; /* how they go when the input grows: 1 up, −1 down, 0 neither */
} inputs[] = {
    {offsetof(struct need_input, residents), 0, 1e6, 5000, 1, 1},
    {offsetof(struct need_input, guests), 0, 1e5, 5000, 1, 1},
    {offsetof(struct need_input, list_length), 400, 2500, 200, -1, -1},
    {offsetof(struct need_input, vacancy_goal), 0, 60, 5, 1, 1},
    {offsetof(struct need_input, leavers_per_year), 0, 100, 5, 0, 1},
    {offsetof(struct need_input, years), 0, 10, 2, 0, 1},
    {offsetof(struct need_input, gps_now), 0, 1000, 20, 0, -1},
};
enum { INPUTS = sizeof inputs / sizeof inputs[0] };

static double *
value_of(struct need_input *input, size_t which)
{
    unsigned char *bytes = (unsigned char *)input;
    struct figure *figure = (struct figure *)(void *)(bytes + inputs[which].offset);
    return &figure->value;
}

static struct need_input
thrown(struct dice *dice)
{
    struct need_input input;
    need_input_find(NULL, DATE_NONE, &input);
    for (size_t i = 0; i < INPUTS; i++) {
        *value_of(&input, i) = dice_between(dice, inputs[i].low, inputs[i].high);
    }
    input.vacancy_of = dice_whole(dice, 0, 1) == 0 ? VACANCY_OF_LISTED : VACANCY_OF_PLACES;
    return input;
}

static void
each_input_pulls_one_way(void **state)
{
    (void)state;
    struct dice dice = {.seed = 88};
    int moved[INPUTS] = {0};
    for (int round = 0; round < 2000; round++) {
        struct need_input input = thrown(&dice);
        struct need before = computed(&input);
        for (size_t i = 0; i < INPUTS; i++) {
            struct need_input more = input;
            *value_of(&more, i) += dice_between(&dice, 0, inputs[i].step);
            struct need after = computed(&more);
            assert_true((after.gps_with_vacancy - before.gps_with_vacancy) * inputs[i].gps >= 0);
            assert_true((after.gps_for_list_length - before.gps_for_list_length) * inputs[i].gps >=
                        0);
            assert_true((after.recruits - before.recruits) * inputs[i].recruits >= 0);
            if (inputs[i].gps == 0) {
                assert_int_equal(after.gps_with_vacancy, before.gps_with_vacancy);
            }
            moved[i] += after.recruits != before.recruits;
        }
    }
    for (size_t i = 0; i < INPUTS; i++) {
        assert_true(moved[i] > 20);
    }
}

static void
answers_hang_together(void **state)
{
    (void)state;
    struct dice dice = {.seed = 280};
    for (int round = 0; round < 5000; round++) {
        struct need_input input = thrown(&dice);
        struct need need = computed(&input);
        double length = input.list_length.value, v = input.vacancy_goal.value / 100;
        /* as many GPs as told give every person a place, and one fewer do not */
        assert_true((double)need.gps_for_list_length * length >= need.persons * (1 - 1e-8));
        assert_true((double)(need.gps_for_list_length - 1) * length < need.persons);
        /* places − persons is the goal's share of the persons, or of the places */
        double listed = (double)need.gps_with_vacancy_listed * length;
        double places = (double)need.gps_with_vacancy_places * length;
        assert_true(listed - need.persons >= v * need.persons - 1e-8 * listed);
        assert_true(places - need.persons >= v * places - 1e-8 * places);
        assert_true(need.gps_with_vacancy_places >= need.gps_with_vacancy_listed);
        assert_true(need.gps_with_vacancy_listed >= need.gps_for_list_length);
        assert_true(need.recruits >= 0);
        double after = input.gps_now.value + (double)need.recruits - need.leavers;
        assert_true(after >= (double)need.gps_with_vacancy - 1e-6);
        if (need.recruits > 0) {
            assert_true(after - 1 < (double)need.gps_with_vacancy);
        }
    }
}

/* -- what is refused --------------------------------------------------------------------------- */

static void
what_is_missing_is_named(void **state)
{
    (void)state;
    static const char *const names[INPUTS][2] = {
        {"residents", "planning.csv"},        {"guests", "planning.csv"},
        {"list_length", "planning.csv"},      {"vacancy_pct", "planning.csv"},
        {"leavers_per_year", "planning.csv"}, {"years", "planning.csv"},
        {"gps_now", "observations.csv"},
    };
    for (size_t i = 0; i < INPUTS; i++) {
        struct need_input input = strategy();
        struct need need = {.recruits = 4711};
        struct error error;
        *value_of(&input, i) = NONE;
        assert_false(need_compute(&input, &need, &error));
        assert_int_equal(error.code, ERROR_NO_FIGURE);
        assert_string_equal(error.found, names[i][0]);
        assert_string_equal(error.expected, names[i][1]);
        assert_int_equal(need.recruits, 4711); /* untouched */
        for (size_t later = i + 1; later < INPUTS; later++) {
            *value_of(&input, later) = NONE; /* the first that is missing is named */
        }
        assert_false(need_compute(&input, &need, &error));
        assert_string_equal(error.found, names[i][0]);
    }
}

static void
ranges_have_their_ends(void **state)
{
    (void)state;
    static const struct {
        size_t input;
        double taken_low, refused_low, taken_high, refused_high;
    } cases[] = {
        {0, 0, -1, 1e9, 1e9 + 1},   {1, 0, -1, 1e9, 1e9 + 1}, {2, 1, 0.999, 1e6, 1e6 + 1},
        {3, 0, -0.001, 99, 99.001}, {4, 0, -1, 1e6, 1e6 + 1}, {5, 0, -1, 100, 100.001},
        {6, 0, -1, 1e6, 1e6 + 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const double values[] = {cases[i].taken_low, cases[i].taken_high, cases[i].refused_low,
                                 cases[i].refused_high};
        for (size_t v = 0; v < 4; v++) {
            struct need_input input = strategy();
            struct need need;
            struct error error;
            *value_of(&input, cases[i].input) = values[v];
            bool taken = need_compute(&input, &need, &error);
            assert_int_equal(taken, v < 2);
            if (!taken) {
                assert_int_equal(error_class(error.code), ERROR_CLASS_INPUT);
                assert_true(error.field[0] != '\0' && error.expected[0] != '\0');
            }
        }
    }
}

static void
nothing_is_found_where_nothing_is(void **state)
{
    (void)state;
    struct need_input input;
    need_input_find(NULL, day("2024-01-01"), &input);
    for (size_t i = 0; i < INPUTS; i++) {
        assert_true(isnan(*value_of(&input, i)));
    }
    static struct town town;
    town_init(&town, "2024-01-01");
    need_input_find(&town.municipality, day("2024-01-01"), &input);
    for (size_t i = 0; i < INPUTS; i++) {
        assert_true(isnan(*value_of(&input, i)));
    }
}

static void
posts_stand_in_for_a_count(void **state)
{
    (void)state;
    static struct town town;
    struct figure gps;
    town_init(&town, "2024-01-01");
    assert_false(gps_on_date(&town.municipality, day("2024-01-01"), &gps));
    town_post(&town, "1", "P", POST_HELD, 1000);
    town_post(&town, "2", "P", POST_LOCUM, 1000);
    town_post(&town, "3", "P", POST_VACANT, 1000);
    town_post(&town, "4", "P", POST_HELD, 0);
    assert_true(gps_on_date(&town.municipality, day("2024-01-01"), &gps));
    assert_near(gps.value, 2, 0); /* a locum holds no post */
    assert_false(gps.synthetic);
    assert_true(gps_on_date(&town.municipality, day("2025-01-01"), &gps));
    assert_false(gps_on_date(&town.municipality, day("2023-12-31"),
                             &gps)); /* the tables do not tell of it */
    town.posts[0].synthetic = FLAG_YES;
    assert_true(gps_on_date(&town.municipality, day("2024-01-01"), &gps));
    assert_true(gps.synthetic);
    town_observe(&town, "2023-12-01", INDICATOR_gps, "", 3);
    assert_true(gps_on_date(&town.municipality, day("2024-01-01"), &gps));
    assert_near(gps.value, 3, 0);
    assert_false(gps.synthetic);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strategy_comes_out),
        cmocka_unit_test(bergen_comes_out),
        cmocka_unit_test(parts_of_a_gp_are_gps_to_find),
        cmocka_unit_test(each_input_pulls_one_way),
        cmocka_unit_test(answers_hang_together),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(ranges_have_their_ends),
        cmocka_unit_test(nothing_is_found_where_nothing_is),
        cmocka_unit_test(posts_stand_in_for_a_count),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
