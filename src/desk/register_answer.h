/* SPDX-License-Identifier: EUPL-1.2 */
/* Questions of the register, each as a question's `answer`; the ask has a session. Those that give
 * out persons log that they do. */
#ifndef DEKNING_DESK_REGISTER_ANSWER_H
#define DEKNING_DESK_REGISTER_ANSWER_H

#include "desk/ask.h"

#include <stdbool.h>

/* person_answer.c */
bool person_show_answer(struct ask *ask, struct answer *out, struct error *error);
bool person_access_answer(struct ask *ask, struct answer *out, struct error *error);
bool person_number_answer(struct ask *ask, struct answer *out, struct error *error);
bool person_find_answer(struct ask *ask, struct answer *out, struct error *error);

/* list_answer.c */
bool list_all_answer(struct ask *ask, struct answer *out, struct error *error);
bool list_show_answer(struct ask *ask, struct answer *out, struct error *error);
bool list_members_answer(struct ask *ask, struct answer *out, struct error *error);
bool list_unassigned_answer(struct ask *ask, struct answer *out, struct error *error);
bool list_attachment_answer(struct ask *ask, struct answer *out, struct error *error);

/* queue_answer.c */
bool queue_show_answer(struct ask *ask, struct answer *out, struct error *error);
bool queue_list_answer(struct ask *ask, struct answer *out, struct error *error);

/* office_answer.c */
bool locum_all_answer(struct ask *ask, struct answer *out, struct error *error);
bool decision_all_answer(struct ask *ask, struct answer *out, struct error *error);
bool reduction_all_answer(struct ask *ask, struct answer *out, struct error *error);
bool doctor_all_answer(struct ask *ask, struct answer *out, struct error *error);
bool duty_all_answer(struct ask *ask, struct answer *out, struct error *error);
bool exemption_all_answer(struct ask *ask, struct answer *out, struct error *error);
bool candidate_all_answer(struct ask *ask, struct answer *out, struct error *error);
bool post_all_answer(struct ask *ask, struct answer *out, struct error *error);
bool post_show_answer(struct ask *ask, struct answer *out, struct error *error);

/* month_answer.c */
bool month_report_answer(struct ask *ask, struct answer *out, struct error *error);
bool month_preview_answer(struct ask *ask, struct answer *out, struct error *error);
bool month_exchange_answer(struct ask *ask, struct answer *out, struct error *error);
bool register_due_answer(struct ask *ask, struct answer *out, struct error *error);

/* audit_answer.c */
bool audit_verify_answer(struct ask *ask, struct answer *out, struct error *error);
bool audit_show_answer(struct ask *ask, struct answer *out, struct error *error);

/* practice_answer.c */
bool practice_all_answer(struct ask *ask, struct answer *out, struct error *error);

#endif
