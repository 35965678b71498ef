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
    struct arena *arena;
    struct finding *findings;
    size_t count, capacity;
    bool failed; /* memory ended */
};

static void
add_finding(struct checking *checking, const struct finding *finding)
{
    void *findings = checking->findings;
    if (!arena_grow(checking->arena, &findings, checking->count, &checking->capacity, sizeof *finding)) {
        checking->failed = true;
        return;
    }
    checking->findings = findings;
    checking->findings[checking->count] = *finding;
    checking->findings[checking->count].difference = finding->found - finding->expected;
    checking->count++;
}

static bool
observes(const struct observation *row, enum indicator indicator, const char *district)
{
    return row->indicator == (int)indicator && strcmp(row->district, district) == 0;
}

/* The observation of an indicator on exactly that day, or NULL. */
static const struct observation *
on_day(const struct checking *checking, enum indicator indicator, const char *district, struct date date)
{
    for (size_t i = 0; i < checking->observation_count; i++) {
        const struct observation *row = &checking->observations[i];
        if (observes(row, indicator, district) && date_compare(row->date, date) == 0) {
            return row;
        }
    }
    return NULL;
}

/* -- GPs, mean list and places ------------------------------------------------------------------------- */

/* The count of GPs of another day with which the product fits, or NULL; the nearest in time. */
static const struct observation *
other_gps_that_fit(const struct checking *checking, const struct observation *mean, double places)
{
    const struct observation *best = NULL;
    int32_t shortest = 0;
    for (size_t i = 0; i < checking->observation_count; i++) {
        const struct observation *row = &checking->observations[i];
        if (!observes(row, INDICATOR_gps, "") ||
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

/* A mean list printed as a whole number is off by at most half a person a GP. */
static void
check_products(struct checking *checking)
{
    for (size_t i = 0; i < checking->observation_count; i++) {
        const struct observation *mean = &checking->observations[i];
        if (!observes(mean, INDICATOR_mean_list, "")) {
            continue;
        }
        const struct observation *gps = on_day(checking, INDICATOR_gps, "", mean->date);
        const struct observation *places = on_day(checking, INDICATOR_places, "", mean->date);
        if (gps == NULL || places == NULL) {
            continue;
        }
        struct finding finding = {
            .kind = CHECK_GPS_TIMES_MEAN,
            .contradiction = true,
            .indicator = INDICATOR_places,
            .district = "",
            .date = mean->date,
            .other_date = DATE_NONE,
            .found = gps->value * mean->value,
            .expected = places->value,
            .unit = UNIT_places,
            .source = gps->source,
            .other_source = places->source,
        };
        const struct observation *fitting = other_gps_that_fit(checking, mean, places->value);
        if (fabs(finding.found - finding.expected) > gps->value / 2) {
            if (fitting != NULL) {
                finding.cause = CAUSE_OTHER_GPS;
                finding.other = fitting->value;
                finding.other_date = fitting->date;
            }
            add_finding(checking, &finding);
        }
        struct figure free_places;
        if (fitting != NULL &&
            observation_nearest(checking->municipality, INDICATOR_free_places, "", mean->date, &free_places) &&
            free_places.value > fitting->value / 2) {
            /* Listed persons fill the places, so nothing could be free: the places are persons on lists. */
            finding.kind = CHECK_PLACES_ARE_LISTED;
            finding.cause = CAUSE_PLACES_ARE_LISTED;
            finding.contradiction = true;
            finding.found = places->value - free_places.value;
            finding.expected = fitting->value * mean->value;
            finding.other = free_places.value;
            finding.other_date = free_places.date;
            finding.unit = UNIT_persons;
            finding.other_source = free_places.source;
            add_finding(checking, &finding);
        }
    }
}

/* Residents counted at most a year from the day the places were, and guests of the same day. */
static void
check_persons(struct checking *checking)
{
    for (size_t i = 0; i < checking->observation_count; i++) {
        const struct observation *places = &checking->observations[i];
        struct figure residents, guests;
        if (!observes(places, INDICATOR_places, "") ||
            !observation_nearest(checking->municipality, INDICATOR_residents, "", places->date, &residents) ||
            !observation_nearest(checking->municipality, INDICATOR_guests, "", places->date, &guests) ||
            fabs(date_years_between(residents.date, places->date)) > 1 ||
            fabs(date_years_between(guests.date, places->date)) > 1) {
            continue;
        }
        struct finding finding = {
            .kind = CHECK_PERSONS_PLACES,
            .cause = CAUSE_NOT_LISTED,
            .contradiction = true,
            .indicator = INDICATOR_places,
            .district = "",
            .date = places->date,
            .other_date = residents.date,
            .found = residents.value + guests.value,
            .expected = places->value,
            .unit = UNIT_persons,
            .other = guests.value,
            .source = residents.source,
            .other_source = places->source,
        };
        /* Guests are printed to the nearest thousand at best. */
        if (fabs(finding.found - finding.expected) > 500) {
            add_finding(checking, &finding);
        }
    }
}

/* -- sums over districts ---------------------------------------------------------------------------------- */

static double
district_sum(const struct checking *checking, enum indicator indicator, struct date date, bool *complete)
{
    size_t count;
    const struct district *districts = municipality_rows(checking->municipality, TABLE_DISTRICTS, &count);
    double sum = 0;
    *complete = count > 0;
    for (size_t i = 0; i < count; i++) {
        const struct observation *row = on_day(checking, indicator, districts[i].district, date);
        *complete &= row != NULL;
        sum += row == NULL ? 0 : row->value;
    }
    return sum;
}

static void
check_district_sums(struct checking *checking)
{
    static const enum indicator summed[] = {INDICATOR_residents, INDICATOR_gps, INDICATOR_practices};
    for (size_t i = 0; i < checking->observation_count; i++) {
        const struct observation *total = &checking->observations[i];
        for (size_t k = 0; k < sizeof summed / sizeof summed[0]; k++) {
            bool complete;
            if (!observes(total, summed[k], "")) {
                continue;
            }
            double sum = district_sum(checking, summed[k], total->date, &complete);
            if (!complete || fabs(sum - total->value) < 0.5) {
                continue;
            }
            struct finding finding = {
                .kind = CHECK_DISTRICT_SUM,
                .contradiction = true,
                .indicator = summed[k],
                .district = "",
                .date = total->date,
                .other_date = DATE_NONE,
                .found = sum,
                .expected = total->value,
                .unit = indicator_unit(summed[k]),
                .source = total->source,
                .other_source = total->source,
            };
            /* Statistics Norway leaves up to half a percent without a district. */
            double unplaced = total->value - sum;
            if (summed[k] == INDICATOR_residents && unplaced > 0 && unplaced < total->value / 200) {
                finding.cause = CAUSE_UNKNOWN_DISTRICT;
                finding.other = unplaced;
            }
            add_finding(checking, &finding);
        }
    }
}

static void
check_population_of(struct checking *checking, const char *district, bool all)
{
    struct figure table;
    struct date last = {INT32_MAX};
    if (!population_figure(checking->municipality, all ? NULL : district, last, &table)) {
        return;
    }
    const struct observation *obheld = on_day(checking, INDICATOR_residents, district, table.date);
    if (obheld == NULL || fabs(obheld->value - table.value) < 0.5) {
        return;
    }
    add_finding(checking, &(struct finding){
                              .kind = CHECK_POPULATION_TABLE,
                              .contradiction = true,
                              .indicator = INDICATOR_residents,
                              .district = district,
                              .date = table.date,
                              .other_date = DATE_NONE,
                              .found = table.value,
                              .expected = obheld->value,
                              .unit = UNIT_persons,
                              .source = table.source,
                              .other_source = obheld->source,
                          });
}

static void
check_population(struct checking *checking)
{
    size_t count;
    const struct district *districts = municipality_rows(checking->municipality, TABLE_DISTRICTS, &count);
    check_population_of(checking, "", true);
    for (size_t i = 0; i < count; i++) {
        check_population_of(checking, districts[i].district, false);
    }
}

/* -- one indicator over time ------------------------------------------------------------------------------- */

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
    for (size_t i = 0; i < checking->observation_count; i++) {
        const struct observation *other = &checking->observations[i];
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
    return indicator == INDICATOR_gps || indicator == INDICATOR_practices || indicator == INDICATOR_places ||
           indicator == INDICATOR_mean_list || indicator == INDICATOR_residents;
}

static void
check_series(struct checking *checking)
{
    const double jump = 0.15, within_years = 2;
    for (size_t i = 0; i < checking->observation_count; i++) {
        const struct observation *row = &checking->observations[i];
        struct finding finding = {
            .indicator = (enum indicator)row->indicator,
            .district = row->district,
            .cause = CAUSE_DEFINITION,
            .unit = (enum unit)row->unit,
            .expected = row->value,
            .other_source = row->source,
            .other_date = row->date,
        };
        for (size_t j = 0; j < i; j++) {
            const struct observation *other = &checking->observations[j];
            if (same_series(row, other) && date_compare(row->date, other->date) == 0 &&
                fabs(row->value - other->value) > 1e-9) {
                finding.kind = CHECK_OBSERVED_TWICE;
                finding.contradiction = true;
                finding.date = other->date;
                finding.found = other->value;
                finding.source = other->source;
                add_finding(checking, &finding);
            }
        }
        const struct observation *next = next_in_series(checking, row);
        if (next != NULL && is_stock(finding.indicator) && row->value > 0 && row->district[0] == '\0' &&
            fabs(next->value / row->value - 1) > jump &&
            date_years_between(row->date, next->date) <= within_years) {
            finding.kind = CHECK_JUMP;
            finding.contradiction = true;
            finding.date = next->date;
            finding.found = next->value;
            finding.source = next->source;
            add_finding(checking, &finding);
        }
    }
}

/* -- the tables of posts and lists -------------------------------------------------------------------------- */

static bool
is_in_district(const struct checking *checking, const struct post *post, const char *district, size_t *hint)
{
    const struct practice *practice = practice_find(checking->municipality, post->practice, hint);
    return district[0] == '\0' || (practice != NULL && strcmp(practice->district, district) == 0);
}

static void
check_posts_of(struct checking *checking, const char *district)
{
    size_t count;
    const struct post *posts = municipality_rows(checking->municipality, TABLE_POSTS, &count);
    struct figure obheld;
    struct date today = municipality_facts(checking->municipality)->state_date;
    if (count == 0 || !observation_latest(checking->municipality, INDICATOR_gps, district, today, &obheld)) {
        return;
    }
    double held = 0;
    bool synthetic = false;
    size_t hint = 0;
    for (size_t i = 0; i < count; i++) {
        bool here = is_in_district(checking, &posts[i], district, &hint);
        held += here && posts[i].status == POST_HELD;
        synthetic |= posts[i].synthetic == FLAG_YES;
    }
    if (fabs(held - obheld.value) >= 0.5) {
        add_finding(checking, &(struct finding){
                                  .kind = CHECK_POSTS,
                                  .cause = synthetic ? CAUSE_SYNTHETIC : CAUSE_UNKNOWN,
                                  .contradiction = true,
                                  .indicator = INDICATOR_gps,
                                  .district = district,
                                  .date = today,
                                  .other_date = obheld.date,
                                  .found = held,
                                  .expected = obheld.value,
                                  .unit = UNIT_gps,
                                  .source = "posts.csv",
                                  .other_source = obheld.source,
                              });
    }
}

static void
check_lists(struct checking *checking)
{
    struct vacancy_lists lists = vacancy_count_lists(checking->municipality);
    struct date today = municipality_facts(checking->municipality)->state_date;
    struct finding finding = {
        .kind = CHECK_LISTS,
        .cause = lists.synthetic ? CAUSE_SYNTHETIC : CAUSE_UNKNOWN,
        .contradiction = true,
        .indicator = INDICATOR_places,
        .district = "",
        .date = today,
        .found = lists.places,
        .unit = UNIT_places,
        .source = "posts.csv",
    };
    struct figure obheld;
    if (lists.lists > 0 &&
        observation_latest(checking->municipality, INDICATOR_places, "", today, &obheld) &&
        fabs(lists.places - obheld.value) >= 0.5) {
        finding.expected = obheld.value;
        finding.other_date = obheld.date;
        finding.other_source = obheld.source;
        add_finding(checking, &finding);
    }
    if (lists.over_cap > 0) {
        finding.kind = CHECK_OVER_CAP;
        finding.cause = CAUSE_ATTRITION;
        finding.contradiction = false;
        finding.found = lists.over_cap;
        finding.expected = 0;
        finding.unit = UNIT_persons;
        finding.other_date = DATE_NONE;
        finding.source = finding.other_source = "lists.csv";
        add_finding(checking, &finding);
    }
}

static void
check_caps(struct checking *checking)
{
    size_t count;
    const struct post *posts = municipality_rows(checking->municipality, TABLE_POSTS, &count);
    struct date today = municipality_facts(checking->municipality)->state_date;
    double low = 0;
    for (size_t i = 0; i < count; i++) {
        low += !list_cap_allowed(checking->rulebook, today, posts[i].cap, false).allowed;
    }
    if (low > 0) {
        add_finding(checking, &(struct finding){
                                  .kind = CHECK_CAP,
                                  .cause = CAUSE_CONSENT,
                                  .indicator = INDICATOR_places,
                                  .district = "",
                                  .date = today,
                                  .other_date = DATE_NONE,
                                  .found = low,
                                  .unit = UNIT_lists,
                                  .source = "posts.csv",
                                  .other_source = "posts.csv",
                              });
    }
}

bool
check_compute(const struct municipality *municipality, const struct rulebook *rulebook, struct arena *arena,
              struct finding **out, size_t *count, struct error *error)
{
    struct checking checking = {.municipality = municipality, .rulebook = rulebook, .arena = arena};
    checking.observations =
        municipality_rows(municipality, TABLE_OBSERVATIONS, &checking.observation_count);
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
