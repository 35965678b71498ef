/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/explain.h"

#include "base/random.h"
#include "fixture.h"
#include "forecast/draws.h"

#include <math.h>
#include <string.h>

enum { FUTURES = 4000, SEED = 5, MONTH = 24 };

/* -- where the change comes from --------------------------------------------------------------- */

enum { RECORDED = 50, STRIDE = 64, MONTHS = 3 };

static void
the_parts_add_up_exactly(void **state)
{
    struct arena *arena = *state;
    size_t rows = (size_t)(MONTHS + 1) * STRIDE;
    struct futures futures = {.count = RECORDED,
                              .stride = STRIDE,
                              .months = MONTHS,
                              .outcomes = arena_array(arena, OUTCOME_COUNT * rows, 4),
                              .flows = arena_array(arena, FLOW_COUNT * rows, 4)};
    const enum outcome with_flows[] = {OUTCOME_gps, OUTCOME_places, OUTCOME_listed};
    for (size_t o = 0; o < 3; o++) {
        for (size_t f = 0; f < RECORDED; f++) {
            float sum = 0;
            for (size_t flow = 0; flow < FLOW_COUNT; flow++) {
                if (flow_of((enum flow)flow) == with_flows[o]) {
                    struct draw draw = {1, (uint32_t)flow, (uint32_t)o, (uint32_t)f};
                    float part = (float)random_below(draw, 2001) - 1000;
                    futures.flows[futures_at(&futures, flow, 2) + f] = part;
                    sum += part;
                }
            }
            futures.outcomes[futures_at(&futures, with_flows[o], 0) + f] = 5000000;
            futures.outcomes[futures_at(&futures, with_flows[o], 2) + f] = 5000000 + sum;
        }
        struct explain_change change = explain_change(&futures, with_flows[o], 2);
        int64_t parts = 0;
        for (size_t flow = 0; flow < FLOW_COUNT; flow++) {
            parts += change.parts[flow];
        }
        assert_int_equal(change.futures, RECORDED);
        assert_int_equal(change.before, (int64_t)RECORDED * 5000000);
        assert_int_equal(change.unexplained, 0);
        assert_int_equal(change.before + parts, change.after);
        double shown[FLOW_COUNT], sum = 0;
        explain_round(change.parts, FLOW_COUNT, RECORDED, 0, shown);
        for (size_t flow = 0; flow < FLOW_COUNT; flow++) {
            assert_true(fabs(shown[flow] - (double)change.parts[flow] / RECORDED) < 1);
            sum += shown[flow];
        }
        assert_near(sum, nearbyint((double)parts / RECORDED), 0);
        /* a part that is missing shows */
        futures.outcomes[futures_at(&futures, with_flows[o], 2)] += 1;
        assert_int_equal(explain_change(&futures, with_flows[o], 2).unexplained, 1);
    }
}

static void
rounded_parts_keep_their_sum(void **state)
{
    (void)state;
    double shown[3];
    const int64_t thirds[] = {1, 1, 1};
    explain_round(thirds, 3, 3, 1, shown);
    assert_near(shown[0] + shown[1] + shown[2], 1, 1e-12);
    assert_near(shown[0], 0.4, 1e-12);
    assert_near(shown[2], 0.3, 1e-12);
    const int64_t mixed[] = {-5, 15, -4};
    explain_round(mixed, 3, 10, 0, shown);
    assert_near(shown[0] + shown[1] + shown[2], 1, 0);
    const int64_t none[] = {0, 0};
    explain_round(none, 2, 7, 2, shown);
    assert_near(shown[0], 0, 0);
}

/* -- a model in one formula -------------------------------------------------------------------- */

struct formula {
    size_t runs;
    size_t fail_at;
    double together; /* what two measures win on top when both are there */
};

static double
drawn(const struct model *model, enum assumption assumption, uint32_t future)
{
    struct factor factor = {FACTOR_ASSUMPTION, assumption};
    return uncertain_draw(&model->assumptions[assumption],
                          explain_draw(model, SEED, factor, MONTH, future));
}

/* gps = 3 exit + (candidates² − 1)·√2 + turnover × give_up + luck + Σ size × effect */
static bool
run(void *context, const struct model *model, float *values, struct error *error)
{
    struct formula *formula = context;
    if (++formula->runs == formula->fail_at) {
        return error_memory(error);
    }
    for (uint32_t f = 0; f < FUTURES; f++) {
        double square = drawn(model, ASSUMPTION_candidates, f);
        double gps =
            3 * drawn(model, ASSUMPTION_exit_rate, f) + sqrt(2) * (square * square - 1) +
            2 * drawn(model, ASSUMPTION_turnover, f) * drawn(model, ASSUMPTION_give_up, f) +
            random_normal((struct draw){SEED, 99, 0, f});
        bool both = false;
        for (size_t e = 0; e < model->effort_count; e++) {
            const struct effort *effort = &model->efforts[e];
            double z = explain_draw(model, SEED, (struct factor){FACTOR_EFFECT, e}, MONTH, f);
            gps += effort->size * uncertain_draw(&effort->effect, z);
            both |= strcmp(effort->measure, model->efforts[0].measure) != 0;
        }
        gps += both ? formula->together : 0;
        values[OUTCOME_gps * FUTURES + f] = (float)gps;
    }
    return true;
}

static struct model
formula_model(void)
{
    struct model model = {0};
    const struct uncertain normal = {0, 1, -100, 100, DISTRIBUTION_NORMAL};
    model.assumptions[ASSUMPTION_exit_rate] = normal;
    model.assumptions[ASSUMPTION_candidates] = normal;
    model.assumptions[ASSUMPTION_turnover] = normal;
    model.assumptions[ASSUMPTION_give_up] = normal;
    model.assumptions[ASSUMPTION_match_half] = normal; /* without influence */
    return model;
}

static float *
values_of(void **state, struct explain_runner *runner, const struct model *model)
{
    struct arena *arena = *state;
    struct error error;
    float *values = arena_array(arena, (size_t)OUTCOME_COUNT * FUTURES, sizeof *values);
    assert_true(runner->run(runner->context, model, values, &error));
    return values;
}

static const struct explain_factor *
factor_of(const struct explain_hinges *hinges, enum factor_kind kind, size_t index)
{
    for (size_t i = 0; i < hinges->count; i++) {
        const struct factor *factor = &hinges->factors[i].factor;
        if (factor->kind == kind && factor->index == index) {
            return &hinges->factors[i];
        }
    }
    return NULL;
}

/* Variances: 9 by exit_rate, 4 by candidates², 4 by turnover and give_up together only, 1 by luck.
 */
static void
shares_are_those_of_the_formula(void **state)
{
    struct arena *arena = *state;
    struct formula formula = {0};
    struct explain_runner runner = {run, &formula, FUTURES};
    struct model model = formula_model();
    float *values = values_of(state, &runner, &model);
    struct explain_hinges hinges;
    struct error error;
    assert_true(explain_hinges(&runner, &model, SEED, MONTH, values, OUTCOME_gps, 2, arena, &hinges,
                               &error));
    assert_int_equal(hinges.count, 5);
    assert_near(hinges.variance, 18, 1);
    assert_int_equal(hinges.factors[0].factor.index, ASSUMPTION_exit_rate);
    assert_int_equal(hinges.factors[1].factor.index, ASSUMPTION_candidates);
    assert_near(hinges.factors[0].share, 9 / 18.0, 0.03);
    assert_near(hinges.factors[1].share, 4 / 18.0, 0.03);
    const enum assumption alone[] = {ASSUMPTION_turnover, ASSUMPTION_give_up,
                                     ASSUMPTION_match_half};
    for (size_t i = 0; i < 3; i++) {
        const struct explain_factor *factor = factor_of(&hinges, FACTOR_ASSUMPTION, alone[i]);
        assert_near(factor->share, 0, 5 * factor->error + 0.005);
        assert_true(isnan(factor->low));
    }
    assert_near(hinges.chance, 1 / 18.0, 0.01);
    assert_near(hinges.rest, 4 / 18.0, 0.04);
    /* 3 × ∓1.28, and the median of the rest */
    const struct explain_factor *exits =
        factor_of(&hinges, FACTOR_ASSUMPTION, ASSUMPTION_exit_rate);
    assert_near(exits->high - exits->low, 6 * 1.28155, 0.2);
    assert_true(exits->low < hinges.median && hinges.median < exits->high);
    /* the square is the same at both points */
    assert_near(hinges.factors[1].low, hinges.factors[1].high, 1e-6);
    assert_int_equal(formula.runs, 1 + 2 * 2 + 1);
}

/* Over many draws without influence the corrected share is 0 on average, also of few futures. */
static void
no_influence_is_no_share_on_average(void **state)
{
    (void)state;
    enum { WORLDS = 400, FEW = 40 };
    double sum = 0, squares = 0, errors = 0;
    for (uint32_t world = 0; world < WORLDS; world++) {
        float values[FEW], z[FEW];
        double error;
        for (uint32_t f = 0; f < FEW; f++) {
            values[f] = (float)random_normal((struct draw){1, 1, world, f});
            z[f] = (float)random_normal((struct draw){1, 2, world, f});
        }
        double share = explain_share(values, z, FEW, &error);
        sum += share;
        squares += share * share;
        errors += error;
    }
    assert_near(sum / WORLDS, 0, 0.01);
    assert_near(sqrt(squares / WORLDS), errors / WORLDS, 0.05);
    float flat[8] = {3, 3, 3, 3, 3, 3, 3, 3}, z[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    double error;
    assert_near(explain_share(flat, z, 8, &error), 0, 0);
    float cube[8];
    for (int i = 0; i < 8; i++) {
        cube[i] = z[i] * z[i] * z[i] - 5 * z[i];
    }
    assert_near(explain_share(cube, z, 8, &error), 1, 1e-6);
    memset(z, 0, sizeof z);
    assert_true(explain_share(cube, z, 8, &error) <= 0);
}

/* -- measures ---------------------------------------------------------------------------------- */

static void
measures_and_what_they_do_together_add_up(void **state)
{
    struct arena *arena = *state;
    struct formula formula = {.together = -4};
    struct explain_runner runner = {run, &formula, FUTURES};
    struct model model = formula_model();
    const struct uncertain effect = {2, 0.5, -100, 100, DISTRIBUTION_NORMAL};
    const struct effort efforts[] = {
        {.measure = "grant", .entity = 1, .size = 1, .effect = effect},
        {.measure = "training", .entity = 2, .size = 3, .effect = effect},
        {.measure = "grant", .entity = 1, .size = 1, .effect = effect},
    };
    model.efforts = efforts;
    model.effort_count = 3;
    float *values = values_of(state, &runner, &model);
    struct explain_measures measures;
    struct error error;
    assert_true(explain_measures(&runner, &model, values, OUTCOME_gps, arena, &measures, &error));
    assert_int_equal(measures.count, 2);
    assert_int_equal(formula.runs, 1 + 3);
    assert_string_equal(measures.measures[0], "grant");
    assert_near(measures.alone[0], 4 - 4, 0.05);
    assert_near(measures.alone[1], 6 - 4, 0.1);
    assert_near(measures.together, 10 - 4, 0.1);
    assert_near(measures.joint, 4, 1e-3);
    assert_near(measures.alone[0] + measures.alone[1] + measures.joint, measures.together, 1e-12);
    assert_near(measures.error[1], 1.5 / sqrt(FUTURES), 0.003);

    /* their effects are hinges too, once each */
    struct explain_hinges hinges;
    assert_true(explain_hinges(&runner, &model, SEED, MONTH, values, OUTCOME_gps, 0, arena, &hinges,
                               &error));
    assert_int_equal(hinges.count, 7);
    assert_near(factor_of(&hinges, FACTOR_EFFECT, 1)->share, 2.25 / (18 + 2.25 + 1), 0.03);
    assert_true(factor_of(&hinges, FACTOR_EFFECT, 2) == NULL);
    assert_true(isnan(hinges.chance));

    model.effort_count = 1;
    formula.runs = 0;
    values = values_of(state, &runner, &model);
    assert_true(explain_measures(&runner, &model, values, OUTCOME_gps, arena, &measures, &error));
    assert_int_equal(formula.runs, 2);
    assert_near(measures.alone[0], measures.together, 0);
    assert_near(measures.joint, 0, 0);
    model.effort_count = 0;
    assert_true(explain_measures(&runner, &model, values, OUTCOME_gps, arena, &measures, &error));
    assert_int_equal(measures.count, 0);
}

/* -- the population's own error ---------------------------------------------------------------- */

static void
the_population_is_a_standard_normal(void **state)
{
    (void)state;
    struct model model = formula_model();
    model.assumptions[ASSUMPTION_population_walk_sd] =
        (struct uncertain){0.002, 0.3, 0, 1, DISTRIBUTION_LOGNORMAL};
    model.assumptions[ASSUMPTION_population_trend_sd] =
        (struct uncertain){0.003, 0, 0, 1, DISTRIBUTION_FIXED};
    double sum = 0, squares = 0;
    for (uint32_t f = 0; f < FUTURES; f++) {
        double z = explain_draw(&model, SEED, (struct factor){FACTOR_POPULATION, 0}, MONTH, f);
        sum += z;
        squares += z * z;
    }
    assert_near(sum / FUTURES, 0, 0.05);
    assert_near(squares / FUTURES, 1, 0.08);
}

static void
what_fails_is_handed_on(void **state)
{
    struct arena *arena = *state;
    struct model model = formula_model();
    for (size_t at = 2; at < 7; at++) {
        struct formula formula = {.fail_at = at};
        struct explain_runner runner = {run, &formula, FUTURES};
        float *values = values_of(state, &runner, &model);
        struct explain_hinges hinges;
        struct error error = {0};
        assert_false(explain_hinges(&runner, &model, SEED, MONTH, values, OUTCOME_gps, 2, arena,
                                    &hinges, &error));
        assert_int_equal(error.code, ERROR_MEMORY);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parts_add_up_exactly),
        cmocka_unit_test(rounded_parts_keep_their_sum),
        cmocka_unit_test(shares_are_those_of_the_formula),
        cmocka_unit_test(no_influence_is_no_share_on_average),
        cmocka_unit_test(measures_and_what_they_do_together_add_up),
        cmocka_unit_test(the_population_is_a_standard_normal),
        cmocka_unit_test(what_fails_is_handed_on),
    };
    return cmocka_run_group_tests(tests, memory_setup, memory_teardown);
}
