/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/package.h"

#include "base/number.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

enum { START_YEARS_MAX = 100, NAME_MAX_BYTES = 200 };

/* The most that one unit of size may multiply anything by is e to this: the tail of a wide effect
 * would else make a city of doctors out of one measure. */
#define EFFECT_RATIO_MAX 2.0

/* -- what is asked for ------------------------------------------------------------------------- */

static const char *
trim(const char *from, const char **to)
{
    while (from < *to && *from == ' ') {
        from++;
    }
    while (*to > from && (*to)[-1] == ' ') {
        (*to)--;
    }
    return from;
}

/* One NAME[=SIZE] of the bytes from … to. */
static bool
parse_choice(const char *from, const char *to, struct arena *arena, struct choice *out,
             struct error *error)
{
    struct choice choice = {
        .size = (double)NAN, .start = DATE_NONE, .until = DATE_NONE, .ramp = WHOLE_NONE};
    const char *whole = trim(from, &to);
    const char *equals = memchr(whole, '=', (size_t)(to - whole));
    const char *name_end = equals == NULL ? to : equals;
    const char *name = trim(whole, &name_end);
    bool sized = true;
    if (equals != NULL) {
        const char *size_end = to;
        const char *size = trim(equals + 1, &size_end);
        sized = number_parse_decimal(size, (size_t)(size_end - size), &choice.size);
    }
    if (name == name_end || !sized) {
        error_set_bytes(error, ERROR_PACKAGE_FORM, whole, (size_t)(to - whole), "NAME[=SIZE],…");
        return false;
    }
    choice.measure = arena_copy(arena, name, (size_t)(name_end - name));
    if (choice.measure == NULL) {
        return error_memory(error);
    }
    *out = choice;
    return true;
}

bool
package_parse(const char *text, struct arena *arena, struct choice **out, size_t *count,
              struct error *error)
{
    const char *end = text + strlen(text);
    const char *rest = trim(text, &end);
    *count = 0;
    *out = arena_array(arena, MODEL_EFFORTS_MAX, sizeof **out);
    if (*out == NULL) {
        return error_memory(error);
    }
    while (rest < end || *count > 0) {
        const char *comma = memchr(rest, ',', (size_t)(end - rest));
        if (*count == MODEL_EFFORTS_MAX) {
            char most[NUMBER_TEXT_SIZE];
            number_write(MODEL_EFFORTS_MAX, most);
            error_set(error, ERROR_MEASURES_MANY, "…", most);
            return false;
        }
        if (!parse_choice(rest, comma == NULL ? end : comma, arena, &(*out)[*count], error)) {
            return false;
        }
        (*count)++;
        if (comma == NULL) {
            break;
        }
        rest = comma + 1;
    }
    return true;
}

/* -- a measure --------------------------------------------------------------------------------- */

const struct measure *
measure_find(const struct municipality *municipality, const char *key)
{
    size_t count;
    const struct measure *rows = municipality_rows(municipality, TABLE_MEASURES, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].measure, key) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

const char *
measure_name(const struct measure *measure, enum language language)
{
    const char *const names[LANGUAGE_COUNT] = {
        [LANGUAGE_NB] = measure->name,
        [LANGUAGE_NN] = measure->name_nn,
        [LANGUAGE_EN] = measure->name_en,
    };
    return names[language][0] != '\0' ? names[language] : measure->name;
}

bool
measure_has_lever(const struct measure *measure)
{
    return measure->lever != CHOICE_NONE;
}

bool
measure_cost_known(const struct measure *measure)
{
    return measure->cost_fixed != WHOLE_NONE || measure->cost_year != WHOLE_NONE ||
           measure->cost_doctor != WHOLE_NONE || measure->cost_listed != WHOLE_NONE;
}

static bool
moves_ratio(const struct measure *measure)
{
    return lever_unit((enum lever)measure->lever) == UNIT_ratio && measure->lever != LEVER_rule;
}

void
measure_sizes(const struct measure *measure, double *least, double *most)
{
    double size_max = isnan(measure->size_max) ? measure->size : measure->size_max;
    bool ends = measure->status == MEASURE_IN_FORCE && moves_ratio(measure);
    *least = fmin(ends ? -1 : 0, size_max);
    *most = fmax(0, size_max);
}

struct uncertain
measure_effect(const struct measure *measure)
{
    if (measure->lever == LEVER_rule) {
        return (struct uncertain){.value = 1, .min = 1, .max = 1};
    }
    double value = measure->effect;
    bool assumed = measure->effect_confidence == CONFIDENCE_C;
    double spread = isnan(measure->effect_spread) ? 0 : measure->effect_spread;
    double most = moves_ratio(measure) ? fmax(EFFECT_RATIO_MAX, fabs(value)) : 1e9;
    if (measure->effect_distribution == DISTRIBUTION_LOGIT_NORMAL) {
        most = 1;
    }
    return (struct uncertain){
        .value = value,
        .spread = assumed ? spread * ASSUMED_WIDENING : spread,
        .min = value < 0 ? -most : 0,
        .max = value < 0 ? 0 : most,
        .distribution = measure->effect_distribution,
    };
}

/* FNV-1a: the same in every package and every program. */
static uint32_t
hash_key(const char *key)
{
    uint32_t hash = UINT32_C(2166136261);
    for (const char *p = key; *p != '\0'; p++) {
        hash = (hash ^ (unsigned char)*p) * UINT32_C(16777619);
    }
    return hash;
}

/* -- months ------------------------------------------------------------------------------------ */

/* The month whose 1st is on `date` or next after it, counted from the 1st `start`: what begins
 * inside a month is there from the next. */
static int32_t
month_of(struct date start, struct date date)
{
    struct ymd from = date_to_ymd(start), to = date_to_ymd(date);
    return (to.year - from.year) * 12 + to.month - from.month + (to.day > 1);
}

static bool
set_period(const struct measure *measure, const struct choice *choice, struct date start,
           struct effort *effort, struct error *error)
{
    bool in_force = measure->status == MEASURE_IN_FORCE &&
                    (date_is_none(measure->start) || date_compare(measure->start, start) <= 0);
    bool own_days = measure->status != MEASURE_ENDED;
    struct date from = choice->start, until = choice->until;
    if (date_is_none(from) && own_days && !in_force) {
        from = measure->start;
    }
    if (date_is_none(until) && own_days) {
        until = measure->until;
    }
    effort->start = date_is_none(from) ? 1 : month_of(start, from);
    effort->end = date_is_none(until) ? INT32_MAX : month_of(start, until);
    int64_t ramp = choice->ramp != WHOLE_NONE ? choice->ramp : measure->ramp;
    effort->ramp = ramp == WHOLE_NONE ? 0 : (int32_t)ramp;
    char found[DATE_TEXT_SIZE], first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    /* What is there already is of the municipality's own table; nobody can choose the past. */
    int32_t earliest = date_is_none(choice->start) ? -START_YEARS_MAX * 12 : 0;
    if (effort->start < earliest || effort->start > START_YEARS_MAX * 12) {
        struct text range;
        text_init(&range, 64);
        date_write(date_add_months(start, earliest), first);
        date_write(date_add_months(start, START_YEARS_MAX * 12), last);
        text_format(&range, "%s–%s", first, last);
        date_write(from, found);
        error_set(error, ERROR_MEASURE_START, found, text_string(&range));
        text_free(&range);
    } else if (effort->end <= effort->start) {
        date_write(until, last);
        date_write(date_is_none(from) ? date_add_months(start, 1) : from, first);
        error_set(error, ERROR_MEASURE_UNTIL, last, first);
    } else {
        return true;
    }
    error_place(error, NULL, 0, 0, measure->measure);
    return false;
}

/* -- sizes and costs --------------------------------------------------------------------------- */

static bool
check_size(const struct measure *measure, double size, struct error *error)
{
    double least, most;
    measure_sizes(measure, &least, &most);
    bool ends = least < 0 && most > 0; /* the one size below 0 is −1 */
    if (ends ? size == -1 || (size >= 0 && size <= most) : size >= least && size <= most) {
        return true;
    }
    char found[NUMBER_TEXT_SIZE], from[NUMBER_TEXT_SIZE], to[NUMBER_TEXT_SIZE];
    number_write(size, found);
    number_write(ends ? 0 : least, from);
    number_write(most, to);
    struct text expected;
    text_init(&expected, 128);
    text_format(&expected, "%s … %s%s", from, to, ends ? ", −1" : "");
    error_set(error, ERROR_MEASURE_SIZE, found, text_string(&expected));
    error_place(error, NULL, 0, 0, measure->measure);
    text_free(&expected);
    return false;
}

/* A row's cost, a unit of size. */
static int64_t
cost_of(int64_t cost, double size)
{
    return cost == WHOLE_NONE || size == 0 ? 0 : llround((double)cost / size);
}

/* A row's costs are those of its own size, an effort's those of a unit. A larger size of a grant is
 * a larger grant to each doctor; of posts, doctors or shares it is more doctors, who are counted as
 * they come, so that each costs the same whatever the size. */
static void
set_costs(const struct measure *measure, struct effort *effort)
{
    enum lever lever = (enum lever)measure->lever;
    enum unit unit = lever_unit(lever);
    enum cost_basis basis = lever_basis(lever);
    bool a_post = basis == BASIS_OWN_HIRES || basis == BASIS_OWN_GPS; /* not times the size */
    bool more_doctors = unit == UNIT_share || unit == UNIT_doctors_per_year;
    double per = a_post ? 1 : more_doctors ? effort->size : measure->size;
    /* what has ended is saved, but not what it cost to begin */
    double begins = effort->size > 0 || measure->size < 0 ? measure->size : 0;
    effort->cost_fixed = cost_of(measure->cost_fixed, begins);
    effort->cost_year = cost_of(measure->cost_year, measure->size);
    effort->cost_doctor = cost_of(measure->cost_doctor, per);
    effort->cost_listed = cost_of(measure->cost_listed, measure->size);
    effort->cost_unknown = !measure_cost_known(measure);
}

/* -- what cannot be together ------------------------------------------------------------------- */

static bool
overlap(const struct effort *a, const struct effort *b)
{
    return a->start < b->end && b->start < a->end;
}

static bool
refuse_pair(const struct effort *a, const struct effort *b, enum error_code code,
            const char *expected, struct error *error)
{
    struct text pair;
    text_init(&pair, 2 * NAME_MAX_BYTES);
    text_format(&pair, "%.60s, %.60s", a->measure, b->measure);
    error_set(error, code, text_string(&pair), expected);
    text_free(&pair);
    return false;
}

static bool
check_pair(const struct effort *a, const struct effort *b, struct error *error)
{
    if (a->lever != b->lever || a->size == 0 || b->size == 0 || !overlap(a, b)) {
        return true;
    }
    if (a->lever == LEVER_rule && a->rule == b->rule) {
        return refuse_pair(a, b, ERROR_PACKAGE_RULE, rule_ids[a->rule], error);
    }
    if (a->lever == LEVER_list_length && (a->size < 0) != (b->size < 0)) {
        return refuse_pair(a, b, ERROR_PACKAGE_LENGTHS, NULL, error);
    }
    return true;
}

/* The offers of a salary that are there when one of them begins. */
static bool
check_salaried(const struct effort *efforts, size_t count, size_t at, struct error *error)
{
    static const double rounding = 1e-9;
    double sum = 0;
    if (efforts[at].lever != LEVER_salaried_offer) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        bool there = efforts[i].start <= efforts[at].start && efforts[i].end > efforts[at].start;
        sum += efforts[i].lever == LEVER_salaried_offer && there ? efforts[i].size : 0;
    }
    if (sum <= 1 + rounding) {
        return true;
    }
    char found[NUMBER_TEXT_SIZE];
    number_write(round(sum * 1e6) / 1e6, found);
    error_set(error, ERROR_PACKAGE_SALARIED, found, "1");
    return false;
}

static bool
check_package(const struct effort *efforts, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            if (!check_pair(&efforts[i], &efforts[j], error)) {
                return false;
            }
        }
        if (!check_salaried(efforts, count, i, error)) {
            return false;
        }
    }
    return true;
}

/* -- the package ------------------------------------------------------------------------------- */

static bool
refuse_unknown(const struct municipality *municipality, const char *name, struct error *error)
{
    size_t count;
    const struct measure *rows = municipality_rows(municipality, TABLE_MEASURES, &count);
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        nearest = text_nearer(name, rows[i].measure, nearest);
    }
    if (nearest != NULL) {
        error_set(error, ERROR_MEASURE_UNKNOWN_NEAR, name, nearest);
    } else {
        error_set(error, ERROR_MEASURE_UNKNOWN, name, "measures.csv");
    }
    return false;
}

static bool
make_effort(const struct municipality *municipality, struct date start, const struct choice *choice,
            struct effort *out, struct error *error)
{
    const struct measure *measure = measure_find(municipality, choice->measure);
    if (measure == NULL) {
        return refuse_unknown(municipality, choice->measure, error);
    }
    if (!measure_has_lever(measure)) {
        error_set(error, ERROR_MEASURE_NO_LEVER, choice->measure, "measures.csv");
        return false;
    }
    double size = isnan(choice->size) ? measure->size : choice->size;
    *out = (struct effort){
        .measure = measure->measure,
        .entity = hash_key(measure->measure),
        .lever = measure->lever,
        .size = size,
        .effect = measure_effect(measure),
        .rule = measure->rule,
        .rule_value = measure->rule_value,
    };
    set_costs(measure, out);
    return check_size(measure, size, error) && set_period(measure, choice, start, out, error);
}

bool
package_efforts(const struct municipality *municipality, struct date start,
                const struct choice *choices, size_t count, struct arena *arena,
                struct effort **out, size_t *effort_count, struct error *error)
{
    if (count > MODEL_EFFORTS_MAX) {
        char found[NUMBER_TEXT_SIZE], most[NUMBER_TEXT_SIZE];
        number_write((double)count, found);
        number_write(MODEL_EFFORTS_MAX, most);
        error_set(error, ERROR_MEASURES_MANY, found, most);
        return false;
    }
    struct effort *efforts = arena_array(arena, count, sizeof *efforts);
    if (efforts == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        if (!make_effort(municipality, start, &choices[i], &efforts[i], error)) {
            return false;
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(efforts[i].measure, efforts[j].measure) == 0) {
                error_set(error, ERROR_MEASURE_TWICE, efforts[i].measure, NULL);
                return false;
            }
        }
    }
    if (!check_package(efforts, count, error)) {
        return false;
    }
    *out = efforts;
    *effort_count = count;
    return true;
}
