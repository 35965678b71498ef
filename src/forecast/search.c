/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/search.h"

#include "forecast/search_private.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Share of the futures that the first look at a package takes, and the second. */
enum { SCREEN_PART = 8, COMPARE_PART = 4, FUTURES_LEAST = 64 };

/* Packages that are held to all futures, and of those the ones that are checked on fresh ones. */
enum { FINALISTS_MAX = 12 };

/* With so few measures single moves try nearly all there is; with more, most of what they try is
 * useless, and what each measure does tells where to look. */
enum { FEW_MEASURES = 8 };

/* Packages aimed at one after the other, at most; and the futures, in halves of the search's, that
 * measures are measured in anew about the best. */
enum { REFINED_MAX = 4, FINE_PARTS = 5, FINE_ROUNDS = 2, HALVINGS = 6 };

/* -- the search -------------------------------------------------------------------------------- */

static void
keep_better(struct search *search, struct entry **best, struct entry *entry)
{
    if (*best == NULL || search_better(search, entry, *best)) {
        *best = entry;
    }
}

/* Measures an exchange may have more of: those of the best price, and of the largest gain. */
enum { PROMISING_PRICE = 10, PROMISING_GAIN = 6 };

static void
choose_promising(struct search *search)
{
    size_t count = search->problem->measure_count;
    for (size_t i = 0; i < count; i++) {
        size_t cheaper = 0, larger = 0;
        for (size_t j = 0; j < count; j++) {
            cheaper += search->single_price[j] < search->single_price[i];
            larger += search->single_gain[j] > search->single_gain[i];
        }
        search->promising[i] =
            search->single_gain[i] > 0 && (cheaper < PROMISING_PRICE || larger < PROMISING_GAIN);
    }
}

/* Tries each measure alone, for where to begin. */
static void
sweep(struct search *search)
{
    size_t count = search->problem->measure_count;
    for (size_t i = 0; i < count; i++) {
        struct step cheap = search_step(search, search->nothing, i, BY_PRICE, search->screen);
        struct step large = search_step(search, search->nothing, i, BY_GAIN, search->screen);
        search->single_price[i] = cheap.price;
        search->single_gain[i] = large.gain;
    }
    choose_promising(search);
}

/* Aims from one package to the next until none is better. Measures that are `live`, and those of
 * the package. */
static struct entry *
refine(struct search *search, struct entry *entry, const bool *live, size_t futures)
{
    for (int round = 0; round < REFINED_MAX && !search_ended(search); round++) {
        bool measured[SEARCH_MEASURES_MAX];
        for (size_t i = 0; i < search->problem->measure_count; i++) {
            measured[i] = live[i] || entry->levels[i] != 0;
        }
        if (!search_measure_curves(search, entry, measured, futures, search->curves)) {
            break;
        }
        entry = search_try(search, entry->levels, futures);
        struct entry *next = search_aim(search, search->curves, NULL, futures);
        if (next == NULL || next == entry || !search_better(search, next, entry)) {
            break;
        }
        entry = next;
    }
    return entry;
}

/* Measures each measure alone; those that surely bring the goal nearer, for the least money or the
 * most, are promising. */
static void
sweep_many(struct search *search, size_t futures)
{
    static const double sure = 2; /* standard errors */
    size_t count = search->problem->measure_count;
    const struct entry *nothing = search_try(search, search->nothing->levels, futures);
    for (size_t i = 0; i < count; i++) {
        int highest = search_highest(search, i);
        search->single_price[i] = (double)INFINITY;
        search->single_gain[i] = 0;
        for (int half = 0; half < 2; half++) {
            struct entry *entry = search_try_level(
                search, nothing, i, half == 0 ? highest : (highest + 1) / 2, futures);
            if (!entry->possible) {
                continue;
            }
            double sum = 0, squares = 0, n = (double)futures;
            for (size_t f = 0; f < futures; f++) {
                double won = (double)entry->margin[f] - (double)nothing->margin[f];
                sum += won / n;
                squares += won * won / n;
            }
            double error = sqrt(fmax(squares - sum * sum, 0) / n);
            double price = fmax(0, entry->cost - nothing->cost) / sum;
            if (sum > sure * error) {
                search->single_gain[i] = fmax(search->single_gain[i], sum);
                search->single_price[i] = fmin(search->single_price[i], price);
            }
        }
    }
}

/* Seeks the goal with another chance from now on. */
static void
seek(struct search *search, double chance)
{
    search->chance = chance;
    for (size_t i = 0; i < search->entry_count; i++) {
        if (search->entries[i]->futures > 0) {
            search_sum_up(search, search->entries[i]);
        }
    }
}

/* All there is, when the goal is hardly reached; and the highest chance that a budget has room for,
 * when it has none for the chance that is sought. */
static void
try_bounds(struct search *search, size_t futures)
{
    double low = 0, high = search->chance;
    const double wanted = search->chance;
    if (isinf(search->problem->budget)) {
        int8_t levels[SEARCH_MEASURES_MAX] = {0};
        for (size_t i = 0; i < search->problem->measure_count; i++) {
            levels[i] = (int8_t)search_highest(search, i);
        }
        search_try(search, levels, futures);
        return;
    }
    bool solved = search->curves->base == NULL;
    for (size_t i = 0; i < search->entry_count && !solved; i++) {
        solved =
            search->entries[i]->futures >= futures && search_solves(search, search->entries[i]);
    }
    for (int c = 0; c < HALVINGS && !solved && !search_ended(search); c++) {
        double middle = (low + high) / 2;
        seek(search, middle);
        struct entry *entry = search_aim(search, search->curves, NULL, futures);
        bool within = entry != NULL && search_solves(search, entry);
        low = within ? middle : low;
        high = within ? high : middle;
    }
    seek(search, wanted);
}

/* From nothing, by what each measure does; leaves the curves about the best. What would reach the
 * goal with other chances is for the front. */
static void
explore_many(struct search *search)
{
    static const double chances[] = {0.3, 0.5, 0.6, 0.7, 0.9, 0.95};
    const size_t futures = search->problem->futures;
    sweep_many(search, futures);
    choose_promising(search);
    refine(search, search->nothing, search->promising, futures);
    const double wanted = search->chance;
    const bool over_budget = search->over_budget;
    try_bounds(search, futures);
    for (size_t c = 0; c < sizeof chances / sizeof chances[0] && !search_ended(search); c++) {
        seek(search, chances[c]);
        search_aim(search, search->curves, NULL, futures);
    }
    seek(search, wanted);
    search->over_budget = over_budget;
}

/* From several beginnings, by single moves, on few futures; leaves what was tried in the table. */
static void
explore_few(struct search *search)
{
    size_t count = search->problem->measure_count;
    struct entry *best = NULL;
    const enum appetite appetites[] = {BY_PRICE, BY_GAIN};
    for (size_t a = 0; a < 2 && !search_ended(search); a++) {
        struct entry *start =
            search_climb(search, search->nothing, NULL, appetites[a], search->screen);
        keep_better(search, &best, search_improve(search, start, search->compare));
    }
    int8_t levels[SEARCH_MEASURES_MAX] = {0};
    for (size_t i = 0; i < count; i++) {
        levels[i] = (int8_t)search_highest(search, i);
    }
    struct entry *all = search_try(search, levels, search->screen);
    if (all->possible) {
        search_solves(search, all);
        all = search_shed(search, all, search->screen);
        keep_better(search, &best, search_improve(search, all, search->compare));
    }
    for (size_t i = 0; i < count && !search_ended(search); i++) {
        struct entry *single =
            search_try_level(search, search->nothing, i, search_highest(search, i), search->screen);
        if (search_solves(search, single)) {
            keep_better(search, &best, search_trim(search, single, search->compare));
        }
    }
    /* Each measure of the best left out: other packages, and a way out of a corner. */
    for (size_t i = 0; i < count && best != NULL && !search_ended(search); i++) {
        if (best->levels[i] > 0) {
            bool allowed[SEARCH_MEASURES_MAX];
            for (size_t j = 0; j < count; j++) {
                allowed[j] = j != i;
            }
            struct entry *left = search_try_level(search, best, i, 0, search->compare);
            left = search_climb(search, left, allowed, BY_PRICE, search->compare);
            left = search_trim(search, left, search->compare);
            keep_better(search, &best, search_improve(search, left, search->compare));
        }
    }
}

static bool
are_few(const struct search *search)
{
    return search->problem->measure_count <= FEW_MEASURES;
}

static void
explore(struct search *search)
{
    search->nothing = search_try(search, search->impossible.levels, search->screen);
    if (search->nothing->possible) {
        if (are_few(search)) {
            sweep(search);
            explore_few(search);
        } else {
            explore_many(search);
        }
    }
}

static bool
same_measures(const struct entry *a, const struct entry *b)
{
    for (size_t i = 0; i < SEARCH_MEASURES_MAX; i++) {
        if ((a->levels[i] != 0) != (b->levels[i] != 0)) {
            return false;
        }
    }
    return true;
}

/* Whether `a` has every measure of `b`, and in at least the size. */
static bool
holds(const struct entry *a, const struct entry *b)
{
    for (size_t i = 0; i < SEARCH_MEASURES_MAX; i++) {
        bool other_way = (a->levels[i] < 0) != (b->levels[i] < 0);
        if (b->levels[i] != 0 && (a->levels[i] == 0 || other_way)) {
            return false;
        }
    }
    return true;
}

/* Puts the entry among the finalists, best first, one for each choice of measures. */
static size_t
add_finalist(struct search *search, struct entry **finalists, size_t count, struct entry *entry)
{
    for (size_t i = 0; i < count; i++) {
        if (same_measures(finalists[i], entry)) {
            if (!search_better(search, entry, finalists[i])) {
                return count;
            }
            memmove(finalists + i, finalists + i + 1, (count - i - 1) * sizeof *finalists);
            count--;
            break;
        }
    }
    size_t at = count;
    while (at > 0 && search_better(search, entry, finalists[at - 1])) {
        at--;
    }
    if (at == FINALISTS_MAX) {
        return count;
    }
    count = count < FINALISTS_MAX ? count + 1 : count;
    memmove(finalists + at + 1, finalists + at, (count - at - 1) * sizeof *finalists);
    finalists[at] = entry;
    return count;
}

/* The best by the curves that leaves one measure out. */
static struct entry *
aim_without(struct search *search, struct curves *curves, size_t measure, size_t futures)
{
    bool allowed[SEARCH_MEASURES_MAX];
    for (size_t i = 0; i < search->problem->measure_count; i++) {
        allowed[i] = i != measure;
    }
    return search_aim(search, curves, allowed, futures);
}

/* The best by the curves, and the best without each of its measures. */
static size_t
finish_many(struct search *search, struct entry *finalists[FINALISTS_MAX])
{
    size_t count = 0, futures = search->problem->futures;
    struct entry *best =
        search->curves->base == NULL ? NULL : search_aim(search, search->curves, NULL, futures);
    if (search->fine->base != NULL) {
        best = NULL; /* there are others already */
    }
    for (size_t i = 0; best != NULL && i < search->problem->measure_count; i++) {
        if (best->levels[i] > 0) {
            aim_without(search, search->curves, i, futures);
        }
    }
    for (size_t least = futures; count == 0 && least > 0; least = least > 1 ? 1 : 0) {
        for (size_t i = 0; i < search->entry_count; i++) {
            struct entry *entry = search->entries[i];
            if (entry->possible && entry->futures >= least) {
                count = add_finalist(search, finalists, count, entry);
            }
        }
    }
    return count;
}

static size_t
fine_futures(const struct search_problem *problem)
{
    size_t futures = problem->futures * FINE_PARTS / 2;
    return futures < problem->tuned ? futures : problem->tuned;
}

/* Measures anew what the finalists' measures do about the best of them, in more futures, and again
 * about what that leads to. */
static struct entry *
tune_anew(struct search *search, struct entry *const *finalists, size_t count)
{
    const struct search_problem *problem = search->problem;
    bool live[SEARCH_MEASURES_MAX] = {false};
    for (size_t f = 0; f < count; f++) {
        for (size_t i = 0; i < problem->measure_count; i++) {
            live[i] |= finalists[f]->levels[i] != 0;
        }
    }
    size_t futures = fine_futures(problem);
    struct entry *best = finalists[0];
    for (int round = 0; round < FINE_ROUNDS; round++) {
        if (!search_measure_curves(search, best, live, futures, search->fine)) {
            break;
        }
        struct entry *next = search_aim(search, search->fine, NULL, problem->tuned);
        if (next == NULL || next == best) {
            break;
        }
        best = next;
    }
    return best->futures == problem->tuned ? best : NULL;
}

/* The best with its sizes fitted to more futures, and the best without each of its measures. */
static size_t
tune(struct search *search, struct entry **finalists, size_t count)
{
    const struct search_problem *problem = search->problem;
    if (count == 0 || problem->tuned <= problem->futures || search_ended(search)) {
        return count;
    }
    struct entry *tuned = search->fine->base == NULL ? tune_anew(search, finalists, count) : NULL;
    struct entry *again = search_aim(search, search->fine, NULL, problem->tuned);
    struct entry *found[] = {again, search_try(search, finalists[0]->levels, problem->tuned)};
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++) {
        if (found[i] != NULL && found[i]->possible) {
            keep_better(search, &tuned, found[i]);
        }
    }
    if (tuned == NULL || search_overspent(search, tuned) > 0) {
        return count;
    }
    /* The others in fewer futures, with the chance the winner has in these. */
    const double wanted = search->chance;
    size_t futures = fine_futures(problem), met = 0;
    for (size_t f = 0; f < futures && f < tuned->futures; f++) {
        met += tuned->margin[f] >= 0;
    }
    seek(search, met > 0 ? (double)met / (double)futures : wanted);
    count = 0;
    for (size_t i = 0; i < problem->measure_count && !search_ended(search); i++) {
        if (tuned->levels[i] > 0) {
            struct entry *other = aim_without(search, search->fine, i, futures);
            if (other != NULL && count + 1 < FINALISTS_MAX && !same_measures(other, tuned)) {
                count = add_finalist(search, finalists + 1, count, other);
            }
        }
    }
    seek(search, wanted);
    finalists[0] = tuned;
    return count + 1;
}

/* The best packages, each of other measures, held to all the futures. */
static size_t
finish_few(struct search *search, struct entry *finalists[FINALISTS_MAX])
{
    struct entry *first[FINALISTS_MAX];
    size_t first_count = 0, count = 0;
    const size_t seen[] = {search->compare, 1};
    for (int s = 0; s < 2 && first_count == 0; s++) {
        for (size_t i = 0; i < search->entry_count; i++) {
            struct entry *entry = search->entries[i];
            if (entry->possible && entry->futures >= seen[s]) {
                first_count = add_finalist(search, first, first_count, entry);
            }
        }
    }
    for (size_t i = 0; i < first_count && !search_ended(search); i++) {
        struct entry *entry = search_try(search, first[i]->levels, search->problem->futures);
        if (entry->possible) {
            /* first with its own measures, so that there are others to choose from */
            bool allowed[SEARCH_MEASURES_MAX];
            for (size_t j = 0; j < search->problem->measure_count; j++) {
                allowed[j] = entry->levels[j] > 0;
            }
            entry = search_climb(search, entry, allowed, BY_PRICE, search->problem->futures);
            entry = search_climb(search, entry, NULL, BY_PRICE, search->problem->futures);
            entry = search_trim(search, entry, search->problem->futures);
            entry = search_without_specks(search, entry, search->problem->futures);
            count = add_finalist(search, finalists, count, entry);
        }
    }
    if (count > 0) {
        struct entry *best = search_improve(search, finalists[0], search->problem->futures);
        best = search_without_specks(search, best, search->problem->futures);
        return best->possible ? add_finalist(search, finalists, count, best) : count;
    }
    memcpy(finalists, first, first_count * sizeof(struct entry *));
    return first_count;
}

/* -- all of it --------------------------------------------------------------------------------- */

static bool
take_memory(struct search *search)
{
    const struct search_problem *problem = search->problem;
    struct arena *arena = search->arena;
    size_t most = problem->futures > problem->checks ? problem->futures : problem->checks;
    most = problem->tuned > most ? problem->tuned : most;
    search->room = most;
    search->entry_capacity = problem->work_max / search->screen + FINALISTS_MAX + 1;
    search->table_size = 16;
    while (search->table_size < 2 * search->entry_capacity) {
        search->table_size *= 2;
    }
    search->entries = arena_array(arena, search->entry_capacity, sizeof(struct entry *));
    search->table = arena_array(arena, search->table_size, sizeof *search->table);
    search->sorted = arena_array(arena, most, sizeof *search->sorted);
    search->evaluation.margin = arena_array(arena, most, sizeof(float));
    search->evaluation.free_places = arena_array(arena, most, sizeof(float));
    search->evaluation.waiting_years = arena_array(arena, most, sizeof(float));
    float *costs = most <= SIZE_MAX / problem->years
                       ? arena_array(arena, most * problem->years, sizeof *costs)
                       : NULL;
    search->evaluation.costs = costs;
    search->nothing_free = arena_array(arena, most, sizeof(double));
    search->nothing_waiting = arena_array(arena, most, sizeof(double));
    search->nothing_cost = arena_array(arena, most, sizeof(double));
    search->curves = arena_array(arena, 1, sizeof *search->curves);
    search->fine = arena_array(arena, 1, sizeof *search->fine);
    bool given = search->entries != NULL && search->table != NULL && search->sorted != NULL &&
                 search->evaluation.margin != NULL && search->evaluation.free_places != NULL &&
                 search->evaluation.waiting_years != NULL && costs != NULL &&
                 search->nothing_free != NULL && search->nothing_waiting != NULL &&
                 search->nothing_cost != NULL && search->curves != NULL && search->fine != NULL;
    for (size_t i = 0; i < sizeof search->values / sizeof search->values[0]; i++) {
        search->values[i] = arena_array(arena, most, sizeof(double));
        given = given && search->values[i] != NULL;
    }
    return given;
}

/* Checks the finalists on the fresh futures from `first` on; those that still reach the goal become
 * `best`. The nearest is the one of the highest chance. */
static bool
check_finalists(struct search *search, struct entry *const *finalists, size_t count, uint32_t first,
                struct search_result *out)
{
    const struct entry *taken[SEARCH_BEST_MAX];
    out->best_count = 0;
    out->nearest = (struct search_package){0};
    for (size_t i = 0; i < count && out->best_count < SEARCH_BEST_MAX; i++) {
        struct search_package package;
        bool dearer = false;
        for (size_t b = 0; b < out->best_count; b++) {
            dearer |= holds(finalists[i], taken[b]);
        }
        if (dearer) {
            continue;
        }
        if (!search_check(search, finalists[i], first, &package)) {
            return false;
        }
        if (package.reaches) {
            taken[out->best_count] = finalists[i];
            out->best[out->best_count++] = package;
        }
        bool affordable = !(package.dearest_year > search->problem->budget);
        if (affordable &&
            (out->nearest.futures == 0 || package.chance.share > out->nearest.chance.share ||
             (package.chance.share >= out->nearest.chance.share &&
              package.margin.mean > out->nearest.margin.mean))) {
            out->nearest = package;
        }
    }
    return true;
}

/* Whether it reaches the goal, or misses it by so little that others of its kind do. */
static bool
nearly_solves(struct search *search, const struct entry *entry)
{
    if (search_solves(search, entry)) {
        return true;
    }
    double count = (double)entry->futures, share = count > 0 ? (double)entry->met / count : 0;
    return entry->possible && !(search_overspent(search, entry) > 0) && count > 0 &&
           share >= search->chance - 1 / sqrt(count);
}

/* Whether the winner reaches the goal on the fresh futures too. */
static bool
hold_up(struct search *search, struct entry *winner, uint32_t first, bool *out,
        struct search_package *package)
{
    bool done = search_check(search, winner, first, package);
    *out = done && package->reaches;
    return done;
}

static void
sort_packages(struct search_package *packages, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct search_package package = packages[i];
        size_t at = i;
        for (; at > 0 && package.cost.mean < packages[at - 1].cost.mean; at--) {
            packages[at] = packages[at - 1];
        }
        packages[at] = package;
    }
}

static bool
has_all_of(const struct search_package *package, const struct search_package *others)
{
    for (size_t i = 0; i < SEARCH_MEASURES_MAX; i++) {
        if (others->sizes[i] != 0 && package->sizes[i] == 0) {
            return false;
        }
    }
    return true;
}

/* The front may hold a package that reaches the goal for less than any finalist does: then that is
 * the cheapest, and stands before those that are of other measures. */
static void
promote_front(struct search_result *out)
{
    size_t at = 0, kept = 0;
    while (at < out->front_count && !(out->front[at].checked && out->front[at].reaches)) {
        at++;
    }
    if (at == out->front_count ||
        (out->best_count > 0 && out->best[0].cost.mean <= out->front[at].cost.mean)) {
        return;
    }
    struct search_package best[SEARCH_BEST_MAX] = {out->front[at]};
    for (size_t i = 0; i < out->best_count && kept + 1 < SEARCH_BEST_MAX; i++) {
        if (!has_all_of(&out->best[i], &best[0])) {
            best[++kept] = out->best[i];
        }
    }
    memcpy(out->best, best, sizeof best);
    out->best_count = kept + 1;
}

/* Seeks a little more than is wanted, so that what is found holds on fresh futures too. */
static void
seek_more(struct search *search, double shortfall)
{
    size_t futures = search->problem->tuned > search->problem->futures ? search->problem->tuned
                                                                       : search->problem->futures;
    double error = sqrt(search->chance * (1 - search->chance) / (double)futures);
    seek(search, fmin(1, search->chance + fmax(shortfall, error / 2)));
}

bool
search_run(const struct search_problem *problem, struct arena *arena, struct search_result *out,
           struct error *error)
{
    assert(problem->measure_count <= SEARCH_MEASURES_MAX && problem->years > 0);
    assert(problem->futures > 0 && problem->checks > 1);
    assert(problem->chance > 0 && problem->chance <= 1);
    assert(problem->futures + problem->tuned + SEARCH_ROUNDS_MAX * problem->checks <= UINT32_MAX);
    struct search search = {
        .problem = problem, .arena = arena, .error = error, .chance = problem->chance};
    size_t least = problem->futures < FUTURES_LEAST ? problem->futures : FUTURES_LEAST;
    search.screen = problem->futures / SCREEN_PART > least ? problem->futures / SCREEN_PART : least;
    search.compare =
        problem->futures / COMPARE_PART > least ? problem->futures / COMPARE_PART : least;
    *out = (struct search_result){0};
    if (!take_memory(&search)) {
        return error_memory(error);
    }
    /* a third of the work is kept for holding the best to all futures */
    search.work_most = problem->work_max - problem->work_max / 3;
    explore(&search);
    search.work_ended = false;
    search.work_most = problem->work_max;

    const size_t tuned = problem->tuned > problem->futures ? problem->tuned : problem->futures;
    const size_t priced = problem->priced > 0 && problem->priced < problem->checks
                              ? problem->priced
                              : problem->checks;
    uint32_t first = (uint32_t)tuned;
    out->work_ended = search.work >= problem->work_max * 2 / 3;
    for (int round = 0; round < SEARCH_ROUNDS_MAX; round++) {
        struct entry *finalists[FINALISTS_MAX];
        size_t count =
            are_few(&search) ? finish_few(&search, finalists) : finish_many(&search, finalists);
        count = tune(&search, finalists, count);
        bool found = count > 0 && nearly_solves(&search, finalists[0]), holds_up = false;
        out->work_ended |= search.work_ended;
        search.work_ended = false; /* the check comes on top */
        if (!search.failed && !search.stopped) {
            search_measure_nothing(&search, first, problem->checks);
        }
        bool last = round + 1 == SEARCH_ROUNDS_MAX || !found;
        if (search.failed ||
            (!last && !hold_up(&search, finalists[0], first, &holds_up, &out->nearest))) {
            break;
        }
        if (last || holds_up || search_ended(&search)) {
            check_finalists(&search, finalists, count, first, out);
            break;
        }
        seek_more(&search, problem->chance - out->nearest.chance.share);
        first += (uint32_t)problem->checks;
    }
    if (search.failed) {
        return false;
    }
    sort_packages(out->best, out->best_count);
    if (!search_check(&search, search.nothing, first, &out->nothing) ||
        (out->nearest.futures == 0 &&
         !search_check(&search, search.nothing, first, &out->nearest)) ||
        !search_price_measures(&search, first, priced, out) ||
        !search_draw_front(&search, first, out)) {
        return false;
    }
    promote_front(out);
    if (!search_together(&search, out->best_count > 0 ? &out->best[0] : &out->nearest, first,
                         priced, &out->together)) {
        return false;
    }
    out->over_budget = search.over_budget;
    out->packages = search.entry_count;
    out->simulated = search.work;
    out->stopped = search.stopped;
    return true;
}
