/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "exchange/folder.h"
#include "register/municipality.h"
#include "store/store.h"

#include <string.h>

static size_t
count_synthetic(const struct table *table)
{
    size_t synthetic = 0;
    for (size_t c = 0; c < table->schema->column_count; c++) {
        const struct column *column = &table->schema->columns[c];
        if (strcmp(column->name, "synthetic") != 0) {
            continue;
        }
        for (size_t r = 0; r < table->count; r++) {
            int flag;
            memcpy(&flag,
                   (const unsigned char *)table->rows + r * table->schema->row_size +
                       column->offset,
                   sizeof flag);
            synthetic += flag == FLAG_YES;
        }
    }
    return synthetic;
}

static void
answer_tables(struct answer *answer, const struct municipality *municipality)
{
    for (int id = 0; id < TABLE_COUNT; id++) {
        const struct table *table = &municipality->tables[id];
        if (table->schema == NULL) {
            continue;
        }
        struct value *row = answer_row(answer);
        row[0] = value_text(municipality_facts(municipality)->code);
        row[1] = value_text(table->schema->name);
        row[2] = value_number((double)table->count, 0);
        size_t synthetic = count_synthetic(table);
        row[3] = value_number((double)synthetic, 0);
        if (synthetic > 0) {
            answer_note(answer, MESSAGE_note_synthetic);
        }
    }
}

/* All folders in one transaction: either every municipality is replaced or none. *shown becomes the
 * database's path without a password. */
static bool
save_all(struct context *context, const struct municipality *all, int count, const char **shown,
         struct error *error)
{
    struct store *store;
    if (!store_open(context_database(context), STORE_CREATE, &store, error)) {
        return false;
    }
    bool done = store_begin(store, error);
    for (int i = 0; done && i < count; i++) {
        done = municipality_save(store, &all[i], error);
    }
    done = done && store_commit(store, error);
    if (!done) {
        store_rollback(store);
    }
    *shown = arena_copy(&context->arena, store_path(store), strlen(store_path(store)));
    *shown = *shown == NULL ? "" : *shown; /* saved all the same */
    store_free(store);
    return done;
}

/* Two folders of one municipality would replace each other: the later is refused. */
static void
refuse_twin(struct context *context, const struct municipality *all, int latest)
{
    const char *code = municipality_facts(&all[latest])->code;
    for (int i = 0; i < latest; i++) {
        if (all[i].tables[TABLE_MUNICIPALITY].count == 1 &&
            strcmp(municipality_facts(&all[i])->code, code) == 0) {
            table_problem(&all[latest].tables[TABLE_MUNICIPALITY], 0, "code", ERROR_CODE_TWICE,
                          code, context->arguments[i], &context->problems);
            return;
        }
    }
}

int
command_load(struct context *context)
{
    static const struct answer_column columns[] = {{MESSAGE_municipality, UNIT_NONE},
                                                   {MESSAGE_table, UNIT_NONE},
                                                   {MESSAGE_rows, UNIT_NONE},
                                                   {MESSAGE_rows_synthetic, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    int status;
    struct error error;
    struct answer answer;
    if (context->argument_count == 0) {
        error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "FOLDER");
        return context_fail(context, &error);
    }
    if (!context_rulebook(context, &status)) {
        return status;
    }
    struct municipality *all =
        arena_array(&context->arena, (size_t)context->argument_count, sizeof *all);
    if (all == NULL) {
        error_set(&error, ERROR_MEMORY, NULL, NULL);
        return context_fail(context, &error);
    }
    for (int i = 0; i < context->argument_count; i++) {
        if (folder_read(context->arguments[i], &context->rulebook, &context->problems, &all[i])) {
            refuse_twin(context, all, i);
        }
    }
    if (!problems_none(&context->problems)) {
        return context_fail_all(context);
    }
    const char *database;
    if (!save_all(context, all, context->argument_count, &database, &error)) {
        return context_fail(context, &error);
    }
    bool one = context->argument_count == 1;
    context_answer(context, &answer, MESSAGE_title_load, one ? &all[0] : NULL,
                   one ? municipality_facts(&all[0])->state_date : DATE_NONE);
    answer_field(&answer, MESSAGE_database, UNIT_NONE, value_text(database));
    answer_table(&answer, MESSAGE_tables, columns);
    for (int i = 0; i < context->argument_count; i++) {
        answer_tables(&answer, &all[i]);
    }
    return context_show(context, &answer);
}
