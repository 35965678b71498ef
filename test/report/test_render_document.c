/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/render_document.h"

#include "fixture.h"
#include "report/answers.h"

#include <math.h>
#include <string.h>

static struct text text;

static int
begin(void **state)
{
    (void)state;
    text_init(&text, 1024 * 1024);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    text_free(&text);
    return 0;
}

static struct answer
answer_of(void **state, enum language language, const struct municipality *municipality)
{
    struct fixture *fixture = *state;
    struct answer answer;
    answer_init(&answer, &fixture->arena, language, "coverage", MESSAGE_title_coverage,
                municipality, municipality == NULL ? DATE_NONE : day("2023-12-31"));
    return answer;
}

static void
document_is(const struct answer *answer, const struct document_page *page, const char *expected)
{
    text.length = 0;
    render_document(answer, page, &text);
    assert_false(text.failed);
    assert_false(answer->failed);
    assert_string_equal(text_string(&text), expected);
}

static void
an_empty_answer_has_every_part(void **state)
{
    struct answer answer = answer_of(state, LANGUAGE_EN, NULL);
    document_is(&answer, NULL,
                "{\"command\":\"coverage\",\"title\":\"Coverage by district\",\"language\":\"en\","
                "\"municipality\":null,\"date\":null,\"no\":false,\"fields\":[],\"tables\":[],"
                "\"steps\":[],\"remarks\":[],\"notes\":[]}");
}

static void
fields_have_their_words_and_units(void **state)
{
    struct fixture *fixture = *state;
    struct answer answer = answer_of(state, LANGUAGE_NN, &fixture->bergen);
    answer.is_no = true;
    answer_field(&answer, MESSAGE_gps_now, UNIT_gps, value_number(256.25, 1));
    answer_field_synthetic(&answer);
    answer_field(&answer, MESSAGE_share, UNIT_NONE, value_share(0.051, 1));
    answer_field(&answer, MESSAGE_outcome, UNIT_NONE, value_word("done", "gjort"));
    answer_field(&answer, MESSAGE_person, UNIT_NONE, value_identifier(12));
    answer_field(&answer, MESSAGE_born, UNIT_NONE, value_date(day("2001-02-03")));
    answer_field(&answer, MESSAGE_name, UNIT_NONE, value_text("Kari \"K\""));
    answer_field(&answer, MESSAGE_offered, UNIT_NONE, value_yes_no(false));
    answer_field(&answer, MESSAGE_net, UNIT_persons, value_difference(-3, 0));
    answer_field(&answer, MESSAGE_retained, UNIT_percent, value_share_difference(0.01, 1));
    answer_field(&answer, MESSAGE_cap, UNIT_persons, value_number((double)NAN, 0));
    answer_field(&answer, MESSAGE_plan_cost_per_year, UNIT_NONE, value_millions(5060000));
    render_document(&answer, NULL, &text);
    static const char *const parts[] = {
        "\"language\":\"nn\",\"municipality\":{\"code\":\"4601\",\"name\":\"Bergen\"},"
        "\"date\":\"2023-12-31\",\"no\":true,",
        "{\"key\":\"gps_now\",\"label\":\"fastlegar no\",\"type\":\"number\",\"unit\":\"gps\","
        "\"unit_text\":\"fastlegar\",\"value\":256.25,\"decimals\":1,\"synthetic\":true}",
        "\"type\":\"share\",\"unit\":\"percent\",\"unit_text\":\"%\",\"value\":0.051,"
        "\"decimals\":1,\"synthetic\":false}",
        "\"type\":\"word\",\"unit\":\"\",\"unit_text\":\"\","
        "\"value\":{\"key\":\"done\",\"text\":\"gjort\"},\"decimals\":0,",
        "\"type\":\"identifier\",\"unit\":\"\",\"unit_text\":\"\",\"value\":12,",
        "\"type\":\"date\",\"unit\":\"\",\"unit_text\":\"\",\"value\":\"2001-02-03\",",
        "\"type\":\"text\",\"unit\":\"\",\"unit_text\":\"\",\"value\":\"Kari \\\"K\\\"\",",
        "\"type\":\"yes_no\",\"unit\":\"\",\"unit_text\":\"\",\"value\":false,",
        "\"type\":\"difference\",\"unit\":\"persons\",\"unit_text\":\"personar\",\"value\":-3,",
        "\"type\":\"share_difference\",\"unit\":\"percent\",\"unit_text\":\"%\",\"value\":0.01,",
        "\"type\":\"text\",\"unit\":\"persons\",\"unit_text\":\"personar\",\"value\":null,",
        "\"label\":\"millionar kr i året til målet\",\"type\":\"number\",\"unit\":\"\","
        "\"unit_text\":\"\",\"value\":5.06,\"decimals\":1,",
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strstr(text_string(&text), parts[i]) == NULL) {
            fail_msg("%s is not in %s", parts[i], text_string(&text));
        }
    }
}

static const struct answer_column columns[] = {{MESSAGE_district, UNIT_NONE},
                                               {MESSAGE_gps_now, UNIT_gps},
                                               {MESSAGE_list_state, UNIT_NONE},
                                               {MESSAGE_COUNT, UNIT_NONE}};

/* The type is of the first value that is known, and the decimals are the most there are. */
static void
columns_are_of_what_is_in_them(void **state)
{
    struct answer answer = answer_of(state, LANGUAGE_NB, NULL);
    struct answer_table *table = answer_table(&answer, MESSAGE_all_lists, columns);
    struct value *row = answer_row(&answer);
    row[0] = value_text("Åsane");
    row = answer_row(&answer);
    row[1] = value_number(2.5, 1);
    row[2] = value_word("open", "åpen");
    row = answer_row(&answer);
    row[0] = value_text("Σ");
    row[1] = value_number(3, 0);
    table->has_total = true;
    document_is(&answer, NULL,
                "{\"command\":\"coverage\",\"title\":\"Dekning etter bydel\",\"language\":\"nb\","
                "\"municipality\":null,\"date\":null,\"no\":false,\"fields\":[],"
                "\"tables\":[{\"key\":\"all_lists\",\"title\":\"Lister\",\"columns\":["
                "{\"key\":\"district\",\"label\":\"bydel\",\"unit\":\"\",\"unit_text\":\"\","
                "\"type\":\"text\",\"decimals\":0},"
                "{\"key\":\"gps_now\",\"label\":\"fastleger nå\",\"unit\":\"gps\",\"unit_text\":"
                "\"fastleger\",\"type\":\"number\",\"decimals\":1},"
                "{\"key\":\"list_state\",\"label\":\"tilstand\",\"unit\":\"\",\"unit_text\":\"\","
                "\"type\":\"word\",\"decimals\":0}],"
                "\"rows\":[[\"Åsane\",null,null],[null,2.5,{\"key\":\"open\",\"text\":\"åpen\"}]],"
                "\"total\":[\"Σ\",3,null]}],"
                "\"steps\":[],\"remarks\":[],\"notes\":[]}");
}

/* A table that was searched to nothing has numbers where it had numbers. */
static void
columns_without_values_are_of_their_unit(void **state)
{
    static const struct answer_column counted[] = {{MESSAGE_district, UNIT_NONE},
                                                   {MESSAGE_gps_now, UNIT_gps},
                                                   {MESSAGE_vacancy_listed, UNIT_percent},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    static const char *const expected[] = {"\"unit_text\":\"\",\"type\":\"text\"",
                                           "\"unit_text\":\"fastleger\",\"type\":\"number\"",
                                           "\"unit_text\":\"%\",\"type\":\"share\""};
    struct answer answer = answer_of(state, LANGUAGE_NB, NULL);
    answer_table(&answer, MESSAGE_all_lists, counted);
    render_document(&answer, NULL, &text);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_non_null(strstr(text_string(&text), expected[i]));
    }
    text.length = 0;
}

static void
a_page_is_told_of_its_table_alone(void **state)
{
    struct answer answer = answer_of(state, LANGUAGE_NB, NULL);
    answer_table(&answer, MESSAGE_all_lists, columns);
    answer_table(&answer, MESSAGE_posts, columns);
    const struct document_page middle = {&answer.tables[1], "n:50", 120};
    const struct document_page last = {&answer.tables[1], "", 120};
    render_document(&answer, &middle, &text);
    const char *page = strstr(text_string(&text), "\"page\":");
    assert_non_null(page);
    assert_null(strstr(page + 1, "\"page\":"));
    assert_true(page > strstr(text_string(&text), "\"key\":\"posts\""));
    static const char expected[] = "\"page\":{\"next\":\"n:50\",\"count\":120}}";
    assert_memory_equal(page, expected, sizeof expected - 1);
    text.length = 0;
    render_document(&answer, &last, &text);
    assert_non_null(strstr(text_string(&text), "\"page\":{\"next\":null,\"count\":120}}"));
}

static void
steps_are_there_without_being_asked_for(void **state)
{
    struct answer answer = answer_of(state, LANGUAGE_NB, NULL);
    const struct figure figure = {.value = 256,
                                  .unit = UNIT_gps,
                                  .date = day("2023-12-31"),
                                  .since = DATE_NONE,
                                  .source = "plan",
                                  .place = "s. 7",
                                  .confidence = CONFIDENCE_B,
                                  .synthetic = true};
    answer_input(&answer, "g", "fastleger nå", &figure);
    answer_result(&answer, "x", MESSAGE_gps_now, value_share(0.25, 2), UNIT_share, "a / b",
                  MESSAGE_COUNT);
    answer_remark(&answer, MESSAGE_reason, "fordi");
    render_document(&answer, NULL, &text);
    static const char expected[] =
        "\"steps\":[{\"key\":\"g\",\"name\":\"fastleger nå\",\"type\":\"number\",\"value\":256,"
        "\"unit\":\"gps\",\"unit_text\":\"fastleger\",\"decimals\":0,\"date\":\"2023-12-31\","
        "\"since\":null,\"source\":\"plan\",\"place\":\"s. 7\",\"confidence\":\"B\","
        "\"formula\":\"\",\"definition\":\"\",\"synthetic\":true},"
        "{\"key\":\"x\",\"name\":\"fastleger nå\",\"type\":\"share\",\"value\":0.25,"
        "\"unit\":\"percent\",\"unit_text\":\"%\",\"decimals\":2,\"date\":null,\"since\":null,"
        "\"source\":\"\",\"place\":\"\",\"confidence\":\"\",\"formula\":\"a / b\","
        "\"definition\":\"\",\"synthetic\":false}],"
        "\"remarks\":[{\"lead\":\"begrunnelse\",\"text\":\"fordi\"}],"
        "\"notes\":[{\"key\":\"note_synthetic\",\"text\":\"";
    if (strstr(text_string(&text), expected) == NULL) {
        fail_msg("%s is not in %s", expected, text_string(&text));
    }
}

static void
write_own(const struct answer *answer, struct text *out)
{
    text_add(out, answer->of);
}

static void
a_form_of_its_own_stands_under_of(void **state)
{
    struct answer answer = answer_of(state, LANGUAGE_EN, NULL);
    answer.write_json = write_own;
    answer.of = "{\"start\":1}";
    document_is(&answer, NULL,
                "{\"command\":\"coverage\",\"title\":\"Coverage by district\",\"language\":\"en\","
                "\"municipality\":null,\"date\":null,\"no\":false,\"fields\":[],\"tables\":[],"
                "\"steps\":[],\"remarks\":[],\"notes\":[],\"of\":{\"start\":1}}");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_empty_answer_has_every_part, begin, end),
        cmocka_unit_test_setup_teardown(fields_have_their_words_and_units, begin, end),
        cmocka_unit_test_setup_teardown(columns_are_of_what_is_in_them, begin, end),
        cmocka_unit_test_setup_teardown(columns_without_values_are_of_their_unit, begin, end),

        cmocka_unit_test_setup_teardown(a_page_is_told_of_its_table_alone, begin, end),
        cmocka_unit_test_setup_teardown(steps_are_there_without_being_asked_for, begin, end),
        cmocka_unit_test_setup_teardown(a_form_of_its_own_stands_under_of, begin, end),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
