/* SPDX-License-Identifier: EUPL-1.2 */
/* Helfo's monthly report of capitation (basistilskudd), a row a list (R233). Its columns are not
 * public, so a table says which of them holds what; the program's own (data/norway) is only our
 * guess, to be replaced by one that fits the file at hand. */
#ifndef DEKNING_EXCHANGE_HELFO_H
#define DEKNING_EXCHANGE_HELFO_H

#include "base/date.h"
#include "base/error.h"
#include "base/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a column of the report can hold, in the order of `field` in the table of columns. */
enum helfo_field {
    HELFO_MUNICIPALITY,
    HELFO_OFFICE,
    HELFO_OFFICE_NAME,
    HELFO_CONTRACT,
    HELFO_POST,
    HELFO_DOCTOR,
    HELFO_LISTED,
    HELFO_GUESTS,
    HELFO_CAP,
    HELFO_MONTH,
    HELFO_FIELD_COUNT
};

/* A row of the table of columns. */
struct helfo_column {
    int field;          /* enum helfo_field */
    const char *column; /* its name in the report */
    int required;       /* 1: the column must be there and never empty */
};

/* Its declaration. `listed`, and `contract` or `post`, must be among the required ones. */
extern const struct table_schema helfo_columns_schema;

/* A row of the report. Texts are "" and numbers WHOLE_NONE or NAN when not given. */
struct helfo_row {
    const char *municipality;
    int64_t office; /* organisation number, signed (R243) */
    const char *office_name;
    int64_t contract; /* the id of the contract in the GP register */
    const char *post; /* our own key of the post, where the report has been given one */
    int64_t doctor;   /* HPR number */
    double listed;    /* persons; a mean may have a fraction */
    double guests;    /* persons living elsewhere */
    double cap;
    struct date month; /* its first day */
    int line;          /* in the report */
};

struct helfo_report {
    struct helfo_row *rows;
    size_t count;
};

/* Reads the report into the arena of *problems: CSV with "," or ";", UTF-8 or, when it is not that,
 * Windows-1252; numbers with decimal comma and perhaps spaces between thousands (a point before
 * three last digits could mean either, and is refused); months as YYYY-MM, YYYYMM, MM.YYYY or any
 * day in them as YYYY-MM-DD or DD.MM.YYYY. Columns that the table of columns does not name are
 * passed over. `columns_path` is that table, or NULL for the program's own; `month` stands where
 * the report gives none, or is DATE_NONE. Every error in both files is added to *problems; *out is
 * filled only when there was none. */
bool helfo_read(const char *path, const char *columns_path, struct date month,
                struct problems *problems, struct helfo_report *out);

#endif
