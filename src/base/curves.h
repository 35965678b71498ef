/* SPDX-License-Identifier: EUPL-1.2 */
/* Exponentials and logarithms for loops over lanes: without branches, calls or fused operations,
 * so that loops that use them are vector code, and give the same bits on every machine and in
 * whatever width. Right to about 1 part in 10¹⁵. */
#ifndef DEKNING_BASE_CURVES_H
#define DEKNING_BASE_CURVES_H

#include <stdint.h>
#include <string.h>

static inline uint64_t
curve_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline double
curve_of_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* ln 2 in two parts, of which a multiple by up to 2²⁰ of the first is exact (fdlibm's). */
#define CURVE_LN2_HIGH 0x1.62e42feep-1
#define CURVE_LN2_LOW 0x1.a39ef35793c76p-33

/* A power of two times 1 + `rest`. */
struct curve_power {
    double two, rest;
};

/* e to the x, of −700 … 700; what is beyond is taken as the nearest of them. */
static inline struct curve_power
curve_power(double x)
{
    /* Numbers of this size have no fraction, and whole numbers in their lowest bits. */
    const double whole = 0x1.8p52;
    x = x < -700 ? -700 : x;
    x = x > 700 ? 700 : x;
    double shifted = x * 0x1.71547652b82fep0 + whole, n = shifted - whole;
    double r = x - n * CURVE_LN2_HIGH - n * CURVE_LN2_LOW;
    /* Taylor's series: |r| is at most half of ln 2, so what follows is below 10⁻¹⁷ of it. */
    double sum = 1.0 / 6227020800;
    sum = sum * r + 1.0 / 479001600;
    sum = sum * r + 1.0 / 39916800;
    sum = sum * r + 1.0 / 3628800;
    sum = sum * r + 1.0 / 362880;
    sum = sum * r + 1.0 / 40320;
    sum = sum * r + 1.0 / 5040;
    sum = sum * r + 1.0 / 720;
    sum = sum * r + 1.0 / 120;
    sum = sum * r + 1.0 / 24;
    sum = sum * r + 1.0 / 6;
    sum = sum * r + 0.5;
    return (struct curve_power){.two = curve_of_bits((curve_bits(shifted) + 1023) << 52),
                                .rest = sum * r * r + r};
}

static inline double
curve_exp(double x)
{
    struct curve_power power = curve_power(x);
    return power.two * power.rest + power.two;
}

/* e to the x − 1, right where x is near 0 too. */
static inline double
curve_expm1(double x)
{
    struct curve_power power = curve_power(x);
    return power.two * power.rest + (power.two - 1);
}

/* The natural logarithm of x, which is at least 10⁻³⁰⁰ and finite. */
static inline double
curve_log(double x)
{
    /* x = 2ⁿ × (1 + f), with 1 + f between √½ and √2. */
    const uint64_t root = 0x3fe6a09e667f3bcd, one = (uint64_t)1 << 52;
    uint64_t bits = curve_bits(x), above = bits - root + 1024 * one;
    /* As the lowest bits of a number whose bits are whole numbers: n + 1024 */
    double n = curve_of_bits((above >> 52) | 0x4330000000000000) - (0x1p52 + 1024);
    double f = curve_of_bits((above & (one - 1)) + root) - 1;
    /* The series of fdlibm's e_log.c in s = f ÷ (2 + f). */
    double s = f / (2 + f), z = s * s;
    double sum = 0x1.2f112df3e5244p-3;
    sum = sum * z + 0x1.39a09d078c69fp-3;
    sum = sum * z + 0x1.7466496cb03dep-3;
    sum = sum * z + 0x1.c71c51d8e78afp-3;
    sum = sum * z + 0x1.2492494229359p-2;
    sum = sum * z + 0x1.999999997fa04p-2;
    sum = sum * z + 0x1.5555555555593p-1;
    sum *= z;
    double half = 0.5 * f * f;
    return n * CURVE_LN2_HIGH + (f - (half - (s * (half + sum) + n * CURVE_LN2_LOW)));
}

/* x to the y; x at least 0. */
static inline double
curve_pow(double x, double y)
{
    return curve_exp(y * (x > 0 ? curve_log(x) : -1e300));
}

/* The natural logarithm of 1 + x, right where x is near 0 too; x above −1. */
static inline double
curve_log1p(double x)
{
    double sum = 1 + x;
    return curve_log(sum) + (x - (sum - 1)) / sum;
}

#endif
