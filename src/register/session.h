/* SPDX-License-Identifier: EUPL-1.2 */
/* Who works in the register, and the one way anything is changed in it or seen of a person. */
#ifndef DEKNING_REGISTER_SESSION_H
#define DEKNING_REGISTER_SESSION_H

#include "base/arena.h"
#include "register/audit.h"
#include "register/key.h"
#include "register/operation.h"
#include "register/populate.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"
#include "store/store.h"

/* Stands for every municipality of the database that has a register; only months are closed for all
 * at once. */
#define MUNICIPALITY_ALL "*"

/* One person at work, or a program on its own; the texts are the caller's and outlive it. */
struct session {
    struct store *store;
    const struct rulebook *rulebook;
    const char *actor, *purpose; /* as the log names them; no identity number */
    const char *municipality;    /* whose register is worked in */
    const struct key_ring
        *keys;              /* of the identity numbers; NULL where none are kept or looked up */
    const struct date *day; /* the day that views of the open month answer for; NULL for today */
    struct number_use *numbers;      /* kept for the next register_populate; NULL to count anew */
    struct lists_kept *lists;        /* kept for the next lists_view; NULL to read anew */
    int64_t (*clock)(void *context); /* now, in seconds since 1970-01-01T00:00:00Z */
    void *clock_context;
};

/* What an operation did to one person, as the log has it. */
struct effect {
    const char *action, *municipality, *arguments;
    int64_t person;
    int rule;
};

/* What came of an operation. */
struct applied {
    struct verdict verdict; /* refused: nothing was changed, and the refusal is logged */
    int64_t seq;            /* its number in the log */
    bool repeated;          /* the request was done before; this is what came of it then */
    int64_t number;         /* of the person, decision … it made; WHOLE_NONE when it made none */
    struct date effective;  /* the day it takes effect; DATE_NONE when at once */
    const char *lacks;      /* the id of the argument a refusal is for want of; NULL for none */
    const struct effect *effects;
    size_t effect_count;
};

/* Does an operation: one transaction with its row in the log, all or nothing. True also when a rule
 * refuses it. What is in *out lives in `arena`. Errors: ERROR_TOLD_*; ERROR_REGISTER_* when it is
 * about what is not there; ERROR_MONTH_OTHER when its day is after the open month,
 * ERROR_MONTH_PASSED when before; ERROR_REQUEST_OTHER when its request key was used for something
 * else, or for somebody of another identity number; ERROR_TOLD_TEXT when the log cannot have a text
 * of the session or the key; else as store/store.h. */
bool register_apply(struct session *session, const struct operation *operation, struct arena *arena,
                    struct applied *out, struct error *error);

/* As register_apply, inside the caller's transaction, which stays usable also when the result is
 * false. */
bool register_apply_within(struct session *session, const struct operation *operation,
                           struct arena *arena, struct applied *out, struct error *error);

/* What the operation would come to, without keeping it: as register_apply, undone. Nothing is
 * changed and nothing is logged of it, but that the session saw the persons it is about and those
 * it had effects on: a reading "try", logged before *out is filled. */
bool register_try(struct session *session, const struct operation *operation, struct arena *arena,
                  struct applied *out, struct error *error);

/* Logs that the session sees the persons, in a transaction of its own when there is none. To be
 * called before anything of them is handed out; when it fails nothing may be. */
bool register_log_reading(struct session *session, const char *action, const char *detail,
                          const int64_t *persons, size_t count, struct error *error);

/* The first day of the municipality's open month; DATE_NONE when it has no register. */
bool register_month(struct store *store, const char *municipality, struct date *out,
                    struct error *error);

#endif
