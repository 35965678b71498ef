/* SPDX-License-Identifier: EUPL-1.2 */
/* The duty to take part in out-of-hours and daytime emergency service, and exemption from it. Pure.
 */
#ifndef DEKNING_SCHEME_EXEMPTION_H
#define DEKNING_SCHEME_EXEMPTION_H

#include "base/date.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>

enum exemption_service {
    EXEMPTION_OUT_OF_HOURS, /* section 33 first paragraph letter a */
    EXEMPTION_DAYTIME,      /* letter b: the organised emergency service of office hours */
};

struct exemption_facts {
    enum exemption_service service;
    bool asked; /* the GP claims exemption */
    struct date born;
    struct date birth_due;   /* DATE_NONE when not pregnant */
    bool pregnancy_hinders;  /* taking part, before the last months too */
    struct date breastfeeds; /* a child born that day; DATE_NONE for none */
    bool health_reasons, weighty_social_reasons;
    bool recruited_exempt; /* an exemption was the basis of the recruitment */
    bool both_end_it;      /* both have agreed that it no longer holds */
};

enum exemption {
    EXEMPTION_NONE,
    EXEMPTION_DISCRETION, /* the municipality weighs it, by an individual decision (R253) */
    EXEMPTION_DISCRETION_SPECIAL_REGARD, /* and gives the GP's age special regard */
    EXEMPTION_RIGHT,
    EXEMPTION_KEPT, /* one the GP was recruited with */
};

/* What a GP can claim on `date`. From daytime emergency duty nothing (R145). From out-of-hours
 * duty:
 * - an exemption that was the basis of the recruitment is kept until both end it (R146);
 * - everything else must be claimed by the GP (R144);
 * - a right over ooh_exempt_age, in the last ooh_exempt_pregnancy before birth or earlier when the
 *   pregnancy hinders, and when breastfeeding a child under ooh_exempt_breastfeeding_age (R143). In
 *   the year that begins when that age is reached, ooh_exempt_age_when_reached decides (R144);
 * - for health or weighty social reasons the municipality may exempt, with special regard over
 *   ooh_special_regard_age; age alone is no reason (R142).
 * *rule is the one that decides; R143 when there is neither right nor reason. */
enum exemption exemption_of(const struct rulebook *rulebook, struct date date,
                            const struct exemption_facts *facts, int *rule);

/* An exemption the municipality has given. */
enum exemption_given { EXEMPTION_GIVEN_NONE, EXEMPTION_GIVEN_BY_NEED, EXEMPTION_GIVEN_BY_DECISION };

/* Whether the municipality may put the GP on duty (R140): not against a right or a kept exemption,
 * nor when it has exempted the GP itself, by need (R141) or by decision (R142). */
struct verdict exemption_leaves_duty(const struct rulebook *rulebook, struct date date,
                                     const struct exemption_facts *facts,
                                     enum exemption_given given);

#endif
