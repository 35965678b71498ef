/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/server.h"

#include "server/asset.h"
#include "server/problem.h"
#include "server/request.h"

#include <errno.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { SUBSCRIBERS_MAX = 512, OWN_BODY_MAX = 0 };
enum own_route { ROUTE_HEALTHZ, ROUTE_METRICS, ROUTE_PAGE, ROUTE_OWN_COUNT };

static const char *const own_routes[ROUTE_OWN_COUNT] = {
    [ROUTE_HEALTHZ] = "healthz", [ROUTE_METRICS] = "metrics", [ROUTE_PAGE] = "page"};

struct server {
    struct server_context context;
    const struct server_module *module;
    void *self; /* the module's */
    const struct embedded_file *pages;
    const char **routes; /* our own, then the module's */
    struct log log;
};

/* The requests of each route are numbered from our own; the module knows only its own. */
static struct http_plan
plan_of_module(const struct http_plan *plan)
{
    struct http_plan theirs = *plan;
    theirs.route = plan->route - ROUTE_OWN_COUNT;
    return theirs;
}

/* Whether only this machine can reach the address. */
static bool
is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 ||
           strcmp(address, "localhost") == 0;
}

/* Whether the request is for this server. A site elsewhere can make its own name resolve to this
 * machine, and its pages are then ours to the browser: what listens to this machine alone, in the
 * clear, answers to no name but this machine's and that of the setting `origin`. */
static bool
is_meant_for_us(const struct server *server, const struct http_request *request)
{
    const struct settings *settings = server->context.settings;
    const char *host = http_header(request, "Host");
    const char *origin = settings_text(settings, SETTING_origin);
    const char *name = origin == NULL ? NULL : strstr(origin, "://");
    if (host == NULL || !is_loopback(settings_text(settings, SETTING_address)) ||
        settings_switch(settings, SETTING_behind_proxy) ||
        settings_text(settings, SETTING_tls_certificate) != NULL) {
        return true;
    }
    return request_host_is_local(host) || (name != NULL && strcasecmp(name + 3, host) == 0);
}

static void
plan_request(void *data, const struct http_request *request, struct http_plan *plan,
             struct http_reply *reply)
{
    struct server *server = data;
    const struct server_module *module = server->module;
    if (!is_meant_for_us(server, request)) {
        struct error error;
        error_set(&error, ERROR_HTTP_HEAD, "Host", "localhost, --origin");
        problem_reply(reply, request, &error);
        plan->refused = true;
        return;
    }
    if (strcmp(request->path, "/healthz") == 0) {
        plan->route = ROUTE_HEALTHZ;
    } else if (strcmp(request->path, "/metrics") == 0) {
        plan->route = ROUTE_METRICS;
    } else {
        struct http_plan theirs = *plan;
        theirs.route = module == NULL ? 0 : module->route_count;
        if (module != NULL && module->plan(server->self, request, &theirs, reply)) {
            plan->mode = theirs.mode;
            plan->body_max = theirs.body_max;
            plan->refused = theirs.refused;
            plan->route = theirs.route + ROUTE_OWN_COUNT;
            return;
        }
        plan->route = ROUTE_PAGE;
    }
    plan->body_max = OWN_BODY_MAX;
    if (request->method != HTTP_GET && request->method != HTTP_HEAD) {
        struct error error;
        error_set(&error, ERROR_METHOD_NOT_ALLOWED, NULL, "GET, HEAD");
        problem_reply(reply, request, &error);
        reply_header(reply, "Allow", "GET, HEAD");
        plan->refused = true;
    }
}

static void
answer_health(struct server *server, struct http_reply *reply)
{
    const struct server_module *module = server->module;
    bool healthy = module == NULL || module->healthy == NULL || module->healthy(server->self);
    reply->status = healthy ? 200 : 503;
    reply->content_type = "text/plain; charset=utf-8";
    text_add(&reply->body, healthy ? "ok\n" : "not ok\n");
}

static void
answer_request(void *data, const struct http_request *request, const struct http_plan *plan,
               struct http_reply *reply)
{
    struct server *server = data;
    switch (plan->route) {
    case ROUTE_HEALTHZ:
        answer_health(server, reply);
        break;
    case ROUTE_METRICS:
        reply->content_type = "text/plain; version=0.0.4; charset=utf-8";
        metrics_set(server->context.metrics, METRIC_events,
                    (int64_t)events_published(server->context.events));
        metrics_write(server->context.metrics, &reply->body);
        break;
    case ROUTE_PAGE:
        if (!asset_reply(server->pages, request, reply)) {
            problem_reply_code(reply, request, ERROR_NOT_FOUND);
        }
        break;
    default: {
        struct http_plan theirs = plan_of_module(plan);
        server->module->answer(server->self, request, &theirs, reply);
        break;
    }
    }
}

static void
finish_reply(void *data, const struct http_request *request, struct http_reply *reply)
{
    (void)data;
    asset_secure(request, reply);
}

static bool
check_settings(const struct settings *settings, struct error *error)
{
    const char *address = settings_text(settings, SETTING_address);
    const char *certificate = settings_text(settings, SETTING_tls_certificate);
    const char *key = settings_text(settings, SETTING_tls_key);
    if ((certificate == NULL) != (key == NULL)) {
        error_set(error, ERROR_ARGUMENT_MISSING, NULL,
                  certificate == NULL ? "--tls-certificate" : "--tls-key");
        return false;
    }
    bool sheltered = certificate != NULL || settings_switch(settings, SETTING_behind_proxy);
    if (address == NULL || (!is_loopback(address) && !sheltered)) {
        error_set(error, ERROR_SERVER_EXPOSED, address,
                  "--tls-certificate, --tls-key | --behind-proxy");
        return false;
    }
    return true;
}

static struct http_settings
http_settings_of(const struct server *server)
{
    const struct settings *settings = server->context.settings;
    struct http_settings http = http_settings_default();
    http.address = settings_text(settings, SETTING_address);
    http.port = (int)settings_whole(settings, SETTING_port);
    http.certificate = settings_text(settings, SETTING_tls_certificate);
    http.key = settings_text(settings, SETTING_tls_key);
    http.behind_proxy = settings_switch(settings, SETTING_behind_proxy);
    http.threads = (int)settings_whole(settings, SETTING_threads);
    http.workers = (int)settings_whole(settings, SETTING_workers);
    http.connections = (int)settings_whole(settings, SETTING_connections);
    http.connections_per_address = (int)settings_whole(settings, SETTING_connections_per_address);
    http.bodies_max = (size_t)settings_whole(settings, SETTING_upload_memory) << 20;
    http.head_seconds = (int)settings_whole(settings, SETTING_head_seconds);
    http.body_seconds = (int)settings_whole(settings, SETTING_body_seconds);
    http.log = server->context.log;
    http.metrics = server->context.metrics;
    return http;
}

/* Files the process may have open, beside connections: databases, pages of them, the log. */
enum { OTHER_FILES = 256 };

static void
allow_files(const struct settings *settings)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)settings_whole(settings, SETTING_connections) + OTHER_FILES;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
        /* Where it may not, there is room for fewer connections. */
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* Says where it listens, to people and programs. */
static void
announce(struct server *server, const struct http_server *http)
{
    const struct settings *settings = server->context.settings;
    const char *address = settings_text(settings, SETTING_address);
    char url[256];
    snprintf(url, sizeof url, "%s://%s%.100s%s:%d/",
             settings_text(settings, SETTING_tls_certificate) == NULL ? "http" : "https",
             strchr(address, ':') == NULL ? "" : "[", address,
             strchr(address, ':') == NULL ? "" : "]", http_port(http));
    log_event(&server->log, LOG_LEVEL_NOTICE, "started", "url", url);
    if (geteuid() == 0) {
        log_event(&server->log, LOG_LEVEL_WARNING, "root", "advice",
                  "run it as a user of its own, as system/dekning.service does");
    }
    log_notify("READY=1");
}

/* Waits for a signal to stop, and keeps the events going. */
static void
wait_for_end(struct server *server, const sigset_t *signals)
{
    const struct timespec second = {.tv_sec = 1};
    for (;;) {
        int signal = sigtimedwait(signals, NULL, &second);
        if (signal > 0 || (signal < 0 && errno != EAGAIN && errno != EINTR)) {
            return;
        }
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        events_tick(server->context.events, now.tv_sec);
    }
}

/* Serves, all being opened. */
static bool
serve(struct server *server, const sigset_t *signals, struct error *error)
{
    struct http_server *http;
    struct http_settings settings = http_settings_of(server);
    size_t module_routes = server->module == NULL ? 0 : server->module->route_count;
    struct http_application application = {
        .self = server,
        .routes = server->routes,
        .route_count = ROUTE_OWN_COUNT + module_routes,
        .plan = plan_request,
        .answer = answer_request,
        .finish = finish_reply,
    };
    if (!http_start(&settings, &application, &http, error)) {
        return false;
    }
    announce(server, http);
    wait_for_end(server, signals);
    log_notify("STOPPING=1");
    log_event(&server->log, LOG_LEVEL_NOTICE, "stopping", NULL, NULL);
    /* Whoever asks again does not want to wait. */
    pthread_sigmask(SIG_UNBLOCK, signals, NULL);
    if (server->module != NULL && server->module->stop != NULL) {
        server->module->stop(server->self);
    }
    events_close(server->context.events);
    if (!http_stop(http, (int)settings_whole(server->context.settings, SETTING_stop_seconds))) {
        char count[32];
        snprintf(count, sizeof count, "%d", http_in_flight(http));
        error_set(error, ERROR_SERVER_STOP, count, NULL);
        log_error(&server->log, 0, error);
        /* Threads still use what would be freed; what they had not committed is as if not asked
         * for. */
        _exit(EXIT_FAILURE);
    }
    log_event(&server->log, LOG_LEVEL_NOTICE, "stopped", NULL, NULL);
    return true;
}

static bool
prepare(struct server *server, struct error *error)
{
    const struct server_module *module = server->module;
    size_t module_routes = module == NULL ? 0 : module->route_count;
    uint64_t run = 0;
    server->routes = calloc(ROUTE_OWN_COUNT + module_routes, sizeof *server->routes);
    if (server->routes == NULL) {
        return error_memory(error);
    }
    memcpy(server->routes, own_routes, sizeof own_routes);
    for (size_t i = 0; i < module_routes; i++) {
        server->routes[ROUTE_OWN_COUNT + i] = module->routes[i];
    }
    if (getrandom(&run, sizeof run, 0) != (ssize_t)sizeof run) {
        run = (uint64_t)time(NULL);
    }
    server->context.events = events_new(SUBSCRIBERS_MAX, run);
    server->context.metrics = metrics_new(server->routes, ROUTE_OWN_COUNT + module_routes);
    if (server->context.events == NULL || server->context.metrics == NULL) {
        return error_memory(error);
    }
    return true;
}

/* What one request has used the next one will: up to 2 MB a thread are not given back to the system
 * in between, which took a third of a page of lists. Pieces above 1 MB always are. */
static void
keep_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_TRIM_THRESHOLD, 2 << 20);
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

bool
server_run(const struct settings *settings, const struct server_module *module,
           const struct embedded_file *pages, struct error *error)
{
    struct server server = {.module = module, .pages = pages};
    enum log_level level =
        (enum log_level)(LOG_LEVEL_ERROR + settings_whole(settings, SETTING_log_level));
    server.log = log_standard(level);
    server.context = (struct server_context){.settings = settings, .log = &server.log};
    if (!check_settings(settings, error)) {
        return false;
    }
    allow_files(settings);
    keep_memory();
    /* Blocked before there are threads: only this one waits for them. */
    sigset_t signals, before;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, &before);
    struct sigaction ignore = {.sa_handler = SIG_IGN}, pipe_before;
    sigaction(SIGPIPE, &ignore, &pipe_before);
    bool fine = prepare(&server, error);
    if (fine && module != NULL) {
        fine = module->open(&server.context, &server.self, error);
        if (fine) {
            fine = serve(&server, &signals, error);
            module->close(server.self);
        }
    } else if (fine) {
        fine = serve(&server, &signals, error);
    }
    events_free(server.context.events);
    metrics_free(server.context.metrics);
    free(server.routes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    sigaction(SIGPIPE, &pipe_before, NULL);
    return fine;
}
