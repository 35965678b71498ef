/* SPDX-License-Identifier: EUPL-1.2 */
/* An answer to a person: figures, tables, and how they came about. Every command makes one, and
 * every surface (terminal, JSON, CSV, spreadsheet) renders the same answer. */
#ifndef DEKNING_REPORT_ANSWER_H
#define DEKNING_REPORT_ANSWER_H

#include "base/arena.h"
#include "base/date.h"
#include "base/language.h"
#include "base/text.h"
#include "report/chart.h"
#include "report/message.h"
#include "scheme/figure.h"
#include "scheme/municipality.h"
#include "scheme/unit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum value_kind {
    VALUE_NONE,   /* not known: shown as "–", null in JSON, empty in CSV */
    VALUE_NUMBER, /* shown with `decimals`; exact in machine output */
    VALUE_SHARE,  /* 0–1; shown as % with `decimals` */
    VALUE_TEXT,
    VALUE_DATE,
    VALUE_YES_NO,
};

struct value {
    enum value_kind kind;
    int decimals;
    bool signed_always; /* a difference: shown with + or − */
    bool points;        /* a share in percentage points, without a sign */
    bool millions;      /* shown to a person in millions */
    bool identifies;    /* a number that names something: shown without thousands separators */
    double number;      /* also VALUE_YES_NO: 0 or 1 */
    const char *text;   /* lives as long as the answer */
    const char *key; /* of VALUE_TEXT: what machine output says instead; NULL for the text itself */
    struct date date;
};

/* NAN becomes VALUE_NONE. */
struct value value_number(double number, int decimals);
struct value value_difference(double number, int decimals);
struct value value_share(double share, int decimals);
struct value value_share_difference(double difference, int decimals); /* in percentage points */
struct value value_text(const char *text);
/* Shown to a person in millions, exact in machine output: for labels that say "million". */
struct value value_millions(double number);
/* The number of a person, a decision, a row of the log: what is not counted with. */
struct value value_identifier(int64_t number);
/* With as many decimals as the number itself has, up to two: for what a person gave or a table
 * holds. */
struct value value_as_given(double number);
/* A word of a fixed set: a person reads the text, a program the key. */
struct value value_word(const char *key, const char *text);
struct value value_date(struct date date);
struct value value_yes_no(bool yes);

struct answer_field {
    enum message label; /* its id is the key in JSON */
    enum unit unit;
    struct value value;
    bool synthetic; /* shown with the word, and listed under "synthetic" in JSON */
};

struct answer_column {
    enum message label;
    enum unit unit;
};

enum { ANSWER_COLUMNS_MAX = 16 };

struct answer_table {
    enum message title; /* its id is the key in JSON */
    size_t column_count;
    struct answer_column columns[ANSWER_COLUMNS_MAX];
    size_t shown; /* how many of the columns, from the first, a person at a terminal sees; at first
                     all */
    struct value *cells; /* row by row */
    size_t row_count, row_capacity;
    bool has_total; /* the last row is the sum of the others: "total" in JSON */
    bool wide;      /* the last column shown is prose: it stands under the row, not beside it */
    bool long_form; /* too long for a person at a terminal, who is shown something shorter */
};

enum { OUTLOOK_POINTS_MAX = 8 };

/* A value a person reads, and the interval it lies in; low and high VALUE_NONE where there is none.
 */
struct outlook_point {
    struct value middle, low, high;
};

struct outlook_row {
    const char *name; /* in the answer's language */
    struct outlook_point points[OUTLOOK_POINTS_MAX];
    struct chart chart; /* count 0 for none */
};

/* How things are foreseen: a row each, at a few moments, with its band as a small chart. For a
 * person at a terminal alone; all other surfaces have the tables. */
struct answer_outlook {
    enum message title;
    size_t point_count;
    const char *heads[OUTLOOK_POINTS_MAX];
    struct outlook_row *rows;
    size_t row_count, row_capacity;
};

/* A sentence below the answer that goes on with what is told in this one. */
struct answer_remark {
    enum message lead;
    const char *text;
};

/* A step of the reckoning: an input with its source, or a result with its formula. */
struct answer_step {
    const char *key;  /* the symbol it has in formulas */
    const char *name; /* in the answer's language */
    struct value value;
    enum unit unit;
    struct date date, since;
    const char *source, *place; /* of an input; "" for a result */
    char confidence;            /* 'A', 'B', 'C', or '\0' for a result */
    const char *formula;        /* of a result; "" for an input */
    const char *definition;     /* where definitions differ, in the answer's language; "" else */
    bool synthetic;
};

struct answer {
    struct arena *arena;
    enum language language;
    const char *command;
    enum message title;
    const struct municipality *municipality; /* NULL when the answer is of none */
    struct date date;                        /* the day it is of */
    bool explain;                            /* the steps are asked for */
    /* put before the keys of steps, such as "need."; "" in an answer of one reckoning */
    const char *group;
    bool is_no; /* the answer is "no": exit status 1 */
    bool plain; /* the terminal may not have more than ASCII for drawings */
    /* What JSON is instead of the fields and tables, for an answer that has a form of its own; NULL
     * for most. `of` is what it is written from. */
    void (*write_json)(const struct answer *answer, struct text *out);
    const void *of;
    struct answer_field *fields;
    struct answer_table *tables;
    struct answer_step *steps;
    struct answer_outlook *outlooks;
    struct answer_remark *remarks;
    enum message *notes;
    size_t field_count, table_count, step_count, outlook_count, remark_count, note_count;
    size_t field_capacity, table_capacity, step_capacity, outlook_capacity, remark_capacity,
        note_capacity;
    bool failed; /* memory ended; nothing more is added and the answer must not be shown */
    struct answer_table lost_table; /* where what is added after that goes */
    struct value lost_row[ANSWER_COLUMNS_MAX];
    struct answer_outlook lost_outlook;
    struct outlook_row lost_outlook_row;
};

void answer_init(struct answer *answer, struct arena *arena, enum language language,
                 const char *command, enum message title, const struct municipality *municipality,
                 struct date date);

void answer_field(struct answer *answer, enum message label, enum unit unit, struct value value);

/* As answer_field for a figure as it was given, marked when it is synthetic. */
void answer_field_figure(struct answer *answer, enum message label, const struct figure *figure);

/* The newest field is of synthetic rows. */
void answer_field_synthetic(struct answer *answer);

/* The new table stays valid until the next is added. `columns` ends with label MESSAGE_COUNT. */
struct answer_table *answer_table(struct answer *answer, enum message title,
                                  const struct answer_column *columns);

/* Makes room for so many rows of the newest table, where it is known how many come. */
void answer_expect_rows(struct answer *answer, size_t count);

/* Adds a row to the newest table and returns its cells, all VALUE_NONE; never NULL. */
struct value *answer_row(struct answer *answer);

/* The new outlook stays valid until the next is added. `heads` live as long as the answer. */
struct answer_outlook *answer_outlook(struct answer *answer, enum message title,
                                      const char *const *heads, size_t point_count);

/* Adds a row without points to the newest outlook and returns it; never NULL. */
struct outlook_row *answer_outlook_row(struct answer *answer, const char *name);

/* "lead: text", below the answer. */
void answer_remark(struct answer *answer, enum message lead, const char *text);

/* An input of the reckoning. `key` is its symbol in formulas. */
void answer_input(struct answer *answer, const char *key, const char *name,
                  const struct figure *figure);

/* A result of the reckoning. `definition` is MESSAGE_COUNT where there is only one. */
void answer_result(struct answer *answer, const char *key, enum message name, struct value value,
                   enum unit unit, const char *formula, enum message definition);

/* A sentence below the answer, once however often it is added. */
void answer_note(struct answer *answer, enum message note);

/* Notes that a figure shown is more than NEAR_DAYS older than the day answered for, if it is. */
void answer_mark_age(struct answer *answer, const struct figure *figure);

/* Notes that a figure shown is synthetic, if it is. */
void answer_mark(struct answer *answer, const struct figure *figure);

/* A number as formulas show it: "." as decimal sign, at most six decimals. */
const char *answer_number(struct answer *answer, double number);

/* As printf, into the answer's arena; "" (and failed) when memory ends. */
__attribute__((format(printf, 2, 3))) const char *answer_text(struct answer *answer,
                                                              const char *format, ...);

#endif
