/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/number.h"
#include "cli/desk.h"
#include "cli/views.h"
#include "desk/clock.h"
#include "desk/show.h"
#include "register/identities.h"
#include "register/key.h"

#include <stdio.h>
#include <string.h>

static const struct answer_column key_columns[] = {{MESSAGE_version, UNIT_NONE},
                                                   {MESSAGE_date, UNIT_NONE},
                                                   {MESSAGE_sealed_numbers, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};

/* The keys of the file and, where there is a database, what each has sealed in it. */
static bool
tell_keys(struct answer *answer, struct store *store, const struct key_ring *keys,
          struct error *error)
{
    answer_table(answer, MESSAGE_keys, key_columns);
    for (size_t i = 0; i < key_count(keys); i++) {
        int64_t sealed = WHOLE_NONE;
        if (store != NULL && !identities_count(store, key_version(keys, i), &sealed, error)) {
            return false;
        }
        struct value *row = answer_row(answer);
        row[0] = value_number((double)key_version(keys, i), 0);
        row[1] = value_date(key_made(keys, i));
        row[2] = sealed == WHOLE_NONE ? (struct value){0} : value_number((double)sealed, 0);
    }
    return true;
}

static int
show_keys(struct context *context, struct store *store, struct error *error)
{
    struct key_ring *keys = NULL;
    struct answer answer;
    context_answer(context, &answer, MESSAGE_title_keys, NULL, clock_today());
    bool fine =
        key_open(desk_key_path(context), &keys, error) && tell_keys(&answer, store, keys, error);
    key_close(keys);
    return fine ? context_show(context, &answer) : context_fail(context, error);
}

int
view_key_create(struct context *context)
{
    int status;
    struct error error;
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    return key_create(desk_key_path(context), clock_today(), &error)
               ? show_keys(context, NULL, &error)
               : context_fail(context, &error);
}

int
view_key_status(struct context *context)
{
    int status;
    struct error error;
    struct store *store;
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    if (!store_open(context_database(context), STORE_READ, &store, &error)) {
        return context_fail(context, &error);
    }
    status = show_keys(context, store, &error);
    store_free(store);
    return status;
}

int
view_key_rotate(struct context *context)
{
    int status;
    int64_t resealed;
    struct error error;
    struct store *store;
    struct key_ring *keys = NULL;
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    if (!store_open(context_database(context), STORE_WRITE, &store, &error)) {
        return context_fail(context, &error);
    }
    /* A rotation that was broken off has its new key already: then only the sealing is left. */
    int64_t old = 0;
    bool fine = key_open(desk_key_path(context), &keys, &error);
    for (size_t i = 0; fine && i < key_count(keys); i++) {
        int64_t sealed = 0;
        bool newest = key_version(keys, i) == key_newest(keys);
        fine = newest || identities_count(store, key_version(keys, i), &sealed, &error);
        old += sealed;
    }
    if (fine && old == 0) {
        key_close(keys);
        keys = NULL;
        int64_t made;
        fine = key_rotate(desk_key_path(context), clock_today(), &made, &error) &&
               key_open(desk_key_path(context), &keys, &error);
    }
    fine = fine && identities_reseal(store, keys, &resealed, &error);
    key_close(keys);
    status = fine ? show_keys(context, store, &error) : context_fail(context, &error);
    store_free(store);
    return status;
}

int
view_key_retire(struct context *context)
{
    int status;
    int64_t version, sealed;
    struct error error;
    struct store *store;
    if (context->argument_count == 0 ||
        !number_parse_whole(context->arguments[0], strlen(context->arguments[0]), &version)) {
        error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "VERSION");
        return context_fail(context, &error);
    }
    if (!context_argument_limit(context, 1, &status)) {
        return status;
    }
    if (!store_open(context_database(context), STORE_READ, &store, &error)) {
        return context_fail(context, &error);
    }
    bool fine = identities_count(store, version, &sealed, &error);
    if (fine && sealed > 0) {
        char found[NUMBER_TEXT_SIZE];
        snprintf(found, sizeof found, "%lld", (long long)sealed);
        error_set(&error, ERROR_KEY_IN_USE, found, NULL);
        fine = false;
    }
    fine = fine && key_retire(desk_key_path(context), version, &error);
    status = fine ? show_keys(context, store, &error) : context_fail(context, &error);
    store_free(store);
    return status;
}
