/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/format.h"

#include "fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPACE "\xC2\xA0"     /* no-break space */
#define MINUS "\xE2\x88\x92" /* a true minus sign */
#define NONE ((double)NAN)

static void
expect_number(double number, int decimals, enum language language, const char *expected)
{
    struct text text;
    text_init(&text, 1024);
    format_number(number, decimals, language, &text);
    assert_string_equal(text_string(&text), expected);
    text_free(&text);
}

static void
numbers_are_written_as_people_do(void **state)
{
    (void)state;
    static const struct {
        double number;
        int decimals;
        const char *norwegian, *english;
    } cases[] = {
        {0, 0, "0", "0"},
        {7, 0, "7", "7"},
        {999, 0, "999", "999"},
        {1000, 0, "1" SPACE "000", "1,000"},
        {9999, 0, "9" SPACE "999", "9,999"},
        {10000, 0, "10" SPACE "000", "10,000"},
        {100000, 0, "100" SPACE "000", "100,000"},
        {295987, 0, "295" SPACE "987", "295,987"},
        {1000000, 0, "1" SPACE "000" SPACE "000", "1,000,000"},
        {1234567890, 0, "1" SPACE "234" SPACE "567" SPACE "890", "1,234,567,890"},
        {-1000, 0, MINUS "1" SPACE "000", MINUS "1,000"},
        {-7, 0, MINUS "7", MINUS "7"},
        {0.5, 1, "0,5", "0.5"},
        {295987.5, 1, "295" SPACE "987,5", "295,987.5"},
        {-33.073, 1, MINUS "33,1", MINUS "33.1"},
        {841.8, 2, "841,80", "841.80"},
        {12.3456789, 6, "12,345679", "12.345679"},
        {1234.5678, 3, "1" SPACE "234,568",
         "1,234.568"}, /* no separators behind the decimal sign */
        {0.0001, 4, "0,0001", "0.0001"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect_number(cases[i].number, cases[i].decimals, LANGUAGE_NB, cases[i].norwegian);
        expect_number(cases[i].number, cases[i].decimals, LANGUAGE_NN, cases[i].norwegian);
        expect_number(cases[i].number, cases[i].decimals, LANGUAGE_EN, cases[i].english);
    }
}

static void
halves_go_away_from_zero(void **state)
{
    (void)state;
    static const struct {
        double number;
        int decimals;
        const char *expected;
    } cases[] = {
        {0.5, 0, "1"},
        {1.5, 0, "2"},
        {2.5, 0, "3"},
        {-0.5, 0, MINUS "1"},
        {-2.5, 0, MINUS "3"},
        {0.05, 1, "0.1"},
        {0.25, 1, "0.3"},
        {0.35, 1, "0.4"},
        {0.45, 1, "0.5"},
        {-0.45, 1, MINUS "0.5"},
        {1.005, 2, "1.01"},
        {2.675, 2, "2.68"},
        {0.125, 2, "0.13"},
        {8.345, 2, "8.35"},
        {0.4999, 0, "0"},
        {0.49999999, 0, "0"},
        {1.4999, 0, "1"},
        {0.0449, 1, "0.0"},
        {999.5, 0, "1,000"},
        {999.95, 1, "1,000.0"},
        {999999.5, 0, "1,000,000"},
        {13.926, 1, "13.9"},
        {42.151, 1, "42.2"},
        {289.073, 1, "289.1"},
        {0.60, 1, "0.6"},
        {1106 * 37.5 / 55.6, 0, "746"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect_number(cases[i].number, cases[i].decimals, LANGUAGE_EN, cases[i].expected);
    }
}

/* Every decimal number of up to four digits and a 5 behind is rounded as it is read, whatever its
 * last bit. */
static void
halves_do_not_hang_on_the_last_bit(void **state)
{
    (void)state;
    for (int steps = 0; steps < 20000; steps++) {
        char read[32], expected[32];
        snprintf(read, sizeof read, "%d.%02d5", steps / 100, steps % 100);
        snprintf(expected, sizeof expected, "%d.%02d", (steps + 1) / 100, (steps + 1) % 100);
        expect_number(strtod(read, NULL), 2, LANGUAGE_EN, expected);
    }
}

static void
there_is_no_minus_zero(void **state)
{
    (void)state;
    static const struct {
        double number;
        int decimals;
        const char *expected;
    } cases[] = {{-0.0, 0, "0"},         {-0.4, 0, "0"},        {-0.04, 1, "0.0"},
                 {-0.0049, 2, "0.00"},   {-1e-300, 3, "0.000"}, {-0.5, 0, MINUS "1"},
                 {-0.05, 1, MINUS "0.1"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect_number(cases[i].number, cases[i].decimals, LANGUAGE_EN, cases[i].expected);
    }
}

static void
dates_are_written_as_people_do(void **state)
{
    (void)state;
    static const struct {
        const char *iso, *norwegian;
    } cases[] = {{"2023-12-31", "31.12.2023"},
                 {"2024-02-09", "09.02.2024"},
                 {"1800-01-01", "01.01.1800"},
                 {"2299-12-31", "31.12.2299"}};
    for (size_t i = 0; i <= sizeof cases / sizeof cases[0]; i++) {
        bool none = i == sizeof cases / sizeof cases[0];
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            struct text text;
            text_init(&text, 64);
            format_date(none ? DATE_NONE : day(cases[i].iso), (enum language)language, &text);
            const char *shown = none                      ? ""
                                : language == LANGUAGE_EN ? cases[i].iso
                                                          : cases[i].norwegian;
            assert_string_equal(text_string(&text), shown);
            text_free(&text);
        }
    }
}

static void
values_are_written_by_kind(void **state)
{
    (void)state;
    const struct {
        struct value value;
        const char *nb, *nn, *en;
    } cases[] = {
        {value_number(1234.5, 1), "1" SPACE "234,5", "1" SPACE "234,5", "1,234.5"},
        {value_number(-2, 0), MINUS "2", MINUS "2", MINUS "2"},
        {value_number(NONE, 0), "–", "–", "–"},
        {value_number((double)INFINITY, 0), "–", "–", "–"},
        {value_difference(21.207, 1), "+21,2", "+21,2", "+21.2"},
        {value_difference(-19.433, 1), MINUS "19,4", MINUS "19,4", MINUS "19.4"},
        {value_difference(0, 1), "0,0", "0,0", "0.0"},
        {value_difference(0.04, 1), "0,0", "0,0", "0.0"},
        {value_difference(-0.04, 1), "0,0", "0,0", "0.0"},
        {value_difference(-0.04, 1), "0,0", "0,0", "0.0"},
        {value_difference(NONE, 1), "–", "–", "–"},
        {value_millions(12345678), "12,3", "12,3", "12.3"},
        {value_millions(NONE), "–", "–", "–"},
        {value_share(0.0016718, 2), "0,17" SPACE "%", "0,17" SPACE "%", "0.17%"},
        {value_share(0.6, 0), "60" SPACE "%", "60" SPACE "%", "60%"},
        {value_share(1, 1), "100,0" SPACE "%", "100,0" SPACE "%", "100.0%"},
        {value_share(NONE, 1), "–", "–", "–"},
        {value_text("Årstad"), "Årstad", "Årstad", "Årstad"},
        {value_text(""), "–", "–", "–"},
        {value_date(day("2024-05-08")), "08.05.2024", "08.05.2024", "2024-05-08"},
        {value_date(DATE_NONE), "–", "–", "–"},
        {value_yes_no(true), "ja", "ja", "yes"},
        {value_yes_no(false), "nei", "nei", "no"},
        {{.kind = VALUE_NONE}, "–", "–", "–"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const expected[LANGUAGE_COUNT] = {cases[i].nb, cases[i].nn, cases[i].en};
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            struct text text;
            text_init(&text, 256);
            format_value(&cases[i].value, (enum language)language, &text);
            assert_string_equal(text_string(&text), expected[language]);
            text_free(&text);
        }
    }
}

/* What a person reads back is what was meant, to the last digit shown. */
static void
numbers_read_back(void **state)
{
    (void)state;
    struct dice dice = {.seed = 4601};
    for (int round = 0; round < 5000; round++) {
        int decimals = (int)dice_whole(&dice, 0, 5);
        double number = dice_between(&dice, -1, 1) * pow(10, (double)dice_whole(&dice, 0, 6));
        struct text text;
        char plain[64];
        size_t length = 0;
        text_init(&text, 256);
        format_number(number, decimals, LANGUAGE_EN, &text);
        for (const char *p = text_string(&text); *p != '\0'; p++) {
            if (strncmp(p, MINUS, 3) == 0) {
                plain[length++] = '-';
                p += 2;
            } else if (*p != ',') {
                plain[length++] = *p;
            }
        }
        plain[length] = '\0';
        assert_near(strtod(plain, NULL), number, 0.501 * pow(10, -decimals));
        text_free(&text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_as_people_do),
        cmocka_unit_test(halves_go_away_from_zero),
        cmocka_unit_test(halves_do_not_hang_on_the_last_bit),
        cmocka_unit_test(there_is_no_minus_zero),
        cmocka_unit_test(dates_are_written_as_people_do),
        cmocka_unit_test(values_are_written_by_kind),
        cmocka_unit_test(numbers_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
