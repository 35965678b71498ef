/* SPDX-License-Identifier: EUPL-1.2 */
/* A forecast's assumptions fitted to what was observed before its start. */
#ifndef DEKNING_CLI_HISTORY_H
#define DEKNING_CLI_HISTORY_H

#include "cli/context.h"
#include "forecast/calibration.h"
#include "forecast/model.h"

#include <stdbool.h>
#include <stddef.h>

/* The municipality's drifts by the years before `start`: from --observations, or else from its own
 * table of observations, when it makes no assumptions of its own on what the drifts decide. *out is
 * NULL when there is nothing to fit to. False with *status set. */
bool history_of(struct context *context, struct date start, const struct calibrated **out,
                int *status);

#endif
