/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/explain.h"

#include "base/random.h"
#include "forecast/bands.h"
#include "forecast/draws.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define Z_10 1.2815515655446004 /* of the normal distribution, 10 % beyond it */

/* -- where the change comes from --------------------------------------------------------------- */

static int64_t
sum_whole(const float *values, size_t count)
{
    int64_t sum = 0;
    for (size_t f = 0; f < count; f++) {
        sum += (int64_t)lrintf(values[f]);
    }
    return sum;
}

struct explain_change
explain_change(const struct futures *futures, enum outcome outcome, int32_t month)
{
    assert(futures->outcomes != NULL && futures->flows != NULL && month <= futures->months);
    struct explain_change change = {.outcome = outcome, .futures = futures->count};
    change.before = sum_whole(futures->outcomes + futures_at(futures, outcome, 0), futures->count);
    change.after =
        sum_whole(futures->outcomes + futures_at(futures, outcome, month), futures->count);
    change.unexplained = change.after - change.before;
    for (size_t flow = 0; flow < FLOW_COUNT; flow++) {
        if (flow_of((enum flow)flow) == outcome) {
            change.parts[flow] =
                sum_whole(futures->flows + futures_at(futures, flow, month), futures->count);
            change.unexplained -= change.parts[flow];
        }
    }
    return change;
}

void
explain_round(const int64_t *sums, size_t count, size_t by, int decimals, double *out)
{
    assert(count <= EXPLAIN_FACTORS_MAX && by > 0 && decimals >= 0 && decimals <= 6);
    double scale = pow(10, decimals);
    double lost[EXPLAIN_FACTORS_MAX];
    int64_t total = 0;
    double missing = 0;
    for (size_t i = 0; i < count; i++) {
        double exact = (double)sums[i] / (double)by * scale;
        total += sums[i];
        out[i] = floor(exact);
        lost[i] = exact - out[i];
        missing -= out[i];
    }
    missing += nearbyint((double)total / (double)by * scale);
    for (; missing >= 1; missing--) {
        size_t most = 0;
        for (size_t i = 1; i < count; i++) {
            most = lost[i] > lost[most] ? i : most;
        }
        out[most] += 1;
        lost[most] = -1;
    }
    for (size_t i = 0; i < count; i++) {
        out[i] /= scale;
    }
}

/* -- measures ---------------------------------------------------------------------------------- */

static size_t
name_measures(const struct model *model, const char **names)
{
    size_t count = 0;
    for (size_t e = 0; e < model->effort_count; e++) {
        bool named = false;
        for (size_t i = 0; i < count; i++) {
            named |= strcmp(names[i], model->efforts[e].measure) == 0;
        }
        if (!named) {
            names[count++] = model->efforts[e].measure;
        }
    }
    return count;
}

static size_t
efforts_without(const struct model *model, const char *measure, struct effort *out)
{
    size_t count = 0;
    for (size_t e = 0; e < model->effort_count; e++) {
        if (strcmp(model->efforts[e].measure, measure) != 0) {
            out[count++] = model->efforts[e];
        }
    }
    return count;
}

static void
mean_and_error(const double *values, size_t count, double *mean, double *error)
{
    double n = (double)count, sum = 0, squares = 0;
    for (size_t f = 0; f < count; f++) {
        sum += values[f];
    }
    *mean = sum / n;
    for (size_t f = 0; f < count; f++) {
        squares += (values[f] - *mean) * (values[f] - *mean);
    }
    *error = sqrt(squares / (n * (n - 1)));
}

static float *
room_for_run(const struct explain_runner *runner, struct arena *arena)
{
    return runner->futures <= SIZE_MAX / OUTCOME_COUNT
               ? arena_array(arena, OUTCOME_COUNT * runner->futures, sizeof(float))
               : NULL;
}

bool
explain_measures(const struct explain_runner *runner, const struct model *model,
                 const float *values, enum outcome outcome, struct arena *arena,
                 struct explain_measures *out, struct error *error)
{
    size_t futures = runner->futures;
    const float *with = values + outcome * futures;
    float *other = room_for_run(runner, arena);
    double *difference = arena_array(arena, futures, sizeof *difference);
    double *joint = arena_array(arena, futures, sizeof *joint);
    struct effort *efforts = arena_array(arena, model->effort_count + 1, sizeof *efforts);
    if (other == NULL || difference == NULL || joint == NULL || efforts == NULL) {
        return error_memory(error);
    }
    *out = (struct explain_measures){0};
    out->count = name_measures(model, out->measures);
    if (out->count == 0) {
        return true;
    }
    struct model variant = *model;
    variant.efforts = efforts;
    variant.effort_count = 0;
    if (!runner->run(runner->context, &variant, other, error)) {
        return false;
    }
    for (size_t f = 0; f < futures; f++) {
        joint[f] = (double)with[f] - (double)other[outcome * futures + f];
    }
    double ignored;
    mean_and_error(joint, futures, &out->together, &ignored);
    double sum = 0;
    for (size_t i = 0; i < out->count; i++) {
        variant.effort_count = efforts_without(model, out->measures[i], efforts);
        /* without the only one is without any, which was just run */
        if (out->count > 1 && !runner->run(runner->context, &variant, other, error)) {
            return false;
        }
        for (size_t f = 0; f < futures; f++) {
            difference[f] = (double)with[f] - (double)other[outcome * futures + f];
            joint[f] -= difference[f];
        }
        mean_and_error(difference, futures, &out->alone[i], &out->error[i]);
        sum += out->alone[i];
    }
    mean_and_error(joint, futures, &ignored, &out->joint_error);
    out->joint = out->together - sum;
    return true;
}

/* -- shares of the variance -------------------------------------------------------------------- */

double
explain_draw(const struct model *model, uint64_t seed, struct factor factor, int32_t month,
             uint32_t future)
{
    if (factor.kind == FACTOR_ASSUMPTION) {
        return random_normal(draw_of(seed, PURPOSE_ASSUMPTION, 0, (uint32_t)factor.index, future));
    }
    if (factor.kind == FACTOR_EFFECT) {
        uint32_t entity = model->efforts[factor.index].entity;
        return random_normal(draw_of(seed, PURPOSE_EFFECT, 0, entity, future));
    }
    double path[MODEL_MONTHS_MAX + 1] = {0};
    double sds[2];
    const enum assumption assumptions[2] = {ASSUMPTION_population_walk_sd,
                                            ASSUMPTION_population_trend_sd};
    for (int i = 0; i < 2; i++) {
        double z =
            random_normal(draw_of(seed, PURPOSE_ASSUMPTION, 0, (uint32_t)assumptions[i], future));
        sds[i] = uncertain_draw(&model->assumptions[assumptions[i]], z);
    }
    population_error_path(seed, future, (size_t)month, sds[0], sds[1], path);
    double sd = population_error_sd(month / 12.0, sds[0], sds[1]);
    return sd > 0 ? path[month] / sd : 0;
}

enum { TERMS = 3 };

double
explain_share(const float *values, const float *z, size_t count, double *error)
{
    assert(count >= 8);
    double n = (double)count, sums[TERMS + 1] = {0};
    /* Gram and Schmidt over the centred polynomials z, z² − 1, z³ − 3z and the values, by their
     * products: row TERMS is the values. */
    double products[TERMS + 1][TERMS + 1] = {{0}};
    for (int pass = 0; pass < 2; pass++) {
        for (size_t f = 0; f < count; f++) {
            double x = (double)z[f];
            double row[TERMS + 1] = {x, x * x - 1, x * x * x - 3 * x, (double)values[f]};
            for (int i = 0; i <= TERMS; i++) {
                if (pass == 0) {
                    sums[i] += row[i];
                    continue;
                }
                for (int j = 0; j <= i; j++) {
                    products[i][j] += (row[i] - sums[i] / n) * (row[j] - sums[j] / n);
                }
            }
        }
    }
    double total = products[TERMS][TERMS];
    /* Cholesky: what is left of the values' own product is what the terms do not explain */
    for (int i = 0; i <= TERMS; i++) {
        double whole = products[i][i];
        for (int j = 0; j <= i; j++) {
            double left = products[i][j];
            for (int k = 0; k < j; k++) {
                left -= products[i][k] * products[j][k];
            }
            if (i == TERMS && j == TERMS) {
                products[i][j] = left;
            } else if (i == j) {
                products[i][j] = left > 1e-9 * whole ? sqrt(left) : 0;
            } else {
                products[i][j] = products[j][j] > 0 ? left / products[j][j] : 0;
            }
        }
    }
    if (!(total > 0)) {
        *error = 0;
        return 0;
    }
    double share = 1 - products[TERMS][TERMS] / total * (n - 1) / (n - 1 - TERMS);
    double held = fmax(share, 0);
    *error = sqrt(4 * held * (1 - held) * (1 - held) / n + 2.0 * TERMS / (n * n));
    return share;
}

static bool
varies(const struct uncertain *uncertain)
{
    return uncertain->distribution != DISTRIBUTION_FIXED && uncertain->spread > 0 &&
           uncertain->min < uncertain->max;
}

static size_t
find_factors(const struct model *model, int32_t month, struct explain_factor *out)
{
    size_t count = 0;
    for (size_t a = 0; a < ASSUMPTION_COUNT; a++) {
        if (varies(&model->assumptions[a])) {
            out[count++].factor = (struct factor){FACTOR_ASSUMPTION, a};
        }
    }
    for (size_t e = 0; e < model->effort_count; e++) {
        bool seen = false; /* efforts of one entity have one draw */
        for (size_t other = 0; other < e; other++) {
            seen |= model->efforts[other].entity == model->efforts[e].entity;
        }
        if (!seen && varies(&model->efforts[e].effect)) {
            out[count++].factor = (struct factor){FACTOR_EFFECT, e};
        }
    }
    double walk = model->assumptions[ASSUMPTION_population_walk_sd].value;
    double trend = model->assumptions[ASSUMPTION_population_trend_sd].value;
    if (month > 0 && (walk > 0 || trend > 0)) {
        out[count++].factor = (struct factor){FACTOR_POPULATION, 0};
    }
    return count;
}

static_assert((size_t)ASSUMPTION_COUNT + MODEL_EFFORTS_MAX + 1 <= EXPLAIN_FACTORS_MAX,
              "each factor has its place");

static struct uncertain
fixed_at(double value)
{
    return (struct uncertain){
        .value = value, .min = value, .max = value, .distribution = DISTRIBUTION_FIXED};
}

static void
fix(struct model *variant, struct effort *efforts, struct factor factor, double z)
{
    if (factor.kind == FACTOR_ASSUMPTION) {
        struct uncertain *assumption = &variant->assumptions[factor.index];
        *assumption = fixed_at(uncertain_draw(assumption, z));
    } else if (factor.kind == FACTOR_EFFECT) {
        uint32_t entity = efforts[factor.index].entity;
        for (size_t e = 0; e < variant->effort_count; e++) {
            if (efforts[e].entity == entity) {
                efforts[e].effect = fixed_at(uncertain_draw(&efforts[e].effect, z));
            }
        }
    } else {
        variant->assumptions[ASSUMPTION_population_walk_sd] = fixed_at(0);
        variant->assumptions[ASSUMPTION_population_trend_sd] = fixed_at(0);
    }
}

static struct model
variant_of(const struct model *model, struct effort *efforts)
{
    struct model variant = *model;
    if (model->effort_count > 0) {
        memcpy(efforts, model->efforts, model->effort_count * sizeof *efforts);
    }
    variant.efforts = efforts;
    return variant;
}

static void
put_in_order(struct explain_factor *factors, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct explain_factor factor = factors[i];
        size_t at = i;
        for (; at > 0 && factor.share > factors[at - 1].share; at--) {
            factors[at] = factors[at - 1];
        }
        factors[at] = factor;
    }
}

static double
median_of(float *values, size_t count)
{
    struct band band;
    band_of(values, count, &band);
    return band.at[QUANTILE_P50];
}

static double
variance_of(const float *values, size_t count, double *mean)
{
    double sum = 0, squares = 0;
    for (size_t f = 0; f < count; f++) {
        sum += (double)values[f];
    }
    *mean = sum / (double)count;
    for (size_t f = 0; f < count; f++) {
        squares += ((double)values[f] - *mean) * ((double)values[f] - *mean);
    }
    return squares / (double)(count - 1);
}

bool
explain_hinges(const struct explain_runner *runner, const struct model *model, uint64_t seed,
               int32_t month, const float *values, enum outcome outcome, size_t tried,
               struct arena *arena, struct explain_hinges *out, struct error *error)
{
    size_t futures = runner->futures;
    float *other = room_for_run(runner, arena);
    float *z = arena_array(arena, futures, sizeof *z);
    struct effort *efforts = arena_array(arena, model->effort_count + 1, sizeof *efforts);
    if (other == NULL || z == NULL || efforts == NULL) {
        return error_memory(error);
    }
    const float *seen = values + outcome * futures;
    float *varied = other + outcome * futures;
    *out = (struct explain_hinges){.futures = futures, .chance = (double)NAN};
    out->variance = variance_of(seen, futures, &out->mean);
    memcpy(z, seen, futures * sizeof *z);
    out->median = median_of(z, futures);
    out->count = find_factors(model, month, out->factors);
    for (size_t i = 0; i < out->count; i++) {
        struct explain_factor *factor = &out->factors[i];
        for (size_t f = 0; f < futures; f++) {
            z[f] = (float)explain_draw(model, seed, factor->factor, month, (uint32_t)f);
        }
        factor->share = explain_share(seen, z, futures, &factor->error);
        factor->low = factor->high = (double)NAN;
        out->known += factor->share;
    }
    put_in_order(out->factors, out->count);
    for (size_t i = 0; i < out->count && i < tried; i++) {
        struct explain_factor *factor = &out->factors[i];
        for (int side = 0; side < 2 && factor->factor.kind != FACTOR_POPULATION; side++) {
            struct model variant = variant_of(model, efforts);
            fix(&variant, efforts, factor->factor, side == 0 ? -Z_10 : Z_10);
            if (!runner->run(runner->context, &variant, other, error)) {
                return false;
            }
            *(side == 0 ? &factor->low : &factor->high) = median_of(varied, futures);
        }
    }
    if (tried > 0) {
        struct model variant = variant_of(model, efforts);
        for (size_t i = 0; i < out->count; i++) {
            fix(&variant, efforts, out->factors[i].factor, 0);
        }
        double mean;
        if (!runner->run(runner->context, &variant, other, error)) {
            return false;
        }
        out->chance = out->variance > 0 ? variance_of(varied, futures, &mean) / out->variance : 0;
    }
    out->rest = 1 - out->known - out->chance;
    return true;
}
