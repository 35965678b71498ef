/* SPDX-License-Identifier: EUPL-1.2 */
/* Cases about the removal of a person from a list for threats or violence. */
#include "cases.h"

#include "scheme/decision.h"
#include "scheme/removal.h"

enum {
    GIVEN_WHO = 1 << 0,
    GIVEN_ACT = 1 << 1,
    GIVEN_AGAINST = 1 << 2,
    GIVEN_CASE = 1 << 3,
    GIVEN_CARRIED = 1 << 4,
    GIVEN_DECISION = 1 << 5,
    GIVEN_TOLD = 1 << 6,
    GIVEN_SAME_GP = 1 << 7,
};

static struct {
    struct removal_demand demand;
    struct removal removal;
    struct decision decision;
    struct date told;
    bool same_gp;
} now;

static void
reset(void)
{
    now.demand = (struct removal_demand){.by_gp = true, .threatened = true, .against_gp = true};
    now.removal = (struct removal){REMOVAL_DEMANDED, REMOVAL_NOT_CARRIED_OUT};
    now.decision = (struct decision){.date = {0},
                                     .reason = "threats",
                                     .legal_basis = "§§ 38 and 39",
                                     .appeal = "to the state administrator"};
    now.told = DATE_NONE;
    now.same_gp = false;
}

/* -- given ------------------------------------------------------------------------------------- */

static void
given_by_gp(const int64_t *values)
{
    (void)values;
    now.demand.by_gp = true;
}

static void
given_by_another(const int64_t *values)
{
    (void)values;
    now.demand.by_gp = false;
}

static void
set_act(bool threatened, bool violent)
{
    now.demand.threatened = threatened;
    now.demand.violent = violent;
}

static void
given_threats(const int64_t *values)
{
    (void)values;
    set_act(true, false);
}

static void
given_violence(const int64_t *values)
{
    (void)values;
    set_act(false, true);
}

static void
given_rudeness(const int64_t *values)
{
    (void)values;
    set_act(false, false);
}

static void
set_against(bool gp, bool staff, bool family)
{
    now.demand.against_gp = gp;
    now.demand.against_staff = staff;
    now.demand.against_family = family;
}

static void
given_against_gp(const int64_t *values)
{
    (void)values;
    set_against(true, false, false);
}

static void
given_against_staff(const int64_t *values)
{
    (void)values;
    set_against(false, true, false);
}

static void
given_against_family(const int64_t *values)
{
    (void)values;
    set_against(false, false, true);
}

static void
given_against_others(const int64_t *values)
{
    (void)values;
    set_against(false, false, false);
}

static void
given_demanded(const int64_t *values)
{
    (void)values;
    now.removal.state = REMOVAL_DEMANDED;
}

static void
given_moved(const int64_t *values)
{
    (void)values;
    now.removal.state = REMOVAL_MOVED;
}

static void
given_rejected(const int64_t *values)
{
    (void)values;
    now.removal.state = REMOVAL_REJECTED;
}

static void
given_appealed(const int64_t *values)
{
    (void)values;
    now.removal.state = REMOVAL_APPEALED;
}

static void
given_upheld(const int64_t *values)
{
    (void)values;
    now.removal.state = REMOVAL_UPHELD;
}

static void
given_reversed(const int64_t *values)
{
    (void)values;
    now.removal.state = REMOVAL_REVERSED;
}

static void
given_notified(const int64_t *values)
{
    (void)values;
    now.removal.carried = REMOVAL_NOTIFIED;
}

static void
given_new_list(const int64_t *values)
{
    (void)values;
    now.removal.carried = REMOVAL_NEW_LIST;
}

static void
given_complete(const int64_t *values)
{
    (void)values;
}

static void
given_no_reason(const int64_t *values)
{
    (void)values;
    now.decision.reason = "";
}

static void
given_no_legal_basis(const int64_t *values)
{
    (void)values;
    now.decision.legal_basis = "";
}

static void
given_no_appeal(const int64_t *values)
{
    (void)values;
    now.decision.appeal = "";
}

static void
given_no_day(const int64_t *values)
{
    (void)values;
    now.decision.date = DATE_NONE;
}

static void
given_told(const int64_t *values)
{
    now.told = (struct date){(int32_t)values[0]};
}

static void
given_same_gp(const int64_t *values)
{
    (void)values;
    now.same_gp = true;
}

/* -- when -------------------------------------------------------------------------------------- */

static struct outcome
take(enum removal_step step, struct verdict appeal)
{
    struct removal_facts facts = {.demand = removal_may_demand(&now.demand),
                                  .decision = decision_is_complete(&now.decision),
                                  .appeal = appeal,
                                  .back_to_same_gp = now.same_gp};
    return outcome_of(removal_step(&now.removal, step, &facts));
}

static struct outcome
demand(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    return outcome_of(removal_may_demand(&now.demand));
}

static struct outcome
decide(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    return take(REMOVAL_MOVE, (struct verdict){0});
}

static struct outcome
reject(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    return take(REMOVAL_REJECT, (struct verdict){0});
}

static struct outcome
appeal_by(const struct ground *ground, enum decision_party party)
{
    return take(REMOVAL_APPEAL, decision_may_appeal(ground->rulebook, ground->date,
                                                    DECISION_REMOVAL, party, now.told));
}

static struct outcome
person_appeals(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return appeal_by(ground, DECISION_PERSON);
}

static struct outcome
gp_appeals(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return appeal_by(ground, DECISION_GP);
}

static struct outcome
uphold(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    return take(REMOVAL_UPHOLD, (struct verdict){0});
}

static struct outcome
reverse(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    return take(REMOVAL_REVERSE, (struct verdict){0});
}

static struct outcome
notify(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    return take(REMOVAL_NOTIFY, (struct verdict){0});
}

static struct outcome
place(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    return take(REMOVAL_PLACE, (struct verdict){0});
}

static struct outcome
look_at_block(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    struct verdict verdict = removal_blocks(&now.removal);
    return (struct outcome){verdict.allowed ? "blocked" : "not blocked", verdict.rule};
}

static const struct given givens[] = {
    {"the GP demands it", GIVEN_WHO, given_by_gp},
    {"someone else than the GP demands it", GIVEN_WHO, given_by_another},
    {"the person has made threats", GIVEN_ACT, given_threats},
    {"the person has been violent", GIVEN_ACT, given_violence},
    {"the person has been rude", GIVEN_ACT, given_rudeness},
    {"it was against the GP", GIVEN_AGAINST, given_against_gp},
    {"it was against the staff", GIVEN_AGAINST, given_against_staff},
    {"it was against their family", GIVEN_AGAINST, given_against_family},
    {"it was against someone else", GIVEN_AGAINST, given_against_others},
    {"removal has been demanded", GIVEN_CASE, given_demanded},
    {"removal has been decided", GIVEN_CASE, given_moved},
    {"the demand has been rejected", GIVEN_CASE, given_rejected},
    {"the removal has been appealed", GIVEN_CASE, given_appealed},
    {"the removal has been upheld", GIVEN_CASE, given_upheld},
    {"the removal has been reversed", GIVEN_CASE, given_reversed},
    {"Helfo has been notified", GIVEN_CARRIED, given_notified},
    {"the person is on another list", GIVEN_CARRIED, given_new_list},
    {"the decision is complete", GIVEN_DECISION, given_complete},
    {"the decision has no reason", GIVEN_DECISION, given_no_reason},
    {"the decision has no legal basis", GIVEN_DECISION, given_no_legal_basis},
    {"the decision does not tell how to appeal", GIVEN_DECISION, given_no_appeal},
    {"the decision has no date", GIVEN_DECISION, given_no_day},
    {"the decision was told {date}", GIVEN_TOLD, given_told},
    {"the other list is the same GP's", GIVEN_SAME_GP, given_same_gp},
    {0},
};

enum { GIVEN_ACCOUNT = GIVEN_WHO | GIVEN_ACT | GIVEN_AGAINST };

static const struct verb verbs[] = {
    {"removal is demanded", GIVEN_ACCOUNT, 0, {"allowed", "refused"}, demand},
    {"the municipality decides to remove the person",
     GIVEN_CASE | GIVEN_DECISION,
     GIVEN_ACCOUNT | GIVEN_CARRIED,
     {"allowed", "refused"},
     decide},
    {"the municipality rejects the demand",
     GIVEN_CASE | GIVEN_DECISION,
     GIVEN_ACCOUNT | GIVEN_CARRIED,
     {"allowed", "refused"},
     reject},
    {"the person appeals",
     GIVEN_CASE | GIVEN_TOLD,
     GIVEN_CARRIED,
     {"allowed", "refused"},
     person_appeals},
    {"the GP appeals", GIVEN_CASE | GIVEN_TOLD, GIVEN_CARRIED, {"allowed", "refused"}, gp_appeals},
    {"the state administrator upholds it",
     GIVEN_CASE | GIVEN_DECISION,
     GIVEN_CARRIED,
     {"allowed", "refused"},
     uphold},
    {"the state administrator reverses it",
     GIVEN_CASE | GIVEN_DECISION,
     GIVEN_CARRIED,
     {"allowed", "refused"},
     reverse},
    {"Helfo is notified", GIVEN_CASE, GIVEN_CARRIED, {"allowed", "refused"}, notify},
    {"the person gets another list",
     GIVEN_CASE,
     GIVEN_CARRIED | GIVEN_SAME_GP,
     {"allowed", "refused"},
     place},
    {"person and GP are looked at",
     GIVEN_CASE,
     GIVEN_CARRIED,
     {"blocked", "not blocked"},
     look_at_block},
    {0},
};

const struct topic removal_topic = {givens, verbs, reset};
