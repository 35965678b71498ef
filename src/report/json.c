/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/json.h"

#include "base/number.h"

#include <math.h>

static void
add_quoted(struct text *out, const char *value)
{
    text_add_char(out, '"');
    while (*value != '\0') {
        size_t plain = 0;
        while ((unsigned char)value[plain] >= 0x20 && value[plain] != '"' && value[plain] != '\\') {
            plain++;
        }
        text_add_bytes(out, value, plain);
        value += plain;
        if (*value == '"' || *value == '\\') {
            text_add_char(out, '\\');
            text_add_char(out, *value++);
        } else if (*value != '\0') {
            text_format(out, "\\u%04x", (unsigned)(unsigned char)*value++);
        }
    }
    text_add_char(out, '"');
}

static void
begin(struct json *json, const char *key)
{
    if (json->needs_comma) {
        text_add_char(json->out, ',');
    }
    json->needs_comma = true;
    if (key != NULL) {
        add_quoted(json->out, key);
        text_add_char(json->out, ':');
    }
}

void
json_open(struct json *json, const char *key, char bracket)
{
    begin(json, key);
    text_add_char(json->out, bracket);
    json->needs_comma = false;
}

void
json_close(struct json *json, char bracket)
{
    text_add_char(json->out, bracket);
    json->needs_comma = true;
}

void
json_text(struct json *json, const char *key, const char *value)
{
    begin(json, key);
    add_quoted(json->out, value);
}

void
json_number(struct json *json, const char *key, double value)
{
    if (!isfinite(value)) {
        json_none(json, key);
        return;
    }
    char number[NUMBER_TEXT_SIZE];
    number_write(value, number);
    begin(json, key);
    text_add(json->out, number);
}

void
json_bool(struct json *json, const char *key, bool value)
{
    begin(json, key);
    text_add(json->out, value ? "true" : "false");
}

void
json_none(struct json *json, const char *key)
{
    begin(json, key);
    text_add(json->out, "null");
}

void
json_key(struct json *json, const char *key)
{
    begin(json, key);
}
