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

/* Two at once, each uniform on [0, 1) in steps of 2⁻⁵³ and independent of the other. The first is
 * random_unit's of the same draw. */
void random_pair(struct draw draw, double *first, double *second);

/* The four words of 32 random bits that every draw is made from. */
struct random_words {
    uint32_t word[4];
};

struct random_words random_words(struct draw draw);

/* Uniform on [0, 1) in steps of 2⁻⁵³, of the first two words (random_unit's) or of the last two
 * (the other of random_pair's). Every step of it is exact. */
static inline double
random_unit_of(uint32_t high, uint32_t low)
{
    return ((double)high * 0x1.0p21 + (double)(low >> 11)) * 0x1.0p-53;
}

enum { RANDOM_ROW = 32 }; /* draws side by side */

/* The words of `count` draws at once, whose indexes follow each other from that of `draw`: word w
 * of the i-th is out[w × count + i]. `count` is a multiple of RANDOM_ROW. */
void random_rows(struct draw draw, uint32_t count, uint32_t *out);

/* random_rows of RANDOM_ROW draws for each of `entities` that follow each other from that of
 * `draw`, one after the other in `out`. */
void random_entities(struct draw draw, uint32_t entities, uint32_t *out);

/* The words of RANDOM_ROW draws at once, with the seed and purpose of `draw`: word w of the i-th is
 * out[w × RANDOM_ROW + i]. */
void random_each(struct draw draw, const uint32_t entity[RANDOM_ROW],
                 const uint32_t index[RANDOM_ROW], uint32_t out[4 * RANDOM_ROW]);

/* Standard normal: the inverse of its distribution at the middle of one of 2⁵² equal steps, so the
 * draw rises with random_unit's of the same draw and lies within ±8.3. Wichura's algorithm AS 241
 * (1988), right to about 1 part in 10¹⁶. */
double random_normal(struct draw draw);

/* random_normal of `count` draws at once, whose indexes follow each other from that of `draw`.
 * `count` is a multiple of RANDOM_ROW. */
void random_normals(struct draw draw, uint32_t count, double *out);

/* random_normal of RANDOM_ROW draws at once, with the seed and purpose of `draw`. */
void random_normals_each(struct draw draw, const uint32_t entity[RANDOM_ROW],
                         const uint32_t index[RANDOM_ROW], double out[RANDOM_ROW]);

#endif
