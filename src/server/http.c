/* SPDX-License-Identifier: EUPL-1.2 */
/* What libmicrohttpd is asked to do, and what it does not do by itself: refuse what is ambiguous,
 * end connections that are too slow whatever they trickle, bound the memory of all bodies together,
 * run what may wait elsewhere, and stop without losing what was begun. */
#define _GNU_SOURCE
#include "server/http.h"

#include "base/number.h"
#include "base/parallel.h"
#include "server/events.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/problem.h"
#include "server/request.h"
#include "server/worker.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    HEADERS_MAX = 64,
    HEAD_BYTES = 32 * 1024, /* of a connection's head, and what is read of a body at a time */
    PEM_BYTES_MAX = 1024 * 1024,
    STREAM_BYTES = 32 * 1024,
    QUEUED_MAX = 512, /* requests that wait for a worker */
    LOGINS_MAX = 64,  /* and for a thread of logins: about half a minute's */
    SLOWEST_BYTES_PER_SECOND = 16 * 1024,
    WATCH_MILLISECONDS = 100,
    MILLISECONDS = 1000
};

/* The most one request may use while it is answered, and the most a reply may be. */
static const size_t arena_max = (size_t)1 << 30, reply_max = (size_t)256 << 20;
/* A body that is refused is read and thrown away up to this, so that its sender sees why: a
 * connection closed on bytes nobody read takes the reply with it. */
static const uint64_t discard_max = (uint64_t)256 << 20;

/* A connection. */
struct peer {
    struct peer *before, *after;
    int socket;
    /* When it must have got on to the next stage, on the clock below; 0 for no matter when. */
    atomic_int_fast64_t deadline;
    atomic_bool aside;     /* a worker has its request */
    atomic_bool unwanted;  /* see struct http_request; a connection that has gone stays gone */
    struct stream *stream; /* with the server's lock; NULL for none */
    char address[INET6_ADDRSTRLEN];
};

enum stage { STAGE_HEAD, STAGE_BODY, STAGE_WORKING, STAGE_SENDING };

/* A request and its reply. */
struct turn {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct peer *peer;
    enum stage stage;
    int64_t began;     /* microseconds */
    bool alive;        /* counted as being answered */
    bool refused;      /* before it reached `answer` */
    bool prepared;     /* the reply is as it is to be sent */
    uint64_t reserved; /* bytes of bodies_max */
    uint64_t sent;     /* bytes of the reply's body */
    void *zipped;      /* the body compressed, `sent` bytes; NULL when it is not */
    struct http_request request;
    struct http_plan plan;
    struct http_reply reply;
    struct arena arena;
    struct text body;
    struct worker_task task;
    struct stream *stream; /* that the reply was; it may have ended. NULL for none */
    struct http_pair headers[HEADERS_MAX], queries[REQUEST_QUERIES_MAX],
        cookies[REQUEST_COOKIES_MAX];
    char target[]; /* as it came; decoded in place */
};

/* An event stream. It outlives its turn by a little. */
struct stream {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct peer *peer; /* with the server's lock; NULL when it has gone */
    struct subscriber *subscriber;
    struct text text;
    size_t at; /* of the text, sent */
};

struct http_server {
    struct http_settings settings;
    struct http_application application;
    struct MHD_Daemon *daemon;
    struct worker_pool *workers, *logins;
    pthread_t watcher;
    pthread_mutex_t lock; /* of the connections */
    struct peer *peers;
    atomic_bool draining, ended;
    atomic_int in_flight, streams;
    atomic_uint_fast64_t requests, body_bytes;
    int listening, port;
};

static int64_t
clock_microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t
clock_seconds(void)
{
    return clock_microseconds() / 1000000;
}

static void
allow(struct peer *peer, int64_t seconds)
{
    atomic_store(&peer->deadline, seconds == 0 ? 0 : clock_microseconds() / 1000 + seconds * 1000);
}

struct http_settings
http_settings_default(void)
{
    return (struct http_settings){
        .workers = 4,
        .logins = 4,
        .connections = 1024,
        .connections_per_address = 256,
        .body_max = (size_t)1 << 20,
        .bodies_max = (size_t)512 << 20,
        .head_seconds = 10,
        .idle_seconds = 60,
        .body_seconds = 20,
    };
}

/* -- connections -- */

static void
name_address(const struct sockaddr *address, char out[INET6_ADDRSTRLEN])
{
    out[0] = '\0';
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)address;
        inet_ntop(AF_INET, &four->sin_addr, out, INET6_ADDRSTRLEN);
    } else if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)address;
        inet_ntop(AF_INET6, &six->sin6_addr, out, INET6_ADDRSTRLEN);
    }
}

static void
notice_connection(void *data, struct MHD_Connection *connection, void **kept,
                  enum MHD_ConnectionNotificationCode code)
{
    struct http_server *server = data;
    struct peer *peer = *kept;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        peer = calloc(1, sizeof *peer);
        if (peer == NULL) {
            return; /* its requests are refused */
        }
        peer->socket =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        name_address(
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr,
            peer->address);
        allow(peer, server->settings.head_seconds);
        pthread_mutex_lock(&server->lock);
        peer->after = server->peers;
        if (peer->after != NULL) {
            peer->after->before = peer;
        }
        server->peers = peer;
        pthread_mutex_unlock(&server->lock);
        *kept = peer;
        metrics_add(server->settings.metrics, METRIC_connections, 1);
    } else if (peer != NULL) {
        /* Under the lock, so that the watcher never touches a socket that is another's by now. */
        pthread_mutex_lock(&server->lock);
        if (peer->before != NULL) {
            peer->before->after = peer->after;
        } else {
            server->peers = peer->after;
        }
        if (peer->after != NULL) {
            peer->after->before = peer->before;
        }
        pthread_mutex_unlock(&server->lock);
        free(peer);
        *kept = NULL;
        metrics_add(server->settings.metrics, METRIC_connections, -1);
    }
}

/* Whether the client has closed the connection, or what it sends: what came before that may still
 * be unread, as the last record of TLS is. Half-closed is gone too: browsers do not, and nothing
 * tells the two apart before the reply is sent. */
static bool
has_gone(const struct peer *peer)
{
    struct pollfd socket = {.fd = peer->socket, .events = POLLRDHUP};
    return poll(&socket, 1, 0) > 0;
}

/* Looks after a connection that the library has set aside, and so does not look at itself: what
 * nobody waits for any more is told so, and a stream without a client ends. With the lock held. */
static void
watch_aside(struct http_server *server, struct peer *peer)
{
    if (peer->stream != NULL && has_gone(peer)) {
        events_end(peer->stream->subscriber);
    }
    if (!atomic_load(&peer->aside) || atomic_load(&peer->unwanted)) {
        return;
    }
    if (atomic_load(&server->draining)) {
        atomic_store(&peer->unwanted, true);
    } else if (has_gone(peer)) {
        /* counted first: who sees the work end sees that it was given up */
        metrics_add(server->settings.metrics, METRIC_abandoned, 1);
        atomic_store(&peer->unwanted, true);
    }
}

/* Ends connections that are past their deadline. The library's own timeout is of silence, which a
 * client that sends a byte now and then never falls into. */
static void *
watch(void *data)
{
    struct http_server *server = data;
    const struct timespec pause = {.tv_nsec = WATCH_MILLISECONDS * 1000000L};
    while (!atomic_load(&server->ended)) {
        int64_t now = clock_microseconds() / 1000;
        pthread_mutex_lock(&server->lock);
        for (struct peer *peer = server->peers; peer != NULL; peer = peer->after) {
            int64_t deadline = atomic_load(&peer->deadline);
            if (deadline != 0 && now > deadline) {
                metrics_add(server->settings.metrics, METRIC_slow, 1);
                shutdown(peer->socket, SHUT_RDWR);
                atomic_store(&peer->deadline, 0);
            }
            watch_aside(server, peer);
        }
        pthread_mutex_unlock(&server->lock);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

/* -- replies -- */

static void
release_reply(struct http_reply *reply)
{
    text_free(&reply->body);
    if (reply->release != NULL) {
        reply->release(reply->held);
        reply->release = NULL;
    }
}

/* Replaces whatever the reply was. */
static void
refuse_with(struct turn *turn, const struct error *error)
{
    problem_reply(&turn->reply, &turn->request, error);
}

static void
refuse(struct turn *turn, enum error_code code, const char *found, const char *expected)
{
    struct error error;
    error_set(&error, code, found, expected);
    refuse_with(turn, &error);
    turn->refused = true;
}

static const char *
reply_value(const struct http_reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++) {
        if (strcasecmp(reply->headers[i].name, name) == 0) {
            return reply->headers[i].value;
        }
    }
    return NULL;
}

/* Adds a word to the header Vary. */
static void
vary(struct turn *turn, const char *word)
{
    const char *value = reply_value(&turn->reply, "Vary");
    if (value == NULL) {
        reply_header(&turn->reply, "Vary", word);
    } else if (strcasestr(value, word) == NULL) {
        struct text both;
        text_init(&both, 1024);
        text_format(&both, "%s, %s", value, word);
        const char *kept = arena_copy(&turn->arena, text_string(&both), both.length);
        reply_header(&turn->reply, "Vary", kept == NULL ? "*" : kept);
        text_free(&both);
    }
}

static const void *
reply_bytes(const struct http_reply *reply, size_t *length)
{
    *length = reply->bytes != NULL ? reply->length : reply->body.length;
    return reply->bytes != NULL ? reply->bytes : reply->body.bytes;
}

/* Compresses the body, where it pays. Another representation has another entity tag. */
static void
compress_body(struct turn *turn)
{
    struct http_reply *reply = &turn->reply;
    size_t length, small;
    const void *bytes = reply_bytes(reply, &length);
    if (!http_accepts_coding(&turn->request, "gzip")) {
        return;
    }
    turn->zipped = reply_gzip(bytes, length, &small);
    if (turn->zipped == NULL) {
        return;
    }
    turn->sent = small;
    reply_header(reply, "Content-Encoding", "gzip");
    if (reply->etag != NULL) {
        size_t size = strlen(reply->etag);
        char *tag = arena_alloc(&turn->arena, size + sizeof "-gz");
        if (tag != NULL) {
            memcpy(tag, reply->etag, size);
            memcpy(tag + size, "-gz", sizeof "-gz");
        }
        reply->etag = tag;
    }
    release_reply(reply);
}

/* Makes of the application's reply what is to be sent, in the thread that made it. */
static void
prepare_reply(struct turn *turn)
{
    const struct http_application *application = &turn->server->application;
    struct http_reply *reply = &turn->reply;
    size_t length;
    if (reply->body.failed) {
        struct error error;
        error_memory(&error);
        log_error(turn->server->settings.log, turn->request.id, &error);
        refuse_with(turn, &error);
    }
    if (application->finish != NULL) {
        application->finish(application->self, &turn->request, reply);
    }
    reply_bytes(reply, &length);
    bool compressible = reply_is_compressible(reply->content_type, length) &&
                        reply_value(reply, "Content-Encoding") == NULL;
    if (compressible) {
        vary(turn, "Accept-Encoding");
    }
    bool reads = turn->request.method == HTTP_GET || turn->request.method == HTTP_HEAD;
    if (reply->etag != NULL && reads && reply->status == 200 &&
        http_if_none_match(&turn->request, reply->etag, NULL)) {
        release_reply(reply);
        reply->status = 304;
        reply->bytes = NULL;
        reply->length = 0;
        reply->content_type = NULL;
    } else if (compressible) {
        compress_body(turn);
    }
    turn->prepared = true;
}

/* The reply as bytes that the library will free, or let go of. */
static struct MHD_Response *
respond_with_bytes(struct turn *turn)
{
    struct http_reply *reply = &turn->reply;
    struct MHD_Response *response;
    size_t length;
    /* The library does not write to bytes, whatever its prototypes say. */
    void *bytes = (void *)(uintptr_t)reply_bytes(reply, &length);
    if (turn->zipped != NULL) {
        response = MHD_create_response_from_buffer_with_free_callback((size_t)turn->sent,
                                                                      turn->zipped, free);
        turn->zipped = response == NULL ? turn->zipped : NULL;
        return response;
    }
    turn->sent = length;
    if (reply->bytes != NULL && reply->release != NULL) {
        response = MHD_create_response_from_buffer_with_free_callback_cls(
            length, bytes, reply->release, reply->held);
        reply->release = response == NULL ? reply->release : NULL;
        return response;
    }
    if (reply->bytes != NULL || length == 0) {
        return MHD_create_response_from_buffer(length, bytes, MHD_RESPMEM_PERSISTENT);
    }
    response = MHD_create_response_from_buffer_with_free_callback(length, bytes, free);
    if (response != NULL) {
        text_init(&reply->body, reply_max);
    }
    return response;
}

/* -- event streams -- */

static void
pause_stream(void *data)
{
    struct stream *stream = data;
    MHD_suspend_connection(stream->connection);
}

static void
wake_stream(void *data)
{
    struct stream *stream = data;
    MHD_resume_connection(stream->connection);
}

static ssize_t
read_stream(void *data, uint64_t position, char *out, size_t room)
{
    struct stream *stream = data;
    (void)position;
    if (stream->at == stream->text.length) {
        stream->at = 0;
        text_free(&stream->text);
        enum events_next next =
            events_take(stream->subscriber, clock_seconds(), &stream->text, pause_stream, stream);
        if (next == EVENTS_WAIT) {
            return 0;
        }
        if (next == EVENTS_END || stream->text.failed) {
            return MHD_CONTENT_READER_END_OF_STREAM;
        }
    }
    size_t left = stream->text.length - stream->at, taken = left < room ? left : room;
    memcpy(out, stream->text.bytes + stream->at, taken);
    stream->at += taken;
    return (ssize_t)taken;
}

/* A stream and its connection know each other for the watcher's sake; either may end first. */
static void
join_stream(struct http_server *server, struct peer *peer, struct stream *stream)
{
    pthread_mutex_lock(&server->lock);
    peer->stream = stream;
    stream->peer = peer;
    pthread_mutex_unlock(&server->lock);
}

static void
part_from_stream(struct http_server *server, struct peer *peer)
{
    pthread_mutex_lock(&server->lock);
    if (peer->stream != NULL) {
        peer->stream->peer = NULL;
        peer->stream = NULL;
    }
    pthread_mutex_unlock(&server->lock);
}

static void
part_from_peer(struct http_server *server, struct stream *stream)
{
    pthread_mutex_lock(&server->lock);
    if (stream->peer != NULL) {
        stream->peer->stream = NULL;
        stream->peer = NULL;
    }
    pthread_mutex_unlock(&server->lock);
}

static void
free_stream(void *data)
{
    struct stream *stream = data;
    part_from_peer(stream->server, stream);
    if (stream->subscriber != NULL) {
        events_leave(stream->subscriber);
        metrics_add(stream->server->settings.metrics, METRIC_subscribers, -1);
    }
    atomic_fetch_sub(&stream->server->streams, 1);
    text_free(&stream->text);
    free(stream);
}

/* NULL when there are too many, or memory ends, with the code of why. */
static struct MHD_Response *
respond_with_stream(struct turn *turn, enum error_code *why)
{
    const struct http_reply *reply = &turn->reply;
    const char *last_id = http_header(&turn->request, "Last-Event-ID");
    const struct events_wish wish = {.audience = reply->audience,
                                     .holder = reply->holder,
                                     .holder_most = reply->holder_most,
                                     .last_id = last_id != NULL ? last_id : reply->after};
    struct stream *stream = calloc(1, sizeof *stream);
    *why = ERROR_BUSY;
    if (stream == NULL) {
        return NULL;
    }
    stream->server = turn->server;
    stream->connection = turn->connection;
    text_init(&stream->text, STREAM_BYTES);
    atomic_fetch_add(&turn->server->streams, 1);
    stream->subscriber =
        events_subscribe(reply->events, &wish, clock_seconds(), wake_stream, stream, why);
    if (stream->subscriber == NULL) {
        free_stream(stream);
        return NULL;
    }
    metrics_add(turn->server->settings.metrics, METRIC_subscribers, 1);
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, STREAM_BYTES / 2, read_stream, stream, free_stream);
    if (response == NULL) {
        free_stream(stream);
    } else {
        turn->stream = stream;
    }
    return response;
}

/* -- sending -- */

static void
turn_ended(struct turn *turn)
{
    if (turn->alive) {
        turn->alive = false;
        atomic_fetch_sub(&turn->server->in_flight, 1);
    }
}

static struct MHD_Response *
make_response(struct turn *turn)
{
    struct http_reply *reply = &turn->reply;
    if (reply->events != NULL) {
        reply->content_type = "text/event-stream";
        reply_header(reply, "Cache-Control", "no-store");
        reply_header(reply, "X-Accel-Buffering", "no"); /* a proxy is not to collect events */
        enum error_code why;
        struct MHD_Response *response = respond_with_stream(turn, &why);
        if (response != NULL) {
            return response;
        }
        if (why == ERROR_TOO_MANY_STREAMS) {
            metrics_add(turn->server->settings.metrics, METRIC_limited, 1);
        }
        refuse(turn, why, NULL, NULL);
    }
    return respond_with_bytes(turn);
}

static void
add_headers(struct turn *turn, struct MHD_Response *response)
{
    const struct http_reply *reply = &turn->reply;
    char number[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < reply->header_count; i++) {
        MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
    }
    if (reply->content_type != NULL) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
    }
    if (reply->etag != NULL) {
        char tag[128];
        snprintf(tag, sizeof tag, "\"%s\"", reply->etag);
        MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, tag);
    }
    if (turn->request.id > 0) {
        snprintf(number, sizeof number, "%llu", (unsigned long long)turn->request.id);
        MHD_add_response_header(response, "X-Request-Id", number);
    }
    if (reply->close || atomic_load(&turn->server->draining)) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    }
}

static enum MHD_Result
send_reply(struct turn *turn)
{
    struct http_server *server = turn->server;
    struct http_reply *reply = &turn->reply;
    if (!turn->prepared) {
        prepare_reply(turn);
    }
    struct MHD_Response *response = make_response(turn);
    if (response == NULL) {
        return MHD_NO;
    }
    turn->stage = STAGE_SENDING;
    add_headers(turn, response);
    bool streams = reply->events != NULL;
    if (streams) {
        turn_ended(turn);
    }
    allow(turn->peer, streams ? 0
                              : server->settings.idle_seconds +
                                    (int64_t)(turn->sent / SLOWEST_BYTES_PER_SECOND));
    enum MHD_Result result =
        MHD_queue_response(turn->connection, (unsigned)reply->status, response);
    if (streams && result == MHD_YES) {
        join_stream(server, turn->peer, turn->stream);
    }
    MHD_destroy_response(response);
    return result;
}

/* -- requests -- */

static void *
begin_turn(void *data, const char *target, struct MHD_Connection *connection)
{
    struct http_server *server = data;
    size_t length = strlen(target);
    struct turn *turn = malloc(sizeof *turn + length + 1);
    if (turn == NULL) {
        return NULL;
    }
    *turn = (struct turn){.server = server,
                          .connection = connection,
                          .stage = STAGE_HEAD,
                          .began = clock_microseconds(),
                          .request = {.method = HTTP_OTHER, .path = "/", .body = ""},
                          .reply = {.status = 200}};
    memcpy(turn->target, target, length + 1);
    arena_init(&turn->arena, arena_max);
    text_init(&turn->reply.body, reply_max);
    turn->request.arena = &turn->arena;
    turn->request.headers = turn->headers;
    turn->request.queries = turn->queries;
    turn->request.cookies = turn->cookies;
    turn->plan = (struct http_plan){.route = server->application.route_count,
                                    .body_max = server->settings.body_max};
    return turn;
}

static void
end_turn(void *data, struct MHD_Connection *connection, void **kept,
         enum MHD_RequestTerminationCode code)
{
    struct http_server *server = data;
    struct turn *turn = *kept;
    (void)connection;
    (void)code;
    if (turn == NULL) {
        return;
    }
    /* One whose head was never understood was nobody's request. */
    if (turn->request.id > 0) {
        int64_t taken = clock_microseconds() - turn->began;
        size_t route = turn->plan.route;
        metrics_request(server->settings.metrics, route, turn->reply.status, taken);
        log_request(server->settings.log,
                    &(struct log_request){.id = turn->request.id,
                                          .method = http_method_name(turn->request.method),
                                          .route = route < server->application.route_count
                                                       ? server->application.routes[route]
                                                       : "none",
                                          .problem = turn->reply.problem,
                                          .status = turn->reply.status,
                                          .bytes = turn->sent,
                                          .microseconds = taken});
    }
    if (turn->peer != NULL) {
        allow(turn->peer, server->settings.idle_seconds);
    }
    if (turn->stream != NULL) {
        part_from_stream(server, turn->peer);
    }
    turn_ended(turn);
    atomic_fetch_sub(&server->body_bytes, turn->reserved);
    release_reply(&turn->reply);
    free(turn->zipped);
    text_free(&turn->body);
    arena_free(&turn->arena);
    free(turn);
    *kept = NULL;
}

static enum http_method
method_of(const char *name)
{
    enum http_method method = HTTP_GET;
    while (method < HTTP_OTHER && strcmp(http_method_name(method), name) != 0) {
        method++;
    }
    return method;
}

static enum MHD_Result
take_header(void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct turn *turn = data;
    (void)kind;
    if (turn->request.header_count == HEADERS_MAX) {
        return MHD_NO;
    }
    turn->headers[turn->request.header_count++] =
        (struct http_pair){name, value == NULL ? "" : value};
    return MHD_YES;
}

static size_t
count_headers(const struct http_request *request, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        count += strcasecmp(request->headers[i].name, name) == 0;
    }
    return count;
}

/* Takes the headers, and refuses what two readers could read in two ways (RFC 9112, 11). */
static bool
read_headers(struct turn *turn)
{
    struct http_request *request = &turn->request;
    int count = MHD_get_connection_values(turn->connection, MHD_HEADER_KIND, take_header, turn);
    const char *wrong = count < 0 || (size_t)count > request->header_count ? "> 64" : NULL;
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_pair *header = &request->headers[i];
        if (!request_is_clean(header->name, strlen(header->name)) ||
            !request_is_clean(header->value, strlen(header->value))) {
            wrong = "UTF-8";
        }
    }
    static const char *const once[] = {"Host", "Content-Length", "Content-Type", "Authorization"};
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++) {
        wrong = count_headers(request, once[i]) > 1 ? once[i] : wrong;
    }
    if (wrong != NULL) {
        refuse(turn, ERROR_HTTP_HEAD, wrong, NULL);
        turn->reply.close = true;
        return false;
    }
    for (size_t i = 0; i < request->header_count; i++) {
        if (strcasecmp(request->headers[i].name, "Cookie") == 0) {
            const char *value = request->headers[i].value;
            char *copy = arena_copy(&turn->arena, value, strlen(value));
            if (copy != NULL) {
                request_cookies(copy, turn->cookies, &request->cookie_count);
            }
        }
    }
    return true;
}

/* Who asks, and how: of the connection, or what the proxy that has it says. The last of a list is
 * what our own proxy added; the others anybody can have made up. */
static void
read_origin(struct turn *turn)
{
    struct http_request *request = &turn->request;
    const struct http_settings *settings = &turn->server->settings;
    request->remote = turn->peer->address;
    request->secure = settings->certificate != NULL;
    if (!settings->behind_proxy) {
        return;
    }
    unsigned char binary[sizeof(struct in6_addr)];
    const char *proto = http_header(request, "X-Forwarded-Proto");
    request->secure = proto != NULL && strcasecmp(proto, "https") == 0;
    for (size_t i = 0; i < request->header_count; i++) {
        if (strcasecmp(request->headers[i].name, "X-Forwarded-For") != 0) {
            continue;
        }
        const char *value = request->headers[i].value, *comma = strrchr(value, ',');
        const char *last = comma == NULL ? value : comma + 1;
        last += strspn(last, " ");
        if (inet_pton(AF_INET, last, binary) == 1 || inet_pton(AF_INET6, last, binary) == 1) {
            request->remote = last;
        }
    }
}

/* The length of the body that the head declares. False when it was refused. */
static bool
read_length(struct turn *turn, uint64_t *out)
{
    const char *given = http_header(&turn->request, "Content-Length");
    int64_t length = 0;
    *out = 0;
    if (http_header(&turn->request, "Transfer-Encoding") != NULL) {
        /* A body of unknown length cannot be refused before it is read, and two ways to say how
         * long it is are how requests are smuggled past proxies. */
        refuse(turn, ERROR_HTTP_LENGTH, NULL, "Content-Length");
        turn->reply.close = true;
        *out = UINT64_MAX;
        return false;
    }
    if (given != NULL && (!number_parse_whole(given, strlen(given), &length) || length < 0)) {
        refuse(turn, ERROR_HTTP_HEAD, "Content-Length", NULL);
        turn->reply.close = true;
        *out = UINT64_MAX;
        return false;
    }
    *out = (uint64_t)length;
    return true;
}

static void
check_body(struct turn *turn, uint64_t length)
{
    const struct http_settings *settings = &turn->server->settings;
    bool takes = turn->request.method == HTTP_POST || turn->request.method == HTTP_PUT ||
                 turn->request.method == HTTP_PATCH || turn->request.method == HTTP_DELETE;
    uint64_t most = takes ? turn->plan.body_max : 0;
    if (length > most) {
        char words[NUMBER_TEXT_SIZE];
        snprintf(words, sizeof words, "%llu byte", (unsigned long long)most);
        refuse(turn, ERROR_HTTP_BODY_LARGE, NULL, words);
        return;
    }
    uint64_t before = atomic_fetch_add(&turn->server->body_bytes, length);
    if (before + length > settings->bodies_max) {
        atomic_fetch_sub(&turn->server->body_bytes, length);
        refuse(turn, ERROR_BUSY, NULL, NULL);
        return;
    }
    turn->reserved = length;
    text_init(&turn->body, (size_t)length + 1);
}

/* Reads the head and decides what becomes of the request. */
static enum MHD_Result
read_head(struct turn *turn, const char *method)
{
    struct http_server *server = turn->server;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(turn->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    turn->peer = info == NULL ? NULL : info->socket_context;
    if (turn->peer == NULL) {
        return MHD_NO;
    }
    turn->request.unwanted = &turn->peer->unwanted;
    turn->request.id = atomic_fetch_add(&server->requests, 1) + 1;
    turn->request.method = method_of(method);
    turn->alive = true;
    atomic_fetch_add(&server->in_flight, 1);
    struct error error;
    uint64_t length = 0;
    bool fine = read_headers(turn);
    if (fine) {
        read_origin(turn);
        fine = read_length(turn, &length);
    } else {
        length = UINT64_MAX;
    }
    if (fine && !request_target(turn->target, &turn->request.path, turn->queries,
                                &turn->request.query_count, &error)) {
        turn->request.path = "/";
        refuse_with(turn, &error);
        fine = false;
    } else if (fine && atomic_load(&server->draining)) {
        refuse(turn, ERROR_STOPPING, NULL, NULL);
        fine = false;
    }
    if (fine) {
        server->application.plan(server->application.self, &turn->request, &turn->plan,
                                 &turn->reply);
        fine = !turn->plan.refused;
    } else {
        metrics_add(server->settings.metrics, METRIC_refused, 1);
    }
    turn->refused = !fine;
    if (fine) {
        check_body(turn, length);
    }
    turn->stage = STAGE_BODY;
    /* Who asks whether to send its body has not, and is spared it. */
    bool waits = http_header(&turn->request, "Expect") != NULL;
    if (turn->refused && (length > discard_max || (waits && length > 0))) {
        turn->reply.close = true;
        return send_reply(turn);
    }
    allow(turn->peer, server->settings.body_seconds + (int64_t)(length / SLOWEST_BYTES_PER_SECOND));
    return MHD_YES;
}

static void
answer(struct turn *turn)
{
    const struct http_application *application = &turn->server->application;
    application->answer(application->self, &turn->request, &turn->plan, &turn->reply);
}

/* In a worker. */
static void
work(void *data)
{
    struct turn *turn = data;
    answer(turn);
    prepare_reply(turn);
    atomic_store(&turn->peer->aside, false);
    MHD_resume_connection(turn->connection);
}

static enum MHD_Result
answer_turn(struct turn *turn)
{
    struct http_server *server = turn->server;
    turn->request.body = text_string(&turn->body);
    turn->request.length = turn->body.length;
    allow(turn->peer, 0);
    if (turn->refused) {
        return send_reply(turn);
    }
    if (turn->plan.mode == HTTP_INLINE) {
        answer(turn);
        return send_reply(turn);
    }
    turn->stage = STAGE_WORKING;
    turn->task = (struct worker_task){
        .run = work, .data = turn, .takes_long = turn->plan.mode == HTTP_LENGTHY};
    struct worker_pool *pool = turn->plan.mode == HTTP_LOGIN ? server->logins : server->workers;
    MHD_suspend_connection(turn->connection);
    atomic_store(&turn->peer->aside, true);
    if (!worker_submit(pool, &turn->task)) {
        atomic_store(&turn->peer->aside, false);
        refuse(turn, ERROR_BUSY, NULL, NULL);
        MHD_resume_connection(turn->connection);
    }
    return MHD_YES;
}

static enum MHD_Result
handle(void *data, struct MHD_Connection *connection, const char *url, const char *method,
       const char *version, const char *upload, size_t *upload_size, void **kept)
{
    struct turn *turn = *kept;
    (void)data;
    (void)connection;
    (void)url;
    (void)version;
    if (turn == NULL) {
        return MHD_NO; /* no memory for it */
    }
    switch (turn->stage) {
    case STAGE_HEAD:
        return read_head(turn, method);
    case STAGE_BODY:
        if (*upload_size == 0) {
            return answer_turn(turn);
        }
        if (!turn->refused) {
            text_add_bytes(&turn->body, upload, *upload_size);
        }
        if (turn->body.failed && !turn->refused) {
            refuse(turn, ERROR_BUSY, NULL, NULL);
        }
        *upload_size = 0;
        return MHD_YES;
    case STAGE_WORKING:
        return send_reply(turn);
    case STAGE_SENDING:
        break;
    }
    return MHD_NO;
}

/* Leaves the target as it came: it is decoded by request.c, once. */
static size_t
keep_escapes(void *data, struct MHD_Connection *connection, char *text)
{
    (void)data;
    (void)connection;
    return strlen(text);
}

/* -- starting and stopping -- */

/* A socket that listens. */
static bool
listen_at(const struct http_settings *settings, int *out, int *port, struct error *error)
{
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)settings->port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6,
                               .sin6_port = htons((uint16_t)settings->port)};
    const char *name =
        strcmp(settings->address, "localhost") == 0 ? "127.0.0.1" : settings->address;
    bool is_four = inet_pton(AF_INET, name, &four.sin_addr) == 1;
    char shown[96];
    snprintf(shown, sizeof shown, "%.60s:%d", settings->address, settings->port);
    if (!is_four && inet_pton(AF_INET6, name, &six.sin6_addr) != 1) {
        error_set(error, ERROR_SERVER_LISTEN, shown, "IPv4, IPv6, localhost");
        return false;
    }
    const struct sockaddr *address = is_four ? (const struct sockaddr *)(const void *)&four
                                             : (const struct sockaddr *)(const void *)&six;
    socklen_t size = is_four ? sizeof four : sizeof six;
    const int on = 1;
    struct sockaddr_storage bound;
    socklen_t bound_size = sizeof bound;
    int listening =
        socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
    bool fine = listening >= 0 &&
                setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                bind(listening, address, size) == 0 && listen(listening, SOMAXCONN) == 0 &&
                getsockname(listening, (struct sockaddr *)(void *)&bound, &bound_size) == 0;
    if (!fine) {
        error_set(error, ERROR_SERVER_LISTEN, shown, strerror(errno));
        if (listening >= 0) {
            close(listening);
        }
        return false;
    }
    *port = bound.ss_family == AF_INET
                ? ntohs(((const struct sockaddr_in *)(const void *)&bound)->sin_port)
                : ntohs(((const struct sockaddr_in6 *)(const void *)&bound)->sin6_port);
    *out = listening;
    return true;
}

/* A PEM file as text. Freed by forget_pem. */
static bool
read_pem(const char *path, char **out, struct error *error)
{
    FILE *file = fopen(path, "rb");
    char *bytes = file == NULL ? NULL : calloc(1, PEM_BYTES_MAX);
    size_t length = bytes == NULL ? 0 : fread(bytes, 1, PEM_BYTES_MAX - 1, file);
    bool fine = bytes != NULL && !ferror(file) && length > 0;
    if (!fine) {
        error_set(error, ERROR_FILE_OPEN, NULL, errno == 0 ? "PEM" : strerror(errno));
        error_place(error, path, 0, 0, NULL);
        free(bytes);
        bytes = NULL;
    }
    if (file != NULL) {
        fclose(file);
    }
    *out = bytes;
    return fine;
}

static void
forget_pem(char *bytes)
{
    if (bytes != NULL) {
        sodium_memzero(bytes, PEM_BYTES_MAX);
        free(bytes);
    }
}

static bool
start_daemon(struct http_server *server, struct error *error)
{
    const struct http_settings *settings = &server->settings;
    bool tls = settings->certificate != NULL;
    char *certificate = NULL, *key = NULL;
    if (tls && (!read_pem(settings->certificate, &certificate, error) ||
                !read_pem(settings->key, &key, error))) {
        forget_pem(certificate);
        return false;
    }
    int threads = settings->threads > 0 ? settings->threads : parallel_processors();
    int per_address = settings->behind_proxy ? 0 : settings->connections_per_address;
    struct MHD_OptionItem options[16] = {
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)end_turn, server},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)notice_connection, server},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)begin_turn, server},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)keep_escapes, NULL},
        {MHD_OPTION_LISTEN_SOCKET, server->listening, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, settings->connections, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_address, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_seconds, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEAD_BYTES, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        /* A pool of one is none; two also serve a machine of one processor. */
        {MHD_OPTION_THREAD_POOL_SIZE, threads < 2 ? 2 : threads, NULL},
    };
    size_t count = 11;
    if (tls) {
        options[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, certificate};
        options[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, key};
        options[count++] = (struct MHD_OptionItem){
            MHD_OPTION_HTTPS_PRIORITIES, 0,
            (void *)(uintptr_t) "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"};
    }
    options[count] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    unsigned flags =
        MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (tls ? (unsigned)MHD_USE_TLS : 0);
    /* The library's epoll mode stalls when a multiple of 128 connections are ready at once. */
    server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, handle, server, MHD_OPTION_ARRAY,
                                      options, MHD_OPTION_END);
    forget_pem(certificate);
    forget_pem(key);
    if (server->daemon == NULL) {
        error_set(error, tls ? ERROR_SERVER_TLS : ERROR_MEMORY, NULL, "PEM");
        return false;
    }
    return true;
}

bool
http_start(const struct http_settings *settings, const struct http_application *application,
           struct http_server **out, struct error *error)
{
    struct http_server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        return error_memory(error);
    }
    server->settings = *settings;
    server->application = *application;
    if (!listen_at(settings, &server->listening, &server->port, error)) {
        free(server);
        return false;
    }
    pthread_mutex_init(&server->lock, NULL);
    server->workers = worker_start(settings->workers, QUEUED_MAX, settings->metrics);
    server->logins = worker_start(settings->logins, LOGINS_MAX, settings->metrics);
    bool fine = server->workers != NULL && server->logins != NULL;
    bool watched = fine && pthread_create(&server->watcher, NULL, watch, server) == 0;
    if (!watched) {
        error_memory(error);
    }
    if (watched && start_daemon(server, error)) {
        *out = server;
        return true;
    }
    atomic_store(&server->ended, true);
    if (watched) {
        pthread_join(server->watcher, NULL); /* the library has closed the socket */
    } else {
        close(server->listening);
    }
    worker_stop(server->workers);
    worker_stop(server->logins);
    pthread_mutex_destroy(&server->lock);
    free(server);
    return false;
}

int
http_port(const struct http_server *server)
{
    return server->port;
}

int
http_in_flight(const struct http_server *server)
{
    return atomic_load(&server->in_flight);
}

/* Whether connections are set aside, which cannot be ended; one whose client does not read its
 * reply can. */
static bool
is_aside(struct http_server *server)
{
    return worker_busy(server->workers) > 0 || worker_busy(server->logins) > 0 ||
           atomic_load(&server->streams) > 0;
}

bool
http_stop(struct http_server *server, int seconds)
{
    const struct timespec pause = {.tv_nsec = 10 * 1000000L};
    int64_t deadline = clock_microseconds() + (int64_t)seconds * 1000000;
    atomic_store(&server->draining, true);
    MHD_quiesce_daemon(server->daemon);
    close(server->listening);
    /* A worker has still a step to go when its reply is sent. */
    while ((atomic_load(&server->in_flight) > 0 || is_aside(server)) &&
           clock_microseconds() < deadline) {
        nanosleep(&pause, NULL);
    }
    if (is_aside(server)) {
        return false;
    }
    MHD_stop_daemon(server->daemon);
    worker_stop(server->workers);
    worker_stop(server->logins);
    atomic_store(&server->ended, true);
    pthread_join(server->watcher, NULL);
    pthread_mutex_destroy(&server->lock);
    free(server);
    return true;
}
