/* SPDX-License-Identifier: EUPL-1.2 */
/* The forecast's fast model written the plain way: one future after the other, one list after the
 * other, a struct for each, no vectors. It makes the draws that futures.h makes, so its answer is
 * the same to the bit: script/bench times the one beside the other, and a test holds them together.
 * Without measures. */
#ifndef DEKNING_BENCH_FORECAST_SCALAR_H
#define DEKNING_BENCH_FORECAST_SCALAR_H

#include "forecast/model.h"

/* As futures_run, outcomes only, of a model without efforts. False when memory ended. */
bool scalar_run(const struct model *model, uint64_t seed, struct futures *out);

#endif
