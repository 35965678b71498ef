/* SPDX-License-Identifier: EUPL-1.2 */
#include "model_fixture.h"

#include "fixture.h"

#include <math.h>
#include <string.h>

enum { MEMORY = 512 * 1024 * 1024 };

const char *const small_kind_names[SMALL_KINDS] = {"full", "vacant", "free", "uncertain",
                                                   "measures"};

/* -- what is assumed --------------------------------------------------------------------------- */

static const struct {
    enum assumption assumption;
    double value;
} values[] = {
    {ASSUMPTION_population_walk_sd, 0.004},
    {ASSUMPTION_population_trend_sd, 0.003},
    {ASSUMPTION_turnover, 0.06},
    {ASSUMPTION_opted_out, 0.01},
    {ASSUMPTION_keeps_gp, 0.6},
    {ASSUMPTION_guest_growth, 0.02},
    {ASSUMPTION_switch_wish, 0.06},
    {ASSUMPTION_choose_open, 0.5},
    {ASSUMPTION_give_up, 0.3},
    {ASSUMPTION_gp_age_q25, 39},
    {ASSUMPTION_gp_age_q50, 46},
    {ASSUMPTION_gp_age_q75, 57},
    {ASSUMPTION_women_share, 0.5},
    {ASSUMPTION_salaried_share, 0.2},
    {ASSUMPTION_exit_rate, 0.08},
    {ASSUMPTION_exit_new_factor, 1.6},
    {ASSUMPTION_exit_new_years, 3},
    {ASSUMPTION_exit_women_factor, 1.2},
    {ASSUMPTION_exit_workload_elasticity, 1},
    {ASSUMPTION_retire_rate_62, 0.1},
    {ASSUMPTION_retire_rate_67, 0.3},
    {ASSUMPTION_extension_share, 0.3},
    {ASSUMPTION_leave_share, 0.05},
    {ASSUMPTION_candidates, 40},
    {ASSUMPTION_candidates_trend, -0.02},
    {ASSUMPTION_candidates_noise, 0.2},
    {ASSUMPTION_match_half, 20},
    {ASSUMPTION_empty_weight, 0.5},
    {ASSUMPTION_salaried_weight, 1.8},
    {ASSUMPTION_start_delay, 3},
    {ASSUMPTION_locum_cover, 0.6},
    {ASSUMPTION_locum_takes_post, 0.3},
    {ASSUMPTION_newcomer_age, 36},
    {ASSUMPTION_newcomer_length, 700},
    {ASSUMPTION_newcomer_length_sd, 100},
    {ASSUMPTION_salaried_length, 0.9},
    {ASSUMPTION_cap_drift, -0.02},
    {ASSUMPTION_cap_drift_noise, 0.01},
    {ASSUMPTION_cap_floor, 600},
    {ASSUMPTION_post_growth, 0.03},
    {ASSUMPTION_hours_all, 50},
    {ASSUMPTION_hours_list, 800},
    {ASSUMPTION_slots_per_gp, 12},
    {ASSUMPTION_ooh_rate, 0.25},
    {ASSUMPTION_ooh_elasticity, 0.2},
    {ASSUMPTION_ooh_without_gp_factor, 2},
};

static void
set_assumptions(struct model *model, bool uncertain)
{
    for (int a = 0; a < ASSUMPTION_COUNT; a++) {
        model->assumptions[a].distribution = DISTRIBUTION_FIXED;
        model->assumptions[a].max = 1e6;
    }
    model->assumptions[ASSUMPTION_cap_drift].min = -1;
    model->assumptions[ASSUMPTION_candidates_trend].min = -1;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct uncertain *assumption = &model->assumptions[values[i].assumption];
        assumption->value = values[i].value;
        if (uncertain && values[i].value > 0 && values[i].value < 0.7) {
            assumption->distribution = DISTRIBUTION_LOGIT_NORMAL;
            assumption->spread = 0.3;
        } else if (uncertain && values[i].value >= 0.7 && values[i].value < 30) {
            assumption->distribution = DISTRIBUTION_LOGNORMAL;
            assumption->spread = 0.1;
        } else if (uncertain) {
            assumption->distribution = DISTRIBUTION_NORMAL;
            assumption->spread = fabs(values[i].value) / 10;
        }
    }
}

/* -- where it starts --------------------------------------------------------------------------- */

static void
add_list(struct small_model *small, int32_t cap, int32_t length, int32_t waiting)
{
    struct model *model = &small->model;
    size_t at = model->list_count++;
    small->lists[at] = (struct model_list){.cap = cap,
                                           .length = length,
                                           .waiting = waiting,
                                           .district = (int32_t)(at % SMALL_DISTRICTS),
                                           .status = POST_HELD,
                                           .state = cap - length < 10 ? LIST_CLOSED : LIST_OPEN,
                                           .channel = CHANNEL_TAKEOVER,
                                           .born = DATE_NONE,
                                           .since = DATE_NONE,
                                           .sex = CHOICE_NONE};
}

/* Closed lists have places that are free, as many as they may: else all would open at once. */
static void
make_full(struct small_model *small)
{
    for (int32_t i = 0; i < 6; i++) {
        int32_t cap = 760 + 20 * i, free = 3 * i % 10;
        add_list(small, cap, i == 2 ? cap + 6 : cap - free, 20 * i);
    }
    small->lists[1].born = day("1960-03-14"); /* nears the age limit */
    small->lists[1].since = day("1995-08-01");
    small->lists[1].sex = SEX_MALE;
    small->lists[4].since = day("2024-02-01");
    small->lists[5].sex = SEX_FEMALE;
    small->model.unassigned = 150;
    small->model.elsewhere = 120;
}

static void
make_vacant(struct small_model *small)
{
    for (int32_t i = 0; i < 20; i++) {
        int32_t cap = 200 + 10 * i, free = i % 4 == 3 ? 15 : 7 * i % 10;
        add_list(small, cap, cap - free, i % 5 == 0 ? 12 : 0);
        struct model_list *list = &small->lists[i];
        if (i % 7 == 2) {
            list->status = POST_VACANT;
            list->state = LIST_CLOSED;
        } else if (i % 7 == 4) {
            list->status = POST_LOCUM;
        }
        if (i % 3 == 0) {
            list->born = day("1962-05-20");
        }
        if (i % 9 == 5) {
            list->salaried = true;
            list->channel = CHANNEL_SALARIED;
        }
    }
    struct model_list *empty = &small->lists[9]; /* announced, and nobody has had it */
    empty->status = POST_VACANT;
    empty->state = LIST_CLOSED;
    empty->channel = CHANNEL_EMPTY;
    empty->cap = empty->length = empty->waiting = 0;
    small->lists[13].district = -1;
    small->model.unassigned = 60;
    small->model.elsewhere = 10;
    small->model.assumptions[ASSUMPTION_newcomer_length].value = 560;
    small->model.assumptions[ASSUMPTION_cap_floor].value = 250;
}

static void
make_free(struct small_model *small)
{
    for (int32_t i = 0; i < 6; i++) {
        add_list(small, 700 + 30 * i, 600 + 20 * i, i == 3 ? 5 : 0);
    }
    small->model.unassigned = 0;
}

/* -- what is done ------------------------------------------------------------------------------ */

static const struct {
    enum lever lever;
    double size, effect;
    int32_t start, ramp, end;
} measures[] = {
    {LEVER_candidates, 0.8, 1, 6, 12, INT32_MAX},
    {LEVER_takeover_appeal, 5, 0.8, 0, 0, INT32_MAX},
    {LEVER_empty_appeal, 5, 1, 1, 0, INT32_MAX},
    {LEVER_salaried_offer, 1, 1, 12, 0, INT32_MAX},
    {LEVER_empty_posts, 0.6, 0.9, 1, 0, INT32_MAX},
    {LEVER_salaried_posts, 0.5, 1, 12, 12, 48},
    {LEVER_stay, 0.4, 1, -24, 0, INT32_MAX},
    {LEVER_stay_new, 1.5, 1, 2, 0, INT32_MAX},
    {LEVER_retire_later, 4, 1, 0, 3, INT32_MAX},
    {LEVER_pipeline, 12, 0.7, 12, 6, INT32_MAX},
    {LEVER_newcomer_length, 60, 1, 10, 0, INT32_MAX},
    {LEVER_list_length, -20, 0.5, 0, 0, INT32_MAX},
    {LEVER_locum_cover, 0.3, 1, 4, 4, 50},
    {LEVER_locum_offer, 1.5, 1, 6, 0, INT32_MAX},
    {LEVER_relief, 0.3, 1, 0, 0, INT32_MAX},
    {LEVER_same_day_slots, 0.2, 1, 3, 3, INT32_MAX},
    {LEVER_ooh_relief, 0.05, 1, 12, 0, 36},
    {LEVER_rule, 1, 1, 18, 0, INT32_MAX},
    {LEVER_list_length, 25, 0.3, 14, 24, INT32_MAX},
};

static void
add_measures(struct small_model *small)
{
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
        small->efforts[i] = (struct effort){
            .measure = lever_ids[measures[i].lever],
            .entity = 0x9E3779B9u * (uint32_t)(i + 1),
            .lever = (int)measures[i].lever,
            .size = measures[i].size,
            .effect = {.value = measures[i].effect,
                       .spread = 0.1,
                       .min = 0,
                       .max = 3,
                       .distribution = DISTRIBUTION_LOGNORMAL},
            .start = measures[i].start,
            .ramp = measures[i].ramp,
            .end = measures[i].end,
            .rule = RULE_reopen_threshold,
            .rule_value = 30,
            .cost_fixed = 10000000,
            .cost_year = 1200000,
            .cost_doctor = 5000000,
            .cost_listed = 1200,
        };
    }
    small->model.efforts = small->efforts;
    small->model.effort_count = sizeof measures / sizeof measures[0];
}

/* -- the whole --------------------------------------------------------------------------------- */

/* As many residents at the start as the lists and the rest ask for, in uneven districts. */
static void
set_population(struct small_model *small, double growth)
{
    static const double shares[SMALL_DISTRICTS] = {0.25, 0.45, 0.3};
    static const char *const names[SMALL_DISTRICTS] = {"a", "b", "c"};
    struct model *model = &small->model;
    int64_t listed = 0;
    for (size_t i = 0; i < model->list_count; i++) {
        listed += model->lists[i].length;
    }
    double residents =
        (double)(listed + model->unassigned + model->opted_out + model->elsewhere - model->guests);
    for (size_t m = 0; m <= SMALL_MONTHS; m++) {
        double now = residents * exp(growth * (double)m / 12);
        for (size_t d = 0; d < SMALL_DISTRICTS; d++) {
            small->residents[m * SMALL_DISTRICTS + d] = now * shares[d];
        }
        small->births[m] = now * 0.011 / 12;
        small->gp_need[m] = 2.5 + 0.002 * (double)m;
        small->ooh_need[m] = 0.25 + 0.0003 * (double)m;
    }
    model->population = (struct population_path){
        .months = SMALL_MONTHS,
        .districts = SMALL_DISTRICTS,
        .names = names,
        .residents = small->residents,
        .births = small->births,
        .gp_need = small->gp_need,
        .ooh_need = small->ooh_need,
    };
}

void
small_model_make(struct small_model *small, enum small_kind kind, const struct rulebook *rulebook)
{
    memset(small, 0, sizeof *small);
    small->model = (struct model){.rulebook = rulebook,
                                  .start = day("2026-01-01"),
                                  .months = SMALL_MONTHS,
                                  .lists = small->lists,
                                  .guests = 40,
                                  .opted_out = 50};
    set_assumptions(&small->model, kind == SMALL_UNCERTAIN);
    if (kind == SMALL_FULL) {
        make_full(small);
    } else if (kind == SMALL_FREE) {
        make_free(small);
    } else {
        make_vacant(small);
    }
    if (kind == SMALL_MEASURES) {
        add_measures(small);
    }
    set_population(small, kind == SMALL_FREE ? -0.01 : 0.01);
}

struct futures
small_futures(const struct model *model, size_t count, struct arena *arena)
{
    size_t districts = model->population.districts;
    size_t row = ((size_t)model->months + 1) * count;
    struct futures futures = {.count = count,
                              .stride = count,
                              .months = model->months,
                              .districts = districts,
                              .efforts = model->effort_count};
    futures.outcomes = arena_array(arena, OUTCOME_COUNT * row, sizeof(float));
    futures.flows = arena_array(arena, FLOW_COUNT * row, sizeof(float));
    futures.by_district =
        arena_array(arena, districts * DISTRICT_OUTCOME_COUNT * row, sizeof(float));
    futures.costs = arena_array(arena, model->effort_count * row, sizeof(float));
    assert_true(futures.outcomes != NULL && futures.flows != NULL && futures.by_district != NULL &&
                futures.costs != NULL);
    return futures;
}

double
recorded(const struct futures *futures, const float *from, size_t row, int32_t month, size_t future)
{
    return (double)from[futures_at(futures, row, month) + future];
}

void
trial_make(struct trial *trial, enum small_kind kind, void **state)
{
    const struct fixture *fixture = *state;
    arena_init(&trial->memory, MEMORY);
    small_model_make(&trial->small, kind, &fixture->rulebook);
}

void
trial_free(struct trial *trial)
{
    arena_free(&trial->memory);
}

double
outcome(const struct trial *trial, enum outcome outcome, int32_t month, size_t future)
{
    return recorded(&trial->futures, trial->futures.outcomes, outcome, month, future);
}

double
flow(const struct trial *trial, enum flow flow, int32_t month, size_t future)
{
    return recorded(&trial->futures, trial->futures.flows, flow, month, future);
}
