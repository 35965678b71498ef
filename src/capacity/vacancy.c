/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/vacancy.h"

#include "base/number.h"
#include "scheme/list.h"

#include <math.h>
#include <string.h>

struct vacancy_lists
vacancy_count_lists(const struct municipality *municipality)
{
    struct vacancy_lists sum = {0};
    size_t count;
    const struct list *lists = municipality_rows(municipality, TABLE_LISTS, &count);
    size_t hint = 0;
    for (size_t i = 0; i < count; i++) {
        const struct post *post = post_find(municipality, lists[i].post, &hint);
        if (post == NULL || post->status == POST_VACANT) {
            continue;
        }
        enum list_state state = (enum list_state)lists[i].state;
        int64_t over = -list_free_places(post->cap, lists[i].length);
        sum.lists++;
        sum.open += state == LIST_OPEN;
        sum.closed += state == LIST_CLOSED;
        sum.locked += state == LIST_LOCKED;
        sum.length += (double)lists[i].length;
        sum.places += (double)post->cap;
        sum.free_places += (double)list_vacancy(state, post->cap, lists[i].length);
        sum.over_cap += over > 0 ? (double)over : 0;
        sum.synthetic |= lists[i].synthetic == FLAG_YES || post->synthetic == FLAG_YES;
    }
    return sum;
}

static struct figure
counted_places(const struct municipality *m, const struct vacancy_lists *lists, double value)
{
    size_t count;
    const struct list *rows = municipality_rows(m, TABLE_LISTS, &count);
    struct figure figure = figure_unknown(UNIT_places);
    figure.value = value;
    figure.date = municipality_facts(m)->state_date;
    figure.source = rows[0].source;
    figure.synthetic = lists->synthetic;
    return figure;
}

static void
count_places(const struct municipality *m, struct vacancy_input *out)
{
    const struct vacancy_lists lists = vacancy_count_lists(m);
    if (lists.lists > 0) {
        out->places = counted_places(m, &lists, lists.places);
        out->free_places = counted_places(m, &lists, lists.free_places);
        out->listed = counted_places(m, &lists, lists.length);
        out->listed.unit = UNIT_persons;
    }
}

void
vacancy_input_find(const struct municipality *municipality, struct date date,
                   struct vacancy_input *out)
{
    *out = (struct vacancy_input){
        .places = figure_unknown(UNIT_places),
        .free_places = figure_unknown(UNIT_places),
        .listed = figure_unknown(UNIT_persons),
        .vacancy_goal = figure_unknown(UNIT_percent),
        .vacancy_of = VACANCY_OF_LISTED,
        .list_length = figure_unknown(UNIT_persons_per_list),
    };
    struct figure places, free_places;
    if (observation_current(municipality, INDICATOR_places, "", date, &places) &&
        observation_current(municipality, INDICATOR_free_places, "", date, &free_places) &&
        fabs(date_years_between(places.date, free_places.date)) <= 1) {
        out->places = places;
        out->free_places = free_places;
    } else if (counted_tables_hold(municipality, date)) {
        count_places(municipality, out);
    }
    planning_figure(municipality, PLANNING_vacancy_goal, &out->vacancy_goal);
    planning_figure(municipality, PLANNING_list_length, &out->list_length);
}

bool
vacancy_compute(const struct vacancy_input *input, struct vacancy *out, struct error *error)
{
    if (!input_check(&input->places, "places", "observations.csv", 1, 1e9, error) ||
        !input_check(&input->free_places, "free_places", "observations.csv", 0,
                     input->places.value - 1, error) ||
        !input_check(&input->vacancy_goal, "vacancy_pct", "planning.csv", 0, 99, error) ||
        !input_check(&input->list_length, "list_length", "planning.csv", 1, 1e6, error)) {
        return false;
    }
    double places = input->places.value, free_places = input->free_places.value;
    double goal = input->vacancy_goal.value / 100;
    bool counted = input->listed.value > 0;
    struct vacancy vacancy = {.listed = counted ? input->listed.value : places - free_places};
    vacancy.vacancy_listed = free_places / vacancy.listed;
    vacancy.vacancy_places = free_places / places;
    double gap = input->vacancy_of == VACANCY_OF_LISTED
                     ? goal * vacancy.listed - free_places
                     : (goal * places - free_places) / (1 - goal);
    vacancy.goal_met = gap <= 0;
    vacancy.gap_places = gap > 0 ? gap : 0;
    vacancy.gap_gps = vacancy.gap_places / input->list_length.value;
    vacancy.gap_gps_up = (int64_t)number_ceil(vacancy.gap_gps);
    *out = vacancy;
    return true;
}

/* The member of a moment that an indicator fills, or NULL. */
static double *
moment_member(struct vacancy_moment *moment, enum indicator indicator)
{
    const struct {
        enum indicator indicator;
        double *member;
    } members[] = {
        {INDICATOR_gps, &moment->gps},
        {INDICATOR_mean_list, &moment->mean_list},
        {INDICATOR_places, &moment->places},
        {INDICATOR_free_places, &moment->free_places},
        {INDICATOR_vacancy_listed, &moment->vacancy_listed},
        {INDICATOR_vacancy_places, &moment->vacancy_places},
        {INDICATOR_reserve_index, &moment->reserve_index},
        {INDICATOR_waiting, &moment->waiting},
    };
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        if (members[i].indicator == indicator) {
            return members[i].member;
        }
    }
    return NULL;
}

/* The moment of a date in a list kept oldest first, made there if need be; room for one more is a
 * must. */
static struct vacancy_moment *
moment_of(struct vacancy_moment *moments, size_t *count, struct date date)
{
    size_t at = *count;
    while (at > 0 && date_compare(moments[at - 1].date, date) > 0) {
        at--;
    }
    if (at > 0 && date_compare(moments[at - 1].date, date) == 0) {
        return &moments[at - 1];
    }
    memmove(&moments[at + 1], &moments[at], (*count - at) * sizeof *moments);
    const double none = (double)NAN;
    moments[at] = (struct vacancy_moment){date, none, none, none, none, none, none, none, none};
    ++*count;
    return &moments[at];
}

/* Computes the vacancy of a moment that has free places: against its own places, or those last seen
 * in the year before, or the persons on lists as GPs × mean list. None free is no vacancy, whatever
 * the places. */
static void
fill_vacancy(struct vacancy_moment *moments, size_t index)
{
    struct vacancy_moment *moment = &moments[index];
    double places = (double)NAN;
    for (size_t i = index + 1; i-- > 0 && isnan(places);) {
        places = moment->date.days - moments[i].date.days <= NEAR_DAYS ? moments[i].places : places;
    }
    double listed = isnan(places) ? moment->gps * moment->mean_list : places - moment->free_places;
    double vacancy = moment->free_places > 0 ? moment->free_places / listed : moment->free_places;
    moment->vacancy_listed = isnan(moment->vacancy_listed) ? vacancy : moment->vacancy_listed;
    moment->vacancy_places =
        isnan(moment->vacancy_places) ? vacancy / (1 + vacancy) : moment->vacancy_places;
}

bool
vacancy_history(const struct municipality *municipality, struct date date, struct arena *arena,
                struct vacancy_moment **out, size_t *count, struct error *error)
{
    size_t rows;
    const struct observation *observations =
        municipality_rows(municipality, TABLE_OBSERVATIONS, &rows);
    struct vacancy_moment *moments = arena_array(arena, rows + 1, sizeof *moments);
    if (moments == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    struct vacancy_moment scratch;
    *count = 0;
    for (size_t i = 0; i < rows; i++) {
        const struct observation *row = &observations[i];
        bool whole = row->district[0] == '\0' && date_is_none(row->since);
        if (!whole || date_compare(row->date, date) > 0 ||
            moment_member(&scratch, (enum indicator)row->indicator) == NULL) {
            continue;
        }
        struct vacancy_moment *moment = moment_of(moments, count, row->date);
        double value = row->unit == UNIT_percent ? row->value / 100 : row->value;
        double *member = moment_member(moment, (enum indicator)row->indicator);
        if (member != NULL && isnan(*member)) {
            *member = value; /* of two on one day the first counts, as in observation_latest */
        }
    }
    for (size_t i = 0; i < *count; i++) {
        fill_vacancy(moments, i);
    }
    *out = moments;
    return true;
}
