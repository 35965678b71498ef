/* SPDX-License-Identifier: EUPL-1.2 */
/* Locums: when one may work for a GP, and when the municipality has promised one a post. What GP
 * and locum pay each other is not the municipality's concern (R227). Pure. */
#ifndef DEKNING_SCHEME_LOCUM_H
#define DEKNING_SCHEME_LOCUM_H

#include "base/date.h"
#include "scheme/agreement.h"
#include "scheme/competence.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>

struct locum_facts {
    enum authorisation gp_authorisation; /* the GP's; full where the post is vacant */
    bool gp_works_too, shares_part_time; /* at the same time; the sharing of one full-time work */
    bool expands_practice;               /* more is done than the GP did alone */
    bool settlement_agreement;           /* the locum's own, with Helfo */
    struct competence_facts competence;  /* the locum's */
};

/* Whether a locum may work for the GP on `date`: not when the GP's agreement has lapsed (R39), nor
 * beside the GP except in part-time sharing, nor to expand the practice (R224); with a settlement
 * agreement of the locum's own (R225), and qualified or within the exceptions (R226, by
 * competence_allows). */
struct verdict locum_may_work(const struct rulebook *rulebook, struct date date,
                              const struct locum_facts *facts);

/* The last day to offer a locum who began on that day a post of their own, where the municipality
 * has promised that within `months` (its planning item locum_offer); no rule of the rulebook. */
struct date locum_offer_due(struct date began, int months);

#endif
