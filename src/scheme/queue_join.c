/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/queue_join.h"

enum {
    RULE_ONE_LIST = 95,
    RULE_PARENTS = 96,
    RULE_OPEN_TO_ANYONE = 99,
    RULE_OTHER_MUNICIPALITY = 101,
    RULE_LOST_BY_SWITCH = 103,
    RULE_NOT_ON_DESTINATION = 241,
};

/* A parent of a child too young to choose, to whom the rule about waiting applies. */
static bool
is_parent_of_child(const struct rulebook *rulebook, struct date date,
                   const struct queue_join_facts *facts)
{
    int age = date_age(facts->standing.born, date);
    return facts->request.asker == ASKER_HOLDER &&
           age < rule_value(rulebook, RULE_child_choice_age, date);
}

struct verdict
queue_join_allowed(const struct rulebook *rulebook, struct date date,
                   const struct queue_join_facts *facts)
{
    bool parent = is_parent_of_child(rulebook, date, facts);
    struct verdict verdict =
        parent ? (struct verdict){facts->request.same_address, RULE_PARENTS}
               : request_allowed(rulebook, date, facts->standing.born, &facts->request);
    if (!verdict.allowed) {
        return verdict;
    }
    verdict = eligibility_of(rulebook, date, &facts->standing);
    if (!verdict.allowed || !offer_stands(&facts->offer, &verdict)) {
        return verdict;
    }
    if (facts->on_list) {
        return (struct verdict){false, RULE_NOT_ON_DESTINATION};
    }
    if (offer_has_place(&facts->offer, &verdict)) {
        return (struct verdict){false, RULE_OPEN_TO_ANYONE};
    }
    if (!((double)facts->waiting_lists < rule_value(rulebook, RULE_queue_max, date))) {
        return (struct verdict){false, RULE_ONE_LIST};
    }
    int rule = parent                            ? RULE_PARENTS
               : facts->offer.other_municipality ? RULE_OTHER_MUNICIPALITY
                                                 : RULE_ONE_LIST;
    return (struct verdict){true, rule};
}

struct verdict
queue_lost_by_switch(const struct rulebook *rulebook, struct date date, bool by_authority)
{
    bool lost = !by_authority && rule_value(rulebook, RULE_queue_lost_by_switch, date) > 0;
    return (struct verdict){lost, RULE_LOST_BY_SWITCH};
}
