/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"

#include <math.h>

static const enum message indicator_words[PANEL_INDICATORS] = {
    [PANEL_MEAN_LIST] = MESSAGE_yearly_mean_list,
    [PANEL_RESERVE] = MESSAGE_yearly_reserve,
    [PANEL_SHARE_WITHOUT_GP] = MESSAGE_yearly_share_without_gp,
    [PANEL_GPS] = MESSAGE_yearly_gps,
    [PANEL_LISTS_WITHOUT_GP] = MESSAGE_yearly_lists_without_gp,
    [PANEL_RESIDENTS] = MESSAGE_yearly_residents,
    [PANEL_LISTED] = MESSAGE_yearly_listed,
    [PANEL_PLACES] = MESSAGE_yearly_places,
};

static const enum message group_words[BACKTEST_GROUPS] = {
    [BACKTEST_ALL] = MESSAGE_total,
    [BACKTEST_SMALL] = MESSAGE_size_small,
    [BACKTEST_MIDDLE] = MESSAGE_size_middle,
    [BACKTEST_LARGE] = MESSAGE_size_large,
    [BACKTEST_UNKNOWN] = MESSAGE_size_unknown,
};

static struct value
word(const struct answer *answer, enum message message)
{
    return value_word(message_key(message), message_text(message, answer->language));
}

static struct value
indicator_word(const struct answer *answer, enum panel_indicator indicator)
{
    return value_word(panel_indicators[indicator],
                      message_text(indicator_words[indicator], answer->language));
}

static void
fill_score(struct value *row, const struct backtest_score *score)
{
    row[0] = value_number((double)score->count, 0);
    row[1] = value_number(score->error, 2);
    row[2] = value_number(score->persistence, 2);
    row[3] = value_number(score->trend, 2);
    row[4] = value_share(score->inside50, 0);
    row[5] = value_share(score->inside80, 0);
    row[6] = value_number(score->crps, 2);
    row[7] = value_number((double)score->trend_count, 0);
    row[8] = value_number(score->error_of_trend, 2);
}

#define SCORE_COLUMNS                                                                              \
    {MESSAGE_backtest_count, UNIT_NONE}, {MESSAGE_backtest_error, UNIT_NONE},                      \
        {MESSAGE_backtest_persistence, UNIT_NONE}, {MESSAGE_backtest_trend, UNIT_NONE},            \
        {MESSAGE_backtest_inside50, UNIT_share}, {MESSAGE_backtest_inside80, UNIT_share},          \
        {MESSAGE_backtest_crps, UNIT_NONE}, {MESSAGE_backtest_trend_count, UNIT_NONE},             \
    {                                                                                              \
        MESSAGE_backtest_error_of_trend, UNIT_NONE                                                 \
    }

static void
add_indicators(struct answer *answer, const struct backtest *backtest, int horizon)
{
    static const struct answer_column columns[] = {
        {MESSAGE_indicator, UNIT_NONE}, SCORE_COLUMNS, {MESSAGE_COUNT, UNIT_NONE}};
    answer_table(answer, MESSAGE_backtest_indicators, columns)->shown = 8;
    for (size_t i = 0; i < backtest->score_count; i++) {
        const struct backtest_score *score = &backtest->scores[i];
        if (score->horizon == horizon && score->group == BACKTEST_ALL) {
            struct value *row = answer_row(answer);
            row[0] = indicator_word(answer, score->indicator);
            fill_score(row + 1, score);
        }
    }
}

static void
add_sizes(struct answer *answer, const struct backtest *backtest, int horizon)
{
    static const struct answer_column columns[] = {{MESSAGE_indicator, UNIT_NONE},
                                                   {MESSAGE_backtest_size, UNIT_NONE},
                                                   SCORE_COLUMNS,
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    answer_table(answer, MESSAGE_backtest_sizes, columns)->shown = 9;
    for (size_t i = 0; i < backtest->score_count; i++) {
        const struct backtest_score *score = &backtest->scores[i];
        if (score->horizon == horizon && score->group != BACKTEST_ALL) {
            struct value *row = answer_row(answer);
            row[0] = indicator_word(answer, score->indicator);
            row[1] = word(answer, group_words[score->group]);
            fill_score(row + 2, score);
        }
    }
}

static void
add_horizons(struct answer *answer, const struct backtest *backtest)
{
    static const struct answer_column columns[] = {{MESSAGE_indicator, UNIT_NONE},
                                                   {MESSAGE_backtest_years_on, UNIT_NONE},
                                                   SCORE_COLUMNS,
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    answer_table(answer, MESSAGE_backtest_horizons, columns)->shown = 9;
    for (size_t i = 0; i < backtest->score_count; i++) {
        const struct backtest_score *score = &backtest->scores[i];
        if (score->group == BACKTEST_ALL) {
            struct value *row = answer_row(answer);
            row[0] = indicator_word(answer, score->indicator);
            row[1] = value_number(score->horizon, 0);
            fill_score(row + 2, score);
        }
    }
}

/* How the outlook does on the municipalities that were simulated too. */
struct beside {
    double error, crps;
};

static struct beside
outlook_beside(const struct backtest *backtest, const struct backtest *simulated,
               enum panel_indicator indicator, int horizon)
{
    struct beside beside = {0};
    size_t at = 0, count = 0;
    for (size_t i = 0; i < simulated->prediction_count; i++) {
        const struct backtest_prediction *one = &simulated->predictions[i];
        if (one->indicator != indicator || one->horizon != horizon || isnan(one->outcome)) {
            continue;
        }
        while (at < backtest->prediction_count &&
               (backtest->predictions[at].indicator != indicator ||
                backtest->predictions[at].horizon != horizon ||
                backtest->predictions[at].municipality < one->municipality)) {
            at++;
        }
        if (at < backtest->prediction_count &&
            backtest->predictions[at].municipality == one->municipality) {
            beside.error += fabs(backtest->predictions[at].median - one->outcome);
            beside.crps += backtest->predictions[at].crps;
            count++;
        }
    }
    beside.error = count > 0 ? beside.error / (double)count : (double)NAN;
    beside.crps = count > 0 ? beside.crps / (double)count : (double)NAN;
    return beside;
}

/* Two in a hundred is as good. */
static enum message
verdict_of(double error, double outlook)
{
    return error < 0.98 * outlook   ? MESSAGE_backtest_better
           : error > 1.02 * outlook ? MESSAGE_backtest_worse
                                    : MESSAGE_backtest_as_good;
}

static void
add_simulator(struct answer *answer, const struct backtest *backtest,
              const struct backtest *simulated)
{
    static const struct answer_column columns[] = {
        {MESSAGE_indicator, UNIT_NONE},
        {MESSAGE_backtest_years_on, UNIT_NONE},
        {MESSAGE_backtest_count, UNIT_NONE},
        {MESSAGE_backtest_error, UNIT_NONE},
        {MESSAGE_backtest_outlook, UNIT_NONE},
        {MESSAGE_backtest_persistence, UNIT_NONE},
        {MESSAGE_backtest_inside50, UNIT_share},
        {MESSAGE_backtest_inside80, UNIT_share},
        {MESSAGE_backtest_verdict, UNIT_NONE},
        {MESSAGE_backtest_crps, UNIT_NONE},
        {MESSAGE_backtest_outlook_crps, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_backtest_simulator, columns)->shown = 9;
    for (size_t i = 0; i < simulated->score_count; i++) {
        const struct backtest_score *score = &simulated->scores[i];
        if (score->group != BACKTEST_ALL) {
            continue;
        }
        struct beside beside =
            outlook_beside(backtest, simulated, score->indicator, score->horizon);
        struct value *row = answer_row(answer);
        row[0] = indicator_word(answer, score->indicator);
        row[1] = value_number(score->horizon, 0);
        row[2] = value_number((double)score->count, 0);
        row[3] = value_number(score->error, 2);
        row[4] = value_number(beside.error, 2);
        row[5] = value_number(score->persistence, 2);
        row[6] = value_share(score->inside50, 0);
        row[7] = value_share(score->inside80, 0);
        row[8] = word(answer, verdict_of(score->error, beside.error));
        row[9] = value_number(score->crps, 2);
        row[10] = value_number(beside.crps, 2);
    }
}

static void
add_predictions(struct answer *answer, enum message title, const struct backtest *backtest,
                size_t municipality)
{
    static const struct answer_column columns[] = {
        {MESSAGE_indicator, UNIT_NONE},        {MESSAGE_backtest_years_on, UNIT_NONE},
        {MESSAGE_backtest_now, UNIT_NONE},     {MESSAGE_backtest_p10, UNIT_NONE},
        {MESSAGE_backtest_p25, UNIT_NONE},     {MESSAGE_backtest_median, UNIT_NONE},
        {MESSAGE_backtest_p75, UNIT_NONE},     {MESSAGE_backtest_p90, UNIT_NONE},
        {MESSAGE_backtest_outcome, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, title, columns);
    for (size_t i = 0; i < backtest->prediction_count; i++) {
        const struct backtest_prediction *prediction = &backtest->predictions[i];
        if (prediction->municipality != municipality) {
            continue;
        }
        const double values[] = {prediction->now,    prediction->p10, prediction->p25,
                                 prediction->median, prediction->p75, prediction->p90,
                                 prediction->outcome};
        struct value *row = answer_row(answer);
        row[0] = indicator_word(answer, prediction->indicator);
        row[1] = value_number(prediction->horizon, 0);
        for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
            row[2 + v] = value_number(values[v], 1);
        }
    }
}

void
answer_backtest(struct answer *answer, const struct panel *panel, const struct backtest *backtest,
                const struct backtest *simulated, int origin, int horizon, size_t municipality)
{
    struct value year = value_identifier(origin);
    answer_field(answer, MESSAGE_backtest_origin, UNIT_NONE, year);
    answer_field(answer, MESSAGE_backtest_horizon, UNIT_NONE, value_number(horizon, 0));
    answer_field(answer, MESSAGE_backtest_municipalities, UNIT_NONE,
                 value_number((double)panel->municipality_count, 0));
    answer_field(answer, MESSAGE_backtest_unknown_size, UNIT_NONE,
                 value_number((double)backtest->unknown, 0));
    if (municipality < panel->municipality_count) {
        answer_field(answer, MESSAGE_municipality, UNIT_NONE,
                     value_text(panel->municipalities[municipality]));
        add_predictions(answer, MESSAGE_backtest_predictions, backtest, municipality);
        add_predictions(answer, MESSAGE_backtest_simulated, simulated, municipality);
    }
    add_indicators(answer, backtest, horizon);
    add_sizes(answer, backtest, horizon);
    add_horizons(answer, backtest);
    add_simulator(answer, backtest, simulated);
    answer_note(answer, MESSAGE_note_backtest);
    answer_note(answer, MESSAGE_note_backtest_learnt);
    answer_note(answer, MESSAGE_note_backtest_simulator);
    for (size_t i = 0; i < backtest->score_count; i++) {
        if (backtest->scores[i].indicator == PANEL_SHARE_WITHOUT_GP ||
            backtest->scores[i].indicator == PANEL_LISTS_WITHOUT_GP) {
            answer_note(answer, MESSAGE_note_backtest_zero);
        }
    }
    if (backtest->unknown > 0) {
        answer_note(answer, MESSAGE_note_backtest_size);
    }
}
