/* SPDX-License-Identifier: EUPL-1.2 */
/* Where one thing meets another in the register: municipalities closed together, a wait and a
 * switch at once, a refusal that made somebody first. */
#define _XOPEN_SOURCE 700

#include "world.h"

#include "register/municipality.h"
#include "register/reduction.h"
#include "register/words.h"

static long long
list_of(const struct world *world, const char *municipality, const char *code)
{
    return world_value(world, "SELECT post FROM post WHERE municipality = '%s' AND code = '%s'",
                       municipality, code);
}

/* "name=number", to tell an operation. */
static const char *
told(struct world *world, const char *name, long long number)
{
    char text[80];
    int length = snprintf(text, sizeof text, "%s=%lld", name, number);
    return arena_copy(&world->arena, text, (size_t)length);
}

/* A grown-up who is on the list and nobody's parent. */
static long long
member_of(const struct world *world, const char *code, int skip)
{
    return world_value(world,
                       "SELECT e.person FROM enrolment e JOIN person p ON p.person = e.person "
                       "WHERE e.list = %lld AND p.born < 10000 AND e.superseded IS NULL AND "
                       "e.until_day IS NULL ORDER BY e.person LIMIT 1 OFFSET %d",
                       list_of(world, "9999", code), skip);
}

/* The list the person is on, on the day of the world; 0 for none. */
static long long
list_now(const struct world *world, long long person)
{
    return world_value(world,
                       "SELECT list FROM enrolment WHERE person = %lld AND superseded IS NULL AND "
                       "from_day <= %d AND (until_day IS NULL OR until_day > %d)",
                       person, (int)world->day.days, (int)world->day.days);
}

static long long
wrong_lengths(const struct world *world)
{
    return world_value(world, "SELECT count(*) FROM gp_list l JOIN post p ON p.post = l.list JOIN "
                              "register r ON r.municipality = p.municipality WHERE l.length <> "
                              "(SELECT count(*) FROM enrolment e WHERE e.list = l.list AND "
                              "e.superseded IS NULL AND (e.until_day IS NULL OR e.until_day > "
                              "r.month))");
}

/* Another town of the same kind, with a register and nobody in it, beside that of the world. */
static void
add_neighbour(struct world *world)
{
    struct error error;
    world->town.facts[0].code = "8888";
    must(municipality_save(world->store, &world->town.municipality, &error), &error);
    world->town.facts[0].code = "9999";
    world->session.municipality = "8888";
    must_allow(world, 0, OPERATION_register_begin, "month=2026-01-01");
}

static void
end_without_replay(struct world *world)
{
    struct audit_head head;
    struct error error;
    must(audit_verify(world->store, NULL, &head, &error), &error);
    assert_int_equal(wrong_lengths(world), 0);
    store_free(world->store);
    arena_free(&world->arena);
}

/* -- municipalities together ------------------------------------------------------------------- */

static void
one_without_a_gp_here_waits_for_a_list_there(void **state)
{
    struct world world;
    world_open(&world, *state);
    add_neighbour(&world);
    struct applied added =
        must_allow(&world, 79, OPERATION_person_add, "born=1980-03-03", "sex=female");
    const char *person = told(&world, "person", added.number);
    must_allow(&world, 101, OPERATION_queue_join, person, "list=9999/B");
    world.session.municipality = "9999";
    must_allow(&world, 59, OPERATION_list_cap, "list=B", "cap=110", "agreed=yes");
    world.session.municipality = MUNICIPALITY_ALL;
    world.day = day("2026-01-31");
    must_allow(&world, 235, OPERATION_month_close, "month=2026-01-01");
    world.day = day("2026-02-01");
    assert_int_equal(list_now(&world, added.number), list_of(&world, "9999", "B"));
    assert_int_equal(world_value(&world, "SELECT count(*) FROM queue"), 0);
    end_without_replay(&world);
}

static void
a_month_that_is_closed_for_all_is_not_closed_again(void **state)
{
    struct world world;
    world_open(&world, *state);
    add_neighbour(&world);
    world.session.municipality = MUNICIPALITY_ALL;
    world.day = day("2026-01-31");
    must_allow(&world, 235, OPERATION_month_close, "month=2026-01-01");
    must_fail(&world, ERROR_MONTH_CLOSED, OPERATION_month_close, "month=2026-01-01");
    end_without_replay(&world);
}

static void
a_place_in_a_month_ahead_gives_way_too(void **state)
{
    struct world world;
    world_open(&world, *state);
    long long person = member_of(&world, "A", 0);
    add_neighbour(&world);
    world.session.municipality = "9999";
    must_allow(&world, 95, OPERATION_queue_join, told(&world, "person", person), "list=B");
    must_allow(&world, 59, OPERATION_list_cap, "list=B", "cap=110", "agreed=yes");
    world.session.municipality = "8888";
    world.day = day("2026-01-31");
    must_allow(&world, 235, OPERATION_month_close, "month=2026-01-01");
    world.day = day("2026-02-05");
    must_allow(&world, 108, OPERATION_person_enrol, told(&world, "person", person), "list=8888/A");
    world.session.municipality = "9999";
    world.day = day("2026-01-31");
    must_allow(&world, 235, OPERATION_month_close, "month=2026-01-01");
    world.day = day("2026-02-01");
    assert_int_equal(list_now(&world, person), list_of(&world, "9999", "B"));
    assert_int_equal(
        world_value(&world,
                    "SELECT count(*) FROM enrolment WHERE person = %lld AND superseded IS NULL AND "
                    "(until_day IS NULL OR until_day > %d)",
                    person, (int)world.day.days),
        1);
    end_without_replay(&world);
}

static void
a_second_municipality_is_filled_after_a_new_agreement(void **state)
{
    struct world world;
    world_open(&world, *state);
    const char *doctor =
        told(&world, "doctor",
             world_value(&world, "SELECT doctor FROM doctor_relation WHERE list = %lld",
                         list_of(&world, "9999", "B")));
    must_allow(&world, 7, OPERATION_part_start, "list=A", doctor, "share=20");
    must_allow(&world, 7, OPERATION_part_start, "list=C", doctor, "share=20");
    add_neighbour(&world);
    must_allow(&world, 0, OPERATION_register_populate, "seed=8", "waiting=0", "unassigned=0",
               "guests=0");
    end_without_replay(&world);
}

/* -- a wait and a switch ----------------------------------------------------------------------- */

static void
a_placement_that_gives_way_is_counted_once(void **state)
{
    struct world world;
    world_open(&world, *state);
    long long mover = member_of(&world, "A", 0);
    const char *person = told(&world, "person", mover);
    must_allow(&world, 95, OPERATION_queue_join, person, "list=B");
    must_allow(&world, 59, OPERATION_list_cap, "list=B", "cap=110", "agreed=yes");
    must_allow(&world, 108, OPERATION_person_enrol, person, "list=C");
    /* One with no GP comes to C, where there is most room. */
    must_allow(&world, 79, OPERATION_person_add, "born=1980-03-03", "sex=female");
    world_until(&world, "2026-02-01");
    assert_int_equal(list_now(&world, mover), list_of(&world, "9999", "B"));
    world_close(&world);
}

static void
who_stays_after_all_does_not_wait_for_the_list(void **state)
{
    struct world world;
    world_open(&world, *state);
    must_allow(&world, 0, OPERATION_register_set, "setting=exchange", "value=1");
    const char *person = told(&world, "person", member_of(&world, "B", 0));
    must_allow(&world, 83, OPERATION_person_switch, person, "list=C");
    must_allow(&world, 95, OPERATION_queue_join, person, "list=B");
    must_allow(&world, 88, OPERATION_person_withdraw, person);
    assert_int_equal(world_value(&world, "SELECT count(*) FROM queue"), 0);
    world_until(&world, "2026-02-01");
    world_close(&world);
}

static void
who_is_kept_from_a_gp_is_kept_from_one_who_comes(void **state)
{
    struct world world;
    world_open(&world, *state);
    const char *person = told(&world, "person", member_of(&world, "A", 0));
    const char *doctor =
        told(&world, "doctor",
             world_value(&world, "SELECT doctor FROM doctor_relation WHERE list = %lld",
                         list_of(&world, "9999", "A")));
    must_allow(&world, 110, OPERATION_removal_demand, person, "kind=threats_gp");
    must_allow(&world, 111, OPERATION_removal_decide, "decision=1", "outcome=moved", "reason=x",
               "basis=y");
    must_allow(&world, 7, OPERATION_part_start, "list=C", doctor, "share=20", "from=2026-02-01");
    must_refuse(&world, 72, OPERATION_person_choose, person, "list=C");
    must_allow(&world, 7, OPERATION_part_end, "list=C", doctor, "until=2026-02-01");
    must_allow(&world, 84, OPERATION_person_choose, person, "list=C");
    world_close(&world);
}

static void
a_reversed_removal_leaves_another_that_stands(void **state)
{
    struct world world;
    world_open(&world, *state);
    long long moved = member_of(&world, "A", 0);
    const char *person = told(&world, "person", moved);
    must_allow(&world, 110, OPERATION_removal_demand, person, "kind=threats_gp");
    must_allow(&world, 110, OPERATION_removal_demand, person, "kind=violence_staff");
    must_allow(&world, 111, OPERATION_removal_decide, "decision=1", "outcome=moved", "reason=x",
               "basis=y");
    must_allow(&world, 111, OPERATION_removal_decide, "decision=2", "outcome=moved", "reason=x",
               "basis=y");
    must_allow(&world, 111, OPERATION_removal_appeal, "decision=1");
    must_allow(&world, 111, OPERATION_removal_settle, "decision=1", "outcome=reversed", "reason=x",
               "basis=y");
    must_refuse(&world, 72, OPERATION_person_choose, person, "list=A");
    must_allow(&world, 111, OPERATION_removal_appeal, "decision=2");
    world_until(&world, "2026-02-01");
    assert_true(list_now(&world, moved) != list_of(&world, "9999", "A"));
    must_allow(&world, 111, OPERATION_removal_settle, "decision=2", "outcome=reversed", "reason=x",
               "basis=y");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM block"), 0);
    world_until(&world, "2026-03-01");
    assert_int_equal(list_now(&world, moved), list_of(&world, "9999", "A"));
    world_close(&world);
}

static void
who_was_drawn_out_has_a_new_choice_after_being_assigned(void **state)
{
    struct world world;
    char hash[COMMITMENT_SIZE], commitment[COMMITMENT_SIZE + 16];
    world_open(&world, *state);
    must_allow(&world, 49, OPERATION_reduction_ask, "list=A", "cap=149", "agreed=yes",
               "from=2026-01-01");
    reduction_commitment(1, 5, hash);
    snprintf(commitment, sizeof commitment, "commitment=%s", hash);
    must_allow(&world, 53, OPERATION_reduction_commit, "reduction=1", commitment);
    must_allow(&world, 53, OPERATION_reduction_draw, "reduction=1", "seed=5");
    long long drawn = world_value(&world, "SELECT min(person) FROM unassigned");
    world_until(&world, "2026-02-01");
    assert_true(list_now(&world, drawn) > 0);
    assert_int_equal(world_value(&world,
                                 "SELECT quota FROM enrolment WHERE person = %lld AND until_day IS "
                                 "NULL AND superseded IS NULL",
                                 drawn),
                     2);
    world_close(&world);
}

/* -- rights ------------------------------------------------------------------------------------ */

static void
asylum_seekers_with_d_numbers_are_placed_by_hand(void **state)
{
    struct world world;
    world_open(&world, *state);
    struct applied added =
        must_allow(&world, 79, OPERATION_person_add, "born=1980-03-03", "sex=female",
                   "ground=asylum_seeker", "insured=yes", "d_number=yes");
    world_until(&world, "2026-02-01");
    assert_int_equal(list_now(&world, added.number), 0);
    assert_int_equal(world_value(&world, "SELECT count(*) FROM unassigned"), 1);
    must_allow(&world, 67, OPERATION_person_enrol, told(&world, "person", added.number), "list=C");
    world_close(&world);
}

static void
the_child_of_an_asylum_seeker_has_the_mothers_right(void **state)
{
    struct world world;
    world_open(&world, *state);
    struct applied mother = must_allow(&world, 79, OPERATION_person_add, "born=1990-03-03",
                                       "sex=female", "ground=asylum_seeker", "insured=yes");
    must_allow(&world, 67, OPERATION_person_enrol, told(&world, "person", mother.number), "list=C");
    struct applied child = must_allow(&world, 48, OPERATION_person_birth, "born=2026-01-01",
                                      "sex=male", told(&world, "mother", mother.number));
    world_until(&world, "2026-02-01");
    assert_int_equal(list_now(&world, child.number), list_of(&world, "9999", "C"));
    world_close(&world);
}

static void
days_without_a_gp_are_kept_when_the_ground_is_renewed(void **state)
{
    struct world world;
    world_open(&world, *state);
    must_allow(&world, 107, OPERATION_register_set, "setting=auto_assignment", "value=0");
    struct applied added = must_allow(&world, 79, OPERATION_person_add, "born=1980-03-03",
                                      "sex=female", "ground=lawful_stay", "until=2026-12-01");
    world_until(&world, "2026-03-10");
    must_allow(&world, 79, OPERATION_person_ground, told(&world, "person", added.number),
               "ground=lawful_stay", "from=2026-01-01", "until=2027-12-01");
    assert_int_equal(world_value(&world, "SELECT since FROM unassigned"), day("2026-01-01").days);
    world_close(&world);
}

/* What the list of a person on list A says of it, after `month`. */
static void
must_stay(struct world *world, long long person, const char *later)
{
    long long list = list_of(world, "9999", "A");
    assert_int_equal(
        world_value(world, "SELECT count(*) FROM unassigned WHERE person = %lld", person), 0);
    assert_int_equal(wrong_lengths(world), 0);
    world_until(world, later);
    assert_int_equal(list_now(world, person), list);
}

static void
who_has_the_right_again_in_time_keeps_the_place(void **state)
{
    struct world world;
    world_open(&world, *state);
    long long person = member_of(&world, "A", 0);
    const char *who = told(&world, "person", person);
    must_allow(&world, 69, OPERATION_person_opt_out, who);
    world.day = day("2026-01-20");
    must_allow(&world, 62, OPERATION_person_opt_in, who);
    must_stay(&world, person, "2026-02-01");
    must_allow(&world, 62, OPERATION_person_ground, who, "ground=none");
    world.day = day("2026-02-28");
    must_allow(&world, 62, OPERATION_person_ground, who, "ground=resident");
    must_stay(&world, person, "2026-03-01");
    must_allow(&world, 69, OPERATION_person_opt_out, who);
    world_until(&world, "2026-04-01");
    must_allow(&world, 79, OPERATION_person_opt_in, who);
    assert_int_equal(
        world_value(&world, "SELECT reason FROM unassigned WHERE person = %lld", person),
        UNASSIGNED_OPTED_IN);
    world_close(&world);
}

static void
a_place_on_a_list_that_ends_is_not_kept(void **state)
{
    struct world world;
    world_open(&world, *state);
    long long person = member_of(&world, "D", 0);
    const char *who = told(&world, "person", person);
    must_allow(&world, 69, OPERATION_person_opt_out, who);
    must_allow(&world, 45, OPERATION_list_lock, "list=D");
    must_allow(&world, 109, OPERATION_post_end, "list=D", "outcome=distributed");
    must_allow(&world, 79, OPERATION_person_opt_in, who);
    assert_int_equal(
        world_value(&world, "SELECT reason FROM unassigned WHERE person = %lld", person),
        UNASSIGNED_OPTED_IN);
    world_close(&world);
}

static void
the_right_of_a_newborn_lasts_as_long_as_the_mothers(void **state)
{
    struct world world;
    world_open(&world, *state);
    struct applied mother = must_allow(&world, 79, OPERATION_person_add, "born=1990-03-03",
                                       "sex=female", "ground=lawful_stay", "until=2026-03-10");
    struct applied child = must_allow(&world, 68, OPERATION_person_birth, "born=2026-01-01",
                                      "sex=male", told(&world, "mother", mother.number));
    assert_int_equal(world_value(&world, "SELECT ground_until FROM person WHERE person = %lld",
                                 (long long)child.number),
                     day("2026-03-10").days);
    world_until(&world, "2026-04-01");
    assert_int_equal(list_now(&world, child.number), 0);
    world_close(&world);
}

static void
a_refusal_is_not_about_who_comes_next(void **state)
{
    struct world world;
    world_open(&world, *state);
    must_refuse(&world, 63, OPERATION_person_initial, "born=1980-03-03", "sex=female", "list=C",
                "ground=asylum_seeker");
    struct applied next =
        must_allow(&world, 79, OPERATION_person_add, "born=1990-03-03", "sex=female");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM audit WHERE person = %lld",
                                 (long long)next.number),
                     1);
    world_close(&world);
}

static void
a_text_is_utf_8(void **state)
{
    struct world world;
    struct error error;
    struct operation operation = {.kind = OPERATION_removal_demand};
    world_open(&world, *state);
    static const char *const wrong[] = {"\xFF", "\xC3", "\xC0\xAF", "\xED\xA0\x80"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(operation_set(&operation, ARGUMENT_reason, wrong[i], &error));
        assert_int_equal(error.code, ERROR_TOLD_TEXT);
    }
    must(operation_set(&operation, ARGUMENT_reason, "bl\xC3\xA5", &error), &error);
    world_close(&world);
}

/* What is in the log is never taken out of it. */
static void
no_identity_number_is_written_among_other_words(void **state)
{
    (void)state;
    struct error error;
    static const char *const wrong[] = {"12057412345",      "120574 12345",  "telefon 12057412345",
                                        "kari/12057412345", "(12057412345)", "1 12057412345.",
                                        "a 120574 12345 b", "12057412345æ"};
    static const char *const right[] = {"1205741234",   "120574123456",  "120574  12345",
                                        "12057 412345", "120574 123456", "a12057412345",
                                        "12057412345f", "2026-11-23/17", "1205741234 5"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(operation_line("--purpose", wrong[i], &error));
        assert_int_equal(error.code, ERROR_TOLD_TEXT);
        assert_null(strstr(error.found, "12345"));
    }
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        assert_true(operation_line("--purpose", right[i], &error));
    }
}

static void
what_the_log_is_told_is_utf_8_too(void **state)
{
    struct world world;
    world_open(&world, *state);
    struct session *session = &world.session;
    char longest[2002];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    const char *const wrong[] = {"", "a\nb", "a\x7F", "bl\xE5", "\xC2\x85", longest};
    const char *actor = session->actor, *purpose = session->purpose;
    struct operation operation = {.kind = OPERATION_person_add, .day = world.day};
    operation_set_date(&operation, ARGUMENT_born, day("1990-01-01"));
    operation_set_whole(&operation, ARGUMENT_sex, 0);
    const int64_t nobody = WHOLE_NONE;
    struct applied applied;
    struct error error;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const struct {
            const char **text, *option, *before;
        } texts[] = {{&session->actor, "--actor", actor},
                     {&session->purpose, "--purpose", purpose},
                     {&operation.request, "--request", NULL}};
        for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
            bool may = t == 1 && i == 0; /* no purpose */
            *texts[t].text = wrong[i];
            assert_int_equal(register_try(session, &operation, &world.arena, &applied, &error),
                             may);
            if (!may) {
                assert_int_equal(error.code, ERROR_TOLD_TEXT);
                assert_string_equal(error.field, texts[t].option);
            }
            if (t < 2) {
                assert_int_equal(register_log_reading(session, "seen", "", &nobody, 1, &error),
                                 may);
            }
            *texts[t].text = texts[t].before;
        }
    }
    longest[2000] = '\0';
    session->purpose = operation.request = longest;
    must(register_apply(session, &operation, &world.arena, &applied, &error), &error);
    session->purpose = purpose;
    end_without_replay(&world);
}

int
main(void)
{
    static struct CMUnitTest tests[] = {
        ON_BOTH(one_without_a_gp_here_waits_for_a_list_there),
        ON_BOTH(a_month_that_is_closed_for_all_is_not_closed_again),
        ON_BOTH(a_place_in_a_month_ahead_gives_way_too),
        ON_BOTH(a_second_municipality_is_filled_after_a_new_agreement),
        ON_BOTH(a_placement_that_gives_way_is_counted_once),
        ON_BOTH(who_stays_after_all_does_not_wait_for_the_list),
        ON_BOTH(who_is_kept_from_a_gp_is_kept_from_one_who_comes),
        ON_BOTH(a_reversed_removal_leaves_another_that_stands),
        ON_BOTH(who_was_drawn_out_has_a_new_choice_after_being_assigned),
        ON_BOTH(asylum_seekers_with_d_numbers_are_placed_by_hand),
        ON_BOTH(the_child_of_an_asylum_seeker_has_the_mothers_right),
        ON_BOTH(days_without_a_gp_are_kept_when_the_ground_is_renewed),
        ON_BOTH(who_has_the_right_again_in_time_keeps_the_place),
        ON_BOTH(a_place_on_a_list_that_ends_is_not_kept),
        ON_BOTH(the_right_of_a_newborn_lasts_as_long_as_the_mothers),
        ON_BOTH(a_refusal_is_not_about_who_comes_next),
        ON_BOTH(a_text_is_utf_8),
        ON_BOTH(what_the_log_is_told_is_utf_8_too),
        cmocka_unit_test(no_identity_number_is_written_among_other_words),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
