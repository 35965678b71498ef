/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/enrolment.h"

#include "fixture.h"

#include <string.h>

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

enum { SWITCHES = 2 };

static struct date used_up[SWITCHES];

/* A grown-up resident on another list, and an open list with places. */
static struct choice_facts
ordinary(void)
{
    used_up[0] = day("2024-01-10");
    used_up[1] = day("2024-03-05");
    return (struct choice_facts){
        .standing = {.born = day("1980-06-15"),
                     .ground = GROUND_RESIDENT,
                     .from = DATE_NONE,
                     .to = DATE_NONE},
        .offer = {.state = LIST_OPEN, .cap = 1000, .length = 900},
        .has_gp = true,
        .moved_away = DATE_NONE,
        .moved_back = DATE_NONE,
        .history = {.counted = used_up},
    };
}

/* What can stand against a choice, in the order it must be found. */
enum { HINDRANCES = 8 };

static const int hindrance_rules[HINDRANCES] = {79, 62, 72, 73, 241, 88, 86, 83};

static struct choice_facts
with_hindrances(unsigned set)
{
    struct choice_facts facts = ordinary();
    if (set & 1) {
        facts.request.asker = ASKER_OTHER;
    }
    if (set & 2) {
        facts.standing.ground = GROUND_NONE;
    }
    facts.offer.blocked = set & 4;
    facts.offer.members_only = set & 8;
    facts.on_list = set & 16;
    facts.switch_pending = set & 32;
    if (set & 64) {
        facts.offer.state = LIST_CLOSED;
        facts.offer.length = facts.offer.cap;
    }
    if (set & 128) {
        facts.history.counted_count = SWITCHES;
    }
    return facts;
}

static void
first_hindrance_decides(void **state)
{
    for (unsigned set = 0; set < 1u << HINDRANCES; set++) {
        struct choice_facts facts = with_hindrances(set);
        struct enrolment enrolment = enrolment_choice(rules(state), day("2024-05-14"), &facts);
        int expected = 83;
        for (int i = HINDRANCES - 1; i >= 0; i--) {
            expected = set & 1u << i ? hindrance_rules[i] : expected;
        }
        if (enrolment.verdict.allowed != (set == 0) || enrolment.verdict.rule != expected) {
            fail_msg("hindrances %x: allowed %d by R%d", set, enrolment.verdict.allowed,
                     enrolment.verdict.rule);
        }
        if (set == 0) {
            assert_true(enrolment.counts_as_switch);
            assert_false(enrolment.gives_switch);
            assert_int_equal(enrolment.effective.days, day("2024-06-01").days);
        } else {
            assert_false(enrolment.counts_as_switch || enrolment.gives_switch);
            assert_true(date_is_none(enrolment.effective));
        }
    }
}

/* Of all lists with a cap of five: who comes in follows from state and length alone, but for those
 * a closed list must take, who come into every one. */
static void
places_decide_for_all_but_the_entitled(void **state)
{
    for (int lists = LIST_OPEN; lists <= LIST_LOCKED; lists++) {
        for (int64_t length = 0; length <= 7; length++) {
            struct choice_facts facts = ordinary();
            facts.offer =
                (struct offer){.state = (enum list_state)lists, .cap = 5, .length = length};
            bool place = lists == LIST_OPEN && length < 5;
            int refused = lists == LIST_LOCKED ? 45 : length >= 5 ? 86 : 44;
            struct verdict verdict =
                enrolment_choice(rules(state), day("2024-05-14"), &facts).verdict;
            assert_int_equal(verdict.allowed, place);
            assert_int_equal(verdict.rule, place ? 83 : refused);

            facts.parent_listed = true;
            verdict = enrolment_choice(rules(state), day("2024-05-14"), &facts).verdict;
            assert_int_equal(verdict.allowed, place);
            facts.standing.born = day("2015-06-15");
            facts.request.asker = ASKER_HOLDER;
            verdict = enrolment_choice(rules(state), day("2024-05-14"), &facts).verdict;
            assert_true(verdict.allowed);
            assert_int_equal(verdict.rule, place ? 83 : 46);

            facts = ordinary();
            facts.offer =
                (struct offer){.state = (enum list_state)lists, .cap = 5, .length = length};
            facts.formerly_listed = true;
            facts.moved_away = day("2023-01-01");
            facts.moved_back = day("2024-04-01");
            verdict = enrolment_choice(rules(state), day("2024-05-14"), &facts).verdict;
            assert_true(verdict.allowed);
            assert_int_equal(verdict.rule, place ? 83 : 46);

            /* a place from the queue needs a free place, one from an exchange none */
            facts = ordinary();
            facts.offer =
                (struct offer){.state = (enum list_state)lists, .cap = 5, .length = length};
            facts.change = CHANGE_FROM_QUEUE;
            verdict = enrolment_choice(rules(state), day("2024-05-14"), &facts).verdict;
            assert_int_equal(verdict.allowed, lists != LIST_LOCKED && length < 5);
            facts.change = CHANGE_EXCHANGED;
            verdict = enrolment_choice(rules(state), day("2024-05-14"), &facts).verdict;
            assert_int_equal(verdict.allowed, lists != LIST_LOCKED);
        }
    }
}

/* One formerly listed, who moved away and back on those days, chooses a full list. */
static struct verdict
come_back(const struct rulebook *rulebook, const char *away, const char *back, const char *chosen)
{
    struct choice_facts facts = ordinary();
    facts.offer.state = LIST_CLOSED;
    facts.offer.length = facts.offer.cap;
    facts.formerly_listed = true;
    facts.moved_away = day(away);
    facts.moved_back = day(back);
    return enrolment_choice(rulebook, day(chosen), &facts).verdict;
}

static void
windows_of_return_have_their_bounds(void **state)
{
    static const struct {
        const char *away, *back, *chosen;
        bool allowed;
        int rule;
    } cases[] = {
        {"2021-05-01", "2024-05-01", "2024-05-01", true, 46},
        {"2021-05-01", "2024-05-02", "2024-05-02", false, 46},
        {"2023-05-01", "2023-11-14", "2024-05-14", true, 46},
        {"2023-05-01", "2023-11-13", "2024-05-14", false, 47},
        {"2020-05-01", "2023-11-13", "2024-05-14", false, 46}, /* both: the right comes first */
        {"2023-05-01", "2024-05-15", "2024-05-14", false, 46}, /* not back yet */
        {"2023-05-01", "2023-08-31", "2024-02-29", true, 46},
        {"2023-05-01", "2023-08-31", "2024-03-01", false, 47},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct verdict verdict =
            come_back(rules(state), cases[i].away, cases[i].back, cases[i].chosen);
        if (verdict.allowed != cases[i].allowed || verdict.rule != cases[i].rule) {
            fail_msg("case %zu: allowed %d by R%d", i, verdict.allowed, verdict.rule);
        }
    }
}

static void
windows_of_return_are_read_from_the_rulebook(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *window, *claim;
        bool allowed;
        int rule;
    } cases[] = {
        {"3", "6", false, 46},     {"4", "6", false, 47},    {"4", "24", true, 46},
        {"3.5", "24", true, 46},   {"3.4", "24", false, 46}, {"1000000000", "1000000000", true, 46},
        {"400", "4000", true, 46}, {"0", "0", false, 46},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char window[64] = "return_window,", claim[64] = "return_claim_window,";
        strcat(strcat(window, cases[i].window), ",");
        strcat(strcat(claim, cases[i].claim), ",");
        size_t length;
        char *bytes = source_file(&fixture->arena, "rules/norway.csv", &length);
        bytes = with_replaced(&fixture->arena, bytes, "return_window,3,", window);
        bytes = with_replaced(&fixture->arena, bytes, "return_claim_window,6,", claim);
        struct problems problems;
        struct rulebook rulebook;
        problems_init(&problems, &fixture->arena);
        assert_true(rulebook_read("rules.csv", bytes, strlen(bytes), &problems, &rulebook));
        struct verdict verdict = come_back(&rulebook, "2019-11-01", "2023-05-01", "2024-05-14");
        if (verdict.allowed != cases[i].allowed || verdict.rule != cases[i].rule) {
            fail_msg("case %zu: allowed %d by R%d", i, verdict.allowed, verdict.rule);
        }
    }
}

static void
effects_follow_the_change(void **state)
{
    static const struct {
        enum change change;
        enum asker asker;
        bool has_gp, objects, elsewhere;
        int rule;
        bool counts, gives;
    } cases[] = {
        {CHANGE_OWN_WISH, ASKER_SELF, true, false, false, 83, true, false},
        {CHANGE_OWN_WISH, ASKER_SELF, false, false, false, 67, false, false},
        {CHANGE_OWN_WISH, ASKER_SELF, true, true, false, 85, true, false},
        {CHANGE_OWN_WISH, ASKER_SELF, false, true, true, 85, false, false},
        {CHANGE_OWN_WISH, ASKER_SELF, true, false, true, 70, true, false},
        {CHANGE_MOVED, ASKER_SELF, true, false, false, 84, false, false},
        {CHANGE_MOVED, ASKER_SELF, true, false, true, 84, false, false},
        {CHANGE_MOVED, ASKER_SELF, false, false, false, 67, false, false},
        {CHANGE_REDUCED, ASKER_SELF, true, false, false, 84, false, false},
        {CHANGE_REDUCED, ASKER_MUNICIPALITY, true, false, false, 57, false, true},
        {CHANGE_GP_ENDED, ASKER_MUNICIPALITY, true, false, false, 84, false, true},
        {CHANGE_OWN_WISH, ASKER_MUNICIPALITY, true, false, false, 108, false, true},
        {CHANGE_OWN_WISH, ASKER_MUNICIPALITY, false, false, false, 67, false, false},
        {CHANGE_FROM_QUEUE, ASKER_SELF, true, false, false, 83, true, false},
        {CHANGE_FROM_QUEUE, ASKER_SELF, false, false, false, 67, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct choice_facts facts = ordinary();
        facts.change = cases[i].change;
        facts.request.asker = cases[i].asker;
        facts.has_gp = cases[i].has_gp;
        facts.gp_objects = cases[i].objects;
        facts.offer.other_municipality = cases[i].elsewhere;
        struct enrolment enrolment = enrolment_choice(rules(state), day("2024-05-14"), &facts);
        if (!enrolment.verdict.allowed || enrolment.verdict.rule != cases[i].rule ||
            enrolment.counts_as_switch != cases[i].counts ||
            enrolment.gives_switch != cases[i].gives) {
            fail_msg("case %zu: allowed %d by R%d, counts %d, gives %d", i,
                     enrolment.verdict.allowed, enrolment.verdict.rule, enrolment.counts_as_switch,
                     enrolment.gives_switch);
        }
        /* what does not count is never refused for the quota, and what counts is */
        facts.history.counted_count = SWITCHES;
        struct verdict used = enrolment_choice(rules(state), day("2024-05-14"), &facts).verdict;
        assert_int_equal(used.allowed, !cases[i].counts);
    }
}

static void
entitled_child_switches_like_others(void **state)
{
    struct choice_facts facts = ordinary();
    facts.standing.born = day("2015-06-15");
    facts.request.asker = ASKER_HOLDER;
    facts.parent_listed = true;
    facts.offer.length = facts.offer.cap;
    struct enrolment enrolment = enrolment_choice(rules(state), day("2024-05-14"), &facts);
    assert_true(enrolment.verdict.allowed && enrolment.counts_as_switch);
    facts.history.counted_count = SWITCHES;
    enrolment = enrolment_choice(rules(state), day("2024-05-14"), &facts);
    assert_false(enrolment.verdict.allowed);
    assert_int_equal(enrolment.verdict.rule, 83);
}

static void
effect_is_the_next_first(void **state)
{
    (void)state;
    struct dice dice = {.seed = 87};
    for (int i = 0; i < 2000; i++) {
        struct date made = {(int32_t)dice_whole(&dice, 0, 40000)};
        struct date effective = enrolment_effective(made);
        struct date before = {effective.days - 1};
        assert_int_equal(date_to_ymd(effective).day, 1);
        assert_int_equal(date_month_start(before).days, date_month_start(made).days);
        /* on every day from the choice on, it can be withdrawn or is in effect, never both */
        assert_true(enrolment_may_withdraw(made, made).allowed);
        assert_true(enrolment_may_withdraw(made, before).allowed);
        assert_false(enrolment_may_withdraw(made, effective).allowed);
        assert_false(enrolment_may_withdraw(made, (struct date){made.days - 1}).allowed);
        assert_false(enrolment_in_effect(made, before).allowed);
        assert_true(enrolment_in_effect(made, effective).allowed);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_hindrance_decides),
        cmocka_unit_test(places_decide_for_all_but_the_entitled),
        cmocka_unit_test(windows_of_return_have_their_bounds),
        cmocka_unit_test(windows_of_return_are_read_from_the_rulebook),
        cmocka_unit_test(effects_follow_the_change),
        cmocka_unit_test(entitled_child_switches_like_others),
        cmocka_unit_test(effect_is_the_next_first),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
