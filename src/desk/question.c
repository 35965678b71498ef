/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/question.h"

#include <string.h>

const struct question *
question_find(const char *group, const char *verb)
{
    for (size_t i = 0; i < question_count; i++) {
        if (strcmp(questions[i].group, group) == 0 && strcmp(questions[i].verb, verb) == 0) {
            return &questions[i];
        }
    }
    return NULL;
}

/* Whether help calls a number of the register that. */
static bool
is_number(const char *what)
{
    return strcmp(what, "PERSON") == 0;
}

bool
question_subject(const struct question *question, const char *subject, struct error *error)
{
    const struct ask ask = {.subject = subject};
    const char *text;
    int64_t number;
    struct date month;
    if (question->subject[0] == '\0') {
        return true;
    }
    if (strcmp(question->subject, "YYYY-MM") == 0) {
        return ask_subject_month(&ask, &month, error);
    }
    return is_number(question->subject)
               ? ask_subject_number(&ask, question->subject, &number, error)
               : ask_subject_text(&ask, question->subject, &text, error);
}
