/* SPDX-License-Identifier: EUPL-1.2 */
/* The database, behind as little as its users need, so that SQLite and PostgreSQL can both stand
 * there. SQL is kept to what both speak; parameters are written $1, $2 …. A parameter has the type
 * of the column it meets; where it meets none, CAST says it.
 *
 * Writers follow one another: a transaction that writes waits for the one before it, whatever the
 * database. Readers wait for nobody and hold nobody up.
 *
 * After an error within a transaction nothing more can be done in it: everything but store_rollback
 * and store_revert is ERROR_STORE until one of them is called.
 *
 * A store and its statements belong to one thread at a time, and are not carried over a fork. Every
 * error has the database's path as its file:
 *
 * - ERROR_STORE_BUSY: another program held the database for more than five seconds
 * - ERROR_DANGLING: a row refers to one that is not there; the field is "table.column"
 * - ERROR_MEMORY: memory ended
 * - ERROR_STORE_DAMAGED: the file is not what was written
 * - ERROR_STORE: all else: a full disk, a broken constraint, wrong SQL, a lost connection, after
 *   which the store must be opened anew */
#ifndef DEKNING_STORE_STORE_H
#define DEKNING_STORE_STORE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;
struct statement;

enum store_mode {
    STORE_READ,   /* an existing database of this program's schema version; nothing is created or
                     changed */
    STORE_WRITE,  /* an existing database; brought up to this program's schema version */
    STORE_CREATE, /* as STORE_WRITE, and made when there is no file, or one of no bytes; on a
                     server, in a database of no tables, which is not itself made */
};

/* Opens the database at `path` into *out, to be freed with store_free: PostgreSQL when it begins
 * with postgresql:// or postgres://, else a file of SQLite's.
 * ERROR_STORE_OPEN: no such file, no permission, no connection, or (STORE_READ) a schema older than
 * this program's. ERROR_FILE_IS_FOLDER: `path` is a folder. ERROR_STORE_FOREIGN: no database, or
 * that of another program; it is left as it was. ERROR_STORE_NEWER: made by a later version of this
 * program; it is left as it was. */
bool store_open(const char *path, enum store_mode mode, struct store **out, struct error *error);

/* Closes the database and rolls back what was not committed. Its statements must be freed before;
 * NULL is fine. */
void store_free(struct store *store);

/* The path it was opened by; of a URL with a password, what can be shown of it. */
const char *store_path(const struct store *store);

/* Begins a transaction that writes, waiting for other writers. Transactions do not nest. */
bool store_begin(struct store *store, struct error *error);

/* Begins a transaction that only reads: all it reads is of one moment, whoever writes meanwhile. */
bool store_begin_snapshot(struct store *store, struct error *error);

/* Ends the transaction. On true it is on the disk; on false all of it is rolled back, except that
 * when the connection was lost just then, only opening the database anew tells which. */
bool store_commit(struct store *store, struct error *error);

/* Undoes the transaction; nothing when there is none. */
void store_rollback(struct store *store);

/* Until it is ended, also after an error. */
bool store_in_transaction(const struct store *store);

/* Sets a mark in a transaction that writes, so that what comes after it can be undone alone. One at
 * a time: it is ended by store_release, which keeps what came after it, or by store_revert. */
bool store_mark(struct store *store, struct error *error);
bool store_release(struct store *store, struct error *error);

/* Undoes what came after the mark, an error too. False when the whole transaction is lost: then it
 * can only be rolled back. */
bool store_revert(struct store *store);

/* A number that changes whenever anything is committed, by this connection or another, to be asked
 * outside transactions. Only two answers to the same connection can be compared, and that they
 * differ need not mean that anything has changed. */
bool store_version(struct store *store, int64_t *out, struct error *error);

/* Runs SQL of one or more statements that give no rows. Outside a transaction they are one of their
 * own. */
bool store_execute(struct store *store, const char *sql, struct error *error);

/* How many rows the INSERT, UPDATE or DELETE that last came to its end has changed. */
int64_t store_changes(const struct store *store);

/* Fills *error with ERROR_STORE about this database. */
void store_error(const struct store *store, const char *message, struct error *error);

/* Prepares one SQL statement into *out, to be freed with statement_free. Outside a transaction one
 * that writes is a transaction of its own, and gives no rows (RETURNING). */
bool store_prepare(struct store *store, const char *sql, struct statement **out,
                   struct error *error);
void statement_free(struct statement *statement);

/* Prepares a statement whose every step inserts a row of the bound values, fast for millions of
 * rows. It is used within the transaction it is prepared in. The database may hold rows back until
 * statement_flush, which must be called before the transaction is committed, a mark is set or
 * released, or anything is to see the rows; what is wrong with a row may only be told by then.
 * After store_revert it can only be freed. It needs no reset between rows. */
bool store_insert_prepare(struct store *store, const char *table, const char *const *columns,
                          size_t column_count, struct statement **out, struct error *error);
bool statement_flush(struct statement *statement, struct error *error);

/* Gives parameter $`index` its value, which is copied and kept until bound again. What goes wrong
 * is reported by the next statement_step. WHOLE_NONE, NAN and a text or bytes of NULL bind as SQL's
 * NULL; -0.0 is 0. A text is UTF-8. */
void statement_bind_text(struct statement *statement, int index, const char *value);
void statement_bind_whole(struct statement *statement, int index, int64_t value);
void statement_bind_decimal(struct statement *statement, int index, double value);
void statement_bind_bytes(struct statement *statement, int index, const void *bytes, size_t length);

/* Runs the statement up to its next row: *row is false when there are no more. *row may be NULL for
 * a statement that gives none. After the last row or an error it must be reset before it is run
 * again. */
bool statement_step(struct statement *statement, bool *row, struct error *error);

/* Makes the statement ready to run again; its parameters stay. */
void statement_reset(struct statement *statement);

/* Values of the current row, columns counted from 0. SQL's NULL reads as "", WHOLE_NONE, NAN
 * and no bytes. A text and bytes are valid until the next step or reset, a text NULL only when
 * memory ended, and bytes NULL when there are none. */
bool statement_is_null(const struct statement *statement, int column);
const char *statement_text(const struct statement *statement, int column);
int64_t statement_whole(const struct statement *statement, int column);
double statement_decimal(const struct statement *statement, int column);
const void *statement_bytes(const struct statement *statement, int column, size_t *length);

#endif
