/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/child.h"

enum {
    RULE_NEWBORN = 48,
    RULE_NON_CHOOSER = 68,
    RULE_FOLLOWS_PARENTS = 77,
    RULE_CHOOSES_ALONE = 79,
    RULE_CHILD_WELFARE = 81,
};

static int64_t
list_to_follow(const struct parent *parent)
{
    return parent->holds_responsibility ? parent->list : CHILD_NO_LIST;
}

int64_t
child_list(const struct rulebook *rulebook, struct date date, const struct child_facts *facts,
           struct verdict *verdict)
{
    if (date_age(facts->born, date) >= rule_value(rulebook, RULE_child_follow_age, date)) {
        *verdict = (struct verdict){false, RULE_CHOOSES_ALONE};
        return CHILD_NO_LIST;
    }
    if (facts->care_taken) {
        *verdict = (struct verdict){false, RULE_CHILD_WELFARE};
        return CHILD_NO_LIST;
    }
    int64_t mothers = list_to_follow(&facts->mother), others = list_to_follow(&facts->other);
    int64_t list = CHILD_NO_LIST;
    if (others == CHILD_NO_LIST || mothers == others || facts->mother.same_address) {
        list = mothers;
    }
    if (list == CHILD_NO_LIST && (mothers == CHILD_NO_LIST || facts->other.same_address)) {
        list = others;
    }
    if (list == CHILD_NO_LIST && facts->newborn) {
        list = mothers;
    }
    bool by_birth = facts->newborn && list == mothers;
    *verdict = list == CHILD_NO_LIST
                   ? (struct verdict){false, RULE_NON_CHOOSER}
                   : (struct verdict){true, by_birth ? RULE_NEWBORN : RULE_FOLLOWS_PARENTS};
    return list;
}
