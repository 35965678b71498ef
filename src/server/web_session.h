/* SPDX-License-Identifier: EUPL-1.2 */
/* Sessions of browsers: who has logged in, told by a random token in a cookie. The database has
 * only a hash of the token, so that who reads it can be nobody.
 *
 * A session ends when it has not been used for `idle` seconds, at the latest `absolute` seconds
 * after its login, at logout, and when its account is disabled or gets a new password. */
#ifndef DEKNING_SERVER_WEB_SESSION_H
#define DEKNING_SERVER_WEB_SESSION_H

#include "server/account.h"

enum {
    WEB_SESSION_TOKEN_SIZE = 44, /* 32 random bytes in base64url, and a NUL */
    WEB_SESSION_CSRF_SIZE = 44,
    WEB_SESSION_IDLE_SECONDS = 30 * 60,
    WEB_SESSION_ABSOLUTE_SECONDS = 12 * 3600,
    /* For so long what this program knows of a session is good without asking the database, which
     * another program (`dekning user disable`) may have changed. */
    WEB_SESSION_TRUSTED_SECONDS = 2,
    /* A session's last use is written down no more often than this, so that one may end so much
     * before its time. */
    WEB_SESSION_TOUCH_SECONDS = 60,
};

struct web_session_settings {
    int64_t idle, absolute; /* seconds; 0 for the above */
};

/* What one program knows of its sessions. Threads may share it, each with a store of its own. */
struct web_sessions;

/* *out is freed with web_sessions_free. ERROR_MEMORY, ERROR_CRYPTO. */
bool web_sessions_new(const struct web_session_settings *settings, struct web_sessions **out,
                      struct error *error);
void web_sessions_free(struct web_sessions *sessions);

struct web_session {
    struct account account;
    char csrf[WEB_SESSION_CSRF_SIZE]; /* what a changing request shows in X-CSRF-Token */
    int64_t began, seen;              /* seconds since 1970 */
};

/* Begins a session for an account that has just logged in, under a new token. `former` is the token
 * the browser came with, or NULL: that session is ended, so that nobody can be made to use one that
 * another knows. Sessions that are over are removed on the way. */
bool web_session_begin(struct web_sessions *sessions, struct store *store, int64_t account,
                       const char *former, int64_t now, char token[WEB_SESSION_TOKEN_SIZE],
                       struct error *error);

/* The session of a token, used now: out->account.account is WHOLE_NONE when there is none, when it
 * is over, or its account is disabled. `token` is what a browser sent and may be anything, NULL
 * too. */
bool web_session_find(struct web_sessions *sessions, struct store *store, const char *token,
                      int64_t now, struct web_session *out, struct error *error);

/* As web_session_find without the database, for a thread that must not wait: false when only
 * web_session_find can tell. */
bool web_session_recall(struct web_sessions *sessions, const char *token, int64_t now,
                        struct web_session *out);

/* Whether `shown` is the session's CSRF token; in time that tells nothing of it. NULL is not. */
bool web_session_csrf(const struct web_session *session, const char *shown);

/* Ends the session of a token, if there is one; or all of an account's. */
bool web_session_end(struct web_sessions *sessions, struct store *store, const char *token,
                     struct error *error);
bool web_session_end_all(struct web_sessions *sessions, struct store *store, int64_t account,
                         struct error *error);

/* Has this program ask the database anew about the account's sessions. */
void web_session_forget(struct web_sessions *sessions, int64_t account);

#endif
