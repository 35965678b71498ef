/* SPDX-License-Identifier: EUPL-1.2 */
/* Practices, posts and lists made up to fit a municipality's known totals, where the rows
 * themselves are not public. Every row is marked synthetic. Pure; the same seed gives the same
 * rows. */
#ifndef DEKNING_SCHEME_SYNTHESIS_H
#define DEKNING_SCHEME_SYNTHESIS_H

#include "base/arena.h"
#include "base/error.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The tables made, in the arena. */
struct synthesis {
    struct table practices, posts, lists;
};

/* The source key that synthetic rows carry; it must be a row of `sources`. */
#define SYNTHESIS_SOURCE "synthetic"

/* Makes the tables from what is observed on or before `date`:
 * - each district gets exactly its observed practices and GPs, practices sized as `practice_sizes`
 * spreads;
 * - caps spread as `list_spread`, scaled so that they add up to exactly the observed places, none
 * above cap_max;
 * - lengths equal caps, but for a few open lists whose free places add up to exactly the observed.
 * ERROR_CANNOT_ANSWER naming what is not observed or does not fit, ERROR_MEMORY. */
bool synthesis_run(const struct municipality *municipality, const struct rulebook *rulebook,
                   struct date date, uint64_t seed, struct arena *arena, struct synthesis *out,
                   struct error *error);

#endif
