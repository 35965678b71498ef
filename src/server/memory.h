/* SPDX-License-Identifier: EUPL-1.2 */
/* Replies kept in memory, by a key: what was answered once is answered again without being reckoned
 * anew. Bounded in number and bytes, the oldest forgotten first. Thread-safe. */
#ifndef DEKNING_SERVER_MEMORY_H
#define DEKNING_SERVER_MEMORY_H

#include "base/error.h"
#include "server/http.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct memory;

/* At most `most` replies of `bytes` in all, each kept `seconds`. ERROR_MEMORY. */
bool memory_new(size_t most, size_t bytes, int64_t seconds, struct memory **out,
                struct error *error);
void memory_free(struct memory *memory);

/* What is known of a key. */
enum memory_found { MEMORY_NONE, MEMORY_MAKING, MEMORY_OTHER, MEMORY_KEPT };

/* Fills *reply from what was kept under the key for this `stamp` (a generation, or a hash of what
 * was asked); MEMORY_OTHER when the key was used with another. With `claim`, a key nobody has is
 * the caller's to make: others are told MEMORY_MAKING until memory_keep or memory_drop. The texts
 * of the reply are in the request's arena, and its body is shared with the memory; gzipped where
 * the client takes that. `now` in seconds. */
enum memory_found memory_recall(struct memory *memory, const char *key, uint64_t stamp, bool claim,
                                int64_t now, const struct http_request *request,
                                struct http_reply *reply);

/* Whether something is kept under the key for this stamp. */
bool memory_has(struct memory *memory, const char *key, uint64_t stamp, int64_t now);

/* Keeps the reply's status, type, entity tag, Location or Content-Disposition, and body under the
 * key. */
void memory_keep(struct memory *memory, const char *key, uint64_t stamp, int64_t now,
                 const struct http_reply *reply);

/* Gives up what was claimed. */
void memory_drop(struct memory *memory, const char *key);

#endif
