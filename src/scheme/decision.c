/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/decision.h"

#include "scheme/deadline.h"

#include <stddef.h>

enum { RULE_REMOVAL = 111, RULE_CONTENT = 253, RULE_EXEMPTION = 254 };

static bool
is_stated(const char *text)
{
    return text != NULL && text[0] != '\0';
}

struct verdict
decision_is_complete(const struct decision *decision)
{
    bool complete = !date_is_none(decision->date) && is_stated(decision->reason) &&
                    is_stated(decision->legal_basis) && is_stated(decision->appeal);
    return (struct verdict){complete, RULE_CONTENT};
}

struct date
decision_appeal_until(const struct rulebook *rulebook, enum decision_about about,
                      enum decision_party party, struct date told)
{
    bool person = party == DECISION_PERSON;
    if (person != (about == DECISION_REMOVAL)) {
        return DATE_NONE;
    }
    enum rule rule = person ? RULE_complaint_deadline : RULE_gp_complaint_deadline;
    return deadline_after(rulebook, rule, told, told);
}

struct verdict
decision_may_appeal(const struct rulebook *rulebook, struct date date, enum decision_about about,
                    enum decision_party party, struct date told)
{
    struct date until = decision_appeal_until(rulebook, about, party, told);
    bool in_time = !date_is_none(until) && date_compare(date, until) <= 0;
    return (struct verdict){in_time, about == DECISION_REMOVAL ? RULE_REMOVAL : RULE_EXEMPTION};
}
