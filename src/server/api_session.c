/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is there: logging in and out, and what whoever asks may do. */
#define _POSIX_C_SOURCE 200809L
#include "server/api_private.h"

#include "base/number.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct body_field login_fields[] = {
    {"name",
     BODY_TEXT,
     true,
     1,
     ACCOUNT_NAME_MAX,
     NULL,
     {"kontonavn", "kontonamn", "account name"}},
    {"password", BODY_TEXT, true, 1, PASSWORD_BYTES_MAX, NULL, {"passord", "passord", "password"}},
};
const struct body_schema login_body = {"login_request", login_fields, 2};

/* -- cookies ----------------------------------------------------------------------------------- */

/* A cookie of ours; one of no value is taken away. `seconds` 0 is for as long as the browser runs.
 */
static bool
set_cookie(struct call *call, const char *name, const char *value, int64_t seconds)
{
    const bool secure = call->request->secure;
    struct text text;
    text_init(&text, 16384);
    text_format(&text, "%s%s=%s; Path=/; HttpOnly; SameSite=Lax%s", secure ? "__Host-" : "", name,
                value, secure ? "; Secure" : "");
    if (value[0] == '\0') {
        text_add(&text, "; Max-Age=0");
    } else if (seconds > 0) {
        text_format(&text, "; Max-Age=%lld", (long long)seconds);
    }
    const char *kept =
        text.failed ? NULL : arena_copy(call->arena, text_string(&text), text.length);
    text_free(&text);
    if (kept != NULL) {
        reply_header(call->reply, "Set-Cookie", kept);
    }
    return kept != NULL || call_fail_code(call, ERROR_MEMORY);
}

static const char *
get_cookie(const struct call *call, const char *name)
{
    char whole[64];
    snprintf(whole, sizeof whole, "%s%s", call->request->secure ? "__Host-" : "", name);
    return http_cookie(call->request, whole);
}

/* -- me ---------------------------------------------------------------------------------------- */

/* Whether whoever asks may use the route, theirs or all of it, and there is something to get. */
static bool
may_use(const struct call *call, const struct route *route)
{
    if (route->answer == api_districts && call->api->districts == NULL) {
        return false;
    }
    return route->access == ACCESS_ANYBODY ||
           (call->who.role != ROLE_COUNT && role_may(call->who.role, route->roles) &&
            (route->visitors || !call->who.visitor));
}

static void
write_number(struct json *json, const char *key, int64_t number)
{
    if (number == WHOLE_NONE) {
        json_none(json, key);
    } else {
        json_number(json, key, (double)number);
    }
}

/* The lists a GP has today; for others none. */
static bool
write_lists(struct call *call, struct json *json, const struct snapshot *snapshot)
{
    const char *const *posts = NULL;
    size_t count = 0;
    struct error error;
    bool fine = true;
    if (role_needs_doctor(call->who.role) && call->who.doctor != WHOLE_NONE && snapshot->known) {
        struct session session = {.municipality =
                                      municipality_facts(&snapshot->municipality)->code};
        fine = store_pool_take(call->api->pool, &session.store, &error);
        if (fine) {
            fine = owner_lists(call->who.doctor, &session, clock_today(), call->arena, &posts,
                               &count, &error);
            store_pool_give(call->api->pool, session.store);
        }
    }
    if (!fine) {
        return call_fail(call, &error);
    }
    if (count == 0) {
        json_none(json, "list");
    } else {
        json_text(json, "list", posts[0]);
    }
    json_open(json, "lists", '[');
    for (size_t i = 0; i < count; i++) {
        json_text(json, NULL, posts[i]);
    }
    json_close(json, ']');
    return true;
}

static void
write_municipality(struct json *json, const struct snapshot *snapshot)
{
    if (!snapshot->known) {
        json_none(json, "municipality");
        return;
    }
    const struct municipality_facts *facts = municipality_facts(&snapshot->municipality);
    char day[DATE_TEXT_SIZE];
    date_write(facts->state_date, day);
    json_open(json, "municipality", '{');
    json_text(json, "code", facts->code);
    json_text(json, "name", facts->name);
    json_text(json, "state_date", day);
    json_close(json, '}');
}

static bool
write_me(struct call *call, const struct snapshot *snapshot)
{
    char heard[EVENTS_ID_SIZE];
    events_newest(call->api->context->events, heard);
    static const char *const languages[LANGUAGE_COUNT] = {"nb", "nn", "en"};
    struct json json = {.out = &call->reply->body};
    const bool nobody = call->who.role == ROLE_COUNT;
    json_open(&json, NULL, '{');
    if (call->who.visitor) {
        json_none(&json, "name");
    } else {
        json_text(&json, "name", call->who.name);
    }
    if (nobody) {
        json_none(&json, "role");
        json_none(&json, "role_text");
    } else {
        json_text(&json, "role", role_word(call->who.role));
        json_text(&json, "role_text", role_name(call->who.role, call->language));
    }
    json_bool(&json, "visitor", call->who.visitor);
    if (call->web == NULL) {
        json_none(&json, "csrf");
    } else {
        json_text(&json, "csrf", call->web->csrf);
    }
    json_text(&json, "language", languages[call->language]);
    write_number(&json, "doctor", call->who.doctor);
    write_number(&json, "person", call->who.person);
    if (!write_lists(call, &json, snapshot)) {
        return false;
    }
    write_municipality(&json, snapshot);
    json_number(&json, "generation", (double)snapshot->generation);
    json_text(&json, "events", heard);
    json_open(&json, "may", '[');
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (may_use(call, &routes[i])) {
            json_text(&json, NULL, routes[i].id);
        }
    }
    json_close(&json, ']');
    json_open(&json, "login_services", '[');
    for (int i = 0; i < OIDC_PROFILE_COUNT; i++) {
        if (call->api->oidc[i] != NULL) {
            json_text(&json, NULL, oidc_profile_word((enum oidc_profile_id)i));
        }
    }
    json_close(&json, ']');
    json_close(&json, '}');
    return true;
}

static void
reply_me(struct call *call)
{
    const struct snapshot *snapshot = snapshot_take(call->api->snapshots);
    if (write_me(call, snapshot)) {
        call_done(call);
    }
    snapshot_give(call->api->snapshots, snapshot);
}

void
api_me(struct call *call)
{
    if (call_check_query(call, NULL)) {
        reply_me(call);
    }
}

/* -- logging in and out ------------------------------------------------------------------------ */

static int64_t
milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whether an address may try again already. */
static bool
may_try(struct call *call)
{
    char address[LIMIT_ADDRESS_SIZE], seconds[32];
    struct error error;
    limit_address(call->request->remote, address);
    const int64_t wait = limit_take(call->api->logins, address, milliseconds());
    if (wait == 0) {
        return true;
    }
    metrics_add(call->api->context->metrics, METRIC_limited, 1);
    snprintf(seconds, sizeof seconds, "%lld s", (long long)(wait / 1000 + 1));
    error_set(&error, ERROR_TOO_MANY_REQUESTS, NULL, seconds);
    call_fail(call, &error);
    const char *retry = arena_copy(call->arena, seconds, strcspn(seconds, " "));
    if (retry != NULL) {
        reply_header(call->reply, "Retry-After", retry);
    }
    return false;
}

/* Begins a session for the account, and makes the call theirs. */
static bool
begin_session(struct call *call, struct store *store, const struct account *account)
{
    char token[WEB_SESSION_TOKEN_SIZE];
    struct error error;
    struct web_session *web = arena_alloc(call->arena, sizeof *web);
    if (web == NULL) {
        return call_fail_code(call, ERROR_MEMORY);
    }
    if (!web_session_begin(call->api->sessions, store, account->account,
                           get_cookie(call, "dekning"), clock_now(), token, &error) ||
        !web_session_find(call->api->sessions, store, token, clock_now(), web, &error)) {
        return call_fail(call, &error);
    }
    call->web = web;
    call->who = (struct identity){.account = account->account,
                                  .name = web->account.name,
                                  .role = account->role,
                                  .doctor = account->doctor,
                                  .person = account->person};
    metrics_add(call->api->context->metrics, METRIC_logins, 1);
    return set_cookie(call, "dekning", token, 0);
}

/* Tells of it, without a word of who it was. */
static void
note_failure(const struct call *call, enum login_result result)
{
    metrics_add(call->api->context->metrics, METRIC_login_failures, 1);
    log_event(call->api->context->log, LOG_LEVEL_WARNING, "login", "result",
              login_result_word(result));
}

/* False with the reply made. */
static bool
log_in(struct call *call, struct store *store, const struct body_value *values)
{
    const struct account_office office = {.store = store, .actor = "", .now = clock_now()};
    struct account account;
    enum login_result result;
    struct error error;
    if (!account_login(&office, values[0].text, values[1].text, &account, &result, &error)) {
        return call_fail(call, &error);
    }
    if (result != LOGIN_DONE) {
        note_failure(call, result);
        return call_fail_code(call, ERROR_LOGIN_FAILED);
    }
    return begin_session(call, store, &account);
}

void
api_login(struct call *call)
{
    struct body_value values[2];
    struct store *store;
    struct error error;
    if (!may_try(call)) {
        return;
    }
    if (!body_read(call->request, &login_body, values, &error) ||
        !store_pool_take(call->api->pool, &store, &error)) {
        call_fail(call, &error);
        return;
    }
    const bool in = log_in(call, store, values);
    store_pool_give(call->api->pool, store);
    if (in) { /* the reply takes a connection of its own: two at once, and all could wait for one */
        reply_me(call);
    }
}

void
api_logout(struct call *call)
{
    struct store *store;
    struct error error;
    if (!store_pool_take(call->api->pool, &store, &error)) {
        call_fail(call, &error);
        return;
    }
    const bool fine =
        web_session_end(call->api->sessions, store, get_cookie(call, "dekning"), &error);
    store_pool_give(call->api->pool, store);
    if (!fine) {
        call_fail(call, &error);
    } else if (set_cookie(call, "dekning", "", 0)) {
        call->reply->status = call->route->status;
    }
}

/* -- login services ---------------------------------------------------------------------------- */

static struct oidc *
find_oidc(struct call *call)
{
    const enum oidc_profile_id profile = oidc_profile_find(call->match->parameters[0]);
    struct oidc *oidc = profile == OIDC_PROFILE_COUNT ? NULL : call->api->oidc[profile];
    if (oidc == NULL) {
        call_fail_code(call, ERROR_NOT_FOUND);
    }
    return oidc;
}

void
api_oidc_start(struct call *call)
{
    struct oidc *oidc = find_oidc(call);
    struct oidc_start start;
    struct error error;
    if (oidc == NULL || !may_try(call) || !call_check_query(call, NULL)) {
        return;
    }
    if (!oidc_start(oidc, call->language, http_query(call->request, "return"), clock_now(),
                    call->arena, &start, &error)) {
        call_fail(call, &error);
    } else if (set_cookie(call, "dekning-login", start.cookie, start.cookie_seconds)) {
        reply_header(call->reply, "Location", start.location);
        call->reply->status = call->route->status;
    }
}

/* Whoever the login service vouches for comes in, if they are known here. */
static void
arrive(struct call *call, struct oidc *oidc, struct work *work, struct oidc_arrival *arrival)
{
    struct account account;
    enum login_result result;
    struct error error;
    work->session.actor = "login";
    work->session.purpose = "login";
    if (!oidc_arrive(oidc, &work->session, arrival, &account, &result, &error)) {
        call_fail(call, &error);
    } else if (result != LOGIN_DONE) {
        note_failure(call, result);
        reply_header(call->reply, "Location", "/logg-inn?feil=ukjent");
        call->reply->status = call->route->status;
    } else if (begin_session(call, work->store, &account)) {
        reply_header(call->reply, "Location", arrival->return_to);
        call->reply->status = call->route->status;
    }
}

void
api_oidc_callback(struct call *call)
{
    struct oidc *oidc = find_oidc(call);
    const struct oidc_callback callback = {
        .code = http_query(call->request, "code"),
        .state = http_query(call->request, "state"),
        .error = http_query(call->request, "error"),
        .issuer = http_query(call->request, "iss"),
        .cookie = get_cookie(call, "dekning-login"),
    };
    struct oidc_arrival arrival;
    struct work work;
    struct error error;
    if (oidc == NULL || !may_try(call) || !set_cookie(call, "dekning-login", "", 0)) {
        return;
    }
    if (!oidc_finish(oidc, &callback, clock_now(), call->arena, &arrival, &error)) {
        call_fail(call, &error);
    } else if (work_begin(call, &work)) {
        arrive(call, oidc, &work, &arrival);
        work_end(call, &work);
    }
}
