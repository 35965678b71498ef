/* SPDX-License-Identifier: EUPL-1.2 */
/* What every answer has in JSON, whatever writes the rest of it. */
#ifndef DEKNING_REPORT_ANSWER_JSON_H
#define DEKNING_REPORT_ANSWER_JSON_H

#include "base/date.h"
#include "report/answer.h"
#include "report/json.h"

/* "command", and "municipality" with code and name where the answer is about one. */
void answer_json_head(struct json *json, const struct answer *answer);

/* "notes": their keys. */
void answer_json_notes(struct json *json, const struct answer *answer);

/* YYYY-MM-DD, null for none. */
void answer_json_date(struct json *json, const char *key, struct date date);

/* A value as a program reads it: of a word its key. */
void answer_json_value(struct json *json, const char *key, const struct value *value);

#endif
