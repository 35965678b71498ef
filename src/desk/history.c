/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/history.h"

#include "exchange/national.h"
#include "forecast/start.h"

#include <string.h>

/* What model_fit sets. */
static const enum assumption decided[] = {ASSUMPTION_post_growth, ASSUMPTION_candidates,
                                          ASSUMPTION_cap_drift};

/* The panel's indicator that a municipality's own observation is of; PANEL_INDICATORS for none.
 * What is counted of the register is not of the series that the panel has. */
static enum panel_indicator
panel_indicator_of(const struct observation *row)
{
    if (strcmp(row->source, SOURCE_REGISTER) == 0) {
        return PANEL_INDICATORS;
    }
    if (observation_is(row, INDICATOR_mean_list, "")) {
        return PANEL_MEAN_LIST;
    }
    return observation_is(row, INDICATOR_reserve_index, "") ? PANEL_RESERVE : PANEL_INDICATORS;
}

/* The last observation of each year as rows of a panel. NULL when memory ends. */
static struct panel_row *
own_rows(const struct municipality *municipality, struct arena *arena, size_t *out_count)
{
    size_t count, kept = 0;
    const struct observation *observations =
        municipality_rows(municipality, TABLE_OBSERVATIONS, &count);
    struct panel_row *rows = arena_array(arena, count + 1, sizeof *rows);
    struct date *dates = arena_array(arena, count + 1, sizeof *dates);
    if (rows == NULL || dates == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const struct observation *row = &observations[i];
        enum panel_indicator indicator = panel_indicator_of(row);
        int year = date_to_ymd(row->date).year;
        if (indicator == PANEL_INDICATORS || year < PANEL_YEAR_MIN || year > PANEL_YEAR_MAX) {
            continue;
        }
        size_t at = 0;
        while (at < kept && (rows[at].indicator != (int)indicator || rows[at].year != year)) {
            at++;
        }
        if (at == kept || date_compare(dates[at], row->date) < 0) {
            rows[at] = (struct panel_row){municipality_facts(municipality)->code, (int)indicator,
                                          year, row->value};
            dates[at] = row->date;
            kept += at == kept;
        }
    }
    *out_count = kept;
    return rows;
}

bool
history_own(const struct municipality *municipality, struct arena *arena, struct panel *out,
            size_t *count, struct error *error)
{
    const struct panel_row *rows = own_rows(municipality, arena, count);
    return rows != NULL ? panel_make(rows, *count, NULL, 0, arena, out, error)
                        : error_memory(error);
}

/* Whether the municipality has rows of its own where the drifts would decide. False with the ask's
 * problems. */
static bool
assumes_itself(struct ask *ask, bool *out)
{
    struct municipality national = {0};
    if (!national_fill(&national, ask->problems)) {
        return false;
    }
    *out = false;
    for (size_t i = 0; i < sizeof decided / sizeof decided[0]; i++) {
        const struct forecast_parameter *own = assumption_row(ask->municipality, decided[i]);
        const struct forecast_parameter *common = assumption_row(&national, decided[i]);
        *out |= own != NULL && common != NULL &&
                (own->value < common->value || own->value > common->value);
    }
    return true;
}

/* The panel to fit to: the one given, or the municipality's own; NULL where there is none. */
static bool
find_panel(struct ask *ask, const struct panel *observed, struct panel *own,
           const struct panel **out, struct error *error)
{
    bool own_rows;
    size_t count = 0;
    *out = observed;
    if (observed != NULL) {
        return true;
    }
    if (!assumes_itself(ask, &own_rows)) {
        return false;
    }
    if (own_rows) {
        return true;
    }
    if (!history_own(ask->municipality, ask->arena, own, &count, error)) {
        return false;
    }
    *out = count > 0 ? own : NULL;
    return true;
}

bool
history_of(struct ask *ask, struct date start, const struct panel *observed, const char *place,
           const struct calibrated **out, struct error *error)
{
    struct panel own;
    const struct panel *panel;
    struct calibration calibration;
    *out = NULL;
    if (!find_panel(ask, observed, &own, &panel, error)) {
        return false;
    }
    if (panel == NULL) {
        return true;
    }
    int origin = date_to_ymd(start).year - 1; /* a year's observations are of its last day */
    struct calibrated *calibrated = arena_alloc(ask->arena, sizeof *calibrated);
    if (calibrated == NULL) {
        return error_memory(error);
    }
    if (!calibration_fit(panel, origin, ask->arena, &calibration, error)) {
        if (observed == NULL && error->code == ERROR_OUTLOOK_HISTORY) {
            return true;
        }
        error_place(error, place, 0, 0, NULL);
        return false;
    }
    calibration_of(&calibration, municipality_facts(ask->municipality)->code, calibrated);
    *out = calibrated;
    return true;
}
