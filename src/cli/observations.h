/* SPDX-License-Identifier: EUPL-1.2 */
/* The observation file that calibrate and backtest learn from. */
#ifndef DEKNING_CLI_OBSERVATIONS_H
#define DEKNING_CLI_OBSERVATIONS_H

#include "cli/context.h"
#include "forecast/panel.h"

#include <stdbool.h>

/* Reads the file and lays it out, with the sizes of the national table. False with *status set. */
bool observations_panel(struct context *context, const char *path, struct panel *out, int *status);

/* Which municipality of the panel --municipality names; the panel's municipality_count for all.
 * False with *status set when it names one that is not there. */
bool observations_municipality(struct context *context, const struct panel *panel, size_t *out,
                               int *status);

#endif
