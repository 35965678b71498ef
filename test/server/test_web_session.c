/* SPDX-License-Identifier: EUPL-1.2 */
/* Sessions of browsers, on both databases. */
#define _XOPEN_SOURCE 700
#include "../store/scratch.h"

#include "base/number.h"
#include "server/web_session.h"

enum { NOW = 1800000000 };

struct place {
    struct store *store;
    struct web_sessions *sessions;
    int64_t account;
};

static struct web_sessions *
new_sessions(void)
{
    struct web_sessions *sessions;
    struct error error;
    must(web_sessions_new(&(struct web_session_settings){0}, &sessions, &error), &error);
    return sessions;
}

static struct place
open_place(const struct scratch *scratch)
{
    struct place place = {.sessions = new_sessions()};
    struct error error;
    must(store_open(scratch->path, STORE_CREATE, &place.store, &error), &error);
    struct account_office office = {place.store, "root", NOW, PASSWORD_MINIMAL};
    struct account_new asked = {"kari", "fjord og fjell 12", ROLE_CASE_WORKER, WHOLE_NONE,
                                WHOLE_NONE};
    must(account_add(&office, &asked, &place.account, &error), &error);
    return place;
}

static void
close_place(struct place *place)
{
    web_sessions_free(place->sessions);
    store_free(place->store);
}

static void
begin(struct place *place, const char *former, int64_t now, char token[WEB_SESSION_TOKEN_SIZE])
{
    struct error error;
    must(web_session_begin(place->sessions, place->store, place->account, former, now, token,
                           &error),
         &error);
}

static bool
is_in(struct place *place, const char *token, int64_t now)
{
    struct web_session session;
    struct error error;
    must(web_session_find(place->sessions, place->store, token, now, &session, &error), &error);
    assert_true(session.account.account == WHOLE_NONE || session.account.account == place->account);
    return session.account.account != WHOLE_NONE;
}

static void
a_token_leads_to_its_account(void **state)
{
    struct place place = open_place(*state);
    char token[WEB_SESSION_TOKEN_SIZE], other[WEB_SESSION_TOKEN_SIZE];
    struct web_session session, second;
    struct error error;
    begin(&place, NULL, NOW, token);
    begin(&place, NULL, NOW, other);
    assert_string_not_equal(token, other);
    must(web_session_find(place.sessions, place.store, token, NOW + 1, &session, &error), &error);
    assert_string_equal(session.account.name, "kari");
    assert_int_equal(session.account.role, ROLE_CASE_WORKER);
    assert_int_equal(session.began, NOW);
    /* CSRF: of the session alone, and not its token */
    assert_int_equal(strlen(session.csrf), WEB_SESSION_CSRF_SIZE - 1);
    assert_string_not_equal(session.csrf, token);
    must(web_session_find(place.sessions, place.store, other, NOW + 1, &second, &error), &error);
    assert_string_not_equal(session.csrf, second.csrf);
    assert_true(web_session_csrf(&session, session.csrf));
    assert_false(web_session_csrf(&session, second.csrf));
    assert_false(web_session_csrf(&session, ""));
    assert_false(web_session_csrf(&session, NULL));
    assert_false(web_session_csrf(&session, token));
    close_place(&place);
}

static void
what_is_no_token_leads_nowhere(void **state)
{
    struct place place = open_place(*state);
    char token[WEB_SESSION_TOKEN_SIZE];
    begin(&place, NULL, NOW, token);
    static const char *const wrong[] = {
        "",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "' OR ''='AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(is_in(&place, wrong[i], NOW));
    }
    assert_false(is_in(&place, NULL, NOW));
    assert_true(is_in(&place, token, NOW));
    token[10] = token[10] == 'A' ? 'B' : 'A';
    assert_false(is_in(&place, token, NOW));
    close_place(&place);
}

static void
the_database_has_no_token(void **state)
{
    struct place place = open_place(*state);
    char token[WEB_SESSION_TOKEN_SIZE], sql[200];
    begin(&place, NULL, NOW, token);
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM web_session WHERE hash LIKE '%%%.20s%%' OR length(hash) <> 64",
             token);
    assert_int_equal(scratch_run(*state, sql), 0);
    assert_int_equal(scratch_run(*state, "SELECT count(*) FROM web_session"), 1);
    close_place(&place);
}

static void
a_session_ends_when_it_is_not_used(void **state)
{
    struct place place = open_place(*state);
    char token[WEB_SESSION_TOKEN_SIZE];
    begin(&place, NULL, NOW, token);
    assert_true(is_in(&place, token, NOW + WEB_SESSION_IDLE_SECONDS - 1));
    /* which was a use */
    assert_true(is_in(&place, token, NOW + 2 * WEB_SESSION_IDLE_SECONDS - 2));
    assert_false(is_in(&place, token, NOW + 3 * WEB_SESSION_IDLE_SECONDS - 2));
    close_place(&place);
}

static void
a_session_ends_however_much_it_is_used(void **state)
{
    struct place place = open_place(*state);
    char token[WEB_SESSION_TOKEN_SIZE];
    begin(&place, NULL, NOW, token);
    for (int64_t at = 0; at < WEB_SESSION_ABSOLUTE_SECONDS; at += 900) {
        assert_true(is_in(&place, token, NOW + at));
    }
    assert_true(is_in(&place, token, NOW + WEB_SESSION_ABSOLUTE_SECONDS - 1));
    assert_false(is_in(&place, token, NOW + WEB_SESSION_ABSOLUTE_SECONDS));
    /* What is over is removed by the next who comes. */
    begin(&place, NULL, NOW + WEB_SESSION_ABSOLUTE_SECONDS, token);
    assert_int_equal(scratch_run(*state, "SELECT count(*) FROM web_session"), 1);
    close_place(&place);
}

static void
a_login_has_a_new_token_and_ends_the_old(void **state)
{
    struct place place = open_place(*state);
    char before[WEB_SESSION_TOKEN_SIZE], after[WEB_SESSION_TOKEN_SIZE];
    begin(&place, NULL, NOW, before);
    assert_true(is_in(&place, before, NOW));
    begin(&place, before, NOW, after);
    assert_string_not_equal(before, after);
    assert_false(is_in(&place, before, NOW));
    assert_true(is_in(&place, after, NOW));
    /* A token that somebody else thought out is never taken up. */
    begin(&place, "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA", NOW, after);
    assert_string_not_equal(after, "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA");
    assert_false(is_in(&place, "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA", NOW));
    close_place(&place);
}

static void
logout_counts_at_once(void **state)
{
    struct place place = open_place(*state);
    struct web_session session;
    struct error error;
    char one[WEB_SESSION_TOKEN_SIZE], two[WEB_SESSION_TOKEN_SIZE], three[WEB_SESSION_TOKEN_SIZE];
    begin(&place, NULL, NOW, one);
    begin(&place, NULL, NOW, two);
    begin(&place, NULL, NOW, three);
    assert_true(is_in(&place, one, NOW) && is_in(&place, two, NOW) && is_in(&place, three, NOW));
    must(web_session_end(place.sessions, place.store, one, &error), &error);
    must(web_session_end(place.sessions, place.store, one, &error), &error);
    must(web_session_end(place.sessions, place.store, "nonsense", &error), &error);
    assert_false(web_session_recall(place.sessions, one, NOW, &session));
    assert_false(is_in(&place, one, NOW));
    assert_true(is_in(&place, two, NOW));
    must(web_session_end_all(place.sessions, place.store, place.account, &error), &error);
    assert_false(web_session_recall(place.sessions, two, NOW, &session));
    assert_false(is_in(&place, two, NOW) || is_in(&place, three, NOW));
    close_place(&place);
}

/* What is remembered saves the database a question, for a little while. */
static void
what_is_remembered_is_not_asked_for(void **state)
{
    struct place place = open_place(*state);
    struct web_session session;
    char token[WEB_SESSION_TOKEN_SIZE];
    begin(&place, NULL, NOW, token);
    assert_false(web_session_recall(place.sessions, token, NOW, &session));
    assert_true(is_in(&place, token, NOW));
    assert_true(web_session_recall(place.sessions, token, NOW, &session));
    assert_int_equal(session.account.account, place.account);
    assert_true(web_session_recall(place.sessions, token, NOW + 1, &session));
    assert_false(web_session_recall(place.sessions, token, NOW + 2, &session));
    assert_false(web_session_recall(place.sessions, token, NOW - 1, &session));
    assert_false(web_session_recall(place.sessions, NULL, NOW, &session));
    /* Another program ends it. */
    scratch_run(*state, "DELETE FROM web_session");
    assert_true(is_in(&place, token, NOW + 1));
    assert_false(is_in(&place, token, NOW + 2));
    assert_false(is_in(&place, token, NOW));
    close_place(&place);
}

static void
disabling_and_a_new_password_end_sessions(void **state)
{
    struct place place = open_place(*state);
    struct account_office office = {place.store, "root", NOW, PASSWORD_MINIMAL};
    struct error error;
    char token[WEB_SESSION_TOKEN_SIZE];
    begin(&place, NULL, NOW, token);
    assert_true(is_in(&place, token, NOW));
    must(account_set_password(&office, "kari", "et nytt passord", &error), &error);
    assert_false(is_in(&place, token, NOW + WEB_SESSION_TRUSTED_SECONDS));
    begin(&place, NULL, NOW, token);
    assert_true(is_in(&place, token, NOW));
    must(account_disable(&office, "kari", &error), &error);
    web_session_forget(place.sessions, place.account);
    assert_false(is_in(&place, token, NOW));
    /* Enabled again, it must log in again. */
    must(account_enable(&office, "kari", &error), &error);
    assert_false(is_in(&place, token, NOW));
    close_place(&place);
}

static void
another_program_finds_the_session(void **state)
{
    struct place place = open_place(*state);
    struct web_sessions *mine = place.sessions;
    char token[WEB_SESSION_TOKEN_SIZE];
    begin(&place, NULL, NOW, token);
    place.sessions = new_sessions();
    assert_true(is_in(&place, token, NOW));
    web_sessions_free(mine);
    close_place(&place);
}

/* Many at once are each their own. */
static void
many_sessions_are_told_apart(void **state)
{
    enum { MANY = 1500 };
    static char tokens[MANY][WEB_SESSION_TOKEN_SIZE];
    struct place place = open_place(*state);
    struct error error;
    for (int i = 0; i < MANY; i++) {
        begin(&place, NULL, NOW, tokens[i]);
        assert_true(is_in(&place, tokens[i], NOW));
    }
    must(web_session_end(place.sessions, place.store, tokens[0], &error), &error);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(is_in(&place, tokens[i], NOW), i != 0);
    }
    close_place(&place);
}

int
main(void)
{
    struct CMUnitTest tests[] = {
        ON_BOTH(a_token_leads_to_its_account),
        ON_BOTH(what_is_no_token_leads_nowhere),
        ON_BOTH(the_database_has_no_token),
        ON_BOTH(a_session_ends_when_it_is_not_used),
        ON_BOTH(a_session_ends_however_much_it_is_used),
        ON_BOTH(a_login_has_a_new_token_and_ends_the_old),
        ON_BOTH(logout_counts_at_once),
        ON_BOTH(what_is_remembered_is_not_asked_for),
        ON_BOTH(disabling_and_a_new_password_end_sessions),
        ON_BOTH(another_program_finds_the_session),
        ON_SQLITE(many_sessions_are_told_apart),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
