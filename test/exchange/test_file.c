/* SPDX-License-Identifier: EUPL-1.2 */
#define _XOPEN_SOURCE 700
#include "exchange/file.h"

#include "scratch.h"

#include <sys/stat.h>

static void
what_is_written_is_read(void **state)
{
    struct scratch *scratch = *state;
    static const char content[] = "a\0b\nø";
    struct error error;
    char *bytes;
    size_t length;
    assert_false(file_exists(scratch->path));
    assert_true(file_write(scratch->path, content, sizeof content - 1, &error));
    assert_true(file_exists(scratch->path));
    assert_true(file_read(scratch->path, &scratch->arena, &bytes, &length, &error));
    assert_int_equal(length, sizeof content - 1);
    assert_memory_equal(bytes, content, sizeof content); /* with a NUL behind it */
    assert_true(file_write(scratch->path, "", 0, &error));
    assert_true(file_read(scratch->path, &scratch->arena, &bytes, &length, &error));
    assert_int_equal(length, 0);
}

static void
a_staged_file_changes_nothing_until_it_is_published(void **state)
{
    struct scratch *scratch = *state;
    char staged[FILE_PATH_SIZE], *bytes;
    size_t length;
    struct error error;
    assert_true(file_write(scratch->path, "old", 3, &error));
    assert_true(file_stage(scratch->path, staged, &error));
    assert_false(file_stage(scratch->path, staged, &error)); /* one at a time in a process */
    assert_int_equal(error.code, ERROR_WRITE_FILE);
    assert_true(file_read(scratch->path, &scratch->arena, &bytes, &length, &error));
    assert_string_equal(bytes, "old");
    assert_true(file_publish(staged, scratch->path, &error));
    assert_false(file_exists(staged));
    assert_true(file_read(scratch->path, &scratch->arena, &bytes, &length, &error));
    assert_int_equal(length, 0);
    assert_false(file_publish(staged, scratch->path, &error)); /* it is not there any more */
    assert_int_equal(error.code, ERROR_WRITE_FILE);
}

static void
what_is_no_plain_file_is_neither_read_nor_replaced(void **state)
{
    struct scratch *scratch = *state;
    struct error error;
    char *bytes;
    size_t length;
    struct stat status;
    assert_int_equal(mkfifo(scratch->path, 0600), 0);
    assert_false(file_read(scratch->path, &scratch->arena, &bytes, &length, &error));
    assert_int_equal(error.code, ERROR_FILE_OPEN);
    assert_false(file_write(scratch->path, "x", 1, &error));
    assert_int_equal(error.code, ERROR_WRITE_FILE);
    assert_int_equal(stat(scratch->path, &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
    assert_false(file_read(scratch->folder, &scratch->arena, &bytes, &length, &error));
    assert_int_equal(error.code, ERROR_FILE_IS_FOLDER);
    assert_string_equal(error.file, scratch->folder);
    assert_false(file_write(scratch->folder, "x", 1, &error));
    assert_string_equal(error.file, scratch->folder);
}

static void
a_link_to_nothing_is_there_and_cannot_be_read(void **state)
{
    struct scratch *scratch = *state;
    struct error error;
    char *bytes;
    size_t length;
    assert_int_equal(symlink("nothing", scratch->path), 0);
    assert_true(file_exists(scratch->path));
    assert_false(file_read(scratch->path, &scratch->arena, &bytes, &length, &error));
    assert_int_equal(error.code, ERROR_FILE_OPEN);
    assert_false(file_exists("no/such/folder/at.all"));
}

static void
a_file_beyond_the_limit_is_refused_before_it_fills_memory(void **state)
{
    struct scratch *scratch = *state;
    struct arena small;
    struct error error;
    char *bytes;
    size_t length;
    arena_init(&small, (size_t)1 << 20);
    assert_true(file_write(scratch->path, "x", 1, &error));
    assert_int_equal(truncate(scratch->path, (off_t)FILE_TABLE_LIMIT + 1), 0); /* costs no disk */
    assert_false(file_read(scratch->path, &scratch->arena, &bytes, &length, &error));
    assert_int_equal(error.code, ERROR_FILE_TOO_LARGE);
    assert_int_equal(truncate(scratch->path, (off_t)2 << 20), 0); /* more than the arena holds */
    assert_false(file_read(scratch->path, &small, &bytes, &length, &error));
    assert_int_equal(error.code, ERROR_MEMORY);
    arena_free(&small);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SCRATCH(what_is_written_is_read),
        ON_SCRATCH(a_staged_file_changes_nothing_until_it_is_published),
        ON_SCRATCH(what_is_no_plain_file_is_neither_read_nor_replaced),
        ON_SCRATCH(a_link_to_nothing_is_there_and_cannot_be_read),
        ON_SCRATCH(a_file_beyond_the_limit_is_refused_before_it_fills_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
