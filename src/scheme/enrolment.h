/* SPDX-License-Identifier: EUPL-1.2 */
/* Coming to a list by choice: who is let in, by which rule, and from when. Pure. */
#ifndef DEKNING_SCHEME_ENROLMENT_H
#define DEKNING_SCHEME_ENROLMENT_H

#include "base/date.h"
#include "scheme/eligibility.h"
#include "scheme/offer.h"
#include "scheme/request.h"
#include "scheme/rulebook.h"
#include "scheme/switch.h"
#include "scheme/verdict.h"

#include <stdbool.h>

/* Everything that decides whether a person comes to a list. */
struct choice_facts {
    struct standing standing;
    struct request request;
    struct offer offer;
    enum change change;
    bool has_gp;            /* is on another list: this is a change, not a first choice */
    bool on_list;           /* is on this list already */
    bool switch_pending;    /* has made another switch that has not taken effect */
    bool gp_objects;        /* the GP does not want the person */
    bool parent_listed;     /* a parent is on this list */
    bool formerly_listed;   /* was on this list until moving away from the municipality */
    struct date moved_away; /* the day that move was registered; asked when formerly_listed */
    struct date moved_back; /* and the move back; DATE_NONE while away */
    struct switch_history history;
};

struct enrolment {
    struct verdict verdict;
    bool counts_as_switch; /* these three only when allowed */
    bool gives_switch;
    struct date effective; /* DATE_NONE when refused */
};

/* Whether the choice made on `date` is met. What stands against it is looked for in this order, and
 * the first found decides:
 * 1. who asks (request_allowed: R76, R78–R82, R108);
 * 2. the right to a GP (eligibility_of: R62–R65, R69, R75);
 * 3. the person was struck off by this GP (R72), or the list is for others (R73);
 * 4. the person is on the list already (R241), or another switch must be withdrawn first (R88);
 * 5. there is no place (R44, R45, R86) and the person is none of those a closed list must take;
 * 6. there is no switch left and the change counts as one (R83).
 *
 * A closed list must take a child under closed_list_child_age of someone on it, and one who was on
 * it and comes back from a move away of at most return_window (R46), if that is claimed within
 * return_claim_window of the registered move back (R47: the months are taken to run from there). It
 * may grow beyond its cap by them. They are let into a locked list too: their right is given by
 * regulation, and a lock is Helfo's practice (R45), which cannot take it away. The child's age is
 * that of the day of the choice.
 * A place from the waiting list is free though the list is not yet open; one from an exchange is
 * the other's. Neither opens a locked list.
 *
 * Allowed by: the right to a closed list (R46), where nothing else gave the place; the GP may not
 * refuse when a place is free (R85); the change does not count (R57, R84, R89, R108); a free choice
 * in another municipality (R70); a switch (R83); a first choice (R67). */
struct enrolment enrolment_choice(const struct rulebook *rulebook, struct date date,
                                  const struct choice_facts *facts);

/* The day a choice or placement made on `made` takes effect: the first of the next month (R87),
 * also when made on the last day of a month (R88). `made` must be before the last month there is.
 */
struct date enrolment_effective(struct date made);

/* Whether a choice made on `made` is in effect on `date` (R87). */
struct verdict enrolment_in_effect(struct date made, struct date date);

/* Whether a choice made on `made` may be withdrawn on `date`: until the day before it takes effect
 * (R88). */
struct verdict enrolment_may_withdraw(struct date made, struct date date);

#endif
