/* SPDX-License-Identifier: EUPL-1.2 */
/* Passwords: only an Argon2id hash of one is kept (libsodium), with its own salt and cost in it.
 *
 * At most PASSWORD_AT_ONCE are hashed at a time in the program, the others wait: each takes about
 * half a second and 256 MiB. */
#ifndef DEKNING_SERVER_PASSWORD_H
#define DEKNING_SERVER_PASSWORD_H

#include "base/error.h"

#include <stdbool.h>

enum {
    PASSWORD_LENGTH_MIN = 12,  /* characters */
    PASSWORD_BYTES_MAX = 1024, /* bytes of UTF-8 */
    PASSWORD_DISTINCT_MIN = 5, /* characters that differ */
    PASSWORD_HASH_SIZE = 128,  /* with its NUL */
    PASSWORD_AT_ONCE = 2,
};

/* What a hash costs to make, and so to guess. */
enum password_strength {
    PASSWORD_MODERATE, /* libsodium's "moderate"; the zero value, and the only one outside tests */
    PASSWORD_MINIMAL,  /* the least there is, so that tests can log in thousands of times */
};

/* Whether a password may be chosen for the account of that name. ERROR_PASSWORD_SHORT,
 * ERROR_PASSWORD_LONG, ERROR_PASSWORD_TEXT (it is no UTF-8, or has control characters),
 * ERROR_PASSWORD_NAME: the name is in it, whatever the case of letters. ERROR_PASSWORD_PLAIN: too
 * few different characters. No error has any part of it. */
bool password_check(const char *name, const char *password, struct error *error);

/* Hashes a password. ERROR_CRYPTO, ERROR_MEMORY. */
bool password_hash(const char *password, enum password_strength strength,
                   char out[PASSWORD_HASH_SIZE], struct error *error);

/* Whether the password is the one that was hashed, in *right. With a hash of NULL or "" it never
 * is, and finding that out takes the time of a hash of that strength. Errors as password_hash. */
bool password_verify(const char *hash, const char *password, enum password_strength strength,
                     bool *right, struct error *error);

/* Whether the hash was made at another cost than `strength`, and is better made anew. */
bool password_outdated(const char *hash, enum password_strength strength);

#endif
