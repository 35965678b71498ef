/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/backtest.h"

#include "base/number.h"
#include "base/sort.h"

#include <assert.h>
#include <math.h>

static bool
is_scored(const struct backtest_prediction *prediction)
{
    return !isnan(prediction->outcome);
}

/* The last two years' change carried on. */
static double
trend_of(const struct panel *panel, enum panel_indicator indicator, size_t municipality, int origin,
         int horizon)
{
    double now = panel_value(panel, indicator, municipality, origin);
    double before = panel_value(panel, indicator, municipality, origin - 2);
    return now + (now - before) / 2 * horizon;
}

void
backtest_predict(const struct panel *panel, enum panel_indicator indicator, int origin, int horizon,
                 size_t municipality, const struct outlook *outlook, struct backtest *out)
{
    double outcome = panel_value(panel, indicator, municipality, origin + horizon);
    out->predictions[out->prediction_count++] = (struct backtest_prediction){
        .municipality = municipality,
        .indicator = indicator,
        .horizon = horizon,
        .group = BACKTEST_UNKNOWN,
        .residents = panel_residents(panel, municipality, origin),
        .now = panel_value(panel, indicator, municipality, origin),
        .trend = trend_of(panel, indicator, municipality, origin, horizon),
        .median = outlook->point,
        .p05 = outlook_quantile(outlook, 0.05),
        .p10 = outlook_quantile(outlook, 0.1),
        .p25 = outlook_quantile(outlook, 0.25),
        .p75 = outlook_quantile(outlook, 0.75),
        .p90 = outlook_quantile(outlook, 0.9),
        .p95 = outlook_quantile(outlook, 0.95),
        .outcome = outcome,
        .crps = isnan(outcome) ? (double)NAN : outlook_crps(outlook, outcome),
    };
}

static void
predict_all(const struct outlook_fit *fit, struct backtest *out)
{
    struct outlook outlook;
    for (size_t m = 0; m < fit->panel->municipality_count; m++) {
        if (outlook_of(fit, m, &outlook)) {
            backtest_predict(fit->panel, fit->indicator, fit->origin, fit->horizon, m, &outlook,
                             out);
        }
    }
}

/* -- groups ------------------------------------------------------------------------------------ */

struct ranked {
    double residents;
    size_t prediction;
};

static int
compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->residents != y->residents) {
        return x->residents < y->residents ? -1 : 1;
    }
    return x->prediction < y->prediction ? -1 : x->prediction > y->prediction;
}

/* Divides the scored among `count` predictions from `first` into thirds by residents. */
static bool
divide(struct backtest *out, size_t first, size_t count, struct arena *arena, struct error *error)
{
    struct ranked *ranked = arena_array(arena, count, sizeof *ranked);
    if (ranked == NULL) {
        return error_memory(error);
    }
    size_t known = 0;
    for (size_t i = first; i < first + count; i++) {
        if (is_scored(&out->predictions[i]) && !isnan(out->predictions[i].residents)) {
            ranked[known++] = (struct ranked){out->predictions[i].residents, i};
        }
    }
    sort_items(ranked, known, sizeof *ranked, compare_ranked);
    for (size_t i = 0; i < known; i++) {
        out->predictions[ranked[i].prediction].group = i < known / 3       ? BACKTEST_SMALL
                                                       : i < known * 2 / 3 ? BACKTEST_MIDDLE
                                                                           : BACKTEST_LARGE;
    }
    return true;
}

static void
add_score(struct backtest *out, size_t first, size_t count, enum backtest_group group)
{
    struct backtest_score score = {.indicator = out->predictions[first].indicator,
                                   .horizon = out->predictions[first].horizon,
                                   .group = group};
    for (size_t i = first; i < first + count; i++) {
        const struct backtest_prediction *p = &out->predictions[i];
        if (!is_scored(p) || (group != BACKTEST_ALL && p->group != group)) {
            continue;
        }
        double error = fabs(p->outcome - p->median);
        score.count++;
        score.error += error;
        score.persistence += fabs(p->outcome - p->now);
        score.inside50 += p->p25 <= p->outcome && p->outcome <= p->p75;
        score.inside80 += p->p10 <= p->outcome && p->outcome <= p->p90;
        score.crps += p->crps;
        if (!isnan(p->trend)) {
            score.trend_count++;
            score.trend += fabs(p->outcome - p->trend);
            score.error_of_trend += error;
        }
    }
    if (score.count == 0) {
        return;
    }
    double n = (double)score.count, trends = (double)score.trend_count;
    score.error /= n;
    score.persistence /= n;
    score.inside50 /= n;
    score.inside80 /= n;
    score.crps /= n;
    score.trend = trends > 0 ? score.trend / trends : (double)NAN;
    score.error_of_trend = trends > 0 ? score.error_of_trend / trends : (double)NAN;
    out->scores[out->score_count++] = score;
}

bool
backtest_close(struct backtest *out, size_t first, struct arena *arena, struct error *error)
{
    size_t count = out->prediction_count - first;
    if (!divide(out, first, count, arena, error)) {
        return false;
    }
    for (int group = 0; count > 0 && group < BACKTEST_GROUPS; group++) {
        add_score(out, first, count, (enum backtest_group)group);
    }
    return true;
}

/* -- the run ----------------------------------------------------------------------------------- */

static bool
observes(const struct panel *panel, size_t municipality, int year)
{
    bool observed = false;
    for (int i = 0; i < PANEL_INDICATORS; i++) {
        observed |= !isnan(panel_value(panel, (enum panel_indicator)i, municipality, year));
    }
    return observed;
}

static bool
is_observed(const struct panel *panel, enum panel_indicator indicator, int year)
{
    for (size_t m = 0; m < panel->municipality_count; m++) {
        if (!isnan(panel_value(panel, indicator, m, year))) {
            return true;
        }
    }
    return false;
}

static bool
refuse(enum error_code code, int year, struct error *error)
{
    char text[NUMBER_TEXT_SIZE];
    number_write(year, text);
    error_set(error, code, text, NULL);
    return false;
}

static bool
anything_observed(const struct panel *panel, int year)
{
    bool observed = false;
    for (int i = 0; i < PANEL_INDICATORS; i++) {
        observed |= is_observed(panel, (enum panel_indicator)i, year);
    }
    return observed;
}

static bool
check_years(const struct panel *panel, int origin, int horizon, struct error *error)
{
    bool outcome_observed = false;
    for (int years = 1; years <= horizon; years++) {
        outcome_observed |= anything_observed(panel, origin + years);
    }
    if (!anything_observed(panel, origin)) {
        return refuse(ERROR_BACKTEST_ORIGIN, origin, error);
    }
    return outcome_observed || refuse(ERROR_BACKTEST_OUTCOME, origin, error);
}

/* One indicator and horizon. What is learnt is thrown away afterwards, what is said of the
 * municipalities kept. */
static bool
run_one(const struct panel *panel, enum panel_indicator indicator, int origin, int horizon,
        struct arena *arena, struct backtest *out, struct error *error)
{
    struct outlook_fit fit;
    size_t first = out->prediction_count;
    if (!outlook_learn(panel, indicator, origin, horizon, arena, &fit, error)) {
        return false;
    }
    predict_all(&fit, out);
    return backtest_close(out, first, arena, error);
}

static void
count_apart(const struct panel *panel, int origin, struct backtest *out)
{
    for (size_t i = 0; i < out->score_count; i++) {
        int horizon = out->scores[i].horizon;
        out->scored_horizon = horizon > out->scored_horizon ? horizon : out->scored_horizon;
    }
    for (size_t m = 0; m < panel->municipality_count; m++) {
        if (observes(panel, m, origin)) {
            out->unknown += isnan(panel_residents(panel, m, origin)) != 0;
            out->gone += !observes(panel, m, origin + out->scored_horizon);
            out->contradicting += panel_contradicts(panel, m, origin);
        }
    }
}

bool
backtest_run(const struct panel *panel, int origin, int horizon, struct arena *arena,
             struct backtest *out, struct error *error)
{
    assert(horizon >= 1 && horizon <= BACKTEST_HORIZON_MAX);
    struct backtest backtest = {0};
    if (!check_years(panel, origin, horizon, error)) {
        return false;
    }
    size_t cells = (size_t)PANEL_INDICATORS * (size_t)horizon;
    backtest.predictions =
        arena_array(arena, cells * panel->municipality_count, sizeof *backtest.predictions);
    backtest.scores = arena_array(arena, cells * BACKTEST_GROUPS, sizeof *backtest.scores);
    if (backtest.predictions == NULL || backtest.scores == NULL) {
        return error_memory(error);
    }
    for (int i = 0; i < PANEL_INDICATORS; i++) {
        enum panel_indicator indicator = (enum panel_indicator)i;
        if (!is_observed(panel, indicator, origin)) {
            continue;
        }
        for (int years = 1; years <= horizon; years++) {
            if (!run_one(panel, indicator, origin, years, arena, &backtest, error) &&
                error->code != ERROR_OUTLOOK_HISTORY) {
                return false;
            }
        }
    }
    if (backtest.prediction_count == 0) {
        return refuse(ERROR_OUTLOOK_HISTORY, origin, error);
    }
    count_apart(panel, origin, &backtest);
    if (backtest.score_count == 0) {
        return refuse(ERROR_BACKTEST_OUTCOME, origin, error);
    }
    *out = backtest;
    return true;
}

const struct backtest_score *
backtest_score(const struct backtest *backtest, enum panel_indicator indicator, int horizon,
               enum backtest_group group)
{
    for (size_t i = 0; i < backtest->score_count; i++) {
        const struct backtest_score *score = &backtest->scores[i];
        if (score->indicator == indicator && score->horizon == horizon && score->group == group) {
            return score;
        }
    }
    return NULL;
}
