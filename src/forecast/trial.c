/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/trial.h"

#include "base/sort.h"
#include "forecast/calibration.h"
#include "forecast/fit.h"
#include "forecast/futures.h"
#include "forecast/start.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    MONTHS_A_YEAR = 12,
    FUTURES = 128,
    KEPT = 54,   /* of the futures' values, as quantiles */
    NUDGES = 9,  /* of the discrepancy, as quantiles: KEPT × NUDGES points make an outlook */
    EARLIER = 4, /* origins at most that the discrepancy is learnt from */
    MISSES_MIN = 20,
    INDICATORS = 5,
    ALIGN = 64,
    SCRATCH_LIMIT = 256 << 20,
};

/* Our own choices: see doc/model.md. */
#define MIDDLE_SIZE 8.5 /* log of some 5 000 residents */
#define LENGTH_FOLLOWS                                                                             \
    0.7               /* how newcomers' lists and the floor go with the municipality's lists       \
                       */
#define LEAST 50      /* persons, of a list and of a municipality */
#define LONGEST 20000 /* persons of a list */
#define MOST 2e6      /* residents */
#define FREEST 1000   /* per cent: the reserve index */
#define GROWTH_YEARS 5
#define BIAS_DRAWN 2.0 /* a bias counts as so many origins without one */
#define SLOPE_DRAWN 10.0
#define CARRIED_DRAWN 5.0

static const struct {
    enum panel_indicator indicator;
    enum outcome outcome;
    double scale; /* a usual miss, as a logarithm or in points: where the search begins */
    double wider; /* the discrepancy is larger than what few earlier origins show */
} told[INDICATORS] = {
    {PANEL_MEAN_LIST, OUTCOME_mean_list, 0.02, 1.25},
    {PANEL_RESERVE, OUTCOME_reserve_index, 2, 1.6},
    {PANEL_GPS, OUTCOME_gps, 0.02, 1.25},
    {PANEL_LISTED, OUTCOME_listed, 0.02, 1.25},
    {PANEL_PLACES, OUTCOME_places, 0.02, 1.25},
};

/* -- simulating from one origin ---------------------------------------------------------------- */

/* Quantiles of the futures, [indicator][year − 1][municipality][KEPT]; NAN where it is not known
 * where to start. Lengths and numbers as logarithms, the index in points. */
struct simulated {
    int origin, years;
    size_t municipalities;
    double *values;
};

static double *
quantiles_at(const struct simulated *simulated, int indicator, int year, size_t municipality)
{
    size_t row = (size_t)indicator * (size_t)simulated->years + (size_t)year - 1;
    return &simulated->values[(row * simulated->municipalities + municipality) * KEPT];
}

static double
scaled(enum panel_indicator indicator, double value)
{
    return indicator == PANEL_RESERVE ? value : log(value);
}

static double
unscaled(enum panel_indicator indicator, double value)
{
    return indicator == PANEL_RESERVE ? value : exp(value);
}

static double
growth_of(const struct panel *panel, size_t municipality, int origin)
{
    double now = panel_value(panel, PANEL_RESIDENTS, municipality, origin);
    for (int years = GROWTH_YEARS; years >= 1; years--) {
        double before = panel_value(panel, PANEL_RESIDENTS, municipality, origin - years);
        if (now > 0 && before > 0) {
            return fmin(fmax(log(now / before) / years, -0.05), 0.05);
        }
    }
    return 0;
}

bool
trial_plausible(const struct panel *panel, size_t municipality, int origin)
{
    double mean = panel_mean_list(panel, municipality, origin);
    double residents = panel_residents(panel, municipality, origin);
    double reserve = panel_reserve(panel, municipality, origin);
    return mean >= LEAST && mean <= LONGEST && !(residents < LEAST || residents > MOST) &&
           !(reserve > FREEST);
}

/* GPs and lists without one, as far as they are told; a share of persons without a GP stands for
 * that share of the lists. */
static void
lists_of(const struct panel *panel, size_t municipality, int origin, double lists,
         struct start_totals *out)
{
    double share = panel_value(panel, PANEL_SHARE_WITHOUT_GP, municipality, origin) / 100;
    double gps = panel_value(panel, PANEL_GPS, municipality, origin);
    double without = panel_value(panel, PANEL_LISTS_WITHOUT_GP, municipality, origin);
    share = isnan(share) ? 0 : fmin(share, 1);
    if (isnan(without)) {
        without = share * (gps > 0 && share < 1 ? gps / (1 - share) : lists);
    }
    if (isnan(gps)) {
        gps = lists * (1 - share);
    }
    out->gps = (int64_t)fmax(round(gps), 1);
    out->lists_without_gp = (int64_t)round(without);
}

/* What was known of the municipality at the origin; false when that is too little, or what no
 * municipality has. Figures that contradict each other start it as the mean list length, the number
 * of lists and the reserve index have it: where each indicator goes on from is what it was observed
 * to be (keep_quantiles). */
static bool
totals_of(const struct panel *panel, const struct rulebook *rulebook, size_t municipality,
          int origin, int years, struct start_totals *out)
{
    double mean = panel_mean_list(panel, municipality, origin);
    double residents = panel_residents(panel, municipality, origin);
    double reserve = panel_reserve(panel, municipality, origin);
    double listed = panel_value(panel, PANEL_LISTED, municipality, origin);
    struct date start;
    if (!trial_plausible(panel, municipality, origin) || !(residents > 0) ||
        !date_from_ymd(origin + 1, 1, 1, &start) ||
        date_compare(start, model_rules_from(rulebook)) < 0) {
        return false;
    }
    *out = (struct start_totals){
        .start = start,
        .months = years * MONTHS_A_YEAR,
        .mean_list = mean,
        .mean_without_gp = (double)NAN,
        .places = (double)NAN,
        .residents_growth = growth_of(panel, municipality, origin),
    };
    lists_of(panel, municipality, origin, (listed > 0 ? listed : residents) / mean, out);
    double lists = (double)(out->gps + out->lists_without_gp);
    if (lists > MODEL_LISTS_MAX / 2) {
        return false;
    }
    out->residents = lists * mean;
    if (!isnan(reserve)) {
        out->places = fmax(reserve / 100 * lists * mean - (double)out->lists_without_gp * mean,
                           (double)out->gps);
    }
    return true;
}

/* Newcomers' lists and the floor of shortening go with the lists there are; they were measured
 * where lists are as long as in the country. */
static void
follow_lengths(struct uncertain *assumptions, double mean, double country)
{
    double factor = pow(mean / country, LENGTH_FOLLOWS);
    static const enum assumption lengths[] = {ASSUMPTION_newcomer_length,
                                              ASSUMPTION_newcomer_length_sd, ASSUMPTION_cap_floor};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        assumptions[lengths[i]].value *= factor;
        assumptions[lengths[i]].min = 0;
    }
}

static int
compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Those of FUTURES values that are positive, each as much above or below `now` as it is of what the
 * futures began with, as KEPT quantiles: what is counted otherwise than in the model, or
 * contradicts its other figures, does not jump from where it was observed. */
static void
keep_quantiles(const float *values, double begun, double now, enum panel_indicator indicator,
               double *out)
{
    double sorted[FUTURES];
    double moved = begun > 0 && now > 0 ? scaled(indicator, now) - scaled(indicator, begun) : 0;
    size_t count = 0;
    for (size_t i = 0; i < FUTURES; i++) {
        if (values[i] > 0) {
            sorted[count++] = scaled(indicator, (double)values[i]) + moved;
        }
    }
    sort_items(sorted, count, sizeof *sorted, compare_doubles);
    for (size_t k = 0; k < KEPT; k++) {
        out[k] = count > 0 ? sorted[(2 * k + 1) * count / (2 * (size_t)KEPT)] : (double)NAN;
    }
}

/* One municipality's futures. What cannot be a start, or has too many posts, is refused. */
static bool
simulate_one(const struct panel *panel, const struct trial_terms *terms,
             const struct start_totals *totals, const struct calibrated *calibrated, double country,
             struct simulated *simulated, size_t municipality, struct arena *scratch,
             struct error *error)
{
    struct model model;
    struct uncertain assumptions[ASSUMPTION_COUNT];
    const struct futures_plan *plan;
    memcpy(assumptions, terms->assumptions, sizeof assumptions);
    follow_lengths(assumptions, totals->mean_list, country);
    if (!forecast_start_totals(totals, terms->rulebook, assumptions, scratch, &model, error)) {
        return false;
    }
    if (calibrated != NULL) {
        model_fit(&model, calibrated);
    }
    if (!futures_prepare(&model, scratch, &plan, error)) {
        return false;
    }
    struct futures futures = {.count = FUTURES, .stride = FUTURES, .months = model.months};
    size_t cells = OUTCOME_COUNT * ((size_t)model.months + 1);
    futures.outcomes = arena_array(scratch, cells * FUTURES, sizeof *futures.outcomes);
    unsigned char *memory = arena_alloc(scratch, futures_workspace(plan) + ALIGN);
    if (futures.outcomes == NULL || memory == NULL) {
        return error_memory(error);
    }
    futures_run(plan, terms->seed, memory + (ALIGN - (uintptr_t)memory % ALIGN) % ALIGN, &futures);
    for (int i = 0; i < INDICATORS; i++) {
        double begun = (double)futures.outcomes[futures_at(&futures, told[i].outcome, 0)];
        double now = panel_value(panel, told[i].indicator, municipality, simulated->origin);
        for (int year = 1; year <= simulated->years; year++) {
            keep_quantiles(
                &futures.outcomes[futures_at(&futures, told[i].outcome, year * MONTHS_A_YEAR)],
                begun, now, told[i].indicator, quantiles_at(simulated, i, year, municipality));
        }
    }
    return true;
}

/* The mean list length of all who observe one, weighed by residents. */
static double
country_mean(const struct panel *panel, int origin)
{
    double persons = 0, sum = 0;
    for (size_t m = 0; m < panel->municipality_count; m++) {
        double mean = panel_mean_list(panel, m, origin);
        double residents = panel_residents(panel, m, origin);
        if (mean > 0 && residents > 0) {
            persons += residents;
            sum += residents / mean;
        }
    }
    return sum > 0 ? persons / sum : 1;
}

static bool
simulate(const struct panel *panel, const struct trial_terms *terms, int origin, int years,
         struct arena *arena, struct simulated *out, struct error *error)
{
    struct simulated simulated = {origin, years, panel->municipality_count, NULL};
    struct calibration calibration;
    size_t rows = (size_t)INDICATORS * (size_t)years * panel->municipality_count;
    simulated.values = arena_array(arena, rows * KEPT, sizeof *simulated.values);
    if (simulated.values == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < rows * KEPT; i++) {
        simulated.values[i] = (double)NAN;
    }
    bool fitted = calibration_fit(panel, origin, arena, &calibration, error);
    if (!fitted && error->code != ERROR_OUTLOOK_HISTORY) {
        return false;
    }
    double country = country_mean(panel, origin);
    for (size_t m = 0; m < panel->municipality_count; m++) {
        struct start_totals totals;
        struct calibrated calibrated;
        struct arena scratch;
        if (!totals_of(panel, terms->rulebook, m, origin, years, &totals)) {
            continue;
        }
        if (fitted) {
            calibration_of(&calibration, panel->municipalities[m], &calibrated);
        }
        arena_init(&scratch, SCRATCH_LIMIT);
        bool ran = simulate_one(panel, terms, &totals, fitted ? &calibrated : NULL, country,
                                &simulated, m, &scratch, error);
        arena_free(&scratch);
        if (!ran && error->code == ERROR_MEMORY) {
            return false;
        }
    }
    *out = simulated;
    return true;
}

/* -- the discrepancy --------------------------------------------------------------------------- */

/* What is done to a future's value: how much of the futures' common change and of their own spread
 * is believed, and a Laplace variable that is added. */
struct discrepancy {
    double scale;   /* in a middle-sized place */
    double slope;   /* how the log of the scale goes with the log of residents */
    double kept;    /* of the futures' own spread, 0–1 */
    double carried; /* of the change from now to their median, 0–1 */
    double bias;
};

/* An outcome that came, and the futures that were to hold it. */
struct miss {
    const double *quantiles;
    double now, outcome, size;
};

static double
size_of(const struct panel *panel, size_t municipality, int origin)
{
    double residents = panel_residents(panel, municipality, origin);
    return isnan(residents) ? 0 : log(residents) - MIDDLE_SIZE;
}

/* Outcomes `years` on from an earlier origin that were known by `origin`. */
static size_t
add_misses(const struct panel *panel, const struct simulated *from, int indicator, int years,
           int origin, struct miss *out)
{
    size_t count = 0;
    for (size_t m = 0; m < panel->municipality_count && from->origin + years <= origin; m++) {
        const double *quantiles = quantiles_at(from, indicator, years, m);
        double outcome = panel_value(panel, told[indicator].indicator, m, from->origin + years);
        double now = panel_value(panel, told[indicator].indicator, m, from->origin);
        if (!isnan(quantiles[0]) && outcome > 0 && now > 0) {
            out[count++] = (struct miss){quantiles, scaled(told[indicator].indicator, now),
                                         scaled(told[indicator].indicator, outcome),
                                         size_of(panel, m, from->origin)};
        }
    }
    return count;
}

static double
shifted(const struct discrepancy *discrepancy, const double *quantiles, double now, size_t k)
{
    double middle = quantiles[KEPT / 2];
    return now + discrepancy->carried * (middle - now) +
           discrepancy->kept * (quantiles[k] - middle) + discrepancy->bias;
}

/* Log-likelihood of the outcomes; one that nothing foresees counts as one in a thousand. */
static double
likelihood_of(const struct discrepancy *discrepancy, const struct miss *misses, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        double scale = discrepancy->scale * exp(discrepancy->slope * misses[i].size), density = 0;
        for (size_t k = 0; k < KEPT; k++) {
            density += exp(-fabs(misses[i].outcome -
                                 shifted(discrepancy, misses[i].quantiles, misses[i].now, k)) /
                           scale);
        }
        sum += log(density / (2 * scale * KEPT) + 1e-3);
    }
    return sum;
}

/* What the outcomes differ by from where `carried` of the change leads. */
static double
missed_by(const struct miss *miss, double carried)
{
    return miss->outcome - miss->now - carried * (miss->quantiles[KEPT / 2] - miss->now);
}

/* The middle miss. */
static double
bias_of(const struct miss *misses, size_t count, double carried, double *scratch)
{
    for (size_t i = 0; i < count; i++) {
        scratch[i] = missed_by(&misses[i], carried);
    }
    sort_items(scratch, count, sizeof *scratch, compare_doubles);
    return scratch[count / 2];
}

/* How much of the change came, as the likeliest where all else is a Laplace variable by size; drawn
 * to all of it. Sets `carried` and `bias`. */
static void
learn_carried(const struct miss *misses, size_t count, double drawn, double *scratch,
              struct discrepancy *out)
{
    double most = -HUGE_VAL;
    for (double carried = 0; carried <= 1; carried += 0.125) {
        double bias = bias_of(misses, count, carried, scratch);
        for (double slope = -0.8; slope <= 0.01; slope += 0.1) {
            double sum = 1e-9, slopes = 0, n = (double)count;
            for (size_t i = 0; i < count; i++) {
                sum += fabs(missed_by(&misses[i], carried) - drawn * bias) *
                       exp(-slope * misses[i].size);
                slopes += slope * misses[i].size;
            }
            double found = -n * log(sum / n) - slopes -
                           SLOPE_DRAWN * (slope + 0.4) * (slope + 0.4) -
                           CARRIED_DRAWN * (drawn - carried) * (drawn - carried);
            if (found > most) {
                most = found;
                out->carried = carried;
                out->bias = drawn * bias;
            }
        }
    }
}

/* The likeliest, by search; slopes are drawn to −0.4 as by a few outcomes. */
static struct discrepancy
learn_discrepancy(const struct miss *misses, size_t count, double unit, double drawn,
                  double *scratch)
{
    struct discrepancy start = {0}, best = {0};
    double most = -HUGE_VAL;
    learn_carried(misses, count, drawn, scratch, &start);
    for (double kept = 0; kept <= 1; kept += 0.25) {
        for (double slope = -0.8; slope <= 0.01; slope += 0.1) {
            for (double scale = unit / 4; scale <= 16 * unit; scale *= 1.25) {
                struct discrepancy tried = {scale, slope, kept, start.carried, start.bias};
                double found = likelihood_of(&tried, misses, count) -
                               SLOPE_DRAWN * (slope + 0.4) * (slope + 0.4);
                if (found > most) {
                    most = found;
                    best = tried;
                }
            }
        }
    }
    return best;
}

/* -- predictions ------------------------------------------------------------------------------- */

/* GPs that are counted in whole persons stay so; some files count their full-time posts. */
static void
outlook_from(const struct discrepancy *discrepancy, const double *quantiles, double now,
             double size, enum panel_indicator indicator, struct outlook *out)
{
    double scale = discrepancy->scale * exp(discrepancy->slope * size);
    bool whole = indicator == PANEL_GPS && fabs(exp(now) - round(exp(now))) < 1e-6;
    out->count = (size_t)KEPT * NUDGES;
    for (size_t k = 0; k < KEPT; k++) {
        for (size_t n = 0; n < NUDGES; n++) {
            double side = (2 * (double)n + 1) / NUDGES - 1; /* −1 … 1 */
            double nudge = side < 0 ? log1p(side) : -log1p(-side);
            double value =
                unscaled(indicator, shifted(discrepancy, quantiles, now, k) + scale * nudge);
            out->values[k * NUDGES + n] = whole ? round(value) : value;
            out->weights[k * NUDGES + n] = 1.0 / (KEPT * NUDGES);
        }
    }
    sort_items(out->values, out->count, sizeof *out->values, compare_doubles);
    out->point = outlook_quantile(out, 0.5);
}
/* One origin after another, the newest last. */
struct trial {
    const struct panel *panel;
    int origin, horizon;
    struct simulated simulated[BACKTEST_HORIZON_MAX + EARLIER];
    size_t count;
    struct miss *misses; /* of EARLIER origins at most */
    double *scratch;
};

/* The misses `years` on from the newest earlier origins; the number of origins they are of. */
static size_t
collect(struct trial *trial, int indicator, int years, size_t *out_count)
{
    size_t origins = 0, count = 0;
    for (size_t i = trial->count; i > 0 && origins < EARLIER; i--) {
        const struct simulated *from = &trial->simulated[i - 1];
        if (from->origin + years <= trial->origin) {
            count += add_misses(trial->panel, from, indicator, years, trial->origin,
                                trial->misses + count);
            origins++;
        }
    }
    *out_count = count;
    return origins;
}

/* What is learnt at the longest horizon up to `years` that enough is known of, carried on to
 * `years`; false when there is none. */
static bool
discrepancy_at(struct trial *trial, int indicator, int years, struct discrepancy *out)
{
    for (int learnt = years; learnt >= 1; learnt--) {
        size_t count, origins = collect(trial, indicator, learnt, &count);
        if (count >= MISSES_MIN) {
            double drawn = (double)origins / ((double)origins + BIAS_DRAWN);
            *out = learn_discrepancy(trial->misses, count, told[indicator].scale, drawn,
                                     trial->scratch);
            out->scale *= told[indicator].wider * sqrt((double)years / learnt);
            return true;
        }
    }
    return false;
}

static void
predict(const struct trial *trial, int indicator, int years, const struct discrepancy *discrepancy,
        struct backtest *out)
{
    const struct simulated *newest = &trial->simulated[trial->count - 1];
    enum panel_indicator of = told[indicator].indicator;
    for (size_t m = 0; m < trial->panel->municipality_count; m++) {
        const double *quantiles = quantiles_at(newest, indicator, years, m);
        double now = panel_value(trial->panel, of, m, trial->origin);
        if (isnan(quantiles[0]) || !(now > 0)) {
            continue;
        }
        struct outlook outlook;
        double size = size_of(trial->panel, m, trial->origin);
        outlook_from(discrepancy, quantiles, scaled(of, now), size, of, &outlook);
        backtest_predict(trial->panel, of, trial->origin, years, m, &outlook, out);
    }
}

static bool
simulate_all(struct trial *trial, const struct trial_terms *terms, struct arena *arena,
             struct error *error)
{
    int oldest = trial->origin - trial->horizon - EARLIER + 1;
    oldest = oldest < trial->panel->first_year ? trial->panel->first_year : oldest;
    for (int from = oldest; from <= trial->origin; from++) {
        if (!simulate(trial->panel, terms, from, trial->horizon, arena,
                      &trial->simulated[trial->count++], error)) {
            return false;
        }
    }
    return true;
}

bool
trial_run(const struct panel *panel, int origin, int horizon, const struct trial_terms *terms,
          struct arena *arena, struct backtest *out, struct error *error)
{
    assert(horizon >= 1 && horizon <= BACKTEST_HORIZON_MAX);
    size_t cells = (size_t)INDICATORS * (size_t)horizon, most = EARLIER * panel->municipality_count;
    struct trial *trial = arena_alloc(arena, sizeof *trial);
    struct backtest backtest = {
        .predictions =
            arena_array(arena, cells * panel->municipality_count, sizeof *backtest.predictions),
        .scores = arena_array(arena, cells * BACKTEST_GROUPS, sizeof *backtest.scores),
    };
    if (trial == NULL || backtest.predictions == NULL || backtest.scores == NULL) {
        return error_memory(error);
    }
    *trial = (struct trial){
        .panel = panel,
        .origin = origin,
        .horizon = horizon,
        .misses = arena_array(arena, most, sizeof *trial->misses),
        .scratch = arena_array(arena, most, sizeof *trial->scratch),
    };
    if (trial->misses == NULL || trial->scratch == NULL) {
        return error_memory(error);
    }
    if (!simulate_all(trial, terms, arena, error)) {
        return false;
    }
    for (int i = 0; trial->count > 0 && i < INDICATORS; i++) {
        for (int years = 1; years <= horizon; years++) {
            struct discrepancy discrepancy;
            size_t first = backtest.prediction_count;
            if (discrepancy_at(trial, i, years, &discrepancy)) {
                predict(trial, i, years, &discrepancy, &backtest);
            }
            if (backtest.prediction_count > first &&
                !backtest_close(&backtest, first, arena, error)) {
                return false;
            }
        }
    }
    *out = backtest;
    return true;
}
