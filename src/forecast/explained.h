/* SPDX-License-Identifier: EUPL-1.2 */
/* What is explained of a forecast: its end, in the futures of the package asked for. */
#ifndef DEKNING_FORECAST_EXPLAINED_H
#define DEKNING_FORECAST_EXPLAINED_H

#include "forecast/explain.h"

enum { EXPLAINED_OUTCOMES = 3, EXPLAINED_CHANGES = 3 };

/* What is explained, and what adds up of flows. */
static const enum outcome explained_outcomes[EXPLAINED_OUTCOMES] = {
    OUTCOME_gps, OUTCOME_vacancy_listed, OUTCOME_waiting};
static const enum outcome explained_changes[EXPLAINED_CHANGES] = {OUTCOME_gps, OUTCOME_places,
                                                                  OUTCOME_listed};

struct forecast_explained {
    bool known; /* there are futures enough for what follows */
    struct explain_hinges hinges[EXPLAINED_OUTCOMES];
    bool full; /* and flows were recorded, and variants run, for what follows */
    struct explain_change changes[EXPLAINED_CHANGES];
    struct explain_measures measures[EXPLAINED_OUTCOMES]; /* count 0 without measures */
};

#endif
