/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/removal.h"

enum { RULE_DEMAND = 110, RULE_DECISION = 111, RULE_CARRY_OUT = 112, RULE_STEPS = 113 };

struct verdict
removal_may_demand(const struct removal_demand *demand)
{
    bool act = demand->threatened || demand->violent;
    bool against = demand->against_gp || demand->against_staff || demand->against_family;
    return (struct verdict){demand->by_gp && act && against, RULE_DEMAND};
}

static bool
stands(const struct removal *removal)
{
    return removal->state == REMOVAL_MOVED || removal->state == REMOVAL_UPHELD;
}

static struct verdict
decide(struct removal *removal, enum removal_case decided, struct verdict needs)
{
    if (needs.allowed) {
        removal->state = decided;
        return (struct verdict){true, RULE_DECISION};
    }
    return needs;
}

static struct verdict
carry_out(struct removal *removal, enum removal_carried before, enum removal_carried after)
{
    bool allowed = removal->carried == before;
    if (allowed) {
        removal->carried = after;
    }
    return (struct verdict){allowed, RULE_CARRY_OUT};
}

/* Whether the case is where that step can be taken at all. */
static bool
is_in_order(const struct removal *removal, enum removal_step step)
{
    switch (step) {
    case REMOVAL_MOVE:
    case REMOVAL_REJECT:
        return removal->state == REMOVAL_DEMANDED;
    case REMOVAL_APPEAL:
        return removal->state == REMOVAL_MOVED;
    case REMOVAL_UPHOLD:
    case REMOVAL_REVERSE:
        return removal->state == REMOVAL_APPEALED;
    case REMOVAL_NOTIFY:
    case REMOVAL_PLACE:
        return stands(removal);
    case REMOVAL_STEPS:
        break;
    }
    return false;
}

struct verdict
removal_step(struct removal *removal, enum removal_step step, const struct removal_facts *facts)
{
    bool same_gp = step == REMOVAL_PLACE && facts->back_to_same_gp;
    if (!is_in_order(removal, step) || same_gp) {
        return (struct verdict){false, RULE_STEPS};
    }
    switch (step) {
    case REMOVAL_MOVE:
        return decide(removal, REMOVAL_MOVED,
                      facts->demand.allowed ? facts->decision : facts->demand);
    case REMOVAL_REJECT:
        return decide(removal, REMOVAL_REJECTED,
                      facts->demand.allowed ? (struct verdict){false, RULE_DECISION}
                                            : facts->decision);
    case REMOVAL_APPEAL:
        return decide(removal, REMOVAL_APPEALED, facts->appeal);
    case REMOVAL_UPHOLD:
        return decide(removal, REMOVAL_UPHELD, facts->decision);
    case REMOVAL_REVERSE:
        return decide(removal, REMOVAL_REVERSED, facts->decision);
    case REMOVAL_NOTIFY:
        return carry_out(removal, REMOVAL_NOT_CARRIED_OUT, REMOVAL_NOTIFIED);
    case REMOVAL_PLACE:
        return carry_out(removal, REMOVAL_NOTIFIED, REMOVAL_NEW_LIST);
    case REMOVAL_STEPS:
        break;
    }
    return (struct verdict){false, RULE_STEPS};
}

struct verdict
removal_blocks(const struct removal *removal)
{
    bool blocks = stands(removal) || removal->state == REMOVAL_APPEALED;
    return (struct verdict){blocks, RULE_STEPS};
}
