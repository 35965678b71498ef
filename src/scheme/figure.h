/* SPDX-License-Identifier: EUPL-1.2 */
/* A figure: a number that can be traced. */
#ifndef DEKNING_SCHEME_FIGURE_H
#define DEKNING_SCHEME_FIGURE_H

#include "base/date.h"
#include "scheme/unit.h"

#include <stdbool.h>

/* How sure a value is: A read in its source, B derived or second-hand, C assumed. */
enum confidence { CONFIDENCE_A, CONFIDENCE_B, CONFIDENCE_C };

struct figure {
    double value;
    enum unit unit;
    struct date date;  /* the day it holds for; DATE_NONE when it has none */
    struct date since; /* start of the period it is counted over; DATE_NONE when it is of one day */
    const char *source; /* key of a row of `sources`, or a few words; never NULL */
    const char *place;  /* where in the source; "" when not known */
    enum confidence confidence;
    bool synthetic; /* made up to fit known totals: never to be shown without saying so */
};

#endif
