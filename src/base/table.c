/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/table_private.h"

#include "base/csv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *
table_path(const struct table_schema *schema)
{
    return schema->file != NULL ? schema->file : schema->name;
}

void
column_write(const struct column *column, const void *row, struct text *out)
{
    char number[NUMBER_TEXT_SIZE];
    switch (column->type) {
    case COLUMN_TEXT:
        text_add(out, TABLE_MEMBER(const char *, row, column));
        break;
    case COLUMN_WHOLE: {
        int64_t value = TABLE_MEMBER(int64_t, row, column);
        if (value != WHOLE_NONE) {
            text_format(out, "%lld", (long long)value);
        }
        break;
    }
    case COLUMN_DECIMAL: {
        double value = TABLE_MEMBER(double, row, column);
        if (!isnan(value)) {
            number_write(value, number);
            text_add(out, number);
        }
        break;
    }
    case COLUMN_MONEY: {
        int64_t ore = TABLE_MEMBER(int64_t, row, column);
        if (ore != WHOLE_NONE) {
            int64_t size = ore < 0 ? -ore : ore;
            text_format(out, "%s%lld", ore < 0 ? "-" : "", (long long)(size / 100));
            if (size % 100 != 0) {
                text_format(out, ".%02lld", (long long)(size % 100));
            }
        }
        break;
    }
    case COLUMN_DATE: {
        char date[DATE_TEXT_SIZE];
        date_write(TABLE_MEMBER(struct date, row, column), date);
        text_add(out, date);
        break;
    }
    case COLUMN_CHOICE: {
        int choice = TABLE_MEMBER(int, row, column);
        if (choice != CHOICE_NONE) {
            text_add(out, column->choices[choice]);
        }
        break;
    }
    }
}

void
table_write(const struct table *table, struct text *out)
{
    const struct table_schema *schema = table->schema;
    for (size_t c = 0; c < schema->column_count; c++) {
        text_format(out, "%s%s", c == 0 ? "" : ",", schema->columns[c].name);
    }
    text_add_char(out, '\n');
    struct text value;
    text_init(&value, CSV_FIELD_BYTES_MAX + 1);
    for (size_t r = 0; r < table->count; r++) {
        const void *row = (const unsigned char *)table->rows + r * schema->row_size;
        for (size_t c = 0; c < schema->column_count; c++) {
            value.length = 0;
            column_write(&schema->columns[c], row, &value);
            if (c > 0) {
                text_add_char(out, ',');
            }
            if (value.length == 0 && schema->column_count == 1) {
                text_add(out, "\"\""); /* a blank line would not be read as a row */
            }
            csv_write_field(out, value.length == 0 ? "" : text_string(&value));
        }
        text_add_char(out, '\n');
    }
    out->failed |= value.failed;
    text_free(&value);
}

/* -- ranges and choices in words --------------------------------------------------------------- */

void
table_write_range(double min, double max, struct text *out)
{
    char low[NUMBER_TEXT_SIZE], high[NUMBER_TEXT_SIZE];
    if (isfinite(min)) {
        number_write(min, low);
    }
    if (isfinite(max)) {
        number_write(max, high);
    }
    if (isfinite(min) && isfinite(max)) {
        text_format(out, "%s–%s", low, high);
    } else if (isfinite(min)) {
        text_format(out, "≥ %s", low);
    } else if (isfinite(max)) {
        text_format(out, "≤ %s", high);
    }
}

void
table_write_choices(const struct column *column, struct text *out)
{
    for (size_t i = 0; column->choices[i] != NULL; i++) {
        text_format(out, "%s%s", i == 0 ? "" : ", ", column->choices[i]);
    }
}

/* -- documentation ----------------------------------------------------------------------------- */

void
table_write_markdown(const struct table_schema *schema, struct text *out)
{
    static const char *const types[] = {"text",   "whole number", "number",
                                        "kroner", "date",         "choice"};
    text_format(out, "## `%s.csv`\n\n%s%s\n\n", table_path(schema), schema->about,
                schema->required ? " Required." : "");
    text_add(out, "| column | holds | unit | must | what it is |\n|---|---|---|---|---|\n");
    for (size_t c = 0; c < schema->column_count; c++) {
        const struct column *column = &schema->columns[c];
        text_format(out, "| `%s` | %s", column->name, types[column->type]);
        if (column->type == COLUMN_CHOICE) {
            text_add(out, ": ");
            table_write_choices(column, out);
        } else if (column->type == COLUMN_WHOLE || column->type == COLUMN_DECIMAL ||
                   column->type == COLUMN_MONEY) {
            text_add(out, isfinite(column->min) || isfinite(column->max) ? " " : "");
            table_write_range(column->min, column->max, out);
        }
        if (column->max_limit != NULL) {
            text_format(out, ", at most the rule `%s`", column->max_limit);
        }
        if (column->references != NULL) {
            text_format(out, ", a key of `%s`", column->references);
        }
        text_format(out, " | %s | %s%s%s | %s |\n", column->unit,
                    (column->flags & COLUMN_REQUIRED) != 0 ? "be there" : "",
                    (column->flags & (COLUMN_REQUIRED | COLUMN_KEY)) ==
                            (COLUMN_REQUIRED | COLUMN_KEY)
                        ? ", "
                        : "",
                    (column->flags & COLUMN_KEY) != 0 ? "tell rows apart" : "", column->about);
    }
    text_add(out, "\n");
}
