/* SPDX-License-Identifier: EUPL-1.2 */
/* The rows of posts, agreements, doctors and decisions, which the files about them share. */
#ifndef DEKNING_REGISTER_OFFICE_H
#define DEKNING_REGISTER_OFFICE_H

#include "register/private.h"
#include "scheme/agreement.h"
#include "scheme/decision.h"

/* -- doctors ----------------------------------------------------------------------------------- */

struct doctor_row {
    int64_t doctor;
    struct date born;
    int competence; /* as competences[] */
    bool settlement;
    struct date suspended, authorised_until, pregnant_until, breastfed_child; /* or DATE_NONE */
};

/* Reads the doctor an argument names; ERROR_REGISTER_DOCTOR when there is none. */
bool task_doctor(struct task *task, enum argument argument, struct doctor_row *out,
                 struct error *error);
bool doctor_read(struct task *task, int64_t doctor, struct doctor_row *out, struct error *error);

/* What the competence regulation asks of the doctor, for work without an end. */
struct competence_facts doctor_competence(const struct doctor_row *doctor);

/* *since is the day it became so; DATE_NONE while it is full. */
enum authorisation doctor_authorisation(const struct doctor_row *doctor, struct date day,
                                        struct date *since);

/* -- posts and agreements ---------------------------------------------------------------------- */

struct post_row {
    int64_t post;
    int employment; /* enum employment or CHOICE_NONE */
    int step;       /* enum recruiting_state */
    bool empty;     /* made with an empty list, and never held */
    struct date resigned, informed;
};

/* Reads the post that --list names, and its list. It must be one of the session's municipality and
 * not have ended. */
bool task_post(struct task *task, struct list_row *list, struct post_row *post,
               struct error *error);
bool post_read(struct task *task, int64_t post, struct post_row *out, struct error *error);

/* Whether a list is one the session may change. */
bool task_own_list(struct task *task, struct list_row *list, struct error *error);

struct agreement_row {
    int64_t agreement; /* WHOLE_NONE when the post has none */
    int64_t doctor;
    int employment;
    int64_t cap, share;
    struct date from, until, notice, extended_until;
    bool promised_exemption;
};

/* The agreement that began last for a post. */
bool agreement_read(struct task *task, int64_t post, struct agreement_row *out,
                    struct error *error);

/* The doctor's part of full time by agreements that run on the day, in percent; whether one of them
 * was made with an exemption from out-of-hours duty as a ground. */
bool agreements_of_doctor(struct task *task, int64_t doctor, int64_t *share, bool *exempted,
                          struct error *error);

/* Whether an agreement is in force on `day`, and its last day as far as it is known. */
struct verdict agreement_stands(struct task *task, const struct agreement_row *agreement,
                                const struct doctor_row *doctor, struct date day,
                                struct date *last_day);

/* Gives the list the cap of the agreement that begins, and opens one that has had no GP yet. */
bool agreement_takes_effect(struct task *task, int64_t list, int64_t cap, struct error *error);

/* -- decisions --------------------------------------------------------------------------------- */

struct decision_row {
    int64_t decision;
    int kind; /* enum decision_about */
    int64_t person, doctor, list;
    int state; /* enum removal_case, for exemptions too */
    int conduct;
    bool by_gp;
    int carried; /* enum removal_carried */
    struct date decided;
};

/* Reads the decision --decision names, of that kind and the session's municipality. */
bool task_decision(struct task *task, enum decision_about kind, struct decision_row *out,
                   struct error *error);

/* Whether the decision the operation tells of holds what it must. How to appeal stands in every
 * letter, which is made from the row. */
struct verdict task_decided(const struct task *task);

/* Whether the day an argument tells, if it does, is `first` or later. */
bool task_not_before(const struct task *task, enum argument argument, struct date first,
                     struct error *error);

/* "" when not told. */
const char *task_text_or_empty(const struct task *task, enum argument argument);

/* The outcome told, which must be one of two. */
bool task_outcome(struct task *task, enum decision_outcome one, enum decision_outcome other,
                  enum decision_outcome *out, struct error *error);

#endif
