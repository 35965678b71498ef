/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/view_private.h"

#include "base/number.h"
#include "store/query.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

bool
view_no_memory(struct error *error)
{
    error_set(error, ERROR_MEMORY, NULL, NULL);
    return false;
}

bool
view_begin(struct session *session, bool *own, struct error *error)
{
    *own = !store_in_transaction(session->store);
    return !*own || store_begin_snapshot(session->store, error);
}

void
view_end(struct session *session, bool own)
{
    if (own) {
        store_rollback(session->store); /* it only read */
    }
}

bool
view_rows(struct statement *statement, struct arena *arena, size_t size,
          bool (*fill)(struct arena *arena, const struct statement *statement, void *row),
          void **out, size_t *count, struct error *error)
{
    void *rows = NULL;
    size_t found = 0, capacity = 0;
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        fine = arena_grow(arena, &rows, found, &capacity, size);
        if (fine) {
            void *to = (unsigned char *)rows + found * size;
            memset(to, 0, size);
            fine = fill(arena, statement, to);
        }
        if (!fine) {
            view_no_memory(error);
            break;
        }
        found++;
    }
    statement_free(statement);
    if (fine) {
        *out = rows;
        *count = found;
    }
    return fine;
}

bool
view_fill_number(struct arena *arena, const struct statement *statement, void *row)
{
    (void)arena;
    *(int64_t *)row = statement_whole(statement, 0);
    return true;
}

const char *
view_text(struct arena *arena, const struct statement *statement, int column)
{
    const char *text = statement_text(statement, column);
    return text == NULL ? NULL : arena_copy(arena, text, strlen(text));
}

bool
view_list_name(struct store *store, struct arena *arena, int64_t list, struct date day,
               struct list_name *out, struct error *error)
{
    struct statement *statement;
    struct list_name name = {
        .list = list, .municipality = "", .post = "", .doctor = WHOLE_NONE, .doctor_name = ""};
    bool row = false;
    if (list == WHOLE_NONE) {
        *out = name;
        return true;
    }
    if (!query_prepare(store, &statement, error,
                       "SELECT p.municipality, p.code, r.doctor, d.name, r.kind FROM post p LEFT "
                       "JOIN doctor_relation r ON r.list = p.post AND r.kind IN (0, 1) AND "
                       "r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2) LEFT JOIN "
                       "doctor d ON d.doctor = r.doctor WHERE p.post = $1 ORDER BY r.kind, "
                       "r.from_day DESC LIMIT 1",
                       "wd", list, day)) {
        return false;
    }
    bool fine = statement_step(statement, &row, error);
    if (fine && row) {
        name.municipality = view_text(arena, statement, 0);
        name.post = view_text(arena, statement, 1);
        name.doctor = statement_whole(statement, 2);
        name.doctor_name = view_text(arena, statement, 3);
        name.locum = name.doctor != WHOLE_NONE && statement_whole(statement, 4) == 1;
        fine = (name.municipality != NULL && name.post != NULL && name.doctor_name != NULL) ||
               view_no_memory(error);
    }
    statement_free(statement);
    if (fine) {
        *out = name;
    }
    return fine;
}

int64_t
view_argument(const char *arguments, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = arguments; *line != '\0';) {
        const char *end = strchr(line, '\n');
        end = end == NULL ? line + strlen(line) : end;
        if ((size_t)(end - line) > length && memcmp(line, name, length) == 0 &&
            line[length] == '=') {
            int64_t value;
            const char *digits = line + length + 1;
            return number_parse_whole(digits, (size_t)(end - digits), &value) && value != 0
                       ? value
                       : WHOLE_NONE;
        }
        line = *end == '\0' ? end : end + 1;
    }
    return WHOLE_NONE;
}

bool
view_month(const struct session *session, struct date *out, struct error *error)
{
    struct date month;
    if (!register_month(session->store, session->municipality, &month, error)) {
        return false;
    }
    if (date_is_none(month)) {
        error_set(error, ERROR_REGISTER_NONE, session->municipality, NULL);
        error_place(error, store_path(session->store), 0, 0, NULL);
        return false;
    }
    *out = month;
    return true;
}

struct date
view_asked_day(const struct session *session)
{
    return session->day != NULL
               ? *session->day
               : (struct date){(int32_t)(session->clock(session->clock_context) / 86400)};
}

bool
view_day(const struct session *session, struct date *out, struct error *error)
{
    struct date month;
    if (!view_month(session, &month, error)) {
        return false;
    }
    const int32_t asked = view_asked_day(session).days, last = date_next_month(month).days - 1;
    *out = (struct date){asked < month.days ? month.days : asked > last ? last : asked};
    return true;
}

static bool
fill_post_name(struct arena *arena, const struct statement *statement, void *row)
{
    struct post_name *name = row;
    *name = (struct post_name){statement_whole(statement, 0), view_text(arena, statement, 1)};
    return name->name != NULL;
}

bool
post_names_read(struct store *store, const char *municipality, struct arena *arena,
                struct post_names *out, struct error *error)
{
    struct statement *statement;
    void *rows;
    size_t count;
    if (!query_prepare(store, &statement, error,
                       "SELECT post, CASE WHEN municipality = $1 THEN code ELSE municipality || "
                       "'/' || code END FROM post ORDER BY post",
                       "t", municipality) ||
        !view_rows(statement, arena, sizeof(struct post_name), fill_post_name, &rows, &count,
                   error)) {
        return false;
    }
    *out = (struct post_names){rows, count};
    return true;
}

const char *
post_names_find(const struct post_names *names, int64_t post)
{
    static_assert(offsetof(struct post_name, post) == 0, "the number is what is compared");
    const struct post_name *found = names->count == 0
                                        ? NULL
                                        : bsearch(&post, names->names, names->count,
                                                  sizeof *names->names, view_compare_numbers);
    return found == NULL ? "" : found->name;
}

int
view_compare_numbers(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

size_t
view_unique(int64_t *numbers, size_t count)
{
    size_t kept = 0;
    if (count > 0) {
        qsort(numbers, count, sizeof *numbers, view_compare_numbers);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || numbers[kept - 1] != numbers[i]) {
            numbers[kept++] = numbers[i];
        }
    }
    return kept;
}

bool
view_closed_months(struct store *store, const char *municipality, struct date first, int64_t *out,
                   struct error *error)
{
    return query_whole(store, out, error,
                       "SELECT count(*) FROM month WHERE municipality = $1 AND month >= $2 AND "
                       "month < $3",
                       "tdd", municipality, date_add_months(first, -12), first);
}
