/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/municipality.h"

#include "register/living.h"
#include "store/table_store.h"

#include <assert.h>
#include <string.h>

static bool
replace_tables(struct store *store, const struct municipality *municipality, struct error *error)
{
    const char *code = municipality_facts(municipality)->code;
    /* A table refers only to earlier ones: emptied from the last, and filled from the first, no row
     * ever refers to one that is not there, and the database has nothing to keep count of until the
     * end. */
    for (size_t i = TABLE_COUNT; i > 0; i--) {
        if (!table_store_delete(store, code, &municipality_schemas[i - 1], error)) {
            return false;
        }
    }
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        const struct table *table = &municipality->tables[i];
        assert(table->schema == NULL || table->schema == &municipality_schemas[i]);
        if (table->schema != NULL && !table_store_put(store, code, table, error)) {
            return false;
        }
    }
    return true;
}

bool
municipality_save(struct store *store, const struct municipality *municipality, struct error *error)
{
    if (store_in_transaction(store)) {
        return replace_tables(store, municipality, error);
    }
    if (!store_begin(store, error)) {
        return false;
    }
    if (replace_tables(store, municipality, error) && store_commit(store, error)) {
        return true;
    }
    store_rollback(store);
    return false;
}

bool
municipality_codes(struct store *store, struct arena *arena, const char *const **out, size_t *count,
                   struct error *error)
{
    struct statement *statement;
    if (!store_prepare(store,
                       "SELECT DISTINCT municipality FROM municipality ORDER BY municipality",
                       &statement, error)) {
        return false;
    }
    void *codes = NULL;
    size_t found = 0, capacity = 0;
    bool row = true, fine = true;
    while (fine && (fine = statement_step(statement, &row, error)) && row) {
        const char *text = statement_text(statement, 0);
        const char *copy = text == NULL ? NULL : arena_copy(arena, text, strlen(text));
        fine = copy != NULL && arena_grow(arena, &codes, found, &capacity, sizeof copy);
        if (fine) {
            ((const char **)codes)[found++] = copy;
        } else {
            error_set(error, ERROR_MEMORY, NULL, NULL);
            error_place(error, store_path(store), 0, 0, NULL);
        }
    }
    statement_free(statement);
    if (fine) {
        *out = codes;
        *count = found;
    }
    return fine;
}

/* The code that is meant by `code`; NULL with *error filled when that is none or not one. */
static const char *
choose(struct store *store, const char *code, struct arena *arena, struct error *error)
{
    const char *const *codes;
    size_t count;
    if (!municipality_codes(store, arena, &codes, &count, error)) {
        return NULL;
    }
    if (code == NULL && count == 1) {
        return codes[0];
    }
    for (size_t i = 0; code != NULL && i < count; i++) {
        if (strcmp(codes[i], code) == 0) {
            return codes[i];
        }
    }
    struct text list;
    text_init(&list, 4096); /* more than the error shows */
    for (size_t i = 0; i < count; i++) {
        text_format(&list, "%s%s", i == 0 ? "" : ", ", codes[i]);
    }
    enum error_code wrong = code == NULL && count > 1 ? ERROR_STORE_CHOOSE : ERROR_STORE_ABSENT;
    error_set(error, wrong, code == NULL ? "–" : code, count == 0 ? "–" : text_string(&list));
    error_place(error, store_path(store), 0, 0, NULL);
    text_free(&list);
    return NULL;
}

static bool
read_tables(struct store *store, const char *code, struct arena *arena, struct municipality *out,
            struct error *error)
{
    code = choose(store, code, arena, error);
    for (size_t i = 0; code != NULL && i < TABLE_COUNT; i++) {
        struct table *table = &out->tables[i];
        if (!table_store_get(store, code, &municipality_schemas[i], arena, table, error)) {
            return false;
        }
        if (table->count == 0) {
            *table = (struct table){.file = ""};
        } else if (table->schema->single && table->count != 1) {
            store_error(store, "a municipality with several rows of facts", error);
            return false;
        }
    }
    return code != NULL;
}

static bool
open_tables(struct store *store, const char *code, struct arena *arena, bool register_too,
            struct municipality *out, struct error *error)
{
    struct municipality read = {0};
    bool own = !store_in_transaction(store);
    if (own && !store_begin_snapshot(store, error)) {
        return false;
    }
    bool fine = read_tables(store, code, arena, &read, error) &&
                (!register_too ||
                 living_register_show(store, municipality_facts(&read)->code, arena, &read, error));
    if (own) {
        store_rollback(store); /* it only read */
    }
    if (fine) {
        *out = read;
    }
    return fine;
}

bool
municipality_open(struct store *store, const char *code, struct arena *arena,
                  struct municipality *out, struct error *error)
{
    return open_tables(store, code, arena, true, out, error);
}

bool
municipality_tables(struct store *store, const char *code, struct arena *arena,
                    struct municipality *out, struct error *error)
{
    return open_tables(store, code, arena, false, out, error);
}
