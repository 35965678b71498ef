/* SPDX-License-Identifier: EUPL-1.2 */
/* The rows of the register: persons, lists, places on lists, waits. */
#include "register/private.h"

#include "base/number.h"
#include "scheme/list.h"
#include "store/query.h"

#include <stdio.h>
#include <string.h>

static const char *
copy_text(struct arena *arena, const struct statement *statement, int column)
{
    const char *text = statement_text(statement, column);
    return text == NULL ? NULL : arena_copy(arena, text, strlen(text));
}

bool
next_number(struct store *store, const char *table, const char *column, int64_t *out,
            struct error *error)
{
    char sql[160];
    int64_t last;
    /* NOT NULL makes an index that leaves out NULL fit to find the last. */
    snprintf(sql, sizeof sql, "SELECT max(%s) FROM %s WHERE %s IS NOT NULL", column, table, column);
    if (!query_whole(store, &last, error, sql, "")) {
        return false;
    }
    *out = last == WHOLE_NONE ? 1 : last + 1;
    return true;
}

/* -- persons ----------------------------------------------------------------------------------- */

void
person_missing(int64_t person, struct error *error)
{
    char number[NUMBER_TEXT_SIZE];
    number_shown(person, number);
    error_set(error, ERROR_REGISTER_PERSON, number, NULL);
}

bool
person_read(struct store *store, struct arena *arena, int64_t person, struct person_row *out,
            struct error *error)
{
    struct statement *statement;
    if (!query_prepare(store, &statement, error,
                       "SELECT born, sex, died, municipality, district, household, mother, parent, "
                       "care, registered, "
                       "moved_away, moved_back, moved, ground, ground_until, insured, d_number, "
                       "protected, opted_out FROM person "
                       "WHERE person = $1",
                       "w", person)) {
        return false;
    }
    bool found = false;
    bool fine = statement_step(statement, &found, error);
    if (fine && found) {
        *out = (struct person_row){
            .person = person,
            .born = query_date(statement, 0),
            .sex = (int)statement_whole(statement, 1),
            .died = query_date(statement, 2),
            .municipality = copy_text(arena, statement, 3),
            .district = copy_text(arena, statement, 4),
            .household = statement_whole(statement, 5),
            .mother = statement_whole(statement, 6),
            .parent = statement_whole(statement, 7),
            .care = statement_whole(statement, 8) != 0,
            .registered = query_date(statement, 9),
            .moved_away = query_date(statement, 10),
            .moved_back = query_date(statement, 11),
            .moved = query_date(statement, 12),
            .ground = (int)statement_whole(statement, 13),
            .ground_until = query_date(statement, 14),
            .insured = statement_whole(statement, 15) != 0,
            .d_number = statement_whole(statement, 16) != 0,
            .protected = statement_whole(statement, 17) != 0,
            .opted_out = query_date(statement, 18),
        };
        fine = (out->municipality != NULL && out->district != NULL) || error_memory(error);
    } else if (fine) {
        person_missing(person, error);
        fine = false;
    }
    statement_free(statement);
    return fine;
}

bool
task_person(struct task *task, enum argument argument, struct person_row *out, struct error *error)
{
    if (!task_told(task, argument)) {
        return task_wrong(task, argument, ERROR_TOLD_MISSING, NULL, error);
    }
    if (person_read(task->store, task->arena, task_whole(task, argument), out, error)) {
        return true;
    }
    return error->code == ERROR_REGISTER_PERSON
               ? task_wrong(task, argument, ERROR_REGISTER_PERSON, NULL, error)
               : false;
}

struct standing
person_standing(const struct person_row *person)
{
    return (struct standing){
        .born = person->born,
        .ground = (enum eligibility_ground)person->ground,
        .from = person->registered,
        .to = person->ground_until,
        .national_insurance = person->insured,
        .d_number = person->d_number,
        .opted_out = !date_is_none(person->opted_out),
    };
}

bool
persons_live_together(const struct person_row *a, const struct person_row *b)
{
    return a->household != WHOLE_NONE && a->household == b->household;
}

bool
task_request(struct task *task, const struct person_row *person, struct request *out,
             struct error *error)
{
    struct request request = {
        .asker = (enum asker)task_choice(task, ARGUMENT_by, ASKER_SELF),
        .consent = task_told(task, ARGUMENT_consent),
        .on_helsenorge = task_told(task, ARGUMENT_online),
        .care_taken = person->care,
        .power_of_attorney = task_told(task, ARGUMENT_attorney),
        .instructed = task_told(task, ARGUMENT_instructed),
    };
    if (request.asker == ASKER_HOLDER) {
        struct person_row holder;
        if (!task_person(task, ARGUMENT_holder, &holder, error)) {
            return false;
        }
        if (holder.person != person->mother && holder.person != person->parent) {
            request.asker = ASKER_OTHER;
        }
        request.same_address = persons_live_together(&holder, person);
    }
    *out = request;
    return true;
}

bool
switch_history_read(struct store *store, struct arena *arena, int64_t person, struct date day,
                    struct switch_history *out, struct error *error)
{
    struct statement *statement;
    void *made[2] = {NULL, NULL};
    size_t count[2] = {0, 0}, capacity[2] = {0, 0};
    if (!query_prepare(store, &statement, error,
                       "SELECT quota, made FROM enrolment WHERE person = $1 AND superseded IS NULL "
                       "AND quota > 0 AND "
                       "made > $2",
                       "wd", person, date_add_months(day, -24))) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        int which = statement_whole(statement, 0) == QUOTA_GIVEN;
        if (!arena_grow(arena, &made[which], count[which], &capacity[which], sizeof(struct date))) {
            fine = error_memory(error);
            break;
        }
        ((struct date *)made[which])[count[which]++] = query_date(statement, 1);
    }
    statement_free(statement);
    if (fine) {
        *out = (struct switch_history){.counted = made[0],
                                       .counted_count = count[0],
                                       .given = made[1],
                                       .given_count = count[1]};
    }
    return fine;
}

/* -- lists ------------------------------------------------------------------------------------- */

#define LIST_COLUMNS                                                                               \
    "SELECT l.list, p.municipality, p.code, p.practice, p.district, l.cap, l.length, l.state, "    \
    "l.members_only, l.common, "                                                                   \
    "p.ended, r.month FROM gp_list l JOIN post p ON p.post = l.list JOIN register r ON "           \
    "r.municipality = p.municipality "

/* Reads the row the statement gives, if it gives one, and frees it. */
static bool
read_list(struct store *store, struct arena *arena, struct statement *statement, struct date day,
          struct list_row *out, bool *found, struct error *error)
{
    struct list_row list;
    bool fine = statement_step(statement, found, error);
    if (fine && *found) {
        list = (struct list_row){
            .list = statement_whole(statement, 0),
            .municipality = copy_text(arena, statement, 1),
            .code = copy_text(arena, statement, 2),
            .practice = copy_text(arena, statement, 3),
            .district = copy_text(arena, statement, 4),
            .cap = statement_whole(statement, 5),
            .length = statement_whole(statement, 6),
            .state = (int)statement_whole(statement, 7),
            .members_only = statement_whole(statement, 8) != 0,
            .common = statement_is_null(statement, 9) ? NULL : copy_text(arena, statement, 9),
            .ended = query_date(statement, 10),
            .month = query_date(statement, 11),
        };
        fine = (list.municipality != NULL && list.code != NULL && list.practice != NULL &&
                list.district != NULL) ||
               error_memory(error);
    }
    statement_free(statement);
    if (!fine || !*found) {
        return fine;
    }
    if (!query_whole(store, &list.doctor, error,
                     "SELECT doctor FROM doctor_relation WHERE list = $1 AND kind = 0 AND from_day "
                     "<= $2 AND "
                     "(until_day IS NULL OR until_day > $2) ORDER BY from_day DESC LIMIT 1",
                     "wd", list.list, day)) {
        return false;
    }
    *out = list;
    return true;
}

bool
list_read(struct store *store, struct arena *arena, int64_t list, struct date day,
          struct list_row *out, struct error *error)
{
    struct statement *statement;
    bool found = false;
    if (!query_prepare(store, &statement, error, LIST_COLUMNS "WHERE l.list = $1", "w", list) ||
        !read_list(store, arena, statement, day, out, &found, error)) {
        return false;
    }
    if (!found) {
        char number[NUMBER_TEXT_SIZE];
        snprintf(number, sizeof number, "%lld", (long long)list);
        error_set(error, ERROR_REGISTER_LIST, number, NULL);
    }
    return found;
}

bool
list_find(struct session *session, struct arena *arena, const char *name, struct date day,
          struct list_row *out, struct error *error)
{
    const char *slash = strchr(name, '/');
    const char *code = slash == NULL ? name : slash + 1;
    const char *municipality =
        slash == NULL ? session->municipality : arena_copy(arena, name, (size_t)(slash - name));
    struct statement *statement;
    bool found = false;
    if (municipality == NULL) {
        return error_memory(error);
    }
    if (!query_prepare(session->store, &statement, error,
                       LIST_COLUMNS "WHERE p.municipality = $1 AND p.code = $2", "tt", municipality,
                       code) ||
        !read_list(session->store, arena, statement, day, out, &found, error)) {
        return false;
    }
    if (!found) {
        error_set(error, ERROR_REGISTER_LIST, name, NULL);
    }
    return found;
}

bool
task_list(struct task *task, enum argument argument, struct list_row *out, struct error *error)
{
    const char *name = task_text(task, argument);
    if (name == NULL) {
        return task_wrong(task, argument, ERROR_TOLD_MISSING, NULL, error);
    }
    if (list_find(task->session, task->arena, name, task->day, out, error)) {
        return true;
    }
    return error->code == ERROR_REGISTER_LIST
               ? task_wrong(task, argument, ERROR_REGISTER_LIST, NULL, error)
               : false;
}

bool
list_offer(struct task *task, const struct person_row *person, const struct list_row *list,
           struct offer *out, struct error *error)
{
    int64_t blocked;
    struct date from = enrolment_effective(task->day); /* whom the person would come to */
    if (!query_whole(task->store, &blocked, error,
                     "SELECT count(*) FROM block WHERE person = $1 AND doctor IN (SELECT doctor "
                     "FROM doctor_relation WHERE "
                     "list = $2 AND kind IN (0, 2) AND from_day <= $3 AND (until_day IS NULL OR "
                     "until_day > $3))",
                     "wwd", person->person, list->list, from)) {
        return false;
    }
    *out = (struct offer){
        .state = (enum list_state)list->state,
        .cap = list->cap,
        .length = list->length,
        .blocked = blocked > 0,
        .members_only = list->members_only,
        .member = task_told(task, ARGUMENT_member),
        .other_municipality = strcmp(list->municipality, person->municipality) != 0,
    };
    return true;
}

bool
list_update(struct task *task, int64_t list, int64_t added, struct error *error)
{
    struct statement *statement;
    if (!query_prepare(task->store, &statement, error,
                       "SELECT cap, length, state FROM gp_list WHERE list = $1", "w", list)) {
        return false;
    }
    bool row = false;
    bool fine = statement_step(statement, &row, error);
    int64_t cap = 0, length = 0;
    int state = LIST_OPEN;
    if (fine && row) {
        cap = statement_whole(statement, 0);
        length = statement_whole(statement, 1) + added;
        state = (int)statement_whole(statement, 2);
    }
    statement_free(statement);
    if (!fine || !row) {
        return fine;
    }
    struct verdict verdict;
    int after = (int)list_state_after(task->rulebook, task->day, (enum list_state)state, cap,
                                      length, &verdict);
    /* A closed list is opened when the month is closed, never by who happens to leave or be moved
     * before. */
    if (state == LIST_CLOSED && after == LIST_OPEN) {
        after = LIST_CLOSED;
    }
    return query_run(task->store, error,
                     "UPDATE gp_list SET length = $2, state = $3 WHERE list = $1", "www", list,
                     length, (int64_t)after);
}

/* -- places on lists --------------------------------------------------------------------------- */

bool
places_read(struct store *store, int64_t person, struct date day, struct places *out,
            struct error *error)
{
    struct statement *statement;
    struct places places = {.now = {.person = person, .list = WHOLE_NONE},
                            .next = {.person = person, .list = WHOLE_NONE}};
    if (!query_prepare(
            store, &statement, error,
            "SELECT recorded, list, from_day, until_day, begin_reason, end_reason, made FROM "
            "enrolment "
            "WHERE person = $1 AND "
            "superseded IS NULL AND (until_day IS NULL OR until_day > $2)",
            "wd", person, day)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        struct place place = {
            .person = person,
            .recorded = statement_whole(statement, 0),
            .list = statement_whole(statement, 1),
            .from = query_date(statement, 2),
            .until = query_date(statement, 3),
            .begin_reason = (int)statement_whole(statement, 4),
            .end_reason = statement_whole(statement, 5),
            .made = query_date(statement, 6),
        };
        *(date_compare(place.from, day) <= 0 ? &places.now : &places.next) = place;
    }
    statement_free(statement);
    if (fine) {
        *out = places;
    }
    return fine;
}

/* Adds to a list's length what a place counts there: one, unless it has ended in the list's open
 * month. */
static bool
count_place(struct task *task, int64_t list, struct date until, int64_t sign, struct error *error)
{
    int64_t counts = 1;
    if (!date_is_none(until) && !query_whole(task->store, &counts, error,
                                             "SELECT CASE WHEN r.month < $2 THEN 1 ELSE 0 END FROM "
                                             "post p JOIN register r ON r.municipality = "
                                             "p.municipality WHERE p.post = $1",
                                             "wd", list, until)) {
        return false;
    }
    return counts == 0 || list_update(task, list, sign, error);
}

/* Nobody waits for the list they are on, or are on their way to. */
static bool
end_wait(struct task *task, int64_t person, int64_t list, struct error *error)
{
    int64_t waits;
    return query_whole(task->store, &waits, error, "SELECT list FROM queue WHERE person = $1", "w",
                       person) &&
           (waits != list || queue_remove(task, person, QUEUE_PLACED, NULL, error));
}

bool
place_begin(struct task *task, int64_t person, int64_t list, struct date from,
            enum begin_reason reason, enum quota quota, struct error *error)
{
    return query_run(task->store, error,
                     "INSERT INTO enrolment (person, recorded, list, from_day, begin_reason, made, "
                     "quota) VALUES ($1, $2, "
                     "$3, $4, $5, $6, $7)",
                     "wwwdwdw", person, task->seq, list, from, (int64_t)reason, task->day,
                     (int64_t)quota) &&
           count_place(task, list, DATE_NONE, 1, error) && end_wait(task, person, list, error) &&
           unassigned_remove(task, person, error);
}

bool
place_end(struct task *task, const struct place *place, struct date until, enum end_reason reason,
          struct error *error)
{
    if (!date_is_none(place->until) && date_compare(place->until, until) <= 0) {
        return true; /* it has ended before */
    }
    if (date_compare(until, place->from) <= 0) {
        return query_run(task->store, error,
                         "UPDATE enrolment SET superseded = $3 WHERE person = $1 AND recorded = $2",
                         "www", place->person, place->recorded, task->seq) &&
               count_place(task, place->list, place->until, -1, error);
    }
    return count_place(task, place->list, place->until, -1, error) &&
           query_run(task->store, error,
                     "UPDATE enrolment SET until_day = $3, end_reason = $4, ended = $5 WHERE "
                     "person = $1 AND recorded = $2",
                     "wwdww", place->person, place->recorded, until, (int64_t)reason, task->seq) &&
           count_place(task, place->list, until, 1, error);
}

bool
place_reopen(struct task *task, const struct place *place, struct error *error)
{
    /* The row with the end stays for those who ask what was known then; its successor has none. */
    return query_run(task->store, error,
                     "UPDATE enrolment SET superseded = $3 WHERE person = $1 AND recorded = $2",
                     "www", place->person, place->recorded, task->seq) &&
           count_place(task, place->list, place->until, -1, error) &&
           query_run(task->store, error,
                     "INSERT INTO enrolment (person, recorded, list, from_day, begin_reason, made, "
                     "quota) SELECT person, CAST($3 AS BIGINT), "
                     "list, from_day, begin_reason, made, quota FROM enrolment WHERE person = $1 "
                     "AND recorded = $2",
                     "www", place->person, place->recorded, task->seq) &&
           count_place(task, place->list, DATE_NONE, 1, error) &&
           end_wait(task, place->person, place->list, error);
}

bool
place_withdraw(struct task *task, const struct places *places, bool *back, struct error *error)
{
    const struct place *next = &places->next, *now = &places->now;
    if (!query_run(task->store, error,
                   "UPDATE enrolment SET superseded = $3 WHERE person = $1 AND recorded = $2",
                   "www", next->person, next->recorded, task->seq) ||
        !count_place(task, next->list, next->until, -1, error)) {
        return false;
    }
    bool stays = now->list != WHOLE_NONE && date_is_none(now->until);
    bool left = now->list != WHOLE_NONE && !stays && now->end_reason == END_SWITCH &&
                date_compare(now->until, next->from) == 0;
    *back = stays || left;
    return !left || place_reopen(task, now, error);
}

/* -- those who have no place ------------------------------------------------------------------- */

bool
unassigned_add(struct task *task, const struct person_row *person, struct date since,
               enum unassigned_reason reason, struct error *error)
{
    return unassigned_remove(task, person->person, error) &&
           query_run(task->store, error,
                     "INSERT INTO unassigned (person, municipality, since, reason, recorded) "
                     "VALUES ($1, $2, $3, $4, $5)",
                     "wtdww", person->person, person->municipality, since, (int64_t)reason,
                     task->seq);
}

bool
unassigned_remove(struct task *task, int64_t person, struct error *error)
{
    return query_run(task->store, error, "DELETE FROM unassigned WHERE person = $1", "w", person);
}

bool
queue_remove(struct task *task, int64_t person, enum queue_outcome outcome, int64_t *list,
             struct error *error)
{
    int64_t waits;
    if (!query_whole(task->store, &waits, error, "SELECT list FROM queue WHERE person = $1", "w",
                     person)) {
        return false;
    }
    if (list != NULL) {
        *list = waits;
    }
    return waits == WHOLE_NONE ||
           (query_run(task->store, error,
                      "INSERT INTO queue_past (person, list, since, left_day, outcome, recorded) "
                      "SELECT person, list, since, "
                      "CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT) FROM queue WHERE "
                      "person = $1",
                      "wdww", person, task->day, (int64_t)outcome, task->seq) &&
            query_run(task->store, error, "DELETE FROM queue WHERE person = $1", "w", person));
}
