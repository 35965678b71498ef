/* SPDX-License-Identifier: EUPL-1.2 */
/* The store whatever the database: which one a path means, the rules of transactions, and the
 * statements that are kept prepared. */
#include "store/store.h"

#include "store/migrate.h"
#include "store/store_private.h"

#include "base/number.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PATH_BYTES_MAX = 4096,
    SQL_BYTES_MAX = 64 * 1024,
    IDLE_MAX = 64, /* more than a municipality is replaced with */
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

bool
store_fail(const struct store *store, enum error_code code, const char *expected,
           struct error *error)
{
    error_set(error, code, NULL, expected);
    store_place(store, NULL, error);
    return false;
}

/* The result of something done in the database: an error ends what can be done in a transaction. */
static bool
settle(struct store *store, bool fine)
{
    if (!fine && store->state != STORE_IDLE) {
        store->state = STORE_FAILED;
    }
    return fine;
}

/* Whether the store can be asked anything, and, where that is meant, changed. */
static bool
is_ready(const struct store *store, bool to_write, struct error *error)
{
    const char *why = NULL;
    if (store->state == STORE_FAILED) {
        why = "an error before this one ended the transaction";
    } else if (to_write && store->mode == STORE_READ) {
        why = "the database is opened for reading";
    } else if (to_write && store->state == STORE_SNAPSHOT) {
        why = "the transaction is for reading";
    }
    if (why != NULL) {
        store_error(store, why, error);
    }
    return why == NULL;
}

/* -- opening and closing ----------------------------------------------------------------------- */

static bool
is_url(const char *path)
{
    return strncmp(path, "postgresql://", 13) == 0 || strncmp(path, "postgres://", 11) == 0;
}

bool
store_open(const char *path, enum store_mode mode, struct store **out, struct error *error)
{
    if (strlen(path) >= PATH_BYTES_MAX) {
        error_set(error, ERROR_STORE_OPEN, NULL, strerror(ENAMETOOLONG));
        error_place(error, is_url(path) ? "postgresql://" : path, 0, 0, NULL);
        return false;
    }
    const struct store_engine *engine = is_url(path) ? &store_postgresql : &store_sqlite;
    struct store *store;
    if (!engine->open(path, mode, &store, error)) {
        return false;
    }
    if (!migrate_check(store, store_migrations, mode == STORE_READ, error) ||
        !engine->settle(store, error) ||
        (mode != STORE_READ && !migrate_run(store, store_migrations, error))) {
        store_free(store);
        return false;
    }
    *out = store;
    return true;
}

static void
free_idle(struct store *store, bool closing)
{
    while (store->idle != NULL) {
        struct statement *statement = store->idle;
        store->idle = statement->older;
        free(statement->sql);
        store->engine->discard(statement, closing);
    }
    store->idle_count = 0;
}

void
store_free(struct store *store)
{
    if (store == NULL) {
        return;
    }
    store_rollback(store);
    free_idle(store, true);
    store->engine->close(store);
}

/* -- versions ---------------------------------------------------------------------------------- */

bool
store_schema_version(struct store *store, int *out, struct error *error)
{
    return store->engine->version(store, out, error);
}

bool
store_version(struct store *store, int64_t *out, struct error *error)
{
    struct statement *statement;
    bool row;
    if (!store_prepare(store, store->engine->commits_sql, &statement, error)) {
        return false;
    }
    bool done = statement_step(statement, &row, error);
    const int64_t others = done && row ? statement_whole(statement, 0) : 0;
    /* SQLite tells each connection of the others' commits alone. */
    *out = (int64_t)((uint64_t)others + store->commits);
    statement_free(statement);
    return done;
}

bool
store_define(struct store *store, const char *sql, struct error *error)
{
    assert(store->state != STORE_IDLE);
    return is_ready(store, true, error) && settle(store, store->engine->define(store, sql, error));
}

bool
store_upgrade(struct store *store, int version, const char *sql, struct error *error)
{
    return store->engine->upgrade(store, version, sql, error);
}

/* -- transactions ------------------------------------------------------------------------------ */

static bool
begin(struct store *store, bool snapshot, struct error *error)
{
    if (store->state != STORE_IDLE) {
        store_error(store, "a transaction within a transaction", error);
        return false;
    }
    if (!is_ready(store, !snapshot, error) || !store->engine->begin(store, snapshot, error)) {
        return false;
    }
    store->state = snapshot ? STORE_SNAPSHOT : STORE_WRITING;
    store->epoch++;
    return true;
}

/* There is no transaction any more. */
static void
end(struct store *store)
{
    store->state = STORE_IDLE;
    store->marked = false;
    store->held = 0;
}

bool
store_begin(struct store *store, struct error *error)
{
    return begin(store, false, error);
}

bool
store_begin_snapshot(struct store *store, struct error *error)
{
    return begin(store, true, error);
}

bool
store_in_transaction(const struct store *store)
{
    return store->state != STORE_IDLE;
}

void
store_rollback(struct store *store)
{
    if (store->state != STORE_IDLE) {
        store->engine->rollback(store);
        end(store);
    }
}

bool
store_commit(struct store *store, struct error *error)
{
    if (store->state == STORE_IDLE) {
        store_error(store, "no transaction to commit", error);
        return false;
    }
    if (!is_ready(store, false, error)) {
        store_rollback(store);
        return false;
    }
    assert(store->held == 0);
    store->commits++; /* also where it fails: whether it did is not always known */
    bool fine = store->engine->commit(store, error);
    end(store);
    return fine;
}

bool
store_mark(struct store *store, struct error *error)
{
    assert(store->state != STORE_IDLE && !store->marked && store->held == 0);
    store->marked = is_ready(store, true, error) &&
                    settle(store, store->engine->execute(store, "SAVEPOINT mark", error));
    return store->marked;
}

bool
store_release(struct store *store, struct error *error)
{
    assert(store->marked && store->held == 0);
    if (!is_ready(store, true, error) ||
        !settle(store, store->engine->execute(store, "RELEASE SAVEPOINT mark", error))) {
        return false;
    }
    store->marked = false;
    return true;
}

bool
store_revert(struct store *store)
{
    assert(store->marked);
    struct error error;
    bool fine = store->engine->execute(store, "ROLLBACK TO SAVEPOINT mark", &error) &&
                store->engine->execute(store, "RELEASE SAVEPOINT mark", &error);
    store->marked = false;
    store->held = 0;
    store->epoch++;
    store->state = fine ? STORE_WRITING : STORE_FAILED;
    return fine;
}

bool
store_execute(struct store *store, const char *sql, struct error *error)
{
    bool own = store->state == STORE_IDLE;
    if ((own && !store_begin(store, error)) || !is_ready(store, true, error)) {
        return false;
    }
    if (!settle(store, store->engine->execute(store, sql, error))) {
        if (own) {
            store_rollback(store);
        }
        return false;
    }
    return !own || store_commit(store, error);
}

int64_t
store_changes(const struct store *store)
{
    return store->engine->changes(store);
}

/* -- statements -------------------------------------------------------------------------------- */

/* Takes the idle statement of this SQL and kind, or NULL. */
static struct statement *
take_idle(struct store *store, const char *sql, bool inserts)
{
    for (struct statement **link = &store->idle; *link != NULL; link = &(*link)->older) {
        struct statement *statement = *link;
        if (statement->inserts == inserts && strcmp(statement->sql, sql) == 0) {
            *link = statement->older;
            store->idle_count--;
            return statement;
        }
    }
    return NULL;
}

static bool
prepare(struct store *store, const char *sql, size_t columns, struct statement **out,
        struct error *error)
{
    if (!is_ready(store, false, error)) {
        return false;
    }
    struct statement *statement = take_idle(store, sql, columns > 0);
    if (statement == NULL) {
        size_t length = strlen(sql);
        char *copy = malloc(length + 1);
        if (copy == NULL) {
            return store_fail(store, ERROR_MEMORY, NULL, error);
        }
        memcpy(copy, sql, length + 1);
        if (!settle(store, store->engine->prepare(store, copy, columns, &statement, error))) {
            free(copy);
            return false;
        }
        statement->store = store;
        statement->sql = copy;
        statement->inserts = columns > 0;
    }
    statement->epoch = store->epoch;
    *out = statement;
    return true;
}

bool
store_prepare(struct store *store, const char *sql, struct statement **out, struct error *error)
{
    return prepare(store, sql, 0, out, error);
}

bool
store_insert_prepare(struct store *store, const char *table, const char *const *columns,
                     size_t column_count, struct statement **out, struct error *error)
{
    assert(store->state != STORE_IDLE && column_count > 0);
    struct text sql;
    text_init(&sql, SQL_BYTES_MAX);
    store->engine->write_insert(table, columns, column_count, &sql);
    assert(!sql.failed || sql.length < SQL_BYTES_MAX / 2); /* for lack of memory, not of room */
    bool fine = is_ready(store, true, error) &&
                (!sql.failed || store_fail(store, ERROR_MEMORY, NULL, error)) &&
                prepare(store, text_string(&sql), column_count, out, error);
    text_free(&sql);
    return fine;
}

void
statement_free(struct statement *statement)
{
    if (statement == NULL) {
        return;
    }
    struct store *store = statement->store;
    /* Rare, and what is in use comes back; after an error a server forgets no statement. */
    if (store->idle_count >= IDLE_MAX && store->state != STORE_FAILED) {
        free_idle(store, false);
    }
    store->engine->clear(statement);
    statement->held = false; /* but store->held stays: the rows are lost, and a commit is wrong */
    statement->older = store->idle;
    store->idle = statement;
    store->idle_count++;
}

void
statement_bind_text(struct statement *statement, int index, const char *value)
{
    const struct store_engine *engine = statement->store->engine;
    if (value == NULL) {
        engine->bind_null(statement, index);
    } else {
        engine->bind_text(statement, index, value);
    }
}

void
statement_bind_whole(struct statement *statement, int index, int64_t value)
{
    const struct store_engine *engine = statement->store->engine;
    if (value == WHOLE_NONE) {
        engine->bind_null(statement, index);
    } else {
        engine->bind_whole(statement, index, value);
    }
}

void
statement_bind_decimal(struct statement *statement, int index, double value)
{
    const struct store_engine *engine = statement->store->engine;
    if (isnan(value)) {
        engine->bind_null(statement, index);
    } else {
        engine->bind_decimal(statement, index, value + 0.0); /* no -0: SQLite keeps none */
    }
}

void
statement_bind_bytes(struct statement *statement, int index, const void *bytes, size_t length)
{
    const struct store_engine *engine = statement->store->engine;
    if (bytes == NULL) {
        engine->bind_null(statement, index);
    } else {
        engine->bind_bytes(statement, index, bytes, length);
    }
}

bool
statement_step(struct statement *statement, bool *row, struct error *error)
{
    struct store *store = statement->store;
    const struct store_engine *engine = store->engine;
    assert(!statement->inserts || statement->epoch == store->epoch);
    bool writes = engine->writes(statement);
    if (!is_ready(store, writes, error)) {
        return false;
    }
    bool own = writes && store->state == STORE_IDLE;
    if (own && !store_begin(store, error)) {
        return false;
    }
    bool found = false;
    bool fine = settle(store, engine->step(statement, &found, error));
    assert(!found || (row != NULL && !own));
    if (fine && statement->inserts && !statement->held) {
        statement->held = true;
        store->held++;
    }
    if (own && fine) {
        fine = store_commit(store, error);
    } else if (own) {
        store_rollback(store);
    }
    if (fine && row != NULL) {
        *row = found;
    }
    return fine;
}

bool
statement_flush(struct statement *statement, struct error *error)
{
    struct store *store = statement->store;
    assert(statement->inserts && statement->epoch == store->epoch);
    if (!is_ready(store, true, error) || !settle(store, store->engine->flush(statement, error))) {
        return false;
    }
    if (statement->held) {
        statement->held = false;
        store->held--;
    }
    return true;
}

void
statement_reset(struct statement *statement)
{
    statement->store->engine->reset(statement);
}

bool
statement_is_null(const struct statement *statement, int column)
{
    return statement->store->engine->is_null(statement, column);
}

const char *
statement_text(const struct statement *statement, int column)
{
    return statement_is_null(statement, column) ? ""
                                                : statement->store->engine->text(statement, column);
}

int64_t
statement_whole(const struct statement *statement, int column)
{
    return statement_is_null(statement, column)
               ? WHOLE_NONE
               : statement->store->engine->whole(statement, column);
}

double
statement_decimal(const struct statement *statement, int column)
{
    return statement_is_null(statement, column)
               ? (double)NAN
               : statement->store->engine->decimal(statement, column);
}

const void *
statement_bytes(const struct statement *statement, int column, size_t *length)
{
    *length = 0;
    return statement_is_null(statement, column)
               ? NULL
               : statement->store->engine->bytes(statement, column, length);
}
