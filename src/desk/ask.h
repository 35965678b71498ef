/* SPDX-License-Identifier: EUPL-1.2 */
/* One asking, whichever surface it comes from: the command line, the API, a report. A surface reads
 * what is asked into a struct ask, and shows the answer it gets; it decides nothing of the matter.
 */
#ifndef DEKNING_DESK_ASK_H
#define DEKNING_DESK_ASK_H

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"
#include "desk/option.h"
#include "register/session.h"
#include "report/answer.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <stdbool.h>
#include <stdint.h>

/* All it points to is the surface's and outlives the answer. */
struct ask {
    const char *name;       /* "status", "list show": the answer's command */
    enum language language; /* of the answer */
    struct option_value options[OPTION_COUNT];
    const char *subject;  /* what it is about: a person's number, a post; NULL for nothing */
    const char *identity; /* the identity number it is about, of eleven digits; NULL for none */
    struct arena *arena;  /* where the answer lives */
    /* Where the errors are put when there are several, as of a table; else there is one, in the
     * out-parameter. A question that answers false with any here has not set that one. */
    struct problems *problems;
    const struct rulebook *rulebook;
    /* With the national tables where it has none of its own. NULL where there is none; with the
     * national tables alone for questions that do without it (ask_municipality). */
    const struct municipality *municipality;
    /* Whether the municipality's tables contradict each other (check_contradicts), where that is
     * known already; NULL to find out. */
    const bool *contradicts;
    /* Who works in the register; NULL for questions of planning. Its day is the one of --date, NULL
     * without it. */
    struct session *session;
    struct date today; /* in the calendar of the one who asks */
    bool plain;        /* no more than ASCII for drawings */
};

/* Prepares an answer to the asking. `municipality` is the one it is of, NULL for none. */
void ask_answer(const struct ask *ask, struct answer *out, enum message title,
                const struct municipality *municipality, struct date date);

/* The municipality asked about; NULL where there is none, or only the national tables. */
const struct municipality *ask_municipality(const struct ask *ask);

/* The day a question of planning is about: --date, or the municipality's state date. The ask has a
 * municipality. */
struct date ask_date(const struct ask *ask);

/* The day a question of the register is about: --date, or today. */
struct date ask_day(const struct ask *ask);

/* Replaces *figure by the option's number, its source the option itself, when the option was given.
 */
void ask_override(const struct ask *ask, enum option_id option, struct figure *figure);

/* The option's number, or `otherwise` when it was not given. */
double ask_number(const struct ask *ask, enum option_id option, double otherwise);

/* The subject as a text, as a number of the register, or as a month, its first day. `what` is what
 * help calls it. ERROR_ARGUMENT_MISSING, ERROR_NOT_MONTH. */
bool ask_subject_text(const struct ask *ask, const char *what, const char **out,
                      struct error *error);
bool ask_subject_number(const struct ask *ask, const char *what, int64_t *out, struct error *error);
bool ask_subject_month(const struct ask *ask, struct date *out, struct error *error);

/* Places the error at the option ("--by") unless it has a place, and returns false. */
bool ask_refuse(enum option_id option, struct error *error);

#endif
