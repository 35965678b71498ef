/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/package.h"
#include "report/answer_json.h"
#include "report/answers.h"
#include "report/forecast_private.h"

#include <math.h>

double
forecast_exact(double number)
{
    return round(number * 1e6) / 1e6;
}

double
forecast_nok(double number)
{
    return round(number / 100) * 100;
}

enum outcome
forecast_district_outcome(enum district_outcome outcome)
{
    static const enum outcome same[DISTRICT_OUTCOME_COUNT] = {
        [DISTRICT_gps] = OUTCOME_gps,
        [DISTRICT_places] = OUTCOME_places,
        [DISTRICT_listed] = OUTCOME_listed,
        [DISTRICT_residents] = OUTCOME_residents,
    };
    return same[outcome];
}

const char *
forecast_goal_key(struct answer *answer, const struct goal *goal)
{
    struct text text;
    text_init(&text, 256);
    goal_write(goal, &text);
    const char *key = answer_text(answer, "%s", text_string(&text));
    text_free(&text);
    return key;
}

static void
write_goal_key(struct json *json, const char *name, const struct goal *goal)
{
    struct text text;
    text_init(&text, 256);
    goal_write(goal, &text);
    json_text(json, name, text_string(&text));
    text_free(&text);
}

/* An object of arrays, one a quantile and one of means, each with `count` numbers. */
static void
write_bands(struct json *json, const char *key, const struct band *bands, size_t count,
            double (*rounded)(double number))
{
    json_open(json, key, '{');
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        json_open(json, quantile_ids[q], '[');
        for (size_t i = 0; i < count; i++) {
            json_number(json, NULL, rounded(bands[i].at[q]));
        }
        json_close(json, ']');
    }
    json_open(json, "mean", '[');
    for (size_t i = 0; i < count; i++) {
        json_number(json, NULL, rounded(bands[i].mean));
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void
write_indicators(struct json *json, const struct forecast *forecast, const struct band *bands)
{
    json_open(json, "indicators", '{');
    for (size_t o = 0; o < OUTCOME_COUNT; o++) {
        write_bands(json, outcome_ids[o], bands + forecast_at(forecast, o, 0),
                    (size_t)forecast->months + 1, forecast_exact);
    }
    json_close(json, '}');
}

static void
write_goals(struct json *json, const struct forecast *forecast, const struct forecast_side *side)
{
    json_open(json, "goals", '[');
    for (size_t g = 0; g < forecast->goal_count; g++) {
        const struct goal *goal = &forecast->goals[g];
        json_open(json, NULL, '{');
        write_goal_key(json, "goal", goal);
        json_text(json, "indicator", outcome_ids[goal->outcome]);
        json_bool(json, "at_least", goal->at_least);
        json_bool(json, "strict", goal->strict);
        json_number(json, "value", goal->value);
        json_open(json, "chance", '[');
        for (int32_t month = 0; month <= forecast->months; month++) {
            json_number(json, NULL, forecast_exact(side->chances[forecast_at(forecast, g, month)]));
        }
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void
write_years(struct json *json, const struct forecast *forecast)
{
    json_open(json, "years", '[');
    for (size_t year = 0; year < forecast->years; year++) {
        json_number(json, NULL, forecast->first_year + (int)year);
    }
    json_close(json, ']');
    json_open(json, "months", '[');
    for (size_t year = 0; year < forecast->years; year++) {
        int32_t first;
        json_number(json, NULL, forecast_year_months(forecast, year, &first));
    }
    json_close(json, ']');
}

static double
unknown(double number)
{
    (void)number;
    return (double)NAN;
}

/* NOK by calendar year, null where it is not known what a measure costs; `side` NULL for the
 * difference. */
static void
write_cost(struct json *json, const struct forecast *forecast, const struct forecast_side *side)
{
    const size_t efforts = side == NULL ? 0 : side->model->effort_count;
    json_open(json, "cost", '{');
    write_years(json, forecast);
    if (side != NULL) {
        json_open(json, "measures", '{');
        for (size_t e = 0; e < efforts; e++) {
            const struct effort *effort = &side->model->efforts[e];
            write_bands(json, effort->measure, side->costs + forecast_cost_at(forecast, e, 0),
                        forecast->years, effort->cost_unknown ? unknown : forecast_nok);
        }
        json_close(json, '}');
    }
    const struct band *total = side == NULL ? forecast->difference_costs
                                            : side->costs + forecast_cost_at(forecast, efforts, 0);
    write_bands(json, "total", total, forecast->years, forecast_nok);
    write_bands(json, "whole_period", total + forecast->years, 1, forecast_nok);
    json_close(json, '}');
}

static void
write_districts(struct json *json, const struct forecast *forecast,
                const struct forecast_side *side)
{
    const struct population_path *population = &side->model->population;
    json_open(json, "districts", '{');
    for (size_t d = 0; d < population->districts; d++) {
        const bool unknown = population->names[d][0] == '\0';
        json_open(json, unknown ? message_key(MESSAGE_unknown_district) : population->names[d],
                  '{');
        for (size_t k = 0; k < DISTRICT_OUTCOME_COUNT; k++) {
            write_bands(json, outcome_ids[forecast_district_outcome((enum district_outcome)k)],
                        side->by_district +
                            forecast_at(forecast, d * DISTRICT_OUTCOME_COUNT + k, 0),
                        (size_t)forecast->months + 1, forecast_exact);
        }
        json_close(json, '}');
    }
    json_close(json, '}');
}

static void
write_package(struct json *json, const struct forecast *forecast, const struct model *model)
{
    json_open(json, "measures", '[');
    for (size_t e = 0; e < model->effort_count; e++) {
        const struct effort *effort = &model->efforts[e];
        json_open(json, NULL, '{');
        json_text(json, "measure", effort->measure);
        json_text(json, "lever", lever_ids[effort->lever]);
        json_number(json, "size", effort->size);
        answer_json_date(json, "start", forecast_month(forecast, effort->start));
        if (effort->end < INT32_MAX) {
            answer_json_date(json, "end", forecast_month(forecast, effort->end));
        } else {
            json_none(json, "end");
        }
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void
write_assumptions(struct json *json, const struct answer *answer, const struct model *model)
{
    json_open(json, "assumptions", '[');
    for (size_t a = 0; a < ASSUMPTION_COUNT; a++) {
        const enum assumption assumption = (enum assumption)a;
        const struct uncertain *uncertain = &model->assumptions[a];
        const struct forecast_parameter *row = assumption_row(answer->municipality, assumption);
        json_open(json, NULL, '{');
        json_text(json, "assumption", assumption_ids[a]);
        json_text(json, "unit", unit_ids[assumption_unit(assumption)]);
        json_number(json, "value", uncertain->value);
        json_number(json, "p10", forecast_exact(uncertain_draw(uncertain, -FORECAST_Z90)));
        json_number(json, "p90", forecast_exact(uncertain_draw(uncertain, FORECAST_Z90)));
        if (row != NULL) {
            const char confidence[] = {"ABC"[row->confidence], '\0'};
            json_text(json, "confidence", confidence);
            json_text(json, "source", row->source);
        }
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* The drifts that post_growth, candidates and cap_drift are fitted to. */
static void
write_drift(struct json *json, const char *indicator, const struct calibrated_drift *drift)
{
    json_open(json, indicator, '{');
    json_number(json, "own_years", drift->years);
    json_number(json, "own", forecast_exact(drift->own));
    json_number(json, "own_weight", forecast_exact(drift->weight));
    json_number(json, "a_year", forecast_exact(drift->mean));
    json_number(json, "sd", forecast_exact(drift->sd));
    json_close(json, '}');
}

static void
write_fitted(struct json *json, const struct calibrated *calibrated)
{
    json_open(json, "fitted", '{');
    write_drift(json, panel_indicators[PANEL_MEAN_LIST], &calibrated->list);
    write_drift(json, panel_indicators[PANEL_RESERVE], &calibrated->reserve);
    json_close(json, '}');
}

void
forecast_write_json(const struct answer *answer, struct text *out)
{
    const struct forecast_answer *of = answer->of;
    const struct forecast *forecast = of->forecast;
    const struct forecast_side *side = &forecast->sides[0];
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    answer_json_date(&json, "start", forecast->start);
    json_open(&json, "months", '[');
    for (int32_t month = 0; month <= forecast->months; month++) {
        answer_json_date(&json, NULL, forecast_month(forecast, month));
    }
    json_close(&json, ']');
    write_indicators(&json, forecast, side->outcomes);
    write_goals(&json, forecast, side);
    write_cost(&json, forecast, side);
    write_districts(&json, forecast, side);
    write_package(&json, forecast, side->model);
    if (forecast->difference != NULL) {
        const struct forecast_side *other = &forecast->sides[1];
        json_open(&json, "compared", '{');
        write_indicators(&json, forecast, other->outcomes);
        write_goals(&json, forecast, other);
        write_cost(&json, forecast, other);
        write_districts(&json, forecast, other);
        write_package(&json, forecast, other->model);
        json_close(&json, '}');
        json_open(&json, "difference", '{');
        write_indicators(&json, forecast, forecast->difference);
        write_cost(&json, forecast, NULL);
        json_close(&json, '}');
    }
    write_assumptions(&json, answer, side->model);
    if (of->calibrated != NULL) {
        write_fitted(&json, of->calibrated);
    }
    if (of->explained->full) {
        forecast_write_explained(&json, answer, side->model, of->explained);
    }
    answer_json_head(&json, answer);
    json_number(&json, "seed", (double)forecast->seed);
    json_number(&json, "futures", (double)forecast->count);
    json_number(&json, "futures_wanted", (double)forecast->wanted);
    json_bool(&json, "partial", forecast_is_partial(forecast));
    json_bool(&json, "synthetic", of->origin->synthetic);
    answer_json_notes(&json, answer);
    json_close(&json, '}');
    text_add_char(out, '\n');
}
