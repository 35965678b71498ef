/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/exemption.h"

#include "scheme/deadline.h"

#include <math.h>

enum {
    RULE_DUTY = 140,
    RULE_BY_NEED = 141,
    RULE_DISCRETION = 142,
    RULE_RIGHT = 143,
    RULE_CLAIM = 144,
    RULE_DAYTIME = 145,
    RULE_RECRUITED = 146,
};

static bool
is_pregnant_enough(const struct rulebook *rulebook, struct date date,
                   const struct exemption_facts *facts)
{
    double months = rule_value(rulebook, RULE_ooh_exempt_pregnancy, date);
    if (date_is_none(facts->birth_due) || isnan(months)) {
        return false;
    }
    struct date last_part = date_add_months(facts->birth_due, -(int)months);
    return facts->pregnancy_hinders || date_compare(date, last_part) >= 0;
}

static bool
breastfeeds(const struct rulebook *rulebook, struct date date, const struct exemption_facts *facts)
{
    double years = rule_value(rulebook, RULE_ooh_exempt_breastfeeding_age, date);
    return !date_is_none(facts->breastfeeds) && date_age(facts->breastfeeds, date) < years;
}

enum exemption
exemption_of(const struct rulebook *rulebook, struct date date, const struct exemption_facts *facts,
             int *rule)
{
    if (facts->service == EXEMPTION_DAYTIME) {
        *rule = RULE_DAYTIME;
        return EXEMPTION_NONE;
    }
    if (facts->recruited_exempt && !facts->both_end_it) {
        *rule = RULE_RECRUITED;
        return EXEMPTION_KEPT;
    }
    if (!facts->asked) {
        *rule = RULE_CLAIM;
        return EXEMPTION_NONE;
    }
    int age = date_age(facts->born, date);
    double exempt_age = rule_value(rulebook, RULE_ooh_exempt_age, date);
    bool when_reached = rule_value(rulebook, RULE_ooh_exempt_age_when_reached, date) > 0;
    *rule = RULE_RIGHT;
    if (age >= exempt_age + 1 || is_pregnant_enough(rulebook, date, facts) ||
        breastfeeds(rulebook, date, facts)) {
        return EXEMPTION_RIGHT;
    }
    if (age >= exempt_age && when_reached) {
        *rule = RULE_CLAIM;
        return EXEMPTION_RIGHT;
    }
    if (facts->health_reasons || facts->weighty_social_reasons) {
        *rule = RULE_DISCRETION;
        double regard = rule_value(rulebook, RULE_ooh_special_regard_age, date);
        return age >= regard + !when_reached ? EXEMPTION_DISCRETION_SPECIAL_REGARD
                                             : EXEMPTION_DISCRETION;
    }
    return EXEMPTION_NONE;
}

struct verdict
exemption_leaves_duty(const struct rulebook *rulebook, struct date date,
                      const struct exemption_facts *facts, enum exemption_given given)
{
    int rule;
    enum exemption exemption = exemption_of(rulebook, date, facts, &rule);
    if (exemption == EXEMPTION_RIGHT || exemption == EXEMPTION_KEPT) {
        return (struct verdict){false, rule};
    }
    if (given != EXEMPTION_GIVEN_NONE) {
        bool by_need = given == EXEMPTION_GIVEN_BY_NEED;
        return (struct verdict){false, by_need ? RULE_BY_NEED : RULE_DISCRETION};
    }
    return (struct verdict){true, RULE_DUTY};
}
