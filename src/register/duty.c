/* SPDX-License-Identifier: EUPL-1.2 */
/* Municipal duty hours, and exemption from out-of-hours duty. */
#include "register/office.h"

#include "base/number.h"
#include "scheme/duty.h"
#include "scheme/exemption.h"
#include "scheme/removal.h"
#include "store/query.h"

static struct date
first_day(const struct task *task)
{
    return task_told(task, ARGUMENT_from) ? task_date(task, ARGUMENT_from) : task->day;
}

/* -- municipal duty hours ---------------------------------------------------------------------- */

/* What the doctor does already on the first day: minutes that are counted, and whether some of it
 * was agreed on. */
static bool
read_work(struct task *task, int64_t doctor, int64_t *minutes, bool *agreed, struct error *error)
{
    int64_t by_agreement;
    struct date day = first_day(task);
    if (!query_whole(task->store, minutes, error,
                     "SELECT CAST(coalesce(sum(minutes), 0) AS BIGINT) FROM duty WHERE doctor = $1 "
                     "AND from_day <= $2 AND (until_day IS NULL OR until_day > $2)",
                     "wd", doctor, day) ||
        !query_whole(task->store, &by_agreement, error,
                     "SELECT count(*) FROM duty WHERE doctor = $1 AND ordered = 0 AND from_day <= "
                     "$2 AND (until_day IS NULL OR until_day > $2)",
                     "wd", doctor, day)) {
        return false;
    }
    *agreed = by_agreement > 0;
    return true;
}

static bool
add_duty(struct task *task, bool agrees, struct error *error)
{
    struct doctor_row doctor;
    struct duty_order order = {.sought_volunteers = task_told(task, ARGUMENT_correct),
                               .gp_agrees = agrees};
    int64_t minutes, number;
    bool promised;
    if (!task_doctor(task, ARGUMENT_doctor, &doctor, error) ||
        !task_not_before(task, ARGUMENT_until, (struct date){first_day(task).days + 1}, error) ||
        !agreements_of_doctor(task, doctor.doctor, &order.percent, &promised, error) ||
        !read_work(task, doctor.doctor, &minutes, &order.exempted_before, error) ||
        !next_number(task->store, "duty", "duty", &number, error)) {
        return false;
    }
    int work = task_choice(task, ARGUMENT_kind, KIND_GENERAL_PRACTICE);
    if (work > KIND_OTHER) {
        return task_wrong(task, ARGUMENT_kind, ERROR_TOLD_CHOICE,
                          "general_practice, administrative, patient_meeting, dialogue_meeting, "
                          "out_of_hours, other",
                          error);
    }
    struct verdict counts = duty_counts((enum duty_work)work, agrees);
    if (!counts.allowed) {
        return task_verdict(task, counts);
    }
    order.minutes = minutes + task_whole(task, ARGUMENT_minutes);
    struct verdict verdict = duty_may_order(task->rulebook, first_day(task), &order);
    if (!verdict.allowed) {
        return task_verdict(task, verdict);
    }
    task->applied->number = number;
    return query_run(task->store, error,
                     "INSERT INTO duty (duty, municipality, doctor, work, minutes, ordered, "
                     "from_day, until_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                     "wtwtwwdd", number, task->session->municipality, doctor.doctor,
                     task_text(task, ARGUMENT_work), task_whole(task, ARGUMENT_minutes),
                     (int64_t)(agrees ? 0 : 1), first_day(task), task_date(task, ARGUMENT_until)) &&
           task_verdict(task, verdict);
}

bool
operation_do_duty_order(struct task *task, struct error *error)
{
    return add_duty(task, false, error);
}

bool
operation_do_duty_agree(struct task *task, struct error *error)
{
    return add_duty(task, true, error);
}

bool
operation_do_duty_end(struct task *task, struct error *error)
{
    struct doctor_row doctor;
    int64_t duty;
    struct date until =
        task_told(task, ARGUMENT_until) ? task_date(task, ARGUMENT_until) : task->day;
    if (!task_doctor(task, ARGUMENT_doctor, &doctor, error) ||
        !query_whole(
            task->store, &duty, error,
            "SELECT max(duty) FROM duty WHERE municipality = $1 AND doctor = $2 AND work = "
            "$3 AND from_day <= $4 AND (until_day IS NULL OR until_day > $4)",
            "twtd", task->session->municipality, doctor.doctor, task_text(task, ARGUMENT_work),
            until)) {
        return false;
    }
    if (duty == WHOLE_NONE) {
        return task_wrong(task, ARGUMENT_work, ERROR_REGISTER_ABSENT, "--work", error);
    }
    return query_run(task->store, error, "UPDATE duty SET until_day = $2 WHERE duty = $1", "wd",
                     duty, until) &&
           task_allow(task, 133);
}

/* -- exemption --------------------------------------------------------------------------------- */

static bool
read_facts(struct task *task, const struct doctor_row *doctor, struct exemption_facts *out,
           struct error *error)
{
    int kind = task_choice(task, ARGUMENT_kind, KIND_OTHER);
    int64_t share;
    if (!agreements_of_doctor(task, doctor->doctor, &share, &out->recruited_exempt, error)) {
        return false;
    }
    out->service = kind == KIND_DAYTIME ? EXEMPTION_DAYTIME : EXEMPTION_OUT_OF_HOURS;
    out->asked = kind != KIND_NEED;
    out->born = doctor->born;
    out->birth_due = doctor->pregnant_until;
    /* A GP who says why the pregnancy hinders need not wait for its last months. */
    out->pregnancy_hinders = kind == KIND_PREGNANCY && task_told(task, ARGUMENT_reason);
    out->breastfeeds = doctor->breastfed_child;
    out->health_reasons = kind == KIND_HEALTH;
    out->weighty_social_reasons = kind == KIND_SOCIAL;
    out->both_end_it = false;
    return true;
}

static bool
check_ground(const struct task *task, struct error *error)
{
    int kind = task_choice(task, ARGUMENT_kind, KIND_OTHER);
    return (kind >= KIND_AGE && kind <= KIND_DAYTIME) ||
           task_wrong(task, ARGUMENT_kind, ERROR_TOLD_CHOICE,
                      "age, pregnancy, breastfeeding, health, social, recruitment, need, daytime",
                      error);
}

static bool
insert_exemption(struct task *task, int64_t doctor, int64_t ground, struct date from,
                 struct date until, int64_t decision, struct error *error)
{
    int64_t number;
    return next_number(task->store, "exemption", "exemption", &number, error) &&
           query_run(task->store, error,
                     "INSERT INTO exemption (exemption, municipality, doctor, ground, from_day, "
                     "until_day, decision) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                     "wtwwddw", number, task->session->municipality, doctor, ground, from, until,
                     decision);
}

/* Writes the individual decision, whose appeal the GP has until the day of R254. */
static bool
insert_decision(struct task *task, int64_t doctor, enum removal_case state, int64_t *number,
                struct error *error)
{
    if (!next_number(task->store, "decision", "decision", number, error)) {
        return false;
    }
    task->applied->number = *number;
    return query_run(
        task->store, error,
        "INSERT INTO decision (decision, kind, municipality, doctor, state, asked, "
        "decided, conduct, by_gp, carried, reason, basis, appeal_until) VALUES ($1, "
        "$2, $3, $4, $5, $6, $6, $7, 1, 0, $8, $9, $10)",
        "wwtwwdwttd", *number, (int64_t)DECISION_EXEMPTION, task->session->municipality, doctor,
        (int64_t)state, task->day, task_whole(task, ARGUMENT_kind),
        task_text_or_empty(task, ARGUMENT_reason), task_text_or_empty(task, ARGUMENT_basis),
        decision_appeal_until(task->rulebook, DECISION_EXEMPTION, DECISION_GP, task->day));
}

/* Reads the doctor and what can be claimed. */
static bool
read_claim(struct task *task, struct doctor_row *doctor, enum exemption *out, int *rule,
           struct error *error)
{
    struct exemption_facts facts;
    if (!task_doctor(task, ARGUMENT_doctor, doctor, error) || !check_ground(task, error) ||
        !read_facts(task, doctor, &facts, error)) {
        return false;
    }
    *out = exemption_of(task->rulebook, first_day(task), &facts, rule);
    return true;
}

bool
operation_do_exemption_grant(struct task *task, struct error *error)
{
    struct doctor_row doctor;
    enum exemption exemption;
    int rule;
    int64_t decision = WHOLE_NONE, kind = task_choice(task, ARGUMENT_kind, KIND_OTHER);
    struct date from = first_day(task), until = task_date(task, ARGUMENT_until);
    if (!read_claim(task, &doctor, &exemption, &rule, error) ||
        !task_not_before(task, ARGUMENT_until, (struct date){from.days + 1}, error)) {
        return false;
    }
    if (exemption == EXEMPTION_NONE && kind == KIND_NEED) {
        rule = 141; /* the municipality's own, who needs no claim */
    } else if (exemption == EXEMPTION_NONE) {
        return task_refuse(task, rule);
    }
    if (exemption == EXEMPTION_DISCRETION || exemption == EXEMPTION_DISCRETION_SPECIAL_REGARD) {
        struct verdict complete = task_decided(task);
        if (!complete.allowed) {
            return task_verdict(task, complete);
        }
        if (!insert_decision(task, doctor.doctor, REMOVAL_MOVED, &decision, error)) {
            return false;
        }
    }
    return insert_exemption(task, doctor.doctor, kind, from, until, decision, error) &&
           task_allow(task, rule);
}

bool
operation_do_exemption_refuse(struct task *task, struct error *error)
{
    struct doctor_row doctor;
    enum exemption exemption;
    int rule;
    int64_t decision;
    if (!read_claim(task, &doctor, &exemption, &rule, error)) {
        return false;
    }
    if (exemption == EXEMPTION_RIGHT || exemption == EXEMPTION_KEPT) {
        return task_refuse(task, rule);
    }
    struct verdict complete = task_decided(task);
    if (!complete.allowed) {
        return task_verdict(task, complete);
    }
    return insert_decision(task, doctor.doctor, REMOVAL_REJECTED, &decision, error) &&
           task_allow(task, rule);
}

bool
operation_do_exemption_appeal(struct task *task, struct error *error)
{
    struct decision_row decision;
    if (!task_decision(task, DECISION_EXEMPTION, &decision, error)) {
        return false;
    }
    struct verdict verdict = decision_may_appeal(task->rulebook, task->day, DECISION_EXEMPTION,
                                                 DECISION_GP, decision.decided);
    if (decision.state != REMOVAL_REJECTED) {
        verdict.allowed = false; /* what was asked for was given, or it has been appealed */
    }
    return (!verdict.allowed ||
            query_run(task->store, error,
                      "UPDATE decision SET state = $2, appealed = $3 WHERE decision = $1", "wwd",
                      decision.decision, (int64_t)REMOVAL_APPEALED, task->day)) &&
           task_verdict(task, verdict);
}

bool
operation_do_exemption_settle(struct task *task, struct error *error)
{
    struct decision_row decision;
    enum decision_outcome outcome;
    if (!task_decision(task, DECISION_EXEMPTION, &decision, error) ||
        !task_outcome(task, DECISION_OUTCOME_UPHELD, DECISION_OUTCOME_REVERSED, &outcome, error)) {
        return false;
    }
    if (decision.state != REMOVAL_APPEALED) {
        return task_refuse(task, 254);
    }
    struct verdict complete = task_decided(task);
    if (!complete.allowed) {
        return task_verdict(task, complete);
    }
    bool reversed = outcome == DECISION_OUTCOME_REVERSED;
    return query_run(task->store, error,
                     "UPDATE decision SET state = $2, settled = $3 WHERE decision = $1", "wwd",
                     decision.decision, (int64_t)(reversed ? REMOVAL_REVERSED : REMOVAL_UPHELD),
                     task->day) &&
           (!reversed || insert_exemption(task, decision.doctor, decision.conduct, task->day,
                                          DATE_NONE, decision.decision, error)) &&
           task_allow(task, 254);
}

bool
operation_do_exemption_end(struct task *task, struct error *error)
{
    struct doctor_row doctor;
    struct exemption_facts facts;
    int rule;
    int64_t number;
    struct date until =
        task_told(task, ARGUMENT_until) ? task_date(task, ARGUMENT_until) : task->day;
    if (!task_doctor(task, ARGUMENT_doctor, &doctor, error) ||
        !read_facts(task, &doctor, &facts, error) ||
        !query_whole(task->store, &number, error,
                     "SELECT max(exemption) FROM exemption WHERE municipality = $1 AND doctor = $2 "
                     "AND from_day <= $3 AND (until_day IS NULL OR until_day > $3)",
                     "twd", task->session->municipality, doctor.doctor, until)) {
        return false;
    }
    if (number == WHOLE_NONE) {
        return task_wrong(task, ARGUMENT_doctor, ERROR_REGISTER_ABSENT, "--doctor", error);
    }
    /* A GP who agrees claims nothing any more. */
    facts.both_end_it = task_told(task, ARGUMENT_agreed);
    facts.asked = !facts.both_end_it;
    enum exemption exemption = exemption_of(task->rulebook, until, &facts, &rule);
    if (exemption == EXEMPTION_RIGHT || exemption == EXEMPTION_KEPT) {
        return task_refuse(task, rule);
    }
    return query_run(task->store, error, "UPDATE exemption SET until_day = $2 WHERE exemption = $1",
                     "wd", number, until) &&
           task_allow(task, 140);
}
