/* SPDX-License-Identifier: EUPL-1.2 */
/* How often somebody may do something: a bucket of tokens by key (an address, an account's name),
 * each doing takes one, and they drip in again at an even pace. Memory is fixed: where too many
 * keys come at once, those that have used least are forgotten first. */
#ifndef DEKNING_SERVER_LIMIT_H
#define DEKNING_SERVER_LIMIT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The buckets of one kind of doing. Threads may share it. */
struct limit;

/* Buckets that hold `burst` tokens (at least 1) and get `per_minute` (over 0) back, for about
 * `keys` keys at a time, 24 bytes each. *out is freed with limit_free. ERROR_MEMORY, ERROR_CRYPTO.
 */
bool limit_new(double burst, double per_minute, size_t keys, struct limit **out,
               struct error *error);
void limit_free(struct limit *limit);

/* Takes a token of the key: 0 when there was one, else the milliseconds until there is (at least
 * 1), and nothing is taken. `now` is in milliseconds of a clock that does not go back. */
int64_t limit_take(struct limit *limit, const char *key, int64_t now);

enum { LIMIT_ADDRESS_SIZE = 64 };

/* The key of a remote address: an IPv4 address as it is, also where it is mapped into IPv6, and of
 * an IPv6 address its first 64 bits, which are one subscriber's. Other texts, cut to fit, as they
 * are. */
void limit_address(const char *remote, char out[LIMIT_ADDRESS_SIZE]);

#endif
