/* SPDX-License-Identifier: EUPL-1.2 */
/* The lists of work: what is on them, until when, and that persons seen are logged. */
#define _XOPEN_SOURCE 700

#include "world.h"

#include "base/number.h"
#include "register/view_office.h"
#include "register/words.h"
#include "scheme/decision.h"
#include "scheme/removal.h"

#define VIEW(world, view, rows, count)                                                             \
    do {                                                                                           \
        struct error view_error;                                                                   \
        (world)->session.day = &(world)->day;                                                      \
        must(view(&(world)->session, &(world)->arena, &(rows), &(count), &view_error),             \
             &view_error);                                                                         \
    } while (0)

static void
add_doctor(struct world *world, const char *number)
{
    must_allow(world, 0, OPERATION_doctor_add, number, "name=N", "born=1990-05-05", "sex=female",
               "competence=specialist", "settlement=yes");
}

static const struct post_summary *
post_of(struct world *world, const char *code)
{
    const struct post_summary *posts;
    size_t count;
    VIEW(world, posts_view, posts, count);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            assert_true(posts[i - 1].stand <= posts[i].stand);
        }
        if (strcmp(posts[i].post, code) == 0) {
            return &posts[i];
        }
    }
    fail();
    return NULL;
}

static void
a_post_is_followed_to_its_next_gp(void **state)
{
    struct world world;
    struct error error;
    struct post_view view;
    world_open(&world, *state);
    assert_int_equal(post_of(&world, "A")->stand, POST_STANDS_HELD);
    assert_int_equal(post_of(&world, "A")->days, WHOLE_NONE);
    assert_int_equal(post_of(&world, "D")->stand, POST_STANDS_VACANT);
    must_allow(&world, 34, OPERATION_post_resign, "list=A");
    world.day = day("2026-01-11");
    assert_int_equal(post_of(&world, "A")->stand, RECRUITING_RESIGNED);
    assert_int_equal(post_of(&world, "A")->days, 10);
    must_allow(&world, 221, OPERATION_post_consult, "list=A");
    struct applied announced =
        must_allow(&world, 223, OPERATION_post_announce, "list=A", "closes=2026-01-20");
    add_doctor(&world, "doctor=1");
    add_doctor(&world, "doctor=2");
    char told[40];
    snprintf(told, sizeof told, "announcement=%lld", (long long)announced.number);
    must_allow(&world, 223, OPERATION_post_apply, told, "doctor=1", "qualified=yes");
    must_allow(&world, 223, OPERATION_post_apply, told, "doctor=2");
    must_allow(&world, 223, OPERATION_post_decline, told, "doctor=2");
    const struct post_summary *post = post_of(&world, "A");
    assert_int_equal(post->stand, RECRUITING_ANNOUNCED);
    assert_int_equal(post->announcements, 1);
    assert_int_equal(post->applicants, 1);
    assert_int_equal(post->closes.days, day("2026-01-20").days);
    assert_int_equal(post->consulted.days, world.day.days);
    assert_int_equal(post->awarded, WHOLE_NONE);
    world.day = day("2026-01-21");
    must_allow(&world, 223, OPERATION_post_award, told, "doctor=1");
    assert_int_equal(post_of(&world, "A")->stand, RECRUITING_AWARDED);
    must(post_view(&world.session, "A", &world.arena, &view, &error), &error);
    assert_int_equal(view.post.awarded, 1);
    assert_int_equal(view.announcement_count, 1);
    assert_int_equal(view.announcements[0].announcement, announced.number);
    assert_int_equal(view.announcements[0].awarded, 1);
    assert_false(view.announcements[0].correct);
    assert_int_equal(view.application_count, 2);
    assert_true(view.applications[0].qualified);
    assert_true(date_is_none(view.applications[0].declined));
    assert_false(view.applications[1].qualified);
    assert_int_equal(view.applications[1].declined.days, day("2026-01-11").days);
    assert_false(post_view(&world.session, "X", &world.arena, &view, &error));
    assert_int_equal(error.code, ERROR_REGISTER_LIST);
    world_close(&world);
}

static void
doctors_and_locums_are_listed_until_they_end(void **state)
{
    struct world world;
    const struct office_doctor *doctors;
    const struct office_locum *locums;
    size_t before, count;
    world_open(&world, *state);
    VIEW(&world, doctors_view, doctors, before);
    assert_int_equal(before, 3);
    assert_int_equal(doctors[0].relation, RELATION_GP);
    add_doctor(&world, "doctor=1");
    VIEW(&world, doctors_view, doctors, count);
    assert_int_equal(count, before); /* a doctor with nothing here */
    must_allow(&world, 224, OPERATION_locum_start, "list=D", "doctor=1", "from=2026-01-15");
    VIEW(&world, doctors_view, doctors, count);
    assert_int_equal(count, before + 1);
    assert_int_equal(doctors[0].doctor, 1);
    assert_int_equal(doctors[0].relation, RELATION_LOCUM);
    assert_int_equal(doctors[0].age, 35);
    assert_true(date_is_none(doctors[0].agreement_until));
    world_until(&world, "2028-01-15");
    VIEW(&world, locums_view, locums, count);
    assert_int_equal(count, 1);
    assert_string_equal(locums[0].post, "D");
    assert_int_equal(locums[0].due.days, day("2028-01-15").days);
    assert_false(locums[0].overdue);
    world.day = day("2028-01-16");
    VIEW(&world, locums_view, locums, count);
    assert_true(locums[0].overdue);
    must_allow(&world, 0, OPERATION_locum_offer, "list=D", "doctor=1");
    VIEW(&world, locums_view, locums, count);
    assert_false(locums[0].overdue);
    assert_int_equal(locums[0].offered.days, world.day.days);
    must_allow(&world, 224, OPERATION_locum_end, "list=D", "doctor=1");
    VIEW(&world, locums_view, locums, count);
    assert_int_equal(count, 0);
    world_close(&world);
}

static int64_t
readings(const struct world *world)
{
    return world_value(world, "SELECT count(*) FROM audit WHERE kind = 3 AND action = "
                              "'decision_all'");
}

static void
decisions_are_listed_until_nothing_is_left(void **state)
{
    struct world world;
    const struct office_decision *decisions;
    size_t count;
    char person[40], told[40];
    world_open(&world, *state);
    VIEW(&world, decisions_view, decisions, count);
    assert_int_equal(count, 0);
    assert_int_equal(readings(&world), 1); /* that there was nobody */
    long long number = world_value(&world, "SELECT min(e.person) FROM enrolment e JOIN post p ON "
                                           "p.post = e.list WHERE p.code = 'A'");
    snprintf(person, sizeof person, "person=%lld", number);
    struct applied demanded =
        must_allow(&world, 110, OPERATION_removal_demand, person, "kind=violence_gp");
    snprintf(told, sizeof told, "decision=%lld", (long long)demanded.number);
    VIEW(&world, decisions_view, decisions, count);
    assert_int_equal(count, 1);
    assert_int_equal(decisions[0].decision, demanded.number);
    assert_int_equal(decisions[0].kind, DECISION_REMOVAL);
    assert_int_equal(decisions[0].state, REMOVAL_DEMANDED);
    assert_int_equal(decisions[0].carried, CHOICE_NONE);
    assert_int_equal(decisions[0].conduct, KIND_VIOLENCE_GP);
    assert_int_equal(world_value(&world, "SELECT max(person) FROM audit WHERE action = "
                                         "'decision_all'"),
                     number);
    must_allow(&world, 111, OPERATION_removal_decide, told, "outcome=moved", "reason=R", "basis=B");
    VIEW(&world, decisions_view, decisions, count);
    assert_int_equal(decisions[0].state, REMOVAL_MOVED);
    assert_int_equal(decisions[0].carried, REMOVAL_NOT_CARRIED_OUT);
    struct date until = decisions[0].appeal_until;
    must_allow(&world, 112, OPERATION_removal_notify, told);
    must_allow(&world, 112, OPERATION_removal_place, told, "list=C");
    VIEW(&world, decisions_view, decisions, count);
    assert_int_equal(count, 1); /* carried out, and may be appealed still */
    assert_int_equal(decisions[0].carried, REMOVAL_NEW_LIST);
    char iso[DATE_TEXT_SIZE];
    date_write(until, iso);
    world_until(&world, iso);
    VIEW(&world, decisions_view, decisions, count);
    assert_int_equal(count, 1);
    date_write((struct date){until.days + 1}, iso);
    world_until(&world, iso);
    VIEW(&world, decisions_view, decisions, count);
    assert_int_equal(count, 0);
    world_close(&world);
}

static void
what_is_asked_of_doctors_is_listed(void **state)
{
    struct world world;
    const struct office_reduction *reductions;
    const struct office_duty *duties;
    const struct office_exemption *exemptions;
    const struct office_candidate *candidates;
    size_t count;
    char told[40];
    world_open(&world, *state);
    struct applied asked = must_allow(&world, 49, OPERATION_reduction_ask, "list=A", "cap=140",
                                      "agreed=yes", "from=2026-01-20");
    VIEW(&world, reductions_view, reductions, count);
    assert_int_equal(count, 1);
    assert_int_equal(reductions[0].reduction, asked.number);
    assert_int_equal(reductions[0].to_leave, 10);
    assert_int_equal(reductions[0].due.days, day("2026-01-20").days);
    assert_false(reductions[0].committed);
    snprintf(told, sizeof told, "doctor=%lld",
             world_value(&world, "SELECT r.doctor FROM doctor_relation r JOIN post p ON p.post = "
                                 "r.list WHERE p.code = 'A'"));
    must_allow(&world, 137, OPERATION_duty_agree, told, "work=school", "minutes=60");
    VIEW(&world, duties_view, duties, count);
    assert_int_equal(count, 1);
    assert_int_equal(duties[0].minutes, 60);
    assert_string_equal(duties[0].work, "school");
    assert_false(duties[0].ordered);
    must_allow(&world, 141, OPERATION_exemption_grant, told, "kind=need", "until=2026-01-10");
    VIEW(&world, exemptions_view, exemptions, count);
    assert_int_equal(count, 1);
    assert_int_equal(exemptions[0].ground, KIND_NEED);
    assert_int_equal(exemptions[0].decision, WHOLE_NONE);
    world.day = day("2026-01-10");
    VIEW(&world, exemptions_view, exemptions, count);
    assert_int_equal(count, 0);
    struct applied added =
        must_allow(&world, 200, OPERATION_candidate_add, "stage=alis", "reason=B");
    must_allow(&world, 200, OPERATION_candidate_add, "stage=specialist");
    VIEW(&world, candidates_view, candidates, count);
    assert_int_equal(count, 1);
    assert_int_equal(candidates[0].candidate, added.number);
    assert_string_equal(candidates[0].note, "B");
    assert_int_equal(candidates[0].doctor, WHOLE_NONE);
    world_close(&world);
}

int
main(void)
{
    static struct CMUnitTest tests[] = {
        ON_BOTH(a_post_is_followed_to_its_next_gp),
        ON_BOTH(doctors_and_locums_are_listed_until_they_end),
        ON_BOTH(decisions_are_listed_until_nothing_is_left),
        ON_BOTH(what_is_asked_of_doctors_is_listed),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
