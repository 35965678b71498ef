/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/municipality.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

struct declared {
    enum unit unit;
    const char *names[LANGUAGE_COUNT];
};

static const enum indicator_kind indicator_kinds[INDICATOR_COUNT] = {
#define INDICATOR(id, unit, kind, nb, nn, en) INDICATOR_KIND_##kind,
#include "scheme/indicator.def"
#undef INDICATOR
};

static const struct declared indicators[INDICATOR_COUNT] = {
#define INDICATOR(id, unit, kind, nb, nn, en) {UNIT_##unit, {nb, nn, en}},
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

static const struct declared assumptions[ASSUMPTION_COUNT] = {
#define PARAMETER(id, unit, nb, nn, en) {UNIT_##unit, {nb, nn, en}},
#include "scheme/parameter.def"
#undef PARAMETER
};

static const struct declared levers[LEVER_COUNT] = {
#define LEVER(id, unit, basis, nb, nn, en) {UNIT_##unit, {nb, nn, en}},
#include "scheme/lever.def"
#undef LEVER
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

enum unit
assumption_unit(enum assumption assumption)
{
    return assumptions[assumption].unit;
}

const char *
assumption_name(enum assumption assumption, enum language language)
{
    return assumptions[assumption].names[language];
}

enum unit
lever_unit(enum lever lever)
{
    return levers[lever].unit;
}

const char *
lever_name(enum lever lever, enum language language)
{
    return levers[lever].names[language];
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
    const struct municipality_facts *facts =
        municipality_rows(municipality, TABLE_MUNICIPALITY, &count);
    assert(count == 1);
    return facts;
}

/* The row of a table whose first member is `key`, searched for from *hint on and round to it; NULL
 * when there is none. */
static const void *
find_row(const struct municipality *municipality, enum table_id id, const char *key, size_t *hint)
{
    size_t count;
    const unsigned char *rows = municipality_rows(municipality, id, &count);
    const size_t size = municipality_schemas[id].row_size;
    size_t at = *hint < count ? *hint : 0;
    for (size_t step = 0; step < count; step++) {
        const void *row = rows + at * size;
        const char *const *first = row;
        if (strcmp(*first, key) == 0) {
            *hint = at;
            return row;
        }
        at = at + 1 == count ? 0 : at + 1;
    }
    return NULL;
}

const struct practice *
practice_find(const struct municipality *municipality, const char *key, size_t *hint)
{
    static_assert(offsetof(struct practice, practice) == 0, "find_row reads the first member");
    return find_row(municipality, TABLE_PRACTICES, key, hint);
}

const struct post *
post_find(const struct municipality *municipality, const char *key, size_t *hint)
{
    static_assert(offsetof(struct post, post) == 0, "find_row reads the first member");
    return find_row(municipality, TABLE_POSTS, key, hint);
}

/* -- checks that no table can make alone ------------------------------------------------------- */

static void
check_unit(const struct table *table, size_t row, int found, enum unit expected,
           struct problems *problems)
{
    if (found != (int)expected) {
        table_problem(table, row, "unit", ERROR_WRONG_UNIT, unit_ids[found], unit_ids[expected],
                      problems);
    }
}

/* Reports `found` in `column` when it is before `from`. Either may be DATE_NONE. */
static void
check_dates(const struct table *table, size_t row, const char *column, struct date from,
            struct date found, struct problems *problems)
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
check_whole_order(const struct table *table, size_t row, const char *column, int64_t from,
                  int64_t to, struct problems *problems)
{
    if (to == WHOLE_NONE || from <= to) {
        return;
    }
    struct text found, expected;
    text_init(&found, 32);
    text_init(&expected, 32);
    text_format(&found, "%lld", (long long)to);
    text_format(&expected, "≥ %lld", (long long)from);
    table_problem(table, row, column, ERROR_OUT_OF_ORDER, text_string(&found),
                  text_string(&expected), problems);
    text_free(&found);
    text_free(&expected);
}

static void
check_parameters(const struct municipality *m, enum table_id id, const struct declared *declared,
                 struct problems *problems)
{
    size_t count;
    const struct parameter *rows = municipality_rows(m, id, &count);
    for (size_t i = 0; i < count; i++) {
        check_unit(&m->tables[id], i, rows[i].unit, declared[rows[i].item].unit, problems);
    }
}

/* The ages of one group of rows that have been seen: of a day, a district and a sex, or of a day
 * and a service. */
struct ages_seen {
    struct date date;
    const char *district;
    int kind;
    uint64_t ages[2]; /* bit n is age n, up to 127 */
};

/* Reports a row whose ages another row of its group has already. Groups are searched from the last
 * one used, since rows stand together. */
static void
check_ages(const struct table *table, size_t row, struct ages_seen *group, int64_t from, int64_t to,
           struct problems *problems)
{
    for (int64_t age = from; age <= (to == WHOLE_NONE ? 127 : to) && age <= 127; age++) {
        uint64_t bit = UINT64_C(1) << (age % 64);
        if ((group->ages[age / 64] & bit) != 0) {
            struct text found;
            text_init(&found, 64);
            text_format(&found, "%lld", (long long)age);
            table_problem(table, row, "age_from", ERROR_AGES_TWICE, text_string(&found), NULL,
                          problems);
            text_free(&found);
            return;
        }
        group->ages[age / 64] |= bit;
    }
}

static struct ages_seen *
ages_group(struct ages_seen *groups, size_t *count, size_t *last, struct date date,
           const char *district, int kind)
{
    for (size_t step = 0; step < *count; step++) {
        size_t at = (*last + step) % *count;
        if (groups[at].kind == kind && date_compare(groups[at].date, date) == 0 &&
            strcmp(groups[at].district, district) == 0) {
            *last = at;
            return &groups[at];
        }
    }
    *last = (*count)++;
    groups[*last] = (struct ages_seen){.date = date, .district = district, .kind = kind};
    return &groups[*last];
}

static void
check_age_groups(const struct municipality *m, struct problems *problems)
{
    size_t people_count, rate_count, group_count = 0, last = 0;
    const struct population *people = municipality_rows(m, TABLE_POPULATION, &people_count);
    const struct consultation_rate *rates =
        municipality_rows(m, TABLE_CONSULTATION_RATES, &rate_count);
    struct ages_seen *groups =
        arena_array(problems->arena, people_count + rate_count, sizeof *groups);
    if (groups == NULL) {
        struct error error;
        error_set(&error, ERROR_MEMORY, NULL, NULL);
        problems_add(problems, &error);
        return;
    }
    for (size_t i = 0; i < people_count; i++) {
        struct ages_seen *group = ages_group(groups, &group_count, &last, people[i].date,
                                             people[i].district, people[i].sex);
        check_ages(&m->tables[TABLE_POPULATION], i, group, people[i].age_from, people[i].age_to,
                   problems);
    }
    for (size_t i = 0; i < rate_count; i++) {
        struct ages_seen *group = ages_group(groups, &group_count, &last, rates[i].date, "",
                                             SEX_COUNT + rates[i].service);
        check_ages(&m->tables[TABLE_CONSULTATION_RATES], i, group, rates[i].age_from,
                   rates[i].age_to, problems);
    }
}

/* Reports `found` in `column` unless from ≤ found ≤ to; NAN bounds nothing. */
static void
check_within(const struct table *table, size_t row, const char *column, double from, double found,
             double to, struct problems *problems)
{
    if (!(found < from) && !(found > to)) {
        return;
    }
    char shown[NUMBER_TEXT_SIZE], limit[NUMBER_TEXT_SIZE];
    bool low = found < from;
    number_write(found, shown);
    number_write(low ? from : to, limit);
    struct text expected;
    text_init(&expected, 64);
    text_format(&expected, "%s %s", low ? "≥" : "≤", limit);
    table_problem(table, row, column, ERROR_OUT_OF_ORDER, shown, text_string(&expected), problems);
    text_free(&expected);
}

static void
check_there(const struct table *table, size_t row, const char *column, bool is_there,
            struct problems *problems)
{
    if (!is_there) {
        table_problem(table, row, column, ERROR_VALUE_MISSING, NULL, NULL, problems);
    }
}

/* What the distribution asks of its median: a logarithm needs one above 0, a logit one inside 0–1.
 */
static void
check_distribution(const struct table *table, size_t row, const char *value_column,
                   const char *spread_column, int distribution, double value, double spread,
                   struct problems *problems)
{
    static const double least = 1e-9;
    check_there(table, row, spread_column, distribution == DISTRIBUTION_FIXED || !isnan(spread),
                problems);
    if (distribution == DISTRIBUTION_LOGNORMAL) {
        check_within(table, row, value_column, least, value, (double)NAN, problems);
    }
    if (distribution == DISTRIBUTION_LOGIT_NORMAL) {
        check_within(table, row, value_column, least, value, 1 - least, problems);
    }
}

static void
check_forecast_parameters(const struct municipality *m, struct problems *problems)
{
    const struct table *table = &m->tables[TABLE_FORECAST_PARAMETERS];
    size_t count;
    const struct forecast_parameter *rows = municipality_rows(m, TABLE_FORECAST_PARAMETERS, &count);
    for (size_t i = 0; i < count; i++) {
        check_unit(table, i, rows[i].unit, assumptions[rows[i].parameter].unit, problems);
        check_distribution(table, i, "value", "spread", rows[i].distribution, rows[i].value,
                           rows[i].spread, problems);
        check_within(table, i, "value", rows[i].min, rows[i].value, rows[i].max, problems);
    }
}

/* A measure with a lever says how large it is and what that does, one that costs how sure that is.
 */
static void
check_measure(const struct table *table, size_t row, const struct measure *measure,
              struct problems *problems)
{
    bool costs = measure->cost_fixed != WHOLE_NONE || measure->cost_year != WHOLE_NONE ||
                 measure->cost_doctor != WHOLE_NONE || measure->cost_listed != WHOLE_NONE;
    if (costs) {
        check_there(table, row, "cost_confidence", measure->cost_confidence != CHOICE_NONE,
                    problems);
        check_there(table, row, "cost_source", measure->cost_source[0] != '\0', problems);
    }
    check_dates(table, row, "until", measure->start, measure->until, problems);
    if (measure->lever == CHOICE_NONE) {
        return;
    }
    check_there(table, row, "size", !isnan(measure->size), problems);
    double most = measure->size_max;
    bool down = measure->size < 0;
    check_within(table, row, "size", down ? most : 0, measure->size, down ? 0 : most, problems);
    if (costs && measure->size == 0) { /* what a unit of it costs cannot be told */
        table_problem(table, row, "size", ERROR_OUT_OF_ORDER, "0", "≠ 0", problems);
    }
    if (measure->lever == LEVER_rule) {
        check_there(table, row, "rule", measure->rule != CHOICE_NONE, problems);
        check_there(table, row, "rule_value", !isnan(measure->rule_value), problems);
        return;
    }
    check_there(table, row, "effect", !isnan(measure->effect), problems);
    check_there(table, row, "effect_distribution", measure->effect_distribution != CHOICE_NONE,
                problems);
    check_there(table, row, "effect_confidence", measure->effect_confidence != CHOICE_NONE,
                problems);
    check_there(table, row, "effect_source", measure->effect_source[0] != '\0', problems);
    check_distribution(table, row, "effect", "effect_spread", measure->effect_distribution,
                       measure->effect, measure->effect_spread, problems);
}

static void
check_measures(const struct municipality *m, struct problems *problems)
{
    size_t count;
    const struct measure *rows = municipality_rows(m, TABLE_MEASURES, &count);
    for (size_t i = 0; i < count; i++) {
        check_measure(&m->tables[TABLE_MEASURES], i, &rows[i], problems);
    }
}

static void
check_rows(const struct municipality *m, struct problems *problems)
{
    size_t count;
    const struct observation *observations = municipality_rows(m, TABLE_OBSERVATIONS, &count);
    for (size_t i = 0; i < count; i++) {
        const struct observation *row = &observations[i];
        check_unit(&m->tables[TABLE_OBSERVATIONS], i, row->unit, indicators[row->indicator].unit,
                   problems);
        check_dates(&m->tables[TABLE_OBSERVATIONS], i, "date", row->since, row->date, problems);
    }
    check_parameters(m, TABLE_PLANNING, planning, problems);
    check_parameters(m, TABLE_REFERENCE, references, problems);
    check_forecast_parameters(m, problems);
    check_measures(m, problems);
    const struct population *groups = municipality_rows(m, TABLE_POPULATION, &count);
    for (size_t i = 0; i < count; i++) {
        check_whole_order(&m->tables[TABLE_POPULATION], i, "age_to", groups[i].age_from,
                          groups[i].age_to, problems);
    }
    const struct consultation_rate *rates = municipality_rows(m, TABLE_CONSULTATION_RATES, &count);
    for (size_t i = 0; i < count; i++) {
        check_whole_order(&m->tables[TABLE_CONSULTATION_RATES], i, "age_to", rates[i].age_from,
                          rates[i].age_to, problems);
    }
    const struct budget *budgets = municipality_rows(m, TABLE_BUDGET, &count);
    for (size_t i = 0; i < count; i++) {
        check_whole_order(&m->tables[TABLE_BUDGET], i, "year_to", budgets[i].year_from,
                          budgets[i].year_to, problems);
    }
}

bool
municipality_check_tables(const struct municipality *municipality, struct problems *problems)
{
    size_t before = problems->count + problems->dropped;
    table_check_references(municipality->tables, TABLE_COUNT, problems);
    check_rows(municipality, problems);
    check_age_groups(municipality, problems);
    return problems->count + problems->dropped == before;
}

/* -- looking up figures ------------------------------------------------------------------------ */

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

static inline bool
observes(const struct observation *row, enum indicator indicator, const char *district)
{
    return row->indicator == (int)indicator &&
           (indicator_kinds[indicator] == INDICATOR_KIND_PERIOD || date_is_none(row->since)) &&
           district_is(row->district, district);
}

bool
observation_is(const struct observation *row, enum indicator indicator, const char *district)
{
    return observes(row, indicator, district);
}

bool
observation_latest(const struct municipality *municipality, enum indicator indicator,
                   const char *district, struct date date, struct figure *out)
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
observation_current(const struct municipality *municipality, enum indicator indicator,
                    const char *district, struct date date, struct figure *out)
{
    struct figure latest;
    if (!observation_latest(municipality, indicator, district, date, &latest) ||
        (int64_t)date.days - latest.date.days > CURRENT_DAYS) {
        return false;
    }
    *out = latest;
    return true;
}

bool
observation_nearest(const struct municipality *municipality, enum indicator indicator,
                    const char *district, struct date date, int32_t days, struct figure *out)
{
    size_t count;
    const struct observation *rows = municipality_rows(municipality, TABLE_OBSERVATIONS, &count);
    const struct observation *best = NULL;
    int64_t shortest = days;
    for (size_t i = 0; i < count; i++) {
        int64_t after = (int64_t)rows[i].date.days - date.days;
        int64_t away = after < 0 ? -after : after;
        bool first = best == NULL && away <= shortest;
        bool nearer = first || away < shortest ||
                      (away == shortest && after > 0 && best->date.days < date.days);
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

static bool
parameter_figure(const struct municipality *municipality, enum table_id table, int item,
                 struct figure *out)
{
    size_t count;
    const struct parameter *rows = municipality_rows(municipality, table, &count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].item == item) {
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

bool
planning_figure(const struct municipality *municipality, enum planning item, struct figure *out)
{
    return parameter_figure(municipality, TABLE_PLANNING, (int)item, out);
}

bool
reference_figure(const struct municipality *municipality, enum reference item, struct figure *out)
{
    return parameter_figure(municipality, TABLE_REFERENCE, (int)item, out);
}

const struct source *
source_find(const struct municipality *municipality, const char *key)
{
    size_t count;
    const struct source *sources = municipality_rows(municipality, TABLE_SOURCES, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(sources[i].source, key) == 0) {
            return &sources[i];
        }
    }
    return NULL;
}

const char *
source_title(const struct municipality *municipality, const char *key)
{
    const struct source *source = source_find(municipality, key);
    return source == NULL ? key : source->title;
}

bool
counted_tables_hold(const struct municipality *municipality, struct date date)
{
    return date_compare(municipality_facts(municipality)->state_date, date) <= 0;
}

/* Whether the population table of a day can be relied on: it has every district, or is not divided
 * at all. */
static bool
is_complete(const struct municipality *municipality, struct date date)
{
    size_t row_count, district_count;
    const struct population *rows = municipality_rows(municipality, TABLE_POPULATION, &row_count);
    const struct district *districts =
        municipality_rows(municipality, TABLE_DISTRICTS, &district_count);
    size_t found = 0, at = 0;
    bool divided = false;
    for (size_t d = 0; d < district_count; d++) {
        bool has = false;
        for (size_t step = 0; step < row_count && !has; step++) { /* on from the district before */
            const struct population *row = &rows[at];
            at = at + 1 == row_count ? 0 : at + 1;
            if (row->date.days == date.days) {
                divided |= row->district[0] != '\0';
                has = district_is(row->district, districts[d].district);
            }
        }
        found += has;
    }
    return found == district_count || !divided;
}

bool
population_date(const struct municipality *municipality, struct date date, struct date *out)
{
    size_t count;
    const struct population *rows = municipality_rows(municipality, TABLE_POPULATION, &count);
    for (struct date last = date;; last.days--) {
        struct date latest = DATE_NONE;
        for (size_t i = 0; i < count; i++) {
            const struct date found = rows[i].date;
            latest = found.days <= last.days && found.days > latest.days ? found : latest;
        }
        if (date_is_none(latest)) {
            return false;
        }
        if (is_complete(municipality, latest)) {
            *out = latest;
            return true;
        }
        last = latest;
    }
}

bool
population_figure(const struct municipality *municipality, const char *district, struct date date,
                  struct figure *out)
{
    struct date counted;
    return population_date(municipality, date, &counted) &&
           population_counted(municipality, district, counted, out);
}

bool
population_counted(const struct municipality *municipality, const char *district,
                   struct date counted, struct figure *out)
{
    size_t count;
    const struct population *rows = municipality_rows(municipality, TABLE_POPULATION, &count);
    struct figure sum = {.unit = UNIT_persons, .date = counted, .since = DATE_NONE, .source = NULL};
    for (size_t i = 0; i < count; i++) {
        if (rows[i].date.days == counted.days &&
            (district == NULL || district_is(rows[i].district, district))) {
            sum.value += (double)rows[i].persons;
            if (sum.source == NULL) {
                sum.source = rows[i].source;
                sum.place = rows[i].place;
            }
        }
    }
    if (sum.source == NULL) {
        return false;
    }
    *out = sum;
    return true;
}
