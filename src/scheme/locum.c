/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/locum.h"

enum { RULE_LOCUM = 224, RULE_SETTLEMENT = 225, RULE_COMPETENCE = 226 };

struct verdict
locum_may_work(const struct rulebook *rulebook, struct date date, const struct locum_facts *facts)
{
    struct verdict gp = agreement_allows_locum(facts->gp_authorisation);
    if (!gp.allowed) {
        return gp;
    }
    if ((facts->gp_works_too && !facts->shares_part_time) || facts->expands_practice) {
        return (struct verdict){false, RULE_LOCUM};
    }
    if (!facts->settlement_agreement) {
        return (struct verdict){false, RULE_SETTLEMENT};
    }
    bool qualified = competence_allows(rulebook, date, &facts->competence).allowed;
    return (struct verdict){qualified, qualified ? RULE_LOCUM : RULE_COMPETENCE};
}

struct date
locum_offer_due(struct date began, int months)
{
    return date_add_months(began, months);
}
