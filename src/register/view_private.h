/* SPDX-License-Identifier: EUPL-1.2 */
/* What the views of the register share. */
#ifndef DEKNING_REGISTER_VIEW_PRIVATE_H
#define DEKNING_REGISTER_VIEW_PRIVATE_H

#include "register/session.h"
#include "register/view_person.h"

/* Begins a snapshot unless the caller has a transaction; *own is whether view_end is to end it. */
bool view_begin(struct session *session, bool *own, struct error *error);
void view_end(struct session *session, bool own);

/* Runs the statement to its end and frees it: *out becomes its rows, of `size` bytes, in `arena`.
 * `fill` fills a row, zeroed before, from the statement's current one; false when memory ends. */
bool view_rows(struct statement *statement, struct arena *arena, size_t size,
               bool (*fill)(struct arena *arena, const struct statement *statement, void *row),
               void **out, size_t *count, struct error *error);

/* A row that is one number. */
bool view_fill_number(struct arena *arena, const struct statement *statement, void *row);

/* A copy of a text of the current row; NULL when memory ends. */
const char *view_text(struct arena *arena, const struct statement *statement, int column);

/* Fills *out with a list's name and its doctor on `day`; with none of it when list is WHOLE_NONE.
 */
bool view_list_name(struct store *store, struct arena *arena, int64_t list, struct date day,
                    struct list_name *out, struct error *error);

/* The number of "name=number" among the lines of a row of the log; WHOLE_NONE when there is none,
 * or it is 0. */
int64_t view_argument(const char *arguments, const char *name);

/* The day that is asked about, whether the open month has it or not. */
struct date view_asked_day(const struct session *session);

/* The first day of the open month of the session's municipality; ERROR_REGISTER_NONE. */
bool view_month(const struct session *session, struct date *out, struct error *error);

/* The posts of the database by number, as operations name them in the municipality. */
struct post_name {
    int64_t post;
    const char *name;
};
struct post_names {
    const struct post_name *names;
    size_t count;
};
bool post_names_read(struct store *store, const char *municipality, struct arena *arena,
                     struct post_names *out, struct error *error);
const char *post_names_find(const struct post_names *names, int64_t post); /* "" for none */

int view_compare_numbers(const void *a, const void *b); /* int64_t, for qsort and bsearch */

/* Sorts numbers and leaves each once; how many are left. */
size_t view_unique(int64_t *numbers, size_t count);

bool view_no_memory(struct error *error); /* false, to return */

/* How many closed months, twelve at most, lie before the open month `first`. */
bool view_closed_months(struct store *store, const char *municipality, struct date first,
                        int64_t *out, struct error *error);

#endif
