/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"

static struct value
indicator_word(const struct answer *answer, enum panel_indicator indicator)
{
    enum message message = indicator == PANEL_RESERVE ? MESSAGE_yearly_reserve_change
                                                      : MESSAGE_yearly_mean_list_change;
    return value_word(panel_indicators[indicator], message_text(message, answer->language));
}

static void
add_pool(struct answer *answer, enum panel_indicator indicator, const struct calibration_pool *pool)
{
    int decimals = indicator == PANEL_RESERVE ? 2 : 4;
    struct value *row = answer_row(answer);
    row[0] = indicator_word(answer, indicator);
    row[1] = value_difference(pool->mean, decimals);
    row[2] = value_number(pool->mean_sd, decimals);
    row[3] = value_number(pool->between, decimals);
    row[4] = value_number(pool->noise, decimals);
    row[5] = value_difference(pool->noise_slope, 2);
    row[6] = value_number((double)pool->municipalities, 0);
    row[7] = value_number((double)pool->changes, 0);
}

static void
add_pools(struct answer *answer, const struct calibration *calibration)
{
    static const struct answer_column columns[] = {
        {MESSAGE_indicator, UNIT_NONE},
        {MESSAGE_calibrate_mean, UNIT_NONE},
        {MESSAGE_calibrate_mean_sd, UNIT_NONE},
        {MESSAGE_calibrate_between, UNIT_NONE},
        {MESSAGE_calibrate_noise, UNIT_NONE},
        {MESSAGE_calibrate_noise_slope, UNIT_NONE},
        {MESSAGE_calibrate_municipalities, UNIT_NONE},
        {MESSAGE_calibrate_changes, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_calibrate_pool, columns);
    add_pool(answer, PANEL_MEAN_LIST, &calibration->list);
    add_pool(answer, PANEL_RESERVE, &calibration->reserve);
}

static void
add_drift(struct answer *answer, const char *municipality, enum panel_indicator indicator,
          const struct calibrated_drift *drift)
{
    int decimals = indicator == PANEL_RESERVE ? 2 : 4;
    struct value *row = answer_row(answer);
    row[0] = value_text(municipality);
    row[1] = indicator_word(answer, indicator);
    row[2] = value_number(drift->years, 0);
    row[3] = value_difference(drift->own, decimals);
    row[4] = value_share(drift->weight, 0);
    row[5] = value_difference(drift->mean, decimals);
    row[6] = value_number(drift->sd, decimals);
    row[7] = value_number(drift->noise, decimals);
}

static void
begin_drifts(struct answer *answer)
{
    static const struct answer_column columns[] = {
        {MESSAGE_municipality, UNIT_NONE},
        {MESSAGE_indicator, UNIT_NONE},
        {MESSAGE_calibrate_years, UNIT_NONE},
        {MESSAGE_calibrate_own, UNIT_NONE},
        {MESSAGE_calibrate_weight, UNIT_share},
        {MESSAGE_calibrate_drift, UNIT_NONE},
        {MESSAGE_calibrate_mean_sd, UNIT_NONE},
        {MESSAGE_calibrate_noise, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_calibrate_drifts, columns);
}

void
answer_drifts(struct answer *answer, const char *municipality, const struct calibrated *calibrated)
{
    begin_drifts(answer);
    add_drift(answer, municipality, PANEL_MEAN_LIST, &calibrated->list);
    add_drift(answer, municipality, PANEL_RESERVE, &calibrated->reserve);
}

static void
add_drifts(struct answer *answer, const struct calibration *calibration, const char *municipality)
{
    const struct panel *panel = calibration->panel;
    size_t count = municipality != NULL ? 1 : panel->municipality_count;
    begin_drifts(answer);
    for (size_t i = 0; i < count; i++) {
        const char *name = municipality != NULL ? municipality : panel->municipalities[i];
        struct calibrated calibrated;
        calibration_of(calibration, name, &calibrated);
        add_drift(answer, name, PANEL_MEAN_LIST, &calibrated.list);
        add_drift(answer, name, PANEL_RESERVE, &calibrated.reserve);
    }
}

void
answer_calibrate(struct answer *answer, const struct calibration *calibration,
                 const char *municipality)
{
    answer_field(answer, MESSAGE_backtest_origin, UNIT_NONE, value_identifier(calibration->origin));
    answer_field(answer, MESSAGE_backtest_municipalities, UNIT_NONE,
                 value_number((double)calibration->panel->municipality_count, 0));
    add_pools(answer, calibration);
    add_drifts(answer, calibration, municipality);
    answer_note(answer, MESSAGE_note_calibrate);
    answer_note(answer, MESSAGE_note_calibrate_units);
    if (calibration->panel->municipality_count == 1) {
        answer_note(answer, MESSAGE_note_calibrate_alone);
    }
}
