/* SPDX-License-Identifier: EUPL-1.2 */
/* Removal of a person from a list, and individual decisions. */
#include "scheme/removal.h"

#include "fixture.h"
#include "scheme/decision.h"

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

static void
demands_that_can_lead_to_a_removal(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 64; bits++) {
        bool by_gp = bits & 1, threatened = bits & 2, violent = bits & 4, gp = bits & 8,
             staff = bits & 16, family = bits & 32;
        struct removal_demand demand = {by_gp, threatened, violent, gp, staff, family};
        struct verdict verdict = removal_may_demand(&demand);
        assert_int_equal(verdict.allowed,
                         by_gp && (threatened || violent) && (gp || staff || family));
        assert_int_equal(verdict.rule, 110);
    }
}

/* The case after each step from each case; . where the order of steps forbids it.
 * Steps: Move rEject Appeal Uphold reVerse notify place; n and p ask how far it is carried out. */
static const char *const steps[REMOVAL_CASES] = {
    [REMOVAL_DEMANDED] = "mr.....", [REMOVAL_MOVED] = "..a..np",  [REMOVAL_REJECTED] = ".......",
    [REMOVAL_APPEALED] = "...uv..", [REMOVAL_UPHELD] = ".....np", [REMOVAL_REVERSED] = ".......",
};
static const char letters[] = "dmrauv";

static void
every_step_from_every_case(void **state)
{
    (void)state;
    for (int from = 0; from < REMOVAL_CASES; from++) {
        for (int carried = 0; carried < REMOVAL_CARRIED; carried++) {
            for (int step = 0; step < REMOVAL_STEPS; step++) {
                char expected = steps[from][step];
                bool carries = expected == 'n' || expected == 'p';
                bool in_turn =
                    carried == (expected == 'p' ? REMOVAL_NOTIFIED : REMOVAL_NOT_CARRIED_OUT);
                bool allowed = carries ? in_turn : expected != '.';
                struct removal_facts facts = {
                    {step != REMOVAL_REJECT, 110}, {true, 253}, {true, 111}, false};
                struct removal removal = {(enum removal_case)from, (enum removal_carried)carried};
                struct verdict verdict = removal_step(&removal, (enum removal_step)step, &facts);
                assert_int_equal(verdict.allowed, allowed);
                assert_int_equal(verdict.rule, expected == '.' ? 113 : carries ? 112 : 111);
                assert_int_equal(letters[removal.state],
                                 allowed && !carries ? expected : letters[from]);
                assert_int_equal(removal.carried, carried + (carries && allowed));
            }
        }
    }
}

static void
what_a_step_needs_beside_its_turn(void **state)
{
    (void)state;
    static const struct {
        struct removal before;
        enum removal_step step;
        struct removal_facts facts;
        int rule;
    } cases[] = {
        {{REMOVAL_DEMANDED, 0}, REMOVAL_MOVE, {{false, 110}, {true, 253}, {0}, false}, 110},
        {{REMOVAL_DEMANDED, 0}, REMOVAL_MOVE, {{true, 110}, {false, 253}, {0}, false}, 253},
        {{REMOVAL_DEMANDED, 0}, REMOVAL_REJECT, {{false, 110}, {false, 253}, {0}, false}, 253},
        {{REMOVAL_DEMANDED, 0}, REMOVAL_REJECT, {{true, 110}, {true, 253}, {0}, false}, 111},
        {{REMOVAL_MOVED, 0}, REMOVAL_APPEAL, {{true, 110}, {true, 253}, {false, 111}, false}, 111},
        {{REMOVAL_APPEALED, 0}, REMOVAL_UPHOLD, {{true, 110}, {false, 253}, {0}, false}, 253},
        {{REMOVAL_APPEALED, 0}, REMOVAL_REVERSE, {{true, 110}, {false, 253}, {0}, false}, 253},
        {{REMOVAL_MOVED, REMOVAL_NOTIFIED}, REMOVAL_PLACE, {.back_to_same_gp = true}, 113},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct removal removal = cases[i].before;
        struct verdict verdict = removal_step(&removal, cases[i].step, &cases[i].facts);
        assert_false(verdict.allowed);
        assert_int_equal(verdict.rule, cases[i].rule);
        assert_int_equal(removal.state, cases[i].before.state);
        assert_int_equal(removal.carried, cases[i].before.carried);
    }
}

static void
the_block_lasts_until_the_removal_is_reversed(void **state)
{
    (void)state;
    static const bool blocks[REMOVAL_CASES] = {
        [REMOVAL_MOVED] = true, [REMOVAL_APPEALED] = true, [REMOVAL_UPHELD] = true};
    for (int from = 0; from < REMOVAL_CASES; from++) {
        for (int carried = 0; carried < REMOVAL_CARRIED; carried++) {
            struct removal removal = {(enum removal_case)from, (enum removal_carried)carried};
            assert_int_equal(removal_blocks(&removal).allowed, blocks[from]);
            assert_int_equal(removal_blocks(&removal).rule, 113);
        }
    }
}

static void
a_decision_holds_all_four_or_is_refused(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 16; bits++) {
        struct decision decision = {.date = bits & 1 ? day("2024-05-02") : DATE_NONE,
                                    .reason = bits & 2 ? "threats" : "",
                                    .legal_basis = bits & 4 ? "§ 38" : NULL,
                                    .appeal = bits & 8 ? "within four weeks" : ""};
        assert_int_equal(decision_is_complete(&decision).allowed, bits == 15);
        assert_int_equal(decision_is_complete(&decision).rule, 253);
    }
}

static void
who_may_appeal_and_until_when(void **state)
{
    static const struct {
        enum decision_about about;
        enum decision_party party;
        int days, rule; /* 0 days: no appeal */
    } cases[] = {
        {DECISION_REMOVAL, DECISION_PERSON, 28, 111},
        {DECISION_REMOVAL, DECISION_GP, 0, 111},
        {DECISION_EXEMPTION, DECISION_GP, 21, 254},
        {DECISION_EXEMPTION, DECISION_PERSON, 0, 254},
    };
    struct date told = day("2024-12-20");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct date until =
            decision_appeal_until(rules(state), cases[i].about, cases[i].party, told);
        assert_int_equal(date_is_none(until), cases[i].days == 0);
        for (int after = 0; after < 40; after++) {
            struct verdict verdict =
                decision_may_appeal(rules(state), (struct date){told.days + after}, cases[i].about,
                                    cases[i].party, told);
            assert_int_equal(verdict.allowed, cases[i].days != 0 && after <= cases[i].days);
            assert_int_equal(verdict.rule, cases[i].rule);
        }
    }
    assert_false(
        decision_may_appeal(rules(state), told, DECISION_REMOVAL, DECISION_PERSON, DATE_NONE)
            .allowed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(demands_that_can_lead_to_a_removal),
        cmocka_unit_test(every_step_from_every_case),
        cmocka_unit_test(what_a_step_needs_beside_its_turn),
        cmocka_unit_test(the_block_lasts_until_the_removal_is_reversed),
        cmocka_unit_test(a_decision_holds_all_four_or_is_refused),
        cmocka_unit_test(who_may_appeal_and_until_when),
    };
    return cmocka_run_group_tests_name("removal", tests, fixture_setup, fixture_teardown);
}
