/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/national.h"

#include "exchange/folder.h"
#include "fixture.h"

#include <string.h>

static struct problems
fresh(struct arena *arena)
{
    struct problems problems;
    arena_init(arena, (size_t)64 << 20);
    problems_init(&problems, arena);
    return problems;
}

static void
the_programs_own_rulebook_is_read_and_another_by_its_path(void **state)
{
    (void)state;
    struct arena arena;
    struct problems problems = fresh(&arena);
    struct rulebook own, other;
    assert_true(national_rulebook(NULL, &problems, &own));
    assert_true(national_rulebook(SOURCE_ROOT "/rules/norway.csv", &problems, &other));
    assert_int_equal(own.table.count, other.table.count);
    assert_false(national_rulebook(SOURCE_ROOT "/rules/none.csv", &problems, &other));
    assert_int_equal(problems.errors[0].code, ERROR_FILE_OPEN);
    arena_free(&arena);
}

static void
a_municipality_is_given_what_it_lacks_and_keeps_what_it_has(void **state)
{
    (void)state;
    struct arena arena;
    struct problems problems = fresh(&arena);
    struct rulebook rulebook;
    struct municipality bergen;
    assert_true(national_rulebook(NULL, &problems, &rulebook));
    assert_true(folder_read(SOURCE_ROOT "/data/bergen", &rulebook, &problems, &bergen));
    size_t own = bergen.tables[TABLE_SOURCES].count;
    struct figure hours;
    assert_false(reference_figure(&bergen, REFERENCE_gp_hours_all, &hours));
    assert_true(national_fill(&bergen, &problems));
    assert_true(reference_figure(&bergen, REFERENCE_gp_hours_all, &hours));
    assert_near(hours.value, 55.6, 0);
    assert_non_null(source_find(&bergen, hours.source)); /* its source came with it */
    assert_non_null(source_find(&bergen, "strategy"));
    size_t filled = bergen.tables[TABLE_SOURCES].count;
    assert_true(filled > own);
    assert_true(national_fill(&bergen, &problems)); /* a second time there is nothing to give */
    assert_int_equal(bergen.tables[TABLE_SOURCES].count, filled);

    size_t assumed;
    const struct forecast_parameter *assumptions =
        municipality_rows(&bergen, TABLE_FORECAST_PARAMETERS, &assumed);
    assert_int_equal(assumed, ASSUMPTION_COUNT); /* its own first, then what it lacks, once each */
    assert_string_equal(assumptions[0].source, "strategy");
    bool seen[ASSUMPTION_COUNT] = {false};
    for (size_t i = 0; i < assumed; i++) {
        assert_false(seen[assumptions[i].parameter]);
        seen[assumptions[i].parameter] = true;
        assert_non_null(source_find(&bergen, assumptions[i].source));
    }

    struct parameter *rows = bergen.tables[TABLE_REFERENCE].rows;
    rows[0].value = 1; /* its own figure now */
    bergen.tables[TABLE_CONSULTATION_RATES] = (struct table){0};
    assert_true(national_fill(&bergen, &problems));
    assert_near(((struct parameter *)bergen.tables[TABLE_REFERENCE].rows)[0].value, 1, 0);
    assert_true(bergen.tables[TABLE_CONSULTATION_RATES].count > 0);
    assert_true(problems_none(&problems));
    arena_free(&arena);
}

static void
memory_that_ends_is_told(void **state)
{
    (void)state;
    for (size_t limit = 0; limit < 40000; limit += 1777) {
        struct arena arena;
        struct problems problems;
        struct rulebook rulebook;
        arena_init(&arena, limit);
        problems_init(&problems, &arena);
        assert_false(national_rulebook(NULL, &problems, &rulebook));
        assert_false(problems_none(&problems));
        arena_free(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_programs_own_rulebook_is_read_and_another_by_its_path),
        cmocka_unit_test(a_municipality_is_given_what_it_lacks_and_keeps_what_it_has),
        cmocka_unit_test(memory_that_ends_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
