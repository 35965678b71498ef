/* SPDX-License-Identifier: EUPL-1.2 */
/* Months of the register: the report of a closed one, and who an exchange would move. */
#include "desk/register_answer.h"

#include "desk/show.h"
#include "register/exchange_view.h"
#include "register/retention.h"
#include "register/view_month.h"

#include <stdlib.h>
#include <string.h>

static int
compare_events(const void *a, const void *b)
{
    const struct month_event *x = a, *y = b;
    int order = strcmp(x->action, y->action);
    if (order == 0) {
        order = strcmp(x->from_post, y->from_post);
    }
    if (order == 0) {
        order = strcmp(x->to_post, y->to_post);
    }
    if (order == 0) {
        order = strcmp(x->post, y->post);
    }
    return order != 0 ? order : (x->rule > y->rule) - (x->rule < y->rule);
}

static struct value *
tell_event(struct answer *answer, const struct month_event *event)
{
    struct value *row = answer_row(answer);
    row[0] = show_action(answer, event->action);
    row[1] = show_text(event->from_post);
    row[2] = show_text(event->to_post[0] != '\0' ? event->to_post : event->post);
    row[3] = show_text(event->rule == 0 ? "" : answer_text(answer, "R%d", event->rule));
    return row;
}

/* Where persons are not named, those that had the same done to them are counted. */
static void
tell_events(struct answer *answer, const struct month_view *view, bool named)
{
    static const struct answer_column columns[] = {
        {MESSAGE_effect, UNIT_NONE}, {MESSAGE_from_list, UNIT_NONE}, {MESSAGE_to_list, UNIT_NONE},
        {MESSAGE_rule, UNIT_NONE},   {MESSAGE_person, UNIT_NONE},    {MESSAGE_COUNT, UNIT_NONE}};
    static const struct answer_column counted[] = {
        {MESSAGE_effect, UNIT_NONE}, {MESSAGE_from_list, UNIT_NONE}, {MESSAGE_to_list, UNIT_NONE},
        {MESSAGE_rule, UNIT_NONE},   {MESSAGE_count, UNIT_NONE},     {MESSAGE_COUNT, UNIT_NONE}};
    answer_table(answer, MESSAGE_events, named ? columns : counted);
    if (named) {
        for (size_t i = 0; i < view->event_count; i++) {
            struct value *row = tell_event(answer, &view->events[i]);
            row[4] = show_identifier(view->events[i].person);
        }
        return;
    }
    struct month_event *events = arena_array(answer->arena, view->event_count + 1, sizeof *events);
    if (events == NULL) {
        answer->failed = true;
        return;
    }
    if (view->event_count > 0) {
        memcpy(events, view->events, view->event_count * sizeof *events);
        qsort(events, view->event_count, sizeof *events, compare_events);
    }
    for (size_t first = 0, next; first < view->event_count; first = next) {
        for (next = first + 1;
             next < view->event_count && compare_events(&events[first], &events[next]) == 0;) {
            next++;
        }
        struct value *row = tell_event(answer, &events[first]);
        row[4] = value_number((double)(next - first), 0);
    }
}

static void
tell_flows(struct answer *answer, const struct month_view *view)
{
    static const struct answer_column columns[] = {{MESSAGE_post, UNIT_NONE},
                                                   {MESSAGE_came, UNIT_persons},
                                                   {MESSAGE_left, UNIT_persons},
                                                   {MESSAGE_net, UNIT_persons},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    int64_t registered = 0;
    for (size_t i = 0; i < view->list_count; i++) {
        registered += view->lists[i].registered;
    }
    answer_field(answer, MESSAGE_month_registered, UNIT_persons, show_whole(registered));
    answer_table(answer, MESSAGE_month_lists, columns);
    for (size_t i = 0; i < view->list_count; i++) {
        const struct month_list_flow *list = &view->lists[i];
        struct value *row = answer_row(answer);
        row[0] = show_text(list->post);
        row[1] = show_whole(list->came);
        row[2] = show_whole(list->left);
        row[3] = value_difference((double)(list->came - list->left), 0);
    }
}

static void
tell_month(struct answer *answer, const struct month_view *view, bool named)
{
    static const struct answer_column counts[] = {
        {MESSAGE_effect, UNIT_NONE}, {MESSAGE_count, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE}};
    char month[DATE_TEXT_SIZE];
    date_write(view->month, month);
    answer_field(answer, MESSAGE_month, UNIT_NONE, value_text(answer_text(answer, "%.7s", month)));
    if (view->seq != WHOLE_NONE) {
        answer_field(answer, MESSAGE_log_row, UNIT_NONE, show_identifier(view->seq));
        answer_field(answer, MESSAGE_moment, UNIT_NONE, show_text(show_moment(answer, view->at)));
        answer_field(answer, MESSAGE_actor, UNIT_NONE, show_text(view->actor));
        answer_field(answer, MESSAGE_log_hash, UNIT_NONE,
                     show_text(answer_text(answer, "%s", view->hash)));
    }
    answer_table(answer, MESSAGE_what_happened, counts);
    for (size_t i = 0; i < view->action_count; i++) {
        struct value *row = answer_row(answer);
        row[0] = show_action(answer, view->actions[i].action);
        row[1] = show_whole(view->actions[i].count);
    }
    tell_flows(answer, view);
    tell_events(answer, view, named);
    if (view->hash[0] != '\0') {
        answer_note(answer, MESSAGE_note_log_hash);
    }
}

bool
month_report_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct date month;
    struct month_view view;
    if (!ask_subject_month(ask, &month, error)) {
        return false;
    }
    if (!month_view(ask->session, month, ask->options[OPTION_named].given, ask->arena, &view,
                    error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_month, NULL, date_next_month(month));
    tell_month(out, &view, ask->options[OPTION_named].given);
    return true;
}

bool
month_preview_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {{MESSAGE_month, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    struct month_view view;
    const int64_t *closed;
    size_t count;
    if (!month_view_try(ask->session, ask->options[OPTION_named].given, ask->arena, &view, error) ||
        !month_view_closed(ask->session, ask->arena, &closed, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_month, NULL, date_next_month(view.month));
    answer_field(out, MESSAGE_month_closes_from, UNIT_NONE,
                 value_date(date_next_month(view.month)));
    tell_month(out, &view, ask->options[OPTION_named].given);
    answer_table(out, MESSAGE_months_closed, columns);
    for (size_t i = 0; i < count; i++) {
        char month[DATE_TEXT_SIZE];
        date_write((struct date){(int32_t)closed[i]}, month);
        answer_row(out)[0] = value_text(answer_text(out, "%.7s", month));
    }
    return true;
}

static void
tell_exchange(struct answer *answer, enum message title, const struct exchange_outcome *outcome)
{
    static const struct answer_column columns[] = {{MESSAGE_person, UNIT_NONE},
                                                   {MESSAGE_from_list, UNIT_NONE},
                                                   {MESSAGE_to_list, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    answer_table(answer, title, columns);
    for (size_t i = 0; i < outcome->move_count; i++) {
        struct value *row = answer_row(answer);
        row[0] = show_identifier(outcome->moves[i].person);
        row[1] = value_text(outcome->moves[i].from_post);
        row[2] = value_text(outcome->moves[i].to_post);
    }
}

bool
month_exchange_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct exchange_view view;
    if (!exchange_view(ask->session, ask->arena, &view, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_exchange, NULL, date_next_month(view.month));
    answer_field(out, MESSAGE_exchange_strict, UNIT_persons,
                 value_number((double)view.strict.move_count, 0));
    answer_field(out, MESSAGE_exchange_free, UNIT_persons,
                 value_number((double)view.free.move_count, 0));
    answer_field(out, MESSAGE_passed_over, UNIT_persons, show_whole(view.free.passed_over));
    tell_exchange(out, MESSAGE_exchange_strict_moves, &view.strict);
    tell_exchange(out, MESSAGE_exchange_free_moves, &view.free);
    answer_note(out, MESSAGE_note_exchange);
    return true;
}

bool
register_due_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct retention due;
    if (!retention_due(ask->session, ask_day(ask), &due, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_retention, NULL, ask_day(ask));
    answer_field(out, MESSAGE_retention_dead, UNIT_persons, show_whole(due.dead));
    answer_field(out, MESSAGE_retention_gone, UNIT_persons, show_whole(due.gone));
    return true;
}
