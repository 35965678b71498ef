/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/search.h"

#include "base/sort.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Share of the futures that the first look at a package takes, and the second. */
enum { SCREEN_PART = 8, COMPARE_PART = 4, FUTURES_LEAST = 64 };

/* Rounds of asking for more than is wanted, when what was found fell short on fresh futures. */
enum { ROUNDS_MAX = 3 };

/* Packages that are held to all futures, and of those the ones that are checked on fresh ones. */
enum { FINALISTS_MAX = 12 };

enum { NOT_TABLED = 0 };

/* A package tried: of the futures 0 … futures − 1. */
struct entry {
    int8_t levels[SEARCH_MEASURES_MAX];
    size_t futures;
    bool possible;
    float *margin;      /* [problem->futures] */
    double *cost_years; /* [years], sums over the futures */
    size_t met;
    bool reaches; /* the wanted share of them meets the goal */
    /* What the wanted share of them, taken from the best, falls short on average: 0 when it
     * reaches, else below. Unlike the chance it moves with every future that comes nearer. */
    double shortfall;
    double mean;    /* margin */
    double cost;    /* mean, all years */
    double dearest; /* mean of the dearest year */
};

struct search {
    const struct search_problem *problem;
    struct arena *arena;
    struct error *error;
    struct entry **entries; /* in the order they were tried */
    size_t entry_count, entry_capacity;
    size_t *table; /* open addressing: place in `entries` + 1 */
    size_t table_size;
    struct entry impossible;             /* what is answered when nothing more may be tried */
    struct entry *nothing;               /* the package of no measure */
    size_t screen, compare;              /* futures of the first look and of the second */
    double chance;                       /* that is sought: the wanted one, or more */
    size_t work, work_most;              /* futures simulated, and when to stop */
    struct search_evaluation evaluation; /* of problem->futures or problem->checks, the larger */
    float *sorted;                       /* [as the evaluation] */
    double *values[4];                   /* scratch */
    /* of nothing, on the futures last measured on: [problem->futures or checks] */
    double *nothing_free, *nothing_waiting, *nothing_cost;
    /* Of each measure alone: the best of its sizes' prices and gains, as climb reckons them;
     * INFINITY and 0 when none brings the goal nearer. */
    double single_price[SEARCH_MEASURES_MAX], single_gain[SEARCH_MEASURES_MAX];
    bool promising[SEARCH_MEASURES_MAX]; /* to be had more of in an exchange */
    bool over_budget, work_ended, stopped, failed;
};

static bool
ended(const struct search *search)
{
    return search->work_ended || search->stopped || search->failed;
}

static void
fail(struct search *search)
{
    error_memory(search->error);
    search->failed = true;
}

/* -- trying ------------------------------------------------------------------------------------ */

static double
size_of(const struct search_measure *measure, int level)
{
    if (level == 0) {
        return 0;
    }
    return level < 0 ? measure->least * -level / measure->lower
                     : measure->most * level / measure->upper;
}

static int
lowest(const struct search *search, size_t measure)
{
    return -search->problem->measures[measure].lower;
}

static int
highest(const struct search *search, size_t measure)
{
    return search->problem->measures[measure].upper;
}

static bool
evaluate(struct search *search, const double *sizes, uint32_t first, size_t count)
{
    const struct search_problem *problem = search->problem;
    search->evaluation.possible = true;
    if (!problem->evaluate(problem->context, sizes, first, count, &search->evaluation,
                           search->error)) {
        search->failed = true;
        return false;
    }
    search->work += count;
    if (problem->progress != NULL &&
        !problem->progress(problem->context, search->work,
                           problem->work_max > search->work ? problem->work_max : search->work)) {
        search->stopped = true;
    }
    return true;
}

static int
compare_falling(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x < y) - (x > y);
}

/* Sums up what the entry's futures gave, for the chance that is sought. */
static void
sum_up(struct search *search, struct entry *entry)
{
    size_t n = entry->futures;
    double count = (double)n;
    memcpy(search->sorted, entry->margin, n * sizeof *search->sorted);
    sort_items(search->sorted, n, sizeof *search->sorted, compare_falling);
    size_t wanted = (size_t)ceil(search->chance * count - 1e-9);
    wanted = wanted < 1 ? 1 : wanted > n ? n : wanted;
    entry->reaches = search->sorted[wanted - 1] >= 0;
    entry->shortfall = 0;
    for (size_t f = 0; f < wanted; f++) {
        entry->shortfall += fmin((double)search->sorted[f], 0) / (double)wanted;
    }
    entry->met = 0;
    entry->mean = 0;
    for (size_t f = 0; f < n; f++) {
        entry->met += entry->margin[f] >= 0;
        entry->mean += (double)entry->margin[f] / count;
    }
    entry->cost = 0;
    entry->dearest = -(double)INFINITY;
    for (size_t y = 0; y < search->problem->years; y++) {
        entry->cost += entry->cost_years[y] / count;
        entry->dearest = fmax(entry->dearest, entry->cost_years[y] / count);
    }
}

static uint64_t
hash_levels(const int8_t *levels, size_t count)
{
    uint64_t hash = 14695981039346656037U; /* FNV-1a */
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ (uint8_t)levels[i]) * 1099511628211U;
    }
    return hash;
}

/* The entry of these levels, a new one of no futures when it was never tried; NULL when memory
 * ends or there is no room for more. */
static struct entry *
find_entry(struct search *search, const int8_t *levels)
{
    size_t mask = search->table_size - 1;
    size_t at = (size_t)hash_levels(levels, search->problem->measure_count) & mask;
    for (; search->table[at] != NOT_TABLED; at = (at + 1) & mask) {
        struct entry *entry = search->entries[search->table[at] - 1];
        if (memcmp(entry->levels, levels, sizeof entry->levels) == 0) {
            return entry;
        }
    }
    if (search->entry_count == search->entry_capacity) {
        search->work_ended = true;
        return NULL;
    }
    struct entry *entry = arena_array(search->arena, 1, sizeof *entry);
    float *margin = arena_array(search->arena, search->problem->futures, sizeof *margin);
    double *years = arena_array(search->arena, search->problem->years, sizeof *years);
    if (entry == NULL || margin == NULL || years == NULL) {
        fail(search);
        return NULL;
    }
    memcpy(entry->levels, levels, sizeof entry->levels);
    entry->margin = margin;
    entry->cost_years = years;
    entry->possible = true;
    search->entries[search->entry_count++] = entry;
    search->table[at] = search->entry_count;
    return entry;
}

static void
sizes_of(const struct search *search, const struct entry *entry, double *sizes)
{
    for (size_t i = 0; i < search->problem->measure_count; i++) {
        sizes[i] = size_of(&search->problem->measures[i], entry->levels[i]);
    }
}

/* Simulates the entry until it has that many futures. False when it could not. */
static bool
extend(struct search *search, struct entry *entry, size_t futures)
{
    if (!entry->possible || entry->futures >= futures) {
        return true;
    }
    if (search->work >= search->work_most) {
        search->work_ended = true;
    }
    if (ended(search)) {
        return false;
    }
    double sizes[SEARCH_MEASURES_MAX];
    size_t count = futures - entry->futures;
    sizes_of(search, entry, sizes);
    if (!evaluate(search, sizes, (uint32_t)entry->futures, count)) {
        return false;
    }
    entry->possible = search->evaluation.possible;
    if (!entry->possible) {
        return true;
    }
    memcpy(entry->margin + entry->futures, search->evaluation.margin,
           count * sizeof *entry->margin);
    for (size_t y = 0; y < search->problem->years; y++) {
        for (size_t f = 0; f < count; f++) {
            entry->cost_years[y] += (double)search->evaluation.costs[y * count + f];
        }
    }
    entry->futures = futures;
    sum_up(search, entry);
    return true;
}

/* The package in at least that many futures; one that is not possible when nothing more may be
 * tried. */
static struct entry *
try_levels(struct search *search, const int8_t *levels, size_t futures)
{
    struct entry *entry = find_entry(search, levels);
    return entry != NULL && extend(search, entry, futures) ? entry : &search->impossible;
}

static struct entry *
try_level(struct search *search, const struct entry *entry, size_t measure, int level,
          size_t futures)
{
    int8_t levels[SEARCH_MEASURES_MAX];
    memcpy(levels, entry->levels, sizeof levels);
    levels[measure] = (int8_t)level;
    return try_levels(search, levels, futures);
}

/* -- which is better --------------------------------------------------------------------------- */

static double
overspent(const struct search *search, const struct entry *entry)
{
    return fmax(0, entry->dearest - search->problem->budget);
}

/* Whether it reaches the goal with the chance that is sought, whatever it costs. */
static bool
reaches(const struct entry *entry)
{
    return entry->possible && entry->reaches;
}

static bool
solves(struct search *search, const struct entry *entry)
{
    bool within = entry->possible && !(overspent(search, entry) > 0);
    search->over_budget |= reaches(entry) && !within;
    return within && reaches(entry);
}

static size_t
count_parts(const struct entry *entry)
{
    size_t count = 0;
    for (size_t i = 0; i < SEARCH_MEASURES_MAX; i++) {
        count += entry->levels[i] != 0;
    }
    return count;
}

/* Within the budget before over it; then what reaches the goal, the cheaper the better and of what
 * costs the same that of fewest measures; else what comes nearer. */
static bool
better(struct search *search, const struct entry *a, const struct entry *b)
{
    if (!a->possible || !b->possible) {
        return a->possible;
    }
    double over_a = overspent(search, a), over_b = overspent(search, b);
    if (over_a < over_b || over_b < over_a) {
        return over_a < over_b;
    }
    bool solves_a = solves(search, a), solves_b = solves(search, b);
    if (solves_a != solves_b) {
        return solves_a;
    }
    double slack = 1e-9 * (1 + fabs(a->cost) + fabs(b->cost));
    if (solves_a && fabs(a->cost - b->cost) > slack) {
        return a->cost < b->cost;
    }
    size_t parts_a = solves_a ? count_parts(a) : 0, parts_b = solves_a ? count_parts(b) : 0;
    if (parts_a != parts_b) {
        return parts_a < parts_b;
    }
    if (a->shortfall < b->shortfall || b->shortfall < a->shortfall) {
        return a->shortfall > b->shortfall;
    }
    if (a->mean < b->mean || b->mean < a->mean) {
        return a->mean > b->mean;
    }
    return a->cost < b->cost - slack;
}

/* -- moves ------------------------------------------------------------------------------------- */

enum { STEPS = 4 };

/* The levels above `level` that are tried: one more, a quarter and a half of the way from none to
 * most further, and the most. How many were written. */
static int
levels_above(const struct search *search, size_t measure, int level, int out[STEPS])
{
    int most = highest(search, measure), count = 0;
    int span = most > 0 ? most : -lowest(search, measure);
    const int steps[STEPS] = {1, (span + 3) / 4, (span + 1) / 2, span - lowest(search, measure)};
    for (int i = 0; i < STEPS; i++) {
        int next = level + steps[i] < most ? level + steps[i] : most;
        next = level < 0 && next > 0 ? 0 : next;
        if (next > (count > 0 ? out[count - 1] : level)) {
            out[count++] = next;
        }
    }
    return count;
}

/* The levels below `level` that an exchange tries: one less, half, none, and the least. */
static int
levels_below(const struct search *search, size_t measure, int level, int out[STEPS])
{
    int least = lowest(search, measure), count = 0;
    const int tried[STEPS] = {level - 1, level / 2, 0, least};
    for (int i = 0; i < STEPS; i++) {
        if (tried[i] >= least && tried[i] < (count > 0 ? out[count - 1] : level)) {
            out[count++] = tried[i];
        }
    }
    return count;
}

enum appetite { BY_PRICE, BY_GAIN };

/* A step up: what it costs for each that the goal comes nearer, and how much nearer. */
struct step {
    struct entry *entry; /* NULL when no size brings the goal nearer */
    double price, gain;
};

static bool
step_better(enum appetite appetite, const struct step *a, const struct step *b)
{
    if (a->entry == NULL || b->entry == NULL) {
        return a->entry != NULL;
    }
    if (appetite == BY_GAIN) {
        return a->gain > b->gain;
    }
    return a->price < b->price || (a->price <= b->price && a->gain > b->gain);
}

/* The best step up of one measure. */
static struct step
best_step(struct search *search, const struct entry *entry, size_t measure, enum appetite appetite,
          size_t futures)
{
    struct step best = {NULL, (double)INFINITY, 0};
    int levels[STEPS];
    int count = levels_above(search, measure, entry->levels[measure], levels);
    for (int s = 0; s < count; s++) {
        struct step step = {try_level(search, entry, measure, levels[s], futures), 0, 0};
        if (!step.entry->possible) {
            continue;
        }
        solves(search, step.entry);
        step.gain = step.entry->shortfall - entry->shortfall;
        step.price = fmax(0, step.entry->cost - entry->cost) / step.gain;
        bool dearer = overspent(search, step.entry) > overspent(search, entry);
        if (step.gain > 0 && !dearer && step_better(appetite, &step, &best)) {
            best = step;
        }
    }
    return best;
}

/* Measures looked at anew in each step of a climb, at least. */
enum { LOOKED_AT = 6 };

/* Raises one measure at a time until the goal is reached, each time the one that brings the goal
 * nearest for the money (or at all). Only measures that are `allowed`; NULL for all. What a measure
 * gave last is more than it gives now, as a rule: so those that gave least are not tried again as
 * long as another gives more (Minoux' accelerated greedy). */
static struct entry *
climb(struct search *search, struct entry *entry, const bool *allowed, enum appetite appetite,
      size_t futures)
{
    size_t count = search->problem->measure_count;
    struct step last[SEARCH_MEASURES_MAX];
    for (size_t i = 0; i < count; i++) {
        bool may =
            (allowed == NULL || allowed[i]) && (search->single_gain[i] > 0 || search->promising[i]);
        last[i] =
            (struct step){may ? entry : NULL, search->single_price[i], search->single_gain[i]};
    }
    while (!ended(search) && entry->possible && !reaches(entry)) {
        struct step best = {NULL, (double)INFINITY, 0};
        bool looked[SEARCH_MEASURES_MAX] = {false};
        for (size_t n = 0; n < count; n++) {
            size_t next = count;
            for (size_t i = 0; i < count; i++) {
                bool first = next == count || step_better(appetite, &last[i], &last[next]);
                next = !looked[i] && last[i].entry != NULL && first ? i : next;
            }
            bool enough = n >= LOOKED_AT && best.entry != NULL;
            if (next == count || (enough && step_better(appetite, &best, &last[next]))) {
                break;
            }
            looked[next] = true;
            struct step step = best_step(search, entry, next, appetite, futures);
            best = step_better(appetite, &step, &best) ? step : best;
            if (step.entry != NULL) {
                last[next] = step;
            }
        }
        if (best.entry == NULL) {
            break;
        }
        entry = best.entry;
    }
    return entry;
}

/* The package with the least level of a measure from `low` up that solves, when `high` does. */
static struct entry *
least_level(struct search *search, const struct entry *entry, size_t measure, int low, int high,
            size_t futures)
{
    struct entry *at_high = try_level(search, entry, measure, high, futures);
    if (!solves(search, at_high)) {
        return at_high;
    }
    const int firsts[] = {low, 0};
    for (int i = 0; i < 2; i++) {
        if (firsts[i] < low || firsts[i] >= high) {
            continue;
        }
        struct entry *first = try_level(search, entry, measure, firsts[i], futures);
        if (solves(search, first)) {
            at_high = first;
            high = firsts[i];
            break;
        }
        low = firsts[i];
    }
    while (high - low > 1 && !ended(search)) {
        int middle = low + (high - low) / 2;
        struct entry *next = try_level(search, entry, measure, middle, futures);
        if (solves(search, next)) {
            at_high = next;
            high = middle;
        } else {
            low = middle;
        }
    }
    return at_high;
}

/* Takes away what is not needed, the dearest first, one measure at a time. */
static struct entry *
trim(struct search *search, struct entry *entry, size_t futures)
{
    for (bool moved = true; moved && !ended(search) && solves(search, entry);) {
        struct entry *best = entry;
        for (size_t i = 0; i < search->problem->measure_count; i++) {
            if (entry->levels[i] > lowest(search, i)) {
                struct entry *next =
                    least_level(search, entry, i, lowest(search, i), entry->levels[i], futures);
                best = better(search, next, best) ? next : best;
            }
        }
        moved = best != entry;
        entry = best;
    }
    return entry;
}

/* The best package that has more of `more` than `lowered` has: as little more as reaches the goal,
 * when the most of it does. */
static struct entry *
raised(struct search *search, const struct entry *lowered, size_t more, size_t futures)
{
    int level = lowered->levels[more], most = highest(search, more);
    struct entry *best = try_level(search, lowered, more, most, futures);
    if (solves(search, best)) {
        return least_level(search, lowered, more, level, most, futures);
    }
    if (best->possible && !(overspent(search, best) > 0)) {
        return best;
    }
    int above[STEPS];
    int count = levels_above(search, more, level, above);
    for (int a = 0; a < count && !ended(search); a++) {
        struct entry *next = try_level(search, lowered, more, above[a], futures);
        if (solves(search, next)) {
            return least_level(search, lowered, more, level, above[a], futures);
        }
        best = better(search, next, best) ? next : best;
    }
    return best;
}

/* The best package that has less of `less` and more of another measure. */
static struct entry *
exchanged(struct search *search, struct entry *entry, size_t less, size_t futures)
{
    struct entry *best = entry;
    int below[STEPS];
    int count = levels_below(search, less, entry->levels[less], below);
    for (int b = 0; b < count && !ended(search); b++) {
        struct entry *lowered = try_level(search, entry, less, below[b], futures);
        if (!lowered->possible || (solves(search, entry) && lowered->cost >= entry->cost)) {
            continue;
        }
        best = better(search, lowered, best) ? lowered : best;
        for (size_t more = 0; more < search->problem->measure_count && !ended(search); more++) {
            bool may = search->promising[more] || lowered->levels[more] > 0;
            if (may && more != less && lowered->levels[more] < highest(search, more)) {
                struct entry *next = raised(search, lowered, more, futures);
                best = better(search, next, best) ? next : best;
            }
        }
    }
    return best;
}

/* The first better package that has more of `more` and then whatever is not needed taken away. */
static struct entry *
overturned(struct search *search, struct entry *entry, size_t more, size_t futures)
{
    int above[STEPS];
    int count = levels_above(search, more, entry->levels[more], above);
    for (int a = 0; a < count && !ended(search); a++) {
        struct entry *next = try_level(search, entry, more, above[a], futures);
        next = trim(search, next, futures);
        if (better(search, next, entry)) {
            return next;
        }
    }
    return entry;
}

/* Trims, climbs and exchanges until nothing is better. */
static struct entry *
improve(struct search *search, struct entry *entry, size_t futures)
{
    size_t count = search->problem->measure_count;
    for (bool moved = true; moved && !ended(search);) {
        entry = try_levels(search, entry->levels, futures);
        struct entry *next = climb(search, entry, NULL, BY_PRICE, futures);
        next = trim(search, next, futures);
        entry = better(search, next, entry) ? next : entry;
        next = entry;
        for (size_t i = 0; i < count && next == entry && !ended(search); i++) {
            next = exchanged(search, entry, i, futures);
        }
        for (size_t i = 0; i < count && next == entry && !ended(search); i++) {
            if (search->promising[i] || entry->levels[i] > 0) {
                next = overturned(search, entry, i, futures);
            }
        }
        moved = next != entry;
        entry = next;
    }
    return entry;
}

/* Lowers measures until the budget is kept, each time the one whose going costs the goal least for
 * the money. */
static struct entry *
shed(struct search *search, struct entry *entry, size_t futures)
{
    while (!ended(search) && entry->possible && overspent(search, entry) > 0) {
        struct entry *best = NULL;
        double best_loss = 0;
        for (size_t i = 0; i < search->problem->measure_count; i++) {
            const int levels[] = {entry->levels[i] / 2, 0};
            for (int s = 0; s < 2 && entry->levels[i] > 0; s++) {
                struct entry *next = try_level(search, entry, i, levels[s], futures);
                double saved = entry->dearest - next->dearest;
                if (!next->possible || saved <= 0) {
                    continue;
                }
                double loss = (entry->shortfall - next->shortfall) / saved;
                if (best == NULL || loss < best_loss) {
                    best = next;
                    best_loss = loss;
                }
            }
        }
        if (best == NULL) {
            break;
        }
        entry = best;
    }
    return entry;
}

/* -- the search -------------------------------------------------------------------------------- */

static void
keep_better(struct search *search, struct entry **best, struct entry *entry)
{
    if (*best == NULL || better(search, entry, *best)) {
        *best = entry;
    }
}

/* Measures an exchange may have more of: those of the best price, and of the largest gain. */
enum { PROMISING_PRICE = 10, PROMISING_GAIN = 6 };

/* Tries each measure alone, for where to begin. */
static void
sweep(struct search *search)
{
    size_t count = search->problem->measure_count;
    for (size_t i = 0; i < count; i++) {
        struct step cheap = best_step(search, search->nothing, i, BY_PRICE, search->screen);
        struct step large = best_step(search, search->nothing, i, BY_GAIN, search->screen);
        search->single_price[i] = cheap.price;
        search->single_gain[i] = large.gain;
    }
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

/* From several beginnings, on few futures first; leaves what was tried in the table. */
static void
explore(struct search *search)
{
    size_t count = search->problem->measure_count;
    struct entry *best = NULL;
    search->nothing = try_levels(search, search->impossible.levels, search->screen);
    if (!search->nothing->possible) {
        return;
    }
    sweep(search);
    const enum appetite appetites[] = {BY_PRICE, BY_GAIN};
    for (size_t a = 0; a < 2 && !ended(search); a++) {
        struct entry *start = climb(search, search->nothing, NULL, appetites[a], search->screen);
        keep_better(search, &best, improve(search, start, search->compare));
    }
    int8_t levels[SEARCH_MEASURES_MAX] = {0};
    for (size_t i = 0; i < count; i++) {
        levels[i] = (int8_t)highest(search, i);
    }
    struct entry *all = try_levels(search, levels, search->screen);
    if (all->possible) {
        solves(search, all);
        all = shed(search, all, search->screen);
        keep_better(search, &best, improve(search, all, search->compare));
    }
    for (size_t i = 0; i < count && !ended(search); i++) {
        struct entry *single =
            try_level(search, search->nothing, i, highest(search, i), search->screen);
        if (solves(search, single)) {
            keep_better(search, &best, trim(search, single, search->compare));
        }
    }
    /* Each measure of the best left out: other packages, and a way out of a corner. */
    for (size_t i = 0; i < count && best != NULL && !ended(search); i++) {
        if (best->levels[i] > 0) {
            bool allowed[SEARCH_MEASURES_MAX];
            for (size_t j = 0; j < count; j++) {
                allowed[j] = j != i;
            }
            struct entry *left = try_level(search, best, i, 0, search->compare);
            left = climb(search, left, allowed, BY_PRICE, search->compare);
            left = trim(search, left, search->compare);
            keep_better(search, &best, improve(search, left, search->compare));
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
            if (!better(search, entry, finalists[i])) {
                return count;
            }
            memmove(finalists + i, finalists + i + 1, (count - i - 1) * sizeof *finalists);
            count--;
            break;
        }
    }
    size_t at = count;
    while (at > 0 && better(search, entry, finalists[at - 1])) {
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

/* The best packages, each of other measures, held to all the futures. */
static size_t
finish(struct search *search, struct entry *finalists[FINALISTS_MAX])
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
    for (size_t i = 0; i < first_count && !ended(search); i++) {
        struct entry *entry = try_levels(search, first[i]->levels, search->problem->futures);
        if (entry->possible) {
            /* first with its own measures, so that there are others to choose from */
            bool allowed[SEARCH_MEASURES_MAX];
            for (size_t j = 0; j < search->problem->measure_count; j++) {
                allowed[j] = entry->levels[j] > 0;
            }
            entry = climb(search, entry, allowed, BY_PRICE, search->problem->futures);
            entry = climb(search, entry, NULL, BY_PRICE, search->problem->futures);
            entry = trim(search, entry, search->problem->futures);
            count = add_finalist(search, finalists, count, entry);
        }
    }
    if (count > 0) {
        struct entry *best = improve(search, finalists[0], search->problem->futures);
        return best->possible ? add_finalist(search, finalists, count, best) : count;
    }
    memcpy(finalists, first, first_count * sizeof(struct entry *));
    return first_count;
}

/* -- what is reported -------------------------------------------------------------------------- */

/* The costs of all years of each future. */
static void
take_costs(const struct search *search, size_t count, double *out)
{
    for (size_t f = 0; f < count; f++) {
        out[f] = 0;
        for (size_t y = 0; y < search->problem->years; y++) {
            out[f] += (double)search->evaluation.costs[y * count + f];
        }
    }
}

static struct band
band_of_values(struct search *search, const double *values, size_t count)
{
    struct band band;
    for (size_t f = 0; f < count; f++) {
        search->sorted[f] = (float)values[f];
    }
    band_of(search->sorted, count, &band);
    return band;
}

/* Of what was not seen in futures of its own. */
static struct band
band_of_mean(double mean)
{
    struct band band = {.mean = mean};
    for (int q = 0; q < QUANTILE_COUNT; q++) {
        band.at[q] = (double)NAN;
    }
    return band;
}

static void
describe(const struct search *search, const struct entry *entry, struct search_package *out)
{
    *out = (struct search_package){0};
    sizes_of(search, entry, out->sizes);
    for (size_t i = 0; i < search->problem->measure_count; i++) {
        out->measures += entry->levels[i] != 0;
        out->at_most[i] = entry->levels[i] > 0 && entry->levels[i] == highest(search, i);
    }
    out->cost = out->margin = out->free_places = out->waiting_years = band_of_mean((double)NAN);
    if (entry->futures > 0) {
        out->futures = entry->futures;
        out->chance = share_counted(entry->met, entry->futures);
        out->chance_searched = out->chance.share;
        out->cost.mean = entry->cost;
        out->margin.mean = entry->mean;
        out->dearest_year = entry->dearest;
        out->reaches = out->chance.share >= search->problem->chance &&
                       !(entry->dearest > search->problem->budget);
    }
}

/* Measures nothing on the fresh futures from `first` on, for what is compared with it. */
static bool
measure_nothing(struct search *search, uint32_t first, size_t count)
{
    const double none[SEARCH_MEASURES_MAX] = {0};
    if (ended(search) || !evaluate(search, none, first, count) || !search->evaluation.possible) {
        return false;
    }
    for (size_t f = 0; f < count; f++) {
        search->nothing_free[f] = (double)search->evaluation.free_places[f];
        search->nothing_waiting[f] = (double)search->evaluation.waiting_years[f];
    }
    take_costs(search, count, search->nothing_cost);
    return true;
}

/* Describes the entry, on the fresh futures from `first` on unless something has ended. */
static bool
check(struct search *search, const struct entry *entry, uint32_t first, struct search_package *out)
{
    size_t count = search->problem->checks, years = search->problem->years, met = 0;
    double *values = search->values[0];
    describe(search, entry, out);
    out->cost_years = arena_array(search->arena, years, sizeof *out->cost_years);
    if (out->cost_years == NULL) {
        fail(search);
        return false;
    }
    for (size_t y = 0; y < years; y++) {
        double mean = entry->futures > 0 ? entry->cost_years[y] / (double)entry->futures : 0;
        out->cost_years[y] = band_of_mean(mean);
    }
    if (ended(search)) {
        return !search->failed;
    }
    if (!evaluate(search, out->sizes, first, count)) {
        return false;
    }
    const struct search_evaluation *evaluation = &search->evaluation;
    for (size_t f = 0; f < count; f++) {
        met += evaluation->margin[f] >= 0;
        values[f] = (double)evaluation->margin[f];
    }
    out->margin = band_of_values(search, values, count);
    take_costs(search, count, values);
    out->cost = band_of_values(search, values, count);
    out->dearest_year = -(double)INFINITY;
    for (size_t y = 0; y < years; y++) {
        for (size_t f = 0; f < count; f++) {
            values[f] = (double)evaluation->costs[y * count + f];
        }
        out->cost_years[y] = band_of_values(search, values, count);
        out->dearest_year = fmax(out->dearest_year, out->cost_years[y].mean);
    }
    for (size_t f = 0; f < count; f++) {
        values[f] = (double)evaluation->free_places[f] - search->nothing_free[f];
    }
    out->free_places = band_of_values(search, values, count);
    for (size_t f = 0; f < count; f++) {
        values[f] = (double)evaluation->waiting_years[f] - search->nothing_waiting[f];
    }
    out->waiting_years = band_of_values(search, values, count);
    out->checked = true;
    out->futures = count;
    out->chance = share_counted(met, count);
    out->reaches = out->chance.share >= search->problem->chance &&
                   !(out->dearest_year > search->problem->budget);
    return true;
}

/* The price of each measure alone, on the futures nothing was measured on. */
static bool
price_measures(struct search *search, uint32_t first, size_t count, struct search_result *out)
{
    const struct search_problem *problem = search->problem;
    out->prices = arena_array(search->arena, problem->measure_count, sizeof *out->prices);
    if (out->prices == NULL) {
        fail(search);
        return false;
    }
    double *costs = search->values[0], *won = search->values[1], *spared = search->values[2];
    for (size_t i = 0; i < problem->measure_count && !ended(search); i++) {
        struct search_measure_price *price = &out->prices[i];
        double sizes[SEARCH_MEASURES_MAX] = {0};
        size_t met = 0;
        sizes[i] = price->size = problem->measures[i].planned;
        if (!evaluate(search, sizes, first, count)) {
            return false;
        }
        price->possible = search->evaluation.possible;
        if (!price->possible) {
            continue;
        }
        take_costs(search, count, costs);
        for (size_t f = 0; f < count; f++) {
            met += search->evaluation.margin[f] >= 0;
            costs[f] -= search->nothing_cost[f];
            won[f] = (double)search->evaluation.free_places[f] - search->nothing_free[f];
            spared[f] = search->nothing_waiting[f] - (double)search->evaluation.waiting_years[f];
        }
        price->chance = share_counted(met, count);
        price->free_place = price_of(costs, won, count, search->values[3]);
        price->waiting_year = price_of(costs, spared, count, search->values[3]);
        price->cost = band_of_values(search, costs, count);
    }
    return true;
}

/* What the measures of the package win together ÷ the sum of what each wins alone, in the same size
 * and futures. */
static bool
work_together(struct search *search, const struct search_package *package, uint32_t first,
              size_t count, double *out)
{
    double sum = 0;
    *out = (double)NAN;
    for (size_t i = 0; i < search->problem->measure_count && package->measures > 1; i++) {
        double sizes[SEARCH_MEASURES_MAX] = {0};
        sizes[i] = package->sizes[i];
        if (!(sizes[i] > 0 || sizes[i] < 0)) {
            continue;
        }
        if (ended(search) || !evaluate(search, sizes, first, count)) {
            return !search->failed;
        }
        for (size_t f = 0; f < count && search->evaluation.possible; f++) {
            double won = (double)search->evaluation.free_places[f] - search->nothing_free[f];
            sum += won / (double)count;
        }
    }
    if (package->checked && sum > 0) {
        *out = package->free_places.mean / sum;
    }
    return true;
}

static bool
beaten(const struct entry *entry, struct entry *const *others, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct entry *other = others[i];
        if (other != entry && other->met * entry->futures >= entry->met * other->futures &&
            other->cost <= entry->cost &&
            (other->met * entry->futures > entry->met * other->futures ||
             other->cost < entry->cost)) {
            return true;
        }
    }
    return false;
}

static int
compare_cost(const void *a, const void *b)
{
    const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;
    if (x->cost < y->cost || y->cost < x->cost) {
        return x->cost < y->cost ? -1 : 1;
    }
    return memcmp(x->levels, y->levels, sizeof x->levels);
}

/* The cost–chance front: the entries that none beats, thinned out evenly over the chance, and
 * checked. */
static bool
draw_front(struct search *search, uint32_t first, struct search_result *out)
{
    struct entry **tried = arena_array(search->arena, search->entry_count, sizeof(struct entry *));
    struct entry **front = arena_array(search->arena, search->entry_count, sizeof(struct entry *));
    if (tried == NULL || front == NULL) {
        fail(search);
        return false;
    }
    size_t tried_count = 0, front_count = 0;
    for (size_t i = 0; i < search->entry_count; i++) {
        struct entry *entry = search->entries[i];
        bool seen = entry->possible && entry->futures >= search->compare;
        if (seen && overspent(search, entry) <= 0) {
            tried[tried_count++] = entry;
        }
    }
    for (size_t i = 0; i < tried_count; i++) {
        if (!beaten(tried[i], tried, tried_count)) {
            front[front_count++] = tried[i];
        }
    }
    sort_items(front, front_count, sizeof *front, compare_cost);
    double next = -1;
    for (size_t i = 0; i < front_count && out->front_count < SEARCH_FRONT_MAX; i++) {
        double chance = (double)front[i]->met / (double)front[i]->futures;
        if (chance < next && i + 1 < front_count) {
            continue;
        }
        struct search_package package;
        if (!check(search, front[i], first, &package)) {
            return false;
        }
        next = chance + 1.0 / SEARCH_FRONT_MAX;
        /* on fresh futures it may be beaten after all */
        size_t place = out->front_count;
        while (place > 0 && out->front[place - 1].cost.mean >= package.cost.mean &&
               out->front[place - 1].chance.share <= package.chance.share) {
            place--;
        }
        bool after_all = place > 0 && out->front[place - 1].chance.share >= package.chance.share;
        if (!after_all) {
            out->front[place] = package;
            out->front_count = place + 1;
        }
    }
    return true;
}

/* -- all of it --------------------------------------------------------------------------------- */

static bool
take_memory(struct search *search)
{
    const struct search_problem *problem = search->problem;
    struct arena *arena = search->arena;
    size_t most = problem->futures > problem->checks ? problem->futures : problem->checks;
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
    bool given = search->entries != NULL && search->table != NULL && search->sorted != NULL &&
                 search->evaluation.margin != NULL && search->evaluation.free_places != NULL &&
                 search->evaluation.waiting_years != NULL && costs != NULL &&
                 search->nothing_free != NULL && search->nothing_waiting != NULL &&
                 search->nothing_cost != NULL;
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
    for (size_t i = 0; i < count && out->best_count < SEARCH_BEST_MAX; i++) {
        struct search_package package;
        bool dearer = false;
        for (size_t b = 0; b < out->best_count; b++) {
            dearer |= holds(finalists[i], taken[b]);
        }
        if (dearer) {
            continue;
        }
        if (!check(search, finalists[i], first, &package)) {
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
    double error = sqrt(search->chance * (1 - search->chance) / (double)search->problem->futures);
    search->chance = fmin(1, search->chance + fmax(shortfall, error / 2));
    for (size_t i = 0; i < search->entry_count; i++) {
        if (search->entries[i]->futures > 0) {
            sum_up(search, search->entries[i]);
        }
    }
}

bool
search_run(const struct search_problem *problem, struct arena *arena, struct search_result *out,
           struct error *error)
{
    assert(problem->measure_count <= SEARCH_MEASURES_MAX && problem->years > 0);
    assert(problem->futures > 0 && problem->checks > 1);
    assert(problem->chance > 0 && problem->chance <= 1);
    assert(problem->futures + ROUNDS_MAX * problem->checks <= UINT32_MAX);
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

    struct entry *finalists[FINALISTS_MAX];
    uint32_t first = (uint32_t)problem->futures;
    size_t explored = search.work;
    for (int round = 0; round < ROUNDS_MAX; round++) {
        size_t count = finish(&search, finalists);
        bool found = count > 0 && solves(&search, finalists[0]);
        out->work_ended |= search.work_ended || explored >= problem->work_max * 2 / 3;
        search.work_ended = false; /* the check comes on top */
        if (!search.failed && !search.stopped) {
            measure_nothing(&search, first, problem->checks);
        }
        if (search.failed || !check_finalists(&search, finalists, count, first, out) ||
            out->best_count > 0 || !found || ended(&search)) {
            break;
        }
        seek_more(&search, problem->chance - out->nearest.chance.share);
        first = round + 1 < ROUNDS_MAX ? first + (uint32_t)problem->checks : first;
    }
    if (search.failed) {
        return false;
    }
    sort_packages(out->best, out->best_count);
    if (!check(&search, search.nothing, first, &out->nothing) ||
        !price_measures(&search, first, problem->checks, out) || !draw_front(&search, first, out)) {
        return false;
    }
    promote_front(out);
    if (!work_together(&search, out->best_count > 0 ? &out->best[0] : &out->nearest, first,
                       problem->checks, &out->together)) {
        return false;
    }
    out->over_budget = search.over_budget;
    out->packages = search.entry_count;
    out->simulated = search.work;
    out->stopped = search.stopped;
    return true;
}
