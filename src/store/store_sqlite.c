/* SPDX-License-Identifier: EUPL-1.2 */
/* The store on SQLite: one file, embedded in the program. */
#define _POSIX_C_SOURCE 200809L /* stat, access */

#include "store/migrate.h"
#include "store/store_private.h"

#include "base/number.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    APPLICATION_ID =
        0x444B4E47, /* "DKNG", in the file's header: tells our files from other programs' */
    BUSY_MILLISECONDS =
        5000, /* a save takes milliseconds, so whoever waits this long should be told */
    PATH_BYTES_MAX = 4096,
    IDLE_MAX = 64, /* more than a municipality is replaced with */
};

struct store {
    sqlite3 *db;
    const char *path;       /* as it was given */
    const char *file;       /* as SQLite is given it */
    struct statement *idle; /* freed and kept to be prepared again, newest first */
    int idle_count;
    char bytes[]; /* "./" and the path */
};

struct statement {
    struct store *store;
    struct statement *older; /* among the idle */
    sqlite3_stmt *sqlite;
    int bound; /* the first result of a bind that was not SQLITE_OK */
};

const char *
store_path(const struct store *store)
{
    return store->path;
}

/* -- errors ------------------------------------------------------------------------------------ */

void
store_place(const struct store *store, const char *field, struct error *error)
{
    error_place(error, store->path, error->line, error->column, field);
}

void
store_error(const struct store *store, const char *message, struct error *error)
{
    const char *slash = strrchr(store->path, '/');
    error_set(error, ERROR_STORE, slash == NULL ? store->path : slash + 1, message);
    store_place(store, NULL, error);
}

static bool
fail_as(const struct store *store, enum error_code code, const char *expected, struct error *error)
{
    error_set(error, code, NULL, expected);
    store_place(store, NULL, error);
    return false;
}

/* Why the file could not be opened. One that can be read lacks a folder to put the log (WAL) in. */
static const char *
open_reason(const struct store *store)
{
    int cause = sqlite3_system_errno(store->db);
    if (access(store->file, R_OK) == 0) {
        return "the folder must be writable too, for the files -wal and -shm";
    }
    return cause != 0 ? strerror(cause) : sqlite3_errmsg(store->db);
}

/* Fills *error from what SQLite last said. False, for the caller to return. */
static bool
fail(const struct store *store, struct error *error)
{
    int code = sqlite3_extended_errcode(store->db);
    switch (code & 0xFF) { /* the low byte is the kind */
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail_as(store, ERROR_STORE_BUSY, NULL, error);
    case SQLITE_NOMEM:
        return fail_as(store, ERROR_MEMORY, NULL, error);
    case SQLITE_CORRUPT:
        return fail_as(store, ERROR_STORE_DAMAGED, sqlite3_errmsg(store->db), error);
    case SQLITE_NOTADB:
        return fail_as(store, ERROR_STORE_FOREIGN, NULL, error);
    case SQLITE_CANTOPEN:
        return fail_as(store, ERROR_STORE_OPEN, open_reason(store), error);
    case SQLITE_READONLY:
        if (code !=
            SQLITE_READONLY) { /* not that the store is a reader's: the folder or the log is */
            return fail_as(store, ERROR_STORE_OPEN, open_reason(store), error);
        }
        break;
    default:
        break;
    }
    store_error(store, sqlite3_errmsg(store->db), error);
    return false;
}

/* -- statements -------------------------------------------------------------------------------- */

bool
store_execute(struct store *store, const char *sql, struct error *error)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail(store, error);
}

/* Takes the idle statement of this SQL, or NULL. */
static struct statement *
take_idle(struct store *store, const char *sql)
{
    for (struct statement **link = &store->idle; *link != NULL; link = &(*link)->older) {
        struct statement *statement = *link;
        if (strcmp(sqlite3_sql(statement->sqlite), sql) == 0) {
            *link = statement->older;
            store->idle_count--;
            return statement;
        }
    }
    return NULL;
}

static void
free_idle(struct store *store)
{
    while (store->idle != NULL) {
        struct statement *older = store->idle->older;
        sqlite3_finalize(store->idle->sqlite);
        free(store->idle);
        store->idle = older;
    }
    store->idle_count = 0;
}

bool
store_prepare(struct store *store, const char *sql, struct statement **out, struct error *error)
{
    struct statement *statement = take_idle(store, sql);
    if (statement != NULL) {
        *out = statement;
        return true;
    }
    statement = calloc(1, sizeof *statement);
    if (statement == NULL) {
        return fail_as(store, ERROR_MEMORY, NULL, error);
    }
    const char *rest;
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->sqlite,
                           &rest) != SQLITE_OK) {
        free(statement);
        return fail(store, error);
    }
    assert(statement->sqlite != NULL && *rest == '\0');
    statement->store = store;
    *out = statement;
    return true;
}

void
statement_free(struct statement *statement)
{
    if (statement == NULL) {
        return;
    }
    struct store *store = statement->store;
    if (store->idle_count == IDLE_MAX) {
        free_idle(store); /* rare, and what is in use comes back */
    }
    sqlite3_reset(statement->sqlite);
    sqlite3_clear_bindings(statement->sqlite);
    statement->bound = SQLITE_OK;
    statement->older = store->idle;
    store->idle = statement;
    store->idle_count++;
}

/* Remembers the first result that was not fine. A parameter that is not there is the programmer's
 * error. */
static void
note_bind(struct statement *statement, int result)
{
    assert(result != SQLITE_RANGE && result != SQLITE_MISUSE);
    if (statement->bound == SQLITE_OK) {
        statement->bound = result;
    }
}

void
statement_bind_text(struct statement *statement, int index, const char *value)
{
    note_bind(statement, sqlite3_bind_text(statement->sqlite, index, value, -1, SQLITE_TRANSIENT));
}

void
statement_bind_whole(struct statement *statement, int index, int64_t value)
{
    note_bind(statement, value == WHOLE_NONE ? sqlite3_bind_null(statement->sqlite, index)
                                             : sqlite3_bind_int64(statement->sqlite, index, value));
}

void
statement_bind_decimal(struct statement *statement, int index, double value)
{
    note_bind(statement,
              sqlite3_bind_double(statement->sqlite, index, value)); /* binds NAN as NULL */
}

bool
statement_step(struct statement *statement, bool *row, struct error *error)
{
    if (statement->bound == SQLITE_NOMEM) {
        statement->bound = SQLITE_OK;
        return fail_as(statement->store, ERROR_MEMORY, NULL, error);
    }
    if (statement->bound != SQLITE_OK) {
        store_error(statement->store, sqlite3_errstr(statement->bound), error);
        statement->bound = SQLITE_OK;
        return false;
    }
    int result = sqlite3_step(statement->sqlite);
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
        return fail(statement->store, error);
    }
    assert(row != NULL || result == SQLITE_DONE);
    if (row != NULL) {
        *row = result == SQLITE_ROW;
    }
    return true;
}

void
statement_reset(struct statement *statement)
{
    sqlite3_reset(statement->sqlite); /* repeats the last step's result, which was reported then */
}

bool
statement_is_null(const struct statement *statement, int column)
{
    return sqlite3_column_type(statement->sqlite, column) == SQLITE_NULL;
}

const char *
statement_text(const struct statement *statement, int column)
{
    return statement_is_null(statement, column)
               ? ""
               : (const char *)sqlite3_column_text(statement->sqlite, column);
}

int64_t
statement_whole(const struct statement *statement, int column)
{
    return statement_is_null(statement, column) ? WHOLE_NONE
                                                : sqlite3_column_int64(statement->sqlite, column);
}

double
statement_decimal(const struct statement *statement, int column)
{
    return statement_is_null(statement, column) ? (double)NAN
                                                : sqlite3_column_double(statement->sqlite, column);
}

/* The first value of the first row, as a whole number. */
static bool
query_whole(struct store *store, const char *sql, int64_t *out, struct error *error)
{
    struct statement *statement;
    if (!store_prepare(store, sql, &statement, error)) {
        return false;
    }
    bool row = false;
    bool fine = statement_step(statement, &row, error);
    if (fine) {
        *out = row ? statement_whole(statement, 0) : WHOLE_NONE;
    }
    statement_free(statement);
    return fine;
}

/* -- transactions ------------------------------------------------------------------------------ */

bool
store_begin(struct store *store, struct error *error)
{
    /* IMMEDIATE takes the write lock now: a transaction that reads first and writes later could
     * otherwise be refused half-way, without waiting. */
    return store_execute(store, "BEGIN IMMEDIATE", error);
}

bool
store_begin_snapshot(struct store *store, struct error *error)
{
    return store_execute(store, "BEGIN", error);
}

bool
store_in_transaction(const struct store *store)
{
    return sqlite3_get_autocommit(store->db) == 0;
}

void
store_rollback(struct store *store)
{
    /* SQLite has itself rolled back after some errors, such as a full disk. */
    if (store_in_transaction(store)) {
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    }
}

/* The value of the column of `table`'s foreign key number `key` that comes after `municipality`, in
 * `row`. */
static bool
describe_reference(struct store *store, const char *table, int64_t row, const char *parent,
                   int64_t key, struct error *error)
{
    struct statement *statement = NULL;
    struct text field, sql;
    text_init(&field, sizeof error->field);
    text_init(&sql, 512);
    bool found = false;
    bool fine = store_prepare(
        store, "SELECT \"from\" FROM pragma_foreign_key_list($1) WHERE id = $2 AND seq = 1",
        &statement, error);
    if (fine) {
        statement_bind_text(statement, 1, table);
        statement_bind_whole(statement, 2, key);
        fine = statement_step(statement, &found, error) && found;
        if (fine) {
            text_format(&field, "%s.%s", table, statement_text(statement, 0));
            text_format(&sql, "SELECT %s FROM %s WHERE rowid = $1", statement_text(statement, 0),
                        table);
        }
        statement_free(statement);
    }
    fine = fine && !sql.failed && store_prepare(store, text_string(&sql), &statement, error);
    if (fine) {
        statement_bind_whole(statement, 1, row);
        fine = statement_step(statement, &found, error) && found;
        if (fine) {
            error_set(error, ERROR_DANGLING, statement_text(statement, 0), parent);
            store_place(store, text_string(&field), error);
        }
        statement_free(statement);
    }
    text_free(&sql);
    text_free(&field);
    return fine;
}

/* Looks through the whole database for a row that refers to nothing; *error is then ERROR_DANGLING.
 * Slow, so only called when there is one, or after a migration. */
static bool
find_dangling(struct store *store, bool *found, struct error *error)
{
    struct statement *statement;
    if (!store_prepare(store, "PRAGMA foreign_key_check", &statement, error)) {
        return false;
    }
    bool fine = statement_step(statement, found, error);
    if (fine && *found) {
        fine =
            describe_reference(store, statement_text(statement, 0), statement_whole(statement, 1),
                               statement_text(statement, 2), statement_whole(statement, 3), error);
    }
    statement_free(statement);
    return fine;
}

bool
store_commit(struct store *store, struct error *error)
{
    if (store_execute(store, "COMMIT", error)) {
        return true;
    }
    if (sqlite3_extended_errcode(store->db) == SQLITE_CONSTRAINT_FOREIGNKEY) {
        struct error which;
        bool found = false;
        if (find_dangling(store, &found, &which) && found) {
            *error = which;
        }
    }
    store_rollback(store);
    return false;
}

/* -- versions ---------------------------------------------------------------------------------- */

bool
store_version(struct store *store, int *out, struct error *error)
{
    int64_t version = 0; /* PRAGMA user_version is four bytes of the file's header */
    if (!query_whole(store, "PRAGMA user_version", &version, error)) {
        return false;
    }
    *out = (int)version;
    return true;
}

static bool
upgrade(struct store *store, int version, const char *sql, struct error *error)
{
    int now = 0;
    bool dangling = false;
    if (!store_version(store, &now, error)) {
        return false;
    }
    if (now >= version) {
        return true;
    }
    char header[96]; /* part of the transaction, like everything else in the file */
    snprintf(header, sizeof header, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             APPLICATION_ID, version);
    return store_execute(store, sql, error) && find_dangling(store, &dangling, error) &&
           !dangling && store_execute(store, header, error);
}

bool
store_upgrade(struct store *store, int version, const char *sql, struct error *error)
{
    /* Rebuilding a table drops it, which would take the rows that refer to it; SQLite allows the
     * switch only outside a transaction. */
    if (!store_execute(store, "PRAGMA foreign_keys = OFF", error)) {
        return false;
    }
    bool fine = store_begin(store, error);
    if (fine) {
        fine = upgrade(store, version, sql, error) && store_commit(store, error);
        store_rollback(store);
    }
    struct error later;
    return store_execute(store, "PRAGMA foreign_keys = ON", fine ? error : &later) && fine;
}

/* -- opening and closing ----------------------------------------------------------------------- */

/* What can be said of the path without opening the file. It must not be opened here: closing it
 * again would drop the locks that SQLite holds on it for another store of this process. */
static bool
check_path(const struct store *store, enum store_mode mode, struct error *error)
{
    if (store->path[0] == '\0') { /* to SQLite, a database that is thrown away */
        return fail_as(store, ERROR_STORE_OPEN, strerror(ENOENT), error);
    }
    struct stat status;
    if (stat(store->file, &status) != 0) {
        return (mode == STORE_CREATE && errno == ENOENT) ||
               fail_as(store, ERROR_STORE_OPEN, strerror(errno), error);
    }
    if (S_ISDIR(status.st_mode)) {
        return fail_as(store, ERROR_FILE_IS_FOLDER, NULL, error);
    }
    /* SQLite would take a file of one byte for an empty one, and write over it. */
    return (S_ISREG(status.st_mode) && status.st_size != 1) ||
           fail_as(store, ERROR_STORE_FOREIGN, NULL, error);
}

/* Settings of the connection; none of them reads the file. */
static bool
configure(struct store *store, struct error *error)
{
    sqlite3 *db = store->db;
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, BUSY_MILLISECONDS);
    /* No SQL, however it came about, may write to the schema or the file other than by its tables.
     */
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* A misspelt column in double quotes is an error, not a string. */
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    return store_execute(
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
    const char *name = sqlite3_filename_wal(sqlite3_db_filename(store->db, "main"));
    return stat(name, &status) == 0 && status.st_size > 0;
}

static bool
try_log(struct store *store, struct error *error)
{
    struct statement *statement;
    if (!store_prepare(store, "PRAGMA journal_mode = WAL", &statement, error)) {
        return false;
    }
    bool row = false;
    bool fine = statement_step(statement, &row, error);
    if (fine && strcmp(row ? statement_text(statement, 0) : "", "wal") != 0) {
        fine = fail_as(store, ERROR_STORE_OPEN,
                       "a disk that can share memory between programs (WAL)", error);
    }
    statement_free(statement);
    return fine;
}

/* Turns on the log; nothing when it is on. That takes the file to itself for a moment, and SQLite,
 * fearing a deadlock, does not wait for those who also make the database. */
static bool
use_log(struct store *store, struct error *error)
{
    enum { PAUSE_MILLISECONDS = 10 };
    sqlite3_busy_timeout(store->db, 0);
    bool fine = try_log(store, error);
    for (int waited = 0; !fine && error->code == ERROR_STORE_BUSY && waited < BUSY_MILLISECONDS;) {
        waited += sqlite3_sleep(PAUSE_MILLISECONDS);
        fine = try_log(store, error);
    }
    sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS);
    return fine;
}

static bool
prepare_writer(struct store *store, struct error *error)
{
    if (sqlite3_db_readonly(store->db, "main") == 1) {
        return fail_as(store, ERROR_STORE_OPEN, strerror(EACCES), error);
    }
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    /* WAL: readers and a writer do not wait for each other. FULL: each commit is on the disk before
     * it is reported done; a lost write is among the worst that can happen here, and NORMAL may
     * lose the last ones when the power goes. */
    return use_log(store, error) && store_execute(store, "PRAGMA synchronous = FULL", error);
}

/* Whether the file is ours, or has nothing in it and may become so. */
static bool
recognise(struct store *store, enum store_mode mode, struct error *error)
{
    int64_t id = 0, version = 0, objects = 0;
    /* Of one moment: another program may be making the database just now. */
    bool fine = store_begin_snapshot(store, error) &&
                query_whole(store, "PRAGMA application_id", &id, error) &&
                query_whole(store, "PRAGMA user_version", &version, error) &&
                query_whole(store, "SELECT count(*) FROM sqlite_master", &objects, error);
    store_rollback(store);
    if (!fine) {
        return false;
    }
    /* A program killed while it made a database can leave a file with only SQLite's header. */
    bool blank = id == 0 && version == 0 && objects == 0;
    bool ours = id == APPLICATION_ID && version > 0;
    return ours || (blank && mode == STORE_CREATE) ||
           fail_as(store, ERROR_STORE_FOREIGN, NULL, error);
}

static bool
open_file(struct store *store, enum store_mode mode, struct error *error)
{
    /* NOMUTEX: a store belongs to one thread at a time, so SQLite need not lock. */
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                (mode == STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
    if (!check_path(store, mode, error)) {
        return false;
    }
    if (sqlite3_open_v2(store->file, &store->db, flags, NULL) != SQLITE_OK) {
        return store->db != NULL ? fail(store, error) : fail_as(store, ERROR_MEMORY, NULL, error);
    }
    if (has_log(store)) {
        /* Closing must not move the log into the file, unless the file turns out to be ours to
         * write. */
        sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
    if (!configure(store, error) || !recognise(store, mode, error) ||
        !migrate_check(store, store_migrations, mode == STORE_READ, error)) {
        return false;
    }
    /* Readers open the file as writers do and are held back here: a connection that is opened for
     * reading only leaves -wal and -shm behind it. */
    return mode == STORE_READ
               ? store_execute(store, "PRAGMA query_only = ON", error)
               : prepare_writer(store, error) && migrate_run(store, store_migrations, error);
}

bool
store_open(const char *path, enum store_mode mode, struct store **out, struct error *error)
{
    size_t length = strlen(path);
    struct store *store = length < PATH_BYTES_MAX ? calloc(1, sizeof *store + length + 3) : NULL;
    if (store == NULL) {
        error_set(error, length < PATH_BYTES_MAX ? ERROR_MEMORY : ERROR_STORE_OPEN, NULL,
                  strerror(ENAMETOOLONG));
        error_place(error, path, 0, 0, NULL);
        return false;
    }
    memcpy(store->bytes, "./", 2);
    memcpy(store->bytes + 2, path, length);
    store->path = store->bytes + 2;
    /* The "./" makes plain names of those that SQLite reads in its own way, ":memory:" and
     * "file:…?…". */
    store->file = path[0] == '/' ? store->path : store->bytes;
    if (!open_file(store, mode, error)) {
        store_free(store);
        return false;
    }
    *out = store;
    return true;
}

void
store_free(struct store *store)
{
    if (store == NULL) {
        return;
    }
    free_idle(store);
    int result = sqlite3_close(store->db); /* rolls back; refuses only while statements live */
    assert(result == SQLITE_OK);
    (void)result;
    free(store);
}
