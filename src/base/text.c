/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
text_init(struct text *text, size_t limit)
{
    *text = (struct text){.limit = limit};
}

void
text_free(struct text *text)
{
    free(text->bytes);
    text_init(text, text->limit);
}

static bool
grow(struct text *text, size_t more)
{
    if (text->failed || more >= text->limit - text->length) {
        text->failed = true;
        return false;
    }
    const size_t needed = text->length + more + 1;
    size_t capacity = text->capacity > 0 ? text->capacity : text->limit < 256 ? text->limit : 256;
    while (capacity < needed) {
        capacity = capacity > text->limit / 2 ? text->limit : capacity * 2;
    }
    char *bytes = realloc(text->bytes, capacity);
    if (bytes == NULL) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->capacity = capacity;
    return true;
}

/* Room for `more` bytes and the NUL. */
static inline bool
reserve(struct text *text, size_t more)
{
    return (!text->failed && more < text->capacity - text->length) || grow(text, more);
}

char *
text_extend(struct text *text, size_t length)
{
    if (!reserve(text, length)) {
        return NULL;
    }
    char *added = text->bytes + text->length;
    text->length += length;
    added[length] = '\0';
    return added;
}

void
text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    char *added = text_extend(text, length);
    if (added != NULL && length > 0) {
        memcpy(added, bytes, length);
    }
}

void
text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void
text_repeat(struct text *text, const char *string, int count)
{
    for (int i = 0; i < count; i++) {
        text_add(text, string);
    }
}

void
text_format(struct text *text, const char *format, ...)
{
    char room[256]; /* of nearly all */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(room, sizeof room, format, args);
    va_end(args);
    if (length < 0) {
        text->failed = true;
    } else if ((size_t)length < sizeof room) {
        text_add_bytes(text, room, (size_t)length);
    } else if (reserve(text, (size_t)length)) {
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

const char *
text_string(const struct text *text)
{
    return text->bytes == NULL ? "" : text->bytes;
}

size_t
text_utf8_length(const unsigned char *p, const unsigned char *end)
{
    size_t length = p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;
    if (length == 0 || (size_t)(end - p) < length) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
    bool surrogate = p[0] == 0xED && p[1] > 0x9F;
    bool beyond = p[0] == 0xF4 && p[1] > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

int
text_width(const char *utf8)
{
    int width = 0;
    for (; *utf8 != '\0'; utf8++) {
        width += ((unsigned char)*utf8 & 0xC0) != 0x80;
    }
    return width;
}

int
text_distance(const char *a, const char *b)
{
    enum { LONGEST = 63 };
    size_t rows = strlen(a), columns = strlen(b);
    if (rows > LONGEST || columns > LONGEST) {
        return LONGEST;
    }
    int rows_of[3][LONGEST + 1]; /* the row being filled and the two before it */
    for (size_t i = 0; i <= rows; i++) {
        int *row = rows_of[i % 3], *above = rows_of[(i + 2) % 3], *two_above = rows_of[(i + 1) % 3];
        row[0] = (int)i;
        for (size_t j = 1; j <= columns; j++) {
            if (i == 0) {
                row[j] = (int)j;
                continue;
            }
            int best = above[j - 1] + (a[i - 1] != b[j - 1]);
            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                best = two_above[j - 2] + 1 < best ? two_above[j - 2] + 1 : best;
            }
            row[j] = best;
        }
    }
    return rows_of[rows % 3][columns];
}

bool
text_resembles(const char *wrong, const char *right)
{
    size_t shorter = strlen(wrong) < strlen(right) ? strlen(wrong) : strlen(right);
    /* One letter for another is no mistake but another word: "D" is not meant as "A". */
    int allowed = shorter < 2 ? 0 : shorter < 4 ? 1 : shorter < 8 ? 2 : 3;
    return text_distance(wrong, right) <= allowed;
}

const char *
text_nearer(const char *wrong, const char *name, const char *nearest)
{
    bool closer = nearest == NULL || text_distance(wrong, name) < text_distance(wrong, nearest);
    return text_resembles(wrong, name) && closer ? name : nearest;
}
