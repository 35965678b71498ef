/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/municipality.h"

#include <assert.h>
#include <math.h>
#include <string.h>

struct declared {
    enum unit unit;
    const char *names[LANGUAGE_COUNT];
};

static const struct declared indicators[INDICATOR_COUNT] = {
#define INDICATOR(id, unit, nb, nn, en) {UNIT_##unit, {nb, nn, en}},
#include "scheme/indicator.def"
#undef INDICATOR
};

static const struct declared planning[PLANNING_COUNT] = {
#define PLANNING(id, unit, nb, nn, en) {UNIT_##unit, {nb, nn, en}},
#include "scheme/planning.def"
#undef PLANNING
};

static const struct declared references[REFERENCE_COUNT] = {
#define REFERENCE(id, unit, nb, nn, en) {UNIT_##unit, {nb, nn, en}},
#include "scheme/reference.def"
#undef REFERENCE
};

enum unit
indicator_unit(enum indicator indicator)
{
    return indicators[indicator].unit;
}

const char *
indicator_name(enum indicator indicator, enum language language)
{
    return indicators[indicator].names[language];
}

enum unit
planning_unit(enum planning item)
{
    return planning[item].unit;
}

const char *
planning_name(enum planning item, enum language language)
{
    return planning[item].names[language];
}

enum unit
reference_unit(enum reference item)
{
    return references[item].unit;
}

const char *
reference_name(enum reference item, enum language language)
{
    return references[item].names[language];
}

const void *
municipality_rows(const struct municipality *municipality, enum table_id id, size_t *count)
{
    const struct table *table = &municipality->tables[id];
    *count = table->schema == NULL ? 0 : table->count;
    return table->rows;
}

const struct municipality_facts *
municipality_facts(const struct municipality *municipality)
{
    size_t count;
    const struct municipality_facts *facts = municipality_rows(municipality, TABLE_MUNICIPALITY, &count);
    assert(count == 1);
    return facts;
}

/* The row, counted from *hint and round to it, whose first member is `key`; the count when there is none. */
static size_t
find_key(const struct table *table, size_t count, const char *key, size_t *hint)
{
    for (size_t step = 0; step < count; step++) {
        size_t at = (*hint + step) % count;
        const char *const *first =
            (const void *)((const unsigned char *)table->rows + at * table->schema->row_size);
        if (strcmp(*first, key) == 0) {
            *hint = at;
            return at;
        }
    }
    return count;
}

const struct practice *
practice_find(const struct municipality *municipality, const char *key, size_t *hint)
{
    static_assert(offsetof(struct practice, practice) == 0, "find_key reads the first member");
    size_t count;
    const struct practice *rows = municipality_rows(municipality, TABLE_PRACTICES, &count);
    size_t at = find_key(&municipality->tables[TABLE_PRACTICES], count, key, hint);
    return at < count ? &rows[at] : NULL;
}

const struct post *
post_find(const struct municipality *municipality, const char *key, size_t *hint)
{
    static_assert(offsetof(struct post, post) == 0, "find_key reads the first member");
    size_t count;
    const struct post *rows = municipality_rows(municipality, TABLE_POSTS, &count);
    size_t at = find_key(&municipality->tables[TABLE_POSTS], count, key, hint);
    return at < count ? &rows[at] : NULL;
}

/* -- checks that no table can make alone ---------------------------------------------------------- */

static void
check_unit(const struct table *table, size_t row, int found, enum unit expected, struct problems *problems)
{
    if (found != (int)expected) {
        table_problem(table, row, "unit", ERROR_WRONG_UNIT, unit_ids[found], unit_ids[expected], problems);
    }
}

/* Reports `found` in `column` when it is before `from`. Either may be DATE_NONE. */
static void
check_dates(const struct table *table, size_t row, const char *column, struct date from, struct date found,
            struct problems *problems)
{
    if (date_is_none(from) || date_is_none(found) || date_compare(from, found) <= 0) {
        return;
    }
    char shown[DATE_TEXT_SIZE], limit[DATE_TEXT_SIZE];
    date_write(found, shown);
    date_write(from, limit);
    struct text expected;
    text_init(&expected, 32);
    text_format(&expected, "≥ %s", limit);
    table_problem(table, row, column, ERROR_OUT_OF_ORDER, shown, text_string(&expected), problems);
    text_free(&expected);
}

static void
check_whole_order(const struct table *table, size_t row, const char *column, int64_t from, int64_t to,
                  struct problems *problems)
{
    if (to == WHOLE_NONE || from <= to) {
        return;
    }
    struct text found, expected;
    text_init(&found, 32);
    text_init(&expected, 32);
    text_format(&found, "%lld", (long long)to);
    text_format(&expected, "≥ %lld", (long long)from);
    table_problem(table, row, column, ERROR_OUT_OF_ORDER, text_string(&found), text_string(&expected), problems);
    text_free(&found);
    text_free(&expected);
}

static void
check_rows(const struct municipality *m, struct problems *problems)
{
    size_t count;
    const struct observation *observations = municipality_rows(m, TABLE_OBSERVATIONS, &count);
    for (size_t i = 0; i < count; i++) {
        const struct observation *row = &observations[i];
        check_unit(&m->tables[TABLE_OBSERVATIONS], i, row->unit, indicators[row->indicator].unit, problems);
        check_dates(&m->tables[TABLE_OBSERVATIONS], i, "date", row->since, row->date, problems);
    }
    const struct planning_row *plans = municipality_rows(m, TABLE_PLANNING, &count);
    for (size_t i = 0; i < count; i++) {
        check_unit(&m->tables[TABLE_PLANNING], i, plans[i].unit, planning[plans[i].item].unit, problems);
    }
    const struct reference_row *national = municipality_rows(m, TABLE_REFERENCE, &count);
    for (size_t i = 0; i < count; i++) {
        check_unit(&m->tables[TABLE_REFERENCE], i, national[i].unit, references[national[i].item].unit, problems);
    }
    const struct population *groups = municipality_rows(m, TABLE_POPULATION, &count);
    for (size_t i = 0; i < count; i++) {
        check_whole_order(&m->tables[TABLE_POPULATION], i, "age_to", groups[i].age_from, groups[i].age_to,
                          problems);
    }
    const struct consultation_rate *rates = municipality_rows(m, TABLE_CONSULTATION_RATES, &count);
    for (size_t i = 0; i < count; i++) {
        check_whole_order(&m->tables[TABLE_CONSULTATION_RATES], i, "age_to", rates[i].age_from, rates[i].age_to,
                          problems);
    }
    const struct budget *budgets = municipality_rows(m, TABLE_BUDGET, &count);
    for (size_t i = 0; i < count; i++) {
        check_whole_order(&m->tables[TABLE_BUDGET], i, "year_to", budgets[i].year_from, budgets[i].year_to,
                          problems);
    }
}

bool
municipality_check_tables(const struct municipality *municipality, struct problems *problems)
{
    size_t before = problems->count + problems->dropped;
    table_check_references(municipality->tables, TABLE_COUNT, problems);
    check_rows(municipality, problems);
    return problems->count + problems->dropped == before;
}

/* -- looking up figures ----------------------------------------------------------------------------- */

struct figure
observation_figure(const struct observation *row)
{
    return (struct figure){
        .value = row->value,
        .unit = (enum unit)row->unit,
        .date = row->date,
        .since = row->since,
        .source = row->source,
        .place = row->place,
        .confidence = (enum confidence)row->confidence,
    };
}

static bool
observes(const struct observation *row, enum indicator indicator, const char *district)
{
    return row->indicator == (int)indicator && strcmp(row->district, district) == 0;
}

bool
observation_latest(const struct municipality *municipality, enum indicator indicator, const char *district,
                   struct date date, struct figure *out)
{
    size_t count;
    const struct observation *rows = municipality_rows(municipality, TABLE_OBSERVATIONS, &count);
    const struct observation *best = NULL;
    for (size_t i = 0; i < count; i++) {
        if (observes(&rows[i], indicator, district) && date_compare(rows[i].date, date) <= 0 &&
            (best == NULL || date_compare(rows[i].date, best->date) > 0)) {
            best = &rows[i];
        }
    }
    if (best != NULL) {
        *out = observation_figure(best);
    }
    return best != NULL;
}

bool
observation_nearest(const struct municipality *municipality, enum indicator indicator, const char *district,
                    struct date date, struct figure *out)
{
    size_t count;
    const struct observation *rows = municipality_rows(municipality, TABLE_OBSERVATIONS, &count);
    const struct observation *best = NULL;
    int64_t shortest = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t days = (int64_t)rows[i].date.days - date.days;
        int64_t away = days < 0 ? -days : days;
        bool nearer = best == NULL || away < shortest || (away == shortest && days > 0);
        if (observes(&rows[i], indicator, district) && nearer) {
            best = &rows[i];
            shortest = away;
        }
    }
    if (best != NULL) {
        *out = observation_figure(best);
    }
    return best != NULL;
}

bool
planning_figure(const struct municipality *municipality, enum planning item, struct figure *out)
{
    size_t count;
    const struct planning_row *rows = municipality_rows(municipality, TABLE_PLANNING, &count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].item == (int)item) {
            *out = (struct figure){
                .value = rows[i].value,
                .unit = (enum unit)rows[i].unit,
                .date = rows[i].date,
                .since = DATE_NONE,
                .source = rows[i].source,
                .place = rows[i].place,
            };
            return true;
        }
    }
    return false;
}

bool
reference_figure(const struct municipality *municipality, enum reference item, struct figure *out)
{
    size_t count;
    const struct reference_row *rows = municipality_rows(municipality, TABLE_REFERENCE, &count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].item == (int)item) {
            *out = (struct figure){
                .value = rows[i].value,
                .unit = (enum unit)rows[i].unit,
                .date = rows[i].date,
                .since = DATE_NONE,
                .source = rows[i].source,
                .place = rows[i].place,
                .confidence = (enum confidence)rows[i].confidence,
            };
            return true;
        }
    }
    return false;
}

const char *
source_title(const struct municipality *municipality, const char *key)
{
    size_t count;
    const struct source *sources = municipality_rows(municipality, TABLE_SOURCES, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(sources[i].source, key) == 0) {
            return sources[i].title;
        }
    }
    return key;
}

bool
population_date(const struct municipality *municipality, struct date date, struct date *out)
{
    size_t count;
    const struct population *rows = municipality_rows(municipality, TABLE_POPULATION, &count);
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        if (date_compare(rows[i].date, date) <= 0 && (!found || date_compare(rows[i].date, *out) > 0)) {
            *out = rows[i].date;
            found = true;
        }
    }
    return found;
}

bool
population_figure(const struct municipality *municipality, const char *district, struct date date,
                  struct figure *out)
{
    struct date counted;
    if (!population_date(municipality, date, &counted)) {
        return false;
    }
    size_t count;
    const struct population *rows = municipality_rows(municipality, TABLE_POPULATION, &count);
    struct figure sum = {.unit = UNIT_persons, .date = counted, .since = DATE_NONE, .source = "", .place = ""};
    for (size_t i = 0; i < count; i++) {
        if (date_compare(rows[i].date, counted) == 0 &&
            (district == NULL || strcmp(rows[i].district, district) == 0)) {
            sum.value += (double)rows[i].persons;
            sum.source = rows[i].source;
            sum.place = rows[i].place;
        }
    }
    *out = sum;
    return true;
}
