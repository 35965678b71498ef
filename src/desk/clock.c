/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "desk/clock.h"

#include <time.h>

struct date
clock_today(void)
{
    time_t now = time(NULL);
    struct tm local;
    struct date date = DATE_NONE;
    if (localtime_r(&now, &local) != NULL) {
        date_from_ymd(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, &date);
    }
    return date;
}

int64_t
clock_midnight(struct date day)
{
    const struct ymd ymd = date_to_ymd(day);
    struct tm local = {
        .tm_year = ymd.year - 1900, .tm_mon = ymd.month - 1, .tm_mday = ymd.day, .tm_isdst = -1};
    return (int64_t)mktime(&local);
}

int64_t
clock_now(void)
{
    return (int64_t)time(NULL);
}

int64_t
clock_of_session(void *context)
{
    (void)context;
    return clock_now();
}
