/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/store_pool.h"

#include "base/number.h"
#include "store/query.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct store_pool {
    char *path;
    pthread_mutex_t lock;
    pthread_cond_t given;
    struct store *idle[STORE_POOL_MAX];
    size_t idle_count, lent, most;
};

bool
store_pool_new(const char *path, size_t most, struct store_pool **out, struct error *error)
{
    assert(most >= 1 && most <= STORE_POOL_MAX);
    struct store_pool *pool = calloc(1, sizeof *pool);
    char *copy = strdup(path);
    if (pool == NULL || copy == NULL) {
        free(pool);
        free(copy);
        return error_memory(error);
    }
    pool->path = copy;
    pool->most = most;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->given, NULL);
    *out = pool;
    return true;
}

void
store_pool_free(struct store_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    assert(pool->lent == 0);
    for (size_t i = 0; i < pool->idle_count; i++) {
        store_free(pool->idle[i]);
    }
    pthread_cond_destroy(&pool->given);
    pthread_mutex_destroy(&pool->lock);
    free(pool->path);
    free(pool);
}

bool
store_pool_take(struct store_pool *pool, struct store **out, struct error *error)
{
    struct store *store = NULL;
    pthread_mutex_lock(&pool->lock);
    while (pool->lent == pool->most) {
        pthread_cond_wait(&pool->given, &pool->lock);
    }
    pool->lent++;
    if (pool->idle_count > 0) {
        store = pool->idle[--pool->idle_count];
    }
    pthread_mutex_unlock(&pool->lock);
    if (store != NULL || store_open(pool->path, STORE_WRITE, &store, error)) {
        *out = store;
        return true;
    }
    pthread_mutex_lock(&pool->lock);
    pool->lent--;
    pthread_cond_signal(&pool->given);
    pthread_mutex_unlock(&pool->lock);
    return false;
}

/* Whether the connection is still one: a database on a server may have been restarted. */
static bool
answers(struct store *store)
{
    int64_t one;
    struct error error;
    return query_whole(store, &one, &error, "SELECT 1", "") && one == 1;
}

void
store_pool_give(struct store_pool *pool, struct store *store)
{
    store_rollback(store);
    const bool fine = answers(store);
    if (!fine) {
        store_free(store);
    }
    pthread_mutex_lock(&pool->lock);
    if (fine) {
        pool->idle[pool->idle_count++] = store;
    }
    pool->lent--;
    pthread_cond_signal(&pool->given);
    pthread_mutex_unlock(&pool->lock);
}
