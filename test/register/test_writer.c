/* SPDX-License-Identifier: EUPL-1.2 */
/* Many at once: the writer they share, months closed and requests made by two at the same time, and
 * readers while others write. */
#define _XOPEN_SOURCE 700

#include "store/scratch.h"

#include "base/number.h"
#include "register/audit.h"
#include "register/history.h"
#include "register/replay.h"
#include "register/writer.h"
#include "store/query.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

enum { THREADS = 8, OPERATIONS_EACH = 400, GROUPS_HELD = 6, ARENA_BYTES = 64 << 20 };

/* -- a register, and threads at work in it ----------------------------------------------------- */

static void
begin(const char *path)
{
    struct history history;
    struct store *store;
    struct error error;
    must(store_open(path, STORE_CREATE, &store, &error), &error);
    history_begin(&history, store, history_rulebook(), 1);
    history_free(&history);
    store_free(store);
}

/* What became of an operation. */
struct fate {
    int64_t seq;
    bool allowed;
    enum operation_kind kind;
};

struct worker {
    pthread_t thread;
    const char *path;
    struct writer *writer;
    int number, operations;
    bool closes; /* months, too */
    struct fate fates[OPERATIONS_EACH];
    int done;
};

static void *
work(void *context)
{
    struct worker *worker = context;
    struct history history;
    struct store *store;
    struct error error;
    struct arena arena;
    must(store_open(worker->path, STORE_READ, &store, &error), &error);
    history_resume(&history, store, history_rulebook(), (uint64_t)worker->number + 10);
    history.month_operations = worker->closes ? 40 : 1 << 20;
    arena_init(&arena, ARENA_BYTES);
    for (int i = 0; i < worker->operations; i++) {
        struct operation operation;
        struct applied applied;
        history_next(&history, &operation);
        bool fine =
            writer_submit(worker->writer, &history.session, &operation, &arena, &applied, &error);
        history_note(&history, &operation, &applied, fine ? NULL : &error);
        if (fine && !applied.repeated) {
            worker->fates[worker->done++] =
                (struct fate){applied.seq, applied.verdict.allowed, operation.kind};
        }
        arena_free(&arena);
        if (!fine && error.code == ERROR_MONTH_PASSED) { /* another closed it */
            int64_t month;
            must(query_whole(store, &month, &error, "SELECT month FROM register", ""), &error);
            history.month = history.day = (struct date){(int32_t)month};
        }
    }
    history_free(&history);
    store_free(store);
    return NULL;
}

static int64_t
logged(struct store *store, const char *column, int64_t seq)
{
    char sql[100];
    int64_t value;
    struct error error;
    snprintf(sql, sizeof sql, "SELECT %s FROM audit WHERE seq = $1", column);
    must(query_whole(store, &value, &error, sql, "w", seq), &error);
    return value;
}

/* The log is in order, has every answer that was given, and gives the same register done over. */
static void
check_all(const struct scratch *scratch, const struct worker *workers, int count)
{
    struct store *store, *over;
    struct audit_head head, again;
    struct error error;
    char path[300];
    snprintf(path, sizeof path, "%s/over", scratch->folder);
    must(store_open(scratch->path, STORE_READ, &store, &error), &error);
    int64_t day;
    must(query_whole(store, &day, &error, "SELECT max(day) FROM audit", ""), &error);
    history_check(store, history_rulebook(), (struct date){(int32_t)day});
    must(audit_verify(store, NULL, &head, &error), &error);
    for (int w = 0; w < count; w++) {
        int64_t last = 0;
        for (int i = 0; i < workers[w].done; i++) {
            const struct fate *fate = &workers[w].fates[i];
            assert_true(fate->seq > last);
            last = fate->seq;
            assert_int_equal(logged(store, "kind", fate->seq),
                             fate->allowed ? AUDIT_OPERATION : AUDIT_REFUSAL);
        }
    }
    must(store_open(path, STORE_CREATE, &over, &error), &error);
    history_town(over);
    must(register_replay(store, over, history_rulebook(), &error), &error);
    must(audit_head(over, &again, &error), &error);
    assert_string_equal(again.hash, head.hash);
    assert_true(history_digest(over) == history_digest(store));
    store_free(over);
    store_free(store);
}

static struct worker *
start(const char *path, struct writer *writer, int operations, bool closes)
{
    struct worker *workers = calloc(THREADS, sizeof *workers);
    assert_non_null(workers);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.path = path,
                                     .writer = writer,
                                     .number = i,
                                     .operations = operations,
                                     .closes = closes && i == 0};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    return workers;
}

static void
finish(struct worker *workers)
{
    for (int i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
    }
}

/* -- the writer -------------------------------------------------------------------------------- */

static void
test_many_threads(void **state)
{
    const struct scratch *scratch = *state;
    struct writer *writer;
    struct error error;
    begin(scratch->path);
    must(writer_start(scratch->path, &writer, &error), &error);
    struct worker *workers = start(
        scratch->path, writer, on_server(scratch) ? OPERATIONS_EACH / 4 : OPERATIONS_EACH, false);
    finish(workers);
    writer_stop(writer);
    check_all(scratch, workers, THREADS);
    free(workers);
}

/* What a reader sees is of one moment, though a month is closed meanwhile. */
static void
test_readers_see_one_moment(void **state)
{
    const struct scratch *scratch = *state;
    struct writer *writer;
    struct store *store;
    struct error error;
    begin(scratch->path);
    must(writer_start(scratch->path, &writer, &error), &error);
    must(store_open(scratch->path, STORE_READ, &store, &error), &error);
    struct worker *workers = start(scratch->path, writer, 150, true);
    int64_t last = 0;
    for (int i = 0; i < 40; i++) {
        int64_t day, head;
        must(store_begin_snapshot(store, &error), &error);
        must(query_whole(store, &head, &error, "SELECT max(seq) FROM audit", ""), &error);
        uint64_t before = history_digest(store);
        must(query_whole(store, &day, &error,
                         "SELECT max(day) FROM audit WHERE day < (SELECT month FROM register) + 28",
                         ""),
             &error);
        history_check(store, history_rulebook(), (struct date){(int32_t)day});
        assert_true(history_digest(store) == before);
        assert_true(head >= last);
        last = head;
        store_rollback(store);
    }
    finish(workers);
    writer_stop(writer);
    store_free(store);
    check_all(scratch, workers, THREADS);
    free(workers);
}

/* One person's operation. */
struct single {
    pthread_t thread;
    struct writer *writer;
    struct history *history;
    struct operation operation;
    struct arena arena;
    struct applied applied;
    struct error error;
    bool fine;
};

static void *
submit(void *context)
{
    struct single *single = context;
    arena_init(&single->arena, ARENA_BYTES);
    single->fine = writer_submit(single->writer, &single->history->session, &single->operation,
                                 &single->arena, &single->applied, &single->error);
    return NULL;
}

static struct operation
protect(struct date date, int64_t person)
{
    struct operation operation = {.kind = OPERATION_person_protect, .day = date};
    operation_set_whole(&operation, ARGUMENT_person, person);
    operation_set_whole(&operation, ARGUMENT_protected, 1);
    return operation;
}

static void
pause_for(long milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    while (nanosleep(&time, &time) != 0 && errno == EINTR) {
    }
}

/* Has operations on persons 1 … wait in the writer while another holds the database, and lets it
 * go. They come in so many milliseconds after each other: where the machine is busy perhaps not in
 * this order, and the last when the first is done. */
static void
submit_together(const struct scratch *scratch, struct single *singles, int count, long milliseconds)
{
    struct store *other;
    struct error error;
    must(store_open(scratch->path, STORE_WRITE, &other, &error), &error);
    must(store_begin(other, &error), &error);
    for (int i = 0; i < count; i++) {
        singles[i].operation = protect(singles[i].history->day, i + 1);
        assert_int_equal(pthread_create(&singles[i].thread, NULL, submit, &singles[i]), 0);
        pause_for(milliseconds);
    }
    store_rollback(other);
    store_free(other);
    for (int i = 0; i < count; i++) {
        pthread_join(singles[i].thread, NULL);
        arena_free(&singles[i].arena);
    }
}

/* Has operations on persons 1 … `count` handed in together to a new register in which some meet a
 * trap, which gives them `code`. What was done, and nothing else, is in the register, and the next
 * finds the database. Gives how many were done, or -1 when the database was held for longer than
 * the writer waits. */
static int
spring(const struct scratch *scratch, const char *trap, enum error_code code, int count,
       long milliseconds, bool fine[])
{
    struct single singles[GROUPS_HELD] = {0}, next = {0};
    struct history history;
    struct writer *writer;
    struct store *store;
    struct error error;
    int done = 0;
    bool busy = false;
    scratch_renew(scratch);
    begin(scratch->path);
    scratch_run(scratch, trap);
    must(store_open(scratch->path, STORE_READ, &store, &error), &error);
    history_resume(&history, store, history_rulebook(), 1);
    must(writer_start(scratch->path, &writer, &error), &error);
    for (int i = 0; i < count; i++) {
        singles[i].writer = writer;
        singles[i].history = &history;
    }
    submit_together(scratch, singles, count, milliseconds);
    for (int i = 0; i < count; i++) {
        char sql[100];
        snprintf(sql, sizeof sql, "SELECT protected FROM person WHERE person = %d", i + 1);
        fine[i] = singles[i].fine;
        assert_int_equal(scratch_run(scratch, sql), fine[i]);
        busy = busy || (!fine[i] && singles[i].error.code == ERROR_STORE_BUSY);
        assert_true(fine[i] || busy || singles[i].error.code == code);
        done += fine[i];
    }
    assert_int_equal(
        scratch_run(scratch, "SELECT count(*) FROM audit WHERE action = 'person_protect'"), done);
    next.writer = writer;
    next.history = &history;
    next.operation = protect(history.day, 2);
    submit(&next);
    arena_free(&next.arena);
    must(next.fine, &next.error);
    writer_stop(writer);
    history_check(store, history_rulebook(), history.day);
    history_free(&history);
    store_free(store);
    return busy ? -1 : done;
}

/* One that fails, here in the log, leaves nothing, and those beside it are done. */
static void
test_one_fails_alone(void **state)
{
    static const char trap[] =
        "CREATE UNIQUE INDEX once ON audit (action) WHERE action = 'person_protect' AND person > 2";
    bool fine[5];
    int done, tries = 0;
    while ((done = spring(*state, trap, ERROR_STORE, 5, 20, fine)) < 0) {
        assert_true(tries++ < 10);
    }
    assert_true(fine[0] && fine[1]);
    assert_int_equal(done, 3); /* and of persons 3, 4 and 5 who came first */
}

/* A commit that fails undoes all in it, with one error. */
static void
test_commit_fails_for_all(void **state)
{
    static const char trap[] =
        "CREATE TABLE trap (person INTEGER REFERENCES person DEFERRABLE INITIALLY DEFERRED); "
        "CREATE TRIGGER spring AFTER INSERT ON audit WHEN NEW.person = 4 BEGIN "
        "INSERT INTO trap VALUES (-1); END";
    bool fine[GROUPS_HELD];
    long milliseconds = 20;
    int done, tries = 0;
    /* The first alone is done, when the others have come by then; that is waited for. */
    while ((done = spring(*state, trap, ERROR_DANGLING, GROUPS_HELD, milliseconds, fine)) != 1) {
        assert_true(done < 0 || !fine[3]);
        assert_true(tries++ < 10);
        milliseconds = milliseconds < 600 ? 2 * milliseconds : milliseconds;
    }
    assert_false(fine[3]);
}

/* A server that throws the writer out loses what was under way, and no more. */
static void
test_connection_lost(void **state)
{
    const struct scratch *scratch = *state;
    struct single single = {0};
    struct history history;
    struct store *store;
    struct error error;
    begin(scratch->path);
    must(store_open(scratch->path, STORE_READ, &store, &error), &error);
    history_resume(&history, store, history_rulebook(), 1);
    single.history = &history;
    must(writer_start(scratch->path, &single.writer, &error), &error);
    for (int i = 0; i < 3; i++) {
        single.operation = protect(history.day, i + 1);
        submit(&single);
        arena_free(&single.arena);
        must(single.fine, &single.error);
        char sql[200];
        snprintf(sql, sizeof sql,
                 "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
                 "'%s'",
                 scratch->name);
        server_run(getenv("DEKNING_TEST_POSTGRESQL"), sql);
        scratch_alone(scratch); /* who is thrown out may take a while to go */
        single.operation = protect(history.day, 100 + i);
        submit(&single);
        arena_free(&single.arena);
        assert_false(single.fine);
        assert_int_equal(single.error.code, ERROR_STORE);
    }
    writer_stop(single.writer);
    assert_int_equal(scratch_run(scratch, "SELECT sum(protected) FROM person"), 3);
    history_free(&history);
    store_free(store);
}

/* What is seen of persons goes the same way, all or none. */
static void
test_readings(void **state)
{
    const struct scratch *scratch = *state;
    const int64_t persons[] = {3, 1, 2}, forbidden[] = {5, 6, 7};
    struct history history;
    struct writer *writer;
    struct store *store;
    struct audit_head head;
    struct error error;
    begin(scratch->path);
    scratch_run(scratch, "CREATE UNIQUE INDEX none ON audit (kind) WHERE kind = 3 AND person = 7");
    must(store_open(scratch->path, STORE_READ, &store, &error), &error);
    history_resume(&history, store, history_rulebook(), 1);
    must(writer_start(scratch->path, &writer, &error), &error);
    must(writer_log_reading(writer, &history.session, "list", "", persons, 3, &error), &error);
    must(writer_log_reading(writer, &history.session, "list", "", forbidden, 3, &error), &error);
    assert_false(writer_log_reading(writer, &history.session, "list", "", forbidden, 3, &error));
    writer_stop(writer);
    assert_int_equal(scratch_run(scratch, "SELECT count(*) FROM audit WHERE kind = 3"), 6);
    must(audit_verify(store, NULL, &head, &error), &error);
    history_free(&history);
    store_free(store);
}

static void
test_nothing_to_open(void **state)
{
    const struct scratch *scratch = *state;
    struct writer *writer;
    struct error error;
    assert_false(writer_start(scratch->path, &writer, &error));
    assert_int_equal(error.code, ERROR_STORE_OPEN);
    writer_stop(NULL);
}

/* -- two at once, each with a store of their own ----------------------------------------------- */

struct rival {
    pthread_t thread;
    const char *path;
    pthread_barrier_t *barrier;
    struct operation operation;
    struct applied applied;
    struct error error;
    bool fine;
};

static void *
rival(void *context)
{
    struct rival *rival = context;
    struct history history;
    struct store *store;
    struct arena arena;
    must(store_open(rival->path, STORE_WRITE, &store, &rival->error), &rival->error);
    history_resume(&history, store, history_rulebook(), 1);
    arena_init(&arena, ARENA_BYTES);
    pthread_barrier_wait(rival->barrier);
    rival->fine =
        register_apply(&history.session, &rival->operation, &arena, &rival->applied, &rival->error);
    arena_free(&arena);
    history_free(&history);
    store_free(store);
    return NULL;
}

static void
race(const struct scratch *scratch, const struct operation *operation, struct rival rivals[2])
{
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, 2);
    for (int i = 0; i < 2; i++) {
        rivals[i] =
            (struct rival){.path = scratch->path, .barrier = &barrier, .operation = *operation};
        assert_int_equal(pthread_create(&rivals[i].thread, NULL, rival, &rivals[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(rivals[i].thread, NULL);
    }
    pthread_barrier_destroy(&barrier);
}

static void
test_two_close_a_month(void **state)
{
    const struct scratch *scratch = *state;
    begin(scratch->path);
    for (int i = 0; i < 5; i++) {
        struct rival rivals[2];
        struct date month = date_add_months(day("2026-01-01"), i);
        struct operation close = {.kind = OPERATION_month_close,
                                  .day = {date_next_month(month).days - 1}};
        operation_set_date(&close, ARGUMENT_month, month);
        race(scratch, &close, rivals);
        assert_int_equal(rivals[0].fine + rivals[1].fine, 1);
        const struct rival *lost = &rivals[rivals[0].fine ? 1 : 0];
        assert_true(lost->error.code == ERROR_MONTH_PASSED ||
                    lost->error.code == ERROR_MONTH_CLOSED);
        assert_int_equal(scratch_run(scratch, "SELECT count(*) FROM month"), i + 1);
    }
    check_all(scratch, NULL, 0);
}

static void
test_one_request_twice(void **state)
{
    const struct scratch *scratch = *state;
    begin(scratch->path);
    for (int i = 0; i < 8; i++) {
        struct rival rivals[2];
        char key[16];
        snprintf(key, sizeof key, "key %d", i);
        struct operation add = {
            .kind = OPERATION_person_add, .day = day("2026-01-05"), .request = key};
        operation_set_date(&add, ARGUMENT_born, day("1990-01-01"));
        operation_set_whole(&add, ARGUMENT_sex, i % 2);
        if (i >= 4) { /* a refusal is answered alike too */
            add = (struct operation){
                .kind = OPERATION_person_opt_in, .day = day("2026-01-05"), .request = key};
            operation_set_whole(&add, ARGUMENT_person, 1);
        }
        race(scratch, &add, rivals);
        must(rivals[0].fine, &rivals[0].error);
        must(rivals[1].fine, &rivals[1].error);
        assert_int_equal(rivals[0].applied.repeated + rivals[1].applied.repeated, 1);
        assert_int_equal(rivals[0].applied.seq, rivals[1].applied.seq);
        assert_int_equal(rivals[0].applied.number, rivals[1].applied.number);
        assert_int_equal(rivals[0].applied.verdict.allowed, i < 4);
        assert_int_equal(rivals[0].applied.verdict.allowed, rivals[1].applied.verdict.allowed);
        assert_int_equal(rivals[0].applied.verdict.rule, rivals[1].applied.verdict.rule);
        assert_int_equal(rivals[0].applied.effective.days, rivals[1].applied.effective.days);
    }
    check_all(scratch, NULL, 0);
}

int
main(void)
{
    struct CMUnitTest tests[] = {
        ON_BOTH(test_many_threads),          ON_BOTH(test_readers_see_one_moment),
        ON_BOTH(test_one_fails_alone),       ON_SQLITE(test_commit_fails_for_all),
        ON_POSTGRESQL(test_connection_lost), ON_BOTH(test_readings),
        ON_SQLITE(test_nothing_to_open),     ON_BOTH(test_two_close_a_month),
        ON_BOTH(test_one_request_twice),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    (void)history_rulebook(); /* before there are threads */
    return cmocka_run_group_tests_name("register/writer", tests, NULL, NULL);
}
