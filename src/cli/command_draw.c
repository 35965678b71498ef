/* SPDX-License-Identifier: EUPL-1.2 */
/* Draws that anyone can check: a seed and its commitment before, all that was drawn from after, and
 * the draw over again from that alone, without the register. */
#include "base/number.h"
#include "cli/desk.h"
#include "cli/views.h"
#include "desk/clock.h"
#include "desk/show.h"
#include "exchange/file.h"
#include "register/reduction.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* A published draw: a row a unit. Persons are in it only as the number of the first of a unit. */
struct published {
    int64_t reduction, seed, wanted, unit, size;
    struct date day;
    const char *commitment;
    int drawn;
};

static const char *const yes_no[] = {"no", "yes", NULL};

#define COLUMN(member, column_type, ...)                                                           \
    {                                                                                              \
        .name = #member, .type = column_type, .offset = offsetof(struct published, member),        \
        .min = -(double)INFINITY, .max = (double)INFINITY, .unit = "", __VA_ARGS__                 \
    }

static const struct column published_columns[] = {
    COLUMN(reduction, COLUMN_WHOLE, .flags = COLUMN_REQUIRED, .about = "number of the reduction"),
    COLUMN(day, COLUMN_DATE, .flags = COLUMN_REQUIRED,
           .about = "day of the draw, whose rules hold"),
    COLUMN(seed, COLUMN_WHOLE, .flags = COLUMN_REQUIRED, .about = "seed, told after the draw"),
    COLUMN(commitment, COLUMN_TEXT, .flags = COLUMN_REQUIRED, .about = "told before the draw"),
    COLUMN(wanted, COLUMN_WHOLE, .flags = COLUMN_REQUIRED, .about = "persons to draw"),
    COLUMN(unit, COLUMN_WHOLE, .flags = COLUMN_REQUIRED | COLUMN_KEY,
           .about = "those drawn together"),
    COLUMN(size, COLUMN_WHOLE, .flags = COLUMN_REQUIRED, .about = "persons in it"),
    COLUMN(drawn, COLUMN_CHOICE, .flags = COLUMN_REQUIRED, .choices = yes_no,
           .about = "whether it was drawn"),
};

static const struct table_schema published_schema = {
    .name = "draw",
    .about = "A draw as it was published.",
    .columns = published_columns,
    .column_count = sizeof published_columns / sizeof published_columns[0],
    .row_size = sizeof(struct published),
    .required = true,
};

int
view_reduction_seed(struct context *context)
{
    int status;
    int64_t reduction;
    uint64_t bytes;
    struct answer answer;
    char commitment[COMMITMENT_SIZE];
    if (!take_number(context, "REDUCTION", &reduction, &status)) {
        return status;
    }
    randombytes_buf(&bytes, sizeof bytes);
    int64_t seed = (int64_t)(bytes % UINT64_C(9000000000000000));
    reduction_commitment(reduction, seed, commitment);
    context_answer(context, &answer, MESSAGE_title_draw, NULL, clock_today());
    answer_field(&answer, MESSAGE_reduction, UNIT_NONE, show_identifier(reduction));
    answer_field(&answer, MESSAGE_seed, UNIT_NONE, show_identifier(seed));
    answer_field(&answer, MESSAGE_commitment, UNIT_NONE,
                 value_text(answer_text(&answer, "%s", commitment)));
    answer_note(&answer, MESSAGE_note_seed);
    return context_show(context, &answer);
}

/* Draws again from the units. */
static int64_t
draw_again(const struct rulebook *rulebook, struct reduction_draw *draw)
{
    return draw_units(rulebook, draw->day, (uint64_t)draw->seed, REDUCTION_PURPOSE, draw->wanted,
                      draw->units, draw->unit_count);
}

static bool
publish(const char *path, int64_t reduction, const struct reduction_draw *draw, struct arena *arena,
        struct error *error)
{
    struct text text;
    struct published *rows = arena_array(arena, draw->unit_count + 1, sizeof *rows);
    if (rows == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    for (size_t i = 0; i < draw->unit_count; i++) {
        rows[i] = (struct published){.reduction = reduction,
                                     .day = draw->day,
                                     .seed = draw->seed,
                                     .commitment = draw->commitment,
                                     .wanted = draw->wanted,
                                     .unit = draw->units[i].id,
                                     .size = draw->units[i].size,
                                     .drawn = draw->units[i].drawn};
    }
    struct table table = {
        .schema = &published_schema, .rows = rows, .count = draw->unit_count, .file = path};
    text_init(&text, FILE_TABLE_LIMIT);
    table_write(&table, &text);
    bool fine = !text.failed && file_write(path, text_string(&text), text.length, error);
    text_free(&text);
    return fine;
}

static void
tell_draw(struct answer *answer, int64_t reduction, const struct reduction_draw *draw,
          int64_t drawn)
{
    answer_field(answer, MESSAGE_reduction, UNIT_NONE, show_identifier(reduction));
    answer_field(answer, MESSAGE_commitment, UNIT_NONE, show_text(draw->commitment));
    answer_field(answer, MESSAGE_seed, UNIT_NONE, show_identifier(draw->seed));
    answer_field(answer, MESSAGE_draw_units, UNIT_NONE, value_number((double)draw->unit_count, 0));
    answer_field(answer, MESSAGE_wanted, UNIT_persons, show_whole(draw->wanted));
    answer_field(answer, MESSAGE_persons_drawn, UNIT_persons, show_whole(drawn));
}

int
view_reduction_publish(struct context *context)
{
    int status;
    int64_t reduction;
    struct desk desk;
    struct error error;
    struct answer answer;
    struct reduction_draw draw;
    const char *path = context->options[OPTION_out].text;
    if (path == NULL) {
        error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "--out FILE");
        return context_fail(context, &error);
    }
    if (!take_number(context, "REDUCTION", &reduction, &status) ||
        !desk_open(context, &desk, &status)) {
        return status;
    }
    bool fine = reduction_units(desk.store, reduction, &context->arena, &draw, &error);
    struct date day = desk.day;
    desk_close(&desk);
    int64_t drawn = fine ? draw_again(&context->rulebook, &draw) : 0;
    if (!fine || !publish(path, reduction, &draw, &context->arena, &error)) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_draw, NULL, day);
    tell_draw(&answer, reduction, &draw, drawn);
    return context_show(context, &answer);
}

/* Whether every row tells of the same draw. */
static bool
one_draw(const struct published *rows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (rows[i].reduction != rows[0].reduction || rows[i].seed != rows[0].seed ||
            rows[i].wanted != rows[0].wanted || date_compare(rows[i].day, rows[0].day) != 0 ||
            strcmp(rows[i].commitment, rows[0].commitment) != 0) {
            return false;
        }
    }
    return count > 0;
}

static bool
was_drawn(const struct published *rows, size_t count, int64_t unit)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].unit == unit) {
            return rows[i].drawn == 1;
        }
    }
    return false;
}

static bool
read_draw(struct context *context, const char *path, struct table *table, int *status)
{
    if (!file_read_table(path, &published_schema, NULL, 0, &context->problems, table)) {
        *status = context_fail_all(context);
        return false;
    }
    return true;
}

int
view_reduction_replay(struct context *context)
{
    int status;
    const char *path;
    struct error error;
    struct table table;
    struct answer answer;
    char commitment[COMMITMENT_SIZE];
    if (!take_name(context, "FILE", &path, &status) || !context_rulebook(context, &status) ||
        !read_draw(context, path, &table, &status)) {
        return status;
    }
    const struct published *rows = table.rows;
    struct draw_unit *units = arena_array(&context->arena, table.count + 1, sizeof *units);
    if (units == NULL) {
        error_set(&error, ERROR_MEMORY, NULL, NULL);
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_draw, NULL, clock_today());
    if (!one_draw(rows, table.count)) {
        error_set(&error, ERROR_DRAW_MIXED, NULL, NULL);
        error_place(&error, path, 0, 0, NULL);
        return context_fail(context, &error);
    }
    for (size_t i = 0; i < table.count; i++) {
        units[i] = (struct draw_unit){.id = rows[i].unit, .size = (uint32_t)rows[i].size};
    }
    struct reduction_draw draw = {rows[0].seed,       rows[0].wanted, rows[0].day,
                                  rows[0].commitment, units,          table.count};
    int64_t drawn = draw_again(&context->rulebook, &draw);
    reduction_commitment(rows[0].reduction, draw.seed, commitment);
    bool committed = strcmp(commitment, draw.commitment) == 0, same = true;
    for (size_t i = 0; i < table.count; i++) {
        same = same && units[i].drawn == was_drawn(rows, table.count, units[i].id);
    }
    tell_draw(&answer, rows[0].reduction, &draw, drawn);
    answer_field(&answer, MESSAGE_seed_as_committed, UNIT_NONE, value_yes_no(committed));
    answer_field(&answer, MESSAGE_draw_as_published, UNIT_NONE, value_yes_no(same));
    answer.is_no = !committed || !same;
    return context_show(context, &answer);
}
