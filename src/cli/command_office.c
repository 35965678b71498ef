/* SPDX-License-Identifier: EUPL-1.2 */
/* The case worker's lists of work, with the numbers that the next operation asks for. */
#include "cli/desk.h"
#include "cli/views.h"
#include "register/view_office.h"
#include "register/words.h"

static struct value
date_or_none(struct date date)
{
    return date_is_none(date) ? (struct value){0} : value_date(date);
}

int
view_locum_all(struct context *context)
{
    static const struct answer_column columns[] = {
        {MESSAGE_post, UNIT_NONE},      {MESSAGE_hpr, UNIT_NONE},
        {MESSAGE_name, UNIT_NONE},      {MESSAGE_substitute_for, UNIT_NONE},
        {MESSAGE_since, UNIT_NONE},     {MESSAGE_until, UNIT_NONE},
        {MESSAGE_offer_due, UNIT_NONE}, {MESSAGE_offered, UNIT_NONE},
        {MESSAGE_overdue, UNIT_NONE},   {MESSAGE_COUNT, UNIT_NONE}};
    int status;
    struct desk desk;
    struct error error;
    struct answer answer;
    const struct office_locum *rows;
    size_t count;
    if (!context_argument_limit(context, 0, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    bool fine = locums_view(&desk.session, &context->arena, &rows, &count, &error);
    struct date day = desk.day;
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_locums, NULL, day);
    answer_table(&answer, MESSAGE_locums, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_locum *each = &rows[i];
        struct value *row = answer_row(&answer);
        row[0] = show_text(each->post);
        row[1] = show_identifier(each->doctor);
        row[2] = show_text(each->name);
        row[3] = show_text(each->substitute_name);
        row[4] = date_or_none(each->from);
        row[5] = date_or_none(each->until);
        row[6] = date_or_none(each->due);
        row[7] = date_or_none(each->offered);
        row[8] = value_yes_no(each->overdue);
    }
    return context_show(context, &answer);
}

int
view_decision_all(struct context *context)
{
    static const struct answer_column columns[] = {
        {MESSAGE_number, UNIT_NONE},     {MESSAGE_decision_kind, UNIT_NONE},
        {MESSAGE_case_state, UNIT_NONE}, {MESSAGE_person, UNIT_NONE},
        {MESSAGE_doctor, UNIT_NONE},     {MESSAGE_asked, UNIT_NONE},
        {MESSAGE_decided, UNIT_NONE},    {MESSAGE_appeal_until, UNIT_NONE},
        {MESSAGE_appealed, UNIT_NONE},   {MESSAGE_carried_out, UNIT_NONE},
        {MESSAGE_about, UNIT_NONE},      {MESSAGE_COUNT, UNIT_NONE}};
    int status;
    struct desk desk;
    struct error error;
    struct answer answer;
    const struct office_decision *rows;
    size_t count;
    if (!context_argument_limit(context, 0, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    bool fine = decisions_view(&desk.session, &context->arena, &rows, &count, &error);
    struct date day = desk.day;
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_decisions, NULL, day);
    answer_table(&answer, MESSAGE_decisions, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_decision *each = &rows[i];
        struct value *row = answer_row(&answer);
        row[0] = show_identifier(each->decision);
        row[1] = show_word(&answer, decision_kinds, each->kind);
        row[2] = show_word(&answer, decision_states, each->state);
        row[3] = show_identifier(each->person);
        row[4] = show_text(each->doctor_name);
        row[5] = date_or_none(each->asked);
        row[6] = date_or_none(each->decided);
        row[7] = date_or_none(each->appeal_until);
        row[8] = date_or_none(each->appealed);
        row[9] = show_word(&answer, decision_carried, each->carried);
        row[10] = show_word(&answer, kind_words, each->conduct);
    }
    return context_show(context, &answer);
}

int
view_reduction_all(struct context *context)
{
    static const struct answer_column columns[] = {
        {MESSAGE_number, UNIT_NONE},    {MESSAGE_post, UNIT_NONE},
        {MESSAGE_cap, UNIT_NONE},       {MESSAGE_asked, UNIT_NONE},
        {MESSAGE_draw_from, UNIT_NONE}, {MESSAGE_committed, UNIT_NONE},
        {MESSAGE_to_leave, UNIT_NONE},  {MESSAGE_COUNT, UNIT_NONE}};
    int status;
    struct desk desk;
    struct error error;
    struct answer answer;
    const struct office_reduction *rows;
    size_t count;
    if (!context_argument_limit(context, 0, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    bool fine = reductions_view(&desk.session, &context->arena, &rows, &count, &error);
    struct date day = desk.day;
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_reductions, NULL, day);
    answer_table(&answer, MESSAGE_reductions, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_reduction *each = &rows[i];
        struct value *row = answer_row(&answer);
        row[0] = show_identifier(each->reduction);
        row[1] = show_text(each->post);
        row[2] = show_whole(each->cap);
        row[3] = date_or_none(each->asked);
        row[4] = date_or_none(each->due);
        row[5] = value_yes_no(each->committed);
        row[6] = show_whole(each->to_leave);
    }
    return context_show(context, &answer);
}

int
view_doctor_all(struct context *context)
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
    int status;
    struct desk desk;
    struct error error;
    struct answer answer;
    const struct office_doctor *rows;
    size_t count;
    if (!context_argument_limit(context, 0, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    bool fine = doctors_view(&desk.session, &context->arena, &rows, &count, &error);
    struct date day = desk.day;
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_doctors, NULL, day);
    answer_table(&answer, MESSAGE_list_doctors, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_doctor *each = &rows[i];
        struct value *row = answer_row(&answer);
        row[0] = show_identifier(each->doctor);
        row[1] = show_text(each->name);
        row[2] = show_whole(each->age);
        row[3] = show_word(&answer, competences, each->competence);
        row[4] = show_word(&answer, relations, each->relation);
        row[5] = show_text(each->post);
        row[6] = date_or_none(each->from);
        row[7] = date_or_none(each->until);
        row[8] = date_or_none(each->agreement_until);
        row[9] = date_or_none(each->notice);
    }
    return context_show(context, &answer);
}

int
view_duty_all(struct context *context)
{
    static const struct answer_column columns[] = {
        {MESSAGE_hpr, UNIT_NONE},     {MESSAGE_name, UNIT_NONE},
        {MESSAGE_work, UNIT_NONE},    {MESSAGE_minutes_a_week, UNIT_NONE},
        {MESSAGE_ordered, UNIT_NONE}, {MESSAGE_from, UNIT_NONE},
        {MESSAGE_until, UNIT_NONE},   {MESSAGE_COUNT, UNIT_NONE}};
    int status;
    struct desk desk;
    struct error error;
    struct answer answer;
    const struct office_duty *rows;
    size_t count;
    if (!context_argument_limit(context, 0, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    bool fine = duties_view(&desk.session, &context->arena, &rows, &count, &error);
    struct date day = desk.day;
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_duties, NULL, day);
    answer_table(&answer, MESSAGE_duties, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_duty *each = &rows[i];
        struct value *row = answer_row(&answer);
        row[0] = show_identifier(each->doctor);
        row[1] = show_text(each->name);
        row[2] = show_text(each->work);
        row[3] = show_whole(each->minutes);
        row[4] = value_yes_no(each->ordered);
        row[5] = date_or_none(each->from);
        row[6] = date_or_none(each->until);
    }
    return context_show(context, &answer);
}

int
view_exemption_all(struct context *context)
{
    static const struct answer_column columns[] = {{MESSAGE_hpr, UNIT_NONE},
                                                   {MESSAGE_name, UNIT_NONE},
                                                   {MESSAGE_exemption_ground, UNIT_NONE},
                                                   {MESSAGE_from, UNIT_NONE},
                                                   {MESSAGE_until, UNIT_NONE},
                                                   {MESSAGE_decision, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    int status;
    struct desk desk;
    struct error error;
    struct answer answer;
    const struct office_exemption *rows;
    size_t count;
    if (!context_argument_limit(context, 0, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    bool fine = exemptions_view(&desk.session, &context->arena, &rows, &count, &error);
    struct date day = desk.day;
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_exemptions, NULL, day);
    answer_table(&answer, MESSAGE_exemptions, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_exemption *each = &rows[i];
        struct value *row = answer_row(&answer);
        row[0] = show_identifier(each->doctor);
        row[1] = show_text(each->name);
        row[2] = show_word(&answer, kind_words, each->ground);
        row[3] = date_or_none(each->from);
        row[4] = date_or_none(each->until);
        row[5] = show_identifier(each->decision);
    }
    return context_show(context, &answer);
}

int
view_candidate_all(struct context *context)
{
    static const struct answer_column columns[] = {
        {MESSAGE_number, UNIT_NONE},     {MESSAGE_stage, UNIT_NONE}, {MESSAGE_since, UNIT_NONE},
        {MESSAGE_lis1_began, UNIT_NONE}, {MESSAGE_hpr, UNIT_NONE},   {MESSAGE_name, UNIT_NONE},
        {MESSAGE_note, UNIT_NONE},       {MESSAGE_COUNT, UNIT_NONE}};
    int status;
    struct desk desk;
    struct error error;
    struct answer answer;
    const struct office_candidate *rows;
    size_t count;
    if (!context_argument_limit(context, 0, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    bool fine = candidates_view(&desk.session, &context->arena, &rows, &count, &error);
    struct date day = desk.day;
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_candidates, NULL, day);
    answer_table(&answer, MESSAGE_candidates, columns);
    for (size_t i = 0; i < count; i++) {
        const struct office_candidate *each = &rows[i];
        struct value *row = answer_row(&answer);
        row[0] = show_identifier(each->candidate);
        row[1] = show_word(&answer, stages, each->stage);
        row[2] = date_or_none(each->since);
        row[3] = date_or_none(each->began);
        row[4] = show_identifier(each->doctor);
        row[5] = show_text(each->name);
        row[6] = show_text(each->note);
    }
    return context_show(context, &answer);
}

int
view_post_all(struct context *context)
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
    int status;
    struct desk desk;
    struct error error;
    struct answer answer;
    const struct post_summary *rows;
    size_t count;
    if (!context_argument_limit(context, 0, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    bool fine = posts_view(&desk.session, &context->arena, &rows, &count, &error);
    struct date day = desk.day;
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_posts, NULL, day);
    answer_table(&answer, MESSAGE_posts, columns);
    for (size_t i = 0; i < count; i++) {
        const struct post_summary *each = &rows[i];
        struct value *row = answer_row(&answer);
        row[0] = show_text(each->post);
        row[1] = show_word(&answer, post_stands, each->stand);
        row[2] = show_text(each->practice);
        row[3] = show_text(each->doctor_name);
        row[4] = date_or_none(each->resigned);
        row[5] = show_whole(each->days);
        row[6] = date_or_none(each->consulted);
        row[7] = date_or_none(each->informed);
        row[8] = show_whole(each->announcements);
        row[9] = date_or_none(each->closes);
        row[10] = show_whole(each->applicants);
        row[11] = show_text(each->awarded_name);
    }
    return context_show(context, &answer);
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
    answer_field(answer, MESSAGE_resigned, UNIT_NONE, date_or_none(each->resigned));
    answer_field(answer, MESSAGE_days_since, UNIT_NONE, show_whole(each->days));
    answer_field(answer, MESSAGE_consulted, UNIT_NONE, date_or_none(each->consulted));
    answer_field(answer, MESSAGE_informed, UNIT_NONE, date_or_none(each->informed));
    answer_field(answer, MESSAGE_announcements_made, UNIT_NONE, show_whole(each->announcements));
    answer_field(answer, MESSAGE_deadline, UNIT_NONE, date_or_none(each->closes));
    answer_field(answer, MESSAGE_applicants, UNIT_NONE, show_whole(each->applicants));
    answer_field(answer, MESSAGE_awarded, UNIT_NONE, show_text(each->awarded_name));
    answer_table(answer, MESSAGE_announcements, announcements);
    for (size_t i = 0; i < view->announcement_count; i++) {
        const struct post_announcement *announcement = &view->announcements[i];
        struct value *row = answer_row(answer);
        row[0] = show_identifier(announcement->announcement);
        row[1] = date_or_none(announcement->announced);
        row[2] = date_or_none(announcement->closes);
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
        row[3] = date_or_none(application->received);
        row[4] = value_yes_no(application->qualified);
        row[5] = date_or_none(application->declined);
    }
}

int
view_post_show(struct context *context)
{
    int status;
    struct desk desk;
    struct error error;
    struct answer answer;
    struct post_view view;
    const char *name;
    if (!take_name(context, "POST", &name, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    bool fine = post_view(&desk.session, name, &context->arena, &view, &error);
    struct date day = desk.day;
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_post, NULL, day);
    tell_post(&answer, &view);
    return context_show(context, &answer);
}
