/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/parallel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { CHUNKS = 500, THREADS = 8 };

struct shop {
    atomic_int done[CHUNKS];       /* how often each chunk was */
    atomic_int busy[THREADS];      /* chunks a thread is at */
    atomic_int clashes, outsiders; /* a thread at two chunks; a thread there is not */
    atomic_bool stop;
    atomic_int total;
    int stop_after; /* chunks; 0 for never */
    size_t told, tellings;
    bool backwards;
};

static void
serve(void *data, int thread, size_t chunk)
{
    struct shop *shop = data;
    if (thread < 0 || thread >= THREADS) {
        shop->outsiders++;
        return;
    }
    if (atomic_fetch_add(&shop->busy[thread], 1) != 0) {
        shop->clashes++;
    }
    shop->done[chunk]++;
    if (atomic_fetch_add(&shop->total, 1) + 1 == shop->stop_after) {
        atomic_store(&shop->stop, true);
    }
    atomic_fetch_sub(&shop->busy[thread], 1);
}

static void
tell(void *told, size_t done)
{
    struct shop *shop = told;
    shop->backwards |= done < shop->told;
    shop->told = done;
    shop->tellings++;
}

static size_t
run(struct shop *shop, int threads, size_t chunks)
{
    return parallel_run(&(struct parallel){
        .chunks = chunks,
        .threads = threads,
        .work = serve,
        .data = shop,
        .stop = &shop->stop,
        .progress = tell,
        .told = shop,
    });
}

static void
every_chunk_is_done_once(void **state)
{
    (void)state;
    static const int threads[] = {1, 2, 3, THREADS};
    for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++) {
        struct shop shop = {0};
        assert_int_equal(run(&shop, threads[i], CHUNKS), CHUNKS);
        for (size_t c = 0; c < CHUNKS; c++) {
            assert_int_equal(shop.done[c], 1);
        }
        assert_int_equal(shop.clashes, 0);
        assert_int_equal(shop.outsiders, 0);
        assert_false(shop.backwards);
        assert_true(shop.told <= CHUNKS);
    }
}

static void
few_chunks_or_none_are_no_trouble(void **state)
{
    (void)state;
    struct shop shop = {0};
    assert_int_equal(run(&shop, THREADS, 0), 0);
    assert_int_equal(shop.total, 0);
    assert_int_equal(shop.tellings, 0);
    assert_int_equal(run(&shop, THREADS, 1), 1);
    assert_int_equal(shop.done[0], 1);
    assert_int_equal(shop.tellings, 1); /* the caller is the only thread */
}

static void
those_done_when_stopped_are_the_first(void **state)
{
    (void)state;
    for (int threads = 1; threads <= THREADS; threads *= 2) {
        for (int after = 1; after < 300; after += 37) {
            struct shop shop = {.stop_after = after};
            size_t done = run(&shop, threads, CHUNKS);
            assert_true(done >= (size_t)after);
            /* those that had begun are finished, and no others */
            assert_true(done <= (size_t)(after + threads - 1));
            for (size_t c = 0; c < CHUNKS; c++) {
                assert_int_equal(shop.done[c], c < done);
            }
        }
    }
}

static void
stopped_before_it_began_it_does_nothing(void **state)
{
    (void)state;
    struct shop shop = {0};
    atomic_store(&shop.stop, true);
    assert_int_equal(run(&shop, 2, CHUNKS), 0);
    assert_int_equal(shop.total, 0);
}

static void
nobody_needs_to_be_told(void **state)
{
    (void)state;
    struct shop shop = {0};
    const struct parallel silent = {.chunks = 10, .threads = 2, .work = serve, .data = &shop};
    assert_int_equal(parallel_run(&silent), 10);
    assert_int_equal(shop.total, 10);
}

static void
the_machine_has_a_processor(void **state)
{
    (void)state;
    int processors = parallel_processors();
    assert_true(processors >= 1 && processors <= PARALLEL_THREADS_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_chunk_is_done_once),
        cmocka_unit_test(few_chunks_or_none_are_no_trouble),
        cmocka_unit_test(those_done_when_stopped_are_the_first),
        cmocka_unit_test(stopped_before_it_began_it_does_nothing),
        cmocka_unit_test(nobody_needs_to_be_told),
        cmocka_unit_test(the_machine_has_a_processor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
