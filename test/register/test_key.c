/* SPDX-License-Identifier: EUPL-1.2 */
#define _XOPEN_SOURCE 700
#include "register/key.h"

#include "fixture.h"
#include "register/secret_file.h"
#include "store/scratch.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

/* Of 32 zero bytes, and of 32 bytes of all bits: keys that anyone can see are nobody's. */
#define ZEROS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define ONES "//////////////////////////////////////////8="

static void
write_key_file(const char *path, const char *text)
{
    scratch_write(path, text, strlen(text));
    assert_int_equal(chmod(path, 0600), 0);
}

static struct key_ring *
opened(const char *path)
{
    struct key_ring *ring = NULL;
    struct error error;
    must(key_open(path, &ring, &error), &error);
    return ring;
}

static int
permissions(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return (int)(status.st_mode & 07777);
}

static void
a_key_file_is_made_once_for_its_owner_only(void **state)
{
    const struct scratch *scratch = *state;
    struct error error;
    mode_t mask = umask(0);
    must(key_create(scratch->path, day("2026-01-01"), &error), &error);
    assert_int_equal(permissions(scratch->path), 0600);
    assert_int_equal(scratch_files(scratch), 1);
    umask(mask);
    size_t length;
    unsigned char *bytes = scratch_read(scratch->path, &length);
    assert_int_equal(bytes[0], '#');
    assert_false(key_create(scratch->path, day("2026-01-02"), &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_EXISTS);
    assert_string_equal(error.file, scratch->path);
    assert_file_is(scratch->path, bytes, length);
    assert_int_equal(scratch_files(scratch), 1);
    free(bytes);

    struct key_ring *ring = opened(scratch->path);
    assert_int_equal(key_count(ring), 1);
    assert_int_equal(key_version(ring, 0), 1);
    assert_int_equal(key_newest(ring), 1);
    assert_int_equal(date_compare(key_made(ring, 0), day("2026-01-01")), 0);
    key_close(ring);
    key_close(NULL);
}

static void
nothing_that_is_there_is_overwritten(void **state)
{
    const struct scratch *scratch = *state;
    struct error error;
    assert_int_equal(symlink("nothing", scratch->path), 0);
    assert_false(key_create(scratch->path, day("2026-01-01"), &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_EXISTS);
    assert_false(key_create(scratch->folder, day("2026-01-01"), &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_EXISTS);
    assert_false(key_create("no/such/folder/keys", day("2026-01-01"), &error));
    assert_int_equal(error.code, ERROR_WRITE_FILE);
    assert_int_equal(scratch_files(scratch), 1);
}

static void
keys_differ_by_file_version_and_use(void **state)
{
    const struct scratch *scratch = *state;
    struct error error;
    char other[256];
    snprintf(other, sizeof other, "%s.other", scratch->path);
    int64_t version;
    must(key_create(scratch->path, day("2026-01-01"), &error), &error);
    must(key_create(other, day("2026-01-01"), &error), &error);
    must(key_rotate(scratch->path, day("2027-01-01"), &version, &error), &error);
    struct key_ring *rings[2] = {opened(scratch->path), opened(other)};
    uint8_t keys[6][KEY_SIZE], untouched[KEY_SIZE] = {7};
    assert_true(key_derive(rings[0], 1, KEY_FOR_LOOKUP, keys[0]));
    assert_true(key_derive(rings[0], 1, KEY_FOR_BOX, keys[1]));
    assert_true(key_derive(rings[0], 2, KEY_FOR_LOOKUP, keys[2]));
    assert_true(key_derive(rings[0], 2, KEY_FOR_BOX, keys[3]));
    assert_true(key_derive(rings[1], 1, KEY_FOR_LOOKUP, keys[4]));
    assert_true(key_derive(rings[1], 1, KEY_FOR_BOX, keys[5]));
    for (int a = 0; a < 6; a++) {
        for (int b = 0; b < a; b++) {
            assert_memory_not_equal(keys[a], keys[b], KEY_SIZE);
        }
    }
    static const int64_t absent[] = {0, 3, -1, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        assert_false(key_derive(rings[0], absent[i], KEY_FOR_BOX, untouched));
        assert_int_equal(untouched[0], 7);
    }
    key_close(rings[0]);
    key_close(rings[1]);
}

static void
a_file_that_others_can_use_is_refused(void **state)
{
    const struct scratch *scratch = *state;
    struct error error;
    int64_t version = 7;
    must(key_create(scratch->path, day("2026-01-01"), &error), &error);
    for (mode_t mode = 0; mode <= 0777; mode++) {
        struct key_ring *ring = NULL;
        assert_int_equal(chmod(scratch->path, 0400 | mode), 0);
        bool fine = (mode & 077) == 0;
        assert_int_equal(key_open(scratch->path, &ring, &error), fine);
        assert_int_equal(ring != NULL, fine);
        key_close(ring);
        if (!fine) {
            assert_int_equal(error.code, ERROR_KEY_FILE_EXPOSED);
            assert_int_equal(strtol(error.found, NULL, 8), 0400 | mode);
            assert_false(key_rotate(scratch->path, day("2026-01-01"), &version, &error));
            assert_int_equal(error.code, ERROR_KEY_FILE_EXPOSED);
            assert_int_equal(version, 7);
        }
    }
}

static void
what_is_no_file_is_told(void **state)
{
    const struct scratch *scratch = *state;
    struct error error;
    struct key_ring *ring;
    int64_t version;
    char beyond[256];
    assert_false(key_open(scratch->path, &ring, &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_MISSING);
    assert_string_equal(error.file, scratch->path);
    assert_false(key_rotate(scratch->path, day("2026-01-01"), &version, &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_MISSING);
    assert_false(key_retire(scratch->path, 1, &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_MISSING);
    assert_false(key_open(scratch->folder, &ring, &error));
    assert_int_equal(error.code, ERROR_FILE_IS_FOLDER);
    assert_int_equal(mkfifo(scratch->path, 0600), 0);
    assert_false(key_open(scratch->path, &ring, &error));
    assert_int_equal(error.code, ERROR_FILE_OPEN);
    snprintf(beyond, sizeof beyond, "%s/keys", scratch->path);
    assert_false(key_open(beyond, &ring, &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_MISSING);
}

static void
a_wrong_line_is_told_by_its_number(void **state)
{
    const struct scratch *scratch = *state;
    static const struct {
        const char *text;
        int line; /* −1: nothing is wrong */
    } cases[] = {
        {"1 2026-01-01 " ZEROS "\n", -1},
        {"1 2026-01-01 " ZEROS, -1},
        {"#\n# any\n1 2026-01-01 " ZEROS "\n# between\n7 2025-01-01 " ONES "\n", -1},
        {"9223372036854775807 2026-01-01 " ONES "\n", -1},
        {"", 0},
        {"# nothing but this\n", 0},
        {"\n", 1},
        {"#\n\n1 2026-01-01 " ZEROS "\n", 2},
        {"1 2026-01-01 " ZEROS "\n\n", 2},
        {"1 2026-01-01 " ZEROS "\r\n", 1},
        {"1 2026-01-01 " ZEROS " \n", 1},
        {" 1 2026-01-01 " ZEROS "\n", 1},
        {"1  2026-01-01 " ZEROS "\n", 1},
        {"1 2026-01-01  " ZEROS "\n", 1},
        {"1,2026-01-01," ZEROS "\n", 1},
        {"1 2026-01-01\n", 1},
        {"1\n", 1},
        {"1 2026-01-01 \n", 1},
        {"0 2026-01-01 " ZEROS "\n", 1},
        {"-1 2026-01-01 " ZEROS "\n", 1},
        {"x 2026-01-01 " ZEROS "\n", 1},
        {"9223372036854775808 2026-01-01 " ZEROS "\n", 1},
        {"1 2026-02-29 " ZEROS "\n", 1},
        {"1 2026-1-1 " ZEROS "\n", 1},
        {"1 2026-01-01 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 1},
        {"1 2026-01-01 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 1}, /* 33 bytes */
        {"1 2026-01-01 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n", 1}, /* 31 bytes */
        {"1 2026-01-01 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n", 1}, /* bits over */
        {"1 2026-01-01 ___________________________________________=\n", 1},
        {"1 2026-01-01 " ZEROS "\n1 2026-01-01 " ONES "\n", 2},
        {"2 2026-01-01 " ZEROS "\n#\n1 2026-01-01 " ONES "\n", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error error;
        struct key_ring *ring = NULL;
        write_key_file(scratch->path, cases[i].text);
        bool read = key_open(scratch->path, &ring, &error);
        key_close(ring);
        if (read != (cases[i].line < 0)) {
            fail_msg("case %zu is %s", i, read ? "read" : "refused");
        }
        if (!read) {
            assert_int_equal(error.code, ERROR_KEY_FILE_WRONG);
            assert_int_equal(error.line, cases[i].line);
            assert_string_equal(error.file, scratch->path);
            assert_string_equal(error.found, ""); /* it might be part of a key */
            int64_t version;
            assert_false(key_rotate(scratch->path, day("2026-01-01"), &version, &error));
            assert_int_equal(error.code, ERROR_KEY_FILE_WRONG);
            assert_file_is(scratch->path, (const unsigned char *)cases[i].text,
                           strlen(cases[i].text));
        }
    }
    static const char nul[] = "1 2026-01-01 AAAAAAAAAAAAAAAAAAAAA\0AAAAAAAAAAAAAAAAAAAAA=\n";
    struct error error;
    struct key_ring *ring;
    scratch_write(scratch->path, nul, sizeof nul - 1);
    assert_false(key_open(scratch->path, &ring, &error));
    assert_int_equal(error.line, 1);
}

static void
rotation_keeps_the_old_until_they_are_retired(void **state)
{
    const struct scratch *scratch = *state;
    struct error error;
    int64_t version = 0;
    must(key_create(scratch->path, day("2026-01-01"), &error), &error);
    struct key_ring *ring = opened(scratch->path);
    uint8_t first[KEY_SIZE], again[KEY_SIZE];
    assert_true(key_derive(ring, 1, KEY_FOR_BOX, first));
    key_close(ring);

    must(key_rotate(scratch->path, day("2027-02-03"), &version, &error), &error);
    assert_int_equal(version, 2);
    must(key_rotate(scratch->path, day("2028-02-29"), &version, &error), &error);
    assert_int_equal(version, 3);
    assert_int_equal(permissions(scratch->path), 0600);
    assert_int_equal(scratch_files(scratch), 1);
    ring = opened(scratch->path);
    assert_int_equal(key_count(ring), 3);
    assert_int_equal(key_newest(ring), 3);
    assert_int_equal(date_compare(key_made(ring, 1), day("2027-02-03")), 0);
    assert_true(key_derive(ring, 1, KEY_FOR_BOX, again));
    assert_memory_equal(first, again, KEY_SIZE);
    key_close(ring);

    static const int64_t refused[] = {3, 4, 0, -1};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_false(key_retire(scratch->path, refused[i], &error));
        assert_int_equal(error.code, refused[i] == 3 ? ERROR_KEY_NEWEST : ERROR_KEY_UNKNOWN);
        assert_int_equal(strtol(error.found, NULL, 10), refused[i]);
    }
    must(key_retire(scratch->path, 2, &error), &error);
    ring = opened(scratch->path);
    assert_int_equal(key_count(ring), 2);
    assert_int_equal(key_version(ring, 0), 1);
    assert_int_equal(key_version(ring, 1), 3);
    assert_false(key_derive(ring, 2, KEY_FOR_BOX, again));
    assert_true(key_derive(ring, 1, KEY_FOR_BOX, again));
    assert_memory_equal(first, again, KEY_SIZE);
    key_close(ring);

    /* a version that has been is never given again */
    must(key_retire(scratch->path, 1, &error), &error);
    assert_false(key_retire(scratch->path, 3, &error));
    must(key_rotate(scratch->path, day("2029-01-01"), &version, &error), &error);
    assert_int_equal(version, 4);
}

static void
a_full_file_is_told(void **state)
{
    const struct scratch *scratch = *state;
    struct error error;
    struct key_ring *ring;
    int64_t version = 0;
    char text[(KEYS_MAX + 1) * 64] = "";
    size_t length = 0;
    for (int i = 1; i <= KEYS_MAX + 1; i++) {
        write_key_file(scratch->path, text);
        length +=
            (size_t)snprintf(text + length, sizeof text - length, "%d 2026-01-01 " ZEROS "\n", i);
    }
    /* holds KEYS_MAX of them */
    ring = opened(scratch->path);
    assert_int_equal(key_count(ring), KEYS_MAX);
    key_close(ring);
    assert_false(key_rotate(scratch->path, day("2026-01-01"), &version, &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_FULL);
    must(key_retire(scratch->path, 5, &error), &error);
    must(key_rotate(scratch->path, day("2026-01-01"), &version, &error), &error);
    assert_int_equal(version, KEYS_MAX + 1);
    write_key_file(scratch->path, text);
    assert_false(key_open(scratch->path, &ring, &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_FULL);

    /* more bytes than any key file has, of which the first 64 KiB are fine */
    char *large = calloc(1, 64 * 1024 + 2);
    assert_non_null(large);
    memset(large, '#', 64 * 1024 + 1);
    length = (size_t)snprintf(large, 80, "1 2026-01-01 " ZEROS "\n");
    large[length] = '#';
    write_key_file(scratch->path, large);
    assert_false(key_open(scratch->path, &ring, &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_FULL);
    large[64 * 1024] = '\0';
    write_key_file(scratch->path, large);
    key_close(opened(scratch->path));
    free(large);

    /* no version comes after the last there is */
    write_key_file(scratch->path, "9223372036854775807 2026-01-01 " ZEROS "\n");
    assert_false(key_rotate(scratch->path, day("2026-01-01"), &version, &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_FULL);
}

static void
a_link_is_followed_and_stays(void **state)
{
    const struct scratch *scratch = *state;
    struct error error;
    struct stat status;
    char real[256];
    int64_t version;
    snprintf(real, sizeof real, "%s.real", scratch->path);
    must(key_create(real, day("2026-01-01"), &error), &error);
    assert_int_equal(symlink("db.real", scratch->path), 0);
    must(key_rotate(scratch->path, day("2026-01-01"), &version, &error), &error);
    assert_int_equal(lstat(scratch->path, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    struct key_ring *ring = opened(real);
    assert_int_equal(key_newest(ring), 2);
    key_close(ring);
    assert_int_equal(scratch_files(scratch), 2);
    assert_int_equal(chmod(real, 0640), 0);
    assert_false(key_open(scratch->path, &ring, &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_EXPOSED);
}

static void
one_changes_it_at_a_time(void **state)
{
    const struct scratch *scratch = *state;
    struct error error;
    struct secret_file held;
    int64_t version = 7;
    must(key_create(scratch->path, day("2026-01-01"), &error), &error);
    must(secret_file_open(scratch->path, true, &held, &error), &error);
    assert_false(key_rotate(scratch->path, day("2026-01-01"), &version, &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_BUSY);
    assert_int_equal(version, 7);
    assert_false(key_retire(scratch->path, 1, &error));
    assert_int_equal(error.code, ERROR_KEY_FILE_BUSY);
    key_close(opened(scratch->path)); /* reading goes on */
    secret_file_close(&held);
    must(key_rotate(scratch->path, day("2026-01-01"), &version, &error), &error);
    assert_int_equal(version, 2);
}

static void
a_disk_that_is_full_leaves_the_old_file(void **state)
{
    const struct scratch *scratch = *state;
    struct error error;
    int64_t version = 7;
    size_t length;
    char other[256];
    snprintf(other, sizeof other, "%s.other", scratch->path);
    must(key_create(scratch->path, day("2026-01-01"), &error), &error);
    unsigned char *bytes = scratch_read(scratch->path, &length);
    struct rlimit before, little;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    little = before;
    little.rlim_cur = 100;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    bool rotated = key_rotate(scratch->path, day("2026-01-01"), &version, &error);
    enum error_code code = error.code;
    bool created = key_create(other, day("2026-01-01"), &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, handler);
    assert_false(rotated);
    assert_int_equal(code, ERROR_WRITE_FILE);
    assert_false(created);
    assert_int_equal(error.code, ERROR_WRITE_FILE);
    assert_int_equal(version, 7);
    assert_file_is(scratch->path, bytes, length);
    assert_int_equal(scratch_files(scratch), 1);
    free(bytes);
}

/* Rotates and retires until it is killed. */
static void
rotate_on(const char *path)
{
    struct error error;
    int64_t version;
    while (key_rotate(path, day("2026-01-01"), &version, &error) &&
           (version < 3 || key_retire(path, version - 1, &error))) {
    }
    _exit(1);
}

/* Waits until the file is another than it was. */
static void
wait_for_change(const char *path, const struct stat *before)
{
    const struct timespec pause = {.tv_nsec = 500000};
    struct stat now;
    int waited = 0;
    do {
        assert_true(waited++ < 240000);
        nanosleep(&pause, NULL);
        assert_int_equal(stat(path, &now), 0);
    } while (now.st_ino == before->st_ino && now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
             now.st_mtim.tv_nsec == before->st_mtim.tv_nsec);
}

/* Whenever the program is killed the file is whole, keeps its first key, and can be changed. */
static void
a_killed_change_leaves_the_old_or_the_new(void **state)
{
    const struct scratch *scratch = *state;
    struct error error;
    uint32_t random = 26;
    int64_t newest = 1;
    int left_beside = 0;
    uint8_t first[KEY_SIZE], now[KEY_SIZE];
    must(key_create(scratch->path, day("2026-01-01"), &error), &error);
    struct key_ring *ring = opened(scratch->path);
    assert_true(key_derive(ring, 1, KEY_FOR_BOX, first));
    key_close(ring);
    for (int round = 0; round < 40; round++) {
        struct stat before;
        assert_int_equal(stat(scratch->path, &before), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            rotate_on(scratch->path);
        }
        if (round % 2 == 1) { /* else a machine that is busy might kill it before it begins */
            wait_for_change(scratch->path, &before);
        }
        struct timespec delay = {0, 1000 * (long)(next_random(&random) % 8000)};
        nanosleep(&delay, NULL);
        kill(child, SIGKILL);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(permissions(scratch->path), 0600);
        assert_in_range(scratch_files(scratch), 1, 2);
        left_beside += scratch_files(scratch) - 1;
        ring = opened(scratch->path);
        assert_true(key_newest(ring) >= newest);
        newest = key_newest(ring);
        assert_true(key_derive(ring, 1, KEY_FOR_BOX, now));
        assert_memory_equal(first, now, KEY_SIZE);
        while (key_count(ring) > 2) {
            int64_t old = key_version(ring, 1);
            key_close(ring);
            must(key_retire(scratch->path, old, &error), &error);
            ring = opened(scratch->path);
        }
        key_close(ring);
    }
    print_message("# %lld keys made between 40 kills, %d of them half-way\n", (long long)newest,
                  left_beside);
    assert_true(newest > 20); /* a key or more in each round that waited for one */
    must(key_rotate(scratch->path, day("2026-01-01"), &newest, &error), &error);
    assert_int_equal(scratch_files(scratch), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_key_file_is_made_once_for_its_owner_only),
        TEST(nothing_that_is_there_is_overwritten),
        TEST(keys_differ_by_file_version_and_use),
        TEST(a_file_that_others_can_use_is_refused),
        TEST(what_is_no_file_is_told),
        TEST(a_wrong_line_is_told_by_its_number),
        TEST(rotation_keeps_the_old_until_they_are_retired),
        TEST(a_full_file_is_told),
        TEST(a_link_is_followed_and_stays),
        TEST(one_changes_it_at_a_time),
        TEST(a_disk_that_is_full_leaves_the_old_file),
        TEST(a_killed_change_leaves_the_old_or_the_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
