/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/rulebook.h"

#include "fixture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NONE ((double)NAN)

static struct fixture *
of(void **state)
{
    return *state;
}

/* -- the values of the domain's parameter table ------------------------------------------------ */

/* rules.md § 29, each parameter on the last day before, the first day and the last day of its
 * periods. The ids are the rulebook's; § 29 gives some of them shorter names. */
static void
every_parameter_has_its_value_on_its_days(void **state)
{
    static const struct {
        enum rule rule;
        const char *date;
        double value;
    } cases[] = {
        {RULE_cap_max, "2012-12-31", NONE},
        {RULE_cap_max, "2013-01-01", 2500},
        {RULE_cap_max, "2025-12-31", 2500},
        {RULE_cap_max, "2026-01-01", 2500},
        {RULE_cap_min_without_consent, "2012-12-31", NONE},
        {RULE_cap_min_without_consent, "2013-01-01", 500},
        {RULE_cap_min_without_consent, "2025-12-31", 500},
        {RULE_cap_min_without_consent, "2026-01-01", 500},
        {RULE_reduction_notice, "2013-01-01", 6},
        {RULE_reduction_notice, "2025-12-31", 6},
        {RULE_reduction_notice, "2026-01-01", 6},
        {RULE_agreement_notice, "2013-01-01", 6},
        {RULE_agreement_notice, "2025-12-31", 6},
        {RULE_agreement_notice, "2026-01-01", 6},
        {RULE_agreement_end_age, "2013-01-01", 70},
        {RULE_agreement_end_age, "2025-12-31", 70},
        {RULE_agreement_end_age, "2026-01-01", 70},
        {RULE_extension_max_age, "2012-12-31", NONE},
        {RULE_extension_max_age, "2013-01-01", 75},
        {RULE_extension_max_age, "2025-12-31", 75},
        {RULE_extension_max_age, "2026-01-01", 80},
        {RULE_extension_max_age, "2040-06-30", 80},
        {RULE_imposed_hours_max, "2013-01-01", 7.5},
        {RULE_imposed_hours_max, "2026-01-01", 7.5},
        {RULE_ooh_exempt_age, "2013-01-01", 55},
        {RULE_ooh_exempt_age, "2013-06-30", 55},
        {RULE_ooh_exempt_age, "2013-07-01", 60},
        {RULE_ooh_exempt_age, "2025-12-31", 60},
        {RULE_ooh_exempt_age, "2026-01-01", 60},
        {RULE_ooh_special_regard_age, "2013-01-01", 55},
        {RULE_ooh_special_regard_age, "2026-01-01", 55},
        {RULE_ooh_exempt_pregnancy, "2013-01-01", 3},
        {RULE_ooh_exempt_pregnancy, "2026-01-01", 3},
        {RULE_ooh_exempt_breastfeeding_age, "2013-01-01", 1},
        {RULE_ooh_exempt_breastfeeding_age, "2026-01-01", 1},
        {RULE_phone_share, "2013-01-01", 80},
        {RULE_phone_share, "2026-01-01", 80},
        {RULE_phone_limit, "2013-01-01", 120},
        {RULE_phone_limit, "2026-01-01", 120},
        {RULE_appointment_limit, "2013-01-01", 5},
        {RULE_appointment_limit, "2026-01-01", 5},
        {RULE_digital_consultation, "2026-03-31", NONE},
        {RULE_digital_consultation, "2026-04-01", 1},
        {RULE_helsenorge_booking, "2025-12-31", NONE},
        {RULE_helsenorge_booking, "2026-01-01", 1},
        {RULE_helsenorge_econtact, "2026-06-30", NONE},
        {RULE_helsenorge_econtact, "2026-07-01", 1},
        {RULE_helsenorge_prescription_renewal, "2026-06-30", NONE},
        {RULE_helsenorge_prescription_renewal, "2026-07-01", 1},
        {RULE_switch_quota, "2013-01-01", 2},
        {RULE_return_window, "2013-01-01", 3},
        {RULE_return_claim_window, "2024-05-01", 6},
        {RULE_child_follow_age, "2013-01-01", 16},
        {RULE_child_request_age, "2013-01-01", 12},
        {RULE_reopen_threshold, "2024-05-01", 10},
        {RULE_queue_max, "2024-05-01", 1},
        {RULE_queue_unassigned_first, "2023-02-28", 0},
        {RULE_queue_unassigned_first, "2023-03-01", 1},
        {RULE_complaint_deadline, "2024-05-01", 4},
        {RULE_call_centre_share, "2015-04-30", NONE},
        {RULE_call_centre_share, "2015-05-01", 80},
        {RULE_call_centre_limit, "2015-05-01", 120},
        {RULE_amk_share, "2015-05-01", 90},
        {RULE_amk_limit, "2015-05-01", 10},
        {RULE_rest_min, "2024-05-01", 8},
        {RULE_fixed_salary_list_max, "2024-05-01", 1500},
        {RULE_lis1_hospital, "2017-03-01", 12},
        {RULE_lis1_municipal, "2017-03-01", 6},
        {RULE_specialist_training, "2017-03-01", 78},
        {RULE_competence_exception_total, "2025-12-31", NONE},
        {RULE_competence_exception_total, "2026-01-01", 1},
        {RULE_competence_exception_year, "2026-01-01", 4},
        {RULE_competence_exception_ooh, "2026-01-01", 6},
        {RULE_competence_exception_report, "2025-12-31", NONE},
        {RULE_competence_exception_report, "2026-01-01", 1},
        {RULE_competence_exception_report, "2029-12-31", 1},
        {RULE_competence_exception_report, "2030-01-01", NONE},
        {RULE_suspension_needed_months, "2025-12-31", 3},
        {RULE_suspension_needed_months, "2026-01-01", NONE},
        {RULE_capitation_rate, "2017-07-01", NONE},
        {RULE_capitation_rate, "2020-04-30", NONE},
        {RULE_capitation_rate, "2020-05-01", 577},
        {RULE_capitation_rate, "2021-06-30", 577},
        {RULE_capitation_rate, "2021-07-01", 642},
        {RULE_capitation_rate, "2021-12-31", 642},
        {RULE_capitation_rate, "2022-01-01", 653},
        {RULE_capitation_rate, "2022-06-30", 653},
        {RULE_capitation_rate, "2022-07-01", 675},
        {RULE_capitation_rate, "2023-04-30", 675},
        {RULE_capitation_rate, "2023-05-01", NONE},
        {RULE_capitation_rate_above_break, "2020-05-01", 499},
        {RULE_capitation_rate_above_break, "2021-06-30", 499},
        {RULE_capitation_rate_above_break, "2021-07-01", 526},
        {RULE_capitation_rate_above_break, "2022-06-30", 526},
        {RULE_capitation_rate_above_break, "2022-07-01", 544},
        {RULE_capitation_rate_above_break, "2023-04-30", 544},
        {RULE_capitation_rate_above_break, "2023-05-01", NONE},
        {RULE_capitation_break, "2020-04-30", NONE},
        {RULE_capitation_break, "2020-05-01", 1000},
        {RULE_capitation_break, "2023-04-30", 1000},
        {RULE_capitation_break, "2023-05-01", NONE},
        {RULE_capitation_average, "2023-06-30", NONE},
        {RULE_capitation_average, "2023-07-01", 841.8},
        {RULE_capitation_average, "2024-06-30", 841.8},
        {RULE_capitation_average, "2024-07-01", NONE},
        {RULE_base_grant_persons, "2020-04-30", NONE},
        {RULE_base_grant_persons, "2020-05-01", 500},
        {RULE_base_grant_years, "2020-05-01", 2},
        {RULE_levelling_reference_list, "2023-12-31", 1200},
        {RULE_honorarium, "2023-06-30", 960},
        {RULE_honorarium, "2023-07-01", 1027},
        {RULE_honorarium, "2024-06-30", 1027},
        {RULE_honorarium, "2024-07-01", 1075},
        {RULE_honorarium, "2025-06-30", 1075},
        {RULE_honorarium, "2025-07-01", NONE},
        {RULE_honorarium_specialist, "2024-06-30", NONE},
        {RULE_honorarium_specialist, "2024-07-01", 1230},
        {RULE_honorarium_specialist, "2025-06-30", 1230},
        {RULE_reversion_months, "2024-03-31", NONE},
        {RULE_reversion_months, "2024-04-01", 12},
        {RULE_reversion_announcements, "2024-04-01", 3},
        {RULE_reversion_locum_months, "2024-04-01", 6},
        {RULE_roster_notice, "2024-05-01", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = rule_value(&of(state)->rulebook, cases[i].rule, day(cases[i].date));
        bool same = isnan(cases[i].value) ? isnan(value) : fabs(value - cases[i].value) < 1e-9;
        if (!same) {
            fail_msg("%s on %s is %g, not %g", rule_ids[cases[i].rule], cases[i].date, value,
                     cases[i].value);
        }
    }
}

/* R182, the hourly fee from 1 July each year. */
static void
honorarium_follows_its_years(void **state)
{
    static const double fees[] = {668, 678, 705, 718, 743, 754,  780, 795,
                                  857, 880, 880, 928, 960, 1027, 1075};
    for (int i = 0; i < (int)(sizeof fees / sizeof fees[0]); i++) {
        char first[16], last[16];
        snprintf(first, sizeof first, "%d-07-01", 2010 + i);
        snprintf(last, sizeof last, "%d-06-30", 2011 + i);
        assert_near(rule_value(&of(state)->rulebook, RULE_honorarium, day(first)), fees[i], 0);
        assert_near(rule_value(&of(state)->rulebook, RULE_honorarium, day(last)), fees[i], 0);
    }
}

/* -- looking up -------------------------------------------------------------------------------- */

static bool
in_force(const struct rule_row *row, struct date date)
{
    return date.days >= row->valid_from.days &&
           (date_is_none(row->valid_to) || date.days <= row->valid_to.days);
}

/* The slow and plain way, on both sides of every edge in the file. */
static void
lookups_agree_with_the_rows(void **state)
{
    const struct rulebook *rulebook = &of(state)->rulebook;
    const struct rule_row *rows = rulebook->table.rows;
    for (size_t edge = 0; edge < rulebook->table.count; edge++) {
        int32_t from = rows[edge].valid_from.days;
        int32_t to = date_is_none(rows[edge].valid_to) ? from : rows[edge].valid_to.days;
        const struct date dates[] = {{from - 1}, {from}, {to}, {to + 1}};
        for (size_t d = 0; d < sizeof dates / sizeof dates[0]; d++) {
            for (int rule = 0; rule < RULE_COUNT; rule++) {
                const struct rule_row *expected = NULL;
                for (size_t r = 0; r < rulebook->table.count; r++) {
                    if (rows[r].rule == rule && in_force(&rows[r], dates[d])) {
                        assert_null(expected);
                        expected = &rows[r];
                    }
                }
                assert_ptr_equal(rule_find(rulebook, (enum rule)rule, dates[d]), expected);
                double value = rule_value(rulebook, (enum rule)rule, dates[d]);
                assert_near(value, expected == NULL ? NONE : expected->value, 0);
            }
        }
    }
}

static void
every_row_says_what_it_rests_on(void **state)
{
    const struct rulebook *rulebook = &of(state)->rulebook;
    const struct rule_row *rows = rulebook->table.rows;
    bool seen[RULE_COUNT] = {false};
    assert_true(rulebook->table.count > RULE_COUNT);
    for (size_t r = 0; r < rulebook->table.count; r++) {
        seen[rows[r].rule] = true;
        assert_int_equal(rows[r].unit, rule_unit((enum rule)rows[r].rule));
        assert_true(rows[r].source[0] != '\0');
        int clause = 0;
        assert_int_equal(sscanf(rows[r].clause, "R%d", &clause), 1);
        assert_in_range(clause, 1, 261);
    }
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        assert_true(seen[rule]);
    }
}

/* Practice that is not law is marked so: the marks [P] of the domain's rules. */
static void
practice_is_marked_as_practice(void **state)
{
    static const struct {
        enum rule rule;
        enum rule_kind kind;
    } cases[] = {
        {RULE_cap_max, RULE_KIND_LAW},
        {RULE_cap_min_without_consent, RULE_KIND_LAW},
        {RULE_extension_max_age, RULE_KIND_LAW},
        {RULE_switch_quota, RULE_KIND_LAW},
        {RULE_reopen_threshold, RULE_KIND_PRACTICE},
        {RULE_queue_batch, RULE_KIND_PRACTICE},
        {RULE_queue_unassigned_first, RULE_KIND_PRACTICE},
        {RULE_draw_may_overshoot, RULE_KIND_PRACTICE},
        {RULE_norm_list_full_time, RULE_KIND_CONVENTION},
        {RULE_open_list_statistic_places, RULE_KIND_CONVENTION},
        {RULE_base_grant_persons, RULE_KIND_AGREEMENT},
        {RULE_rest_min, RULE_KIND_AGREEMENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct rule_row *row =
            rule_find(&of(state)->rulebook, cases[i].rule, day("2024-05-01"));
        assert_non_null(row);
        assert_int_equal(row->kind, cases[i].kind);
    }
}

/* -- what is refused --------------------------------------------------------------------------- */

static void
read_changed(struct fixture *fixture, const char *from, const char *to, struct problems *problems,
             struct rulebook *out, bool expected)
{
    size_t length;
    char *bytes = source_file(&fixture->arena, "rules/norway.csv", &length);
    char *changed = with_replaced(&fixture->arena, bytes, from, to);
    problems_init(problems, &fixture->arena);
    memset(out, 0, sizeof *out);
    bool read = rulebook_read("rules.csv", changed, strlen(changed), problems, out);
    if (read != expected) {
        fail_msg("\"%s\" for \"%s\" was %s", to, from, read ? "taken" : "refused");
    }
    assert_int_equal(problems_none(problems), expected);
    if (!expected) {
        assert_null(out->table.rows); /* filled only when there was no error */
    }
}

static const char cap_max_old[] =
    "cap_max,2500,persons,2013-01-01,2025-12-31,law,R41,FLF12 § 34,\n";
static const char cap_max_new[] = "cap_max,2500,persons,2026-01-01,,law,R41,FLF25 § 10,\n";

static void
mistakes_are_refused_where_they_stand(void **state)
{
    static const struct {
        const char *from, *to;
        enum error_code code;
        int line, column;
        const char *field, *found, *expected; /* NULL: not looked at */
    } cases[] = {
        {cap_max_old, "cap_maks,2500,persons,2013-01-01,2025-12-31,law,R41,FLF12 § 34,\n",
         ERROR_NOT_CHOICE_NEAR, 2, 1, "rule", "cap_maks", "cap_max"},
        {cap_max_old, "zzzzzzzzzzzz,2500,persons,2013-01-01,2025-12-31,law,R41,FLF12 § 34,\n",
         ERROR_NOT_CHOICE, 2, 1, "rule", "zzzzzzzzzzzz", NULL},
        {cap_max_old, "cap_max,2500,places,2013-01-01,2025-12-31,law,R41,FLF12 § 34,\n",
         ERROR_WRONG_UNIT, 2, 3, "unit", "places", "persons"},
        {cap_max_old, "cap_max,2500,person,2013-01-01,2025-12-31,law,R41,FLF12 § 34,\n",
         ERROR_NOT_CHOICE_NEAR, 2, 3, "unit", "person", "persons"},
        {cap_max_old, "cap_max,-1,persons,2013-01-01,2025-12-31,law,R41,FLF12 § 34,\n",
         ERROR_NOT_DECIMAL, 2, 2, "value", "-1", NULL},
        {cap_max_old, "cap_max,,persons,2013-01-01,2025-12-31,law,R41,FLF12 § 34,\n",
         ERROR_VALUE_MISSING, 2, 2, "value", NULL, NULL},
        {cap_max_old, "cap_max,2500,persons,,2025-12-31,law,R41,FLF12 § 34,\n", ERROR_VALUE_MISSING,
         2, 4, "valid_from", NULL, NULL},
        {cap_max_old, "cap_max,2500,persons,2013-02-29,2025-12-31,law,R41,FLF12 § 34,\n",
         ERROR_NOT_DATE, 2, 4, "valid_from", "2013-02-29", NULL},
        {cap_max_old, "cap_max,2500,persons,2013-01-01,2025-12-31,habit,R41,FLF12 § 34,\n",
         ERROR_NOT_CHOICE, 2, 6, "kind", "habit", "law, agreement, convention, practice"},
        {cap_max_old, "cap_max,2500,persons,2013-01-01,2025-12-31,law,R41,,\n", ERROR_VALUE_MISSING,
         2, 8, "source", NULL, NULL},
        /* one day too long, and the whole later period */
        {cap_max_old, "cap_max,2500,persons,2013-01-01,2026-01-01,law,R41,FLF12 § 34,\n",
         ERROR_RULE_OVERLAP, 3, 1, "rule", "cap_max", "2"},
        {cap_max_old, "cap_max,2500,persons,2013-01-01,,law,R41,FLF12 § 34,\n", ERROR_RULE_OVERLAP,
         3, 1, "rule", "cap_max", "2"},
        {cap_max_new, "cap_max,2500,persons,2020-01-01,2020-12-31,law,R41,FLF25 § 10,\n",
         ERROR_RULE_OVERLAP, 3, 1, "rule", "cap_max", "2"},
        {cap_max_new, "cap_max,2500,persons,2013-01-01,,law,R41,FLF25 § 10,\n", ERROR_KEY_TWICE, 3,
         1, NULL, NULL, "2"},
        /* one day too short, and the period after left out */
        {cap_max_old, "cap_max,2500,persons,2013-01-01,2025-12-30,law,R41,FLF12 § 34,\n",
         ERROR_RULE_GAP, 2, 5, "valid_to", "cap_max", "≥ 2025-12-31"},
        {cap_max_new, "", ERROR_RULE_GAP, 2, 5, "valid_to", "cap_max", "≥ 2026-01-01"},
        {cap_max_new, "cap_max,2500,persons,2026-01-01,2030-12-31,law,R41,FLF25 § 10,\n",
         ERROR_RULE_GAP, 3, 5, "valid_to", "cap_max", "≥ 2031-01-01"},
        {cap_max_old, "cap_max,2500,persons,2013-01-01,2012-12-31,law,R41,FLF12 § 34,\n",
         ERROR_OUT_OF_ORDER, 2, 5, "valid_to", "2012-12-31", "≥ 2013-01-01"},
        {"queue_max,1,lists,2013-01-01,,practice,R95,Helsenorge,\"start date not known; set to "
         "2013-01-01\"\n",
         "", ERROR_RULE_MISSING, 0, 0, "rule", "queue_max", "≥ 2013-01-01"},
        {"rule,value,unit", "rule,values,unit", ERROR_COLUMN_UNKNOWN_NEAR, 1, 2, NULL, "values",
         "value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct problems problems;
        struct rulebook rulebook;
        read_changed(of(state), cases[i].from, cases[i].to, &problems, &rulebook, false);
        const struct error *error = problem_of(&problems, cases[i].code);
        if (error->line != cases[i].line || error->column != cases[i].column) {
            fail_msg("case %zu at %d:%d, not %d:%d", i, error->line, error->column, cases[i].line,
                     cases[i].column);
        }
        assert_string_equal(error->file, "rules.csv");
        if (cases[i].field != NULL) {
            assert_string_equal(error->field, cases[i].field);
        }
        if (cases[i].found != NULL) {
            assert_string_equal(error->found, cases[i].found);
        }
        if (cases[i].expected != NULL) {
            assert_string_equal(error->expected, cases[i].expected);
        }
    }
}

static void
one_day_and_open_ends_are_taken(void **state)
{
    static const struct {
        const char *from, *to, *date;
        double value;
    } cases[] = {
        {cap_max_old,
         "cap_max,2400,persons,2013-01-01,2013-01-01,law,R41,a,\n"
         "cap_max,2500,persons,2013-01-02,2025-12-31,law,R41,b,\n",
         "2013-01-01", 2400},
        {cap_max_old,
         "cap_max,2500,persons,2013-01-02,2025-12-31,law,R41,b,\n"
         "cap_max,2400,persons,2013-01-01,2013-01-01,law,R41,a,\n",
         "2013-01-02", 2500},
        {cap_max_old, "cap_max,0,persons,2013-01-01,2025-12-31,law,R41,a,\n", "2025-12-31", 0},
        {cap_max_new,
         "cap_max,2500,persons,2026-01-01,2299-12-30,law,R41,a,\ncap_max,1,persons,2299-12-31,,law,"
         "R41,a,\n",
         "2299-12-31", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct problems problems;
        struct rulebook rulebook;
        read_changed(of(state), cases[i].from, cases[i].to, &problems, &rulebook, true);
        assert_near(rule_value(&rulebook, RULE_cap_max, day(cases[i].date)), cases[i].value, 0);
    }
}

/* A rule that may lapse may have gaps; the same gap in one that may not is refused. */
static void
only_unbroken_rules_need_every_day(void **state)
{
    struct problems problems;
    struct rulebook rulebook;
    read_changed(
        of(state),
        "capitation_rate,642,nok_per_person,2021-07-01,2021-12-31,agreement,R175,KS 2021,\n", "",
        &problems, &rulebook, true);
    assert_near(rule_value(&rulebook, RULE_capitation_rate, day("2021-06-30")), 577, 0);
    assert_near(rule_value(&rulebook, RULE_capitation_rate, day("2021-07-01")), NONE, 0);
    assert_near(rule_value(&rulebook, RULE_capitation_rate, day("2022-01-01")), 653, 0);
    read_changed(of(state), "ooh_exempt_age,60,years,2013-07-01,2025-12-31,law,R143,FLF12 § 13,\n",
                 "", &problems, &rulebook, false);
    assert_string_equal(problem_of(&problems, ERROR_RULE_GAP)->expected, "≥ 2013-07-01");
}

static void
every_mistake_is_told_at_once(void **state)
{
    struct problems problems;
    struct rulebook rulebook;
    read_changed(of(state), cap_max_old,
                 "cap_max,2500,places,2013-01-01,2025-12-31,law,R41,a,\n"
                 "cap_max,2500,persons,2020-01-01,2019-12-31,law,R41,b,\n"
                 "cap_max,2500,persons,2025-12-31,2025-12-31,law,R41,c,\n",
                 &problems, &rulebook, false);
    assert_int_equal(problems.count, 3);
    assert_int_equal(problem_of(&problems, ERROR_WRONG_UNIT)->line, 2);
    assert_int_equal(problem_of(&problems, ERROR_OUT_OF_ORDER)->line, 3);
    assert_int_equal(problem_of(&problems, ERROR_RULE_OVERLAP)->line, 4);
    assert_string_equal(problem_of(&problems, ERROR_RULE_OVERLAP)->expected, "2");
}

static void
empty_file_misses_every_rule(void **state)
{
    struct fixture *fixture = of(state);
    char bytes[] = "rule,value,unit,valid_from,valid_to,kind,clause,source,note\n";
    struct problems problems;
    struct rulebook rulebook;
    problems_init(&problems, &fixture->arena);
    assert_false(rulebook_read("rules.csv", bytes, strlen(bytes), &problems, &rulebook));
    assert_int_equal(problems.count, RULE_COUNT);
    for (size_t i = 0; i < problems.count; i++) {
        assert_int_equal(problems.errors[i].code, ERROR_RULE_MISSING);
        assert_string_equal(problems.errors[i].found, rule_ids[i]);
    }
}

/* -- differences ------------------------------------------------------------------------------- */

static const char *const dates[] = {"2012-12-31", "2013-01-01", "2013-06-30", "2013-07-01",
                                    "2020-05-01", "2023-02-28", "2023-03-01", "2023-05-01",
                                    "2024-05-01", "2025-12-31", "2026-01-01", "2026-04-01",
                                    "2026-07-01", "2030-01-01"};
enum { DATES = sizeof dates / sizeof dates[0] };

static void
nothing_differs_from_itself(void **state)
{
    for (size_t i = 0; i < DATES; i++) {
        struct rule_change changes[RULE_COUNT];
        assert_int_equal(rulebook_diff(&of(state)->rulebook, day(dates[i]), day(dates[i]), changes),
                         0);
    }
}

static void
differences_are_the_same_both_ways(void **state)
{
    const struct rulebook *rulebook = &of(state)->rulebook;
    for (size_t i = 0; i < DATES; i++) {
        for (size_t j = 0; j < DATES; j++) {
            struct rule_change there[RULE_COUNT], back[RULE_COUNT];
            size_t count = rulebook_diff(rulebook, day(dates[i]), day(dates[j]), there);
            assert_int_equal(rulebook_diff(rulebook, day(dates[j]), day(dates[i]), back), count);
            for (size_t c = 0; c < count; c++) {
                assert_int_equal(there[c].rule, back[c].rule);
                assert_ptr_equal(there[c].before, back[c].after);
                assert_ptr_equal(there[c].after, back[c].before);
                assert_true(c == 0 || there[c].rule > there[c - 1].rule);
                assert_ptr_equal(there[c].before,
                                 rule_find(rulebook, there[c].rule, day(dates[i])));
                assert_ptr_equal(there[c].after, rule_find(rulebook, there[c].rule, day(dates[j])));
            }
        }
    }
}

static const struct rule_change *
change_of(const struct rule_change *changes, size_t count, enum rule rule)
{
    for (size_t i = 0; i < count; i++) {
        if (changes[i].rule == rule) {
            return &changes[i];
        }
    }
    return NULL;
}

/* R257–R261: what the regulation of 2025 changed. */
static void
new_regulation_changes_what_it_says(void **state)
{
    struct rule_change changes[RULE_COUNT];
    size_t count =
        rulebook_diff(&of(state)->rulebook, day("2025-12-31"), day("2026-01-01"), changes);
    const struct rule_change *age = change_of(changes, count, RULE_extension_max_age);
    assert_non_null(age);
    assert_near(age->before->value, 75, 0);
    assert_near(age->after->value, 80, 0);
    const struct rule_change *cap =
        change_of(changes, count, RULE_cap_max); /* same value, new paragraph */
    assert_non_null(cap);
    assert_near(cap->before->value, cap->after->value, 0);
    assert_string_equal(cap->before->source, "FLF12 § 34");
    assert_string_equal(cap->after->source, "FLF25 § 10");
    const struct rule_change *begun = change_of(changes, count, RULE_certificates_limited);
    assert_non_null(begun);
    assert_null(begun->before);
    assert_non_null(begun->after);
    const struct rule_change *ended = change_of(changes, count, RULE_suspension_max);
    assert_non_null(ended);
    assert_non_null(ended->before);
    assert_null(ended->after);
    const struct rule_change *moved =
        change_of(changes, count, RULE_gp_competence_required); /* a rule id alone */
    assert_non_null(moved);
    assert_string_equal(moved->before->source, moved->after->source);
    assert_string_equal(moved->before->clause, "R214");
    assert_string_equal(moved->after->clause, "R161");
    assert_null(change_of(changes, count, RULE_reopen_threshold));
    assert_null(change_of(changes, count, RULE_switch_quota));
    assert_null(change_of(changes, count, RULE_digital_consultation)); /* not before 1 April */
}

static void
march_2023_changes_the_queue_alone(void **state)
{
    struct rule_change changes[RULE_COUNT];
    assert_int_equal(
        rulebook_diff(&of(state)->rulebook, day("2023-02-28"), day("2023-03-01"), changes), 1);
    assert_int_equal(changes[0].rule, RULE_queue_unassigned_first);
}

/* -- names ------------------------------------------------------------------------------------- */

static void
rules_have_ids_of_their_own(void **state)
{
    (void)state;
    assert_null(rule_ids[RULE_COUNT]);
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        assert_int_equal(strspn(rule_ids[rule], "abcdefghijklmnopqrstuvwxyz0123456789_"),
                         strlen(rule_ids[rule]));
        for (int other = 0; other < rule; other++) {
            assert_string_not_equal(rule_ids[rule], rule_ids[other]);
            assert_string_not_equal(rule_name((enum rule)rule, LANGUAGE_EN),
                                    rule_name((enum rule)other, LANGUAGE_EN));
        }
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            assert_true(rule_name((enum rule)rule, (enum language)language)[0] != '\0');
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_parameter_has_its_value_on_its_days),
        cmocka_unit_test(honorarium_follows_its_years),
        cmocka_unit_test(lookups_agree_with_the_rows),
        cmocka_unit_test(every_row_says_what_it_rests_on),
        cmocka_unit_test(practice_is_marked_as_practice),
        cmocka_unit_test(mistakes_are_refused_where_they_stand),
        cmocka_unit_test(one_day_and_open_ends_are_taken),
        cmocka_unit_test(only_unbroken_rules_need_every_day),
        cmocka_unit_test(every_mistake_is_told_at_once),
        cmocka_unit_test(empty_file_misses_every_rule),
        cmocka_unit_test(nothing_differs_from_itself),
        cmocka_unit_test(differences_are_the_same_both_ways),
        cmocka_unit_test(new_regulation_changes_what_it_says),
        cmocka_unit_test(march_2023_changes_the_queue_alone),
        cmocka_unit_test(rules_have_ids_of_their_own),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
