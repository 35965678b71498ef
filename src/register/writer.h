/* SPDX-License-Identifier: EUPL-1.2 */
/* One writer for many threads. Whoever changes or sees something hands it in and waits; a thread
 * that owns the store does all that wait in one transaction, so that many share one wait for the
 * disk. Each is still all or nothing, alone: one that is refused or fails leaves nothing, and the
 * others in the group are done. Those who only read open stores of their own. */
#ifndef DEKNING_REGISTER_WRITER_H
#define DEKNING_REGISTER_WRITER_H

#include "register/session.h"

/* The most that share a transaction. */
enum { WRITER_GROUP_MAX = 256 };

struct writer;

/* Opens the database at `path`, which must be there (STORE_WRITE), and starts the thread. Errors as
 * store_open; ERROR_MEMORY also when there can be no more threads. */
bool writer_start(const char *path, struct writer **out, struct error *error);

/* As register_apply, from any thread; the session's store is not looked at, and the clocks of
 * sessions are called in the writer's thread while the caller waits. Returns when the fate of the
 * operation is on the disk. Operations are done in the order they come in. When the transaction
 * fails all in it have that error and nothing is done, except that when the connection was lost
 * just as it was committed only the log tells: an operation with a request key is handed in again.
 * What comes after finds the database opened anew. */
bool writer_submit(struct writer *writer, const struct session *session,
                   const struct operation *operation, struct arena *arena, struct applied *out,
                   struct error *error);

/* As register_log_reading, likewise. */
bool writer_log_reading(struct writer *writer, const struct session *session, const char *action,
                        const char *detail, const int64_t *persons, size_t count,
                        struct error *error);

/* Finishes what was handed in, and ends the thread. Nothing may be handed in any more; NULL is
 * fine. */
void writer_stop(struct writer *writer);

#endif
