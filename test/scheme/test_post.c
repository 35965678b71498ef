/* SPDX-License-Identifier: EUPL-1.2 */
/* Decisions about posts: reduction, reversion, recruiting, succession and locums. */
#include "base/number.h"
#include "fixture.h"
#include "scheme/locum.h"
#include "scheme/recruiting.h"
#include "scheme/reduction.h"
#include "scheme/reversion.h"
#include "scheme/succession.h"

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

/* -- reduction --------------------------------------------------------------------------------- */

static void
a_draw_leaves_the_list_at_its_cap(void **state)
{
    for (int64_t length = 990; length <= 1020; length++) {
        struct reduction reduction = {.received = day("2024-05-02"),
                                      .agreed = DATE_NONE,
                                      .length = length,
                                      .cap = 1000,
                                      .way = REDUCTION_DRAW};
        int64_t to_leave = 7;
        struct verdict verdict =
            reduction_may_draw(rules(state), day("2024-11-02"), &reduction, &to_leave);
        assert_int_equal(verdict.allowed, length > 1000);
        assert_int_equal(verdict.rule, length > 1000 ? 53 : 52);
        assert_int_equal(to_leave, length > 1000 ? length - 1000 : 0);
        assert_int_equal(reduction_right(length, 1000, false).allowed, length > 1000);
    }
}

static void
a_refused_draw_lets_nobody_leave(void **state)
{
    static const struct {
        enum reduction_way way;
        const char *date;
        int rule;
    } cases[] = {
        {REDUCTION_GP_CHOOSES, "2024-11-02", 53},
        {REDUCTION_SPARES_SOME, "2024-11-02", 56},
        {REDUCTION_DRAW, "2024-11-01", 51},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reduction reduction = {.received = day("2024-05-02"),
                                      .agreed = DATE_NONE,
                                      .length = 1010,
                                      .cap = 1000,
                                      .way = cases[i].way};
        int64_t to_leave = 7;
        struct verdict verdict =
            reduction_may_draw(rules(state), day(cases[i].date), &reduction, &to_leave);
        assert_false(verdict.allowed);
        assert_int_equal(verdict.rule, cases[i].rule);
        assert_int_equal(to_leave, 0);
    }
}

static void
agreement_only_shortens_the_six_months(void **state)
{
    struct date received = day("2024-05-02"), due = day("2024-11-02");
    assert_int_equal(reduction_due(rules(state), received, DATE_NONE).days, due.days);
    for (int32_t agreed = received.days; agreed < due.days + 60; agreed++) {
        struct date found = reduction_due(rules(state), received, (struct date){agreed});
        assert_int_equal(found.days, agreed < due.days ? agreed : due.days);
    }
}

static void
every_change_of_cap_needs_both(void **state)
{
    static const struct {
        enum agreement_party by;
        int64_t after;
        bool gp_agrees, municipality_approves, allowed;
        int rule;
    } cases[] = {
        {AGREEMENT_GP, 900, false, true, true, 59},
        {AGREEMENT_GP, 900, true, false, false, 59},
        {AGREEMENT_GP, 499, false, true, true, 59},
        {AGREEMENT_GP, 499, true, false, false, 42},
        {AGREEMENT_GP, 2501, true, true, false, 41},
        {AGREEMENT_MUNICIPALITY, 999, false, true, false, 50},
        {AGREEMENT_MUNICIPALITY, 1000, false, true, false, 26},
        {AGREEMENT_MUNICIPALITY, 1001, false, true, false, 26},
        {AGREEMENT_MUNICIPALITY, 999, true, false, true, 59},
        {AGREEMENT_MUNICIPALITY, 499, true, false, true, 59},
        {AGREEMENT_MUNICIPALITY, 2501, true, false, false, 41},
        {AGREEMENT_MUNICIPALITY, -1, true, false, false, 41},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cap_change change = {cases[i].by, 1000, cases[i].after, cases[i].gp_agrees,
                                    cases[i].municipality_approves};
        struct verdict verdict = reduction_cap_change(rules(state), day("2024-05-02"), &change);
        assert_int_equal(verdict.allowed, cases[i].allowed);
        assert_int_equal(verdict.rule, cases[i].rule);
    }
}

/* -- reversion --------------------------------------------------------------------------------- */

static void
a_post_reverts_only_when_time_and_tries_are_spent(void **state)
{
    for (int months = 0; months <= 24; months++) {
        for (int64_t announcements = 0; announcements <= 5; announcements++) {
            for (int applicant = 0; applicant <= 1; applicant++) {
                struct reversion_facts facts = {day("2024-05-02"), announcements, applicant != 0};
                struct date date = date_add_months(facts.resigned, months);
                struct verdict verdict = reversion_allowed(rules(state), date, &facts);
                assert_int_equal(verdict.allowed, months >= 12 && announcements >= 3 && !applicant);
                assert_int_equal(verdict.rule, 219);
            }
        }
    }
    struct reversion_facts facts = {day("2020-05-02"), 9, false};
    assert_int_equal(reversion_allowed(rules(state), day("2024-03-31"), &facts).rule, 218);
    assert_false(reversion_allowed(rules(state), day("2024-03-31"), &facts).allowed);
    assert_true(reversion_allowed(rules(state), day("2024-04-01"), &facts).allowed);
    assert_int_equal(reversion_costs_until(rules(state), day("2024-11-02")).days,
                     day("2025-05-02").days);
    assert_true(date_is_none(reversion_costs_until(rules(state), day("2024-03-31"))));
}

/* -- recruiting -------------------------------------------------------------------------------- */

/* What each step leads to from each state; . where it may not be taken.
 * Steps: Consult aNnounce Receive Interview Give-up Award Sign notifY Tell reVert. */
static const char *const order[RECRUITING_STATES] = {
    [RECRUITING_RESIGNED] = "c.........",   [RECRUITING_NEW_POST] = "c.........",
    [RECRUITING_CONSULTED] = ".a........",  [RECRUITING_ANNOUNCED] = "..p.u.....",
    [RECRUITING_APPLICANTS] = "...iu.....", [RECRUITING_INTERVIEWED] = "....uw....",
    [RECRUITING_UNFILLED] = ".a.......v",   [RECRUITING_AWARDED] = "....uws...",
    [RECRUITING_SIGNED] = ".......n..",     [RECRUITING_NOTIFIED] = "........t.",
    [RECRUITING_TOLD] = "..........",       [RECRUITING_REVERTED] = "..........",
};
static const char letters[] = "r?capiuwsntv";

static void
every_step_from_every_state(void **state)
{
    (void)state;
    struct recruiting_facts facts = {.qualified = {true, 214}, .reverts = {true, 219}};
    for (int from = 0; from < RECRUITING_STATES; from++) {
        for (int step = 0; step < RECRUITING_STEPS; step++) {
            enum recruiting_state next;
            struct verdict verdict = recruiting_step((enum recruiting_state)from,
                                                     (enum recruiting_step)step, &facts, &next);
            char expected = order[from][step];
            bool unadvised = step == RECRUITING_ANNOUNCE &&
                             (from == RECRUITING_RESIGNED || from == RECRUITING_NEW_POST);
            assert_int_equal(verdict.allowed, expected != '.');
            assert_int_equal(verdict.rule, unadvised                                      ? 221
                                           : step == RECRUITING_REVERT && expected != '.' ? 219
                                                                                          : 223);
            assert_int_equal(letters[next], expected != '.' ? expected : letters[from]);
        }
    }
}

static void
steps_that_need_more_than_their_turn(void **state)
{
    (void)state;
    static const struct {
        enum recruiting_state from;
        enum recruiting_step step;
        struct recruiting_facts facts;
        int rule;
    } cases[] = {
        {RECRUITING_INTERVIEWED, RECRUITING_AWARD, {.qualified = {false, 214}}, 214},
        {RECRUITING_AWARDED, RECRUITING_AWARD, {.qualified = {false, 166}}, 166},
        {RECRUITING_UNFILLED, RECRUITING_REVERT, {.reverts = {false, 219}}, 219},
        {RECRUITING_UNFILLED, RECRUITING_REVERT, {.reverts = {false, 218}}, 218},
        {RECRUITING_NEW_POST, RECRUITING_ANNOUNCE, {.empty_list = true, .gps_informed = true}, 10},
        {RECRUITING_CONSULTED, RECRUITING_ANNOUNCE, {.empty_list = true}, 10},
        {RECRUITING_UNFILLED, RECRUITING_ANNOUNCE, {.empty_list = true}, 10},
        {RECRUITING_SIGNED, RECRUITING_ANNOUNCE, {.empty_list = true}, 223},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum recruiting_state next;
        struct verdict verdict =
            recruiting_step(cases[i].from, cases[i].step, &cases[i].facts, &next);
        assert_false(verdict.allowed);
        assert_int_equal(verdict.rule, cases[i].rule);
        assert_int_equal(next, cases[i].from);
    }
    enum recruiting_state next;
    struct recruiting_facts informed = {.empty_list = true, .gps_informed = true};
    assert_true(
        recruiting_step(RECRUITING_CONSULTED, RECRUITING_ANNOUNCE, &informed, &next).allowed);
    assert_int_equal(next, RECRUITING_ANNOUNCED);
}

static void
a_new_agreement_waits_for_the_old_to_end(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 16; bits++) {
        bool held = bits & 1, salaried = bits & 2, ends = bits & 4, business = bits & 8;
        struct recruiting_post post = {
            held, salaried ? EMPLOYMENT_SALARIED : EMPLOYMENT_SELF_EMPLOYED, ends, business};
        struct verdict verdict = recruiting_may_begin(&post);
        assert_int_equal(verdict.allowed, !held || (ends && (salaried || business)));
        assert_int_equal(verdict.rule, 29);
    }
}

/* -- succession -------------------------------------------------------------------------------- */

static void
lists_pass_by_how_the_gp_worked(void **state)
{
    (void)state;
    int rule;
    assert_int_equal(succession_of_list(EMPLOYMENT_SELF_EMPLOYED, true, &rule),
                     SUCCESSION_WHOLE_LIST);
    assert_int_equal(rule, 30);
    assert_int_equal(succession_of_list(EMPLOYMENT_SALARIED, true, &rule), SUCCESSION_MOVED);
    assert_int_equal(rule, 30);
    for (int e = EMPLOYMENT_SELF_EMPLOYED; e <= EMPLOYMENT_SALARIED; e++) {
        assert_int_equal(succession_of_list((enum employment)e, false, &rule),
                         SUCCESSION_WITHOUT_DOCTOR);
        assert_int_equal(rule, 109);
    }
}

static void
only_some_may_be_led_to_a_new_list(void **state)
{
    (void)state;
    static const bool may[] = {
        [SUCCESSION_NEW_WITHOUT_WISH] = true, [SUCCESSION_NEW_WISH_FULL] = true,
        [SUCCESSION_NEW_WISH_FREE] = false,   [SUCCESSION_DRAWN] = true,
        [SUCCESSION_DRAWN_SWITCHED] = false,  [SUCCESSION_LISTED] = false};
    for (int p = SUCCESSION_NEW_WITHOUT_WISH; p <= SUCCESSION_LISTED; p++) {
        enum succession_person person = (enum succession_person)p;
        assert_int_equal(succession_may_lead(person, true).allowed, may[p]);
        assert_false(succession_may_lead(person, false).allowed);
        assert_int_equal(succession_may_lead(person, true).rule, 32);
    }
}

/* -- locums ------------------------------------------------------------------------------------ */

static void
a_locum_must_meet_every_demand(void **state)
{
    for (unsigned bits = 0; bits < 64; bits++) {
        bool lost = bits & 1, works_too = bits & 2, shares = bits & 4, expands = bits & 8,
             settles = bits & 16, qualified = bits & 32;
        struct locum_facts facts = {
            .gp_authorisation = lost ? AUTHORISATION_LOST : AUTHORISATION_SUSPENDED,
            .gp_works_too = works_too,
            .shares_part_time = shares,
            .expands_practice = expands,
            .settlement_agreement = settles,
            .competence = {.competence = qualified ? COMPETENCE_SPECIALIST : COMPETENCE_NONE,
                           .days_in_all = 261,
                           .days_in_year = 87}};
        int rule = lost                                ? 39
                   : (works_too && !shares) || expands ? 224
                   : !settles                          ? 225
                   : !qualified                        ? 226
                                                       : 0;
        struct verdict verdict = locum_may_work(rules(state), day("2026-01-01"), &facts);
        assert_int_equal(verdict.allowed, rule == 0);
        assert_int_equal(verdict.rule, rule == 0 ? 224 : rule);
    }
}

static void
a_locum_is_promised_a_post_within_months(void **state)
{
    (void)state;
    assert_int_equal(locum_offer_due(day("2024-05-02"), 3).days, day("2024-08-02").days);
    assert_int_equal(locum_offer_due(day("2024-11-30"), 3).days, day("2025-02-28").days);
    assert_int_equal(locum_offer_due(day("2024-05-02"), 0).days, day("2024-05-02").days);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draw_leaves_the_list_at_its_cap),
        cmocka_unit_test(a_refused_draw_lets_nobody_leave),
        cmocka_unit_test(agreement_only_shortens_the_six_months),
        cmocka_unit_test(every_change_of_cap_needs_both),
        cmocka_unit_test(a_post_reverts_only_when_time_and_tries_are_spent),
        cmocka_unit_test(every_step_from_every_state),
        cmocka_unit_test(steps_that_need_more_than_their_turn),
        cmocka_unit_test(a_new_agreement_waits_for_the_old_to_end),
        cmocka_unit_test(lists_pass_by_how_the_gp_worked),
        cmocka_unit_test(only_some_may_be_led_to_a_new_list),
        cmocka_unit_test(a_locum_must_meet_every_demand),
        cmocka_unit_test(a_locum_is_promised_a_post_within_months),
    };
    return cmocka_run_group_tests_name("post", tests, fixture_setup, fixture_teardown);
}
