/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* -- targets -- */

static struct http_pair queries[REQUEST_QUERIES_MAX];
static size_t query_count;

/* The decoded path, or NULL when the target is refused. */
static const char *
path_of(const char *target)
{
    static char copy[REQUEST_TARGET_MAX + 2];
    const char *path;
    struct error error;
    snprintf(copy, sizeof copy, "%s", target);
    return request_target(copy, &path, queries, &query_count, &error) ? path : NULL;
}

static void
paths_are_decoded_once(void **state)
{
    (void)state;
    static const char *const right[][2] = {
        {"/", "/"},         {"/a", "/a"},         {"/a/", "/a/"},
        {"/a%20b", "/a b"}, {"/%C3%A6", "/æ"},    {"/%25", "/%"},
        {"/%252e", "/%2e"}, {"/...", "/..."},     {"/.a/a.", "/.a/a."},
        {"/a+b", "/a+b"},   {"/%e2%82%ac", "/€"}, {"/%F0%9F%98%80", "/\xF0\x9F\x98\x80"},
        {"/a%3Fb", "/a?b"}, {"/a%23", "/a#"},     {"/~a!$&'()*,;=:@", "/~a!$&'()*,;=:@"},
        {"/æ", "/æ"},
    };
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        const char *path = path_of(right[i][0]);
        assert_non_null(path);
        assert_string_equal(path, right[i][1]);
    }
}

static void
paths_with_two_readings_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",       "a",       "*",    "//",        "/a//b",  "/.",         "/..",
        "/a/./b", "/a/..",   "/%2e", "/%2E.",     "/.%2e/", "/a%2fb",     "/a%2Fb",
        "/%5C",   "/\\",     "/%",   "/%1",       "/%1g",   "/%00",       "/%01",
        "/%7F",   "/%c2%80", "/%c2", "/%c0%af",   "/%ff",   "/%ed%a0%80", "/a b",
        "/a#b",   "/\"",     "/<",   "http://a/", "?a=b",   "/a%",        "/%e0%80%80",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (path_of(wrong[i]) != NULL) {
            fail_msg("\"%s\" was taken", wrong[i]);
        }
    }
}

static void
a_target_may_be_so_long(void **state)
{
    (void)state;
    char target[REQUEST_TARGET_MAX + 2];
    memset(target, 'a', sizeof target);
    target[0] = '/';
    target[REQUEST_TARGET_MAX] = '\0';
    assert_non_null(path_of(target));
    target[REQUEST_TARGET_MAX] = 'a';
    target[REQUEST_TARGET_MAX + 1] = '\0';
    assert_null(path_of(target));
}

static void
queries_are_decoded(void **state)
{
    (void)state;
    assert_non_null(path_of("/a?x=1&y=%C3%B8+%2B&z&w=&v=a=b&&"));
    static const char *const pairs[][2] = {
        {"x", "1"}, {"y", "ø +"}, {"z", ""}, {"w", ""}, {"v", "a=b"}};
    assert_int_equal(query_count, sizeof pairs / sizeof pairs[0]);
    for (size_t i = 0; i < query_count; i++) {
        assert_string_equal(queries[i].name, pairs[i][0]);
        assert_string_equal(queries[i].value, pairs[i][1]);
    }
    assert_string_equal(path_of("/a?"), "/a");
    assert_int_equal(query_count, 0);
    static const char *const wrong[] = {"/?=",     "/?=a",       "/?a=%", "/?%=a",  "/?a=%00",
                                        "/?a=%ff", "/?a=%0d%0a", "/?a=#", "/?a=\"", "/?a&=b"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_null(path_of(wrong[i]));
    }
}

static void
there_may_be_so_many_queries(void **state)
{
    (void)state;
    char target[2 * REQUEST_QUERIES_MAX + 8] = "/?a";
    for (size_t i = 1; i < REQUEST_QUERIES_MAX; i++) {
        strcat(target, "&a");
    }
    assert_non_null(path_of(target));
    assert_int_equal(query_count, REQUEST_QUERIES_MAX);
    strcat(target, "&a");
    assert_null(path_of(target));
}

/* -- cookies -- */

static void
cookies_are_taken_where_they_are_cookies(void **state)
{
    (void)state;
    struct http_pair cookies[REQUEST_COOKIES_MAX];
    size_t count = 0;
    char header[] = "a=1; b=; c; =d;; e=f=g ;h=\"i\"; j=\x01; k=\xff";
    request_cookies(header, cookies, &count);
    static const char *const pairs[][2] = {{"a", "1"}, {"b", ""}, {"e", "f=g"}, {"h", "\"i\""}};
    assert_int_equal(count, sizeof pairs / sizeof pairs[0]);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(cookies[i].name, pairs[i][0]);
        assert_string_equal(cookies[i].value, pairs[i][1]);
    }
}

static void
cookies_beyond_the_room_are_left_out(void **state)
{
    (void)state;
    struct http_pair cookies[REQUEST_COOKIES_MAX];
    char header[8 * REQUEST_COOKIES_MAX] = "";
    size_t count = 0;
    for (size_t i = 0; i < REQUEST_COOKIES_MAX + 3; i++) {
        strcat(header, "a=b;");
    }
    request_cookies(header, cookies, &count);
    assert_int_equal(count, REQUEST_COOKIES_MAX);
}

/* -- multipart -- */

static struct arena arena;
static struct http_part parts[4];

static int
fresh_arena(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int
free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* The number of parts; -1 when the body is refused. */
static int
parts_of(const char *content_type, const char *body)
{
    struct error error;
    size_t count;
    bool fine =
        request_multipart(content_type, body, strlen(body), &arena, parts, 4, &count, &error);
    return fine ? (int)count : -1;
}

#define TYPE "multipart/form-data; boundary=b"
#define PART(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"

static void
bodies_are_taken_apart(void **state)
{
    (void)state;
    assert_int_equal(
        parts_of(TYPE, "--b\r\n" PART(
                           "surveys/x") "one\r\ntwo\r\n--b\r\n"
                                        "content-type: text/csv\r\nX-Other: y\r\n"
                                        "CONTENT-DISPOSITION:form-data; filename=\"C:\\d\\æ.csv\"; "
                                        "name=q\r\n\r\n--\r\n-b\r\n--b\r\n" PART(
                                            "empty") "\r\n--b--\r\n"),
        3);
    assert_string_equal(parts[0].name, "surveys/x");
    assert_string_equal(parts[0].filename, "");
    assert_int_equal(parts[0].length, 8);
    assert_memory_equal(parts[0].bytes, "one\r\ntwo", 8);
    assert_string_equal(parts[1].name, "q");
    assert_string_equal(parts[1].filename, "æ.csv");
    assert_string_equal(parts[1].content_type, "text/csv");
    assert_int_equal(parts[1].length, 6);
    assert_string_equal(parts[2].name, "empty");
    assert_int_equal(parts[2].length, 0);
}

static void
a_boundary_is_declared_right(void **state)
{
    (void)state;
    static const char body[] = "--b\r\n" PART("a") "x\r\n--b--";
    static const char *const right[] = {TYPE, "Multipart/Form-Data ;  BOUNDARY=\"b\"",
                                        "multipart/form-data; charset=utf-8; boundary=b"};
    static const char *const wrong[] = {"",
                                        "multipart/form-data",
                                        "multipart/form-data; boundary=",
                                        "multipart/form-data; boundary=\"b",
                                        "multipart/form-data; boundary=c",
                                        "multipart/form-data; boundary=b; boundary=b",
                                        "multipart/form-data; boundary=b x",
                                        "multipart/mixed; boundary=b",
                                        "multipart/form-datax; boundary=b"};
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        assert_int_equal(parts_of(right[i], body), 1);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (parts_of(wrong[i], body) != -1) {
            fail_msg("\"%s\" was taken", wrong[i]);
        }
    }
}

static void
a_boundary_may_be_so_long(void **state)
{
    (void)state;
    for (size_t length = REQUEST_BOUNDARY_MAX; length <= REQUEST_BOUNDARY_MAX + 1; length++) {
        char boundary[REQUEST_BOUNDARY_MAX + 2], type[200], body[400];
        memset(boundary, 'b', length);
        boundary[length] = '\0';
        snprintf(type, sizeof type, "multipart/form-data; boundary=%s", boundary);
        snprintf(body, sizeof body, "--%s\r\n" PART("a") "x\r\n--%s--", boundary, boundary);
        assert_int_equal(parts_of(type, body), length == REQUEST_BOUNDARY_MAX ? 1 : -1);
    }
}

static void
bodies_that_are_not_whole_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "--b--",
        "--b--\r\n",
        "x\r\n--b\r\n" PART("a") "x\r\n--b--",
        "--b\r\n" PART("a") "x\r\n--b",
        "--b\r\n" PART("a") "x\r\n--b-",
        "--b\r\n" PART("a") "x\r\n--b--x",
        "--b\r\n" PART("a") "x\r\n--b--\r\n\r\n",
        "--b\r\n" PART("a") "x\n--b--",
        "--b\n" PART("a") "x\r\n--b--",
        "--b\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Type: a\r\n\r\nx\r\n--b--",
        "--b\r\n" PART("") "x\r\n--b--",
        "--b\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; "
        "name=b\r\n\r\nx\r\n--b--",
        "--b\r\nno colon\r\n" PART("a") "x\r\n--b--",
        "--b\r\n" PART("1") "\r\n--b\r\n" PART("2") "\r\n--b\r\n" PART("3") "\r\n--b\r\n" PART(
            "4") "\r\n--b\r\n" PART("5") "\r\n--b--",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (parts_of(TYPE, wrong[i]) != -1) {
            fail_msg("\"%s\" was taken", wrong[i]);
        }
    }
}

/* -- headers -- */

/* A request with one header. */
static const struct http_request *
with(const char *name, const char *value)
{
    static struct http_pair header;
    static struct http_request request;
    header = (struct http_pair){name, value};
    request = (struct http_request){.headers = &header, .header_count = 1};
    return &request;
}

static void
codings_and_types_are_weighed(void **state)
{
    (void)state;
    static const struct {
        const char *accepted;
        bool gzip;
    } codings[] = {{"gzip", true},
                   {"br, gzip;q=0.1", true},
                   {"gzip;q=0", false},
                   {"gzip; q=0.000", false},
                   {"*", true},
                   {"*;q=0", false},
                   {"*, gzip;q=0", false},
                   {"gzipx", false},
                   {"", false},
                   {"GZIP", true}};
    for (size_t i = 0; i < sizeof codings / sizeof codings[0]; i++) {
        assert_int_equal(http_accepts_coding(with("accept-encoding", codings[i].accepted), "gzip"),
                         codings[i].gzip);
    }
    static const struct {
        const char *accepted;
        int weight;
    } types[] = {{"text/csv", 1000},
                 {"", 1000},
                 {"text/*;q=0.5", 500},
                 {"*/*;q=0.123", 123},
                 {"text/*, text/csv;q=0.2, */*", 200},
                 {"application/json", 0},
                 {"text/csv;q=0", 0},
                 {"text/csv;q=7", 0},
                 {"text/csv;q=1.9", 1000}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        assert_int_equal(http_accepts_type(with("Accept", types[i].accepted), "text/csv"),
                         types[i].weight);
    }
    assert_int_equal(http_accepts_type(with("X", ""), "text/csv"), 1000);
}

static void
entity_tags_are_compared(void **state)
{
    (void)state;
    static const struct {
        const char *given;
        bool strong, weak;
    } tags[] = {{"\"a\"", true, true},
                {"W/\"a\"", false, true},
                {"\"b\", \"a\"", true, true},
                {"\"b\",W/\"a\"", false, true},
                {"*", true, true},
                {"\"a-gz\"", true, true},
                {"\"ab\"", false, false},
                {"a", false, false},
                {"\"a", false, false},
                {"", false, false},
                {"\"-gz\"", false, false},
                {"\"A\"", false, false},
                {"x, \"a\"", false, false}};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        bool given = false;
        assert_int_equal(http_if_match(with("If-Match", tags[i].given), "a", &given),
                         tags[i].strong);
        assert_true(given);
        assert_int_equal(http_if_none_match(with("If-None-Match", tags[i].given), "a", NULL),
                         tags[i].weak);
    }
    bool given = true;
    assert_false(http_if_match(with("X", "\"a\""), "a", &given));
    assert_false(given);
}

static void
a_state_is_known_in_every_representation(void **state)
{
    (void)state;
    static const struct {
        const char *given;
        bool same;
    } tags[] = {{"\"p-1-2.ab\"", true},    {"\"p-1-2.cd-gz\"", true},
                {"\"p-1-2\"", true},       {"*", true},
                {"\"p-1-23.ab\"", false},  {"\"p-1-1.ab\"", false},
                {"W/\"p-1-2.ab\"", false}, {"\"p-1-2.", false},
                {"\"\"", false},           {"\"x\", \"p-1-2.a\"", true},
                {"\"x.p-1-2\"", false}};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        assert_int_equal(http_if_match_state(with("If-Match", tags[i].given), "p-1-2"),
                         tags[i].same);
    }
    assert_false(http_if_match_state(with("X", "\"p-1-2.ab\""), "p-1-2"));
    assert_false(http_if_match(with("If-Match", "\"p-1-2.ab\""), "p-1-2", NULL));
    assert_false(http_if_none_match(with("If-None-Match", "\"p-1-2.ab\""), "p-1-2.cd", NULL));
}

static void
headers_are_found_whatever_their_case(void **state)
{
    (void)state;
    assert_string_equal(http_header(with("Content-TYPE", "a"), "content-type"), "a");
    assert_null(http_header(with("Content-Type", "a"), "Content-Typ"));
}

static void
replies_have_each_header_once(void **state)
{
    (void)state;
    struct http_reply reply = {.status = 200};
    reply_header(&reply, "Cache-Control", "a");
    reply_header(&reply, "cache-control", "b");
    reply_header(&reply, "Set-Cookie", "c");
    reply_header(&reply, "Set-Cookie", "d");
    assert_int_equal(reply.header_count, 3);
    assert_string_equal(reply.headers[0].value, "b");
    assert_string_equal(reply.headers[1].value, "c");
    assert_string_equal(reply.headers[2].value, "d");
}

/* -- hosts -- */

static void
hosts_of_this_machine_are_told_from_others(void **state)
{
    (void)state;
    static const char *const local[] = {"localhost",      "LocalHost:8080", "127.0.0.1",
                                        "127.0.0.1:8080", "127.255.0.9:1",  "[::1]",
                                        "[::1]:8080",     "localhost:"};
    static const char *const others[] = {"",
                                         "evil.example",
                                         "evil.example:8080",
                                         "127.0.0.1.evil.example",
                                         "127.evil",
                                         "127.1",
                                         "localhost.evil",
                                         "128.0.0.1",
                                         "126.255.255.255",
                                         "[::1",
                                         "[::2]",
                                         "::1",
                                         "[::1].evil",
                                         "localhost:80.evil",
                                         "0.0.0.0",
                                         "10.0.0.1",
                                         "localhost:80:80"};
    for (size_t i = 0; i < sizeof local / sizeof local[0]; i++) {
        assert_true(request_host_is_local(local[i]));
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(request_host_is_local(others[i]));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_decoded_once),
        cmocka_unit_test(paths_with_two_readings_are_refused),
        cmocka_unit_test(a_target_may_be_so_long),
        cmocka_unit_test(queries_are_decoded),
        cmocka_unit_test(there_may_be_so_many_queries),
        cmocka_unit_test(cookies_are_taken_where_they_are_cookies),
        cmocka_unit_test(cookies_beyond_the_room_are_left_out),
        cmocka_unit_test_setup_teardown(bodies_are_taken_apart, fresh_arena, free_arena),
        cmocka_unit_test_setup_teardown(a_boundary_is_declared_right, fresh_arena, free_arena),
        cmocka_unit_test_setup_teardown(a_boundary_may_be_so_long, fresh_arena, free_arena),
        cmocka_unit_test_setup_teardown(bodies_that_are_not_whole_are_refused, fresh_arena,
                                        free_arena),
        cmocka_unit_test(hosts_of_this_machine_are_told_from_others),
        cmocka_unit_test(codings_and_types_are_weighed),
        cmocka_unit_test(entity_tags_are_compared),
        cmocka_unit_test(a_state_is_known_in_every_representation),
        cmocka_unit_test(headers_are_found_whatever_their_case),
        cmocka_unit_test(replies_have_each_header_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
