/* SPDX-License-Identifier: EUPL-1.2 */
/* What the tests of the rooms share: the rulebook and Bergen as they stand in the source, small
 * towns made row by row, dates and numbers in a word, and throws of dice that are the same every
 * time. */
#ifndef DEKNING_TEST_FIXTURE_H
#define DEKNING_TEST_FIXTURE_H

#include "base/arena.h"
#include "base/error.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* -- what is in the source --------------------------------------------------------------------- */

struct fixture {
    struct arena arena;
    struct problems problems;
    struct rulebook rulebook;
    struct municipality bergen; /* data/bergen with the national tables */
};

/* For a group of tests: *state becomes a loaded struct fixture, which no test changes but to take
 * memory. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* For a group of tests that need no more than memory: *state becomes an empty struct arena. */
int memory_setup(void **state);
int memory_teardown(void **state);

/* The bytes of a file of the source, such as "rules/norway.csv", with a NUL behind them. */
char *source_file(struct arena *arena, const char *path, size_t *length);

/* A copy of `text` where `from`, which must stand there once, is `to`. */
char *with_replaced(struct arena *arena, const char *text, const char *from, const char *to);

/* A copy of the municipality without the observations of an indicator and district ("" for the
 * whole). */
struct municipality without_observed(struct arena *arena, const struct municipality *municipality,
                                     enum indicator indicator, const char *district);

/* A copy of the municipality where every observation of that indicator and district has that value.
 */
struct municipality with_observed(struct arena *arena, const struct municipality *municipality,
                                  enum indicator indicator, const char *district, double value);

/* A copy of the municipality without a table. */
struct municipality without_table(const struct municipality *municipality, enum table_id id);

/* -- a town ------------------------------------------------------------------------------------ */

enum { TOWN_ROWS = 64 };

/* A municipality in one struct. It must stay where it was made. */
struct town {
    struct municipality municipality;
    struct source sources[1];
    struct municipality_facts facts[1];
    struct district districts[TOWN_ROWS];
    struct zone zones[TOWN_ROWS];
    struct population population[TOWN_ROWS];
    struct practice practices[TOWN_ROWS];
    struct post posts[TOWN_ROWS];
    struct list lists[TOWN_ROWS];
    struct service services[TOWN_ROWS];
    struct observation observations[TOWN_ROWS];
    struct parameter planning[TOWN_ROWS];
    struct budget budget[TOWN_ROWS];
    struct same_day_answer answers[TOWN_ROWS];
    struct list_spread spread[TOWN_ROWS];
    struct practice_size sizes[TOWN_ROWS];
    struct parameter reference[TOWN_ROWS];
    struct consultation_rate rates[TOWN_ROWS];
};

/* A town of that state date with nothing in it but the source "s". */
void town_init(struct town *town, const char *state_date);

/* Each adds a row of that table, all its cells filled, and returns it to be changed. */
struct district *town_district(struct town *town, const char *name);
struct zone *town_zone(struct town *town, const char *zone, const char *subdistrict,
                       const char *district);
struct population *town_people(struct town *town, const char *date, const char *district,
                               int64_t age_from, int64_t age_to, enum sex sex, int64_t persons);
struct practice *town_practice(struct town *town, const char *key, const char *district,
                               const char *zone);
struct post *town_post(struct town *town, const char *key, const char *practice,
                       enum post_status status, int64_t cap);
struct list *town_list(struct town *town, const char *post, int64_t length, enum list_state state);
struct service *town_service(struct town *town, const char *key, enum staffing staffing,
                             double doctor_years);
struct observation *town_observe(struct town *town, const char *date, enum indicator indicator,
                                 const char *district, double value);
struct parameter *town_plan(struct town *town, enum planning item, double value);
struct budget *town_budget(struct town *town, int64_t year_from, int64_t year_to);
struct same_day_answer *town_answer(struct town *town, const char *survey, const char *date,
                                    int64_t gps, double slots);
struct list_spread *town_spread(struct town *town, double share, int64_t length);
struct practice_size *town_size(struct town *town, int64_t gps, int64_t practices);
struct parameter *town_reference(struct town *town, enum reference item, double value);
struct consultation_rate *town_rate(struct town *town, const char *date, int64_t age_from,
                                    int64_t age_to, double per_person);

/* -- words ------------------------------------------------------------------------------------- */

/* A day written YYYY-MM-DD. */
struct date day(const char *iso);

/* Fails the test unless the two are that near, or both are NAN. */
#define assert_near(actual, expected, tolerance)                                                   \
    check_near((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)

void check_near(double actual, double expected, double tolerance, const char *what,
                const char *file, int line);

/* The first error of that code; fails the test, with what is there instead, when there is none. */
const struct error *problem_of(const struct problems *problems, enum error_code code);

/* A number as it stands in a printed table: that many decimals, half away from zero. */
double as_printed(double number, int decimals);

/* -- dice -------------------------------------------------------------------------------------- */

/* Draws for tests of properties; start with {.seed = …}. */
struct dice {
    uint64_t seed;
    uint32_t thrown;
};

double dice_between(struct dice *dice, double low, double high);
int64_t dice_whole(struct dice *dice, int64_t low, int64_t high); /* both included */

#endif
