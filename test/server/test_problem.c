/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;
static struct http_reply reply;
static struct http_pair language;
static struct http_request request;

static int
begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    reply = (struct http_reply){.status = 200};
    text_init(&reply.body, 1 << 20);
    language = (struct http_pair){"lang", "nb"};
    request = (struct http_request){.queries = &language, .query_count = 1, .arena = &arena};
    return 0;
}

static int
end(void **state)
{
    (void)state;
    text_free(&reply.body);
    arena_free(&arena);
    return 0;
}

static void
is_reply(int status, const char *body)
{
    assert_int_equal(reply.status, status);
    assert_string_equal(reply.content_type, "application/problem+json");
    assert_string_equal(text_string(&reply.body), body);
}

static void
an_error_is_told_in_each_language(void **state)
{
    (void)state;
    problem_reply_code(&reply, &request, ERROR_NOT_FOUND);
    is_reply(404, "{\"type\":\"urn:dekning:problem:not_found\",\"title\":\"Finnes "
                  "ikke\",\"status\":404,\"detail\":\"det finnes ikke noe her\"}");
    assert_string_equal(reply.problem, "not_found");
    language.value = "nn";
    problem_reply_code(&reply, &request, ERROR_NOT_FOUND);
    is_reply(404, "{\"type\":\"urn:dekning:problem:not_found\",\"title\":\"Finst "
                  "ikkje\",\"status\":404,\"detail\":\"det finst ikkje noko her\"}");
    language.value = "en";
    problem_reply_code(&reply, &request, ERROR_NOT_FOUND);
    is_reply(404, "{\"type\":\"urn:dekning:problem:not_found\",\"title\":\"Not "
                  "found\",\"status\":404,\"detail\":\"there is nothing here\"}");
}

static void
an_error_tells_its_place(void **state)
{
    (void)state;
    struct error error;
    language.value = "en";
    error_set(&error, ERROR_NOT_WHOLE, "many", "0–9");
    error_place(&error, "posts.csv", 3, 2, "cap");
    problem_reply(&reply, &request, &error);
    is_reply(400,
             "{\"type\":\"urn:dekning:problem:not_whole\",\"title\":\"Something is wrong in "
             "what was sent\",\"status\":400,\"detail\":\"posts.csv:3:2: cap: found \\\"many\\\", "
             "expected a whole number 0–9\",\"file\":\"posts.csv\",\"line\":3,\"column\":2,"
             "\"field\":\"cap\",\"found\":\"many\",\"expected\":\"0–9\"}");
}

static void
what_is_ours_is_not_told(void **state)
{
    (void)state;
    struct error error;
    language.value = "en";
    error_set(&error, ERROR_WRITE, "/secret/path", "disk");
    problem_reply(&reply, &request, &error);
    is_reply(500, "{\"type\":\"urn:dekning:problem:write\",\"title\":\"Something went wrong in the "
                  "server\",\"status\":500}");
    problem_reply_code(&reply, &request, ERROR_STOPPING);
    assert_int_equal(reply.status, 503);
    assert_non_null(strstr(text_string(&reply.body), "the server is stopping"));
}

static void
all_problems_are_told(void **state)
{
    (void)state;
    struct problems problems;
    struct error error;
    language.value = "en";
    problems_init(&problems, &arena);
    error_set(&error, ERROR_VALUE_MISSING, NULL, NULL);
    error_place(&error, "posts", 2, 1, "post");
    problems_add(&problems, &error);
    error_set(&error, ERROR_TABLE_MISSING, NULL, "posts.csv");
    problems_add(&problems, &error);
    problem_reply_all(&reply, &request, &problems);
    assert_int_equal(reply.status, 422);
    const char *errors = strstr(text_string(&reply.body), "\"errors\":");
    assert_non_null(errors);
    assert_string_equal(
        errors,
        "\"errors\":[{\"code\":\"value_missing\",\"file\":\"posts\",\"line\":2,\"column\":1,"
        "\"field\":\"post\",\"text\":\"posts:2:1: post: found an empty field, expected a "
        "value\"},{\"code\":\"table_missing\",\"expected\":\"posts.csv\",\"text\":\"found no "
        "such file, expected the table posts.csv\"}]}");
}

static void
members_can_be_added(void **state)
{
    (void)state;
    struct json json;
    text_add(&reply.body, "half an answer");
    reply.etag = "x";
    problem_open(&reply, &request, "refused", 409, NULL, "fordi", &json);
    json_text(&json, "rule", "R76");
    problem_close(&json);
    is_reply(409, "{\"type\":\"urn:dekning:problem:refused\",\"title\":\"Avslått\",\"status\":409,"
                  "\"detail\":\"fordi\",\"rule\":\"R76\"}");
    assert_null(reply.etag);
}

static void
count_release(void *held)
{
    *(int *)held += 1;
}

static void
bytes_that_were_held_are_let_go(void **state)
{
    (void)state;
    int released = 0;
    reply.bytes = "x";
    reply.length = 1;
    reply.release = count_release;
    reply.held = &released;
    problem_reply_code(&reply, &request, ERROR_FORBIDDEN);
    problem_reply_code(&reply, &request, ERROR_FORBIDDEN);
    assert_int_equal(released, 1);
    assert_null(reply.bytes);
}

static void
every_code_has_a_status_a_title_and_a_type(void **state)
{
    (void)state;
    for (int code = 0; code < ERROR_COUNT; code++) {
        for (int i = 0; i < 3; i++) {
            static const char *const languages[] = {"nb", "nn", "en"};
            language.value = languages[i];
            problem_reply_code(&reply, &request, (enum error_code)code);
            assert_in_range(reply.status, 400, 599);
            assert_null(strstr(text_string(&reply.body), "\"title\":\"\""));
            assert_false(reply.body.failed);
        }
        char name[PROBLEM_NAME_MAX];
        problem_name((enum error_code)code, name);
        assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_"), strlen(name));
    }
    assert_int_equal(problem_status(ERROR_UNAUTHORISED), 401);
    assert_int_equal(problem_status(ERROR_PRECONDITION_FAILED), 412);
    assert_int_equal(problem_status(ERROR_HTTP_BODY_LARGE), 413);
    assert_int_equal(problem_status(ERROR_TOO_MANY_REQUESTS), 429);
    assert_int_equal(problem_status(ERROR_MEMORY), 500);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_error_is_told_in_each_language, begin, end),
        cmocka_unit_test_setup_teardown(an_error_tells_its_place, begin, end),
        cmocka_unit_test_setup_teardown(what_is_ours_is_not_told, begin, end),
        cmocka_unit_test_setup_teardown(all_problems_are_told, begin, end),
        cmocka_unit_test_setup_teardown(members_can_be_added, begin, end),
        cmocka_unit_test_setup_teardown(bytes_that_were_held_are_let_go, begin, end),
        cmocka_unit_test_setup_teardown(every_code_has_a_status_a_title_and_a_type, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
