/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/access.h"

#include "capacity/need.h"

#include <math.h>
#include <string.h>

bool
access_find_survey(const struct table *table, const char *survey, struct arena *arena,
                   const struct same_day_answer **answers, size_t *count)
{
    const struct same_day_answer *rows = table->rows, *newest = NULL;
    const size_t row_count = table->schema == NULL ? 0 : table->count;
    for (size_t i = 0; i < row_count; i++) {
        bool wanted = survey[0] == '\0' || strcmp(rows[i].survey, survey) == 0;
        if (wanted && (newest == NULL || date_compare(rows[i].date, newest->date) > 0)) {
            newest = &rows[i];
        }
    }
    struct same_day_answer *found =
        newest == NULL ? NULL : arena_array(arena, row_count, sizeof *found);
    if (found == NULL) {
        return false;
    }
    *count = 0;
    for (size_t i = 0; i < row_count; i++) {
        if (strcmp(rows[i].survey, newest->survey) == 0) {
            found[(*count)++] = rows[i];
        }
    }
    *answers = found;
    return true;
}

void
access_input_find(const struct municipality *municipality, struct date date,
                  struct access_input *out)
{
    *out = (struct access_input){
        .gps_total = figure_unknown(UNIT_gps),
        .listed_total = figure_unknown(UNIT_persons),
        .spread = figure_unknown(UNIT_ratio),
    };
    observation_nearest(municipality, INDICATOR_gps, "", date, NEAR_DAYS, &out->gps_total);
    if (observation_nearest(municipality, INDICATOR_places, "", date, CURRENT_DAYS,
                            &out->listed_total)) {
        /* Nearly all places are taken: the persons are not observed. */
        out->listed_total.unit = UNIT_persons;
    }
    reference_figure(municipality, REFERENCE_same_day_slots_cv, &out->spread);
}

/* Student's t by the power series of the normal quantile: Abramowitz & Stegun 26.7.5, with the
 * values themselves for up to nine degrees of freedom, where the series is poor; from ten on it is
 * right to 0.00001. */
double
access_student_t(double degrees)
{
    static const double few[] = {12.706204736432095, 4.302652729696142, 3.182446305284263,
                                 2.776445105197799,  2.570581835636314, 2.446911851144969,
                                 2.364624251592785,  2.306004135204166, 2.262157162798205};
    const double z = 1.959963984540054;
    if (isinf(degrees)) {
        return z;
    }
    size_t rounded = degrees < 1 ? 1 : degrees < 10 ? (size_t)(degrees + 0.5) : 10;
    if (rounded <= sizeof few / sizeof few[0]) {
        return few[rounded - 1];
    }
    double z2 = z * z;
    double g1 = z * (z2 + 1) / 4;
    double g2 = z * ((5 * z2 + 16) * z2 + 3) / 96;
    double g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    double g4 = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
    return z + (g1 + (g2 + (g3 + g4 / degrees) / degrees) / degrees) / degrees;
}

/* The size of a row that slots are set against. */
static double
row_size(const struct same_day_answer *row, bool by_listed)
{
    return (double)(by_listed ? row->listed : row->gps);
}

/* `total` of the sizes × the survey's slots a unit of size, with its interval. */
static struct access_estimate
estimate(const struct access_input *input, const struct access *access, bool by_listed,
         double total)
{
    double size = by_listed ? access->listed : access->answered;
    double rate = access->slots / size;
    if (rate <= 0) {
        return (struct access_estimate){0, (double)NAN,
                                        (double)NAN}; /* none seen says little of how few */
    }
    double left_out = 1 - access->answer_share;
    double k = (double)input->answer_count;
    double relative;
    if (access->spread_assumed) {
        relative = input->spread.value / sqrt(access->answered);
    } else {
        double squares = 0;
        for (size_t i = 0; i < input->answer_count; i++) {
            double residual =
                input->answers[i].slots - rate * row_size(&input->answers[i], by_listed);
            squares += residual * residual;
        }
        relative = sqrt(squares / (k - 1) / k) / (size / k) / rate;
    }
    double half = access_student_t(access->degrees) * relative * sqrt(left_out) * total * rate;
    double low = fmax(total * rate - half, access->slots); /* those counted are there */
    return (struct access_estimate){total * rate, low, total * rate + half};
}

static struct access_district *
find_district(struct access *access, const char *district)
{
    for (size_t i = 0; i < access->district_count; i++) {
        if (strcmp(access->districts[i].district, district) == 0) {
            return &access->districts[i];
        }
    }
    struct access_district *added = &access->districts[access->district_count++];
    *added = (struct access_district){.district = district};
    return added;
}

static bool
add_districts(const struct municipality *municipality, const struct access_input *input,
              struct arena *arena, struct access *access)
{
    bool any = false;
    for (size_t i = 0; i < input->answer_count; i++) {
        any |= input->answers[i].district[0] != '\0';
    }
    if (!any) {
        return true;
    }
    access->districts = arena_array(arena, input->answer_count, sizeof *access->districts);
    if (access->districts == NULL) {
        return false;
    }
    for (size_t i = 0; i < input->answer_count; i++) {
        struct access_district *district = find_district(access, input->answers[i].district);
        district->answered += (double)input->answers[i].gps;
        district->slots += input->answers[i].slots;
    }
    for (size_t i = 0; i < access->district_count; i++) {
        struct access_district *district = &access->districts[i];
        struct figure gps = figure_unknown(UNIT_gps);
        if (municipality != NULL && district->district[0] != '\0') {
            observation_nearest(municipality, INDICATOR_gps, district->district,
                                input->answers[0].date, CURRENT_DAYS, &gps);
        }
        district->gps = gps.value;
        district->slots_per_gp = district->slots / district->answered;
        district->total = district->slots_per_gp * district->gps;
    }
    return true;
}

bool
access_compute(const struct municipality *municipality, const struct access_input *input,
               struct arena *arena, struct access *out, struct error *error)
{
    struct access access = {.units = input->answer_count};
    bool listed_known = true;
    for (size_t i = 0; i < input->answer_count; i++) {
        access.answered += (double)input->answers[i].gps;
        access.slots += input->answers[i].slots;
        listed_known &= input->answers[i].listed != WHOLE_NONE;
        access.listed += listed_known ? (double)input->answers[i].listed : 0;
    }
    if (input->answer_count == 0) {
        error_set(error, ERROR_CANNOT_ANSWER, NULL, "surveys/same_day.csv: 0");
        return false;
    }
    if (!input_check(&input->gps_total, "gps_total", "observations.csv", access.answered, 1e6,
                     error)) {
        return false;
    }
    access.spread_assumed = input->answer_count == 1;
    if (access.spread_assumed &&
        !input_check(&input->spread, "spread", "reference.csv", 0, 100, error)) {
        return false;
    }
    access.degrees = access.spread_assumed ? (double)INFINITY : (double)(input->answer_count - 1);
    access.answer_share = access.answered / input->gps_total.value;
    access.slots_per_gp = access.slots / access.answered;
    access.by_gps = estimate(input, &access, false, input->gps_total.value);
    const double none = (double)NAN;
    access.by_listed = (struct access_estimate){none, none, none};
    access.slots_per_1000 = none;
    if (listed_known && access.listed > 0) {
        access.slots_per_1000 = access.slots / access.listed * 1000;
        if (!isnan(input->listed_total.value)) {
            access.by_listed = estimate(input, &access, true, input->listed_total.value);
        }
    } else {
        access.listed = none;
    }
    if (!add_districts(municipality, input, arena, &access)) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    *out = access;
    return true;
}
