/* SPDX-License-Identifier: EUPL-1.2 */
/* Jobs: one at a time, told of, cancelled, and ended with the server; and replies that are kept. */
#define _POSIX_C_SOURCE 200809L
#include "fixture.h"

#include "server/board_job.h"
#include "server/memory.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdatomic.h>
#include <string.h>
#include <time.h>

struct counts {
    atomic_int running, most, disposed, told;
    atomic_bool go;
};

static void
wait_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

/* Runs until it is let go, or stopped. */
static bool
run(void *task, struct board_job *job, struct text *answer)
{
    struct counts *counts = task;
    const int now = atomic_fetch_add(&counts->running, 1) + 1;
    if (now > atomic_load(&counts->most)) {
        atomic_store(&counts->most, now);
    }
    board_job_progress(job, 1, 2);
    while (!atomic_load(&counts->go) && !atomic_load(board_job_stop(job))) {
        wait_a_little();
    }
    text_add(answer, "{}");
    atomic_fetch_sub(&counts->running, 1);
    return true;
}

static void
dispose(void *task)
{
    struct counts *counts = task;
    atomic_fetch_add(&counts->disposed, 1);
}

static void
changed(void *told, const char *id, int64_t owner, enum board_job_state state, size_t done,
        size_t wanted)
{
    struct counts *counts = told;
    (void)id;
    (void)owner;
    (void)state;
    (void)done;
    (void)wanted;
    atomic_fetch_add(&counts->told, 1);
}

static enum board_job_state
state_of(struct board_jobs *jobs, const char *id)
{
    struct arena arena;
    struct board_job_view view;
    struct error error;
    arena_init(&arena, 1 << 16);
    assert_true(board_job_see(jobs, 7, id, &arena, &view, &error));
    arena_free(&arena);
    return view.state;
}

static void
until(struct board_jobs *jobs, const char *id, enum board_job_state state)
{
    for (int i = 0; i < 120000 && state_of(jobs, id) != state; i++) {
        wait_a_little();
    }
    assert_int_equal(state_of(jobs, id), state);
}

static void
jobs_run_one_at_a_time(void **state)
{
    struct counts counts = {0};
    struct board_jobs *jobs;
    struct error error;
    struct arena arena;
    struct board_job_view view;
    char ids[3][BOARD_JOB_ID_SIZE];
    const struct board_work work = {run, dispose, &counts};
    (void)state;
    assert_true(board_jobs_new(changed, &counts, &jobs, &error));
    for (int i = 0; i < 3; i++) {
        assert_true(board_job_begin(jobs, 7, &work, ids[i], &error));
        assert_int_equal(strlen(ids[i]), BOARD_JOB_ID_SIZE - 1);
    }
    assert_string_not_equal(ids[0], ids[1]);
    until(jobs, ids[0], JOB_RUNNING);
    assert_int_equal(state_of(jobs, ids[1]), JOB_WAITING);
    arena_init(&arena, 1 << 16);
    assert_false(board_job_see(jobs, 8, ids[0], &arena, &view, &error)); /* another's */
    assert_int_equal(error.code, ERROR_JOB_UNKNOWN);
    assert_false(board_job_cancel(jobs, 8, ids[0], &error));
    assert_true(board_job_cancel(jobs, 7, ids[1], &error)); /* one that waits */
    assert_int_equal(state_of(jobs, ids[1]), JOB_CANCELLED);
    assert_true(board_job_cancel(jobs, 7, ids[0], &error)); /* one that runs */
    until(jobs, ids[0], JOB_CANCELLED);
    atomic_store(&counts.go, true);
    until(jobs, ids[2], JOB_DONE);
    assert_true(board_job_see(jobs, 7, ids[2], &arena, &view, &error));
    assert_string_equal(view.answer, "{}");
    assert_int_equal(view.done, 1);
    assert_int_equal(view.wanted, 2);
    arena_free(&arena);
    board_jobs_free(jobs);
    assert_int_equal(atomic_load(&counts.most), 1);
    assert_int_equal(atomic_load(&counts.disposed), 3);
    assert_true(atomic_load(&counts.told) >= 6);
}

static void
too_many_jobs_are_refused_and_all_end(void **state)
{
    struct counts counts = {0};
    struct board_jobs *jobs;
    struct error error;
    char id[BOARD_JOB_ID_SIZE];
    const struct board_work work = {run, dispose, &counts};
    int begun = 0, refused = 0;
    (void)state;
    assert_true(board_jobs_new(NULL, NULL, &jobs, &error));
    while (begun < 100 && board_job_begin(jobs, 7, &work, id, &error)) {
        begun++;
    }
    assert_int_equal(begun, BOARD_JOBS_OF_ONE);
    assert_int_equal(error.code, ERROR_BUSY);
    refused++;
    for (int64_t owner = 8; begun < 100; owner++) { /* others are not kept out by one */
        if (!board_job_begin(jobs, owner, &work, id, &error)) {
            refused++;
            break;
        }
        begun++;
    }
    assert_true(begun >= BOARD_JOBS_WAITING && begun <= BOARD_JOBS_WAITING + 1);
    assert_int_equal(error.code, ERROR_BUSY);
    board_jobs_free(jobs); /* stops the one that runs; the others never begin */
    assert_int_equal(atomic_load(&counts.disposed), begun + refused);
}

/* -- replies kept ------------------------------------------------------------------------------ */

static enum memory_found
recall(struct memory *memory, const char *key, uint64_t stamp, bool claim, int64_t now)
{
    struct arena arena;
    struct http_reply reply = {.status = 200};
    arena_init(&arena, 1 << 16);
    text_init(&reply.body, 1 << 16);
    const struct http_request request = {.arena = &arena};
    const enum memory_found found = memory_recall(memory, key, stamp, claim, now, &request, &reply);
    if (found == MEMORY_KEPT) {
        assert_int_equal(reply.length, 4);
        assert_memory_equal(reply.bytes, "body", 4);
        assert_int_equal(reply.status, 202);
        assert_string_equal(reply.etag, "tag");
        assert_string_equal(reply.headers[0].value, "/there");
        reply.release(reply.held);
    }
    text_free(&reply.body);
    arena_free(&arena);
    return found;
}

static void
keep(struct memory *memory, const char *key, uint64_t stamp)
{
    struct http_reply reply = {.status = 202, .content_type = "text/plain", .etag = "tag"};
    reply.headers[0] = (struct http_pair){"Location", "/there"};
    reply.header_count = 1;
    text_init(&reply.body, 1 << 16);
    text_add(&reply.body, "body");
    memory_keep(memory, key, stamp, 100, &reply);
    text_free(&reply.body);
}

static void
a_reply_is_kept_for_its_stamp_and_time(void **state)
{
    struct memory *memory;
    struct error error;
    (void)state;
    assert_true(memory_new(3, 1000, 60, &memory, &error));
    assert_int_equal(recall(memory, "a", 1, true, 100), MEMORY_NONE); /* claimed */
    assert_int_equal(recall(memory, "a", 1, true, 100), MEMORY_MAKING);
    assert_int_equal(recall(memory, "a", 2, true, 100), MEMORY_OTHER);
    memory_drop(memory, "a");
    assert_int_equal(recall(memory, "a", 1, true, 100), MEMORY_NONE);
    keep(memory, "a", 1);
    memory_drop(memory, "a"); /* nothing: it is kept */
    assert_int_equal(recall(memory, "a", 1, true, 160), MEMORY_KEPT);
    assert_int_equal(recall(memory, "a", 2, true, 160), MEMORY_OTHER);
    keep(memory, "a", 2);
    assert_int_equal(recall(memory, "a", 2, false, 160), MEMORY_KEPT);
    assert_int_equal(recall(memory, "a", 2, false, 161), MEMORY_NONE); /* too old */
    const char *const keys[] = {"b", "c", "d", "e"};
    for (size_t i = 0; i < 4; i++) {
        keep(memory, keys[i], 1);
    }
    assert_int_equal(recall(memory, "b", 1, false, 100), MEMORY_NONE); /* the oldest of four */
    assert_int_equal(recall(memory, "c", 1, false, 100), MEMORY_KEPT);
    assert_int_equal(recall(memory, "e", 1, false, 100), MEMORY_KEPT);
    memory_free(memory);
}

/* A body as two clients see it: one that takes gzip, and one that does not. */
static void
a_long_body_is_kept_gzipped_too(void **state)
{
    static const struct http_pair accept[] = {{"Accept-Encoding", "br, gzip"}};
    struct memory *memory;
    struct error error;
    struct arena arena;
    struct http_reply made = {.status = 200, .content_type = "application/json", .etag = "tag"};
    (void)state;
    arena_init(&arena, 1 << 16);
    text_init(&made.body, 1 << 16);
    text_repeat(&made.body, "{\"key\":\"value\"}", 1000);
    assert_true(memory_new(3, 1 << 16, 60, &memory, &error));
    memory_keep(memory, "a", 1, 100, &made);
    for (size_t headers = 0; headers < 2; headers++) {
        struct http_reply reply = {.status = 200};
        const struct http_request request = {
            .arena = &arena, .headers = accept, .header_count = headers};
        assert_int_equal(memory_recall(memory, "a", 1, false, 100, &request, &reply), MEMORY_KEPT);
        assert_string_equal(reply.etag, headers == 0 ? "tag" : "tag-gz");
        assert_int_equal(reply.header_count, headers == 0 ? 0 : 2);
        if (headers == 0) {
            assert_int_equal(reply.length, made.body.length);
            assert_memory_equal(reply.bytes, made.body.bytes, reply.length);
        } else {
            assert_in_range(reply.length, 20, 1000);
            assert_memory_equal(reply.bytes, "\x1f\x8b", 2);
        }
        /* what is forgotten meanwhile lives on in the reply */
        memory_keep(memory, "a", 2 + headers, 100, &made);
        assert_int_equal(((const unsigned char *)reply.bytes)[0], headers == 0 ? '{' : 0x1f);
        reply.release(reply.held);
        memory_keep(memory, "a", 1, 100, &made);
    }
    text_free(&made.body);
    arena_free(&arena);
    memory_free(memory);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jobs_run_one_at_a_time),
        cmocka_unit_test(too_many_jobs_are_refused_and_all_end),
        cmocka_unit_test(a_reply_is_kept_for_its_stamp_and_time),
        cmocka_unit_test(a_long_body_is_kept_gzipped_too),
    };
    return cmocka_run_group_tests_name("board_job", tests, NULL, NULL);
}
