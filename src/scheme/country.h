/* SPDX-License-Identifier: EUPL-1.2 */
/* A made-up country for tests of scale: municipalities of sizes like Norway's, each with its own
 * tables. None of them exists, and their codes are no real municipality's. Pure; the same seed
 * gives the same country. */
#ifndef DEKNING_SCHEME_COUNTRY_H
#define DEKNING_SCHEME_COUNTRY_H

#include "base/arena.h"
#include "base/error.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Codes count up from 9001. Real ones run from 0301 to 5636. */
enum { COUNTRY_CODE_FIRST = 9001, COUNTRY_MUNICIPALITIES_MAX = 998 };

/* Norway in 2023, about. Waiting and unassigned were 343 859 and 3 866 persons in September of that
 * year (the Directorate of Health). */
enum {
    COUNTRY_MUNICIPALITIES = 350,
    COUNTRY_RESIDENTS = 5600000,
    COUNTRY_LISTS = 5900,
    COUNTRY_WAITING = 350000,
    COUNTRY_UNASSIGNED = 4000,
};

struct country_order {
    /* Where sources, list_spread, practice_sizes, the national tables and how many there are of
     * each age come from; `sources` must have SYNTHESIS_SOURCE. */
    const struct municipality *template;
    const struct rulebook *rulebook;
    struct date date; /* the state date; the population is counted on 1 January of its year */
    uint64_t seed;
    int64_t municipalities; /* 1 to COUNTRY_MUNICIPALITIES_MAX */
    int64_t residents;      /* at least 100 a municipality; at most 1 000 000 000 */
    int64_t lists;          /* at least one a municipality */
    int64_t waiting, unassigned;
};

/* An order for a country like Norway. */
struct country_order country_order_like_norway(const struct municipality *template,
                                               const struct rulebook *rulebook, struct date date,
                                               uint64_t seed);

struct country {
    struct municipality *municipalities; /* largest first; in the arena */
    size_t count;
};

/* Makes the tables of a country: residents, lists, waiting and unassigned add up to exactly the
 * order's. A municipality has its facts, one district or where it is large several, population by
 * district, age and sex, observations, practices, posts and lists, and shares the template's
 * sources and national tables; the rest is empty. There are no guests, and everybody but the
 * unassigned has a place: people_synthesise leaves nobody outside. ERROR_CANNOT_ANSWER naming what
 * is missing or does not fit, ERROR_MEMORY. */
bool country_synthesise(const struct country_order *order, struct arena *arena, struct country *out,
                        struct error *error);

#endif
