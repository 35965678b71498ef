/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/random.h"

#include <assert.h>
#include <Random123/philox.h>

static philox4x32_ctr_t
words(struct draw draw)
{
    philox4x32_ctr_t counter = {{draw.index, draw.entity, draw.purpose, 0}};
    philox4x32_key_t key = {{(uint32_t)draw.seed, (uint32_t)(draw.seed >> 32)}};
    return philox4x32(counter, key);
}

double
random_unit(struct draw draw)
{
    philox4x32_ctr_t word = words(draw);
    uint64_t bits = ((uint64_t)word.v[0] << 32 | word.v[1]) >> 11;
    return (double)bits * 0x1.0p-53;
}

uint32_t
random_below(struct draw draw, uint32_t bound)
{
    assert(bound > 0);
    philox4x32_ctr_t word = words(draw);
    uint64_t wide = (uint64_t)word.v[0] << 32 | word.v[1];
    uint64_t low = ((wide & UINT32_MAX) * bound) >> 32;
    return (uint32_t)(((wide >> 32) * bound + low) >> 32);
}
