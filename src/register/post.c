/* SPDX-License-Identifier: EUPL-1.2 */
/* Posts and their agreements: a post is made, notice is given, a post ends. How it is filled is in
 * recruiting.c. */
#include "register/office.h"

#include "base/number.h"
#include "scheme/assignment.h"
#include "scheme/list.h"
#include "scheme/recruiting.h"
#include "store/query.h"

#include <string.h>

enum { CODE_LENGTH_MAX = 60 }; /* bytes */

/* -- rows -------------------------------------------------------------------------------------- */

bool
task_own_list(struct task *task, struct list_row *list, struct error *error)
{
    if (!task_list(task, ARGUMENT_list, list, error)) {
        return false;
    }
    return strcmp(list->municipality, task->session->municipality) == 0 ||
           task_wrong(task, ARGUMENT_list, ERROR_REGISTER_ELSEWHERE, NULL, error);
}

bool
post_read(struct task *task, int64_t post, struct post_row *out, struct error *error)
{
    struct statement *statement;
    if (!query_prepare(task->store, &statement, error,
                       "SELECT employment, step, resigned, informed, (SELECT count(*) FROM "
                       "agreement a WHERE a.post = p.post), empty FROM post p WHERE p.post = $1",
                       "w", post)) {
        return false;
    }
    bool row = false;
    bool fine = statement_step(statement, &row, error);
    if (fine && row) {
        int64_t employment = statement_whole(statement, 0);
        *out = (struct post_row){
            .post = post,
            .employment = employment == WHOLE_NONE ? CHOICE_NONE : (int)employment,
            .step = (int)statement_whole(statement, 1),
            .resigned = query_date(statement, 2),
            .informed = query_date(statement, 3),
            .empty = statement_whole(statement, 4) == 0 && statement_whole(statement, 5) != 0,
        };
    }
    statement_free(statement);
    return fine;
}

bool
task_post(struct task *task, struct list_row *list, struct post_row *post, struct error *error)
{
    if (!task_own_list(task, list, error) || !post_read(task, list->list, post, error)) {
        return false;
    }
    return date_is_none(list->ended) ||
           task_wrong(task, ARGUMENT_list, ERROR_REGISTER_ENDED, NULL, error);
}

bool
agreement_read(struct task *task, int64_t post, struct agreement_row *out, struct error *error)
{
    struct statement *statement;
    *out = (struct agreement_row){.agreement = WHOLE_NONE, .doctor = WHOLE_NONE};
    if (!query_prepare(task->store, &statement, error,
                       "SELECT agreement, doctor, employment, cap, share, from_day, until_day, "
                       "notice, extended_until, promised_exemption FROM agreement WHERE post = $1 "
                       "ORDER BY from_day DESC, agreement DESC LIMIT 1",
                       "w", post)) {
        return false;
    }
    bool row = false;
    bool fine = statement_step(statement, &row, error);
    if (fine && row) {
        *out = (struct agreement_row){
            .agreement = statement_whole(statement, 0),
            .doctor = statement_whole(statement, 1),
            .employment = (int)statement_whole(statement, 2),
            .cap = statement_whole(statement, 3),
            .share = statement_whole(statement, 4),
            .from = query_date(statement, 5),
            .until = query_date(statement, 6),
            .notice = query_date(statement, 7),
            .extended_until = query_date(statement, 8),
            .promised_exemption = statement_whole(statement, 9) != 0,
        };
    }
    statement_free(statement);
    return fine;
}

bool
agreements_of_doctor(struct task *task, int64_t doctor, int64_t *share, bool *exempted,
                     struct error *error)
{
    int64_t promised;
    if (!query_whole(task->store, share, error,
                     "SELECT CAST(coalesce(sum(share), 0) AS BIGINT) FROM agreement WHERE doctor = "
                     "$1 AND from_day <= $2 AND (until_day IS NULL OR until_day > $2)",
                     "wd", doctor, task->day) ||
        !query_whole(task->store, &promised, error,
                     "SELECT count(*) FROM agreement WHERE doctor = $1 AND promised_exemption = 1 "
                     "AND from_day <= $2 AND (until_day IS NULL OR until_day > $2)",
                     "wd", doctor, task->day)) {
        return false;
    }
    *exempted = promised > 0;
    return true;
}

struct verdict
agreement_stands(struct task *task, const struct agreement_row *row,
                 const struct doctor_row *doctor, struct date day, struct date *last_day)
{
    struct agreement agreement = {
        .born = doctor->born,
        .notice_end = date_is_none(row->until) ? DATE_NONE : (struct date){row->until.days - 1},
        .extended_until = row->extended_until,
    };
    agreement.authorisation = doctor_authorisation(doctor, day, &agreement.authorisation_since);
    return agreement_in_force(task->rulebook, day, &agreement, last_day);
}

bool
agreement_takes_effect(struct task *task, int64_t list, int64_t cap, struct error *error)
{
    /* A list that was made with its post is locked until it has a GP. */
    return query_run(task->store, error,
                     "UPDATE gp_list SET cap = $2, state = CASE WHEN state = 2 AND length = 0 AND "
                     "(SELECT count(*) FROM agreement WHERE post = $1) = 1 THEN 0 ELSE state END "
                     "WHERE list = $1",
                     "ww", list, cap);
}

/* -- a post ------------------------------------------------------------------------------------ */

bool
operation_do_post_create(struct task *task, struct error *error)
{
    int64_t there, practices, districts = 1, number, cap = task_whole(task, ARGUMENT_cap);
    const char *code = task_text(task, ARGUMENT_code);
    const char *district = task_text(task, ARGUMENT_district);
    const char *here = task->session->municipality;
    /* A slash would be taken to end the municipality's number (list_find). */
    if (strchr(code, '/') != NULL || strlen(code) > CODE_LENGTH_MAX) {
        return task_wrong(task, ARGUMENT_code, ERROR_REGISTER_CODE, NULL, error);
    }
    if (!query_whole(task->store, &there, error,
                     "SELECT count(*) FROM post WHERE municipality = $1 AND code = $2", "tt", here,
                     code) ||
        !query_whole(task->store, &practices, error,
                     "SELECT count(*) FROM practices WHERE municipality = $1 AND practice = $2",
                     "tt", here, task_text(task, ARGUMENT_practice)) ||
        (district != NULL &&
         !query_whole(task->store, &districts, error,
                      "SELECT count(*) FROM districts WHERE municipality = $1 AND district = $2",
                      "tt", here, district)) ||
        !next_number(task->store, "post", "post", &number, error)) {
        return false;
    }
    if (there > 0) {
        return task_wrong(task, ARGUMENT_code, ERROR_REGISTER_TAKEN, NULL, error);
    }
    if (practices == 0) {
        return task_wrong(task, ARGUMENT_practice, ERROR_REGISTER_ABSENT, "--practice", error);
    }
    if (districts == 0) {
        return task_wrong(task, ARGUMENT_district, ERROR_REGISTER_DISTRICT, NULL, error);
    }
    struct verdict verdict =
        list_cap_allowed(task->rulebook, task->day, cap, task_told(task, ARGUMENT_agreed));
    if (!verdict.allowed) {
        return task_verdict(task, verdict);
    }
    task->applied->number = number;
    bool empty = task_told(task, ARGUMENT_empty);
    return query_run(task->store, error,
                     "INSERT INTO post (post, municipality, code, practice, district, employment, "
                     "created, step, empty) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                     "wttttwdww", number, here, code, task_text(task, ARGUMENT_practice),
                     district == NULL ? "" : district, task_whole(task, ARGUMENT_employment),
                     task->day, (int64_t)RECRUITING_NEW_POST, (int64_t)(empty ? 1 : 0)) &&
           query_run(task->store, error,
                     "INSERT INTO gp_list (list, cap, length, state, members_only) VALUES ($1, $2, "
                     "0, $3, 0)",
                     "www", number, cap, (int64_t)LIST_LOCKED) &&
           task_allow(task, empty ? 10 : 29);
}

/* Reads the post that --list names and its agreement that runs; *runs is false when none does. */
static bool
read_held(struct task *task, struct list_row *list, struct agreement_row *held,
          struct doctor_row *doctor, bool *runs, struct error *error)
{
    struct post_row post;
    struct date last_day;
    *runs = false;
    if (!task_post(task, list, &post, error) || !agreement_read(task, list->list, held, error)) {
        return false;
    }
    if (held->agreement == WHOLE_NONE) {
        return true;
    }
    if (!doctor_read(task, held->doctor, doctor, error)) {
        return false;
    }
    *runs = agreement_stands(task, held, doctor, task->day, &last_day).allowed;
    return true;
}

/* Writes that the agreement has that last day, and that a recruitment can begin. */
static bool
write_end(struct task *task, const struct agreement_row *held, int64_t post, struct date received,
          struct date until, enum agreement_reason reason, struct error *error)
{
    return query_run(task->store, error,
                     "UPDATE agreement SET until_day = $2, notice = $3, end_reason = $4 WHERE "
                     "agreement = $1",
                     "wddw", held->agreement, until, received, (int64_t)reason) &&
           query_run(task->store, error,
                     "UPDATE post SET step = $2, resigned = $3, consulted = NULL, informed = NULL "
                     "WHERE post = $1",
                     "wwd", post, (int64_t)RECRUITING_RESIGNED, received);
}

bool
operation_do_post_resign(struct task *task, struct error *error)
{
    struct list_row list;
    struct agreement_row held;
    struct doctor_row doctor;
    bool runs;
    if (!read_held(task, &list, &held, &doctor, &runs, error)) {
        return false;
    }
    struct date received =
        task_told(task, ARGUMENT_from) ? task_date(task, ARGUMENT_from) : task->day;
    if (date_compare(received, task->day) > 0) {
        return task_wrong(task, ARGUMENT_from, ERROR_REGISTER_FUTURE, NULL, error);
    }
    if (!runs) {
        return task_refuse(task, 34);
    }
    if (!date_is_none(held.notice)) {
        return task_refuse(task, 35); /* the notice that was received binds */
    }
    struct agreement_notice notice = {
        .employment = (enum employment)held.employment,
        .by = task_choice(task, ARGUMENT_by, ASKER_SELF) == ASKER_MUNICIPALITY
                  ? AGREEMENT_MUNICIPALITY
                  : AGREEMENT_GP,
        .received = received,
        .has_grounds = task_told(task, ARGUMENT_reason),
    };
    struct agreement_end end;
    struct verdict verdict = agreement_may_end(task->rulebook, &notice, &end);
    if (!verdict.allowed) {
        return task_verdict(task, verdict);
    }
    struct date until = {end.last_day.days + 1};
    if (date_is_none(end.last_day)) { /* salaried: the employment contract says when */
        if (!task_told(task, ARGUMENT_until)) {
            return task_wrong(task, ARGUMENT_until, ERROR_TOLD_MISSING, NULL, error);
        }
        if (!task_not_before(task, ARGUMENT_until, received, error)) {
            return false;
        }
        until = task_date(task, ARGUMENT_until);
    }
    task->applied->effective = agreement_list_passes_on((struct date){until.days - 1});
    return write_end(task, &held, list.list, received, until, AGREEMENT_BY_NOTICE, error) &&
           task_verdict(task, verdict);
}

bool
operation_do_post_terminate(struct task *task, struct error *error)
{
    struct list_row list;
    struct agreement_row held;
    struct doctor_row doctor;
    struct agreement_end end;
    bool runs;
    if (!read_held(task, &list, &held, &doctor, &runs, error)) {
        return false;
    }
    struct agreement_notice notice = {
        .employment = (enum employment)held.employment,
        .by = AGREEMENT_MUNICIPALITY,
        .received = task->day,
        .at_once = true,
        .material_breach = true, /* --reason says which */
    };
    if (!runs) {
        return task_refuse(task, 34);
    }
    struct verdict verdict = agreement_may_end(task->rulebook, &notice, &end);
    if (!verdict.allowed) {
        return task_verdict(task, verdict);
    }
    struct date until = {task->day.days + 1};
    task->applied->effective = until;
    return write_end(task, &held, list.list, task->day, until, AGREEMENT_BY_BREACH, error) &&
           query_run(task->store, error,
                     "UPDATE doctor_relation SET until_day = $3 WHERE list = $1 AND doctor = $2 "
                     "AND kind = 0 AND until_day IS NULL",
                     "wwd", list.list, held.doctor, until) &&
           (task_effect(task, "list_without_doctor", task->session->municipality, WHOLE_NONE, 109,
                        "list=%lld\ndoctor=%lld\n", (long long)list.list, (long long)held.doctor) ||
            error_memory(error)) &&
           task_verdict(task, verdict);
}

bool
operation_do_post_extend(struct task *task, struct error *error)
{
    struct list_row list;
    struct agreement_row held;
    struct doctor_row doctor;
    bool runs;
    if (!read_held(task, &list, &held, &doctor, &runs, error)) {
        return false;
    }
    if (held.agreement == WHOLE_NONE) {
        return task_refuse(task, 38);
    }
    struct date since;
    struct agreement agreement = {
        .born = doctor.born,
        .notice_end = date_is_none(held.until) ? DATE_NONE : (struct date){held.until.days - 1},
        .extended_until = held.extended_until,
        .authorisation = doctor_authorisation(&doctor, task->day, &since),
        .authorisation_since = since,
    };
    struct date last_day = {(int32_t)task_whole(task, ARGUMENT_until) - 1};
    struct verdict verdict = agreement_may_extend(task->rulebook, task->day, &agreement, last_day,
                                                  task_told(task, ARGUMENT_agreed));
    return (!verdict.allowed ||
            query_run(task->store, error,
                      "UPDATE agreement SET extended_until = $2 WHERE agreement = $1", "wd",
                      held.agreement, last_day)) &&
           task_verdict(task, verdict);
}

/* -- the end of a post ------------------------------------------------------------------------- */

struct persons {
    int64_t *numbers;
    size_t count;
};

/* The persons a query about the list gives. */
static bool
read_persons(struct task *task, const char *sql, int64_t list, struct persons *out,
             struct error *error)
{
    struct statement *statement;
    void *items = NULL;
    size_t capacity = 0;
    *out = (struct persons){NULL, 0};
    if (!query_prepare(task->store, &statement, error, sql, "w", list)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        if (!arena_grow(task->arena, &items, out->count, &capacity, sizeof(int64_t))) {
            fine = error_memory(error);
            break;
        }
        ((int64_t *)items)[out->count++] = statement_whole(statement, 0);
    }
    statement_free(statement);
    out->numbers = items;
    return fine;
}

/* Takes a person off the list that ends, or off the way to it. */
static bool
distribute(struct task *task, int64_t list, int64_t number, struct date until, struct error *error)
{
    struct person_row person;
    struct places places;
    if (!person_read(task->store, task->arena, number, &person, error) ||
        !places_read(task->store, number, task->day, &places, error)) {
        return false;
    }
    bool here = places.now.list == list && date_is_none(places.now.until), back = false;
    /* One on the way to the list stays on the one they were leaving, if they can. */
    return (here ? place_end(task, &places.now, until, END_GP_LEFT, error)
                 : place_withdraw(task, &places, &back, error)) &&
           (back || person.municipality[0] == '\0' ||
            unassigned_add(task, &person, until, UNASSIGNED_GP_LEFT, error)) &&
           (task_effect(task, "gp_left", task->session->municipality, number, 109, "list=%lld\n",
                        (long long)list) ||
            error_memory(error));
}

static bool
end_queue(struct task *task, int64_t list, struct error *error)
{
    struct persons waiting;
    if (!read_persons(task, "SELECT person FROM queue WHERE list = $1 ORDER BY person", list,
                      &waiting, error)) {
        return false;
    }
    for (size_t i = 0; i < waiting.count; i++) {
        if (!queue_remove(task, waiting.numbers[i], QUEUE_LIST_ENDED, NULL, error)) {
            return false;
        }
        if (!task_effect(task, "queue_ended", task->session->municipality, waiting.numbers[i], 109,
                         "list=%lld\n", (long long)list)) {
            return error_memory(error);
        }
    }
    return true;
}

/* Free places on the municipality's other lists that are open. */
static bool
free_places(struct task *task, int64_t list, int64_t *out, struct error *error)
{
    return query_whole(task->store, out, error,
                       "SELECT CAST(coalesce(sum(l.cap - l.length), 0) AS BIGINT) FROM gp_list l "
                       "JOIN post p ON p.post = l.list WHERE p.municipality = $1 AND l.list <> $2 "
                       "AND l.state = 0 AND p.ended IS NULL AND l.cap > l.length",
                       "tw", task->session->municipality, list);
}

bool
operation_do_post_end(struct task *task, struct error *error)
{
    struct list_row list;
    struct agreement_row held;
    struct doctor_row doctor;
    struct persons persons;
    int64_t places;
    bool runs;
    struct date until = enrolment_effective(task->day), last_day;
    if (!read_held(task, &list, &held, &doctor, &runs, error) ||
        !read_persons(task,
                      "SELECT person FROM enrolment WHERE list = $1 AND until_day IS NULL AND "
                      "superseded IS NULL ORDER BY person",
                      list.list, &persons, error) ||
        !free_places(task, list.list, &places, error)) {
        return false;
    }
    if (runs && agreement_stands(task, &held, &doctor, until, &last_day).allowed) {
        return task_refuse(task, 34); /* a GP with an agreement is not put aside by it */
    }
    if (task_told(task, ARGUMENT_outcome) &&
        task_whole(task, ARGUMENT_outcome) != DECISION_OUTCOME_DISTRIBUTED) {
        return task_wrong(task, ARGUMENT_outcome, ERROR_TOLD_CHOICE,
                          decision_outcomes[DECISION_OUTCOME_DISTRIBUTED], error);
    }
    struct verdict verdict;
    if (persons.count > 0 && assignment_when_gp_stops(false, task_told(task, ARGUMENT_outcome),
                                                      places, &verdict) != REMAINING_DISTRIBUTED) {
        return task_verdict(task, verdict);
    }
    for (size_t i = 0; i < persons.count; i++) {
        if (!distribute(task, list.list, persons.numbers[i], until, error)) {
            return false;
        }
    }
    task->applied->effective = until;
    return end_queue(task, list.list, error) &&
           query_run(task->store, error, "UPDATE gp_list SET state = $2 WHERE list = $1", "ww",
                     list.list, (int64_t)LIST_LOCKED) &&
           query_run(task->store, error,
                     "UPDATE doctor_relation SET until_day = $2 WHERE list = $1 AND from_day < $2 "
                     "AND (until_day IS NULL OR until_day > $2)",
                     "wd", list.list, until) &&
           query_run(task->store, error, "UPDATE post SET ended = $2 WHERE post = $1", "wd",
                     list.list, until) &&
           task_allow(task, 109);
}
