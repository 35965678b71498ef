/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/outlook.h"

#include "base/number.h"
#include "base/sort.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Our own choices, held by the back-test over origins and horizons in doc/model.md. */
#define MIDDLE_SIZE 8.5   /* log of some 5 000 residents */
#define RIDGE 0.003       /* how hard coefficients are drawn to zero: to "as it was, and drift" */
#define KERNEL_FLOOR 1e-3 /* the weight even the most different size has */
#define SHOCK_PRIOR 0.01  /* what a year has in common, as a log change */
#define SHOCK_MOST 0.5    /* and at most so much of what a single place misses by */
#define SHOCK_YEARS 4.0   /* the years that prior counts as */
#define MISS_WIDTH 1.5    /* over sizes, log */
#define JUMP_RATE                                                                                  \
    0.01 /* chance a year and list of one list more, and of one fewer, beyond the errors */
#define JUMP_YEAR 0.035   /* the most of that in a year */
#define JUMP_MOST 0.1     /* and however long the horizon */
#define SCORED_ORIGINS 4  /* earlier origins whose outlooks are scored */
#define CHANGES_ENOUGH 60 /* for a regression on more than the drift */
#define NEAR_VALUE 0.8    /* where zero is common: how alike values before must be (root scale) */
#define STAYS 0.1         /* … the weight of no change at all */
#define MOVES 0.5 /* … and of what is left, that of others' changes against their outcomes */
#define LEVEL_DRAWN 200.0 /* … and the outcomes that a band as wide as it says counts as */
#define HERMITE 1.7320508075688772

static bool
zero_common(enum panel_indicator indicator)
{
    return indicator == PANEL_SHARE_WITHOUT_GP || indicator == PANEL_LISTS_WITHOUT_GP;
}

/* How alike in size, as a log, those must be whose errors speak for each other. */
static double
kernel_width(enum panel_indicator indicator)
{
    return indicator == PANEL_MEAN_LIST ? 1.0 : 2.0;
}

static bool
is_length_or_index(enum panel_indicator indicator)
{
    return indicator == PANEL_MEAN_LIST || indicator == PANEL_RESERVE;
}

/* Persons, of whom there are many and who come and go evenly; places and posts come in lumps. */
static bool
is_calm(enum panel_indicator indicator)
{
    return indicator == PANEL_MEAN_LIST || indicator == PANEL_RESIDENTS ||
           indicator == PANEL_LISTED;
}

/* By how much bands are widened before anything is scored, and how many scored outlooks that counts
 * as: few years are known, and what is common to a year is in all of them. */
static double
widening_prior(enum panel_indicator indicator)
{
    return is_calm(indicator) ? 1.15 : 1.35;
}

static double
widening_weight(enum panel_indicator indicator)
{
    return is_calm(indicator) ? 100 : 300;
}

static double
log_size(const struct panel *panel, size_t municipality, int year)
{
    double residents = panel_residents(panel, municipality, year);
    return isnan(residents) ? MIDDLE_SIZE : log(residents);
}

static double
known_or(double value, double otherwise)
{
    return isnan(value) ? otherwise : value;
}

static double
clamp(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

/* log(later / earlier), 0 when either is not known. */
static double
log_change(double earlier, double later)
{
    return earlier > 0 && later > 0 ? log(later / earlier) : 0;
}

/* The observed value `back` observed years before `year`, 1 for the nearest; NAN when there is
 * none.
 */
static double
observed_before(const struct panel *panel, enum panel_indicator indicator, size_t municipality,
                int year, int back)
{
    for (int y = year - 1; y >= panel->first_year; y--) {
        double value = panel_value(panel, indicator, municipality, y);
        if (!isnan(value) && --back == 0) {
            return value;
        }
    }
    return (double)NAN;
}

static size_t
feature_count(enum panel_indicator indicator)
{
    switch (indicator) {
    case PANEL_MEAN_LIST:
        return 9;
    case PANEL_RESERVE:
        return 6;
    case PANEL_GPS:
    case PANEL_RESIDENTS:
    case PANEL_LISTED:
    case PANEL_PLACES:
        return 3;
    case PANEL_SHARE_WITHOUT_GP:
    case PANEL_LISTS_WITHOUT_GP:
    case PANEL_INDICATORS:
        break;
    }
    return 1;
}

/* How many lists of the mean length the residents fill. */
static double
list_count(const struct panel *panel, size_t municipality, int year)
{
    double lists = exp(log_size(panel, municipality, year)) /
                   panel_value(panel, PANEL_MEAN_LIST, municipality, year);
    return known_or(lists, 6);
}

/* What is known of a municipality in a year that may tell where the indicator goes. The first is 1:
 * the drift common to all. */
static void
make_features(const struct panel *panel, enum panel_indicator indicator, size_t municipality,
              int year, double out[OUTLOOK_FEATURES])
{
    double value = panel_value(panel, indicator, municipality, year);
    double before = observed_before(panel, indicator, municipality, year, 1);
    double last = log_change(before, value);
    double last_but_one =
        log_change(observed_before(panel, indicator, municipality, year, 2), before);
    double without =
        known_or(panel_value(panel, PANEL_SHARE_WITHOUT_GP, municipality, year), 0) / 100;
    double reserve = panel_value(panel, PANEL_RESERVE, municipality, year);
    memset(out, 0, OUTLOOK_FEATURES * sizeof *out);
    out[0] = 1;
    out[1] = last;
    out[2] = last_but_one;
    if (indicator == PANEL_MEAN_LIST) {
        out[3] = log(value / 850);
        out[4] = log_size(panel, municipality, year) - MIDDLE_SIZE;
        out[5] = without;
        out[6] = 1 / fmax(1, list_count(panel, municipality, year));
        out[7] = reserve > 0 ? clamp(log(reserve / 100), -0.05, 0.12) : 0.05;
        out[8] = without * fmax(out[3], 0);
    } else if (indicator == PANEL_RESERVE) {
        out[3] = fmax(log(value / 105), 0);
        out[4] = fmin(log(value / 105), 0);
        out[5] = without;
    }
}

/* -- regression -------------------------------------------------------------------------------- */

struct learning {
    struct outlook_fit *fit;
    size_t count, features;
    double (*x)[OUTLOOK_FEATURES];
    double *y;      /* log change */
    double *weight; /* the value before: a miss counts in persons, not in per cent */
    double *error, *size;
    int *year;
    double scale[OUTLOOK_FEATURES];
};

/* Solves a x = b for a symmetric positive definite a, by Cholesky; a and b are used up, x in b. */
static void
solve(size_t n, double a[OUTLOOK_FEATURES][OUTLOOK_FEATURES], double b[OUTLOOK_FEATURES])
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i][j];
            for (size_t k = 0; k < j; k++) {
                sum -= a[i][k] * a[j][k];
            }
            a[i][j] = i == j ? sqrt(fmax(sum, 1e-12)) : sum / a[j][j];
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++) {
            b[i] -= a[i][k] * b[k];
        }
        b[i] /= a[i][i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++) {
            b[i] -= a[k][i] * b[k];
        }
        b[i] /= a[i][i];
    }
}

/* One step of iterated weighted least squares towards the least sum of absolute errors. */
static void
regression_step(const struct learning *learning, double small, double coefficients[])
{
    double a[OUTLOOK_FEATURES][OUTLOOK_FEATURES] = {{0}}, b[OUTLOOK_FEATURES] = {0}, total = 0;
    size_t n = learning->features;
    for (size_t i = 0; i < learning->count; i++) {
        const double *x = learning->x[i];
        double weight = learning->weight[i] / fmax(fabs(learning->error[i]), small);
        total += weight;
        for (size_t j = 0; j < n; j++) {
            b[j] += weight * x[j] * learning->y[i];
            for (size_t k = 0; k <= j; k++) {
                a[j][k] += weight * x[j] * x[k];
            }
        }
    }
    for (size_t j = 0; j < n; j++) {
        a[j][j] += RIDGE * total * (j == 0 ? 1e-3 : 1);
    }
    solve(n, a, b);
    memcpy(coefficients, b, n * sizeof *b);
}

static double
predict(const double *x, const double *coefficients, size_t count)
{
    double sum = 0;
    for (size_t j = 0; j < count; j++) {
        sum += x[j] * coefficients[j];
    }
    return sum;
}

/* Brings every feature but the first to standard deviation 1, for the ridge to be fair. */
static void
standardise(struct learning *learning)
{
    double n = (double)learning->count;
    learning->scale[0] = 1;
    for (size_t j = 1; j < learning->features; j++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < learning->count; i++) {
            sum += learning->x[i][j];
            squares += learning->x[i][j] * learning->x[i][j];
        }
        double variance = squares / n - sum / n * (sum / n);
        learning->scale[j] = variance > 1e-12 ? sqrt(variance) : 1;
        for (size_t i = 0; i < learning->count; i++) {
            learning->x[i][j] /= learning->scale[j];
        }
    }
}

static void
regress(struct learning *learning)
{
    enum { STEPS = 40 };
    double coefficients[OUTLOOK_FEATURES] = {0};
    double spread = 0;
    for (size_t i = 0; i < learning->count; i++) {
        spread += fabs(learning->y[i]);
        learning->error[i] = 1;
    }
    double small = fmax(1e-3 * spread / (double)learning->count, 1e-9);
    standardise(learning);
    for (int step = 0; step < STEPS; step++) {
        regression_step(learning, small, coefficients);
        for (size_t i = 0; i < learning->count; i++) {
            learning->error[i] =
                learning->y[i] - predict(learning->x[i], coefficients, learning->features);
        }
    }
    for (size_t j = 0; j < learning->features; j++) {
        learning->fit->coefficients[j] = coefficients[j] / learning->scale[j];
    }
}

/* -- the errors' spread ------------------------------------------------------------------------ */

/* Fits E|error| = exp(a + slope × (size − middle)) by Newton's method on the Poisson likelihood,
 * drawn to a slope of 0 as hard as eight average errors would. */
static void
fit_size_slope(const struct learning *learning, struct outlook_fit *fit)
{
    enum { STEPS = 25 };
    double mean = 0;
    for (size_t i = 0; i < learning->count; i++) {
        mean += fabs(learning->error[i]) / (double)learning->count;
    }
    mean = fmax(mean, 1e-9);
    double level = log(mean), slope = 0, prior = 8 * mean;
    for (int step = 0; step < STEPS; step++) {
        double aa = 0, ab = 0, bb = prior, ga = 0, gb = -prior * slope;
        for (size_t i = 0; i < learning->count; i++) {
            double s = learning->size[i] - MIDDLE_SIZE;
            double expected = exp(level + slope * s), over = fabs(learning->error[i]) - expected;
            aa += expected;
            ab += expected * s;
            bb += expected * s * s;
            ga += over;
            gb += over * s;
        }
        double determinant = aa * bb - ab * ab;
        level += clamp((bb * ga - ab * gb) / determinant, -1, 1);
        slope = clamp(slope + (aa * gb - ab * ga) / determinant, -1, 0.2);
    }
    fit->size_slope = slope;
}

static int
compare_moves(const void *a, const void *b)
{
    const struct outlook_change *x = a, *y = b;
    double one = x->error - x->from, other = y->error - y->from;
    if (one < other || one > other) {
        return one < other ? -1 : 1;
    }
    if (x->size != y->size) {
        return x->size < y->size ? -1 : 1;
    }
    return x->from < y->from ? -1 : x->from > y->from;
}

static int
compare_changes(const void *a, const void *b)
{
    const struct outlook_change *x = a, *y = b;
    if (x->error != y->error) {
        return x->error < y->error ? -1 : 1;
    }
    if (x->size != y->size) {
        return x->size < y->size ? -1 : 1;
    }
    return x->from < y->from ? -1 : x->from > y->from;
}

/* What all changes that began in one year have in common: the mean standardised error of each year,
 * drawn to the prior. */
static void
fit_shock(const struct learning *learning, struct outlook_fit *fit)
{
    double usual = 0, years = SHOCK_YEARS;
    for (size_t i = 0; i < learning->count; i++) {
        usual += fabs(learning->error[i]) / (double)learning->count;
    }
    double prior = fmin(SHOCK_PRIOR * sqrt(fit->lag), SHOCK_MOST * usual);
    double squares = SHOCK_YEARS * prior * prior;
    for (int year = fit->panel->first_year; year <= fit->origin - fit->lag; year++) {
        double sum = 0, weights = 0;
        for (size_t i = 0; i < learning->count; i++) {
            if (learning->year[i] == year) {
                /* A clipped mean: a shock is what the many have in common. */
                double scale = exp(fit->size_slope * (learning->size[i] - MIDDLE_SIZE));
                sum += clamp(learning->error[i] / scale, -0.05, 0.05);
                weights += 1;
            }
        }
        if (weights >= OUTLOOK_CHANGES_MIN) {
            squares += sum / weights * (sum / weights);
            years += 1;
        }
    }
    fit->shock = sqrt(squares / years);
}

/* -- learning ---------------------------------------------------------------------------------- */

/* Whether the municipality went through a change over `lag` years from `year`. */
static bool
is_change(const struct panel *panel, enum panel_indicator indicator, size_t municipality, int year,
          int lag)
{
    double before = panel_value(panel, indicator, municipality, year);
    double after = panel_value(panel, indicator, municipality, year + lag);
    return zero_common(indicator) ? before >= 0 && after >= 0 : before > 0 && after > 0;
}

static size_t
count_changes(const struct panel *panel, enum panel_indicator indicator, int origin, int lag)
{
    size_t count = 0;
    for (size_t m = 0; m < panel->municipality_count; m++) {
        for (int year = panel->first_year; year + lag <= origin; year++) {
            count += is_change(panel, indicator, m, year, lag);
        }
    }
    return count;
}

/* The longest lag up to the horizon with enough changes; else the one with most. */
static int
choose_lag(const struct panel *panel, enum panel_indicator indicator, int origin, int horizon,
           size_t *count)
{
    int best = 1;
    *count = 0;
    for (int lag = horizon; lag >= 1; lag--) {
        size_t found = count_changes(panel, indicator, origin, lag);
        if (found > *count) {
            *count = found;
            best = lag;
        }
        if (found >= CHANGES_ENOUGH) {
            break;
        }
    }
    return best;
}

static bool
allocate(struct learning *learning, struct outlook_fit *fit, struct arena *arena)
{
    size_t count = learning->count;
    learning->x = arena_array(arena, count, sizeof *learning->x);
    learning->y = arena_array(arena, count, sizeof *learning->y);
    learning->weight = arena_array(arena, count, sizeof *learning->weight);
    learning->error = arena_array(arena, count, sizeof *learning->error);
    learning->size = arena_array(arena, count, sizeof *learning->size);
    learning->year = arena_array(arena, count, sizeof *learning->year);
    fit->changes = arena_array(arena, count, sizeof *fit->changes);
    fit->moves = arena_array(arena, count, sizeof *fit->moves);
    return learning->x != NULL && learning->y != NULL && learning->weight != NULL &&
           learning->error != NULL && learning->size != NULL && learning->year != NULL &&
           fit->changes != NULL && fit->moves != NULL;
}

static void
gather(struct learning *learning, struct outlook_fit *fit)
{
    const struct panel *panel = fit->panel;
    size_t i = 0;
    for (size_t m = 0; m < panel->municipality_count; m++) {
        for (int year = panel->first_year; year + fit->lag <= fit->origin; year++) {
            if (!is_change(panel, fit->indicator, m, year, fit->lag)) {
                continue;
            }
            double before = panel_value(panel, fit->indicator, m, year);
            double after = panel_value(panel, fit->indicator, m, year + fit->lag);
            learning->size[i] = log_size(panel, m, fit->origin);
            learning->year[i] = year;
            fit->changes[i].size = learning->size[i];
            fit->changes[i].from = before;
            if (zero_common(fit->indicator)) {
                fit->changes[i].error = after;
            } else {
                make_features(panel, fit->indicator, m, year, learning->x[i]);
                learning->y[i] = log(after / before);
                learning->weight[i] = is_length_or_index(fit->indicator) ? before : sqrt(before);
            }
            i++;
        }
    }
    assert(i == learning->count);
}

static bool
learn_changes(struct outlook_fit *fit, struct arena *arena, struct error *error)
{
    struct learning learning = {.fit = fit};
    fit->lag = choose_lag(fit->panel, fit->indicator, fit->origin, fit->horizon, &learning.count);
    if (learning.count < OUTLOOK_CHANGES_MIN) {
        char origin[NUMBER_TEXT_SIZE];
        number_write(fit->origin, origin);
        error_set(error, ERROR_OUTLOOK_HISTORY, origin, NULL);
        return false;
    }
    learning.features = learning.count < CHANGES_ENOUGH ? 1 : feature_count(fit->indicator);
    fit->change_count = learning.count;
    if (!allocate(&learning, fit, arena)) {
        return error_memory(error);
    }
    gather(&learning, fit);
    if (!zero_common(fit->indicator)) {
        regress(&learning);
        fit_size_slope(&learning, fit);
        fit_shock(&learning, fit);
        for (size_t i = 0; i < learning.count; i++) {
            fit->changes[i].error =
                learning.error[i] / exp(fit->size_slope * (learning.size[i] - MIDDLE_SIZE));
        }
    }
    sort_items(fit->changes, fit->change_count, sizeof *fit->changes, compare_changes);
    memcpy(fit->moves, fit->changes, fit->change_count * sizeof *fit->moves);
    sort_items(fit->moves, fit->change_count, sizeof *fit->moves, compare_moves);
    return true;
}

/* -- the outlook of one municipality ----------------------------------------------------------- */

static double
gauss(double distance, double width)
{
    return exp(-0.5 * distance * distance / (width * width));
}

/* How much a change tells about a municipality of that size and value. */
static double
change_weight(const struct outlook_fit *fit, const struct outlook_change *change, double size,
              double value)
{
    double weight = gauss(change->size - size, kernel_width(fit->indicator)) + KERNEL_FLOOR;
    if (zero_common(fit->indicator)) {
        bool same = (change->from > 0) == (value > 0);
        weight *= same ? gauss(sqrt(change->from) - sqrt(value), NEAR_VALUE) + KERNEL_FLOOR
                       : KERNEL_FLOOR;
    }
    return weight;
}

/* The weighted quantiles (i + ½) / OUTLOOK_GRID of the errors. */
static void
error_grid(const struct outlook_fit *fit, double size, double grid[OUTLOOK_GRID])
{
    double total = 0, passed = 0;
    for (size_t i = 0; i < fit->change_count; i++) {
        total += change_weight(fit, &fit->changes[i], size, 0);
    }
    size_t at = 0;
    for (size_t i = 0; i < fit->change_count; i++) {
        passed += change_weight(fit, &fit->changes[i], size, 0);
        while (at < OUTLOOK_GRID &&
               ((double)at + 0.5) / OUTLOOK_GRID * total <= passed * (1 + 1e-12)) {
            grid[at++] = fit->changes[i].error;
        }
    }
    while (at < OUTLOOK_GRID) {
        grid[at++] = fit->changes[fit->change_count - 1].error;
    }
}

struct atom {
    double value, weight;
};

static int
compare_atoms(const void *a, const void *b)
{
    const struct atom *x = a, *y = b;
    if (x->value != y->value) {
        return x->value < y->value ? -1 : 1;
    }
    return x->weight < y->weight ? -1 : x->weight > y->weight;
}

/* Adds a point at its three positions of the year's shock (Gauss–Hermite of three points). */
static void
add_atom(struct atom *atoms, size_t *count, double value, double weight, double shock)
{
    atoms[(*count)++] = (struct atom){value, weight * 2 / 3};
    atoms[(*count)++] = (struct atom){value - HERMITE * shock, weight / 6};
    atoms[(*count)++] = (struct atom){value + HERMITE * shock, weight / 6};
}

/* The outlook as log changes from now, not yet widened. */
static size_t
log_outlook(const struct outlook_fit *fit, size_t municipality, struct atom atoms[OUTLOOK_ATOMS])
{
    const struct panel *panel = fit->panel;
    double features[OUTLOOK_FEATURES], grid[OUTLOOK_GRID];
    double size = log_size(panel, municipality, fit->origin);
    double longer = (double)fit->horizon / fit->lag, root = sqrt(longer);
    make_features(panel, fit->indicator, municipality, fit->origin, features);
    double middle = predict(features, fit->coefficients, OUTLOOK_FEATURES) +
                    (longer - 1) * fit->coefficients[0];
    error_grid(fit, size, grid);
    bool jumps = fit->indicator == PANEL_MEAN_LIST;
    double lists = jumps ? fmax(2, list_count(panel, municipality, fit->origin)) : 0;
    double rate = fmin(fmin(JUMP_RATE * lists, JUMP_YEAR) * fit->horizon, JUMP_MOST);
    double scale = exp(fit->size_slope * (size - MIDDLE_SIZE)) * root, total = 1 + 2 * rate;
    size_t count = 0;
    for (size_t i = 0; i < OUTLOOK_GRID; i++) {
        add_atom(atoms, &count, middle + scale * grid[i], 1 / (OUTLOOK_GRID * total),
                 fit->shock * root);
    }
    if (jumps) {
        add_atom(atoms, &count, middle - log(1 + 1 / lists), rate / total, fit->shock * root);
        add_atom(atoms, &count, middle + log(lists / (lists - 1)), rate / total, fit->shock * root);
    }
    sort_items(atoms, count, sizeof *atoms, compare_atoms);
    return count;
}

static double
atoms_quantile(const struct atom *atoms, size_t count, double chance)
{
    double passed = 0;
    for (size_t i = 0; i < count; i++) {
        double middle = passed + atoms[i].weight / 2;
        if (middle >= chance) {
            if (i == 0) {
                return atoms[0].value;
            }
            double before = passed - atoms[i - 1].weight / 2;
            double part = (chance - before) / (middle - before);
            return atoms[i - 1].value + part * (atoms[i].value - atoms[i - 1].value);
        }
        passed += atoms[i].weight;
    }
    return atoms[count - 1].value;
}

/* -- where zero is common ---------------------------------------------------------------------- */

/* What it becomes when it changes as in `change`. */
static double
moved(const struct outlook_fit *fit, const struct outlook_change *change, double value)
{
    double most = fit->indicator == PANEL_SHARE_WITHOUT_GP ? 100 : HUGE_VAL;
    return clamp(value + change->error - change->from, 0, most);
}

/* The quantiles (i + ½) / OUTLOOK_GRID of three things together: what it became for those who were
 * alike, what it becomes when it changes as it did for them, and that nothing changes. */
static void
zero_grid(const struct outlook_fit *fit, double size, double value, double grid[OUTLOOK_GRID])
{
    double total = 0, passed = 0;
    size_t outcome = 0, move = 0, at = 0, n = fit->change_count;
    bool stayed = false;
    for (size_t i = 0; i < n; i++) {
        total += change_weight(fit, &fit->changes[i], size, value);
    }
    while (at < OUTLOOK_GRID && (outcome < n || move < n || !stayed)) {
        double became = outcome < n ? fit->changes[outcome].error : HUGE_VAL;
        double becomes = move < n ? moved(fit, &fit->moves[move], value) : HUGE_VAL;
        double least = fmin(fmin(became, becomes), stayed ? HUGE_VAL : value);
        if (!stayed && value <= least) {
            stayed = true;
            passed += STAYS;
        } else if (became <= least) {
            passed += (1 - STAYS) * (1 - MOVES) *
                      change_weight(fit, &fit->changes[outcome++], size, value) / total;
        } else {
            passed +=
                (1 - STAYS) * MOVES * change_weight(fit, &fit->moves[move++], size, value) / total;
        }
        while (at < OUTLOOK_GRID && ((double)at + 0.5) / OUTLOOK_GRID <= passed + 1e-12) {
            grid[at++] = least;
        }
    }
    while (at < OUTLOOK_GRID) {
        grid[at] = grid[at - 1];
        at++;
    }
}

/* The share of the outlook in the narrowest band around the median that holds the outcome: 0 for
 * the median itself, 1 for what is outside all of it. */
static double
level_of(const double grid[OUTLOOK_GRID], double outcome)
{
    size_t below = 0, up_to = 0;
    for (size_t i = 0; i < OUTLOOK_GRID; i++) {
        below += grid[i] < outcome;
        up_to += grid[i] <= outcome;
    }
    if (up_to == 0 || below == OUTLOOK_GRID) {
        return 1;
    }
    return fmax(fmax(2 * (double)below / OUTLOOK_GRID - 1, 1 - 2 * (double)up_to / OUTLOOK_GRID),
                0);
}

/* -- how earlier outlooks held ----------------------------------------------------------------- */

static int
compare_by50(const void *a, const void *b)
{
    const struct outlook_miss *x = a, *y = b;
    if (x->miss50 != y->miss50) {
        return x->miss50 < y->miss50 ? -1 : 1;
    }
    return x->size < y->size ? -1 : x->size > y->size;
}

static int
compare_by80(const void *a, const void *b)
{
    const struct outlook_miss *x = a, *y = b;
    if (x->miss80 != y->miss80) {
        return x->miss80 < y->miss80 ? -1 : 1;
    }
    return x->size < y->size ? -1 : x->size > y->size;
}

/* How the earlier outlook of a municipality held, where zero is common. */
static struct outlook_miss
zero_miss(const struct outlook_fit *earlier, size_t municipality, double size, double before,
          double after)
{
    double grid[OUTLOOK_GRID];
    zero_grid(earlier, log_size(earlier->panel, municipality, earlier->origin), before, grid);
    return (struct outlook_miss){
        .size = size, .miss80 = level_of(grid, after), .positive = before > 0};
}

/* Adds how the outlooks of one earlier origin held. */
static void
score_origin(const struct outlook_fit *fit, struct outlook_fit *earlier)
{
    const struct panel *panel = fit->panel;
    struct atom atoms[OUTLOOK_ATOMS];
    for (size_t m = 0; m < panel->municipality_count; m++) {
        if (!is_change(panel, fit->indicator, m, earlier->origin, earlier->horizon)) {
            continue;
        }
        double before = panel_value(panel, fit->indicator, m, earlier->origin);
        double after = panel_value(panel, fit->indicator, m, earlier->origin + earlier->horizon);
        if (zero_common(fit->indicator)) {
            earlier->by80[earlier->miss_count++] =
                zero_miss(earlier, m, log_size(panel, m, fit->origin), before, after);
            continue;
        }
        size_t count = log_outlook(earlier, m, atoms);
        double median = atoms_quantile(atoms, count, 0.5);
        double miss = log(after / before) - median;
        double edge50 = atoms_quantile(atoms, count, miss > 0 ? 0.75 : 0.25) - median;
        double edge80 = atoms_quantile(atoms, count, miss > 0 ? 0.9 : 0.1) - median;
        earlier->by80[earlier->miss_count++] = (struct outlook_miss){
            .size = log_size(panel, m, fit->origin),
            .miss50 = fabs(miss) / fmax(fabs(edge50), 1e-3),
            .miss80 = fabs(miss) / fmax(fabs(edge80), 1e-3),
            .positive = true,
        };
    }
}

/* Scores outlooks of earlier origins over the longest horizon, up to the fit's own, that any could
 * be made and scored for by the fit's origin. */
static bool
score_earlier(struct outlook_fit *fit, struct arena *arena, struct error *error)
{
    const struct panel *panel = fit->panel;
    size_t most = panel->municipality_count * SCORED_ORIGINS;
    fit->by50 = arena_array(arena, most, sizeof *fit->by50);
    fit->by80 = arena_array(arena, most, sizeof *fit->by80);
    if (fit->by50 == NULL || fit->by80 == NULL) {
        return error_memory(error);
    }
    for (int horizon = fit->horizon; horizon >= 1 && fit->miss_count == 0; horizon--) {
        for (int back = 0; back < SCORED_ORIGINS; back++) {
            struct outlook_fit earlier = {
                .panel = panel,
                .indicator = fit->indicator,
                .origin = fit->origin - horizon - back,
                .horizon = horizon,
                .by80 = fit->by80,
                .miss_count = fit->miss_count,
            };
            struct error none;
            if (!learn_changes(&earlier, arena, &none)) {
                if (none.code == ERROR_MEMORY) {
                    *error = none;
                    return false;
                }
                break;
            }
            score_origin(fit, &earlier);
            fit->miss_count = earlier.miss_count;
        }
    }
    memcpy(fit->by50, fit->by80, fit->miss_count * sizeof *fit->by50);
    sort_items(fit->by50, fit->miss_count, sizeof *fit->by50, compare_by50);
    sort_items(fit->by80, fit->miss_count, sizeof *fit->by80, compare_by80);
    return true;
}

/* What bands must be widened by for the share `chance` of the scored outlooks of such a size to
 * have been inside, drawn to the prior. */
static double
widening(const struct outlook_fit *fit, double size, bool of80)
{
    const struct outlook_miss *misses = of80 ? fit->by80 : fit->by50;
    double chance = of80 ? 0.8 : 0.5, total = 0, passed = 0, found = 0;
    for (size_t i = 0; i < fit->miss_count; i++) {
        total += gauss(misses[i].size - size, MISS_WIDTH);
    }
    for (size_t i = 0; i < fit->miss_count && passed < chance * total; i++) {
        passed += gauss(misses[i].size - size, MISS_WIDTH);
        found = of80 ? misses[i].miss80 : misses[i].miss50;
    }
    double prior = widening_weight(fit->indicator);
    return (total * found + prior * widening_prior(fit->indicator)) / (total + prior);
}

/* Widens around the median: by one factor out to the edges of the 50 % band, going over to the
 * other towards those of the 80 % band. */
static void
widen(const struct outlook_fit *fit, double size, struct atom *atoms, size_t count)
{
    double factor50 = widening(fit, size, false), factor80 = widening(fit, size, true);
    double median = atoms_quantile(atoms, count, 0.5);
    double edges[2][2] = {
        {median - atoms_quantile(atoms, count, 0.25), median - atoms_quantile(atoms, count, 0.1)},
        {atoms_quantile(atoms, count, 0.75) - median, atoms_quantile(atoms, count, 0.9) - median},
    };
    for (size_t i = 0; i < count; i++) {
        double away = atoms[i].value - median;
        const double *edge = edges[away > 0];
        double inner = edge[0] * factor50, outer = fmax(edge[1] * factor80, inner);
        double distance = fabs(away), moved;
        if (distance <= edge[0]) {
            moved = distance * factor50;
        } else if (distance <= edge[1]) {
            moved = inner + (distance - edge[0]) / (edge[1] - edge[0]) * (outer - inner);
        } else {
            moved = outer + (distance - edge[1]) * factor80;
        }
        atoms[i].value = median + copysign(moved, away);
    }
}

bool
outlook_learn(const struct panel *panel, enum panel_indicator indicator, int origin, int horizon,
              struct arena *arena, struct outlook_fit *out, struct error *error)
{
    assert(horizon >= 1);
    *out = (struct outlook_fit){
        .panel = panel, .indicator = indicator, .origin = origin, .horizon = horizon};
    return learn_changes(out, arena, error) && score_earlier(out, arena, error);
}

/* The share of the outlook around its median that held 80 % of the outcomes of such a size, and
 * zero or not as this is, drawn to 80 %. */
static double
level_held(const struct outlook_fit *fit, double size, bool positive)
{
    double total = 0, passed = 0, found = 0;
    for (size_t i = 0; i < fit->miss_count; i++) {
        if (fit->by80[i].positive == positive) {
            total += gauss(fit->by80[i].size - size, MISS_WIDTH);
        }
    }
    for (size_t i = 0; i < fit->miss_count && passed < 0.8 * total; i++) {
        if (fit->by80[i].positive == positive) {
            passed += gauss(fit->by80[i].size - size, MISS_WIDTH);
            found = fit->by80[i].miss80;
        }
    }
    return clamp((total * found + LEVEL_DRAWN * 0.8) / (total + LEVEL_DRAWN), 0.05, 0.98);
}

/* The chance that belongs to a share `passed` of the outlook when its middle `level` is to be 80 %.
 */
static double
levelled(double passed, double level)
{
    double away = fabs(2 * passed - 1);
    double chance = away <= level ? 0.8 * away / level : 0.8 + 0.2 * (away - level) / (1 - level);
    return 0.5 + copysign(chance / 2, passed - 0.5);
}

static void
zero_outlook(const struct outlook_fit *fit, size_t municipality, double value, struct outlook *out)
{
    double grid[OUTLOOK_GRID], size = log_size(fit->panel, municipality, fit->origin);
    double level = level_held(fit, size, value > 0);
    zero_grid(fit, size, value, grid);
    out->count = OUTLOOK_GRID;
    for (size_t i = 0; i < OUTLOOK_GRID; i++) {
        out->values[i] = grid[i];
        out->weights[i] = levelled((double)(i + 1) / OUTLOOK_GRID, level) -
                          levelled((double)i / OUTLOOK_GRID, level);
    }
}

bool
outlook_of(const struct outlook_fit *fit, size_t municipality, struct outlook *out)
{
    double value = panel_value(fit->panel, fit->indicator, municipality, fit->origin);
    if (isnan(value) || (!zero_common(fit->indicator) && value <= 0)) {
        return false;
    }
    if (zero_common(fit->indicator)) {
        zero_outlook(fit, municipality, value, out);
    } else {
        struct atom atoms[OUTLOOK_ATOMS];
        out->count = log_outlook(fit, municipality, atoms);
        widen(fit, log_size(fit->panel, municipality, fit->origin), atoms, out->count);
        for (size_t i = 0; i < out->count; i++) {
            out->values[i] = value * exp(atoms[i].value);
            out->weights[i] = atoms[i].weight;
        }
    }
    out->point = outlook_quantile(out, 0.5);
    return true;
}

double
outlook_quantile(const struct outlook *outlook, double chance)
{
    double passed = 0;
    for (size_t i = 0; i < outlook->count; i++) {
        passed += outlook->weights[i];
        if (passed >= chance * (1 - 1e-12)) {
            return outlook->values[i];
        }
    }
    return outlook->values[outlook->count - 1];
}

double
outlook_crps(const struct outlook *outlook, double outcome)
{
    double score = 0, below = 0;
    for (size_t i = 0; i < outlook->count; i++) {
        score += outlook->weights[i] * fabs(outlook->values[i] - outcome);
        if (i > 0) {
            score -= (outlook->values[i] - outlook->values[i - 1]) * below * (1 - below);
        }
        below += outlook->weights[i];
    }
    return score;
}
