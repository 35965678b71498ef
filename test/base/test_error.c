/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *code;
    const char *message[LANGUAGE_COUNT];
} declarations[] = {
#define ERROR(code, class, nb, nn, en) {#code, {nb, nn, en}},
#include "base/error.def"
#undef ERROR
};

static const char *
written(const struct error *error, enum language language)
{
    static char out[1000];
    struct text text;
    text_init(&text, sizeof out);
    error_write(error, language, &text);
    assert_false(text.failed);
    snprintf(out, sizeof out, "%s", text_string(&text));
    text_free(&text);
    return out;
}

static int
occurrences(const char *text, const char *word)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
        count++;
    }
    return count;
}

static void
every_code_speaks_every_language(void **state)
{
    (void)state;
    assert_int_equal(sizeof declarations / sizeof declarations[0], ERROR_COUNT);
    for (size_t code = 0; code < ERROR_COUNT; code++) {
        const char *const *message = declarations[code].message;
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            const char *text = message[language];
            size_t length = strlen(text);
            if (length == 0 || text[0] == ' ' || text[length - 1] == ' ' ||
                text[length - 1] == '\n' || text[length - 1] == '.' || strstr(text, "  ") != NULL) {
                fail_msg("%s: \"%s\" is no message", declarations[code].code, text);
            }
            int found = occurrences(text, "{found}"), expected = occurrences(text, "{expected}");
            if (found > 1 || expected > 1 ||
                found != occurrences(message[LANGUAGE_NB], "{found}") ||
                expected != occurrences(message[LANGUAGE_NB], "{expected}") ||
                found + expected != occurrences(text, "{") ||
                found + expected != occurrences(text, "}")) {
                fail_msg("%s: \"%s\" has other placeholders", declarations[code].code, text);
            }
            struct error error;
            error_set(&error, (enum error_code)code, "FOUND", "EXPECTED");
            const char *shown = written(&error, (enum language)language);
            assert_int_equal(occurrences(shown, "FOUND"), found);
            assert_int_equal(occurrences(shown, "EXPECTED"), expected);
            assert_null(strchr(shown, '{'));
            error_set(&error, (enum error_code)code, NULL, NULL);
            assert_true(written(&error, (enum language)language)[0] != '\0');
        }
    }
}

/* Two codes with one text could not be told apart by who reads it. */
static void
every_code_has_a_text_of_its_own(void **state)
{
    (void)state;
    for (size_t a = 0; a < ERROR_COUNT; a++) {
        for (size_t b = a + 1; b < ERROR_COUNT; b++) {
            for (int language = 0; language < LANGUAGE_COUNT; language++) {
                if (strcmp(declarations[a].message[language], declarations[b].message[language]) ==
                    0) {
                    fail_msg("%s and %s say the same", declarations[a].code, declarations[b].code);
                }
            }
        }
    }
}

static void
what_may_be_an_identity_number_is_not_shown(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"01819010000", "…"},
        {"-01819010000", "-…"},
        {"--person=01819010000", "--person=…"},
        {"018190 10000", "…"},
        {"æ 018190 10000,01819010001.", "æ …,…."},
        {"0181901000", "0181901000"},
        {"018190100001", "018190100001"},
        {"1018190 10000", "1018190 10000"},
        {"018190 100001", "018190 100001"},
        {"018190  10000", "018190  10000"},
        {"018190", "018190"},
        {"018190 ", "018190 "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error error;
        error_set(&error, ERROR_NOT_WHOLE, cases[i][0], NULL);
        assert_string_equal(error.found, cases[i][1]);
    }
}

static void
an_error_says_where_what_and_what_was_expected(void **state)
{
    (void)state;
    static const struct {
        enum error_code code;
        const char *found, *expected, *file;
        int line, column;
        const char *field;
        const char *text[LANGUAGE_COUNT];
    } cases[] = {
        {ERROR_NOT_WHOLE,
         "25o0",
         "0–2500",
         "data/x/posts.csv",
         17,
         4,
         "cap",
         {"data/x/posts.csv:17:4: cap: fant \"25o0\", ventet et heltall 0–2500",
          "data/x/posts.csv:17:4: cap: fann \"25o0\", venta eit heiltal 0–2500",
          "data/x/posts.csv:17:4: cap: found \"25o0\", expected a whole number 0–2500"}},
        {ERROR_NOT_WHOLE,
         "x",
         NULL,
         "a.csv",
         2,
         0,
         "cap",
         {"a.csv:2: cap: fant \"x\", ventet et heltall",
          "a.csv:2: cap: fann \"x\", venta eit heiltal",
          "a.csv:2: cap: found \"x\", expected a whole number"}},
        {ERROR_NOT_DECIMAL,
         "1,5",
         NULL,
         "a.csv",
         2,
         3,
         "value",
         {"a.csv:2:3: value: fant \"1,5\", ventet et tall med punktum som desimaltegn",
          "a.csv:2:3: value: fann \"1,5\", venta eit tal med punktum som desimalteikn",
          "a.csv:2:3: value: found \"1,5\", expected a number with \".\" as decimal sign"}},
        {ERROR_NOT_DECIMAL,
         "1,5",
         "≥ 0",
         NULL,
         0,
         0,
         NULL,
         {"fant \"1,5\", ventet et tall ≥ 0 med punktum som desimaltegn",
          "fann \"1,5\", venta eit tal ≥ 0 med punktum som desimalteikn",
          "found \"1,5\", expected a number ≥ 0 with \".\" as decimal sign"}},
        {ERROR_FILE_EMPTY,
         NULL,
         NULL,
         "a.csv",
         0,
         0,
         NULL,
         {"a.csv: fant ei tom fil, ventet en overskriftsrad med kolonner",
          "a.csv: fann ei tom fil, venta ei overskriftsrad med kolonnar",
          "a.csv: found an empty file, expected a header row of columns"}},
        {ERROR_OPTION_VALUE,
         NULL,
         NULL,
         NULL,
         0,
         0,
         "--year",
         {"--year: valget mangler sin verdi", "--year: valet manglar verdien sin",
          "--year: the option lacks its value"}},
        {ERROR_MEMORY,
         NULL,
         NULL,
         NULL,
         0,
         0,
         NULL,
         {"minnet tok slutt", "minnet tok slutt", "out of memory"}},
        {ERROR_KEY_TWICE,
         "{expected}",
         "{found}",
         NULL,
         0,
         0,
         NULL, /* what was found is not a placeholder */
         {"fant \"{expected}\" igjen, ventet en nøkkel som ikke er brukt på linje {found}",
          "fann \"{expected}\" igjen, venta ein nøkkel som ikkje er brukt på linje {found}",
          "found \"{expected}\" again, expected a key not used on line {found}"}},
        {ERROR_NOT_DATE,
         "%s%n",
         NULL,
         "%d.csv",
         1,
         1,
         "%s",
         {"%d.csv:1:1: %s: fant \"%s%n\", ventet en dato ÅÅÅÅ-MM-DD",
          "%d.csv:1:1: %s: fann \"%s%n\", venta ein dato ÅÅÅÅ-MM-DD",
          "%d.csv:1:1: %s: found \"%s%n\", expected a date YYYY-MM-DD"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error error;
        error_set(&error, cases[i].code, cases[i].found, cases[i].expected);
        error_place(&error, cases[i].file, cases[i].line, cases[i].column, cases[i].field);
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            assert_string_equal(written(&error, (enum language)language), cases[i].text[language]);
        }
    }
}

static void
a_place_keeps_what_it_is_not_given(void **state)
{
    (void)state;
    struct error error;
    error_set(&error, ERROR_VALUE_MISSING, NULL, NULL);
    error_place(&error, NULL, 3, 4, NULL);
    assert_string_equal(error.file, "");
    assert_string_equal(error.field, "");
    error_place(&error, "a.csv", error.line, error.column, NULL);
    error_place(&error, NULL, 5, 6, "name");
    assert_string_equal(error.file, "a.csv");
    assert_string_equal(error.field, "name");
    assert_int_equal(error.line, 5);
    assert_int_equal(error.column, 6);
    error_set(&error, ERROR_NOT_DATE, "x", NULL); /* a new error is of no place */
    assert_string_equal(error.file, "");
    assert_string_equal(error.field, "");
    assert_int_equal(error.line, 0);
    assert_int_equal(error.column, 0);
}

/* Cuts at code points, never within, whatever the alignment; marks the cut; keeps what is short. */
static void
long_text_is_cut_at_code_points(void **state)
{
    (void)state;
    static const char *const letters[] = {"a", "ø", "€", "𝄞"};
    struct error error;
    enum { WHOLE = sizeof error.found - sizeof "…" }; /* shown whole up to here */
    for (size_t l = 0; l < sizeof letters / sizeof letters[0]; l++) {
        size_t size = strlen(letters[l]);
        for (size_t lead = 0; lead < 5; lead++) {
            for (size_t count = 0; count < 120; count++) {
                char text[600] = "";
                memset(text, 'x', lead);
                for (size_t i = 0; i < count; i++) {
                    memcpy(text + lead + i * size, letters[l], size + 1);
                }
                size_t length = lead + count * size;
                error_set(&error, ERROR_NOT_DATE, text, NULL);
                if (length <= WHOLE) {
                    assert_string_equal(error.found, text);
                    continue;
                }
                size_t shown = strlen(error.found);
                assert_true(shown < sizeof error.found);
                if (strcmp(error.found, text) == 0) {
                    continue;
                }
                size_t kept = shown - strlen("…");
                assert_string_equal(error.found + kept, "…");
                assert_memory_equal(error.found, text, kept);
                assert_int_equal((kept - lead) % size, 0);
                assert_true(kept + size > WHOLE);
            }
        }
    }
}

static void
each_part_is_cut_to_its_room(void **state)
{
    (void)state;
    char longest[1000];
    memset(longest, 'y', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    struct error error;
    error_set(&error, ERROR_NOT_WHOLE, longest, longest);
    error_place(&error, longest, 1, 1, longest);
    assert_int_equal(strlen(error.file), sizeof error.file - 1);
    assert_int_equal(strlen(error.field), sizeof error.field - 1);
    assert_int_equal(strlen(error.found), sizeof error.found - 1);
    assert_int_equal(strlen(error.expected), sizeof error.expected - 1);
    assert_int_equal(error.line, 1);
}

/* What was found may come from a hostile file and go to a terminal. */
static void
control_characters_are_replaced(void **state)
{
    (void)state;
    struct error error;
    for (int c = 0; c < 0xA0; c++) {
        char text[8] = {'a', (char)c, 'b', '\0'};
        size_t length = 3;
        if (c >= 0x80) { /* C1 controls: two bytes in UTF-8 */
            memcpy(text, "a\xC2?b", 5);
            text[2] = (char)c;
            length = 4;
        }
        error_set_bytes(&error, ERROR_NOT_DATE, text, length, NULL);
        if (c < 0x20 || c >= 0x7F) {
            assert_string_equal(error.found, "a·b");
        } else {
            assert_string_equal(error.found, text);
        }
    }
    error_set(&error, ERROR_NOT_DATE, "\xC2\xA0\xC2\xB7", "x\ny");
    assert_string_equal(error.found, "\xC2\xA0\xC2\xB7");
    assert_string_equal(error.expected, "x·y");
    error_place(&error, "\x1B[2J", 1, 1, "\r");
    assert_string_equal(error.file, "·[2J");
    assert_string_equal(error.field, "·");
}

static void
bytes_need_no_end(void **state)
{
    (void)state;
    struct error error;
    const char bytes[3] = {'a', 'b', 'c'};
    error_set_bytes(&error, ERROR_NOT_DATE, bytes, sizeof bytes, NULL);
    assert_string_equal(error.found, "abc");
    error_set_bytes(&error, ERROR_NOT_DATE, bytes, 0, NULL);
    assert_string_equal(error.found, "");
    const char cut[2] = {'a', (char)0xE2}; /* a code point whose rest is not there */
    error_set_bytes(&error, ERROR_NOT_DATE, cut, sizeof cut, NULL);
    assert_int_equal(error.found[0], 'a');
}

static void
a_class_tells_who_can_mend_it(void **state)
{
    (void)state;
    assert_int_equal(error_class(ERROR_MEMORY), ERROR_CLASS_INTERNAL);
    assert_int_equal(error_class(ERROR_WRITE), ERROR_CLASS_INTERNAL);
    assert_int_equal(error_class(ERROR_STORE), ERROR_CLASS_INTERNAL);
    assert_int_equal(error_class(ERROR_NOT_WHOLE), ERROR_CLASS_INPUT);
    assert_int_equal(error_class(ERROR_FILE_OPEN), ERROR_CLASS_INPUT);
    assert_int_equal(error_class(ERROR_STORE_ABSENT), ERROR_CLASS_INPUT);
}

static void
problems_are_kept_up_to_a_number_and_counted_beyond(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 16 * 1024 * 1024);
    struct problems problems;
    problems_init(&problems, &arena);
    assert_true(problems_none(&problems));
    struct error error;
    for (int i = 1; i <= PROBLEMS_MAX + 7; i++) {
        error_set(&error, ERROR_NOT_DATE, NULL, NULL);
        error_place(&error, "a.csv", i, 0, NULL);
        problems_add(&problems, &error);
        assert_false(problems_none(&problems));
        assert_int_equal(problems.count + problems.dropped, i);
    }
    assert_int_equal(problems.count, PROBLEMS_MAX);
    assert_int_equal(problems.dropped, 7);
    for (int i = 0; i < PROBLEMS_MAX; i++) {
        assert_int_equal(problems.errors[i].line, i + 1);
    }
    arena_free(&arena);
}

/* With memory for none, some or many: memory's end is told, each addition counts, nothing crashes.
 */
static void
memory_that_ends_is_itself_a_problem(void **state)
{
    (void)state;
    for (size_t limit = 0; limit < 200 * sizeof(struct error); limit += 1000) {
        struct arena arena;
        arena_init(&arena, limit);
        struct problems problems;
        problems_init(&problems, &arena);
        struct error error;
        error_set(&error, ERROR_NOT_DATE, "x", NULL);
        for (size_t i = 1; i <= 300; i++) {
            size_t before = problems.count + problems.dropped;
            problems_add(&problems, &error);
            assert_true(problems.count > 0);
            assert_true(problems.count + problems.dropped > before);
        }
        bool told = false;
        for (size_t i = 0; i < problems.count; i++) {
            told = told || problems.errors[i].code == ERROR_MEMORY;
        }
        assert_true(told);
        assert_true(problems.dropped > 0);
        arena_free(&arena);
    }
    struct arena arena;
    arena_init(&arena, 0);
    struct problems problems;
    problems_init(&problems, &arena);
    struct error error;
    error_set(&error, ERROR_MEMORY, NULL, NULL);
    problems_add(&problems, &error);
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.dropped, 0);
    assert_int_equal(problems.errors[0].code, ERROR_MEMORY);
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_speaks_every_language),
        cmocka_unit_test(every_code_has_a_text_of_its_own),
        cmocka_unit_test(what_may_be_an_identity_number_is_not_shown),
        cmocka_unit_test(an_error_says_where_what_and_what_was_expected),
        cmocka_unit_test(a_place_keeps_what_it_is_not_given),
        cmocka_unit_test(long_text_is_cut_at_code_points),
        cmocka_unit_test(each_part_is_cut_to_its_room),
        cmocka_unit_test(control_characters_are_replaced),
        cmocka_unit_test(bytes_need_no_end),
        cmocka_unit_test(a_class_tells_who_can_mend_it),
        cmocka_unit_test(problems_are_kept_up_to_a_number_and_counted_beyond),
        cmocka_unit_test(memory_that_ends_is_itself_a_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
