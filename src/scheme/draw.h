/* SPDX-License-Identifier: EUPL-1.2 */
/* The reduction draw: who must leave a list that is longer than its cap. Random and not the GP's
 * choice (R53), with households kept together (R54), and nobody else protected (R56). Anyone can
 * draw again from the seed and the units, in whatever order they come. Pure. */
#ifndef DEKNING_SCHEME_DRAW_H
#define DEKNING_SCHEME_DRAW_H

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NO_HOUSEHOLD = -1 };

/* A person on the list. */
struct draw_member {
    int64_t person;
    int64_t household; /* the same for all who are registered as living together; NO_HOUSEHOLD */
    struct date born;  /* DATE_NONE counts as grown up */
    bool child;        /* a child, of any age, of someone in the household */
};

/* Those who are drawn together or not at all. */
struct draw_unit {
    int64_t id;    /* the lowest person in it */
    uint32_t size; /* persons */
    bool drawn;
    double value; /* lowest first, 0 ≤ value < 1: Philox of seed, purpose and id */
};

struct drawing {
    struct draw_unit *units; /* in the order they were drawn, also those that were not taken */
    size_t unit_count;
    int64_t *persons; /* drawn, unit by unit, the lowest person first */
    size_t person_count;
    int64_t overshoot; /* persons more than were wanted; negative when too few could be taken */
};

/* How many a draw must take: what the list is longer than its cap on the day of the draw, so that
 * those who left by themselves since notice was given are not drawn again (R49, R52). Not negative.
 */
int64_t draw_wanted(int64_t cap, int64_t length);

/* Whether a member is drawn together with the household: yes (R54), but a child of the age of
 * draw_child_age or more is a unit of its own (R55, practice; C9). All others of a household, also
 * several adults, are one unit, and so are children whose parents are on another list. */
struct verdict draw_with_household(const struct rulebook *rulebook, struct date date,
                                   const struct draw_member *member);

/* Whether the next unit, of `size`, is taken when `drawn` of the `wanted` are: until there are
 * enough, and then no one. One that is too large is taken where draw_may_overshoot says so, else
 * passed, and a smaller one after it may be taken (R61; C10: not regulated). */
struct verdict draw_takes(const struct rulebook *rulebook, struct date date, int64_t wanted,
                          int64_t drawn, int64_t size);

/* Draws units, of which `id` and `size` are given: fills in the rest and puts them in the order of
 * the draw. Returns how many persons were drawn. The same for the same seed, purpose and units in
 * any order; ids differ. */
int64_t draw_units(const struct rulebook *rulebook, struct date date, uint64_t seed,
                   uint32_t purpose, int64_t wanted, struct draw_unit *units, size_t count);

/* Makes units of the members and draws them. Persons differ. The answer is in the arena.
 * ERROR_MEMORY. */
bool draw_run(const struct rulebook *rulebook, struct date date, uint64_t seed, uint32_t purpose,
              int64_t wanted, const struct draw_member *members, size_t count, struct arena *arena,
              struct drawing *out, struct error *error);

#endif
