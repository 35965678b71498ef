/* SPDX-License-Identifier: EUPL-1.2 */
/* A made-up population that fits a municipality's own tables exactly: who lives with whom, who is a
 * child of whom, who is on which list and who waits for another. Nobody in it exists. Pure; the
 * same seed gives the same people, in whatever order the population table's rows stand. */
#ifndef DEKNING_SCHEME_PEOPLE_H
#define DEKNING_SCHEME_PEOPLE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No person, no list, no district. */
enum { PEOPLE_NONE = -1 };

/* The most persons of one municipality, so that every number fits its member. */
enum { PEOPLE_MAX = 20000000 };

/* LISTED is on a list. UNASSIGNED has the right to a GP and has none. OUTSIDE is a resident who is
 * neither: has opted out, is on a list elsewhere, or is where the tables do not agree. */
enum listing { LISTING_LISTED, LISTING_UNASSIGNED, LISTING_OUTSIDE };

struct synthetic_person {
    struct date born;
    struct date registered; /* resident here since; DATE_NONE for a guest */
    /* The day the person came on the list, always a 1st (R87), or became unassigned; DATE_NONE for
     * one outside. */
    struct date since;
    struct date queued; /* the day the person joined the queue; DATE_NONE when in none */
    /* Holders of parental responsibility of one under 18, as rows of `persons`, or PEOPLE_NONE. The
     * other parent of a child with two need not live with it, and may be a second mother. */
    int32_t mother, other_parent;
    uint32_t household;
    int16_t district;    /* row of `districts`; PEOPLE_NONE where not known, and for a guest */
    int16_t list, queue; /* rows of `lists`; PEOPLE_NONE when on none. Never the same list. */
    uint16_t day_serial; /* 0, 1 … among those of one sex born on one day */
    uint8_t sex;         /* enum sex */
    uint8_t standing;    /* enum listing */
    bool guest;          /* lives in another municipality, on a list here */
};

/* How many of each sex were made for each birth date. One carried from municipality to municipality
 * gives all of a country different serials. */
struct people_serials {
    struct date first; /* a day before anybody was born */
    uint16_t *next;    /* a day and sex: [day × SEX_COUNT + sex] */
    size_t days;
};

/* Makes counts, all 0, for everybody who can be made of population tables up to `last`. False when
 * the arena is full or the years are outside the calendar of base/date.h. */
bool people_serials_init(struct people_serials *serials, struct date last, struct arena *arena);

/* The most persons of one sex on one birth date so far. */
size_t people_serials_most(const struct people_serials *serials);

struct people_order {
    const struct municipality *municipality; /* with population, posts and lists */
    const struct rulebook *rulebook;
    struct date date; /* the day described; the population is the latest counted by then */
    uint64_t seed;
    int64_t waiting, unassigned, guests; /* persons, at least 0 */
    struct people_serials *serials;      /* continued; NULL starts from 0 */
    /* Set by people_order_from: false where nothing was observed and 0 is taken instead. */
    bool waiting_known, unassigned_known, guests_known;
};

/* The order for a municipality as it was on `date`: waiting, unassigned and guests as observed
 * within NEAR_DAYS of it, on either side. */
struct people_order people_order_from(const struct municipality *municipality,
                                      const struct rulebook *rulebook, struct date date,
                                      uint64_t seed);

struct people {
    struct synthetic_person *persons; /* `residents` of them, then `guests`; in the arena */
    size_t count, residents, guests;
    size_t households;
    size_t listed; /* residents and guests; all that the lists table counts */
    size_t unassigned, outside, waiting;
    /* Guests beyond those ordered, made because the lists hold more than all residents. */
    size_t guests_added;
    size_t children_alone; /* under 18 in a district without any adult of a parent's age */
    struct date counted;   /* the population table's day */
};

/* Makes the people:
 * - ages on the population table's day and sexes are exactly the table's in every district and of
 * unknown district: even inside a group of ages, falling as mortality in an open last one;
 * - lists are exactly as long as they are: by the guests ordered, by residents, and where those are
 * too few by more guests. Residents beyond that and the unassigned are OUTSIDE;
 * - every child under 18 on `date` lives with a parent 16 to 50 years older; households are
 * inside one district; sizes follow the shares in people.c;
 * - children under child_follow_age (R76, R77) are but for a few on the list of the parent they
 * live with, the mother first; others prefer lists of their district;
 * - the waiting are listed residents old enough to choose (R79), wait for a list that is not open,
 * and not their own (R95). Where there are no more such persons or lists, fewer wait than ordered.
 * ERROR_CANNOT_ANSWER naming what is missing or does not fit, ERROR_MEMORY. *out and the order's
 * serials are changed only on success. */
bool people_synthesise(const struct people_order *order, struct arena *arena, struct people *out,
                       struct error *error);

#endif
