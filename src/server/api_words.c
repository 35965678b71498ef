/* SPDX-License-Identifier: EUPL-1.2 */
/* Words for the keys of answers, events, and the descriptions of the API. */
#include "server/api_private.h"

#include "forecast/model.h"
#include "forecast/package.h"
#include "register/operation.h"
#include "report/json_names.h"
#include "server/openapi.h"

#include <stdio.h>
#include <string.h>

/* -- words ------------------------------------------------------------------------------------- */

/* The words of a choice, by key; those that have none are their own. */
static void
write_choice(struct json *json, const char *name, const char *const *keys, enum language language)
{
    json_open(json, name, '{');
    for (; *keys != NULL; keys++) {
        const enum message message = message_find(*keys);
        json_text(json, *keys, message == MESSAGE_COUNT ? *keys : message_text(message, language));
    }
    json_close(json, '}');
}

static void
write_choices(struct json *json, enum language language)
{
    json_open(json, "words", '{');
    for (int a = 0; a < ARGUMENT_COUNT; a++) {
        if (argument_type((enum argument)a) == ARGUMENT_CHOICE) {
            write_choice(json, argument_id((enum argument)a), argument_words((enum argument)a),
                         language);
        }
    }
    for (int t = 0; t < TABLE_COUNT; t++) {
        const struct table_schema *schema = &municipality_schemas[t];
        for (size_t c = 0; c < schema->column_count; c++) {
            const struct column *column = &schema->columns[c];
            char name[128];
            if (column->type != COLUMN_CHOICE || column->choices == indicator_ids ||
                column->choices == planning_ids || column->choices == reference_ids ||
                column->choices == assumption_ids || column->choices == lever_ids ||
                column->choices == unit_ids) {
                continue;
            }
            snprintf(name, sizeof name, "%s.%s", schema->name, column->name);
            write_choice(json, name, column->choices, language);
        }
    }
    json_open(json, "role", '{');
    for (int r = 0; r < ROLE_COUNT; r++) {
        json_text(json, role_word((enum role)r), role_name((enum role)r, language));
    }
    json_close(json, '}');
    json_close(json, '}');
}

static void
write_measures(struct json *json, const struct snapshot *snapshot, enum language language)
{
    size_t count = 0;
    const struct measure *measures =
        snapshot->known ? municipality_rows(&snapshot->municipality, TABLE_MEASURES, &count) : NULL;
    json_open(json, "measures", '{');
    for (size_t i = 0; i < count; i++) {
        json_text(json, measures[i].measure, measure_name(&measures[i], language));
    }
    json_close(json, '}');
}

static void
write_operations(struct json *json, enum language language)
{
    json_open(json, "operations", '{');
    for (int k = 0; k < OPERATION_COUNT; k++) {
        json_text(json, operation_id((enum operation_kind)k),
                  operation_about((enum operation_kind)k, language));
    }
    json_close(json, '}');
    json_open(json, "arguments", '{');
    for (int a = 0; a < ARGUMENT_COUNT; a++) {
        json_text(json, argument_id((enum argument)a),
                  option_about((enum option_id)(OPTION_argument_person + a), language));
    }
    json_close(json, '}');
}

void
api_words(struct call *call)
{
    struct json json = {.out = &call->reply->body};
    const enum language language = call->language;
    if (!call_check_query(call, NULL)) {
        return;
    }
    const struct snapshot *snapshot = snapshot_take(call->api->snapshots);
    json_open(&json, NULL, '{');
    json_open(&json, "messages", '{');
    for (int m = 0; m < MESSAGE_COUNT; m++) {
        json_text(&json, message_key((enum message)m), message_text((enum message)m, language));
    }
    json_close(&json, '}');
    write_choices(&json, language);
    JSON_NAMES(&json, "units", unit_ids, unit_name, enum unit, language);
    JSON_NAMES(&json, "indicators", indicator_ids, indicator_name, enum indicator, language);
    JSON_NAMES(&json, "outcomes", outcome_ids, outcome_name, enum outcome, language);
    JSON_NAMES(&json, "planning", planning_ids, planning_name, enum planning, language);
    JSON_NAMES(&json, "reference", reference_ids, reference_name, enum reference, language);
    JSON_NAMES(&json, "assumptions", assumption_ids, assumption_name, enum assumption, language);
    JSON_NAMES(&json, "levers", lever_ids, lever_name, enum lever, language);
    write_measures(&json, snapshot, language);
    write_operations(&json, language);
    json_close(&json, '}');
    snapshot_give(call->api->snapshots, snapshot);
    call_done(call);
}

/* -- events ------------------------------------------------------------------------------------ */

/* Streams open at once. Behind one address there may be a whole office. */
enum { STREAMS_OF_ACCOUNT = 16, STREAMS_OF_ADDRESS = 128 };

void
api_events(struct call *call)
{
    char holder[LIMIT_ADDRESS_SIZE];
    if (!call_check_query(call, NULL)) {
        return;
    }
    if (call->who.visitor) {
        limit_address(call->request->remote, holder);
    } else {
        snprintf(holder, sizeof holder, "account %lld", (long long)call->who.account);
    }
    const char *kept = arena_copy(call->arena, holder, strlen(holder));
    if (kept == NULL) {
        call_fail_code(call, ERROR_MEMORY);
        return;
    }
    call->reply->content_type = call->route->content_type;
    call->reply->events = call->api->context->events;
    call->reply->audience = call->who.visitor ? -1 : call->who.account;
    call->reply->holder = kept;
    call->reply->after = http_query(call->request, "after");
    call->reply->holder_most = call->who.visitor ? STREAMS_OF_ADDRESS : STREAMS_OF_ACCOUNT;
}

/* -- the API itself ---------------------------------------------------------------------------- */

void
api_openapi(struct call *call)
{
    openapi_write(&call->reply->body);
    call_done(call);
}
