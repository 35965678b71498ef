/* SPDX-License-Identifier: EUPL-1.2 */
/* Who has a right to a regular GP. Pure. */
#ifndef DEKNING_SCHEME_ELIGIBILITY_H
#define DEKNING_SCHEME_ELIGIBILITY_H

#include "base/date.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>

/* What a person's right to a GP rests on. */
enum eligibility_ground {
    GROUND_NONE,
    GROUND_RESIDENT,      /* registered as resident in a Norwegian municipality (R62) */
    GROUND_ASYLUM_SEEKER, /* from application until permit or final refusal (R63) */
    GROUND_ASYLUM_SPOUSE, /* of an asylum seeker (R63) */
    GROUND_ASYLUM_CHILD,  /* of an asylum seeker (R63) */
    GROUND_LAWFUL_STAY,   /* exempt under section 5 of the Immigration Act (R64) */
};

/* A person as the scheme meets them. */
struct standing {
    struct date born;
    enum eligibility_ground ground;
    struct date from, to;    /* of the ground: `to` is the first day without it; DATE_NONE where
                                there is no such bound */
    bool national_insurance; /* member of the national insurance; asked of asylum grounds only */
    bool d_number;           /* has a D-number, which alone gives no right (R65) */
    bool opted_out;          /* has given notice of standing outside the scheme (R69) */
    bool suspended;          /* the scheme is suspended where the person lives (R75) */
};

/* Whether the person has a right to a GP on `date`, by the ground's rule:
 * - registered residents (R62);
 * - asylum seekers, their spouses, and their children under asylum_family_child_age, who are
 * members of the national insurance (R63);
 * - those who stay lawfully without being registered, while right_lawful_stay is in force (R64);
 * - a D-number alone gives none (R65): the ground decides, never the kind of number (C20).
 * Then refused where the scheme is suspended (R75), on days when the rulebook knows suspension at
 * all: the law still speaks of it, but no regulation since 2026 can order one (C7). Last refused to
 * those who have opted out, who come back by a new notice (R69). */
struct verdict eligibility_of(const struct rulebook *rulebook, struct date date,
                              const struct standing *standing);

/* Whether one who has registered a move stays on the old list: until a new choice takes effect,
 * whichever municipality the move was to (R71). Refused, by the rule of eligibility_of, when the
 * right to a GP did not survive the move. */
struct verdict eligibility_kept_by_move(const struct rulebook *rulebook, struct date date,
                                        const struct standing *standing);

#endif
