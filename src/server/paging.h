/* SPDX-License-Identifier: EUPL-1.2 */
/* A table of an answer, as much of it as a page shows: filtered, sorted and cut. */
#ifndef DEKNING_SERVER_PAGING_H
#define DEKNING_SERVER_PAGING_H

#include "base/error.h"
#include "report/answer.h"
#include "server/http.h"

#include <stdbool.h>
#include <stddef.h>

enum { PAGING_LIMIT_MAX = 1000, PAGING_CURSOR_SIZE = 48 };

struct paging {
    const struct answer_table *table;
    size_t count;                  /* rows that the filters leave, on all pages */
    char next[PAGING_CURSOR_SIZE]; /* what `after` is for the next page; "" on the last */
};

/* The parameters of the query that page_apply reads, ended by NULL: table, limit, after, sort,
 * search, where. */
extern const char *const paging_queries[];

/* Whether any of them but `table` is in the query. */
bool paging_asked(const struct http_request *request);

/* Cuts the table `table` (else the first) of the answer down to what the query asks for:
 * where=COLUMN:VALUE (as often as wanted, all of them must hold), search=TEXT in any text of the
 * row, whatever the case, sort=COLUMN or -COLUMN, limit=N, after=CURSOR. A sum under the table is
 * left out where a filter leaves out what it sums. A cursor knows the row it stands after, so that
 * nothing is passed over when rows come and go before it. ERROR_QUERY_VALUE with the parameter as
 * field, ERROR_MEMORY. */
bool paging_apply(const struct http_request *request, struct answer *answer, struct paging *out,
                  struct error *error);

/* Sorts as Norwegian does: æ, ø and å after z, whatever the case. As strcmp. */
int paging_compare(const char *a, const char *b);

#endif
