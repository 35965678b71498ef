/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/reference.h"

#include "forecast/reference_private.h"

#include <assert.h>
#include <string.h>

static bool
start_future(struct run *run, struct arena *arena)
{
    const struct model *model = run->model;
    run->date = model->start;
    run->error = arena_array(arena, (size_t)model->months + 1, sizeof *run->error);
    run->posts = arena_array(arena, MODEL_LISTS_MAX, sizeof *run->posts);
    if (run->error == NULL || run->posts == NULL || !run_find_rules(run)) {
        return false;
    }
    run_draw_assumptions(run);
    population_error_path(run->seed, run->future, (size_t)model->months,
                          run->assumed[ASSUMPTION_population_walk_sd],
                          run->assumed[ASSUMPTION_population_trend_sd], run->error);
    if (!run_make_room(run, arena)) {
        return false;
    }
    run_make_first_posts(run);
    run_make_new_posts(run);
    if (!run_make_first_persons(run)) {
        return false;
    }
    struct counts counts = run_count(run);
    run->hours_before = run_hours_per_gp(run, 0);
    run->slots_before = run_slots_by_gps(run, &counts);
    run->without_gp_before = run_use_without_gp(run, &counts);
    return true;
}

static bool
run_month(struct run *run, struct error *error)
{
    memset(run->hires, 0, sizeof run->hires);
    memset(run->own_hires, 0, sizeof run->own_hires);
    if (!run_find_rules(run) || !run_look_at_lists(run)) {
        return error_memory(error);
    }
    run_wish_to_switch(run);
    struct month_rates rates = run_rates(run);
    if (run->month == 1 && run->model->under_way) {
        run_find_successors(run, &rates);
    }
    run_move_posts(run, &rates);
    run_revise_caps(run);
    run_set_population(run, run->month);
    run_lose_persons(run);
    run_gain_persons(run);
    return run_give_places(run, error);
}

static bool
run_future(struct run *run, struct arena *arena, struct futures *out, struct error *error)
{
    double first[OUTCOME_COUNT], now[OUTCOME_COUNT];
    if (!start_future(run, arena)) {
        return error_memory(error);
    }
    run_outcomes(run, first);
    run_record(run, first, out);
    for (run->month = 1; run->month <= run->model->months; run->month++) {
        arena_free(&run->month_memory);
        run->date = date_add_months(run->model->start, run->month);
        if (!run_month(run, error)) {
            return false;
        }
        run_outcomes(run, now);
        run_listed_flows(run, first, now);
        run_pay(run, (int64_t)now[OUTCOME_listed]);
        run_record(run, now, out);
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
