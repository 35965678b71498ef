/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/calibration.h"

#include "base/number.h"

#include <math.h>

/* Our own choices: see doc/model.md. */
#define MIDDLE_SIZE 8.5     /* log of some 5 000 residents */
#define BETWEEN_LIST 0.005  /* least that lasting drifts differ by: half a per cent a year */
#define BETWEEN_RESERVE 0.3 /* … and points a year */
#define NOISE_YEARS 4.0     /* the pooled noise counts as so many years of one's own */
#define NOISE_LEAST 1e-3    /* so that a still history is not taken for certainty */

static double
middle_or(double residents)
{
    return isnan(residents) ? MIDDLE_SIZE : log(residents);
}

/* The change into `year`, NAN when it or the year before is not observed. Where the indicator is in
 * neither, what it is reckoned to be by the numbers of lists, persons and places; a change between
 * an observed and a reckoned figure would be one of definition. */
static double
change_into(const struct panel *panel, enum panel_indicator indicator, size_t municipality,
            int year)
{
    double before = panel_value(panel, indicator, municipality, year - 1);
    double after = panel_value(panel, indicator, municipality, year);
    bool reserve = indicator == PANEL_RESERVE;
    if (isnan(before) && isnan(after)) {
        before = reserve ? panel_reserve(panel, municipality, year - 1)
                         : panel_mean_list(panel, municipality, year - 1);
        after = reserve ? panel_reserve(panel, municipality, year)
                        : panel_mean_list(panel, municipality, year);
    }
    if (reserve) {
        return after - before;
    }
    return before > 0 && after > 0 ? log(after / before) : (double)NAN;
}

/* One municipality's own history of changes. */
struct history {
    int years;
    double mean, squares; /* sum of squares around the mean */
};

static struct history
history_of(const struct panel *panel, enum panel_indicator indicator, size_t municipality,
           int origin)
{
    struct history history = {0};
    for (int year = panel->first_year + 1; year <= origin; year++) {
        double change = change_into(panel, indicator, municipality, year);
        if (!isnan(change)) {
            double before = change - history.mean;
            history.years++;
            history.mean += before / history.years;
            history.squares += before * (change - history.mean);
        }
    }
    return history;
}

static double
pooled_noise(const struct calibration_pool *pool, double size)
{
    return pool->noise * exp(pool->noise_slope * (size - MIDDLE_SIZE));
}

/* The noise of one municipality: its own, drawn to that of its size. */
static double
noise_of(const struct calibration_pool *pool, const struct history *history, double size)
{
    double pooled = pooled_noise(pool, size), freedom = history->years > 1 ? history->years - 1 : 0;
    return sqrt((NOISE_YEARS * pooled * pooled + history->squares) / (NOISE_YEARS + freedom));
}

struct pooling {
    size_t count;
    struct history *histories;
    double *sizes;
};

/* Noise by size, variance = noise² × (residents / middle)^(2 slope): Newton's method on the gamma
 * likelihood of the sums of squares, drawn to a slope of 0 as by eight changes. */
static void
fit_noise(const struct pooling *pooling, double least, struct calibration_pool *pool)
{
    enum { STEPS = 40 };
    double squares = 0, freedom = 0;
    for (size_t i = 0; i < pooling->count; i++) {
        if (pooling->histories[i].years > 1) {
            squares += pooling->histories[i].squares;
            freedom += pooling->histories[i].years - 1;
        }
    }
    double floor = least * least;
    double level = log(freedom > 0 ? fmax(squares / freedom, floor) : floor), slope = 0;
    for (int step = 0; freedom > 0 && step < STEPS; step++) {
        double aa = 1e-9, ab = 0, bb = 8, ga = 0, gb = -8 * slope;
        for (size_t i = 0; i < pooling->count; i++) {
            const struct history *history = &pooling->histories[i];
            if (history->years > 1) {
                double s = pooling->sizes[i] - MIDDLE_SIZE, n = history->years - 1;
                double ratio = (history->squares + n * floor) / exp(level + slope * s);
                aa += n;
                ab += n * s;
                bb += n * s * s;
                ga += ratio - n;
                gb += (ratio - n) * s;
            }
        }
        double determinant = aa * bb - ab * ab;
        level += fmin(fmax((bb * ga - ab * gb) / determinant, -0.5), 0.5);
        slope += fmin(fmax((aa * gb - ab * ga) / determinant, -0.2), 0.2);
    }
    pool->noise = exp(level / 2);
    pool->noise_slope = slope / 2;
}

/* The common drift and how far lasting drifts differ (DerSimonian and Laird 1986), in two rounds.
 */
static void
fit_between(const struct pooling *pooling, double least, struct calibration_pool *pool)
{
    enum { ROUNDS = 2 };
    double between = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double weights = 0, squares = 0, sum = 0, spread = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (size_t i = 0; i < pooling->count; i++) {
                const struct history *history = &pooling->histories[i];
                if (history->years == 0) {
                    continue;
                }
                double noise = noise_of(pool, history, pooling->sizes[i]);
                double weight = 1 / (noise * noise / history->years + between * between);
                if (pass == 0) {
                    weights += weight;
                    squares += weight * weight;
                    sum += weight * history->mean;
                } else {
                    double away = history->mean - sum / weights;
                    spread += weight * away * away;
                }
            }
        }
        pool->mean = sum / weights;
        pool->mean_sd = sqrt(1 / weights);
        if (round == 0) {
            double left = weights - squares / weights;
            double excess = spread - (double)(pool->municipalities - 1);
            between = sqrt(fmax(left > 0 ? excess / left : 0, least * least));
        }
    }
    pool->between = between;
}

static bool
fit_pool(const struct panel *panel, enum panel_indicator indicator, int origin,
         struct pooling *pooling, struct calibration_pool *pool, struct error *error)
{
    bool reserve = indicator == PANEL_RESERVE;
    *pool = (struct calibration_pool){0};
    for (size_t m = 0; m < pooling->count; m++) {
        pooling->histories[m] = history_of(panel, indicator, m, origin);
        pooling->sizes[m] = middle_or(panel_residents(panel, m, origin));
        pool->municipalities += pooling->histories[m].years > 0;
        pool->changes += (size_t)pooling->histories[m].years;
    }
    if (pool->changes < CALIBRATION_CHANGES_MIN) {
        char year[NUMBER_TEXT_SIZE];
        number_write(origin, year);
        error_set(error, ERROR_OUTLOOK_HISTORY, year, NULL);
        error_place(error, NULL, 0, 0, panel_indicators[indicator]);
        return false;
    }
    fit_noise(pooling, NOISE_LEAST * (reserve ? 100 : 1), pool);
    fit_between(pooling, reserve ? BETWEEN_RESERVE : BETWEEN_LIST, pool);
    return true;
}

bool
calibration_fit(const struct panel *panel, int origin, struct arena *arena, struct calibration *out,
                struct error *error)
{
    struct calibration calibration = {.panel = panel, .origin = origin};
    struct pooling pooling = {.count = panel->municipality_count};
    pooling.histories = arena_array(arena, pooling.count, sizeof *pooling.histories);
    pooling.sizes = arena_array(arena, pooling.count, sizeof *pooling.sizes);
    if (pooling.histories == NULL || pooling.sizes == NULL) {
        return error_memory(error);
    }
    if (!fit_pool(panel, PANEL_MEAN_LIST, origin, &pooling, &calibration.list, error) ||
        !fit_pool(panel, PANEL_RESERVE, origin, &pooling, &calibration.reserve, error)) {
        return false;
    }
    *out = calibration;
    return true;
}

/* Weighs a history against the pool. */
static struct calibrated_drift
drift_of(const struct calibration_pool *pool, const struct history *history, double size)
{
    struct calibrated_drift drift = {.years = history->years, .own = (double)NAN};
    drift.noise = noise_of(pool, history, size);
    double between = pool->between * pool->between;
    if (history->years > 0) {
        drift.own = history->mean;
        drift.weight = between / (between + drift.noise * drift.noise / history->years);
    }
    double common = 1 - drift.weight;
    drift.mean = common * pool->mean + (history->years > 0 ? drift.weight * drift.own : 0);
    drift.sd = sqrt(between * common + common * common * pool->mean_sd * pool->mean_sd);
    return drift;
}

void
calibration_of(const struct calibration *calibration, const char *municipality,
               struct calibrated *out)
{
    const struct panel *panel = calibration->panel;
    size_t at = panel_find(panel, municipality);
    struct history list = {0}, reserve = {0};
    *out = (struct calibrated){.residents = (double)NAN};
    if (at < panel->municipality_count) {
        out->residents = panel_residents(panel, at, calibration->origin);
        list = history_of(panel, PANEL_MEAN_LIST, at, calibration->origin);
        reserve = history_of(panel, PANEL_RESERVE, at, calibration->origin);
    }
    double size = middle_or(out->residents);
    out->list = drift_of(&calibration->list, &list, size);
    out->reserve = drift_of(&calibration->reserve, &reserve, size);
}
