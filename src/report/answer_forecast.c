/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/package.h"
#include "report/answers.h"
#include "report/forecast_private.h"
#include "report/format.h"

#include <math.h>
#include <string.h>

/* Fewer futures than this leave at most ten beyond the 5 and 95 % quantiles. */
enum { FEW_FUTURES = 200, NAME_LIMIT = 512, LONG_LIMIT = 64 * 1024, LARGE = 100000 };

/* What a person is shown; the tables have every outcome. */
static const enum outcome shown_outcomes[] = {
    OUTCOME_gps,         OUTCOME_posts_without_gp, OUTCOME_places,         OUTCOME_listed,
    OUTCOME_free_places, OUTCOME_vacancy_listed,   OUTCOME_unassigned,     OUTCOME_waiting,
    OUTCOME_mean_list,   OUTCOME_hours_per_gp,     OUTCOME_same_day_slots, OUTCOME_ooh_contacts,
};

/* The text's bytes as a string in the answer's arena; ends the text. */
static const char *
keep(struct answer *answer, struct text *text)
{
    const char *kept = answer_text(answer, "%s", text_string(text));
    answer->failed |= text->failed;
    text_free(text);
    return kept;
}

/* -- moments ----------------------------------------------------------------------------------- */

/* The months a person is shown, and what they are called. */
struct moments {
    int32_t months[OUTLOOK_POINTS_MAX];
    const char *heads[OUTLOOK_POINTS_MAX];
    size_t count;
};

static const char *
years_ahead(struct answer *answer, int years)
{
    const enum language language = answer->language;
    return answer_text(answer, "%s %d %s", message_text(MESSAGE_in_time, language), years,
                       years == 1 ? message_text(MESSAGE_year_one, language)
                                  : unit_name(UNIT_years, language));
}

/* Now, in 1, 3, 5, 10, 20 and 30 years as far as it goes, and the end. */
static struct moments
moments_of(struct answer *answer, const struct forecast *forecast)
{
    static const int years[] = {1, 3, 5, 10, 20, 30};
    struct moments moments = {.count = 1};
    moments.heads[0] = message_text(MESSAGE_now, answer->language);
    const int end = forecast->months / 12;
    for (size_t i = 0; i < sizeof years / sizeof years[0] && years[i] < end; i++) {
        moments.months[moments.count] = years[i] * 12;
        moments.heads[moments.count++] = years_ahead(answer, years[i]);
    }
    moments.months[moments.count] = end * 12;
    moments.heads[moments.count++] = years_ahead(answer, end);
    return moments;
}

/* -- values ------------------------------------------------------------------------------------ */

/* How a row is shown: in its unit, or in thousands of it. */
struct showing {
    bool share, difference;
    double scale;
    int decimals;
};

static struct value
shown(const struct showing *showing, double number)
{
    number /= showing->scale;
    if (showing->share) {
        return showing->difference ? value_share_difference(number, showing->decimals)
                                   : value_share(number, showing->decimals);
    }
    return showing->difference ? value_difference(number, showing->decimals)
                               : value_number(number, showing->decimals);
}

static void
show_band(const struct showing *showing, const struct band *band, bool interval,
          struct outlook_point *out)
{
    out->middle = shown(showing, band->at[QUANTILE_P50]);
    if (interval) {
        out->low = shown(showing, band->at[QUANTILE_P10]);
        out->high = shown(showing, band->at[QUANTILE_P90]);
    }
}

/* A series of doubles that lives as long as the answer; all 0 when memory ends. */
static double *
series(struct answer *answer, size_t count)
{
    double *values = arena_array(answer->arena, count, sizeof *values);
    answer->failed |= values == NULL;
    return values;
}

static struct chart
chart_of_bands(struct answer *answer, const struct band *bands, size_t count)
{
    double *low = series(answer, count), *middle = series(answer, count),
           *high = series(answer, count);
    if (answer->failed) {
        return (struct chart){0};
    }
    for (size_t i = 0; i < count; i++) {
        low[i] = bands[i].at[QUANTILE_P10];
        middle[i] = bands[i].at[QUANTILE_P50];
        high[i] = bands[i].at[QUANTILE_P90];
    }
    return (struct chart){.count = count, .low = low, .middle = middle, .high = high};
}

/* -- the outlook ------------------------------------------------------------------------------- */

static bool
is_large(const struct band *bands, const struct moments *moments)
{
    for (size_t p = 0; p < moments->count; p++) {
        if (fabs(bands[moments->months[p]].at[QUANTILE_P90]) >= LARGE) {
            return true;
        }
    }
    return false;
}

static void
add_outcomes(struct answer *answer, const struct forecast *forecast, const struct moments *moments,
             enum message title, const struct band *bands, bool difference)
{
    const size_t from = difference ? 1 : 0; /* there is none before anything is done */
    answer_outlook(answer, title, moments->heads + from, moments->count - from);
    for (size_t i = 0; i < sizeof shown_outcomes / sizeof shown_outcomes[0]; i++) {
        const enum outcome outcome = shown_outcomes[i];
        const struct band *own = bands + forecast_at(forecast, outcome, 0);
        const bool large = is_large(own, moments);
        const struct showing showing = {
            .share = outcome_unit(outcome) == UNIT_share,
            .difference = difference,
            .scale = large ? 1000 : 1,
            .decimals = large ? 1 : outcome_decimals(outcome),
        };
        const char *name = outcome_name(outcome, answer->language);
        if (large) {
            name = answer_text(answer, "%s, %s", name,
                               message_text(MESSAGE_thousands, answer->language));
        }
        struct outlook_row *row = answer_outlook_row(answer, name);
        for (size_t p = from; p < moments->count; p++) {
            const int32_t month = moments->months[p];
            show_band(&showing, &own[month], month > 0, &row->points[p - from]);
        }
        row->chart = chart_of_bands(answer, own, (size_t)forecast->months + 1);
    }
}

const char *
forecast_goal_words(struct answer *answer, const struct goal *goal)
{
    struct text text;
    text_init(&text, NAME_LIMIT);
    const bool share = outcome_unit(goal->outcome) == UNIT_share;
    struct value value = value_as_given(share ? goal->value * 100 : goal->value);
    if (share) {
        value.kind = VALUE_SHARE;
        value.number = goal->value;
    }
    const char *sign = goal->at_least ? (goal->strict ? ">" : "≥") : (goal->strict ? "<" : "≤");
    text_format(&text, "%s %s ", outcome_name(goal->outcome, answer->language), sign);
    format_value(&value, answer->language, &text);
    return keep(answer, &text);
}

static void
add_goals(struct answer *answer, const struct forecast *forecast, const struct moments *moments)
{
    if (forecast->goal_count == 0) {
        return;
    }
    answer_outlook(answer, MESSAGE_outlook_goals, moments->heads, moments->count);
    for (size_t s = 0; s < forecast->side_count; s++) {
        for (size_t g = 0; g < forecast->goal_count; g++) {
            const char *name = forecast_goal_words(answer, &forecast->goals[g]);
            if (s > 0) {
                name = answer_text(answer, "… %s: %s",
                                   message_text(MESSAGE_package_compared, answer->language), name);
            }
            struct outlook_row *row = answer_outlook_row(answer, name);
            const double *chances = forecast->sides[s].chances + forecast_at(forecast, g, 0);
            for (size_t p = 0; p < moments->count; p++) {
                row->points[p].middle = value_share(chances[moments->months[p]], 0);
            }
            row->chart = (struct chart){
                .count = (size_t)forecast->months + 1, .middle = chances, .of_one = true};
        }
    }
}

/* -- costs ------------------------------------------------------------------------------------- */

/* The years a person is shown: the first ones, the last, and all together. */
static size_t
choose_years(struct answer *answer, const struct forecast *forecast,
             size_t years[OUTLOOK_POINTS_MAX], const char *heads[OUTLOOK_POINTS_MAX])
{
    size_t count = 0;
    for (size_t year = 0; year < forecast->years; year++) {
        if (year + 1 < forecast->years && count == OUTLOOK_POINTS_MAX - 2) {
            continue;
        }
        years[count] = year;
        heads[count++] = answer_text(answer, "%d", forecast->first_year + (int)year);
    }
    years[count] = forecast->years;
    heads[count++] = message_text(MESSAGE_whole_period, answer->language);
    return count;
}

/* With its interval over all the years, which is what a decision is about. */
static void
add_cost_row(struct answer *answer, const char *name, const struct band *bands, bool difference,
             const size_t *years, size_t count)
{
    const struct showing showing = {.difference = difference, .scale = 1e6, .decimals = 1};
    struct outlook_row *row = answer_outlook_row(answer, name);
    for (size_t p = 0; p < count; p++) {
        show_band(&showing, &bands[years[p]], p + 1 == count, &row->points[p]);
    }
}

/* A row of dashes: what is not known is not 0. */
static void
add_unknown_row(struct answer *answer, const char *name, size_t count)
{
    struct outlook_row *row = answer_outlook_row(answer, name);
    for (size_t p = 0; p < count; p++) {
        row->points[p].middle = value_text("–");
    }
}

const char *
forecast_measure_name(const struct answer *answer, const char *key)
{
    const struct measure *measure =
        answer->municipality == NULL ? NULL : measure_find(answer->municipality, key);
    return measure == NULL ? key : measure_name(measure, answer->language);
}

static bool
has_measure(const struct model *model, const char *key)
{
    for (size_t e = 0; e < model->effort_count; e++) {
        if (strcmp(model->efforts[e].measure, key) == 0) {
            return true;
        }
    }
    return false;
}

/* Which measures the sums are without, of either side. */
static void
add_unknown_costs(struct answer *answer, const struct forecast *forecast)
{
    struct text text;
    text_init(&text, LONG_LIMIT);
    for (size_t s = 0; s < forecast->side_count; s++) {
        const struct model *model = forecast->sides[s].model;
        for (size_t e = 0; e < model->effort_count; e++) {
            const char *key = model->efforts[e].measure;
            const bool told = s > 0 && has_measure(forecast->sides[0].model, key);
            if (model->efforts[e].cost_unknown && !told) {
                text_format(&text, "%s%s", text.length > 0 ? "; " : "",
                            forecast_measure_name(answer, key));
            }
        }
    }
    const char *names = keep(answer, &text);
    if (names[0] != '\0') {
        answer_remark(answer, MESSAGE_cost_unknown, names);
    }
}

static void
add_costs(struct answer *answer, const struct forecast *forecast)
{
    size_t years[OUTLOOK_POINTS_MAX];
    const char *heads[OUTLOOK_POINTS_MAX];
    const size_t count = choose_years(answer, forecast, years, heads);
    const struct forecast_side *side = &forecast->sides[0];
    const size_t efforts = side->model->effort_count;
    if (efforts > 0) {
        answer_outlook(answer, MESSAGE_outlook_costs, heads, count);
        for (size_t e = 0; e < efforts; e++) {
            const struct effort *effort = &side->model->efforts[e];
            const char *name = forecast_measure_name(answer, effort->measure);
            if (effort->cost_unknown) {
                add_unknown_row(answer, name, count);
                continue;
            }
            add_cost_row(answer, name, side->costs + forecast_cost_at(forecast, e, 0), false, years,
                         count);
        }
        add_cost_row(answer, message_text(MESSAGE_all_measures, answer->language),
                     side->costs + forecast_cost_at(forecast, efforts, 0), false, years, count);
    }
    if (forecast->difference != NULL) {
        answer_outlook(answer, MESSAGE_outlook_costs_difference, heads, count);
        add_cost_row(answer, message_text(MESSAGE_all_measures, answer->language),
                     forecast->difference_costs, true, years, count);
    }
    add_unknown_costs(answer, forecast);
    int32_t first;
    if ((efforts > 0 || forecast->difference != NULL) &&
        (forecast_year_months(forecast, 0, &first) < 12 ||
         forecast_year_months(forecast, forecast->years - 1, &first) < 12)) {
        answer_note(answer, MESSAGE_note_forecast_year);
    }
}

/* -- what was asked ---------------------------------------------------------------------------- */

void
forecast_add_choice(const struct answer *answer, const char *key, enum lever lever, double size,
                    struct text *out)
{
    const enum unit unit = lever_unit(lever);
    text_add(out, forecast_measure_name(answer, key));
    if (unit == UNIT_ratio && (size < 0 || size == 1)) { /* the only one below 0 is −1 */
        if (size < 0) {
            text_format(out, " (%s)", message_text(MESSAGE_measure_ends, answer->language));
        }
        return;
    }
    struct value value = value_as_given(forecast_exact(size));
    if (unit == UNIT_share) {
        value = value_share(forecast_exact(size), 0);
    }
    text_add(out, unit == UNIT_ratio ? " (× " : " (");
    format_value(&value, answer->language, out);
    const bool named = unit != UNIT_ratio && unit != UNIT_share;
    text_format(out, "%s%s)", named ? " " : "", named ? unit_name(unit, answer->language) : "");
}

static const char *
package_words(struct answer *answer, const struct model *model)
{
    struct text text;
    text_init(&text, LONG_LIMIT);
    for (size_t e = 0; e < model->effort_count; e++) {
        const struct effort *effort = &model->efforts[e];
        text_add(&text, e > 0 ? "; " : "");
        forecast_add_choice(answer, effort->measure, (enum lever)effort->lever, effort->size,
                            &text);
    }
    if (model->effort_count == 0) {
        text_add(&text, message_text(MESSAGE_package_none, answer->language));
    }
    return keep(answer, &text);
}

static void
add_question(struct answer *answer, const struct forecast *forecast)
{
    answer_field(answer, MESSAGE_package, UNIT_NONE,
                 value_text(package_words(answer, forecast->sides[0].model)));
    if (forecast->side_count > 1) {
        answer_field(answer, MESSAGE_package_compared, UNIT_NONE,
                     value_text(package_words(answer, forecast->sides[1].model)));
    }
    answer_field(answer, MESSAGE_futures, UNIT_NONE, value_number((double)forecast->count, 0));
    if (forecast_is_partial(forecast)) {
        answer_field(answer, MESSAGE_futures_wanted, UNIT_NONE,
                     value_number((double)forecast->wanted, 0));
    }
    answer_field(answer, MESSAGE_seed, UNIT_NONE, value_identifier((int64_t)forecast->seed));
}

/* -- tables ------------------------------------------------------------------------------------ */

static void
put_band(struct value *cells, const struct band *band, bool share, int decimals)
{
    for (size_t q = 0; q <= QUANTILE_COUNT; q++) {
        const double number = forecast_exact(q < QUANTILE_COUNT ? band->at[q] : band->mean);
        cells[q] = share ? value_share(number, decimals) : value_number(number, decimals);
    }
}

#define BAND_COLUMNS                                                                               \
    {MESSAGE_p05, UNIT_NONE}, {MESSAGE_p10, UNIT_NONE}, {MESSAGE_p25, UNIT_NONE},                  \
        {MESSAGE_p50, UNIT_NONE}, {MESSAGE_p75, UNIT_NONE}, {MESSAGE_p90, UNIT_NONE},              \
        {MESSAGE_p95, UNIT_NONE}, {MESSAGE_mean, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE},

static void
add_months(struct answer *answer, const struct forecast *forecast, enum message title,
           const struct band *bands)
{
    static const struct answer_column columns[] = {{MESSAGE_indicator, UNIT_NONE},
                                                   {MESSAGE_unit, UNIT_NONE},
                                                   {MESSAGE_month, UNIT_NONE},
                                                   BAND_COLUMNS};
    answer_table(answer, title, columns)->long_form = true;
    for (int o = 0; o < OUTCOME_COUNT; o++) {
        const enum outcome outcome = (enum outcome)o;
        const enum unit unit = outcome_unit(outcome);
        for (int32_t month = 0; month <= forecast->months; month++) {
            struct value *row = answer_row(answer);
            row[0] = value_word(outcome_ids[o], outcome_name(outcome, answer->language));
            row[1] = value_word(unit_ids[unit], unit_name(unit, answer->language));
            row[2] = value_date(forecast_month(forecast, month));
            put_band(row + 3, &bands[forecast_at(forecast, (size_t)o, month)], unit == UNIT_share,
                     outcome_decimals(outcome));
        }
    }
}

static struct value
show_district(const struct answer *answer, const char *name)
{
    return name[0] != '\0' ? value_text(name)
                           : value_word(message_key(MESSAGE_unknown_district),
                                        message_text(MESSAGE_unknown_district, answer->language));
}

static void
add_districts(struct answer *answer, const struct forecast *forecast)
{
    static const struct answer_column columns[] = {{MESSAGE_district, UNIT_NONE},
                                                   {MESSAGE_indicator, UNIT_NONE},
                                                   {MESSAGE_month, UNIT_NONE},
                                                   BAND_COLUMNS};
    answer_table(answer, MESSAGE_bands_districts, columns)->long_form = true;
    const struct forecast_side *side = &forecast->sides[0];
    const struct population_path *population = &side->model->population;
    for (size_t d = 0; d < population->districts; d++) {
        for (size_t k = 0; k < DISTRICT_OUTCOME_COUNT; k++) {
            const enum outcome outcome = forecast_district_outcome((enum district_outcome)k);
            for (int32_t month = 0; month <= forecast->months; month++) {
                const size_t at = forecast_at(forecast, d * DISTRICT_OUTCOME_COUNT + k, month);
                struct value *row = answer_row(answer);
                row[0] = show_district(answer, population->names[d]);
                row[1] = value_word(outcome_ids[outcome], outcome_name(outcome, answer->language));
                row[2] = value_date(forecast_month(forecast, month));
                put_band(row + 3, &side->by_district[at], false, 0);
            }
        }
    }
}

static void
add_chances(struct answer *answer, const struct forecast *forecast)
{
    static const struct answer_column columns[] = {
        {MESSAGE_goal, UNIT_NONE},   {MESSAGE_month, UNIT_NONE},
        {MESSAGE_chance, UNIT_NONE}, {MESSAGE_chance_compared, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_chances, columns)->long_form = true;
    for (size_t g = 0; g < forecast->goal_count; g++) {
        const char *key = forecast_goal_key(answer, &forecast->goals[g]),
                   *words = forecast_goal_words(answer, &forecast->goals[g]);
        for (int32_t month = 0; month <= forecast->months; month++) {
            struct value *row = answer_row(answer);
            row[0] = value_word(key, words);
            row[1] = value_date(forecast_month(forecast, month));
            for (size_t s = 0; s < forecast->side_count; s++) {
                row[2 + s] =
                    value_share(forecast->sides[s].chances[forecast_at(forecast, g, month)], 1);
            }
        }
    }
}

static void
add_year_costs(struct answer *answer, const struct forecast *forecast)
{
    static const struct answer_column columns[] = {{MESSAGE_of_package, UNIT_NONE},
                                                   {MESSAGE_measure, UNIT_NONE},
                                                   {MESSAGE_year, UNIT_NONE},
                                                   {MESSAGE_year_months, UNIT_NONE},
                                                   BAND_COLUMNS};
    static const enum message packages[] = {MESSAGE_package_asked, MESSAGE_compared,
                                            MESSAGE_difference};
    answer_table(answer, MESSAGE_costs, columns)->long_form = true;
    for (size_t s = 0; s < forecast->side_count + (forecast->difference != NULL); s++) {
        const struct forecast_side *side = s < forecast->side_count ? &forecast->sides[s] : NULL;
        const size_t efforts = side == NULL ? 0 : side->model->effort_count;
        for (size_t e = 0; e <= efforts; e++) {
            for (size_t year = 0; year < forecast->years; year++) {
                int32_t first;
                struct value *row = answer_row(answer);
                const char *key = e < efforts ? side->model->efforts[e].measure : NULL;
                row[0] = value_word(message_key(packages[s]),
                                    message_text(packages[s], answer->language));
                row[1] = key != NULL
                             ? value_word(key, forecast_measure_name(answer, key))
                             : value_word(message_key(MESSAGE_all_measures),
                                          message_text(MESSAGE_all_measures, answer->language));
                row[2] = value_identifier(forecast->first_year + (int)year);
                row[3] = value_number(forecast_year_months(forecast, year, &first), 0);
                const struct band *spent = side == NULL
                                               ? &forecast->difference_costs[year]
                                               : &side->costs[forecast_cost_at(forecast, e, year)];
                const bool known = key == NULL || !side->model->efforts[e].cost_unknown;
                for (size_t q = 0; q <= QUANTILE_COUNT; q++) {
                    const double nok = q < QUANTILE_COUNT ? spent->at[q] : spent->mean;
                    row[4 + q] = value_number(known ? forecast_nok(nok) : (double)NAN, 0);
                }
            }
        }
    }
}

static void
add_assumptions(struct answer *answer, const struct forecast *forecast)
{
    static const struct answer_column columns[] = {
        {MESSAGE_assumption, UNIT_NONE}, {MESSAGE_unit, UNIT_NONE},
        {MESSAGE_value, UNIT_NONE},      {MESSAGE_p10, UNIT_NONE},
        {MESSAGE_p90, UNIT_NONE},        {MESSAGE_confidence, UNIT_NONE},
        {MESSAGE_source, UNIT_NONE},     {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_assumptions, columns)->long_form = true;
    for (int a = 0; a < ASSUMPTION_COUNT; a++) {
        const enum assumption assumption = (enum assumption)a;
        const struct uncertain *uncertain = &forecast->sides[0].model->assumptions[a];
        const struct forecast_parameter *own = assumption_row(answer->municipality, assumption);
        const enum unit unit = assumption_unit(assumption);
        struct value *row = answer_row(answer);
        row[0] = value_word(assumption_ids[a], assumption_name(assumption, answer->language));
        row[1] = value_word(unit_ids[unit], unit_name(unit, answer->language));
        row[2] = value_number(uncertain->value, 3);
        row[3] = value_number(forecast_exact(uncertain_draw(uncertain, -FORECAST_Z90)), 3);
        row[4] = value_number(forecast_exact(uncertain_draw(uncertain, FORECAST_Z90)), 3);
        if (own != NULL) {
            row[5] = value_text(answer_text(answer, "%c", "ABC"[own->confidence]));
            row[6] = value_text(own->source);
        }
    }
}

static void
add_tables(struct answer *answer, const struct forecast *forecast)
{
    add_months(answer, forecast, MESSAGE_bands, forecast->sides[0].outcomes);
    if (forecast->side_count > 1) {
        add_months(answer, forecast, MESSAGE_bands_compared, forecast->sides[1].outcomes);
        add_months(answer, forecast, MESSAGE_bands_difference, forecast->difference);
    }
    add_districts(answer, forecast);
    add_chances(answer, forecast);
    add_year_costs(answer, forecast);
    add_assumptions(answer, forecast);
}

/* -- the answer -------------------------------------------------------------------------------- */

/* Lists as they are told of, not as they will be, are what a later start has. */
static bool
starts_late(const struct answer *answer, const struct forecast *forecast)
{
    return answer->municipality != NULL &&
           date_compare(forecast->start, forecast_start_date(answer->municipality)) > 0;
}

static void
add_notes(struct answer *answer, const struct forecast_answer *of)
{
    if (forecast_is_partial(of->forecast)) {
        answer_note(answer, MESSAGE_note_forecast_partial);
    }
    answer_note(answer, MESSAGE_note_forecast_median);
    if (of->forecast->difference != NULL) {
        answer_note(answer, MESSAGE_note_forecast_difference);
    }
    answer_note(answer, MESSAGE_note_forecast_reach);
    if (of->calibrated != NULL) {
        answer_note(answer, MESSAGE_note_forecast_fitted);
    }
    if (of->origin->vacant_added > 0) {
        answer_note(answer, MESSAGE_note_forecast_vacant);
    }
    if (of->forecast->count < FEW_FUTURES) {
        answer_note(answer, MESSAGE_note_forecast_few);
    }
    if (starts_late(answer, of->forecast)) {
        answer_note(answer, MESSAGE_note_forecast_late);
    }
    if (of->origin->guests_differ) {
        answer_note(answer, MESSAGE_note_forecast_guests);
    }
    if (of->origin->listed_elsewhere) {
        answer_note(answer, MESSAGE_note_forecast_elsewhere);
    }
    if (of->origin->without_ages) {
        answer_note(answer, MESSAGE_note_forecast_ages);
    }
    if (of->origin->synthetic) {
        answer_note(answer, MESSAGE_note_synthetic);
    }
    answer_note(answer, MESSAGE_note_forecast_more);
}

void
answer_forecast(struct answer *answer, const struct forecast_answer *of)
{
    const struct forecast *forecast = of->forecast;
    const struct moments moments = moments_of(answer, forecast);
    answer->write_json = forecast_write_json;
    answer->of = of;
    add_question(answer, forecast);
    add_outcomes(answer, forecast, &moments, MESSAGE_outlook, forecast->sides[0].outcomes, false);
    if (forecast->difference != NULL) {
        add_outcomes(answer, forecast, &moments, MESSAGE_outlook_difference, forecast->difference,
                     true);
    }
    add_goals(answer, forecast, &moments);
    add_costs(answer, forecast);
    if (of->tables) {
        add_tables(answer, forecast);
    }
    forecast_add_explained(answer, forecast->sides[0].model, of->explained);
    answer->explain = false; /* by tables, not by steps */
    forecast_add_hinges(answer, forecast->sides[0].model, of->explained);
    if (of->calibrated != NULL) {
        answer_drifts(answer, municipality_facts(answer->municipality)->code, of->calibrated);
    }
    add_notes(answer, of);
}
