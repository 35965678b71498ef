/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/csv.h"

#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

void
csv_open(struct csv_reader *reader, char *bytes, size_t length)
{
    reader->at = bytes;
    reader->end = bytes + length;
    reader->next_line = 1;
    reader->line = 0;
    reader->field_count = 0;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        reader->at += 3;
    }
    size_t commas = 0, semicolons = 0;
    bool quoted = false;
    const char *p = reader->at;
    while (p < reader->end && (*p == '\n' || *p == '\r')) {
        p++; /* blank lines may come first, and say nothing */
    }
    for (; p < reader->end && (quoted || *p != '\n'); p++) {
        quoted ^= *p == '"';
        commas += !quoted && *p == ',';
        semicolons += !quoted && *p == ';';
    }
    reader->delimiter = semicolons > commas ? ';' : ',';
}

static void
describe_bad_byte(struct error *error, const unsigned char *at)
{
    char shown[8];
    snprintf(shown, sizeof shown, "0x%02X", *at);
    enum error_code code = *at == 0     ? ERROR_CSV_NUL
                           : *at < 0x80 ? ERROR_CSV_CONTROL
                                        : ERROR_CSV_UTF8;
    error_set(error, code, shown, NULL);
}

static void
describe_limit(struct error *error, enum error_code code, int limit)
{
    char shown[16];
    snprintf(shown, sizeof shown, "%d", limit);
    error_set(error, code, NULL, shown);
}

/* Skips to the line after the wrong one, so that the rows behind it are still examined. */
static enum csv_result
skip_wrong(struct csv_reader *reader, char *from, struct error *error)
{
    error_place(error, NULL, reader->line, (int)reader->field_count + 1, NULL);
    char *line_end = memchr(from, '\n', (size_t)(reader->end - from));
    reader->at = line_end == NULL ? reader->end : line_end + 1;
    reader->next_line += line_end != NULL;
    return CSV_WRONG;
}

/* Whether the byte can stand in a field as it is: printing ASCII, and tab. */
static bool
is_plain(unsigned char c)
{
    return (c >= 0x20 && c < 0x7F) || c == '\t';
}

static bool
ends_field(const struct csv_reader *reader, const char *p)
{
    return p == reader->end || *p == reader->delimiter || *p == '\n' ||
           (*p == '\r' && p + 1 < reader->end && p[1] == '\n');
}

/* Reads the quoted field whose opening quote is at *at; moves *at past the closing one. The value
 * replaces the quoted text in place, which is never shorter. False, with *error, at the first thing
 * wrong. */
static bool
read_quoted(struct csv_reader *reader, char **at, struct csv_field *field, struct error *error)
{
    char *p = *at + 1, *value = p, *to = p;
    for (;;) {
        if (p == reader->end) {
            error_set(error, ERROR_CSV_QUOTE_OPEN, NULL, NULL);
            break;
        }
        if (*p == '"') {
            if (p + 1 < reader->end && p[1] == '"') {
                *to++ = '"';
                p += 2;
            } else {
                p++;
                if (!ends_field(reader, p)) {
                    error_set(error, ERROR_CSV_QUOTE_AFTER, NULL, NULL);
                    break;
                }
                *field = (struct csv_field){value, (size_t)(to - value)};
                *at = p;
                return true;
            }
        } else if (is_plain((unsigned char)*p) || *p == '\n' || *p == '\r') {
            reader->next_line += *p == '\n';
            *to++ = *p++;
        } else {
            size_t length =
                text_utf8_length((const unsigned char *)p, (const unsigned char *)reader->end);
            if (length == 0) {
                describe_bad_byte(error, (const unsigned char *)p);
                break;
            }
            memmove(to, p, length);
            to += length;
            p += length;
        }
        if (to - value > CSV_FIELD_BYTES_MAX) {
            describe_limit(error, ERROR_CSV_FIELD_LONG, CSV_FIELD_BYTES_MAX);
            break;
        }
    }
    *at = p;
    return false;
}

static bool
read_bare(struct csv_reader *reader, char **at, struct csv_field *field, struct error *error)
{
    char *p = *at;
    while (p < reader->end && *p != reader->delimiter && *p != '\n') {
        if (is_plain((unsigned char)*p)) {
            p++;
            continue;
        }
        size_t length =
            text_utf8_length((const unsigned char *)p, (const unsigned char *)reader->end);
        if (length == 0) {
            if (ends_field(reader, p)) {
                break;
            }
            describe_bad_byte(error, (const unsigned char *)p);
            *at = p;
            return false;
        }
        p += length;
    }
    *field = (struct csv_field){*at, (size_t)(p - *at)};
    *at = p;
    if (field->length > CSV_FIELD_BYTES_MAX) {
        describe_limit(error, ERROR_CSV_FIELD_LONG, CSV_FIELD_BYTES_MAX);
        return false;
    }
    return true;
}

enum csv_result
csv_next(struct csv_reader *reader, struct error *error)
{
    char *p = reader->at;
    while (p < reader->end && (*p == '\n' || (*p == '\r' && p + 1 < reader->end && p[1] == '\n'))) {
        reader->next_line += *p == '\n';
        p++;
    }
    reader->line = reader->next_line;
    reader->field_count = 0;
    if (p == reader->end) {
        reader->at = p;
        return CSV_END;
    }
    for (;;) {
        if (reader->field_count == CSV_FIELDS_MAX) {
            describe_limit(error, ERROR_CSV_FIELDS_MANY, CSV_FIELDS_MAX);
            return skip_wrong(reader, p, error);
        }
        struct csv_field *field = &reader->fields[reader->field_count];
        bool quoted = p < reader->end && *p == '"';
        if (!(quoted ? read_quoted : read_bare)(reader, &p, field, error)) {
            return skip_wrong(reader, p, error);
        }
        reader->field_count++;
        if (p == reader->end || *p != reader->delimiter) {
            break;
        }
        p++;
    }
    if (p < reader->end) {
        p += *p == '\r' ? 2 : 1;
        reader->next_line++;
    }
    reader->at = p;
    return CSV_ROW;
}

void
csv_write_field(struct text *out, const char *value)
{
    if (strpbrk(value, ",;\"\r\n") == NULL) {
        text_add(out, value);
        return;
    }
    text_add_char(out, '"');
    for (; *value != '\0'; value++) {
        if (*value == '"') {
            text_add_char(out, '"');
        }
        text_add_char(out, *value);
    }
    text_add_char(out, '"');
}
