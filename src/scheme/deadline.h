/* SPDX-License-Identifier: EUPL-1.2 */
/* Deadlines: the day a rule that is a time leads to. Pure. */
#ifndef DEKNING_SCHEME_DEADLINE_H
#define DEKNING_SCHEME_DEADLINE_H

#include "base/date.h"
#include "scheme/rulebook.h"

#include <stdbool.h>

/* `from` and the time of `rule` as in force on `date`. The rule's unit must be weeks, months or
 * years; years lead to a birthday, which for 29 February is 1 March in other years, as in date_age.
 * DATE_NONE when the rule had no value on `date`, either day is DATE_NONE or the result out of
 * range.
 */
struct date deadline_after(const struct rulebook *rulebook, enum rule rule, struct date date,
                           struct date from);

/* Whether `date` is on or after the deadline; never where there is none. */
bool deadline_reached(struct date date, struct date deadline);

#endif
