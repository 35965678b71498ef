/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of this room share, and what each database behind store.h is asked to do. */
#ifndef DEKNING_STORE_STORE_PRIVATE_H
#define DEKNING_STORE_STORE_PRIVATE_H

#include "store/store.h"

enum {
    /* "DKNG": tells our databases from other programs'. */
    STORE_APPLICATION = 0x444B4E47,
    /* A save takes milliseconds, so whoever waits this long should be told. */
    STORE_BUSY_MILLISECONDS = 5000,
};

/* Where a store is between store_begin and its end. */
enum store_state {
    STORE_IDLE,
    STORE_WRITING,
    STORE_SNAPSHOT,
    STORE_FAILED, /* after an error: nothing more until it is rolled back */
};

/* Both begin a larger struct of the engine that made them. */
struct store {
    const struct store_engine *engine;
    const char *path; /* as it may be shown */
    enum store_mode mode;
    enum store_state state;
    bool marked;
    int held;               /* inserting statements with rows that are not flushed */
    uint64_t commits;       /* made by this connection */
    unsigned epoch;         /* the transaction, or what of it a revert began anew */
    struct statement *idle; /* freed and kept to be prepared again, newest first */
    int idle_count;
};

struct statement {
    struct store *store;
    struct statement *older; /* among the idle */
    char *sql;
    bool inserts; /* made by store_insert_prepare */
    bool held;
    unsigned epoch; /* that an inserting statement was prepared in */
};

/* A database. What store.c has settled before it asks, no engine looks at again: the state of the
 * transaction, the mode, what binds as NULL, whether a value is NULL. */
struct store_engine {
    /* Opens and recognises a database; one without a schema is fine for STORE_CREATE only. */
    bool (*open)(const char *path, enum store_mode mode, struct store **out, struct error *error);
    /* Makes it fit for its mode, when the version is known to be fine. */
    bool (*settle)(struct store *store, struct error *error);
    void (*close)(struct store *store);

    bool (*begin)(struct store *store, bool snapshot, struct error *error);
    bool (*commit)(struct store *store, struct error *error); /* after false it is rolled back */
    void (*rollback)(struct store *store);                    /* nothing when there is none */
    bool (*execute)(struct store *store, const char *sql, struct error *error);
    bool (*define)(struct store *store, const char *sql, struct error *error);
    int64_t (*changes)(const struct store *store);

    /* The SQL that inserts a row; `columns` is then given to prepare, which gets 0 for all else. */
    void (*write_insert)(const char *table, const char *const *columns, size_t count,
                         struct text *out);
    bool (*prepare)(struct store *store, const char *sql, size_t columns, struct statement **out,
                    struct error *error);
    bool (*writes)(const struct statement *statement);
    void (*clear)(struct statement *statement); /* resets and forgets what is bound or held */
    /* `closing`: the store is being closed, and the database forgets its statements by itself. */
    void (*discard)(struct statement *statement, bool closing);

    void (*bind_null)(struct statement *statement, int index);
    void (*bind_text)(struct statement *statement, int index, const char *value);
    void (*bind_whole)(struct statement *statement, int index, int64_t value);
    void (*bind_decimal)(struct statement *statement, int index, double value);
    void (*bind_bytes)(struct statement *statement, int index, const void *bytes, size_t length);
    bool (*step)(struct statement *statement, bool *row, struct error *error);
    bool (*flush)(struct statement *statement, struct error *error);
    void (*reset)(struct statement *statement);

    bool (*is_null)(const struct statement *statement, int column);
    const char *(*text)(const struct statement *statement, int column);
    int64_t (*whole)(const struct statement *statement, int column);
    double (*decimal)(const struct statement *statement, int column);
    const void *(*bytes)(const struct statement *statement, int column, size_t *length);

    const char *commits_sql; /* gives a number that another connection's commit changes */
    bool (*version)(struct store *store, int *out, struct error *error); /* of the schema */
    bool (*upgrade)(struct store *store, int version, const char *sql, struct error *error);
};

extern const struct store_engine store_sqlite, store_postgresql;

/* The schema version the database is at; 0 when it has no schema yet. */
bool store_schema_version(struct store *store, int *out, struct error *error);

/* Runs SQL as migrations are written (migrate.h) within the caller's transaction. */
bool store_define(struct store *store, const char *sql, struct error *error);

/* Applies one migration's SQL and sets the version, in one transaction: a crash leaves the old
 * version or the new. Nothing when another program has applied it meanwhile. References are checked
 * once, at its end. */
bool store_upgrade(struct store *store, int version, const char *sql, struct error *error);

/* Adds the database's path to *error. */
void store_place(const struct store *store, const char *field, struct error *error);

/* Fills *error with `code` about this database. False, for the caller to return. */
bool store_fail(const struct store *store, enum error_code code, const char *expected,
                struct error *error);

#endif
