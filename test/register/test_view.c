/* SPDX-License-Identifier: EUPL-1.2 */
/* What the register gives out, to whom it says so in the log, and that it gives nothing when it
 * cannot. */
#define _XOPEN_SOURCE 700
#include "fixture.h"
#include "store/scratch.h"

#include "base/number.h"
#include "register/attachment_view.h"
#include "register/exchange_view.h"
#include "register/municipality.h"
#include "register/replay.h"
#include "register/retention.h"
#include "register/view_list.h"
#include "register/view_month.h"
#include "register/view_person.h"
#include "register/view_queue.h"
#include "register/words.h"
#include "scheme/eligibility.h"
#include "store/query.h"

#include <inttypes.h>

enum { LISTS = 6, ARENA_BYTES = 256 * 1024 * 1024 };

/* -- a small town ------------------------------------------------------------------------------ */

struct desk {
    const struct scratch *scratch;
    struct store *store;
    struct session session;
    struct arena arena;
    struct problems problems;
    struct rulebook rulebook;
    struct key_ring *keys;
    struct town *town;
    int64_t at;
    struct date day;
    int requests;
};

static int64_t
clock_of(void *context)
{
    return ((struct desk *)context)->at;
}

static struct town *
new_town(void)
{
    static const char *const codes[] = {"L1", "L2", "L3", "L4", "L5", "L6"};
    static const int64_t lengths[] = {40, 40, 40, 40, 20, 15};
    struct town *town = calloc(1, sizeof *town);
    assert_non_null(town);
    town_init(town, "2026-01-01");
    town_district(town, "Nord");
    town_district(town, "Sør");
    town_practice(town, "PN", "Nord", "");
    town_practice(town, "PS", "Sør", "");
    for (int d = 0; d < 2; d++) {
        for (int sex = 0; sex < SEX_COUNT; sex++) {
            const char *district = d == 0 ? "Nord" : "Sør";
            town_people(town, "2026-01-01", district, 0, 17, (enum sex)sex, 12);
            town_people(town, "2026-01-01", district, 18, 49, (enum sex)sex, 30);
            town_people(town, "2026-01-01", district, 50, 89, (enum sex)sex, 15);
        }
    }
    for (int i = 0; i < LISTS; i++) {
        town_post(town, codes[i], i % 2 == 0 ? "PN" : "PS",
                  i == 5   ? POST_VACANT
                  : i == 4 ? POST_LOCUM
                           : POST_HELD,
                  40);
        town_list(town, codes[i], lengths[i], lengths[i] == 40 ? LIST_CLOSED : LIST_OPEN);
    }
    return town;
}

/* Within the transaction there may be: a history is told in one. */
static bool
do_operation(struct desk *desk, const struct operation *operation, struct arena *arena,
             struct applied *out, struct error *error)
{
    return store_in_transaction(desk->store)
               ? register_apply_within(&desk->session, operation, arena, out, error)
               : register_apply(&desk->session, operation, arena, out, error);
}

static void
apply(struct desk *desk, const struct operation *operation, struct applied *out)
{
    struct error error;
    must(do_operation(desk, operation, &desk->arena, out, &error), &error);
}

static void
read_rulebook(struct desk *desk)
{
    size_t length;
    char *bytes = source_file(&desk->arena, "rules/norway.csv", &length);
    problems_init(&desk->problems, &desk->arena);
    assert_true(rulebook_read("rules/norway.csv", bytes, length, &desk->problems, &desk->rulebook));
}

/* The town with its register begun, and nobody in it. */
static struct desk *
new_desk(const struct scratch *scratch)
{
    struct desk *desk = calloc(1, sizeof *desk);
    struct error error;
    struct applied applied;
    char path[100];
    assert_non_null(desk);
    arena_init(&desk->arena, ARENA_BYTES);
    read_rulebook(desk);
    desk->scratch = scratch;
    desk->town = new_town();
    desk->at = (int64_t)day("2026-01-10").days * 86400;
    desk->day = day("2026-01-10");
    must(store_open(scratch->path, STORE_CREATE, &desk->store, &error), &error);
    snprintf(path, sizeof path, "%s/key", scratch->folder);
    must(key_create(path, desk->day, &error) && key_open(path, &desk->keys, &error), &error);
    desk->session = (struct session){.store = desk->store,
                                     .rulebook = &desk->rulebook,
                                     .actor = "kari",
                                     .purpose = "test",
                                     .municipality = "9999",
                                     .keys = desk->keys,
                                     .clock = clock_of,
                                     .clock_context = desk};
    must(municipality_save(desk->store, &desk->town->municipality, &error), &error);
    struct operation operation = {.kind = OPERATION_register_begin, .day = desk->day};
    operation_set_date(&operation, ARGUMENT_month, day("2026-01-01"));
    apply(desk, &operation, &applied);
    return desk;
}

static void
populate(struct desk *desk)
{
    struct applied applied;
    struct operation operation = {.kind = OPERATION_register_populate, .day = desk->day};
    operation_set_whole(&operation, ARGUMENT_seed, 7);
    operation_set_whole(&operation, ARGUMENT_waiting, 30);
    operation_set_whole(&operation, ARGUMENT_unassigned, 6);
    operation_set_whole(&operation, ARGUMENT_guests, 4);
    apply(desk, &operation, &applied);
}

static struct desk *
full_desk(void **state)
{
    struct desk *desk = new_desk(*state);
    populate(desk);
    return desk;
}

static void
free_desk(struct desk *desk)
{
    store_free(desk->store);
    key_close(desk->keys);
    arena_free(&desk->arena);
    free(desk->town);
    free(desk);
}

__attribute__((format(printf, 2, 3))) static int64_t
whole(const struct desk *desk, const char *format, ...)
{
    char sql[1000];
    va_list values;
    int64_t value;
    struct error error;
    va_start(values, format);
    vsnprintf(sql, sizeof sql, format, values);
    va_end(values);
    must(query_whole(desk->store, &value, &error, sql, ""), &error);
    return value;
}

__attribute__((format(printf, 2, 3))) static void
run(const struct desk *desk, const char *format, ...)
{
    char sql[1000];
    va_list values;
    struct error error;
    va_start(values, format);
    vsnprintf(sql, sizeof sql, format, values);
    va_end(values);
    must(store_execute(desk->store, sql, &error), &error);
}

static int64_t
readings(const struct desk *desk, const char *action)
{
    return whole(desk, "SELECT count(*) FROM audit WHERE kind = 3 AND action = '%s'", action);
}

static void
close_month(struct desk *desk, struct applied *out)
{
    struct date month = {(int32_t)whole(desk, "SELECT month FROM register")};
    struct operation operation = {.kind = OPERATION_month_close,
                                  .day = {date_next_month(month).days - 1}};
    operation_set_date(&operation, ARGUMENT_month, month);
    apply(desk, &operation, out);
    desk->day = date_next_month(month);
    desk->at = (int64_t)desk->day.days * 86400 + 3600;
}

/* -- a person ---------------------------------------------------------------------------------- */

static void
a_person_is_shown_whole(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    struct person_view view;
    char number[NATIONAL_ID_TEXT_SIZE];
    int64_t person = whole(desk, "SELECT min(q.person) FROM queue q");
    int64_t list = whole(desk, "SELECT list FROM enrolment WHERE person = %" PRId64, person);
    must(person_view(&desk->session, person, &desk->arena, &view, &error), &error);
    assert_int_equal(view.person, person);
    assert_int_equal(view.born.days,
                     whole(desk, "SELECT born FROM person WHERE person = %" PRId64, person));
    assert_int_equal(view.place_count, 1);
    assert_ptr_equal(view.now, &view.places[0]);
    assert_null(view.next);
    assert_int_equal(view.now->list.list, list);
    assert_string_equal(view.now->list.municipality, "9999");
    assert_int_equal(view.now->list.doctor, 90000000 + list);
    assert_true(date_is_none(view.now->until));
    assert_int_equal(view.now->end_reason, CHOICE_NONE);
    assert_int_equal(view.now->recorded_at, desk->at);
    assert_int_equal(view.wait.list.list,
                     whole(desk, "SELECT list FROM queue WHERE person = %" PRId64, person));
    assert_false(view.unassigned);
    assert_int_equal(view.switches_left, 2);
    assert_int_equal(view.day.days, desk->day.days);
    assert_int_equal(view.log_count, 1);
    assert_string_equal(view.log[0].action, "person_view");
    assert_string_equal(view.log[0].actor, "kari");
    assert_string_equal(view.log[0].purpose, "test");
    assert_int_equal(strlen(view.identity), 12);
    assert_string_equal(view.identity + 7, "*****");
    must(person_number(&desk->session, person, number, &error), &error);
    assert_int_equal(strlen(number), 11);
    assert_memory_equal(number, view.identity, 6);
    assert_int_equal(readings(desk, "person_number"), 1);
    int64_t found = WHOLE_NONE;
    must(person_find(&desk->session, number, &found, &error), &error);
    assert_int_equal(found, person);
    assert_int_equal(whole(desk, "SELECT person FROM audit WHERE action = 'person_find'"), person);
    /* the family, seen from a child and from its mother */
    int64_t child = whole(desk, "SELECT min(person) FROM person WHERE mother IS NOT NULL");
    must(person_view(&desk->session, child, &desk->arena, &view, &error), &error);
    int64_t mother = view.mother;
    assert_int_equal(mother,
                     whole(desk, "SELECT mother FROM person WHERE person = %" PRId64, child));
    bool lives_there = false;
    for (size_t i = 0; i < view.member_count; i++) {
        lives_there |= view.members[i] == mother;
        assert_int_not_equal(view.members[i], child);
    }
    assert_true(lives_there);
    must(person_view(&desk->session, mother, &desk->arena, &view, &error), &error);
    assert_int_equal(view.child_count, whole(desk,
                                             "SELECT count(*) FROM person WHERE mother = %" PRId64
                                             " OR parent = %" PRId64,
                                             mother, mother));
    bool has_child = false;
    for (size_t i = 0; i < view.child_count; i++) {
        has_child |= view.children[i].person == child;
    }
    assert_true(has_child);
    /* one without a GP */
    int64_t without = whole(desk, "SELECT min(person) FROM unassigned");
    must(person_view(&desk->session, without, &desk->arena, &view, &error), &error);
    assert_true(view.unassigned);
    assert_null(view.now);
    assert_int_equal(view.wait.list.list, WHOLE_NONE);
    /* nobody, of whom nothing is logged */
    assert_false(person_view(&desk->session, 99999, &desk->arena, &view, &error));
    assert_int_equal(error.code, ERROR_REGISTER_PERSON);
    assert_int_equal(readings(desk, "person_view"), 4);
    free_desk(desk);
}

/* A switch is shown as what comes, a withdrawn one as what was known and taken back. */
static void
what_comes_and_what_was_known_is_shown(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    struct person_view view;
    struct applied applied;
    int64_t person =
        whole(desk, "SELECT min(e.person) FROM enrolment e JOIN person p ON p.person = "
                    "e.person WHERE e.list = 1 AND p.born < 9000 AND p.municipality = "
                    "'9999'");
    struct operation operation = {.kind = OPERATION_person_switch, .day = desk->day};
    operation_set_whole(&operation, ARGUMENT_person, person);
    operation_set_text(&operation, ARGUMENT_list, "L5");
    apply(desk, &operation, &applied);
    assert_true(applied.verdict.allowed);
    must(person_view(&desk->session, person, &desk->arena, &view, &error), &error);
    assert_int_equal(view.now->list.list, 1);
    assert_int_equal(view.now->end_reason, END_SWITCH);
    assert_int_equal(view.now->ended, applied.seq);
    assert_string_equal(view.next->list.post, "L5");
    assert_true(view.next->list.locum);
    assert_int_equal(view.next->from.days, day("2026-02-01").days);
    assert_int_equal(view.switches_left, 1);
    struct operation withdraw = {.kind = OPERATION_person_withdraw, .day = desk->day};
    operation_set_whole(&withdraw, ARGUMENT_person, person);
    int64_t before = applied.seq;
    apply(desk, &withdraw, &applied);
    assert_true(applied.verdict.allowed);
    must(person_view(&desk->session, person, &desk->arena, &view, &error), &error);
    assert_null(view.next);
    assert_int_equal(view.place_count, 3);
    assert_int_equal(view.places[0].superseded, applied.seq);
    assert_int_equal(view.places[1].recorded, before);
    assert_int_equal(view.places[1].superseded, applied.seq);
    assert_ptr_equal(view.now, &view.places[2]);
    assert_true(date_is_none(view.now->until));
    assert_int_equal(view.switches_left, 2);
    free_desk(desk);
}

static void
a_search_is_logged_also_when_it_finds_nobody(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    char number[NATIONAL_ID_TEXT_SIZE];
    int64_t found = 1;
    for (int serial = 0; !national_id_make(day("1855-03-04"), SEX_MALE, serial, number); serial++) {
    }
    must(person_find(&desk->session, number, &found, &error), &error);
    assert_int_equal(found, WHOLE_NONE);
    assert_int_equal(whole(desk, "SELECT count(*) FROM audit WHERE action = 'person_find' AND "
                                 "person IS NULL"),
                     1);
    assert_int_equal(
        whole(desk, "SELECT count(*) FROM audit WHERE arguments LIKE '%%%.6s%%'", number), 0);
    number[10] = number[10] == '0' ? '1' : '0';
    assert_false(person_find(&desk->session, number, &found, &error));
    desk->session.keys = NULL;
    number[10] = number[10] == '0' ? '1' : '0';
    assert_false(person_find(&desk->session, number, &found, &error));

    const struct person_found *people;
    size_t count;
    struct date born = {(int32_t)whole(desk, "SELECT born FROM person WHERE person = 1")};
    int sex = (int)whole(desk, "SELECT sex FROM person WHERE person = 1");
    must(person_search(&desk->session, born, sex, NULL, &desk->arena, &people, &count, &error),
         &error);
    assert_int_equal(count, whole(desk, "SELECT count(*) FROM person WHERE born = %d AND sex = %d",
                                  born.days, sex));
    assert_int_equal(people[0].person, 1);
    assert_int_equal(readings(desk, "person_search"), count);
    size_t either;
    must(person_search(&desk->session, born, CHOICE_NONE, NULL, &desk->arena, &people, &either,
                       &error),
         &error);
    assert_int_equal(either, whole(desk, "SELECT count(*) FROM person WHERE born = %d", born.days));
    must(person_search(&desk->session, day("1850-01-01"), sex, "Nord", &desk->arena, &people,
                       &count, &error),
         &error);
    assert_int_equal(count, 0);
    assert_int_equal(whole(desk, "SELECT count(*) FROM audit WHERE action = 'person_search' AND "
                                 "person IS NULL"),
                     1);
    free_desk(desk);
}

static void
a_protected_address_is_shown_for_service_alone(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    struct person_view view;
    const struct person_found *people;
    const struct list_member *members;
    size_t count;
    /* one who lives with others, in a district */
    int64_t person =
        whole(desk, "SELECT min(p.mother) FROM person p JOIN enrolment e ON e.person = "
                    "p.mother JOIN person m ON m.person = p.mother WHERE m.household = "
                    "p.household");
    int64_t child = whole(desk, "SELECT min(person) FROM person WHERE mother = %" PRId64, person);
    int64_t list = whole(desk, "SELECT list FROM enrolment WHERE person = %" PRId64, person);
    struct date born = {
        (int32_t)whole(desk, "SELECT born FROM person WHERE person = %" PRId64, person)};
    run(desk, "UPDATE person SET district = 'Nord' WHERE person = %" PRId64, person);
    must(person_view(&desk->session, person, &desk->arena, &view, &error), &error);
    assert_string_equal(view.district, "Nord");
    assert_true(view.member_count > 0);
    must(person_search(&desk->session, born, SEX_FEMALE, "Nord", &desk->arena, &people, &count,
                       &error),
         &error);
    assert_int_equal(count, 1);
    assert_string_equal(people[0].district, "Nord");

    struct applied applied;
    struct operation operation = {.kind = OPERATION_person_protect, .day = desk->day};
    operation_set_whole(&operation, ARGUMENT_person, person);
    operation_set_whole(&operation, ARGUMENT_protected, 1);
    apply(desk, &operation, &applied);
    operation = (struct operation){.kind = OPERATION_person_move, .day = desk->day};
    operation_set_whole(&operation, ARGUMENT_person, person);
    operation_set_text(&operation, ARGUMENT_district, "Nord");
    operation_set_whole(&operation, ARGUMENT_household,
                        whole(desk, "SELECT household FROM person WHERE person = %" PRId64, child));
    apply(desk, &operation, &applied);
    must(person_view(&desk->session, person, &desk->arena, &view, &error), &error);
    assert_true(view.protected);
    assert_true(view.address_withheld);
    assert_string_equal(view.district, "");
    assert_int_equal(view.household, WHOLE_NONE);
    assert_int_equal(view.member_count, 0);
    for (size_t i = 0; i < view.log_count; i++) {
        assert_null(strstr(view.log[i].arguments, "Nord"));
    }
    /* nor by those who live there */
    must(person_view(&desk->session, child, &desk->arena, &view, &error), &error);
    for (size_t i = 0; i < view.member_count; i++) {
        assert_int_not_equal(view.members[i], person);
    }
    must(person_search(&desk->session, born, SEX_FEMALE, "Nord", &desk->arena, &people, &count,
                       &error),
         &error);
    assert_int_equal(count, 0);
    must(person_search(&desk->session, born, SEX_FEMALE, NULL, &desk->arena, &people, &count,
                       &error),
         &error);
    assert_int_equal(count, 1);
    assert_true(people[0].protected);
    assert_string_equal(people[0].district, "");
    char name[8];
    snprintf(name, sizeof name, "L%" PRId64, list);
    must(list_members(&desk->session, name, desk->day, WHOLE_NONE, &desk->arena, &members, &count,
                      &error),
         &error);
    size_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        seen += members[i].person == person;
        assert_true(members[i].protected == (members[i].person == person));
        if (members[i].person == person) {
            assert_string_equal(members[i].district, "");
        }
    }
    assert_int_equal(seen, 1);
    desk->session.purpose = PURPOSE_SERVICE;
    must(person_view(&desk->session, person, &desk->arena, &view, &error), &error);
    assert_true(view.protected);
    assert_false(view.address_withheld);
    assert_string_equal(view.district, "Nord");
    assert_true(view.member_count > 0);
    free_desk(desk);
}

/* -- closed when the log is -------------------------------------------------------------------- */

/* Makes the log refuse readings, and those alone: a try writes the rest before it is undone. */
static void
break_log(const struct desk *desk)
{
    run(desk, "%s",
        on_server(desk->scratch)
            ? "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; "
              "END$$; CREATE TRIGGER refuse BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.kind = "
              "3) EXECUTE FUNCTION refuse()"
            : "CREATE TRIGGER refuse BEFORE INSERT ON audit WHEN NEW.kind = 3 BEGIN SELECT "
              "RAISE(ABORT, 'no'); END");
}

/* Fails the test unless no bit was written where an answer would be. */
static void
assert_untouched(const void *out, size_t size)
{
    const unsigned char *bytes = out;
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(bytes[i], 0x5A);
    }
}

/* Every function that gives out persons gives nothing. */
static void
assert_nothing_given(struct desk *desk, int64_t person, const char *number)
{
    union {
        struct person_view person;
        struct queue_view queue;
        struct exchange_view exchange;
        struct month_view month;
        struct applied applied;
        int64_t found;
    } out;
    struct error error;
    const struct person_found *people = NULL;
    const struct list_member *members = NULL;
    const struct unassigned_person *unassigned = NULL;
    size_t count = 77;
    char digits[NATIONAL_ID_TEXT_SIZE] = "x";
    struct session *session = &desk->session;
    struct date born = {
        (int32_t)whole(desk, "SELECT born FROM person WHERE person = %" PRId64, person)};
    memset(&out, 0x5A, sizeof out);
    assert_false(person_view(session, person, &desk->arena, &out.person, &error));
    assert_false(person_find(session, number, &out.found, &error));
    assert_false(queue_view(session, person, 10, &desk->arena, &out.queue, &error));
    assert_false(exchange_view(session, &desk->arena, &out.exchange, &error));
    assert_false(month_view(session, day("2026-01-01"), true, &desk->arena, &out.month, &error));
    assert_false(month_view_try(session, true, &desk->arena, &out.month, &error));
    struct operation operation = {.kind = OPERATION_person_opt_out, .day = desk->day};
    operation_set_whole(&operation, ARGUMENT_person, person);
    assert_false(register_try(session, &operation, &desk->arena, &out.applied, &error));
    assert_untouched(&out, sizeof out);
    assert_false(person_number(session, person, digits, &error));
    assert_string_equal(digits, "");
    assert_false(
        person_search(session, born, CHOICE_NONE, NULL, &desk->arena, &people, &count, &error));
    assert_false(
        list_members(session, "L1", desk->day, WHOLE_NONE, &desk->arena, &members, &count, &error));
    assert_false(list_unassigned(session, &desk->arena, &unassigned, &count, &error));
    assert_null(people);
    assert_null(members);
    assert_null(unassigned);
    assert_int_equal(count, 77);
    /* what names nobody is given all the same */
    const struct list_summary *lists;
    must(lists_view(session, &desk->arena, &lists, &count, &error), &error);
    assert_int_equal(count, LISTS);
}

/* Two who wait for each other's lists, first in the queue, so that there is somebody to exchange.
 */
static void
make_cycle(const struct desk *desk, int64_t *a, int64_t *b)
{
    const char *of = "SELECT min(e.person) FROM enrolment e JOIN person p ON p.person = e.person "
                     "WHERE p.born < 9000 AND e.list =";
    *a = whole(desk, "%s 1", of);
    *b = whole(desk, "%s 2", of);
    run(desk,
        "DELETE FROM queue WHERE list IN (1, 2) OR person IN (%" PRId64 ", %" PRId64
        "); INSERT INTO queue (person, list, since, recorded) VALUES (%" PRId64
        ", 2, 20000, 1), (%" PRId64 ", 1, 20000, 1)",
        *a, *b, *a, *b);
}

static void
nothing_is_given_when_the_log_cannot_be_written(void **state)
{
    struct desk *desk = full_desk(state);
    struct applied applied;
    struct error error;
    char number[NATIONAL_ID_TEXT_SIZE];
    int64_t a, b;
    close_month(desk, &applied);
    make_cycle(desk, &a, &b);
    /* one whom the next close moves */
    run(desk, "INSERT INTO queue (person, list, since, recorded) SELECT min(person), 6, 20000, 1 "
              "FROM enrolment WHERE list = 5 AND until_day IS NULL AND person NOT IN (SELECT "
              "person FROM queue)");
    must(person_number(&desk->session, a, number, &error), &error);
    break_log(desk);
    int64_t rows = whole(desk, "SELECT count(*) FROM audit");
    assert_nothing_given(desk, a, number);
    assert_int_equal(whole(desk, "SELECT count(*) FROM audit"), rows);
    assert_int_equal(whole(desk,
                           "SELECT count(*) FROM person WHERE opted_out IS NOT NULL AND "
                           "person = %" PRId64,
                           a),
                     0);
    /* a database that is only read gives out no person either */
    struct store *writing = desk->store;
    must(store_open(desk->scratch->path, STORE_READ, &desk->store, &error), &error);
    desk->session.store = desk->store;
    assert_nothing_given(desk, a, number);
    store_free(writing);
    free_desk(desk);
}

/* -- lists ------------------------------------------------------------------------------------- */

static void
lists_are_shown_with_their_doctors(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    struct applied applied;
    const struct list_summary *lists;
    size_t count;
    int64_t rows = whole(desk, "SELECT count(*) FROM audit");
    must(lists_view(&desk->session, &desk->arena, &lists, &count, &error), &error);
    assert_int_equal(count, LISTS);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(lists[i].list, i + 1);
        assert_int_equal(lists[i].cap, 40);
        assert_int_equal(lists[i].free_places, 40 - lists[i].length);
        assert_int_equal(lists[i].length,
                         whole(desk, "SELECT count(*) FROM enrolment WHERE list = %d", (int)i + 1));
        assert_int_equal(lists[i].waiting,
                         whole(desk, "SELECT count(*) FROM queue WHERE list = %d", (int)i + 1));
        assert_int_equal(lists[i].doctor, i < 4 ? 90000001 + (int64_t)i : WHOLE_NONE);
        assert_int_equal(lists[i].locum, i == 4 ? 90000005 : WHOLE_NONE);
    }
    assert_string_equal(lists[0].practice, "PN");
    assert_string_equal(lists[0].doctor_name, "Lege 1");
    assert_string_equal(lists[5].doctor_name, "");
    struct list_view view;
    close_month(desk, &applied);
    must(list_view(&desk->session, "L5", &desk->arena, &view, &error), &error);
    assert_string_equal(view.list.post, "L5");
    assert_int_equal(view.doctor_count, 1);
    assert_int_equal(view.doctors[0].kind, RELATION_LOCUM);
    assert_int_equal(view.agreement_count, 0);
    assert_int_equal(view.turnover.months, 1);
    assert_int_equal(view.turnover.came,
                     whole(desk, "SELECT count(*) FROM enrolment WHERE list = 5 AND begin_reason "
                                 "> 0"));
    assert_true(view.turnover.came > 0);
    must(list_view(&desk->session, "9999/L1", &desk->arena, &view, &error), &error);
    assert_int_equal(view.agreement_count, 1);
    assert_int_equal(view.agreements[0].cap, 40);
    assert_int_equal(view.turnover.left,
                     whole(desk, "SELECT count(*) FROM enrolment WHERE list = 1 AND until_day IS "
                                 "NOT NULL"));
    assert_false(list_view(&desk->session, "X", &desk->arena, &view, &error));
    assert_int_equal(error.code, ERROR_REGISTER_LIST);
    assert_int_equal(whole(desk, "SELECT count(*) FROM audit WHERE kind = 3"), 0);
    assert_true(rows > 0);
    free_desk(desk);
}

static const struct list_summary *
lists_of(struct desk *desk, size_t *count)
{
    const struct list_summary *lists;
    struct error error;
    must(lists_view(&desk->session, &desk->arena, &lists, count, &error), &error);
    return lists;
}

/* What is kept is what would be read anew. */
static void
assert_lists_hold(struct desk *desk)
{
    struct lists_kept *kept = desk->session.lists;
    size_t count, read;
    const struct list_summary *lists = lists_of(desk, &count);
    desk->session.lists = NULL;
    const struct list_summary *anew = lists_of(desk, &read);
    desk->session.lists = kept;
    assert_int_equal(count, read);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(lists[i].list, anew[i].list);
        assert_string_equal(lists[i].post, anew[i].post);
        assert_int_equal(lists[i].cap, anew[i].cap);
        assert_int_equal(lists[i].length, anew[i].length);
        assert_int_equal(lists[i].waiting, anew[i].waiting);
        assert_int_equal(lists[i].doctor, anew[i].doctor);
        assert_string_equal(lists[i].doctor_name, anew[i].doctor_name);
        assert_int_equal(lists[i].locum, anew[i].locum);
    }
}

static void
lists_are_kept_until_something_is_committed(void **state)
{
    struct desk *desk = full_desk(state);
    struct lists_kept kept;
    struct store *other;
    struct error error;
    size_t count;
    lists_kept_init(&kept);
    desk->session.lists = &kept;
    const struct list_summary *lists = lists_of(desk, &count);
    assert_ptr_equal(lists, kept.lists);
    assert_int_equal(count, LISTS);
    if (!on_server(desk->scratch)) { /* a server may have work of its own */
        kept.count = 1;
        lists_of(desk, &count);
        assert_int_equal(count, 1); /* they are not read again */
    }
    run(desk, "UPDATE gp_list SET cap = 41 WHERE list = 1"); /* by the same connection */
    assert_int_equal(lists_of(desk, &count)[0].cap, 41);
    assert_lists_hold(desk);
    must(store_open(desk->scratch->path, STORE_WRITE, &other, &error), &error);
    must(store_execute(other, "UPDATE gp_list SET cap = 42 WHERE list = 1", &error), &error);
    assert_int_equal(lists_of(desk, &count)[0].cap, 42);
    must(store_execute(other, "DELETE FROM queue WHERE list = 2", &error), &error);
    assert_int_equal(lists_of(desk, &count)[1].waiting, 0);
    assert_lists_hold(desk);
    store_free(other);
    lists_kept_free(&kept);
    free_desk(desk);
}

/* What a transaction has changed is seen in it, and by nobody when it is undone. */
static void
lists_of_a_transaction_are_not_kept(void **state)
{
    struct desk *desk = full_desk(state);
    struct lists_kept kept;
    struct error error;
    size_t count;
    lists_kept_init(&kept);
    desk->session.lists = &kept;
    const int64_t cap = lists_of(desk, &count)[0].cap;
    must(store_begin(desk->store, &error), &error);
    must(store_execute(desk->store, "UPDATE gp_list SET cap = 43 WHERE list = 1", &error), &error);
    assert_int_equal(lists_of(desk, &count)[0].cap, 43);
    store_rollback(desk->store);
    assert_int_equal(lists_of(desk, &count)[0].cap, cap);
    lists_kept_free(&kept);
    free_desk(desk);
}

static void
lists_are_kept_of_one_day_and_municipality(void **state)
{
    struct desk *desk = full_desk(state);
    struct lists_kept kept;
    struct error error;
    const struct list_summary *lists;
    size_t count;
    lists_kept_init(&kept);
    desk->session.lists = &kept;
    run(desk, "UPDATE doctor_relation SET until_day = %d WHERE list = 1", desk->day.days + 1);
    assert_int_equal(lists_of(desk, &count)[0].doctor, 90000001);
    desk->at += 86400;
    assert_int_equal(lists_of(desk, &count)[0].doctor, WHOLE_NONE);
    assert_lists_hold(desk);
    desk->session.day = &desk->day;
    assert_int_equal(lists_of(desk, &count)[0].doctor, 90000001);
    assert_lists_hold(desk);
    const char *here = desk->session.municipality;
    desk->session.municipality = "9998"; /* which has no register */
    assert_false(lists_view(&desk->session, &desk->arena, &lists, &count, &error));
    assert_int_equal(error.code, ERROR_REGISTER_NONE);
    desk->session.municipality = here;
    lists_of(desk, &count);
    assert_int_equal(count, LISTS);
    assert_lists_hold(desk);
    lists_kept_free(&kept);
    free_desk(desk);
}

/* -- who was on a list ------------------------------------------------------------------------- */

enum { SNAPSHOTS = 400, SNAPSHOT_PERSONS = 64 };

/* Who was on a list on a day, as the register was when that row of its log had been written. */
struct snapshot {
    int64_t seq, list;
    struct date day;
    int64_t persons[SNAPSHOT_PERSONS];
    size_t count;
};

static void
take_snapshot(const struct desk *desk, struct store *store, int64_t list, struct date on,
              struct snapshot *out)
{
    struct statement *statement;
    struct error error;
    bool row;
    *out = (struct snapshot){.list = list, .day = on};
    must(query_prepare(store, &statement, &error,
                       "SELECT person FROM enrolment WHERE list = $1 AND superseded IS NULL AND "
                       "from_day <= $2 AND (until_day IS NULL OR until_day > $2) ORDER BY person",
                       "wd", list, on),
         &error);
    for (;;) {
        must(statement_step(statement, &row, &error), &error);
        if (!row) {
            break;
        }
        assert_true(out->count < SNAPSHOT_PERSONS);
        out->persons[out->count++] = statement_whole(statement, 0);
    }
    statement_free(statement);
    out->seq = whole(desk, "SELECT max(seq) FROM audit");
}

static void
assert_as_snapshot(struct desk *desk, const struct snapshot *snapshot, int64_t known)
{
    const struct list_member *members;
    size_t count;
    char name[8];
    struct error error;
    snprintf(name, sizeof name, "L%" PRId64, snapshot->list);
    must(list_members(&desk->session, name, snapshot->day, known, &desk->arena, &members, &count,
                      &error),
         &error);
    assert_int_equal(count, snapshot->count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(members[i].person, snapshot->persons[i]);
    }
}

/* Something that somebody does; it need not be allowed. */
static void
random_operation(struct desk *desk, struct dice *dice)
{
    static const enum operation_kind kinds[] = {
        OPERATION_person_switch, OPERATION_person_switch,   OPERATION_person_choose,
        OPERATION_person_enrol,  OPERATION_person_withdraw, OPERATION_person_withdraw,
        OPERATION_person_death,  OPERATION_person_birth,    OPERATION_person_opt_out,
        OPERATION_person_opt_in, OPERATION_queue_join,      OPERATION_queue_leave,
    };
    struct operation operation = {.kind = kinds[dice_whole(dice, 0, 11)], .day = desk->day};
    int64_t persons = whole(desk, "SELECT max(person) FROM person");
    int64_t person = dice_whole(dice, 1, persons);
    char list[8];
    struct applied applied;
    struct error error;
    struct arena arena;
    if (operation.kind ==
        OPERATION_person_withdraw) { /* of somebody who has something to withdraw */
        int64_t coming = whole(desk,
                               "SELECT min(person) FROM enrolment WHERE superseded IS NULL "
                               "AND from_day > %d",
                               desk->day.days);
        person = coming == WHOLE_NONE ? person : coming;
    }
    snprintf(list, sizeof list, "L%" PRId64, dice_whole(dice, 1, LISTS));
    if (operation.kind == OPERATION_person_birth) {
        operation_set_date(&operation, ARGUMENT_born, desk->day);
        operation_set_whole(&operation, ARGUMENT_sex, dice_whole(dice, 0, 1));
        operation_set_whole(&operation, ARGUMENT_mother, person);
    } else {
        operation_set_whole(&operation, ARGUMENT_person, person);
    }
    if (operation.kind == OPERATION_person_death) {
        operation_set_date(&operation, ARGUMENT_from, desk->day);
    }
    if (operation_needs(operation.kind, ARGUMENT_list)) {
        operation_set_text(&operation, ARGUMENT_list, list);
    }
    arena_init(&arena, ARENA_BYTES);
    if (!do_operation(desk, &operation, &arena, &applied, &error)) {
        assert_true(error.code == ERROR_REGISTER_DEAD || error.code == ERROR_REGISTER_SAME);
    }
    arena_free(&arena);
}

struct copying {
    struct desk *desk;
    struct store *to;
    int64_t until;
    struct session session;
};

/* Does over what the log says, up to a row. */
static bool
copy_row(void *context, const struct audit_row *row, const char *hash)
{
    struct copying *copying = context;
    struct operation operation = {.day = row->day, .request = row->request};
    struct applied applied;
    struct error error;
    (void)hash;
    if (row->seq > copying->until) {
        return false;
    }
    if (row->kind == AUDIT_OPERATION || row->kind == AUDIT_REFUSAL) {
        must(operation_read(row->action, row->arguments, &copying->desk->arena, &operation, &error),
             &error);
        operation.day = row->day;
        must(register_apply(&copying->session, &operation, &copying->desk->arena, &applied, &error),
             &error);
    }
    return true;
}

/* The register made anew from the log up to a row has on the list whom list_members says were known
 * to be. */
static void
assert_as_replayed(struct desk *desk, const struct snapshot *snapshot)
{
    char path[100];
    struct error error;
    struct snapshot replayed;
    struct copying copying = {.desk = desk, .until = snapshot->seq, .session = desk->session};
    snprintf(path, sizeof path, "%s/replayed", desk->scratch->folder);
    unlink(path);
    must(store_open(path, STORE_CREATE, &copying.to, &error), &error);
    must(municipality_save(copying.to, &desk->town->municipality, &error), &error);
    copying.session.store = copying.to;
    must(audit_read(desk->store, 0, WHOLE_NONE, copy_row, &copying, &error), &error);
    take_snapshot(desk, copying.to, snapshot->list, snapshot->day, &replayed);
    store_free(copying.to);
    assert_int_equal(replayed.count, snapshot->count);
    assert_memory_equal(replayed.persons, snapshot->persons,
                        snapshot->count * sizeof snapshot->persons[0]);
}

static void
members_are_known_as_they_were(void **state)
{
    struct desk *desk = full_desk(state);
    struct dice dice = {.seed = 11};
    struct snapshot *taken = calloc(SNAPSHOTS, sizeof *taken);
    size_t count = 0, moved = 0;
    struct error error;
    assert_non_null(taken);
    must(store_begin(desk->store, &error), &error);
    for (int step = 0; count < SNAPSHOTS; step++) {
        struct applied applied;
        if (step % 40 == 39) {
            close_month(desk, &applied);
        } else {
            random_operation(desk, &dice);
        }
        desk->at += 7200;
        for (int i = 0; i < 2 && count < SNAPSHOTS; i++) {
            int32_t away = (int32_t)dice_whole(&dice, -60, 90);
            take_snapshot(desk, desk->store, dice_whole(&dice, 1, LISTS),
                          (struct date){desk->day.days + away}, &taken[count++]);
        }
    }
    must(store_commit(desk->store, &error), &error);
    must(store_begin(desk->store, &error), &error);
    for (size_t i = 0; i < count; i++) {
        assert_as_snapshot(desk, &taken[i], taken[i].seq);
        struct snapshot now;
        take_snapshot(desk, desk->store, taken[i].list, taken[i].day, &now);
        assert_as_snapshot(desk, &now, WHOLE_NONE);
        moved += now.count != taken[i].count ||
                 memcmp(now.persons, taken[i].persons, sizeof now.persons) != 0;
    }
    must(store_commit(desk->store, &error), &error);
    assert_true(moved > SNAPSHOTS / 10); /* else what was known is what is */
    for (size_t i = 50; i < count; i += 120) {
        assert_as_replayed(desk, &taken[i]);
    }
    free(taken);
    free_desk(desk);
}

static void
what_was_known_is_told_by_the_day(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    int64_t seq;
    struct person_view view;
    int64_t last = whole(desk, "SELECT max(seq) FROM audit");
    must(known_by(desk->store, day("2026-01-09"), &seq, &error), &error);
    assert_int_equal(seq, 0);
    must(known_by(desk->store, day("2026-01-10"), &seq, &error), &error);
    assert_int_equal(seq, last);
    desk->at = (int64_t)day("2026-01-12").days * 86400 - 1; /* the last second of the 11th */
    must(person_view(&desk->session, 1, &desk->arena, &view, &error), &error);
    must(known_by(desk->store, day("2026-01-10"), &seq, &error), &error);
    assert_int_equal(seq, last);
    must(known_by(desk->store, day("2026-01-11"), &seq, &error), &error);
    assert_int_equal(seq, last + 1);
    assert_int_equal(view.day.days, day("2026-01-11").days);
    desk->at = (int64_t)day("2026-03-12").days * 86400;
    must(person_view(&desk->session, 1, &desk->arena, &view, &error), &error);
    assert_int_equal(view.day.days, day("2026-01-31").days);
    desk->at = (int64_t)day("2025-03-12").days * 86400;
    must(person_view(&desk->session, 1, &desk->arena, &view, &error), &error);
    assert_int_equal(view.day.days, day("2026-01-01").days);
    free_desk(desk);
}

/* -- queues ------------------------------------------------------------------------------------ */

/* A place from the queue is a switch: one who has made the year's two is passed over. */
static void
a_place_says_when_no_switch_is_left(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    struct queue_view view;
    int64_t person = whole(desk, "SELECT min(person) FROM queue");
    must(queue_view(&desk->session, person, 20, &desk->arena, &view, &error), &error);
    assert_false(view.quota_used);
    for (int i = 0; i < 2; i++) { /* two places of earlier, decided this year */
        must(queue_view(&desk->session, person, 20, &desk->arena, &view, &error), &error);
        assert_false(view.quota_used);
        run(desk,
            "INSERT INTO enrolment (person, recorded, list, from_day, until_day, begin_reason, "
            "made, quota) VALUES (%" PRId64 ", %d, 1, %d, %d, 3, %d, 1)",
            person, -1 - i, i, i + 1, desk->day.days);
    }
    must(queue_view(&desk->session, person, 20, &desk->arena, &view, &error), &error);
    assert_true(view.quota_used);
    run(desk, "UPDATE enrolment SET made = %d WHERE person = %" PRId64 " AND from_day = 0",
        desk->day.days - 366, person);
    must(queue_view(&desk->session, person, 20, &desk->arena, &view, &error), &error);
    assert_false(view.quota_used);
    free_desk(desk);
}

static void
those_without_a_gp_are_shown_in_their_order(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    const struct unassigned_person *persons;
    size_t count;
    int64_t protected = whole(desk, "SELECT max(person) FROM unassigned");
    run(desk, "UPDATE person SET protected = 1 WHERE person = %" PRId64, protected);
    must(list_unassigned(&desk->session, &desk->arena, &persons, &count, &error), &error);
    assert_int_equal(count, whole(desk, "SELECT count(*) FROM unassigned"));
    assert_true(count > 1);
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || persons[i - 1].since.days <= persons[i].since.days);
        assert_int_equal(
            persons[i].since.days,
            whole(desk, "SELECT since FROM unassigned WHERE person = %" PRId64, persons[i].person));
        assert_true(persons[i].protected == (persons[i].person == protected));
        assert_true((persons[i].district[0] == '\0') == persons[i].protected);
    }
    assert_int_equal(readings(desk, "list_unassigned"), count);
    free_desk(desk);
}

static void
a_place_in_the_queue_is_shown(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    struct applied applied;
    const struct queue_turn *turns;
    size_t count;
    close_month(desk, &applied);
    close_month(desk, &applied);
    int64_t list = whole(desk, "SELECT list FROM queue GROUP BY list ORDER BY count(*) DESC, list "
                               "LIMIT 1");
    char name[8];
    snprintf(name, sizeof name, "L%" PRId64, list);
    int64_t rows = whole(desk, "SELECT count(*) FROM audit");
    must(queue_list_view(&desk->session, name, &desk->arena, &turns, &count, &error), &error);
    assert_int_equal(whole(desk, "SELECT count(*) FROM audit"), rows);
    assert_true(count > 1);
    for (size_t place = 1; place <= count; place++) {
        struct queue_view view;
        int64_t person = whole(desk,
                               "SELECT person FROM queue WHERE list = %" PRId64
                               " ORDER BY since, recorded, person LIMIT 1 OFFSET %d",
                               list, (int)place - 1);
        must(queue_view(&desk->session, person, 20, &desk->arena, &view, &error), &error);
        assert_int_equal(view.list, list);
        assert_string_equal(view.post, name);
        assert_int_equal(view.place, place);
        assert_int_equal(view.waiting, count);
        assert_int_equal(view.basis.months, 2);
        assert_int_equal(view.basis.waiting, count);
        assert_int_equal(view.basis.left,
                         whole(desk,
                               "SELECT count(*) FROM enrolment WHERE list = %" PRId64
                               " AND until_day IS NOT NULL AND superseded IS NULL",
                               list));
        assert_true(view.basis.to_others >= 0 && view.basis.to_others <= 1);
        assert_true(view.basis.leaves_the_queue >= 0 && view.basis.leaves_the_queue < 1);
        assert_memory_equal(&view.wait.now, &turns[place - 1].wait, sizeof view.wait.now);
        assert_int_equal(view.since.days, turns[place - 1].since.days);
        assert_true(view.wait.now.p10 <= view.wait.now.p50 &&
                    view.wait.now.p50 <= view.wait.now.p90);
        assert_false(wait_is_shorter(view.wait.now, view.wait.with_raised_cap));
        assert_true(place == 1 || !wait_is_shorter(turns[place - 1].wait, turns[place - 2].wait));
        assert_true((view.other == WHOLE_NONE) == (view.wait.other == SIZE_MAX));
        assert_true(view.other != list);
    }
    assert_int_equal(readings(desk, "queue_view"), count);
    struct queue_view view;
    int64_t idle = whole(desk, "SELECT min(p.person) FROM person p LEFT JOIN queue q ON q.person = "
                               "p.person WHERE q.person IS NULL");
    must(queue_view(&desk->session, idle, 20, &desk->arena, &view, &error), &error);
    assert_int_equal(view.list, WHOLE_NONE);
    assert_int_equal(view.place, 0);
    free_desk(desk);
}

/* -- exchange ---------------------------------------------------------------------------------- */

static void
an_exchange_is_reported_and_not_made(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    struct exchange_view view;
    struct queue_view queue;
    int64_t a, b;
    make_cycle(desk, &a, &b);
    run(desk, "DELETE FROM queue WHERE list > 2");
    must(queue_view(&desk->session, a, 1, &desk->arena, &queue, &error), &error);
    assert_true(queue.wait.exchange_now);
    int64_t places = whole(desk, "SELECT count(*) FROM enrolment");
    must(exchange_view(&desk->session, &desk->arena, &view, &error), &error);
    assert_int_equal(view.month.days, day("2026-01-01").days);
    assert_int_equal(view.strict.move_count, 2);
    assert_int_equal(view.free.move_count, 2);
    assert_int_equal(view.strict.passed_over, 0);
    assert_int_equal(view.strict.list_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct exchange_move *move = &view.strict.moves[i];
        assert_true(move->person == a || move->person == b);
        assert_string_equal(move->from_post, move->person == a ? "L1" : "L2");
        assert_string_equal(move->to_post, move->person == a ? "L2" : "L1");
        assert_int_equal(view.strict.lists[i].moved, 1);
        assert_int_equal(view.strict.lists[i].waiting, 1);
    }
    assert_int_equal(whole(desk, "SELECT count(*) FROM enrolment"), places);
    assert_int_equal(whole(desk, "SELECT count(*) FROM queue"), 2);
    assert_int_equal(whole(desk, "SELECT exchange FROM register"), EXCHANGE_OFF);
    assert_int_equal(whole(desk, "SELECT count(*) FROM audit WHERE kind < 2"), 2);
    assert_int_equal(readings(desk, "exchange_view"), 2);
    /* one whose own list nobody waits for stands first: strict stops, free passes */
    int64_t elsewhere =
        whole(desk, "SELECT min(e.person) FROM enrolment e JOIN person p ON p.person = e.person "
                    "WHERE e.list = 3 AND p.born < 9000");
    run(desk, "INSERT INTO queue (person, list, since, recorded) VALUES (%" PRId64 ", 2, 19000, 1)",
        elsewhere);
    must(exchange_view(&desk->session, &desk->arena, &view, &error), &error);
    assert_int_equal(view.strict.move_count, 0);
    assert_int_equal(view.free.move_count, 2);
    assert_int_equal(view.free.passed_over, 1);
    must(queue_view(&desk->session, a, 1, &desk->arena, &queue, &error), &error);
    assert_false(queue.wait.exchange_now);
    assert_int_equal(queue.place, 2);
    free_desk(desk);
}

/* -- attachment -------------------------------------------------------------------------------- */

static int64_t
there(const struct desk *desk, int64_t list, struct date on)
{
    return whole(desk,
                 "SELECT count(*) FROM enrolment WHERE superseded IS NULL AND list = %" PRId64
                 " AND from_day <= %d AND (until_day IS NULL OR until_day > %d)",
                 list, on.days, on.days);
}

static void
attachment_adds_up(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    struct dice dice = {.seed = 3};
    struct applied applied;
    must(store_begin(desk->store, &error), &error);
    for (int step = 0; step < 480; step++) {
        if (step % 40 == 39) {
            close_month(desk, &applied);
        } else {
            random_operation(desk, &dice);
        }
    }
    must(store_commit(desk->store, &error), &error);
    const struct list_attachment *lists;
    struct list_attachment sum;
    size_t count;
    struct date from = day("2026-02-01"), until = day("2027-01-01");
    must(attachment_view(&desk->session, from, until, &desk->arena, &lists, &count, &sum, &error),
         &error);
    assert_int_equal(count, LISTS);
    int64_t start = 0, came = 0, passing = 0;
    for (size_t i = 0; i < count; i++) {
        const struct attachment *attachment = &lists[i].attachment;
        assert_int_equal(lists[i].counts.start, there(desk, lists[i].list, from));
        assert_int_equal(attachment->end, there(desk, lists[i].list, until));
        assert_int_equal(attachment->retained,
                         whole(desk,
                               "SELECT count(*) FROM enrolment WHERE superseded IS NULL AND list = "
                               "%" PRId64 " AND from_day <= %d AND (until_day IS NULL OR until_day "
                               "> %d)",
                               lists[i].list, from.days, until.days));
        passing += lists[i].counts.passing;
        start += lists[i].counts.start;
        came += attachment->in;
    }
    assert_true(passing > 0);
    assert_int_equal(sum.counts.start, start);
    assert_int_equal(sum.attachment.in, came);
    assert_true(sum.counts.in[ATTACHMENT_CHOSEN] > 0 && sum.counts.out[ATTACHMENT_CHOSEN] > 0);
    assert_true(sum.counts.out[ATTACHMENT_BIRTH_OR_DEATH] > 0);
    assert_int_equal(whole(desk, "SELECT count(*) FROM audit WHERE kind = 3"), 0);
    free_desk(desk);
}

/* -- the month --------------------------------------------------------------------------------- */

static void
assert_same_events(const struct month_view *a, const struct month_view *b)
{
    assert_int_equal(a->event_count, b->event_count);
    for (size_t i = 0; i < a->event_count; i++) {
        const struct month_event *left = &a->events[i], *right = &b->events[i];
        assert_string_equal(left->action, right->action);
        assert_string_equal(left->arguments, right->arguments);
        assert_int_equal(left->person, right->person);
        assert_int_equal(left->rule, right->rule);
        assert_int_equal(left->to, right->to);
        assert_string_equal(left->to_post, right->to_post);
        assert_string_equal(left->from_post, right->from_post);
    }
}

static void
a_month_is_reported_before_and_after(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    struct applied applied;
    struct month_view tried, closed, unnamed;
    struct audit_head head;
    assert_false(
        month_view(&desk->session, day("2026-01-01"), true, &desk->arena, &closed, &error));
    assert_int_equal(error.code, ERROR_MONTH_NOT_CLOSED);
    int64_t places = whole(desk, "SELECT count(*) FROM enrolment");
    must(month_view_try(&desk->session, true, &desk->arena, &tried, &error), &error);
    assert_int_equal(whole(desk, "SELECT count(*) FROM enrolment"), places);
    assert_int_equal(whole(desk, "SELECT month FROM register"), day("2026-01-01").days);
    assert_true(tried.event_count > 0);
    assert_string_equal(tried.hash, "");
    assert_true(readings(desk, "month_view") > 0);
    close_month(desk, &applied);
    int64_t seen = readings(desk, "month_view");
    must(month_view(&desk->session, day("2026-01-17"), false, &desk->arena, &unnamed, &error),
         &error);
    assert_int_equal(readings(desk, "month_view"), seen);
    for (size_t i = 0; i < unnamed.event_count; i++) {
        assert_int_equal(unnamed.events[i].person, WHOLE_NONE);
    }
    must(month_view(&desk->session, day("2026-01-01"), true, &desk->arena, &closed, &error),
         &error);
    assert_same_events(&tried, &closed);
    assert_int_equal(closed.seq, applied.seq);
    assert_int_equal(closed.event_count, applied.effect_count);
    assert_string_equal(closed.actor, "kari");
    int64_t sum = 0;
    for (size_t i = 0; i < closed.action_count; i++) {
        sum += closed.actions[i].count;
    }
    assert_int_equal(sum, closed.event_count);
    /* the hash proves the log up to the close, and no other does */
    must(audit_verify(desk->store, closed.hash, &head, &error), &error);
    assert_int_equal(whole(desk, "SELECT seq FROM audit WHERE hash = '%s'", closed.hash),
                     applied.seq + (int64_t)applied.effect_count);
    assert_int_equal(
        whole(desk, "SELECT count(*) FROM enrolment WHERE recorded = %" PRId64, applied.seq),
        whole(desk,
              "SELECT count(*) FROM audit WHERE batch = %" PRId64
              " AND action IN ('assigned', 'from_queue', 'to_parent', 'exchanged')",
              applied.seq));
    free_desk(desk);
}

static void
a_try_leaves_only_its_reading(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    struct applied applied, tried;
    int64_t person = whole(desk, "SELECT min(person) FROM enrolment WHERE list = 1");
    int64_t rows = whole(desk, "SELECT count(*) FROM audit");
    struct operation operation = {.kind = OPERATION_person_opt_out, .day = desk->day};
    operation_set_whole(&operation, ARGUMENT_person, person);
    must(register_try(&desk->session, &operation, &desk->arena, &tried, &error), &error);
    assert_true(tried.verdict.allowed);
    assert_int_equal(tried.effective.days, day("2026-02-01").days);
    assert_int_equal(whole(desk, "SELECT count(*) FROM audit"), rows + 1);
    assert_int_equal(whole(desk, "SELECT person FROM audit WHERE kind = 3 AND action = 'try'"),
                     person);
    assert_int_equal(whole(desk,
                           "SELECT count(*) FROM person WHERE opted_out IS NOT NULL AND person = "
                           "%" PRId64,
                           person),
                     0);
    apply(desk, &operation, &applied);
    assert_int_equal(applied.verdict.rule, tried.verdict.rule);
    must(register_try(&desk->session, &operation, &desk->arena, &tried, &error), &error);
    assert_false(tried.verdict.allowed); /* is outside already */
    assert_int_equal(readings(desk, "try"), 2);
    operation.arguments[ARGUMENT_person].whole = 99999;
    assert_false(register_try(&desk->session, &operation, &desk->arena, &tried, &error));
    assert_int_equal(readings(desk, "try"), 2);
    assert_false(store_in_transaction(desk->store));
    free_desk(desk);
}

/* -- forgetting -------------------------------------------------------------------------------- */

static void
numbers_are_forgotten_in_time(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    struct retention due;
    struct person_view view;
    struct audit_head head;
    int64_t forgotten;
    int64_t numbers = whole(desk, "SELECT count(*) FROM identity");
    struct date today = day("2026-01-20");
    must(retention_due(&desk->session, today, &due, &error), &error);
    assert_int_equal(due.dead + due.gone, 0);
    /* died ten years ago to the day, and a day less; gone so long, and gone but on a list */
    run(desk,
        "UPDATE person SET died = %d WHERE person = 1; UPDATE person SET died = %d WHERE person = "
        "2",
        day("2016-01-20").days, day("2016-01-21").days);
    int64_t gone = whole(desk, "SELECT min(person) FROM enrolment WHERE person > 2");
    int64_t listed = whole(desk, "SELECT min(person) FROM enrolment WHERE person > %" PRId64, gone);
    int64_t recent =
        whole(desk, "SELECT min(person) FROM enrolment WHERE person > %" PRId64, listed);
    run(desk,
        "DELETE FROM queue; UPDATE person SET municipality = '8888' WHERE person IN (%" PRId64
        ", %" PRId64 ", %" PRId64 "); UPDATE enrolment SET from_day = 1000, until_day = %d, "
        "end_reason = 3, ended = recorded WHERE person = %" PRId64
        "; UPDATE enrolment SET from_day = 1000, until_day = %d, end_reason = 3, ended = recorded "
        "WHERE person = %" PRId64,
        gone, listed, recent, day("2016-01-20").days, gone, day("2016-01-21").days, recent);
    run(desk,
        "INSERT INTO enrolment (person, recorded, list, from_day, until_day, begin_reason, made, "
        "quota) VALUES (%" PRId64 ", 0, 1, 500, 900, 0, 500, 0)",
        recent); /* and was on another before */
    must(retention_due(&desk->session, today, &due, &error), &error);
    assert_int_equal(due.dead, 1);
    assert_int_equal(due.gone, 1);
    assert_int_equal(whole(desk, "SELECT count(*) FROM identity"), numbers);
    must(retention_apply(&desk->session, today, &desk->arena, &forgotten, &error), &error);
    assert_int_equal(forgotten, 2);
    assert_int_equal(whole(desk, "SELECT count(*) FROM identity"), numbers - 2);
    assert_int_equal(
        whole(desk, "SELECT count(*) FROM identity WHERE person IN (1, %" PRId64 ")", gone), 0);
    must(audit_verify(desk->store, NULL, &head, &error), &error);
    assert_int_equal(whole(desk, "SELECT count(*) FROM audit WHERE batch = (SELECT seq FROM audit "
                                 "WHERE action = 'register_retain') AND kind = 2"),
                     0);
    must(person_view(&desk->session, 1, &desk->arena, &view, &error), &error);
    assert_string_equal(view.identity, "");
    assert_int_equal(view.forgotten.days, today.days);
    must(retention_apply(&desk->session, today, &desk->arena, &forgotten, &error), &error);
    assert_int_equal(forgotten, 0);
    free_desk(desk);
}

/* -- the register in the words of the tables --------------------------------------------------- */

static const struct list *
list_of(const struct municipality *municipality, const char *post)
{
    size_t count;
    const struct list *lists = municipality_rows(municipality, TABLE_LISTS, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(lists[i].post, post) == 0) {
            return &lists[i];
        }
    }
    return NULL;
}

static void
write_tables(const struct municipality *municipality, struct text *out)
{
    text_init(out, 1 << 20);
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (municipality->tables[i].schema != NULL) {
            table_write(&municipality->tables[i], out);
        }
    }
    assert_false(out->failed);
}

static void
assert_same_tables(const struct municipality *a, const struct municipality *b)
{
    struct text left, right;
    write_tables(a, &left);
    write_tables(b, &right);
    assert_string_equal(text_string(&left), text_string(&right));
    text_free(&left);
    text_free(&right);
}

static double
observed(const struct municipality *municipality, enum indicator indicator, const char *district)
{
    struct figure figure;
    assert_true(observation_latest(municipality, indicator, district, day("2026-12-31"), &figure));
    assert_string_equal(figure.source, SOURCE_REGISTER);
    return figure.value;
}

static void
the_tables_show_the_living_register(void **state)
{
    struct desk *desk = new_desk(*state);
    struct error error;
    struct applied applied;
    struct municipality shown, again;
    size_t hint = 0;
    struct problems problems;
    town_observe(desk->town, "2026-02-01", INDICATOR_waiting, "", 4711);
    must(municipality_save(desk->store, &desk->town->municipality, &error), &error);
    must(municipality_open(desk->store, "9999", &desk->arena, &shown, &error), &error);
    assert_same_tables(&shown, &desk->town->municipality); /* nobody is in it */
    populate(desk);
    close_month(desk, &applied);
    must(municipality_open(desk->store, NULL, &desk->arena, &shown, &error), &error);
    assert_int_equal(municipality_facts(&shown)->state_date.days, day("2026-02-01").days);
    for (int i = 1; i <= LISTS; i++) {
        char post[8];
        snprintf(post, sizeof post, "L%d", i);
        const struct list *list = list_of(&shown, post);
        assert_non_null(list);
        assert_int_equal(list->length,
                         whole(desk, "SELECT length FROM gp_list WHERE list = %d", i));
        assert_int_equal(list->state, whole(desk, "SELECT state FROM gp_list WHERE list = %d", i));
        assert_int_equal(list->date.days, day("2026-02-01").days);
        assert_int_equal(list->synthetic, FLAG_YES);
        assert_string_equal(list->source, SOURCE_REGISTER);
        assert_int_equal(post_find(&shown, post, &hint)->status, i == 6   ? POST_VACANT
                                                                 : i == 5 ? POST_LOCUM
                                                                          : POST_HELD);
    }
    assert_non_null(source_find(&shown, SOURCE_REGISTER));
    assert_near(observed(&shown, INDICATOR_waiting, ""),
                (double)whole(desk, "SELECT count(*) FROM queue"), 0);
    assert_near(observed(&shown, INDICATOR_unassigned, ""),
                (double)whole(desk, "SELECT count(*) FROM unassigned"), 0);
    assert_near(observed(&shown, INDICATOR_gps, ""), 4, 0);
    assert_near(observed(&shown, INDICATOR_gps, "Nord"), 2, 0);
    assert_near(observed(&shown, INDICATOR_gps, "Sør"), 2, 0);
    assert_near(observed(&shown, INDICATOR_places, ""), 200, 0);
    assert_near(observed(&shown, INDICATOR_lists_without_doctor, ""), 1, 0);
    assert_near(observed(&shown, INDICATOR_mean_list, ""),
                (double)whole(desk, "SELECT sum(length) FROM gp_list WHERE list <= 4") / 4, 1e-9);
    problems_init(&problems, &desk->arena);
    assert_true(municipality_check_tables(&shown, &problems));

    /* the tables are replaced by a folder of other posts; the register is what is shown */
    struct town *other = calloc(1, sizeof *other);
    assert_non_null(other);
    town_init(other, "2026-01-01");
    town_district(other, "Nord");
    town_practice(other, "Q", "Nord", "");
    town_post(other, "Z1", "Q", POST_HELD, 1000);
    town_list(other, "Z1", 900, LIST_OPEN);
    must(municipality_save(desk->store, &other->municipality, &error), &error);
    must(municipality_tables(desk->store, NULL, &desk->arena, &again, &error), &error);
    assert_same_tables(&again, &other->municipality);
    must(municipality_open(desk->store, NULL, &desk->arena, &again, &error), &error);
    size_t posts;
    municipality_rows(&again, TABLE_POSTS, &posts);
    assert_int_equal(posts, LISTS);
    assert_int_equal(list_of(&again, "L1")->length, list_of(&shown, "L1")->length);
    assert_string_equal(practice_find(&again, "PN", &hint)->district, "Nord");
    assert_string_equal(practice_find(&again, "PS", &hint)->district, ""); /* Sør is no more */
    assert_true(municipality_check_tables(&again, &problems));
    /* what is shown can be saved and shown again, and is the same */
    struct municipality saved;
    must(municipality_save(desk->store, &shown, &error), &error);
    must(municipality_open(desk->store, NULL, &desk->arena, &saved, &error), &error);
    assert_same_tables(&saved, &shown);
    free(other);
    free_desk(desk);
}

static void
the_log_of_views_is_done_over_again(void **state)
{
    struct desk *desk = full_desk(state);
    struct error error;
    struct applied applied;
    struct store *copy;
    struct person_view view;
    struct queue_view queue;
    struct month_view month;
    struct audit_head a, b;
    char path[100];
    int64_t forgotten = 0;
    const struct person_found *people;
    size_t count;
    /* one long dead, whose number is forgotten here and was never there */
    struct operation operation = {.kind = OPERATION_person_death, .day = desk->day};
    operation_set_whole(&operation, ARGUMENT_person,
                        whole(desk, "SELECT min(person) FROM person WHERE born < 0"));
    operation_set_date(&operation, ARGUMENT_from, day("2015-06-01"));
    apply(desk, &operation, &applied);
    close_month(desk, &applied);
    must(person_view(&desk->session, 3, &desk->arena, &view, &error) &&
             queue_view(&desk->session, 3, 5, &desk->arena, &queue, &error) &&
             month_view(&desk->session, day("2026-01-01"), true, &desk->arena, &month, &error) &&
             person_search(&desk->session, day("1850-01-01"), SEX_MALE, NULL, &desk->arena, &people,
                           &count, &error) &&
             retention_apply(&desk->session, desk->day, &desk->arena, &forgotten, &error),
         &error);
    assert_int_equal(forgotten, 1);
    snprintf(path, sizeof path, "%s/copy", desk->scratch->folder);
    must(store_open(path, STORE_CREATE, &copy, &error), &error);
    must(municipality_save(copy, &desk->town->municipality, &error), &error);
    must(register_replay(desk->store, copy, &desk->rulebook, &error), &error);
    must(audit_head(desk->store, &a, &error) && audit_head(copy, &b, &error), &error);
    assert_string_equal(a.hash, b.hash);
    store_free(copy);
    free_desk(desk);
}

static void
a_request_is_of_one_identity_number(void **state)
{
    struct desk *desk = new_desk(*state);
    struct applied applied, again;
    struct error error;
    char numbers[2][NATIONAL_ID_TEXT_SIZE];
    int made = 0;
    for (int serial = 0; made < 2; serial++) {
        made += national_id_make(day("1990-01-01"), SEX_FEMALE, serial, numbers[made]) ? 1 : 0;
    }
    struct operation operation = {
        .kind = OPERATION_person_add, .day = desk->day, .request = "one", .identity = numbers[0]};
    operation_set_date(&operation, ARGUMENT_born, day("1990-01-01"));
    operation_set_whole(&operation, ARGUMENT_sex, SEX_FEMALE);
    apply(desk, &operation, &applied);
    apply(desk, &operation, &again);
    assert_true(again.repeated);
    assert_int_equal(again.number, applied.number);
    operation.identity = numbers[1];
    assert_false(register_apply(&desk->session, &operation, &desk->arena, &again, &error));
    assert_int_equal(error.code, ERROR_REQUEST_OTHER);
    operation.identity = NULL; /* who does not tell it again has not told another */
    apply(desk, &operation, &again);
    assert_true(again.repeated);
    free_desk(desk);
}

int
main(void)
{
    struct CMUnitTest tests[] = {
        ON_BOTH(a_person_is_shown_whole),
        ON_BOTH(what_comes_and_what_was_known_is_shown),
        ON_BOTH(a_search_is_logged_also_when_it_finds_nobody),
        ON_BOTH(a_protected_address_is_shown_for_service_alone),
        ON_BOTH(nothing_is_given_when_the_log_cannot_be_written),
        ON_BOTH(lists_are_shown_with_their_doctors),
        ON_BOTH(lists_are_kept_until_something_is_committed),
        ON_BOTH(lists_of_a_transaction_are_not_kept),
        ON_BOTH(lists_are_kept_of_one_day_and_municipality),
        ON_BOTH(members_are_known_as_they_were),
        ON_BOTH(what_was_known_is_told_by_the_day),
        ON_BOTH(a_place_in_the_queue_is_shown),
        ON_BOTH(a_place_says_when_no_switch_is_left),
        ON_BOTH(those_without_a_gp_are_shown_in_their_order),
        ON_BOTH(an_exchange_is_reported_and_not_made),
        ON_BOTH(attachment_adds_up),
        ON_BOTH(a_month_is_reported_before_and_after),
        ON_BOTH(a_try_leaves_only_its_reading),
        ON_BOTH(numbers_are_forgotten_in_time),
        ON_BOTH(the_tables_show_the_living_register),
        ON_BOTH(the_log_of_views_is_done_over_again),
        ON_BOTH(a_request_is_of_one_identity_number),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
