/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answer.h"

#include "base/number.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct value
value_number(double number, int decimals)
{
    return (struct value){.kind = isfinite(number) ? VALUE_NUMBER : VALUE_NONE,
                          .decimals = decimals,
                          .number = number,
                          .text = ""};
}

struct value
value_difference(double number, int decimals)
{
    struct value value = value_number(number, decimals);
    value.signed_always = true;
    return value;
}

struct value
value_share(double share, int decimals)
{
    struct value value = value_number(share, decimals);
    value.kind = value.kind == VALUE_NUMBER ? VALUE_SHARE : VALUE_NONE;
    return value;
}

struct value
value_millions(double number)
{
    struct value value = value_number(number, 1);
    value.millions = true;
    return value;
}

struct value
value_identifier(int64_t number)
{
    struct value value = value_number((double)number, 0);
    value.identifies = true;
    return value;
}

struct value
value_as_given(double number)
{
    int decimals = 0;
    for (double scaled = number; decimals < 2 && fabs(scaled - round(scaled)) > 1e-6;
         scaled *= 10) {
        decimals++;
    }
    return value_number(number, decimals);
}

struct value
value_word(const char *key, const char *text)
{
    struct value value = value_text(text);
    value.key = key;
    return value;
}

struct value
value_share_difference(double difference, int decimals)
{
    struct value value = value_share(difference, decimals);
    value.signed_always = true;
    return value;
}

struct value
value_text(const char *text)
{
    return (struct value){.kind = text[0] == '\0' ? VALUE_NONE : VALUE_TEXT, .text = text};
}

struct value
value_date(struct date date)
{
    return (struct value){
        .kind = date_is_none(date) ? VALUE_NONE : VALUE_DATE, .date = date, .text = ""};
}

struct value
value_yes_no(bool yes)
{
    return (struct value){.kind = VALUE_YES_NO, .number = yes, .text = ""};
}

void
answer_init(struct answer *answer, struct arena *arena, enum language language, const char *command,
            enum message title, const struct municipality *municipality, struct date date)
{
    *answer = (struct answer){
        .arena = arena,
        .language = language,
        .command = command,
        .title = title,
        .municipality = municipality,
        .date = date,
        .group = "",
    };
}

/* Room for one more item of a growing array; false when the answer has failed. */
static bool
grow(struct answer *answer, void **items, size_t count, size_t *capacity, size_t size)
{
    if (!answer->failed && !arena_grow(answer->arena, items, count, capacity, size)) {
        answer->failed = true;
    }
    return !answer->failed;
}

void
answer_field(struct answer *answer, enum message label, enum unit unit, struct value value)
{
    void *fields = answer->fields;
    if (grow(answer, &fields, answer->field_count, &answer->field_capacity,
             sizeof *answer->fields)) {
        answer->fields = fields;
        answer->fields[answer->field_count++] = (struct answer_field){label, unit, value, false};
    }
}

void
answer_mark_age(struct answer *answer, const struct figure *figure)
{
    if (!date_is_none(figure->date) && !date_is_none(answer->date) &&
        (int64_t)answer->date.days - figure->date.days > NEAR_DAYS) {
        answer_note(answer, MESSAGE_note_old);
    }
}

void
answer_field_figure(struct answer *answer, enum message label, const struct figure *figure)
{
    answer_field(answer, label, figure->unit, value_as_given(figure->value));
    answer_mark_age(answer, figure);
    if (figure->synthetic) {
        answer_field_synthetic(answer);
    }
}

void
answer_field_synthetic(struct answer *answer)
{
    if (!answer->failed && answer->field_count > 0) {
        answer->fields[answer->field_count - 1].synthetic = true;
        answer_note(answer, MESSAGE_note_synthetic);
    }
}

struct answer_table *
answer_table(struct answer *answer, enum message title, const struct answer_column *columns)
{
    void *tables = answer->tables;
    if (!grow(answer, &tables, answer->table_count, &answer->table_capacity,
              sizeof *answer->tables)) {
        return &answer->lost_table;
    }
    answer->tables = tables;
    struct answer_table *table = &answer->tables[answer->table_count++];
    *table = (struct answer_table){.title = title};
    while (columns[table->column_count].label != MESSAGE_COUNT) {
        assert(table->column_count < ANSWER_COLUMNS_MAX);
        table->columns[table->column_count] = columns[table->column_count];
        table->column_count++;
    }
    table->shown = table->column_count;
    return table;
}

void
answer_expect_rows(struct answer *answer, size_t count)
{
    if (answer->failed || answer->table_count == 0) {
        return;
    }
    struct answer_table *table = &answer->tables[answer->table_count - 1];
    assert(table->row_count == 0);
    table->cells = arena_array(answer->arena, count, table->column_count * sizeof(struct value));
    table->row_capacity = count;
    answer->failed = table->cells == NULL;
}

struct value *
answer_row(struct answer *answer)
{
    if (answer->failed || answer->table_count == 0) {
        return answer->lost_row;
    }
    struct answer_table *table = &answer->tables[answer->table_count - 1];
    void *cells = table->cells;
    if (!grow(answer, &cells, table->row_count, &table->row_capacity,
              table->column_count * sizeof(struct value))) {
        return answer->lost_row;
    }
    table->cells = cells;
    return table->cells + table->row_count++ * table->column_count; /* the arena's are zero */
}

struct answer_outlook *
answer_outlook(struct answer *answer, enum message title, const char *const *heads,
               size_t point_count)
{
    assert(point_count <= OUTLOOK_POINTS_MAX);
    void *outlooks = answer->outlooks;
    if (!grow(answer, &outlooks, answer->outlook_count, &answer->outlook_capacity,
              sizeof *answer->outlooks)) {
        return &answer->lost_outlook;
    }
    answer->outlooks = outlooks;
    struct answer_outlook *outlook = &answer->outlooks[answer->outlook_count++];
    *outlook = (struct answer_outlook){.title = title, .point_count = point_count};
    memcpy(outlook->heads, heads, point_count * sizeof *heads);
    return outlook;
}

struct outlook_row *
answer_outlook_row(struct answer *answer, const char *name)
{
    if (answer->failed || answer->outlook_count == 0) {
        return &answer->lost_outlook_row;
    }
    struct answer_outlook *outlook = &answer->outlooks[answer->outlook_count - 1];
    void *rows = outlook->rows;
    if (!grow(answer, &rows, outlook->row_count, &outlook->row_capacity, sizeof *outlook->rows)) {
        return &answer->lost_outlook_row;
    }
    outlook->rows = rows;
    struct outlook_row *row = &outlook->rows[outlook->row_count++];
    *row = (struct outlook_row){.name = name};
    return row;
}

void
answer_remark(struct answer *answer, enum message lead, const char *text)
{
    void *remarks = answer->remarks;
    if (grow(answer, &remarks, answer->remark_count, &answer->remark_capacity,
             sizeof *answer->remarks)) {
        answer->remarks = remarks;
        answer->remarks[answer->remark_count++] = (struct answer_remark){lead, text};
    }
}

static const char *
join(struct answer *answer, const char *head, const char *tail)
{
    const size_t before = strlen(head), after = strlen(tail);
    char *text = arena_alloc(answer->arena, before + after + 1);
    if (text == NULL) {
        answer->failed = true;
        return "";
    }
    memcpy(text, head, before);
    memcpy(text + before, tail, after + 1);
    return text;
}

static void
add_step(struct answer *answer, const struct answer_step *step)
{
    void *steps = answer->steps;
    const char *key = answer->group[0] == '\0' ? step->key : join(answer, answer->group, step->key);
    if (grow(answer, &steps, answer->step_count, &answer->step_capacity, sizeof *step)) {
        answer->steps = steps;
        answer->steps[answer->step_count] = *step;
        answer->steps[answer->step_count++].key = key;
    }
}

void
answer_input(struct answer *answer, const char *key, const char *name, const struct figure *figure)
{
    add_step(answer, &(struct answer_step){
                         .key = key,
                         .name = name,
                         .value = value_as_given(figure->value),
                         .unit = figure->unit,
                         .date = figure->date,
                         .since = figure->since,
                         .source = figure->source,
                         .place = figure->place,
                         .confidence = "ABC"[figure->confidence],
                         .formula = "",
                         .definition = "",
                         .synthetic = figure->synthetic,
                     });
    answer_mark(answer, figure);
}

void
answer_result(struct answer *answer, const char *key, enum message name, struct value value,
              enum unit unit, const char *formula, enum message definition)
{
    add_step(answer,
             &(struct answer_step){
                 .key = key,
                 .name = message_text(name, answer->language),
                 .value = value,
                 .unit = unit,
                 .date = DATE_NONE,
                 .since = DATE_NONE,
                 .source = "",
                 .place = "",
                 .formula = formula,
                 .definition =
                     definition == MESSAGE_COUNT ? "" : message_text(definition, answer->language),
             });
}

void
answer_note(struct answer *answer, enum message note)
{
    for (size_t i = 0; i < answer->note_count; i++) {
        if (answer->notes[i] == note) {
            return;
        }
    }
    void *notes = answer->notes;
    if (grow(answer, &notes, answer->note_count, &answer->note_capacity, sizeof note)) {
        answer->notes = notes;
        answer->notes[answer->note_count++] = note;
    }
}

void
answer_mark(struct answer *answer, const struct figure *figure)
{
    if (figure->synthetic) {
        answer_note(answer, MESSAGE_note_synthetic);
    }
}

const char *
answer_number(struct answer *answer, double number)
{
    char shown[NUMBER_TEXT_SIZE] = "–";
    if (isfinite(number)) {
        number_write(round(number * 1e6) / 1e6, shown);
    }
    return answer_text(answer, "%s", shown);
}

const char *
answer_text(struct answer *answer, const char *format, ...)
{
    char room[256]; /* of nearly all */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(room, sizeof room, format, args);
    va_end(args);
    char *text = length < 0 ? NULL : arena_alloc(answer->arena, (size_t)length + 1);
    if (text == NULL) {
        answer->failed = true;
    } else if ((size_t)length < sizeof room) {
        memcpy(text, room, (size_t)length + 1);
    } else {
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text == NULL ? "" : text;
}
