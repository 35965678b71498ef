/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/request.h"

enum {
    RULE_HOLDERS_CHOOSE = 76,
    RULE_CHILD_ASKS = 78,
    RULE_CHOOSES_ALONE = 79,
    RULE_HOLDERS_ASK = 80,
    RULE_CHILD_WELFARE = 81,
    RULE_HELSENORGE_ADDRESS = 82,
    RULE_INSTRUCTED = 108,
};

bool
request_is_authority(const struct request *request)
{
    return request->asker == ASKER_MUNICIPALITY || request->asker == ASKER_HELFO;
}

static struct verdict
asked_for_child(const struct request *request, bool may_ask)
{
    int by_age = may_ask ? RULE_HOLDERS_CHOOSE : RULE_HOLDERS_ASK;
    switch (request->asker) {
    case ASKER_SELF:
        return may_ask ? (struct verdict){request->consent, RULE_CHILD_ASKS}
                       : (struct verdict){false, RULE_HOLDERS_ASK};
    case ASKER_HOLDER:
        return request->on_helsenorge
                   ? (struct verdict){request->same_address, RULE_HELSENORGE_ADDRESS}
                   : (struct verdict){true, by_age};
    case ASKER_CHILD_WELFARE:
        return (struct verdict){request->care_taken, RULE_CHILD_WELFARE};
    case ASKER_MUNICIPALITY:
    case ASKER_HELFO:
    case ASKER_OTHER:
        break;
    }
    return (struct verdict){false, by_age};
}

struct verdict
request_allowed(const struct rulebook *rulebook, struct date date, struct date born,
                const struct request *request)
{
    if (request_is_authority(request)) {
        bool instructed = request->asker == ASKER_MUNICIPALITY || request->instructed;
        return (struct verdict){instructed, RULE_INSTRUCTED};
    }
    int age = date_age(born, date);
    if (age < rule_value(rulebook, RULE_child_choice_age, date)) {
        return asked_for_child(request, age >= rule_value(rulebook, RULE_child_request_age, date));
    }
    bool own = request->asker == ASKER_SELF || request->power_of_attorney;
    return (struct verdict){own, RULE_CHOOSES_ALONE};
}
