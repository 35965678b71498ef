/* SPDX-License-Identifier: EUPL-1.2 */
/* Removal of a person from a list for threats or violence: the demand, the municipality's decision,
 * the appeal, and the move to another list. Pure. */
#ifndef DEKNING_SCHEME_REMOVAL_H
#define DEKNING_SCHEME_REMOVAL_H

#include "scheme/verdict.h"

#include <stdbool.h>

/* What the municipality finds to be so. */
struct removal_demand {
    bool by_gp;                                     /* the GP whose list it is */
    bool threatened, violent;                       /* what the person did */
    bool against_gp, against_staff, against_family; /* family of the GP or of the staff */
};

/* Whether the demand can lead to a removal: a GP's, about threats or violence against the GP, the
 * staff or their families (R110). */
struct verdict removal_may_demand(const struct removal_demand *demand);

/* The case (R113), and how far a removal has been carried out. */
enum removal_case {
    REMOVAL_DEMANDED,
    REMOVAL_MOVED, /* decided that the person is to move */
    REMOVAL_REJECTED,
    REMOVAL_APPEALED,
    REMOVAL_UPHELD,
    REMOVAL_REVERSED,
    REMOVAL_CASES,
};

enum removal_carried {
    REMOVAL_NOT_CARRIED_OUT,
    REMOVAL_NOTIFIED, /* Helfo knows */
    REMOVAL_NEW_LIST, /* the person is on another list */
    REMOVAL_CARRIED,
};

struct removal {
    enum removal_case state;
    enum removal_carried carried;
};

enum removal_step {
    REMOVAL_MOVE,
    REMOVAL_REJECT,
    REMOVAL_APPEAL,
    REMOVAL_UPHOLD,  /* the state administrator's answer to the appeal */
    REMOVAL_REVERSE, /* the same */
    REMOVAL_NOTIFY,
    REMOVAL_PLACE,
    REMOVAL_STEPS,
};

struct removal_facts {
    struct verdict demand;   /* removal_may_demand */
    struct verdict decision; /* decision_is_complete for the municipality's decision */
    struct verdict appeal;   /* decision_may_appeal for the one who appeals */
    bool back_to_same_gp;    /* the list the person would be placed on is that GP's */
};

/* Whether a step may be taken; *removal is changed when it may. To move needs a demand that can
 * lead to it (R110), and such a demand must not be rejected (R111); every decision must be complete
 * (R253). The appeal must be open (R111) and may come before or after the move is carried out,
 * since it does not have to wait. Helfo is notified, and then the person gets another list (R112),
 * never that GP's (R113). Other orders are refused by R113. */
struct verdict removal_step(struct removal *removal, enum removal_step step,
                            const struct removal_facts *facts);

/* Whether person and GP are kept apart: from the decision to move on, until it is reversed (R113).
 * The move uses none of the person's switches (R113), so nothing is to be counted. */
struct verdict removal_blocks(const struct removal *removal);

#endif
