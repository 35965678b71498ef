/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/check.h"

#include "capacity/need.h"
#include "capacity/vacancy.h"
#include "scheme/list.h"

#include <math.h>
#include <string.h>

struct checking {
    const struct municipality *municipality;
    const struct rulebook *rulebook;
    const struct observation *observations;
    size_t observation_count;
    /* The observations by indicator, those of each in the order of the table from first[indicator]
     * to first[indicator + 1]. */
    const struct observation **series;
    size_t first[INDICATOR_COUNT + 1];
    const struct practice **practices; /* of each post; NULL where it is of none */
    struct arena *arena;
    struct finding *findings;
    size_t count, capacity;
    bool failed; /* memory ended */
};

static void
add_finding(struct checking *checking, const struct finding *finding)
{
    void *findings = checking->findings;
    if (!arena_grow(checking->arena, &findings, checking->count, &checking->capacity,
                    sizeof *finding)) {
        checking->failed = true;
        return;
    }
    checking->findings = findings;
    checking->findings[checking->count] = *finding;
    checking->findings[checking->count].difference = finding->found.value - finding->expected.value;
    checking->count++;
}

/* A finding to fill: what was found on a day, of the source of `from`. */
static struct finding
new_finding(enum check_kind kind, enum indicator indicator, const char *district,
            const struct figure *from, double found)
{
    struct finding finding = {
        .kind = kind,
        .contradiction = true,
        .indicator = indicator,
        .district = district,
        .found = *from,
        .other_date = DATE_NONE,
    };
    finding.found.value = found;
    finding.found.unit = indicator_unit(indicator);
    return finding;
}

static bool
sort_observations(struct checking *checking)
{
    size_t count, next[INDICATOR_COUNT + 1] = {0};
    const struct observation *rows =
        municipality_rows(checking->municipality, TABLE_OBSERVATIONS, &count);
    checking->series = arena_array(checking->arena, count, sizeof(const struct observation *));
    for (size_t i = 0; i < count; i++) {
        next[rows[i].indicator + 1]++;
    }
    for (size_t indicator = 0; indicator < INDICATOR_COUNT; indicator++) {
        next[indicator + 1] += next[indicator];
    }
    memcpy(checking->first, next, sizeof next);
    for (size_t i = 0; checking->series != NULL && i < count; i++) {
        checking->series[next[rows[i].indicator]++] = &rows[i];
    }
    checking->observations = rows;
    checking->observation_count = count;
    return checking->series != NULL;
}

static bool
place_posts(struct checking *checking)
{
    size_t count, hint = 0;
    const struct post *posts = municipality_rows(checking->municipality, TABLE_POSTS, &count);
    checking->practices = arena_array(checking->arena, count, sizeof(const struct practice *));
    for (size_t i = 0; checking->practices != NULL && i < count; i++) {
        checking->practices[i] = practice_find(checking->municipality, posts[i].practice, &hint);
    }
    return checking->practices != NULL;
}

/* The observation of an indicator on exactly that day, or NULL. */
static const struct observation *
on_day(const struct checking *checking, enum indicator indicator, const char *district,
       struct date date)
{
    for (size_t i = checking->first[indicator]; i < checking->first[indicator + 1]; i++) {
        const struct observation *row = checking->series[i];
        if (date_compare(row->date, date) == 0 && observation_is(row, indicator, district)) {
            return row;
        }
    }
    return NULL;
}

/* -- GPs, mean list and places ----------------------------------------------------------------- */

/* The count of GPs of another day with which the product fits, or NULL; the nearest in time. */
static const struct observation *
other_gps_that_fit(const struct checking *checking, const struct observation *mean, double places)
{
    const struct observation *best = NULL;
    int32_t shortest = 0;
    for (size_t i = checking->first[INDICATOR_gps]; i < checking->first[INDICATOR_gps + 1]; i++) {
        const struct observation *row = checking->series[i];
        if (!observation_is(row, INDICATOR_gps, "") ||
            fabs(row->value * mean->value - places) > row->value / 2) {
            continue;
        }
        int32_t days = row->date.days - mean->date.days;
        int32_t away = days < 0 ? -days : days;
        if (best == NULL || away < shortest) {
            best = row;
            shortest = away;
        }
    }
    return best;
}

/* The count of GPs times the mean list is the places, or within rounding of the mean. */
static void
check_product(struct checking *checking, const struct observation *mean,
              const struct observation *gps, const struct observation *places,
              const struct observation *fitting)
{
    struct figure from = observation_figure(mean);
    struct finding finding =
        new_finding(CHECK_GPS_TIMES_MEAN, INDICATOR_places, "", &from, gps->value * mean->value);
    finding.parts[0] = observation_figure(gps);
    finding.parts[1] = from;
    finding.part_count = 2;
    finding.expected = observation_figure(places);
    if (fabs(finding.found.value - places->value) <= gps->value / 2) {
        return;
    }
    if (fitting != NULL) {
        finding.cause = CAUSE_OTHER_GPS;
        finding.other = fitting->value;
        finding.other_date = fitting->date;
    }
    add_finding(checking, &finding);
}

/* When the persons on lists fill the places and yet some are free, the places are persons on lists.
 */
static void
check_places_are_listed(struct checking *checking, const struct observation *mean,
                        const struct observation *places, const struct observation *fitting)
{
    struct figure free_places;
    if (fitting == NULL ||
        !observation_nearest(checking->municipality, INDICATOR_free_places, "", mean->date,
                             NEAR_DAYS, &free_places) ||
        free_places.value <= fitting->value / 2) {
        return;
    }
    struct figure from = observation_figure(places);
    struct finding finding = new_finding(CHECK_PLACES_ARE_LISTED, INDICATOR_places, "", &from,
                                         places->value - free_places.value);
    finding.parts[0] = from;
    finding.parts[1] = free_places;
    finding.part_count = 2;
    finding.cause = CAUSE_PLACES_ARE_LISTED;
    finding.found.unit = UNIT_persons;
    finding.expected = observation_figure(mean);
    finding.expected.value *= fitting->value;
    finding.expected.unit = UNIT_persons;
    finding.other = free_places.value;
    finding.other_date = free_places.date;
    add_finding(checking, &finding);
}

/* Not of the register's own mean, whose product is the persons on lists and no places. */
static void
check_products(struct checking *checking)
{
    for (size_t i = checking->first[INDICATOR_mean_list];
         i < checking->first[INDICATOR_mean_list + 1]; i++) {
        const struct observation *mean = checking->series[i];
        if (!observation_is(mean, INDICATOR_mean_list, "") ||
            strcmp(mean->source, SOURCE_REGISTER) == 0) {
            continue;
        }
        const struct observation *gps = on_day(checking, INDICATOR_gps, "", mean->date);
        const struct observation *places = on_day(checking, INDICATOR_places, "", mean->date);
        if (gps != NULL && places != NULL) {
            const struct observation *fitting = other_gps_that_fit(checking, mean, places->value);
            check_product(checking, mean, gps, places, fitting);
            check_places_are_listed(checking, mean, places, fitting);
        }
    }
}

/* Residents and guests of the year round the day the places were counted. The two sides need not
 * agree, since residents can be listed elsewhere or nowhere; half a percent is left to round
 * figures. */
static void
check_persons(struct checking *checking)
{
    const double rounding = 0.005;
    for (size_t i = checking->first[INDICATOR_places]; i < checking->first[INDICATOR_places + 1];
         i++) {
        const struct observation *places = checking->series[i];
        struct figure residents, guests;
        if (!observation_is(places, INDICATOR_places, "") ||
            !observation_nearest(checking->municipality, INDICATOR_residents, "", places->date,
                                 NEAR_DAYS, &residents) ||
            !observation_nearest(checking->municipality, INDICATOR_guests, "", places->date,
                                 NEAR_DAYS, &guests)) {
            continue;
        }
        struct finding finding = new_finding(CHECK_PERSONS_PLACES, INDICATOR_places, "", &residents,
                                             residents.value + guests.value);
        finding.cause = CAUSE_NOT_LISTED;
        finding.contradiction = false;
        finding.parts[0] = residents;
        finding.parts[1] = guests;
        finding.part_count = 2;
        finding.found.unit = UNIT_persons;
        finding.expected = observation_figure(places);
        finding.other = guests.value;
        finding.other_date = residents.date;
        if (fabs(finding.found.value - places->value) > places->value * rounding) {
            add_finding(checking, &finding);
        }
    }
}

/* -- sums over districts ----------------------------------------------------------------------- */

/* The sum of the districts' observations of a day, with the first one's source; false unless each
 * has one. */
static bool
district_sum(const struct checking *checking, enum indicator indicator, struct date date,
             struct figure *out)
{
    size_t count;
    const struct district *districts =
        municipality_rows(checking->municipality, TABLE_DISTRICTS, &count);
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const struct observation *row = on_day(checking, indicator, districts[i].district, date);
        if (row == NULL) {
            return false;
        }
        sum += row->value;
        if (i == 0) {
            *out = observation_figure(row);
        }
    }
    out->value = sum;
    return count > 0;
}

/* Whether an earlier year's sum lacks persons of unknown district as a later year's does: told once
 * is enough. */
static bool
is_told_later(const struct checking *checking, const struct finding *finding)
{
    for (size_t i = 0; i < checking->count; i++) {
        const struct finding *other = &checking->findings[i];
        if (other->kind == finding->kind && other->cause == CAUSE_UNKNOWN_DISTRICT &&
            finding->cause == CAUSE_UNKNOWN_DISTRICT &&
            date_compare(other->found.date, finding->found.date) > 0) {
            return true;
        }
    }
    return false;
}

static void
check_district_sum(struct checking *checking, const struct observation *total)
{
    /* Statistics Norway leaves up to half a percent without a district. */
    const double unknown_at_most = 0.005;
    enum indicator indicator = (enum indicator)total->indicator;
    struct figure sum;
    if (!district_sum(checking, indicator, total->date, &sum) ||
        fabs(sum.value - total->value) < 0.5) {
        return;
    }
    struct finding finding = new_finding(CHECK_DISTRICT_SUM, indicator, "", &sum, sum.value);
    finding.expected = observation_figure(total);
    double unplaced = total->value - sum.value;
    if (indicator == INDICATOR_residents && unplaced > 0 &&
        unplaced < total->value * unknown_at_most) {
        finding.cause = CAUSE_UNKNOWN_DISTRICT;
        finding.other = unplaced;
        finding.other_date = total->date;
    }
    if (!is_told_later(checking, &finding)) {
        add_finding(checking, &finding);
    }
}

static void
check_district_sums(struct checking *checking)
{
    static const enum indicator summed[] = {INDICATOR_residents, INDICATOR_gps,
                                            INDICATOR_practices};
    for (size_t k = 0; k < sizeof summed / sizeof summed[0]; k++) {
        const size_t first = checking->first[summed[k]];
        for (size_t i = checking->first[summed[k] + 1]; i-- > first;) {
            /* the latest mostly stands last */
            if (observation_is(checking->series[i], summed[k], "")) {
                check_district_sum(checking, checking->series[i]);
            }
        }
    }
}

static void
check_population_of(struct checking *checking, struct date counted, const char *district)
{
    struct figure table;
    const struct observation *observed = on_day(checking, INDICATOR_residents, district, counted);
    if (observed == NULL ||
        !population_counted(checking->municipality, district[0] == '\0' ? NULL : district, counted,
                            &table) ||
        fabs(observed->value - table.value) < 0.5) {
        return;
    }
    struct finding finding =
        new_finding(CHECK_POPULATION_TABLE, INDICATOR_residents, district, &table, table.value);
    finding.expected = observation_figure(observed);
    add_finding(checking, &finding);
}

static void
check_population(struct checking *checking)
{
    size_t count;
    const struct district *districts =
        municipality_rows(checking->municipality, TABLE_DISTRICTS, &count);
    struct date counted, last = {INT32_MAX};
    if (!population_date(checking->municipality, last, &counted)) {
        return;
    }
    check_population_of(checking, counted, "");
    for (size_t i = 0; i < count; i++) {
        check_population_of(checking, counted, districts[i].district);
    }
}

/* -- one indicator over time ------------------------------------------------------------------- */

static bool
same_series(const struct observation *a, const struct observation *b)
{
    return a->indicator == b->indicator && strcmp(a->district, b->district) == 0 &&
           date_is_none(a->since) && date_is_none(b->since);
}

/* The next observation of the same series, or NULL. */
static const struct observation *
next_in_series(const struct checking *checking, const struct observation *row)
{
    const struct observation *next = NULL;
    for (size_t i = checking->first[row->indicator]; i < checking->first[row->indicator + 1]; i++) {
        const struct observation *other = checking->series[i];
        if (same_series(row, other) && date_compare(other->date, row->date) > 0 &&
            (next == NULL || date_compare(other->date, next->date) < 0)) {
            next = other;
        }
    }
    return next;
}

static bool
is_stock(enum indicator indicator)
{
    return indicator == INDICATOR_gps || indicator == INDICATOR_practices ||
           indicator == INDICATOR_places || indicator == INDICATOR_mean_list ||
           indicator == INDICATOR_residents;
}

static void
add_pair(struct checking *checking, enum check_kind kind, const struct observation *found,
         const struct observation *expected)
{
    struct figure from = observation_figure(found);
    struct finding finding =
        new_finding(kind, (enum indicator)found->indicator, found->district, &from, found->value);
    finding.cause = CAUSE_DEFINITION;
    finding.expected = observation_figure(expected);
    finding.other_date = expected->date;
    add_finding(checking, &finding);
}

static void
check_series(struct checking *checking)
{
    const double jump = 0.15, within_years = 2;
    for (size_t i = 0; i < checking->observation_count; i++) {
        const struct observation *row = &checking->observations[i];
        for (size_t j = checking->first[row->indicator]; checking->series[j] != row; j++) {
            const struct observation *other = checking->series[j];
            if (date_compare(row->date, other->date) == 0 && same_series(row, other) &&
                fabs(row->value - other->value) > 1e-9) {
                add_pair(checking, CHECK_OBSERVED_TWICE, other, row);
            }
        }
        if (!is_stock((enum indicator)row->indicator) || !(row->value > 0) ||
            row->district[0] != '\0') {
            continue;
        }
        const struct observation *next = next_in_series(checking, row);
        if (next != NULL && fabs(next->value / row->value - 1) > jump + 1e-9 &&
            date_years_between(row->date, next->date) <= within_years) {
            add_pair(checking, CHECK_JUMP, next, row);
        }
    }
}

/* -- the tables of posts and lists ------------------------------------------------------------- */

static bool
is_in_district(const struct practice *practice, const char *district)
{
    return district[0] == '\0' || (practice != NULL && strcmp(practice->district, district) == 0);
}

/* What rows of the state date are: their day, source and whether they are made up. */
static struct figure
rows_figure(const struct checking *checking, const char *source, bool synthetic)
{
    struct figure figure = figure_unknown(UNIT_NONE);
    figure.date = municipality_facts(checking->municipality)->state_date;
    figure.source = source;
    figure.synthetic = synthetic;
    return figure;
}

/* A count of rows, or of persons on them, of which there should be none. */
static void
add_count(struct checking *checking, enum check_kind kind, enum check_cause cause,
          const struct figure *rows, double count, enum unit unit)
{
    if (count <= 0) {
        return;
    }
    struct finding finding = new_finding(kind, INDICATOR_places, "", rows, count);
    finding.cause = cause;
    finding.contradiction = kind == CHECK_LIST_STATE; /* the others are lawful */
    finding.found.unit = unit;
    finding.expected = finding.found;
    finding.expected.value = 0;
    add_finding(checking, &finding);
}

static void
check_posts_of(struct checking *checking, const char *district)
{
    size_t count;
    const struct post *posts = municipality_rows(checking->municipality, TABLE_POSTS, &count);
    struct figure observed;
    struct date today = municipality_facts(checking->municipality)->state_date;
    if (count == 0 ||
        !observation_latest(checking->municipality, INDICATOR_gps, district, today, &observed)) {
        return;
    }
    double held = 0;
    bool synthetic = false;
    for (size_t i = 0; i < count; i++) {
        bool here = is_in_district(checking->practices[i], district);
        held += here && posts[i].status == POST_HELD;
        synthetic |= posts[i].synthetic == FLAG_YES;
    }
    if (fabs(held - observed.value) >= 0.5) {
        struct figure from = rows_figure(checking, posts[0].source, synthetic);
        struct finding finding = new_finding(CHECK_POSTS, INDICATOR_gps, district, &from, held);
        finding.cause = synthetic ? CAUSE_SYNTHETIC : CAUSE_UNKNOWN;
        finding.expected = observed;
        add_finding(checking, &finding);
    }
}

static void
check_lists(struct checking *checking)
{
    struct vacancy_lists lists = vacancy_count_lists(checking->municipality);
    size_t count;
    const struct list *rows = municipality_rows(checking->municipality, TABLE_LISTS, &count);
    if (lists.lists == 0) {
        return;
    }
    struct date today = municipality_facts(checking->municipality)->state_date;
    struct figure from = rows_figure(checking, rows[0].source, lists.synthetic), observed;
    if (observation_latest(checking->municipality, INDICATOR_places, "", today, &observed) &&
        fabs(lists.places - observed.value) >= 0.5) {
        struct finding finding =
            new_finding(CHECK_LISTS, INDICATOR_places, "", &from, lists.places);
        finding.cause = lists.synthetic ? CAUSE_SYNTHETIC : CAUSE_UNKNOWN;
        finding.expected = observed;
        add_finding(checking, &finding);
    }
    add_count(checking, CHECK_OVER_CAP, CAUSE_ATTRITION, &from, lists.over_cap, UNIT_persons);
}

/* A list that is stated open though full, or closed though the places that reopen it are free. */
static void
check_list_states(struct checking *checking)
{
    size_t count, hint = 0;
    const struct list *lists = municipality_rows(checking->municipality, TABLE_LISTS, &count);
    double wrong = 0;
    bool synthetic = false;
    for (size_t i = 0; i < count; i++) {
        const struct post *post = post_find(checking->municipality, lists[i].post, &hint);
        enum list_state stated = (enum list_state)lists[i].state;
        struct verdict verdict;
        wrong += post != NULL && list_state_after(checking->rulebook, lists[i].date, stated,
                                                  post->cap, lists[i].length, &verdict) != stated;
        synthetic |= lists[i].synthetic == FLAG_YES;
    }
    struct figure from = rows_figure(checking, count > 0 ? lists[0].source : "", synthetic);
    add_count(checking, CHECK_LIST_STATE, CAUSE_STATE_OLD, &from, wrong, UNIT_lists);
}

static void
check_caps(struct checking *checking)
{
    size_t count;
    const struct post *posts = municipality_rows(checking->municipality, TABLE_POSTS, &count);
    struct date today = municipality_facts(checking->municipality)->state_date;
    double low = 0;
    bool synthetic = false;
    for (size_t i = 0; i < count; i++) {
        low += !list_cap_allowed(checking->rulebook, today, posts[i].cap, false).allowed;
        synthetic |= posts[i].synthetic == FLAG_YES;
    }
    struct figure from = rows_figure(checking, count > 0 ? posts[0].source : "", synthetic);
    add_count(checking, CHECK_CAP, CAUSE_CONSENT, &from, low, UNIT_lists);
}

bool
check_compute(const struct municipality *municipality, const struct rulebook *rulebook,
              struct arena *arena, struct finding **out, size_t *count, struct error *error)
{
    struct checking checking = {.municipality = municipality, .rulebook = rulebook, .arena = arena};
    if (!sort_observations(&checking) || !place_posts(&checking)) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    check_products(&checking);
    check_persons(&checking);
    check_district_sums(&checking);
    check_population(&checking);
    check_series(&checking);
    size_t districts;
    const struct district *rows = municipality_rows(municipality, TABLE_DISTRICTS, &districts);
    for (size_t i = 0; i < districts; i++) {
        check_posts_of(&checking, rows[i].district);
    }
    check_posts_of(&checking, "");
    check_lists(&checking);
    check_list_states(&checking);
    check_caps(&checking);
    struct finding *sorted = arena_array(arena, checking.count, sizeof *sorted);
    if (checking.failed || sorted == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    size_t at = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < checking.count; i++) {
            if (checking.findings[i].contradiction == (pass == 0)) {
                sorted[at++] = checking.findings[i];
            }
        }
    }
    *out = sorted;
    *count = checking.count;
    return true;
}

bool
check_contradicts(const struct municipality *municipality, const struct rulebook *rulebook,
                  struct arena *arena, bool *out, struct error *error)
{
    struct finding *findings;
    size_t count;
    if (!check_compute(municipality, rulebook, arena, &findings, &count, error)) {
        return false;
    }
    *out = count > 0 && findings[0].contradiction;
    return true;
}
