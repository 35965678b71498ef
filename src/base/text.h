/* SPDX-License-Identifier: EUPL-1.2 */
/* Text: a growing, NUL-terminated run of UTF-8 bytes with a mandatory largest size. A write that
 * does not fit is dropped and remembered in `failed`, so that a writer checks once, at its end. */
#ifndef DEKNING_BASE_TEXT_H
#define DEKNING_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *bytes; /* NULL while empty */
    size_t length, capacity, limit;
    bool failed;
};

/* Makes an empty text of at most `limit` bytes. Freed with text_free. */
void text_init(struct text *text, size_t limit);
void text_free(struct text *text);

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t length);

/* Adds `length` bytes for the caller to write at the result; NULL when they do not fit. */
char *text_extend(struct text *text, size_t length);

static inline void
text_add_char(struct text *text, char c)
{
    if (text->failed || text->length + 1 >= text->capacity) {
        text_add_bytes(text, &c, 1);
        return;
    }
    text->bytes[text->length++] = c;
    text->bytes[text->length] = '\0';
}

/* Adds `count` times `string`; nothing where count is 0 or less. */
void text_repeat(struct text *text, const char *string, int count);

/* As printf. */
__attribute__((format(printf, 2, 3))) void text_format(struct text *text, const char *format, ...);

/* The content, "" while empty; valid until the next write. */
const char *text_string(const struct text *text);

/* Columns a terminal needs for a UTF-8 string of letters: its number of code points. */
int text_width(const char *utf8);

/* The length of the valid UTF-8 sequence of more than one byte at p, which ends by `end`; 0 when
 * there is none. Overlong forms, surrogates and values above U+10FFFF are not valid (Unicode 15,
 * table 3-7). */
size_t text_utf8_length(const unsigned char *p, const unsigned char *end);

/* The number of single edits (insert, delete, replace, swap two neighbours) between two short ASCII
 * words; words over 63 bytes count as wholly different. For suggestions: "did you mean". */
int text_distance(const char *a, const char *b);

/* Whether a hand-made mistake of `wrong` for `right` is likely enough to suggest the latter. */
bool text_resembles(const char *wrong, const char *right);

/* Of a name and the nearest so far (or NULL), the one that `wrong` is more likely meant as; NULL
 * when it resembles neither. */
const char *text_nearer(const char *wrong, const char *name, const char *nearest);

#endif
