/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/panel.h"

#include "base/sort.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Our own choices: how far figures may be from each other before they contradict. */
#define RESERVE_APART 5.0 /* points */
#define LISTED_APART 0.1

const char *const panel_indicators[PANEL_INDICATORS + 1] = {
    [PANEL_MEAN_LIST] = "mean_list_length",
    [PANEL_RESERVE] = "reserve_capacity_index",
    [PANEL_SHARE_WITHOUT_GP] = "share_on_lists_without_gp_pct",
    [PANEL_GPS] = "gps",
    [PANEL_LISTS_WITHOUT_GP] = "lists_without_gp",
    [PANEL_RESIDENTS] = "residents",
    [PANEL_LISTED] = "listed",
    [PANEL_PLACES] = "places",
};

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t
find_name(const char *const *names, size_t count, const char *name)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(names[middle], name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && strcmp(names[low], name) == 0 ? low : count;
}

size_t
panel_find(const struct panel *panel, const char *municipality)
{
    return find_name(panel->municipalities, panel->municipality_count, municipality);
}

/* The rows' municipalities, each once, sorted. */
static bool
collect_names(const struct panel_row *rows, size_t count, struct arena *arena, struct panel *out)
{
    out->municipalities = arena_array(arena, count, sizeof *out->municipalities);
    if (out->municipalities == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        out->municipalities[i] = rows[i].municipality;
    }
    sort_items(out->municipalities, count, sizeof *out->municipalities, compare_names);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || strcmp(out->municipalities[kept - 1], out->municipalities[i]) != 0) {
            out->municipalities[kept++] = out->municipalities[i];
        }
    }
    out->municipality_count = kept;
    return true;
}

static void
find_years(const struct panel_row *rows, size_t count, struct panel *out)
{
    int64_t first = PANEL_YEAR_MAX, last = PANEL_YEAR_MIN;
    for (size_t i = 0; i < count; i++) {
        assert(rows[i].year >= PANEL_YEAR_MIN && rows[i].year <= PANEL_YEAR_MAX);
        first = rows[i].year < first ? rows[i].year : first;
        last = rows[i].year > last ? rows[i].year : last;
    }
    out->first_year = (int)first;
    out->year_count = count == 0 ? 0 : (size_t)(last - first + 1);
}

static double *
unknown_values(size_t count, struct arena *arena)
{
    double *values = arena_array(arena, count, sizeof *values);
    for (size_t i = 0; values != NULL && i < count; i++) {
        values[i] = (double)NAN;
    }
    return values;
}

bool
panel_make(const struct panel_row *rows, size_t count, const struct panel_size *sizes,
           size_t size_count, struct arena *arena, struct panel *out, struct error *error)
{
    struct panel panel = {0};
    if (!collect_names(rows, count, arena, &panel)) {
        return error_memory(error);
    }
    find_years(rows, count, &panel);
    for (int i = 0; i < PANEL_INDICATORS; i++) {
        panel.values[i] = unknown_values(panel.municipality_count * panel.year_count, arena);
        if (panel.values[i] == NULL) {
            return error_memory(error);
        }
    }
    panel.table_residents = unknown_values(panel.municipality_count, arena);
    if (panel.table_residents == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = panel_find(&panel, rows[i].municipality);
        size_t year = (size_t)(rows[i].year - panel.first_year);
        panel.values[rows[i].indicator][at * panel.year_count + year] = rows[i].value;
    }
    for (size_t i = 0; i < size_count; i++) {
        size_t at = panel_find(&panel, sizes[i].municipality);
        if (at < panel.municipality_count) {
            panel.table_residents[at] = (double)sizes[i].residents;
        }
    }
    *out = panel;
    return true;
}

double
panel_value(const struct panel *panel, enum panel_indicator indicator, size_t municipality,
            int year)
{
    assert(municipality < panel->municipality_count);
    if (year < panel->first_year || (size_t)(year - panel->first_year) >= panel->year_count) {
        return (double)NAN;
    }
    return panel
        ->values[indicator][municipality * panel->year_count + (size_t)(year - panel->first_year)];
}

double
panel_mean_list(const struct panel *panel, size_t municipality, int year)
{
    double mean = panel_value(panel, PANEL_MEAN_LIST, municipality, year);
    if (!isnan(mean)) {
        return mean;
    }
    double without = panel_value(panel, PANEL_LISTS_WITHOUT_GP, municipality, year);
    double lists = panel_value(panel, PANEL_GPS, municipality, year) + fmax(without, 0);
    mean = panel_value(panel, PANEL_LISTED, municipality, year) / lists;
    return isfinite(mean) ? mean : (double)NAN;
}

double
panel_reserve(const struct panel *panel, size_t municipality, int year)
{
    double reserve = panel_value(panel, PANEL_RESERVE, municipality, year);
    if (!isnan(reserve)) {
        return reserve;
    }
    reserve = 100 * panel_value(panel, PANEL_PLACES, municipality, year) /
              panel_value(panel, PANEL_LISTED, municipality, year);
    return isfinite(reserve) ? reserve : (double)NAN;
}

bool
panel_contradicts(const struct panel *panel, size_t municipality, int year)
{
    double listed = panel_value(panel, PANEL_LISTED, municipality, year);
    double reserve = panel_value(panel, PANEL_RESERVE, municipality, year);
    double counted = 100 * panel_value(panel, PANEL_PLACES, municipality, year) / listed;
    double gps = panel_value(panel, PANEL_GPS, municipality, year);
    double mean = panel_value(panel, PANEL_MEAN_LIST, municipality, year);
    double without = panel_value(panel, PANEL_LISTS_WITHOUT_GP, municipality, year);
    if (fabs(counted - reserve) > RESERVE_APART) {
        return true;
    }
    /* a list more or fewer is what the days of counting may differ by */
    double fewest = (gps - 1) * mean * (1 - LISTED_APART);
    double most = (gps + fmax(without, 0) + 1) * mean * (1 + LISTED_APART);
    return listed < fewest || listed > most;
}

/* The newest positive value no later than `year`. */
static double
newest(const struct panel *panel, enum panel_indicator indicator, size_t municipality, int year)
{
    for (int y = year; y >= panel->first_year; y--) {
        double value = panel_value(panel, indicator, municipality, y);
        if (value > 0) {
            return value;
        }
    }
    return (double)NAN;
}

double
panel_residents(const struct panel *panel, size_t municipality, int year)
{
    double known = newest(panel, PANEL_RESIDENTS, municipality, year);
    if (isnan(known)) {
        known = panel->table_residents[municipality];
    }
    if (isnan(known)) {
        known = newest(panel, PANEL_LISTED, municipality, year);
    }
    if (isnan(known)) {
        known = newest(panel, PANEL_GPS, municipality, year) *
                newest(panel, PANEL_MEAN_LIST, municipality, year);
    }
    return known;
}
