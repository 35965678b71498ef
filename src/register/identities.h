/* SPDX-License-Identifier: EUPL-1.2 */
/* The sealed identity numbers of the register's persons. */
#ifndef DEKNING_REGISTER_IDENTITIES_H
#define DEKNING_REGISTER_IDENTITIES_H

#include "register/identity.h"
#include "store/store.h"

/* Seals the number of a person, within the caller's transaction. ERROR_IDENTITY_TAKEN when another
 * person has it, by any key of the ring. */
bool identities_add(struct store *store, const struct key_ring *ring, int64_t person,
                    const char number[NATIONAL_ID_LENGTH], struct error *error);

/* The person of that number; WHOLE_NONE when nobody has it. */
bool identities_find(struct store *store, const struct key_ring *ring,
                     const char number[NATIONAL_ID_LENGTH], int64_t *out, struct error *error);

/* The number of a person; "" when none is kept. */
bool identities_number(struct store *store, const struct key_ring *ring, int64_t person,
                       char out[NATIONAL_ID_TEXT_SIZE], struct error *error);

/* Seals anew, by the newest key, every number sealed by another, some thousands to a transaction:
 * one that is broken off goes on where it was. *resealed is how many were. */
bool identities_reseal(struct store *store, const struct key_ring *ring, int64_t *resealed,
                       struct error *error);

/* How many numbers are sealed by the key of that version. */
bool identities_count(struct store *store, int64_t version, int64_t *out, struct error *error);

#endif
