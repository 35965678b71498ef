/* SPDX-License-Identifier: EUPL-1.2 */
/* The hub of server-sent events (WHATWG HTML, 9.2): who publishes does not wait for who listens.
 * The newest EVENTS_KEPT events are kept, so that a client that comes back with Last-Event-ID
 * misses none; one that was away for longer is told "reset", and reads everything anew.
 * Thread-safe. */
#ifndef DEKNING_SERVER_EVENTS_H
#define DEKNING_SERVER_EVENTS_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EVENTS_KEPT = 256,
    EVENTS_BEAT_SECONDS = 15,        /* between comments that keep a quiet stream alive */
    EVENTS_STREAM_SECONDS = 15 * 60, /* a stream ends and its client asks anew: so it is authorised
                                        anew */
    EVENTS_BYTES_MAX = 4096          /* of an event's data */
};

struct events;

/* NULL when memory ends. `subscribers` is the most there may be. `run` is a number that another run
 * of the server does not have: an event of one is not taken for an event of the other. */
struct events *events_new(size_t subscribers, uint64_t run);

/* Every subscriber must have left. */
void events_free(struct events *events);

/* Publishes: `name` is [a-z_]+, `data` one line (JSON) of at most EVENTS_BYTES_MAX bytes that holds
 * nothing about a person. `audience` 0 is everybody. False when memory ended or it is not so. */
bool events_publish(struct events *events, int64_t audience, const char *name, const char *data);

size_t events_subscribers(struct events *events);

enum { EVENTS_ID_SIZE = 40 };

/* The id of what was published last: who subscribes after it misses nothing that comes from now on.
 */
void events_newest(struct events *events, char out[EVENTS_ID_SIZE]);

/* How many were published since the start. */
uint64_t events_published(struct events *events);

/* -- for http.c, and tests of the hub -- */

struct subscriber;

enum { EVENTS_HOLDER_SIZE = 64 };

/* What somebody wishes to hear: everybody's events and those of `audience`. `last_id` is
 * the id of what was heard last, or NULL: then only what is published from now on. `holder` is
 * whose subscriber it is, who may have `holder_most` at a time; longer ones are cut to
 * EVENTS_HOLDER_SIZE. NULL: no matter whose. */
struct events_wish {
    int64_t audience;
    const char *last_id, *holder;
    size_t holder_most;
};

/* `wake` is called, under the hub's lock and from any thread, once after events_take has said to
 * wait and when there is something to take. NULL with ERROR_TOO_MANY_STREAMS when the holder has
 * their share, ERROR_BUSY when there are too many in all, or memory ends. */
struct subscriber *events_subscribe(struct events *events, const struct events_wish *wish,
                                    int64_t now, void (*wake)(void *data), void *data,
                                    enum error_code *why);
void events_leave(struct subscriber *subscriber);

/* Ends the stream: its client has gone. */
void events_end(struct subscriber *subscriber);

enum events_next { EVENTS_TAKEN, EVENTS_WAIT, EVENTS_END };

/* Adds what the subscriber has not seen to `out`, at most about 16 KiB at a time. EVENTS_WAIT:
 * nothing was added; `pause` was called under the hub's lock, before anybody can wake it.
 * EVENTS_END: it is over. `now`: seconds of a clock that only goes forward. */
enum events_next events_take(struct subscriber *subscriber, int64_t now, struct text *out,
                             void (*pause)(void *data), void *data);

/* To be called about each second: wakes those who are due a heart beat, or an end. */
void events_tick(struct events *events, int64_t now);

/* Ends every stream, now and from now on. */
void events_close(struct events *events);

#endif
