/* SPDX-License-Identifier: EUPL-1.2 */
/* Values of the register as an answer has them: what is not there becomes a value that is not. */
#ifndef DEKNING_DESK_SHOW_H
#define DEKNING_DESK_SHOW_H

#include "base/date.h"
#include "report/answer.h"

#include <stdint.h>

/* A word of a choice, in the answer's language; nothing for a negative one. */
struct value show_word(const struct answer *answer, const char *const *words, int word);

/* What an effect of the log is called, an operation or a reading of it; and a row's purpose, where
 * it is one of ours and not somebody's own words. */
struct value show_action(const struct answer *answer, const char *action);
struct value show_purpose(const struct answer *answer, const char *purpose);

/* A number that is counted with, one that names something, or a text; nothing for WHOLE_NONE, NULL
 * and "". */
struct value show_whole(int64_t number);
struct value show_identifier(int64_t number);
struct value show_text(const char *text);
struct value show_date(struct date date);

/* A moment of the log as ISO 8601 in UTC; "" for WHOLE_NONE. */
const char *show_moment(struct answer *answer, int64_t at);

/* A log row's arguments on one line. */
const char *show_one_line(struct answer *answer, const char *arguments);

#endif
