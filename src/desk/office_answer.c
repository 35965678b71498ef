/* SPDX-License-Identifier: EUPL-1.2 */
/* The case worker's lists of work, with the numbers that the next operation asks for. */
#include "desk/register_answer.h"

#include "desk/show.h"
#include "register/view_office.h"
#include "register/words.h"

bool
locum_all_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_post, UNIT_NONE},      {MESSAGE_hpr, UNIT_NONE},
        {MESSAGE_name, UNIT_NONE},      {MESSAGE_substitute_for, UNIT_NONE},
        {MESSAGE_since, UNIT_NONE},     {MESSAGE_until, UNIT_NONE},
        {MESSAGE_offer_due, UNIT_NONE}, {MESSAGE_offered, UNIT_NONE},
        {MESSAGE_overdue, UNIT_NONE},   {MESSAGE_COUNT, UNIT_NONE}};
    const struct office_locum *rows;
    size_t count;
    if (!locums_view(ask->session, ask->arena, &rows, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_locums, NULL, ask_day(ask));
    answer_table(out, MESSAGE_locums, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_locum *each = &rows[i];
        struct value *row = answer_row(out);
        row[0] = show_text(each->post);
        row[1] = show_identifier(each->doctor);
        row[2] = show_text(each->name);
        row[3] = show_text(each->substitute_name);
        row[4] = show_date(each->from);
        row[5] = show_date(each->until);
        row[6] = show_date(each->due);
        row[7] = show_date(each->offered);
        row[8] = value_yes_no(each->overdue);
    }
    return true;
}

bool
decision_all_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_number, UNIT_NONE},     {MESSAGE_decision_kind, UNIT_NONE},
        {MESSAGE_case_state, UNIT_NONE}, {MESSAGE_person, UNIT_NONE},
        {MESSAGE_doctor, UNIT_NONE},     {MESSAGE_asked, UNIT_NONE},
        {MESSAGE_decided, UNIT_NONE},    {MESSAGE_appeal_until, UNIT_NONE},
        {MESSAGE_appealed, UNIT_NONE},   {MESSAGE_carried_out, UNIT_NONE},
        {MESSAGE_about, UNIT_NONE},      {MESSAGE_COUNT, UNIT_NONE}};
    const struct office_decision *rows;
    size_t count;
    if (!decisions_view(ask->session, ask->arena, &rows, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_decisions, NULL, ask_day(ask));
    answer_table(out, MESSAGE_decisions, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_decision *each = &rows[i];
        struct value *row = answer_row(out);
        row[0] = show_identifier(each->decision);
        row[1] = show_word(out, decision_kinds, each->kind);
        row[2] = show_word(out, decision_states, each->state);
        row[3] = show_identifier(each->person);
        row[4] = show_text(each->doctor_name);
        row[5] = show_date(each->asked);
        row[6] = show_date(each->decided);
        row[7] = show_date(each->appeal_until);
        row[8] = show_date(each->appealed);
        row[9] = show_word(out, decision_carried, each->carried);
        row[10] = show_word(out, kind_words, each->conduct);
    }
    return true;
}

bool
reduction_all_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_number, UNIT_NONE},    {MESSAGE_post, UNIT_NONE},
        {MESSAGE_cap, UNIT_NONE},       {MESSAGE_asked, UNIT_NONE},
        {MESSAGE_draw_from, UNIT_NONE}, {MESSAGE_committed, UNIT_NONE},
        {MESSAGE_to_leave, UNIT_NONE},  {MESSAGE_COUNT, UNIT_NONE}};
    const struct office_reduction *rows;
    size_t count;
    if (!reductions_view(ask->session, ask->arena, &rows, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_reductions, NULL, ask_day(ask));
    answer_table(out, MESSAGE_reductions, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_reduction *each = &rows[i];
        struct value *row = answer_row(out);
        row[0] = show_identifier(each->reduction);
        row[1] = show_text(each->post);
        row[2] = show_whole(each->cap);
        row[3] = show_date(each->asked);
        row[4] = show_date(each->due);
        row[5] = value_yes_no(each->committed);
        row[6] = show_whole(each->to_leave);
    }
    return true;
}

bool
doctor_all_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {{MESSAGE_hpr, UNIT_NONE},
                                                   {MESSAGE_name, UNIT_NONE},
                                                   {MESSAGE_age, UNIT_NONE},
                                                   {MESSAGE_competence, UNIT_NONE},
                                                   {MESSAGE_relation, UNIT_NONE},
                                                   {MESSAGE_post, UNIT_NONE},
                                                   {MESSAGE_from, UNIT_NONE},
                                                   {MESSAGE_until, UNIT_NONE},
                                                   {MESSAGE_agreement_until, UNIT_NONE},
                                                   {MESSAGE_notice, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    const struct office_doctor *rows;
    size_t count;
    if (!doctors_view(ask->session, ask->arena, &rows, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_doctors, NULL, ask_day(ask));
    answer_table(out, MESSAGE_list_doctors, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_doctor *each = &rows[i];
        struct value *row = answer_row(out);
        row[0] = show_identifier(each->doctor);
        row[1] = show_text(each->name);
        row[2] = show_whole(each->age);
        row[3] = show_word(out, competences, each->competence);
        row[4] = show_word(out, relations, each->relation);
        row[5] = show_text(each->post);
        row[6] = show_date(each->from);
        row[7] = show_date(each->until);
        row[8] = show_date(each->agreement_until);
        row[9] = show_date(each->notice);
    }
    return true;
}

bool
duty_all_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_hpr, UNIT_NONE},     {MESSAGE_name, UNIT_NONE},
        {MESSAGE_work, UNIT_NONE},    {MESSAGE_minutes_a_week, UNIT_NONE},
        {MESSAGE_ordered, UNIT_NONE}, {MESSAGE_from, UNIT_NONE},
        {MESSAGE_until, UNIT_NONE},   {MESSAGE_COUNT, UNIT_NONE}};
    const struct office_duty *rows;
    size_t count;
    if (!duties_view(ask->session, ask->arena, &rows, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_duties, NULL, ask_day(ask));
    answer_table(out, MESSAGE_duties, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_duty *each = &rows[i];
        struct value *row = answer_row(out);
        row[0] = show_identifier(each->doctor);
        row[1] = show_text(each->name);
        row[2] = show_text(each->work);
        row[3] = show_whole(each->minutes);
        row[4] = value_yes_no(each->ordered);
        row[5] = show_date(each->from);
        row[6] = show_date(each->until);
    }
    return true;
}

bool
exemption_all_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {{MESSAGE_hpr, UNIT_NONE},
                                                   {MESSAGE_name, UNIT_NONE},
                                                   {MESSAGE_exemption_ground, UNIT_NONE},
                                                   {MESSAGE_from, UNIT_NONE},
                                                   {MESSAGE_until, UNIT_NONE},
                                                   {MESSAGE_decision, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    const struct office_exemption *rows;
    size_t count;
    if (!exemptions_view(ask->session, ask->arena, &rows, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_exemptions, NULL, ask_day(ask));
    answer_table(out, MESSAGE_exemptions, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_exemption *each = &rows[i];
        struct value *row = answer_row(out);
        row[0] = show_identifier(each->doctor);
        row[1] = show_text(each->name);
        row[2] = show_word(out, kind_words, each->ground);
        row[3] = show_date(each->from);
        row[4] = show_date(each->until);
        row[5] = show_identifier(each->decision);
    }
    return true;
}

bool
candidate_all_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_number, UNIT_NONE},     {MESSAGE_stage, UNIT_NONE}, {MESSAGE_since, UNIT_NONE},
        {MESSAGE_lis1_began, UNIT_NONE}, {MESSAGE_hpr, UNIT_NONE},   {MESSAGE_name, UNIT_NONE},
        {MESSAGE_note, UNIT_NONE},       {MESSAGE_COUNT, UNIT_NONE}};
    const struct office_candidate *rows;
    size_t count;
    if (!candidates_view(ask->session, ask->arena, &rows, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_candidates, NULL, ask_day(ask));
    answer_table(out, MESSAGE_candidates, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_candidate *each = &rows[i];
        struct value *row = answer_row(out);
        row[0] = show_identifier(each->candidate);
        row[1] = show_word(out, stages, each->stage);
        row[2] = show_date(each->since);
        row[3] = show_date(each->began);
        row[4] = show_identifier(each->doctor);
        row[5] = show_text(each->name);
        row[6] = show_text(each->note);
    }
    return true;
}

bool
post_all_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {{MESSAGE_post, UNIT_NONE},
                                                   {MESSAGE_recruiting_step, UNIT_NONE},
                                                   {MESSAGE_practice, UNIT_NONE},
                                                   {MESSAGE_doctor, UNIT_NONE},
                                                   {MESSAGE_resigned, UNIT_NONE},
                                                   {MESSAGE_days_since, UNIT_NONE},
                                                   {MESSAGE_consulted, UNIT_NONE},
                                                   {MESSAGE_informed, UNIT_NONE},
                                                   {MESSAGE_announcements_made, UNIT_NONE},
                                                   {MESSAGE_deadline, UNIT_NONE},
                                                   {MESSAGE_applicants, UNIT_NONE},
                                                   {MESSAGE_awarded, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    const struct post_summary *rows;
    size_t count;
    if (!posts_view(ask->session, ask->arena, &rows, &count, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_posts, NULL, ask_day(ask));
    answer_table(out, MESSAGE_posts, columns);
    for (size_t i = 0; i < count; i++) {
        const struct post_summary *each = &rows[i];
        struct value *row = answer_row(out);
        row[0] = show_text(each->post);
        row[1] = show_word(out, post_stands, each->stand);
        row[2] = show_text(each->practice);
        row[3] = show_text(each->doctor_name);
        row[4] = show_date(each->resigned);
        row[5] = show_whole(each->days);
        row[6] = show_date(each->consulted);
        row[7] = show_date(each->informed);
        row[8] = show_whole(each->announcements);
        row[9] = show_date(each->closes);
        row[10] = show_whole(each->applicants);
        row[11] = show_text(each->awarded_name);
    }
    return true;
}

static void
tell_post(struct answer *answer, const struct post_view *view)
{
    static const struct answer_column announcements[] = {
        {MESSAGE_announcement, UNIT_NONE}, {MESSAGE_announced, UNIT_NONE},
        {MESSAGE_deadline, UNIT_NONE},     {MESSAGE_announced_correctly, UNIT_NONE},
        {MESSAGE_awarded, UNIT_NONE},      {MESSAGE_COUNT, UNIT_NONE}};
    static const struct answer_column applications[] = {
        {MESSAGE_announcement, UNIT_NONE}, {MESSAGE_hpr, UNIT_NONE},
        {MESSAGE_name, UNIT_NONE},         {MESSAGE_received, UNIT_NONE},
        {MESSAGE_qualified, UNIT_NONE},    {MESSAGE_declined, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE}};
    const struct post_summary *each = &view->post;
    answer_field(answer, MESSAGE_post, UNIT_NONE, show_text(each->post));
    answer_field(answer, MESSAGE_recruiting_step, UNIT_NONE,
                 show_word(answer, post_stands, each->stand));
    answer_field(answer, MESSAGE_practice, UNIT_NONE, show_text(each->practice));
    answer_field(answer, MESSAGE_doctor, UNIT_NONE, show_text(each->doctor_name));
    answer_field(answer, MESSAGE_resigned, UNIT_NONE, show_date(each->resigned));
    answer_field(answer, MESSAGE_days_since, UNIT_NONE, show_whole(each->days));
    answer_field(answer, MESSAGE_consulted, UNIT_NONE, show_date(each->consulted));
    answer_field(answer, MESSAGE_informed, UNIT_NONE, show_date(each->informed));
    answer_field(answer, MESSAGE_announcements_made, UNIT_NONE, show_whole(each->announcements));
    answer_field(answer, MESSAGE_deadline, UNIT_NONE, show_date(each->closes));
    answer_field(answer, MESSAGE_applicants, UNIT_NONE, show_whole(each->applicants));
    answer_field(answer, MESSAGE_awarded, UNIT_NONE, show_text(each->awarded_name));
    answer_table(answer, MESSAGE_announcements, announcements);
    for (size_t i = 0; i < view->announcement_count; i++) {
        const struct post_announcement *announcement = &view->announcements[i];
        struct value *row = answer_row(answer);
        row[0] = show_identifier(announcement->announcement);
        row[1] = show_date(announcement->announced);
        row[2] = show_date(announcement->closes);
        row[3] = value_yes_no(announcement->correct);
        row[4] = show_text(announcement->awarded_name);
    }
    answer_table(answer, MESSAGE_applications, applications);
    for (size_t i = 0; i < view->application_count; i++) {
        const struct post_application *application = &view->applications[i];
        struct value *row = answer_row(answer);
        row[0] = show_identifier(application->announcement);
        row[1] = show_identifier(application->doctor);
        row[2] = show_text(application->name);
        row[3] = show_date(application->received);
        row[4] = value_yes_no(application->qualified);
        row[5] = show_date(application->declined);
    }
}

bool
post_show_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct post_view view;
    const char *name;
    if (!ask_subject_text(ask, "POST", &name, error)) {
        return false;
    }
    if (!post_view(ask->session, name, ask->arena, &view, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_post, NULL, ask_day(ask));
    tell_post(out, &view);
    return true;
}
