/* SPDX-License-Identifier: EUPL-1.2 */
/* The simulator in the back-test: each municipality is started from what was known of it at the
 * origin, its drifts fitted to the years up to then, and run on. What the model lacks (definitions,
 * rounding, lumps) is a discrepancy, whose size is learnt from how the simulator missed from
 * earlier origins. The equations are in doc/model.md. Pure. */
#ifndef DEKNING_FORECAST_TRIAL_H
#define DEKNING_FORECAST_TRIAL_H

#include "forecast/backtest.h"
#include "forecast/model.h"

struct trial_terms {
    const struct rulebook *rulebook;
    const struct uncertain *assumptions; /* ASSUMPTION_COUNT, the national ones */
    uint64_t seed;
};

/* Predicts and scores as backtest_run does, the mean list length, the reserve index, GPs, listed
 * and places where they are observed, of the municipalities whose mean list length and residents
 * are known at the origin. Nothing after the origin is looked at but what is scored. An indicator
 * and horizon without earlier outcomes to learn the discrepancy from is left out. ERROR_MEMORY. */
bool trial_run(const struct panel *panel, int origin, int horizon, const struct trial_terms *terms,
               struct arena *arena, struct backtest *out, struct error *error);

/* Whether the list length, which must be known, and the residents and the reserve index as far as
 * they are, are what a municipality can have. Others are not simulated. */
bool trial_plausible(const struct panel *panel, size_t municipality, int origin);

#endif
