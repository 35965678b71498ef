/* SPDX-License-Identifier: EUPL-1.2 */
/* The register's operations: which there are for whoever asks, and doing them. */
#include "server/api_private.h"

#include "base/number.h"
#include "desk/operation.h"
#include "register/operation.h"
#include "report/render_document.h"
#include "scheme/clause.h"
#include "store/query.h"

#include <stdio.h>
#include <string.h>

#define A(id) (UINT64_C(1) << ARGUMENT_##id)
#define R(role) ROLE_BIT(ROLE_##role)

/* -- who may ask for what ---------------------------------------------------------------------- */

/* Who may do the operations of a group for the municipality. */
static const struct {
    const char *group;
    unsigned roles;
} offices[] = {
    {"register", R(CASE_WORKER) | R(ADMIN)},
    {"month", R(CASE_WORKER) | R(ADMIN)},
    {"person", R(CASE_WORKER)},
    {"queue", R(CASE_WORKER)},
    {"list", R(CASE_WORKER)},
    {"reduction", R(CASE_WORKER)},
    {"post", R(CASE_WORKER)},
    {"doctor", R(CASE_WORKER)},
    {"locum", R(CASE_WORKER)},
    {"part", R(CASE_WORKER)},
    {"duty", R(CASE_WORKER) | R(LEGEVAKT_LEADER)},
    {"exemption", R(CASE_WORKER) | R(LEGEVAKT_LEADER)},
    {"removal", R(CASE_WORKER)},
    {"candidate", R(CASE_WORKER) | R(PLANNER)},
};

/* What people may do themselves, and what they may tell with it: the rest is not theirs to say. */
static const struct own {
    enum role role;
    enum operation_kind kind;
    uint64_t arguments;
    bool asks;    /* who asks is told by whom it is for: oneself, or a child one answers for */
    bool of_self; /* for oneself alone */
} own[] = {
    {ROLE_RESIDENT, OPERATION_person_switch, A(person) | A(list), true, false},
    {ROLE_RESIDENT, OPERATION_person_choose, A(person) | A(list), true, false},
    {ROLE_RESIDENT, OPERATION_person_withdraw, A(person), true, false},
    {ROLE_RESIDENT, OPERATION_queue_join, A(person) | A(list), true, false},
    {ROLE_RESIDENT, OPERATION_queue_leave, A(person), true, false},
    {ROLE_RESIDENT, OPERATION_person_opt_out, A(person), false, true},
    {ROLE_RESIDENT, OPERATION_person_opt_in, A(person), false, true},
    {ROLE_GP, OPERATION_reduction_ask, A(list) | A(cap) | A(from), false, false},
};

static const struct own *
find_own(enum role role, enum operation_kind kind)
{
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (own[i].role == role && own[i].kind == kind) {
            return &own[i];
        }
    }
    return NULL;
}

bool
operation_role_may(enum role role, enum operation_kind kind)
{
    for (size_t i = 0; i < sizeof offices / sizeof offices[0]; i++) {
        if (strcmp(offices[i].group, operation_group(kind)) == 0 &&
            role_may(role, offices[i].roles)) {
            return true;
        }
    }
    return find_own(role, kind) != NULL;
}

/* Whether the role may tell the operation that. */
static bool
may_tell(enum role role, enum operation_kind kind, enum argument argument)
{
    const struct own *mine = find_own(role, kind);
    return operation_may_have(kind, argument) &&
           (mine == NULL || (mine->arguments >> argument & 1) != 0);
}

/* -- which there are --------------------------------------------------------------------------- */

/* An operation's own words of a choice that others have more of: from the first to the last. */
static const struct {
    const char *operation;
    enum argument argument;
    const char *first, *last;
} choices[] = {
    {"duty_order", ARGUMENT_kind, "general_practice", "other"},
    {"duty_agree", ARGUMENT_kind, "general_practice", "other"},
    {"exemption_grant", ARGUMENT_kind, "age", "daytime"},
    {"exemption_refuse", ARGUMENT_kind, "age", "daytime"},
    {"doctor_update", ARGUMENT_kind, "pregnancy", "suspension"},
    {"removal_demand", ARGUMENT_kind, "threats_gp", "violence_family"},
    {"removal_decide", ARGUMENT_outcome, "moved", "rejected"},
    {"removal_settle", ARGUMENT_outcome, "upheld", "reversed"},
    {"exemption_settle", ARGUMENT_outcome, "upheld", "reversed"},
    {"post_end", ARGUMENT_outcome, "distributed", "distributed"},
};

static void
write_words(struct json *json, enum operation_kind kind, enum argument argument,
            enum language language)
{
    const char *const *words = argument_words(argument);
    const char *first = words[0], *last = NULL;
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        if (choices[i].argument == argument &&
            strcmp(choices[i].operation, operation_id(kind)) == 0) {
            first = choices[i].first;
            last = choices[i].last;
        }
    }
    while (*words != NULL && strcmp(*words, first) != 0) {
        words++;
    }
    json_open(json, "words", '[');
    for (bool more = true; more && *words != NULL; words++) {
        const enum message message = message_find(*words);
        json_open(json, NULL, '{');
        json_text(json, "key", *words);
        json_text(json, "text",
                  message == MESSAGE_COUNT ? *words : message_text(message, language));
        json_close(json, '}');
        more = last == NULL || strcmp(*words, last) != 0;
    }
    json_close(json, ']');
}

static const char *const argument_types[] = {
    [ARGUMENT_WHOLE] = "whole",   [ARGUMENT_TEXT] = "text", [ARGUMENT_DATE] = "date",
    [ARGUMENT_CHOICE] = "choice", [ARGUMENT_YES] = "yes",
};

static void
write_argument(struct json *json, enum operation_kind kind, enum argument argument,
               enum language language)
{
    const enum argument_type type = argument_type(argument);
    json_open(json, NULL, '{');
    json_text(json, "id", argument_id(argument));
    json_text(json, "type", argument_types[type]);
    json_bool(json, "needed", operation_needs(kind, argument));
    json_text(json, "about",
              option_about((enum option_id)(OPTION_argument_person + (int)argument), language));
    if (type == ARGUMENT_WHOLE) {
        json_number(json, "min", argument_min(argument));
        json_number(json, "max", argument_max(argument));
    }
    if (type == ARGUMENT_CHOICE) {
        write_words(json, kind, argument, language);
    }
    json_close(json, '}');
}

void
api_operations(struct call *call)
{
    struct json json = {.out = &call->reply->body};
    if (!call_check_query(call, NULL)) {
        return;
    }
    json_open(&json, NULL, '{');
    json_open(&json, "operations", '[');
    for (int k = 0; k < OPERATION_COUNT; k++) {
        const enum operation_kind kind = (enum operation_kind)k;
        const enum argument subject = desk_operation_subject(kind);
        if (!operation_role_may(call->who.role, kind)) {
            continue;
        }
        json_open(&json, NULL, '{');
        json_text(&json, "id", operation_id(kind));
        json_text(&json, "group", operation_group(kind));
        json_text(&json, "verb", operation_verb(kind));
        json_text(&json, "about", operation_about(kind, call->language));
        if (subject == ARGUMENT_COUNT) {
            json_none(&json, "subject");
        } else {
            json_text(&json, "subject", argument_id(subject));
        }
        json_open(&json, "arguments", '[');
        for (int a = 0; a < ARGUMENT_COUNT; a++) {
            if (may_tell(call->who.role, kind, (enum argument)a)) {
                write_argument(&json, kind, (enum argument)a, call->language);
            }
        }
        json_close(&json, ']');
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_close(&json, '}');
    call_done(call);
}

/* -- what is told ------------------------------------------------------------------------------ */

enum { FIELD_DAY, FIELD_ARGUMENTS, FIELD_IDENTITY, FIELD_COUNT };
static const struct body_field operation_fields[FIELD_COUNT] = {
    [FIELD_DAY] = {"day",
                   BODY_DATE,
                   false,
                   0,
                   0,
                   NULL,
                   {"dagen det gjelder (ellers i dag)", "dagen det gjeld (elles i dag)",
                    "the day it counts for (else today)"}},
    [FIELD_ARGUMENTS] = {"arguments",
                         BODY_MAP,
                         false,
                         0,
                         BODY_MAP_MAX,
                         NULL,
                         {"det handlinga får vite", "det handlinga får vite",
                          "what the operation is told"}},
    [FIELD_IDENTITY] = {"identity",
                        BODY_TEXT,
                        false,
                        11,
                        11,
                        NULL,
                        {"identitetsnummeret til den det gjelder; blir forseglet og aldri logget",
                         "identitetsnummeret til den det gjeld; blir forsegla og aldri logga",
                         "the identity number of whom it is about; sealed, and never logged"}},
};
const struct body_schema operation_body = {"operation_request", operation_fields, FIELD_COUNT};

static enum operation_kind
find_operation(const char *id)
{
    int kind = 0;
    while (kind < OPERATION_COUNT && strcmp(operation_id((enum operation_kind)kind), id) != 0) {
        kind++;
    }
    return (enum operation_kind)kind;
}

static enum argument
find_argument(const char *id)
{
    int argument = 0;
    while (argument < ARGUMENT_COUNT && strcmp(argument_id((enum argument)argument), id) != 0) {
        argument++;
    }
    return (enum argument)argument;
}

/* Names the argument of an error as the API has it, not as an option of the command line. */
static bool
fail_told(struct call *call, const struct error *error)
{
    struct error told = *error;
    for (int a = 0; a < ARGUMENT_COUNT; a++) {
        const char *option = argument_option((enum argument)a);
        const char *id = argument_id((enum argument)a);
        if (strcmp(told.field, option) == 0) {
            error_place(&told, NULL, 0, 0, id);
        }
        if (told.code == ERROR_TOLD_MISSING && strcmp(told.expected, option) == 0) {
            snprintf(told.expected, sizeof told.expected, "%s", id);
        }
    }
    return call_fail(call, &told);
}

static bool
set_argument(struct call *call, const struct body_pair *pair, struct operation *operation)
{
    struct error error;
    const enum argument argument = find_argument(pair->name);
    if (argument == ARGUMENT_COUNT || !may_tell(call->who.role, operation->kind, argument)) {
        error_set(&error, ERROR_BODY_UNKNOWN, pair->name, NULL);
        return call_fail(call, &error);
    }
    if (argument_type(argument) == ARGUMENT_YES) {
        return strcmp(pair->text, "no") == 0 ||
               operation_set(operation, argument, pair->text, &error) || fail_told(call, &error);
    }
    return desk_operation_set(operation, argument, pair->text, &error) || fail_told(call, &error);
}

/* The key that makes a request the same as an earlier one: the caller's own, and nobody else's. */
static bool
set_request(struct call *call, struct operation *operation)
{
    const char *key = http_header(call->request, "Idempotency-Key");
    char whole[512];
    struct error error;
    if (key == NULL) {
        return true;
    }
    const int size = snprintf(whole, sizeof whole, "%s/%s", call->who.name, key);
    if (size < 0 || (size_t)size >= sizeof whole || key[0] == '\0') {
        error_set(&error, ERROR_BODY_VALUE, "…", "1–400 B");
        error_place(&error, NULL, 0, 0, "Idempotency-Key");
        return call_fail(call, &error);
    }
    operation->request = arena_copy(call->arena, whole, strlen(whole));
    return operation->request != NULL || call_fail_code(call, ERROR_MEMORY);
}

/* Tells the register who asks, for one who asks on their own. */
static void
set_asker(const struct call *call, const struct own *mine, struct operation *operation)
{
    const struct argument_value *person = &operation->arguments[ARGUMENT_person];
    struct error error;
    if (!mine->asks) {
        return;
    }
    const bool self = person->given && person->whole == call->who.person;
    operation_set(operation, ARGUMENT_by, self ? "self" : "holder", &error);
    if (!self) {
        operation_set_whole(operation, ARGUMENT_holder, call->who.person);
    }
    operation_set_whole(operation, ARGUMENT_online, 1);
}

/* Reads the request; false with the reply made. */
static bool
read_operation(struct call *call, struct operation *operation, struct ask *ask)
{
    struct body_value values[FIELD_COUNT];
    struct error error;
    const struct own *mine = find_own(call->who.role, operation->kind);
    if (!body_read(call->request, &operation_body, values, &error)) {
        return call_fail(call, &error);
    }
    const int strange = values[FIELD_IDENTITY].given ? FIELD_IDENTITY : FIELD_DAY;
    if (mine != NULL && (values[FIELD_IDENTITY].given || values[FIELD_DAY].given)) {
        error_set(&error, ERROR_BODY_UNKNOWN, operation_fields[strange].name, NULL);
        return call_fail(call, &error);
    }
    for (size_t i = 0; i < values[FIELD_ARGUMENTS].count; i++) {
        if (!set_argument(call, &values[FIELD_ARGUMENTS].pairs[i], operation)) {
            return false;
        }
    }
    operation->identity = values[FIELD_IDENTITY].text;
    if (mine != NULL) {
        set_asker(call, mine, operation);
    }
    if (!set_request(call, operation)) {
        return false;
    }
    if (!operation_complete(operation, &error)) {
        return fail_told(call, &error);
    }
    *ask = (struct ask){.name = operation_id(operation->kind),
                        .language = call->language,
                        .arena = call->arena,
                        .today = clock_today()};
    if (values[FIELD_DAY].given) {
        char day[DATE_TEXT_SIZE];
        date_write(values[FIELD_DAY].date, day);
        const char *kept = arena_copy(call->arena, day, strlen(day));
        if (kept == NULL) {
            return call_fail_code(call, ERROR_MEMORY);
        }
        option_set(OPTION_date, kept, &ask->options[OPTION_date], &error);
    }
    operation->day = desk_operation_day(ask, operation);
    return true;
}

/* -- doing it ---------------------------------------------------------------------------------- */

/* Whose it is, for one who asks on their own: every person and list the operation is about. The
 * list somebody wants to come to is anybody's. */
static bool
owns_what_it_is_about(struct call *call, struct work *work, const struct operation *operation)
{
    const struct own *mine = find_own(call->who.role, operation->kind);
    const struct argument_value *person = &operation->arguments[ARGUMENT_person],
                                *list = &operation->arguments[ARGUMENT_list];
    char number[NUMBER_TEXT_SIZE];
    if (mine == NULL) {
        return true;
    }
    if (role_needs_doctor(mine->role)) {
        return call_owns(call, work, OWNED_LIST, list->given ? list->text : "");
    }
    if (mine->of_self && person->whole != call->who.person) {
        return call_fail_code(call, ERROR_FORBIDDEN);
    }
    snprintf(number, sizeof number, "%lld", (long long)person->whole);
    return call_owns(call, work, OWNED_PERSON, number);
}

/* The entity tag that the GET of a list or post has now, in the arena. */
static bool
document_etag(struct call *call, struct work *work, const char *group, const char *post,
              const char **out, struct error *error)
{
    const struct question *question = question_find(group, "show");
    struct http_reply reply = {.status = 200};
    struct answer answer;
    char name[16];
    snprintf(name, sizeof name, "%s show", group);
    struct problems problems;
    problems_init(&problems, call->arena);
    struct ask ask = {.name = name,
                      .language = call->language,
                      .subject = post,
                      .arena = call->arena,
                      .problems = &problems,
                      .rulebook = &call->api->rulebook,
                      .municipality = &work->snapshot->municipality,
                      .session = &work->session,
                      .today = clock_today()};
    *out = "";
    if (!question->answer(&ask, &answer, error)) {
        return error->code == ERROR_REGISTER_LIST; /* then there is no document either */
    }
    text_init(&reply.body, call->reply->body.limit);
    render_document(&answer, NULL, &reply.body);
    const bool fine = !reply.body.failed && reply_etag(&reply, call->request);
    *out = reply.etag;
    text_free(&reply.body);
    return fine || error_memory(error);
}

/* The post that a number leads to by a statement, in the arena; NULL for none. */
static bool
find_post(struct call *call, struct work *work, const char *sql, int64_t number, const char **out,
          struct error *error)
{
    struct statement *statement;
    bool row;
    if (!query_prepare(work->store, &statement, error, sql, "w", number)) {
        return false;
    }
    bool fine = statement_step(statement, &row, error);
    if (fine && row) {
        const char *code = statement_text(statement, 0);
        *out = code == NULL ? NULL : arena_copy(call->arena, code, strlen(code));
        fine = *out != NULL || error_memory(error);
    }
    statement_free(statement);
    return fine;
}

/* What an operation is about that has an entity tag: a person, or the list and post of a code. */
struct subject {
    int64_t person; /* WHOLE_NONE: none */
    const char *post;
};

static bool
find_subject(struct call *call, struct work *work, const struct operation *operation,
             struct subject *out, struct error *error)
{
    const struct argument_value *arguments = operation->arguments;
    const struct argument_value *person = &arguments[ARGUMENT_person],
                                *list = &arguments[ARGUMENT_list],
                                *decision = &arguments[ARGUMENT_decision],
                                *reduction = &arguments[ARGUMENT_reduction],
                                *announcement = &arguments[ARGUMENT_announcement];
    *out = (struct subject){.person = person->given ? person->whole : WHOLE_NONE};
    if (decision->given && !person->given &&
        !query_whole(work->store, &out->person, error,
                     "SELECT person FROM decision WHERE decision = $1", "w", decision->whole)) {
        return false;
    }
    if (out->person != WHOLE_NONE) {
        return true;
    }
    if (reduction->given) {
        return find_post(call, work,
                         "SELECT p.code FROM reduction r JOIN post p ON p.post = r.list WHERE "
                         "r.reduction = $1",
                         reduction->whole, &out->post, error);
    }
    if (announcement->given) {
        return find_post(call, work,
                         "SELECT p.code FROM announcement a JOIN post p ON p.post = a.post WHERE "
                         "a.announcement = $1",
                         announcement->whole, &out->post, error);
    }
    out->post = list->given ? list->text : NULL;
    return true;
}

/* Whether what the operation is about is as it was when the caller fetched it, if the caller says
 * what that was. In the transaction of the operation, so that nothing can come between. */
static bool
is_unchanged(struct call *call, struct work *work, const struct operation *operation)
{
    const char *person, *list, *post;
    struct subject subject;
    struct error error;
    bool same;
    int64_t before = WHOLE_NONE;
    if (http_header(call->request, "If-Match") == NULL) {
        return true;
    }
    if (operation->request != NULL &&
        !query_whole(work->store, &before, &error, "SELECT seq FROM audit WHERE request = $1", "t",
                     operation->request)) {
        return call_fail(call, &error);
    }
    if (before != WHOLE_NONE) { /* its own doing has changed it, and is what is answered again */
        return true;
    }
    if (!find_subject(call, work, operation, &subject, &error)) {
        return call_fail(call, &error);
    }
    if (subject.person != WHOLE_NONE) {
        if (!person_state(call, work->store, subject.person, &person, &error)) {
            return call_fail(call, &error);
        }
        same = http_if_match_state(call->request, person);
    } else if (subject.post != NULL) {
        if (!document_etag(call, work, "list", subject.post, &list, &error) ||
            !document_etag(call, work, "post", subject.post, &post, &error)) {
            return call_fail(call, &error);
        }
        same = http_if_match(call->request, list, NULL) || http_if_match(call->request, post, NULL);
    } else {
        error_set(&error, ERROR_PRECONDITION_NOTHING, NULL, "If-Match");
        return call_fail(call, &error);
    }
    return same || call_fail_code(call, ERROR_PRECONDITION_FAILED);
}

/* Whose it is, whether it is unchanged, and the operation, as one. False with the reply made. */
static bool
apply(struct call *call, struct work *work, const struct operation *operation,
      struct applied *applied)
{
    struct error error;
    if (!desk_operation_ripe(operation, clock_today(), &error) ||
        !store_begin(work->store, &error)) {
        return call_fail(call, &error);
    }
    if (!owns_what_it_is_about(call, work, operation) || !is_unchanged(call, work, operation)) {
        store_rollback(work->store);
        return false;
    }
    if (register_apply_within(&work->session, operation, call->arena, applied, &error) &&
        store_commit(work->store, &error)) {
        call_changed(call);
        return true;
    }
    store_rollback(work->store);
    return fail_told(call, &error);
}

static bool
try(struct call *call, struct work *work, const struct operation *operation,
    struct applied *applied)
{
    struct error error;
    return owns_what_it_is_about(call, work, operation) && is_unchanged(call, work, operation) &&
           (register_try(&work->session, operation, call->arena, applied, &error) ||
            fail_told(call, &error));
}

/* A refusal quotes the rule. */
static void
reply_refused(struct call *call, const struct operation *operation, const struct applied *applied,
              bool tried)
{
    const struct clause *clause = clause_find(applied->verdict.rule, operation->day);
    char rule[16];
    struct json json;
    snprintf(rule, sizeof rule, "R%d", applied->verdict.rule);
    problem_open(call->reply, call->request, "refused", 409, NULL,
                 clause == NULL ? rule : clause->texts[call->language], &json);
    json_text(&json, "operation", operation_id(operation->kind));
    json_text(&json, "rule", rule);
    json_text(&json, "source", clause == NULL ? "" : clause->source);
    if (applied->lacks != NULL) {
        json_text(&json, "lacks", applied->lacks);
    }
    if (!tried) {
        json_number(&json, "log_row", (double)applied->seq);
    }
    json_bool(&json, "repeated", applied->repeated);
    problem_close(&json);
}

static void
do_operation(struct call *call, struct work *work, const struct operation *operation,
             const struct ask *ask)
{
    const bool try_only = call_query_yes(call, "dry-run");
    struct applied applied;
    struct answer answer;
    if (!(try_only ? try : apply)(call, work, operation, &applied)) {
        return;
    }
    if (!applied.verdict.allowed) {
        reply_refused(call, operation, &applied, try_only);
        return;
    }
    desk_operation_answer(ask, operation, try_only, &applied, &answer);
    document_reply(call, &answer);
}

void
api_operation(struct call *call)
{
    struct operation operation = {.kind = find_operation(call->match->parameters[0])};
    struct work work;
    struct ask ask;
    if (operation.kind == OPERATION_COUNT) {
        call_fail_code(call, ERROR_NOT_FOUND);
        return;
    }
    if (!operation_role_may(call->who.role, operation.kind)) {
        call_fail_code(call, ERROR_FORBIDDEN);
        return;
    }
    if (!call_check_query(call, NULL) || !read_operation(call, &operation, &ask) ||
        !work_ask(call, &work, &ask)) {
        return;
    }
    do_operation(call, &work, &operation, &ask);
    work_end(call, &work);
}
