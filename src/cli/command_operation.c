/* SPDX-License-Identifier: EUPL-1.2 */
/* Doing an operation of the register, and telling what came of it. */
#include "cli/desk.h"
#include "cli/group.h"
#include "cli/views.h"

#include "scheme/clause.h"

#include <stdio.h>
#include <string.h>

static bool
read_argument(const struct context *context, struct operation *operation, enum argument argument,
              struct error *error)
{
    const struct option_value *value = &context->options[OPTION_argument_person + (int)argument];
    char day[DATE_TEXT_SIZE];
    if (!value->given) {
        return true;
    }
    if (argument_type(argument) == ARGUMENT_YES) {
        return operation_set(operation, argument, "yes", error);
    }
    if (argument == ARGUMENT_month && strlen(value->text) == 7) { /* 2026-11 */
        snprintf(day, sizeof day, "%s-01", value->text);
        return operation_set(operation, argument, day, error);
    }
    return operation_set(operation, argument, value->text, error);
}

/* What an operation may be about, which can be named without its option: the first of these that it
 * needs. */
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

static size_t
subject_of(enum operation_kind kind)
{
    size_t i = 0;
    while (i < SUBJECT_COUNT && !operation_needs(kind, subjects[i].argument)) {
        i++;
    }
    return i;
}

const char *
command_operation_subject(int operation_kind)
{
    size_t subject = subject_of((enum operation_kind)operation_kind);
    return subject < SUBJECT_COUNT ? subjects[subject].name : "";
}

static void
take_subject(struct context *context, enum operation_kind kind)
{
    size_t subject = subject_of(kind);
    if (context->argument_count == 0 || subject == SUBJECT_COUNT) {
        return;
    }
    struct option_value *value =
        &context->options[OPTION_argument_person + (int)subjects[subject].argument];
    if (!value->given) {
        *value = (struct option_value){.given = true, .text = context->arguments[0]};
        context->arguments++;
        context->argument_count--;
    }
}

static bool
read_operation(struct context *context, enum operation_kind kind, struct operation *out,
               int *status)
{
    struct error error;
    *out = (struct operation){.kind = kind, .request = context->options[OPTION_request].text};
    take_subject(context, kind);
    if (!context_argument_limit(context, 0, status) ||
        !desk_identity(context, &out->identity, status)) {
        return false;
    }
    for (int i = 0; i < ARGUMENT_COUNT; i++) {
        if (!read_argument(context, out, (enum argument)i, &error)) {
            *status = context_fail(context, &error);
            return false;
        }
    }
    if (!operation_complete(out, &error)) {
        *status = context_fail(context, &error);
        return false;
    }
    return true;
}

/* The day it counts for: the one told, else today; the close of a month counts for its last day. */
static struct date
day_of(const struct context *context, const struct desk *desk, const struct operation *operation)
{
    bool told = context->options[OPTION_date].given;
    if (!told && operation->kind == OPERATION_month_close) {
        struct date month = {(int32_t)operation->arguments[ARGUMENT_month].whole};
        return (struct date){date_next_month(month).days - 1};
    }
    if (!told && operation->kind == OPERATION_register_begin) {
        return (struct date){(int32_t)operation->arguments[ARGUMENT_month].whole};
    }
    return desk->day;
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

static void
tell(struct answer *answer, const struct operation *operation, const struct applied *applied,
     bool dry_run)
{
    bool allowed = applied->verdict.allowed;
    enum message outcome = !allowed  ? MESSAGE_refused
                           : dry_run ? MESSAGE_would_be_done
                                     : MESSAGE_done;
    answer_field(answer, MESSAGE_operation, UNIT_NONE,
                 value_word(operation_id(operation->kind),
                            operation_about(operation->kind, answer->language)));
    answer_field(answer, MESSAGE_outcome, UNIT_NONE,
                 value_word(message_key(outcome), message_text(outcome, answer->language)));
    add_rule(answer, &applied->verdict, operation->day);
    add_lack(answer, applied->lacks);
    if (applied->number != WHOLE_NONE) {
        answer_field(answer, MESSAGE_number, UNIT_NONE, value_identifier(applied->number));
    }
    if (!date_is_none(applied->effective)) {
        answer_field(answer, MESSAGE_effective, UNIT_NONE, value_date(applied->effective));
    }
    if (!dry_run) {
        answer_field(answer, MESSAGE_log_row, UNIT_NONE, value_identifier(applied->seq));
    }
    if (applied->repeated) {
        answer_note(answer, MESSAGE_note_repeated);
    }
    add_effects(answer, applied);
    answer->is_no = !allowed;
}

int
command_operation(struct context *context, int operation_kind)
{
    int status;
    struct desk desk;
    struct error error;
    struct operation operation;
    struct applied applied;
    struct answer answer;
    enum operation_kind kind = (enum operation_kind)operation_kind;
    if (!read_operation(context, kind, &operation, &status) ||
        !(kind == OPERATION_month_close ? desk_open_any : desk_open)(context, &desk, &status)) {
        return status;
    }
    operation.day = day_of(context, &desk, &operation);
    bool dry_run = context->options[OPTION_dry_run].given;
    bool fine = (dry_run ? register_try : register_apply)(&desk.session, &operation,
                                                          &context->arena, &applied, &error);
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_register, NULL, operation.day);
    tell(&answer, &operation, &applied, dry_run);
    return context_show(context, &answer);
}
