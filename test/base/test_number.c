/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/number.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t random_state = 88172645463325252U;

static uint64_t
draw(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static bool
same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void
whole_numbers_are_read_to_the_edges(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } cases[] = {
        {"0", 0},
        {"-0", 0},
        {"7", 7},
        {"-7", -7},
        {"007", 7},
        {"2500", 2500},
        {"9223372036854775806", INT64_MAX - 1},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775806", -INT64_MAX + 1},
        {"-9223372036854775807", -INT64_MAX},
        {"00000000000000000000000000000009223372036854775807", INT64_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t value = 4711;
        assert_true(number_parse_whole(cases[i].text, strlen(cases[i].text), &value));
        assert_true(value == cases[i].value);
    }
}

static void
what_is_no_whole_number_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "-",
        "--1",
        "+1",
        " 1",
        "1 ",
        "1 000",
        "1,5",
        "1.0",
        "1.",
        ".1",
        "1e5",
        "0x10",
        "1-",
        "25o0",
        "ten",
        "\t1",
        "1\n",
        "−1",
        "١",
        "1_0",
        "/",
        ":",
        "NaN",
        "9223372036854775808",  /* INT64_MAX + 1 */
        "-9223372036854775808", /* WHOLE_NONE */
        "-9223372036854775809",
        "9223372036854775810",
        "92233720368547758070",
        "99999999999999999999999999",
        "18446744073709551616",
        "18446744073709551617",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t value = 4711;
        if (number_parse_whole(wrong[i], strlen(wrong[i]), &value)) {
            fail_msg("\"%s\" was read", wrong[i]);
        }
        assert_true(value == 4711);
    }
    int64_t value = 4711;
    assert_false(number_parse_whole("1\0002", 3, &value));
    assert_true(number_parse_whole("12x", 2, &value));
    assert_true(value == 12);
}

static void
whole_numbers_read_as_strtoll_reads_them(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        int64_t value = (int64_t)(draw() >> (draw() % 64)), read = 0;
        value = draw() % 2 == 0 ? value : -value;
        if (value == WHOLE_NONE) {
            continue;
        }
        char text[32];
        int length = snprintf(text, sizeof text, "%lld", (long long)value);
        assert_true(number_parse_whole(text, (size_t)length, &read));
        assert_true(read == value);
    }
}

static void
what_is_no_decimal_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "-",
        "1e5",
        "1E5",
        " 1",
        "1 ",
        "1,5",
        "+1",
        ".5",
        "5.",
        "-.5",
        "-5.",
        ".",
        "-.",
        "..",
        "1..2",
        "1.2.3",
        "--1",
        "1-",
        "nan",
        "inf",
        "-inf",
        "0x1",
        "1.5kr",
        "1 000",
        "1.000,5",
        "−1",
        "½",
        "1._",
        "1.-5",
        "1\t",
        "1234567890123456", /* 16 significant digits */
        "1000000000000000", /* its zeros count */
        "0.1234567890123456",
        "12345678.12345678",
        "0.00000000000000000000001", /* 23 decimals */
        "1.00000000000000000000000",
        "0.00000000000000000000000",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        double value = 4711;
        if (number_parse_decimal(wrong[i], strlen(wrong[i]), &value)) {
            fail_msg("\"%s\" was read", wrong[i]);
        }
        assert_true(same_bits(value, 4711));
    }
    double value = 4711;
    assert_false(number_parse_decimal("1\0002", 3, &value));
    assert_true(number_parse_decimal("1.5x", 3, &value));
    assert_true(same_bits(value, 1.5));
}

static void
decimals_are_exact_at_the_edges(void **state)
{
    (void)state;
    static const char *const right[] = {
        "0",
        "0.0",
        "0.1",
        "-0.1",
        "1",
        "1.05",
        "00.5",
        "000123.4500",
        "999999999999999",
        "-999999999999999",
        "99999999999999.9",
        "0.999999999999999",
        "0.0000000000000000000001",
        "0.0000000999999999999999",
        "0.3",
        "0.7",
        "2.675",
        "1115",
        "1.15",
        "123456789.012345",
        "0.0000000000000000000000",
        "0000000000000000000000000000000000000000000000001.5",
    };
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        double value = 4711;
        if (!number_parse_decimal(right[i], strlen(right[i]), &value)) {
            fail_msg("\"%s\" was not read", right[i]);
        }
        assert_true(same_bits(value, strtod(right[i], NULL)));
    }
    double zero = 4711;
    assert_true(number_parse_decimal("-0", 2, &zero));
    assert_true(same_bits(zero, 0.0)); /* one zero, so that equal keys have equal bytes */
    assert_true(number_parse_decimal("-0.00", 5, &zero));
    assert_true(same_bits(zero, 0.0));
}

/* A random text of a form that is read, with at most 15 significant digits and 22 decimals. */
static size_t
random_decimal(char text[64])
{
    int digits = 1 + (int)(draw() % 15), decimals = (int)(draw() % 23);
    int width = decimals >= digits ? decimals + 1 : digits;
    size_t length = 0;
    if (draw() % 3 == 0) {
        text[length++] = '-';
    }
    for (int i = 0; i < width; i++) {
        if (i == width - decimals) {
            text[length++] = '.';
        }
        text[length++] = i < width - digits ? '0' : (char)('0' + draw() % 10);
    }
    text[length] = '\0';
    return length;
}

static void
decimals_read_as_strtod_reads_them(void **state)
{
    (void)state;
    for (int i = 0; i < 300000; i++) {
        char text[64];
        size_t length = random_decimal(text);
        double value = 4711;
        if (!number_parse_decimal(text, length, &value)) {
            fail_msg("\"%s\" was not read", text);
        }
        if (!same_bits(value, strtod(text, NULL)) && fabs(value) > 0) {
            fail_msg("\"%s\" was read as %.17g", text, value);
        }
    }
}

/* What has been read from a table must be read again when the table is written. */
static void
decimals_that_were_read_are_written_so_that_they_are_read_again(void **state)
{
    (void)state;
    for (int i = 0; i < 300000; i++) {
        char text[64], written[NUMBER_TEXT_SIZE];
        size_t length = random_decimal(text);
        double value, again;
        assert_true(number_parse_decimal(text, length, &value));
        number_write(value, written);
        if (!number_parse_decimal(written, strlen(written), &again) || !same_bits(value, again)) {
            fail_msg("\"%s\" was written as \"%s\"", text, written);
        }
        assert_true(strlen(written) <= length);
    }
}

static void
numbers_are_written_shortest(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0"},
        {1, "1"},
        {-1, "-1"},
        {0.1, "0.1"},
        {294, "294"},
        {1.05, "1.05"},
        {2500, "2500"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {999999999999999, "999999999999999"},
        {1e9, "1000000000"},
        {1813544681477800, "1813544681477800"},
        {-9007199254740992, "-9007199254740992"},
        {1e17, "1e+17"},
        {0.0001, "0.0001"},
        {0.00001, "0.00001"},
        {-0.000015, "-0.000015"},
        {1e-22, "0.0000000000000000000001"},
        {0.0000123456789012345, "0.0000123456789012345"},
        {1e-300, "1e-300"},
        {1e300, "1e+300"},
        {-2.5e-8, "-0.000000025"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char written[NUMBER_TEXT_SIZE];
        number_write(cases[i].value, written);
        assert_string_equal(written, cases[i].text);
    }
}

enum { LONGEST = 400 }; /* of printf, for all it can know */

/* As trying ever more digits finds it. */
static void
write_by_trying(double value, char out[LONGEST])
{
    int digits = 15;
    do {
        snprintf(out, LONGEST, "%.*g", digits++, value);
    } while (strtod(out, NULL) != value);
}

static void
numbers_of_few_decimals_are_written_as_others(void **state)
{
    (void)state;
    for (int i = 0; i < 300000; i++) {
        char written[NUMBER_TEXT_SIZE], tried[LONGEST];
        const int decimals = (int)(draw() % 9);
        const uint64_t most = UINT64_C(1) << (draw() % 54);
        double value = (double)(draw() % most) / pow(10, decimals);
        value = draw() % 2 == 0 ? -value : value;
        value = draw() % 4 == 0 ? nextafter(value, INFINITY) : value;
        if (fabs(value) < 1e-4 || fabs(value) >= 1e15) { /* which are tried with an exponent */
            continue;
        }
        write_by_trying(value, tried);
        number_write(value, written);
        assert_string_equal(written, tried);
    }
}

/* All the digits there are, and the numbers next to those of fewer and to powers of two. */
static void
numbers_of_many_decimals_are_written_shortest(void **state)
{
    (void)state;
    for (int i = 0; i < 300000; i++) {
        char written[NUMBER_TEXT_SIZE], tried[LONGEST];
        double value = ldexp((double)(draw() >> 11), (int)(draw() % 64) - 66);
        if (draw() % 4 == 0) {
            value = (double)(draw() % 1000000) / pow(10, (double)(draw() % 12));
        } else if (draw() % 4 == 0) {
            value = ldexp(1, (int)(draw() % 64) - 13);
        }
        value = draw() % 2 == 0 ? nextafter(value, 0) : value;
        if (fabs(value) < 1e-4 || fabs(value) >= 1e15) {
            continue;
        }
        write_by_trying(value, tried);
        number_write(value, written);
        assert_string_equal(written, tried);
    }
}

/* Every finite double, of every size, reads back the same and fits. */
static void
any_double_is_written_exactly(void **state)
{
    (void)state;
    static const double edges[] = {DBL_MAX,      -DBL_MAX,
                                   DBL_MIN,      -DBL_MIN,
                                   DBL_TRUE_MIN, -DBL_TRUE_MIN,
                                   DBL_EPSILON,  1e15,
                                   -1e15,        1e16,
                                   1e17,         9007199254740993.0,
                                   1e-5,         -1.2345678901234567e-7};
    for (size_t i = 0; i < 300000; i++) {
        double value;
        uint64_t bits = draw();
        memcpy(&value, &bits, sizeof value);
        if (i < sizeof edges / sizeof edges[0]) {
            value = edges[i];
        }
        if (!isfinite(value)) {
            continue;
        }
        char written[NUMBER_TEXT_SIZE + 1];
        written[NUMBER_TEXT_SIZE] = '#';
        number_write(value, written);
        assert_true(strlen(written) < NUMBER_TEXT_SIZE);
        assert_true(same_bits(strtod(written, NULL), value));
        assert_int_equal(written[NUMBER_TEXT_SIZE], '#');
    }
}

static void
ceilings_forgive_the_last_bit(void **state)
{
    (void)state;
    static const struct {
        double value, ceiling;
    } cases[] = {
        {280 * 1.05, 294},
        {0, 0},
        {1, 1},
        {1.1, 2},
        {1.999, 2},
        {2.0000000001, 2},
        {2.00001, 3},
        {-1, -1},
        {-1.5, -1},
        {-0.9999999999, -1},
        {1e6 + 1e-4, 1e6},
        {1e6 + 1e-2, 1e6 + 1},
        {0.1 * 3 * 10, 3},
        {1e15, 1e15},
        {100 * 1.1, 110},
        {294.00001, 295},
        {293.9999999999, 294},
        {5e-10, 0},
        {2e-9, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double ceiling = number_ceil(cases[i].value);
        if (ceiling > cases[i].ceiling || ceiling < cases[i].ceiling) {
            fail_msg("%.17g became %.17g", cases[i].value, ceiling);
        }
    }
    assert_true(isnan(number_ceil((double)NAN)));
    assert_true(isinf(number_ceil((double)INFINITY)));
}

/* Of a whole number times a percentage, the exact ceiling is known from whole numbers. */
static void
ceilings_of_percentages_equal_exact_arithmetic(void **state)
{
    (void)state;
    for (int64_t base = 0; base <= 3000; base += 7) {
        for (int64_t percent = 0; percent <= 200; percent++) {
            int64_t exact = (base * percent + 99) / 100;
            assert_true((int64_t)number_ceil((double)base * ((double)percent / 100)) == exact);
            assert_true((int64_t)number_ceil((double)base * (1 + (double)percent / 100)) ==
                        base + exact);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_are_read_to_the_edges),
        cmocka_unit_test(what_is_no_whole_number_is_refused),
        cmocka_unit_test(whole_numbers_read_as_strtoll_reads_them),
        cmocka_unit_test(what_is_no_decimal_is_refused),
        cmocka_unit_test(decimals_are_exact_at_the_edges),
        cmocka_unit_test(decimals_read_as_strtod_reads_them),
        cmocka_unit_test(decimals_that_were_read_are_written_so_that_they_are_read_again),
        cmocka_unit_test(numbers_are_written_shortest),
        cmocka_unit_test(numbers_of_few_decimals_are_written_as_others),
        cmocka_unit_test(numbers_of_many_decimals_are_written_shortest),
        cmocka_unit_test(any_double_is_written_exactly),
        cmocka_unit_test(ceilings_forgive_the_last_bit),
        cmocka_unit_test(ceilings_of_percentages_equal_exact_arithmetic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
