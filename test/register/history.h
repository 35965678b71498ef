/* SPDX-License-Identifier: EUPL-1.2 */
/* A small town's register under a history of random operations, valid and not, and what must be
 * true of it whatever has happened. The same seed gives the same history. */
#ifndef DEKNING_TEST_REGISTER_HISTORY_H
#define DEKNING_TEST_REGISTER_HISTORY_H

#include "fixture.h"
#include "register/session.h"

enum { HISTORY_LISTS = 15 };

struct history {
    struct session session; /* its store and rulebook are the caller's */
    struct dice dice;
    int month_operations;    /* about so many in a month */
    struct date month, day;  /* the open month, and today in it */
    int64_t persons;         /* the highest number of a person */
    int64_t at;              /* seconds, as its clock tells them */
    int64_t made;            /* operations made so far */
    struct operation before; /* the last that was done with a request key; kind and key only then */
    int64_t before_seq;      /* 0 when there is none */
    struct arena texts;      /* of the operations that were made; freed with history_free */
    int done[OPERATION_COUNT], refused[OPERATION_COUNT], wrong[OPERATION_COUNT];
};

/* The rulebook of the source. */
const struct rulebook *history_rulebook(void);

/* Makes the town in the store, begins its register and fills it: some 500 people, most lists full,
 * many waiting. */
void history_begin(struct history *history, struct store *store, const struct rulebook *rulebook,
                   uint64_t seed);

/* Goes on with a register that is there already. */
void history_resume(struct history *history, struct store *store, const struct rulebook *rulebook,
                    uint64_t seed);
void history_free(struct history *history);

/* The town's tables alone, as both sides of a replay need them. */
void history_town(struct store *store);

/* The next operation. */
void history_next(struct history *history, struct operation *out);

/* Tells the history what came of it; `error` NULL when it was done or refused. Fails the test when
 * an error is one that no input can give. */
void history_note(struct history *history, const struct operation *operation,
                  const struct applied *applied, const struct error *error);

/* Does the next operation inside the caller's transaction, and checks that a list admitted nobody
 * it has no place for and who has no right to it. */
void history_step(struct history *history);

/* Fails the test unless all that must be true of the register is. `today` is the day of the last
 * operation. */
void history_check(struct store *store, const struct rulebook *rulebook, struct date today);

/* The sum of every row of the register's tables but the log and the identity numbers, the same on
 * every database. */
uint64_t history_digest(struct store *store);

#endif
