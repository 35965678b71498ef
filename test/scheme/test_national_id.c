/* SPDX-License-Identifier: EUPL-1.2 */
/* Every number here is made by the rule, and nobody's: those in the source are synthetic, with 80
 * added to the month, but where a real month is what is tested; such are put together as the test
 * runs. */
#include "scheme/national_id.h"

#include "fixture.h"

#include <stdio.h>
#include <string.h>

/* Written apart from the code it tests: the two digits tried one by one against the definition. */
static bool
put_checks(char number[NATIONAL_ID_TEXT_SIZE])
{
    static const int first[] = {3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0};
    static const int second[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    for (int checks = 0; checks < 100; checks++) {
        int one = 0, two = 0;
        number[9] = (char)('0' + checks / 10);
        number[10] = (char)('0' + checks % 10);
        for (int i = 0; i < 11; i++) {
            one += first[i] * (number[i] - '0');
            two += second[i] * (number[i] - '0');
        }
        if (one % 11 == 0 && two % 11 == 0) {
            return true;
        }
    }
    return false;
}

/* Writes a number with that day and month as they stand; false when it has no check digits. */
static bool
put_number(int day_written, int month_written, int year, int individual,
           char out[NATIONAL_ID_TEXT_SIZE])
{
    char text[64];
    snprintf(text, sizeof text, "%02d%02d%02d%03d00", day_written, month_written, year % 100,
             individual);
    assert_int_equal(strlen(text), NATIONAL_ID_LENGTH);
    memcpy(out, text, NATIONAL_ID_TEXT_SIZE);
    return put_checks(out);
}

/* The first such number from that individual number in steps of two. */
static const char *
number_of(int day_written, int month_written, int year, int individual)
{
    static char number[NATIONAL_ID_TEXT_SIZE];
    while (!put_number(day_written, month_written, year, individual, number)) {
        individual += 2;
    }
    return number;
}

static enum national_id_fault
parse(const char *number, struct national_id *out)
{
    return national_id_parse(number, strlen(number), out);
}

static void
individual_numbers_tell_the_century(void **state)
{
    (void)state;
    /* Both ends of each range, in the first and last years of it and beyond; 0: no century. */
    static const struct {
        int kind, year, low, high, century;
    } cases[] = {
        {0, 53, 500, 749, 0},    {0, 54, 500, 749, 1800}, {0, 99, 500, 749, 1800},
        {0, 54, 750, 899, 0},    {0, 99, 750, 899, 0},    {0, 0, 0, 499, 1900},
        {0, 39, 0, 499, 1900},   {0, 40, 0, 499, 1900},   {0, 99, 0, 499, 1900},
        {0, 39, 900, 999, 2000}, {0, 40, 900, 999, 1900}, {0, 99, 900, 999, 1900},
        {0, 0, 500, 999, 2000},  {0, 39, 500, 999, 2000}, {0, 40, 500, 899, 0},
        {1, 57, 500, 599, 0},    {1, 58, 500, 599, 1800}, {1, 99, 500, 599, 1800},
        {1, 0, 0, 199, 1900},    {1, 39, 0, 199, 1900},   {1, 0, 200, 999, 2000},
        {1, 39, 200, 999, 2000}, {1, 40, 0, 499, 1900},   {1, 99, 0, 499, 1900},
        {1, 40, 600, 999, 1900}, {1, 99, 600, 999, 1900}, {1, 40, 500, 599, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int checked = 0;
        for (int individual = cases[i].low; individual <= cases[i].high; individual++) {
            char number[NATIONAL_ID_TEXT_SIZE];
            struct national_id id = {0};
            if (!put_number(1 + 40 * cases[i].kind, 81, cases[i].year, individual, number)) {
                continue;
            }
            enum national_id_fault fault = parse(number, &id);
            if (cases[i].century == 0) {
                assert_int_equal(fault, NATIONAL_ID_NO_CENTURY);
            } else if (fault != NATIONAL_ID_FINE ||
                       date_to_ymd(id.born).year != cases[i].century + cases[i].year ||
                       (int)id.kind != cases[i].kind ||
                       id.sex != (individual % 2 == 0 ? SEX_FEMALE : SEX_MALE)) {
                fail_msg("case %zu, individual number %d", i, individual);
            }
            checked++;
        }
        assert_true(checked > (cases[i].high - cases[i].low) * 3 / 4);
    }
}

static void
kinds_are_told_by_day_and_month(void **state)
{
    (void)state;
    static const struct {
        int day, month;
        enum national_id_fault fault;
        enum national_id_kind kind;
        bool synthetic;
    } cases[] = {
        {1, 1, NATIONAL_ID_FINE, NATIONAL_ID_BIRTH, false},
        {31, 12, NATIONAL_ID_FINE, NATIONAL_ID_BIRTH, false},
        {41, 1, NATIONAL_ID_FINE, NATIONAL_ID_D, false},
        {71, 12, NATIONAL_ID_FINE, NATIONAL_ID_D, false},
        {1, 81, NATIONAL_ID_FINE, NATIONAL_ID_BIRTH, true},
        {31, 92, NATIONAL_ID_FINE, NATIONAL_ID_BIRTH, true},
        {41, 81, NATIONAL_ID_FINE, NATIONAL_ID_D, true},
        {71, 92, NATIONAL_ID_FINE, NATIONAL_ID_D, true},
        {1, 41, NATIONAL_ID_HELP_NUMBER, 0, false},
        {31, 52, NATIONAL_ID_HELP_NUMBER, 0, false},
        {41, 41, NATIONAL_ID_HELP_NUMBER, 0, false},
        {1, 0, NATIONAL_ID_NO_DAY, 0, false},
        {1, 13, NATIONAL_ID_NO_DAY, 0, false},
        {1, 40, NATIONAL_ID_NO_DAY, 0, false},
        {1, 53, NATIONAL_ID_NO_DAY, 0, false},
        {1, 66, NATIONAL_ID_NO_DAY, 0, false},
        {1, 77, NATIONAL_ID_NO_DAY, 0, false},
        {1, 80, NATIONAL_ID_NO_DAY, 0, false},
        {1, 93, NATIONAL_ID_NO_DAY, 0, false},
        {1, 99, NATIONAL_ID_NO_DAY, 0, false},
        {0, 81, NATIONAL_ID_NO_DAY, 0, false},
        {32, 81, NATIONAL_ID_NO_DAY, 0, false},
        {39, 81, NATIONAL_ID_NO_DAY, 0, false},
        {40, 81, NATIONAL_ID_NO_DAY, 0, false},
        {72, 81, NATIONAL_ID_NO_DAY, 0, false},
        {81, 81, NATIONAL_ID_NO_DAY, 0, false},
        {99, 81, NATIONAL_ID_NO_DAY, 0, false},
        {31, 84, NATIONAL_ID_NO_DAY, 0, false},
        {71, 91, NATIONAL_ID_NO_DAY, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct national_id id = {.born = DATE_NONE};
        enum national_id_fault fault = parse(number_of(cases[i].day, cases[i].month, 50, 100), &id);
        if (fault != cases[i].fault) {
            fail_msg("case %zu: fault %d", i, (int)fault);
        }
        if (fault != NATIONAL_ID_FINE) {
            assert_true(date_is_none(id.born)); /* untouched */
            continue;
        }
        assert_int_equal(id.kind, cases[i].kind);
        assert_int_equal(id.synthetic, cases[i].synthetic);
        struct ymd born = date_to_ymd(id.born);
        assert_int_equal(born.year, 1950);
        assert_int_equal(born.month, cases[i].month % 80);
        assert_int_equal(born.day, cases[i].day % 40);
    }
}

static void
leap_days_are_of_the_year_the_century_gives(void **state)
{
    (void)state;
    static const struct {
        int year, individual;
        bool exists;
    } cases[] = {
        {0, 0, false},   /* 1900 */
        {0, 500, true},  /* 2000 */
        {96, 500, true}, /* 1896 */
        {96, 0, true},   {96, 900, true}, {99, 0, false},  {1, 500, false},
        {4, 0, true},    {4, 500, true},  {36, 500, true}, {39, 500, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int d = 0; d <= 40; d += 40) {
            struct national_id id;
            int individual = d > 0 && cases[i].individual == 900 ? 600 : cases[i].individual;
            assert_int_equal(parse(number_of(29 + d, 82, cases[i].year, individual), &id),
                             cases[i].exists ? NATIONAL_ID_FINE : NATIONAL_ID_NO_DAY);
            assert_int_equal(parse(number_of(28 + d, 82, cases[i].year, individual), &id),
                             NATIONAL_ID_FINE);
        }
    }
}

static void
what_is_not_eleven_digits_is_refused(void **state)
{
    (void)state;
    struct national_id id;
    char number[16];
    snprintf(number, sizeof number, "%s0", number_of(1, 81, 50, 100));
    for (size_t length = 0; length <= 12; length++) {
        assert_int_equal(national_id_parse(number, length, &id),
                         length == 11 ? NATIONAL_ID_FINE : NATIONAL_ID_WRONG_LENGTH);
    }
    static const char others[] = {' ', '/', ':', '-', 'O', '\0', '\n', (char)0xB2, (char)0xFF};
    for (size_t at = 0; at < 11; at++) {
        for (size_t i = 0; i < sizeof others; i++) {
            char changed[16];
            memcpy(changed, number, sizeof changed);
            changed[at] = others[i];
            assert_int_equal(national_id_parse(changed, 11, &id), NATIONAL_ID_NOT_DIGITS);
        }
    }
}

/* The rules of the two sums: any one digit changed is caught, and so are two neighbours swapped. */
static void
a_digit_wrong_is_always_caught(void **state)
{
    (void)state;
    struct dice dice = {.seed = 244};
    for (int made = 0; made < 1000;) {
        struct date born = {
            (int32_t)dice_whole(&dice, day("1854-01-01").days, day("2039-12-31").days)};
        char number[NATIONAL_ID_TEXT_SIZE];
        int serial = (int)dice_whole(&dice, 0, national_id_serials(born) - 1);
        if (!national_id_make(born, dice_whole(&dice, 0, 1) == 0 ? SEX_FEMALE : SEX_MALE, serial,
                              number)) {
            continue;
        }
        made++;
        struct national_id id;
        for (int at = 0; at < 11; at++) {
            char right = number[at];
            for (char digit = '0'; digit <= '9'; digit++) {
                number[at] = digit;
                assert_int_equal(parse(number, &id) == NATIONAL_ID_FINE, digit == right);
                if (at >= 9 && digit != right) {
                    assert_int_equal(parse(number, &id), NATIONAL_ID_WRONG_CHECK);
                }
            }
            number[at] = right;
        }
        for (int at = 0; at < 10; at++) {
            char swapped[NATIONAL_ID_TEXT_SIZE];
            memcpy(swapped, number, sizeof swapped);
            swapped[at] = number[at + 1];
            swapped[at + 1] = number[at];
            assert_int_equal(parse(swapped, &id) == NATIONAL_ID_FINE, number[at] == number[at + 1]);
        }
    }
}

static void
a_number_of_2032_is_refused_by_its_check_digits(void **state)
{
    (void)state;
    /* Its first sum leaves 1, 2 or 3; the second is as it was. */
    char number[NATIONAL_ID_TEXT_SIZE];
    memcpy(number, number_of(2, 81, 32, 500), sizeof number);
    int refused = 0;
    for (int checks = 0; checks < 100; checks++) {
        struct national_id id;
        char other[NATIONAL_ID_TEXT_SIZE];
        memcpy(other, number, sizeof other);
        other[9] = (char)('0' + checks / 10);
        other[10] = (char)('0' + checks % 10);
        enum national_id_fault fault = parse(other, &id);
        assert_int_equal(fault == NATIONAL_ID_FINE, strcmp(other, number) == 0);
        refused += fault == NATIONAL_ID_WRONG_CHECK;
    }
    assert_int_equal(refused, 99);
}

static void
what_is_made_is_read_as_it_was_meant(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        int serials, at_least;
    } cases[] = {
        {"1853-12-31", 0, 0},     {"1854-01-01", 125, 100}, {"1899-12-31", 125, 100},
        {"1900-01-01", 250, 203}, {"1939-12-31", 250, 203}, {"1940-01-01", 300, 245},
        {"1999-12-31", 300, 245}, {"2000-01-01", 250, 203}, {"2000-02-29", 250, 203},
        {"2039-12-31", 250, 203}, {"2040-01-01", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct date born = day(cases[i].day);
        bool seen[1000] = {false};
        assert_int_equal(national_id_serials(born), cases[i].serials);
        for (int sex = SEX_FEMALE; sex <= SEX_MALE; sex++) {
            int made = 0;
            for (int serial = -2; serial <= cases[i].serials + 1; serial++) {
                char number[NATIONAL_ID_TEXT_SIZE] = "untouched";
                struct national_id id;
                if (!national_id_make(born, (enum sex)sex, serial, number)) {
                    assert_string_equal(number, "untouched");
                    continue;
                }
                assert_in_range(serial, 0, cases[i].serials - 1);
                assert_int_equal(parse(number, &id), NATIONAL_ID_FINE);
                assert_int_equal(date_compare(id.born, born), 0);
                assert_int_equal(id.sex, sex);
                assert_int_equal(id.kind, NATIONAL_ID_BIRTH);
                assert_true(id.synthetic);
                int individual = (number[6] - '0') * 100 + (number[7] - '0') * 10 + number[8] - '0';
                assert_false(seen[individual]);
                seen[individual] = true;
                made++;
            }
            assert_true(made >= cases[i].at_least);
            assert_false(national_id_make(born, (enum sex)sex, INT32_MAX, (char[12]){0}));
            assert_false(national_id_make(born, (enum sex)sex, INT32_MIN, (char[12]){0}));
        }
    }
}

/* Over days drawn from all that have numbers: a serial is refused only when no check digits fit,
 * and every day has as many numbers as the header says. */
static void
every_day_has_the_numbers_it_should(void **state)
{
    (void)state;
    struct dice dice = {.seed = 1964};
    for (int i = 0; i < 300; i++) {
        struct date born = {
            (int32_t)dice_whole(&dice, day("1854-01-01").days, day("2039-12-31").days)};
        struct ymd ymd = date_to_ymd(born);
        int serials = national_id_serials(born), made[SEX_COUNT] = {0}, fit[SEX_COUNT] = {0};
        for (int individual = 0; individual < 1000; individual++) {
            char number[NATIONAL_ID_TEXT_SIZE];
            struct national_id id;
            if (put_number(ymd.day, ymd.month + 80, ymd.year, individual, number) &&
                parse(number, &id) == NATIONAL_ID_FINE && date_compare(id.born, born) == 0) {
                fit[id.sex]++;
            }
        }
        for (int serial = 0; serial < serials; serial++) {
            char number[NATIONAL_ID_TEXT_SIZE];
            made[SEX_FEMALE] += national_id_make(born, SEX_FEMALE, serial, number);
            made[SEX_MALE] += national_id_make(born, SEX_MALE, serial, number);
        }
        for (int sex = 0; sex < SEX_COUNT; sex++) {
            assert_int_equal(made[sex], fit[sex]);
            assert_true(made[sex] >= (serials == 125 ? 100 : serials == 250 ? 203 : 245));
        }
    }
}

/* Every fault has an error of its own, which says nothing of any number. */
static void
every_fault_has_its_words(void **state)
{
    (void)state;
    for (int fault = NATIONAL_ID_WRONG_LENGTH; fault <= NATIONAL_ID_WRONG_CHECK; fault++) {
        struct error error;
        national_id_error((enum national_id_fault)fault, &error);
        assert_string_equal(error.found, "");
        assert_string_equal(error.expected, "");
        assert_int_equal(error_class(error.code), ERROR_CLASS_INPUT);
        for (int other = NATIONAL_ID_WRONG_LENGTH; other < fault; other++) {
            struct error earlier;
            national_id_error((enum national_id_fault)other, &earlier);
            assert_int_not_equal(error.code, earlier.code);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(individual_numbers_tell_the_century),
        cmocka_unit_test(kinds_are_told_by_day_and_month),
        cmocka_unit_test(leap_days_are_of_the_year_the_century_gives),
        cmocka_unit_test(what_is_not_eleven_digits_is_refused),
        cmocka_unit_test(a_digit_wrong_is_always_caught),
        cmocka_unit_test(a_number_of_2032_is_refused_by_its_check_digits),
        cmocka_unit_test(what_is_made_is_read_as_it_was_meant),
        cmocka_unit_test(every_day_has_the_numbers_it_should),
        cmocka_unit_test(every_fault_has_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
