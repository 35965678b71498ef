/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/sampling.h"

#include "base/vector.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

enum { INVERSION_BELOW = 10 };

/* Counts up from none until the uniform, of which so much is left, is used up. */
static int64_t
invert(double left, int64_t count, double share)
{
    double odds = share / (1 - share);
    double chance = exp((double)count * log1p(-share));
    int64_t k = 0;
    while (left > chance && k < count) {
        left -= chance;
        chance *= odds * (double)(count - k) / (double)(k + 1);
        k++;
    }
    return k;
}

/* What Stirling's formula leaves out of log k!. */
static double
stirling_rest(double k)
{
    static const double first[10] = {
        0.0810614667953272,  0.0413406959554092,  0.0276779256849983, 0.0207906721037650,
        0.0166446911898211,  0.0138761288230707,  0.0118967099458917, 0.0104112652619720,
        0.00925546218271273, 0.00833056343336287,
    };
    if (k < 10) {
        return first[(int)k];
    }
    double square = (k + 1) * (k + 1);
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1);
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

/* Whether a candidate that is not under the middle of the hat is under the distribution. */
static bool
is_under(const struct hat *hat, double n, double share, double us, double v, double k)
{
    if (k < 0 || k > n) {
        return false;
    }
    double odds = share / (1 - share), alpha = (2.83 + 5.1 / hat->b) * hat->sd;
    double m = floor((n + 1) * share);
    double bound = (m + 0.5) * log((m + 1) / (odds * (n - m + 1))) +
                   (n + 1) * log((n - m + 1) / (n - k + 1)) +
                   (k + 0.5) * log(odds * (n - k + 1) / (k + 1)) + stirling_rest(m) +
                   stirling_rest(n - m) - stirling_rest(k) - stirling_rest(n - k);
    return log(v * alpha / (hat->a / (us * us) + hat->b)) <= bound;
}

/* `share` at most one half, and at least INVERSION_BELOW expected. */
static int64_t
reject(struct draw draw, int64_t count, double share, struct hat hat)
{
    for (;; draw.entity++) {
        double u, v;
        random_pair(draw, &u, &v);
        u -= 0.5;
        double us = 0.5 - fabs(u), k = candidate(&hat, u, us);
        if (is_taken(&hat, us, v) || is_under(&hat, (double)count, share, us, v, k)) {
            return (int64_t)k;
        }
    }
}

int64_t
sample_binomial(struct draw draw, int64_t count, double share)
{
    assert(count >= 0 && share >= 0 && share <= 1);
    bool turned = share > 0.5;
    double rarer = turned ? 1 - share : share;
    int64_t k = rarer <= 0 ? 0
                : (double)count * rarer < INVERSION_BELOW
                    ? invert(random_unit(draw), count, rarer)
                    : reject(draw, count, rarer, hat_of((double)count, rarer));
    return turned ? count - k : k;
}

/* The first candidates of all draws, side by side. */
VECTOR_CODE void
sample_binomials(struct draw draw, const int64_t count[SAMPLE_ROW], const double share[SAMPLE_ROW],
                 int64_t out[SAMPLE_ROW])
{
    uint32_t words[4 * SAMPLE_ROW];
    double n[SAMPLE_ROW], k[SAMPLE_ROW], near[SAMPLE_ROW], height[SAMPLE_ROW];
    int32_t taken[SAMPLE_ROW];
    random_rows(draw, SAMPLE_ROW, words);
    for (int i = 0; i < SAMPLE_ROW; i++) {
        n[i] = (double)count[i];
    }
    for (int i = 0; i < SAMPLE_ROW; i++) {
        struct hat hat = hat_of(n[i], share[i]);
        double u = random_unit_of(words[i], words[SAMPLE_ROW + i]) - 0.5, us = 0.5 - fabs(u);
        double v = random_unit_of(words[2 * SAMPLE_ROW + i], words[3 * SAMPLE_ROW + i]);
        k[i] = candidate(&hat, u, us);
        near[i] = us;
        height[i] = v;
        taken[i] = is_taken(&hat, us, v);
    }
    for (uint32_t i = 0; i < SAMPLE_ROW; i++) {
        struct draw one = draw;
        one.index += i;
        if (share[i] > 0.5 || share[i] <= 0) {
            out[i] = sample_binomial(one, count[i], share[i]);
        } else if (n[i] * share[i] < INVERSION_BELOW) {
            out[i] = invert(random_unit_of(words[i], words[SAMPLE_ROW + i]), count[i], share[i]);
        } else if (taken[i]) {
            out[i] = (int64_t)k[i];
        } else {
            struct hat hat = hat_of(n[i], share[i]);
            one.entity++;
            out[i] = is_under(&hat, n[i], share[i], near[i], height[i], k[i])
                         ? (int64_t)k[i]
                         : reject(one, count[i], share[i], hat);
        }
    }
}
