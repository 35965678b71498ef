/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/enrolment.h"

#include "scheme/list.h"

enum {
    RULE_LOCKED = 45,
    RULE_CLOSED_TAKES = 46,
    RULE_RETURN_CLAIM = 47,
    RULE_WISH = 67,
    RULE_OTHER_MUNICIPALITY = 70,
    RULE_SWITCH = 83,
    RULE_GP_MAY_NOT_REFUSE = 85,
    RULE_FULL = 86,
    RULE_EFFECTIVE = 87,
    RULE_WITHDRAW = 88,
    RULE_NOT_ON_DESTINATION = 241,
};

/* -- the right to a closed list ---------------------------------------------------------------- */

/* Whether `date` is no later than so many months after `from`. A rule without a value gives no
 * time.
 */
static bool
is_within(struct date from, double months, struct date date)
{
    double calendar_left = 12.0 * (DATE_YEAR_MAX - date_to_ymd(from).year);
    return months >= 0 &&
           (months >= calendar_left || date_compare(date, date_add_months(from, (int)months)) <= 0);
}

/* Whether one formerly listed may come back to a closed list. */
static struct verdict
coming_back(const struct rulebook *rulebook, struct date date, const struct choice_facts *facts)
{
    double years = rule_value(rulebook, RULE_return_window, date);
    double claim = rule_value(rulebook, RULE_return_claim_window, date);
    bool back = !date_is_none(facts->moved_back) && date_compare(facts->moved_back, date) <= 0;
    if (!back || !is_within(facts->moved_away, years * 12, facts->moved_back)) {
        return (struct verdict){false, RULE_CLOSED_TAKES};
    }
    if (!is_within(facts->moved_back, claim, date)) {
        return (struct verdict){false, RULE_RETURN_CLAIM};
    }
    return (struct verdict){true, RULE_CLOSED_TAKES};
}

/* Whether a list without a place must take the person all the same; `refusal` is why there is none.
 */
static struct verdict
without_place(const struct rulebook *rulebook, struct date date, const struct choice_facts *facts,
              struct verdict refusal)
{
    double child_age = rule_value(rulebook, RULE_closed_list_child_age, date);
    if (facts->parent_listed && date_age(facts->standing.born, date) < child_age) {
        return (struct verdict){true, RULE_CLOSED_TAKES};
    }
    return facts->formerly_listed ? coming_back(rulebook, date, facts) : refusal;
}

/* -- a place ----------------------------------------------------------------------------------- */

/* As offer_has_place, with what the reason of the change brings along. */
static bool
has_place(const struct choice_facts *facts, struct verdict *refusal)
{
    const struct offer *offer = &facts->offer;
    bool from_queue = facts->change == CHANGE_FROM_QUEUE;
    if (!from_queue && facts->change != CHANGE_EXCHANGED) {
        return offer_has_place(offer, refusal);
    }
    bool locked = offer->state == LIST_LOCKED;
    *refusal = (struct verdict){false, locked ? RULE_LOCKED : RULE_FULL};
    return !locked && (!from_queue || list_free_places(offer->cap, offer->length) > 0);
}

/* -- the choice -------------------------------------------------------------------------------- */

/* What stands against the choice before places and switches are looked at. */
static bool
is_hindered(const struct rulebook *rulebook, struct date date, const struct choice_facts *facts,
            struct verdict *refusal)
{
    *refusal = request_allowed(rulebook, date, facts->standing.born, &facts->request);
    if (!refusal->allowed) {
        return true;
    }
    *refusal = eligibility_of(rulebook, date, &facts->standing);
    if (!refusal->allowed || !offer_stands(&facts->offer, refusal)) {
        return true;
    }
    int rule = facts->on_list ? RULE_NOT_ON_DESTINATION : RULE_WITHDRAW;
    *refusal = (struct verdict){false, rule};
    return facts->on_list || facts->switch_pending;
}

struct enrolment
enrolment_choice(const struct rulebook *rulebook, struct date date,
                 const struct choice_facts *facts)
{
    struct enrolment refused = {.effective = DATE_NONE};
    if (is_hindered(rulebook, date, facts, &refused.verdict)) {
        return refused;
    }
    struct verdict place = {true, facts->has_gp ? RULE_SWITCH : RULE_WISH};
    bool has_place_of_its_own = has_place(facts, &refused.verdict);
    if (!has_place_of_its_own) {
        place = without_place(rulebook, date, facts, refused.verdict);
        if (!place.allowed) {
            refused.verdict = place;
            return refused;
        }
    }
    bool by_authority = request_is_authority(&facts->request);
    struct verdict counts = switch_counts(rulebook, date, facts->change, by_authority);
    bool is_switch = facts->has_gp && counts.allowed;
    if (is_switch && switch_left(rulebook, date, &facts->history) == 0) {
        refused.verdict = (struct verdict){false, RULE_SWITCH};
        return refused;
    }
    if (has_place_of_its_own) {
        bool uncounted = facts->has_gp && !counts.allowed;
        place.rule = facts->gp_objects                 ? RULE_GP_MAY_NOT_REFUSE
                     : uncounted                       ? counts.rule
                     : facts->offer.other_municipality ? RULE_OTHER_MUNICIPALITY
                                                       : place.rule;
    }
    return (struct enrolment){
        .verdict = place,
        .counts_as_switch = is_switch,
        .gives_switch = facts->has_gp && switch_given(facts->change, by_authority).allowed,
        .effective = enrolment_effective(date),
    };
}

struct date
enrolment_effective(struct date made)
{
    return date_next_month(made);
}

struct verdict
enrolment_in_effect(struct date made, struct date date)
{
    return (struct verdict){date_compare(date, enrolment_effective(made)) >= 0, RULE_EFFECTIVE};
}

struct verdict
enrolment_may_withdraw(struct date made, struct date date)
{
    bool in_time =
        date_compare(date, made) >= 0 && date_compare(date, enrolment_effective(made)) < 0;
    return (struct verdict){in_time, RULE_WITHDRAW};
}
