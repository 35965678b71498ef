/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/queue_join.h"

#include "fixture.h"

#include <string.h>

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

static struct queue_join_facts
ordinary(void)
{
    return (struct queue_join_facts){
        .standing = {.born = day("1980-06-15"),
                     .ground = GROUND_RESIDENT,
                     .from = DATE_NONE,
                     .to = DATE_NONE},
        .offer = {.state = LIST_CLOSED, .cap = 1000, .length = 1000},
    };
}

static void
first_hindrance_decides(void **state)
{
    enum { HINDRANCES = 7 };
    static const int hindrance_rules[HINDRANCES] = {79, 62, 72, 73, 241, 99, 95};
    for (unsigned set = 0; set < 1u << HINDRANCES; set++) {
        struct queue_join_facts facts = ordinary();
        if (set & 1) {
            facts.request.asker = ASKER_OTHER;
        }
        if (set & 2) {
            facts.standing.ground = GROUND_NONE;
        }
        facts.offer.blocked = set & 4;
        facts.offer.members_only = set & 8;
        facts.on_list = set & 16;
        if (set & 32) {
            facts.offer.state = LIST_OPEN;
            facts.offer.length = 999;
        }
        facts.waiting_lists = set & 64 ? 1 : 0;
        int expected = 95;
        for (int i = HINDRANCES - 1; i >= 0; i--) {
            expected = set & 1u << i ? hindrance_rules[i] : expected;
        }
        struct verdict verdict = queue_join_allowed(rules(state), day("2024-05-14"), &facts);
        if (verdict.allowed != (set == 0) || verdict.rule != expected) {
            fail_msg("hindrances %x: allowed %d by R%d", set, verdict.allowed, verdict.rule);
        }
    }
}

static void
parents_queue_for_children_at_home(void **state)
{
    static const struct {
        const char *born;
        enum asker asker;
        bool on_helsenorge, same_address, allowed;
        int rule;
    } cases[] = {
        {"2015-01-01", ASKER_HOLDER, true, true, true, 96},
        {"2015-01-01", ASKER_HOLDER, false, true, true, 96},
        {"2015-01-01", ASKER_HOLDER, true, false, false, 96},
        {"2015-01-01", ASKER_HOLDER, false, false, false, 96},
        {"2008-05-15", ASKER_HOLDER, true, true, true, 96},
        {"2008-05-14", ASKER_HOLDER, true, true, false, 79},
        {"2015-01-01", ASKER_SELF, false, true, false, 80},
        {"2015-01-01", ASKER_OTHER, false, true, false, 80},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct queue_join_facts facts = ordinary();
        facts.standing.born = day(cases[i].born);
        facts.request = (struct request){.asker = cases[i].asker,
                                         .on_helsenorge = cases[i].on_helsenorge,
                                         .same_address = cases[i].same_address};
        struct verdict verdict = queue_join_allowed(rules(state), day("2024-05-14"), &facts);
        if (verdict.allowed != cases[i].allowed || verdict.rule != cases[i].rule) {
            fail_msg("case %zu: allowed %d by R%d", i, verdict.allowed, verdict.rule);
        }
    }
}

static void
lists_without_a_place_can_be_waited_for(void **state)
{
    static const struct {
        enum list_state state;
        int64_t length;
        bool elsewhere, allowed;
        int rule;
    } cases[] = {
        {LIST_OPEN, 1000, false, true, 95},   {LIST_OPEN, 999, false, false, 99},
        {LIST_CLOSED, 991, false, true, 95},  {LIST_LOCKED, 500, false, true, 95},
        {LIST_CLOSED, 1001, true, true, 101}, {LIST_OPEN, 999, true, false, 99},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct queue_join_facts facts = ordinary();
        facts.offer.state = cases[i].state;
        facts.offer.length = cases[i].length;
        facts.offer.other_municipality = cases[i].elsewhere;
        struct verdict verdict = queue_join_allowed(rules(state), day("2024-05-14"), &facts);
        assert_int_equal(verdict.allowed, cases[i].allowed);
        assert_int_equal(verdict.rule, cases[i].rule);
    }
}

static void
numbers_are_read_from_the_rulebook(void **state)
{
    struct fixture *fixture = *state;
    size_t length;
    char *bytes = source_file(&fixture->arena, "rules/norway.csv", &length);
    bytes = with_replaced(&fixture->arena, bytes, "queue_max,1,", "queue_max,3,");
    bytes =
        with_replaced(&fixture->arena, bytes, "queue_lost_by_switch,1,", "queue_lost_by_switch,0,");
    struct problems problems;
    struct rulebook other;
    problems_init(&problems, &fixture->arena);
    assert_true(rulebook_read("rules.csv", bytes, strlen(bytes), &problems, &other));
    struct date date = day("2024-05-14");
    struct queue_join_facts facts = ordinary();
    facts.waiting_lists = 2;
    assert_true(queue_join_allowed(&other, date, &facts).allowed);
    assert_false(queue_join_allowed(rules(state), date, &facts).allowed);
    facts.waiting_lists = 3;
    assert_false(queue_join_allowed(&other, date, &facts).allowed);
    assert_false(queue_lost_by_switch(&other, date, false).allowed);
    assert_true(queue_lost_by_switch(rules(state), date, false).allowed);
    assert_false(queue_lost_by_switch(rules(state), date, true).allowed);
    assert_int_equal(queue_lost_by_switch(rules(state), date, true).rule, 103);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_hindrance_decides),
        cmocka_unit_test(parents_queue_for_children_at_home),
        cmocka_unit_test(lists_without_a_place_can_be_waited_for),
        cmocka_unit_test(numbers_are_read_from_the_rulebook),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
