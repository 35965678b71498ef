/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "desk/show.h"

#include "register/audit.h"
#include "register/operation.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct value
show_word(const struct answer *answer, const char *const *words, int word)
{
    if (word < 0) {
        return (struct value){0};
    }
    enum message message = message_find(words[word]);
    return message == MESSAGE_COUNT
               ? value_text(words[word])
               : value_word(words[word], message_text(message, answer->language));
}

struct value
show_action(const struct answer *answer, const char *action)
{
    char id[64];
    snprintf(id, sizeof id, "action_%s", action);
    enum message message = message_find(id);
    if (message != MESSAGE_COUNT) {
        return value_word(action, message_text(message, answer->language));
    }
    for (int kind = 0; kind < OPERATION_COUNT; kind++) {
        if (strcmp(operation_id((enum operation_kind)kind), action) == 0) {
            return value_word(action, operation_about((enum operation_kind)kind, answer->language));
        }
    }
    const char *words[] = {action, NULL};
    return show_word(answer, words, 0);
}

struct value
show_purpose(const struct answer *answer, const char *purpose)
{
    char id[64];
    snprintf(id, sizeof id, "purpose_%s", purpose);
    enum message message = message_find(id);
    return message == MESSAGE_COUNT ? show_text(purpose)
                                    : value_word(purpose, message_text(message, answer->language));
}

struct value
show_whole(int64_t number)
{
    return number == WHOLE_NONE ? (struct value){0} : value_number((double)number, 0);
}

struct value
show_identifier(int64_t number)
{
    return number == WHOLE_NONE ? (struct value){0} : value_identifier(number);
}

const char *
show_moment(struct answer *answer, int64_t at)
{
    time_t seconds = (time_t)at;
    struct tm utc;
    char text[32] = "";
    if (at != WHOLE_NONE && gmtime_r(&seconds, &utc) != NULL) {
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    }
    return answer_text(answer, "%s", text);
}

const char *
show_one_line(struct answer *answer, const char *arguments)
{
    char *line = arena_copy(answer->arena, arguments, strlen(arguments));
    if (line == NULL) {
        answer->failed = true;
        return "";
    }
    for (char *at = line; *at != '\0'; at++) {
        if (*at == '\n') {
            *at = at[1] == '\0' ? '\0' : ' ';
        }
    }
    return line;
}

struct value
show_text(const char *text)
{
    return text == NULL || text[0] == '\0' ? (struct value){0} : value_text(text);
}

struct value
show_date(struct date date)
{
    return date_is_none(date) ? (struct value){0} : value_date(date);
}
