/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/people.h"

#include "fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BERGEN_RESIDENTS = 289330, BERGEN_LISTED = 295493, LISTS_MAX = 1024, AGES = 130 };

static struct fixture *
of(void **state)
{
    return *state;
}

static struct people
made(const struct people_order *order, struct arena *arena)
{
    struct people people;
    struct error error;
    if (!people_synthesise(order, arena, &people, &error)) {
        fail_msg("refused: %s", error.expected);
    }
    return people;
}

/* -- a plain reading of what must hold --------------------------------------------------------- */

static int
age(struct date born, struct date on)
{
    struct ymd from = date_to_ymd(born), to = date_to_ymd(on);
    bool before = to.month < from.month || (to.month == from.month && to.day < from.day);
    return to.year - from.year - before;
}

/* Whether so many whole years lie between two births. */
static bool
is_parent_age(const struct people *people, const struct synthetic_person *child, int32_t parent)
{
    int years = age(people->persons[parent].born, child->born);
    return parent >= 0 && (size_t)parent < people->residents && years >= 16 && years < 50;
}

static void
check_districts(const struct people_order *order, const struct people *people)
{
    size_t district_count, row_count;
    const struct district *districts =
        municipality_rows(order->municipality, TABLE_DISTRICTS, &district_count);
    const struct population *rows =
        municipality_rows(order->municipality, TABLE_POPULATION, &row_count);
    static int64_t counted[LISTS_MAX][SEX_COUNT][AGES];
    memset(counted, 0, sizeof counted);
    assert_true(district_count < LISTS_MAX);
    for (size_t i = 0; i < people->residents; i++) {
        const struct synthetic_person *person = &people->persons[i];
        int years = age(person->born, people->counted);
        size_t district = person->district < 0 ? district_count : (size_t)person->district;
        assert_true(years >= 0 && years < AGES && district <= district_count);
        counted[district][person->sex][years]++;
    }
    int64_t all = 0;
    for (size_t i = 0; i < row_count; i++) {
        size_t district = 0;
        if (date_compare(rows[i].date, people->counted) != 0) {
            continue;
        }
        while (district < district_count &&
               strcmp(districts[district].district, rows[i].district) != 0) {
            district++;
        }
        int64_t found = 0, to = rows[i].age_to == WHOLE_NONE ? AGES - 1 : rows[i].age_to;
        for (int64_t years = rows[i].age_from; years <= to; years++) {
            found += counted[district][rows[i].sex][years];
        }
        assert_int_equal(found, rows[i].persons);
        all += found;
    }
    assert_int_equal(all, people->residents);
}

static void
check_households(const struct people_order *order, const struct people *people, struct arena *arena)
{
    int16_t *districts = arena_array(arena, people->households, sizeof *districts);
    size_t *sizes = arena_array(arena, people->households, sizeof *sizes);
    size_t alone = 0, lived_in = 0;
    assert_non_null(districts);
    assert_non_null(sizes);
    for (size_t i = 0; i < people->count; i++) {
        const struct synthetic_person *person = &people->persons[i];
        assert_true(person->household < people->households);
        bool first = sizes[person->household]++ == 0;
        lived_in += first;
        districts[person->household] = first ? person->district : districts[person->household];
        assert_int_equal(districts[person->household], person->district);
        assert_true(!person->guest || first);
    }
    assert_int_equal(lived_in, people->households);
    for (size_t i = 0; i < people->count; i++) {
        const struct synthetic_person *person = &people->persons[i];
        int32_t mother = person->mother, other = person->other_parent;
        if (age(person->born, order->date) >= 18) {
            assert_true(mother == PEOPLE_NONE && other == PEOPLE_NONE);
            continue;
        }
        bool at_mother =
            mother != PEOPLE_NONE && people->persons[mother].household == person->household;
        bool at_other =
            other != PEOPLE_NONE && people->persons[other].household == person->household;
        alone += !at_mother && !at_other;
        assert_true(mother == PEOPLE_NONE || mother != other);
        assert_true(mother == PEOPLE_NONE || is_parent_age(people, person, mother));
        assert_true(other == PEOPLE_NONE || is_parent_age(people, person, other));
        assert_true(mother == PEOPLE_NONE || people->persons[mother].sex == SEX_FEMALE);
    }
    assert_int_equal(alone, people->children_alone);
}

static void
check_days(const struct people_order *order, const struct people *people)
{
    for (size_t i = 0; i < people->count; i++) {
        const struct synthetic_person *person = &people->persons[i];
        struct ymd born = date_to_ymd(person->born);
        assert_int_equal(person->guest, i >= people->residents);
        assert_int_equal(person->guest, date_is_none(person->registered));
        if (!person->guest) {
            assert_true(date_compare(person->born, person->registered) <= 0);
            assert_true(date_compare(person->registered, people->counted) <= 0);
        }
        if (person->standing == LISTING_LISTED) {
            struct ymd since = date_to_ymd(person->since);
            assert_int_equal(since.day, 1);
            assert_true(since.year > born.year ||
                        (since.year == born.year && since.month > born.month));
            assert_true(person->guest || date_compare(person->registered, person->since) < 0);
            assert_true(date_compare(person->since, day("2001-06-01")) >= 0);
        } else if (person->standing == LISTING_UNASSIGNED) {
            assert_true(date_compare(person->registered, person->since) <= 0);
        } else {
            assert_true(date_is_none(person->since));
            continue;
        }
        assert_true(date_compare(person->since, order->date) <= 0);
    }
}

static void
check_lists(const struct people_order *order, const struct people *people)
{
    size_t count, listed = 0, unassigned = 0, outside = 0, waiting = 0;
    const struct list *lists = municipality_rows(order->municipality, TABLE_LISTS, &count);
    static int64_t lengths[LISTS_MAX];
    memset(lengths, 0, sizeof lengths);
    assert_true(count <= LISTS_MAX);
    for (size_t i = 0; i < people->count; i++) {
        const struct synthetic_person *person = &people->persons[i];
        assert_int_equal(person->list != PEOPLE_NONE, person->standing == LISTING_LISTED);
        assert_int_equal(person->queue != PEOPLE_NONE, !date_is_none(person->queued));
        if (person->list != PEOPLE_NONE) {
            assert_true((size_t)person->list < count);
            lengths[person->list]++;
        }
        if (person->queue != PEOPLE_NONE) {
            assert_true((size_t)person->queue < count);
            assert_true(person->standing == LISTING_LISTED && !person->guest);
            assert_int_not_equal(person->queue, person->list);
            assert_int_not_equal(lists[person->queue].state, LIST_OPEN);
            assert_true(age(person->born, order->date) >= 16);
            assert_true(date_compare(person->since, person->queued) <= 0);
            assert_true(date_compare(person->queued, order->date) <= 0);
        }
        assert_true(!person->guest || person->standing == LISTING_LISTED);
        listed += person->standing == LISTING_LISTED;
        unassigned += person->standing == LISTING_UNASSIGNED;
        outside += person->standing == LISTING_OUTSIDE;
        waiting += person->queue != PEOPLE_NONE;
    }
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(lengths[i], lists[i].length);
    }
    assert_int_equal(listed, people->listed);
    assert_int_equal(unassigned, people->unassigned);
    assert_int_equal(outside, people->outside);
    assert_int_equal(waiting, people->waiting);
    assert_int_equal(people->count, people->residents + people->guests);
    assert_int_equal(people->listed + people->unassigned + people->outside, people->count);
}

/* Every serial of a day and sex once, from 0 on. */
static void
check_serials(const struct people *people, struct arena *arena)
{
    enum { DAYS = 366 * 125 };
    int32_t first = people->counted.days - DAYS + 1;
    uint32_t *persons = arena_array(arena, DAYS * SEX_COUNT, sizeof *persons);
    uint64_t *sums = arena_array(arena, DAYS * SEX_COUNT, sizeof *sums);
    assert_non_null(persons);
    assert_non_null(sums);
    for (size_t i = 0; i < people->count; i++) {
        const struct synthetic_person *person = &people->persons[i];
        size_t at = (size_t)(person->born.days - first) * SEX_COUNT + person->sex;
        assert_true(at < DAYS * SEX_COUNT);
        uint64_t serial = person->day_serial;
        persons[at]++;
        sums[at] += serial * serial + serial;
    }
    for (size_t at = 0; at < DAYS * SEX_COUNT; at++) {
        uint64_t n = persons[at];
        assert_int_equal(3 * sums[at], n * (n * n - (n > 0)));
    }
}

static void
check(const struct people_order *order, const struct people *people)
{
    struct arena arena;
    arena_init(&arena, (size_t)1 << 28);
    check_districts(order, people);
    check_households(order, people, &arena);
    check_days(order, people);
    check_lists(order, people);
    check_serials(people, &arena);
    arena_free(&arena);
}

/* -- Bergen ------------------------------------------------------------------------------------ */

static struct people_order
of_bergen(void **state, uint64_t seed)
{
    return people_order_from(&of(state)->bergen, &of(state)->rulebook, day("2023-12-31"), seed);
}

static void
orders_are_what_was_observed(void **state)
{
    struct people_order order = of_bergen(state, 1);
    assert_true(order.waiting_known && order.unassigned_known && order.guests_known);
    assert_int_equal(order.waiting, 20000);
    assert_int_equal(order.unassigned, 0);
    assert_int_equal(order.guests, 10000);
    struct municipality lacking =
        without_observed(&of(state)->arena, &of(state)->bergen, INDICATOR_guests, "");
    order = people_order_from(&lacking, &of(state)->rulebook, day("2023-12-31"), 1);
    assert_true(order.waiting_known && !order.guests_known);
    assert_int_equal(order.guests, 0);
    order = people_order_from(&of(state)->bergen, &of(state)->rulebook, day("2016-01-01"), 1);
    assert_true(!order.waiting_known && !order.unassigned_known && !order.guests_known);
}

static void
bergen_fits_its_tables(void **state)
{
    for (uint64_t seed = 1; seed <= 2; seed++) {
        struct people_order order = of_bergen(state, seed);
        struct arena arena;
        arena_init(&arena, (size_t)1 << 28);
        struct people people = made(&order, &arena);
        check(&order, &people);
        assert_int_equal(people.residents, BERGEN_RESIDENTS);
        assert_int_equal(people.listed, BERGEN_LISTED);
        assert_int_equal(people.guests, 10000);
        assert_int_equal(people.guests_added, 0);
        assert_int_equal(people.outside, BERGEN_RESIDENTS + 10000 - BERGEN_LISTED);
        assert_int_equal(people.waiting, 20000);
        assert_int_equal(people.children_alone, 0);
        assert_int_equal(people.counted.days, day("2023-01-01").days);
        arena_free(&arena);
    }
}

/* Shares of Bergen's people as a figure of 0 to 1. */
static void
bergen_is_plausible(void **state)
{
    struct people_order order = of_bergen(state, 1);
    order.unassigned = 500;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 28);
    struct people people = made(&order, &arena);
    check(&order, &people);
    uint8_t *sizes = arena_array(&arena, people.households, sizeof *sizes);
    double children = 0, with_both = 0, apart = 0, follow = 0, young = 0, own = 0, adults = 0;
    double single = 0, years = 0, oldest = 0, mothers_age = 0, of_mothers = 0;
    for (size_t i = 0; i < people.residents; i++) {
        const struct synthetic_person *person = &people.persons[i];
        sizes[person->household]++;
        int old = age(person->born, order.date);
        oldest = fmax(oldest, old);
        if (old >= 18) {
            if (person->list != PEOPLE_NONE && person->district != PEOPLE_NONE) {
                size_t post_hint = 0, practice_hint = 0, count;
                const struct list *lists =
                    municipality_rows(order.municipality, TABLE_LISTS, &count);
                const struct district *districts =
                    municipality_rows(order.municipality, TABLE_DISTRICTS, &count);
                const struct post *post =
                    post_find(order.municipality, lists[person->list].post, &post_hint);
                const struct practice *practice =
                    practice_find(order.municipality, post->practice, &practice_hint);
                adults++;
                own += strcmp(practice->district, districts[person->district].district) == 0;
                years += date_years_between(person->since, order.date);
            }
            continue;
        }
        const struct synthetic_person *mother =
            person->mother == PEOPLE_NONE ? NULL : &people.persons[person->mother];
        const struct synthetic_person *other =
            person->other_parent == PEOPLE_NONE ? NULL : &people.persons[person->other_parent];
        children++;
        bool at_mother = mother != NULL && mother->household == person->household;
        bool at_other = other != NULL && other->household == person->household;
        with_both += at_mother && at_other;
        apart += mother != NULL && other != NULL && at_mother != at_other;
        if (mother != NULL) {
            of_mothers++;
            mothers_age += date_years_between(mother->born, person->born);
        }
        const struct synthetic_person *home = at_mother ? mother : other;
        if (old < 16 && home != NULL && home->standing == LISTING_LISTED) {
            young++;
            follow += home->list == person->list;
            assert_true(home->list != person->list ||
                        date_compare(home->since, person->since) <= 0);
        }
    }
    size_t by_size[8] = {0}, households = 0;
    for (size_t i = 0; i < people.households; i++) {
        by_size[sizes[i] < 7 ? sizes[i] : 7]++;
        households += sizes[i] > 0; /* those of guests are not counted */
    }
    single = (double)by_size[1] / (double)households;
    assert_near(single, 0.45, 0.02);
    assert_near((double)people.residents / (double)households, 2.0, 0.15);
    assert_int_equal(by_size[7], 0);
    assert_near(with_both / children, 0.76, 0.04);
    assert_near(apart / children, 0.2, 0.04);
    assert_near(mothers_age / of_mothers, 31.5, 2.5);
    assert_near(follow / young, 0.95, 0.02);
    assert_near(own / adults, 0.7, 0.1);
    assert_near(years / adults, 5.5, 1);
    assert_in_range((size_t)oldest, 100, 112);
    arena_free(&arena);
}

/* Siblings are born no nearer than a pregnancy, and families of one sex are there but few. */
static void
families_are_plausible(void **state)
{
    enum { CHILDREN = 5 };
    struct people_order order = of_bergen(state, 3);
    struct arena arena;
    arena_init(&arena, (size_t)1 << 28);
    struct people people = made(&order, &arena);
    struct date(*births)[CHILDREN] = arena_array(&arena, people.households, sizeof *births);
    size_t *counts = arena_array(&arena, people.households, sizeof *counts);
    size_t families[CHILDREN] = {0}, all = 0, both = 0, two_mothers = 0;
    for (size_t i = 0; i < people.residents; i++) {
        const struct synthetic_person *child = &people.persons[i];
        if ((child->mother == PEOPLE_NONE && child->other_parent == PEOPLE_NONE) ||
            child->district == PEOPLE_NONE) {
            continue;
        }
        struct date *here = births[child->household];
        size_t *count = &counts[child->household];
        assert_true(*count < CHILDREN);
        for (size_t s = 0; s < *count; s++) {
            assert_true(abs(here[s].days - child->born.days) >= 270);
        }
        all += *count == 0;
        families[*count]++;
        here[(*count)++] = child->born;
        if (child->mother != PEOPLE_NONE && child->other_parent != PEOPLE_NONE) {
            both++;
            two_mothers += people.persons[child->other_parent].sex == SEX_FEMALE;
        }
    }
    assert_near((double)families[1] / (double)all, 0.57, 0.03); /* two or more */
    assert_near((double)families[2] / (double)all, 0.14, 0.03);
    assert_near((double)two_mothers / (double)both, 0.01, 0.003);
    arena_free(&arena);
}

static void
queues_grow_shorter_with_the_wait(void **state)
{
    struct people_order order = of_bergen(state, 1);
    struct arena arena;
    arena_init(&arena, (size_t)1 << 28);
    struct people people = made(&order, &arena);
    size_t by_year[4] = {0};
    for (size_t i = 0; i < people.count; i++) {
        if (people.persons[i].queue != PEOPLE_NONE) {
            by_year[(order.date.days - people.persons[i].queued.days) / 365]++;
        }
    }
    assert_true(by_year[0] > by_year[1] && by_year[1] > by_year[2] && by_year[2] > 100);
    arena_free(&arena);
}

static void
seed_decides_every_byte(void **state)
{
    struct people_order order = of_bergen(state, 1), other = of_bergen(state, 2);
    struct arena arena;
    arena_init(&arena, (size_t)1 << 28);
    /* The same table with its rows the other way round. */
    struct municipality turned = of(state)->bergen;
    size_t count;
    const struct population *rows = municipality_rows(&turned, TABLE_POPULATION, &count);
    struct population *back = arena_array(&arena, count, sizeof *back);
    for (size_t i = 0; i < count; i++) {
        back[i] = rows[count - 1 - i];
    }
    turned.tables[TABLE_POPULATION].rows = back;
    struct people_order same = order;
    same.municipality = &turned;
    struct people a = made(&order, &arena), b = made(&same, &arena), c = made(&other, &arena);
    assert_int_equal(a.count, b.count);
    assert_memory_equal(a.persons, b.persons, a.count * sizeof *a.persons);
    assert_true(memcmp(a.persons, c.persons, a.count * sizeof *a.persons) != 0);
    arena_free(&arena);
}

static void
municipalities_of_a_seed_are_not_alike(void **state)
{
    static struct town towns[2];
    struct arena arena;
    struct people people[2];
    arena_init(&arena, (size_t)1 << 26);
    for (size_t t = 0; t < 2; t++) {
        town_init(&towns[t], "2024-01-01");
        towns[t].facts[0].code = t == 0 ? "9001" : "9002";
        town_people(&towns[t], "2024-01-01", "", 20, 60, SEX_MALE, 100);
        town_practice(&towns[t], "P", "", "");
        town_post(&towns[t], "p", "P", POST_HELD, 100);
        town_list(&towns[t], "p", 100, LIST_CLOSED);
        struct people_order order =
            people_order_from(&towns[t].municipality, &of(state)->rulebook, day("2024-01-01"), 1);
        people[t] = made(&order, &arena);
    }
    size_t same = 0;
    for (size_t i = 0; i < 100; i++) {
        same += people[0].persons[i].born.days == people[1].persons[i].born.days;
    }
    assert_true(same < 5);
    arena_free(&arena);
}

/* -- towns ------------------------------------------------------------------------------------- */

/* A town of two districts thrown with dice: any ages, more or fewer places than persons. */
static void
throw_town(struct town *town, struct dice *dice)
{
    static const char *const districts[] = {"North", "South", ""};
    static const char *const posts[] = {"a", "b", "c", "d", "e"};
    town_init(town, "2024-02-29");
    town_district(town, "North");
    town_district(town, "South");
    town_practice(town, "N", "North", "");
    town_practice(town, "S", "South", "");
    town_practice(town, "X", "", "");
    for (size_t d = 0; d < 3; d++) {
        int64_t from = 0;
        for (int64_t to = -1; from <= 100; from = to + 1) {
            to = from + dice_whole(dice, 0, 40);
            int64_t most = d == 2 ? 3 : 60;
            bool open = to > 80;
            to = open ? 120 : to;
            for (int sex = 0; sex < SEX_COUNT; sex++) {
                town_people(town, "2024-02-29", districts[d], from, open ? WHOLE_NONE : to,
                            (enum sex)sex, dice_whole(dice, 0, most));
            }
        }
    }
    for (size_t i = 0; i < 5; i++) {
        town_post(town, posts[i], i < 2 ? "N" : i < 4 ? "S" : "X", POST_HELD, 300);
        town_list(town, posts[i], dice_whole(dice, 0, 200),
                  dice_whole(dice, 0, 2) == 0 ? LIST_OPEN : LIST_CLOSED);
    }
}

static void
towns_of_all_kinds_fit(void **state)
{
    struct dice dice = {.seed = 4711};
    size_t added = 0, outside = 0, alone = 0, few_waiting = 0;
    for (uint64_t seed = 0; seed < 300; seed++) {
        static struct town town;
        throw_town(&town, &dice);
        struct people_order order =
            people_order_from(&town.municipality, &of(state)->rulebook, day("2024-02-29"), seed);
        order.guests = dice_whole(&dice, 0, 1) * dice_whole(&dice, 0, 400);
        order.unassigned = dice_whole(&dice, 0, 1) * dice_whole(&dice, 0, 300);
        order.waiting = dice_whole(&dice, 0, 1) * dice_whole(&dice, 0, 600);
        struct arena arena;
        arena_init(&arena, (size_t)1 << 26);
        struct people people = made(&order, &arena);
        check(&order, &people);
        assert_true((int64_t)people.waiting <= order.waiting);
        assert_true(people.outside == 0 || people.guests_added == 0);
        few_waiting += (int64_t)people.waiting < order.waiting;
        added += people.guests_added > 0;
        outside += people.outside > 0;
        alone += people.children_alone > 0;
        arena_free(&arena);
    }
    /* Each of the ways of not fitting was among them. */
    assert_true(added > 10 && outside > 10 && alone > 3 && few_waiting > 10);
}

/* Two places too few, as many as there are, two too many. */
static void
lists_shorter_and_longer_than_residents(void **state)
{
    static const struct {
        int64_t length, guests, unassigned;
        size_t listed, outside, guests_made, added;
    } cases[] = {
        {98, 0, 0, 98, 2, 0, 0},         {100, 0, 0, 100, 0, 0, 0}, {102, 0, 0, 102, 0, 2, 2},
        {100, 5, 0, 100, 5, 5, 0},       {100, 5, 5, 100, 0, 5, 0}, {100, 5, 6, 100, 0, 6, 1},
        {100, 200, 0, 100, 100, 100, 0}, {3, 0, 200, 3, 0, 3, 3},   {0, 5, 0, 0, 100, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct town town;
        town_init(&town, "2024-01-01");
        town_people(&town, "2024-01-01", "", 20, 60, SEX_FEMALE, 100);
        town_practice(&town, "P", "", "");
        town_post(&town, "p", "P", POST_HELD, 300);
        town_list(&town, "p", cases[i].length, LIST_CLOSED);
        struct people_order order =
            people_order_from(&town.municipality, &of(state)->rulebook, day("2024-01-01"), 1);
        order.guests = cases[i].guests;
        order.unassigned = cases[i].unassigned;
        order.waiting = 10; /* there is no other list to wait for */
        struct arena arena;
        arena_init(&arena, (size_t)1 << 26);
        struct people people = made(&order, &arena);
        check(&order, &people);
        assert_int_equal(people.listed, cases[i].listed);
        assert_int_equal(people.outside, cases[i].outside);
        assert_int_equal(people.guests, cases[i].guests_made);
        assert_int_equal(people.guests_added, cases[i].added);
        assert_int_equal(people.waiting, 0);
        arena_free(&arena);
    }
}

/* One woman and 300 children: she is everybody's mother, and more follow her than fit on her list.
 */
static void
many_children_of_one_parent(void **state)
{
    static struct town town;
    town_init(&town, "2024-01-01");
    town_people(&town, "2024-01-01", "", 0, 9, SEX_MALE, 300);
    struct population *woman = town_people(&town, "2024-01-01", "", 35, 35, SEX_FEMALE, 1);
    town_practice(&town, "P", "", "");
    town_post(&town, "p", "P", POST_HELD, 300);
    town_post(&town, "q", "P", POST_HELD, 300);
    struct list *first = town_list(&town, "p", 300, LIST_CLOSED);
    struct list *second = town_list(&town, "q", 1, LIST_CLOSED);
    for (int32_t i = 0; i < 3; i++) {
        first->length = i == 0 ? 300 : 260;
        second->length = i == 0 ? 1 : i == 1 ? 41 : 40;
        woman->persons = i == 2 ? 0 : 1;
        struct people_order order =
            people_order_from(&town.municipality, &of(state)->rulebook, day("2024-01-01"), 1);
        struct arena arena;
        arena_init(&arena, (size_t)1 << 26);
        struct people people = made(&order, &arena);
        check(&order, &people);
        assert_int_equal(people.children_alone, i == 2 ? 300 : 0);
        assert_int_equal(people.households, i == 2 ? 300 : 1);
        arena_free(&arena);
    }
}

/* Ages inside a group are even, and an open group falls as people die. */
static void
ages_inside_a_group(void **state)
{
    static struct town town;
    town_init(&town, "2024-01-01");
    town_people(&town, "2024-01-01", "", 0, 4, SEX_MALE, 50000);
    town_people(&town, "2024-01-01", "", 30, 34, SEX_FEMALE, 50000);
    town_people(&town, "2024-01-01", "", 80, WHOLE_NONE, SEX_FEMALE, 50000);
    town_practice(&town, "P", "", "");
    town_post(&town, "p", "P", POST_HELD, 300);
    town_list(&town, "p", 100, LIST_CLOSED);
    struct people_order order =
        people_order_from(&town.municipality, &of(state)->rulebook, day("2024-01-01"), 1);
    struct arena arena;
    arena_init(&arena, (size_t)1 << 26);
    struct people people = made(&order, &arena);
    check(&order, &people);
    size_t by_age[AGES] = {0};
    for (size_t i = 0; i < people.residents; i++) {
        by_age[age(people.persons[i].born, day("2024-01-01"))]++;
    }
    for (size_t years = 0; years < 5; years++) {
        assert_near((double)by_age[years], 10000, 400);
        assert_near((double)by_age[30 + years], 10000, 400);
    }
    assert_true(by_age[80] > by_age[85] && by_age[85] > by_age[90] && by_age[90] > by_age[95]);
    assert_near((double)by_age[90] / (double)by_age[80], 0.35, 0.1);
    assert_true(by_age[100] > 0);
    arena_free(&arena);
}

/* -- serials ----------------------------------------------------------------------------------- */

static void
serials_go_on_from_one_to_the_next(void **state)
{
    struct people_order order = of_bergen(state, 1);
    struct people_serials serials;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 28);
    assert_true(people_serials_init(&serials, day("2026-05-04"), &arena));
    assert_int_equal(people_serials_most(&serials), 0);
    order.serials = &serials;
    struct people first = made(&order, &arena);
    size_t most = people_serials_most(&serials);
    check(&order, &first);
    struct people second = made(&order, &arena);
    assert_int_equal(people_serials_most(&serials), 2 * most);
    for (size_t i = 0; i < first.count; i++) {
        size_t at = (size_t)(first.persons[i].born.days - serials.first.days) * SEX_COUNT +
                    first.persons[i].sex;
        assert_true(first.persons[i].day_serial < serials.next[at]);
        assert_int_equal(second.persons[i].day_serial,
                         first.persons[i].day_serial + serials.next[at] / 2);
    }
    arena_free(&arena);
}

/* -- refusals ---------------------------------------------------------------------------------- */

static void
refused(const struct people_order *order, enum error_code code, const char *named)
{
    struct people_serials *serials = order->serials;
    size_t most = serials == NULL ? 0 : people_serials_most(serials);
    struct people out = {.count = 4711};
    struct error error;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 28);
    if (people_synthesise(order, &arena, &out, &error)) {
        fail_msg("made all the same: %s", named);
    }
    assert_int_equal(error.code, code);
    assert_string_equal(error.expected, named);
    assert_int_equal(out.count, 4711);
    assert_int_equal(serials == NULL ? 0 : people_serials_most(serials), most);
    arena_free(&arena);
}

static void
what_is_missing_is_named(void **state)
{
    static const struct {
        enum table_id table;
        const char *named;
    } cases[] = {
        {TABLE_POPULATION, "population.csv: date"},
        {TABLE_LISTS, "lists.csv"},
        {TABLE_POSTS, "posts.csv"},
        {TABLE_PRACTICES, "practices.csv"},
        {TABLE_DISTRICTS, "districts.csv"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct people_order order = of_bergen(state, 1);
        struct municipality lacking = without_table(&of(state)->bergen, cases[i].table);
        order.municipality = &lacking;
        refused(&order, ERROR_CANNOT_ANSWER, cases[i].named);
    }
    struct people_order order = of_bergen(state, 1);
    order.date = day("2017-12-31"); /* before the population was counted */
    refused(&order, ERROR_CANNOT_ANSWER, "population.csv: date");
}

static void
what_does_not_fit_is_named(void **state)
{
    static struct town town;
    struct people_order order;
    struct people_serials serials;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 26);
    town_init(&town, "2024-01-01");
    struct population *row = town_people(&town, "2024-01-01", "", 20, 60, SEX_FEMALE, 100);
    town_practice(&town, "P", "", "");
    town_post(&town, "p", "P", POST_HELD, 300);
    struct list *list = town_list(&town, "p", 50, LIST_CLOSED);
    order = people_order_from(&town.municipality, &of(state)->rulebook, day("2024-01-01"), 1);
    made(&order, &arena);
    row->persons = 0;
    refused(&order, ERROR_CANNOT_ANSWER, "population.csv: persons");
    row->persons = PEOPLE_MAX + 1;
    refused(&order, ERROR_CANNOT_ANSWER, "population.csv: persons");
    row->persons = 100;
    row->age_to = 19;
    refused(&order, ERROR_CANNOT_ANSWER, "population.csv: age_from, age_to");
    row->age_to = 121;
    refused(&order, ERROR_CANNOT_ANSWER, "population.csv: age_from, age_to");
    row->age_to = 120;
    made(&order, &arena);
    row->age_from = 120;
    made(&order, &arena);
    list->length = -1;
    refused(&order, ERROR_CANNOT_ANSWER, "lists.csv: length");
    list->length = PEOPLE_MAX; /* with 100 residents, half of them on no list: too many in all */
    order.unassigned = 100;
    refused(&order, ERROR_CANNOT_ANSWER, "lists.csv: length");
    list->length = 50;
    order.unassigned = -1;
    refused(&order, ERROR_CANNOT_ANSWER, "observations.csv: guests, unassigned, waiting");
    order.unassigned = 0;
    order.date = day("2001-05-31"); /* before the scheme began */
    row->date = day("2001-01-01");
    refused(&order, ERROR_CANNOT_ANSWER, "date");
    order.date = day("2024-01-01");
    /* Serials of other years than the people's. */
    assert_true(people_serials_init(&serials, day("1975-01-01"), &arena));
    order.serials = &serials;
    row->age_from = 0;
    row->age_to = 4;
    refused(&order, ERROR_CANNOT_ANSWER, "population.csv: date");
    arena_free(&arena);
}

static void
memory_that_ends_is_told(void **state)
{
    struct people_order order = of_bergen(state, 1);
    static const size_t limits[] = {0, 100, 20000, 1000000, 12500000};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct arena small;
        struct people out = {.count = 4711};
        struct error error;
        arena_init(&small, limits[i]);
        assert_false(people_synthesise(&order, &small, &out, &error));
        assert_int_equal(error.code, ERROR_MEMORY);
        assert_int_equal(out.count, 4711);
        arena_free(&small);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_are_what_was_observed),
        cmocka_unit_test(bergen_fits_its_tables),
        cmocka_unit_test(bergen_is_plausible),
        cmocka_unit_test(families_are_plausible),
        cmocka_unit_test(queues_grow_shorter_with_the_wait),
        cmocka_unit_test(seed_decides_every_byte),
        cmocka_unit_test(municipalities_of_a_seed_are_not_alike),
        cmocka_unit_test(towns_of_all_kinds_fit),
        cmocka_unit_test(lists_shorter_and_longer_than_residents),
        cmocka_unit_test(many_children_of_one_parent),
        cmocka_unit_test(ages_inside_a_group),
        cmocka_unit_test(serials_go_on_from_one_to_the_next),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(what_does_not_fit_is_named),
        cmocka_unit_test(memory_that_ends_is_told),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
