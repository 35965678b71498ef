/* SPDX-License-Identifier: EUPL-1.2 */
/* Questions of planning: whether the scheme is good enough, and what the reckoning rests on. Each
 * as a question's `answer`. */
#ifndef DEKNING_DESK_CAPACITY_ANSWER_H
#define DEKNING_DESK_CAPACITY_ANSWER_H

#include "desk/ask.h"

#include <stdbool.h>

bool status_answer(struct ask *ask, struct answer *out, struct error *error);
bool need_answer(struct ask *ask, struct answer *out, struct error *error);
bool coverage_answer(struct ask *ask, struct answer *out, struct error *error);
bool vacancy_answer(struct ask *ask, struct answer *out, struct error *error);
bool access_answer(struct ask *ask, struct answer *out, struct error *error);
bool recruit_answer(struct ask *ask, struct answer *out, struct error *error);
bool workload_answer(struct ask *ask, struct answer *out, struct error *error);
bool check_answer(struct ask *ask, struct answer *out, struct error *error);
bool assumptions_answer(struct ask *ask, struct answer *out, struct error *error);
bool measures_answer(struct ask *ask, struct answer *out, struct error *error);
bool rules_answer(struct ask *ask, struct answer *out, struct error *error);
bool clauses_answer(struct ask *ask, struct answer *out, struct error *error);

/* source_answer.c */
bool observations_answer(struct ask *ask, struct answer *out, struct error *error);
bool sources_answer(struct ask *ask, struct answer *out, struct error *error);

/* Whether every input of the need is given as an option: then no municipality is asked for. */
bool need_is_complete(const struct option_value options[OPTION_COUNT]);

#endif
