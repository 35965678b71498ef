/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "base/number.h"
#include "cli/desk.h"
#include "cli/views.h"
#include "desk/clock.h"
#include "desk/show.h"
#include "server/account.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { PASSWORD_SIZE = PASSWORD_BYTES_MAX + 3 }; /* the end of its line, and a NUL */

/* -- what is told ------------------------------------------------------------------------------ */

/* Reads a line without showing it, where it is typed. */
static bool
read_typed(char out[PASSWORD_SIZE])
{
    struct termios before, hidden;
    bool typed = tcgetattr(STDIN_FILENO, &before) == 0;
    if (typed) {
        hidden = before;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        fputs("password: ", stderr);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    bool read = fgets(out, PASSWORD_SIZE, stdin) != NULL;
    if (typed) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    return read;
}

static bool
read_file(const char *path, char out[PASSWORD_SIZE], struct error *error)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        error_set(error, ERROR_FILE_OPEN, NULL, strerror(errno));
        error_place(error, path, 0, 0, "--password-file");
        return false;
    }
    setvbuf(file, NULL, _IONBF, 0); /* no copy stays behind in a buffer */
    if (fgets(out, PASSWORD_SIZE, file) == NULL) {
        out[0] = '\0';
    }
    fclose(file);
    return true;
}

/* The password, one line of --password-file or of standard input; never an argument, which others
 * on the machine can see. */
static bool
read_password(struct context *context, char out[PASSWORD_SIZE], struct error *error)
{
    const char *path = context->options[OPTION_password_file].text;
    if (path != NULL && strcmp(path, "-") != 0) {
        if (!read_file(path, out, error)) {
            return false;
        }
    } else if (!read_typed(out)) {
        error_set(error, ERROR_ARGUMENT_MISSING, NULL, "PASSWORD");
        return false;
    }
    out[strcspn(out, "\r\n")] = '\0';
    return true;
}

/* A number of an option; WHOLE_NONE when it is not given. */
static bool
read_number(const struct context *context, enum option_id option, int64_t *out, struct error *error)
{
    const char *text = context->options[option].text;
    char name[40];
    *out = WHOLE_NONE;
    if (text == NULL || (number_parse_whole(text, strlen(text), out) && *out > 0)) {
        return true;
    }
    error_set(error, ERROR_NOT_WHOLE, text, "≥ 1");
    snprintf(name, sizeof name, "--%s", option_name(option));
    error_place(error, NULL, 0, 0, name);
    return false;
}

static bool
read_role(const struct context *context, enum role *out, struct error *error)
{
    const char *word = context->options[OPTION_role].text;
    char expected[160] = "";
    if (word == NULL) {
        error_set(error, ERROR_ARGUMENT_MISSING, NULL, "--role");
        return false;
    }
    *out = role_find(word);
    if (*out != ROLE_COUNT) {
        return true;
    }
    for (enum role role = 0; role < ROLE_COUNT; role++) {
        size_t at = strlen(expected);
        snprintf(expected + at, sizeof expected - at, "%s%s", at == 0 ? "" : ", ", role_word(role));
    }
    error_set(error, ERROR_NOT_CHOICE, word, expected);
    error_place(error, NULL, 0, 0, "--role");
    return false;
}

/* -- answers ----------------------------------------------------------------------------------- */

static void
add_account(struct answer *answer, const struct account *account, int64_t now)
{
    enum message state = account->disabled ? MESSAGE_account_disabled
                         : account->locked_until != WHOLE_NONE && account->locked_until > now
                             ? MESSAGE_account_locked
                             : MESSAGE_account_in_use;
    struct value *row = answer_row(answer);
    row[0] = value_text(answer_text(answer, "%s", account->name));
    row[1] = value_word(role_word(account->role), role_name(account->role, answer->language));
    row[2] = value_word(message_key(state), message_text(state, answer->language));
    row[3] = show_identifier(account->doctor);
    row[4] = show_identifier(account->person);
    row[5] = value_yes_no(account->has_password);
    row[6] = value_yes_no(account->linked);
    row[7] = show_text(show_moment(answer, account->last_login));
}

/* Shows the account of that name, or every account where it is NULL. */
static bool
fill_accounts(struct context *context, struct store *store, const char *name, struct answer *answer,
              struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_name, UNIT_NONE},           {MESSAGE_account_role, UNIT_NONE},
        {MESSAGE_account_state, UNIT_NONE},  {MESSAGE_account_doctor, UNIT_NONE},
        {MESSAGE_person, UNIT_NONE},         {MESSAGE_account_password, UNIT_NONE},
        {MESSAGE_account_linked, UNIT_NONE}, {MESSAGE_account_login, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE}};
    const struct account *accounts;
    struct account one;
    size_t count = 1;
    int64_t now = clock_now();
    if (name == NULL ? !account_list(store, &context->arena, &accounts, &count, error)
                     : !account_by_name(store, name, &one, error)) {
        return false;
    }
    context_answer(context, answer, MESSAGE_title_accounts, NULL, clock_today());
    answer_table(answer, MESSAGE_accounts, columns);
    for (size_t i = 0; i < count; i++) {
        add_account(answer, name == NULL ? &accounts[i] : &one, now);
    }
    return true;
}

/* -- changes ----------------------------------------------------------------------------------- */

/* Does something with the account that is named, by `change`, and shows it. */
static int
run_change(struct context *context,
           bool (*change)(struct context *context, const struct account_office *office,
                          const char *name, struct error *error))
{
    int status;
    struct desk desk;
    struct error error;
    struct answer answer;
    const char *name;
    if (!take_name(context, "NAME", &name, &status) || !desk_open_any(context, &desk, &status)) {
        return status;
    }
    struct account_office office = {
        .store = desk.store, .actor = desk.session.actor, .now = clock_now()};
    bool fine = change(context, &office, name, &error) &&
                fill_accounts(context, desk.store, name, &answer, &error);
    desk_close(&desk);
    return fine ? context_show(context, &answer) : context_fail(context, &error);
}

static bool
add(struct context *context, const struct account_office *office, const char *name,
    struct error *error)
{
    int64_t account;
    char password[PASSWORD_SIZE];
    bool without = context->options[OPTION_no_password].given;
    struct account_new asked = {.name = name, .password = without ? NULL : password};
    if (without && context->options[OPTION_password_file].given) {
        error_set(error, ERROR_OPTIONS_CLASH, "--no-password, --password-file", NULL);
        return false;
    }
    bool fine = read_role(context, &asked.role, error) &&
                read_number(context, OPTION_argument_doctor, &asked.doctor, error) &&
                read_number(context, OPTION_argument_person, &asked.person, error) &&
                (without || read_password(context, password, error)) &&
                account_add(office, &asked, &account, error);
    sodium_memzero(password, sizeof password);
    return fine;
}

int
view_user_add(struct context *context)
{
    return run_change(context, add);
}

static bool
set_password(struct context *context, const struct account_office *office, const char *name,
             struct error *error)
{
    char password[PASSWORD_SIZE];
    bool fine = read_password(context, password, error) &&
                account_set_password(office, name, password, error);
    sodium_memzero(password, sizeof password);
    return fine;
}

int
view_user_password(struct context *context)
{
    return run_change(context, set_password);
}

static bool
disable(struct context *context, const struct account_office *office, const char *name,
        struct error *error)
{
    (void)context;
    return account_disable(office, name, error);
}

int
view_user_disable(struct context *context)
{
    return run_change(context, disable);
}

static bool
enable(struct context *context, const struct account_office *office, const char *name,
       struct error *error)
{
    (void)context;
    return account_enable(office, name, error);
}

int
view_user_enable(struct context *context)
{
    return run_change(context, enable);
}

static bool
unlock(struct context *context, const struct account_office *office, const char *name,
       struct error *error)
{
    (void)context;
    return account_unlock(office, name, error);
}

int
view_user_unlock(struct context *context)
{
    return run_change(context, unlock);
}

static bool
set_role(struct context *context, const struct account_office *office, const char *name,
         struct error *error)
{
    enum role role;
    return read_role(context, &role, error) && account_set_role(office, name, role, error);
}

int
view_user_role(struct context *context)
{
    return run_change(context, set_role);
}

static bool
set_link(struct context *context, const struct account_office *office, const char *name,
         struct error *error)
{
    struct account_link link = {.issuer = context->options[OPTION_issuer].text,
                                .subject = context->options[OPTION_subject].text};
    if (!read_number(context, OPTION_argument_doctor, &link.doctor, error) ||
        !read_number(context, OPTION_argument_person, &link.person, error)) {
        return false;
    }
    if (link.doctor == WHOLE_NONE && link.person == WHOLE_NONE && link.issuer == NULL &&
        link.subject == NULL) {
        error_set(error, ERROR_ARGUMENT_MISSING, NULL, "--doctor, --person, --issuer + --subject");
        return false;
    }
    return account_set_link(office, name, &link, error);
}

int
view_user_link(struct context *context)
{
    return run_change(context, set_link);
}

int
view_user_list(struct context *context)
{
    int status;
    struct store *store;
    struct error error;
    struct answer answer;
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    if (!store_open(context_database(context), STORE_READ, &store, &error)) {
        return context_fail(context, &error);
    }
    bool fine = fill_accounts(context, store, NULL, &answer, &error);
    store_free(store);
    return fine ? context_show(context, &answer) : context_fail(context, &error);
}
