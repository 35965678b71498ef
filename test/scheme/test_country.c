/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/country.h"

#include "fixture.h"
#include "scheme/people.h"
#include "scheme/synthesis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct fixture *
of(void **state)
{
    return *state;
}

static struct country_order
of_norway(void **state, uint64_t seed)
{
    return country_order_like_norway(&of(state)->bergen, &of(state)->rulebook, day("2023-12-31"),
                                     seed);
}

static struct country
made(const struct country_order *order, struct arena *arena)
{
    struct country country;
    struct error error;
    if (!country_synthesise(order, arena, &country, &error)) {
        fail_msg("refused: %s", error.expected);
    }
    return country;
}

static int64_t
observed(const struct municipality *municipality, enum indicator indicator)
{
    struct figure figure;
    assert_true(observation_latest(municipality, indicator, "", day("2023-12-31"), &figure));
    return (int64_t)figure.value;
}

static int64_t
residents(const struct municipality *municipality)
{
    struct figure figure;
    assert_true(population_figure(municipality, NULL, day("2023-12-31"), &figure));
    assert_int_equal(figure.value, observed(municipality, INDICATOR_residents));
    return (int64_t)figure.value;
}

/* The lists of a municipality, each as long as it may be and together as long as they must. */
static size_t
check_lists(const struct municipality *municipality)
{
    size_t count, post_count;
    const struct list *lists = municipality_rows(municipality, TABLE_LISTS, &count);
    const struct post *posts = municipality_rows(municipality, TABLE_POSTS, &post_count);
    int64_t listed = 0;
    assert_int_equal(count, post_count);
    assert_true(count >= 1);
    for (size_t i = 0; i < count; i++) {
        assert_in_range(posts[i].cap, 1, 2500);
        assert_true(lists[i].length >= 0 && lists[i].length <= posts[i].cap);
        listed += lists[i].length;
    }
    assert_int_equal(listed,
                     residents(municipality) - observed(municipality, INDICATOR_unassigned));
    return count;
}

static void
check_country(const struct country_order *order, const struct country *country, struct arena *arena)
{
    int64_t all = 0, lists = 0, waiting = 0, unassigned = 0, last = INT64_MAX;
    assert_int_equal(country->count, order->municipalities);
    for (size_t i = 0; i < country->count; i++) {
        const struct municipality *here = &country->municipalities[i];
        const struct municipality_facts *facts = municipality_facts(here);
        struct problems problems;
        problems_init(&problems, arena);
        assert_true(municipality_check_tables(here, &problems));
        assert_int_equal(strtol(facts->code, NULL, 10), 9001 + i);
        assert_int_equal(facts->state_date.days, order->date.days);
        assert_string_equal(facts->source, SYNTHESIS_SOURCE);
        assert_true(residents(here) <= last);
        last = residents(here);
        all += last;
        lists += (int64_t)check_lists(here);
        waiting += observed(here, INDICATOR_waiting);
        unassigned += observed(here, INDICATOR_unassigned);
        assert_int_equal(observed(here, INDICATOR_guests), 0);
    }
    assert_int_equal(all, order->residents);
    assert_int_equal(lists, order->lists);
    assert_int_equal(waiting, order->waiting);
    assert_int_equal(unassigned, order->unassigned);
}

/* -- a country like Norway --------------------------------------------------------------------- */

static void
tables_add_up(void **state)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct country_order order = of_norway(state, seed);
        struct arena arena;
        arena_init(&arena, (size_t)1 << 28);
        struct country country = made(&order, &arena);
        assert_int_equal(country.count, 350);
        check_country(&order, &country, &arena);
        arena_free(&arena);
    }
}

static void
sizes_are_like_norways(void **state)
{
    struct country_order order = of_norway(state, 1);
    struct arena arena;
    arena_init(&arena, (size_t)1 << 28);
    struct country country = made(&order, &arena);
    size_t small = 0, count;
    for (size_t i = 0; i < country.count; i++) {
        int64_t here = residents(&country.municipalities[i]);
        small += here >= 1000 && here <= 5000;
        municipality_rows(&country.municipalities[i], TABLE_DISTRICTS, &count);
        assert_int_equal(count > 1, here >= 50000);
    }
    assert_near((double)residents(&country.municipalities[0]) / 5600000, 0.13, 0.005);
    assert_near((double)residents(&country.municipalities[175]), 5000, 1000);
    assert_true(small > 100);
    assert_in_range(residents(&country.municipalities[349]), 300, 1500);
    /* The ages are the template's, older where few live. */
    double share[2];
    for (size_t i = 0; i < 2; i++) {
        int64_t old = 0, all = 0;
        for (size_t m = i == 0 ? 0 : 150; m < (i == 0 ? 10 : 350); m++) {
            const struct population *rows =
                municipality_rows(&country.municipalities[m], TABLE_POPULATION, &count);
            for (size_t r = 0; r < count; r++) {
                all += rows[r].persons;
                old += rows[r].age_from >= 65 ? rows[r].persons : 0;
            }
        }
        share[i] = (double)old / (double)all;
    }
    assert_near(share[0], 0.16, 0.01);
    assert_near(share[1], 0.18, 0.01);
    arena_free(&arena);
}

/* How many national identity numbers there are for a sex and a birth date: individual numbers 000
 * to 499 and 900 to 999 until 1999, 500 to 999 from 2000, even for women, less those whose control
 * digits would be 10. Before 1940 there are fewer, and fewer people. */
static size_t
usable_numbers(struct date born, int sex)
{
    static const int first[] = {3, 7, 6, 1, 8, 9, 4, 5, 2},
                     second[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    struct ymd ymd = date_to_ymd(born);
    size_t usable = 0;
    for (int number = 0; number < 1000; number++) {
        bool early = ymd.year < 2000 && (number < 500 || (number >= 900 && ymd.year >= 1940));
        bool late = ymd.year >= 2000 && number >= 500;
        if ((!early && !late) || (number % 2 == 0) != (sex == SEX_FEMALE)) {
            continue;
        }
        int digits[] = {
            ymd.day / 10,  ymd.day % 10, ymd.month / 10,   ymd.month % 10, ymd.year / 10 % 10,
            ymd.year % 10, number / 100, number / 10 % 10, number % 10,    0};
        int sum = 0;
        for (size_t i = 0; i < 9; i++) {
            sum += first[i] * digits[i];
        }
        digits[9] = (11 - sum % 11) % 11;
        sum = 0;
        for (size_t i = 0; i < 10; i++) {
            sum += second[i] * digits[i];
        }
        usable += digits[9] < 10 && (11 - sum % 11) % 11 < 10;
    }
    return usable;
}

/* All 5.6 million: every municipality's people fit its tables, and there are identity numbers for
 * those of one birth date. */
static void
people_of_a_whole_country(void **state)
{
    struct country_order order = of_norway(state, 1);
    struct arena arena;
    struct people_serials serials;
    size_t all = 0, listed = 0, waiting = 0, unassigned = 0;
    arena_init(&arena, (size_t)1 << 28);
    struct country country = made(&order, &arena);
    assert_true(people_serials_init(&serials, order.date, &arena));
    for (size_t i = 0; i < country.count; i++) {
        struct people_order wanted = people_order_from(
            &country.municipalities[i], &of(state)->rulebook, order.date, order.seed);
        struct arena one;
        struct people people;
        struct error error;
        assert_true(wanted.waiting_known && wanted.unassigned_known && wanted.guests_known);
        wanted.serials = &serials;
        arena_init(&one, (size_t)1 << 28);
        assert_true(people_synthesise(&wanted, &one, &people, &error));
        assert_int_equal(people.outside, 0);
        assert_int_equal(people.guests, 0);
        assert_int_equal(people.children_alone, 0);
        all += people.residents;
        listed += people.listed;
        waiting += people.waiting;
        unassigned += people.unassigned;
        arena_free(&one);
    }
    assert_int_equal(all, 5600000);
    assert_int_equal(unassigned, 4000);
    assert_int_equal(listed, all - unassigned);
    assert_int_equal(waiting, 350000);
    double fullest = 0;
    for (size_t at = 0; at < serials.days * SEX_COUNT; at++) {
        if (serials.next[at] > 20) {
            struct date born = {serials.first.days + (int32_t)(at / SEX_COUNT)};
            size_t usable = usable_numbers(born, (int)(at % SEX_COUNT));
            assert_in_range(usable, 180, 270);
            fullest = fmax(fullest, (double)serials.next[at] / (double)usable);
        }
    }
    assert_near(fullest, 0.75, 0.15);
    arena_free(&arena);
}

static void
seed_decides_every_table(void **state)
{
    struct country_order order = of_norway(state, 5), other = of_norway(state, 6);
    struct arena arena;
    arena_init(&arena, (size_t)1 << 28);
    struct country a = made(&order, &arena), b = made(&order, &arena), c = made(&other, &arena);
    size_t differ = 0;
    for (size_t m = 0; m < a.count; m++) {
        struct text written[3];
        const struct municipality *each[] = {&a.municipalities[m], &b.municipalities[m],
                                             &c.municipalities[m]};
        for (size_t i = 0; i < 3; i++) {
            text_init(&written[i], (size_t)1 << 24);
            for (size_t t = 0; t < TABLE_COUNT; t++) {
                if (each[i]->tables[t].schema != NULL) {
                    table_write(&each[i]->tables[t], &written[i]);
                }
            }
        }
        assert_string_equal(text_string(&written[0]), text_string(&written[1]));
        differ += strcmp(text_string(&written[0]), text_string(&written[2])) != 0;
        for (size_t i = 0; i < 3; i++) {
            text_free(&written[i]);
        }
    }
    assert_int_equal(differ, a.count);
    arena_free(&arena);
}

/* -- others ------------------------------------------------------------------------------------ */

static void
countries_of_all_sizes_add_up(void **state)
{
    static const struct {
        int64_t municipalities, residents, lists, waiting, unassigned;
    } cases[] = {
        {1, 100, 1, 0, 0},          {1, 100, 2, 20, 20},        {1, 5600000, 5900, 350000, 4000},
        {2, 10000, 12, 500, 0},     {3, 300, 3, 0, 10},         {19, 50000, 60, 1000, 100},
        {20, 50000, 60, 1000, 100}, {998, 1000000, 2000, 0, 0}, {10, 1000000, 20000, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct country_order order = of_norway(state, i);
        struct arena arena;
        arena_init(&arena, (size_t)1 << 28);
        order.municipalities = cases[i].municipalities;
        order.residents = cases[i].residents;
        order.lists = cases[i].lists;
        order.waiting = cases[i].waiting;
        order.unassigned = cases[i].unassigned;
        struct country country = made(&order, &arena);
        check_country(&order, &country, &arena);
        arena_free(&arena);
    }
}

static void
refused(const struct country_order *order, enum error_code code, const char *named, size_t limit)
{
    struct country out = {.count = 4711};
    struct error error;
    struct arena arena;
    arena_init(&arena, limit);
    if (country_synthesise(order, &arena, &out, &error)) {
        fail_msg("made all the same: %s", named);
    }
    assert_int_equal(error.code, code);
    assert_string_equal(error.expected, named);
    assert_int_equal(out.count, 4711);
    arena_free(&arena);
}

static void
what_does_not_fit_is_named(void **state)
{
    static const struct {
        int64_t municipalities, residents, lists, waiting, unassigned;
        const char *named;
    } cases[] = {
        {0, 1000, 10, 0, 0, "municipalities"}, {999, 1000000, 2000, 0, 0, "municipalities"},
        {10, 999, 10, 0, 0, "residents"},      {10, 1000000001, 10, 0, 0, "residents"},
        {10, 10000, 9, 0, 0, "lists"},         {10, 10000, 5001, 0, 0, "lists"},
        {10, 100000, 30, 0, 0, "lists"},       {10, 10000, 20, -1, 0, "waiting"},
        {10, 10000, 20, 9000, 0, "waiting"},   {1, 1000, 1, 10, 0, "waiting"},
        {10, 10000, 20, 0, -1, "unassigned"},  {10, 10000, 20, 0, 4000, "unassigned"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct country_order order = of_norway(state, 1);
        order.municipalities = cases[i].municipalities;
        order.residents = cases[i].residents;
        order.lists = cases[i].lists;
        order.waiting = cases[i].waiting;
        order.unassigned = cases[i].unassigned;
        refused(&order, ERROR_CANNOT_ANSWER, cases[i].named, (size_t)1 << 28);
    }
    struct country_order order = of_norway(state, 1);
    struct municipality lacking = without_table(&of(state)->bergen, TABLE_SOURCES);
    order.template = &lacking;
    refused(&order, ERROR_CANNOT_ANSWER, "sources.csv: synthetic", (size_t)1 << 28);
    lacking = without_table(&of(state)->bergen, TABLE_POPULATION);
    refused(&order, ERROR_CANNOT_ANSWER, "population.csv: date", (size_t)1 << 28);
    lacking = without_table(&of(state)->bergen, TABLE_LIST_SPREAD);
    refused(&order, ERROR_CANNOT_ANSWER, "list_spread.csv: share, length", (size_t)1 << 28);
}

/* Districts that count ages in other groups cannot be summed. */
static void
crooked_ages_are_refused(void **state)
{
    static struct town town;
    struct country_order order = of_norway(state, 1);
    town_init(&town, "2023-01-01");
    town.sources[0].source = SYNTHESIS_SOURCE;
    town_people(&town, "2023-01-01", "", 0, 9, SEX_MALE, 5);
    struct population *row = town_people(&town, "2023-01-01", "", 9, WHOLE_NONE, SEX_MALE, 5);
    order.template = &town.municipality;
    refused(&order, ERROR_CANNOT_ANSWER, "population.csv: age_from, age_to", (size_t)1 << 28);
    row->age_from = 10;
    refused(&order, ERROR_CANNOT_ANSWER, "list_spread.csv: share, length", (size_t)1 << 28);
}

static void
memory_that_ends_is_told(void **state)
{
    static const size_t limits[] = {0, 1000, 10000, 100000, 1000000};
    struct country_order order = of_norway(state, 1);
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        refused(&order, ERROR_MEMORY, "", limits[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_add_up),
        cmocka_unit_test(sizes_are_like_norways),
        cmocka_unit_test(people_of_a_whole_country),
        cmocka_unit_test(seed_decides_every_table),
        cmocka_unit_test(countries_of_all_sizes_add_up),
        cmocka_unit_test(what_does_not_fit_is_named),
        cmocka_unit_test(crooked_ages_are_refused),
        cmocka_unit_test(memory_that_ends_is_told),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
