/* SPDX-License-Identifier: EUPL-1.2 */
/* Migrations: numbered SQL files carried in the program that bring a database from any earlier
 * schema version to this program's. A file, once released, is never changed; number n takes version
 * n - 1 to n.
 *
 * They are written for SQLite, in words that PostgreSQL has too but for these, which it is given in
 * its own: the types INTEGER, REAL, TEXT (compared byte by byte) and BLOB, in capitals, and the
 * options STRICT and WITHOUT ROWID. Every table has STRICT, and one without WITHOUT ROWID also a
 * last column `rowid` that grows as rows are inserted: so columns are named, never `*`. References
 * are DEFERRABLE INITIALLY DEFERRED. PostgreSQL drops no table that others refer to: one is changed
 * by ALTER TABLE, not rebuilt. */
#ifndef DEKNING_STORE_MIGRATE_H
#define DEKNING_STORE_MIGRATE_H

#include "base/embedded.h"
#include "store/store.h"

/* The program's own: "0001_name.sql", "0002_name.sql" …, in order. */
extern const struct embedded_file store_migrations[];

/* The version the migrations lead to. */
int migrate_latest(const struct embedded_file *migrations);

/* Whether the database is at a version the migrations know: ERROR_STORE_NEWER when it is later.
 * With `exact` it must be the latest: ERROR_STORE_OPEN when it is earlier. Changes nothing. */
bool migrate_check(struct store *store, const struct embedded_file *migrations, bool exact,
                   struct error *error);

/* Applies those that are missing, each in one transaction. The store must be writable and in none.
 * Errors as migrate_check and store.h; the field is the failing file's name, and those before it
 * stay applied. */
bool migrate_run(struct store *store, const struct embedded_file *migrations, struct error *error);

#endif
