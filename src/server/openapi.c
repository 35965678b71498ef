/* SPDX-License-Identifier: EUPL-1.2 */
/* Written in so little of YAML that a reader of it is short: maps by indentation, and whatever
 * stands on a line, or after "- ", in JSON. */
#include "server/openapi.h"

#include "desk/operation.h"
#include "register/operation.h"
#include "report/json.h"
#include "server/api_private.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define SCHEMA_PATH "#/components/schemas/"

static const char preface[] = "# SPDX-License-Identifier: EUPL-1.2\n"
                              "# Written by `dekning openapi` from the tables of src/server, "
                              "src/desk and src/register; a test\n"
                              "# keeps them equal. To be read at /api/docs.\n";

static const struct {
    const char *schema, *name, *type;
} properties[] = {
#define PROPERTY(schema, name, type) {#schema, name, type},
#include "server/openapi_schema.def"
#undef PROPERTY
};
enum { PROPERTY_COUNT = sizeof properties / sizeof properties[0] };

static const struct body_schema *const bodies[] = {&person_find_body, &operation_body,
                                                   &forecast_body, &plan_body, &login_body};
enum { BODY_COUNT = sizeof bodies / sizeof bodies[0] };

/* -- lines ------------------------------------------------------------------------------------- */

static void
indent(struct text *out, int depth)
{
    text_repeat(out, "  ", depth);
}

/* "key:", to be followed by deeper lines. */
static void
open_map(struct text *out, int depth, const char *key)
{
    indent(out, depth);
    text_format(out, "%s:\n", key);
}

/* "key: " and the JSON that is written next; end_line ends it. A key that older YAML takes for a
 * truth is quoted. */
static struct json
begin_line(struct text *out, int depth, const char *key)
{
    const char *quote = strcmp(key, "no") == 0 || strcmp(key, "yes") == 0 ? "\"" : "";
    indent(out, depth);
    text_format(out, "%s%s%s: ", quote, key, quote);
    return (struct json){.out = out};
}

static struct json
begin_item(struct text *out, int depth)
{
    indent(out, depth);
    text_add(out, "- ");
    return (struct json){.out = out};
}

static void
end_line(struct text *out)
{
    text_add_char(out, '\n');
}

static void
add_text(struct text *out, int depth, const char *key, const char *value)
{
    struct json json = begin_line(out, depth, key);
    json_text(&json, NULL, value);
    end_line(out);
}

/* -- types ------------------------------------------------------------------------------------- */

static void
write_reference(struct json *json, const char *key, const char *schema, size_t length)
{
    char path[128];
    snprintf(path, sizeof path, SCHEMA_PATH "%.*s", (int)length, schema);
    json_open(json, key, '{');
    json_text(json, "$ref", path);
    json_close(json, '}');
}

static bool
is(const char *type, size_t length, const char *name)
{
    return strlen(name) == length && memcmp(type, name, length) == 0;
}

static void
write_enum(struct json *json, const char *words, size_t length)
{
    json_text(json, "type", "string");
    json_open(json, "enum", '[');
    for (size_t at = 0; at < length;) {
        char word[64];
        const size_t end = strcspn(words + at, ",?");
        snprintf(word, sizeof word, "%.*s", (int)end, words + at);
        json_text(json, NULL, word);
        at += end + 1;
    }
    json_close(json, ']');
}

/* The schema of a type as openapi_schema.def writes it. Types are as deep as they are written
 * there.
 */
static void
write_type(struct json *json, const char *key, const char *type, size_t length)
{
    if (type[length - 1] == '?') {
        json_open(json, key, '{');
        json_open(json, "oneOf", '[');
        write_type(json, NULL, type, length - 1);
        json_open(json, NULL, '{');
        json_text(json, "type", "null");
        json_close(json, '}');
        json_close(json, ']');
        json_close(json, '}');
        return;
    }
    const bool primitive = is(type, length, "string") || is(type, length, "number") ||
                           is(type, length, "integer") || is(type, length, "boolean");
    const bool date = is(type, length, "date");
    if (!primitive && !date && !is(type, length, "any") && strchr("[{=", type[0]) == NULL) {
        write_reference(json, key, type, length);
        return;
    }
    json_open(json, key, '{');
    if (type[0] == '=') {
        write_enum(json, type + 1, length - 1);
    } else if (type[0] == '[') {
        json_text(json, "type", "array");
        write_type(json, "items", type + 1, length - 2);
    } else if (type[0] == '{') {
        json_text(json, "type", "object");
        write_type(json, "additionalProperties", type + 1, length - 2);
    } else if (primitive || date) {
        char name[16];
        snprintf(name, sizeof name, "%.*s", date ? 6 : (int)length, date ? "string" : type);
        json_text(json, "type", name);
        if (date) {
            json_text(json, "format", "date");
        }
    }
    json_close(json, '}');
}

/* -- parameters -------------------------------------------------------------------------------- */

static void
write_parameter(struct text *out, const char *name, const char *where, bool required,
                const char *about, const char *type)
{
    struct json json = begin_item(out, 4);
    json_open(&json, NULL, '{');
    json_text(&json, "name", name);
    json_text(&json, "in", where);
    json_bool(&json, "required", required);
    json_text(&json, "description", about);
    write_type(&json, "schema", type, strlen(type));
    json_close(&json, '}');
    end_line(out);
}

/* The type of an option, from how help shows what it takes. */
static void
option_schema(enum option_id option, char out[64])
{
    const char *metavar = option_metavar(option);
    const bool choice = strchr(metavar, '|') != NULL && islower((unsigned char)metavar[0]);
    const char *type =
        metavar[0] == '\0'                   ? "=yes,no"
        : strcmp(metavar, "YYYY-MM-DD") == 0 ? "date"
        : strcmp(metavar, "N") == 0 || strcmp(metavar, "PCT") == 0 || strcmp(metavar, "H") == 0
            ? "number"
            : "string";
    snprintf(out, 64, "%s%s", choice ? "=" : "", choice ? metavar : type);
    for (char *at = out; choice && *at != '\0'; at++) {
        *at = *at == '|' ? ',' : *at;
    }
}

/* What of a table is asked for, of every document. */
static void
write_paging(struct text *out, const struct question *question)
{
    static const struct {
        const char *name, *type, *about;
    } parameters[] = {
        {"table", "string",
         "the table that the following are about, by its key (else the first); "
         "of CSV the table that is given"},
        {"limit", "integer", "at most so many rows, 1–1000"},
        {"after", "string", "page.next of the page before"},
        {"sort", "string", "the key of a column, with - before it from the last to the first"},
        {"search", "string", "rows that have this text somewhere"},
        {"where", "string", "COLUMN:VALUE, rows that have it; may be given several times"},
    };
    /* a question with pages of its own has no others */
    bool own = false;
    for (size_t o = 0; question != NULL && question->options[o] != OPTION_COUNT; o++) {
        own = own || question->options[o] == OPTION_after;
    }
    const size_t count = own ? 1 : sizeof parameters / sizeof parameters[0];
    for (size_t i = 0; i < count; i++) {
        write_parameter(out, parameters[i].name, "query", false, parameters[i].about,
                        parameters[i].type);
    }
}

static const char *
parameter_about(const char *name)
{
    static const struct {
        const char *name, *about;
    } abouts[] = {
        {"post", "a post's key"},
        {"person", "a person's number in the register"},
        {"month", "a month, YYYY-MM"},
        {"operation", "an operation's id"},
        {"job", "a job's id"},
        {"table", "a table's path, which may have a slash in it"},
        {"profile", "plain, helseid or idporten"},
    };
    for (size_t i = 0; i < sizeof abouts / sizeof abouts[0]; i++) {
        if (strcmp(abouts[i].name, name) == 0) {
            return abouts[i].about;
        }
    }
    return "";
}

/* The name of the parameter that begins at "{", without what marks that it takes the rest. */
static size_t
parameter_name(const char *at, char out[32])
{
    const size_t length = strcspn(at, "}");
    const char *rest = strstr(at, "…}");
    const size_t name = rest != NULL && (size_t)(rest - at) < length ? (size_t)(rest - at) : length;
    snprintf(out, 32, "%.*s", (int)(name - 1), at + 1);
    return length + 1;
}

static void
write_parameters(struct text *out, const struct route *route)
{
    const struct question *question = route_question(route);
    open_map(out, 3, "parameters");
    for (const char *at = strchr(route->path, '{'); at != NULL; at = strchr(at, '{')) {
        char name[32];
        at += parameter_name(at, name);
        write_parameter(out, name, "path", true, parameter_about(name), "string");
    }
    write_parameter(out, "lang", "query", false, "the language, else by Accept-Language",
                    "=nb,nn,en");
    for (size_t o = 0; question != NULL && question->options[o] != OPTION_COUNT; o++) {
        const enum option_id option = question->options[o];
        char type[64];
        option_schema(option, type);
        write_parameter(out, option_name(option), "query", false, option_about(option, LANGUAGE_EN),
                        type);
    }
    for (const struct route_query *query = route->query; query != NULL && query->name != NULL;
         query++) {
        write_parameter(out, query->name, "query", false, query->about[LANGUAGE_EN],
                        strcmp(query->form, "yes") == 0 ? "=yes,no" : "string");
    }
    if (question != NULL && route->method == HTTP_GET) {
        write_paging(out, question);
        write_parameter(out, "If-None-Match", "header", false, "an ETag: 304 when it is the same",
                        "string");
    }
    if (route->body == &operation_body || route->body == &plan_body ||
        strcmp(route->id, "tables_put") == 0) { /* the other POSTs change nothing */
        write_parameter(out, "Idempotency-Key", "header", false,
                        "the caller's own key: the same key never does anything twice", "string");
    }
    if (route->body == &operation_body) {
        write_parameter(out, "If-Match", "header", false,
                        "the ETag that the person, list or post it is about was fetched with: 412 "
                        "when it is another now, 400 when it is about something else",
                        "string");
    }
    if (route->method != HTTP_GET && route->access != ACCESS_ANYBODY) {
        write_parameter(out, "X-CSRF-Token", "header", false,
                        "csrf of /api/v1/me; needed with a session's cookie", "string");
    }
}

/* -- paths ------------------------------------------------------------------------------------- */

static void
write_content(struct json *json, const char *type, const char *schema)
{
    json_open(json, type, '{');
    if (schema != NULL) {
        write_reference(json, "schema", schema, strlen(schema));
    }
    json_close(json, '}');
}

static void
write_body(struct text *out, const struct route *route)
{
    const bool parts = strcmp(route->id, "tables_put") == 0;
    if (route->body == NULL && !parts) {
        return;
    }
    struct json json = begin_line(out, 3, "requestBody");
    json_open(&json, NULL, '{');
    json_bool(&json, "required", true);
    json_open(&json, "content", '{');
    if (parts) {
        write_content(&json, "multipart/form-data", "table_parts");
    } else {
        write_content(&json, "application/json", route->body->name);
    }
    json_close(&json, '}');
    json_close(&json, '}');
    end_line(out);
}

static bool
is_json_schema(const char *name)
{
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        if (strcmp(properties[i].schema, name) == 0) {
            return true;
        }
    }
    return false;
}

static void
write_responses(struct text *out, const struct route *route)
{
    char status[8], type[96];
    snprintf(status, sizeof status, "\"%d\"", route->status);
    open_map(out, 3, "responses");
    struct json json = begin_line(out, 4, status);
    json_open(&json, NULL, '{');
    json_text(&json, "description",
              route->status == 302   ? "go to Location"
              : route->status == 204 ? "done"
                                     : "the answer");
    if (route->content_type != NULL) {
        snprintf(type, sizeof type, "%.*s", (int)strcspn(route->content_type, ";"),
                 route->content_type);
        json_open(&json, "content", '{');
        write_content(&json, type, is_json_schema(route->reply) ? route->reply : NULL);
        if (route_is_document(route)) {
            write_content(&json, "text/csv", NULL);
            write_content(
                &json, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", NULL);
        }
        json_close(&json, '}');
    }
    json_close(&json, '}');
    end_line(out);
    json = begin_line(out, 4, "default");
    json_open(&json, NULL, '{');
    json_text(&json, "description", "a problem (RFC 9457)");
    json_open(&json, "content", '{');
    write_content(&json, "application/problem+json", "problem");
    json_close(&json, '}');
    json_close(&json, '}');
    end_line(out);
}

static void
write_roles(struct text *out, const struct route *route)
{
    static const char *const accesses[] = {
        [ACCESS_ANYBODY] = "anybody",
        [ACCESS_ROLE] = "role",
        [ACCESS_OWN_LIST] = "own_list",
        [ACCESS_OWN_PERSON] = "own_person",
    };
    struct json json = begin_line(out, 3, "x-roles");
    json_open(&json, NULL, '[');
    for (int role = 0; role < ROLE_COUNT; role++) {
        if (route->access == ACCESS_ANYBODY || role_may((enum role)role, route->roles)) {
            json_text(&json, NULL, role_word((enum role)role));
        }
    }
    json_close(&json, ']');
    end_line(out);
    add_text(out, 3, "x-access", accesses[route->access]);
}

/* The path as OpenAPI has it: "{table…}" as "{table}". */
static void
path_of(const struct route *route, char out[128])
{
    const char *rest = strstr(route->path, "…}");
    snprintf(out, 128, "%.*s%s",
             rest == NULL ? (int)strlen(route->path) : (int)(rest - route->path), route->path,
             rest == NULL ? "" : "}");
}

static void
write_paths(struct text *out)
{
    open_map(out, 0, "paths");
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        char path[128];
        bool first = true;
        for (size_t j = 0; j < i; j++) {
            first = first && strcmp(routes[j].path, routes[i].path) != 0;
        }
        path_of(&routes[i], path);
        if (first) {
            open_map(out, 1, path);
        }
        for (size_t j = i; first && j < ROUTE_COUNT; j++) {
            const struct route *route = &routes[j];
            char method[8] = "";
            if (strcmp(route->path, routes[i].path) != 0) {
                continue;
            }
            const char *name = http_method_name(route->method);
            for (size_t c = 0; name[c] != '\0' && c + 1 < sizeof method; c++) {
                method[c] = (char)tolower((unsigned char)name[c]);
                method[c + 1] = '\0';
            }
            open_map(out, 2, method);
            add_text(out, 3, "operationId", route->id);
            add_text(out, 3, "summary", route_about(route, LANGUAGE_EN));
            write_roles(out, route);
            write_parameters(out, route);
            write_body(out, route);
            write_responses(out, route);
        }
    }
}

/* -- schemas ----------------------------------------------------------------------------------- */

static bool
is_optional(size_t property)
{
    const char *name = properties[property].name;
    return name[strlen(name) - 1] == '?';
}

/* The schema whose first property that is. Returns the property after its last. */
static size_t
write_schema(struct text *out, size_t first)
{
    size_t end = first;
    while (end < PROPERTY_COUNT && strcmp(properties[end].schema, properties[first].schema) == 0) {
        end++;
    }
    open_map(out, 2, properties[first].schema);
    add_text(out, 3, "type", "object");
    struct json json = begin_line(out, 3, "required");
    json_open(&json, NULL, '[');
    for (size_t p = first; p < end; p++) {
        if (!is_optional(p)) {
            json_text(&json, NULL, properties[p].name);
        }
    }
    json_close(&json, ']');
    end_line(out);
    open_map(out, 3, "properties");
    for (size_t p = first; p < end; p++) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(properties[p].name, "?"),
                 properties[p].name);
        json = begin_line(out, 4, name);
        write_type(&json, NULL, properties[p].type, strlen(properties[p].type));
        end_line(out);
    }
    return end;
}

static void
write_body_field(struct json *json, const struct body_field *field)
{
    static const char *const types[] = {
        [BODY_TEXT] = "string", [BODY_NUMBER] = "number",  [BODY_WHOLE] = "integer",
        [BODY_DATE] = "string", [BODY_YES_NO] = "boolean", [BODY_ROWS] = "array",
        [BODY_MAP] = "object",
    };
    json_open(json, NULL, '{');
    json_text(json, "type", types[field->type]);
    json_text(json, "description", field->about[LANGUAGE_EN]);
    if (field->type == BODY_DATE) {
        json_text(json, "format", "date");
    }
    if (field->type == BODY_TEXT) {
        json_number(json, "minLength", field->min > 0 ? 1 : 0);
        json_number(json, "maxLength", field->max);
    }
    if (field->type == BODY_NUMBER || field->type == BODY_WHOLE) {
        json_number(json, "minimum", field->min);
        json_number(json, "maximum", field->max);
    }
    if (field->type == BODY_ROWS) {
        json_number(json, "maxItems", field->max);
        write_reference(json, "items", field->rows->name, strlen(field->rows->name));
    }
    if (field->type == BODY_MAP) {
        json_open(json, "anyOf", '[');
        for (int k = 0; k < OPERATION_COUNT; k++) {
            char name[64];
            snprintf(name, sizeof name, "arguments_%s", operation_id((enum operation_kind)k));
            write_reference(json, NULL, name, strlen(name));
        }
        json_close(json, ']');
    }
    json_close(json, '}');
}

static void
write_body_schema(struct text *out, const struct body_schema *schema)
{
    open_map(out, 2, schema->name);
    add_text(out, 3, "type", "object");
    struct json json = begin_line(out, 3, "additionalProperties");
    json_bool(&json, NULL, false);
    end_line(out);
    json = begin_line(out, 3, "required");
    json_open(&json, NULL, '[');
    for (size_t f = 0; f < schema->count; f++) {
        if (schema->fields[f].required) {
            json_text(&json, NULL, schema->fields[f].name);
        }
    }
    json_close(&json, ']');
    end_line(out);
    open_map(out, 3, "properties");
    for (size_t f = 0; f < schema->count; f++) {
        json = begin_line(out, 4, schema->fields[f].name);
        write_body_field(&json, &schema->fields[f]);
        end_line(out);
    }
}

static void
write_argument(struct json *json, enum argument argument)
{
    const enum argument_type type = argument_type(argument);
    json_open(json, NULL, '{');
    json_text(json, "type",
              type == ARGUMENT_WHOLE ? "integer"
              : type == ARGUMENT_YES ? "boolean"
                                     : "string");
    json_text(json, "description",
              option_about((enum option_id)(OPTION_argument_person + (int)argument), LANGUAGE_EN));
    if (type == ARGUMENT_DATE) {
        json_text(json, "format", "date");
    }
    if (type == ARGUMENT_WHOLE) {
        json_number(json, "minimum", argument_min(argument));
        json_number(json, "maximum", argument_max(argument));
    }
    if (type == ARGUMENT_CHOICE) {
        json_open(json, "enum", '[');
        for (const char *const *word = argument_words(argument); *word != NULL; word++) {
            json_text(json, NULL, *word);
        }
        json_close(json, ']');
    }
    json_close(json, '}');
}

/* What an operation is told, as a schema of its own. */
static void
write_operation(struct text *out, enum operation_kind kind)
{
    char name[64];
    snprintf(name, sizeof name, "arguments_%s", operation_id(kind));
    open_map(out, 2, name);
    add_text(out, 3, "type", "object");
    add_text(out, 3, "description", operation_about(kind, LANGUAGE_EN));
    struct json json = begin_line(out, 3, "additionalProperties");
    json_bool(&json, NULL, false);
    end_line(out);
    json = begin_line(out, 3, "required");
    json_open(&json, NULL, '[');
    for (int a = 0; a < ARGUMENT_COUNT; a++) {
        if (operation_needs(kind, (enum argument)a)) {
            json_text(&json, NULL, argument_id((enum argument)a));
        }
    }
    json_close(&json, ']');
    end_line(out);
    bool any = false;
    for (int a = 0; a < ARGUMENT_COUNT; a++) {
        any = any || operation_may_have(kind, (enum argument)a);
    }
    if (any) {
        open_map(out, 3, "properties");
    }
    for (int a = 0; a < ARGUMENT_COUNT; a++) {
        if (operation_may_have(kind, (enum argument)a)) {
            json = begin_line(out, 4, argument_id((enum argument)a));
            write_argument(&json, (enum argument)a);
            end_line(out);
        }
    }
}

/* Those that are no plain objects. */
static void
write_special_schemas(struct text *out)
{
    static const char value_type[] = "=text,number,share,difference,share_difference,date,word,"
                                     "yes_no,identifier";
    struct json json = begin_line(out, 2, "value_type");
    write_type(&json, NULL, value_type, strlen(value_type));
    end_line(out);
    open_map(out, 2, "document_value");
    json = begin_line(out, 3, "oneOf");
    json_open(&json, NULL, '[');
    for (size_t i = 0; i < 4; i++) {
        static const char *const types[] = {"string", "number", "boolean", "null"};
        json_open(&json, NULL, '{');
        json_text(&json, "type", types[i]);
        json_close(&json, '}');
    }
    write_reference(&json, NULL, "word", strlen("word"));
    json_close(&json, ']');
    end_line(out);
    open_map(out, 2, "table_parts");
    add_text(out, 3, "type", "object");
    open_map(out, 3, "properties");
    for (int id = 0; id < TABLE_COUNT; id++) {
        json = begin_line(out, 4, table_path(&municipality_schemas[id]));
        json_open(&json, NULL, '{');
        json_text(&json, "type", "string");
        json_text(&json, "contentMediaType", "text/csv");
        json_text(&json, "description", municipality_schemas[id].about);
        json_close(&json, '}');
        end_line(out);
    }
    open_map(out, 2, "problem_type");
    add_text(out, 3, "type", "string");
    json = begin_line(out, 3, "enum");
    json_open(&json, NULL, '[');
    json_text(&json, NULL, PROBLEM_TYPE "refused");
    for (int code = 1; code < ERROR_COUNT; code++) {
        char name[PROBLEM_NAME_MAX], type[sizeof PROBLEM_TYPE + PROBLEM_NAME_MAX];
        problem_name((enum error_code)code, name);
        snprintf(type, sizeof type, "%s%s", PROBLEM_TYPE, name);
        json_text(&json, NULL, type);
    }
    json_close(&json, ']');
    end_line(out);
}

static void
write_rows_schemas(struct text *out, const struct body_schema *schema)
{
    for (size_t f = 0; f < schema->count; f++) {
        bool before = false;
        for (size_t g = 0; g < f; g++) {
            before = before || schema->fields[g].rows == schema->fields[f].rows;
        }
        if (schema->fields[f].rows != NULL && !before) {
            write_body_schema(out, schema->fields[f].rows);
        }
    }
}

void
openapi_write(struct text *out)
{
    text_add(out, preface);
    add_text(out, 0, "openapi", "3.1.0");
    open_map(out, 0, "info");
    add_text(out, 1, "title", "Dekning");
    add_text(out, 1, "version", "1");
    add_text(out, 1, "description",
             "The regular-GP scheme of a municipality: what it is like, what it will be like, and "
             "what is done in it. Answers are documents with words in the language asked for; what "
             "is wrong is a problem document.");
    open_map(out, 1, "license");
    add_text(out, 2, "name", "EUPL-1.2");
    add_text(out, 2, "identifier", "EUPL-1.2");
    write_paths(out);
    open_map(out, 0, "components");
    open_map(out, 1, "schemas");
    for (size_t p = 0; p < PROPERTY_COUNT;) {
        p = write_schema(out, p);
    }
    write_special_schemas(out);
    for (size_t b = 0; b < BODY_COUNT; b++) {
        write_body_schema(out, bodies[b]);
        write_rows_schemas(out, bodies[b]);
    }
    for (int k = 0; k < OPERATION_COUNT; k++) {
        write_operation(out, (enum operation_kind)k);
    }
}

/* -- roles ------------------------------------------------------------------------------------- */

static const char roles_preface[] =
    "# Who may what\n"
    "\n"
    "Written by `dekning openapi --roles` from `src/server/route.def` and "
    "`src/server/api_operation.c`; a test keeps them equal, and\n"
    "another asks every route as every role.\n"
    "\n"
    "**all**: all of it. **own**: a GP the lists where they are GP or locum now; a resident "
    "themself and the children they answer for.\n"
    "Who has not logged in is a visitor, and is as the role the setting `visitor` says: nobody, a "
    "reader or (on loopback alone) a\n"
    "planner, who then may do what has a ° too. A route that changes something needs the session's "
    "CSRF token.\n"
    "\n";

static const char *
cell_of(const struct route *route, enum role role)
{
    const bool own = (route->access == ACCESS_OWN_LIST && role_needs_doctor(role)) ||
                     (route->access == ACCESS_OWN_PERSON && role_needs_person(role));
    if (route->access == ACCESS_ANYBODY) {
        return "all";
    }
    return !role_may(role, route->roles) ? "–" : own ? "own" : "all";
}

static void
write_head(struct text *out, const char *first)
{
    text_format(out, "| %s |", first);
    for (int role = 0; role < ROLE_COUNT; role++) {
        text_format(out, " %s |", role_name((enum role)role, LANGUAGE_EN));
    }
    text_add(out, "\n|---|");
    text_repeat(out, "---|", ROLE_COUNT);
    text_add_char(out, '\n');
}

void
openapi_write_roles(struct text *out)
{
    text_add(out, roles_preface);
    text_add(out, "## Routes\n\n");
    write_head(out, "route");
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        char path[128];
        path_of(&routes[i], path);
        text_format(out, "| `%s %s`%s |", http_method_name(routes[i].method), path,
                    routes[i].visitors ? " °" : "");
        for (int role = 0; role < ROLE_COUNT; role++) {
            text_format(out, " %s |", cell_of(&routes[i], (enum role)role));
        }
        text_add_char(out, '\n');
    }
    text_add(out, "\n## Operations\n\nA resident's and a GP's are of their own persons and lists "
                  "alone.\n\n");
    write_head(out, "operation");
    for (int k = 0; k < OPERATION_COUNT; k++) {
        text_format(out, "| `%s` |", operation_id((enum operation_kind)k));
        for (int role = 0; role < ROLE_COUNT; role++) {
            const enum role r = (enum role)role;
            const bool may = operation_role_may(r, (enum operation_kind)k);
            const bool own = role_needs_doctor(r) || role_needs_person(r);
            text_format(out, " %s |", !may ? "–" : own ? "own" : "all");
        }
        text_add_char(out, '\n');
    }
}
