/* SPDX-License-Identifier: EUPL-1.2 */
/* Draws of list reductions, open to be drawn again by anyone. The seed is committed to before the
 * draw: the commitment is the hash of the seed, which is shown when it is drawn. */
#ifndef DEKNING_REGISTER_REDUCTION_H
#define DEKNING_REGISTER_REDUCTION_H

#include "base/arena.h"
#include "scheme/draw.h"
#include "store/store.h"

enum {
    REDUCTION_PURPOSE = 0x44524157, /* the draws' purpose among all uses of a seed */
    COMMITMENT_SIZE = 65,           /* 64 hexadecimal digits and a NUL */
};

/* What draw_units needs to draw again: it gives units[i].drawn and .value anew. */
struct reduction_draw {
    int64_t seed, wanted;
    struct date day;
    const char *commitment;
    struct draw_unit *units; /* of which id and size are given, by id */
    size_t unit_count;
};

/* The commitment to a seed for a reduction: BLAKE2b-256 of "dekning draw:<reduction>:<seed>". */
void reduction_commitment(int64_t reduction, int64_t seed, char out[COMMITMENT_SIZE]);

/* What a reduction was drawn from, in `arena`. ERROR_REGISTER_ABSENT when there is none of that
 * number, or it has not been drawn; else as store/store.h. */
bool reduction_units(struct store *store, int64_t reduction, struct arena *arena,
                     struct reduction_draw *out, struct error *error);

#endif
