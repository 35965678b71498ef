/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/table_store.h"

#include "store/store_private.h"

#include <assert.h>
#include <string.h>

enum { SQL_BYTES_MAX = 64 * 1024, SQL_LINE = 100 };

static bool
is_key(const struct column *column)
{
    return (column->flags & COLUMN_KEY) != 0;
}

static bool
is_nullable(const struct column *column)
{
    return (column->flags & COLUMN_REQUIRED) == 0 &&
           (column->type != COLUMN_TEXT || column->references != NULL);
}

static bool
is_number(const struct column *column)
{
    return column->type == COLUMN_WHOLE || column->type == COLUMN_DECIMAL ||
           column->type == COLUMN_MONEY;
}

/* -- the table itself -------------------------------------------------------------------------- */

static const char *
sql_type(const struct column *column)
{
    switch (column->type) {
    case COLUMN_WHOLE:
    case COLUMN_MONEY:
        return "INTEGER";
    case COLUMN_DECIMAL:
        return "REAL";
    case COLUMN_TEXT:
    case COLUMN_DATE:
    case COLUMN_CHOICE:
        break;
    }
    return "TEXT";
}

/* The choices as a check, where they fit on the column's line. A longer list is a vocabulary that
 * grows with the program: the database would need rebuilding at every new word, and reading checks
 * the word anyway. `used` is the width that is taken. */
static void
write_choices(const struct column *column, size_t used, struct text *out)
{
    struct text check;
    text_init(&check, 64 * 1024);
    text_format(&check, " CHECK (%s IN (", column->name);
    for (size_t i = 0; column->choices[i] != NULL; i++) {
        assert(strchr(column->choices[i], '\'') == NULL);
        text_format(&check, "%s'%s'", i == 0 ? "" : ", ", column->choices[i]);
    }
    text_add(&check, "))");
    if (used + check.length < SQL_LINE) {
        text_add(out, text_string(&check));
    }
    out->failed |= check.failed;
    text_free(&check);
}

/* The columns of the key; a NULL among them by values that it alone has. */
static void
write_key(const struct table_schema *schema, struct text *out)
{
    text_add(out, "(municipality");
    for (size_t c = 0; c < schema->column_count; c++) {
        const struct column *column = &schema->columns[c];
        if (!is_key(column)) {
            continue;
        }
        if (!is_nullable(column)) {
            text_format(out, ", %s", column->name);
        } else if (is_number(column)) {
            text_format(out, ", coalesce(%s, 0), (%s IS NULL)", column->name, column->name);
        } else {
            text_format(out, ", coalesce(%s, '')", column->name);
        }
    }
    text_add(out, ")");
}

void
table_write_sql(const struct table_schema *schema, struct text *out)
{
    bool keyed = false, nullable_key = false;
    text_format(out, "CREATE TABLE %s (\n    municipality TEXT NOT NULL", schema->name);
    for (size_t c = 0; c < schema->column_count; c++) {
        const struct column *column = &schema->columns[c];
        assert(strcmp(column->name, "municipality") != 0);
        text_add(out, ",\n");
        size_t start = out->length;
        text_format(out, "    %s %s%s", column->name, sql_type(column),
                    is_nullable(column) ? "" : " NOT NULL");
        if (column->type == COLUMN_CHOICE) {
            write_choices(column, out->length - start, out);
        }
        keyed |= is_key(column);
        nullable_key |= is_key(column) && is_nullable(column);
    }
    if (keyed && !nullable_key) {
        text_add(out, ",\n    PRIMARY KEY ");
        write_key(schema, out);
    }
    for (size_t c = 0; c < schema->column_count; c++) {
        const struct column *column = &schema->columns[c];
        if (column->references != NULL) {
            /* No columns named: the parent's primary key. Deferred: a table and those that refer to
             * it can be replaced in any order inside a transaction. */
            text_format(
                out,
                ",\n    FOREIGN KEY (municipality, %s) REFERENCES %s DEFERRABLE INITIALLY DEFERRED",
                column->name, column->references);
        }
    }
    text_add(out, "\n) STRICT;\n");
    if (nullable_key) {
        text_format(out, "CREATE UNIQUE INDEX %s_key ON %s ", schema->name, schema->name);
        write_key(schema, out);
        text_add(out, ";\n");
    }
}

/* -- members of a row -------------------------------------------------------------------------- */

static const void *
member(const void *row, const struct column *column)
{
    return (const unsigned char *)row + column->offset;
}

static void
bind_member(struct statement *statement, int index, const struct column *column, const void *row)
{
    const void *at = member(row, column);
    switch (column->type) {
    case COLUMN_TEXT: {
        const char *value = *(const char *const *)at;
        statement_bind_text(statement, index,
                            value[0] == '\0' && is_nullable(column) ? NULL : value);
        break;
    }
    case COLUMN_WHOLE:
    case COLUMN_MONEY:
        statement_bind_whole(statement, index, *(const int64_t *)at);
        break;
    case COLUMN_DECIMAL:
        statement_bind_decimal(statement, index, *(const double *)at);
        break;
    case COLUMN_DATE: {
        char date[DATE_TEXT_SIZE];
        date_write(*(const struct date *)at, date);
        statement_bind_text(statement, index, date[0] == '\0' ? NULL : date);
        break;
    }
    case COLUMN_CHOICE: {
        int choice = *(const int *)at;
        statement_bind_text(statement, index,
                            choice == CHOICE_NONE ? NULL : column->choices[choice]);
        break;
    }
    }
}

struct reading {
    struct statement *statement;
    struct arena *arena;
    const char *recent[TABLE_COLUMNS_MAX]; /* the text last seen in a column: most rows repeat their
                                              source */
};

enum value_result { VALUE_FINE, VALUE_WRONG, VALUE_MEMORY };

static enum value_result
read_choice(const struct column *column, const char *word, int *out)
{
    for (int i = 0; column->choices[i] != NULL; i++) {
        if (strcmp(column->choices[i], word) == 0) {
            *out = i;
            return VALUE_FINE;
        }
    }
    return VALUE_WRONG;
}

static enum value_result
read_text(struct reading *reading, int c, const char *text, const char **out)
{
    if (reading->recent[c] == NULL || strcmp(reading->recent[c], text) != 0) {
        reading->recent[c] = arena_copy(reading->arena, text, strlen(text));
    }
    *out = reading->recent[c];
    return *out == NULL ? VALUE_MEMORY : VALUE_FINE;
}

static enum value_result
read_member(struct reading *reading, int c, const struct column *column, void *row)
{
    void *at = (unsigned char *)row + column->offset;
    bool empty = statement_is_null(reading->statement, c);
    bool required = (column->flags & COLUMN_REQUIRED) != 0;
    const char *text = "";
    if (!is_number(column)) {
        text = statement_text(reading->statement, c);
        if (text == NULL) {
            return VALUE_MEMORY;
        }
    }
    if (empty && required) {
        return VALUE_WRONG;
    }
    switch (column->type) {
    case COLUMN_TEXT:
        return read_text(reading, c, text, at);
    case COLUMN_WHOLE:
    case COLUMN_MONEY:
        *(int64_t *)at = statement_whole(reading->statement, c);
        return VALUE_FINE;
    case COLUMN_DECIMAL:
        *(double *)at = statement_decimal(reading->statement, c);
        return VALUE_FINE;
    case COLUMN_DATE:
        *(struct date *)at = DATE_NONE;
        return empty || date_parse(text, strlen(text), at) ? VALUE_FINE : VALUE_WRONG;
    case COLUMN_CHOICE:
        *(int *)at = CHOICE_NONE;
        return empty ? VALUE_FINE : read_choice(column, text, at);
    }
    return VALUE_WRONG;
}

/* -- putting ----------------------------------------------------------------------------------- */

/* Prepares SQL that has been written; the text is freed. */
static bool
prepare(struct store *store, struct text *sql, struct statement **out, struct error *error)
{
    assert(!sql->failed ||
           sql->length < SQL_BYTES_MAX / 2); /* failed for lack of memory, not of room */
    bool fine = !sql->failed;
    if (!fine) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
    } else {
        fine = store_prepare(store, text_string(sql), out, error);
    }
    text_free(sql);
    return fine;
}

bool
table_store_delete(struct store *store, const char *municipality, const struct table_schema *schema,
                   struct error *error)
{
    struct text sql;
    struct statement *statement;
    text_init(&sql, SQL_BYTES_MAX);
    text_format(&sql, "DELETE FROM %s WHERE municipality = $1", schema->name);
    bool fine = prepare(store, &sql, &statement, error);
    if (fine) {
        statement_bind_text(statement, 1, municipality);
        fine = statement_step(statement, NULL, error);
        statement_free(statement);
    }
    if (!fine) {
        store_place(store, schema->name, error);
    }
    return fine;
}

static bool
insert_rows(struct statement *statement, const struct table *table, struct error *error)
{
    const struct table_schema *schema = table->schema;
    for (size_t r = 0; r < table->count; r++) {
        const void *row = (const unsigned char *)table->rows + r * schema->row_size;
        for (size_t c = 0; c < schema->column_count; c++) {
            bind_member(statement, (int)c + 2, &schema->columns[c], row);
        }
        if (!statement_step(statement, NULL, error)) {
            return false;
        }
        statement_reset(statement);
    }
    return statement_flush(statement, error);
}

static bool
insert(struct store *store, const char *municipality, const struct table *table,
       struct error *error)
{
    const struct table_schema *schema = table->schema;
    assert(schema->column_count <= TABLE_COLUMNS_MAX);
    const char *columns[TABLE_COLUMNS_MAX + 1] = {"municipality"};
    for (size_t c = 0; c < schema->column_count; c++) {
        columns[c + 1] = schema->columns[c].name;
    }
    struct statement *statement;
    bool fine = store_insert_prepare(store, schema->name, columns, schema->column_count + 1,
                                     &statement, error);
    if (fine) {
        statement_bind_text(statement, 1, municipality);
        fine = insert_rows(statement, table, error);
        statement_free(statement);
    }
    if (!fine) {
        store_place(store, schema->name, error);
    }
    return fine;
}

bool
table_store_put(struct store *store, const char *municipality, const struct table *table,
                struct error *error)
{
    bool own = !store_in_transaction(store);
    if (own && !store_begin(store, error)) {
        return false;
    }
    bool fine = table_store_delete(store, municipality, table->schema, error) &&
                insert(store, municipality, table, error) && (!own || store_commit(store, error));
    if (!fine && own) {
        store_rollback(store);
    }
    return fine;
}

/* -- getting ----------------------------------------------------------------------------------- */

static bool
read_row(struct store *store, struct reading *reading, const struct table_schema *schema, void *row,
         struct error *error)
{
    for (size_t c = 0; c < schema->column_count; c++) {
        const struct column *column = &schema->columns[c];
        enum value_result result = read_member(reading, (int)c, column, row);
        if (result == VALUE_FINE) {
            continue;
        }
        struct text field;
        text_init(&field, sizeof error->field);
        text_format(&field, "%s.%s", schema->name, column->name);
        if (result == VALUE_MEMORY) {
            error_set(error, ERROR_MEMORY, NULL, NULL);
        } else {
            store_error(store, "a value that is not what the table is declared to hold", error);
        }
        store_place(store, text_string(&field), error);
        text_free(&field);
        return false;
    }
    return true;
}

static bool
read_rows(struct store *store, struct reading *reading, struct table *table, struct error *error)
{
    size_t capacity = 0;
    for (bool more = true;;) {
        if (!statement_step(reading->statement, &more, error)) {
            store_place(store, table->schema->name, error);
            return false;
        }
        if (!more) {
            return true;
        }
        if (!arena_grow(reading->arena, &table->rows, table->count, &capacity,
                        table->schema->row_size)) {
            error_set(error, ERROR_MEMORY, NULL, NULL);
            store_place(store, table->schema->name, error);
            return false;
        }
        void *row = (unsigned char *)table->rows + table->count * table->schema->row_size;
        if (!read_row(store, reading, table->schema, row, error)) {
            return false;
        }
        table->count++;
    }
}

bool
table_store_get(struct store *store, const char *municipality, const struct table_schema *schema,
                struct arena *arena, struct table *out, struct error *error)
{
    assert(schema->column_count <= TABLE_COLUMNS_MAX);
    struct text sql;
    text_init(&sql, SQL_BYTES_MAX);
    for (size_t c = 0; c < schema->column_count; c++) {
        text_format(&sql, "%s%s", c == 0 ? "SELECT " : ", ", schema->columns[c].name);
    }
    /* rowid grows as rows are inserted, so it is their order; migrate.h has it on every database.
     */
    text_format(&sql, " FROM %s WHERE municipality = $1 ORDER BY rowid", schema->name);
    struct reading reading = {.arena = arena};
    if (!prepare(store, &sql, &reading.statement, error)) {
        store_place(store, schema->name, error);
        return false;
    }
    struct table table = {.schema = schema, .file = ""};
    statement_bind_text(reading.statement, 1, municipality);
    bool fine = read_rows(store, &reading, &table, error);
    statement_free(reading.statement);
    if (fine) {
        *out = table;
    }
    return fine;
}
