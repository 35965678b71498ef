/* SPDX-License-Identifier: EUPL-1.2 */
/* Tables declared once: a schema says what each column holds, and reading with exact errors,
 * writing, documentation and the database's tables all follow from it. A row is a plain struct. */
#ifndef DEKNING_BASE_TABLE_H
#define DEKNING_BASE_TABLE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a column holds, and the type of its member in the row's struct. */
enum column_type {
    COLUMN_TEXT,    /* const char *; "" when empty, never NULL */
    COLUMN_WHOLE,   /* int64_t; WHOLE_NONE when empty */
    COLUMN_DECIMAL, /* double; NAN when empty */
    COLUMN_MONEY,   /* int64_t in øre, written in kroner with at most two decimals; WHOLE_NONE when
                       empty */
    COLUMN_DATE,    /* struct date; DATE_NONE when empty */
    COLUMN_CHOICE,  /* int, the choice's number from 0; CHOICE_NONE when empty */
};

enum { CHOICE_NONE = -1, TABLE_COLUMNS_MAX = 32 };

enum column_flags {
    COLUMN_REQUIRED = 1, /* may not be empty */
    COLUMN_KEY = 2,      /* part of what tells rows apart; may be empty unless required too */
    COLUMN_SECRET = 4, /* what stands there is never shown: errors say where, and "…" for what */
    COLUMN_NAMED = 8,  /* must be in the header, though it may be empty in a row */
};

struct column {
    const char *name;
    enum column_type type;
    unsigned flags;             /* of enum column_flags */
    size_t offset;              /* of the member in the row's struct */
    double min, max;            /* numbers only, both included; -INFINITY and INFINITY where open */
    const char *max_limit;      /* name of a limit given at reading that lowers `max`, or NULL */
    const char *const *choices; /* ended by NULL; for COLUMN_CHOICE */
    const char *references;     /* name of the table whose single key the value must be, or NULL */
    const char *unit;           /* "" when none */
    const char *about;          /* one line for doc/tables.md */
};

struct table_schema {
    const char *name; /* of the database table, and of the file unless `file` is given */
    const char *file; /* path inside the folder without ".csv", or NULL for `name` */
    const char *about;
    const struct column *columns;
    size_t column_count; /* at most TABLE_COLUMNS_MAX */
    size_t row_size;
    bool required; /* a folder without it is refused */
    bool single;   /* has exactly one row */
    bool open; /* columns that are not declared here may stand in the file, and are passed over */
};

/* The rows of one table, in an arena. */
struct table {
    const struct table_schema *schema;
    void *rows; /* count × schema->row_size bytes */
    size_t count;
    const char *file; /* where it was read, "" if nowhere */
    bool unread;      /* its file is there and wrong: what refers to it cannot be judged */
    int *lines;       /* line of each row, or NULL */
    int positions[TABLE_COLUMNS_MAX]; /* field number of each column in the file, 0 if absent */
};

/* A bound that is known only when a table is read, such as a rule's value on a date. */
struct table_limit {
    const char *name;
    double value;
};

/* Reads a whole CSV file's bytes (which it changes) into *out, in the arena of `problems`. Every
 * error in the file is added to *problems; the result is whether there was none. *out is filled
 * only then. `file` names the input in errors. References are checked apart, by
 * table_check_references. */
bool table_read(const struct table_schema *schema, const struct table_limit *limits,
                size_t limit_count, const char *file, char *bytes, size_t length,
                struct problems *problems, struct table *out);

/* Checks that each value of a column that references a table is the key of a row there; a table
 * that is not among `tables` counts as empty. Adds each dangling value to *problems. */
bool table_check_references(const struct table *tables, size_t count, struct problems *problems);

/* Adds an error about one field of a row, with its place, to *problems. */
void table_problem(const struct table *table, size_t row, const char *column, enum error_code code,
                   const char *found, const char *expected, struct problems *problems);

/* Adds the table as CSV: header, rows in order, "," and LF. */
void table_write(const struct table *table, struct text *out);

/* Adds one value as it stands in a CSV file, "" when empty, unquoted. */
void column_write(const struct column *column, const void *row, struct text *out);

/* Adds the schema's part of doc/tables.md. */
void table_write_markdown(const struct table_schema *schema, struct text *out);

/* The path of the table's file inside its folder, without ".csv". */
const char *table_path(const struct table_schema *schema);

#endif
