/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"

#include <math.h>

static void
add_districts(struct answer *answer, const struct access *access)
{
    static const struct answer_column columns[] = {
        {MESSAGE_district, UNIT_NONE},
        {MESSAGE_gps_answered, UNIT_gps},
        {MESSAGE_gps_total, UNIT_gps},
        {MESSAGE_slots, UNIT_slots},
        {MESSAGE_slots_per_gp, UNIT_slots_per_gp},
        {MESSAGE_slots_total, UNIT_slots},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_by_district, columns);
    for (size_t i = 0; i < access->district_count; i++) {
        const struct access_district *district = &access->districts[i];
        struct value *row = answer_row(answer);
        row[0] = value_text(district->district);
        row[1] = value_number(district->answered, 0);
        row[2] = value_number(district->gps, 0);
        row[3] = value_number(district->slots, 0);
        row[4] = value_number(district->slots_per_gp, 1);
        row[5] = value_number(district->total, 0);
    }
}

static void
explain(struct answer *answer, const struct access_input *input, const struct access *access)
{
    enum language language = answer->language;
    const struct same_day_answer *first = &input->answers[0];
    struct figure slots = {
        .value = access->slots,
        .unit = UNIT_slots,
        .date = first->date,
        .since = DATE_NONE,
        .source = first->source,
        .place = first->place,
    };
    struct figure answered = slots;
    answered.value = access->answered;
    answered.unit = UNIT_gps;
    answer_input(answer, "slots", message_text(MESSAGE_slots, language), &slots);
    answer_input(answer, "gps_answered", message_text(MESSAGE_gps_answered, language), &answered);
    answer_input(answer, "gps_total", message_text(MESSAGE_gps_total, language), &input->gps_total);
    answer_result(answer, "answer_share", MESSAGE_answer_share,
                  value_share(access->answer_share, 1), UNIT_NONE, "gps_answered ÷ gps_total",
                  MESSAGE_COUNT);
    answer_result(answer, "slots_per_gp", MESSAGE_slots_per_gp,
                  value_number(access->slots_per_gp, 2), UNIT_slots_per_gp, "slots ÷ gps_answered",
                  MESSAGE_COUNT);
    answer_result(answer, "slots_total", MESSAGE_slots_total, value_number(access->by_gps.total, 1),
                  UNIT_slots,
                  answer_text(answer, "slots ÷ gps_answered × gps_total = %s ÷ %s × %s",
                              answer_number(answer, access->slots),
                              answer_number(answer, access->answered),
                              answer_number(answer, input->gps_total.value)),
                  MESSAGE_COUNT);
    if (access->spread_assumed) {
        answer_input(answer, "spread", message_text(MESSAGE_spread, language), &input->spread);
    }
    answer_result(
        answer, "half_width", MESSAGE_interval_half,
        value_number(access->by_gps.high - access->by_gps.total, 1), UNIT_slots,
        access->spread_assumed
            ? "1.96 × spread ÷ √gps_answered × √(1 − gps_answered ÷ gps_total) × slots_total"
            : "t × √(Σ(slotsᵢ − rate × gpsᵢ)² ÷ (units − 1) ÷ units) ÷ mean gpsᵢ "
              "× √(1 − gps_answered ÷ gps_total) × gps_total",
        MESSAGE_definition_interval);
    if (!isnan(access->by_listed.total)) {
        struct figure listed = slots;
        listed.value = access->listed;
        listed.unit = UNIT_persons;
        answer_input(answer, "listed_answered", message_text(MESSAGE_listed_answered, language),
                     &listed);
        answer_result(answer, "slots_per_1000", MESSAGE_slots_per_1000,
                      value_number(access->slots_per_1000, 1), UNIT_slots,
                      "slots ÷ listed_answered × 1000", MESSAGE_COUNT);
        answer_note(answer, MESSAGE_note_places_for_listed);
        answer_input(answer, "listed_total", message_text(MESSAGE_listed_total, language),
                     &input->listed_total);
        answer_result(answer, "slots_total_by_listed", MESSAGE_slots_total_by_listed,
                      value_number(access->by_listed.total, 1), UNIT_slots,
                      "slots ÷ listed_answered × listed_total", MESSAGE_COUNT);
    }
}

void
answer_access(struct answer *answer, const struct access_input *input, const struct access *access)
{
    answer_field(answer, MESSAGE_survey, UNIT_NONE, value_text(input->answers[0].survey));
    answer_field(answer, MESSAGE_gps_answered, UNIT_NONE, value_number(access->answered, 0));
    answer_field(answer, MESSAGE_gps_total, UNIT_NONE, value_number(input->gps_total.value, 0));
    answer_field(answer, MESSAGE_answer_share, UNIT_NONE, value_share(access->answer_share, 1));
    answer_field(answer, MESSAGE_slots, UNIT_NONE, value_number(access->slots, 0));
    answer_field(answer, MESSAGE_slots_per_gp, UNIT_NONE, value_number(access->slots_per_gp, 1));
    answer_field(answer, MESSAGE_slots_total, UNIT_NONE, value_number(access->by_gps.total, 0));
    answer_field(answer, MESSAGE_slots_total_low, UNIT_NONE, value_number(access->by_gps.low, 0));
    answer_field(answer, MESSAGE_slots_total_high, UNIT_NONE, value_number(access->by_gps.high, 0));
    if (!isnan(access->listed)) {
        answer_field(answer, MESSAGE_listed_answered, UNIT_NONE, value_number(access->listed, 0));
        answer_field(answer, MESSAGE_listed_total, UNIT_NONE,
                     value_number(input->listed_total.value, 0));
        answer_field(answer, MESSAGE_slots_per_1000, UNIT_NONE,
                     value_number(access->slots_per_1000, 1));
        answer_field(answer, MESSAGE_slots_total_by_listed, UNIT_NONE,
                     value_number(access->by_listed.total, 0));
        answer_field(answer, MESSAGE_slots_total_by_listed_low, UNIT_NONE,
                     value_number(access->by_listed.low, 0));
        answer_field(answer, MESSAGE_slots_total_by_listed_high, UNIT_NONE,
                     value_number(access->by_listed.high, 0));
    }
    answer_field(answer, MESSAGE_units, UNIT_NONE, value_number((double)access->units, 0));
    answer_field(answer, MESSAGE_spread_assumed, UNIT_NONE, value_yes_no(access->spread_assumed));
    if (access->district_count > 0) {
        add_districts(answer, access);
    }
    if (access->district_count > 0) {
        answer_note(answer, MESSAGE_note_district_survey);
    }
    if (access->spread_assumed) {
        answer_note(answer, MESSAGE_note_spread_assumed);
    }
    answer_note(answer, MESSAGE_note_self_selected);
    explain(answer, input, access);
}
