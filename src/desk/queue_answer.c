/* SPDX-License-Identifier: EUPL-1.2 */
/* Waiting lists: a place that explains itself, and the queue of a list. */
#include "desk/register_answer.h"

#include "desk/show.h"
#include "register/view_queue.h"

enum { RAISE = 50 /* persons: the raised cap whose wait is shown beside */ };

static struct value
months(int count)
{
    return count > WAIT_HORIZON ? (struct value){0} : value_number(count, 0);
}

static void
tell_wait(struct answer *answer, enum message what, struct wait wait)
{
    struct value *row = answer_row(answer);
    row[0] = value_word(message_key(what), message_text(what, answer->language));
    row[1] = months(wait.p10);
    row[2] = months(wait.p50);
    row[3] = months(wait.p90);
    if (wait.p10 > WAIT_HORIZON || wait.p50 > WAIT_HORIZON || wait.p90 > WAIT_HORIZON) {
        answer_note(answer, MESSAGE_note_wait_beyond);
    }
}

static void
tell_place(struct answer *answer, const struct queue_view *view)
{
    static const struct answer_column columns[] = {{MESSAGE_wait, UNIT_NONE},
                                                   {MESSAGE_wait_p10, UNIT_months},
                                                   {MESSAGE_wait_p50, UNIT_months},
                                                   {MESSAGE_wait_p90, UNIT_months},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    answer_field(answer, MESSAGE_waits_for, UNIT_NONE,
                 value_text(answer_text(answer, "%s/%s", view->municipality, view->post)));
    answer_field(answer, MESSAGE_waiting_since, UNIT_NONE, value_date(view->since));
    answer_field(answer, MESSAGE_place_in_queue, UNIT_NONE, show_whole(view->place));
    answer_field(answer, MESSAGE_waiting, UNIT_persons, show_whole(view->waiting));
    answer_field(answer, MESSAGE_left, UNIT_persons, show_whole(view->basis.left));
    answer_field(answer, MESSAGE_turnover_months, UNIT_months, show_whole(view->basis.months));
    answer_field(answer, MESSAGE_exchange_now, UNIT_NONE, value_yes_no(view->wait.exchange_now));
    answer_table(answer, MESSAGE_expected_wait, columns);
    tell_wait(answer, MESSAGE_wait_now, view->wait.now);
    tell_wait(answer, MESSAGE_wait_raised_cap, view->wait.with_raised_cap);
    if (view->other != WHOLE_NONE) {
        tell_wait(answer, MESSAGE_wait_other_list, view->wait.at_other);
        answer_field(answer, MESSAGE_other_list, UNIT_NONE, value_text(view->other_post));
    }
    if (view->quota_used) {
        answer_note(answer, MESSAGE_note_no_switch_left);
    }
    answer_note(answer,
                view->basis.months == 0 ? MESSAGE_note_no_month : MESSAGE_note_wait_estimate);
}

bool
queue_show_answer(struct ask *ask, struct answer *out, struct error *error)
{
    int64_t number;
    struct queue_view view;
    if (!ask_subject_number(ask, "PERSON", &number, error)) {
        return false;
    }
    if (!queue_view(ask->session, number, RAISE, ask->arena, &view, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_queue, NULL, ask_day(ask));
    answer_field(out, MESSAGE_person, UNIT_NONE, show_identifier(number));
    if (view.list == WHOLE_NONE) {
        answer_note(out, MESSAGE_note_waits_for_none);
        out->is_no = true;
    } else {
        tell_place(out, &view);
    }
    return true;
}

bool
queue_list_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_place_in_queue, UNIT_NONE}, {MESSAGE_since, UNIT_NONE},
        {MESSAGE_wait_p10, UNIT_months},     {MESSAGE_wait_p50, UNIT_months},
        {MESSAGE_wait_p90, UNIT_months},     {MESSAGE_COUNT, UNIT_NONE}};
    const struct queue_turn *turns;
    const char *name;
    size_t count;
    if (!ask_subject_text(ask, "POST", &name, error)) {
        return false;
    }
    if (!queue_list_view(ask->session, name, ask->arena, &turns, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_queue, NULL, ask_day(ask));
    answer_field(out, MESSAGE_post, UNIT_NONE, value_text(name));
    answer_field(out, MESSAGE_waiting, UNIT_persons, value_number((double)count, 0));
    answer_table(out, MESSAGE_turns, columns);
    for (size_t i = 0; i < count; i++) {
        struct value *row = answer_row(out);
        row[0] = value_number((double)i + 1, 0);
        row[1] = value_date(turns[i].since);
        row[2] = months(turns[i].wait.p10);
        row[3] = months(turns[i].wait.p50);
        row[4] = months(turns[i].wait.p90);
    }
    answer_note(out, MESSAGE_note_wait_estimate);
    return true;
}
