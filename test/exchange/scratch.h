/* SPDX-License-Identifier: EUPL-1.2 */
/* What the exchange's tests share: a folder of their own for each test, made where it runs, and
 * memory. Include it after _XOPEN_SOURCE 700 is defined. */
#ifndef DEKNING_TEST_EXCHANGE_SCRATCH_H
#define DEKNING_TEST_EXCHANGE_SCRATCH_H

#include "exchange/file.h"
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct scratch {
    char folder[32], path[64], other[64]; /* the two files a test may leave in it */
    struct arena arena;
    struct problems problems;
};

static inline int
scratch_setup(void **state)
{
    static struct scratch scratch;
    scratch = (struct scratch){.folder = "dekning-exchange-XXXXXX"};
    arena_init(&scratch.arena, (size_t)256 << 20);
    problems_init(&scratch.problems, &scratch.arena);
    if (mkdtemp(scratch.folder) == NULL) {
        return -1;
    }
    snprintf(scratch.path, sizeof scratch.path, "%s/file", scratch.folder);
    snprintf(scratch.other, sizeof scratch.other, "%s/other", scratch.folder);
    *state = &scratch;
    return 0;
}

static inline int
scratch_teardown(void **state)
{
    struct scratch *scratch = *state;
    arena_free(&scratch->arena);
    unlink(scratch->path);
    unlink(scratch->other);
    return rmdir(scratch->folder); /* fails when a test left anything else behind */
}

/* Puts the text in the file, about which nothing is told yet. */
static inline void
scratch_put(struct scratch *scratch, const char *text)
{
    struct error error;
    problems_init(&scratch->problems, &scratch->arena);
    assert_true(file_write(scratch->path, text, strlen(text), &error));
}

#define ON_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

#endif
