/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L /* strdup */

#include "register/writer.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* What somebody waits for; it lives with the one who waits. */
struct order {
    struct order *next;
    const struct session *session;
    const struct operation *operation; /* NULL for a reading */
    struct arena *arena;
    struct applied *applied;
    const char *action, *detail; /* of a reading */
    const int64_t *persons;
    size_t count;
    struct error *error;
    bool fine, answered;
    pthread_cond_t told;
};

struct writer {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t called, left;
    int inside; /* threads that wait for their orders, and those that are on their way out */
    struct order *first, **last; /* what waits, in the order it came in */
    bool stops;
    char *path;
    struct store *store; /* the thread's own; NULL when it must be opened anew */
};

/* -- the thread -------------------------------------------------------------------------------- */

static bool
log_reading(struct session *session, const struct order *order, struct error *error)
{
    if (!store_mark(session->store, error)) {
        return false;
    }
    if (register_log_reading(session, order->action, order->detail, order->persons, order->count,
                             error) &&
        store_release(session->store, error)) {
        return true;
    }
    store_revert(session->store);
    return false;
}

/* Does one within the group's transaction. False when that is lost, with the store's error for
 * all in the group: it is not the order's own refusal that ended them. */
static bool
do_order(struct store *store, struct order *order, struct error *error)
{
    struct session session = *order->session;
    session.store = store;
    order->fine = order->operation != NULL
                      ? register_apply_within(&session, order->operation, order->arena,
                                              order->applied, order->error)
                      : log_reading(&session, order, order->error);
    if (order->fine || (store_mark(store, error) && store_release(store, error))) {
        return true;
    }
    if (order->error->code == ERROR_STORE) {
        *error = *order->error; /* the first to fail says why */
    }
    return false;
}

/* All in the group have this error. */
static void
fail_all(struct order *group, const struct error *error)
{
    for (struct order *order = group; order != NULL; order = order->next) {
        order->fine = false;
        *order->error = *error;
    }
}

static void
do_group(struct writer *writer, struct order *group)
{
    struct error error;
    if ((writer->store == NULL && !store_open(writer->path, STORE_WRITE, &writer->store, &error)) ||
        !store_begin(writer->store, &error)) {
        fail_all(group, &error);
    } else {
        bool usable = true;
        for (struct order *order = group; usable && order != NULL; order = order->next) {
            usable = do_order(writer->store, order, &error);
        }
        if (usable && store_commit(writer->store, &error)) {
            return;
        }
        fail_all(group, &error);
    }
    store_free(writer->store);
    writer->store = NULL;
}

static void *
work(void *context)
{
    struct writer *writer = context;
    pthread_mutex_lock(&writer->lock);
    for (;;) {
        while (writer->first == NULL && !writer->stops) {
            pthread_cond_wait(&writer->called, &writer->lock);
        }
        if (writer->first == NULL) {
            break;
        }
        struct order *group = writer->first, *end = group;
        for (int count = 1; count < WRITER_GROUP_MAX && end->next != NULL; count++) {
            end = end->next;
        }
        writer->first = end->next;
        if (writer->first == NULL) {
            writer->last = &writer->first;
        }
        end->next = NULL;
        pthread_mutex_unlock(&writer->lock);
        do_group(writer, group);
        pthread_mutex_lock(&writer->lock);
        while (group != NULL) {
            struct order *order = group;
            group = order->next; /* it is gone once it is told */
            order->answered = true;
            pthread_cond_signal(&order->told);
        }
    }
    pthread_mutex_unlock(&writer->lock);
    return NULL;
}

/* -- those who wait ---------------------------------------------------------------------------- */

static bool
wait_for(struct writer *writer, struct order *order)
{
    pthread_cond_init(&order->told, NULL);
    pthread_mutex_lock(&writer->lock);
    assert(!writer->stops);
    writer->inside++;
    *writer->last = order;
    writer->last = &order->next;
    pthread_cond_signal(&writer->called);
    while (!order->answered) {
        pthread_cond_wait(&order->told, &writer->lock);
    }
    if (--writer->inside == 0) {
        pthread_cond_signal(&writer->left);
    }
    pthread_mutex_unlock(&writer->lock);
    pthread_cond_destroy(&order->told);
    return order->fine;
}

bool
writer_submit(struct writer *writer, const struct session *session,
              const struct operation *operation, struct arena *arena, struct applied *out,
              struct error *error)
{
    struct applied applied;
    struct order order = {.session = session,
                          .operation = operation,
                          .arena = arena,
                          .applied = &applied,
                          .error = error};
    if (!wait_for(writer, &order)) {
        return false;
    }
    *out = applied;
    return true;
}

bool
writer_log_reading(struct writer *writer, const struct session *session, const char *action,
                   const char *detail, const int64_t *persons, size_t count, struct error *error)
{
    struct order order = {.session = session,
                          .action = action,
                          .detail = detail,
                          .persons = persons,
                          .count = count,
                          .error = error};
    return wait_for(writer, &order);
}

static void
release(struct writer *writer)
{
    store_free(writer->store);
    pthread_cond_destroy(&writer->left);
    pthread_cond_destroy(&writer->called);
    pthread_mutex_destroy(&writer->lock);
    free(writer->path);
    free(writer);
}

bool
writer_start(const char *path, struct writer **out, struct error *error)
{
    struct writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL || (writer->path = strdup(path)) == NULL) {
        free(writer);
        return error_memory(error);
    }
    writer->last = &writer->first;
    if (!store_open(path, STORE_WRITE, &writer->store, error)) {
        free(writer->path);
        free(writer);
        return false;
    }
    pthread_mutex_init(&writer->lock, NULL);
    pthread_cond_init(&writer->called, NULL);
    pthread_cond_init(&writer->left, NULL);
    if (pthread_create(&writer->thread, NULL, work, writer) != 0) {
        release(writer);
        return error_memory(error);
    }
    *out = writer;
    return true;
}

void
writer_stop(struct writer *writer)
{
    if (writer == NULL) {
        return;
    }
    pthread_mutex_lock(&writer->lock);
    writer->stops = true;
    pthread_cond_signal(&writer->called);
    pthread_mutex_unlock(&writer->lock);
    pthread_join(writer->thread, NULL);
    pthread_mutex_lock(&writer->lock);
    while (writer->inside > 0) {
        pthread_cond_wait(&writer->left, &writer->lock);
    }
    pthread_mutex_unlock(&writer->lock);
    release(writer);
}
