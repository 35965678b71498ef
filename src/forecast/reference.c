/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/reference.h"

#include "base/sort.h"
#include "forecast/draws.h"
#include "scheme/child.h"
#include "scheme/deadline.h"
#include "scheme/month.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    PURPOSE_REFERENCE = 200, /* all luck that is not a measure's or an assumption's, one by one */
    LOCUM_MONTHS = 3,        /* between the draws of whether a vacant post has a locum */
    OLD_AGE = 62,            /* from which leaving is retiring */
    OLDEST_AGE = 67,
    ESTABLISHED_MONTHS = 12,
    NO_EFFORT = -1,
    NO_DISTRICT = -1,
};

enum status { STATUS_UNOPENED, STATUS_HELD, STATUS_NOTICE, STATUS_LOCUM, STATUS_BARE };

struct doctor {
    struct date born, since;
    bool woman, extended; /* works beyond the age limit */
    double hazard;        /* of giving notice, a year, at the hours of the start */
};

struct slot {
    enum status status;
    enum list_state state;
    enum channel channel;
    int32_t cap, length, district;
    int32_t opens; /* month */
    int effort;    /* that opens it, or NO_EFFORT */
    bool held;     /* has had a GP */
    struct doctor doctor;
    int32_t notice_end; /* month */
    bool retires;       /* the one who has given notice */
    int32_t vacant_since;
    bool awarded, to_locum; /* to one who starts in month `starts` */
    int32_t starts;
};

/* One with a right to a GP here. */
struct person {
    int32_t list;      /* NO_LIST for those without a GP here */
    bool elsewhere;    /* has a GP in another municipality, and waits for one here */
    int32_t queue;     /* the list waited for, NO_LIST for none */
    struct date since; /* in the queue or unassigned */
    int32_t turn;
};

/* The pull of the channels and what follows from it in a month. */
struct month_rates {
    double stay;                  /* × hazard */
    double offer;                 /* share of posts announced with a salary */
    double filled[CHANNEL_COUNT]; /* hazards a month of an announced post */
    double locum_takes;
};

struct run {
    const struct model *model;
    uint64_t seed;
    uint32_t future, drawn;
    double assumed[ASSUMPTION_COUNT];
    double effects[MODEL_EFFORTS_MAX];
    double opening; /* how far the first new post of each origin is on its way at the start */
    double *error;  /* [months + 1], log error of the residents */

    int32_t month;
    struct date date;
    struct rulebook rulebook;  /* of the month */
    struct arena month_memory; /* freed after each month */

    struct slot *posts; /* MODEL_LISTS_MAX */
    size_t post_count;
    struct person *persons;
    size_t person_count, person_room;
    int32_t turn;

    int64_t residents, opted_out, guests;
    double hours_before, slots_before, without_gp_before; /* at the start */
    int64_t hires[BASIS_COUNT];                           /* of the month */
    int64_t own_hires[MODEL_EFFORTS_MAX];                 /* in posts that an effort opened */
    /* what those who choose a list could see of each when the month before ended */
    int64_t *free_places, *doctor_lengths;
    double flows[FLOW_COUNT];
    double costs[MODEL_EFFORTS_MAX]; /* øre */
};

/* -- luck -------------------------------------------------------------------------------------- */

static struct draw
next_draw(struct run *run)
{
    return (struct draw){run->seed, PURPOSE_REFERENCE, run->drawn++, run->future};
}

static double
unit(struct run *run)
{
    return random_unit(next_draw(run));
}

static double
normal(struct run *run)
{
    return random_normal(next_draw(run));
}

static bool
happens(struct run *run, double probability)
{
    return unit(run) < probability;
}

static size_t
below(struct run *run, size_t bound)
{
    return random_below(next_draw(run), (uint32_t)bound);
}

/* How many are passed over before the next to whom something of that probability happens: the same
 * as asking each in turn. */
static size_t
passed_over(struct run *run, double probability)
{
    double passed = floor(log1p(-unit(run)) / log1p(-fmin(probability, 1)));
    return passed < (double)UINT32_MAX ? (size_t)passed : UINT32_MAX;
}

static double
year_noise(const struct run *run, enum assumption assumption)
{
    uint32_t year = (uint32_t)((run->month - 1) / 12);
    return random_normal(
        draw_of(run->seed, PURPOSE_YEAR, 0, (uint32_t)assumption + 256 * year, run->future));
}

/* -- measures ---------------------------------------------------------------------------------- */

/* What begins with the model begins after the month it starts from. */
static double
ramp_of(const struct effort *effort, int32_t month)
{
    return month > 0 || effort->start < 0 ? effort_ramp(effort, month) : 0;
}

/* One of size 0 is as if it were not there. */
static bool
is_at_work(const struct effort *effort, int32_t month)
{
    return fabs(effort->size) > 0 && ramp_of(effort, month) > 0;
}

static double
effort_now(const struct run *run, size_t i, int32_t month)
{
    const struct effort *effort = &run->model->efforts[i];
    return is_at_work(effort, month) ? effort->size * run->effects[i] * ramp_of(effort, month) : 0;
}

/* The sum over the measures with that lever. */
static double
lever_sum(const struct run *run, enum lever lever, int32_t month)
{
    double sum = 0;
    for (size_t i = 0; i < run->model->effort_count; i++) {
        if (run->model->efforts[i].lever == (int)lever) {
            sum += effort_now(run, i, month);
        }
    }
    return sum;
}

static double
more(const struct run *run, enum lever lever, int32_t month)
{
    return exp(lever_sum(run, lever, month));
}

static double
less(const struct run *run, enum lever lever, int32_t month)
{
    return exp(-lever_sum(run, lever, month));
}

/* The rulebook with the rules that measures change this month. */
static bool
find_rules(struct run *run)
{
    const struct model *model = run->model;
    const struct table *table = &model->rulebook->table;
    struct rule_row *rows = NULL;
    run->rulebook = *model->rulebook;
    for (size_t i = 0; i < model->effort_count; i++) {
        const struct effort *effort = &model->efforts[i];
        if (effort->lever != LEVER_rule || !is_at_work(effort, run->month)) {
            continue;
        }
        if (rows == NULL) {
            rows = arena_array(&run->month_memory, table->count, sizeof *rows);
            if (rows == NULL) {
                return false;
            }
            memcpy(rows, table->rows, table->count * sizeof *rows);
            run->rulebook.table.rows = rows;
        }
        for (size_t r = 0; r < table->count; r++) {
            if (rows[r].rule == effort->rule) {
                rows[r].value = effort->rule_value;
            }
        }
    }
    return true;
}

static double
rule(const struct run *run, enum rule rule)
{
    return rule_value(&run->rulebook, rule, run->date);
}

/* -- doctors ----------------------------------------------------------------------------------- */

static int32_t
month_of(const struct run *run, struct date date)
{
    struct ymd start = date_to_ymd(run->model->start), day = date_to_ymd(date);
    return (day.year - start.year) * 12 + day.month - start.month;
}

static int
age_of(const struct run *run, const struct doctor *doctor)
{
    return date_age(doctor->born, run->date);
}

/* Whether the doctor began less than so many months ago. */
static bool
is_new(const struct run *run, const struct doctor *doctor, double months)
{
    struct date end = date_add_months(doctor->since, (int)ceil(months));
    return date_compare(run->date, end) < 0;
}

static void
renew_hazard(const struct run *run, struct doctor *doctor)
{
    const double *assumed = run->assumed;
    int age = age_of(run, doctor);
    double hazard = assumed[ASSUMPTION_exit_rate];
    if (age < OLD_AGE) {
        hazard *= doctor->woman ? assumed[ASSUMPTION_exit_women_factor] : 1;
        if (is_new(run, doctor, 12 * assumed[ASSUMPTION_exit_new_years])) {
            hazard *= assumed[ASSUMPTION_exit_new_factor] * less(run, LEVER_stay_new, run->month);
        }
    } else {
        double retires =
            assumed[age < OLDEST_AGE ? ASSUMPTION_retire_rate_62 : ASSUMPTION_retire_rate_67];
        hazard += retires * less(run, LEVER_retire_later, run->month);
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

static struct doctor
first_doctor(struct run *run, const struct model_list *list)
{
    struct doctor doctor = {.born = list->born, .since = list->since};
    if (date_is_none(doctor.born)) {
        doctor.born = years_before(run->date, age_quantile(run, unit(run)));
    }
    if (date_is_none(doctor.since)) {
        double longest = fmax(0, date_years_between(doctor.born, run->date) - 30);
        double tenure = -MEDIAN_TENURE / log(2) * log1p(-unit(run));
        doctor.since = years_before(run->date, fmin(longest, tenure));
    }
    doctor.woman = list->sex == CHOICE_NONE ? happens(run, run->assumed[ASSUMPTION_women_share])
                                            : list->sex == SEX_FEMALE;
    /* One who is beyond the limit already has been extended. */
    struct date limit =
        deadline_after(&run->rulebook, RULE_agreement_end_age, run->date, doctor.born);
    doctor.extended = happens(run, run->assumed[ASSUMPTION_extension_share]) ||
                      deadline_reached(run->date, limit);
    renew_hazard(run, &doctor);
    return doctor;
}

static struct doctor
new_doctor(struct run *run)
{
    double age = run->assumed[ASSUMPTION_newcomer_age] + 5 * normal(run);
    struct doctor doctor = {
        .born = years_before(run->date, fmin(fmax(age, 28), 60)),
        .since = run->date,
        .woman = happens(run, run->assumed[ASSUMPTION_women_share]),
        .extended = happens(run, run->assumed[ASSUMPTION_extension_share]),
    };
    renew_hazard(run, &doctor);
    return doctor;
}

/* -- posts ------------------------------------------------------------------------------------- */

static bool
has_gp(const struct slot *post)
{
    return post->status == STATUS_HELD || post->status == STATUS_NOTICE;
}

/* Has one who takes patients. */
static bool
has_doctor(const struct slot *post)
{
    return has_gp(post) || post->status == STATUS_LOCUM;
}

static bool
is_announced(const struct slot *post)
{
    return !post->awarded && post->status != STATUS_UNOPENED && post->status != STATUS_HELD;
}

static int64_t
count_gps(const struct run *run)
{
    int64_t count = 0;
    for (size_t i = 0; i < run->post_count; i++) {
        count += has_gp(&run->posts[i]);
    }
    return count;
}

static int64_t
count_listed_with_gp(const struct run *run)
{
    int64_t count = 0;
    for (size_t i = 0; i < run->post_count; i++) {
        count += has_gp(&run->posts[i]) ? run->posts[i].length : 0;
    }
    return count;
}

/* Whether a post without a GP has a locum. Nobody comes to a list without a doctor: it is closed.
 */
static void
draw_locum(struct run *run, struct slot *post)
{
    double cover = run->assumed[ASSUMPTION_locum_cover] * more(run, LEVER_locum_cover, run->month);
    post->status = happens(run, cover) ? STATUS_LOCUM : STATUS_BARE;
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

static void
give_notice(struct run *run, struct slot *post, int32_t end)
{
    post->status = STATUS_NOTICE;
    post->notice_end = end;
    post->retires = age_of(run, &post->doctor) >= OLD_AGE;
}

static int32_t
newcomer_cap(struct run *run, bool salaried)
{
    double wanted = run->assumed[ASSUMPTION_newcomer_length] +
                    run->assumed[ASSUMPTION_newcomer_length_sd] * normal(run) +
                    lever_sum(run, LEVER_newcomer_length, run->month);
    if (salaried) {
        wanted *= run->assumed[ASSUMPTION_salaried_length];
    }
    double low = rule(run, RULE_cap_min_without_consent), high = rule(run, RULE_cap_max);
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
    double salary = unit(run);
    bool by_offer = salary < offer;
    bool salaried = post->channel == CHANNEL_SALARIED || by_offer ||
                    salary < run->assumed[ASSUMPTION_salaried_share];
    if (has_gp(post)) {
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
    int32_t notice = (int32_t)ceil(rule(run, RULE_agreement_notice));
    if (happens(run, post->doctor.hazard / 12 * stay)) {
        give_notice(run, post, run->month + notice);
        return;
    }
    int32_t limit = age_limit(run, &post->doctor);
    if (limit <= run->month + notice) {
        give_notice(run, post, limit > run->month ? limit : run->month);
    }
}

static void
try_to_fill(struct run *run, struct slot *post, const struct month_rates *rates)
{
    double comes = rates->filled[post->channel];
    double takes = post->status == STATUS_LOCUM ? rates->locum_takes : 0;
    if (!happens(run, -expm1(-(comes + takes)))) {
        return;
    }
    post->awarded = true;
    post->to_locum = happens(run, takes / (comes + takes));
    post->starts =
        run->month + 1 + (int32_t)floor(2 * run->assumed[ASSUMPTION_start_delay] * unit(run));
    if (post->status == STATUS_NOTICE && post->starts < post->notice_end) {
        post->starts = post->notice_end;
    }
}

/* Of the posts announced at the start of a model under way, as many have been awarded to one who
 * has not started as the rate of filling × the mean time to a start says; what is left of that time
 * is shorter than the whole of it. */
static void
find_successors(struct run *run, const struct month_rates *rates)
{
    double delay = run->assumed[ASSUMPTION_start_delay];
    for (size_t i = 0; i < run->post_count; i++) {
        struct slot *post = &run->posts[i];
        double waits = rates->filled[post->channel] * (delay + 0.5);
        if (!is_announced(post) || !happens(run, waits / (1 + waits))) {
            continue;
        }
        post->awarded = true;
        post->starts = run->month + 1 + (int32_t)floor(2 * delay * (1 - sqrt(1 - unit(run))));
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

static void
move_posts(struct run *run, const struct month_rates *rates)
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
        if (has_gp(post) && is_revised(run, i)) {
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
    double added = ramp_of(effort, run->month) - ramp_of(effort, last);
    return round(effort->size * added);
}

static void
revise_cap(struct run *run, size_t at)
{
    struct slot *post = &run->posts[at];
    double noise = year_noise(run, ASSUMPTION_cap_drift_noise);
    double drift =
        run->assumed[ASSUMPTION_cap_drift] + run->assumed[ASSUMPTION_cap_drift_noise] * noise;
    double lowest = round(run->assumed[ASSUMPTION_cap_floor]), highest = rule(run, RULE_cap_max);
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

static void
revise_caps(struct run *run)
{
    for (size_t i = 0; i < run->post_count; i++) {
        const struct slot *post = &run->posts[i];
        if (post->status == STATUS_HELD && is_revised(run, i) &&
            !is_new(run, &post->doctor, ESTABLISHED_MONTHS)) {
            revise_cap(run, i);
        }
    }
}

/* -- the rates of a month ---------------------------------------------------------------------- */

/* A ratio of two values of the path, 1 where it has none. */
static double
path_ratio(const double *path, int32_t month)
{
    return isnan(path[month]) || !(path[0] > 0) ? 1 : path[month] / path[0];
}

/* Hours a week and GP by the lists as they are now, with the need and the measures of a month. */
static double
hours_per_gp(const struct run *run, int32_t month)
{
    int64_t gps = count_gps(run);
    double hours = run->assumed[ASSUMPTION_hours_all];
    return gps == 0 ? hours
                    : hours * (double)count_listed_with_gp(run) / (double)gps /
                          run->assumed[ASSUMPTION_hours_list] *
                          path_ratio(run->model->population.gp_need, month) *
                          less(run, LEVER_relief, month) * less(run, LEVER_ooh_relief, month);
}

static struct month_rates
find_rates(struct run *run)
{
    const double *assumed = run->assumed;
    int32_t t = run->month;
    double hours = hours_per_gp(run, t - 1);
    double load = pow(hours / run->hours_before, assumed[ASSUMPTION_exit_workload_elasticity]);
    double noise = assumed[ASSUMPTION_candidates_noise];
    double per_100000 = (double)run->residents / 100000;
    double candidates =
        assumed[ASSUMPTION_candidates] * per_100000 *
            exp(assumed[ASSUMPTION_candidates_trend] * t / 12.0 +
                noise * year_noise(run, ASSUMPTION_candidates_noise) - noise * noise / 2) *
            more(run, LEVER_candidates, t) +
        lever_sum(run, LEVER_pipeline, t);
    double offer = fmin(1, lever_sum(run, LEVER_salaried_offer, t));
    double salaried = assumed[ASSUMPTION_salaried_weight];
    double takeover = more(run, LEVER_takeover_appeal, t);
    double empty = assumed[ASSUMPTION_empty_weight] * more(run, LEVER_empty_appeal, t);
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
        .stay = load * less(run, LEVER_stay, t),
        .offer = offer,
        .locum_takes = assumed[ASSUMPTION_locum_takes_post] / 12 * more(run, LEVER_locum_offer, t),
    };
    for (int channel = 0; channel < CHANNEL_COUNT; channel++) {
        rates.filled[channel] = pull > 0 ? candidates / 12 * weights[channel] / pull : 0;
    }
    return rates;
}

/* -- counting ---------------------------------------------------------------------------------- */

struct counts {
    int64_t gps, posts, places, listed, free, unassigned, elsewhere, waiting, with_gp, bare;
};

static struct counts
count_all(const struct run *run)
{
    struct counts counts = {.gps = count_gps(run), .with_gp = count_listed_with_gp(run)};
    for (size_t i = 0; i < run->post_count; i++) {
        const struct slot *post = &run->posts[i];
        counts.posts += post->status != STATUS_UNOPENED;
        counts.places += post->cap;
        counts.free += has_doctor(post) ? list_vacancy(post->state, post->cap, post->length) : 0;
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

/* -- persons ----------------------------------------------------------------------------------- */

static double
expected_residents(const struct run *run, int32_t month)
{
    const struct population_path *path = &run->model->population;
    double sum = 0;
    for (size_t d = 0; d < path->districts; d++) {
        sum += path->residents[(size_t)month * path->districts + d];
    }
    return sum;
}

/* Residents, opted out and guests of a month. */
static void
find_population(struct run *run, int32_t month)
{
    const struct model *model = run->model;
    int64_t first = llround(expected_residents(run, 0));
    run->residents = llround(expected_residents(run, month) * exp(run->error[month]));
    double share = first > 0 ? (double)model->opted_out / (double)first : 0;
    run->opted_out = llround(share * (double)run->residents);
    run->guests =
        llround((double)model->guests * exp(run->assumed[ASSUMPTION_guest_growth] * month / 12.0));
    if (month == 0) {
        run->opted_out = model->opted_out;
        run->guests = model->guests;
    }
}

/* Those who are to have a GP, here or for now elsewhere. */
static size_t
count_entitled(const struct run *run)
{
    int64_t entitled = run->residents - run->opted_out + run->guests;
    return entitled > 0 ? (size_t)entitled : 0;
}

static void
add_person(struct run *run, struct person person)
{
    assert(run->person_count < run->person_room);
    person.turn = run->turn++;
    person.since = run->date;
    run->persons[run->person_count++] = person;
    if (person.list != NO_LIST) {
        run->posts[person.list].length++;
    }
}

static void
remove_person(struct run *run, size_t at)
{
    if (run->persons[at].list != NO_LIST) {
        run->posts[run->persons[at].list].length--;
    }
    run->persons[at] = run->persons[--run->person_count];
}

static void
join_queue(struct run *run, struct person *person, int32_t list)
{
    person->queue = list;
    person->since = run->date;
    person->turn = run->turn++;
}

/* What those who choose a list can see: the month that has ended. */
static bool
look_at_lists(struct run *run)
{
    run->free_places =
        arena_array(&run->month_memory, run->post_count + 1, sizeof *run->free_places);
    run->doctor_lengths =
        arena_array(&run->month_memory, run->post_count + 1, sizeof *run->doctor_lengths);
    if (run->free_places == NULL || run->doctor_lengths == NULL) {
        return false;
    }
    for (size_t i = 0; i < run->post_count; i++) {
        const struct slot *post = &run->posts[i];
        if (has_doctor(post)) {
            run->free_places[i] = list_vacancy(post->state, post->cap, post->length);
            run->doctor_lengths[i] = post->length;
        }
    }
    return true;
}

/* Another list than `own`, as likely as its weight; NO_LIST when all others weigh nothing. */
static int32_t
choose_by_weight(struct run *run, const int64_t *weights, int32_t own)
{
    int64_t all = 0;
    for (size_t i = 0; i < run->post_count; i++) {
        all += (int32_t)i == own ? 0 : weights[i];
    }
    int64_t chosen = all > 0 ? (int64_t)below(run, (size_t)all) : 0;
    for (size_t i = 0; i < run->post_count && all > 0; i++) {
        chosen -= (int32_t)i == own ? 0 : weights[i];
        if (chosen < 0) {
            return (int32_t)i;
        }
    }
    return NO_LIST;
}

/* Some want a place that is free and that nobody has chosen yet, the others any list with a doctor.
 */
static int32_t
choose_list(struct run *run, int32_t own)
{
    int32_t list = NO_LIST;
    if (happens(run, run->assumed[ASSUMPTION_choose_open])) {
        list = choose_by_weight(run, run->free_places, own);
    }
    if (list == NO_LIST) {
        return choose_by_weight(run, run->doctor_lengths, own);
    }
    run->free_places[list]--;
    return list;
}

/* Those who during the month before wished for another list. One who waits already has had that
 * wish. */
static void
wish_to_switch(struct run *run)
{
    double wishes = run->assumed[ASSUMPTION_switch_wish] / 12;
    for (size_t i = passed_over(run, wishes); i < run->person_count;
         i += 1 + passed_over(run, wishes)) {
        struct person *person = &run->persons[i];
        if (person->list != NO_LIST && person->queue == NO_LIST) {
            join_queue(run, person, choose_list(run, person->list));
        }
    }
}

/* Those who give up waiting, and those who die or move out. */
static void
lose_persons(struct run *run)
{
    double gives_up = run->assumed[ASSUMPTION_give_up] / 12;
    for (size_t i = 0; i < run->person_count; i++) {
        struct person *person = &run->persons[i];
        /* Who has no other GP here does not give up. */
        bool waited = person->queue != NO_LIST && person->list != NO_LIST &&
                      date_compare(person->since, run->date) < 0;
        if (waited && happens(run, gives_up)) {
            person->queue = NO_LIST;
        }
    }
    /* The one put in the place of one who has left is the last, who has been asked. */
    double leaves = run->assumed[ASSUMPTION_turnover] / 12;
    for (size_t asked = passed_over(run, leaves), all = run->person_count; asked < all;
         asked += 1 + passed_over(run, leaves)) {
        remove_person(run, all - 1 - asked);
    }
    while (run->person_count > count_entitled(run)) {
        remove_person(run, below(run, run->person_count));
    }
}

static size_t
count_newborn(struct run *run)
{
    double expected = expected_residents(run, run->month);
    double births = run->model->population.births[run->month];
    double luck = unit(run);
    if (isnan(births) || !(expected > 0)) {
        return 0;
    }
    return (size_t)floor(births * (double)run->residents / expected + luck);
}

/* The list a newborn comes to, be it full or without a doctor. */
static int32_t
list_of_newborn(const struct run *run, const struct person *mother)
{
    struct verdict verdict;
    struct child_facts facts = {
        .born = date_add_months(run->date, -1),
        .newborn = true,
        .mother = {.holds_responsibility = true,
                   .same_address = true,
                   .list = mother->list == NO_LIST ? (int64_t)CHILD_NO_LIST : mother->list},
        .other = {.list = CHILD_NO_LIST},
    };
    int64_t list = child_list(&run->rulebook, run->date, &facts, &verdict);
    return list == CHILD_NO_LIST ? (int32_t)NO_LIST : (int32_t)list;
}

/* Newborn of those who are here already, and others who are here for the first time, some of them
 * with a GP where they came from. */
static void
gain_persons(struct run *run)
{
    size_t mothers = run->person_count, entitled = count_entitled(run);
    size_t newborn = mothers > 0 ? count_newborn(run) : 0;
    while (run->person_count < entitled) {
        struct person person = {.list = NO_LIST, .queue = NO_LIST};
        if (newborn > 0) {
            const struct person *mother = &run->persons[below(run, mothers)];
            newborn--;
            person.list = list_of_newborn(run, mother);
            person.elsewhere = mother->elsewhere;
            person.queue = mother->elsewhere ? mother->queue : (int32_t)NO_LIST;
        } else if (happens(run, run->assumed[ASSUMPTION_keeps_gp])) {
            person.queue = choose_list(run, NO_LIST);
            person.elsewhere = person.queue != NO_LIST;
        }
        add_person(run, person);
    }
}

/* -- the 1st ----------------------------------------------------------------------------------- */

static int
compare_waiters(const void *a, const void *b)
{
    const struct waiter *first = a, *second = b;
    int order = (first->list > second->list) - (first->list < second->list);
    return order != 0 ? order : queue_compare(&first->entry, &second->entry);
}

/* What the register would be asked. */
static bool
describe_month(struct run *run, struct month *out)
{
    struct arena *arena = &run->month_memory;
    struct month_list *lists = arena_array(arena, run->post_count + 1, sizeof *lists);
    struct counts counts = count_all(run);
    size_t waiting = (size_t)counts.waiting, without = (size_t)counts.unassigned;
    struct waiter *waiters = arena_array(arena, waiting + 1, sizeof *waiters);
    struct month_unassigned *unassigned = arena_array(arena, without + 1, sizeof *unassigned);
    bool *assigns = arena_array(arena, 1, sizeof *assigns);
    if (lists == NULL || waiters == NULL || unassigned == NULL || assigns == NULL) {
        return false;
    }
    *assigns = true;
    *out = (struct month){.rulebook = &run->rulebook,
                          .date = run->date,
                          .lists = lists,
                          .list_count = run->post_count,
                          .waiters = waiters,
                          .unassigned = unassigned,
                          .assigns = assigns,
                          .municipality_count = 1,
                          .exchange = EXCHANGE_OFF};
    for (size_t i = 0; i < run->post_count; i++) {
        const struct slot *post = &run->posts[i];
        lists[i] = (struct month_list){.cap = has_doctor(post) ? post->cap : 0,
                                       .length = post->length,
                                       .state = post->state,
                                       .district = -1};
    }
    for (size_t i = 0; i < run->person_count; i++) {
        const struct person *person = &run->persons[i];
        struct queue_entry entry = {(int64_t)i, person->since, person->turn};
        if (person->list == NO_LIST && !person->elsewhere) {
            unassigned[out->unassigned_count++] = (struct month_unassigned){
                .entry = entry, .district = -1, .parent_list = NO_LIST, .born = DATE_NONE};
        } else if (person->queue != NO_LIST) {
            waiters[out->waiter_count++] =
                (struct waiter){.entry = entry, .list = person->queue, .own = person->list};
        }
    }
    sort_items(waiters, out->waiter_count, sizeof *waiters, compare_waiters);
    return true;
}

static bool
give_places(struct run *run, struct error *error)
{
    struct month month;
    struct month_plan plan;
    if (!describe_month(run, &month)) {
        return error_memory(error);
    }
    if (!month_plan(&month, &run->month_memory, &plan, error)) {
        return false;
    }
    for (size_t i = 0; i < plan.move_count; i++) {
        struct person *person = &run->persons[plan.moves[i].person];
        person->list = plan.moves[i].to;
        person->queue = NO_LIST;
        person->elsewhere = false;
    }
    for (size_t i = 0; i < run->post_count; i++) {
        run->posts[i].state = plan.lists[i].state;
        run->posts[i].length = plan.lists[i].length;
    }
    return true;
}

/* -- the start --------------------------------------------------------------------------------- */

static void
draw_assumptions(struct run *run)
{
    const struct model *model = run->model;
    for (int a = 0; a < ASSUMPTION_COUNT; a++) {
        struct draw draw = draw_of(run->seed, PURPOSE_ASSUMPTION, 0, (uint32_t)a, run->future);
        run->assumed[a] = uncertain_draw(&model->assumptions[a], random_normal(draw));
    }

    run->opening = random_unit(draw_of(run->seed, PURPOSE_OPENING, 0, 0, run->future));
    for (size_t i = 0; i < model->effort_count; i++) {
        struct draw draw =
            draw_of(run->seed, PURPOSE_EFFECT, 0, model->efforts[i].entity, run->future);
        run->effects[i] = uncertain_draw(&model->efforts[i].effect, random_normal(draw));
    }
}

/* A GP may have given notice in the months before the start: then it ends in one of the months of
 * notice, each as likely. */
static void
begin_notice(struct run *run, struct slot *post)
{
    double notice = ceil(rule(run, RULE_agreement_notice));
    if (run->model->under_way && happens(run, post->doctor.hazard / 12 * notice)) {
        give_notice(run, post, 1 + (int32_t)floor(notice * unit(run)));
    }
}

static void
make_first_posts(struct run *run)
{
    for (size_t i = 0; i < run->model->list_count; i++) {
        const struct model_list *list = &run->model->lists[i];
        struct slot *post = &run->posts[run->post_count++];
        *post = (struct slot){.status = list->status == POST_HELD    ? STATUS_HELD
                                        : list->status == POST_LOCUM ? STATUS_LOCUM
                                                                     : STATUS_BARE,
                              .state = list->state == LIST_OPEN ? LIST_OPEN : LIST_CLOSED,
                              .channel = (enum channel)list->channel,
                              .cap = list->cap,
                              .district = list->district,
                              .effort = NO_EFFORT,
                              .held = list->status == POST_HELD || list->cap > 0};
        if (post->status == STATUS_HELD) {
            post->doctor = first_doctor(run, list);
            begin_notice(run, post);
        }
        if (post->status == STATUS_BARE) {
            post->state = LIST_CLOSED;
        }
    }
}

/* The district that is furthest behind its share of `count` new posts by residents; `given` are
 * what each has had. */
static int32_t
next_district(const struct run *run, const size_t *given, size_t count)
{
    const struct population_path *path = &run->model->population;
    int32_t next = NO_DISTRICT;
    double most = 0;
    for (size_t d = 0; d < path->districts; d++) {
        double share = path->residents[d] / expected_residents(run, 0);
        double behind = share * (double)count - (double)given[d];
        if (next == NO_DISTRICT || behind > most) {
            next = (int32_t)d;
            most = behind;
        }
    }
    return next;
}

/* New posts of one origin. */
struct opening_posts {
    enum channel channel;
    int effort;
    size_t count;
    size_t given[POPULATION_DISTRICTS_MAX]; /* to each district */
};

static void
add_new_post(struct run *run, struct opening_posts *posts, int32_t opens)
{
    if (run->post_count == MODEL_LISTS_MAX) {
        return;
    }
    int32_t district = next_district(run, posts->given, ++posts->count);
    if (district != NO_DISTRICT) {
        posts->given[district]++;
    }
    run->posts[run->post_count++] = (struct slot){.status = STATUS_UNOPENED,
                                                  .state = LIST_CLOSED,
                                                  .channel = posts->channel,
                                                  .effort = posts->effort,
                                                  .district = district,
                                                  .opens = opens};
}

/* Posts that come anyway, at an even pace. */
static void
make_growth(struct run *run)
{
    const struct model *model = run->model;
    struct opening_posts posts = {.channel = CHANNEL_EMPTY, .effort = NO_EFFORT};
    double a_year = run->assumed[ASSUMPTION_post_growth] * (double)model->list_count;
    if (!(a_year > 0)) {
        return;
    }
    for (double turn = run->opening; 12 * turn / a_year <= model->months; turn++) {
        double opens = ceil(12 * turn / a_year);
        add_new_post(run, &posts, opens < 1 ? 1 : (int32_t)opens);
    }
}

/* Posts that a measure opens. */
static void
make_posts_of(struct run *run, size_t effort)
{
    int lever = run->model->efforts[effort].lever;
    struct opening_posts posts = {
        .channel = lever == LEVER_empty_posts ? CHANNEL_EMPTY : CHANNEL_SALARIED,
        .effort = (int)effort,
    };
    double created = 0, turn = run->opening;
    for (int32_t t = 1; t <= run->model->months; t++) {
        created += effort_now(run, effort, t) / 12;
        for (; created > turn; turn++) {
            add_new_post(run, &posts, t);
        }
    }
}

static void
make_new_posts(struct run *run)
{
    make_growth(run);
    for (size_t i = 0; i < run->model->effort_count; i++) {
        int lever = run->model->efforts[i].lever;
        if (lever == LEVER_empty_posts || lever == LEVER_salaried_posts) {
            make_posts_of(run, i);
        }
    }
}

/* Puts the numbers 0 … count − 1 in random order. */
static void
shuffle(struct run *run, uint32_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t to = below(run, i + 1);
        numbers[i] = numbers[to];
        numbers[to] = (uint32_t)i;
    }
}

/* Who of the listed and those with a GP elsewhere wait for which list: the latter all do. */
static bool
make_queues(struct run *run, size_t listed, size_t elsewhere)
{
    const struct model *model = run->model;
    size_t places = 0, waiting = 0;
    for (size_t i = 0; i < model->list_count; i++) {
        places += (size_t)model->lists[i].waiting;
    }
    uint32_t *order = arena_array(&run->month_memory, places + 1, sizeof *order);
    int32_t *wanted = arena_array(&run->month_memory, places + 1, sizeof *wanted);
    uint32_t *persons = arena_array(&run->month_memory, listed + 1, sizeof *persons);
    if (order == NULL || wanted == NULL || persons == NULL) {
        return false;
    }
    shuffle(run, order, places);
    shuffle(run, persons, listed);
    for (size_t i = 0; i < model->list_count; i++) {
        for (int32_t n = 0; n < model->lists[i].waiting; n++) {
            wanted[order[waiting++]] = (int32_t)i;
        }
    }
    assert(elsewhere <= places);
    for (size_t i = 0; i < elsewhere; i++) {
        join_queue(run, &run->persons[listed + i], wanted[i]);
    }
    size_t next = 0;
    for (size_t i = elsewhere; i < places && next < listed; i++) {
        /* One on the list itself waits for no place there: the next takes it. */
        while (next < listed && run->persons[persons[next]].list == wanted[i]) {
            next++;
        }
        if (next < listed) {
            join_queue(run, &run->persons[persons[next++]], wanted[i]);
        }
    }
    return true;
}

/* Those on the lists, those with a GP elsewhere and those without. */
static bool
make_first_persons(struct run *run)
{
    const struct model *model = run->model;
    struct person person = {.queue = NO_LIST};
    for (size_t i = 0; i < model->list_count; i++) {
        person.list = (int32_t)i;
        for (int32_t n = 0; n < model->lists[i].length; n++) {
            add_person(run, person);
        }
    }
    size_t listed = run->person_count;
    person.list = NO_LIST;
    person.elsewhere = true;
    for (int64_t n = 0; n < model->elsewhere; n++) {
        add_person(run, person);
    }
    person.elsewhere = false;
    for (int64_t n = 0; n < model->unassigned; n++) {
        add_person(run, person);
    }
    return make_queues(run, listed, (size_t)model->elsewhere);
}

/* Room for the persons of every month. */
static bool
make_room(struct run *run, struct arena *arena)
{
    const struct model *model = run->model;
    size_t room = (size_t)(model->unassigned + model->elsewhere);
    for (size_t i = 0; i < model->list_count; i++) {
        room += (size_t)model->lists[i].length;
    }
    for (int32_t t = model->months; t >= 0; t--) {
        find_population(run, t);
        size_t entitled = count_entitled(run);
        room = entitled > room ? entitled : room;
    }
    run->persons = arena_array(arena, room + 1, sizeof *run->persons);
    run->person_room = room;
    return run->persons != NULL;
}

/* -- recording --------------------------------------------------------------------------------- */

static double
ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

/* Same-day slots a week per 1000 listed. */
static double
slots_by_gps(const struct run *run, const struct counts *counts)
{
    const double *assumed = run->assumed;
    return assumed[ASSUMPTION_slots_per_gp] * (1 - assumed[ASSUMPTION_leave_share]) *
           ratio((double)counts->gps, (double)counts->listed) * 1000 *
           more(run, LEVER_same_day_slots, run->month);
}

/* How much more the out-of-hours service is used because some have no GP. */
static double
use_without_gp(const struct run *run, const struct counts *counts)
{
    double without = (double)(counts->unassigned + counts->bare);
    return 1 + (run->assumed[ASSUMPTION_ooh_without_gp_factor] - 1) *
                   ratio(without, (double)count_entitled(run));
}

static double
ooh_contacts(const struct run *run, const struct counts *counts, double slots)
{
    double overflow = 1;
    if (slots > 0 && run->slots_before > 0) {
        overflow = pow(slots / run->slots_before, -run->assumed[ASSUMPTION_ooh_elasticity]);
    }
    return run->assumed[ASSUMPTION_ooh_rate] / 12 * (double)run->residents *
           path_ratio(run->model->population.ooh_need, run->month) * overflow *
           use_without_gp(run, counts) / run->without_gp_before;
}

static void
find_outcomes(const struct run *run, double outcomes[OUTCOME_COUNT])
{
    struct counts counts = count_all(run);
    double listed = (double)counts.listed;
    double slots = slots_by_gps(run, &counts);
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
    outcomes[OUTCOME_hours_per_gp] = hours_per_gp(run, run->month);
    outcomes[OUTCOME_same_day_slots] = slots;
    outcomes[OUTCOME_ooh_contacts] = ooh_contacts(run, &counts, slots);
    outcomes[OUTCOME_residents] = (double)run->residents;
    outcomes[OUTCOME_guests] = (double)run->guests;
    outcomes[OUTCOME_opted_out] = (double)(run->opted_out + counts.elsewhere);
}

/* What changed the listed, from what the outcomes tell of the start and now. That the population
 * takes what the others leave makes the sum exact also where the start does not add up. */
static void
find_listed_flows(struct run *run, const double first[OUTCOME_COUNT],
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
                values[DISTRICT_gps] += has_gp(post);
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

static void
record(const struct run *run, const double outcomes[OUTCOME_COUNT], struct futures *out)
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
        bool gp = has_gp(post);
        const bool counted[BASIS_COUNT] = {
            [BASIS_ALL_GPS] = gp,
            [BASIS_NEW_GPS] = gp && is_new(run, &post->doctor, new_months),
            [BASIS_OLD_GPS] = gp && age_of(run, &post->doctor) >= OLD_AGE,
            [BASIS_LOCUMS] = post->status == STATUS_LOCUM,
            [BASIS_OWN_GPS] = gp && post->effort == (int)effort,
        };
        there += counted[basis];
    }
    return (double)run->hires[basis] + (double)there / 12;
}

static void
pay(struct run *run, int64_t listed)
{
    for (size_t i = 0; i < run->model->effort_count; i++) {
        const struct effort *effort = &run->model->efforts[i];
        if (!is_at_work(effort, run->month)) {
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

/* -- a future ---------------------------------------------------------------------------------- */

static bool
start_future(struct run *run, struct arena *arena)
{
    const struct model *model = run->model;
    run->date = model->start;
    run->error = arena_array(arena, (size_t)model->months + 1, sizeof *run->error);
    run->posts = arena_array(arena, MODEL_LISTS_MAX, sizeof *run->posts);
    if (run->error == NULL || run->posts == NULL || !find_rules(run)) {
        return false;
    }
    draw_assumptions(run);
    population_error_path(run->seed, run->future, (size_t)model->months,
                          run->assumed[ASSUMPTION_population_walk_sd],
                          run->assumed[ASSUMPTION_population_trend_sd], run->error);
    if (!make_room(run, arena)) {
        return false;
    }
    make_first_posts(run);
    make_new_posts(run);
    if (!make_first_persons(run)) {
        return false;
    }
    struct counts counts = count_all(run);
    run->hours_before = hours_per_gp(run, 0);
    run->slots_before = slots_by_gps(run, &counts);
    run->without_gp_before = use_without_gp(run, &counts);
    return true;
}

static bool
run_month(struct run *run, struct error *error)
{
    memset(run->hires, 0, sizeof run->hires);
    memset(run->own_hires, 0, sizeof run->own_hires);
    if (!find_rules(run) || !look_at_lists(run)) {
        return error_memory(error);
    }
    wish_to_switch(run);
    struct month_rates rates = find_rates(run);
    if (run->month == 1 && run->model->under_way) {
        find_successors(run, &rates);
    }
    move_posts(run, &rates);
    revise_caps(run);
    find_population(run, run->month);
    lose_persons(run);
    gain_persons(run);
    return give_places(run, error);
}

static bool
run_future(struct run *run, struct arena *arena, struct futures *out, struct error *error)
{
    double first[OUTCOME_COUNT], now[OUTCOME_COUNT];
    if (!start_future(run, arena)) {
        return error_memory(error);
    }
    find_outcomes(run, first);
    record(run, first, out);
    for (run->month = 1; run->month <= run->model->months; run->month++) {
        arena_free(&run->month_memory);
        run->date = date_add_months(run->model->start, run->month);
        if (!run_month(run, error)) {
            return false;
        }
        find_outcomes(run, now);
        find_listed_flows(run, first, now);
        pay(run, (int64_t)now[OUTCOME_listed]);
        record(run, now, out);
    }
    return true;
}

bool
reference_run(const struct model *model, uint64_t seed, struct arena *arena, struct futures *out,
              struct error *error)
{
    assert(out->months == model->months);
    assert(model->list_count <= MODEL_LISTS_MAX && model->effort_count <= MODEL_EFFORTS_MAX);
    bool done = true;
    for (size_t i = 0; i < out->count && done; i++) {
        struct run *run = arena_alloc(arena, sizeof *run);
        if (run == NULL) {
            return error_memory(error);
        }
        run->model = model;
        run->seed = seed;
        run->future = out->first + (uint32_t)i;
        arena_init(&run->month_memory, arena->limit);
        done = run_future(run, arena, out, error);
        arena_free(&run->month_memory);
        arena_free(arena);
    }
    return done;
}
