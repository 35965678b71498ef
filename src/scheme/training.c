/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/training.h"

#include "base/number.h"

enum { RULE_TRAINING = 200, RULE_GENERAL_PRACTICE = 201, RULE_LIS1 = 206, MONTHS_IN_YEAR = 12 };

enum competence
training_competence(enum training stage)
{
    return stage == TRAINING_SPECIALIST ? COMPETENCE_SPECIALIST
           : stage == TRAINING_ALIS     ? COMPETENCE_IN_SPECIALISATION
                                        : COMPETENCE_NONE;
}

struct verdict
training_may_hold_list(const struct rulebook *rulebook, struct date date, enum training stage)
{
    if (stage == TRAINING_LIS1) {
        return (struct verdict){false, RULE_LIS1};
    }
    struct competence_facts facts = {.competence = training_competence(stage),
                                     .days_in_all = WHOLE_NONE,
                                     .days_in_year = WHOLE_NONE};
    return competence_allows(rulebook, date, &facts);
}

struct verdict
training_lis1_complete(const struct rulebook *rulebook, struct date date,
                       const struct training_done *done)
{
    bool served = (double)done->hospital >= rule_value(rulebook, RULE_lis1_hospital, date) &&
                  (double)done->municipal >= rule_value(rulebook, RULE_lis1_municipal, date);
    return (struct verdict){served, RULE_TRAINING};
}

static bool
has_years(const struct rulebook *rulebook, struct date date, enum rule rule, int64_t months)
{
    return (double)months >= MONTHS_IN_YEAR * rule_value(rulebook, rule, date);
}

struct verdict
training_complete(const struct rulebook *rulebook, struct date date,
                  const struct training_done *done)
{
    struct verdict lis1 = training_lis1_complete(rulebook, date, done);
    bool served = (double)done->in_all >= rule_value(rulebook, RULE_specialist_training, date);
    if (!lis1.allowed || !served) {
        return (struct verdict){false, RULE_TRAINING};
    }
    double hours = rule_value(rulebook, RULE_training_supervision_hours, date);
    bool general =
        has_years(rulebook, date, RULE_training_open_practice, done->open_practice) &&
        has_years(rulebook, date, RULE_training_group_supervision, done->group_supervision) &&
        (double)done->supervision_hours >= hours;
    return (struct verdict){general, RULE_GENERAL_PRACTICE};
}
