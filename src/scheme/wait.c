/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/wait.h"

#include "scheme/list.h"

#include <assert.h>
#include <float.h>
#include <math.h>

/* -- gamma ------------------------------------------------------------------------------------- */

/* ln Γ(x), x > 0: Stirling's series from 10 on, to 1e-12. lgamma writes a global. */
static double
log_gamma(double x)
{
    double below = 0;
    for (; x < 10; x += 1) {
        below += log(x);
    }
    double inverse = 1 / (x * x);
    double series =
        (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / x;
    return (x - 0.5) * log(x) - x + 0.5 * log(2 * acos(-1.0)) + series - below;
}

enum { TERMS_MAX = 100000 };

/* P(X ≤ x) for X of Gamma(shape, 1), shape > 0, which is also P(N ≥ shape) for N of Poisson(x) and
 * a whole shape: the series below the mean, Lentz's continued fraction above it (Abramowitz and
 * Stegun 6.5.29, 6.5.31). */
static double
gamma_below(double shape, double x)
{
    if (x <= 0) {
        return 0;
    }
    double front = exp(shape * log(x) - x - log_gamma(shape));
    if (x < shape + 1) {
        double term = 1 / shape, sum = term;
        for (int i = 1; i < TERMS_MAX && term > sum * DBL_EPSILON; i++) {
            term *= x / (shape + i);
            sum += term;
        }
        return fmin(1, front * sum);
    }
    double tiny = DBL_MIN / DBL_EPSILON;
    double b = x + 1 - shape, c = 1 / tiny, d = 1 / b, fraction = d, change = 0;
    for (int i = 1; i < TERMS_MAX && fabs(change - 1) > DBL_EPSILON; i++) {
        double a = -i * (i - shape);
        b += 2;
        d = a * d + b;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = b + a / c;
        c = fabs(c) < tiny ? tiny : c;
        change = d * c;
        fraction *= change;
    }
    return fmax(0, 1 - front * fraction);
}

/* -- one rate ---------------------------------------------------------------------------------- */

/* What has to happen when places become free at a certain rate. */
struct needed {
    double rate;       /* free places a month */
    double weight;     /* the chance of that rate */
    double while_open; /* places that must become free before the first 1st, when the list is open
                          and so gives them all out; INFINITY when it is not */
    double places;     /* places that must become free in all; none when not positive */
    int64_t months;    /* at least, since a list opens once a month; beyond the horizon for never */
};

/* The batch in which the person is moved, when the queue's share, those who give up and what an
 * open list gives out before it closes are as on average. */
static struct needed
batches_needed(const struct rulebook *rulebook, struct date date, const struct wait_list *list,
               double ahead, double rate)
{
    double threshold = rule_value(rulebook, RULE_reopen_threshold, date);
    double batch = rule_value(rulebook, RULE_queue_batch, date);
    double share = 1 - list->to_others;
    double free_places = (double)list_free_places(list->cap, list->length);
    struct needed needed = {.rate = rate, .while_open = (double)INFINITY, .months = 1};
    if (share <= 0) {
        needed.months = WAIT_BEYOND;
        return needed;
    }
    double given = 0;
    if (list->state == LIST_OPEN && free_places > 0) {
        needed.while_open = fmax(0, floor(ahead / share) + 1 - free_places);
        given = rate;
        ahead = fmax(0, ahead - (free_places + given) * share);
        free_places = 0;
        needed.months++;
    }
    needed.places = given + fmin(threshold, (double)list->cap) - free_places;
    for (double before = given; needed.months <= WAIT_HORIZON; needed.months++) {
        double missing = fmax(0, needed.places - before);
        double months = missing > 0 ? fmin(WAIT_HORIZON, fmax(1, missing / rate)) : 1;
        ahead *= exp(log1p(-list->leaves_the_queue) * months);
        if (ahead < batch * share) {
            break;
        }
        ahead -= batch * share;
        before = fmax(0, needed.places);
        needed.places += batch;
    }
    return needed;
}

/* The chance that so many places become free in the months. */
static double
chance_of_places(double places, double rate, int months)
{
    return places <= 0 ? 1 : isinf(places) ? 0 : gamma_below(places, rate * months);
}

static double
chance_within(const struct needed *needed, size_t count, int months)
{
    double chance = 0;
    for (size_t i = 0; i < count; i++) {
        double open = chance_of_places(needed[i].while_open, needed[i].rate, 1);
        double later = months < needed[i].months
                           ? 0
                           : chance_of_places(needed[i].places, needed[i].rate, months);
        chance += needed[i].weight * fmax(open, later);
    }
    return chance;
}

/* -- all rates --------------------------------------------------------------------------------- */

enum { RATES = 48 };

/* The posterior Gamma(shape, evidence) of the rate as weighted rates, each the middle of a step on
 * a scale of logarithms. What is far below a place in the horizon is left out: it means never. */
static void
spread_rates(double shape, double evidence, struct needed rates[RATES])
{
    /* Of a gamma, less than a millionth is outside these by Chernoff's bound. */
    double middle = log(shape / evidence), spread = 5.3 / sqrt(shape);
    double high = middle + (shape > 1 ? spread : log1p(30 / shape));
    double low = fmax(middle - spread - 14 / shape, log(1e-3 / WAIT_HORIZON));
    high = fmax(high, low + 1e-9);
    double step = (high - low) / RATES, below = gamma_below(shape, exp(low) * evidence);
    for (int i = 0; i < RATES; i++) {
        double to = gamma_below(shape, exp(low + step * (i + 1)) * evidence);
        rates[i] = (struct needed){.rate = exp(low + step * (i + 0.5)), .weight = to - below};
        below = to;
    }
}

static int
months_until(const struct needed *needed, size_t count, double chance)
{
    int low = 1, high = WAIT_BEYOND;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (chance_within(needed, count, middle) >= chance) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

struct wait
wait_estimate(const struct rulebook *rulebook, struct date date, const struct wait_list *list,
              int64_t ahead)
{
    assert(ahead >= 0 && list->left >= 0 && list->months >= 0 && list->turnover >= 0);
    assert(list->to_others >= 0 && list->to_others <= 1);
    assert(list->leaves_the_queue >= 0 && list->leaves_the_queue < 1);
    struct wait never = {WAIT_BEYOND, WAIT_BEYOND, WAIT_BEYOND};
    if (list->state == LIST_LOCKED) {
        return never;
    }
    double shape = list->turnover * (double)list->length * WAIT_PRIOR_MONTHS + (double)list->left;
    struct needed needed[RATES];
    size_t count = 0;
    if (shape > 0) {
        count = RATES;
        spread_rates(shape, (double)(WAIT_PRIOR_MONTHS + list->months), needed);
    } else {
        /* Nobody ever leaves: only what is free already can be given out. */
        needed[count++] = (struct needed){.rate = 0, .weight = 1};
    }
    for (size_t i = 0; i < count; i++) {
        double weight = needed[i].weight;
        needed[i] = batches_needed(rulebook, date, list, (double)ahead, needed[i].rate);
        needed[i].weight = weight;
    }
    return (struct wait){
        .p10 = months_until(needed, count, 0.1),
        .p50 = months_until(needed, count, 0.5),
        .p90 = months_until(needed, count, 0.9),
    };
}

bool
wait_is_shorter(struct wait a, struct wait b)
{
    return a.p50 != b.p50 ? a.p50 < b.p50 : a.p90 < b.p90;
}

struct wait_shorteners
wait_shorten(const struct rulebook *rulebook, struct date date, const struct wait_list *list,
             int64_t ahead, int64_t raise, bool in_cycle, const struct wait_list *others,
             size_t count)
{
    struct wait_list raised = *list;
    raised.cap += raise;
    struct wait_shorteners out = {
        .now = wait_estimate(rulebook, date, list, ahead),
        .with_raised_cap = wait_estimate(rulebook, date, &raised, ahead),
        .exchange_now = in_cycle,
        .other = SIZE_MAX,
    };
    out.at_other = out.now;
    for (size_t i = 0; i < count; i++) {
        struct wait there = wait_estimate(rulebook, date, &others[i], others[i].waiting);
        if (wait_is_shorter(there, out.at_other)) {
            out.other = i;
            out.at_other = there;
        }
    }
    return out;
}
