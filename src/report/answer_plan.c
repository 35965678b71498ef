/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/package.h"
#include "report/answers.h"
#include "report/forecast_private.h"
#include "report/format.h"

#include <math.h>

enum { WORDS_LIMIT = 16 * 1024 };

static double
years_of(const struct plan_answer *of)
{
    struct ymd from = date_to_ymd(of->start), to = date_to_ymd(of->by);
    return (to.year - from.year) + (to.month - from.month) / 12.0;
}

static struct value
value_nok(double nok)
{
    return value_millions(forecast_nok(nok));
}

/* Kroner of all years as kroner a year. */
static struct value
value_cost(const struct plan_answer *of, double cost)
{
    return value_nok(cost / years_of(of));
}

static struct value
value_chance(double share)
{
    return value_share(forecast_exact(share), 0);
}

static const char *
keep(struct answer *answer, struct text *text)
{
    const char *kept = answer_text(answer, "%s", text_string(text));
    answer->failed |= text->failed;
    text_free(text);
    return kept;
}

static struct value
value_size(double size)
{
    return value_as_given(forecast_exact(size));
}

static bool
is_part(double size)
{
    return size > 0 || size < 0;
}

/* "Driftstilskudd (× 1,5); fastlønn (6 hjemler per år)", or that there is nothing in it. */
static const char *
package_words(struct answer *answer, const struct plan_answer *of,
              const struct search_package *package)
{
    struct text text;
    text_init(&text, WORDS_LIMIT);
    for (size_t i = 0; i < of->problem->measure_count; i++) {
        if (is_part(package->sizes[i])) {
            const struct measure *measure = measure_find(answer->municipality, of->measures[i]);
            text_add(&text, text.length > 0 ? "; " : "");
            forecast_add_choice(answer, of->measures[i], (enum lever)measure->lever,
                                package->sizes[i], &text);
        }
    }
    if (text.length == 0) {
        text_add(&text, message_text(MESSAGE_package_none, answer->language));
    }
    return keep(answer, &text);
}

/* The measures nobody knows the cost of that were not tried, with the keys they are named by. */
static const char *
untried_words(struct answer *answer, const struct plan_answer *of)
{
    struct text text;
    text_init(&text, WORDS_LIMIT);
    for (size_t i = 0; i < of->left_out_count; i++) {
        text_format(&text, "%s%s (%s)", i > 0 ? "; " : "",
                    forecast_measure_name(answer, of->left_out[i]), of->left_out[i]);
    }
    return keep(answer, &text);
}

/* Whether what is told first held in fresh futures. */
static bool
is_checked(const struct search_result *result)
{
    return result->best_count > 0 && result->best[0].checked;
}

/* -- the answer in short ----------------------------------------------------------------------- */

static void
add_question(struct answer *answer, const struct plan_answer *of)
{
    const struct search_result *result = of->result;
    enum message told =
        of->left_out_count > 0 ? MESSAGE_plan_out_of_reach_priced : MESSAGE_plan_out_of_reach;
    if (result->stopped) {
        told = is_checked(result) ? MESSAGE_plan_stopped_checked : MESSAGE_plan_stopped;
    } else if (result->best_count > 0) {
        told = result->best[0].measures > 0 ? MESSAGE_plan_reached : MESSAGE_plan_reached_already;
    } else if (of->unbudgeted != NULL && of->unbudgeted->best_count > 0) {
        told = MESSAGE_plan_over_budget;
    }
    answer_field(answer, MESSAGE_answer, UNIT_NONE,
                 value_word(message_key(told), message_text(told, answer->language)));
    if (result->stopped) {
        answer_field(answer, MESSAGE_partial, UNIT_NONE, value_yes_no(true));
    }
    if (told == MESSAGE_plan_out_of_reach_priced) {
        answer_field(answer, MESSAGE_plan_untried, UNIT_NONE,
                     value_text(untried_words(answer, of)));
    }
    answer_field(
        answer, MESSAGE_goal, UNIT_NONE,
        value_word(forecast_goal_key(answer, of->goal), forecast_goal_words(answer, of->goal)));
    answer_field(answer, MESSAGE_plan_by, UNIT_NONE, value_date(of->by));
    answer_field(answer, MESSAGE_plan_chance_wanted, UNIT_NONE, value_chance(of->problem->chance));
    if (isfinite(of->problem->budget)) {
        answer_field(answer, MESSAGE_plan_budget, UNIT_NONE, value_millions(of->problem->budget));
    }
    answer_field(answer, MESSAGE_plan_chance_nothing, UNIT_NONE,
                 value_chance(result->nothing.chance.share));
}

static void
add_best(struct answer *answer, const struct plan_answer *of, const struct search_package *best,
         enum message label)
{
    answer_field(answer, label, UNIT_NONE, value_text(package_words(answer, of, best)));
    answer_field(answer, MESSAGE_plan_cost_per_year, UNIT_NONE, value_cost(of, best->cost.mean));
    if (!isnan(of->last_year)) {
        answer_field(answer, MESSAGE_plan_cost_last_year, UNIT_NONE, value_nok(of->last_year));
        answer_field(answer, MESSAGE_plan_cost_next_year, UNIT_NONE, value_nok(of->next_year));
    }
    answer_field(answer, MESSAGE_plan_chance, UNIT_NONE, value_chance(best->chance.share));
    answer_field(answer, MESSAGE_plan_chance_low, UNIT_NONE, value_chance(best->chance.low));
    answer_field(answer, MESSAGE_plan_chance_high, UNIT_NONE, value_chance(best->chance.high));
    answer_field(answer, MESSAGE_plan_free_places, UNIT_NONE,
                 value_difference(forecast_exact(best->free_places.mean), 0));
    answer_field(answer, MESSAGE_plan_waiting_years, UNIT_NONE,
                 value_difference(forecast_exact(best->waiting_years.mean), 0));
}

/* -- tables ------------------------------------------------------------------------------------ */

static const struct answer_column package_columns[] = {
    {MESSAGE_plan_rank, UNIT_NONE},         {MESSAGE_plan_cost_per_year, UNIT_NONE},
    {MESSAGE_plan_dearest_year, UNIT_NONE}, {MESSAGE_plan_chance, UNIT_NONE},
    {MESSAGE_plan_chance_low, UNIT_NONE},   {MESSAGE_plan_chance_high, UNIT_NONE},
    {MESSAGE_plan_free_places, UNIT_NONE},  {MESSAGE_plan_waiting_years, UNIT_NONE},
    {MESSAGE_package, UNIT_NONE},           {MESSAGE_COUNT, UNIT_NONE},
};

static void
add_package(struct answer *answer, const struct plan_answer *of, size_t rank,
            const struct search_package *package)
{
    struct value *row = answer_row(answer);
    row[0] = value_identifier((int64_t)rank);
    row[1] = value_cost(of, package->cost.mean);
    row[2] = value_nok(package->dearest_year);
    row[3] = value_chance(package->chance.share);
    row[4] = value_chance(package->chance.low);
    row[5] = value_chance(package->chance.high);
    row[6] = value_difference(forecast_exact(package->free_places.mean), 0);
    row[7] = value_difference(forecast_exact(package->waiting_years.mean), 0);
    row[8] = value_text(package_words(answer, of, package));
}

static void
add_packages(struct answer *answer, const struct plan_answer *of, enum message title,
             const struct search_package *packages, size_t count)
{
    struct answer_table *table = answer_table(answer, title, package_columns);
    table->wide = true;
    table->long_form = count == 1; /* a person has it all above */
    for (size_t i = 0; i < count; i++) {
        add_package(answer, of, i + 1, &packages[i]);
    }
}

/* What each package is made of, for programs. */
static void
add_sizes(struct answer *answer, const struct plan_answer *of,
          const struct search_package *packages, size_t count)
{
    static const struct answer_column columns[] = {
        {MESSAGE_plan_rank, UNIT_NONE},    {MESSAGE_measure, UNIT_NONE},
        {MESSAGE_plan_size, UNIT_NONE},    {MESSAGE_unit, UNIT_NONE},
        {MESSAGE_plan_at_most, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_plan_measures, columns)->long_form = true;
    for (size_t p = 0; p < count; p++) {
        for (size_t i = 0; i < of->problem->measure_count; i++) {
            if (is_part(packages[p].sizes[i])) {
                const struct measure *measure = measure_find(answer->municipality, of->measures[i]);
                enum unit unit = lever_unit((enum lever)measure->lever);
                struct value *row = answer_row(answer);
                row[0] = value_identifier((int64_t)p + 1);
                row[1] = value_word(of->measures[i], measure_name(measure, answer->language));
                row[2] = value_size(packages[p].sizes[i]);
                row[3] = value_word(unit_ids[unit], unit_name(unit, answer->language));
                row[4] = value_yes_no(packages[p].at_most[i]);
            }
        }
    }
}

static void
add_years(struct answer *answer, const struct plan_answer *of,
          const struct search_package *packages, size_t count)
{
    static const struct answer_column columns[] = {
        {MESSAGE_plan_rank, UNIT_NONE}, {MESSAGE_year, UNIT_NONE}, {MESSAGE_plan_cost, UNIT_NONE},
        {MESSAGE_p10, UNIT_NONE},       {MESSAGE_p90, UNIT_NONE},  {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_plan_costs, columns);
    for (size_t p = 0; p < count; p++) {
        for (size_t y = 0; y < of->problem->years; y++) {
            const struct band *cost = &packages[p].cost_years[y];
            struct value *row = answer_row(answer);
            row[0] = value_identifier((int64_t)p + 1);
            row[1] = value_identifier(of->first_year + (int64_t)y);
            row[2] = value_nok(cost->mean);
            row[3] = value_nok(cost->at[QUANTILE_P10]);
            row[4] = value_nok(cost->at[QUANTILE_P90]);
        }
    }
}

/* A price, or nothing where it has none or no end. */
static struct value
value_price(double price)
{
    return value_number(isfinite(price) ? round(price) : (double)NAN, 0);
}

/* The price and how it spreads over the futures, and how exactly the price was reckoned. */
static void
put_price(struct value *cells, struct value *exactness, const struct price *price)
{
    cells[0] = value_price(price->price);
    cells[1] = value_price(price->none ? (double)NAN : price->p10);
    cells[2] = value_price(price->none ? (double)NAN : price->p90);
    exactness[0] = value_price(price->low);
    exactness[1] = value_price(price->high);
}

static bool
has_cost(const struct answer *answer, const char *key)
{
    return measure_cost_known(measure_find(answer->municipality, key));
}

static bool
has_price(const struct answer *answer, const struct plan_answer *of, size_t measure)
{
    const struct search_measure_price *price = &of->result->prices[measure];
    return price->possible && !price->free_place.none && has_cost(answer, of->measures[measure]);
}

/* Whether a measure's free places are cheaper than another's; those without a price come last. */
static bool
is_cheaper(const struct answer *answer, const struct plan_answer *of, size_t a, size_t b)
{
    const struct search_measure_price *prices = of->result->prices;
    bool known_a = has_price(answer, of, a), known_b = has_price(answer, of, b);
    return known_a != known_b ? known_a
                              : known_a && prices[a].free_place.price < prices[b].free_place.price;
}

static void
add_price(struct answer *answer, const struct plan_answer *of, size_t measure)
{
    const struct search_measure_price *price = &of->result->prices[measure];
    struct value *row = answer_row(answer);
    row[0] = value_size(price->size);
    if (price->possible) {
        row[2] = value_difference(forecast_exact(price->free_place.effect), 0);
        row[10] = value_chance(price->free_place.helps);
    }
    if (price->possible && has_cost(answer, of->measures[measure])) {
        row[1] = value_cost(of, price->cost.mean);
        put_price(row + 3, row + 11, &price->free_place);
        put_price(row + 6, row + 13, &price->waiting_year);
    }
    struct search_package alone = {0};
    alone.sizes[measure] = price->size;
    row[9] = value_word(of->measures[measure], package_words(answer, of, &alone));
}

/* The cheapest first. */
static void
add_prices(struct answer *answer, const struct plan_answer *of)
{
    static const struct answer_column columns[] = {
        {MESSAGE_plan_size, UNIT_NONE},          {MESSAGE_plan_cost_per_year, UNIT_NONE},
        {MESSAGE_plan_won, UNIT_NONE},           {MESSAGE_plan_price_place, UNIT_NONE},
        {MESSAGE_plan_price_p10, UNIT_NONE},     {MESSAGE_plan_price_p90, UNIT_NONE},
        {MESSAGE_plan_price_waiting, UNIT_NONE}, {MESSAGE_plan_waiting_p10, UNIT_NONE},
        {MESSAGE_plan_waiting_p90, UNIT_NONE},   {MESSAGE_measure, UNIT_NONE},
        {MESSAGE_plan_helps, UNIT_NONE},         {MESSAGE_plan_price_low, UNIT_NONE},
        {MESSAGE_plan_price_high, UNIT_NONE},    {MESSAGE_plan_waiting_low, UNIT_NONE},
        {MESSAGE_plan_waiting_high, UNIT_NONE},  {MESSAGE_COUNT, UNIT_NONE},
    };
    struct answer_table *table = answer_table(answer, MESSAGE_plan_prices, columns);
    table->shown = 10;
    table->wide = true;
    size_t order[SEARCH_MEASURES_MAX];
    for (size_t i = 0; i < of->problem->measure_count; i++) {
        size_t at = i;
        for (; at > 0 && is_cheaper(answer, of, i, order[at - 1]); at--) {
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
    for (size_t i = 0; i < of->problem->measure_count; i++) {
        add_price(answer, of, order[i]);
    }
}

static void
add_front(struct answer *answer, const struct plan_answer *of)
{
    static const struct answer_column columns[] = {
        {MESSAGE_plan_cost_per_year, UNIT_NONE},
        {MESSAGE_plan_chance, UNIT_NONE},
        {MESSAGE_plan_chance_low, UNIT_NONE},
        {MESSAGE_plan_chance_high, UNIT_NONE},
        {MESSAGE_plan_parts, UNIT_NONE},
        {MESSAGE_package, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_plan_front, columns)->shown = 5;
    for (size_t i = 0; i < of->result->front_count; i++) {
        const struct search_package *package = &of->result->front[i];
        struct value *row = answer_row(answer);
        row[0] = value_cost(of, package->cost.mean);
        row[1] = value_chance(package->chance.share);
        row[2] = value_chance(package->chance.low);
        row[3] = value_chance(package->chance.high);
        row[4] = value_number((double)package->measures, 0);
        row[5] = value_text(package_words(answer, of, package));
    }
}

/* Which measures have no price, so that a dash is not taken for a gap. */
static void
add_without_effect(struct answer *answer, const struct plan_answer *of)
{
    struct text text;
    text_init(&text, WORDS_LIMIT);
    for (size_t i = 0; i < of->problem->measure_count; i++) {
        const struct search_measure_price *price = &of->result->prices[i];
        if (price->possible && price->free_place.none && has_cost(answer, of->measures[i])) {
            text_format(&text, "%s%s", text.length > 0 ? "; " : "",
                        forecast_measure_name(answer, of->measures[i]));
        }
    }
    const char *names = keep(answer, &text);
    if (names[0] != '\0') {
        answer_remark(answer, MESSAGE_plan_no_effect, names);
    }
}

/* Which measures nobody knows the cost of: those left out, and those the search took as free. */
static void
add_without_cost(struct answer *answer, const struct plan_answer *of)
{
    struct text left_out, free;
    text_init(&left_out, WORDS_LIMIT);
    text_init(&free, WORDS_LIMIT);
    for (size_t i = 0; i < of->left_out_count; i++) {
        text_format(&left_out, "%s%s", i > 0 ? "; " : "",
                    forecast_measure_name(answer, of->left_out[i]));
    }
    for (size_t i = 0; i < of->problem->measure_count; i++) {
        if (!has_cost(answer, of->measures[i])) {
            text_format(&free, "%s%s", free.length > 0 ? "; " : "",
                        forecast_measure_name(answer, of->measures[i]));
        }
    }
    const char *out = keep(answer, &left_out), *in = keep(answer, &free);
    if (out[0] != '\0') {
        answer_remark(answer, MESSAGE_plan_left_out, out);
    }
    if (in[0] != '\0') {
        answer_remark(answer, MESSAGE_cost_unknown, in);
    }
}

/* -- what binds -------------------------------------------------------------------------------- */

static const char *
largest_words(struct answer *answer, const struct plan_answer *of,
              const struct search_package *package)
{
    struct text text;
    text_init(&text, WORDS_LIMIT);
    for (size_t i = 0; i < of->problem->measure_count; i++) {
        if (package->at_most[i]) {
            text_format(&text, "%s%s", text.length > 0 ? "; " : "",
                        forecast_measure_name(answer, of->measures[i]));
        }
    }
    return keep(answer, &text);
}

static void
add_binding(struct answer *answer, const struct plan_answer *of,
            const struct search_package *package)
{
    static const double competing = 0.9, near_budget = 0.95;
    const char *largest = largest_words(answer, of, package);
    if (largest[0] != '\0') {
        answer_remark(answer, MESSAGE_plan_binds_size, largest);
    }
    if (of->result->over_budget || package->dearest_year > near_budget * of->problem->budget) {
        answer_note(answer, MESSAGE_note_plan_budget);
    }
    if (of->result->together < competing) {
        struct text text;
        struct value share = value_share(of->result->together, 0);
        text_init(&text, WORDS_LIMIT);
        format_value(&share, answer->language, &text);
        answer_remark(answer, MESSAGE_plan_binds_candidates, keep(answer, &text));
    }
}

static void
add_notes(struct answer *answer, const struct plan_answer *of)
{
    const struct search_result *result = of->result;
    if (result->stopped && !is_checked(result)) {
        answer_note(answer, MESSAGE_note_plan_stopped);
    } else {
        answer_note(answer, MESSAGE_note_plan_fresh);
    }
    if (result->work_ended) {
        answer_note(answer, MESSAGE_note_plan_work);
    }
    answer_note(answer, MESSAGE_note_plan_search);
    if (!result->stopped) {
        answer_note(answer, MESSAGE_note_plan_after);
        answer_note(answer, MESSAGE_note_plan_price);
    }
    answer_note(answer, MESSAGE_note_forecast_reach);
    bool assumed = false;
    for (size_t i = 0; i < of->problem->measure_count; i++) {
        const struct measure *measure = measure_find(answer->municipality, of->measures[i]);
        assumed |= measure->effect_confidence == CONFIDENCE_C;
    }
    if (assumed) {
        answer_note(answer, MESSAGE_note_plan_assumed);
    }
    if (of->origin->synthetic) {
        answer_note(answer, MESSAGE_note_synthetic);
    }
}

void
answer_plan(struct answer *answer, const struct plan_answer *of)
{
    const struct search_result *result = of->result;
    const bool reached = result->best_count > 0;
    const struct search_package *packages = reached ? result->best : &result->nearest;
    const size_t count = reached ? result->best_count : 1;
    const bool unchecked = result->stopped && !is_checked(result);
    answer->is_no = !reached && !result->stopped;
    add_question(answer, of);
    add_best(answer, of, &packages[0],
             unchecked ? MESSAGE_plan_so_far
                       : (reached ? MESSAGE_plan_cheapest : MESSAGE_plan_nearest));
    if (of->unbudgeted != NULL && of->unbudgeted->best_count > 0) {
        const struct search_package *dearer = &of->unbudgeted->best[0];
        answer_field(answer, MESSAGE_plan_unbudgeted, UNIT_NONE,
                     value_text(package_words(answer, of, dearer)));
        answer_field(answer, MESSAGE_plan_unbudgeted_cost, UNIT_NONE,
                     value_cost(of, dearer->cost.mean));
        answer_field(answer, MESSAGE_plan_unbudgeted_dearest, UNIT_NONE,
                     value_nok(dearer->dearest_year));
    }
    answer_field(answer, MESSAGE_futures, UNIT_NONE, value_number((double)of->problem->futures, 0));
    answer_field(answer, MESSAGE_plan_checks, UNIT_NONE,
                 value_number(packages[0].checked ? (double)packages[0].futures : 0, 0));
    answer_field(answer, MESSAGE_plan_tried, UNIT_NONE, value_number((double)result->packages, 0));
    answer_field(answer, MESSAGE_seed, UNIT_NONE, value_identifier((int64_t)of->seed));
    add_packages(answer, of,
                 unchecked ? MESSAGE_plan_packages_so_far
                           : (reached ? MESSAGE_plan_packages : MESSAGE_plan_nearest_packages),
                 packages, count);
    add_sizes(answer, of, packages, count);
    add_years(answer, of, packages, 1);
    if (!result->stopped) {
        add_prices(answer, of);
        add_front(answer, of);
    }
    add_without_cost(answer, of);
    add_binding(answer, of, &packages[0]);
    if (!result->stopped) {
        add_without_effect(answer, of);
    }
    add_notes(answer, of);
}
