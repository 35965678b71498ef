/* SPDX-License-Identifier: EUPL-1.2 */
/* Whole files in and out. */
#ifndef DEKNING_EXCHANGE_FILE_H
#define DEKNING_EXCHANGE_FILE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/table.h"

#include <stdbool.h>
#include <stddef.h>

/* The most bytes a table can be: a line without end or a wrong file is refused before it fills
 * memory. */
enum { FILE_TABLE_LIMIT = 64 * 1024 * 1024 };

/* Reads a regular file of at most FILE_TABLE_LIMIT bytes into the arena, with a NUL behind it that
 * is not counted. ERROR_FILE_OPEN, ERROR_FILE_IS_FOLDER, ERROR_FILE_TOO_LARGE, ERROR_MEMORY; all
 * name the file. */
bool file_read(const char *path, struct arena *arena, char **bytes, size_t *length,
               struct error *error);

/* Reads a file of the schema by table_read, in the arena of *problems. What is wrong with it, also
 * that it cannot be read, is added to *problems; *out is filled only when there was nothing. */
bool file_read_table(const char *path, const struct table_schema *schema,
                     const struct table_limit *limits, size_t limit_count,
                     struct problems *problems, struct table *out);

enum { FILE_PATH_SIZE = 4096 };

/* Makes an empty file beside `path` to be written and then put in its place by file_publish, so
 * that a reader sees the old file or the whole new one. What is no plain file is never replaced.
 * ERROR_WRITE_FILE. */
bool file_stage(const char *path, char staged[FILE_PATH_SIZE], struct error *error);

/* Puts a staged file, now written, on the disk and in the place of `path`. On failure it is
 * removed. ERROR_WRITE_FILE. */
bool file_publish(const char *staged, const char *path, struct error *error);

/* Writes a file whole or not at all. ERROR_WRITE_FILE. */
bool file_write(const char *path, const char *bytes, size_t length, struct error *error);

/* Whether there is anything at the path, also what cannot be read or a link to nothing: only
 * reading it can tell what is wrong. */
bool file_exists(const char *path);

#endif
