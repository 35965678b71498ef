/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/wait.h"

#include "fixture.h"

#include "scheme/list.h"

#include <math.h>

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

/* A full list of 1000 with 5 leavers a month, seen over two years. */
static struct wait_list
ordinary(void)
{
    return (struct wait_list){
        .state = LIST_CLOSED,
        .cap = 1000,
        .length = 1000,
        .waiting = 100,
        .left = 120,
        .months = 24,
        .turnover = 0.005,
    };
}

static struct wait
estimate(void **state, const struct wait_list *list, int64_t ahead)
{
    return wait_estimate(rules(state), day("2024-05-01"), list, ahead);
}

static void
is_wait(struct wait wait, int p10, int p50, int p90)
{
    if (wait.p10 != p10 || wait.p50 != p50 || wait.p90 != p90) {
        fail_msg("%d, %d, %d", wait.p10, wait.p50, wait.p90);
    }
}

static void
places_that_are_there_are_given_at_once(void **state)
{
    struct wait_list list = ordinary();
    list.state = LIST_OPEN;
    list.length = 995;
    is_wait(estimate(state, &list, 4), 1, 1, 1);
    /* the sixth of five places: one leaves before the 1st, or the list fills and opens again */
    struct wait sixth = estimate(state, &list, 5), twelfth = estimate(state, &list, 11);
    assert_true(sixth.p50 == 1 && sixth.p90 == 1);
    assert_true(twelfth.p10 == 1 && twelfth.p90 > 2);
    list.left = 0;
    list.turnover = 0;
    is_wait(estimate(state, &list, 5), WAIT_BEYOND, WAIT_BEYOND, WAIT_BEYOND);
    /* a closed list opens at ten, one batch a month */
    list.state = LIST_CLOSED;
    list.length = 970;
    list.left = 0;
    list.turnover = 0;
    is_wait(estimate(state, &list, 9), 1, 1, 1);
    is_wait(estimate(state, &list, 10), 2, 2, 2);
    is_wait(estimate(state, &list, 29), 3, 3, 3);
    is_wait(estimate(state, &list, 30), WAIT_BEYOND, WAIT_BEYOND, WAIT_BEYOND);
    list.length = 991;
    is_wait(estimate(state, &list, 0), WAIT_BEYOND, WAIT_BEYOND, WAIT_BEYOND);
    /* half of the places go to others */
    list.length = 970;
    list.to_others = 0.5;
    is_wait(estimate(state, &list, 4), 1, 1, 1);
    is_wait(estimate(state, &list, 5), 2, 2, 2);
}

static void
no_turnover_is_not_within_ten_years(void **state)
{
    struct wait_list list = ordinary();
    list.left = 0;
    list.turnover = 0;
    is_wait(estimate(state, &list, 0), WAIT_BEYOND, WAIT_BEYOND, WAIT_BEYOND);
    list.leaves_the_queue = 0.5; /* whom nobody leaves a place to waits, also alone */
    is_wait(estimate(state, &list, 0), WAIT_BEYOND, WAIT_BEYOND, WAIT_BEYOND);
    list = ordinary();
    list.to_others = 1;
    is_wait(estimate(state, &list, 0), WAIT_BEYOND, WAIT_BEYOND, WAIT_BEYOND);
    list = ordinary();
    list.state = LIST_LOCKED;
    is_wait(estimate(state, &list, 0), WAIT_BEYOND, WAIT_BEYOND, WAIT_BEYOND);
    list = ordinary();
    list.cap = 0;
    list.length = 3;
    list.left = 1;
    assert_true(estimate(state, &list, 5000).p10 == WAIT_BEYOND);
    /* no month of its own: the municipality's turnover alone */
    list = ordinary();
    list.left = list.months = 0;
    struct wait alone = estimate(state, &list, 19);
    assert_true(alone.p50 >= 3 && alone.p50 <= 5);
    struct wait_list seen = ordinary();
    assert_true(alone.p90 - alone.p10 >=
                estimate(state, &seen, 19).p90 - estimate(state, &seen, 19).p10);
}

/* 1 − Σ of a negative binomial, for a list whose posterior is Gamma(120 + 15, 24 + 3): twenty
 * places by the second batch; reckoned term by term. */
static void
agrees_with_the_negative_binomial(void **state)
{
    struct wait_list list = ordinary();
    static const double chances[] = {0.1, 0.5, 0.9};
    for (int batch = 1; batch <= 12; batch++) {
        int expected[3];
        for (int c = 0; c < 3; c++) {
            int months = batch;
            for (;; months++) {
                double fail = 27.0 / (27 + months), term = pow(fail, 135), below = 0;
                for (int k = 0; k < 10 * batch; k++) {
                    below += term;
                    term *= (135 + k) / (k + 1.0) * (1 - fail);
                }
                if (1 - below >= chances[c]) {
                    break;
                }
            }
            expected[c] = months;
        }
        is_wait(estimate(state, &list, 10 * batch - 1), expected[0], expected[1], expected[2]);
        is_wait(estimate(state, &list, 10 * batch - 10), expected[0], expected[1], expected[2]);
    }
}

static void
more_of_what_helps_is_never_longer(void **state)
{
    struct dice dice = {.seed = 4};
    for (int round = 0; round < 400; round++) {
        struct wait_list list = ordinary();
        list.left = dice_whole(&dice, 0, 300);
        list.months = dice_whole(&dice, 0, 36);
        list.length = dice_whole(&dice, 970, 1010);
        list.turnover = dice_between(&dice, 0, 0.02);
        list.to_others = dice_between(&dice, 0, 0.8);
        list.leaves_the_queue = dice_between(&dice, 0, 0.03);
        list.state = list.length < 1000 && round % 2 == 0 ? LIST_OPEN : LIST_CLOSED;
        int64_t ahead = dice_whole(&dice, 0, 250);
        struct wait wait = estimate(state, &list, ahead);
        assert_true(1 <= wait.p10 && wait.p10 <= wait.p50 && wait.p50 <= wait.p90 &&
                    wait.p90 <= WAIT_BEYOND);
        struct wait behind = estimate(state, &list, ahead + 1);
        assert_true(behind.p10 >= wait.p10 && behind.p50 >= wait.p50 && behind.p90 >= wait.p90);
        struct wait_list other = list;
        other.left += 20;
        struct wait faster = estimate(state, &other, ahead);
        assert_true(faster.p50 <= wait.p50);
        other = list;
        other.to_others *= 0.5;
        assert_true(estimate(state, &other, ahead).p50 <= wait.p50);
    }
}

/* -- what is promised, and what happens -------------------------------------------------------- */

static int64_t
poisson(struct dice *dice, double mean)
{
    int64_t count = 0;
    for (double product = dice_between(dice, 0, 1); product > exp(-mean); count++) {
        product *= dice_between(dice, 0, 1);
    }
    return count;
}

static double
gamma_of_whole(struct dice *dice, int shape, double rate)
{
    double sum = 0;
    for (int i = 0; i < shape; i++) {
        sum -= log(1 - dice_between(dice, 0, 1));
    }
    return sum / rate;
}

/* The months a person waits, place by place and month by month. */
static int
live(struct dice *dice, const struct wait_list *list, double rate, int64_t ahead)
{
    enum list_state now = list->state;
    int64_t length = list->length, behind = list->waiting - ahead - 1;
    for (int month = 1; month < WAIT_BEYOND; month++) {
        length -= poisson(dice, rate);
        for (int64_t i = ahead; i > 0; i--) {
            ahead -= dice_between(dice, 0, 1) < list->leaves_the_queue;
        }
        int64_t places = list_free_places(list->cap, length);
        bool opens = now == LIST_CLOSED && places >= 10;
        bool batch = opens && ahead + 1 + behind >= 10;
        int64_t room = opens || now == LIST_OPEN ? places : 0;
        room = batch ? 10 : room;
        for (int64_t i = 0; i < room; i++) {
            length++;
            if (dice_between(dice, 0, 1) < list->to_others) {
                continue;
            }
            if (ahead-- == 0) {
                return month;
            }
        }
        now = length < list->cap && !batch && (opens || now == LIST_OPEN) ? LIST_OPEN : LIST_CLOSED;
    }
    return WAIT_BEYOND;
}

/* Rates are drawn from what is believed beforehand, counts from the rates, waits from both: then
 * four of five must be inside p10–p90, and half on each side of p50, but for whole months. */
static void
intervals_hold_what_they_promise(void **state)
{
    static const struct {
        int64_t months, ahead;
        double to_others, leaves_the_queue;
        int64_t open_places;
    } cases[] = {
        {0, 35, 0, 0, 0},        {12, 35, 0, 0, 0},   {12, 3, 0, 0, 0},
        {24, 150, 0, 0, 0},      {12, 80, 0.3, 0, 0}, {12, 120, 0, 0.01, 0},
        {24, 200, 0.2, 0.01, 0}, {12, 24, 0, 0, 20},  {12, 60, 0.2, 0.01, 20},
    };
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        enum { LIVES = 1500 };
        struct dice dice = {.seed = 100 + c};
        int inside = 0, by_median = 0, before_low = 0;
        for (int i = 0; i < LIVES; i++) {
            struct wait_list list = ordinary();
            list.waiting = cases[c].ahead + 60;
            list.length -= cases[c].open_places;
            list.state = cases[c].open_places > 0 ? LIST_OPEN : LIST_CLOSED;
            list.months = cases[c].months;
            list.to_others = cases[c].to_others;
            list.leaves_the_queue = cases[c].leaves_the_queue;
            double rate = gamma_of_whole(&dice, 15, WAIT_PRIOR_MONTHS);
            list.left = 0;
            for (int64_t m = 0; m < list.months; m++) {
                list.left += poisson(&dice, rate);
            }
            struct wait wait = estimate(state, &list, cases[c].ahead);
            int lived = live(&dice, &list, rate, cases[c].ahead);
            inside += wait.p10 <= lived && lived <= wait.p90;
            by_median += lived <= wait.p50;
            before_low += lived < wait.p10;
        }
        double held = (double)inside / LIVES, half = (double)by_median / LIVES;
        double early = (double)before_low / LIVES;
        if (held < 0.77 || held > 0.99 || half < 0.46 || half > 0.85 || early > 0.13) {
            fail_msg("case %zu: %.3f inside, %.3f by the middle, %.3f early", c, held, half, early);
        }
    }
}

/* -- what shortens ----------------------------------------------------------------------------- */

static void
what_shortens_is_told(void **state)
{
    struct wait_list list = ordinary(), others[3] = {ordinary(), ordinary(), ordinary()};
    others[0].waiting = 99;
    others[1].waiting = 5;
    others[2].state = LIST_OPEN;
    others[2].length = 990;
    others[2].waiting = 0;
    struct wait_shorteners shorteners =
        wait_shorten(rules(state), day("2024-05-01"), &list, 99, 30, true, others, 3);
    struct wait now = estimate(state, &list, 99);
    is_wait(shorteners.now, now.p10, now.p50, now.p90);
    assert_true(wait_is_shorter(shorteners.with_raised_cap, now));
    assert_true(shorteners.exchange_now);
    assert_int_equal(shorteners.other, 2);
    is_wait(shorteners.at_other, 1, 1, 1);
    shorteners = wait_shorten(rules(state), day("2024-05-01"), &list, 99, 0, false, others, 1);
    assert_false(shorteners.exchange_now);
    assert_true(shorteners.other == SIZE_MAX);
    is_wait(shorteners.with_raised_cap, now.p10, now.p50, now.p90);
    assert_false(wait_is_shorter(now, now));
    assert_true(wait_is_shorter((struct wait){1, 5, 9}, (struct wait){1, 5, 10}));
    assert_false(wait_is_shorter((struct wait){1, 6, 7}, (struct wait){1, 5, 10}));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_that_are_there_are_given_at_once),
        cmocka_unit_test(no_turnover_is_not_within_ten_years),
        cmocka_unit_test(agrees_with_the_negative_binomial),
        cmocka_unit_test(more_of_what_helps_is_never_longer),
        cmocka_unit_test(intervals_hold_what_they_promise),
        cmocka_unit_test(what_shortens_is_told),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
