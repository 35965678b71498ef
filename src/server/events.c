/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/events.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TAKEN_BYTES = 16 * 1024, RETRY_MILLISECONDS = 2000 };

struct event {
    uint64_t id; /* 0: nothing here */
    int64_t audience;
    char *text; /* as it is sent */
    size_t length;
};

struct subscriber {
    struct events *events;
    struct subscriber *before, *after;
    int64_t audience;
    uint64_t seen;       /* the id of the newest event that was given or is not to be */
    int64_t since, beat; /* when it came, and when it was last given anything */
    bool greeted;        /* told how soon to come back */
    bool reset;          /* to be told that events were missed */
    bool ended;
    bool waiting;
    void (*wake)(void *data);
    void *data;
    char holder[EVENTS_HOLDER_SIZE]; /* "": nobody's */
};

struct events {
    pthread_mutex_t lock;
    struct event kept[EVENTS_KEPT]; /* event n is at n % EVENTS_KEPT */
    uint64_t newest;                /* id of the newest, 0 before the first */
    /* Part of the ids given out, so that an id of an earlier run of the server is not taken for
     * ours. */
    uint64_t run;
    struct subscriber *subscribers;
    size_t count, most;
    bool closed;
};

struct events *
events_new(size_t subscribers, uint64_t run)
{
    struct events *events = calloc(1, sizeof *events);
    if (events == NULL || pthread_mutex_init(&events->lock, NULL) != 0) {
        free(events);
        return NULL;
    }
    events->most = subscribers;
    events->run = run;
    return events;
}

void
events_free(struct events *events)
{
    if (events == NULL) {
        return;
    }
    for (size_t i = 0; i < EVENTS_KEPT; i++) {
        free(events->kept[i].text);
    }
    pthread_mutex_destroy(&events->lock);
    free(events);
}

static void
wake_one(struct subscriber *subscriber)
{
    if (subscriber->waiting) {
        subscriber->waiting = false;
        subscriber->wake(subscriber->data);
    }
}

static bool
is_for(const struct event *event, const struct subscriber *subscriber)
{
    return event->audience == 0 || event->audience == subscriber->audience;
}

bool
events_publish(struct events *events, int64_t audience, const char *name, const char *data)
{
    struct text text;
    text_init(&text, EVENTS_BYTES_MAX + 256);
    pthread_mutex_lock(&events->lock);
    uint64_t id = events->newest + 1;
    text_format(&text, "id: %llx-%llu\nevent: %s\ndata: %s\n\n", (unsigned long long)events->run,
                (unsigned long long)id, name, data);
    bool fine = !text.failed && strpbrk(data, "\r\n") == NULL;
    if (fine) {
        struct event *event = &events->kept[id % EVENTS_KEPT];
        free(event->text);
        *event = (struct event){id, audience, text.bytes, text.length};
        events->newest = id;
        for (struct subscriber *s = events->subscribers; s != NULL; s = s->after) {
            if (is_for(event, s)) {
                wake_one(s);
            }
        }
    } else {
        text_free(&text);
    }
    pthread_mutex_unlock(&events->lock);
    return fine;
}

size_t
events_subscribers(struct events *events)
{
    pthread_mutex_lock(&events->lock);
    size_t count = events->count;
    pthread_mutex_unlock(&events->lock);
    return count;
}

void
events_newest(struct events *events, char out[EVENTS_ID_SIZE])
{
    pthread_mutex_lock(&events->lock);
    snprintf(out, EVENTS_ID_SIZE, "%llx-%llu", (unsigned long long)events->run,
             (unsigned long long)events->newest);
    pthread_mutex_unlock(&events->lock);
}

uint64_t
events_published(struct events *events)
{
    pthread_mutex_lock(&events->lock);
    uint64_t count = events->newest;
    pthread_mutex_unlock(&events->lock);
    return count;
}

/* Where a client that comes back goes on. What it has seen must be of this run, and what came after
 * still be kept. */
static void
resume_after(const struct events *events, const char *last_id, struct subscriber *subscriber)
{
    unsigned long long run = 0, id = 0;
    char tail = '\0';
    subscriber->seen = events->newest;
    if (last_id == NULL || last_id[0] == '\0') {
        return;
    }
    bool ours = strlen(last_id) < EVENTS_ID_SIZE &&
                sscanf(last_id, "%llx-%llu%c", &run, &id, &tail) == 2 && run == events->run &&
                id <= events->newest && events->newest - id <= EVENTS_KEPT;
    if (ours) {
        subscriber->seen = id;
    } else {
        subscriber->reset = true;
    }
}

/* Whether the holder of a new subscriber has their share already. */
static bool
has_share(const struct events *events, const struct subscriber *new, size_t most)
{
    size_t theirs = 0;
    for (const struct subscriber *s = events->subscribers; s != NULL; s = s->after) {
        theirs += !s->ended && strcmp(s->holder, new->holder) == 0;
    }
    return new->holder[0] != '\0' && theirs >= most;
}

struct subscriber *
events_subscribe(struct events *events, const struct events_wish *wish, int64_t now,
                 void (*wake)(void *data), void *data, enum error_code *why)
{
    struct subscriber *subscriber = calloc(1, sizeof *subscriber);
    *why = ERROR_BUSY;
    if (subscriber == NULL) {
        return NULL;
    }
    *subscriber = (struct subscriber){.events = events,
                                      .audience = wish->audience,
                                      .since = now,
                                      .beat = now,
                                      .wake = wake,
                                      .data = data};
    snprintf(subscriber->holder, sizeof subscriber->holder, "%s",
             wish->holder == NULL ? "" : wish->holder);
    pthread_mutex_lock(&events->lock);
    bool room = events->count < events->most && !events->closed;
    if (has_share(events, subscriber, wish->holder_most)) {
        *why = ERROR_TOO_MANY_STREAMS;
        room = false;
    }
    if (room) {
        resume_after(events, wish->last_id, subscriber);
        subscriber->after = events->subscribers;
        if (subscriber->after != NULL) {
            subscriber->after->before = subscriber;
        }
        events->subscribers = subscriber;
        events->count++;
    }
    pthread_mutex_unlock(&events->lock);
    if (!room) {
        free(subscriber);
        return NULL;
    }
    return subscriber;
}

void
events_leave(struct subscriber *subscriber)
{
    struct events *events = subscriber->events;
    pthread_mutex_lock(&events->lock);
    if (subscriber->before != NULL) {
        subscriber->before->after = subscriber->after;
    } else {
        events->subscribers = subscriber->after;
    }
    if (subscriber->after != NULL) {
        subscriber->after->before = subscriber->before;
    }
    events->count--;
    pthread_mutex_unlock(&events->lock);
    free(subscriber);
}

void
events_end(struct subscriber *subscriber)
{
    struct events *events = subscriber->events;
    pthread_mutex_lock(&events->lock);
    subscriber->ended = true;
    wake_one(subscriber);
    pthread_mutex_unlock(&events->lock);
}

/* Adds the events the subscriber has not seen, and forgets those that are no longer kept. */
static void
take_events(const struct events *events, struct subscriber *subscriber, struct text *out)
{
    if (events->newest - subscriber->seen > EVENTS_KEPT) {
        subscriber->reset = true;
        subscriber->seen = events->newest;
    }
    if (subscriber->reset) {
        text_format(out, "id: %llx-%llu\nevent: reset\ndata: {}\n\n",
                    (unsigned long long)events->run, (unsigned long long)subscriber->seen);
        subscriber->reset = false;
    }
    while (subscriber->seen < events->newest && out->length < TAKEN_BYTES) {
        const struct event *event = &events->kept[++subscriber->seen % EVENTS_KEPT];
        if (is_for(event, subscriber)) {
            text_add_bytes(out, event->text, event->length);
        }
    }
}

enum events_next
events_take(struct subscriber *subscriber, int64_t now, struct text *out, void (*pause)(void *data),
            void *data)
{
    struct events *events = subscriber->events;
    size_t before = out->length;
    enum events_next next = EVENTS_TAKEN;
    pthread_mutex_lock(&events->lock);
    if (events->closed || subscriber->ended || now - subscriber->since >= EVENTS_STREAM_SECONDS) {
        next = EVENTS_END;
    } else {
        if (!subscriber->greeted) {
            /* Where it begins, so that one who is told nothing before the connection is lost also
             * learns whether anything was missed. */
            text_format(out, "id: %llx-%llu\nretry: %d\n\n", (unsigned long long)events->run,
                        (unsigned long long)subscriber->seen, RETRY_MILLISECONDS);
            subscriber->greeted = true;
        }
        take_events(events, subscriber, out);
        if (out->length == before && now - subscriber->beat >= EVENTS_BEAT_SECONDS) {
            text_add(out, ":\n\n");
        }
        if (out->length > before) {
            subscriber->beat = now;
        } else {
            next = EVENTS_WAIT;
            subscriber->waiting = true;
            pause(data);
        }
    }
    pthread_mutex_unlock(&events->lock);
    return next;
}

void
events_tick(struct events *events, int64_t now)
{
    pthread_mutex_lock(&events->lock);
    for (struct subscriber *s = events->subscribers; s != NULL; s = s->after) {
        if (now - s->beat >= EVENTS_BEAT_SECONDS || now - s->since >= EVENTS_STREAM_SECONDS) {
            wake_one(s);
        }
    }
    pthread_mutex_unlock(&events->lock);
}

void
events_close(struct events *events)
{
    pthread_mutex_lock(&events->lock);
    events->closed = true;
    for (struct subscriber *s = events->subscribers; s != NULL; s = s->after) {
        wake_one(s);
    }
    pthread_mutex_unlock(&events->lock);
}
