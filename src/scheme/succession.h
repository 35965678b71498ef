/* SPDX-License-Identifier: EUPL-1.2 */
/* What becomes of a list when its GP leaves, and who may be led to a new one. Pure. */
#ifndef DEKNING_SCHEME_SUCCESSION_H
#define DEKNING_SCHEME_SUCCESSION_H

#include "scheme/municipality.h"
#include "scheme/verdict.h"

#include <stdbool.h>

enum succession {
    SUCCESSION_WHOLE_LIST,     /* passes to the one who takes over the practice (R30) */
    SUCCESSION_MOVED,          /* the municipality moves the persons to a new GP (R30) */
    SUCCESSION_WITHOUT_DOCTOR, /* stays with the post, with locums or none (R109) */
};

/* What becomes of the list of a GP who leaves. Except where the list stays without a doctor, those
 * listed are told the new GP's name and of their right to switch: the municipality reports the new
 * GP and the national body sends the letters (R31). *rule is the one that decides. */
enum succession succession_of_list(enum employment leaving, bool has_successor, int *rule);

/* Someone who might be led to a new list. */
enum succession_person {
    SUCCESSION_NEW_WITHOUT_WISH, /* never had a GP here (R33) and has named none */
    SUCCESSION_NEW_WISH_FULL,    /* has named one who is full */
    SUCCESSION_NEW_WISH_FREE,    /* has named one with places */
    SUCCESSION_DRAWN,            /* drawn out of a list and has not switched */
    SUCCESSION_DRAWN_SWITCHED,
    SUCCESSION_LISTED, /* on another list */
};

/* Whether the municipality may lead a person to a new list (R32): only where the new list's
 * operation needs it, the newly registered whose wish is not met and those drawn out of a list. */
struct verdict succession_may_lead(enum succession_person person, bool operation_needs_it);

#endif
