/* SPDX-License-Identifier: EUPL-1.2 */
/* Cases about a list's state and cap. */
#include "cases.h"

#include "scheme/list.h"

enum { GIVEN_LIST = 1, GIVEN_CONSENT = 2 };

static struct {
    enum list_state state;
    int64_t cap, length;
    bool municipality_agrees;
} now;

static void
reset(void)
{
    now.municipality_agrees = false;
}

static void
set_list(enum list_state state, const int64_t *values)
{
    now.state = state;
    now.cap = values[0];
    now.length = values[1];
}

static void
given_open(const int64_t *values)
{
    set_list(LIST_OPEN, values);
}

static void
given_closed(const int64_t *values)
{
    set_list(LIST_CLOSED, values);
}

static void
given_locked(const int64_t *values)
{
    set_list(LIST_LOCKED, values);
}

static void
given_consent(const int64_t *values)
{
    (void)values;
    now.municipality_agrees = true;
}

static void
given_no_consent(const int64_t *values)
{
    (void)values;
    now.municipality_agrees = false;
}

static struct outcome
look_at_list(const struct ground *ground, const int64_t *values)
{
    static const char *const words[] = {
        [LIST_OPEN] = "open", [LIST_CLOSED] = "closed", [LIST_LOCKED] = "locked"};
    (void)values;
    struct verdict verdict;
    enum list_state state =
        list_state_after(ground->rulebook, ground->date, now.state, now.cap, now.length, &verdict);
    bool agree = verdict.allowed == (state == LIST_OPEN);
    return (struct outcome){agree ? words[state] : "a state and a verdict that do not agree",
                            verdict.rule};
}

static struct outcome
ask_for_cap(const struct ground *ground, const int64_t *values)
{
    return outcome_of(
        list_cap_allowed(ground->rulebook, ground->date, values[0], now.municipality_agrees));
}

static const struct given givens[] = {
    {"an open list with cap {} and length {}", GIVEN_LIST, given_open},
    {"a closed list with cap {} and length {}", GIVEN_LIST, given_closed},
    {"a locked list with cap {} and length {}", GIVEN_LIST, given_locked},
    {"the municipality agrees", GIVEN_CONSENT, given_consent},
    {"the municipality does not agree", GIVEN_CONSENT, given_no_consent},
    {0},
};

static const struct verb verbs[] = {
    {"the list is looked at", GIVEN_LIST, 0, {"open", "closed", "locked"}, look_at_list},
    {"the GP asks for a cap of {}", GIVEN_CONSENT, 0, {"allowed", "refused"}, ask_for_cap},
    {0},
};

const struct topic list_topic = {givens, verbs, reset};
