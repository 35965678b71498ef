/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/snapshot.h"

#include "base/number.h"
#include "base/text.h"
#include "capacity/check.h"
#include "exchange/national.h"
#include "register/municipality.h"
#include "store/query.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    WATCH_MILLISECONDS = 200,
    /* What was only seen of persons is written to the log too: so often at most is everything read
     * anew because something unknown has changed. */
    UNKNOWN_MILLISECONDS = 2000,
    REST = 4, /* times as long as reading took, before it is read again */
    FINGERPRINT_SIZE = 32,
};

/* Tables of the largest municipality take a tenth of this. */
#define SNAPSHOT_LIMIT ((size_t)512 << 20)

struct held {
    struct snapshot snapshot; /* first, so that one is the other */
    struct arena arena;
    size_t holders; /* the newest is held by its snapshots */
    unsigned char fingerprint[FINGERPRINT_SIZE];
};

struct snapshots {
    struct snapshot_settings settings;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    pthread_t watcher;
    struct held *newest;
    bool wake, stop;
    struct store *store;        /* the watcher's own; NULL while the connection is lost */
    int64_t version;            /* of the database, to that connection */
    int64_t done;               /* the last operation in the log */
    int64_t read_at, rested_at; /* when it was last read, and may be again: milliseconds */
};

static int64_t
milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* -- reading ----------------------------------------------------------------------------------- */

static bool
tables_fingerprint(const struct municipality *municipality, unsigned char out[FINGERPRINT_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, FINGERPRINT_SIZE);
    bool fine = true;
    for (int id = 0; fine && id < TABLE_COUNT; id++) {
        const struct table *table = &municipality->tables[id];
        struct text text;
        if (table->schema == NULL) {
            continue;
        }
        text_init(&text, SNAPSHOT_LIMIT);
        text_add(&text, table->schema->name);
        table_write(table, &text);
        fine = !text.failed;
        crypto_generichash_update(&state, (const unsigned char *)text_string(&text), text.length);
        text_free(&text);
    }
    crypto_generichash_final(&state, out, FINGERPRINT_SIZE);
    return fine;
}

static void
free_held(struct held *held)
{
    arena_free(&held->arena);
    free(held);
}

/* Reads the municipality; NULL when memory ended. One that cannot be read is a snapshot too. */
static struct held *
read_held(const struct snapshot_settings *settings, struct store *store)
{
    struct held *held = calloc(1, sizeof *held);
    struct problems problems;
    if (held == NULL) {
        return NULL;
    }
    held->holders = 1;
    arena_init(&held->arena, SNAPSHOT_LIMIT);
    problems_init(&problems, &held->arena);
    struct snapshot *snapshot = &held->snapshot;
    snapshot->known = municipality_open(store, settings->code, &held->arena,
                                        &snapshot->municipality, &snapshot->error);
    if (snapshot->known && !national_fill(&snapshot->municipality, &problems)) {
        snapshot->known = false;
        snapshot->error = problems.errors[0];
    }
    struct error error;
    if (snapshot->known && (!tables_fingerprint(&snapshot->municipality, held->fingerprint) ||
                            !check_contradicts(&snapshot->municipality, settings->rulebook,
                                               &held->arena, &snapshot->contradicts, &error))) {
        free_held(held);
        return NULL;
    }
    return held;
}

/* -- holding ----------------------------------------------------------------------------------- */

const struct snapshot *
snapshot_take(struct snapshots *snapshots)
{
    pthread_mutex_lock(&snapshots->lock);
    struct held *held = snapshots->newest;
    held->holders++;
    pthread_mutex_unlock(&snapshots->lock);
    return &held->snapshot;
}

/* With the lock held. */
static void
let_go(struct held *held)
{
    if (--held->holders == 0) {
        free_held(held);
    }
}

void
snapshot_give(struct snapshots *snapshots, const struct snapshot *snapshot)
{
    pthread_mutex_lock(&snapshots->lock);
    struct held *held = snapshots->newest;
    if (&held->snapshot != snapshot) {
        held = (struct held *)(uintptr_t)snapshot; /* it is the first member, made by read_held */
    }
    let_go(held);
    pthread_mutex_unlock(&snapshots->lock);
}

/* Takes what was read into use, unless it is what is in use. Whether it was. */
static bool
renew(struct snapshots *snapshots, struct held *read)
{
    pthread_mutex_lock(&snapshots->lock);
    struct held *former = snapshots->newest;
    const bool same = former != NULL && former->snapshot.known == read->snapshot.known &&
                      memcmp(former->fingerprint, read->fingerprint, FINGERPRINT_SIZE) == 0;
    if (same) {
        let_go(read);
    } else {
        read->snapshot.generation = former == NULL ? 1 : former->snapshot.generation + 1;
        snapshots->newest = read;
        if (former != NULL) {
            let_go(former);
        }
    }
    pthread_mutex_unlock(&snapshots->lock);
    return !same;
}

/* -- watching ---------------------------------------------------------------------------------- */

/* The newest operation in the log: what was only seen changes nothing. */
static bool
last_done(struct snapshots *snapshots, int64_t *out, struct error *error)
{
    return query_whole(snapshots->store, out, error,
                       "SELECT MAX(seq) FROM audit WHERE seq > $1 AND kind = 0", "w",
                       snapshots->done);
}

static void
tell(const struct snapshots *snapshots)
{
    if (snapshots->settings.changed != NULL) {
        snapshots->settings.changed(snapshots->settings.told,
                                    snapshots->newest->snapshot.generation);
    }
}

/* Looks for a change; false when the connection no longer answers. `woken` when there is one. */
static bool
look(struct snapshots *snapshots, bool woken)
{
    struct error error;
    int64_t version, done;
    const int64_t now = milliseconds();
    if (!store_version(snapshots->store, &version, &error)) {
        return false;
    }
    if (version == snapshots->version || now < snapshots->rested_at) {
        return true;
    }
    if (!last_done(snapshots, &done, &error)) {
        return false;
    }
    if (done == WHOLE_NONE && !woken && now < snapshots->read_at + UNKNOWN_MILLISECONDS) {
        return true;
    }
    struct held *read = read_held(&snapshots->settings, snapshots->store);
    snapshots->read_at = milliseconds();
    snapshots->rested_at = snapshots->read_at + REST * (snapshots->read_at - now);
    if (read == NULL) {
        return true; /* memory may be there the next time */
    }
    snapshots->version = version;
    const bool renewed = renew(snapshots, read);
    const bool operated = done != WHOLE_NONE;
    if (operated) {
        snapshots->done = done;
    }
    if (renewed || operated) {
        tell(snapshots);
    }
    return true;
}

static bool
connect_store(struct snapshots *snapshots, struct error *error)
{
    int64_t done;
    if (!store_open(snapshots->settings.database, STORE_READ, &snapshots->store, error)) {
        snapshots->store = NULL;
        return false;
    }
    snapshots->version = WHOLE_NONE; /* so that what happened meanwhile is looked for */
    if (snapshots->done == WHOLE_NONE) {
        snapshots->done = 0;
        if (last_done(snapshots, &done, error) && done != WHOLE_NONE) {
            snapshots->done = done;
        }
    }
    return true;
}

static void *
watch(void *argument)
{
    struct snapshots *snapshots = argument;
    bool missed = false; /* it was woken while it rested */
    pthread_mutex_lock(&snapshots->lock);
    while (!snapshots->stop) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += WATCH_MILLISECONDS * 1000000L;
        if (until.tv_nsec >= 1000000000L) {
            until.tv_nsec -= 1000000000L;
            until.tv_sec++;
        }
        if (!snapshots->wake) {
            pthread_cond_timedwait(&snapshots->woken, &snapshots->lock, &until);
        }
        const bool woken = snapshots->wake;
        snapshots->wake = false;
        if (snapshots->stop) {
            break;
        }
        pthread_mutex_unlock(&snapshots->lock);
        struct error error;
        const int64_t read_at = snapshots->read_at;
        missed = missed || woken;
        if ((snapshots->store != NULL || connect_store(snapshots, &error)) &&
            !look(snapshots, missed)) {
            store_free(snapshots->store);
            snapshots->store = NULL;
        }
        missed = missed && snapshots->read_at == read_at;
        pthread_mutex_lock(&snapshots->lock);
    }
    pthread_mutex_unlock(&snapshots->lock);
    return NULL;
}

void
snapshots_wake(struct snapshots *snapshots)
{
    pthread_mutex_lock(&snapshots->lock);
    snapshots->wake = true;
    pthread_cond_signal(&snapshots->woken);
    pthread_mutex_unlock(&snapshots->lock);
}

static void
dispose(struct snapshots *snapshots)
{
    if (snapshots->newest != NULL) {
        free_held(snapshots->newest);
    }
    store_free(snapshots->store);
    pthread_cond_destroy(&snapshots->woken);
    pthread_mutex_destroy(&snapshots->lock);
    free(snapshots);
}

bool
snapshots_new(const struct snapshot_settings *settings, struct snapshots **out, struct error *error)
{
    struct snapshots *snapshots = calloc(1, sizeof *snapshots);
    if (snapshots == NULL) {
        return error_memory(error);
    }
    snapshots->settings = *settings;
    snapshots->done = WHOLE_NONE;
    pthread_mutex_init(&snapshots->lock, NULL);
    pthread_cond_init(&snapshots->woken, NULL);
    struct held *read = NULL;
    bool fine = connect_store(snapshots, error) &&
                store_version(snapshots->store, &snapshots->version, error);
    if (fine) {
        read = read_held(settings, snapshots->store);
        fine = read != NULL || error_memory(error);
    }
    if (fine) {
        renew(snapshots, read);
        tell(snapshots);
        fine =
            pthread_create(&snapshots->watcher, NULL, watch, snapshots) == 0 || error_memory(error);
    }
    if (!fine) {
        dispose(snapshots);
        return false;
    }
    *out = snapshots;
    return true;
}

void
snapshots_free(struct snapshots *snapshots)
{
    if (snapshots == NULL) {
        return;
    }
    pthread_mutex_lock(&snapshots->lock);
    snapshots->stop = true;
    pthread_cond_signal(&snapshots->woken);
    pthread_mutex_unlock(&snapshots->lock);
    pthread_join(snapshots->watcher, NULL);
    dispose(snapshots);
}
