/* SPDX-License-Identifier: EUPL-1.2 */
/* Posts, their agreements and those who hold them, from one operation to whole stories. */
#define _XOPEN_SOURCE 700

#include "world.h"

static long long
list_of(const struct world *world, const char *code)
{
    return world_value(world, "SELECT post FROM post WHERE code = '%s'", code);
}

static long long
gp_of(const struct world *world, const char *code)
{
    return world_value(world,
                       "SELECT doctor FROM doctor_relation r JOIN post p ON p.post = r.list WHERE "
                       "p.code = '%s' AND r.kind = 0 AND r.from_day <= %d AND (r.until_day IS NULL "
                       "OR r.until_day > %d)",
                       code, (int)world->day.days, (int)world->day.days);
}

/* -- lists ------------------------------------------------------------------------------------- */

static void
a_cap_is_changed_by_agreement(void **state)
{
    struct world world;
    world_open(&world, *state);
    must_refuse(&world, 59, OPERATION_list_cap, "list=A", "cap=600");
    must_refuse(&world, 50, OPERATION_list_cap, "list=A", "cap=199", "by=municipality");
    must_refuse(&world, 26, OPERATION_list_cap, "list=A", "cap=201", "by=municipality");
    must_refuse(&world, 42, OPERATION_list_cap, "list=A", "cap=499");
    must_refuse(&world, 41, OPERATION_list_cap, "list=A", "cap=2501", "agreed=yes");
    must_allow(&world, 59, OPERATION_list_cap, "list=A", "cap=2500", "agreed=yes");
    must_allow(&world, 59, OPERATION_list_cap, "list=A", "cap=150", "agreed=yes");
    assert_int_equal(
        world_value(&world, "SELECT state FROM gp_list WHERE list = %lld", list_of(&world, "A")),
        LIST_CLOSED);
    assert_int_equal(
        world_value(&world, "SELECT cap FROM agreement WHERE post = %lld", list_of(&world, "A")),
        150);
    must_fail(&world, ERROR_REGISTER_LIST, OPERATION_list_cap, "list=X", "cap=1");
    world_close(&world);
}

static void
a_list_is_locked_and_unlocked(void **state)
{
    struct world world;
    world_open(&world, *state);
    must_refuse(&world, 45, OPERATION_list_unlock, "list=C");
    must_allow(&world, 45, OPERATION_list_lock, "list=C");
    must_refuse(&world, 45, OPERATION_list_lock, "list=C");
    world_until(&world, "2026-02-01");
    assert_int_equal(
        world_value(&world, "SELECT state FROM gp_list WHERE list = %lld", list_of(&world, "C")),
        LIST_LOCKED);
    must_allow(&world, 45, OPERATION_list_unlock, "list=C");
    assert_int_equal(
        world_value(&world, "SELECT state FROM gp_list WHERE list = %lld", list_of(&world, "C")),
        LIST_OPEN);
    char waiter[64];
    snprintf(waiter, sizeof waiter, "person=%lld",
             world_value(&world,
                         "SELECT min(e.person) FROM enrolment e JOIN person p ON p.person = "
                         "e.person WHERE e.list <> %lld AND p.born < 5000",
                         list_of(&world, "C")));
    must_allow(&world, 45, OPERATION_list_lock, "list=C");
    must_allow(&world, 95, OPERATION_queue_join, waiter, "list=C");
    must_allow(&world, 45, OPERATION_list_unlock, "list=C");
    assert_int_equal(
        world_value(&world, "SELECT state FROM gp_list WHERE list = %lld", list_of(&world, "C")),
        LIST_CLOSED); /* until those who wait have come */
    must_allow(&world, 73, OPERATION_list_members, "list=C");
    assert_int_equal(world_value(&world, "SELECT members_only FROM gp_list WHERE list = %lld",
                                 list_of(&world, "C")),
                     1);
    must_allow(&world, 73, OPERATION_list_everyone, "list=C");
    must_allow(&world, 6, OPERATION_list_common, "list=C", "common=Nord");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM gp_list WHERE common = 'Nord'"), 1);
    must_allow(&world, 6, OPERATION_list_common, "list=C");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM gp_list WHERE common IS NULL"), 4);
    world_close(&world);
}

/* -- doctors ----------------------------------------------------------------------------------- */

static void
add_doctor(struct world *world, const char *number, const char *born, const char *competence,
           const char *settlement)
{
    must_allow(world, 0, OPERATION_doctor_add, number, "name=Kari Lege", born, "sex=female",
               competence, settlement);
}

static void
a_doctor_is_known_by_number(void **state)
{
    struct world world;
    world_open(&world, *state);
    add_doctor(&world, "doctor=1", "born=1980-05-05", "competence=specialist", "");
    must_fail(&world, ERROR_REGISTER_TAKEN, OPERATION_doctor_add, "doctor=1", "name=X",
              "born=1980-05-05", "sex=male", "competence=none");
    must_fail(&world, ERROR_REGISTER_FUTURE, OPERATION_doctor_add, "doctor=2", "name=X",
              "born=2026-01-02", "sex=male", "competence=none");
    must_fail(&world, ERROR_REGISTER_DOCTOR, OPERATION_doctor_update, "doctor=3");
    must_allow(&world, 225, OPERATION_doctor_update, "doctor=1", "kind=settlement",
               "settlement=yes");
    must_allow(&world, 225, OPERATION_doctor_update, "doctor=1", "kind=settlement");
    must_allow(&world, 143, OPERATION_doctor_update, "doctor=1", "kind=pregnancy",
               "until=2026-09-01");
    must_allow(&world, 143, OPERATION_doctor_update, "doctor=1", "kind=breastfeeding",
               "born=2026-01-01");
    must_allow(&world, 39, OPERATION_doctor_update, "doctor=1", "kind=suspension",
               "from=2026-01-01");
    must_allow(&world, 39, OPERATION_doctor_update, "doctor=1", "kind=suspension");
    must_allow(&world, 0, OPERATION_doctor_update, "doctor=1", "name=Y", "competence=approved");
    must_fail(&world, ERROR_TOLD_CHOICE, OPERATION_doctor_update, "doctor=1", "kind=age");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM doctor WHERE doctor = 1 AND name = "
                                         "'Y' AND competence = 2 AND settlement = 0 AND suspended "
                                         "IS NULL AND pregnant_until IS NOT NULL"),
                     1);
    must_fail(&world, ERROR_REGISTER_PAST, OPERATION_doctor_absence, "doctor=1", "reason=x",
              "from=2026-01-05", "until=2026-01-05");
    must_allow(&world, 0, OPERATION_doctor_absence, "doctor=1", "reason=x", "from=2026-01-05",
               "until=2026-01-06");
    world_close(&world);
}

static void
a_locum_works_where_the_gp_does_not(void **state)
{
    struct world world;
    world_open(&world, *state);
    char gp[64];
    snprintf(gp, sizeof gp, "doctor=%lld", gp_of(&world, "A"));
    add_doctor(&world, "doctor=1", "born=1990-05-05", "competence=specialist", "");
    add_doctor(&world, "doctor=2", "born=1990-05-05", "competence=none", "settlement=yes");
    must_refuse(&world, 224, OPERATION_locum_start, "list=A", "doctor=1", "from=2026-01-10");
    must_refuse(&world, 225, OPERATION_locum_start, "list=A", "doctor=1", "from=2026-01-10",
                "share=40");
    must_allow(&world, 0, OPERATION_doctor_update, "doctor=1", "settlement=yes");
    must_allow(&world, 224, OPERATION_locum_start, "list=A", "doctor=1", "from=2026-01-10",
               "share=40");
    must_allow(&world, 224, OPERATION_locum_end, "list=A", "doctor=1", "until=2026-01-20");
    must_allow(&world, 0, OPERATION_doctor_absence, gp, "reason=permisjon", "from=2026-01-15");
    must_refuse(&world, 226, OPERATION_locum_start, "list=A", "doctor=2", "from=2026-01-20");
    /* a year of working days and no more, or four months of one calendar year */
    must_refuse(&world, 226, OPERATION_locum_start, "list=A", "doctor=2", "from=2026-01-20",
                "until=2027-02-01");
    must_allow(&world, 224, OPERATION_locum_start, "list=A", "doctor=2", "from=2026-01-20",
               "until=2026-05-01");
    must_refuse(&world, 224, OPERATION_locum_start, "list=A", "doctor=1", "from=2026-01-20",
                "share=1"); /* beside one who does it all */
    must_fail(&world, ERROR_REGISTER_PAST, OPERATION_locum_end, "list=A", "doctor=2",
              "until=2026-01-19");
    must_allow(&world, 39, OPERATION_doctor_update, gp, "kind=authorisation", "until=2026-01-21");
    must_refuse(&world, 39, OPERATION_locum_start, "list=A", "doctor=1", "from=2026-05-01");
    struct applied closed = {0};
    world.day = day("2026-01-31");
    closed = must_allow(&world, 235, OPERATION_month_close, "month=2026-01-01");
    assert_int_equal(effects_of(&closed, "agreement_ended"), 1);
    assert_int_equal(effects_of(&closed, "list_without_doctor"), 1);
    world_close(&world);
}

static void
what_ends_before_it_begins_never_was(void **state)
{
    struct world world;
    world_open(&world, *state);
    long long before = world_value(&world, "SELECT count(*) FROM doctor_relation");
    add_doctor(&world, "doctor=1", "born=1990-05-05", "competence=approved", "settlement=yes");
    must_allow(&world, 224, OPERATION_locum_start, "list=D", "doctor=1", "from=2026-01-15");
    must_allow(&world, 224, OPERATION_locum_end, "list=D", "doctor=1");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM doctor_relation"), before);
    must_allow(&world, 224, OPERATION_locum_start, "list=D", "doctor=1", "from=2026-01-15");
    must_allow(&world, 224, OPERATION_locum_end, "list=D", "doctor=1", "until=2026-01-15");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM doctor_relation"), before);
    must_allow(&world, 7, OPERATION_part_start, "list=A", "doctor=1", "share=20",
               "from=2026-01-15");
    must_allow(&world, 7, OPERATION_part_end, "list=A", "doctor=1");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM doctor_relation"), before);
    must_allow(&world, 7, OPERATION_part_start, "list=A", "doctor=1", "share=20",
               "from=2026-01-15");
    must_allow(&world, 7, OPERATION_part_end, "list=A", "doctor=1", "until=2026-01-16");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM doctor_relation WHERE from_day < "
                                         "until_day"),
                     1);
    world_close(&world);
}

static void
a_locum_is_offered_a_post_in_time(void **state)
{
    struct world world;
    world_open(&world, *state);
    add_doctor(&world, "doctor=1", "born=1990-05-05", "competence=approved", "settlement=yes");
    must_fail(&world, ERROR_REGISTER_ABSENT, OPERATION_locum_offer, "list=D", "doctor=1");
    must_allow(&world, 224, OPERATION_locum_start, "list=D", "doctor=1", "from=2026-01-15");
    world_until(&world, "2028-01-15");
    struct applied offered = must_allow(&world, 0, OPERATION_locum_offer, "list=D", "doctor=1");
    assert_int_equal(effects_of(&offered, "offered_in_time"), 1);
    assert_string_equal(offered.effects[0].arguments, "due=2028-01-15\n");
    world_until(&world, "2028-01-16");
    offered = must_allow(&world, 0, OPERATION_locum_offer, "list=D", "doctor=1");
    assert_int_equal(effects_of(&offered, "offered_late"), 1);
    must_allow(&world, 224, OPERATION_locum_end, "list=D", "doctor=1");
    must_fail(&world, ERROR_REGISTER_ABSENT, OPERATION_locum_end, "list=D", "doctor=1");
    world_close(&world);
}

static void
a_part_of_a_list_has_a_doctor_of_its_own(void **state)
{
    struct world world;
    world_open(&world, *state);
    add_doctor(&world, "doctor=1", "born=1990-05-05", "competence=in_specialisation", "");
    add_doctor(&world, "doctor=2", "born=1990-05-05", "competence=none", "");
    must_refuse(&world, 7, OPERATION_part_start, "list=D", "doctor=1", "share=40");
    must_refuse(&world, 214, OPERATION_part_start, "list=A", "doctor=2", "share=40");
    must_fail(&world, ERROR_TOLD_WHOLE, OPERATION_part_start, "list=A", "doctor=1", "share=40",
              "value=128");
    must_allow(&world, 7, OPERATION_part_start, "list=A", "doctor=1", "share=40", "value=62");
    must_allow(&world, 7, OPERATION_part_end, "list=A", "doctor=1", "until=2026-02-01");
    world_close(&world);
}

/* -- posts ------------------------------------------------------------------------------------- */

#define TERMS "opening_hours=8-15", "location=Nord", "other_duties=ingen"

static void
notice_binds_when_it_is_received(void **state)
{
    struct world world;
    world_open(&world, *state);
    world.day = day("2026-01-12");
    must_refuse(&world, 34, OPERATION_post_resign, "list=D"); /* has no GP */
    must_refuse(&world, 34, OPERATION_post_resign, "list=A", "by=municipality");
    must_fail(&world, ERROR_REGISTER_FUTURE, OPERATION_post_resign, "list=A", "from=2026-01-13");
    struct applied resigned =
        must_allow(&world, 34, OPERATION_post_resign, "list=A", "from=2026-01-10");
    assert_true(date_compare(resigned.effective, day("2026-08-01")) == 0);
    assert_int_equal(world_value(&world, "SELECT until_day FROM agreement WHERE post = %lld",
                                 list_of(&world, "A")),
                     day("2026-07-11").days);
    must_refuse(&world, 35, OPERATION_post_resign, "list=A");
    must_allow(&world, 34, OPERATION_post_resign, "list=B", "by=municipality", "reason=grunn");
    long long gp = gp_of(&world, "A");
    world_until(&world, "2026-07-31");
    assert_int_equal(gp_of(&world, "A"), gp); /* the list passes on the 1st */
    struct applied closed = must_allow(&world, 235, OPERATION_month_close, "month=2026-07-01");
    assert_int_equal(effects_of(&closed, "list_without_doctor"), 2);
    world.day = day("2026-08-01");
    assert_int_equal(gp_of(&world, "A"), 0);
    assert_int_equal(
        world_value(&world, "SELECT length FROM gp_list WHERE list = %lld", list_of(&world, "A")),
        150);
    world_close(&world);
}

static void
breach_ends_the_agreement_at_once(void **state)
{
    struct world world;
    world_open(&world, *state);
    struct applied ended =
        must_allow(&world, 34, OPERATION_post_terminate, "list=A", "reason=mislighold");
    assert_int_equal(effects_of(&ended, "list_without_doctor"), 1);
    world.day = day("2026-01-02");
    assert_int_equal(gp_of(&world, "A"), 0);
    must_refuse(&world, 34, OPERATION_post_terminate, "list=A", "reason=mislighold");
    must_allow(&world, 221, OPERATION_post_consult, "list=A");
    world_close(&world);
}

static void
the_story_of_a_reversion(void **state)
{
    struct world world;
    world_open(&world, *state);
    world.day = day("2026-01-12");
    must_refuse(&world, 29, OPERATION_post_consult, "list=A");
    must_refuse(&world, 29, OPERATION_post_announce, "list=A", "closes=2026-02-12");
    must_allow(&world, 34, OPERATION_post_resign, "list=A");
    must_refuse(&world, 221, OPERATION_post_announce, "list=A", "closes=2026-02-12");
    must_allow(&world, 221, OPERATION_post_consult, "list=A");
    must_refuse(&world, 223, OPERATION_post_consult, "list=A");
    must_allow(&world, 223, OPERATION_post_announce, "list=A", "closes=2026-02-12", "correct=yes");
    must_refuse(&world, 223, OPERATION_post_announce, "list=A", "closes=2026-03-12");
    world_until(&world, "2026-02-13");
    must_allow(&world, 223, OPERATION_post_announce, "list=A", "closes=2026-06-12", "correct=yes");
    world_until(&world, "2026-12-01");
    must_refuse(&world, 219, OPERATION_post_revert, "list=A");
    struct applied third = must_allow(&world, 223, OPERATION_post_announce, "list=A",
                                      "closes=2026-12-20", "correct=yes");
    char announcement[64];
    snprintf(announcement, sizeof announcement, "announcement=%lld", (long long)third.number);
    add_doctor(&world, "doctor=1", "born=1990-05-05", "competence=none", "");
    must_allow(&world, 223, OPERATION_post_apply, announcement, "doctor=1");
    must_fail(&world, ERROR_REGISTER_TAKEN, OPERATION_post_apply, announcement, "doctor=1");
    must_refuse(&world, 223, OPERATION_post_revert, "list=A"); /* the time to apply runs */
    world_until(&world, "2027-01-11");
    must_refuse(&world, 219, OPERATION_post_revert, "list=A");
    world.day = day("2027-01-12");
    must_allow(&world, 219, OPERATION_post_revert, "list=A");
    must_refuse(&world, 223, OPERATION_post_revert, "list=A");
    must_allow(&world, 221, OPERATION_post_consult, "list=A"); /* free to be filled anew */
    world_close(&world);
}

static void
the_story_of_a_successor(void **state)
{
    struct world world;
    world_open(&world, *state);
    add_doctor(&world, "doctor=1", "born=1990-05-05", "competence=specialist", "");
    add_doctor(&world, "doctor=2", "born=1990-05-05", "competence=none", "");
    add_doctor(&world, "doctor=3", "born=1956-08-01", "competence=specialist", "");
    must_allow(&world, 34, OPERATION_post_resign, "list=A");
    must_allow(&world, 221, OPERATION_post_consult, "list=A");
    struct applied announced =
        must_allow(&world, 223, OPERATION_post_announce, "list=A", "closes=2026-01-31");
    char announcement[64];
    snprintf(announcement, sizeof announcement, "announcement=%lld", (long long)announced.number);
    must_allow(&world, 223, OPERATION_post_apply, announcement, "doctor=1", "qualified=yes");
    must_allow(&world, 223, OPERATION_post_apply, announcement, "doctor=2", "qualified=yes");
    must_allow(&world, 223, OPERATION_post_apply, announcement, "doctor=3", "qualified=yes");
    must_refuse(&world, 223, OPERATION_post_award, announcement, "doctor=1");
    world_until(&world, "2026-02-01");
    must_refuse(&world, 223, OPERATION_post_apply, announcement, "doctor=90000001");
    must_refuse(&world, 214, OPERATION_post_award, announcement, "doctor=2");
    must_fail(&world, ERROR_REGISTER_ABSENT, OPERATION_post_award, announcement, "doctor=90000001");
    must_allow(&world, 223, OPERATION_post_award, announcement, "doctor=3");
    must_refuse(&world, 37, OPERATION_post_take_over, "list=A", "doctor=3",
                "employment=self_employed", "cap=600", TERMS); /* 70 on the day it would begin */
    must_allow(&world, 223, OPERATION_post_decline, announcement, "doctor=3");
    must_allow(&world, 223, OPERATION_post_award, announcement, "doctor=1");
    struct applied lacks =
        must_refuse(&world, 26, OPERATION_post_take_over, "list=A", "doctor=1",
                    "employment=self_employed", "cap=600", "opening_hours=8", "other_duties=ingen");
    assert_string_equal(lacks.lacks, "location");
    lacks = must_refuse(&world, 25, OPERATION_post_take_over, "list=A", "doctor=1",
                        "employment=salaried");
    assert_string_equal(lacks.lacks, "cap");
    must_refuse(&world, 41, OPERATION_post_take_over, "list=A", "doctor=1",
                "employment=self_employed", "cap=2501", "agreed=yes", TERMS);
    must_refuse(&world, 42, OPERATION_post_take_over, "list=A", "doctor=1",
                "employment=self_employed", "cap=499", TERMS);
    must_refuse(&world, 194, OPERATION_post_take_over, "list=A", "doctor=1", "employment=salaried",
                "cap=1501");
    must_refuse(&world, 214, OPERATION_post_take_over, "list=A", "doctor=2",
                "employment=self_employed", "cap=600", TERMS);
    must_refuse(&world, 29, OPERATION_post_take_over, "list=A", "doctor=1",
                "employment=self_employed", "cap=600", TERMS, "from=2026-07-31");
    must_fail(&world, ERROR_REGISTER_PAST, OPERATION_post_take_over, "list=A", "doctor=1",
              "employment=self_employed", "cap=600", TERMS, "from=2026-01-31");
    add_doctor(&world, "doctor=4", "born=1990-05-05", "competence=transition", "");
    must_refuse(&world, 223, OPERATION_post_take_over, "list=A", "doctor=4",
                "employment=self_employed", "cap=600", TERMS); /* qualified, and not awarded it */
    long long before = gp_of(&world, "A");
    struct applied taken = must_allow(&world, 30, OPERATION_post_take_over, "list=A", "doctor=1",
                                      "employment=self_employed", "cap=600", TERMS);
    assert_true(date_compare(taken.effective, day("2026-08-01")) == 0);
    assert_int_equal(effects_of(&taken, "list_told"), 1);
    assert_int_equal(taken.effect_count, 1); /* once a list, not a person */
    assert_int_equal(gp_of(&world, "A"), before);
    world_until(&world, "2026-07-31");
    assert_int_equal(
        world_value(&world, "SELECT cap FROM gp_list WHERE list = %lld", list_of(&world, "A")),
        200);
    struct applied closed = must_allow(&world, 235, OPERATION_month_close, "month=2026-07-01");
    assert_int_equal(effects_of(&closed, "list_passed"), 1);
    assert_int_equal(effects_of(&closed, "list_without_doctor"), 0);
    world.day = day("2026-08-01");
    assert_int_equal(gp_of(&world, "A"), 1);
    assert_int_equal(
        world_value(&world, "SELECT cap FROM gp_list WHERE list = %lld", list_of(&world, "A")),
        600);
    assert_int_equal(
        world_value(&world, "SELECT length FROM gp_list WHERE list = %lld", list_of(&world, "A")),
        150); /* the whole list passes (R30) */
    world_close(&world);
}

static void
a_qualified_applicant_stands_against_reversion(void **state)
{
    struct world world;
    world_open(&world, *state);
    add_doctor(&world, "doctor=1", "born=1990-05-05", "competence=specialist", "");
    must_allow(&world, 34, OPERATION_post_resign, "list=A");
    must_allow(&world, 221, OPERATION_post_consult, "list=A");
    must_allow(&world, 223, OPERATION_post_announce, "list=A", "closes=2026-01-31", "correct=yes");
    must_allow(&world, 223, OPERATION_post_apply, "announcement=1", "doctor=1", "qualified=yes");
    world_until(&world, "2026-02-01");
    must_refuse(&world, 223, OPERATION_post_announce, "list=A", "closes=2026-02-02");
    must_allow(&world, 223, OPERATION_post_decline, "announcement=1", "doctor=1");
    must_fail(&world, ERROR_REGISTER_ABSENT, OPERATION_post_award, "announcement=1", "doctor=1");
    must_allow(&world, 223, OPERATION_post_announce, "list=A", "closes=2026-02-02", "correct=yes");
    must_refuse(&world, 223, OPERATION_post_apply, "announcement=1", "doctor=90000001");
    world.day = day("2026-02-03");
    must_allow(&world, 223, OPERATION_post_announce, "list=A",
               "closes=2026-02-04"); /* not correct */
    world_until(&world, "2027-02-01");
    must_allow(&world, 223, OPERATION_post_announce, "list=A", "closes=2027-02-02", "correct=yes");
    world.day = day("2027-02-03");
    must_refuse(&world, 219, OPERATION_post_revert, "list=A"); /* one has applied */
    world_close(&world);
}

static void
an_empty_list_is_a_new_post(void **state)
{
    struct world world;
    world_open(&world, *state);
    must_fail(&world, ERROR_REGISTER_CODE, OPERATION_post_create, "code=N/1", "practice=P",
              "cap=800");
    must_fail(&world, ERROR_REGISTER_CODE, OPERATION_post_create,
              "code=123456789012345678901234567890123456789012345678901234567890x", "practice=P",
              "cap=800");
    must_fail(&world, ERROR_REGISTER_TAKEN, OPERATION_post_create, "code=A", "practice=P",
              "cap=600");
    must_fail(&world, ERROR_REGISTER_ABSENT, OPERATION_post_create, "code=N", "practice=Q",
              "cap=600");
    must_fail(&world, ERROR_REGISTER_DISTRICT, OPERATION_post_create, "code=N", "practice=P",
              "cap=600", "district=Sør");
    must_refuse(&world, 42, OPERATION_post_create, "code=N", "practice=P", "cap=499", "empty=yes");
    must_allow(&world, 10, OPERATION_post_create, "code=N", "practice=P", "cap=500", "empty=yes",
               "district=Nord");
    must_refuse(&world, 10, OPERATION_post_announce, "list=N", "closes=2026-01-02");
    must_allow(&world, 221, OPERATION_post_consult, "list=N");
    must_refuse(&world, 10, OPERATION_post_announce, "list=N", "closes=2026-01-02");
    must_allow(&world, 10, OPERATION_post_inform, "list=N");
    struct applied announced =
        must_allow(&world, 223, OPERATION_post_announce, "list=N", "closes=2026-01-02");
    char announcement[64];
    snprintf(announcement, sizeof announcement, "announcement=%lld", (long long)announced.number);
    add_doctor(&world, "doctor=1", "born=1990-05-05", "competence=specialist", "");
    struct applied candidate =
        must_allow(&world, 200, OPERATION_candidate_add, "stage=lis1", "doctor=1");
    assert_int_equal(candidate.number, 1);
    must_allow(&world, 223, OPERATION_post_apply, announcement, "doctor=1", "qualified=yes");
    world.day = day("2026-01-03");
    must_allow(&world, 223, OPERATION_post_award, announcement, "doctor=1");
    must_refuse(&world, 206, OPERATION_post_take_over, "list=N", "doctor=1",
                "employment=self_employed", "cap=500", TERMS);
    world_until(&world, "2027-07-01");
    must_allow(&world, 200, OPERATION_candidate_stage, "candidate=1", "stage=alis");
    must_allow(&world, 25, OPERATION_post_take_over, "list=N", "doctor=1",
               "employment=self_employed", "cap=500", TERMS);
    assert_int_equal(gp_of(&world, "N"), 1);
    assert_int_equal(
        world_value(&world, "SELECT state FROM gp_list WHERE list = %lld", list_of(&world, "N")),
        LIST_OPEN);
    world_close(&world);
}

static void
an_agreement_goes_on_beyond_the_age_by_agreement(void **state)
{
    struct world world;
    world_open(&world, *state);
    add_doctor(&world, "doctor=1", "born=1956-03-15", "competence=specialist", "");
    must_allow(&world, 221, OPERATION_post_consult, "list=D");
    must_allow(&world, 223, OPERATION_post_announce, "list=D", "closes=2026-01-01");
    must_allow(&world, 223, OPERATION_post_apply, "announcement=1", "doctor=1", "qualified=yes");
    world.day = day("2026-01-02");
    must_allow(&world, 223, OPERATION_post_award, "announcement=1", "doctor=1");
    must_allow(&world, 25, OPERATION_post_take_over, "list=D", "doctor=1",
               "employment=self_employed", "cap=500", TERMS);
    must_refuse(&world, 38, OPERATION_post_extend, "list=D", "until=2027-01-01");
    must_refuse(&world, 38, OPERATION_post_extend, "list=D", "until=2036-03-16", "agreed=yes");
    must_allow(&world, 38, OPERATION_post_extend, "list=D", "until=2026-05-01", "agreed=yes");
    world_until(&world, "2026-04-30");
    assert_int_equal(gp_of(&world, "D"), 1);
    world_until(&world, "2026-05-01");
    assert_int_equal(gp_of(&world, "D"), 0);
    must_refuse(&world, 38, OPERATION_post_extend, "list=D", "until=2027-01-01", "agreed=yes");
    world_close(&world);
}

static void
a_post_ends_and_its_persons_get_other_lists(void **state)
{
    struct world world;
    world_open(&world, *state);
    long long list = list_of(&world, "D");
    must_refuse(&world, 34, OPERATION_post_end, "list=A", "outcome=distributed");
    must_refuse(&world, 109, OPERATION_post_end, "list=D");
    must_fail(&world, ERROR_TOLD_CHOICE, OPERATION_post_end, "list=D", "outcome=moved");
    char person[64], waiter[64];
    snprintf(person, sizeof person, "person=%lld",
             world_value(&world, "SELECT min(person) FROM enrolment WHERE list = %lld", list));
    snprintf(waiter, sizeof waiter, "person=%lld",
             world_value(&world,
                         "SELECT min(e.person) FROM enrolment e JOIN person p ON p.person = "
                         "e.person WHERE e.list <> %lld AND p.born < 5000",
                         list));
    must_allow(&world, 45, OPERATION_list_lock, "list=D");
    must_allow(&world, 95, OPERATION_queue_join, waiter, "list=D");
    struct applied ended =
        must_allow(&world, 109, OPERATION_post_end, "list=D", "outcome=distributed");
    assert_int_equal(effects_of(&ended, "gp_left"), 20);
    assert_int_equal(effects_of(&ended, "queue_ended"), 1);
    must_fail(&world, ERROR_REGISTER_ENDED, OPERATION_post_consult, "list=D");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM unassigned WHERE reason = 3"), 20);
    world_until(&world, "2026-02-01");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM unassigned"), 0);
    assert_int_equal(world_value(&world, "SELECT length FROM gp_list WHERE list = %lld", list), 0);
    assert_int_equal(world_value(&world, "SELECT count(*) FROM queue"), 0);
    world_close(&world);
}

int
main(void)
{
    static struct CMUnitTest tests[] = {
        ON_BOTH(a_cap_is_changed_by_agreement),
        ON_BOTH(a_list_is_locked_and_unlocked),
        ON_BOTH(a_doctor_is_known_by_number),
        ON_BOTH(a_locum_works_where_the_gp_does_not),
        ON_BOTH(what_ends_before_it_begins_never_was),
        ON_BOTH(a_locum_is_offered_a_post_in_time),
        ON_BOTH(a_part_of_a_list_has_a_doctor_of_its_own),
        ON_BOTH(notice_binds_when_it_is_received),
        ON_BOTH(breach_ends_the_agreement_at_once),
        ON_BOTH(the_story_of_a_reversion),
        ON_BOTH(the_story_of_a_successor),
        ON_BOTH(a_qualified_applicant_stands_against_reversion),
        ON_BOTH(an_empty_list_is_a_new_post),
        ON_BOTH(an_agreement_goes_on_beyond_the_age_by_agreement),
        ON_BOTH(a_post_ends_and_its_persons_get_other_lists),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
