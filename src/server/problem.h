/* SPDX-License-Identifier: EUPL-1.2 */
/* What went wrong, as a problem document (RFC 9457), in the language of the request. The type is
 * "urn:dekning:problem:" and the error's code in lower case; clients tell problems apart by it. */
#ifndef DEKNING_SERVER_PROBLEM_H
#define DEKNING_SERVER_PROBLEM_H

#include "report/json.h"
#include "server/http.h"

#define PROBLEM_CONTENT_TYPE "application/problem+json"
#define PROBLEM_TYPE "urn:dekning:problem:"

/* The status an error deserves: 400 … 599. */
int problem_status(enum error_code code);

enum { PROBLEM_NAME_MAX = 48 };

/* The code in lower case, as in the type: "table_missing". */
void problem_name(enum error_code code, char out[PROBLEM_NAME_MAX]);

/* Makes *reply tell the error. Errors of class INTERNAL do not tell what was found: the caller logs
 * it (log_error). */
void problem_reply(struct http_reply *reply, const struct http_request *request,
                   const struct error *error);

/* As problem_reply, of a code with neither `found` nor `expected`. */
void problem_reply_code(struct http_reply *reply, const struct http_request *request,
                        enum error_code code);

/* Tells all that is wrong with an input: "errors", each with file, line, column, field, found,
 * expected and text, where known. Status 422. At least one. */
void problem_reply_all(struct http_reply *reply, const struct http_request *request,
                       const struct problems *problems);

/* A problem with members of its own, such as a refusal by a rule: opens the document in *reply with
 * type, title, status and detail, for the caller to add to; problem_close ends it. `type` is the
 * end of the type ("refused") and lives as long as the request; `title` NULL is the status's own,
 * `detail` NULL is left out. What was in *reply before, but for its headers, is forgotten. */
void problem_open(struct http_reply *reply, const struct http_request *request, const char *type,
                  int status, const char *title, const char *detail, struct json *json);
void problem_close(struct json *json);

#endif
