/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/rulebook.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum continuity { UNBROKEN, LAPSES };

static const struct {
    enum unit unit;
    enum continuity continuity;
    const char *names[LANGUAGE_COUNT];
} rules[RULE_COUNT] = {
#define RULE(id, unit, continuity, nb, nn, en) {UNIT_##unit, continuity, {nb, nn, en}},
#include "scheme/rule.def"
#undef RULE
};

const char *const rule_ids[RULE_COUNT + 1] = {
#define RULE(id, unit, continuity, nb, nn, en) #id,
#include "scheme/rule.def"
#undef RULE
    NULL,
};

const char *const rule_kinds[] = {"law", "agreement", "convention", "practice", NULL};

enum { KEY = COLUMN_KEY | COLUMN_REQUIRED };

#define MEMBER_OF(member) .name = #member, .offset = offsetof(struct rule_row, member), .unit = ""

static const struct column columns[] = {
    {MEMBER_OF(rule), .type = COLUMN_CHOICE, .flags = KEY, .choices = rule_ids,
     .about = "which rule"},
    {MEMBER_OF(value), .type = COLUMN_DECIMAL, .flags = COLUMN_REQUIRED, .min = 0, .max = 1e9,
     .about = "its value"},
    {MEMBER_OF(unit), .type = COLUMN_CHOICE, .flags = COLUMN_REQUIRED, .choices = unit_ids,
     .about = "unit; must be the rule's"},
    {MEMBER_OF(valid_from), .type = COLUMN_DATE, .flags = KEY, .about = "first day it is valid"},
    {MEMBER_OF(valid_to), .type = COLUMN_DATE,
     .about = "last day it is valid; empty: still in force"},
    {MEMBER_OF(kind), .type = COLUMN_CHOICE, .flags = COLUMN_REQUIRED, .choices = rule_kinds,
     .about = "what it rests on; practice is not law"},
    {MEMBER_OF(clause), .type = COLUMN_TEXT, .flags = COLUMN_REQUIRED,
     .about = "rule ids, such as R41"},
    {MEMBER_OF(source), .type = COLUMN_TEXT, .flags = COLUMN_REQUIRED,
     .about = "paragraph, agreement or page"},
    {MEMBER_OF(note), .type = COLUMN_TEXT, .about = "what a reader must know"},
};

const struct table_schema rulebook_schema = {
    .name = "norway",
    .about = "The rulebook: one row a rule and period.",
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .row_size = sizeof(struct rule_row),
    .required = true,
};

enum unit
rule_unit(enum rule rule)
{
    return rules[rule].unit;
}

const char *
rule_name(enum rule rule, enum language language)
{
    return rules[rule].names[language];
}

static bool
ends_before(const struct rule_row *row, struct date date)
{
    return !date_is_none(row->valid_to) && date_compare(row->valid_to, date) < 0;
}

static bool
overlap(const struct rule_row *a, const struct rule_row *b)
{
    return a->rule == b->rule && !ends_before(a, b->valid_from) && !ends_before(b, a->valid_from);
}

static void
check_row(const struct table *table, const struct rule_row *rows, size_t r,
          struct problems *problems)
{
    const struct rule_row *row = &rows[r];
    if ((enum unit)row->unit != rules[row->rule].unit) {
        table_problem(table, r, "unit", ERROR_WRONG_UNIT, unit_ids[row->unit],
                      unit_ids[rules[row->rule].unit], problems);
    }
    if (ends_before(row, row->valid_from)) {
        char found[DATE_TEXT_SIZE], from[DATE_TEXT_SIZE];
        date_write(row->valid_to, found);
        date_write(row->valid_from, from);
        char expected[16] = "≥ ";
        strncat(expected, from, sizeof expected - strlen(expected) - 1);
        table_problem(table, r, "valid_to", ERROR_OUT_OF_ORDER, found, expected, problems);
        return;
    }
    for (size_t other = 0; other < r; other++) {
        if (overlap(row, &rows[other])) {
            struct text line;
            text_init(&line, 32);
            text_format(&line, "%d", table->lines[other]);
            table_problem(table, r, "rule", ERROR_RULE_OVERLAP, rule_ids[row->rule],
                          text_string(&line), problems);
            text_free(&line);
        }
    }
}

/* Whether some row of the same rule is valid on the day after `row` ends. */
static bool
is_followed(const struct rule_row *rows, size_t count, const struct rule_row *row)
{
    struct date next = {row->valid_to.days + 1};
    for (size_t i = 0; i < count; i++) {
        if (rows[i].rule == row->rule && date_compare(rows[i].valid_from, next) <= 0 &&
            !ends_before(&rows[i], next)) {
            return true;
        }
    }
    return false;
}

static void
check_coverage(const struct table *table, const struct rule_row *rows, struct problems *problems)
{
    bool seen[RULE_COUNT] = {false};
    for (size_t r = 0; r < table->count; r++) {
        const struct rule_row *row = &rows[r];
        seen[row->rule] = true;
        if (rules[row->rule].continuity == UNBROKEN && !date_is_none(row->valid_to) &&
            !is_followed(rows, table->count, row)) {
            char end[DATE_TEXT_SIZE];
            date_write((struct date){row->valid_to.days + 1}, end);
            char after[16] = "≥ ";
            strncat(after, end, sizeof after - strlen(after) - 1);
            table_problem(table, r, "valid_to", ERROR_RULE_GAP, rule_ids[row->rule], after,
                          problems);
        }
    }
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        if (!seen[rule]) {
            struct error error;
            error_set(&error, ERROR_RULE_MISSING, rule_ids[rule], "≥ 2013-01-01");
            error_place(&error, table->file, 0, 0, "rule");
            problems_add(problems, &error);
        }
    }
}

bool
rulebook_read(const char *file, char *bytes, size_t length, struct problems *problems,
              struct rulebook *out)
{
    struct table table;
    if (!table_read(&rulebook_schema, NULL, 0, file, bytes, length, problems, &table)) {
        return false;
    }
    size_t before = problems->count + problems->dropped;
    const struct rule_row *rows = table.rows;
    for (size_t r = 0; r < table.count; r++) {
        check_row(&table, rows, r, problems);
    }
    if (problems->count + problems->dropped == before) {
        check_coverage(&table, rows, problems);
    }
    if (problems->count + problems->dropped != before) {
        return false;
    }
    out->table = table;
    return true;
}

const struct rule_row *
rule_find(const struct rulebook *rulebook, enum rule rule, struct date date)
{
    const struct rule_row *rows = rulebook->table.rows;
    for (size_t r = 0; r < rulebook->table.count; r++) {
        if (rows[r].rule == (int)rule && date_compare(rows[r].valid_from, date) <= 0 &&
            !ends_before(&rows[r], date)) {
            return &rows[r];
        }
    }
    return NULL;
}

double
rule_value(const struct rulebook *rulebook, enum rule rule, struct date date)
{
    const struct rule_row *row = rule_find(rulebook, rule, date);
    return row == NULL ? (double)NAN : row->value;
}

static bool
same(const struct rule_row *a, const struct rule_row *b)
{
    if (a == NULL || b == NULL) {
        return a == b;
    }
    return !(a->value < b->value) && !(a->value > b->value) && strcmp(a->source, b->source) == 0 &&
           strcmp(a->clause, b->clause) == 0;
}

size_t
rulebook_diff(const struct rulebook *rulebook, struct date before, struct date after,
              struct rule_change changes[RULE_COUNT])
{
    size_t count = 0;
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        const struct rule_row *a = rule_find(rulebook, (enum rule)rule, before);
        const struct rule_row *b = rule_find(rulebook, (enum rule)rule, after);
        if (!same(a, b)) {
            changes[count++] = (struct rule_change){(enum rule)rule, a, b};
        }
    }
    return count;
}
