/* SPDX-License-Identifier: EUPL-1.2 */
/* Why a forecast says what it says: what changed from the start, what the measures did, and which
 * assumptions the answer hangs on. Pure. */
#ifndef DEKNING_FORECAST_EXPLAIN_H
#define DEKNING_FORECAST_EXPLAIN_H

#include "base/arena.h"
#include "base/error.h"
#include "forecast/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* -- where the change comes from --------------------------------------------------------------- */

/* Sums over the futures, of whole persons, doctors or places: exact, so that
 * after = before + the sum of the parts in every future and in all. ÷ futures for the mean. */
struct explain_change {
    enum outcome outcome;
    size_t futures;
    int64_t before, after;     /* at the start, and in the month */
    int64_t parts[FLOW_COUNT]; /* 0 of flows that are of other outcomes */
    int64_t unexplained;       /* after − before − the sum of the parts: 0 */
};

/* The change of an outcome that has flows (gps, places, listed) until `month`; the futures have
 * outcomes and flows recorded. */
struct explain_change explain_change(const struct futures *futures, enum outcome outcome,
                                     int32_t month);

/* Means with that many decimals, at most 6, that add up as shown: each is rounded down and what is
 * then missing in the sum of all, rounded, goes to those that lost most. `sums` are divided by
 * `by`. */
void explain_round(const int64_t *sums, size_t count, size_t by, int decimals, double *out);

/* -- runs that differ in one thing ------------------------------------------------------------- */

enum { EXPLAIN_MEASURES_MAX = MODEL_EFFORTS_MAX, EXPLAIN_FACTORS_MAX = 128 };

/* Runs the futures 0 … futures − 1 of a model on the same seed each time, and gives each outcome in
 * the month asked about: values[outcome × futures + future]. */
struct explain_runner {
    bool (*run)(void *context, const struct model *model, float *values, struct error *error);
    void *context;
    size_t futures; /* at least 2 */
};

/* What the measures did to an outcome: means over the futures of differences future by future. */
struct explain_measures {
    size_t count; /* efforts of one measure stand together and count as one */
    const char *measures[EXPLAIN_MEASURES_MAX];
    /* what would be missing without the measure, all others kept, and its standard error */
    double alone[EXPLAIN_MEASURES_MAX], error[EXPLAIN_MEASURES_MAX];
    double together; /* with all of them, less with none */
    double joint;    /* together − the sum of `alone`: above 0 where one does another's work */
    double joint_error;
};

/* `values` are of the model with all its efforts. One run more than there are measures.
 * ERROR_MEMORY and those of the runner. */
bool explain_measures(const struct explain_runner *runner, const struct model *model,
                      const float *values, enum outcome outcome, struct arena *arena,
                      struct explain_measures *out, struct error *error);

/* -- what the answer hangs on ------------------------------------------------------------------ */

enum factor_kind {
    FACTOR_ASSUMPTION, /* index: enum assumption */
    FACTOR_EFFECT,     /* index: effort */
    FACTOR_POPULATION, /* the projection's own error in the month */
};

struct factor {
    enum factor_kind kind;
    size_t index;
};

struct explain_factor {
    struct factor factor;
    double share, error; /* first-order share of the variance (Sobol), and its standard error */
    /* The median with the assumption at its 10 % and 90 % point; NAN where it was not tried. */
    double low, high;
};

struct explain_hinges {
    size_t futures;
    double mean, variance; /* of the outcome */
    double median;
    size_t count;
    struct explain_factor factors[EXPLAIN_FACTORS_MAX]; /* the largest share first */
    double known;                                       /* sum of the shares */
    /* Share of the variance that is left when every assumption is at its median; NAN when it was
     * not tried. */
    double chance;
    /* 1 − known − chance: what assumptions do together, and what chance does elsewhere than at the
     * median. May be below 0. */
    double rest;
};

/* The standard normal that decided a factor in a future, by the engines' rule. */
double explain_draw(const struct model *model, uint64_t seed, struct factor factor, int32_t month,
                    uint32_t future);

/* The share of the variance of `values` that the standard normal draws `z` explain by themselves:
 * the regression on their first three Hermite polynomials, corrected for these three (adjusted
 * R²: 1 − (1 − R²)(n − 1)/(n − 4)). Of an assumption without influence it is 0 in
 * expectation, so that it may be below. `count` at least 8. */
double explain_share(const float *values, const float *z, size_t count, double *error);

/* What the outcome in `month` hangs on. `values` are of the model. The `tried` largest factors are
 * run again at their two points, and the model once with all at their medians; none of these with
 * `tried` 0. ERROR_MEMORY and those of the runner. */
bool explain_hinges(const struct explain_runner *runner, const struct model *model, uint64_t seed,
                    int32_t month, const float *values, enum outcome outcome, size_t tried,
                    struct arena *arena, struct explain_hinges *out, struct error *error);

#endif
