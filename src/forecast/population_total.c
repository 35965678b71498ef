/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/population_private.h"

#include <math.h>
#include <string.h>

/* Observed growth is over one year to five, a month more or less. */
enum { GROWTH_MONTHS_MIN = 11, GROWTH_MONTHS_MAX = 61 };

/* -- months ------------------------------------------------------------------------------------ */

double
population_cell(const struct population_cells *making, int64_t months, size_t district, size_t cell)
{
    size_t all = making->districts * making->cells;
    const double *here = making->counts + district * making->cells + cell;
    if (making->step == 0) {
        return *here;
    }
    size_t step = (size_t)(months / making->step);
    double part = (double)(months % making->step) / (double)making->step;
    double from = here[step * all], to = here[(step + 1) * all];
    return from + part * (to - from);
}

static double
district_at(const struct population_cells *making, int64_t months, size_t district)
{
    double sum = 0;
    for (size_t cell = 0; cell < making->cells; cell++) {
        sum += population_cell(making, months, district, cell);
    }
    return sum;
}

static double
levelled_at(const struct population_cells *making, int64_t months)
{
    double sum = 0;
    for (size_t d = 0; d < making->districts; d++) {
        sum += making->level[d] * district_at(making, months, d);
    }
    return sum;
}

void
population_level(struct population_cells *making)
{
    const struct municipality *m = making->municipality;
    const struct date start = making->options.start;
    struct figure whole, figure;
    bool rest_known = observation_latest(m, INDICATOR_residents, "", start, &whole);
    double rest = rest_known ? whole.value : 0;
    size_t unknown = making->districts;
    for (size_t d = 0; d < making->districts; d++) {
        making->level[d] = 1;
        if (making->names[d][0] == '\0') {
            unknown = d;
            continue;
        }
        if (!observation_latest(m, INDICATOR_residents, making->names[d], start, &figure)) {
            rest_known = false;
            continue;
        }
        rest_known = rest_known && population_same_day(figure.date, whole.date);
        rest -= figure.value;
        int64_t months = population_month(figure.date) - making->base;
        double here = months > 0 ? district_at(making, months, d) : 0;
        if (here > 0) {
            making->level[d] = figure.value / here;
            making->out->levelled = true;
        }
    }
    if (unknown < making->districts && rest_known && rest >= 0 && making->districts > 1) {
        int64_t months = population_month(whole.date) - making->base;
        double here = months > 0 ? district_at(making, months, unknown) : 0;
        if (here > 0) {
            making->level[unknown] = rest / here;
        }
    }
}

/* -- totals ------------------------------------------------------------------------------------ */

/* The series that begins latest, by the start, and has two dates: a series that begins later was
 * made knowing what came. */
static const char *
find_series(const struct population_cells *making)
{
    size_t count;
    const struct projection *rows =
        municipality_rows(making->municipality, TABLE_PROJECTION, &count);
    const char *best = NULL;
    struct date best_first = DATE_NONE;
    for (size_t i = 0; i < count; i++) {
        struct date first = rows[i].date;
        size_t dates = 0;
        for (size_t j = 0; j < count; j++) {
            if (strcmp(rows[j].series, rows[i].series) == 0) {
                first = date_compare(rows[j].date, first) < 0 ? rows[j].date : first;
                dates++;
            }
        }
        if (dates >= 2 && population_month(first) <= making->start &&
            (best == NULL || date_compare(first, best_first) > 0)) {
            best = rows[i].series;
            best_first = first;
        }
    }
    return best;
}

/* A total of the series. */
struct point {
    int64_t month;
    double residents;
};

/* The totals of the series in the order of their months, at least two; NULL when memory ends. */
static struct point *
series_points(const struct population_cells *making, size_t *out_count)
{
    size_t count, made = 0;
    const struct projection *rows =
        municipality_rows(making->municipality, TABLE_PROJECTION, &count);
    struct point *points = arena_array(making->arena, count, sizeof *points);
    for (size_t i = 0; points != NULL && i < count; i++) {
        if (strcmp(rows[i].series, making->out->series) == 0) {
            struct point point = {population_month(rows[i].date), (double)rows[i].residents};
            size_t at = made++;
            for (; at > 0 && points[at - 1].month > point.month; at--) {
                points[at] = points[at - 1];
            }
            points[at] = point;
        }
    }
    *out_count = made;
    return points;
}

/* The series' residents of a month not before it: linear between its dates, and after the last with
 * the growth of its last two. */
static double
series_at(const struct point *points, size_t count, int64_t month)
{
    size_t next = 1;
    while (next < count && points[next].month <= month) {
        next++;
    }
    const struct point *last = &points[next - 1];
    double since = (double)(month - last->month);
    if (next < count) {
        double months = (double)(points[next].month - last->month);
        return last->residents + (points[next].residents - last->residents) * since / months;
    }
    double before = points[count - 2].residents;
    double months = (double)(last->month - points[count - 2].month);
    bool grows = last->residents > 0 && before > 0 && months > 0;
    return last->residents * exp(grows ? log(last->residents / before) * since / months : 0);
}

/* The latest residents known by the start, and of which month. */
static double
known_total(const struct population_cells *making, int64_t *month)
{
    struct figure figure;
    if (observation_latest(making->municipality, INDICATOR_residents, "", making->options.start,
                           &figure) &&
        (!making->ages_known || population_month(figure.date) > making->base)) {
        *month = population_month(figure.date);
        return figure.value;
    }
    *month = making->base;
    return population_sum(making->counts, making->districts * making->cells);
}

/* The growth a month of the observed residents up to `month`, where there were `total`: over five
 * years or as many as there are; 0 when there is none. */
static double
observed_growth(const struct population_cells *making, int64_t month, double total)
{
    size_t count;
    const struct observation *rows =
        municipality_rows(making->municipality, TABLE_OBSERVATIONS, &count);
    int64_t longest = 0;
    double growth = 0;
    for (size_t i = 0; i < count; i++) {
        if (!observation_is(&rows[i], INDICATOR_residents, "") || !(rows[i].value > 0)) {
            continue;
        }
        int64_t months = month - population_month(rows[i].date);
        if (months >= GROWTH_MONTHS_MIN && months <= GROWTH_MONTHS_MAX && months > longest &&
            total > 0) {
            longest = months;
            growth = log(total / rows[i].value) / (double)months;
        }
    }
    return growth;
}

bool
population_scale(struct population_cells *making)
{
    struct population_path *out = making->out;
    int64_t month, offset = making->start - making->base;
    double total = known_total(making, &month);
    if (!(total > 0)) {
        error_set(making->error, ERROR_NO_FIGURE, "residents", "population.csv, observations.csv");
        return false;
    }
    out->series = making->options.anchored ? find_series(making) : NULL;
    out->total = out->series != NULL                 ? POPULATION_TOTAL_PROJECTION
                 : out->method == POPULATION_COHORTS ? POPULATION_TOTAL_COHORTS
                                                     : POPULATION_TOTAL_GROWTH;
    out->levelled |= out->series == NULL && making->ages_known && month > making->base;
    double growth =
        out->total == POPULATION_TOTAL_GROWTH ? observed_growth(making, month, total) : 0;
    out->growth_per_year = growth * 12;
    struct point *points = NULL;
    size_t point_count = 0;
    if (out->series != NULL) {
        points = series_points(making, &point_count);
        if (points == NULL) {
            return error_memory(making->error);
        }
        int64_t last = making->start + (int64_t)out->months;
        out->beyond_series = last > points[point_count - 1].month;
    }
    double known = levelled_at(making, month > making->base ? month - making->base : 0);
    for (size_t m = 0; m <= out->months; m++) {
        int64_t at = making->start + (int64_t)m;
        double here = levelled_at(making, offset + (int64_t)m), wanted = here;
        if (points != NULL) {
            wanted = series_at(points, point_count, at);
        } else if (out->total == POPULATION_TOTAL_GROWTH) {
            wanted = total * exp(growth * (double)(at - month));
        } else if (known > 0) {
            wanted = here * total / known;
        }
        making->scales[m] = here > 0 ? wanted / here : 0;
    }
    return true;
}
