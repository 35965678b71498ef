/* SPDX-License-Identifier: EUPL-1.2 */
/* Persons of the register: found, shown, and given all that is kept of them. */
#include "desk/register_answer.h"

#include "desk/show.h"
#include "register/view_person.h"
#include "register/words.h"

static const char *
list_text(struct answer *answer, const struct list_name *list)
{
    return list->list == WHOLE_NONE ? ""
           : list->doctor_name[0] == '\0'
               ? answer_text(answer, "%s/%s", list->municipality, list->post)
               : answer_text(answer, "%s/%s (%s)", list->municipality, list->post,
                             list->doctor_name);
}

static void
tell_who(struct answer *answer, const struct person_view *person)
{
    answer_field(answer, MESSAGE_person, UNIT_NONE, show_identifier(person->person));
    answer_field(answer, MESSAGE_identity, UNIT_NONE,
                 show_text(answer_text(answer, "%s", person->identity)));
    answer_field(answer, MESSAGE_born, UNIT_NONE, value_date(person->born));
    answer_field(answer, MESSAGE_sex, UNIT_NONE, show_word(answer, sexes, person->sex));
    if (!date_is_none(person->died)) {
        answer_field(answer, MESSAGE_died, UNIT_NONE, value_date(person->died));
    }
    answer_field(answer, MESSAGE_municipality, UNIT_NONE, show_text(person->municipality));
    answer_field(answer, MESSAGE_district, UNIT_NONE, show_text(person->district));
    answer_field(answer, MESSAGE_household, UNIT_NONE, show_identifier(person->household));
    answer_field(answer, MESSAGE_ground, UNIT_NONE, show_word(answer, grounds, person->ground));
    answer_field(answer, MESSAGE_protected_address, UNIT_NONE, value_yes_no(person->protected));
    if (!date_is_none(person->opted_out)) {
        answer_field(answer, MESSAGE_opted_out, UNIT_NONE, value_date(person->opted_out));
    }
    if (person->address_withheld) {
        answer_note(answer, MESSAGE_note_address_withheld);
    }
}

static void
tell_lists(struct answer *answer, const struct person_view *person)
{
    if (person->now != NULL) {
        answer_field(answer, MESSAGE_on_list, UNIT_NONE,
                     value_text(list_text(answer, &person->now->list)));
        answer_field(answer, MESSAGE_on_list_since, UNIT_NONE, value_date(person->now->from));
    }
    if (person->next != NULL) {
        answer_field(answer, MESSAGE_coming_list, UNIT_NONE,
                     value_text(list_text(answer, &person->next->list)));
        answer_field(answer, MESSAGE_effective, UNIT_NONE, value_date(person->next->from));
    }
    if (person->unassigned) {
        answer_field(answer, MESSAGE_unassigned_since, UNIT_NONE,
                     value_date(person->unassigned_since));
    }
    if (person->wait.list.list != WHOLE_NONE) {
        answer_field(answer, MESSAGE_waits_for, UNIT_NONE,
                     value_text(list_text(answer, &person->wait.list)));
        answer_field(answer, MESSAGE_waiting_since, UNIT_NONE, value_date(person->wait.since));
    }
    answer_field(answer, MESSAGE_switches_left, UNIT_NONE, show_whole(person->switches_left));
}

static struct value *
add_relative(struct answer *answer, enum message relation, int64_t person)
{
    struct value *row = answer_row(answer);
    row[0] = value_word(message_key(relation), message_text(relation, answer->language));
    row[1] = show_identifier(person);
    return row;
}

static void
tell_family(struct answer *answer, const struct person_view *person)
{
    static const struct answer_column columns[] = {{MESSAGE_relation, UNIT_NONE},
                                                   {MESSAGE_person, UNIT_NONE},
                                                   {MESSAGE_born, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    if (person->mother == WHOLE_NONE && person->parent == WHOLE_NONE && person->child_count == 0 &&
        person->member_count == 0) {
        return;
    }
    answer_table(answer, MESSAGE_family, columns);
    if (person->mother != WHOLE_NONE) {
        add_relative(answer, MESSAGE_mother, person->mother);
    }
    if (person->parent != WHOLE_NONE) {
        add_relative(answer, MESSAGE_other_parent, person->parent);
    }
    for (size_t i = 0; i < person->child_count; i++) { /* the year tells one from another */
        const struct child_view *child = &person->children[i];
        add_relative(answer, MESSAGE_child, child->person)[2] =
            value_text(answer_text(answer, "%d", date_to_ymd(child->born).year));
    }
    for (size_t i = 0; i < person->member_count; i++) {
        add_relative(answer, MESSAGE_household_member, person->members[i]);
    }
}

/* The lists the person has been on; with `all`, also what was once known and taken back. */
static void
tell_places(struct answer *answer, const struct person_view *person, bool all)
{
    static const struct answer_column columns[] = {
        {MESSAGE_list, UNIT_NONE},       {MESSAGE_from, UNIT_NONE},
        {MESSAGE_until, UNIT_NONE},      {MESSAGE_came_by, UNIT_NONE},
        {MESSAGE_left_by, UNIT_NONE},    {MESSAGE_decided, UNIT_NONE},
        {MESSAGE_known_from, UNIT_NONE}, {MESSAGE_taken_back_at, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE}};
    struct answer_table *table = answer_table(answer, MESSAGE_person_lists, columns);
    table->shown = all ? table->column_count : 6;
    for (size_t i = 0; i < person->place_count; i++) {
        const struct place_view *place = &person->places[i];
        if (!all && place->superseded != WHOLE_NONE) {
            continue;
        }
        struct value *row = answer_row(answer);
        row[0] = value_text(list_text(answer, &place->list));
        row[1] = value_date(place->from);
        row[2] = date_is_none(place->until) ? (struct value){0} : value_date(place->until);
        row[3] = show_word(answer, begin_reasons, place->begin_reason);
        row[4] = show_word(answer, end_reasons, place->end_reason);
        row[5] = value_date(place->made);
        row[6] = show_text(show_moment(answer, place->recorded_at));
        row[7] = show_text(
            place->superseded == WHOLE_NONE ? "" : show_moment(answer, place->superseded_at));
    }
}

static void
tell_decisions(struct answer *answer, const struct person_view *person)
{
    static const struct answer_column columns[] = {
        {MESSAGE_number, UNIT_NONE},   {MESSAGE_asked, UNIT_NONE},
        {MESSAGE_decided, UNIT_NONE},  {MESSAGE_appeal_until, UNIT_NONE},
        {MESSAGE_appealed, UNIT_NONE}, {MESSAGE_settled, UNIT_NONE},
        {MESSAGE_reason, UNIT_NONE},   {MESSAGE_basis, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE}};
    if (person->decision_count == 0) {
        return;
    }
    answer_table(answer, MESSAGE_decisions, columns);
    for (size_t i = 0; i < person->decision_count; i++) {
        const struct decision_view *decision = &person->decisions[i];
        const struct date days[] = {decision->asked, decision->decided, decision->appeal_until,
                                    decision->appealed, decision->settled};
        struct value *row = answer_row(answer);
        row[0] = show_identifier(decision->decision);
        for (size_t d = 0; d < sizeof days / sizeof days[0]; d++) {
            row[1 + d] = date_is_none(days[d]) ? (struct value){0} : value_date(days[d]);
        }
        row[6] = show_text(decision->reason);
        row[7] = show_text(decision->basis);
    }
}

static void
tell_waits(struct answer *answer, const struct person_view *person)
{
    static const struct answer_column columns[] = {{MESSAGE_list, UNIT_NONE},
                                                   {MESSAGE_from, UNIT_NONE},
                                                   {MESSAGE_until, UNIT_NONE},
                                                   {MESSAGE_outcome, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    if (person->past_wait_count == 0) {
        return;
    }
    answer_table(answer, MESSAGE_past_waits, columns);
    for (size_t i = 0; i < person->past_wait_count; i++) {
        const struct wait_entry *wait = &person->past_waits[i];
        struct value *row = answer_row(answer);
        row[0] = value_text(list_text(answer, &wait->list));
        row[1] = value_date(wait->since);
        row[2] = value_date(wait->left);
        row[3] = show_word(answer, queue_outcomes, wait->outcome);
    }
}

static void
tell_blocks(struct answer *answer, const struct person_view *person)
{
    static const struct answer_column columns[] = {{MESSAGE_doctor, UNIT_NONE},
                                                   {MESSAGE_since, UNIT_NONE},
                                                   {MESSAGE_decision, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    if (person->block_count == 0) {
        return;
    }
    answer_table(answer, MESSAGE_blocks, columns);
    for (size_t i = 0; i < person->block_count; i++) {
        struct value *row = answer_row(answer);
        row[0] = value_text(person->blocks[i].doctor_name);
        row[1] = value_date(person->blocks[i].since);
        row[2] = show_identifier(person->blocks[i].decision);
    }
}

static void
tell_log(struct answer *answer, const struct person_view *person)
{
    static const enum message words[] = {[AUDIT_OPERATION] = MESSAGE_done,
                                         [AUDIT_REFUSAL] = MESSAGE_refused,
                                         [AUDIT_EFFECT] = MESSAGE_effect,
                                         [AUDIT_READING] = MESSAGE_seen};
    static const struct answer_column columns[] = {
        {MESSAGE_log_row, UNIT_NONE}, {MESSAGE_moment, UNIT_NONE},    {MESSAGE_actor, UNIT_NONE},
        {MESSAGE_outcome, UNIT_NONE}, {MESSAGE_operation, UNIT_NONE}, {MESSAGE_rule, UNIT_NONE},
        {MESSAGE_purpose, UNIT_NONE}, {MESSAGE_arguments, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE}};
    answer_table(answer, MESSAGE_log, columns);
    for (size_t i = 0; i < person->log_count; i++) {
        const struct log_view *log = &person->log[i];
        struct value *row = answer_row(answer);
        row[0] = show_identifier(log->seq);
        row[1] = value_text(show_moment(answer, log->at));
        row[2] = value_text(log->actor);
        row[3] = value_word(message_key(words[log->kind]),
                            message_text(words[log->kind], answer->language));
        row[4] = show_action(answer, log->action);
        row[5] = show_text(log->rule == 0 ? "" : answer_text(answer, "R%d", log->rule));
        row[6] = show_purpose(answer, log->purpose == NULL ? "" : log->purpose);
        row[7] = show_text(show_one_line(answer, log->arguments));
    }
}

static bool
show_person(struct ask *ask, bool all, struct answer *out, struct error *error)
{
    int64_t number;
    struct person_view person;
    if (!ask_subject_number(ask, "PERSON", &number, error)) {
        return false;
    }
    if (!person_view(ask->session, number, ask->arena, &person, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_person, NULL, person.day);
    tell_who(out, &person);
    tell_lists(out, &person);
    tell_family(out, &person);
    tell_places(out, &person, all);
    tell_decisions(out, &person);
    tell_blocks(out, &person);
    if (all) {
        tell_waits(out, &person);
        tell_log(out, &person);
    }
    return true;
}

bool
person_show_answer(struct ask *ask, struct answer *out, struct error *error)
{
    return show_person(ask, false, out, error);
}

bool
person_access_answer(struct ask *ask, struct answer *out, struct error *error)
{
    return show_person(ask, true, out, error);
}

bool
person_number_answer(struct ask *ask, struct answer *out, struct error *error)
{
    int64_t number;
    char identity[NATIONAL_ID_TEXT_SIZE];
    if (!ask_subject_number(ask, "PERSON", &number, error)) {
        return false;
    }
    if (!person_number(ask->session, number, identity, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_person, NULL, ask_day(ask));
    answer_field(out, MESSAGE_person, UNIT_NONE, show_identifier(number));
    answer_field(out, MESSAGE_identity, UNIT_NONE, show_text(answer_text(out, "%s", identity)));
    return true;
}

/* By an identity number, or by when born, sex and district. */
bool
person_find_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_person, UNIT_NONE},   {MESSAGE_born, UNIT_NONE},
        {MESSAGE_sex, UNIT_NONE},      {MESSAGE_municipality, UNIT_NONE},
        {MESSAGE_district, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE}};
    int64_t number;
    ask_answer(ask, out, MESSAGE_title_person, NULL, ask_day(ask));
    if (ask->identity != NULL) {
        if (!person_find(ask->session, ask->identity, &number, error)) {
            return false;
        }
        answer_field(out, MESSAGE_person, UNIT_NONE, show_identifier(number));
        out->is_no = number == WHOLE_NONE;
        return true;
    }
    struct operation told = {.kind = OPERATION_person_add};
    const struct option_value *born = &ask->options[OPTION_argument_born],
                              *sex = &ask->options[OPTION_argument_sex];
    const struct person_found *found;
    size_t count;
    if (!born->given) {
        error_set(error, ERROR_REGISTER_FIND, NULL, "YYYY-MM-DD");
        return false;
    }
    if (!operation_set(&told, ARGUMENT_born, born->text, error) ||
        (sex->given && !operation_set(&told, ARGUMENT_sex, sex->text, error)) ||
        !person_search(ask->session, (struct date){(int32_t)told.arguments[ARGUMENT_born].whole},
                       sex->given ? (int)told.arguments[ARGUMENT_sex].whole : CHOICE_NONE,
                       ask->options[OPTION_argument_district].text, ask->arena, &found, &count,
                       error)) {
        return false;
    }
    answer_table(out, MESSAGE_persons_found, columns);
    for (size_t i = 0; i < count; i++) {
        struct value *row = answer_row(out);
        row[0] = show_identifier(found[i].person);
        row[1] = value_date(found[i].born);
        row[2] = show_word(out, sexes, found[i].sex);
        row[3] = show_text(found[i].municipality);
        row[4] = show_text(found[i].district);
    }
    out->is_no = count == 0;
    return true;
}
