/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/search_private.h"

#include <math.h>

enum { STEPS = 4 };

/* The levels above `level` that are tried: one more, a quarter and a half of the way from none to
 * most further, and the most. How many were written. */
static int
levels_above(const struct search *search, size_t measure, int level, int out[STEPS])
{
    int most = search_highest(search, measure), count = 0;
    int span = most > 0 ? most : -search_lowest(search, measure);
    const int steps[STEPS] = {1, (span + 3) / 4, (span + 1) / 2,
                              span - search_lowest(search, measure)};
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
    int least = search_lowest(search, measure), count = 0;
    const int tried[STEPS] = {level - 1, level / 2, 0, least};
    for (int i = 0; i < STEPS; i++) {
        if (tried[i] >= least && tried[i] < (count > 0 ? out[count - 1] : level)) {
            out[count++] = tried[i];
        }
    }
    return count;
}

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

struct step
search_step(struct search *search, const struct entry *entry, size_t measure,
            enum appetite appetite, size_t futures)
{
    struct step best = {NULL, (double)INFINITY, 0};
    int levels[STEPS];
    int count = levels_above(search, measure, entry->levels[measure], levels);
    for (int s = 0; s < count; s++) {
        struct step step = {search_try_level(search, entry, measure, levels[s], futures), 0, 0};
        if (!step.entry->possible) {
            continue;
        }
        search_solves(search, step.entry);
        step.gain = step.entry->shortfall - entry->shortfall;
        step.price = fmax(0, step.entry->cost - entry->cost) / step.gain;
        bool dearer = search_overspent(search, step.entry) > search_overspent(search, entry);
        if (step.gain > 0 && !dearer && step_better(appetite, &step, &best)) {
            best = step;
        }
    }
    return best;
}

/* Measures looked at anew in each step of a climb, at least. */
enum { LOOKED_AT = 6 };

struct entry *
search_climb(struct search *search, struct entry *entry, const bool *allowed,
             enum appetite appetite, size_t futures)
{
    size_t count = search->problem->measure_count;
    struct step last[SEARCH_MEASURES_MAX];
    for (size_t i = 0; i < count; i++) {
        bool may =
            (allowed == NULL || allowed[i]) && (search->single_gain[i] > 0 || search->promising[i]);
        last[i] =
            (struct step){may ? entry : NULL, search->single_price[i], search->single_gain[i]};
    }
    while (!search_ended(search) && entry->possible && !search_reaches(entry)) {
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
            struct step step = search_step(search, entry, next, appetite, futures);
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
    struct entry *at_high = search_try_level(search, entry, measure, high, futures);
    if (!search_solves(search, at_high)) {
        return at_high;
    }
    const int firsts[] = {low, 0};
    for (int i = 0; i < 2; i++) {
        if (firsts[i] < low || firsts[i] >= high) {
            continue;
        }
        struct entry *first = search_try_level(search, entry, measure, firsts[i], futures);
        if (search_solves(search, first)) {
            at_high = first;
            high = firsts[i];
            break;
        }
        low = firsts[i];
    }
    while (high - low > 1 && !search_ended(search)) {
        int middle = low + (high - low) / 2;
        struct entry *next = search_try_level(search, entry, measure, middle, futures);
        if (search_solves(search, next)) {
            at_high = next;
            high = middle;
        } else {
            low = middle;
        }
    }
    return at_high;
}

struct entry *
search_trim(struct search *search, struct entry *entry, size_t futures)
{
    for (bool moved = true; moved && !search_ended(search) && search_solves(search, entry);) {
        struct entry *best = entry;
        for (size_t i = 0; i < search->problem->measure_count; i++) {
            if (entry->levels[i] > search_lowest(search, i)) {
                struct entry *next = least_level(search, entry, i, search_lowest(search, i),
                                                 entry->levels[i], futures);
                best = search_better(search, next, best) ? next : best;
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
    int level = lowered->levels[more], most = search_highest(search, more);
    struct entry *best = search_try_level(search, lowered, more, most, futures);
    if (search_solves(search, best)) {
        return least_level(search, lowered, more, level, most, futures);
    }
    if (best->possible && !(search_overspent(search, best) > 0)) {
        return best;
    }
    int above[STEPS];
    int count = levels_above(search, more, level, above);
    for (int a = 0; a < count && !search_ended(search); a++) {
        struct entry *next = search_try_level(search, lowered, more, above[a], futures);
        if (search_solves(search, next)) {
            return least_level(search, lowered, more, level, above[a], futures);
        }
        best = search_better(search, next, best) ? next : best;
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
    for (int b = 0; b < count && !search_ended(search); b++) {
        struct entry *lowered = search_try_level(search, entry, less, below[b], futures);
        if (!lowered->possible || (search_solves(search, entry) && lowered->cost >= entry->cost)) {
            continue;
        }
        best = search_better(search, lowered, best) ? lowered : best;
        for (size_t more = 0; more < search->problem->measure_count && !search_ended(search);
             more++) {
            bool may = search->promising[more] || lowered->levels[more] > 0;
            if (may && more != less && lowered->levels[more] < search_highest(search, more)) {
                struct entry *next = raised(search, lowered, more, futures);
                best = search_better(search, next, best) ? next : best;
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
    for (int a = 0; a < count && !search_ended(search); a++) {
        struct entry *next = search_try_level(search, entry, more, above[a], futures);
        next = search_trim(search, next, futures);
        if (search_better(search, next, entry)) {
            return next;
        }
    }
    return entry;
}

struct entry *
search_improve(struct search *search, struct entry *entry, size_t futures)
{
    size_t count = search->problem->measure_count;
    for (bool moved = true; moved && !search_ended(search);) {
        entry = search_try(search, entry->levels, futures);
        struct entry *next = search_climb(search, entry, NULL, BY_PRICE, futures);
        next = search_trim(search, next, futures);
        entry = search_better(search, next, entry) ? next : entry;
        next = entry;
        for (size_t i = 0; i < count && next == entry && !search_ended(search); i++) {
            next = exchanged(search, entry, i, futures);
        }
        for (size_t i = 0; i < count && next == entry && !search_ended(search); i++) {
            if (search->promising[i] || entry->levels[i] > 0) {
                next = overturned(search, entry, i, futures);
            }
        }
        moved = next != entry;
        entry = next;
    }
    return entry;
}

struct entry *
search_shed(struct search *search, struct entry *entry, size_t futures)
{
    while (!search_ended(search) && entry->possible && search_overspent(search, entry) > 0) {
        struct entry *best = NULL;
        double best_loss = 0;
        for (size_t i = 0; i < search->problem->measure_count; i++) {
            const int levels[] = {entry->levels[i] / 2, 0};
            for (int s = 0; s < 2 && entry->levels[i] > 0; s++) {
                struct entry *next = search_try_level(search, entry, i, levels[s], futures);
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

bool
search_is_speck(const struct search *search, const struct entry *entry, size_t measure)
{
    static const double part = 0.1, rounding = 1e-9;
    double sizes[SEARCH_MEASURES_MAX];
    search_sizes(search, entry, sizes);
    double planned = fabs(search->problem->measures[measure].planned);
    return entry->levels[measure] != 0 && fabs(sizes[measure]) <= part * planned + rounding;
}

struct entry *
search_without_specks(struct search *search, struct entry *entry, size_t futures)
{
    static const double dearer = 1.01; /* our choice: a simpler package is worth a hundredth */
    const double most = fmax(entry->cost * dearer, entry->cost);
    size_t count = search->problem->measure_count;
    for (size_t i = 0; i < count && !search_ended(search); i++) {
        if (!search_is_speck(search, entry, i) || !search_solves(search, entry)) {
            continue;
        }
        bool allowed[SEARCH_MEASURES_MAX];
        for (size_t j = 0; j < count; j++) {
            allowed[j] = j != i && entry->levels[j] != 0;
        }
        struct entry *next = search_try_level(search, entry, i, 0, futures);
        next = search_climb(search, next, allowed, BY_PRICE, futures);
        if (search_solves(search, next) && next->cost <= most) {
            entry = next;
        }
    }
    return entry;
}
