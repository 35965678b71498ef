/* SPDX-License-Identifier: EUPL-1.2 */
/* Doctors: what is known of them, their absences, and their work on others' lists. */
#include "register/office.h"

#include "base/number.h"
#include "scheme/locum.h"
#include "store/query.h"

#include <string.h>

enum { FULL_TIME = 100, DAYS_IN_WEEK = 7 };

/* -- rows -------------------------------------------------------------------------------------- */

/* Reads the doctor of that number; *found is false when there is none. */
static bool
find_doctor(struct store *store, int64_t doctor, struct doctor_row *out, bool *found,
            struct error *error)
{
    struct statement *statement;
    if (!query_prepare(store, &statement, error,
                       "SELECT born, competence, settlement, suspended, authorised_until, "
                       "pregnant_until, breastfed_child FROM doctor WHERE doctor = $1",
                       "w", doctor)) {
        return false;
    }
    bool fine = statement_step(statement, found, error);
    if (fine && *found) {
        *out = (struct doctor_row){
            .doctor = doctor,
            .born = query_date(statement, 0),
            .competence = (int)statement_whole(statement, 1),
            .settlement = statement_whole(statement, 2) != 0,
            .suspended = query_date(statement, 3),
            .authorised_until = query_date(statement, 4),
            .pregnant_until = query_date(statement, 5),
            .breastfed_child = query_date(statement, 6),
        };
    }
    statement_free(statement);
    return fine;
}

bool
doctor_read(struct task *task, int64_t doctor, struct doctor_row *out, struct error *error)
{
    bool found = false;
    if (!find_doctor(task->store, doctor, out, &found, error)) {
        return false;
    }
    if (!found) {
        const char *number = arena_format(task->arena, "%lld", (long long)doctor);
        error_set(error, ERROR_REGISTER_DOCTOR, number == NULL ? "" : number, NULL);
    }
    return found;
}

bool
task_doctor(struct task *task, enum argument argument, struct doctor_row *out, struct error *error)
{
    bool found = false;
    return find_doctor(task->store, task_whole(task, argument), out, &found, error) &&
           (found || task_wrong(task, argument, ERROR_REGISTER_DOCTOR, NULL, error));
}

struct competence_facts
doctor_competence(const struct doctor_row *doctor)
{
    bool transition = doctor->competence == COMPETENCE_TRANSITION;
    return (struct competence_facts){
        .competence = transition ? COMPETENCE_NONE : (enum competence)doctor->competence,
        .in_transition = transition,
        .days_in_all = WHOLE_NONE,
        .days_in_year = WHOLE_NONE,
    };
}

enum authorisation
doctor_authorisation(const struct doctor_row *doctor, struct date day, struct date *since)
{
    if (!date_is_none(doctor->authorised_until) &&
        date_compare(doctor->authorised_until, day) <= 0) {
        *since = doctor->authorised_until;
        return AUTHORISATION_LOST;
    }
    if (!date_is_none(doctor->suspended) && date_compare(doctor->suspended, day) <= 0) {
        *since = doctor->suspended;
        return AUTHORISATION_SUSPENDED;
    }
    *since = DATE_NONE;
    return AUTHORISATION_FULL;
}

bool
task_not_before(const struct task *task, enum argument argument, struct date first,
                struct error *error)
{
    if (!task_told(task, argument) || date_compare(task_date(task, argument), first) >= 0) {
        return true;
    }
    char text[DATE_TEXT_SIZE];
    date_write(first, text);
    return task_wrong(task, argument, ERROR_REGISTER_PAST, text, error);
}

/* -- what is known of a doctor ----------------------------------------------------------------- */

bool
operation_do_doctor_add(struct task *task, struct error *error)
{
    struct doctor_row there;
    bool found = false;
    int64_t doctor = task_whole(task, ARGUMENT_doctor);
    if (!find_doctor(task->store, doctor, &there, &found, error)) {
        return false;
    }
    if (found) {
        return task_wrong(task, ARGUMENT_doctor, ERROR_REGISTER_TAKEN, NULL, error);
    }
    if (date_compare(task_date(task, ARGUMENT_born), task->day) > 0) {
        return task_wrong(task, ARGUMENT_born, ERROR_REGISTER_FUTURE, NULL, error);
    }
    task->applied->number = doctor;
    return query_run(task->store, error,
                     "INSERT INTO doctor (doctor, name, born, sex, competence, settlement) VALUES "
                     "($1, $2, $3, $4, $5, $6)",
                     "wtdwww", doctor, task_text(task, ARGUMENT_name),
                     task_date(task, ARGUMENT_born), task_whole(task, ARGUMENT_sex),
                     task_whole(task, ARGUMENT_competence),
                     (int64_t)(task_told(task, ARGUMENT_settlement) ? 1 : 0)) &&
           task_allow(task, 0);
}

/* Sets one of the days that are known of a doctor; one that is not told takes it away. */
static bool
update_kind(struct task *task, struct error *error)
{
    static const struct {
        enum kind kind;
        enum argument argument;
        int rule;
        const char *sql;
    } updates[] = {
        {KIND_PREGNANCY, ARGUMENT_until, 143,
         "UPDATE doctor SET pregnant_until = $2 WHERE doctor = $1"},
        {KIND_BREASTFEEDING, ARGUMENT_born, 143,
         "UPDATE doctor SET breastfed_child = $2 WHERE doctor = $1"},
        {KIND_AUTHORISATION, ARGUMENT_until, 39,
         "UPDATE doctor SET authorised_until = $2 WHERE doctor = $1"},
        {KIND_SUSPENSION, ARGUMENT_from, 39, "UPDATE doctor SET suspended = $2 WHERE doctor = $1"},
    };
    int kind = task_choice(task, ARGUMENT_kind, KIND_COUNT);
    if (kind == KIND_COUNT) {
        return task_allow(task, 0);
    }
    if (kind == KIND_SETTLEMENT) { /* by itself: the agreement with Helfo is no more */
        return query_run(task->store, error, "UPDATE doctor SET settlement = $2 WHERE doctor = $1",
                         "ww", task_whole(task, ARGUMENT_doctor),
                         (int64_t)(task_told(task, ARGUMENT_settlement) ? 1 : 0)) &&
               task_allow(task, 225);
    }
    for (size_t i = 0; i < sizeof updates / sizeof updates[0]; i++) {
        if ((int)updates[i].kind == kind) {
            return query_run(task->store, error, updates[i].sql, "wd",
                             task_whole(task, ARGUMENT_doctor),
                             task_date(task, updates[i].argument)) &&
                   task_allow(task, updates[i].rule);
        }
    }
    return task_wrong(task, ARGUMENT_kind, ERROR_TOLD_CHOICE,
                      "pregnancy, breastfeeding, settlement, authorisation, suspension", error);
}

bool
operation_do_doctor_update(struct task *task, struct error *error)
{
    struct doctor_row doctor;
    if (!task_doctor(task, ARGUMENT_doctor, &doctor, error)) {
        return false;
    }
    if ((task_told(task, ARGUMENT_name) &&
         !query_run(task->store, error, "UPDATE doctor SET name = $2 WHERE doctor = $1", "wt",
                    doctor.doctor, task_text(task, ARGUMENT_name))) ||
        (task_told(task, ARGUMENT_competence) &&
         !query_run(task->store, error, "UPDATE doctor SET competence = $2 WHERE doctor = $1", "ww",
                    doctor.doctor, task_whole(task, ARGUMENT_competence))) ||
        (task_told(task, ARGUMENT_settlement) &&
         !query_run(task->store, error, "UPDATE doctor SET settlement = 1 WHERE doctor = $1", "w",
                    doctor.doctor))) {
        return false;
    }
    return update_kind(task, error);
}

bool
operation_do_doctor_absence(struct task *task, struct error *error)
{
    struct doctor_row doctor;
    struct date from = task_date(task, ARGUMENT_from), until = task_date(task, ARGUMENT_until);
    if (!task_doctor(task, ARGUMENT_doctor, &doctor, error) ||
        !next_number(task->store, "absence", "absence", &task->applied->number, error)) {
        return false;
    }
    return task_not_before(task, ARGUMENT_until, (struct date){from.days + 1}, error) &&
           query_run(task->store, error,
                     "INSERT INTO absence (absence, doctor, reason, from_day, until_day) VALUES "
                     "($1, $2, $3, $4, $5)",
                     "wwtdd", task->applied->number, doctor.doctor,
                     task_text(task, ARGUMENT_reason), from, until) &&
           task_allow(task, 0);
}

/* -- locums ------------------------------------------------------------------------------------ */

/* Days from Monday to Friday of a period, of which 1970-01-01 was a Thursday. */
static int64_t
working_days(struct date from, struct date until)
{
    int64_t days = (int64_t)until.days - from.days, count = days / DAYS_IN_WEEK * 5;
    for (int64_t day = until.days - days % DAYS_IN_WEEK; day < until.days; day++) {
        int64_t weekday = ((day + 3) % DAYS_IN_WEEK + DAYS_IN_WEEK) % DAYS_IN_WEEK;
        count += weekday < 5;
    }
    return count;
}

/* The day from which work without the competence is counted (R166). */
static struct date
counted_from(void)
{
    struct date day;
    date_from_ymd(2025, 12, 31, &day);
    return day;
}

static int64_t
days_between(struct date from, struct date until, struct date first, struct date last)
{
    struct date begin = date_compare(from, first) > 0 ? from : first;
    struct date end = date_compare(until, last) < 0 ? until : last;
    return date_compare(begin, end) < 0 ? working_days(begin, end) : 0;
}

struct span {
    struct date from, until;
};

/* The doctor's work without the competence, this included. Days are counted full: no table says
 * which of them were worked. */
static bool
count_days(struct task *task, int64_t doctor, struct date from, struct date until,
           struct competence_facts *facts, struct error *error)
{
    struct statement *statement;
    void *items = NULL;
    size_t count = 0, capacity = 0;
    if (!query_prepare(task->store, &statement, error,
                       "SELECT from_day, until_day FROM doctor_relation WHERE doctor = $1 AND "
                       "until_day IS NOT NULL",
                       "w", doctor)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        struct span span = {query_date(statement, 0), query_date(statement, 1)};
        if (!arena_grow(task->arena, &items, count, &capacity, sizeof span)) {
            error_set(error, ERROR_MEMORY, NULL, NULL);
            fine = false;
            break;
        }
        ((struct span *)items)[count++] = span;
    }
    statement_free(statement);
    struct date first = counted_from();
    const struct date last = {INT32_MAX};
    int64_t in_all = days_between(from, until, first, last), most = 0;
    for (size_t i = 0; fine && i < count; i++) {
        const struct span *span = &((const struct span *)items)[i];
        in_all += days_between(span->from, span->until, first, last);
    }
    for (int year = date_to_ymd(from).year; fine && year <= date_to_ymd(until).year; year++) {
        struct date begin, end;
        if (!date_from_ymd(year, 1, 1, &begin) || !date_from_ymd(year + 1, 1, 1, &end)) {
            break;
        }
        begin = date_compare(begin, first) < 0 ? first : begin;
        int64_t days = days_between(from, until, begin, end);
        for (size_t i = 0; i < count; i++) {
            const struct span *span = &((const struct span *)items)[i];
            days += days_between(span->from, span->until, begin, end);
        }
        most = days > most ? days : most;
    }
    facts->days_in_all = in_all;
    facts->days_in_year = most;
    return fine;
}

/* What the locum's work on a list is decided by. */
static bool
read_locum(struct task *task, const struct list_row *list, const struct doctor_row *locum,
           struct locum_facts *out, struct error *error)
{
    struct date from = task_date(task, ARGUMENT_from), until = task_date(task, ARGUMENT_until);
    int64_t share = task_told(task, ARGUMENT_share) ? task_whole(task, ARGUMENT_share) : FULL_TIME;
    int64_t other, absent = 1;
    struct locum_facts facts = {
        .settlement_agreement = locum->settlement,
        .competence = doctor_competence(locum),
        .shares_part_time = share < FULL_TIME,
    };
    int64_t gp = task_told(task, ARGUMENT_substitute_for)
                     ? task_whole(task, ARGUMENT_substitute_for)
                     : list->doctor;
    if (gp != WHOLE_NONE) {
        struct doctor_row doctor;
        struct date since;
        if (!doctor_read(task, gp, &doctor, error) ||
            !query_whole(task->store, &absent, error,
                         "SELECT count(*) FROM absence WHERE doctor = $1 AND from_day <= $2 AND "
                         "(until_day IS NULL OR until_day > $2)",
                         "wd", gp, from)) {
            return false;
        }
        facts.gp_authorisation = doctor_authorisation(&doctor, from, &since);
        facts.gp_works_too = absent == 0 && facts.gp_authorisation == AUTHORISATION_FULL;
    }
    /* More than one full-time practice together is more than the GP did alone. */
    if (!query_whole(task->store, &other, error,
                     "SELECT CAST(coalesce(sum(share), 0) AS BIGINT) FROM doctor_relation WHERE "
                     "list = $1 AND kind = 1 AND from_day <= $2 AND (until_day IS NULL OR "
                     "until_day > $2)",
                     "wd", list->list, from)) {
        return false;
    }
    facts.expands_practice = other + share > FULL_TIME;
    *out = facts;
    return date_is_none(until) || facts.competence.competence != COMPETENCE_NONE ||
           count_days(task, locum->doctor, from, until, &out->competence, error);
}

static bool
insert_relation(struct task *task, int64_t list, int64_t doctor, enum relation kind,
                struct error *error)
{
    struct date from = task_told(task, ARGUMENT_from) ? task_date(task, ARGUMENT_from) : task->day;
    struct date until = task_date(task, ARGUMENT_until);
    return task_not_before(task, ARGUMENT_until, (struct date){from.days + 1}, error) &&
           next_number(task->store, "doctor_relation", "relation", &task->applied->number, error) &&
           query_run(task->store, error,
                     "INSERT INTO doctor_relation (relation, list, doctor, kind, substitute_for, "
                     "share, days, from_day, until_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
                     "$9)",
                     "wwwwwwwdd", task->applied->number, list, doctor, (int64_t)kind,
                     task_whole(task, ARGUMENT_substitute_for),
                     task_told(task, ARGUMENT_share) ? task_whole(task, ARGUMENT_share)
                                                     : (int64_t)FULL_TIME,
                     task_told(task, ARGUMENT_value) ? task_whole(task, ARGUMENT_value) : 0, from,
                     until);
}

bool
operation_do_locum_start(struct task *task, struct error *error)
{
    struct list_row list;
    struct post_row post;
    struct doctor_row locum, gp;
    struct locum_facts facts;
    if (!task_post(task, &list, &post, error) ||
        !task_doctor(task, ARGUMENT_doctor, &locum, error) ||
        (task_told(task, ARGUMENT_substitute_for) &&
         !task_doctor(task, ARGUMENT_substitute_for, &gp, error)) ||
        !read_locum(task, &list, &locum, &facts, error)) {
        return false;
    }
    struct date from = task_date(task, ARGUMENT_from);
    struct verdict verdict = locum_may_work(task->rulebook, from, &facts);
    task->applied->effective = from;
    return (!verdict.allowed ||
            insert_relation(task, list.list, locum.doctor, RELATION_LOCUM, error)) &&
           task_verdict(task, verdict);
}

/* Reads the doctor's relation of that kind to the list that has not ended by the day. */
static bool
running_relation(struct task *task, enum relation kind, struct list_row *list, int64_t *relation,
                 struct date *from, struct error *error)
{
    int64_t days;
    if (!task_own_list(task, list, error) ||
        !query_whole(task->store, relation, error,
                     "SELECT max(relation) FROM doctor_relation WHERE list = $1 AND doctor = $2 "
                     "AND kind = $3 AND (until_day IS NULL OR until_day > $4)",
                     "wwwd", list->list, task_whole(task, ARGUMENT_doctor), (int64_t)kind,
                     task->day)) {
        return false;
    }
    if (*relation == WHOLE_NONE) {
        return task_wrong(task, ARGUMENT_doctor, ERROR_REGISTER_ABSENT, relations[kind], error);
    }
    if (!query_whole(task->store, &days, error,
                     "SELECT from_day FROM doctor_relation WHERE relation = $1", "w", *relation)) {
        return false;
    }
    *from = (struct date){(int32_t)days};
    return true;
}

static bool
end_relation(struct task *task, enum relation kind, int rule, struct error *error)
{
    struct list_row list;
    struct date from;
    int64_t relation;
    struct date until =
        task_told(task, ARGUMENT_until) ? task_date(task, ARGUMENT_until) : task->day;
    if (!running_relation(task, kind, &list, &relation, &from, error)) {
        return false;
    }
    bool begins = date_compare(from, until) < 0; /* else it never was */
    return task_not_before(task, ARGUMENT_until, from, error) &&
           (begins ? query_run(task->store, error,
                               "UPDATE doctor_relation SET until_day = $2 WHERE relation = $1",
                               "wd", relation, until)
                   : query_run(task->store, error,
                               "DELETE FROM doctor_relation WHERE relation = $1", "w", relation)) &&
           task_allow(task, rule);
}

bool
operation_do_locum_end(struct task *task, struct error *error)
{
    return end_relation(task, RELATION_LOCUM, 224, error);
}

bool
operation_do_locum_offer(struct task *task, struct error *error)
{
    struct list_row list;
    struct statement *statement;
    struct date from;
    int64_t relation;
    double months = 0;
    bool row = false;
    if (!running_relation(task, RELATION_LOCUM, &list, &relation, &from, error) ||
        !query_prepare(
            task->store, &statement, error,
            "SELECT value FROM planning WHERE municipality = $1 AND item = 'locum_offer'", "t",
            task->session->municipality)) {
        return false;
    }
    bool fine = statement_step(statement, &row, error);
    if (fine && row) {
        months = statement_decimal(statement, 0);
    }
    statement_free(statement);
    if (!fine) {
        return false;
    }
    if (row) { /* the municipality has promised it within a time, which is its own and no rule */
        char due[DATE_TEXT_SIZE];
        struct date last = locum_offer_due(from, (int)months);
        date_write(last, due);
        if (!task_effect(task,
                         date_compare(task->day, last) <= 0 ? "offered_in_time" : "offered_late",
                         task->session->municipality, WHOLE_NONE, 0, "due=%s\n", due)) {
            error_set(error, ERROR_MEMORY, NULL, NULL);
            return false;
        }
    }
    return query_run(task->store, error,
                     "UPDATE doctor_relation SET offered = $2 WHERE relation = $1", "wd", relation,
                     task->day) &&
           task_allow(task, 0);
}

bool
operation_do_part_start(struct task *task, struct error *error)
{
    struct list_row list;
    struct post_row post;
    struct doctor_row doctor;
    if (!task_post(task, &list, &post, error) ||
        !task_doctor(task, ARGUMENT_doctor, &doctor, error)) {
        return false;
    }
    if (task_told(task, ARGUMENT_value) && task_whole(task, ARGUMENT_value) >= 1 << DAYS_IN_WEEK) {
        return task_wrong(task, ARGUMENT_value, ERROR_TOLD_WHOLE, "0–127", error);
    }
    /* It is another doctor's list, a part of which is shared. */
    if (list.doctor == WHOLE_NONE || list.doctor == doctor.doctor) {
        return task_refuse(task, 7);
    }
    struct competence_facts facts = doctor_competence(&doctor);
    struct verdict qualified = competence_allows(task->rulebook, task->day, &facts);
    if (!qualified.allowed) {
        return task_verdict(task, qualified);
    }
    return insert_relation(task, list.list, doctor.doctor, RELATION_PART, error) &&
           task_allow(task, 7);
}

bool
operation_do_part_end(struct task *task, struct error *error)
{
    return end_relation(task, RELATION_PART, 7, error);
}
