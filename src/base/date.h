/* SPDX-License-Identifier: EUPL-1.2 */
/* Dates of the Gregorian calendar, as a count of days; ISO 8601 in and out. */
#ifndef DEKNING_BASE_DATE_H
#define DEKNING_BASE_DATE_H

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

bool date_is_none(struct date date);

/* Negative, 0 or positive as `a` is before, on or after `b`. Neither may be DATE_NONE. */
int date_compare(struct date a, struct date b);

/* False, and *out untouched, when there is no such day or the year is out of range. */
bool date_from_ymd(int year, int month, int day, struct date *out);
struct ymd date_to_ymd(struct date date);

/* Reads exactly "YYYY-MM-DD"; false and *out untouched otherwise. */
bool date_parse(const char *bytes, size_t length, struct date *out);

/* Writes "YYYY-MM-DD", or "" for DATE_NONE, with a NUL. */
void date_write(struct date date, char out[DATE_TEXT_SIZE]);

/* From `from` to `to` in years of 365.25 days; negative when `to` comes first. */
double date_years_between(struct date from, struct date to);

#endif
