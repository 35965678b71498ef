/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/agreement.h"

#include "base/number.h"
#include "fixture.h"

static const struct rulebook *
rules(void **state)
{
    const struct fixture *fixture = *state;
    return &fixture->rulebook;
}

#define assert_verdict(found, allowed, rule)                                                       \
    check_verdict((found), (allowed), (rule), __FILE__, __LINE__)

static void
check_verdict(struct verdict found, bool allowed, int rule, const char *file, int line)
{
    _assert_int_equal((uintmax_t)found.allowed, (uintmax_t)allowed, file, line);
    _assert_int_equal((uintmax_t)found.rule, (uintmax_t)rule, file, line);
}

/* -- beginning --------------------------------------------------------------------------------- */

static struct agreement_offer
good_offer(void)
{
    return (struct agreement_offer){.employment = EMPLOYMENT_SELF_EMPLOYED,
                                    .doctors = 1,
                                    .born = day("1980-05-17"),
                                    .competence = {.competence = COMPETENCE_SPECIALIST},
                                    .states_opening_hours = true,
                                    .states_location = true,
                                    .states_other_duties = true,
                                    .cap = 1100};
}

static struct verdict
begins(void **state, const char *date, struct agreement_offer offer, enum agreement_lack lack)
{
    enum agreement_lack found;
    struct verdict verdict = agreement_may_begin(rules(state), day(date), &offer, &found);
    assert_int_equal(found, lack);
    return verdict;
}

static void
names_the_first_term_that_is_missing(void **state)
{
    struct agreement_offer offer = good_offer();
    offer.states_opening_hours = offer.states_location = offer.states_other_duties = false;
    offer.cap = WHOLE_NONE;
    assert_verdict(begins(state, "2026-01-01", offer, AGREEMENT_LACKS_OPENING_HOURS), false, 26);
    offer.states_opening_hours = true;
    assert_verdict(begins(state, "2026-01-01", offer, AGREEMENT_LACKS_CAP), false, 26);
    offer.cap = 0;
    offer.municipality_agrees = true;
    assert_verdict(begins(state, "2026-01-01", offer, AGREEMENT_LACKS_LOCATION), false, 26);
    offer.states_location = true;
    assert_verdict(begins(state, "2026-01-01", offer, AGREEMENT_LACKS_OTHER_DUTIES), false, 26);
    offer.states_other_duties = true;
    assert_verdict(begins(state, "2026-01-01", offer, AGREEMENT_LACKS_NOTHING), true, 25);
}

static void
a_salaried_agreement_needs_only_places_and_only_from_2026(void **state)
{
    struct agreement_offer offer = good_offer();
    offer.employment = EMPLOYMENT_SALARIED;
    offer.states_opening_hours = offer.states_location = offer.states_other_duties = false;
    assert_verdict(begins(state, "2026-01-01", offer, AGREEMENT_LACKS_NOTHING), true, 25);
    offer.cap = WHOLE_NONE;
    assert_verdict(begins(state, "2025-12-31", offer, AGREEMENT_LACKS_NOTHING), true, 25);
    assert_verdict(begins(state, "2026-01-01", offer, AGREEMENT_LACKS_PLACES), false, 25);
}

static void
one_agreement_is_with_one_doctor_below_seventy(void **state)
{
    for (int64_t doctors = -1; doctors <= 3; doctors++) {
        struct agreement_offer offer = good_offer();
        offer.doctors = doctors;
        assert_verdict(begins(state, "2026-01-01", offer, AGREEMENT_LACKS_NOTHING), doctors == 1,
                       25);
    }
    struct agreement_offer offer = good_offer();
    offer.born = day("1956-01-01");
    assert_verdict(begins(state, "2025-12-31", offer, AGREEMENT_LACKS_NOTHING), true, 25);
    assert_verdict(begins(state, "2026-01-01", offer, AGREEMENT_LACKS_NOTHING), false, 37);
}

static void
salaried_lists_are_bounded_from_2021(void **state)
{
    struct agreement_offer offer = good_offer();
    offer.employment = EMPLOYMENT_SALARIED;
    offer.cap = 1501;
    assert_verdict(begins(state, "2020-12-31", offer, AGREEMENT_LACKS_NOTHING), true, 25);
    assert_verdict(begins(state, "2021-01-01", offer, AGREEMENT_LACKS_NOTHING), false, 194);
    offer.cap = 2501;
    assert_verdict(begins(state, "2021-01-01", offer, AGREEMENT_LACKS_NOTHING), false, 41);
    offer.gp_wants_longer_list = true;
    assert_verdict(begins(state, "2021-01-01", offer, AGREEMENT_LACKS_NOTHING), false, 41);
    offer.cap = 2500;
    assert_verdict(begins(state, "2021-01-01", offer, AGREEMENT_LACKS_NOTHING), true, 25);
}

/* -- notice ------------------------------------------------------------------------------------ */

static void
every_way_to_end_an_agreement(void **state)
{
    for (unsigned bits = 0; bits < 32; bits++) {
        bool salaried = bits & 1, municipality = bits & 2, at_once = bits & 4, grounds = bits & 8,
             breach = bits & 16;
        struct agreement_notice notice = {
            .employment = salaried ? EMPLOYMENT_SALARIED : EMPLOYMENT_SELF_EMPLOYED,
            .by = municipality ? AGREEMENT_MUNICIPALITY : AGREEMENT_GP,
            .received = day("2024-05-02"),
            .has_grounds = grounds,
            .at_once = at_once,
            .material_breach = breach};
        struct agreement_end untouched = {{7}, {7}}, end = untouched;
        struct verdict verdict = agreement_may_end(rules(state), &notice, &end);
        if (salaried) {
            assert_verdict(verdict, true, 36);
            assert_true(date_is_none(end.last_day) && date_is_none(end.list_passes_on));
            continue;
        }
        bool allowed = at_once ? municipality && breach : !municipality || grounds;
        assert_verdict(verdict, allowed, 34);
        struct date last_day = !allowed  ? untouched.last_day
                               : at_once ? notice.received
                                         : day("2024-11-02");
        struct date passes_on = !allowed  ? untouched.list_passes_on
                                : at_once ? day("2024-06-01")
                                          : day("2024-12-01");
        assert_int_equal(end.last_day.days, last_day.days);
        assert_int_equal(end.list_passes_on.days, passes_on.days);
    }
}

static void
lists_pass_on_the_first_first_after_the_last_day(void **state)
{
    for (int32_t received = day("2023-01-01").days; received < day("2027-03-01").days; received++) {
        struct date last_day = agreement_notice_end(rules(state), (struct date){received});
        struct date passes_on = agreement_list_passes_on(last_day);
        assert_int_equal(date_to_ymd(passes_on).day, 1);
        assert_true(passes_on.days > last_day.days && passes_on.days <= last_day.days + 31);
    }
    assert_true(date_is_none(agreement_list_passes_on(DATE_NONE)));
}

/* -- end --------------------------------------------------------------------------------------- */

static struct agreement
running(const char *born)
{
    return (struct agreement){.born = day(born),
                              .notice_end = DATE_NONE,
                              .extended_until = DATE_NONE,
                              .authorisation = AUTHORISATION_FULL,
                              .authorisation_since = DATE_NONE};
}

static void
the_earliest_end_decides(void **state)
{
    static const struct {
        const char *notice_end, *extended_until, *lost, *last_day;
        int rule;
    } cases[] = {
        {NULL, NULL, NULL, "2026-06-14", 37},
        {"2026-06-13", NULL, NULL, "2026-06-13", 34},
        {"2026-06-14", NULL, NULL, "2026-06-14", 37},
        {"2026-06-15", NULL, NULL, "2026-06-14", 37},
        {NULL, "2028-01-01", NULL, "2028-01-01", 38},
        {"2027-12-31", "2028-01-01", NULL, "2027-12-31", 34},
        {NULL, NULL, "2026-06-14", "2026-06-13", 39},
        {NULL, NULL, "2026-06-16", "2026-06-14", 37},
        {"2026-03-01", "2028-01-01", "2026-03-01", "2026-02-28", 39},
        {"2026-03-01", "2028-01-01", "2026-03-02", "2026-03-01", 34},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct agreement agreement = running("1956-06-15");
        if (cases[i].notice_end != NULL) {
            agreement.notice_end = day(cases[i].notice_end);
        }
        if (cases[i].extended_until != NULL) {
            agreement.extended_until = day(cases[i].extended_until);
        }
        if (cases[i].lost != NULL) {
            agreement.authorisation = AUTHORISATION_LOST;
            agreement.authorisation_since = day(cases[i].lost);
        }
        struct date last_day, expected = day(cases[i].last_day);
        assert_verdict(agreement_in_force(rules(state), expected, &agreement, &last_day), true,
                       cases[i].rule);
        assert_int_equal(last_day.days, expected.days);
        struct date after = {expected.days + 1};
        assert_verdict(agreement_in_force(rules(state), after, &agreement, &last_day), false,
                       cases[i].rule);
    }
}

static void
only_what_takes_the_authorisation_ends_an_agreement(void **state)
{
    static const bool stands[] = {
        [AUTHORISATION_FULL] = true,          [AUTHORISATION_LIMITED] = true,
        [AUTHORISATION_INSUFFICIENT] = false, [AUTHORISATION_SUSPENDED] = true,
        [AUTHORISATION_UNDER_REVIEW] = true,  [AUTHORISATION_LOST] = false};
    for (int a = AUTHORISATION_FULL; a <= AUTHORISATION_LOST; a++) {
        struct agreement agreement = running("1980-05-17");
        struct date last_day;
        agreement.authorisation = (enum authorisation)a;
        agreement.authorisation_since = day("2024-05-02");
        assert_verdict(agreement_in_force(rules(state), day("2024-05-02"), &agreement, &last_day),
                       stands[a], stands[a] ? 37 : 39);
        assert_verdict(agreement_allows_locum((enum authorisation)a), stands[a], 39);
    }
}

/* Whatever they agree on, they can agree on it until an age below the highest, and no later. */
static void
extensions_end_before_the_highest_age(void **state)
{
    static const struct {
        const char *agreed;
        int age;
    } cases[] = {{"2025-12-31", 75}, {"2026-01-01", 80}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct agreement agreement = running("1956-02-29");
        struct date agreed = day(cases[i].agreed);
        for (int32_t until = agreed.days; until < day("2038-01-01").days; until++) {
            struct date last_day = {until};
            int age = date_age(agreement.born, last_day);
            assert_verdict(agreement_may_extend(rules(state), agreed, &agreement, last_day, true),
                           age >= 70 && age < cases[i].age, 38);
        }
    }
}

static void
extensions_need_both_an_end_and_an_agreement_in_force(void **state)
{
    struct agreement agreement = running("1956-06-15");
    struct date until = day("2027-01-01"), before = day("2026-06-14"), after = day("2026-06-15");
    assert_verdict(agreement_may_extend(rules(state), before, &agreement, until, true), true, 38);
    assert_verdict(agreement_may_extend(rules(state), before, &agreement, until, false), false, 38);
    assert_verdict(agreement_may_extend(rules(state), before, &agreement, DATE_NONE, true), false,
                   38);
    assert_verdict(agreement_may_extend(rules(state), after, &agreement, until, true), false, 37);
    agreement.notice_end = day("2026-01-31");
    assert_verdict(agreement_may_extend(rules(state), before, &agreement, until, true), false, 34);
}

static void
before_the_rulebook_begins_nothing_ends(void **state)
{
    struct agreement agreement = running("1930-01-01");
    struct date last_day;
    assert_verdict(agreement_in_force(rules(state), day("2001-01-01"), &agreement, &last_day), true,
                   37);
    assert_true(date_is_none(last_day));
    agreement.notice_end = day("2000-12-31");
    assert_verdict(agreement_in_force(rules(state), day("2001-01-01"), &agreement, &last_day),
                   false, 34);
    assert_true(date_is_none(agreement_notice_end(rules(state), day("2012-12-31"))));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_first_term_that_is_missing),
        cmocka_unit_test(a_salaried_agreement_needs_only_places_and_only_from_2026),
        cmocka_unit_test(one_agreement_is_with_one_doctor_below_seventy),
        cmocka_unit_test(salaried_lists_are_bounded_from_2021),
        cmocka_unit_test(every_way_to_end_an_agreement),
        cmocka_unit_test(lists_pass_on_the_first_first_after_the_last_day),
        cmocka_unit_test(the_earliest_end_decides),
        cmocka_unit_test(only_what_takes_the_authorisation_ends_an_agreement),
        cmocka_unit_test(extensions_end_before_the_highest_age),
        cmocka_unit_test(extensions_need_both_an_end_and_an_agreement_in_force),
        cmocka_unit_test(before_the_rulebook_begins_nothing_ends),
    };
    return cmocka_run_group_tests_name("agreement", tests, fixture_setup, fixture_teardown);
}
