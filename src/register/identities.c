/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/identities.h"

#include "base/number.h"
#include "store/query.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { RESEAL_AT_ONCE = 5000 };

bool
identities_find(struct store *store, const struct key_ring *ring,
                const char number[NATIONAL_ID_LENGTH], int64_t *out, struct error *error)
{
    struct statement *statement;
    int64_t person = WHOLE_NONE;
    if (!store_prepare(store, "SELECT person FROM identity WHERE lookup = $1", &statement, error)) {
        return false;
    }
    bool fine = true;
    for (size_t i = key_count(ring); fine && person == WHOLE_NONE && i > 0; i--) {
        uint8_t lookup[SEALED_LOOKUP_SIZE];
        bool row = false;
        fine = identity_lookup(ring, number, key_version(ring, i - 1), lookup, error);
        if (fine) {
            statement_bind_bytes(statement, 1, lookup, sizeof lookup);
            fine = statement_step(statement, &row, error);
            person = fine && row ? statement_whole(statement, 0) : WHOLE_NONE;
            statement_reset(statement);
        }
    }
    statement_free(statement);
    if (fine) {
        *out = person;
    }
    return fine;
}

bool
identities_add(struct store *store, const struct key_ring *ring, int64_t person,
               const char number[NATIONAL_ID_LENGTH], struct error *error)
{
    int64_t other;
    struct sealed sealed;
    struct statement *statement;
    if (!identities_find(store, ring, number, &other, error)) {
        return false;
    }
    if (other != WHOLE_NONE) {
        char found[NUMBER_TEXT_SIZE];
        snprintf(found, sizeof found, "%lld", (long long)other);
        error_set(error, ERROR_IDENTITY_TAKEN, found, NULL);
        return false;
    }
    if (!store_prepare(store,
                       "INSERT INTO identity (person, lookup, sealed, key) VALUES ($1, $2, $3, $4)",
                       &statement, error)) {
        return false;
    }
    identity_seal(ring, number, &sealed);
    statement_bind_whole(statement, 1, person);
    statement_bind_bytes(statement, 2, sealed.lookup, sizeof sealed.lookup);
    statement_bind_bytes(statement, 3, sealed.box, sizeof sealed.box);
    statement_bind_whole(statement, 4, sealed.key);
    bool fine = statement_step(statement, NULL, error);
    statement_free(statement);
    return fine;
}

/* Reads a seal from columns lookup, sealed, key beginning at `column`. */
static bool
read_seal(struct store *store, const struct statement *statement, int column, struct sealed *out,
          struct error *error)
{
    size_t lookup_length, box_length;
    const void *lookup = statement_bytes(statement, column, &lookup_length);
    const void *box = statement_bytes(statement, column + 1, &box_length);
    if (lookup == NULL || box == NULL || lookup_length != sizeof out->lookup ||
        box_length != sizeof out->box) {
        store_error(store, "a sealed identity number of the wrong size", error);
        return false;
    }
    memcpy(out->lookup, lookup, sizeof out->lookup);
    memcpy(out->box, box, sizeof out->box);
    out->key = statement_whole(statement, column + 2);
    return true;
}

bool
identities_number(struct store *store, const struct key_ring *ring, int64_t person,
                  char out[NATIONAL_ID_TEXT_SIZE], struct error *error)
{
    struct statement *statement;
    struct sealed sealed;
    bool row = false;
    out[0] = '\0';
    if (!query_prepare(store, &statement, error,
                       "SELECT lookup, sealed, key FROM identity WHERE person = $1", "w", person)) {
        return false;
    }
    bool fine = statement_step(statement, &row, error) &&
                (!row || read_seal(store, statement, 0, &sealed, error));
    statement_free(statement);
    return fine && (!row || identity_open(ring, &sealed, out, error));
}

bool
identities_count(struct store *store, int64_t version, int64_t *out, struct error *error)
{
    return query_whole(store, out, error, "SELECT count(*) FROM identity WHERE key = $1", "w",
                       version);
}

struct resealed {
    int64_t person;
    struct sealed seal;
};

/* Reads the next seals that are not by the newest key. */
static bool
read_old(struct store *store, const struct key_ring *ring, struct resealed *rows, size_t *count,
         struct error *error)
{
    struct statement *statement;
    size_t found = 0;
    if (!query_prepare(store, &statement, error,
                       "SELECT person, lookup, sealed, key FROM identity WHERE key <> $1 ORDER BY "
                       "person LIMIT $2",
                       "ww", key_newest(ring), (int64_t)RESEAL_AT_ONCE)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        rows[found].person = statement_whole(statement, 0);
        fine = read_seal(store, statement, 1, &rows[found].seal, error) &&
               identity_reseal(ring, &rows[found].seal, &rows[found].seal, error);
        if (!fine) {
            break;
        }
        found++;
    }
    statement_free(statement);
    *count = found;
    return fine;
}

static bool
reseal_some(struct store *store, const struct key_ring *ring, struct resealed *rows, size_t *count,
            struct error *error)
{
    struct statement *statement;
    if (!read_old(store, ring, rows, count, error) ||
        !store_prepare(store,
                       "UPDATE identity SET lookup = $2, sealed = $3, key = $4 WHERE person = $1",
                       &statement, error)) {
        return false;
    }
    bool fine = true;
    for (size_t i = 0; fine && i < *count; i++) {
        statement_bind_whole(statement, 1, rows[i].person);
        statement_bind_bytes(statement, 2, rows[i].seal.lookup, sizeof rows[i].seal.lookup);
        statement_bind_bytes(statement, 3, rows[i].seal.box, sizeof rows[i].seal.box);
        statement_bind_whole(statement, 4, rows[i].seal.key);
        fine = statement_step(statement, NULL, error);
        statement_reset(statement);
    }
    statement_free(statement);
    return fine;
}

bool
identities_reseal(struct store *store, const struct key_ring *ring, int64_t *resealed,
                  struct error *error)
{
    struct arena arena;
    arena_init(&arena, (size_t)RESEAL_AT_ONCE * sizeof(struct resealed) * 2);
    struct resealed *rows = arena_array(&arena, RESEAL_AT_ONCE, sizeof *rows);
    size_t count = RESEAL_AT_ONCE;
    bool fine = rows != NULL;
    if (!fine) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
    }
    *resealed = 0;
    while (fine && count == RESEAL_AT_ONCE) {
        fine = store_begin(store, error);
        if (fine) {
            fine = reseal_some(store, ring, rows, &count, error) && store_commit(store, error);
            store_rollback(store);
        }
        *resealed += fine ? (int64_t)count : 0;
    }
    arena_free(&arena);
    return fine;
}
