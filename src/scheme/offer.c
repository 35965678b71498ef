/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/offer.h"

#include "scheme/list.h"

enum {
    RULE_REOPENS = 44,
    RULE_LOCKED = 45,
    RULE_BLOCKED = 72,
    RULE_MEMBERS = 73,
    RULE_FULL = 86,
};

bool
offer_stands(const struct offer *offer, struct verdict *refusal)
{
    bool outsider = offer->members_only && !offer->member;
    if (offer->blocked || outsider) {
        *refusal = (struct verdict){false, offer->blocked ? RULE_BLOCKED : RULE_MEMBERS};
    }
    return !offer->blocked && !outsider;
}

bool
offer_has_place(const struct offer *offer, struct verdict *refusal)
{
    if (list_vacancy(offer->state, offer->cap, offer->length) > 0) {
        return true;
    }
    int rule = offer->state == LIST_LOCKED   ? RULE_LOCKED
               : offer->length >= offer->cap ? RULE_FULL
                                             : RULE_REOPENS;
    *refusal = (struct verdict){false, rule};
    return false;
}
