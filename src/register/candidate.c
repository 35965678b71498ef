/* SPDX-License-Identifier: EUPL-1.2 */
/* Those on their way to becoming GPs: student, LIS1, ALIS, specialist in general practice. */
#include "register/office.h"

#include "base/number.h"
#include "scheme/training.h"
#include "store/query.h"

/* Whole months from one day to a later one. */
static int64_t
months_between(struct date from, struct date to)
{
    int64_t months = 0;
    while (months < 1200 && date_compare(date_add_months(from, (int)months + 1), to) <= 0) {
        months++;
    }
    return months;
}

bool
operation_do_candidate_add(struct task *task, struct error *error)
{
    struct doctor_row doctor;
    int64_t number;
    int stage = task_choice(task, ARGUMENT_stage, TRAINING_STUDENT);
    if ((task_told(task, ARGUMENT_doctor) && !task_doctor(task, ARGUMENT_doctor, &doctor, error)) ||
        !next_number(task->store, "candidate", "candidate", &number, error)) {
        return false;
    }
    task->applied->number = number;
    return query_run(task->store, error,
                     "INSERT INTO candidate (candidate, municipality, doctor, stage, since, began, "
                     "note) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                     "wtwwddt", number, task->session->municipality,
                     task_whole(task, ARGUMENT_doctor), (int64_t)stage, task->day,
                     stage == TRAINING_LIS1 ? task->day : DATE_NONE,
                     task_text_or_empty(task, ARGUMENT_reason)) &&
           task_allow(task, 200);
}

struct candidate_row {
    int64_t doctor; /* WHOLE_NONE while not known */
    int stage;
    struct date since, began;
};

static bool
read_candidate(struct task *task, struct candidate_row *out, struct error *error)
{
    struct statement *statement;
    if (!query_prepare(task->store, &statement, error,
                       "SELECT doctor, stage, since, began FROM candidate WHERE candidate = $1 AND "
                       "municipality = $2",
                       "wt", task_whole(task, ARGUMENT_candidate), task->session->municipality)) {
        return false;
    }
    bool found = false;
    bool fine = statement_step(statement, &found, error);
    if (fine && found) {
        *out = (struct candidate_row){
            .doctor = statement_whole(statement, 0),
            .stage = (int)statement_whole(statement, 1),
            .since = query_date(statement, 2),
            .began = query_date(statement, 3),
        };
    }
    statement_free(statement);
    return fine && (found || task_wrong(task, ARGUMENT_candidate, ERROR_REGISTER_ABSENT,
                                        "--candidate", error));
}

/* Whether the stage has been served. Time is counted by the calendar, in LIS1 the hospital's first;
 * what the calendar does not show, the papers that --qualified stands for do. */
static struct verdict
served(const struct task *task, const struct candidate_row *candidate)
{
    bool documented = task_told(task, ARGUMENT_qualified);
    int64_t in_stage = months_between(candidate->since, task->day);
    int64_t hospital = (int64_t)rule_value(task->rulebook, RULE_lis1_hospital, task->day);
    if (candidate->stage == TRAINING_STUDENT) {
        return (struct verdict){true, 200};
    }
    if (candidate->stage == TRAINING_LIS1) {
        struct training_done done = {.hospital = in_stage < hospital ? in_stage : hospital,
                                     .municipal = in_stage < hospital ? 0 : in_stage - hospital};
        return training_lis1_complete(task->rulebook, task->day, &done);
    }
    struct training_done done = {
        .hospital = hospital,
        .municipal = (int64_t)rule_value(task->rulebook, RULE_lis1_municipal, task->day),
        .in_all = date_is_none(candidate->began) ? INT32_MAX
                                                 : months_between(candidate->began, task->day),
        .open_practice = in_stage,
        .group_supervision = documented ? in_stage : 0,
        .supervision_hours = documented ? INT32_MAX : 0,
    };
    return training_complete(task->rulebook, task->day, &done);
}

bool
operation_do_candidate_stage(struct task *task, struct error *error)
{
    struct candidate_row candidate = {0};
    struct doctor_row doctor;
    if (!read_candidate(task, &candidate, error) ||
        (task_told(task, ARGUMENT_doctor) && !task_doctor(task, ARGUMENT_doctor, &doctor, error))) {
        return false;
    }
    int stage = task_choice(task, ARGUMENT_stage, TRAINING_STUDENT);
    if (stage != candidate.stage + 1) {
        return task_refuse(task, 200);
    }
    struct verdict verdict = served(task, &candidate);
    if (!verdict.allowed) {
        return task_verdict(task, verdict);
    }
    int64_t number =
        task_told(task, ARGUMENT_doctor) ? task_whole(task, ARGUMENT_doctor) : candidate.doctor;
    return query_run(task->store, error,
                     "UPDATE candidate SET stage = $2, since = $3, began = $4, doctor = $5 WHERE "
                     "candidate = $1",
                     "wwddw", task_whole(task, ARGUMENT_candidate), (int64_t)stage, task->day,
                     stage == TRAINING_LIS1 ? task->day : candidate.began, number) &&
           (!task_told(task, ARGUMENT_reason) ||
            query_run(task->store, error, "UPDATE candidate SET note = $2 WHERE candidate = $1",
                      "wt", task_whole(task, ARGUMENT_candidate),
                      task_text(task, ARGUMENT_reason))) &&
           (number == WHOLE_NONE || stage < TRAINING_ALIS ||
            query_run(task->store, error, "UPDATE doctor SET competence = $2 WHERE doctor = $1",
                      "ww", number, (int64_t)training_competence((enum training)stage))) &&
           task_verdict(task, verdict);
}
