/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/metrics.h"
#include "server/worker.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

enum { TASKS = 8 };

static atomic_bool open_gate;
static atomic_int lengthy_running, lengthy_most, lengthy_done, usual_done;

static void
pause_briefly(void)
{
    const struct timespec pause = {.tv_nsec = 1000000L};
    nanosleep(&pause, NULL);
}

/* Stays until the gate opens. */
static void
run_lengthy(void *data)
{
    (void)data;
    const int running = atomic_fetch_add(&lengthy_running, 1) + 1;
    int most = atomic_load(&lengthy_most);
    while (running > most && !atomic_compare_exchange_weak(&lengthy_most, &most, running)) {
    }
    while (!atomic_load(&open_gate)) {
        pause_briefly();
    }
    atomic_fetch_sub(&lengthy_running, 1);
    atomic_fetch_add(&lengthy_done, 1);
}

static void
run_usual(void *data)
{
    (void)data;
    atomic_fetch_add(&usual_done, 1);
}

static int
begin(void **state)
{
    (void)state;
    atomic_store(&open_gate, false);
    atomic_store(&lengthy_running, 0);
    atomic_store(&lengthy_most, 0);
    atomic_store(&lengthy_done, 0);
    atomic_store(&usual_done, 0);
    return 0;
}

static void
what_takes_long_leaves_half_of_the_workers(void **state)
{
    (void)state;
    struct worker_task lengthy[TASKS], usual[TASKS];
    struct metrics *metrics = metrics_new(NULL, 0);
    struct worker_pool *pool = worker_start(4, 2 * (size_t)TASKS, metrics);
    assert_non_null(pool);
    for (int i = 0; i < TASKS; i++) {
        lengthy[i] = (struct worker_task){.run = run_lengthy, .takes_long = true};
        assert_true(worker_submit(pool, &lengthy[i]));
    }
    for (int i = 0; i < TASKS; i++) {
        usual[i] = (struct worker_task){.run = run_usual};
        assert_true(worker_submit(pool, &usual[i]));
    }
    while (atomic_load(&usual_done) < TASKS || atomic_load(&lengthy_running) < 2) {
        pause_briefly(); /* for ever, if what takes long had all of them */
    }
    while (worker_busy(pool) > TASKS) {
        pause_briefly(); /* what has run is busy until its worker is done with it */
    }
    assert_int_equal(atomic_load(&lengthy_most), 2);
    assert_int_equal(worker_busy(pool), TASKS);
    atomic_store(&open_gate, true);
    worker_stop(pool);
    assert_int_equal(atomic_load(&lengthy_done), TASKS);
    assert_int_equal(atomic_load(&lengthy_most), 2);
    metrics_free(metrics);
}

static void
what_takes_long_leaves_half_of_the_queue(void **state)
{
    (void)state;
    struct worker_task lengthy[TASKS], usual[TASKS];
    struct metrics *metrics = metrics_new(NULL, 0);
    struct worker_pool *pool = worker_start(1, TASKS, metrics);
    assert_non_null(pool);
    lengthy[0] = (struct worker_task){.run = run_lengthy, .takes_long = true};
    assert_true(worker_submit(pool, &lengthy[0]));
    while (atomic_load(&lengthy_running) < 1) {
        pause_briefly();
    }
    for (int i = 1; i < TASKS; i++) {
        lengthy[i] = (struct worker_task){.run = run_lengthy, .takes_long = true};
        assert_int_equal(worker_submit(pool, &lengthy[i]), i <= TASKS / 2);
    }
    for (int i = 0; i < TASKS; i++) {
        usual[i] = (struct worker_task){.run = run_usual};
        assert_int_equal(worker_submit(pool, &usual[i]), i < TASKS / 2);
    }
    assert_int_equal(worker_busy(pool), 1 + TASKS);
    atomic_store(&open_gate, true);
    worker_stop(pool);
    assert_int_equal(atomic_load(&lengthy_done), 1 + TASKS / 2);
    assert_int_equal(atomic_load(&usual_done), TASKS / 2);
    metrics_free(metrics);
}

static void
a_single_worker_does_everything(void **state)
{
    (void)state;
    struct worker_task tasks[2] = {{.run = run_lengthy, .takes_long = true}, {.run = run_usual}},
                       more = {.run = run_usual};
    struct metrics *metrics = metrics_new(NULL, 0);
    struct worker_pool *pool = worker_start(1, 2, metrics);
    assert_non_null(pool);
    atomic_store(&open_gate, true);
    assert_true(worker_submit(pool, &tasks[0]));
    while (atomic_load(&lengthy_done) < 1) {
        pause_briefly();
    }
    assert_true(worker_submit(pool, &tasks[1]));
    assert_true(worker_submit(pool, &more));
    worker_stop(pool);
    assert_int_equal(atomic_load(&lengthy_done), 1);
    assert_int_equal(atomic_load(&usual_done), 2);
    metrics_free(metrics);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_takes_long_leaves_half_of_the_workers, begin),
        cmocka_unit_test_setup(what_takes_long_leaves_half_of_the_queue, begin),
        cmocka_unit_test_setup(a_single_worker_does_everything, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
