/* SPDX-License-Identifier: EUPL-1.2 */
/* Cases about posts: reduction of their lists, reversion, recruiting, what a successor takes over,
 * and locums. */
#include "cases.h"

#include "base/number.h"
#include "scheme/locum.h"
#include "scheme/recruiting.h"
#include "scheme/reduction.h"
#include "scheme/reversion.h"
#include "scheme/succession.h"

enum {
    GIVEN_LENGTH = 1 << 0,
    GIVEN_COMMON_LIST = 1 << 1,
    GIVEN_DEMAND = 1 << 2,
    GIVEN_AGREED_DAY = 1 << 3,
    GIVEN_WAY = 1 << 4,
    GIVEN_ASKS = 1 << 5,
    GIVEN_OTHER_AGREES = 1 << 6,
    GIVEN_RESIGNATION = 1 << 7,
    GIVEN_ANNOUNCEMENTS = 1 << 8,
    GIVEN_APPLICANT = 1 << 9,
    GIVEN_NOTICE_END = 1 << 10,
    GIVEN_POST = 1 << 11,
    GIVEN_STATE = 1 << 12,
    GIVEN_INFORMED = 1 << 13,
    GIVEN_LEAVING = 1 << 14,
    GIVEN_SUCCESSOR = 1 << 15,
    GIVEN_PERSON = 1 << 16,
    GIVEN_NEED = 1 << 17,
    GIVEN_GP = 1 << 18,
    GIVEN_MORE_WORK = 1 << 19,
    GIVEN_SETTLEMENT = 1 << 20,
    GIVEN_LOCUM = 1 << 21,
};

static struct {
    struct reduction reduction;
    bool on_common_list, other_agrees;
    enum agreement_party asks;
    struct reversion_facts reversion;
    struct date notice_end;
    struct recruiting_post post;
    enum recruiting_state state;
    bool empty_list, gps_informed;
    enum employment leaving;
    bool has_successor;
    enum succession_person person;
    bool operation_needs_it;
    struct locum_facts locum;
} now;

static struct date
date_of(int64_t days)
{
    return (struct date){(int32_t)days};
}

static void
reset(void)
{
    now.reduction = (struct reduction){.received = DATE_NONE, .agreed = DATE_NONE};
    now.on_common_list = false;
    now.reversion = (struct reversion_facts){0};
    now.empty_list = now.gps_informed = false;
    now.operation_needs_it = false;
    now.locum = (struct locum_facts){0};
}

/* -- given ------------------------------------------------------------------------------------- */

static void
given_length(const int64_t *values)
{
    now.reduction.length = values[0];
    now.reduction.cap = values[1];
}

static void
given_common_list(const int64_t *values)
{
    (void)values;
    now.on_common_list = true;
}

static void
given_demand(const int64_t *values)
{
    now.reduction.received = date_of(values[0]);
}

static void
given_agreed_day(const int64_t *values)
{
    now.reduction.agreed = date_of(values[0]);
}

static void
given_draw(const int64_t *values)
{
    (void)values;
    now.reduction.way = REDUCTION_DRAW;
}

static void
given_gp_chooses(const int64_t *values)
{
    (void)values;
    now.reduction.way = REDUCTION_GP_CHOOSES;
}

static void
given_some_spared(const int64_t *values)
{
    (void)values;
    now.reduction.way = REDUCTION_SPARES_SOME;
}

static void
given_gp_asks(const int64_t *values)
{
    (void)values;
    now.asks = AGREEMENT_GP;
}

static void
given_municipality_asks(const int64_t *values)
{
    (void)values;
    now.asks = AGREEMENT_MUNICIPALITY;
}

static void
given_other_agrees(const int64_t *values)
{
    (void)values;
    now.other_agrees = true;
}

static void
given_other_does_not_agree(const int64_t *values)
{
    (void)values;
    now.other_agrees = false;
}

static void
given_resignation(const int64_t *values)
{
    now.reversion.resigned = date_of(values[0]);
}

static void
given_announcements(const int64_t *values)
{
    now.reversion.announcements = values[0];
}

static void
given_applicant(const int64_t *values)
{
    (void)values;
    now.reversion.qualified_applicant = true;
}

static void
given_no_applicant(const int64_t *values)
{
    (void)values;
    now.reversion.qualified_applicant = false;
}

static void
given_notice_end(const int64_t *values)
{
    now.notice_end = date_of(values[0]);
}

static void
given_vacant(const int64_t *values)
{
    (void)values;
    now.post = (struct recruiting_post){.held = false};
}

static void
given_held(const int64_t *values)
{
    (void)values;
    now.post = (struct recruiting_post){.held = true, .employment = EMPLOYMENT_SELF_EMPLOYED};
}

static void
given_leaves(const int64_t *values)
{
    given_held(values);
    now.post.agreement_ends = now.post.business_ends = true;
}

static void
given_keeps_business(const int64_t *values)
{
    given_held(values);
    now.post.agreement_ends = true;
}

static void
given_employment_ends(const int64_t *values)
{
    (void)values;
    now.post = (struct recruiting_post){
        .held = true, .employment = EMPLOYMENT_SALARIED, .agreement_ends = true};
}

static void
given_resigned(const int64_t *values)
{
    (void)values;
    now.state = RECRUITING_RESIGNED;
}

static void
given_new_post(const int64_t *values)
{
    (void)values;
    now.state = RECRUITING_NEW_POST;
    now.empty_list = true;
}

static void
given_consulted(const int64_t *values)
{
    (void)values;
    now.state = RECRUITING_CONSULTED;
}

static void
given_consulted_on_empty_list(const int64_t *values)
{
    given_consulted(values);
    now.empty_list = true;
}

static void
given_interviewed(const int64_t *values)
{
    (void)values;
    now.state = RECRUITING_INTERVIEWED;
}

static void
given_awarded(const int64_t *values)
{
    (void)values;
    now.state = RECRUITING_AWARDED;
}

static void
given_informed(const int64_t *values)
{
    (void)values;
    now.gps_informed = true;
}

static void
given_not_informed(const int64_t *values)
{
    (void)values;
    now.gps_informed = false;
}

static void
given_self_employed_leaves(const int64_t *values)
{
    (void)values;
    now.leaving = EMPLOYMENT_SELF_EMPLOYED;
}

static void
given_salaried_leaves(const int64_t *values)
{
    (void)values;
    now.leaving = EMPLOYMENT_SALARIED;
}

static void
given_successor(const int64_t *values)
{
    (void)values;
    now.has_successor = true;
}

static void
given_no_successor(const int64_t *values)
{
    (void)values;
    now.has_successor = false;
}

static void
given_new_without_wish(const int64_t *values)
{
    (void)values;
    now.person = SUCCESSION_NEW_WITHOUT_WISH;
}

static void
given_new_wish_full(const int64_t *values)
{
    (void)values;
    now.person = SUCCESSION_NEW_WISH_FULL;
}

static void
given_new_wish_free(const int64_t *values)
{
    (void)values;
    now.person = SUCCESSION_NEW_WISH_FREE;
}

static void
given_drawn(const int64_t *values)
{
    (void)values;
    now.person = SUCCESSION_DRAWN;
}

static void
given_drawn_switched(const int64_t *values)
{
    (void)values;
    now.person = SUCCESSION_DRAWN_SWITCHED;
}

static void
given_listed(const int64_t *values)
{
    (void)values;
    now.person = SUCCESSION_LISTED;
}

static void
given_need(const int64_t *values)
{
    (void)values;
    now.operation_needs_it = true;
}

static void
given_gp_away(const int64_t *values)
{
    (void)values;
    now.locum.gp_works_too = false;
}

static void
given_gp_works_too(const int64_t *values)
{
    (void)values;
    now.locum.gp_works_too = true;
}

static void
given_gp_shares(const int64_t *values)
{
    given_gp_works_too(values);
    now.locum.shares_part_time = true;
}

static void
given_gp_suspended(const int64_t *values)
{
    (void)values;
    now.locum.gp_authorisation = AUTHORISATION_SUSPENDED;
}

static void
given_gp_lost(const int64_t *values)
{
    (void)values;
    now.locum.gp_authorisation = AUTHORISATION_LOST;
}

static void
given_more_work(const int64_t *values)
{
    (void)values;
    now.locum.expands_practice = true;
}

static void
given_settlement(const int64_t *values)
{
    (void)values;
    now.locum.settlement_agreement = true;
}

static void
given_no_settlement(const int64_t *values)
{
    (void)values;
    now.locum.settlement_agreement = false;
}

static void
set_locum(enum competence competence, int64_t in_all, int64_t in_year)
{
    now.locum.competence = (struct competence_facts){competence, false, in_all, in_year};
}

static void
given_qualified_locum(const int64_t *values)
{
    (void)values;
    set_locum(COMPETENCE_SPECIALIST, WHOLE_NONE, WHOLE_NONE);
}

static void
given_unqualified_locum(const int64_t *values)
{
    set_locum(COMPETENCE_NONE, values[0], values[1]);
}

/* -- when -------------------------------------------------------------------------------------- */

static struct outcome
claim_reduction(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    return outcome_of(reduction_right(now.reduction.length, now.reduction.cap, now.on_common_list));
}

static struct outcome
draw(const struct ground *ground, const int64_t *values)
{
    int64_t to_leave;
    struct verdict verdict =
        reduction_may_draw(ground->rulebook, ground->date, &now.reduction, &to_leave);
    const char *word = values[0] < to_leave   ? "too few"
                       : values[0] > to_leave ? "too many"
                                              : "as many as must";
    return (struct outcome){verdict.allowed ? word : "refused", verdict.rule};
}

static struct outcome
change_cap(const struct ground *ground, const int64_t *values)
{
    struct cap_change change = {.by = now.asks,
                                .cap_before = values[0],
                                .cap_after = values[1],
                                .gp_agrees = now.other_agrees,
                                .municipality_approves = now.other_agrees};
    return outcome_of(reduction_cap_change(ground->rulebook, ground->date, &change));
}

static struct outcome
revert(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return outcome_of(reversion_allowed(ground->rulebook, ground->date, &now.reversion));
}

static struct outcome
look_at_costs(const struct ground *ground, const int64_t *values)
{
    (void)values;
    struct date until = reversion_costs_until(ground->rulebook, now.notice_end);
    bool covered = !date_is_none(until) && date_compare(ground->date, until) <= 0;
    return (struct outcome){covered ? "covered" : "not covered", 219};
}

static struct outcome
make_agreement(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    return outcome_of(recruiting_may_begin(&now.post));
}

static struct outcome
step(const struct ground *ground, enum recruiting_step step)
{
    struct competence_facts qualified = {
        .competence = now.reversion.qualified_applicant ? COMPETENCE_SPECIALIST : COMPETENCE_NONE,
        .days_in_all = WHOLE_NONE,
        .days_in_year = WHOLE_NONE};
    struct recruiting_facts facts = {
        .empty_list = now.empty_list,
        .gps_informed = now.gps_informed,
        .qualified = competence_allows(ground->rulebook, ground->date, &qualified)};
    enum recruiting_state next;
    return outcome_of(recruiting_step(now.state, step, &facts, &next));
}

static struct outcome
announce(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return step(ground, RECRUITING_ANNOUNCE);
}

static struct outcome
award(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return step(ground, RECRUITING_AWARD);
}

static struct outcome
sign(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return step(ground, RECRUITING_SIGN);
}

static struct outcome
pass_on(const struct ground *ground, const int64_t *values)
{
    static const char *const words[] = {[SUCCESSION_WHOLE_LIST] = "passes to the successor",
                                        [SUCCESSION_MOVED] = "moved by the municipality",
                                        [SUCCESSION_WITHOUT_DOCTOR] = "without a doctor"};
    (void)ground;
    (void)values;
    int rule;
    enum succession succession = succession_of_list(now.leaving, now.has_successor, &rule);
    return (struct outcome){words[succession], rule};
}

static struct outcome
lead_to_new_list(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    return outcome_of(succession_may_lead(now.person, now.operation_needs_it));
}

static struct outcome
let_locum_begin(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return outcome_of(locum_may_work(ground->rulebook, ground->date, &now.locum));
}

static const struct given givens[] = {
    {"{} on the list and a cap of {}", GIVEN_LENGTH, given_length},
    {"it is part of a common list", GIVEN_COMMON_LIST, given_common_list},
    {"the municipality received the demand {date}", GIVEN_DEMAND, given_demand},
    {"GP and municipality agreed on {date}", GIVEN_AGREED_DAY, given_agreed_day},
    {"chance decides who leaves", GIVEN_WAY, given_draw},
    {"the GP chooses who leaves", GIVEN_WAY, given_gp_chooses},
    {"the ill and the old are spared", GIVEN_WAY, given_some_spared},
    {"the GP asks for it", GIVEN_ASKS, given_gp_asks},
    {"the municipality asks for it", GIVEN_ASKS, given_municipality_asks},
    {"the other party agrees", GIVEN_OTHER_AGREES, given_other_agrees},
    {"the other party does not agree", GIVEN_OTHER_AGREES, given_other_does_not_agree},
    {"the GP's resignation was received {date}", GIVEN_RESIGNATION, given_resignation},
    {"the post was announced {} times", GIVEN_ANNOUNCEMENTS, given_announcements},
    {"a qualified applicant", GIVEN_APPLICANT, given_applicant},
    {"no qualified applicant", GIVEN_APPLICANT, given_no_applicant},
    {"the notice of the GP ran out {date}", GIVEN_NOTICE_END, given_notice_end},
    {"a vacant post", GIVEN_POST, given_vacant},
    {"a post whose GP stays", GIVEN_POST, given_held},
    {"a post whose GP ends agreement and business", GIVEN_POST, given_leaves},
    {"a post whose GP ends the agreement and not the business", GIVEN_POST, given_keeps_business},
    {"a post whose GP ends the employment", GIVEN_POST, given_employment_ends},
    {"a resignation has come in", GIVEN_STATE, given_resigned},
    {"a new post with an empty list", GIVEN_STATE, given_new_post},
    {"the cooperation committee has advised", GIVEN_STATE, given_consulted},
    {"the cooperation committee has advised on an empty list", GIVEN_STATE,
     given_consulted_on_empty_list},
    {"the interviews are over", GIVEN_STATE, given_interviewed},
    {"the post has been awarded", GIVEN_STATE, given_awarded},
    {"the other GPs know of it", GIVEN_INFORMED, given_informed},
    {"the other GPs do not know of it", GIVEN_INFORMED, given_not_informed},
    {"a self-employed GP leaves", GIVEN_LEAVING, given_self_employed_leaves},
    {"a salaried GP leaves", GIVEN_LEAVING, given_salaried_leaves},
    {"there is a successor", GIVEN_SUCCESSOR, given_successor},
    {"there is no successor", GIVEN_SUCCESSOR, given_no_successor},
    {"a newly registered person without a wish", GIVEN_PERSON, given_new_without_wish},
    {"a newly registered person whose wish is full", GIVEN_PERSON, given_new_wish_full},
    {"a newly registered person whose wish has places", GIVEN_PERSON, given_new_wish_free},
    {"a person drawn out of a list", GIVEN_PERSON, given_drawn},
    {"a person drawn out of a list who has switched", GIVEN_PERSON, given_drawn_switched},
    {"a person on another list", GIVEN_PERSON, given_listed},
    {"the new list needs persons to be run", GIVEN_NEED, given_need},
    {"the GP is away", GIVEN_GP, given_gp_away},
    {"the GP works at the same time", GIVEN_GP, given_gp_works_too},
    {"the GP and the locum share the work part time", GIVEN_GP, given_gp_shares},
    {"the GP is suspended", GIVEN_GP, given_gp_suspended},
    {"the GP has lost the authorisation", GIVEN_GP, given_gp_lost},
    {"the locum does more than the GP did", GIVEN_MORE_WORK, given_more_work},
    {"the locum has a settlement agreement", GIVEN_SETTLEMENT, given_settlement},
    {"the locum has no settlement agreement", GIVEN_SETTLEMENT, given_no_settlement},
    {"the locum is a specialist", GIVEN_LOCUM, given_qualified_locum},
    {"the locum is not qualified and works {} days in all, {} of them in the year", GIVEN_LOCUM,
     given_unqualified_locum},
    {0},
};

enum { GIVEN_STEP = GIVEN_INFORMED | GIVEN_APPLICANT };

static const struct verb verbs[] = {
    {"a reduction is claimed",
     GIVEN_LENGTH,
     GIVEN_COMMON_LIST,
     {"allowed", "refused"},
     claim_reduction},
    {"{} persons are drawn out",
     GIVEN_LENGTH | GIVEN_DEMAND | GIVEN_WAY,
     GIVEN_AGREED_DAY,
     {"as many as must", "too few", "too many", "refused"},
     draw},
    {"the cap goes from {} to {}",
     GIVEN_ASKS | GIVEN_OTHER_AGREES,
     0,
     {"allowed", "refused"},
     change_cap},
    {"the post is to revert",
     GIVEN_RESIGNATION | GIVEN_ANNOUNCEMENTS | GIVEN_APPLICANT,
     0,
     {"allowed", "refused"},
     revert},
    {"the costs of the locum are looked at",
     GIVEN_NOTICE_END,
     0,
     {"covered", "not covered"},
     look_at_costs},
    {"a new agreement is to be made", GIVEN_POST, 0, {"allowed", "refused"}, make_agreement},
    {"the post is announced", GIVEN_STATE, GIVEN_STEP, {"allowed", "refused"}, announce},
    {"the post is awarded", GIVEN_STATE, GIVEN_STEP, {"allowed", "refused"}, award},
    {"the agreement is signed", GIVEN_STATE, GIVEN_STEP, {"allowed", "refused"}, sign},
    {"the GP's list is passed on",
     GIVEN_LEAVING | GIVEN_SUCCESSOR,
     0,
     {"passes to the successor", "moved by the municipality", "without a doctor"},
     pass_on},
    {"the person is led to the new list",
     GIVEN_PERSON,
     GIVEN_NEED,
     {"allowed", "refused"},
     lead_to_new_list},
    {"a locum is to work for the GP",
     GIVEN_GP | GIVEN_SETTLEMENT | GIVEN_LOCUM,
     GIVEN_MORE_WORK,
     {"allowed", "refused"},
     let_locum_begin},
    {0},
};

const struct topic post_topic = {givens, verbs, reset};
