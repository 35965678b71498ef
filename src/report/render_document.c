/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/render_document.h"

#include "report/answer_json.h"

/* -- values ------------------------------------------------------------------------------------ */

static void
write_word(struct json *json, const char *key, const char *word, const char *text)
{
    json_open(json, key, '{');
    json_text(json, "key", word);
    json_text(json, "text", text);
    json_close(json, '}');
}

static void
write_value(struct json *json, const char *key, const struct value *value)
{
    if (value->kind == VALUE_TEXT && value->key != NULL) {
        write_word(json, key, value->key, value->text);
    } else if (value->kind == VALUE_NUMBER && value->millions) { /* as its label says */
        json_number(json, key, value->number / 1e6);
    } else {
        answer_json_value(json, key, value);
    }
}

static const char *
type_of(const struct value *value)
{
    switch (value->kind) {
    case VALUE_NUMBER:
        return value->identifies ? "identifier" : value->signed_always ? "difference" : "number";
    case VALUE_SHARE:
        return value->signed_always || value->points ? "share_difference" : "share";
    case VALUE_DATE:
        return "date";
    case VALUE_YES_NO:
        return "yes_no";
    case VALUE_TEXT:
        return value->key != NULL ? "word" : "text";
    case VALUE_NONE:
        break;
    }
    return "text";
}

static int
decimals_of(const struct value *value)
{
    return value->kind == VALUE_NUMBER || value->kind == VALUE_SHARE ? value->decimals : 0;
}

/* Of a column in which nothing is known the unit tells, as of one without rows. */
static const char *
type_of_column(const struct value *first, enum unit unit)
{
    if (first->kind == VALUE_NONE && unit != UNIT_NONE) {
        return unit == UNIT_percent ? "share" : "number";
    }
    return type_of(first);
}

/* A share is of the unit percent, whatever it is labelled with. */
static void
write_unit(struct json *json, enum unit unit, const struct value *value, enum language language)
{
    unit = value->kind == VALUE_SHARE ? UNIT_percent : unit;
    json_text(json, "unit", unit == UNIT_NONE ? "" : unit_ids[unit]);
    json_text(json, "unit_text", unit_name(unit, language));
}

/* -- the answer's parts ------------------------------------------------------------------------ */

static void
write_fields(struct json *json, const struct answer *answer)
{
    json_open(json, "fields", '[');
    for (size_t i = 0; i < answer->field_count; i++) {
        const struct answer_field *field = &answer->fields[i];
        json_open(json, NULL, '{');
        json_text(json, "key", message_key(field->label));
        json_text(json, "label", message_text(field->label, answer->language));
        json_text(json, "type", type_of(&field->value));
        write_unit(json, field->unit, &field->value, answer->language);
        write_value(json, "value", &field->value);
        json_number(json, "decimals", decimals_of(&field->value));
        json_bool(json, "synthetic", field->synthetic);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void
write_column(struct json *json, const struct answer *answer, const struct answer_table *table,
             size_t column)
{
    const struct answer_column *of = &table->columns[column];
    struct value first = {0};
    int decimals = 0;
    for (size_t r = 0; r < table->row_count; r++) {
        const struct value *value = &table->cells[r * table->column_count + column];
        if (first.kind == VALUE_NONE) {
            first = *value;
        }
        if (decimals_of(value) > decimals) {
            decimals = value->decimals;
        }
    }
    json_open(json, NULL, '{');
    json_text(json, "key", message_key(of->label));
    json_text(json, "label", message_text(of->label, answer->language));
    write_unit(json, of->unit, &first, answer->language);
    json_text(json, "type", type_of_column(&first, of->unit));
    json_number(json, "decimals", decimals);
    json_close(json, '}');
}

static void
write_row(struct json *json, const char *key, const struct answer_table *table, size_t row)
{
    json_open(json, key, '[');
    for (size_t c = 0; c < table->column_count; c++) {
        write_value(json, NULL, &table->cells[row * table->column_count + c]);
    }
    json_close(json, ']');
}

static void
write_page(struct json *json, const struct document_page *page)
{
    json_open(json, "page", '{');
    if (page->next[0] != '\0') {
        json_text(json, "next", page->next);
    } else {
        json_none(json, "next");
    }
    json_number(json, "count", (double)page->count);
    json_close(json, '}');
}

static void
write_table(struct json *json, const struct answer *answer, const struct answer_table *table,
            const struct document_page *page)
{
    const size_t rows = table->row_count - (table->has_total ? 1 : 0);
    json_open(json, NULL, '{');
    json_text(json, "key", message_key(table->title));
    json_text(json, "title", message_text(table->title, answer->language));
    json_open(json, "columns", '[');
    for (size_t c = 0; c < table->column_count; c++) {
        write_column(json, answer, table, c);
    }
    json_close(json, ']');
    json_open(json, "rows", '[');
    for (size_t r = 0; r < rows; r++) {
        write_row(json, NULL, table, r);
    }
    json_close(json, ']');
    if (table->has_total) {
        write_row(json, "total", table, rows);
    } else {
        json_none(json, "total");
    }
    if (page != NULL && page->table == table) {
        write_page(json, page);
    }
    json_close(json, '}');
}

static void
write_steps(struct json *json, const struct answer *answer)
{
    json_open(json, "steps", '[');
    for (size_t i = 0; i < answer->step_count; i++) {
        const struct answer_step *step = &answer->steps[i];
        const char confidence[2] = {step->confidence, '\0'};
        json_open(json, NULL, '{');
        json_text(json, "key", step->key);
        json_text(json, "name", step->name);
        json_text(json, "type", type_of(&step->value));
        write_value(json, "value", &step->value);
        write_unit(json, step->unit, &step->value, answer->language);
        json_number(json, "decimals", decimals_of(&step->value));
        answer_json_date(json, "date", step->date);
        answer_json_date(json, "since", step->since);
        json_text(json, "source", step->source);
        json_text(json, "place", step->place);
        json_text(json, "confidence", confidence);
        json_text(json, "formula", step->formula);
        json_text(json, "definition", step->definition);
        json_bool(json, "synthetic", step->synthetic);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void
write_words_below(struct json *json, const struct answer *answer)
{
    json_open(json, "remarks", '[');
    for (size_t i = 0; i < answer->remark_count; i++) {
        json_open(json, NULL, '{');
        json_text(json, "lead", message_text(answer->remarks[i].lead, answer->language));
        json_text(json, "text", answer->remarks[i].text);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_open(json, "notes", '[');
    for (size_t i = 0; i < answer->note_count; i++) {
        write_word(json, NULL, message_key(answer->notes[i]),
                   message_text(answer->notes[i], answer->language));
    }
    json_close(json, ']');
}

void
render_document(const struct answer *answer, const struct document_page *page, struct text *out)
{
    static const char *const languages[LANGUAGE_COUNT] = {
        [LANGUAGE_NB] = "nb", [LANGUAGE_NN] = "nn", [LANGUAGE_EN] = "en"};
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    json_text(&json, "command", answer->command);
    json_text(&json, "title", message_text(answer->title, answer->language));
    json_text(&json, "language", languages[answer->language]);
    if (answer->municipality != NULL) {
        const struct municipality_facts *facts = municipality_facts(answer->municipality);
        json_open(&json, "municipality", '{');
        json_text(&json, "code", facts->code);
        json_text(&json, "name", facts->name);
        json_close(&json, '}');
    } else {
        json_none(&json, "municipality");
    }
    answer_json_date(&json, "date", answer->date);
    json_bool(&json, "no", answer->is_no);
    write_fields(&json, answer);
    json_open(&json, "tables", '[');
    for (size_t i = 0; i < answer->table_count; i++) {
        write_table(&json, answer, &answer->tables[i], page);
    }
    json_close(&json, ']');
    write_steps(&json, answer);
    write_words_below(&json, answer);
    if (answer->write_json != NULL) {
        json_key(&json, "of");
        answer->write_json(answer, out);
    }
    json_close(&json, '}');
}
