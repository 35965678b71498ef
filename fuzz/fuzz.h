/* SPDX-License-Identifier: EUPL-1.2 */
/* What every fuzz target shares. A target is one function of bytes; libFuzzer calls it with bytes
 * of its own making, standalone.c with those of files. */
#ifndef DEKNING_FUZZ_FUZZ_H
#define DEKNING_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As assert, but also in a build without asserts: a property that does not hold is the finding. */
static inline void
require_at(bool holds, const char *what, const char *file, int line)
{
    if (!holds) {
        fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
        abort();
    }
}

#define require(holds) require_at((holds), #holds, __FILE__, __LINE__)

/* A copy of exactly `size` bytes, so that a sanitizer sees one byte read beyond it. Freed by the
 * caller. */
static inline char *
copy_of(const void *bytes, size_t size)
{
    char *copy = calloc(size == 0 ? 1 : size, 1);
    require(copy != NULL);
    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    return copy;
}

#endif
