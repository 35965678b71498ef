/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/chart.h"

#include "fixture.h"

#include <string.h>

static void
assert_drawn(const struct chart *chart, int columns, int lines, bool plain,
             const char *const *wanted)
{
    struct text out[CHART_LINES_MAX];
    for (int i = 0; i < CHART_LINES_MAX; i++) {
        text_init(&out[i], 1000);
    }
    chart_draw(chart, columns, lines, plain, out);
    for (int i = 0; i < lines; i++) {
        assert_string_equal(text_string(&out[i]), wanted[i]);
    }
    for (int i = 0; i < CHART_LINES_MAX; i++) {
        text_free(&out[i]);
    }
}

static void
a_line_rises_from_the_lowest_dot_to_the_highest(void **state)
{
    (void)state;
    const double middle[] = {0, 1, 2, 3, 4, 5, 6, 7};
    const struct chart chart = {.count = 8, .middle = middle};
    assert_drawn(&chart, 4, 2, false, (const char *const[]){"  ⡠⠊", "⡠⠊  "});
    assert_drawn(&chart, 4, 2, true, (const char *const[]){"  **", "**  "});
    assert_drawn(&chart, 2, 1, false, (const char *const[]){"⡠⠊"});
}

static void
a_band_is_dotted_about_its_middle(void **state)
{
    (void)state;
    const double low[] = {0, 0, 0, 0}, middle[] = {4, 4, 4, 4}, high[] = {7, 7, 7, 7};
    const struct chart chart = {.count = 4, .low = low, .middle = middle, .high = high};
    assert_drawn(&chart, 2, 2, false, (const char *const[]){"⣪⣪", "⡪⡪"});
    /* the middle is above the half: below it there is band alone */
    assert_drawn(&chart, 2, 2, true, (const char *const[]){"**", "::"});
}

static void
what_never_changes_is_a_flat_line(void **state)
{
    (void)state;
    const double middle[] = {5, 5, 5};
    const struct chart flat = {.count = 3, .middle = middle};
    assert_drawn(&flat, 3, 1, false, (const char *const[]){"⠒⠒⠒"});
    assert_drawn(&flat, 3, 1, true, (const char *const[]){"***"});
}

static void
chances_are_drawn_from_nothing_to_certainty(void **state)
{
    (void)state;
    const double never[] = {0, 0, 0}, always[] = {1, 1, 1};
    assert_drawn(&(struct chart){.count = 3, .middle = never, .of_one = true}, 2, 1, false,
                 (const char *const[]){"⣀⣀"});
    assert_drawn(&(struct chart){.count = 3, .middle = always, .of_one = true}, 2, 1, false,
                 (const char *const[]){"⠉⠉"});
}

static void
nothing_is_drawn_of_one_moment_or_in_no_room(void **state)
{
    (void)state;
    const double middle[] = {1, 2};
    assert_drawn(&(struct chart){.count = 1, .middle = middle}, 5, 2, false,
                 (const char *const[]){"", ""});
    assert_drawn(&(struct chart){.count = 2, .middle = middle}, 0, 2, false,
                 (const char *const[]){"", ""});
    assert_drawn(&(struct chart){0}, 5, 2, false, (const char *const[]){"", ""});
}

static void
any_width_is_as_wide_as_asked(void **state)
{
    (void)state;
    double low[121], middle[121], high[121];
    struct dice dice = {.seed = 5};
    for (size_t i = 0; i < 121; i++) {
        low[i] = dice_between(&dice, -1e9, 0);
        middle[i] = dice_between(&dice, 0, 1);
        high[i] = dice_between(&dice, 1, 1e9);
    }
    const struct chart chart = {.count = 121, .low = low, .middle = middle, .high = high};
    for (int columns = 1; columns <= 60; columns++) {
        for (int plain = 0; plain < 2; plain++) {
            struct text out[CHART_LINES_MAX];
            text_init(&out[0], 1000);
            text_init(&out[1], 1000);
            chart_draw(&chart, columns, 2, plain, out);
            assert_int_equal(text_width(text_string(&out[0])), columns);
            assert_int_equal(text_width(text_string(&out[1])), columns);
            assert_true(!plain || out[0].length == (size_t)columns);
            text_free(&out[0]);
            text_free(&out[1]);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_rises_from_the_lowest_dot_to_the_highest),
        cmocka_unit_test(a_band_is_dotted_about_its_middle),
        cmocka_unit_test(what_never_changes_is_a_flat_line),
        cmocka_unit_test(chances_are_drawn_from_nothing_to_certainty),
        cmocka_unit_test(nothing_is_drawn_of_one_moment_or_in_no_room),
        cmocka_unit_test(any_width_is_as_wide_as_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
