/* SPDX-License-Identifier: EUPL-1.2 */
#define _XOPEN_SOURCE 700
#include "exchange/persons_csv.h"

#include "scratch.h"

/* Made-up people: 80 is added to the month, as in no person's number. */
#define ADA "01810110089"
#define BO "15923410071"
#define CAI "29888810186"
#define HEADER                                                                                     \
    "national_id,birth_date,sex,municipality,district,household,protected,mother,other_parent,"    \
    "post,since\n"

static void
what_is_read_is_written_the_same(void **state)
{
    struct scratch *scratch = *state;
    static const char text[] =
        HEADER ADA ",1901-01-01,female,4601,\"Å, sør\",h1,no,,,P1,2024-01-01\n" BO
                   ",,,4601,,,yes," ADA "," CAI ",,\n";
    struct table table;
    struct error error;
    char *bytes;
    size_t length;
    scratch_put(scratch, text);
    assert_true(persons_csv_read(scratch->path, &scratch->problems, &table));
    assert_int_equal(table.count, 2);
    const struct persons_row *row = table.rows;
    assert_string_equal(row[0].national_id, ADA);
    assert_int_equal(row[0].birth_date.days, day("1901-01-01").days);
    assert_int_equal(row[0].sex, PERSONS_FEMALE);
    assert_string_equal(row[0].district, "Å, sør");
    assert_string_equal(row[0].household, "h1");
    assert_int_equal(row[0].is_protected, 0);
    assert_string_equal(row[0].post, "P1");
    assert_int_equal(row[0].since.days, day("2024-01-01").days);
    assert_int_equal(row[1].is_protected, 1);
    assert_int_equal(row[1].sex, CHOICE_NONE);
    assert_string_equal(row[1].mother, ADA);
    assert_string_equal(row[1].other_parent, CAI);
    assert_true(date_is_none(row[1].birth_date));
    assert_true(persons_csv_write(scratch->path, &table, &error));
    assert_true(file_read(scratch->path, &scratch->arena, &bytes, &length, &error));
    assert_string_equal(bytes, text);
    assert_false(persons_csv_write(scratch->folder, &table, &error));
    assert_int_equal(error.code, ERROR_WRITE_FILE);
}

static void
a_mark_and_semicolons_are_taken(void **state)
{
    struct scratch *scratch = *state;
    struct table table;
    scratch_put(scratch, "\xEF\xBB\xBFmunicipality;protected;national_id\r\n4601;no;" ADA "\r\n");
    assert_true(persons_csv_read(scratch->path, &scratch->problems, &table));
    assert_string_equal(((struct persons_row *)table.rows)[0].national_id, ADA);
}

/* Numbers put everywhere, in files wrong in every way: none of them comes back in an error. */
static void
no_error_shows_a_number(void **state)
{
    struct scratch *scratch = *state;
    static const char *const files[] = {
        HEADER ADA "," BO "," BO ",4601,,," CAI ",,,," CAI "\n",
        HEADER ADA ",,,4601,,,no,,,,\n" ADA ",,,4601,,,no,,,,\n",
        HEADER ADA "," BO "\n",
        HEADER ",,," BO ",,,no,,,,\n",
        ADA "," BO "," CAI "\n",
        ADA "\n" BO "\n",
        "national_id,national_id,municipality,protected\n" ADA "," BO ",4601,no\n",
        "national_id,municipality,protected\n\"" ADA "\"" BO ",4601,no\n",
        "national_id,municipality,protected\n" ADA "\x01,4601,no\n",
        "national_id,municipality,protected\n" ADA "\xE6,4601,no\n",
        "national_id,municipality,protected\n\"" ADA ",4601,no\n",
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct table table = {.count = 4711};
        scratch_put(scratch, files[i]);
        assert_false(persons_csv_read(scratch->path, &scratch->problems, &table));
        assert_int_equal(table.count, 4711);
        assert_true(scratch->problems.count > 0);
        for (size_t e = 0; e < scratch->problems.count; e++) {
            struct text told;
            text_init(&told, 4096);
            error_write(&scratch->problems.errors[e], LANGUAGE_NB, &told);
            assert_null(strstr(text_string(&told), ADA));
            assert_null(strstr(text_string(&told), BO));
            assert_null(strstr(text_string(&told), CAI));
            text_free(&told);
        }
    }
}

static void
errors_say_where_and_what_was_expected(void **state)
{
    struct scratch *scratch = *state;
    struct table table;
    scratch_put(scratch, HEADER ADA ",01.01.1901,F,4601,,,no,,,,\n" ADA ",,,,,,,,,,\n");
    assert_false(persons_csv_read(scratch->path, &scratch->problems, &table));
    static const struct {
        enum error_code code;
        int line, column;
        const char *field;
    } expected[] = {
        {ERROR_NOT_DATE, 2, 2, "birth_date"},        {ERROR_NOT_CHOICE, 2, 3, "sex"},
        {ERROR_VALUE_MISSING, 3, 4, "municipality"}, {ERROR_VALUE_MISSING, 3, 7, "protected"},
        {ERROR_KEY_TWICE, 3, 1, "national_id"},
    };
    assert_int_equal(scratch->problems.count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < scratch->problems.count; i++) {
        const struct error *error = &scratch->problems.errors[i];
        assert_int_equal(error->code, expected[i].code);
        assert_int_equal(error->line, expected[i].line);
        assert_int_equal(error->column, expected[i].column);
        assert_string_equal(error->field, expected[i].field);
    }
    unlink(scratch->path);
    assert_false(persons_csv_read(scratch->path, &scratch->problems, &table));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SCRATCH(what_is_read_is_written_the_same),
        ON_SCRATCH(a_mark_and_semicolons_are_taken),
        ON_SCRATCH(no_error_shows_a_number),
        ON_SCRATCH(errors_say_where_and_what_was_expected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
