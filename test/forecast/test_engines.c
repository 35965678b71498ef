/* SPDX-License-Identifier: EUPL-1.2 */
/* The fast engine against the one that follows each person: the same model, other luck, and every
 * number they tell must be distributed alike. */
#include "forecast/futures.h"
#include "forecast/reference.h"

#include "base/sort.h"
#include "fixture.h"
#include "model_fixture.h"

#include <math.h>
#include <stdlib.h>

enum {
    FUTURES = 300,
    MEMORY = 512 * 1024 * 1024,
    FAST_SEED = 1001,
    REFERENCE_SEED = 2002,
};

/* The engines differ by design in two small things. The fast one spreads those who leave evenly, so
 * that lists come to open a little more together than by chance. And it spreads the unassigned over
 * the places that are free, where the register gives them the list with most room: persons on other
 * lists, not other numbers of persons. So what differs by less than this does not count. */
static const double slack_of_mean = 0.002, slack_of_listed = 0.001, slack_of_districts = 0.02;

static const int32_t compared_months[] = {1, 3, 6, 12, 24, 36, 60};

enum { MONTHS = sizeof compared_months / sizeof compared_months[0] };

/* -- two samples ------------------------------------------------------------------------------- */

static int
compare_floats(const void *a, const void *b)
{
    float first = *(const float *)a, second = *(const float *)b;
    return (first > second) - (first < second);
}

struct difference {
    double means[2];
    double errors; /* of the means, in standard errors; INFINITY between two that never vary */
    double ks;     /* largest distance of the two distributions, × √(n/2) */
};

/* The largest part by which more of `a` than of `b` lies below a value, where that of `b` may be
 * `slack` higher. Both are sorted. */
static double
largest_lead(const float *a, const float *b, size_t count, double slack)
{
    size_t reached = 0;
    double largest = 0;
    for (size_t i = 0; i < count; i++) {
        while (reached < count && (double)b[reached] <= (double)a[i] + slack) {
            reached++;
        }
        largest = fmax(largest, ((double)i + 1 - (double)reached) / (double)count);
    }
    return largest;
}

/* Of two samples of as many, which it sorts. What differs by less than `slack` does not count. */
static struct difference
difference_of(float *samples[2], size_t count, double slack_share, double slack_least)
{
    struct difference difference = {0};
    double variance = 0;
    for (int s = 0; s < 2; s++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < count; i++) {
            sum += (double)samples[s][i];
        }
        difference.means[s] = sum / (double)count;
        for (size_t i = 0; i < count; i++) {
            double from_mean = (double)samples[s][i] - difference.means[s];
            squares += from_mean * from_mean;
        }
        variance += squares / (double)(count - 1) / (double)count;
        sort_items(samples[s], count, sizeof *samples[s], compare_floats);
    }
    double size = fmax(fabs(difference.means[0]), fabs(difference.means[1]));
    double slack = fmax(slack_share * size, slack_least);
    double apart = fabs(difference.means[0] - difference.means[1]) - slack;
    difference.errors = apart <= 0 ? 0 : apart / sqrt(variance);
    difference.ks = fmax(largest_lead(samples[0], samples[1], count, slack),
                         largest_lead(samples[1], samples[0], count, slack)) *
                    sqrt((double)count / 2);
    return difference;
}

/* -- two engines ------------------------------------------------------------------------------- */

struct comparison {
    size_t count, failed;
    double most_errors, most_ks;
    double errors_bound, ks_bound;
    bool quiet;
};

/* Bounds that one of a thousand correct pairs of engines would break somewhere, if all that is
 * compared were independent: 1673 numbers of five models, each in two ways, with the two-sided
 * normal tail 3 × 10⁻⁷ beyond 5.12 and the Kolmogorov tail 2 exp(−2 x²) as much beyond 2.81. */
static struct comparison
comparison_start(void)
{
    return (struct comparison){.errors_bound = 5.12, .ks_bound = 2.81};
}

static void
compare_row(struct comparison *comparison, const struct futures *fast,
            const struct futures *reference, const float *values[2], size_t row, const char *what,
            double slack_share, double slack_least)
{
    float samples[2][FUTURES];
    assert_true(fast->count == reference->count && fast->count <= FUTURES);
    for (size_t m = 0; m < MONTHS; m++) {
        int32_t month = compared_months[m];
        for (size_t i = 0; i < fast->count; i++) {
            samples[0][i] = values[0][futures_at(fast, row, month) + i];
            samples[1][i] = values[1][futures_at(reference, row, month) + i];
        }
        float *both[2] = {samples[0], samples[1]};
        struct difference difference = difference_of(both, fast->count, slack_share, slack_least);
        bool fails =
            difference.errors > comparison->errors_bound || difference.ks > comparison->ks_bound;
        comparison->count++;
        comparison->failed += fails;
        comparison->most_errors = fmax(comparison->most_errors, difference.errors);
        comparison->most_ks = fmax(comparison->most_ks, difference.ks);
        if (fails && !comparison->quiet) {
            print_error("%s %zu month %d: %g and %g, %.1f standard errors, distance %.2f\n", what,
                        row, month, difference.means[0], difference.means[1], difference.errors,
                        difference.ks);
        }
    }
}

/* Persons, places and shares of them: a thousandth of the listed at the start. */
static double
least_slack(const struct futures *futures, enum outcome outcome)
{
    enum unit unit = outcome_unit(outcome);
    double listed = recorded(futures, futures->outcomes, OUTCOME_listed, 0, 0);
    return unit == UNIT_persons || unit == UNIT_places ? slack_of_listed * listed
           : unit == UNIT_share                        ? slack_of_listed
                                                       : 0;
}

static void
compare_engines(struct comparison *comparison, const struct futures *fast,
                const struct futures *reference)
{
    const float *outcomes[2] = {fast->outcomes, reference->outcomes};
    for (size_t row = 0; row < OUTCOME_COUNT; row++) {
        compare_row(comparison, fast, reference, outcomes, row, outcome_ids[row], slack_of_mean,
                    least_slack(fast, (enum outcome)row));
    }
    const float *flows[2] = {fast->flows, reference->flows};
    for (size_t row = 0; row < FLOW_COUNT; row++) {
        compare_row(comparison, fast, reference, flows, row, flow_ids[row], slack_of_mean,
                    least_slack(fast, flow_of((enum flow)row)));
    }
    const float *districts[2] = {fast->by_district, reference->by_district};
    for (size_t row = 0; row < fast->districts * DISTRICT_OUTCOME_COUNT; row++) {
        compare_row(comparison, fast, reference, districts, row, "district", slack_of_districts, 0);
    }
    const float *costs[2] = {fast->costs, reference->costs};
    for (size_t row = 0; row < fast->efforts; row++) {
        compare_row(comparison, fast, reference, costs, row, "cost", slack_of_mean, 0);
    }
}

static struct futures
run_fast(const struct model *model, size_t count, struct arena *arena)
{
    struct error error;
    const struct futures_plan *plan;
    struct futures futures = small_futures(model, count, arena);
    if (!futures_prepare(model, arena, &plan, &error)) {
        fail_msg("refused: %s %s", error.found, error.expected);
    }
    size_t size = (futures_workspace(plan) + 63) / 64 * 64;
    void *workspace = aligned_alloc(64, size);
    assert_non_null(workspace);
    futures_run(plan, FAST_SEED, workspace, &futures);
    free(workspace);
    return futures;
}

static struct futures
run_reference(const struct model *model, size_t count, struct arena *arena)
{
    struct error error;
    struct arena work;
    struct futures futures = small_futures(model, count, arena);
    arena_init(&work, MEMORY);
    if (!reference_run(model, REFERENCE_SEED, &work, &futures, &error)) {
        fail_msg("refused: %s %s", error.found, error.expected);
    }
    return futures;
}

/* -- could it fail? ---------------------------------------------------------------------------- */

/* An assumption that a wrong engine takes for so many times what it is. */
struct mistake {
    enum small_kind kind;
    enum assumption assumption;
    double factor;
};

static const struct mistake mistakes[] = {
    {SMALL_FULL, ASSUMPTION_turnover, 1.2},
    {SMALL_FULL, ASSUMPTION_keeps_gp, 1.2},
    {SMALL_FULL, ASSUMPTION_give_up, 1.5},
    {SMALL_FULL, ASSUMPTION_switch_wish, 1.2},
    {SMALL_FULL, ASSUMPTION_hours_list, 1.02},
    {SMALL_FULL, ASSUMPTION_ooh_without_gp_factor, 1.5},
    {SMALL_FULL, ASSUMPTION_retire_rate_62, 5},
    {SMALL_VACANT, ASSUMPTION_exit_rate, 1.3},
    {SMALL_VACANT, ASSUMPTION_exit_new_factor, 1.6},
    {SMALL_VACANT, ASSUMPTION_exit_women_factor, 1.6},
    {SMALL_VACANT, ASSUMPTION_candidates, 1.25},
    {SMALL_VACANT, ASSUMPTION_match_half, 3},
    {SMALL_VACANT, ASSUMPTION_empty_weight, 2.5},
    {SMALL_VACANT, ASSUMPTION_start_delay, 3},
    {SMALL_VACANT, ASSUMPTION_locum_cover, 1.2},
    {SMALL_VACANT, ASSUMPTION_locum_takes_post, 2},
    {SMALL_VACANT, ASSUMPTION_newcomer_length, 1.1},
    {SMALL_VACANT, ASSUMPTION_newcomer_length_sd, 3},
    {SMALL_VACANT, ASSUMPTION_cap_drift, 1.2},
    {SMALL_VACANT, ASSUMPTION_post_growth, 1.2},
    {SMALL_FREE, ASSUMPTION_population_walk_sd, 4},
    {SMALL_FREE, ASSUMPTION_population_trend_sd, 4},
    {SMALL_FREE, ASSUMPTION_gp_age_q75, 1.1},
    {SMALL_UNCERTAIN, ASSUMPTION_exit_rate, 1.3},
};

/* The fast engine on what is not the reference's model must be found out. */
static void
check_found_out(const struct model *model, const struct futures *reference, const char *what)
{
    struct arena memory;
    arena_init(&memory, MEMORY);
    struct futures fast = run_fast(model, reference->count, &memory);
    fast.efforts = 0; /* that a measure is missing is no news to its costs */
    struct comparison comparison = comparison_start();
    comparison.quiet = true;
    compare_engines(&comparison, &fast, reference);
    if (comparison.failed == 0) {
        fail_msg("%s: not found out: %.1f standard errors, distance %.2f", what,
                 comparison.most_errors, comparison.most_ks);
    }
    arena_free(&memory);
}

/* Of each mistake, and of an engine without each measure. */
static void
check_mistakes(enum small_kind kind, const struct rulebook *rulebook,
               const struct futures *reference)
{
    struct small_model small;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        if (mistakes[i].kind == kind) {
            small_model_make(&small, kind, rulebook);
            small.model.assumptions[mistakes[i].assumption].value *= mistakes[i].factor;
            check_found_out(&small.model, reference, assumption_ids[mistakes[i].assumption]);
        }
    }
    for (size_t i = 0; i < reference->efforts; i++) {
        small_model_make(&small, kind, rulebook);
        small.efforts[i].size = 0;
        check_found_out(&small.model, reference, small.efforts[i].measure);
    }
}

/* The engines agree, and an engine with a mistake does not. */
static void
check_alike(void **state, enum small_kind kind)
{
    const struct fixture *fixture = *state;
    struct arena memory;
    struct small_model small;
    arena_init(&memory, MEMORY);
    small_model_make(&small, kind, &fixture->rulebook);
    struct futures fast = run_fast(&small.model, FUTURES, &memory);
    struct futures reference = run_reference(&small.model, FUTURES, &memory);
    struct comparison comparison = comparison_start();
    compare_engines(&comparison, &fast, &reference);
    if (comparison.failed > 0) {
        fail_msg("%zu of %zu differ: up to %.1f standard errors, distance %.2f", comparison.failed,
                 comparison.count, comparison.most_errors, comparison.most_ks);
    }
    check_mistakes(kind, &fixture->rulebook, &reference);
    arena_free(&memory);
}

static void
alike_when_lists_are_full(void **state)
{
    check_alike(state, SMALL_FULL);
}

static void
alike_when_posts_are_vacant(void **state)
{
    check_alike(state, SMALL_VACANT);
}

static void
alike_when_places_are_free(void **state)
{
    check_alike(state, SMALL_FREE);
}

static void
alike_when_little_is_known(void **state)
{
    check_alike(state, SMALL_UNCERTAIN);
}

static void
alike_with_every_measure(void **state)
{
    check_alike(state, SMALL_MEASURES);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alike_when_lists_are_full),  cmocka_unit_test(alike_when_posts_are_vacant),
        cmocka_unit_test(alike_when_places_are_free), cmocka_unit_test(alike_when_little_is_known),
        cmocka_unit_test(alike_with_every_measure),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
