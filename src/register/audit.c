/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/audit.h"

#include "base/number.h"
#include "store/query.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS                                                                                    \
    "seq, at, actor, purpose, kind, action, day, municipality, person, arguments, rule, batch, "   \
    "request, "                                                                                    \
    "made, effective, hash"

enum { PAGE = 4096 }; /* rows read at once */

/* What stands before the first row. */
static const char first_hash[] = "0000000000000000000000000000000000000000000000000000000000000000";

static void
hash_whole(crypto_generichash_state *state, int64_t value)
{
    char text[32];
    int length = snprintf(text, sizeof text, "%lld,", (long long)value);
    crypto_generichash_update(state, (const unsigned char *)text, (unsigned long long)length);
}

/* The length goes first, so that no two rows read alike. */
static void
hash_text(crypto_generichash_state *state, const char *text)
{
    unsigned long long length = text == NULL ? 0 : strlen(text);
    hash_whole(state, text == NULL ? -1 : (int64_t)length);
    crypto_generichash_update(state, (const unsigned char *)(text == NULL ? "" : text), length);
}

static void
hash_row(const char *before, const struct audit_row *row, char out[AUDIT_HASH_SIZE])
{
    crypto_generichash_state state;
    unsigned char hash[32];
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    hash_text(&state, before);
    hash_whole(&state, row->seq);
    hash_whole(&state, row->at);
    hash_text(&state, row->actor);
    hash_text(&state, row->purpose);
    hash_whole(&state, row->kind);
    hash_text(&state, row->action);
    hash_whole(&state, row->day.days);
    hash_text(&state, row->municipality);
    hash_whole(&state, row->person);
    hash_text(&state, row->arguments);
    hash_whole(&state, row->rule);
    hash_whole(&state, row->batch);
    hash_text(&state, row->request);
    hash_whole(&state, row->made);
    hash_whole(&state, row->effective.days);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(out, AUDIT_HASH_SIZE, hash, sizeof hash);
}

bool
audit_head(struct store *store, struct audit_head *out, struct error *error)
{
    struct statement *statement;
    bool row = false;
    if (!store_prepare(store, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", &statement,
                       error)) {
        return false;
    }
    bool fine = statement_step(statement, &row, error);
    if (fine) {
        struct audit_head head = {0};
        head.seq = row ? statement_whole(statement, 0) : 0;
        snprintf(head.hash, sizeof head.hash, "%s",
                 row ? statement_text(statement, 1) : first_hash);
        *out = head;
    }
    statement_free(statement);
    return fine;
}

bool
audit_append(struct store *store, struct audit_head *head, struct audit_row *row,
             struct error *error)
{
    char hash[AUDIT_HASH_SIZE];
    row->seq = head->seq + 1;
    if (row->batch == 0) {
        row->batch = row->seq;
    }
    hash_row(head->hash, row, hash);
    if (!query_run(
            store, error,
            "INSERT INTO audit (" COLUMNS
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            "wwttwtdtwtwwtwdt", row->seq, row->at, row->actor, row->purpose, (int64_t)row->kind,
            row->action, row->day, row->municipality, row->person, row->arguments,
            (int64_t)row->rule, row->batch, row->request, row->made, row->effective, hash)) {
        return false;
    }
    head->seq = row->seq;
    memcpy(head->hash, hash, sizeof hash);
    return true;
}

static struct audit_row
current_row(const struct statement *statement)
{
    return (struct audit_row){
        .seq = statement_whole(statement, 0),
        .at = statement_whole(statement, 1),
        .actor = statement_text(statement, 2),
        .purpose = statement_text(statement, 3),
        .kind = (enum audit_kind)statement_whole(statement, 4),
        .action = statement_text(statement, 5),
        .day = query_date(statement, 6),
        .municipality = statement_text(statement, 7),
        .person = statement_whole(statement, 8),
        .arguments = statement_text(statement, 9),
        .rule = (int)statement_whole(statement, 10),
        .batch = statement_whole(statement, 11),
        .request = statement_is_null(statement, 12) ? NULL : statement_text(statement, 12),
        .made = statement_whole(statement, 13),
        .effective = query_date(statement, 14),
    };
}

/* Reads at most PAGE rows; *last is the number of the last one, *count how many there were. */
static bool
read_page(struct store *store, const struct audit_wish *wish,
          bool (*see)(void *context, const struct audit_row *row, const char *hash), void *context,
          int64_t *last, int *count, struct error *error)
{
    struct statement *statement;
    char sql[1024];
    bool of_person = wish->person != WHOLE_NONE;
    int length = snprintf(
        sql, sizeof sql,
        "SELECT " COLUMNS " FROM audit WHERE seq > $1 AND seq < $2 AND at >= $3 "
        "AND at < $4 AND ($5 = '' OR actor = $5) AND ($6 = '' OR action = $6)%s%s "
        "ORDER BY seq%s LIMIT $7",
        of_person ? " AND person = $8" : "", wish->without_looks ? " AND action <> 'audit'" : "",
        wish->newest_first ? " DESC" : "");
    assert(length > 0 && (size_t)length < sizeof sql);
    if (!query_prepare(store, &statement, error, sql, of_person ? "wwwwttww" : "wwwwttw",
                       wish->after, wish->before, wish->since, wish->until,
                       wish->actor == NULL ? "" : wish->actor,
                       wish->action == NULL ? "" : wish->action, (int64_t)PAGE, wish->person)) {
        return false;
    }
    bool row = true, fine = true;
    *count = 0;
    while ((fine = statement_step(statement, &row, error)) && row) {
        struct audit_row current = current_row(statement);
        *last = current.seq;
        ++*count;
        if (!see(context, &current, statement_text(statement, 15))) {
            *count = 0; /* no more is asked for */
            break;
        }
    }
    statement_free(statement);
    return fine;
}

struct audit_wish
audit_wish_all(void)
{
    return (struct audit_wish){.after = 0,
                               .before = INT64_MAX,
                               .person = WHOLE_NONE,
                               .since = -INT64_MAX,
                               .until = INT64_MAX};
}

/* A page at a time: PostgreSQL gives all rows of a query at once, and the log grows for ever. */
bool
audit_find(struct store *store, const struct audit_wish *wish,
           bool (*see)(void *context, const struct audit_row *row, const char *hash), void *context,
           struct error *error)
{
    struct audit_wish rest = *wish;
    int count = PAGE;
    while (count == PAGE) {
        int64_t last = 0;
        if (!read_page(store, &rest, see, context, &last, &count, error)) {
            return false;
        }
        *(rest.newest_first ? &rest.before : &rest.after) = last;
    }
    return true;
}

bool
audit_read(struct store *store, int64_t from, int64_t person,
           bool (*see)(void *context, const struct audit_row *row, const char *hash), void *context,
           struct error *error)
{
    struct audit_wish wish = audit_wish_all();
    wish.after = from - 1;
    wish.person = person;
    return audit_find(store, &wish, see, context, error);
}

struct verification {
    struct audit_head head;
    const char *expected;
    bool met;       /* the expected hash, or none was expected */
    int64_t broken; /* the first row that is wrong; 0 for none */
};

static bool
verify_row(void *context, const struct audit_row *row, const char *hash)
{
    struct verification *verification = context;
    char right[AUDIT_HASH_SIZE];
    hash_row(verification->head.hash, row, right);
    if (row->seq != verification->head.seq + 1 || strcmp(hash, right) != 0) {
        verification->broken = verification->head.seq + 1;
        return false;
    }
    verification->head.seq = row->seq;
    memcpy(verification->head.hash, right, sizeof right);
    verification->met |=
        verification->expected != NULL && strcmp(verification->expected, right) == 0;
    return true;
}

bool
audit_verify(struct store *store, const char *expected, struct audit_head *out, struct error *error)
{
    struct verification verification = {.expected = expected, .met = expected == NULL};
    memcpy(verification.head.hash, first_hash, sizeof first_hash);
    if (!audit_read(store, 0, WHOLE_NONE, verify_row, &verification, error)) {
        return false;
    }
    if (verification.broken == 0 && verification.met) {
        *out = verification.head;
        return true;
    }
    char found[NUMBER_TEXT_SIZE];
    snprintf(found, sizeof found, "%lld", (long long)verification.broken);
    if (verification.broken != 0) {
        error_set(error, ERROR_AUDIT_BROKEN, found, NULL);
    } else {
        error_set(error, ERROR_AUDIT_UNEXPECTED, expected, NULL);
    }
    error_place(error, store_path(store), 0, 0, NULL);
    return false;
}
