/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/csv.h"
#include "base/number.h"
#include "report/render.h"

#include <string.h>

static void
add_field(struct text *out, const char *value, bool first)
{
    if (!first) {
        text_add_char(out, ',');
    }
    csv_write_field(out, value);
}

static void
add_value(struct text *out, const struct value *value, bool first)
{
    char buffer[NUMBER_TEXT_SIZE] = "";
    const char *shown = buffer;
    switch (value->kind) {
    case VALUE_NONE:
        break;
    case VALUE_NUMBER:
    case VALUE_SHARE:
        number_write(value->number, buffer);
        break;
    case VALUE_TEXT:
        shown = value->key != NULL ? value->key : value->text;
        break;
    case VALUE_DATE:
        date_write(value->date, buffer);
        break;
    case VALUE_YES_NO:
        shown = value->number > 0 ? "yes" : "no";
        break;
    }
    add_field(out, shown, first);
}

static void
add_table(const struct answer_table *table, struct text *out)
{
    for (size_t c = 0; c < table->column_count; c++) {
        add_field(out, message_key(table->columns[c].label), c == 0);
    }
    text_add_char(out, '\n');
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t c = 0; c < table->column_count; c++) {
            add_value(out, &table->cells[r * table->column_count + c], c == 0);
        }
        text_add_char(out, '\n');
    }
}

static void
add_date(struct text *out, struct date date)
{
    char iso[DATE_TEXT_SIZE];
    date_write(date, iso);
    add_field(out, iso, false);
}

static void
add_steps(const struct answer *answer, struct text *out)
{
    text_add(
        out,
        "key,name,value,unit,date,since,source,place,confidence,synthetic,formula,definition\n");
    for (size_t i = 0; i < answer->step_count; i++) {
        const struct answer_step *step = &answer->steps[i];
        char confidence[2] = {step->confidence, '\0'};
        add_field(out, step->key, true);
        add_field(out, step->name, false);
        add_value(out, &step->value, false);
        add_field(out, step->unit == UNIT_NONE ? "" : unit_ids[step->unit], false);
        add_date(out, step->date);
        add_date(out, step->since);
        add_field(out, step->source, false);
        add_field(out, step->place, false);
        add_field(out, confidence, false);
        add_field(out, step->synthetic ? "yes" : "no", false);
        add_field(out, step->formula, false);
        add_field(out, step->definition, false);
        text_add_char(out, '\n');
    }
}

static void
add_fields(const struct answer *answer, struct text *out)
{
    text_add(out, "key,value,unit\n");
    for (size_t i = 0; i < answer->field_count; i++) {
        const struct answer_field *field = &answer->fields[i];
        add_field(out, message_key(field->label), true);
        add_value(out, &field->value, false);
        add_field(out, field->unit == UNIT_NONE ? "" : unit_ids[field->unit], false);
        text_add_char(out, '\n');
    }
}

static const char summary[] = "summary";

bool
render_csv(const struct answer *answer, const char *table, struct text *out)
{
    if (table == NULL && answer->explain) {
        add_steps(answer, out);
        return true;
    }
    for (size_t i = 0; i < answer->table_count; i++) {
        if (table == NULL || strcmp(message_key(answer->tables[i].title), table) == 0) {
            add_table(&answer->tables[i], out);
            return true;
        }
    }
    if (table == NULL || strcmp(table, summary) == 0) {
        add_fields(answer, out);
        return true;
    }
    return false;
}

void
render_csv_tables(const struct answer *answer, struct text *out)
{
    text_add(out, summary);
    for (size_t i = 0; i < answer->table_count; i++) {
        text_format(out, ", %s", message_key(answer->tables[i].title));
    }
}
