/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/futures.h"

#include "base/curves.h"
#include "base/vector.h"
#include "forecast/draws.h"
#include "forecast/lanes.h"
#include "forecast/sampling.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { YEAR = 12, SLOT_ARRAYS = 14 };

_Static_assert((int)LANES == (int)SAMPLE_ROW, "binomials are drawn for all lanes at once");

/* Standard deviations above the middle that room is made for: new posts beyond it stay closed. */
static const double far_out = 3.72; /* one draw in 10 000 */

/* -- a model made ready ------------------------------------------------------------------------ */

static double
rule_in(const struct model *model, enum rule rule, int32_t t, struct date date)
{
    double value = rule_value(model->rulebook, rule, date);
    for (size_t e = 0; e < model->effort_count; e++) {
        const struct effort *effort = &model->efforts[e];
        if (effort->lever == LEVER_rule && effort->rule == (int)rule && effort->size != 0 &&
            effort_ramp(effort, t) > 0) {
            value = effort->rule_value;
        }
    }
    return value;
}

static double
ratio_to_start(const double *values, int32_t t)
{
    double ratio = values != NULL ? values[t] / values[0] : 1;
    return isfinite(ratio) ? ratio : 1; /* a municipality without ages has no such mix */
}

static void
plan_month(const struct model *model, int32_t t, struct plan_month *out)
{
    struct date date = date_add_months(model->start, t);
    const struct population_path *population = &model->population;
    out->terms.reopen_threshold = (int32_t)ceil(rule_in(model, RULE_reopen_threshold, t, date));
    out->terms.queue_batch = (int32_t)ceil(rule_in(model, RULE_queue_batch, t, date));
    out->unassigned_first = rule_in(model, RULE_queue_unassigned_first, t, date) != 0;
    out->notice = (int32_t)rule_in(model, RULE_agreement_notice, t, date);
    out->end_months = (int32_t)rule_in(model, RULE_agreement_end_age, t, date) * YEAR;
    out->extended_months = (int32_t)rule_in(model, RULE_extension_max_age, t, date) * YEAR;
    out->cap_max = (int32_t)rule_in(model, RULE_cap_max, t, date);
    out->cap_min = (int32_t)rule_in(model, RULE_cap_min_without_consent, t, date);
    out->residents = 0;
    for (size_t d = 0; d < population->districts; d++) {
        out->residents += population->residents[(size_t)t * population->districts + d];
    }
    out->births =
        population->births != NULL && isfinite(population->births[t]) ? population->births[t] : 0;
    out->gp_need = ratio_to_start(population->gp_need, t);
    out->ooh_need = ratio_to_start(population->ooh_need, t);
}

static bool
opens_posts(const struct effort *effort)
{
    return effort->lever == LEVER_empty_posts || effort->lever == LEVER_salaried_posts;
}

/* As many of an uncertain number of posts as there may be. */
static size_t
most_posts(const struct uncertain *uncertain, double each)
{
    double most = fmax(uncertain_draw(uncertain, far_out), uncertain_draw(uncertain, -far_out));
    return most * each > 0 ? (size_t)fmin(ceil(most * each) + 1, MODEL_LISTS_MAX + 1.0) : 0;
}

/* The district that is furthest behind its share of the new posts. */
static int32_t
next_district(const struct population_path *population, const size_t *given, size_t count)
{
    int32_t best = -1;
    double most = -HUGE_VAL, total = 0;
    for (size_t d = 0; d < population->districts; d++) {
        total += population->residents[d];
    }
    for (size_t d = 0; d < population->districts; d++) {
        double behind = population->residents[d] / total * (double)(count + 1) - (double)given[d];
        if (total > 0 && behind > most) {
            most = behind;
            best = (int32_t)d;
        }
    }
    return best;
}

struct slots {
    struct plan_slot *rows;
    size_t count, opened;
    size_t given[POPULATION_DISTRICTS_MAX];
};

static void
add_slots(const struct model *model, struct slots *slots, size_t count, int channel, int effort)
{
    /* Of each origin apart: other measures do not move these. */
    memset(slots->given, 0, sizeof slots->given);
    slots->opened = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t district = next_district(&model->population, slots->given, slots->opened++);
        if (district >= 0) {
            slots->given[district]++;
        }
        slots->rows[slots->count++] = (struct plan_slot){
            .district = district, .channel = channel, .effort = effort, .ordinal = (int32_t)i};
    }
}

/* The model's lists, then the posts that will be opened anyway, then those of each measure. */
static bool
plan_slots(const struct model *model, const double *opens, struct arena *arena,
           struct futures_plan *plan, struct error *error)
{
    size_t months = (size_t)model->months + 1;
    size_t base = most_posts(&model->assumptions[ASSUMPTION_post_growth],
                             (double)model->list_count * model->months / YEAR);
    size_t total = model->list_count + base;
    for (size_t e = 0; e < model->effort_count && total <= MODEL_LISTS_MAX; e++) {
        total += most_posts(&model->efforts[e].effect, opens[(e + 1) * months - 1]);
    }
    if (total > MODEL_LISTS_MAX) {
        error_set(error, ERROR_TOO_MANY_POSTS, NULL, "4096");
        return false;
    }
    struct slots slots = {.rows = arena_array(arena, total + 1, sizeof *slots.rows)};
    if (slots.rows == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < model->list_count; i++) {
        slots.rows[slots.count++] = (struct plan_slot){.district = model->lists[i].district,
                                                       .channel = model->lists[i].channel,
                                                       .effort = NO_EFFORT,
                                                       .initial = true};
    }
    add_slots(model, &slots, base, CHANNEL_EMPTY, NO_EFFORT);
    for (size_t e = 0; e < model->effort_count; e++) {
        const struct effort *effort = &model->efforts[e];
        if (opens_posts(effort)) {
            add_slots(model, &slots, most_posts(&effort->effect, opens[(e + 1) * months - 1]),
                      effort->lever == LEVER_empty_posts ? CHANNEL_EMPTY : CHANNEL_SALARIED,
                      (int)e);
        }
    }
    plan->slots = slots.rows;
    plan->slot_count = slots.count;
    return true;
}

bool
futures_prepare(const struct model *model, struct arena *arena, const struct futures_plan **out,
                struct error *error)
{
    assert(model->months >= 1 && model->months <= MODEL_MONTHS_MAX);
    assert(model->list_count <= MODEL_LISTS_MAX && model->effort_count <= MODEL_EFFORTS_MAX);
    assert(model->population.months >= (size_t)model->months);
    size_t months = (size_t)model->months + 1, districts = model->population.districts;
    for (size_t i = 0; i < model->list_count; i++) {
        if (model->lists[i].length > MODEL_LENGTH_MAX) {
            error_set(error, ERROR_LIST_TOO_LONG, NULL, "8192");
            return false;
        }
    }
    struct futures_plan *plan = arena_alloc(arena, sizeof *plan);
    struct plan_month *rows = arena_array(arena, months, sizeof *rows);
    double *ramps = arena_array(arena, months * (model->effort_count + 1), sizeof *ramps);
    double *opens = arena_array(arena, months * (model->effort_count + 1), sizeof *opens);
    double *shares = arena_array(arena, months * (districts + 1), sizeof *shares);
    if (plan == NULL || rows == NULL || ramps == NULL || opens == NULL || shares == NULL) {
        return error_memory(error);
    }
    for (int32_t t = 0; t <= model->months; t++) {
        plan_month(model, t, &rows[t]);
        for (size_t d = 0; d < districts; d++) {
            size_t i = (size_t)t * districts + d;
            shares[i] =
                rows[t].residents > 0 ? model->population.residents[i] / rows[t].residents : 0;
        }
    }
    for (size_t e = 0; e < model->effort_count; e++) {
        const struct effort *effort = &model->efforts[e];
        enum cost_basis basis = lever_basis((enum lever)effort->lever);
        plan->counts_stages |= basis == BASIS_NEW_GPS || basis == BASIS_OLD_GPS;
        for (size_t t = 0; t < months && effort->size != 0; t++) {
            double *ramp = &ramps[e * months + t];
            /* What begins with the model is no part of what it starts from. */
            *ramp = t == 0 && effort->start >= 0 ? 0 : effort_ramp(effort, (int32_t)t);
            if (t > 0 && opens_posts(effort)) {
                opens[e * months + t] = opens[e * months + t - 1] + effort->size * *ramp / YEAR;
            }
        }
    }
    plan->model = model;
    plan->months = rows;
    plan->ramps = ramps;
    plan->opens = opens;
    plan->district_share = shares;
    if (!plan_slots(model, opens, arena, plan, error)) {
        return false;
    }
    *out = plan;
    return true;
}

/* -- memory ------------------------------------------------------------------------------------ */

static size_t
padded(size_t bytes)
{
    return (bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
}

static size_t
slot_bytes(const struct futures_plan *plan)
{
    return padded(plan->slot_count * LANES * sizeof(int32_t) + 1);
}

static size_t
scale_bytes(const struct futures_plan *plan)
{
    return padded(LANES * ((size_t)plan->model->months + 1) * sizeof(double));
}

size_t
futures_workspace(const struct futures_plan *plan)
{
    return padded(sizeof(struct lanes)) + SLOT_ARRAYS * slot_bytes(plan) + scale_bytes(plan) +
           padded(plan->slot_count * sizeof(int32_t) + 1) +
           padded((EVENT_WORDS + SPREAD_WORDS) * LANES * sizeof(uint32_t));
}

static struct lanes *
lay_out(const struct futures_plan *plan, void *workspace)
{
    struct lanes *lanes = workspace;
    unsigned char *next = (unsigned char *)workspace + padded(sizeof *lanes);
    memset(lanes, 0, sizeof *lanes);
    int32_t **arrays[SLOT_ARRAYS - 1] = {
        &lanes->length, &lanes->cap,   &lanes->waits,   &lanes->open, &lanes->flags,
        &lanes->due,    &lanes->came,  &lanes->room_of, &lanes->ends, &lanes->starts,
        &lanes->birth,  &lanes->began, &lanes->kind,
    };
    for (size_t i = 0; i < SLOT_ARRAYS - 1; i++, next += slot_bytes(plan)) {
        *arrays[i] = (int32_t *)(void *)next;
    }
    lanes->hazard = (float *)(void *)next;
    next += slot_bytes(plan);
    lanes->population_scale = (double *)(void *)next;
    next += scale_bytes(plan);
    lanes->opens_at = (int32_t *)(void *)next;
    next += padded(plan->slot_count * sizeof(int32_t) + 1);
    lanes->words = (uint32_t *)(void *)next;
    lanes->spread_words = lanes->words + (size_t)EVENT_WORDS * LANES;
    lanes->plan = plan;
    return lanes;
}

/* -- a future's own ---------------------------------------------------------------------------- */

static void
draw_row(const struct lanes *lanes, const struct uncertain *uncertain, enum purpose purpose,
         uint32_t entity, double row[LANES])
{
    random_normals(draw_of(lanes->seed, purpose, 0, entity, lanes->first), LANES, row);
    for (uint32_t i = 0; i < LANES; i++) {
        row[i] = uncertain_draw(uncertain, row[i]);
    }
}

/* A chance a month of each person, from the rate a year. */
static double
monthly(double yearly)
{
    double share = yearly / YEAR;
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

VECTOR_CODE static void
draw_assumptions(struct lanes *lanes)
{
    const struct model *model = lanes->plan->model;
    size_t months = (size_t)model->months;
    for (uint32_t a = 0; a < ASSUMPTION_COUNT; a++) {
        draw_row(lanes, &model->assumptions[a], PURPOSE_ASSUMPTION, a, lanes->assumed[a]);
    }
    for (size_t e = 0; e < model->effort_count; e++) {
        const struct effort *effort = &model->efforts[e];
        draw_row(lanes, &effort->effect, PURPOSE_EFFECT, effort->entity, lanes->effects[e]);
    }
    for (uint32_t i = 0; i < LANES; i++) {
        uint32_t future = lanes->first + i;
        lanes->leaves[i] = monthly(lanes->assumed[ASSUMPTION_turnover][i]);
        lanes->wishes[i] = monthly(lanes->assumed[ASSUMPTION_switch_wish][i]);
        lanes->opening[i] = random_unit(draw_of(lanes->seed, PURPOSE_OPENING, 0, 0, future));
        double errors[MODEL_MONTHS_MAX + 1] = {0};
        population_error_path(lanes->seed, future, months,
                              lanes->assumed[ASSUMPTION_population_walk_sd][i],
                              lanes->assumed[ASSUMPTION_population_trend_sd][i], errors);
        for (size_t t = 0; t <= months; t++) {
            lanes->population_scale[t * LANES + i] = errors[t];
        }
    }
    for (size_t at = 0; at < (months + 1) * LANES; at++) {
        lanes->population_scale[at] = curve_exp(lanes->population_scale[at]);
    }
}

static void
draw_year(const struct lanes *lanes, enum assumption assumption, double noise[LANES])
{
    uint32_t year = (uint32_t)(lanes->month - 1) / YEAR;
    random_normals(draw_of(lanes->seed, PURPOSE_YEAR, 0, assumption + 256 * year, lanes->first),
                   LANES, noise);
}

/* How many doctors look for posts in the year, and how far lists are shortened. */
static void
set_year(struct lanes *lanes)
{
    double candidates[LANES], drift[LANES];
    draw_year(lanes, ASSUMPTION_candidates_noise, candidates);
    draw_year(lanes, ASSUMPTION_cap_drift_noise, drift);
    for (uint32_t i = 0; i < LANES; i++) {
        double noise = lanes->assumed[ASSUMPTION_candidates_noise][i];
        lanes->candidates_year[i] = exp(noise * candidates[i] - noise * noise / 2);
        lanes->cap_factor[i] = exp(lanes->assumed[ASSUMPTION_cap_drift][i] +
                                   lanes->assumed[ASSUMPTION_cap_drift_noise][i] * drift[i]);
    }
}

/* What measures multiply each quantity by this month. */
static void
set_factors(struct lanes *lanes)
{
    const struct model *model = lanes->plan->model;
    size_t months = (size_t)model->months + 1;
    for (uint32_t i = 0; i < LANES; i++) {
        double sums[LEVER_COUNT] = {0};
        for (size_t e = 0; e < model->effort_count; e++) {
            const struct effort *effort = &model->efforts[e];
            double ramp = lanes->plan->ramps[e * months + (size_t)lanes->month];
            /* What changes lengths is a number of persons, whoever it reaches. */
            sums[effort->lever] += effort->size * ramp * lanes->effects[e][i];
        }
        for (size_t lever = 0; lever < LEVER_COUNT; lever++) {
            lanes->factor[lever][i] = exp(fmin(fmax(sums[lever], -20), 20));
        }
        lanes->offer[i] = fmin(fmax(sums[LEVER_salaried_offer], 0), 1);
        lanes->newcomer_length[i] = sums[LEVER_newcomer_length];
        lanes->trained[i] = fmax(sums[LEVER_pipeline], 0);
    }
    doctors_set_rates(lanes);
}

static bool
factors_change(const struct lanes *lanes)
{
    size_t months = (size_t)lanes->plan->model->months + 1;
    for (size_t e = 0; e < lanes->plan->model->effort_count; e++) {
        const double *ramp = &lanes->plan->ramps[e * months + (size_t)lanes->month];
        if (ramp[0] != ramp[-1]) {
            return true;
        }
    }
    return false;
}

/* -- rates of a month -------------------------------------------------------------------------- */

/* Hours a week that the lists of GPs take, after the month that was counted. */
static inline double
hours_of(const struct lanes *lanes, uint32_t lane)
{
    double all = lanes->assumed[ASSUMPTION_hours_all][lane];
    int32_t gps = lanes->counts.gps[lane];
    double list = (double)lanes->counts.with_gp[lane] / (gps > 0 ? gps : 1);
    double hours = all * list / lanes->assumed[ASSUMPTION_hours_list][lane] *
                   lanes->plan->months[lanes->month].gp_need /
                   (lanes->factor[LEVER_relief][lane] * lanes->factor[LEVER_ooh_relief][lane]);
    return gps > 0 ? hours : all;
}

static inline double
slots_of(const struct lanes *lanes, uint32_t lane)
{
    int32_t listed = lanes->counts.listed[lane];
    double working = lanes->counts.gps[lane] * (1 - lanes->assumed[ASSUMPTION_leave_share][lane]);
    double slots = lanes->assumed[ASSUMPTION_slots_per_gp][lane] * working * 1000 /
                   (listed > 0 ? listed : 1) * lanes->factor[LEVER_same_day_slots][lane];
    return listed > 0 ? slots : 0;
}

/* How often people go to the out-of-hours service, by how many have no doctor. */
static inline double
without_factor(const struct lanes *lanes, uint32_t lane)
{
    double persons = (double)lanes->counts.listed[lane] + (double)lanes->unassigned[lane];
    double without =
        (double)lanes->unassigned[lane] + lanes->counts.listed[lane] - lanes->counts.served[lane];
    double more = lanes->assumed[ASSUMPTION_ooh_without_gp_factor][lane] - 1;
    double factor = 1 + more * without / (persons > 0 ? persons : 1);
    return persons > 0 ? factor : 1;
}

/* What the lists of a channel are worth to who looks for a post: salaries are as good in all. */
static inline double
weight_of(const struct lanes *lanes, uint32_t i, double unsalaried)
{
    double offer = lanes->offer[i];
    return (1 - offer) * unsalaried + offer * lanes->assumed[ASSUMPTION_salaried_weight][i];
}

/* Chances that posts of the channel are awarded in the month, of which `rate` is the rate of each.
 */
static inline void
set_fill(struct lanes *lanes, uint32_t i, enum channel channel, double rate)
{
    double own =
        lanes->assumed[ASSUMPTION_locum_takes_post][i] / YEAR * lanes->factor[LEVER_locum_offer][i];
    double both = rate + own;
    lanes->fill[channel][i] = (float)-curve_expm1(-rate);
    lanes->fill_locum[channel][i] = (float)-curve_expm1(-both);
    lanes->locum_part[channel][i] = own / (both > 0 ? both : HUGE_VAL);
}

/* Chances of the month, from the counts of the one before. */
VECTOR_CODE static void
set_rates(struct lanes *lanes)
{
    double years = (double)lanes->month / YEAR;
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        double start = lanes->start_hours[i]; /* 0 where GPs have nobody on their lists */
        double load = lanes->hours[i] / (start > 0 ? start : 1);
        load =
            curve_pow(start > 0 ? load : 1, lanes->assumed[ASSUMPTION_exit_workload_elasticity][i]);
        lanes->stay[i] = (float)(load / lanes->factor[LEVER_stay][i]);
        double residents = (double)lanes->residents[i] / 100000;
        double pool = lanes->assumed[ASSUMPTION_candidates][i] * residents *
                          lanes->candidates_year[i] *
                          curve_exp(lanes->assumed[ASSUMPTION_candidates_trend][i] * years) *
                          lanes->factor[LEVER_candidates][i] +
                      lanes->trained[i];
        double takeover = weight_of(lanes, i, lanes->factor[LEVER_takeover_appeal][i]);
        double empty = weight_of(lanes, i,
                                 lanes->assumed[ASSUMPTION_empty_weight][i] *
                                     lanes->factor[LEVER_empty_appeal][i]);
        double salaried = weight_of(lanes, i, lanes->assumed[ASSUMPTION_salaried_weight][i]);
        double pull = takeover * lanes->announced[CHANNEL_TAKEOVER][i] +
                      empty * lanes->announced[CHANNEL_EMPTY][i] +
                      salaried * lanes->announced[CHANNEL_SALARIED][i];
        double shared = lanes->assumed[ASSUMPTION_match_half][i] * residents + pull;
        shared = shared > 0 ? shared : HUGE_VAL;
        set_fill(lanes, i, CHANNEL_TAKEOVER, pool / YEAR * takeover / shared);
        set_fill(lanes, i, CHANNEL_EMPTY, pool / YEAR * empty / shared);
        set_fill(lanes, i, CHANNEL_SALARIED, pool / YEAR * salaried / shared);
    }
}

/* -- people ------------------------------------------------------------------------------------ */

/* To the nearest whole number, of what is not below 0. */
static inline int64_t
rounded(double value)
{
    return (int64_t)(value + 0.5);
}

static inline int64_t
least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t
greatest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* count ÷ total in 2^−bits, rounded down; 0 of nothing. Vectors have no division of whole numbers.
 * That of doubles is at most 1 too much, where it was rounded up to a whole number. */
static inline uint32_t
part_of(int64_t count, int64_t total, int bits)
{
    int64_t some = total > 0 ? total : 1, dividend = count << bits;
    int64_t part = (int64_t)((double)dividend / (double)some);
    part -= part * some > dividend;
    return total > 0 ? (uint32_t)part : 0;
}

/* Begins to spread `count` of `total` from a random place: all that it is spread over gets `count`
 * together, exactly. Both are below 2^SHARE_BITS. */
static inline void
spread_begin(struct spread *spread, uint32_t lane, int64_t count, int64_t total, uint32_t word)
{
    int64_t whole = (int64_t)1 << SHARE_BITS;
    /* The share is rounded down by less than 2^−SHARE_BITS each, so the carry begins as much up. */
    int64_t begin = total + (((whole - total) * word) >> 32);
    uint32_t share = part_of(count, total, SHARE_BITS), carry = total > 0 ? (uint32_t)begin : 0;
    spread->share[lane] = share >> LOW_BITS;
    spread->share_low[lane] = share & (((uint32_t)1 << LOW_BITS) - 1);
    spread->carry[lane] = carry >> LOW_BITS;
    spread->carry_low[lane] = carry & (((uint32_t)1 << LOW_BITS) - 1);
}

/* That no more was spread than there is, and that it could be counted. */
static void
assert_spread(const struct spread *spread)
{
    uint32_t share = 0, carry = 0;
    for (uint32_t i = 0; i < LANES; i++) {
        share = spread->share[i] > share ? spread->share[i] : share;
        carry = spread->carry[i] > carry ? spread->carry[i] : carry;
    }
    assert(share <= (uint32_t)1 << CHOICE_BITS && carry < (uint32_t)1 << CHOICE_BITS);
}

/* As spread_begin, of as many choices as there are persons or places to choose by. */
static inline void
choice_begin(struct choice *choice, uint32_t lane, int64_t count, int64_t total, uint32_t word)
{
    choice->share[lane] = part_of(count, total, CHOICE_BITS);
    choice->carry[lane] = word >> (32 - CHOICE_BITS);
}

/* The part of `size` persons who are on no list. */
static inline int64_t
spread_outside(struct spread *spread, uint32_t lane, int64_t size)
{
    uint64_t share = (uint64_t)spread->share[lane] << LOW_BITS | spread->share_low[lane];
    uint64_t carry = (uint64_t)spread->carry[lane] << LOW_BITS | spread->carry_low[lane];
    uint64_t part = (uint64_t)size * share + carry;
    spread->carry[lane] = (uint32_t)(part >> LOW_BITS) & (((uint32_t)1 << CHOICE_BITS) - 1);
    spread->carry_low[lane] = (uint32_t)part & (((uint32_t)1 << LOW_BITS) - 1);
    return (int64_t)(part >> SHARE_BITS);
}

/* Who wait here for another list than their own. */
static inline int64_t
listed_waiting(const struct lanes *lanes, uint32_t i)
{
    return greatest(lanes->counts.waiting[i] - lanes->elsewhere[i], 0);
}

/* The share that leaves the queues: of those who leave altogether, and who gives up. Those without
 * another GP here do not give up. */
static inline double
share_of_queues(const struct lanes *lanes, uint32_t i, double leaving)
{
    double waiting = lanes->counts.waiting[i];
    double here = (double)listed_waiting(lanes, i) / (waiting > 0 ? waiting : 1);
    double share = leaving + lanes->assumed[ASSUMPTION_give_up][i] / YEAR * here;
    return share < 1 ? share : 1;
}

/* Takes that share off the queues, to a whole number, and more where more than `most` would wait
 * with those who `join`. */
static inline void
leave_queues(struct lanes *lanes, uint32_t i, double share, int64_t join, int64_t most,
             uint32_t rounding, uint32_t begin)
{
    int64_t waiting = lanes->counts.waiting[i];
    int64_t gone = (int64_t)(share * (double)waiting + rounding * 0x1.0p-32);
    gone = greatest(gone, waiting + join - most);
    spread_begin(&lanes->giving_up, i, least(gone, waiting), waiting, begin);
}

/* Where `choosers` go: some to places that are free, the others to any list with a doctor. Returns
 * how many find one. */
static inline int64_t
choose_lists(struct lanes *lanes, uint32_t i, int64_t choosers, uint32_t any, uint32_t to_open)
{
    int64_t open = rounded(lanes->assumed[ASSUMPTION_choose_open][i] * (double)choosers);
    open = least(open, lanes->counts.free[i]);
    int64_t rest = least(choosers - open, lanes->counts.served[i]);
    choice_begin(&lanes->choosing, i, rest, lanes->counts.served[i], any);
    choice_begin(&lanes->choosing_open, i, open, lanes->counts.free[i], to_open);
    return open + rest;
}

/* Who are on a list here, or are without one and may get it. */
static inline int64_t
members_of(const struct lanes *lanes, uint32_t i)
{
    return lanes->counts.listed[i] + lanes->unassigned[i] + lanes->elsewhere[i];
}

/* How many die and move away. */
static void
draw_leavers(const struct lanes *lanes, int64_t leavers[LANES])
{
    int64_t members[LANES];
    for (uint32_t i = 0; i < LANES; i++) {
        members[i] = members_of(lanes, i);
    }
    sample_binomials(draw_of(lanes->seed, PURPOSE_LEAVERS, lanes->month, 0, lanes->first), members,
                     lanes->leaves, leavers);
}

/* The month's draws of where spreads begin, and of rounding: three of four words each. */
enum spread_word {
    WORD_BIRTHS,
    WORD_LEAVING,
    WORD_GIVING_UP = 3, /* how many */
    WORD_CHOOSING,
    WORD_CHOOSING_OPEN,
    WORD_MOVING,
    WORD_PLACING,
    WORD_ELSEWHERE,
    WORD_QUEUES, /* where giving up begins */
};

static inline uint32_t
spread_word(const struct lanes *lanes, enum spread_word word, uint32_t lane)
{
    return lanes->spread_words[(size_t)word * LANES + lane];
}

/* Who dies, moves and is born in the month: leaves the arrivals among the unassigned. */
VECTOR_CODE static void
set_people(struct lanes *lanes, const int64_t drawn[LANES])
{
    const struct plan_month month = lanes->plan->months[lanes->month];
    const double *scales = &lanes->population_scale[(size_t)lanes->month * LANES];
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        double scale = scales[i];
        int64_t residents = rounded(month.residents * scale);
        int64_t opted_out = rounded(lanes->outside[i] * (double)residents);
        double guest_growth = lanes->assumed[ASSUMPTION_guest_growth][i];
        int64_t guests =
            rounded(lanes->start_guests[i] * curve_exp(guest_growth * lanes->month / YEAR));
        int64_t members = members_of(lanes, i);
        int64_t wanted = greatest(residents - opted_out + guests, 0);
        int64_t leavers = greatest(drawn[i], members - wanted);
        int64_t arrivals = wanted - (members - leavers);
        /* Nobody is born where nobody lives. */
        int64_t born =
            (int64_t)(month.births * scale + spread_word(lanes, WORD_BIRTHS, i) * 0x1.0p-32);
        born = least(born, least(arrivals, members));
        /* Those who leave and those who are born are of each list by its length, and only what is
         * between them changes it. */
        int64_t more = leavers - born, sign = more < 0 ? -1 : 1;
        spread_begin(&lanes->leaving, i, sign * more, members, spread_word(lanes, WORD_LEAVING, i));
        int64_t keep = rounded(lanes->assumed[ASSUMPTION_keeps_gp][i] * (double)(arrivals - born));
        keep = least(keep, lanes->counts.served[i]);
        double leaving = (double)leavers / (double)greatest(members, 1);
        double leaving_queues = share_of_queues(lanes, i, leaving);
        int64_t unassigned = lanes->unassigned[i], elsewhere = lanes->elsewhere[i];
        unassigned -= sign * spread_outside(&lanes->leaving, i, unassigned);
        elsewhere -= sign * spread_outside(&lanes->leaving, i, elsewhere);
        /* Nobody waits twice, nor who has left: of those listed here, and of those with a GP
         * elsewhere, no more wait than there are. */
        int64_t listed = members - leavers + born - unassigned - elsewhere;
        unassigned += arrivals - born - keep;
        elsewhere += keep;
        int64_t join = choose_lists(lanes, i, least(lanes->switchers[i], listed) + keep,
                                    spread_word(lanes, WORD_CHOOSING, i),
                                    spread_word(lanes, WORD_CHOOSING_OPEN, i));
        leave_queues(lanes, i, leaving_queues, join, listed + elsewhere,
                     spread_word(lanes, WORD_GIVING_UP, i), spread_word(lanes, WORD_QUEUES, i));
        lanes->residents[i] = residents;
        lanes->opted_out[i] = opted_out;
        lanes->guests[i] = guests;
        lanes->unassigned[i] = unassigned;
        lanes->elsewhere[i] = elsewhere;
        lanes->leaving_sign[i] = (int32_t)sign;
    }
    assert_spread(&lanes->leaving);
    assert_spread(&lanes->giving_up);
}

/* The unassigned take what places there are. */
VECTOR_CODE static void
begin_placing(struct lanes *lanes)
{
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        int64_t placed = least(lanes->unassigned[i], lanes->turns.room[i]);
        spread_begin(&lanes->placing, i, placed, lanes->turns.room[i],
                     spread_word(lanes, WORD_PLACING, i));
        lanes->unassigned[i] -= placed;
    }
    assert_spread(&lanes->placing);
}

/* Those who were given places by their turn leave the lists they were on. */
VECTOR_CODE static void
begin_moving(struct lanes *lanes)
{
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        /* Of those whose turn it was, some had no list here to leave. */
        int64_t elsewhere = lanes->elsewhere[i], moved = lanes->turns.moved[i];
        double waited = (double)lanes->turns.waiting[i];
        double share = waited > 0 ? (double)elsewhere / waited : 0;
        share = share < 1 ? share : 1;
        double begin = spread_word(lanes, WORD_ELSEWHERE, i) * 0x1.0p-32;
        int64_t came = least((int64_t)(share * (double)moved + begin), elsewhere);
        came = least(greatest(came, moved - lanes->turns.listed[i]), moved);
        lanes->elsewhere[i] = elsewhere - came;
        spread_begin(&lanes->moving, i, moved - came, lanes->turns.listed[i],
                     spread_word(lanes, WORD_MOVING, i));
    }
    assert_spread(&lanes->moving);
}

static void
give_places(struct lanes *lanes)
{
    if (lanes->plan->months[lanes->month].unassigned_first) {
        begin_placing(lanes);
        lanes_serve_queues(lanes, true);
    } else {
        lanes_serve_queues(lanes, false);
        begin_placing(lanes);
        lanes_place_unassigned(lanes);
    }
    begin_moving(lanes);
}

/* -- what is told ------------------------------------------------------------------------------ */

static void
add_costs(struct lanes *lanes, uint32_t i)
{
    const struct model *model = lanes->plan->model;
    for (size_t e = 0; e < model->effort_count; e++) {
        const struct effort *effort = &model->efforts[e];
        if (lanes->plan->ramps[e * ((size_t)model->months + 1) + (size_t)lanes->month] <= 0) {
            continue;
        }
        enum cost_basis basis = lever_basis((enum lever)effort->lever);
        double size = effort_cost_size(effort);
        int32_t starts = effort->start == 0 ? 1 : effort->start; /* month 0 is before anything */
        double stock[BASIS_COUNT] = {
            [BASIS_ALL_GPS] = lanes->counts.gps[i], [BASIS_NEW_GPS] = lanes->new_gps[i],
            [BASIS_OLD_GPS] = lanes->old_gps[i],    [BASIS_LOCUMS] = lanes->counts.locums[i],
            [BASIS_OWN_GPS] = lanes->own[e][i],
        };
        double doctors = basis == BASIS_OWN_HIRES ? lanes->own_hires[e][i]
                                                  : lanes->hires[basis][i] + stock[basis] / YEAR;
        double scale = basis == BASIS_OWN_HIRES || basis == BASIS_OWN_GPS ? 1 : size;
        double ore = (double)effort->cost_doctor * doctors * scale +
                     size * ((double)effort->cost_year / YEAR +
                             (double)effort->cost_listed * lanes->counts.listed[i] / YEAR +
                             (lanes->month == starts ? (double)effort->cost_fixed : 0));
        lanes->costs[e][i] += ore / 100;
    }
}

static void
add_people_flows(struct lanes *lanes, uint32_t i)
{
    const struct model *model = lanes->plan->model;
    lanes->flows[FLOW_listed_population][i] =
        (int32_t)(lanes->residents[i] - (int64_t)lanes->start_residents[i]);
    lanes->flows[FLOW_listed_guests][i] =
        (int32_t)(lanes->guests[i] - (int64_t)lanes->start_guests[i]);
    lanes->flows[FLOW_listed_outside][i] =
        (int32_t)(model->opted_out + model->elsewhere - lanes->opted_out[i] - lanes->elsewhere[i]);
    lanes->flows[FLOW_listed_unassigned][i] = (int32_t)(model->unassigned - lanes->unassigned[i]);
}

VECTOR_CODE static void
outcomes_of(const struct lanes *lanes, float out[OUTCOME_COUNT][LANES])
{
    const double ooh_need = lanes->plan->months[lanes->month].ooh_need;
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        double listed = lanes->counts.listed[i], places = lanes->counts.places[i],
               gps = lanes->counts.gps[i];
        double slots = slots_of(lanes, i), free = lanes->counts.free[i];
        double start = lanes->start_slots[i], fewer = slots / (start > 0 ? start : 1);
        fewer = ((slots > 0) & (start > 0)) ? fewer : 1;
        double ooh_rate = lanes->assumed[ASSUMPTION_ooh_rate][i] / YEAR;
        double elasticity = lanes->assumed[ASSUMPTION_ooh_elasticity][i];
        out[OUTCOME_gps][i] = (float)gps;
        out[OUTCOME_posts][i] = (float)lanes->counts.posts[i];
        out[OUTCOME_posts_without_gp][i] = (float)(lanes->counts.posts[i] - lanes->counts.gps[i]);
        out[OUTCOME_places][i] = (float)places;
        out[OUTCOME_listed][i] = (float)listed;
        out[OUTCOME_free_places][i] = (float)free;
        out[OUTCOME_vacancy_listed][i] = (float)(listed > 0 ? free / listed : 0);
        out[OUTCOME_vacancy_places][i] = (float)(places > 0 ? free / places : 0);
        out[OUTCOME_unassigned][i] = (float)lanes->unassigned[i];
        out[OUTCOME_waiting][i] = (float)lanes->counts.waiting[i];
        out[OUTCOME_mean_list][i] = (float)(gps > 0 ? lanes->counts.with_gp[i] / gps : 0);
        out[OUTCOME_listed_without_gp][i] = (float)(listed - lanes->counts.served[i]);
        out[OUTCOME_reserve_index][i] = (float)(listed > 0 ? 100 * places / listed : 0);
        out[OUTCOME_hours_per_gp][i] = (float)lanes->hours[i];
        out[OUTCOME_same_day_slots][i] = (float)slots;
        out[OUTCOME_ooh_contacts][i] = (float)(ooh_rate * (double)lanes->residents[i] * ooh_need *
                                               curve_pow(fewer, -elasticity) *
                                               without_factor(lanes, i) / lanes->start_without[i]);
        out[OUTCOME_residents][i] = (float)lanes->residents[i];
        out[OUTCOME_guests][i] = (float)lanes->guests[i];
        out[OUTCOME_opted_out][i] = (float)(lanes->opted_out[i] + lanes->elsewhere[i]);
    }
}

static void
record(const struct lanes *lanes, struct futures *out)
{
    if (!futures_records(out, lanes->month)) {
        return;
    }
    size_t column = lanes->first - out->first, districts = lanes->plan->model->population.districts;
    int32_t t = lanes->month;
    if (out->outcomes != NULL) {
        float rows[OUTCOME_COUNT][LANES];
        outcomes_of(lanes, rows);
        for (size_t o = 0; o < OUTCOME_COUNT; o++) {
            memcpy(&out->outcomes[futures_at(out, o, t) + column], rows[o],
                   lanes->count * sizeof(float));
        }
    }
    for (size_t f = 0; out->flows != NULL && f < FLOW_COUNT; f++) {
        float *row = &out->flows[futures_at(out, f, t) + column];
        for (uint32_t i = 0; i < lanes->count; i++) {
            row[i] = (float)lanes->flows[f][i];
        }
    }
    for (size_t e = 0; out->costs != NULL && e < out->efforts; e++) {
        float *row = &out->costs[futures_at(out, e, t) + column];
        for (uint32_t i = 0; i < lanes->count; i++) {
            row[i] = (float)lanes->costs[e][i];
        }
    }
    for (size_t d = 0; out->by_district != NULL && d < out->districts; d++) {
        float *row =
            &out->by_district[futures_at(out, d * DISTRICT_OUTCOME_COUNT + DISTRICT_residents, t) +
                              column];
        double share = lanes->plan->district_share[(size_t)t * districts + d];
        for (uint32_t i = 0; i < lanes->count; i++) {
            row[i] = (float)(share * (double)lanes->residents[i]);
        }
    }
}

static void
clear_districts(const struct lanes *lanes, struct futures *out)
{
    for (size_t row = 0; out->by_district != NULL && row < out->districts * DISTRICT_OUTCOME_COUNT;
         row++) {
        float *cells =
            &out->by_district[futures_at(out, row, lanes->month) + lanes->first - out->first];
        memset(cells, 0, lanes->count * sizeof *cells);
    }
}

VECTOR_CODE static void
set_hours(struct lanes *lanes)
{
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        lanes->hours[i] = hours_of(lanes, i);
    }
}

/* Who will want another list in the month to come. */
static void
draw_switchers(struct lanes *lanes)
{
    int64_t may[LANES];
    for (uint32_t i = 0; i < LANES; i++) {
        may[i] = greatest(lanes->counts.listed[i] - listed_waiting(lanes, i), 0);
    }
    sample_binomials(draw_of(lanes->seed, PURPOSE_SWITCHERS, lanes->month, 0, lanes->first), may,
                     lanes->wishes, lanes->switchers);
}

static void
end_month(struct lanes *lanes, struct futures *out)
{
    clear_districts(lanes, out);
    lanes_close_month(lanes, out);
    set_hours(lanes);
    for (uint32_t i = 0; i < LANES && lanes->month > 0; i++) {
        add_costs(lanes, i);
        add_people_flows(lanes, i);
    }
    draw_switchers(lanes);
}

/* -- all of it --------------------------------------------------------------------------------- */

/* The start: the measures already at work are what the start's hours and slots are measured
 * against. */
static void
begin(struct lanes *lanes, struct futures *out)
{
    const struct model *model = lanes->plan->model;
    draw_assumptions(lanes);
    set_factors(lanes);
    doctors_begin(lanes);
    for (uint32_t i = 0; i < LANES; i++) {
        lanes->unassigned[i] = model->unassigned;
        lanes->guests[i] = model->guests;
        lanes->opted_out[i] = model->opted_out;
        lanes->elsewhere[i] = model->elsewhere;
    }
    end_month(lanes, out);
    for (uint32_t i = 0; i < LANES; i++) {
        lanes->residents[i] = lanes->counts.listed[i] + model->unassigned + model->opted_out +
                              model->elsewhere - model->guests;
        lanes->start_residents[i] = (double)lanes->residents[i];
        lanes->start_guests[i] = (double)model->guests;
        lanes->outside[i] = lanes->start_residents[i] > 0
                                ? (double)model->opted_out / lanes->start_residents[i]
                                : 0;
        lanes->start_hours[i] = lanes->hours[i];
        lanes->start_slots[i] = slots_of(lanes, i);
        lanes->start_without[i] = without_factor(lanes, i);
    }
    record(lanes, out);
}

/* Whether agreements end at another age than the month before, or with another notice. */
static bool
limits_change(const struct lanes *lanes)
{
    const struct plan_month *now = &lanes->plan->months[lanes->month], *before = now - 1;
    return now->notice != before->notice || now->end_months != before->end_months ||
           now->extended_months != before->extended_months;
}

static void
step(struct lanes *lanes, struct futures *out)
{
    if (factors_change(lanes)) {
        set_factors(lanes);
    }
    memset(lanes->hires, 0, sizeof lanes->hires);
    memset(lanes->own_hires, 0, lanes->plan->model->effort_count * sizeof lanes->own_hires[0]);
    for (uint32_t d = 0; d < SPREAD_DRAWS; d++) {
        random_rows(draw_of(lanes->seed, PURPOSE_SPREAD, lanes->month, d, lanes->first), LANES,
                    &lanes->spread_words[(size_t)d * 4 * LANES]);
    }
    if (lanes->month % YEAR == 1) {
        set_year(lanes);
    }
    int64_t leavers[LANES];
    draw_leavers(lanes, leavers);
    set_rates(lanes);
    set_people(lanes, leavers);
    if (lanes->month == 1 && lanes->plan->model->under_way) {
        doctors_find_successors(lanes);
    }
    if (limits_change(lanes)) {
        doctors_renew_limits(lanes);
    }
    lanes_open_month(lanes);
    give_places(lanes);
    end_month(lanes, out);
    record(lanes, out);
}

void
futures_run(const struct futures_plan *plan, uint64_t seed, void *workspace, struct futures *out)
{
    assert(out->months == plan->model->months && out->stride >= out->count);
    for (size_t done = 0; done < out->count; done += LANES) {
        struct lanes *lanes = lay_out(plan, workspace);
        size_t left = out->count - done;
        lanes->seed = seed;
        lanes->first = out->first + (uint32_t)done;
        lanes->count = left < LANES ? (uint32_t)left : LANES;
        begin(lanes, out);
        for (lanes->month = 1; lanes->month <= plan->model->months; lanes->month++) {
            step(lanes, out);
        }
    }
}
