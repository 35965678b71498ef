/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/duty.h"

#include <math.h>

enum {
    RULE_ORDER = 133,
    RULE_VOLUNTEERS = 134,
    RULE_PART_TIME = 135,
    RULE_MEETINGS = 136,
    RULE_AGREED = 137,
    RULE_ON_TOP = 138,
    MINUTES_IN_HOUR = 60,
    FULL_TIME = 100,
};

struct verdict
duty_counts(enum duty_work work, bool agreed_to_count)
{
    switch (work) {
    case DUTY_GENERAL_PRACTICE:
        return (struct verdict){true, RULE_ORDER};
    case DUTY_ADMINISTRATIVE:
        return (struct verdict){true, RULE_MEETINGS};
    case DUTY_OUT_OF_HOURS:
        return (struct verdict){false, RULE_ON_TOP};
    case DUTY_PATIENT_MEETING:
    case DUTY_DIALOGUE_MEETING:
        return (struct verdict){agreed_to_count, agreed_to_count ? RULE_AGREED : RULE_MEETINGS};
    case DUTY_OTHER:
        break;
    }
    return (struct verdict){agreed_to_count, RULE_AGREED};
}

int64_t
duty_minutes_max(const struct rulebook *rulebook, struct date date, int64_t percent)
{
    double hours = rule_value(rulebook, RULE_imposed_hours_max, date);
    int64_t part = percent < 0 ? 0 : percent > FULL_TIME ? FULL_TIME : percent;
    return isnan(hours) ? 0 : (int64_t)(hours * MINUTES_IN_HOUR * (double)part / FULL_TIME);
}

struct verdict
duty_may_order(const struct rulebook *rulebook, struct date date, const struct duty_order *order)
{
    if (order->gp_agrees) {
        return (struct verdict){true, RULE_AGREED};
    }
    if (!order->sought_volunteers) {
        return (struct verdict){false, RULE_VOLUNTEERS};
    }
    if (order->minutes > duty_minutes_max(rulebook, date, order->percent)) {
        return (struct verdict){false, order->percent < FULL_TIME ? RULE_PART_TIME : RULE_ORDER};
    }
    int rule = order->exempted_before       ? RULE_AGREED
               : order->percent < FULL_TIME ? RULE_PART_TIME
                                            : RULE_ORDER;
    return (struct verdict){true, rule};
}
