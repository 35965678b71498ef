/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/access.h"

#include "capacity/need.h"
#include "fixture.h"

#include <math.h>

#define NONE ((double)NAN)

static struct fixture *
of(void **state)
{
    return *state;
}

static struct access
computed(struct fixture *fixture, const struct municipality *municipality,
         const struct access_input *input)
{
    struct access access;
    struct error error;
    if (!access_compute(municipality, input, &fixture->arena, &access, &error)) {
        fail_msg("refused: %s %s %s", error.field, error.found, error.expected);
    }
    return access;
}

static struct same_day_answer
answer_of(int64_t gps, int64_t listed, double slots)
{
    return (struct same_day_answer){.survey = "a",
                                    .district = "",
                                    .gps = gps,
                                    .listed = listed,
                                    .slots = slots,
                                    .source = "s",
                                    .place = ""};
}

static struct access_input
input_of(const struct same_day_answer *answers, size_t count, double gps)
{
    struct access_input input = {
        .answers = answers,
        .answer_count = count,
        .gps_total = figure_unknown(UNIT_gps),
        .listed_total = figure_unknown(UNIT_persons),
        .spread = figure_unknown(UNIT_ratio),
    };
    input.gps_total.value = gps;
    return input;
}

/* -- the survey of week 45 --------------------------------------------------------------------- */

static void
week_45_comes_out(void **state)
{
    struct access_input input;
    const struct table *table = &of(state)->bergen.tables[TABLE_SAME_DAY_SURVEY];
    access_input_find(&of(state)->bergen, day("2024-11-08"), &input);
    assert_true(
        access_find_survey(table, "", &of(state)->arena, &input.answers, &input.answer_count));
    assert_near(input.gps_total.value, 271, 0);
    assert_near(input.listed_total.value, 295987, 0);
    assert_int_equal(input.listed_total.unit, UNIT_persons);
    struct access access = computed(of(state), &of(state)->bergen, &input);
    assert_near(access.answered, 169, 0);
    assert_near(access.slots, 3402, 0);
    assert_near(as_printed(access.slots_per_gp, 0), 20, 0); /* printed as 20 a GP */
    assert_near(as_printed(access.by_gps.total, 0), 5455, 0);
    assert_near(access.by_gps.total, 3402.0 / 169 * 271, 1e-9);
    assert_near(access.answer_share, 169 / 271.0, 1e-12);
    assert_near(access.slots_per_1000, 3402 / 185.0, 1e-12);
    assert_near(access.by_listed.total, 3402 / 185000.0 * 295987, 1e-9);
    /* only sums are known, so the spread is taken from elsewhere: 1.96 × 0.5 ÷ √169 × √(1 − 169 ÷
     * 271) */
    assert_true(access.spread_assumed);
    assert_true(isinf(access.degrees));
    double half = 1.959963984540054 * 0.5 / 13 * sqrt(102 / 271.0) * access.by_gps.total;
    assert_near(access.by_gps.high - access.by_gps.total, half, 1e-6);
    assert_near(access.by_gps.total - access.by_gps.low, half, 1e-6);
    assert_near(access.by_listed.high / access.by_listed.total,
                access.by_gps.high / access.by_gps.total, 1e-12);
    assert_int_equal(access.district_count, 0);
}

/* -- the interval against the textbook --------------------------------------------------------- */

/* Cochran (1977), 2.6 and 2.9: simple random sampling of n of N, total N × mean, standard error
 * N × s ÷ √n × √(1 − n ÷ N). */
static void
one_gp_a_row_is_simple_random_sampling(void **state)
{
    static const struct {
        size_t n;
        double population, slots[8], t; /* of n − 1 degrees, from a printed table */
    } cases[] = {
        {2, 10, {4, 8}, 12.706},
        {3, 30, {1, 2, 6}, 4.303},
        {4, 4, {1, 2, 3, 4}, 3.182},
        {5, 100, {20, 15, 30, 0, 25}, 2.776},
        {6, 7, {10, 10, 10, 10, 10, 10}, 2.571},
        {8, 271, {12, 18.5, 25, 31, 8, 20, 20, 27}, 2.365},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct same_day_answer answers[8];
        double mean = 0, squares = 0, counted = 0;
        const size_t n = cases[i].n;
        for (size_t k = 0; k < n; k++) {
            answers[k] = answer_of(1, WHOLE_NONE, cases[i].slots[k]);
            counted += cases[i].slots[k];
        }
        mean = counted / (double)n;
        for (size_t k = 0; k < n; k++) {
            squares += (cases[i].slots[k] - mean) * (cases[i].slots[k] - mean);
        }
        double s = sqrt(squares / ((double)n - 1)), population = cases[i].population;
        double error = population * s / sqrt((double)n) * sqrt(1 - (double)n / population);
        struct access_input input = input_of(answers, n, population);
        struct access access = computed(of(state), NULL, &input);
        assert_false(access.spread_assumed);
        assert_near(access.degrees, (double)n - 1, 0);
        assert_near(access.by_gps.total, population * mean, 1e-9);
        assert_near(access.by_gps.high - access.by_gps.total, cases[i].t * error,
                    0.0006 * error + 1e-9);
        /* those counted are there, whatever the formula says */
        assert_near(access.by_gps.low, fmax(2 * access.by_gps.total - access.by_gps.high, counted),
                    1e-9);
        assert_true(isnan(access.by_listed.total) && isnan(access.listed) &&
                    isnan(access.slots_per_1000));
    }
}

/* Cochran (1977), 6.3 and 9A.1: clusters of unlike size, total R × N with residuals y − R x about
 * zero. */
static void
practices_are_a_ratio_estimate(void **state)
{
    static const double gps[] = {3, 5, 2, 8}, slots[] = {60, 90, 50, 140};
    static const int64_t listed[] = {3000, 5600, 2500, 9000};
    struct same_day_answer answers[4];
    for (size_t k = 0; k < 4; k++) {
        answers[k] = answer_of((int64_t)gps[k], listed[k], slots[k]);
    }
    struct access_input input = input_of(answers, 4, 60);
    input.listed_total.value = 66000;
    struct access access = computed(of(state), NULL, &input);
    double rate = 340 / 18.0, squares = 0, by_listed = 340 / 20100.0, listed_squares = 0;
    for (size_t k = 0; k < 4; k++) {
        squares += pow(slots[k] - rate * gps[k], 2);
        listed_squares += pow(slots[k] - by_listed * (double)listed[k], 2);
    }
    const double t = 3.182446305284263, left_out = sqrt(1 - 18 / 60.0);
    double half = t * sqrt(squares / 3 / 4) / (18 / 4.0) * left_out * 60;
    double listed_half = t * sqrt(listed_squares / 3 / 4) / (20100 / 4.0) * left_out * 66000;
    assert_near(access.by_gps.total, rate * 60, 1e-9);
    assert_near(access.by_gps.high - access.by_gps.total, half, half * 1e-9);
    assert_near(access.by_gps.total - access.by_gps.low, half, half * 1e-9);
    assert_near(access.by_listed.total, by_listed * 66000, 1e-9);
    assert_near(access.by_listed.high - access.by_listed.total, listed_half, listed_half * 1e-9);
    assert_near(access.listed, 20100, 0);
    assert_near(access.slots_per_1000, 340 / 20.1, 1e-9);
}

static void
students_t_is_the_printed_one(void **state)
{
    (void)state;
    static const double table[][2] = {{1, 12.706},  {2, 4.303},    {3, 3.182},
                                      {4, 2.776},   {5, 2.571},    {6, 2.447},
                                      {7, 2.365},   {8, 2.306},    {9, 2.262},
                                      {10, 2.228},  {12, 2.179},   {15, 2.131},
                                      {20, 2.086},  {25, 2.060},   {30, 2.042},
                                      {40, 2.021},  {60, 2.000},   {100, 1.984},
                                      {120, 1.980}, {1000, 1.962}, {(double)INFINITY, 1.960}};
    double before = (double)INFINITY;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        double t = access_student_t(table[i][0]);
        assert_near(as_printed(t, 3), table[i][1], 1e-9);
        assert_true(t < before);
        before = t;
    }
    assert_near(access_student_t(1e9), access_student_t((double)INFINITY), 1e-6);
}

static void
a_census_is_certain(void **state)
{
    static const double slots[] = {3, 9, 27};
    struct same_day_answer answers[3];
    for (size_t k = 0; k < 3; k++) {
        answers[k] = answer_of(2, 2000, slots[k]);
    }
    struct access_input input = input_of(answers, 3, 6);
    input.listed_total.value = 6000;
    struct access access = computed(of(state), NULL, &input);
    assert_near(access.answer_share, 1, 0);
    assert_near(access.by_gps.total, 39, 1e-12);
    assert_near(access.by_gps.low, 39, 1e-12);
    assert_near(access.by_gps.high, 39, 1e-12);
    assert_near(access.by_listed.low, access.by_listed.high, 1e-12);
    input = input_of(answers, 1, 2); /* also where the spread is assumed */
    input.spread.value = 0.5;
    access = computed(of(state), NULL, &input);
    assert_near(access.by_gps.low, 3, 1e-12);
    assert_near(access.by_gps.high, 3, 1e-12);
}

/* Samples are drawn from a whole population that is known: about 95 of 100 intervals must hold its
 * truth. */
enum { GPS = 271, SAMPLES = 2000 };

static double
share_that_hold(struct fixture *fixture, const double population[GPS], size_t size, uint64_t seed)
{
    struct dice dice = {.seed = seed};
    double truth = 0;
    size_t order[GPS];
    int hold = 0;
    for (size_t i = 0; i < GPS; i++) {
        truth += population[i];
        order[i] = i;
    }
    for (int sample = 0; sample < SAMPLES; sample++) {
        struct same_day_answer answers[GPS];
        for (size_t k = 0; k < size; k++) {
            size_t at = (size_t)dice_whole(&dice, (int64_t)k, GPS - 1), drawn = order[at];
            order[at] = order[k];
            order[k] = drawn;
            answers[k] = answer_of(1, WHOLE_NONE, population[drawn]);
        }
        struct access_input input = input_of(answers, size, GPS);
        struct access access = computed(fixture, NULL, &input);
        hold += access.by_gps.low <= truth && truth <= access.by_gps.high;
    }
    return hold / (double)SAMPLES;
}

static void
intervals_hold_the_truth_95_times_in_100(void **state)
{
    static const size_t sizes[] = {10, 30, 60, 169, 250};
    struct dice dice = {.seed = 45};
    double even[GPS], bell[GPS];
    for (size_t i = 0; i < GPS; i++) {
        even[i] = floor(dice_between(&dice, 0, 41));
        bell[i] = 0;
        for (int k = 0; k < 6; k++) {
            bell[i] += dice_between(&dice, 0, 40.0 / 6);
        }
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        double of_even = share_that_hold(of(state), even, sizes[i], 100 + i);
        double of_bell = share_that_hold(of(state), bell, sizes[i], 200 + i);
        /* ± four standard errors of 2000 samples would be 2 points; small samples of odd shapes do
         * worse */
        assert_true(of_even >= 0.92 && of_even <= 0.98);
        assert_true(of_bell >= 0.93 && of_bell <= 0.97);
    }
}

static void
more_answers_tell_more(void **state)
{
    struct same_day_answer answers[100];
    double before = (double)INFINITY;
    for (size_t k = 0; k < 100; k++) {
        answers[k] = answer_of(1, WHOLE_NONE, k % 2 == 0 ? 10 : 30);
    }
    for (size_t n = 2; n <= 100; n += 2) {
        struct access_input input = input_of(answers, n, 100);
        struct access access = computed(of(state), NULL, &input);
        double width = access.by_gps.high - access.by_gps.total;
        assert_near(access.by_gps.total, 2000, 1e-9);
        assert_true(width < before);
        before = width;
    }
}

static void
none_counted_says_little(void **state)
{
    struct same_day_answer answers[3];
    for (size_t k = 0; k < 3; k++) {
        answers[k] = answer_of(1, 1000, 0);
    }
    struct access_input input = input_of(answers, 3, 10);
    input.listed_total.value = 10000;
    struct access access = computed(of(state), NULL, &input);
    assert_near(access.by_gps.total, 0, 0);
    assert_true(isnan(access.by_gps.low) && isnan(access.by_gps.high));
    assert_true(isnan(access.by_listed.low) && isnan(access.by_listed.high));
}

/* -- districts --------------------------------------------------------------------------------- */

static void
make_survey(struct town *town)
{
    town_init(town, "2024-01-01");
    town_district(town, "North");
    town_district(town, "South");
    town_observe(town, "2024-10-01", INDICATOR_gps, "", 20);
    town_observe(town, "2024-10-01", INDICATOR_gps, "North", 12);
    town_answer(town, "2024-45", "2024-11-08", 1, 20)->district = "North";
    town_answer(town, "2024-45", "2024-11-08", 2, 50)->district = "South";
    town_answer(town, "2024-45", "2024-11-08", 3, 30)->district = "North";
}

static void
districts_add_up(void **state)
{
    static struct town town;
    make_survey(&town);
    struct access_input input;
    access_input_find(&town.municipality, day("2024-11-08"), &input);
    assert_true(access_find_survey(&town.municipality.tables[TABLE_SAME_DAY_SURVEY], "2024-45",
                                   &of(state)->arena, &input.answers, &input.answer_count));
    struct access access = computed(of(state), &town.municipality, &input);
    assert_int_equal(access.district_count, 2);
    double answered = 0, slots = 0;
    for (size_t i = 0; i < 2; i++) {
        answered += access.districts[i].answered;
        slots += access.districts[i].slots;
    }
    assert_near(answered, access.answered, 0);
    assert_near(slots, access.slots, 0);
    assert_string_equal(access.districts[0].district, "North");
    assert_near(access.districts[0].answered, 4, 0);
    assert_near(access.districts[0].slots_per_gp, 12.5, 0);
    assert_near(access.districts[0].total, 150, 0);
    assert_near(access.districts[1].slots_per_gp, 25, 0);
    assert_true(isnan(access.districts[1].gps) &&
                isnan(access.districts[1].total)); /* its GPs are not known */
    town.answers[1].district = "";                 /* those that name none stand together */
    assert_true(access_find_survey(&town.municipality.tables[TABLE_SAME_DAY_SURVEY], "2024-45",
                                   &of(state)->arena, &input.answers, &input.answer_count));
    access = computed(of(state), &town.municipality, &input);
    assert_int_equal(access.district_count, 2);
    assert_string_equal(access.districts[1].district, "");
    assert_near(access.districts[1].slots, 50, 0);
    assert_true(isnan(access.districts[1].gps)); /* not the whole municipality's */
}

/* -- finding a survey -------------------------------------------------------------------------- */

static void
surveys_are_found_by_name_or_the_newest(void **state)
{
    static struct town town;
    town_init(&town, "2024-01-01");
    const struct same_day_answer *answers = NULL;
    size_t count = 0;
    const struct table *table = &town.municipality.tables[TABLE_SAME_DAY_SURVEY];
    assert_false(
        access_find_survey(table, "", &of(state)->arena, &answers, &count)); /* no table at all */
    town_answer(&town, "b", "2024-02-02", 1, 1);
    town_answer(&town, "a", "2024-03-03", 1, 2);
    town_answer(&town, "b", "2024-02-02", 1, 3);
    town_answer(&town, "a", "2024-03-04", 1, 4); /* a survey over two days, its rows apart */
    town_answer(&town, "c", "2023-12-31", 1, 5);
    static const struct {
        const char *survey;
        size_t count;
        double slots[2];
    } cases[] = {{"", 2, {2, 4}}, {"a", 2, {2, 4}}, {"b", 2, {1, 3}}, {"c", 1, {5}}, {"d", 0, {0}}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool found =
            access_find_survey(table, cases[i].survey, &of(state)->arena, &answers, &count);
        assert_int_equal(found, cases[i].count > 0);
        for (size_t k = 0; k < cases[i].count; k++) {
            assert_int_equal(count, cases[i].count);
            assert_near(answers[k].slots, cases[i].slots[k], 0);
        }
    }
}

/* -- what is refused --------------------------------------------------------------------------- */

static void
what_cannot_be_told_is_refused(void **state)
{
    const struct same_day_answer answers[2] = {answer_of(5, WHOLE_NONE, 10),
                                               answer_of(5, 5000, 20)};
    static const struct {
        size_t answers;
        double gps, spread;
        enum error_code code; /* ERROR_NONE: taken */
    } cases[] = {
        {0, 100, 0.5, ERROR_CANNOT_ANSWER},
        {2, NONE, 0.5, ERROR_NO_FIGURE},
        {2, 9, 0.5, ERROR_NOT_DECIMAL},
        {2, 10, NONE, ERROR_NONE},
        {1, 5, NONE, ERROR_NO_FIGURE},
        {1, 5, -0.1, ERROR_NOT_DECIMAL},
        {1, 5, 0, ERROR_NONE},
        {1, 4, 0.5, ERROR_NOT_DECIMAL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct access_input input = input_of(answers, cases[i].answers, cases[i].gps);
        struct access access;
        struct error error;
        input.spread.value = cases[i].spread;
        bool taken = access_compute(NULL, &input, &of(state)->arena, &access, &error);
        assert_int_equal(taken, cases[i].code == ERROR_NONE);
        if (!taken) {
            assert_int_equal(error.code, cases[i].code);
        }
    }
    struct access_input input =
        input_of(answers, 2, 10); /* lists known of one row only are not known */
    input.listed_total.value = 10000;
    struct access access = computed(of(state), NULL, &input);
    assert_true(isnan(access.listed) && isnan(access.by_listed.total) &&
                isnan(access.slots_per_1000));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(week_45_comes_out),
        cmocka_unit_test(one_gp_a_row_is_simple_random_sampling),
        cmocka_unit_test(practices_are_a_ratio_estimate),
        cmocka_unit_test(students_t_is_the_printed_one),
        cmocka_unit_test(a_census_is_certain),
        cmocka_unit_test(intervals_hold_the_truth_95_times_in_100),
        cmocka_unit_test(more_answers_tell_more),
        cmocka_unit_test(none_counted_says_little),
        cmocka_unit_test(districts_add_up),
        cmocka_unit_test(surveys_are_found_by_name_or_the_newest),
        cmocka_unit_test(what_cannot_be_told_is_refused),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
