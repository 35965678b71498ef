/* SPDX-License-Identifier: EUPL-1.2 */
/* Which list a child comes to when nobody has chosen one. Pure. */
#ifndef DEKNING_SCHEME_CHILD_H
#define DEKNING_SCHEME_CHILD_H

#include "base/date.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stdint.h>

enum { CHILD_NO_LIST = -1 };

/* A parent; all false and CHILD_NO_LIST where there is none, or none known. */
struct parent {
    bool holds_responsibility; /* parental responsibility for the child */
    bool same_address;         /* as the child's, in the population register */
    int64_t list; /* the caller's number of the list the parent is on, or CHILD_NO_LIST */
};

struct child_facts {
    struct date born;
    bool newborn;         /* has come to no list yet since birth */
    bool care_taken;      /* the child welfare service has the care or the responsibility */
    struct parent mother; /* or, where there is none, the parent named first */
    struct parent other;
};

/* The list of a child without a choice, or CHILD_NO_LIST; also when that list is closed, locked or
 * full, for its length may exceed the cap by children (R46, R48).
 * - From child_follow_age no list follows from the parents': the child chooses (R79).
 * - Nor where the child welfare service has the care: the service chooses (R81).
 * - Only holders of parental responsibility are followed; where one of them has no list or both
 * have the same, it is the one list there is. Else the mother's, where the child lives with both,
 * and otherwise that of the one the child lives with (R77). A newborn that thus comes to its
 * mother's does so by R48, and also where it is registered at neither address.
 * - Where there is no such list, nor a rule between two, the child is to be placed on a list with a
 * free place (R68), which automatic assignment does for children in every case (R107). */
int64_t child_list(const struct rulebook *rulebook, struct date date,
                   const struct child_facts *facts, struct verdict *verdict);

#endif
