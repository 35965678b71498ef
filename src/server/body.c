/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/body.h"

#include "base/number.h"

#include <assert.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Whole numbers that a double, and a browser, holds exactly. */
static const double whole_max = 9007199254740992;

static bool
fail(enum error_code code, const char *field, const char *found, const char *expected,
     struct error *error)
{
    error_set(error, code, found, expected);
    error_place(error, NULL, 0, 0, field);
    return false;
}

static const char *
keep(struct arena *arena, const json_t *text)
{
    return arena_copy(arena, json_string_value(text), json_string_length(text));
}

/* What stands there, for an error: a text or number itself, else its kind. */
static bool
wrong(const struct body_field *field, const json_t *json, const char *expected, struct error *error)
{
    char number[NUMBER_TEXT_SIZE];
    const char *found = json_is_object(json)  ? "{}"
                        : json_is_array(json) ? "[]"
                        : json_is_true(json)  ? "true"
                        : json_is_false(json) ? "false"
                                              : "";
    if (json_is_string(json)) {
        found = json_string_value(json);
    } else if (json_is_number(json)) {
        number_write(json_number_value(json), number);
        found = number;
    }
    return fail(ERROR_BODY_VALUE, field->name, found, expected, error);
}

static bool
read_number(const struct body_field *field, const json_t *json, struct body_value *out,
            struct error *error)
{
    char expected[80];
    const double number = json_number_value(json);
    const bool whole = field->type == BODY_WHOLE;
    const bool fine = json_is_number(json) && number >= field->min && number <= field->max &&
                      (!whole || (trunc(number) <= number && trunc(number) >= number));
    if (!fine) {
        char min[NUMBER_TEXT_SIZE], max[NUMBER_TEXT_SIZE];
        number_write(fmax(field->min, -whole_max), min);
        number_write(fmin(field->max, whole_max), max);
        snprintf(expected, sizeof expected, "%s–%s", min, max);
        return wrong(field, json, expected, error);
    }
    out->number = number;
    return true;
}

static bool
read_text(const struct body_field *field, const json_t *json, struct arena *arena,
          struct body_value *out, struct error *error)
{
    char expected[64];
    const double length = json_is_string(json) ? (double)json_string_length(json) : 0;
    if (!json_is_string(json) || length < field->min || length > field->max) {
        snprintf(expected, sizeof expected, "\"…\" (%.0f–%.0f B)", field->min, field->max);
        /* Passwords are texts too, also those that are sent as a number. */
        return json_is_string(json) || json_is_number(json)
                   ? fail(ERROR_BODY_VALUE, field->name, "…", expected, error)
                   : wrong(field, json, expected, error);
    }
    out->text = keep(arena, json);
    return out->text != NULL || error_memory(error);
}

static bool
read_date(const struct body_field *field, const json_t *json, struct body_value *out,
          struct error *error)
{
    if (json_is_string(json) &&
        date_parse(json_string_value(json), json_string_length(json), &out->date)) {
        return true;
    }
    if (!json_is_string(json)) {
        return wrong(field, json, "\"YYYY-MM-DD\"", error);
    }
    return fail(ERROR_NOT_DATE, field->name, json_string_value(json), NULL, error);
}

/* A map's value as the text that a form would have sent; NULL for false. */
static bool
pair_text(struct arena *arena, const json_t *json, const char **out)
{
    char number[NUMBER_TEXT_SIZE];
    *out = NULL;
    if (json_is_string(json)) {
        *out = keep(arena, json);
        return *out != NULL;
    }
    if (json_is_true(json)) {
        *out = "yes";
        return true;
    }
    if (json_is_integer(json)) {
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(json));
    } else if (json_is_real(json)) {
        number_write(json_real_value(json), number);
    } else {
        return true;
    }
    *out = arena_copy(arena, number, strlen(number));
    return *out != NULL;
}

static bool
read_map(const struct body_field *field, json_t *json, struct arena *arena, struct body_value *out,
         struct error *error)
{
    if (!json_is_object(json) || json_object_size(json) > BODY_MAP_MAX) {
        return wrong(field, json, "{…}", error);
    }
    struct body_pair *pairs = arena_array(arena, json_object_size(json) + 1, sizeof *pairs);
    const char *key;
    json_t *value;
    if (pairs == NULL) {
        return error_memory(error);
    }
    json_object_foreach(json, key, value)
    {
        struct body_pair *pair = &pairs[out->count];
        if (json_is_object(value) || json_is_array(value)) {
            return fail(ERROR_BODY_VALUE, key, json_is_object(value) ? "{}" : "[]",
                        "\"…\", 1, true", error);
        }
        pair->name = arena_copy(arena, key, strlen(key));
        if (pair->name == NULL || !pair_text(arena, value, &pair->text)) {
            return error_memory(error);
        }
        out->count += pair->text != NULL;
    }
    out->pairs = pairs;
    return true;
}

static bool read_object(const struct body_schema *schema, json_t *json, struct arena *arena,
                        struct body_value *values, struct error *error);

/* Rows are no deeper than one level: a schema of rows has none of its own. */
static bool
read_rows(const struct body_field *field, json_t *json, struct arena *arena, struct body_value *out,
          struct error *error)
{
    char expected[48];
    const size_t count = json_is_array(json) ? json_array_size(json) : 0;
    if (!json_is_array(json) || (double)count > field->max) {
        snprintf(expected, sizeof expected, "[…] (0–%.0f)", field->max);
        return wrong(field, json, expected, error);
    }
    struct body_value *rows = arena_array(arena, count + 1, field->rows->count * sizeof *rows);
    if (rows == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        if (!read_object(field->rows, json_array_get(json, i), arena, &rows[i * field->rows->count],
                         error)) {
            return false;
        }
    }
    out->rows = rows;
    out->count = count;
    return true;
}

static bool
read_value(const struct body_field *field, json_t *json, struct arena *arena,
           struct body_value *out, struct error *error)
{
    out->given = true;
    switch (field->type) {
    case BODY_TEXT:
        return read_text(field, json, arena, out, error);
    case BODY_NUMBER:
    case BODY_WHOLE:
        return read_number(field, json, out, error);
    case BODY_DATE:
        return read_date(field, json, out, error);
    case BODY_YES_NO:
        out->number = json_is_true(json) ? 1 : 0;
        return json_is_boolean(json) || wrong(field, json, "true, false", error);
    case BODY_ROWS:
        return read_rows(field, json, arena, out, error);
    case BODY_MAP:
        return read_map(field, json, arena, out, error);
    }
    return false;
}

static bool
read_object(const struct body_schema *schema, json_t *json, struct arena *arena,
            struct body_value *values, struct error *error)
{
    const char *key;
    json_t *value;
    assert(schema->count <= BODY_FIELDS_MAX);
    memset(values, 0, schema->count * sizeof *values);
    if (!json_is_object(json)) {
        return fail(ERROR_BODY_VALUE, schema->name, "", "{…}", error);
    }
    json_object_foreach(json, key, value)
    {
        size_t f = 0;
        while (f < schema->count && strcmp(schema->fields[f].name, key) != 0) {
            f++;
        }
        if (f == schema->count) {
            return fail(ERROR_BODY_UNKNOWN, NULL, key, NULL, error);
        }
        values[f].date = DATE_NONE;
        if (!json_is_null(value) &&
            !read_value(&schema->fields[f], value, arena, &values[f], error)) {
            return false;
        }
    }
    for (size_t f = 0; f < schema->count; f++) {
        if (schema->fields[f].required && !values[f].given) {
            return fail(ERROR_BODY_MISSING, NULL, NULL, schema->fields[f].name, error);
        }
        if (!values[f].given) {
            values[f].date = DATE_NONE;
        }
    }
    return true;
}

static bool
is_json(const struct http_request *request)
{
    static const char type[] = "application/json";
    const char *given = http_header(request, "Content-Type");
    if (given == NULL || strncasecmp(given, type, sizeof type - 1) != 0) {
        return false;
    }
    given += sizeof type - 1;
    given += strspn(given, " \t");
    return *given == '\0' || *given == ';';
}

bool
body_read(const struct http_request *request, const struct body_schema *schema,
          struct body_value *values, struct error *error)
{
    json_error_t where;
    if (!is_json(request)) {
        return fail(ERROR_HTTP_MEDIA, NULL, NULL, "application/json", error);
    }
    json_t *json = json_loadb(request->body, request->length, JSON_REJECT_DUPLICATES, &where);
    if (json == NULL) {
        error_set(error, ERROR_BODY_FORM, NULL, NULL);
        error_place(error, NULL, where.line > 0 ? where.line : 0,
                    where.column > 0 ? where.column : 0, NULL);
        return false;
    }
    const bool fine = read_object(schema, json, request->arena, values, error);
    json_decref(json);
    return fine;
}
