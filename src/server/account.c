/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/account.h"

#include "base/number.h"
#include "register/audit.h"
#include "register/operation.h"
#include "register/session.h"
#include "scheme/national_id.h"
#include "store/query.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS                                                                                    \
    "account, name, role, doctor, person, password, issuer, disabled, failures, locked_until, "    \
    "made, last_login"

/* What an account keeps to itself. */
struct credentials {
    struct account account;
    char hash[PASSWORD_HASH_SIZE]; /* "" where it has no password */
};

static const struct account no_account = {.account = WHOLE_NONE};

/* -- names ------------------------------------------------------------------------------------- */

/* The name as it is kept, capitals made small; false when it cannot be one. */
static bool
normalise(const char *name, char out[ACCOUNT_NAME_MAX + 1])
{
    size_t length = strlen(name);
    int digits = 0;
    if (length == 0 || length > ACCOUNT_NAME_MAX) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        bool digit = c >= '0' && c <= '9';
        digits = digit ? digits + 1 : 0;
        if ((!digit && (c < 'a' || c > 'z') && strchr(".-_@", c) == NULL) ||
            digits == NATIONAL_ID_LENGTH) {
            return false;
        }
        out[i] = c;
    }
    out[length] = '\0';
    return strcmp(out, "visitor") != 0; /* whom the log calls so has no account */
}

/* -- reading ----------------------------------------------------------------------------------- */

static void
read_account(const struct statement *statement, struct credentials *out)
{
    struct account *account = &out->account;
    int64_t role = statement_whole(statement, 2);
    *account = (struct account){
        .account = statement_whole(statement, 0),
        .role = role >= 0 && role < ROLE_COUNT ? (enum role)role : ROLE_COUNT,
        .doctor = statement_whole(statement, 3),
        .person = statement_whole(statement, 4),
        .has_password = !statement_is_null(statement, 5),
        .linked = !statement_is_null(statement, 6),
        .disabled = statement_whole(statement, 7) != 0,
        .failures = statement_whole(statement, 8),
        .locked_until = statement_whole(statement, 9),
        .made = statement_whole(statement, 10),
        .last_login = statement_whole(statement, 11),
    };
    snprintf(account->name, sizeof account->name, "%s", statement_text(statement, 1));
    snprintf(out->hash, sizeof out->hash, "%s", statement_text(statement, 5));
}

/* Reads the one row of a statement, which it frees. */
static bool
read_one(struct statement *statement, struct credentials *out, struct error *error)
{
    bool row = false, fine = statement_step(statement, &row, error);
    *out = (struct credentials){.account = no_account};
    if (fine && row) {
        read_account(statement, out);
        if (out->account.role == ROLE_COUNT) {
            *out = (struct credentials){.account = no_account}; /* of a role that is no more */
        }
    }
    statement_free(statement);
    return fine;
}

static bool
by_name(struct store *store, const char *name, struct credentials *out, struct error *error)
{
    struct statement *statement;
    char kept[ACCOUNT_NAME_MAX + 1];
    *out = (struct credentials){.account = no_account};
    return !normalise(name, kept) ||
           (query_prepare(store, &statement, error,
                          "SELECT " COLUMNS " FROM account WHERE name = $1", "t", kept) &&
            read_one(statement, out, error));
}

bool
account_by_name(struct store *store, const char *name, struct account *out, struct error *error)
{
    struct credentials found;
    bool fine = by_name(store, name, &found, error);
    *out = found.account;
    return fine;
}

/* The account that has a number in a column of such. */
static bool
by_whole(struct store *store, const char *sql, int64_t number, struct account *out,
         struct error *error)
{
    struct statement *statement;
    struct credentials found = {.account = no_account};
    bool fine = query_prepare(store, &statement, error, sql, "w", number) &&
                read_one(statement, &found, error);
    *out = found.account;
    return fine;
}

bool
account_by_number(struct store *store, int64_t account, struct account *out, struct error *error)
{
    return by_whole(store, "SELECT " COLUMNS " FROM account WHERE account = $1", account, out,
                    error);
}

bool
account_by_doctor(struct store *store, int64_t doctor, struct account *out, struct error *error)
{
    return by_whole(store, "SELECT " COLUMNS " FROM account WHERE doctor = $1", doctor, out, error);
}

bool
account_by_person(struct store *store, int64_t person, struct account *out, struct error *error)
{
    return by_whole(store, "SELECT " COLUMNS " FROM account WHERE person = $1", person, out, error);
}

bool
account_by_subject(struct store *store, const char *issuer, const char *subject,
                   struct account *out, struct error *error)
{
    struct statement *statement;
    struct credentials found = {.account = no_account};
    bool fine = query_prepare(store, &statement, error,
                              "SELECT " COLUMNS " FROM account WHERE issuer = $1 AND subject = $2",
                              "tt", issuer, subject) &&
                read_one(statement, &found, error);
    *out = found.account;
    return fine;
}

bool
account_list(struct store *store, struct arena *arena, const struct account **out, size_t *count,
             struct error *error)
{
    struct statement *statement;
    void *accounts = NULL;
    size_t capacity = 0;
    bool row = true, fine = true;
    *count = 0;
    if (!store_prepare(store, "SELECT " COLUMNS " FROM account ORDER BY name", &statement, error)) {
        return false;
    }
    while ((fine = statement_step(statement, &row, error)) && row) {
        struct credentials found;
        if (!arena_grow(arena, &accounts, *count, &capacity, sizeof found.account)) {
            fine = error_memory(error);
            break;
        }
        read_account(statement, &found);
        if (found.account.role != ROLE_COUNT) {
            ((struct account *)accounts)[(*count)++] = found.account;
        }
    }
    statement_free(statement);
    *out = accounts;
    return fine;
}

/* -- changing ---------------------------------------------------------------------------------- */

/* Logs what is done with an account, in the same transaction. */
static bool
log_change(const struct account_office *office, const char *actor, const char *action,
           const struct account *account, const char *more, struct error *error)
{
    struct audit_head head;
    char arguments[512];
    snprintf(arguments, sizeof arguments, "account=%s\nrole=%s\n%s", account->name,
             role_word(account->role), more);
    struct audit_row row = {.at = office->now,
                            .actor = actor,
                            .purpose = "",
                            .kind = AUDIT_OPERATION,
                            .action = action,
                            .day = {(int32_t)(office->now / 86400)},
                            .municipality = MUNICIPALITY_ALL,
                            .person = account->person,
                            .arguments = arguments,
                            .made = WHOLE_NONE,
                            .effective = DATE_NONE};
    return audit_head(office->store, &head, error) &&
           audit_append(office->store, &head, &row, error);
}

static bool
end_sessions(struct store *store, int64_t account, struct error *error)
{
    return query_run(store, error, "DELETE FROM web_session WHERE account = $1", "w", account);
}

/* Commits what is fine and undoes what is not. */
static bool
conclude(struct store *store, bool fine, struct error *error)
{
    if (fine && store_commit(store, error)) {
        return true;
    }
    store_rollback(store);
    return false;
}

/* Begins a change of the account of that name; in a transaction when the result is true. */
static bool
begin_change(const struct account_office *office, const char *name, struct account *out,
             struct error *error)
{
    if (!operation_line("--actor", office->actor, error) || !store_begin(office->store, error)) {
        return false;
    }
    bool fine = account_by_name(office->store, name, out, error);
    if (fine && out->account == WHOLE_NONE) {
        error_set(error, ERROR_ACCOUNT_UNKNOWN, name, NULL);
        fine = false;
    }
    if (!fine) {
        store_rollback(office->store);
    }
    return fine;
}

/* Whether the account has, or would have, what its role asks for. */
static bool
check_role(enum role role, int64_t doctor, int64_t person, struct error *error)
{
    if (role_needs_doctor(role) && doctor == WHOLE_NONE) {
        error_set(error, ERROR_ACCOUNT_NEEDS, role_word(role), "--doctor HPR");
        return false;
    }
    if (role_needs_person(role) && person == WHOLE_NONE) {
        error_set(error, ERROR_ACCOUNT_NEEDS, role_word(role), "--person N");
        return false;
    }
    return true;
}

/* Whether no account but this one has the link that `holder` has. */
static bool
check_free(const struct account *holder, int64_t account, const char *what, struct error *error)
{
    if (holder->account == WHOLE_NONE || holder->account == account) {
        return true;
    }
    error_set(error, ERROR_ACCOUNT_LINK_TAKEN, holder->name, what);
    return false;
}

/* Whether the doctor and person may be the account's; either may be WHOLE_NONE. */
static bool
check_links(struct store *store, int64_t account, int64_t doctor, int64_t person,
            struct error *error)
{
    struct account holder;
    char text[NUMBER_TEXT_SIZE];
    int64_t there;
    if (doctor != WHOLE_NONE) {
        snprintf(text, sizeof text, "%lld", (long long)doctor);
        if (doctor < 1) {
            error_set(error, ERROR_ACCOUNT_LINK, text, "HPR ≥ 1");
            return false;
        }
        if (!account_by_doctor(store, doctor, &holder, error) ||
            !check_free(&holder, account, "HPR", error)) {
            return false;
        }
    }
    if (person == WHOLE_NONE) {
        return true;
    }
    if (!account_by_person(store, person, &holder, error) ||
        !check_free(&holder, account, "PERSON", error) ||
        !query_whole(store, &there, error, "SELECT person FROM person WHERE person = $1", "w",
                     person)) {
        return false;
    }
    if (there == WHOLE_NONE) {
        snprintf(text, sizeof text, "%lld", (long long)person);
        error_set(error, ERROR_REGISTER_PERSON, text, NULL);
    }
    return there != WHOLE_NONE;
}

static bool
insert(const struct account_office *office, const struct account *account, const char *hash,
       int64_t *out, struct error *error)
{
    struct account holder;
    if (!account_by_name(office->store, account->name, &holder, error)) {
        return false;
    }
    if (holder.account != WHOLE_NONE) {
        error_set(error, ERROR_ACCOUNT_TAKEN, account->name, NULL);
        return false;
    }
    return check_links(office->store, WHOLE_NONE, account->doctor, account->person, error) &&
           query_whole(office->store, out, error,
                       "SELECT coalesce(max(account), 0) + 1 FROM account", "") &&
           query_run(office->store, error,
                     "INSERT INTO account (account, name, role, password, doctor, person, "
                     "disabled, failures, made) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7)",
                     "wtwtwww", *out, account->name, (int64_t)account->role, hash, account->doctor,
                     account->person, office->now) &&
           log_change(office, office->actor, "account_add", account, "", error);
}

bool
account_add(const struct account_office *office, const struct account_new *asked, int64_t *out,
            struct error *error)
{
    int64_t number;
    char hash[PASSWORD_HASH_SIZE] = "";
    struct account account = {
        .role = asked->role, .doctor = asked->doctor, .person = asked->person};
    if (!normalise(asked->name, account.name)) {
        error_set(error, ERROR_ACCOUNT_NAME, asked->name, NULL);
        return false;
    }
    bool hashed = asked->password != NULL;
    if (!operation_line("--actor", office->actor, error) ||
        !check_role(asked->role, asked->doctor, asked->person, error) ||
        (hashed && (!password_check(account.name, asked->password, error) ||
                    !password_hash(asked->password, office->strength, hash, error))) ||
        !store_begin(office->store, error)) {
        return false;
    }
    bool fine = insert(office, &account, hashed ? hash : NULL, &number, error);
    if (!conclude(office->store, fine, error)) {
        return false;
    }
    *out = number;
    return true;
}

bool
account_set_password(const struct account_office *office, const char *name, const char *password,
                     struct error *error)
{
    struct account account;
    char hash[PASSWORD_HASH_SIZE], kept[ACCOUNT_NAME_MAX + 1];
    if (!normalise(name, kept)) {
        error_set(error, ERROR_ACCOUNT_UNKNOWN, name, NULL);
        return false;
    }
    if (!password_check(kept, password, error) ||
        !password_hash(password, office->strength, hash, error) ||
        !begin_change(office, name, &account, error)) {
        return false;
    }
    bool fine =
        query_run(office->store, error,
                  "UPDATE account SET password = $1, failures = 0, locked_until = NULL WHERE "
                  "account = $2",
                  "tw", hash, account.account) &&
        end_sessions(office->store, account.account, error) &&
        log_change(office, office->actor, "account_password", &account, "", error);
    return conclude(office->store, fine, error);
}

static bool
set_disabled(const struct account_office *office, const char *name, bool disabled,
             struct error *error)
{
    struct account account;
    if (!begin_change(office, name, &account, error)) {
        return false;
    }
    bool fine =
        query_run(office->store, error, "UPDATE account SET disabled = $1 WHERE account = $2", "ww",
                  (int64_t)disabled, account.account) &&
        (!disabled || end_sessions(office->store, account.account, error)) &&
        log_change(office, office->actor, disabled ? "account_disable" : "account_enable", &account,
                   "", error);
    return conclude(office->store, fine, error);
}

bool
account_disable(const struct account_office *office, const char *name, struct error *error)
{
    return set_disabled(office, name, true, error);
}

bool
account_enable(const struct account_office *office, const char *name, struct error *error)
{
    return set_disabled(office, name, false, error);
}

bool
account_unlock(const struct account_office *office, const char *name, struct error *error)
{
    struct account account;
    if (!begin_change(office, name, &account, error)) {
        return false;
    }
    bool fine = query_run(office->store, error,
                          "UPDATE account SET failures = 0, locked_until = NULL WHERE account = $1",
                          "w", account.account) &&
                log_change(office, office->actor, "account_unlock", &account, "", error);
    return conclude(office->store, fine, error);
}

bool
account_set_role(const struct account_office *office, const char *name, enum role role,
                 struct error *error)
{
    struct account account;
    char more[64];
    if (!begin_change(office, name, &account, error)) {
        return false;
    }
    snprintf(more, sizeof more, "before=%s\n", role_word(account.role));
    account.role = role;
    bool fine = check_role(role, account.doctor, account.person, error) &&
                query_run(office->store, error, "UPDATE account SET role = $1 WHERE account = $2",
                          "ww", (int64_t)role, account.account) &&
                end_sessions(office->store, account.account, error) &&
                log_change(office, office->actor, "account_role", &account, more, error);
    return conclude(office->store, fine, error);
}

/* Whether issuer and subject can be a link, and are no other account's. */
static bool
check_subject(struct store *store, int64_t account, const char *issuer, const char *subject,
              struct error *error)
{
    struct account holder;
    if (issuer == NULL || subject == NULL || strlen(issuer) > ACCOUNT_ISSUER_MAX ||
        strlen(subject) > ACCOUNT_SUBJECT_MAX) {
        error_set(error, ERROR_ACCOUNT_LINK, issuer, "--issuer URL --subject TEXT");
        return false;
    }
    return operation_line("--issuer", issuer, error) &&
           operation_line("--subject", subject, error) &&
           account_by_subject(store, issuer, subject, &holder, error) &&
           check_free(&holder, account, "--subject", error);
}

/* Writes the parts of a link that are told; the log has which, but no number of a login service. */
static bool
write_link(const struct account_office *office, struct account *account,
           const struct account_link *link, struct error *error)
{
    char more[ACCOUNT_ISSUER_MAX + 64] = "";
    int length = 0;
    if (link->doctor != WHOLE_NONE) {
        account->doctor = link->doctor;
        length = snprintf(more, sizeof more, "doctor=%lld\n", (long long)link->doctor);
    }
    if (link->person != WHOLE_NONE) {
        account->person = link->person;
    }
    if (link->issuer != NULL) {
        snprintf(more + length, sizeof more - (size_t)length, "issuer=%s\n", link->issuer);
        if (!query_run(office->store, error,
                       "UPDATE account SET issuer = $1, subject = $2 WHERE account = $3", "ttw",
                       link->issuer, link->subject, account->account)) {
            return false;
        }
    }
    return query_run(office->store, error,
                     "UPDATE account SET doctor = $1, person = $2 WHERE account = $3", "www",
                     account->doctor, account->person, account->account) &&
           end_sessions(office->store, account->account, error) &&
           log_change(office, office->actor, "account_link", account, more, error);
}

bool
account_set_link(const struct account_office *office, const char *name,
                 const struct account_link *link, struct error *error)
{
    struct account account;
    bool subject = link->issuer != NULL || link->subject != NULL;
    if (!begin_change(office, name, &account, error)) {
        return false;
    }
    bool fine = check_links(office->store, account.account, link->doctor, link->person, error) &&
                (!subject || check_subject(office->store, account.account, link->issuer,
                                           link->subject, error)) &&
                write_link(office, &account, link, error);
    return conclude(office->store, fine, error);
}

/* -- logging in -------------------------------------------------------------------------------- */

const char *
login_result_word(enum login_result result)
{
    static const char *const words[] = {
        [LOGIN_DONE] = "done",     [LOGIN_UNKNOWN] = "unknown",   [LOGIN_WRONG] = "wrong",
        [LOGIN_LOCKED] = "locked", [LOGIN_DISABLED] = "disabled",
    };
    assert(result < LOGIN_RESULT_COUNT);
    return words[result];
}

static bool
is_locked(const struct account *account, int64_t now)
{
    return account->locked_until != WHOLE_NONE && account->locked_until > now;
}

/* How long so many failures lock an account; 0 for not at all. */
static int64_t
lockout_seconds(int64_t failures)
{
    int64_t seconds = LOCKOUT_FIRST_SECONDS;
    if (failures < LOCKOUT_FAILURES) {
        return 0;
    }
    for (int64_t i = LOCKOUT_FAILURES; i < failures && seconds < LOCKOUT_MOST_SECONDS; i++) {
        seconds *= 2;
    }
    return seconds < LOCKOUT_MOST_SECONDS ? seconds : LOCKOUT_MOST_SECONDS;
}

static bool
note_failure(struct store *store, const struct account *account, int64_t now, struct error *error)
{
    int64_t failures = account->failures + 1, seconds = lockout_seconds(failures);
    return query_run(store, error,
                     "UPDATE account SET failures = $1, locked_until = $2 WHERE account = $3",
                     "www", failures, seconds == 0 ? WHOLE_NONE : now + seconds, account->account);
}

/* Notes that the account came in; `hash` is its password made anew, or NULL. */
static bool
note_login(const struct account_office *office, struct account *account, const char *hash,
           const char *how, struct error *error)
{
    char more[128];
    snprintf(more, sizeof more, "by=%s\n", how);
    account->last_login = office->now;
    return query_run(office->store, error,
                     "UPDATE account SET last_login = $1, password = coalesce($2, password) WHERE "
                     "account = $3",
                     "wtw", office->now, hash, account->account) &&
           log_change(office, account->name, "account_login", account, more, error);
}

/* What a try whose password was found right or wrong comes to, now that nobody else can change the
 * account: many may have tried at once, and all but a few of them come too late. */
static bool
settle(const struct account_office *office, const struct credentials *before, bool right,
       const char *hash, struct account *out, enum login_result *result, struct error *error)
{
    struct credentials now;
    if (!by_name(office->store, before->account.name, &now, error)) {
        return false;
    }
    if (now.account.account == WHOLE_NONE || now.hash[0] == '\0') {
        *result = LOGIN_UNKNOWN;
        return true;
    }
    if (is_locked(&now.account, office->now)) {
        *result = LOGIN_LOCKED;
        return true;
    }
    if (!right || strcmp(now.hash, before->hash) != 0) {
        *result = LOGIN_WRONG;
        return note_failure(office->store, &now.account, office->now, error);
    }
    if (now.account.disabled) {
        *result = LOGIN_DISABLED;
        return true;
    }
    *result = LOGIN_DONE;
    *out = now.account;
    out->failures = 0;
    out->locked_until = WHOLE_NONE;
    return query_run(office->store, error,
                     "UPDATE account SET failures = 0, locked_until = NULL WHERE account = $1", "w",
                     out->account) &&
           note_login(office, out, hash, "password", error);
}

bool
account_login(const struct account_office *office, const char *name, const char *password,
              struct account *out, enum login_result *result, struct error *error)
{
    struct credentials before;
    struct account account = no_account;
    enum login_result found = LOGIN_UNKNOWN;
    bool right;
    char hash[PASSWORD_HASH_SIZE];
    if (!by_name(office->store, name, &before, error) ||
        !password_verify(before.hash, password, office->strength, &right, error)) {
        return false;
    }
    bool outdated = right && password_outdated(before.hash, office->strength);
    if ((outdated && !password_hash(password, office->strength, hash, error)) ||
        !store_begin(office->store, error)) {
        return false;
    }
    bool fine = settle(office, &before, right, outdated ? hash : NULL, &account, &found, error);
    sodium_memzero(&before, sizeof before);
    if (!conclude(office->store, fine, error)) {
        return false;
    }
    *out = account;
    *result = found;
    return true;
}

bool
account_arrive(const struct account_office *office, int64_t account, const char *how,
               struct account *out, enum login_result *result, struct error *error)
{
    struct account found;
    enum login_result came = LOGIN_DONE;
    if (!store_begin(office->store, error)) {
        return false;
    }
    bool fine = account_by_number(office->store, account, &found, error);
    if (fine && found.account == WHOLE_NONE) {
        came = LOGIN_UNKNOWN;
    } else if (fine && found.disabled) {
        came = LOGIN_DISABLED;
    } else if (fine) {
        fine = note_login(office, &found, NULL, how, error);
    }
    if (!conclude(office->store, fine, error)) {
        return false;
    }
    *out = came == LOGIN_DONE ? found : no_account;
    *result = came;
    return true;
}
