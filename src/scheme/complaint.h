/* SPDX-License-Identifier: EUPL-1.2 */
/* The resident's time to complain to the statsforvalter. Pure. */
#ifndef DEKNING_SCHEME_COMPLAINT_H
#define DEKNING_SCHEME_COMPLAINT_H

#include "base/date.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

/* The last day to complain of what the person came to know of on `known`: complaint_deadline later
 * (R92), on the same day of the week. DATE_NONE on a day the rulebook has no such rule; the last
 * day of the calendar when the time is longer. A deadline that falls on a day off is not moved. */
struct date complaint_deadline(const struct rulebook *rulebook, struct date known);

/* Whether a complaint made on `made` is in time (R92). One made late may still be heard; that is
 * for the statsforvalter. Without a deadline none is late. */
struct verdict complaint_in_time(const struct rulebook *rulebook, struct date known,
                                 struct date made);

#endif
