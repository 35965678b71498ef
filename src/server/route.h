/* SPDX-License-Identifier: EUPL-1.2 */
/* Every route of the API as one table: dispatch, who may, the specification (api/openapi.yaml), the
 * roles' table (doc/roles.md) and the tests are made from it. */
#ifndef DEKNING_SERVER_ROUTE_H
#define DEKNING_SERVER_ROUTE_H

#include "desk/question.h"
#include "server/body.h"
#include "server/http.h"
#include "server/role.h"

#include <stdbool.h>
#include <stddef.h>

struct call;

/* How far whoever has one of the roles may go. */
enum route_access {
    ACCESS_ANYBODY,    /* also who has not logged in; the roles are not looked at */
    ACCESS_ROLE,       /* all of it */
    ACCESS_OWN_LIST,   /* {post}: a GP only where they are GP or locum now */
    ACCESS_OWN_PERSON, /* {person}: a resident only themself and the children they answer for */
};

enum { ROUTE_PARAMETERS_MAX = 2, ROUTE_PARAMETER_MAX = 512 };

/* What may stand in a query, beside `lang`. */
struct route_query {
    const char *name, *form; /* "dry-run", "yes" */
    const char *about[LANGUAGE_COUNT];
};

struct route {
    const char *id;
    enum http_method method;
    /* "/api/v1/lists/{post}"; a parameter that ends the path with "…}" takes the rest of it,
     * slashes too. */
    const char *path;
    void (*answer)(struct call *call);
    const char *group, *verb; /* the question it asks; NULL for none */
    unsigned roles;
    enum route_access access;
    bool visitors;                   /* who has not logged in may too, as the role of visitors */
    enum http_mode mode;             /* of a question: found from what it needs */
    const char *purpose;             /* as the register's log names it, unless the caller does */
    size_t body_max;                 /* bytes; 0: as usual */
    const struct body_schema *body;  /* NULL: none is read */
    const struct route_query *query; /* ended by a NULL name; NULL for none */
    const char *reply;               /* the schema of what it answers with; NULL: nothing */
    const char *content_type;
    int status;                        /* when all is well */
    const char *about[LANGUAGE_COUNT]; /* of a question: its own, and NULL here */
};

/* Their numbers, in the order of the table. */
enum route_id {
#define QUESTION(name, ...) ROUTE_##name,
#define ROUTE(name, ...) ROUTE_##name,
#define PAGE(name, ...) ROUTE_##name,
#include "server/route.def"
#undef QUESTION
#undef ROUTE
#undef PAGE
    ROUTE_COUNT
};

extern const struct route routes[ROUTE_COUNT];

/* The routes' ids in order, for log and metrics. */
extern const char *const route_ids[ROUTE_COUNT];

struct route_match {
    size_t index;
    char parameters[ROUTE_PARAMETERS_MAX][ROUTE_PARAMETER_MAX];
};

enum route_found { FOUND_NO_ROUTE, FOUND_OTHER_METHOD, FOUND_ROUTE };

/* The route of a path and method; HEAD is as GET. *methods gets a bit for each method of the path.
 */
enum route_found route_find(const char *path, enum http_method method, struct route_match *out,
                            unsigned *methods);

/* Whether the path is of that route; *out as route_find has it. */
bool route_fits(size_t index, const char *path, struct route_match *out);

/* The question a route asks, or NULL. */
const struct question *route_question(const struct route *route);

/* Where it is answered, from what its question needs. */
enum http_mode route_mode(const struct route *route);

/* What it is about, in a language. */
const char *route_about(const struct route *route, enum language language);

/* Whether it gives a document: an answer in words, as JSON, CSV or a spreadsheet. */
bool route_is_document(const struct route *route);

#endif
