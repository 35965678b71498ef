/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/format.h"
#include "report/render.h"
#include "report/render_private.h"

#include <string.h>

enum { CELL_LIMIT = 4096, REMARK_LIMIT = 64 * 1024, GAP = RENDER_GAP };

/* Text that is shown in a language, made once and reused. */
struct scratch {
    struct text text;
};

static const char *
shown_value(struct scratch *scratch, const struct value *value, enum language language)
{
    scratch->text.length = 0;
    format_value(value, language, &scratch->text);
    return scratch->text.length == 0 ? "" : text_string(&scratch->text);
}

void
render_padded(struct text *out, const char *string, int width, bool right)
{
    int padding = width - text_width(string);
    if (right) {
        text_repeat(out, " ", padding);
    }
    text_add(out, string);
    if (!right) {
        text_repeat(out, " ", padding);
    }
}

static int
word_length(const char *text)
{
    return (int)strcspn(text, " \n");
}

/* Adds words with line ends so that no line passes `columns`, each line after the first begun with
 * `indent` spaces; the first is taken to be at column `indent` already. */
static void
add_wrapped(struct text *out, const char *text, int indent, int columns)
{
    int at = indent;
    while (*text != '\0') {
        int bytes = word_length(text);
        char word[CELL_LIMIT];
        int kept = bytes < CELL_LIMIT ? bytes : CELL_LIMIT - 1;
        memcpy(word, text, (size_t)kept);
        word[kept] = '\0';
        int width = text_width(word);
        if (at > indent && at + 1 + width > columns) {
            text_add_char(out, '\n');
            text_repeat(out, " ", indent);
            at = indent;
        } else if (at > indent) {
            text_add_char(out, ' ');
            at++;
        }
        text_add(out, word);
        at += width;
        text += bytes;
        text += *text != '\0';
    }
    text_add_char(out, '\n');
}

static void
add_heading(struct text *out, const char *heading, const char *line)
{
    text_format(out, "%s\n", heading);
    text_repeat(out, line, text_width(heading));
    text_add_char(out, '\n');
}

/* -- fields ------------------------------------------------------------------------------------ */

static void
add_fields(const struct answer *answer, int columns, struct scratch *scratch, struct text *out)
{
    int label_width = 0, value_width = 0;
    for (size_t i = 0; i < answer->field_count; i++) {
        const struct answer_field *field = &answer->fields[i];
        int label = text_width(message_text(field->label, answer->language));
        int value = text_width(shown_value(scratch, &field->value, answer->language));
        label_width = label > label_width ? label : label_width;
        bool right = field->value.kind != VALUE_TEXT && !field->value.identifies;
        value_width = right && value > value_width ? value : value_width;
    }
    for (size_t i = 0; i < answer->field_count; i++) {
        const struct answer_field *field = &answer->fields[i];
        text_add(out, "  ");
        render_padded(out, message_text(field->label, answer->language), label_width + GAP, false);
        const char *value = shown_value(scratch, &field->value, answer->language);
        if (field->value.kind == VALUE_TEXT || field->value.identifies) {
            add_wrapped(out, value, 2 + label_width + GAP, columns);
            continue;
        }
        render_padded(out, value, value_width, true);
        bool bare = field->value.kind == VALUE_SHARE || field->value.kind == VALUE_NONE;
        if (field->unit != UNIT_NONE && !bare) {
            text_format(out, " %s", unit_name(field->unit, answer->language));
        }
        if (field->synthetic) {
            text_format(out, " (%s)", message_text(MESSAGE_synthetic, answer->language));
        }
        text_add_char(out, '\n');
    }
    if (answer->field_count > 0) {
        text_add_char(out, '\n');
    }
}

/* -- tables ------------------------------------------------------------------------------------ */

struct layout {
    size_t columns; /* shown side by side */
    int widths[ANSWER_COLUMNS_MAX];
    bool right[ANSWER_COLUMNS_MAX];
    int header_lines;
};

static int
longest_word(const char *text)
{
    int longest = 0;
    while (*text != '\0') {
        int bytes = word_length(text);
        char word[256];
        int kept = bytes < (int)sizeof word ? bytes : (int)sizeof word - 1;
        memcpy(word, text, (size_t)kept);
        word[kept] = '\0';
        int width = text_width(word);
        longest = width > longest ? width : longest;
        text += bytes;
        text += *text != '\0';
    }
    return longest;
}

size_t
render_words(const char **at, int width, char line[RENDER_LINE_SIZE])
{
    size_t used = 0;
    line[0] = '\0';
    while (**at != '\0') {
        int bytes = word_length(*at);
        char tried[RENDER_LINE_SIZE];
        size_t length = used + (used > 0) + (size_t)bytes;
        if (length >= sizeof tried) {
            break;
        }
        memcpy(tried, line, used);
        if (used > 0) {
            tried[used] = ' ';
        }
        memcpy(tried + used + (used > 0), *at, (size_t)bytes);
        tried[length] = '\0';
        if (used > 0 && text_width(tried) > width) {
            break;
        }
        memcpy(line, tried, length + 1);
        used = length;
        *at += bytes;
        *at += **at != '\0';
    }
    return used;
}

static struct layout
lay_out(const struct answer *answer, const struct answer_table *table, struct scratch *scratch)
{
    struct layout layout = {.columns = table->shown - (table->wide ? 1 : 0)};
    for (size_t c = 0; c < layout.columns; c++) {
        const char *heading = message_text(table->columns[c].label, answer->language);
        layout.widths[c] = longest_word(heading);
        layout.right[c] = table->columns[c].unit != UNIT_NONE;
        for (size_t r = 0; r < table->row_count; r++) {
            const struct value *cell = &table->cells[r * table->column_count + c];
            int width = text_width(shown_value(scratch, cell, answer->language));
            layout.widths[c] = width > layout.widths[c] ? width : layout.widths[c];
            layout.right[c] |= cell->kind == VALUE_NUMBER || cell->kind == VALUE_SHARE;
        }
        int lines = 0;
        char line[RENDER_LINE_SIZE];
        for (const char *at = heading; render_words(&at, layout.widths[c], line) > 0;) {
            lines++;
        }
        layout.header_lines = lines > layout.header_lines ? lines : layout.header_lines;
    }
    return layout;
}

void
render_end_line(struct text *out)
{
    while (out->length > 0 && !out->failed && out->bytes[out->length - 1] == ' ') {
        out->bytes[--out->length] = '\0';
    }
    text_add_char(out, '\n');
}

/* Headings stand on the table's line: their last lines are level. */
static void
add_header(const struct answer *answer, const struct answer_table *table,
           const struct layout *layout, struct text *out)
{
    for (int wanted = layout->header_lines; wanted > 0; wanted--) {
        text_add(out, "  ");
        for (size_t c = 0; c < layout->columns; c++) {
            const char *heading = message_text(table->columns[c].label, answer->language);
            char line[RENDER_LINE_SIZE] = "";
            int lines = 0;
            for (const char *at = heading; render_words(&at, layout->widths[c], line) > 0;) {
                lines++;
            }
            const char *at = heading;
            for (int skip = lines - wanted; skip >= 0 && lines >= wanted; skip--) {
                render_words(&at, layout->widths[c], line);
            }
            render_padded(out, lines >= wanted ? line : "", layout->widths[c], layout->right[c]);
            text_repeat(out, " ", GAP);
        }
        render_end_line(out);
    }
}

static void
add_rule(const struct layout *layout, struct text *out)
{
    int width = -GAP;
    for (size_t c = 0; c < layout->columns; c++) {
        width += layout->widths[c] + GAP;
    }
    text_add(out, "  ");
    text_repeat(out, "─", width);
    text_add_char(out, '\n');
}

/* A table of one row reads better as lines. */
static void
add_only_row(const struct answer *answer, const struct answer_table *table, struct scratch *scratch,
             struct text *out)
{
    int label_width = 0, value_width = 0;
    for (size_t c = 0; c < table->shown; c++) {
        int label = text_width(message_text(table->columns[c].label, answer->language));
        int value = text_width(shown_value(scratch, &table->cells[c], answer->language));
        label_width = label > label_width ? label : label_width;
        value_width = value > value_width ? value : value_width;
    }
    for (size_t c = 0; c < table->shown; c++) {
        text_add(out, "  ");
        render_padded(out, message_text(table->columns[c].label, answer->language),
                      label_width + GAP, false);
        render_padded(out, shown_value(scratch, &table->cells[c], answer->language), value_width,
                      true);
        text_add_char(out, '\n');
    }
    text_add_char(out, '\n');
}

static void
add_table(const struct answer *answer, const struct answer_table *table, int columns,
          struct scratch *scratch, struct text *out)
{
    if (table->row_count == 1 && table->shown > 6) {
        text_format(out, "%s\n", message_text(table->title, answer->language));
        add_only_row(answer, table, scratch, out);
        return;
    }
    struct layout layout = lay_out(answer, table, scratch);
    text_format(out, "%s\n", message_text(table->title, answer->language));
    add_header(answer, table, &layout, out);
    add_rule(&layout, out);
    for (size_t r = 0; r < table->row_count; r++) {
        if (table->has_total && r + 1 == table->row_count) {
            add_rule(&layout, out);
        }
        const struct value *row = &table->cells[r * table->column_count];
        text_add(out, "  ");
        for (size_t c = 0; c < layout.columns; c++) {
            render_padded(out, shown_value(scratch, &row[c], answer->language), layout.widths[c],
                          layout.right[c]);
            text_repeat(out, " ", GAP);
        }
        render_end_line(out);
        if (table->wide && row[layout.columns].kind == VALUE_TEXT) {
            text_add(out, "      ");
            add_wrapped(out, row[layout.columns].text, 6, columns);
        }
    }
    text_add_char(out, '\n');
}

/* -- the reckoning ----------------------------------------------------------------------------- */

static void
add_step(const struct answer *answer, const struct answer_step *step, int columns,
         struct scratch *scratch, struct text *out)
{
    enum language language = answer->language;
    text_format(out, "  %s = %s", step->key, shown_value(scratch, &step->value, language));
    bool bare = step->value.kind == VALUE_SHARE || step->value.kind == VALUE_NONE;
    if (step->unit != UNIT_NONE && !bare) {
        text_format(out, " %s", unit_name(step->unit, language));
    }
    text_format(out, "  — %s\n", step->name);
    if (step->formula[0] != '\0') {
        text_format(out, "      = %s\n", step->formula);
    } else {
        struct text line;
        text_init(&line, CELL_LIMIT);
        if (!date_is_none(step->since)) {
            format_date(step->since, language, &line);
            text_add(&line, "–");
        }
        if (!date_is_none(step->date)) {
            format_date(step->date, language, &line);
            text_add(&line, " · ");
        }
        const char *title = answer->municipality == NULL
                                ? step->source
                                : source_title(answer->municipality, step->source);
        text_add(&line, title);
        text_format(&line, "%s%s", step->place[0] != '\0' ? ", " : "", step->place);
        if (step->confidence != 'A') {
            text_format(&line, " · %s %c", message_text(MESSAGE_confidence, language),
                        step->confidence);
        }
        if (step->synthetic) {
            text_format(&line, " · %s", message_text(MESSAGE_synthetic, language));
        }
        text_add(out, "      ");
        add_wrapped(out, text_string(&line), 6, columns);
        text_free(&line);
    }
    if (step->definition[0] != '\0') {
        text_add(out, "      ");
        add_wrapped(out, step->definition, 6, columns);
    }
}

void
render_text(const struct answer *answer, int columns, struct text *out)
{
    struct scratch scratch;
    text_init(&scratch.text, CELL_LIMIT);
    struct text heading;
    text_init(&heading, CELL_LIMIT);
    text_add(&heading, message_text(answer->title, answer->language));
    if (answer->municipality != NULL) {
        const struct municipality_facts *facts = municipality_facts(answer->municipality);
        text_format(&heading, " · %s (%s)", facts->name, facts->code);
    }
    if (!date_is_none(answer->date)) {
        text_add(&heading, " · ");
        format_date(answer->date, answer->language, &heading);
    }
    add_heading(out, text_string(&heading), "═");
    text_free(&heading);
    struct text line;
    text_init(&line, REMARK_LIMIT);
    add_fields(answer, columns, &scratch, out);
    for (size_t i = 0; i < answer->outlook_count; i++) {
        render_outlook(answer, &answer->outlooks[i], columns, out);
    }
    for (size_t i = 0; i < answer->table_count; i++) {
        if (answer->tables[i].long_form) {
            continue;
        }
        if (answer->tables[i].row_count > 0) {
            add_table(answer, &answer->tables[i], columns, &scratch, out);
        } else {
            text_format(out, "%s: %s\n\n", message_text(answer->tables[i].title, answer->language),
                        message_text(MESSAGE_none, answer->language));
        }
    }
    for (size_t i = 0; i < answer->remark_count; i++) {
        const struct answer_remark *remark = &answer->remarks[i];
        text_add(&line, message_text(remark->lead, answer->language));
        text_format(&line, ": %s", remark->text);
        text_add(out, "  * ");
        add_wrapped(out, text_string(&line), 4, columns);
        line.length = 0;
    }
    for (size_t i = 0; i < answer->note_count; i++) {
        text_add(out, "  * ");
        add_wrapped(out, message_text(answer->notes[i], answer->language), 4, columns);
    }
    if (answer->explain && answer->step_count > 0) {
        text_add_char(out, '\n');
        add_heading(out, message_text(MESSAGE_how_it_came_about, answer->language), "─");
        for (size_t i = 0; i < answer->step_count; i++) {
            add_step(answer, &answer->steps[i], columns, &scratch, out);
        }
    }
    out->failed |= scratch.text.failed || line.failed;
    text_free(&scratch.text);
    text_free(&line);
}
