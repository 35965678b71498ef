/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/request.h"

#include "fixture.h"

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

/* Every asker at every age from birth to twenty, with everything that can be said of the asking. */
static void
age_and_asker_decide(void **state)
{
    struct date date = day("2024-05-01");
    for (int set = 0; set < 64; set++) {
        for (int asker = ASKER_SELF; asker <= ASKER_OTHER; asker++) {
            for (int age = 0; age <= 20; age++) {
                struct request request = {
                    .asker = (enum asker)asker,
                    .consent = set & 1,
                    .on_helsenorge = set & 2,
                    .same_address = set & 4,
                    .care_taken = set & 8,
                    .power_of_attorney = set & 16,
                    .instructed = set & 32,
                };
                struct date born = date_add_months(date, -12 * age);
                struct verdict verdict = request_allowed(rules(state), date, born, &request);
                bool authority = asker == ASKER_MUNICIPALITY || asker == ASKER_HELFO;
                assert_int_equal(request_is_authority(&request), authority);
                struct verdict right = {false, age < 12 ? 80 : age < 16 ? 76 : 79};
                if (authority) {
                    right =
                        (struct verdict){asker == ASKER_MUNICIPALITY || request.instructed, 108};
                } else if (age >= 16) {
                    right.allowed = asker == ASKER_SELF || request.power_of_attorney;
                } else if (asker == ASKER_CHILD_WELFARE) {
                    right = (struct verdict){request.care_taken, 81};
                } else if (asker == ASKER_HOLDER && request.on_helsenorge) {
                    right = (struct verdict){request.same_address, 82};
                } else if (asker == ASKER_HOLDER) {
                    right.allowed = true;
                } else if (asker == ASKER_SELF && age >= 12) {
                    right = (struct verdict){request.consent, 78};
                }
                if (verdict.allowed != right.allowed || verdict.rule != right.rule) {
                    fail_msg("asker %d, age %d, set %x: allowed %d by R%d", asker, age, set,
                             verdict.allowed, verdict.rule);
                }
            }
        }
    }
}

static void
ages_change_on_birthdays(void **state)
{
    static const struct {
        const char *born;
        bool allowed;
        int rule;
    } cases[] = {{"2012-05-02", false, 80},
                 {"2012-05-01", true, 78},
                 {"2008-05-02", true, 78},
                 {"2008-05-01", true, 79},
                 {"2024-05-01", false, 80}};
    struct request request = {.asker = ASKER_SELF, .consent = true};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct verdict verdict =
            request_allowed(rules(state), day("2024-05-01"), day(cases[i].born), &request);
        assert_int_equal(verdict.allowed, cases[i].allowed);
        assert_int_equal(verdict.rule, cases[i].rule);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(age_and_asker_decide),
        cmocka_unit_test(ages_change_on_birthdays),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
