/* SPDX-License-Identifier: EUPL-1.2 */
/* Persons taken in from a file by the difference, and what leaves the register for others. */
#define _XOPEN_SOURCE 700
#include "register/intake.h"

#include "../store/scratch.h"
#include "exchange/national.h"
#include "fixture.h"
#include "register/export.h"
#include "register/municipality.h"
#include "register/replay.h"
#include "register/roll.h"
#include "register/words.h"
#include "scheme/national_id.h"
#include "store/query.h"

#define HERE "1234"

/* A register of a town with lists A (cap 3), B (cap 2) and C (cap 1, closed), in January. */
struct world {
    struct arena arena;
    struct problems problems;
    struct rulebook rulebook;
    struct key_ring *keys;
    struct session session;
    struct date day;
    struct store *store;
    struct town *town;
};

static int64_t
clock_of_test(void *context)
{
    (void)context;
    return INT64_C(1767600000);
}

static void
apply(struct world *world, const struct operation *operation, bool allowed)
{
    struct error error;
    struct applied applied;
    must(register_apply(&world->session, operation, &world->arena, &applied, &error), &error);
    assert_int_equal(applied.verdict.allowed, allowed);
}

static void
world_begin(struct world *world, const struct scratch *scratch)
{
    static struct town town;
    struct error error;
    char path[sizeof scratch->folder + 8];
    *world = (struct world){.day = day("2026-01-10")};
    arena_init(&world->arena, (size_t)256 << 20);
    problems_init(&world->problems, &world->arena);
    assert_true(national_rulebook(NULL, &world->problems, &world->rulebook));
    snprintf(path, sizeof path, "%s/key", scratch->folder);
    must(key_create(path, world->day, &error) && key_open(path, &world->keys, &error), &error);
    must(store_open(scratch->path, STORE_CREATE, &world->store, &error), &error);
    town_init(&town, "2026-01-01");
    town.facts[0].code = HERE;
    town_district(&town, "Nord");
    town_district(&town, "Sør");
    town_practice(&town, "P1", "Nord", "");
    town_practice(&town, "77", "Sør", "");
    town_post(&town, "A", "P1", POST_HELD, 3);
    town_post(&town, "B", "P1", POST_HELD, 2);
    town_post(&town, "C", "77", POST_HELD, 1);
    town_list(&town, "A", 0, LIST_OPEN);
    town_list(&town, "B", 0, LIST_OPEN);
    town_list(&town, "C", 0, LIST_CLOSED);
    must(store_begin(world->store, &error) &&
             municipality_save(world->store, &town.municipality, &error) &&
             store_commit(world->store, &error),
         &error);
    world->town = &town;
    world->session = (struct session){.store = world->store,
                                      .rulebook = &world->rulebook,
                                      .actor = "test",
                                      .purpose = "test",
                                      .municipality = HERE,
                                      .keys = world->keys,
                                      .clock = clock_of_test};
    struct operation begin = {.kind = OPERATION_register_begin, .day = day("2026-01-01")};
    operation_set_date(&begin, ARGUMENT_month, day("2026-01-01"));
    apply(world, &begin, true);
}

static void
world_end(struct world *world)
{
    store_free(world->store);
    key_close(world->keys);
    arena_free(&world->arena);
}

static void
close_month(struct world *world)
{
    struct operation close = {.kind = OPERATION_month_close, .day = day("2026-01-31")};
    operation_set_date(&close, ARGUMENT_month, day("2026-01-01"));
    apply(world, &close, true);
    world->day = day("2026-02-10");
}

static long long
ask(const struct world *world, const char *sql)
{
    struct error error;
    int64_t value;
    must(query_whole(world->store, &value, &error, sql, ""), &error);
    return value;
}

/* A synthetic number of that day. */
static const char *
number_of(struct world *world, const char *born, enum sex sex, int serial)
{
    char number[NATIONAL_ID_TEXT_SIZE];
    while (!national_id_make(day(born), sex, serial, number)) {
        serial++;
    }
    return arena_copy(&world->arena, number, NATIONAL_ID_LENGTH);
}

/* A mother, a father and a child who live together, and one alone with a protected address. */
enum { MOTHER, FATHER, CHILD, HIDDEN, PEOPLE };

static void
make_rows(struct world *world, struct intake_row rows[PEOPLE])
{
    const char *mother = number_of(world, "1985-05-01", SEX_FEMALE, 1),
               *father = number_of(world, "1984-05-01", SEX_MALE, 1),
               *child = number_of(world, "2020-05-01", SEX_MALE, 1),
               *hidden = number_of(world, "1970-05-01", SEX_FEMALE, 1);
    for (int i = 0; i < PEOPLE; i++) {
        rows[i] = (struct intake_row){.born = DATE_NONE,
                                      .sex = -1,
                                      .municipality = HERE,
                                      .district = "Nord",
                                      .household = "h1",
                                      .mother = "",
                                      .parent = "",
                                      .post = "A",
                                      .since = day("2019-03-01"),
                                      .line = i + 2};
    }
    rows[MOTHER].number = mother;
    rows[FATHER].number = father;
    rows[CHILD].number = child;
    rows[HIDDEN].number = hidden;
    rows[CHILD].mother = mother;
    rows[CHILD].parent = father;
    rows[CHILD].since = day("2020-06-01");
    rows[HIDDEN].is_protected = true;
    rows[HIDDEN].district = rows[HIDDEN].household = "";
    rows[HIDDEN].post = "C";
}

static struct intake
plan(struct world *world, const struct intake_row *rows, size_t count)
{
    struct intake intake;
    if (!intake_plan(&world->session, world->day, "file.csv", rows, count, &world->problems,
                     &intake)) {
        must(false, &world->problems.errors[0]);
    }
    return intake;
}

static struct intake
take(struct world *world, const struct intake_row *rows, size_t count, enum intake_mode mode)
{
    struct error error;
    struct intake intake = plan(world, rows, count);
    must(intake_apply(&world->session, world->day, mode, &intake, &world->arena, &error), &error);
    return intake;
}

/* The error that the rows give, with no digit of a number in it. */
static enum error_code
fault_of(struct world *world, const struct intake_row *rows, size_t count, const char *field,
         int line)
{
    struct intake intake;
    struct problems *problems = &world->problems;
    assert_false(
        intake_plan(&world->session, world->day, "file.csv", rows, count, problems, &intake));
    assert_int_equal(problems->count, 1);
    const struct error *error = &problems->errors[0];
    assert_string_equal(error->field, field);
    assert_int_equal(error->line, line);
    struct text text;
    text_init(&text, 4096);
    error_write(error, LANGUAGE_EN, &text);
    for (size_t i = 0; i < count; i++) {
        assert_null(strstr(text_string(&text), rows[i].number));
    }
    text_free(&text);
    enum error_code code = error->code;
    problems_init(problems, &world->arena);
    return code;
}

/* Nothing but readings was written since there were so many rows in the log. */
static void
assert_only_read(const struct world *world, long long log)
{
    assert_int_equal(ask(world, "SELECT count(*) FROM audit WHERE kind <> 3"), log);
}

/* -- taking in -----------------------------------------------------------------------------------
 */

static void
the_first_file_puts_all_where_they_were(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    struct intake done = take(&world, rows, PEOPLE, INTAKE_ALL);
    assert_true(done.initial && done.applied);
    assert_int_equal(done.kinds[INTAKE_ADD], PEOPLE);
    assert_int_equal(done.refused, 0);
    assert_int_equal(ask(&world, "SELECT count(*) FROM person"), PEOPLE);
    assert_int_equal(ask(&world, "SELECT count(*) FROM identity"), PEOPLE);
    assert_int_equal(ask(&world, "SELECT length FROM gp_list l JOIN post p ON p.post = l.list "
                                 "WHERE p.code = 'A'"),
                     3);
    assert_int_equal(ask(&world, "SELECT from_day FROM enrolment e JOIN person p ON p.person = "
                                 "e.person WHERE p.mother IS NOT NULL"),
                     day("2020-06-01").days);
    assert_int_equal(ask(&world, "SELECT count(*) FROM person c JOIN person m ON m.person = "
                                 "c.mother JOIN person f ON f.person = c.parent WHERE m.household "
                                 "= c.household AND f.household = c.household"),
                     1);
    assert_int_equal(ask(&world, "SELECT count(*) FROM audit WHERE action = 'person_initial' AND "
                                 "request LIKE 'import:%'"),
                     PEOPLE);
    assert_int_equal(ask(&world, "SELECT count(*) FROM enrolment WHERE begin_reason = 0 AND quota "
                                 "= 0"),
                     PEOPLE);
    world_end(&world);
}

/* C is closed and its cap is 1: what was so before the register is so in it. */
static void
the_first_file_is_above_caps_and_closed_lists(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    rows[MOTHER].post = rows[FATHER].post = rows[CHILD].post = "C";
    take(&world, rows, PEOPLE, INTAKE_ALL);
    assert_int_equal(ask(&world, "SELECT max(length) FROM gp_list"), PEOPLE);
    assert_int_equal(ask(&world, "SELECT state FROM gp_list ORDER BY length DESC LIMIT 1"),
                     LIST_CLOSED);
    assert_int_equal(ask(&world, "SELECT count(*) FROM unassigned"), 0);
    world_end(&world);
}

static void
one_without_a_list_is_unassigned_since_the_first_file(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    rows[FATHER].post = "";
    rows[FATHER].since = DATE_NONE;
    rows[MOTHER].municipality = "4601";
    rows[MOTHER].district = "";
    take(&world, rows, PEOPLE, INTAKE_ALL);
    assert_int_equal(ask(&world, "SELECT since FROM unassigned"), world.day.days);
    assert_int_equal(ask(&world, "SELECT count(*) FROM unassigned"), 1);
    assert_int_equal(ask(&world, "SELECT count(*) FROM person WHERE municipality = '4601'"), 1);
    world_end(&world);
}

static void
back_in_time_only_until_a_month_is_closed(void **state)
{
    struct world world;
    struct error error;
    struct applied applied;
    world_begin(&world, *state);
    struct operation initial = {.kind = OPERATION_person_initial, .day = world.day};
    operation_set_date(&initial, ARGUMENT_born, day("1990-01-01"));
    operation_set_whole(&initial, ARGUMENT_sex, SEX_MALE);
    operation_set_text(&initial, ARGUMENT_list, "A");
    operation_set_date(&initial, ARGUMENT_from, day("1989-12-31"));
    assert_false(register_apply(&world.session, &initial, &world.arena, &applied, &error));
    assert_int_equal(error.code, ERROR_REGISTER_FUTURE);
    operation_set_date(&initial, ARGUMENT_from, day("2026-01-11"));
    assert_false(register_apply(&world.session, &initial, &world.arena, &applied, &error));
    assert_int_equal(error.code, ERROR_REGISTER_FUTURE);
    operation_set_date(&initial, ARGUMENT_from, day("2026-01-10"));
    apply(&world, &initial, true);
    close_month(&world);
    initial.day = world.day;
    assert_false(register_apply(&world.session, &initial, &world.arena, &applied, &error));
    assert_int_equal(error.code, ERROR_REGISTER_RUNNING);
    world_end(&world);
}

static void
the_same_file_twice_does_nothing(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    take(&world, rows, PEOPLE, INTAKE_ALL);
    long long log = ask(&world, "SELECT count(*) FROM audit WHERE kind <> 3");
    struct intake again = take(&world, rows, PEOPLE, INTAKE_ALL);
    assert_int_equal(again.count, 0);
    assert_int_equal(again.same, PEOPLE);
    assert_false(again.applied);
    assert_only_read(&world, log);
    world_end(&world);
}

/* The father has moved since, by hand; the old file does not move him back a second time. */
static void
what_a_file_did_once_it_does_not_do_again(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    take(&world, rows, PEOPLE, INTAKE_ALL);
    rows[FATHER].district = "Sør";
    rows[FATHER].household = "h2";
    struct intake moved = take(&world, rows, PEOPLE, INTAKE_ALL);
    assert_int_equal(moved.kinds[INTAKE_MOVE], 1);
    struct operation back = {.kind = OPERATION_person_move, .day = world.day};
    operation_set_whole(&back, ARGUMENT_person, moved.changes[0].person);
    operation_set_text(&back, ARGUMENT_district, "Nord");
    apply(&world, &back, true);
    struct intake again = take(&world, rows, PEOPLE, INTAKE_ALL);
    assert_int_equal(again.count, 0);
    assert_int_equal(again.done_before, 1);
    assert_int_equal(ask(&world, "SELECT count(*) FROM person WHERE district = 'Sør'"), 0);
    world_end(&world);
}

static void
a_dry_run_tells_all_and_changes_nothing(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    rows[HIDDEN].post = "D";
    long long log = ask(&world, "SELECT count(*) FROM audit WHERE kind <> 3");
    struct intake dry = take(&world, rows, PEOPLE, INTAKE_DRY);
    assert_int_equal(dry.kinds[INTAKE_ADD], PEOPLE);
    assert_int_equal(dry.refused, 1);
    assert_false(dry.applied);
    assert_int_equal(ask(&world, "SELECT count(*) FROM person"), 0);
    assert_only_read(&world, log);
    world_end(&world);
}

static void
what_is_refused_refuses_the_file_or_is_left_out(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    rows[MOTHER].post = "D"; /* no such post: and the child's mother is then not there */
    struct intake all = take(&world, rows, PEOPLE, INTAKE_ALL);
    assert_false(all.applied);
    assert_int_equal(all.refused, 2);
    assert_int_equal(ask(&world, "SELECT count(*) FROM person"), 0);
    for (size_t i = 0; i < all.count; i++) {
        const struct intake_change *change = &all.changes[i];
        bool refused = change->row == MOTHER || change->row == CHILD;
        assert_int_equal(change->outcome, refused ? INTAKE_REFUSED : INTAKE_DONE);
        if (refused) {
            assert_int_equal(change->error->code, change->row == MOTHER
                                                      ? ERROR_REGISTER_LIST
                                                      : ERROR_INTAKE_PARENT_LEFT_OUT);
        }
    }
    struct intake rest = take(&world, rows, PEOPLE, INTAKE_LEAVE_OUT);
    assert_true(rest.applied);
    assert_int_equal(ask(&world, "SELECT count(*) FROM person"), 2);
    /* What was left out is tried again. */
    assert_int_equal(take(&world, rows, PEOPLE, INTAKE_DRY).refused, 2);
    world_end(&world);
}

static void
a_rule_refuses_once_the_register_runs(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    take(&world, rows, PEOPLE, INTAKE_ALL);
    close_month(&world);
    rows[FATHER].post = "C";
    struct intake refused = take(&world, rows, PEOPLE, INTAKE_ALL);
    assert_false(refused.initial);
    assert_int_equal(refused.kinds[INTAKE_ENROL], 1);
    assert_int_equal(refused.refused, 1);
    assert_int_equal(refused.changes[0].rule, 86);
    assert_string_equal(refused.changes[0].from, "A");
    rows[FATHER].post = "B";
    struct intake moved = take(&world, rows, PEOPLE, INTAKE_ALL);
    assert_true(moved.applied);
    assert_int_equal(ask(&world, "SELECT from_day FROM enrolment WHERE until_day IS NULL ORDER BY "
                                 "recorded DESC LIMIT 1"),
                     day("2026-03-01").days);
    /* A file of before the switch takes effect is not against it, nor is one of after. */
    assert_int_equal(take(&world, rows, PEOPLE, INTAKE_DRY).count, 0);
    rows[FATHER].post = "A";
    assert_int_equal(take(&world, rows, PEOPLE, INTAKE_DRY).count, 0);
    world_end(&world);
}

/* One leaves the two others, who have not moved; then all come together again. */
static void
who_stays_in_a_household_has_not_moved(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    take(&world, rows, PEOPLE, INTAKE_ALL);
    rows[MOTHER].household = "a";
    struct intake left = take(&world, rows, PEOPLE, INTAKE_ALL);
    assert_int_equal(left.count, 1);
    assert_int_equal(left.changes[0].kind, INTAKE_MOVE);
    assert_int_equal(left.changes[0].row, MOTHER);
    assert_int_equal(ask(&world, "SELECT count(DISTINCT household) FROM person"), 2);
    rows[MOTHER].household = rows[FATHER].household = rows[CHILD].household = "b";
    struct intake together = take(&world, rows, PEOPLE, INTAKE_ALL);
    assert_int_equal(together.count, 1);
    assert_int_equal(together.changes[0].row, MOTHER);
    assert_int_equal(ask(&world, "SELECT count(DISTINCT household) FROM person"), 1);
    world_end(&world);
}

static void
every_kind_of_difference_is_found_and_done(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    take(&world, rows, PEOPLE, INTAKE_ALL);
    rows[MOTHER].municipality = "4601";
    rows[MOTHER].district = rows[MOTHER].household = "";
    rows[FATHER].post = "";
    rows[FATHER].since = DATE_NONE;
    rows[CHILD].parent = "";
    rows[HIDDEN].is_protected = false;
    rows[HIDDEN].district = "Sør";
    struct intake done = take(&world, rows, PEOPLE, INTAKE_ALL);
    assert_true(done.applied);
    assert_int_equal(done.refused, 0);
    assert_int_equal(done.kinds[INTAKE_MOVE], 2);
    assert_int_equal(done.kinds[INTAKE_PROTECT], 1);
    assert_int_equal(done.kinds[INTAKE_FAMILY], 1);
    assert_int_equal(done.kinds[INTAKE_OFF_LIST], 1);
    assert_int_equal(done.kinds[INTAKE_ENROL], 0);
    assert_int_equal(done.kinds[INTAKE_ABSENT], 0);
    assert_int_equal(ask(&world, "SELECT count(*) FROM person WHERE parent IS NOT NULL"), 0);
    assert_int_equal(ask(&world, "SELECT count(*) FROM person WHERE protected = 1"), 0);
    assert_int_equal(ask(&world, "SELECT count(*) FROM person WHERE municipality = '4601'"), 1);
    assert_int_equal(ask(&world, "SELECT count(*) FROM enrolment WHERE until_day IS NULL"), PEOPLE);
    world_end(&world);
}

static void
who_the_file_does_not_name_is_told_and_left_and_logged(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    take(&world, rows, PEOPLE, INTAKE_ALL);
    struct intake less = take(&world, rows, PEOPLE - 1, INTAKE_ALL);
    assert_int_equal(less.count, 1);
    assert_int_equal(less.changes[0].kind, INTAKE_ABSENT);
    assert_string_equal(less.changes[0].from, "C");
    assert_int_equal(ask(&world, "SELECT count(*) FROM person"), PEOPLE);
    assert_int_equal(ask(&world, "SELECT count(*) FROM audit WHERE kind = 3 AND action = 'import'"),
                     1);
    world_end(&world);
}

/* What an operation is told must be read again from the log. */
static void
a_text_is_no_longer_than_the_log_takes(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    char text[2002];
    world_begin(&world, *state);
    make_rows(&world, rows);
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    rows[FATHER].municipality = text;
    assert_int_equal(fault_of(&world, rows, PEOPLE, "municipality", FATHER + 2), ERROR_TOLD_TEXT);
    text[2000] = '\0';
    plan(&world, rows, PEOPLE);
    world_end(&world);
}

/* One who lives elsewhere and is on no list here is not among those who are read first. */
static void
a_file_may_name_one_who_has_left(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    rows[HIDDEN].municipality = "4321";
    rows[HIDDEN].post = "";
    rows[HIDDEN].since = DATE_NONE;
    take(&world, rows, PEOPLE, INTAKE_ALL);
    struct intake again = plan(&world, rows, PEOPLE);
    assert_int_equal(again.same, PEOPLE);
    world_end(&world);
}

static void
a_file_of_lists_alone_moves_nobody(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    take(&world, rows, PEOPLE, INTAKE_ALL);
    for (int i = 0; i < PEOPLE; i++) {
        rows[i] = (struct intake_row){.number = rows[i].number,
                                      .born = DATE_NONE,
                                      .sex = -1,
                                      .post = rows[i].post,
                                      .since = rows[i].since,
                                      .list_only = true,
                                      .line = i + 1};
    }
    assert_int_equal(plan(&world, rows, PEOPLE).count, 0);
    world_end(&world);
}

static void
wrong_rows_are_told_without_their_numbers(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE], good[PEOPLE];
    char wrong[NATIONAL_ID_TEXT_SIZE];
    world_begin(&world, *state);
    make_rows(&world, good);
    memcpy(rows, good, sizeof rows);
    memcpy(wrong, good[FATHER].number, sizeof wrong);
    wrong[10] = (char)(wrong[10] == '9' ? '0' : wrong[10] + 1);
    rows[FATHER].number = wrong;
    rows[CHILD].parent = "";
    assert_int_equal(fault_of(&world, rows, PEOPLE, "national_id", 3), ERROR_ID_CHECK);
    memcpy(rows, good, sizeof rows);
    rows[HIDDEN].number = rows[FATHER].number;
    assert_int_equal(fault_of(&world, rows, PEOPLE, "national_id", 5), ERROR_INTAKE_TWICE);
    memcpy(rows, good, sizeof rows);
    rows[FATHER].post = rows[FATHER].number;
    assert_int_equal(fault_of(&world, rows, PEOPLE, "post", 3), ERROR_INTAKE_MIXED);
    memcpy(rows, good, sizeof rows);
    rows[MOTHER].born = day("1985-05-02");
    assert_int_equal(fault_of(&world, rows, PEOPLE, "birth_date", 2), ERROR_IDENTITY_OTHER);
    memcpy(rows, good, sizeof rows);
    rows[MOTHER].sex = SEX_MALE;
    assert_int_equal(fault_of(&world, rows, PEOPLE, "birth_date", 2), ERROR_IDENTITY_OTHER);
    memcpy(rows, good, sizeof rows);
    rows[CHILD].district = "Vest";
    assert_int_equal(fault_of(&world, rows, PEOPLE, "district", 4), ERROR_REGISTER_DISTRICT);
    memcpy(rows, good, sizeof rows);
    rows[MOTHER].since = day("2026-01-11");
    assert_int_equal(fault_of(&world, rows, PEOPLE, "since", 2), ERROR_INTAKE_SINCE);
    memcpy(rows, good, sizeof rows);
    rows[MOTHER].mother = rows[CHILD].number;
    assert_int_equal(fault_of(&world, rows, PEOPLE, "mother", 2), ERROR_INTAKE_PARENT);
    world.day = day("2026-02-01");
    assert_int_equal(fault_of(&world, good, PEOPLE, "--date", 0), ERROR_MONTH_OTHER);
    assert_int_equal(ask(&world, "SELECT count(*) FROM person"), 0);
    world_end(&world);
}

static void
no_number_is_in_the_log(void **state)
{
    struct world world;
    struct intake_row rows[PEOPLE];
    world_begin(&world, *state);
    make_rows(&world, rows);
    take(&world, rows, PEOPLE, INTAKE_ALL);
    for (int i = 0; i < PEOPLE; i++) {
        char sql[256];
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM audit WHERE arguments LIKE '%%%s%%' OR request LIKE "
                 "'%%%s%%'",
                 rows[i].number, rows[i].number);
        assert_int_equal(ask(&world, sql), 0);
    }
    world_end(&world);
}

/* What a file brought about, with what it was refused, comes out of the log the same. */
static void
the_log_done_over_gives_the_same(void **state)
{
    const struct scratch *scratch = *state;
    struct world world;
    struct error error;
    struct store *again;
    struct audit_head first, second;
    struct intake_row rows[PEOPLE];
    char path[sizeof scratch->folder + 8];
    world_begin(&world, scratch);
    make_rows(&world, rows);
    take(&world, rows, PEOPLE, INTAKE_ALL);
    rows[CHILD].parent = "";
    rows[MOTHER].post = "C";
    assert_int_equal(take(&world, rows, PEOPLE - 1, INTAKE_LEAVE_OUT).refused, 1);
    snprintf(path, sizeof path, "%s/again", scratch->folder);
    must(store_open(path, STORE_CREATE, &again, &error), &error);
    must(store_begin(again, &error) &&
             municipality_save(again, &world.town->municipality, &error) &&
             store_commit(again, &error),
         &error);
    must(register_replay(world.store, again, &world.rulebook, &error), &error);
    must(audit_head(world.store, &first, &error) && audit_head(again, &second, &error), &error);
    assert_string_equal(first.hash, second.hash);
    store_free(again);
    world_end(&world);
}

/* -- what leaves ---------------------------------------------------------------------------------
 */

static void
persons_leave_and_come_back_the_same(void **state)
{
    struct world world;
    struct error error;
    struct intake_row rows[PEOPLE], *out;
    size_t count;
    int64_t left_out;
    world_begin(&world, *state);
    make_rows(&world, rows);
    take(&world, rows, PEOPLE, INTAKE_ALL);
    must(roll_persons(&world.session, world.day, true, &world.arena, &out, &count, &left_out,
                      &error),
         &error);
    assert_int_equal(count, PEOPLE - 1);
    assert_int_equal(left_out, 1);
    for (size_t i = 0; i < count; i++) {
        assert_string_not_equal(out[i].number, rows[HIDDEN].number);
        assert_int_equal(strlen(out[i].number), NATIONAL_ID_LENGTH);
    }
    assert_int_equal(ask(&world, "SELECT count(*) FROM audit WHERE kind = 3 AND action = 'export'"),
                     PEOPLE - 1);
    struct intake again = plan(&world, out, count);
    assert_int_equal(again.same, PEOPLE - 1);
    assert_int_equal(again.kinds[INTAKE_ABSENT], 1); /* the one whose address is protected */
    assert_int_equal(again.count, 1);
    must(roll_persons(&world.session, world.day, false, &world.arena, &out, &count, &left_out,
                      &error),
         &error);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(out[i].number, "");
        assert_string_equal(out[i].mother, "");
        assert_string_equal(out[i].parent, "");
    }
    world.session.keys = NULL;
    assert_false(roll_persons(&world.session, world.day, true, &world.arena, &out, &count,
                              &left_out, &error));
    assert_int_equal(error.code, ERROR_IDENTITY_NO_KEYS);
    world_end(&world);
}

static void
contracts_are_as_of_the_day(void **state)
{
    struct world world;
    struct error error;
    struct intake_row rows[PEOPLE];
    struct roll_contract *contracts;
    struct roll_place *places;
    size_t count;
    world_begin(&world, *state);
    make_rows(&world, rows);
    take(&world, rows, PEOPLE, INTAKE_ALL);
    must(roll_contracts(&world.session, world.day, &world.arena, &contracts, &count, &error),
         &error);
    assert_int_equal(count, 3);
    assert_string_equal(contracts[0].code, "A");
    assert_int_equal(contracts[0].length, 3);
    assert_int_equal(contracts[2].length, 1);
    assert_int_equal(contracts[2].state, LIST_CLOSED);
    must(
        roll_contracts(&world.session, day("2020-05-31"), &world.arena, &contracts, &count, &error),
        &error);
    assert_int_equal(contracts[0].length, 2); /* the child came on 1 June */
    must(roll_places(&world.session, world.day, &world.arena, &places, &count, &error), &error);
    assert_int_equal(count, PEOPLE);
    for (size_t i = 1; i < count; i++) {
        assert_true(places[i].person > places[i - 1].person);
    }
    world_end(&world);
}

/* What stands in a column of a row. */
static void
cell_of(const struct table *table, const char *column, size_t row, struct text *out)
{
    for (size_t c = 0; c < table->schema->column_count; c++) {
        if (strcmp(table->schema->columns[c].name, column) == 0) {
            out->length = 0;
            column_write(&table->schema->columns[c],
                         (const unsigned char *)table->rows + row * table->schema->row_size, out);
            return;
        }
    }
    fail();
}

static void
tables_leave_without_numbers_and_protected_addresses(void **state)
{
    struct world world;
    struct error error;
    struct intake_row rows[PEOPLE];
    struct table tables[64];
    size_t count;
    struct text text;
    world_begin(&world, *state);
    make_rows(&world, rows);
    rows[HIDDEN].district = "Sør"; /* known, and not to be shown */
    rows[HIDDEN].household = "h9";
    take(&world, rows, PEOPLE, INTAKE_ALL);
    export_schemas(&count);
    assert_true(count < 64);
    must(export_tables(&world.session, &world.arena, tables, &error), &error);
    text_init(&text, 1 << 20);
    for (size_t t = 0; t < count; t++) {
        text.length = 0;
        table_write(&tables[t], &text);
        assert_false(text.failed);
        for (int i = 0; i < PEOPLE; i++) {
            assert_null(strstr(text_string(&text), rows[i].number));
        }
        if (strcmp(tables[t].schema->name, "person") == 0) {
            assert_int_equal(tables[t].count, PEOPLE);
            assert_null(strstr(text_string(&text), "Sør"));
            for (size_t r = 0; r < PEOPLE; r++) {
                cell_of(&tables[t], "protected", r, &text);
                bool hidden = strcmp(text_string(&text), "yes") == 0;
                const char *const blank[] = {"municipality", "district", "household"};
                for (size_t b = 0; b < 3; b++) {
                    cell_of(&tables[t], blank[b], r, &text);
                    assert_int_equal(text.length == 0, hidden);
                }
            }
        }
        if (strcmp(tables[t].schema->name, "enrolment") == 0) {
            cell_of(&tables[t], "begin_reason", 0, &text);
            assert_string_equal(text_string(&text), "initial");
            cell_of(&tables[t], "from_day", 0, &text);
            assert_int_equal(text.length, 10);
        }
    }
    text_free(&text);
    assert_int_equal(ask(&world, "SELECT count(*) FROM audit WHERE kind = 3 AND action = 'export'"),
                     PEOPLE);
    world_end(&world);
}

/* Every table and column the register keeps is among those that leave, but for identity and audit.
 */
static void
every_table_leaves(void **state)
{
    struct world world;
    struct error error;
    struct statement *statement;
    size_t count, columns = 0;
    char at[128] = "";
    bool row = true;
    world_begin(&world, *state);
    const struct table_schema *schemas = export_schemas(&count);
    must(
        store_prepare(world.store,
                      "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) "
                      "c WHERE m.type = 'table' AND m.name NOT IN ('identity', 'audit', 'account', "
                      "'web_session')",
                      &statement, &error),
        &error);
    while (statement_step(statement, &row, &error) && row) {
        const char *table = statement_text(statement, 0), *column = statement_text(statement, 1);
        for (size_t i = 0; i < TABLE_COUNT; i++) {
            if (strcmp(municipality_schemas[i].name, table) == 0) {
                table = NULL; /* one of the planner's */
                break;
            }
        }
        if (table == NULL) {
            continue;
        }
        snprintf(at, sizeof at, "%s.%s", table, column);
        bool found = false;
        for (size_t i = 0; i < count; i++) {
            for (size_t c = 0; strcmp(schemas[i].name, table) == 0 && c < schemas[i].column_count;
                 c++) {
                found |= strcmp(schemas[i].columns[c].name, column) == 0;
            }
        }
        if (!found) {
            print_error("%s does not leave\n", at);
            fail();
        }
        columns++;
    }
    statement_free(statement);
    assert_true(columns > 100);
    world_end(&world);
}

int
main(void)
{
    struct CMUnitTest tests[] = {
        ON_BOTH(the_first_file_puts_all_where_they_were),
        ON_BOTH(the_first_file_is_above_caps_and_closed_lists),
        ON_BOTH(one_without_a_list_is_unassigned_since_the_first_file),
        ON_BOTH(back_in_time_only_until_a_month_is_closed),
        ON_BOTH(the_same_file_twice_does_nothing),
        ON_BOTH(what_a_file_did_once_it_does_not_do_again),
        ON_BOTH(a_dry_run_tells_all_and_changes_nothing),
        ON_BOTH(what_is_refused_refuses_the_file_or_is_left_out),
        ON_BOTH(a_rule_refuses_once_the_register_runs),
        ON_BOTH(who_stays_in_a_household_has_not_moved),
        ON_BOTH(every_kind_of_difference_is_found_and_done),
        ON_BOTH(who_the_file_does_not_name_is_told_and_left_and_logged),
        ON_BOTH(a_text_is_no_longer_than_the_log_takes),
        ON_BOTH(a_file_may_name_one_who_has_left),
        ON_BOTH(a_file_of_lists_alone_moves_nobody),
        ON_BOTH(wrong_rows_are_told_without_their_numbers),
        ON_BOTH(no_number_is_in_the_log),
        ON_SQLITE(the_log_done_over_gives_the_same),
        ON_BOTH(persons_leave_and_come_back_the_same),
        ON_BOTH(contracts_are_as_of_the_day),
        ON_BOTH(tables_leave_without_numbers_and_protected_addresses),
        ON_SQLITE(every_table_leaves),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
