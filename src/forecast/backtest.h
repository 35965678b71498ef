/* SPDX-License-Identifier: EUPL-1.2 */
/* How well the outlooks would have held: learnt from years up to an origin, held against what came.
 * Beside them the two simplest guesses there are. Pure. */
#ifndef DEKNING_FORECAST_BACKTEST_H
#define DEKNING_FORECAST_BACKTEST_H

#include "forecast/outlook.h"
#include "forecast/panel.h"

enum { BACKTEST_HORIZON_MAX = 30 };

/* Thirds of the scored municipalities by residents; those of unknown size apart. */
enum backtest_group {
    BACKTEST_ALL,
    BACKTEST_SMALL,
    BACKTEST_MIDDLE,
    BACKTEST_LARGE,
    BACKTEST_UNKNOWN,
    BACKTEST_GROUPS
};

/* What was said of one municipality at the origin, and what came. */
struct backtest_prediction {
    size_t municipality; /* in the panel */
    enum panel_indicator indicator;
    int horizon;
    enum backtest_group group; /* not BACKTEST_ALL; BACKTEST_UNKNOWN also when not scored */
    double residents;          /* NAN when not known */
    double now;                /* the value at the origin, which persistence keeps */
    double trend; /* the last two years' change carried on; NAN when they are not known */
    double median, p05, p10, p25, p75, p90, p95;
    double outcome, crps; /* NAN when nothing is observed */
};

/* How the predictions of one indicator, horizon and group held. NAN where `count` is 0. */
struct backtest_score {
    enum panel_indicator indicator;
    int horizon;
    enum backtest_group group;
    size_t count;                 /* scored */
    size_t trend_count;           /* of them with a trend */
    double error, persistence;    /* mean absolute errors over all scored */
    double trend, error_of_trend; /* of the trend, and of the model, over those with
                                     a trend */
    double inside50, inside80;    /* shares, edges included */
    double crps;
};

struct backtest {
    struct backtest_prediction *predictions; /* by indicator, horizon, municipality */
    size_t prediction_count;
    struct backtest_score *scores; /* by indicator, horizon, group; only where count is above 0 */
    size_t score_count;
    int scored_horizon;   /* the most years on, up to the horizon, of which anything is scored */
    size_t unknown;       /* municipalities predicted for of which no size is known */
    size_t gone;          /* … of which nothing is observed `scored_horizon` years on */
    size_t contradicting; /* … whose figures at the origin contradict each other */
};

/* Predicts 1 … horizon years on from the origin for each municipality and indicator observed then,
 * and scores what was observed. Indicators with too little history are left out. Memory from
 * `arena`. ERROR_BACKTEST_ORIGIN when nothing is observed in the year of the origin,
 * ERROR_OUTLOOK_HISTORY when no indicator has enough history, ERROR_BACKTEST_OUTCOME when nothing
 * is observed in any of the years. */
bool backtest_run(const struct panel *panel, int origin, int horizon, struct arena *arena,
                  struct backtest *out, struct error *error);

/* The score, or NULL when nothing was scored. */
const struct backtest_score *backtest_score(const struct backtest *backtest,
                                            enum panel_indicator indicator, int horizon,
                                            enum backtest_group group);

/* For other models than the outlook: adds what one of them says of a municipality … */
void backtest_predict(const struct panel *panel, enum panel_indicator indicator, int origin,
                      int horizon, size_t municipality, const struct outlook *outlook,
                      struct backtest *out);

/* … and divides and scores the predictions from `first` on, of one indicator and horizon. Both
 * write into arrays with room for them. ERROR_MEMORY. */
bool backtest_close(struct backtest *out, size_t first, struct arena *arena, struct error *error);

#endif
