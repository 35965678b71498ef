/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/population.h"

#include "base/random.h"
#include "forecast/population_private.h"

#include <assert.h>
#include <math.h>

const struct refugee_ages population_refugee_ages[REFUGEE_AGES] = {
    {0, 5, 0.10}, {6, 19, 0.25}, {20, 44, 0.45}, {45, 66, 0.15}, {67, 89, 0.05}};

/* -- persons ----------------------------------------------------------------------------------- */

double
population_persons(const struct population_cells *making, size_t month, size_t district,
                   size_t cell)
{
    int64_t months = making->start - making->base + (int64_t)month;
    return making->scales[month] * making->level[district] *
           population_cell(making, months, district, cell);
}

static double
district_persons(const struct population_cells *making, size_t month, size_t district)
{
    double sum = 0;
    for (size_t cell = 0; cell < making->cells; cell++) {
        sum += population_persons(making, month, district, cell);
    }
    return sum;
}

double
population_refugees(const struct population_cells *making, size_t month)
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

/* -- the path ---------------------------------------------------------------------------------- */

static void
fill_residents(const struct population_cells *making, double *residents, double *births)
{
    const size_t districts = making->districts, groups = (size_t)making->shape.groups;
    for (size_t m = 0; m <= making->options.months; m++) {
        double youngest = 0;
        for (size_t d = 0; d < districts; d++) {
            residents[m * districts + d] =
                district_persons(making, m, d) + making->shares[d] * population_refugees(making, m);
            for (size_t sex = 0; sex < SEX_COUNT; sex++) {
                youngest += population_persons(making, m, d, sex * groups);
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
            sum += population_persons(cells, month, district, cell) * (high - low + 1) / ages;
        }
    }
    double share = 0;
    for (size_t i = 0; i < REFUGEE_AGES; i++) {
        int low = population_refugee_ages[i].from > from ? population_refugee_ages[i].from : from;
        int high = population_refugee_ages[i].to < to ? population_refugee_ages[i].to : to;
        int ages = population_refugee_ages[i].to - population_refugee_ages[i].from + 1;
        share += low <= high ? population_refugee_ages[i].share * (high - low + 1) / ages : 0;
    }
    return sum + share / SEX_COUNT * cells->shares[district] * population_refugees(cells, month);
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
        .start = population_month(options->start),
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
    if (!(counted ? population_from_table(making) : population_from_observations(making))) {
        return false;
    }
    double *residents = arena_array(arena, rows, making->districts * sizeof *residents);
    double *births = arena_array(arena, rows, sizeof *births);
    double *gp_need = arena_array(arena, rows, sizeof *gp_need);
    double *ooh_need = arena_array(arena, rows, sizeof *ooh_need);
    if (residents == NULL || births == NULL || gp_need == NULL || ooh_need == NULL) {
        return error_memory(error);
    }
    population_level(making);
    if (!population_scale(making)) {
        return false;
    }
    share_refugees(making);
    fill_residents(making, residents, births);
    population_fill_need(making, SERVICE_GP, gp_need);
    population_fill_need(making, SERVICE_OOH, ooh_need);
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
