/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/session.h"

#include "base/number.h"
#include "register/identities.h"
#include "register/private.h"
#include "store/query.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool (*const doers[OPERATION_COUNT])(struct task *task, struct error *error) = {
#define OPERATION(id, group, verb, needs, may, nb, nn, en) operation_do_##id,
#include "register/operation.def"
#undef OPERATION
};

/* -- what an operation was told ---------------------------------------------------------------- */

bool
task_told(const struct task *task, enum argument argument)
{
    return task->operation->arguments[argument].given;
}

int64_t
task_whole(const struct task *task, enum argument argument)
{
    return task_told(task, argument) ? task->operation->arguments[argument].whole : WHOLE_NONE;
}

struct date
task_date(const struct task *task, enum argument argument)
{
    return task_told(task, argument)
               ? (struct date){(int32_t)task->operation->arguments[argument].whole}
               : DATE_NONE;
}

const char *
task_text(const struct task *task, enum argument argument)
{
    return task_told(task, argument) ? task->operation->arguments[argument].text : NULL;
}

int
task_choice(const struct task *task, enum argument argument, int otherwise)
{
    return task_told(task, argument) ? (int)task->operation->arguments[argument].whole : otherwise;
}

bool
task_verdict(struct task *task, struct verdict verdict)
{
    task->applied->verdict = verdict;
    return true;
}

bool
task_allow(struct task *task, int rule)
{
    return task_verdict(task, (struct verdict){true, rule});
}

bool
task_refuse(struct task *task, int rule)
{
    return task_verdict(task, (struct verdict){false, rule});
}

const char *
arena_format(struct arena *arena, const char *format, ...)
{
    char bytes[1024];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(bytes, sizeof bytes, format, values);
    va_end(values);
    assert(length >= 0 && (size_t)length < sizeof bytes);
    return arena_copy(arena, bytes, (size_t)length);
}

bool
task_effect(struct task *task, const char *action, const char *municipality, int64_t person,
            int rule, const char *format, ...)
{
    char bytes[512];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(bytes, sizeof bytes, format, values);
    va_end(values);
    assert(length >= 0 && (size_t)length < sizeof bytes);
    void *effects = task->effects;
    const char *arguments = arena_copy(task->arena, bytes, (size_t)length);
    if (arguments == NULL || !arena_grow(task->arena, &effects, task->effect_count,
                                         &task->effect_capacity, sizeof *task->effects)) {
        return false;
    }
    task->effects = effects;
    task->effects[task->effect_count++] = (struct effect){.action = action,
                                                          .municipality = municipality,
                                                          .person = person,
                                                          .rule = rule,
                                                          .arguments = arguments};
    return true;
}

void
number_shown(int64_t number, char out[NUMBER_TEXT_SIZE])
{
    if (number >= INT64_C(1000000000) && number < INT64_C(100000000000)) {
        snprintf(out, NUMBER_TEXT_SIZE, "…");
    } else {
        snprintf(out, NUMBER_TEXT_SIZE, "%lld", (long long)number);
    }
}

bool
task_wrong(const struct task *task, enum argument argument, enum error_code code,
           const char *expected, struct error *error)
{
    char found[NUMBER_TEXT_SIZE] = "";
    const struct argument_value *value = &task->operation->arguments[argument];
    if (argument_type(argument) == ARGUMENT_DATE && value->given) {
        date_write((struct date){(int32_t)value->whole}, found);
    } else if (value->given) {
        number_shown(value->whole, found);
    }
    error_set(error, code, value->text != NULL ? value->text : found, expected);
    error_place(error, NULL, 0, 0, argument_option(argument));
    return false;
}

/* -- doing it ---------------------------------------------------------------------------------- */

bool
register_month(struct store *store, const char *municipality, struct date *out, struct error *error)
{
    int64_t days;
    if (!query_whole(store, &days, error, "SELECT month FROM register WHERE municipality = $1", "t",
                     municipality)) {
        return false;
    }
    *out = days == WHOLE_NONE ? DATE_NONE : (struct date){(int32_t)days};
    return true;
}

bool
month_refuse_day(struct date day, struct date month, struct error *error)
{
    char found[DATE_TEXT_SIZE], expected[DATE_TEXT_SIZE];
    date_write(day, found);
    date_write(month, expected);
    expected[7] = '\0'; /* the month alone */
    bool passed = date_compare(day, month) < 0;
    error_set(error, passed ? ERROR_MONTH_PASSED : ERROR_MONTH_OTHER, found, expected);
    return false;
}

static bool
month_fits(struct task *task, struct error *error)
{
    const struct session *session = task->session;
    if (task->operation->kind == OPERATION_month_close &&
        strcmp(session->municipality, MUNICIPALITY_ALL) == 0) {
        task->month = date_month_start(task->day);
        return true;
    }
    if (!register_month(task->store, session->municipality, &task->month, error)) {
        return false;
    }
    if (task->operation->kind == OPERATION_register_begin) {
        return true;
    }
    bool closes = task->operation->kind == OPERATION_month_close;
    if (date_is_none(task->month)) {
        error_set(error, ERROR_REGISTER_NONE, session->municipality, NULL);
        error_place(error, store_path(task->store), 0, 0, NULL);
        return false;
    }
    /* Which month is closed is the operation's own to check: it may have been closed already. */
    if (closes || date_compare(date_month_start(task->day), task->month) == 0) {
        return true;
    }
    return month_refuse_day(task->day, task->month, error);
}

/* Whether the log can name who works, and why. */
static bool
check_session(const struct session *session, struct error *error)
{
    const char *purpose = session->purpose;
    return operation_line("--actor", session->actor, error) &&
           (purpose == NULL || *purpose == '\0' || operation_line("--purpose", purpose, error));
}

/* The request's key does not cover the identity number told beside the operation, which is not in
 * the log: one who was made must be who has it. */
static bool
check_identity(struct session *session, const struct operation *operation,
               const struct applied *applied, struct error *error)
{
    int64_t person;
    if (operation->identity == NULL || applied->number == WHOLE_NONE) {
        return true;
    }
    if (session->keys == NULL) {
        error_set(error, ERROR_IDENTITY_NO_KEYS, NULL, "--key");
        return false;
    }
    struct national_id id;
    enum national_id_fault fault =
        national_id_parse(operation->identity, strlen(operation->identity), &id);
    if (fault != NATIONAL_ID_FINE) {
        national_id_error(fault, error);
        return false;
    }
    if (!identities_find(session->store, session->keys, operation->identity, &person, error)) {
        return false;
    }
    if (person != applied->number) {
        error_set(error, ERROR_REQUEST_OTHER, operation->request, operation_id(operation->kind));
        return false;
    }
    return true;
}

/* Fills *out from what the request's key was used for before; *found is false when it is new. */
static bool
find_request(struct session *session, const struct operation *operation, const char *arguments,
             struct applied *out, bool *found, struct error *error)
{
    struct statement *statement;
    *found = false;
    if (operation->request == NULL) {
        return true;
    }
    if (!query_prepare(session->store, &statement, error,
                       "SELECT seq, kind, action, arguments, rule, day, municipality, made, "
                       "effective FROM audit "
                       "WHERE request = $1",
                       "t", operation->request)) {
        return false;
    }
    bool fine = statement_step(statement, found, error);
    if (fine && *found) {
        bool same = strcmp(statement_text(statement, 2), operation_id(operation->kind)) == 0 &&
                    strcmp(statement_text(statement, 3), arguments) == 0 &&
                    strcmp(statement_text(statement, 6), session->municipality) == 0;
        *out = (struct applied){
            .verdict = {statement_whole(statement, 1) == AUDIT_OPERATION,
                        (int)statement_whole(statement, 4)},
            .seq = statement_whole(statement, 0),
            .repeated = true,
            .number = statement_whole(statement, 7),
            .effective = query_date(statement, 8),
        };
        if (!same) {
            error_set(error, ERROR_REQUEST_OTHER, operation->request, statement_text(statement, 2));
            fine = false;
        }
    }
    statement_free(statement);
    return fine && (!*found || check_identity(session, operation, out, error));
}

static bool
append_effects(struct task *task, struct audit_head *head, struct audit_row *row,
               struct error *error)
{
    for (size_t i = 0; i < task->effect_count; i++) {
        const struct effect *effect = &task->effects[i];
        struct audit_row own = *row;
        own.kind = AUDIT_EFFECT;
        own.action = effect->action;
        own.municipality = effect->municipality;
        own.person = effect->person;
        own.arguments = effect->arguments;
        own.rule = effect->rule;
        own.batch = row->seq;
        own.request = NULL;
        own.made = WHOLE_NONE;
        own.effective = DATE_NONE;
        if (!audit_append(task->store, head, &own, error)) {
            return false;
        }
    }
    return true;
}

/* Does the operation after the caller's mark. A refusal undoes what was written, and marks anew;
 * *marked is false when that fails. */
static bool
do_marked(struct task *task, bool *marked, struct error *error)
{
    struct applied *applied = task->applied;
    bool fine = doers[task->operation->kind](task, error);
    assert(!fine || applied->verdict.rule >= 0);
    if (!fine || applied->verdict.allowed) {
        return fine;
    }
    store_revert(task->store);
    task->effect_count = 0;
    applied->number = WHOLE_NONE;
    applied->effective = DATE_NONE;
    *marked = store_mark(task->store, error);
    return *marked;
}

static bool
append_log(struct task *task, struct audit_head *head, const char *arguments, struct error *error)
{
    const struct session *session = task->session;
    struct applied *applied = task->applied;
    struct audit_row row = {
        .at = session->clock(session->clock_context),
        .actor = session->actor,
        .purpose = session->purpose,
        .kind = applied->verdict.allowed ? AUDIT_OPERATION : AUDIT_REFUSAL,
        .action = operation_id(task->operation->kind),
        .day = task->day,
        .municipality = session->municipality,
        .person = task->person,
        .arguments = arguments,
        .rule = applied->verdict.rule,
        .request = task->operation->request,
        .made = applied->number,
        .effective = applied->effective,
    };
    if (!audit_append(task->store, head, &row, error) || !append_effects(task, head, &row, error)) {
        return false;
    }
    applied->seq = row.seq;
    applied->effects = task->effects;
    applied->effect_count = task->effect_count;
    return true;
}

/* Does and logs the operation after the caller's mark, unless its request was done before. */
static bool
apply_marked(struct task *task, const char *arguments, bool *marked, struct error *error)
{
    struct audit_head head;
    bool found;
    if (!find_request(task->session, task->operation, arguments, task->applied, &found, error)) {
        return false;
    }
    if (found) {
        return true;
    }
    if (!month_fits(task, error) || !audit_head(task->store, &head, error)) {
        return false;
    }
    task->seq = head.seq + 1;
    return do_marked(task, marked, error) && append_log(task, &head, arguments, error);
}

bool
register_apply_within(struct session *session, const struct operation *operation,
                      struct arena *arena, struct applied *out, struct error *error)
{
    assert(store_in_transaction(session->store));
    struct applied applied = {.number = WHOLE_NONE, .effective = DATE_NONE};
    struct task task = {.session = session,
                        .store = session->store,
                        .rulebook = session->rulebook,
                        .operation = operation,
                        .arena = arena,
                        .day = operation->day,
                        .person = operation->arguments[ARGUMENT_person].given
                                      ? operation->arguments[ARGUMENT_person].whole
                                      : WHOLE_NONE,
                        .applied = &applied};
    struct text arguments;
    if (!check_session(session, error) ||
        (operation->request != NULL && !operation_line("--request", operation->request, error)) ||
        !operation_complete(operation, error)) {
        return false;
    }
    text_init(&arguments, 65536);
    operation_write(operation, &arguments);
    bool marked = (!arguments.failed || error_memory(error)) && store_mark(session->store, error);
    /* The mark stands before its log too: what cannot be logged does not happen. */
    bool fine = marked && apply_marked(&task, text_string(&arguments), &marked, error) &&
                store_release(session->store, error);
    if (!fine && marked) {
        store_revert(session->store);
    }
    text_free(&arguments);
    if (fine) {
        *out = applied;
    }
    return fine;
}

bool
register_apply(struct session *session, const struct operation *operation, struct arena *arena,
               struct applied *out, struct error *error)
{
    struct applied applied;
    if (!store_begin(session->store, error)) {
        return false;
    }
    if (register_apply_within(session, operation, arena, &applied, error) &&
        store_commit(session->store, error)) {
        *out = applied;
        return true;
    }
    store_rollback(session->store);
    return false;
}

/* Logs that the session saw those an operation is about and those it had effects on. */
static bool
log_try(struct session *session, const struct operation *operation, const struct applied *applied,
        struct arena *arena, struct error *error)
{
    int64_t *persons = arena_array(arena, applied->effect_count + 1, sizeof *persons);
    size_t count = 0;
    if (persons == NULL) {
        return error_memory(error);
    }
    if (operation->arguments[ARGUMENT_person].given) {
        persons[count++] = operation->arguments[ARGUMENT_person].whole;
    }
    for (size_t i = 0; i < applied->effect_count; i++) {
        if (applied->effects[i].person != WHOLE_NONE) {
            persons[count++] = applied->effects[i].person;
        }
    }
    const char *detail = arena_format(arena, "operation=%s\n", operation_id(operation->kind));
    return detail == NULL ? error_memory(error)
                          : register_log_reading(session, "try", detail, persons, count, error);
}

bool
register_try(struct session *session, const struct operation *operation, struct arena *arena,
             struct applied *out, struct error *error)
{
    struct applied applied;
    if (!store_begin(session->store, error)) {
        return false;
    }
    bool fine = register_apply_within(session, operation, arena, &applied, error);
    store_rollback(session->store);
    if (!fine || !log_try(session, operation, &applied, arena, error)) {
        return false;
    }
    *out = applied;
    return true;
}

static bool
append_readings(struct session *session, const char *action, const char *detail,
                const int64_t *persons, size_t count, struct error *error)
{
    struct audit_head head;
    if (!check_session(session, error) || !audit_head(session->store, &head, error)) {
        return false;
    }
    int64_t at = session->clock(session->clock_context);
    for (size_t i = 0; i < count; i++) {
        struct audit_row row = {.at = at,
                                .actor = session->actor,
                                .purpose = session->purpose,
                                .kind = AUDIT_READING,
                                .action = action,
                                .day = {(int32_t)(at / 86400)},
                                .municipality = session->municipality,
                                .person = persons[i],
                                .arguments = detail,
                                .made = WHOLE_NONE,
                                .effective = DATE_NONE};
        if (!audit_append(session->store, &head, &row, error)) {
            return false;
        }
    }
    return true;
}

bool
register_log_reading(struct session *session, const char *action, const char *detail,
                     const int64_t *persons, size_t count, struct error *error)
{
    if (store_in_transaction(session->store)) {
        return append_readings(session, action, detail, persons, count, error);
    }
    if (!store_begin(session->store, error)) {
        return false;
    }
    if (append_readings(session, action, detail, persons, count, error) &&
        store_commit(session->store, error)) {
        return true;
    }
    store_rollback(session->store);
    return false;
}
