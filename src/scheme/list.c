/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/list.h"

#include "scheme/opening.h"

#include <assert.h>

enum {
    RULE_CAP_BOUND = 41,
    RULE_CONSENT_BOUND = 42,
    RULE_CLOSED = 43,
    RULE_REOPENS = 44,
    RULE_LOCKED = 45,
};

int64_t
list_free_places(int64_t cap, int64_t length)
{
    return cap - length;
}

int64_t
list_vacancy(enum list_state state, int64_t cap, int64_t length)
{
    int64_t places = list_free_places(cap, length);
    return state == LIST_OPEN && places > 0 ? places : 0;
}

enum list_state
list_state_after(const struct rulebook *rulebook, struct date date, enum list_state before,
                 int64_t cap, int64_t length, struct verdict *verdict)
{
    assert(cap <= INT32_MAX && length <= INT32_MAX);
    if (before == LIST_LOCKED) {
        *verdict = (struct verdict){false, RULE_LOCKED};
        return LIST_LOCKED;
    }
    if (length >= cap) {
        *verdict = (struct verdict){false, RULE_CLOSED};
        return LIST_CLOSED;
    }
    if (!opening_is_open(opening_terms(rulebook, date), before == LIST_OPEN, (int32_t)cap,
                         (int32_t)length)) {
        *verdict = (struct verdict){false, RULE_REOPENS};
        return LIST_CLOSED;
    }
    *verdict = (struct verdict){true, before == LIST_CLOSED ? RULE_REOPENS : RULE_CLOSED};
    return LIST_OPEN;
}

struct verdict
list_cap_allowed(const struct rulebook *rulebook, struct date date, int64_t cap,
                 bool municipality_agrees)
{
    if (cap < 0 || (double)cap > rule_value(rulebook, RULE_cap_max, date)) {
        return (struct verdict){false, RULE_CAP_BOUND};
    }
    bool low = (double)cap < rule_value(rulebook, RULE_cap_min_without_consent, date);
    return (struct verdict){!low || municipality_agrees, low ? RULE_CONSENT_BOUND : RULE_CAP_BOUND};
}
