/* SPDX-License-Identifier: EUPL-1.2 */
/* The close of a month: what takes effect on the 1st, municipality by municipality, in this order:
 * 1. rights that end before the 1st end the place (R62–R64);
 * 2. GPs whose agreement has ended leave the list, which passes to the successor or has no doctor
 * (R30, R34, R37–R39, R109), and what new agreements say of the list holds;
 * 3. those who leave their list on the 1st are counted out of it (R235);
 * 4. the unassigned and the waiting get the places there are (scheme/month.h: R97–R107), and
 * exchange cycles where the municipality wants them;
 * 5. lists open and close by their new lengths (R43, R44), and the next month opens. */
#include "register/office.h"

#include "base/number.h"
#include "scheme/agreement.h"
#include "scheme/assignment.h"
#include "scheme/child.h"
#include "scheme/month.h"
#include "scheme/recruiting.h"
#include "store/query.h"

#include <stdlib.h>
#include <string.h>

/* One municipality's month. */
struct closing {
    struct task *task;
    const char *municipality;
    struct date first; /* the 1st that is closed to */
    bool assigns;
    int64_t assignment_cap, exchange; /* enum exchange */
    int64_t *lists;                   /* numbers, ascending; month.lists has the same order */
    struct month_list *list_rows;
    size_t list_count, list_capacity;
    int64_t *lengths; /* as they were, to write only those that changed */
    const char **districts;
    size_t district_count, district_capacity;
    struct waiter *waiters;
    size_t waiter_count, waiter_capacity;
    struct month_unassigned *unassigned;
    size_t unassigned_count, unassigned_capacity;
    struct month_block *blocks;
    size_t block_count, block_capacity;
};

static bool
grow(struct closing *closing, void **items, size_t count, size_t *capacity, size_t size,
     struct error *error)
{
    return arena_grow(closing->task->arena, items, count, capacity, size) || error_memory(error);
}

/* The number a district's name has in this closing; negative for none. */
static int32_t
district_number(struct closing *closing, const char *name, struct error *error)
{
    if (name[0] == '\0') {
        return -1;
    }
    for (size_t i = 0; i < closing->district_count; i++) {
        if (strcmp(closing->districts[i], name) == 0) {
            return (int32_t)i;
        }
    }
    void *items = closing->districts;
    const char *copy = arena_copy(closing->task->arena, name, strlen(name));
    if (copy == NULL || !grow(closing, &items, closing->district_count, &closing->district_capacity,
                              sizeof copy, error)) {
        error_memory(error);
        return INT32_MIN;
    }
    closing->districts = items;
    closing->districts[closing->district_count] = copy;
    return (int32_t)closing->district_count++;
}

/* A list's place among the closing's; NO_LIST when it is another municipality's. */
static int32_t
list_index(const struct closing *closing, int64_t list)
{
    size_t low = 0, high = closing->list_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (closing->lists[middle] < list) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < closing->list_count && closing->lists[low] == list ? (int32_t)low : NO_LIST;
}

/* -- what ends --------------------------------------------------------------------------------- */

/* A person whose right ends by the 1st, with where the place and the wait are; NULL for none. */
struct right_ended {
    int64_t person;
    const char *on_list, *in_queue; /* municipalities */
    bool done;
};

/* All of them at once, for whatever municipalities are closed: those whose right has ended before
 * stay in the index and are more every year. */
static bool
read_rights(struct task *task, struct date first, struct right_ended **out, size_t *count,
            struct error *error)
{
    struct statement *statement;
    void *items = NULL;
    size_t found = 0, capacity = 0;
    if (!query_prepare(task->store, &statement, error,
                       "SELECT p.person, (SELECT o.municipality FROM enrolment e JOIN post o ON "
                       "o.post = e.list WHERE e.person = p.person AND e.until_day IS NULL AND "
                       "e.superseded IS NULL), (SELECT o.municipality FROM queue q JOIN post o ON "
                       "o.post = q.list WHERE q.person = p.person) FROM person p WHERE "
                       "p.ground_until <= $1 AND p.died IS NULL ORDER BY +p.person" /* by the few of
                       that index, not through everybody */
                       ,
                       "d", first)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        struct right_ended ended = {.person = statement_whole(statement, 0)};
        const char **texts[] = {&ended.on_list, &ended.in_queue};
        if (statement_is_null(statement, 1) && statement_is_null(statement, 2)) {
            continue;
        }
        for (int i = 0; i < 2; i++) {
            if (!statement_is_null(statement, i + 1)) {
                const char *text = statement_text(statement, i + 1);
                *texts[i] = text == NULL ? NULL : arena_copy(task->arena, text, strlen(text));
                fine = fine && *texts[i] != NULL;
            }
        }
        fine = (fine && arena_grow(task->arena, &items, found, &capacity, sizeof ended)) ||
               error_memory(error);
        if (!fine) {
            break;
        }
        ((struct right_ended *)items)[found++] = ended;
    }
    statement_free(statement);
    *out = items;
    *count = found;
    return fine;
}

static bool
is_here(const struct closing *closing, const char *municipality)
{
    return municipality != NULL && strcmp(municipality, closing->municipality) == 0;
}

static bool
end_rights(struct closing *closing, struct right_ended *ended, size_t count, struct error *error)
{
    struct task *task = closing->task;
    bool fine = true;
    for (size_t i = 0; fine && i < count; i++) {
        struct places places;
        int64_t person = ended[i].person;
        if (ended[i].done ||
            !(is_here(closing, ended[i].on_list) || is_here(closing, ended[i].in_queue))) {
            continue;
        }
        ended[i].done = true;
        fine = places_read(task->store, person, task->day, &places, error) &&
               (places.next.list == WHOLE_NONE ||
                place_end(task, &places.next, places.next.from, END_RIGHT_LOST, error)) &&
               (places.now.list == WHOLE_NONE ||
                place_end(task, &places.now, closing->first, END_RIGHT_LOST, error)) &&
               queue_remove(task, person, QUEUE_RIGHT_LOST, NULL, error) &&
               (task_effect(task, "right_ended", closing->municipality, person, 62, "list=%lld\n",
                            places.now.list == WHOLE_NONE ? 0LL : (long long)places.now.list) ||
                error_memory(error));
    }
    return fine;
}

struct ending {
    int64_t agreement, post, doctor;
    struct date last_day;
    bool known; /* notice was given, or it was ended at once */
    int rule;
};

/* Reads the agreements whose GP is on the list and may have to leave it. */
static bool
read_endings(struct closing *closing, struct ending **out, size_t *count, struct error *error)
{
    struct task *task = closing->task;
    struct statement *statement;
    void *items = NULL;
    size_t found = 0, capacity = 0;
    if (!query_prepare(task->store, &statement, error,
                       "SELECT a.agreement, a.post, a.doctor, d.born, a.extended_until, "
                       "d.authorised_until, a.until_day FROM agreement a "
                       "JOIN post p ON p.post = a.post JOIN doctor d ON d.doctor = a.doctor "
                       "JOIN doctor_relation r ON r.list = a.post AND r.doctor = a.doctor AND "
                       "r.kind = 0 AND r.from_day = a.from_day WHERE p.municipality = $1 AND "
                       "r.until_day IS NULL AND a.from_day < $2 ORDER BY a.agreement",
                       "td", closing->municipality, closing->first)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        struct date lost = query_date(statement, 5), until = query_date(statement, 6);
        struct ending ending = {.agreement = statement_whole(statement, 0),
                                .post = statement_whole(statement, 1),
                                .doctor = statement_whole(statement, 2),
                                .known = !date_is_none(until)};
        struct agreement agreement = {
            .born = query_date(statement, 3),
            .notice_end = ending.known ? (struct date){until.days - 1} : DATE_NONE,
            .extended_until = query_date(statement, 4),
            .authorisation = date_is_none(lost) ? AUTHORISATION_FULL : AUTHORISATION_LOST,
            .authorisation_since = lost,
        };
        struct verdict verdict =
            agreement_in_force(task->rulebook, closing->first, &agreement, &ending.last_day);
        if (verdict.allowed) {
            continue;
        }
        ending.rule = verdict.rule;
        fine = grow(closing, &items, found, &capacity, sizeof ending, error);
        if (!fine) {
            break;
        }
        ((struct ending *)items)[found++] = ending;
    }
    statement_free(statement);
    *out = items;
    *count = found;
    return fine;
}

/* Takes the GP off the list, which passes to the successor who begins by the 1st (R30) or stays
 * without a doctor (R109). Its persons are told by the list, not one by one. */
static bool
end_agreement(struct closing *closing, const struct ending *ending, struct error *error)
{
    struct task *task = closing->task;
    struct date until = {ending->last_day.days + 1};
    int64_t successor;
    if (!query_run(task->store, error,
                   "UPDATE agreement SET until_day = $2, end_reason = CASE WHEN end_reason IS NULL "
                   "THEN $3 ELSE end_reason END WHERE agreement = $1",
                   "wdw", ending->agreement, until, (int64_t)AGREEMENT_BY_ITSELF) ||
        !query_run(task->store, error,
                   "UPDATE doctor_relation SET until_day = $3 WHERE list = $1 AND doctor = "
                   "$2 AND kind = 0 AND until_day IS NULL AND from_day < $3",
                   "wwd", ending->post, ending->doctor, closing->first) ||
        !query_whole(task->store, &successor, error,
                     "SELECT doctor FROM doctor_relation WHERE list = $1 AND kind = 0 AND from_day "
                     "<= $2 AND (until_day IS NULL OR until_day > $2) ORDER BY from_day DESC LIMIT "
                     "1",
                     "wd", ending->post, closing->first)) {
        return false;
    }
    bool passes = successor != WHOLE_NONE;
    /* Where nobody gave notice, the last day is what the time to a reversion is counted from. */
    if (!ending->known && !passes &&
        !query_run(task->store, error,
                   "UPDATE post SET resigned = $2, step = CASE WHEN step = $3 THEN $4 ELSE step "
                   "END WHERE post = $1",
                   "wdww", ending->post, ending->last_day, (int64_t)RECRUITING_TOLD,
                   (int64_t)RECRUITING_RESIGNED)) {
        return false;
    }
    return (task_effect(task, "agreement_ended", closing->municipality, WHOLE_NONE, ending->rule,
                        "post=%lld\ndoctor=%lld\n", (long long)ending->post,
                        (long long)ending->doctor) &&
            (passes ? task_effect(task, "list_passed", closing->municipality, WHOLE_NONE, 30,
                                  "list=%lld\nfrom=%lld\nto=%lld\n", (long long)ending->post,
                                  (long long)ending->doctor, (long long)successor)
                    : task_effect(task, "list_without_doctor", closing->municipality, WHOLE_NONE,
                                  109, "list=%lld\ndoctor=%lld\n", (long long)ending->post,
                                  (long long)ending->doctor))) ||
           error_memory(error);
}

/* Agreements that have a last day before the 1st: by notice, by the GP's age or its extension, or
 * by a lost authorisation. */
static bool
end_agreements(struct closing *closing, struct error *error)
{
    struct ending *endings;
    size_t count;
    if (!read_endings(closing, &endings, &count, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!end_agreement(closing, &endings[i], error)) {
            return false;
        }
    }
    return true;
}

struct beginning {
    int64_t post, cap;
};

/* What the agreements that begin by the 1st say of their lists. */
static bool
begin_agreements(struct closing *closing, struct error *error)
{
    struct task *task = closing->task;
    struct statement *statement;
    void *items = NULL;
    size_t count = 0, capacity = 0;
    if (!query_prepare(task->store, &statement, error,
                       "SELECT a.post, a.cap FROM agreement a JOIN post p ON p.post = a.post WHERE "
                       "p.municipality = $1 AND a.from_day > $2 AND a.from_day <= $3 ORDER BY "
                       "a.agreement",
                       "tdd", closing->municipality, task->month, closing->first)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        struct beginning beginning = {statement_whole(statement, 0), statement_whole(statement, 1)};
        fine = grow(closing, &items, count, &capacity, sizeof beginning, error);
        if (!fine) {
            break;
        }
        ((struct beginning *)items)[count++] = beginning;
    }
    statement_free(statement);
    for (size_t i = 0; fine && i < count; i++) {
        const struct beginning *beginning = &((const struct beginning *)items)[i];
        fine = agreement_takes_effect(task, beginning->post, beginning->cap, error);
    }
    return fine;
}

/* -- what there is ----------------------------------------------------------------------------- */

static bool
read_lists(struct closing *closing, struct error *error)
{
    struct task *task = closing->task;
    struct statement *statement;
    size_t number_capacity = 0, length_capacity = 0;
    if (!query_prepare(
            task->store, &statement, error,
            "SELECT l.list, l.cap, l.length, l.state, l.members_only, p.district, (SELECT count(*) "
            "FROM enrolment "
            "e WHERE e.list = l.list AND e.until_day = $2 AND e.superseded IS NULL) FROM post p "
            "JOIN gp_list l ON "
            "l.list = p.post WHERE p.municipality = $1 AND (p.ended IS NULL OR p.ended = $2) ORDER "
            "BY "
            "l.list",
            "td", closing->municipality, closing->first)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        void *lists = closing->lists, *rows = closing->list_rows, *lengths = closing->lengths;
        int32_t district = district_number(closing, statement_text(statement, 5), error);
        size_t at = closing->list_count;
        fine =
            district != INT32_MIN &&
            grow(closing, &lists, at, &number_capacity, sizeof *closing->lists, error) &&
            grow(closing, &rows, at, &closing->list_capacity, sizeof *closing->list_rows, error) &&
            grow(closing, &lengths, at, &length_capacity, sizeof *closing->lengths, error);
        if (!fine) {
            break;
        }
        closing->lists = lists;
        closing->list_rows = rows;
        closing->lengths = lengths;
        closing->lists[at] = statement_whole(statement, 0);
        closing->lengths[at] = statement_whole(statement, 2);
        closing->list_rows[at] = (struct month_list){
            .cap = (int32_t)statement_whole(statement, 1),
            .length = (int32_t)(statement_whole(statement, 2) - statement_whole(statement, 6)),
            .state = (enum list_state)statement_whole(statement, 3),
            .district = district,
            .members_only = statement_whole(statement, 4) != 0,
        };
        closing->list_count++;
    }
    statement_free(statement);
    return fine;
}

/* Who waits for the lists. Where each is now matters to exchanges alone, and is looked up for them.
 */
static bool
read_waiters(struct closing *closing, struct error *error)
{
    struct task *task = closing->task;
    struct statement *statement;
    const char *sql =
        closing->exchange == EXCHANGE_OFF
            ? "SELECT q.list, q.person, q.since FROM post p JOIN queue q ON q.list = "
              "p.post WHERE p.municipality "
              "= $1 ORDER BY q.list, q.since, q.recorded, q.person"
            : "SELECT q.list, q.person, q.since, (SELECT e.list FROM enrolment e WHERE "
              "e.person = q.person AND "
              "e.until_day IS NULL AND e.superseded IS NULL AND e.from_day <= $2) FROM post p JOIN "
              "queue q ON q.list = "
              "p.post WHERE p.municipality = $1 ORDER BY q.list, q.since, q.recorded, q.person";
    if (!query_prepare(task->store, &statement, error, sql,
                       closing->exchange == EXCHANGE_OFF ? "t" : "td", closing->municipality,
                       task->day)) {
        return false;
    }
    bool row = true, fine = true;
    int64_t last = WHOLE_NONE;
    int32_t index = NO_LIST, turn = 0; /* as read: numbers in the log outgrow it */
    while ((fine = statement_step(statement, &row, error)) && row) {
        int64_t list = statement_whole(statement, 0);
        if (list != last) {
            last = list;
            index = list_index(closing, list);
        }
        void *waiters = closing->waiters;
        fine = grow(closing, &waiters, closing->waiter_count, &closing->waiter_capacity,
                    sizeof *closing->waiters, error);
        if (!fine) {
            break;
        }
        closing->waiters = waiters;
        int64_t own =
            closing->exchange == EXCHANGE_OFF ? WHOLE_NONE : statement_whole(statement, 3);
        if (index == NO_LIST) {
            continue; /* the post has ended; its queue is told so when it does */
        }
        closing->waiters[closing->waiter_count++] = (struct waiter){
            .entry = {statement_whole(statement, 1), query_date(statement, 2), turn++},
            .list = index,
            .own = own == WHOLE_NONE ? NO_LIST : list_index(closing, own),
        };
    }
    statement_free(statement);
    return fine;
}

static int
compare_numbers(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* Marks the waiters who have no switch left. Few have made any this year, so they are found from
 * the switches. */
static bool
mark_quotas(struct closing *closing, struct error *error)
{
    struct task *task = closing->task;
    struct statement *statement;
    void *items = NULL;
    size_t count = 0, capacity = 0;
    if (rule_value(task->rulebook, RULE_queue_move_counts_as_switch, closing->first) < 0.5) {
        return true;
    }
    if (!query_prepare(task->store, &statement, error,
                       "SELECT person FROM enrolment WHERE quota = 1 AND superseded IS NULL AND "
                       "made > $2 AND person IN (SELECT q.person FROM post p JOIN queue q ON "
                       "q.list = p.post WHERE p.municipality = $1) GROUP BY person HAVING count(*) "
                       ">= $3",
                       "tdw", closing->municipality, date_add_months(task->day, -12),
                       (int64_t)rule_value(task->rulebook, RULE_switch_quota, closing->first))) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        fine = grow(closing, &items, count, &capacity, sizeof(int64_t), error);
        if (!fine) {
            break;
        }
        ((int64_t *)items)[count++] = statement_whole(statement, 0);
    }
    statement_free(statement);
    int64_t *used = items;
    size_t kept = 0;
    for (size_t i = 0; fine && i < count; i++) {
        struct switch_history history;
        fine = switch_history_read(task->store, task->arena, used[i], task->day, &history, error);
        if (fine && switch_left(task->rulebook, task->day, &history) == 0) {
            used[kept++] = used[i];
        }
    }
    if (!fine || kept == 0) {
        return fine;
    }
    qsort(used, kept, sizeof *used, compare_numbers);
    for (size_t i = 0; i < closing->waiter_count; i++) {
        closing->waiters[i].quota_used = bsearch(&closing->waiters[i].entry.person, used, kept,
                                                 sizeof *used, compare_numbers) != NULL;
    }
    return true;
}

/* The list of a parent that an unassigned child follows, now that one may have got a GP. */
static bool
parent_list(struct closing *closing, const struct person_row *person, int32_t *out,
            struct error *error)
{
    struct child_facts facts = {.born = person->born, .care_taken = person->care};
    const int64_t numbers[] = {person->mother, person->parent};
    struct parent *parents[] = {&facts.mother, &facts.other};
    *out = NO_LIST;
    for (int i = 0; i < 2; i++) {
        struct person_row row;
        struct places places;
        *parents[i] = (struct parent){.list = CHILD_NO_LIST};
        if (numbers[i] == WHOLE_NONE) {
            continue;
        }
        if (!person_read(closing->task->store, closing->task->arena, numbers[i], &row, error) ||
            !places_read(closing->task->store, numbers[i], closing->first, &places, error)) {
            return false;
        }
        *parents[i] =
            (struct parent){true, persons_live_together(&row, person),
                            places.now.list == WHOLE_NONE ? CHILD_NO_LIST : places.now.list};
    }
    struct verdict verdict;
    int64_t list = child_list(closing->task->rulebook, closing->first, &facts, &verdict);
    if (list != CHILD_NO_LIST) {
        *out = list_index(closing, list);
    }
    return true;
}

static bool
read_unassigned(struct closing *closing, struct error *error)
{
    struct task *task = closing->task;
    struct statement *statement;
    if (!query_prepare(task->store, &statement, error,
                       "SELECT person, since FROM unassigned WHERE municipality = $1 "
                       "ORDER BY since, recorded, "
                       "person",
                       "t", closing->municipality)) {
        return false;
    }
    int32_t turn = 0;
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        void *rows = closing->unassigned;
        fine = grow(closing, &rows, closing->unassigned_count, &closing->unassigned_capacity,
                    sizeof *closing->unassigned, error);
        if (!fine) {
            break;
        }
        closing->unassigned = rows;
        closing->unassigned[closing->unassigned_count++] = (struct month_unassigned){
            .entry = {statement_whole(statement, 0), query_date(statement, 1), turn++}};
    }
    statement_free(statement);
    size_t kept = 0;
    for (size_t i = 0; fine && i < closing->unassigned_count; i++) {
        struct month_unassigned *entry = &closing->unassigned[i];
        struct person_row person;
        fine = person_read(task->store, task->arena, entry->entry.person, &person, error);
        if (!fine) {
            break;
        }
        struct standing standing = person_standing(&person);
        if (!eligibility_of(task->rulebook, closing->first, &standing).allowed) {
            fine = unassigned_remove(task, person.person, error);
            continue;
        }
        struct assignment_facts facts = {
            .standing = standing, .offer = {.state = LIST_OPEN, .cap = 1}, .automatic = true};
        bool by_hand = !assignment_allowed(task->rulebook, closing->first, &facts).allowed;
        entry->born = person.born;
        entry->district = district_number(closing, person.district, error);
        fine = entry->district != INT32_MIN &&
               parent_list(closing, &person, &entry->parent_list, error);
        if (by_hand && entry->parent_list == NO_LIST) {
            continue; /* Helfo places them by lists from the reception centres (R66) */
        }
        closing->unassigned[kept++] = *entry;
    }
    closing->unassigned_count = kept;
    return fine;
}

static bool
read_blocks(struct closing *closing, struct error *error)
{
    struct statement *statement;
    if (!query_prepare(closing->task->store, &statement, error,
                       "SELECT b.person, r.list FROM post p JOIN doctor_relation r ON r.list = "
                       "p.post JOIN block b ON b.doctor = r.doctor WHERE p.municipality = $1 AND "
                       "r.kind IN (0, 2) AND r.from_day <= $2 AND (r.until_day IS NULL OR "
                       "r.until_day > $2) ORDER BY b.person, r.list",
                       "td", closing->municipality, closing->first)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        int32_t list = list_index(closing, statement_whole(statement, 1));
        void *blocks = closing->blocks;
        if (list == NO_LIST) {
            continue;
        }
        fine = grow(closing, &blocks, closing->block_count, &closing->block_capacity,
                    sizeof *closing->blocks, error);
        if (!fine) {
            break;
        }
        closing->blocks = blocks;
        closing->blocks[closing->block_count++] =
            (struct month_block){statement_whole(statement, 0), list};
    }
    statement_free(statement);
    return fine;
}

/* -- what happens ------------------------------------------------------------------------------ */

/* Takes back a place that is on its way. One that came of this very close, of another municipality,
 * never was. */
static bool
give_way(struct task *task, const struct place *next, struct error *error)
{
    if (next->recorded != task->seq) {
        return place_end(task, next, next->from, END_SWITCH, error);
    }
    return query_run(task->store, error,
                     "DELETE FROM enrolment WHERE person = $1 AND recorded = $2", "ww",
                     next->person, next->recorded) &&
           list_update(task, next->list, -1, error);
}

/* Moves one person, without counting: the lists' lengths are written once, from the plan. */
static bool
move(struct closing *closing, const struct month_move *planned, struct error *error)
{
    static const enum begin_reason reasons[] = {[MOVE_ASSIGNED] = BEGIN_ASSIGNED,
                                                [MOVE_TO_PARENT] = BEGIN_ASSIGNED,
                                                [MOVE_QUEUE] = BEGIN_QUEUE,
                                                [MOVE_EXCHANGE] = BEGIN_EXCHANGE};
    static const char *const actions[] = {[MOVE_ASSIGNED] = "assigned",
                                          [MOVE_TO_PARENT] = "to_parent",
                                          [MOVE_QUEUE] = "from_queue",
                                          [MOVE_EXCHANGE] = "exchanged"};
    struct task *task = closing->task;
    int64_t person = planned->person, to = closing->lists[planned->to], from = WHOLE_NONE;
    int64_t waits_for; /* one who had no GP may have been given the one waited for */
    int64_t had_none;  /* enum unassigned_reason */
    struct places places;
    if (!places_read(task->store, person, task->day, &places, error) ||
        !query_whole(task->store, &waits_for, error, "SELECT list FROM queue WHERE person = $1",
                     "w", person) ||
        !query_whole(task->store, &had_none, error,
                     "SELECT reason FROM unassigned WHERE person = $1", "w", person)) {
        return false;
    }
    /* A switch to elsewhere that is on its way gives way to the place that was waited for. */
    if (places.next.list != WHOLE_NONE && !give_way(task, &places.next, error)) {
        return false;
    }
    int32_t given_up = list_index(closing, places.next.list);
    if (places.next.list != WHOLE_NONE && given_up != NO_LIST) {
        closing->list_rows[given_up].length--; /* of what is written when all have moved */
        closing->lengths[given_up]--;          /* and was written just now */
    }
    /* Another municipality, whose open month is a later one, may have ended it later than now. */
    if (places.now.list != WHOLE_NONE &&
        (date_is_none(places.now.until) || date_compare(places.now.until, closing->first) > 0)) {
        from = places.now.list;
        int32_t index = list_index(closing, from);
        if (index == NO_LIST) {
            if (!place_end(task, &places.now, closing->first, END_SWITCH, error)) {
                return false;
            }
        } else if (!query_run(task->store, error,
                              "UPDATE enrolment SET until_day = $3, end_reason = $4, ended = $5 "
                              "WHERE person = $1 AND "
                              "recorded = $2",
                              "wwdww", person, places.now.recorded, closing->first,
                              (int64_t)END_SWITCH, task->seq)) {
            return false;
        } else {
            closing->list_rows[index].length--;
        }
    }
    closing->list_rows[planned->to].length++;
    bool counts = planned->why == MOVE_QUEUE || planned->why == MOVE_EXCHANGE;
    enum quota quota =
        counts && from != WHOLE_NONE &&
                switch_counts(task->rulebook, task->day,
                              planned->why == MOVE_QUEUE ? CHANGE_FROM_QUEUE : CHANGE_EXCHANGED,
                              false)
                    .allowed
            ? QUOTA_USED
        : !counts && had_none == UNASSIGNED_REDUCTION ? QUOTA_GIVEN /* a new choice (R57) */
                                                      : QUOTA_NONE;
    return query_run(task->store, error,
                     "INSERT INTO enrolment (person, recorded, list, from_day, begin_reason, made, "
                     "quota) VALUES ($1, $2, "
                     "$3, $4, $5, $6, $7)",
                     "wwwdwdw", person, task->seq, to, closing->first,
                     (int64_t)reasons[planned->why], task->day, (int64_t)quota) &&
           unassigned_remove(task, person, error) &&
           (!(counts || waits_for == to) ||
            queue_remove(task, person,
                         planned->why == MOVE_EXCHANGE ? QUEUE_EXCHANGED : QUEUE_PLACED, NULL,
                         error)) &&
           (task_effect(task, actions[planned->why], closing->municipality, person, planned->rule,
                        "from=%lld\nto=%lld\n", from == WHOLE_NONE ? 0LL : (long long)from,
                        (long long)to) ||
            error_memory(error));
}

static bool
write_lists(struct closing *closing, const struct month_plan *plan, struct error *error)
{
    for (size_t i = 0; i < closing->list_count; i++) {
        const struct month_list *list = &closing->list_rows[i];
        if (list->length == closing->lengths[i] && list->state == plan->lists[i].state) {
            continue;
        }
        if (!query_run(closing->task->store, error,
                       "UPDATE gp_list SET length = $2, state = $3 WHERE list = $1", "www",
                       closing->lists[i], (int64_t)list->length, (int64_t)plan->lists[i].state)) {
            return false;
        }
        if (list->state != plan->lists[i].state &&
            !task_effect(
                closing->task, plan->lists[i].state == LIST_OPEN ? "list_opened" : "list_closed",
                closing->municipality, WHOLE_NONE, plan->lists[i].state == LIST_OPEN ? 44 : 43,
                "list=%lld\n", (long long)closing->lists[i])) {
            return error_memory(error);
        }
    }
    return true;
}

static bool
open_next(struct closing *closing, struct error *error)
{
    struct task *task = closing->task;
    return query_run(task->store, error,
                     "INSERT INTO month (municipality, month, closed) VALUES ($1, $2, $3)", "tdw",
                     closing->municipality, task->month, task->seq) &&
           query_run(task->store, error, "UPDATE register SET month = $2 WHERE municipality = $1",
                     "td", closing->municipality, closing->first);
}

static bool
close_one(struct closing *closing, struct right_ended *ended, size_t ended_count,
          struct error *error)
{
    struct task *task = closing->task;
    struct month_plan plan;
    if (!end_rights(closing, ended, ended_count, error) || !end_agreements(closing, error) ||
        !begin_agreements(closing, error) || !read_lists(closing, error) ||
        !read_waiters(closing, error) || !mark_quotas(closing, error) ||
        !read_unassigned(closing, error) || !read_blocks(closing, error)) {
        return false;
    }
    struct month month = {
        .rulebook = task->rulebook,
        .date = closing->first,
        .lists = closing->list_rows,
        .list_count = closing->list_count,
        .waiters = closing->waiters,
        .waiter_count = closing->waiter_count,
        .unassigned = closing->unassigned,
        .unassigned_count = closing->unassigned_count,
        .blocks = closing->blocks,
        .block_count = closing->block_count,
        .assigns = &closing->assigns,
        .municipality_count = 1,
        .assignments_max = (int32_t)closing->assignment_cap,
        .exchange = (enum exchange)closing->exchange,
    };
    if (!month_plan(&month, task->arena, &plan, error)) {
        return false;
    }
    for (size_t i = 0; i < plan.move_count; i++) {
        if (!move(closing, &plan.moves[i], error)) {
            return false;
        }
    }
    return write_lists(closing, &plan, error) && open_next(closing, error);
}

/* The municipalities to close: the session's, or all whose open month is the one that is closed. */
static bool
read_closings(struct task *task, struct closing **out, size_t *count, struct error *error)
{
    struct statement *statement;
    void *items = NULL;
    size_t found = 0, capacity = 0;
    bool all = strcmp(task->session->municipality, MUNICIPALITY_ALL) == 0;
    if (!query_prepare(task->store, &statement, error,
                       all ? "SELECT municipality, auto_assignment, assignment_cap, exchange FROM "
                             "register WHERE month = $1 "
                             "ORDER BY municipality"
                           : "SELECT municipality, auto_assignment, assignment_cap, exchange FROM "
                             "register WHERE month = $1 "
                             "AND municipality = $2",
                       all ? "d" : "dt", task->month, task->session->municipality)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        const char *code = statement_text(statement, 0);
        struct closing closing = {
            .task = task,
            .municipality = code == NULL ? NULL : arena_copy(task->arena, code, strlen(code)),
            .first = date_next_month(task->month),
            .assigns = statement_whole(statement, 1) != 0,
            .assignment_cap = statement_whole(statement, 2),
            .exchange = statement_whole(statement, 3),
        };
        fine = (closing.municipality != NULL &&
                arena_grow(task->arena, &items, found, &capacity, sizeof closing)) ||
               error_memory(error);
        if (!fine) {
            break;
        }
        ((struct closing *)items)[found++] = closing;
    }
    statement_free(statement);
    *out = items;
    *count = found;
    return fine;
}

/* No municipality's open month is the one told: it is closed in all of them, or none has come so
 * far. */
static bool
none_to_close(struct task *task, struct error *error)
{
    int64_t earliest;
    char expected[DATE_TEXT_SIZE];
    if (!query_whole(task->store, &earliest, error, "SELECT min(month) FROM register", "")) {
        return false;
    }
    if (earliest == WHOLE_NONE) {
        error_set(error, ERROR_REGISTER_NONE, task->session->municipality, NULL);
        error_place(error, store_path(task->store), 0, 0, NULL);
        return false;
    }
    date_write((struct date){(int32_t)earliest}, expected);
    expected[7] = '\0'; /* the month alone */
    return task_wrong(task, ARGUMENT_month, ERROR_MONTH_CLOSED, expected, error);
}

bool
operation_do_month_close(struct task *task, struct error *error)
{
    struct closing *closings;
    struct right_ended *ended;
    size_t count, ended_count;
    struct date month = date_month_start(task_date(task, ARGUMENT_month));
    if (date_compare(month, task->month) != 0 ||
        date_compare(date_month_start(task->day), month) != 0) {
        char expected[DATE_TEXT_SIZE], found[DATE_TEXT_SIZE];
        date_write(task->month, expected);
        date_write(month, found);
        expected[7] = found[7] = '\0';
        error_set(error, ERROR_MONTH_CLOSED, found, expected);
        error_place(error, NULL, 0, 0, argument_option(ARGUMENT_month));
        return false;
    }
    if (!read_closings(task, &closings, &count, error) ||
        !read_rights(task, date_next_month(month), &ended, &ended_count, error)) {
        return false;
    }
    if (count == 0) {
        return none_to_close(task, error);
    }
    for (size_t i = 0; i < count; i++) {
        if (!close_one(&closings[i], ended, ended_count, error)) {
            return false;
        }
    }
    task->applied->effective = date_next_month(task->month);
    return task_allow(task, 235);
}
