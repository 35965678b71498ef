/* SPDX-License-Identifier: EUPL-1.2 */
/* Individual decisions (enkeltvedtak): what they must hold, and who may appeal until when. Pure. */
#ifndef DEKNING_SCHEME_DECISION_H
#define DEKNING_SCHEME_DECISION_H

#include "base/date.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>

enum decision_about { DECISION_REMOVAL, DECISION_EXEMPTION };

/* The one who appeals: the listed person, or the GP. */
enum decision_party { DECISION_PERSON, DECISION_GP };

/* Texts are NULL or empty, and the date DATE_NONE, where missing. */
struct decision {
    struct date date;
    const char *reason, *legal_basis, *appeal; /* `appeal` tells how to appeal */
};

/* Whether a decision holds what it must: a date, a reason, its legal basis, and how to appeal
 * (R253). */
struct verdict decision_is_complete(const struct decision *decision);

/* The last day to appeal when the party was told on `told`: complaint_deadline for a person who is
 * removed (R111), gp_complaint_deadline for a GP's exemption (R254). DATE_NONE for a party who has
 * no appeal: the GP about a removal (R111), a listed person about an exemption. */
struct date decision_appeal_until(const struct rulebook *rulebook, enum decision_about about,
                                  enum decision_party party, struct date told);

/* Whether that party may appeal on `date`; the last day is in time. */
struct verdict decision_may_appeal(const struct rulebook *rulebook, struct date date,
                                   enum decision_about about, enum decision_party party,
                                   struct date told);

#endif
