/* SPDX-License-Identifier: EUPL-1.2 */
/* A package: which measures of the municipality's `measures` are changed, by how much and when, as
 * the efforts of a model. A measure in force is in today's rates already, so that a package without
 * it changes nothing: naming it extends it by a size, and the size −1 ends it. Pure. */
#ifndef DEKNING_FORECAST_PACKAGE_H
#define DEKNING_FORECAST_PACKAGE_H

#include "base/arena.h"
#include "base/error.h"
#include "forecast/model.h"

#include <stdbool.h>
#include <stddef.h>

/* One measure of a package. What is not given is the measure's own. */
struct choice {
    const char *measure;
    double size; /* NAN: the measure's */
    /* DATE_NONE: the measure's. Without any start, and for a measure in force: the first month
     * after the model's start. What begins or ends inside a month does so on the next 1st. */
    struct date start, until;
    int64_t ramp; /* months; WHOLE_NONE: the measure's */
};

/* Reads NAME[=SIZE],… with a decimal point, into the arena; empty text is an empty package.
 * ERROR_PACKAGE_FORM, ERROR_MEASURES_MANY, ERROR_MEMORY. */
bool package_parse(const char *text, struct arena *arena, struct choice **out, size_t *count,
                   struct error *error);

/* The efforts of the choices, for a model that starts on the 1st `start`, in the arena; they point
 * into the municipality's rows. Refused before any simulation: a measure that is not there
 * (ERROR_MEASURE_UNKNOWN, or ERROR_MEASURE_UNKNOWN_NEAR with the one meant) or has no lever
 * (ERROR_MEASURE_NO_LEVER), one named twice (ERROR_MEASURE_TWICE), a size outside 0 … size_max, or
 * for a measure in force −1 (ERROR_MEASURE_SIZE), an end in the month of its start or before
 * (ERROR_MEASURE_UNTIL), a start more than 100 years from the model's (ERROR_MEASURE_START), more
 * than MODEL_EFFORTS_MAX (ERROR_MEASURES_MANY), and a package that contradicts itself: two that set
 * one rule at the same time (ERROR_PACKAGE_RULE), established lists made both longer and shorter
 * (ERROR_PACKAGE_LENGTHS), or more than every post offered with a salary (ERROR_PACKAGE_SALARIED).
 * ERROR_MEMORY. */
bool package_efforts(const struct municipality *municipality, struct date start,
                     const struct choice *choices, size_t count, struct arena *arena,
                     struct effort **out, size_t *effort_count, struct error *error);

/* A row of `measures`, by its key, or NULL. */
const struct measure *measure_find(const struct municipality *municipality, const char *key);

/* What the municipality calls it in that language, or in its own where it has no name for it. */
const char *measure_name(const struct measure *measure, enum language language);

/* How uncertain a measure's effect is, widened when it is assumed. The measure has a lever. A draw
 * keeps the sign of the value: a measure is taken to do nothing at worst. */
struct uncertain measure_effect(const struct measure *measure);

/* Whether the measure can be part of a package. */
bool measure_has_lever(const struct measure *measure);

/* Whether the row says what the measure costs, were it 0: with every cost left out it does not. */
bool measure_cost_known(const struct measure *measure);

/* The sizes that can be chosen, smallest and largest, both included. A least of −1 beside a most
 * above 0 is a measure in force, which can be ended whole: nothing between −1 and 0 can be chosen.
 */
void measure_sizes(const struct measure *measure, double *least, double *most);

#endif
