/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/child.h"

#include "fixture.h"

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

/* The rules as they are written, one after the other, for a child under 16 whose parents care. */
static int64_t
as_written(const struct child_facts *facts)
{
    const struct parent *mother = &facts->mother, *other = &facts->other;
    int64_t mothers = mother->holds_responsibility ? mother->list : CHILD_NO_LIST;
    int64_t others = other->holds_responsibility ? other->list : CHILD_NO_LIST;
    if (mothers == CHILD_NO_LIST || others == CHILD_NO_LIST) {
        return mothers == CHILD_NO_LIST ? others : mothers;
    }
    if (mothers == others || (mother->same_address && other->same_address)) {
        return mothers;
    }
    if (mother->same_address || other->same_address) {
        return mother->same_address ? mothers : others;
    }
    return facts->newborn ? mothers : CHILD_NO_LIST;
}

/* Every family: each parent with and without responsibility and the child's address, on list 1, 2
 * or none. */
static void
every_family_follows_the_rules(void **state)
{
    static const char *const births[] = {"2024-04-12", "2008-05-02", "2008-05-01", "1980-01-01"};
    int placed = 0;
    for (int set = 0; set < 4 * 64 * 9; set++) {
        int lists = set / 256;
        struct child_facts facts = {
            .born = day(births[set & 3]),
            .newborn = set & 4,
            .care_taken = set & 8,
            .mother = {set & 16, set & 32, lists % 3 == 0 ? CHILD_NO_LIST : lists % 3},
            .other = {set & 64, set & 128, lists / 3 == 0 ? CHILD_NO_LIST : lists / 3},
        };
        struct verdict verdict;
        int64_t list = child_list(rules(state), day("2024-05-01"), &facts, &verdict);
        bool grown = (set & 3) >= 2;
        int64_t right = grown || facts.care_taken ? CHILD_NO_LIST : as_written(&facts);
        assert_int_equal(list, right);
        assert_int_equal(verdict.allowed, list != CHILD_NO_LIST);
        bool with_mother = facts.mother.holds_responsibility && list == facts.mother.list;
        int rule = grown                          ? 79
                   : facts.care_taken             ? 81
                   : list == CHILD_NO_LIST        ? 68
                   : facts.newborn && with_mother ? 48
                                                  : 77;
        assert_int_equal(verdict.rule, rule);
        placed += list != CHILD_NO_LIST;
    }
    assert_true(placed > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_family_follows_the_rules),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
