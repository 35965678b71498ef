/* SPDX-License-Identifier: EUPL-1.2 */
/* What the store's tests share: a folder and a database of their own for each test, on SQLite or on
 * the PostgreSQL server of test/postgresql.sh, and the bytes of files in the folder. */
#ifndef DEKNING_TEST_STORE_SCRATCH_H
#define DEKNING_TEST_STORE_SCRATCH_H

#include "base/error.h"

#include <dirent.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

struct scratch {
    char folder[64], path[200]; /* the folder, and the database: a file in it, or a URL */
    char name[32];              /* of the server's database; "" on SQLite */
};

static inline bool
on_server(const struct scratch *scratch)
{
    return scratch->name[0] != '\0';
}

static inline int
scratch_setup(void **state)
{
    struct scratch *scratch = calloc(1, sizeof *scratch);
    snprintf(scratch->folder, sizeof scratch->folder, "/tmp/dekning-store-XXXXXX");
    if (mkdtemp(scratch->folder) == NULL) {
        return -1;
    }
    snprintf(scratch->path, sizeof scratch->path, "%s/db", scratch->folder);
    *state = scratch;
    return 0;
}

/* Runs SQL in the server's database at `url`, and gives its first value as a whole number. */
static inline long long
server_run(const char *url, const char *sql)
{
    PGconn *connection = PQconnectdb(url);
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        print_error("%s: %s\n", sql, PQerrorMessage(connection));
        fail();
    }
    long long value = PQntuples(result) > 0 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    PQfinish(connection);
    return value;
}

/* Makes or drops a database of the server: runs SQL of three parts. */
static inline void
server_manage(const char *verb, const char *name, const char *how)
{
    char sql[256];
    snprintf(sql, sizeof sql, "%s %s %s", verb, name, how);
    server_run(getenv("DEKNING_TEST_POSTGRESQL"), sql);
}

static inline int
scratch_setup_postgresql(void **state)
{
    static int number;
    if (scratch_setup(state) != 0) {
        return -1;
    }
    struct scratch *scratch = *state;
    const char *url = getenv("DEKNING_TEST_POSTGRESQL"), *name = strstr(url, "/postgres?");
    snprintf(scratch->name, sizeof scratch->name, "test_%d_%d", (int)getpid(), number++);
    snprintf(scratch->path, sizeof scratch->path, "%.*s/%s?%s", (int)(name - url), url,
             scratch->name, name + strlen("/postgres?"));
    server_manage("CREATE DATABASE", scratch->name, "");
    return 0;
}

/* Runs SQL as another program would, and gives its first value as a whole number. */
static inline long long
scratch_run(const struct scratch *scratch, const char *sql)
{
    if (on_server(scratch)) {
        return server_run(scratch->path, sql);
    }
    sqlite3 *db;
    long long value = 0;
    assert_int_equal(sqlite3_open(scratch->path, &db), SQLITE_OK);
    for (const char *rest = sql; *rest != '\0';) {
        sqlite3_stmt *statement;
        assert_int_equal(sqlite3_prepare_v2(db, rest, -1, &statement, &rest), SQLITE_OK);
        int result = sqlite3_step(statement);
        assert_true(result == SQLITE_ROW || result == SQLITE_DONE);
        value = result == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
        sqlite3_finalize(statement);
    }
    sqlite3_close(db);
    return value;
}

/* Waits until no other program is connected to the database: a server is at a killed client's last
 * words, or at the end of one that was thrown out, for a while yet. */
static inline void
scratch_alone(const struct scratch *scratch)
{
    const struct timespec pause = {.tv_nsec = 10000000};
    const char *others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                         "AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
    for (int waited = 0; on_server(scratch) && scratch_run(scratch, others) > 0; waited++) {
        assert_true(waited < 12000);
        nanosleep(&pause, NULL);
    }
}

/* Removes what is in the folder. */
static inline void
scratch_empty(const struct scratch *scratch)
{
    DIR *folder = opendir(scratch->folder);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", scratch->folder, entry->d_name);
        if (entry->d_name[0] != '.' && unlink(path) != 0) {
            assert_int_equal(rmdir(path), 0);
        }
    }
    closedir(folder);
}

static inline int
scratch_teardown(void **state)
{
    struct scratch *scratch = *state;
    if (on_server(scratch)) {
        server_manage("DROP DATABASE", scratch->name, "WITH (FORCE)");
    }
    scratch_empty(scratch);
    int result = rmdir(scratch->folder);
    free(scratch);
    return result;
}

/* Makes it as if there had never been a database. */
static inline void
scratch_renew(const struct scratch *scratch)
{
    if (on_server(scratch)) {
        server_manage("DROP DATABASE", scratch->name, "WITH (FORCE)");
        server_manage("CREATE DATABASE", scratch->name, "");
    }
    scratch_empty(scratch);
}

/* The number of files in the folder. */
static inline int
scratch_files(const struct scratch *scratch)
{
    int count = 0;
    DIR *folder = opendir(scratch->folder);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        count += entry->d_name[0] != '.';
    }
    closedir(folder);
    return count;
}

/* The file's bytes, to be freed. */
static inline unsigned char *
scratch_read(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *length = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*length + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *length, file), *length);
    fclose(file);
    return bytes;
}

static inline void
scratch_write(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static inline void
assert_file_is(const char *path, const unsigned char *bytes, size_t length)
{
    size_t now_length;
    unsigned char *now = scratch_read(path, &now_length);
    assert_int_equal(now_length, length);
    assert_memory_equal(now, bytes, length);
    free(now);
}

/* Fails with the error's own words. */
static inline void
must(bool fine, const struct error *error)
{
    if (!fine) {
        struct text text;
        text_init(&text, 4096);
        error_write(error, LANGUAGE_EN, &text);
        print_error("%s\n", text_string(&text));
        text_free(&text);
        fail();
    }
}

/* A step of a plain generator: enough to spread delays and damage. */
static inline uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* -- lists of tests ---------------------------------------------------------------------------- */

#define ON_SQLITE(test)                                                                            \
    {                                                                                              \
#test, test, scratch_setup, scratch_teardown, NULL                                         \
    }
#define ON_POSTGRESQL(test)                                                                        \
    {                                                                                              \
#test " on PostgreSQL", test, scratch_setup_postgresql, scratch_teardown, NULL             \
    }
#define ON_BOTH(test) ON_SQLITE(test), ON_POSTGRESQL(test)

static inline void
skip_test(void **state)
{
    (void)state;
    skip();
}

/* Has the tests that need a server skipped where there is none. */
static inline void
skip_without_server(struct CMUnitTest *tests, size_t count)
{
    for (size_t i = 0; i < count && getenv("DEKNING_TEST_POSTGRESQL") == NULL; i++) {
        if (tests[i].setup_func == scratch_setup_postgresql) {
            tests[i].test_func = skip_test;
            tests[i].setup_func = tests[i].teardown_func = NULL;
        }
    }
}

#endif
