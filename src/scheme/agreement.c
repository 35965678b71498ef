/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/agreement.h"

#include "base/number.h"
#include "scheme/deadline.h"
#include "scheme/list.h"

enum {
    RULE_INDIVIDUAL = 25,
    RULE_TERMS = 26,
    RULE_NOTICE = 34,
    RULE_RECEIPT = 35,
    RULE_SALARIED_NOTICE = 36,
    RULE_END_AGE = 37,
    RULE_EXTENSION = 38,
    RULE_AUTHORISATION = 39,
    RULE_SALARIED_LIST = 194,
};

static struct date
day_before(struct date date)
{
    return date_is_none(date) ? DATE_NONE : (struct date){date.days - 1};
}

/* -- beginning --------------------------------------------------------------------------------- */

static enum agreement_lack
what_lacks(const struct rulebook *rulebook, struct date date, const struct agreement_offer *offer)
{
    if (offer->employment == EMPLOYMENT_SALARIED) {
        bool states_places = rule_value(rulebook, RULE_agreement_states_places, date) > 0;
        return states_places && offer->cap == WHOLE_NONE ? AGREEMENT_LACKS_PLACES
                                                         : AGREEMENT_LACKS_NOTHING;
    }
    return !offer->states_opening_hours  ? AGREEMENT_LACKS_OPENING_HOURS
           : offer->cap == WHOLE_NONE    ? AGREEMENT_LACKS_CAP
           : !offer->states_location     ? AGREEMENT_LACKS_LOCATION
           : !offer->states_other_duties ? AGREEMENT_LACKS_OTHER_DUTIES
                                         : AGREEMENT_LACKS_NOTHING;
}

static struct verdict
cap_allowed(const struct rulebook *rulebook, struct date date, const struct agreement_offer *offer)
{
    if (offer->cap == WHOLE_NONE) {
        return (struct verdict){true, RULE_INDIVIDUAL};
    }
    bool made_to_take_more =
        offer->employment == EMPLOYMENT_SALARIED && !offer->gp_wants_longer_list &&
        (double)offer->cap > rule_value(rulebook, RULE_fixed_salary_list_max, date);
    struct verdict cap = list_cap_allowed(rulebook, date, offer->cap, offer->municipality_agrees);
    return cap.allowed && made_to_take_more ? (struct verdict){false, RULE_SALARIED_LIST} : cap;
}

struct verdict
agreement_may_begin(const struct rulebook *rulebook, struct date date,
                    const struct agreement_offer *offer, enum agreement_lack *lack)
{
    *lack = what_lacks(rulebook, date, offer);
    if (offer->doctors != 1) {
        return (struct verdict){false, RULE_INDIVIDUAL};
    }
    if (*lack != AGREEMENT_LACKS_NOTHING) {
        bool places = *lack == AGREEMENT_LACKS_PLACES;
        return (struct verdict){false, places ? RULE_INDIVIDUAL : RULE_TERMS};
    }
    if (deadline_reached(date, agreement_age_end(rulebook, date, offer->born))) {
        return (struct verdict){false, RULE_END_AGE};
    }
    struct verdict qualified = competence_allows(rulebook, date, &offer->competence);
    if (!qualified.allowed) {
        return qualified;
    }
    struct verdict cap = cap_allowed(rulebook, date, offer);
    return cap.allowed ? (struct verdict){true, RULE_INDIVIDUAL} : cap;
}

/* -- notice ------------------------------------------------------------------------------------ */

struct date
agreement_notice_end(const struct rulebook *rulebook, struct date received)
{
    return deadline_after(rulebook, RULE_agreement_notice, received, received);
}

struct date
agreement_list_passes_on(struct date last_day)
{
    return date_is_none(last_day) ? DATE_NONE : date_next_month(last_day);
}

struct verdict
agreement_may_end(const struct rulebook *rulebook, const struct agreement_notice *notice,
                  struct agreement_end *end)
{
    if (notice->employment == EMPLOYMENT_SALARIED) {
        *end = (struct agreement_end){DATE_NONE, DATE_NONE};
        return (struct verdict){true, RULE_SALARIED_NOTICE};
    }
    bool municipality = notice->by == AGREEMENT_MUNICIPALITY;
    bool allowed = notice->at_once ? municipality && notice->material_breach
                                   : !municipality || notice->has_grounds;
    if (allowed) {
        end->last_day =
            notice->at_once ? notice->received : agreement_notice_end(rulebook, notice->received);
        end->list_passes_on = agreement_list_passes_on(end->last_day);
    }
    return (struct verdict){allowed, RULE_NOTICE};
}

struct verdict
agreement_may_withdraw_notice(struct date date, struct date received, bool other_agrees)
{
    return (struct verdict){!deadline_reached(date, received) || other_agrees, RULE_RECEIPT};
}

/* -- end --------------------------------------------------------------------------------------- */

struct date
agreement_age_end(const struct rulebook *rulebook, struct date date, struct date born)
{
    return deadline_after(rulebook, RULE_agreement_end_age, date, born);
}

/* The first of two days and their rules. */
static void
take_earlier(struct date *last_day, int *rule, struct date other, int other_rule)
{
    if (!date_is_none(other) && (date_is_none(*last_day) || date_compare(other, *last_day) < 0)) {
        *last_day = other;
        *rule = other_rule;
    }
}

struct verdict
agreement_in_force(const struct rulebook *rulebook, struct date date,
                   const struct agreement *agreement, struct date *last_day)
{
    bool extended = !date_is_none(agreement->extended_until);
    bool lapses = agreement->authorisation == AUTHORISATION_INSUFFICIENT ||
                  agreement->authorisation == AUTHORISATION_LOST;
    int rule = extended ? RULE_EXTENSION : RULE_END_AGE;
    *last_day = extended ? agreement->extended_until
                         : day_before(agreement_age_end(rulebook, date, agreement->born));
    take_earlier(last_day, &rule, agreement->notice_end, RULE_NOTICE);
    if (lapses) {
        take_earlier(last_day, &rule, day_before(agreement->authorisation_since),
                     RULE_AUTHORISATION);
    }
    bool over = !date_is_none(*last_day) && date_compare(date, *last_day) > 0;
    return (struct verdict){!over, rule};
}

struct verdict
agreement_may_extend(const struct rulebook *rulebook, struct date date,
                     const struct agreement *agreement, struct date last_day, bool both_agree)
{
    struct date now_ends;
    struct verdict in_force = agreement_in_force(rulebook, date, agreement, &now_ends);
    if (!in_force.allowed) {
        return in_force;
    }
    if (!both_agree || date_is_none(last_day)) {
        return (struct verdict){false, RULE_EXTENSION};
    }
    struct date age_end = agreement_age_end(rulebook, date, agreement->born);
    struct date bound = deadline_after(rulebook, RULE_extension_max_age, date, agreement->born);
    bool longer = deadline_reached(last_day, age_end) && !deadline_reached(last_day, bound);
    return (struct verdict){longer, RULE_EXTENSION};
}

struct verdict
agreement_allows_locum(enum authorisation authorisation)
{
    bool lapses =
        authorisation == AUTHORISATION_INSUFFICIENT || authorisation == AUTHORISATION_LOST;
    return (struct verdict){!lapses, RULE_AUTHORISATION};
}
