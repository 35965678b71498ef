/* SPDX-License-Identifier: EUPL-1.2 */
/* Connections to the database, lent to one thread at a time and kept open between them. */
#ifndef DEKNING_SERVER_STORE_POOL_H
#define DEKNING_SERVER_STORE_POOL_H

#include "register/view_list.h"
#include "store/store.h"

#include <stddef.h>

struct store_pool;

enum { STORE_POOL_MAX = 64 };

/* Makes a pool of at most `most` connections (1 … STORE_POOL_MAX) to the database at `path`, none
 * of them open yet. The path is copied. ERROR_MEMORY. */
bool store_pool_new(const char *path, size_t most, struct store_pool **out, struct error *error);

/* Closes all connections, none of which is lent any more; NULL is fine. */
void store_pool_free(struct store_pool *pool);

/* Lends a connection that may write, opening one where all open ones are lent; waits where `most`
 * are. Errors as store_open. */
bool store_pool_take(struct store_pool *pool, struct store **out, struct error *error);

/* What the lent connection keeps of the lists, for a session that works with it. */
struct lists_kept *store_pool_lists(struct store_pool *pool, const struct store *store);

/* Takes it back, with what was not committed rolled back. One that no longer answers is closed, so
 * that the next to ask gets one opened anew. */
void store_pool_give(struct store_pool *pool, struct store *store);

#endif
