/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/reduction.h"

#include "scheme/deadline.h"
#include "scheme/list.h"

enum {
    RULE_TERMS = 26,
    RULE_RIGHT = 49,
    RULE_NOT_ALONE = 50,
    RULE_DUE = 51,
    RULE_ATTRITION = 52,
    RULE_BY_CHANCE = 53,
    RULE_NOBODY_SPARED = 56,
    RULE_COMMON_LIST = 58,
    RULE_APPROVAL = 59,
};

struct verdict
reduction_cap_change(const struct rulebook *rulebook, struct date date,
                     const struct cap_change *change)
{
    bool municipality = change->by == AGREEMENT_MUNICIPALITY;
    if (municipality && !change->gp_agrees) {
        bool lower = change->cap_after < change->cap_before;
        return (struct verdict){false, lower ? RULE_NOT_ALONE : RULE_TERMS};
    }
    bool approved = municipality || change->municipality_approves;
    struct verdict cap = list_cap_allowed(rulebook, date, change->cap_after, approved);
    return cap.allowed ? (struct verdict){approved, RULE_APPROVAL} : cap;
}

struct verdict
reduction_right(int64_t length, int64_t cap, bool on_common_list)
{
    return (struct verdict){length > cap, on_common_list ? RULE_COMMON_LIST : RULE_RIGHT};
}

struct date
reduction_due(const struct rulebook *rulebook, struct date received, struct date agreed)
{
    struct date due = deadline_after(rulebook, RULE_reduction_notice, received, received);
    bool earlier = !date_is_none(agreed) && !deadline_reached(agreed, due);
    return earlier ? agreed : due;
}

struct verdict
reduction_may_draw(const struct rulebook *rulebook, struct date date,
                   const struct reduction *reduction, int64_t *to_leave)
{
    *to_leave = 0;
    if (reduction->way == REDUCTION_GP_CHOOSES) {
        return (struct verdict){false, RULE_BY_CHANCE};
    }
    if (reduction->way == REDUCTION_SPARES_SOME) {
        return (struct verdict){false, RULE_NOBODY_SPARED};
    }
    struct date due = reduction_due(rulebook, reduction->received, reduction->agreed);
    if (!deadline_reached(date, due)) {
        return (struct verdict){false, RULE_DUE};
    }
    if (reduction->length <= reduction->cap) {
        return (struct verdict){false, RULE_ATTRITION};
    }
    *to_leave = -list_free_places(reduction->cap, reduction->length);
    return (struct verdict){true, RULE_BY_CHANCE};
}
