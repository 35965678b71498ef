/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/complaint.h"

#include "fixture.h"

#include <string.h>

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

static void
deadline_is_four_weeks(void **state)
{
    assert_int_equal(complaint_deadline(rules(state), day("2024-05-01")).days,
                     day("2024-05-29").days);
    assert_int_equal(complaint_deadline(rules(state), day("2024-02-15")).days,
                     day("2024-03-14").days);
    assert_true(complaint_in_time(rules(state), day("2024-05-01"), day("2024-05-29")).allowed);
    struct verdict late = complaint_in_time(rules(state), day("2024-05-01"), day("2024-05-30"));
    assert_false(late.allowed);
    assert_int_equal(late.rule, 92);
}

static void
days_without_the_rule_have_no_deadline(void **state)
{
    assert_true(date_is_none(complaint_deadline(rules(state), day("2012-12-31"))));
    assert_true(complaint_in_time(rules(state), day("2012-12-31"), day("2020-01-01")).allowed);
}

static void
deadline_is_read_from_the_rulebook(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *row, *deadline;
    } cases[] = {{"complaint_deadline,6,weeks,2013-01-01,,law,R92", "2024-06-12"},
                 {"complaint_deadline,0.5,weeks,2013-01-01,,law,R92", "2024-05-04"},
                 {"complaint_deadline,1000000000,weeks,2013-01-01,,law,R92", "2299-12-31"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t length;
        char *bytes = source_file(&fixture->arena, "rules/norway.csv", &length);
        bytes = with_replaced(&fixture->arena, bytes,
                              "complaint_deadline,4,weeks,2013-01-01,,law,R92", cases[i].row);
        struct problems problems;
        struct rulebook other;
        problems_init(&problems, &fixture->arena);
        assert_true(rulebook_read("rules.csv", bytes, strlen(bytes), &problems, &other));
        assert_int_equal(complaint_deadline(&other, day("2024-05-01")).days,
                         day(cases[i].deadline).days);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deadline_is_four_weeks),
        cmocka_unit_test(days_without_the_rule_have_no_deadline),
        cmocka_unit_test(deadline_is_read_from_the_rulebook),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
