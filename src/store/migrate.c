/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/migrate.h"

#include "store/store_private.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

int
migrate_latest(const struct embedded_file *migrations)
{
    int count = 0;
    for (; migrations[count].name != NULL; count++) {
        assert(strtol(migrations[count].name, NULL, 10) == count + 1);
    }
    return count;
}

bool
migrate_check(struct store *store, const struct embedded_file *migrations, bool exact,
              struct error *error)
{
    int version;
    if (!store_schema_version(store, &version, error)) {
        return false;
    }
    int latest = migrate_latest(migrations);
    if (version == latest || (version < latest && !exact)) {
        return true;
    }
    char found[16], expected[80];
    snprintf(found, sizeof found, "%d", version);
    if (version > latest) {
        snprintf(expected, sizeof expected, "%d", latest);
        error_set(error, ERROR_STORE_NEWER, found, expected);
    } else {
        snprintf(expected, sizeof expected, "schema version %d, not yet brought up to %d", version,
                 latest);
        error_set(error, ERROR_STORE_OPEN, found, expected);
    }
    store_place(store, NULL, error);
    return false;
}

bool
migrate_run(struct store *store, const struct embedded_file *migrations, struct error *error)
{
    assert(!store_in_transaction(store));
    int version;
    if (!migrate_check(store, migrations, false, error) ||
        !store_schema_version(store, &version, error)) {
        return false;
    }
    for (int latest = migrate_latest(migrations); version < latest; version++) {
        const struct embedded_file *next = &migrations[version];
        if (!store_upgrade(store, version + 1, (const char *)next->bytes, error)) {
            store_place(store, next->name, error);
            return false;
        }
    }
    return true;
}
