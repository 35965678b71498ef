/* SPDX-License-Identifier: EUPL-1.2 */
/* What the store's tests share: a folder of their own for each test, and the bytes of files in it.
 */
#ifndef DEKNING_TEST_STORE_SCRATCH_H
#define DEKNING_TEST_STORE_SCRATCH_H

#include "base/error.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

struct scratch {
    char folder[64], path[96]; /* the folder, and where the database goes in it */
};

static inline int
scratch_setup(void **state)
{
    struct scratch *scratch = calloc(1, sizeof *scratch);
    snprintf(scratch->folder, sizeof scratch->folder, "/tmp/dekning-store-XXXXXX");
    if (mkdtemp(scratch->folder) == NULL) {
        return -1;
    }
    snprintf(scratch->path, sizeof scratch->path, "%s/db", scratch->folder);
    *state = scratch;
    return 0;
}

/* Removes what is in the folder. */
static inline void
scratch_empty(const struct scratch *scratch)
{
    DIR *folder = opendir(scratch->folder);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", scratch->folder, entry->d_name);
        if (entry->d_name[0] != '.' && unlink(path) != 0) {
            assert_int_equal(rmdir(path), 0);
        }
    }
    closedir(folder);
}

static inline int
scratch_teardown(void **state)
{
    struct scratch *scratch = *state;
    scratch_empty(scratch);
    int result = rmdir(scratch->folder);
    free(scratch);
    return result;
}

/* The number of files in the folder. */
static inline int
scratch_files(const struct scratch *scratch)
{
    int count = 0;
    DIR *folder = opendir(scratch->folder);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        count += entry->d_name[0] != '.';
    }
    closedir(folder);
    return count;
}

/* The file's bytes, to be freed. */
static inline unsigned char *
scratch_read(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *length = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*length + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *length, file), *length);
    fclose(file);
    return bytes;
}

static inline void
scratch_write(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static inline void
assert_file_is(const char *path, const unsigned char *bytes, size_t length)
{
    size_t now_length;
    unsigned char *now = scratch_read(path, &now_length);
    assert_int_equal(now_length, length);
    assert_memory_equal(now, bytes, length);
    free(now);
}

/* Fails with the error's own words. */
static inline void
must(bool fine, const struct error *error)
{
    if (!fine) {
        struct text text;
        text_init(&text, 4096);
        error_write(error, LANGUAGE_EN, &text);
        print_error("%s\n", text_string(&text));
        text_free(&text);
        fail();
    }
}

/* A step of a plain generator: enough to spread delays and damage. */
static inline uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

#endif
