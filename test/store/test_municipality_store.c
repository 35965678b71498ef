/* SPDX-License-Identifier: EUPL-1.2 */
/* Whole municipalities in the database. `test_municipality_store --migration` prints the SQL of
 * every declared table, as a first migration has it. */
#define _XOPEN_SOURCE 700

#include "scratch.h"

#include "register/municipality.h"
#include "store/migrate.h"
#include "store/table_store.h"

#include <ctype.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

enum { ARENA_BYTES = 256 * 1024 * 1024, TEXT_BYTES = 64 * 1024 * 1024 };

/* -- made-up municipalities: rows that follow from the declaration and a number ---------------- */

/* How many rows a key column can tell apart. */
static size_t
key_room(const struct municipality *made, const struct column *column)
{
    switch (column->type) {
    case COLUMN_TEXT:
        for (size_t i = 0; column->references != NULL && i < TABLE_COUNT; i++) {
            if (strcmp(municipality_schemas[i].name, column->references) == 0) {
                return made->tables[i].count;
            }
        }
        return SIZE_MAX;
    case COLUMN_WHOLE:
        return (size_t)(column->max - column->min) + 1;
    case COLUMN_CHOICE: {
        size_t count = 0;
        while (column->choices[count] != NULL) {
            count++;
        }
        return count;
    }
    case COLUMN_DECIMAL:
    case COLUMN_MONEY:
    case COLUMN_DATE:
        break;
    }
    return 10000;
}

static const char *
made_text(const struct column *column, size_t r, int number, struct arena *arena)
{
    static const char *const odd[] = {
        "", "it's \"so\", really", "two\nlines", "👩‍⚕️ Åsane", " ", "%s\\"};
    char text[64];
    if ((column->flags & (COLUMN_KEY | COLUMN_REQUIRED)) == 0 && r % 3 != 0) {
        return odd[(r + (size_t)number) % (sizeof odd / sizeof odd[0])];
    }
    if ((column->flags & COLUMN_KEY) != 0) {
        snprintf(text, sizeof text, "%s-%zu", column->name, r);
    } else {
        snprintf(text, sizeof text, "%s %zu of %d", column->name, r, number);
    }
    const char *made = arena_copy(arena, text, strlen(text));
    assert_non_null(made);
    return made;
}

static void
make_member(const struct municipality *made, const struct column *column, size_t r, int number,
            void *at, struct arena *arena)
{
    bool empty = (column->flags & COLUMN_REQUIRED) == 0 && (r + (size_t)number) % 2 == 0;
    double span = column->max - column->min;
    switch (column->type) {
    case COLUMN_TEXT:
        if (column->references == NULL) {
            *(const char **)at = made_text(column, r, number, arena);
            break;
        }
        *(const char **)at = "";
        for (size_t i = 0; !empty && i < TABLE_COUNT; i++) {
            const struct table_schema *schema = &municipality_schemas[i];
            if (strcmp(schema->name, column->references) == 0) {
                const char *row = (const char *)made->tables[i].rows +
                                  r % made->tables[i].count * schema->row_size;
                *(const char **)at =
                    *(const char *const *)(const void *)(row + schema->columns[0].offset);
            }
        }
        break;
    case COLUMN_WHOLE:
        *(int64_t *)at = empty            ? WHOLE_NONE
                         : isfinite(span) ? (int64_t)column->min + (int64_t)r % ((int64_t)span + 1)
                         : (column->flags & COLUMN_KEY) != 0 ? (int64_t)r
                                                             : (int64_t)r * 1000 + number;
        break;
    case COLUMN_DECIMAL:
        *(double *)at = empty            ? (double)NAN
                        : isfinite(span) ? column->min + span * (double)r / 10000.0
                                         : (double)r / -7 + 1;
        break;
    case COLUMN_MONEY:
        *(int64_t *)at = empty ? WHOLE_NONE : (int64_t)r * 12345 - number;
        break;
    case COLUMN_DATE:
        *(struct date *)at = empty ? DATE_NONE : (struct date){19000 + (int32_t)r};
        break;
    case COLUMN_CHOICE:
        *(int *)at = empty ? CHOICE_NONE : (int)(r % key_room(made, column));
        break;
    }
}

/* The `number`th state of a municipality: about `size` rows a table, and every table unless `few`.
 */
static struct municipality
make(const char *code, int number, size_t size, bool few, struct arena *arena)
{
    struct municipality made = {0};
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        const struct table_schema *schema = &municipality_schemas[i];
        size_t count = schema->single ? 1 : size + (size_t)number % 5, room = 0;
        for (size_t c = 0; c < schema->column_count; c++) {
            if ((schema->columns[c].flags & COLUMN_KEY) != 0) {
                size_t column_room = key_room(&made, &schema->columns[c]);
                room = room > column_room ? room : column_room;
            }
        }
        count = count < room ? count : room;
        if (few && !schema->required) {
            continue;
        }
        struct table *table = &made.tables[i];
        *table = (struct table){.schema = schema, .count = count, .file = ""};
        table->rows = arena_array(arena, count, schema->row_size);
        assert_non_null(table->rows);
        for (size_t r = 0; r < count; r++) {
            unsigned char *row = (unsigned char *)table->rows + r * schema->row_size;
            for (size_t c = 0; c < schema->column_count; c++) {
                make_member(&made, &schema->columns[c], r, number, row + schema->columns[c].offset,
                            arena);
            }
        }
    }
    struct municipality_facts *facts = made.tables[TABLE_MUNICIPALITY].rows;
    facts->code = code;
    facts->centrality = WHOLE_NONE;
    char name[32];
    snprintf(name, sizeof name, "%d", number); /* tells which state it is */
    facts->name = arena_copy(arena, name, strlen(name));
    return made;
}

static void
write_all(const struct municipality *municipality, struct text *out)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (municipality->tables[i].schema != NULL) {
            assert_ptr_equal(municipality->tables[i].schema, &municipality_schemas[i]);
            text_format(out, "# %s\n", municipality_schemas[i].name);
            table_write(&municipality->tables[i], out);
        }
    }
    assert_false(out->failed);
}

static void
assert_same(const struct municipality *a, const struct municipality *b)
{
    struct text text_a, text_b;
    text_init(&text_a, TEXT_BYTES);
    text_init(&text_b, TEXT_BYTES);
    write_all(a, &text_a);
    write_all(b, &text_b);
    assert_int_equal(text_a.length, text_b.length);
    assert_memory_equal(text_a.bytes, text_b.bytes, text_a.length);
    text_free(&text_a);
    text_free(&text_b);
}

static struct store *
open_store(const struct scratch *scratch, enum store_mode mode)
{
    struct store *store = NULL;
    struct error error;
    must(store_open(scratch->path, mode, &store, &error), &error);
    return store;
}

static void
assert_stored(struct store *store, const char *code, const struct municipality *expected)
{
    struct arena arena;
    struct municipality read;
    struct error error;
    arena_init(&arena, ARENA_BYTES);
    must(municipality_open(store, code, &arena, &read, &error), &error);
    assert_same(&read, expected);
    arena_free(&arena);
}

/* -- the declaration and the migrations -------------------------------------------------------- */

static int
compare_parts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What a CREATE statement says, however it came to be written: an ALTER TABLE adds a column at the
 * end and quotes a new name, so the parts between the outer commas are sorted, and quotes and
 * spaces left out. */
static void
write_canonical(const char *sql, struct text *out)
{
    enum { PARTS = 64 };
    char *copy = malloc(strlen(sql) + PARTS + 1), *parts[PARTS];
    assert_non_null(copy);
    size_t count = 0, at = 0;
    int depth = 0;
    bool word = false; /* inside a quoted word, where all counts */
    for (parts[count++] = copy; *sql != '\0'; sql++) {
        word ^= *sql == '\'';
        depth += word ? 0 : *sql == '(' ? 1 : *sql == ')' ? -1 : 0;
        bool outer = !word && ((*sql == '(' && depth == 1) || (*sql == ',' && depth == 1) ||
                               (*sql == ')' && depth == 0));
        if (outer) {
            copy[at++] = '\0';
            assert_true(count < PARTS);
            parts[count++] = copy + at;
        } else if (word || (*sql != '"' && !isspace((unsigned char)*sql))) {
            copy[at++] = *sql;
        }
    }
    copy[at] = '\0';
    qsort(parts, count, sizeof parts[0], compare_parts);
    for (size_t i = 0; i < count; i++) {
        text_format(out, "  %s\n", parts[i]);
    }
    free(copy);
}

static bool
is_declared(const char *table)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (strcmp(municipality_schemas[i].name, table) == 0) {
            return true;
        }
    }
    return false;
}

static void
write_schema(const char *path, struct text *out)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(
            db, "SELECT name, sql, tbl_name FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name",
            -1, &statement, NULL),
        SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        if (!is_declared((const char *)sqlite3_column_text(statement, 2))) {
            continue; /* the register's own */
        }
        text_format(out, "%s\n", (const char *)sqlite3_column_text(statement, 0));
        write_canonical((const char *)sqlite3_column_text(statement, 1), out);
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    assert_false(out->failed);
}

static void
write_declaration(struct text *out)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        text_add(out, i == 0 ? "" : "\n");
        table_write_sql(&municipality_schemas[i], out);
    }
    assert_false(out->failed);
}

static void
the_migrated_database_is_the_declared_one(void **state)
{
    const struct scratch *scratch = *state;
    struct text sql, declared, migrated;
    text_init(&sql, TEXT_BYTES);
    text_init(&declared, TEXT_BYTES);
    text_init(&migrated, TEXT_BYTES);
    char path[256];
    snprintf(path, sizeof path, "%s-declared", scratch->path);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    write_declaration(&sql);
    assert_int_equal(sqlite3_exec(db, text_string(&sql), NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    write_schema(path, &declared);
    store_free(open_store(scratch, STORE_CREATE));
    write_schema(scratch->path, &migrated);
    assert_string_equal(text_string(&migrated), text_string(&declared));
    text_free(&sql);
    text_free(&declared);
    text_free(&migrated);
}

/* The references of a table are only to tables with one key column, which is their first, as the
 * SQL takes for granted. */
static void
references_are_to_single_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        for (size_t c = 0; c < municipality_schemas[i].column_count; c++) {
            const char *name = municipality_schemas[i].columns[c].references;
            size_t parent = 0;
            while (name != NULL && strcmp(municipality_schemas[parent].name, name) != 0) {
                parent++;
                assert_true(parent < i);
            }
            for (size_t k = 0; name != NULL && k < municipality_schemas[parent].column_count; k++) {
                unsigned key = municipality_schemas[parent].columns[k].flags & COLUMN_KEY;
                assert_int_equal(key, k == 0 ? COLUMN_KEY : 0);
            }
        }
    }
}

/* -- saving and opening ------------------------------------------------------------------------ */

static void
all_tables_come_back(void **state)
{
    struct store *store = open_store(*state, STORE_CREATE);
    struct arena arena;
    struct error error;
    arena_init(&arena, ARENA_BYTES);
    struct municipality first = make("4601", 0, 50, false, &arena),
                        second = make("4601", 1, 40, false, &arena);
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        assert_true(first.tables[i].count > 0);
    }
    for (int round = 0; round < 2; round++) {
        must(municipality_save(store, &first, &error), &error);
        assert_stored(store, "4601", &first);
        assert_stored(store, NULL, &first);
    }
    must(municipality_save(store, &second, &error), &error);
    assert_stored(store, NULL, &second);
    store_free(store);
    store = open_store(*state, STORE_READ);
    assert_stored(store, "4601", &second);
    assert_false(municipality_save(store, &first, &error));
    assert_int_equal(error.code, ERROR_STORE);
    assert_stored(store, "4601", &second);
    store_free(store);
    arena_free(&arena);
}

static void
tables_that_are_not_given_are_not_there(void **state)
{
    struct store *store = open_store(*state, STORE_CREATE);
    struct arena arena;
    struct error error;
    arena_init(&arena, ARENA_BYTES);
    struct municipality all = make("4601", 0, 30, false, &arena),
                        few = make("4601", 1, 30, true, &arena), read;
    must(municipality_save(store, &all, &error), &error);
    must(municipality_save(store, &few, &error), &error);
    assert_stored(store, NULL, &few);
    /* a table of no rows counts as not given */
    few.tables[TABLE_DISTRICTS] = (struct table){
        .schema = &municipality_schemas[TABLE_DISTRICTS], .rows = NULL, .count = 0, .file = ""};
    must(municipality_save(store, &few, &error), &error);
    must(municipality_open(store, NULL, &arena, &read, &error), &error);
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        assert_int_equal(read.tables[i].count, i == TABLE_DISTRICTS ? 0 : few.tables[i].count);
        assert_true((read.tables[i].schema == NULL) == (read.tables[i].count == 0));
        assert_string_equal(read.tables[i].file, "");
    }
    store_free(store);
    arena_free(&arena);
}

static void
several_municipalities_live_apart(void **state)
{
    struct store *store = open_store(*state, STORE_CREATE);
    struct arena arena;
    struct error error;
    struct municipality read;
    const char *const *codes;
    size_t count;
    arena_init(&arena, ARENA_BYTES);
    assert_false(municipality_open(store, NULL, &arena, &read, &error));
    assert_int_equal(error.code, ERROR_STORE_ABSENT);
    assert_false(municipality_open(store, "4601", &arena, &read, &error));
    assert_int_equal(error.code, ERROR_STORE_ABSENT);
    must(municipality_codes(store, &arena, &codes, &count, &error), &error);
    assert_int_equal(count, 0);

    struct municipality bergen = make("4601", 1, 30, false, &arena),
                        alver = make("4631", 2, 20, false, &arena);
    must(municipality_save(store, &alver, &error), &error);
    must(municipality_save(store, &bergen, &error), &error);
    must(municipality_save(store, &alver, &error), &error);
    assert_stored(store, "4601", &bergen);
    assert_stored(store, "4631", &alver);
    must(municipality_codes(store, &arena, &codes, &count, &error), &error);
    assert_int_equal(count, 2);
    assert_string_equal(codes[0], "4601");
    assert_string_equal(codes[1], "4631");
    assert_false(municipality_open(store, NULL, &arena, &read, &error));
    assert_int_equal(error.code, ERROR_STORE_CHOOSE);
    assert_string_equal(error.expected, "4601, 4631");
    assert_string_equal(error.file, store_path(store));
    static const char *const absent[] = {"5001", "", "460", "46011", "4601' OR '1'='1"};
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        assert_false(municipality_open(store, absent[i], &arena, &read, &error));
        assert_int_equal(error.code, ERROR_STORE_ABSENT);
        assert_string_equal(error.found, absent[i]);
        assert_string_equal(error.expected, "4601, 4631");
    }
    assert_false(store_in_transaction(store));
    store_free(store);
    arena_free(&arena);
}

static void
a_row_that_cannot_stand_undoes_all(void **state)
{
    struct store *store = open_store(*state, STORE_CREATE);
    struct arena arena;
    struct error error;
    arena_init(&arena, ARENA_BYTES);
    struct municipality good = make("4601", 1, 30, false, &arena),
                        other = make("4631", 2, 30, false, &arena);
    must(municipality_save(store, &good, &error), &error);
    must(municipality_save(store, &other, &error), &error);
    struct municipality wrong = make("4601", 3, 40, false, &arena);
    struct post *posts = wrong.tables[TABLE_POSTS].rows;
    posts[17].practice = "no such practice";
    assert_false(municipality_save(store, &wrong, &error));
    assert_int_equal(error.code, ERROR_DANGLING);
    assert_string_equal(error.found, "no such practice");
    assert_string_equal(error.expected, "practices");
    assert_string_equal(error.field, "posts.practice");
    assert_stored(store, "4601", &good);
    assert_stored(store, "4631", &other);

    wrong = make("4601", 3, 40, false, &arena);
    struct consultation_rate *rates = wrong.tables[TABLE_CONSULTATION_RATES].rows;
    rates[1] = rates[0]; /* in the last table */
    assert_false(municipality_save(store, &wrong, &error));
    assert_int_equal(error.code, ERROR_STORE);
    assert_string_equal(error.field, "consultation_rates");
    assert_stored(store, "4601", &good);

    store_free(store);
    arena_free(&arena);
}

static void
a_full_disk_undoes_all(void **state)
{
    struct store *store = open_store(*state, STORE_CREATE);
    struct arena arena;
    struct error error;
    arena_init(&arena, ARENA_BYTES);
    struct municipality good = make("4601", 1, 30, false, &arena),
                        other = make("4631", 2, 30, false, &arena);
    must(municipality_save(store, &good, &error), &error);
    must(municipality_save(store, &other, &error), &error);
    must(store_execute(store, "PRAGMA max_page_count = 250", &error), &error);
    struct municipality wrong = make("4601", 4, 4000, false, &arena);
    assert_false(municipality_save(store, &wrong, &error));
    assert_int_equal(error.code, ERROR_STORE);
    assert_false(store_in_transaction(store));
    assert_stored(store, "4601", &good);
    assert_stored(store, "4631", &other);
    store_free(store);
    arena_free(&arena);
}

static void
a_callers_transaction_is_the_callers(void **state)
{
    struct store *store = open_store(*state, STORE_CREATE);
    struct arena arena;
    struct error error;
    arena_init(&arena, ARENA_BYTES);
    struct municipality first = make("4601", 1, 30, false, &arena),
                        second = make("4601", 2, 30, false, &arena);
    must(municipality_save(store, &first, &error), &error);
    must(store_begin(store, &error), &error);
    must(municipality_save(store, &second, &error), &error);
    assert_true(store_in_transaction(store));
    assert_stored(store, NULL, &second);
    assert_true(store_in_transaction(store));
    store_rollback(store);
    assert_stored(store, NULL, &first);
    store_free(store);
    arena_free(&arena);
}

/* -- crashes, crowds and damage ---------------------------------------------------------------- */

enum { CRASH_ROWS = 400 };

static const char *program; /* this one's path, to start writers by */

/* What a writer does: saves state after state until it is killed. Tells the number of each that is
 * done on its standard output, and before all `number`, when it is about to open the database. */
static int
save_for_ever(const char *path, int number)
{
    struct store *store = NULL;
    struct error error;
    for (;; number++) {
        struct arena arena;
        arena_init(&arena, ARENA_BYTES);
        struct municipality next =
            make("4601", number + 1, CRASH_ROWS, (number + 1) % 3 == 0, &arena);
        if (write(STDOUT_FILENO, &number, sizeof number) != sizeof number ||
            (store == NULL && !store_open(path, STORE_CREATE, &store, &error)) ||
            !municipality_save(store, &next, &error)) {
            return 1;
        }
        arena_free(&arena);
    }
}

/* Starts a writer from state `number`; what it tells can be read from *report. It is a program of
 * its own, as a copy of this process would spend its first second on memory it inherits. */
static pid_t
start_writer(const struct scratch *scratch, int number, int *report)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char from[16];
        snprintf(from, sizeof from, "%d", number);
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(program, program, "--writer", scratch->path, from, (char *)NULL);
        _exit(1);
    }
    close(ends[1]);
    *report = ends[0];
    return child;
}

/* The number of the state in the database, which must be that state and whole; 0 when there is
 * none. */
static int
stored_number(struct store *store)
{
    struct arena arena;
    struct municipality read;
    struct error error;
    arena_init(&arena, ARENA_BYTES);
    int number = 0;
    if (municipality_open(store, NULL, &arena, &read, &error)) {
        number = (int)strtol(municipality_facts(&read)->name, NULL, 10);
        struct municipality expected = make("4601", number, CRASH_ROWS, number % 3 == 0, &arena);
        assert_same(&read, &expected);
    } else {
        assert_int_equal(error.code, ERROR_STORE_ABSENT);
    }
    arena_free(&arena);
    return number;
}

static int64_t
nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Starts a writer, kills it so long after it began to open, or reported its first save, and gives
 * the number of the last state it reported saved. */
static int
killed_writer(const struct scratch *scratch, int number, bool saves, int64_t delay)
{
    int report, status;
    pid_t child = start_writer(scratch, number, &report);
    for (int words = saves ? 2 : 1; words > 0; words--) {
        assert_int_equal(read(report, &number, sizeof number), sizeof number);
    }
    struct timespec pause = {.tv_sec = delay / 1000000000, .tv_nsec = delay % 1000000000};
    nanosleep(&pause, NULL);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    for (int reported; read(report, &reported, sizeof reported) == sizeof reported;) {
        number = reported;
    }
    close(report);
    return number;
}

/* A save is whole or not there, and one that was reported done is there: whatever the moment of the
 * kill, the making of the database included. */
static void
a_killed_writer_leaves_one_state_whole(void **state)
{
    enum { ROUNDS = 60, ROUNDS_ON_SERVER = 24 };
    const struct scratch *scratch = *state;
    const int rounds = on_server(scratch) ? ROUNDS_ON_SERVER : ROUNDS, making = rounds / 3;
    uint32_t random = 20240517;
    int number = 0, between = 0, made = 0;
    int64_t start = nanoseconds();
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    struct municipality one = make("4601", 1, CRASH_ROWS, false, &arena);
    struct store *first = open_store(scratch, STORE_CREATE);
    struct error error;
    must(municipality_save(first, &one, &error), &error);
    store_free(first);
    arena_free(&arena);
    int64_t once = nanoseconds() - start; /* what one round of the writer takes on this machine */
    for (int round = 0; round < rounds; round++) {
        if (round < making) {
            scratch_renew(scratch);
            number = 0;
        }
        int64_t longest = round < making ? once : 3 * once;
        int64_t delay = longest * (int64_t)(next_random(&random) % 1000) / 1000;
        int reported = killed_writer(scratch, number, round % 3 == 2, delay);
        scratch_alone(scratch);
        struct store *store = open_store(scratch, STORE_CREATE);
        int found = stored_number(store);
        store_free(store);
        assert_in_range(found, reported, reported + 1);
        between += found == reported + 1;
        made += found > number;
        number = found;
    }
    print_message("# %d of %d writers saved, %d of them killed between commit and report\n", made,
                  rounds, between);
    assert_true(made >= rounds / 3); /* those that were let save once */
}

/* Readers beside a busy writer see one state after another, each whole. */
static void
readers_see_one_moment(void **state)
{
    const struct scratch *scratch = *state;
    int report, last = 0, seen = 0;
    pid_t child = start_writer(scratch, 0, &report);
    while (last == 0) {
        assert_int_equal(read(report, &last, sizeof last), sizeof last);
    }
    const int64_t patience = nanoseconds() + (int64_t)120 * 1000000000;
    for (int round = 0; round < 60 || (seen == 0 && nanoseconds() < patience); round++) {
        struct store *store = open_store(scratch, STORE_READ);
        int number = stored_number(store);
        assert_true(number >= last);
        seen += number > last;
        last = number;
        store_free(store);
    }
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(report);
    assert_true(seen > 0);
}

/* Whatever is wrong with the file, the answer is an error or rows of the declared types. */
static void
damage_is_an_error(void **state)
{
    const struct scratch *scratch = *state;
    struct store *store = open_store(scratch, STORE_CREATE);
    struct arena arena;
    struct error error;
    arena_init(&arena, ARENA_BYTES);
    struct municipality whole = make("4601", 1, 60, false, &arena);
    must(municipality_save(store, &whole, &error), &error);
    store_free(store);
    size_t length;
    unsigned char *bytes = scratch_read(scratch->path, &length), *damaged = malloc(length);
    uint32_t random = 11;
    int refused = 0;
    for (int round = 0; round < 400; round++) {
        size_t left = length;
        memcpy(damaged, bytes, length);
        if (round % 4 == 0) {
            left = 1 + next_random(&random) % (length - 1);
        } else {
            size_t within = round % 4 == 1 ? 100 : length;
            for (uint32_t i = next_random(&random) % 30; i < 31; i++) {
                damaged[next_random(&random) % within] = (unsigned char)next_random(&random);
            }
        }
        scratch_empty(scratch);
        scratch_write(scratch->path, damaged, left);
        struct municipality read;
        bool fine =
            store_open(scratch->path, round % 3 == 0 ? STORE_WRITE : STORE_READ, &store, &error);
        if (fine) {
            fine = municipality_open(store, NULL, &arena, &read, &error);
            store_free(store);
        }
        if (fine) {
            struct text text;
            text_init(&text, TEXT_BYTES);
            write_all(&read, &text);
            text_free(&text);
        } else {
            refused++;
            assert_true(error.code == ERROR_STORE || error.code == ERROR_STORE_DAMAGED ||
                        error.code == ERROR_STORE_FOREIGN || error.code == ERROR_STORE_NEWER ||
                        error.code == ERROR_STORE_OPEN || error.code == ERROR_STORE_ABSENT ||
                        error.code == ERROR_STORE_CHOOSE || error.code == ERROR_STORE_BUSY ||
                        error.code == ERROR_MEMORY);
        }
    }
    assert_true(refused > 100);
    free(bytes);
    free(damaged);
    arena_free(&arena);
}

int
main(int argc, char **argv)
{
    program = argv[0];
    if (argc == 4 && strcmp(argv[1], "--writer") == 0) {
        return save_for_ever(argv[2], (int)strtol(argv[3], NULL, 10));
    }
    if (argc > 1 && strcmp(argv[1], "--migration") == 0) {
        struct text sql;
        text_init(&sql, TEXT_BYTES);
        write_declaration(&sql);
        fputs(text_string(&sql), stdout);
        text_free(&sql);
        return 0;
    }
    static struct CMUnitTest tests[] = {
        ON_SQLITE(the_migrated_database_is_the_declared_one),
        ON_SQLITE(references_are_to_single_keys),
        ON_BOTH(all_tables_come_back),
        ON_BOTH(tables_that_are_not_given_are_not_there),
        ON_BOTH(several_municipalities_live_apart),
        ON_BOTH(a_row_that_cannot_stand_undoes_all),
        ON_SQLITE(a_full_disk_undoes_all),
        ON_BOTH(a_callers_transaction_is_the_callers),
        ON_BOTH(a_killed_writer_leaves_one_state_whole),
        ON_BOTH(readers_see_one_moment),
        ON_SQLITE(damage_is_an_error),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
