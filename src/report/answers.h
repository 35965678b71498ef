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

/* The one-screen answer: each goal with its state, what was last observed, and the answer itself.
 * What the tables cannot tell is left out. The need is not: without it there is no answer, and the
 * errors are need_compute's. */
bool answer_status(struct answer *answer, const struct rulebook *rulebook, struct error *error);

void answer_rules(struct answer *answer, const struct rulebook *rulebook, struct date date);

void answer_rules_diff(struct answer *answer, const struct rulebook *rulebook, struct date before,
                       struct date after);

#endif
