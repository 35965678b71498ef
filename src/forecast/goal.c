/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/goal.h"

#include <math.h>
#include <string.h>

enum { GOAL_TEXT_MAX = 200 };

static bool
is_share(enum outcome outcome)
{
    return outcome_unit(outcome) == UNIT_share;
}

static const char *
skip_blanks(const char *p, const char *end)
{
    while (p < end && *p == ' ') {
        p++;
    }
    return p;
}

/* The outcome whose id is the word; OUTCOME_COUNT when it is none, with the id meant in *nearest:
 * the first that begins with it, as vacancy_listed does with vacancy, or one spelt nearly so; NULL
 * when it is like none. */
static enum outcome
find_outcome(const char *word, const char **nearest)
{
    const char *begun = NULL;
    *nearest = NULL;
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        if (strcmp(outcome_ids[i], word) == 0) {
            return (enum outcome)i;
        }
        const bool begins = word[0] != '\0' && strncmp(outcome_ids[i], word, strlen(word)) == 0;
        begun = begins && begun == NULL ? outcome_ids[i] : begun;
        *nearest = text_nearer(word, outcome_ids[i], *nearest);
    }
    *nearest = begun != NULL ? begun : *nearest;
    return OUTCOME_COUNT;
}

/* Says that the word is no outcome: which one was meant, or which there are. */
static void
refuse_outcome(const char *word, const char *nearest, struct error *error)
{
    if (nearest != NULL) {
        error_set(error, ERROR_GOAL_OUTCOME, word, nearest);
        return;
    }
    struct text ids;
    text_init(&ids, sizeof error->expected);
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        text_format(&ids, "%s%s", i > 0 ? ", " : "", outcome_ids[i]);
    }
    error_set(error, ERROR_GOAL_OUTCOMES, word, text_string(&ids));
    text_free(&ids);
}

/* A number with a decimal point or comma; the bytes are few. */
static bool
parse_number(const char *bytes, size_t length, double *out)
{
    char number[GOAL_TEXT_MAX + 1];
    memcpy(number, bytes, length);
    number[length] = '\0';
    char *comma = memchr(number, ',', length);
    if (comma != NULL) {
        *comma = '.';
    }
    return number_parse_decimal(number, length, out);
}

/* The value after the sign, in the outcome's unit. */
static bool
parse_value(const char *p, const char *end, enum outcome outcome, double *out, struct error *error)
{
    const char *expected = is_share(outcome) ? "0–1, 0–100 %" : "≥ 0";
    const char *from = p;
    const char *stop = end;
    bool percent = stop > p && stop[-1] == '%';
    if (percent) {
        stop--;
        while (stop > p && stop[-1] == ' ') {
            stop--;
        }
    }
    double value = 0;
    bool read = parse_number(p, (size_t)(stop - p), &value) && value >= 0 &&
                (!percent || is_share(outcome));
    value = percent ? value / 100 : value;
    if (!read || (is_share(outcome) && value > 1)) {
        error_set_bytes(error, ERROR_GOAL_VALUE, from, (size_t)(end - from), expected);
        return false;
    }
    *out = value;
    return true;
}

bool
goal_parse(const char *text, struct goal *out, struct error *error)
{
    static const char signs[] = "<>=!~";
    size_t length = strlen(text);
    const char *sign = strpbrk(text, signs);
    if (length > GOAL_TEXT_MAX || sign == NULL) {
        error_set(error, ERROR_GOAL_FORM, text, "vacancy_listed>=5%");
        return false;
    }
    const char *end = text + length;
    while (end > sign && end[-1] == ' ') {
        end--;
    }
    const char *name = skip_blanks(text, sign);
    const char *name_end = sign;
    while (name_end > name && name_end[-1] == ' ') {
        name_end--;
    }
    size_t sign_length = strspn(sign, signs);
    struct goal goal = {.at_least = *sign == '>', .strict = sign_length == 1};
    if ((*sign != '>' && *sign != '<') || sign_length > 2 || (sign_length == 2 && sign[1] != '=')) {
        error_set_bytes(error, ERROR_GOAL_SIGN, sign, sign_length, ">=, <=, >, <");
        return false;
    }
    char word[GOAL_TEXT_MAX + 1];
    const char *nearest;
    memcpy(word, name, (size_t)(name_end - name));
    word[name_end - name] = '\0';
    goal.outcome = find_outcome(word, &nearest);
    if (goal.outcome == OUTCOME_COUNT) {
        refuse_outcome(word, nearest, error);
        return false;
    }
    const char *value = skip_blanks(sign + sign_length, end);
    if (!parse_value(value, end, goal.outcome, &goal.value, error)) {
        return false;
    }
    *out = goal;
    return true;
}

void
goal_write(const struct goal *goal, struct text *out)
{
    bool share = is_share(goal->outcome);
    char number[NUMBER_TEXT_SIZE];
    /* a value read from percent is percent again without its last bits */
    number_write(share ? round(goal->value * 1e10) / 1e8 : goal->value, number);
    text_format(out, "%s%s%s%s%s", outcome_ids[goal->outcome], goal->at_least ? ">" : "<",
                goal->strict ? "" : "=", number, share ? "%" : "");
}

bool
goal_met(const struct goal *goal, double value)
{
    if (goal->strict) {
        return goal->at_least ? value > goal->value : value < goal->value;
    }
    return goal->at_least ? value >= goal->value : value <= goal->value;
}

size_t
goals_planned(const struct municipality *municipality, double gps_needed,
              struct goal out[GOALS_PLANNED_MAX])
{
    size_t count = 0;
    struct figure figure;
    if (planning_figure(municipality, PLANNING_vacancy_goal, &figure)) {
        out[count++] = (struct goal){OUTCOME_vacancy_listed, true, false, figure.value / 100};
    }
    if (!isnan(gps_needed)) {
        out[count++] = (struct goal){OUTCOME_gps, true, false, gps_needed};
    }
    if (planning_figure(municipality, PLANNING_normal_hours, &figure)) {
        out[count++] = (struct goal){OUTCOME_hours_per_gp, false, false, figure.value};
    }
    out[count++] = (struct goal){OUTCOME_unassigned, false, false, 0};
    out[count++] = (struct goal){OUTCOME_listed_without_gp, false, false, 0};
    return count;
}

double
goal_chance(const struct goal *goal, const struct futures *futures, int32_t month)
{
    if (futures->outcomes == NULL || futures->count == 0) {
        return (double)NAN;
    }
    const float *values = futures->outcomes + futures_at(futures, goal->outcome, month);
    /* recorded as float: what is exactly the goal must not miss it by the rounding */
    struct goal rounded = *goal;
    rounded.value = (double)(float)goal->value;
    size_t met = 0;
    for (size_t i = 0; i < futures->count; i++) {
        met += goal_met(&rounded, (double)values[i]);
    }
    return (double)met / (double)futures->count;
}
