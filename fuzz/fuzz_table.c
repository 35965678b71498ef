/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as one of a municipality's tables. The first byte ("a", "b" …) chooses the table, the
 * second the memory there is ("-": enough), the rest is the file. What is read fits its declaration
 * and is written and read back the same; what is refused says why, in a place, in every language.
 */
#include "base/table.h"
#include "fuzz.h"
#include "scheme/municipality.h"

#include <math.h>

static const struct table_limit limits[] = {{"cap_max", 2500}};

static bool
read_bytes(const struct table_schema *schema, char *bytes, size_t size, struct problems *problems,
           struct table *out)
{
    return table_read(schema, limits, 1, "t.csv", bytes, size, problems, out);
}

static void
check_value(const struct column *column, const unsigned char *row)
{
    const void *at = row + column->offset;
    double max = column->max_limit != NULL ? fmin(column->max, limits[0].value) : column->max;
    bool empty = false;
    switch (column->type) {
    case COLUMN_TEXT:
        require(*(const char *const *)at != NULL);
        empty = (*(const char *const *)at)[0] == '\0';
        break;
    case COLUMN_WHOLE: {
        int64_t value = *(const int64_t *)at;
        empty = value == WHOLE_NONE;
        require(empty || ((double)value >= column->min && (double)value <= max));
        break;
    }
    case COLUMN_DECIMAL: {
        double value = *(const double *)at;
        empty = isnan(value);
        require(empty || (isfinite(value) && value >= column->min && value <= max));
        break;
    }
    case COLUMN_MONEY: {
        int64_t value = *(const int64_t *)at;
        empty = value == WHOLE_NONE;
        require(empty || ((double)value >= column->min * 100 && (double)value <= max * 100));
        break;
    }
    case COLUMN_DATE: {
        struct date value = *(const struct date *)at;
        empty = date_is_none(value);
        struct ymd ymd = empty ? (struct ymd){DATE_YEAR_MIN, 1, 1} : date_to_ymd(value);
        require(ymd.year >= DATE_YEAR_MIN && ymd.year <= DATE_YEAR_MAX);
        break;
    }
    case COLUMN_CHOICE: {
        int value = *(const int *)at;
        empty = value == CHOICE_NONE;
        for (int i = 0; i < value; i++) {
            require(column->choices[i] != NULL);
        }
        require(empty || column->choices[value] != NULL);
        break;
    }
    }
    require(!empty || (column->flags & COLUMN_REQUIRED) == 0);
}

static void
check_table(const struct table *table)
{
    const struct table_schema *schema = table->schema;
    require(!schema->single || table->count == 1);
    for (size_t r = 0; r < table->count; r++) {
        require(table->lines[r] > (r == 0 ? 1 : table->lines[r - 1]));
        for (size_t c = 0; c < schema->column_count; c++) {
            check_value(&schema->columns[c],
                        (const unsigned char *)table->rows + r * schema->row_size);
        }
    }
}

static void
check_problems(const struct problems *problems, int lines)
{
    require(problems->count > 0 && problems->count <= PROBLEMS_MAX);
    struct text out;
    text_init(&out, 4096);
    for (size_t i = 0; i < problems->count; i++) {
        const struct error *error = &problems->errors[i];
        require(error->line >= 0 && error->line <= lines);
        require(error->column >= 0 && error->column <= 129);
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            text_free(&out);
            error_write(error, (enum language)language, &out);
            require(out.length > 0 && !out.failed);
            for (size_t b = 0; b < out.length; b++) {
                require((unsigned char)out.bytes[b] >= 0x20 && out.bytes[b] != 0x7F);
            }
        }
    }
    text_free(&out);
}

/* Writes the table, reads that, and writes it again. */
static void
check_round_trip(const struct table *table)
{
    struct text once, twice;
    text_init(&once, 64 * 1024 * 1024);
    text_init(&twice, 64 * 1024 * 1024);
    table_write(table, &once);
    require(!once.failed);
    char *bytes = copy_of(once.bytes, once.length);
    struct arena arena;
    arena_init(&arena, 256 * 1024 * 1024);
    struct problems problems;
    problems_init(&problems, &arena);
    struct table again;
    require(read_bytes(table->schema, bytes, once.length, &problems, &again));
    free(bytes);
    require(again.count == table->count);
    check_table(&again);
    table_write(&again, &twice);
    require(!twice.failed && strcmp(text_string(&once), text_string(&twice)) == 0);
    arena_free(&arena);
    text_free(&once);
    text_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    const struct table_schema *schema =
        &municipality_schemas[(uint8_t)(data[0] - 'a') % TABLE_COUNT];
    size_t memory = data[1] == '-' ? 256 * 1024 * 1024 : (size_t)data[1] * 512;
    int lines = 1;
    for (size_t i = 2; i < size; i++) {
        lines += data[i] == '\n';
    }
    struct arena arena;
    arena_init(&arena, memory);
    struct problems problems;
    problems_init(&problems, &arena);
    struct table table = {.count = 4711};
    char *bytes = copy_of(data + 2, size - 2);
    bool fine = read_bytes(schema, bytes, size - 2, &problems, &table);
    free(bytes);
    require(fine == problems_none(&problems));
    if (fine) {
        check_table(&table);
        check_round_trip(&table);
        bool whole = table_check_references(&table, 1, &problems);
        require(whole == problems_none(&problems));
    } else {
        require(table.count == 4711);
        check_problems(&problems, lines);
    }
    arena_free(&arena);
    return 0;
}
