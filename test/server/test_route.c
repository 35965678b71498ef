/* SPDX-License-Identifier: EUPL-1.2 */
/* The routes, and who may use them, as a table of its own: what route.def says must be what was
 * meant here. doc/roles.md is the same for people, and test/flow/flow_api.py asks each of them. */
#include "fixture.h"

#include "register/operation.h"
#include "server/api_private.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

#define R(role) ROLE_BIT(ROLE_##role)

/* What of the register no role but these may see, by route: a second opinion to route.def. */
static const struct {
    const char *id;
    unsigned roles;
    enum route_access access;
} sensitive[] = {
    {"unassigned", R(CASE_WORKER), ACCESS_ROLE},
    {"list_members", R(CASE_WORKER) | R(GP), ACCESS_OWN_LIST},
    {"decisions", R(CASE_WORKER), ACCESS_ROLE},
    {"month_exchange", R(CASE_WORKER), ACCESS_ROLE},
    {"audit", R(AUDITOR), ACCESS_ROLE},
    {"persons", R(CASE_WORKER), ACCESS_ROLE},
    {"person", R(CASE_WORKER) | R(RESIDENT), ACCESS_OWN_PERSON},
    {"person_access", R(CASE_WORKER) | R(RESIDENT), ACCESS_OWN_PERSON},
    {"person_queue", R(CASE_WORKER) | R(RESIDENT), ACCESS_OWN_PERSON},
    {"person_find", R(CASE_WORKER), ACCESS_ROLE},
    {"person_number", R(CASE_WORKER), ACCESS_OWN_PERSON},
};

static void
persons_are_for_few(void **state)
{
    (void)state;
    for (size_t s = 0; s < sizeof sensitive / sizeof sensitive[0]; s++) {
        size_t i = 0;
        while (i < ROUTE_COUNT && strcmp(routes[i].id, sensitive[s].id) != 0) {
            i++;
        }
        assert_int_not_equal(i, ROUTE_COUNT);
        assert_int_equal(routes[i].roles, sensitive[s].roles);
        assert_int_equal(routes[i].access, sensitive[s].access);
    }
}

/* A question that gives out persons is on none but the routes above, or names them only to who may
 * ask for names (month reports). */
static void
no_other_question_reads_persons(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        const struct question *question = route_question(&routes[i]);
        bool known = false;
        for (size_t s = 0; s < sizeof sensitive / sizeof sensitive[0]; s++) {
            known = known || strcmp(sensitive[s].id, routes[i].id) == 0;
        }
        if (question == NULL || !question->reads_persons) {
            continue;
        }
        bool named = false;
        for (size_t o = 0; question->options[o] != OPTION_COUNT; o++) {
            named = named || question->options[o] == OPTION_named;
        }
        assert_true(known || named);
    }
}

/* A route whose path names a person or a list says whose it is, where a role that sees only its own
 * has it. */
static void
what_is_named_has_an_owner(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        const struct route *route = &routes[i];
        if (strstr(route->path, "{person}") != NULL) {
            assert_int_equal(route->access, ACCESS_OWN_PERSON);
            assert_false(role_may(ROLE_GP, route->roles));
        }
        if (strstr(route->path, "{post}") != NULL) {
            assert_true(route->access == ACCESS_OWN_LIST || !role_may(ROLE_GP, route->roles));
            assert_false(role_may(ROLE_RESIDENT, route->roles));
        }
    }
}

static void
visitors_change_nothing(void **state)
{
    static const char *const fine[] = {"forecasts", "plans", "job_cancel", "tables_put", "login"};
    (void)state;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        bool known = routes[i].method == HTTP_GET || !routes[i].visitors;
        for (size_t f = 0; f < sizeof fine / sizeof fine[0]; f++) {
            known = known || strcmp(fine[f], routes[i].id) == 0;
        }
        assert_true(known);
    }
}

static void
every_route_is_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        const struct route *route = &routes[i];
        struct route_match match;
        unsigned methods;
        char path[256] = "";
        assert_non_null(route->answer);
        assert_string_equal(route->id, route_ids[i]);
        assert_true(route->group == NULL || route_question(route) != NULL);
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            assert_true(strlen(route_about(route, (enum language)language)) > 0);
        }
        assert_true(route->access != ACCESS_ANYBODY ? route->roles != 0 : route->roles == 0);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(route->id, routes[j].id);
            assert_true(route->method != routes[j].method ||
                        strcmp(route->path, routes[j].path) != 0);
        }
        size_t at = 0;
        for (const char *p = route->path; *p != '\0'; p++) { /* "{person}" as "x" */
            if (*p == '{') {
                path[at++] = 'x';
                p = strchr(p, '}');
            } else {
                path[at++] = *p;
            }
        }
        assert_int_equal(route_find(path, route->method, &match, &methods), FOUND_ROUTE);
        assert_int_equal(match.index, i);
        assert_true((methods & (1U << route->method)) != 0);
    }
}

static void
paths_are_found_exactly(void **state)
{
    static const struct {
        const char *path;
        enum http_method method;
        enum route_found found;
        const char *id, *parameter;
    } cases[] = {
        {"/api/v1/lists", HTTP_GET, FOUND_ROUTE, "lists", ""},
        {"/api/v1/lists", HTTP_HEAD, FOUND_ROUTE, "lists", ""},
        {"/api/v1/lists", HTTP_POST, FOUND_OTHER_METHOD, NULL, ""},
        {"/api/v1/lists/", HTTP_GET, FOUND_NO_ROUTE, NULL, ""},
        {"/api/v1/lists/B07", HTTP_GET, FOUND_ROUTE, "list", "B07"},
        {"/api/v1/lists/unassigned", HTTP_GET, FOUND_ROUTE, "unassigned", ""},
        {"/api/v1/lists/unassigned/members", HTTP_GET, FOUND_ROUTE, "list_members", "unassigned"},
        {"/api/v1/lists/B07/members/x", HTTP_GET, FOUND_NO_ROUTE, NULL, ""},
        {"/api/v1/lists/B07x/member", HTTP_GET, FOUND_NO_ROUTE, NULL, ""},
        {"/api/v1/months/open/preview", HTTP_GET, FOUND_ROUTE, "month_preview", ""},
        {"/api/v1/months/2026-11", HTTP_GET, FOUND_ROUTE, "month", "2026-11"},
        {"/api/v1/persons/find", HTTP_POST, FOUND_ROUTE, "person_find", ""},
        {"/api/v1/tables/surveys/x", HTTP_GET, FOUND_ROUTE, "table", "surveys/x"},
        {"/api/v1/jobs/1", HTTP_DELETE, FOUND_ROUTE, "job_cancel", "1"},
        {"/api/v2/lists", HTTP_GET, FOUND_NO_ROUTE, NULL, ""},
        {"/api/docs", HTTP_GET, FOUND_ROUTE, "docs", ""},
        {"/api", HTTP_GET, FOUND_NO_ROUTE, NULL, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct route_match match = {0};
        unsigned methods;
        assert_int_equal(route_find(cases[i].path, cases[i].method, &match, &methods),
                         cases[i].found);
        if (cases[i].id != NULL) {
            assert_string_equal(routes[match.index].id, cases[i].id);
            assert_string_equal(match.parameters[0], cases[i].parameter);
        }
    }
    char longest[2048] = "/api/v1/lists/";
    const size_t length = strlen(longest);
    memset(longest + length, 'a', ROUTE_PARAMETER_MAX - 1);
    struct route_match match;
    unsigned methods;
    assert_int_equal(route_find(longest, HTTP_GET, &match, &methods), FOUND_ROUTE);
    longest[length + ROUTE_PARAMETER_MAX - 1] = 'a';
    assert_int_equal(route_find(longest, HTTP_GET, &match, &methods), FOUND_NO_ROUTE);
}

/* Everybody's operations, counted: a change of who may do what is meant. */
static void
operations_are_for_few(void **state)
{
    static const int counts[ROLE_COUNT] = {
        [ROLE_PLANNER] = 2, [ROLE_CASE_WORKER] = -1, [ROLE_LEGEVAKT_LEADER] = 8,
        [ROLE_GP] = 1,      [ROLE_RESIDENT] = 7,     [ROLE_ADMIN] = 5};
    (void)state;
    for (int role = 0; role < ROLE_COUNT; role++) {
        int count = 0;
        for (int k = 0; k < OPERATION_COUNT; k++) {
            count += operation_role_may((enum role)role, (enum operation_kind)k);
        }
        assert_int_equal(count, counts[role] < 0 ? OPERATION_COUNT : counts[role]);
    }
    assert_false(operation_role_may(ROLE_RESIDENT, OPERATION_person_enrol));
    assert_false(operation_role_may(ROLE_RESIDENT, OPERATION_person_family));
    assert_false(operation_role_may(ROLE_GP, OPERATION_list_cap));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(persons_are_for_few),
        cmocka_unit_test(no_other_question_reads_persons),
        cmocka_unit_test(what_is_named_has_an_owner),
        cmocka_unit_test(visitors_change_nothing),
        cmocka_unit_test(every_route_is_whole),
        cmocka_unit_test(paths_are_found_exactly),
        cmocka_unit_test(operations_are_for_few),
    };
    return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
