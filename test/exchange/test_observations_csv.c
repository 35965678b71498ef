/* SPDX-License-Identifier: EUPL-1.2 */
#define _XOPEN_SOURCE 700
#include "exchange/observations_csv.h"

#include "exchange/national.h"
#include "scratch.h"

#define HEADER "municipality,indicator,year,value\n"

static bool
read_text(struct scratch *scratch, const char *text, struct table *out)
{
    scratch_put(scratch, text);
    return observations_csv_read(scratch->path, &scratch->problems, out);
}

static void
rows_are_read_and_empty_values_left_out(void **state)
{
    struct table table;
    assert_true(read_text(*state,
                          HEADER "0301,mean_list_length,2015,1328\n0301,gps,2015,\n"
                                 "0301,share_on_lists_without_gp_pct,2015,0.5\n",
                          &table));
    const struct panel_row *rows = table.rows;
    assert_int_equal(table.count, 2);
    assert_string_equal(rows[0].municipality, "0301");
    assert_int_equal(rows[0].indicator, PANEL_MEAN_LIST);
    assert_int_equal(rows[0].year, 2015);
    assert_true(rows[0].value == 1328 && rows[1].value == 0.5);
}

static void
assert_wrong(struct scratch *scratch, const char *rows, enum error_code code, int line, int column)
{
    struct table table;
    char text[512];
    snprintf(text, sizeof text, HEADER "0301,gps,2019,500\n%s", rows);
    assert_false(read_text(scratch, text, &table));
    assert_int_equal(scratch->problems.count, 1);
    assert_int_equal(scratch->problems.errors[0].code, code);
    assert_int_equal(scratch->problems.errors[0].line, line);
    assert_int_equal(scratch->problems.errors[0].column, column);
    assert_string_equal(scratch->problems.errors[0].file, scratch->path);
}

static void
every_error_has_its_place(void **state)
{
    assert_wrong(*state, "0301,doctors,2020,5\n", ERROR_NOT_CHOICE, 3, 2);
    assert_wrong(*state, "0301,gps,20x0,5\n", ERROR_NOT_WHOLE, 3, 3);
    assert_wrong(*state, "0301,gps,1979,5\n", ERROR_NOT_WHOLE, 3, 3);
    assert_wrong(*state, "0301,gps,2101,5\n", ERROR_NOT_WHOLE, 3, 3);
    assert_wrong(*state, "0301,gps,2020,many\n", ERROR_NOT_DECIMAL, 3, 4);
    assert_wrong(*state, "0301,gps,2020,-1\n", ERROR_NOT_DECIMAL, 3, 4);
    assert_wrong(*state, ",gps,2020,1\n", ERROR_VALUE_MISSING, 3, 1);
}

/* Rows without values observe nothing; a file without the column is another file. */
static void
a_file_without_the_column_of_values_is_wrong(void **state)
{
    struct scratch *scratch = *state;
    struct table table;
    assert_false(read_text(scratch, "municipality,indicator,year\n0301,gps,2019\n", &table));
    assert_int_equal(scratch->problems.count, 1);
    assert_int_equal(scratch->problems.errors[0].code, ERROR_COLUMN_MISSING);
    assert_string_equal(scratch->problems.errors[0].field, "value");
}

static void
a_row_may_not_stand_twice(void **state)
{
    struct scratch *scratch = *state;
    struct table table;
    assert_false(read_text(scratch, HEADER "0301,gps,2019,500\n0301,gps,2019,501\n", &table));
    assert_int_equal(scratch->problems.errors[0].code, ERROR_KEY_TWICE);
    assert_int_equal(scratch->problems.errors[0].line, 3);
}

static void
the_sizes_know_codes_of_before_and_after(void **state)
{
    struct scratch *scratch = *state;
    struct table table;
    problems_init(&scratch->problems, &scratch->arena);
    assert_true(national_sizes(&scratch->problems, &table));
    const struct panel_size *sizes = table.rows;
    int found = 0;
    for (size_t i = 0; i < table.count; i++) {
        assert_int_equal(strlen(sizes[i].municipality), 4);
        /* the same place before and after 2024 */
        found += strcmp(sizes[i].municipality, "3020") == 0 && sizes[i].residents == 59288;
        found += strcmp(sizes[i].municipality, "3207") == 0 && sizes[i].residents == 59288;
    }
    assert_int_equal(found, 2);
    assert_true(table.count > 400);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SCRATCH(rows_are_read_and_empty_values_left_out),
        ON_SCRATCH(every_error_has_its_place),
        ON_SCRATCH(a_file_without_the_column_of_values_is_wrong),
        ON_SCRATCH(a_row_may_not_stand_twice),
        ON_SCRATCH(the_sizes_know_codes_of_before_and_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
