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
read_embedded(enum table_id id, const char *name, struct problems *problems, struct table *out)
{
    const struct embedded_file *file = find_file(name);
    char *copy = copy_file(file, problems);
    return copy != NULL && table_read(&municipality_schemas[id], NULL, 0, file->name, copy,
                                      file->length, problems, out);
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
    const struct embedded_file *file = find_file("municipality_sizes.csv");
    char *copy = copy_file(file, problems);
    return copy != NULL &&
           table_read(&sizes_schema, NULL, 0, file->name, copy, file->length, problems, out);
}

static bool
has_source(const struct source *sources, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(sources[i].source, key) == 0) {
            return true;
        }
    }
    return false;
}

/* Adds the national sources whose keys the municipality does not use itself. */
static bool
add_sources(struct municipality *municipality, struct problems *problems)
{
    struct table national;
    struct table *own = &municipality->tables[TABLE_SOURCES];
    if (!read_embedded(TABLE_SOURCES, "sources.csv", problems, &national)) {
        return false;
    }
    struct source *all = arena_array(problems->arena, own->count + national.count, sizeof *all);
    if (all == NULL) {
        add_memory_error(problems);
        return false;
    }
    if (own->count > 0) {
        memcpy(all, own->rows, own->count * sizeof *all);
    }
    size_t count = own->count;
    const struct source *added = national.rows;
    for (size_t i = 0; i < national.count; i++) {
        if (!has_source(all, count, added[i].source)) {
            all[count++] = added[i];
        }
    }
    own->schema = &municipality_schemas[TABLE_SOURCES];
    own->rows = all;
    own->count = count;
    own->lines = NULL;
    return true;
}

static bool
has_assumption(const struct forecast_parameter *rows, size_t count, int parameter)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].parameter == parameter) {
            return true;
        }
    }
    return false;
}

/* Adds the program's assumptions that the municipality does not make for itself, after its own. */
static bool
add_assumptions(struct municipality *municipality, struct problems *problems)
{
    struct table national;
    struct table *own = &municipality->tables[TABLE_FORECAST_PARAMETERS];
    if (!read_embedded(TABLE_FORECAST_PARAMETERS, "forecast_parameters.csv", problems, &national)) {
        return false;
    }
    struct forecast_parameter *all =
        arena_array(problems->arena, own->count + national.count, sizeof *all);
    if (all == NULL) {
        add_memory_error(problems);
        return false;
    }
    if (own->count > 0) {
        memcpy(all, own->rows, own->count * sizeof *all);
    }
    size_t count = own->count;
    const struct forecast_parameter *added = national.rows;
    for (size_t i = 0; i < national.count; i++) {
        if (!has_assumption(all, own->count, added[i].parameter)) {
            all[count++] = added[i];
        }
    }
    own->schema = &municipality_schemas[TABLE_FORECAST_PARAMETERS];
    own->rows = all;
    own->count = count;
    own->lines = NULL;
    return true;
}

bool
national_fill(struct municipality *municipality, struct problems *problems)
{
    struct table *reference = &municipality->tables[TABLE_REFERENCE];
    struct table *rates = &municipality->tables[TABLE_CONSULTATION_RATES];
    return add_assumptions(municipality, problems) &&
           (reference->count > 0 ||
            read_embedded(TABLE_REFERENCE, "reference.csv", problems, reference)) &&
           (rates->count > 0 ||
            read_embedded(TABLE_CONSULTATION_RATES, "consultation_rates.csv", problems, rates)) &&
           add_sources(municipality, problems);
}
