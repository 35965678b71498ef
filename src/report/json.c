/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/json.h"

#include "base/number.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Whether any of eight bytes must be escaped: below 0x20, '"' or '\\'. A byte of 0 taken one from
 * borrows of its highest bit, which is how a word tells that it has one. */
static bool
has_special(uint64_t word)
{
    const uint64_t ones = UINT64_MAX / 0xFF, quotes = word ^ (ones * '"'),
                   slashes = word ^ (ones * '\\');
    return ((((word - ones * 0x20) & ~word) | ((quotes - ones) & ~quotes) |
             ((slashes - ones) & ~slashes)) &
            (ones * 0x80)) != 0;
}

static bool
is_special(char c)
{
    return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

static bool
is_plain(const char *value, size_t length)
{
    uint64_t word;
    if (length < sizeof word) {
        size_t i = 0;
        while (i < length && !is_special(value[i])) {
            i++;
        }
        return i == length;
    }
    for (size_t i = 0; i < length; i += sizeof word) {
        /* the last one ends with the text */
        memcpy(&word, value + (length - i < sizeof word ? length - sizeof word : i), sizeof word);
        if (has_special(word)) {
            return false;
        }
    }
    return true;
}

static char *
put(char *at, const char *bytes, size_t length)
{
    memcpy(at, bytes, length);
    return at + length;
}

static void
add_quoted(struct text *out, const char *value)
{
    text_add_char(out, '"');
    while (*value != '\0') {
        size_t plain = 0;
        while (!is_special(value[plain])) { /* NUL is */
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
add_escaped(struct json *json, const char *key, const char *value, size_t length, bool quoted)
{
    if (json->needs_comma) {
        text_add_char(json->out, ',');
    }
    json->needs_comma = true;
    if (key != NULL) {
        add_quoted(json->out, key);
        text_add_char(json->out, ':');
    }
    if (quoted) {
        add_quoted(json->out, value);
    } else {
        text_add_bytes(json->out, value, length);
    }
}

/* Adds a member, or an element where `key` is NULL: all of it at once where nothing must be
 * escaped, which is nearly always. `value` is a text where it is `quoted`, else as it stands in
 * JSON. */
static void
add_member(struct json *json, const char *key, const char *value, size_t length, bool quoted)
{
    const size_t comma = json->needs_comma ? 1 : 0, keyed = key == NULL ? 0 : strlen(key),
                 marks = (key == NULL ? 0U : 3U) + (quoted ? 2U : 0U);
    if (!is_plain(key == NULL ? "" : key, keyed) || (quoted && !is_plain(value, length))) {
        add_escaped(json, key, value, length, quoted);
        return;
    }
    json->needs_comma = true;
    char *at = text_extend(json->out, comma + keyed + marks + length);
    if (at == NULL) {
        return;
    }
    at = put(at, ",", comma);
    if (key != NULL) {
        *at++ = '"';
        at = put(at, key, keyed);
        *at++ = '"';
        *at++ = ':';
    }
    if (quoted) {
        *at++ = '"';
    }
    at = put(at, value, length);
    if (quoted) {
        *at = '"';
    }
}

void
json_open(struct json *json, const char *key, char bracket)
{
    add_member(json, key, &bracket, 1, false);
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
    add_member(json, key, value, strlen(value), true);
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
    add_member(json, key, number, strlen(number), false);
}

void
json_bool(struct json *json, const char *key, bool value)
{
    add_member(json, key, value ? "true" : "false", value ? 4 : 5, false);
}

void
json_none(struct json *json, const char *key)
{
    add_member(json, key, "null", 4, false);
}

void
json_key(struct json *json, const char *key)
{
    add_member(json, key, "", 0, false);
}
