/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/succession.h"

enum { RULE_PASSES = 30, RULE_NEW_LIST = 32, RULE_WITHOUT_DOCTOR = 109 };

enum succession
succession_of_list(enum employment leaving, bool has_successor, int *rule)
{
    *rule = has_successor ? RULE_PASSES : RULE_WITHOUT_DOCTOR;
    return !has_successor                   ? SUCCESSION_WITHOUT_DOCTOR
           : leaving == EMPLOYMENT_SALARIED ? SUCCESSION_MOVED
                                            : SUCCESSION_WHOLE_LIST;
}

struct verdict
succession_may_lead(enum succession_person person, bool operation_needs_it)
{
    bool may = person == SUCCESSION_NEW_WITHOUT_WISH || person == SUCCESSION_NEW_WISH_FULL ||
               person == SUCCESSION_DRAWN;
    return (struct verdict){may && operation_needs_it, RULE_NEW_LIST};
}
