/* SPDX-License-Identifier: EUPL-1.2 */
/* Whole files in and out. */
#ifndef DEKNING_EXCHANGE_FILE_H
#define DEKNING_EXCHANGE_FILE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* The most bytes a table can be: a line without end or a wrong file is refused before it fills memory. */
enum { FILE_TABLE_LIMIT = 64 * 1024 * 1024 };

/* Reads a regular file of at most FILE_TABLE_LIMIT bytes into the arena, with a NUL behind it that is not
 * counted. ERROR_FILE_OPEN, ERROR_FILE_IS_FOLDER, ERROR_FILE_TOO_LARGE, ERROR_MEMORY; all name the file. */
bool file_read(const char *path, struct arena *arena, char **bytes, size_t *length, struct error *error);

/* Writes a file whole or not at all: into a temporary file beside it, synchronised, then renamed over it.
 * ERROR_WRITE. */
bool file_write(const char *path, const char *bytes, size_t length, struct error *error);

/* Whether there is something at the path. */
bool file_exists(const char *path);

#endif
