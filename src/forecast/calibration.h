/* SPDX-License-Identifier: EUPL-1.2 */
/* A municipality's own yearly drift, with as much of everybody's as its own history leaves room
 * for: partial pooling (empirical Bayes, normal–normal). Pure. */
#ifndef DEKNING_FORECAST_CALIBRATION_H
#define DEKNING_FORECAST_CALIBRATION_H

#include "forecast/panel.h"

/* What holds for all municipalities of the drift of one indicator: of the yearly change of the log
 * of the mean list length, or of the reserve index in points. */
struct calibration_pool {
    double mean, mean_sd; /* the drift common to all, and how uncertain it is */
    double between;       /* standard deviation between municipalities' lasting drifts */
    double noise;         /* of a year's change around its own drift, in a middle-sized place */
    double noise_slope;   /* how the log of that noise goes with the log of residents */
    size_t municipalities, changes; /* learnt from; changes from one year to the next */
};

struct calibration {
    const struct panel *panel;
    int origin;
    struct calibration_pool list, reserve;
};

/* The drift of one municipality and indicator. */
struct calibrated_drift {
    double mean, sd; /* a year: its own and everybody's, weighed, and how uncertain that is */
    double noise;    /* standard deviation of a year's change around it */
    double weight;   /* of its own history, 0–1 */
    double own;      /* what its own history alone says; NAN when there is none */
    int years;       /* changes from one year to the next in its own history */
};

struct calibrated {
    struct calibrated_drift list;    /* of the log of the mean list length */
    struct calibrated_drift reserve; /* of the reserve index, in points */
    double residents;                /* NAN when not known: then a middle size is used */
};

/* Learns from the years up to `origin` and nothing after. A pool of fewer than
 * CALIBRATION_CHANGES_MIN changes is ERROR_OUTLOOK_HISTORY; ERROR_MEMORY. */
bool calibration_fit(const struct panel *panel, int origin, struct arena *arena,
                     struct calibration *out, struct error *error);

enum { CALIBRATION_CHANGES_MIN = 2 };

/* The drifts of one municipality, by its number; one without history gets what is common to all. */
void calibration_of(const struct calibration *calibration, const char *municipality,
                    struct calibrated *out);

#endif
