/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sort.h"
#include "forecast/search_private.h"

#include <math.h>
#include <string.h>

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
    search_sizes(search, entry, out->sizes);
    for (size_t i = 0; i < search->problem->measure_count; i++) {
        out->measures += entry->levels[i] != 0;
        out->at_most[i] = entry->levels[i] > 0 && entry->levels[i] == search_highest(search, i);
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

bool
search_measure_nothing(struct search *search, uint32_t first, size_t count)
{
    const double none[SEARCH_MEASURES_MAX] = {0};
    if (search_ended(search) || !search_evaluate(search, none, first, count) ||
        !search->evaluation.possible) {
        return false;
    }
    for (size_t f = 0; f < count; f++) {
        search->nothing_free[f] = (double)search->evaluation.free_places[f];
        search->nothing_waiting[f] = (double)search->evaluation.waiting_years[f];
    }
    take_costs(search, count, search->nothing_cost);
    return true;
}

static bool
check_anew(struct search *search, const struct entry *entry, uint32_t first,
           struct search_package *out)
{
    size_t count = search->problem->checks, years = search->problem->years, met = 0;
    double *values = search->values[0];
    describe(search, entry, out);
    out->cost_years = arena_array(search->arena, years, sizeof *out->cost_years);
    if (out->cost_years == NULL) {
        search_fail(search);
        return false;
    }
    for (size_t y = 0; y < years; y++) {
        double mean = entry->futures > 0 ? entry->cost_years[y] / (double)entry->futures : 0;
        out->cost_years[y] = band_of_mean(mean);
    }
    if (search_ended(search)) {
        return !search->failed;
    }
    if (!search_evaluate(search, out->sizes, first, count)) {
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

bool
search_check(struct search *search, struct entry *entry, uint32_t first, struct search_package *out)
{
    if (entry->checked != NULL && entry->checked_from == first) {
        *out = *entry->checked;
        return true;
    }
    if (!check_anew(search, entry, first, out)) {
        return false;
    }
    if (out->checked) {
        entry->checked = arena_array(search->arena, 1, sizeof *entry->checked);
        if (entry->checked == NULL) {
            search_fail(search);
            return false;
        }
        *entry->checked = *out;
        entry->checked_from = first;
    }
    return true;
}

bool
search_price_measures(struct search *search, uint32_t first, size_t count,
                      struct search_result *out)
{
    const struct search_problem *problem = search->problem;
    out->prices = arena_array(search->arena, problem->measure_count, sizeof *out->prices);
    if (out->prices == NULL) {
        search_fail(search);
        return false;
    }
    double *costs = search->values[0], *won = search->values[1], *spared = search->values[2];
    for (size_t i = 0; i < problem->measure_count && !search_ended(search); i++) {
        struct search_measure_price *price = &out->prices[i];
        double sizes[SEARCH_MEASURES_MAX] = {0};
        size_t met = 0;
        sizes[i] = price->size = problem->measures[i].planned;
        if (!search_evaluate(search, sizes, first, count)) {
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

/* Free places won by the sizes, on average; false when nothing more is to be tried. */
static bool
free_places_won(struct search *search, const double *sizes, uint32_t first, size_t count,
                double *out)
{
    if (search_ended(search) || !search_evaluate(search, sizes, first, count)) {
        return false;
    }
    *out = 0;
    for (size_t f = 0; f < count && search->evaluation.possible; f++) {
        double won = (double)search->evaluation.free_places[f] - search->nothing_free[f];
        *out += won / (double)count;
    }
    return true;
}

bool
search_together(struct search *search, const struct search_package *package, uint32_t first,
                size_t count, double *out)
{
    double sum = 0, together = 0;
    *out = (double)NAN;
    if (package->measures < 2) {
        return true;
    }
    if (!free_places_won(search, package->sizes, first, count, &together)) {
        return !search->failed;
    }
    for (size_t i = 0; i < search->problem->measure_count; i++) {
        double sizes[SEARCH_MEASURES_MAX] = {0}, alone = 0;
        sizes[i] = package->sizes[i];
        if (!(sizes[i] > 0 || sizes[i] < 0)) {
            continue;
        }
        if (!free_places_won(search, sizes, first, count, &alone)) {
            return !search->failed;
        }
        sum += alone;
    }
    if (package->checked && sum > 0) {
        *out = together / sum;
    }
    return true;
}

static bool
has_speck(const struct search *search, const struct entry *entry)
{
    for (size_t i = 0; i < search->problem->measure_count; i++) {
        if (search_is_speck(search, entry, i)) {
            return true;
        }
    }
    return false;
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

/* Puts the package on the front, cheapest first, unless one there beats it: on fresh futures it may
 * be beaten after all. */
static void
keep_on_front(struct search_result *out, const struct search_package *package)
{
    size_t kept = 0, at;
    for (size_t i = 0; i < out->front_count; i++) {
        const struct search_package *other = &out->front[i];
        if (other->cost.mean <= package->cost.mean &&
            other->chance.share >= package->chance.share) {
            return;
        }
    }
    for (size_t i = 0; i < out->front_count; i++) {
        const struct search_package *other = &out->front[i];
        if (other->cost.mean < package->cost.mean || other->chance.share > package->chance.share) {
            out->front[kept++] = *other;
        }
    }
    for (at = kept; at > 0 && out->front[at - 1].cost.mean > package->cost.mean; at--) {
        out->front[at] = out->front[at - 1];
    }
    out->front[at] = *package;
    out->front_count = kept + 1;
}

bool
search_draw_front(struct search *search, uint32_t first, struct search_result *out)
{
    struct entry **tried = arena_array(search->arena, search->entry_count, sizeof(struct entry *));
    struct entry **front = arena_array(search->arena, search->entry_count, sizeof(struct entry *));
    if (tried == NULL || front == NULL) {
        search_fail(search);
        return false;
    }
    size_t tried_count = 0, front_count = 0;
    for (size_t i = 0; i < search->entry_count; i++) {
        struct entry *entry = search->entries[i];
        bool seen = entry->possible && entry->futures >= search->compare;
        if (seen && search_overspent(search, entry) <= 0 && !has_speck(search, entry)) {
            tried[tried_count++] = entry;
        }
    }
    for (size_t i = 0; i < tried_count; i++) {
        if (!beaten(tried[i], tried, tried_count)) {
            front[front_count++] = tried[i];
        }
    }
    sort_items(front, front_count, sizeof *front, compare_cost);
    struct search_package nothing;
    if (!search_check(search, search->nothing, first, &nothing)) {
        return false;
    }
    keep_on_front(out, &nothing);
    double next = -1;
    for (size_t i = 0; i < front_count && out->front_count < SEARCH_FRONT_MAX - 1; i++) {
        double chance = (double)front[i]->met / (double)front[i]->futures;
        if (chance < next && i + 1 < front_count) {
            continue;
        }
        struct search_package package;
        if (!search_check(search, front[i], first, &package)) {
            return false;
        }
        next = chance + 1.0 / SEARCH_FRONT_MAX;
        keep_on_front(out, &package);
    }
    if (out->best_count > 0) {
        keep_on_front(out, &out->best[0]);
    }
    return true;
}
