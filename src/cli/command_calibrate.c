/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "cli/observations.h"
#include "report/answers.h"

#include <string.h>

/* The panel's indicator that a municipality's own observation is of; PANEL_INDICATORS for none. */
static enum panel_indicator
panel_indicator_of(const struct observation *row)
{
    if (observation_is(row, INDICATOR_mean_list, "")) {
        return PANEL_MEAN_LIST;
    }
    return observation_is(row, INDICATOR_reserve_index, "") ? PANEL_RESERVE : PANEL_INDICATORS;
}

/* The last observation of each year as rows of a panel. NULL when memory ends. */
static struct panel_row *
own_rows(struct context *context, size_t *out_count)
{
    size_t count, kept = 0;
    const struct observation *observations =
        municipality_rows(&context->municipality, TABLE_OBSERVATIONS, &count);
    struct panel_row *rows = arena_array(&context->arena, count + 1, sizeof *rows);
    struct date *dates = arena_array(&context->arena, count + 1, sizeof *dates);
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
            rows[at] = (struct panel_row){municipality_facts(&context->municipality)->code,
                                          (int)indicator, year, row->value};
            dates[at] = row->date;
            kept += at == kept;
        }
    }
    *out_count = kept;
    return rows;
}

bool
observations_own(struct context *context, struct panel *out, size_t *count, struct error *error)
{
    const struct panel_row *rows = own_rows(context, count);
    return rows != NULL ? panel_make(rows, *count, NULL, 0, &context->arena, out, error)
                        : error_memory(error);
}

static bool
own_panel(struct context *context, struct panel *out, int *status)
{
    struct error error;
    size_t count = 0;
    if (!context_municipality(context, status)) {
        return false;
    }
    bool made = observations_own(context, out, &count, &error);
    if (!made) {
        *status = context_fail(context, &error);
    } else if (count == 0) {
        error_set(&error, ERROR_CALIBRATE_NOTHING, NULL, NULL);
        *status = context_fail(context, &error);
        made = false;
    }
    return made;
}

int
command_calibrate(struct context *context)
{
    int status;
    struct error error;
    struct answer answer;
    struct panel panel;
    struct calibration calibration;
    const char *path = context->options[OPTION_observations].text;
    const char *municipality = path != NULL ? context->options[OPTION_municipality].text : NULL;
    if (!context_argument_limit(context, 0, &status) ||
        !(path != NULL ? observations_panel(context, path, &panel, &status)
                       : own_panel(context, &panel, &status))) {
        return status;
    }
    int origin = context->options[OPTION_origin].given
                     ? (int)context->options[OPTION_origin].number
                     : panel.first_year + (int)panel.year_count - 1;
    if (municipality != NULL && strcmp(municipality, "all") == 0) {
        municipality = NULL;
    }
    if (!calibration_fit(&panel, origin, &context->arena, &calibration, &error)) {
        error_place(&error, path, 0, 0, NULL);
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_calibrate, NULL, DATE_NONE);
    answer_calibrate(&answer, &calibration, municipality);
    return context_show(context, &answer);
}
