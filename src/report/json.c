/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/json.h"

#include "base/number.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Bits where any of eight bytes must be escaped: below 0x20, '"' or '\\'. A byte less a greater one
 * borrows of its highest bit, which is how a word tells that it has one; '"' changes places with a
 * blank first, and so stands next to what is below that. */
static uint64_t
specials(uint64_t word)
{
    const uint64_t ones = UINT64_MAX / 0xFF, low = word ^ (ones * ('"' ^ ' ')),
                   slashes = word ^ (ones * '\\');
    return (((low - ones * (' ' + 1)) & ~low) | ((slashes - ones) & ~slashes)) & (ones * 0x80);
}

static bool
is_special(char c)
{
    return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

/* Copies bytes and looks at them in one go; false when any must be escaped. Of four or more the
 * last word ends with them, and so may have some of the one before. */
static bool
put_plain(char *at, const char *bytes, size_t length)
{
    uint64_t word, special = 0;
    uint32_t first, last;
    if (length >= sizeof word) {
        const size_t rest = length - sizeof word;
        for (size_t i = 0; i < rest; i += sizeof word) {
            memcpy(&word, bytes + i, sizeof word);
            memcpy(at + i, &word, sizeof word);
            special |= specials(word);
        }
        memcpy(&word, bytes + rest, sizeof word);
        memcpy(at + rest, &word, sizeof word);
        return (special | specials(word)) == 0;
    }
    if (length >= sizeof first) {
        const size_t rest = length - sizeof last;
        memcpy(&first, bytes, sizeof first);
        memcpy(&last, bytes + rest, sizeof last);
        memcpy(at, &first, sizeof first);
        memcpy(at + rest, &last, sizeof last);
        return specials((uint64_t)first << 32 | last) == 0;
    }
    for (size_t i = 0; i < length; i++) {
        special |= is_special(bytes[i]);
        at[i] = bytes[i];
    }
    return special == 0;
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
add_member(struct json *json, const char *key, size_t keyed, const char *value, size_t length,
           bool quoted)
{
    const size_t comma = json->needs_comma ? 1 : 0,
                 marks = (key == NULL ? 0U : 3U) + (quoted ? 2U : 0U), before = json->out->length;
    char *at = text_extend(json->out, comma + keyed + marks + length);
    bool plain = true;
    if (at == NULL) {
        return;
    }
    if (json->needs_comma) {
        *at++ = ',';
    }
    if (key != NULL) {
        *at++ = '"';
        plain = put_plain(at, key, keyed);
        at += keyed;
        *at++ = '"';
        *at++ = ':';
    }
    if (quoted) {
        *at++ = '"';
        plain &= put_plain(at, value, length);
        at[length] = '"';
    } else {
        memcpy(at, value, length);
    }
    if (plain) {
        json->needs_comma = true;
        return;
    }
    json->out->length = before;
    add_escaped(json, key, value, length, quoted);
}

static void
add_bare(struct json *json, const char *key, const char *value, size_t length)
{
    add_member(json, key, key == NULL ? 0 : strlen(key), value, length, false);
}

void
json_open(struct json *json, const char *key, char bracket)
{
    add_bare(json, key, &bracket, 1);
    json->needs_comma = false;
}

void
json_close(struct json *json, char bracket)
{
    text_add_char(json->out, bracket);
    json->needs_comma = true;
}

void
json_text_of(struct json *json, const char *key, size_t keyed, const char *value)
{
    add_member(json, key, keyed, value, strlen(value), true);
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
    add_bare(json, key, number, strlen(number));
}

void
json_bool(struct json *json, const char *key, bool value)
{
    add_bare(json, key, value ? "true" : "false", value ? 4 : 5);
}

void
json_none(struct json *json, const char *key)
{
    add_bare(json, key, "null", 4);
}

void
json_key(struct json *json, const char *key)
{
    add_bare(json, key, "", 0);
}
