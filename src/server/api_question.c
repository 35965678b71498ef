/* SPDX-License-Identifier: EUPL-1.2 */
/* Questions of desk/question.h, asked by GET. */
#include "server/api_private.h"

#include "base/number.h"
#include "register/audit.h"
#include "store/query.h"

#include <stdio.h>
#include <string.h>

/* -- what is asked ----------------------------------------------------------------------------- */

static bool
is_among(const char *name, const char *const *names)
{
    size_t i = 0;
    while (names[i] != NULL && strcmp(names[i], name) != 0) {
        i++;
    }
    return names[i] != NULL;
}

static enum option_id
find_option(const struct question *question, const char *name)
{
    const enum option_id *option = question->options;
    while (*option != OPTION_COUNT && strcmp(option_name(*option), name) != 0) {
        option++;
    }
    return *option;
}

/* A flag is given with "yes", and with "no" it is not. */
static bool
read_option(enum option_id option, const char *value, struct ask *ask, struct error *error)
{
    const bool flag = option_metavar(option)[0] == '\0';
    if (flag && strcmp(value, "no") == 0) {
        return true;
    }
    if (flag && strcmp(value, "yes") != 0) {
        error_set(error, ERROR_QUERY_VALUE, value, "yes, no");
        error_place(error, NULL, 0, 0, option_name(option));
        return false;
    }
    return option_set(option, value, &ask->options[option], error);
}

/* Whether the persons a month moved may be named: whoever else may see the month sees counts. */
static bool
may_name(const struct call *call)
{
    return call->who.role == ROLE_CASE_WORKER;
}

static bool
read_query(struct call *call, const struct question *question, struct ask *ask)
{
    static const char *const own_pages[] = {"table", NULL};
    struct error error;
    call->own_pages = find_option(question, "after") != OPTION_COUNT;
    for (size_t i = 0; i < call->request->query_count; i++) {
        const struct http_pair *query = &call->request->queries[i];
        const enum option_id option = find_option(question, query->name);
        if (option != OPTION_COUNT) {
            if (!read_option(option, query->value, ask, &error)) {
                return call_fail(call, &error);
            }
        } else if (strcmp(query->name, "lang") != 0 &&
                   !is_among(query->name, call->own_pages ? own_pages : paging_queries)) {
            error_set(&error, ERROR_QUERY_UNKNOWN, query->name, NULL);
            return call_fail(call, &error);
        }
    }
    if (ask->options[OPTION_named].given && !may_name(call)) {
        return call_fail_code(call, ERROR_FORBIDDEN);
    }
    /* how an answer came about is always part of its document */
    ask->options[OPTION_explain].given = question->explains;
    return true;
}

bool
call_read_question(struct call *call, const struct question *question, struct ask *ask)
{
    struct error error;
    const bool verb = question->verb[0] != '\0';
    char name[64];
    snprintf(name, sizeof name, "%s%s%s", question->group, verb ? " " : "", question->verb);
    struct problems *problems = arena_alloc(call->arena, sizeof *problems);
    *ask = (struct ask){
        .name = arena_copy(call->arena, name, strlen(name)),
        .language = call->language,
        .subject = question->subject[0] == '\0' ? NULL : call->match->parameters[0],
        .arena = call->arena,
        .problems = problems,
        .today = clock_today(),
    };
    if (ask->name == NULL || problems == NULL) {
        return call_fail_code(call, ERROR_MEMORY);
    }
    problems_init(problems, call->arena);
    return read_query(call, question, ask) &&
           (question_subject(question, ask->subject, &error) || call_fail(call, &error));
}

/* -- answering --------------------------------------------------------------------------------- */

bool
call_answer(struct call *call, const struct question *question, struct ask *ask)
{
    struct answer answer;
    struct error error;
    if (question->answer(ask, &answer, &error)) {
        document_reply(call, &answer);
        return call->reply->problem == NULL;
    }
    return call_fail_asked(call, ask->problems, &error);
}

const char *
document_key(const struct api *api, const struct http_request *request)
{
    struct text key;
    char day[DATE_TEXT_SIZE];
    if (api->documents == NULL) {
        return NULL;
    }
    const char *accept = http_header(request, "Accept");
    date_write(clock_today(), day);
    text_init(&key, (size_t)4096 + request->length);
    text_format(&key, "%s %d %s %s", day, (int)http_language(request), accept == NULL ? "" : accept,
                request->path);
    for (size_t i = 0; i < request->query_count; i++) {
        text_format(&key, "\n%s=%s", request->queries[i].name, request->queries[i].value);
    }
    text_add(&key, "\n");
    text_add_bytes(&key, request->body, request->length);
    const char *kept =
        key.failed ? NULL : arena_copy(request->arena, text_string(&key), key.length);
    text_free(&key);
    return kept;
}

bool
document_recall(struct call *call, const char *key, uint64_t stamp)
{
    const bool kept =
        key != NULL && memory_recall(call->api->documents, key, stamp, false, clock_now(),
                                     call->request, call->reply) == MEMORY_KEPT;
    metrics_add(call->api->context->metrics, kept ? METRIC_cache_hits : METRIC_cache_misses, 1);
    return kept;
}

void
document_keep(struct call *call, const char *key, uint64_t stamp)
{
    if (key != NULL) {
        memory_keep(call->api->documents, key, stamp, clock_now(), call->reply);
    }
}

bool
document_is_shared(const struct route *route)
{
    const struct question *question = route_question(route);
    return question != NULL && question->needs == QUESTION_NEEDS_SESSION &&
           !question->reads_persons && route->access == ACCESS_ROLE;
}

/* A question of planning is answered from the snapshot, once for everybody until that changes. */
static void
ask_of_planning(struct call *call, const struct question *question)
{
    struct api *api = call->api;
    struct ask ask;
    const struct snapshot *snapshot = snapshot_take(api->snapshots);
    if (call_read_question(call, question, &ask)) {
        const char *key = document_key(api, call->request);
        ask.rulebook = &api->rulebook;
        ask.municipality = snapshot->known ? &snapshot->municipality : &api->national;
        ask.contradicts = snapshot->known ? &snapshot->contradicts : NULL;
        if (document_recall(call, key, snapshot->generation)) {
            snapshot_give(api->snapshots, snapshot);
            return;
        }
        if (!snapshot->known && question->needs == QUESTION_NEEDS_MUNICIPALITY) {
            call_fail(call, &snapshot->error);
        } else if (call_answer(call, question, &ask)) {
            document_keep(call, key, snapshot->generation);
        }
    }
    snapshot_give(api->snapshots, snapshot);
}

/* Whether the list was theirs on the day that is asked for too: who was on it before is another
 * GP's patient. False with the reply made. */
static bool
owned_then(struct call *call, struct work *work, const struct ask *ask, const char *post)
{
    const struct option_value *day = &ask->options[OPTION_date];
    struct error error;
    bool may;
    if (!day->given) {
        return true;
    }
    if (!owner_may(&call->who, &work->session, day->date, OWNED_LIST, post, &may, &error)) {
        return call_fail(call, &error);
    }
    return may || call_fail_code(call, ERROR_FORBIDDEN);
}

/* The thing that a route's parameter names, where whose it is matters. */
static bool
owns_subject(struct call *call, struct work *work, const struct ask *ask)
{
    const char *name = call->match->parameters[0];
    switch (call->route->access) {
    case ACCESS_OWN_LIST:
        return call_owns(call, work, OWNED_LIST, name) && owned_then(call, work, ask, name);
    case ACCESS_OWN_PERSON:
        return call_owns(call, work, OWNED_PERSON, name);
    case ACCESS_ANYBODY:
    case ACCESS_ROLE:
        break;
    }
    return true;
}

bool
person_state(struct call *call, struct store *store, int64_t person, const char **out,
             struct error *error)
{
    struct statement *statement;
    char state[64];
    bool row;
    if (!query_prepare(store, &statement, error,
                       "SELECT MAX(seq) FROM audit WHERE person = $1 AND kind IN ($2, $3)", "www",
                       person, (int64_t)AUDIT_OPERATION, (int64_t)AUDIT_EFFECT)) {
        return false;
    }
    const bool fine = statement_step(statement, &row, error);
    if (fine) {
        const int64_t seq = statement_whole(statement, 0);
        snprintf(state, sizeof state, "person-%lld-%lld", (long long)person,
                 (long long)(seq == WHOLE_NONE ? 0 : seq));
        *out = arena_copy(call->arena, state, strlen(state));
    }
    statement_free(statement);
    return fine && (*out != NULL || error_memory(error));
}

/* Finds the state of whom is asked about, where it is one person. Before the answer: what is done
 * between the two makes the tag too old, and never too new. False with the reply made. */
static bool
find_state(struct call *call, struct work *work, const char *person)
{
    struct error error;
    int64_t number;
    return call->route->access != ACCESS_OWN_PERSON ||
           !number_parse_whole(person, strlen(person), &number) ||
           person_state(call, work->store, number, &call->state, &error) || call_fail(call, &error);
}

/* A question of the register is answered by the register itself, which logs what is seen. Where
 * nobody is, once for everybody until something is done. */
static void
ask_of_register(struct call *call, const struct question *question)
{
    struct api *api = call->api;
    const bool shared = document_is_shared(call->route);
    const char *key = shared ? document_key(api, call->request) : NULL;
    const uint64_t stamp = atomic_load(&api->changes);
    struct work work;
    struct ask ask;
    if (!call_read_question(call, question, &ask) ||
        (shared && document_recall(call, key, stamp)) || !work_ask(call, &work, &ask)) {
        return;
    }
    if (owns_subject(call, &work, &ask) && find_state(call, &work, ask.subject) &&
        call_answer(call, question, &ask)) {
        document_keep(call, key, stamp);
    }
    work_end(call, &work);
}

void
api_question(struct call *call)
{
    const struct question *question = route_question(call->route);
    if (question->needs >= QUESTION_NEEDS_STORE) {
        ask_of_register(call, question);
    } else {
        ask_of_planning(call, question);
    }
}

/* -- persons by their identity number ---------------------------------------------------------- */

static const struct body_field person_find_fields[] = {
    {"identity",
     BODY_TEXT,
     true,
     11,
     11,
     NULL,
     {"fødselsnummer eller D-nummer, elleve sifre", "fødselsnummer eller D-nummer, elleve siffer",
      "birth number or D number, eleven digits"}},
};
const struct body_schema person_find_body = {"person_find_request", person_find_fields, 1};

/* A question that is no GET, because its answer or what it is asked by is not for a URL or a
 * browser's store. */
static void
ask_by_post(struct call *call, const char *verb, const char *identity)
{
    const struct question *question = question_find("person", verb);
    struct work work;
    struct ask ask;
    if (!call_read_question(call, question, &ask)) {
        return;
    }
    ask.identity = identity;
    if (work_ask(call, &work, &ask)) {
        if (owns_subject(call, &work, &ask)) {
            call_answer(call, question, &ask);
        }
        work_end(call, &work);
    }
}

void
api_person_find(struct call *call)
{
    struct body_value values[1];
    struct error error;
    if (!body_read(call->request, &person_find_body, values, &error)) {
        call_fail(call, &error);
        return;
    }
    ask_by_post(call, "find", values[0].text);
}

void
api_person_number(struct call *call)
{
    ask_by_post(call, "number", NULL);
}
