/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/price.h"

#include "base/random.h"
#include "fixture.h"

#include <math.h>

enum { COUNT = 400 };

static double
normal(uint32_t purpose, uint32_t index)
{
    /* twelve uniforms: near enough, and with a mean and variance known exactly */
    double sum = -6;
    for (uint32_t i = 0; i < 12; i++) {
        sum += random_unit((struct draw){7, purpose, i, index});
    }
    return sum;
}

/* Wilson's interval for 81 of 263 and for 0 of 20 (Newcombe 1998, table I, method 3: 0.2553 to
 * 0.3662, and 0.0000 to 0.1611). */
static void
a_share_has_wilsons_interval(void **state)
{
    (void)state;
    struct counted_share some = share_counted(81, 263);
    assert_near(some.share, 0.30798, 1e-5);
    assert_near(some.low, 0.2553, 5e-5);
    assert_near(some.high, 0.3662, 5e-5);
    struct counted_share none = share_counted(0, 20);
    assert_near(none.low, 0, 1e-12);
    assert_near(none.high, 0.1611, 5e-5);
    struct counted_share half = share_counted(50, 100);
    assert_near(half.error, 0.05, 1e-12);
    assert_near(share_counted(20, 20).high, 1, 1e-12);
}

/* With a cost that does not vary, Fieller's limits are the cost ÷ the limits of what is won. */
static void
a_fixed_cost_divides_the_interval(void **state)
{
    (void)state;
    double costs[COUNT], won[COUNT], scratch[COUNT];
    for (uint32_t f = 0; f < COUNT; f++) {
        costs[f] = 1000;
        won[f] = 5 + 2 * normal(1, f);
    }
    struct price price = price_of(costs, won, COUNT, scratch);
    assert_false(price.none);
    assert_near(price.effect, 5, 0.3);
    assert_near(price.effect_error, 0.1, 0.02);
    double reach = 1.2815515655446 * price.effect_error;
    assert_near(price.price, 1000 / price.effect, 1e-9);
    assert_near(price.low, 1000 / (price.effect + reach), 1e-6);
    assert_near(price.high, 1000 / (price.effect - reach), 1e-6);
    assert_true(price.p10 < price.price && price.p90 > price.price);
    assert_true(price.helps > 0.97 && price.helps < 1);
}

/* The interval holds the true ratio in about 80 % of worlds, when cost and effect go together. */
static void
fiellers_interval_covers(void **state)
{
    (void)state;
    enum { WORLDS = 500, FUTURES = 50 };
    double costs[FUTURES], won[FUTURES], scratch[FUTURES];
    int held = 0;
    for (uint32_t world = 0; world < WORLDS; world++) {
        for (uint32_t f = 0; f < FUTURES; f++) {
            double common = normal(2, world * FUTURES + f);
            won[f] = 10 + 8 * common;
            costs[f] = 300 + 50 * common + 100 * normal(3, world * FUTURES + f);
        }
        struct price price = price_of(costs, won, FUTURES, scratch);
        assert_false(price.none);
        held += price.low <= 30 && 30 <= price.high;
    }
    assert_in_range(held, (int)(0.75 * WORLDS), (int)(0.85 * WORLDS));
}

/* Where nothing is won there is no price that is high enough. */
static void
futures_without_a_gain_are_dearest(void **state)
{
    (void)state;
    const double costs[] = {10, 10, 10, 10, 10, 10};
    const double won[] = {1, 2, 5, 10, 0, -1};
    double scratch[6];
    struct price price = price_of(costs, won, 6, scratch);
    assert_near(price.p10, 1.5, 1e-12);
    assert_true(isinf(price.p90));
    assert_near(price.helps, 4 / 6.0, 1e-12);
}

static void
no_effect_has_no_price(void **state)
{
    (void)state;
    double costs[COUNT], won[COUNT], scratch[COUNT];
    for (int kind = 0; kind < 3; kind++) {
        for (uint32_t f = 0; f < COUNT; f++) {
            costs[f] = 1000;
            won[f] = kind == 0 ? 0 : kind == 1 ? (f % 2 == 0 ? 1 : -1) : -5 + normal(4, f);
        }
        struct price price = price_of(costs, won, COUNT, scratch);
        assert_true(price.none);
        assert_true(isnan(price.price) && isnan(price.low) && isnan(price.high));
    }
}

/* A measure that saves money and wins places has a price below zero. */
static void
a_saving_has_a_price_below_zero(void **state)
{
    (void)state;
    double costs[COUNT], won[COUNT], scratch[COUNT];
    for (uint32_t f = 0; f < COUNT; f++) {
        costs[f] = -100;
        won[f] = 4 + normal(5, f);
    }
    struct price price = price_of(costs, won, COUNT, scratch);
    assert_false(price.none);
    assert_near(price.price, -25, 2);
    assert_true(price.low < price.price && price.price < price.high && price.high < 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_has_wilsons_interval),
        cmocka_unit_test(a_fixed_cost_divides_the_interval),
        cmocka_unit_test(fiellers_interval_covers),
        cmocka_unit_test(futures_without_a_gain_are_dearest),
        cmocka_unit_test(no_effect_has_no_price),
        cmocka_unit_test(a_saving_has_a_price_below_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
