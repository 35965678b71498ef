/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"

#include "report/format.h"

#include <string.h>

static const enum message kinds[CHECK_KIND_COUNT] = {
    [CHECK_GPS_TIMES_MEAN] = MESSAGE_check_gps_times_mean,
    [CHECK_PLACES_ARE_LISTED] = MESSAGE_check_places_are_listed,
    [CHECK_PERSONS_PLACES] = MESSAGE_check_persons_places,
    [CHECK_DISTRICT_SUM] = MESSAGE_check_district_sum,
    [CHECK_POPULATION_TABLE] = MESSAGE_check_population_table,
    [CHECK_OBSERVED_TWICE] = MESSAGE_check_observed_twice,
    [CHECK_JUMP] = MESSAGE_check_jump,
    [CHECK_POSTS] = MESSAGE_check_posts,
    [CHECK_LISTS] = MESSAGE_check_lists,
    [CHECK_LIST_STATE] = MESSAGE_check_list_state,
    [CHECK_CAP] = MESSAGE_check_cap,
    [CHECK_OVER_CAP] = MESSAGE_check_over_cap,
};

static const enum message causes[] = {
    [CAUSE_UNKNOWN] = MESSAGE_cause_unknown,
    [CAUSE_OTHER_GPS] = MESSAGE_cause_other_gps,
    [CAUSE_UNKNOWN_DISTRICT] = MESSAGE_cause_unknown_district,
    [CAUSE_PLACES_ARE_LISTED] = MESSAGE_cause_places_are_listed,
    [CAUSE_NOT_LISTED] = MESSAGE_cause_not_listed,
    [CAUSE_DEFINITION] = MESSAGE_cause_definition,
    [CAUSE_SYNTHETIC] = MESSAGE_cause_synthetic,
    [CAUSE_ATTRITION] = MESSAGE_cause_attrition,
    [CAUSE_CONSENT] = MESSAGE_cause_consent,
    [CAUSE_STATE_OLD] = MESSAGE_cause_state_old,
};

/* The cause's sentence with {other} and {date} filled in. */
static const char *
cause_text(struct answer *answer, const struct finding *finding)
{
    static const char other[] = "{other}", date[] = "{date}";
    struct text text;
    text_init(&text, 4096);
    const char *at = message_text(causes[finding->cause], answer->language);
    while (*at != '\0') {
        if (strncmp(at, other, sizeof other - 1) == 0) {
            format_number(finding->other, 0, answer->language, &text);
            at += sizeof other - 1;
        } else if (strncmp(at, date, sizeof date - 1) == 0) {
            format_date(date_is_none(finding->other_date) ? finding->found.date
                                                          : finding->other_date,
                        answer->language, &text);
            at += sizeof date - 1;
        } else {
            text_add_char(&text, *at++);
        }
    }
    const char *copy = answer_text(answer, "%s", text_string(&text));
    text_free(&text);
    return copy;
}

/* How `found` was made from its parts, by kind; "" where it is itself seen or counted. */
static const char *
found_formula(enum check_kind kind)
{
    switch (kind) {
    case CHECK_GPS_TIMES_MEAN:
        return "gps × mean_list";
    case CHECK_PLACES_ARE_LISTED:
        return "places − free_places";
    case CHECK_PERSONS_PLACES:
        return "residents + guests";
    case CHECK_DISTRICT_SUM:
        return "Σ districts";
    case CHECK_POPULATION_TABLE:
    case CHECK_OBSERVED_TWICE:
    case CHECK_JUMP:
    case CHECK_POSTS:
    case CHECK_LISTS:
    case CHECK_LIST_STATE:
    case CHECK_CAP:
    case CHECK_OVER_CAP:
    case CHECK_KIND_COUNT:
        break;
    }
    return "";
}

static void
explain_finding(struct answer *answer, const struct finding *finding, size_t number)
{
    static const enum message parts[CHECK_KIND_COUNT][FINDING_PARTS_MAX] = {
        [CHECK_GPS_TIMES_MEAN] = {MESSAGE_gps, MESSAGE_mean_list},
        [CHECK_PLACES_ARE_LISTED] = {MESSAGE_places, MESSAGE_free_places},
        [CHECK_PERSONS_PLACES] = {MESSAGE_residents, MESSAGE_guests},
    };
    const char *formula = found_formula(finding->kind);
    answer->group = answer_text(answer, "%s[%zu].", message_key(kinds[finding->kind]), number);
    for (size_t i = 0; i < finding->part_count; i++) {
        enum message part = parts[finding->kind][i];
        answer_input(answer, message_key(part), message_text(part, answer->language),
                     &finding->parts[i]);
    }
    if (formula[0] == '\0') {
        answer_input(answer, "found", message_text(MESSAGE_found, answer->language),
                     &finding->found);
    } else {
        answer_result(answer, "found", MESSAGE_found, value_as_given(finding->found.value),
                      finding->found.unit, formula, MESSAGE_COUNT);
    }
    answer_input(answer, "expected", message_text(MESSAGE_expected, answer->language),
                 &finding->expected);
    answer_result(answer, "difference", MESSAGE_difference,
                  value_difference(finding->difference, 0), finding->found.unit, "found − expected",
                  MESSAGE_COUNT);
    answer->group = "";
}

static void
add_finding(struct answer *answer, const struct finding *finding)
{
    enum language language = answer->language;
    struct value *row = answer_row(answer);
    const char *about = indicator_name(finding->indicator, language);
    const char *subject = finding->district[0] == '\0'
                              ? about
                              : answer_text(answer, "%s, %s", about, finding->district);
    row[0] =
        value_word(message_key(kinds[finding->kind]), message_text(kinds[finding->kind], language));
    row[1] = value_yes_no(finding->contradiction);
    row[2] = value_text(subject);
    row[3] = value_date(finding->found.date);
    row[4] = value_number(finding->found.value, 0);
    row[5] = value_number(finding->expected.value, 0);
    row[6] = value_difference(finding->difference, 0);
    row[7] = value_text(unit_name(finding->found.unit, language));
    row[8] = value_text(cause_text(answer, finding));
    row[9] = value_text(message_key(causes[finding->cause]));
    row[10] = finding->cause == CAUSE_OTHER_GPS || finding->cause == CAUSE_UNKNOWN_DISTRICT
                  ? value_number(finding->other, 0)
                  : row[10];
    row[11] = value_yes_no(finding->found.synthetic);
    answer_mark(answer, &finding->found);
}

void
answer_check(struct answer *answer, const struct finding *findings, size_t count)
{
    static const struct answer_column columns[] = {
        {MESSAGE_finding, UNIT_NONE},     {MESSAGE_is_contradiction, UNIT_NONE},
        {MESSAGE_subject, UNIT_NONE},     {MESSAGE_date, UNIT_NONE},
        {MESSAGE_found, UNIT_NONE},       {MESSAGE_expected, UNIT_NONE},
        {MESSAGE_difference, UNIT_NONE},  {MESSAGE_unit, UNIT_NONE},
        {MESSAGE_cause, UNIT_NONE},       {MESSAGE_cause_id, UNIT_NONE},
        {MESSAGE_cause_value, UNIT_NONE}, {MESSAGE_synthetic, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    enum { SHOWN = 9 };
    size_t contradictions = 0;
    for (size_t i = 0; i < count; i++) {
        contradictions += findings[i].contradiction;
    }
    answer->is_no = contradictions > 0;
    answer_field(answer, MESSAGE_contradictions, UNIT_NONE,
                 value_number((double)contradictions, 0));
    answer_field(answer, MESSAGE_remarks, UNIT_NONE,
                 value_number((double)(count - contradictions), 0));
    struct answer_table *table = answer_table(answer, MESSAGE_findings, columns);
    table->wide = true;
    table->shown = SHOWN;
    for (size_t i = 0; i < count; i++) {
        add_finding(answer, &findings[i]);
        explain_finding(answer, &findings[i], i + 1);
    }
}
