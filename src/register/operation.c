/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/operation.h"

#include "base/number.h"
#include "register/words.h"
#include "scheme/national_id.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define A(id) (UINT64_C(1) << ARGUMENT_##id)
#define ASKED (A(by) | A(holder) | A(consent) | A(online) | A(attorney) | A(instructed))

static_assert(ARGUMENT_COUNT <= 64, "a set of arguments is a 64-bit word");

static const struct {
    const char *id, *group, *verb;
    uint64_t needs, may;
    const char *about[LANGUAGE_COUNT];
} operations[OPERATION_COUNT] = {
#define OPERATION(id, group, verb, needs, may, nb, nn, en)                                         \
    {#id, group, verb, needs, may, {nb, nn, en}},
#include "register/operation.def"
#undef OPERATION
};

static const struct {
    const char *id, *option;
    enum argument_type type;
    double min, max;
} arguments[ARGUMENT_COUNT] = {
#define ARGUMENT(id, option, type, metavar, min, max, nb, nn, en)                                  \
    {#id, "--" option, ARGUMENT_##type, min, max},
#include "register/argument.def"
#undef ARGUMENT
};

const char *
operation_id(enum operation_kind kind)
{
    return operations[kind].id;
}

const char *
operation_group(enum operation_kind kind)
{
    return operations[kind].group;
}

const char *
operation_verb(enum operation_kind kind)
{
    return operations[kind].verb;
}

const char *
operation_about(enum operation_kind kind, enum language language)
{
    return operations[kind].about[language];
}

bool
operation_needs(enum operation_kind kind, enum argument argument)
{
    return (operations[kind].needs >> argument & 1) != 0;
}

bool
operation_may_have(enum operation_kind kind, enum argument argument)
{
    return ((operations[kind].needs | operations[kind].may) >> argument & 1) != 0;
}

const char *
argument_id(enum argument argument)
{
    return arguments[argument].id;
}

const char *
argument_option(enum argument argument)
{
    return arguments[argument].option;
}

enum argument_type
argument_type(enum argument argument)
{
    return arguments[argument].type;
}

double
argument_min(enum argument argument)
{
    return arguments[argument].min;
}

double
argument_max(enum argument argument)
{
    return arguments[argument].max;
}

const char *const *
argument_words(enum argument argument)
{
    static const char *const *const words[ARGUMENT_COUNT] = {
        [ARGUMENT_sex] = sexes,
        [ARGUMENT_by] = askers,
        [ARGUMENT_ground] = grounds,
        [ARGUMENT_employment] = employments,
        [ARGUMENT_setting] = settings,
        [ARGUMENT_kind] = kind_words,
        [ARGUMENT_outcome] = decision_outcomes,
        [ARGUMENT_competence] = competences,
        [ARGUMENT_stage] = stages,
    };
    assert(words[argument] != NULL);
    return words[argument];
}

void
operation_set_whole(struct operation *operation, enum argument argument, int64_t value)
{
    operation->arguments[argument] = (struct argument_value){.given = true, .whole = value};
}

void
operation_set_date(struct operation *operation, enum argument argument, struct date value)
{
    operation_set_whole(operation, argument, value.days);
}

void
operation_set_text(struct operation *operation, enum argument argument, const char *value)
{
    operation->arguments[argument] = (struct argument_value){.given = true, .text = value};
}

/* An error about an argument, named as the command line has it. */
static bool
refuse(enum argument argument, enum error_code code, const char *found, const char *expected,
       struct error *error)
{
    error_set(error, code, found, expected);
    error_place(error, NULL, 0, 0, arguments[argument].option);
    return false;
}

static bool
set_choice(struct operation *operation, enum argument argument, const char *value,
           struct error *error)
{
    const char *const *words = argument_words(argument);
    char list[160];
    size_t length = 0;
    list[0] = '\0';
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], value) == 0) {
            operation_set_whole(operation, argument, i);
            return true;
        }
        if (length < sizeof list) {
            length += (size_t)snprintf(list + length, sizeof list - length, "%s%s",
                                       i == 0 ? "" : ", ", words[i]);
        }
    }
    return refuse(argument, ERROR_TOLD_CHOICE, value, list, error);
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter_or_digit(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether eleven digits stand by themselves somewhere, also with a space after six. Digits among
 * letters are of something else: the names that programs give their requests. */
static bool
has_identity(const char *value)
{
    enum { BIRTH_DIGITS = 6 };
    bool apart = true; /* no letter or digit just before */
    for (const char *at = value; *at != '\0'; at++) {
        size_t digits = 0, length = 0;
        while (apart && is_digit(at[length])) {
            length++;
            digits++;
            length += digits == BIRTH_DIGITS && at[length] == ' ' && is_digit(at[length + 1]);
        }
        if (digits == NATIONAL_ID_LENGTH && !is_letter_or_digit(at[length])) {
            return true;
        }
        apart = !is_letter_or_digit(*at);
    }
    return false;
}

bool
operation_line(const char *option, const char *value, struct error *error)
{
    const unsigned char *at = (const unsigned char *)value, *end = at + strlen(value);
    bool fine = at < end && end - at <= ARGUMENT_TEXT_MAX && !has_identity(value);
    while (fine && at < end) {
        bool plain = *at >= 0x20 && *at < 0x7F;
        size_t length = plain ? 1 : text_utf8_length(at, end);
        bool control = length == 2 && at[0] == 0xC2 && at[1] < 0xA0;
        fine = length > 0 && !control;
        at += length;
    }
    if (!fine) {
        error_set(error, ERROR_TOLD_TEXT, value, NULL);
        error_place(error, NULL, 0, 0, option);
    }
    return fine;
}

static bool
set_text(struct operation *operation, enum argument argument, const char *value,
         struct error *error)
{
    if (!operation_line(arguments[argument].option, value, error)) {
        return false;
    }
    operation_set_text(operation, argument, value);
    return true;
}

bool
operation_set(struct operation *operation, enum argument argument, const char *value,
              struct error *error)
{
    char range[64];
    struct date date;
    int64_t whole;
    switch (arguments[argument].type) {
    case ARGUMENT_WHOLE:
        if (number_parse_whole(value, strlen(value), &whole) &&
            (double)whole >= arguments[argument].min && (double)whole <= arguments[argument].max) {
            operation_set_whole(operation, argument, whole);
            return true;
        }
        snprintf(range, sizeof range, "%.0f–%.0f", arguments[argument].min,
                 arguments[argument].max);
        return refuse(argument, ERROR_TOLD_WHOLE, value, range, error);
    case ARGUMENT_DATE:
        if (date_parse(value, strlen(value), &date)) {
            operation_set_date(operation, argument, date);
            return true;
        }
        return refuse(argument, ERROR_TOLD_DATE, value, NULL, error);
    case ARGUMENT_YES:
        if (strcmp(value, "yes") == 0) {
            operation_set_whole(operation, argument, 1);
            return true;
        }
        return refuse(argument, ERROR_TOLD_CHOICE, value, "yes", error);
    case ARGUMENT_CHOICE:
        return set_choice(operation, argument, value, error);
    case ARGUMENT_TEXT:
        return set_text(operation, argument, value, error);
    }
    return false;
}

/* The same, where it is the operation that must have it, or does not use it. */
static bool
refuse_told(enum argument argument, enum error_code code, enum operation_kind kind,
            struct error *error)
{
    char words[64];
    snprintf(words, sizeof words, "%s %s", operations[kind].group, operations[kind].verb);
    return refuse(argument, code, words, NULL, error);
}

bool
operation_complete(const struct operation *operation, struct error *error)
{
    for (enum argument i = 0; i < ARGUMENT_COUNT; i++) {
        bool given = operation->arguments[i].given;
        if (given && !operation_may_have(operation->kind, i)) {
            return refuse_told(i, ERROR_TOLD_UNUSED, operation->kind, error);
        }
        if (!given && operation_needs(operation->kind, i)) {
            return refuse_told(i, ERROR_TOLD_MISSING, operation->kind, error);
        }
    }
    return true;
}

static void
write_value(const struct operation *operation, enum argument argument, struct text *out)
{
    const struct argument_value *value = &operation->arguments[argument];
    char date[DATE_TEXT_SIZE];
    switch (arguments[argument].type) {
    case ARGUMENT_WHOLE:
        text_format(out, "%lld", (long long)value->whole);
        break;
    case ARGUMENT_DATE:
        date_write((struct date){(int32_t)value->whole}, date);
        text_add(out, date);
        break;
    case ARGUMENT_YES:
        text_add(out, "yes");
        break;
    case ARGUMENT_CHOICE:
        text_add(out, argument_words(argument)[value->whole]);
        break;
    case ARGUMENT_TEXT:
        text_add(out, value->text);
        break;
    }
}

void
operation_write(const struct operation *operation, struct text *out)
{
    for (enum argument i = 0; i < ARGUMENT_COUNT; i++) {
        if (operation->arguments[i].given) {
            text_format(out, "%s=", arguments[i].id);
            write_value(operation, i, out);
            text_add_char(out, '\n');
        }
    }
}

static bool
read_line(const char *line, size_t length, struct arena *arena, struct operation *out,
          struct error *error)
{
    char *copy = arena_copy(arena, line, length);
    if (copy == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    char *equals = strchr(copy, '=');
    if (equals != NULL) {
        *equals = '\0';
        for (enum argument i = 0; i < ARGUMENT_COUNT; i++) {
            if (strcmp(copy, arguments[i].id) == 0) {
                return operation_set(out, i, equals + 1, error);
            }
        }
    }
    error_set(error, ERROR_OPERATION_UNKNOWN, copy, NULL);
    return false;
}

bool
operation_read(const char *id, const char *text, struct arena *arena, struct operation *out,
               struct error *error)
{
    struct operation read = {.day = out->day, .request = out->request};
    while (read.kind < OPERATION_COUNT && strcmp(operations[read.kind].id, id) != 0) {
        read.kind++;
    }
    if (read.kind == OPERATION_COUNT) {
        error_set(error, ERROR_OPERATION_UNKNOWN, id, NULL);
        return false;
    }
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        if (!read_line(text, length, arena, &read, error)) {
            return false;
        }
        text += length + (text[length] == '\n');
    }
    *out = read;
    return true;
}
