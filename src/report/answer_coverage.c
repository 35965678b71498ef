/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"
#include "report/explain.h"

#include <math.h>

static bool
is_synthetic(const struct coverage_row *row)
{
    return row->practices.synthetic || row->gps.synthetic;
}

static void
add_row(struct answer *answer, const struct coverage_row *district)
{
    struct value *row = answer_row(answer);
    bool total = district->district[0] == '\0';
    row[0] = value_text(total ? message_text(MESSAGE_total, answer->language) : district->district);
    row[1] = value_number(district->practices.value, 0);
    row[2] = value_number(district->gps.value, 0);
    row[3] = value_number(district->residents.value, 0);
    row[4] = value_number(district->gps_per_1000, 1);
    row[5] = value_number(district->gps_needed, 1);
    row[6] = value_difference(district->difference, 1);
    row[7] = value_number(district->need_index, 2);
    row[8] = value_number(district->gps_needed_weighted, 1);
    row[9] = value_difference(district->difference_weighted, 1);
    row[10] = value_yes_no(is_synthetic(district));
    answer_mark_age(answer, &district->gps);
    answer_mark(answer, &district->practices);
    answer_mark(answer, &district->gps);
}

static void
add_spread(struct answer *answer, const struct coverage_spread *spread, enum message areas,
           enum message with, enum message share)
{
    answer_field(answer, areas, UNIT_NONE, value_number(spread->areas.value, 0));
    answer_field(answer, with, UNIT_NONE, value_number(spread->with_practice.value, 0));
    answer_field(answer, share, UNIT_NONE,
                 value_share(spread->with_practice.value / spread->areas.value, 0));
}

static void
explain_spread(struct answer *answer, const struct coverage_spread *spread, enum message areas,
               enum message with, enum message share)
{
    if (isnan(spread->areas.value) || isnan(spread->with_practice.value)) {
        return;
    }
    answer_input(answer, message_key(areas), message_text(areas, answer->language), &spread->areas);
    answer_input(answer, message_key(with), message_text(with, answer->language),
                 &spread->with_practice);
    answer_result(answer, message_key(share), share,
                  value_share(spread->with_practice.value / spread->areas.value, 1), UNIT_NONE,
                  answer_text(answer, "%s ÷ %s", message_key(with), message_key(areas)),
                  MESSAGE_COUNT);
}

/* The rates and the population that the expected consultations come from. */
static void
explain_rates(struct answer *answer, const struct coverage *coverage)
{
    size_t count;
    const struct consultation_rate *rates =
        municipality_rows(answer->municipality, TABLE_CONSULTATION_RATES, &count);
    for (size_t i = 0; i < count && !date_is_none(coverage->rates_date); i++) {
        const struct consultation_rate *rate = &rates[i];
        if (rate->service != SERVICE_GP || date_compare(rate->date, coverage->rates_date) != 0) {
            continue;
        }
        struct figure figure = {
            .value = rate->per_person,
            .unit = UNIT_consultations_per_person,
            .date = rate->date,
            .since = DATE_NONE,
            .source = rate->source,
            .place = rate->place,
        };
        const char *to =
            rate->age_to == WHOLE_NONE ? "" : answer_text(answer, "%lld", (long long)rate->age_to);
        answer_input(answer, answer_text(answer, "rate[%lld–%s]", (long long)rate->age_from, to),
                     indicator_name(INDICATOR_consultations_per_person, answer->language), &figure);
    }
    struct figure figure;
    if (reference_figure(answer->municipality, REFERENCE_consultations_women, &figure)) {
        answer_input(answer, "use[female]",
                     reference_name(REFERENCE_consultations_women, answer->language), &figure);
    }
    if (reference_figure(answer->municipality, REFERENCE_consultations_men, &figure)) {
        answer_input(answer, "use[male]",
                     reference_name(REFERENCE_consultations_men, answer->language), &figure);
    }
    if (coverage->residents.source != NULL) {
        answer_input(answer, "persons", message_text(MESSAGE_residents, answer->language),
                     &coverage->residents);
    }
}

void
explain_coverage(struct answer *answer, const struct coverage *coverage)
{
    enum language language = answer->language;
    answer_input(answer, "gps_per_1000_goal", message_text(MESSAGE_gps_per_1000_goal, language),
                 &coverage->goal);
    for (size_t i = 0; i < coverage->district_count; i++) {
        const struct coverage_row *row = &coverage->districts[i];
        answer_input(answer, answer_text(answer, "practices[%s]", row->district),
                     message_text(MESSAGE_practices, language), &row->practices);
        answer_input(answer, answer_text(answer, "gps[%s]", row->district),
                     message_text(MESSAGE_gps, language), &row->gps);
        answer_input(answer, answer_text(answer, "residents[%s]", row->district),
                     message_text(MESSAGE_residents, language), &row->residents);
    }
    const struct coverage_row *total = &coverage->total;
    answer_result(answer, "gps_per_1000", MESSAGE_gps_per_1000,
                  value_number(total->gps_per_1000, 3), UNIT_gps_per_1000, "gps ÷ residents × 1000",
                  MESSAGE_COUNT);
    answer_result(answer, "gps_needed", MESSAGE_gps_needed, value_number(total->gps_needed, 3),
                  UNIT_gps, "residents × gps_per_1000_goal ÷ 1000", MESSAGE_COUNT);
    answer_result(answer, "difference", MESSAGE_difference, value_difference(total->difference, 3),
                  UNIT_gps, "gps − gps_needed", MESSAGE_COUNT);
    explain_rates(answer, coverage);
    answer_result(answer, "consultations", MESSAGE_consultations,
                  value_number(coverage->consultations, 0), UNIT_consultations,
                  "Σ rate(age) × persons(age, sex) × use(sex) ÷ mean use at that age",
                  MESSAGE_COUNT);
    answer_result(answer, "gps_needed_weighted", MESSAGE_gps_needed_weighted,
                  value_number(total->gps_needed_weighted, 3), UNIT_gps,
                  "Σ gps_needed × consultations[district] ÷ Σ consultations[district]",
                  MESSAGE_definition_weighted);
    answer_result(
        answer, "need_index", MESSAGE_need_index, value_number(total->need_index, 2), UNIT_ratio,
        "(consultations[district] ÷ residents[district]) ÷ (Σ consultations ÷ Σ residents)",
        MESSAGE_COUNT);
    explain_spread(answer, &coverage->zones, MESSAGE_zones, MESSAGE_zones_with_practice,
                   MESSAGE_zones_share);
    explain_spread(answer, &coverage->subdistricts, MESSAGE_subdistricts,
                   MESSAGE_subdistricts_with_practice, MESSAGE_subdistricts_share);
}

void
answer_coverage(struct answer *answer, const struct coverage *coverage)
{
    static const struct answer_column columns[] = {
        {MESSAGE_district, UNIT_NONE},
        {MESSAGE_practices, UNIT_practices},
        {MESSAGE_gps, UNIT_gps},
        {MESSAGE_residents, UNIT_persons},
        {MESSAGE_gps_per_1000, UNIT_gps_per_1000},
        {MESSAGE_gps_needed, UNIT_gps},
        {MESSAGE_difference, UNIT_gps},
        {MESSAGE_need_index, UNIT_ratio},
        {MESSAGE_gps_needed_weighted, UNIT_gps},
        {MESSAGE_difference_weighted, UNIT_gps},
        {MESSAGE_synthetic, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_field(answer, MESSAGE_gps_per_1000_goal, UNIT_NONE,
                 value_as_given(coverage->goal.value));
    if (!isnan(coverage->zones.areas.value)) {
        add_spread(answer, &coverage->zones, MESSAGE_zones, MESSAGE_zones_with_practice,
                   MESSAGE_zones_share);
    }
    if (!isnan(coverage->subdistricts.areas.value)) {
        add_spread(answer, &coverage->subdistricts, MESSAGE_subdistricts,
                   MESSAGE_subdistricts_with_practice, MESSAGE_subdistricts_share);
    }
    answer_field(answer, MESSAGE_consultations, UNIT_NONE,
                 value_number(coverage->consultations, 0));
    struct answer_table *table = answer_table(answer, MESSAGE_districts, columns);
    table->has_total = true;
    table->shown = table->column_count - (is_synthetic(&coverage->total) ? 0 : 1);
    for (size_t i = 0; i < coverage->district_count; i++) {
        add_row(answer, &coverage->districts[i]);
    }
    add_row(answer, &coverage->total);
    if (!isnan(coverage->total.consultations)) {
        answer_note(answer, MESSAGE_note_same_sex_ratio);
    }
    explain_coverage(answer, coverage);
}
