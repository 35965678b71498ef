/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/search_private.h"

#include <math.h>
#include <string.h>

/* -- curves ------------------------------------------------------------------------------------ */

enum { POINTS = 8 };

struct curve_points {
    int levels[POINTS], count; /* rising */
    double gain[POINTS];
};

static void
add_point(const struct search *search, size_t measure, int level, struct curve_points *points)
{
    int *levels = points->levels, at = points->count;
    if (level < search_lowest(search, measure) || level > search_highest(search, measure)) {
        return;
    }
    while (at > 0 && levels[at - 1] > level) {
        at--;
    }
    if (at > 0 && levels[at - 1] == level) {
        return;
    }
    memmove(levels + at + 1, levels + at, (size_t)(points->count - at) * sizeof *levels);
    levels[at] = level;
    points->count++;
}

/* The levels measured, rising: both ends, none, the middle, the package's own and a little to each
 * side of it. */
static void
points_of(const struct search *search, size_t measure, int own, struct curve_points *points)
{
    int lowest = search_lowest(search, measure), highest = search_highest(search, measure);
    int nearby = (highest - lowest + 7) / 8;
    const int tried[] = {lowest, 0, (highest + 1) / 2, highest, own, own - nearby, own + nearby};
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        add_point(search, measure, tried[i], points);
    }
}

/* The parabola of least squares through the points from `first` on, or the line where that would
 * bend upwards: chance makes single points look better than they are, and the best of many most. */
static void
smooth(const struct curve_points *points, int first, double out[3])
{
    double sums[5] = {0}, with[3] = {0};
    for (int p = first; p < points->count; p++) {
        double x = points->levels[p], power = 1;
        for (int k = 0; k < 5; k++, power *= x) {
            sums[k] += power;
            with[k < 3 ? k : 0] += k < 3 ? power * points->gain[p] : 0;
        }
    }
    double n = sums[0], xx = sums[2] - sums[1] * sums[1] / n, xy = with[1] - sums[1] * with[0] / n;
    double xq = sums[3] - sums[1] * sums[2] / n, qq = sums[4] - sums[2] * sums[2] / n;
    double qy = with[2] - sums[2] * with[0] / n, determinant = xx * qq - xq * xq;
    bool bends = points->count - first > 3 && determinant > 1e-9 * xx * qq;
    out[2] = bends ? fmin((xx * qy - xq * xy) / determinant, 0) : 0;
    out[1] = xx > 0 ? (xy - out[2] * xq) / xx : 0;
    out[0] = (with[0] - out[1] * sums[1] - out[2] * sums[2]) / n;
}

/* Measures one measure; levels that are not possible cost INFINITY. */
static void
measure_curve(struct search *search, struct curves *curves, size_t measure, size_t futures)
{
    const struct entry *base = curves->base;
    double *cost = curves->cost[measure], *gain = curves->gain[measure], parabola[3];
    double *dearest = curves->dearest[measure];
    int lowest = search_lowest(search, measure), own = base->levels[measure], first = 0;
    struct curve_points points = {.count = 0};
    points_of(search, measure, own, &points);
    bool possible = true;
    for (int p = 0; p < points.count; p++) {
        int8_t levels[SEARCH_MEASURES_MAX];
        memcpy(levels, base->levels, sizeof levels);
        levels[measure] = (int8_t)points.levels[p];
        const struct entry *entry =
            points.levels[p] == own ? base : search_try_exactly(search, levels, futures);
        int to = points.levels[p] - lowest;
        possible = possible && entry->possible;
        points.gain[p] = entry->possible ? entry->near - base->near : 0;
        cost[to] = entry->possible ? entry->cost - base->cost : (double)INFINITY;
        dearest[to] = entry->dearest - base->dearest;
        gain[to] = points.gain[p];
        first += points.levels[p] < 0;
        int from = p > 0 ? points.levels[p - 1] - lowest : to;
        for (int l = from + 1; l < to; l++) {
            double part = (double)(l - from) / (to - from);
            cost[l] = cost[from] + part * (cost[to] - cost[from]);
            gain[l] = gain[from] + part * (gain[to] - gain[from]);
            dearest[l] = dearest[from] + part * (dearest[to] - dearest[from]);
        }
    }
    if (possible && points.count - first > 2 && own >= 0) {
        smooth(&points, first, parabola);
        for (int l = 0; l <= search_highest(search, measure); l++) {
            gain[l - lowest] = (l - own) * (parabola[1] + parabola[2] * (l + own));
        }
    }
}

bool
search_measure_curves(struct search *search, const struct entry *base, const bool *live,
                      size_t futures, struct curves *out)
{
    out->base = search_try_exactly(search, base->levels, futures);
    for (size_t i = 0; i < search->problem->measure_count && out->base->possible; i++) {
        out->live[i] = live[i];
        if (live[i]) {
            measure_curve(search, out, i, futures);
        }
    }
    return out->base->possible && !search_ended(search);
}

/* -- choosing by the curves -------------------------------------------------------------------- */

/* A measure more is worth so much of what the package costs. */
static const double simpler = 0.005; /* our choice */

/* Whether a level may be chosen: none always, and what is not a speck. */
static bool
may_choose(const struct search *search, const struct curves *curves, const bool *allowed,
           size_t measure, int level)
{
    if (level == 0) {
        return true;
    }
    struct entry chosen = {.levels = {0}};
    chosen.levels[measure] = (int8_t)level;
    return (allowed == NULL || allowed[measure]) && !search_is_speck(search, &chosen, measure) &&
           isfinite(curves->cost[measure][level - search_lowest(search, measure)]);
}

/* What the curves say of a choice of levels, against the package they are about. */
struct choice {
    double gain, dearest;
};

/* The gain above what every measure gives at its least helpful level, in bins of one size. */
struct bins {
    double least[SEARCH_MEASURES_MAX], size;
    int count; /* bins above none */
};

static struct bins
lay_bins(const struct search *search, const struct curves *curves, const bool *allowed, double need)
{
    struct bins bins = {.size = 1};
    double range = 0;
    for (size_t i = 0; i < search->problem->measure_count; i++) {
        double least = (double)INFINITY, most = -(double)INFINITY;
        for (int l = search_lowest(search, i); curves->live[i] && l <= search_highest(search, i);
             l++) {
            if (may_choose(search, curves, allowed, i, l)) {
                double gain = curves->gain[i][l - search_lowest(search, i)];
                least = fmin(least, gain);
                most = fmax(most, gain);
            }
        }
        if (curves->live[i]) {
            bins.least[i] = least;
            need -= least;
            range += most - least;
        }
    }
    double wanted = fmin(fmax(need, 0), range);
    if (wanted > 0) {
        bins.count = SEARCH_AIM_BINS;
        bins.size = wanted / SEARCH_AIM_BINS;
    }
    return bins;
}

/* How many bins a level of a measure fills. */
static int
bins_filled(const struct bins *bins, const struct search *search, const struct curves *curves,
            size_t measure, int level)
{
    double gain = curves->gain[measure][level - search_lowest(search, measure)];
    return (int)fmin(floor((gain - bins->least[measure]) / bins->size + 0.5), bins->count);
}

/* Puts into `next` the least cost of each number of bins when the measure may be used too, from
 * what it was without, `now`; and into curves->chosen by which level. */
static void
choose_level(const struct bins *bins, const struct search *search, struct curves *curves,
             const bool *allowed, size_t measure, const double *now, double *next)
{
    double part = simpler * fmax(curves->base->cost, 1); /* some, where all is free */
    int8_t *chosen = curves->chosen[measure];
    int lowest = search_lowest(search, measure);
    for (int b = 0; b <= bins->count; b++) {
        next[b] = (double)INFINITY;
        chosen[b] = 0;
    }
    for (int l = lowest; l <= search_highest(search, measure); l++) {
        if (!may_choose(search, curves, allowed, measure, l)) {
            continue;
        }
        int filled = bins_filled(bins, search, curves, measure, l);
        double cost = curves->cost[measure][l - lowest] + (l != 0 ? part : 0) +
                      curves->press * curves->dearest[measure][l - lowest];
        for (int b = 0; b <= bins->count; b++) {
            double with = now[b > filled ? b - filled : 0] + cost;
            if (with < next[b]) {
                next[b] = with;
                chosen[b] = (int8_t)l;
            }
        }
    }
}

/* The levels of least cost that together gain `need` by the curves, or all there is to gain;
 * returns what they gain. A knapsack of one level of each measure, over the gain in bins (Kellerer,
 * Pferschy and Pisinger 2004, § 11). */
static struct choice
choose(const struct search *search, struct curves *curves, const bool *allowed, double need,
       int8_t *levels)
{
    size_t count = search->problem->measure_count;
    struct bins bins = lay_bins(search, curves, allowed, need);
    double *now = curves->least[0], *next = curves->least[1];
    for (int b = 0; b <= bins.count; b++) {
        now[b] = b == 0 ? 0 : (double)INFINITY;
    }
    for (size_t i = 0; i < count; i++) {
        if (curves->live[i]) {
            choose_level(&bins, search, curves, allowed, i, now, next);
            double *swapped = now;
            now = next;
            next = swapped;
        }
    }
    int at = bins.count; /* the most that the bins, which are rounded, can be filled */
    while (at > 0 && isinf(now[at])) {
        at--;
    }
    struct choice chosen = {0, 0};
    memcpy(levels, curves->base->levels, SEARCH_MEASURES_MAX);
    for (size_t i = count; i-- > 0;) {
        if (curves->live[i]) {
            int level = curves->chosen[i][at], to = level - search_lowest(search, i);
            int filled = bins_filled(&bins, search, curves, i, level);
            levels[i] = (int8_t)level;
            chosen.gain += curves->gain[i][to];
            chosen.dearest += curves->dearest[i][to];
            at = at > filled ? at - filled : 0;
        }
    }
    return chosen;
}

/* As choose, with the dearest year counted for so much more as keeps it within the budget. */
static struct choice
choose_within(const struct search *search, struct curves *curves, const bool *allowed, double need,
              int8_t *levels)
{
    static const double least = 0.25, rising = 1.5, most = 30; /* our choice */
    const double room = search->problem->budget - curves->base->dearest;
    curves->press = 0;
    struct choice chosen = choose(search, curves, allowed, need, levels);
    while (chosen.dearest > room && curves->press < most) {
        curves->press = fmax(least, rising * curves->press);
        chosen = choose(search, curves, allowed, need, levels);
    }
    return chosen;
}

enum { CORRECTIONS = 7 };

struct entry *
search_aim(struct search *search, struct curves *curves, const bool *allowed, size_t futures)
{
    struct entry *best = NULL, *last = NULL;
    struct entry *base = search_try(search, curves->base->levels, futures);
    double need = -base->edge, high = (double)INFINITY, low = -(double)INFINITY, more = 0;
    for (int c = 0; c < CORRECTIONS && base->possible && !search_ended(search); c++) {
        int8_t levels[SEARCH_MEASURES_MAX];
        double gain = choose_within(search, curves, allowed, need, levels).gain;
        struct entry *entry = search_try(search, levels, futures);
        if (!entry->possible || (entry == last && entry->edge >= 0)) {
            break;
        }
        search_solves(search, entry);
        if (best == NULL || search_better(search, entry, best)) {
            best = entry;
        }
        /* what would have just done, were the curves right here; more each time it did not */
        more = entry == last ? 2 * more - entry->edge : 0;
        if (entry->edge >= 0) {
            high = fmin(high, gain);
        } else {
            low = fmax(low, gain);
        }
        need = gain - entry->edge + more;
        if ((need >= high || need <= low) && isfinite(high) && isfinite(low) && low < high) {
            need = (low + high) / 2;
        }
        last = entry;
    }
    return best;
}
