/* SPDX-License-Identifier: EUPL-1.2 */
/* Reductions of lists, removals, duties, exemptions and candidates: each decision with its rule,
 * and what follows for those it is about. */
#define _XOPEN_SOURCE 700

#include "world.h"

#include "register/reduction.h"

static long long
list_of(const struct world *world, const char *code)
{
    return world_value(world, "SELECT post FROM post WHERE code = '%s'", code);
}

/* "name=number", to tell an operation. */
static const char *
told(struct world *world, const char *name, long long number)
{
    char text[80];
    int length = snprintf(text, sizeof text, "%s=%lld", name, number);
    return arena_copy(&world->arena, text, (size_t)length);
}

/* A grown-up on the list. */
static long long
member_of(const struct world *world, const char *code)
{
    return world_value(world,
                       "SELECT min(e.person) FROM enrolment e JOIN person p ON p.person = e.person "
                       "WHERE e.list = %lld AND p.born < 10000 AND e.superseded IS NULL AND "
                       "e.until_day IS NULL",
                       list_of(world, code));
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

/* -- reductions -------------------------------------------------------------------------------- */

static const char *
commitment_to(struct world *world, int64_t reduction, int64_t seed)
{
    char hash[COMMITMENT_SIZE], text[COMMITMENT_SIZE + 16];
    reduction_commitment(reduction, seed, hash);
    int length = snprintf(text, sizeof text, "commitment=%s", hash);
    return arena_copy(&world->arena, text, (size_t)length);
}

static void
the_commitment_is_the_published_hash(void **state)
{
    (void)state;
    char hash[COMMITMENT_SIZE];
    reduction_commitment(1, 42, hash); /* b2sum -l 256 of "dekning draw:1:42" */
    assert_string_equal(hash, "38aa9f8338c3e601b20e17785e2198c427825ad95f19e6f9ea0ada025ea7bc9c");
}

static void
a_reduction_is_asked_for_in_time(void **state)
{
    struct world world;
    world_open(&world, *state);
    must_refuse(&world, 49, OPERATION_reduction_ask, "list=B"); /* as long as its cap */
    must_refuse(&world, 42, OPERATION_reduction_ask, "list=A", "cap=120");
    must_refuse(&world, 49, OPERATION_reduction_ask, "list=A", "cap=150", "agreed=yes");
    must_refuse(&world, 49, OPERATION_reduction_ask, "list=A");
    must_allow(&world, 6, OPERATION_list_common, "list=A", "common=Nord");
    struct applied asked =
        must_allow(&world, 58, OPERATION_reduction_ask, "list=A", "cap=120", "agreed=yes");
    assert_int_equal(asked.number, 1);
    assert_true(date_compare(asked.effective, day("2026-07-01")) == 0);
    must_refuse(&world, 58, OPERATION_reduction_ask, "list=A"); /* it is asked for already */
    assert_int_equal(
        world_value(&world, "SELECT state FROM gp_list WHERE list = %lld", list_of(&world, "A")),
        LIST_CLOSED);
    asked = must_allow(&world, 49, OPERATION_reduction_ask, "list=C", "cap=50", "agreed=yes",
                       "from=2026-03-01");
    assert_true(date_compare(asked.effective, day("2026-03-01")) == 0);
    must_fail(&world, ERROR_REGISTER_ABSENT, OPERATION_reduction_commit, "reduction=3",
              commitment_to(&world, 3, 1));
    world_close(&world);
}

/* Draws again as anyone can, and checks that the same persons left. */
static void
check_drawn_again(struct world *world, int64_t reduction, const struct applied *drawn)
{
    struct reduction_draw again;
    struct error error;
    char hash[COMMITMENT_SIZE];
    must(reduction_units(world->store, reduction, &world->arena, &again, &error), &error);
    reduction_commitment(reduction, again.seed, hash);
    assert_string_equal(hash, again.commitment);
    int64_t persons = draw_units(world->session.rulebook, again.day, (uint64_t)again.seed,
                                 REDUCTION_PURPOSE, again.wanted, again.units, again.unit_count);
    assert_int_equal(persons, effects_of(drawn, "drawn"));
    size_t units = 0;
    for (size_t i = 0; i < again.unit_count; i++) {
        bool left = false;
        for (size_t e = 0; e < drawn->effect_count; e++) {
            left |= drawn->effects[e].person == again.units[i].id;
        }
        assert_int_equal(left, again.units[i].drawn);
        units += again.units[i].drawn;
    }
    assert_true(units > 0);
}

static void
the_story_of_a_reduction(void **state)
{
    struct world world;
    struct error error;
    struct reduction_draw none;
    world_open(&world, *state);
    long long list = list_of(&world, "A");
    must_allow(&world, 49, OPERATION_reduction_ask, "list=A", "cap=120", "agreed=yes");
    must_refuse(&world, 53, OPERATION_reduction_draw, "reduction=1", "seed=42");
    must_fail(&world, ERROR_REGISTER_HASH, OPERATION_reduction_commit, "reduction=1",
              "commitment=abc");
    must_allow(&world, 53, OPERATION_reduction_commit, "reduction=1", commitment_to(&world, 1, 42));
    must_refuse(&world, 53, OPERATION_reduction_commit, "reduction=1",
                commitment_to(&world, 1, 43));
    must_refuse(&world, 51, OPERATION_reduction_draw, "reduction=1", "seed=42");
    /* One leaves by themselves, and is not drawn for. */
    long long leaver = member_of(&world, "A");
    must_allow(&world, 83, OPERATION_person_switch, told(&world, "person", leaver), "list=C");
    world_until(&world, "2026-06-30");
    must_refuse(&world, 51, OPERATION_reduction_draw, "reduction=1", "seed=42");
    world_until(&world, "2026-07-01");
    assert_false(reduction_units(world.store, 1, &world.arena, &none, &error));
    assert_int_equal(error.code, ERROR_REGISTER_ABSENT);
    must_refuse(&world, 53, OPERATION_reduction_draw, "reduction=1", "seed=43");
    struct applied drawn =
        must_allow(&world, 53, OPERATION_reduction_draw, "reduction=1", "seed=42");
    assert_true(date_compare(drawn.effective, day("2026-08-01")) == 0);
    size_t persons = effects_of(&drawn, "drawn");
    assert_true(persons >= 29 && persons < 35); /* a household may take it over what is needed */
    check_drawn_again(&world, 1, &drawn);
    must_refuse(&world, 53, OPERATION_reduction_draw, "reduction=1", "seed=42");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM unassigned WHERE reason = 1"),
                     persons);
    /* One of them chooses, thinks again, and still has to leave. */
    long long person = 0;
    for (size_t i = 0; i < drawn.effect_count && person == 0; i++) {
        person = world_value(&world,
                             "SELECT coalesce(min(person), 0) FROM person WHERE person = %lld AND "
                             "born < 10000",
                             (long long)drawn.effects[i].person);
    }
    assert_true(person > 0);
    must_allow(&world, 84, OPERATION_person_switch, told(&world, "person", person), "list=C");
    must_allow(&world, 88, OPERATION_person_withdraw, told(&world, "person", person));
    assert_int_equal(world_value(&world,
                                 "SELECT count(*) FROM unassigned WHERE person = %lld AND reason "
                                 "= 1",
                                 person),
                     1);
    world_until(&world, "2026-08-01");
    assert_int_equal(world_value(&world, "SELECT length FROM gp_list WHERE list = %lld", list),
                     149 - persons);
    assert_int_equal(world_value(&world, "SELECT count(*) FROM unassigned"), 0);
    assert_true(list_now(&world, person) != list && list_now(&world, person) != 0);
    world_close(&world);
}

static void
attrition_can_make_a_draw_needless(void **state)
{
    struct world world;
    world_open(&world, *state);
    must_allow(&world, 49, OPERATION_reduction_ask, "list=C", "cap=59", "agreed=yes",
               "from=2026-02-01");
    must_allow(&world, 53, OPERATION_reduction_commit, "reduction=1", commitment_to(&world, 1, 0));
    must_allow(&world, 83, OPERATION_person_switch, told(&world, "person", member_of(&world, "C")),
               "list=A");
    world_until(&world, "2026-02-01");
    must_refuse(&world, 52, OPERATION_reduction_draw, "reduction=1", "seed=0");
    world_close(&world);
}

/* -- removals ---------------------------------------------------------------------------------- */

#define COMPLETE "reason=vold", "basis=forskriften § 39"

static void
a_removal_needs_its_grounds(void **state)
{
    struct world world;
    world_open(&world, *state);
    const char *person = told(&world, "person", member_of(&world, "A"));
    must_refuse(&world, 110, OPERATION_removal_demand,
                told(&world, "person", member_of(&world, "D")), "kind=violence_gp");
    must_allow(&world, 110, OPERATION_removal_demand, person, "kind=other", "reason=uenighet");
    must_allow(&world, 110, OPERATION_removal_demand, person, "kind=threats_staff",
               "by=municipality");
    must_allow(&world, 110, OPERATION_removal_demand, person, "kind=threats_family");
    must_refuse(&world, 110, OPERATION_removal_decide, "decision=1", "outcome=moved", COMPLETE);
    must_refuse(&world, 110, OPERATION_removal_decide, "decision=2", "outcome=moved", COMPLETE);
    must_refuse(&world, 253, OPERATION_removal_decide, "decision=1", "outcome=rejected",
                "reason=ikke vold");
    must_allow(&world, 111, OPERATION_removal_decide, "decision=1", "outcome=rejected", COMPLETE);
    must_refuse(&world, 113, OPERATION_removal_decide, "decision=1", "outcome=moved", COMPLETE);
    must_refuse(&world, 111, OPERATION_removal_decide, "decision=3", "outcome=rejected", COMPLETE);
    must_refuse(&world, 253, OPERATION_removal_decide, "decision=3", "outcome=moved",
                "basis=forskriften § 39");
    must_refuse(&world, 113, OPERATION_removal_appeal, "decision=1");
    must_refuse(&world, 113, OPERATION_removal_notify, "decision=3");
    must_fail(&world, ERROR_TOLD_CHOICE, OPERATION_removal_decide, "decision=3", "outcome=upheld",
              COMPLETE);
    must_fail(&world, ERROR_REGISTER_ABSENT, OPERATION_removal_appeal, "decision=4");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM block"), 0);
    world_close(&world);
}

static void
the_story_of_a_removal(void **state)
{
    struct world world;
    world_open(&world, *state);
    long long number = member_of(&world, "A");
    const char *person = told(&world, "person", number);
    must_allow(&world, 110, OPERATION_removal_demand, person, "kind=violence_gp");
    struct applied moved =
        must_allow(&world, 111, OPERATION_removal_decide, "decision=1", "outcome=moved", COMPLETE);
    assert_true(date_compare(moved.effective, day("2026-02-01")) == 0);
    assert_int_equal(
        world_value(&world, "SELECT person FROM audit WHERE seq = %lld", (long long)moved.seq),
        number);
    assert_int_equal(world_value(&world, "SELECT appeal_until FROM decision"),
                     day("2026-01-29").days);
    assert_int_equal(world_value(&world, "SELECT reason FROM unassigned"), 2);
    must_refuse(&world, 72, OPERATION_person_switch, person, "list=A");
    must_refuse(&world, 112, OPERATION_removal_place, "decision=1", "list=C");
    world.day = day("2026-01-29");
    must_allow(&world, 111, OPERATION_removal_appeal, "decision=1");
    must_refuse(&world, 113, OPERATION_removal_appeal, "decision=1");
    must_refuse(&world, 253, OPERATION_removal_settle, "decision=1", "outcome=upheld");
    must_allow(&world, 111, OPERATION_removal_settle, "decision=1", "outcome=upheld", COMPLETE);
    must_allow(&world, 112, OPERATION_removal_notify, "decision=1");
    must_refuse(&world, 113, OPERATION_removal_place, "decision=1", "list=A");
    must_refuse(&world, 107, OPERATION_removal_place, "decision=1", "list=B"); /* is full */
    must_allow(&world, 112, OPERATION_removal_place, "decision=1", "list=C");
    must_refuse(&world, 112, OPERATION_removal_place, "decision=1", "list=D");
    world_until(&world, "2026-02-01");
    assert_int_equal(list_now(&world, number), list_of(&world, "C"));
    assert_int_equal(world_value(&world, "SELECT count(*) FROM enrolment WHERE quota > 0"), 0);
    must_refuse(&world, 72, OPERATION_person_switch, person, "list=A"); /* for good */
    world_close(&world);
}

static void
an_appeal_that_comes_too_late_is_refused(void **state)
{
    struct world world;
    world_open(&world, *state);
    long long number = member_of(&world, "A");
    must_allow(&world, 110, OPERATION_removal_demand, told(&world, "person", number),
               "kind=threats_gp");
    must_allow(&world, 111, OPERATION_removal_decide, "decision=1", "outcome=moved", COMPLETE);
    world.day = day("2026-01-30");
    must_refuse(&world, 111, OPERATION_removal_appeal, "decision=1");
    world_until(&world, "2026-02-01");
    long long list = list_now(&world, number);
    assert_true(list != 0 && list != list_of(&world, "A")); /* the close of the month found one */
    world_close(&world);
}

static void
a_reversal_gives_the_place_back(void **state)
{
    struct world world;
    world_open(&world, *state);
    /* B is as full as its cap. One appeal is settled before the place has ended, one after. */
    long long list = list_of(&world, "B"), first = member_of(&world, "B");
    must_allow(&world, 110, OPERATION_removal_demand, told(&world, "person", first),
               "kind=threats_gp");
    must_allow(&world, 111, OPERATION_removal_decide, "decision=1", "outcome=moved", COMPLETE);
    long long second = member_of(&world, "B");
    assert_true(second != first);
    must_allow(&world, 110, OPERATION_removal_demand, told(&world, "person", second),
               "kind=threats_gp");
    must_allow(&world, 111, OPERATION_removal_decide, "decision=2", "outcome=moved", COMPLETE);
    must_allow(&world, 111, OPERATION_removal_appeal, "decision=1");
    must_allow(&world, 111, OPERATION_removal_appeal, "decision=2");
    must_allow(&world, 84, OPERATION_person_switch, told(&world, "person", first), "list=C");
    must_allow(&world, 111, OPERATION_removal_settle, "decision=1", "outcome=reversed", COMPLETE);
    assert_int_equal(world_value(&world, "SELECT count(*) FROM block"), 1);
    world_until(&world, "2026-02-01");
    assert_int_equal(list_now(&world, first), list);
    assert_true(list_now(&world, second) != list);
    must_allow(&world, 59, OPERATION_list_cap, "list=B", "cap=89", "agreed=yes");
    must_allow(&world, 111, OPERATION_removal_settle, "decision=2", "outcome=reversed", COMPLETE);
    must_refuse(&world, 113, OPERATION_removal_notify, "decision=2");
    world_until(&world, "2026-03-01");
    assert_int_equal(list_now(&world, second), list); /* above the cap */
    assert_int_equal(world_value(&world, "SELECT length FROM gp_list WHERE list = %lld", list), 90);
    assert_int_equal(world_value(&world, "SELECT count(*) FROM block"), 0);
    world_close(&world);
}

static void
a_switch_made_before_the_decision_stands(void **state)
{
    struct world world;
    world_open(&world, *state);
    long long one = member_of(&world, "A");
    must_allow(&world, 83, OPERATION_person_switch, told(&world, "person", one), "list=C");
    must_allow(&world, 110, OPERATION_removal_demand, told(&world, "person", one),
               "kind=threats_gp");
    world.day = day("2026-01-02");
    must_allow(&world, 111, OPERATION_removal_decide, "decision=1", "outcome=moved", COMPLETE);
    must_allow(&world, 111, OPERATION_removal_appeal, "decision=1");
    must_allow(&world, 111, OPERATION_removal_settle, "decision=1", "outcome=reversed", COMPLETE);
    world_until(&world, "2026-02-01");
    assert_int_equal(list_now(&world, one), list_of(&world, "C"));
    long long other = member_of(&world, "A");
    must_allow(&world, 83, OPERATION_person_switch, told(&world, "person", other), "list=C");
    must_allow(&world, 110, OPERATION_removal_demand, told(&world, "person", other),
               "kind=threats_gp");
    must_allow(&world, 111, OPERATION_removal_decide, "decision=2", "outcome=moved", COMPLETE);
    /* Who gives it up does not come back to the GP. */
    must_allow(&world, 88, OPERATION_person_withdraw, told(&world, "person", other));
    assert_int_equal(
        world_value(&world, "SELECT reason FROM unassigned WHERE person = %lld", other), 2);
    world_until(&world, "2026-03-01");
    assert_true(list_now(&world, other) != list_of(&world, "A"));
    world_close(&world);
}

/* -- duties and exemptions --------------------------------------------------------------------- */

static void
duty_hours_have_a_limit(void **state)
{
    struct world world;
    world_open(&world, *state);
    const char *gp = told(&world, "doctor",
                          world_value(&world, "SELECT doctor FROM agreement WHERE post = %lld",
                                      list_of(&world, "A")));
    must_refuse(&world, 134, OPERATION_duty_order, gp, "work=sykehjem", "minutes=60");
    must_refuse(&world, 133, OPERATION_duty_order, gp, "work=sykehjem", "minutes=451",
                "correct=yes");
    must_refuse(&world, 138, OPERATION_duty_order, gp, "work=legevakt", "minutes=60", "correct=yes",
                "kind=out_of_hours");
    must_refuse(&world, 136, OPERATION_duty_order, gp, "work=møte", "minutes=60", "correct=yes",
                "kind=patient_meeting");
    must_fail(&world, ERROR_TOLD_CHOICE, OPERATION_duty_order, gp, "work=møte", "minutes=60",
              "kind=age");
    must_allow(&world, 133, OPERATION_duty_order, gp, "work=sykehjem", "minutes=450",
               "correct=yes");
    must_refuse(&world, 133, OPERATION_duty_order, gp, "work=skole", "minutes=1", "correct=yes");
    must_allow(&world, 137, OPERATION_duty_agree, gp, "work=skole", "minutes=60");
    must_allow(&world, 133, OPERATION_duty_end, gp, "work=sykehjem");
    must_fail(&world, ERROR_REGISTER_ABSENT, OPERATION_duty_end, gp, "work=sykehjem");
    must_allow(&world, 137, OPERATION_duty_order, gp, "work=helsestasjon", "minutes=390",
               "correct=yes");
    world_close(&world);
}

static void
exemption_is_a_right_or_a_decision(void **state)
{
    struct world world;
    world_open(&world, *state);
    must_allow(&world, 0, OPERATION_doctor_add, "doctor=1", "name=A", "born=1960-06-01",
               "sex=female", "competence=specialist");
    must_allow(&world, 0, OPERATION_doctor_add, "doctor=2", "name=B", "born=1985-06-01",
               "sex=female", "competence=specialist");
    must_allow(&world, 143, OPERATION_exemption_grant, "doctor=1", "kind=age");
    must_refuse(&world, 143, OPERATION_exemption_refuse, "doctor=1", "kind=age", COMPLETE);
    must_refuse(&world, 143, OPERATION_exemption_end, "doctor=1");
    must_allow(&world, 140, OPERATION_exemption_end, "doctor=1", "agreed=yes");
    must_fail(&world, ERROR_REGISTER_ABSENT, OPERATION_exemption_end, "doctor=1", "agreed=yes");
    must_refuse(&world, 143, OPERATION_exemption_grant, "doctor=2", "kind=age");
    must_refuse(&world, 145, OPERATION_exemption_grant, "doctor=2", "kind=daytime");
    must_allow(&world, 141, OPERATION_exemption_grant, "doctor=2", "kind=need");
    must_allow(&world, 140, OPERATION_exemption_end, "doctor=2");
    must_refuse(&world, 253, OPERATION_exemption_grant, "doctor=2", "kind=health", "reason=rygg");
    must_fail(&world, ERROR_TOLD_CHOICE, OPERATION_exemption_grant, "doctor=2", "kind=settlement");
    must_allow(&world, 143, OPERATION_doctor_update, "doctor=2", "kind=pregnancy",
               "until=2026-04-01");
    must_allow(&world, 143, OPERATION_exemption_grant, "doctor=2", "kind=pregnancy",
               "until=2026-04-01");
    world_until(&world, "2026-04-01");
    must_allow(&world, 143, OPERATION_doctor_update, "doctor=2", "kind=pregnancy");
    struct applied given =
        must_allow(&world, 142, OPERATION_exemption_grant, "doctor=2", "kind=health", COMPLETE);
    must_refuse(&world, 254, OPERATION_exemption_appeal,
                told(&world, "decision", (long long)given.number)); /* it was given */
    must_allow(&world, 140, OPERATION_exemption_end, "doctor=2");
    must_refuse(&world, 253, OPERATION_exemption_refuse, "doctor=2", "kind=social", "reason=x");
    struct applied refused =
        must_allow(&world, 142, OPERATION_exemption_refuse, "doctor=2", "kind=social", COMPLETE);
    const char *decision = told(&world, "decision", (long long)refused.number);
    must_refuse(&world, 254, OPERATION_exemption_settle, decision, "outcome=reversed", COMPLETE);
    must_fail(&world, ERROR_REGISTER_ABSENT, OPERATION_removal_appeal, decision);
    world.day = day("2026-04-23");
    must_refuse(&world, 254, OPERATION_exemption_appeal, decision);
    world.day = day("2026-04-22");
    must_allow(&world, 254, OPERATION_exemption_appeal, decision);
    must_refuse(&world, 253, OPERATION_exemption_settle, decision, "outcome=reversed");
    must_allow(&world, 254, OPERATION_exemption_settle, decision, "outcome=reversed", COMPLETE);
    assert_int_equal(world_value(&world,
                                 "SELECT count(*) FROM exemption WHERE decision = %lld AND "
                                 "until_day IS NULL",
                                 (long long)refused.number),
                     1);
    world_close(&world);
}

static void
part_time_and_promises_are_kept(void **state)
{
    struct world world;
    world_open(&world, *state);
    must_allow(&world, 0, OPERATION_doctor_add, "doctor=1", "name=A", "born=1985-06-01", "sex=male",
               "competence=specialist");
    must_allow(&world, 221, OPERATION_post_consult, "list=D");
    must_allow(&world, 223, OPERATION_post_announce, "list=D", "closes=2026-01-01");
    must_allow(&world, 223, OPERATION_post_apply, "announcement=1", "doctor=1", "qualified=yes");
    world.day = day("2026-01-02");
    must_allow(&world, 223, OPERATION_post_award, "announcement=1", "doctor=1");
    must_allow(&world, 25, OPERATION_post_take_over, "list=D", "doctor=1", "employment=salaried",
               "cap=600", "share=60", "promised_exemption=yes");
    must_refuse(&world, 135, OPERATION_duty_order, "doctor=1", "work=sykehjem", "minutes=271",
                "correct=yes");
    must_allow(&world, 135, OPERATION_duty_order, "doctor=1", "work=sykehjem", "minutes=270",
               "correct=yes");
    must_refuse(&world, 146, OPERATION_exemption_refuse, "doctor=1", "kind=recruitment", COMPLETE);
    must_allow(&world, 146, OPERATION_exemption_grant, "doctor=1", "kind=recruitment");
    must_refuse(&world, 146, OPERATION_exemption_end, "doctor=1");
    must_allow(&world, 140, OPERATION_exemption_end, "doctor=1", "agreed=yes");
    must_fail(&world, ERROR_TOLD_MISSING, OPERATION_post_resign, "list=D"); /* no law says when */
    must_allow(&world, 36, OPERATION_post_resign, "list=D", "until=2026-04-02");
    world_until(&world, "2026-04-30");
    assert_int_equal(world_value(&world, "SELECT count(*) FROM doctor_relation WHERE doctor = 1 "
                                         "AND until_day IS NULL"),
                     1);
    world_until(&world, "2026-05-01");
    assert_int_equal(world_value(&world, "SELECT until_day FROM doctor_relation WHERE doctor = 1"),
                     day("2026-05-01").days);
    world_close(&world);
}

/* -- candidates -------------------------------------------------------------------------------- */

static void
a_candidate_becomes_a_specialist(void **state)
{
    struct world world;
    world_open(&world, *state);
    must_allow(&world, 0, OPERATION_doctor_add, "doctor=1", "name=A", "born=2000-06-01",
               "sex=female", "competence=none");
    must_allow(&world, 200, OPERATION_candidate_add, "stage=student", "reason=sommerjobb");
    must_refuse(&world, 200, OPERATION_candidate_stage, "candidate=1", "stage=alis");
    must_allow(&world, 200, OPERATION_candidate_stage, "candidate=1", "stage=lis1", "doctor=1");
    world_until(&world, "2027-06-30");
    must_refuse(&world, 200, OPERATION_candidate_stage, "candidate=1", "stage=alis");
    world_until(&world, "2027-07-01");
    must_allow(&world, 200, OPERATION_candidate_stage, "candidate=1", "stage=alis");
    assert_int_equal(world_value(&world, "SELECT competence FROM doctor WHERE doctor = 1"), 1);
    world_until(&world, "2032-06-30");
    must_refuse(&world, 200, OPERATION_candidate_stage, "candidate=1", "stage=specialist",
                "qualified=yes");
    world_until(&world, "2032-07-01");
    must_refuse(&world, 201, OPERATION_candidate_stage, "candidate=1", "stage=specialist");
    must_allow(&world, 201, OPERATION_candidate_stage, "candidate=1", "stage=specialist",
               "qualified=yes");
    assert_int_equal(world_value(&world, "SELECT competence FROM doctor WHERE doctor = 1"), 3);
    must_fail(&world, ERROR_REGISTER_ABSENT, OPERATION_candidate_stage, "candidate=2",
              "stage=lis1");
    world_close(&world);
}

int
main(void)
{
    static struct CMUnitTest tests[] = {
        ON_SQLITE(the_commitment_is_the_published_hash),
        ON_BOTH(a_reduction_is_asked_for_in_time),
        ON_BOTH(the_story_of_a_reduction),
        ON_BOTH(attrition_can_make_a_draw_needless),
        ON_BOTH(a_removal_needs_its_grounds),
        ON_BOTH(the_story_of_a_removal),
        ON_BOTH(an_appeal_that_comes_too_late_is_refused),
        ON_BOTH(a_reversal_gives_the_place_back),
        ON_BOTH(a_switch_made_before_the_decision_stands),
        ON_BOTH(duty_hours_have_a_limit),
        ON_BOTH(exemption_is_a_right_or_a_decision),
        ON_BOTH(part_time_and_promises_are_kept),
        ON_BOTH(a_candidate_becomes_a_specialist),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
