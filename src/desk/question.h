/* SPDX-License-Identifier: EUPL-1.2 */
/* What can be asked, as one table: the command line's words, help and man page, and the API's
 * questions are made from it. */
#ifndef DEKNING_DESK_QUESTION_H
#define DEKNING_DESK_QUESTION_H

#include "desk/ask.h"

#include <stdbool.h>
#include <stddef.h>

/* What an ask must hold before the question is asked. */
enum question_needs {
    QUESTION_NEEDS_NOTHING,
    QUESTION_NEEDS_RULEBOOK,
    QUESTION_MAY_HAVE_MUNICIPALITY, /* and the rulebook with it; the question tells when it cannot
                                       do without */
    QUESTION_NEEDS_MUNICIPALITY,    /* and the rulebook */
    QUESTION_NEEDS_STORE,           /* a session of which only the store is used, to read */
    QUESTION_NEEDS_SESSION,         /* of one municipality; and the rulebook */
    QUESTION_MAY_BE_OF_ALL, /* a session that may be of MUNICIPALITY_ALL; and the rulebook */
};

struct question {
    const char *group, *verb; /* "list", "show"; the verb is "" for "status" */
    const char *subject;      /* as help shows it: "POST", "PERSON", "YYYY-MM"; "" for none */
    const char *about[LANGUAGE_COUNT];
    /* Its own, without those of the surface (db, json, lang …), ended by OPTION_COUNT; --date,
     * where it may be given, is the first. */
    const enum option_id *options;
    enum question_needs needs;
    bool reads_persons; /* its answer gives out persons: the reading is logged, so that the store
                           must be open for writing */
    bool by_identity;   /* an identity number may be asked by, in place of its options */
    bool explains;      /* how the answer came about can be asked for */
    /* Initialises *out and answers. False with *error, or with the ask's problems. */
    bool (*answer)(struct ask *ask, struct answer *out, struct error *error);
};

extern const struct question questions[];
extern const size_t question_count;

/* The question of that name, or NULL. */
const struct question *question_find(const char *group, const char *verb);

/* Whether the text (NULL for none) may be the question's subject: there when there is to be one,
 * and a number or a month where it is one. To be asked before anything is opened for the question.
 * ERROR_ARGUMENT_MISSING, ERROR_NOT_MONTH. */
bool question_subject(const struct question *question, const char *subject, struct error *error);

#endif
