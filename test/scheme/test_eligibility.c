/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/eligibility.h"

#include "fixture.h"

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

static void
check(void **state, const char *date, struct standing standing, bool allowed, int rule)
{
    struct verdict verdict = eligibility_of(rules(state), day(date), &standing);
    if (verdict.allowed != allowed || verdict.rule != rule) {
        fail_msg("ground %d on %s: allowed %d by R%d", (int)standing.ground, date, verdict.allowed,
                 verdict.rule);
    }
    struct verdict kept = eligibility_kept_by_move(rules(state), day(date), &standing);
    assert_int_equal(kept.allowed, allowed);
    assert_int_equal(kept.rule, allowed ? 71 : rule);
}

/* Every ground, with and without everything else that can be said of a person. */
static void
grounds_decide_then_suspension_then_opting_out(void **state)
{
    static const int rule_of[] = {62, 62, 63, 63, 63, 64};
    static const char *const dates[] = {"2021-06-30", "2021-07-01", "2025-12-31", "2026-01-01"};
    for (size_t d = 0; d < sizeof dates / sizeof dates[0]; d++) {
        for (int set = 0; set < 6 * 32; set++) {
            struct standing standing = {
                .born = day(set & 1 ? "2015-01-01" : "1980-01-01"),
                .ground = (enum eligibility_ground)(set / 32),
                .from = DATE_NONE,
                .to = DATE_NONE,
                .national_insurance = set & 2,
                .d_number = set & 4,
                .suspended = set & 8,
                .opted_out = set & 16,
            };
            bool asylum =
                standing.ground >= GROUND_ASYLUM_SEEKER && standing.ground <= GROUND_ASYLUM_CHILD;
            bool child_of_age = standing.ground == GROUND_ASYLUM_CHILD && !(set & 1);
            bool right = standing.ground != GROUND_NONE &&
                         (!asylum || standing.national_insurance) && !child_of_age &&
                         (standing.ground != GROUND_LAWFUL_STAY || d >= 1);
            int rule =
                standing.ground == GROUND_NONE && standing.d_number ? 65 : rule_of[standing.ground];
            if (right && standing.suspended && d < 3) {
                check(state, dates[d], standing, false, 75);
            } else if (right && standing.opted_out) {
                check(state, dates[d], standing, false, 69);
            } else {
                check(state, dates[d], standing, right, rule);
            }
        }
    }
}

static void
ground_lasts_from_its_first_day_to_before_its_end(void **state)
{
    static const struct {
        const char *date;
        bool allowed;
    } cases[] = {
        {"2024-01-31", false}, {"2024-02-01", true}, {"2024-06-30", true}, {"2024-07-01", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct standing standing = {.born = day("1980-01-01"),
                                    .ground = GROUND_RESIDENT,
                                    .from = day("2024-02-01"),
                                    .to = day("2024-07-01")};
        check(state, cases[i].date, standing, cases[i].allowed, 62);
    }
}

static void
child_of_an_asylum_seeker_is_under_eighteen(void **state)
{
    struct standing standing = {.born = day("2006-05-01"),
                                .ground = GROUND_ASYLUM_CHILD,
                                .from = DATE_NONE,
                                .to = DATE_NONE,
                                .national_insurance = true};
    check(state, "2024-04-30", standing, true, 63);
    check(state, "2024-05-01", standing, false, 63);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grounds_decide_then_suspension_then_opting_out),
        cmocka_unit_test(ground_lasts_from_its_first_day_to_before_its_end),
        cmocka_unit_test(child_of_an_asylum_seeker_is_under_eighteen),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
