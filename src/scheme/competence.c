/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/competence.h"

#include "base/number.h"

#include <math.h>

enum { RULE_EXCEPTION = 166, RULE_TRANSITION = 168, RULE_COMPETENCE = 214, MONTHS_IN_YEAR = 12 };

static bool
within(int64_t days, double years, double days_in_year)
{
    return days != WHOLE_NONE && (double)days <= years * days_in_year;
}

struct verdict
competence_allows(const struct rulebook *rulebook, struct date date,
                  const struct competence_facts *facts)
{
    bool required = rule_value(rulebook, RULE_gp_competence_required, date) > 0;
    if (!required || facts->competence != COMPETENCE_NONE) {
        return (struct verdict){true, RULE_COMPETENCE};
    }
    if (facts->in_transition) {
        return (struct verdict){true, RULE_TRANSITION};
    }
    double total = rule_value(rulebook, RULE_competence_exception_total, date);
    double a_year = rule_value(rulebook, RULE_competence_exception_year, date) / MONTHS_IN_YEAR;
    bool ends = facts->days_in_all != WHOLE_NONE || facts->days_in_year != WHOLE_NONE;
    if (isnan(total) || !ends) {
        return (struct verdict){false, RULE_COMPETENCE};
    }
    double days = rule_value(rulebook, RULE_competence_exception_days, date);
    bool short_enough =
        within(facts->days_in_all, total, days) || within(facts->days_in_year, a_year, days);
    return (struct verdict){short_enough, RULE_EXCEPTION};
}
