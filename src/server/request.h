/* SPDX-License-Identifier: EUPL-1.2 */
/* The bytes of a request taken apart: pure functions, strict, and fuzzed (fuzz/fuzz_request.c).
 * What is not plainly right is refused, so that nobody behind reads it otherwise than we did. */
#ifndef DEKNING_SERVER_REQUEST_H
#define DEKNING_SERVER_REQUEST_H

#include "base/arena.h"
#include "base/error.h"
#include "server/http.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    REQUEST_TARGET_MAX = 8000, /* bytes of path and query */
    REQUEST_QUERIES_MAX = 64,
    REQUEST_COOKIES_MAX = 32,
    REQUEST_BOUNDARY_MAX = 70,   /* RFC 2046, 5.1.1 */
    REQUEST_PART_HEAD_MAX = 2048 /* bytes of the headers of a part */
};

/* Decodes the target of a request line (RFC 9112, 3.2.1) in place: *path and the `queries` point
 * into it. A path with an encoded slash or a backslash is refused too: it would be another one to
 * whoever decodes twice. In a query "+" is a space, and a name without "=" has the value "". */
bool request_target(char *target, const char **path, struct http_pair queries[REQUEST_QUERIES_MAX],
                    size_t *query_count, struct error *error);

/* Takes a Cookie header apart in place (RFC 6265, 5.4), adding to `cookies`. Never fails: what is
 * no pair of printable characters, and what is more than there is room for, is left out. */
void request_cookies(char *header, struct http_pair cookies[REQUEST_COOKIES_MAX], size_t *count);

/* Takes a multipart/form-data body apart (RFC 7578): no preamble, no epilogue, a name in every
 * part. At most `most` parts. */
bool request_multipart(const char *content_type, const char *body, size_t length,
                       struct arena *arena, struct http_part *parts, size_t most, size_t *count,
                       struct error *error);

/* Whether a Host header names this machine alone: localhost, 127.0.0.0/8 or [::1], with a port or
 * without. A name that somebody has made resolve to this machine does not. */
bool request_host_is_local(const char *host);

/* Whether the bytes are UTF-8 without control characters. */
bool request_is_clean(const char *bytes, size_t length);

#endif
