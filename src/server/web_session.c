/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/web_session.h"

#include "base/number.h"
#include "store/query.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    BYTES = 32, /* of a token, and of its hash */
    HASH_TEXT = 2 * BYTES + 1,
    ROWS = 512, /* of WAYS remembered sessions: about 1 MB */
    WAYS = 8,
    ENCODING = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};

static_assert(sodium_base64_ENCODED_LEN(BYTES, ENCODING) == WEB_SESSION_TOKEN_SIZE, "a token");
static_assert(WEB_SESSION_CSRF_SIZE == WEB_SESSION_TOKEN_SIZE, "both are as many bytes");

/* A session as the database had it. */
struct remembered {
    unsigned char hash[BYTES];
    struct account account;
    int64_t began;
    int64_t written; /* its last use that the database knows of */
    int64_t asked;   /* when the database was asked */
    bool used;
};

struct web_sessions {
    struct web_session_settings settings;
    pthread_mutex_t mutex;
    uint64_t endings; /* how many times something was forgotten */
    struct remembered remembered[ROWS][WAYS];
};

struct token {
    unsigned char bytes[BYTES], hash[BYTES];
    char text[HASH_TEXT]; /* the hash as the database has it */
};

bool
web_sessions_new(const struct web_session_settings *settings, struct web_sessions **out,
                 struct error *error)
{
    if (sodium_init() < 0) {
        error_set(error, ERROR_CRYPTO, NULL, NULL);
        return false;
    }
    struct web_sessions *sessions = calloc(1, sizeof *sessions);
    if (sessions == NULL) {
        return error_memory(error);
    }
    pthread_mutex_init(&sessions->mutex, NULL);
    sessions->settings = *settings;
    if (settings->idle == 0) {
        sessions->settings.idle = WEB_SESSION_IDLE_SECONDS;
    }
    if (settings->absolute == 0) {
        sessions->settings.absolute = WEB_SESSION_ABSOLUTE_SECONDS;
    }
    *out = sessions;
    return true;
}

void
web_sessions_free(struct web_sessions *sessions)
{
    if (sessions != NULL) {
        pthread_mutex_destroy(&sessions->mutex);
        free(sessions);
    }
}

/* -- tokens ------------------------------------------------------------------------------------ */

static void
fill_token(struct token *token)
{
    crypto_generichash(token->hash, sizeof token->hash, token->bytes, sizeof token->bytes, NULL, 0);
    sodium_bin2hex(token->text, sizeof token->text, token->hash, sizeof token->hash);
}

/* Reads what a browser sent; false when it cannot be a token. */
static bool
read_token(const char *text, struct token *out)
{
    size_t length;
    if (text == NULL || strlen(text) != WEB_SESSION_TOKEN_SIZE - 1 ||
        sodium_base642bin(out->bytes, sizeof out->bytes, text, WEB_SESSION_TOKEN_SIZE - 1, NULL,
                          &length, NULL, ENCODING) != 0 ||
        length != sizeof out->bytes) {
        return false;
    }
    fill_token(out);
    return true;
}

/* The CSRF token is made of the session's own, which the database does not have. */
static void
fill_session(const struct token *token, const struct account *account, int64_t began, int64_t now,
             struct web_session *out)
{
    static const unsigned char use[] = "dekning csrf";
    unsigned char bytes[BYTES];
    crypto_generichash(bytes, sizeof bytes, use, sizeof use - 1, token->bytes, sizeof token->bytes);
    *out = (struct web_session){.account = *account, .began = began, .seen = now};
    sodium_bin2base64(out->csrf, sizeof out->csrf, bytes, sizeof bytes, ENCODING);
}

bool
web_session_csrf(const struct web_session *session, const char *shown)
{
    return shown != NULL && strlen(shown) == WEB_SESSION_CSRF_SIZE - 1 &&
           sodium_memcmp(session->csrf, shown, WEB_SESSION_CSRF_SIZE - 1) == 0;
}

/* -- what this program knows ------------------------------------------------------------------- */

static struct remembered *
row_of(struct web_sessions *sessions, const unsigned char hash[BYTES])
{
    return sessions->remembered[(hash[0] | hash[1] << 8) % ROWS];
}

static bool
is_over(const struct web_sessions *sessions, int64_t began, int64_t seen, int64_t now)
{
    return now - seen >= sessions->settings.idle || now - began >= sessions->settings.absolute;
}

/* Remembers a session, unless something was forgotten since `endings`: it may have been this. */
static void
remember(struct web_sessions *sessions, const struct remembered *session, uint64_t endings)
{
    pthread_mutex_lock(&sessions->mutex);
    struct remembered *row = row_of(sessions, session->hash), *place = row;
    for (size_t i = 0; i < WAYS; i++) {
        if (row[i].used && memcmp(row[i].hash, session->hash, BYTES) == 0) {
            place = &row[i];
            break;
        }
        if (place->used && (!row[i].used || row[i].asked < place->asked)) {
            place = &row[i];
        }
    }
    if (sessions->endings == endings) {
        *place = *session;
    }
    pthread_mutex_unlock(&sessions->mutex);
}

static uint64_t
endings_of(struct web_sessions *sessions)
{
    pthread_mutex_lock(&sessions->mutex);
    uint64_t endings = sessions->endings;
    pthread_mutex_unlock(&sessions->mutex);
    return endings;
}

static void
forget_token(struct web_sessions *sessions, const struct token *token)
{
    pthread_mutex_lock(&sessions->mutex);
    sessions->endings++;
    struct remembered *row = row_of(sessions, token->hash);
    for (size_t i = 0; i < WAYS; i++) {
        if (memcmp(row[i].hash, token->hash, BYTES) == 0) {
            row[i].used = false;
        }
    }
    pthread_mutex_unlock(&sessions->mutex);
}

void
web_session_forget(struct web_sessions *sessions, int64_t account)
{
    pthread_mutex_lock(&sessions->mutex);
    sessions->endings++;
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t k = 0; k < WAYS; k++) {
            if (sessions->remembered[i][k].account.account == account) {
                sessions->remembered[i][k].used = false;
            }
        }
    }
    pthread_mutex_unlock(&sessions->mutex);
}

static bool
recall(struct web_sessions *sessions, const struct token *token, int64_t now,
       struct web_session *out)
{
    bool known = false;
    pthread_mutex_lock(&sessions->mutex);
    const struct remembered *row = row_of(sessions, token->hash);
    for (size_t i = 0; i < WAYS && !known; i++) {
        if (!row[i].used || memcmp(row[i].hash, token->hash, BYTES) != 0) {
            continue;
        }
        known = now >= row[i].asked && now - row[i].asked < WEB_SESSION_TRUSTED_SECONDS &&
                now - row[i].written < WEB_SESSION_TOUCH_SECONDS &&
                !is_over(sessions, row[i].began, row[i].written, now);
        if (known) {
            fill_session(token, &row[i].account, row[i].began, now, out);
        }
    }
    pthread_mutex_unlock(&sessions->mutex);
    return known;
}

bool
web_session_recall(struct web_sessions *sessions, const char *token, int64_t now,
                   struct web_session *out)
{
    struct token read;
    return read_token(token, &read) && recall(sessions, &read, now, out);
}

/* -- the database ------------------------------------------------------------------------------ */

static bool
delete_token(struct store *store, const struct token *token, struct error *error)
{
    return query_run(store, error, "DELETE FROM web_session WHERE hash = $1", "t", token->text);
}

bool
web_session_begin(struct web_sessions *sessions, struct store *store, int64_t account,
                  const char *former, int64_t now, char token[WEB_SESSION_TOKEN_SIZE],
                  struct error *error)
{
    struct token made, old;
    bool had = read_token(former, &old);
    randombytes_buf(made.bytes, sizeof made.bytes);
    fill_token(&made);
    if (!store_begin(store, error)) {
        return false;
    }
    bool fine = (!had || delete_token(store, &old, error)) &&
                query_run(store, error, "DELETE FROM web_session WHERE seen <= $1 OR began <= $2",
                          "ww", now - sessions->settings.idle, now - sessions->settings.absolute) &&
                query_run(store, error,
                          "INSERT INTO web_session (hash, account, began, seen) VALUES ($1, $2, "
                          "$3, $3)",
                          "tww", made.text, account, now) &&
                store_commit(store, error);
    if (!fine) {
        store_rollback(store);
        return false;
    }
    if (had) {
        forget_token(sessions, &old);
    }
    sodium_bin2base64(token, WEB_SESSION_TOKEN_SIZE, made.bytes, sizeof made.bytes, ENCODING);
    return true;
}

/* What the database has of a session; account.account is WHOLE_NONE where it has none. */
static bool
read_session(struct store *store, const struct token *token, struct remembered *out,
             struct error *error)
{
    struct statement *statement;
    bool row = false;
    int64_t account = WHOLE_NONE;
    if (!query_prepare(store, &statement, error,
                       "SELECT account, began, seen FROM web_session WHERE hash = $1", "t",
                       token->text)) {
        return false;
    }
    bool fine = statement_step(statement, &row, error);
    if (fine && row) {
        account = statement_whole(statement, 0);
        out->began = statement_whole(statement, 1);
        out->written = statement_whole(statement, 2);
    }
    statement_free(statement);
    return fine && account_by_number(store, account, &out->account, error);
}

bool
web_session_find(struct web_sessions *sessions, struct store *store, const char *token, int64_t now,
                 struct web_session *out, struct error *error)
{
    struct token read;
    struct remembered found = {.asked = now, .used = true};
    struct web_session session = {.account.account = WHOLE_NONE};
    struct error ignored;
    if (!read_token(token, &read)) {
        *out = session;
        return true;
    }
    if (recall(sessions, &read, now, out)) {
        return true;
    }
    uint64_t endings = endings_of(sessions);
    if (!read_session(store, &read, &found, error)) {
        return false;
    }
    bool there = found.account.account != WHOLE_NONE && !found.account.disabled &&
                 !is_over(sessions, found.began, found.written, now);
    /* Where somebody else writes for long, the use is written down another time. */
    if (there && now - found.written >= WEB_SESSION_TOUCH_SECONDS &&
        query_run(store, &ignored, "UPDATE web_session SET seen = $1 WHERE hash = $2", "wt", now,
                  read.text)) {
        found.written = now;
    }
    if (there) {
        memcpy(found.hash, read.hash, sizeof found.hash);
        remember(sessions, &found, endings);
        fill_session(&read, &found.account, found.began, now, &session);
    } else {
        forget_token(sessions, &read);
    }
    *out = session;
    return true;
}

bool
web_session_end(struct web_sessions *sessions, struct store *store, const char *token,
                struct error *error)
{
    struct token read;
    if (!read_token(token, &read)) {
        return true;
    }
    bool ended = delete_token(store, &read, error);
    forget_token(sessions, &read);
    return ended;
}

bool
web_session_end_all(struct web_sessions *sessions, struct store *store, int64_t account,
                    struct error *error)
{
    bool ended =
        query_run(store, error, "DELETE FROM web_session WHERE account = $1", "w", account);
    web_session_forget(sessions, account);
    return ended;
}
