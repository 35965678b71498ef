/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/sampling.h"

#include "base/curves.h"
#include "base/vector.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

enum {
    INVERSION_BELOW = 10,
    FEW_OPEN = 2, /* so few draws of a row are sooner made one by one */
};

/* Counts up from none, with the chance of as many as that, until the uniform is used up. */
struct count_up {
    double left, chance, odds;
    double k;
};

static inline struct count_up
begin_count(double unit, double n, double share)
{
    return (struct count_up){
        .left = unit, .chance = curve_exp(n * curve_log1p(-share)), .odds = share / (1 - share)};
}

/* One more, if it is not used up. */
static inline bool
count_on(struct count_up *up, double n)
{
    bool more = (up->left > up->chance) & (up->k < n);
    double ratio = up->odds * (n - up->k) / (up->k + 1);
    up->left = more ? up->left - up->chance : up->left;
    up->chance = more ? up->chance * ratio : up->chance;
    up->k = more ? up->k + 1 : up->k;
    return more;
}

static double
invert(double unit, double n, double share)
{
    struct count_up up = begin_count(unit, n, share);
    while (count_on(&up, n)) {
    }
    return up.k;
}

/* What Stirling's formula leaves out of log k!: of the first from a table, without a branch. */
static inline double
stirling_rest(double k)
{
    enum { FIRST = 10 };
    static const double first[FIRST + 1] = {
        0.0810614667953272,
        0.0413406959554092,
        0.0276779256849983,
        0.0207906721037650,
        0.0166446911898211,
        0.0138761288230707,
        0.0118967099458917,
        0.0104112652619720,
        0.00925546218271273,
        0.00833056343336287,
        0,
    };
    double part = 1 / (k + 1), square = part * part;
    double rest = (1.0 / 12 - (1.0 / 360 - square / 1260) * square) * part;
    int64_t at = (int64_t)k;
    return first[at < FIRST ? at : FIRST] + (at >= FIRST) * rest;
}

/* The hat that candidates are drawn under. */
struct hat {
    double sd, a, b, c, v_r;
};

static inline struct hat
hat_of(double n, double share)
{
    double sd = sqrt(n * share * (1 - share)), b = 1.15 + 2.53 * sd;
    return (struct hat){.sd = sd,
                        .a = -0.0873 + 0.0248 * b + 0.01 * share,
                        .b = b,
                        .c = n * share + 0.5,
                        .v_r = 0.92 - 4.2 / b};
}

/* A candidate, of a uniform on −½ … ½ that is `us` from the nearer end. */
static inline double
candidate(const struct hat *hat, double u, double us)
{
    return floor((2 * hat->a / us + hat->b) * u + hat->c);
}

/* Under the middle of the hat it is taken as it is. */
static inline bool
is_taken(const struct hat *hat, double us, double v)
{
    return (us >= 0.07) & (v <= hat->v_r);
}

static inline bool
is_possible(double k, double n)
{
    return (k >= 0) & (k <= n);
}

/* Whether a possible candidate that is not under the middle of the hat is under the distribution.
 */
static inline bool
is_under(const struct hat *hat, double n, double share, double us, double v, double k)
{
    double odds = share / (1 - share), alpha = (2.83 + 5.1 / hat->b) * hat->sd;
    double m = floor((n + 1) * share);
    double bound = (m + 0.5) * curve_log((m + 1) / (odds * (n - m + 1))) +
                   (n + 1) * curve_log((n - m + 1) / (n - k + 1)) +
                   (k + 0.5) * curve_log(odds * (n - k + 1) / (k + 1)) + stirling_rest(m) +
                   stirling_rest(n - m) - stirling_rest(k) - stirling_rest(n - k);
    return curve_log(v * alpha / (hat->a / (us * us) + hat->b)) <= bound;
}

/* `share` at most one half, and at least INVERSION_BELOW expected. */
static double
reject(struct draw draw, double n, double share)
{
    struct hat hat = hat_of(n, share);
    for (;; draw.entity++) {
        double u, v;
        random_pair(draw, &u, &v);
        u -= 0.5;
        double us = 0.5 - fabs(u), k = candidate(&hat, u, us);
        if (is_taken(&hat, us, v) || (is_possible(k, n) && is_under(&hat, n, share, us, v, k))) {
            return k;
        }
    }
}

int64_t
sample_binomial(struct draw draw, int64_t count, double share)
{
    assert(count >= 0 && share >= 0 && share <= 1);
    double rarer = share > 0.5 ? 1 - share : share, n = (double)count;
    double k =
        n * rarer < INVERSION_BELOW ? invert(random_unit(draw), n, rarer) : reject(draw, n, rarer);
    return share > 0.5 ? count - (int64_t)k : (int64_t)k;
}

/* Draws side by side. */
struct row {
    double n[SAMPLE_ROW], share[SAMPLE_ROW]; /* at most one half */
    double k[SAMPLE_ROW];
    int32_t open[SAMPLE_ROW]; /* not drawn yet */
    uint32_t words[4 * SAMPLE_ROW];
};

/* Those of which few are expected, all until the last of them is used up. */
VECTOR_CODE static void
invert_row(struct row *row)
{
    double n[SAMPLE_ROW], left[SAMPLE_ROW], chance[SAMPLE_ROW], odds[SAMPLE_ROW];
    for (int i = 0; i < SAMPLE_ROW; i++) {
        bool few = row->n[i] * row->share[i] < INVERSION_BELOW;
        double unit = random_unit_of(row->words[i], row->words[SAMPLE_ROW + i]);
        struct count_up up = begin_count(unit, row->n[i], row->share[i]);
        n[i] = few ? row->n[i] : 0;
        left[i] = up.left;
        chance[i] = up.chance;
        odds[i] = up.odds;
        row->k[i] = 0;
        row->open[i] = !few;
    }
    for (int any = 1; any != 0;) {
        any = 0;
        for (int i = 0; i < SAMPLE_ROW; i++) {
            struct count_up up = {left[i], chance[i], odds[i], row->k[i]};
            any |= count_on(&up, n[i]);
            left[i] = up.left;
            chance[i] = up.chance;
            row->k[i] = up.k;
        }
    }
}

/* An attempt at those that are open. Returns how many still are. */
VECTOR_CODE static int
reject_row(struct row *row)
{
    double k[SAMPLE_ROW], near[SAMPLE_ROW], height[SAMPLE_ROW];
    int32_t taken[SAMPLE_ROW], possible[SAMPLE_ROW], open = 0;
    for (int i = 0; i < SAMPLE_ROW; i++) {
        struct hat hat = hat_of(row->n[i], row->share[i]);
        double u = random_unit_of(row->words[i], row->words[SAMPLE_ROW + i]) - 0.5;
        double v = random_unit_of(row->words[2 * SAMPLE_ROW + i], row->words[3 * SAMPLE_ROW + i]);
        double us = 0.5 - fabs(u), drawn = candidate(&hat, u, us);
        near[i] = us;
        height[i] = v;
        taken[i] = is_taken(&hat, us, v);
        possible[i] = is_possible(drawn, row->n[i]);
        k[i] = possible[i] ? drawn : 0;
    }
    for (int i = 0; i < SAMPLE_ROW; i++) {
        struct hat hat = hat_of(row->n[i], row->share[i]);
        int32_t under =
            possible[i] & is_under(&hat, row->n[i], row->share[i], near[i], height[i], k[i]);
        int32_t done = row->open[i] & (taken[i] | under);
        double before = row->k[i];
        row->k[i] = done ? k[i] : before;
        row->open[i] -= done;
        open += row->open[i];
    }
    return open;
}

void
sample_binomials(struct draw draw, const int64_t count[SAMPLE_ROW], const double share[SAMPLE_ROW],
                 int64_t out[SAMPLE_ROW])
{
    struct row row;
    int open = 0;
    for (int i = 0; i < SAMPLE_ROW; i++) {
        row.n[i] = (double)count[i];
        row.share[i] = share[i] > 0.5 ? 1 - share[i] : share[i];
        row.open[i] = row.n[i] * row.share[i] >= INVERSION_BELOW;
        open += row.open[i];
    }
    random_rows(draw, SAMPLE_ROW, row.words);
    if (open < SAMPLE_ROW) {
        invert_row(&row);
    }
    for (; open > FEW_OPEN; draw.entity++) {
        random_rows(draw, SAMPLE_ROW, row.words);
        open = reject_row(&row);
    }
    for (uint32_t i = 0; i < SAMPLE_ROW; i++) {
        if (row.open[i]) {
            struct draw one = draw;
            one.index += i;
            row.k[i] = reject(one, row.n[i], row.share[i]);
        }
        out[i] = share[i] > 0.5 ? count[i] - (int64_t)row.k[i] : (int64_t)row.k[i];
    }
}
