/* SPDX-License-Identifier: EUPL-1.2 */
/* The plain engine: one future at a time, each person and each doctor by name, places given by the
 * register's own month_plan. Slow, and what the fast engine (futures.h) is tested against. Pure. */
#ifndef DEKNING_FORECAST_REFERENCE_H
#define DEKNING_FORECAST_REFERENCE_H

#include "base/arena.h"
#include "base/error.h"
#include "forecast/model.h"

/* As futures_run: records out->first … out->first + out->count − 1. Its draws are others than the
 * fast engine's: the two agree in distribution, not future by future. Works in `arena`, which it
 * frees after each future. ERROR_MEMORY. */
bool reference_run(const struct model *model, uint64_t seed, struct arena *arena,
                   struct futures *out, struct error *error);

#endif
