/* SPDX-License-Identifier: EUPL-1.2 */
/* How sure a figure that was counted in futures is: a share, the price of one more of something.
 * Pure. */
#ifndef DEKNING_FORECAST_PRICE_H
#define DEKNING_FORECAST_PRICE_H

#include <stdbool.h>
#include <stddef.h>

/* A share that was counted: `met` of `count`, at least 1. */
struct counted_share {
    double share, error; /* error: the binomial standard error */
    double low, high;    /* 95 % interval (Wilson), which holds when none or all meet it too */
};

struct counted_share share_counted(size_t met, size_t count);

/* What one more of something costs: the ratio of two means over the same futures. */
struct price {
    double effect, effect_error; /* mean won, and its standard error */
    /* The 80 % interval of what is won holds zero, or less is won: there is no price. */
    bool none;
    double price;     /* NOK each; NAN when there is none */
    double low, high; /* 80 % interval (Fieller) of that ratio; NAN when there is none */
    double p10, p90;  /* of the futures' own prices; INFINITY where nothing was won */
    double helps;     /* share of the futures in which something was won */
};

/* `costs` and `won` are differences of the same futures, with and without; `scratch` has room for
 * `count` values, at least 2. */
struct price price_of(const double *costs, const double *won, size_t count, double *scratch);

#endif
