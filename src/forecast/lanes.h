/* SPDX-License-Identifier: EUPL-1.2 */
/* The state of LANES futures worked out side by side, and the parts of a month: private to the fast
 * engine (futures.c, lists.c, doctors.c). Arrays lie [slot][lane], so that a month of a list is
 * vector code over the lanes. */
#ifndef DEKNING_FORECAST_LANES_H
#define DEKNING_FORECAST_LANES_H

#include "forecast/futures.h"
#include "scheme/opening.h"

#include <stdalign.h>

enum { SPREAD_DRAWS = 3, SPREAD_WORDS = 4 * SPREAD_DRAWS };

/* Vectors as wide as a line of the cache are read from one line. */
enum { CACHE_LINE = 64 };

enum { LANES = 32, NEVER = INT32_MAX, NO_EFFORT = -1 };

/* A share's bits: so many in a word, and so many in another. Their product with a size is right in
 * words where that is at most SPREAD_SIZE_MAX: no list, nor its queue, takes more persons. */
enum {
    CHOICE_BITS = 18,
    LOW_BITS = 13,
    SHARE_BITS = CHOICE_BITS + LOW_BITS,
    SPREAD_SIZE_MAX = 16383
};

/* What there is at a post. A post nobody has opened has none of them. */
enum post_flag {
    POST_EXISTS = 1,
    POST_GP = 2,         /* a GP works there */
    POST_BY_LOCUM = 4,   /* a locum does */
    POST_ANNOUNCED = 8,  /* and somebody may be awarded it */
    POST_NOTICE = 16,    /* its GP will be gone when `ends` comes */
    POST_OLD_LEAVES = 32 /* and that is retirement */
};

enum doctor_flag {
    GP_WOMAN = 1,
    GP_SALARIED = 2,
    GP_EXTENDED = 4,      /* may work on past the age limit */
    GP_TAKES_AS_LOCUM = 8 /* of the one awarded: it is the locum */
};

/* What a month is like in every future. */
struct plan_month {
    struct opening_terms terms;
    bool unassigned_first;
    int32_t notice;     /* months */
    int32_t end_months; /* age in months at which agreements end, and extended ones do */
    int32_t extended_months;
    int32_t cap_max, cap_min;
    double residents, births; /* expected */
    double gp_need, ooh_need; /* against those of the start */
};

struct plan_slot {
    int32_t district; /* −1 for none */
    int channel;
    int effort;      /* that opens it, or NO_EFFORT */
    bool initial;    /* one of the model's lists */
    int32_t ordinal; /* among those of the same origin that are opened */
};

/* How a post is offered when it has been held, or not yet: there is a list to take over then. */
static inline int
slot_channel(int channel, int32_t cap)
{
    return channel == CHANNEL_EMPTY && cap > 0 ? CHANNEL_TAKEOVER : channel;
}

struct futures_plan {
    const struct model *model;
    const struct plan_month *months; /* [0 … months] */
    const double *ramps;             /* [effort][month], 0 for a size of 0 */
    const double *opens; /* [effort][month]: posts opened so far by one of full effect */
    const struct plan_slot *slots;
    size_t slot_count;
    const double *district_share; /* [month][district] of the expected residents */
    bool counts_stages;           /* an effort is paid by new or old GPs */
};

/* Persons who are spread over the lists in proportion to something, lane by lane: the whole part of
 * share × size with what is left carried to the next list, so that it adds up (systematic
 * sampling). */
struct spread {
    uint32_t share[LANES], carry[LANES];         /* in 2^−CHOICE_BITS, */
    uint32_t share_low[LANES], carry_low[LANES]; /* and what is left of them in 2^−SHARE_BITS */
};

/* As spread, in half the arithmetic: shares are rounded down to 2^−CHOICE_BITS, so that a few in a
 * million persons fewer are spread than were meant. For choices, where that loses nobody. */
struct choice {
    uint32_t share[LANES], carry[LANES]; /* in 2^−CHOICE_BITS */
};

/* The month of so many lists at a time is worked out part by part, so that what happens at them is
 * drawn side by side. */
enum {
    SLOTS_TOGETHER = 128,
    SLOTS_PER_DRAW = 8, /* of PURPOSE_EVENT */
    EVENT_WORDS = 4 * SLOTS_TOGETHER / SLOTS_PER_DRAW,
    DRAWS_MOST = SLOTS_TOGETHER * LANES
};

/* Posts at which the same happens, each in a lane: slot × LANES + lane. There is room beyond them
 * for what is written and not counted. */
struct noted {
    size_t count;
    uint32_t at[DRAWS_MOST + LANES];
};

/* What may happen at a post in a month, beside its flags. */
enum event_flag {
    EVENT_HIT = 64, /* the month's uniform is below its chance */
    EVENT_DUE = 128,
    EVENT_OPEN = 256 /* half of the uniform leaves it open whether it is a hit */
};

/* What passes over the lists add up is in variables of their own, for compilers to keep in
 * registers. This, before places are given: */
struct turns {
    int32_t listed[LANES], waiting[LANES];
    int32_t room[LANES];  /* that is given, or still is when the queues have been served */
    int32_t moved[LANES]; /* by the queues */
};

/* And this, when the month is over. */
struct counts {
    int32_t listed[LANES], waiting[LANES], places[LANES], free[LANES];
    int32_t gps[LANES], posts[LANES], locums[LANES];
    int32_t with_gp[LANES], served[LANES]; /* persons on lists with a GP, with a GP or a locum */
};

/* What is the same for all lists of a lane, in a month. */
struct lanes {
    const struct futures_plan *plan;
    uint64_t seed;
    uint32_t first; /* future of lane 0 */
    uint32_t count; /* lanes that are wanted */
    int32_t month;

    /* drawn once */
    alignas(CACHE_LINE) double assumed[ASSUMPTION_COUNT][LANES];
    double effects[MODEL_EFFORTS_MAX][LANES];
    double opening[LANES];               /* when new posts open */
    double leaves[LANES], wishes[LANES]; /* chance a month that a person does */
    double outside[LANES];               /* of the residents, who are outside the scheme */

    /* of the year and month */
    double candidates_year[LANES], cap_factor[LANES];
    double factor[LEVER_COUNT][LANES]; /* exp of the sum of size × effect × ramp */
    double offer[LANES];               /* share of posts offered with a salary */
    double trained[LANES];             /* doctors a year out of the municipality's own training */
    double newcomer_length[LANES];     /* that measures add */
    double hours[LANES];               /* after the month before */
    float stay[LANES];                 /* × hazard */
    /* hazards a month by stage, and when it changes */
    float exit[LANES], exit_new[LANES], exit_woman[LANES], exit_62[LANES], exit_67[LANES];
    int32_t new_months[LANES], cap_floor[LANES];
    float fill[CHANNEL_COUNT][LANES], fill_locum[CHANNEL_COUNT][LANES];
    double locum_part[CHANNEL_COUNT]
                     [LANES]; /* of the awards of a post with a locum, to the locum */

    /* people */
    int64_t residents[LANES], guests[LANES], opted_out[LANES], unassigned[LANES];
    int64_t elsewhere[LANES]; /* who have a GP in another municipality and wait */
    int64_t switchers[LANES]; /* who want another list since the month before */
    struct spread leaving;    /* more who leave than are born; fewer where `leaving_sign` is −1 */
    int32_t leaving_sign[LANES];
    struct spread giving_up, placing, moving;
    struct choice choosing, choosing_open;

    struct turns turns;
    struct counts counts;
    int32_t announced[CHANNEL_COUNT][LANES]; /* posts, counted when that changes */
    int32_t new_gps[LANES], old_gps[LANES];  /* counted only if the plan counts stages */

    int32_t hires[BASIS_COUNT][LANES];           /* of the month */
    int32_t flows[FLOW_COUNT][LANES];            /* since the start */
    int32_t own[MODEL_EFFORTS_MAX][LANES];       /* GPs in posts an effort opened */
    int32_t own_hires[MODEL_EFFORTS_MAX][LANES]; /* of the month */
    double costs[MODEL_EFFORTS_MAX][LANES];      /* NOK since the start */
    double start_residents[LANES], start_guests[LANES];
    double start_hours[LANES], start_slots[LANES], start_without[LANES];

    /* where a post opens, its GP gives notice, a locum is looked for, somebody is awarded the post,
     * and somebody starts */
    struct noted opening_posts, giving_notice, looking, awarded, starting;

    alignas(CACHE_LINE) int32_t events[DRAWS_MOST]; /* of SLOTS_TOGETHER slots */

    /* the posts: [slot][lane] */
    int32_t *length, *cap, *waits, *open, *flags, *due;
    int32_t *room_of, *came; /* of the month: places that are given, and persons who came */
    float *hazard;
    /* read only when something happens there */
    int32_t *ends, *starts, *birth, *began, *kind;
    int32_t *opens_at;        /* [slot]: before it the post is there in no lane */
    uint32_t *words;          /* [EVENT_WORDS][LANES] random */
    uint32_t *spread_words;   /* [SPREAD_WORDS][LANES], of the month */
    double *population_scale; /* [month][LANES] × what was expected */
};

/* The month of every list, in this order (lists.c). Who has something happen at a post, who leaves,
 * is born and joins a queue; leaves `room` and `listed`. */
void lanes_open_month(struct lanes *lanes);
/* Places are given, in the rulebook's order: the queues leave `moved` and the `room` there still
 * is. */
void lanes_place_unassigned(struct lanes *lanes);
void lanes_serve_queues(struct lanes *lanes, bool place_first);
/* Who moved leaves the list left; what the month ends with is counted, into `out` by district. */
void lanes_close_month(struct lanes *lanes, struct futures *out);

/* Whether what is EVENT_OPEN is a hit. */
bool lanes_hits(const struct lanes *lanes, size_t slot, uint32_t lane);

/* What measures make of the hazards: when they have changed. */
void doctors_set_rates(struct lanes *lanes);

/* Doctors at the start. */
void doctors_begin(struct lanes *lanes);
/* In the first month of a model under way, when its rates are known. */
void doctors_find_successors(struct lanes *lanes);

/* When the rules of the age limit have changed: those who have not given notice go by the new ones.
 */
void doctors_renew_limits(struct lanes *lanes);

/* Does what happens at `count` posts in a lane each, slot × LANES + lane, of the SLOTS_TOGETHER
 * slots from `first` that `events` tells of. */
void doctors_happen(struct lanes *lanes, size_t first, const uint32_t *posts, size_t count);

/* Renews the hazard and the cap of the established, once a year for each post. */
void doctors_review(struct lanes *lanes, size_t slot);

#endif
