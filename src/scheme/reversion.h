/* SPDX-License-Identifier: EUPL-1.2 */
/* Reversion (hjemfall): a post nobody qualified wants returns free to the municipality. Pure. */
#ifndef DEKNING_SCHEME_REVERSION_H
#define DEKNING_SCHEME_REVERSION_H

#include "base/date.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stdint.h>

struct reversion_facts {
    struct date resigned;     /* the day the GP's resignation was received */
    int64_t announcements;    /* made correctly since */
    bool qualified_applicant; /* someone qualified has applied on usual terms */
};

/* Whether the post reverts on `date`: reversion_months since the resignation and
 * reversion_announcements without a qualified applicant on usual terms (R219). Before those rules
 * began the municipality could do nothing without the leaving GP (R218); the day of the reversion
 * decides which applies, which the agreement does not say. */
struct verdict reversion_allowed(const struct rulebook *rulebook, struct date date,
                                 const struct reversion_facts *facts);

/* The last day the municipality covers the running costs of a post served by a locum while it waits
 * to revert: reversion_locum_months after the last day of the notice (R219). DATE_NONE when that
 * day is before the rule began. */
struct date reversion_costs_until(const struct rulebook *rulebook, struct date notice_end);

#endif
