/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/national.h"

#include "base/embedded.h"
#include "exchange/file.h"

#include <assert.h>
#include <string.h>

extern const struct embedded_file national_files[];

static const struct embedded_file *
find_file(const char *name)
{
    const struct embedded_file *file = national_files;
    while (file->name != NULL && strcmp(file->name, name) != 0) {
        file++;
    }
    assert(file->name != NULL);
    return file;
}

static void
add_memory_error(struct problems *problems)
{
    struct error error;
    error_set(&error, ERROR_MEMORY, NULL, NULL);
    problems_add(problems, &error);
}

/* A copy that a reader may change; NULL, with the problem added, when memory ends. */
static char *
copy_file(const struct embedded_file *file, struct problems *problems)
{
    char *copy = arena_copy(problems->arena, (const char *)file->bytes, file->length);
    if (copy == NULL) {
        add_memory_error(problems);
    }
    return copy;
}

bool
national_rulebook(const char *path, struct problems *problems, struct rulebook *out)
{
    if (path == NULL) {
        const struct embedded_file *file = find_file("norway.csv");
        char *copy = copy_file(file, problems);
        return copy != NULL && rulebook_read("rules/norway.csv", copy, file->length, problems, out);
    }
    char *bytes;
    size_t length;
    struct error error;
    if (!file_read(path, problems->arena, &bytes, &length, &error)) {
        problems_add(problems, &error);
        return false;
    }
    return rulebook_read(path, bytes, length, problems, out);
}

static bool
read_embedded(const struct table_schema *schema, const char *name, struct problems *problems,
              struct table *out)
{
    const struct embedded_file *file = find_file(name);
    char *copy = copy_file(file, problems);
    return copy != NULL &&
           table_read(schema, NULL, 0, file->name, copy, file->length, problems, out);
}

static const struct column size_columns[] = {
    {.name = "municipality",
     .type = COLUMN_TEXT,
     .flags = COLUMN_KEY | COLUMN_REQUIRED,
     .offset = offsetof(struct panel_size, municipality),
     .unit = "",
     .about = "number, of the day or of a later division of the same area"},
    {.name = "name",
     .type = COLUMN_TEXT,
     .offset = offsetof(struct panel_size, name),
     .unit = "",
     .about = "the municipality's name"},
    {.name = "residents",
     .type = COLUMN_WHOLE,
     .flags = COLUMN_REQUIRED,
     .offset = offsetof(struct panel_size, residents),
     .min = 1,
     .max = 1e9,
     .unit = "persons",
     .about = "on the day"},
};

static const struct table_schema sizes_schema = {
    .name = "municipality_sizes",
    .about = "How many residents each municipality had on one day.",
    .columns = size_columns,
    .column_count = sizeof size_columns / sizeof size_columns[0],
    .row_size = sizeof(struct panel_size),
    .open = true,
};

bool
national_sizes(struct problems *problems, struct table *out)
{
    return read_embedded(&sizes_schema, "municipality_sizes.csv", problems, out);
}

static bool
same_source(const void *a, const void *b)
{
    const struct source *x = a, *y = b;
    return strcmp(x->source, y->source) == 0;
}

static bool
same_assumption(const void *a, const void *b)
{
    const struct forecast_parameter *x = a, *y = b;
    return x->parameter == y->parameter;
}

/* Adds the rows of the program's own table that are about nothing the municipality has a row of
 * itself, after its own. */
static bool
add_rows(struct municipality *municipality, enum table_id id, const char *name,
         bool (*same)(const void *a, const void *b), struct problems *problems)
{
    const struct table_schema *schema = &municipality_schemas[id];
    struct table national;
    struct table *own = &municipality->tables[id];
    if (!read_embedded(schema, name, problems, &national)) {
        return false;
    }
    size_t size = schema->row_size, count = own->count;
    char *all = arena_array(problems->arena, own->count + national.count, size);
    if (all == NULL) {
        add_memory_error(problems);
        return false;
    }
    if (own->count > 0) {
        memcpy(all, own->rows, own->count * size);
    }
    for (size_t i = 0; i < national.count; i++) {
        const char *added = (const char *)national.rows + i * size;
        bool has = false;
        for (size_t k = 0; k < own->count && !has; k++) {
            has = same(all + k * size, added);
        }
        if (!has) {
            memcpy(all + count++ * size, added, size);
        }
    }
    own->schema = schema;
    own->rows = all;
    own->count = count;
    own->lines = NULL;
    return true;
}

bool
national_fill(struct municipality *municipality, struct problems *problems)
{
    struct table *tables = municipality->tables;
    const struct table_schema *schemas = municipality_schemas;
    return add_rows(municipality, TABLE_FORECAST_PARAMETERS, "forecast_parameters.csv",
                    same_assumption, problems) &&
           (tables[TABLE_REFERENCE].count > 0 ||
            read_embedded(&schemas[TABLE_REFERENCE], "reference.csv", problems,
                          &tables[TABLE_REFERENCE])) &&
           (tables[TABLE_CONSULTATION_RATES].count > 0 ||
            read_embedded(&schemas[TABLE_CONSULTATION_RATES], "consultation_rates.csv", problems,
                          &tables[TABLE_CONSULTATION_RATES])) &&
           add_rows(municipality, TABLE_SOURCES, "sources.csv", same_source, problems);
}
