/* SPDX-License-Identifier: EUPL-1.2 */
/* Threads that do what may wait, in the order it came; but what takes long has at most half of
 * them, and at most half of the places where it is waited, so that whatever is asked to be
 * reckoned, the rest is still answered. */
#ifndef DEKNING_SERVER_WORKER_H
#define DEKNING_SERVER_WORKER_H

#include <stdbool.h>
#include <stddef.h>

struct metrics;

/* A piece of work; the caller's, until it has run. */
struct worker_task {
    void (*run)(void *data);
    void *data;
    bool takes_long;
    struct worker_task *next;
};

struct worker_pool;

/* Starts `threads` threads (a single one does also what takes long); at most `queued` tasks wait
 * for them (1 or more). NULL when it cannot. */
struct worker_pool *worker_start(int threads, size_t queued, struct metrics *metrics);

/* False when too many wait, or too many of what takes long. */
bool worker_submit(struct worker_pool *pool, struct worker_task *task);

/* Tasks that run or wait. */
size_t worker_busy(struct worker_pool *pool);

/* Waits for what was submitted, ends the threads, and frees; `pool` may be NULL. */
void worker_stop(struct worker_pool *pool);

#endif
