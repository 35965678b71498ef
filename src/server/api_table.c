/* SPDX-License-Identifier: EUPL-1.2 */
/* The municipality's tables, out and in. */
#include "server/api_private.h"

#include "base/number.h"
#include "register/audit.h"
#include "register/municipality.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* -- out --------------------------------------------------------------------------------------- */

static const char *const column_types[] = {
    [COLUMN_TEXT] = "text",   [COLUMN_WHOLE] = "whole", [COLUMN_DECIMAL] = "number",
    [COLUMN_MONEY] = "money", [COLUMN_DATE] = "date",   [COLUMN_CHOICE] = "choice",
};

static void
write_column(struct json *json, const struct column *column)
{
    json_open(json, NULL, '{');
    json_text(json, "name", column->name);
    json_text(json, "type", column_types[column->type]);
    json_bool(json, "required", (column->flags & COLUMN_REQUIRED) != 0);
    json_bool(json, "key", (column->flags & COLUMN_KEY) != 0);
    json_text(json, "unit", column->unit);
    json_text(json, "about", column->about);
    if (column->references != NULL) {
        json_text(json, "references", column->references);
    }
    if (column->type == COLUMN_CHOICE) {
        json_open(json, "choices", '[');
        for (size_t i = 0; column->choices[i] != NULL; i++) {
            json_text(json, NULL, column->choices[i]);
        }
        json_close(json, ']');
    }
    json_close(json, '}');
}

static void
write_table(struct json *json, const struct table_schema *schema, const struct table *table)
{
    json_open(json, NULL, '{');
    json_text(json, "table", table_path(schema));
    json_text(json, "about", schema->about);
    json_bool(json, "required", schema->required);
    json_number(json, "rows", (double)table->count);
    json_open(json, "columns", '[');
    for (size_t c = 0; c < schema->column_count; c++) {
        write_column(json, &schema->columns[c]);
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void
write_tables(struct call *call, const struct municipality *municipality, bool tried)
{
    struct json json = {.out = &call->reply->body};
    json_open(&json, NULL, '{');
    json_open(&json, "tables", '[');
    for (int id = 0; id < TABLE_COUNT; id++) {
        write_table(&json, &municipality_schemas[id], &municipality->tables[id]);
    }
    json_close(&json, ']');
    if (call->route->method == HTTP_POST) {
        json_bool(&json, "dry_run", tried);
    }
    json_close(&json, '}');
    call_done(call);
}

/* Reads the tables as they were saved, which is also what can be sent back: not what a living
 * register tells in their stead. None where there is no municipality. False with the reply made. */
static bool
read_saved(struct call *call, struct municipality *out)
{
    const struct snapshot *snapshot = snapshot_take(call->api->snapshots);
    const bool known = snapshot->known;
    struct work work;
    struct error error;
    snapshot_give(call->api->snapshots, snapshot);
    *out = (struct municipality){0};
    if (!known) {
        return true;
    }
    if (!work_begin(call, &work)) {
        return false;
    }
    const bool fine =
        municipality_tables(work.store, work.session.municipality, call->arena, out, &error) ||
        call_fail(call, &error);
    work_end(call, &work);
    return fine;
}

void
api_tables(struct call *call)
{
    struct municipality saved;
    if (call_check_query(call, NULL) && read_saved(call, &saved)) {
        write_tables(call, &saved, false);
    }
}

static enum table_id
find_table(const char *path)
{
    int id = 0;
    while (id < TABLE_COUNT && strcmp(table_path(&municipality_schemas[id]), path) != 0) {
        id++;
    }
    return (enum table_id)id;
}

/* "lists.csv", without folders. */
static bool
name_file(struct call *call, const char *path)
{
    char value[160];
    const char *slash = strrchr(path, '/');
    snprintf(value, sizeof value, "attachment; filename=\"%.80s.csv\"",
             slash == NULL ? path : slash + 1);
    const char *kept = arena_copy(call->arena, value, strlen(value));
    if (kept != NULL) {
        reply_header(call->reply, "Content-Disposition", kept);
    }
    return kept != NULL || call_fail_code(call, ERROR_MEMORY);
}

void
api_table(struct call *call)
{
    const enum table_id id = find_table(call->match->parameters[0]);
    if (!call_check_query(call, NULL)) {
        return;
    }
    if (id == TABLE_COUNT) {
        call_fail_code(call, ERROR_NOT_FOUND);
        return;
    }
    struct municipality saved;
    if (!read_saved(call, &saved) || !name_file(call, call->match->parameters[0])) {
        return;
    }
    struct table table = saved.tables[id];
    table.schema =
        &municipality_schemas[id]; /* a table that is not there has a head, and no rows */
    table_write(&table, &call->reply->body);
    call_done(call);
}

void
api_districts(struct call *call)
{
    if (!call_check_query(call, NULL)) {
        return;
    }
    if (call->api->districts == NULL) {
        call_fail_code(call, ERROR_NOT_FOUND);
        return;
    }
    text_add_bytes(&call->reply->body, call->api->districts, call->api->districts_length);
    call_done(call);
}

/* -- in ---------------------------------------------------------------------------------------- */

/* Reads one part into its table. What is wrong is added to *problems. */
static bool
read_part(struct call *call, const struct http_part *part, const struct table_limit *limit,
          struct municipality *into, struct problems *problems)
{
    const enum table_id id = find_table(part->name);
    struct error error;
    if (id == TABLE_COUNT) {
        error_set(&error, ERROR_FILE_UNKNOWN, NULL, "GET /api/v1/tables");
        error_place(&error, part->name, 0, 0, NULL);
        problems_add(problems, &error);
        return true;
    }
    char file[160];
    snprintf(file, sizeof file, "%s.csv", part->name);
    char *bytes = arena_copy(call->arena, part->bytes, part->length); /* reading changes them */
    const char *name = arena_copy(call->arena, file, strlen(file));
    if (bytes == NULL || name == NULL) {
        return call_fail_code(call, ERROR_MEMORY);
    }
    struct table *table = &into->tables[id];
    *table = (struct table){0};
    if (!table_read(&municipality_schemas[id], limit, 1, name, bytes, part->length, problems,
                    table)) {
        *table = (struct table){.schema = &municipality_schemas[id], .file = name, .unread = true};
    } else if (table->count == 0) {
        *table = (struct table){0};
    }
    return true;
}

/* Whether every table is there once. False with the reply made. */
static bool
check_names(struct call *call, const struct http_part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(parts[i].name, parts[j].name) == 0) {
                struct error error;
                error_set(&error, ERROR_BODY_VALUE, parts[i].name, "1 ×");
                return call_fail(call, &error);
            }
        }
    }
    return true;
}

/* The state date that is to be: of the part that brings it, else of the tables there are. */
static struct date
state_date(const struct municipality *municipality)
{
    return municipality->tables[TABLE_MUNICIPALITY].count == 1
               ? municipality_facts(municipality)->state_date
               : DATE_NONE;
}

/* Reads all parts over the tables there are, the municipality's own facts first, since bounds that
 * are law are those of its day. False with the reply made. */
static bool
read_parts(struct call *call, const struct http_part *parts, size_t count,
           struct municipality *into)
{
    const char *facts = table_path(&municipality_schemas[TABLE_MUNICIPALITY]);
    struct problems problems;
    struct table_limit limit = {"cap_max", (double)INFINITY};
    problems_init(&problems, call->arena);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < count; i++) {
            const bool first = strcmp(parts[i].name, facts) == 0;
            if (first == (round == 0) && !read_part(call, &parts[i], &limit, into, &problems)) {
                return false;
            }
        }
        if (!date_is_none(state_date(into))) {
            limit.value = rule_value(&call->api->rulebook, RULE_cap_max, state_date(into));
        }
    }
    if (problems_none(&problems)) {
        municipality_check_tables(into, &problems);
    }
    if (problems_none(&problems)) {
        return true;
    }
    problem_reply_all(call->reply, call->request, &problems);
    return false;
}

/* Whoever else may look at tables, only an account changes them: visitors may try. */
static bool
may_keep(struct call *call, bool try_only)
{
    return try_only || !call->who.visitor || call_fail_code(call, ERROR_UNAUTHORISED);
}

/* A municipality is itself: it does not become another by its tables. */
static bool
is_same_code(struct call *call, const struct municipality *before, const struct municipality *after)
{
    const char *was = municipality_facts(before)->code, *is = municipality_facts(after)->code;
    struct error error;
    if (strcmp(was, is) == 0) {
        return true;
    }
    error_set(&error, ERROR_BODY_VALUE, is, was);
    error_place(&error, NULL, 0, 0, "code");
    return call_fail(call, &error);
}

/* Logs which tables are replaced, in the same transaction. */
static bool
log_replaced(const struct work *work, const struct http_part *parts, size_t count,
             struct error *error)
{
    const struct session *session = &work->session;
    const int64_t now = session->clock(session->clock_context);
    struct audit_head head;
    struct text names;
    text_init(&names, 16 * 1024);
    for (size_t i = 0; i < count; i++) {
        text_format(&names, "table=%s\n", parts[i].name);
    }
    struct audit_row row = {.at = now,
                            .actor = session->actor,
                            .purpose = session->purpose,
                            .kind = AUDIT_OPERATION,
                            .action = AUDIT_TABLES,
                            .day = clock_today(),
                            .municipality = session->municipality,
                            .person = WHOLE_NONE,
                            .arguments = text_string(&names),
                            .made = WHOLE_NONE,
                            .effective = DATE_NONE};
    const bool fine = names.failed ? error_memory(error)
                                   : audit_head(work->store, &head, error) &&
                                         audit_append(work->store, &head, &row, error);
    text_free(&names);
    return fine;
}

static void
replace(struct call *call, struct work *work, const struct http_part *parts, size_t count)
{
    const bool try_only = call_query_yes(call, "dry-run");
    struct municipality before, after;
    struct error error;
    /* a trial holds up nobody who writes */
    if (!(try_only ? store_begin_snapshot : store_begin)(work->store, &error) ||
        !municipality_tables(work->store, work->session.municipality, call->arena, &before,
                             &error)) {
        call_fail(call, &error);
        return;
    }
    after = before;
    if (!check_names(call, parts, count) || !read_parts(call, parts, count, &after) ||
        !is_same_code(call, &before, &after)) {
        return;
    }
    if (try_only) {
        write_tables(call, &after, true);
        return;
    }
    if (!municipality_save(work->store, &after, &error) ||
        !log_replaced(work, parts, count, &error) || !store_commit(work->store, &error)) {
        call_fail(call, &error);
        return;
    }
    call_changed(call);
    write_tables(call, &after, false);
}

void
api_tables_put(struct call *call)
{
    struct http_part parts[TABLE_COUNT];
    size_t count;
    struct error error;
    struct work work;
    const char *key = call_request_key(call);
    if (!call_check_query(call, NULL) || !may_keep(call, call_query_yes(call, "dry-run"))) {
        return;
    }
    if (!http_multipart(call->request, parts, TABLE_COUNT, &count, &error)) {
        call_fail(call, &error);
        return;
    }
    if (!call_is_new(call, key)) {
        return;
    }
    if (work_begin(call, &work)) {
        replace(call, &work, parts, count);
        work_end(call, &work); /* which undoes what was not committed */
    }
    call_keep(call, key);
}
