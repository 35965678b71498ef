/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/date.h"

#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct date
day(const char *text)
{
    struct date date;
    if (!date_parse(text, strlen(text), &date)) {
        fail_msg("%s is no date", text);
    }
    return date;
}

/* The calendar's rule in its plainest form, against which the arithmetic is held. */
static int
days_in(int year, int month)
{
    switch (month) {
    case 4:
    case 6:
    case 9:
    case 11:
        return 30;
    case 2:
        return year % 400 == 0 ? 29 : year % 100 == 0 ? 28 : year % 4 == 0 ? 29 : 28;
    default:
        return 31;
    }
}

static void
every_day_follows_the_one_before(void **state)
{
    (void)state;
    int32_t expected = -62091; /* 1800-01-01: 170 years of 365 days and 41 leap days before 1970 */
    struct date before = DATE_NONE;
    for (int year = DATE_YEAR_MIN; year <= DATE_YEAR_MAX; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int d = 1; d <= days_in(year, month); d++) {
                struct date date, read;
                assert_true(date_from_ymd(year, month, d, &date));
                assert_int_equal(date.days, expected++);
                struct ymd ymd = date_to_ymd(date);
                assert_true(ymd.year == year && ymd.month == month && ymd.day == d);
                char written[DATE_TEXT_SIZE], plain[40];
                date_write(date, written);
                snprintf(plain, sizeof plain, "%04d-%02d-%02d", year, month, d);
                assert_string_equal(written, plain);
                assert_true(date_parse(written, 10, &read));
                assert_int_equal(read.days, date.days);
                if (!date_is_none(before)) {
                    assert_true(date_compare(before, date) < 0);
                    assert_true(date_compare(date, before) > 0);
                }
                assert_int_equal(date_compare(date, read), 0);
                before = date;
            }
        }
    }
    assert_int_equal(expected, 120530); /* 2300-01-01, by the proleptic count */
}

static void
known_days_have_their_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t days;
    } cases[] = {
        {"1970-01-01", 0},     {"1969-12-31", -1},    {"1970-02-28", 58},    {"2000-02-29", 11016},
        {"2000-03-01", 11017}, {"2024-02-29", 19782}, {"2038-01-19", 24855}, {"1900-03-01", -25508},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(day(cases[i].text).days, cases[i].days);
    }
}

static void
days_that_are_not_are_refused(void **state)
{
    (void)state;
    static const struct ymd cases[] = {
        {1799, 12, 31},     {2300, 1, 1},       {2024, 0, 1},       {2024, 13, 1},
        {2024, 1, 0},       {2024, 1, 32},      {2024, 4, 31},      {2023, 2, 29},
        {1900, 2, 29},      {2100, 2, 29},      {2200, 2, 29},      {2024, 2, 30},
        {2024, -1, 1},      {2024, 1, -1},      {INT_MAX, 1, 1},    {INT_MIN, 1, 1},
        {2024, INT_MAX, 1}, {2024, 1, INT_MAX}, {2024, INT_MIN, 1}, {0, 1, 1},
        {-2024, 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct date date = {4711};
        assert_false(date_from_ymd(cases[i].year, cases[i].month, cases[i].day, &date));
        assert_int_equal(date.days, 4711);
    }
}

static void
leap_years_follow_the_gregorian_rule(void **state)
{
    (void)state;
    static const struct {
        int year;
        bool leap;
    } cases[] = {{1800, false}, {1804, true},  {1900, false}, {1996, true},
                 {2000, true},  {2023, false}, {2024, true},  {2100, false},
                 {2200, false}, {2296, true},  {2299, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct date date;
        assert_int_equal(date_from_ymd(cases[i].year, 2, 29, &date), cases[i].leap);
    }
}

static void
only_iso_dates_are_read(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "2024",
        "2024-01",
        "2024-1-1",
        "2024-01-1",
        "24-01-01",
        "2024-01-011",
        "2024-01-01 ",
        " 2024-01-01",
        "2024/01/01",
        "2024.01.01",
        "20240101",
        "01.01.2024",
        "2024-02-30",
        "2023-02-29",
        "2024-13-01",
        "2024-00-01",
        "2024-01-00",
        "1799-12-31",
        "2300-01-01",
        "+024-01-01",
        "-024-01-01",
        "2024--1-01",
        "2024-01--1",
        "2024- 1-01",
        "2O24-01-01",
        "2024-0a-01",
        "2024-01-0:",
        "2024-01-0/",
        "2024–01-01",
        "2024-01-01T",
        "0000-00-00",
        "9999-12-31",
        "2024-01x01",
        "2024x01-01",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct date date = {4711};
        if (date_parse(wrong[i], strlen(wrong[i]), &date)) {
            fail_msg("\"%s\" was read", wrong[i]);
        }
        assert_int_equal(date.days, 4711);
    }
    struct date date = {4711};
    assert_false(date_parse("2024-01-01", 9, &date));
    assert_false(date_parse("2024-01-01", 0, &date));
    assert_true(date_parse("2024-01-01 and more", 10, &date));
    assert_int_equal(date.days, day("2024-01-01").days);
}

/* Each byte of a date in turn replaced by every other byte: only a digit can stand for a digit. */
static void
one_wrong_byte_is_refused(void **state)
{
    (void)state;
    for (size_t at = 0; at < 10; at++) {
        for (int c = 0; c < 256; c++) {
            char text[] = "2022-11-11";
            text[at] = (char)c;
            struct date date;
            bool read = date_parse(text, 10, &date);
            bool digit = c >= '0' && c <= '9';
            if (at == 4 || at == 7) {
                assert_int_equal(read, c == '-');
            } else if (!digit) {
                assert_false(read);
            } else if (read) {
                char written[DATE_TEXT_SIZE];
                date_write(date, written);
                assert_string_equal(written, text);
            }
        }
    }
}

static void
no_date_is_written_as_nothing(void **state)
{
    (void)state;
    char written[DATE_TEXT_SIZE] = "x";
    assert_true(date_is_none(DATE_NONE));
    assert_false(date_is_none((struct date){0}));
    assert_false(date_is_none(day("1800-01-01")));
    date_write(DATE_NONE, written);
    assert_string_equal(written, "");
}

static void
years_between_are_counted_in_days(void **state)
{
    (void)state;
    struct date a = day("2020-01-01"), b = day("2024-01-01");
    assert_true(fabs(date_years_between(a, b) - 4.0) < 1e-12); /* 1461 days */
    assert_true(fabs(date_years_between(b, a) + 4.0) < 1e-12);
    assert_true(fabs(date_years_between(a, a)) < 1e-300);
    assert_true(fabs(date_years_between(a, day("2021-01-01")) - 366 / 365.25) < 1e-12);
    assert_true(fabs(date_years_between(day("1800-01-01"), day("2299-12-31")) - 182620 / 365.25) <
                1e-9);
}

static struct date
months_after(const char *from, int months)
{
    return date_add_months(day(from), months);
}

static void
months_keep_the_day_or_end_with_the_month(void **state)
{
    (void)state;
    assert_int_equal(months_after("2026-01-15", 6).days, day("2026-07-15").days);
    assert_int_equal(months_after("2025-08-31", 6).days, day("2026-02-28").days);
    assert_int_equal(months_after("2023-08-31", 6).days, day("2024-02-29").days);
    assert_int_equal(months_after("2026-12-01", 1).days, day("2027-01-01").days);
    assert_int_equal(months_after("2026-01-31", -1).days, day("2025-12-31").days);
    assert_int_equal(months_after("2026-03-31", -1).days, day("2026-02-28").days);
    assert_int_equal(months_after("2026-05-31", 12).days, day("2027-05-31").days);
    assert_true(date_is_none(date_add_months(DATE_NONE, 3)));
}

static void
months_start_on_their_first(void **state)
{
    (void)state;
    for (int32_t days = day("2023-12-20").days; days < day("2025-01-10").days; days++) {
        struct date start = date_month_start((struct date){days});
        struct date next = date_next_month((struct date){days});
        assert_int_equal(date_to_ymd(start).day, 1);
        assert_int_equal(date_to_ymd(next).day, 1);
        assert_true(start.days <= days && days < next.days);
        assert_int_equal(date_month_start((struct date){next.days - 1}).days, start.days);
    }
}

static void
age_changes_on_the_birthday(void **state)
{
    (void)state;
    assert_int_equal(date_age(day("2010-06-15"), day("2026-06-14")), 15);
    assert_int_equal(date_age(day("2010-06-15"), day("2026-06-15")), 16);
    assert_int_equal(date_age(day("2008-02-29"), day("2026-02-28")), 17);
    assert_int_equal(date_age(day("2008-02-29"), day("2026-03-01")), 18);
    assert_int_equal(date_age(day("2008-02-29"), day("2024-02-29")), 16);
    assert_int_equal(date_age(day("2026-01-01"), day("2026-01-01")), 0);
    assert_int_equal(date_age(day("2026-01-02"), day("2026-01-01")), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_follows_the_one_before),
        cmocka_unit_test(known_days_have_their_numbers),
        cmocka_unit_test(days_that_are_not_are_refused),
        cmocka_unit_test(leap_years_follow_the_gregorian_rule),
        cmocka_unit_test(only_iso_dates_are_read),
        cmocka_unit_test(one_wrong_byte_is_refused),
        cmocka_unit_test(no_date_is_written_as_nothing),
        cmocka_unit_test(years_between_are_counted_in_days),
        cmocka_unit_test(months_keep_the_day_or_end_with_the_month),
        cmocka_unit_test(months_start_on_their_first),
        cmocka_unit_test(age_changes_on_the_birthday),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
