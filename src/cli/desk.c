/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "cli/desk.h"

#include "desk/clock.h"
#include "exchange/file.h"
#include "register/municipality.h"
#include "scheme/national_id.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *
environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : otherwise;
}

const char *
desk_key_path(const struct context *context)
{
    const char *path = context->options[OPTION_key].text;
    return path != NULL ? path : environment("DEKNING_KEY", "dekning.key");
}

/* Whom the log names where nobody is named. */
static const char *
user(struct context *context)
{
    const struct passwd *entry = getpwuid(geteuid());
    const char *name = entry == NULL ? "?" : entry->pw_name;
    return arena_copy(&context->arena, name, strlen(name));
}

static bool
open_keys(struct context *context, struct desk *desk, struct error *error)
{
    bool named = context->options[OPTION_key].given || getenv("DEKNING_KEY") != NULL;
    const char *path = desk_key_path(context);
    return (!named && !file_exists(path)) || key_open(path, &desk->keys, error);
}

/* The municipality that is worked in: the one named, or the only one. */
static bool
choose_municipality(struct context *context, struct desk *desk, bool any, struct error *error)
{
    const char *named = context_municipality_code(context);
    const char *const *codes;
    size_t count;
    if (named != NULL && strcmp(named, MUNICIPALITY_ALL) == 0) {
        desk->session.municipality = MUNICIPALITY_ALL;
        return true;
    }
    if (!municipality_codes(desk->store, &context->arena, &codes, &count, error)) {
        return false;
    }
    if (any && named == NULL && count != 1) {
        desk->session.municipality = MUNICIPALITY_ALL;
        return true;
    }
    struct municipality municipality;
    if (named == NULL && count == 1) {
        desk->session.municipality = codes[0];
        return true;
    }
    for (size_t i = 0; named != NULL && i < count; i++) {
        if (strcmp(named, codes[i]) == 0) {
            desk->session.municipality = codes[i];
            return true;
        }
    }
    /* None, or not one: the error that reading it gives. */
    return municipality_open(desk->store, named, &context->arena, &municipality, error);
}

static bool
open_all(struct context *context, struct desk *desk, bool any, int *status)
{
    struct error error;
    *desk = (struct desk){.day = context->options[OPTION_date].given
                                     ? context->options[OPTION_date].date
                                     : clock_today()};
    if (!context_rulebook(context, status)) {
        return false;
    }
    if (!store_open(context_database(context), STORE_WRITE, &desk->store, &error) ||
        !open_keys(context, desk, &error) || !choose_municipality(context, desk, any, &error)) {
        *status = context_fail(context, &error);
        desk_close(desk);
        return false;
    }
    const char *actor = context->options[OPTION_actor].text,
               *purpose = context->options[OPTION_purpose].text;
    desk->session.store = desk->store;
    desk->session.rulebook = &context->rulebook;
    desk->session.keys = desk->keys;
    desk->session.day = context->options[OPTION_date].given ? &desk->day : NULL;
    desk->session.clock = clock_of_session;
    desk->session.actor = actor != NULL ? actor : environment("DEKNING_ACTOR", user(context));
    desk->session.purpose = purpose != NULL ? purpose : "";
    return true;
}

bool
desk_open(struct context *context, struct desk *out, int *status)
{
    return open_all(context, out, false, status);
}

bool
desk_open_any(struct context *context, struct desk *out, int *status)
{
    return open_all(context, out, true, status);
}

void
desk_close(struct desk *desk)
{
    store_free(desk->store);
    key_close(desk->keys);
    *desk = (struct desk){0};
}

bool
desk_identity(struct context *context, const char **out, int *status)
{
    const char *path = context->options[OPTION_nid].text;
    char bytes[64];
    struct error error;
    struct national_id id;
    *out = NULL;
    if (path == NULL) {
        return true;
    }
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    if (file == NULL) {
        error_set(&error, ERROR_FILE_OPEN, NULL, "fopen");
        error_place(&error, path, 0, 0, NULL);
        *status = context_fail(context, &error);
        return false;
    }
    size_t length = fread(bytes, 1, sizeof bytes - 1, file);
    if (file != stdin) {
        fclose(file);
    }
    while (length > 0 &&
           (bytes[length - 1] == '\n' || bytes[length - 1] == '\r' || bytes[length - 1] == ' ')) {
        length--;
    }
    enum national_id_fault fault = national_id_parse(bytes, length, &id);
    if (fault != NATIONAL_ID_FINE) {
        national_id_error(fault, &error);
        error_place(&error, path, 0, 0, "--nid");
        *status = context_fail(context, &error);
        return false;
    }
    *out = arena_copy(&context->arena, bytes, length);
    if (*out == NULL) {
        error_set(&error, ERROR_MEMORY, NULL, NULL);
        *status = context_fail(context, &error);
        return false;
    }
    return true;
}
