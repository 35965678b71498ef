/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"
#include "report/explain.h"

static bool
add_lengths(struct answer *answer, const struct workload_input *input, struct error *error)
{
    static const struct answer_column columns[] = {{MESSAGE_list_length, UNIT_persons_per_list},
                                                   {MESSAGE_hours_all, UNIT_hours_per_week},
                                                   {MESSAGE_hours_regular, UNIT_hours_per_week},
                                                   {MESSAGE_hours_built, UNIT_hours_per_week},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    answer_table(answer, MESSAGE_by_list_length, columns);
    for (int length = NEED_LENGTH_MIN; length <= NEED_LENGTH_MAX; length += NEED_LENGTH_STEP) {
        struct workload_input other = *input;
        struct workload workload;
        other.list_length.value = length;
        if (!workload_compute(answer->municipality, &other, &workload, error)) {
            return false;
        }
        struct value *row = answer_row(answer);
        row[0] = value_number(length, 0);
        row[1] = value_number(workload.hours_all, 1);
        row[2] = value_number(workload.hours_regular, 1);
        row[3] = value_number(workload.hours_built, 1);
    }
    return true;
}

static void
add_services(struct answer *answer)
{
    static const struct answer_column columns[] = {
        {MESSAGE_service, UNIT_NONE},    {MESSAGE_doctor_years, UNIT_doctor_years},
        {MESSAGE_doctors, UNIT_doctors}, {MESSAGE_sites, UNIT_NONE},
        {MESSAGE_opening, UNIT_NONE},    {MESSAGE_COUNT, UNIT_NONE},
    };
    size_t count;
    const struct service *services =
        municipality_rows(answer->municipality, TABLE_SERVICES, &count);
    answer_table(answer, MESSAGE_services, columns)->wide = true;
    for (size_t i = 0; i < count; i++) {
        if (date_compare(services[i].date, answer->date) > 0) {
            continue;
        }
        struct value *row = answer_row(answer);
        row[0] = value_text(services[i].name);
        row[1] = value_number(services[i].doctor_years, 1);
        row[2] = services[i].doctors == WHOLE_NONE ? row[2]
                                                   : value_number((double)services[i].doctors, 0);
        row[3] =
            services[i].sites == WHOLE_NONE ? row[3] : value_number((double)services[i].sites, 0);
        row[4] = value_text(services[i].opening);
    }
}

void
explain_workload(struct answer *answer, const struct workload_input *input,
                 const struct workload *workload)
{
    enum language language = answer->language;
    answer_input(answer, "week_all", reference_name(REFERENCE_gp_hours_all, language),
                 &input->hours_all);
    answer_input(answer, "week_regular", reference_name(REFERENCE_gp_hours_regular, language),
                 &input->hours_regular);
    answer_input(answer, "measured_list", reference_name(REFERENCE_gp_hours_list, language),
                 &input->measured_list);
    answer_input(answer, "list_length", message_text(MESSAGE_list_length, language),
                 &input->list_length);
    answer_input(answer, "hours", message_text(MESSAGE_hours, language), &input->hours);
    if (input->municipal_hours.value > 0) {
        answer_input(answer, "municipal_hours", message_text(MESSAGE_municipal_hours, language),
                     &input->municipal_hours);
    }
    if (input->duty_hours.value > 0) {
        answer_input(answer, "duty_hours", message_text(MESSAGE_duty_hours, language),
                     &input->duty_hours);
    }
    answer_result(answer, "minutes_all", MESSAGE_minutes_all,
                  value_number(workload->minutes_all, 2), UNIT_minutes_per_week,
                  "week_all × 60 ÷ measured_list", MESSAGE_COUNT);
    answer_result(answer, "hours_all", MESSAGE_hours_all, value_number(workload->hours_all, 1),
                  UNIT_hours_per_week, "week_all ÷ measured_list × list_length", MESSAGE_COUNT);
    bool beside = input->municipal_hours.value > 0 || input->duty_hours.value > 0;
    const char *built = beside ? "hours_regular + municipal_hours + duty_hours" : "hours_regular";
    answer_result(answer, "minutes_regular", MESSAGE_minutes_regular,
                  value_number(workload->minutes_regular, 2), UNIT_minutes_per_week,
                  "week_regular × 60 ÷ measured_list", MESSAGE_COUNT);
    answer_result(answer, "hours_regular", MESSAGE_hours_regular,
                  value_number(workload->hours_regular, 1), UNIT_hours_per_week,
                  "week_regular ÷ measured_list × list_length", MESSAGE_COUNT);
    answer_result(answer, "hours_built", MESSAGE_hours_built,
                  value_number(workload->hours_built, 1), UNIT_hours_per_week, built,
                  MESSAGE_COUNT);
    answer_result(answer, "list_all", MESSAGE_list_all, value_number(workload->list_all, 0),
                  UNIT_persons_per_list, "hours ÷ week_all × measured_list",
                  MESSAGE_definition_two_lists);
    answer_result(
        answer, "list_built", MESSAGE_list_built, value_number(workload->list_built, 0),
        UNIT_persons_per_list,
        beside ? "max(0, hours − municipal_hours − duty_hours) ÷ week_regular × measured_list"
               : "hours ÷ week_regular × measured_list",
        MESSAGE_COUNT);
    answer_result(answer, "list_regular", MESSAGE_list_regular,
                  value_number(workload->list_regular, 0), UNIT_persons_per_list,
                  "hours ÷ week_regular × measured_list", MESSAGE_COUNT);
    answer_input(answer, "gps", message_text(MESSAGE_gps_now, language), &input->gps);
    answer_input(answer, "imposed_max", rule_name(RULE_imposed_hours_max, language),
                 &input->imposed_max);
    answer_input(answer, "full_time", rule_name(RULE_norm_hours_full_time, language),
                 &input->full_time);
    answer_input(answer, "share_municipal",
                 indicator_name(INDICATOR_share_with_municipal_hours, language),
                 &input->share_municipal);
    answer_result(answer, "imposable", MESSAGE_imposable, value_number(workload->imposable, 1),
                  UNIT_doctor_years, "gps × imposed_max ÷ full_time", MESSAGE_COUNT);
    answer_result(answer, "given", MESSAGE_given, value_number(workload->given, 1),
                  UNIT_doctor_years, "imposable × share_municipal", MESSAGE_COUNT);
    answer_result(answer, "bound_by_gps", MESSAGE_bound_by_gps,
                  value_number(workload->bound_by_gps, 1), UNIT_doctor_years,
                  "Σ doctor_years (services.csv: staffing gp_hours, mixed)", MESSAGE_COUNT);
    answer_result(answer, "bound_by_employed", MESSAGE_bound_by_employed,
                  value_number(workload->bound_by_employed, 1), UNIT_doctor_years,
                  "Σ doctor_years (services.csv: staffing employed, ooh_duty)", MESSAGE_COUNT);
}

bool
answer_workload(struct answer *answer, const struct workload_input *input, struct error *error)
{
    struct workload workload;
    if (!workload_compute(answer->municipality, input, &workload, error)) {
        return false;
    }
    const enum unit hours = UNIT_NONE;
    answer_field(answer, MESSAGE_list_length, hours, value_as_given(input->list_length.value));
    answer_field(answer, MESSAGE_hours_all, hours, value_number(workload.hours_all, 1));
    answer_field(answer, MESSAGE_hours_regular, hours, value_number(workload.hours_regular, 1));
    answer_field(answer, MESSAGE_municipal_hours, hours,
                 value_as_given(input->municipal_hours.value));
    answer_field(answer, MESSAGE_duty_hours, hours, value_as_given(input->duty_hours.value));
    answer_field(answer, MESSAGE_hours_built, hours, value_number(workload.hours_built, 1));
    answer_field(answer, MESSAGE_minutes_all, hours, value_number(workload.minutes_all, 2));
    answer_field(answer, MESSAGE_minutes_regular, hours, value_number(workload.minutes_regular, 2));
    answer_field(answer, MESSAGE_hours, hours, value_as_given(input->hours.value));
    answer_field(answer, MESSAGE_list_all, hours, value_number(workload.list_all, 0));
    answer_field(answer, MESSAGE_list_regular, hours, value_number(workload.list_regular, 0));
    answer_field(answer, MESSAGE_list_built, hours, value_number(workload.list_built, 0));
    answer_field(answer, MESSAGE_bound_by_gps, hours, value_number(workload.bound_by_gps, 1));
    answer_field(answer, MESSAGE_bound_by_employed, hours,
                 value_number(workload.bound_by_employed, 1));
    answer_field(answer, MESSAGE_bound_by_unstated, hours,
                 value_number(workload.bound_by_unstated, 1));
    answer_field(answer, MESSAGE_imposable, hours, value_number(workload.imposable, 1));
    answer_field(answer, MESSAGE_given, hours, value_number(workload.given, 1));
    if (!add_lengths(answer, input, error)) {
        return false;
    }
    add_services(answer);
    explain_workload(answer, input, &workload);
    return true;
}
