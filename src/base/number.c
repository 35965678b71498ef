/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/number.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 10 to the power of 22 is the largest that a double holds exactly. */
enum { DECIMALS_MAX = 22 };

bool
number_parse_whole(const char *bytes, size_t length, int64_t *out)
{
    bool negative = length > 0 && bytes[0] == '-';
    size_t at = negative ? 1 : 0;
    if (at == length) {
        return false;
    }
    int64_t value = 0;
    for (; at < length; at++) {
        if (bytes[at] < '0' || bytes[at] > '9') {
            return false;
        }
        int digit = bytes[at] - '0';
        if (value > (INT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *out = negative ? -value : value;
    return true;
}

bool
number_parse_decimal(const char *bytes, size_t length, double *out)
{
    enum { SIGNIFICANT = 15 };
    static const double powers[DECIMALS_MAX + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    bool negative = length > 0 && bytes[0] == '-';
    size_t at = negative ? 1 : 0;
    int64_t mantissa = 0;
    int significant = 0, before = 0, after = 0;
    bool point = false;
    for (; at < length; at++) {
        if (bytes[at] == '.' && !point && before > 0) {
            point = true;
            continue;
        }
        if (bytes[at] < '0' || bytes[at] > '9') {
            return false;
        }
        *(point ? &after : &before) += 1;
        significant += significant > 0 || bytes[at] != '0';
        if (significant > SIGNIFICANT || after > DECIMALS_MAX) {
            return false;
        }
        mantissa = mantissa * 10 + (bytes[at] - '0');
    }
    if (before == 0 || (point && after == 0)) {
        return false;
    }
    double value = (double)mantissa / powers[after];
    *out = negative ? 0.0 - value
                    : value; /* "-0" is 0: one number, one row of bytes to compare keys by */
    return true;
}

/* Replaces an exponent below 0, which number_parse_decimal does not read, by as many decimals as it
 * does. */
static void
write_small(double value, char out[NUMBER_TEXT_SIZE])
{
    const char *exponent = strstr(out, "e-");
    if (exponent == NULL) {
        return;
    }
    int decimals = (int)strtol(exponent + 2, NULL, 10) - 1;
    for (const char *p = out; p < exponent; p++) {
        decimals += *p >= '0' && *p <= '9';
    }
    if (decimals <= DECIMALS_MAX) {
        snprintf(out, NUMBER_TEXT_SIZE, "%.*f", decimals, value);
    }
}

/* Writes whole / 10^decimals. */
static void
write_decimal(bool negative, uint64_t whole, int decimals, char out[NUMBER_TEXT_SIZE])
{
    char digits[NUMBER_TEXT_SIZE];
    size_t at = sizeof digits;
    for (int written = 0; whole > 0 || written <= decimals; written++) {
        if (written == decimals && decimals > 0) {
            digits[--at] = '.';
        }
        digits[--at] = (char)('0' + whole % 10);
        whole /= 10;
    }
    if (negative) {
        digits[--at] = '-';
    }
    memcpy(out, digits + at, sizeof digits - at);
    out[sizeof digits - at] = '\0';
}

/* Writes a number of few decimals and at most 15 digits, as nearly all are. Both sides of the
 * division are exact, so that what it gives is the double nearest to what is written; and of so few
 * digits no two are the same double. */
static bool
write_short(double value, char out[NUMBER_TEXT_SIZE])
{
    enum { SHORT_DECIMALS = 6 };
    static const double most = 999999999999999.0;
    const double size = fabs(value);
    double power = 1;
    for (int decimals = 0; decimals <= SHORT_DECIMALS && size * power <= most; decimals++) {
        const double whole = (double)(int64_t)(size * power + 0.5);
        if (whole / power == size) {
            write_decimal(signbit(value) != 0, (uint64_t)whole, decimals, out);
            return true;
        }
        power *= 10;
    }
    return false;
}

__extension__ typedef unsigned __int128 uint128;

/* Writes a number as the fewest digits that are read as it, where 128 bits can tell. It is
 * mantissa / 2^binary, which is exact / 2^shift in its last decimal; half of the mantissa's last
 * bit is 5^decimals / 2 of the same, and within that is what is read as it. */
static bool
write_long(double value, char out[NUMBER_TEXT_SIZE])
{
    enum { MANTISSA_BITS = 53, FEWEST = 15, MOST = 17 };
    static const uint64_t lowest = UINT64_C(1) << (MANTISSA_BITS - 1);
    int exponent;
    const double size = fabs(value);
    const uint64_t mantissa = (uint64_t)ldexp(frexp(size, &exponent), MANTISSA_BITS);
    const int binary = MANTISSA_BITS - exponent, before = (int)floor(log10(size)) + 1;
    uint64_t fives = 1, least = UINT64_C(100000000000000);
    for (int i = 0; i < FEWEST - before && i < DECIMALS_MAX; i++) {
        fives *= 5;
    }
    for (int digits = FEWEST; digits <= MOST; digits++) {
        int decimals = digits - before;
        const int shift = binary - decimals;
        if (mantissa == lowest || decimals < 0 || decimals > DECIMALS_MAX || shift < 1 ||
            shift >= 2 * MANTISSA_BITS) {
            return false;
        }
        const uint128 exact = (uint128)mantissa * fives, one = (uint128)1 << shift,
                      rest = exact & (one - 1);
        uint64_t whole = (uint64_t)(exact >> shift);
        if (whole < least || whole / 10 >= least) {
            return false;
        }
        const bool up = rest > one / 2 || (rest == one / 2 && whole % 2 == 1);
        whole += up;
        if ((up ? one - rest : rest) < (fives + 1) / 2) {
            for (; decimals > 0 && whole % 10 == 0; decimals--) {
                whole /= 10;
            }
            write_decimal(value < 0, whole, decimals, out);
            return true;
        }
        fives *= 5;
        least *= 10;
    }
    return false;
}

void
number_write(double value, char out[NUMBER_TEXT_SIZE])
{
    static const double exact = 9007199254740992.0; /* 2^53: whole numbers up to it are exact */
    assert(isfinite(value));
    if (write_short(value, out)) {
        return;
    }
    if (fabs(value) <= exact && value == round(value)) {
        snprintf(out, NUMBER_TEXT_SIZE, "%.0f", value);
        return;
    }
    if (write_long(value, out)) {
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(out, NUMBER_TEXT_SIZE, "%.*g", digits, value);
        if (strtod(out, NULL) == value) {
            write_small(value, out);
            return;
        }
    }
}

double
number_ceil(double value)
{
    double nearest = round(value);
    return fabs(value - nearest) <= 1e-9 * fmax(1.0, fabs(value)) ? nearest : ceil(value);
}
