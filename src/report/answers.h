/* SPDX-License-Identifier: EUPL-1.2 */
/* The answer of each command, made from what the pure rooms computed. Every function fills an
 * answer that answer_init has prepared; it is whole when answer->failed is false afterwards. */
#ifndef DEKNING_REPORT_ANSWERS_H
#define DEKNING_REPORT_ANSWERS_H

#include "base/error.h"
#include "capacity/access.h"
#include "capacity/check.h"
#include "capacity/coverage.h"
#include "capacity/need.h"
#include "capacity/recruit.h"
#include "capacity/vacancy.h"
#include "capacity/workload.h"
#include "forecast/backtest.h"
#include "forecast/calibration.h"
#include "forecast/explained.h"
#include "forecast/forecast.h"
#include "forecast/package.h"
#include "forecast/search.h"
#include "forecast/start.h"
#include "report/answer.h"
#include "scheme/rulebook.h"

#include <stdbool.h>
#include <stddef.h>

/* With the table over list lengths NEED_LENGTH_MIN … NEED_LENGTH_MAX. */
bool answer_need(struct answer *answer, const struct need_input *input, struct error *error);

void answer_coverage(struct answer *answer, const struct coverage *coverage);

void answer_vacancy(struct answer *answer, const struct vacancy_input *input,
                    const struct vacancy *vacancy, const struct vacancy_moment *history,
                    size_t history_count);

void answer_access(struct answer *answer, const struct access_input *input,
                   const struct access *access);

/* `shortening` is NULL when the observations do not tell. With the need over gap_years 1 … 5. */
bool answer_recruit(struct answer *answer, const struct recruit_input *input,
                    const struct shortening *shortening, struct error *error);

bool answer_workload(struct answer *answer, const struct workload_input *input,
                     struct error *error);

/* is_no when there is a contradiction. */
void answer_check(struct answer *answer, const struct finding *findings, size_t count);

/* Scores `horizon` years on by indicator and by size, and each year on the way; with what was said
 * of one municipality of the panel, or of none when `municipality` is its count. */
void answer_backtest(struct answer *answer, const struct panel *panel,
                     const struct backtest *backtest, const struct backtest *simulated, int origin,
                     int horizon, size_t municipality);

/* A table of the municipality's drifts, as answer_calibrate has it. */
void answer_drifts(struct answer *answer, const char *municipality,
                   const struct calibrated *calibrated);

/* The pools, and the drifts of one municipality, or of each in the panel when it is NULL. */
void answer_calibrate(struct answer *answer, const struct calibration *calibration,
                      const char *municipality);

/* The one-screen answer: each goal with its state, what was last observed, and the answer itself.
 * What the tables cannot tell is left out. The need is not: without it there is no answer, and the
 * errors are need_compute's. `contradicts` is of check_contradicts. */
bool answer_status(struct answer *answer, const struct rulebook *rulebook, bool contradicts,
                   struct error *error);

/* Every assumption of the forecast, with what is drawn of it. ERROR_ASSUMPTION_MISSING. */
bool answer_assumptions(struct answer *answer, struct error *error);

/* The municipality's measures: what each moves and costs, and those that move nothing. */
void answer_measures(struct answer *answer);

void answer_rules(struct answer *answer, const struct rulebook *rulebook, struct date date);

void answer_rules_diff(struct answer *answer, const struct rulebook *rulebook, struct date before,
                       struct date after);

/* What each rule says on the date, in one plain sentence: what an answer quotes by its R-number. */
void answer_clauses(struct answer *answer, struct date date);

/* What a forecast's answer is made of. */
struct forecast_answer {
    const struct forecast *forecast;
    const struct start_origin *origin;
    const struct calibrated *calibrated; /* NULL when the assumptions are those of the tables */
    const struct forecast_explained *explained;
    bool tables; /* the tables of every month are wanted, which a person at a terminal is not shown
                  */
};

/* `of` must outlive the answer, which writes its JSON from it. */
void answer_forecast(struct answer *answer, const struct forecast_answer *of);

/* What the answer of a search for the cheapest package is made of. */
struct plan_answer {
    const struct goal *goal;
    struct date start, by;
    const struct search_problem *problem;
    const char *const *measures; /* keys, in the problem's order */
    const char *const *left_out; /* keys of those not searched, as nobody knows what they cost */
    size_t left_out_count;
    int first_year; /* of the costs */
    uint64_t seed;
    const struct start_origin *origin;
    const struct search_result *result;
    /* What the first of the answer's packages costs in the twelve months before the goal, and in
     * those after it if the measures go on; NAN where not asked. */
    double last_year, next_year;
    const struct search_result *unbudgeted; /* the same without the budget; NULL where not asked */
};

/* is_no when no package reaches the goal. */
void answer_plan(struct answer *answer, const struct plan_answer *of);

#endif
