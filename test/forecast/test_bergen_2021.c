/* SPDX-License-Identifier: EUPL-1.2 */
/* Bergen from January 2021 against what came: the bands hold what is known of 2021–2024, and more
 * GPs give hardly more places, without anything but newcomers' and others' shorter lists to do it.
 */
#include "exchange/folder.h"
#include "exchange/national.h"
#include "fixture.h"
#include "forecast/futures.h"
#include "forecast/start.h"

#include <math.h>
#include <stdlib.h>

enum { MONTHS = 46, FUTURES = 1000 };

/* data/bergen-2021, which has no assumptions of its own: with the national ones alone, or with
 * those Bergen has now, some of which were learnt from the years after. */
static struct municipality
bergen_2021(struct fixture *fixture, bool own)
{
    struct municipality bergen;
    assert_true(folder_read(SOURCE_ROOT "/data/bergen-2021", &fixture->rulebook, &fixture->problems,
                            &bergen));
    assert_true(national_fill(&bergen, &fixture->problems));
    if (own) {
        bergen.tables[TABLE_FORECAST_PARAMETERS] =
            fixture->bergen.tables[TABLE_FORECAST_PARAMETERS];
    }
    return bergen;
}

/* The share of futures below the value, half of those that hit it. */
static double
place_of(const double values[FUTURES], double value)
{
    double below = 0;
    for (size_t i = 0; i < FUTURES; i++) {
        below += values[i] < value ? 1 : values[i] > value ? 0 : 0.5;
    }
    return below / FUTURES;
}

/* How many of the facts told so far were within the 80 % band. */
struct tally {
    int facts, held;
};

/* Tells where in the futures a fact lies. */
static double
tell(const double values[FUTURES], double value, const char *what, struct tally *tally)
{
    double place = place_of(values, value);
    print_message("# %s: %.0f is at %.3f\n", what, value, place);
    tally->facts++;
    tally->held += place >= 0.1 && place <= 0.9;
    return place;
}

static void
assert_held(double place)
{
    assert_true(place >= 0.1 && place <= 0.9);
}

struct run {
    struct model model;
    struct futures futures;
    void *memory, *workspace;
};

static void
run_futures(struct fixture *fixture, const struct municipality *municipality, struct run *run)
{
    struct start_options options = {.start = day("2021-01-01"), .months = MONTHS};
    struct error error;
    const struct futures_plan *plan;
    if (!forecast_start(municipality, &fixture->rulebook, &options, &fixture->arena, &run->model,
                        NULL, &error) ||
        !futures_prepare(&run->model, &fixture->arena, &plan, &error)) {
        fail_msg("refused %d: %s %s", (int)error.code, error.found, error.expected);
    }
    size_t cells = ((size_t)MONTHS + 1) * FUTURES;
    run->memory = calloc(cells * (OUTCOME_COUNT + FLOW_COUNT), sizeof(float));
    run->workspace = aligned_alloc(64, (futures_workspace(plan) + 63) / 64 * 64);
    assert_true(run->memory != NULL && run->workspace != NULL);
    run->futures = (struct futures){.count = FUTURES, .stride = FUTURES, .months = MONTHS};
    run->futures.outcomes = run->memory;
    run->futures.flows = run->futures.outcomes + cells * OUTCOME_COUNT;
    futures_run(plan, 1, run->workspace, &run->futures);
}

static void
end_run(struct run *run)
{
    free(run->memory);
    free(run->workspace);
}

static void
values_of(const struct run *run, enum outcome outcome, int32_t month, double out[FUTURES])
{
    const float *from = &run->futures.outcomes[futures_at(&run->futures, outcome, month)];
    for (size_t i = 0; i < FUTURES; i++) {
        out[i] = (double)from[i];
    }
}

static double
tell_outcome(const struct run *run, enum outcome outcome, int32_t month, double value,
             const char *what, struct tally *tally)
{
    double values[FUTURES];
    values_of(run, outcome, month, values);
    return tell(values, value, what, tally);
}

/* In month m from January 2021: 12 is the end of 2021. What must be within the 80 % band is what is
 * known of December 2023; of the rest, as many as 80 % bands should hold, give or take. */
static void
assert_bands_hold(const struct run *run, struct tally *tally)
{
    tell_outcome(run, OUTCOME_mean_list, 12, 1196, "mean list, December 2021", tally);
    tell_outcome(run, OUTCOME_gps, 13, 251, "GPs, February 2022", tally);
    tell_outcome(run, OUTCOME_mean_list, 24, 1162, "mean list, December 2022", tally);
    tell_outcome(run, OUTCOME_residents, 24, 289330, "residents, January 2023", tally);
    tell_outcome(run, OUTCOME_gps, 31, 259, "GPs, August 2023", tally);
    tell_outcome(run, OUTCOME_mean_list, 31, 1156, "mean list, August 2023", tally);
    double gps = tell_outcome(run, OUTCOME_gps, 36, 256, "GPs, December 2023", tally);
    double mean = tell_outcome(run, OUTCOME_mean_list, 36, 1156, "mean list, December 2023", tally);
    double free =
        tell_outcome(run, OUTCOME_free_places, 36, 494, "free places, December 2023", tally);
    tell_outcome(run, OUTCOME_places, 36, 295987, "places, December 2023", tally);
    tell_outcome(run, OUTCOME_gps, 46, 271, "GPs, November 2024", tally);
    tell_outcome(run, OUTCOME_waiting, 46, 20000, "waiting, November 2024", tally);
    assert_held(gps);
    assert_held(mean);
    assert_held(free);
}

/* From February 2022 to November 2024: 20 more GPs, 149 more places. */
static void
assert_more_gps_hardly_more_places(const struct run *run, struct tally *tally)
{
    enum { FROM = 13, TO = 46 };
    double gps_from[FUTURES], gps_to[FUTURES], from[FUTURES], to[FUTURES];
    values_of(run, OUTCOME_gps, FROM, gps_from);
    values_of(run, OUTCOME_gps, TO, gps_to);
    values_of(run, OUTCOME_places, FROM, from);
    values_of(run, OUTCOME_places, TO, to);
    double gained = 0, doctors = 0, n = 0, fewer = 0, spread = 0;
    for (size_t i = 0; i < FUTURES; i++) {
        gps_to[i] -= gps_from[i];
        to[i] -= from[i];
    }
    assert_held(tell(gps_to, 20, "more GPs, February 2022 to November 2024", tally));
    assert_held(tell(to, 149, "more places, February 2022 to November 2024", tally));
    for (size_t i = 0; i < FUTURES; i++) {
        if (gps_to[i] >= 15 && gps_to[i] <= 25) {
            n++;
            doctors += gps_to[i];
            gained += to[i];
            fewer += to[i] < 149;
            spread += to[i] * to[i];
        }
    }
    assert_true(n >= 50);
    double mean = gained / n, sd = sqrt(spread / n - mean * mean);
    print_message("# of %.0f futures with 15–25 more GPs: %+.0f places, sd %.0f; 149 is at %.2f\n",
                  n, mean, sd, fewer / n);
    /* Twenty lists as long as the others would be 24 000 places. */
    assert_true(mean < 0.4 * doctors / n * 1196);
    assert_true(fewer / n > 0.1 && fewer / n < 0.9);
}

static void
bands_from_2021_hold_what_came(void **state)
{
    struct fixture *fixture = *state;
    for (int own = 0; own < 2; own++) {
        struct municipality bergen = bergen_2021(fixture, own != 0);
        struct run run;
        print_message("# with %s assumptions\n", own ? "its own" : "national");
        run_futures(fixture, &bergen, &run);
        struct tally tally = {0};
        assert_bands_hold(&run, &tally);
        assert_more_gps_hardly_more_places(&run, &tally);
        assert_true(tally.held * 10 >= tally.facts * 7);
        end_run(&run);
    }
}

/* Without shorter lists and shortening, as many doctors would have given their lists' worth: it is
 * these that make the difference, and nothing else. */
static void
places_follow_doctors_when_nobody_shortens(void **state)
{
    struct fixture *fixture = *state;
    struct municipality bergen = bergen_2021(fixture, false);
    struct forecast_parameter *rows = bergen.tables[TABLE_FORECAST_PARAMETERS].rows;
    for (size_t i = 0; i < bergen.tables[TABLE_FORECAST_PARAMETERS].count; i++) {
        if (rows[i].parameter == ASSUMPTION_newcomer_length) {
            rows[i].value = 1224;
        } else if (rows[i].parameter == ASSUMPTION_cap_drift) {
            rows[i].value = 0;
        }
    }
    struct run run;
    double before[FUTURES], after[FUTURES], gps[FUTURES], places = 0, doctors = 0;
    run_futures(fixture, &bergen, &run);
    values_of(&run, OUTCOME_places, 0, before);
    values_of(&run, OUTCOME_places, MONTHS, after);
    values_of(&run, OUTCOME_gps, MONTHS, gps);
    for (size_t i = 0; i < FUTURES; i++) {
        if (gps[i] >= 255) {
            places += after[i] - before[i];
            doctors += gps[i] - 243;
        }
    }
    assert_true(doctors > 0 && places > 0.9 * 1224 * doctors);
    end_run(&run);
}

static void
every_future_keeps_count_of_persons(void **state)
{
    struct fixture *fixture = *state;
    struct municipality bergen = bergen_2021(fixture, false);
    struct run run;
    run_futures(fixture, &bergen, &run);
    for (int32_t month = 0; month <= MONTHS; month++) {
        double residents[FUTURES], guests[FUTURES], listed[FUTURES], unassigned[FUTURES];
        double outside[FUTURES];
        values_of(&run, OUTCOME_residents, month, residents);
        values_of(&run, OUTCOME_guests, month, guests);
        values_of(&run, OUTCOME_listed, month, listed);
        values_of(&run, OUTCOME_unassigned, month, unassigned);
        values_of(&run, OUTCOME_opted_out, month, outside);
        for (size_t i = 0; i < FUTURES; i++) {
            assert_true(residents[i] + guests[i] == listed[i] + unassigned[i] + outside[i]);
        }
    }
    end_run(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands_from_2021_hold_what_came),
        cmocka_unit_test(places_follow_doctors_when_nobody_shortens),
        cmocka_unit_test(every_future_keeps_count_of_persons),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
