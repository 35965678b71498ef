/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/deadline.h"

#include "fixture.h"

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

static void
counts_in_the_unit_of_the_rule(void **state)
{
    static const struct {
        enum rule rule;
        const char *date, *from, *after;
    } cases[] = {
        {RULE_complaint_deadline, "2024-05-02", "2024-05-02", "2024-05-30"},
        {RULE_gp_complaint_deadline, "2024-12-20", "2024-12-20", "2025-01-10"},
        {RULE_agreement_notice, "2024-05-02", "2024-05-02", "2024-11-02"},
        {RULE_agreement_notice, "2024-08-31", "2024-08-31", "2025-02-28"},
        {RULE_agreement_notice, "2023-08-31", "2023-08-31", "2024-02-29"},
        {RULE_agreement_end_age, "2024-05-02", "1954-06-15", "2024-06-15"},
        {RULE_agreement_end_age, "2024-05-02", "1952-02-29", "2022-03-01"},
        {RULE_extension_max_age, "2025-12-31", "1956-02-29", "2031-03-01"},
        {RULE_extension_max_age, "2026-01-01", "1956-02-29", "2036-02-29"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct date after =
            deadline_after(rules(state), cases[i].rule, day(cases[i].date), day(cases[i].from));
        assert_int_equal(after.days, day(cases[i].after).days);
    }
}

static void
there_is_none_without_a_value_a_start_or_a_calendar(void **state)
{
    const struct rulebook *rulebook = rules(state);
    struct date now = day("2024-05-02");
    assert_true(date_is_none(
        deadline_after(rulebook, RULE_reversion_months, day("2024-03-31"), day("2024-03-31"))));
    assert_false(date_is_none(
        deadline_after(rulebook, RULE_reversion_months, day("2024-04-01"), day("2024-03-31"))));
    assert_true(date_is_none(deadline_after(rulebook, RULE_agreement_notice, now, DATE_NONE)));
    assert_true(
        date_is_none(deadline_after(rulebook, RULE_agreement_end_age, now, day("2229-01-01"))));
    assert_false(
        date_is_none(deadline_after(rulebook, RULE_agreement_end_age, now, day("2228-12-31"))));
    assert_true(
        date_is_none(deadline_after(rulebook, RULE_agreement_notice, now, day("2299-12-31"))));
}

static void
is_reached_on_its_day(void **state)
{
    (void)state;
    assert_false(deadline_reached(day("2024-05-01"), day("2024-05-02")));
    assert_true(deadline_reached(day("2024-05-02"), day("2024-05-02")));
    assert_true(deadline_reached(day("2024-05-03"), day("2024-05-02")));
    assert_false(deadline_reached(day("2024-05-02"), DATE_NONE));
}

/* Counted day by day from the birthday itself, so that nothing but date_age is trusted. */
static void
birthdays_are_those_of_date_age(void **state)
{
    const struct rulebook *rulebook = rules(state);
    struct date now = day("2026-06-01");
    for (int32_t born = day("1951-12-25").days; born < day("1956-03-10").days; born++) {
        struct date birth = {born};
        struct date turns = deadline_after(rulebook, RULE_agreement_end_age, now, birth);
        assert_int_equal(date_age(birth, turns), 70);
        assert_int_equal(date_age(birth, (struct date){turns.days - 1}), 69);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_in_the_unit_of_the_rule),
        cmocka_unit_test(there_is_none_without_a_value_a_start_or_a_calendar),
        cmocka_unit_test(is_reached_on_its_day),
        cmocka_unit_test(birthdays_are_those_of_date_age),
    };
    return cmocka_run_group_tests_name("deadline", tests, fixture_setup, fixture_teardown);
}
