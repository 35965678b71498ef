/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/view_month.h"

#include "register/view_private.h"
#include "store/query.h"

#include <stdio.h>
#include <string.h>

/* -- events ------------------------------------------------------------------------------------ */

static struct month_event
new_event(const char *action, int64_t person, int rule, const char *arguments,
          const struct post_names *names)
{
    int64_t from = view_argument(arguments, "from"), to = view_argument(arguments, "to");
    int64_t list = view_argument(arguments, "list");
    if (list == WHOLE_NONE) {
        list = view_argument(arguments, "post");
    }
    return (struct month_event){
        .action = action,
        .person = person,
        .rule = rule,
        .from = from,
        .to = to,
        .from_post = post_names_find(names, from),
        .to_post = post_names_find(names, to),
        .list = list,
        .post = post_names_find(names, list),
        .arguments = arguments,
    };
}

/* Counts the events by action, and takes the persons out or logs that they were seen. */
static bool
finish(struct session *session, struct month_event *events, bool named, struct arena *arena,
       struct month_view *view, struct error *error)
{
    int64_t *persons = arena_array(arena, view->event_count + 1, sizeof *persons);
    struct month_action *actions = NULL;
    void *items = NULL;
    size_t count = 0, capacity = 0;
    if (persons == NULL) {
        return view_no_memory(error);
    }
    for (size_t i = 0; i < view->event_count; i++) {
        size_t at = 0;
        while (at < view->action_count && strcmp(actions[at].action, events[i].action) != 0) {
            at++;
        }
        if (at == view->action_count) {
            if (!arena_grow(arena, &items, at, &capacity, sizeof *actions)) {
                return view_no_memory(error);
            }
            actions = items;
            actions[view->action_count++] = (struct month_action){events[i].action, 0};
        }
        actions[at].count++;
        if (!named) {
            events[i].person = WHOLE_NONE;
        } else if (events[i].person != WHOLE_NONE) {
            persons[count++] = events[i].person;
        }
    }
    view->events = events;
    view->actions = actions;
    char detail[32], month[DATE_TEXT_SIZE];
    date_write(view->month, month);
    snprintf(detail, sizeof detail, "month=%.7s\n", month);
    return register_log_reading(session, "month_view", detail, persons, view_unique(persons, count),
                                error);
}

static bool
fill_flow(struct arena *arena, const struct statement *statement, void *row)
{
    struct month_list_flow *flow = row;
    *flow = (struct month_list_flow){.post = view_text(arena, statement, 0),
                                     .came = statement_whole(statement, 1),
                                     .left = statement_whole(statement, 2),
                                     .registered = statement_whole(statement, 3)};
    return flow->post != NULL;
}

/* Who comes to and leaves the lists, by the close and by what was registered before it: switches,
 * choices, births, deaths, moves. */
static bool
read_flows(struct session *session, int64_t seq, struct arena *arena, struct month_view *view,
           struct error *error)
{
    struct statement *statement;
    void *rows;
    if (!query_prepare(
            session->store, &statement, error,
            "SELECT post, came, left_it, registered FROM (SELECT p.code AS post, "
            "(SELECT count(*) FROM enrolment e WHERE e.list = p.post AND e.begin_reason <> 0 AND "
            "e.from_day > $2 AND e.from_day <= $3 AND e.superseded IS NULL) AS came, "
            "(SELECT count(*) FROM enrolment e WHERE e.list = p.post AND e.until_day > $2 AND "
            "e.until_day <= $3 AND e.superseded IS NULL) AS left_it, "
            "(SELECT count(*) FROM enrolment e WHERE e.list = p.post AND e.begin_reason <> 0 AND "
            "e.from_day > $2 AND e.from_day <= $3 AND e.superseded IS NULL AND e.recorded <> $4) "
            "AS registered FROM post p WHERE p.municipality = $1) AS flow WHERE came > 0 OR "
            "left_it > 0 ORDER BY post",
            "tddw", session->municipality, view->month, date_next_month(view->month), seq) ||
        !view_rows(statement, arena, sizeof(struct month_list_flow), fill_flow, &rows,
                   &view->list_count, error)) {
        return false;
    }
    view->lists = rows;
    return true;
}

/* -- of a closed month ------------------------------------------------------------------------- */

struct logged {
    const char *action, *arguments;
    int64_t person;
    int rule;
};

static bool
fill_logged(struct arena *arena, const struct statement *statement, void *row)
{
    struct logged *logged = row;
    *logged = (struct logged){.action = view_text(arena, statement, 0),
                              .arguments = view_text(arena, statement, 1),
                              .person = statement_whole(statement, 2),
                              .rule = (int)statement_whole(statement, 3)};
    return logged->action != NULL && logged->arguments != NULL;
}

static bool
read_close(struct session *session, struct arena *arena, struct month_view *view,
           struct error *error)
{
    struct statement *statement;
    bool row = false;
    if (!query_prepare(session->store, &statement, error,
                       "SELECT c.at, c.actor, l.hash FROM audit c JOIN audit l ON l.seq = "
                       "coalesce((SELECT max(e.seq) FROM audit e WHERE e.kind = 2 AND e.batch = "
                       "$1), $1) WHERE c.seq = $1",
                       "w", view->seq)) {
        return false;
    }
    bool fine = statement_step(statement, &row, error);
    if (fine && row) {
        view->at = statement_whole(statement, 0);
        view->actor = view_text(arena, statement, 1);
        snprintf(view->hash, sizeof view->hash, "%s", statement_text(statement, 2));
        fine = view->actor != NULL || view_no_memory(error);
    }
    statement_free(statement);
    return fine;
}

static bool
read_events(struct session *session, struct arena *arena, struct month_event **out,
            struct month_view *view, struct error *error)
{
    struct statement *statement;
    struct post_names names;
    void *rows;
    size_t count;
    if (!post_names_read(session->store, session->municipality, arena, &names, error) ||
        !query_prepare(session->store, &statement, error,
                       "SELECT action, arguments, person, rule FROM audit WHERE kind = 2 AND batch "
                       "= $1 AND municipality = $2 ORDER BY seq",
                       "wt", view->seq, session->municipality) ||
        !view_rows(statement, arena, sizeof(struct logged), fill_logged, &rows, &count, error)) {
        return false;
    }
    const struct logged *logged = rows;
    struct month_event *events = arena_array(arena, count + 1, sizeof *events);
    if (events == NULL) {
        return view_no_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        events[i] = new_event(logged[i].action, logged[i].person, logged[i].rule,
                              logged[i].arguments, &names);
    }
    *out = events;
    view->event_count = count;
    return true;
}

bool
month_view(struct session *session, struct date month, bool named, struct arena *arena,
           struct month_view *out, struct error *error)
{
    bool own;
    struct month_event *events = NULL;
    struct month_view view = {.municipality = session->municipality,
                              .month = date_month_start(month)};
    if (!view_begin(session, &own, error)) {
        return false;
    }
    bool fine = query_whole(session->store, &view.seq, error,
                            "SELECT closed FROM month WHERE municipality = $1 AND month = $2", "td",
                            session->municipality, view.month);
    if (fine && view.seq == WHOLE_NONE) {
        char found[DATE_TEXT_SIZE];
        date_write(view.month, found);
        found[7] = '\0';
        error_set(error, ERROR_MONTH_NOT_CLOSED, found, NULL);
        fine = false;
    }
    fine = fine && read_close(session, arena, &view, error) &&
           read_events(session, arena, &events, &view, error) &&
           read_flows(session, view.seq, arena, &view, error);
    view_end(session, own);
    if (!fine || !finish(session, events, named, arena, &view, error)) {
        return false;
    }
    *out = view;
    return true;
}

bool
month_view_closed(struct session *session, struct arena *arena, const int64_t **out, size_t *count,
                  struct error *error)
{
    struct statement *statement;
    void *rows;
    if (!query_prepare(session->store, &statement, error,
                       "SELECT month FROM month WHERE municipality = $1 ORDER BY month DESC", "t",
                       session->municipality) ||
        !view_rows(statement, arena, sizeof(int64_t), view_fill_number, &rows, count, error)) {
        return false;
    }
    *out = rows;
    return true;
}

/* -- of a try ---------------------------------------------------------------------------------- */

bool
month_view_try(struct session *session, bool named, struct arena *arena, struct month_view *out,
               struct error *error)
{
    struct month_view view = {.municipality = session->municipality,
                              .seq = WHOLE_NONE,
                              .at = WHOLE_NONE,
                              .actor = session->actor};
    struct operation operation = {.kind = OPERATION_month_close};
    struct applied applied;
    struct post_names names;
    if (!view_month(session, &view.month, error)) {
        return false;
    }
    operation.day = (struct date){date_next_month(view.month).days - 1};
    operation_set_date(&operation, ARGUMENT_month, view.month);
    if (!post_names_read(session->store, session->municipality, arena, &names, error) ||
        !store_begin(session->store, error)) {
        return false;
    }
    bool fine = register_apply_within(session, &operation, arena, &applied, error) &&
                read_flows(session, applied.seq, arena, &view, error);
    store_rollback(session->store);
    if (!fine) {
        return false;
    }
    struct month_event *events = arena_array(arena, applied.effect_count + 1, sizeof *events);
    if (events == NULL) {
        return view_no_memory(error);
    }
    for (size_t i = 0; i < applied.effect_count; i++) {
        const struct effect *effect = &applied.effects[i];
        events[i] =
            new_event(effect->action, effect->person, effect->rule, effect->arguments, &names);
    }
    view.event_count = applied.effect_count;
    if (!finish(session, events, named, arena, &view, error)) {
        return false;
    }
    *out = view;
    return true;
}
