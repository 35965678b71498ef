/* SPDX-License-Identifier: EUPL-1.2 */
/* The way to becoming a GP: student, LIS1, ALIS, specialist in general practice. Pure. */
#ifndef DEKNING_SCHEME_TRAINING_H
#define DEKNING_SCHEME_TRAINING_H

#include "base/date.h"
#include "scheme/competence.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stdint.h>

enum training { TRAINING_STUDENT, TRAINING_LIS1, TRAINING_ALIS, TRAINING_SPECIALIST };

/* The competence a stage gives. */
enum competence training_competence(enum training stage);

/* Whether a doctor in that stage may have a list of their own: not a LIS1 (R206), otherwise as the
 * competence regulation says of that day (R214, without its exceptions). */
struct verdict training_may_hold_list(const struct rulebook *rulebook, struct date date,
                                      enum training stage);

/* Months served, whole. */
struct training_done {
    int64_t hospital, municipal; /* LIS1 */
    int64_t in_all;              /* since authorisation, LIS1 included */
    int64_t open_practice, group_supervision;
    int64_t supervision_hours; /* individual, a year on average */
};

/* Whether LIS1 is complete on `date`: lis1_hospital and lis1_municipal (R200). */
struct verdict training_lis1_complete(const struct rulebook *rulebook, struct date date,
                                      const struct training_done *done);

/* Whether the time for a specialist in general practice has been served: LIS1 and
 * specialist_training in all (R200), training_open_practice, training_group_supervision and
 * training_supervision_hours (R201). */
struct verdict training_complete(const struct rulebook *rulebook, struct date date,
                                 const struct training_done *done);

#endif
