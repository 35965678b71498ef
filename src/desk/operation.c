/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/operation.h"

#include "desk/show.h"
#include "scheme/clause.h"

#include <stdio.h>
#include <string.h>

/* What an operation may be about, the first of these that it needs. */
static const struct {
    enum argument argument;
    const char *name;
} subjects[] = {
    {ARGUMENT_month, "YYYY-MM"},       {ARGUMENT_announcement, "ANNOUNCEMENT"},
    {ARGUMENT_reduction, "REDUCTION"}, {ARGUMENT_decision, "DECISION"},
    {ARGUMENT_candidate, "CANDIDATE"}, {ARGUMENT_code, "POST"},
    {ARGUMENT_person, "PERSON"},       {ARGUMENT_list, "POST"},
    {ARGUMENT_doctor, "HPR"},
};
enum { SUBJECT_COUNT = sizeof subjects / sizeof subjects[0] };

enum argument
desk_operation_subject(enum operation_kind kind)
{
    for (size_t i = 0; i < SUBJECT_COUNT; i++) {
        if (operation_needs(kind, subjects[i].argument)) {
            return subjects[i].argument;
        }
    }
    return ARGUMENT_COUNT;
}

const char *
desk_operation_subject_name(enum argument subject)
{
    for (size_t i = 0; i < SUBJECT_COUNT; i++) {
        if (subjects[i].argument == subject) {
            return subjects[i].name;
        }
    }
    return "";
}

bool
desk_operation_set(struct operation *operation, enum argument argument, const char *text,
                   struct error *error)
{
    char day[DATE_TEXT_SIZE];
    if (argument_type(argument) == ARGUMENT_YES) {
        return operation_set(operation, argument, "yes", error);
    }
    if (argument == ARGUMENT_month && strlen(text) == 7) { /* 2026-11 */
        snprintf(day, sizeof day, "%s-01", text);
        return operation_set(operation, argument, day, error);
    }
    return operation_set(operation, argument, text, error);
}

struct date
desk_operation_day(const struct ask *ask, const struct operation *operation)
{
    struct date month = {(int32_t)operation->arguments[ARGUMENT_month].whole};
    if (operation->kind == OPERATION_month_close) {
        return (struct date){date_next_month(month).days - 1};
    }
    if (operation->kind == OPERATION_register_begin && !ask->options[OPTION_date].given) {
        return month;
    }
    return ask_day(ask);
}

bool
desk_operation_ripe(const struct operation *operation, struct date today, struct error *error)
{
    struct date month = {(int32_t)operation->arguments[ARGUMENT_month].whole};
    if (operation->kind != OPERATION_month_close ||
        date_compare(today, date_next_month(month)) >= 0) {
        return true;
    }
    char found[DATE_TEXT_SIZE], expected[DATE_TEXT_SIZE];
    date_write(month, found);
    date_write(date_next_month(month), expected);
    found[7] = '\0'; /* the month alone */
    error_set(error, ERROR_MONTH_NOT_ENDED, found, expected);
    return false;
}

static void
add_rule(struct answer *answer, const struct verdict *verdict, struct date day)
{
    if (verdict->rule == 0) {
        return;
    }
    const struct clause *clause = clause_find(verdict->rule, day);
    answer_field(answer, MESSAGE_rule, UNIT_NONE,
                 value_text(answer_text(answer, "R%d", verdict->rule)));
    if (clause != NULL) {
        answer_field(answer, MESSAGE_rule_says, UNIT_NONE,
                     value_text(clause->texts[answer->language]));
        answer_field(answer, MESSAGE_rule_source, UNIT_NONE, value_text(clause->source));
    }
}

/* What happened to others, counted by what and by rule; each of them stands in the log. */
static void
add_effects(struct answer *answer, const struct applied *applied)
{
    static const struct answer_column columns[] = {{MESSAGE_effect, UNIT_NONE},
                                                   {MESSAGE_rule, UNIT_NONE},
                                                   {MESSAGE_count, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    struct {
        const char *action;
        int rule, count;
    } kinds[64];
    size_t count = 0;
    for (size_t i = 0; i < applied->effect_count; i++) {
        const struct effect *effect = &applied->effects[i];
        size_t k = 0;
        while (k < count &&
               (strcmp(kinds[k].action, effect->action) != 0 || kinds[k].rule != effect->rule)) {
            k++;
        }
        if (k == count && count < sizeof kinds / sizeof kinds[0]) {
            kinds[count].action = effect->action;
            kinds[count].rule = effect->rule;
            kinds[count++].count = 0;
        }
        if (k < count) {
            kinds[k].count++;
        }
    }
    if (count == 0) {
        return;
    }
    answer_table(answer, MESSAGE_effects, columns);
    for (size_t k = 0; k < count; k++) {
        struct value *row = answer_row(answer);
        row[0] = show_action(answer, kinds[k].action);
        row[1] = value_text(kinds[k].rule == 0 ? "–" : answer_text(answer, "R%d", kinds[k].rule));
        row[2] = value_number(kinds[k].count, 0);
    }
}

/* What a refusal is for want of, as the option it is told by. */
static void
add_lack(struct answer *answer, const char *lacks)
{
    for (int i = 0; lacks != NULL && i < ARGUMENT_COUNT; i++) {
        if (strcmp(argument_id((enum argument)i), lacks) == 0) {
            answer_field(answer, MESSAGE_lacks, UNIT_NONE,
                         value_text(argument_option((enum argument)i)));
        }
    }
}

void
desk_operation_answer(const struct ask *ask, const struct operation *operation, bool tried,
                      const struct applied *applied, struct answer *out)
{
    ask_answer(ask, out, MESSAGE_title_register, NULL, operation->day);
    bool allowed = applied->verdict.allowed;
    enum message outcome = !allowed ? MESSAGE_refused
                           : tried  ? MESSAGE_would_be_done
                                    : MESSAGE_done;
    answer_field(
        out, MESSAGE_operation, UNIT_NONE,
        value_word(operation_id(operation->kind), operation_about(operation->kind, out->language)));
    answer_field(out, MESSAGE_outcome, UNIT_NONE,
                 value_word(message_key(outcome), message_text(outcome, out->language)));
    add_rule(out, &applied->verdict, operation->day);
    add_lack(out, applied->lacks);
    if (applied->number != WHOLE_NONE) {
        answer_field(out, MESSAGE_number, UNIT_NONE, value_identifier(applied->number));
    }
    if (!date_is_none(applied->effective)) {
        answer_field(out, MESSAGE_effective, UNIT_NONE, value_date(applied->effective));
    }
    if (!tried) {
        answer_field(out, MESSAGE_log_row, UNIT_NONE, value_identifier(applied->seq));
    }
    if (applied->repeated) {
        answer_note(out, MESSAGE_note_repeated);
    }
    add_effects(out, applied);
    out->is_no = !allowed;
}

bool
desk_operation(struct ask *ask, const struct operation *operation, bool try_only,
               struct applied *applied, struct answer *out, struct error *error)
{
    if ((!try_only && !desk_operation_ripe(operation, ask_day(ask), error)) ||
        !(try_only ? register_try : register_apply)(ask->session, operation, ask->arena, applied,
                                                    error)) {
        return false;
    }
    desk_operation_answer(ask, operation, try_only, applied, out);
    return true;
}
