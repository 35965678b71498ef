/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/deadline.h"

#include <assert.h>
#include <math.h>

enum { MONTHS_IN_YEAR = 12, DAYS_IN_WEEK = 7 };

struct date
deadline_after(const struct rulebook *rulebook, enum rule rule, struct date date, struct date from)
{
    enum unit unit = rule_unit(rule);
    assert(unit == UNIT_weeks || unit == UNIT_months || unit == UNIT_years);
    if (date_is_none(date) || date_is_none(from)) {
        return DATE_NONE;
    }
    double time = rule_value(rulebook, rule, date);
    /* Weeks are counted as months here, which only errs towards too long. */
    double years = unit == UNIT_years ? time : time / MONTHS_IN_YEAR;
    if (isnan(time) || (double)date_to_ymd(from).year + years >= DATE_YEAR_MAX) {
        return DATE_NONE;
    }
    if (unit == UNIT_weeks) {
        return (struct date){from.days + DAYS_IN_WEEK * (int)time};
    }
    if (unit == UNIT_months) {
        return date_add_months(from, (int)time);
    }
    struct date day = date_add_months(from, (int)time * MONTHS_IN_YEAR);
    return date_age(from, day) < (int)time ? (struct date){day.days + 1} : day;
}

bool
deadline_reached(struct date date, struct date deadline)
{
    return !date_is_none(deadline) && date_compare(date, deadline) >= 0;
}
