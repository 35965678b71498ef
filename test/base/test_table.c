/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/csv.h"
#include "base/table.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* -- schemas with a column of every type ------------------------------------------------------- */

struct thing {
    const char *key, *part;
    int64_t count;
    double share;
    int64_t price;
    struct date day;
    int state;
    const char *owner;
    int64_t cap;
};

static const char *const states[] = {"open", "closed", "locked", NULL};

static const struct column thing_columns[] = {
    {.name = "key",
     .type = COLUMN_TEXT,
     .flags = COLUMN_KEY | COLUMN_REQUIRED,
     .offset = offsetof(struct thing, key),
     .unit = "",
     .about = "names it"},
    {.name = "part",
     .type = COLUMN_TEXT,
     .flags = COLUMN_KEY,
     .offset = offsetof(struct thing, part),
     .unit = "",
     .about = "part of it"},
    {.name = "count",
     .type = COLUMN_WHOLE,
     .flags = COLUMN_REQUIRED,
     .offset = offsetof(struct thing, count),
     .min = -5,
     .max = 1000,
     .unit = "things",
     .about = "how many"},
    {.name = "share",
     .type = COLUMN_DECIMAL,
     .offset = offsetof(struct thing, share),
     .min = 0,
     .max = 1,
     .unit = "",
     .about = "a part of one"},
    {.name = "price",
     .type = COLUMN_MONEY,
     .offset = offsetof(struct thing, price),
     .min = -1e6,
     .max = 1e12,
     .unit = "NOK",
     .about = "money"},
    {.name = "day",
     .type = COLUMN_DATE,
     .offset = offsetof(struct thing, day),
     .unit = "",
     .about = "a day"},
    {.name = "state",
     .type = COLUMN_CHOICE,
     .offset = offsetof(struct thing, state),
     .choices = states,
     .unit = "",
     .about = "one of some"},
    {.name = "owner",
     .type = COLUMN_TEXT,
     .offset = offsetof(struct thing, owner),
     .references = "owners",
     .unit = "",
     .about = "who has it"},
    {.name = "cap",
     .type = COLUMN_WHOLE,
     .offset = offsetof(struct thing, cap),
     .min = 0,
     .max = (double)INFINITY,
     .max_limit = "cap_max",
     .unit = "",
     .about = "at most"},
};

static const struct table_schema things = {
    .name = "things",
    .about = "Things.",
    .columns = thing_columns,
    .column_count = sizeof thing_columns / sizeof thing_columns[0],
    .row_size = sizeof(struct thing),
    .required = true,
};

struct owner {
    const char *owner;
    double value;
};

static const struct column owner_columns[] = {
    {.name = "owner",
     .type = COLUMN_TEXT,
     .flags = COLUMN_KEY | COLUMN_REQUIRED,
     .offset = offsetof(struct owner, owner),
     .unit = "",
     .about = "who"},
    {.name = "value",
     .type = COLUMN_DECIMAL,
     .offset = offsetof(struct owner, value),
     .min = -(double)INFINITY,
     .max = (double)INFINITY,
     .unit = "",
     .about = "any number"},
};

static const struct table_schema owners = {
    .name = "owners",
    .file = "people/owners",
    .about = "Owners.",
    .columns = owner_columns,
    .column_count = sizeof owner_columns / sizeof owner_columns[0],
    .row_size = sizeof(struct owner),
};

static const struct column owner_alone[] = {
    {.name = "owner",
     .type = COLUMN_TEXT,
     .offset = offsetof(struct owner, owner),
     .unit = "",
     .about = "who"},
};

static const struct table_schema one_column = {.name = "lonely",
                                               .about = "",
                                               .columns = owner_alone,
                                               .column_count = 1,
                                               .row_size = sizeof(struct owner)};

static const struct table_schema one_row = {.name = "only",
                                            .about = "",
                                            .columns = owner_columns,
                                            .column_count = 2,
                                            .row_size = sizeof(struct owner),
                                            .single = true};

static const struct table_limit limits[] = {{"other", 1}, {"cap_max", 2500}, {"more", 3}};

/* -- reading, and what it says ----------------------------------------------------------------- */

struct outcome {
    struct arena arena;
    struct problems problems;
    struct table table;
    char *input;
    bool fine;
};

static void
read_bytes(struct outcome *outcome, const struct table_schema *schema, const char *file,
           const char *bytes, size_t length, size_t memory)
{
    outcome->input = malloc(length == 0 ? 1 : length);
    memcpy(outcome->input, bytes, length);
    arena_init(&outcome->arena, memory);
    problems_init(&outcome->problems, &outcome->arena);
    outcome->table = (struct table){.count = 4711};
    outcome->fine = table_read(schema, limits, sizeof limits / sizeof limits[0], file,
                               outcome->input, length, &outcome->problems, &outcome->table);
    free(outcome->input); /* what was read must stand in the arena */
    assert_int_equal(outcome->fine, problems_none(&outcome->problems));
    if (!outcome->fine) {
        assert_int_equal(outcome->table.count, 4711);
        assert_null(outcome->table.rows);
    }
}

static void
read_text(struct outcome *outcome, const struct table_schema *schema, const char *text)
{
    read_bytes(outcome, schema, "t.csv", text, strlen(text), 64 * 1024 * 1024);
}

static const char *
problems_text(const struct problems *problems)
{
    static char shown[20000];
    struct text text;
    text_init(&text, sizeof shown);
    for (size_t i = 0; i < problems->count; i++) {
        error_write(&problems->errors[i], LANGUAGE_EN, &text);
        text_add_char(&text, '\n');
    }
    assert_false(text.failed);
    snprintf(shown, sizeof shown, "%s", text_string(&text));
    text_free(&text);
    return shown;
}

struct table_case {
    const char *input, *errors;
};

static void
check(const struct table_schema *schema, const struct table_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct outcome outcome;
        read_text(&outcome, schema, cases[i].input);
        const char *shown = problems_text(&outcome.problems);
        if (strcmp(shown, cases[i].errors) != 0) {
            fail_msg("case %zu:\n%sgave\n%snot\n%s", i, cases[i].input, shown, cases[i].errors);
        }
        arena_free(&outcome.arena);
    }
}

#define CHECK(schema, cases) check(schema, cases, sizeof(cases) / sizeof(cases)[0])
#define HEADER "key,part,count,share,price,day,state,owner,cap\n"

static const struct thing *
thing(const struct outcome *outcome, size_t row)
{
    if (!outcome->fine) {
        fail_msg("%s", problems_text(&outcome->problems));
    }
    assert_true(row < outcome->table.count);
    return (const struct thing *)outcome->table.rows + row;
}

static bool
is(double a, double b)
{
    return !(a < b) && !(a > b);
}

/* -- what is right ----------------------------------------------------------------------------- */

static void
every_type_is_read(void **state)
{
    (void)state;
    struct outcome outcome;
    read_text(&outcome, &things,
              HEADER "a,x,-5,0.25,1234.5,2024-02-29,closed,ola,2500\n"
                     "\"b,\"\"\",,1000,1,-0.01,1800-01-01,open,,0\n"
                     "c,,0,0,7,2299-12-31,locked,\"k\nl\",1\n"
                     "d,,1,,,,,,\n");
    const struct thing *row = thing(&outcome, 0);
    assert_int_equal(outcome.table.count, 4);
    assert_ptr_equal(outcome.table.schema, &things);
    assert_string_equal(outcome.table.file, "t.csv");
    assert_string_equal(row->key, "a");
    assert_string_equal(row->part, "x");
    assert_int_equal(row->count, -5);
    assert_true(is(row->share, 0.25));
    assert_int_equal(row->price, 123450);
    char day[DATE_TEXT_SIZE];
    date_write(row->day, day);
    assert_string_equal(day, "2024-02-29");
    assert_int_equal(row->state, 1);
    assert_string_equal(row->owner, "ola");
    assert_int_equal(row->cap, 2500);
    row = thing(&outcome, 1);
    assert_string_equal(row->key, "b,\"");
    assert_string_equal(row->part, "");
    assert_int_equal(row->price, -1);
    assert_int_equal(row->state, 0);
    assert_string_equal(thing(&outcome, 2)->owner, "k\nl");
    row = thing(&outcome, 3);
    assert_string_equal(row->part, "");
    assert_true(isnan(row->share));
    assert_true(row->price == WHOLE_NONE);
    assert_true(date_is_none(row->day));
    assert_int_equal(row->state, CHOICE_NONE);
    assert_string_equal(row->owner, "");
    assert_true(row->cap == WHOLE_NONE);
    static const int lines[] = {2, 3, 4, 6}; /* where each row begins */
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(outcome.table.lines[i], lines[i]);
    }
    for (int c = 0; c < 9; c++) {
        assert_int_equal(outcome.table.positions[c], c + 1);
    }
    arena_free(&outcome.arena);
}

static void
columns_may_stand_in_any_order_and_be_left_out(void **state)
{
    (void)state;
    struct outcome outcome;
    read_text(&outcome, &things, "\xEF\xBB\xBF\r\nstate;count;key\r\n\r\nlocked;7;a\r\n");
    const struct thing *row = thing(&outcome, 0);
    assert_string_equal(row->key, "a");
    assert_int_equal(row->count, 7);
    assert_int_equal(row->state, 2);
    assert_string_equal(row->part, "");
    assert_string_equal(row->owner, "");
    assert_true(isnan(row->share));
    assert_true(row->price == WHOLE_NONE && row->cap == WHOLE_NONE);
    assert_true(date_is_none(row->day));
    static const int positions[] = {3, 0, 2, 0, 0, 0, 1, 0, 0};
    assert_memory_equal(outcome.table.positions, positions, sizeof positions);
    assert_int_equal(outcome.table.lines[0], 4);
    arena_free(&outcome.arena);
}

static void
a_table_may_be_without_rows(void **state)
{
    (void)state;
    struct outcome outcome;
    read_text(&outcome, &things, "key,count");
    assert_true(outcome.fine);
    assert_int_equal(outcome.table.count, 0);
    arena_free(&outcome.arena);
}

static void
money_is_exact_to_the_ore(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ore;
    } cases[] = {
        {"0", 0},
        {"0.01", 1},
        {"0.1", 10},
        {"0.10", 10},
        {"1.15", 115},
        {"2.675", -1},
        {"19.99", 1999},
        {"-0.01", -1},
        {"-0", 0},
        {"1234567.89", 123456789},
        {"4.35", 435},
        {"8.41", 841},
        {"1.", -1},
        {"100000000000.01", 10000000000001},
        {"1000000000000", 100000000000000},
        {"1000000000000.01", -1},
        {"-1000000", -100000000},
        {"-1000000.01", -1},
        {"1e3", -1},
        {"0.001", -1},
        {"9999999999999", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char input[100];
        snprintf(input, sizeof input, "key,count,price\na,1,%s\n", cases[i].text);
        struct outcome outcome;
        read_text(&outcome, &things, input);
        bool refused = cases[i].ore == -1 && strcmp(cases[i].text, "-0.01") != 0;
        if (outcome.fine == refused || (!refused && thing(&outcome, 0)->price != cases[i].ore)) {
            fail_msg("%s", cases[i].text);
        }
        arena_free(&outcome.arena);
    }
    for (int64_t ore = 0; ore < 300000; ore += 7) {
        char input[100], kroner[40];
        snprintf(kroner, sizeof kroner, "%d.%02d", (int)(ore / 100), (int)(ore % 100));
        snprintf(input, sizeof input, "key,count,price\na,1,%s\n", kroner);
        struct outcome outcome;
        read_text(&outcome, &things, input);
        assert_int_equal(thing(&outcome, 0)->price, ore);
        arena_free(&outcome.arena);
    }
}

/* Where a column sets no bound, the øre of a double's 15 digits do. */
static void
money_is_bounded_where_it_would_not_be_exact(void **state)
{
    (void)state;
    struct column column = thing_columns[4];
    column.min = -(double)INFINITY;
    column.max = (double)INFINITY;
    struct table_schema schema = things;
    schema.columns = &column;
    schema.column_count = 1;
    struct outcome outcome;
    read_text(&outcome, &schema, "price\n10000000000000\n-10000000000000\n9999999999999.99\n");
    assert_true(thing(&outcome, 0)->price == INT64_C(1000000000000000));
    assert_true(thing(&outcome, 1)->price == INT64_C(-1000000000000000));
    assert_true(thing(&outcome, 2)->price == INT64_C(999999999999999));
    arena_free(&outcome.arena);
    read_text(&outcome, &schema, "price\n10000000000001\n-10000000000001\n");
    assert_int_equal(outcome.problems.count, 2);
    arena_free(&outcome.arena);
}

/* -- what is wrong ----------------------------------------------------------------------------- */

static void
each_error_is_told_with_its_place(void **state)
{
    (void)state;
    static const struct table_case cases[] = {
        {HEADER "a,,1,,,,,,\n", ""},
        /* the file */
        {"", "t.csv:1: found an empty file, expected a header row of columns\n"},
        {"\xEF\xBB\xBF\n\n", "t.csv:3: found an empty file, expected a header row of columns\n"},
        {"key,cou\x01nt\n", "t.csv:1:2: found the control character 0x01, expected text\n"},
        {"\"key", "t.csv:1:1: found the end of the file inside a field, expected a closing \"\n"},
        {"key,count\na,1\nb,\xE5\nc,1\n",
         "t.csv:3:2: found bytes that are not UTF-8 (0xE5), expected text in UTF-8\n"},
        {"key,count\na\nb,1\nc,1,2\n", "t.csv:2: found 1 fields, expected 2 as in the header\n"
                                       "t.csv:4: found 3 fields, expected 2 as in the header\n"},
        /* the header */
        {"key,count,shrae\n",
         "t.csv:1:3: found the unknown column \"shrae\"; did you mean \"share\"?\n"},
        {"key,count,Price\n",
         "t.csv:1:3: found the unknown column \"Price\"; did you mean \"price\"?\n"},
        {"key,count, day\n",
         "t.csv:1:3: found the unknown column \" day\"; did you mean \"day\"?\n"},
        {"key,count,wholly_other\n",
         "t.csv:1:3: found the column \"wholly_other\", expected one of the "
         "table's columns: key, part, count, "
         "share, price, day, state, owner, cap\n"},
        {"key,count,\n",
         "t.csv:1:3: found the column \"\", expected one of the table's columns: key, part, count, "
         "share, price, day, state, owner, cap\n"},
        {"key,count,day,day,key\n", "t.csv:1:4: found the column \"day\" twice\n"
                                    "t.csv:1:5: found the column \"key\" twice\n"},
        {"part\n", "t.csv:1: key: found no such column, expected it in the header\n"
                   "t.csv:1: count: found no such column, expected it in the header\n"},
        {"\n\nkey,cuont\n",
         "t.csv:3:2: found the unknown column \"cuont\"; did you mean \"count\"?\n"
         "t.csv:3: count: found no such column, expected it in the header\n"},
        /* the values */
        {HEADER ",,1,,,,,,\n", "t.csv:2:1: key: found an empty field, expected a value\n"},
        {HEADER "a,,,,,,,,\n", "t.csv:2:3: count: found an empty field, expected a value\n"},
        {HEADER "a,,\"\",,,,,,\n", "t.csv:2:3: count: found an empty field, expected a value\n"},
        {HEADER "a,,25o0,,,,,,\n",
         "t.csv:2:3: count: found \"25o0\", expected a whole number -5–1000\n"},
        {HEADER "a,,-6,,,,,,\n",
         "t.csv:2:3: count: found \"-6\", expected a whole number -5–1000\n"},
        {HEADER "a,,1001,,,,,,\n",
         "t.csv:2:3: count: found \"1001\", expected a whole number -5–1000\n"},
        {HEADER "a,,1.0,,,,,,\n",
         "t.csv:2:3: count: found \"1.0\", expected a whole number -5–1000\n"},
        {HEADER "a,,1,1.01,,,,,\n",
         "t.csv:2:4: share: found \"1.01\", expected a number 0–1 with \".\" as decimal sign\n"},
        {HEADER "a,,1,\"0,5\",,,,,\n",
         "t.csv:2:4: share: found \"0,5\", expected a number 0–1 with \".\" as decimal sign\n"},
        {HEADER "a,,1,-0.1,,,,,\n",
         "t.csv:2:4: share: found \"-0.1\", expected a number 0–1 with \".\" as decimal sign\n"},
        {HEADER "a,,1,,1.234,,,,\n", "t.csv:2:5: price: found \"1.234\", expected a number "
                                     "-1000000–1000000000000 with \".\" as decimal sign\n"},
        {HEADER "a,,1,,,2023-02-29,,,\n",
         "t.csv:2:6: day: found \"2023-02-29\", expected a date YYYY-MM-DD\n"},
        {HEADER "a,,1,,,01.02.2023,,,\n",
         "t.csv:2:6: day: found \"01.02.2023\", expected a date YYYY-MM-DD\n"},
        {HEADER "a,,1,,,,opne,,\n",
         "t.csv:2:7: state: found the unknown \"opne\"; did you mean \"open\"?\n"},
        {HEADER "a,,1,,,,Closed,,\n",
         "t.csv:2:7: state: found the unknown \"Closed\"; did you mean \"closed\"?\n"},
        {HEADER "a,,1,,,,x,,\n",
         "t.csv:2:7: state: found \"x\", expected one of: open, closed, locked\n"},
        {HEADER "a,,1,,,,ope,,\n",
         "t.csv:2:7: state: found the unknown \"ope\"; did you mean \"open\"?\n"},
        /* the limit given at reading */
        {HEADER "a,,1,,,,,,2500\n", ""},
        {HEADER "a,,1,,,,,,2501\n",
         "t.csv:2:9: cap: found \"2501\", expected a whole number 0–2500\n"},
        {HEADER "a,,1,,,,,,-1\n", "t.csv:2:9: cap: found \"-1\", expected a whole number 0–2500\n"},
        {HEADER "a,,1,,,,,,25o0\n",
         "t.csv:2:9: cap: found \"25o0\", expected a whole number 0–2500\n"},
        /* the keys */
        {HEADER "a,,1,,,,,,\nb,,1,,,,,,\na,,1,,,,,,\n",
         "t.csv:4:1: key: found \"a,\" again, expected a key not used on line 2\n"},
        {HEADER "a,b,1,,,,,,\na,b,1,,,,,,\na,b,2,,,,,,\n",
         "t.csv:3:1: key: found \"a,b\" again, expected a key not used on line 2\n"
         "t.csv:4:1: key: found \"a,b\" again, expected a key not used on line 2\n"},
        {HEADER "ab,c,1,,,,,,\na,bc,1,,,,,,\nabc,,1,,,,,,\n\"a,b\",c,1,,,,,,\na,\"b,c\",1,,,,,,\n",
         ""},
        {"count,key\n1,a\n2,a\n",
         "t.csv:3:2: key: found \"a,\" again, expected a key not used on line 2\n"},
    };
    CHECK(&things, cases);
}

static void
open_ranges_are_told_as_far_as_they_go(void **state)
{
    (void)state;
    static const struct table_case cases[] = {
        {"owner,value\na,x\n",
         "t.csv:2:2: value: found \"x\", expected a number with \".\" as decimal sign\n"},
        {"owner,value\na,-99999999999\n", ""},
    };
    CHECK(&owners, cases);
    char input[] = "key,count,cap\na,1,x\nb,1,9223372036854775807\n";
    struct arena arena;
    arena_init(&arena, 1024 * 1024);
    struct problems problems;
    problems_init(&problems, &arena);
    struct table table;
    assert_false(table_read(&things, NULL, 0, "t.csv", input, strlen(input), &problems, &table));
    assert_string_equal(problems_text(&problems),
                        "t.csv:2:3: cap: found \"x\", expected a whole number ≥ 0\n");
    arena_free(&arena);
}

static void
all_errors_of_a_file_are_told_at_once(void **state)
{
    (void)state;
    static const struct table_case cases[] = {
        {"key,count,share,price,day,state,nonsense\n"
         ",x,2,y,z,shut,\n"
         "a,1,0.5,1,2024-01-01,open,\n"
         "b,\x02,,,,,\n"
         "c\n"
         "d,1,,,2024-13-01,,\n",
         "t.csv:1:7: found the column \"nonsense\", expected one of the table's columns: key, "
         "part, count, "
         "share, price, day, state, owner, cap\n"
         "t.csv:2:1: key: found an empty field, expected a value\n"
         "t.csv:2:2: count: found \"x\", expected a whole number -5–1000\n"
         "t.csv:2:3: share: found \"2\", expected a number 0–1 with \".\" as decimal sign\n"
         "t.csv:2:4: price: found \"y\", expected a number -1000000–1000000000000 with \".\" as "
         "decimal "
         "sign\n"
         "t.csv:2:5: day: found \"z\", expected a date YYYY-MM-DD\n"
         "t.csv:2:6: state: found \"shut\", expected one of: open, closed, locked\n"
         "t.csv:4:2: found the control character 0x02, expected text\n"
         "t.csv:5: found 1 fields, expected 7 as in the header\n"
         "t.csv:6:5: day: found \"2024-13-01\", expected a date YYYY-MM-DD\n"},
    };
    CHECK(&things, cases);
}

/* Of several choices that a mistake resembles, the nearest is named, wherever it stands in the
 * list. */
static void
the_nearest_name_is_suggested(void **state)
{
    (void)state;
    static const char *const names[] = {"listed_2023", "listed_2024", "listed", NULL};
    static const struct column columns[] = {
        {.name = "name", .type = COLUMN_CHOICE, .choices = names, .unit = "", .about = ""},
    };
    static const struct table_schema schema = {
        .name = "x", .about = "", .columns = columns, .column_count = 1, .row_size = sizeof(int)};
    static const struct table_case cases[] = {
        {"name\nlisted_024\n",
         "t.csv:2:1: name: found the unknown \"listed_024\"; did you mean \"listed_2024\"?\n"},
        {"name\nlistde\n",
         "t.csv:2:1: name: found the unknown \"listde\"; did you mean \"listed\"?\n"},
        {"name\nlisted_2025\n",
         "t.csv:2:1: name: found the unknown \"listed_2025\"; did you mean \"listed_2023\"?\n"},
    };
    CHECK(&schema, cases);
}

static void
long_values_are_shown_cut(void **state)
{
    (void)state;
    static char input[31000];
    for (int type = 0; type < 3; type++) {
        static const char *const columns[] = {"count", "state", "day"};
        int used = snprintf(input, sizeof input, type == 0 ? "key,%s\na," : "key,count,%s\na,1,",
                            columns[type]);
        memset(input + used, 'x', 30000);
        memcpy(input + used + 30000, "\n", 2);
        struct outcome outcome;
        read_text(&outcome, &things, input);
        assert_int_equal(outcome.problems.count, 1);
        assert_non_null(strstr(outcome.problems.errors[0].found, "xxx…"));
        arena_free(&outcome.arena);
    }
}

static void
a_table_of_one_row_has_one_row(void **state)
{
    (void)state;
    static const struct table_case cases[] = {
        {"owner,value\na,1\n", ""},
        {"owner,value\n", "t.csv: found 0 rows, expected 1\n"},
        {"owner,value\na,1\nb,2\nc,3\n", "t.csv: found 3 rows, expected 1\n"},
        {"owner,value\na,1\na,2\n",
         "t.csv:3:1: owner: found \"a\" again, expected a key not used on line 2\n"
         "t.csv: found 2 rows, expected 1\n"},
    };
    CHECK(&one_row, cases);
}

static void
keys_are_told_apart_in_large_tables(void **state)
{
    (void)state;
    enum { ROWS = 20000 };
    struct text input;
    text_init(&input, 4 * 1024 * 1024);
    text_add(&input, "key,part,count\n");
    for (int i = 0; i < ROWS; i++) {
        text_format(&input, "k%d,%d,1\n", i % 5000, i / 5000);
    }
    struct outcome outcome;
    read_bytes(&outcome, &things, "t.csv", input.bytes, input.length, SIZE_MAX / 4);
    assert_int_equal(thing(&outcome, ROWS - 1)->count, 1);
    assert_int_equal(outcome.table.count, ROWS);
    arena_free(&outcome.arena);
    text_add(&input, "k4999,3,2\nk0,0,2\nk17,2,2\n");
    read_bytes(&outcome, &things, "t.csv", input.bytes, input.length, SIZE_MAX / 4);
    assert_string_equal(
        problems_text(&outcome.problems),
        "t.csv:20002:1: key: found \"k4999,3\" again, expected a key not used on line 20001\n"
        "t.csv:20003:1: key: found \"k0,0\" again, expected a key not used on line 2\n"
        "t.csv:20004:1: key: found \"k17,2\" again, expected a key not used on line 10019\n");
    arena_free(&outcome.arena);
    text_free(&input);
}

/* A key of every type tells rows apart by its value, however it is written. */
static void
keys_of_every_type_are_compared_by_value(void **state)
{
    (void)state;
    static const struct {
        size_t column;
        const char *first, *second;
        bool same;
    } cases[] = {
        {0, "a", "a", true},
        {0, "a", "A", false},
        {2, "7", "007", true},
        {2, "0", "-0", true},
        {2, "7", "8", false},
        {3, "0.5", "0.50", true},
        {3, "0", "-0", true},
        {3, "0.1", "0.2", false},
        {4, "1", "1.00", true},
        {4, "1", "1.01", false},
        {6, "open", "open", true},
        {6, "open", "closed", false},
        {5, "2024-01-01", "2024-01-01", true},
        {5, "2024-01-01", "2024-01-02", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct column column = thing_columns[cases[i].column];
        column.flags = COLUMN_KEY;
        struct table_schema schema = things;
        schema.columns = &column;
        schema.column_count = 1;
        char input[100];
        snprintf(input, sizeof input, "%s\n%s\n%s\n", column.name, cases[i].first, cases[i].second);
        struct outcome outcome;
        read_text(&outcome, &schema, input);
        if (outcome.fine == cases[i].same) {
            fail_msg("%s and %s", cases[i].first, cases[i].second);
        }
        assert_int_equal(outcome.problems.count, cases[i].same ? 1 : 0);
        assert_true(!cases[i].same || outcome.problems.errors[0].code == ERROR_KEY_TWICE);
        snprintf(input, sizeof input, "%s\n\"\"\n%s\n\"\"\n", column.name, cases[i].first);
        arena_free(&outcome.arena);
        read_text(&outcome, &schema, input); /* nothing is a key too, unlike any value */
        assert_int_equal(outcome.problems.count, 1);
        assert_int_equal(outcome.problems.errors[0].line, 4);
        assert_string_equal(outcome.problems.errors[0].expected, "2");
        arena_free(&outcome.arena);
    }
}

/* -- references -------------------------------------------------------------------------------- */

static void
references_that_hang_loose_are_told(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024 * 1024);
    struct problems problems;
    problems_init(&problems, &arena);
    char people[] = "value,owner\n1,ola\n2,kari\n";
    char held[] = "key,owner,count\na,ola,1\nb,per,1\nc,,1\nd,kari,1\ne,Kari,1\n";
    struct table tables[3] = {0}; /* the middle one was not given */
    assert_true(table_read(&things, NULL, 0, "t.csv", held, strlen(held), &problems, &tables[0]));
    assert_true(
        table_read(&owners, NULL, 0, "o.csv", people, strlen(people), &problems, &tables[2]));
    assert_false(table_check_references(tables, 3, &problems));
    assert_string_equal(
        problems_text(&problems),
        "t.csv:3:2: owner: found \"per\", expected a row with that key in owners\n"
        "t.csv:6:2: owner: found \"Kari\", expected a row with that key in owners\n");
    problems_init(&problems, &arena);
    assert_false(
        table_check_references(tables, 1, &problems)); /* a table that is not there is empty */
    assert_int_equal(problems.count, 4);
    assert_int_equal(problems.errors[0].code, ERROR_DANGLING);
    assert_string_equal(problems.errors[0].found, "ola");
    problems_init(&problems, &arena);
    assert_true(table_check_references(&tables[1], 2, &problems));
    assert_true(problems_none(&problems));
    ((struct thing *)tables[0].rows)[1].owner = "";
    ((struct thing *)tables[0].rows)[4].owner = "kari";
    assert_true(table_check_references(tables, 3, &problems));
    tables[2].count = 0;
    assert_false(table_check_references(tables, 3, &problems));
    assert_int_equal(problems.count, 3);
    arena_free(&arena);
}

static void
a_problem_is_placed_by_row_and_column(void **state)
{
    (void)state;
    struct outcome outcome;
    read_text(&outcome, &things, "count,key\n1,a\n\n2,b\n");
    assert_true(outcome.fine);
    table_problem(&outcome.table, 1, "count", ERROR_OUT_OF_ORDER, "2", "≤ 1", &outcome.problems);
    table_problem(&outcome.table, 0, "day", ERROR_VALUE_MISSING, NULL, NULL, &outcome.problems);
    outcome.table.lines = NULL;
    table_problem(&outcome.table, 1, "key", ERROR_VALUE_MISSING, NULL, NULL, &outcome.problems);
    assert_string_equal(problems_text(&outcome.problems),
                        "t.csv:4:1: count: found \"2\", expected ≤ 1\n"
                        "t.csv:2: day: found an empty field, expected a value\n"
                        "t.csv:2: key: found an empty field, expected a value\n");
    arena_free(&outcome.arena);
}

/* -- limits ------------------------------------------------------------------------------------ */

static void
every_row_and_key_is_examined_whatever_else_is_wrong(void **state)
{
    (void)state;
    struct outcome outcome;
    read_text(&outcome, &things, "key,count\na,1\nb,x\na,2\n");
    assert_false(outcome.fine);
    assert_string_equal(problems_text(&outcome.problems),
                        "t.csv:3:2: count: found \"x\", expected a whole number -5–1000\n"
                        "t.csv:4:1: key: found \"a,\" again, expected a key not used on line 2\n");
    arena_free(&outcome.arena);
    read_text(&outcome, &things, "count\nx\n");
    assert_false(outcome.fine);
    assert_int_equal(outcome.problems.count,
                     2); /* the key's column is missing, and the count is wrong */
    arena_free(&outcome.arena);
}

static void
errors_beyond_the_most_are_counted(void **state)
{
    (void)state;
    struct text input;
    text_init(&input, 1024 * 1024);
    text_add(&input, "key,count\n");
    for (int i = 0; i < PROBLEMS_MAX - 1; i++) {
        text_format(&input, "a%d,x\n", i);
    }
    struct outcome outcome;
    read_bytes(&outcome, &things, "t.csv", input.bytes, input.length, SIZE_MAX / 4);
    assert_int_equal(outcome.problems.count, PROBLEMS_MAX - 1);
    assert_int_equal(outcome.problems.dropped, 0);
    arena_free(&outcome.arena);
    for (int i = 0; i < 500; i++) {
        text_format(&input, "b%d,x\n", i);
    }
    read_bytes(&outcome, &things, "t.csv", input.bytes, input.length, SIZE_MAX / 4);
    assert_int_equal(outcome.problems.count, PROBLEMS_MAX);
    assert_int_equal(outcome.problems.dropped, 499);
    assert_int_equal(outcome.problems.errors[PROBLEMS_MAX - 1].line, PROBLEMS_MAX + 1);
    arena_free(&outcome.arena);
    text_free(&input);
}

/* With every amount of memory from none up: a right table is read, or memory's end is the one thing
 * told. */
static void
memory_may_end_anywhere_in_a_right_table(void **state)
{
    (void)state;
    struct text input;
    text_init(&input, 10000);
    text_add(&input, HEADER);
    for (int i = 0; i < 40; i++) {
        text_format(&input, "key%d,part%d,%d,0.5,1,2024-01-01,open,owner%d,1\n", i, i, i, i);
    }
    size_t limit = 0, failures = 0;
    for (bool fine = false; !fine; limit += 48) {
        struct outcome outcome;
        read_bytes(&outcome, &things, "t.csv", input.bytes, input.length, limit);
        fine = outcome.fine;
        if (!fine) {
            assert_true(outcome.problems.count > 0);
            for (size_t i = 0; i < outcome.problems.count; i++) {
                assert_int_equal(outcome.problems.errors[i].code, ERROR_MEMORY);
            }
            failures++;
        }
        arena_free(&outcome.arena);
        assert_true(limit < 1024 * 1024);
    }
    assert_true(failures > 100);
    for (size_t more = 0; more < 200; more++) {
        struct outcome outcome;
        read_bytes(&outcome, &things, "t.csv", input.bytes, input.length, limit + more * 48);
        assert_int_equal(thing(&outcome, 39)->count, 39);
        arena_free(&outcome.arena);
    }
    text_free(&input);
}

static void
memory_may_end_anywhere_in_a_wrong_table(void **state)
{
    (void)state;
    struct text input;
    text_init(&input, 20000);
    text_add(&input, "key,count,day,nonsense\n");
    for (int i = 0; i < 60; i++) {
        text_format(&input, "key%d,x,y,%d\n", i, i);
    }
    for (size_t limit = 0; limit < 300000; limit += 997) {
        struct outcome outcome;
        read_bytes(&outcome, &things, "t.csv", input.bytes, input.length, limit);
        assert_false(outcome.fine);
        assert_true(outcome.problems.count > 0);
        bool ended = false;
        for (size_t i = 0; i < outcome.problems.count; i++) {
            ended = ended || outcome.problems.errors[i].code == ERROR_MEMORY;
        }
        assert_true(ended || outcome.problems.count == 121);
        assert_true(!ended || limit < 400000);
        arena_free(&outcome.arena);
    }
    text_free(&input);
}

static void
memory_may_end_while_references_are_checked(void **state)
{
    (void)state;
    struct text held, people;
    text_init(&held, 10000);
    text_init(&people, 10000);
    text_add(&held, "key,owner,count\n");
    text_add(&people, "owner\n");
    for (int i = 0; i < 30; i++) {
        text_format(&held, "k%d,o%d,1\n", i, i);
        text_format(&people, "o%d\n", i);
    }
    struct outcome a, b;
    read_bytes(&a, &things, "t.csv", held.bytes, held.length, SIZE_MAX / 4);
    read_bytes(&b, &owners, "o.csv", people.bytes, people.length, SIZE_MAX / 4);
    assert_true(a.fine && b.fine);
    struct table tables[] = {a.table, b.table};
    size_t failures = 0;
    for (bool fine = false; !fine; failures++) {
        struct arena arena;
        arena_init(&arena, failures * 16);
        struct problems problems;
        problems_init(&problems, &arena);
        fine = table_check_references(tables, 2, &problems);
        assert_int_equal(fine, problems_none(&problems));
        if (!fine) {
            assert_int_equal(problems.errors[0].code, ERROR_MEMORY);
        }
        arena_free(&arena);
        assert_true(failures < 10000);
    }
    assert_true(failures > 2);
    arena_free(&a.arena);
    arena_free(&b.arena);
    text_free(&held);
    text_free(&people);
}

/* -- writing ----------------------------------------------------------------------------------- */

static void
values_are_written_as_they_are_read(void **state)
{
    (void)state;
    struct date day;
    assert_true(date_from_ymd(2024, 2, 29, &day));
    struct thing rows[] = {
        {"a", "x", -5, 0.25, 123450, day, 1, "ola", 2500},
        {"b,\"", "", INT64_MAX, 1e-7, -1, DATE_NONE, CHOICE_NONE, "", WHOLE_NONE},
        {"", "p;q", 0, (double)NAN, WHOLE_NONE, day, 0, "k\nl", 0},
        {"d", "", -INT64_MAX, 0, 100, day, 2, "ø", 1},
    };
    struct table table = {.schema = &things, .rows = rows, .count = 4, .file = ""};
    struct text out;
    text_init(&out, 10000);
    table_write(&table, &out);
    assert_false(out.failed);
    assert_string_equal(text_string(&out),
                        HEADER "a,x,-5,0.25,1234.50,2024-02-29,closed,ola,2500\n"
                               "\"b,\"\"\",,9223372036854775807,0.0000001,-0.01,,,,\n"
                               ",\"p;q\",0,,,2024-02-29,open,\"k\nl\",0\n"
                               "d,,-9223372036854775807,0,1,2024-02-29,locked,ø,1\n");
    text_free(&out);
    table.count = 0;
    table_write(&table, &out);
    assert_string_equal(text_string(&out), HEADER);
    text_free(&out);
    for (size_t limit = 0; limit < 60;
         limit++) { /* a text that is too small is told, not cut in silence */
        text_init(&out, limit);
        table.count = 1;
        table_write(&table, &out);
        assert_true(out.failed);
        text_free(&out);
    }
    static char
        longest[CSV_FIELD_BYTES_MAX + 2]; /* a value that could not be read back is told too */
    memset(longest, 'x', CSV_FIELD_BYTES_MAX);
    rows[0].key = longest;
    text_init(&out, 1024 * 1024);
    table_write(&table, &out);
    assert_false(out.failed);
    text_free(&out);
    longest[CSV_FIELD_BYTES_MAX] = 'x';
    table_write(&table, &out);
    assert_true(out.failed);
    text_free(&out);
}

static void
an_empty_value_alone_in_its_row_is_kept(void **state)
{
    (void)state;
    struct owner rows[] = {{"a", 0}, {"", 0}, {"b", 0}, {"", 0}};
    struct table table = {.schema = &one_column, .rows = rows, .count = 4, .file = ""};
    struct text out;
    text_init(&out, 1000);
    table_write(&table, &out);
    struct outcome outcome;
    read_text(&outcome, &one_column, text_string(&out));
    assert_true(outcome.fine);
    assert_int_equal(outcome.table.count, 4);
    assert_string_equal(((const struct owner *)outcome.table.rows)[1].owner, "");
    assert_string_equal(((const struct owner *)outcome.table.rows)[2].owner, "b");
    arena_free(&outcome.arena);
    text_free(&out);
}

static uint32_t random_state = 1;

static uint32_t
draw(uint32_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % below;
}

static void
random_text(char out[40], const char *first)
{
    static const char *const pieces[] = {"a",  "B",    "ø", ",", ";", "\"",
                                         "\n", "\r\n", " ", "€", "\t"};
    strcpy(out, first);
    for (uint32_t n = draw(8); n > 0; n--) {
        strcat(out, pieces[draw(sizeof pieces / sizeof pieces[0])]);
    }
}

/* Random rows of every type, written and read back: the same rows, and written again the same
 * bytes. */
static void
what_is_written_is_read_back(void **state)
{
    (void)state;
    enum { ROWS = 12 };
    for (int round = 0; round < 3000; round++) {
        static struct thing rows[ROWS];
        static char keys[ROWS][40], parts[ROWS][40], held_by[ROWS][40];
        size_t count = draw(ROWS + 1);
        for (size_t i = 0; i < count; i++) {
            char number[24];
            snprintf(number, sizeof number, "%zu", i);
            random_text(keys[i], number);
            random_text(parts[i], "");
            random_text(held_by[i], "");
            rows[i] = (struct thing){
                .key = keys[i],
                .part = parts[i],
                .count = (int64_t)draw(1006) - 5,
                .share = draw(4) == 0 ? (double)NAN
                                      : (double)draw(1000001) / (draw(2) == 0 ? 1e6 : 1e15),
                .price = draw(4) == 0
                             ? WHOLE_NONE
                             : (int64_t)draw(300000000) * (int64_t)draw(300000) - 100000000,
                .day = draw(4) == 0 ? DATE_NONE : (struct date){(int32_t)draw(182621) - 62091},
                .state = (int)draw(4) - 1,
                .owner = held_by[i],
                .cap = draw(4) == 0 ? WHOLE_NONE : (int64_t)draw(2501),
            };
        }
        struct table table = {.schema = &things, .rows = rows, .count = count, .file = ""};
        struct text out, again;
        text_init(&out, 100000);
        text_init(&again, 100000);
        table_write(&table, &out);
        assert_false(out.failed);
        struct outcome outcome;
        read_text(&outcome, &things, text_string(&out));
        if (!outcome.fine) {
            fail_msg("%s%s", text_string(&out), problems_text(&outcome.problems));
        }
        assert_int_equal(outcome.table.count, count);
        for (size_t i = 0; i < count; i++) {
            const struct thing *row = thing(&outcome, i);
            assert_string_equal(row->key, rows[i].key);
            assert_string_equal(row->part, rows[i].part);
            assert_string_equal(row->owner, rows[i].owner);
            assert_true(row->count == rows[i].count && row->price == rows[i].price &&
                        row->cap == rows[i].cap);
            assert_true(row->day.days == rows[i].day.days && row->state == rows[i].state);
            assert_true(isnan(rows[i].share) ? isnan(row->share) : is(row->share, rows[i].share));
        }
        table_write(&outcome.table, &again);
        assert_string_equal(text_string(&again), text_string(&out));
        arena_free(&outcome.arena);
        text_free(&out);
        text_free(&again);
    }
}

static void
the_declaration_documents_itself(void **state)
{
    (void)state;
    struct text out;
    text_init(&out, 10000);
    table_write_markdown(&things, &out);
    assert_string_equal(
        text_string(&out),
        "## `things.csv`\n\nThings. Required.\n\n"
        "| column | holds | unit | must | what it is |\n|---|---|---|---|---|\n"
        "| `key` | text |  | be there, tell rows apart | names it |\n"
        "| `part` | text |  | tell rows apart | part of it |\n"
        "| `count` | whole number -5–1000 | things | be there | how many |\n"
        "| `share` | number 0–1 |  |  | a part of one |\n"
        "| `price` | kroner -1000000–1000000000000 | NOK |  | money |\n"
        "| `day` | date |  |  | a day |\n"
        "| `state` | choice: open, closed, locked |  |  | one of some |\n"
        "| `owner` | text, a key of `owners` |  |  | who has it |\n"
        "| `cap` | whole number ≥ 0, at most the rule `cap_max` |  |  | at most |\n\n");
    text_free(&out);
    table_write_markdown(&owners, &out);
    assert_non_null(strstr(text_string(&out), "## `people/owners.csv`\n\nOwners.\n\n"));
    assert_non_null(strstr(text_string(&out), "| `value` | number |  |  | any number |\n"));
    text_free(&out);
    assert_string_equal(table_path(&things), "things");
    assert_string_equal(table_path(&owners), "people/owners");
}

/* -- secrets, and columns of others -------------------------------------------------------------
 */

struct secret {
    const char *key;
    int64_t count;
    int state;
    struct date day;
};

static const struct column secret_columns[] = {
    {.name = "key",
     .type = COLUMN_TEXT,
     .flags = COLUMN_KEY | COLUMN_REQUIRED | COLUMN_SECRET,
     .offset = offsetof(struct secret, key),
     .references = "owners",
     .unit = "",
     .about = "names it"},
    {.name = "count",
     .type = COLUMN_WHOLE,
     .flags = COLUMN_KEY | COLUMN_SECRET,
     .offset = offsetof(struct secret, count),
     .min = 0,
     .max = 9,
     .unit = "",
     .about = "how many"},
    {.name = "state",
     .type = COLUMN_CHOICE,
     .flags = COLUMN_SECRET,
     .offset = offsetof(struct secret, state),
     .choices = states,
     .unit = "",
     .about = "one of some"},
    {.name = "day",
     .type = COLUMN_DATE,
     .offset = offsetof(struct secret, day),
     .unit = "",
     .about = "shown"},
};

static const struct table_schema secrets = {
    .name = "secrets",
    .about = "Secrets.",
    .columns = secret_columns,
    .column_count = sizeof secret_columns / sizeof secret_columns[0],
    .row_size = sizeof(struct secret),
};

static void
what_is_secret_is_never_shown(void **state)
{
    (void)state;
    struct outcome outcome;
    read_text(&outcome, &secrets,
              "key,count,state,day\nk1,hush1,opne,x\nk2,10,hush2,\nhush3,1,,\nhush3,1,,\n,,,\n");
    assert_string_equal(problems_text(&outcome.problems),
                        "t.csv:2:2: count: found \"…\", expected a whole number 0–9\n"
                        "t.csv:2:3: state: found \"…\", expected one of: open, closed, locked\n"
                        "t.csv:2:4: day: found \"x\", expected a date YYYY-MM-DD\n"
                        "t.csv:3:2: count: found \"…\", expected a whole number 0–9\n"
                        "t.csv:3:3: state: found \"…\", expected one of: open, closed, locked\n"
                        "t.csv:6:1: key: found an empty field, expected a value\n");
    arena_free(&outcome.arena);
    read_text(&outcome, &secrets, "key,count\nhush3,1\nhush3,1\n");
    assert_string_equal(problems_text(&outcome.problems),
                        "t.csv:3:1: key: found \"…\" again, expected a key not used on line 2\n");
    arena_free(&outcome.arena);
    read_text(&outcome, &secrets, "hush4,cuont\nhush5,1\n"); /* the header is missing */
    assert_string_equal(
        problems_text(&outcome.problems),
        "t.csv:1:1: found the column \"…\", expected one of the table's columns: key, count, "
        "state, day\n"
        "t.csv:1:2: found the column \"…\", expected one of the table's columns: key, count, "
        "state, day\n"
        "t.csv:1: key: found no such column, expected it in the header\n");
    arena_free(&outcome.arena);
    read_text(&outcome, &secrets, "key\nhush6\n");
    assert_true(outcome.fine);
    assert_false(table_check_references(&outcome.table, 1, &outcome.problems));
    assert_string_equal(problems_text(&outcome.problems),
                        "t.csv:2:1: key: found \"…\", expected a row with that key in owners\n");
    arena_free(&outcome.arena);
}

static void
an_open_table_passes_over_columns_of_others(void **state)
{
    (void)state;
    struct table_schema open = owners;
    open.open = true;
    struct outcome outcome;
    read_text(&outcome, &open, "x,value,,owner,x\n1,2,3,a,5\n");
    assert_true(outcome.fine);
    assert_int_equal(outcome.table.positions[0], 4);
    assert_string_equal(((struct owner *)outcome.table.rows)[0].owner, "a");
    arena_free(&outcome.arena);
    read_text(&outcome, &open, "owner,x,owner\na,1\n");
    assert_string_equal(problems_text(&outcome.problems),
                        "t.csv:1:3: found the column \"owner\" twice\n"
                        "t.csv:2: found 2 fields, expected 3 as in the header\n");
    arena_free(&outcome.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_read),
        cmocka_unit_test(columns_may_stand_in_any_order_and_be_left_out),
        cmocka_unit_test(a_table_may_be_without_rows),
        cmocka_unit_test(money_is_exact_to_the_ore),
        cmocka_unit_test(money_is_bounded_where_it_would_not_be_exact),
        cmocka_unit_test(each_error_is_told_with_its_place),
        cmocka_unit_test(open_ranges_are_told_as_far_as_they_go),
        cmocka_unit_test(all_errors_of_a_file_are_told_at_once),
        cmocka_unit_test(the_nearest_name_is_suggested),
        cmocka_unit_test(long_values_are_shown_cut),
        cmocka_unit_test(a_table_of_one_row_has_one_row),
        cmocka_unit_test(keys_are_told_apart_in_large_tables),
        cmocka_unit_test(keys_of_every_type_are_compared_by_value),
        cmocka_unit_test(references_that_hang_loose_are_told),
        cmocka_unit_test(a_problem_is_placed_by_row_and_column),
        cmocka_unit_test(every_row_and_key_is_examined_whatever_else_is_wrong),
        cmocka_unit_test(errors_beyond_the_most_are_counted),
        cmocka_unit_test(memory_may_end_anywhere_in_a_right_table),
        cmocka_unit_test(memory_may_end_anywhere_in_a_wrong_table),
        cmocka_unit_test(memory_may_end_while_references_are_checked),
        cmocka_unit_test(values_are_written_as_they_are_read),
        cmocka_unit_test(an_empty_value_alone_in_its_row_is_kept),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(the_declaration_documents_itself),
        cmocka_unit_test(what_is_secret_is_never_shown),
        cmocka_unit_test(an_open_table_passes_over_columns_of_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
