/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/api.h"

#include "exchange/file.h"
#include "exchange/national.h"
#include "register/municipality.h"
#include "server/api_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    DOCUMENTS_KEPT = 512,
    DOCUMENT_SECONDS = 24 * 3600,
    REQUESTS_KEPT = 1024,
    REQUEST_SECONDS = 24 * 3600,
    LOGIN_BURST = 20, /* tries of an address at once, and then a minute */
    LOGIN_ADDRESSES = 8192,
    MORE_STORES = 8, /* connections beside one a worker: logins, and threads of connections */
};

#define API_MEMORY ((size_t)256 << 20)
#define REQUESTS_BYTES ((size_t)32 << 20)

/* -- replies ----------------------------------------------------------------------------------- */

bool
call_fail(struct call *call, const struct error *error)
{
    struct error told = *error;
    if (problem_status(error->code) >= 500) {
        log_error(call->api->context->log, call->request->id, error);
    }
    told.file[0] = '\0'; /* where the database is, is nobody's business */
    if (strncmp(told.field, "--", 2) == 0) {
        memmove(told.field, told.field + 2, strlen(told.field) - 1);
    }
    problem_reply(call->reply, call->request, &told);
    return false;
}

bool
call_fail_code(struct call *call, enum error_code code)
{
    struct error error;
    error_set(&error, code, NULL, NULL);
    return call_fail(call, &error);
}

bool
call_fail_asked(struct call *call, const struct problems *problems, const struct error *error)
{
    if (problems_none(problems)) {
        return call_fail(call, error);
    }
    problem_reply_all(call->reply, call->request, problems);
    return false;
}

/* Different bodies have different entity tags, whatever makes them differ (RFC 9110, 8.8.3). */
static bool
tag_reply(struct call *call)
{
    struct http_reply *reply = call->reply;
    char tag[128];
    if (!reply_etag(reply, call->request)) {
        return false;
    }
    if (call->state != NULL) {
        snprintf(tag, sizeof tag, "%s.%s", call->state, reply->etag);
        reply->etag = arena_copy(call->arena, tag, strlen(tag));
    }
    return reply->etag != NULL;
}

void
call_done(struct call *call)
{
    struct http_reply *reply = call->reply;
    if (reply->body.failed) {
        call_fail_code(call, ERROR_MEMORY);
        return;
    }
    reply->status = call->route->status;
    if (reply->content_type == NULL) {
        reply->content_type = call->route->content_type;
    }
    if (call->route->method == HTTP_GET && reply->etag == NULL && !tag_reply(call)) {
        call_fail_code(call, ERROR_MEMORY);
    }
}

static bool
is_among(const char *name, const char *const *names)
{
    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

bool
call_check_query(struct call *call, const char *const *also)
{
    for (size_t i = 0; i < call->request->query_count; i++) {
        const char *name = call->request->queries[i].name;
        bool known = strcmp(name, "lang") == 0 || is_among(name, also);
        for (const struct route_query *query = call->route->query;
             !known && query != NULL && query->name != NULL; query++) {
            known = strcmp(query->name, name) == 0;
        }
        if (!known) {
            struct error error;
            error_set(&error, ERROR_QUERY_UNKNOWN, name, NULL);
            return call_fail(call, &error);
        }
    }
    return true;
}

bool
call_query_yes(const struct call *call, const char *name)
{
    const char *value = http_query(call->request, name);
    return value != NULL && strcmp(value, "no") != 0;
}

void
call_changed(struct call *call)
{
    atomic_fetch_add(&call->api->changes, 1);
    snapshots_wake(call->api->snapshots);
}

/* -- working in the register ------------------------------------------------------------------- */

/* The purpose for the log: what the caller says, where it is theirs to say. */
static bool
find_purpose(struct call *call, const char **out)
{
    const char *told = http_header(call->request, "Dekning-Purpose");
    const bool own = role_needs_doctor(call->who.role) || role_needs_person(call->who.role);
    struct error error;
    if (own) {
        *out = "own";
        return true;
    }
    *out = told == NULL || call->who.visitor ? call->route->purpose : told;
    return operation_line("Dekning-Purpose", *out, &error) || call_fail(call, &error);
}

/* The municipality worked in: the setting's, or that of the snapshot, which is the only one. */
static bool
find_municipality(struct call *call, const struct snapshot *snapshot, const char **out)
{
    const char *named = settings_text(call->api->context->settings, SETTING_municipality);
    if (!snapshot->known) {
        return call_fail(call, &snapshot->error);
    }
    *out = named != NULL ? named : municipality_facts(&snapshot->municipality)->code;
    return true;
}

bool
work_begin(struct call *call, struct work *out)
{
    struct error error;
    const char *purpose = NULL, *municipality = NULL;
    *out = (struct work){.snapshot = snapshot_take(call->api->snapshots)};
    if (!find_purpose(call, &purpose) || !find_municipality(call, out->snapshot, &municipality)) {
        snapshot_give(call->api->snapshots, out->snapshot);
        return false;
    }
    if (!store_pool_take(call->api->pool, &out->store, &error)) {
        snapshot_give(call->api->snapshots, out->snapshot);
        return call_fail(call, &error);
    }
    out->session = (struct session){
        .store = out->store,
        .rulebook = &call->api->rulebook,
        .actor = call->who.name,
        .purpose = purpose,
        .municipality = municipality,
        .keys = call->api->keys,
        .lists = store_pool_lists(call->api->pool, out->store),
        .clock = clock_of_session,
    };
    return true;
}

void
work_end(struct call *call, struct work *work)
{
    store_pool_give(call->api->pool, work->store);
    snapshot_give(call->api->snapshots, work->snapshot);
}

bool
work_ask(struct call *call, struct work *work, struct ask *ask)
{
    if (!work_begin(call, work)) {
        return false;
    }
    ask->rulebook = &call->api->rulebook;
    ask->municipality = &work->snapshot->municipality;
    ask->session = &work->session;
    if (ask->options[OPTION_date].given) {
        work->session.day = &ask->options[OPTION_date].date;
    }
    return true;
}

bool
call_owns(struct call *call, struct work *work, enum owned owned, const char *name)
{
    bool may;
    struct error error;
    if (!owner_may(&call->who, &work->session, clock_today(), owned, name, &may, &error)) {
        return call_fail(call, &error);
    }
    return may || call_fail_code(call, ERROR_FORBIDDEN);
}

/* -- who asks ---------------------------------------------------------------------------------- */

static const char *
session_token(const struct http_request *request)
{
    return http_cookie(request, request->secure ? "__Host-dekning" : "dekning");
}

static void
be_visitor(struct call *call)
{
    static const enum role roles[] = {ROLE_COUNT, ROLE_READER, ROLE_PLANNER};
    call->who = (struct identity){.account = WHOLE_NONE,
                                  .name = "visitor",
                                  .role = roles[call->api->visitor],
                                  .doctor = WHOLE_NONE,
                                  .person = WHOLE_NONE,
                                  .visitor = true};
}

/* Finds who asks; the session is in the arena. False with the reply made. */
static bool
identify(struct call *call)
{
    const char *token = session_token(call->request);
    struct error error;
    be_visitor(call);
    if (token == NULL) {
        return true;
    }
    struct web_session *web = arena_alloc(call->arena, sizeof *web);
    if (web == NULL) {
        return call_fail_code(call, ERROR_MEMORY);
    }
    if (!web_session_recall(call->api->sessions, token, clock_now(), web)) {
        struct store *store;
        if (!store_pool_take(call->api->pool, &store, &error)) {
            return call_fail(call, &error);
        }
        const bool fine =
            web_session_find(call->api->sessions, store, token, clock_now(), web, &error);
        store_pool_give(call->api->pool, store);
        if (!fine) {
            return call_fail(call, &error);
        }
    }
    if (web->account.account == WHOLE_NONE) {
        return true;
    }
    call->web = web;
    call->who = (struct identity){.account = web->account.account,
                                  .name = web->account.name,
                                  .role = web->account.role,
                                  .doctor = web->account.doctor,
                                  .person = web->account.person};
    return true;
}

/* Whether the page that sent the request is one of ours: browsers say where it is from whenever it
 * changes anything. */
static bool
is_own_origin(const struct call *call)
{
    const char *origin = http_header(call->request, "Origin"),
               *site = http_header(call->request, "Sec-Fetch-Site"),
               *host = http_header(call->request, "Host"),
               *own = settings_text(call->api->context->settings, SETTING_origin);
    if (site != NULL && strcmp(site, "cross-site") == 0) {
        return false;
    }
    if (origin == NULL) {
        return true;
    }
    if (own != NULL) {
        return strcmp(origin, own) == 0;
    }
    const char *scheme = call->request->secure ? "https://" : "http://";
    const size_t length = strlen(scheme);
    return host != NULL && strncmp(origin, scheme, length) == 0 &&
           strcasecmp(origin + length, host) == 0;
}

/* Whether who asks may use the route, and the request is theirs. False with the reply made. */
static bool
authorise(struct call *call)
{
    const struct route *route = call->route;
    const bool changes = route->method != HTTP_GET;
    if (changes && !is_own_origin(call)) {
        return call_fail_code(call, ERROR_CSRF);
    }
    if (changes && call->web != NULL && route->access != ACCESS_ANYBODY &&
        !web_session_csrf(call->web, http_header(call->request, "X-CSRF-Token"))) {
        return call_fail_code(call, ERROR_CSRF);
    }
    if (route->access == ACCESS_ANYBODY) {
        return true;
    }
    if (call->who.visitor && (call->who.role == ROLE_COUNT || !route->visitors ||
                              !role_may(call->who.role, route->roles))) {
        return call_fail_code(call, ERROR_UNAUTHORISED);
    }
    return role_may(call->who.role, route->roles) || call_fail_code(call, ERROR_FORBIDDEN);
}

/* -- dispatch ---------------------------------------------------------------------------------- */

static bool
is_api(const char *path)
{
    return strncmp(path, "/api/", 5) == 0 || strcmp(path, "/api") == 0;
}

/* The methods of a path, for Allow, in the arena. */
static const char *
allowed_methods(const struct http_request *request, unsigned methods)
{
    char list[96] = "OPTIONS";
    for (enum http_method method = HTTP_GET; method < HTTP_OPTIONS; method++) {
        const bool head = method == HTTP_HEAD && (methods & (1U << HTTP_GET)) != 0;
        if (head || (methods & (1U << method)) != 0) {
            const size_t used = strlen(list);
            snprintf(list + used, sizeof list - used, ", %s", http_method_name(method));
        }
    }
    const char *kept = arena_copy(request->arena, list, strlen(list));
    return kept == NULL ? "OPTIONS" : kept;
}

static void
refuse_method(const struct http_request *request, unsigned methods, struct http_reply *reply)
{
    struct error error;
    const char *allowed = allowed_methods(request, methods);
    reply_header(reply, "Allow", allowed);
    if (request->method == HTTP_OPTIONS) {
        reply->status = 204;
        return;
    }
    error_set(&error, ERROR_METHOD_NOT_ALLOWED, NULL, allowed);
    problem_reply(reply, request, &error);
}

static bool
plan(void *self, const struct http_request *request, struct http_plan *plan,
     struct http_reply *reply)
{
    struct api *api = self;
    struct route_match match;
    struct web_session web;
    unsigned methods;
    if (!is_api(request->path)) {
        return false;
    }
    const enum route_found found = route_find(request->path, request->method, &match, &methods);
    if (found != FOUND_ROUTE) {
        plan->refused = true;
        if (found == FOUND_OTHER_METHOD) {
            refuse_method(request, methods, reply);
        } else {
            problem_reply_code(reply, request, ERROR_NOT_FOUND);
        }
        return true;
    }
    const struct route *route = &routes[match.index];
    const char *token = session_token(request);
    const char *accept = http_header(request, "Accept");
    plan->route = match.index;
    plan->mode = route_mode(route);
    if (route->body_max > 0) {
        plan->body_max = route->body_max;
    }
    /* What must ask the database who it is, or writes a spreadsheet by way of a file, may wait. */
    const bool spreadsheet = accept != NULL && strstr(accept, "spreadsheetml") != NULL;
    if (plan->mode == HTTP_LENGTHY || plan->mode == HTTP_LOGIN) {
        return true;
    }
    if (spreadsheet ||
        (token != NULL && !web_session_recall(api->sessions, token, clock_now(), &web))) {
        plan->mode = HTTP_WORKER;
    } else if (plan->mode == HTTP_WORKER && document_is_shared(route)) {
        const char *key = document_key(api, request);
        const bool kept =
            key != NULL && memory_has(api->documents, key, atomic_load(&api->changes), clock_now());
        plan->mode = kept ? HTTP_INLINE : HTTP_WORKER;
    }
    return true;
}

/* Refuses a language there is not, where a header merely prefers one. */
static bool
check_language(struct call *call)
{
    static const char *const languages[] = {"nb", "nn", "en", NULL};
    const char *asked = http_query(call->request, "lang");
    struct error error;
    if (asked == NULL || is_among(asked, languages)) {
        return true;
    }
    error_set(&error, ERROR_QUERY_VALUE, asked, "nb, nn, en");
    error_place(&error, NULL, 0, 0, "lang");
    return call_fail(call, &error);
}

static void
answer(void *self, const struct http_request *request, const struct http_plan *plan,
       struct http_reply *reply)
{
    struct route_match match;
    if (!route_fits(plan->route, request->path, &match)) {
        problem_reply_code(reply, request, ERROR_NOT_FOUND);
        return;
    }
    struct call call = {.api = self,
                        .request = request,
                        .reply = reply,
                        .route = &routes[match.index],
                        .match = &match,
                        .language = http_language(request),
                        .arena = request->arena};
    if (identify(&call) && authorise(&call) && check_language(&call)) {
        call.route->answer(&call);
    }
}

/* -- opening and closing ----------------------------------------------------------------------- */

static void
tell_changed(void *told, uint64_t generation)
{
    struct api *api = told;
    char data[64];
    atomic_fetch_add(&api->changes, 1);
    metrics_set(api->context->metrics, METRIC_generation, (int64_t)generation);
    snprintf(data, sizeof data, "{\"generation\":%llu}", (unsigned long long)generation);
    events_publish(api->context->events, 0, "changed", data);
}

static void
tell_job(void *told, const char *id, int64_t owner, enum board_job_state state, size_t done,
         size_t wanted)
{
    struct api *api = told;
    char data[160];
    if (state >= JOB_DONE) {
        metrics_add(api->context->metrics, METRIC_jobs, 1);
    }
    snprintf(data, sizeof data, "{\"id\":\"%s\",\"state\":\"%s\",\"done\":%zu,\"wanted\":%zu}", id,
             board_job_states[state], done, wanted);
    events_publish(api->context->events, owner, "job", data);
}

static bool
open_keys(struct api *api, struct error *error)
{
    const char *path = settings_text(api->context->settings, SETTING_key);
    if (path == NULL && !file_exists("dekning.key")) {
        return true;
    }
    return key_open(path == NULL ? "dekning.key" : path, &api->keys, error);
}

static bool
open_national(struct api *api, struct error *error)
{
    const char *rules = settings_text(api->context->settings, SETTING_rules);
    if (national_rulebook(rules, &api->problems, &api->rulebook) &&
        national_fill(&api->national, &api->problems)) {
        return true;
    }
    *error = api->problems.errors[0];
    return false;
}

static bool
open_districts(struct api *api, struct error *error)
{
    const char *path = settings_text(api->context->settings, SETTING_districts);
    char *bytes;
    if (path == NULL) {
        return true;
    }
    if (!file_read(path, &api->arena, &bytes, &api->districts_length, error)) {
        return false;
    }
    api->districts = bytes;
    return true;
}

/* The login service of each profile that has an issuer. */
static bool
open_oidc(struct api *api, struct error *error)
{
    static const struct {
        enum setting_id issuer, client, key;
    } names[OIDC_PROFILE_COUNT] = {
        [OIDC_PLAIN] = {SETTING_oidc_issuer, SETTING_oidc_client, SETTING_oidc_key},
        [OIDC_HELSEID] = {SETTING_helseid_issuer, SETTING_helseid_client, SETTING_helseid_key},
        [OIDC_IDPORTEN] = {SETTING_idporten_issuer, SETTING_idporten_client, SETTING_idporten_key},
    };
    const struct settings *settings = api->context->settings;
    const char *origin = settings_text(settings, SETTING_origin);
    for (int i = 0; i < OIDC_PROFILE_COUNT; i++) {
        const char *issuer = settings_text(settings, names[i].issuer);
        char redirect[1024];
        if (issuer == NULL) {
            continue;
        }
        if (origin == NULL) {
            error_set(error, ERROR_ARGUMENT_MISSING, NULL, "--origin");
            return false;
        }
        snprintf(redirect, sizeof redirect, "%s/api/v1/session/oidc/%s/callback", origin,
                 oidc_profile_word((enum oidc_profile_id)i));
        const char *client = settings_text(settings, names[i].client),
                   *key = settings_text(settings, names[i].key),
                   *kept = arena_copy(&api->arena, redirect, strlen(redirect));
        const struct oidc_settings oidc = {
            .profile = (enum oidc_profile_id)i,
            .issuer = issuer,
            .client_id = client == NULL ? "" : client,
            .key_file = key == NULL ? "" : key,
            .redirect = kept,
            .ca_file = settings_text(settings, SETTING_oidc_ca),
            .residents = i == OIDC_IDPORTEN,
        };
        if (kept == NULL) {
            return error_memory(error);
        }
        if (!oidc_new(&oidc, &api->oidc[i], error)) {
            return false;
        }
    }
    return true;
}

/* Who has not logged in is a planner on this machine alone. */
static bool
check_visitor(const struct api *api, struct error *error)
{
    const struct settings *settings = api->context->settings;
    const char *address = settings_text(settings, SETTING_address);
    const bool own =
        address != NULL && (strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 ||
                            strcmp(address, "localhost") == 0);
    if (api->visitor != VISITOR_PLANNER ||
        (own && !settings_switch(settings, SETTING_behind_proxy))) {
        return true;
    }
    error_set(error, ERROR_SERVER_EXPOSED, address, "--visitor none|reader");
    error_place(error, NULL, 0, 0, "--visitor");
    return false;
}

static bool
open_state(struct api *api, struct error *error)
{
    const struct settings *settings = api->context->settings;
    const char *database = settings_text(settings, SETTING_db);
    const struct snapshot_settings snapshots = {
        .database = database,
        .code = settings_text(settings, SETTING_municipality),
        .rulebook = &api->rulebook,
        .changed = tell_changed,
        .told = api,
    };
    const size_t documents = (size_t)settings_whole(settings, SETTING_document_cache) << 20;
    size_t stores = (size_t)settings_whole(settings, SETTING_workers) + MORE_STORES;
    stores = stores > STORE_POOL_MAX ? STORE_POOL_MAX : stores;
    struct store *store;
    if (!store_pool_new(database, stores, &api->pool, error) ||
        !store_pool_take(api->pool, &store, error)) { /* which brings its schema up to date */
        return false;
    }
    store_pool_give(api->pool, store);
    return snapshots_new(&snapshots, &api->snapshots, error) &&
           web_sessions_new(&(struct web_session_settings){0}, &api->sessions, error) &&
           limit_new(LOGIN_BURST, LOGIN_BURST, LOGIN_ADDRESSES, &api->logins, error) &&
           (documents == 0 ||
            memory_new(DOCUMENTS_KEPT, documents, DOCUMENT_SECONDS, &api->documents, error)) &&
           memory_new(REQUESTS_KEPT, REQUESTS_BYTES, REQUEST_SECONDS, &api->requests, error) &&
           board_jobs_new(tell_job, api, &api->jobs, error);
}

static void
stop_api(void *self)
{
    struct api *api = self;
    board_jobs_stop(api->jobs);
}

static void
close_api(void *self)
{
    struct api *api = self;
    board_jobs_free(api->jobs);
    memory_free(api->requests);
    memory_free(api->documents);
    limit_free(api->logins);
    web_sessions_free(api->sessions);
    snapshots_free(api->snapshots);
    store_pool_free(api->pool);
    for (int i = 0; i < OIDC_PROFILE_COUNT; i++) {
        oidc_free(api->oidc[i]);
    }
    key_close(api->keys);
    arena_free(&api->arena);
    free(api);
}

static bool
open_api(const struct server_context *context, void **self, struct error *error)
{
    struct api *api = calloc(1, sizeof *api);
    if (api == NULL) {
        return error_memory(error);
    }
    api->context = context;
    api->visitor = (enum visitor)settings_whole(context->settings, SETTING_visitor);
    arena_init(&api->arena, API_MEMORY);
    problems_init(&api->problems, &api->arena);
    if (!check_visitor(api, error) || !open_national(api, error) || !open_keys(api, error) ||
        !open_districts(api, error) || !open_oidc(api, error) || !open_state(api, error)) {
        close_api(api);
        return false;
    }
    *self = api;
    return true;
}

static bool
is_healthy(void *self)
{
    struct api *api = self;
    struct store *store;
    struct error error;
    int64_t version;
    if (!store_pool_take(api->pool, &store, &error)) {
        return false;
    }
    const bool fine = store_version(store, &version, &error);
    store_pool_give(api->pool, store);
    return fine;
}

const struct server_module api_module = {
    .routes = route_ids,
    .route_count = ROUTE_COUNT,
    .open = open_api,
    .plan = plan,
    .answer = answer,
    .healthy = is_healthy,
    .stop = stop_api,
    .close = close_api,
};
