/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/start.h"

#include "base/number.h"
#include "base/text.h"
#include "forecast/fit.h"

#include <math.h>
#include <string.h>

enum { MONTHS_A_YEAR = 12 };

/* Guests are told in round numbers: a difference up to this share is none. */
#define GUESTS_ROUNDED 0.05

/* -- what is assumed --------------------------------------------------------------------------- */

const struct forecast_parameter *
assumption_row(const struct municipality *municipality, enum assumption assumption)
{
    size_t count;
    const struct forecast_parameter *rows =
        municipality_rows(municipality, TABLE_FORECAST_PARAMETERS, &count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].parameter == (int)assumption) {
            return &rows[i];
        }
    }
    return NULL;
}

static struct uncertain
uncertain_of(const struct forecast_parameter *row)
{
    double spread = isnan(row->spread) ? 0 : row->spread;
    return (struct uncertain){
        .value = row->value,
        .spread = row->confidence == CONFIDENCE_C ? spread * ASSUMED_WIDENING : spread,
        .min = isnan(row->min) ? -(double)INFINITY : row->min,
        .max = isnan(row->max) ? (double)INFINITY : row->max,
        .distribution = row->distribution,
    };
}

bool
forecast_assumptions(const struct municipality *municipality,
                     struct uncertain out[ASSUMPTION_COUNT], struct error *error)
{
    for (int a = 0; a < ASSUMPTION_COUNT; a++) {
        const struct forecast_parameter *row = assumption_row(municipality, (enum assumption)a);
        if (row == NULL) {
            error_set(error, ERROR_ASSUMPTION_MISSING, assumption_ids[a],
                      "forecast_parameters.csv");
            return false;
        }
        out[a] = uncertain_of(row);
    }
    return true;
}

/* -- when -------------------------------------------------------------------------------------- */

struct date
forecast_start_date(const struct municipality *municipality)
{
    struct date state = municipality_facts(municipality)->state_date;
    return date_to_ymd(state).day == 1 ? state : date_next_month(state);
}

static bool
refuse_number(struct error *error, enum error_code code, double found, const char *expected)
{
    char shown[NUMBER_TEXT_SIZE];
    number_write(found, shown);
    error_set(error, code, shown, expected);
    return false;
}

/* The start is a 1st, and the months are as many as a model may have and as there are dates for. */
static bool
check_period(const struct rulebook *rulebook, struct date start, int32_t months,
             struct error *error)
{
    const struct date rules_from = model_rules_from(rulebook);
    struct ymd from = date_to_ymd(start);
    if (from.day != 1) {
        char found[DATE_TEXT_SIZE];
        date_write(start, found);
        error_set(error, ERROR_START_DAY, found, NULL);
        return false;
    }
    if (date_compare(start, rules_from) < 0) {
        char found[DATE_TEXT_SIZE], first[DATE_TEXT_SIZE];
        date_write(start, found);
        date_write(rules_from, first);
        error_set(error, ERROR_START_RULES, found, first);
        return false;
    }
    if (months < 1 || months > MODEL_MONTHS_MAX ||
        from.year + MODEL_MONTHS_MAX / MONTHS_A_YEAR >= DATE_YEAR_MAX) {
        return refuse_number(error, ERROR_MONTHS_RANGE, months, "1–600, ≤ 2249");
    }
    return true;
}

static bool
check_start(const struct municipality *municipality, const struct rulebook *rulebook,
            struct date start, int32_t months, struct error *error)
{
    if (!counted_tables_hold(municipality, start)) {
        char found[DATE_TEXT_SIZE], first[DATE_TEXT_SIZE];
        date_write(start, found);
        date_write(forecast_start_date(municipality), first);
        error_set(error, ERROR_START_EARLY, found, first);
        return false;
    }
    return check_period(rulebook, start, months, error);
}

/* -- what was observed --------------------------------------------------------------------------
 */

/* An observed number of persons; 0 when there is none. */
static int64_t
persons(const struct figure *figure)
{
    return figure->source == NULL ? 0 : llround(figure->value);
}

static void
observe(const struct municipality *municipality, enum indicator indicator, struct date start,
        struct figure *out)
{
    if (!observation_latest(municipality, indicator, "", start, out)) {
        *out = (struct figure){.source = NULL};
    }
}

/* -- lists ------------------------------------------------------------------------------------- */

static int32_t
district_index(const struct population_path *path, const char *name)
{
    for (size_t d = 0; d < path->districts; d++) {
        if (strcmp(path->names[d], name) == 0) {
            return (int32_t)d;
        }
    }
    return -1;
}

static enum channel
channel_of(const struct post *post, int64_t length)
{
    if (post->employment == EMPLOYMENT_SALARIED) {
        return CHANNEL_SALARIED;
    }
    return post->status == POST_VACANT && length == 0 ? CHANNEL_EMPTY : CHANNEL_TAKEOVER;
}

/* The newest row of the post's list on or before the start, searched for from *hint on; NULL when
 * it has none. Lists stand as their posts do. */
static const struct list *
list_of(const struct list *lists, size_t count, const char *post, struct date start, size_t *hint)
{
    for (size_t step = 0; step < count; step++) {
        size_t at = (*hint + step) % count;
        if (strcmp(lists[at].post, post) == 0 && date_compare(lists[at].date, start) <= 0) {
            *hint = at + 1;
            return &lists[at];
        }
    }
    return NULL;
}

static struct model_list
make_list(const struct municipality *municipality, const struct population_path *path,
          const struct post *post, const struct list *list, size_t *practice_hint)
{
    const struct practice *practice = practice_find(municipality, post->practice, practice_hint);
    int64_t length = list == NULL ? 0 : list->length;
    return (struct model_list){
        .cap = (int32_t)post->cap,
        .length = (int32_t)length,
        .district = practice == NULL ? -1 : district_index(path, practice->district),
        .status = post->status,
        .state = list == NULL ? LIST_CLOSED : list->state,
        .channel = (int)channel_of(post, length),
        .salaried = post->employment == EMPLOYMENT_SALARIED,
        .born = DATE_NONE,
        .since = DATE_NONE,
        .sex = CHOICE_NONE,
    };
}

/* Spreads those who wait over lists in proportion to length, over all if no list is closed: by
 * whole persons, so that each list's share is right within one and the sum exact. Nobody can wait
 * for more than there are to switch. */
static void
spread_waiting(struct model_list *lists, size_t count, int64_t waiting)
{
    int64_t closed = 0, all = 0;
    for (size_t i = 0; i < count; i++) {
        all += lists[i].length;
        closed += lists[i].state == LIST_OPEN ? 0 : lists[i].length;
    }
    bool only_closed = closed > 0;
    int64_t of = only_closed ? closed : all;
    waiting = waiting > of ? of : waiting;
    int64_t passed = 0, given = 0;
    for (size_t i = 0; i < count && of > 0; i++) {
        passed += only_closed && lists[i].state == LIST_OPEN ? 0 : lists[i].length;
        int64_t due = passed * waiting / of; /* both are below 2^29 */
        lists[i].waiting = (int32_t)(due - given);
        given = due;
    }
}

/* How many of `gps` are expected to have given notice and work on. */
static double
expected_notices(const struct model *model, size_t gps)
{
    double notice = rule_value(model->rulebook, RULE_agreement_notice, model->start);
    return (double)gps * model_leavers(model) * notice / MONTHS_A_YEAR;
}

/* Posts that were counted as vacant, less those whose GP is expected to work on under notice and
 * those that the table says are vacant: there is no list of theirs in the tables. */
static size_t
vacant_elsewhere(const struct model *model, const struct post *posts, size_t count,
                 const struct figure *vacant)
{
    size_t held = 0;
    for (size_t i = 0; i < count; i++) {
        held += posts[i].status == POST_HELD;
    }
    double left = (double)persons(vacant) - (double)(count - held) - expected_notices(model, held);
    return left > 0.5 ? (size_t)fmin(round(left), (double)(MODEL_LISTS_MAX - count)) : 0;
}

static void
add_vacant(struct model_list *lists, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        lists[i] = (struct model_list){
            .district = -1,
            .status = POST_LOCUM,
            .state = LIST_CLOSED,
            .channel = CHANNEL_TAKEOVER,
            .born = DATE_NONE,
            .since = DATE_NONE,
            .sex = CHOICE_NONE,
        };
    }
}

static bool
make_lists(const struct municipality *municipality, struct arena *arena, struct model *model,
           struct start_origin *origin, struct error *error)
{
    size_t post_count, list_count, list_hint = 0, practice_hint = 0;
    const struct post *posts = municipality_rows(municipality, TABLE_POSTS, &post_count);
    const struct list *rows = municipality_rows(municipality, TABLE_LISTS, &list_count);
    if (post_count == 0) {
        error_set(error, ERROR_NO_POSTS, NULL, "posts.csv");
        return false;
    }
    if (post_count > MODEL_LISTS_MAX) {
        return refuse_number(error, ERROR_LISTS_MANY, (double)post_count, "4096");
    }
    if (!observation_current(municipality, INDICATOR_vacant_posts_locum, "", model->start,
                             &origin->vacant)) {
        origin->vacant = (struct figure){.source = NULL};
    }
    origin->vacant_added = vacant_elsewhere(model, posts, post_count, &origin->vacant);
    struct model_list *lists = arena_array(arena, post_count + origin->vacant_added, sizeof *lists);
    if (lists == NULL) {
        return error_memory(error);
    }
    add_vacant(lists + post_count, origin->vacant_added);
    for (size_t i = 0; i < post_count; i++) {
        const struct list *row = list_of(rows, list_count, posts[i].post, model->start, &list_hint);
        lists[i] = make_list(municipality, &model->population, &posts[i], row, &practice_hint);
        origin->listed += lists[i].length;
        origin->synthetic |=
            posts[i].synthetic == FLAG_YES || (row != NULL && row->synthetic == FLAG_YES);
    }
    observe(municipality, INDICATOR_waiting, model->start, &origin->waiting);
    spread_waiting(lists, post_count, persons(&origin->waiting));
    model->lists = lists;
    model->list_count = post_count + origin->vacant_added;
    return true;
}

/* -- persons ----------------------------------------------------------------------------------- */

static int64_t
residents_at_start(const struct population_path *path)
{
    double sum = 0;
    for (size_t d = 0; d < path->districts; d++) {
        sum += path->residents[d];
    }
    return llround(sum);
}

/* Guests are what makes residents + guests = listed + unassigned + opted out + elsewhere. When that
 * is below 0 the rest is listed in other municipalities without waiting for a GP here, which is to
 * be outside this one's scheme. */
static bool
set_guests(struct model *model, int64_t listed)
{
    int64_t scheme = listed + model->unassigned + model->opted_out + model->elsewhere;
    model->guests = scheme - residents_at_start(&model->population);
    if (model->guests >= 0) {
        return false;
    }
    model->opted_out -= model->guests;
    model->guests = 0;
    return true;
}

/* Of those who wait, the assumed share have a GP in another municipality. */
static int64_t
waiting_elsewhere(const struct model *model)
{
    int64_t waiting = 0;
    for (size_t i = 0; i < model->list_count; i++) {
        waiting += model->lists[i].waiting;
    }
    return llround(model->assumptions[ASSUMPTION_waiting_elsewhere].value * (double)waiting);
}

static void
set_persons(const struct municipality *municipality, struct date start, struct model *model,
            struct start_origin *origin)
{
    observe(municipality, INDICATOR_guests, start, &origin->guests);
    observe(municipality, INDICATOR_unassigned, start, &origin->unassigned);
    int64_t residents = residents_at_start(&model->population);
    model->unassigned = persons(&origin->unassigned);
    model->opted_out = llround(model->assumptions[ASSUMPTION_opted_out].value * (double)residents);
    model->elsewhere = waiting_elsewhere(model);
    origin->listed_elsewhere = set_guests(model, origin->listed);
    double differs = fabs((double)model->guests - origin->guests.value);
    origin->guests_differ =
        origin->guests.source != NULL && differs > GUESTS_ROUNDED * origin->guests.value;
}

/* -- the population ---------------------------------------------------------------------------- */

/* A path without ages has no births and no need, which the engines then take as it is today. */
static bool
fill_ages(struct population_path *path, struct arena *arena, struct error *error)
{
    size_t rows = path->months + 1;
    double *none = arena_array(arena, rows, sizeof *none);
    double *even = arena_array(arena, rows, sizeof *even);
    if (none == NULL || even == NULL) {
        return error_memory(error);
    }
    for (size_t m = 0; m < rows; m++) {
        even[m] = 1;
    }
    path->births = isnan(path->births[path->months]) ? none : path->births;
    path->gp_need = isnan(path->gp_need[0]) ? even : path->gp_need;
    path->ooh_need = isnan(path->ooh_need[0]) ? even : path->ooh_need;
    return true;
}

static bool
make_population(const struct municipality *municipality, const struct start_options *options,
                struct arena *arena, struct model *model, struct start_origin *origin,
                struct error *error)
{
    struct population_options wanted = {
        .start = model->start,
        .months = (size_t)model->months,
        .refugees_per_year = model->assumptions[ASSUMPTION_refugees_per_year].value,
        .anchored = !options->unanchored,
    };
    if (!population_path_make(municipality, &wanted, arena, &model->population, error)) {
        return false;
    }
    origin->without_ages = date_is_none(model->population.counted);
    return fill_ages(&model->population, arena, error);
}

bool
forecast_start(const struct municipality *municipality, const struct rulebook *rulebook,
               const struct start_options *options, struct arena *arena, struct model *out,
               struct start_origin *origin, struct error *error)
{
    struct start_origin found = {0};
    struct model model = {
        .rulebook = rulebook,
        .start = date_is_none(options->start) ? forecast_start_date(municipality) : options->start,
        .months = options->months,
        .under_way = true,
        .efforts = options->efforts,
        .effort_count = options->effort_count,
    };
    if (!check_start(municipality, rulebook, model.start, model.months, error) ||
        !forecast_assumptions(municipality, model.assumptions, error) ||
        !make_population(municipality, options, arena, &model, &found, error) ||
        !make_lists(municipality, arena, &model, &found, error)) {
        return false;
    }
    set_persons(municipality, model.start, &model, &found);
    *out = model;
    if (origin != NULL) {
        *origin = found;
    }
    return true;
}

/* -- from totals ------------------------------------------------------------------------------- */

static const double totals_most = 1e7; /* persons */

static bool
check_total(double value, double most, const char *expected, struct error *error)
{
    return (value >= 0 && value <= most) ||
           refuse_number(error, ERROR_TOTALS_WRONG, isfinite(value) ? value : -1, expected);
}

static bool
check_totals(const struct start_totals *totals, const struct rulebook *rulebook,
             struct error *error)
{
    int64_t lists = totals->gps + totals->lists_without_gp;
    bool mean_given = !isnan(totals->mean_without_gp);
    if (totals->gps < 0 || totals->lists_without_gp < 0 || totals->gps > MODEL_LISTS_MAX ||
        totals->lists_without_gp > MODEL_LISTS_MAX || lists > MODEL_LISTS_MAX) {
        return refuse_number(error, ERROR_LISTS_MANY, (double)lists, "0–4096");
    }
    if (lists == 0) {
        error_set(error, ERROR_NO_POSTS, NULL, "gps");
        return false;
    }
    return check_period(rulebook, totals->start, totals->months, error) &&
           check_total(totals->mean_list, 1e5, "0–100000", error) &&
           check_total(mean_given ? totals->mean_without_gp : 0, 1e5, "0–100000", error) &&
           check_total(isnan(totals->places) ? 0 : totals->places, totals_most, "0–10000000",
                       error) &&
           check_total(isnan(totals->residents) ? 0 : totals->residents, totals_most, "0–10000000",
                       error) &&
           check_total(fabs(totals->residents_growth), 0.5, "−0.5–0.5", error) &&
           check_total(totals->births, 0.2, "0–0.2", error);
}

/* Lists first … first + count − 1 share out persons and places, each within one of the mean. */
static void
lay_out(struct model_list *lists, size_t count, int64_t listed, int64_t places,
        enum post_status status)
{
    for (size_t i = 0; i < count; i++) {
        int64_t n = (int64_t)count, k = (int64_t)i;
        int64_t length = (k + 1) * listed / n - k * listed / n;
        int64_t cap = (k + 1) * places / n - k * places / n;
        lists[i] = (struct model_list){
            .cap = (int32_t)cap,
            .length = (int32_t)length,
            .status = (int)status,
            .state = cap > length ? LIST_OPEN : LIST_CLOSED,
            .channel = CHANNEL_TAKEOVER,
            .born = DATE_NONE,
            .since = DATE_NONE,
            .sex = CHOICE_NONE,
        };
    }
}

static bool
totals_lists(const struct start_totals *totals, struct arena *arena, struct model *model,
             int64_t *listed, struct error *error)
{
    size_t gps = (size_t)totals->gps, without = (size_t)totals->lists_without_gp;
    struct model_list *lists = arena_array(arena, gps + without, sizeof *lists);
    if (lists == NULL) {
        return error_memory(error);
    }
    double mean_without =
        isnan(totals->mean_without_gp) ? totals->mean_list : totals->mean_without_gp;
    double cover = model->assumptions[ASSUMPTION_locum_cover].value;
    size_t locums = (size_t)llround(cover * (double)without);
    int64_t with_gp = llround(totals->mean_list * (double)gps);
    int64_t locum_listed = llround(mean_without * (double)locums);
    int64_t bare_listed = llround(mean_without * (double)(without - locums));
    int64_t places = isnan(totals->places) ? with_gp : llround(totals->places);
    lay_out(lists, gps, with_gp, places, POST_HELD);
    lay_out(lists + gps, locums, locum_listed, locum_listed, POST_LOCUM);
    lay_out(lists + gps + locums, without - locums, bare_listed, bare_listed, POST_VACANT);
    for (size_t i = 0; i < gps + without; i++) {
        *listed += lists[i].length;
    }
    model->lists = lists;
    model->list_count = gps + without;
    return true;
}

static bool
totals_population(const struct start_totals *totals, double residents, struct arena *arena,
                  struct population_path *out, struct error *error)
{
    size_t rows = (size_t)totals->months + 1;
    double *path = arena_array(arena, rows, sizeof *path);
    double *births = arena_array(arena, rows, sizeof *births);
    double *need = arena_array(arena, rows, sizeof *need);
    const char **names = arena_array(arena, 1, sizeof *names);
    if (path == NULL || births == NULL || need == NULL || names == NULL) {
        return error_memory(error);
    }
    names[0] = "";
    for (size_t m = 0; m < rows; m++) {
        path[m] = residents * exp(totals->residents_growth * (double)m / MONTHS_A_YEAR);
        births[m] = m == 0 ? 0 : totals->births / MONTHS_A_YEAR * path[m - 1];
        need[m] = 1;
    }
    *out = (struct population_path){
        .months = (size_t)totals->months,
        .districts = 1,
        .names = names,
        .residents = path,
        .births = births,
        .gp_need = need,
        .ooh_need = need,
        .method = POPULATION_TOTALS,
        .total = POPULATION_TOTAL_GROWTH,
        .counted = DATE_NONE,
        .growth_per_year = totals->residents_growth,
    };
    return true;
}

bool
forecast_start_totals(const struct start_totals *totals, const struct rulebook *rulebook,
                      const struct uncertain assumptions[ASSUMPTION_COUNT], struct arena *arena,
                      struct model *out, struct error *error)
{
    struct model model = {
        .rulebook = rulebook,
        .start = totals->start,
        .months = totals->months,
        .under_way = true,
        .efforts = totals->efforts,
        .effort_count = totals->effort_count,
    };
    int64_t listed = 0;
    memcpy(model.assumptions, assumptions, sizeof model.assumptions);
    if (!check_totals(totals, rulebook, error) ||
        !totals_lists(totals, arena, &model, &listed, error)) {
        return false;
    }
    double residents = isnan(totals->residents) ? (double)listed : totals->residents;
    if (!totals_population(totals, residents, arena, &model.population, error)) {
        return false;
    }
    set_guests(&model, listed);
    *out = model;
    return true;
}
