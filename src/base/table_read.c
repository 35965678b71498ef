/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/csv.h"
#include "base/table_private.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void *
member(void *row, const struct column *column)
{
    return (unsigned char *)row + column->offset;
}

static double
upper_bound(const struct column *column, const struct table_limit *limits, size_t limit_count)
{
    double max = column->max;
    for (size_t i = 0; column->max_limit != NULL && i < limit_count; i++) {
        if (strcmp(limits[i].name, column->max_limit) == 0) {
            max = fmin(max, limits[i].value);
        }
    }
    return max;
}

/* Stands in errors for what may not be shown. */
static const char hidden[] = "…";

/* A file with a secret column but without its header, or with another's, may have the secret in any
 * field of its first row. */
static bool
has_secret(const struct table_schema *schema)
{
    bool secret = false;
    for (size_t c = 0; c < schema->column_count; c++) {
        secret |= (schema->columns[c].flags & COLUMN_SECRET) != 0;
    }
    return secret;
}

/* -- reading one value ------------------------------------------------------------------------- */

struct reading {
    const struct table_schema *schema;
    struct problems *problems;
    const char *file;
    int header_line; /* not 1 where blank lines come first */
    double upper[TABLE_COLUMNS_MAX];
    int positions[TABLE_COLUMNS_MAX];
    const char *recent[TABLE_COLUMNS_MAX]; /* the text last seen in a column: most rows repeat their
                                              source */
    bool key_wrong; /* some key could not be read, so keys cannot be compared */
};

static void
set_empty(const struct column *column, void *row)
{
    switch (column->type) {
    case COLUMN_TEXT:
        *(const char **)member(row, column) = "";
        break;
    case COLUMN_WHOLE:
    case COLUMN_MONEY:
        *(int64_t *)member(row, column) = WHOLE_NONE;
        break;
    case COLUMN_DECIMAL:
        *(double *)member(row, column) = (double)NAN;
        break;
    case COLUMN_DATE:
        *(struct date *)member(row, column) = DATE_NONE;
        break;
    case COLUMN_CHOICE:
        *(int *)member(row, column) = CHOICE_NONE;
        break;
    }
}

/* The error that a value which is missing or wrong deserves, by its column. */
static void
describe_wrong(const struct column *column, double upper, const struct csv_field *field,
               struct error *error)
{
    struct text expected;
    text_init(&expected, sizeof error->expected);
    enum error_code code = ERROR_NOT_CHOICE;
    bool secret = (column->flags & COLUMN_SECRET) != 0;
    switch (column->type) {
    case COLUMN_TEXT:
        text_add(&expected, column->name);
        code = ERROR_VALUE_MISSING;
        break;
    case COLUMN_WHOLE:
        table_write_range(column->min, upper, &expected);
        code = ERROR_NOT_WHOLE;
        break;
    case COLUMN_DECIMAL:
    case COLUMN_MONEY:
        table_write_range(column->min, upper, &expected);
        code = ERROR_NOT_DECIMAL;
        break;
    case COLUMN_DATE:
        code = ERROR_NOT_DATE;
        break;
    case COLUMN_CHOICE: {
        char found[64];
        snprintf(found, sizeof found, "%.*s", (int)(field->length < 63 ? field->length : 63),
                 field->bytes);
        const char *nearest = NULL;
        for (size_t i = 0; !secret && column->choices[i] != NULL; i++) {
            nearest = text_nearer(found, column->choices[i], nearest);
        }
        if (nearest != NULL) {
            text_add(&expected, nearest);
            code = ERROR_NOT_CHOICE_NEAR;
        } else {
            expected.limit = 4096;
            table_write_choices(column, &expected);
        }
        break;
    }
    }
    error_set_bytes(error, code, secret ? hidden : field->bytes,
                    secret ? sizeof hidden - 1 : field->length, text_string(&expected));
    text_free(&expected);
}

static bool
read_choice(const struct column *column, const struct csv_field *field, int *out)
{
    for (int i = 0; column->choices[i] != NULL; i++) {
        if (strlen(column->choices[i]) == field->length &&
            memcmp(column->choices[i], field->bytes, field->length) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

static bool
read_money(const struct csv_field *field, int64_t *out)
{
    double kroner;
    const char *point = memchr(field->bytes, '.', field->length);
    bool fine = point == NULL || field->bytes + field->length - point <= 3;
    if (!fine || !number_parse_decimal(field->bytes, field->length, &kroner) ||
        fabs(kroner) > 1e13) {
        return false;
    }
    *out = llround(kroner * 100.0);
    return true;
}

/* Reads a value that is there; false when it is wrong, or *memory is set when memory ended. */
static bool
read_value(struct reading *reading, size_t c, const struct csv_field *field, void *row,
           bool *memory)
{
    const struct column *column = &reading->schema->columns[c];
    double upper = reading->upper[c];
    switch (column->type) {
    case COLUMN_TEXT: {
        const char *recent = reading->recent[c];
        if (recent == NULL || strncmp(recent, field->bytes, field->length) != 0 ||
            recent[field->length] != '\0') {
            recent = arena_copy(reading->problems->arena, field->bytes, field->length);
        }
        if (recent == NULL) {
            *memory = true;
            return false;
        }
        reading->recent[c] = recent;
        *(const char **)member(row, column) = recent;
        return true;
    }
    case COLUMN_WHOLE: {
        int64_t *value = member(row, column);
        return number_parse_whole(field->bytes, field->length, value) &&
               (double)*value >= column->min && (double)*value <= upper;
    }
    case COLUMN_DECIMAL: {
        double *value = member(row, column);
        return number_parse_decimal(field->bytes, field->length, value) && *value >= column->min &&
               *value <= upper;
    }
    case COLUMN_MONEY: {
        int64_t *value = member(row, column);
        return read_money(field, value) && (double)*value >= column->min * 100 &&
               (double)*value <= upper * 100;
    }
    case COLUMN_DATE:
        return date_parse(field->bytes, field->length, member(row, column));
    case COLUMN_CHOICE:
        return read_choice(column, field, member(row, column));
    }
    return false;
}

static void
read_row(struct reading *reading, const struct csv_reader *csv, void *row)
{
    const struct table_schema *schema = reading->schema;
    for (size_t c = 0; c < schema->column_count; c++) {
        const struct column *column = &schema->columns[c];
        int position = reading->positions[c];
        set_empty(column, row);
        if (position == 0) {
            continue;
        }
        const struct csv_field *field = &csv->fields[position - 1];
        struct error error;
        bool memory = false;
        if (field->length == 0) {
            if ((column->flags & COLUMN_REQUIRED) == 0) {
                continue;
            }
            error_set(&error, ERROR_VALUE_MISSING, NULL, column->name);
        } else if (read_value(reading, (size_t)c, field, row, &memory)) {
            continue;
        } else if (memory) {
            error_set(&error, ERROR_MEMORY, NULL, NULL);
        } else {
            describe_wrong(column, reading->upper[c], field, &error);
        }
        reading->key_wrong |= (column->flags & COLUMN_KEY) != 0;
        error_place(&error, reading->file, csv->line, position, column->name);
        problems_add(reading->problems, &error);
    }
}

/* -- the header -------------------------------------------------------------------------------- */

static bool
field_is(const struct csv_field *field, const char *name)
{
    return strlen(name) == field->length && memcmp(name, field->bytes, field->length) == 0;
}

static void
read_header_field(struct reading *reading, const struct csv_field *field, int position)
{
    const struct table_schema *schema = reading->schema;
    struct error error;
    for (size_t c = 0; c < schema->column_count; c++) {
        if (!field_is(field, schema->columns[c].name)) {
            continue;
        }
        if (reading->positions[c] != 0) {
            error_set(&error, ERROR_COLUMN_TWICE, schema->columns[c].name, NULL);
            error_place(&error, reading->file, reading->header_line, position, NULL);
            problems_add(reading->problems, &error);
        }
        reading->positions[c] = position;
        return;
    }
    if (schema->open) {
        return;
    }
    struct csv_field shown = *field;
    if (has_secret(schema)) {
        shown = (struct csv_field){hidden, sizeof hidden - 1};
    }
    char found[64];
    snprintf(found, sizeof found, "%.*s", (int)(shown.length < 63 ? shown.length : 63),
             shown.bytes);
    const char *nearest = NULL;
    struct text all;
    text_init(&all, 4096);
    for (size_t c = 0; c < schema->column_count; c++) {
        const char *name = schema->columns[c].name;
        text_format(&all, "%s%s", c == 0 ? "" : ", ", name);
        nearest = text_nearer(found, name, nearest);
    }
    error_set_bytes(&error, nearest != NULL ? ERROR_COLUMN_UNKNOWN_NEAR : ERROR_COLUMN_UNKNOWN,
                    shown.bytes, shown.length, nearest != NULL ? nearest : text_string(&all));
    text_free(&all);
    error_place(&error, reading->file, reading->header_line, position, NULL);
    problems_add(reading->problems, &error);
}

/* Whether every column that must be there is. */
static bool
read_header(struct reading *reading, const struct csv_reader *csv)
{
    for (size_t i = 0; i < csv->field_count; i++) {
        read_header_field(reading, &csv->fields[i], (int)i + 1);
    }
    bool complete = true;
    for (size_t c = 0; c < reading->schema->column_count; c++) {
        const struct column *column = &reading->schema->columns[c];
        bool needed = (column->flags & (COLUMN_REQUIRED | COLUMN_NAMED)) != 0;
        if (reading->positions[c] == 0 && needed) {
            struct error error;
            error_set(&error, ERROR_COLUMN_MISSING, NULL, NULL);
            error_place(&error, reading->file, reading->header_line, 0, column->name);
            problems_add(reading->problems, &error);
            complete = false;
        }
    }
    return complete;
}

/* -- keys -------------------------------------------------------------------------------------- */

static uint64_t
hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ p[i]) * UINT64_C(0x100000001B3); /* FNV-1a */
    }
    return hash;
}

/* The bytes a value is compared by. */
static const void *
value_bytes(const struct column *column, const void *row, size_t *length)
{
    const void *at = (const unsigned char *)row + column->offset;
    *length = 0;
    switch (column->type) {
    case COLUMN_TEXT: {
        const char *text = TABLE_MEMBER(const char *, row, column);
        *length = strlen(text) + 1;
        return text;
    }
    case COLUMN_WHOLE:
    case COLUMN_MONEY:
        *length = sizeof(int64_t);
        break;
    case COLUMN_DECIMAL:
        *length = sizeof(double);
        break;
    case COLUMN_DATE:
        *length = sizeof(struct date);
        break;
    case COLUMN_CHOICE:
        *length = sizeof(int);
        break;
    }
    return at;
}

static uint64_t
hash_key(const struct table_schema *schema, const void *row)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (size_t c = 0; c < schema->column_count; c++) {
        if ((schema->columns[c].flags & COLUMN_KEY) != 0) {
            size_t length;
            const void *bytes = value_bytes(&schema->columns[c], row, &length);
            hash = hash_bytes(hash, bytes, length);
        }
    }
    return hash;
}

static bool
same_key(const struct table_schema *schema, const void *a, const void *b)
{
    for (size_t c = 0; c < schema->column_count; c++) {
        if ((schema->columns[c].flags & COLUMN_KEY) != 0) {
            size_t length_a, length_b;
            const void *bytes_a = value_bytes(&schema->columns[c], a, &length_a);
            const void *bytes_b = value_bytes(&schema->columns[c], b, &length_b);
            if (length_a != length_b || memcmp(bytes_a, bytes_b, length_a) != 0) {
                return false;
            }
        }
    }
    return true;
}

/* An open hash table of row numbers + 1; 0 is a free slot. */
struct key_index {
    size_t *slots, mask;
};

static bool
index_init(struct key_index *index, size_t count, struct arena *arena)
{
    size_t size = 16;
    while (size < count * 2) {
        size *= 2;
    }
    *index = (struct key_index){arena_array(arena, size, sizeof(size_t)), size - 1};
    return index->slots != NULL;
}

static const void *
row_at(const struct table *table, size_t row)
{
    return (const unsigned char *)table->rows + row * table->schema->row_size;
}

/* The slot of the row with the same key as `row`, or the free slot where it belongs. */
static size_t *
index_find(const struct key_index *index, const struct table *table, const void *row)
{
    size_t at = (size_t)hash_key(table->schema, row) & index->mask;
    while (index->slots[at] != 0 &&
           !same_key(table->schema, row_at(table, index->slots[at] - 1), row)) {
        at = (at + 1) & index->mask;
    }
    return &index->slots[at];
}

static void
write_key(const struct table_schema *schema, const void *row, struct text *out)
{
    bool first = true;
    for (size_t c = 0; c < schema->column_count; c++) {
        if ((schema->columns[c].flags & COLUMN_KEY) != 0) {
            text_add(out, first ? "" : ",");
            if ((schema->columns[c].flags & COLUMN_SECRET) != 0) {
                text_add(out, hidden);
            } else {
                column_write(&schema->columns[c], row, out);
            }
            first = false;
        }
    }
}

static const struct column *
first_key(const struct table_schema *schema)
{
    for (size_t c = 0; c < schema->column_count; c++) {
        if ((schema->columns[c].flags & COLUMN_KEY) != 0) {
            return &schema->columns[c];
        }
    }
    return NULL;
}

void
table_problem(const struct table *table, size_t row, const char *column, enum error_code code,
              const char *found, const char *expected, struct problems *problems)
{
    struct error error;
    int position = 0;
    for (size_t c = 0; c < table->schema->column_count; c++) {
        if (strcmp(table->schema->columns[c].name, column) == 0) {
            position = table->positions[c];
            bool secret = (table->schema->columns[c].flags & COLUMN_SECRET) != 0;
            found = secret ? hidden : found;
        }
    }
    error_set(&error, code, found, expected);
    error_place(&error, table->file, table->lines == NULL ? 0 : table->lines[row], position,
                column);
    problems_add(problems, &error);
}

static void
memory_problem(struct problems *problems, const char *file)
{
    struct error error;
    error_set(&error, ERROR_MEMORY, NULL, NULL);
    error_place(&error, file, 0, 0, NULL);
    problems_add(problems, &error);
}

static void
check_keys(const struct table *table, struct problems *problems)
{
    const struct column *key = first_key(table->schema);
    struct key_index index;
    if (key == NULL) {
        return;
    }
    if (!index_init(&index, table->count, problems->arena)) {
        memory_problem(problems, table->file);
        return;
    }
    for (size_t r = 0; r < table->count; r++) {
        size_t *slot = index_find(&index, table, row_at(table, r));
        if (*slot == 0) {
            *slot = r + 1;
            continue;
        }
        struct text found;
        text_init(&found, 4096);
        write_key(table->schema, row_at(table, r), &found);
        char line[16];
        snprintf(line, sizeof line, "%d", table->lines[*slot - 1]);
        table_problem(table, r, key->name, ERROR_KEY_TWICE, text_string(&found), line, problems);
        text_free(&found);
    }
}

/* -- whole tables ------------------------------------------------------------------------------ */

/* Reads every row behind the header into *table; false when memory ended. */
static bool
read_rows(struct reading *reading, struct csv_reader *csv, struct table *table)
{
    const size_t columns = csv->field_count, row_size = table->schema->row_size;
    size_t row_capacity = 0, line_capacity = 0;
    void *lines = NULL;
    struct error error;
    for (enum csv_result result; (result = csv_next(csv, &error)) != CSV_END;) {
        if (result == CSV_ROW && csv->field_count != columns) {
            char found[16], expected[16];
            snprintf(found, sizeof found, "%zu", csv->field_count);
            snprintf(expected, sizeof expected, "%zu", columns);
            error_set(&error, ERROR_CSV_FIELD_COUNT, found, expected);
            result = CSV_WRONG;
        }
        if (result == CSV_WRONG) {
            error_place(&error, reading->file, csv->line, error.column, NULL);
            problems_add(reading->problems, &error);
            continue;
        }
        struct arena *arena = reading->problems->arena;
        if (!arena_grow(arena, &table->rows, table->count, &row_capacity, row_size) ||
            !arena_grow(arena, &lines, table->count, &line_capacity, sizeof(int))) {
            return false;
        }
        table->lines = lines;
        table->lines[table->count] = csv->line;
        read_row(reading, csv, (unsigned char *)table->rows + table->count * row_size);
        table->count++;
    }
    return true;
}

bool
table_read(const struct table_schema *schema, const struct table_limit *limits, size_t limit_count,
           const char *file, char *bytes, size_t length, struct problems *problems,
           struct table *out)
{
    assert(schema->column_count <= TABLE_COLUMNS_MAX);
    size_t before = problems->count + problems->dropped;
    struct reading reading = {.schema = schema, .problems = problems, .file = file};
    for (size_t c = 0; c < schema->column_count; c++) {
        reading.upper[c] = upper_bound(&schema->columns[c], limits, limit_count);
    }
    struct csv_reader csv;
    struct error error;
    csv_open(&csv, bytes, length);
    enum csv_result result = csv_next(&csv, &error);
    if (result == CSV_END) {
        error_set(&error, ERROR_FILE_EMPTY, NULL, NULL);
        result = CSV_WRONG;
    }
    if (result == CSV_WRONG) {
        error_place(&error, file, csv.line, error.column, NULL);
        problems_add(problems, &error);
        return false;
    }
    reading.header_line = csv.line;
    reading.key_wrong = !read_header(&reading, &csv);
    struct table table = {.schema = schema, .file = file};
    memcpy(table.positions, reading.positions, sizeof table.positions);
    if (!read_rows(&reading, &csv, &table)) {
        memory_problem(problems, file);
        return false;
    }
    if (!reading.key_wrong) {
        check_keys(&table, problems);
    }
    if (schema->single && table.count != 1) {
        char found[24];
        snprintf(found, sizeof found, "%zu", table.count);
        error_set(&error, ERROR_ROW_COUNT, found, "1");
        error_place(&error, file, 0, 0, NULL);
        problems_add(problems, &error);
    }
    if (problems->count + problems->dropped != before) {
        return false;
    }
    *out = table;
    return true;
}

static const struct table *
find_table(const struct table *tables, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (tables[i].schema != NULL && strcmp(tables[i].schema->name, name) == 0) {
            return &tables[i];
        }
    }
    return NULL;
}

/* Whether a row of `target` has `value` as its only key. `probe` is a row's worth of memory to
 * search with. */
static bool
has_key(const struct table *target, const struct key_index *index, const char *value, void *probe)
{
    const struct column *key = first_key(target->schema);
    assert(key != NULL && key->type == COLUMN_TEXT);
    *(const char **)member(probe, key) = value;
    return *index_find(index, target, probe) != 0;
}

static void
check_column(const struct table *table, const struct column *column, const struct table *target,
             struct problems *problems)
{
    struct key_index index = {0};
    void *probe = NULL;
    if (target != NULL) {
        probe = arena_alloc(problems->arena, target->schema->row_size);
        if (probe == NULL || !index_init(&index, target->count, problems->arena)) {
            memory_problem(problems, table->file);
            return;
        }
        for (size_t r = 0; r < target->count; r++) {
            *index_find(&index, target, row_at(target, r)) = r + 1;
        }
    }
    for (size_t r = 0; r < table->count; r++) {
        const char *value = TABLE_MEMBER(const char *, row_at(table, r), column);
        if (value[0] != '\0' && (target == NULL || !has_key(target, &index, value, probe))) {
            table_problem(table, r, column->name, ERROR_DANGLING, value, column->references,
                          problems);
        }
    }
}

bool
table_check_references(const struct table *tables, size_t count, struct problems *problems)
{
    size_t before = problems->count + problems->dropped;
    for (size_t i = 0; i < count; i++) {
        const struct table *table = &tables[i];
        for (size_t c = 0; table->schema != NULL && c < table->schema->column_count; c++) {
            const struct column *column = &table->schema->columns[c];
            const struct table *target =
                column->references == NULL ? NULL : find_table(tables, count, column->references);
            if (column->references != NULL && (target == NULL || !target->unread)) {
                check_column(table, column, target, problems);
            }
        }
    }
    return problems->count + problems->dropped == before;
}
