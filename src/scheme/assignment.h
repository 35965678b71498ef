/* SPDX-License-Identifier: EUPL-1.2 */
/* Giving a list to one who has none and has not chosen. In which order is decided elsewhere. Pure.
 */
#ifndef DEKNING_SCHEME_ASSIGNMENT_H
#define DEKNING_SCHEME_ASSIGNMENT_H

#include "base/date.h"
#include "scheme/eligibility.h"
#include "scheme/offer.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stdint.h>

struct assignment_facts {
    struct standing standing; /* of an unassigned person */
    struct offer offer;
    bool automatic;         /* the municipality has automatic assignment on */
    bool municipality_asks; /* it has asked Helfo to place this person on this list */
};

/* Whether the person is assigned to the list. What stands against it, the first found deciding:
 * 1. the right to a GP (eligibility_of), which one who has opted out does not use (R69);
 * 2. unless the municipality asks: asylum seekers and their families with a D-number are assigned
 * by hand (R66); where automatic assignment is off nobody is, but children under
 * auto_assignment_child_age (R107); nor to a list in another municipality (R104);
 * 3. the person was struck off by this GP (R72), or the list is for others (R73);
 * 4. the list has no place: tried again the next day (R105), or the municipality must choose
 * another (R107).
 * Allowed automatically by R104, to children in every case and on the municipality's request by
 * R107, and by hand by R66. It takes effect as a choice does (enrolment_effective). */
struct verdict assignment_allowed(const struct rulebook *rulebook, struct date date,
                                  const struct assignment_facts *facts);

/* Where a listed person comes to be when their GP stops. */
enum remaining { REMAINING_WITH_SUCCESSOR, REMAINING_WITHOUT_DOCTOR, REMAINING_DISTRIBUTED };

/* With the successor, who takes over the whole list (R30). Without one, the person is distributed
 * to another list if the municipality wants so and those have a place left, and is otherwise kept
 * on the list without a doctor (R109). `places` are the free places of the municipality's open
 * lists. The verdict's `allowed` is whether the person has a GP then. */
enum remaining assignment_when_gp_stops(bool successor, bool distributes, int64_t places,
                                        struct verdict *verdict);

#endif
