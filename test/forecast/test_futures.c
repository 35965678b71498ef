/* SPDX-License-Identifier: EUPL-1.2 */
/* What must hold of the fast engine whatever the model, and what a few tiny models must give to the
 * krone. That its numbers are distributed as they should is test_engines.c. */
#include "forecast/futures.h"

#include "fixture.h"
#include "model_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FUTURES = 40, /* more than are worked out side by side */
    SEED = 4711,
    ALIGN = 64,
    PER_CENT = 100,
};

/* -- a trial ----------------------------------------------------------------------------------- */

static void
run_into(const struct model *model, uint64_t seed, struct arena *memory, struct futures *futures)
{
    struct error error;
    const struct futures_plan *plan;
    if (!futures_prepare(model, memory, &plan, &error)) {
        fail_msg("refused: %s %s", error.found, error.expected);
    }
    size_t size = (futures_workspace(plan) + ALIGN - 1) / ALIGN * ALIGN;
    void *workspace = aligned_alloc(ALIGN, size);
    assert_non_null(workspace);
    memset(workspace, 0xA5, size); /* what was there before is nothing to go by */
    futures_run(plan, seed, workspace, futures);
    free(workspace);
}

static struct futures
run_part(struct trial *trial, uint32_t first, size_t count, uint64_t seed)
{
    struct futures futures = small_futures(&trial->small.model, count, &trial->memory);
    futures.first = first;
    run_into(&trial->small.model, seed, &trial->memory, &futures);
    return futures;
}

static void
trial_run(struct trial *trial, size_t count)
{
    trial->futures = run_part(trial, 0, count, SEED);
}

static double
cost(const struct trial *trial, size_t effort, int32_t month)
{
    return recorded(&trial->futures, trial->futures.costs, effort, month, 0);
}

static double
mean_of(const struct trial *trial, enum outcome row, int32_t month)
{
    double sum = 0;
    for (size_t f = 0; f < trial->futures.count; f++) {
        sum += outcome(trial, row, month, f);
    }
    return sum / (double)trial->futures.count;
}

/* -- models ------------------------------------------------------------------------------------ */

static void
assume(struct trial *trial, enum assumption assumption, double value)
{
    struct uncertain *uncertain = &trial->small.model.assumptions[assumption];
    *uncertain = (struct uncertain){
        .value = value, .min = -1e6, .max = 1e6, .distribution = DISTRIBUTION_FIXED};
}

/* The same model with a path of that many months, which grows by so much a year. */
static void
set_path(struct trial *trial, int32_t months, double residents, double growth)
{
    struct population_path *path = &trial->small.model.population;
    size_t rows = (size_t)months + 1;
    double *people = arena_array(&trial->memory, rows * path->districts + 1, sizeof *people);
    double *births = arena_array(&trial->memory, rows, sizeof *births);
    double *need = arena_array(&trial->memory, rows, sizeof *need);
    assert_true(people != NULL && births != NULL && need != NULL);
    for (size_t m = 0; m < rows; m++) {
        double now = residents * exp(growth * (double)m / 12);
        for (size_t d = 0; d < path->districts; d++) {
            people[m * path->districts + d] = now / (double)path->districts;
        }
        births[m] = growth < 0 || growth > 0 ? now * 0.011 / 12 : 0;
        need[m] = 2.5;
    }
    path->months = (size_t)months;
    path->residents = people;
    path->births = births;
    path->gp_need = path->ooh_need = need;
    trial->small.model.months = months;
}

/* As many residents as the lists and the rest ask for. */
static double
residents_of(const struct model *model)
{
    int64_t listed = 0;
    for (size_t i = 0; i < model->list_count; i++) {
        listed += model->lists[i].length;
    }
    return (double)(listed + model->unassigned + model->opted_out + model->elsewhere -
                    model->guests);
}

/* A municipality where nothing happens that the test does not ask for: two lists of 1 000 with 900
 * each, whose doctors are 40 and 50. Whom they are offered to comes at once. */
static void
trial_still(struct trial *trial, int32_t months, void **state)
{
    trial_make(trial, SMALL_FULL, state);
    struct model *model = &trial->small.model;
    for (int a = 0; a < ASSUMPTION_COUNT; a++) {
        assume(trial, (enum assumption)a, 0);
    }
    assume(trial, ASSUMPTION_hours_all, 50);
    assume(trial, ASSUMPTION_hours_list, 1000);
    assume(trial, ASSUMPTION_slots_per_gp, 12);
    assume(trial, ASSUMPTION_ooh_without_gp_factor, 1);
    assume(trial, ASSUMPTION_exit_new_years, 3);
    assume(trial, ASSUMPTION_newcomer_age, 35);
    assume(trial, ASSUMPTION_newcomer_length, 800);
    assume(trial, ASSUMPTION_salaried_length, 1);
    assume(trial, ASSUMPTION_empty_weight, 1);
    assume(trial, ASSUMPTION_salaried_weight, 1);
    for (size_t i = 0; i < SMALL_LISTS; i++) {
        trial->small.lists[i] = (struct model_list){.cap = 1000,
                                                    .length = 900,
                                                    .district = 0,
                                                    .status = POST_HELD,
                                                    .state = LIST_OPEN,
                                                    .channel = CHANNEL_TAKEOVER,
                                                    .born = day("1985-06-01"),
                                                    .since = day("2015-01-01"),
                                                    .sex = SEX_MALE};
    }
    trial->small.lists[1].born = day("1975-06-01");
    model->list_count = 2;
    model->guests = model->unassigned = model->opted_out = model->elsewhere = 0;
    set_path(trial, months, residents_of(model), 0);
}

/* Whoever is asked takes the post: any that is announced is filled in its first month. */
static void
plenty_of_doctors(struct trial *trial)
{
    assume(trial, ASSUMPTION_candidates, 1e6);
    assume(trial, ASSUMPTION_match_half, 0);
}

static struct effort *
add_effort(struct trial *trial, enum lever lever, double size, int32_t start)
{
    struct model *model = &trial->small.model;
    assert_true(model->effort_count < SMALL_EFFORTS);
    struct effort *effort = &trial->small.efforts[model->effort_count++];
    *effort = (struct effort){.measure = lever_ids[lever],
                              .entity = 77 + (uint32_t)lever,
                              .lever = (int)lever,
                              .size = size,
                              .effect = {.value = 1, .max = 1e6},
                              .start = start,
                              .end = INT32_MAX};
    model->efforts = trial->small.efforts;
    return effort;
}

/* -- what always holds ------------------------------------------------------------------------- */

static double
sum_of_flows(const struct trial *trial, enum outcome of, int32_t t, size_t f)
{
    double sum = 0;
    for (size_t row = 0; row < FLOW_COUNT; row++) {
        sum += flow_of((enum flow)row) == of ? flow(trial, (enum flow)row, t, f) : 0;
    }
    return sum;
}

static void
check_people(const struct trial *trial, int32_t t, size_t f)
{
    double listed = outcome(trial, OUTCOME_listed, t, f);
    double outside = outcome(trial, OUTCOME_opted_out, t, f);
    assert_near(outcome(trial, OUTCOME_residents, t, f) + outcome(trial, OUTCOME_guests, t, f),
                listed + outcome(trial, OUTCOME_unassigned, t, f) + outside, 0);
    assert_true(outcome(trial, OUTCOME_waiting, t, f) <= listed + outside);
    assert_true(outcome(trial, OUTCOME_listed_without_gp, t, f) <= listed);
    for (int row = 0; row < OUTCOME_COUNT; row++) {
        double value = outcome(trial, (enum outcome)row, t, f);
        if (!(value >= 0 && isfinite(value))) {
            fail_msg("%s is %g in month %d of future %zu", outcome_ids[row], value, t, f);
        }
    }
}

static void
check_flows(const struct trial *trial, int32_t t, size_t f)
{
    static const enum outcome told[] = {OUTCOME_gps, OUTCOME_places, OUTCOME_listed};
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        assert_near(outcome(trial, told[i], 0, f) + sum_of_flows(trial, told[i], t, f),
                    outcome(trial, told[i], t, f), 0);
    }
    int32_t before = t > 0 ? t - 1 : 0;
    assert_true(flow(trial, FLOW_gps_left, t, f) <= flow(trial, FLOW_gps_left, before, f));
    assert_true(flow(trial, FLOW_gps_retired, t, f) <= flow(trial, FLOW_gps_retired, before, f));
    assert_true(flow(trial, FLOW_gps_took_over, t, f) >=
                flow(trial, FLOW_gps_took_over, before, f));
}

static double
ratio(double of, double to)
{
    return to > 0 ? of / to : 0;
}

static void
check_posts(const struct trial *trial, int32_t t, size_t f)
{
    double gps = outcome(trial, OUTCOME_gps, t, f), places = outcome(trial, OUTCOME_places, t, f);
    double free = outcome(trial, OUTCOME_free_places, t, f);
    double listed = outcome(trial, OUTCOME_listed, t, f);
    assert_near(outcome(trial, OUTCOME_posts, t, f),
                gps + outcome(trial, OUTCOME_posts_without_gp, t, f), 0);
    assert_true(free <= places);
    assert_near(outcome(trial, OUTCOME_vacancy_listed, t, f), ratio(free, listed),
                1e-6 * fmax(1, ratio(free, listed)));
    assert_near(outcome(trial, OUTCOME_vacancy_places, t, f), ratio(free, places), 1e-6);
    assert_near(outcome(trial, OUTCOME_reserve_index, t, f), ratio(PER_CENT * places, listed),
                1e-6 * fmax(1, ratio(PER_CENT * places, listed)));
    assert_true(outcome(trial, OUTCOME_mean_list, t, f) * gps <= listed * (1 + 1e-6));
}

static void
check_districts(const struct trial *trial, int32_t t, size_t f)
{
    static const enum outcome whole[DISTRICT_OUTCOME_COUNT] = {
        [DISTRICT_gps] = OUTCOME_gps,
        [DISTRICT_places] = OUTCOME_places,
        [DISTRICT_listed] = OUTCOME_listed,
        [DISTRICT_residents] = OUTCOME_residents,
    };
    for (size_t row = 0; row < DISTRICT_OUTCOME_COUNT; row++) {
        double sum = 0;
        for (size_t d = 0; d < trial->futures.districts; d++) {
            sum += recorded(&trial->futures, trial->futures.by_district,
                            d * DISTRICT_OUTCOME_COUNT + row, t, f);
        }
        double all = outcome(trial, whole[row], t, f);
        assert_near(sum, all, row == DISTRICT_residents ? 1e-6 * all + 1e-9 : 0);
    }
}

static void
check_all(const struct trial *trial)
{
    for (size_t f = 0; f < trial->futures.count; f++) {
        for (int32_t t = 0; t <= trial->small.model.months; t++) {
            check_people(trial, t, f);
            check_flows(trial, t, f);
            check_posts(trial, t, f);
            check_districts(trial, t, f);
        }
    }
}

static void
nobody_is_lost_in_any_month(void **state)
{
    for (int kind = 0; kind < SMALL_KINDS; kind++) {
        struct trial trial;
        trial_make(&trial, (enum small_kind)kind, state);
        for (size_t i = 0; i < trial.small.model.list_count; i++) {
            trial.small.lists[i].district = (int32_t)(i % SMALL_DISTRICTS);
        }
        trial_run(&trial, FUTURES);
        check_all(&trial);
        /* All who are outside the lists wait, and have a GP in another municipality. */
        trial.small.model.opted_out = 0;
        trial.small.model.elsewhere = 40;
        assume(&trial, ASSUMPTION_keeps_gp, 0.85);
        trial_run(&trial, FUTURES);
        check_all(&trial);
        trial_free(&trial);
    }
}

/* A model that may be anything, in small numbers, where whatever is rounded shows. */
static void
anything_at_all(struct trial *trial, struct dice *dice, void **state)
{
    static const double rates[] = {0, 0, 0.05, 0.5, 1, 12};
    static const enum assumption yearly[] = {
        ASSUMPTION_turnover,         ASSUMPTION_switch_wish,    ASSUMPTION_give_up,
        ASSUMPTION_exit_rate,        ASSUMPTION_retire_rate_62, ASSUMPTION_retire_rate_67,
        ASSUMPTION_locum_takes_post, ASSUMPTION_post_growth,
    };
    static const enum assumption shares[] = {
        ASSUMPTION_keeps_gp,    ASSUMPTION_choose_open, ASSUMPTION_locum_cover,
        ASSUMPTION_women_share, ASSUMPTION_leave_share, ASSUMPTION_extension_share,
    };
    trial_make(trial, dice_whole(dice, 0, 1) ? SMALL_MEASURES : SMALL_UNCERTAIN, state);
    struct model *model = &trial->small.model;
    for (size_t i = 0; i < sizeof yearly / sizeof yearly[0]; i++) {
        assume(trial, yearly[i], rates[dice_whole(dice, 0, 5)]);
    }
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        assume(trial, shares[i], (double)dice_whole(dice, 0, 4) / 4);
    }
    assume(trial, ASSUMPTION_candidates, dice_whole(dice, 0, 1) ? 1e6 : 0);
    assume(trial, ASSUMPTION_newcomer_length, (double)dice_whole(dice, 0, 3000));
    assume(trial, ASSUMPTION_start_delay, (double)dice_whole(dice, 0, 6));
    model->list_count = (size_t)dice_whole(dice, 0, 5);
    int32_t most = (int32_t)dice_whole(dice, 1, 60), waiting = 0;
    for (size_t i = 0; i < model->list_count; i++) {
        struct model_list *list = &trial->small.lists[i];
        list->cap = (int32_t)dice_whole(dice, 0, most);
        list->length = (int32_t)dice_whole(dice, 0, most);
        list->waiting = (int32_t)dice_whole(dice, 0, list->length);
        waiting += list->waiting;
        list->state = dice_whole(dice, 0, 1) ? LIST_OPEN : LIST_CLOSED;
        list->status = (int)dice_whole(dice, 0, 2);
        list->district = (int32_t)dice_whole(dice, 0, SMALL_DISTRICTS - 1);
    }
    model->unassigned = dice_whole(dice, 1, most); /* new posts follow people */
    model->elsewhere = dice_whole(dice, 0, waiting);
    model->opted_out = model->guests = 0;
    set_path(trial, 30, residents_of(model), dice_between(dice, -1, 1));
}

static void
nothing_breaks_whatever_the_model(void **state)
{
    struct dice dice = {.seed = 20260101};
    for (int i = 0; i < 250; i++) {
        struct trial trial;
        anything_at_all(&trial, &dice, state);
        trial_run(&trial, FUTURES);
        check_all(&trial);
        trial_free(&trial);
    }
}

/* -- the same bytes ---------------------------------------------------------------------------- */

static size_t
row_bytes(const struct futures *futures, size_t rows)
{
    return rows * ((size_t)futures->months + 1) * futures->stride * sizeof(float);
}

static bool
same_records(const struct futures *a, const struct futures *b)
{
    size_t districts = a->districts * DISTRICT_OUTCOME_COUNT;
    return memcmp(a->outcomes, b->outcomes, row_bytes(a, OUTCOME_COUNT)) == 0 &&
           memcmp(a->flows, b->flows, row_bytes(a, FLOW_COUNT)) == 0 &&
           memcmp(a->by_district, b->by_district, row_bytes(a, districts)) == 0;
}

static void
check_columns(const struct futures *whole, const float *all, const struct futures *part,
              const float *some, size_t rows)
{
    for (size_t row = 0; row < rows; row++) {
        for (int32_t t = 0; t <= whole->months; t++) {
            const float *expected = &all[futures_at(whole, row, t) + part->first - whole->first];
            const float *found = &some[futures_at(part, row, t)];
            assert_memory_equal(found, expected, part->count * sizeof *found);
        }
    }
}

static void
check_part(const struct futures *whole, const struct futures *part)
{
    check_columns(whole, whole->outcomes, part, part->outcomes, OUTCOME_COUNT);
    check_columns(whole, whole->flows, part, part->flows, FLOW_COUNT);
    check_columns(whole, whole->by_district, part, part->by_district,
                  whole->districts * DISTRICT_OUTCOME_COUNT);
    check_columns(whole, whole->costs, part, part->costs, whole->efforts);
}

static void
any_split_gives_the_same_bytes(void **state)
{
    static const size_t splits[][8] = {{7, 25, 32, 36}, {32, 32, 32, 4}, {33, 31, 1, 35}, {100}};
    struct trial trial;
    trial_make(&trial, SMALL_MEASURES, state);
    trial.small.model.assumptions[ASSUMPTION_exit_rate].distribution = DISTRIBUTION_LOGNORMAL;
    trial.small.model.assumptions[ASSUMPTION_exit_rate].spread = 0.3;
    struct futures whole = run_part(&trial, 5, 100, SEED);
    for (size_t i = 0; i < sizeof splits / sizeof splits[0]; i++) {
        uint32_t first = 5;
        for (size_t j = 0; j < 8 && splits[i][j] > 0; j++) {
            struct futures part = run_part(&trial, first, splits[i][j], SEED);
            check_part(&whole, &part);
            first += (uint32_t)splits[i][j];
        }
    }
    for (uint32_t f = 5; f < 45; f++) {
        struct futures part = run_part(&trial, f, 1, SEED);
        check_part(&whole, &part);
    }
    trial_free(&trial);
}

static void
the_rest_of_a_wider_record_is_left_alone(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_MEASURES, state);
    struct futures narrow = run_part(&trial, 40, 3, SEED);
    struct futures wide = small_futures(&trial.small.model, 50, &trial.memory);
    memset(wide.outcomes, 0xA5, row_bytes(&wide, OUTCOME_COUNT));
    wide.first = 40;
    wide.count = 3;
    wide.flows = wide.costs = wide.by_district = NULL; /* and nothing else is recorded */
    run_into(&trial.small.model, SEED, &trial.memory, &wide);
    float untouched;
    memset(&untouched, 0xA5, sizeof untouched);
    for (size_t row = 0; row < OUTCOME_COUNT; row++) {
        for (int32_t t = 0; t <= wide.months; t++) {
            const float *found = &wide.outcomes[futures_at(&wide, row, t)];
            assert_memory_equal(found, &narrow.outcomes[futures_at(&narrow, row, t)],
                                3 * sizeof *found);
            for (size_t f = 3; f < wide.stride; f++) {
                assert_memory_equal(&found[f], &untouched, sizeof untouched);
            }
        }
    }
    trial_free(&trial);
}

static void
the_seed_and_nothing_else_decides(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_UNCERTAIN, state);
    struct futures first = run_part(&trial, 0, FUTURES, SEED);
    struct futures again = run_part(&trial, 0, FUTURES, SEED);
    assert_true(same_records(&first, &again));
    static const uint64_t others[] = {0, SEED + 1, SEED | (uint64_t)1 << 32, UINT64_MAX};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct futures other = run_part(&trial, 0, FUTURES, others[i]);
        assert_false(same_records(&first, &other));
    }
    /* and no two futures are the same */
    for (size_t f = 1; f < FUTURES; f++) {
        bool same = true;
        for (size_t row = 0; row < OUTCOME_COUNT; row++) {
            const float *last = &first.outcomes[futures_at(&first, row, first.months)];
            same &= memcmp(&last[0], &last[f], sizeof *last) == 0;
        }
        assert_false(same);
    }
    trial_free(&trial);
}

/* FNV-1a of the numbers' bits, the lowest byte first on every machine. */
static uint64_t
hash_of(uint64_t hash, const float *values, size_t bytes)
{
    for (size_t i = 0; i < bytes / sizeof *values; i++) {
        uint32_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        for (int byte = 0; byte < 4; byte++) {
            hash = (hash ^ (bits >> 8 * byte & 0xFF)) * 0x100000001b3;
        }
    }
    return hash;
}

/* A bit of everything, and nothing of the fixture's numbers. */
static void
trial_lively(struct trial *trial, void **state)
{
    static const struct {
        enum assumption assumption;
        double value;
    } values[] = {
        {ASSUMPTION_turnover, 0.08},      {ASSUMPTION_keeps_gp, 0.7},
        {ASSUMPTION_switch_wish, 0.1},    {ASSUMPTION_choose_open, 0.4},
        {ASSUMPTION_give_up, 0.3},        {ASSUMPTION_exit_rate, 0.15},
        {ASSUMPTION_exit_new_factor, 2},  {ASSUMPTION_exit_women_factor, 1.2},
        {ASSUMPTION_retire_rate_62, 0.1}, {ASSUMPTION_retire_rate_67, 0.3},
        {ASSUMPTION_candidates, 25},      {ASSUMPTION_match_half, 20},
        {ASSUMPTION_locum_cover, 0.5},    {ASSUMPTION_locum_takes_post, 0.3},
        {ASSUMPTION_start_delay, 3},      {ASSUMPTION_newcomer_length_sd, 150},
        {ASSUMPTION_cap_drift, -0.02},    {ASSUMPTION_cap_drift_noise, 0.01},
        {ASSUMPTION_cap_floor, 700},      {ASSUMPTION_post_growth, 0.05},
        {ASSUMPTION_ooh_rate, 0.25},      {ASSUMPTION_population_walk_sd, 0.004},
        {ASSUMPTION_women_share, 0.5},    {ASSUMPTION_extension_share, 0.3},
    };
    trial_still(trial, 60, state);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        assume(trial, values[i].assumption, values[i].value);
    }
    for (size_t i = 0; i < SMALL_LISTS; i++) {
        struct model_list *list = &trial->small.lists[i];
        list->length = 920 + 5 * (int32_t)i;
        list->state = list->length < 1000 ? LIST_OPEN : LIST_CLOSED;
        list->waiting = i % 3 == 2 ? 40 : 0;
        list->status = i % 5 == 3 ? POST_LOCUM : i % 7 == 4 ? POST_VACANT : POST_HELD;
        list->channel = i % 6 == 5 ? CHANNEL_SALARIED : CHANNEL_TAKEOVER;
        list->born = i % 2 ? DATE_NONE : day("1961-02-03");
        list->district = (int32_t)i % SMALL_DISTRICTS;
    }
    struct model *model = &trial->small.model;
    model->list_count = SMALL_LISTS;
    model->guests = 90;
    model->unassigned = 300;
    model->opted_out = 120;
    model->elsewhere = 60;
    assume(trial, ASSUMPTION_gp_age_q25, 38);
    assume(trial, ASSUMPTION_gp_age_q50, 46);
    assume(trial, ASSUMPTION_gp_age_q75, 57);
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        struct effort *effort = add_effort(trial, (enum lever)lever, 0.3, 2 * lever);
        effort->effect = (struct uncertain){0.9, 0.2, 0, 3, DISTRIBUTION_LOGNORMAL};
        effort->ramp = 10;
        effort->rule = RULE_queue_batch;
        effort->rule_value = 15;
        effort->cost_year = effort->cost_doctor = effort->cost_listed = 1000;
    }
    set_path(trial, 60, residents_of(model), 0.01);
}

/* The same bytes of every build: with the clones of base/vector.h, which GCC makes when it does not
 * sanitize, and without. That holds them to each other; whether they are right is for the other
 * tests. When the model or the engine is changed on purpose, the test prints the new hash: put it
 * here when a build with the sanitizers, or with Clang, prints the same. */
static void
every_build_gives_the_same_bytes(void **state)
{
    static const uint64_t expected = 0xdc5ab51709838e98;
    struct trial trial;
    trial_lively(&trial, state);
    trial_run(&trial, FUTURES);
    check_all(&trial);
    const struct futures *futures = &trial.futures;
    uint64_t hash = 0xcbf29ce484222325;
    hash = hash_of(hash, futures->outcomes, row_bytes(futures, OUTCOME_COUNT));
    hash = hash_of(hash, futures->flows, row_bytes(futures, FLOW_COUNT));
    hash = hash_of(hash, futures->by_district,
                   row_bytes(futures, futures->districts * DISTRICT_OUTCOME_COUNT));
    hash = hash_of(hash, futures->costs, row_bytes(futures, futures->efforts));
    if (hash != expected) {
        fail_msg("the hash is now 0x%016llx", (unsigned long long)hash);
    }
    trial_free(&trial);
}

/* -- measures ---------------------------------------------------------------------------------- */

static void
add_idle(struct trial *trial, enum lever lever)
{
    struct effort *effort = add_effort(trial, lever, 0, -12);
    effort->effect = (struct uncertain){0.8, 0.3, -3, 3, DISTRIBUTION_NORMAL};
    effort->ramp = 24;
    effort->rule = RULE_agreement_notice;
    effort->rule_value = 1;
    effort->cost_fixed = effort->cost_year = effort->cost_doctor = effort->cost_listed = 1000000;
}

static void
check_idle(struct trial *trial, const struct futures *without)
{
    struct futures with = run_part(trial, 0, FUTURES, SEED);
    assert_true(same_records(&with, without));
    for (size_t i = 0; i < row_bytes(&with, with.efforts) / sizeof(float); i++) {
        assert_near((double)with.costs[i], 0, 0);
    }
}

static void
a_measure_of_no_size_changes_nothing(void **state)
{
    static const enum small_kind kinds[] = {SMALL_FULL, SMALL_UNCERTAIN};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        struct trial trial;
        trial_make(&trial, kinds[k], state);
        struct futures without = run_part(&trial, 0, FUTURES, SEED);
        for (int lever = 0; lever < LEVER_COUNT; lever++) {
            trial.small.model.effort_count = 0;
            add_idle(&trial, (enum lever)lever);
            check_idle(&trial, &without);
        }
        trial.small.model.effort_count = 0;
        for (int lever = 0; lever < LEVER_COUNT; lever++) {
            add_idle(&trial, (enum lever)lever);
        }
        check_idle(&trial, &without);
        trial_free(&trial);
    }
}

/* What each lever is for, and the size that is 1 here. Where doctors are few, what draws them to
 * one channel takes some from the others: gps_began_empty falls with takeover_appeal, and
 * gps_took_over with empty_appeal and the posts that are opened. But more apply in all, the pool
 * being met by more that pulls, so the GPs are no fewer. After ten years the appeal of taking over
 * has won nothing more: the old posts are filled and the vacant ones are those it took them from.
 * So each must do something in five years, and no harm in one, five and ten. */
static const struct {
    enum lever lever;
    double unit;
    enum outcome target;
    int direction;
} helps[] = {
    {LEVER_candidates, 0.5, OUTCOME_gps, 1},
    {LEVER_takeover_appeal, 0.7, OUTCOME_gps, 1},
    {LEVER_empty_appeal, 0.7, OUTCOME_gps, 1},
    {LEVER_salaried_offer, 0.5, OUTCOME_gps, 1},
    {LEVER_empty_posts, 1, OUTCOME_gps, 1},
    {LEVER_empty_posts, 1, OUTCOME_posts, 1},
    {LEVER_salaried_posts, 1, OUTCOME_gps, 1},
    {LEVER_stay, 0.5, OUTCOME_gps, 1},
    {LEVER_stay_new, 0.7, OUTCOME_gps, 1},
    {LEVER_retire_later, 1.5, OUTCOME_gps, 1},
    {LEVER_pipeline, 1, OUTCOME_gps, 1},
    {LEVER_newcomer_length, 100, OUTCOME_places, 1},
    {LEVER_list_length, -60, OUTCOME_places, -1},
    {LEVER_list_length, -60, OUTCOME_hours_per_gp, -1},
    {LEVER_list_length, 60, OUTCOME_places, 1},
    {LEVER_locum_cover, 0.4, OUTCOME_listed_without_gp, -1},
    {LEVER_locum_offer, 0.7, OUTCOME_gps, 1},
    {LEVER_relief, 0.2, OUTCOME_hours_per_gp, -1},
    {LEVER_relief, 0.2, OUTCOME_gps, 1},
    {LEVER_ooh_relief, 0.2, OUTCOME_hours_per_gp, -1},
    {LEVER_same_day_slots, 0.3, OUTCOME_same_day_slots, 1},
    {LEVER_same_day_slots, 0.3, OUTCOME_ooh_contacts, -1},
};

enum { HELP_FUTURES = 160, HELP_SIZES = 4, HELP_MONTHS = 120 };

/* How much better the target is than with the size before, in standard errors, the luck being the
 * same; 0 when it is the same in every future. */
static double
gain_of(const struct futures *less, const struct futures *more, enum outcome row, int32_t t,
        int direction)
{
    double sum = 0, squares = 0;
    for (size_t f = 0; f < more->count; f++) {
        double gain = direction * (recorded(more, more->outcomes, row, t, f) -
                                   recorded(less, less->outcomes, row, t, f));
        sum += gain;
        squares += gain * gain;
    }
    double n = (double)more->count, mean = sum / n;
    double error = sqrt(fmax(squares / n - mean * mean, 0) / n);
    return error > 0 ? mean / error : mean > 0 ? HUGE_VAL : mean < 0 ? -HUGE_VAL : 0;
}

static void
more_of_a_measure_does_more_of_what_it_is_for(void **state)
{
    static const double sizes[HELP_SIZES] = {0, 0.5, 1, 2};
    static const int32_t months[] = {12, 60, 120};
    for (size_t i = 0; i < sizeof helps / sizeof helps[0]; i++) {
        struct trial trial;
        struct futures runs[HELP_SIZES];
        trial_make(&trial, SMALL_VACANT, state);
        assume(&trial, ASSUMPTION_exit_rate, 0.12); /* there is something to help */
        assume(&trial, ASSUMPTION_match_half, 60);  /* and what pulls, counts */
        set_path(&trial, HELP_MONTHS, residents_of(&trial.small.model), 0.005);
        struct effort *effort = add_effort(&trial, helps[i].lever, 0, 1);
        for (size_t s = 0; s < HELP_SIZES; s++) {
            effort->size = sizes[s] * helps[i].unit;
            runs[s] = run_part(&trial, 0, HELP_FUTURES, SEED);
        }
        for (size_t m = 0; m < sizeof months / sizeof months[0]; m++) {
            for (size_t s = 1; s < HELP_SIZES; s++) {
                double gain =
                    gain_of(&runs[s - 1], &runs[s], helps[i].target, months[m], helps[i].direction);
                if (gain < -3.5) {
                    fail_msg("%s: from %g to %g makes %s worse in month %d: %.1f standard errors",
                             lever_ids[helps[i].lever], sizes[s - 1], sizes[s],
                             outcome_ids[helps[i].target], months[m], gain);
                }
            }
            double gain =
                gain_of(&runs[0], &runs[3], helps[i].target, months[m], helps[i].direction);
            if (months[m] == 60 && !(gain > 2.5)) {
                fail_msg("%s does too little for %s in month %d: %.1f standard errors",
                         lever_ids[helps[i].lever], outcome_ids[helps[i].target], months[m], gain);
            }
        }
        trial_free(&trial);
    }
}

/* What a channel wins by its appeal, another may lose. */
static void
channels_compete(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_VACANT, state);
    assume(&trial, ASSUMPTION_exit_rate, 0.12);
    struct effort *effort = add_effort(&trial, LEVER_takeover_appeal, 0, 1);
    double began[2], took_over[2];
    for (int s = 0; s < 2; s++) {
        effort->size = 1.5 * s;
        trial_run(&trial, HELP_FUTURES);
        began[s] = took_over[s] = 0;
        for (size_t f = 0; f < HELP_FUTURES; f++) {
            began[s] += flow(&trial, FLOW_gps_began_empty, SMALL_MONTHS, f);
            took_over[s] += flow(&trial, FLOW_gps_took_over, SMALL_MONTHS, f);
        }
    }
    assert_true(took_over[1] > took_over[0] && began[1] < began[0]);
    assert_true(took_over[1] + began[1] > took_over[0] + began[0]);
    trial_free(&trial);
}

/* What begins with the model is news; what was at work before it is in the figures of the start. */
static void
what_was_at_work_before_the_start_is_in_its_figures(void **state)
{
    struct trial trial;
    trial_still(&trial, 13, state);
    assume(&trial, ASSUMPTION_ooh_rate, 1.2);
    assume(&trial, ASSUMPTION_ooh_elasticity, 1);
    struct effort *slots = add_effort(&trial, LEVER_same_day_slots, 1, -1);
    struct effort *lengths = add_effort(&trial, LEVER_list_length, -50, -1);
    slots->cost_fixed = lengths->cost_fixed = 5000;
    trial_run(&trial, 1);
    assert_near(outcome(&trial, OUTCOME_same_day_slots, 0, 0), 12 * 2 / 1.8 * exp(1), 1e-4);
    assert_near(outcome(&trial, OUTCOME_ooh_contacts, 13, 0), 180, 1e-3);
    assert_near(outcome(&trial, OUTCOME_places, 13, 0), 2000, 0);
    assert_near(cost(&trial, 0, 13), 0, 0);
    slots->start = lengths->start = 0;
    trial_run(&trial, 1);
    assert_near(outcome(&trial, OUTCOME_ooh_contacts, 13, 0), 180 / exp(1), 1e-3);
    assert_near(outcome(&trial, OUTCOME_places, 13, 0), 1900, 0);
    assert_near(cost(&trial, 0, 1), 50, 1e-4);
    assert_near(cost(&trial, 0, 13), 50, 1e-4);
    assert_near(cost(&trial, 1, 13), 50 * 50, 1e-4); /* shorter lists are not free */
    trial_free(&trial);
}

/* Less work is a reason to stay, unless it was so before. */
static void
relief_from_the_start_makes_doctors_stay(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_VACANT, state);
    trial_run(&trial, FUTURES);
    double without = mean_of(&trial, OUTCOME_gps, SMALL_MONTHS);
    struct effort *effort = add_effort(&trial, LEVER_relief, 0.7, 0);
    trial_run(&trial, FUTURES);
    assert_true(mean_of(&trial, OUTCOME_gps, SMALL_MONTHS) > without + 0.2);
    effort->start = -1;
    trial_run(&trial, FUTURES);
    assert_near(mean_of(&trial, OUTCOME_gps, SMALL_MONTHS), without, 0.1);
    trial_free(&trial);
}

/* -- rules ------------------------------------------------------------------------------------- */

/* The month the first GP is gone. */
static int32_t
month_one_is_gone(const struct trial *trial)
{
    for (int32_t t = 1; t <= trial->small.model.months; t++) {
        if (outcome(trial, OUTCOME_gps, t, 0) < outcome(trial, OUTCOME_gps, 0, 0)) {
            return t;
        }
    }
    return -1;
}

static int32_t
gone_with_rule(void **state, const char *born, double exit_rate, enum rule rule, double value,
               int32_t from)
{
    struct trial trial;
    trial_still(&trial, 80, state);
    assume(&trial, ASSUMPTION_exit_rate, exit_rate);
    trial.small.lists[0].born = day(born);
    trial.small.model.list_count = 1;
    set_path(&trial, 80, residents_of(&trial.small.model), 0);
    if (from > 0) {
        struct effort *effort = add_effort(&trial, LEVER_rule, 1, from);
        effort->rule = (int)rule;
        effort->rule_value = value;
    }
    trial_run(&trial, 1);
    int32_t gone = month_one_is_gone(&trial);
    trial_free(&trial);
    return gone;
}

static void
notice_is_the_rule_of_the_month_it_is_given(void **state)
{
    /* everyone gives notice in month 1 */
    assert_int_equal(gone_with_rule(state, "1985-06-01", 12, RULE_agreement_notice, 0, 0), 7);
    assert_int_equal(gone_with_rule(state, "1985-06-01", 12, RULE_agreement_notice, 2, 1), 3);
    assert_int_equal(gone_with_rule(state, "1985-06-01", 12, RULE_agreement_notice, 2, 2), 7);
}

static void
the_age_limit_is_the_rule_of_its_month(void **state)
{
    /* 70 in November 2026, month 10: gone on 1 December; the notice is given in June, month 5 */
    const char *born = "1956-11-15";
    enum rule age = RULE_agreement_end_age;
    assert_int_equal(gone_with_rule(state, born, 0, age, 0, 0), 11);
    assert_int_equal(gone_with_rule(state, born, 0, age, 72, 1), 35);
    assert_int_equal(gone_with_rule(state, born, 0, age, 72, 5), 35);
    assert_int_equal(gone_with_rule(state, born, 0, age, 72, 6), 11);
    /* lowered while they are under it, and when they are over it already: notice at once */
    assert_int_equal(gone_with_rule(state, "1960-11-15", 0, age, 0, 0), 59);
    assert_int_equal(gone_with_rule(state, "1960-11-15", 0, age, 68, 12), 35);
    assert_int_equal(gone_with_rule(state, "1960-11-15", 0, age, 65, 12), 18);
    assert_int_equal(gone_with_rule(state, "1960-11-15", 0, RULE_agreement_notice, 1, 30), 59);
}

/* One who is past the limit works on with an extension. */
static void
who_is_past_the_age_limit_is_extended(void **state)
{
    assert_int_equal(gone_with_rule(state, "1954-01-15", 0, RULE_cap_max, 0, 0), -1);
    assert_int_equal(gone_with_rule(state, "1946-06-15", 0, RULE_cap_max, 0, 0), 7);
}

static void
a_rule_changes_nothing_before_it_changes(void **state)
{
    static const struct {
        enum rule rule;
        double value;
    } rules[] = {{RULE_agreement_notice, 1},   {RULE_reopen_threshold, 60},
                 {RULE_queue_batch, 3},        {RULE_queue_unassigned_first, 0},
                 {RULE_agreement_end_age, 64}, {RULE_cap_max, 520}};
    enum { FROM = 24 };
    struct trial trial;
    trial_make(&trial, SMALL_FULL, state);
    struct futures without = run_part(&trial, 0, FUTURES, SEED);
    struct effort *effort = add_effort(&trial, LEVER_rule, 1, FROM);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        effort->rule = (int)rules[i].rule;
        effort->rule_value = rules[i].value;
        struct futures with = run_part(&trial, 0, FUTURES, SEED);
        for (size_t row = 0; row < OUTCOME_COUNT; row++) {
            for (int32_t t = 0; t < FROM; t++) {
                assert_memory_equal(&with.outcomes[futures_at(&with, row, t)],
                                    &without.outcomes[futures_at(&without, row, t)],
                                    FUTURES * sizeof(float));
            }
        }
        if (same_records(&with, &without)) {
            fail_msg("%s changes nothing", rule_ids[rules[i].rule]);
        }
    }
    trial_free(&trial);
}

static void
a_list_opens_again_by_the_threshold_in_force(void **state)
{
    struct trial trial;
    trial_still(&trial, 4, state);
    struct model *model = &trial.small.model;
    model->list_count = 1;
    trial.small.lists[0].state = LIST_CLOSED;
    trial.small.lists[0].length = 991; /* one place too few */
    model->unassigned = 50;
    set_path(&trial, 4, residents_of(model), 0);
    trial_run(&trial, 1);
    assert_near(outcome(&trial, OUTCOME_unassigned, 4, 0), 50, 0);
    assert_near(outcome(&trial, OUTCOME_free_places, 4, 0), 0, 0);
    struct effort *effort = add_effort(&trial, LEVER_rule, 1, 3);
    effort->rule = RULE_reopen_threshold;
    effort->rule_value = 9;
    trial_run(&trial, 1);
    assert_near(outcome(&trial, OUTCOME_unassigned, 2, 0), 50, 0);
    assert_near(outcome(&trial, OUTCOME_unassigned, 3, 0), 41, 0);
    trial_free(&trial);
}

/* 100 places, 80 unassigned and 60 who wait: how many of those who wait come in the first month. */
static double
served_first(void **state, const char *start, double unassigned_first)
{
    struct trial trial;
    trial_still(&trial, 1, state);
    struct model *model = &trial.small.model;
    model->start = day(start);
    trial.small.lists[0].waiting = 60;
    trial.small.lists[1].cap = 900;
    trial.small.lists[1].state = LIST_CLOSED;
    model->unassigned = 80;
    set_path(&trial, 1, residents_of(model), 0);
    if (unassigned_first >= 0) {
        struct effort *effort = add_effort(&trial, LEVER_rule, 1, 1);
        effort->rule = RULE_queue_unassigned_first;
        effort->rule_value = unassigned_first;
    }
    trial_run(&trial, 1);
    double served = 60 - outcome(&trial, OUTCOME_waiting, 1, 0);
    assert_near(80 - outcome(&trial, OUTCOME_unassigned, 1, 0), 100 - served, 0);
    assert_near(outcome(&trial, OUTCOME_listed, 1, 0), 1800 + 100 - served, 0);
    trial_free(&trial);
    return served;
}

static void
the_queue_came_first_before_the_rule_changed(void **state)
{
    assert_near(served_first(state, "2026-01-01", -1), 20, 0);
    assert_near(served_first(state, "2023-02-01", -1), 20, 0); /* month 1 is March 2023 */
    assert_near(served_first(state, "2023-01-01", -1), 60, 0);
    assert_near(served_first(state, "2026-01-01", 0), 60, 0);
    assert_near(served_first(state, "2021-01-01", 1), 20, 0);
}

/* -- costs ------------------------------------------------------------------------------------- */

static void
fixed_yearly_and_listed_costs_are_paid_while_it_works(void **state)
{
    struct trial trial;
    trial_still(&trial, 24, state);
    struct effort *effort = add_effort(&trial, LEVER_same_day_slots, 2, 5);
    effort->end = 17; /* works in 12 months */
    effort->cost_fixed = 700000;
    effort->cost_year = 1200000;
    effort->cost_listed = 240;
    trial_run(&trial, 1);
    assert_near(cost(&trial, 0, 4), 0, 0);
    /* NOK of two: 7 000 at once, 1 000 a month, and 0.20 a month for each of 1 800 */
    for (int32_t t = 5; t <= 24; t++) {
        int32_t months = t < 16 ? t - 4 : 12;
        assert_near(cost(&trial, 0, t), 2 * (7000 + months * (1000 + 360)), 0.01);
    }
    effort->start = -3;
    effort->size = -1; /* ended: what it cost is saved, but not what was paid for it at first */
    trial_run(&trial, 1);
    assert_near(cost(&trial, 0, 16), -16 * 1360, 0.01);
    assert_near(cost(&trial, 0, 24), -16 * 1360, 0.01);
    trial_free(&trial);
}

/* Who has worked less than three years, who is over 62, and locums, a year and doctor: 120 a year
 * each is 10 a month. */
static void
doctors_there_are_paid_by_the_month(void **state)
{
    struct trial trial;
    trial_still(&trial, 24, state);
    trial.small.model.list_count = 4;
    trial.small.lists[0].since = day("2024-02-01"); /* new until January 2027: months 1 … 12 */
    trial.small.lists[1].born = day("1964-07-20");  /* 62 in July 2026: months 6 … 24 */
    trial.small.lists[2].status = POST_LOCUM;
    trial.small.lists[3].born = day("1990-01-01");
    assume(&trial, ASSUMPTION_locum_cover, 1);
    set_path(&trial, 24, residents_of(&trial.small.model), 0);
    static const struct {
        enum lever lever;
        double months[2]; /* GP-months after 8 and after 24 months */
    } paid[] = {
        {LEVER_stay, {24, 72}},           {LEVER_stay_new, {8, 12}}, {LEVER_retire_later, {3, 19}},
        {LEVER_locum_cover, {8, 24}},     {LEVER_relief, {24, 72}},  {LEVER_ooh_relief, {24, 72}},
        {LEVER_list_length, {24, 72}},    {LEVER_rule, {0, 0}},      {LEVER_candidates, {0, 0}},
        {LEVER_same_day_slots, {24, 72}},
    };
    enum { PAID = sizeof paid / sizeof paid[0] };
    for (size_t i = 0; i < PAID; i++) {
        struct effort *effort = add_effort(&trial, paid[i].lever, 0.5, 1);
        effort->cost_doctor = 12000;
        effort->effect = (struct uncertain){.value = 0}; /* it costs, and does nothing */
        effort->rule = RULE_cap_max;
        effort->rule_value = 2500;
    }
    trial_run(&trial, 1);
    for (size_t i = 0; i < PAID; i++) {
        assert_near(cost(&trial, i, 8), 0.5 * 10 * paid[i].months[0], 1e-3);
        assert_near(cost(&trial, i, 24), 0.5 * 10 * paid[i].months[1], 1e-3);
    }
    trial_free(&trial);
}

/* Once for each who comes, by the post they come to. They are awarded it in month 1 and start in
 * month 2. */
static void
check_hires(void **state, enum channel channel, bool locum, double offer, const double hires[7])
{
    static const enum lever levers[7] = {
        LEVER_candidates,  LEVER_takeover_appeal, LEVER_empty_appeal,   LEVER_salaried_offer,
        LEVER_locum_offer, LEVER_pipeline,        LEVER_newcomer_length};
    struct trial trial;
    trial_still(&trial, 6, state);
    struct model_list *post = &trial.small.lists[1];
    post->status = locum ? POST_LOCUM : POST_VACANT;
    post->channel = (int)channel;
    if (channel == CHANNEL_EMPTY) {
        post->cap = post->length = 0;
    }
    set_path(&trial, 6, residents_of(&trial.small.model), 0);
    if (locum) {
        assume(&trial, ASSUMPTION_locum_takes_post, 1e5);
    } else {
        plenty_of_doctors(&trial);
    }
    for (size_t i = 0; i < 7; i++) {
        struct effort *effort = add_effort(&trial, levers[i], 2, 1);
        effort->cost_doctor = 300;
        effort->effect = (struct uncertain){.value = 0};
    }
    trial.small.efforts[3].effect = (struct uncertain){.value = offer / 2, .max = 1};
    trial_run(&trial, 1);
    for (size_t i = 0; i < 7; i++) {
        assert_near(cost(&trial, i, 1), 0, 0);
        assert_near(cost(&trial, i, 2), 2 * 3 * hires[i], 1e-4);
        assert_near(cost(&trial, i, 6), 2 * 3 * hires[i], 1e-4);
    }
    assert_near(outcome(&trial, OUTCOME_gps, 2, 0), 2, 0);
    assert_near(outcome(&trial, OUTCOME_places, 2, 0), 1800, 0);
    trial_free(&trial);
}

static void
doctors_who_come_are_paid_once(void **state)
{
    check_hires(state, CHANNEL_TAKEOVER, false, 0, (double[]){1, 1, 0, 0, 0, 1, 1});
    check_hires(state, CHANNEL_EMPTY, false, 0, (double[]){1, 0, 1, 0, 0, 1, 1});
    check_hires(state, CHANNEL_SALARIED, false, 0, (double[]){1, 0, 0, 1, 0, 1, 1});
    check_hires(state, CHANNEL_TAKEOVER, false, 1, (double[]){1, 0, 0, 1, 0, 1, 1});
    check_hires(state, CHANNEL_TAKEOVER, true, 0, (double[]){1, 1, 0, 0, 1, 1, 1});
}

/* A post a month: opened in t, awarded in t + 1, and a doctor in it from t + 2. The size is in how
 * many there are, so it does not multiply what each costs. */
static void
posts_that_are_opened_are_paid_for_each(void **state)
{
    struct trial trial;
    trial_still(&trial, 12, state);
    plenty_of_doctors(&trial);
    struct effort *empty = add_effort(&trial, LEVER_empty_posts, 12, 1);
    struct effort *salaried = add_effort(&trial, LEVER_salaried_posts, 12, 1);
    empty->cost_doctor = 700;
    salaried->cost_doctor = 1200 * 12;
    trial_run(&trial, 1);
    for (int32_t t = 0; t <= 12; t++) {
        double doctors = t < 3 ? 0 : t - 2;
        assert_near(outcome(&trial, OUTCOME_posts, t, 0), 2 + 2 * t, 0);
        assert_near(outcome(&trial, OUTCOME_gps, t, 0), 2 + 2 * doctors, 0);
        assert_near(cost(&trial, 0, t), 7 * doctors, 1e-3);
        assert_near(cost(&trial, 1, t), 12 * doctors * (doctors + 1) / 2, 1e-3);
        assert_near(outcome(&trial, OUTCOME_places, t, 0), 2000 + 1600 * doctors, 0);
    }
    trial_free(&trial);
}

/* -- what a month is --------------------------------------------------------------------------- */

/* Nothing happens where nothing can; and what is told of it is the arithmetic of the tables. */
static void
a_still_municipality_stays_as_it_is(void **state)
{
    struct trial trial;
    trial_still(&trial, 36, state);
    assume(&trial, ASSUMPTION_leave_share, 0.1);
    assume(&trial, ASSUMPTION_ooh_rate, 0.25);
    trial_run(&trial, FUTURES);
    check_all(&trial);
    for (int32_t t = 0; t <= 36; t++) {
        assert_near(outcome(&trial, OUTCOME_gps, t, 3), 2, 0);
        assert_near(outcome(&trial, OUTCOME_free_places, t, 3), 200, 0);
        assert_near(outcome(&trial, OUTCOME_mean_list, t, 3), 900, 0);
        assert_near(outcome(&trial, OUTCOME_hours_per_gp, t, 3), 45, 1e-5);
        assert_near(outcome(&trial, OUTCOME_same_day_slots, t, 3), 12 * 0.9 * 2 / 1.8, 1e-5);
        assert_near(outcome(&trial, OUTCOME_ooh_contacts, t, 3), 0.25 / 12 * 1800, 1e-4);
    }
    trial_free(&trial);
}

/* Out-of-hours use of those without a doctor, against what it was at the start. */
static void
who_has_no_doctor_goes_out_of_hours(void **state)
{
    struct trial trial;
    trial_still(&trial, 2, state);
    trial.small.lists[1].status = POST_VACANT;
    assume(&trial, ASSUMPTION_ooh_rate, 1.2);
    assume(&trial, ASSUMPTION_ooh_without_gp_factor, 3);
    assume(&trial, ASSUMPTION_ooh_elasticity, 0.5);
    plenty_of_doctors(&trial);
    trial_run(&trial, 1);
    /* half are without at the start: a factor of 2, which the rate is measured with; then none, and
     * twice the same-day slots */
    assert_near(outcome(&trial, OUTCOME_ooh_contacts, 0, 0), 180, 1e-4);
    assert_near(outcome(&trial, OUTCOME_listed_without_gp, 0, 0), 900, 0);
    assert_near(outcome(&trial, OUTCOME_ooh_contacts, 2, 0), 180 / 2.0 * sqrt(0.5), 1e-3);
    trial_free(&trial);
}

/* -- the edges --------------------------------------------------------------------------------- */

static void
a_municipality_without_lists(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_FULL, state);
    trial.small.model.list_count = 0;
    set_path(&trial, 24, residents_of(&trial.small.model), 0.01);
    trial_run(&trial, FUTURES);
    check_all(&trial);
    assert_near(mean_of(&trial, OUTCOME_listed, 24), 0, 0);
    assert_near(mean_of(&trial, OUTCOME_hours_per_gp, 24), 50, 0);
    /* the first post comes by a measure */
    add_effort(&trial, LEVER_empty_posts, 2, 1);
    assume(&trial, ASSUMPTION_candidates, 1e6);
    trial_run(&trial, FUTURES);
    check_all(&trial);
    assert_true(mean_of(&trial, OUTCOME_gps, 24) > 1);
    trial_free(&trial);
}

static void
a_municipality_of_one_list(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_FULL, state);
    trial.small.model.list_count = 1;
    trial.small.lists[0].length = 3;
    trial.small.lists[0].waiting = 3;
    set_path(&trial, 60, residents_of(&trial.small.model), -0.05);
    trial_run(&trial, FUTURES);
    check_all(&trial);
    trial_free(&trial);
}

/* Persons are spread in words, and a list takes no more than they hold. */
static void
a_list_without_end(void **state)
{
    enum { MANY = 60000, LIST_MOST = 16383 };
    struct trial trial;
    trial_make(&trial, SMALL_FREE, state);
    struct model *model = &trial.small.model;
    size_t cells = (size_t)(model->months + 1) * model->population.districts;
    for (size_t i = 0; i < cells; i++) {
        trial.small.residents[i] += (double)MANY / (double)model->population.districts;
    }
    model->unassigned += MANY;
    trial.small.lists[0].cap = 10 * MANY;
    trial_run(&trial, FUTURES);
    check_all(&trial);
    for (size_t i = 0; i < FUTURES; i++) {
        assert_true(outcome(&trial, OUTCOME_listed, 1, i) > LIST_MOST);
        assert_true(outcome(&trial, OUTCOME_listed, model->months, i) < 2 * LIST_MOST);
    }
    trial_free(&trial);
}

static void
a_municipality_with_every_post_vacant(void **state)
{
    for (int locums = 0; locums < 2; locums++) {
        struct trial trial;
        trial_make(&trial, SMALL_FULL, state);
        for (size_t i = 0; i < trial.small.model.list_count; i++) {
            trial.small.lists[i].status = locums ? POST_LOCUM : POST_VACANT;
        }
        assume(&trial, ASSUMPTION_locum_cover, locums);
        assume(&trial, ASSUMPTION_candidates, 0);
        assume(&trial, ASSUMPTION_locum_takes_post, 0);
        trial_run(&trial, FUTURES);
        check_all(&trial);
        double without = mean_of(&trial, OUTCOME_listed_without_gp, 60);
        assert_near(mean_of(&trial, OUTCOME_gps, 60), 0, 0);
        assert_near(without, locums ? 0 : mean_of(&trial, OUTCOME_listed, 60), 0);
        trial_free(&trial);
    }
}

static void
a_municipality_without_people(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_FULL, state);
    struct model *model = &trial.small.model;
    for (size_t i = 0; i < model->list_count; i++) {
        trial.small.lists[i].length = trial.small.lists[i].waiting = 0;
    }
    model->guests = model->unassigned = model->opted_out = model->elsewhere = 0;
    set_path(&trial, 36, 0, 0);
    trial_run(&trial, FUTURES);
    check_all(&trial);
    assert_near(mean_of(&trial, OUTCOME_residents, 36), 0, 0);
    /* GPs have nobody on their lists, and leave no more for it than others do */
    assert_true(mean_of(&trial, OUTCOME_gps, 36) > 2);
    /* people come to a place where there were none */
    set_path(&trial, 36, 500, 0);
    trial_run(&trial, FUTURES);
    check_all(&trial);
    assert_near(mean_of(&trial, OUTCOME_residents, 36), 500, 20);
    assert_true(mean_of(&trial, OUTCOME_gps, 36) > 2);
    trial_free(&trial);
    /* and leave one where there were some: all within the month */
    trial_make(&trial, SMALL_FULL, state);
    trial.small.model.guests = trial.small.model.opted_out = 0;
    set_path(&trial, 36, residents_of(&trial.small.model), -200);
    trial_run(&trial, FUTURES);
    assert_near(mean_of(&trial, OUTCOME_listed, 1), 0, 0);
    check_all(&trial);
    trial_free(&trial);
}

static void
one_month_and_fifty_years(void **state)
{
    static const int32_t months[] = {1, MODEL_MONTHS_MAX};
    for (size_t i = 0; i < 2; i++) {
        struct trial trial;
        trial_make(&trial, SMALL_MEASURES, state);
        trial.small.lists[13].district = 0;
        set_path(&trial, months[i], residents_of(&trial.small.model), 0.005);
        trial_run(&trial, FUTURES);
        check_all(&trial);
        trial_free(&trial);
    }
}

/* A municipality of that many lists like those of a small one. */
static void
multiply_lists(struct trial *trial, size_t count)
{
    struct model *model = &trial->small.model;
    struct model_list *lists = arena_array(&trial->memory, count, sizeof *lists);
    assert_non_null(lists);
    for (size_t i = 0; i < count; i++) {
        lists[i] = trial->small.lists[i % model->list_count];
        lists[i].district = (int32_t)(i % SMALL_DISTRICTS);
    }
    model->lists = lists;
    model->list_count = count;
}

static void
as_many_lists_as_there_may_be(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_VACANT, state);
    multiply_lists(&trial, MODEL_LISTS_MAX);
    assume(&trial, ASSUMPTION_post_growth, 0);
    set_path(&trial, 3, residents_of(&trial.small.model), 0.01);
    trial_run(&trial, 2);
    check_all(&trial);
    trial_free(&trial);
}

static void
check_too_many(struct trial *trial, bool too_many)
{
    struct error error = {0};
    const struct futures_plan *plan;
    assert_int_equal(futures_prepare(&trial->small.model, &trial->memory, &plan, &error),
                     !too_many);
    assert_int_equal(error.code == ERROR_TOO_MANY_POSTS, too_many);
}

static void
more_posts_than_there_may_be_are_refused(void **state)
{
    struct trial trial;
    trial_make(&trial, SMALL_VACANT, state);
    assume(&trial, ASSUMPTION_post_growth, 0);
    multiply_lists(&trial, MODEL_LISTS_MAX - 4);
    /* three a year for a year, and one for where in the year they come */
    struct effort *effort = add_effort(&trial, LEVER_empty_posts, 3, 1);
    effort->end = 13;
    check_too_many(&trial, false);
    effort->size = 3.01;
    check_too_many(&trial, true);
    effort->size = 1e12;
    check_too_many(&trial, true);
    effort->lever = LEVER_salaried_posts;
    check_too_many(&trial, true);
    effort->size = 0;
    check_too_many(&trial, false);
    assume(&trial, ASSUMPTION_post_growth, 0.03);
    check_too_many(&trial, true);
    trial_free(&trial);
}

static void
without_ages_nobody_is_born_and_needs_stay(void **state)
{
    enum { ROWS = SMALL_MONTHS + 1 };
    static double unknown[ROWS], none[ROWS], same[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        unknown[i] = (double)NAN;
        same[i] = 2.2;
    }
    struct trial trial;
    trial_make(&trial, SMALL_VACANT, state);
    struct population_path *path = &trial.small.model.population;
    path->births = none;
    path->gp_need = path->ooh_need = same;
    struct futures known = run_part(&trial, 0, FUTURES, SEED);
    path->births = path->gp_need = path->ooh_need = unknown;
    struct futures nan = run_part(&trial, 0, FUTURES, SEED);
    assert_true(same_records(&known, &nan));
    path->births = path->gp_need = path->ooh_need = NULL;
    struct futures absent = run_part(&trial, 0, FUTURES, SEED);
    assert_true(same_records(&known, &absent));
    trial_free(&trial);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_is_lost_in_any_month),
        cmocka_unit_test(nothing_breaks_whatever_the_model),
        cmocka_unit_test(any_split_gives_the_same_bytes),
        cmocka_unit_test(the_rest_of_a_wider_record_is_left_alone),
        cmocka_unit_test(the_seed_and_nothing_else_decides),
        cmocka_unit_test(every_build_gives_the_same_bytes),
        cmocka_unit_test(a_measure_of_no_size_changes_nothing),
        cmocka_unit_test(more_of_a_measure_does_more_of_what_it_is_for),
        cmocka_unit_test(channels_compete),
        cmocka_unit_test(what_was_at_work_before_the_start_is_in_its_figures),
        cmocka_unit_test(relief_from_the_start_makes_doctors_stay),
        cmocka_unit_test(notice_is_the_rule_of_the_month_it_is_given),
        cmocka_unit_test(the_age_limit_is_the_rule_of_its_month),
        cmocka_unit_test(who_is_past_the_age_limit_is_extended),
        cmocka_unit_test(a_rule_changes_nothing_before_it_changes),
        cmocka_unit_test(a_list_opens_again_by_the_threshold_in_force),
        cmocka_unit_test(the_queue_came_first_before_the_rule_changed),
        cmocka_unit_test(fixed_yearly_and_listed_costs_are_paid_while_it_works),
        cmocka_unit_test(doctors_there_are_paid_by_the_month),
        cmocka_unit_test(doctors_who_come_are_paid_once),
        cmocka_unit_test(posts_that_are_opened_are_paid_for_each),
        cmocka_unit_test(a_still_municipality_stays_as_it_is),
        cmocka_unit_test(who_has_no_doctor_goes_out_of_hours),
        cmocka_unit_test(a_municipality_without_lists),
        cmocka_unit_test(a_municipality_of_one_list),
        cmocka_unit_test(a_list_without_end),
        cmocka_unit_test(a_municipality_with_every_post_vacant),
        cmocka_unit_test(a_municipality_without_people),
        cmocka_unit_test(one_month_and_fifty_years),
        cmocka_unit_test(as_many_lists_as_there_may_be),
        cmocka_unit_test(more_posts_than_there_may_be_are_refused),
        cmocka_unit_test(without_ages_nobody_is_born_and_needs_stay),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
