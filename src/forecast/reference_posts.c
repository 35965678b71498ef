/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/reference_private.h"
#include "scheme/deadline.h"

#include <math.h>

/* -- doctors ----------------------------------------------------------------------------------- */

static int32_t
month_of(const struct run *run, struct date date)
{
    struct ymd start = date_to_ymd(run->model->start), day = date_to_ymd(date);
    return (day.year - start.year) * 12 + day.month - start.month;
}

int
run_age(const struct run *run, const struct doctor *doctor)
{
    return date_age(doctor->born, run->date);
}

bool
run_is_new(const struct run *run, const struct doctor *doctor, double months)
{
    struct date end = date_add_months(doctor->since, (int)ceil(months));
    return date_compare(run->date, end) < 0;
}

static void
renew_hazard(const struct run *run, struct doctor *doctor)
{
    const double *assumed = run->assumed;
    int age = run_age(run, doctor);
    double hazard = assumed[ASSUMPTION_exit_rate];
    if (age < OLD_AGE) {
        hazard *= doctor->woman ? assumed[ASSUMPTION_exit_women_factor] : 1;
        if (run_is_new(run, doctor, 12 * assumed[ASSUMPTION_exit_new_years])) {
            hazard *=
                assumed[ASSUMPTION_exit_new_factor] * run_less(run, LEVER_stay_new, run->month);
        }
    } else {
        double retires =
            assumed[age < OLDEST_AGE ? ASSUMPTION_retire_rate_62 : ASSUMPTION_retire_rate_67];
        hazard += retires * run_less(run, LEVER_retire_later, run->month);
    }
    doctor->hazard = hazard;
}

static struct date
years_before(struct date date, double years)
{
    return (struct date){date.days - (int32_t)lround(years * 365.25)};
}

/* The age of which a share `p` of the GPs are younger. */
static double
age_quantile(const struct run *run, double p)
{
    const double at[] = {28, run->assumed[ASSUMPTION_gp_age_q25],
                         run->assumed[ASSUMPTION_gp_age_q50], run->assumed[ASSUMPTION_gp_age_q75],
                         69};
    int below_p = p < 0.25 ? 0 : p < 0.5 ? 1 : p < 0.75 ? 2 : 3;
    return at[below_p] + (at[below_p + 1] - at[below_p]) * (4 * p - below_p);
}

/* Half of the GPs have had their list for less than MEDIAN_TENURE years. */
#define MEDIAN_TENURE 8.37

struct doctor
run_first_doctor(struct run *run, const struct model_list *list)
{
    struct doctor doctor = {.born = list->born, .since = list->since};
    if (date_is_none(doctor.born)) {
        doctor.born = years_before(run->date, age_quantile(run, run_unit(run)));
    }
    if (date_is_none(doctor.since)) {
        double longest = fmax(0, date_years_between(doctor.born, run->date) - 30);
        double tenure = -MEDIAN_TENURE / log(2) * log1p(-run_unit(run));
        doctor.since = years_before(run->date, fmin(longest, tenure));
    }
    doctor.woman = list->sex == CHOICE_NONE ? run_happens(run, run->assumed[ASSUMPTION_women_share])
                                            : list->sex == SEX_FEMALE;
    /* One who is beyond the limit already has been extended. */
    struct date limit =
        deadline_after(&run->rulebook, RULE_agreement_end_age, run->date, doctor.born);
    doctor.extended = run_happens(run, run->assumed[ASSUMPTION_extension_share]) ||
                      deadline_reached(run->date, limit);
    renew_hazard(run, &doctor);
    return doctor;
}

static struct doctor
new_doctor(struct run *run)
{
    double age = run->assumed[ASSUMPTION_newcomer_age] + 5 * run_normal(run);
    struct doctor doctor = {
        .born = years_before(run->date, fmin(fmax(age, 28), 60)),
        .since = run->date,
        .woman = run_happens(run, run->assumed[ASSUMPTION_women_share]),
        .extended = run_happens(run, run->assumed[ASSUMPTION_extension_share]),
    };
    renew_hazard(run, &doctor);
    return doctor;
}

/* -- posts ------------------------------------------------------------------------------------- */

bool
run_has_gp(const struct slot *post)
{
    return post->status == STATUS_HELD || post->status == STATUS_NOTICE;
}

bool
run_has_doctor(const struct slot *post)
{
    return run_has_gp(post) || post->status == STATUS_LOCUM;
}

static bool
is_announced(const struct slot *post)
{
    return !post->awarded && post->status != STATUS_UNOPENED && post->status != STATUS_HELD;
}

int64_t
run_count_gps(const struct run *run)
{
    int64_t count = 0;
    for (size_t i = 0; i < run->post_count; i++) {
        count += run_has_gp(&run->posts[i]);
    }
    return count;
}

int64_t
run_count_listed_with_gp(const struct run *run)
{
    int64_t count = 0;
    for (size_t i = 0; i < run->post_count; i++) {
        count += run_has_gp(&run->posts[i]) ? run->posts[i].length : 0;
    }
    return count;
}

/* Whether a post without a GP has a locum. Nobody comes to a list without a doctor: it is closed.
 */
static void
draw_locum(struct run *run, struct slot *post)
{
    double cover =
        run->assumed[ASSUMPTION_locum_cover] * run_more(run, LEVER_locum_cover, run->month);
    post->status = run_happens(run, cover) ? STATUS_LOCUM : STATUS_BARE;
    if (post->status == STATUS_BARE) {
        post->state = LIST_CLOSED;
    }
}

static void
leave_post(struct run *run, struct slot *post)
{
    run->flows[post->retires ? FLOW_gps_retired : FLOW_gps_left]--;
    post->retires = false;
}

void
run_give_notice(struct run *run, struct slot *post, int32_t end)
{
    post->status = STATUS_NOTICE;
    post->notice_end = end;
    post->retires = run_age(run, &post->doctor) >= OLD_AGE;
}

static int32_t
newcomer_cap(struct run *run, bool salaried)
{
    double wanted = run->assumed[ASSUMPTION_newcomer_length] +
                    run->assumed[ASSUMPTION_newcomer_length_sd] * run_normal(run) +
                    run_lever(run, LEVER_newcomer_length, run->month);
    if (salaried) {
        wanted *= run->assumed[ASSUMPTION_salaried_length];
    }
    double low = run_rule(run, RULE_cap_min_without_consent), high = run_rule(run, RULE_cap_max);
    return (int32_t)lround(fmin(fmax(round(wanted), low), high));
}

static void
count_hire(struct run *run, const struct slot *post, bool by_offer)
{
    static const enum cost_basis of_channel[CHANNEL_COUNT] = {
        [CHANNEL_TAKEOVER] = BASIS_TAKEOVER_HIRES,
        [CHANNEL_EMPTY] = BASIS_EMPTY_HIRES,
        [CHANNEL_SALARIED] = BASIS_SALARIED_HIRES,
    };
    run->hires[BASIS_ALL_HIRES]++;
    run->hires[by_offer ? BASIS_SALARIED_HIRES : of_channel[post->channel]]++;
    run->hires[BASIS_LOCUM_HIRES] += post->to_locum;
    if (post->effort != NO_EFFORT) {
        run->own_hires[post->effort]++;
    }
    enum flow flow = post->to_locum ? FLOW_gps_locums
                     : post->held   ? FLOW_gps_took_over
                                    : FLOW_gps_began_empty;
    run->flows[flow]++;
}

static void
start_doctor(struct run *run, struct slot *post, double offer)
{
    double salary = run_unit(run);
    bool by_offer = salary < offer;
    bool salaried = post->channel == CHANNEL_SALARIED || by_offer ||
                    salary < run->assumed[ASSUMPTION_salaried_share];
    if (run_has_gp(post)) {
        leave_post(run, post);
    }
    post->doctor = new_doctor(run);
    int32_t cap = newcomer_cap(run, salaried);
    bool is_new_post = post->cap == 0 && !post->held;
    run->flows[is_new_post ? FLOW_places_new_posts : FLOW_places_newcomers] += cap - post->cap;
    count_hire(run, post, by_offer);
    post->status = STATUS_HELD;
    post->cap = cap;
    post->held = true;
    post->awarded = post->to_locum = false;
    if (post->channel == CHANNEL_EMPTY) {
        post->channel = CHANNEL_TAKEOVER; /* there is a list from now on */
    }
}

/* What was to happen at the post this month. */
static void
meet_due_events(struct run *run, struct slot *post, double offer)
{
    bool vacant = post->status == STATUS_LOCUM || post->status == STATUS_BARE;
    if (post->awarded && run->month >= post->starts) {
        start_doctor(run, post, offer);
    } else if (post->status == STATUS_NOTICE && run->month >= post->notice_end) {
        leave_post(run, post);
        post->vacant_since = run->month;
        draw_locum(run, post);
    } else if (vacant && post->held && (run->month - post->vacant_since) % LOCUM_MONTHS == 0) {
        draw_locum(run, post); /* a post nobody has had has no patients for a locum */
    }
}

/* The month in which the agreement ends by age. */
static int32_t
age_limit(const struct run *run, const struct doctor *doctor)
{
    enum rule limit = doctor->extended ? RULE_extension_max_age : RULE_agreement_end_age;
    struct date turns = deadline_after(&run->rulebook, limit, run->date, doctor->born);
    return date_is_none(turns) ? INT32_MAX
                               : month_of(run, date_next_month((struct date){turns.days - 1}));
}

static void
consider_leaving(struct run *run, struct slot *post, double stay)
{
    int32_t notice = (int32_t)ceil(run_rule(run, RULE_agreement_notice));
    if (run_happens(run, post->doctor.hazard / 12 * stay)) {
        run_give_notice(run, post, run->month + notice);
        return;
    }
    int32_t limit = age_limit(run, &post->doctor);
    if (limit <= run->month + notice) {
        run_give_notice(run, post, limit > run->month ? limit : run->month);
    }
}

static void
try_to_fill(struct run *run, struct slot *post, const struct month_rates *rates)
{
    double comes = rates->filled[post->channel];
    double takes = post->status == STATUS_LOCUM ? rates->locum_takes : 0;
    if (!run_happens(run, -expm1(-(comes + takes)))) {
        return;
    }
    post->awarded = true;
    post->to_locum = run_happens(run, takes / (comes + takes));
    post->starts =
        run->month + 1 + (int32_t)floor(2 * run->assumed[ASSUMPTION_start_delay] * run_unit(run));
    if (post->status == STATUS_NOTICE && post->starts < post->notice_end) {
        post->starts = post->notice_end;
    }
}

void
run_find_successors(struct run *run, const struct month_rates *rates)
{
    double delay = run->assumed[ASSUMPTION_start_delay];
    for (size_t i = 0; i < run->post_count; i++) {
        struct slot *post = &run->posts[i];
        double waits = rates->filled[post->channel] * (delay + 0.5);
        if (!is_announced(post) || !run_happens(run, waits / (1 + waits))) {
            continue;
        }
        post->awarded = true;
        post->starts = run->month + 1 + (int32_t)floor(2 * delay * (1 - sqrt(1 - run_unit(run))));
        if (post->status == STATUS_NOTICE && post->starts < post->notice_end) {
            post->starts = post->notice_end;
        }
    }
}

static bool
is_revised(const struct run *run, size_t at)
{
    return ((size_t)run->month + at) % 12 == 0;
}

void
run_move_posts(struct run *run, const struct month_rates *rates)
{
    for (size_t i = 0; i < run->post_count; i++) {
        struct slot *post = &run->posts[i];
        if (post->status == STATUS_UNOPENED) {
            if (post->opens == run->month) {
                post->status = STATUS_BARE;
                post->vacant_since = run->month;
            }
            continue; /* tried from the next month, with those the rates were counted of */
        }
        bool was_announced = is_announced(post), was_held = post->status == STATUS_HELD;
        meet_due_events(run, post, rates->offer);
        if (run_has_gp(post) && is_revised(run, i)) {
            renew_hazard(run, &post->doctor);
        }
        if (was_held) { /* who began this month stays for it */
            consider_leaving(run, post, rates->stay);
        }
        if (was_announced && is_announced(post)) {
            try_to_fill(run, post, rates);
        }
    }
}

/* -- caps -------------------------------------------------------------------------------------- */

/* What a measure does to the cap of a GP who takes it: what its ramp has added in the year since
 * the last revision. */
static double
measured_change(const struct run *run, size_t at, size_t i)
{
    const struct effort *effort = &run->model->efforts[i];
    struct draw draw =
        draw_of(run->seed, PURPOSE_TAKES, 0, (uint32_t)at + 4096 * effort->entity, run->future);
    if (effort->lever != LEVER_list_length || !(fabs(effort->size) > 0) ||
        !(random_unit(draw) < run->effects[i])) {
        return 0;
    }
    /* What was at work at the start is in the caps already. */
    int32_t last = run->month > 12 ? run->month - 12 : 0;
    double added = run_ramp(effort, run->month) - run_ramp(effort, last);
    return round(effort->size * added);
}

static void
revise_cap(struct run *run, size_t at)
{
    struct slot *post = &run->posts[at];
    double noise = run_year_noise(run, ASSUMPTION_cap_drift_noise);
    double drift =
        run->assumed[ASSUMPTION_cap_drift] + run->assumed[ASSUMPTION_cap_drift_noise] * noise;
    double lowest = round(run->assumed[ASSUMPTION_cap_floor]),
           highest = run_rule(run, RULE_cap_max);
    double cap = post->cap;
    if (cap > lowest) {
        cap = fmin(fmax(lowest, round(cap * exp(drift))), highest);
    }
    run->flows[FLOW_places_shortened] += cap - post->cap;
    post->cap = (int32_t)cap;
    for (size_t i = 0; i < run->model->effort_count; i++) {
        double change = measured_change(run, at, i);
        if (change < 0) {
            cap = fmin(cap, fmax(cap + change, lowest));
        } else {
            cap = fmax(cap, fmin(cap + change, highest));
        }
    }
    run->flows[FLOW_places_measures] += cap - post->cap;
    post->cap = (int32_t)cap;
}

void
run_revise_caps(struct run *run)
{
    for (size_t i = 0; i < run->post_count; i++) {
        const struct slot *post = &run->posts[i];
        if (post->status == STATUS_HELD && is_revised(run, i) &&
            !run_is_new(run, &post->doctor, ESTABLISHED_MONTHS)) {
            revise_cap(run, i);
        }
    }
}

/* -- the rates of a month ---------------------------------------------------------------------- */

double
run_path_ratio(const double *path, int32_t month)
{
    return isnan(path[month]) || !(path[0] > 0) ? 1 : path[month] / path[0];
}

double
run_hours_per_gp(const struct run *run, int32_t month)
{
    int64_t gps = run_count_gps(run);
    double hours = run->assumed[ASSUMPTION_hours_all];
    return gps == 0
               ? hours
               : hours * (double)run_count_listed_with_gp(run) / (double)gps /
                     run->assumed[ASSUMPTION_hours_list] *
                     run_path_ratio(run->model->population.gp_need, month) *
                     run_less(run, LEVER_relief, month) * run_less(run, LEVER_ooh_relief, month);
}

struct month_rates
run_rates(struct run *run)
{
    const double *assumed = run->assumed;
    int32_t t = run->month;
    double hours = run_hours_per_gp(run, t - 1);
    double load = pow(hours / run->hours_before, assumed[ASSUMPTION_exit_workload_elasticity]);
    double noise = assumed[ASSUMPTION_candidates_noise];
    double per_100000 = (double)run->residents / 100000;
    double candidates =
        assumed[ASSUMPTION_candidates] * per_100000 *
            exp(assumed[ASSUMPTION_candidates_trend] * t / 12.0 +
                noise * run_year_noise(run, ASSUMPTION_candidates_noise) - noise * noise / 2) *
            run_more(run, LEVER_candidates, t) +
        run_lever(run, LEVER_pipeline, t);
    double offer = fmin(1, run_lever(run, LEVER_salaried_offer, t));
    double salaried = assumed[ASSUMPTION_salaried_weight];
    double takeover = run_more(run, LEVER_takeover_appeal, t);
    double empty = assumed[ASSUMPTION_empty_weight] * run_more(run, LEVER_empty_appeal, t);
    const double weights[CHANNEL_COUNT] = {
        [CHANNEL_TAKEOVER] = (1 - offer) * takeover + offer * salaried,
        [CHANNEL_EMPTY] = (1 - offer) * empty + offer * salaried,
        [CHANNEL_SALARIED] = salaried,
    };
    double pull = assumed[ASSUMPTION_match_half] * per_100000;
    for (size_t i = 0; i < run->post_count; i++) {
        const struct slot *post = &run->posts[i];
        pull += is_announced(post) ? weights[post->channel] : 0;
    }
    struct month_rates rates = {
        .stay = load * run_less(run, LEVER_stay, t),
        .offer = offer,
        .locum_takes =
            assumed[ASSUMPTION_locum_takes_post] / 12 * run_more(run, LEVER_locum_offer, t),
    };
    for (int channel = 0; channel < CHANNEL_COUNT; channel++) {
        rates.filled[channel] = pull > 0 ? candidates / 12 * weights[channel] / pull : 0;
    }
    return rates;
}
