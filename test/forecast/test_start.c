/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/start.h"

#include "exchange/national.h"
#include "fixture.h"

#include <math.h>
#include <string.h>

static struct fixture *
of(void **state)
{
    return *state;
}

static int64_t
residents(const struct model *model)
{
    double sum = 0;
    for (size_t d = 0; d < model->population.districts; d++) {
        sum += model->population.residents[d];
    }
    return llround(sum);
}

static int64_t
listed(const struct model *model)
{
    int64_t sum = 0;
    for (size_t i = 0; i < model->list_count; i++) {
        sum += model->lists[i].length;
    }
    return sum;
}

static int64_t
waiting(const struct model *model)
{
    int64_t sum = 0;
    for (size_t i = 0; i < model->list_count; i++) {
        assert_true(model->lists[i].waiting >= 0);
        assert_true(model->lists[i].waiting <= model->lists[i].length);
        sum += model->lists[i].waiting;
    }
    return sum;
}

static void
assert_conserved(const struct model *model)
{
    assert_true(model->guests >= 0 && model->opted_out >= 0);
    int64_t waits = waiting(model);
    assert_int_equal(
        model->elsewhere,
        llround(model->assumptions[ASSUMPTION_waiting_elsewhere].value * (double)waits));
    assert_true(model->under_way);
    assert_true(residents(model) + model->guests ==
                listed(model) + model->unassigned + model->opted_out + model->elsewhere);
}

static struct model
start_of(struct fixture *fixture, const struct municipality *municipality, const char *start,
         struct start_origin *origin)
{
    struct start_options options = {.start = start == NULL ? DATE_NONE : day(start), .months = 24};
    struct model model;
    struct error error;
    if (!forecast_start(municipality, &fixture->rulebook, &options, &fixture->arena, &model, origin,
                        &error)) {
        fail_msg("refused %d: %s %s", (int)error.code, error.found, error.expected);
    }
    assert_conserved(&model);
    return model;
}

static void
bergen_starts_as_its_tables_say(void **state)
{
    struct fixture *fixture = of(state);
    struct start_origin origin;
    struct model model = start_of(fixture, &fixture->bergen, NULL, &origin);
    assert_int_equal(model.start.days, day("2024-01-01").days);
    /* 17 posts are vacant; 9 of them are expected to have their GP under notice still */
    assert_near(origin.vacant.value, 17, 0);
    assert_int_equal(origin.vacant_added, 8);
    assert_int_equal(model.list_count, 256 + 8);
    for (size_t i = 256; i < model.list_count; i++) {
        assert_int_equal(model.lists[i].status, POST_LOCUM);
        assert_int_equal(model.lists[i].cap + model.lists[i].length, 0);
        assert_int_equal(model.lists[i].district, -1);
    }
    assert_int_equal(listed(&model), 295493);
    assert_int_equal(origin.listed, 295493);
    assert_true(origin.synthetic);
    assert_false(origin.without_ages);
    assert_false(origin.listed_elsewhere);
    int64_t caps = 0;
    for (size_t i = 0; i < 256; i++) {
        caps += model.lists[i].cap;
        assert_int_equal(model.lists[i].status, POST_HELD);
        assert_int_equal(model.lists[i].channel, CHANNEL_TAKEOVER);
        assert_in_range(model.lists[i].district, 0, model.population.districts - 1);
        assert_true(model.population.names[model.lists[i].district][0] != '\0');
        assert_true(date_is_none(model.lists[i].born) && model.lists[i].sex == CHOICE_NONE);
    }
    assert_int_equal(caps, 295987);
    assert_int_equal(waiting(&model), 13604); /* the newest count before the start */
    assert_int_equal(model.unassigned, 0);
    assert_true(model.opted_out > 0);
    assert_near(origin.guests.value, 10000, 0);
    assert_int_equal(model.elsewhere, 5850); /* 43 % of them */
    assert_near((double)model.guests, 10000, 50);
    assert_false(origin.guests_differ);
    assert_int_equal(model.months, 24);
    assert_int_equal(model.population.months, 24);
    start_of(fixture, &fixture->bergen, "2025-07-01", NULL);
}

static void
waiting_is_spread_by_length_over_closed_lists(void **state)
{
    struct fixture *fixture = of(state);
    struct start_origin origin;
    struct model model = start_of(fixture, &fixture->bergen, "2024-12-01", &origin);
    assert_int_equal(waiting(&model), 20000);
    assert_near(origin.waiting.value, 20000, 0);
    int64_t closed = 0;
    for (size_t i = 0; i < model.list_count; i++) {
        closed += model.lists[i].state == LIST_OPEN ? 0 : model.lists[i].length;
    }
    for (size_t i = 0; i < model.list_count; i++) {
        bool open = model.lists[i].state == LIST_OPEN;
        double due = open ? 0 : 20000.0 * model.lists[i].length / (double)closed;
        assert_near(model.lists[i].waiting, due, 1);
    }
    struct municipality more =
        with_observed(&fixture->arena, &fixture->bergen, INDICATOR_waiting, "", 9e8);
    model = start_of(fixture, &more, NULL, NULL);
    assert_int_equal(waiting(&model), closed); /* no more than there are to switch */
    struct municipality none =
        without_observed(&fixture->arena, &fixture->bergen, INDICATOR_waiting, "");
    model = start_of(fixture, &none, NULL, &origin);
    assert_int_equal(waiting(&model), 0);
    assert_null(origin.waiting.source);
}

/* A town of three lists and a hundred more residents than they hold. */
static void
make_town(struct fixture *fixture, struct town *town)
{
    town_init(town, "2024-01-01");
    town_district(town, "Nord");
    town_practice(town, "p", "Nord", "");
    town_practice(town, "q", "", "");
    town_post(town, "a", "p", POST_HELD, 1000);
    town_post(town, "b", "q", POST_LOCUM, 900)->employment = EMPLOYMENT_SALARIED;
    town_post(town, "c", "p", POST_VACANT, 800);
    town_list(town, "a", 950, LIST_OPEN);
    town_list(town, "b", 900, LIST_OPEN);
    town_observe(town, "2024-01-01", INDICATOR_residents, "", 1950);
    struct problems problems;
    problems_init(&problems, &fixture->arena);
    assert_true(national_fill(&town->municipality, &problems));
}

static void
posts_become_lists_with_their_channel(void **state)
{
    struct fixture *fixture = of(state);
    struct start_origin origin;
    static struct town town;
    make_town(fixture, &town);
    town_observe(&town, "2023-12-31", INDICATOR_waiting, "", 37);
    struct model model = start_of(fixture, &town.municipality, NULL, &origin);
    assert_int_equal(model.start.days, day("2024-01-01").days); /* the state date is a 1st */
    assert_int_equal(model.lists[0].channel, CHANNEL_TAKEOVER);
    assert_int_equal(model.lists[1].channel, CHANNEL_SALARIED);
    assert_true(model.lists[1].salaried && !model.lists[0].salaried);
    assert_int_equal(model.lists[2].channel, CHANNEL_EMPTY);
    assert_int_equal(model.lists[2].length, 0);
    assert_int_equal(model.lists[1].status, POST_LOCUM);
    assert_int_equal(model.lists[2].status, POST_VACANT);
    assert_int_equal(model.lists[0].district, -1); /* residents are not known by district */
    assert_string_equal(model.population.names[model.lists[1].district], "");
    assert_int_equal(model.lists[0].waiting, 19); /* none is closed: over all, 950 to 900 */
    assert_int_equal(model.lists[1].waiting, 18);
    assert_true(origin.without_ages && !origin.synthetic);
    for (size_t m = 0; m <= model.population.months; m++) {
        assert_near(model.population.births[m], 0, 0);
        assert_near(model.population.gp_need[m], 1, 0);
        assert_near(model.population.ooh_need[m], 1, 0);
    }
}

static void
guests_make_the_sum_of_persons_right(void **state)
{
    struct fixture *fixture = of(state);
    struct start_origin origin;
    static struct town town;
    make_town(fixture, &town);
    town_observe(&town, "2023-12-31", INDICATOR_unassigned, "", 200);
    town_observe(&town, "2023-12-31", INDICATOR_waiting, "", 100);
    struct observation *guests = town_observe(&town, "2023-12-31", INDICATOR_guests, "", 134);
    struct model model = start_of(fixture, &town.municipality, NULL, &origin);
    assert_int_equal(model.unassigned, 200);
    assert_int_equal(model.elsewhere, 30); /* 30 % of those waiting */
    assert_int_equal(model.opted_out, 4);  /* 0.2 % of 1950 */
    assert_int_equal(model.guests, 134);
    assert_false(origin.guests_differ || origin.listed_elsewhere);
    guests->value = 141;
    start_of(fixture, &town.municipality, NULL, &origin);
    assert_false(origin.guests_differ); /* as when it is rounded */
    guests->value = 142;
    model = start_of(fixture, &town.municipality, NULL, &origin);
    assert_int_equal(model.guests, 134);
    assert_true(origin.guests_differ);
    town.observations[0].value = 3000; /* residents */
    model = start_of(fixture, &town.municipality, NULL, &origin);
    assert_int_equal(model.guests, 0);
    assert_true(origin.listed_elsewhere);
    assert_int_equal(model.opted_out, 3000 - 1850 - 200 - 30);
}

static enum error_code
refused(struct fixture *fixture, const struct municipality *municipality, const char *start,
        int32_t months)
{
    struct start_options options = {.start = day(start), .months = months};
    struct model model;
    struct error error = {0};
    assert_false(forecast_start(municipality, &fixture->rulebook, &options, &fixture->arena, &model,
                                NULL, &error));
    return error.code;
}

static void
what_cannot_start_is_told(void **state)
{
    struct fixture *fixture = of(state);
    const struct municipality *bergen = &fixture->bergen;
    assert_int_equal(refused(fixture, bergen, "2023-12-01", 12), ERROR_START_EARLY);
    assert_int_equal(refused(fixture, bergen, "2024-01-02", 12), ERROR_START_DAY);
    assert_int_equal(refused(fixture, bergen, "2024-01-01", 0), ERROR_MONTHS_RANGE);
    assert_int_equal(refused(fixture, bergen, "2024-01-01", 601), ERROR_MONTHS_RANGE);
    assert_int_equal(refused(fixture, bergen, "2249-01-01", 12), ERROR_MONTHS_RANGE);
    struct municipality without = without_table(bergen, TABLE_POSTS);
    assert_int_equal(refused(fixture, &without, "2024-01-01", 12), ERROR_NO_POSTS);
    without = without_table(bergen, TABLE_FORECAST_PARAMETERS);
    assert_int_equal(refused(fixture, &without, "2024-01-01", 12), ERROR_ASSUMPTION_MISSING);
    struct municipality many = *bergen;
    many.tables[TABLE_POSTS].count = MODEL_LISTS_MAX + 1;
    assert_int_equal(refused(fixture, &many, "2024-01-01", 12), ERROR_LISTS_MANY);
    static struct town town;
    make_town(fixture, &town);
    town.municipality.tables[TABLE_OBSERVATIONS] = (struct table){0};
    assert_int_equal(refused(fixture, &town.municipality, "2024-01-01", 12), ERROR_NO_FIGURE);
}

static void
assumptions_are_the_municipalitys_then_the_programs(void **state)
{
    struct fixture *fixture = of(state);
    struct uncertain bergen[ASSUMPTION_COUNT], town_ones[ASSUMPTION_COUNT];
    struct error error;
    static struct town town;
    make_town(fixture, &town);
    assert_true(forecast_assumptions(&fixture->bergen, bergen, &error));
    assert_true(forecast_assumptions(&town.municipality, town_ones, &error));
    assert_near(bergen[ASSUMPTION_candidates].value, 12, 0);
    assert_near(town_ones[ASSUMPTION_candidates].value, 10.4, 0);
    assert_near(bergen[ASSUMPTION_candidates].spread, 0.2, 0); /* B: as it is */
    assert_near(bergen[ASSUMPTION_match_half].spread, 0.4 * ASSUMED_WIDENING, 1e-12); /* C */
    assert_near(bergen[ASSUMPTION_exit_new_years].spread, 0, 0);
    size_t count;
    const struct forecast_parameter *rows =
        municipality_rows(&fixture->bergen, TABLE_FORECAST_PARAMETERS, &count);
    assert_int_equal(count, ASSUMPTION_COUNT);
    for (size_t i = 0; i < count; i++) {
        bool assumed = strcmp(rows[i].source, "assumption") == 0;
        const struct uncertain *u = &bergen[rows[i].parameter];
        assert_non_null(source_find(&fixture->bergen, rows[i].source));
        assert_true(!assumed || strstr(rows[i].note, "vår antakelse") != NULL);
        assert_int_equal(assumed, rows[i].confidence == CONFIDENCE_C);
        assert_true(u->min <= u->value && u->value <= u->max);
        for (int z = -9; z <= 9; z++) {
            double drawn = uncertain_draw(u, z);
            assert_true(drawn >= u->min && drawn <= u->max);
        }
        assert_near(uncertain_draw(u, 0), u->value, 1e-12);
    }
}

static void
totals_are_laid_out_evenly(void **state)
{
    struct fixture *fixture = of(state);
    struct uncertain assumptions[ASSUMPTION_COUNT];
    struct model model;
    struct error error;
    assert_true(forecast_assumptions(&fixture->bergen, assumptions, &error));
    struct start_totals totals = {.start = day("2021-01-01"),
                                  .months = 36,
                                  .gps = 243,
                                  .lists_without_gp = 4,
                                  .mean_list = 1224,
                                  .mean_without_gp = 600,
                                  .places = 297500,
                                  .residents = 285601,
                                  .residents_growth = 0.005,
                                  .births = 0.011};
    assert_true(forecast_start_totals(&totals, &fixture->rulebook, assumptions, &fixture->arena,
                                      &model, &error));
    assert_conserved(&model);
    assert_int_equal(model.list_count, 247);
    assert_int_equal(listed(&model), 243 * 1224 + 4 * 600);
    int64_t caps = 0;
    for (size_t i = 0; i < 243; i++) {
        assert_int_equal(model.lists[i].length, 1224);
        assert_int_equal(model.lists[i].status, POST_HELD);
        assert_in_range(model.lists[i].cap, 1224, 1225);
        assert_int_equal(model.lists[i].state, model.lists[i].cap > 1224 ? LIST_OPEN : LIST_CLOSED);
        caps += model.lists[i].cap;
    }
    assert_int_equal(caps, 297500);
    for (size_t i = 243; i < 247; i++) {
        assert_int_equal(model.lists[i].status, POST_LOCUM); /* 97 % of four */
        assert_int_equal(model.lists[i].length, 600);
    }
    assert_int_equal(model.guests, 243 * 1224 + 4 * 600 - 285601);
    assert_near(model.population.residents[12], 285601 * exp(0.005), 1e-6);
    assert_near(model.population.births[1], 285601 * 0.011 / 12, 1e-6);
    assert_near(model.population.births[0], 0, 0);

    totals.residents = 310000;
    totals.mean_list = 1223.5;
    totals.places = totals.mean_without_gp = (double)NAN;
    assert_true(forecast_start_totals(&totals, &fixture->rulebook, assumptions, &fixture->arena,
                                      &model, &error));
    assert_conserved(&model);
    assert_int_equal(model.guests, 0);
    assert_int_equal(model.opted_out, 310000 - listed(&model));
    totals.residents = (double)NAN;
    assert_true(forecast_start_totals(&totals, &fixture->rulebook, assumptions, &fixture->arena,
                                      &model, &error));
    assert_conserved(&model);
    assert_int_equal(model.guests, 0);
    assert_int_equal(model.opted_out, 0);
}

static void
totals_that_cannot_be_are_told(void **state)
{
    struct fixture *fixture = of(state);
    struct uncertain assumptions[ASSUMPTION_COUNT];
    struct error error;
    assert_true(forecast_assumptions(&fixture->bergen, assumptions, &error));
    const struct start_totals right = {.start = day("2021-01-01"),
                                       .months = 12,
                                       .gps = 4096,
                                       .mean_list = 1000,
                                       .mean_without_gp = (double)NAN,
                                       .places = (double)NAN,
                                       .residents = (double)NAN};
    struct start_totals wrong[10];
    for (size_t i = 0; i < 10; i++) {
        wrong[i] = right;
    }
    wrong[0].gps = 4097;
    wrong[1].lists_without_gp = 1;
    wrong[2].gps = 0;
    wrong[3].gps = -1;
    wrong[4].mean_list = (double)NAN;
    wrong[5].mean_list = -1;
    wrong[6].residents = 1e8;
    wrong[7].residents_growth = (double)INFINITY;
    wrong[8].months = 601;
    wrong[9].start = day("2021-01-31");
    static const enum error_code codes[10] = {
        ERROR_LISTS_MANY,   ERROR_LISTS_MANY,   ERROR_NO_POSTS,     ERROR_LISTS_MANY,
        ERROR_TOTALS_WRONG, ERROR_TOTALS_WRONG, ERROR_TOTALS_WRONG, ERROR_TOTALS_WRONG,
        ERROR_MONTHS_RANGE, ERROR_START_DAY};
    struct model model;
    assert_true(forecast_start_totals(&right, &fixture->rulebook, assumptions, &fixture->arena,
                                      &model, &error));
    for (size_t i = 0; i < 10; i++) {
        assert_false(forecast_start_totals(&wrong[i], &fixture->rulebook, assumptions,
                                           &fixture->arena, &model, &error));
        assert_int_equal(error.code, codes[i]);
    }
}

static void
a_start_before_the_rulebook_is_told(void **state)
{
    struct fixture *fixture = of(state);
    struct uncertain assumptions[ASSUMPTION_COUNT];
    struct model model;
    struct error error;
    assert_true(forecast_assumptions(&fixture->bergen, assumptions, &error));
    struct start_totals totals = {.start = day("2013-01-01"),
                                  .months = 12,
                                  .gps = 10,
                                  .mean_list = 1000,
                                  .mean_without_gp = (double)NAN,
                                  .places = (double)NAN,
                                  .residents = (double)NAN};
    assert_true(forecast_start_totals(&totals, &fixture->rulebook, assumptions, &fixture->arena,
                                      &model, &error));
    totals.start = day("2012-12-01");
    assert_false(forecast_start_totals(&totals, &fixture->rulebook, assumptions, &fixture->arena,
                                       &model, &error));
    assert_int_equal(error.code, ERROR_START_RULES);
    assert_string_equal(error.found, "2012-12-01");
    assert_string_equal(error.expected, "2013-01-01");
}

static void
memory_that_ends_is_told(void **state)
{
    struct fixture *fixture = of(state);
    struct start_options options = {.start = DATE_NONE, .months = 120};
    bool made = false;
    for (size_t limit = 0; !made; limit = limit * 2 + 64) {
        struct arena arena;
        struct model model;
        struct error error = {0};
        arena_init(&arena, limit);
        made = forecast_start(&fixture->bergen, &fixture->rulebook, &options, &arena, &model, NULL,
                              &error);
        assert_true(made || error.code == ERROR_MEMORY);
        arena_free(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bergen_starts_as_its_tables_say),
        cmocka_unit_test(waiting_is_spread_by_length_over_closed_lists),
        cmocka_unit_test(posts_become_lists_with_their_channel),
        cmocka_unit_test(guests_make_the_sum_of_persons_right),
        cmocka_unit_test(what_cannot_start_is_told),
        cmocka_unit_test(assumptions_are_the_municipalitys_then_the_programs),
        cmocka_unit_test(totals_are_laid_out_evenly),
        cmocka_unit_test(totals_that_cannot_be_are_told),
        cmocka_unit_test(a_start_before_the_rulebook_is_told),
        cmocka_unit_test(memory_that_ends_is_told),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
