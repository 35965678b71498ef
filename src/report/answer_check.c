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
            format_date(date_is_none(finding->other_date) ? finding->date : finding->other_date,
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

void
answer_check(struct answer *answer, const struct finding *findings, size_t count)
{
    static const struct answer_column columns[] = {
        {MESSAGE_finding, UNIT_NONE},  {MESSAGE_is_contradiction, UNIT_NONE}, {MESSAGE_subject, UNIT_NONE},
        {MESSAGE_date, UNIT_NONE},     {MESSAGE_found, UNIT_NONE},            {MESSAGE_expected, UNIT_NONE},
        {MESSAGE_difference, UNIT_NONE}, {MESSAGE_unit, UNIT_NONE},           {MESSAGE_cause, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    size_t contradictions = 0;
    for (size_t i = 0; i < count; i++) {
        contradictions += findings[i].contradiction;
    }
    answer->is_no = contradictions > 0;
    answer_field(answer, MESSAGE_contradictions, UNIT_NONE, value_number((double)contradictions, 0));
    answer_field(answer, MESSAGE_remarks, UNIT_NONE, value_number((double)(count - contradictions), 0));
    struct answer_table *table = answer_table(answer, MESSAGE_findings, columns);
    table->wide = true;
    for (size_t i = 0; i < count; i++) {
        const struct finding *finding = &findings[i];
        enum language language = answer->language;
        struct value *row = answer_row(answer);
        const char *subject = finding->district[0] != '\0'
                                  ? answer_text(answer, "%s, %s", indicator_name(finding->indicator, language),
                                                finding->district)
                                  : indicator_name(finding->indicator, language);
        row[0] = value_text(message_text(kinds[finding->kind], language));
        row[1] = value_yes_no(finding->contradiction);
        row[2] = value_text(subject);
        row[3] = value_date(finding->date);
        row[4] = value_number(finding->found, 0);
        row[5] = value_number(finding->expected, 0);
        row[6] = value_difference(finding->difference, 0);
        row[7] = value_text(unit_name(finding->unit, language));
        row[8] = value_text(cause_text(answer, finding));
        const char *key = answer_text(answer, "%s[%zu]", message_key(kinds[finding->kind]), i + 1);
        struct figure found = {
            .value = finding->found,
            .unit = finding->unit,
            .date = finding->date,
            .since = DATE_NONE,
            .source = finding->source,
            .place = "",
        };
        struct figure expected = found;
        expected.value = finding->expected;
        expected.source = finding->other_source;
        answer_input(answer, key, message_text(MESSAGE_found, language), &found);
        answer_input(answer, key, message_text(MESSAGE_expected, language), &expected);
    }
}
