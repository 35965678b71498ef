/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/need.h"

#include "base/number.h"
#include "base/text.h"

#include <math.h>

struct figure
figure_unknown(enum unit unit)
{
    return (struct figure){
        .value = (double)NAN,
        .unit = unit,
        .date = DATE_NONE,
        .since = DATE_NONE,
        .source = "",
        .place = "",
    };
}

bool
gps_on_date(const struct municipality *municipality, struct date date, struct figure *out)
{
    if (observation_current(municipality, INDICATOR_gps, "", date, out)) {
        return true;
    }
    size_t count;
    const struct post *posts = municipality_rows(municipality, TABLE_POSTS, &count);
    if (count == 0 || !counted_tables_hold(municipality, date)) {
        return false;
    }
    struct figure held = figure_unknown(UNIT_gps);
    held.value = 0;
    held.date = municipality_facts(municipality)->state_date;
    for (size_t i = 0; i < count; i++) {
        if (posts[i].status == POST_HELD) {
            held.value += 1;
            held.source = posts[i].source;
            held.synthetic |= posts[i].synthetic == FLAG_YES;
        }
    }
    *out = held;
    return true;
}

void
need_input_find(const struct municipality *municipality, struct date date, struct need_input *out)
{
    *out = (struct need_input){
        .residents = figure_unknown(UNIT_persons),
        .guests = figure_unknown(UNIT_persons),
        .list_length = figure_unknown(UNIT_persons_per_list),
        .vacancy_goal = figure_unknown(UNIT_percent),
        .vacancy_of = VACANCY_OF_LISTED,
        .leavers_per_year = figure_unknown(UNIT_gps_per_year),
        .years = figure_unknown(UNIT_years),
        .gps_now = figure_unknown(UNIT_gps),
    };
    if (municipality == NULL) {
        return;
    }
    planning_figure(municipality, PLANNING_residents, &out->residents);
    planning_figure(municipality, PLANNING_guests, &out->guests);
    planning_figure(municipality, PLANNING_list_length, &out->list_length);
    planning_figure(municipality, PLANNING_vacancy_goal, &out->vacancy_goal);
    planning_figure(municipality, PLANNING_leavers_per_year, &out->leavers_per_year);
    planning_figure(municipality, PLANNING_years, &out->years);
    gps_on_date(municipality, date, &out->gps_now);
}

bool
input_check(const struct figure *figure, const char *name, const char *table, double min,
            double max, struct error *error)
{
    if (isnan(figure->value)) {
        error_set(error, ERROR_NO_FIGURE, name, table);
        return false;
    }
    if (figure->value < min || figure->value > max) {
        char found[NUMBER_TEXT_SIZE], low[NUMBER_TEXT_SIZE], high[NUMBER_TEXT_SIZE];
        number_write(figure->value, found);
        number_write(min, low);
        number_write(max, high);
        struct text range;
        text_init(&range, 128);
        text_format(&range, "%s–%s", low, high);
        error_set(error, ERROR_NOT_DECIMAL, found, text_string(&range));
        error_place(error, NULL, 0, 0, name);
        text_free(&range);
        return false;
    }
    return true;
}

bool
need_compute(const struct need_input *input, struct need *out, struct error *error)
{
    if (!input_check(&input->residents, "residents", "planning.csv", 0, 1e9, error) ||
        !input_check(&input->guests, "guests", "planning.csv", 0, 1e9, error) ||
        !input_check(&input->list_length, "list_length", "planning.csv", 1, 1e6, error) ||
        !input_check(&input->vacancy_goal, "vacancy_pct", "planning.csv", 0, 99, error) ||
        !input_check(&input->leavers_per_year, "leavers_per_year", "planning.csv", 0, 1e6, error) ||
        !input_check(&input->years, "years", "planning.csv", 0, 100, error) ||
        !input_check(&input->gps_now, "gps_now", "observations.csv", 0, 1e6, error)) {
        return false;
    }
    struct need need = {.persons = input->residents.value + input->guests.value};
    double vacancy = input->vacancy_goal.value / 100;
    need.gps_exact = need.persons / input->list_length.value;
    need.gps_for_list_length = (int64_t)number_ceil(need.gps_exact);
    need.gps_with_vacancy_listed = (int64_t)number_ceil(need.gps_exact * (1 + vacancy));
    need.gps_with_vacancy_places = (int64_t)number_ceil(need.gps_exact / (1 - vacancy));
    need.gps_with_vacancy = input->vacancy_of == VACANCY_OF_LISTED ? need.gps_with_vacancy_listed
                                                                   : need.gps_with_vacancy_places;
    need.leavers = input->leavers_per_year.value * input->years.value;
    double recruits = (double)need.gps_with_vacancy - input->gps_now.value + need.leavers;
    need.recruits = recruits > 0 ? (int64_t)number_ceil(recruits) : 0;
    *out = need;
    return true;
}
