/* SPDX-License-Identifier: EUPL-1.2 */
/* Operations: all that can be done to the register, declared once in operation.def with what each
 * must and may be told (argument.def). The command line, the log and its replay are made from that
 * declaration. */
#ifndef DEKNING_REGISTER_OPERATION_H
#define DEKNING_REGISTER_OPERATION_H

#include "base/date.h"
#include "base/error.h"
#include "base/language.h"

#include <stdbool.h>
#include <stdint.h>

enum argument {
#define ARGUMENT(id, option, type, metavar, min, max, nb, nn, en) ARGUMENT_##id,
#include "register/argument.def"
#undef ARGUMENT
    ARGUMENT_COUNT
};

enum { ARGUMENT_TEXT_MAX = 2000 }; /* bytes of a text */

enum argument_type { ARGUMENT_WHOLE, ARGUMENT_TEXT, ARGUMENT_DATE, ARGUMENT_CHOICE, ARGUMENT_YES };

enum operation_kind {
#define OPERATION(id, group, verb, needs, may, nb, nn, en) OPERATION_##id,
#include "register/operation.def"
#undef OPERATION
    OPERATION_COUNT
};

/* A value: `whole` holds a number, a day's count, a choice's place among its words, or 1 for yes.
 */
struct argument_value {
    bool given;
    int64_t whole;
    const char *text;
};

struct operation {
    enum operation_kind kind;
    struct date day; /* the day it counts for */
    const char
        *request; /* the caller's own key: the same key never does anything twice; NULL for none */
    const char *identity; /* eleven digits of the person's identity number, sealed and never logged;
                             NULL for none */
    struct argument_value arguments[ARGUMENT_COUNT];
};

/* The declaration: id is the word in the log, `group` and `verb` those of the command line. */
const char *operation_id(enum operation_kind kind);
const char *operation_group(enum operation_kind kind);
const char *operation_verb(enum operation_kind kind);
const char *operation_about(enum operation_kind kind, enum language language);
bool operation_needs(enum operation_kind kind, enum argument argument);
bool operation_may_have(enum operation_kind kind, enum argument argument);

const char *argument_id(enum argument argument);
const char *argument_option(enum argument argument); /* "--opening-hours" */
enum argument_type argument_type(enum argument argument);

/* The least and the most of a WHOLE, both included. */
double argument_min(enum argument argument);
double argument_max(enum argument argument);

/* The words of a CHOICE, ended by NULL. */
const char *const *argument_words(enum argument argument);

/* Sets an argument. */
void operation_set_whole(struct operation *operation, enum argument argument, int64_t value);
void operation_set_date(struct operation *operation, enum argument argument, struct date value);
void operation_set_text(struct operation *operation, enum argument argument, const char *value);

/* Sets an argument from its text: a number, a date, a choice's word, "yes". ERROR_TOLD_* when it is
 * none. */
bool operation_set(struct operation *operation, enum argument argument, const char *value,
                   struct error *error);

/* Whether all that is needed is told, and nothing that the operation does not use. */
bool operation_complete(const struct operation *operation, struct error *error);

/* Adds the arguments as the log has them: a line "id=value" each, in the order of the declaration.
 */
void operation_write(const struct operation *operation, struct text *out);

/* Reads an operation back from its id and that text; its texts are copied into `arena`. */
bool operation_read(const char *id, const char *arguments, struct arena *arena,
                    struct operation *out, struct error *error);

/* Whether a text may be in the log: one line of UTF-8, not empty, without control characters, of at
 * most 2000 bytes, and without what may be somebody's identity number: eleven digits by themselves,
 * also with a space after six, for the log is never changed. ERROR_TOLD_TEXT of `option` when not.
 */
bool operation_line(const char *option, const char *value, struct error *error);

#endif
