/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/page.h"

#include "fixture.h"

#include <string.h>

static struct text text;

static int
begin(void **state)
{
    text_init(&text, 1024 * 1024);
    return fixture_setup(state);
}

static int
end(void **state)
{
    text_free(&text);
    return fixture_teardown(state);
}

static struct answer
answer_of(void **state, const char *word)
{
    struct fixture *fixture = *state;
    struct answer answer;
    answer_init(&answer, &fixture->arena, LANGUAGE_NN, "status", MESSAGE_title_status, NULL,
                DATE_NONE);
    answer_field(&answer, MESSAGE_answer, UNIT_NONE, value_text(word));
    return answer;
}

static bool
write(const struct answer *answer, const char *districts, const char *template)
{
    const struct page_chapter chapter = {"status", answer};
    const struct page page = {.language = LANGUAGE_NN,
                              .made = day("2026-11-23"),
                              .districts = districts,
                              .chapters = &chapter,
                              .chapter_count = 1};
    return page_write(&page, template, strlen(template), &text);
}

static void
the_data_stand_in_their_place(void **state)
{
    struct answer answer = answer_of(state, "godt");
    assert_true(write(&answer, NULL, "before {{data}} after"));
    assert_false(text.failed);
    const char *written = text_string(&text);
    const char *begins = "before {\"language\":\"nn\",\"made\":\"2026-11-23\",\"words\":{";
    assert_int_equal(strncmp(written, begins, strlen(begins)), 0);
    assert_non_null(
        strstr(written, "\"shapes\":null,\"documents\":{\"status\":{\"command\":\"status\""));
    assert_non_null(
        strstr(written, "\"vacancy_listed\":\"listeledigheit, del av listeinnbyggjarar\""));
    assert_string_equal(written + strlen(written) - 8, "}} after");
}

static void
the_place_may_be_first_or_last_and_is_taken_once(void **state)
{
    struct answer answer = answer_of(state, "godt");
    assert_true(write(&answer, NULL, "{{data}}{{data}}"));
    const char *written = text_string(&text);
    assert_int_equal(written[0], '{');
    assert_string_equal(written + strlen(written) - 9, "}{{data}}");
}

static void
a_template_without_a_place_is_refused(void **state)
{
    struct answer answer = answer_of(state, "godt");
    assert_false(write(&answer, NULL, "before {{dat}} after {{data}"));
    assert_false(write(&answer, NULL, ""));
    assert_int_equal(text.length, 0);
}

static void
no_word_ends_the_element_it_stands_in(void **state)
{
    struct answer answer = answer_of(state, "</script><script>alert(1)</script><!--");
    assert_true(write(&answer, "{\"name\":\"<b>\"}", "{{data}}"));
    const char *written = text_string(&text);
    assert_null(strchr(written, '<'));
    assert_non_null(
        strstr(written, "\\u003c/script>\\u003cscript>alert(1)\\u003c/script>\\u003c!--"));
    assert_non_null(strstr(written, "\"shapes\":{\"name\":\"\\u003cb>\"}"));
}

static void
what_does_not_fit_is_told(void **state)
{
    struct answer answer = answer_of(state, "godt");
    text_free(&text);
    text_init(&text, 64);
    assert_true(write(&answer, NULL, "{{data}}"));
    assert_true(text.failed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_data_stand_in_their_place, begin, end),
        cmocka_unit_test_setup_teardown(the_place_may_be_first_or_last_and_is_taken_once, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_template_without_a_place_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(no_word_ends_the_element_it_stands_in, begin, end),
        cmocka_unit_test_setup_teardown(what_does_not_fit_is_told, begin, end),
    };
    return cmocka_run_group_tests_name("report/page", tests, NULL, NULL);
}
