/* SPDX-License-Identifier: EUPL-1.2 */
/* The register and the export of the national GP register (exchange/flr.h) put side by side: what
 * differs, and ours in their form. Neither room knows the other; this is where they meet. */
#ifndef DEKNING_CLI_FLR_REGISTER_H
#define DEKNING_CLI_FLR_REGISTER_H

#include "exchange/flr.h"
#include "register/roll.h"
#include "scheme/reconcile.h"

enum flr_differs {
    FLR_ONLY_OURS,
    FLR_ONLY_THEIRS,
    FLR_OTHER_CAP,
    FLR_OTHER_STATE,
    FLR_OTHER_WAITING,
    FLR_DOCTOR_OURS, /* a doctor or locum that only we have on the list */
    FLR_DOCTOR_THEIRS,
    FLR_DIFFERS_COUNT
};

struct flr_difference {
    enum flr_differs kind;
    const char *post, *ours, *theirs; /* "" where there is none */
};

/* One of their contracts that holds on the day, and which of ours it is. */
struct flr_match {
    const struct flr_contract *theirs;
    size_t ours; /* SIZE_MAX for none */
};

struct flr_comparison {
    const struct roll_contract *ours; /* by code */
    size_t our_count;
    struct flr_match *matches;
    size_t match_count;
    struct flr_difference *differences; /* in their order, then those only we have */
    size_t count;
};

/* Holds their contracts of the session's municipality (or of none) that are valid on `day` against
 * ours. One is ours when its name is the post's key, else when its id is: no register holds the
 * other's key, so this is our convention, which flr_from_register follows too. */
bool flr_compare(struct session *session, struct date day, const struct flr_export *theirs,
                 struct arena *arena, struct flr_comparison *out, struct error *error);

/* The list of a place in a reconciliation: ours by number, then theirs that are none of ours. */
const char *flr_list_name(const struct flr_comparison *comparison, size_t list);

/* Who is on which list, theirs against ours, on `day`; persons by number. *unknown is how many of
 * their rows have a number that nobody here has or that cannot be one. Everybody in the differences
 * is logged as read ("reconcile") before this returns. The session must have keys:
 * ERROR_IDENTITY_NO_KEYS. */
bool flr_reconcile(struct session *session, struct date day,
                   const struct flr_comparison *comparison, struct arena *arena,
                   struct reconciliation *out, int64_t *unknown, struct error *error);

/* Their patients on `day` as rows of intake_plan (list_only), `line` counting them. */
bool flr_intake_rows(const struct flr_comparison *comparison, struct date day, struct arena *arena,
                     struct intake_row **out, size_t *count, struct error *error);

/* The register in their form on `day`: an office a practice, a contract a post, its doctors, free
 * places and the number who wait (R102, R236–R239). With `patients`, who is on the lists, except
 * those of protected address or without a number, *left_out of them; each is logged as read
 * ("export") before this returns. A practice whose key is no number gets one below zero, as
 * businesses without one have there (R243). */
bool flr_from_register(struct session *session, struct date day, bool patients, struct arena *arena,
                       struct flr_office **out, size_t *count, int64_t *left_out,
                       struct error *error);

#endif
