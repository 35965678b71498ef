/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hash.h"

#include "base/wide.h"

#include <string.h>

enum { PAIR_BYTES = 2 * sizeof(uint64_t) };

/* Of the golden ratio and of SplitMix64: as good as any that are odd and look random. */
static const uint64_t start = UINT64_C(0x9E3779B97F4A7C15), one = UINT64_C(0xBF58476D1CE4E5B9),
                      other = UINT64_C(0x94D049BB133111EB);

/* A product in which every bit of both has a say, folded together. */
static uint64_t
fold(uint64_t a, uint64_t b)
{
    const uint128 product = (uint128)a * b;
    return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

static void
mix(const unsigned char bytes[PAIR_BYTES], uint64_t hash[HASH_WORDS])
{
    uint64_t first, second;
    memcpy(&first, bytes, sizeof first);
    memcpy(&second, bytes + sizeof first, sizeof second);
    hash[0] = fold(first ^ one, second ^ hash[0]);
    hash[1] = fold(second ^ other, first ^ hash[1]);
}

void
hash_bytes(const void *bytes, size_t length, uint64_t out[HASH_WORDS])
{
    const unsigned char *at = bytes;
    unsigned char last[PAIR_BYTES] = {0};
    uint64_t hash[HASH_WORDS] = {start ^ length, start ^ ~(uint64_t)length};
    size_t left = length;
    for (; left >= PAIR_BYTES; left -= PAIR_BYTES, at += PAIR_BYTES) {
        mix(at, hash);
    }
    if (left > 0) {
        memcpy(last, at, left);
        mix(last, hash);
    }
    memcpy(out, hash, sizeof hash);
}
