/* SPDX-License-Identifier: EUPL-1.2 */
/* The cheapest package that reaches a goal with a wanted chance: which measures, and how much of
 * each. Every package is tried on the same futures, so that what differs between two is what they
 * do and not luck; what is reported was seen in other futures than those that chose it. Knows
 * nothing of doctors: a package is tried by a function of the caller's. Pure. */
#ifndef DEKNING_FORECAST_SEARCH_H
#define DEKNING_FORECAST_SEARCH_H

#include "base/arena.h"
#include "base/error.h"
#include "forecast/bands.h"
#include "forecast/price.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SEARCH_MEASURES_MAX = 64,
    SEARCH_LEVELS_MAX = 100,
    SEARCH_BEST_MAX = 5,
    SEARCH_FRONT_MAX = 12,
    /* Of asking for more than is wanted, when what was found fell short on fresh futures. */
    SEARCH_ROUNDS_MAX = 4,
};

/* -- what is asked ----------------------------------------------------------------------------- */

/* A measure that may be part of the package, in steps of size: level 0 is none of it, `upper` the
 * size `most`, −`lower` the size `least`. */
struct search_measure {
    double least, most;   /* least ≤ 0 ≤ most */
    int32_t lower, upper; /* steps down and up, 0 … SEARCH_LEVELS_MAX */
    double planned;       /* the size its price is reckoned at */
};

/* What a package gave in each of the futures tried; the evaluator fills the arrays, which are the
 * search's. */
struct search_evaluation {
    bool possible;        /* false: the package contradicts itself, and the arrays are not read */
    float *margin;        /* at the date: how far past the goal; at least 0 where it is met */
    float *free_places;   /* at the date */
    float *waiting_years; /* person-years without a wanted list, until the date */
    float *costs;         /* [year][future], NOK */
};

struct search_problem {
    const struct search_measure *measures;
    size_t measure_count; /* at most SEARCH_MEASURES_MAX */
    size_t years;         /* of costs, at least 1 */
    double chance;        /* wanted, above 0, at most 1 */
    double budget;   /* most that the dearest year may cost in expectation; INFINITY for none */
    size_t futures;  /* 0 … futures − 1 are searched on; at least 1 */
    size_t tuned;    /* on so many the winner's sizes are tuned at the end; 0: as `futures` */
    size_t checks;   /* as many fresh ones check the winners; at least 1 */
    size_t priced;   /* as many fresh ones price each measure; 0: as `checks` */
    size_t work_max; /* futures to simulate in the search; the check comes on top */
    /* Tries the package with sizes[measure], 0 for not in it, in the futures first … first + count
     * − 1. The same question has the same answer. */
    bool (*evaluate)(void *context, const double *sizes, uint32_t first, size_t count,
                     struct search_evaluation *out, struct error *error);
    /* Told now and then how many futures were simulated, of at most how many; false to stop. */
    bool (*progress)(void *context, size_t done, size_t most);
    void *context; /* of both */
};

/* -- what is answered -------------------------------------------------------------------------- */

struct search_package {
    double sizes[SEARCH_MEASURES_MAX];
    bool at_most[SEARCH_MEASURES_MAX]; /* the measure is as large as it may be */
    size_t measures;                   /* with a size other than 0 */
    bool checked;                      /* on fresh futures; else on those of the search */
    size_t futures;                    /* it was checked on */
    struct counted_share chance;       /* share of these that meets the goal */
    double chance_searched;            /* what the search itself saw */
    bool reaches;                      /* chance is at least the wanted one */
    struct band cost;                  /* all years, NOK */
    struct band *cost_years;           /* [years] */
    double dearest_year;               /* the largest year's expected cost */
    struct band margin;
    /* against doing nothing, future by future; 0 of nothing itself */
    struct band free_places, waiting_years;
};

/* A measure alone, in the size planned, against doing nothing. */
struct search_measure_price {
    double size;
    bool possible; /* false: alone it contradicts what is already decided */
    struct band cost;
    struct counted_share chance;
    struct price free_place, waiting_year;
};

struct search_result {
    struct search_package nothing;
    /* The cheapest that reach the goal, cheapest first, each of other measures. */
    struct search_package best[SEARCH_BEST_MAX];
    size_t best_count;
    struct search_package nearest;       /* when none reaches: the one of the highest chance */
    struct search_measure_price *prices; /* [measure_count] */
    /* Of those tried, the ones that none beats on both cost and chance, cheapest first. */
    struct search_package front[SEARCH_FRONT_MAX];
    size_t front_count;
    /* Free places won by the first of `best` (or the nearest) ÷ the sum of what its measures win
     * alone: below 1 they compete, above they help each other. NAN for fewer than two measures. */
    double together;
    bool over_budget;           /* some package reached the goal but for the budget */
    size_t packages, simulated; /* tried, and futures simulated */
    bool work_ended;            /* work_max ended the search */
    bool stopped;               /* the caller did; nothing is checked that is not marked so */
};

/* Searches. The result's arrays live in the arena. Errors of the evaluator; ERROR_MEMORY. The same
 * problem has the same answer. */
bool search_run(const struct search_problem *problem, struct arena *arena,
                struct search_result *out, struct error *error);

#endif
