/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/view_queue.h"

#include "register/private.h"
#include "register/view_private.h"
#include "scheme/cycles.h"
#include "store/query.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* -- turnover ---------------------------------------------------------------------------------- */

/* What a list, or all of a municipality's lists, took in and let go over the last closed months. */
struct flow {
    int64_t left, came, from_queue; /* but for exchange cycles, which free no place */
};

/* What the estimates of one municipality share. */
struct basis {
    struct store *store;
    const char *municipality;
    struct date first, from; /* the open month, and the first day of the first month looked back */
    int64_t months;
    double turnover, to_others, leaves_the_queue;
};

#define LEFT(which)                                                                                \
    "SELECT count(*) FROM post p JOIN enrolment e ON e.list = p.post WHERE " which                 \
    " = $1 AND e.superseded IS NULL AND e.until_day > $2 AND e.until_day <= $3"

#define CAME(which)                                                                                \
    "SELECT count(*), count(CASE WHEN e.begin_reason = 6 THEN 1 END), count(CASE WHEN "            \
    "e.begin_reason = 8 THEN 1 END) FROM post p JOIN enrolment e ON e.list = p.post WHERE " which  \
    " = $1 AND e.superseded IS NULL AND e.begin_reason <> 0 AND e.from_day > $2 AND e.from_day "   \
    "<= $3"

static_assert(BEGIN_INITIAL == 0 && BEGIN_QUEUE == 6 && BEGIN_EXCHANGE == 8, "known to the query");

/* Takes what the two prepared statements count; both are freed. */
static bool
take_flow(struct statement *left, struct statement *came, struct flow *out, struct error *error)
{
    bool row;
    bool fine = statement_step(left, &row, error) && statement_step(came, &row, error);
    if (fine) {
        int64_t exchanged = statement_whole(came, 2);
        *out = (struct flow){.left = statement_whole(left, 0) - exchanged,
                             .came = statement_whole(came, 0) - exchanged,
                             .from_queue = statement_whole(came, 1)};
    }
    statement_free(left);
    statement_free(came);
    return fine;
}

static bool
read_flow(const struct basis *basis, struct flow *out, struct error *error)
{
    struct statement *left, *came;
    if (!query_prepare(basis->store, &left, error, LEFT("p.municipality"), "tdd",
                       basis->municipality, basis->from, basis->first)) {
        return false;
    }
    if (!query_prepare(basis->store, &came, error, CAME("p.municipality"), "tdd",
                       basis->municipality, basis->from, basis->first)) {
        statement_free(left);
        return false;
    }
    return take_flow(left, came, out, error);
}

static bool
read_list_flow(const struct basis *basis, int64_t list, struct flow *out, struct error *error)
{
    struct statement *left, *came;
    if (!query_prepare(basis->store, &left, error, LEFT("p.post"), "wdd", list, basis->from,
                       basis->first)) {
        return false;
    }
    if (!query_prepare(basis->store, &came, error, CAME("p.post"), "wdd", list, basis->from,
                       basis->first)) {
        statement_free(left);
        return false;
    }
    return take_flow(left, came, out, error);
}

/* The share of the waiting that gives up in a month: those who did, by the months all have waited.
 */
static bool
read_attrition(struct basis *basis, struct error *error)
{
    struct statement *statement;
    bool row;
    int64_t quits, days;
    if (!query_prepare(
            basis->store, &statement, error,
            "SELECT count(CASE WHEN q.outcome IN (1, 2, 3, 4) THEN 1 END), "
            "CAST(coalesce(sum(q.left_day - CASE WHEN q.since > $2 THEN q.since ELSE $2 END), 0) "
            "AS BIGINT) FROM post p JOIN queue_past q ON q.list = p.post WHERE p.municipality = $1 "
            "AND q.left_day > $2",
            "td", basis->municipality, basis->from)) {
        return false;
    }
    static_assert(QUEUE_LEFT == 1 && QUEUE_RIGHT_LOST == 4, "known to the query");
    bool fine = statement_step(statement, &row, error);
    quits = fine ? statement_whole(statement, 0) : 0;
    days = fine ? statement_whole(statement, 1) : 0;
    statement_free(statement);
    int64_t waiting = 0;
    if (!fine ||
        !query_whole(basis->store, &waiting, error,
                     "SELECT CAST(coalesce(sum(CASE WHEN q.since > $3 THEN 0 ELSE $3 - CASE WHEN "
                     "q.since > $2 THEN q.since ELSE $2 END END), 0) AS BIGINT) FROM post p JOIN "
                     "queue q ON q.list = p.post WHERE p.municipality = $1",
                     "tdd", basis->municipality, basis->from, basis->first)) {
        return false;
    }
    double months = (double)(days + waiting) / (365.25 / 12);
    basis->leaves_the_queue = months > 0 ? fmin((double)quits / months, 0.99) : 0;
    return true;
}

static bool
read_basis(struct store *store, const char *municipality, struct date first, struct basis *out,
           struct error *error)
{
    struct basis basis = {.store = store, .municipality = municipality, .first = first};
    struct flow flow;
    int64_t listed;
    if (!view_closed_months(store, municipality, first, &basis.months, error)) {
        return false;
    }
    basis.from = date_add_months(first, -(int)basis.months);
    if (!read_flow(&basis, &flow, error) || !read_attrition(&basis, error) ||
        !query_whole(store, &listed, error,
                     "SELECT CAST(coalesce(sum(l.length), 0) AS BIGINT) FROM post p JOIN gp_list "
                     "l ON l.list = p.post WHERE p.municipality = $1",
                     "t", municipality)) {
        return false;
    }
    if (basis.months > 0 && listed > 0) {
        basis.turnover = (double)flow.left / ((double)basis.months * (double)listed);
    }
    basis.to_others = flow.came > 0 ? 1 - (double)flow.from_queue / (double)flow.came : 0;
    *out = basis;
    return true;
}

/* What the wait for one list is estimated from. Where nobody came to it, its places are taken to be
 * shared as the municipality's are. */
static bool
read_wait_list(const struct basis *basis, int64_t list, struct wait_list *out, struct error *error)
{
    struct statement *statement;
    struct flow flow;
    bool row = false;
    if (!read_list_flow(basis, list, &flow, error) ||
        !query_prepare(basis->store, &statement, error,
                       "SELECT l.state, l.cap, l.length, (SELECT count(*) FROM queue q WHERE "
                       "q.list = l.list) FROM gp_list l WHERE l.list = $1",
                       "w", list)) {
        return false;
    }
    bool fine = statement_step(statement, &row, error);
    if (fine && row) {
        *out = (struct wait_list){
            .state = (enum list_state)statement_whole(statement, 0),
            .cap = statement_whole(statement, 1),
            .length = statement_whole(statement, 2),
            .waiting = statement_whole(statement, 3),
            .left = flow.left,
            .months = basis->months,
            .turnover = basis->turnover,
            .to_others =
                flow.came > 0 ? 1 - (double)flow.from_queue / (double)flow.came : basis->to_others,
            .leaves_the_queue = basis->leaves_the_queue,
        };
    }
    statement_free(statement);
    return fine;
}

/* -- exchange ---------------------------------------------------------------------------------- */

struct waiting {
    int64_t list, person, own;
};

static bool
fill_waiting(struct arena *arena, const struct statement *statement, void *row)
{
    (void)arena;
    *(struct waiting *)row =
        (struct waiting){statement_whole(statement, 0), statement_whole(statement, 1),
                         statement_whole(statement, 2)};
    return true;
}

/* The queues of a municipality as exchange cycles see them; those blocked from the list they wait
 * for are left out. */
static bool
read_queues(const struct basis *basis, struct date day, struct arena *arena, struct waiting **out,
            size_t *count, struct error *error)
{
    struct statement *statement;
    void *rows;
    if (!query_prepare(
            basis->store, &statement, error,
            "SELECT q.list, q.person, (SELECT e.list FROM enrolment e WHERE e.person = q.person "
            "AND e.until_day IS NULL AND e.superseded IS NULL AND e.from_day <= $2) FROM post p "
            "JOIN queue q ON q.list = p.post WHERE p.municipality = $1 AND p.ended IS NULL AND NOT "
            "EXISTS (SELECT 1 FROM block b JOIN doctor_relation r ON r.doctor = b.doctor WHERE "
            "b.person = q.person AND r.list = q.list AND r.kind IN (0, 2) AND r.from_day <= $2 AND "
            "(r.until_day IS NULL OR r.until_day > $2)) ORDER BY q.list, q.since, q.recorded, "
            "q.person",
            "td", basis->municipality, day) ||
        !view_rows(statement, arena, sizeof(struct waiting), fill_waiting, &rows, count, error)) {
        return false;
    }
    *out = rows;
    return true;
}

static int32_t
list_number(const int64_t *lists, size_t count, int64_t list)
{
    const int64_t *found =
        count == 0 ? NULL : bsearch(&list, lists, count, sizeof *lists, view_compare_numbers);
    return found == NULL ? -1 : (int32_t)(found - lists);
}

/* Whether an exchange cycle would move the person now. */
static bool
find_cycle(const struct basis *basis, struct date day, int64_t person, struct arena *arena,
           bool *out, struct error *error)
{
    struct waiting *waiting;
    size_t count, lists = 0;
    int64_t mode;
    struct cycles cycles;
    if (!read_queues(basis, day, arena, &waiting, &count, error) ||
        !query_whole(basis->store, &mode, error,
                     "SELECT exchange FROM register WHERE municipality = $1", "t",
                     basis->municipality)) {
        return false;
    }
    int64_t *numbers = arena_array(arena, count + 1, sizeof *numbers);
    uint32_t *start = arena_array(arena, count + 2, sizeof *start);
    int32_t *own = arena_array(arena, count + 1, sizeof *own);
    if (numbers == NULL || start == NULL || own == NULL) {
        return view_no_memory(error);
    }
    for (size_t i = 0; i < count; i++) { /* they stand by list */
        if (lists == 0 || numbers[lists - 1] != waiting[i].list) {
            numbers[lists] = waiting[i].list;
            start[lists++] = (uint32_t)i;
        }
    }
    start[lists] = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        own[i] = list_number(numbers, lists, waiting[i].own);
    }
    struct queues queues = {.lists = lists, .start = start, .own = own};
    if (!cycles_find(&queues, mode == EXCHANGE_FREE ? EXCHANGE_FREE : EXCHANGE_STRICT, arena,
                     &cycles, error)) {
        return false;
    }
    bool moved = false;
    for (size_t i = 0; i < cycles.mover_count; i++) {
        moved |= waiting[cycles.movers[i]].person == person;
    }
    *out = moved;
    return true;
}

/* -- a person's place -------------------------------------------------------------------------- */

struct entry {
    int64_t list, ahead, waiting;
    struct date since;
};

static bool
read_entry(struct store *store, int64_t person, struct entry *out, bool *waits, struct error *error)
{
    struct statement *statement;
    if (!query_prepare(store, &statement, error,
                       "SELECT q.list, q.since, (SELECT count(*) FROM queue o WHERE o.list = "
                       "q.list AND (o.since < q.since OR (o.since = q.since AND (o.recorded < "
                       "q.recorded OR (o.recorded = q.recorded AND o.person < q.person))))), "
                       "(SELECT count(*) FROM queue o WHERE o.list = q.list) FROM queue q WHERE "
                       "q.person = $1",
                       "w", person)) {
        return false;
    }
    bool fine = statement_step(statement, waits, error);
    if (fine && *waits) {
        *out = (struct entry){.list = statement_whole(statement, 0),
                              .since = query_date(statement, 1),
                              .ahead = statement_whole(statement, 2),
                              .waiting = statement_whole(statement, 3)};
    }
    statement_free(statement);
    return fine;
}

/* The other lists of the district that the person could wait for: the numbers in *lists and what
 * each wait is estimated from. */
static bool
read_others(const struct basis *basis, const struct list_row *list, int64_t own,
            struct arena *arena, const int64_t **lists, struct wait_list **out, size_t *count,
            struct error *error)
{
    struct statement *statement;
    void *rows;
    size_t found;
    if (!query_prepare(basis->store, &statement, error,
                       "SELECT l.list FROM post p JOIN gp_list l ON l.list = p.post WHERE "
                       "p.municipality = $1 AND p.district = $2 AND p.ended IS NULL AND "
                       "l.members_only = 0 AND l.state <> $3 AND l.list <> $4 AND l.list <> $5 "
                       "ORDER BY l.list",
                       "ttwww", list->municipality, list->district, (int64_t)LIST_LOCKED,
                       list->list, own == WHOLE_NONE ? 0 : own) ||
        !view_rows(statement, arena, sizeof(int64_t), view_fill_number, &rows, &found, error)) {
        return false;
    }
    struct wait_list *others = arena_array(arena, found + 1, sizeof *others);
    if (others == NULL) {
        return view_no_memory(error);
    }
    *lists = rows;
    for (size_t i = 0; i < found; i++) {
        if (!read_wait_list(basis, (*lists)[i], &others[i], error)) {
            return false;
        }
    }
    *out = others;
    *count = found;
    return true;
}

/* Whether the person has a switch left where one is needed to be moved. */
static bool
may_be_moved(const struct session *session, int64_t person, struct date day, struct arena *arena,
             bool *out, struct error *error)
{
    struct switch_history history;
    if (!switch_history_read(session->store, arena, person, day, &history, error)) {
        return false;
    }
    *out = !switch_counts(session->rulebook, day, CHANGE_EXCHANGED, false).allowed ||
           switch_left(session->rulebook, day, &history) > 0;
    return true;
}

static bool
read_place(struct session *session, int64_t person, int64_t raise, struct arena *arena,
           struct queue_view *view, struct error *error)
{
    struct entry entry = {0};
    struct date day;
    struct list_row list;
    struct places places;
    struct basis basis;
    const int64_t *lists = NULL;
    struct wait_list *others = NULL;
    size_t count = 0;
    bool waits = false, in_cycle = false, may = false;
    if (!view_day(session, &day, error) ||
        !read_entry(session->store, person, &entry, &waits, error)) {
        return false;
    }
    if (!waits) {
        return true;
    }
    if (!list_read(session->store, arena, entry.list, day, &list, error) ||
        !places_read(session->store, person, day, &places, error) ||
        !read_basis(session->store, list.municipality, list.month, &basis, error) ||
        !read_wait_list(&basis, entry.list, &view->basis, error) ||
        !read_others(&basis, &list, places.now.list, arena, &lists, &others, &count, error) ||
        !find_cycle(&basis, day, person, arena, &in_cycle, error) ||
        !may_be_moved(session, person, day, arena, &may, error)) {
        return false;
    }
    view->list = entry.list;
    view->municipality = list.municipality;
    view->post = list.code;
    view->since = entry.since;
    view->place = entry.ahead + 1;
    view->waiting = entry.waiting;
    view->raise = raise;
    view->wait = wait_shorten(session->rulebook, day, &view->basis, entry.ahead, raise,
                              in_cycle && may, others, count);
    if (view->wait.other != SIZE_MAX) {
        struct list_row other;
        if (!list_read(session->store, arena, lists[view->wait.other], day, &other, error)) {
            return false;
        }
        view->other = other.list;
        view->other_post = other.code;
    }
    return true;
}

static bool
read_quota(struct session *session, int64_t person, struct arena *arena, bool *out,
           struct error *error)
{
    struct date day;
    struct switch_history history;
    if (!view_day(session, &day, error) ||
        !switch_history_read(session->store, arena, person, day, &history, error)) {
        return false;
    }
    *out = rule_value(session->rulebook, RULE_queue_move_counts_as_switch, day) > 0.5 &&
           switch_left(session->rulebook, day, &history) == 0;
    return true;
}

bool
queue_view(struct session *session, int64_t person, int64_t raise, struct arena *arena,
           struct queue_view *out, struct error *error)
{
    bool own;
    struct person_row row;
    struct queue_view view = {.list = WHOLE_NONE,
                              .municipality = "",
                              .post = "",
                              .since = DATE_NONE,
                              .other = WHOLE_NONE,
                              .other_post = ""};
    if (!person_read(session->store, arena, person, &row, error) ||
        !register_log_reading(session, "queue_view", "", &person, 1, error) ||
        !view_begin(session, &own, error)) {
        return false;
    }
    bool fine =
        read_place(session, person, raise, arena, &view, error) &&
        (view.list == WHOLE_NONE || read_quota(session, person, arena, &view.quota_used, error));
    view_end(session, own);
    if (fine) {
        *out = view;
    }
    return fine;
}

/* -- a list's queue ---------------------------------------------------------------------------- */

static bool
fill_turn(struct arena *arena, const struct statement *statement, void *row)
{
    (void)arena;
    *(struct queue_turn *)row = (struct queue_turn){.since = query_date(statement, 0)};
    return true;
}

static bool
read_turns(struct session *session, const char *name, struct arena *arena, void **out,
           size_t *count, struct error *error)
{
    struct statement *statement;
    struct list_row list;
    struct date day;
    struct basis basis;
    struct wait_list wait_list;
    if (!view_day(session, &day, error) || !list_find(session, arena, name, day, &list, error) ||
        !read_basis(session->store, list.municipality, list.month, &basis, error) ||
        !read_wait_list(&basis, list.list, &wait_list, error) ||
        !query_prepare(session->store, &statement, error,
                       "SELECT since FROM queue WHERE list = $1 ORDER BY since, recorded, person",
                       "w", list.list) ||
        !view_rows(statement, arena, sizeof(struct queue_turn), fill_turn, out, count, error)) {
        return false;
    }
    struct queue_turn *turns = *out;
    for (size_t i = 0; i < *count; i++) {
        turns[i].wait = wait_estimate(session->rulebook, day, &wait_list, (int64_t)i);
    }
    return true;
}

bool
queue_list_view(struct session *session, const char *list, struct arena *arena,
                const struct queue_turn **out, size_t *count, struct error *error)
{
    bool own;
    void *rows;
    size_t found;
    if (!view_begin(session, &own, error)) {
        return false;
    }
    bool fine = read_turns(session, list, arena, &rows, &found, error);
    view_end(session, own);
    if (fine) {
        *out = rows;
        *count = found;
    }
    return fine;
}
