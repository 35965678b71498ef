/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answer_json.h"

void
answer_json_head(struct json *json, const struct answer *answer)
{
    json_text(json, "command", answer->command);
    if (answer->municipality != NULL) {
        const struct municipality_facts *facts = municipality_facts(answer->municipality);
        json_open(json, "municipality", '{');
        json_text(json, "code", facts->code);
        json_text(json, "name", facts->name);
        json_close(json, '}');
    }
}

void
answer_json_notes(struct json *json, const struct answer *answer)
{
    json_open(json, "notes", '[');
    for (size_t i = 0; i < answer->note_count; i++) {
        json_text(json, NULL, message_key(answer->notes[i]));
    }
    json_close(json, ']');
}

void
answer_json_date(struct json *json, const char *key, struct date date)
{
    char iso[DATE_TEXT_SIZE];
    date_write(date, iso);
    if (date_is_none(date)) {
        json_none(json, key);
    } else {
        json_text(json, key, iso);
    }
}

void
answer_json_value(struct json *json, const char *key, const struct value *value)
{
    switch (value->kind) {
    case VALUE_NONE:
        json_none(json, key);
        break;
    case VALUE_NUMBER:
    case VALUE_SHARE:
        json_number(json, key, value->number);
        break;
    case VALUE_TEXT:
        json_text(json, key, value->key != NULL ? value->key : value->text);
        break;
    case VALUE_DATE:
        answer_json_date(json, key, value->date);
        break;
    case VALUE_YES_NO:
        json_bool(json, key, value->number > 0);
        break;
    }
}
