/* SPDX-License-Identifier: EUPL-1.2 */
/* The model of the scheme's future, as data: where it starts, what it assumes, what is done to it,
 * and what it tells. doc/model.md has the equations. Two engines run the same model: futures.h
 * counts persons, many futures at a time; reference.h follows each person. Pure. */
#ifndef DEKNING_FORECAST_MODEL_H
#define DEKNING_FORECAST_MODEL_H

#include "base/date.h"
#include "forecast/population.h"
#include "scheme/figure.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum outcome {
#define OUTCOME(id, unit, decimals, nb, nn, en) OUTCOME_##id,
#include "forecast/outcome.def"
#undef OUTCOME
    OUTCOME_COUNT
};

enum flow {
#define FLOW(id, of, nb, nn, en) FLOW_##id,
#include "forecast/flow.def"
#undef FLOW
    FLOW_COUNT
};

/* Of one district. */
enum district_outcome {
    DISTRICT_gps,
    DISTRICT_places,
    DISTRICT_listed,
    DISTRICT_residents,
    DISTRICT_OUTCOME_COUNT
};

/* -- what is assumed --------------------------------------------------------------------------- */

/* How uncertain a quantity is. A draw is kept within min … max. */
struct uncertain {
    double value, spread;
    double min, max;
    int distribution; /* enum distribution */
};

/* What is assumed (confidence C), of parameters and of effects, is drawn with its spread × this.
 * Our own choice: intervals that people set by judgement hold too little; × 1.5 makes what was
 * thought a 95 % interval one of 81 %. */
#define ASSUMED_WIDENING 1.5

/* One draw of it, for a standard normal z. */
double uncertain_draw(const struct uncertain *uncertain, double z);

/* -- what is done ------------------------------------------------------------------------------ */

/* A measure at work in a package. */
struct effort {
    const char *measure; /* its key in `measures` */
    uint32_t entity;     /* of its draws: a hash of the key, so that a measure has the same luck in
                            every package */
    int lever;           /* enum lever */
    double size;         /* in the lever's unit, at least 0 except for lengths */
    struct uncertain effect; /* a unit of size */
    int32_t start;           /* month from the model's start; negative when already at work */
    int32_t ramp;            /* months until it is full, 0 at once */
    int32_t end;             /* month it ends; INT32_MAX for none */
    int rule;                /* enum rule that LEVER_rule changes */
    double rule_value;
    /* øre a unit of size, or of length either way; the basis of cost_doctor is the lever's
     * (lever.def). What it opens posts for is paid a post, whatever the size */
    int64_t cost_fixed;  /* once, in the month it starts */
    int64_t cost_year;   /* a year */
    int64_t cost_doctor; /* a doctor: once, or a year */
    int64_t cost_listed; /* a listed person and year */
    bool cost_unknown;   /* reckoned as 0, which is no price */
};

enum cost_basis {
    BASIS_NOBODY,
    BASIS_ALL_HIRES,
    BASIS_TAKEOVER_HIRES,
    BASIS_EMPTY_HIRES,
    BASIS_SALARIED_HIRES,
    BASIS_LOCUM_HIRES,
    BASIS_ALL_GPS,
    BASIS_NEW_GPS, /* within exit_new_years of their start */
    BASIS_OLD_GPS, /* 62 and over */
    BASIS_LOCUMS,
    BASIS_OWN_HIRES, /* in the posts the measure opened */
    BASIS_OWN_GPS,
    BASIS_COUNT,
};

enum cost_basis lever_basis(enum lever lever);

/* Share of its full effect at month `t`: 0 before the start and from the end, 1 after the ramp. */
double effort_ramp(const struct effort *effort, int32_t t);

/* What its costs are multiplied by: the size. Shorter lists are paid for as longer ones are; any
 * other size below 0 takes away what is there, and saves what it costs. */
double effort_cost_size(const struct effort *effort);

/* -- where it starts --------------------------------------------------------------------------- */

/* How a post without a GP is offered. */
enum channel { CHANNEL_TAKEOVER, CHANNEL_EMPTY, CHANNEL_SALARIED, CHANNEL_COUNT };

struct model_list {
    int32_t cap, length; /* persons */
    int32_t waiting;
    int32_t district; /* index in the population's districts; −1 for none */
    int status;       /* enum post_status */
    int state;        /* enum list_state */
    int channel;      /* enum channel it is offered in when its GP leaves */
    bool salaried;
    struct date born;  /* of its GP; DATE_NONE: drawn in each future */
    struct date since; /* when the GP began; DATE_NONE: drawn */
    int sex;           /* enum sex of the GP; CHOICE_NONE: drawn */
};

enum {
    MODEL_LISTS_MAX = 4096,
    MODEL_MONTHS_MAX = 600,
    MODEL_EFFORTS_MAX = 64,
    MODEL_LENGTH_MAX = 8192, /* persons on a list at the start */
};

struct model {
    const struct rulebook *rulebook;
    struct date start; /* the 1st of a month: month 0 */
    int32_t months;    /* 1 … MODEL_MONTHS_MAX */
    const struct model_list *lists;
    size_t list_count; /* 0 … MODEL_LISTS_MAX */
    /* months 0 … months; population.residents is the expected path */
    struct population_path population;
    /* At the start. residents + guests = listed + unassigned + opted_out + elsewhere */
    int64_t guests, unassigned, opted_out;
    int64_t elsewhere; /* residents with a GP in another municipality, who wait for one here: part
                          of those waiting */
    struct uncertain assumptions[ASSUMPTION_COUNT];
    /* The start is in the midst of things: some GPs have given notice, and some who are to take
     * over posts have been found. Otherwise the tables tell all of it. */
    bool under_way;
    const struct effort *efforts;
    size_t effort_count;
};

/* -- what it tells ----------------------------------------------------------------------------- */

/* What was recorded of `count` futures from `first` on. Arrays are the caller's; each [row][month
 * 0, every, 2 × every … months][future − first], `stride` futures from one to the next (at least
 * count). A NULL is not recorded. */
struct futures {
    uint32_t first;
    size_t count, stride;
    int32_t months;
    int32_t every; /* months from one record to the next; 0 as 1: every month */
    size_t districts, efforts;
    float *outcomes;    /* [OUTCOME_COUNT] */
    float *flows;       /* [FLOW_COUNT], since the start */
    float *by_district; /* [districts][DISTRICT_OUTCOME_COUNT] */
    float *costs;       /* [efforts], NOK spent since the start */
};

static inline int32_t
futures_step(const struct futures *futures)
{
    return futures->every > 1 ? futures->every : 1;
}

/* Whether the month is recorded. */
static inline bool
futures_records(const struct futures *futures, int32_t month)
{
    return month % futures_step(futures) == 0;
}

/* Where the row of a month that is recorded begins. */
static inline size_t
futures_at(const struct futures *futures, size_t row, int32_t month)
{
    int32_t step = futures_step(futures);
    size_t rows = (size_t)(futures->months / step) + 1;
    return (row * rows + (size_t)(month / step)) * futures->stride;
}

/* The first day on which every rule that the model asks for has a value; from then on each has one.
 */
struct date model_rules_from(const struct rulebook *rulebook);

enum unit outcome_unit(enum outcome outcome);
int outcome_decimals(enum outcome outcome);
const char *outcome_name(enum outcome outcome, enum language language);
const char *flow_name(enum flow flow, enum language language);
/* The outcome whose change the flow is part of. */
enum outcome flow_of(enum flow flow);

extern const char *const outcome_ids[OUTCOME_COUNT + 1];
extern const char *const flow_ids[FLOW_COUNT + 1];

#endif
