/* SPDX-License-Identifier: EUPL-1.2 */
/* Filling a post: when a new agreement may be made, and the steps from resignation or new post to
 * the letter to those listed. Whether a locum serves the post meanwhile is the post's own state.
 * Pure. */
#ifndef DEKNING_SCHEME_RECRUITING_H
#define DEKNING_SCHEME_RECRUITING_H

#include "scheme/municipality.h"
#include "scheme/verdict.h"

#include <stdbool.h>

struct recruiting_post {
    bool held; /* by a GP with an agreement; otherwise vacant or new */
    enum employment employment;
    bool agreement_ends; /* has been resigned from, or otherwise has a last day */
    bool business_ends;  /* looked at for a self-employed GP */
};

/* Whether a new agreement may be made for a post: vacant or new, or its GP leaves; a self-employed
 * one must end both agreement and business (R29). */
struct verdict recruiting_may_begin(const struct recruiting_post *post);

/* How far a recruitment has come (R223). The period of notice runs beside these. */
enum recruiting_state {
    RECRUITING_RESIGNED, /* the resignation has been received */
    RECRUITING_NEW_POST, /* an empty list has been decided */
    RECRUITING_CONSULTED,
    RECRUITING_ANNOUNCED,
    RECRUITING_APPLICANTS, /* the time to apply is over and someone has applied */
    RECRUITING_INTERVIEWED,
    RECRUITING_UNFILLED, /* nobody qualified applied or accepted */
    RECRUITING_AWARDED,
    RECRUITING_SIGNED,
    RECRUITING_NOTIFIED, /* Helfo knows */
    RECRUITING_TOLD,     /* those listed have had the letter (R31) */
    RECRUITING_REVERTED, /* R219 */
    RECRUITING_STATES,
};

enum recruiting_step {
    RECRUITING_CONSULT, /* the cooperation committee */
    RECRUITING_ANNOUNCE,
    RECRUITING_RECEIVE, /* applications */
    RECRUITING_INTERVIEW,
    RECRUITING_GIVE_UP, /* nobody qualified applied or accepted */
    RECRUITING_AWARD,
    RECRUITING_SIGN,
    RECRUITING_NOTIFY,
    RECRUITING_TELL,
    RECRUITING_REVERT,
    RECRUITING_STEPS,
};

struct recruiting_facts {
    bool empty_list, gps_informed; /* R10: the GPs there are must hear of an empty list first */
    struct verdict qualified;      /* competence_allows for the one who gets the post */
    struct verdict reverts;        /* reversion_allowed */
};

/* Whether a step may be taken in that state; *next is the state after, `state` itself when refused.
 * Announcing asks for the cooperation committee's advice first (R221; R10 for an empty list, of
 * which the GPs must be informed too), the award for a qualified applicant (R214), reverting for
 * R219; all else is the order of the steps (R223). */
struct verdict recruiting_step(enum recruiting_state state, enum recruiting_step step,
                               const struct recruiting_facts *facts, enum recruiting_state *next);

#endif
