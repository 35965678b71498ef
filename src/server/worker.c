/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/worker.h"

#include "server/metrics.h"

#include <pthread.h>
#include <stdlib.h>

struct queue {
    struct worker_task *first, *last;
    size_t count;
};

struct worker_pool {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct queue usual, lengthy;
    size_t running, most;
    int lengthy_running, lengthy_most;
    bool ended;
    struct metrics *metrics;
    int thread_count;
    pthread_t threads[];
};

static struct worker_task *
take_from(struct queue *queue)
{
    struct worker_task *task = queue->first;
    if (task != NULL) {
        queue->first = task->next;
        queue->count--;
    }
    return task;
}

/* The next task that may run; NULL when there is none. With the lock held. */
static struct worker_task *
take(struct worker_pool *pool)
{
    struct worker_task *task = take_from(&pool->usual);
    if (task == NULL && pool->lengthy_running < pool->lengthy_most) {
        task = take_from(&pool->lengthy);
    }
    return task;
}

static void *
work(void *data)
{
    struct worker_pool *pool = data;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        struct worker_task *task;
        while ((task = take(pool)) == NULL && !pool->ended) {
            pthread_cond_wait(&pool->changed, &pool->lock);
        }
        if (task == NULL) {
            break; /* what takes long and still waits is for those that do such */
        }
        const bool lengthy = task->takes_long;
        pool->running++;
        pool->lengthy_running += lengthy;
        pthread_mutex_unlock(&pool->lock);
        /* in this order: who looks meanwhile sees it twice rather than nowhere */
        metrics_add(pool->metrics, METRIC_workers_busy, 1);
        metrics_add(pool->metrics, METRIC_workers_queued, -1);
        task->run(task->data); /* the task may be gone after this */
        metrics_add(pool->metrics, METRIC_workers_busy, -1);
        pthread_mutex_lock(&pool->lock);
        pool->running--;
        pool->lengthy_running -= lengthy;
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

struct worker_pool *
worker_start(int threads, size_t queued, struct metrics *metrics)
{
    struct worker_pool *pool = calloc(1, sizeof *pool + (size_t)threads * sizeof pool->threads[0]);
    if (pool == NULL) {
        return NULL;
    }
    pool->most = queued;
    pool->lengthy_most = threads > 1 ? threads / 2 : 1;
    pool->metrics = metrics;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    while (pool->thread_count < threads &&
           pthread_create(&pool->threads[pool->thread_count], NULL, work, pool) == 0) {
        pool->thread_count++;
    }
    if (pool->thread_count < threads) {
        worker_stop(pool);
        return NULL;
    }
    return pool;
}

bool
worker_submit(struct worker_pool *pool, struct worker_task *task)
{
    task->next = NULL;
    pthread_mutex_lock(&pool->lock);
    struct queue *queue = task->takes_long ? &pool->lengthy : &pool->usual;
    bool room = pool->usual.count + pool->lengthy.count < pool->most &&
                (!task->takes_long || pool->lengthy.count < (pool->most + 1) / 2);
    if (room) {
        if (queue->first == NULL) {
            queue->first = task;
        } else {
            queue->last->next = task;
        }
        queue->last = task;
        queue->count++;
        metrics_add(pool->metrics, METRIC_workers_queued, 1);
        pthread_cond_signal(&pool->changed);
    }
    pthread_mutex_unlock(&pool->lock);
    return room;
}

size_t
worker_busy(struct worker_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    size_t busy = pool->usual.count + pool->lengthy.count + pool->running;
    pthread_mutex_unlock(&pool->lock);
    return busy;
}

void
worker_stop(struct worker_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->ended = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->thread_count; i++) {
        pthread_join(pool->threads[i], NULL);
    }
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
