/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of this room share, and what each database behind store.h must also be able to do.
 */
#ifndef DEKNING_STORE_STORE_PRIVATE_H
#define DEKNING_STORE_STORE_PRIVATE_H

#include "store/store.h"

/* The schema version the database is at; 0 when it has no schema yet. */
bool store_version(struct store *store, int *out, struct error *error);

/* Applies one migration's SQL and sets the version, in one transaction: a crash leaves the old
 * version or the new. Nothing when another program has applied it meanwhile. References are checked
 * once, at its end, so that a migration may rebuild tables that others refer to. */
bool store_upgrade(struct store *store, int version, const char *sql, struct error *error);

/* Adds the database's path to *error. */
void store_place(const struct store *store, const char *field, struct error *error);

#endif
