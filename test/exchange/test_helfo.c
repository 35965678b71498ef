/* SPDX-License-Identifier: EUPL-1.2 */
#define _XOPEN_SOURCE 700
#include "exchange/helfo.h"

#include "scratch.h"

#include <math.h>

static bool
read_with(struct scratch *scratch, const char *columns, const char *report, struct date month,
          struct helfo_report *out)
{
    struct error error;
    problems_init(&scratch->problems, &scratch->arena);
    *out = (struct helfo_report){.count = 4711};
    assert_true(file_write(scratch->path, report, strlen(report), &error));
    if (columns != NULL) {
        assert_true(file_write(scratch->other, columns, strlen(columns), &error));
    }
    bool fine = helfo_read(scratch->path, columns == NULL ? NULL : scratch->other, month,
                           &scratch->problems, out);
    assert_int_equal(fine, problems_none(&scratch->problems));
    assert_true(fine || out->count == 4711);
    return fine;
}

/* Fails unless the errors, without the folder, are those. */
static void
check_told(struct scratch *scratch, const char *expected)
{
    struct text told;
    text_init(&told, 1 << 16);
    for (size_t i = 0; i < scratch->problems.count; i++) {
        struct error error = scratch->problems.errors[i];
        char *slash = strchr(error.file, '/');
        if (slash != NULL) {
            memmove(error.file, slash + 1, strlen(slash + 1) + 1);
        }
        error_write(&error, LANGUAGE_EN, &told);
        text_add_char(&told, '\n');
    }
    assert_string_equal(text_string(&told), expected);
    text_free(&told);
}

#define SMALL "field,column,required\ncontract,Liste,yes\nlisted,Antall,yes\n"

static void
a_report_is_read_through_the_programs_own_columns(void **state)
{
    struct scratch *scratch = *state;
    struct helfo_report report;
    assert_true(read_with(scratch, NULL,
                          "\xEF\xBB\xBF"
                          "Måned;Kommunenummer;Organisasjonsnummer;Legekontor;Avtale-ID;"
                          "HPR-nummer;Antall innbyggere;Gjesteinnbyggere;Listetak;Annet\r\n"
                          "2026-07;4601;-17;Løvstakken; 1 234;7654321;1 203,5;12;1\xC2\xA0"
                          "300;x\r\n"
                          "07.2026;4601;;;1235;;0;;;\r\n",
                          DATE_NONE, &report));
    assert_int_equal(report.count, 2);
    const struct helfo_row *row = report.rows;
    assert_string_equal(row[0].municipality, "4601");
    assert_int_equal(row[0].office, -17);
    assert_string_equal(row[0].office_name, "Løvstakken");
    assert_int_equal(row[0].contract, 1234);
    assert_string_equal(row[0].post, "");
    assert_int_equal(row[0].doctor, 7654321);
    assert_near(row[0].listed, 1203.5, 0);
    assert_near(row[0].guests, 12, 0);
    assert_near(row[0].cap, 1300, 0);
    assert_int_equal(row[0].month.days, day("2026-07-01").days);
    assert_int_equal(row[0].line, 2);
    assert_int_equal(row[1].office, WHOLE_NONE);
    assert_int_equal(row[1].doctor, WHOLE_NONE);
    assert_near(row[1].listed, 0, 0);
    assert_true(isnan(row[1].guests) && isnan(row[1].cap));
    assert_int_equal(row[1].month.days, row[0].month.days);
}

static void
windows_1252_is_found_out_and_read(void **state)
{
    struct scratch *scratch = *state;
    struct helfo_report report;
    static const char columns[] =
        "field,column,required\npost,Hjemmel på,yes\nlisted,Antall,yes\noffice_name,Kontor,no\n";
    assert_true(read_with(scratch, columns,
                          "Hjemmel p\xE5;Antall;Kontor\nA;1;\xC6\xD8\xC5 \x80\x96\xFF\n",
                          day("2026-07-01"), &report));
    assert_string_equal(report.rows[0].office_name, "ÆØÅ €–ÿ");
    /* a byte that Windows-1252 does not have, and a file that says it is UTF-8 and is not */
    assert_false(
        read_with(scratch, columns, "Hjemmel p\xE5;Antall\nA\x81;1\n", day("2026-07-01"), &report));
    check_told(scratch, "file:2:1: found bytes that are not UTF-8 (0x81), expected text in "
                        "UTF-8\n");
    assert_false(read_with(scratch, columns, "\xEF\xBB\xBFHjemmel p\xC3\xA5;Antall\nA\xE6;1\n",
                           day("2026-07-01"), &report));
    check_told(scratch, "file:2:1: found bytes that are not UTF-8 (0xE6), expected text in "
                        "UTF-8\n");
}

static void
every_way_of_writing_a_month_is_its_first_day(void **state)
{
    struct scratch *scratch = *state;
    static const char columns[] = SMALL "month,M,no\n";
    static const char *const months[] = {"2024-02", "202402", "02.2024", "2024-02-29",
                                         "29.02.2024"};
    static const char *const wrong[] = {"2024-13", "2024-2",     "02/2024", "30.02.2024",
                                        "202400",  "2024-02-30", "2024-02x"};
    struct helfo_report report;
    char text[64];
    for (size_t i = 0; i < 5; i++) {
        snprintf(text, sizeof text, "Liste,Antall,M\n1,2,%s\n", months[i]);
        assert_true(read_with(scratch, columns, text, day("2020-01-01"), &report));
        assert_int_equal(report.rows[0].month.days, day("2024-02-01").days);
    }
    for (size_t i = 0; i < 7; i++) {
        snprintf(text, sizeof text, "Liste,Antall,M\n1,2,%s\n", wrong[i]);
        assert_false(read_with(scratch, columns, text, DATE_NONE, &report));
        assert_int_equal(scratch->problems.errors[0].code, ERROR_NOT_MONTH);
    }
    assert_true(read_with(scratch, columns, "Liste,Antall,M\n1,2,\n", day("2020-01-01"), &report));
    assert_int_equal(report.rows[0].month.days, day("2020-01-01").days);
    assert_false(read_with(scratch, columns, "Liste,Antall,M\n1,2,\n", DATE_NONE, &report));
    check_told(scratch, "file:2:3: M: found an empty field, expected a value\n");
    assert_false(read_with(scratch, columns, "Liste,Antall\n1,2\n", DATE_NONE, &report));
    check_told(scratch, "file: month is missing\n");
}

static void
wrong_numbers_are_told_in_their_place(void **state)
{
    struct scratch *scratch = *state;
    struct helfo_report report;
    static const char columns[] = SMALL "office,Org,no\n";
    assert_false(read_with(scratch, columns,
                           "Antall;x;Liste;Org\n"
                           "1.234;;1;\n-1;;2;\n1,2,3;;3;\n;;4;\n5;;0;\n6;;;\n7;;7,0;a\n8;;8;9 9\n"
                           "1.23;;9;\n1.2345;;10;\n",
                           day("2026-07-01"), &report));
    check_told(scratch, "file:5:1: Antall: found an empty field, expected a value\n"
                        "file:7:3: Liste: found an empty field, expected a value\n");
    assert_false(read_with(scratch, columns,
                           "Antall;x;Liste;Org\n"
                           "1.234;;1;\n-1;;2;\n1,2,3;;3;\n5;;0;\n7;;7,0;a\n8;;8;9 9\n"
                           "1.23;;9;\n1.2345;;10;\n",
                           day("2026-07-01"), &report));
    check_told(scratch,
               "file:2:1: Antall: found \"1.234\", expected a number ≥ 0 with \",\" as decimal "
               "sign\n"
               "file:3:1: Antall: found \"-1\", expected a number ≥ 0 with \",\" as decimal sign\n"
               "file:4:1: Antall: found \"1,2,3\", expected a number ≥ 0 with \",\" as decimal "
               "sign\n"
               "file:5:3: Liste: found \"0\", expected a whole number ≥ 1\n"
               "file:6:4: Org: found \"a\", expected a whole number\n"
               "file:6:3: Liste: found \"7,0\", expected a whole number ≥ 1\n");
}

static void
columns_that_are_missing_or_doubled_are_told(void **state)
{
    struct scratch *scratch = *state;
    struct helfo_report report;
    struct date month = day("2026-07-01");
    assert_false(read_with(scratch, SMALL, "Antall;Anna;Antall\n1;2;3\n", month, &report));
    check_told(scratch, "file:1:3: found the column \"Antall\" twice\n"
                        "file:1: Liste: found no such column, expected it in the header\n");
    assert_true(read_with(scratch, SMALL, "Liste;;Anna;Anna;;Antall\n1;;;;;2\n", month, &report));
    assert_false(read_with(scratch, SMALL, "Liste;Antall\n1;2\n2;2\n1;3\n", month, &report));
    check_told(scratch, "file:4:1: Liste: found \"1\" again, expected a key not used on line "
                        "2\n");
    assert_false(read_with(scratch, SMALL, "", month, &report));
    assert_int_equal(scratch->problems.errors[0].code, ERROR_FILE_EMPTY);
}

static void
the_table_of_columns_is_held_to_its_form(void **state)
{
    struct scratch *scratch = *state;
    struct helfo_report report;
    static const struct {
        const char *columns, *told;
    } wrong[] = {
        {SMALL "lists,A,no\n",
         "other:4:1: field: found the unknown \"lists\"; did you mean \"listed\"?\n"},
        {SMALL "listed,A,no\n",
         "other:4:1: field: found \"listed\" again, expected a key not used on line 3\n"},
        {SMALL "cap,Liste,no\n", "other:4:2: column: found the column \"Liste\" twice\n"},
        {SMALL "cap,,maybe\n", "other:4:2: column: found an empty field, expected a value\n"
                               "other:4:3: required: found \"maybe\", expected one of: no, yes\n"},
        {"field,column,required\nlisted,A,no\npost,B,no\n",
         "other: listed,…,yes is missing\nother: contract,…,yes / post,…,yes is missing\n"},
        {"field,column\n", "other:1: required: found no such column, expected it in the header\n"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(read_with(scratch, wrong[i].columns, "Liste;Antall\n1;2\n", day("2026-07-01"),
                               &report));
        check_told(scratch, wrong[i].told);
    }
    assert_false(helfo_read(scratch->path, "none.csv", DATE_NONE, &scratch->problems, &report));
    unlink(scratch->path);
    assert_false(helfo_read(scratch->path, NULL, DATE_NONE, &scratch->problems, &report));
}

static void
memory_that_ends_is_told(void **state)
{
    struct scratch *scratch = *state;
    struct error error;
    static const char text[] = "Avtale-ID;Antall innbyggere;Legekontor\n1;2;\xE5\n2;3;b\n";
    assert_true(file_write(scratch->path, text, sizeof text - 1, &error));
    bool enough = false;
    for (size_t limit = 0; !enough; limit += 113) {
        struct arena arena;
        struct problems problems;
        struct helfo_report report;
        arena_init(&arena, limit);
        problems_init(&problems, &arena);
        enough = helfo_read(scratch->path, NULL, day("2026-07-01"), &problems, &report);
        assert_int_equal(enough, problems_none(&problems));
        assert_true(limit < 100000);
        arena_free(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SCRATCH(a_report_is_read_through_the_programs_own_columns),
        ON_SCRATCH(windows_1252_is_found_out_and_read),
        ON_SCRATCH(every_way_of_writing_a_month_is_its_first_day),
        ON_SCRATCH(wrong_numbers_are_told_in_their_place),
        ON_SCRATCH(columns_that_are_missing_or_doubled_are_told),
        ON_SCRATCH(the_table_of_columns_is_held_to_its_form),
        ON_SCRATCH(memory_that_ends_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
