/* SPDX-License-Identifier: EUPL-1.2 */
/* What many futures say together: quantiles, means and chances, month by month. Pure. */
#ifndef DEKNING_FORECAST_BANDS_H
#define DEKNING_FORECAST_BANDS_H

#include <stdbool.h>
#include <stddef.h>

enum quantile {
    QUANTILE_P05,
    QUANTILE_P10,
    QUANTILE_P25,
    QUANTILE_P50,
    QUANTILE_P75,
    QUANTILE_P90,
    QUANTILE_P95,
    QUANTILE_COUNT
};

/* "p05" … "p95", ended by NULL. */
extern const char *const quantile_ids[QUANTILE_COUNT + 1];

/* Never decreasing from p05 to p95. */
struct band {
    double at[QUANTILE_COUNT];
    double mean;
};

/* The band of `count` futures, at least 1 and none NAN. A quantile p is type 7 of Hyndman and Fan
 * (1996): with the values in order, the one at place (count − 1) p from 0, on the line between its
 * two neighbours. Exact: nothing is binned. Reorders `values`. */
void band_of(float *values, size_t count, struct band *out);

/* The band of `after` less `before`, future by future, as of two packages on the same draws: the
 * futures' common luck cancels. `scratch` has room for `count`. */
void band_of_difference(const float *after, const float *before, size_t count, float *scratch,
                        struct band *out);

#endif
