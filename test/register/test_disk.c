/* SPDX-License-Identifier: EUPL-1.2 */
/* A disk that is full or can only be read, and a server that stops at once. The disk is a small
 * tmpfs in a mount namespace of a child's own; the server is one that the test may stop:
 * `test_disk --server` runs the tests of it beside one. */
#define _GNU_SOURCE /* unshare */

#include "store/scratch.h"

#include "register/audit.h"
#include "register/history.h"
#include "register/writer.h"
#include "store/query.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>

enum { ARENA_BYTES = 256 << 20, NO_NAMESPACE = 77, FAILURES = 8, STOPS = 3, BEFORE_STOP = 60 };

/* -- a small disk ------------------------------------------------------------------------------ */

static void
mount_of(const char *folder, unsigned long flags, const char *how)
{
    if (mount("none", folder, "tmpfs", flags, how) != 0) {
        print_error("mount %s: %s\n", how, strerror(errno));
        abort();
    }
}

/* Runs `inside` in a child that has a tmpfs on the scratch folder, and is skipped where that may
 * not be made. */
static void
on_small_disk(const struct scratch *scratch, void (*inside)(const struct scratch *scratch))
{
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        setenv("CMOCKA_TEST_ABORT", "1", 1); /* a check that fails must not run on in the child */
        if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
            _exit(NO_NAMESPACE);
        }
        mount_of(scratch->folder, 0, "size=64m");
        inside(scratch);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) == NO_NAMESPACE) {
        skip();
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Takes all room of the disk but so many pages. */
static void
fill_disk(const struct scratch *scratch, int pages)
{
    char path[300], page[4096] = {0};
    long written = 0;
    snprintf(path, sizeof path, "%s/ballast", scratch->folder);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(file >= 0);
    while (write(file, page, sizeof page) == sizeof page) {
        written++;
    }
    assert_int_equal(ftruncate(file, (written - pages) * (long)sizeof page), 0);
    close(file);
}

static void
empty_disk(const struct scratch *scratch)
{
    char path[300];
    snprintf(path, sizeof path, "%s/ballast", scratch->folder);
    assert_int_equal(unlink(path), 0);
}

/* The register as `store` sees it is whole, and its log ends where it did. */
static void
check_unchanged(struct store *store, const struct history *history, const struct audit_head *last,
                uint64_t digest)
{
    struct audit_head head;
    struct error error;
    must(audit_verify(store, NULL, &head, &error), &error);
    assert_string_equal(head.hash, last->hash);
    assert_true(history_digest(store) == digest);
    history_check(store, history_rulebook(), history->day);
}

/* Fills the disk again and again under a register at work: what fails for it leaves nothing, and
 * with room again all goes on. Through a writer where there is one, else on the store. */
static void
work_on_full_disk(const struct scratch *scratch, bool shared)
{
    struct history history;
    struct store *store, *reader;
    struct writer *writer = NULL;
    struct error error;
    struct arena arena;
    must(store_open(scratch->path, STORE_CREATE, &store, &error), &error);
    history_begin(&history, store, history_rulebook(), 1);
    must(store_open(scratch->path, STORE_READ, &reader, &error), &error);
    if (shared) {
        must(writer_start(scratch->path, &writer, &error), &error);
    }
    history.month_operations = 30;
    arena_init(&arena, ARENA_BYTES);
    for (int failures = 0; failures < FAILURES; failures++) {
        bool full = false;
        fill_disk(scratch, failures * 2);
        while (!full) {
            struct audit_head last;
            struct operation operation;
            struct applied applied;
            must(audit_head(reader, &last, &error), &error);
            uint64_t digest = history_digest(reader);
            history_next(&history, &operation);
            bool fine =
                shared
                    ? writer_submit(writer, &history.session, &operation, &arena, &applied, &error)
                    : register_apply(&history.session, &operation, &arena, &applied, &error);
            full = !fine && error.code == ERROR_STORE;
            if (full) {
                assert_non_null(strstr(error.expected, "full"));
                assert_string_equal(error.file, scratch->path);
                assert_false(store_in_transaction(store));
                check_unchanged(reader, &history, &last, digest);
                history.month = history.day = date_month_start(history.day);
            } else {
                history_note(&history, &operation, &applied, fine ? NULL : &error);
            }
            arena_free(&arena);
        }
        empty_disk(scratch);
    }
    for (int i = 0; i < 20; i++) { /* and all is as before */
        struct operation operation;
        struct applied applied;
        history_next(&history, &operation);
        bool fine =
            shared ? writer_submit(writer, &history.session, &operation, &arena, &applied, &error)
                   : register_apply(&history.session, &operation, &arena, &applied, &error);
        history_note(&history, &operation, &applied, fine ? NULL : &error);
        arena_free(&arena);
    }
    history_check(reader, history_rulebook(), history.day);
    writer_stop(writer);
    history_free(&history);
    store_free(reader);
    store_free(store);
}

static void
full_for_one(const struct scratch *scratch)
{
    work_on_full_disk(scratch, false);
}

static void
full_for_a_writer(const struct scratch *scratch)
{
    work_on_full_disk(scratch, true);
}

/* A disk that can only be read: told when it is opened, and the register whole afterwards. */
static void
read_only(const struct scratch *scratch)
{
    struct history history;
    struct store *store;
    struct writer *writer;
    struct audit_head last;
    struct error error;
    must(store_open(scratch->path, STORE_CREATE, &store, &error), &error);
    history_begin(&history, store, history_rulebook(), 1);
    must(audit_head(store, &last, &error), &error);
    uint64_t digest = history_digest(store);
    store_free(store);
    mount_of(scratch->folder, MS_REMOUNT | MS_RDONLY, "size=64m");
    assert_false(store_open(scratch->path, STORE_WRITE, &store, &error));
    assert_int_equal(error.code, ERROR_STORE_OPEN);
    assert_false(writer_start(scratch->path, &writer, &error));
    assert_int_equal(error.code, ERROR_STORE_OPEN);
    mount_of(scratch->folder, MS_REMOUNT, "size=64m");
    must(store_open(scratch->path, STORE_WRITE, &store, &error), &error);
    check_unchanged(store, &history, &last, digest);
    history_free(&history);
    store_free(store);
}

static void
test_full_disk(void **state)
{
    on_small_disk(*state, full_for_one);
}

static void
test_full_disk_under_a_writer(void **state)
{
    on_small_disk(*state, full_for_a_writer);
}

static void
test_disk_only_read(void **state)
{
    on_small_disk(*state, read_only);
}

/* -- a server that stops ----------------------------------------------------------------------- */

/* Has pg_ctl do something with the server of test/postgresql.sh that this test has for itself. */
static void
control(const char *how)
{
    char command[600];
    const char *folder = strstr(getenv("DEKNING_TEST_POSTGRESQL"), "host=");
    assert_non_null(folder);
    snprintf(
        command, sizeof command,
        "cd / && p=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1) && "
        "%s \"$p/pg_ctl\" --pgdata=%s/data --silent --wait --timeout=280 --log=%s/server.log %s "
        ">/dev/null",
        geteuid() == 0 ? "runuser -u postgres --" : "", folder + 5, folder + 5, how);
    assert_int_equal(system(command), 0);
}

struct stopper {
    pthread_t thread;
    long microseconds;
};

static void *
stop_later(void *context)
{
    const struct stopper *stopper = context;
    struct timespec time = {0, stopper->microseconds * 1000};
    nanosleep(&time, NULL);
    control("--mode=immediate restart"); /* with the options it was started with */
    return NULL;
}

/* What was answered before the server fell is there when it stands again; what was not, is either
 * whole or not there. */
static void
test_server_stops(void **state)
{
    const struct scratch *scratch = *state;
    struct store *store;
    struct history history;
    struct error error;
    struct arena arena;
    must(store_open(scratch->path, STORE_CREATE, &store, &error), &error);
    history_begin(&history, store, history_rulebook(), 1);
    history_free(&history);
    store_free(store);
    arena_init(&arena, ARENA_BYTES);
    for (int stop = 0; stop < STOPS; stop++) {
        struct stopper stopper = {.microseconds = 150000 + stop * 37000};
        struct writer *writer;
        struct audit_head head;
        int64_t last = 0;
        bool fine = true;
        must(store_open(scratch->path, STORE_READ, &store, &error), &error);
        history_resume(&history, store, history_rulebook(), 20 + (uint64_t)stop);
        must(writer_start(scratch->path, &writer, &error), &error);
        struct operation operations[BEFORE_STOP];
        for (int i = 0; i < BEFORE_STOP; i++) {
            history_next(&history, &operations[i]); /* it asks the server, so before */
        }
        assert_int_equal(pthread_create(&stopper.thread, NULL, stop_later, &stopper), 0);
        for (int i = 0; fine; i++) {
            struct applied applied;
            fine = writer_submit(writer, &history.session, &operations[i % BEFORE_STOP], &arena,
                                 &applied, &error) ||
                   (error.code != ERROR_STORE && error.code != ERROR_STORE_OPEN);
            last = fine && applied.seq > last ? applied.seq : last;
            arena_free(&arena);
        }
        pthread_join(stopper.thread, NULL);
        store_free(store);
        must(store_open(scratch->path, STORE_READ, &store, &error), &error);
        must(audit_verify(store, NULL, &head, &error), &error);
        assert_true(head.seq >= last);
        int64_t day;
        must(query_whole(store, &day, &error, "SELECT max(day) FROM audit", ""), &error);
        history_check(store, history_rulebook(), (struct date){(int32_t)day});
        writer_stop(writer);
        history_free(&history);
        store_free(store);
    }
}

/* That test beside a server of its own: the others' is not to be stopped. */
static void
test_beside_a_server(void **state)
{
    (void)state;
    if (getenv("DEKNING_TEST_POSTGRESQL") == NULL) {
        skip();
    }
    char command[600], self[300];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(length > 0);
    self[length] = '\0';
    snprintf(command, sizeof command,
             "CMOCKA_MESSAGE_OUTPUT=stdout " SOURCE_ROOT "/test/postgresql.sh %s --server >&2",
             self);
    assert_int_equal(system(command), 0);
}

int
main(int argc, char **argv)
{
    struct CMUnitTest tests[] = {
        ON_SQLITE(test_full_disk),
        ON_SQLITE(test_full_disk_under_a_writer),
        ON_SQLITE(test_disk_only_read),
        cmocka_unit_test(test_beside_a_server),
    };
    struct CMUnitTest beside[] = {ON_POSTGRESQL(test_server_stops)};
    (void)history_rulebook();
    return argc > 1 && strcmp(argv[1], "--server") == 0
               ? cmocka_run_group_tests_name("register/server", beside, NULL, NULL)
               : cmocka_run_group_tests_name("register/disk", tests, NULL, NULL);
}
