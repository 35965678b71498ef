/* SPDX-License-Identifier: EUPL-1.2 */
/* Work in chunks on several threads. The pure rooms may not use it: what they compute is run by
 * those who may. */
#ifndef DEKNING_BASE_PARALLEL_H
#define DEKNING_BASE_PARALLEL_H

#include <stdatomic.h>
#include <stddef.h>

enum { PARALLEL_THREADS_MAX = 256 };

/* The threads this process can run at once, 1 … PARALLEL_THREADS_MAX: on the processors it may use,
 * which may be fewer than the machine has. */
int parallel_processors(void);

struct parallel {
    size_t chunks;
    int threads; /* 1 … PARALLEL_THREADS_MAX; no more are made than there are chunks */
    /* Does one chunk. `thread` (0 … threads − 1) is never two chunks' at once, so that each can
     * have memory of its own. */
    void (*work)(void *data, int thread, size_t chunk);
    void *data;
    /* Chunks are not begun once it is set, by another thread or a signal's handler; NULL for never.
     */
    const atomic_bool *stop;
    /* Told now and then, in the thread that called, how many chunks are done; NULL for nobody. */
    void (*progress)(void *told, size_t chunks_done);
    void *told;
};

/* Does the chunks and returns how many were: the first so many, in whatever order. All are done
 * unless it was stopped. The calling thread works too; where the machine will not make more
 * threads, it works alone. */
size_t parallel_run(const struct parallel *parallel);

#endif
