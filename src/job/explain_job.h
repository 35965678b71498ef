/* SPDX-License-Identifier: EUPL-1.2 */
/* Explaining a forecast that has been run, with variants of it run on threads. */
#ifndef DEKNING_JOB_EXPLAIN_JOB_H
#define DEKNING_JOB_EXPLAIN_JOB_H

#include "base/arena.h"
#include "base/error.h"
#include "forecast/explained.h"
#include "forecast/forecast.h"
#include "job/forecast_job.h"

#include <stdbool.h>

/* Of the first package's futures, the first thousand at most: what the end hangs on and, when
 * `full`, where the change comes from and what each measure did; that needs the flows recorded. The
 * job's threads run it; stopped, it explains nothing, and nothing is known. ERROR_MEMORY. */
bool explain_job(const struct forecast_job *job, const struct forecast *forecast, bool full,
                 struct arena *arena, struct forecast_explained *out, struct error *error);

#endif
