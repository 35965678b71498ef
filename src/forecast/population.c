/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/population.h"

#include "base/random.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    AGES = 121,
    AGE_LAST = 120,
    STEP_MAX = 10, /* years between the dates of a pair */
    MOTHER_FROM = 20,
    MOTHER_TO = 44,
    GROWTH_MONTHS_MIN = 11, /* observed growth is over one year to five, a month more or less */
    GROWTH_MONTHS_MAX = 61,
};

/* Our assumptions, tried on Bergen 2013–2023: a pair of dates counts half when it is so many years
 * older; a district's ratio is drawn to the municipality's as if so many persons more had followed
 * it; and it is never further from it than by this factor. */
static const double half_life = 5, prior_persons = 100, ratio_spread = 2;

/* Our assumption of how old settled refugees are: shares of the ages from `from` to `to`. */
static const struct {
    int from, to;
    double share;
} refugee_ages[] = {{0, 5, 0.10}, {6, 19, 0.25}, {20, 44, 0.45}, {45, 66, 0.15}, {67, 89, 0.05}};

/* Ages in groups of `width` years from 0 on, the last group open. */
struct shape {
    int width, groups;
};

struct population_cells {
    const struct municipality *municipality;
    struct population_options options;
    struct arena *arena;
    struct population_path *out;
    struct error *error;
    const char **names;
    size_t districts;
    int64_t base, start; /* months since year 0 */
    struct shape shape;
    size_t cells;   /* of one district: a group of ages of a sex each */
    size_t steps;   /* from the base on */
    int64_t step;   /* months in a step */
    double *counts; /* [step][district][sex][group], step 0 the base */
    double *scales; /* [month] what the levelled districts are multiplied by */
    double *shares; /* [district] of settled refugees */
    double *level;  /* [district] factor that sets it to newer observed residents */
    bool ages_known;
    int64_t open_from; /* the lowest age of an open group of the base; past every age without */
};

static bool
same_day(struct date a, struct date b)
{
    return date_compare(a, b) == 0;
}

/* The month whose first day is nearest: counts of 31 December are those of 1 January. */
static int64_t
month_of(struct date date)
{
    struct ymd ymd = date_to_ymd(date);
    return (int64_t)ymd.year * 12 + ymd.month - 1 + (ymd.day > 15);
}

static size_t
district_index(const struct population_cells *making, const char *name, size_t hint)
{
    if (hint < making->districts && strcmp(making->names[hint], name) == 0) {
        return hint;
    }
    size_t d = 0;
    while (d < making->districts && strcmp(making->names[d], name) != 0) {
        d++;
    }
    return d;
}

/* False with an error when there are too many. */
static bool
add_district(struct population_cells *making, const char *name)
{
    if (making->districts == POPULATION_DISTRICTS_MAX) {
        error_set(making->error, ERROR_CANNOT_ANSWER, NULL, "population.csv: district (64)");
        return false;
    }
    making->names[making->districts++] = name;
    return true;
}

/* -- counts on a date -------------------------------------------------------------------------- */

static int
group_of(struct shape shape, int64_t age)
{
    int64_t group = age / shape.width;
    return group < shape.groups ? (int)group : shape.groups - 1;
}

static int64_t
last_age(const struct population *row)
{
    return row->age_to == WHOLE_NONE || row->age_to > AGE_LAST ? AGE_LAST : row->age_to;
}

/* Whether all of the row is in one group. */
static bool
row_fits(struct shape shape, const struct population *row)
{
    return group_of(shape, row->age_from) == group_of(shape, last_age(row));
}

static bool
date_fits(const struct population_cells *making, struct shape shape, struct date date)
{
    size_t count;
    const struct population *rows =
        municipality_rows(making->municipality, TABLE_POPULATION, &count);
    for (size_t i = 0; i < count; i++) {
        if (same_day(rows[i].date, date) && !row_fits(shape, &rows[i])) {
            return false;
        }
    }
    return true;
}

/* Adds the residents of a date to counts[district][sex][group], of the districts of the base.
 * Persons are even over the ages of a closed group, and an open one stands on its first age. */
static void
count_date(const struct population_cells *making, struct date date, double *counts,
           bool present[POPULATION_DISTRICTS_MAX])
{
    size_t count, district = 0;
    const struct population *rows =
        municipality_rows(making->municipality, TABLE_POPULATION, &count);
    const struct shape shape = making->shape;
    for (size_t i = 0; i < count; i++) {
        const struct population *row = &rows[i];
        if (!same_day(row->date, date)) {
            continue;
        }
        district = district_index(making, row->district, district);
        if (district == making->districts) {
            continue;
        }
        double *cells = counts + district * making->cells + (size_t)row->sex * (size_t)shape.groups;
        int64_t to = row->age_to == WHOLE_NONE ? row->age_from : last_age(row);
        double each = (double)row->persons / (double)(to - row->age_from + 1);
        for (int64_t age = row->age_from; age <= to; age++) {
            cells[group_of(shape, age)] += each;
        }
        present[district] = true;
    }
}

static double
sum_of(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += values[i];
    }
    return sum;
}

/* -- cohort change ratios ---------------------------------------------------------------------- */

/* The groups the base is counted in, if they are of `width` years and reach the mothers' ages. */
static bool
base_shape(const struct population_cells *making, int width, struct shape *out)
{
    size_t count;
    const struct population *rows =
        municipality_rows(making->municipality, TABLE_POPULATION, &count);
    int64_t oldest = 0, open = making->open_from;
    for (size_t i = 0; i < count; i++) {
        if (same_day(rows[i].date, making->out->counted) && rows[i].age_from > oldest) {
            oldest = rows[i].age_from;
        }
    }
    open = open < AGES ? open : oldest; /* without an open group the last is taken for one */
    if (open <= MOTHER_TO || open % width != 0) {
        return false;
    }
    *out = (struct shape){width, (int)(open / width) + 1};
    return date_fits(making, *out, making->out->counted);
}

/* Whether row i of the population is the first of its date. */
static bool
is_first_of_date(const struct population *rows, size_t i)
{
    for (size_t j = i; j-- > 0;) {
        if (same_day(rows[j].date, rows[i].date)) {
            return false;
        }
    }
    return true;
}

/* The dates not after the base that fit the shape; NULL when memory ends. */
static struct date *
fitting_dates(const struct population_cells *making, struct shape shape, size_t *out_count)
{
    size_t count, capacity = 0, made = 0;
    const struct population *rows =
        municipality_rows(making->municipality, TABLE_POPULATION, &count);
    void *dates = NULL;
    for (size_t i = 0; i < count; i++) {
        bool follows = i > 0 && same_day(rows[i].date, rows[i - 1].date);
        if (follows || date_compare(rows[i].date, making->out->counted) > 0 ||
            !is_first_of_date(rows, i) || !date_fits(making, shape, rows[i].date)) {
            continue;
        }
        if (!arena_grow(making->arena, &dates, made, &capacity, sizeof(struct date))) {
            return NULL;
        }
        ((struct date *)dates)[made++] = rows[i].date;
    }
    *out_count = made;
    return dates;
}

/* The shortest step of whole groups that two of the dates are apart; 0 when none are. */
static int
shortest_step(const struct date *dates, size_t count, int width)
{
    for (int years = width; years <= STEP_MAX; years += width) {
        for (size_t i = 0; i < count; i++) {
            for (size_t j = 0; j < count; j++) {
                if (month_of(dates[j]) - month_of(dates[i]) == years * 12) {
                    return years;
                }
            }
        }
    }
    return 0;
}

/* The persons a group comes from, a step earlier: those who then were as much younger; of children
 * born since, the women of the mothers' ages at its end; of the open group, all who can have grown
 * into it. */
static double
origin(const struct population_cells *making, const double *before, const double *after, size_t sex,
       int group)
{
    const struct shape shape = making->shape;
    int shift = making->out->step_years / shape.width;
    const double *younger = before + sex * (size_t)shape.groups;
    if (group < shift) {
        const double *women = after + SEX_FEMALE * (size_t)shape.groups;
        int from = MOTHER_FROM / shape.width, to = MOTHER_TO / shape.width;
        return sum_of(women + from, (size_t)(to - from + 1));
    }
    if (group == shape.groups - 1) {
        return sum_of(younger + group - shift, (size_t)shift + 1);
    }
    return younger[group - shift];
}

/* Sums of what came and of what it came from, weighted over the pairs: of each district, and behind
 * them of all that were counted on both dates. */
struct ratio_sums {
    double *after, *before;
};

static void
add_pair(const struct population_cells *making, const double *before, const double *after,
         size_t district, double weight, struct ratio_sums *sums)
{
    const size_t whole = making->districts * making->cells, at = district * making->cells;
    for (size_t sex = 0; sex < SEX_COUNT; sex++) {
        for (int group = 0; group < making->shape.groups; group++) {
            size_t cell = sex * (size_t)making->shape.groups + (size_t)group;
            double from = weight * origin(making, before + at, after + at, sex, group);
            double came = weight * after[at + cell];
            sums->before[at + cell] += from;
            sums->after[at + cell] += came;
            sums->before[whole + cell] += from;
            sums->after[whole + cell] += came;
        }
    }
}

static bool
add_pairs(struct population_cells *making, const struct date *dates, size_t count,
          struct ratio_sums *sums)
{
    size_t all = making->districts * making->cells;
    double *before = arena_array(making->arena, all, sizeof *before);
    double *after = arena_array(making->arena, all, sizeof *after);
    if (before == NULL || after == NULL) {
        return error_memory(making->error);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            if (month_of(dates[j]) - month_of(dates[i]) != making->step) {
                continue;
            }
            bool earlier[POPULATION_DISTRICTS_MAX] = {false};
            bool later[POPULATION_DISTRICTS_MAX] = {false};
            memset(before, 0, all * sizeof *before);
            memset(after, 0, all * sizeof *after);
            count_date(making, dates[i], before, earlier);
            count_date(making, dates[j], after, later);
            double years = (double)(making->base - month_of(dates[j])) / 12;
            for (size_t d = 0; d < making->districts; d++) {
                if (earlier[d] && later[d]) {
                    add_pair(making, before, after, d, exp2(-years / half_life), sums);
                }
            }
            making->out->pairs++;
        }
    }
    return true;
}

/* The ratios of all districts together, in place of the sums behind the districts'. Where nobody
 * was, the ratio is that of the group below: of those who are very old. */
static const double *
whole_ratios(const struct population_cells *making, struct ratio_sums *sums)
{
    double *after = sums->after + making->districts * making->cells;
    const double *before = sums->before + making->districts * making->cells;
    for (size_t cell = 0; cell < making->cells; cell++) {
        bool lowest = cell % (size_t)making->shape.groups == 0;
        double below = lowest ? 0 : after[cell - 1];
        after[cell] = before[cell] > 0 ? after[cell] / before[cell] : below;
    }
    return after;
}

/* What the sums' posterior mean is if persons come as a Poisson number of those they come from, and
 * a district's ratio is a draw of a gamma distribution around the whole's. */
static double
drawn_ratio(double after, double before, double whole)
{
    double ratio = (after + prior_persons * whole) / (before + prior_persons);
    return fmin(fmax(ratio, whole / ratio_spread), whole * ratio_spread);
}

static void
carry_forward(const struct population_cells *making, const double *ratios, const double *before,
              double *after)
{
    const int groups = making->shape.groups;
    const int shift = making->out->step_years / making->shape.width;
    for (int born = 0; born < 2; born++) { /* the children last: they come from the women */
        for (size_t sex = 0; sex < SEX_COUNT; sex++) {
            for (int group = born ? 0 : shift; group < (born ? shift : groups); group++) {
                size_t cell = sex * (size_t)groups + (size_t)group;
                after[cell] = ratios[cell] * origin(making, before, after, sex, group);
            }
        }
    }
}

/* Fills steps 1 and on of making->counts. */
static bool
carry_cohorts(struct population_cells *making, const struct date *dates, size_t count)
{
    size_t cells = making->cells, all = making->districts * cells;
    struct ratio_sums sums = {
        arena_array(making->arena, all + cells, sizeof(double)),
        arena_array(making->arena, all + cells, sizeof(double)),
    };
    if (sums.after == NULL || sums.before == NULL) {
        return error_memory(making->error);
    }
    if (!add_pairs(making, dates, count, &sums)) {
        return false;
    }
    const double *whole = whole_ratios(making, &sums);
    for (size_t i = 0; i < all; i++) {
        sums.after[i] = drawn_ratio(sums.after[i], sums.before[i], whole[i % cells]);
    }
    for (size_t s = 1; s <= making->steps; s++) {
        for (size_t d = 0; d < making->districts; d++) {
            carry_forward(making, sums.after + d * cells,
                          making->counts + (s - 1) * all + d * cells,
                          making->counts + s * all + d * cells);
        }
    }
    return true;
}

/* -- the base ---------------------------------------------------------------------------------- */

/* Room for the base and the steps after it, enough to reach past the last month. */
static bool
make_room(struct population_cells *making, struct shape shape, int64_t step)
{
    int64_t last = making->start + (int64_t)making->options.months - making->base;
    making->shape = shape;
    making->cells = SEX_COUNT * (size_t)shape.groups;
    making->step = step;
    making->steps = step == 0 ? 0 : (size_t)(last / step + 1);
    making->counts = arena_array(making->arena, (making->steps + 1) * making->districts,
                                 making->cells * sizeof *making->counts);
    return making->counts != NULL || error_memory(making->error);
}

static bool
name_districts(struct population_cells *making)
{
    size_t count, district = 0;
    const struct population *rows =
        municipality_rows(making->municipality, TABLE_POPULATION, &count);
    for (size_t i = 0; i < count; i++) {
        if (!same_day(rows[i].date, making->out->counted)) {
            continue;
        }
        district = district_index(making, rows[i].district, district);
        if (district == making->districts && !add_district(making, rows[i].district)) {
            return false;
        }
        if (rows[i].age_to == WHOLE_NONE && rows[i].age_from < making->open_from) {
            making->open_from = rows[i].age_from;
        }
    }
    return true;
}

/* Finds groups of ages and dates apart by whole ones: *out_dates is NULL when there are none. */
static bool
find_cohorts(struct population_cells *making, struct shape *shape, struct date **out_dates,
             size_t *count)
{
    static const int widths[] = {1, 5};
    *out_dates = NULL;
    for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
        if (!base_shape(making, widths[w], shape)) {
            continue;
        }
        struct date *dates = fitting_dates(making, *shape, count);
        if (dates == NULL) {
            return error_memory(making->error);
        }
        int years = shortest_step(dates, *count, widths[w]);
        if (years > 0) {
            making->out->step_years = years;
            making->out->age_width = widths[w];
            *out_dates = dates;
            return true;
        }
    }
    return true;
}

static bool
from_table(struct population_cells *making)
{
    bool present[POPULATION_DISTRICTS_MAX];
    struct shape shape;
    struct date *dates;
    size_t count;
    making->base = month_of(making->out->counted);
    making->ages_known = true;
    if (!name_districts(making) || !find_cohorts(making, &shape, &dates, &count)) {
        return false;
    }
    if (dates == NULL) {
        making->out->method = POPULATION_COMPOSITION;
        shape = (struct shape){1, AGES};
    }
    if (!make_room(making, shape, (int64_t)making->out->step_years * 12)) {
        return false;
    }
    count_date(making, making->out->counted, making->counts, present);
    return dates == NULL || carry_cohorts(making, dates, count);
}

/* The base without a population table: observed residents of the districts, and of no known one
 * what is left of the whole. */
static bool
from_observations(struct population_cells *making)
{
    size_t count;
    struct figure whole, figure;
    const struct district *districts =
        municipality_rows(making->municipality, TABLE_DISTRICTS, &count);
    const struct date start = making->options.start;
    making->base = making->start;
    making->out->method = POPULATION_TOTALS;
    double values[POPULATION_DISTRICTS_MAX] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (observation_latest(making->municipality, INDICATOR_residents, districts[i].district,
                               start, &figure)) {
            size_t d = making->districts;
            if (!add_district(making, districts[i].district)) {
                return false;
            }
            values[d] = figure.value;
            sum += figure.value;
        }
    }
    bool known = observation_latest(making->municipality, INDICATOR_residents, "", start, &whole);
    if (known && whole.value > sum) {
        values[making->districts] = whole.value - sum;
        if (!add_district(making, "")) {
            return false;
        }
    }
    if (!make_room(making, (struct shape){AGES, 1}, 0)) {
        return false;
    }
    for (size_t d = 0; d < making->districts; d++) {
        making->counts[d * making->cells] = values[d];
    }
    return true;
}

/* -- months ------------------------------------------------------------------------------------ */

/* The persons of a cell of a district that many months after the base, linear between steps. */
static double
cell_at(const struct population_cells *making, int64_t months, size_t district, size_t cell)
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
        sum += cell_at(making, months, district, cell);
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

/* Sets each district to its observed residents where they are newer than the base; those of unknown
 * district to what the districts leave of the whole of the same day. */
static void
level_districts(struct population_cells *making)
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
        rest_known = rest_known && same_day(figure.date, whole.date);
        rest -= figure.value;
        int64_t months = month_of(figure.date) - making->base;
        double here = months > 0 ? district_at(making, months, d) : 0;
        if (here > 0) {
            making->level[d] = figure.value / here;
            making->out->levelled = true;
        }
    }
    if (unknown < making->districts && rest_known && rest >= 0 && making->districts > 1) {
        int64_t months = month_of(whole.date) - making->base;
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
        if (dates >= 2 && month_of(first) <= making->start &&
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
            struct point point = {month_of(rows[i].date), (double)rows[i].residents};
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
        (!making->ages_known || month_of(figure.date) > making->base)) {
        *month = month_of(figure.date);
        return figure.value;
    }
    *month = making->base;
    return sum_of(making->counts, making->districts * making->cells);
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
        int64_t months = month - month_of(rows[i].date);
        if (months >= GROWTH_MONTHS_MIN && months <= GROWTH_MONTHS_MAX && months > longest &&
            total > 0) {
            longest = months;
            growth = log(total / rows[i].value) / (double)months;
        }
    }
    return growth;
}

/* Fills making->scales. */
static bool
make_scales(struct population_cells *making)
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

/* -- persons ----------------------------------------------------------------------------------- */

/* The persons of a cell that many months after the start, but settled refugees. */
static double
persons_at(const struct population_cells *making, size_t month, size_t district, size_t cell)
{
    int64_t months = making->start - making->base + (int64_t)month;
    return making->scales[month] * making->level[district] *
           cell_at(making, months, district, cell);
}

static double
district_persons(const struct population_cells *making, size_t month, size_t district)
{
    double sum = 0;
    for (size_t cell = 0; cell < making->cells; cell++) {
        sum += persons_at(making, month, district, cell);
    }
    return sum;
}

static double
refugees_at(const struct population_cells *making, size_t month)
{
    return making->options.refugees_per_year * (double)month / 12;
}

/* Refugees settle as the residents of the start lived: each district's share. */
static void
share_refugees(struct population_cells *making)
{
    double sum = 0;
    for (size_t d = 0; d < making->districts; d++) {
        making->shares[d] = district_persons(making, 0, d);
        sum += making->shares[d];
    }
    for (size_t d = 0; d < making->districts; d++) {
        making->shares[d] = sum > 0 ? making->shares[d] / sum : 1 / (double)making->districts;
    }
}

/* -- need -------------------------------------------------------------------------------------- */

/* The date of a service's rates: the latest by the start, or else the first there is. */
static bool
rates_date(const struct population_cells *making, enum service_kind service, struct date *out)
{
    size_t count;
    const struct consultation_rate *rows =
        municipality_rows(making->municipality, TABLE_CONSULTATION_RATES, &count);
    const struct date start = making->options.start;
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].service != (int)service) {
            continue;
        }
        bool known = date_compare(rows[i].date, start) <= 0;
        bool better =
            !found || (known ? date_compare(*out, start) > 0 || date_compare(rows[i].date, *out) > 0
                             : date_compare(rows[i].date, *out) < 0);
        *out = better ? rows[i].date : *out;
        found = true;
    }
    return found;
}

static const struct consultation_rate *
rate_of_age(const struct population_cells *making, enum service_kind service, struct date date,
            int age)
{
    size_t count;
    const struct consultation_rate *rows =
        municipality_rows(making->municipality, TABLE_CONSULTATION_RATES, &count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].service == (int)service && same_day(rows[i].date, date) &&
            rows[i].age_from <= age && (rows[i].age_to == WHOLE_NONE || rows[i].age_to >= age)) {
            return &rows[i];
        }
    }
    return NULL;
}

/* The persons of a sex and rate group on the start date; the rows of a date may not overlap. */
static double
persons_of_rate(const struct population_cells *making, const struct consultation_rate *rate,
                size_t sex)
{
    double sum = 0;
    const int groups = making->shape.groups, width = making->shape.width;
    for (int age = (int)rate->age_from; age <= AGE_LAST; age++) {
        int group = group_of(making->shape, age);
        bool open = group == groups - 1;
        if ((rate->age_to != WHOLE_NONE && age > rate->age_to) || (open && age % width != 0) ||
            age > (groups - 1) * width) {
            break;
        }
        for (size_t d = 0; d < making->districts; d++) {
            double there = cell_at(making, making->start - making->base, d,
                                   sex * (size_t)groups + (size_t)group);
            sum += making->level[d] * there / (open ? 1 : width);
        }
    }
    return sum;
}

/* How many times the rate of both sexes a person of `sex` uses: for GPs as men and women differ on
 * the whole, so that the residents of the start come to the rate together. */
static double
sex_factor(const struct population_cells *making, const struct consultation_rate *rate, size_t sex)
{
    struct figure men, women;
    if (rate->service != SERVICE_GP ||
        !reference_figure(making->municipality, REFERENCE_consultations_men, &men) ||
        !reference_figure(making->municipality, REFERENCE_consultations_women, &women)) {
        return 1;
    }
    double female = persons_of_rate(making, rate, SEX_FEMALE);
    double male = persons_of_rate(making, rate, SEX_MALE);
    double weight = female * women.value + male * men.value;
    double of_sex = sex == SEX_FEMALE ? women.value : men.value;
    return weight > 0 ? of_sex * (female + male) / weight : 1;
}

/* Contacts a year of a person of each single age and sex; false when the tables do not tell: no
 * rates, an age without one, or an open group of residents over which the rates differ. */
static bool
rates_by_age(const struct population_cells *making, enum service_kind service,
             double rates[SEX_COUNT][AGES])
{
    struct date date;
    if (!making->ages_known || !rates_date(making, service, &date)) {
        return false;
    }
    const struct consultation_rate *last = NULL;
    for (int age = 0; age <= AGE_LAST; age++) {
        const struct consultation_rate *rate = rate_of_age(making, service, date, age);
        if (rate == NULL || (age > making->open_from && rate != last)) {
            return false;
        }
        for (size_t sex = 0; sex < SEX_COUNT; sex++) {
            bool same = rate == last;
            rates[sex][age] =
                same ? rates[sex][age - 1] : rate->per_person * sex_factor(making, rate, sex);
        }
        last = rate;
    }
    return true;
}

/* The mean of a rate over the ages of a group; the open one stands on its first age. */
static double
rate_of_group(const struct population_cells *making, const double rates[AGES], int group)
{
    int width = making->shape.width, from = group * width;
    bool open = group == making->shape.groups - 1;
    return open ? rates[from] : sum_of(rates + from, (size_t)width) / width;
}

static double
refugee_rate(double rates[SEX_COUNT][AGES])
{
    double sum = 0;
    for (size_t i = 0; i < sizeof refugee_ages / sizeof refugee_ages[0]; i++) {
        int ages = refugee_ages[i].to - refugee_ages[i].from + 1;
        for (size_t sex = 0; sex < SEX_COUNT; sex++) {
            sum += refugee_ages[i].share / SEX_COUNT *
                   sum_of(rates[sex] + refugee_ages[i].from, (size_t)ages) / ages;
        }
    }
    return sum;
}

static void
fill_need(const struct population_cells *making, enum service_kind service, double *need)
{
    double rates[SEX_COUNT][AGES];
    bool known = rates_by_age(making, service, rates);
    const size_t groups = (size_t)making->shape.groups;
    for (size_t m = 0; m <= making->options.months; m++) {
        double persons = 0, contacts = 0;
        for (size_t d = 0; known && d < making->districts; d++) {
            for (size_t cell = 0; cell < making->cells; cell++) {
                double there = persons_at(making, m, d, cell);
                persons += there;
                contacts +=
                    there * rate_of_group(making, rates[cell / groups], (int)(cell % groups));
            }
        }
        double refugees = known ? refugees_at(making, m) : 0;
        persons += refugees;
        contacts += refugees > 0 ? refugees * refugee_rate(rates) : 0;
        need[m] = known && persons > 0 ? contacts / persons : (double)NAN;
    }
}

/* -- the path ---------------------------------------------------------------------------------- */

static void
fill_residents(const struct population_cells *making, double *residents, double *births)
{
    const size_t districts = making->districts, groups = (size_t)making->shape.groups;
    for (size_t m = 0; m <= making->options.months; m++) {
        double youngest = 0;
        for (size_t d = 0; d < districts; d++) {
            residents[m * districts + d] =
                district_persons(making, m, d) + making->shares[d] * refugees_at(making, m);
            for (size_t sex = 0; sex < SEX_COUNT; sex++) {
                youngest += persons_at(making, m, d, sex * groups);
            }
        }
        births[m] = making->ages_known ? youngest / (12 * making->shape.width) : (double)NAN;
    }
}

double
population_path_persons(const struct population_path *path, size_t month, size_t district,
                        enum sex sex, int from, int to)
{
    const struct population_cells *cells = path->cells;
    assert(month <= path->months && district < path->districts && from <= to);
    if (!cells->ages_known) {
        return (double)NAN;
    }
    const struct shape shape = cells->shape;
    double sum = 0;
    for (int group = 0; group < shape.groups; group++) {
        int first = group * shape.width, ages = group == shape.groups - 1 ? 1 : shape.width;
        int low = first > from ? first : from;
        int high = first + ages - 1 < to ? first + ages - 1 : to;
        if (low <= high) {
            size_t cell = (size_t)sex * (size_t)shape.groups + (size_t)group;
            sum += persons_at(cells, month, district, cell) * (high - low + 1) / ages;
        }
    }
    double share = 0;
    for (size_t i = 0; i < sizeof refugee_ages / sizeof refugee_ages[0]; i++) {
        int low = refugee_ages[i].from > from ? refugee_ages[i].from : from;
        int high = refugee_ages[i].to < to ? refugee_ages[i].to : to;
        int ages = refugee_ages[i].to - refugee_ages[i].from + 1;
        share += low <= high ? refugee_ages[i].share * (high - low + 1) / ages : 0;
    }
    return sum + share / SEX_COUNT * cells->shares[district] * refugees_at(cells, month);
}

bool
population_path_make(const struct municipality *municipality,
                     const struct population_options *options, struct arena *arena,
                     struct population_path *out, struct error *error)
{
    assert(options->months <= POPULATION_MONTHS_MAX && options->refugees_per_year >= 0);
    struct population_cells *making = arena_alloc(arena, sizeof *making);
    if (making == NULL) {
        return error_memory(error);
    }
    *out =
        (struct population_path){.months = options->months, .counted = DATE_NONE, .cells = making};
    size_t rows = options->months + 1;
    *making = (struct population_cells){
        .municipality = municipality,
        .options = *options,
        .arena = arena,
        .out = out,
        .error = error,
        .start = month_of(options->start),
        .open_from = AGES,
        .names = arena_array(arena, POPULATION_DISTRICTS_MAX, sizeof *making->names),
        .level = arena_array(arena, POPULATION_DISTRICTS_MAX, sizeof *making->level),
        .shares = arena_array(arena, POPULATION_DISTRICTS_MAX, sizeof *making->shares),
        .scales = arena_array(arena, rows, sizeof *making->scales),
    };
    if (making->names == NULL || making->level == NULL || making->shares == NULL ||
        making->scales == NULL) {
        return error_memory(error);
    }
    bool counted = population_date(municipality, options->start, &out->counted);
    if (!(counted ? from_table(making) : from_observations(making))) {
        return false;
    }
    double *residents = arena_array(arena, rows, making->districts * sizeof *residents);
    double *births = arena_array(arena, rows, sizeof *births);
    double *gp_need = arena_array(arena, rows, sizeof *gp_need);
    double *ooh_need = arena_array(arena, rows, sizeof *ooh_need);
    if (residents == NULL || births == NULL || gp_need == NULL || ooh_need == NULL) {
        return error_memory(error);
    }
    level_districts(making);
    if (!make_scales(making)) {
        return false;
    }
    share_refugees(making);
    fill_residents(making, residents, births);
    fill_need(making, SERVICE_GP, gp_need);
    fill_need(making, SERVICE_OOH, ooh_need);
    out->districts = making->districts;
    out->names = making->names;
    out->residents = residents;
    out->births = births;
    out->gp_need = gp_need;
    out->ooh_need = ooh_need;
    return true;
}

/* -- errors ------------------------------------------------------------------------------------ */

enum { DRAW_WALK = 0x504F5057, DRAW_TREND = 0x504F5054 }; /* purposes among all uses of a seed */

double
population_error_sd(double years, double walk_sd, double trend_sd)
{
    assert(years >= 0);
    return sqrt(walk_sd * walk_sd * years + trend_sd * trend_sd * years * years);
}

void
population_error_path(uint64_t seed, uint32_t future, size_t months, double walk_sd,
                      double trend_sd, double *out)
{
    assert(months <= POPULATION_MONTHS_MAX);
    double trend = trend_sd / 12 * random_normal((struct draw){seed, DRAW_TREND, future, 0});
    double walk = 0, step = 0;
    for (size_t m = 1; m <= months; m++) {
        if (m % 12 == 1) { /* what a year adds comes evenly over its months */
            struct draw draw = {seed, DRAW_WALK, future, (uint32_t)m};
            step = walk_sd / 12 * random_normal(draw);
        }
        walk += step;
        out[m] += walk + trend * (double)m;
    }
}
