/* SPDX-License-Identifier: EUPL-1.2 */
/* Randomness without state: a draw is a function of what it is for, so results do not depend on
 * order or threads, and can be replayed. Philox 4×32-10 (Salmon et al. 2011) from Random123. */
#ifndef DEKNING_BASE_RANDOM_H
#define DEKNING_BASE_RANDOM_H

#include <stdint.h>

/* What a draw is for; draws that differ in any part are independent. */
struct draw {
    uint64_t seed;
    uint32_t purpose;
    uint32_t entity;
    uint32_t index;
};

/* Uniform on [0, 1) in steps of 2⁻⁵³. */
double random_unit(struct draw draw);

/* Uniform on 0 … bound − 1; `bound` at least 1. Unbiased to within 2⁻³² of 1 / bound. */
uint32_t random_below(struct draw draw, uint32_t bound);

#endif
