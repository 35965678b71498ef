/* SPDX-License-Identifier: EUPL-1.2 */
/* The database, behind as little as its users need, so that SQLite and PostgreSQL can both stand
 * there. SQL is kept to what both speak; parameters are written $1, $2 … and first stand in that
 * order.
 *
 * A store and its statements belong to one thread at a time, and are not carried over a fork. Every
 * error has the database's path as its file:
 *
 * - ERROR_STORE_BUSY: another program held the database for more than five seconds
 * - ERROR_DANGLING: a row refers to one that is not there; the field is "table.column"
 * - ERROR_MEMORY: memory ended
 * - ERROR_STORE_DAMAGED: the file is not what was written
 * - ERROR_STORE: all else: a full disk, a broken constraint, wrong SQL */
#ifndef DEKNING_STORE_STORE_H
#define DEKNING_STORE_STORE_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct store;
struct statement;

enum store_mode {
    STORE_READ,   /* an existing database of this program's schema version; nothing is created or
                     changed */
    STORE_WRITE,  /* an existing database; brought up to this program's schema version */
    STORE_CREATE, /* as STORE_WRITE, and made when there is no file, or one of no bytes */
};

/* Opens the database at `path` into *out, to be freed with store_free.
 * ERROR_STORE_OPEN: no such file, no permission, or (STORE_READ) a schema older than this
 * program's. ERROR_FILE_IS_FOLDER: `path` is a folder. ERROR_STORE_FOREIGN: no database, or that of
 * another program; it is left as it was. ERROR_STORE_NEWER: made by a later version of this
 * program; it is left as it was. */
bool store_open(const char *path, enum store_mode mode, struct store **out, struct error *error);

/* Closes the database and rolls back what was not committed. Its statements must be freed before;
 * NULL is fine. */
void store_free(struct store *store);

/* The path it was opened by. */
const char *store_path(const struct store *store);

/* Begins a transaction that writes, waiting for other writers. Transactions do not nest. */
bool store_begin(struct store *store, struct error *error);

/* Begins a transaction that only reads: all it reads is of one moment, whoever writes meanwhile. */
bool store_begin_snapshot(struct store *store, struct error *error);

/* Ends the transaction. On true it is on the disk; on false all of it is rolled back. */
bool store_commit(struct store *store, struct error *error);

/* Undoes the transaction; nothing when there is none. */
void store_rollback(struct store *store);

bool store_in_transaction(const struct store *store);

/* Runs SQL of one or more statements that give no rows. Outside a transaction each is one of its
 * own. */
bool store_execute(struct store *store, const char *sql, struct error *error);

/* Fills *error with ERROR_STORE about this database. */
void store_error(const struct store *store, const char *message, struct error *error);

/* Prepares one SQL statement into *out, to be freed with statement_free. */
bool store_prepare(struct store *store, const char *sql, struct statement **out,
                   struct error *error);
void statement_free(struct statement *statement);

/* Gives parameter $`index` its value, which is copied and kept until bound again. What goes wrong
 * is reported by the next statement_step. WHOLE_NONE, NAN and a text of NULL bind as SQL's NULL. */
void statement_bind_text(struct statement *statement, int index, const char *value);
void statement_bind_whole(struct statement *statement, int index, int64_t value);
void statement_bind_decimal(struct statement *statement, int index, double value);

/* Runs the statement up to its next row: *row is false when there are no more. *row may be NULL for
 * a statement that gives none. After the last row or an error it must be reset before it is run
 * again. */
bool statement_step(struct statement *statement, bool *row, struct error *error);

/* Makes the statement ready to run again; its parameters stay. */
void statement_reset(struct statement *statement);

/* Values of the current row, columns counted from 0. SQL's NULL reads as "", WHOLE_NONE and NAN. A
 * text is valid until the next step or reset, and NULL only when memory ended. */
bool statement_is_null(const struct statement *statement, int column);
const char *statement_text(const struct statement *statement, int column);
int64_t statement_whole(const struct statement *statement, int column);
double statement_decimal(const struct statement *statement, int column);

#endif
