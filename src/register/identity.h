/* SPDX-License-Identifier: EUPL-1.2 */
/* National identity numbers sealed, as the database keeps them: a row has none in the clear, and
 * without the key file (register/key.h) can neither be read nor looked for.
 *
 * A sealed number is two things. `lookup` is a keyed hash by which a number is found again; there
 * are so few numbers that a hash without a key would give all of them away. `box` is the number
 * itself, encrypted and protected against change. Both are made by keys of one version, `key`.
 *
 * Sealing draws nothing at random: one number under one key is always the same bytes, so that a
 * number that is there twice can be seen by whoever has the database, and a unique index on lookup
 * and key prevents it. Rows cannot be told from each other by their seal alone: a box moved to
 * another person's row opens, so the database must keep who has which. */
#ifndef DEKNING_REGISTER_IDENTITY_H
#define DEKNING_REGISTER_IDENTITY_H

#include "base/error.h"
#include "register/key.h"
#include "scheme/national_id.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SEALED_LOOKUP_SIZE = 24,
    SEALED_BOX_SIZE = NATIONAL_ID_LENGTH + 16,
    IDENTITY_MASKED_SIZE = 6 + 1 + 5 + 1
};

struct sealed {
    uint8_t lookup[SEALED_LOOKUP_SIZE];
    uint8_t box[SEALED_BOX_SIZE];
    int64_t key; /* version */
};

/* Seals a number by the newest key. It must be eleven digits; national_id_parse tells whether it is
 * a number that can be. */
void identity_seal(const struct key_ring *ring, const char number[NATIONAL_ID_LENGTH],
                   struct sealed *out);

/* Opens a seal; `out` gets the number and a NUL, or "" when it cannot. ERROR_KEY_UNKNOWN: the ring
 * has no key of its version. ERROR_SEAL_BROKEN: a bit of it was changed, or the key of that version
 * is another than it was sealed by. No error has a digit of the number. */
bool identity_open(const struct key_ring *ring, const struct sealed *sealed,
                   char out[NATIONAL_ID_TEXT_SIZE], struct error *error);

/* Seals by the newest key what was sealed by another; `sealed` and `out` may be the same. With the
 * rows whose key is not key_newest, that is all there is to changing keys. Errors as
 * identity_open, and then *out is untouched. */
bool identity_reseal(const struct key_ring *ring, const struct sealed *sealed, struct sealed *out,
                     struct error *error);

/* What the number's lookup is when sealed by the key of that version: to find a number while keys
 * are changed, look for it by each version of the ring. ERROR_KEY_UNKNOWN. */
bool identity_lookup(const struct key_ring *ring, const char number[NATIONAL_ID_LENGTH],
                     int64_t version, uint8_t out[SEALED_LOOKUP_SIZE], struct error *error);

/* What may be shown of a number: its day, "010190 *****", with a NUL. */
void identity_masked(const char number[NATIONAL_ID_LENGTH], char out[IDENTITY_MASKED_SIZE]);

#endif
