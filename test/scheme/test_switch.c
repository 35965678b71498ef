/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/switch.h"

#include "fixture.h"

#include <string.h>

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

/* The rulebook with one row changed. */
static struct rulebook
changed(void **state, const char *from, const char *to)
{
    struct fixture *fixture = *state;
    struct problems problems;
    struct rulebook rulebook;
    size_t length;
    char *bytes = source_file(&fixture->arena, "rules/norway.csv", &length);
    char *other = with_replaced(&fixture->arena, bytes, from, to);
    problems_init(&problems, &fixture->arena);
    assert_true(rulebook_read("rules.csv", other, strlen(other), &problems, &rulebook));
    return rulebook;
}

static void
reason_decides_what_counts(void **state)
{
    static const struct {
        enum change change;
        bool by_authority, counts;
        int rule;
        bool given;
        int given_rule;
    } cases[] = {
        {CHANGE_OWN_WISH, false, true, 83, false, 108},
        {CHANGE_OWN_WISH, true, false, 108, true, 108},
        {CHANGE_MOVED, false, false, 84, false, 108},
        {CHANGE_MOVED, true, false, 84, true, 108},
        {CHANGE_GP_ENDED, false, false, 84, false, 108},
        {CHANGE_GP_ENDED, true, false, 84, true, 108},
        {CHANGE_REDUCED, false, false, 84, false, 108},
        {CHANGE_REDUCED, true, false, 57, true, 57},
        {CHANGE_STRUCK_OFF, false, false, 84, false, 108},
        {CHANGE_STRUCK_OFF, true, false, 84, true, 108},
        {CHANGE_FROM_QUEUE, false, true, 89, false, 108},
        {CHANGE_FROM_QUEUE, true, true, 89, false, 108},
        {CHANGE_EXCHANGED, false, true, 89, false, 108},
        {CHANGE_EXCHANGED, true, true, 89, false, 108},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct verdict counts =
            switch_counts(rules(state), day("2024-05-01"), cases[i].change, cases[i].by_authority);
        struct verdict given = switch_given(cases[i].change, cases[i].by_authority);
        if (counts.allowed != cases[i].counts || counts.rule != cases[i].rule ||
            given.allowed != cases[i].given || given.rule != cases[i].given_rule) {
            fail_msg("case %zu: counts %d by R%d, gives %d by R%d", i, counts.allowed, counts.rule,
                     given.allowed, given.rule);
        }
    }
}

static void
queue_counts_as_the_rulebook_says(void **state)
{
    struct rulebook other =
        changed(state, "queue_move_counts_as_switch,1,", "queue_move_counts_as_switch,0,");
    struct verdict verdict = switch_counts(&other, day("2024-05-01"), CHANGE_FROM_QUEUE, false);
    assert_false(verdict.allowed);
    assert_int_equal(verdict.rule, 89);
}

static int64_t
left_after(const struct rulebook *rulebook, const char *date, const char *const *made,
           const char *const *given)
{
    struct date counted[4], extra[4];
    struct switch_history history = {.counted = counted, .given = extra};
    for (; made != NULL && made[history.counted_count] != NULL; history.counted_count++) {
        counted[history.counted_count] = day(made[history.counted_count]);
    }
    for (; given != NULL && given[history.given_count] != NULL; history.given_count++) {
        extra[history.given_count] = day(given[history.given_count]);
    }
    return switch_left(rulebook, day(date), &history);
}

static void
quota_is_of_the_calendar_year(void **state)
{
    const struct rulebook *law = rules(state);
    const char *const turn[] = {"2023-12-31", "2024-01-01", NULL};
    const char *const two[] = {"2024-01-01", "2024-12-31", NULL};
    const char *const three[] = {"2024-01-01", "2024-03-01", "2024-04-01", NULL};
    const char *const extra[] = {"2024-02-01", NULL};
    const char *const old[] = {"2023-12-31", NULL};
    assert_int_equal(left_after(law, "2024-05-01", NULL, NULL), 2);
    assert_int_equal(left_after(law, "2024-05-01", turn, NULL), 1);
    assert_int_equal(left_after(law, "2023-12-31", turn, NULL), 1);
    assert_int_equal(left_after(law, "2024-12-30", two, NULL), 1);
    assert_int_equal(left_after(law, "2024-12-31", two, NULL), 0);
    assert_int_equal(left_after(law, "2025-01-01", two, NULL), 2);
    /* never below none, and a switch given is one more, in the same year only */
    assert_int_equal(left_after(law, "2024-05-01", three, NULL), 0);
    assert_int_equal(left_after(law, "2024-05-01", three, extra), 0);
    assert_int_equal(left_after(law, "2024-03-31", three, extra), 1);
    assert_int_equal(left_after(law, "2024-05-01", NULL, extra), 3);
    assert_int_equal(left_after(law, "2024-05-01", NULL, old), 2);
    assert_int_equal(left_after(law, "2024-01-31", NULL, extra), 2);
}

static void
quota_may_be_of_any_twelve_months(void **state)
{
    struct rulebook other =
        changed(state, "switch_quota_calendar_year,1,", "switch_quota_calendar_year,0,");
    const char *const made[] = {"2023-05-01", "2023-12-31", NULL};
    const char *const leap[] = {"2024-02-29", NULL};
    assert_int_equal(left_after(&other, "2024-04-30", made, NULL), 0);
    assert_int_equal(left_after(&other, "2024-05-01", made, NULL), 1);
    assert_int_equal(left_after(&other, "2024-12-30", made, NULL), 1);
    assert_int_equal(left_after(&other, "2024-12-31", made, NULL), 2);
    assert_int_equal(left_after(&other, "2025-02-28", leap, NULL), 1);
    assert_int_equal(left_after(&other, "2025-03-01", leap, NULL), 2);
}

static void
quota_is_read_from_the_rulebook(void **state)
{
    struct rulebook none = changed(state, "switch_quota,2,", "switch_quota,0,");
    struct rulebook five = changed(state, "switch_quota,2,", "switch_quota,5,");
    const char *const made[] = {"2024-02-01", "2024-03-01", NULL};
    assert_int_equal(left_after(&none, "2024-05-01", NULL, NULL), 0);
    assert_int_equal(left_after(&five, "2024-05-01", made, NULL), 3);
    /* before there was a rule, there was no switch to have */
    assert_int_equal(left_after(rules(state), "2012-12-31", NULL, NULL), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reason_decides_what_counts),
        cmocka_unit_test(queue_counts_as_the_rulebook_says),
        cmocka_unit_test(quota_is_of_the_calendar_year),
        cmocka_unit_test(quota_may_be_of_any_twelve_months),
        cmocka_unit_test(quota_is_read_from_the_rulebook),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
