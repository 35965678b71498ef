/* SPDX-License-Identifier: EUPL-1.2 */
/* The reckoning behind each answer, so that the one-screen answer can show them together. Each adds
 * its inputs and results to the answer's steps, under answer->group. */
#ifndef DEKNING_REPORT_EXPLAIN_H
#define DEKNING_REPORT_EXPLAIN_H

#include "capacity/coverage.h"
#include "capacity/need.h"
#include "capacity/recruit.h"
#include "capacity/vacancy.h"
#include "capacity/workload.h"
#include "report/answer.h"

/* "listed" or "places", in the answer's language for a person. */
struct value vacancy_word(const struct answer *answer, enum vacancy_of of);

void explain_need(struct answer *answer, const struct need_input *input, const struct need *need);
void explain_coverage(struct answer *answer, const struct coverage *coverage);
void explain_vacancy(struct answer *answer, const struct vacancy_input *input,
                     const struct vacancy *vacancy);

/* The persons on lists, and the places short of the goal: steps of both vacancy and recruit. */
void explain_listed(struct answer *answer, const struct vacancy_input *input,
                    const struct vacancy *vacancy);
void explain_gap(struct answer *answer, const struct vacancy_input *input,
                 const struct vacancy *vacancy);

void explain_recruit(struct answer *answer, const struct recruit_input *input,
                     const struct recruit *recruit);
void explain_workload(struct answer *answer, const struct workload_input *input,
                      const struct workload *workload);

#endif
