/* SPDX-License-Identifier: EUPL-1.2 */
/* The server's log: one line of JSON an event on standard error, for journald or whatever reads it.
 * It never holds a path, a query, a body, an address or a name: a request is known by its route and
 * number. Thread-safe: a line is written by one write. */
#ifndef DEKNING_SERVER_LOG_H
#define DEKNING_SERVER_LOG_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* As syslog's priorities. */
enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_NOTICE = 5, /* the server's own life: started, stopping */
    LOG_LEVEL_INFO = 6,   /* requests */
    LOG_LEVEL_DEBUG = 7
};

struct log {
    int file;             /* descriptor written to */
    enum log_level level; /* lines less important are left out */
    bool prefixed;        /* by "<priority>", which journald takes off */
};

/* A log on standard error; prefixed when systemd says that its journal reads it. */
struct log log_standard(enum log_level level);

struct log_request {
    uint64_t id;
    const char *method, *route;
    const char *problem; /* NULL for none */
    int status;
    uint64_t bytes; /* of the reply's body */
    int64_t microseconds;
};

void log_request(struct log *log, const struct log_request *request);

/* `event` is a short literal ("started"); `key` and `value` may be NULL. */
void log_event(struct log *log, enum log_level level, const char *event, const char *key,
               const char *value);

/* An error nobody else is told, in English. `request` is its number, 0 for none. */
void log_error(struct log *log, uint64_t request, const struct error *error);

/* Tells systemd, when it started us, a line of its protocol such as "READY=1" (sd_notify(3)). */
void log_notify(const char *state);

#endif
