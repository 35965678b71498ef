/* SPDX-License-Identifier: EUPL-1.2 */
/* Doing an operation of the register, and telling what came of it. */
#ifndef DEKNING_DESK_OPERATION_H
#define DEKNING_DESK_OPERATION_H

#include "desk/ask.h"
#include "register/operation.h"

#include <stdbool.h>

/* What the operation is about, which can be named without its option: the first of what it needs
 * that a person, a list, a case … is named by. ARGUMENT_COUNT for nothing. */
enum argument desk_operation_subject(enum operation_kind kind);

/* What help calls that: "PERSON"; "" for ARGUMENT_COUNT. */
const char *desk_operation_subject_name(enum argument subject);

/* As operation_set, for what a person wrote: a month may be without its day, and for a yes the text
 * says nothing. */
bool desk_operation_set(struct operation *operation, enum argument argument, const char *text,
                        struct error *error);

/* The day it counts for: the last of the month that is closed; else --date; else the first of the
 * month that is begun with; else today. */
struct date desk_operation_day(const struct ask *ask, const struct operation *operation);

/* Whether it can be done `today`, and not only tried: a month is closed when it is over, as what is
 * chosen on its last day counts for the 1st (R88). ERROR_MONTH_NOT_ENDED. */
bool desk_operation_ripe(const struct operation *operation, struct date today, struct error *error);

/* Does the operation in the ask's session or, with `try_only`, tries it (register_apply,
 * register_try). The answer has the fields operation, outcome, rule, rule_says, rule_source, lacks,
 * number, effective, log_row and the table effects; is_no when a rule refuses it, which is no
 * error. *applied is the same as data, in the ask's arena, for a surface that has a form of its own
 * for a refusal. Errors as desk_operation_ripe, on --date or today, and register_apply. */
bool desk_operation(struct ask *ask, const struct operation *operation, bool try_only,
                    struct applied *applied, struct answer *out, struct error *error);

/* The answer desk_operation gives, for a surface that has done the operation itself, as within a
 * transaction with something else. */
void desk_operation_answer(const struct ask *ask, const struct operation *operation, bool tried,
                           const struct applied *applied, struct answer *out);

#endif
