/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/store_pool.h"

#include "base/number.h"
#include "store/query.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* The kept lists stay with the connection, which alone can tell whether they still hold. */
struct connection {
    struct store *store; /* NULL while it is not open */
    struct lists_kept lists;
};

struct store_pool {
    char *path;
    pthread_mutex_t lock;
    pthread_cond_t given;
    struct connection all[STORE_POOL_MAX];
    struct connection *idle[STORE_POOL_MAX]; /* those given back last on top */
    size_t idle_count, most;
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
    for (; pool->idle_count < most; pool->idle_count++) {
        pool->idle[pool->idle_count] = &pool->all[pool->idle_count];
        lists_kept_init(&pool->all[pool->idle_count].lists);
    }
    *out = pool;
    return true;
}

void
store_pool_free(struct store_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    assert(pool->idle_count == pool->most);
    for (size_t i = 0; i < pool->most; i++) {
        lists_kept_free(&pool->all[i].lists);
        store_free(pool->all[i].store);
    }
    pthread_cond_destroy(&pool->given);
    pthread_mutex_destroy(&pool->lock);
    free(pool->path);
    free(pool);
}

/* Puts the connection among the idle, with its store or none. */
static void
put_back(struct store_pool *pool, struct connection *connection, struct store *store)
{
    pthread_mutex_lock(&pool->lock);
    connection->store = store;
    pool->idle[pool->idle_count++] = connection;
    pthread_cond_signal(&pool->given);
    pthread_mutex_unlock(&pool->lock);
}

bool
store_pool_take(struct store_pool *pool, struct store **out, struct error *error)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->idle_count == 0) {
        pthread_cond_wait(&pool->given, &pool->lock);
    }
    struct connection *connection = pool->idle[--pool->idle_count];
    *out = connection->store;
    pthread_mutex_unlock(&pool->lock);
    if (*out != NULL) {
        return true;
    }
    if (!store_open(pool->path, STORE_WRITE, out, error)) {
        put_back(pool, connection, NULL);
        return false;
    }
    pthread_mutex_lock(&pool->lock);
    connection->store = *out;
    pthread_mutex_unlock(&pool->lock);
    return true;
}

static struct connection *
find_lent(struct store_pool *pool, const struct store *store)
{
    size_t i = 0;
    pthread_mutex_lock(&pool->lock);
    while (pool->all[i].store != store) {
        i++;
    }
    pthread_mutex_unlock(&pool->lock);
    return &pool->all[i];
}

struct lists_kept *
store_pool_lists(struct store_pool *pool, const struct store *store)
{
    return &find_lent(pool, store)->lists;
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
    struct connection *connection = find_lent(pool, store);
    store_rollback(store);
    if (answers(store)) {
        put_back(pool, connection, store);
        return;
    }
    lists_kept_free(&connection->lists);
    put_back(pool, connection, NULL);
    store_free(store); /* last: until then nothing else has its address */
}
