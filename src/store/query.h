/* SPDX-License-Identifier: EUPL-1.2 */
/* One call for the common run of a statement: prepare, bind, step. A value is told by a letter: 'w'
 * an int64_t, 'd' a struct date (DATE_NONE binds NULL), 't' a text (NULL binds NULL), 'f' a double.
 */
#ifndef DEKNING_STORE_QUERY_H
#define DEKNING_STORE_QUERY_H

#include "base/date.h"
#include "store/store.h"

/* Prepares `sql` into *out with its parameters $1, $2 … bound to what follows, to be stepped and
 * freed by the caller. */
bool query_prepare(struct store *store, struct statement **out, struct error *error,
                   const char *sql, const char *types, ...);

/* Runs a statement that gives no rows. */
bool query_run(struct store *store, struct error *error, const char *sql, const char *types, ...);

/* The first value of the first row; WHOLE_NONE when it is NULL or there is no row. */
bool query_whole(struct store *store, int64_t *out, struct error *error, const char *sql,
                 const char *types, ...);

/* A value of the current row as a day; DATE_NONE for NULL. */
struct date query_date(const struct statement *statement, int column);

#endif
