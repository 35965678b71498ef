/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/population_private.h"

#include <math.h>

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
        if (rows[i].service == (int)service && population_same_day(rows[i].date, date) &&
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
        int group = population_group(making->shape, age);
        bool open = group == groups - 1;
        if ((rate->age_to != WHOLE_NONE && age > rate->age_to) || (open && age % width != 0) ||
            age > (groups - 1) * width) {
            break;
        }
        for (size_t d = 0; d < making->districts; d++) {
            double there = population_cell(making, making->start - making->base, d,
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
    struct date date = DATE_NONE;
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
    return open ? rates[from] : population_sum(rates + from, (size_t)width) / width;
}

static double
refugee_rate(double rates[SEX_COUNT][AGES])
{
    double sum = 0;
    for (size_t i = 0; i < REFUGEE_AGES; i++) {
        int ages = population_refugee_ages[i].to - population_refugee_ages[i].from + 1;
        for (size_t sex = 0; sex < SEX_COUNT; sex++) {
            sum += population_refugee_ages[i].share / SEX_COUNT *
                   population_sum(rates[sex] + population_refugee_ages[i].from, (size_t)ages) /
                   ages;
        }
    }
    return sum;
}

void
population_fill_need(const struct population_cells *making, enum service_kind service, double *need)
{
    double rates[SEX_COUNT][AGES];
    bool known = rates_by_age(making, service, rates);
    const size_t groups = (size_t)making->shape.groups;
    for (size_t m = 0; m <= making->options.months; m++) {
        double persons = 0, contacts = 0;
        for (size_t d = 0; known && d < making->districts; d++) {
            for (size_t cell = 0; cell < making->cells; cell++) {
                double there = population_persons(making, m, d, cell);
                persons += there;
                contacts +=
                    there * rate_of_group(making, rates[cell / groups], (int)(cell % groups));
            }
        }
        double refugees = known ? population_refugees(making, m) : 0;
        persons += refugees;
        contacts += refugees > 0 ? refugees * refugee_rate(rates) : 0;
        need[m] = known && persons > 0 ? contacts / persons : (double)NAN;
    }
}
