/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists of the register: all of them, one, who is on it, and who came and went. */
#include "desk/register_answer.h"

#include "base/number.h"
#include "desk/show.h"
#include "register/attachment_view.h"
#include "register/view_list.h"
#include "register/words.h"

#include <string.h>

bool
list_all_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_post, UNIT_NONE},       {MESSAGE_practice, UNIT_NONE},
        {MESSAGE_district, UNIT_NONE},   {MESSAGE_cap, UNIT_NONE},
        {MESSAGE_length, UNIT_NONE},     {MESSAGE_free_places, UNIT_NONE},
        {MESSAGE_list_state, UNIT_NONE}, {MESSAGE_waiting, UNIT_NONE},
        {MESSAGE_doctor, UNIT_NONE},     {MESSAGE_locum, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE}};
    const struct list_summary *lists;
    size_t count;
    if (!lists_view(ask->session, ask->arena, &lists, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_lists, NULL, ask_day(ask));
    answer_table(out, MESSAGE_all_lists, columns);
    answer_expect_rows(out, count);
    for (size_t i = 0; i < count; i++) {
        const struct list_summary *list = &lists[i];
        struct value *row = answer_row(out);
        row[0] = value_text(list->post);
        row[1] = value_text(list->practice);
        row[2] = show_text(list->district);
        row[3] = show_whole(list->cap);
        row[4] = show_whole(list->length);
        row[5] = show_whole(list->free_places);
        row[6] = show_word(out, list_states, list->state);
        row[7] = show_whole(list->waiting);
        row[8] = show_text(list->doctor_name);
        row[9] = show_text(list->locum_name);
    }
    return true;
}

static void
tell_list(struct answer *answer, const struct list_view *view)
{
    const struct list_summary *list = &view->list;
    answer_field(answer, MESSAGE_post, UNIT_NONE, value_text(list->post));
    answer_field(answer, MESSAGE_practice, UNIT_NONE, value_text(list->practice));
    answer_field(answer, MESSAGE_district, UNIT_NONE, show_text(list->district));
    answer_field(answer, MESSAGE_doctor, UNIT_NONE, show_text(list->doctor_name));
    answer_field(answer, MESSAGE_locum, UNIT_NONE, show_text(list->locum_name));
    answer_field(answer, MESSAGE_list_state, UNIT_NONE,
                 show_word(answer, list_states, list->state));
    answer_field(answer, MESSAGE_cap, UNIT_persons, show_whole(list->cap));
    answer_field(answer, MESSAGE_length, UNIT_persons, show_whole(list->length));
    answer_field(answer, MESSAGE_free_places, UNIT_places, show_whole(list->free_places));
    answer_field(answer, MESSAGE_waiting, UNIT_persons, show_whole(list->waiting));
    answer_field(answer, MESSAGE_turnover_months, UNIT_months, show_whole(view->turnover.months));
    answer_field(answer, MESSAGE_came, UNIT_persons, show_whole(view->turnover.came));
    answer_field(answer, MESSAGE_left, UNIT_persons, show_whole(view->turnover.left));
    if (!date_is_none(list->resigned)) {
        answer_field(answer, MESSAGE_resigned, UNIT_NONE, value_date(list->resigned));
    }
}

static void
tell_doctors(struct answer *answer, const struct list_view *view)
{
    static const struct answer_column doctors[] = {
        {MESSAGE_doctor, UNIT_NONE},   {MESSAGE_name, UNIT_NONE}, {MESSAGE_relation, UNIT_NONE},
        {MESSAGE_share, UNIT_percent}, {MESSAGE_from, UNIT_NONE}, {MESSAGE_until, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE}};
    static const struct answer_column agreements[] = {
        {MESSAGE_number, UNIT_NONE}, {MESSAGE_name, UNIT_NONE}, {MESSAGE_employment, UNIT_NONE},
        {MESSAGE_cap, UNIT_NONE},    {MESSAGE_from, UNIT_NONE}, {MESSAGE_until, UNIT_NONE},
        {MESSAGE_notice, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE}};
    static const struct answer_column reductions[] = {
        {MESSAGE_number, UNIT_NONE},    {MESSAGE_cap, UNIT_NONE},        {MESSAGE_asked, UNIT_NONE},
        {MESSAGE_effective, UNIT_NONE}, {MESSAGE_commitment, UNIT_NONE}, {MESSAGE_seed, UNIT_NONE},
        {MESSAGE_drawn, UNIT_NONE},     {MESSAGE_COUNT, UNIT_NONE}};
    answer_table(answer, MESSAGE_list_doctors, doctors);
    for (size_t i = 0; i < view->doctor_count; i++) {
        const struct list_doctor *doctor = &view->doctors[i];
        struct value *row = answer_row(answer);
        row[0] = show_identifier(doctor->doctor);
        row[1] = show_text(doctor->name);
        row[2] = show_word(answer, relations, doctor->kind);
        row[3] = show_whole(doctor->share);
        row[4] = show_date(doctor->from);
        row[5] = show_date(doctor->until);
    }
    if (view->agreement_count > 0) {
        answer_table(answer, MESSAGE_agreements, agreements);
    }
    for (size_t i = 0; i < view->agreement_count; i++) {
        const struct list_agreement *agreement = &view->agreements[i];
        struct value *row = answer_row(answer);
        row[0] = show_identifier(agreement->agreement);
        row[1] = show_text(agreement->name);
        row[2] = show_word(answer, employments, agreement->employment);
        row[3] = show_whole(agreement->cap);
        row[4] = show_date(agreement->from);
        row[5] = show_date(agreement->until);
        row[6] = show_date(agreement->notice);
    }
    if (view->reduction_count > 0) {
        answer_table(answer, MESSAGE_reductions, reductions);
    }
    for (size_t i = 0; i < view->reduction_count; i++) {
        const struct list_reduction *reduction = &view->reductions[i];
        struct value *row = answer_row(answer);
        row[0] = show_identifier(reduction->reduction);
        row[1] = show_whole(reduction->cap);
        row[2] = show_date(reduction->asked);
        row[3] = show_date(reduction->effective);
        row[4] = show_text(reduction->commitment);
        row[5] = show_identifier(reduction->seed);
        row[6] = show_identifier(reduction->drawn);
    }
}

bool
list_show_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct list_view view;
    const char *name;
    if (!ask_subject_text(ask, "POST", &name, error)) {
        return false;
    }
    if (!list_view(ask->session, name, ask->arena, &view, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_list, NULL, ask_day(ask));
    tell_list(out, &view);
    tell_doctors(out, &view);
    return true;
}

/* What was known when: the whole log, or up to a row or the end of a day of --known. */
static bool
read_known(const struct ask *ask, int64_t *out, struct error *error)
{
    const char *known = ask->options[OPTION_known].text;
    struct date day;
    *out = WHOLE_NONE;
    if (known == NULL || number_parse_whole(known, strlen(known), out)) {
        return true;
    }
    if (date_parse(known, strlen(known), &day)) {
        return known_by(ask->session->store, day, out, error);
    }
    error_set(error, ERROR_NOT_DATE, known, NULL);
    error_place(error, NULL, 0, 0, "--known");
    return false;
}

bool
list_members_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_person, UNIT_NONE},   {MESSAGE_born, UNIT_NONE}, {MESSAGE_sex, UNIT_NONE},
        {MESSAGE_district, UNIT_NONE}, {MESSAGE_from, UNIT_NONE}, {MESSAGE_until, UNIT_NONE},
        {MESSAGE_came_by, UNIT_NONE},  {MESSAGE_COUNT, UNIT_NONE}};
    const struct list_member *members;
    const char *name;
    size_t count;
    int64_t known;
    if (!ask_subject_text(ask, "POST", &name, error)) {
        return false;
    }
    if (!(read_known(ask, &known, error) && list_members(ask->session, name, ask_day(ask), known,
                                                         ask->arena, &members, &count, error))) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_members, NULL, ask_day(ask));
    answer_field(out, MESSAGE_post, UNIT_NONE, value_text(name));
    answer_field(out, MESSAGE_length, UNIT_persons, value_number((double)count, 0));
    answer_table(out, MESSAGE_members, columns);
    for (size_t i = 0; i < count; i++) {
        const struct list_member *member = &members[i];
        struct value *row = answer_row(out);
        row[0] = show_identifier(member->person);
        row[1] = value_date(member->born);
        row[2] = show_word(out, sexes, member->sex);
        row[3] = show_text(member->district);
        row[4] = value_date(member->from);
        row[5] = show_date(member->until);
        row[6] = show_word(out, begin_reasons, member->begin_reason);
    }
    return true;
}

bool
list_unassigned_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_person, UNIT_NONE}, {MESSAGE_since, UNIT_NONE}, {MESSAGE_reason, UNIT_NONE},
        {MESSAGE_born, UNIT_NONE},   {MESSAGE_sex, UNIT_NONE},   {MESSAGE_district, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE}};
    const struct unassigned_person *persons;
    size_t count;
    if (!list_unassigned(ask->session, ask->arena, &persons, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_unassigned, NULL, ask_day(ask));
    answer_field(out, MESSAGE_unassigned_now, UNIT_persons, value_number((double)count, 0));
    answer_table(out, MESSAGE_persons_found, columns);
    for (size_t i = 0; i < count; i++) {
        struct value *row = answer_row(out);
        row[0] = show_identifier(persons[i].person);
        row[1] = value_date(persons[i].since);
        row[2] = show_word(out, unassigned_reasons, persons[i].reason);
        row[3] = value_date(persons[i].born);
        row[4] = show_word(out, sexes, persons[i].sex);
        row[5] = show_text(persons[i].district);
    }
    return true;
}

static void
tell_attachment(struct answer *answer, const struct list_attachment *list)
{
    struct value *row = answer_row(answer);
    row[0] = list->list == WHOLE_NONE ? value_text("Σ") : value_text(list->post);
    row[1] = value_number((double)list->attachment.in, 0);
    row[2] = value_number((double)list->attachment.out, 0);
    row[3] = value_difference((double)list->attachment.net, 0);
    row[4] = value_share(list->attachment.retained_share, 1);
}

bool
list_attachment_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_post, UNIT_NONE}, {MESSAGE_came, UNIT_NONE},        {MESSAGE_left, UNIT_NONE},
        {MESSAGE_net, UNIT_NONE},  {MESSAGE_retained, UNIT_percent}, {MESSAGE_COUNT, UNIT_NONE}};
    struct operation told = {0};
    const struct list_attachment *lists;
    struct list_attachment sum;
    size_t count;
    /* The twelve months up to the day, unless told otherwise. */
    struct date until = date_month_start(ask_day(ask)), from = date_add_months(until, -12);
    const struct option_value *first = &ask->options[OPTION_argument_from],
                              *last = &ask->options[OPTION_argument_until];
    if ((first->given && !operation_set(&told, ARGUMENT_from, first->text, error)) ||
        (last->given && !operation_set(&told, ARGUMENT_until, last->text, error))) {
        return false;
    }
    from = first->given ? (struct date){(int32_t)told.arguments[ARGUMENT_from].whole} : from;
    until = last->given ? (struct date){(int32_t)told.arguments[ARGUMENT_until].whole} : until;
    if (!attachment_view(ask->session, from, until, ask->arena, &lists, &count, &sum, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_attachment, NULL, ask_day(ask));
    answer_field(out, MESSAGE_from, UNIT_NONE, value_date(from));
    answer_field(out, MESSAGE_until, UNIT_NONE, value_date(until));
    answer_table(out, MESSAGE_attachment, columns);
    for (size_t i = 0; i < count; i++) {
        tell_attachment(out, &lists[i]);
    }
    tell_attachment(out, &sum);
    return true;
}
