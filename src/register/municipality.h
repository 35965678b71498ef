/* SPDX-License-Identifier: EUPL-1.2 */
/* Municipalities in the database. */
#ifndef DEKNING_REGISTER_MUNICIPALITY_H
#define DEKNING_REGISTER_MUNICIPALITY_H

#include "scheme/municipality.h"
#include "store/store.h"

/* Replaces all tables of the municipality of that code by those given; one that is not given is
 * emptied. All or nothing, also when the program is killed: one transaction. Inside a transaction
 * of the caller's it is part of that, and the caller must roll it back when the result is false.
 * Errors as store/store.h, ERROR_DANGLING among them when a row refers to one that is not there. */
bool municipality_save(struct store *store, const struct municipality *municipality,
                       struct error *error);

/* Reads every table of a municipality into *out, as they all were at one moment. A table without
 * rows counts as not given, and rows keep their order. The rows live in `arena`. `code` NULL means
 * the only one there is. ERROR_STORE_CHOOSE: there are several. ERROR_STORE_ABSENT: there is none,
 * or none of that code. Else as store/store.h.
 *
 * Where the municipality has a living register, that is what posts, lists and the state date tell:
 * as of the first day of its open month, from the source SOURCE_REGISTER, with what is counted of
 * it as observations of that day. A register is living once someone in it is on a list or has a
 * right to one. */
bool municipality_open(struct store *store, const char *code, struct arena *arena,
                       struct municipality *out, struct error *error);

/* The same without looking to the register: the tables as they were saved. */
bool municipality_tables(struct store *store, const char *code, struct arena *arena,
                         struct municipality *out, struct error *error);

/* The codes in the database in order, `*count` of them, in `arena`. Errors as store/store.h. */
bool municipality_codes(struct store *store, struct arena *arena, const char *const **out,
                        size_t *count, struct error *error);

#endif
