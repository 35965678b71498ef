/* SPDX-License-Identifier: EUPL-1.2 */
#define _XOPEN_SOURCE 700

#include "scratch.h"

#include "store/migrate.h"
#include "store/store_private.h"
#include "store/table_store.h"

#include <fcntl.h>
#include <float.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

/* -- a table with every type, required and not, in and out of the key -------------------------- */

struct parent {
    const char *parent;
};

struct thing {
    const char *text, *text_empty, *parent, *parent_empty;
    int64_t whole, whole_empty, money, money_empty;
    double decimal, decimal_empty;
    struct date date, date_empty;
    int choice, choice_empty;
};

enum { REQUIRED = COLUMN_REQUIRED, KEY = COLUMN_KEY | COLUMN_REQUIRED, KEY_OR_EMPTY = COLUMN_KEY };

static const char *const choices[] = {"one", "two", "three", NULL};

#define COLUMN(row, member, type_, flags_)                                                         \
    .name = #member, .type = (type_), .flags = (flags_), .offset = offsetof(struct row, member),   \
    .unit = "", .about = ""

static const struct column parent_columns[] = {{COLUMN(parent, parent, COLUMN_TEXT, KEY)}};

static const struct column thing_columns[] = {
    {COLUMN(thing, text, COLUMN_TEXT, KEY)},
    {COLUMN(thing, text_empty, COLUMN_TEXT, KEY_OR_EMPTY)},
    {COLUMN(thing, parent, COLUMN_TEXT, REQUIRED), .references = "parents"},
    {COLUMN(thing, parent_empty, COLUMN_TEXT, KEY_OR_EMPTY), .references = "parents"},
    {COLUMN(thing, whole, COLUMN_WHOLE, REQUIRED)},
    {COLUMN(thing, whole_empty, COLUMN_WHOLE, KEY_OR_EMPTY)},
    {COLUMN(thing, money, COLUMN_MONEY, REQUIRED)},
    {COLUMN(thing, money_empty, COLUMN_MONEY, 0)},
    {COLUMN(thing, decimal, COLUMN_DECIMAL, REQUIRED)},
    {COLUMN(thing, decimal_empty, COLUMN_DECIMAL, 0)},
    {COLUMN(thing, date, COLUMN_DATE, REQUIRED)},
    {COLUMN(thing, date_empty, COLUMN_DATE, 0)},
    {COLUMN(thing, choice, COLUMN_CHOICE, REQUIRED), .choices = choices},
    {COLUMN(thing, choice_empty, COLUMN_CHOICE, 0), .choices = choices},
};

static const struct table_schema parents = {.name = "parents",
                                            .about = "",
                                            .columns = parent_columns,
                                            .column_count = 1,
                                            .row_size = sizeof(struct parent)};

static const struct table_schema things = {
    .name = "things",
    .about = "",
    .columns = thing_columns,
    .column_count = sizeof thing_columns / sizeof thing_columns[0],
    .row_size = sizeof(struct thing),
};

static struct date
day(const char *text)
{
    struct date date;
    assert_true(date_parse(text, strlen(text), &date));
    return date;
}

/* A thing with every optional member empty. */
static struct thing
plain_thing(const char *text)
{
    return (struct thing){
        .text = text,
        .text_empty = "",
        .parent = "p",
        .parent_empty = "",
        .whole_empty = WHOLE_NONE,
        .money_empty = WHOLE_NONE,
        .decimal_empty = (double)NAN,
        .date = {0},
        .date_empty = DATE_NONE,
        .choice_empty = CHOICE_NONE,
    };
}

static struct parent two_parents[] = {{"p"}, {"Åse's \"q\""}};

static struct table
table_of(const struct table_schema *schema, void *rows, size_t count)
{
    return (struct table){.schema = schema, .rows = rows, .count = count, .file = ""};
}

static struct store *
open_store(const struct scratch *scratch, enum store_mode mode)
{
    struct store *store = NULL;
    struct error error;
    must(store_open(scratch->path, mode, &store, &error), &error);
    return store;
}

/* Runs SQL as migrations are written, in a transaction. */
static void
define(struct store *store, const char *sql)
{
    struct error error;
    must(store_begin(store, &error), &error);
    must(store_define(store, sql, &error), &error);
    must(store_commit(store, &error), &error);
}

/* A new database that has the tables above, and in 0301 two parents. */
static struct store *
open_with_things(const struct scratch *scratch)
{
    struct store *store = open_store(scratch, STORE_CREATE);
    struct error error;
    struct text sql;
    text_init(&sql, 64 * 1024);
    table_write_sql(&parents, &sql);
    table_write_sql(&things, &sql);
    define(store, text_string(&sql));
    text_free(&sql);
    struct table table = table_of(&parents, two_parents, 2);
    must(table_store_put(store, "0301", &table, &error), &error);
    return store;
}

static void
assert_same_things(const struct thing *a, const struct thing *b)
{
    assert_string_equal(a->text, b->text);
    assert_string_equal(a->text_empty, b->text_empty);
    assert_string_equal(a->parent, b->parent);
    assert_string_equal(a->parent_empty, b->parent_empty);
    assert_int_equal(a->whole, b->whole);
    assert_int_equal(a->whole_empty, b->whole_empty);
    assert_int_equal(a->money, b->money);
    assert_int_equal(a->money_empty, b->money_empty);
    assert_memory_equal(&a->decimal, &b->decimal, sizeof a->decimal);
    assert_true(isnan(a->decimal_empty)
                    ? isnan(b->decimal_empty)
                    : memcmp(&a->decimal_empty, &b->decimal_empty, sizeof(double)) == 0);
    assert_int_equal(a->date.days, b->date.days);
    assert_int_equal(a->date_empty.days, b->date_empty.days);
    assert_int_equal(a->choice, b->choice);
    assert_int_equal(a->choice_empty, b->choice_empty);
}

static void
assert_things(struct store *store, const char *municipality, const struct thing *expected,
              size_t count)
{
    struct arena arena;
    arena_init(&arena, 64 * 1024 * 1024);
    struct table table;
    struct error error;
    must(table_store_get(store, municipality, &things, &arena, &table, &error), &error);
    assert_ptr_equal(table.schema, &things);
    assert_string_equal(table.file, "");
    assert_null(table.lines);
    assert_int_equal(table.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_same_things((const struct thing *)table.rows + i, &expected[i]);
    }
    arena_free(&arena);
}

static int64_t
query(struct store *store, const char *sql)
{
    struct statement *statement;
    struct error error;
    bool row = false;
    must(store_prepare(store, sql, &statement, &error), &error);
    must(statement_step(statement, &row, &error), &error);
    assert_true(row);
    int64_t value = statement_whole(statement, 0);
    statement_free(statement);
    return value;
}

/* -- tables ------------------------------------------------------------------------------------ */

static void
every_type_comes_back(void **state)
{
    struct store *store = open_with_things(*state);
    struct thing rows[4];
    rows[0] = plain_thing("quote \" ' and, comma\nline\ttab; DROP TABLE things; -- %s $1 ?1");
    rows[1] = plain_thing("👩🏽‍⚕️ Sjukeheim Ærøskøbing \u00a0 \u202e");
    rows[2] = (struct thing){
        .text = " ",
        .text_empty = "\\",
        .parent = "p",
        .parent_empty = "Åse's \"q\"",
        .whole = INT64_MAX,
        .whole_empty = INT64_MIN + 1,
        .money = -1,
        .money_empty = 100000000000000,
        .decimal = 0.1,
        .decimal_empty = DBL_MAX,
        .date = day("1800-01-01"),
        .date_empty = day("2299-12-31"),
        .choice = 2,
        .choice_empty = 0,
    };
    rows[3] = plain_thing("numbers");
    rows[3].whole = -9007199254740993;
    rows[3].decimal = 4.9406564584124654e-324;
    rows[3].decimal_empty = 1.0 / 3.0;
    rows[3].date = day("2024-02-29");
    rows[3].choice = 1;
    struct table table = table_of(&things, rows, 4);
    struct error error;
    must(table_store_put(store, "0301", &table, &error), &error);
    assert_things(store, "0301", rows, 4);
    assert_things(store, "4601", NULL, 0);
    store_free(store);
    store = open_store(*state, STORE_READ);
    assert_things(store, "0301", rows, 4);
    store_free(store);
}

static void
values_stand_as_declared(void **state)
{
    struct store *store = open_with_things(*state);
    struct thing row = plain_thing("a");
    row.money = 12345;
    row.date = day("2024-05-17");
    row.choice = 1;
    struct table table = table_of(&things, &row, 1);
    struct error error;
    must(table_store_put(store, "0301", &table, &error), &error);
    assert_int_equal(
        query(store, "SELECT count(*) FROM things WHERE money = 12345 AND date = '2024-05-17' AND "
                     "choice = 'two' AND text_empty = '' AND parent_empty IS NULL AND "
                     "whole_empty IS NULL AND money_empty IS NULL AND decimal_empty IS NULL AND "
                     "date_empty IS NULL AND choice_empty IS NULL AND municipality = '0301'"),
        1);
    store_free(store);
}

static void
rows_keep_their_order(void **state)
{
    enum { MANY = 3000 };
    static struct thing rows[MANY];
    static char names[MANY][8];
    struct store *store = open_with_things(*state);
    struct error error;
    uint32_t random = 7;
    for (size_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "%zu", i);
        rows[i] = plain_thing(names[i]);
    }
    for (size_t i = MANY - 1; i > 0; i--) {
        size_t j = next_random(&random) % (i + 1);
        struct thing kept = rows[i];
        rows[i] = rows[j];
        rows[j] = kept;
    }
    struct table other = table_of(&parents, two_parents, 2);
    must(table_store_put(store, "4601", &other, &error), &error);
    for (int round = 0; round < 2; round++) {
        struct table table = table_of(&things, rows + 100 * round, MANY - 200 * (size_t)round);
        must(table_store_put(store, "0301", &table, &error), &error);
        must(table_store_put(store, "4601", &table, &error), &error);
        assert_things(store, "0301", rows + 100 * round, MANY - 200 * (size_t)round);
    }
    scratch_run(*state, on_server(*state) ? "VACUUM FULL" : "VACUUM");
    assert_things(store, "0301", rows + 100, MANY - 200);
    must(table_store_delete(store, "0301", &things, &error), &error);
    assert_things(store, "0301", NULL, 0);
    assert_things(store, "4601", rows + 100, MANY - 200);
    store_free(store);
}

static void
an_empty_part_of_a_key_is_a_value(void **state)
{
    struct store *store = open_with_things(*state);
    struct error error;
    struct thing rows[6];
    for (size_t i = 0; i < 6; i++) {
        rows[i] = plain_thing("same");
    }
    rows[1].parent_empty = "p";
    rows[2].whole_empty = 0;
    rows[3].whole_empty = -1;
    rows[4].text_empty = "x";
    struct table table = table_of(&things, rows, 5);
    must(table_store_put(store, "0301", &table, &error), &error);
    assert_things(store, "0301", rows, 5);
    table.count = 6; /* the last is the first again */
    assert_false(table_store_put(store, "0301", &table, &error));
    assert_int_equal(error.code, ERROR_STORE);
    assert_string_equal(error.field, "things");
    assert_string_equal(error.file, store_path(store));
    assert_non_null(strstr(error.expected, on_server(*state) ? "unique" : "UNIQUE"));
    assert_false(store_in_transaction(store));
    assert_things(store, "0301", rows, 5);
    store_free(store);
}

static void
a_dangling_reference_undoes_all(void **state)
{
    struct store *store = open_with_things(*state);
    struct error error;
    struct thing rows[2] = {plain_thing("a"), plain_thing("b")};
    struct table table = table_of(&things, rows, 2);
    must(table_store_put(store, "0301", &table, &error), &error);
    struct thing changed[3] = {plain_thing("c"), plain_thing("d"), plain_thing("e")};
    changed[1].parent_empty = "nobody's";
    struct table wrong = table_of(&things, changed, 3);
    assert_false(table_store_put(store, "0301", &wrong, &error));
    assert_int_equal(error.code, ERROR_DANGLING);
    assert_string_equal(error.found, "nobody's");
    assert_string_equal(error.expected, "parents");
    assert_string_equal(error.field, "things.parent_empty");
    assert_string_equal(error.file, ((struct scratch *)*state)->path);
    assert_false(store_in_transaction(store));
    assert_things(store, "0301", rows, 2);
    /* another municipality's parents are no parents */
    assert_false(table_store_put(store, "4601", &table, &error));
    assert_int_equal(error.code, ERROR_DANGLING);
    /* a parent that is referred to cannot go; the same parent can come again */
    struct table fewer = table_of(&parents, &two_parents[1], 1);
    assert_false(table_store_put(store, "0301", &fewer, &error));
    assert_int_equal(error.code, ERROR_DANGLING);
    struct table same = table_of(&parents, two_parents, 1);
    must(table_store_put(store, "0301", &same, &error), &error);
    assert_things(store, "0301", rows, 2);
    store_free(store);
}

static void
a_value_outside_the_declaration_is_refused(void **state)
{
    static const char *const wrong[] = {
        "UPDATE things SET choice = 'four'", "UPDATE things SET whole = 'text'",
        "UPDATE things SET text = NULL",     "UPDATE things SET whole = '1.5'",
        "UPDATE things SET decimal = NULL",  "UPDATE things SET municipality = NULL",
        "UPDATE things SET date = NULL",     "UPDATE things SET choice_empty = ''",
    };
    struct store *store = open_with_things(*state);
    struct error error;
    struct thing row = plain_thing("a");
    struct table table = table_of(&things, &row, 1);
    must(table_store_put(store, "0301", &table, &error), &error);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(store_execute(store, wrong[i], &error));
        assert_int_equal(error.code, ERROR_STORE);
    }
    /* where another program has done it all the same, reading says so */
    static const char *const planted[][2] = {
        {"UPDATE things SET choice = 'four'", "things.choice"},
        {"UPDATE things SET choice = 'one', date_empty = '2024-13-45'", "things.date_empty"},
        {"UPDATE things SET date_empty = NULL, date = ''", "things.date"},
    };
    for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++) {
        char sql[200];
        snprintf(sql, sizeof sql, "%s; %s",
                 on_server(*state) ? "SET client_min_messages = error; ALTER TABLE things DROP "
                                     "CONSTRAINT IF EXISTS things_choice_check"
                                   : "PRAGMA ignore_check_constraints = ON",
                 planted[i][0]);
        scratch_run(*state, sql);
        struct arena arena;
        arena_init(&arena, 1024 * 1024);
        assert_false(table_store_get(store, "0301", &things, &arena, &table, &error));
        assert_int_equal(error.code, ERROR_STORE);
        assert_string_equal(error.field, planted[i][1]);
        arena_free(&arena);
    }
    store_free(store);
}

static void
reading_stops_where_the_arena_ends(void **state)
{
    enum { MANY = 200 };
    static struct thing rows[MANY];
    static char names[MANY][8];
    struct store *store = open_with_things(*state);
    struct error error;
    for (size_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "%zu", i);
        rows[i] = plain_thing(names[i]);
    }
    struct table table = table_of(&things, rows, MANY);
    must(table_store_put(store, "0301", &table, &error), &error);
    bool fine = false;
    for (size_t limit = 0; !fine; limit += 1000) {
        struct arena arena;
        struct table out = {.file = "untouched"};
        arena_init(&arena, limit);
        fine = table_store_get(store, "0301", &things, &arena, &out, &error);
        if (!fine) {
            assert_int_equal(error.code, ERROR_MEMORY);
            assert_string_equal(out.file, "untouched");
        }
        arena_free(&arena);
        assert_true(limit < 1000000);
    }
    store_free(store);
}

/* -- statements and transactions --------------------------------------------------------------- */

static void
statements_bind_and_read(void **state)
{
    struct store *store = open_store(*state, STORE_CREATE);
    struct statement *statement;
    struct error error;
    bool row = false;
    assert_string_equal(store_path(store), ((struct scratch *)*state)->path);
    must(store_prepare(store, "SELECT $1, $2, $3, $4", &statement, &error), &error);
    for (int round = 0; round < 2; round++) {
        statement_bind_text(statement, 1, "it's");
        statement_bind_whole(statement, 2, -5);
        statement_bind_decimal(statement, 3, 0.25);
        statement_bind_text(statement, 4, "");
        must(statement_step(statement, &row, &error), &error);
        assert_true(row);
        assert_string_equal(statement_text(statement, 0), "it's");
        assert_int_equal(statement_whole(statement, 1), -5);
        assert_true(statement_decimal(statement, 2) == 0.25);
        assert_string_equal(statement_text(statement, 3), "");
        assert_false(statement_is_null(statement, 3));
        must(statement_step(statement, &row, &error), &error);
        assert_false(row);
        statement_reset(statement);
        statement_bind_text(statement, 1, NULL);
        statement_bind_whole(statement, 2, WHOLE_NONE);
        statement_bind_decimal(statement, 3, (double)NAN);
        statement_bind_text(statement, 4, NULL);
        must(statement_step(statement, &row, &error), &error);
        for (int c = 0; c < 4; c++) {
            assert_true(statement_is_null(statement, c));
        }
        assert_string_equal(statement_text(statement, 0), "");
        assert_int_equal(statement_whole(statement, 1), WHOLE_NONE);
        assert_true(isnan(statement_decimal(statement, 2)));
        statement_reset(statement);
    }
    statement_free(statement);
    statement_free(NULL);
    assert_false(store_prepare(store, "SELEKT 1", &statement, &error));
    assert_int_equal(error.code, ERROR_STORE);
    assert_string_equal(error.file, store_path(store));
    assert_string_equal(error.found, strrchr(store_path(store), '/') + 1);
    assert_non_null(strstr(error.expected, "SELEKT"));
    assert_false(store_execute(store, "SELECT \"no such column\" FROM municipality", &error));
    store_free(store);
    store_free(NULL);
}

static void
transactions_keep_all_or_nothing(void **state)
{
    struct store *store = open_with_things(*state);
    struct error error;
    assert_false(store_in_transaction(store));
    store_rollback(store);
    must(store_begin(store, &error), &error);
    assert_true(store_in_transaction(store));
    assert_false(store_begin(store, &error));
    must(store_execute(store, "DELETE FROM parents", &error), &error);
    store_rollback(store);
    assert_false(store_in_transaction(store));
    assert_int_equal(query(store, "SELECT count(*) FROM parents"), 2);
    must(store_begin(store, &error), &error);
    must(store_execute(store, "DELETE FROM parents WHERE parent = 'p'", &error), &error);
    must(store_commit(store, &error), &error);
    assert_int_equal(query(store, "SELECT count(*) FROM parents"), 1);
    assert_false(store_commit(store, &error));
    must(store_begin(store, &error), &error);
    must(store_execute(store, "DELETE FROM parents", &error), &error);
    store_free(store); /* not committed */
    store = open_store(*state, STORE_WRITE);
    assert_int_equal(query(store, "SELECT count(*) FROM parents"), 1);

    /* a snapshot does not see what is committed after it began, and holds nobody up */
    struct store *reader = open_store(*state, STORE_READ);
    must(store_begin_snapshot(reader, &error), &error);
    assert_int_equal(query(reader, "SELECT count(*) FROM parents"), 1);
    must(store_execute(store, "DELETE FROM parents", &error), &error);
    assert_int_equal(query(reader, "SELECT count(*) FROM parents"), 1);
    store_rollback(reader);
    assert_int_equal(query(reader, "SELECT count(*) FROM parents"), 0);
    store_free(reader);
    store_free(store);
}

static void
a_second_writer_is_told_to_try_again(void **state)
{
    struct store *first = open_with_things(*state), *second = open_store(*state, STORE_WRITE);
    struct error error;
    must(store_begin(first, &error), &error);
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    assert_false(store_begin(second, &error));
    clock_gettime(CLOCK_MONOTONIC, &after);
    assert_int_equal(error.code, ERROR_STORE_BUSY);
    assert_in_range(after.tv_sec - before.tv_sec, 4, 60); /* it waits, and not for ever */
    store_rollback(first);
    must(store_begin(second, &error), &error);
    must(store_commit(second, &error), &error);
    store_free(second);
    store_free(first);
}

static void
a_full_disk_undoes_all(void **state)
{
    enum { MANY = 5000 };
    static struct thing rows[MANY];
    static char names[MANY][8];
    struct store *store = open_with_things(*state);
    struct error error;
    for (size_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "%zu", i);
        rows[i] = plain_thing(names[i]);
    }
    struct table table = table_of(&things, rows, 10);
    must(table_store_put(store, "0301", &table, &error), &error);
    must(store_execute(store, "PRAGMA max_page_count = 100", &error), &error);
    table.count = MANY;
    assert_false(table_store_put(store, "0301", &table, &error));
    assert_int_equal(error.code, ERROR_STORE);
    assert_non_null(strstr(error.expected, "full"));
    assert_false(store_in_transaction(store));
    assert_things(store, "0301", rows, 10);
    store_free(store);
}

/* -- opening ----------------------------------------------------------------------------------- */

static void
assert_refused(const char *path, enum store_mode mode, enum error_code code)
{
    struct error error;
    struct store *store = NULL;
    assert_false(store_open(path, mode, &store, &error));
    assert_null(store);
    assert_int_equal(error.code, code);
    char start[32];
    snprintf(start, sizeof start, "%s", path);
    assert_memory_equal(error.file, start, strlen(start));
    struct text text;
    text_init(&text, 4096);
    error_write(&error, LANGUAGE_NB, &text);
    assert_false(text.failed);
    text_free(&text);
}

static const enum store_mode modes[] = {STORE_READ, STORE_WRITE, STORE_CREATE};

static void
paths_that_cannot_be_databases_are_refused(void **state)
{
    const struct scratch *scratch = *state;
    char path[200], long_path[6000];
    memset(long_path, 'x', sizeof long_path);
    long_path[sizeof long_path - 1] = '\0';
    for (size_t i = 0; i < 3; i++) {
        assert_refused("", modes[i], ERROR_STORE_OPEN);
        assert_refused(scratch->folder, modes[i], ERROR_FILE_IS_FOLDER);
        assert_refused("/", modes[i], ERROR_FILE_IS_FOLDER);
        snprintf(path, sizeof path, "%s/none/db", scratch->folder);
        assert_refused(path, modes[i], ERROR_STORE_OPEN);
        assert_refused(long_path, modes[i], ERROR_STORE_OPEN);
        assert_refused(long_path + 3000, modes[i], ERROR_STORE_OPEN);
        assert_refused("/dev/null", modes[i], ERROR_STORE_FOREIGN);
        assert_refused("/dev/null/db", modes[i], ERROR_STORE_OPEN);
    }
    assert_refused(scratch->path, STORE_READ, ERROR_STORE_OPEN);
    assert_refused(scratch->path, STORE_WRITE, ERROR_STORE_OPEN);
    assert_int_equal(scratch_files(scratch), 0);
    assert_int_equal(mkfifo(scratch->path, 0600), 0);
    for (size_t i = 0; i < 3; i++) {
        assert_refused(scratch->path, modes[i], ERROR_STORE_FOREIGN);
    }
}

static void
foreign_files_are_refused_and_left_alone(void **state)
{
    const struct scratch *scratch = *state;
    size_t length;
    unsigned char noise[9000];
    uint32_t random = 3;
    for (size_t i = 0; i < sizeof noise; i++) {
        noise[i] = (unsigned char)next_random(&random);
    }
    const size_t sizes[] = {1, 15, 16, 99, 100, 511, 512, 4096, sizeof noise};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (size_t m = 0; m < 3; m++) {
            scratch_write(scratch->path, noise, sizes[i]);
            assert_refused(scratch->path, modes[m], ERROR_STORE_FOREIGN);
            assert_file_is(scratch->path, noise, sizes[i]);
            assert_int_equal(scratch_files(scratch), 1);
        }
    }
    scratch_write(scratch->path, "date,value\n2024-01-01,5\n", 24);
    assert_refused(scratch->path, STORE_CREATE, ERROR_STORE_FOREIGN);
    static const char *const others[] = {
        "CREATE TABLE notes (a)",
        "PRAGMA application_id = 1",
        "PRAGMA user_version = 1",
        "PRAGMA application_id = 1145785927; CREATE TABLE notes (a)",
        "PRAGMA journal_mode = WAL; CREATE TABLE notes (a)",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        scratch_empty(scratch);
        sqlite3 *db;
        assert_int_equal(sqlite3_open(scratch->path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, others[i], NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
        unsigned char *bytes = scratch_read(scratch->path, &length);
        for (size_t m = 0; m < 3; m++) {
            assert_refused(scratch->path, modes[m], ERROR_STORE_FOREIGN);
            assert_file_is(scratch->path, bytes, length);
            assert_int_equal(scratch_files(scratch), 1);
        }
        free(bytes);
    }
}

static void
a_file_without_content_may_become_a_database(void **state)
{
    const struct scratch *scratch = *state;
    scratch_write(scratch->path, "", 0);
    assert_refused(scratch->path, STORE_READ, ERROR_STORE_FOREIGN);
    assert_refused(scratch->path, STORE_WRITE, ERROR_STORE_FOREIGN);
    assert_file_is(scratch->path, NULL, 0);
    store_free(open_store(scratch, STORE_CREATE));
    store_free(open_store(scratch, STORE_READ));
    scratch_empty(scratch);
    /* what a program killed at the start leaves behind: SQLite's header and nothing more */
    sqlite3 *db;
    assert_int_equal(sqlite3_open(scratch->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_refused(scratch->path, STORE_WRITE, ERROR_STORE_FOREIGN);
    store_free(open_store(scratch, STORE_CREATE));
    store_free(open_store(scratch, STORE_WRITE));
}

/* The schema version in the database, as it stands there. */
static int
stored_version(const struct scratch *scratch)
{
    return (int)scratch_run(scratch, on_server(scratch) ? "SELECT dekning FROM schema_version"
                                                        : "PRAGMA user_version");
}

static void
set_version(const struct scratch *scratch, int version)
{
    char sql[64];
    snprintf(sql, sizeof sql,
             on_server(scratch) ? "UPDATE schema_version SET dekning = %d"
                                : "PRAGMA user_version = %d",
             version);
    scratch_run(scratch, sql);
}

static void
a_newer_schema_is_refused_and_left_alone(void **state)
{
    const struct scratch *scratch = *state;
    store_free(open_store(scratch, STORE_CREATE));
    int latest = migrate_latest(store_migrations);
    char text[16], version[16];
    snprintf(version, sizeof version, "%d", latest + 1);
    set_version(scratch, latest + 1);
    size_t length = 0;
    unsigned char *bytes = on_server(scratch) ? NULL : scratch_read(scratch->path, &length);
    for (size_t m = 0; m < 3; m++) {
        struct store *store;
        struct error error;
        assert_refused(scratch->path, modes[m], ERROR_STORE_NEWER);
        assert_false(store_open(scratch->path, modes[m], &store, &error));
        assert_string_equal(error.found, version);
        snprintf(text, sizeof text, "%d", latest);
        assert_string_equal(error.expected, text);
        assert_int_equal(stored_version(scratch), latest + 1);
        if (!on_server(scratch)) {
            assert_file_is(scratch->path, bytes, length);
            assert_int_equal(scratch_files(scratch), 1);
        }
    }
    free(bytes);
}

static void
reading_changes_nothing(void **state)
{
    const struct scratch *scratch = *state;
    struct error error;
    store_free(open_with_things(scratch));
    size_t length;
    unsigned char *bytes = scratch_read(scratch->path, &length);
    struct store *store = open_store(scratch, STORE_READ);
    assert_int_equal(query(store, "SELECT count(*) FROM parents"), 2);
    static const char *const writes[] = {
        "DELETE FROM parents",
        "CREATE TABLE more (a)",
        "PRAGMA user_version = 99",
        "DROP TABLE parents",
        "PRAGMA application_id = 5",
        "VACUUM",
        "UPDATE parents SET parent = 'x'",
        "INSERT INTO parents VALUES ('0301', 'x')",
    };
    for (size_t i = 0; i < sizeof writes / sizeof writes[0]; i++) {
        assert_false(store_execute(store, writes[i], &error));
        assert_int_equal(error.code, ERROR_STORE);
    }
    assert_false(store_begin(store, &error));
    assert_file_is(scratch->path, bytes, length);
    store_free(store);
    assert_file_is(scratch->path, bytes, length);
    assert_int_equal(scratch_files(scratch), 1);
    free(bytes);
}

/* Runs SQL on the database in a process that dies before it closes, which leaves the log; gives its
 * path. */
static void
execute_and_die(const struct scratch *scratch, const char *sql, char log[256])
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store;
        struct error error;
        _exit(store_open(scratch->path, STORE_WRITE, &store, &error) &&
                      store_execute(store, sql, &error)
                  ? kill(getpid(), SIGKILL)
                  : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    snprintf(log, 256, "%s-wal", scratch->path);
}

/* A writer that died after a commit leaves its log: a reader sees the commit and moves nothing. */
static void
reading_after_a_crash_changes_nothing(void **state)
{
    const struct scratch *scratch = *state;
    char log[256];
    store_free(open_with_things(scratch));
    execute_and_die(scratch, "INSERT INTO parents VALUES ('0301', 'late')", log);
    size_t length, log_length;
    unsigned char *bytes = scratch_read(scratch->path, &length),
                  *log_bytes = scratch_read(log, &log_length);
    assert_true(log_length > 0);
    for (int round = 0; round < 2; round++) {
        struct store *store = open_store(scratch, STORE_READ);
        assert_int_equal(query(store, "SELECT count(*) FROM parents"), 3);
        store_free(store);
        assert_file_is(scratch->path, bytes, length);
        assert_file_is(log, log_bytes, log_length);
    }
    struct store *store = open_store(scratch, STORE_WRITE);
    assert_int_equal(query(store, "SELECT count(*) FROM parents"), 3);
    store_free(store);
    assert_int_equal(scratch_files(scratch), 1);
    free(bytes);
    free(log_bytes);
}

/* Nor does refusing one. */
static void
a_refusal_after_a_crash_changes_nothing(void **state)
{
    const struct scratch *scratch = *state;
    char log[256];
    store_free(open_store(scratch, STORE_CREATE));
    execute_and_die(scratch, "PRAGMA user_version = 999", log);
    size_t length, log_length;
    unsigned char *bytes = scratch_read(scratch->path, &length),
                  *log_bytes = scratch_read(log, &log_length);
    for (size_t m = 0; m < 3; m++) {
        assert_refused(scratch->path, modes[m], ERROR_STORE_NEWER);
        assert_file_is(scratch->path, bytes, length);
        assert_file_is(log, log_bytes, log_length);
    }
    free(bytes);
    free(log_bytes);
}

/* Several programs that find no database make one together. */
static void
makers_at_once_make_one(void **state)
{
    enum { MAKERS = 8, ROUNDS = 10 };
    const struct scratch *scratch = *state;
    for (int round = 0; round < ROUNDS; round++) {
        scratch_renew(scratch);
        int ends[2], status;
        char byte;
        assert_int_equal(pipe(ends), 0);
        for (int i = 0; i < MAKERS; i++) {
            pid_t child = fork();
            assert_true(child >= 0);
            if (child == 0) {
                struct store *store;
                struct error error;
                close(ends[1]);
                _exit(read(ends[0], &byte, 1) == 0 &&
                              store_open(scratch->path, STORE_CREATE, &store, &error)
                          ? 0
                          : 1);
            }
        }
        close(ends[0]);
        close(ends[1]); /* the start */
        for (int i = 0; i < MAKERS; i++) {
            assert_true(wait(&status) > 0);
            assert_int_equal(status, 0);
        }
        store_free(open_store(scratch, STORE_WRITE));
    }
}

/* Names that SQLite would read in a way of its own. */
static void
names_are_only_names(void **state)
{
    static const char *const names[] = {":memory:", "file:x?mode=memory", "a b#c%20?d", "-db",
                                        "å.db"};
    const struct scratch *scratch = *state;
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(scratch->folder), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct store *store = NULL;
        struct error error;
        must(store_open(names[i], STORE_CREATE, &store, &error), &error);
        store_free(store);
        struct stat status;
        char path[300];
        snprintf(path, sizeof path, "%s/%s", scratch->folder, names[i]);
        assert_int_equal(stat(path, &status), 0);
        must(store_open(path, STORE_READ, &store, &error), &error);
        store_free(store);
    }
    assert_int_equal(chdir(before), 0);
}

/* Opens as a user whom the file's mode binds, which it does not bind root; 0 when that gives
 * `code`. */
static int
open_as_user(const char *path, enum store_mode mode, enum error_code code)
{
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
            _exit(2);
        }
        struct store *store = NULL;
        struct error error = {.code = ERROR_NONE};
        if (store_open(path, mode, &store, &error)) {
            store_free(store);
        }
        _exit(error.code == code ? 0 : 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

static void
permissions_are_respected(void **state)
{
    const struct scratch *scratch = *state;
    store_free(open_with_things(scratch));
    assert_int_equal(chmod(scratch->folder, 0777), 0);
    assert_int_equal(chmod(scratch->path, 0444), 0);
    assert_int_equal(open_as_user(scratch->path, STORE_WRITE, ERROR_STORE_OPEN), 0);
    assert_int_equal(open_as_user(scratch->path, STORE_CREATE, ERROR_STORE_OPEN), 0);
    assert_int_equal(open_as_user(scratch->path, STORE_READ, ERROR_NONE), 0);
    assert_int_equal(chmod(scratch->path, 0), 0);
    assert_int_equal(open_as_user(scratch->path, STORE_READ, ERROR_STORE_OPEN), 0);
    assert_int_equal(chmod(scratch->path, 0666), 0);
    for (int i = 0; i < 2; i++) { /* what reading left there */
        char path[256];
        snprintf(path, sizeof path, "%s%s", scratch->path, i == 0 ? "-wal" : "-shm");
        unlink(path);
    }
    assert_int_equal(chmod(scratch->folder, 0555), 0);
    assert_int_equal(open_as_user(scratch->path, STORE_WRITE, ERROR_STORE_OPEN), 0);
    assert_int_equal(open_as_user(scratch->path, STORE_READ, ERROR_STORE_OPEN), 0);
    assert_int_equal(chmod(scratch->folder, 0700), 0);
}

/* -- migrations -------------------------------------------------------------------------------- */

#define MIGRATION(name_, sql)                                                                      \
    {                                                                                              \
        .name = (name_), .bytes = (const unsigned char *)(sql), .length = sizeof(sql) - 1          \
    }

#define FIRST                                                                                      \
    MIGRATION("0001_first.sql",                                                                    \
              "CREATE TABLE a (k TEXT PRIMARY KEY) STRICT; INSERT INTO a VALUES ('x');"            \
              "CREATE TABLE b (k TEXT REFERENCES a DEFERRABLE INITIALLY DEFERRED) STRICT; INSERT " \
              "INTO b VALUES ('x');")

/* A store whose database has no version, to apply other migrations to. */
static struct store *
open_unversioned(const struct scratch *scratch)
{
    struct store *store = open_store(scratch, STORE_CREATE);
    set_version(scratch, 0);
    return store;
}

static bool
has_table(const struct scratch *scratch, const char *name)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s = '%s'",
             on_server(scratch) ? "pg_class WHERE relname" : "sqlite_master WHERE name", name);
    return scratch_run(scratch, sql) > 0;
}

static void
migrations_run_in_order_and_once(void **state)
{
    static const struct embedded_file migrations[] = {
        FIRST,
        MIGRATION("0002_second.sql", "ALTER TABLE a ADD COLUMN more INTEGER NOT NULL DEFAULT 7"),
        {0},
    };
    static const struct embedded_file only_first[] = {FIRST, {0}};
    struct store *store = open_unversioned(*state);
    struct error error;
    assert_int_equal(migrate_latest(migrations), 2);
    assert_false(migrate_check(store, only_first, true, &error));
    assert_int_equal(error.code, ERROR_STORE_OPEN);
    must(migrate_check(store, only_first, false, &error), &error);
    must(migrate_run(store, only_first, &error), &error);
    must(migrate_check(store, only_first, true, &error), &error);
    assert_false(migrate_check(store, migrations, true, &error));
    must(migrate_run(store, migrations, &error), &error);
    must(migrate_run(store, migrations, &error), &error);
    assert_int_equal(query(store, "SELECT more FROM a JOIN b USING (k)"), 7);
    assert_int_equal(stored_version(*state), 2);
    assert_false(migrate_run(store, only_first, &error));
    assert_int_equal(error.code, ERROR_STORE_NEWER);
    /* another program was first */
    must(store_upgrade(store, 2, "CREATE TABLE never (a TEXT) STRICT", &error), &error);
    assert_false(has_table(*state, "never"));
    store_free(store);
}

/* SQLite may rebuild a table that another refers to. */
static void
a_migration_may_rebuild_a_table(void **state)
{
    static const struct embedded_file migrations[] = {
        FIRST,
        MIGRATION("0002_second.sql", "CREATE TABLE new_a (k TEXT PRIMARY KEY, more INTEGER) STRICT;"
                                     "INSERT INTO new_a SELECT k, 7 FROM a; DROP TABLE a;"
                                     "ALTER TABLE new_a RENAME TO a"),
        {0},
    };
    struct store *store = open_unversioned(*state);
    struct error error;
    must(migrate_run(store, migrations, &error), &error);
    assert_int_equal(query(store, "SELECT more FROM a JOIN b USING (k)"), 7);
    assert_int_equal(query(store, "PRAGMA application_id"), 0x444B4E47);
    assert_int_equal(query(store, "PRAGMA foreign_keys"), 1);
    store_free(store);
}

static void
a_migration_that_fails_leaves_the_version_before(void **state)
{
    static const struct embedded_file wrong[] = {
        FIRST,
        MIGRATION("0002_wrong.sql",
                  "CREATE TABLE c (k TEXT) STRICT; INSERT INTO c VALUES ('1'); SELEKT"),
        {0}};
    static const struct embedded_file dangling[] = {
        FIRST, MIGRATION("0002_dangling.sql", "DELETE FROM a"), {0}};
    struct store *store = open_unversioned(*state);
    struct error error;
    assert_false(migrate_run(store, wrong, &error));
    assert_int_equal(error.code, ERROR_STORE);
    assert_string_equal(error.field, "0002_wrong.sql");
    assert_int_equal(stored_version(*state), 1);
    assert_false(has_table(*state, "c"));
    assert_false(migrate_run(store, dangling, &error));
    assert_int_equal(error.code, ERROR_DANGLING);
    assert_string_equal(error.found, "x");
    assert_string_equal(error.expected, "a");
    assert_string_equal(error.field, "0002_dangling.sql");
    assert_int_equal(stored_version(*state), 1);
    assert_int_equal(query(store, "SELECT count(*) FROM a"), 1);
    assert_false(store_in_transaction(store));
    if (!on_server(*state)) {
        assert_int_equal(query(store, "PRAGMA foreign_keys"), 1);
    }
    store_free(store);
}

static void
settings_are_as_promised(void **state)
{
    struct store *store = open_store(*state, STORE_CREATE);
    assert_int_equal(query(store, "PRAGMA application_id"), 0x444B4E47);
    assert_int_equal(query(store, "PRAGMA user_version"), migrate_latest(store_migrations));
    assert_int_equal(query(store, "PRAGMA foreign_keys"), 1);
    assert_int_equal(query(store, "PRAGMA trusted_schema"), 0);
    assert_int_equal(query(store, "PRAGMA cell_size_check"), 1);
    assert_int_equal(query(store, "PRAGMA synchronous"), 2);
    assert_int_equal(
        query(store, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"), 1);
    assert_int_equal(
        query(store,
              "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
              "AND name <> 'sqlite_schema' AND NOT strict"),
        0);
    store_free(store);
}

/* -- values, bulk and marks -------------------------------------------------------------------- */

#define VALUES_TABLE                                                                               \
    "CREATE TABLE kept (k INTEGER NOT NULL PRIMARY KEY, w INTEGER, d REAL, t TEXT, b BLOB) "       \
    "STRICT;"

struct kept {
    int64_t w;
    double d;
    char t[64];
    unsigned char b[24];
    size_t length; /* of b; SIZE_MAX is none */
};

/* The `i`th of values that are hard on whoever writes them down. */
static struct kept
make_kept(size_t i)
{
    static const double doubles[] = {0.0,    0.1,  1.0 / 3.0, DBL_MAX,  -DBL_MIN,
                                     5e-324, 1e15, 1e16,      -1e100,   123456789,
                                     2.5e-5, 1e22, HUGE_VAL,  -HUGE_VAL};
    static const int64_t wholes[] = {0, -1, INT64_MAX, INT64_MIN + 1, WHOLE_NONE, 9007199254740993};
    static const char *const texts[] = {
        "", "\\N", "\\.", "a\tb\nc\rd\\e", "Ærøå 👩🏽‍⚕️", "'\"%s $1", NULL};
    uint32_t random = (uint32_t)i;
    struct kept made = {.w = wholes[i % 6], .d = i < 14 ? doubles[i] : (double)NAN};
    if (i >= 20) {
        uint64_t bits = 0;
        for (int part = 0; part < 4; part++) {
            bits = bits << 16 | (next_random(&random) & 0xFFFF);
        }
        memcpy(&made.d, &bits, sizeof made.d);
    }
    if (texts[i % 7] != NULL) {
        snprintf(made.t, sizeof made.t, "%s", texts[i % 7]);
    } else {
        made.t[0] = '\x7F'; /* stands for NULL */
    }
    made.length = i % 25 == 24 ? SIZE_MAX : i % 25;
    for (size_t b = 0; b < sizeof made.b; b++) {
        made.b[b] = (unsigned char)(next_random(&random) % 3 == 0 ? 0 : next_random(&random));
    }
    return made;
}

static void
bind_kept(struct statement *statement, size_t i)
{
    struct kept row = make_kept(i);
    statement_bind_whole(statement, 1, (int64_t)i);
    statement_bind_whole(statement, 2, row.w);
    statement_bind_decimal(statement, 3, row.d);
    statement_bind_text(statement, 4, row.t[0] == '\x7F' ? NULL : row.t);
    statement_bind_bytes(statement, 5, row.length == SIZE_MAX ? NULL : row.b, row.length);
}

static void
assert_kept(struct store *store, size_t from, size_t count)
{
    struct statement *statement;
    struct error error;
    bool row;
    must(store_prepare(store, "SELECT k, w, d, t, b FROM kept WHERE k >= $1 ORDER BY rowid",
                       &statement, &error),
         &error);
    statement_bind_whole(statement, 1, (int64_t)from);
    for (size_t i = from; i < from + count; i++) {
        struct kept expected = make_kept(i);
        must(statement_step(statement, &row, &error), &error);
        assert_true(row);
        assert_int_equal(statement_whole(statement, 0), i);
        assert_int_equal(statement_whole(statement, 1), expected.w);
        double found = statement_decimal(statement, 2);
        assert_true(isnan(expected.d) ? isnan(found)
                                      : memcmp(&found, &expected.d, sizeof found) == 0);
        assert_true(statement_is_null(statement, 3) == (expected.t[0] == '\x7F'));
        assert_string_equal(statement_text(statement, 3),
                            expected.t[0] == '\x7F' ? "" : expected.t);
        size_t length;
        const void *bytes = statement_bytes(statement, 4, &length);
        assert_true(statement_is_null(statement, 4) == (expected.length == SIZE_MAX));
        assert_int_equal(length, expected.length == SIZE_MAX ? 0 : expected.length);
        assert_true(length == 0 ? bytes == NULL : memcmp(bytes, expected.b, length) == 0);
        assert_ptr_equal(statement_bytes(statement, 4, &length), bytes); /* can be asked again */
    }
    must(statement_step(statement, &row, &error), &error);
    assert_false(row);
    statement_free(statement);
}

static void
values_come_back_bit_for_bit(void **state)
{
    enum { MANY = 2000 };
    struct store *store = open_store(*state, STORE_CREATE);
    struct statement *statement;
    struct error error;
    define(store, VALUES_TABLE);
    must(store_begin(store, &error), &error);
    must(store_prepare(store, "INSERT INTO kept (k, w, d, t, b) VALUES ($1, $2, $3, $4, $5)",
                       &statement, &error),
         &error);
    for (size_t i = 0; i < MANY; i++) {
        bind_kept(statement, i);
        must(statement_step(statement, NULL, &error), &error);
        statement_reset(statement);
    }
    statement_free(statement);
    must(store_commit(store, &error), &error);
    assert_kept(store, 0, MANY);

    /* -0 is 0 on both; what was not bound is NULL; a sum and a truth read as whole numbers */
    must(store_prepare(store, "UPDATE kept SET d = $1, w = $2, b = $3 WHERE k = 0", &statement,
                       &error),
         &error);
    statement_bind_decimal(statement, 1, -0.0);
    must(statement_step(statement, NULL, &error), &error);
    statement_free(statement);
    must(store_prepare(store,
                       "SELECT d, w IS NULL, b IS NULL, (SELECT sum(k) FROM kept), "
                       "(SELECT sum(d) FROM kept WHERE k = 6) FROM kept WHERE k = 0",
                       &statement, &error),
         &error);
    bool row;
    must(statement_step(statement, &row, &error), &error);
    assert_false(signbit(statement_decimal(statement, 0)));
    assert_int_equal(statement_whole(statement, 1), 1);
    assert_int_equal(statement_whole(statement, 2), 1);
    assert_int_equal(statement_whole(statement, 3), MANY * (MANY - 1) / 2);
    assert_int_equal(statement_whole(statement, 4), 1000000000000000);
    statement_free(statement);
    store_free(store);
}

static void
texts_sort_by_their_bytes(void **state)
{
    static const char *const sorted[] = {"", "B", "Z", "a", "b", "Å", "Ærlig", "å", "ø", "👩"};
    enum { COUNT = sizeof sorted / sizeof sorted[0] };
    struct store *store = open_store(*state, STORE_CREATE);
    struct statement *statement;
    struct error error;
    bool row;
    define(store, "CREATE TABLE words (word TEXT NOT NULL, PRIMARY KEY (word)) STRICT");
    must(store_prepare(store, "INSERT INTO words (word) VALUES ($1)", &statement, &error), &error);
    for (size_t i = 0; i < COUNT; i++) {
        statement_bind_text(statement, 1, sorted[i * 7 % COUNT]);
        must(statement_step(statement, NULL, &error), &error);
        statement_reset(statement);
    }
    statement_free(statement);
    must(store_prepare(store, "SELECT word FROM words ORDER BY word", &statement, &error), &error);
    for (size_t i = 0; i < COUNT; i++) {
        must(statement_step(statement, &row, &error), &error);
        assert_string_equal(statement_text(statement, 0), sorted[i]);
    }
    statement_free(statement);
    assert_int_equal(query(store, "SELECT count(*) FROM words WHERE word < 'a'"), 3);
    assert_int_equal(query(store, "SELECT count(*) FROM words WHERE word = 'A'"), 0);
    store_free(store);
}

/* More than are kept prepared, also while a transaction has failed. */
static void
many_statements_are_kept(void **state)
{
    enum { MANY = 300 };
    struct store *store = open_store(*state, STORE_CREATE);
    struct statement *statements[MANY];
    struct error error;
    for (int round = 0; round < 3; round++) {
        if (round == 1) {
            must(store_begin(store, &error), &error);
        }
        for (int i = 0; i < MANY; i++) {
            char sql[64];
            bool row;
            snprintf(sql, sizeof sql, "SELECT %d + CAST($1 AS INTEGER)", i);
            must(store_prepare(store, sql, &statements[i], &error), &error);
            statement_bind_whole(statements[i], 1, round);
            must(statement_step(statements[i], &row, &error), &error);
            assert_int_equal(statement_whole(statements[i], 0), i + round);
        }
        if (round == 1) {
            assert_false(store_execute(store, "SELEKT", &error));
        }
        for (int i = 0; i < MANY; i++) {
            statement_free(statements[i]);
        }
        store_rollback(store);
    }
    if (on_server(*state)) {
        assert_in_range(query(store, "SELECT count(*) FROM pg_prepared_statements"), 1, 70);
    }
    store_free(store);
}

static void
changes_are_counted(void **state)
{
    struct store *store = open_with_things(*state);
    struct statement *statement;
    struct error error;
    must(store_execute(store, "UPDATE parents SET parent = parent", &error), &error);
    assert_int_equal(store_changes(store), 2);
    must(store_execute(store, "DELETE FROM parents WHERE parent = 'nobody'", &error), &error);
    assert_int_equal(store_changes(store), 0);
    must(store_prepare(store, "DELETE FROM parents WHERE parent = $1", &statement, &error), &error);
    statement_bind_text(statement, 1, "p");
    must(statement_step(statement, NULL, &error), &error);
    assert_int_equal(store_changes(store), 1);
    statement_free(statement);
    assert_int_equal(query(store, "SELECT count(*) FROM parents"), 1);
    assert_int_equal(store_changes(store), 1);
    store_free(store);
}

static const char *const kept_columns[] = {"k", "w", "d", "t", "b"};

static void
rows_are_inserted_in_bulk(void **state)
{
    enum { MANY = 20000 };
    struct store *store = open_store(*state, STORE_CREATE);
    struct statement *statement, *other;
    struct error error;
    static const char *const word[] = {"word"};
    define(store, VALUES_TABLE "CREATE TABLE words (word TEXT NOT NULL) STRICT");
    must(store_begin(store, &error), &error);
    must(store_insert_prepare(store, "kept", kept_columns, 5, &statement, &error), &error);
    must(store_insert_prepare(store, "words", word, 1, &other, &error), &error);
    for (size_t i = 0; i < MANY; i++) { /* two tables at a time */
        bind_kept(statement, i);
        must(statement_step(statement, NULL, &error), &error);
        statement_bind_text(other, 1, "word");
        must(statement_step(other, NULL, &error), &error);
    }
    must(statement_flush(statement, &error), &error);
    must(statement_flush(statement, &error), &error);
    must(statement_flush(other, &error), &error);
    statement_free(statement);
    statement_free(other);
    assert_kept(store, 0, MANY);
    must(store_commit(store, &error), &error);
    assert_kept(store, 0, MANY);
    assert_int_equal(query(store, "SELECT count(*) FROM words"), MANY);

    /* a row larger than what is held back */
    enum { LARGE = 3 * 1000 * 1000 };
    char *large = malloc(LARGE + 1);
    memset(large, '\t', LARGE);
    large[LARGE] = '\0';
    must(store_begin(store, &error), &error);
    must(store_insert_prepare(store, "words", word, 1, &statement, &error), &error);
    statement_bind_text(statement, 1, large);
    must(statement_step(statement, NULL, &error), &error);
    must(statement_flush(statement, &error), &error);
    statement_free(statement);
    must(store_commit(store, &error), &error);
    assert_int_equal(query(store, "SELECT max(length(word)) FROM words"), LARGE);
    free(large);

    /* rolled back with rows that were never flushed, which do not come later */
    must(store_begin(store, &error), &error);
    must(store_insert_prepare(store, "words", word, 1, &statement, &error), &error);
    statement_bind_text(statement, 1, "late");
    must(statement_step(statement, NULL, &error), &error);
    statement_free(statement);
    store_rollback(store);
    must(store_begin(store, &error), &error);
    must(store_insert_prepare(store, "words", word, 1, &statement, &error), &error);
    must(statement_flush(statement, &error), &error);
    statement_free(statement);
    must(store_commit(store, &error), &error);
    assert_int_equal(query(store, "SELECT count(*) FROM words WHERE word = 'late'"), 0);
    store_free(store);
}

static void
a_bulk_row_that_cannot_stand_is_told(void **state)
{
    struct store *store = open_store(*state, STORE_CREATE);
    struct statement *statement;
    struct error error;
    define(store, VALUES_TABLE);
    for (int round = 0; round < 2; round++) {
        must(store_begin(store, &error), &error);
        must(store_insert_prepare(store, "kept", kept_columns, 5, &statement, &error), &error);
        bool fine = true;
        for (size_t i = 0; fine && i < 20000; i++) { /* also later than what is held back */
            bind_kept(statement, round == 0 && i == 10 ? 9 : round == 1 && i == 19000 ? 9 : i);
            fine = statement_step(statement, NULL, &error);
        }
        assert_false(fine && statement_flush(statement, &error));
        assert_int_equal(error.code, ERROR_STORE);
        assert_false(statement_flush(statement, &error));
        statement_free(statement);
        assert_false(store_commit(store, &error));
        assert_false(store_in_transaction(store));
        assert_int_equal(query(store, "SELECT count(*) FROM kept"), 0);
    }
    must(store_begin(store, &error), &error);
    static const char *const none[] = {"none"};
    if (store_insert_prepare(store, "kept", none, 1, &statement, &error)) {
        statement_bind_text(statement, 1, "x");
        assert_false(statement_step(statement, NULL, &error) && statement_flush(statement, &error));
        statement_free(statement);
    }
    assert_non_null(strstr(error.expected, "none"));
    store_rollback(store);
    store_free(store);
}

static void
an_error_ends_the_transaction(void **state)
{
    struct store *store = open_with_things(*state);
    struct statement *statement, *wrong;
    struct error error;
    bool row;
    must(store_prepare(store, "SELECT count(*) FROM parents", &statement, &error), &error);
    must(store_prepare(store, "INSERT INTO parents (municipality, parent) VALUES ($1, $2)", &wrong,
                       &error),
         &error);
    statement_bind_text(wrong, 1, "0301");
    for (int round = 0; round < 3; round++) {
        must(store_begin(store, &error), &error);
        must(store_execute(store, "DELETE FROM parents WHERE parent <> 'p'", &error), &error);
        if (round == 0) {
            assert_false(store_execute(store, "SELEKT", &error));
        } else if (round == 1) {
            statement_bind_text(wrong, 2, "p");
            assert_false(statement_step(wrong, NULL, &error));
        } else {
            struct statement *none;
            assert_false(store_prepare(store, "SELECT none FROM parents", &none, &error));
        }
        assert_int_equal(error.code, ERROR_STORE);
        assert_false(statement_step(statement, &row, &error));
        statement_reset(statement);
        assert_false(store_execute(store, "DELETE FROM things", &error));
        assert_true(store_in_transaction(store));
        if (round == 2) {
            store_rollback(store);
        } else {
            assert_false(store_commit(store, &error));
            assert_int_equal(error.code, ERROR_STORE);
        }
        assert_false(store_in_transaction(store));
        assert_int_equal(query(store, "SELECT count(*) FROM parents"), 2);
    }
    /* nor does a snapshot write, whatever the database would have let it */
    must(store_begin_snapshot(store, &error), &error);
    statement_reset(wrong);
    statement_bind_text(wrong, 2, "q");
    assert_false(statement_step(wrong, NULL, &error));
    must(statement_step(statement, &row, &error), &error);
    assert_int_equal(statement_whole(statement, 0), 2);
    statement_reset(statement);
    must(store_commit(store, &error), &error);
    must(statement_step(wrong, NULL, &error), &error); /* a transaction of its own */
    assert_int_equal(query(store, "SELECT count(*) FROM parents"), 3);
    statement_reset(wrong);
    statement_bind_text(wrong, 2, "q");
    assert_false(statement_step(wrong, NULL, &error));
    assert_false(store_in_transaction(store));
    assert_false(store_execute(store, "DELETE FROM parents; SELEKT", &error)); /* all or nothing */
    assert_int_equal(query(store, "SELECT count(*) FROM parents"), 3);
    statement_free(statement);
    statement_free(wrong);
    store_free(store);
}

static void
a_mark_undoes_what_came_after_it(void **state)
{
    struct store *store = open_with_things(*state);
    struct error error;
    must(store_begin(store, &error), &error);
    for (int i = 0; i < 6; i++) {
        char sql[100];
        snprintf(sql, sizeof sql, "INSERT INTO parents (municipality, parent) VALUES ('%d', 'x')",
                 i);
        must(store_mark(store, &error), &error);
        must(store_execute(store, sql, &error), &error);
        if (i % 3 == 0) {
            must(store_release(store, &error), &error);
            continue;
        }
        if (i % 3 == 1) { /* undone after an error as well as without one */
            assert_false(store_execute(store, sql, &error));
            assert_false(store_release(store, &error));
        }
        assert_true(store_revert(store));
    }
    assert_int_equal(query(store, "SELECT count(*) FROM parents"), 4);
    must(store_commit(store, &error), &error);
    assert_int_equal(query(store, "SELECT count(*) FROM parents WHERE municipality IN ('0', '3')"),
                     2);
    must(store_begin(store, &error), &error);
    must(store_mark(store, &error), &error);
    store_rollback(store);
    must(store_begin(store, &error), &error);
    must(store_mark(store, &error), &error);
    must(store_release(store, &error), &error);
    must(store_commit(store, &error), &error);
    store_free(store);
}

/* -- several at once --------------------------------------------------------------------------- */

/* Adds 1 so many times, by reading and writing in a transaction or in one statement. */
static int
count_up(const char *path, int times)
{
    struct store *store;
    struct statement *read, *write;
    struct error error;
    bool row;
    if (!store_open(path, STORE_WRITE, &store, &error) ||
        !store_prepare(store, "SELECT parent FROM parents", &read, &error) ||
        !store_prepare(store, "UPDATE parents SET parent = $1", &write, &error)) {
        return 1;
    }
    for (int i = 0; i < times; i++) {
        char text[32];
        if (i % 2 == 0) {
            if (!store_execute(
                    store, "UPDATE parents SET parent = CAST(CAST(parent AS INTEGER) + 1 AS TEXT)",
                    &error)) {
                return 1;
            }
            continue;
        }
        if (!store_begin(store, &error) || !statement_step(read, &row, &error)) {
            return 1;
        }
        snprintf(text, sizeof text, "%ld", strtol(statement_text(read, 0), NULL, 10) + 1);
        statement_reset(read);
        statement_bind_text(write, 1, text);
        if (!statement_step(write, NULL, &error) || !store_commit(store, &error)) {
            return 1;
        }
        statement_reset(write);
    }
    statement_free(read);
    statement_free(write);
    store_free(store);
    return 0;
}

static void
writers_follow_one_another(void **state)
{
    enum { WRITERS = 4, TIMES = 30 };
    struct store *store = open_with_things(*state);
    struct error error;
    must(store_execute(store, "DELETE FROM parents WHERE parent <> 'p'", &error), &error);
    must(store_execute(store, "UPDATE parents SET parent = '0'", &error), &error);
    store_free(store);
    for (int i = 0; i < WRITERS; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            _exit(count_up(((struct scratch *)*state)->path, TIMES));
        }
    }
    for (int i = 0, status; i < WRITERS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    store = open_store(*state, STORE_READ);
    assert_int_equal(query(store, "SELECT CAST(parent AS INTEGER) FROM parents"), WRITERS * TIMES);
    store_free(store);
}

static int64_t
version_of(struct store *store)
{
    struct error error;
    int64_t version = 0;
    must(store_version(store, &version, &error), &error);
    return version;
}

static void
commits_change_the_version(void **state)
{
    const struct scratch *scratch = *state;
    struct store *writer = open_with_things(scratch);
    struct store *reader = open_store(scratch, STORE_READ);
    struct error error;
    const int64_t before = version_of(reader);
    must(store_begin(writer, &error), &error);
    must(store_execute(writer, "DELETE FROM parents WHERE parent <> 'p'", &error), &error);
    if (on_server(scratch)) { /* a transaction that begins later and is done before */
        server_run(scratch->path, "SELECT txid_current()");
    }
    const int64_t meanwhile = version_of(reader);
    must(store_commit(writer, &error), &error);
    const int64_t after = version_of(reader);
    assert_true(after != before);
    assert_true(after != meanwhile); /* what had begun when it was asked is seen to have ended */
    must(store_execute(writer, "UPDATE parents SET parent = 'r'", &error), &error);
    assert_true(version_of(reader) != after);
    if (!on_server(scratch)) { /* a server may have work of its own */
        assert_true(meanwhile == before);
        const int64_t last = version_of(reader);
        must(store_begin(writer, &error), &error);
        must(store_execute(writer, "DELETE FROM parents", &error), &error);
        store_rollback(writer);
        assert_true(version_of(reader) == last);
    }
    const int64_t own = version_of(writer); /* it tells of what the connection itself commits too */
    must(store_execute(writer, "UPDATE parents SET parent = 's'", &error), &error);
    assert_true(version_of(writer) != own);
    store_free(reader);
    store_free(writer);
}

/* Several programs that find an older schema bring it up together. */
static void
migrations_at_once_run_once(void **state)
{
    static const struct embedded_file migrations[] = {
        FIRST,
        MIGRATION("0002_second.sql", "ALTER TABLE a ADD COLUMN more INTEGER NOT NULL DEFAULT 7;"
                                     "INSERT INTO a (k) VALUES ('y')"),
        MIGRATION("0003_third.sql", "UPDATE a SET more = more + 1"),
        {0},
    };
    enum { PROGRAMS = 6 };
    store_free(open_unversioned(*state));
    int ends[2], opened[2], status;
    char byte = 0;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(pipe(opened), 0);
    set_version(*state, migrate_latest(store_migrations)); /* so that it can be opened */
    for (int i = 0; i < PROGRAMS; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct error error;
            close(ends[1]);
            struct store *store = open_store(*state, STORE_WRITE);
            _exit(write(opened[1], &byte, 1) == 1 && read(ends[0], &byte, 1) == 0 &&
                          migrate_run(store, migrations, &error)
                      ? 0
                      : 1);
        }
    }
    for (int i = 0; i < PROGRAMS; i++) {
        assert_int_equal(read(opened[0], &byte, 1), 1);
    }
    set_version(*state, 0);
    close(ends[0]);
    close(ends[1]); /* the start */
    for (int i = 0; i < PROGRAMS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    close(opened[0]);
    close(opened[1]);
    assert_int_equal(stored_version(*state), 3);
    assert_int_equal(scratch_run(*state, "SELECT sum(more) FROM a"), 16);
}

/* -- a server ---------------------------------------------------------------------------------- */

static void
a_server_is_read_without_change(void **state)
{
    static const char *const writes[] = {"DELETE FROM parents", "CREATE TABLE more (a TEXT)",
                                         "DROP TABLE parents",
                                         "UPDATE schema_version SET dekning = 99"};
    struct error error;
    struct statement *statement;
    assert_refused(((struct scratch *)*state)->path, STORE_READ, ERROR_STORE_FOREIGN);
    assert_refused(((struct scratch *)*state)->path, STORE_WRITE, ERROR_STORE_FOREIGN);
    store_free(open_with_things(*state));
    struct store *store = open_store(*state, STORE_READ);
    for (size_t i = 0; i < sizeof writes / sizeof writes[0]; i++) {
        assert_false(store_execute(store, writes[i], &error));
        assert_int_equal(error.code, ERROR_STORE);
        must(store_prepare(store, writes[i], &statement, &error), &error);
        assert_false(statement_step(statement, NULL, &error));
        statement_free(statement);
    }
    assert_false(store_begin(store, &error));
    bool row; /* which the server itself refuses */
    must(store_prepare(store, "WITH gone AS (DELETE FROM parents RETURNING 1) SELECT * FROM gone",
                       &statement, &error),
         &error);
    assert_false(statement_step(statement, &row, &error));
    statement_free(statement);
    assert_int_equal(query(store, "SELECT count(*) FROM parents"), 2);
    store_free(store);
    set_version(*state, migrate_latest(store_migrations) - 1);
    if (migrate_latest(store_migrations) > 1) {
        assert_refused(((struct scratch *)*state)->path, STORE_READ, ERROR_STORE_OPEN);
    }
}

static void
a_server_that_cannot_be_used_is_refused(void **state)
{
    const struct scratch *scratch = *state;
    char url[300], name[64];
    const char *parameters = strchr(scratch->path, '?');
    for (size_t m = 0; m < 3; m++) {
        snprintf(url, sizeof url, "postgresql://dekning@/nosuch%s", parameters);
        assert_refused(url, modes[m], ERROR_STORE_OPEN);
        snprintf(url, sizeof url, "postgresql://nobody@/%s%s", scratch->name, parameters);
        assert_refused(url, modes[m], ERROR_STORE_OPEN);
        assert_refused("postgres://localhost:1/x", modes[m], ERROR_STORE_OPEN);
        assert_refused("postgresql://?host=/nonexistent", modes[m], ERROR_STORE_OPEN);
    }
    snprintf(name, sizeof name, "%s_latin", scratch->name);
    server_manage("CREATE DATABASE", name,
                  "ENCODING LATIN1 LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");
    snprintf(url, sizeof url, "postgresql://dekning@/%s%s", name, parameters);
    assert_refused(url, STORE_CREATE, ERROR_STORE_OPEN);
    server_manage("DROP DATABASE", name, "");

    /* one who may not read our tables */
    store_free(open_store(scratch, STORE_CREATE));
    snprintf(name, sizeof name, "guest_of_%s", scratch->name);
    server_manage("CREATE ROLE", name, "LOGIN");
    snprintf(url, sizeof url, "postgresql://%s@/%s%s", name, scratch->name, parameters);
    for (size_t m = 0; m < 3; m++) {
        assert_refused(url, modes[m], ERROR_STORE_OPEN);
    }
    server_manage("DROP ROLE", name, "");
}

static void
foreign_databases_of_a_server_are_refused_and_left_alone(void **state)
{
    const struct scratch *scratch = *state;
    static const char *const others[] = {
        "CREATE TABLE notes (a TEXT)",
        "CREATE VIEW notes AS SELECT 1",
        "CREATE SCHEMA theirs; CREATE TABLE theirs.notes (a TEXT)",
        "CREATE TABLE schema_version (version INTEGER); INSERT INTO schema_version VALUES (1)",
        ("CREATE SCHEMA theirs; CREATE TABLE theirs.schema_version (dekning INTEGER);"
         "INSERT INTO theirs.schema_version VALUES (1)"),
        "CREATE TABLE schema_version (dekning INTEGER); CREATE TABLE notes (a TEXT)",
    };
    static const char count[] = "SELECT count(*) FROM pg_class";
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        scratch_renew(scratch);
        scratch_run(scratch, others[i]);
        long long before = scratch_run(scratch, count);
        for (size_t m = 0; m < 3; m++) {
            assert_refused(scratch->path, modes[m], ERROR_STORE_FOREIGN);
            assert_int_equal(scratch_run(scratch, count), before);
        }
    }
    /* tables of a user's own name come neither between us and ours, nor do the server's settings */
    scratch_renew(scratch);
    store_free(open_store(scratch, STORE_CREATE));
    scratch_run(scratch, "CREATE SCHEMA dekning; CREATE TABLE dekning.municipality (a INTEGER);"
                         "INSERT INTO dekning.municipality VALUES (1);"
                         "ALTER ROLE dekning IN DATABASE postgres SET search_path = dekning");
    struct store *store = open_store(scratch, STORE_WRITE);
    assert_int_equal(query(store, "SELECT count(*) FROM municipality"), 0);
    store_free(store);
}

static void
a_lost_connection_leaves_nothing_half_done(void **state)
{
    static const char kill_others[] =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()";
    static const char *const word[] = {"municipality", "parent"};
    store_free(open_with_things(*state));
    for (int round = 0; round < 6; round++) {
        struct store *store = open_store(*state, STORE_WRITE);
        struct statement *statement, *other = NULL;
        struct error error;
        bool row, fine;
        must(store_prepare(store, "SELECT count(*) FROM parents", &statement, &error), &error);
        if (round < 5) {
            must(store_begin(store, &error), &error);
            must(store_execute(store, "DELETE FROM parents", &error), &error);
        }
        if (round == 4) {
            must(store_insert_prepare(store, "parents", word, 2, &other, &error), &error);
            statement_bind_text(other, 1, "0301");
            statement_bind_text(other, 2, "new");
            must(statement_step(other, NULL, &error), &error);
        }
        if (round == 3) {
            must(store_mark(store, &error), &error);
        }
        assert_int_equal(scratch_run(*state, kill_others), 1);
        switch (round) {
        case 0:
            fine = store_commit(store, &error);
            break;
        case 1:
            fine = store_execute(store, "DELETE FROM things", &error);
            break;
        case 3:
            fine = store_release(store, &error);
            assert_false(store_revert(store));
            break;
        case 4:
            fine = statement_flush(other, &error);
            break;
        default:
            fine = statement_step(statement, &row, &error);
            break;
        }
        assert_false(fine);
        assert_int_equal(error.code, ERROR_STORE);
        assert_string_equal(error.file, store_path(store));
        store_rollback(store);
        assert_false(store_in_transaction(store));
        assert_false(store_begin(store, &error)); /* nor does it come back by itself */
        assert_false(store_begin_snapshot(store, &error));
        assert_false(store_execute(store, "DELETE FROM things", &error));
        statement_reset(statement);
        assert_false(statement_step(statement, &row, &error));
        statement_free(statement);
        statement_free(other);
        store_free(store);
        store = open_store(*state, STORE_READ);
        assert_int_equal(query(store, "SELECT count(*) FROM parents"), 2);
        store_free(store);
    }
}

static void
sessions_are_as_promised(void **state)
{
    static const char *const settings[][2] = {
        {"synchronous_commit", "on"},          {"client_encoding", "UTF8"},
        {"search_path", "public, pg_temp"},    {"lock_timeout", "5s"},
        {"standard_conforming_strings", "on"}, {"default_transaction_isolation", "read committed"},
        {"application_name", "dekning"},
    };
    /* what a server's administrator may have set otherwise */
    static const char *const others[] = {
        "SET synchronous_commit = off", "SET default_transaction_isolation = 'serializable'",
        "SET default_transaction_read_only = on", "SET standard_conforming_strings = off"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        server_manage("ALTER DATABASE", ((struct scratch *)*state)->name, others[i]);
    }
    struct store *store = open_store(*state, STORE_CREATE);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        struct statement *statement;
        struct error error;
        bool row;
        must(store_prepare(store, "SELECT current_setting($1)", &statement, &error), &error);
        statement_bind_text(statement, 1, settings[i][0]);
        must(statement_step(statement, &row, &error), &error);
        assert_string_equal(statement_text(statement, 0), settings[i][1]);
        statement_free(statement);
    }
    /* every text column compares by bytes, and every table but those WITHOUT ROWID keeps the order
     * of its rows */
    assert_int_equal(query(store, "SELECT count(*) FROM information_schema.columns WHERE "
                                  "table_schema = 'public' AND data_type = 'text' "
                                  "AND collation_name IS DISTINCT FROM 'C'"),
                     0);
    assert_int_equal(query(store, "SELECT count(*) FROM pg_class c WHERE relkind = 'r' AND "
                                  "relnamespace = 'public'::regnamespace AND "
                                  "relname NOT IN ('schema_version', 'enrolment', 'queue_past', "
                                  "'reduction_unit', 'web_session') "
                                  "AND NOT EXISTS (SELECT FROM "
                                  "pg_attribute WHERE attrelid = c.oid AND attname = 'rowid')"),
                     0);
    store_free(store);
}

static void
migrations_are_translated_word_by_word(void **state)
{
    struct store *store = open_store(*state, STORE_CREATE);
    define(store,
           "CREATE TABLE t ( -- TEXT, it's a REAL comment\n"
           "    \"INTEGER\" TEXT NOT NULL DEFAULT 'TEXT' CHECK (\"INTEGER\" <> 'a '') STRICT'),"
           "    real INTEGER /* ) STRICT */, text REAL, INTEGERS BLOB,"
           "    PRIMARY KEY (\"INTEGER\")\n) STRICT;"
           "CREATE TABLE u (a TEXT) WITHOUT ROWID, STRICT;"
           "CREATE TABLE v (a TEXT) STRICT, WITHOUT ROWID;"
           "INSERT INTO t (real) VALUES (CAST('1' AS INTEGER) + length(CAST(23 AS TEXT)))");
    assert_int_equal(query(store, "SELECT count(*) FROM t WHERE \"INTEGER\" = 'TEXT' AND real = 3 "
                                  "AND rowid > 0"),
                     1);
    assert_int_equal(query(store, "SELECT count(*) FROM information_schema.columns WHERE "
                                  "table_name IN ('u', 'v') AND column_name = 'rowid'"),
                     0);
    assert_int_equal(query(store, "SELECT count(*) FROM information_schema.columns WHERE "
                                  "table_name = 't' AND (column_name, data_type) IN (('INTEGER', "
                                  "'text'), ('real', 'bigint'), ('text', 'double precision'), "
                                  "('integers', 'bytea'), ('rowid', 'bigint'))"),
                     5);
    store_free(store);
}

static void
passwords_are_not_shown(void **state)
{
    static const char *const urls[] = {
        "postgresql://user:SECRET@localhost:1/name",
        "postgres://user:SECRET@localhost:1/name?sslmode=disable",
        "postgresql://user@localhost:1/name?password=SECRET",
        "postgresql://user@localhost:1/name?pass%77ord=SECRET",
        "postgresql://user:x@localhost:1/name?sslpassword=SECRET",
        "postgresql://user:SECRET@",
        "postgresql://user:a@SECRET@localhost:1/name",
        "postgresql://user:a/SECRET@localhost:1/name",
        "postgresql://user:1/SECRET@localhost:1/name",
        "postgresql://user:a?SECRET@localhost:1/name",
        "postgresql://user:a/b?SECRET@localhost:1/name",
        "postgresql://user:1/b?SECRET=x@localhost:1/name",
        "postgresql://user:1/b?port=SECRET@localhost:1/name",
        "postgresql://user:a:SECRET@localhost:1/name",
        "postgresql://user:%SECRET@localhost:1/name",
        "postgresql://user:a%00SECRET@localhost:1/name",
        "postgresql://us@er:SECRET@localhost:1/name",
        "postgresql://:SECRET@localhost:1/name",
        "postgresql://[::1:SECRET@localhost/name",
    };
    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct store *store;
        struct error error;
        assert_false(store_open(urls[i], STORE_CREATE, &store, &error));
        assert_int_equal(error.code, ERROR_STORE_OPEN);
        struct text text;
        text_init(&text, 4096);
        error_write(&error, LANGUAGE_EN, &text);
        text_format(&text, " %s %s %s", error.found, error.expected, error.file);
        if (strstr(text_string(&text), "SECRET") != NULL) {
            print_error("%s\n", text_string(&text));
            fail();
        }
        assert_non_null(strstr(text_string(&text), "postgres"));
        if (i == 0) {
            assert_string_equal(error.file, "postgresql://user@localhost:1/name");
        }
        text_free(&text);
    }
    char long_url[6000] = "postgresql://user:SECRET@";
    memset(long_url + 25, 'x', sizeof long_url - 26);
    long_url[sizeof long_url - 1] = '\0';
    struct store *store;
    struct error error;
    assert_false(store_open(long_url, STORE_READ, &store, &error));
    assert_null(strstr(error.file, "SECRET"));
}

int
main(void)
{
    static struct CMUnitTest tests[] = {
        ON_BOTH(every_type_comes_back),
        ON_BOTH(values_stand_as_declared),
        ON_BOTH(rows_keep_their_order),
        ON_BOTH(an_empty_part_of_a_key_is_a_value),
        ON_BOTH(a_dangling_reference_undoes_all),
        ON_BOTH(a_value_outside_the_declaration_is_refused),
        ON_BOTH(reading_stops_where_the_arena_ends),
        ON_BOTH(statements_bind_and_read),
        ON_BOTH(values_come_back_bit_for_bit),
        ON_BOTH(texts_sort_by_their_bytes),
        ON_BOTH(many_statements_are_kept),
        ON_BOTH(changes_are_counted),
        ON_BOTH(rows_are_inserted_in_bulk),
        ON_BOTH(a_bulk_row_that_cannot_stand_is_told),
        ON_BOTH(transactions_keep_all_or_nothing),
        ON_BOTH(an_error_ends_the_transaction),
        ON_BOTH(a_mark_undoes_what_came_after_it),
        ON_BOTH(writers_follow_one_another),
        ON_BOTH(a_second_writer_is_told_to_try_again),
        ON_BOTH(commits_change_the_version),
        ON_SQLITE(a_full_disk_undoes_all),
        ON_SQLITE(paths_that_cannot_be_databases_are_refused),
        ON_SQLITE(foreign_files_are_refused_and_left_alone),
        ON_SQLITE(a_file_without_content_may_become_a_database),
        ON_BOTH(a_newer_schema_is_refused_and_left_alone),
        ON_SQLITE(reading_changes_nothing),
        ON_SQLITE(reading_after_a_crash_changes_nothing),
        ON_SQLITE(a_refusal_after_a_crash_changes_nothing),
        ON_BOTH(makers_at_once_make_one),
        ON_SQLITE(names_are_only_names),
        ON_SQLITE(permissions_are_respected),
        ON_BOTH(migrations_run_in_order_and_once),
        ON_BOTH(migrations_at_once_run_once),
        ON_SQLITE(a_migration_may_rebuild_a_table),
        ON_BOTH(a_migration_that_fails_leaves_the_version_before),
        ON_SQLITE(settings_are_as_promised),
        ON_POSTGRESQL(a_server_is_read_without_change),
        ON_POSTGRESQL(a_server_that_cannot_be_used_is_refused),
        ON_POSTGRESQL(foreign_databases_of_a_server_are_refused_and_left_alone),
        ON_POSTGRESQL(a_lost_connection_leaves_nothing_half_done),
        ON_POSTGRESQL(sessions_are_as_promised),
        ON_POSTGRESQL(migrations_are_translated_word_by_word),
        ON_SQLITE(passwords_are_not_shown),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
