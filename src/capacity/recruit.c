/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/recruit.h"

#include "base/number.h"

#include <math.h>

/* What happened within five years of the day still tells how recruiting goes. */
enum { PERIOD_DAYS = 5 * 366 };

void
recruit_input_find(const struct municipality *municipality, struct date date,
                   struct recruit_input *out)
{
    *out = (struct recruit_input){
        .date = date,
        .leavers_per_year = figure_unknown(UNIT_gps_per_year),
        .residents_now = figure_unknown(UNIT_persons),
        .residents_planned = figure_unknown(UNIT_persons),
        .list_length = figure_unknown(UNIT_persons_per_list),
        .gap_years = figure_unknown(UNIT_years),
    };
    vacancy_input_find(municipality, date, &out->vacancy);
    planning_figure(municipality, PLANNING_leavers_per_year, &out->leavers_per_year);
    planning_figure(municipality, PLANNING_residents, &out->residents_planned);
    planning_figure(municipality, PLANNING_list_length, &out->list_length);
    planning_figure(municipality, PLANNING_gap_years, &out->gap_years);
    if (!observation_current(municipality, INDICATOR_residents, "", date, &out->residents_now)) {
        population_figure(municipality, NULL, date, &out->residents_now);
    }
}

bool
recruit_compute(const struct recruit_input *input, struct recruit *out, struct error *error)
{
    struct recruit recruit = {0};
    if (!input_check(&input->leavers_per_year, "leavers_per_year", "planning.csv", 0, 1e6, error) ||
        !input_check(&input->residents_now, "residents_now", "observations.csv", 0, 1e9, error) ||
        !input_check(&input->residents_planned, "residents", "planning.csv", 0, 1e9, error) ||
        !input_check(&input->list_length, "list_length", "planning.csv", 1, 1e6, error) ||
        !input_check(&input->gap_years, "gap_years", "planning.csv", 0.1, 100, error) ||
        !vacancy_compute(&input->vacancy, &recruit.gap, error)) {
        return false;
    }
    bool dated =
        !date_is_none(input->residents_now.date) && !date_is_none(input->residents_planned.date);
    double years =
        dated ? date_years_between(input->residents_now.date, input->residents_planned.date) : 0;
    if (years <= 0 || date_compare(input->date, input->residents_planned.date) >= 0) {
        error_set(error, ERROR_CANNOT_ANSWER, NULL, "planning.csv: residents: date");
        return false;
    }
    recruit.replacing = input->leavers_per_year.value;
    recruit.residents_per_year =
        (input->residents_planned.value - input->residents_now.value) / years;
    recruit.growth = recruit.residents_per_year / input->list_length.value;
    recruit.vacancy = recruit.gap.gap_places / input->list_length.value / input->gap_years.value;
    double sum = recruit.replacing + recruit.growth + recruit.vacancy;
    recruit.per_year = sum > 0 ? sum : 0;
    recruit.per_year_up = (int64_t)number_ceil(recruit.per_year);
    *out = recruit;
    return true;
}

bool
recruit_shortening(const struct municipality *municipality, struct date date,
                   struct shortening *out)
{
    struct shortening found = {.recruited = figure_unknown(UNIT_gps)};
    if (!observation_nearest(municipality, INDICATOR_places_added, "", date, PERIOD_DAYS,
                             &found.places_added) ||
        date_is_none(found.places_added.since) ||
        !observation_nearest(municipality, INDICATOR_gps, "", found.places_added.since, NEAR_DAYS,
                             &found.gps_before) ||
        !observation_nearest(municipality, INDICATOR_gps, "", found.places_added.date, NEAR_DAYS,
                             &found.gps_after) ||
        !observation_nearest(municipality, INDICATOR_places, "", found.places_added.date,
                             CURRENT_DAYS, &found.places_after)) {
        return false;
    }
    found.gps_added = found.gps_after.value - found.gps_before.value;
    double places_before = found.places_after.value - found.places_added.value;
    if (found.gps_before.value <= 0 || found.gps_added <= 0 || places_before <= 0) {
        return false;
    }
    found.mean_before = places_before / found.gps_before.value;
    found.mean_after = found.places_after.value / found.gps_after.value;
    found.places_if_kept = found.gps_added * found.mean_before;
    found.places_lost = found.places_if_kept - found.places_added.value;
    found.gps_lost = found.places_lost / found.mean_after;
    found.places_per_gp = found.places_added.value / found.gps_added;
    observation_nearest(municipality, INDICATOR_recruited, "", found.places_added.date, NEAR_DAYS,
                        &found.recruited);
    found.replaced = found.recruited.value - found.gps_added;
    *out = found;
    return true;
}
