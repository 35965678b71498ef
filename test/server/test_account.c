/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts, their passwords and their logins, on both databases. */
#define _XOPEN_SOURCE 700
#include "../register/world.h"

#include "server/account.h"

#include <sodium.h>

static const char password[] = "fjord og fjell 12";
enum { NOW = 1800000000 };

static struct account_office
office_at(struct store *store, int64_t now)
{
    return (struct account_office){
        .store = store, .actor = "root", .now = now, .strength = PASSWORD_MINIMAL};
}

static struct store *
open_at(const struct scratch *scratch)
{
    struct store *store;
    struct error error;
    must(store_open(scratch->path, STORE_CREATE, &store, &error), &error);
    return store;
}

static int64_t
add(struct store *store, const char *name, const char *secret, enum role role, int64_t doctor)
{
    int64_t account;
    struct error error;
    struct account_office office = office_at(store, NOW);
    struct account_new asked = {name, secret, role, doctor, WHOLE_NONE};
    must(account_add(&office, &asked, &account, &error), &error);
    return account;
}

static enum error_code
refused(struct store *store, struct account_new asked)
{
    int64_t account;
    struct error error = {.code = ERROR_NONE};
    struct account_office office = office_at(store, NOW);
    assert_false(account_add(&office, &asked, &account, &error));
    assert_false(store_in_transaction(store));
    assert_null(strstr(error.found, password));
    return error.code;
}

static enum login_result
login(struct store *store, const char *name, const char *secret, int64_t now)
{
    struct account account;
    struct error error;
    enum login_result result;
    struct account_office office = office_at(store, now);
    must(account_login(&office, name, secret, &account, &result, &error), &error);
    assert_int_equal(account.account != WHOLE_NONE, result == LOGIN_DONE);
    return result;
}

/* -- passwords --------------------------------------------------------------------------------- */

static enum error_code
checked(const char *name, const char *secret)
{
    struct error error = {.code = ERROR_NONE};
    return password_check(name, secret, &error) ? ERROR_NONE : error.code;
}

static void
passwords_have_bounds(void **state)
{
    (void)state;
    char most[PASSWORD_BYTES_MAX + 2];
    for (size_t i = 0; i < sizeof most; i++) {
        most[i] = (char)('a' + (int)(i % 26));
    }
    most[PASSWORD_BYTES_MAX] = '\0';
    assert_int_equal(checked("kari", most), ERROR_NONE);
    most[PASSWORD_BYTES_MAX] = 'x';
    most[PASSWORD_BYTES_MAX + 1] = '\0';
    assert_int_equal(checked("kari", most), ERROR_PASSWORD_LONG);
    assert_int_equal(checked("kari", "abcdefghijk"), ERROR_PASSWORD_SHORT);
    assert_int_equal(checked("kari", "abcdefghijkl"), ERROR_NONE);
    /* characters, not bytes */
    assert_int_equal(checked("kari", "æøåæøåabcde"), ERROR_PASSWORD_SHORT);
    assert_int_equal(checked("kari", "æøåæøåabcdef"), ERROR_NONE);
    assert_int_equal(checked("kari", "abcdabcdabcdabcd"), ERROR_PASSWORD_PLAIN);
    assert_int_equal(checked("kari", "abcdabcdabcdabce"), ERROR_NONE);
    assert_int_equal(checked("kari", "æøåbæøåbæøåb"), ERROR_PASSWORD_PLAIN);
    assert_int_equal(checked("kari", "sommeren KaRi 2026"), ERROR_PASSWORD_NAME);
    assert_int_equal(checked("kari", "sommeren kar i 2026"), ERROR_NONE);
    assert_int_equal(checked("kari", "abcdefghij\nklm"), ERROR_PASSWORD_TEXT);
    assert_int_equal(checked("kari", "abcdefghij\xc3klm"), ERROR_PASSWORD_TEXT);
    assert_int_equal(checked("kari", ""), ERROR_PASSWORD_SHORT);
}

static void
a_hash_is_argon2id_with_a_salt_of_its_own(void **state)
{
    (void)state;
    char one[PASSWORD_HASH_SIZE], two[PASSWORD_HASH_SIZE];
    struct error error;
    bool right;
    must(password_hash(password, PASSWORD_MINIMAL, one, &error), &error);
    must(password_hash(password, PASSWORD_MINIMAL, two, &error), &error);
    assert_memory_equal(one, "$argon2id$", 10);
    assert_string_not_equal(one, two);
    must(password_verify(one, password, PASSWORD_MINIMAL, &right, &error), &error);
    assert_true(right);
    must(password_verify(one, "fjord og fjell 13", PASSWORD_MINIMAL, &right, &error), &error);
    assert_false(right);
    must(password_verify(NULL, password, PASSWORD_MINIMAL, &right, &error), &error);
    assert_false(right);
    must(password_verify("", "", PASSWORD_MINIMAL, &right, &error), &error);
    assert_false(right);
    must(password_verify("$argon2id$nonsense", password, PASSWORD_MINIMAL, &right, &error), &error);
    assert_false(right);
    assert_false(password_outdated(one, PASSWORD_MINIMAL));
    assert_true(password_outdated(one, PASSWORD_MODERATE));
}

/* -- accounts ---------------------------------------------------------------------------------- */

static void
an_account_is_added_and_found(void **state)
{
    struct store *store = open_at(*state);
    struct error error;
    struct account account;
    int64_t admin = add(store, "Admin", password, ROLE_ADMIN, WHOLE_NONE);
    int64_t doctor = add(store, "lege@klinikk-1", NULL, ROLE_GP, 1234567);
    assert_int_not_equal(admin, doctor);
    must(account_by_name(store, "aDMIN", &account, &error), &error);
    assert_int_equal(account.account, admin);
    assert_string_equal(account.name, "admin");
    assert_int_equal(account.role, ROLE_ADMIN);
    assert_true(account.has_password && !account.linked && !account.disabled);
    assert_int_equal(account.made, NOW);
    assert_int_equal(account.last_login, WHOLE_NONE);
    must(account_by_doctor(store, 1234567, &account, &error), &error);
    assert_int_equal(account.account, doctor);
    assert_false(account.has_password);
    must(account_by_doctor(store, 1234568, &account, &error), &error);
    assert_int_equal(account.account, WHOLE_NONE);
    must(account_by_name(store, "' OR 1=1 --", &account, &error), &error);
    assert_int_equal(account.account, WHOLE_NONE);
    must(account_by_person(store, WHOLE_NONE, &account, &error), &error);
    assert_int_equal(account.account, WHOLE_NONE);

    struct arena arena;
    const struct account *all;
    size_t count;
    arena_init(&arena, 1 << 20);
    must(account_list(store, &arena, &all, &count, &error), &error);
    assert_int_equal(count, 2);
    assert_string_equal(all[0].name, "admin");
    assert_string_equal(all[1].name, "lege@klinikk-1");
    arena_free(&arena);
    store_free(store);
}

static void
what_cannot_be_an_account_is_refused(void **state)
{
    struct store *store = open_at(*state);
    const int64_t none = WHOLE_NONE;
    static const char *const names[] = {
        "",
        "Visitor",
        "kari nordmann",
        "kåre",
        "a\nb",
        "a'b",
        "01019012345",
        "k01019012345x",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", /* 65 */
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(
            refused(store, (struct account_new){names[i], password, ROLE_READER, none, none}),
            ERROR_ACCOUNT_NAME);
    }
    add(store, names[8] + 1, password, ROLE_READER, none); /* 64 */
    add(store, "0101901234", password, ROLE_READER, none);
    add(store, "kari", password, ROLE_GP, 7);
    assert_int_equal(
        refused(store, (struct account_new){"KARI", password, ROLE_READER, none, none}),
        ERROR_ACCOUNT_TAKEN);
    assert_int_equal(refused(store, (struct account_new){"b", password, ROLE_GP, none, none}),
                     ERROR_ACCOUNT_NEEDS);
    assert_int_equal(refused(store, (struct account_new){"b", password, ROLE_RESIDENT, none, none}),
                     ERROR_ACCOUNT_NEEDS);
    assert_int_equal(refused(store, (struct account_new){"b", password, ROLE_GP, 7, none}),
                     ERROR_ACCOUNT_LINK_TAKEN);
    assert_int_equal(refused(store, (struct account_new){"b", password, ROLE_GP, 0, none}),
                     ERROR_ACCOUNT_LINK);
    assert_int_equal(refused(store, (struct account_new){"b", password, ROLE_RESIDENT, none, 99}),
                     ERROR_REGISTER_PERSON);
    assert_int_equal(refused(store, (struct account_new){"b", "short", ROLE_READER, none, none}),
                     ERROR_PASSWORD_SHORT);
    struct account_office office = office_at(store, NOW);
    struct error error;
    assert_false(account_disable(&office, "nobody", &error));
    assert_int_equal(error.code, ERROR_ACCOUNT_UNKNOWN);
    assert_false(account_set_password(&office, "nobody", password, &error));
    assert_int_equal(error.code, ERROR_ACCOUNT_UNKNOWN);
    office.actor = "a\nb";
    assert_false(account_disable(&office, "kari", &error));
    assert_int_equal(error.code, ERROR_TOLD_TEXT);
    assert_false(store_in_transaction(store));
    store_free(store);
}

static void
a_role_is_changed_only_to_one_it_can_have(void **state)
{
    struct store *store = open_at(*state);
    struct account_office office = office_at(store, NOW);
    struct account account;
    struct error error;
    add(store, "kari", password, ROLE_READER, WHOLE_NONE);
    assert_false(account_set_role(&office, "kari", ROLE_GP, &error));
    assert_int_equal(error.code, ERROR_ACCOUNT_NEEDS);
    must(account_set_role(&office, "kari", ROLE_AUDITOR, &error), &error);
    must(account_by_name(store, "kari", &account, &error), &error);
    assert_int_equal(account.role, ROLE_AUDITOR);
    struct account_link link = {.doctor = 5, .person = WHOLE_NONE};
    must(account_set_link(&office, "kari", &link, &error), &error);
    must(account_set_role(&office, "kari", ROLE_GP, &error), &error);
    store_free(store);
}

static void
an_account_is_linked_to_a_login_service(void **state)
{
    static const char issuer[] = "https://login.example";
    struct store *store = open_at(*state);
    struct account_office office = office_at(store, NOW);
    struct account account;
    struct error error;
    int64_t kari = add(store, "kari", NULL, ROLE_READER, WHOLE_NONE);
    add(store, "ola", NULL, ROLE_READER, WHOLE_NONE);
    struct account_link link = {WHOLE_NONE, WHOLE_NONE, issuer, "abc"};
    must(account_set_link(&office, "kari", &link, &error), &error);
    must(account_set_link(&office, "kari", &link, &error), &error);
    assert_false(account_set_link(&office, "ola", &link, &error));
    assert_int_equal(error.code, ERROR_ACCOUNT_LINK_TAKEN);
    must(account_by_subject(store, issuer, "abc", &account, &error), &error);
    assert_int_equal(account.account, kari);
    assert_true(account.linked);
    must(account_by_subject(store, issuer, "ABC", &account, &error), &error);
    assert_int_equal(account.account, WHOLE_NONE);
    must(account_by_subject(store, "https://other.example", "abc", &account, &error), &error);
    assert_int_equal(account.account, WHOLE_NONE);
    link.subject = NULL;
    assert_false(account_set_link(&office, "kari", &link, &error));
    assert_int_equal(error.code, ERROR_ACCOUNT_LINK);
    link.subject = "";
    assert_false(account_set_link(&office, "kari", &link, &error));
    assert_int_equal(error.code, ERROR_TOLD_TEXT);
    /* Who comes that way is not held up by a lockout of the password it does not have. */
    enum login_result result;
    must(account_arrive(&office, kari, "plain", &account, &result, &error), &error);
    assert_int_equal(result, LOGIN_DONE);
    assert_int_equal(account.last_login, NOW);
    must(account_disable(&office, "kari", &error), &error);
    must(account_arrive(&office, kari, "plain", &account, &result, &error), &error);
    assert_int_equal(result, LOGIN_DISABLED);
    assert_int_equal(account.account, WHOLE_NONE);
    must(account_arrive(&office, 77, "plain", &account, &result, &error), &error);
    assert_int_equal(result, LOGIN_UNKNOWN);
    store_free(store);
}

/* -- logging in -------------------------------------------------------------------------------- */

static void
only_name_and_password_together_let_in(void **state)
{
    struct store *store = open_at(*state);
    struct error error;
    struct account account;
    add(store, "kari", password, ROLE_READER, WHOLE_NONE);
    add(store, "ola", NULL, ROLE_READER, WHOLE_NONE);
    assert_int_equal(login(store, "kari", password, NOW), LOGIN_DONE);
    assert_int_equal(login(store, "KARI", password, NOW + 5), LOGIN_DONE);
    must(account_by_name(store, "kari", &account, &error), &error);
    assert_int_equal(account.last_login, NOW + 5);
    assert_int_equal(login(store, "kari", "fjord og fjell 13", NOW), LOGIN_WRONG);
    assert_int_equal(login(store, "kari", "", NOW), LOGIN_WRONG);
    assert_int_equal(login(store, "ola", password, NOW), LOGIN_UNKNOWN);
    assert_int_equal(login(store, "ola", "", NOW), LOGIN_UNKNOWN);
    assert_int_equal(login(store, "nobody", password, NOW), LOGIN_UNKNOWN);
    assert_int_equal(login(store, "", password, NOW), LOGIN_UNKNOWN);
    assert_int_equal(login(store, "kari' --", password, NOW), LOGIN_UNKNOWN);
    char large[5000];
    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    assert_int_equal(login(store, "kari", large, NOW), LOGIN_WRONG);
    struct account_office office = office_at(store, NOW);
    must(account_disable(&office, "kari", &error), &error);
    assert_int_equal(login(store, "kari", password, NOW), LOGIN_DISABLED);
    assert_int_equal(login(store, "kari", "fjord og fjell 13", NOW), LOGIN_WRONG);
    must(account_enable(&office, "kari", &error), &error);
    assert_int_equal(login(store, "kari", password, NOW), LOGIN_DONE);
    store_free(store);
}

static void
failures_lock_longer_and_longer(void **state)
{
    struct store *store = open_at(*state);
    struct error error;
    struct account account;
    int64_t now = NOW, minutes = 15;
    add(store, "kari", password, ROLE_READER, WHOLE_NONE);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(login(store, "kari", "wrong", now), LOGIN_WRONG);
    }
    assert_int_equal(login(store, "kari", password, now), LOGIN_DONE); /* four are forgiven */
    for (int i = 0; i < 5; i++) {
        assert_int_equal(login(store, "kari", "wrong", now), LOGIN_WRONG);
    }
    for (int i = 0; i < 10; i++) {
        /* Who tries meanwhile is not heard, right or wrong, and makes it no longer. */
        assert_int_equal(login(store, "kari", password, now + 1), LOGIN_LOCKED);
        assert_int_equal(login(store, "kari", "wrong", now + minutes * 60 - 1), LOGIN_LOCKED);
        now += minutes * 60;
        assert_int_equal(login(store, "kari", "wrong", now), LOGIN_WRONG);
        minutes = minutes * 2 < 24 * 60 ? minutes * 2 : 24 * 60;
        must(account_by_name(store, "kari", &account, &error), &error);
        assert_int_equal(account.locked_until, now + minutes * 60);
    }
    assert_int_equal(minutes, 24 * 60);
    assert_int_equal(login(store, "kari", password, now + 24 * 3600), LOGIN_DONE);
    assert_int_equal(login(store, "kari", "wrong", now + 24 * 3600), LOGIN_WRONG);
    must(account_by_name(store, "kari", &account, &error), &error);
    assert_int_equal(account.failures, 1);
    assert_int_equal(account.locked_until, WHOLE_NONE);
    store_free(store);
}

static void
a_lockout_is_taken_away(void **state)
{
    struct store *store = open_at(*state);
    struct error error;
    struct account_office office = office_at(store, NOW);
    add(store, "kari", password, ROLE_READER, WHOLE_NONE);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 5; i++) {
            assert_int_equal(login(store, "kari", "wrong", NOW), LOGIN_WRONG);
        }
        assert_int_equal(login(store, "kari", password, NOW), LOGIN_LOCKED);
        if (round == 0) {
            must(account_unlock(&office, "kari", &error), &error);
            assert_int_equal(login(store, "kari", password, NOW), LOGIN_DONE);
        } else {
            must(account_set_password(&office, "kari", "et nytt passord", &error), &error);
            assert_int_equal(login(store, "kari", password, NOW), LOGIN_WRONG);
            assert_int_equal(login(store, "kari", "et nytt passord", NOW), LOGIN_DONE);
        }
    }
    store_free(store);
}

/* Many who try at once all hash before any failure is written, and still get no more tries. */
static void
a_failure_counts_against_those_already_hashing(void **state)
{
    const struct scratch *scratch = *state;
    struct store *store = open_at(scratch);
    add(store, "kari", password, ROLE_READER, WHOLE_NONE);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(login(store, "kari", "wrong", NOW), LOGIN_WRONG);
    }
    /* As if the fifth had failed between reading and writing. */
    scratch_run(scratch, "UPDATE account SET failures = 5, locked_until = 1800000900");
    assert_int_equal(login(store, "kari", password, NOW + 899), LOGIN_LOCKED);
    assert_int_equal(login(store, "kari", password, NOW + 900), LOGIN_DONE);
    store_free(store);
}

static void
a_cheap_hash_is_made_anew_at_login(void **state)
{
    struct store *store = open_at(*state);
    struct account account;
    struct error error;
    enum login_result result;
    struct account_office office = office_at(store, NOW);
    add(store, "kari", password, ROLE_READER, WHOLE_NONE);
    office.strength = PASSWORD_MODERATE;
    must(account_login(&office, "kari", password, &account, &result, &error), &error);
    assert_int_equal(result, LOGIN_DONE);
    assert_int_equal(scratch_run(*state, "SELECT count(*) FROM account WHERE password LIKE "
                                         "'$argon2id$v=19$m=262144,t=3,%'"),
                     1);
    assert_int_equal(login(store, "kari", password, NOW), LOGIN_DONE);
    store_free(store);
}

/* -- the log ----------------------------------------------------------------------------------- */

struct seen {
    int count;
    char actions[512];
};

static bool
see(void *context, const struct audit_row *row, const char *hash)
{
    struct seen *seen = context;
    (void)hash;
    if (strncmp(row->action, "account_", 8) == 0) {
        size_t at = strlen(seen->actions);
        snprintf(seen->actions + at, sizeof seen->actions - at, "%s by %s; ", row->action + 8,
                 row->actor);
        assert_null(strstr(row->arguments, "argon2"));
        assert_null(strstr(row->arguments, password));
        assert_null(strstr(row->arguments, "subject-7"));
        seen->count++;
    }
    return true;
}

/* Every change is a row of the log, which stays whole and can be done over (world_close). */
static void
changes_stand_in_the_log(void **state)
{
    struct world world;
    struct error error;
    struct seen seen = {0};
    world_open(&world, *state);
    struct account_office office = office_at(world.store, world.at);
    add(world.store, "kari", password, ROLE_READER, WHOLE_NONE);
    assert_int_equal(login(world.store, "kari", "wrong", NOW), LOGIN_WRONG);
    assert_int_equal(login(world.store, "nobody", password, NOW), LOGIN_UNKNOWN);
    assert_int_equal(login(world.store, "kari", password, NOW), LOGIN_DONE);
    struct account_link link = {77, 1, "https://login.example", "subject-7"};
    must(account_set_link(&office, "kari", &link, &error), &error);
    must(account_set_role(&office, "kari", ROLE_RESIDENT, &error), &error);
    must(account_set_password(&office, "kari", "et nytt passord", &error), &error);
    must(account_disable(&office, "kari", &error), &error);
    must(account_enable(&office, "kari", &error), &error);
    must(account_unlock(&office, "kari", &error), &error);
    must(audit_read(world.store, 0, WHOLE_NONE, see, &seen, &error), &error);
    assert_string_equal(seen.actions, "add by root; login by kari; link by root; role by root; "
                                      "password by root; disable by root; enable by root; "
                                      "unlock by root; ");
    world_close(&world);
}

/* A database of the version before gets the tables and keeps what it had. */
static void
an_older_database_is_brought_up(void **state)
{
    const struct scratch *scratch = *state;
    store_free(open_at(scratch));
    scratch_run(scratch, "DROP TABLE web_session");
    scratch_run(scratch, "DROP TABLE account");
    scratch_run(scratch, on_server(scratch) ? "UPDATE schema_version SET dekning = 2"
                                            : "PRAGMA user_version = 2");
    scratch_run(scratch, "INSERT INTO sources (municipality, source, title, publisher, found_at) "
                         "VALUES ('0301', 's', 't', 'p', 'f')");
    struct store *store;
    struct error error;
    assert_false(store_open(scratch->path, STORE_READ, &store, &error));
    store = open_at(scratch);
    add(store, "kari", password, ROLE_READER, WHOLE_NONE);
    assert_int_equal(scratch_run(scratch, "SELECT count(*) FROM sources"), 1);
    store_free(store);
}

int
main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_have_bounds),
        cmocka_unit_test(a_hash_is_argon2id_with_a_salt_of_its_own),
        ON_BOTH(an_account_is_added_and_found),
        ON_BOTH(what_cannot_be_an_account_is_refused),
        ON_BOTH(a_role_is_changed_only_to_one_it_can_have),
        ON_BOTH(an_account_is_linked_to_a_login_service),
        ON_BOTH(only_name_and_password_together_let_in),
        ON_BOTH(failures_lock_longer_and_longer),
        ON_BOTH(a_lockout_is_taken_away),
        ON_BOTH(a_failure_counts_against_those_already_hashing),
        ON_SQLITE(a_cheap_hash_is_made_anew_at_login),
        ON_BOTH(changes_stand_in_the_log),
        ON_BOTH(an_older_database_is_brought_up),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
