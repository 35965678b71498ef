/* SPDX-License-Identifier: EUPL-1.2 */
/* A municipality's living register in the words of its tables. */
#ifndef DEKNING_REGISTER_LIVING_H
#define DEKNING_REGISTER_LIVING_H

#include "scheme/municipality.h"
#include "store/store.h"

/* Puts what the register says in place of what the tables of the municipality say, as
 * municipality_open tells; nothing is changed when it has no living register. Inside a transaction.
 * The new rows are in `arena`. */
bool living_register_show(struct store *store, const char *code, struct arena *arena,
                          struct municipality *municipality, struct error *error);

#endif
