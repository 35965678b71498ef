/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/eligibility.h"

#include <math.h>

enum {
    RULE_RESIDENT = 62,
    RULE_ASYLUM = 63,
    RULE_LAWFUL_STAY = 64,
    RULE_D_NUMBER = 65,
    RULE_OPTED_OUT = 69,
    RULE_STAYS_AFTER_MOVE = 71,
    RULE_SUSPENDED = 75,
};

static bool
lasts(const struct standing *standing, struct date date)
{
    return (date_is_none(standing->from) || date_compare(date, standing->from) >= 0) &&
           (date_is_none(standing->to) || date_compare(date, standing->to) < 0);
}

static struct verdict
by_ground(const struct rulebook *rulebook, struct date date, const struct standing *standing)
{
    bool insured = standing->national_insurance;
    switch (standing->ground) {
    case GROUND_NONE:
        break;
    case GROUND_RESIDENT:
        return (struct verdict){true, RULE_RESIDENT};
    case GROUND_ASYLUM_SEEKER:
    case GROUND_ASYLUM_SPOUSE:
        return (struct verdict){insured, RULE_ASYLUM};
    case GROUND_ASYLUM_CHILD: {
        double age = rule_value(rulebook, RULE_asylum_family_child_age, date);
        return (struct verdict){insured && date_age(standing->born, date) < age, RULE_ASYLUM};
    }
    case GROUND_LAWFUL_STAY:
        return (struct verdict){rule_value(rulebook, RULE_right_lawful_stay, date) > 0,
                                RULE_LAWFUL_STAY};
    }
    return (struct verdict){false, standing->d_number ? RULE_D_NUMBER : RULE_RESIDENT};
}

struct verdict
eligibility_of(const struct rulebook *rulebook, struct date date, const struct standing *standing)
{
    struct verdict verdict = by_ground(rulebook, date, standing);
    verdict.allowed &= lasts(standing, date);
    if (!verdict.allowed) {
        return verdict;
    }
    bool can_be_suspended = !isnan(rule_value(rulebook, RULE_suspension_max, date));
    if (standing->suspended && can_be_suspended) {
        return (struct verdict){false, RULE_SUSPENDED};
    }
    return standing->opted_out ? (struct verdict){false, RULE_OPTED_OUT} : verdict;
}

struct verdict
eligibility_kept_by_move(const struct rulebook *rulebook, struct date date,
                         const struct standing *standing)
{
    struct verdict right = eligibility_of(rulebook, date, standing);
    return right.allowed ? (struct verdict){true, RULE_STAYS_AFTER_MOVE} : right;
}
