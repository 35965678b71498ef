/* SPDX-License-Identifier: EUPL-1.2 */
/* HTTP/1.1, without a word of what is served: a request as it came, checked; a reply as it is to
 * go; an application between them. Only http.c knows the library beneath (libmicrohttpd).
 *
 * What answers at once is run by the thread that has the connection, of which there are as many as
 * processors; what may wait (the database's writers, hashing of passwords, forecasts) is run by a
 * worker while the connection is set aside, so that nobody else waits for it. */
#ifndef DEKNING_SERVER_HTTP_H
#define DEKNING_SERVER_HTTP_H

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"
#include "base/text.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum http_method {
    HTTP_GET,
    HTTP_HEAD, /* answered as GET; the body is left out when it is sent */
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_OTHER
};

struct http_pair {
    const char *name, *value;
};

/* One request. Every text is NUL-terminated and lives as long as the request. */
struct http_request {
    uint64_t id; /* of the request, since the server started; in the log, and in X-Request-Id */
    enum http_method method;
    /* Decoded once, UTF-8 (RFC 3629), begins with "/", without control characters, "//", and "."
     * or ".." as a segment. */
    const char *path;
    const struct http_pair *headers, *queries, *cookies; /* in the order they came */
    size_t header_count, query_count, cookie_count;
    const char *body;    /* "" until it is read, as in `plan` */
    size_t length;       /* bytes of the body */
    const char *remote;  /* the address asked from, or that the proxy before us says */
    bool secure;         /* over TLS, ours or the proxy's */
    struct arena *arena; /* for whoever answers; freed when the reply is sent */
    /* Set when nobody waits for the answer any more: the client has gone while a worker was at it,
     * or the server is to end. What takes long looks at it, and may answer anything. */
    const atomic_bool *unwanted;
};

/* The value, or NULL. Headers: whatever the case. Given twice: the first. */
const char *http_header(const struct http_request *request, const char *name);
const char *http_query(const struct http_request *request, const char *name);
const char *http_cookie(const struct http_request *request, const char *name);

/* GET, POST …; "OTHER". */
const char *http_method_name(enum http_method method);

/* The language to answer in: ?lang=nb|nn|en, else the first of Accept-Language that is ours ("no"
 * is bokmål), else bokmål. */
enum language http_language(const struct http_request *request);

/* Whether the client takes the coding ("gzip", "br") of a body. */
bool http_accepts_coding(const struct http_request *request, const char *coding);

/* How well the client likes a media type by Accept, 0 (not) … 1000; 1000 where it does not say. */
int http_accepts_type(const struct http_request *request, const char *type);

/* Whether If-Match (or If-None-Match) is given and names the entity tag, which is without quotes.
 * `given`, where not NULL, is set to whether there is such a header. */
bool http_if_match(const struct http_request *request, const char *etag, bool *given);
bool http_if_none_match(const struct http_request *request, const char *etag, bool *given);

/* Whether If-Match names that state of a thing, in whatever representation it was fetched: the
 * entity tag is the state, a "." and what tells its representations apart (RFC 9110, 8.8.3.3). */
bool http_if_match_state(const struct http_request *request, const char *state);

/* A part of a multipart/form-data body (RFC 7578). Pointers into the body and the arena. */
struct http_part {
    const char *name, *filename, *content_type; /* "" where not given; a filename has no folders */
    const char *bytes;                          /* not NUL-terminated */
    size_t length;
};

/* Takes the body apart into at most `most` parts. */
bool http_multipart(const struct http_request *request, struct http_part *parts, size_t most,
                    size_t *count, struct error *error);

enum { REPLY_HEADERS_MAX = 24 };

struct events;

/* One reply. It comes to the application as 200 with an empty body; a body is either written to
 * `body` or lies at `bytes`. */
struct http_reply {
    int status;
    const char *content_type; /* NULL for none; lives as long as the request */
    struct text body;         /* freed by the server */
    const void *bytes;        /* used when not NULL; must live until `release`, or for ever */
    size_t length;
    void (*release)(
        void *held); /* called once when `bytes` are no longer needed; NULL for nobody */
    void *held;
    const char *etag; /* without quotes; NULL for none. 304 and Vary are the server's to add */
    struct http_pair headers[REPLY_HEADERS_MAX];
    size_t header_count;
    /* An event stream: the client is kept as a subscriber of the hub, and sees what is published to
     * everybody (audience 0) and to `audience`. NULL for an ordinary reply. */
    struct events *events;
    int64_t audience;
    /* Whose stream it is, an account or an address, and how many they may have open at once: more
     * is refused (429). NULL for nobody's, of which there may be as many as the hub takes. */
    const char *holder;
    size_t holder_most;
    /* The id of the event after which it begins, where the client has no Last-Event-ID; NULL: it
     * begins now. */
    const char *after;
    const char *problem; /* for the log: the type of the problem it tells; NULL for none */
    bool close;          /* the connection, once it is sent */
};

/* Adds a header; a name that stands there already is given the new value, but for Set-Cookie. Both
 * texts must live as long as the request, and must not hold control characters. */
void reply_header(struct http_reply *reply, const char *name, const char *value);

/* The entity tag of the body as it stands: a hash of it, in the arena. False when memory ended. */
bool reply_etag(struct http_reply *reply, const struct http_request *request);

/* Whether a body of that type and length is worth compressing. */
bool reply_is_compressible(const char *type, size_t length);

/* The bytes gzipped, to be freed; NULL where that fails or does not pay. */
void *reply_gzip(const void *bytes, size_t length, size_t *out_length);

enum http_mode {
    HTTP_INLINE,  /* answered by the connection's thread: must not wait for anything */
    HTTP_WORKER,  /* by a worker */
    HTTP_LENGTHY, /* by a worker too, but at most half of them do such at a time */
    HTTP_LOGIN /* by a thread that does nothing but logins, so that neither waits for the other */
};

/* How a request is to be treated, found from its head alone. It comes as inline, of no route
 * (route_count) and with the server's usual largest body. */
struct http_plan {
    size_t route; /* index of `routes`: for log and metrics, which never tell paths */
    enum http_mode mode;
    size_t body_max; /* bytes; more is refused (413) before it is read */
    bool refused;    /* `reply` was filled: it is sent without reading the body */
};

struct http_application {
    void *self;
    const char *const *routes; /* identifiers of routes, [a-z0-9_]+ */
    size_t route_count;
    /* Called in the connection's thread; may not wait. To refuse, it fills *reply and sets refused.
     */
    void (*plan)(void *self, const struct http_request *request, struct http_plan *plan,
                 struct http_reply *reply);
    /* Called once, with the body, when plan did not refuse. */
    void (*answer)(void *self, const struct http_request *request, const struct http_plan *plan,
                   struct http_reply *reply);
    /* Called for every reply, also those of the server itself, before it is sent: for the headers
     * all of them have. NULL for none. The request may be one that was refused before it was read:
     * its path is then "/". */
    void (*finish)(void *self, const struct http_request *request, struct http_reply *reply);
};

struct log;
struct metrics;

struct http_settings {
    const char *address;           /* IPv4 or IPv6, numeric, or "localhost" */
    int port;                      /* 0 for any that is free */
    const char *certificate, *key; /* PEM files; NULL for no TLS */
    bool behind_proxy;             /* X-Forwarded-For and X-Forwarded-Proto are believed */
    int threads;                   /* that have connections; 0 for as many as processors */
    int workers;                   /* 1 … 256 */
    int logins;                    /* threads for logins, beside the workers */
    int connections;               /* at once */
    int connections_per_address;   /* at once; not used behind a proxy */
    size_t body_max;               /* bytes of one body, where the plan does not say otherwise */
    size_t bodies_max;             /* bytes of all bodies at once; beyond it 503 */
    int head_seconds;              /* a client has to send the head of its first request */
    int idle_seconds; /* a kept connection may be quiet, and a reply make no progress */
    int body_seconds; /* a body has, beside a second each 16 KiB */
    struct log *log;
    struct metrics *metrics;
};

/* All but address, port, log and metrics as they are meant to be. */
struct http_settings http_settings_default(void);

struct http_server;

/* Listens and answers from now on, in threads of its own. */
bool http_start(const struct http_settings *settings, const struct http_application *application,
                struct http_server **out, struct error *error);

/* The port listened at. */
int http_port(const struct http_server *server);

/* Requests being answered now, those of workers too; event streams are not counted. */
int http_in_flight(const struct http_server *server);

/* Stops gracefully: nothing new is accepted, what comes on kept connections is refused (503), event
 * streams end, and what was begun is finished and sent. False when that took more than `seconds`:
 * then requests are still being answered, nothing is freed, and the caller can but end the process.
 */
bool http_stop(struct http_server *server, int seconds);

#endif
