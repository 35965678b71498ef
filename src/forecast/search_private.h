/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the search share: search_try.c tries packages and tells which of two is better,
 * search_move.c goes from one package to a better, search_aim.c works out from what each measure
 * does which package would just do, search_report.c measures what was found on fresh futures;
 * search.c goes from several beginnings and holds the best to all. */
#ifndef DEKNING_FORECAST_SEARCH_PRIVATE_H
#define DEKNING_FORECAST_SEARCH_PRIVATE_H

#include "forecast/search.h"

enum { SEARCH_AIM_BINS = 1000 };

struct curves;

/* A package tried: of the futures 0 … futures − 1. */
struct entry {
    int8_t levels[SEARCH_MEASURES_MAX];
    size_t futures, room;
    bool possible;
    float *margin;      /* [room] */
    double *cost_years; /* [years], sums over the futures */
    size_t met;
    bool reaches; /* the wanted share of them meets the goal */
    /* What the wanted share of them, taken from the best, falls short on average: 0 when it
     * reaches, else below. Unlike the chance it moves with every future that comes nearer. */
    double shortfall;
    double edge;    /* margin of the last of the wanted share: at least 0 when it reaches */
    double near;    /* mean margin of the futures about that one, which luck moves less */
    double mean;    /* margin */
    double cost;    /* mean, all years */
    double dearest; /* mean of the dearest year */
    struct search_package *checked; /* on the fresh futures from `checked_from` on; NULL: on none */
    uint32_t checked_from;
};

struct search {
    const struct search_problem *problem;
    struct arena *arena;
    struct error *error;
    struct entry **entries; /* in the order they were tried */
    size_t entry_count, entry_capacity;
    size_t *table; /* open addressing: place in `entries` + 1 */
    size_t table_size;
    struct entry impossible;             /* what is answered when nothing more may be tried */
    struct entry *nothing;               /* the package of no measure */
    size_t screen, compare;              /* futures of the first look and of the second */
    double chance;                       /* that is sought: the wanted one, or more */
    size_t work, work_most;              /* futures simulated, and when to stop */
    struct search_evaluation evaluation; /* of `room` futures */
    size_t room;                         /* the most tried at once, or kept of a package */
    float *sorted;                       /* [as the evaluation] */
    double *values[4];                   /* scratch */
    /* of nothing, on the futures last measured on: [problem->futures or checks] */
    double *nothing_free, *nothing_waiting, *nothing_cost;
    /* Of each measure alone: the best of its sizes' prices and gains, as climb reckons them;
     * INFINITY and 0 when none brings the goal nearer. */
    double single_price[SEARCH_MEASURES_MAX], single_gain[SEARCH_MEASURES_MAX];
    bool promising[SEARCH_MEASURES_MAX]; /* to be had more of in an exchange */
    struct curves *curves;               /* of all measures; `base` NULL until they were measured */
    struct curves *fine;                 /* of those of the best packages, in more futures */
    bool over_budget, work_ended, stopped, failed;
};

/* -- trying ------------------------------------------------------------------------------------ */

/* Whether nothing more is to be tried. */
bool search_ended(const struct search *search);

/* Memory has ended. */
void search_fail(struct search *search);

/* The least and the highest level of a measure. */
int search_lowest(const struct search *search, size_t measure);
int search_highest(const struct search *search, size_t measure);

/* Has the sizes tried in futures `first` … of those many; false when that fails. */
bool search_evaluate(struct search *search, const double *sizes, uint32_t first, size_t count);

/* Sums up what the entry's futures gave, for the chance that is sought. */
void search_sum_up(struct search *search, struct entry *entry);

/* The size of each measure in the entry. */
void search_sizes(const struct search *search, const struct entry *entry, double *sizes);

/* The package in at least that many futures; one that is not possible when nothing more may be
 * tried. */
struct entry *search_try(struct search *search, const int8_t *levels, size_t futures);

/* The package in just so many futures, though it was tried in more: for what is set against others
 * that were tried in these. */
struct entry *search_try_exactly(struct search *search, const int8_t *levels, size_t futures);

/* The same with another level of one measure. */
struct entry *search_try_level(struct search *search, const struct entry *entry, size_t measure,
                               int level, size_t futures);

/* What the dearest year costs beyond the budget. */
double search_overspent(const struct search *search, const struct entry *entry);

/* Whether it reaches the goal with the chance that is sought, whatever it costs. */
bool search_reaches(const struct entry *entry);

/* Whether it does within the budget; notes when only the budget hinders it. */
bool search_solves(struct search *search, const struct entry *entry);

/* Within the budget before over it; then what reaches the goal, the cheaper the better and of what
 * costs the same that of fewest measures; else what comes nearer. */
bool search_better(struct search *search, const struct entry *a, const struct entry *b);

/* -- moves ------------------------------------------------------------------------------------- */

enum appetite { BY_PRICE, BY_GAIN };

/* A step up: what it costs for each that the goal comes nearer, and how much nearer. */
struct step {
    struct entry *entry; /* NULL when no size brings the goal nearer */
    double price, gain;
};

/* The best step up of one measure. */
struct step search_step(struct search *search, const struct entry *entry, size_t measure,
                        enum appetite appetite, size_t futures);

/* Raises one measure at a time until the goal is reached, each time the one that brings the goal
 * nearest for the money (or at all). Only measures that are `allowed`; NULL for all. What a measure
 * gave last is more than it gives now, as a rule: so those that gave least are not tried again as
 * long as another gives more (Minoux' accelerated greedy). */
struct entry *search_climb(struct search *search, struct entry *entry, const bool *allowed,
                           enum appetite appetite, size_t futures);

/* Takes away what is not needed, the dearest first, one measure at a time. */
struct entry *search_trim(struct search *search, struct entry *entry, size_t futures);

/* Trims, climbs and exchanges until nothing is better. */
struct entry *search_improve(struct search *search, struct entry *entry, size_t futures);

/* Lowers measures until the budget is kept, each time the one whose going costs the goal least for
 * the money. */
struct entry *search_shed(struct search *search, struct entry *entry, size_t futures);

/* Whether a measure of the entry is a speck: at most a tenth of the size its price is reckoned at.
 * Nobody takes up a measure for that. */
bool search_is_speck(const struct search *search, const struct entry *entry, size_t measure);

/* The package without its specks, where the goal is reached without them too, or with little more
 * of its other measures. */
struct entry *search_without_specks(struct search *search, struct entry *entry, size_t futures);

/* -- aiming ------------------------------------------------------------------------------------ */

enum { CURVE_LEVELS = 2 * SEARCH_LEVELS_MAX + 1 };

/* What each level of each measure does for a package, the others as they are: measured at some
 * levels, on the line between in the others. */
struct curves {
    const struct entry *base;       /* NULL until they are measured */
    bool live[SEARCH_MEASURES_MAX]; /* it was measured; else it stays as in the package */
    /* [measure][level − lowest]: more cost, all years, and how much nearer the goal comes */
    double cost[SEARCH_MEASURES_MAX][CURVE_LEVELS], gain[SEARCH_MEASURES_MAX][CURVE_LEVELS];
    double dearest[SEARCH_MEASURES_MAX][CURVE_LEVELS]; /* more cost in the dearest year */
    double press; /* what a krone of the dearest year counts extra: 0 until the budget binds */
    /* scratch of search_aim */
    double least[2][SEARCH_AIM_BINS + 1];
    int8_t chosen[SEARCH_MEASURES_MAX][SEARCH_AIM_BINS + 1];
};

/* Measures the `live` measures about the package, in so many futures. False when that ended. */
bool search_measure_curves(struct search *search, const struct entry *base, const bool *live,
                           size_t futures, struct curves *out);

/* The cheapest package by the curves that reaches the goal as sought, of the measures that are
 * `allowed` (NULL for all), tried in so many futures and corrected a few times by what that showed;
 * the best of those tried, or NULL. */
struct entry *search_aim(struct search *search, struct curves *curves, const bool *allowed,
                         size_t futures);

/* -- what is reported -------------------------------------------------------------------------- */

/* Measures nothing on the fresh futures from `first` on, for what is compared with it. */
bool search_measure_nothing(struct search *search, uint32_t first, size_t count);

/* Describes the entry, on the fresh futures from `first` on unless something has ended. */
bool search_check(struct search *search, struct entry *entry, uint32_t first,
                  struct search_package *out);

/* The price of each measure alone, on the futures nothing was measured on. */
bool search_price_measures(struct search *search, uint32_t first, size_t count,
                           struct search_result *out);

/* What the measures of the package win together ÷ the sum of what each wins alone, in the same size
 * and futures. */
bool search_together(struct search *search, const struct search_package *package, uint32_t first,
                     size_t count, double *out);

/* The cost–chance front: the entries without specks that none beats, thinned out evenly over the
 * chance, and checked. */
bool search_draw_front(struct search *search, uint32_t first, struct search_result *out);

#endif
