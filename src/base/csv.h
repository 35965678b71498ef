/* SPDX-License-Identifier: EUPL-1.2 */
/* CSV by RFC 4180: read in place from memory, written canonically.
 * Accepted beyond the RFC: ";" for ",", a UTF-8 byte-order mark, LF alone, blank lines. Refused,
 * with the place: NUL and other control characters, anything that is not UTF-8, a quote left open.
 */
#ifndef DEKNING_BASE_CSV_H
#define DEKNING_BASE_CSV_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { CSV_FIELDS_MAX = 128, CSV_FIELD_BYTES_MAX = 64 * 1024 };

struct csv_field {
    const char *bytes; /* unquoted; points into the input; not NUL-terminated */
    size_t length;
};

struct csv_reader {
    char *at, *end;
    char delimiter;
    int next_line;
    int line; /* where the row begins, from 1 */
    size_t field_count;
    struct csv_field fields[CSV_FIELDS_MAX];
};

enum csv_result {
    CSV_ROW,   /* fields hold the next row */
    CSV_END,   /* no more rows */
    CSV_WRONG, /* the row at `line` is wrong and skipped; reading can go on */
};

/* Prepares to read `length` bytes, which the reader changes (it removes quotes in place) and which
 * must outlive it. Finds the delimiter in the first line: "," or ";", whichever is there more
 * often. */
void csv_open(struct csv_reader *reader, char *bytes, size_t length);

/* The next row that is not blank. On CSV_WRONG *error is filled, its place the line and field, no
 * file. */
enum csv_result csv_next(struct csv_reader *reader, struct error *error);

/* Adds one field, quoted only where it must be. The caller adds the "," between fields and the
 * "\n". */
void csv_write_field(struct text *out, const char *value);

#endif
