/* SPDX-License-Identifier: EUPL-1.2 */
/* A list as one person meets it: whether it is barred to them, and whether there is a place. Pure.
 */
#ifndef DEKNING_SCHEME_OFFER_H
#define DEKNING_SCHEME_OFFER_H

#include "scheme/municipality.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stdint.h>

struct offer {
    enum list_state state;
    int64_t cap, length;     /* the length as it will be when the person comes, others who are on
                                their way counted */
    bool blocked;            /* the GP has had the person struck off for threats or violence */
    bool members_only;       /* only for members of an institution, such as a university */
    bool member;             /* the person is one, or a member's child under 16 */
    bool other_municipality; /* than the person's */
};

/* Whether nothing but a want of places can keep the person from the list: not the one struck off
 * from it (R72), and of a list for members only members (R73). When false, *refusal says why. */
bool offer_stands(const struct offer *offer, struct verdict *refusal);

/* Whether the list has a place that anyone can choose. When false, *refusal says why: locked (R45),
 * full (R86), or closed until more places are free (R44). */
bool offer_has_place(const struct offer *offer, struct verdict *refusal);

#endif
