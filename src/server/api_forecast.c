/* SPDX-License-Identifier: EUPL-1.2 */
/* Looking ahead: forecasts, answered while one waits, and searches for plans, which are jobs. */
#include "server/api_private.h"

#include "base/number.h"
#include "desk/forecast.h"
#include "desk/plan.h"
#include "report/render_document.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The most futures one request may ask for, and years ahead. */
enum { FUTURES_MAX = 10000, YEARS_MAX = 50, PLAN_FUTURES_MAX = 5000 };

/* -- what is asked ----------------------------------------------------------------------------- */

enum { CHOICE_MEASURE, CHOICE_SIZE, CHOICE_START, CHOICE_RAMP, CHOICE_UNTIL, CHOICE_FIELDS };
static const struct body_field choice_fields[CHOICE_FIELDS] = {
    [CHOICE_MEASURE] = {"measure",
                        BODY_TEXT,
                        true,
                        1,
                        200,
                        NULL,
                        {"tiltakets nøkkel", "nøkkelen til tiltaket", "the measure's key"}},
    [CHOICE_SIZE] = {"size",
                     BODY_NUMBER,
                     false,
                     -1e6,
                     1e9,
                     NULL,
                     {"hvor mye (ellers tiltakets eget)", "kor mykje (elles tiltaket sitt eige)",
                      "how much (else the measure's own)"}},
    [CHOICE_START] =
        {"start", BODY_DATE, false, 0, 0, NULL, {"første dag", "første dag", "first day"}},
    [CHOICE_RAMP] = {"ramp",
                     BODY_WHOLE,
                     false,
                     0,
                     600,
                     NULL,
                     {"måneder til det virker fullt", "månader til det verkar fullt",
                      "months until it works in full"}},
    [CHOICE_UNTIL] = {"until",
                      BODY_DATE,
                      false,
                      0,
                      0,
                      NULL,
                      {"første dag etter", "første dag etter", "first day after"}},
};
static const struct body_schema choice_body = {"choice", choice_fields, CHOICE_FIELDS};

enum {
    FORECAST_START,
    FORECAST_YEARS,
    FORECAST_FUTURES,
    FORECAST_SEED,
    FORECAST_PACKAGE,
    FORECAST_COMPARE,
    FORECAST_GOALS,
    FORECAST_EXPLAIN,
    FORECAST_HANGS_ON,
    FORECAST_TABLES,
    FORECAST_FIELDS
};
static const struct body_field forecast_fields[FORECAST_FIELDS] = {
    [FORECAST_START] = {"start",
                        BODY_DATE,
                        false,
                        0,
                        0,
                        NULL,
                        {"den 1. framskrivinga begynner", "den 1. framskrivinga begynner",
                         "the 1st that the forecast begins on"}},
    [FORECAST_YEARS] = {"years",
                        BODY_WHOLE,
                        false,
                        1,
                        YEARS_MAX,
                        NULL,
                        {"år framover (ellers 10)", "år framover (elles 10)",
                         "years ahead (else 10)"}},
    [FORECAST_FUTURES] = {"futures",
                          BODY_WHOLE,
                          false,
                          1,
                          FUTURES_MAX,
                          NULL,
                          {"antall framtider (ellers 1000); færre er raskere og grovere",
                           "talet på framtider (elles 1000); færre er raskare og grovare",
                           "futures (else 1000); fewer are faster and coarser"}},
    [FORECAST_SEED] = {"seed",
                       BODY_WHOLE,
                       false,
                       0,
                       9e15,
                       NULL,
                       {"startverdi (ellers 1): samme verdi gir samme svar",
                        "startverdi (elles 1): same verdi gir same svar",
                        "seed (else 1): the same seed gives the same answer"}},
    [FORECAST_PACKAGE] = {"package",
                          BODY_ROWS,
                          false,
                          0,
                          64,
                          &choice_body,
                          {"tiltakene som prøves", "tiltaka som blir prøvde",
                           "the measures that are tried"}},
    [FORECAST_COMPARE] = {"compare",
                          BODY_ROWS,
                          false,
                          0,
                          64,
                          &choice_body,
                          {"tiltakene det sammenlignes med; [] er ingen nye",
                           "tiltaka det blir samanlikna med; [] er ingen nye",
                           "the measures compared with; [] is none new"}},
    [FORECAST_GOALS] = {"goals",
                        BODY_TEXT,
                        false,
                        1,
                        2000,
                        NULL,
                        {"mål, som vacancy_listed>=5%,gps>=250 (ellers kommunens egne)",
                         "mål, som vacancy_listed>=5%,gps>=250 (elles kommunen sine eigne)",
                         "goals, such as vacancy_listed>=5%,gps>=250 (else the municipality's)"}},
    [FORECAST_EXPLAIN] = {"explain",
                          BODY_YES_NO,
                          false,
                          0,
                          0,
                          NULL,
                          {"også hvor endringen kommer fra", "òg kvar endringa kjem frå",
                           "also where the change comes from"}},
    [FORECAST_HANGS_ON] = {"hangs_on",
                           BODY_YES_NO,
                           false,
                           0,
                           0,
                           NULL,
                           {"også hva svaret henger på; tar lengre tid enn framskrivinga",
                            "òg kva svaret heng på; tek lengre tid enn framskrivinga",
                            "also what the answer hangs on; takes longer than the forecast"}},
    [FORECAST_TABLES] = {"tables",
                         BODY_YES_NO,
                         false,
                         0,
                         0,
                         NULL,
                         {"også tabeller over hver måned", "òg tabellar over kvar månad",
                          "also tables of every month"}},
};
const struct body_schema forecast_body = {"forecast_request", forecast_fields, FORECAST_FIELDS};

enum {
    PLAN_GOAL,
    PLAN_BY,
    PLAN_CHANCE,
    PLAN_BUDGET,
    PLAN_MEASURES,
    PLAN_FUTURES,
    PLAN_SEED,
    PLAN_FIELDS
};
static const struct body_field plan_fields[PLAN_FIELDS] = {
    [PLAN_GOAL] = {"goal",
                   BODY_TEXT,
                   true,
                   1,
                   200,
                   NULL,
                   {"målet, som vacancy_listed>=5%", "målet, som vacancy_listed>=5%",
                    "the goal, such as vacancy_listed>=5%"}},
    [PLAN_BY] = {"by",
                 BODY_TEXT,
                 true,
                 7,
                 10,
                 NULL,
                 {"måneden det skal nås, som 2028-01", "månaden det skal nåast, som 2028-01",
                  "the month it is to be reached, such as 2028-01"}},
    [PLAN_CHANCE] = {"chance",
                     BODY_NUMBER,
                     false,
                     0.01,
                     0.999,
                     NULL,
                     {"hvor sikkert, 0–1 (ellers 0,8)", "kor sikkert, 0–1 (elles 0,8)",
                      "how surely, 0–1 (else 0.8)"}},
    [PLAN_BUDGET] = {"budget",
                     BODY_NUMBER,
                     false,
                     0,
                     1e12,
                     NULL,
                     {"kroner det dyreste året kan koste", "kroner det dyraste året kan koste",
                      "kroner the dearest year may cost"}},
    [PLAN_MEASURES] = {"measures",
                       BODY_TEXT,
                       false,
                       1,
                       2000,
                       NULL,
                       {"tiltak som kan brukes, som a,b=2 (ellers alle kommunens egne)",
                        "tiltak som kan brukast, som a,b=2 (elles alle kommunen sine eigne)",
                        "measures that may be used, such as a,b=2 (else the municipality's own)"}},
    [PLAN_FUTURES] = {"futures",
                      BODY_WHOLE,
                      false,
                      50,
                      PLAN_FUTURES_MAX,
                      NULL,
                      {"framtider i søket (ellers 400)", "framtider i søket (elles 400)",
                       "futures of the search (else 400)"}},
    [PLAN_SEED] = {"seed",
                   BODY_WHOLE,
                   false,
                   0,
                   9e15,
                   NULL,
                   {"startverdi (ellers 1)", "startverdi (elles 1)", "seed (else 1)"}},
};
const struct body_schema plan_body = {"plan_request", plan_fields, PLAN_FIELDS};

static bool
read_package(const struct body_value *value, struct arena *arena, const struct choice **out,
             size_t *count)
{
    struct choice *choices = arena_array(arena, value->count + 1, sizeof *choices);
    for (size_t i = 0; choices != NULL && i < value->count; i++) {
        const struct body_value *row = &value->rows[i * CHOICE_FIELDS];
        choices[i] = (struct choice){
            .measure = row[CHOICE_MEASURE].text,
            .size = row[CHOICE_SIZE].given ? row[CHOICE_SIZE].number : (double)NAN,
            .start = row[CHOICE_START].date,
            .until = row[CHOICE_UNTIL].date,
            .ramp = row[CHOICE_RAMP].given ? (int64_t)row[CHOICE_RAMP].number : WHOLE_NONE,
        };
    }
    *out = choices;
    *count = value->count;
    return choices != NULL;
}

/* -- the same again ---------------------------------------------------------------------------- */

/* Of all that is asked: the query too. */
static uint64_t
body_hash(const struct http_request *request)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    uint64_t out;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < request->query_count; i++) { /* with their NULs, which keep them apart */
        const struct http_pair *query = &request->queries[i];
        crypto_generichash_update(&state, (const unsigned char *)query->name,
                                  strlen(query->name) + 1);
        crypto_generichash_update(&state, (const unsigned char *)query->value,
                                  strlen(query->value) + 1);
    }
    crypto_generichash_update(&state, (const unsigned char *)request->body, request->length);
    crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(&out, hash, sizeof out);
    return out;
}

const char *
call_request_key(const struct call *call)
{
    const char *key = http_header(call->request, "Idempotency-Key");
    char whole[512];
    if (key == NULL || key[0] == '\0' || strlen(key) > 400) {
        return NULL;
    }
    snprintf(whole, sizeof whole, "%s %s %s", call->route->id, call->who.name, key);
    return arena_copy(call->arena, whole, strlen(whole));
}

bool
call_is_new(struct call *call, const char *key)
{
    const uint64_t stamp = body_hash(call->request);
    if (key == NULL) {
        return true;
    }
    switch (memory_recall(call->api->requests, key, stamp, true, clock_now(), call->request,
                          call->reply)) {
    case MEMORY_NONE:
        return true;
    case MEMORY_KEPT:
        return false;
    case MEMORY_MAKING:
        return call_fail_code(call, ERROR_REQUEST_RUNNING);
    case MEMORY_OTHER:
        break;
    }
    struct error error;
    error_set(&error, ERROR_REQUEST_OTHER, http_header(call->request, "Idempotency-Key"),
              call->route->id);
    return call_fail(call, &error);
}

void
call_keep(struct call *call, const char *key)
{
    if (key == NULL) {
        return;
    }
    if (call->reply->problem == NULL) {
        memory_keep(call->api->requests, key, body_hash(call->request), clock_now(), call->reply);
    } else {
        memory_drop(call->api->requests, key);
    }
}

/* -- forecasts --------------------------------------------------------------------------------- */

static void
run_forecast(struct call *call, const struct snapshot *snapshot, const struct body_value *values)
{
    struct answer answer;
    struct error error;
    struct problems problems;
    problems_init(&problems, call->arena);
    struct ask ask = {.name = "forecast",
                      .language = call->language,
                      .arena = call->arena,
                      .problems = &problems,
                      .rulebook = &call->api->rulebook,
                      .municipality = &snapshot->municipality,
                      .today = clock_today()};
    struct forecast_request request = {
        .start = values[FORECAST_START].date,
        .years = (int32_t)values[FORECAST_YEARS].number,
        .futures = (size_t)values[FORECAST_FUTURES].number,
        .seeded = values[FORECAST_SEED].given,
        .seed = (uint64_t)values[FORECAST_SEED].number,
        .compared = values[FORECAST_COMPARE].given,
        .goals = values[FORECAST_GOALS].text,
        .explain = values[FORECAST_EXPLAIN].number > 0,
        .hangs_on = values[FORECAST_HANGS_ON].number > 0,
        .tables = values[FORECAST_TABLES].number > 0,
        .stop = call->request->unwanted,
    };
    ask.options[OPTION_explain].given = request.explain;
    if (!read_package(&values[FORECAST_PACKAGE], call->arena, &request.package,
                      &request.package_count) ||
        !read_package(&values[FORECAST_COMPARE], call->arena, &request.compare,
                      &request.compare_count)) {
        call_fail_code(call, ERROR_MEMORY);
        return;
    }
    if (desk_forecast(&ask, &request, &answer, &error)) {
        document_reply(call, &answer);
    } else {
        call_fail_asked(call, &problems, &error);
    }
}

/* The same forecast of the same tables is answered from memory: a slider that is moved back. One
 * that is moved on leaves a forecast nobody waits for, which ends with what it has; that is never
 * kept. */
void
api_forecast(struct call *call)
{
    struct body_value values[FORECAST_FIELDS];
    struct error error;
    if (!call_check_query(call, NULL)) {
        return;
    }
    if (!body_read(call->request, &forecast_body, values, &error)) {
        call_fail(call, &error);
        return;
    }
    const struct snapshot *snapshot = snapshot_take(call->api->snapshots);
    const char *key = document_key(call->api, call->request);
    if (!snapshot->known) {
        call_fail(call, &snapshot->error);
    } else if (!document_recall(call, key, snapshot->generation)) {
        run_forecast(call, snapshot, values);
        if (call->reply->problem == NULL && !atomic_load(call->request->unwanted)) {
            document_keep(call, key, snapshot->generation);
        }
    }
    snapshot_give(call->api->snapshots, snapshot);
}

/* -- plans ------------------------------------------------------------------------------------- */

#define PLAN_MEMORY ((size_t)2 << 30)

/* A search on its own: what it was asked with lives as long as it does. */
struct plan_task {
    struct api *api;
    const struct snapshot *snapshot;
    struct arena arena;
    struct ask ask;
    struct plan_request request;
    enum language language;
};

static void
write_problem(const struct error *error, enum language language, struct text *out)
{
    struct json json = {.out = out};
    struct text detail;
    struct error told = *error;
    char name[PROBLEM_NAME_MAX], type[sizeof PROBLEM_TYPE + PROBLEM_NAME_MAX];
    told.file[0] = '\0';
    text_init(&detail, 4096);
    error_write(&told, language, &detail);
    problem_name(error->code, name);
    snprintf(type, sizeof type, "%s%s", PROBLEM_TYPE, name);
    json_open(&json, NULL, '{');
    json_text(&json, "type", type);
    json_text(&json, "title", text_string(&detail));
    json_number(&json, "status", problem_status(error->code));
    json_text(&json, "detail", text_string(&detail));
    json_close(&json, '}');
    text_free(&detail);
}

static bool
run_plan(void *context, struct board_job *job, struct text *out)
{
    struct plan_task *task = context;
    struct answer answer;
    struct error error;
    task->request.stop = board_job_stop(job);
    task->request.progress = board_job_progress;
    task->request.told = job;
    if (!desk_plan(&task->ask, &task->request, &answer, &error)) {
        write_problem(&error, task->language, out);
        return false;
    }
    render_document(&answer, NULL, out);
    return true;
}

static void
dispose_plan(void *context)
{
    struct plan_task *task = context;
    snapshot_give(task->api->snapshots, task->snapshot);
    arena_free(&task->arena);
    free(task);
}

static const char *
keep(struct plan_task *task, const char *text)
{
    return text == NULL ? NULL : arena_copy(&task->arena, text, strlen(text));
}

static struct plan_task *
make_task(struct call *call, const struct snapshot *snapshot, const struct body_value *values)
{
    struct plan_task *task = calloc(1, sizeof *task);
    if (task == NULL) {
        return NULL;
    }
    task->api = call->api;
    task->snapshot = snapshot;
    task->language = call->language;
    arena_init(&task->arena, PLAN_MEMORY);
    task->ask = (struct ask){.name = "plan",
                             .language = call->language,
                             .arena = &task->arena,
                             .rulebook = &call->api->rulebook,
                             .municipality = &snapshot->municipality,
                             .today = clock_today()};
    task->request = (struct plan_request){
        .goal = keep(task, values[PLAN_GOAL].text),
        .by = keep(task, values[PLAN_BY].text),
        .chance = values[PLAN_CHANCE].number,
        .budgeted = values[PLAN_BUDGET].given,
        .budget = values[PLAN_BUDGET].number,
        .measures = keep(task, values[PLAN_MEASURES].text),
        .start = DATE_NONE,
        .futures = (size_t)values[PLAN_FUTURES].number,
        .seeded = values[PLAN_SEED].given,
        .seed = (uint64_t)values[PLAN_SEED].number,
    };
    return task;
}

/* Whose jobs somebody sees: their account's; visitors are one. */
static int64_t
job_owner(const struct call *call)
{
    return call->who.visitor ? -1 : call->who.account;
}

static void
write_job(const char *id, const struct board_job_view *view, struct text *out)
{
    struct json json = {.out = out};
    const char *answer = view->state == JOB_FAILED ? "problem" : "answer";
    const char *other = view->state == JOB_FAILED ? "answer" : "problem";
    json_open(&json, NULL, '{');
    json_text(&json, "id", id);
    json_text(&json, "state", board_job_states[view->state]);
    json_number(&json, "done", (double)view->done);
    json_number(&json, "wanted", (double)view->wanted);
    json_none(&json, other);
    if (view->answer == NULL) {
        json_none(&json, answer);
    } else { /* which is JSON already */
        text_format(out, ",\"%s\":", answer);
        text_add(out, view->answer);
    }
    json_close(&json, '}');
}

static void
begin_plan(struct call *call, const struct body_value *values)
{
    char id[BOARD_JOB_ID_SIZE], path[64 + BOARD_JOB_ID_SIZE];
    struct error error;
    const struct snapshot *snapshot = snapshot_take(call->api->snapshots);
    struct plan_task *task = NULL;
    const struct plan_request asked = {.goal = values[PLAN_GOAL].text, .by = values[PLAN_BY].text};
    if (!snapshot->known || !desk_plan_asked(&asked, &error)) {
        call_fail(call, snapshot->known ? &error : &snapshot->error);
    } else if ((task = make_task(call, snapshot, values)) == NULL) {
        call_fail_code(call, ERROR_MEMORY);
    }
    if (task == NULL) {
        snapshot_give(call->api->snapshots, snapshot);
        return;
    }
    const struct board_work work = {run_plan, dispose_plan, task};
    if (!board_job_begin(call->api->jobs, job_owner(call), &work, id, &error)) {
        call_fail(call, &error);
        return;
    }
    snprintf(path, sizeof path, "/api/v1/jobs/%s", id);
    const char *location = arena_copy(call->arena, path, strlen(path));
    if (location != NULL) {
        reply_header(call->reply, "Location", location);
    }
    write_job(id, &(struct board_job_view){JOB_WAITING, 0, 0, NULL}, &call->reply->body);
    call_done(call);
}

void
api_plan(struct call *call)
{
    struct body_value values[PLAN_FIELDS];
    struct error error;
    const char *key = call_request_key(call);
    if (!call_check_query(call, NULL)) {
        return;
    }
    if (!body_read(call->request, &plan_body, values, &error)) {
        call_fail(call, &error);
        return;
    }
    if (call_is_new(call, key)) {
        begin_plan(call, values);
        call_keep(call, key);
    }
}

void
api_job(struct call *call)
{
    struct board_job_view view;
    struct error error;
    const char *id = call->match->parameters[0];
    if (!call_check_query(call, NULL)) {
        return;
    }
    if (!board_job_see(call->api->jobs, job_owner(call), id, call->arena, &view, &error)) {
        call_fail(call, &error);
        return;
    }
    write_job(id, &view, &call->reply->body);
    call_done(call);
}

void
api_job_cancel(struct call *call)
{
    struct error error;
    if (!board_job_cancel(call->api->jobs, job_owner(call), call->match->parameters[0], &error)) {
        call_fail(call, &error);
        return;
    }
    call->reply->status = call->route->status;
}
