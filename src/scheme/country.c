/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/country.h"

#include "base/random.h"
#include "base/text.h"
#include "scheme/synthesis.h"

#include <math.h>
#include <string.h>

enum purpose {
    DRAW_SIZE = 200,
    DRAW_TILT,
    DRAW_DISTRICTS,
    DRAW_AGES,
    DRAW_LISTS,
    DRAW_FREE,
    DRAW_WAITING,
    DRAW_UNASSIGNED,
    DRAW_POSTS,
    DRAW_PRACTICES,
};

/* Our assumptions, by eye from Statistics Norway's table 07459 of 2023: the largest of Norway's 356
 * municipalities has 13 % of the residents, the tenth 1.5 %, the median 0.09 % and the smallest
 * 0.004 %. */
static const double largest_share = 0.13, rank_power = 0.65, rank_decay = 2.45, size_noise = 0.15;
enum { LARGEST_FROM = 20, RESIDENTS_MIN = 50 };

/* Our assumptions: residents above which a municipality is divided, and a district has; GPs a
 * practice; lists a resident, waiting and free places differ from one municipality to the next by
 * factors. */
enum { DIVIDED_RESIDENTS = 50000, DISTRICT_RESIDENTS = 40000 };
static const double practice_gps = 3.8, district_noise = 0.3, list_noise = 0.2, waiting_noise = 0.8;

/* Of places, those free: up to twice this share. */
static const double free_share = 0.012;

/* Small municipalities are older: at the smallest the number at an age is tilted by up to this
 * share for each ten years from 40. */
static const double tilt_most = 0.10;
enum { TILT_AGE = 40, TILT_RESIDENTS = 20000 };

struct making {
    const struct country_order *order;
    struct arena *arena;
    struct error *error;
    size_t count;
    const struct population *groups; /* the template's, every district's */
    size_t group_count;
    struct date template_date, counted;
    double cap_max;
    int64_t *residents, *lists, *waiting, *unassigned; /* by municipality */
};

static bool
cannot(struct making *making, const char *missing)
{
    error_set(making->error, ERROR_CANNOT_ANSWER, NULL, missing);
    return false;
}

static bool
no_memory(struct making *making)
{
    error_set(making->error, ERROR_MEMORY, NULL, NULL);
    return false;
}

static double
draw_unit(const struct making *making, enum purpose purpose, size_t entity, size_t index)
{
    struct draw draw = {making->order->seed, (uint32_t)purpose, (uint32_t)entity, (uint32_t)index};
    return random_unit(draw);
}

/* 1, give or take up to `noise`. */
static double
draw_factor(const struct making *making, enum purpose purpose, size_t entity, double noise)
{
    return 1 + noise * (2 * draw_unit(making, purpose, entity, 0) - 1);
}

/* Whole numbers that add up to exactly `total`, each at least `least` and beyond it as the weights
 * to within one; which of them are rounded up is random. `total` must be at least count × least,
 * and if it is more, a weight positive. */
static void
apportion(const struct making *making, enum purpose purpose, size_t entity, const double *weights,
          size_t count, int64_t total, int64_t least, int64_t *out)
{
    double all = 0, sum = 0, start = draw_unit(making, purpose, entity, UINT32_MAX);
    int64_t left = total - (int64_t)count * least, before = 0;
    size_t last = 0;
    for (size_t i = 0; i < count; i++) {
        all += weights[i];
        last = weights[i] > 0 ? i : last;
    }
    for (size_t i = 0; i < count; i++) {
        sum += weights[i];
        int64_t upto = before;
        if (all > 0 && i < last) {
            upto = (int64_t)floor(sum / all * (double)left + start);
        } else if (i == last) {
            upto = left;
        }
        out[i] = least + upto - before;
        before = upto;
    }
}

/* -- sizes ------------------------------------------------------------------------------------- */

static void
weigh_sizes(const struct making *making, double *weights)
{
    double rest = 0;
    bool outlier = making->count >= LARGEST_FROM;
    for (size_t i = 0; i < making->count; i++) {
        double rank = (double)(i + 1);
        weights[i] = pow(rank, -rank_power) * exp(-rank_decay * rank / (double)making->count);
        rest += i > 0 ? weights[i] : 0;
    }
    if (outlier) {
        weights[0] = rest * largest_share / (1 - largest_share);
    }
    for (size_t i = outlier ? 1 : 0; i < making->count; i++) {
        weights[i] *= draw_factor(making, DRAW_SIZE, i, size_noise);
    }
}

/* Puts the numbers in falling order; they nearly are. */
static void
sort_falling(int64_t *numbers, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        int64_t moved = numbers[i];
        size_t at = i;
        for (; at > 0 && numbers[at - 1] < moved; at--) {
            numbers[at] = numbers[at - 1];
        }
        numbers[at] = moved;
    }
}

/* Lists by residents, so many at least that no list need be longer than a cap may be. */
static bool
share_lists(struct making *making, double *weights)
{
    const struct country_order *order = making->order;
    int64_t least = 0;
    for (size_t i = 0; i < making->count; i++) {
        /* Places have room for what is free as well. */
        double needed = (double)making->residents[i] * (1 + 4 * free_share) / making->cap_max;
        making->lists[i] = (int64_t)ceil(needed);
        least += making->lists[i];
    }
    if (order->lists < least) {
        return cannot(making, "lists");
    }
    int64_t *more = arena_array(making->arena, making->count, sizeof *more);
    if (more == NULL) {
        return no_memory(making);
    }
    for (size_t i = 0; i < making->count; i++) {
        double wanted = (double)making->residents[i] / (double)order->residents *
                        (double)order->lists * draw_factor(making, DRAW_LISTS, i, list_noise);
        weights[i] = fmax(wanted - (double)making->lists[i], 0.01);
    }
    apportion(making, DRAW_LISTS, making->count, weights, making->count, order->lists - least, 0,
              more);
    for (size_t i = 0; i < making->count; i++) {
        making->lists[i] += more[i];
    }
    return true;
}

/* Shares the waiting among municipalities with another list to wait for, and the unassigned among
 * all, no more in one than a quarter of its residents. */
static bool
share_persons(struct making *making, double *weights)
{
    const struct country_order *order = making->order;
    double all = 0;
    for (size_t i = 0; i < making->count; i++) {
        weights[i] = making->lists[i] < 2 ? 0
                                          : (double)making->residents[i] *
                                                draw_factor(making, DRAW_WAITING, i, waiting_noise);
        all += weights[i];
    }
    if (order->waiting > 0 && !(all > 0)) {
        return cannot(making, "waiting");
    }
    apportion(making, DRAW_WAITING, making->count, weights, making->count, order->waiting, 0,
              making->waiting);
    for (size_t i = 0; i < making->count; i++) {
        weights[i] = (double)making->residents[i];
    }
    apportion(making, DRAW_UNASSIGNED, making->count, weights, making->count, order->unassigned, 0,
              making->unassigned);
    for (size_t i = 0; i < making->count; i++) {
        if (making->waiting[i] > making->residents[i] / 4) {
            return cannot(making, "waiting");
        }
        if (making->unassigned[i] > making->residents[i] / 4) {
            return cannot(making, "unassigned");
        }
    }
    return true;
}

static bool
share_country(struct making *making)
{
    size_t count = making->count;
    double *weights = arena_array(making->arena, count, sizeof *weights);
    making->residents = arena_array(making->arena, count, sizeof(int64_t));
    making->lists = arena_array(making->arena, count, sizeof(int64_t));
    making->waiting = arena_array(making->arena, count, sizeof(int64_t));
    making->unassigned = arena_array(making->arena, count, sizeof(int64_t));
    if (weights == NULL || making->residents == NULL || making->lists == NULL ||
        making->waiting == NULL || making->unassigned == NULL) {
        return no_memory(making);
    }
    weigh_sizes(making, weights);
    apportion(making, DRAW_SIZE, count, weights, count, making->order->residents, RESIDENTS_MIN,
              making->residents);
    sort_falling(making->residents, count);
    return share_lists(making, weights) && share_persons(making, weights);
}

/* -- one municipality -------------------------------------------------------------------------- */

struct one {
    size_t number;
    int64_t districts;
    const char *code, *name;
    struct district *district;
    int64_t *district_residents, *district_gps;
    struct municipality tables;
};

/* The prefix and a number of at least so many digits. */
static const char *
write_name(struct making *making, const char *prefix, size_t number, int digits)
{
    struct text text;
    text_init(&text, 64);
    text_format(&text, "%s%0*zu", prefix, digits, number);
    const char *copy = arena_copy(making->arena, text_string(&text), text.length);
    text_free(&text);
    return copy;
}

static void
set_table(struct one *one, enum table_id id, void *rows, size_t count)
{
    one->tables.tables[id] = (struct table){
        .schema = &municipality_schemas[id], .rows = rows, .count = count, .file = ""};
}

static bool
make_facts(struct making *making, struct one *one)
{
    struct municipality_facts *facts = arena_alloc(making->arena, sizeof *facts);
    one->code = write_name(making, "", COUNTRY_CODE_FIRST + one->number, 4);
    one->name = write_name(making, "Syntetisk ", COUNTRY_CODE_FIRST + one->number, 4);
    if (facts == NULL || one->code == NULL || one->name == NULL) {
        return no_memory(making);
    }
    *facts = (struct municipality_facts){.code = one->code,
                                         .name = one->name,
                                         .state_date = making->order->date,
                                         .centrality = WHOLE_NONE,
                                         .source = SYNTHESIS_SOURCE,
                                         .place = ""};
    set_table(one, TABLE_MUNICIPALITY, facts, 1);
    return true;
}

static bool
make_districts(struct making *making, struct one *one)
{
    int64_t residents = making->residents[one->number], lists = making->lists[one->number];
    one->districts = residents < DIVIDED_RESIDENTS ? 1 : 1 + residents / DISTRICT_RESIDENTS;
    one->districts = one->districts < lists ? one->districts : lists;
    size_t count = (size_t)one->districts;
    double *weights = arena_array(making->arena, count, sizeof *weights);
    one->district = arena_array(making->arena, count, sizeof *one->district);
    one->district_residents = arena_array(making->arena, count, sizeof(int64_t));
    one->district_gps = arena_array(making->arena, count, sizeof(int64_t));
    if (weights == NULL || one->district == NULL || one->district_residents == NULL ||
        one->district_gps == NULL) {
        return no_memory(making);
    }
    for (size_t d = 0; d < count; d++) {
        const char *name = count == 1 ? one->name : write_name(making, "Bydel ", d + 1, 1);
        const char *number = write_name(making, one->code, d + 1, 2);
        if (name == NULL || number == NULL) {
            return no_memory(making);
        }
        one->district[d] = (struct district){name, number, SYNTHESIS_SOURCE};
        weights[d] =
            1 + district_noise * (2 * draw_unit(making, DRAW_DISTRICTS, one->number, d) - 1);
    }
    apportion(making, DRAW_DISTRICTS, one->number, weights, count, residents, 0,
              one->district_residents);
    for (size_t d = 0; d < count; d++) {
        weights[d] *= 1 + district_noise * (2 * draw_unit(making, DRAW_POSTS, one->number, d) - 1);
    }
    apportion(making, DRAW_POSTS, one->number, weights, count, lists, 1, one->district_gps);
    set_table(one, TABLE_DISTRICTS, one->district, count);
    return true;
}

/* The template's ages of all its districts together, tilted; groups that it has in several
 * districts are summed. */
static size_t
merge_groups(const struct making *making, double tilt, struct population *merged, double *weights)
{
    size_t count = 0;
    for (size_t i = 0; i < making->group_count; i++) {
        const struct population *row = &making->groups[i];
        if (date_compare(row->date, making->template_date) != 0) {
            continue;
        }
        size_t at = 0;
        while (at < count && (merged[at].sex != row->sex || merged[at].age_from != row->age_from ||
                              merged[at].age_to != row->age_to)) {
            at++;
        }
        if (at == count) {
            merged[at] = *row;
            weights[at] = 0;
            count++;
        }
        double years = (double)row->age_from - TILT_AGE;
        weights[at] += (double)row->persons * fmax(1 + tilt * years / 10, 0);
    }
    return count;
}

static bool
make_population(struct making *making, struct one *one)
{
    int64_t residents = making->residents[one->number];
    double small = 1 - fmin((double)residents / TILT_RESIDENTS, 1);
    double tilt = tilt_most * small * draw_unit(making, DRAW_TILT, one->number, 0);
    struct population *merged = arena_array(making->arena, making->group_count, sizeof *merged);
    double *weights = arena_array(making->arena, making->group_count, sizeof *weights);
    int64_t *persons = arena_array(making->arena, making->group_count, sizeof *persons);
    if (merged == NULL || weights == NULL || persons == NULL) {
        return no_memory(making);
    }
    size_t groups = merge_groups(making, tilt, merged, weights), made = 0;
    struct population *rows =
        arena_array(making->arena, groups * (size_t)one->districts, sizeof *rows);
    if (rows == NULL) {
        return no_memory(making);
    }
    for (size_t d = 0; d < (size_t)one->districts; d++) {
        apportion(making, DRAW_AGES, one->number * UINT16_MAX + d, weights, groups,
                  one->district_residents[d], 0, persons);
        for (size_t g = 0; g < groups; g++) {
            rows[made++] = (struct population){.date = making->counted,
                                               .district = one->district[d].district,
                                               .age_from = merged[g].age_from,
                                               .age_to = merged[g].age_to,
                                               .sex = merged[g].sex,
                                               .persons = persons[g],
                                               .source = SYNTHESIS_SOURCE,
                                               .place = ""};
        }
    }
    set_table(one, TABLE_POPULATION, rows, made);
    return true;
}

static void
observe(const struct making *making, struct observation *row, enum indicator indicator,
        const char *district, int64_t value)
{
    *row = (struct observation){.date = making->order->date,
                                .indicator = (int)indicator,
                                .district = district,
                                .value = (double)value,
                                .unit = (int)indicator_unit(indicator),
                                .since = DATE_NONE,
                                .confidence = CONFIDENCE_C,
                                .source = SYNTHESIS_SOURCE,
                                .place = "",
                                .note = ""};
}

/* What is observed of a whole municipality, beside two rows a district. */
enum { WHOLE_ROWS = 8 };

/* An open list has so many free places at least, but for one with the last of them. */
enum { OPEN_LIST_PLACES = 10 };

static bool
make_observations(struct making *making, struct one *one)
{
    size_t made = 0, count = 2 * (size_t)one->districts + WHOLE_ROWS, number = one->number;
    struct observation *rows = arena_array(making->arena, count, sizeof *rows);
    if (rows == NULL) {
        return no_memory(making);
    }
    int64_t practices = 0, listed = making->residents[number] - making->unassigned[number];
    for (size_t d = 0; d < (size_t)one->districts; d++) {
        int64_t gps = one->district_gps[d], here = (int64_t)ceil((double)gps / practice_gps);
        observe(making, &rows[made++], INDICATOR_practices, one->district[d].district, here);
        observe(making, &rows[made++], INDICATOR_gps, one->district[d].district, gps);
        practices += here;
    }
    double share = 2 * free_share * draw_unit(making, DRAW_FREE, number, 0);
    int64_t free_places = (int64_t)((double)listed * share);
    /* Where people wait, two lists at least are closed, so that there is another than one's own. */
    int64_t most = (making->lists[number] - 2) * OPEN_LIST_PLACES;
    free_places = making->waiting[number] > 0 && free_places > most ? most : free_places;
    observe(making, &rows[made++], INDICATOR_residents, "", making->residents[number]);
    observe(making, &rows[made++], INDICATOR_practices, "", practices);
    observe(making, &rows[made++], INDICATOR_gps, "", making->lists[number]);
    observe(making, &rows[made++], INDICATOR_places, "", listed + free_places);
    observe(making, &rows[made++], INDICATOR_free_places, "", free_places);
    observe(making, &rows[made++], INDICATOR_guests, "", 0);
    observe(making, &rows[made++], INDICATOR_waiting, "", making->waiting[number]);
    observe(making, &rows[made++], INDICATOR_unassigned, "", making->unassigned[number]);
    set_table(one, TABLE_OBSERVATIONS, rows, made);
    return true;
}

static bool
make_one(struct making *making, size_t number, struct municipality *out)
{
    static const enum table_id shared[] = {TABLE_SOURCES, TABLE_LIST_SPREAD, TABLE_PRACTICE_SIZES,
                                           TABLE_REFERENCE, TABLE_CONSULTATION_RATES};
    struct one one = {.number = number};
    struct synthesis synthesis;
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        one.tables.tables[shared[i]] = making->order->template->tables[shared[i]];
    }
    /* Another seed for each; small seeds, as people choose them, stay apart. */
    uint64_t seed = making->order->seed ^ ((uint64_t)number + 1) << 32;
    if (!make_facts(making, &one) || !make_districts(making, &one) ||
        !make_population(making, &one) || !make_observations(making, &one) ||
        !synthesis_run(&one.tables, making->order->rulebook, making->order->date, seed,
                       making->arena, &synthesis, making->error)) {
        return false;
    }
    one.tables.tables[TABLE_PRACTICES] = synthesis.practices;
    one.tables.tables[TABLE_POSTS] = synthesis.posts;
    one.tables.tables[TABLE_LISTS] = synthesis.lists;
    *out = one.tables;
    return true;
}

/* -- all of it --------------------------------------------------------------------------------- */

static bool
check_order(struct making *making)
{
    const struct country_order *order = making->order;
    static const int64_t residents_each = 2 * RESIDENTS_MIN, residents_most = 1000000000;
    if (order->municipalities < 1 || order->municipalities > COUNTRY_MUNICIPALITIES_MAX) {
        return cannot(making, "municipalities");
    }
    if (order->residents < residents_each * order->municipalities ||
        order->residents > residents_most) {
        return cannot(making, "residents");
    }
    if (order->lists < order->municipalities || order->lists > order->residents / 2) {
        return cannot(making, "lists");
    }
    if (order->waiting < 0 || order->waiting > order->residents) {
        return cannot(making, "waiting");
    }
    if (order->unassigned < 0 || order->unassigned > order->residents) {
        return cannot(making, "unassigned");
    }
    making->count = (size_t)order->municipalities;
    return true;
}

/* Whether every two groups of ages of one sex are the same or apart, so that districts can be
 * summed.
 */
static bool
groups_fit(const struct making *making)
{
    for (size_t i = 0; i < making->group_count; i++) {
        const struct population *a = &making->groups[i];
        for (size_t j = 0; j < i; j++) {
            const struct population *b = &making->groups[j];
            bool both = a->sex == b->sex && date_compare(a->date, making->template_date) == 0 &&
                        date_compare(b->date, making->template_date) == 0;
            bool same = a->age_from == b->age_from && a->age_to == b->age_to;
            bool apart = (a->age_to != WHOLE_NONE && a->age_to < b->age_from) ||
                         (b->age_to != WHOLE_NONE && b->age_to < a->age_from);
            if (both && !same && !apart) {
                return false;
            }
        }
    }
    return true;
}

static bool
check_template(struct making *making)
{
    const struct country_order *order = making->order;
    struct figure persons;
    making->groups = municipality_rows(order->template, TABLE_POPULATION, &making->group_count);
    if (source_find(order->template, SYNTHESIS_SOURCE) == NULL) {
        return cannot(making, "sources.csv: " SYNTHESIS_SOURCE);
    }
    if (!population_date(order->template, order->date, &making->template_date) ||
        !population_figure(order->template, NULL, order->date, &persons) || !(persons.value > 0) ||
        !date_from_ymd(date_to_ymd(order->date).year, 1, 1, &making->counted)) {
        return cannot(making, "population.csv: date");
    }
    if (!groups_fit(making)) {
        return cannot(making, "population.csv: age_from, age_to");
    }
    making->cap_max = rule_value(order->rulebook, RULE_cap_max, order->date);
    return making->cap_max >= 1 || cannot(making, "cap_max");
}

bool
country_synthesise(const struct country_order *order, struct arena *arena, struct country *out,
                   struct error *error)
{
    struct making making = {.order = order, .arena = arena, .error = error};
    if (!check_order(&making) || !check_template(&making) || !share_country(&making)) {
        return false;
    }
    struct country country = {arena_array(arena, making.count, sizeof *country.municipalities),
                              making.count};
    if (country.municipalities == NULL) {
        return no_memory(&making);
    }
    for (size_t i = 0; i < country.count; i++) {
        if (!make_one(&making, i, &country.municipalities[i])) {
            return false;
        }
    }
    *out = country;
    return true;
}

struct country_order
country_order_like_norway(const struct municipality *template, const struct rulebook *rulebook,
                          struct date date, uint64_t seed)
{
    return (struct country_order){.template = template,
                                  .rulebook = rulebook,
                                  .date = date,
                                  .seed = seed,
                                  .municipalities = COUNTRY_MUNICIPALITIES,
                                  .residents = COUNTRY_RESIDENTS,
                                  .lists = COUNTRY_LISTS,
                                  .waiting = COUNTRY_WAITING,
                                  .unassigned = COUNTRY_UNASSIGNED};
}
