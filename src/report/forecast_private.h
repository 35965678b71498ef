/* SPDX-License-Identifier: EUPL-1.2 */
/* What the answer of a forecast and its JSON share. */
#ifndef DEKNING_REPORT_FORECAST_PRIVATE_H
#define DEKNING_REPORT_FORECAST_PRIVATE_H

#include "forecast/explained.h"
#include "forecast/goal.h"
#include "forecast/model.h"
#include "report/answer.h"
#include "report/json.h"

/* The standard normal's 90 % quantile. */
#define FORECAST_Z90 1.2815515655446004

/* Six decimals, which is more than a float of a share holds: so that 0.05 does not become
 * 0.05000000074505806. */
double forecast_exact(double number);

/* Kroner in whole hundreds: sums of floats are no surer. */
double forecast_nok(double number);

/* The outcome of the whole municipality that is the same as the district's. */
enum outcome forecast_district_outcome(enum district_outcome outcome);

/* The goal as goal_parse reads it, in the answer's arena. */
const char *forecast_goal_key(struct answer *answer, const struct goal *goal);

/* The goal in words: "vacancy, share of listed persons ≥ 5 %". */
const char *forecast_goal_words(struct answer *answer, const struct goal *goal);

/* What the municipality calls a measure, or its key. */
const char *forecast_measure_name(const struct answer *answer, const char *key);

/* Adds the measure by name and, unless it is as it is, how much of it: "New posts (2 posts a
 * year)", "Marketing (× 1.5)". */
void forecast_add_choice(const struct answer *answer, const char *key, enum lever lever,
                         double size, struct text *out);

/* A remark of what is assumed and moves the answer, and a note of where the rest is told. */
void forecast_add_hinges(struct answer *answer, const struct model *model,
                         const struct forecast_explained *explained);

/* The tables of --explain, as far as it was explained. */
void forecast_add_explained(struct answer *answer, const struct model *model,
                            const struct forecast_explained *explained);

/* The same as an object "explain". */
void forecast_write_explained(struct json *json, const struct answer *answer,
                              const struct model *model,
                              const struct forecast_explained *explained);

/* As struct answer's write_json, with a struct forecast_answer. */
void forecast_write_json(const struct answer *answer, struct text *out);

#endif
