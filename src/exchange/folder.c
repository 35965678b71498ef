/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "exchange/folder.h"

#include "exchange/file.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { PATH_SIZE = 4096, TABLE_TEXT_LIMIT = 1 << 30 };

static void
add_problem(struct problems *problems, enum error_code code, const char *path, const char *expected)
{
    struct error error;
    error_set(&error, code, NULL, expected);
    error_place(&error, path, 0, 0, NULL);
    problems_add(problems, &error);
}

/* "FOLDER/NAME" without a doubled slash, in the arena; NULL when memory ends or it is too long. */
static char *
join_path(struct arena *arena, const char *folder, const char *name)
{
    char path[PATH_SIZE];
    size_t length = strlen(folder);
    const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
    int size = snprintf(path, sizeof path, "%s%s%s", folder, slash, name);
    return size < 0 || (size_t)size >= sizeof path ? NULL : arena_copy(arena, path, (size_t)size);
}

static char *
table_file(struct arena *arena, const char *folder, const struct table_schema *schema)
{
    char name[128];
    snprintf(name, sizeof name, "%s.csv", table_path(schema));
    return join_path(arena, folder, name);
}

/* -- files that are no table ------------------------------------------------------------------- */

static bool
is_table_file(const char *name)
{
    for (int id = 0; id < TABLE_COUNT; id++) {
        const char *path = table_path(&municipality_schemas[id]);
        size_t length = strlen(path);
        if (strncmp(name, path, length) == 0 && strcmp(name + length, ".csv") == 0) {
            return true;
        }
    }
    return false;
}

static const char *
nearest_table(const char *name)
{
    const char *nearest = table_path(&municipality_schemas[0]);
    for (int id = 1; id < TABLE_COUNT; id++) {
        const char *path = table_path(&municipality_schemas[id]);
        if (text_distance(name, path) < text_distance(name, nearest)) {
            nearest = path;
        }
    }
    return nearest;
}

static void
check_names(const char *folder, const char *inside, struct problems *problems)
{
    const char *path = inside[0] == '\0' ? folder : join_path(problems->arena, folder, inside);
    DIR *directory = path == NULL ? NULL : opendir(path);
    if (directory == NULL) {
        return;
    }
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        char name[512];
        snprintf(name, sizeof name, "%s%s%s", inside, inside[0] == '\0' ? "" : "/", entry->d_name);
        size_t length = strlen(name);
        if (entry->d_name[0] == '.' || length < 4 || strcasecmp(name + length - 4, ".csv") != 0 ||
            is_table_file(name)) {
            continue;
        }
        char *file = join_path(problems->arena, folder, name);
        name[length - 4] = '\0';
        char suggestion[160];
        snprintf(suggestion, sizeof suggestion, "%s.csv", nearest_table(name));
        add_problem(problems, ERROR_FILE_UNKNOWN, file, suggestion);
    }
    closedir(directory);
}

/* -- reading ----------------------------------------------------------------------------------- */

bool
folder_read(const char *path, const struct rulebook *rulebook, struct problems *problems,
            struct municipality *out)
{
    size_t before = problems->count + problems->dropped;
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        add_problem(problems, ERROR_FILE_NOT_FOLDER, path, NULL);
        return false;
    }
    check_names(path, "", problems);
    check_names(path, "surveys", problems);
    struct municipality municipality = {0};
    struct table_limit limit = {"cap_max", (double)INFINITY};
    for (int id = 0; id < TABLE_COUNT; id++) {
        const struct table_schema *schema = &municipality_schemas[id];
        char *file = table_file(problems->arena, path, schema);
        if (file == NULL) {
            add_problem(problems, ERROR_MEMORY, path, NULL);
            return false;
        }
        if (!file_exists(file)) {
            if (schema->required) {
                add_problem(problems, ERROR_TABLE_MISSING, file, schema->name);
            }
            continue;
        }
        struct table *table = &municipality.tables[id];
        if (!file_read_table(file, schema, &limit, 1, problems, table)) {
            *table = (struct table){.schema = schema, .file = file, .unread = true};
        } else if (id == TABLE_MUNICIPALITY) {
            limit.value =
                rule_value(rulebook, RULE_cap_max, municipality_facts(&municipality)->state_date);
        } else if (table->count == 0) {
            *table = (struct table){0}; /* a table without rows is as one that is not there */
        }
    }
    municipality_check_tables(&municipality, problems);
    if (problems->count + problems->dropped != before) {
        return false;
    }
    *out = municipality;
    return true;
}

bool
folder_read_file(const char *path, enum table_id id, const struct municipality *municipality,
                 struct problems *problems, struct table *out)
{
    struct table table;
    if (!file_read_table(path, &municipality_schemas[id], NULL, 0, problems, &table)) {
        return false;
    }
    if (municipality != NULL) {
        struct municipality with = *municipality;
        with.tables[id] = table;
        if (!table_check_references(with.tables, TABLE_COUNT, problems)) {
            return false;
        }
    }
    *out = table;
    return true;
}

bool
folder_write(const char *path, const struct table *tables, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        char file[PATH_SIZE];
        int size = snprintf(file, sizeof file, "%s/%s.csv", path, table_path(tables[i].schema));
        struct text text;
        text_init(&text, TABLE_TEXT_LIMIT);
        table_write(&tables[i], &text);
        bool written = false;
        if (size < 0 || (size_t)size >= sizeof file || text.failed) {
            error_set(error, ERROR_WRITE_FILE, NULL, tables[i].schema->name);
            error_place(error, path, 0, 0, NULL);
        } else {
            written = file_write(file, text_string(&text), text.length, error);
        }
        text_free(&text);
        if (!written) {
            return false;
        }
    }
    return true;
}
