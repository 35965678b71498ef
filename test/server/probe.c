/* SPDX-License-Identifier: EUPL-1.2 */
/* The server with nothing of the scheme behind it: what test/flow/flow_server.py asks. */
#define _POSIX_C_SOURCE 200809L
#include "base/number.h"
#include "report/json.h"
#include "server/problem.h"
#include "server/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PARTS_MAX = 8, IMPORT_MAX = 8 * 1024 * 1024, LARGE_MAX = 64 * 1024 * 1024 };
enum route { ECHO, WORK, IMPORT, LARGE, KEPT, EVENTS, PUBLISH, SECRET, ROUTE_COUNT };

static const char *const names[ROUTE_COUNT] = {
    [ECHO] = "echo", [WORK] = "work",     [IMPORT] = "import",   [LARGE] = "large",
    [KEPT] = "kept", [EVENTS] = "events", [PUBLISH] = "publish", [SECRET] = "secret"};

static struct server_context context;
static atomic_int released;

static bool
open_probe(const struct server_context *given, void **self, struct error *error)
{
    (void)error;
    context = *given;
    *self = &context;
    return true;
}

static int64_t
asked(const struct http_request *request, const char *name)
{
    const char *text = http_query(request, name);
    int64_t whole = 0;
    return text != NULL && number_parse_whole(text, strlen(text), &whole) && whole > 0 ? whole : 0;
}

static bool
plan(void *self, const struct http_request *request, struct http_plan *plan,
     struct http_reply *reply)
{
    (void)self;
    /* A segment after the route's is a parameter: "/echo/…". */
    size_t length = strcspn(request->path + 1, "/");
    size_t route = 0;
    while (route < ROUTE_COUNT && (strlen(names[route]) != length ||
                                   strncmp(names[route], request->path + 1, length) != 0)) {
        route++;
    }
    if (route == ROUTE_COUNT) {
        return false;
    }
    plan->route = route;
    plan->mode = route == WORK || route == IMPORT ? HTTP_WORKER : HTTP_INLINE;
    if (route == WORK && http_query(request, "as") != NULL) {
        plan->mode = strcmp(http_query(request, "as"), "login") == 0 ? HTTP_LOGIN : HTTP_LENGTHY;
    }
    plan->body_max = route == IMPORT ? IMPORT_MAX : plan->body_max;
    if (route == SECRET || request->method == HTTP_OTHER) {
        problem_reply_code(reply, request, ERROR_FORBIDDEN);
        plan->refused = true;
    }
    return true;
}

static void
echo(const struct http_request *request, struct http_reply *reply)
{
    struct json json = {.out = &reply->body};
    reply->content_type = "application/json";
    json_open(&json, NULL, '{');
    json_text(&json, "method", http_method_name(request->method));
    json_text(&json, "path", request->path);
    json_text(&json, "remote", request->remote);
    json_bool(&json, "secure", request->secure);
    json_number(&json, "language", http_language(request));
    json_text(&json, "body", request->body);
    json_number(&json, "length", (double)request->length);
    json_open(&json, "queries", '{');
    for (size_t i = 0; i < request->query_count; i++) {
        json_text(&json, request->queries[i].name, request->queries[i].value);
    }
    json_close(&json, '}');
    json_open(&json, "cookies", '{');
    for (size_t i = 0; i < request->cookie_count; i++) {
        json_text(&json, request->cookies[i].name, request->cookies[i].value);
    }
    json_close(&json, '}');
    json_close(&json, '}');
}

static void
import(const struct http_request *request, struct http_reply *reply)
{
    struct http_part parts[PARTS_MAX];
    struct error error;
    size_t count;
    if (!http_multipart(request, parts, PARTS_MAX, &count, &error)) {
        problem_reply(reply, request, &error);
        return;
    }
    struct json json = {.out = &reply->body};
    reply->content_type = "application/json";
    json_open(&json, NULL, '{');
    for (size_t i = 0; i < count; i++) {
        json_number(&json, parts[i].name, (double)parts[i].length);
    }
    json_number(&json, "released", atomic_load(&released));
    json_close(&json, '}');
}

static void
release(void *held)
{
    free(held);
    atomic_fetch_add(&released, 1);
}

static void
large(const struct http_request *request, struct http_reply *reply, bool kept)
{
    int64_t bytes = asked(request, "bytes");
    char *all = bytes > LARGE_MAX ? NULL : malloc((size_t)bytes + 1);
    if (all == NULL) {
        problem_reply_code(reply, request, ERROR_MEMORY);
        return;
    }
    for (int64_t i = 0; i < bytes; i++) {
        all[i] = "0123456789abcdef"[i % 16];
    }
    reply->content_type = "text/plain; charset=utf-8";
    if (kept) {
        reply->bytes = all;
        reply->length = (size_t)bytes;
        reply->release = release;
        reply->held = all;
    } else {
        text_add_bytes(&reply->body, all, (size_t)bytes);
        free(all);
    }
    reply_etag(reply, request);
}

/* Works for so long, or until there is a file `until`; with `heeds` no longer than somebody waits
 * for it. */
static void
work(const struct http_request *request, int64_t milliseconds)
{
    const bool heeds = asked(request, "heeds") > 0;
    const char *until = http_query(request, "until");
    for (int64_t i = 0; (until == NULL ? i < milliseconds : access(until, F_OK) != 0) &&
                        !(heeds && atomic_load(request->unwanted));
         i++) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000L}, NULL);
    }
}

static void
answer(void *self, const struct http_request *request, const struct http_plan *plan,
       struct http_reply *reply)
{
    (void)self;
    const char *name = http_query(request, "name"), *data = http_query(request, "data");
    switch (plan->route) {
    case ECHO:
        echo(request, reply);
        break;
    case WORK:
        work(request, asked(request, "ms"));
        echo(request, reply);
        break;
    case IMPORT:
        import(request, reply);
        break;
    case LARGE:
    case KEPT:
        large(request, reply, plan->route == KEPT);
        break;
    case EVENTS:
        reply->events = context.events;
        reply->audience = asked(request, "audience");
        reply->holder = http_query(request, "holder");
        reply->holder_most = 2;
        break;
    default:
        if (!events_publish(context.events, asked(request, "audience"), name == NULL ? "x" : name,
                            data == NULL ? "{}" : data)) {
            problem_reply_code(reply, request, ERROR_MEMORY);
        }
        break;
    }
}

static void
close_probe(void *self)
{
    (void)self;
}

static const char *
variable(const char *name)
{
    return getenv(name);
}

int
main(int argc, char **argv)
{
    static const struct server_module module = {.routes = names,
                                                .route_count = ROUTE_COUNT,
                                                .open = open_probe,
                                                .plan = plan,
                                                .answer = answer,
                                                .close = close_probe};
    static const struct embedded_file pages[] = {
        {"index.html", (const unsigned char *)"<!doctype html><title>probe</title>", 35},
        {"app-ABCDEFGH.js", (const unsigned char *)"let a = 1;", 10},
        {"app-ABCDEFGH.js.gz", (const unsigned char *)"not really gzip", 15},
        {NULL, NULL, 0}};
    struct settings settings;
    struct arena arena;
    struct error error;
    bool help, fine;
    arena_init(&arena, 1 << 20);
    fine = settings_read(argv + 1, argc - 1, variable, &arena, &settings, &help, &error) &&
           server_run(&settings, &module, pages, &error);
    if (!fine) {
        struct text text;
        text_init(&text, 4096);
        error_write(&error, LANGUAGE_EN, &text);
        fprintf(stderr, "%s\n", text_string(&text));
        text_free(&text);
    }
    arena_free(&arena);
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
