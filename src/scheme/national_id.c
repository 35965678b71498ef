/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/national_id.h"

#include <assert.h>
#include <string.h>

enum { BASE_DIGITS = 9, D_DAYS = 40, HELP_MONTHS = 40, SYNTHETIC_MONTHS = 80 };

/* Which individual numbers are given to whom. Those of D-numbers are as since August 2021, when
 * ranges that had not been used were moved to years that were running out (the population
 * register's notice of 24 June 2021). Every range begins with an even number and ends with an odd
 * one, so that each has as many for women as for men. */
static const struct {
    enum national_id_kind kind;
    int year_from, year_to;
    int from, to;
} ranges[] = {
    {NATIONAL_ID_BIRTH, 1854, 1899, 500, 749}, {NATIONAL_ID_BIRTH, 1900, 1999, 0, 499},
    {NATIONAL_ID_BIRTH, 1940, 1999, 900, 999}, {NATIONAL_ID_BIRTH, 2000, 2039, 500, 999},
    {NATIONAL_ID_D, 1858, 1899, 500, 599},     {NATIONAL_ID_D, 1900, 1939, 0, 199},
    {NATIONAL_ID_D, 1940, 1999, 0, 499},       {NATIONAL_ID_D, 1940, 1999, 600, 999},
    {NATIONAL_ID_D, 2000, 2039, 200, 999},
};

enum { RANGES = sizeof ranges / sizeof ranges[0] };

/* The year of those last two digits that has the individual number; 0 when none has. */
static int
full_year(enum national_id_kind kind, int two_digits, int individual)
{
    for (int i = 0; i < RANGES; i++) {
        int year = ranges[i].year_from / 100 * 100 + two_digits;
        if (ranges[i].kind == kind && year >= ranges[i].year_from && year <= ranges[i].year_to &&
            individual >= ranges[i].from && individual <= ranges[i].to) {
            return year;
        }
    }
    return 0;
}

static int
first_sum(const int *digits)
{
    static const int weights[BASE_DIGITS] = {3, 7, 6, 1, 8, 9, 4, 5, 2};
    int sum = 0;
    for (int i = 0; i < BASE_DIGITS; i++) {
        sum += weights[i] * digits[i];
    }
    return sum;
}

/* The first check digit is among those summed. */
static int
second_sum(const int *digits)
{
    static const int weights[BASE_DIGITS + 1] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    for (int i = 0; i < BASE_DIGITS + 1; i++) {
        sum += weights[i] * digits[i];
    }
    return sum;
}

/* The digit that makes the sum one of elevens; 10 when no digit does. */
static int
check_digit(int sum)
{
    return (11 - sum % 11) % 11;
}

enum national_id_fault
national_id_parse(const char *bytes, size_t length, struct national_id *out)
{
    if (length != NATIONAL_ID_LENGTH) {
        return NATIONAL_ID_WRONG_LENGTH;
    }
    int digits[NATIONAL_ID_LENGTH];
    for (int i = 0; i < NATIONAL_ID_LENGTH; i++) {
        if (bytes[i] < '0' || bytes[i] > '9') {
            return NATIONAL_ID_NOT_DIGITS;
        }
        digits[i] = bytes[i] - '0';
    }
    struct national_id read = {.kind = digits[0] >= 4 ? NATIONAL_ID_D : NATIONAL_ID_BIRTH};
    int day = digits[0] * 10 + digits[1] - (read.kind == NATIONAL_ID_D ? D_DAYS : 0);
    int month = digits[2] * 10 + digits[3];
    if (month > HELP_MONTHS && month <= HELP_MONTHS + 12) {
        return NATIONAL_ID_HELP_NUMBER;
    }
    read.synthetic = month > SYNTHETIC_MONTHS;
    month -= read.synthetic ? SYNTHETIC_MONTHS : 0;
    int individual = digits[6] * 100 + digits[7] * 10 + digits[8];
    int year = full_year(read.kind, digits[4] * 10 + digits[5], individual);
    if (year == 0) {
        return NATIONAL_ID_NO_CENTURY;
    }
    if (!date_from_ymd(year, month, day, &read.born)) {
        return NATIONAL_ID_NO_DAY;
    }
    if (digits[9] != check_digit(first_sum(digits)) ||
        digits[10] != check_digit(second_sum(digits))) {
        return NATIONAL_ID_WRONG_CHECK;
    }
    read.sex = individual % 2 == 1 ? SEX_MALE : SEX_FEMALE;
    *out = read;
    return NATIONAL_ID_FINE;
}

void
national_id_error(enum national_id_fault fault, struct error *error)
{
    static const enum error_code codes[] = {
        [NATIONAL_ID_WRONG_LENGTH] = ERROR_ID_LENGTH, [NATIONAL_ID_NOT_DIGITS] = ERROR_ID_DIGITS,
        [NATIONAL_ID_HELP_NUMBER] = ERROR_ID_HELP,    [NATIONAL_ID_NO_CENTURY] = ERROR_ID_CENTURY,
        [NATIONAL_ID_NO_DAY] = ERROR_ID_DAY,          [NATIONAL_ID_WRONG_CHECK] = ERROR_ID_CHECK,
    };
    assert(fault > NATIONAL_ID_FINE && fault <= NATIONAL_ID_WRONG_CHECK);
    error_set(error, codes[fault], NULL, NULL);
}

static bool
has_year(int range, int year)
{
    return ranges[range].kind == NATIONAL_ID_BIRTH && year >= ranges[range].year_from &&
           year <= ranges[range].year_to;
}

int
national_id_serials(struct date born)
{
    int year = date_to_ymd(born).year, serials = 0;
    for (int i = 0; i < RANGES; i++) {
        serials += has_year(i, year) ? (ranges[i].to - ranges[i].from + 1) / 2 : 0;
    }
    return serials;
}

bool
national_id_make(struct date born, enum sex sex, int serial, char out[NATIONAL_ID_TEXT_SIZE])
{
    struct ymd day = date_to_ymd(born);
    int individual = -1;
    for (int i = 0; i < RANGES && serial >= 0 && individual < 0; i++) {
        int here = has_year(i, day.year) ? (ranges[i].to - ranges[i].from + 1) / 2 : 0;
        if (serial < here) {
            individual = ranges[i].from + 2 * serial + (sex == SEX_MALE);
        }
        serial -= here;
    }
    if (individual < 0) {
        return false;
    }
    int month = day.month + SYNTHETIC_MONTHS, year = day.year % 100;
    int digits[NATIONAL_ID_LENGTH] = {
        day.day / 10, day.day % 10,     month / 10,           month % 10,     year / 10,
        year % 10,    individual / 100, individual / 10 % 10, individual % 10};
    digits[9] = check_digit(first_sum(digits));
    digits[10] = check_digit(second_sum(digits));
    if (digits[9] > 9 || digits[10] > 9) {
        return false;
    }
    for (int i = 0; i < NATIONAL_ID_LENGTH; i++) {
        out[i] = (char)('0' + digits[i]);
    }
    out[NATIONAL_ID_LENGTH] = '\0';
    return true;
}
