/* SPDX-License-Identifier: EUPL-1.2 */
/* A program that works in a register is killed at random moments: what it was told is done is done,
 * nothing is half done, and the log is whole. DEKNING_TEST_KILLS asks for more. */
#define _XOPEN_SOURCE 700

#include "store/scratch.h"

#include "base/number.h"
#include "register/audit.h"
#include "register/history.h"
#include "register/writer.h"
#include "store/query.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

enum { KILLS = 80, KILLS_SERVER = 20, KILLS_EMPTY = 20, THREADS = 4, ARENA_BYTES = 256 << 20 };

/* What a child says is done: the number of its row in the log, and whether it was allowed. */
struct said {
    int64_t seq;
    int32_t kind, allowed;
};

static void
say(int pipe, const struct said *said)
{
    if (write(pipe, said, sizeof *said) != sizeof *said) { /* less than PIPE_BUF: whole or not */
        _exit(3);
    }
}

static void
pause_for(long microseconds)
{
    struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
    while (nanosleep(&time, &time) != 0 && errno == EINTR) {
    }
}

/* -- the children ------------------------------------------------------------------------------ */

struct job {
    const char *path;
    int pipe, number;
    bool closes;
    struct writer *writer; /* NULL for register_apply on an own store */
};

/* Applies operations until it is killed. */
static void *
apply_on(void *context)
{
    const struct job *job = context;
    struct history history;
    struct store *store;
    struct arena arena;
    struct error error;
    must(store_open(job->path, job->writer == NULL ? STORE_WRITE : STORE_READ, &store, &error),
         &error);
    history_resume(&history, store, history_rulebook(), (uint64_t)job->number);
    history.month_operations = job->closes ? 12 : 1 << 20;
    arena_init(&arena, ARENA_BYTES);
    say(job->pipe, &(struct said){.kind = OPERATION_COUNT}); /* it begins now */
    for (;;) {
        struct operation operation;
        struct applied applied;
        history_next(&history, &operation);
        bool fine = job->writer == NULL
                        ? register_apply(&history.session, &operation, &arena, &applied, &error)
                        : writer_submit(job->writer, &history.session, &operation, &arena, &applied,
                                        &error);
        history_note(&history, &operation, &applied, fine ? NULL : &error);
        if (fine) {
            struct said said = {applied.seq, (int32_t)operation.kind, applied.verdict.allowed};
            say(job->pipe, &said);
        }
        arena_free(&arena);
    }
    return NULL;
}

static void
child_applies(const char *path, int pipe, int number)
{
    struct job job = {.path = path, .pipe = pipe, .number = number, .closes = true};
    apply_on(&job);
}

static void
child_shares_a_writer(const char *path, int pipe, int number)
{
    struct job jobs[THREADS];
    pthread_t threads[THREADS];
    struct writer *writer;
    struct error error;
    must(writer_start(path, &writer, &error), &error);
    for (int i = 0; i < THREADS; i++) {
        jobs[i] = (struct job){path, pipe, number * THREADS + i, false, writer};
        assert_int_equal(pthread_create(&threads[i], NULL, apply_on, &jobs[i]), 0);
    }
    pthread_join(threads[0], NULL);
}

/* Makes the database and the register in it. */
static void
child_begins(const char *path, int pipe, int number)
{
    struct history history;
    struct store *store;
    struct error error;
    must(store_open(path, STORE_CREATE, &store, &error), &error);
    say(pipe, &(struct said){0, OPERATION_COUNT, true});
    history_begin(&history, store, history_rulebook(), (uint64_t)number);
    say(pipe, &(struct said){4, OPERATION_register_populate, true});
    pause();
}

/* -- killing them ------------------------------------------------------------------------------ */

/* When a child's time begins to run: with it, with its first word, or when it has done something.
 */
enum moment { AT_ONCE, HAS_BEGUN, HAS_DONE };

/* Starts a child, kills it so long after that moment, and gives what it said. */
static size_t
kill_one(const char *path, void (*child)(const char *path, int pipe, int number), int number,
         enum moment moment, long microseconds, struct said *said, size_t most)
{
    int ends[2];
    size_t count = 0;
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        setenv("CMOCKA_TEST_ABORT", "1", 1); /* a check that fails must not run on in the child */
        close(ends[0]);
        child(path, ends[1], number);
        _exit(4);
    }
    close(ends[1]);
    bool waits = moment != AT_ONCE;
    while (waits) {
        assert_true(count < most);
        assert_int_equal(read(ends[0], &said[count], sizeof *said), sizeof *said);
        waits = moment == HAS_DONE && said[count].kind == OPERATION_COUNT;
        count++;
    }
    pause_for(microseconds);
    kill(pid, SIGKILL);
    while (count < most && read(ends[0], &said[count], sizeof *said) == sizeof *said) {
        count++;
    }
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return count;
}

/* Whether what was made or closed by the operation of that row is there. */
static void
check_said(struct store *store, const struct said *said)
{
    struct error error;
    int64_t kind, there = 1;
    if (said->kind == OPERATION_COUNT) {
        return;
    }
    must(query_whole(store, &kind, &error, "SELECT kind FROM audit WHERE seq = $1", "w", said->seq),
         &error);
    assert_int_equal(kind, said->allowed ? AUDIT_OPERATION : AUDIT_REFUSAL);
    if (said->allowed && said->kind == OPERATION_month_close) {
        must(query_whole(store, &there, &error, "SELECT count(*) FROM month WHERE closed = $1", "w",
                         said->seq),
             &error);
    } else if (said->allowed &&
               (said->kind == OPERATION_person_add || said->kind == OPERATION_person_birth)) {
        must(query_whole(store, &there, &error,
                         "SELECT count(*) FROM person WHERE person = (SELECT made FROM audit WHERE "
                         "seq = $1)",
                         "w", said->seq),
             &error);
    } else if (said->allowed && said->kind == OPERATION_queue_join) {
        must(query_whole(
                 store, &there, &error,
                 "SELECT (SELECT count(*) FROM queue WHERE recorded = $1) + (SELECT count(*) "
                 "FROM queue_past p JOIN audit a ON a.seq = $1 AND a.person = p.person)",
                 "w", said->seq),
             &error);
    }
    assert_true(there > 0);
}

static void
check_whole(const char *path, const struct said *said, size_t count)
{
    struct store *store;
    struct audit_head head;
    struct error error;
    int64_t day;
    must(store_open(path, STORE_WRITE, &store, &error), &error);
    must(audit_verify(store, NULL, &head, &error), &error);
    must(
        query_whole(store, &day, &error,
                    "SELECT max(month) FROM (SELECT month FROM register UNION SELECT max(day) FROM "
                    "audit WHERE day < (SELECT month FROM register) + 28) d",
                    ""),
        &error);
    history_check(store, history_rulebook(), (struct date){(int32_t)day});
    for (size_t i = 0; i < count; i++) {
        check_said(store, &said[i]);
    }
    store_free(store);
}

static int
kills(int otherwise)
{
    const char *more = getenv("DEKNING_TEST_KILLS");
    return more == NULL ? otherwise : (int)strtol(more, NULL, 10);
}

static void
kill_many(const struct scratch *scratch, void (*child)(const char *path, int pipe, int number))
{
    enum { SAID = 100000 };
    struct said *said = calloc(SAID, sizeof *said);
    struct history history;
    struct store *store;
    struct error error;
    uint32_t random = 1;
    size_t total = 0;
    assert_non_null(said);
    must(store_open(scratch->path, STORE_CREATE, &store, &error), &error);
    history_begin(&history, store, history_rulebook(), 1);
    history_free(&history);
    store_free(store);
    for (int i = 0; i < kills(on_server(scratch) ? KILLS_SERVER : KILLS); i++) {
        /* a machine that is busy does little in so short a time, so that every other has to */
        size_t count = kill_one(scratch->path, child, 100 + i, i % 2 == 0 ? HAS_BEGUN : HAS_DONE,
                                5000 + (long)(next_random(&random) % 60000), said, SAID);
        scratch_alone(scratch);
        check_whole(scratch->path, said, count);
        for (size_t s = 0; s < count; s++) {
            total += said[s].kind != OPERATION_COUNT;
        }
    }
    assert_true(total >= (size_t)kills(on_server(scratch) ? KILLS_SERVER : KILLS) / 2);
    free(said);
}

static void
test_killed(void **state)
{
    kill_many(*state, child_applies);
}

static void
test_killed_with_a_writer(void **state)
{
    kill_many(*state, child_shares_a_writer);
}

/* Killed while the database is made, or the register begun or filled, all can be done from where it
 * stopped. */
static void
test_killed_while_it_begins(void **state)
{
    const struct scratch *scratch = *state;
    uint32_t random = 7;
    for (int i = 0; i < kills(KILLS_EMPTY); i++) {
        struct said said[2];
        struct store *store;
        struct error error;
        struct audit_head head;
        size_t count =
            kill_one(scratch->path, child_begins, i, AT_ONCE,
                     (long)(next_random(&random) % (on_server(scratch) ? 400000 : 60000)), said, 2);
        scratch_alone(scratch);
        must(store_open(scratch->path, STORE_CREATE, &store, &error), &error);
        must(audit_verify(store, NULL, &head, &error), &error);
        assert_true(count < 2 || head.seq >= said[1].seq);
        int64_t persons, registers;
        must(query_whole(store, &persons, &error, "SELECT count(*) FROM person", ""), &error);
        must(query_whole(store, &registers, &error, "SELECT count(*) FROM register", ""), &error);
        /* begun; one added; who has chosen; filled */
        assert_int_equal(registers, head.seq >= 1);
        assert_true(head.seq < 2 ? persons == 0 : head.seq < 4 ? persons == 1 : persons > 400);
        if (head.seq > 0) {
            history_check(store, history_rulebook(), day("2026-01-01"));
        }
        store_free(store);
        scratch_renew(scratch);
    }
}

/* -- no room ----------------------------------------------------------------------------------- */

/* Memory that ends in the middle of an operation leaves nothing of it, whatever the limit. */
static void
test_memory_ends(void **state)
{
    const struct scratch *scratch = *state;
    struct history history;
    struct store *store;
    struct error error;
    struct audit_head before, after;
    must(store_open(scratch->path, STORE_CREATE, &store, &error), &error);
    history_begin(&history, store, history_rulebook(), 1);
    uint64_t digest = history_digest(store);
    must(audit_head(store, &before, &error), &error);
    struct operation close = {.kind = OPERATION_month_close, .day = day("2026-01-31")};
    operation_set_date(&close, ARGUMENT_month, day("2026-01-01"));
    bool fine = false;
    int failures = 0;
    for (size_t limit = 16; !fine; limit += limit / 4, failures++) {
        struct arena arena;
        struct applied applied;
        arena_init(&arena, limit);
        fine = register_apply(&history.session, &close, &arena, &applied, &error);
        arena_free(&arena);
        if (!fine) {
            assert_int_equal(error.code, ERROR_MEMORY);
            assert_true(history_digest(store) == digest);
            must(audit_head(store, &after, &error), &error);
            assert_string_equal(after.hash, before.hash);
        }
    }
    assert_true(failures > 10);
    assert_true(history_digest(store) != digest);
    history_check(store, history_rulebook(), day("2026-02-01"));
    history_free(&history);
    store_free(store);
}

int
main(void)
{
    struct CMUnitTest tests[] = {
        ON_BOTH(test_killed),
        ON_BOTH(test_killed_with_a_writer),
        ON_BOTH(test_killed_while_it_begins),
        ON_BOTH(test_memory_ends),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    (void)history_rulebook();
    return cmocka_run_group_tests_name("register/crash", tests, NULL, NULL);
}
