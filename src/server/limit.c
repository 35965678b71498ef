/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/limit.h"

#include <arpa/inet.h>
#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 8 }; /* buckets a key may have */

struct bucket {
    uint64_t key;  /* a keyed hash of it: who does not know ours cannot aim at another's bucket */
    int64_t at;    /* when `tokens` was right */
    double tokens; /* a bucket never used has key 0 and at 0 */
};

struct limit {
    pthread_mutex_t mutex;
    unsigned char secret[crypto_shorthash_KEYBYTES];
    double burst, per_millisecond;
    size_t rows; /* of WAYS buckets */
    struct bucket buckets[];
};

bool
limit_new(double burst, double per_minute, size_t keys, struct limit **out, struct error *error)
{
    assert(burst >= 1 && per_minute > 0);
    if (sodium_init() < 0) {
        error_set(error, ERROR_CRYPTO, NULL, NULL);
        return false;
    }
    size_t rows = keys / WAYS + 1;
    if (rows > SIZE_MAX / 2 / (WAYS * sizeof(struct bucket))) {
        return error_memory(error);
    }
    struct limit *limit = calloc(1, sizeof *limit + rows * WAYS * sizeof(struct bucket));
    if (limit == NULL) {
        return error_memory(error);
    }
    pthread_mutex_init(&limit->mutex, NULL);
    crypto_shorthash_keygen(limit->secret);
    limit->burst = burst;
    limit->per_millisecond = per_minute / 60000;
    limit->rows = rows;
    *out = limit;
    return true;
}

void
limit_free(struct limit *limit)
{
    if (limit != NULL) {
        pthread_mutex_destroy(&limit->mutex);
        free(limit);
    }
}

/* What the bucket holds now: one never used is full. */
static double
tokens_of(const struct limit *limit, const struct bucket *bucket, int64_t now)
{
    if (bucket->key == 0) {
        return limit->burst;
    }
    int64_t passed = now > bucket->at ? now - bucket->at : 0;
    return fmin(limit->burst, bucket->tokens + (double)passed * limit->per_millisecond);
}

/* The bucket of the key, or the fullest of those it may have, which is made its own. */
static struct bucket *
bucket_of(struct limit *limit, uint64_t key, int64_t now)
{
    struct bucket *row = &limit->buckets[key % limit->rows * WAYS], *fullest = row;
    for (size_t i = 0; i < WAYS; i++) {
        if (row[i].key == key) {
            return &row[i];
        }
        if (tokens_of(limit, &row[i], now) > tokens_of(limit, fullest, now)) {
            fullest = &row[i];
        }
    }
    *fullest = (struct bucket){.key = key, .at = now, .tokens = limit->burst};
    return fullest;
}

int64_t
limit_take(struct limit *limit, const char *key, int64_t now)
{
    uint64_t hash;
    unsigned char bytes[crypto_shorthash_BYTES];
    static_assert(sizeof hash == sizeof bytes, "a hash is a whole number");
    crypto_shorthash(bytes, (const unsigned char *)key, strlen(key), limit->secret);
    memcpy(&hash, bytes, sizeof hash);
    hash += hash == 0; /* which stands for none */
    pthread_mutex_lock(&limit->mutex);
    struct bucket *bucket = bucket_of(limit, hash, now);
    double tokens = tokens_of(limit, bucket, now);
    bool taken = tokens >= 1;
    bucket->tokens = taken ? tokens - 1 : tokens;
    bucket->at = now > bucket->at ? now : bucket->at;
    pthread_mutex_unlock(&limit->mutex);
    return taken ? 0 : (int64_t)fmax(1, ceil((1 - tokens) / limit->per_millisecond));
}

void
limit_address(const char *remote, char out[LIMIT_ADDRESS_SIZE])
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    struct in6_addr address;
    char text[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET6, remote, &address) != 1) {
        snprintf(out, LIMIT_ADDRESS_SIZE, "%.*s", LIMIT_ADDRESS_SIZE - 1, remote);
    } else if (memcmp(address.s6_addr, mapped, sizeof mapped) == 0) {
        inet_ntop(AF_INET, address.s6_addr + sizeof mapped, out, LIMIT_ADDRESS_SIZE);
    } else {
        memset(address.s6_addr + 8, 0, 8);
        inet_ntop(AF_INET6, &address, text, sizeof text);
        snprintf(out, LIMIT_ADDRESS_SIZE, "%s/64", text);
    }
}
