/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answer_json.h"
#include "report/render.h"

static void
write_row(struct json *json, const char *key, const struct answer_table *table, size_t row)
{
    json_open(json, key, '{');
    for (size_t c = 0; c < table->column_count; c++) {
        answer_json_value(json, message_key(table->columns[c].label),
                          &table->cells[row * table->column_count + c]);
    }
    json_close(json, '}');
}

static void
write_steps(const struct answer *answer, struct json *json)
{
    json_open(json, "explain", '[');
    for (size_t i = 0; i < answer->step_count; i++) {
        const struct answer_step *step = &answer->steps[i];
        json_open(json, NULL, '{');
        json_text(json, "key", step->key);
        json_text(json, "name", step->name);
        answer_json_value(json, "value", &step->value);
        json_text(json, "unit", step->unit == UNIT_NONE ? "" : unit_ids[step->unit]);
        if (step->formula[0] != '\0') {
            json_text(json, "formula", step->formula);
        } else {
            answer_json_date(json, "date", step->date);
            answer_json_date(json, "since", step->since);
            json_text(json, "source", step->source);
            json_text(json, "place", step->place);
            char confidence[2] = {step->confidence, '\0'};
            json_text(json, "confidence", confidence);
            json_bool(json, "synthetic", step->synthetic);
        }
        if (step->definition[0] != '\0') {
            json_text(json, "definition", step->definition);
        }
        json_close(json, '}');
    }
    json_close(json, ']');
}

void
render_json(const struct answer *answer, struct text *out)
{
    if (answer->write_json != NULL) {
        answer->write_json(answer, out);
        return;
    }
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    answer_json_head(&json, answer);
    answer_json_date(&json, "date", answer->date);
    for (size_t i = 0; i < answer->field_count; i++) {
        answer_json_value(&json, message_key(answer->fields[i].label), &answer->fields[i].value);
    }
    for (size_t i = 0; i < answer->table_count; i++) {
        const struct answer_table *table = &answer->tables[i];
        size_t rows = table->row_count - (table->has_total ? 1 : 0);
        json_open(&json, message_key(table->title), '[');
        for (size_t r = 0; r < rows; r++) {
            write_row(&json, NULL, table, r);
        }
        json_close(&json, ']');
        if (table->has_total) {
            write_row(&json, "total", table, rows);
        }
    }
    json_open(&json, "synthetic", '[');
    for (size_t i = 0; i < answer->field_count; i++) {
        if (answer->fields[i].synthetic) {
            json_text(&json, NULL, message_key(answer->fields[i].label));
        }
    }
    json_close(&json, ']');
    answer_json_notes(&json, answer);
    if (answer->explain) {
        write_steps(answer, &json);
    }
    json_close(&json, '}');
    text_add_char(out, '\n');
}
