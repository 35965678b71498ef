/* SPDX-License-Identifier: EUPL-1.2 */
/* Exact draws of counts. Pure. */
#ifndef DEKNING_FORECAST_SAMPLING_H
#define DEKNING_FORECAST_SAMPLING_H

#include "base/random.h"

#include <stdint.h>

/* How many of `count` have something happen to them that happens to each with probability `share`:
 * a binomial draw. Uses `draw` with any entity: the caller's is where it begins to count attempts
 * from. By inversion where few are expected, else by Hörmann's transformed rejection (BTRS, 1993).
 */
int64_t sample_binomial(struct draw draw, int64_t count, double share);

enum { SAMPLE_ROW = 32 };

/* sample_binomial of SAMPLE_ROW draws at once, whose indexes follow each other from that of `draw`.
 */
void sample_binomials(struct draw draw, const int64_t count[SAMPLE_ROW],
                      const double share[SAMPLE_ROW], int64_t out[SAMPLE_ROW]);

#endif
