/* SPDX-License-Identifier: EUPL-1.2 */
/* The store on SQLite: one file, embedded in the program. */
#define _POSIX_C_SOURCE 200809L /* stat, access */

#include "store/store_private.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PARAMETERS_MAX = 40 };

struct sqlite_store {
    struct store base;
    sqlite3 *db;
    const char *file; /* as SQLite is given it */
    char bytes[];     /* "./" and the path */
};

struct sqlite_statement {
    struct statement base;
    sqlite3_stmt *sqlite;
    int bound; /* the first result of a bind that was not SQLITE_OK */
    /* Where each $1, $2 … is: SQLite takes them for names and counts them as they first stand. */
    unsigned char places[PARAMETERS_MAX + 1];
};

static const struct sqlite_store *
of_store(const struct store *store)
{
    return (const struct sqlite_store *)(const void *)store;
}

static sqlite3 *
db_of(const struct store *store)
{
    return of_store(store)->db;
}

static struct sqlite_statement *
own(struct statement *statement)
{
    return (struct sqlite_statement *)(void *)statement;
}

static sqlite3_stmt *
of(const struct statement *statement)
{
    return ((const struct sqlite_statement *)(const void *)statement)->sqlite;
}

/* -- errors ------------------------------------------------------------------------------------ */

/* Why the file could not be opened. One that can be read lacks a folder to put the log (WAL) in. */
static const char *
open_reason(const struct store *store)
{
    int cause = sqlite3_system_errno(db_of(store));
    if (access(of_store(store)->file, R_OK) == 0) {
        return "the folder must be writable too, for the files -wal and -shm";
    }
    return cause != 0 ? strerror(cause) : sqlite3_errmsg(db_of(store));
}

/* Fills *error from what SQLite last said. False, for the caller to return. */
static bool
fail(const struct store *store, struct error *error)
{
    int code = sqlite3_extended_errcode(db_of(store));
    switch (code & 0xFF) { /* the low byte is the kind */
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return store_fail(store, ERROR_STORE_BUSY, NULL, error);
    case SQLITE_NOMEM:
        return store_fail(store, ERROR_MEMORY, NULL, error);
    case SQLITE_CORRUPT:
        return store_fail(store, ERROR_STORE_DAMAGED, sqlite3_errmsg(db_of(store)), error);
    case SQLITE_NOTADB:
        return store_fail(store, ERROR_STORE_FOREIGN, NULL, error);
    case SQLITE_CANTOPEN:
        return store_fail(store, ERROR_STORE_OPEN, open_reason(store), error);
    case SQLITE_READONLY:
        if (code !=
            SQLITE_READONLY) { /* not that the store is a reader's: the folder or the log is */
            return store_fail(store, ERROR_STORE_OPEN, open_reason(store), error);
        }
        break;
    default:
        break;
    }
    store_error(store, sqlite3_errmsg(db_of(store)), error);
    return false;
}

/* -- statements -------------------------------------------------------------------------------- */

static bool
execute(struct store *store, const char *sql, struct error *error)
{
    return sqlite3_exec(db_of(store), sql, NULL, NULL, NULL) == SQLITE_OK || fail(store, error);
}

static int64_t
changes(const struct store *store)
{
    return sqlite3_changes64(db_of(store));
}

static void
write_insert(const char *table, const char *const *columns, size_t count, struct text *out)
{
    text_format(out, "INSERT INTO %s (", table);
    for (size_t c = 0; c < count; c++) {
        text_format(out, "%s%s", c == 0 ? "" : ", ", columns[c]);
    }
    for (size_t c = 0; c < count; c++) {
        text_format(out, "%s$%zu", c == 0 ? ") VALUES (" : ", ", c + 1);
    }
    text_add(out, ")");
}

static bool
prepare(struct store *store, const char *sql, size_t columns, struct statement **out,
        struct error *error)
{
    (void)columns; /* one that inserts is like another */
    struct sqlite_statement *statement = calloc(1, sizeof *statement);
    if (statement == NULL) {
        return store_fail(store, ERROR_MEMORY, NULL, error);
    }
    const char *rest;
    if (sqlite3_prepare_v3(db_of(store), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->sqlite,
                           &rest) != SQLITE_OK) {
        free(statement);
        return fail(store, error);
    }
    assert(statement->sqlite != NULL && *rest == '\0');
    int count = sqlite3_bind_parameter_count(statement->sqlite);
    for (int i = 1; i <= count; i++) {
        long number = strtol(sqlite3_bind_parameter_name(statement->sqlite, i) + 1, NULL, 10);
        assert(number >= 1 && number <= PARAMETERS_MAX);
        statement->places[number] = (unsigned char)i;
    }
    *out = &statement->base;
    return true;
}

static bool
writes(const struct statement *statement)
{
    return sqlite3_stmt_readonly(of(statement)) == 0;
}

static void
clear(struct statement *statement)
{
    sqlite3_reset(of(statement));
    sqlite3_clear_bindings(of(statement));
    own(statement)->bound = SQLITE_OK;
}

static void
discard(struct statement *statement, bool closing)
{
    (void)closing;
    sqlite3_finalize(of(statement));
    free(statement);
}

/* Remembers the first result that was not fine. A parameter that is not there is the programmer's
 * error. */
static void
note_bind(struct statement *statement, int result)
{
    assert(result != SQLITE_RANGE && result != SQLITE_MISUSE);
    if (own(statement)->bound == SQLITE_OK) {
        own(statement)->bound = result;
    }
}

static int
place(struct statement *statement, int index)
{
    assert(index >= 1 && index <= PARAMETERS_MAX);
    return own(statement)->places[index];
}

static void
bind_null(struct statement *statement, int index)
{
    note_bind(statement, sqlite3_bind_null(of(statement), place(statement, index)));
}

static void
bind_text(struct statement *statement, int index, const char *value)
{
    note_bind(statement, sqlite3_bind_text(of(statement), place(statement, index), value, -1,
                                           SQLITE_TRANSIENT));
}

static void
bind_whole(struct statement *statement, int index, int64_t value)
{
    note_bind(statement, sqlite3_bind_int64(of(statement), place(statement, index), value));
}

static void
bind_decimal(struct statement *statement, int index, double value)
{
    note_bind(statement, sqlite3_bind_double(of(statement), place(statement, index), value));
}

static void
bind_bytes(struct statement *statement, int index, const void *bytes, size_t length)
{
    note_bind(statement, sqlite3_bind_blob64(of(statement), place(statement, index), bytes, length,
                                             SQLITE_TRANSIENT));
}

static bool
step(struct statement *statement, bool *row, struct error *error)
{
    int bound = own(statement)->bound;
    own(statement)->bound = SQLITE_OK;
    if (bound == SQLITE_NOMEM) {
        return store_fail(statement->store, ERROR_MEMORY, NULL, error);
    }
    if (bound != SQLITE_OK) {
        store_error(statement->store, sqlite3_errstr(bound), error);
        return false;
    }
    int result = sqlite3_step(of(statement));
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
        return fail(statement->store, error);
    }
    *row = result == SQLITE_ROW;
    if (statement->inserts) {
        sqlite3_reset(of(statement)); /* ready for the next row's values */
    }
    return true;
}

static bool
flush(struct statement *statement, struct error *error)
{
    (void)statement, (void)error; /* every row is in already */
    return true;
}

static void
reset(struct statement *statement)
{
    sqlite3_reset(of(statement)); /* repeats the last step's result, which was reported then */
}

static bool
is_null(const struct statement *statement, int column)
{
    return sqlite3_column_type(of(statement), column) == SQLITE_NULL;
}

static const char *
text(const struct statement *statement, int column)
{
    return (const char *)sqlite3_column_text(of(statement), column);
}

static int64_t
whole(const struct statement *statement, int column)
{
    return sqlite3_column_int64(of(statement), column);
}

static double
decimal(const struct statement *statement, int column)
{
    return sqlite3_column_double(of(statement), column);
}

static const void *
bytes(const struct statement *statement, int column, size_t *length)
{
    const void *value = sqlite3_column_blob(of(statement), column);
    *length = (size_t)sqlite3_column_bytes(of(statement), column);
    return value;
}

/* Runs SQL of SQLite's own up to its first row, if any, into *out, to be finalized. */
static bool
query(struct store *store, const char *sql, sqlite3_stmt **out, bool *row, struct error *error)
{
    *out = NULL;
    int result = sqlite3_prepare_v2(db_of(store), sql, -1, out, NULL);
    if (result == SQLITE_OK) {
        result = sqlite3_step(*out);
    }
    *row = result == SQLITE_ROW;
    if (result == SQLITE_ROW || result == SQLITE_DONE) {
        return true;
    }
    fail(store, error);
    sqlite3_finalize(*out);
    *out = NULL;
    return false;
}

/* The first value of the first row, which there is. */
static bool
query_whole(struct store *store, const char *sql, int64_t *out, struct error *error)
{
    sqlite3_stmt *statement;
    bool row;
    if (!query(store, sql, &statement, &row, error)) {
        return false;
    }
    *out = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return true;
}

/* -- transactions ------------------------------------------------------------------------------ */

static bool
begin(struct store *store, bool snapshot, struct error *error)
{
    /* IMMEDIATE takes the write lock now: a transaction that reads first and writes later could
     * otherwise be refused half-way, without waiting. */
    return execute(store, snapshot ? "BEGIN" : "BEGIN IMMEDIATE", error);
}

/* Between transactions a connection keeps no more pages than this, so that a server that has
 * written for a year has the memory of one that has written for an hour. */
static void
shrink_cache(sqlite3 *db)
{
    enum { KEPT_BYTES = 16 << 20 };
    int used = 0, most;
    if (sqlite3_db_status(db, SQLITE_DBSTATUS_CACHE_USED, &used, &most, 0) == SQLITE_OK &&
        used > KEPT_BYTES) {
        sqlite3_db_release_memory(db);
    }
}

static void
rollback(struct store *store)
{
    /* SQLite has itself rolled back after some errors, such as a full disk. */
    if (sqlite3_get_autocommit(db_of(store)) == 0) {
        sqlite3_exec(db_of(store), "ROLLBACK", NULL, NULL, NULL);
        shrink_cache(db_of(store));
    }
}

/* Fills *error with the row `row` of `table`, whose foreign key number `key` refers to nothing in
 * `parent`: the column and its value are the key's last, which comes after `municipality`. False
 * when that cannot be found out. */
static bool
describe_reference(struct store *store, const char *table, int64_t row, const char *parent, int key,
                   struct error *error)
{
    struct text sql, field;
    sqlite3_stmt *statement = NULL;
    bool found = false;
    text_init(&sql, 512);
    text_init(&field, sizeof error->field);
    text_format(&sql,
                "SELECT \"from\" FROM pragma_foreign_key_list('%s') WHERE id = %d "
                "ORDER BY seq DESC LIMIT 1",
                table, key);
    bool fine = !sql.failed && query(store, text_string(&sql), &statement, &found, error) && found;
    if (fine) {
        const char *column = (const char *)sqlite3_column_text(statement, 0);
        text_free(&sql);
        text_format(&field, "%s.%s", table, column);
        text_format(&sql, "SELECT %s FROM %s WHERE rowid = %lld", column, table, (long long)row);
    }
    sqlite3_finalize(statement);
    statement = NULL;
    fine =
        fine && !sql.failed && query(store, text_string(&sql), &statement, &found, error) && found;
    if (fine) {
        error_set(error, ERROR_DANGLING, (const char *)sqlite3_column_text(statement, 0), parent);
        store_place(store, text_string(&field), error);
    }
    sqlite3_finalize(statement);
    text_free(&sql);
    text_free(&field);
    return fine;
}

/* Looks through the whole database for a row that refers to nothing; *error is then ERROR_DANGLING.
 * Slow, so only called when there is one, or after a migration. */
static bool
find_dangling(struct store *store, bool *found, struct error *error)
{
    sqlite3_stmt *statement;
    if (!query(store, "PRAGMA foreign_key_check", &statement, found, error)) {
        return false;
    }
    if (*found) {
        const char *table = (const char *)sqlite3_column_text(statement, 0);
        const char *parent = (const char *)sqlite3_column_text(statement, 2);
        error_set(error, ERROR_DANGLING, NULL, parent);
        store_place(store, table, error);
        describe_reference(store, table, sqlite3_column_int64(statement, 1), parent,
                           sqlite3_column_int(statement, 3), error);
    }
    sqlite3_finalize(statement);
    return true;
}

static bool
commit(struct store *store, struct error *error)
{
    if (execute(store, "COMMIT", error)) {
        shrink_cache(db_of(store));
        return true;
    }
    if (sqlite3_extended_errcode(db_of(store)) == SQLITE_CONSTRAINT_FOREIGNKEY) {
        struct error which;
        bool found = false;
        if (find_dangling(store, &found, &which) && found) {
            *error = which;
        }
    }
    rollback(store);
    return false;
}

/* -- versions ---------------------------------------------------------------------------------- */

static bool
version(struct store *store, int *out, struct error *error)
{
    int64_t found; /* PRAGMA user_version is four bytes of the file's header */
    if (!query_whole(store, "PRAGMA user_version", &found, error)) {
        return false;
    }
    *out = (int)found;
    return true;
}

/* The migration within a transaction that has begun. */
static bool
apply(struct store *store, int number, const char *sql, struct error *error)
{
    int now = 0;
    bool dangling = false;
    if (!version(store, &now, error)) {
        return false;
    }
    if (now >= number) {
        return true;
    }
    char header[96]; /* part of the transaction, like everything else in the file */
    snprintf(header, sizeof header, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             STORE_APPLICATION, number);
    return store_define(store, sql, error) && find_dangling(store, &dangling, error) && !dangling &&
           execute(store, header, error);
}

static bool
upgrade(struct store *store, int number, const char *sql, struct error *error)
{
    /* Rebuilding a table drops it, which would take the rows that refer to it; SQLite allows the
     * switch only outside a transaction. */
    if (!execute(store, "PRAGMA foreign_keys = OFF", error)) {
        return false;
    }
    bool fine = store_begin(store, error);
    if (fine) {
        fine = apply(store, number, sql, error) && store_commit(store, error);
        store_rollback(store);
    }
    struct error later;
    return execute(store, "PRAGMA foreign_keys = ON", fine ? error : &later) && fine;
}

/* -- opening and closing ----------------------------------------------------------------------- */

/* What can be said of the path without opening the file. It must not be opened here: closing it
 * again would drop the locks that SQLite holds on it for another store of this process. */
static bool
check_path(const struct store *store, enum store_mode mode, struct error *error)
{
    const char *file = of_store(store)->file;
    if (store->path[0] == '\0') { /* to SQLite, a database that is thrown away */
        return store_fail(store, ERROR_STORE_OPEN, strerror(ENOENT), error);
    }
    struct stat status;
    if (stat(file, &status) != 0) {
        return (mode == STORE_CREATE && errno == ENOENT) ||
               store_fail(store, ERROR_STORE_OPEN, strerror(errno), error);
    }
    if (S_ISDIR(status.st_mode)) {
        return store_fail(store, ERROR_FILE_IS_FOLDER, NULL, error);
    }
    /* SQLite would take a file of one byte for an empty one, and write over it. */
    return (S_ISREG(status.st_mode) && status.st_size != 1) ||
           store_fail(store, ERROR_STORE_FOREIGN, NULL, error);
}

/* Settings of the connection; none of them reads the file. */
static bool
configure(struct store *store, struct error *error)
{
    sqlite3 *db = db_of(store);
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, STORE_BUSY_MILLISECONDS);
    /* No SQL, however it came about, may write to the schema or the file other than by its tables.
     */
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* A misspelt column in double quotes is an error, not a string. */
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    return execute(
        store,
        /* References hold; off by default. */
        "PRAGMA foreign_keys = ON;"
        /* Views and triggers planted in a file we were handed call no functions with effects. */
        "PRAGMA trusted_schema = OFF;"
        /* A damaged page is found when it is read, before what is on it is believed. */
        "PRAGMA cell_size_check = ON",
        error);
}

/* Whether there is a -wal with content: the database is in use, or a writer died. */
static bool
has_log(const struct store *store)
{
    struct stat status;
    const char *name = sqlite3_filename_wal(sqlite3_db_filename(db_of(store), "main"));
    return stat(name, &status) == 0 && status.st_size > 0;
}

static bool
try_log(struct store *store, struct error *error)
{
    sqlite3_stmt *statement;
    bool row;
    if (!query(store, "PRAGMA journal_mode = WAL", &statement, &row, error)) {
        return false;
    }
    bool fine = (row && strcmp((const char *)sqlite3_column_text(statement, 0), "wal") == 0) ||
                store_fail(store, ERROR_STORE_OPEN,
                           "a disk that can share memory between programs (WAL)", error);
    sqlite3_finalize(statement);
    return fine;
}

/* Turns on the log; nothing when it is on. That takes the file to itself for a moment, and SQLite,
 * fearing a deadlock, does not wait for those who also make the database. */
static bool
use_log(struct store *store, struct error *error)
{
    enum { PAUSE_MILLISECONDS = 10 };
    sqlite3_busy_timeout(db_of(store), 0);
    bool fine = try_log(store, error);
    for (int waited = 0;
         !fine && error->code == ERROR_STORE_BUSY && waited < STORE_BUSY_MILLISECONDS;) {
        waited += sqlite3_sleep(PAUSE_MILLISECONDS);
        fine = try_log(store, error);
    }
    sqlite3_busy_timeout(db_of(store), STORE_BUSY_MILLISECONDS);
    return fine;
}

static bool
prepare_writer(struct store *store, struct error *error)
{
    if (sqlite3_db_readonly(db_of(store), "main") == 1) {
        return store_fail(store, ERROR_STORE_OPEN, strerror(EACCES), error);
    }
    sqlite3_db_config(db_of(store), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    /* WAL: readers and a writer do not wait for each other. FULL: each commit is on the disk before
     * it is reported done; a lost write is among the worst that can happen here, and NORMAL may
     * lose the last ones when the power goes. */
    return use_log(store, error) &&
           execute(store,
                   "PRAGMA synchronous = FULL;"
                   /* In a transaction at most 256 MB, taken as pages are used: what a month's close
                    * of a country or a filled register touches at random fits, where the usual 2 MB
                    * would write each page to the log again and again. */
                   "PRAGMA cache_size = -262144",
                   error);
}

/* Whether the file is ours, or has nothing in it and may become so. */
static bool
recognise(struct store *store, enum store_mode mode, struct error *error)
{
    int64_t id = 0, version_found = 0, objects = 0;
    /* Of one moment: another program may be making the database just now. */
    bool fine = begin(store, true, error) &&
                query_whole(store, "PRAGMA application_id", &id, error) &&
                query_whole(store, "PRAGMA user_version", &version_found, error) &&
                query_whole(store, "SELECT count(*) FROM sqlite_master", &objects, error);
    rollback(store);
    if (!fine) {
        return false;
    }
    /* A program killed while it made a database can leave a file with only SQLite's header. */
    bool blank = id == 0 && version_found == 0 && objects == 0;
    bool ours = id == STORE_APPLICATION && version_found > 0;
    return ours || (blank && mode == STORE_CREATE) ||
           store_fail(store, ERROR_STORE_FOREIGN, NULL, error);
}

static bool
open_file(struct sqlite_store *own_store, enum store_mode mode, struct error *error)
{
    struct store *store = &own_store->base;
    /* NOMUTEX: a store belongs to one thread at a time, so SQLite need not lock. */
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                (mode == STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
    if (!check_path(store, mode, error)) {
        return false;
    }
    if (sqlite3_open_v2(own_store->file, &own_store->db, flags, NULL) != SQLITE_OK) {
        return own_store->db != NULL ? fail(store, error)
                                     : store_fail(store, ERROR_MEMORY, NULL, error);
    }
    if (has_log(store)) {
        /* Closing must not move the log into the file, unless the file turns out to be ours to
         * write. */
        sqlite3_db_config(own_store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
    return configure(store, error) && recognise(store, mode, error);
}

static bool
settle(struct store *store, struct error *error)
{
    /* Readers open the file as writers do and are held back here: a connection that is opened for
     * reading only leaves -wal and -shm behind it. */
    return store->mode == STORE_READ ? execute(store, "PRAGMA query_only = ON", error)
                                     : prepare_writer(store, error);
}

static void
close_file(struct store *store)
{
    int result = sqlite3_close(db_of(store)); /* refuses only while statements live */
    assert(result == SQLITE_OK);
    (void)result;
    free(store);
}

static bool
open_store(const char *path, enum store_mode mode, struct store **out, struct error *error)
{
    size_t length = strlen(path);
    struct sqlite_store *store = calloc(1, sizeof *store + length + 3);
    if (store == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        error_place(error, path, 0, 0, NULL);
        return false;
    }
    memcpy(store->bytes, "./", 2);
    memcpy(store->bytes + 2, path, length);
    store->base.engine = &store_sqlite;
    store->base.mode = mode;
    store->base.path = store->bytes + 2; /* as it was given */
    /* The "./" makes plain names of those that SQLite reads in its own way, ":memory:" and
     * "file:…?…". */
    store->file = path[0] == '/' ? store->base.path : store->bytes;
    if (!open_file(store, mode, error)) {
        close_file(&store->base);
        return false;
    }
    *out = &store->base;
    return true;
}

const struct store_engine store_sqlite = {
    .open = open_store,
    .settle = settle,
    .close = close_file,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .execute = execute,
    .define = execute, /* migrations are written as SQLite reads them */
    .changes = changes,
    .write_insert = write_insert,
    .prepare = prepare,
    .writes = writes,
    .clear = clear,
    .discard = discard,
    .bind_null = bind_null,
    .bind_text = bind_text,
    .bind_whole = bind_whole,
    .bind_decimal = bind_decimal,
    .bind_bytes = bind_bytes,
    .step = step,
    .flush = flush,
    .reset = reset,
    .is_null = is_null,
    .text = text,
    .whole = whole,
    .decimal = decimal,
    .bytes = bytes,
    .commits_sql = "PRAGMA data_version",
    .version = version,
    .upgrade = upgrade,
};
