/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sort.h"
#include "forecast/search_private.h"

#include <math.h>
#include <string.h>

enum { NOT_TABLED = 0 };

/* Share of the futures, on each side of the last wanted one, that tell how far off the goal is. */
enum { NEAR_PART = 2 };

bool
search_ended(const struct search *search)
{
    return search->work_ended || search->stopped || search->failed;
}

void
search_fail(struct search *search)
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

int
search_lowest(const struct search *search, size_t measure)
{
    return -search->problem->measures[measure].lower;
}

int
search_highest(const struct search *search, size_t measure)
{
    return search->problem->measures[measure].upper;
}

bool
search_evaluate(struct search *search, const double *sizes, uint32_t first, size_t count)
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

void
search_sum_up(struct search *search, struct entry *entry)
{
    size_t n = entry->futures;
    double count = (double)n;
    memcpy(search->sorted, entry->margin, n * sizeof *search->sorted);
    sort_items(search->sorted, n, sizeof *search->sorted, compare_falling);
    size_t wanted = (size_t)ceil(search->chance * count - 1e-9);
    wanted = wanted < 1 ? 1 : wanted > n ? n : wanted;
    entry->edge = (double)search->sorted[wanted - 1];
    entry->reaches = entry->edge >= 0;
    size_t about = n / NEAR_PART, from = wanted > about ? wanted - about - 1 : 0;
    size_t to = wanted + about < n ? wanted + about : n;
    entry->near = 0;
    for (size_t f = from; f < to; f++) {
        entry->near += (double)search->sorted[f] / (double)(to - from);
    }
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

/* A new entry of no futures; NULL when memory ends. */
static struct entry *
make_entry(struct search *search, const int8_t *levels)
{
    struct entry *entry = arena_array(search->arena, 1, sizeof *entry);
    float *margin = arena_array(search->arena, search->problem->futures, sizeof *margin);
    double *years = arena_array(search->arena, search->problem->years, sizeof *years);
    if (entry == NULL || margin == NULL || years == NULL) {
        search_fail(search);
        return NULL;
    }
    memcpy(entry->levels, levels, sizeof entry->levels);
    entry->margin = margin;
    entry->room = search->problem->futures;
    entry->cost_years = years;
    entry->possible = true;
    return entry;
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
    struct entry *entry = make_entry(search, levels);
    if (entry == NULL) {
        return NULL;
    }
    search->entries[search->entry_count++] = entry;
    search->table[at] = search->entry_count;
    return entry;
}

void
search_sizes(const struct search *search, const struct entry *entry, double *sizes)
{
    for (size_t i = 0; i < search->problem->measure_count; i++) {
        sizes[i] = size_of(&search->problem->measures[i], entry->levels[i]);
    }
}

/* Room for the margins of that many futures. False when memory ends. */
static bool
make_room(struct search *search, struct entry *entry, size_t futures)
{
    if (futures <= entry->room) {
        return true;
    }
    float *margin = arena_array(search->arena, search->room, sizeof *margin);
    if (margin == NULL) {
        search_fail(search);
        return false;
    }
    memcpy(margin, entry->margin, entry->futures * sizeof *margin);
    entry->margin = margin;
    entry->room = search->room;
    return true;
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
    if (search_ended(search) || !make_room(search, entry, futures)) {
        return false;
    }
    double sizes[SEARCH_MEASURES_MAX];
    size_t count = futures - entry->futures;
    search_sizes(search, entry, sizes);
    if (!search_evaluate(search, sizes, (uint32_t)entry->futures, count)) {
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
    search_sum_up(search, entry);
    return true;
}

struct entry *
search_try(struct search *search, const int8_t *levels, size_t futures)
{
    struct entry *entry = find_entry(search, levels);
    return entry != NULL && extend(search, entry, futures) ? entry : &search->impossible;
}

struct entry *
search_try_exactly(struct search *search, const int8_t *levels, size_t futures)
{
    struct entry *entry = search_try(search, levels, futures);
    if (entry->possible && entry->futures > futures) {
        entry = make_entry(search, levels);
        return entry != NULL && extend(search, entry, futures) ? entry : &search->impossible;
    }
    return entry;
}

struct entry *
search_try_level(struct search *search, const struct entry *entry, size_t measure, int level,
                 size_t futures)
{
    int8_t levels[SEARCH_MEASURES_MAX];
    memcpy(levels, entry->levels, sizeof levels);
    levels[measure] = (int8_t)level;
    return search_try(search, levels, futures);
}

/* -- which is better --------------------------------------------------------------------------- */

double
search_overspent(const struct search *search, const struct entry *entry)
{
    return fmax(0, entry->dearest - search->problem->budget);
}

bool
search_reaches(const struct entry *entry)
{
    return entry->possible && entry->reaches;
}

bool
search_solves(struct search *search, const struct entry *entry)
{
    bool within = entry->possible && !(search_overspent(search, entry) > 0);
    search->over_budget |= search_reaches(entry) && !within;
    return within && search_reaches(entry);
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

bool
search_better(struct search *search, const struct entry *a, const struct entry *b)
{
    if (!a->possible || !b->possible) {
        return a->possible;
    }
    double over_a = search_overspent(search, a), over_b = search_overspent(search, b);
    if (over_a < over_b || over_b < over_a) {
        return over_a < over_b;
    }
    bool solves_a = search_solves(search, a), solves_b = search_solves(search, b);
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
