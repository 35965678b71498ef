/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/forecast.h"

#include <assert.h>
#include <string.h>

bool
forecast_is_partial(const struct forecast *forecast)
{
    return forecast->count < forecast->wanted;
}

struct date
forecast_month(const struct forecast *forecast, int32_t month)
{
    return date_add_months(forecast->start, month);
}

int32_t
forecast_year_months(const struct forecast *forecast, size_t year, int32_t *first)
{
    if (year == forecast->years) {
        *first = 1;
        return forecast->months;
    }
    const struct ymd start = date_to_ymd(forecast->start);
    const int32_t january =
        (int32_t)(forecast->first_year + (int)year - start.year) * 12 - (start.month - 1);
    *first = january > 1 ? january : 1;
    const int32_t last = january + 11 < forecast->months ? january + 11 : forecast->months;
    return last - *first + 1;
}

bool
forecast_make(struct forecast *forecast, struct arena *arena, struct error *error)
{
    const size_t months = (size_t)forecast->months + 1;
    forecast->first_year = date_to_ymd(forecast_month(forecast, 1)).year;
    const int last_year = date_to_ymd(forecast_month(forecast, forecast->months)).year;
    forecast->years = (size_t)(last_year - forecast->first_year + 1);
    for (size_t s = 0; s < forecast->side_count; s++) {
        struct forecast_side *side = &forecast->sides[s];
        const size_t districts = side->model->population.districts;
        side->outcomes = arena_array(arena, OUTCOME_COUNT * months, sizeof(struct band));
        side->by_district =
            arena_array(arena, districts * DISTRICT_OUTCOME_COUNT * months, sizeof(struct band));
        side->costs = arena_array(arena, (side->model->effort_count + 1) * (forecast->years + 1),
                                  sizeof(struct band));
        side->chances = arena_array(arena, forecast->goal_count * months, sizeof(double));
        if (side->outcomes == NULL || side->by_district == NULL || side->costs == NULL ||
            side->chances == NULL) {
            return error_memory(error);
        }
    }
    if (forecast->side_count == FORECAST_SIDES) {
        forecast->difference = arena_array(arena, OUTCOME_COUNT * months, sizeof(struct band));
        forecast->difference_costs = arena_array(arena, forecast->years + 1, sizeof(struct band));
        if (forecast->difference == NULL || forecast->difference_costs == NULL) {
            return error_memory(error);
        }
    }
    return true;
}

/* -- summing up -------------------------------------------------------------------------------- */

/* What a side's rows are, in this order. */
struct rows {
    size_t outcomes, by_district, costs, goals;
};

static struct rows
rows_of(const struct forecast *forecast, const struct forecast_side *side)
{
    return (struct rows){
        .outcomes = OUTCOME_COUNT,
        .by_district = side->model->population.districts * DISTRICT_OUTCOME_COUNT,
        .costs = side->model->effort_count + 1,
        .goals = forecast->goal_count,
    };
}

size_t
forecast_rows(const struct forecast *forecast)
{
    size_t count = forecast->side_count == FORECAST_SIDES ? OUTCOME_COUNT + 1 : 0;
    for (size_t s = 0; s < forecast->side_count; s++) {
        const struct rows rows = rows_of(forecast, &forecast->sides[s]);
        count += rows.outcomes + rows.by_district + rows.costs + rows.goals;
    }
    return count;
}

/* The bands of one recorded row, month by month. */
static void
sum_up_months(const struct forecast *forecast, const struct futures *futures, const float *recorded,
              size_t row, float *scratch, struct band *bands)
{
    for (int32_t month = 0; month <= forecast->months; month++) {
        memcpy(scratch, recorded + futures_at(futures, row, month),
               forecast->count * sizeof *scratch);
        band_of(scratch, forecast->count, &bands[forecast_at(forecast, row, month)]);
    }
}

/* Adds what each future spends on one effort in a calendar year, × sign. */
static void
add_spent(const struct forecast *forecast, const struct forecast_side *side, size_t effort,
          size_t year, float sign, float *sums)
{
    int32_t first;
    const int32_t count = forecast_year_months(forecast, year, &first);
    const float *before = side->futures.costs + futures_at(&side->futures, effort, first - 1);
    const float *after =
        side->futures.costs + futures_at(&side->futures, effort, first + count - 1);
    for (size_t i = 0; i < forecast->count; i++) {
        sums[i] += sign * (after[i] - before[i]);
    }
}

static void
add_all_spent(const struct forecast *forecast, const struct forecast_side *side, size_t year,
              float sign, float *sums)
{
    for (size_t effort = 0; effort < side->model->effort_count; effort++) {
        add_spent(forecast, side, effort, year, sign, sums);
    }
}

static void
sum_up_costs(const struct forecast *forecast, const struct forecast_side *side, size_t row,
             float *scratch)
{
    for (size_t year = 0; year <= forecast->years; year++) {
        memset(scratch, 0, forecast->count * sizeof *scratch);
        if (row < side->model->effort_count) {
            add_spent(forecast, side, row, year, 1, scratch);
        } else {
            add_all_spent(forecast, side, year, 1, scratch);
        }
        band_of(scratch, forecast->count, &side->costs[forecast_cost_at(forecast, row, year)]);
    }
}

static void
sum_up_goal(const struct forecast *forecast, const struct forecast_side *side, size_t row)
{
    for (int32_t month = 0; month <= forecast->months; month++) {
        side->chances[forecast_at(forecast, row, month)] =
            goal_chance(&forecast->goals[row], &side->futures, month);
    }
}

static void
sum_up_difference(const struct forecast *forecast, size_t row, float *scratch)
{
    const struct futures *own = &forecast->sides[0].futures, *other = &forecast->sides[1].futures;
    if (row < OUTCOME_COUNT) {
        for (int32_t month = 0; month <= forecast->months; month++) {
            band_of_difference(own->outcomes + futures_at(own, row, month),
                               other->outcomes + futures_at(other, row, month), forecast->count,
                               scratch, &forecast->difference[forecast_at(forecast, row, month)]);
        }
        return;
    }
    for (size_t year = 0; year <= forecast->years; year++) {
        memset(scratch, 0, forecast->count * sizeof *scratch);
        add_all_spent(forecast, &forecast->sides[0], year, 1, scratch);
        add_all_spent(forecast, &forecast->sides[1], year, -1, scratch);
        band_of(scratch, forecast->count, &forecast->difference_costs[year]);
    }
}

void
forecast_sum_up(const struct forecast *forecast, size_t row, float *scratch)
{
    for (size_t s = 0; s < forecast->side_count; s++) {
        const struct forecast_side *side = &forecast->sides[s];
        const struct futures *futures = &side->futures;
        const struct rows rows = rows_of(forecast, side);
        if (row < rows.outcomes) {
            sum_up_months(forecast, futures, futures->outcomes, row, scratch, side->outcomes);
            return;
        }
        row -= rows.outcomes;
        if (row < rows.by_district) {
            sum_up_months(forecast, futures, futures->by_district, row, scratch, side->by_district);
            return;
        }
        row -= rows.by_district;
        if (row < rows.costs) {
            sum_up_costs(forecast, side, row, scratch);
            return;
        }
        row -= rows.costs;
        if (row < rows.goals) {
            sum_up_goal(forecast, side, row);
            return;
        }
        row -= rows.goals;
    }
    sum_up_difference(forecast, row, scratch);
}
