/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/route.h"

#include "server/api_private.h"

#include <stdio.h>
#include <string.h>

#define R(role) ROLE_BIT(ROLE_##role)

/* What everybody at work may see; who comes for their own sake sees their own. */
#define PLANNING (ROLES_ALL & ~R(RESIDENT))
#define CASES R(CASE_WORKER)
#define OFFICE (R(CASE_WORKER) | R(PLANNER) | R(LEGEVAKT_LEADER))
#define DUTY (R(CASE_WORKER) | R(LEGEVAKT_LEADER))
#define STEERING (R(CASE_WORKER) | R(PLANNER) | R(LEGEVAKT_LEADER) | R(ADMIN))
#define TABLES (R(CASE_WORKER) | R(PLANNER) | R(ADMIN))

#define JSON "application/json"
#define CSV "text/csv; charset=utf-8"
#define YAML "application/yaml"
#define GEOJSON "application/geo+json"
#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define EVENTS "text/event-stream"
#define HTML "text/html; charset=utf-8"

static const struct route_query operation_query[] = {
    {"dry-run", "yes", {"prøv uten å gjøre det", "prøv utan å gjere det", "try without doing it"}},
    {NULL, NULL, {NULL}}};

static const struct route_query tables_query[] = {
    {"dry-run",
     "yes",
     {"les og sjekk uten å bytte ut", "les og sjekk utan å byte ut",
      "read and check without replacing"}},
    {NULL, NULL, {NULL}}};

static const struct route_query events_query[] = {
    {"after",
     "ID",
     {"hendelsen en vil høre fra, som me og strømmen selv har den; Last-Event-ID går foran",
      "hendinga ein vil høyre frå, som me og straumen sjølv har ho; Last-Event-ID går framfor",
      "the event to hear from, as me and the stream itself have it; Last-Event-ID comes before "
      "it"}},
    {NULL, NULL, {NULL}}};

static const struct route_query oidc_start_query[] = {
    {"return",
     "PATH",
     {"sida en kommer tilbake til", "sida ein kjem tilbake til", "the page to come back to"}},
    {NULL, NULL, {NULL}}};

static const struct route_query oidc_callback_query[] = {
    {"code", "TEXT", {"koden", "koden", "the code"}},
    {"state", "TEXT", {"tilstanden", "tilstanden", "the state"}},
    {"iss", "TEXT", {"utstederen", "utferdaren", "the issuer"}},
    {"error", "TEXT", {"feilen", "feilen", "the error"}},
    {"error_description", "TEXT", {"feilen i ord", "feilen i ord", "the error in words"}},
    {"session_state", "TEXT", {"tjenestens egen", "tenesta si eiga", "the service's own"}},
    {NULL, NULL, {NULL}}};

const struct route routes[ROUTE_COUNT] = {
#define QUESTION(name, where, group_, verb_, roles_, access_)                                      \
    {.id = #name,                                                                                  \
     .method = HTTP_GET,                                                                           \
     .path = "/api/v1/" where,                                                                     \
     .answer = api_question,                                                                       \
     .group = group_,                                                                              \
     .verb = verb_,                                                                                \
     .roles = roles_,                                                                              \
     .access = ACCESS_##access_,                                                                   \
     .visitors = true,                                                                             \
     .purpose = #name,                                                                             \
     .reply = "document",                                                                          \
     .content_type = JSON,                                                                         \
     .status = 200},
#define ROUTE(name, method_, where, answer_, roles_, access_, visitors_, mode_, body_max_, body_,  \
              query_, reply_, type_, status_, nb, nn, en)                                          \
    {.id = #name,                                                                                  \
     .method = HTTP_##method_,                                                                     \
     .path = "/api/v1/" where,                                                                     \
     .answer = answer_,                                                                            \
     .roles = roles_,                                                                              \
     .access = ACCESS_##access_,                                                                   \
     .visitors = visitors_,                                                                        \
     .mode = HTTP_##mode_,                                                                         \
     .purpose = #name,                                                                             \
     .body_max = body_max_,                                                                        \
     .body = body_,                                                                                \
     .query = query_,                                                                              \
     .reply = reply_,                                                                              \
     .content_type = type_,                                                                        \
     .status = status_,                                                                            \
     .about = {nb, nn, en}},
#define PAGE(name, where, answer_, nb, nn, en)                                                     \
    {.id = #name,                                                                                  \
     .method = HTTP_GET,                                                                           \
     .path = where,                                                                                \
     .answer = answer_,                                                                            \
     .access = ACCESS_ANYBODY,                                                                     \
     .visitors = true,                                                                             \
     .purpose = #name,                                                                             \
     .reply = "html",                                                                              \
     .content_type = HTML,                                                                         \
     .status = 200,                                                                                \
     .about = {nb, nn, en}},
#include "server/route.def"
#undef QUESTION
#undef ROUTE
#undef PAGE
};

const char *const route_ids[ROUTE_COUNT] = {
#define QUESTION(name, where, group, verb, roles, access) #name,
#define ROUTE(name, ...) #name,
#define PAGE(name, ...) #name,
#include "server/route.def"
#undef QUESTION
#undef ROUTE
#undef PAGE
};

/* -- finding one ------------------------------------------------------------------------------- */

/* Whether the template's parameter, which begins at "{", takes the rest of the path. */
static bool
takes_rest(const char *template)
{
    return strstr(template, "…}") != NULL;
}

/* Whether the path is of the template; its parameters are put in *out. Never a path of which a
 * parameter is empty or too long. */
static bool
path_is(const char *template, const char *path, struct route_match *out)
{
    size_t parameter = 0;
    for (size_t i = 0; i < ROUTE_PARAMETERS_MAX; i++) {
        out->parameters[i][0] = '\0'; /* the rest of them is nobody's */
    }
    while (*template != '\0' && *path != '\0') {
        if (*template != '{') {
            if (*template ++ != *path++) {
                return false;
            }
            continue;
        }
        const size_t length = takes_rest(template) ? strlen(path) : strcspn(path, "/");
        if (length == 0 || length >= ROUTE_PARAMETER_MAX || parameter == ROUTE_PARAMETERS_MAX) {
            return false;
        }
        memcpy(out->parameters[parameter], path, length);
        out->parameters[parameter++][length] = '\0';
        path += length;
        template = strchr(template, '}') + 1;
    }
    return *template == '\0' && *path == '\0';
}

/* A route without parameters is meant before one with them: "lists/unassigned" is no post. */
enum route_found
route_find(const char *path, enum http_method method, struct route_match *out, unsigned *methods)
{
    enum route_found found = FOUND_NO_ROUTE;
    const enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
    bool plain = false;
    *methods = 0;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        struct route_match match;
        match.index = i;
        if (!path_is(routes[i].path, path, &match)) {
            continue;
        }
        const bool fixed = strchr(routes[i].path, '{') == NULL;
        if (plain && !fixed) {
            continue;
        }
        plain = fixed;
        *methods |= 1U << routes[i].method;
        if (routes[i].method == wanted && (found != FOUND_ROUTE || fixed)) {
            *out = match;
            found = FOUND_ROUTE;
        } else if (found == FOUND_NO_ROUTE) {
            found = FOUND_OTHER_METHOD;
        }
    }
    return found;
}

bool
route_fits(size_t index, const char *path, struct route_match *out)
{
    out->index = index;
    return path_is(routes[index].path, path, out);
}

/* -- what one is ------------------------------------------------------------------------------- */

const struct question *
route_question(const struct route *route)
{
    return route->group == NULL ? NULL : question_find(route->group, route->verb);
}

enum http_mode
route_mode(const struct route *route)
{
    const struct question *question = route_question(route);
    if (question == NULL) {
        return route->mode;
    }
    return question->needs >= QUESTION_NEEDS_STORE ? HTTP_WORKER : HTTP_INLINE;
}

const char *
route_about(const struct route *route, enum language language)
{
    const struct question *question = route_question(route);
    return question == NULL ? route->about[language] : question->about[language];
}

bool
route_is_document(const struct route *route)
{
    return route->reply != NULL && (strcmp(route->reply, "document") == 0 ||
                                    strcmp(route->reply, "forecast_document") == 0);
}
