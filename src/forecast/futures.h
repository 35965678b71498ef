/* SPDX-License-Identifier: EUPL-1.2 */
/* The fast engine: persons counted, futures side by side. A future depends on the seed and its
 * number alone, so any split of them over threads or machines gives the same bytes. Pure. */
#ifndef DEKNING_FORECAST_FUTURES_H
#define DEKNING_FORECAST_FUTURES_H

#include "base/arena.h"
#include "base/error.h"
#include "forecast/model.h"

/* A model made ready: rules, measures and new posts laid out by month. Read-only afterwards, so
 * threads share it. */
struct futures_plan;

/* The plan lives in the arena, and points into the model. ERROR_MEMORY. */
bool futures_prepare(const struct model *model, struct arena *arena,
                     const struct futures_plan **out, struct error *error);

/* Bytes of the memory futures_run works in, one a thread. */
size_t futures_workspace(const struct futures_plan *plan);

/* Runs the futures out->first … out->first + out->count − 1 and records them. `workspace` is of
 * futures_workspace bytes, aligned to 64. */
void futures_run(const struct futures_plan *plan, uint64_t seed, void *workspace,
                 struct futures *out);

#endif
