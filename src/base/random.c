/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/random.h"

#include "base/curves.h"
#include "base/vector.h"

#include <assert.h>
#include <math.h>
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
    return random_unit_of(word.v[0], word.v[1]);
}

void
random_pair(struct draw draw, double *first, double *second)
{
    philox4x32_ctr_t word = words(draw);
    *first = random_unit_of(word.v[0], word.v[1]);
    *second = random_unit_of(word.v[2], word.v[3]);
}

struct random_words
random_words(struct draw draw)
{
    philox4x32_ctr_t word = words(draw);
    return (struct random_words){{word.v[0], word.v[1], word.v[2], word.v[3]}};
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

enum { ROW = RANDOM_ROW };

/* Philox's rounds; Random123 has them for 32 bits. Each word is in the lower half of its place:
 * what multiplications leave in the upper half is never read. The rounds are unrolled, so that
 * loops over counters are vector code that stays in registers. */
static inline void
philox_rounds(uint64_t seed, uint64_t c[4])
{
    uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
    UNROLLED_LOOP
    for (int round = 0; round < 10; round++) {
        uint64_t first = (uint64_t)PHILOX_M4x32_0 * (uint32_t)c[0];
        uint64_t second = (uint64_t)PHILOX_M4x32_1 * (uint32_t)c[2];
        c[0] = (second >> 32) ^ c[1] ^ key0;
        c[2] = (first >> 32) ^ c[3] ^ key1;
        c[1] = second;
        c[3] = first;
        key0 += PHILOX_W32_0;
        key1 += PHILOX_W32_1;
    }
}

/* A row of draws, of which the words are `apart` from each other. */
static inline void
words_row(const struct draw *draw, size_t apart, uint32_t *out)
{
    VECTOR_LOOP
    for (uint32_t i = 0; i < ROW; i++) {
        uint64_t c[4] = {draw->index + i, draw->entity, draw->purpose, 0};
        philox_rounds(draw->seed, c);
        out[i] = (uint32_t)c[0];
        out[apart + i] = (uint32_t)c[1];
        out[2 * apart + i] = (uint32_t)c[2];
        out[3 * apart + i] = (uint32_t)c[3];
    }
}

VECTOR_CODE void
random_rows(struct draw draw, uint32_t count, uint32_t *out)
{
    assert(count % ROW == 0);
    for (size_t from = 0; from < count; from += ROW, draw.index += ROW) {
        words_row(&draw, count, out + from);
    }
}

VECTOR_CODE void
random_entities(struct draw draw, uint32_t entities, uint32_t *out)
{
    for (uint32_t i = 0; i < entities; i++, draw.entity++, out += (size_t)4 * ROW) {
        words_row(&draw, ROW, out);
    }
}

VECTOR_CODE void
random_each(struct draw draw, const uint32_t entity[RANDOM_ROW], const uint32_t index[RANDOM_ROW],
            uint32_t out[4 * RANDOM_ROW])
{
    VECTOR_LOOP
    for (uint32_t i = 0; i < ROW; i++) {
        uint64_t c[4] = {index[i], entity[i], draw.purpose, 0};
        philox_rounds(draw.seed, c);
        out[i] = (uint32_t)c[0];
        out[ROW + i] = (uint32_t)c[1];
        out[2 * ROW + i] = (uint32_t)c[2];
        out[3 * ROW + i] = (uint32_t)c[3];
    }
}

/* A ratio of two polynomials of the 7th degree, highest power first. */
struct rational {
    double over[8], under[8];
};

/* AS 241's three, for the middle of the distribution, its tails, and what is far out in them. */
static const struct rational middle = {
    {2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608},
    {5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
     5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0},
};
static const struct rational tail = {
    {7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
     1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959,
     1.42343711074968357734},
    {1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
     0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187,
     1.0},
};
static const struct rational far_tail = {
    {2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
     0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699,
     6.6579046435011037772},
    {2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
     7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
     0.59983220655588793769, 1.0},
};

/* The middle of the step that these words choose. Every operation of it is exact. */
static inline double
step_of(uint32_t high, uint32_t low)
{
    return ((double)high * 0x1.0p20 + (double)(low >> 12) + 0.5) * 0x1.0p-52;
}

/* So few are further out than the tails that the middle and they go to: e to the −25th. */
static const double far_below = 0x1.e8a37a45fc32ep-37;

static inline double
rarer_side(double unit)
{
    return unit < 0.5 ? unit : 1 - unit;
}

static inline double
depth_of(double unit)
{
    return sqrt(-curve_log(rarer_side(unit)));
}

/* The normal with as much below it, where that is not far out. What is asked of the middle and of
 * the tails is worked out alike and chosen at the end, which leaves no branch. */
static inline double
near_normal(double unit)
{
    double centred = unit - 0.5, off = centred < 0 ? -centred : centred;
    double in_middle = 0.180625 - centred * centred, in_tail = depth_of(unit) - 1.6;
    int64_t is_middle = off <= 0.425;
    double x = is_middle ? in_middle : in_tail, over = 0, under = 0;
    UNROLLED_LOOP
    for (int i = 0; i < 8; i++) {
        over = over * x + (is_middle ? middle.over[i] : tail.over[i]);
        under = under * x + (is_middle ? middle.under[i] : tail.under[i]);
    }
    double ratio = over / under, size = is_middle ? off * ratio : ratio;
    return centred < 0 ? -size : size;
}

static double
far_normal(double unit)
{
    double x = depth_of(unit) - 5, over = 0, under = 0;
    for (int i = 0; i < 8; i++) {
        over = over * x + far_tail.over[i];
        under = under * x + far_tail.under[i];
    }
    return unit < 0.5 ? -(over / under) : over / under;
}

static double
normal_at(double unit)
{
    return rarer_side(unit) < far_below ? far_normal(unit) : near_normal(unit);
}

double
random_normal(struct draw draw)
{
    philox4x32_ctr_t word = words(draw);
    return normal_at(step_of(word.v[0], word.v[1]));
}

/* The normals of ROW draws, of which the first two words are given. */
static inline void
normal_row(const uint32_t *high, const uint32_t *low, double out[RANDOM_ROW])
{
    double units[ROW];
    int64_t far = 0;
    for (uint32_t i = 0; i < ROW; i++) {
        units[i] = step_of(high[i], low[i]);
        out[i] = near_normal(units[i]);
        far |= rarer_side(units[i]) < far_below;
    }
    for (uint32_t i = 0; far && i < ROW; i++) {
        out[i] = normal_at(units[i]);
    }
}

VECTOR_CODE void
random_normals(struct draw draw, uint32_t count, double *out)
{
    assert(count % ROW == 0);
    for (uint32_t from = 0; from < count; from += ROW, out += ROW, draw.index += ROW) {
        uint32_t row[4 * ROW];
        random_rows(draw, ROW, row);
        normal_row(row, row + ROW, out);
    }
}

VECTOR_CODE void
random_normals_each(struct draw draw, const uint32_t entity[RANDOM_ROW],
                    const uint32_t index[RANDOM_ROW], double out[RANDOM_ROW])
{
    uint32_t row[4 * ROW];
    random_each(draw, entity, index, row);
    normal_row(row, row + ROW, out);
}
