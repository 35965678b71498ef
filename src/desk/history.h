/* SPDX-License-Identifier: EUPL-1.2 */
/* A forecast's assumptions fitted to what was observed before its start. */
#ifndef DEKNING_DESK_HISTORY_H
#define DEKNING_DESK_HISTORY_H

#include "desk/ask.h"
#include "forecast/calibration.h"
#include "forecast/panel.h"

#include <stdbool.h>
#include <stddef.h>

/* The last of each year of what the municipality has observed of its own lists, as a panel of one
 * in the arena; *count is the number of them. ERROR_MEMORY. */
bool history_own(const struct municipality *municipality, struct arena *arena, struct panel *out,
                 size_t *count, struct error *error);

/* The drifts of the ask's municipality by the years before `start`: from the panel `observed`,
 * whose errors name the file `place`; or where that is NULL from its own table of observations,
 * when it makes no assumptions of its own on what the drifts decide. *out is NULL when there is
 * nothing to fit to. ERROR_OUTLOOK_HISTORY, ERROR_MEMORY. */
bool history_of(struct ask *ask, struct date start, const struct panel *observed, const char *place,
                const struct calibrated **out, struct error *error);

#endif
