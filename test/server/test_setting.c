/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/setting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

static struct arena arena;
static struct settings settings;
static struct error error;
static bool help;
static char path[] = "/tmp/dekning-settings-XXXXXX";
static const char *variable_name, *variable_value; /* the one there is */

static int
begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    variable_name = variable_value = NULL;
    memcpy(path, "/tmp/dekning-settings-XXXXXX", sizeof path);
    int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static int
end(void **state)
{
    (void)state;
    arena_free(&arena);
    return unlink(path);
}

static const char *
variable(const char *name)
{
    return variable_name != NULL && strcmp(name, variable_name) == 0 ? variable_value : NULL;
}

static void
write_file(const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Reads words separated by blanks. */
static bool
reads(const char *words)
{
    static char copy[512];
    char *list[16];
    int count = 0;
    snprintf(copy, sizeof copy, "%s", words);
    for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " ")) {
        list[count++] = word;
    }
    return settings_read(list, count, variable, &arena, &settings, &help, &error);
}

static bool
reads_file(const char *text, const char *more)
{
    char words[512];
    write_file(text);
    snprintf(words, sizeof words, "--settings %s %s", path, more);
    return reads(words);
}

static void
defaults_are_right_by_themselves(void **state)
{
    (void)state;
    assert_true(reads(""));
    assert_false(help);
    assert_string_equal(settings_text(&settings, SETTING_address), "127.0.0.1");
    assert_int_equal(settings_whole(&settings, SETTING_port), 8080);
    assert_false(settings_switch(&settings, SETTING_behind_proxy));
    assert_null(settings_text(&settings, SETTING_tls_key));
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        assert_int_equal(settings.values[i].origin, SETTING_STANDARD);
    }
}

static void
flags_are_read(void **state)
{
    (void)state;
    assert_true(reads("--port 0 --address=::1 --behind-proxy --log-level warning --help"));
    assert_true(help);
    assert_int_equal(settings_whole(&settings, SETTING_port), 0);
    assert_string_equal(settings_text(&settings, SETTING_address), "::1");
    assert_true(settings_switch(&settings, SETTING_behind_proxy));
    assert_int_equal(settings_whole(&settings, SETTING_log_level), 1);
    assert_true(reads("--behind-proxy=no --tls-key="));
    assert_false(settings_switch(&settings, SETTING_behind_proxy));
    assert_null(settings_text(&settings, SETTING_tls_key));
}

static void
a_flag_wins_over_the_environment_and_that_over_the_file(void **state)
{
    (void)state;
    assert_true(reads_file("port = 3\nworkers = 5\n", ""));
    assert_int_equal(settings_whole(&settings, SETTING_port), 3);
    assert_int_equal(settings.values[SETTING_port].origin, SETTING_FILE);
    variable_name = "DEKNING_PORT";
    variable_value = "2";
    assert_true(reads_file("port = 3\nworkers = 5\n", ""));
    assert_int_equal(settings_whole(&settings, SETTING_port), 2);
    assert_int_equal(settings_whole(&settings, SETTING_workers), 5);
    assert_true(reads_file("port = 3\n", "--port 1"));
    assert_int_equal(settings_whole(&settings, SETTING_port), 1);
    variable_value = "";
    assert_true(reads_file("port = 3\n", ""));
    assert_int_equal(settings_whole(&settings, SETTING_port), 3);
    variable_name = "DEKNING_SETTINGS";
    variable_value = path;
    assert_true(reads(""));
    assert_int_equal(settings_whole(&settings, SETTING_port), 3);
}

static void
a_file_may_have_comments_and_blanks(void **state)
{
    (void)state;
    assert_true(reads_file("# port = 1\r\n\n  port\t=  7  \r\n#\nbehind-proxy = yes", ""));
    assert_int_equal(settings_whole(&settings, SETTING_port), 7);
    assert_true(settings_switch(&settings, SETTING_behind_proxy));
    assert_true(reads_file("tls-key = a = b\n", ""));
    assert_string_equal(settings_text(&settings, SETTING_tls_key), "a = b");
    assert_true(reads_file("", ""));
}

static void
wrong_flags_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *words, *field;
        enum error_code code;
    } wrong[] = {
        {"--prot 1", "", ERROR_SETTING_UNKNOWN},
        {"-p 1", "", ERROR_ARGUMENT_EXTRA},
        {"--", "", ERROR_ARGUMENT_EXTRA},
        {"x", "", ERROR_ARGUMENT_EXTRA},
        {"--port", "--port", ERROR_OPTION_VALUE},
        {"--port -1", "--port", ERROR_NOT_WHOLE},
        {"--port 65536", "--port", ERROR_NOT_WHOLE},
        {"--port 1.5", "--port", ERROR_NOT_WHOLE},
        {"--port=", "--port", ERROR_NOT_WHOLE},
        {"--workers 0", "--workers", ERROR_NOT_WHOLE},
        {"--port 1 --port 1", "--port", ERROR_SETTING_TWICE},
        {"--behind-proxy=maybe", "--behind-proxy", ERROR_SETTING_LINE},
        {"--log-level loud", "--log-level", ERROR_SETTING_LINE},
        {"--log-level inf", "--log-level", ERROR_SETTING_LINE},
        {"--address a\x01z", "--address", ERROR_SETTING_LINE},
        {"--settings /no/such/file", "", ERROR_FILE_OPEN},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(reads(wrong[i].words));
        assert_int_equal(error.code, wrong[i].code);
        assert_string_equal(error.field, wrong[i].field);
    }
    assert_true(reads("--port 65535 --workers 256"));
    assert_false(reads("--prot 1"));
    assert_string_equal(error.expected, "--port");
    variable_name = "DEKNING_STOP_SECONDS";
    variable_value = "soon";
    assert_false(reads(""));
    assert_string_equal(error.field, "DEKNING_STOP_SECONDS");
}

static void
wrong_lines_have_their_number(void **state)
{
    (void)state;
    static const struct {
        const char *text, *field;
        int line;
        enum error_code code;
    } wrong[] = {
        {"port = 1\n\nport = 2\n", "port", 3, ERROR_SETTING_TWICE},
        {"#\nport 1\n", "", 2, ERROR_SETTING_LINE},
        {"prt = 1", "", 1, ERROR_SETTING_UNKNOWN},
        {"port = many", "port", 1, ERROR_NOT_WHOLE},
        {"port =", "port", 1, ERROR_NOT_WHOLE},
        {"= 1", "", 1, ERROR_SETTING_UNKNOWN},
        {"settings = other", "", 1, ERROR_SETTING_UNKNOWN},
        {"behind-proxy", "", 1, ERROR_SETTING_LINE},
        {"address = \xff", "address", 1, ERROR_SETTING_LINE},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(reads_file(wrong[i].text, ""));
        assert_int_equal(error.code, wrong[i].code);
        assert_int_equal(error.line, wrong[i].line);
        assert_string_equal(error.field, wrong[i].field);
        assert_string_equal(error.file, path);
    }
    /* Also where a flag has the last word: a file is right or it is mended. */
    assert_false(reads_file("port = many", "--port 1"));
}

static void
help_names_every_setting(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        struct text out;
        text_init(&out, 1 << 16);
        settings_help((enum language)language, &out);
        for (size_t i = 0; i < SETTING_COUNT; i++) {
            char flag[64];
            snprintf(flag, sizeof flag, "  --%s ", setting_name((enum setting_id)i));
            assert_non_null(strstr(text_string(&out), flag));
            assert_true(strlen(setting_about((enum setting_id)i, (enum language)language)) > 3);
        }
        text_free(&out);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(defaults_are_right_by_themselves, begin, end),
        cmocka_unit_test_setup_teardown(flags_are_read, begin, end),
        cmocka_unit_test_setup_teardown(a_flag_wins_over_the_environment_and_that_over_the_file,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_file_may_have_comments_and_blanks, begin, end),
        cmocka_unit_test_setup_teardown(wrong_flags_are_named, begin, end),
        cmocka_unit_test_setup_teardown(wrong_lines_have_their_number, begin, end),
        cmocka_unit_test_setup_teardown(help_names_every_setting, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
