/* SPDX-License-Identifier: EUPL-1.2 */
/* Persons and the lists they are on, as CSV. Holds identity numbers: no error ever shows what
 * stands in the file, only where and what was expected. */
#ifndef DEKNING_EXCHANGE_PERSONS_CSV_H
#define DEKNING_EXCHANGE_PERSONS_CSV_H

#include "base/date.h"
#include "base/error.h"
#include "base/table.h"

#include <stdbool.h>

enum persons_sex { PERSONS_FEMALE, PERSONS_MALE };

/* A row. Texts are "" and dates DATE_NONE when not given, choices CHOICE_NONE. */
struct persons_row {
    const char *national_id;  /* as written; whether it is one is checked by who imports it */
    struct date birth_date;   /* where the number does not tell it */
    int sex;                  /* enum persons_sex */
    const char *municipality; /* number */
    const char *district;
    const char *household;    /* any key that those who live together share */
    int is_protected;         /* 1: the address is known to few */
    const char *mother;       /* national id */
    const char *other_parent; /* national id */
    const char *post;         /* key of the post whose list the person is on, "" for none */
    struct date since;        /* when the person came on the list */
};

/* The declaration that reading, errors and writing follow. */
extern const struct table_schema persons_schema;

/* Reads the file, UTF-8, into the arena of *problems. Every error is added to *problems; *out, a
 * table of struct persons_row, is filled only when there was none. */
bool persons_csv_read(const char *path, struct problems *problems, struct table *out);

/* Writes a table of the schema, whole or not at all. ERROR_WRITE_FILE. */
bool persons_csv_write(const char *path, const struct table *table, struct error *error);

#endif
