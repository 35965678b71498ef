/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/coverage.h"

#include "capacity/need.h"

#include <math.h>
#include <string.h>

enum { AGES = 121, AGE_OPEN_LAST = 120 };

/* -- expected consultations -------------------------------------------------------------------- */

static bool
rates_date(const struct municipality *m, struct date date, struct date *out)
{
    size_t count;
    const struct consultation_rate *rates = municipality_rows(m, TABLE_CONSULTATION_RATES, &count);
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        if (rates[i].service == SERVICE_GP && date_compare(rates[i].date, date) <= 0 &&
            (!found || date_compare(rates[i].date, *out) > 0)) {
            *out = rates[i].date;
            found = true;
        }
    }
    return found;
}

static int
last_age(int64_t age_to)
{
    return age_to == WHOLE_NONE || age_to > AGE_OPEN_LAST ? AGE_OPEN_LAST : (int)age_to;
}

/* Adds a row's residents to their single ages. Ages are even inside a closed group; an open group
 * stands on its first age, which does only where the rates make no difference from there on: false
 * when they do. */
static bool
add_ages(const struct population *row, int64_t open_rate_from, double persons[SEX_COUNT][AGES])
{
    if (row->age_to == WHOLE_NONE) {
        persons[row->sex][row->age_from] += (double)row->persons;
        return row->age_from >= open_rate_from;
    }
    double each = (double)row->persons / (double)(row->age_to - row->age_from + 1);
    for (int64_t age = row->age_from; age <= row->age_to; age++) {
        persons[row->sex][age] += each;
    }
    return true;
}

/* The first age of the rates' open group; past every age when they have none. */
static int64_t
open_rate_from(const struct municipality *m, struct date rated)
{
    size_t count;
    const struct consultation_rate *rates = municipality_rows(m, TABLE_CONSULTATION_RATES, &count);
    int64_t from = AGES;
    for (size_t i = 0; i < count; i++) {
        bool open = rates[i].service == SERVICE_GP && date_compare(rates[i].date, rated) == 0 &&
                    rates[i].age_to == WHOLE_NONE;
        from = open ? rates[i].age_from : from;
    }
    return from;
}

/* The residents of a district, or of the whole municipality. */
struct residents {
    struct figure counted; /* its source is NULL when the table does not tell */
    bool exact;            /* every open group may stand on its first age */
    double persons[SEX_COUNT][AGES];
    double consultations; /* NAN when the population or the rates are missing */
};

static void
add_residents(const struct population *row, int64_t open_from, struct residents *out)
{
    if (out->counted.source == NULL) {
        out->counted = (struct figure){.unit = UNIT_persons,
                                       .date = row->date,
                                       .since = DATE_NONE,
                                       .source = row->source,
                                       .place = row->place};
        out->exact = true;
    }
    out->counted.value += (double)row->persons;
    out->exact &= add_ages(row, open_from, out->persons);
}

/* The place among the districts of one by its name, from *at on, where that before was: rows of one
 * district mostly follow each other. False when it is not among them. */
static bool
find_district(const struct district *districts, size_t count, const char *name, size_t *at)
{
    for (size_t step = 0; step < count; step++) {
        if (district_is(districts[*at].district, name)) {
            return true;
        }
        *at = *at + 1 == count ? 0 : *at + 1;
    }
    return false;
}

/* Counts the residents of each district on a day, and after them of all. */
static void
count_residents(const struct municipality *m, struct date counted, struct date rated,
                const struct district *districts, size_t district_count, struct residents *out)
{
    size_t count, at = 0;
    const struct population *rows = municipality_rows(m, TABLE_POPULATION, &count);
    if (date_is_none(counted)) {
        return;
    }
    const int64_t open_from = date_is_none(rated) ? AGES : open_rate_from(m, rated);
    for (size_t i = 0; i < count; i++) {
        if (date_compare(rows[i].date, counted) != 0) {
            continue;
        }
        add_residents(&rows[i], open_from, &out[district_count]);
        if (find_district(districts, district_count, rows[i].district, &at)) {
            add_residents(&rows[i], open_from, &out[at]);
        }
    }
}

static double
sum_ages(const double persons[AGES], int from, int to)
{
    double sum = 0;
    for (int age = from; age <= to; age++) {
        sum += persons[age];
    }
    return sum;
}

static double
weigh_ages(const struct residents *residents, int from, int to, double women, double men)
{
    return sum_ages(residents->persons[SEX_FEMALE], from, to) * women +
           sum_ages(residents->persons[SEX_MALE], from, to) * men;
}

/* Reckons the consultations of those counted, the last of whom are all: of each rate their share by
 * women and men. */
static void
expect_consultations(const struct municipality *m, struct date rated, struct residents *residents,
                     size_t district_count)
{
    const struct residents *all = &residents[district_count];
    struct figure men, women;
    const bool known = all->exact && !date_is_none(rated) &&
                       reference_figure(m, REFERENCE_consultations_men, &men) &&
                       reference_figure(m, REFERENCE_consultations_women, &women);
    for (size_t i = 0; i <= district_count; i++) {
        residents[i].consultations = known && residents[i].exact ? 0 : (double)NAN;
    }
    size_t count;
    const struct consultation_rate *rates = municipality_rows(m, TABLE_CONSULTATION_RATES, &count);
    for (size_t r = 0; known && r < count; r++) {
        if (rates[r].service != SERVICE_GP || date_compare(rates[r].date, rated) != 0) {
            continue;
        }
        const int from = (int)rates[r].age_from, to = last_age(rates[r].age_to);
        const double female = sum_ages(all->persons[SEX_FEMALE], from, to),
                     male = sum_ages(all->persons[SEX_MALE], from, to),
                     weight = female * women.value + male * men.value;
        if (weight <= 0) {
            continue;
        }
        const double scale = rates[r].per_person * (female + male) / weight;
        for (size_t i = 0; i <= district_count; i++) {
            residents[i].consultations +=
                scale * weigh_ages(&residents[i], from, to, women.value, men.value);
        }
    }
}

/* The residents of each district on the population's latest day, and after them of all, with what
 * they are expected to need. The two days are DATE_NONE when there is no such table. */
static void
find_residents(const struct municipality *m, struct date date, const struct district *districts,
               size_t count, struct residents *out, struct date *counted, struct date *rated)
{
    if (!population_date(m, date, counted)) {
        *counted = DATE_NONE;
    }
    if (!rates_date(m, date, rated)) {
        *rated = DATE_NONE;
    }
    count_residents(m, *counted, *rated, districts, count, out);
    expect_consultations(m, *rated, out, count);
}

double
coverage_consultations(const struct municipality *municipality, const char *district,
                       struct date date)
{
    const struct district one = {.district = district};
    struct residents residents[2] = {0};
    struct date counted, rated;
    const size_t count = district == NULL ? 0 : 1;
    find_residents(municipality, date, &one, count, residents, &counted, &rated);
    return residents[0].consultations;
}

/* -- counting ---------------------------------------------------------------------------------- */

static struct figure
counted_figure(const struct municipality *m, enum unit unit)
{
    struct figure figure = figure_unknown(unit);
    figure.value = 0;
    figure.date = municipality_facts(m)->state_date;
    return figure;
}

static struct figure
district_practices(const struct municipality *m, const char *district, struct date date)
{
    struct figure figure;
    if (observation_current(m, INDICATOR_practices, district, date, &figure)) {
        return figure;
    }
    size_t count;
    const struct practice *practices = municipality_rows(m, TABLE_PRACTICES, &count);
    figure = counted_figure(m, UNIT_practices);
    for (size_t i = 0; i < count; i++) {
        if (district_is(practices[i].district, district)) {
            figure.value += 1;
            figure.source = practices[i].source;
            figure.synthetic |= practices[i].synthetic == FLAG_YES;
        }
    }
    return count > 0 && counted_tables_hold(m, date) ? figure : figure_unknown(UNIT_practices);
}

static struct figure
district_gps(const struct municipality *m, const char *district, struct date date)
{
    struct figure figure;
    if (observation_current(m, INDICATOR_gps, district, date, &figure)) {
        return figure;
    }
    size_t count;
    const struct post *posts = municipality_rows(m, TABLE_POSTS, &count);
    figure = counted_figure(m, UNIT_gps);
    size_t hint = 0;
    for (size_t i = 0; i < count; i++) {
        const struct practice *practice = practice_find(m, posts[i].practice, &hint);
        if (practice != NULL && district_is(practice->district, district) &&
            posts[i].status == POST_HELD) {
            figure.value += 1;
            figure.source = posts[i].source;
            figure.synthetic |= posts[i].synthetic == FLAG_YES;
        }
    }
    return count > 0 && counted_tables_hold(m, date) ? figure : figure_unknown(UNIT_gps);
}

static struct figure
district_residents(const struct municipality *m, const char *district, struct date date,
                   const struct residents *residents)
{
    struct figure figure;
    if (observation_current(m, INDICATOR_residents, district, date, &figure)) {
        return figure;
    }
    return residents->counted.source != NULL ? residents->counted : figure_unknown(UNIT_persons);
}

/* Whether zones and practices can be counted: there are both, and every practice says which zone it
 * is in. */
static bool
zones_can_be_counted(const struct municipality *m, struct date date)
{
    size_t zone_count, practice_count;
    municipality_rows(m, TABLE_ZONES, &zone_count);
    const struct practice *practices = municipality_rows(m, TABLE_PRACTICES, &practice_count);
    for (size_t i = 0; i < practice_count; i++) {
        if (practices[i].zone[0] == '\0') {
            return false;
        }
    }
    return zone_count > 0 && practice_count > 0 && counted_tables_hold(m, date);
}

static bool
zone_has_practice(const struct municipality *m, const struct zone *zone, bool whole_subdistrict)
{
    size_t practice_count, zone_count;
    const struct practice *practices = municipality_rows(m, TABLE_PRACTICES, &practice_count);
    const struct zone *zones = municipality_rows(m, TABLE_ZONES, &zone_count);
    for (size_t z = 0; z < zone_count; z++) {
        bool same = whole_subdistrict ? strcmp(zones[z].subdistrict, zone->subdistrict) == 0
                                      : strcmp(zones[z].zone, zone->zone) == 0;
        for (size_t i = 0; same && i < practice_count; i++) {
            if (strcmp(practices[i].zone, zones[z].zone) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool
is_first_of_subdistrict(const struct zone *zones, size_t index)
{
    for (size_t z = 0; z < index; z++) {
        if (strcmp(zones[z].subdistrict, zones[index].subdistrict) == 0) {
            return false;
        }
    }
    return true;
}

static void
count_spread(const struct municipality *m, struct date date, struct coverage *out)
{
    size_t count;
    const struct zone *zones = municipality_rows(m, TABLE_ZONES, &count);
    if (!zones_can_be_counted(m, date)) {
        struct figure unknown = figure_unknown(UNIT_zones);
        out->zones = out->subdistricts = (struct coverage_spread){unknown, unknown};
        observation_current(m, INDICATOR_zones, "", date, &out->zones.areas);
        observation_current(m, INDICATOR_zones_with_practice, "", date, &out->zones.with_practice);
        observation_current(m, INDICATOR_subdistricts, "", date, &out->subdistricts.areas);
        observation_current(m, INDICATOR_subdistricts_with_practice, "", date,
                            &out->subdistricts.with_practice);
        return;
    }
    struct figure none = counted_figure(m, UNIT_zones);
    none.source = zones[0].source;
    out->zones = out->subdistricts = (struct coverage_spread){none, none};
    for (size_t z = 0; z < count; z++) {
        out->zones.areas.value += 1;
        out->zones.with_practice.value += zone_has_practice(m, &zones[z], false);
        if (is_first_of_subdistrict(zones, z)) {
            out->subdistricts.areas.value += 1;
            out->subdistricts.with_practice.value += zone_has_practice(m, &zones[z], true);
        }
    }
}

/* -- the answer -------------------------------------------------------------------------------- */

static void
add_figure(struct figure *sum, const struct figure *part)
{
    double value = sum->value + part->value;
    bool synthetic = sum->synthetic || part->synthetic;
    *sum = *part;
    sum->value = value;
    sum->synthetic = synthetic;
}

static void
finish_row(struct coverage_row *row, double goal)
{
    row->gps_per_1000 = row->gps.value / row->residents.value * 1000;
    row->gps_needed = row->residents.value * goal / 1000;
    row->difference = row->gps.value - row->gps_needed;
}

bool
coverage_compute(const struct municipality *municipality, struct date date,
                 const struct figure *goal, struct arena *arena, struct coverage *out,
                 struct error *error)
{
    size_t count;
    const struct district *districts = municipality_rows(municipality, TABLE_DISTRICTS, &count);
    struct coverage coverage = {.district_count = count, .goal = *goal};
    struct residents *residents = arena_array(arena, count + 1, sizeof *residents);
    coverage.districts = arena_array(arena, count, sizeof *coverage.districts);
    if (residents == NULL || coverage.districts == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    const struct residents *all = &residents[count];
    find_residents(municipality, date, districts, count, residents, &coverage.population_date,
                   &coverage.rates_date);
    coverage.residents = all->counted;
    coverage.consultations = all->consultations;
    struct coverage_row *total = &coverage.total;
    *total = (struct coverage_row){.district = "", .gps = {.unit = UNIT_gps}};
    for (size_t i = 0; i < count; i++) {
        struct coverage_row *row = &coverage.districts[i];
        row->district = districts[i].district;
        row->practices = district_practices(municipality, row->district, date);
        row->gps = district_gps(municipality, row->district, date);
        row->residents = district_residents(municipality, row->district, date, &residents[i]);
        row->consultations = residents[i].consultations;
        finish_row(row, goal->value);
        add_figure(&total->practices, &row->practices);
        add_figure(&total->gps, &row->gps);
        add_figure(&total->residents, &row->residents);
        total->consultations += row->consultations;
    }
    if (count == 0) {
        total->practices = district_practices(municipality, "", date);
        total->gps = district_gps(municipality, "", date);
        total->residents = district_residents(municipality, "", date, all);
        total->consultations = coverage.consultations;
    }
    finish_row(total, goal->value);
    for (size_t i = 0; i <= count; i++) {
        struct coverage_row *row = i < count ? &coverage.districts[i] : total;
        double share = row->consultations / total->consultations;
        row->need_index = share / (row->residents.value / total->residents.value);
        row->gps_needed_weighted = share * total->gps_needed;
        row->difference_weighted = row->gps.value - row->gps_needed_weighted;
    }
    count_spread(municipality, date, &coverage);
    *out = coverage;
    return true;
}
