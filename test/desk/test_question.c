/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/question.h"

#include "ask_of.h"
#include "desk/capacity_answer.h"
#include "desk/operation.h"

#include <string.h>

static void
set(struct ask *ask, enum option_id option, const char *text)
{
    struct error error;
    assert_true(option_set(option, text, &ask->options[option], &error));
}

static void
questions_are_declared_whole(void **state)
{
    (void)state;
    assert_true(question_count > 30);
    for (size_t i = 0; i < question_count; i++) {
        const struct question *question = &questions[i];
        assert_ptr_equal(question_find(question->group, question->verb), question);
        assert_non_null(question->answer);
        assert_non_null(question->subject);
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            assert_non_null(question->about[language]);
        }
        for (const enum option_id *option = question->options; *option != OPTION_COUNT; option++) {
            assert_true(*option != OPTION_date || option == question->options);
        }
    }
    assert_null(question_find("person", "none"));
    assert_null(question_find("need", "show"));
}

static void
a_question_answers_as_asked(void **state)
{
    struct fixture *fixture = *state;
    struct ask ask = ask_of(fixture, "need");
    struct answer answer;
    struct error error;
    const struct question *question = question_find("need", "");
    assert_true(question->answer(&ask, &answer, &error));
    assert_string_equal(answer.command, "need");
    assert_int_equal(answer.language, LANGUAGE_EN);
    assert_false(answer.explain);
    assert_int_equal(answer.date.days, day("2023-12-31").days);
    assert_ptr_equal(answer.municipality, &fixture->bergen);
    const size_t steps = answer.step_count;
    set(&ask, OPTION_list_length, "1000");
    set(&ask, OPTION_date, "2023-06-30");
    set(&ask, OPTION_explain, "");
    assert_true(question->answer(&ask, &answer, &error));
    assert_true(answer.explain);
    assert_int_equal(answer.date.days, day("2023-06-30").days);
    assert_int_equal(answer.step_count, steps);
    bool told = false;
    for (size_t i = 0; i < answer.step_count; i++) {
        told |= strcmp(answer.steps[i].source, "--list-length") == 0;
    }
    assert_true(told);
}

/* Of nobody's municipality, when all is given. */
static void
the_need_can_do_without_a_municipality(void **state)
{
    static const enum option_id inputs[] = {
        OPTION_residents,        OPTION_guests, OPTION_list_length, OPTION_vacancy_pct,
        OPTION_leavers_per_year, OPTION_years,  OPTION_gps_now};
    struct ask ask = ask_of(*state, "need");
    struct answer answer;
    struct error error;
    ask.municipality = NULL;
    assert_false(need_answer(&ask, &answer, &error));
    assert_int_equal(error.code, ERROR_NO_FIGURE);
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        assert_false(need_is_complete(ask.options));
        set(&ask, inputs[i], "10");
    }
    assert_true(need_is_complete(ask.options));
    assert_true(need_answer(&ask, &answer, &error));
    assert_null(answer.municipality);
    assert_true(date_is_none(answer.date));
}

static void
subjects_are_what_help_calls_them(void **state)
{
    (void)state;
    static const struct {
        const char *group, *verb, *subject;
        enum error_code code;
    } cases[] = {
        {"status", "", NULL, ERROR_NONE},
        {"person", "show", "12", ERROR_NONE},
        {"person", "show", NULL, ERROR_ARGUMENT_MISSING},
        {"person", "show", "kari", ERROR_ARGUMENT_MISSING},
        {"list", "show", "B07", ERROR_NONE},
        {"list", "show", NULL, ERROR_ARGUMENT_MISSING},
        {"month", "report", "2026-11", ERROR_NONE},
        {"month", "report", "2026-13", ERROR_NOT_MONTH},
        {"month", "report", "2026-11-01", ERROR_NOT_MONTH},
        {"month", "report", NULL, ERROR_ARGUMENT_MISSING},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error error = {.code = ERROR_NONE};
        const struct question *question = question_find(cases[i].group, cases[i].verb);
        assert_non_null(question);
        assert_int_equal(question_subject(question, cases[i].subject, &error),
                         cases[i].code == ERROR_NONE);
        assert_int_equal(error.code, cases[i].code);
    }
}

static void
options_are_read_one_by_one(void **state)
{
    (void)state;
    struct option_value value;
    struct error error;
    assert_true(option_set(OPTION_list_length, "1100.5", &value, &error));
    assert_true(value.given);
    assert_float_equal(value.number, 1100.5, 0);
    assert_false(option_set(OPTION_list_length, "0", &value, &error));
    assert_string_equal(error.field, "--list-length");
    assert_int_equal(error.code, ERROR_NOT_DECIMAL);
    assert_false(option_set(OPTION_date, "2023-02-29", &value, &error));
    assert_int_equal(error.code, ERROR_NOT_DATE);
}

static void
operations_are_told_as_people_write(void **state)
{
    struct operation operation = {.kind = OPERATION_month_close};
    struct ask ask = ask_of(*state, "month close");
    struct error error;
    assert_int_equal(desk_operation_subject(OPERATION_month_close), ARGUMENT_month);
    assert_string_equal(desk_operation_subject_name(ARGUMENT_month), "YYYY-MM");
    assert_string_equal(desk_operation_subject_name(ARGUMENT_COUNT), "");
    assert_true(desk_operation_set(&operation, ARGUMENT_month, "2026-11", &error));
    assert_int_equal(desk_operation_day(&ask, &operation).days, day("2026-11-30").days);
    set(&ask, OPTION_date, "2026-12-02");
    assert_int_equal(desk_operation_day(&ask, &operation).days, day("2026-11-30").days);
    assert_true(desk_operation_ripe(&operation, day("2026-12-01"), &error));
    assert_false(desk_operation_ripe(&operation, day("2026-11-30"), &error));
    assert_int_equal(error.code, ERROR_MONTH_NOT_ENDED);
    assert_string_equal(error.found, "2026-11");
    assert_string_equal(error.expected, "2026-12-01");
    ask = ask_of(*state, "post resign");
    operation = (struct operation){.kind = OPERATION_post_resign};
    assert_int_equal(desk_operation_day(&ask, &operation).days, ask.today.days);
    assert_true(desk_operation_ripe(&operation, ask.today, &error));
    assert_false(desk_operation_set(&operation, ARGUMENT_month, "november", &error));
    assert_true(desk_operation_set(&operation, ARGUMENT_agreed, "", &error));
    assert_int_equal(operation.arguments[ARGUMENT_agreed].whole, 1);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_are_declared_whole),
        cmocka_unit_test(a_question_answers_as_asked),
        cmocka_unit_test(the_need_can_do_without_a_municipality),
        cmocka_unit_test(subjects_are_what_help_calls_them),
        cmocka_unit_test(options_are_read_one_by_one),
        cmocka_unit_test(operations_are_told_as_people_write),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
