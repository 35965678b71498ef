/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/assignment.h"

enum {
    RULE_TAKE_OVER = 30,
    RULE_BY_HAND = 66,
    RULE_AUTOMATIC = 104,
    RULE_NEXT_DAY = 105,
    RULE_SWITCHED_OFF = 107,
    RULE_NO_SUCCESSOR = 109,
};

static bool
is_by_hand(const struct standing *standing)
{
    enum eligibility_ground ground = standing->ground;
    bool asylum = ground == GROUND_ASYLUM_SEEKER || ground == GROUND_ASYLUM_SPOUSE ||
                  ground == GROUND_ASYLUM_CHILD;
    return asylum && standing->d_number;
}

/* Whether the person is reached at all, and by which rule. */
static struct verdict
reached(const struct rulebook *rulebook, struct date date, const struct assignment_facts *facts)
{
    if (is_by_hand(&facts->standing)) {
        return (struct verdict){facts->municipality_asks, RULE_BY_HAND};
    }
    if (facts->municipality_asks) {
        return (struct verdict){true, RULE_SWITCHED_OFF};
    }
    double child_age = rule_value(rulebook, RULE_auto_assignment_child_age, date);
    if (!facts->automatic && !(date_age(facts->standing.born, date) < child_age)) {
        return (struct verdict){false, RULE_SWITCHED_OFF};
    }
    if (facts->offer.other_municipality) {
        return (struct verdict){false, RULE_AUTOMATIC};
    }
    return (struct verdict){true, facts->automatic ? RULE_AUTOMATIC : RULE_SWITCHED_OFF};
}

struct verdict
assignment_allowed(const struct rulebook *rulebook, struct date date,
                   const struct assignment_facts *facts)
{
    struct verdict right = eligibility_of(rulebook, date, &facts->standing);
    if (!right.allowed) {
        return right;
    }
    struct verdict verdict = reached(rulebook, date, facts), refusal;
    if (!verdict.allowed) {
        return verdict;
    }
    if (!offer_stands(&facts->offer, &refusal)) {
        return refusal;
    }
    if (!offer_has_place(&facts->offer, &refusal)) {
        int rule = facts->municipality_asks ? RULE_SWITCHED_OFF : RULE_NEXT_DAY;
        return (struct verdict){false, rule};
    }
    return verdict;
}

enum remaining
assignment_when_gp_stops(bool successor, bool distributes, int64_t places, struct verdict *verdict)
{
    if (successor) {
        *verdict = (struct verdict){true, RULE_TAKE_OVER};
        return REMAINING_WITH_SUCCESSOR;
    }
    bool moved = distributes && places > 0;
    *verdict = (struct verdict){moved, RULE_NO_SUCCESSOR};
    return moved ? REMAINING_DISTRIBUTED : REMAINING_WITHOUT_DOCTOR;
}
