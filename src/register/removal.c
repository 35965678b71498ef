/* SPDX-License-Identifier: EUPL-1.2 */
/* Removal of a person from a list for threats or violence: demand, decision, appeal, the move. */
#include "register/office.h"

#include "base/number.h"
#include "scheme/assignment.h"
#include "scheme/removal.h"
#include "store/query.h"

#include <string.h>

/* -- decisions --------------------------------------------------------------------------------- */

const char *
task_text_or_empty(const struct task *task, enum argument argument)
{
    const char *text = task_text(task, argument);
    return text == NULL ? "" : text;
}

bool
task_outcome(struct task *task, enum decision_outcome one, enum decision_outcome other,
             enum decision_outcome *out, struct error *error)
{
    int64_t told = task_whole(task, ARGUMENT_outcome);
    if (told != (int64_t)one && told != (int64_t)other) {
        const char *expected =
            arena_format(task->arena, "%s, %s", decision_outcomes[one], decision_outcomes[other]);
        return expected == NULL
                   ? error_memory(error)
                   : task_wrong(task, ARGUMENT_outcome, ERROR_TOLD_CHOICE, expected, error);
    }
    *out = (enum decision_outcome)told;
    return true;
}

struct verdict
task_decided(const struct task *task)
{
    struct decision decision = {
        .date = task->day,
        .reason = task_text(task, ARGUMENT_reason),
        .legal_basis = task_text(task, ARGUMENT_basis),
        .appeal = "in the letter, with the last day",
    };
    return decision_is_complete(&decision);
}

bool
task_decision(struct task *task, enum decision_about kind, struct decision_row *out,
              struct error *error)
{
    struct statement *statement;
    int64_t number = task_whole(task, ARGUMENT_decision);
    if (!query_prepare(task->store, &statement, error,
                       "SELECT person, doctor, list, state, conduct, by_gp, carried, decided FROM "
                       "decision WHERE decision = $1 AND kind = $2 AND municipality = $3",
                       "wwt", number, (int64_t)kind, task->session->municipality)) {
        return false;
    }
    bool found = false;
    bool fine = statement_step(statement, &found, error);
    if (fine && found) {
        *out = (struct decision_row){
            .decision = number,
            .kind = (int)kind,
            .person = statement_whole(statement, 0),
            .doctor = statement_whole(statement, 1),
            .list = statement_whole(statement, 2),
            .state = (int)statement_whole(statement, 3),
            .conduct = (int)statement_whole(statement, 4),
            .by_gp = statement_whole(statement, 5) != 0,
            .carried = (int)statement_whole(statement, 6),
            .decided = query_date(statement, 7),
        };
    }
    statement_free(statement);
    if (!fine) {
        return false;
    }
    if (found && kind == DECISION_REMOVAL) {
        task->person = out->person;
    }
    return found || task_wrong(task, ARGUMENT_decision, ERROR_REGISTER_ABSENT, "--decision", error);
}

/* -- removals ---------------------------------------------------------------------------------- */

bool
operation_do_removal_demand(struct task *task, struct error *error)
{
    struct person_row person;
    struct places places;
    struct list_row list;
    int64_t number;
    if (!task_person(task, ARGUMENT_person, &person, error) ||
        !places_read(task->store, person.person, task->day, &places, error) ||
        !next_number(task->store, "decision", "decision", &number, error)) {
        return false;
    }
    if (places.now.list == WHOLE_NONE) {
        return task_refuse(task, 110); /* on nobody's list, so nobody can demand it */
    }
    if (!list_read(task->store, task->arena, places.now.list, task->day, &list, error)) {
        return false;
    }
    if (list.doctor == WHOLE_NONE || strcmp(list.municipality, task->session->municipality) != 0) {
        return task_refuse(task, 110);
    }
    task->applied->number = number;
    return query_run(task->store, error,
                     "INSERT INTO decision (decision, kind, municipality, person, doctor, list, "
                     "state, asked, conduct, by_gp, carried, reason, basis) VALUES ($1, $2, $3, "
                     "$4, $5, $6, $7, $8, $9, $10, 0, $11, '')",
                     "wwtwwwwdwwt", number, (int64_t)DECISION_REMOVAL, task->session->municipality,
                     person.person, list.doctor, list.list, (int64_t)REMOVAL_DEMANDED, task->day,
                     task_whole(task, ARGUMENT_kind),
                     (int64_t)(task_choice(task, ARGUMENT_by, ASKER_SELF) == ASKER_SELF),
                     task_text_or_empty(task, ARGUMENT_reason)) &&
           task_allow(task, 110);
}

static struct verdict
demand_of(const struct decision_row *decision)
{
    int kind = decision->conduct;
    struct removal_demand demand = {
        .by_gp = decision->by_gp,
        .threatened = kind >= KIND_THREATS_GP && kind <= KIND_THREATS_FAMILY,
        .violent = kind >= KIND_VIOLENCE_GP && kind <= KIND_VIOLENCE_FAMILY,
        .against_gp = kind == KIND_THREATS_GP || kind == KIND_VIOLENCE_GP,
        .against_staff = kind == KIND_THREATS_STAFF || kind == KIND_VIOLENCE_STAFF,
        .against_family = kind == KIND_THREATS_FAMILY || kind == KIND_VIOLENCE_FAMILY,
    };
    return removal_may_demand(&demand);
}

/* Takes a step of the case and remembers where it then is. */
static bool
take_step(struct task *task, struct decision_row *decision, enum removal_step step,
          const struct removal_facts *facts, struct verdict *verdict, struct error *error)
{
    struct removal removal = {(enum removal_case)decision->state,
                              (enum removal_carried)decision->carried};
    *verdict = removal_step(&removal, step, facts);
    decision->state = (int)removal.state;
    decision->carried = (int)removal.carried;
    return query_run(task->store, error,
                     "UPDATE decision SET state = $2, carried = $3 WHERE decision = $1", "www",
                     decision->decision, (int64_t)removal.state, (int64_t)removal.carried);
}

static bool
set_end_reason(struct task *task, const struct place *place, enum end_reason reason,
               struct error *error)
{
    return query_run(task->store, error,
                     "UPDATE enrolment SET end_reason = $3 WHERE person = $1 AND recorded = $2",
                     "www", place->person, place->recorded, (int64_t)reason);
}

/* Keeps person and GP apart, and ends the place on the GP's list on the next 1st. */
static bool
move_away(struct task *task, const struct decision_row *decision, struct error *error)
{
    struct person_row person;
    struct places places;
    struct date until = enrolment_effective(task->day);
    if (!person_read(task->store, task->arena, decision->person, &person, error) ||
        !query_run(task->store, error,
                   "INSERT INTO block (person, doctor, since, decision) SELECT CAST($1 AS BIGINT), "
                   "CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT) WHERE NOT EXISTS "
                   "(SELECT 1 FROM block WHERE person = $1 AND doctor = $2)",
                   "wwdw", decision->person, decision->doctor, task->day, decision->decision) ||
        !places_read(task->store, decision->person, task->day, &places, error)) {
        return false;
    }
    bool here = places.now.list == decision->list, coming = places.next.list == decision->list;
    if (here && !date_is_none(places.now.until)) { /* leaving already, and not to come back */
        return set_end_reason(task, &places.now, END_REMOVED, error);
    }
    if (!here && !coming) {
        return true;
    }
    task->applied->effective = until;
    return place_end(task, here ? &places.now : &places.next, until, END_REMOVED, error) &&
           (person.municipality[0] == '\0' || !date_is_none(person.died) ||
            unassigned_add(task, &person, until, UNASSIGNED_REMOVED, error));
}

bool
operation_do_removal_decide(struct task *task, struct error *error)
{
    struct decision_row decision;
    enum decision_outcome outcome;
    struct verdict verdict;
    if (!task_decision(task, DECISION_REMOVAL, &decision, error) ||
        !task_outcome(task, DECISION_OUTCOME_MOVED, DECISION_OUTCOME_REJECTED, &outcome, error)) {
        return false;
    }
    bool moved = outcome == DECISION_OUTCOME_MOVED;
    struct removal_facts facts = {.demand = demand_of(&decision), .decision = task_decided(task)};
    if (!take_step(task, &decision, moved ? REMOVAL_MOVE : REMOVAL_REJECT, &facts, &verdict,
                   error)) {
        return false;
    }
    struct date until =
        moved ? decision_appeal_until(task->rulebook, DECISION_REMOVAL, DECISION_PERSON, task->day)
              : DATE_NONE; /* the GP has no appeal */
    return (!verdict.allowed ||
            (query_run(task->store, error,
                       "UPDATE decision SET decided = $2, reason = $3, basis = $4, appeal_until = "
                       "$5 WHERE decision = $1",
                       "wdttd", decision.decision, task->day,
                       task_text_or_empty(task, ARGUMENT_reason),
                       task_text_or_empty(task, ARGUMENT_basis), until) &&
             (!moved || move_away(task, &decision, error)))) &&
           task_verdict(task, verdict);
}

bool
operation_do_removal_appeal(struct task *task, struct error *error)
{
    struct decision_row decision;
    struct verdict verdict;
    if (!task_decision(task, DECISION_REMOVAL, &decision, error)) {
        return false;
    }
    struct removal_facts facts = {.appeal = decision_may_appeal(task->rulebook, task->day,
                                                                DECISION_REMOVAL, DECISION_PERSON,
                                                                decision.decided)};
    return take_step(task, &decision, REMOVAL_APPEAL, &facts, &verdict, error) &&
           query_run(task->store, error, "UPDATE decision SET appealed = $2 WHERE decision = $1",
                     "wd", decision.decision, task->day) &&
           task_verdict(task, verdict);
}

/* Gives the person the place back, above the cap and on a closed list too, as the removal ought not
 * to have been. It goes before a list
 * chosen after the decision, and not before one chosen earlier. */
static bool
give_back(struct task *task, const struct decision_row *decision, struct error *error)
{
    struct places places;
    struct list_row list;
    int64_t removed;
    struct date from = enrolment_effective(task->day);
    if (!places_read(task->store, decision->person, task->day, &places, error) ||
        !list_read(task->store, task->arena, decision->list, task->day, &list, error) ||
        !query_whole(task->store, &removed, error,
                     "SELECT count(*) FROM enrolment WHERE person = $1 AND list = $2 AND "
                     "end_reason = $3 AND superseded IS NULL AND until_day > $4",
                     "wwwd", decision->person, decision->list, (int64_t)END_REMOVED,
                     decision->decided)) {
        return false;
    }
    if (removed == 0 || !date_is_none(list.ended)) {
        return true; /* they had left by themselves, or there is nothing to come back to */
    }
    task->applied->effective = from;
    int64_t made = WHOLE_NONE;
    if (places.next.list != WHOLE_NONE &&
        !query_whole(task->store, &made, error,
                     "SELECT made FROM enrolment WHERE person = $1 AND recorded = $2", "ww",
                     decision->person, places.next.recorded)) {
        return false;
    }
    if (places.now.list == decision->list && made != WHOLE_NONE && made < decision->decided.days) {
        task->applied->effective = DATE_NONE;
        return set_end_reason(task, &places.now, END_SWITCH, error);
    }
    if (places.now.list == decision->list) {
        return (places.next.list == WHOLE_NONE ||
                place_end(task, &places.next, places.next.from, END_SWITCH, error)) &&
               place_reopen(task, &places.now, error) &&
               unassigned_remove(task, decision->person, error);
    }
    return (places.next.list == WHOLE_NONE ||
            place_end(task, &places.next, places.next.from, END_SWITCH, error)) &&
           (places.now.list == WHOLE_NONE ||
            place_end(task, &places.now, from, END_SWITCH, error)) &&
           place_begin(task, decision->person, decision->list, from, BEGIN_REINSTATED, QUOTA_NONE,
                       error);
}

/* Another decision that keeps the two apart, which a reversal leaves standing; WHOLE_NONE for none.
 */
static bool
find_standing(struct task *task, const struct decision_row *decision, int64_t *out,
              struct error *error)
{
    return query_whole(task->store, out, error,
                       "SELECT min(decision) FROM decision WHERE person = $1 AND doctor = $2 AND "
                       "kind = $3 AND decision <> $4 AND state IN ($5, $6, $7)",
                       "wwwwwww", decision->person, decision->doctor, (int64_t)DECISION_REMOVAL,
                       decision->decision, (int64_t)REMOVAL_MOVED, (int64_t)REMOVAL_APPEALED,
                       (int64_t)REMOVAL_UPHELD);
}

bool
operation_do_removal_settle(struct task *task, struct error *error)
{
    struct decision_row decision;
    struct person_row person;
    enum decision_outcome outcome;
    struct verdict verdict;
    if (!task_decision(task, DECISION_REMOVAL, &decision, error) ||
        !task_outcome(task, DECISION_OUTCOME_UPHELD, DECISION_OUTCOME_REVERSED, &outcome, error) ||
        !person_read(task->store, task->arena, decision.person, &person, error)) {
        return false;
    }
    bool reversed = outcome == DECISION_OUTCOME_REVERSED;
    int64_t other;
    struct removal_facts facts = {.decision = task_decided(task)};
    if (!find_standing(task, &decision, &other, error) ||
        !take_step(task, &decision, reversed ? REMOVAL_REVERSE : REMOVAL_UPHOLD, &facts, &verdict,
                   error)) {
        return false;
    }
    struct standing standing = person_standing(&person);
    bool returns = reversed && other == WHOLE_NONE && verdict.allowed &&
                   date_is_none(person.died) &&
                   eligibility_of(task->rulebook, task->day, &standing).allowed;
    return query_run(task->store, error, "UPDATE decision SET settled = $2 WHERE decision = $1",
                     "wd", decision.decision, task->day) &&
           (!reversed ||
            (other == WHOLE_NONE
                 ? query_run(task->store, error,
                             "DELETE FROM block WHERE person = $1 AND decision = $2", "ww",
                             decision.person, decision.decision)
                 : query_run(task->store, error,
                             "UPDATE block SET decision = $3 WHERE person = $1 AND decision = $2",
                             "www", decision.person, decision.decision, other))) &&
           (!returns || give_back(task, &decision, error)) && task_verdict(task, verdict);
}

bool
operation_do_removal_notify(struct task *task, struct error *error)
{
    struct decision_row decision;
    struct removal_facts facts = {.back_to_same_gp = false};
    struct verdict verdict;
    return task_decision(task, DECISION_REMOVAL, &decision, error) &&
           take_step(task, &decision, REMOVAL_NOTIFY, &facts, &verdict, error) &&
           task_verdict(task, verdict);
}

/* Puts the person on the list, if the close of a month has not done so. */
static bool
place_on(struct task *task, const struct person_row *person, const struct list_row *list,
         struct verdict *verdict, struct error *error)
{
    struct places places;
    struct assignment_facts facts = {.standing = person_standing(person),
                                     .municipality_asks = true};
    struct date from = enrolment_effective(task->day);
    if (!places_read(task->store, person->person, task->day, &places, error) ||
        !list_offer(task, person, list, &facts.offer, error)) {
        return false;
    }
    bool there = (places.now.list == list->list && date_is_none(places.now.until)) ||
                 places.next.list == list->list;
    if (there) {
        return true;
    }
    struct verdict assigned = assignment_allowed(task->rulebook, task->day, &facts);
    if (!assigned.allowed) {
        *verdict = assigned;
        return true;
    }
    task->applied->effective = from;
    return (places.next.list == WHOLE_NONE ||
            place_end(task, &places.next, places.next.from, END_SWITCH, error)) &&
           (places.now.list == WHOLE_NONE ||
            place_end(task, &places.now, from, END_SWITCH, error)) &&
           place_begin(task, person->person, list->list, from, BEGIN_MUNICIPALITY, QUOTA_NONE,
                       error);
}

bool
operation_do_removal_place(struct task *task, struct error *error)
{
    struct decision_row decision;
    struct person_row person;
    struct list_row list;
    struct verdict verdict;
    if (!task_decision(task, DECISION_REMOVAL, &decision, error) ||
        !task_list(task, ARGUMENT_list, &list, error) ||
        !person_read(task->store, task->arena, decision.person, &person, error)) {
        return false;
    }
    if (!date_is_none(list.ended)) {
        return task_wrong(task, ARGUMENT_list, ERROR_REGISTER_ENDED, NULL, error);
    }
    struct removal_facts facts = {.back_to_same_gp = list.doctor == decision.doctor};
    return take_step(task, &decision, REMOVAL_PLACE, &facts, &verdict, error) &&
           (!verdict.allowed || place_on(task, &person, &list, &verdict, error)) &&
           task_verdict(task, verdict);
}
