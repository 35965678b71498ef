/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
an_unwritten_text_is_an_empty_string(void **state)
{
    (void)state;
    struct text text;
    text_init(&text, 100);
    assert_string_equal(text_string(&text), "");
    assert_false(text.failed);
    text_add(&text, "");
    assert_string_equal(text_string(&text), "");
    assert_int_equal(text.length, 0);
    text_free(&text);
    assert_string_equal(text_string(&text), "");
}

static void
each_way_of_adding_adds_to_the_end(void **state)
{
    (void)state;
    struct text text;
    text_init(&text, 1000);
    text_add(&text, "ab");
    text_add_bytes(&text, "cdX", 2);
    text_add_char(&text, 'e');
    text_repeat(&text, "fg", 3);
    text_repeat(&text, "no", 0);
    text_repeat(&text, "no", -1);
    text_format(&text, "-%d-%s", 42, "ø");
    text_add_bytes(&text, NULL, 0);
    assert_string_equal(text_string(&text), "abcdefgfgfg-42-ø");
    assert_int_equal(text.length, strlen("abcdefgfgfg-42-ø"));
    assert_false(text.failed);
    text_free(&text);
    assert_null(text.bytes);
    text_add(&text, "again");
    assert_string_equal(text_string(&text), "again");
    text_free(&text);
}

/* The limit counts the NUL, as the size of an array would. */
static void
the_limit_holds_to_the_byte(void **state)
{
    (void)state;
    static const size_t limits[] = {1, 2, 10, 255, 256, 257, 511, 512, 513, 1000, 5000};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct text text;
        text_init(&text, limits[i]);
        for (size_t n = 0; n + 1 < limits[i]; n++) {
            text_add_char(&text, (char)('a' + n % 26));
            assert_false(text.failed);
            assert_int_equal(text.length, n + 1);
            assert_int_equal(strlen(text_string(&text)), n + 1);
        }
        text_add_char(&text, '!');
        assert_true(text.failed);
        assert_int_equal(text.length, limits[i] - 1);
        assert_null(strchr(text_string(&text), '!'));
        text_free(&text);
        assert_false(text.failed);
    }
}

static void
what_does_not_fit_is_dropped_whole_and_remembered(void **state)
{
    (void)state;
    struct text text;
    text_init(&text, 6);
    text_add(&text, "abc");
    text_add(&text, "def");
    assert_true(text.failed);
    assert_string_equal(text_string(&text), "abc");
    text_add(&text, "d");
    text_format(&text, "%d", 1);
    text_add_char(&text, 'x');
    assert_string_equal(text_string(&text), "abc"); /* nothing after a hole */
    assert_true(text.failed);
    text_free(&text);

    text_init(&text, 6);
    text_format(&text, "%s", "12345");
    assert_false(text.failed);
    assert_string_equal(text_string(&text), "12345");
    text_format(&text, "%s", "6");
    assert_true(text.failed);
    assert_string_equal(text_string(&text), "12345");
    text_free(&text);

    text_init(&text, 0);
    text_add_char(&text, 'x');
    assert_true(text.failed);
    assert_string_equal(text_string(&text), "");
    text_free(&text);

    text_init(&text, 100);
    text_add_bytes(&text, "x", SIZE_MAX);
    assert_true(text.failed);
    assert_string_equal(text_string(&text), "");
    text_free(&text);
}

static void
width_counts_code_points(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int width;
    } cases[] = {{"", 0},  {"abc", 3}, {"æøå", 3},    {"0–2500", 6},
                 {"€", 1}, {"𝄞", 1},   {"Ærfugl…", 7}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(text_width(cases[i].text), cases[i].width);
    }
}

#define A60 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void
distance_is_the_number_of_edits(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int distance;
    } cases[] = {
        {"", "", 0},
        {"", "abc", 3},
        {"abc", "abc", 0},
        {"abc", "abd", 1},
        {"abc", "ab", 1},
        {"abc", "xabc", 1},
        {"ab", "ba", 1},
        {"gsp", "gps", 1},
        {"kitten", "sitting", 3},
        {"saturday", "sunday", 3},
        {"flaw", "lawn", 2},
        {"closed", "locked", 3},
        {A60 "aaa", A60 "aaa", 0},
        {A60 "aaa", A60 "aab", 1},
        {A60 "aaaa", A60 "aaaa", 63}, /* one byte too long to be compared */
        {"a", A60 "aaaa", 63},
        {A60 "aaa", A60 "aaaa", 63},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(text_distance(cases[i].a, cases[i].b), cases[i].distance);
        assert_int_equal(text_distance(cases[i].b, cases[i].a), cases[i].distance);
    }
}

/* The distance as it is defined, for words so short that trying everything is quick. */
static int
plain_distance(const char *a, const char *b)
{
    if (*a == '\0' || *b == '\0') {
        return (int)(strlen(a) + strlen(b));
    }
    int replaced = plain_distance(a + 1, b + 1) + (*a != *b);
    int deleted = plain_distance(a + 1, b) + 1, inserted = plain_distance(a, b + 1) + 1;
    int best = deleted < inserted ? deleted : inserted;
    best = replaced < best ? replaced : best;
    if (a[1] != '\0' && b[1] != '\0' && a[0] == b[1] && a[1] == b[0]) {
        int swapped = plain_distance(a + 2, b + 2) + 1;
        best = swapped < best ? swapped : best;
    }
    return best;
}

static void
distance_equals_its_definition(void **state)
{
    (void)state;
    uint32_t random = 7;
    for (int round = 0; round < 3000; round++) {
        char words[2][6] = {"", ""};
        for (int w = 0; w < 2; w++) {
            random = random * 1664525U + 1013904223U;
            int length = (int)(random >> 24) % 6;
            for (int i = 0; i < length; i++) {
                random = random * 1664525U + 1013904223U;
                words[w][i] = (char)('a' + (random >> 24) % 3);
            }
        }
        assert_int_equal(text_distance(words[0], words[1]), plain_distance(words[0], words[1]));
    }
}

static void
likely_mistakes_resemble(void **state)
{
    (void)state;
    static const struct {
        const char *wrong, *right;
        bool resembles;
    } cases[] = {
        {"cap", "cap", true},
        {"cpa", "cap", true},
        {"cp", "cap", true},
        {"caps", "cap", true},
        {"persns", "persons", true},
        {"person", "persons", true},
        {"vacnt", "vacant", true},
        {"held", "vacant", false},
        {"praksis", "practice", false},
        {"disrtict", "district", true},
        {"municpalty", "municipality", true},
        {"D", "A", false},
        {"", "A", false},
        {"", "cap", false},
        {"open", "locked", false},
        {A60 "aaaa", A60 "aaaa", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (text_resembles(cases[i].wrong, cases[i].right) != cases[i].resembles) {
            fail_msg("%s / %s", cases[i].wrong, cases[i].right);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unwritten_text_is_an_empty_string),
        cmocka_unit_test(each_way_of_adding_adds_to_the_end),
        cmocka_unit_test(the_limit_holds_to_the_byte),
        cmocka_unit_test(what_does_not_fit_is_dropped_whole_and_remembered),
        cmocka_unit_test(width_counts_code_points),
        cmocka_unit_test(distance_is_the_number_of_edits),
        cmocka_unit_test(distance_equals_its_definition),
        cmocka_unit_test(likely_mistakes_resemble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
