/* SPDX-License-Identifier: EUPL-1.2 */
#include "capacity/workload.h"

#include "capacity/need.h"

#include <math.h>

static struct figure
no_hours(void)
{
    struct figure figure = figure_unknown(UNIT_hours_per_week);
    figure.value = 0;
    figure.source = "";
    return figure;
}

/* A rule in force as a figure; NAN when it had no value that day. */
static struct figure
rule_figure(const struct rulebook *rulebook, enum rule rule, struct date date)
{
    struct figure figure = figure_unknown(rule_unit(rule));
    const struct rule_row *row = rule_find(rulebook, rule, date);
    if (row != NULL) {
        figure.value = row->value;
        figure.date = row->valid_from;
        figure.source = row->source;
        figure.place = row->clause;
    }
    return figure;
}

void
workload_input_find(const struct municipality *municipality, const struct rulebook *rulebook,
                    struct date date, struct workload_input *out)
{
    *out = (struct workload_input){
        .date = date,
        .hours_all = figure_unknown(UNIT_hours_per_week),
        .hours_regular = figure_unknown(UNIT_hours_per_week),
        .measured_list = figure_unknown(UNIT_persons_per_list),
        .list_length = figure_unknown(UNIT_persons_per_list),
        .hours = figure_unknown(UNIT_hours_per_week),
        .municipal_hours = no_hours(),
        .duty_hours = no_hours(),
        .gps = figure_unknown(UNIT_gps),
        .share_municipal = figure_unknown(UNIT_percent),
        .imposed_max = figure_unknown(UNIT_hours_per_week),
        .full_time = figure_unknown(UNIT_hours_per_week),
    };
    reference_figure(municipality, REFERENCE_gp_hours_all, &out->hours_all);
    reference_figure(municipality, REFERENCE_gp_hours_regular, &out->hours_regular);
    reference_figure(municipality, REFERENCE_gp_hours_list, &out->measured_list);
    observation_current(municipality, INDICATOR_mean_list, "", date, &out->list_length);
    planning_figure(municipality, PLANNING_normal_hours, &out->hours);
    gps_on_date(municipality, date, &out->gps);
    observation_current(municipality, INDICATOR_share_with_municipal_hours, "", date,
                        &out->share_municipal);
    out->imposed_max = rule_figure(rulebook, RULE_imposed_hours_max, date);
    out->full_time = rule_figure(rulebook, RULE_norm_hours_full_time, date);
}

static void
add_services(const struct municipality *m, struct date date, struct workload *out)
{
    size_t count;
    const struct service *services = municipality_rows(m, TABLE_SERVICES, &count);
    for (size_t i = 0; i < count; i++) {
        if (isnan(services[i].doctor_years) || date_compare(services[i].date, date) > 0) {
            continue;
        }
        double *sum = &out->bound_by_employed;
        if (services[i].staffing == CHOICE_NONE) {
            sum = &out->bound_by_unstated;
        } else if (services[i].staffing == STAFFING_GP_HOURS ||
                   services[i].staffing == STAFFING_MIXED) {
            sum = &out->bound_by_gps;
        }
        *sum += services[i].doctor_years;
    }
}

bool
workload_compute(const struct municipality *municipality, const struct workload_input *input,
                 struct workload *out, struct error *error)
{
    if (!input_check(&input->hours_all, "gp_hours_all", "reference.csv", 0.1, 168, error) ||
        !input_check(&input->hours_regular, "gp_hours_regular", "reference.csv", 0.1, 168, error) ||
        !input_check(&input->measured_list, "gp_hours_list", "reference.csv", 1, 1e6, error) ||
        !input_check(&input->list_length, "list_length", "observations.csv", 0, 1e6, error) ||
        !input_check(&input->hours, "hours", "planning.csv", 0, 168, error) ||
        !input_check(&input->municipal_hours, "municipal_hours", "planning.csv", 0, 168, error) ||
        !input_check(&input->duty_hours, "duty_hours", "planning.csv", 0, 168, error)) {
        return false;
    }
    double all = input->hours_all.value / input->measured_list.value;
    double regular = input->hours_regular.value / input->measured_list.value;
    double beside = input->municipal_hours.value + input->duty_hours.value;
    double left = input->hours.value - beside;
    struct workload workload = {
        .minutes_all = all * 60,
        .minutes_regular = regular * 60,
        .hours_all = all * input->list_length.value,
        .hours_regular = regular * input->list_length.value,
        .hours_built = regular * input->list_length.value + beside,
        .list_all = input->hours.value / all,
        .list_regular = input->hours.value / regular,
        .list_built = left > 0 ? left / regular : 0,
        .imposable = input->gps.value * input->imposed_max.value / input->full_time.value,
    };
    workload.given = workload.imposable * input->share_municipal.value / 100;
    add_services(municipality, input->date, &workload);
    *out = workload;
    return true;
}
