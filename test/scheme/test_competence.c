/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/competence.h"

#include "base/number.h"
#include "fixture.h"
#include "scheme/training.h"

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

static struct verdict
allows(void **state, const char *date, enum competence competence, bool in_transition,
       int64_t in_all, int64_t in_year)
{
    struct competence_facts facts = {competence, in_transition, in_all, in_year};
    return competence_allows(rules(state), day(date), &facts);
}

static void
the_qualified_may_always_work(void **state)
{
    static const char *const dates[] = {"2016-01-01", "2017-02-28", "2017-03-01", "2025-12-31",
                                        "2026-01-01"};
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        for (int c = COMPETENCE_IN_SPECIALISATION; c <= COMPETENCE_SPECIALIST; c++) {
            struct verdict verdict =
                allows(state, dates[i], (enum competence)c, false, WHOLE_NONE, WHOLE_NONE);
            assert_true(verdict.allowed);
            assert_int_equal(verdict.rule, 214);
        }
    }
}

static void
others_may_by_transition_or_for_a_time(void **state)
{
    static const struct {
        const char *date;
        bool in_transition;
        int64_t in_all, in_year;
        bool allowed;
        int rule;
    } cases[] = {
        {"2017-02-28", false, WHOLE_NONE, WHOLE_NONE, true, 214},
        {"2017-03-01", false, WHOLE_NONE, WHOLE_NONE, false, 214},
        {"2017-03-01", true, WHOLE_NONE, WHOLE_NONE, true, 168},
        {"2026-01-01", true, WHOLE_NONE, WHOLE_NONE, true, 168},
        {"2025-12-31", false, 1, 1, false, 214},
        {"2026-01-01", false, WHOLE_NONE, WHOLE_NONE, false, 214},
        {"2026-01-01", false, 1, 1, true, 166},
        {"2026-01-01", false, 260, WHOLE_NONE, true, 166},
        {"2026-01-01", false, 261, WHOLE_NONE, false, 166},
        {"2026-01-01", false, WHOLE_NONE, 86, true, 166},
        {"2026-01-01", false, WHOLE_NONE, 87, false, 166},
        {"2026-01-01", false, 261, 86, true, 166},
        {"2026-01-01", false, 260, 87, true, 166},
        {"2026-01-01", false, 261, 87, false, 166},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct verdict verdict = allows(state, cases[i].date, COMPETENCE_NONE,
                                        cases[i].in_transition, cases[i].in_all, cases[i].in_year);
        assert_int_equal(verdict.allowed, cases[i].allowed);
        assert_int_equal(verdict.rule, cases[i].rule);
    }
}

static void
stages_of_training_and_the_list(void **state)
{
    static const struct {
        enum training stage;
        enum competence competence;
        bool allowed;
        int rule;
    } cases[] = {
        {TRAINING_STUDENT, COMPETENCE_NONE, false, 214},
        {TRAINING_LIS1, COMPETENCE_NONE, false, 206},
        {TRAINING_ALIS, COMPETENCE_IN_SPECIALISATION, true, 214},
        {TRAINING_SPECIALIST, COMPETENCE_SPECIALIST, true, 214},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(training_competence(cases[i].stage), cases[i].competence);
        struct verdict verdict =
            training_may_hold_list(rules(state), day("2026-01-01"), cases[i].stage);
        assert_int_equal(verdict.allowed, cases[i].allowed);
        assert_int_equal(verdict.rule, cases[i].rule);
    }
}

static void
training_is_complete_when_no_part_is_short(void **state)
{
    static const struct training_done full = {12, 6, 78, 24, 24, 42};
    struct date date = day("2024-05-02");
    assert_true(training_lis1_complete(rules(state), date, &full).allowed);
    assert_true(training_complete(rules(state), date, &full).allowed);
    for (size_t part = 0; part < sizeof full / sizeof(int64_t); part++) {
        static const int rule[] = {200, 200, 200, 201, 201, 201};
        struct training_done done = full;
        int64_t *parts[] = {&done.hospital,      &done.municipal,         &done.in_all,
                            &done.open_practice, &done.group_supervision, &done.supervision_hours};
        *parts[part] -= 1;
        struct verdict verdict = training_complete(rules(state), date, &done);
        assert_false(verdict.allowed);
        assert_int_equal(verdict.rule, rule[part]);
        assert_int_equal(training_lis1_complete(rules(state), date, &done).allowed, part >= 2);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_qualified_may_always_work),
        cmocka_unit_test(others_may_by_transition_or_for_a_time),
        cmocka_unit_test(stages_of_training_and_the_list),
        cmocka_unit_test(training_is_complete_when_no_part_is_short),
    };
    return cmocka_run_group_tests_name("competence", tests, fixture_setup, fixture_teardown);
}
