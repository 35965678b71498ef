/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/exchange_view.h"

#include "register/view_private.h"
#include "store/query.h"

#include <stdlib.h>
#include <string.h>

struct waiting {
    int64_t list, person;
};

static bool
fill_waiting(struct arena *arena, const struct statement *statement, void *row)
{
    (void)arena;
    *(struct waiting *)row =
        (struct waiting){statement_whole(statement, 0), statement_whole(statement, 1)};
    return true;
}

static bool
read_waiting(struct session *session, struct arena *arena, struct waiting **out, size_t *count,
             struct error *error)
{
    struct statement *statement;
    void *rows;
    if (!query_prepare(session->store, &statement, error,
                       "SELECT q.list, q.person FROM post p JOIN queue q ON q.list = p.post WHERE "
                       "p.municipality = $1 ORDER BY q.list, q.since, q.recorded, q.person",
                       "t", session->municipality) ||
        !view_rows(statement, arena, sizeof(struct waiting), fill_waiting, &rows, count, error)) {
        return false;
    }
    *out = rows;
    return true;
}

static bool
is_among(int64_t person, const int64_t *persons, size_t count)
{
    return count > 0 &&
           bsearch(&person, persons, count, sizeof *persons, view_compare_numbers) != NULL;
}

/* The exchanges among what the close did. */
static bool
take_moves(const struct applied *applied, const struct post_names *names, struct arena *arena,
           struct exchange_outcome *out, struct error *error)
{
    struct exchange_move *moves = arena_array(arena, applied->effect_count + 1, sizeof *moves);
    if (moves == NULL) {
        return view_no_memory(error);
    }
    for (size_t i = 0; i < applied->effect_count; i++) {
        const struct effect *effect = &applied->effects[i];
        if (strcmp(effect->action, "exchanged") != 0) {
            continue;
        }
        int64_t from = view_argument(effect->arguments, "from");
        int64_t to = view_argument(effect->arguments, "to");
        moves[out->move_count++] = (struct exchange_move){
            effect->person, from, to, post_names_find(names, from), post_names_find(names, to)};
    }
    out->moves = moves;
    return true;
}

/* Counts by list, and who was passed over, from the queues before and who still waits after. */
static bool
count_lists(const struct waiting *before, size_t count, const struct waiting *after,
            size_t after_count, const struct post_names *names, struct arena *arena,
            struct exchange_outcome *out, struct error *error)
{
    int64_t *moved = arena_array(arena, out->move_count + 1, sizeof *moved);
    int64_t *left = arena_array(arena, after_count + 1, sizeof *left);
    struct exchange_count *lists = arena_array(arena, count + 1, sizeof *lists);
    if (moved == NULL || left == NULL || lists == NULL) {
        return view_no_memory(error);
    }
    for (size_t i = 0; i < out->move_count; i++) {
        moved[i] = out->moves[i].person;
    }
    for (size_t i = 0; i < after_count; i++) {
        left[i] = after[i].person;
    }
    size_t moved_count = view_unique(moved, out->move_count);
    size_t left_count = view_unique(left, after_count);
    bool behind = false; /* someone further back on the same list was moved by exchange */
    for (size_t i = count; i > 0; i--) {
        const struct waiting *waiting = &before[i - 1];
        behind = (behind && i < count && before[i].list == waiting->list) ||
                 is_among(waiting->person, moved, moved_count);
        out->passed_over += behind && is_among(waiting->person, left, left_count) ? 1 : 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (out->list_count == 0 || lists[out->list_count - 1].list != before[i].list) {
            lists[out->list_count++] = (struct exchange_count){
                .list = before[i].list, .post = post_names_find(names, before[i].list)};
        }
        lists[out->list_count - 1].waiting++;
        lists[out->list_count - 1].moved += is_among(before[i].person, moved, moved_count) ? 1 : 0;
    }
    out->lists = lists;
    return true;
}

/* Closes the month with that exchange, inside a transaction that is rolled back. */
static bool
close_with(struct session *session, struct date month, enum exchange exchange,
           const struct post_names *names, struct arena *arena, struct exchange_outcome *out,
           struct error *error)
{
    struct operation operation = {.kind = OPERATION_month_close,
                                  .day = {date_next_month(month).days - 1}};
    struct applied applied;
    struct waiting *before, *after;
    size_t count, after_count;
    operation_set_date(&operation, ARGUMENT_month, month);
    return read_waiting(session, arena, &before, &count, error) &&
           query_run(session->store, error,
                     "UPDATE register SET exchange = $2 WHERE municipality = $1", "tw",
                     session->municipality, (int64_t)exchange) &&
           register_apply_within(session, &operation, arena, &applied, error) &&
           read_waiting(session, arena, &after, &after_count, error) &&
           take_moves(&applied, names, arena, out, error) &&
           count_lists(before, count, after, after_count, names, arena, out, error);
}

static bool
try_exchange(struct session *session, struct date month, enum exchange exchange,
             const struct post_names *names, struct arena *arena, struct exchange_outcome *out,
             struct error *error)
{
    if (!store_begin(session->store, error)) {
        return false;
    }
    bool fine = close_with(session, month, exchange, names, arena, out, error);
    store_rollback(session->store);
    return fine;
}

static bool
log_named(struct session *session, const struct exchange_view *view, struct arena *arena,
          struct error *error)
{
    size_t count = view->strict.move_count + view->free.move_count;
    int64_t *persons = arena_array(arena, count + 1, sizeof *persons);
    if (persons == NULL) {
        return view_no_memory(error);
    }
    count = 0;
    for (size_t i = 0; i < view->strict.move_count; i++) {
        persons[count++] = view->strict.moves[i].person;
    }
    for (size_t i = 0; i < view->free.move_count; i++) {
        persons[count++] = view->free.moves[i].person;
    }
    return register_log_reading(session, "exchange_view", "", persons, view_unique(persons, count),
                                error);
}

bool
exchange_view(struct session *session, struct arena *arena, struct exchange_view *out,
              struct error *error)
{
    struct exchange_view view = {0};
    struct post_names names;
    if (!view_month(session, &view.month, error) ||
        !post_names_read(session->store, session->municipality, arena, &names, error) ||
        !try_exchange(session, view.month, EXCHANGE_STRICT, &names, arena, &view.strict, error) ||
        !try_exchange(session, view.month, EXCHANGE_FREE, &names, arena, &view.free, error) ||
        !log_named(session, &view, arena, error)) {
        return false;
    }
    *out = view;
    return true;
}
