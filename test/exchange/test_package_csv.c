/* SPDX-License-Identifier: EUPL-1.2 */
#define _XOPEN_SOURCE 700
#include "exchange/package_csv.h"

#include "scratch.h"

#include <math.h>

static bool
reads(struct scratch *scratch, const char *text, struct table *out)
{
    scratch_put(scratch, text);
    return package_csv_read(scratch->path, &scratch->problems, out);
}

static void
rows_become_choices(void **state)
{
    struct scratch *scratch = *state;
    struct table table;
    assert_true(reads(scratch,
                      "measure,size,start,ramp,until\n"
                      "a,2.5,2025-01-01,12,2027-01-01\n"
                      "b,,,,\n"
                      "c,-1,,,\n",
                      &table));
    assert_int_equal(table.count, 3);
    const struct choice *choices = table.rows;
    assert_string_equal(choices[0].measure, "a");
    assert_near(choices[0].size, 2.5, 0);
    assert_int_equal(choices[0].start.days, day("2025-01-01").days);
    assert_int_equal(choices[0].until.days, day("2027-01-01").days);
    assert_true(choices[0].ramp == 12);
    assert_true(isnan(choices[1].size) && choices[1].ramp == WHOLE_NONE);
    assert_true(date_is_none(choices[1].start) && date_is_none(choices[1].until));
    assert_near(choices[2].size, -1, 0);
    assert_true(reads(scratch, "measure\na\n", &table)); /* the others are the measure's own */
    choices = table.rows;
    assert_true(isnan(choices[0].size));
    assert_true(reads(scratch, "measure\n", &table)); /* no measures: things as they are */
    assert_int_equal(table.count, 0);
}

static void
what_is_wrong_is_told_with_its_place(void **state)
{
    struct scratch *scratch = *state;
    static const struct {
        const char *text;
        enum error_code code;
    } cases[] = {
        {"size\n2\n", ERROR_COLUMN_MISSING},
        {"measure\na\na\n", ERROR_KEY_TWICE},
        {"measure,size\na,x\n", ERROR_NOT_DECIMAL},
        {"measure,start\na,2025\n", ERROR_NOT_DATE},
        {"measure,ramp\na,-1\n", ERROR_NOT_WHOLE},
        {"measure,ramp\na,601\n", ERROR_NOT_WHOLE},
        {"measure,sice\na,1\n", ERROR_COLUMN_UNKNOWN_NEAR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct table table;
        assert_false(reads(scratch, cases[i].text, &table));
        const struct error *error = problem_of(&scratch->problems, cases[i].code);
        assert_string_equal(error->file, scratch->path);
        assert_true(error->line > 0);
    }
    struct table table;
    problems_init(&scratch->problems, &scratch->arena);
    assert_false(package_csv_read("dekning-none/p.csv", &scratch->problems, &table));
    problem_of(&scratch->problems, ERROR_FILE_OPEN);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SCRATCH(rows_become_choices),
        ON_SCRATCH(what_is_wrong_is_told_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
