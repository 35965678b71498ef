/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/recruiting.h"

enum { RULE_EMPTY_LIST = 10, RULE_NEW_AGREEMENT = 29, RULE_COMMITTEE = 221, RULE_STEPS = 223 };

struct verdict
recruiting_may_begin(const struct recruiting_post *post)
{
    bool self_employed = post->employment == EMPLOYMENT_SELF_EMPLOYED;
    bool leaves = post->agreement_ends && (!self_employed || post->business_ends);
    return (struct verdict){!post->held || leaves, RULE_NEW_AGREEMENT};
}

/* The state after a step in the order of R223; RECRUITING_STATES when there is none. */
static enum recruiting_state
follows(enum recruiting_state state, enum recruiting_step step)
{
    static const struct {
        enum recruiting_state from;
        enum recruiting_step step;
        enum recruiting_state to;
    } order[] = {
        {RECRUITING_RESIGNED, RECRUITING_CONSULT, RECRUITING_CONSULTED},
        {RECRUITING_NEW_POST, RECRUITING_CONSULT, RECRUITING_CONSULTED},
        {RECRUITING_CONSULTED, RECRUITING_ANNOUNCE, RECRUITING_ANNOUNCED},
        {RECRUITING_ANNOUNCED, RECRUITING_RECEIVE, RECRUITING_APPLICANTS},
        {RECRUITING_ANNOUNCED, RECRUITING_GIVE_UP, RECRUITING_UNFILLED},
        {RECRUITING_APPLICANTS, RECRUITING_INTERVIEW, RECRUITING_INTERVIEWED},
        {RECRUITING_APPLICANTS, RECRUITING_GIVE_UP, RECRUITING_UNFILLED},
        {RECRUITING_INTERVIEWED, RECRUITING_AWARD, RECRUITING_AWARDED},
        {RECRUITING_INTERVIEWED, RECRUITING_GIVE_UP, RECRUITING_UNFILLED},
        {RECRUITING_AWARDED, RECRUITING_SIGN, RECRUITING_SIGNED},
        {RECRUITING_AWARDED, RECRUITING_AWARD, RECRUITING_AWARDED}, /* to the next, when declined */
        {RECRUITING_AWARDED, RECRUITING_GIVE_UP, RECRUITING_UNFILLED},
        {RECRUITING_SIGNED, RECRUITING_NOTIFY, RECRUITING_NOTIFIED},
        {RECRUITING_NOTIFIED, RECRUITING_TELL, RECRUITING_TOLD},
        {RECRUITING_UNFILLED, RECRUITING_ANNOUNCE, RECRUITING_ANNOUNCED},
        {RECRUITING_UNFILLED, RECRUITING_REVERT, RECRUITING_REVERTED},
    };
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (order[i].from == state && order[i].step == step) {
            return order[i].to;
        }
    }
    return RECRUITING_STATES;
}

struct verdict
recruiting_step(enum recruiting_state state, enum recruiting_step step,
                const struct recruiting_facts *facts, enum recruiting_state *next)
{
    bool consulted = state != RECRUITING_RESIGNED && state != RECRUITING_NEW_POST;
    bool uninformed = facts->empty_list && !facts->gps_informed;
    enum recruiting_state after = follows(state, step);
    *next = state;
    if (step == RECRUITING_ANNOUNCE && (!consulted || (after != RECRUITING_STATES && uninformed))) {
        bool committee = !consulted && !facts->empty_list;
        return (struct verdict){false, committee ? RULE_COMMITTEE : RULE_EMPTY_LIST};
    }
    if (after == RECRUITING_STATES) {
        return (struct verdict){false, RULE_STEPS};
    }
    if (step == RECRUITING_AWARD && !facts->qualified.allowed) {
        return facts->qualified;
    }
    if (step == RECRUITING_REVERT && !facts->reverts.allowed) {
        return facts->reverts;
    }
    *next = after;
    return (struct verdict){true, step == RECRUITING_REVERT ? facts->reverts.rule : RULE_STEPS};
}
