/* SPDX-License-Identifier: EUPL-1.2 */
/* Contradictions in a municipality's own figures, each with its size and what probably lies behind
 * it. Pure. */
#ifndef DEKNING_CAPACITY_CHECK_H
#define DEKNING_CAPACITY_CHECK_H

#include "base/arena.h"
#include "base/error.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <stdbool.h>
#include <stddef.h>

enum check_kind {
    CHECK_GPS_TIMES_MEAN,    /* GPs × mean list ≠ list places of the same day */
    CHECK_PLACES_ARE_LISTED, /* GPs × mean list fits places, but places should be listed + free */
    CHECK_PERSONS_PLACES,    /* residents + guests ≠ list places */
    CHECK_DISTRICT_SUM,      /* the districts do not add up to the municipality */
    CHECK_POPULATION_TABLE,  /* the population table ≠ the observed residents of the same day */
    CHECK_OBSERVED_TWICE,    /* two sources differ on the same figure of the same day */
    CHECK_JUMP,       /* a stock changes more in two years than it can without a new definition */
    CHECK_POSTS,      /* the table of posts ≠ the observed GPs of a district */
    CHECK_LISTS,      /* the table of lists ≠ the observed places */
    CHECK_LIST_STATE, /* lists whose state is not what the rules make of their cap and length */
    CHECK_CAP,        /* a cap that the rules do not allow without the municipality's consent */
    CHECK_OVER_CAP,   /* lists longer than their cap: lawful, but places that are not there */
    CHECK_KIND_COUNT
};

/* What probably lies behind a finding; the words are the report's. */
enum check_cause {
    CAUSE_UNKNOWN,
    CAUSE_OTHER_GPS,         /* the count of GPs on another day fits: `other` */
    CAUSE_UNKNOWN_DISTRICT,  /* the difference is the residents of unknown district */
    CAUSE_PLACES_ARE_LISTED, /* the source says places and means persons on lists */
    CAUSE_NOT_LISTED,        /* residents who are on no list here, or guests counted roughly */
    CAUSE_DEFINITION,        /* the sources count different things under one name */
    CAUSE_SYNTHETIC,         /* the table is made up to fit other totals */
    CAUSE_ATTRITION,         /* lists shrink to a lowered cap as people leave (R52) */
    CAUSE_CONSENT,           /* the municipality may have agreed */
    CAUSE_STATE_OLD,         /* the states were noted before lengths or caps changed */
};

enum { FINDING_PARTS_MAX = 2 };

struct finding {
    enum check_kind kind;
    enum check_cause cause;
    bool contradiction;       /* false: lawful, or no more than two figures that need not agree */
    enum indicator indicator; /* what it is about, where it is about one */
    const char *district;     /* "" for the whole municipality */
    struct figure parts[FINDING_PARTS_MAX]; /* what `found` was made from, as in its formula */
    size_t part_count; /* 0: `found` is itself an observation or a count of rows */
    struct figure found, expected;
    double difference;      /* found − expected */
    double other;           /* by cause: the GPs that fit, the persons of unknown district … */
    struct date other_date; /* of `other`, or DATE_NONE */
};

/* Looks at everything the tables hold, whatever its date. Findings are in the arena, contradictions
 * first. A difference that rounding of the printed figures explains is no finding. ERROR_MEMORY. */
bool check_compute(const struct municipality *municipality, const struct rulebook *rulebook,
                   struct arena *arena, struct finding **out, size_t *count, struct error *error);

/* Whether any of the findings is a contradiction. ERROR_MEMORY. */
bool check_contradicts(const struct municipality *municipality, const struct rulebook *rulebook,
                       struct arena *arena, bool *out, struct error *error);

#endif
