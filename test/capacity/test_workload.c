/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/workload.h"

#include "capacity/need.h"
#include "fixture.h"

#include <math.h>

static struct fixture *
of(void **state)
{
    return *state;
}

static struct workload_input
bergen_input(void **state)
{
    struct workload_input input;
    workload_input_find(&of(state)->bergen, &of(state)->rulebook, day("2023-12-31"), &input);
    return input;
}

static struct workload
computed(void **state, const struct workload_input *input)
{
    struct workload workload;
    struct error error;
    if (!workload_compute(&of(state)->bergen, input, &workload, &error)) {
        fail_msg("refused: %s %s", error.field, error.found);
    }
    return workload;
}

/* figures.md C: 55.6 h at 1106 persons, 49.0 h without out-of-hours work; 37.5 h are lists of 746
 * and 846, 3.02 and 2.66 minutes a person and week. */
static void
measured_week_comes_out(void **state)
{
    struct workload_input input = bergen_input(state);
    assert_near(input.hours_all.value, 55.6, 0);
    assert_near(input.hours_regular.value, 49, 0);
    assert_near(input.measured_list.value, 1106, 0);
    assert_near(input.hours.value, 37.5, 0);
    assert_near(input.list_length.value, 1156, 0);
    input.list_length.value = 1106;
    struct workload workload = computed(state, &input);
    assert_near(workload.hours_all, 55.6, 1e-12);
    assert_near(workload.hours_regular, 49, 1e-12);
    assert_near(workload.hours_built, 49, 1e-12);
    assert_near(as_printed(workload.minutes_all, 2), 3.02, 1e-9);
    assert_near(as_printed(workload.minutes_regular, 2), 2.66, 1e-9);
    assert_near(as_printed(workload.list_all, 0), 746, 0); /* the strategy's 750 */
    assert_near(as_printed(workload.list_regular, 0), 846, 0);
    assert_near(workload.list_built, workload.list_regular, 1e-9);
    input.list_length.value = 1156; /* Bergen's mean */
    workload = computed(state, &input);
    assert_near(as_printed(workload.hours_all, 1), 58.1, 1e-9);
    input.list_length.value = 750;
    assert_near(as_printed(computed(state, &input).hours_all, 1), 37.7, 1e-9);
}

/* R133: at most 7.5 hours of a doctor-year's 37.5. 256 GPs could give 51.2 doctor-years, half of
 * them 25.6. */
static void
imposed_hours_are_doctor_years(void **state)
{
    struct workload_input input = bergen_input(state);
    assert_near(input.imposed_max.value, 7.5, 0);
    assert_string_equal(input.imposed_max.source, "FLF12 § 12");
    assert_string_equal(input.imposed_max.place, "R133");
    assert_near(input.full_time.value, 37.5, 0);
    struct workload workload = computed(state, &input);
    assert_near(workload.imposable, 51.2, 1e-9);
    assert_near(workload.given, 25.6, 1e-9);
    input.hours.value = 30; /* a doctor-year is not the week asked about */
    assert_near(computed(state, &input).imposable, 51.2, 1e-9);
    workload_input_find(&of(state)->bergen, &of(state)->rulebook, day("2026-01-01"), &input);
    assert_string_equal(input.imposed_max.source, "FLF25 § 32");
    workload_input_find(&of(state)->bergen, &of(state)->rulebook, day("2012-12-31"), &input);
    assert_true(isnan(input.imposed_max.value));
}

static void
lists_and_hours_are_inverse(void **state)
{
    struct dice dice = {.seed = 746};
    struct workload_input input = bergen_input(state);
    for (int round = 0; round < 5000; round++) {
        input.hours_all.value = dice_between(&dice, 30, 80);
        input.hours_regular.value = dice_between(&dice, 20, 80);
        input.measured_list.value = dice_between(&dice, 500, 2500);
        input.hours.value = dice_between(&dice, 20, 80);
        input.municipal_hours.value = dice_between(&dice, 0, 10);
        input.duty_hours.value = dice_between(&dice, 0, 9);
        input.list_length.value = 1000;
        struct workload asked = computed(state, &input);
        input.list_length.value = asked.list_all; /* the list that fits the hours takes the hours */
        assert_near(computed(state, &input).hours_all, input.hours.value, 1e-9);
        input.list_length.value = asked.list_regular;
        assert_near(computed(state, &input).hours_regular, input.hours.value, 1e-9);
        input.list_length.value = asked.list_built;
        assert_near(computed(state, &input).hours_built, input.hours.value, 1e-9);
        /* twice the list is twice the hours of the list, and the hours beside it stay */
        double beside = input.municipal_hours.value + input.duty_hours.value;
        input.list_length.value = 2000;
        struct workload twice = computed(state, &input);
        assert_near(twice.hours_all, 2 * asked.hours_all, 1e-9);
        assert_near(twice.hours_built - beside, 2 * (asked.hours_built - beside), 1e-9);
        assert_near(twice.minutes_all, asked.minutes_all, 1e-12);
        assert_near(asked.minutes_all * 1000 / 60, asked.hours_all, 1e-9);
    }
}

static void
hours_beside_leave_room_or_none(void **state)
{
    static const struct {
        double hours, municipal, duty, list;
    } cases[] = {
        {37.5, 0, 0, 37.5 / 49 * 1106},
        {37.5, 7.5, 0, 30 / 49.0 * 1106},
        {37.5, 7.5, 10, 20 / 49.0 * 1106},
        {37.5, 37.5, 0, 0},
        {37.5, 20, 20, 0}, /* never below none */
        {0, 0, 0, 0},
        {168, 0, 0, 168 / 49.0 * 1106},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct workload_input input = bergen_input(state);
        input.hours.value = cases[i].hours;
        input.municipal_hours.value = cases[i].municipal;
        input.duty_hours.value = cases[i].duty;
        assert_near(computed(state, &input).list_built, cases[i].list, 1e-9);
    }
}

static void
services_bind_by_who_serves_them(void **state)
{
    static struct town town;
    struct workload_input input = bergen_input(state);
    struct workload workload;
    struct error error;
    town_init(&town, "2024-01-01");
    input.date = day("2024-01-01");
    town_service(&town, "gp", STAFFING_GP_HOURS, 1);
    town_service(&town, "mixed", STAFFING_MIXED, 2);
    town_service(&town, "employed", STAFFING_EMPLOYED, 4);
    town_service(&town, "duty", STAFFING_OOH_DUTY, 8);
    town_service(&town, "unstated", STAFFING_GP_HOURS, 16)->staffing = CHOICE_NONE;
    town_service(&town, "unknown", STAFFING_EMPLOYED, (double)NAN);
    assert_true(workload_compute(&town.municipality, &input, &workload, &error));
    assert_near(workload.bound_by_gps, 3, 0);
    assert_near(workload.bound_by_employed, 12, 0);
    assert_near(workload.bound_by_unstated, 16, 0);
    input.date = day("2000-01-01"); /* before any of them is told of */
    assert_true(workload_compute(&town.municipality, &input, &workload, &error));
    assert_near(workload.bound_by_gps + workload.bound_by_employed + workload.bound_by_unstated, 0,
                0);
}

/* E: 14 doctor-years in health stations, 45 in nursing homes and what else the strategy counts. */
static void
services_of_bergen_are_all_counted(void **state)
{
    struct workload_input input = bergen_input(state);
    struct workload workload = computed(state, &input);
    size_t count;
    double sum = 0;
    const struct service *services = municipality_rows(&of(state)->bergen, TABLE_SERVICES, &count);
    for (size_t i = 0; i < count; i++) {
        sum += isnan(services[i].doctor_years) ? 0 : services[i].doctor_years;
    }
    assert_near(workload.bound_by_gps + workload.bound_by_employed + workload.bound_by_unstated,
                sum, 1e-9);
    assert_true(sum > 14 + 45);
}

static void
what_is_missing_or_out_of_range_is_named(void **state)
{
    static const struct {
        const char *name;
        double low, high; /* the first values that are refused */
    } cases[] = {
        {"gp_hours_all", 0.05, 168.5},   {"gp_hours_regular", 0, 169},
        {"gp_hours_list", 0.5, 1e6 + 1}, {"list_length", -1, 1e6 + 1},
        {"hours", -0.5, 168.5},          {"municipal_hours", -1, 169},
        {"duty_hours", -1, 169},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const double values[] = {(double)NAN, cases[i].low, cases[i].high};
        for (size_t v = 0; v < 3; v++) {
            struct workload_input input = bergen_input(state);
            struct figure *const figures[] = {
                &input.hours_all, &input.hours_regular,   &input.measured_list, &input.list_length,
                &input.hours,     &input.municipal_hours, &input.duty_hours};
            struct workload workload;
            struct error error;
            figures[i]->value = values[v];
            assert_false(workload_compute(&of(state)->bergen, &input, &workload, &error));
            assert_int_equal(error.code, v == 0 ? ERROR_NO_FIGURE : ERROR_NOT_DECIMAL);
            assert_string_equal(v == 0 ? error.found : error.field, cases[i].name);
        }
    }
    struct workload_input input =
        bergen_input(state); /* what only the last lines need may be missing */
    input.gps.value = input.share_municipal.value = input.imposed_max.value = (double)NAN;
    struct workload workload = computed(state, &input);
    assert_true(isnan(workload.imposable) && isnan(workload.given));
    assert_near(as_printed(workload.list_all, 0), 746, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measured_week_comes_out),
        cmocka_unit_test(imposed_hours_are_doctor_years),
        cmocka_unit_test(lists_and_hours_are_inverse),
        cmocka_unit_test(hours_beside_leave_room_or_none),
        cmocka_unit_test(services_bind_by_who_serves_them),
        cmocka_unit_test(services_of_bergen_are_all_counted),
        cmocka_unit_test(what_is_missing_or_out_of_range_is_named),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
