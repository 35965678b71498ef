/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/trial.h"
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

static void
add_all_of(struct answer *answer, const struct panel *panel, const struct backtest *backtest,
           int origin, enum message model, size_t municipality)
{
    for (size_t i = 0; i < backtest->prediction_count; i++) {
        const struct backtest_prediction *prediction = &backtest->predictions[i];
        if (municipality < panel->municipality_count && prediction->municipality != municipality) {
            continue;
        }
        const double values[] = {prediction->now,     prediction->trend, prediction->p05,
                                 prediction->p10,     prediction->p25,   prediction->median,
                                 prediction->p75,     prediction->p90,   prediction->p95,
                                 prediction->outcome, prediction->crps};
        struct value *row = answer_row(answer);
        row[0] = value_text(panel->municipalities[prediction->municipality]);
        row[1] = indicator_word(answer, prediction->indicator);
        row[2] = word(answer, model);
        row[3] = value_identifier(origin + prediction->horizon);
        for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
            row[4 + v] = value_number(values[v], 2);
        }
        if (!isnan(prediction->outcome)) {
            row[15] = word(answer, group_words[prediction->group]);
        }
    }
}

/* All that was said, by whom, for whoever wants to score it otherwise. */
static void
add_all(struct answer *answer, const struct panel *panel, const struct backtest *backtest,
        const struct backtest *simulated, int origin, size_t municipality)
{
    static const struct answer_column columns[] = {
        {MESSAGE_municipality, UNIT_NONE},
        {MESSAGE_indicator, UNIT_NONE},
        {MESSAGE_backtest_model, UNIT_NONE},
        {MESSAGE_year, UNIT_NONE},
        {MESSAGE_persistence, UNIT_NONE},
        {MESSAGE_trend, UNIT_NONE},
        {MESSAGE_p05, UNIT_NONE},
        {MESSAGE_p10, UNIT_NONE},
        {MESSAGE_p25, UNIT_NONE},
        {MESSAGE_p50, UNIT_NONE},
        {MESSAGE_p75, UNIT_NONE},
        {MESSAGE_p90, UNIT_NONE},
        {MESSAGE_p95, UNIT_NONE},
        {MESSAGE_backtest_outcome, UNIT_NONE},
        {MESSAGE_backtest_crps, UNIT_NONE},
        {MESSAGE_backtest_size, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_predictions, columns)->long_form = true;
    add_all_of(answer, panel, backtest, origin, MESSAGE_model_outlook, municipality);
    add_all_of(answer, panel, simulated, origin, MESSAGE_model_simulator, municipality);
}

/* Municipalities whose list length is known, and that cannot be simulated as they are; *startable
 * is whether any can. */
static size_t
count_implausible(const struct panel *panel, int origin, bool *startable)
{
    size_t count = 0;
    *startable = false;
    for (size_t m = 0; m < panel->municipality_count; m++) {
        bool plausible = trial_plausible(panel, m, origin);
        count += !isnan(panel_mean_list(panel, m, origin)) && !plausible;
        *startable |= plausible && !isnan(panel_residents(panel, m, origin));
    }
    return count;
}

/* Whether some size is that of the national table, and that of a later day than the origin's last.
 */
static bool
sized_later(const struct panel *panel, int origin)
{
    enum { TABLE_YEAR = 2019 }; /* its last day, or the next */
    bool later = false;
    for (size_t m = 0; m < panel->municipality_count; m++) {
        double residents = panel_residents(panel, m, origin);
        later |= origin < TABLE_YEAR && residents <= panel->table_residents[m] &&
                 residents >= panel->table_residents[m];
    }
    return later;
}

/* A number of municipalities that are apart from the others, and why; nothing when there are none.
 */
static void
add_apart(struct answer *answer, enum message label, size_t count, enum message note)
{
    if (count > 0) {
        answer_field(answer, label, UNIT_NONE, value_number((double)count, 0));
        answer_note(answer, note);
    }
}

static void
add_notes(struct answer *answer, const struct panel *panel, const struct backtest *backtest,
          const struct backtest *simulated, int origin, int horizon, bool startable)
{
    answer_note(answer, MESSAGE_note_backtest);
    answer_note(answer, MESSAGE_note_backtest_learnt);
    if (simulated->score_count > 0) {
        answer_note(answer, MESSAGE_note_backtest_simulator);
    } else {
        answer_note(answer,
                    startable ? MESSAGE_note_backtest_untaught : MESSAGE_note_backtest_unstarted);
    }
    for (size_t i = 0; i < backtest->score_count; i++) {
        if (backtest->scores[i].indicator == PANEL_SHARE_WITHOUT_GP ||
            backtest->scores[i].indicator == PANEL_LISTS_WITHOUT_GP) {
            answer_note(answer, MESSAGE_note_backtest_zero);
        }
    }
    if (backtest->unknown > 0) {
        answer_note(answer, MESSAGE_note_backtest_size);
    }
    if (sized_later(panel, origin)) {
        answer_note(answer, MESSAGE_note_backtest_sized_later);
    }
    if (backtest->scored_horizon < horizon) {
        answer_note(answer, MESSAGE_note_backtest_shorter);
    }
}

void
answer_backtest(struct answer *answer, const struct panel *panel, const struct backtest *backtest,
                const struct backtest *simulated, int origin, int horizon, size_t municipality)
{
    bool startable;
    int scored = backtest->scored_horizon;
    size_t implausible = count_implausible(panel, origin, &startable);
    struct value year = value_identifier(origin);
    answer_field(answer, MESSAGE_backtest_origin, UNIT_NONE, year);
    answer_field(answer, MESSAGE_backtest_horizon, UNIT_NONE, value_number(scored, 0));
    answer_field(answer, MESSAGE_backtest_municipalities, UNIT_NONE,
                 value_number((double)panel->municipality_count, 0));
    answer_field(answer, MESSAGE_backtest_unknown_size, UNIT_NONE,
                 value_number((double)backtest->unknown, 0));
    answer_field(answer, MESSAGE_backtest_gone, UNIT_NONE, value_number((double)backtest->gone, 0));
    add_apart(answer, MESSAGE_backtest_contradicting, backtest->contradicting,
              MESSAGE_note_backtest_contradicting);
    add_apart(answer, MESSAGE_backtest_implausible, implausible, MESSAGE_note_backtest_implausible);
    if (municipality < panel->municipality_count) {
        answer_field(answer, MESSAGE_municipality, UNIT_NONE,
                     value_text(panel->municipalities[municipality]));
        add_predictions(answer, MESSAGE_backtest_predictions, backtest, municipality);
        add_predictions(answer, MESSAGE_backtest_simulated, simulated, municipality);
    }
    add_indicators(answer, backtest, scored);
    add_sizes(answer, backtest, scored);
    add_horizons(answer, backtest);
    add_simulator(answer, backtest, simulated);
    add_all(answer, panel, backtest, simulated, origin, municipality);
    if (backtest->gone > 0) {
        answer_note(answer, MESSAGE_note_backtest_gone);
    }
    add_notes(answer, panel, backtest, simulated, origin, horizon, startable);
}
