/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/switch.h"

enum {
    RULE_DRAWN_OUT = 57,
    RULE_OWN_SWITCH = 83,
    RULE_NOT_COUNTED = 84,
    RULE_QUEUE_MOVE = 89,
    RULE_INSTRUCTED = 108,
};

struct verdict
switch_counts(const struct rulebook *rulebook, struct date date, enum change change,
              bool by_authority)
{
    switch (change) {
    case CHANGE_REDUCED:
        return (struct verdict){false, by_authority ? RULE_DRAWN_OUT : RULE_NOT_COUNTED};
    case CHANGE_MOVED:
    case CHANGE_GP_ENDED:
    case CHANGE_STRUCK_OFF:
        return (struct verdict){false, RULE_NOT_COUNTED};
    case CHANGE_FROM_QUEUE:
    case CHANGE_EXCHANGED: {
        bool counts = rule_value(rulebook, RULE_queue_move_counts_as_switch, date) > 0;
        return (struct verdict){counts, RULE_QUEUE_MOVE};
    }
    case CHANGE_OWN_WISH:
        break;
    }
    return by_authority ? (struct verdict){false, RULE_INSTRUCTED}
                        : (struct verdict){true, RULE_OWN_SWITCH};
}

struct verdict
switch_given(enum change change, bool by_authority)
{
    if (!by_authority || change == CHANGE_FROM_QUEUE || change == CHANGE_EXCHANGED) {
        return (struct verdict){false, RULE_INSTRUCTED};
    }
    return (struct verdict){true, change == CHANGE_REDUCED ? RULE_DRAWN_OUT : RULE_INSTRUCTED};
}

static int64_t
count_since(struct date since, struct date until, const struct date *dates, size_t count)
{
    int64_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += date_compare(dates[i], since) >= 0 && date_compare(dates[i], until) <= 0;
    }
    return found;
}

int64_t
switch_left(const struct rulebook *rulebook, struct date date, const struct switch_history *history)
{
    bool by_calendar = rule_value(rulebook, RULE_switch_quota_calendar_year, date) > 0;
    struct date since = by_calendar
                            ? date_add_months(date_month_start(date), 1 - date_to_ymd(date).month)
                            : (struct date){date_add_months(date, -12).days + 1};
    int64_t made = count_since(since, date, history->counted, history->counted_count);
    int64_t given = count_since(since, date, history->given, history->given_count);
    double left = rule_value(rulebook, RULE_switch_quota, date) + (double)(given - made);
    return left > 0 ? (int64_t)left : 0;
}
