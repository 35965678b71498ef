/* SPDX-License-Identifier: EUPL-1.2 */
/* What a municipality's own history says of its drifts, carried into the assumptions of its model.
 * Pure. */
#ifndef DEKNING_FORECAST_FIT_H
#define DEKNING_FORECAST_FIT_H

#include "forecast/calibration.h"
#include "forecast/model.h"

/* The share of GPs who are expected to leave in a year, by the assumptions and the first GPs' ages;
 * those who reach the age limit apart. */
double model_leavers(const struct model *model);

/* Sets post_growth, candidates and cap_drift so that the model goes on expecting the calibrated
 * drifts of the mean list length and the reserve index, as uncertain as they are:
 * - GPs grow as the residents do, less the drift of the mean list length, and posts with them;
 * - candidates are as many more or fewer as the doctors needed each year are;
 * - what the caps are to fall by in all, less what newcomers' lists do to them, is the drift of
 *   established GPs' caps.
 * The values of the assumptions are kept within their bounds. A model without GPs stays as it is.
 */
void model_fit(struct model *model, const struct calibrated *calibrated);

#endif
