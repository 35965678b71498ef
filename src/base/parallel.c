/* SPDX-License-Identifier: EUPL-1.2 */
#define _GNU_SOURCE /* sched_getaffinity */

#include "base/parallel.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

/* What the threads of one run share. */
struct run {
    const struct parallel *parallel;
    atomic_size_t begun, done;
};

struct worker {
    struct run *run;
    int thread;
    pthread_t handle;
};

int
parallel_processors(void)
{
    cpu_set_t own;
    const int count = sched_getaffinity(0, sizeof own, &own) == 0 ? CPU_COUNT(&own) : 1;
    return count < PARALLEL_THREADS_MAX ? count : PARALLEL_THREADS_MAX;
}

/* Whoever takes a chunk does it: so those done are always the first ones. */
static void
work(struct run *run, int thread)
{
    const struct parallel *parallel = run->parallel;
    while (parallel->stop == NULL || !atomic_load(parallel->stop)) {
        const size_t chunk = atomic_fetch_add(&run->begun, 1);
        if (chunk >= parallel->chunks) {
            return;
        }
        parallel->work(parallel->data, thread, chunk);
        const size_t done = atomic_fetch_add(&run->done, 1) + 1;
        if (thread == 0 && parallel->progress != NULL) {
            parallel->progress(parallel->told, done);
        }
    }
}

static void *
begin(void *argument)
{
    const struct worker *worker = argument;
    work(worker->run, worker->thread);
    return NULL;
}

size_t
parallel_run(const struct parallel *parallel)
{
    assert(parallel->threads >= 1 && parallel->threads <= PARALLEL_THREADS_MAX);
    struct run run = {.parallel = parallel};
    struct worker workers[PARALLEL_THREADS_MAX];
    int made = 0;
    while (made + 1 < parallel->threads && (size_t)made + 1 < parallel->chunks) {
        struct worker *worker = &workers[made];
        *worker = (struct worker){.run = &run, .thread = made + 1};
        if (pthread_create(&worker->handle, NULL, begin, worker) != 0) {
            break;
        }
        made++;
    }
    work(&run, 0);
    while (made > 0) {
        pthread_join(workers[--made].handle, NULL);
    }
    return atomic_load(&run.done);
}
