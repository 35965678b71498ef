/* SPDX-License-Identifier: EUPL-1.2 */
/* Dates of the Gregorian calendar, as a count of days; ISO 8601 in and out. */
#ifndef DEKNING_BASE_DATE_H
#define DEKNING_BASE_DATE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Days since 1970-01-01; DATE_NONE stands for "no date". Years 1800–2299. */
struct date {
    int32_t days;
};

#define DATE_NONE ((struct date){INT32_MIN})
enum { DATE_YEAR_MIN = 1800, DATE_YEAR_MAX = 2299, DATE_TEXT_SIZE = 11 };

struct ymd {
    int year, month, day; /* month 1–12, day 1–31 */
};

static inline bool
date_is_none(struct date date)
{
    return date.days == INT32_MIN;
}

/* Negative, 0 or positive as `a` is before, on or after `b`. Neither may be DATE_NONE. */
static inline int
date_compare(struct date a, struct date b)
{
    assert(!date_is_none(a) && !date_is_none(b));
    return (a.days > b.days) - (a.days < b.days);
}

/* False, and *out untouched, when there is no such day or the year is out of range. */
bool date_from_ymd(int year, int month, int day, struct date *out);
struct ymd date_to_ymd(struct date date);

/* Reads exactly "YYYY-MM-DD"; false and *out untouched otherwise. */
bool date_parse(const char *bytes, size_t length, struct date *out);

/* Writes "YYYY-MM-DD", or "" for DATE_NONE, with a NUL. */
void date_write(struct date date, char out[DATE_TEXT_SIZE]);

/* The same day `months` later (earlier when negative), or the last day of that month when it is
 * shorter: a notice of six months received on 31 August ends on the last of February. DATE_NONE
 * gives DATE_NONE; the result must be in range. */
struct date date_add_months(struct date date, int months);

/* The first day of the month after `date`'s, and of `date`'s own. */
struct date date_next_month(struct date date);
struct date date_month_start(struct date date);

/* Whole years from `born` to `date`: one more from each birthday on; born on 29 February, from 1
 * March in other years. Negative before birth. */
int date_age(struct date born, struct date date);

/* From `from` to `to` in years of 365.25 days; negative when `to` comes first. */
double date_years_between(struct date from, struct date to);

#endif
