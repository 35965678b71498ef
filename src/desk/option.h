/* SPDX-License-Identifier: EUPL-1.2 */
/* The options of a question: declared once in option.def, read strictly, shown by help and man, and
 * the parameters of the API. */
#ifndef DEKNING_DESK_OPTION_H
#define DEKNING_DESK_OPTION_H

#include "base/date.h"
#include "base/error.h"
#include "base/language.h"

#include <stdbool.h>
#include <stddef.h>

enum option_id {
#define OPTION(id, name, type, metavar, min, max, nb, nn, en) OPTION_##id,
#include "desk/option.def"
#undef OPTION
    OPTION_COUNT
};

struct option_value {
    bool given;
    const char *text; /* as it was typed */
    double number;    /* WHOLE, DECIMAL */
    struct date date; /* DATE */
    int choice;       /* LANGUAGE: enum language; VACANCY_OF: enum vacancy_of */
};

const char *option_name(enum option_id option);
const char *option_metavar(enum option_id option); /* "" for a flag */
const char *option_about(enum option_id option, enum language language);

/* Reads one value strictly against the option's type and range; the text outlives it. The error
 * names the option ("--years"), what was found and what was expected. */
bool option_set(enum option_id option, const char *text, struct option_value *out,
                struct error *error);

/* Whether there is an option of that name, and it is one of `allowed` or common. */
bool option_exists(const enum option_id *allowed, const char *name);

/* Reads the words after the command. Names may be shortened as long as they are unambiguous. Only
 * options of `allowed` (ended by OPTION_COUNT) may be given; those that every command has are
 * always allowed. What is no option is moved to the front of `words`, *argument_count of them.
 * Values are checked against their type and range: the error, of the first that is wrong, names the
 * option, what was found and what was expected; the others are read all the same, so that it can be
 * told in the language that was asked for. */
bool option_read(const enum option_id *allowed, const char *command, char **words, int word_count,
                 struct option_value values[OPTION_COUNT], int *argument_count,
                 struct error *error);

/* The options every command has, ended by OPTION_COUNT. */
extern const enum option_id option_common[];

#endif
