/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/json.h"

#include "fixture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct text text;
static struct json json;

static int
new_json(void **state)
{
    (void)state;
    text_init(&text, 1 << 20);
    json = (struct json){.out = &text};
    return 0;
}

static int
free_json(void **state)
{
    (void)state;
    text_free(&text);
    return 0;
}

static void
strings_are_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *value, *written;
    } cases[] = {
        {"", "\"\""},
        {"Årstad – Åsane", "\"Årstad – Åsane\""},
        {"\"", "\"\\\"\""},
        {"\\", "\"\\\\\""},
        {"a\\\"b", "\"a\\\\\\\"b\""},
        {"line\nline", "\"line\\u000aline\""},
        {"\r\t\b\f", "\"\\u000d\\u0009\\u0008\\u000c\""},
        {"\x01\x1f", "\"\\u0001\\u001f\""},
        {"/</script>", "\"/</script>\""},
        {"{\"a\":[1]}", "\"{\\\"a\\\":[1]}\""},
        {"\x7f", "\"\x7f\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        text.length = 0;
        json = (struct json){.out = &text};
        json_text(&json, NULL, cases[i].value);
        assert_string_equal(text_string(&text), cases[i].written);
    }
}

static void
every_control_character_is_escaped(void **state)
{
    (void)state;
    for (int c = 1; c < 0x20; c++) {
        char value[2] = {(char)c, '\0'};
        text.length = 0;
        json = (struct json){.out = &text};
        json_text(&json, NULL, value);
        assert_int_equal(text.length, 8);
        assert_memory_equal(text_string(&text), "\"\\u00", 5);
    }
}

/* Wherever it stands, in a text of any length. */
static void
one_character_is_escaped_among_others(void **state)
{
    (void)state;
    static const char *const escaped[][2] = {{"\"", "\\\""},      {"\\", "\\\\"},
                                             {"\x1f", "\\u001f"}, {"\x01", "\\u0001"},
                                             {" ", " "},          {"\x80", "\x80"}};
    for (size_t e = 0; e < sizeof escaped / sizeof escaped[0]; e++) {
        for (size_t length = 1; length <= 34; length++) {
            for (size_t at = 0; at < length; at++) {
                char value[40], expected[128];
                memset(value, 'x', length);
                value[at] = escaped[e][0][0];
                value[length] = '\0';
                snprintf(expected, sizeof expected, "\"%.*s%s%s\":\"%.*s%s%s\"", (int)at, value,
                         escaped[e][1], value + at + 1, (int)at, value, escaped[e][1],
                         value + at + 1);
                text.length = 0;
                json = (struct json){.out = &text};
                json_text(&json, value, value);
                assert_string_equal(text_string(&text), expected);
            }
        }
    }
}

static void
keys_are_escaped_too(void **state)
{
    (void)state;
    json_open(&json, NULL, '{');
    json_text(&json, "a\"b", "c");
    json_close(&json, '}');
    assert_string_equal(text_string(&text), "{\"a\\\"b\":\"c\"}");
}

static void
numbers_are_exact(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *written;
    } cases[] = {{0, "0"},        {-1, "-1"},          {295987, "295987"},
                 {0.1, "0.1"},    {841.8, "841.8"},    {1e15, "1000000000000000"},
                 {1e17, "1e+17"}, {1e-7, "0.0000001"}, {-33.073, "-33.073"},
                 {0.5, "0.5"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        text.length = 0;
        json = (struct json){.out = &text};
        json_number(&json, NULL, cases[i].value);
        assert_string_equal(text_string(&text), cases[i].written);
    }
}

static void
what_is_no_number_is_null(void **state)
{
    (void)state;
    json_open(&json, NULL, '[');
    json_number(&json, NULL, (double)NAN);
    json_number(&json, NULL, (double)INFINITY);
    json_number(&json, NULL, -(double)INFINITY);
    json_none(&json, NULL);
    json_close(&json, ']');
    assert_string_equal(text_string(&text), "[null,null,null,null]");
}

static void
commas_stand_between(void **state)
{
    (void)state;
    json_open(&json, NULL, '{');
    json_open(&json, "none", '[');
    json_close(&json, ']');
    json_open(&json, "empty", '{');
    json_close(&json, '}');
    json_open(&json, "rows", '[');
    for (int row = 0; row < 2; row++) {
        json_open(&json, NULL, '{');
        json_number(&json, "n", row);
        json_bool(&json, "even", row % 2 == 0);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_none(&json, "last");
    json_close(&json, '}');
    assert_string_equal(text_string(&text),
                        "{\"none\":[],\"empty\":{},\"rows\":[{\"n\":0,\"even\":true},"
                        "{\"n\":1,\"even\":false}],\"last\":null}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(strings_are_escaped, new_json, free_json),
        cmocka_unit_test_setup_teardown(every_control_character_is_escaped, new_json, free_json),
        cmocka_unit_test_setup_teardown(one_character_is_escaped_among_others, new_json, free_json),
        cmocka_unit_test_setup_teardown(keys_are_escaped_too, new_json, free_json),
        cmocka_unit_test_setup_teardown(numbers_are_exact, new_json, free_json),
        cmocka_unit_test_setup_teardown(what_is_no_number_is_null, new_json, free_json),
        cmocka_unit_test_setup_teardown(commas_stand_between, new_json, free_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
