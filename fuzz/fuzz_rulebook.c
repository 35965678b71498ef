/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as a rulebook. Input that begins with "+" gets a row, in the order of the declared
 * columns, for each rule it does not name, so that a small input can be a whole rulebook. In what
 * is accepted each rule has one value at a time, and no gap where it must be unbroken; it is
 * written and read back the same. */
#include "fuzz.h"
#include "scheme/rulebook.h"

#include <math.h>

enum { UNBROKEN = 1, LAPSES = 0, ROWS_CHECKED = 60 };

static const bool is_unbroken[RULE_COUNT] = {
#define RULE(id, unit, continuity, nb, nn, en) continuity,
#include "scheme/rule.def"
#undef RULE
};

static bool
covers(const struct rule_row *row, enum rule rule, struct date date)
{
    return row->rule == (int)rule && date_compare(row->valid_from, date) <= 0 &&
           (date_is_none(row->valid_to) || date_compare(date, row->valid_to) <= 0);
}

static void
check_day(const struct rulebook *rulebook, struct date date)
{
    const struct rule_row *rows = rulebook->table.rows;
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        const struct rule_row *in_force = NULL;
        bool begun = false;
        for (size_t r = 0; r < rulebook->table.count; r++) {
            if (covers(&rows[r], (enum rule)rule, date)) {
                require(in_force == NULL);
                in_force = &rows[r];
            }
            begun = begun || (rows[r].rule == rule && date_compare(rows[r].valid_from, date) <= 0);
        }
        require(rule_find(rulebook, (enum rule)rule, date) == in_force);
        require(in_force != NULL || !begun || !is_unbroken[rule]);
        double value = rule_value(rulebook, (enum rule)rule, date);
        require(in_force == NULL ? isnan(value)
                                 : !(value < in_force->value) && !(value > in_force->value));
    }
    struct rule_change changes[RULE_COUNT];
    require(rulebook_diff(rulebook, date, date, changes) == 0);
}

static void
check_rulebook(const struct rulebook *rulebook)
{
    const struct rule_row *rows = rulebook->table.rows;
    bool named[RULE_COUNT] = {false};
    for (size_t r = 0; r < rulebook->table.count; r++) {
        require(rows[r].rule >= 0 && rows[r].rule < RULE_COUNT);
        require((enum unit)rows[r].unit == rule_unit((enum rule)rows[r].rule));
        require(date_is_none(rows[r].valid_to) ||
                date_compare(rows[r].valid_from, rows[r].valid_to) <= 0);
        named[rows[r].rule] = true;
    }
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        require(named[rule]);
    }
    for (size_t r = 0; r < rulebook->table.count && r < ROWS_CHECKED; r++) {
        check_day(rulebook, (struct date){rows[r].valid_from.days - 1});
        check_day(rulebook, rows[r].valid_from);
        if (!date_is_none(rows[r].valid_to)) {
            check_day(rulebook, rows[r].valid_to);
            check_day(rulebook, (struct date){rows[r].valid_to.days + 1});
        }
    }
    struct rule_change changes[RULE_COUNT];
    size_t count = rulebook_diff(rulebook, rows[0].valid_from,
                                 (struct date){rows[0].valid_from.days + 1}, changes);
    for (size_t i = 0; i < count; i++) {
        require(changes[i].before != changes[i].after);
        require(i == 0 || changes[i].rule > changes[i - 1].rule);
    }
}

static void
check_round_trip(const struct rulebook *rulebook)
{
    struct text once, twice;
    text_init(&once, 64 * 1024 * 1024);
    text_init(&twice, 64 * 1024 * 1024);
    table_write(&rulebook->table, &once);
    require(!once.failed);
    char *bytes = copy_of(once.bytes, once.length);
    struct arena arena;
    arena_init(&arena, 256 * 1024 * 1024);
    struct problems problems;
    problems_init(&problems, &arena);
    struct rulebook again;
    require(rulebook_read("r.csv", bytes, once.length, &problems, &again));
    free(bytes);
    table_write(&again.table, &twice);
    require(strcmp(text_string(&once), text_string(&twice)) == 0);
    arena_free(&arena);
    text_free(&once);
    text_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text input;
    text_init(&input, 8 * 1024 * 1024);
    bool completed = size > 0 && data[0] == '+';
    text_add_bytes(&input, (const char *)data + completed, size - completed);
    for (int rule = 0; completed && rule < RULE_COUNT; rule++) {
        if (strstr(text_string(&input), rule_ids[rule]) == NULL) {
            text_format(&input, "\n%s,1,%s,2013-01-01,,law,R1,x,", rule_ids[rule],
                        unit_ids[rule_unit((enum rule)rule)]);
        }
    }
    struct arena arena;
    arena_init(&arena, 256 * 1024 * 1024);
    struct problems problems;
    problems_init(&problems, &arena);
    struct rulebook rulebook;
    char *bytes = copy_of(input.bytes, input.length);
    bool fine = rulebook_read("r.csv", bytes, input.length, &problems, &rulebook);
    free(bytes);
    require(fine == problems_none(&problems));
    if (fine) {
        check_rulebook(&rulebook);
        check_round_trip(&rulebook);
    }
    arena_free(&arena);
    text_free(&input);
    return 0;
}
