/* SPDX-License-Identifier: EUPL-1.2 */
/* Doing an operation of the register as the options tell it. */
#include "desk/operation.h"

#include "cli/desk.h"
#include "cli/group.h"

static void
take_subject(struct context *context, enum operation_kind kind)
{
    enum argument subject = desk_operation_subject(kind);
    if (context->argument_count == 0 || subject == ARGUMENT_COUNT) {
        return;
    }
    struct option_value *value = &context->options[OPTION_argument_person + (int)subject];
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
        const struct option_value *value = &context->options[OPTION_argument_person + i];
        if (value->given && !desk_operation_set(out, (enum argument)i, value->text, &error)) {
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

int
command_operation(struct context *context, enum operation_kind kind)
{
    int status;
    struct ask ask;
    struct desk desk;
    struct error error;
    struct operation operation;
    struct applied applied;
    struct answer answer;
    if (!read_operation(context, kind, &operation, &status) ||
        !(kind == OPERATION_month_close ? desk_open_any : desk_open)(context, &desk, &status)) {
        return status;
    }
    context_ask(context, &ask);
    ask.session = &desk.session;
    operation.day = desk_operation_day(&ask, &operation);
    bool done = desk_operation(&ask, &operation, context->options[OPTION_dry_run].given, &applied,
                               &answer, &error);
    desk_close(&desk);
    return done ? context_show(context, &answer) : context_fail(context, &error);
}
