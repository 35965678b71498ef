/* SPDX-License-Identifier: EUPL-1.2 */
/* Declared tables in the database: what table_schema says, said in SQL. The rows of many
 * municipalities stand in one database table, told apart by a leading column `municipality`, in the
 * order they were put. */
#ifndef DEKNING_STORE_TABLE_STORE_H
#define DEKNING_STORE_TABLE_STORE_H

#include "base/table.h"
#include "store/store.h"

/* Adds the SQL that makes the database table of `schema`, as the migrations have it:
 * - text, date (ISO 8601) and choice (its word) are TEXT, whole number and money (øre) INTEGER,
 * number REAL;
 * - an empty text is '' unless it is a reference; any other empty value is NULL, so that an empty
 * reference refers to nothing;
 * - the key is the primary key, after `municipality`. Where a part of it may be NULL, which a
 * primary key does not tell apart from another NULL, it is a unique index in which NULL counts as a
 * value. */
void table_write_sql(const struct table_schema *schema, struct text *out);

/* Replaces a municipality's rows by the table's. A transaction of its own when there is none; else
 * part of the caller's, who must roll it back when the result is false. Errors: store.h; the field
 * is the table's name. */
bool table_store_put(struct store *store, const char *municipality, const struct table *table,
                     struct error *error);

/* Removes a municipality's rows. Errors as table_store_put. */
bool table_store_delete(struct store *store, const char *municipality,
                        const struct table_schema *schema, struct error *error);

/* Reads a municipality's rows into *out, in the order they were put; the rows live in `arena`.
 * There may be none. ERROR_STORE when a value is not what the schema says, else as table_store_put.
 */
bool table_store_get(struct store *store, const char *municipality,
                     const struct table_schema *schema, struct arena *arena, struct table *out,
                     struct error *error);

#endif
