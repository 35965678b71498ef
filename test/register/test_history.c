/* SPDX-License-Identifier: EUPL-1.2 */
/* What is true of a register whatever is done to it, and that its log is all there is to it.
 * DEKNING_TEST_SEEDS asks for more histories. */
#define _XOPEN_SOURCE 700

#include "store/scratch.h"

#include "register/audit.h"
#include "register/history.h"
#include "register/replay.h"

enum { SEEDS = 3, OPERATIONS = 10000, GROUP = 50, CHECK_EVERY = 250 };

/* What a history comes to. */
struct outcome {
    struct audit_head head;
    uint64_t digest;
};

static int
seeds(void)
{
    const char *more = getenv("DEKNING_TEST_SEEDS");
    return more == NULL ? SEEDS : (int)strtol(more, NULL, 10);
}

/* A history of so many operations, looked over on its way. */
static struct outcome
live(const char *path, uint64_t seed, int operations)
{
    struct history history;
    struct outcome outcome;
    struct store *store;
    struct error error;
    must(store_open(path, STORE_CREATE, &store, &error), &error);
    history_begin(&history, store, history_rulebook(), seed);
    history_check(store, history_rulebook(), history.day);
    for (int i = 0; i < operations;) {
        must(store_begin(store, &error), &error);
        for (int end = i + GROUP; i < end; i++) {
            history_step(&history);
        }
        must(store_commit(store, &error), &error);
        if (i % CHECK_EVERY == 0) {
            history_check(store, history_rulebook(), history.day);
        }
    }
    for (int kind = 0; operations >= OPERATIONS && kind < OPERATION_COUNT; kind++) {
        if (getenv("DEKNING_TEST_VERBOSE") != NULL) {
            print_message("%-20s %5d done %5d refused %5d wrong\n",
                          operation_id((enum operation_kind)kind), history.done[kind],
                          history.refused[kind], history.wrong[kind]);
        }
    }
    must(audit_verify(store, NULL, &outcome.head, &error), &error);
    outcome.digest = history_digest(store);
    history_free(&history);
    store_free(store);
    return outcome;
}

/* The log done over in a database that is thrown away: in memory, where there is such a folder, for
 * every operation waits for the disk. */
static void
do_over(const char *from_path, const struct outcome *expected)
{
    struct store *from, *to;
    struct scratch scratch = {
        .folder = "/dev/shm/dekning-XXXXXX",
    };
    if (mkdtemp(scratch.folder) == NULL) {
        snprintf(scratch.folder, sizeof scratch.folder, "/tmp/dekning-XXXXXX");
        assert_non_null(mkdtemp(scratch.folder));
    }
    char to_path[100];
    snprintf(to_path, sizeof to_path, "%s/over", scratch.folder);
    struct audit_head head;
    struct error error;
    must(store_open(from_path, STORE_READ, &from, &error), &error);
    must(store_open(to_path, STORE_CREATE, &to, &error), &error);
    history_town(to);
    must(register_replay(from, to, history_rulebook(), &error), &error);
    must(audit_verify(to, expected->head.hash, &head, &error), &error);
    assert_int_equal(head.seq, expected->head.seq);
    assert_string_equal(head.hash, expected->head.hash);
    assert_true(history_digest(to) == expected->digest);
    store_free(from);
    store_free(to);
    scratch_empty(&scratch);
    assert_int_equal(rmdir(scratch.folder), 0);
}

static void
test_holds_throughout(void **state)
{
    const struct scratch *scratch = *state;
    for (int seed = 1; seed <= seeds(); seed++) {
        struct outcome outcome = live(scratch->path, (uint64_t)seed, OPERATIONS);
        do_over(scratch->path, &outcome);
        scratch_renew(scratch);
    }
}

/* The same on both databases, to the last row and hash. */
static void
test_same_on_both(void **state)
{
    const struct scratch *scratch = *state;
    char path[300];
    snprintf(path, sizeof path, "%s/sqlite", scratch->folder);
    struct outcome here = live(scratch->path, 1, 1000), there = live(path, 1, 1000);
    assert_string_equal(here.head.hash, there.head.hash);
    assert_true(here.digest == there.digest);
    do_over(scratch->path, &here);
}

int
main(void)
{
    struct CMUnitTest tests[] = {
        ON_SQLITE(test_holds_throughout),
        ON_POSTGRESQL(test_same_on_both),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    return cmocka_run_group_tests_name("register/history", tests, NULL, NULL);
}
