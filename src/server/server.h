/* SPDX-License-Identifier: EUPL-1.2 */
/* The server as a process: opens what it serves, listens, and ends well. What it serves is a
 * module: the server itself answers only /healthz, /metrics and the pages. */
#ifndef DEKNING_SERVER_SERVER_H
#define DEKNING_SERVER_SERVER_H

#include "base/embedded.h"
#include "server/events.h"
#include "server/http.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/setting.h"

/* What a module is given; all of it outlives the module. */
struct server_context {
    const struct settings *settings;
    struct events *events;
    struct metrics *metrics;
    struct log *log;
};

struct server_module {
    /* Names of its routes, before anything is opened. */
    const char *const *routes;
    size_t route_count;
    bool (*open)(const struct server_context *context, void **self, struct error *error);
    /* As those of struct http_application. Asked for every path but /healthz and /metrics. A path
     * that is none of its own it leaves: `plan` returns false, and the pages are looked in. */
    bool (*plan)(void *self, const struct http_request *request, struct http_plan *plan,
                 struct http_reply *reply);
    void (*answer)(void *self, const struct http_request *request, const struct http_plan *plan,
                   struct http_reply *reply);
    /* Whether it can answer, for /healthz: false where the database is gone. NULL for always. */
    bool (*healthy)(void *self);
    /* Asks what runs in the background to end, and returns at once. NULL for nothing. */
    void (*stop)(void *self);
    void (*close)(void *self);
};

/* Serves until SIGTERM or SIGINT, and ends well. False when it could not start (with `error`), or
 * could not end in time (ERROR_SERVER_STOP). `module` NULL serves the pages alone. */
bool server_run(const struct settings *settings, const struct server_module *module,
                const struct embedded_file *pages, struct error *error);

#endif
