/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/price.h"

#include "base/sort.h"

#include <assert.h>
#include <math.h>

#define Z_80 1.2815515655446004 /* of the normal distribution, 10 % beyond it on each side */
#define Z_95 1.959963984540054

static int
compare_values(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* As band_of's quantiles (bands.h), of values that may be infinite. */
static double
quantile_of(const double *sorted, size_t count, double share)
{
    double place = share * (double)(count - 1);
    size_t below = (size_t)place;
    double part = place - (double)below;
    if (part <= 0 || sorted[below] >= sorted[below + 1]) {
        return sorted[below];
    }
    return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

struct counted_share
share_counted(size_t met, size_t count)
{
    assert(count > 0 && met <= count);
    double n = (double)count, share = (double)met / n, z2 = Z_95 * Z_95;
    double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
    double reach = Z_95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    return (struct counted_share){
        .share = share,
        .error = sqrt(share * (1 - share) / n),
        .low = fmax(0, middle - reach),
        .high = fmin(1, middle + reach),
    };
}

struct price
price_of(const double *costs, const double *won, size_t count, double *scratch)
{
    assert(count > 1);
    double n = (double)count, cost = 0, effect = 0;
    for (size_t i = 0; i < count; i++) {
        cost += costs[i] / n;
        effect += won[i] / n;
    }
    double cost_cost = 0, cost_effect = 0, effect_effect = 0;
    size_t helps = 0;
    for (size_t i = 0; i < count; i++) {
        double c = costs[i] - cost, e = won[i] - effect;
        cost_cost += c * c;
        cost_effect += c * e;
        effect_effect += e * e;
        helps += won[i] > 0;
        scratch[i] = won[i] > 0 ? costs[i] / won[i] : (double)INFINITY;
    }
    /* variances of the means */
    double scale = 1 / (n * (n - 1));
    cost_cost *= scale;
    cost_effect *= scale;
    effect_effect *= scale;
    struct price price = {
        .effect = effect,
        .effect_error = sqrt(effect_effect),
        .none = true,
        .price = (double)NAN,
        .low = (double)NAN,
        .high = (double)NAN,
        .helps = (double)helps / n,
    };
    sort_items(scratch, count, sizeof *scratch, compare_values);
    price.p10 = quantile_of(scratch, count, 0.1);
    price.p90 = quantile_of(scratch, count, 0.9);
    if (effect <= Z_80 * price.effect_error) {
        return price;
    }
    /* Fieller: the ratios r for which the mean of cost − r × won is within Z of its error of 0 */
    double a = effect * effect - Z_80 * Z_80 * effect_effect;
    double b = cost * effect - Z_80 * Z_80 * cost_effect;
    double c = cost * cost - Z_80 * Z_80 * cost_cost;
    double root = sqrt(fmax(0, b * b - a * c));
    price.none = false;
    price.price = cost / effect;
    price.low = (b - root) / a;
    price.high = (b + root) / a;
    return price;
}
