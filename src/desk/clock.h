/* SPDX-License-Identifier: EUPL-1.2 */
/* The machine's clock, for every surface that asks or works in the register. */
#ifndef DEKNING_DESK_CLOCK_H
#define DEKNING_DESK_CLOCK_H

#include "base/date.h"

#include <stdint.h>

/* Today in the machine's calendar; DATE_NONE where it has none. */
struct date clock_today(void);

/* When the day begins here, in seconds since 1970-01-01T00:00:00Z. */
int64_t clock_midnight(struct date day);

/* Seconds since 1970-01-01T00:00:00Z. */
int64_t clock_now(void);

/* The same, as a session's clock. */
int64_t clock_of_session(void *context);

#endif
