/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the API share: the API while it runs, and a request being answered. */
#ifndef DEKNING_SERVER_API_PRIVATE_H
#define DEKNING_SERVER_API_PRIVATE_H

#include "desk/ask.h"
#include "desk/clock.h"
#include "register/key.h"
#include "report/answer.h"
#include "server/board_job.h"
#include "server/body.h"
#include "server/limit.h"
#include "server/memory.h"
#include "server/oidc.h"
#include "server/owner.h"
#include "server/paging.h"
#include "server/problem.h"
#include "server/route.h"
#include "server/server.h"
#include "server/snapshot.h"
#include "server/store_pool.h"
#include "server/web_session.h"

#include <stdatomic.h>

/* Who has not logged in may be somebody all the same, where the server is told so. */
enum visitor { VISITOR_NONE, VISITOR_READER, VISITOR_PLANNER };

/* The most bytes of tables that can be sent at once. */
enum { API_TABLES_MAX = 64 * 1024 * 1024 };

struct api {
    const struct server_context *context;
    struct arena arena; /* of what is read once */
    struct problems problems;
    struct rulebook rulebook;
    struct municipality national; /* the national tables alone */
    struct key_ring *keys;        /* NULL where there is no key file */
    struct store_pool *pool;
    struct snapshots *snapshots;
    struct web_sessions *sessions;
    struct limit *logins; /* by address */
    struct board_jobs *jobs;
    struct memory *documents; /* answers of planning, by what was asked */
    struct memory *requests;  /* answers to POSTs, by their Idempotency-Key */
    struct oidc *oidc[OIDC_PROFILE_COUNT];
    const char *districts; /* GeoJSON; NULL for none */
    size_t districts_length;
    enum visitor visitor;
    atomic_uint_fast64_t changes; /* how often something has been seen to be done */
};

/* A request being answered. */
struct call {
    struct api *api;
    const struct http_request *request;
    struct http_reply *reply;
    const struct route *route;
    const struct route_match *match;
    struct identity who;
    const struct web_session *web; /* NULL for a visitor */
    enum language language;
    struct arena *arena; /* of the request */
    bool own_pages;      /* the question has pages of its own: --after and --limit */
    const char *state;   /* of what is asked about: begins its entity tag; NULL for none */
};

/* -- replies ----------------------------------------------------------------------------------- */

/* Replies with the problem, and logs what the caller is not told of. False, to return. */
bool call_fail(struct call *call, const struct error *error);
bool call_fail_code(struct call *call, enum error_code code);

/* As call_fail, of what could not be answered: with the problems of the ask, or the error where
 * there are none. */
bool call_fail_asked(struct call *call, const struct problems *problems, const struct error *error);

/* Replies with what was written to reply->body: the route's type and status, and an entity tag of a
 * GET, a hash of it after the call's state. Or with the problem that memory ended. */
void call_done(struct call *call);

/* Refuses what the route does not know of in the query, but `lang` and those of `also` (ended by
 * NULL; NULL for none). False when it did. */
bool call_check_query(struct call *call, const char *const *also);

/* Whether a query parameter of the form "yes" is given, and not as "no". */
bool call_query_yes(const struct call *call, const char *name);

/* -- working in the register ------------------------------------------------------------------- */

/* What somebody works in the register with, while a request is answered. */
struct work {
    struct store *store;
    struct session session;
    const struct snapshot *snapshot;
};

/* Borrows a connection and makes the session: the account as actor, and the purpose the caller
 * gives (Dekning-Purpose), else the route's. Who comes for their own sake cannot choose it, for a
 * purpose may open what is protected. False with the reply made. work_end in any case where it was
 * true. */
bool work_begin(struct call *call, struct work *out);
void work_end(struct call *call, struct work *work);

/* As work_begin for an ask: the session and what else it needs is put in *ask. */
bool work_ask(struct call *call, struct work *work, struct ask *ask);

/* Whether whoever asks may have to do with that person or list (server/owner.h): false with the
 * reply made, which is the same whether there is such a one or not. */
bool call_owns(struct call *call, struct work *work, enum owned owned, const char *name);

/* -- documents --------------------------------------------------------------------------------- */

/* The form an answer is asked for in. */
enum document_form { DOCUMENT_JSON, DOCUMENT_CSV, DOCUMENT_XLSX, DOCUMENT_FORMS };

/* By Accept; false when none of them is taken, with the reply made. */
bool document_form(struct call *call, enum document_form *out);

/* Replies with an answer, as the query asks for it: as JSON with words, a table of it in pages, CSV
 * or a spreadsheet. */
void document_reply(struct call *call, struct answer *answer);

/* Replies with answers as one spreadsheet. */
void document_spreadsheet(struct call *call, const struct answer *const *answers, size_t count);

/* -- questions --------------------------------------------------------------------------------- */

/* Reads what is asked from the query and the path into *ask; false with the reply made. */
bool call_read_question(struct call *call, const struct question *question, struct ask *ask);

/* Replies with what the question answers; false when that is a problem. */
bool call_answer(struct call *call, const struct question *question, struct ask *ask);

/* The key that a document is kept under: what was asked, in which language and form, on which day.
 * In the request's arena; NULL where none is kept, or memory ended. */
const char *document_key(const struct api *api, const struct http_request *request);

/* The document as it was made before with that stamp, if it is kept: true with the reply made.
 * False also for a key of NULL. */
bool document_recall(struct call *call, const char *key, uint64_t stamp);

/* Keeps the reply as the document of the key; nothing for a key of NULL. */
void document_keep(struct call *call, const char *key, uint64_t stamp);

/* Whether a document of the register gives out nobody, and is the same to all who may see it. */
bool document_is_shared(const struct route *route);

/* Something was done: what is kept of the register no longer holds, and boards are told. */
void call_changed(struct call *call);

/* The state of a person, which begins their entity tags in every language and form (http_if_match_
 * state), in the arena: it changes with what is done about them. */
bool person_state(struct call *call, struct store *store, int64_t person, const char **out,
                  struct error *error);

/* -- the same request again ---------------------------------------------------------------------
 */

/* What a POST is remembered by: its route, who asks and their Idempotency-Key; NULL without one. */
const char *call_request_key(const struct call *call);

/* Whether the request is to be answered: true also for a key of NULL. Else the reply is made: as it
 * was the first time, or that the first is still being answered, or that the key was used for
 * something else. What is new must be followed by call_keep. */
bool call_is_new(struct call *call, const char *key);

/* Remembers the reply, unless it is a problem. */
void call_keep(struct call *call, const char *key);

/* -- handlers ---------------------------------------------------------------------------------- */

void api_question(struct call *call);
void api_person_find(struct call *call);
void api_person_number(struct call *call);
void api_operations(struct call *call);
void api_operation(struct call *call);
void api_forecast(struct call *call);
void api_plan(struct call *call);
void api_job(struct call *call);
void api_job_cancel(struct call *call);
void api_tables(struct call *call);
void api_tables_put(struct call *call);
void api_table(struct call *call);
void api_report(struct call *call);
void api_districts(struct call *call);
void api_login(struct call *call);
void api_logout(struct call *call);
void api_oidc_start(struct call *call);
void api_oidc_callback(struct call *call);
void api_me(struct call *call);
void api_words(struct call *call);
void api_events(struct call *call);
void api_openapi(struct call *call);
void api_docs(struct call *call);

/* Whether the role may ask for the operation at all. */
bool operation_role_may(enum role role, enum operation_kind kind);

/* What the API reads in bodies. */
extern const struct body_schema person_find_body, operation_body, forecast_body, plan_body,
    login_body;

#endif
