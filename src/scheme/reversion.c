/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/reversion.h"

#include "scheme/deadline.h"

#include <math.h>

enum { RULE_NEVER = 218, RULE_REVERSION = 219 };

struct verdict
reversion_allowed(const struct rulebook *rulebook, struct date date,
                  const struct reversion_facts *facts)
{
    if (isnan(rule_value(rulebook, RULE_reversion_months, date))) {
        return (struct verdict){false, RULE_NEVER};
    }
    struct date earliest = deadline_after(rulebook, RULE_reversion_months, date, facts->resigned);
    double announcements = rule_value(rulebook, RULE_reversion_announcements, date);
    bool tried = (double)facts->announcements >= announcements && !facts->qualified_applicant;
    return (struct verdict){tried && deadline_reached(date, earliest), RULE_REVERSION};
}

struct date
reversion_costs_until(const struct rulebook *rulebook, struct date notice_end)
{
    return deadline_after(rulebook, RULE_reversion_locum_months, notice_end, notice_end);
}
