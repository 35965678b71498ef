/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/synthesis.h"

#include "fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = 295987, FREE_PLACES = 494, GPS = 256, PRACTICES = 62 };

static struct fixture *
of(void **state)
{
    return *state;
}

static struct synthesis
made(struct fixture *fixture, const struct municipality *municipality, uint64_t seed)
{
    struct synthesis made;
    struct error error;
    struct date date = municipality_facts(municipality)->state_date;
    if (!synthesis_run(municipality, &fixture->rulebook, date, seed, &fixture->arena, &made,
                       &error)) {
        fail_msg("refused: %s", error.expected);
    }
    return made;
}

/* -- Bergen ------------------------------------------------------------------------------------ */

static void
districts_get_exactly_what_was_counted(void **state)
{
    static const struct {
        const char *district;
        size_t practices, gps;
    } cases[] = {{"Arna", 3, 13},          {"Bergenhus", 17, 64}, {"Fana", 7, 31},
                 {"Fyllingsdalen", 5, 26}, {"Laksevåg", 6, 21},   {"Ytrebygda", 6, 27},
                 {"Årstad", 11, 42},       {"Åsane", 7, 32}};
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct synthesis synthesis = made(of(state), &of(state)->bergen, seed);
        const struct practice *practices = synthesis.practices.rows;
        const struct post *posts = synthesis.posts.rows;
        assert_int_equal(synthesis.practices.count, PRACTICES);
        assert_int_equal(synthesis.posts.count, GPS);
        assert_int_equal(synthesis.lists.count, GPS);
        for (size_t d = 0; d < sizeof cases / sizeof cases[0]; d++) {
            size_t found = 0, gps = 0;
            for (size_t p = 0; p < synthesis.practices.count; p++) {
                size_t here = 0;
                for (size_t i = 0; i < synthesis.posts.count; i++) {
                    here += strcmp(posts[i].practice, practices[p].practice) == 0;
                }
                assert_true(here >= 1); /* no practice stands empty */
                if (strcmp(practices[p].district, cases[d].district) == 0) {
                    found++;
                    gps += here;
                }
            }
            assert_int_equal(found, cases[d].practices);
            assert_int_equal(gps, cases[d].gps);
        }
    }
}

static void
places_and_lengths_add_up(void **state)
{
    for (uint64_t seed = 1; seed <= 25; seed++) {
        struct synthesis synthesis = made(of(state), &of(state)->bergen, seed);
        const struct post *posts = synthesis.posts.rows;
        const struct list *lists = synthesis.lists.rows;
        int64_t caps = 0, lengths = 0, open_places = 0;
        for (size_t i = 0; i < GPS; i++) {
            assert_in_range(posts[i].cap, 1, 2500);
            assert_true(lists[i].length >= 0 && lists[i].length <= posts[i].cap);
            assert_string_equal(lists[i].post, posts[i].post);
            assert_int_equal(lists[i].state,
                             lists[i].length < posts[i].cap ? LIST_OPEN : LIST_CLOSED);
            assert_int_equal(posts[i].status, POST_HELD);
            assert_int_equal(lists[i].date.days, day("2023-12-31").days);
            caps += posts[i].cap;
            lengths += lists[i].length;
            open_places += lists[i].state == LIST_OPEN ? posts[i].cap - lists[i].length : 0;
        }
        assert_int_equal(caps, PLACES);
        assert_int_equal(lengths, PLACES - FREE_PLACES);
        assert_int_equal(open_places, FREE_PLACES);
    }
}

static void
every_row_is_marked_and_has_its_own_key(void **state)
{
    struct synthesis synthesis = made(of(state), &of(state)->bergen, 1);
    const struct practice *practices = synthesis.practices.rows;
    const struct post *posts = synthesis.posts.rows;
    const struct list *lists = synthesis.lists.rows;
    for (size_t i = 0; i < synthesis.practices.count; i++) {
        assert_int_equal(practices[i].synthetic, FLAG_YES);
        assert_string_equal(practices[i].source, SYNTHESIS_SOURCE);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(practices[i].practice, practices[j].practice);
        }
    }
    for (size_t i = 0; i < GPS; i++) {
        assert_int_equal(posts[i].synthetic, FLAG_YES);
        assert_string_equal(posts[i].source, SYNTHESIS_SOURCE);
        assert_int_equal(lists[i].synthetic, FLAG_YES);
        assert_string_equal(lists[i].source, SYNTHESIS_SOURCE);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(posts[i].post, posts[j].post);
        }
    }
    /* With the rest of Bergen around them the tables hold together. */
    struct municipality bergen = of(state)->bergen;
    bergen.tables[TABLE_PRACTICES] = synthesis.practices;
    bergen.tables[TABLE_POSTS] = synthesis.posts;
    bergen.tables[TABLE_LISTS] = synthesis.lists;
    struct problems problems;
    problems_init(&problems, &of(state)->arena);
    assert_true(municipality_check_tables(&bergen, &problems));
}

static int
compare_caps(const void *a, const void *b)
{
    const struct post *left = a, *right = b;
    return (left->cap > right->cap) - (left->cap < right->cap);
}

/* The spread of 2011 scaled to today's mean: its own mean by straight lines between its points. */
static void
caps_spread_as_lists_did_in_2011(void **state)
{
    static const struct {
        double share, length;
    } spread[] = {{0, 343},     {0.05, 682}, {0.1, 848},   {0.25, 1176}, {0.5, 1392},
                  {0.75, 1547}, {0.9, 1754}, {0.95, 1869}, {1, 2397}};
    const size_t points = sizeof spread / sizeof spread[0];
    double mean = 0;
    for (size_t i = 1; i < points; i++) {
        mean +=
            (spread[i].share - spread[i - 1].share) * (spread[i].length + spread[i - 1].length) / 2;
    }
    double scale = PLACES / (double)GPS / mean;
    assert_near(scale, 0.86, 0.01);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct synthesis synthesis = made(of(state), &of(state)->bergen, seed);
        struct post *posts = synthesis.posts.rows;
        qsort(posts, GPS, sizeof *posts, compare_caps);
        for (size_t i = 1; i + 1 < points; i++) {
            double at = spread[i].share * GPS - 0.5;
            size_t below = (size_t)at;
            double cap = (double)posts[below].cap +
                         (at - (double)below) * (double)(posts[below + 1].cap - posts[below].cap);
            assert_near(cap / (spread[i].length * scale), 1, 0.01);
        }
        assert_near((double)posts[0].cap, 343 * scale, 30);
        assert_near((double)posts[GPS - 1].cap, 2397 * scale, 30);
    }
}

/* No practice in particular gets the long lists. */
static void
caps_lie_in_no_order(void **state)
{
    struct synthesis synthesis = made(of(state), &of(state)->bergen, 1);
    const struct post *posts = synthesis.posts.rows;
    double mean = PLACES / (double)GPS, together = 0, alone = 0;
    for (size_t i = 1; i < GPS; i++) {
        together += ((double)posts[i].cap - mean) * ((double)posts[i - 1].cap - mean);
        alone += ((double)posts[i].cap - mean) * ((double)posts[i].cap - mean);
    }
    assert_near(together / alone, 0,
                3 / sqrt(GPS)); /* correlation of neighbours, three standard errors */
}

static struct text
written(const struct table *table)
{
    struct text text;
    text_init(&text, 1 << 20);
    table_write(table, &text);
    assert_false(text.failed);
    return text;
}

static bool
same_bytes(const struct table *a, const struct table *b)
{
    struct text left = written(a), right = written(b);
    bool same = strcmp(text_string(&left), text_string(&right)) == 0;
    text_free(&left);
    text_free(&right);
    return same;
}

static void
seed_decides_every_byte(void **state)
{
    struct synthesis one = made(of(state), &of(state)->bergen, 1),
                     again = made(of(state), &of(state)->bergen, 1);
    assert_true(same_bytes(&one.practices, &again.practices));
    assert_true(same_bytes(&one.posts, &again.posts));
    assert_true(same_bytes(&one.lists, &again.lists));
    static const uint64_t others[] = {0,         2, 3, (uint64_t)1 << 32, ((uint64_t)1 << 32) + 1,
                                      UINT64_MAX};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct synthesis other = made(of(state), &of(state)->bergen, others[i]);
        assert_false(same_bytes(&one.posts, &other.posts));
        assert_false(same_bytes(&one.lists, &other.lists));
    }
}

static void
committed_tables_are_those_of_seed_1(void **state)
{
    struct synthesis one = made(of(state), &of(state)->bergen, 1);
    const struct {
        const char *path;
        const struct table *table;
    } cases[] = {{"data/bergen/practices.csv", &one.practices},
                 {"data/bergen/posts.csv", &one.posts},
                 {"data/bergen/lists.csv", &one.lists}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t length;
        const char *committed = source_file(&of(state)->arena, cases[i].path, &length);
        struct text text = written(cases[i].table);
        assert_int_equal(text.length, length);
        assert_string_equal(text_string(&text), committed);
        text_free(&text);
    }
}

/* -- what is observed decides ------------------------------------------------------------------ */

/* Two districts, 2 practices of 5 GPs and 1 of 2; the shape of lists a straight line. */
static void
make_town(struct town *town, double places, double free_places)
{
    town_init(town, "2024-01-01");
    town_district(town, "North");
    town_district(town, "South")->code = "999902";
    town_observe(town, "2024-01-01", INDICATOR_practices, "North", 2);
    town_observe(town, "2024-01-01", INDICATOR_gps, "North", 5);
    town_observe(town, "2024-01-01", INDICATOR_practices, "South", 1);
    town_observe(town, "2024-01-01", INDICATOR_gps, "South", 2);
    town_observe(town, "2024-01-01", INDICATOR_places, "", places);
    town_observe(town, "2024-01-01", INDICATOR_free_places, "", free_places);
    town_spread(town, 0, 500);
    town_spread(town, 1, 1500);
}

static void
towns_of_all_sizes_add_up(void **state)
{
    static const double cases[][2] = {
        {7, 0},     {7, 7},         {8, 1},       {7000, 0},    {7000, 9},
        {7000, 10}, {7000, 500},    {7000, 6999}, {7000, 7000}, {17500, 0},
        {17499, 0}, {17500, 17500}, {12345, 678},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct town town;
        make_town(&town, cases[i][0], cases[i][1]);
        struct synthesis synthesis = made(of(state), &town.municipality, 7);
        const struct practice *practices = synthesis.practices.rows;
        const struct post *posts = synthesis.posts.rows;
        const struct list *lists = synthesis.lists.rows;
        int64_t caps = 0, free_places = 0;
        assert_int_equal(synthesis.practices.count, 3);
        assert_int_equal(synthesis.posts.count, 7);
        assert_string_equal(practices[0].practice,
                            "D-01-01"); /* a district without a number gets one */
        assert_string_equal(practices[2].practice, "999902-01");
        assert_string_equal(posts[6].post, "999902-01-02");
        for (size_t p = 0; p < 7; p++) {
            assert_in_range(posts[p].cap, 1, 2500);
            assert_true(lists[p].length >= 0);
            caps += posts[p].cap;
            free_places += lists[p].state == LIST_OPEN ? posts[p].cap - lists[p].length : 0;
        }
        assert_int_equal(caps, (int64_t)cases[i][0]);
        assert_int_equal(free_places, (int64_t)cases[i][1]);
    }
}

static void
refused(struct fixture *fixture, const struct municipality *municipality, const char *named)
{
    struct synthesis out = {.posts = {.count = 4711}};
    struct error error;
    if (synthesis_run(municipality, &fixture->rulebook,
                      municipality_facts(municipality)->state_date, 1, &fixture->arena, &out,
                      &error)) {
        fail_msg("made all the same: %s", named);
    }
    assert_int_equal(error.code, ERROR_CANNOT_ANSWER);
    assert_string_equal(error.expected, named);
    assert_int_equal(out.posts.count, 4711); /* untouched */
}

static void
what_is_not_observed_is_named(void **state)
{
    static const struct {
        enum indicator indicator;
        const char *district, *named;
    } cases[] = {
        {INDICATOR_places, "", "observations.csv: places, free_places"},
        {INDICATOR_free_places, "", "observations.csv: places, free_places"},
        {INDICATOR_practices, "Fana", "observations.csv: practices, gps: Fana"},
        {INDICATOR_gps, "Fana", "observations.csv: practices, gps: Fana"},
        {INDICATOR_gps, "Åsane", "observations.csv: practices, gps: Åsane"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct municipality lacking = without_observed(&of(state)->arena, &of(state)->bergen,
                                                       cases[i].indicator, cases[i].district);
        refused(of(state), &lacking, cases[i].named);
    }
    struct municipality no_spread = without_table(&of(state)->bergen, TABLE_LIST_SPREAD);
    refused(of(state), &no_spread, "list_spread.csv: share, length");
    struct municipality no_districts = without_table(&of(state)->bergen, TABLE_DISTRICTS);
    refused(of(state), &no_districts, "districts.csv: 0");
}

static void
what_does_not_fit_is_named(void **state)
{
    static const struct {
        enum indicator indicator;
        const char *district;
        double value;
        const char *named;
    } cases[] = {
        {INDICATOR_places, "", 17501,
         "observations.csv: places"},                          /* 7 lists of 2500 and one more */
        {INDICATOR_places, "", 6, "observations.csv: places"}, /* less than one each */
        {INDICATOR_places, "", 0, "observations.csv: places, free_places"},
        {INDICATOR_free_places, "", 7001, "observations.csv: places, free_places"},
        {INDICATOR_free_places, "", -1, "observations.csv: places, free_places"},
        {INDICATOR_places, "", 7000.5,
         "observations.csv: places, free_places"}, /* no part of a place */
        {INDICATOR_gps, "North", 5.5, "observations.csv: practices, gps: North"},
        {INDICATOR_gps, "North", 1,
         "observations.csv: practices, gps: North"}, /* fewer GPs than practices */
        {INDICATOR_practices, "South", 0,
         "observations.csv: practices, gps: South"}, /* GPs and no practice */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct town town;
        make_town(&town, 7000, 100);
        struct municipality changed =
            with_observed(&of(state)->arena, &town.municipality, cases[i].indicator,
                          cases[i].district, cases[i].value);
        if (cases[i].indicator == INDICATOR_places && cases[i].value > 0 && cases[i].value < 100) {
            changed = with_observed(&of(state)->arena, &changed, INDICATOR_free_places, "", 0);
        }
        refused(of(state), &changed, cases[i].named);
    }
}

static void
crooked_spreads_are_refused(void **state)
{
    static const struct {
        double share;
        int64_t length;
    } cases[][3] = {
        {{0, 500}, {0, 600}, {1, 700}},     /* the same share twice */
        {{0, 500}, {0.6, 600}, {0.5, 700}}, /* shares out of order */
        {{0, 500}, {0.5, 499}, {1, 700}},   /* shorter lists for a larger share */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct town town;
        make_town(&town, 7000, 100);
        town.municipality.tables[TABLE_LIST_SPREAD] = (struct table){0};
        for (size_t p = 0; p < 3; p++) {
            town_spread(&town, cases[i][p].share, cases[i][p].length);
        }
        refused(of(state), &town.municipality, "list_spread.csv: share, length");
    }
    static struct town town;
    make_town(&town, 7000, 100);
    town.municipality.tables[TABLE_LIST_SPREAD].count = 1;
    refused(of(state), &town.municipality, "list_spread.csv: share, length");
}

static void
practices_are_sized_as_the_table_spreads(void **state)
{
    struct synthesis synthesis = made(of(state), &of(state)->bergen, 1);
    const struct practice *practices = synthesis.practices.rows;
    const struct post *posts = synthesis.posts.rows;
    size_t solo = 0, large = 0;
    for (size_t p = 0; p < synthesis.practices.count; p++) {
        size_t here = 0;
        for (size_t i = 0; i < synthesis.posts.count; i++) {
            here += strcmp(posts[i].practice, practices[p].practice) == 0;
        }
        solo += here == 1;
        large += here > 12;
    }
    /* 30 of 78 were solo; GPs a practice have grown from 2.6 to 4.1, so fewer are now, but not none
     * or most */
    assert_in_range(solo, 1, PRACTICES / 2);
    assert_int_equal(large, 0);
}

static void
later_observations_are_not_used(void **state)
{
    static struct town town;
    make_town(&town, 7000, 100);
    town_observe(&town, "2024-01-02", INDICATOR_places, "", 9000);
    town_observe(&town, "2023-12-31", INDICATOR_places, "", 8000);
    struct synthesis synthesis = made(of(state), &town.municipality, 1);
    const struct post *posts = synthesis.posts.rows;
    int64_t caps = 0;
    for (size_t i = 0; i < synthesis.posts.count; i++) {
        caps += posts[i].cap;
    }
    assert_int_equal(caps, 7000);
}

static void
memory_that_ends_is_told(void **state)
{
    static const size_t limits[] = {0, 100, 5000, 20000};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct arena small;
        struct synthesis out = {.posts = {.count = 4711}};
        struct error error;
        arena_init(&small, limits[i]);
        assert_false(synthesis_run(&of(state)->bergen, &of(state)->rulebook, day("2023-12-31"), 1,
                                   &small, &out, &error));
        assert_int_equal(error.code, ERROR_MEMORY);
        assert_int_equal(out.posts.count, 4711);
        arena_free(&small);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(districts_get_exactly_what_was_counted),
        cmocka_unit_test(places_and_lengths_add_up),
        cmocka_unit_test(every_row_is_marked_and_has_its_own_key),
        cmocka_unit_test(caps_spread_as_lists_did_in_2011),
        cmocka_unit_test(caps_lie_in_no_order),
        cmocka_unit_test(seed_decides_every_byte),
        cmocka_unit_test(committed_tables_are_those_of_seed_1),
        cmocka_unit_test(towns_of_all_sizes_add_up),
        cmocka_unit_test(what_is_not_observed_is_named),
        cmocka_unit_test(what_does_not_fit_is_named),
        cmocka_unit_test(crooked_spreads_are_refused),
        cmocka_unit_test(practices_are_sized_as_the_table_spreads),
        cmocka_unit_test(later_observations_are_not_used),
        cmocka_unit_test(memory_that_ends_is_told),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
