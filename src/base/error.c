/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/error.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct {
    enum error_class class;
    const char *message[LANGUAGE_COUNT];
} declarations[] = {
#define ERROR(code, class, nb, nn, en) {ERROR_CLASS_##class, {nb, nn, en}},
#include "base/error.def"
#undef ERROR
};

static size_t
digits_at(const char *bytes, size_t length, size_t at)
{
    size_t count = 0;
    while (at + count < length && bytes[at + count] >= '0' && bytes[at + count] <= '9') {
        count++;
    }
    return count;
}

/* The length of what may be somebody's identity number, if one begins at `at`: eleven digits, also
 * with a space after six. 0 when none does. */
static size_t
identity_at(const char *bytes, size_t length, size_t at)
{
    if (at > 0 && digits_at(bytes, at, at - 1) > 0) {
        return 0;
    }
    size_t digits = digits_at(bytes, length, at);
    bool apart = digits == 6 && at + digits < length && bytes[at + digits] == ' ' &&
                 digits_at(bytes, length, at + digits + 1) == 5;
    return apart ? 12 : digits == 11 ? digits : 0;
}

/* Copies UTF-8 whole code points at a time, with "…" where it was cut and "·" for control
 * characters; `hides` tells whether "…" stands for identity numbers too. */
static void
copy_shown(char *out, size_t size, const char *bytes, size_t length, bool hides)
{
    static const char ellipsis[] = "…", dot[] = "·";
    size_t used = 0;
    for (size_t at = 0; at < length;) {
        size_t identity = hides ? identity_at(bytes, length, at) : 0;
        size_t step = identity > 0 ? identity : 1;
        while (at + step < length && ((unsigned char)bytes[at + step] & 0xC0) == 0x80) {
            step++;
        }
        const unsigned char *p = (const unsigned char *)bytes + at;
        bool control = p[0] < 0x20 || p[0] == 0x7F || (p[0] == 0xC2 && step == 2 && p[1] < 0xA0);
        const char *piece = identity > 0 ? ellipsis : control ? dot : bytes + at;
        size_t needed = identity > 0 ? sizeof ellipsis - 1 : control ? sizeof dot - 1 : step;
        if (used + needed + sizeof ellipsis > size) {
            memcpy(out + used, ellipsis, sizeof ellipsis - 1);
            used += sizeof ellipsis - 1;
            break;
        }
        memcpy(out + used, piece, needed);
        used += needed;
        at += step;
    }
    out[used] = '\0';
}

bool
error_memory(struct error *error)
{
    error_set(error, ERROR_MEMORY, NULL, NULL);
    return false;
}

void
error_set_bytes(struct error *error, enum error_code code, const char *found, size_t length,
                const char *expected)
{
    *error = (struct error){.code = code};
    copy_shown(error->found, sizeof error->found, found, length, true);
    if (expected != NULL) {
        copy_shown(error->expected, sizeof error->expected, expected, strlen(expected), false);
    }
}

void
error_set(struct error *error, enum error_code code, const char *found, const char *expected)
{
    const char *shown = found == NULL ? "" : found;
    error_set_bytes(error, code, shown, strlen(shown), expected);
}

void
error_place(struct error *error, const char *file, int line, int column, const char *field)
{
    if (file != NULL) {
        copy_shown(error->file, sizeof error->file, file, strlen(file), false);
    }
    if (field != NULL) {
        copy_shown(error->field, sizeof error->field, field, strlen(field), false);
    }
    error->line = line;
    error->column = column;
}

enum error_class
error_class(enum error_code code)
{
    assert(code < ERROR_COUNT);
    return declarations[code].class;
}

void
error_write(const struct error *error, enum language language, struct text *out)
{
    if (error->file[0] != '\0') {
        text_add(out, error->file);
        if (error->line > 0) {
            text_format(out, ":%d", error->line);
        }
        if (error->column > 0) {
            text_format(out, ":%d", error->column);
        }
        text_add(out, ": ");
    }
    if (error->field[0] != '\0') {
        text_format(out, "%s: ", error->field);
    }
    static const char found[] = "{found}", expected[] = "{expected}";
    const char *at = declarations[error->code].message[language];
    while (*at != '\0') {
        if (strncmp(at, found, sizeof found - 1) == 0) {
            text_add(out, error->found);
            at += sizeof found - 1;
        } else if (strncmp(at, expected, sizeof expected - 1) == 0) {
            text_add(out, error->expected);
            at += sizeof expected - 1;
            at +=
                error->expected[0] == '\0' && *at == ' '; /* nothing stood between the two spaces */
        } else {
            text_add_char(out, *at++);
        }
    }
    while (out->length > 0 && !out->failed && out->bytes[out->length - 1] == ' ') {
        out->bytes[--out->length] = '\0';
    }
}

void
problems_init(struct problems *problems, struct arena *arena)
{
    *problems = (struct problems){.arena = arena};
}

/* That memory ended must be told even where there is none left to tell it in: then it takes the
 * place of the last error, or is this one, which is never written. */
static void
tell_memory_ended(struct problems *problems, bool asked)
{
    static struct error memory_ended = {.code = ERROR_MEMORY};
    if (problems->count == 0) {
        problems->errors = &memory_ended;
        problems->count = problems->capacity = 1;
        problems->dropped += !asked;
        return;
    }
    if (problems->errors[problems->count - 1].code != ERROR_MEMORY) {
        problems->errors[problems->count - 1] = memory_ended;
    }
    problems->dropped++;
}

void
problems_add(struct problems *problems, const struct error *error)
{
    if (problems->count >= PROBLEMS_MAX) {
        problems->dropped++;
        return;
    }
    void *errors = problems->errors;
    if (!arena_grow(problems->arena, &errors, problems->count, &problems->capacity,
                    sizeof *error)) {
        tell_memory_ended(problems, error->code == ERROR_MEMORY);
        return;
    }
    problems->errors = errors;
    problems->errors[problems->count++] = *error;
}

bool
problems_none(const struct problems *problems)
{
    return problems->count == 0 && problems->dropped == 0;
}
