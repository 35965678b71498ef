/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/reference_private.h"

#include <math.h>

/* -- counting ---------------------------------------------------------------------------------- */

struct counts
run_count(const struct run *run)
{
    struct counts counts = {.gps = run_count_gps(run), .with_gp = run_count_listed_with_gp(run)};
    for (size_t i = 0; i < run->post_count; i++) {
        const struct slot *post = &run->posts[i];
        counts.posts += post->status != STATUS_UNOPENED;
        counts.places += post->cap;
        counts.free +=
            run_has_doctor(post) ? list_vacancy(post->state, post->cap, post->length) : 0;
        counts.bare += post->status == STATUS_BARE ? post->length : 0;
    }
    for (size_t i = 0; i < run->person_count; i++) {
        const struct person *person = &run->persons[i];
        counts.listed += person->list != NO_LIST;
        counts.elsewhere += person->elsewhere;
        counts.unassigned += person->list == NO_LIST && !person->elsewhere;
        counts.waiting += person->queue != NO_LIST;
    }
    return counts;
}

/* -- recording --------------------------------------------------------------------------------- */

static double
ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

double
run_slots_by_gps(const struct run *run, const struct counts *counts)
{
    const double *assumed = run->assumed;
    return assumed[ASSUMPTION_slots_per_gp] * (1 - assumed[ASSUMPTION_leave_share]) *
           ratio((double)counts->gps, (double)counts->listed) * 1000 *
           run_more(run, LEVER_same_day_slots, run->month);
}

double
run_use_without_gp(const struct run *run, const struct counts *counts)
{
    double without = (double)(counts->unassigned + counts->bare);
    return 1 + (run->assumed[ASSUMPTION_ooh_without_gp_factor] - 1) *
                   ratio(without, (double)run_count_entitled(run));
}

static double
ooh_contacts(const struct run *run, const struct counts *counts, double slots)
{
    double overflow = 1;
    if (slots > 0 && run->slots_before > 0) {
        overflow = pow(slots / run->slots_before, -run->assumed[ASSUMPTION_ooh_elasticity]);
    }
    return run->assumed[ASSUMPTION_ooh_rate] / 12 * (double)run->residents *
           run_path_ratio(run->model->population.ooh_need, run->month) * overflow *
           run_use_without_gp(run, counts) / run->without_gp_before;
}

void
run_outcomes(const struct run *run, double outcomes[OUTCOME_COUNT])
{
    struct counts counts = run_count(run);
    double listed = (double)counts.listed;
    double slots = run_slots_by_gps(run, &counts);
    outcomes[OUTCOME_gps] = (double)counts.gps;
    outcomes[OUTCOME_posts] = (double)counts.posts;
    outcomes[OUTCOME_posts_without_gp] = (double)(counts.posts - counts.gps);
    outcomes[OUTCOME_places] = (double)counts.places;
    outcomes[OUTCOME_listed] = listed;
    outcomes[OUTCOME_free_places] = (double)counts.free;
    outcomes[OUTCOME_vacancy_listed] = ratio((double)counts.free, listed);
    outcomes[OUTCOME_vacancy_places] = ratio((double)counts.free, (double)counts.places);
    outcomes[OUTCOME_unassigned] = (double)counts.unassigned;
    outcomes[OUTCOME_waiting] = (double)counts.waiting;
    outcomes[OUTCOME_mean_list] = ratio((double)counts.with_gp, (double)counts.gps);
    outcomes[OUTCOME_listed_without_gp] = (double)counts.bare;
    outcomes[OUTCOME_reserve_index] = 100 * ratio((double)counts.places, listed);
    outcomes[OUTCOME_hours_per_gp] = run_hours_per_gp(run, run->month);
    outcomes[OUTCOME_same_day_slots] = slots;
    outcomes[OUTCOME_ooh_contacts] = ooh_contacts(run, &counts, slots);
    outcomes[OUTCOME_residents] = (double)run->residents;
    outcomes[OUTCOME_guests] = (double)run->guests;
    outcomes[OUTCOME_opted_out] = (double)(run->opted_out + counts.elsewhere);
}

void
run_listed_flows(struct run *run, const double first[OUTCOME_COUNT],
                 const double now[OUTCOME_COUNT])
{
    double guests = now[OUTCOME_guests] - first[OUTCOME_guests];
    double outside = first[OUTCOME_opted_out] - now[OUTCOME_opted_out];
    double unassigned = first[OUTCOME_unassigned] - now[OUTCOME_unassigned];
    double listed = now[OUTCOME_listed] - first[OUTCOME_listed];
    run->flows[FLOW_listed_guests] = guests;
    run->flows[FLOW_listed_outside] = outside;
    run->flows[FLOW_listed_unassigned] = unassigned;
    run->flows[FLOW_listed_population] = listed - guests - outside - unassigned;
}

static void
record_districts(const struct run *run, struct futures *out, size_t at)
{
    const struct population_path *path = &run->model->population;
    for (size_t d = 0; d < out->districts; d++) {
        double values[DISTRICT_OUTCOME_COUNT] = {0};
        for (size_t i = 0; i < run->post_count; i++) {
            const struct slot *post = &run->posts[i];
            if (post->district == (int32_t)d) {
                values[DISTRICT_gps] += run_has_gp(post);
                values[DISTRICT_places] += post->cap;
                values[DISTRICT_listed] += post->length;
            }
        }
        values[DISTRICT_residents] =
            path->residents[(size_t)run->month * path->districts + d] * exp(run->error[run->month]);
        for (size_t row = 0; row < DISTRICT_OUTCOME_COUNT; row++) {
            size_t of = futures_at(out, d * DISTRICT_OUTCOME_COUNT + row, run->month);
            out->by_district[of + at] = (float)values[row];
        }
    }
}

void
run_record(const struct run *run, const double outcomes[OUTCOME_COUNT], struct futures *out)
{
    size_t at = run->future - out->first;
    for (size_t row = 0; row < OUTCOME_COUNT && out->outcomes != NULL; row++) {
        out->outcomes[futures_at(out, row, run->month) + at] = (float)outcomes[row];
    }
    for (size_t row = 0; row < FLOW_COUNT && out->flows != NULL; row++) {
        out->flows[futures_at(out, row, run->month) + at] = (float)run->flows[row];
    }
    for (size_t row = 0; row < out->efforts && out->costs != NULL; row++) {
        out->costs[futures_at(out, row, run->month) + at] = (float)(run->costs[row] / 100);
    }
    if (out->by_district != NULL) {
        record_districts(run, out, at);
    }
}

/* -- costs ------------------------------------------------------------------------------------- */

/* Doctors the cost is paid for this month: each who began, or a twelfth of those there are. */
static double
count_reached(const struct run *run, size_t effort)
{
    enum cost_basis basis = lever_basis((enum lever)run->model->efforts[effort].lever);
    double new_months = 12 * run->assumed[ASSUMPTION_exit_new_years];
    if (basis == BASIS_OWN_HIRES) {
        return (double)run->own_hires[effort];
    }
    int64_t there = 0;
    for (size_t i = 0; i < run->post_count; i++) {
        const struct slot *post = &run->posts[i];
        bool gp = run_has_gp(post);
        const bool counted[BASIS_COUNT] = {
            [BASIS_ALL_GPS] = gp,
            [BASIS_NEW_GPS] = gp && run_is_new(run, &post->doctor, new_months),
            [BASIS_OLD_GPS] = gp && run_age(run, &post->doctor) >= OLD_AGE,
            [BASIS_LOCUMS] = post->status == STATUS_LOCUM,
            [BASIS_OWN_GPS] = gp && post->effort == (int)effort,
        };
        there += counted[basis];
    }
    return (double)run->hires[basis] + (double)there / 12;
}

void
run_pay(struct run *run, int64_t listed)
{
    for (size_t i = 0; i < run->model->effort_count; i++) {
        const struct effort *effort = &run->model->efforts[i];
        if (!run_at_work(effort, run->month)) {
            continue;
        }
        enum cost_basis basis = lever_basis((enum lever)effort->lever);
        bool is_own = basis == BASIS_OWN_HIRES || basis == BASIS_OWN_GPS;
        bool begins = run->month == (effort->start == 0 ? 1 : effort->start);
        double size = effort_cost_size(effort);
        double all = (begins ? (double)effort->cost_fixed : 0) + (double)effort->cost_year / 12 +
                     (double)effort->cost_listed * (double)listed / 12;
        run->costs[i] +=
            size * all + (is_own ? 1 : size) * (double)effort->cost_doctor * count_reached(run, i);
    }
}
