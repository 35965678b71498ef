/* SPDX-License-Identifier: EUPL-1.2 */
/* The store on PostgreSQL: a server's database, in whose schema `public` our tables are the only
 * ones. */
#include "store/store_private.h"

#include "base/number.h"

#include <assert.h>
#include <libpq-fe.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SQL_BYTES_MAX = 16 * 1024 * 1024,
    VALUE_BYTES_MAX = 500 * 1000 * 1000, /* in a row of rows held back it may be twice as long */
    HELD_BYTES = 256 * 1024,             /* rows held back before they are sent */
    HELD_BYTES_MAX = 2000 * 1000 * 1000,
    TYPE_BOOL = 16, /* PostgreSQL's numbers of types never change */
    TYPE_BYTEA = 17,
};

struct postgresql_store {
    struct store base;
    PGconn *connection;
    int64_t changes;
    unsigned statements; /* prepared so far: each has a name of its own */
    char path[];
};

struct postgresql_statement {
    struct statement base;
    char name[16];
    bool writes;
    size_t count; /* of parameters */
    char **values;
    int *lengths, *binary; /* of a value; binary 1 is bytes, 0 a text */
    const char *wrong;     /* what went wrong with a value; "" is that memory ended */
    PGresult *result;
    int row;
    struct text held; /* rows as COPY reads them */
};

static struct postgresql_store *
of_store(struct store *store)
{
    return (struct postgresql_store *)(void *)store;
}

static PGconn *
connection_of(const struct store *store)
{
    return ((const struct postgresql_store *)(const void *)store)->connection;
}

static struct postgresql_statement *
own(struct statement *statement)
{
    return (struct postgresql_statement *)(void *)statement;
}

static const struct postgresql_statement *
of(const struct statement *statement)
{
    return (const struct postgresql_statement *)(const void *)statement;
}

/* -- errors ------------------------------------------------------------------------------------ */

static enum error_code
code_of(const char *state)
{
    static const struct {
        char state[6];
        enum error_code code;
    } codes[] = {
        {"55P03", ERROR_STORE_BUSY}, /* waited as long as lock_timeout for a lock */
        {"40P01", ERROR_STORE_BUSY}, /* two who wait for each other */
        {"40001", ERROR_STORE_BUSY}, /* overtaken by another */
        {"53200", ERROR_MEMORY},     {"XX001", ERROR_STORE_DAMAGED}, {"XX002", ERROR_STORE_DAMAGED},
        {"42501", ERROR_STORE_OPEN}, /* the user has no permission */
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(codes[i].state, state) == 0) {
            return codes[i].code;
        }
    }
    return ERROR_STORE;
}

/* Fills *error from the connection: its first line, as a connection has no other words. */
static bool
fail_connection(const struct store *store, enum error_code code, struct error *error)
{
    char message[sizeof error->expected];
    snprintf(message, sizeof message, "%s", PQerrorMessage(connection_of(store)));
    message[strcspn(message, "\n")] = '\0';
    error_set(error, code, NULL, message);
    store_place(store, NULL, error);
    return false;
}

/* Fills *error from what the server answered, which is NULL when libpq had no memory for it, or
 * could not ask. Values are not among the words: those are in DETAIL, which is left out. */
static bool
fail(const struct store *store, const PGresult *result, struct error *error)
{
    if (PQstatus(connection_of(store)) == CONNECTION_BAD) {
        return fail_connection(store, ERROR_STORE, error);
    }
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (result == NULL) {
        return store_fail(store, ERROR_MEMORY, NULL, error);
    }
    if (state == NULL || message == NULL) {
        return fail_connection(store, ERROR_STORE, error);
    }
    enum error_code code = code_of(state);
    if (code == ERROR_STORE) {
        store_error(store, message, error);
        return false;
    }
    return store_fail(store, code, message, error);
}

/* Whether the server did what it was asked. The result is cleared. */
static bool
finish(const struct store *store, PGresult *result, struct error *error)
{
    ExecStatusType status = PQresultStatus(result);
    bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!fine) {
        fail(store, result, error);
    }
    PQclear(result);
    return fine;
}

/* Keeps how many rows a statement has changed, where it is of a kind that changes rows. */
static void
note_changes(struct store *store, PGresult *result)
{
    static const char *const kinds[] = {"INSERT", "UPDATE", "DELETE"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strncmp(PQcmdStatus(result), kinds[i], strlen(kinds[i])) == 0) {
            of_store(store)->changes = strtoll(PQcmdTuples(result), NULL, 10);
        }
    }
}

static bool
execute(struct store *store, const char *sql, struct error *error)
{
    PGresult *result = PQexec(connection_of(store), sql);
    if (result != NULL) {
        note_changes(store, result);
    }
    return finish(store, result, error);
}

static int64_t
changes(const struct store *store)
{
    return ((const struct postgresql_store *)(const void *)store)->changes;
}

/* The first row of a query of one or more columns into *out, to be cleared; it may have none. */
static bool
query(struct store *store, const char *sql, PGresult **out, struct error *error)
{
    *out = PQexec(connection_of(store), sql);
    if (PQresultStatus(*out) == PGRES_TUPLES_OK) {
        return true;
    }
    fail(store, *out, error);
    PQclear(*out);
    return false;
}

/* -- statements -------------------------------------------------------------------------------- */

static void
write_insert(const char *table, const char *const *columns, size_t count, struct text *out)
{
    text_format(out, "COPY %s (", table);
    for (size_t c = 0; c < count; c++) {
        text_format(out, "%s%s", c == 0 ? "" : ", ", columns[c]);
    }
    text_add(out, ") FROM STDIN");
}

/* Forgets the values that are bound. */
static void
forget(struct postgresql_statement *statement)
{
    for (size_t i = 0; i < statement->count; i++) {
        free(statement->values[i]);
        statement->values[i] = NULL;
    }
    statement->wrong = NULL;
}

static void
clear(struct statement *statement)
{
    struct postgresql_statement *cleared = own(statement);
    PQclear(cleared->result);
    cleared->result = NULL;
    text_free(&cleared->held);
    forget(cleared);
}

static void
free_statement(struct postgresql_statement *statement)
{
    clear(&statement->base);
    free(statement->values);
    free(statement->lengths);
    free(statement->binary);
    free(statement);
}

static void
discard(struct statement *statement, bool closing)
{
    if (!statement->inserts && !closing) {
        char sql[40];
        snprintf(sql, sizeof sql, "DEALLOCATE %s", own(statement)->name);
        PQclear(PQexec(connection_of(statement->store), sql));
    }
    free_statement(own(statement));
}

static bool
make_room(struct postgresql_statement *statement, size_t count)
{
    size_t some = count > 0 ? count : 1;
    statement->count = count;
    statement->values = calloc(some, sizeof *statement->values);
    statement->lengths = calloc(some, sizeof *statement->lengths);
    statement->binary = calloc(some, sizeof *statement->binary);
    if (statement->values == NULL || statement->lengths == NULL || statement->binary == NULL) {
        statement->count = 0;
        return false;
    }
    return true;
}

/* Prepares in the server, and asks it what it made of the SQL. */
static bool
prepare_there(struct store *store, const char *sql, struct postgresql_statement *statement,
              struct error *error)
{
    PGconn *connection = connection_of(store);
    snprintf(statement->name, sizeof statement->name, "s%u", of_store(store)->statements++);
    if (!finish(store, PQprepare(connection, statement->name, sql, 0, NULL), error)) {
        return false;
    }
    PGresult *described = PQdescribePrepared(connection, statement->name);
    bool fine = PQresultStatus(described) == PGRES_COMMAND_OK;
    if (!fine) {
        fail(store, described, error);
    } else if (!make_room(statement, (size_t)PQnparams(described))) {
        fine = store_fail(store, ERROR_MEMORY, NULL, error);
    }
    statement->writes = PQnfields(described) == 0 || strstr(sql, "RETURNING") != NULL;
    PQclear(described);
    return fine;
}

static bool
prepare(struct store *store, const char *sql, size_t columns, struct statement **out,
        struct error *error)
{
    struct postgresql_statement *statement = calloc(1, sizeof *statement);
    if (statement == NULL) {
        return store_fail(store, ERROR_MEMORY, NULL, error);
    }
    text_init(&statement->held, HELD_BYTES_MAX);
    statement->writes = true;
    bool fine = columns > 0
                    ? make_room(statement, columns) || store_fail(store, ERROR_MEMORY, NULL, error)
                    : prepare_there(store, sql, statement, error);
    if (!fine) {
        free_statement(statement);
        return false;
    }
    *out = &statement->base;
    return true;
}

static bool
writes(const struct statement *statement)
{
    return of(statement)->writes;
}

/* Values are sent as texts, which the server reads as the type of the column they meet. Bytes alone
 * are sent as they are. */
static void
bind(struct statement *statement, int index, const void *bytes, size_t length, bool binary)
{
    struct postgresql_statement *bound = own(statement);
    assert(index > 0 && (size_t)index <= bound->count);
    size_t at = (size_t)index - 1;
    free(bound->values[at]);
    bound->values[at] = NULL;
    if (bytes == NULL) {
        return;
    }
    if (length > VALUE_BYTES_MAX) {
        bound->wrong = "a value larger than a database holds";
        return;
    }
    bound->values[at] = malloc(length + 1);
    if (bound->values[at] == NULL) {
        bound->wrong = "";
        return;
    }
    memcpy(bound->values[at], bytes, length);
    bound->values[at][length] = '\0';
    bound->lengths[at] = (int)length;
    bound->binary[at] = binary;
}

static void
bind_null(struct statement *statement, int index)
{
    bind(statement, index, NULL, 0, false);
}

static void
bind_text(struct statement *statement, int index, const char *value)
{
    bind(statement, index, value, strlen(value), false);
}

static void
bind_whole(struct statement *statement, int index, int64_t value)
{
    char text[NUMBER_TEXT_SIZE];
    int length = snprintf(text, sizeof text, "%lld", (long long)value);
    bind(statement, index, text, (size_t)length, false);
}

static void
bind_decimal(struct statement *statement, int index, double value)
{
    char text[NUMBER_TEXT_SIZE];
    if (isfinite(value)) {
        number_write(value, text); /* reads back as the same double */
    } else {
        snprintf(text, sizeof text, "%s", value < 0 ? "-Infinity" : "Infinity");
    }
    bind(statement, index, text, strlen(text), false);
}

static void
bind_bytes(struct statement *statement, int index, const void *bytes, size_t length)
{
    bind(statement, index, bytes, length, true);
}

/* Adds a value as COPY's text format has it. */
static void
hold_value(struct text *held, const char *value, size_t length, bool binary)
{
    static const char digits[] = "0123456789abcdef";
    if (value == NULL) {
        text_add(held, "\\N");
        return;
    }
    if (binary) {
        text_add(held, "\\\\x");
        for (size_t i = 0; i < length; i++) {
            unsigned byte = (unsigned char)value[i];
            const char hex[2] = {digits[byte / 16], digits[byte % 16]};
            text_add_bytes(held, hex, 2);
        }
        return;
    }
    while (length > 0) {
        size_t plain = strcspn(value, "\\\t\n\r");
        text_add_bytes(held, value, plain);
        value += plain;
        length -= plain;
        if (length > 0) {
            char letter = *value == '\t' ? 't' : *value == '\n' ? 'n' : *value == '\r' ? 'r' : '\\';
            text_add_char(held, '\\');
            text_add_char(held, letter);
            value++;
            length--;
        }
    }
}

/* Waits for the server to have taken what COPY was sent. */
static bool
end_copy(struct store *store, bool sent, struct error *error)
{
    PGconn *connection = connection_of(store);
    bool fine = PQputCopyEnd(connection, sent ? NULL : "not all was sent") == 1 && sent;
    if (!fine) {
        fail_connection(store, ERROR_STORE, error);
    }
    for (PGresult *result; (result = PQgetResult(connection)) != NULL; PQclear(result)) {
        if (fine && PQresultStatus(result) != PGRES_COMMAND_OK) {
            fine = fail(store, result, error);
        }
        if (PQstatus(connection) == CONNECTION_BAD) {
            PQclear(result);
            break;
        }
    }
    return fine;
}

/* Sends the rows that are held back: a COPY of its own, so that between two the connection is free.
 */
static bool
flush(struct statement *statement, struct error *error)
{
    struct store *store = statement->store;
    struct text *held = &own(statement)->held;
    if (held->failed) {
        return store_fail(store, ERROR_MEMORY, NULL, error);
    }
    if (held->length == 0) {
        return true;
    }
    PGresult *result = PQexec(connection_of(store), statement->sql);
    bool fine = PQresultStatus(result) == PGRES_COPY_IN;
    if (!fine) {
        fail(store, result, error);
    }
    PQclear(result);
    if (fine) {
        bool sent = PQputCopyData(connection_of(store), held->bytes, (int)held->length) == 1;
        fine = end_copy(store, sent, error);
    }
    text_free(held);
    return fine;
}

static bool
hold_row(struct statement *statement, struct error *error)
{
    struct postgresql_statement *inserting = own(statement);
    for (size_t i = 0; i < inserting->count; i++) {
        if (i > 0) {
            text_add_char(&inserting->held, '\t');
        }
        hold_value(&inserting->held, inserting->values[i], (size_t)inserting->lengths[i],
                   inserting->binary[i] != 0);
    }
    text_add_char(&inserting->held, '\n');
    return (!inserting->held.failed && inserting->held.length < HELD_BYTES) ||
           flush(statement, error);
}

/* Bytes come as digits, which are replaced by what they stand for. */
static bool
decode_bytes(PGresult *result, int row)
{
    for (int c = 0; c < PQnfields(result); c++) {
        if (PQftype(result, c) != TYPE_BYTEA || PQgetisnull(result, row, c) != 0) {
            continue;
        }
        size_t length;
        unsigned char *bytes =
            PQunescapeBytea((const unsigned char *)PQgetvalue(result, row, c), &length);
        bool fine = bytes != NULL && PQsetvalue(result, row, c, (char *)bytes, (int)length) != 0;
        PQfreemem(bytes);
        if (!fine) {
            return false;
        }
    }
    return true;
}

/* Runs the statement: all rows come at once. */
static bool
run(struct statement *statement, struct error *error)
{
    struct store *store = statement->store;
    struct postgresql_statement *running = own(statement);
    PGresult *result =
        PQexecPrepared(connection_of(store), running->name, (int)running->count,
                       (const char *const *)running->values, running->lengths, running->binary, 0);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK) {
        fail(store, result, error);
        PQclear(result);
        return false;
    }
    note_changes(store, result);
    running->result = result;
    running->row = -1;
    return true;
}

static bool
step(struct statement *statement, bool *row, struct error *error)
{
    struct postgresql_statement *running = own(statement);
    if (running->wrong != NULL) {
        const char *wrong = running->wrong;
        running->wrong = NULL;
        if (wrong[0] == '\0') {
            return store_fail(statement->store, ERROR_MEMORY, NULL, error);
        }
        store_error(statement->store, wrong, error);
        return false;
    }
    if (statement->inserts) {
        *row = false;
        return hold_row(statement, error);
    }
    if (running->result == NULL && !run(statement, error)) {
        return false;
    }
    assert(running->row < PQntuples(running->result));
    running->row++;
    *row = running->row < PQntuples(running->result);
    return !*row || decode_bytes(running->result, running->row) ||
           store_fail(statement->store, ERROR_MEMORY, NULL, error);
}

static void
reset(struct statement *statement)
{
    PQclear(own(statement)->result);
    own(statement)->result = NULL;
}

static bool
is_null(const struct statement *statement, int column)
{
    return PQgetisnull(of(statement)->result, of(statement)->row, column) != 0;
}

static const char *
text(const struct statement *statement, int column)
{
    return PQgetvalue(of(statement)->result, of(statement)->row, column);
}

static double
decimal(const struct statement *statement, int column)
{
    return strtod(text(statement, column), NULL);
}

static int64_t
whole(const struct statement *statement, int column)
{
    const char *value = text(statement, column);
    if (PQftype(of(statement)->result, column) == TYPE_BOOL) {
        return value[0] == 't'; /* SQLite's are 0 and 1 */
    }
    if (strpbrk(value, ".eIN") == NULL) {
        return strtoll(value, NULL, 10);
    }
    double number = decimal(statement, column);
    return number >= 0x1p63 ? INT64_MAX : number > -0x1p63 ? (int64_t)number : WHOLE_NONE;
}

static const void *
bytes(const struct statement *statement, int column, size_t *length)
{
    *length = (size_t)PQgetlength(of(statement)->result, of(statement)->row, column);
    return *length == 0 ? NULL : text(statement, column);
}

/* -- transactions ------------------------------------------------------------------------------ */

static void
rollback(struct store *store)
{
    if (PQtransactionStatus(connection_of(store)) != PQTRANS_IDLE) {
        PQclear(PQexec(connection_of(store), "ROLLBACK"));
    }
}

static bool
begin(struct store *store, bool snapshot, struct error *error)
{
    if (snapshot) {
        return execute(store, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error);
    }
    /* The lock, which ends with the transaction, makes writers follow one another. Each statement
     * then reads what those before have committed, and nobody changes it meanwhile. */
    char sql[128];
    snprintf(sql, sizeof sql,
             "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(%d)",
             STORE_APPLICATION);
    if (execute(store, sql, error)) {
        return true;
    }
    rollback(store);
    return false;
}

/* Fills *error with a row that breaks a reference, told by the server's *broken. The transaction
 * must still have the row. Where it is not found, *error is left as it was. */
static void
describe_reference(struct store *store, const PGresult *broken, struct error *error)
{
    const char *const names[] = {PQresultErrorField(broken, PG_DIAG_CONSTRAINT_NAME),
                                 PQresultErrorField(broken, PG_DIAG_TABLE_NAME)};
    PGresult *key = PQexecParams(
        connection_of(store),
        "SELECT k.conrelid::regclass, k.confrelid::regclass,"
        " (SELECT attname FROM pg_attribute"
        "  WHERE attrelid = k.conrelid AND attnum = k.conkey[cardinality(k.conkey)]),"
        " (SELECT string_agg(format('c.%I', attname), ', ' ORDER BY place)"
        "  FROM unnest(k.conkey) WITH ORDINALITY AS u (number, place)"
        "  JOIN pg_attribute ON attrelid = k.conrelid AND attnum = number),"
        " (SELECT string_agg(format('p.%I', attname), ', ' ORDER BY place)"
        "  FROM unnest(k.confkey) WITH ORDINALITY AS u (number, place)"
        "  JOIN pg_attribute ON attrelid = k.confrelid AND attnum = number)"
        " FROM pg_constraint k"
        " WHERE k.contype = 'f' AND k.conname = $1 AND k.conrelid::regclass::text = $2",
        2, NULL, names, NULL, NULL, 0);
    if (PQntuples(key) == 1) {
        const char *table = PQgetvalue(key, 0, 0), *parent = PQgetvalue(key, 0, 1);
        const char *column = PQgetvalue(key, 0, 2), *child_key = PQgetvalue(key, 0, 3);
        struct text sql, field;
        text_init(&sql, 4096);
        text_init(&field, sizeof error->field);
        text_format(&field, "%s.%s", table, column);
        text_format(&sql,
                    "SELECT c.%s FROM %s c WHERE (%s) IS NOT NULL"
                    " AND NOT EXISTS (SELECT FROM %s p WHERE (%s) = (%s)) LIMIT 1",
                    column, table, child_key, parent, PQgetvalue(key, 0, 4), child_key);
        PGresult *row = PQexec(connection_of(store), text_string(&sql));
        if (PQntuples(row) == 1) {
            error_set(error, ERROR_DANGLING, PQgetvalue(row, 0, 0), parent);
            store_place(store, text_string(&field), error);
        }
        PQclear(row);
        text_free(&sql);
        text_free(&field);
    }
    PQclear(key);
}

static bool
commit(struct store *store, struct error *error)
{
    /* References are checked within the transaction, where a row that breaks one can be found. */
    PGresult *result =
        PQexec(connection_of(store), "SAVEPOINT whole; SET CONSTRAINTS ALL IMMEDIATE; COMMIT");
    bool fine = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (!fine) {
        fail(store, result, error);
        const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        if (state != NULL && strcmp(state, "23503") == 0) {
            PQclear(PQexec(connection_of(store), "ROLLBACK TO SAVEPOINT whole"));
            describe_reference(store, result, error);
        }
        rollback(store);
    } else if (strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        store_error(store, "the server has rolled back the transaction", error);
        fine = false;
    }
    PQclear(result);
    return fine;
}

/* -- migrations -------------------------------------------------------------------------------- */

static bool
is_word(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* The length of what is copied as it stands: a comment or something in quotes; 0 when it is
 * neither. */
static size_t
plain_length(const char *sql)
{
    const char *end = NULL;
    if (strncmp(sql, "--", 2) == 0) {
        return strcspn(sql, "\n");
    }
    if (strncmp(sql, "/*", 2) == 0) {
        end = strstr(sql + 2, "*/");
        return end == NULL ? strlen(sql) : (size_t)(end - sql) + 2;
    }
    if (*sql == '\'' || *sql == '"') {
        end = strchr(sql + 1, *sql);
        return end == NULL ? strlen(sql) : (size_t)(end - sql) + 1;
    }
    return 0;
}

/* The length of a `)` and the options of a table behind it. */
static size_t
table_end(const char *sql, bool *strict, bool *without_rowid)
{
    size_t length = 1;
    *strict = *without_rowid = false;
    for (const char *at = sql + 1;;) {
        at += strspn(at, " \n,");
        if (strncmp(at, "STRICT", 6) == 0 && !is_word(at[6])) {
            *strict = true;
            at += 6;
        } else if (strncmp(at, "WITHOUT ROWID", 13) == 0 && !is_word(at[13])) {
            *without_rowid = true;
            at += 13;
        } else {
            return length;
        }
        length = (size_t)(at - sql);
    }
}

/* A word as PostgreSQL has it. Texts are compared byte by byte, as SQLite does. */
static const char *
translate(const char *word, size_t length, bool after_as)
{
    static const char *const words[][2] = {
        {"INTEGER", "BIGINT"},
        {"REAL", "DOUBLE PRECISION"},
        {"BLOB", "BYTEA"},
        {"TEXT", "TEXT COLLATE \"C\""},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i][0]) == length && memcmp(words[i][0], word, length) == 0) {
            bool cast = after_as && words[i][0][0] == 'T'; /* CAST (… AS TEXT) takes no more */
            return cast ? NULL : words[i][1];
        }
    }
    return NULL;
}

/* Writes a migration as PostgreSQL reads it: the names of types, and the column `rowid`, which
 * SQLite gives every table by itself. */
static void
write_translated(const char *sql, struct text *out)
{
    bool after_as = false;
    while (*sql != '\0') {
        size_t length = plain_length(sql);
        if (length > 0) {
            text_add_bytes(out, sql, length);
        } else if (*sql == ')') {
            bool strict, without_rowid;
            length = table_end(sql, &strict, &without_rowid);
            text_add(out, strict && !without_rowid
                              ? ", rowid BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY)"
                              : ")");
        } else if (is_word(*sql)) {
            while (is_word(sql[length])) {
                length++;
            }
            const char *ours = translate(sql, length, after_as);
            text_add_bytes(out, ours == NULL ? sql : ours, ours == NULL ? length : strlen(ours));
            after_as = length == 2 && memcmp(sql, "AS", 2) == 0;
        } else {
            length = 1;
            text_add_char(out, *sql);
        }
        sql += length;
    }
}

static bool
define(struct store *store, const char *sql, struct error *error)
{
    struct text translated;
    text_init(&translated, SQL_BYTES_MAX);
    write_translated(sql, &translated);
    bool fine = translated.failed ? store_fail(store, ERROR_MEMORY, NULL, error)
                                  : execute(store, text_string(&translated), error);
    text_free(&translated);
    return fine;
}

/* Whether there is a table of versions like ours, and how many things else that a database may
 * hold; what extensions brought counts as nothing. */
static bool
look_around(struct store *store, bool *ours, bool *others, struct error *error)
{
    PGresult *result;
    if (!query(store,
               "SELECT count(*) FILTER (WHERE mark), count(*) FILTER (WHERE NOT mark) FROM ("
               " SELECT nspname = 'public' AND relname = 'schema_version' AND EXISTS ("
               "   SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'dekning') AS mark"
               " FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
               " WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND nspname NOT LIKE 'pg\\_%'"
               "  AND nspname <> 'information_schema'"
               "  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid"
               "   AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')) AS found",
               &result, error)) {
        return false;
    }
    *ours = strcmp(PQgetvalue(result, 0, 0), "0") != 0;
    *others = strcmp(PQgetvalue(result, 0, 1), "0") != 0;
    PQclear(result);
    return true;
}

static bool
version(struct store *store, int *out, struct error *error)
{
    bool ours, others;
    PGresult *result;
    *out = 0;
    if (!look_around(store, &ours, &others, error)) {
        return false;
    }
    if (!ours) {
        return true;
    }
    if (!query(store, "SELECT dekning FROM schema_version", &result, error)) {
        return false;
    }
    if (PQntuples(result) == 1) {
        *out = (int)strtol(PQgetvalue(result, 0, 0), NULL, 10);
    }
    PQclear(result);
    return true;
}

static bool
apply(struct store *store, int number, const char *sql, struct error *error)
{
    int now;
    if (!version(store, &now, error)) {
        return false;
    }
    if (now >= number) {
        return true;
    }
    char mark[200];
    snprintf(mark, sizeof mark,
             "CREATE TABLE IF NOT EXISTS schema_version (dekning INTEGER NOT NULL);"
             "DELETE FROM schema_version; INSERT INTO schema_version VALUES (%d)",
             number);
    return store_define(store, sql, error) && execute(store, mark, error);
}

static bool
upgrade(struct store *store, int number, const char *sql, struct error *error)
{
    if (!store_begin(store, error)) {
        return false;
    }
    bool fine = apply(store, number, sql, error) && store_commit(store, error);
    store_rollback(store);
    return fine;
}

/* -- opening and closing ----------------------------------------------------------------------- */

static const char *
value_of(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword != NULL; options++) {
        if (strcmp(options->keyword, keyword) == 0) {
            return options->val == NULL ? "" : options->val;
        }
    }
    return "";
}

static bool
has_secret(const PQconninfoOption *options)
{
    for (; options->keyword != NULL; options++) {
        if (options->val != NULL && options->dispchar[0] == '*') {
            return true;
        }
    }
    return false;
}

/* Writes to `out`, which has room for the URL, as much of it as can be shown; `options` is what
 * libpq read in it. False where it may have read a part of a password as something else: a "@", "/"
 * or ":" that was not written as %40, %2F or %3A. */
static bool
write_shown(const char *url, const PQconninfoOption *options, char *out)
{
    const char *port = value_of(options, "port");
    if (strchr(value_of(options, "host"), '@') != NULL ||
        strchr(value_of(options, "dbname"), '@') != NULL ||
        port[strspn(port, "0123456789,")] != '\0') {
        return false;
    }
    if (!has_secret(options)) {
        memcpy(out, url, strlen(url) + 1);
        return true;
    }
    const char *start = strstr(url, "://") + 3;
    size_t user = strcspn(start, "@/");
    const char *place = start + (start[user] == '@' ? user : 0);
    const char *colon = place == start ? NULL : memchr(start, ':', user);
    size_t kept = (size_t)((colon != NULL ? colon : place) - url);
    size_t left = strcspn(place, "?"); /* a parameter may be the password */
    memcpy(out, url, kept);
    memcpy(out + kept, place, left);
    out[kept + left] = '\0';
    return true;
}

static bool
read_url(struct postgresql_store *store, const char *url, struct error *error)
{
    char *why = NULL; /* may quote the password */
    PQconninfoOption *options = PQconninfoParse(url, &why);
    PQfreemem(why);
    bool fine = options != NULL && write_shown(url, options, store->path);
    PQconninfoFree(options);
    if (!fine) {
        strcpy(store->path, "postgresql://");
        store_fail(&store->base, ERROR_STORE_OPEN,
                   "postgresql://USER@HOST:PORT/DATABASE (in a password, @ : / are %40 %3A %2F)",
                   error);
    }
    return fine;
}

static void
ignore_notice(void *context, const PGresult *result)
{
    (void)context, (void)result;
}

static bool
connect_to(struct postgresql_store *store, const char *url, struct error *error)
{
    /* What comes before the URL it may change, what comes after it it may not. */
    static const char *const keywords[] = {"connect_timeout", "fallback_application_name", "dbname",
                                           "client_encoding", NULL};
    const char *const values[] = {"10", "dekning", url, "UTF8", NULL};
    store->connection = PQconnectdbParams(keywords, values, 1);
    if (store->connection == NULL) {
        return store_fail(&store->base, ERROR_MEMORY, NULL, error);
    }
    if (PQstatus(store->connection) != CONNECTION_OK) {
        return fail_connection(&store->base, ERROR_STORE_OPEN, error);
    }
    PQsetNoticeReceiver(store->connection, ignore_notice, NULL);
    const char *encoding = PQparameterStatus(store->connection, "server_encoding");
    return (encoding != NULL && strcmp(encoding, "UTF8") == 0) ||
           store_fail(&store->base, ERROR_STORE_OPEN, "a database of encoding UTF8", error);
}

static bool
configure(struct store *store, struct error *error)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             /* Our tables and the server's functions, whatever a user's own schemas hold. */
             "SET search_path = public, pg_temp;"
             /* Each commit is on the disk before it is reported done. */
             "SET synchronous_commit = on;"
             "SET lock_timeout = %d;"
             /* How values are written in an answer. */
             "SET bytea_output = hex; SET extra_float_digits = 1;"
             "SET standard_conforming_strings = on; SET client_min_messages = error;"
             "SET default_transaction_isolation = 'read committed';"
             "SET default_transaction_read_only = off",
             STORE_BUSY_MILLISECONDS);
    return execute(store, sql, error);
}

/* Whether the database is ours, or has nothing in it and may become so. */
static bool
recognise(struct store *store, struct error *error)
{
    bool ours = false, others = false;
    int found = 0;
    /* Of one moment: another program may be making the database just now. */
    bool fine = begin(store, true, error) && look_around(store, &ours, &others, error) &&
                version(store, &found, error);
    rollback(store);
    if (!fine) {
        return false;
    }
    return (ours && found > 0) || (!ours && !others && store->mode == STORE_CREATE) ||
           store_fail(store, ERROR_STORE_FOREIGN, NULL, error);
}

static bool
settle(struct store *store, struct error *error)
{
    if (store->mode == STORE_READ) {
        return execute(store, "SET default_transaction_read_only = on", error);
    }
    PGresult *result;
    if (!query(store, "SELECT pg_is_in_recovery()", &result, error)) {
        return false;
    }
    bool standby = PQgetvalue(result, 0, 0)[0] == 't';
    PQclear(result);
    return !standby || store_fail(store, ERROR_STORE_OPEN,
                                  "a server that takes changes, not one that follows it", error);
}

static void
disconnect(struct store *store)
{
    PQfinish(connection_of(store));
    free(store);
}

static bool
open_store(const char *path, enum store_mode mode, struct store **out, struct error *error)
{
    struct postgresql_store *store =
        calloc(1, sizeof *store + strlen(path) + sizeof "postgresql://");
    if (store == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        error_place(error, "postgresql://", 0, 0, NULL);
        return false;
    }
    store->base.engine = &store_postgresql;
    store->base.mode = mode;
    store->base.path = store->path;
    if (!read_url(store, path, error) || !connect_to(store, path, error) ||
        !configure(&store->base, error) || !recognise(&store->base, error)) {
        disconnect(&store->base);
        return false;
    }
    *out = &store->base;
    return true;
}

const struct store_engine store_postgresql = {
    .open = open_store,
    .settle = settle,
    .close = disconnect,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .execute = execute,
    .define = define,
    .changes = changes,
    .write_insert = write_insert,
    .prepare = prepare,
    .writes = writes,
    .clear = clear,
    .discard = discard,
    .bind_null = bind_null,
    .bind_text = bind_text,
    .bind_whole = bind_whole,
    .bind_decimal = bind_decimal,
    .bind_bytes = bind_bytes,
    .step = step,
    .flush = flush,
    .reset = reset,
    .is_null = is_null,
    .text = text,
    .whole = whole,
    .decimal = decimal,
    .bytes = bytes,
    /* All of which transactions are seen to have ended: the newest of them (xmax) does not change
     * when one commits that began before it. */
    .commits_sql = "SELECT hashtextextended(CAST(pg_current_snapshot() AS text), 0)",
    .version = version,
    .upgrade = upgrade,
};
