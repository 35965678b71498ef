/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/vacancy.h"

#include "fixture.h"

#include <math.h>

#define NONE ((double)NAN)

static struct fixture *
of(void **state)
{
    return *state;
}

static struct vacancy
computed(const struct vacancy_input *input)
{
    struct vacancy vacancy;
    struct error error;
    if (!vacancy_compute(input, &vacancy, &error)) {
        fail_msg("refused: %s %s", error.field, error.found);
    }
    return vacancy;
}

static struct vacancy_input
input_of(double places, double free_places, double goal, enum vacancy_of of_what)
{
    struct vacancy_input input = {
        .places = figure_unknown(UNIT_places),
        .free_places = figure_unknown(UNIT_places),
        .vacancy_goal = figure_unknown(UNIT_percent),
        .vacancy_of = of_what,
        .list_length = figure_unknown(UNIT_persons_per_list),
    };
    input.places.value = places;
    input.free_places.value = free_places;
    input.vacancy_goal.value = goal;
    input.list_length.value = 1100;
    return input;
}

/* -- Bergen ------------------------------------------------------------------------------------ */

/* 494 free of 295 987 places; 5 % of 295 493 persons are 14 774.65 places, and 5 % of places that
 * grow with what is added are (14 799.35 − 494) ÷ 0.95 more. */
static void
bergen_comes_out(void **state)
{
    struct vacancy_input input;
    vacancy_input_find(&of(state)->bergen, day("2023-12-31"), &input);
    assert_near(input.places.value, 295987, 0);
    assert_near(input.free_places.value, 494, 0);
    assert_near(input.vacancy_goal.value, 5, 0);
    assert_near(input.list_length.value, 1100, 0);
    assert_int_equal(input.vacancy_of, VACANCY_OF_LISTED);
    struct vacancy vacancy = computed(&input);
    assert_near(vacancy.listed, 295493, 0);
    assert_near(as_printed(vacancy.vacancy_listed * 100, 4), 0.1672, 1e-9);
    assert_near(as_printed(vacancy.vacancy_places * 100, 4), 0.1669, 1e-9);
    assert_near(vacancy.gap_places, 14280.65, 1e-6);
    assert_near(as_printed(vacancy.gap_gps, 2), 12.98, 1e-9);
    assert_int_equal(vacancy.gap_gps_up, 13);
    assert_false(vacancy.goal_met);
    input.vacancy_of = VACANCY_OF_PLACES;
    vacancy = computed(&input);
    assert_near(as_printed(vacancy.gap_places, 2), 15058.26, 1e-9);
    assert_int_equal(vacancy.gap_gps_up, 14);
}

static void
goals_are_met_or_not(void **state)
{
    (void)state;
    static const struct {
        double places, free_places, goal, gap_listed, gap_places;
    } cases[] = {
        {1050, 50, 5, 0, 2.5 / 0.95}, /* 50 of 1000 persons; of 1050 places 52.5 are wanted */
        {1000, 50, 5, 0, 0},          /* 50 of 950 persons, and of 1000 places */
        {1000, 49, 5, 0, 1 / 0.95},   {1050, 49, 5, 1.05, 3.5 / 0.95},
        {1000, 0, 0, 0, 0}, /* no goal is met by none */
        {1000, 0, 5, 50, 50 / 0.95},  {1000, 999, 99, 0, 0},
        {1000, 400, 50, 0, 200}, /* 400 of 600 persons; of 1200 places 600 */
        {1, 0, 99, 0.99, 99},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int of_what = VACANCY_OF_LISTED; of_what <= VACANCY_OF_PLACES; of_what++) {
            double gap = of_what == VACANCY_OF_LISTED ? cases[i].gap_listed : cases[i].gap_places;
            struct vacancy_input input = input_of(cases[i].places, cases[i].free_places,
                                                  cases[i].goal, (enum vacancy_of)of_what);
            struct vacancy vacancy = computed(&input);
            assert_near(vacancy.gap_places, gap, 1e-9);
            assert_int_equal(vacancy.goal_met, gap <= 0);
            assert_near(vacancy.gap_gps, gap / 1100, 1e-12);
            assert_int_equal(vacancy.gap_gps_up, (int64_t)ceil(gap / 1100 - 1e-9));
        }
    }
}

/* After the places told are added, all of them free, the goal is met to the last place: by each
 * definition. */
static void
adding_the_gap_meets_the_goal_exactly(void **state)
{
    (void)state;
    struct dice dice = {.seed = 494};
    int met = 0;
    for (int round = 0; round < 20000; round++) {
        double places = dice_between(&dice, 1000, 1e6);
        double free_places = dice_between(&dice, 0, 1) * dice_between(&dice, 0, 0.3) * places;
        double goal = dice_between(&dice, 0, 40);
        enum vacancy_of of_what =
            dice_whole(&dice, 0, 1) == 0 ? VACANCY_OF_LISTED : VACANCY_OF_PLACES;
        struct vacancy_input input = input_of(places, free_places, goal, of_what);
        struct vacancy before = computed(&input);
        assert_near(before.vacancy_listed, before.vacancy_places / (1 - before.vacancy_places),
                    1e-12);
        double seen = of_what == VACANCY_OF_LISTED ? before.vacancy_listed : before.vacancy_places;
        met += before.goal_met;
        if (before.goal_met) {
            assert_near(before.gap_places, 0, 0);
            assert_true(seen >= goal / 100 * (1 - 1e-12));
            continue;
        }
        input =
            input_of(places + before.gap_places, free_places + before.gap_places, goal, of_what);
        struct vacancy after = computed(&input);
        seen = of_what == VACANCY_OF_LISTED ? after.vacancy_listed : after.vacancy_places;
        assert_near(seen, goal / 100, 1e-12);
        assert_near(after.gap_places, 0, 1e-6);
        assert_near(after.listed, before.listed, 1e-6); /* nobody is listed by it */
        input = input_of(places + before.gap_places - 1, free_places + before.gap_places - 1, goal,
                         of_what);
        if (before.gap_places > 1) {
            assert_false(computed(&input).goal_met); /* one place fewer is not enough */
        }
    }
    assert_true(met > 1000 && met < 19000);
}

static void
ranges_have_their_ends(void **state)
{
    (void)state;
    static const struct {
        double places, free_places, goal, length;
        const char *named; /* NULL: taken */
    } cases[] = {
        {1, 0, 0, 1, NULL},
        {1000, 999, 99, 1e6, NULL},
        {1000, 1000, 5, 1100, "free_places"}, /* nobody listed: no share of nobody */
        {1000, -1, 5, 1100, "free_places"},
        {0.5, 0, 5, 1100, "places"},
        {1000, 0, -1, 1100, "vacancy_pct"},
        {1000, 0, 99.5, 1100, "vacancy_pct"},
        {1000, 0, 5, 0.5, "list_length"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct vacancy_input input =
            input_of(cases[i].places, cases[i].free_places, cases[i].goal, VACANCY_OF_LISTED);
        struct vacancy vacancy;
        struct error error;
        input.list_length.value = cases[i].length;
        assert_int_equal(vacancy_compute(&input, &vacancy, &error), cases[i].named == NULL);
        if (cases[i].named != NULL) {
            assert_int_equal(error.code, ERROR_NOT_DECIMAL);
            assert_string_equal(error.field, cases[i].named);
        }
    }
}

static void
what_is_missing_is_named(void **state)
{
    (void)state;
    static const char *const names[] = {"places", "free_places", "vacancy_pct", "list_length"};
    for (size_t i = 0; i < 4; i++) {
        struct vacancy_input input = input_of(1000, 10, 5, VACANCY_OF_LISTED);
        struct figure *const figures[] = {&input.places, &input.free_places, &input.vacancy_goal,
                                          &input.list_length};
        struct vacancy vacancy;
        struct error error;
        figures[i]->value = NONE;
        assert_false(vacancy_compute(&input, &vacancy, &error));
        assert_int_equal(error.code, ERROR_NO_FIGURE);
        assert_string_equal(error.found, names[i]);
    }
}

/* -- the table of lists ------------------------------------------------------------------------ */

static void
make_lists(struct town *town)
{
    town_init(town, "2024-01-01");
    town_post(town, "a", "P", POST_HELD, 1000);
    town_post(town, "b", "P", POST_LOCUM, 1000);
    town_post(town, "c", "P", POST_VACANT, 500);
    town_post(town, "d", "P", POST_HELD, 2500);
    town_post(town, "no list", "P", POST_HELD, 700);
    town_list(town, "d", 2600, LIST_CLOSED); /* 100 above its cap, lawful (R46) */
    town_list(town, "a", 990, LIST_OPEN);    /* 10 to choose */
    town_list(town, "b", 995, LIST_CLOSED);  /* 5 free, none to choose (R44) */
    town_list(town, "c", 100, LIST_LOCKED);  /* 400 free, none to choose (R45) */
    town_list(town, "nobody's", 5, LIST_OPEN);
}

static void
lists_are_added_up(void **state)
{
    (void)state;
    static struct town town;
    make_lists(&town);
    struct vacancy_lists lists = vacancy_count_lists(&town.municipality);
    assert_int_equal(lists.lists, 3); /* c's post is vacant: nobody serves its places */
    assert_int_equal(lists.open, 1);
    assert_int_equal(lists.closed, 2);
    assert_int_equal(lists.locked, 0);
    assert_near(lists.length, 990 + 995 + 2600, 0);
    assert_near(lists.places, 4500, 0);
    assert_near(lists.free_places, 10, 0);
    assert_near(lists.over_cap, 100, 0);
    assert_false(lists.synthetic);
    town.lists[2].synthetic = FLAG_YES;
    assert_true(vacancy_count_lists(&town.municipality).synthetic);
    town.lists[2].synthetic = FLAG_NO;
    town.posts[0].synthetic = FLAG_YES;
    assert_true(vacancy_count_lists(&town.municipality).synthetic);
}

static void
synthetic_bergen_adds_up(void **state)
{
    struct vacancy_lists lists = vacancy_count_lists(&of(state)->bergen);
    assert_int_equal(lists.lists, 256);
    assert_int_equal(lists.open + lists.closed + lists.locked, 256);
    assert_near(lists.places, 295987, 0);
    assert_near(lists.free_places, 494, 0);
    assert_near(lists.length, 295987 - 494, 0);
    assert_near(lists.over_cap, 0, 0);
    assert_true(lists.synthetic);
}

static void
lists_stand_in_for_a_count(void **state)
{
    (void)state;
    static struct town town;
    struct vacancy_input input;
    make_lists(&town);
    vacancy_input_find(&town.municipality, day("2024-01-01"), &input);
    assert_near(input.places.value, 4500, 0);
    assert_near(input.free_places.value, 10, 0);
    assert_near(input.listed.value, 990 + 995 + 2600, 0);
    struct error error;
    struct vacancy vacancy;
    input.vacancy_goal.value = 5;
    input.list_length.value = 1100;
    assert_true(vacancy_compute(&input, &vacancy, &error));
    assert_near(vacancy.listed, 4585,
                0); /* persons above caps and on closed lists with room are counted */
    assert_near(vacancy.vacancy_listed, 10.0 / 4585, 1e-12);
    assert_near(vacancy.gap_places, 0.05 * 4585 - 10, 1e-9);
    input.vacancy_goal.value = input.list_length.value = (double)NAN;
    assert_true(isnan(input.vacancy_goal.value) && isnan(input.list_length.value));
    assert_int_equal(input.places.date.days, day("2024-01-01").days);
    vacancy_input_find(&town.municipality, day("2023-12-31"), &input); /* before the tables' day */
    assert_true(isnan(input.places.value) && isnan(input.free_places.value));
    town_observe(&town, "2023-12-31", INDICATOR_places, "", 4000); /* half a count is none */
    vacancy_input_find(&town.municipality, day("2024-01-01"), &input);
    assert_near(input.places.value, 4500, 0);
    town_observe(&town, "2022-12-31", INDICATOR_free_places, "", 7); /* a year apart */
    vacancy_input_find(&town.municipality, day("2024-01-01"), &input);
    assert_near(input.places.value, 4000, 0);
    assert_near(input.free_places.value, 7, 0);
    town.observations[1].date = day("2022-12-30"); /* more than a year apart */
    vacancy_input_find(&town.municipality, day("2024-01-01"), &input);
    assert_near(input.places.value, 4500, 0);
    assert_near(input.free_places.value, 10, 0);
}

/* -- over time --------------------------------------------------------------------------------- */

static const struct vacancy_moment *
moment(struct fixture *fixture, const struct municipality *municipality, const char *until,
       const char *date)
{
    struct vacancy_moment *moments;
    size_t count;
    struct error error;
    assert_true(
        vacancy_history(municipality, day(until), &fixture->arena, &moments, &count, &error));
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || date_compare(moments[i - 1].date, moments[i].date) <
                                  0); /* oldest first, once each */
        assert_true(date_compare(moments[i].date, day(until)) <= 0);
    }
    for (size_t i = 0; i < count; i++) {
        if (date_compare(moments[i].date, day(date)) == 0) {
            return &moments[i];
        }
    }
    return NULL;
}

static void
history_of_bergen(void **state)
{
    const struct municipality *bergen = &of(state)->bergen;
    const struct vacancy_moment *old = moment(of(state), bergen, "2024-12-31", "2011-10-27");
    assert_non_null(old);
    assert_near(old->gps, 204, 0);
    assert_near(old->mean_list, 1346, 0);
    assert_near(old->free_places, 7674, 0);
    assert_true(isnan(old->places));
    assert_near(old->vacancy_listed, 7674 / (204.0 * 1346), 1e-12); /* 2.8 % */
    const struct vacancy_moment *none = moment(of(state), bergen, "2024-12-31", "2021-11-30");
    assert_near(none->free_places, 0, 0);
    assert_near(none->vacancy_listed, 0, 0);
    assert_near(none->vacancy_places, 0, 0);
    assert_near(none->waiting, 13604, 0);
    const struct vacancy_moment *now = moment(of(state), bergen, "2024-12-31", "2023-12-31");
    assert_near(now->free_places, 494, 0);
    assert_near(now->vacancy_listed, 494 / 295493.0, 1e-12); /* the places of August */
    assert_near(now->vacancy_places, 494 / 295987.0, 1e-12); /* not the 0.6 % of the whole period */
    assert_near(moment(of(state), bergen, "2024-12-31", "2021-12-31")->reserve_index, 99, 0);
    assert_near(moment(of(state), bergen, "2024-12-31", "2024-11-13")->waiting, 20000, 0);
    assert_null(moment(of(state), bergen, "2023-12-31", "2024-11-13"));
}

static void
history_fills_what_it_can(void **state)
{
    static struct town town;
    town_init(&town, "2024-01-01");
    town_observe(&town, "2023-06-01", INDICATOR_free_places, "", 50);
    town_observe(&town, "2022-06-01", INDICATOR_places, "", 1050);
    town_observe(&town, "2022-05-30", INDICATOR_places, "", 2050);
    town_observe(&town, "2023-12-31", INDICATOR_free_places, "", 20);
    town_observe(&town, "2023-12-31", INDICATOR_vacancy_listed, "", 1.5);
    town_observe(&town, "2023-12-31", INDICATOR_gps, "North", 9);
    town_observe(&town, "2023-12-30", INDICATOR_free_places, "", 30);
    town_observe(&town, "2023-12-30", INDICATOR_gps, "", 2);
    town_observe(&town, "2023-12-30", INDICATOR_mean_list, "", 1000);
    const struct vacancy_moment *june =
        moment(of(state), &town.municipality, "2024-01-01", "2023-06-01");
    assert_near(june->vacancy_listed, 50 / 1000.0, 1e-12); /* the places of a year before */
    assert_near(june->vacancy_places, 50 / 1050.0, 1e-12);
    assert_true(isnan(june->places) && isnan(june->gps)); /* not made up */
    const struct vacancy_moment *late =
        moment(of(state), &town.municipality, "2024-01-01", "2023-12-30");
    assert_near(late->vacancy_listed, 30 / 2000.0,
                1e-12); /* no places within a year: GPs × mean list */
    const struct vacancy_moment *seen =
        moment(of(state), &town.municipality, "2024-01-01", "2023-12-31");
    assert_near(seen->vacancy_listed, 0.015, 1e-12); /* what was observed stays */
    assert_true(isnan(seen->gps));                   /* a district's */
    town.observations[1].date = day("2022-05-31");   /* 366 days before 2023-06-01 */
    assert_near(moment(of(state), &town.municipality, "2024-01-01", "2023-06-01")->vacancy_listed,
                0.05, 1e-12);
    town.observations[1].date = day("2022-05-29"); /* 368, and then 367 by the other row */
    town.observations[2].date = day("2022-05-28");
    assert_true(
        isnan(moment(of(state), &town.municipality, "2024-01-01", "2023-06-01")->vacancy_listed));
}

static void
nothing_observed_is_no_history(void **state)
{
    static struct town town;
    struct vacancy_moment *moments;
    size_t count = 4711;
    struct error error;
    town_init(&town, "2024-01-01");
    assert_true(vacancy_history(&town.municipality, day("2024-01-01"), &of(state)->arena, &moments,
                                &count, &error));
    assert_int_equal(count, 0);
    struct arena small;
    arena_init(&small, 16);
    assert_false(
        vacancy_history(&of(state)->bergen, day("2024-01-01"), &small, &moments, &count, &error));
    assert_int_equal(error.code, ERROR_MEMORY);
    arena_free(&small);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bergen_comes_out),
        cmocka_unit_test(goals_are_met_or_not),
        cmocka_unit_test(adding_the_gap_meets_the_goal_exactly),
        cmocka_unit_test(ranges_have_their_ends),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(lists_are_added_up),
        cmocka_unit_test(synthetic_bergen_adds_up),
        cmocka_unit_test(lists_stand_in_for_a_count),
        cmocka_unit_test(history_of_bergen),
        cmocka_unit_test(history_fills_what_it_can),
        cmocka_unit_test(nothing_observed_is_no_history),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
