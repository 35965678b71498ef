/* SPDX-License-Identifier: EUPL-1.2 */
/* Yearly observations of many municipalities, laid out by municipality and year. Pure. */
#ifndef DEKNING_FORECAST_PANEL_H
#define DEKNING_FORECAST_PANEL_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum panel_indicator {
    PANEL_MEAN_LIST,        /* persons per list */
    PANEL_RESERVE,          /* places / listed × 100 */
    PANEL_SHARE_WITHOUT_GP, /* per cent of listed persons on lists without a GP */
    PANEL_GPS,              /* GPs */
    PANEL_LISTS_WITHOUT_GP, /* lists */
    PANEL_RESIDENTS,        /* persons */
    PANEL_LISTED,           /* persons */
    PANEL_PLACES,           /* places */
    PANEL_INDICATORS
};

/* Their names in an observation file, in order, ended by NULL. */
extern const char *const panel_indicators[PANEL_INDICATORS + 1];

enum { PANEL_YEAR_MIN = 1980, PANEL_YEAR_MAX = 2100 };

/* One observation. `value` is finite and not negative. */
struct panel_row {
    const char *municipality; /* number, as the file has it */
    int indicator;            /* enum panel_indicator */
    int64_t year;             /* PANEL_YEAR_MIN … PANEL_YEAR_MAX */
    double value;
};

/* How many residents a municipality had on one day, from the national table. */
struct panel_size {
    const char *municipality, *name;
    int64_t residents; /* at least 1 */
};

/* Municipalities in the order of their numbers; years first_year … first_year + year_count − 1. */
struct panel {
    const char **municipalities;
    double *table_residents; /* of the national table; NAN where it does not know the number */
    size_t municipality_count, year_count;
    int first_year;
    double *values[PANEL_INDICATORS]; /* municipality by municipality; NAN where not observed */
};

/* Lays out the rows, of which no two are of the same municipality, indicator and year; texts are
 * kept, not copied. ERROR_MEMORY. */
bool panel_make(const struct panel_row *rows, size_t count, const struct panel_size *sizes,
                size_t size_count, struct arena *arena, struct panel *out, struct error *error);

/* The value, or NAN when it is not observed or the year is outside the panel. */
double panel_value(const struct panel *panel, enum panel_indicator indicator, size_t municipality,
                   int year);

/* Persons per list: as observed, else listed ÷ lists where both are. NAN when neither is known. */
double panel_mean_list(const struct panel *panel, size_t municipality, int year);

/* The reserve index: as observed, else places ÷ listed × 100 where both are. NAN likewise. */
double panel_reserve(const struct panel *panel, size_t municipality, int year);

/* Whether the year's figures of the municipality say against each other, by more than rounding and
 * definitions do: places ÷ listed is not the reserve index, or GPs × mean list, with or without the
 * lists that have none, is not the persons listed. */
bool panel_contradicts(const struct panel *panel, size_t municipality, int year);

/* Where the municipality is; municipality_count when it is not there. */
size_t panel_find(const struct panel *panel, const char *municipality);

/* Residents as far as is known of a municipality without looking past `year`: the newest observed;
 * else the national table; else the newest persons on lists, or GPs × mean list. NAN when nothing
 * tells. */
double panel_residents(const struct panel *panel, size_t municipality, int year);

#endif
