/* SPDX-License-Identifier: EUPL-1.2 */
/* Errors as values: what went wrong, where in the input, what was found there and what was
 * expected. A fallible function returns bool and fills a struct error on false. The words, in every
 * language, are in error.def; nothing below the shell prints them. */
#ifndef DEKNING_BASE_ERROR_H
#define DEKNING_BASE_ERROR_H

#include "base/arena.h"
#include "base/language.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum error_code {
#define ERROR(code, class, nb, nn, en) ERROR_##code,
#include "base/error.def"
#undef ERROR
    ERROR_COUNT
};

enum error_class { ERROR_CLASS_INPUT, ERROR_CLASS_INTERNAL };

struct error {
    enum error_code code;
    char file[512];     /* "" when the error is of no file */
    int line, column;   /* from 1; 0 when not known. The column is the field's number in its row. */
    char field[48];     /* column name or option; "" when none */
    char found[72];     /* shortened, with control characters and identity numbers replaced */
    char expected[256]; /* language-neutral: a range, a name, a list of choices */
};

/* Fills *error, with no place. `found` and `expected` may be NULL. Eleven digits in `found` may be
 * somebody's identity number, and are shown as "…". */
void error_set(struct error *error, enum error_code code, const char *found, const char *expected);

/* Fills *error with ERROR_MEMORY; false, for the caller to return. */
bool error_memory(struct error *error);

/* As error_set, with `found` as bytes that need not end in NUL. */
void error_set_bytes(struct error *error, enum error_code code, const char *found, size_t length,
                     const char *expected);

/* Adds the place. `file` and `field` may be NULL: then what stood there is kept. */
void error_place(struct error *error, const char *file, int line, int column, const char *field);

enum error_class error_class(enum error_code code);

/* Adds "file:line:column: field: message", each part only where known, without a line end. */
void error_write(const struct error *error, enum language language, struct text *out);

/* All that is wrong with an input, so that everything can be mended at once. */
struct problems {
    struct arena *arena;
    struct error *errors;
    size_t count, capacity;
    size_t dropped; /* errors beyond PROBLEMS_MAX, counted but not kept */
};

enum { PROBLEMS_MAX = 1000 };

/* Makes an empty list that keeps its errors in `arena`. */
void problems_init(struct problems *problems, struct arena *arena);

void problems_add(struct problems *problems, const struct error *error);

bool problems_none(const struct problems *problems);

#endif
