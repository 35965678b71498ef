/* SPDX-License-Identifier: EUPL-1.2 */
/* Municipal duty hours: the other general-practice work a GP can be ordered to do. Pure. */
#ifndef DEKNING_SCHEME_DUTY_H
#define DEKNING_SCHEME_DUTY_H

#include "base/date.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stdint.h>

enum duty_work {
    DUTY_GENERAL_PRACTICE, /* nursing home, health station, school, prison and the like */
    DUTY_ADMINISTRATIVE,   /* meetings with or for the municipality */
    DUTY_PATIENT_MEETING,  /* about one patient */
    DUTY_DIALOGUE_MEETING, /* about a person on sick leave */
    DUTY_OUT_OF_HOURS,
    DUTY_OTHER,
};

/* Whether such work is counted in the hours a GP can be ordered (R133): meetings for the
 * municipality are, those about patients are not (R136), out-of-hours duty comes on top (R138), and
 * what is not counted by itself is where they have agreed on it (R137) — but not out-of-hours duty.
 */
struct verdict duty_counts(enum duty_work work, bool agreed_to_count);

/* Most minutes a week a GP can be ordered who works `percent` of full-time practice: that part of
 * imposed_hours_max (R133, R135), a part of a minute left out. Below 0 % counts as 0, above 100 %
 * as 100. */
int64_t duty_minutes_max(const struct rulebook *rulebook, struct date date, int64_t percent);

struct duty_order {
    int64_t percent; /* of full-time practice, by the agreed opening hours */
    int64_t minutes; /* a week, all that is counted and this order included */
    bool sought_volunteers;
    bool gp_agrees;       /* then it is no order */
    bool exempted_before; /* by an agreement that some other work be counted */
};

/* Whether a GP can be given the work on `date`: by agreement as much as they will (R137); by order
 * only after volunteers have been sought (R134), and up to duty_minutes_max (R133; R135 for part
 * time). An earlier exemption by agreement does not stand against an order (R137). */
struct verdict duty_may_order(const struct rulebook *rulebook, struct date date,
                              const struct duty_order *order);

#endif
