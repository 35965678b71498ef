/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts: who may come in, and as what. An account is of the whole database, logs in by a name
 * and a password of its own or by a login service (server/oidc.h), and has one role.
 *
 * Whatever changes an account is a row in the register's log (actions account_*, without secrets),
 * written in the same transaction. Failed logins are not: they go to the server's own log. */
#ifndef DEKNING_SERVER_ACCOUNT_H
#define DEKNING_SERVER_ACCOUNT_H

#include "base/arena.h"
#include "server/password.h"
#include "server/role.h"
#include "store/store.h"

#include <stdint.h>

enum {
    ACCOUNT_NAME_MAX = 64, /* bytes */
    ACCOUNT_ISSUER_MAX = 255,
    ACCOUNT_SUBJECT_MAX = 255, /* OpenID Connect Core 1.0, section 2 */

    LOCKOUT_FAILURES = 5,             /* in a row, before the account is locked */
    LOCKOUT_FIRST_SECONDS = 15 * 60,  /* and each failure after that doubles it … */
    LOCKOUT_MOST_SECONDS = 24 * 3600, /* … up to this */
};

/* One account. No pointers: it can be copied and kept. */
struct account {
    int64_t account; /* its number */
    char name[ACCOUNT_NAME_MAX + 1];
    enum role role;
    int64_t doctor;    /* HPR number of who it is; WHOLE_NONE when not told */
    int64_t person;    /* their number in the register; WHOLE_NONE when not told */
    bool has_password; /* may log in by name and password */
    bool linked;       /* may log in as a subject of a login service */
    bool disabled;
    int64_t failures;         /* logins that failed since the last that did not */
    int64_t locked_until;     /* seconds since 1970; WHOLE_NONE when it never was locked */
    int64_t made, last_login; /* seconds since 1970; last_login WHOLE_NONE before the first */
};

/* Where accounts are changed: the database, in no transaction, and who does it. */
struct account_office {
    struct store *store;
    const char *actor; /* as the log names them */
    int64_t now;       /* seconds since 1970-01-01T00:00:00Z */
    enum password_strength strength;
};

/* What a new account is to be. */
struct account_new {
    const char *name;     /* letters, digits and .-_@ of ASCII; capitals are made small */
    const char *password; /* NULL for one who comes by a login service only */
    enum role role;
    int64_t doctor, person; /* WHOLE_NONE for none; as role_needs_doctor and role_needs_person */
};

/* Makes an account; *out is its number. ERROR_ACCOUNT_NAME (its form), ERROR_ACCOUNT_TAKEN,
 * ERROR_ACCOUNT_NEEDS (the role asks for a doctor or person), ERROR_ACCOUNT_LINK_TAKEN (the doctor
 * or person has another), ERROR_DANGLING (no such person), ERROR_PASSWORD_*. */
bool account_add(const struct account_office *office, const struct account_new *asked, int64_t *out,
                 struct error *error);

/* The following find the account by name: ERROR_ACCOUNT_UNKNOWN. Those that take away or change how
 * to come in also end its sessions; a server finds out within WEB_SESSION_TRUSTED_SECONDS, and at
 * once when it also calls web_session_forget. */

/* Sets or replaces the password, and takes away a lockout. ERROR_PASSWORD_*. */
bool account_set_password(const struct account_office *office, const char *name,
                          const char *password, struct error *error);
bool account_disable(const struct account_office *office, const char *name, struct error *error);
bool account_enable(const struct account_office *office, const char *name, struct error *error);

/* Forgets the failed logins, so that the account is locked no more. */
bool account_unlock(const struct account_office *office, const char *name, struct error *error);

/* Gives the account another role, which it must have the link for. ERROR_ACCOUNT_NEEDS. */
bool account_set_role(const struct account_office *office, const char *name, enum role role,
                      struct error *error);

/* Who the account is. Parts that are WHOLE_NONE or NULL are left as they were; issuer and subject
 * go together. ERROR_ACCOUNT_LINK_TAKEN, ERROR_ACCOUNT_LINK (form), ERROR_DANGLING. */
struct account_link {
    int64_t doctor, person;
    const char *issuer, *subject;
};
bool account_set_link(const struct account_office *office, const char *name,
                      const struct account_link *link, struct error *error);

/* All accounts by name, in `arena`. */
bool account_list(struct store *store, struct arena *arena, const struct account **out,
                  size_t *count, struct error *error);

/* The account with that name, number, or link; the text of a name may be anything. out->account is
 * WHOLE_NONE when there is none. */
bool account_by_name(struct store *store, const char *name, struct account *out,
                     struct error *error);
bool account_by_number(struct store *store, int64_t account, struct account *out,
                       struct error *error);
bool account_by_doctor(struct store *store, int64_t doctor, struct account *out,
                       struct error *error);
bool account_by_person(struct store *store, int64_t person, struct account *out,
                       struct error *error);
bool account_by_subject(struct store *store, const char *issuer, const char *subject,
                        struct account *out, struct error *error);

/* What came of a login. Whoever tries is told the same of all but LOGIN_DONE; the server's log
 * tells them apart. */
enum login_result {
    LOGIN_DONE,
    LOGIN_UNKNOWN,  /* no such account, or none that has a password */
    LOGIN_WRONG,    /* not the password */
    LOGIN_LOCKED,   /* too many failures; the password was not looked at */
    LOGIN_DISABLED, /* the password was right, but the account is out of use */
    LOGIN_RESULT_COUNT
};

/* "wrong": for the server's log. */
const char *login_result_word(enum login_result result);

/* Tries a name and password, which takes as long whatever comes of it. *out is the
 * account when it is LOGIN_DONE. The office's actor is not used: a login is logged as the account's
 * own ("account_login"). In no transaction; it waits for the hash, so call it in a worker. */
bool account_login(const struct account_office *office, const char *name, const char *password,
                   struct account *out, enum login_result *result, struct error *error);

/* Takes in one whom a login service vouches for: LOGIN_DISABLED, else LOGIN_DONE, which is logged.
 * A lockout is of passwords and does not count here. `how` is the login service's name in the log.
 */
bool account_arrive(const struct account_office *office, int64_t account, const char *how,
                    struct account *out, enum login_result *result, struct error *error);

#endif
