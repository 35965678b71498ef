/* SPDX-License-Identifier: EUPL-1.2 */
#include "fixture.h"

#include "base/random.h"
#include "exchange/file.h"
#include "exchange/folder.h"
#include "exchange/national.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_LIMIT = 256 * 1024 * 1024, PATH_SIZE = 1024 };

/* -- what is in the source --------------------------------------------------------------------- */

static void
print_problems(const struct problems *problems)
{
    struct text text;
    text_init(&text, 64 * 1024);
    for (size_t i = 0; i < problems->count; i++) {
        error_write(&problems->errors[i], LANGUAGE_EN, &text);
        text_add_char(&text, '\n');
    }
    print_error("%s", text_string(&text));
    text_free(&text);
}

int
fixture_setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    if (fixture == NULL) {
        return -1;
    }
    arena_init(&fixture->arena, ARENA_LIMIT);
    problems_init(&fixture->problems, &fixture->arena);
    *state = fixture;
    if (!national_rulebook(NULL, &fixture->problems, &fixture->rulebook) ||
        !folder_read(SOURCE_ROOT "/data/bergen", &fixture->rulebook, &fixture->problems,
                     &fixture->bergen) ||
        !national_fill(&fixture->bergen, &fixture->problems)) {
        print_problems(&fixture->problems);
        return -1;
    }
    return 0;
}

int
fixture_teardown(void **state)
{
    struct fixture *fixture = *state;
    arena_free(&fixture->arena);
    free(fixture);
    return 0;
}

int
memory_setup(void **state)
{
    static struct arena memory;
    arena_init(&memory, (size_t)1 << 30);
    *state = &memory;
    return 0;
}

int
memory_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

char *
source_file(struct arena *arena, const char *path, size_t *length)
{
    char whole[PATH_SIZE];
    struct error error;
    char *bytes = NULL;
    snprintf(whole, sizeof whole, "%s/%s", SOURCE_ROOT, path);
    if (!file_read(whole, arena, &bytes, length, &error)) {
        fail_msg("cannot read %s: %s", whole, error.expected);
    }
    return bytes;
}

char *
with_replaced(struct arena *arena, const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    if (at == NULL || strstr(at + 1, from) != NULL) {
        fail_msg("\"%s\" must stand there once", from);
        return NULL;
    }
    size_t before = (size_t)(at - text);
    char *copy = arena_alloc(arena, strlen(text) + strlen(to) + 1);
    assert_non_null(copy);
    memcpy(copy, text, before);
    memcpy(copy + before, to, strlen(to));
    strcpy(copy + before + strlen(to), at + strlen(from));
    return copy;
}

static bool
is_of(const struct observation *row, enum indicator indicator, const char *district)
{
    return row->indicator == (int)indicator && strcmp(row->district, district) == 0;
}

struct municipality
without_observed(struct arena *arena, const struct municipality *municipality,
                 enum indicator indicator, const char *district)
{
    struct municipality copy = *municipality;
    struct table *table = &copy.tables[TABLE_OBSERVATIONS];
    size_t count, kept = 0;
    const struct observation *rows = municipality_rows(municipality, TABLE_OBSERVATIONS, &count);
    struct observation *left = arena_array(arena, count, sizeof *left);
    assert_non_null(left);
    for (size_t i = 0; i < count; i++) {
        if (!is_of(&rows[i], indicator, district)) {
            left[kept++] = rows[i];
        }
    }
    assert_true(kept < count);
    table->rows = left;
    table->count = kept;
    table->lines = NULL;
    return copy;
}

struct municipality
with_observed(struct arena *arena, const struct municipality *municipality,
              enum indicator indicator, const char *district, double value)
{
    struct municipality copy = *municipality;
    size_t count, changed = 0;
    const struct observation *rows = municipality_rows(municipality, TABLE_OBSERVATIONS, &count);
    struct observation *all = arena_array(arena, count, sizeof *all);
    assert_non_null(all);
    for (size_t i = 0; i < count; i++) {
        all[i] = rows[i];
        if (is_of(&rows[i], indicator, district)) {
            all[i].value = value;
            changed++;
        }
    }
    assert_true(changed > 0);
    copy.tables[TABLE_OBSERVATIONS].rows = all;
    return copy;
}

struct municipality
without_table(const struct municipality *municipality, enum table_id id)
{
    struct municipality copy = *municipality;
    copy.tables[id] = (struct table){0};
    return copy;
}

/* -- a town ------------------------------------------------------------------------------------ */

static void
put(struct town *town, enum table_id id, void *rows, size_t count)
{
    town->municipality.tables[id] = (struct table){
        .schema = &municipality_schemas[id], .rows = rows, .count = count, .file = ""};
}

/* The number of the next row of a table, which now has one more. */
static size_t
next(struct town *town, enum table_id id, void *rows)
{
    struct table *table = &town->municipality.tables[id];
    size_t count = table->schema == NULL ? 0 : table->count;
    assert_true(count < TOWN_ROWS);
    put(town, id, rows, count + 1);
    return count;
}

void
town_init(struct town *town, const char *state_date)
{
    memset(town, 0, sizeof *town);
    town->sources[0] = (struct source){"s", "a source", "", "", DATE_NONE};
    town->facts[0] = (struct municipality_facts){
        .code = "9999", .name = "Town", .state_date = day(state_date), .source = "s", .place = ""};
    put(town, TABLE_SOURCES, town->sources, 1);
    put(town, TABLE_MUNICIPALITY, town->facts, 1);
}

struct district *
town_district(struct town *town, const char *name)
{
    struct district *row = &town->districts[next(town, TABLE_DISTRICTS, town->districts)];
    *row = (struct district){name, "", "s"};
    return row;
}

struct zone *
town_zone(struct town *town, const char *zone, const char *subdistrict, const char *district)
{
    struct zone *row = &town->zones[next(town, TABLE_ZONES, town->zones)];
    *row = (struct zone){zone, subdistrict, district, "s"};
    return row;
}

struct population *
town_people(struct town *town, const char *date, const char *district, int64_t age_from,
            int64_t age_to, enum sex sex, int64_t persons)
{
    struct population *row = &town->population[next(town, TABLE_POPULATION, town->population)];
    *row = (struct population){day(date), district, age_from, age_to, (int)sex, persons, "s", ""};
    return row;
}

struct practice *
town_practice(struct town *town, const char *key, const char *district, const char *zone)
{
    struct practice *row = &town->practices[next(town, TABLE_PRACTICES, town->practices)];
    *row = (struct practice){key, "", district, zone, FLAG_NO, "s"};
    return row;
}

struct post *
town_post(struct town *town, const char *key, const char *practice, enum post_status status,
          int64_t cap)
{
    struct post *row = &town->posts[next(town, TABLE_POSTS, town->posts)];
    *row = (struct post){key, practice, (int)status, cap, CHOICE_NONE, FLAG_NO, "s"};
    return row;
}

struct list *
town_list(struct town *town, const char *post, int64_t length, enum list_state state)
{
    struct list *row = &town->lists[next(town, TABLE_LISTS, town->lists)];
    *row = (struct list){post, town->facts[0].state_date, length, (int)state, FLAG_NO, "s"};
    return row;
}

struct service *
town_service(struct town *town, const char *key, enum staffing staffing, double doctor_years)
{
    struct service *row = &town->services[next(town, TABLE_SERVICES, town->services)];
    *row = (struct service){.service = key,
                            .name = key,
                            .sites = WHOLE_NONE,
                            .opening = "",
                            .doctor_years = doctor_years,
                            .doctors = WHOLE_NONE,
                            .staffing = (int)staffing,
                            .demand = (double)NAN,
                            .demand_of = "",
                            .date = town->facts[0].state_date,
                            .source = "s",
                            .place = ""};
    return row;
}

struct observation *
town_observe(struct town *town, const char *date, enum indicator indicator, const char *district,
             double value)
{
    struct observation *row =
        &town->observations[next(town, TABLE_OBSERVATIONS, town->observations)];
    *row = (struct observation){.date = day(date),
                                .indicator = (int)indicator,
                                .district = district,
                                .value = value,
                                .unit = (int)indicator_unit(indicator),
                                .since = DATE_NONE,
                                .confidence = CONFIDENCE_A,
                                .source = "s",
                                .place = "",
                                .note = ""};
    return row;
}

struct parameter *
town_plan(struct town *town, enum planning item, double value)
{
    struct parameter *row = &town->planning[next(town, TABLE_PLANNING, town->planning)];
    *row = (struct parameter){(int)item, value, (int)planning_unit(item), DATE_NONE, CONFIDENCE_A,
                              "s",       ""};
    return row;
}

struct budget *
town_budget(struct town *town, int64_t year_from, int64_t year_to)
{
    struct budget *row = &town->budget[next(town, TABLE_BUDGET, town->budget)];
    *row = (struct budget){"money", year_from, year_to, BUDGET_FRAME, 100, "s", ""};
    return row;
}

struct same_day_answer *
town_answer(struct town *town, const char *survey, const char *date, int64_t gps, double slots)
{
    struct same_day_answer *row = &town->answers[next(town, TABLE_SAME_DAY_SURVEY, town->answers)];
    *row =
        (struct same_day_answer){survey, "someone", day(date), "", gps, WHOLE_NONE, slots, "s", ""};
    return row;
}

struct list_spread *
town_spread(struct town *town, double share, int64_t length)
{
    struct list_spread *row = &town->spread[next(town, TABLE_LIST_SPREAD, town->spread)];
    *row = (struct list_spread){share, length, town->facts[0].state_date, "s", ""};
    return row;
}

struct practice_size *
town_size(struct town *town, int64_t gps, int64_t practices)
{
    struct practice_size *row = &town->sizes[next(town, TABLE_PRACTICE_SIZES, town->sizes)];
    *row = (struct practice_size){gps, practices, town->facts[0].state_date, "s", ""};
    return row;
}

struct parameter *
town_reference(struct town *town, enum reference item, double value)
{
    struct parameter *row = &town->reference[next(town, TABLE_REFERENCE, town->reference)];
    *row = (struct parameter){(int)item, value, (int)reference_unit(item), DATE_NONE, CONFIDENCE_A,
                              "s",       ""};
    return row;
}

struct consultation_rate *
town_rate(struct town *town, const char *date, int64_t age_from, int64_t age_to, double per_person)
{
    struct consultation_rate *row = &town->rates[next(town, TABLE_CONSULTATION_RATES, town->rates)];
    *row = (struct consultation_rate){.service = SERVICE_GP,
                                      .age_from = age_from,
                                      .age_to = age_to,
                                      .date = day(date),
                                      .per_person = per_person,
                                      .share_seen = (double)NAN,
                                      .source = "s",
                                      .place = ""};
    return row;
}

/* -- words ------------------------------------------------------------------------------------- */

struct date
day(const char *iso)
{
    struct date date = DATE_NONE;
    if (!date_parse(iso, strlen(iso), &date)) {
        fail_msg("%s is no date", iso);
    }
    return date;
}

void
check_near(double actual, double expected, double tolerance, const char *what, const char *file,
           int line)
{
    bool both_none = isnan(actual) && isnan(expected);
    if (!both_none && !(fabs(actual - expected) <= tolerance)) {
        print_error("%s is %.17g, not %.17g within %g\n", what, actual, expected, tolerance);
        _fail(file, line);
    }
}

const struct error *
problem_of(const struct problems *problems, enum error_code code)
{
    for (size_t i = 0; i < problems->count; i++) {
        if (problems->errors[i].code == code) {
            return &problems->errors[i];
        }
    }
    print_problems(problems);
    fail_msg("no error of code %d among %zu", (int)code, problems->count);
    return NULL;
}

double
as_printed(double number, int decimals)
{
    double power = pow(10, decimals);
    return copysign(floor(fabs(number) * power + 0.5), number) / power;
}

/* -- dice -------------------------------------------------------------------------------------- */

double
dice_between(struct dice *dice, double low, double high)
{
    return low + random_unit((struct draw){dice->seed, 0, 0, dice->thrown++}) * (high - low);
}

int64_t
dice_whole(struct dice *dice, int64_t low, int64_t high)
{
    uint32_t span = (uint32_t)(high - low) + 1;
    return low + random_below((struct draw){dice->seed, 0, 1, dice->thrown++}, span);
}
