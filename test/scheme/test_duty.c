/* SPDX-License-Identifier: EUPL-1.2 */
/* Municipal duty hours, and out-of-hours duty with exemption from it. */
#include "scheme/duty.h"

#include "fixture.h"
#include "scheme/exemption.h"

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

/* -- hours ------------------------------------------------------------------------------------- */

static void
hours_follow_the_part_of_full_time(void **state)
{
    static const char *const dates[] = {"2013-01-01", "2025-12-31", "2026-01-01"};
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        for (int64_t percent = 0; percent <= 100; percent++) {
            assert_int_equal(duty_minutes_max(rules(state), day(dates[i]), percent),
                             450 * percent / 100);
        }
        assert_int_equal(duty_minutes_max(rules(state), day(dates[i]), -1), 0);
        assert_int_equal(duty_minutes_max(rules(state), day(dates[i]), 101), 450);
    }
    assert_int_equal(duty_minutes_max(rules(state), day("2012-12-31"), 100), 0);
}

static void
orders_stop_at_the_bound_and_agreements_do_not(void **state)
{
    struct date date = day("2026-01-01");
    for (int64_t percent = 0; percent <= 100; percent++) {
        int64_t most = duty_minutes_max(rules(state), date, percent);
        int rule = percent < 100 ? 135 : 133;
        struct duty_order order = {.percent = percent, .minutes = most, .sought_volunteers = true};
        struct verdict verdict = duty_may_order(rules(state), date, &order);
        assert_true(verdict.allowed);
        assert_int_equal(verdict.rule, rule);
        order.minutes = most + 1;
        verdict = duty_may_order(rules(state), date, &order);
        assert_false(verdict.allowed);
        assert_int_equal(verdict.rule, rule);
        order.exempted_before = true;
        assert_false(duty_may_order(rules(state), date, &order).allowed);
        order.minutes = most;
        verdict = duty_may_order(rules(state), date, &order);
        assert_true(verdict.allowed);
        assert_int_equal(verdict.rule, 137);
        order.sought_volunteers = false;
        verdict = duty_may_order(rules(state), date, &order);
        assert_false(verdict.allowed);
        assert_int_equal(verdict.rule, 134);
        order.minutes = INT64_MAX;
        order.gp_agrees = true;
        verdict = duty_may_order(rules(state), date, &order);
        assert_true(verdict.allowed);
        assert_int_equal(verdict.rule, 137);
    }
}

static void
what_counts(void **state)
{
    (void)state;
    static const struct {
        enum duty_work work;
        bool counts, counts_if_agreed;
        int rule, rule_if_agreed;
    } cases[] = {
        {DUTY_GENERAL_PRACTICE, true, true, 133, 133},
        {DUTY_ADMINISTRATIVE, true, true, 136, 136},
        {DUTY_PATIENT_MEETING, false, true, 136, 137},
        {DUTY_DIALOGUE_MEETING, false, true, 136, 137},
        {DUTY_OUT_OF_HOURS, false, false, 138, 138},
        {DUTY_OTHER, false, true, 137, 137},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct verdict verdict = duty_counts(cases[i].work, false);
        assert_int_equal(verdict.allowed, cases[i].counts);
        assert_int_equal(verdict.rule, cases[i].rule);
        verdict = duty_counts(cases[i].work, true);
        assert_int_equal(verdict.allowed, cases[i].counts_if_agreed);
        assert_int_equal(verdict.rule, cases[i].rule_if_agreed);
    }
}

/* -- exemption --------------------------------------------------------------------------------- */

static struct exemption_facts
asking(const char *born)
{
    return (struct exemption_facts){.service = EXEMPTION_OUT_OF_HOURS,
                                    .asked = true,
                                    .born = day(born),
                                    .birth_due = DATE_NONE,
                                    .breastfeeds = DATE_NONE};
}

/* The age alone, on every day from 54 to 63, on both sides of the day it was raised. */
static void
age_gives_a_right_from_the_birthday(void **state)
{
    static const char *const born[] = {"1953-07-01", "1958-07-01", "1958-06-30", "1952-02-29",
                                       "1964-06-15"};
    for (size_t i = 0; i < sizeof born / sizeof born[0]; i++) {
        struct exemption_facts facts = asking(born[i]);
        int32_t first = date_add_months(facts.born, 54 * 12).days;
        int32_t last = date_add_months(facts.born, 63 * 12).days;
        for (int32_t d = first; d <= last; d++) {
            struct date date = {d};
            if (date_compare(date, day("2013-01-01")) < 0) {
                continue;
            }
            int limit = date_compare(date, day("2013-07-01")) < 0 ? 55 : 60;
            int age = date_age(facts.born, date), rule;
            enum exemption found = exemption_of(rules(state), date, &facts, &rule);
            assert_int_equal(found, age >= limit ? EXEMPTION_RIGHT : EXEMPTION_NONE);
            assert_int_equal(rule, age == limit ? 144 : 143);
        }
    }
}

static void
no_fact_exempts_from_daytime_duty(void **state)
{
    for (unsigned bits = 0; bits < 256; bits++) {
        struct exemption_facts facts = {
            .service = EXEMPTION_DAYTIME,
            .asked = bits & 1,
            .born = day(bits & 2 ? "1954-01-01" : "1984-01-01"),
            .birth_due = bits & 4 ? day("2024-06-01") : DATE_NONE,
            .pregnancy_hinders = bits & 8,
            .breastfeeds = bits & 16 ? day("2024-01-01") : DATE_NONE,
            .health_reasons = bits & 32,
            .weighty_social_reasons = bits & 64,
            .recruited_exempt = bits & 128,
        };
        int rule;
        struct date date = day("2024-05-02");
        assert_int_equal(exemption_of(rules(state), date, &facts, &rule), EXEMPTION_NONE);
        assert_int_equal(rule, 145);
        assert_true(
            exemption_leaves_duty(rules(state), date, &facts, EXEMPTION_GIVEN_NONE).allowed);
    }
}

static void
pregnancy_and_breastfeeding_have_their_months(void **state)
{
    struct exemption_facts facts = asking("1990-01-01");
    int rule;
    facts.birth_due = day("2024-05-31");
    assert_int_equal(exemption_of(rules(state), day("2024-02-28"), &facts, &rule), EXEMPTION_NONE);
    assert_int_equal(exemption_of(rules(state), day("2024-02-29"), &facts, &rule), EXEMPTION_RIGHT);
    facts.birth_due = DATE_NONE;
    facts.pregnancy_hinders = true;
    assert_int_equal(exemption_of(rules(state), day("2024-02-29"), &facts, &rule), EXEMPTION_NONE);
    facts.breastfeeds = day("2024-02-29");
    assert_int_equal(exemption_of(rules(state), day("2025-02-28"), &facts, &rule), EXEMPTION_RIGHT);
    assert_int_equal(exemption_of(rules(state), day("2025-03-01"), &facts, &rule), EXEMPTION_NONE);
    assert_int_equal(rule, 143);
    assert_int_equal(exemption_of(rules(state), day("2012-12-31"), &facts, &rule), EXEMPTION_NONE);
}

static void
reasons_are_weighed_and_age_only_with_them(void **state)
{
    for (int age = 30; age < 60; age++) {
        struct exemption_facts facts = asking("1960-01-01");
        struct date date = day("2024-05-02");
        facts.born = date_add_months(date, -12 * age);
        int rule;
        assert_int_equal(exemption_of(rules(state), date, &facts, &rule), EXEMPTION_NONE);
        assert_int_equal(rule, 143);
        facts.weighty_social_reasons = true;
        assert_int_equal(exemption_of(rules(state), date, &facts, &rule),
                         age >= 55 ? EXEMPTION_DISCRETION_SPECIAL_REGARD : EXEMPTION_DISCRETION);
        assert_int_equal(rule, 142);
    }
}

static void
duty_stops_at_what_is_a_right_kept_or_given(void **state)
{
    struct date date = day("2024-05-02");
    struct exemption_facts young = asking("1984-01-01"), old = asking("1954-01-01");
    struct exemption_facts kept = young;
    kept.asked = false;
    kept.recruited_exempt = true;
    static const struct {
        enum exemption_given given;
        bool allowed;
        int rule;
    } cases[] = {{EXEMPTION_GIVEN_NONE, true, 140},
                 {EXEMPTION_GIVEN_BY_NEED, false, 141},
                 {EXEMPTION_GIVEN_BY_DECISION, false, 142}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct verdict verdict = exemption_leaves_duty(rules(state), date, &young, cases[i].given);
        assert_int_equal(verdict.allowed, cases[i].allowed);
        assert_int_equal(verdict.rule, cases[i].rule);
        verdict = exemption_leaves_duty(rules(state), date, &old, cases[i].given);
        assert_false(verdict.allowed);
        assert_int_equal(verdict.rule, 143);
        verdict = exemption_leaves_duty(rules(state), date, &kept, cases[i].given);
        assert_false(verdict.allowed);
        assert_int_equal(verdict.rule, 146);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_follow_the_part_of_full_time),
        cmocka_unit_test(orders_stop_at_the_bound_and_agreements_do_not),
        cmocka_unit_test(what_counts),
        cmocka_unit_test(age_gives_a_right_from_the_birthday),
        cmocka_unit_test(no_fact_exempts_from_daytime_duty),
        cmocka_unit_test(pregnancy_and_breastfeeding_have_their_months),
        cmocka_unit_test(reasons_are_weighed_and_age_only_with_them),
        cmocka_unit_test(duty_stops_at_what_is_a_right_kept_or_given),
    };
    return cmocka_run_group_tests_name("duty", tests, fixture_setup, fixture_teardown);
}
