/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/render.h"

#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>

/* A workbook under way; formats belong to the book. */
struct book {
    lxw_workbook *workbook;
    lxw_format *heading, *text, *share, *date, *numbers[4], *millions, *total;
    const struct answer *answer; /* the one whose sheets are being made */
    size_t number;               /* which of several it is, from 1; 0 where there is but one */
};

static bool
open_book(struct book *book, const char *path)
{
    static const char *const number_formats[] = {"#,##0", "#,##0.0", "#,##0.00", "#,##0.000"};
    *book = (struct book){0};
    lxw_workbook_options options = {
        .constant_memory = LXW_FALSE, .tmpdir = NULL, .use_zip64 = LXW_FALSE};
    book->workbook = workbook_new_opt(path, &options);
    if (book->workbook == NULL) {
        return false;
    }
    book->heading = workbook_add_format(book->workbook);
    format_set_bold(book->heading);
    format_set_text_wrap(book->heading);
    format_set_bottom(book->heading, LXW_BORDER_THIN);
    book->text = workbook_add_format(book->workbook);
    format_set_text_wrap(book->text);
    format_set_align(book->text, LXW_ALIGN_VERTICAL_TOP);
    book->share = workbook_add_format(book->workbook);
    format_set_num_format(book->share, "0.0%");
    book->date = workbook_add_format(book->workbook);
    format_set_num_format(book->date, "yyyy-mm-dd");
    book->millions = workbook_add_format(book->workbook);
    format_set_num_format(book->millions, "#,##0.0,,");
    for (size_t i = 0; i < sizeof number_formats / sizeof number_formats[0]; i++) {
        book->numbers[i] = workbook_add_format(book->workbook);
        format_set_num_format(book->numbers[i], number_formats[i]);
    }
    return true;
}

/* "Etter listelengde", with a number before it where there is one. Excel allows 31 characters and
 * not all signs: the rest is cut at a code point. */
static void
name_sheet(const struct book *book, size_t number, enum message title, char out[128])
{
    const char *text = message_text(title, book->answer->language);
    int used = number == 0 ? 0 : snprintf(out, 128, "%zu ", number);
    int points = used; /* 31 code points of up to four bytes */
    for (const char *p = text; *p != '\0' && used < 127; p++) {
        points += ((unsigned char)*p & 0xC0) != 0x80; /* a code point begins */
        if (points > 31) {
            break;
        }
        out[used++] = strchr("[]:*?/\\'", *p) == NULL ? *p : ' ';
    }
    out[used] = '\0';
}

/* A sheet named after a message: by the number of its answer where there are several, and by one of
 * its own where the name is taken. */
static lxw_worksheet *
add_sheet(struct book *book, enum message title)
{
    char name[128];
    name_sheet(book, book->number, title, name);
    for (size_t number = 2; workbook_get_worksheet_by_name(book->workbook, name) != NULL;
         number++) {
        name_sheet(book, book->number * 100 + number, title, name);
    }
    return workbook_add_worksheet(book->workbook, name);
}

static lxw_datetime
excel_date(struct date date)
{
    struct ymd ymd = date_to_ymd(date);
    return (lxw_datetime){.year = ymd.year, .month = ymd.month, .day = ymd.day};
}

static void
put_value(const struct book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
          const struct value *value)
{
    switch (value->kind) {
    case VALUE_NONE:
        break;
    case VALUE_NUMBER:
        worksheet_write_number(sheet, row, column, value->number,
                               value->millions
                                   ? book->millions
                                   : book->numbers[value->decimals < 3 ? value->decimals : 3]);
        break;
    case VALUE_SHARE:
        worksheet_write_number(sheet, row, column, value->number, book->share);
        break;
    case VALUE_TEXT:
        worksheet_write_string(sheet, row, column, value->text, book->text);
        break;
    case VALUE_DATE: {
        lxw_datetime date = excel_date(value->date);
        worksheet_write_datetime(sheet, row, column, &date, book->date);
        break;
    }
    case VALUE_YES_NO:
        worksheet_write_boolean(sheet, row, column, value->number > 0, book->text);
        break;
    }
}

static void
put_text(const struct book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
         const char *text)
{
    if (text[0] != '\0') {
        worksheet_write_string(sheet, row, column, text, book->text);
    }
}

static void
put_fields(struct book *book)
{
    const struct answer *answer = book->answer;
    const bool several = book->number > 0;
    lxw_worksheet *sheet = add_sheet(book, several ? answer->title : MESSAGE_sheet_summary);
    worksheet_set_column(sheet, 0, 0, 52, NULL);
    worksheet_set_column(sheet, 1, 3, 20, NULL);
    lxw_row_t row = 0;
    worksheet_write_string(sheet, row++, 0, message_text(answer->title, answer->language),
                           book->heading);
    if (answer->municipality != NULL) {
        put_text(book, sheet, row++, 0, municipality_facts(answer->municipality)->name);
    }
    struct value date = value_date(answer->date);
    put_value(book, sheet, row++, 0, &date);
    for (size_t i = 0; i < answer->field_count; i++, row++) {
        const struct answer_field *field = &answer->fields[i];
        put_text(book, sheet, row, 0, message_text(field->label, answer->language));
        put_value(book, sheet, row, 1, &field->value);
        put_text(book, sheet, row, 2, unit_name(field->unit, answer->language));
        put_text(book, sheet, row, 3,
                 field->synthetic ? message_text(MESSAGE_synthetic, answer->language) : "");
    }
    for (size_t i = 0; i < answer->remark_count; i++, row++) {
        const struct answer_remark *remark = &answer->remarks[i];
        put_text(book, sheet, row, 0, message_text(remark->lead, answer->language));
        put_text(book, sheet, row, 1, remark->text);
    }
    for (size_t i = 0; i < answer->note_count; i++, row++) {
        put_text(book, sheet, row, 0, message_text(answer->notes[i], answer->language));
    }
}

static void
put_table(struct book *book, const struct answer_table *table)
{
    lxw_worksheet *sheet = add_sheet(book, table->title);
    worksheet_set_column(sheet, 0, (lxw_col_t)(table->column_count - 1), 16, NULL);
    worksheet_freeze_panes(sheet, 1, 0);
    for (size_t c = 0; c < table->column_count; c++) {
        worksheet_write_string(sheet, 0, (lxw_col_t)c,
                               message_text(table->columns[c].label, book->answer->language),
                               book->heading);
    }
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t c = 0; c < table->column_count; c++) {
            put_value(book, sheet, (lxw_row_t)(r + 1), (lxw_col_t)c,
                      &table->cells[r * table->column_count + c]);
        }
    }
}

static void
put_steps(struct book *book)
{
    static const enum message headings[] = {
        MESSAGE_symbol,     MESSAGE_name,    MESSAGE_value,      MESSAGE_unit,
        MESSAGE_date,       MESSAGE_since,   MESSAGE_source,     MESSAGE_place,
        MESSAGE_confidence, MESSAGE_formula, MESSAGE_definition, MESSAGE_synthetic,
    };
    const struct answer *answer = book->answer;
    lxw_worksheet *sheet = add_sheet(book, MESSAGE_how_it_came_about);
    worksheet_set_column(sheet, 0, 11, 22, NULL);
    worksheet_freeze_panes(sheet, 1, 0);
    for (size_t c = 0; c < sizeof headings / sizeof headings[0]; c++) {
        worksheet_write_string(sheet, 0, (lxw_col_t)c, message_text(headings[c], answer->language),
                               book->heading);
    }
    for (size_t i = 0; i < answer->step_count; i++) {
        const struct answer_step *step = &answer->steps[i];
        lxw_row_t row = (lxw_row_t)(i + 1);
        struct value date = value_date(step->date), since = value_date(step->since);
        const char *source = answer->municipality == NULL
                                 ? step->source
                                 : source_title(answer->municipality, step->source);
        char confidence[2] = {step->confidence, '\0'};
        put_text(book, sheet, row, 0, step->key);
        put_text(book, sheet, row, 1, step->name);
        put_value(book, sheet, row, 2, &step->value);
        put_text(book, sheet, row, 3, unit_name(step->unit, answer->language));
        put_value(book, sheet, row, 4, &date);
        put_value(book, sheet, row, 5, &since);
        put_text(book, sheet, row, 6, source);
        put_text(book, sheet, row, 7, step->place);
        put_text(book, sheet, row, 8, confidence);
        put_text(book, sheet, row, 9, step->formula);
        put_text(book, sheet, row, 10, step->definition);
        put_text(book, sheet, row, 11,
                 message_text(step->synthetic ? MESSAGE_yes : MESSAGE_no, answer->language));
    }
}

static void
put_answer(struct book *book)
{
    const struct answer *answer = book->answer;
    if (book->number == 0 || answer->field_count > 0 || answer->remark_count > 0) {
        put_fields(book);
    }
    for (size_t i = 0; i < answer->table_count; i++) {
        put_table(book, &answer->tables[i]);
    }
    if (answer->step_count > 0 && book->number == 0) {
        put_steps(book);
    }
    if (answer->field_count == 0 && answer->table_count > 0 && book->number == 0) {
        /* the sheet before it has nothing but what the answer is of */
        char name[128];
        name_sheet(book, 0, answer->tables[0].title, name);
        worksheet_activate(workbook_get_worksheet_by_name(book->workbook, name));
    }
}

bool
render_xlsx(const struct answer *const *answers, size_t count, const char *path,
            struct error *error)
{
    struct book book;
    if (!open_book(&book, path)) {
        return error_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        book.answer = answers[i];
        book.number = count > 1 ? i + 1 : 0;
        put_answer(&book);
    }
    lxw_error result = workbook_close(book.workbook);
    if (result != LXW_NO_ERROR) {
        error_set(error, ERROR_WRITE_FILE, NULL, lxw_strerror(result));
        error_place(error, path, 0, 0, NULL);
        return false;
    }
    return true;
}
