/* SPDX-License-Identifier: EUPL-1.2 */
/* Helfo's monthly report (exchange/helfo.h) held against the register's lists: counts only. */
#ifndef DEKNING_CLI_HELFO_REGISTER_H
#define DEKNING_CLI_HELFO_REGISTER_H

#include "exchange/helfo.h"
#include "register/roll.h"

enum helfo_outcome { HELFO_EQUAL, HELFO_DIFFERENT, HELFO_ONLY_OURS, HELFO_ONLY_THEIRS };

struct helfo_difference {
    enum helfo_outcome outcome;
    const char *post;  /* our key; where we have none, theirs */
    struct date month; /* the 1st the lengths are of */
    int64_t ours;      /* persons on the list that day; WHOLE_NONE where we have none */
    double theirs;     /* NAN where they have none */
    int line;          /* in the report; 0 of HELFO_ONLY_OURS */
};

/* Holds each row of the report against our list on the 1st of its month (`month` where it tells
 * none), and tells the lists that a month's rows do not name. A row is of ours by the post's key or
 * by the contract's number as that key, and of another municipality than the session's is passed
 * over. By month, then in the report's order, then by our keys. Changes nothing. */
bool helfo_reconcile(struct session *session, const struct helfo_report *report, struct date month,
                     struct arena *arena, struct helfo_difference **out, size_t *count,
                     struct error *error);

#endif
