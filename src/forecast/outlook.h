/* SPDX-License-Identifier: EUPL-1.2 */
/* What a yearly indicator of a municipality may be some years on, learnt from what became of all
 * municipalities: one regression over everybody's changes, the spread of its errors by size, and
 * widths corrected by how earlier outlooks of the same kind held. Nothing after the origin is
 * looked at. The equations are in doc/model.md. Pure. */
#ifndef DEKNING_FORECAST_OUTLOOK_H
#define DEKNING_FORECAST_OUTLOOK_H

#include "forecast/panel.h"

enum {
    OUTLOOK_FEATURES = 9,
    OUTLOOK_GRID = 160,                    /* quantiles kept of the errors */
    OUTLOOK_ATOMS = 3 * (OUTLOOK_GRID + 2) /* each at three positions of the year's own shock */
};

/* A change over `lag` years that somebody went through. */
struct outlook_change {
    double size;  /* log of residents */
    double from;  /* value before, per cent or lists; used where zero is common */
    double error; /* what the regression missed, standardised to a middle size; the outcome
                     itself where zero is common */
};

/* How an earlier outlook held: how far the outcome was from the median, measured in the distance to
 * the edge of the 50 % and of the 80 % band on that side. Where zero is common, miss80 is the share
 * of the outlook that the narrowest band around the median with the outcome in it holds. */
struct outlook_miss {
    double size, miss50, miss80;
    bool positive; /* the value it was made from */
};

/* What was learnt for one indicator, origin and horizon. */
struct outlook_fit {
    const struct panel *panel;
    enum panel_indicator indicator;
    int origin, horizon;
    int lag; /* years between the values learnt from; less than `horizon` when history is short */
    double coefficients[OUTLOOK_FEATURES];
    double size_slope; /* how the log of the errors' size falls with the log of residents */
    double shock;      /* standard deviation of what a whole year has in common, over `lag` years */
    struct outlook_change *changes; /* in the order of their errors */
    struct outlook_change *moves;   /* the same in the order of what they changed by, where zero is
                                       common */
    size_t change_count;
    struct outlook_miss *by50, *by80; /* the same misses, each in the order of one of its two */
    size_t miss_count;
};

/* A predictive distribution: points in rising order with weights that sum to 1. */
struct outlook {
    double point; /* the single best guess: the median */
    size_t count;
    double values[OUTLOOK_ATOMS], weights[OUTLOOK_ATOMS];
};

/* Learns from all years up to the origin. ERROR_OUTLOOK_HISTORY when fewer than OUTLOOK_CHANGES_MIN
 * changes are known by then; ERROR_MEMORY. `horizon` at least 1. */
bool outlook_learn(const struct panel *panel, enum panel_indicator indicator, int origin,
                   int horizon, struct arena *arena, struct outlook_fit *out, struct error *error);

enum { OUTLOOK_CHANGES_MIN = 8 };

/* The outlook of one municipality, whose indicator must be observed in the year of the origin;
 * false when it is not. */
bool outlook_of(const struct outlook_fit *fit, size_t municipality, struct outlook *out);

/* The value below which the share `chance` of the outlook lies, 0 < chance < 1. */
double outlook_quantile(const struct outlook *outlook, double chance);

/* Continuous ranked probability score of what came: the mean distance to the outlook's points less
 * half the mean distance among them. In the indicator's unit; lower is better; of a single point it
 * is the absolute error. */
double outlook_crps(const struct outlook *outlook, double outcome);

#endif
