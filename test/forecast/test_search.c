/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/search.h"

#include "base/random.h"
#include "fixture.h"

#include <math.h>
#include <string.h>

enum { YEARS = 3, FUTURES = 400, MEASURES_MAX = 20 };

/* A town in one formula. Measures win doctors from one pool, so that they compete; the goal is met
 * when what is won and luck exceed `need`. */
struct world {
    struct search_measure measures[MEASURES_MAX];
    size_t count;
    double gain[MEASURES_MAX];                      /* of the measure alone, a unit of size */
    double fixed[MEASURES_MAX], each[MEASURES_MAX]; /* NOK, once and a unit of size and year */
    double pool; /* what all measures together can win; INFINITY when they do not compete */
    double need;
    double luck;        /* its spread */
    uint32_t repeats;   /* the luck of future f is that of f modulo this; 0: its own */
    size_t conflict[2]; /* two measures that cannot be had together, when they differ */
    size_t asked, futures_asked;
    size_t stop_after; /* calls of progress; 0 never */
    size_t told;
    size_t fail_at; /* evaluation that fails; 0 none */
};

static double
luck_of(const struct world *world, uint32_t future)
{
    double sum = -6;
    uint32_t index = world->repeats > 0 ? future % world->repeats : future;
    for (uint32_t i = 0; i < 12; i++) {
        sum += random_unit((struct draw){11, 1, i, index});
    }
    return sum;
}

static double
won(const struct world *world, const double *sizes)
{
    double sum = 0;
    for (size_t i = 0; i < world->count; i++) {
        sum += world->gain[i] * sizes[i];
    }
    return isinf(world->pool) || sum < 0 ? sum : world->pool * (1 - exp(-sum / world->pool));
}

static double
year_cost(const struct world *world, const double *sizes, size_t year)
{
    double cost = 0;
    for (size_t i = 0; i < world->count; i++) {
        if (sizes[i] > 0 || sizes[i] < 0) {
            cost += world->each[i] * sizes[i] + (year == 0 ? world->fixed[i] : 0);
        }
    }
    return cost;
}

static bool
evaluate(void *context, const double *sizes, uint32_t first, size_t count,
         struct search_evaluation *out, struct error *error)
{
    struct world *world = context;
    world->asked++;
    world->futures_asked += count;
    if (world->asked == world->fail_at) {
        return error_memory(error);
    }
    const size_t *conflict = world->conflict;
    out->possible =
        conflict[0] == conflict[1] || sizes[conflict[0]] <= 0 || sizes[conflict[1]] <= 0;
    double gain = won(world, sizes);
    for (size_t f = 0; f < count && out->possible; f++) {
        double luck = world->luck * luck_of(world, first + (uint32_t)f);
        out->margin[f] = (float)(gain + luck - world->need);
        out->free_places[f] = (float)(100 * gain + 1000 + 50 * luck);
        out->waiting_years[f] = (float)(5000 - 20 * gain + 50 * luck);
        for (size_t y = 0; y < YEARS; y++) {
            out->costs[y * count + f] = (float)year_cost(world, sizes, y);
        }
    }
    return true;
}

static bool
progress(void *context, size_t done, size_t most)
{
    struct world *world = context;
    assert_true(done <= most);
    world->told++;
    return world->told != world->stop_after;
}

static struct search_measure
steps(double most, int32_t upper)
{
    return (struct search_measure){.most = most, .upper = upper, .planned = most};
}

static struct search_problem
asking(struct world *world, double chance)
{
    return (struct search_problem){
        .measures = world->measures,
        .measure_count = world->count,
        .years = YEARS,
        .chance = chance,
        .budget = (double)INFINITY,
        .futures = FUTURES,
        .checks = FUTURES,
        .work_max = FUTURES * 400,
        .evaluate = evaluate,
        .progress = progress,
        .context = world,
    };
}

static struct search_result
found(void **state, const struct search_problem *problem)
{
    struct arena *arena = *state;
    struct search_result result;
    struct error error;
    if (!search_run(problem, arena, &result, &error)) {
        fail_msg("refused");
    }
    return result;
}

/* -- the reference: every package -------------------------------------------------------------- */

struct optimum {
    double cost; /* INFINITY when nothing reaches */
    double chance_most;
};

static struct optimum
tried_all(const struct world *world, double chance, double budget)
{
    struct optimum optimum = {(double)INFINITY, 0};
    double luck[FUTURES];
    for (uint32_t f = 0; f < FUTURES; f++) {
        luck[f] = world->luck * luck_of(world, f);
    }
    int32_t levels[MEASURES_MAX];
    for (size_t i = 0; i < world->count; i++) {
        levels[i] = -world->measures[i].lower;
    }
    for (bool more = true; more;) {
        double sizes[MEASURES_MAX] = {0}, cost = 0, dearest = 0;
        for (size_t i = 0; i < world->count; i++) {
            const struct search_measure *m = &world->measures[i];
            sizes[i] = levels[i] == 0  ? 0
                       : levels[i] < 0 ? m->least * -levels[i] / m->lower
                                       : m->most * levels[i] / m->upper;
        }
        for (size_t y = 0; y < YEARS; y++) {
            double year = year_cost(world, sizes, y);
            cost += year;
            dearest = y == 0 || year > dearest ? year : dearest;
        }
        const size_t *conflict = world->conflict;
        bool possible =
            conflict[0] == conflict[1] || sizes[conflict[0]] <= 0 || sizes[conflict[1]] <= 0;
        if (possible && dearest <= budget) {
            double gain = won(world, sizes);
            int met = 0;
            for (uint32_t f = 0; f < FUTURES; f++) {
                met += (float)(gain + luck[f] - world->need) >= 0;
            }
            double share = (double)met / FUTURES;
            optimum.chance_most = share > optimum.chance_most ? share : optimum.chance_most;
            optimum.cost = share >= chance && cost < optimum.cost ? cost : optimum.cost;
        }
        more = false;
        for (size_t i = 0; i < world->count && !more; i++) {
            more = levels[i] < world->measures[i].upper;
            levels[i] = more ? levels[i] + 1 : -world->measures[i].lower;
        }
    }
    return optimum;
}

/* Towns of four or five measures with steps, some with a cost to begin, some that compete. */
static struct world
random_world(uint32_t number)
{
    struct world world = {.luck = 1, .repeats = FUTURES};
    world.count = 4;
    world.pool = number % 3 == 0 ? (double)INFINITY : 8;
    double all = 0;
    for (uint32_t i = 0; i < world.count; i++) {
        double u = random_unit((struct draw){number, 1, i, 0});
        double v = random_unit((struct draw){number, 2, i, 0});
        world.measures[i] = steps(1 + floor(4 * u), number % 2 == 0 ? 4 : 7);
        if (number % 5 == 0 && i == 2) {
            world.measures[i].least = -1;
            world.measures[i].lower = 1;
        }
        world.gain[i] = 0.3 + 1.5 * v;
        world.each[i] = 1e5 * (1 + 9 * random_unit((struct draw){number, 3, i, 0}));
        world.fixed[i] = number % 4 == 1 ? 1e6 * random_unit((struct draw){number, 4, i, 0}) : 0;
        all += world.gain[i] * world.measures[i].most;
    }
    double most = isinf(world.pool) ? all : world.pool * (1 - exp(-all / world.pool));
    world.need = most * (0.2 + 0.5 * random_unit((struct draw){number, 5, 0, 0}));
    return world;
}

static void
finds_what_trying_all_finds(void **state)
{
    int exact = 0, solved = 0;
    enum { WORLDS = 40 };
    for (uint32_t number = 0; number < WORLDS; number++) {
        struct world world = random_world(number);
        double budget = number % 3 == 1 ? 4e6 : (double)INFINITY;
        struct optimum optimum = tried_all(&world, 0.8, budget);
        struct search_problem problem = asking(&world, 0.8);
        problem.budget = budget;
        struct search_result result = found(state, &problem);
        if (isinf(optimum.cost)) {
            assert_int_equal(result.best_count, 0);
            assert_near(result.nearest.chance.share, optimum.chance_most, 0.015);
            continue;
        }
        solved++;
        assert_true(result.best_count > 0);
        assert_true(result.best[0].cost.mean >= optimum.cost - 1);
        assert_true(result.best[0].cost.mean <= optimum.cost + 0.015 * fabs(optimum.cost));
        exact += result.best[0].cost.mean <= optimum.cost + 1;
    }
    assert_true(solved >= 30);
    assert_true(exact >= solved - 5);
}

/* Twenty measures with much more to choose from than can be tried; each unit wins as much as it is
 * worth, at a price that rises from measure to measure, so that the cheapest package takes the
 * first ones whole: the optimum is known. */
static struct world
many_measures(uint32_t number)
{
    struct world world = {.count = MEASURES_MAX, .pool = (double)INFINITY, .luck = 1};
    for (uint32_t i = 0; i < world.count; i++) {
        world.measures[i] = steps(2, 20);
        world.gain[i] = 0.2 + random_unit((struct draw){number, 6, i, 0});
        world.each[i] = world.gain[i] * 1e5 * (1 + (i * 7 + number) % MEASURES_MAX);
    }
    world.need = 6;
    return world;
}

/* What wins so much costs at least, in steps as fine as one likes. */
static double
least_cost(const struct world *world, double gain)
{
    double cost = 0;
    for (int price = 1; price <= MEASURES_MAX; price++) {
        for (size_t i = 0; i < world->count; i++) {
            if (fabs(world->each[i] / world->gain[i] - 1e5 * price) < 1) {
                double won_by_it = fmin(world->gain[i] * world->measures[i].most, gain);
                cost += YEARS * 1e5 * price * won_by_it;
                gain -= won_by_it;
            }
        }
    }
    return cost;
}

static void
finds_the_cheapest_of_many_measures(void **state)
{
    for (uint32_t number = 0; number < 6; number++) {
        struct world world = many_measures(number);
        struct search_problem problem = asking(&world, 0.8);
        problem.tuned = problem.checks = 10 * FUTURES;
        problem.priced = FUTURES;
        problem.work_max = FUTURES * 600;
        struct search_result result = found(state, &problem);
        assert_true(result.best_count > 0 && !result.work_ended);
        assert_true(result.best[0].reaches && result.best[0].futures == 10 * FUTURES);
        /* 80 % of a normal lie below 0.842; with 4000 futures ± 0.03 */
        double least = least_cost(&world, world.need + 0.842);
        assert_true(result.best[0].cost.mean <= 1.03 * least);
        assert_true(result.best[0].cost.mean >= 0.97 * least);
        assert_true(result.best_count > 1);
        bool answer_shown = false;
        assert_int_equal(result.front[0].measures, 0);
        for (size_t i = 0; i < result.front_count; i++) {
            answer_shown |= memcmp(result.front[i].sizes, result.best[0].sizes,
                                   sizeof result.best[0].sizes) == 0;
        }
        assert_true(answer_shown);

        /* half of that budget does not do, a little more than all of it does */
        problem.budget = least / YEARS / 2;
        result = found(state, &problem);
        assert_true(result.best_count == 0 && result.over_budget);
        assert_true(result.nearest.dearest_year <= problem.budget);
        assert_true(result.nearest.chance.share < 0.8);
        problem.budget = 1.05 * least / YEARS;
        result = found(state, &problem);
        assert_true(result.best_count > 0 && result.best[0].dearest_year <= problem.budget);
    }
}

/* What is asked about the many holds as for the few: the end of the work, of patience, of memory.
 */
static void
many_measures_end_as_few_do(void **state)
{
    for (size_t after = 1; after < 400; after += 23) {
        struct world world = many_measures(1);
        world.stop_after = after;
        struct search_problem problem = asking(&world, 0.8);
        problem.tuned = problem.checks = 2 * FUTURES;
        struct search_result result = found(state, &problem);
        assert_true(result.stopped || world.told < after);
        world = many_measures(1);
        world.fail_at = after;
        struct error error = {0};
        bool done = search_run(&problem, *state, &result, &error);
        assert_true(done ? world.asked < after : error.code == ERROR_MEMORY);
    }
    const size_t works[] = {1, FUTURES, 20 * FUTURES};
    for (size_t i = 0; i < 3; i++) {
        struct world world = many_measures(2);
        struct search_problem problem = asking(&world, 0.8);
        problem.work_max = works[i];
        assert_true(found(state, &problem).work_ended);
    }
    struct world world = many_measures(3);
    world.need = 100;
    struct search_problem problem = asking(&world, 0.8);
    struct search_result result = found(state, &problem);
    assert_int_equal(result.best_count, 0);
    for (size_t i = 0; i < world.count; i++) {
        assert_true(result.nearest.at_most[i]);
    }
}

/* -- what is reported -------------------------------------------------------------------------- */

static struct world
two_measures(void)
{
    struct world world = {.count = 2, .pool = (double)INFINITY, .need = 4, .luck = 1};
    world.measures[0] = steps(10, 20);
    world.measures[1] = steps(10, 20);
    world.gain[0] = world.gain[1] = 1;
    world.each[0] = 1e6;
    world.each[1] = 2e6;
    return world;
}

/* 80 % of a normal lie below 0.842: 4.842 of the cheaper measure, in steps of a half 5. */
static void
reports_the_cheapest_with_its_price(void **state)
{
    struct world world = two_measures();
    struct search_problem problem = asking(&world, 0.8);
    struct search_result result = found(state, &problem);
    assert_true(result.best_count >= 2);
    const struct search_package *best = &result.best[0];
    assert_near(best->sizes[0], 5, 0.51);
    assert_near(best->sizes[1], 0, 0);
    assert_int_equal(best->measures, 1);
    assert_true(best->checked && best->reaches && !best->at_most[0]);
    assert_true(best->chance.share >= 0.8 && best->chance.low < best->chance.share);
    assert_near(best->cost.mean, best->sizes[0] * 3e6, 1);
    assert_near(best->cost_years[1].mean, best->sizes[0] * 1e6, 1);
    assert_near(best->dearest_year, best->sizes[0] * 1e6, 1);
    assert_near(best->free_places.mean, 100 * best->sizes[0], 0.1);
    assert_near(best->waiting_years.mean, -20 * best->sizes[0], 0.1);
    assert_true(result.best[1].sizes[1] > 0 && result.best[1].cost.mean > best->cost.mean);
    /* 3 NOK million a unit and 100 free places, 20 waiting-years */
    assert_near(result.prices[0].size, 10, 0);
    assert_near(result.prices[0].free_place.price, 30000, 1);
    assert_near(result.prices[1].free_place.price, 60000, 1);
    assert_near(result.prices[0].waiting_year.price, 150000, 5);
    assert_true(isnan(result.together));
    assert_near(result.nothing.cost.mean, 0, 0);
    assert_true(result.nothing.checked && !result.nothing.reaches);
    assert_false(result.over_budget || result.stopped || result.work_ended);
    assert_true(result.front_count >= 2);
    assert_int_equal(result.front[0].measures, 0);
    for (size_t i = 1; i < result.front_count; i++) {
        assert_true(result.front[i].cost.mean > result.front[i - 1].cost.mean);
        assert_true(result.front[i].chance.share > result.front[i - 1].chance.share);
    }
}

static void
the_same_question_has_the_same_answer(void **state)
{
    struct world world = random_world(2), again = random_world(2);
    struct search_problem problem = asking(&world, 0.7), other = asking(&again, 0.7);
    struct search_result a = found(state, &problem), b = found(state, &other);
    assert_int_equal(a.best_count, b.best_count);
    assert_memory_equal(a.best[0].sizes, b.best[0].sizes, sizeof a.best[0].sizes);
    assert_int_equal(a.simulated, b.simulated);
    assert_int_equal(a.simulated, world.futures_asked);
}

static void
what_is_out_of_reach_is_said(void **state)
{
    struct world world = two_measures();
    world.need = 30;
    struct search_problem problem = asking(&world, 0.8);
    struct search_result result = found(state, &problem);
    assert_int_equal(result.best_count, 0);
    assert_false(result.over_budget);
    assert_false(result.nearest.reaches);
    assert_near(result.nearest.sizes[0], 10, 0);
    assert_near(result.nearest.sizes[1], 10, 0);
    assert_true(result.nearest.at_most[0] && result.nearest.at_most[1]);
}

static void
a_budget_that_binds_is_said(void **state)
{
    struct world world = two_measures();
    struct search_problem problem = asking(&world, 0.8);
    problem.budget = 3e6;
    struct search_result result = found(state, &problem);
    assert_int_equal(result.best_count, 0);
    assert_true(result.over_budget);
    assert_near(result.nearest.sizes[0], 3, 0);
    assert_near(result.nearest.dearest_year, 3e6, 1);
    problem.budget = 6e6;
    assert_true(found(state, &problem).best_count > 0);
}

/* A measure that costs nothing is taken first; one that is ended saves its cost. */
static void
what_is_free_comes_first(void **state)
{
    struct world world = two_measures();
    world.each[1] = 0;
    world.measures[1] = steps(2, 4);
    struct search_problem problem = asking(&world, 0.8);
    struct search_result result = found(state, &problem);
    assert_near(result.best[0].sizes[1], 2, 0);
    assert_true(result.best[0].at_most[1]);
    assert_near(result.best[0].sizes[0], 3, 0.51);

    world.gain[1] = 0.1;
    world.each[1] = 1e6;
    world.measures[1] =
        (struct search_measure){.least = -1, .lower = 1, .most = 0, .upper = 0, .planned = -1};
    problem = asking(&world, 0.8);
    result = found(state, &problem);
    assert_near(result.best[0].sizes[1], -1, 0);
    assert_near(result.best[0].sizes[0], 5, 0.51);
}

static void
a_goal_already_met_costs_nothing(void **state)
{
    struct world world = two_measures();
    world.need = -3;
    struct search_problem problem = asking(&world, 0.8);
    struct search_result result = found(state, &problem);
    assert_int_equal(result.best_count, 1);
    assert_int_equal(result.best[0].measures, 0);
    assert_near(result.best[0].cost.mean, 0, 0);
    world.count = 0;
    problem = asking(&world, 0.8);
    assert_int_equal(found(state, &problem).best_count, 1);

    /* not even what is free, though more of the goal would be reached */
    world = two_measures();
    world.need = -3;
    world.each[1] = 0;
    world.fixed[1] = 0;
    problem = asking(&world, 0.8);
    assert_int_equal(found(state, &problem).best[0].measures, 0);
}

/* The front never shows a package that reaches the goal for less than the cheapest found. */
static void
the_front_does_not_contradict_the_answer(void **state)
{
    for (uint32_t seed = 0; seed < 30; seed++) {
        struct world world = random_world(seed);
        struct search_problem problem = asking(&world, 0.7);
        problem.futures = 40; /* so few that the search's own futures mislead it */
        struct search_result result = found(state, &problem);
        for (size_t i = 0; i < result.front_count; i++) {
            const struct search_package *package = &result.front[i];
            assert_true(!package->reaches ||
                        (result.best_count > 0 && result.best[0].cost.mean <= package->cost.mean));
        }
        for (size_t i = 0; i + 1 < result.best_count; i++) {
            assert_true(result.best[i].cost.mean <= result.best[i + 1].cost.mean);
        }
    }
}

/* 4 of the first and a tenth of the other do it; 4.2 of the first do it alone, for little more or
 * for more than a little. */
static void
a_speck_is_not_worth_a_measure(void **state)
{
    struct world world = two_measures();
    world.luck = 0;
    world.need = 4.05;
    world.measures[0] = steps(10, 50);
    world.measures[1] = steps(3, 30);
    world.measures[1].planned = 1;
    struct search_problem problem = asking(&world, 0.8);
    world.each[1] = 1.9e6;
    struct search_result result = found(state, &problem);
    assert_int_equal(result.best[0].measures, 1);
    assert_near(result.best[0].sizes[0], 4.2, 1e-9);
    for (size_t i = 0; i < result.front_count; i++) {
        assert_false(result.front[i].sizes[1] > 0 && result.front[i].sizes[1] < 0.15);
    }
    world.each[1] = 1.2e6;
    result = found(state, &problem);
    assert_int_equal(result.best[0].measures, 2);
    assert_near(result.best[0].sizes[1], 0.1, 1e-9);
}

static void
what_contradicts_itself_is_left_out(void **state)
{
    struct world world = two_measures();
    world.need = 12;
    world.conflict[1] = 1;
    struct search_problem problem = asking(&world, 0.8);
    struct search_result result = found(state, &problem);
    assert_int_equal(result.best_count, 0);
    assert_true(result.nearest.sizes[0] <= 0 || result.nearest.sizes[1] <= 0);
    assert_near(result.nearest.sizes[0] + result.nearest.sizes[1], 10, 0);
}

static void
measures_that_compete_are_told(void **state)
{
    struct world world = two_measures();
    world.pool = 8;
    world.measures[0] = steps(4, 8);
    struct search_problem problem = asking(&world, 0.8);
    struct search_result result = found(state, &problem);
    assert_true(result.best[0].measures == 2);
    assert_true(result.together > 0.5 && result.together < 0.9);
}

/* Many measures of no use whose luck is their own: what looks best on the futures of the search is
 * not as good on others, and it is these that are reported. */
static bool
lucky(void *context, const double *sizes, uint32_t first, size_t count,
      struct search_evaluation *out, struct error *error)
{
    struct world *world = context;
    (void)error;
    out->possible = true;
    for (size_t f = 0; f < count; f++) {
        double margin = 0;
        uint32_t key = 0;
        for (size_t i = 0; i < world->count; i++) {
            key = key * 31 + (uint32_t)sizes[i];
        }
        margin += random_unit((struct draw){3, key, 0, first + (uint32_t)f}) - 0.5;
        out->margin[f] = (float)margin;
        out->free_places[f] = out->waiting_years[f] = 0;
        for (size_t y = 0; y < YEARS; y++) {
            out->costs[y * count + f] = (float)year_cost(world, sizes, y);
        }
    }
    return true;
}

static void
luck_is_not_reported_as_success(void **state)
{
    struct world world = {.count = 6};
    for (size_t i = 0; i < world.count; i++) {
        world.measures[i] = steps(3, 3);
        world.each[i] = 1;
    }
    struct search_problem problem = asking(&world, 0.56);
    problem.futures = 200;
    problem.checks = 4000;
    problem.evaluate = lucky;
    struct search_result result = found(state, &problem);
    assert_int_equal(result.best_count, 0);
    assert_true(result.nearest.checked);
    assert_true(result.nearest.chance_searched >= 0.56);
    assert_near(result.nearest.chance.share, 0.5, 0.04);
    assert_true(result.prices[0].free_place.none);
}

static void
stops_when_asked_with_what_is_done(void **state)
{
    for (size_t after = 1; after < 150; after += 7) {
        struct world world = two_measures();
        world.stop_after = after;
        struct search_problem problem = asking(&world, 0.8);
        struct search_result result = found(state, &problem);
        assert_true(result.stopped);
        assert_int_equal(world.told, after);
        for (size_t i = 0; i < result.best_count; i++) {
            assert_true(result.best[i].futures > 0);
        }
    }
}

static void
the_work_is_bounded(void **state)
{
    const size_t works[] = {1, FUTURES, 3 * FUTURES, 20 * FUTURES};
    for (size_t i = 0; i < 4; i++) {
        struct world world = random_world(7);
        struct search_problem problem = asking(&world, 0.8);
        problem.work_max = works[i];
        struct search_result result = found(state, &problem);
        /* the check, the prices and the front come on top, and one package may end it */
        size_t on_top = (3 * (1 + SEARCH_MEASURES_MAX) + 4 + SEARCH_FRONT_MAX) * FUTURES;
        assert_true(result.simulated <= works[i] + on_top + 4 * FUTURES);
        assert_true(result.work_ended || i == 3);
        assert_true(result.nearest.futures > 0);
    }
}

static void
an_error_ends_it(void **state)
{
    struct arena *arena = *state;
    for (size_t at = 1; at < 60; at += 5) {
        struct world world = two_measures();
        world.fail_at = at;
        struct search_problem problem = asking(&world, 0.8);
        struct search_result result;
        struct error error = {0};
        assert_false(search_run(&problem, arena, &result, &error));
        assert_int_equal(error.code, ERROR_MEMORY);
        assert_int_equal(world.asked, at);
    }
    struct arena small;
    arena_init(&small, 20000);
    struct world world = two_measures();
    struct search_problem problem = asking(&world, 0.8);
    struct search_result result;
    struct error error = {0};
    assert_false(search_run(&problem, &small, &result, &error));
    assert_int_equal(error.code, ERROR_MEMORY);
    arena_free(&small);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_trying_all_finds),
        cmocka_unit_test(finds_the_cheapest_of_many_measures),
        cmocka_unit_test(many_measures_end_as_few_do),
        cmocka_unit_test(reports_the_cheapest_with_its_price),
        cmocka_unit_test(the_same_question_has_the_same_answer),
        cmocka_unit_test(what_is_out_of_reach_is_said),
        cmocka_unit_test(a_budget_that_binds_is_said),
        cmocka_unit_test(what_is_free_comes_first),
        cmocka_unit_test(a_goal_already_met_costs_nothing),
        cmocka_unit_test(the_front_does_not_contradict_the_answer),
        cmocka_unit_test(a_speck_is_not_worth_a_measure),
        cmocka_unit_test(what_contradicts_itself_is_left_out),
        cmocka_unit_test(measures_that_compete_are_told),
        cmocka_unit_test(luck_is_not_reported_as_success),
        cmocka_unit_test(stops_when_asked_with_what_is_done),
        cmocka_unit_test(the_work_is_bounded),
        cmocka_unit_test(an_error_ends_it),
    };
    return cmocka_run_group_tests(tests, memory_setup, memory_teardown);
}
