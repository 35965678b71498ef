/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/assignment.h"

#include "fixture.h"

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

static struct assignment_facts
ordinary(void)
{
    return (struct assignment_facts){
        .standing = {.born = day("1980-06-15"),
                     .ground = GROUND_RESIDENT,
                     .from = DATE_NONE,
                     .to = DATE_NONE},
        .offer = {.state = LIST_OPEN, .cap = 1000, .length = 999},
        .automatic = true,
    };
}

/* Every mix of what can be said, against the rules in the order they are told. */
static void
first_hindrance_decides(void **state)
{
    for (int set = 0; set < 1 << 9; set++) {
        struct assignment_facts facts = ordinary();
        facts.automatic = set & 1;
        facts.municipality_asks = set & 2;
        bool child = set & 4;
        facts.standing.born = day(child ? "2008-05-15" : "2008-05-14");
        bool by_hand = set & 8;
        if (by_hand) {
            facts.standing.ground = GROUND_ASYLUM_SEEKER;
            facts.standing.national_insurance = true;
            facts.standing.d_number = true;
        }
        facts.offer.other_municipality = set & 16;
        facts.offer.blocked = set & 32;
        facts.offer.members_only = set & 64;
        facts.offer.length = set & 128 ? 1000 : 999;
        facts.standing.opted_out = set & 256;
        bool asks = facts.municipality_asks;
        int expected = by_hand ? 66 : asks || !facts.automatic ? 107 : 104;
        bool allowed = false;
        if (facts.standing.opted_out) {
            expected = 69;
        } else if (!asks && by_hand) {
            expected = 66;
        } else if (!asks && !facts.automatic && !child) {
            expected = 107;
        } else if (!asks && facts.offer.other_municipality) {
            expected = 104;
        } else if (facts.offer.blocked) {
            expected = 72;
        } else if (facts.offer.members_only) {
            expected = 73;
        } else if (facts.offer.length == 1000) {
            expected = asks ? 107 : 105;
        } else {
            allowed = true;
        }
        struct verdict verdict = assignment_allowed(rules(state), day("2024-05-14"), &facts);
        if (verdict.allowed != allowed || verdict.rule != expected) {
            fail_msg("set %x: allowed %d by R%d", (unsigned)set, verdict.allowed, verdict.rule);
        }
    }
}

static void
by_hand_is_asylum_with_a_d_number(void **state)
{
    for (int ground = GROUND_RESIDENT; ground <= GROUND_LAWFUL_STAY; ground++) {
        for (int d_number = 0; d_number <= 1; d_number++) {
            struct assignment_facts facts = ordinary();
            facts.standing.born = day("2015-01-01");
            facts.standing.ground = (enum eligibility_ground)ground;
            facts.standing.national_insurance = true;
            facts.standing.d_number = d_number;
            bool asylum = ground >= GROUND_ASYLUM_SEEKER && ground <= GROUND_ASYLUM_CHILD;
            struct verdict verdict = assignment_allowed(rules(state), day("2024-05-14"), &facts);
            assert_int_equal(verdict.allowed, !(asylum && d_number));
            assert_int_equal(verdict.rule, asylum && d_number ? 66 : 104);
        }
    }
}

static void
nobody_is_lost_when_a_gp_stops(void **state)
{
    (void)state;
    static const struct {
        bool successor, distributes;
        int64_t places;
        enum remaining remaining;
        bool allowed;
        int rule;
    } cases[] = {
        {true, false, 0, REMAINING_WITH_SUCCESSOR, true, 30},
        {true, true, 100, REMAINING_WITH_SUCCESSOR, true, 30},
        {false, false, 100, REMAINING_WITHOUT_DOCTOR, false, 109},
        {false, true, 0, REMAINING_WITHOUT_DOCTOR, false, 109},
        {false, true, -5, REMAINING_WITHOUT_DOCTOR, false, 109},
        {false, true, 1, REMAINING_DISTRIBUTED, true, 109},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct verdict verdict;
        enum remaining remaining = assignment_when_gp_stops(
            cases[i].successor, cases[i].distributes, cases[i].places, &verdict);
        assert_int_equal(remaining, cases[i].remaining);
        assert_int_equal(verdict.allowed, cases[i].allowed);
        assert_int_equal(verdict.rule, cases[i].rule);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_hindrance_decides),
        cmocka_unit_test(by_hand_is_asylum_with_a_d_number),
        cmocka_unit_test(nobody_is_lost_when_a_gp_stops),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
