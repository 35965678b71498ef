/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/complaint.h"

#include <math.h>

enum { RULE_COMPLAINT = 92, DAYS_OF_WEEK = 7 };

struct date
complaint_deadline(const struct rulebook *rulebook, struct date known)
{
    double weeks = rule_value(rulebook, RULE_complaint_deadline, known);
    if (isnan(weeks)) {
        return DATE_NONE;
    }
    struct date end = known;
    date_from_ymd(DATE_YEAR_MAX, 12, 31, &end);
    return (struct date){(int32_t)fmin(known.days + floor(weeks * DAYS_OF_WEEK), end.days)};
}

struct verdict
complaint_in_time(const struct rulebook *rulebook, struct date known, struct date made)
{
    struct date last = complaint_deadline(rulebook, known);
    return (struct verdict){date_is_none(last) || date_compare(made, last) <= 0, RULE_COMPLAINT};
}
