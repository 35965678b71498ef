/* SPDX-License-Identifier: EUPL-1.2 */
/* The register's tables as they are, declared as other tables are, with words for choices and dates
 * as dates, so that they can be written as CSV and read elsewhere.
 *
 * Two do not leave: `identity`, since no identity number does, and `audit`, whose arguments hold
 * what was told of protected addresses (it is shown a person at a time, by who may). Of one whose
 * address is protected, municipality, district and household are empty (R256). */
#ifndef DEKNING_REGISTER_EXPORT_H
#define DEKNING_REGISTER_EXPORT_H

#include "base/table.h"
#include "register/session.h"

/* Every table that leaves, `*count` of them; the rows are of a form of their own that only the
 * schema knows. */
const struct table_schema *export_schemas(size_t *count);

/* Reads all of them, in the order of export_schemas, as they are at one moment, for the session's
 * municipality: its residents, those on its lists or waiting for them or who ever did, its posts
 * and their doctors. Rows are sorted by key and live in `arena`; `out` has room for all. Everybody
 * in `person` is logged as read ("export") before this returns, together with the moment that is
 * read. Not within a transaction. Errors as store/store.h. */
bool export_tables(struct session *session, struct arena *arena, struct table *out,
                   struct error *error);

#endif
