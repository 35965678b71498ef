/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 512 };

/* A body, which replies share with the memory; the last that has it frees it. */
struct shared {
    atomic_size_t holders;
    size_t length;
    char bytes[];
};

struct kept {
    struct kept *next;          /* in its bucket */
    struct kept *older, *newer; /* among all */
    char *key;
    uint64_t stamp;
    int64_t at;
    bool making;
    int status;
    const char *content_type;     /* a literal */
    char *etag;                   /* NULL for none */
    const char *header;           /* Location or Content-Disposition, of which a reply has one */
    char *value;                  /* of that header */
    struct shared *body, *zipped; /* zipped NULL where that does not pay */
};

struct memory {
    pthread_mutex_t lock;
    struct kept *buckets[BUCKETS];
    struct kept *oldest, *newest;
    size_t count, most, used, limit;
    int64_t seconds;
};

static size_t
bucket_of(const char *key)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (; *key != '\0'; key++) {
        hash = (hash ^ (unsigned char)*key) * UINT64_C(1099511628211);
    }
    return (size_t)(hash % BUCKETS);
}

bool
memory_new(size_t most, size_t bytes, int64_t seconds, struct memory **out, struct error *error)
{
    struct memory *memory = calloc(1, sizeof *memory);
    if (memory == NULL) {
        return error_memory(error);
    }
    pthread_mutex_init(&memory->lock, NULL);
    memory->most = most;
    memory->limit = bytes;
    memory->seconds = seconds;
    *out = memory;
    return true;
}

static struct shared *
share(const void *bytes, size_t length)
{
    struct shared *shared = bytes == NULL || length > SIZE_MAX - sizeof *shared
                                ? NULL
                                : malloc(sizeof *shared + length);
    if (shared != NULL) {
        atomic_init(&shared->holders, 1);
        shared->length = length;
        memcpy(shared->bytes, bytes, length);
    }
    return shared;
}

static void
let_go(void *held)
{
    struct shared *shared = held;
    if (shared != NULL && atomic_fetch_sub(&shared->holders, 1) == 1) {
        free(shared);
    }
}

static size_t
size_of(const struct kept *kept)
{
    return (kept->body == NULL ? 0 : kept->body->length) +
           (kept->zipped == NULL ? 0 : kept->zipped->length);
}

static void
free_kept(struct kept *kept)
{
    free(kept->key);
    free(kept->etag);
    free(kept->value);
    let_go(kept->body);
    let_go(kept->zipped);
    free(kept);
}

/* The following with the lock held. */
static void
forget(struct memory *memory, struct kept *kept)
{
    struct kept **link = &memory->buckets[bucket_of(kept->key)];
    while (*link != kept) {
        link = &(*link)->next;
    }
    *link = kept->next;
    *(kept->older == NULL ? &memory->oldest : &kept->older->newer) = kept->newer;
    *(kept->newer == NULL ? &memory->newest : &kept->newer->older) = kept->older;
    memory->count--;
    memory->used -= size_of(kept);
    free_kept(kept);
}

static struct kept *
find(struct memory *memory, const char *key, int64_t now)
{
    struct kept *kept = memory->buckets[bucket_of(key)];
    while (kept != NULL && strcmp(kept->key, key) != 0) {
        kept = kept->next;
    }
    if (kept != NULL && !kept->making && now - kept->at > memory->seconds) {
        forget(memory, kept);
        return NULL;
    }
    return kept;
}

static void
make_room(struct memory *memory, size_t bytes)
{
    struct kept *kept = memory->oldest;
    while (kept != NULL &&
           (memory->count >= memory->most || memory->used + bytes > memory->limit)) {
        struct kept *newer = kept->newer;
        if (!kept->making) {
            forget(memory, kept);
        }
        kept = newer;
    }
}

static struct kept *
add(struct memory *memory, const char *key, uint64_t stamp, int64_t now)
{
    struct kept *kept = calloc(1, sizeof *kept);
    char *copy = strdup(key);
    if (kept == NULL || copy == NULL) {
        free(kept);
        free(copy);
        return NULL;
    }
    const size_t bucket = bucket_of(key);
    *kept = (struct kept){.next = memory->buckets[bucket],
                          .older = memory->newest,
                          .key = copy,
                          .stamp = stamp,
                          .at = now};
    memory->buckets[bucket] = kept;
    *(memory->newest == NULL ? &memory->oldest : &memory->newest->newer) = kept;
    memory->newest = kept;
    memory->count++;
    return kept;
}

void
memory_free(struct memory *memory)
{
    if (memory == NULL) {
        return;
    }
    while (memory->oldest != NULL) {
        forget(memory, memory->oldest);
    }
    pthread_mutex_destroy(&memory->lock);
    free(memory);
}

/* The tag of the body gzipped: what prepare_reply of http.c makes of it. */
static const char *
zipped_tag(struct arena *arena, const char *etag)
{
    const size_t length = strlen(etag);
    char *tag = arena_alloc(arena, length + sizeof "-gz");
    if (tag != NULL) {
        memcpy(tag, etag, length);
        memcpy(tag + length, "-gz", sizeof "-gz");
    }
    return tag;
}

static bool
fill(const struct kept *kept, const struct http_request *request, struct http_reply *reply)
{
    struct arena *arena = request->arena;
    const bool zipped = kept->zipped != NULL && http_accepts_coding(request, "gzip");
    struct shared *body = zipped ? kept->zipped : kept->body;
    const char *etag = NULL, *value = NULL;
    if (kept->etag != NULL) {
        etag = zipped ? zipped_tag(arena, kept->etag)
                      : arena_copy(arena, kept->etag, strlen(kept->etag));
    }
    if (kept->value != NULL) {
        value = arena_copy(arena, kept->value, strlen(kept->value));
    }
    if ((kept->etag != NULL && etag == NULL) || (kept->value != NULL && value == NULL)) {
        return false;
    }
    reply->status = kept->status;
    reply->content_type = kept->content_type;
    reply->etag = etag;
    if (value != NULL) {
        reply_header(reply, kept->header, value);
    }
    if (zipped) {
        reply_header(reply, "Content-Encoding", "gzip");
        reply_header(reply, "Vary", "Accept-Encoding");
    }
    atomic_fetch_add(&body->holders, 1);
    reply->bytes = body->bytes;
    reply->length = body->length;
    reply->release = let_go;
    reply->held = body;
    return true;
}

enum memory_found
memory_recall(struct memory *memory, const char *key, uint64_t stamp, bool claim, int64_t now,
              const struct http_request *request, struct http_reply *reply)
{
    enum memory_found found = MEMORY_NONE;
    pthread_mutex_lock(&memory->lock);
    struct kept *kept = find(memory, key, now);
    if (kept != NULL && kept->making) {
        found = kept->stamp == stamp ? MEMORY_MAKING : MEMORY_OTHER;
    } else if (kept != NULL && kept->stamp != stamp) {
        found = MEMORY_OTHER;
    } else if (kept != NULL) {
        found = fill(kept, request, reply) ? MEMORY_KEPT : MEMORY_NONE;
    } else if (claim) {
        make_room(memory, 0);
        kept = add(memory, key, stamp, now);
        if (kept != NULL) {
            kept->making = true;
        }
    }
    pthread_mutex_unlock(&memory->lock);
    return found;
}

bool
memory_has(struct memory *memory, const char *key, uint64_t stamp, int64_t now)
{
    pthread_mutex_lock(&memory->lock);
    const struct kept *kept = find(memory, key, now);
    const bool has = kept != NULL && !kept->making && kept->stamp == stamp;
    pthread_mutex_unlock(&memory->lock);
    return has;
}

static char *
copy_of(const char *text)
{
    return text == NULL ? NULL : strdup(text);
}

void
memory_keep(struct memory *memory, const char *key, uint64_t stamp, int64_t now,
            const struct http_reply *reply)
{
    const size_t length = reply->body.length;
    static const char *const kept_headers[] = {"Location", "Content-Disposition"};
    const char *header = NULL, *value = NULL;
    for (size_t i = 0; i < reply->header_count; i++) {
        for (size_t h = 0; h < sizeof kept_headers / sizeof kept_headers[0]; h++) {
            if (strcmp(reply->headers[i].name, kept_headers[h]) == 0) {
                header = kept_headers[h];
                value = reply->headers[i].value;
            }
        }
    }
    /* Compressed once here, and not for everybody who asks. */
    size_t small = 0;
    void *gzip = length <= memory->limit && reply_is_compressible(reply->content_type, length)
                     ? reply_gzip(text_string(&reply->body), length, &small)
                     : NULL;
    struct kept made = {
        .status = reply->status,
        .content_type = reply->content_type,
        .etag = copy_of(reply->etag),
        .header = header,
        .value = copy_of(value),
        .body = share(text_string(&reply->body), length),
        .zipped = share(gzip, small),
    };
    free(gzip);
    const size_t size = size_of(&made);
    pthread_mutex_lock(&memory->lock);
    struct kept *kept = find(memory, key, now);
    if (kept != NULL) {
        forget(memory, kept);
    }
    kept = NULL;
    if (made.body != NULL && size <= memory->limit) {
        make_room(memory, size);
        kept = add(memory, key, stamp, now);
    }
    if (kept != NULL) {
        kept->status = made.status;
        kept->content_type = made.content_type;
        kept->etag = made.etag;
        kept->header = made.header;
        kept->value = made.value;
        kept->body = made.body;
        kept->zipped = made.zipped;
        memory->used += size;
    }
    pthread_mutex_unlock(&memory->lock);
    if (kept == NULL) {
        free(made.etag);
        free(made.value);
        let_go(made.body);
        let_go(made.zipped);
    }
}

void
memory_drop(struct memory *memory, const char *key)
{
    pthread_mutex_lock(&memory->lock);
    struct kept *kept = memory->buckets[bucket_of(key)];
    while (kept != NULL && strcmp(kept->key, key) != 0) {
        kept = kept->next;
    }
    if (kept != NULL && kept->making) {
        forget(memory, kept);
    }
    pthread_mutex_unlock(&memory->lock);
}
