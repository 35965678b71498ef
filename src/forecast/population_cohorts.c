/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/population_private.h"

#include <math.h>
#include <string.h>

enum {
    STEP_MAX = 10, /* years between the dates of a pair */
    MOTHER_FROM = 20,
    MOTHER_TO = 44,
};

/* Our assumptions, tried on Bergen 2013–2023: a pair of dates counts half when it is so many years
 * older; a district's ratio is drawn to the municipality's as if so many persons more had followed
 * it; and it is never further from it than by this factor. */
static const double half_life = 5, prior_persons = 100, ratio_spread = 2;

bool
population_same_day(struct date a, struct date b)
{
    return date_compare(a, b) == 0;
}

int64_t
population_month(struct date date)
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

int
population_group(struct shape shape, int64_t age)
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
    return population_group(shape, row->age_from) == population_group(shape, last_age(row));
}

static bool
date_fits(const struct population_cells *making, struct shape shape, struct date date)
{
    size_t count;
    const struct population *rows =
        municipality_rows(making->municipality, TABLE_POPULATION, &count);
    for (size_t i = 0; i < count; i++) {
        if (population_same_day(rows[i].date, date) && !row_fits(shape, &rows[i])) {
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
        if (!population_same_day(row->date, date)) {
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
            cells[population_group(shape, age)] += each;
        }
        present[district] = true;
    }
}

double
population_sum(const double *values, size_t count)
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
        if (population_same_day(rows[i].date, making->out->counted) && rows[i].age_from > oldest) {
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
        if (population_same_day(rows[j].date, rows[i].date)) {
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
        bool follows = i > 0 && population_same_day(rows[i].date, rows[i - 1].date);
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
                if (population_month(dates[j]) - population_month(dates[i]) == years * 12) {
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
        return population_sum(women + from, (size_t)(to - from + 1));
    }
    if (group == shape.groups - 1) {
        return population_sum(younger + group - shift, (size_t)shift + 1);
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
            if (population_month(dates[j]) - population_month(dates[i]) != making->step) {
                continue;
            }
            bool earlier[POPULATION_DISTRICTS_MAX] = {false};
            bool later[POPULATION_DISTRICTS_MAX] = {false};
            memset(before, 0, all * sizeof *before);
            memset(after, 0, all * sizeof *after);
            count_date(making, dates[i], before, earlier);
            count_date(making, dates[j], after, later);
            double years = (double)(making->base - population_month(dates[j])) / 12;
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
        if (!population_same_day(rows[i].date, making->out->counted)) {
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

bool
population_from_table(struct population_cells *making)
{
    bool present[POPULATION_DISTRICTS_MAX];
    struct shape shape;
    struct date *dates;
    size_t count;
    making->base = population_month(making->out->counted);
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

bool
population_from_observations(struct population_cells *making)
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
