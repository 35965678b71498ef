/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/date.h"

#include <assert.h>

static int
month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return lengths[month - 1] + (month == 2 && leap);
}

/* Days from 0000-03-01; years begin in March so that the leap day comes last. */
static int32_t
days_from_march(int year, int month, int day)
{
    int y = month > 2 ? year : year - 1;
    int m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
}

enum { DAYS_TO_1970 = 719468 };

bool
date_from_ymd(int year, int month, int day, struct date *out)
{
    if (year < DATE_YEAR_MIN || year > DATE_YEAR_MAX || month < 1 || month > 12 || day < 1 ||
        day > month_length(year, month)) {
        return false;
    }
    out->days = days_from_march(year, month, day) - DAYS_TO_1970;
    return true;
}

struct ymd
date_to_ymd(struct date date)
{
    assert(!date_is_none(date));
    int32_t days = date.days + DAYS_TO_1970;
    int32_t era = days / 146097;
    int32_t rest = days - era * 146097;
    int32_t year = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
    int32_t in_year = rest - (365 * year + year / 4 - year / 100);
    int32_t m = (5 * in_year + 2) / 153;
    int month = m < 10 ? m + 3 : m - 9;
    return (struct ymd){
        .year = year + era * 400 + (month <= 2),
        .month = month,
        .day = in_year - (153 * m + 2) / 5 + 1,
    };
}

static bool
digits(const char *bytes, size_t count, int *out)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] < '0' || bytes[i] > '9') {
            return false;
        }
        value = value * 10 + (bytes[i] - '0');
    }
    *out = value;
    return true;
}

bool
date_parse(const char *bytes, size_t length, struct date *out)
{
    int year, month, day;
    return length == 10 && bytes[4] == '-' && bytes[7] == '-' && digits(bytes, 4, &year) &&
           digits(bytes + 5, 2, &month) && digits(bytes + 8, 2, &day) &&
           date_from_ymd(year, month, day, out);
}

static void
put_digits(char *out, int count, int value)
{
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

void
date_write(struct date date, char out[DATE_TEXT_SIZE])
{
    if (date_is_none(date)) {
        out[0] = '\0';
        return;
    }
    struct ymd ymd = date_to_ymd(date);
    put_digits(out, 4, ymd.year);
    out[4] = '-';
    put_digits(out + 5, 2, ymd.month);
    out[7] = '-';
    put_digits(out + 8, 2, ymd.day);
    out[10] = '\0';
}

struct date
date_add_months(struct date date, int months)
{
    if (date_is_none(date)) {
        return DATE_NONE;
    }
    struct ymd ymd = date_to_ymd(date);
    int count = ymd.year * 12 + ymd.month - 1 + months;
    struct date result = DATE_NONE;
    for (int day = ymd.day; !date_from_ymd(count / 12, count % 12 + 1, day, &result); day--) {
        assert(day > 28);
    }
    return result;
}

struct date
date_month_start(struct date date)
{
    return (struct date){date.days - (date_to_ymd(date).day - 1)};
}

struct date
date_next_month(struct date date)
{
    return date_add_months(date_month_start(date), 1);
}

int
date_age(struct date born, struct date date)
{
    struct ymd from = date_to_ymd(born), to = date_to_ymd(date);
    bool before = to.month < from.month || (to.month == from.month && to.day < from.day);
    return to.year - from.year - before;
}

double
date_years_between(struct date from, struct date to)
{
    assert(!date_is_none(from) && !date_is_none(to));
    return ((double)to.days - (double)from.days) / 365.25;
}
