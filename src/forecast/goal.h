/* SPDX-License-Identifier: EUPL-1.2 */
/* Goals of the scheme, such as vacancy_listed>=5%, and how often the futures meet them. Pure. */
#ifndef DEKNING_FORECAST_GOAL_H
#define DEKNING_FORECAST_GOAL_H

#include "base/error.h"
#include "base/text.h"
#include "forecast/model.h"

#include <stdbool.h>
#include <stddef.h>

struct goal {
    enum outcome outcome;
    bool at_least; /* the outcome is to be at least `value`; else at most */
    bool strict;   /* `value` itself is not enough */
    double value;  /* in the outcome's unit; shares 0–1 */
};

/* Reads OUTCOME OP VALUE, with OP one of >= <= > <, spaces between them or not, a decimal point or
 * comma, and % after a share if it is in percent. ERROR_GOAL_FORM, ERROR_GOAL_SIGN (with
 * those there are), ERROR_GOAL_OUTCOME (with the id meant) or ERROR_GOAL_OUTCOMES (with all, when
 * it is like none), ERROR_GOAL_VALUE (no number, below 0, a share above 1, or % where there is no
 * share). */
bool goal_parse(const char *text, struct goal *out, struct error *error);

/* Adds the goal as goal_parse reads it, shares in percent. */
void goal_write(const struct goal *goal, struct text *out);

bool goal_met(const struct goal *goal, double value);

enum { GOALS_PLANNED_MAX = 8 };

/* What the municipality has said it wants, from its `planning` table: vacancy_goal on
 * vacancy_listed, normal_hours on hours_per_gp, `gps_needed` GPs (of capacity/need.h; NAN when not
 * known), and in every municipality nobody unassigned and nobody on a list without a doctor, which
 * is the law's own (R62, R17). Returns how many were written. */
size_t goals_planned(const struct municipality *municipality, double gps_needed,
                     struct goal out[GOALS_PLANNED_MAX]);

/* Share of the recorded futures that meet the goal in that month, 0–1; NAN when there are none or
 * outcomes were not recorded. */
double goal_chance(const struct goal *goal, const struct futures *futures, int32_t month);

#endif
