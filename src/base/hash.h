/* SPDX-License-Identifier: EUPL-1.2 */
/* Tells texts apart that nobody has made to be mistaken for each other: fast, and of no use against
 * who wants two to have one hash. */
#ifndef DEKNING_BASE_HASH_H
#define DEKNING_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { HASH_WORDS = 2 };

/* 128 bits, the same at every start and on every machine of one byte order. */
void hash_bytes(const void *bytes, size_t length, uint64_t out[HASH_WORDS]);

#endif
