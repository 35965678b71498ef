/* SPDX-License-Identifier: EUPL-1.2 */
/* Fills a register that has nobody in it with the synthetic people of scheme/people.h, and with
 * synthetic doctors for the posts that have one. Every person gets a synthetic identity number
 * (month + 80), which no real person can have. */
#include "register/populate.h"
#include "register/identities.h"
#include "register/municipality.h"
#include "register/private.h"

#include "base/number.h"
#include "base/random.h"
#include "scheme/competence.h"
#include "scheme/people.h"
#include "store/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* The years of birth that a number can tell (national_id.h). */
    NUMBER_YEAR_FIRST = 1854,
    NUMBER_YEAR_LAST = 2039,
    DOCTOR_FIRST = 90000000, /* above every number of the register of health personnel */
    PURPOSE_DOCTOR = 0x444F4354,
};

bool
number_use_init(struct number_use *use, struct arena *arena)
{
    struct date last;
    *use = (struct number_use){0};
    if (!date_from_ymd(NUMBER_YEAR_FIRST, 1, 1, &use->first) ||
        !date_from_ymd(NUMBER_YEAR_LAST, 12, 31, &last)) {
        return false;
    }
    use->days = (size_t)(last.days - use->first.days) + 1;
    use->taken = arena_array(arena, use->days * SEX_COUNT, sizeof *use->taken);
    return use->taken != NULL;
}

/* The next number of that day and sex. False when the day has no more. */
static bool
next_number_of(struct number_use *use, struct date born, enum sex sex,
               char out[NATIONAL_ID_TEXT_SIZE])
{
    size_t day = (size_t)(born.days - use->first.days);
    if (day >= use->days) {
        return false;
    }
    uint16_t *taken = &use->taken[day * SEX_COUNT + (size_t)sex];
    int most = national_id_serials(born);
    while (*taken < most) {
        if (national_id_make(born, sex, (*taken)++, out)) {
            return true;
        }
    }
    return false;
}

/* Whether the log still has the row that *use was counted at. */
static bool
number_use_holds(struct store *store, const struct number_use *use, bool *out, struct error *error)
{
    int64_t there = WHOLE_NONE;
    if (use->seq > 0 &&
        !query_whole(store, &there, error, "SELECT seq FROM audit WHERE seq = $1 AND hash = $2",
                     "wt", use->seq, use->hash)) {
        return false;
    }
    *out = there != WHOLE_NONE;
    return true;
}

/* Counts in the numbers that those in the register may have taken since *use was counted. */
static bool
number_use_read(struct store *store, struct number_use *use, struct error *error)
{
    struct audit_head head;
    struct statement *statement;
    bool holds;
    if (!number_use_holds(store, use, &holds, error) || !audit_head(store, &head, error)) {
        return false;
    }
    if (!holds) {
        memset(use->taken, 0, use->days * SEX_COUNT * sizeof *use->taken);
        use->persons = 0;
    }
    if (!query_prepare(store, &statement, error,
                       "SELECT person, born, sex FROM person WHERE person > $1 ORDER BY person",
                       "w", use->persons)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        char number[NATIONAL_ID_TEXT_SIZE];
        use->persons = statement_whole(statement, 0);
        next_number_of(use, query_date(statement, 1), (enum sex)statement_whole(statement, 2),
                       number);
    }
    statement_free(statement);
    use->seq = fine ? head.seq : 0;
    memcpy(use->hash, head.hash, sizeof use->hash);
    return fine;
}

/* Makes *out the numbers that are in use, to be used on. */
static bool
read_numbers(struct task *task, struct number_use *out, struct error *error)
{
    struct number_use *kept = task->session->numbers, own;
    if (!number_use_init(out, task->arena) ||
        (kept == NULL && !number_use_init(&own, task->arena))) {
        return error_memory(error);
    }
    kept = kept == NULL ? &own : kept;
    if (!number_use_read(task->store, kept, error)) {
        return false;
    }
    memcpy(out->taken, kept->taken, kept->days * SEX_COUNT * sizeof *kept->taken);
    return true;
}

struct filling {
    struct task *task;
    const struct people *people;
    const struct municipality *municipality;
    int64_t first_person, first_household;
    int64_t agreement_shift, relation_shift; /* to the number of a post, for one that is free */
    int64_t *lists; /* the number of each row of the municipality's `lists` */
    struct number_use numbers;
    struct statement *person, *identity, *enrolment, *queue, *unassigned;
};

/* The register's number of the post of each row of `lists`, in lists' order. */
static bool
read_list_numbers(struct filling *filling, struct error *error)
{
    size_t count;
    const struct list *lists = municipality_rows(filling->municipality, TABLE_LISTS, &count);
    struct task *task = filling->task;
    filling->lists = arena_array(task->arena, count + 1, sizeof *filling->lists);
    if (filling->lists == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        if (!query_whole(task->store, &filling->lists[i], error,
                         "SELECT post FROM post WHERE municipality = $1 AND code = $2", "tt",
                         task->session->municipality, lists[i].post)) {
            return false;
        }
        if (filling->lists[i] == WHOLE_NONE) {
            error_set(error, ERROR_REGISTER_LIST, lists[i].post, NULL);
            return false;
        }
    }
    return true;
}

#define COLUMNS(...)                                                                               \
    ((const char *const[]){__VA_ARGS__}),                                                          \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)

static bool
prepare(struct filling *filling, struct error *error)
{
    struct store *store = filling->task->store;
    return store_insert_prepare(store, "person",
                                COLUMNS("person", "born", "sex", "municipality", "district",
                                        "household", "mother", "parent", "care", "registered",
                                        "ground", "insured", "d_number", "protected", "opted_out"),
                                &filling->person, error) &&
           store_insert_prepare(store, "identity", COLUMNS("person", "lookup", "sealed", "key"),
                                &filling->identity, error) &&
           store_insert_prepare(
               store, "enrolment",
               COLUMNS("person", "recorded", "list", "from_day", "begin_reason", "made", "quota"),
               &filling->enrolment, error) &&
           store_insert_prepare(store, "queue", COLUMNS("person", "list", "since", "recorded"),
                                &filling->queue, error) &&
           store_insert_prepare(store, "unassigned",
                                COLUMNS("person", "municipality", "since", "reason", "recorded"),
                                &filling->unassigned, error);
}

static void
release(struct filling *filling)
{
    statement_free(filling->person);
    statement_free(filling->identity);
    statement_free(filling->enrolment);
    statement_free(filling->queue);
    statement_free(filling->unassigned);
}

static void
bind_date(struct statement *statement, int index, struct date date)
{
    statement_bind_whole(statement, index, date_is_none(date) ? WHOLE_NONE : date.days);
}

static bool
put_person(struct filling *filling, size_t index, struct error *error)
{
    const struct synthetic_person *person = &filling->people->persons[index];
    struct task *task = filling->task;
    size_t district_count;
    const struct district *districts =
        municipality_rows(filling->municipality, TABLE_DISTRICTS, &district_count);
    int64_t number = filling->first_person + (int64_t)index;
    struct statement *to = filling->person;
    statement_bind_whole(to, 1, number);
    bind_date(to, 2, person->born);
    statement_bind_whole(to, 3, person->sex);
    statement_bind_text(to, 4, person->guest ? "" : task->session->municipality);
    statement_bind_text(
        to, 5, person->district == PEOPLE_NONE ? "" : districts[person->district].district);
    statement_bind_whole(to, 6, filling->first_household + person->household);
    statement_bind_whole(
        to, 7, person->mother == PEOPLE_NONE ? WHOLE_NONE : filling->first_person + person->mother);
    statement_bind_whole(to, 8,
                         person->other_parent == PEOPLE_NONE
                             ? WHOLE_NONE
                             : filling->first_person + person->other_parent);
    statement_bind_whole(to, 9, 0);
    bind_date(to, 10, person->guest ? person->since : person->registered);
    statement_bind_whole(to, 11, GROUND_RESIDENT);
    statement_bind_whole(to, 12, 1);
    statement_bind_whole(to, 13, 0);
    statement_bind_whole(to, 14, 0);
    /* No table says why these are on no list: they are taken to stand outside the scheme. */
    bind_date(to, 15, person->standing == LISTING_OUTSIDE ? task->day : DATE_NONE);
    return statement_step(to, NULL, error);
}

/* A person's number sealed. */
struct sealed_person {
    struct sealed sealed;
    int64_t person;
};

static int
compare_lookups(const void *a, const void *b)
{
    const struct sealed_person *left = a, *right = b;
    return memcmp(left->sealed.lookup, right->sealed.lookup, sizeof left->sealed.lookup);
}

static bool
seal_person(struct filling *filling, size_t index, struct sealed_person *out, struct error *error)
{
    const struct synthetic_person *person = &filling->people->persons[index];
    char number[NATIONAL_ID_TEXT_SIZE];
    if (!next_number_of(&filling->numbers, person->born, (enum sex)person->sex, number)) {
        char born[DATE_TEXT_SIZE];
        date_write(person->born, born);
        error_set(error, ERROR_IDENTITY_NONE_LEFT, born, NULL);
        return false;
    }
    identity_seal(filling->task->session->keys, number, &out->sealed);
    out->person = filling->first_person + (int64_t)index;
    return true;
}

/* The sealed numbers, in the order of the index that finds them: it is a hash, and to go through it
 * once touches each of its pages once. */
static bool
put_identities(struct filling *filling, struct error *error)
{
    size_t count = filling->people->count;
    struct statement *to = filling->identity;
    struct sealed_person *sealed = arena_array(filling->task->arena, count + 1, sizeof *sealed);
    if (sealed == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        if (!seal_person(filling, i, &sealed[i], error)) {
            return false;
        }
    }
    qsort(sealed, count, sizeof *sealed, compare_lookups);
    for (size_t i = 0; i < count; i++) {
        statement_bind_whole(to, 1, sealed[i].person);
        statement_bind_bytes(to, 2, sealed[i].sealed.lookup, sizeof sealed[i].sealed.lookup);
        statement_bind_bytes(to, 3, sealed[i].sealed.box, sizeof sealed[i].sealed.box);
        statement_bind_whole(to, 4, sealed[i].sealed.key);
        if (!statement_step(to, NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool
put_place(struct filling *filling, size_t index, struct error *error)
{
    const struct synthetic_person *person = &filling->people->persons[index];
    const struct task *task = filling->task;
    int64_t number = filling->first_person + (int64_t)index;
    if (person->list != PEOPLE_NONE) {
        struct statement *to = filling->enrolment;
        statement_bind_whole(to, 1, number);
        statement_bind_whole(to, 2, task->seq);
        statement_bind_whole(to, 3, filling->lists[person->list]);
        bind_date(to, 4, person->since);
        statement_bind_whole(to, 5, BEGIN_INITIAL);
        bind_date(to, 6, person->since);
        statement_bind_whole(to, 7, QUOTA_NONE);
        if (!statement_step(to, NULL, error)) {
            return false;
        }
    }
    if (person->queue != PEOPLE_NONE) {
        statement_bind_whole(filling->queue, 1, number);
        statement_bind_whole(filling->queue, 2, filling->lists[person->queue]);
        bind_date(filling->queue, 3, person->queued);
        statement_bind_whole(filling->queue, 4, task->seq);
        if (!statement_step(filling->queue, NULL, error)) {
            return false;
        }
    }
    if (person->standing == LISTING_UNASSIGNED) {
        statement_bind_whole(filling->unassigned, 1, number);
        statement_bind_text(filling->unassigned, 2, task->session->municipality);
        bind_date(filling->unassigned, 3, person->since);
        statement_bind_whole(filling->unassigned, 4, UNASSIGNED_NEW);
        statement_bind_whole(filling->unassigned, 5, task->seq);
        return statement_step(filling->unassigned, NULL, error);
    }
    return true;
}

/* The bulk of the rows, a table at a time: what a database holds back is of one table. */
static bool
put_people(struct filling *filling, struct error *error)
{
    bool fine = true, keys = filling->task->session->keys != NULL;
    for (size_t i = 0; fine && i < filling->people->count; i++) {
        fine = put_person(filling, i, error);
    }
    fine = fine && statement_flush(filling->person, error);
    fine = fine && (!keys || put_identities(filling, error));
    fine = fine && statement_flush(filling->identity, error);
    for (size_t i = 0; fine && i < filling->people->count; i++) {
        fine = put_place(filling, i, error);
    }
    return fine && statement_flush(filling->enrolment, error) &&
           statement_flush(filling->queue, error) && statement_flush(filling->unassigned, error);
}

/* Those who came on a list before, from elsewhere, are on it still. */
static bool
put_lengths(struct filling *filling, struct error *error)
{
    size_t count;
    const struct list *lists = municipality_rows(filling->municipality, TABLE_LISTS, &count);
    for (size_t i = 0; i < count; i++) {
        if (!query_run(filling->task->store, error,
                       "UPDATE gp_list SET length = length + $2, state = CASE WHEN length + $2 >= "
                       "cap THEN CAST($4 AS BIGINT) ELSE CAST($3 AS BIGINT) END WHERE list = $1",
                       "wwww", filling->lists[i], lists[i].length, (int64_t)lists[i].state,
                       lists[i].state == LIST_OPEN ? (int64_t)LIST_CLOSED
                                                   : (int64_t)lists[i].state)) {
            return false;
        }
    }
    return true;
}

/* A synthetic doctor of working age for a post that has one: the GP of one that is held, the locum
 * of one that is not. */
static bool
put_doctor(struct filling *filling, const struct post *post, int64_t list, size_t index,
           struct error *error)
{
    struct task *task = filling->task;
    struct draw draw = {.seed = (uint64_t)task_whole(task, ARGUMENT_seed),
                        .purpose = PURPOSE_DOCTOR,
                        .entity = (uint32_t)index};
    int64_t doctor = DOCTOR_FIRST + list, agreement = list + filling->agreement_shift,
            relation = list + filling->relation_shift;
    struct date born = {date_add_months(task->day, -12 * 30).days -
                        (int32_t)random_below(draw, 36 * 365)};
    draw.index = 1;
    int64_t sex = random_below(draw, SEX_COUNT);
    draw.index = 2;
    struct date from = date_month_start(
        (struct date){task->day.days - 31 - (int32_t)random_below(draw, 12 * 365)});
    bool held = post->status == POST_HELD;
    int64_t employment =
        post->employment == CHOICE_NONE ? EMPLOYMENT_SELF_EMPLOYED : post->employment;
    char name[48];
    snprintf(name, sizeof name, "Lege %lld", (long long)list);
    return query_run(task->store, error,
                     "INSERT INTO doctor (doctor, name, born, sex, competence, settlement) VALUES "
                     "($1, $2, $3, $4, $5, 1)",
                     "wtdww", doctor, name, born, sex, (int64_t)COMPETENCE_SPECIALIST) &&
           (!held || query_run(task->store, error,
                               "INSERT INTO agreement (agreement, post, doctor, employment, cap, "
                               "share, opening_hours, location, "
                               "other_duties, public_health, promised_exemption, from_day) VALUES "
                               "($1, $9, $2, $3, $4, 100, $5, $6, "
                               "$7, $7, 0, $8)",
                               "wwwwtttdw", agreement, doctor, employment, post->cap,
                               "man–fre 8–15.30", post->practice, "ingen", from, list)) &&
           query_run(task->store, error,
                     "INSERT INTO doctor_relation (relation, list, doctor, kind, share, days, "
                     "from_day) VALUES ($1, $5, $2, "
                     "$3, 100, 0, $4)",
                     "wwwdw", relation, doctor,
                     held ? (int64_t)RELATION_GP : (int64_t)RELATION_LOCUM, from, list);
}

/* Agreements and relations are numbered as their posts, unless another municipality has got so far.
 */
static bool
read_shifts(struct filling *filling, struct error *error)
{
    struct task *task = filling->task;
    int64_t post, agreement, relation;
    if (!query_whole(task->store, &post, error,
                     "SELECT min(post) FROM post WHERE municipality = $1", "t",
                     task->session->municipality) ||
        !next_number(task->store, "agreement", "agreement", &agreement, error) ||
        !next_number(task->store, "doctor_relation", "relation", &relation, error)) {
        return false;
    }
    filling->agreement_shift = agreement > post ? agreement - post : 0;
    filling->relation_shift = relation > post ? relation - post : 0;
    return true;
}

static bool
put_doctors(struct filling *filling, struct error *error)
{
    size_t count, post_count, hint = 0;
    const struct list *lists = municipality_rows(filling->municipality, TABLE_LISTS, &count);
    municipality_rows(filling->municipality, TABLE_POSTS, &post_count);
    for (size_t i = 0; i < count; i++) {
        const struct post *post = post_find(filling->municipality, lists[i].post, &hint);
        if (post != NULL && post->status != POST_VACANT &&
            !put_doctor(filling, post, filling->lists[i], i, error)) {
            return false;
        }
    }
    return true;
}

static bool
fill(struct filling *filling, struct error *error)
{
    struct task *task = filling->task;
    bool fine = next_number(task->store, "person", "person", &filling->first_person, error) &&
                next_number(task->store, "person", "household", &filling->first_household, error) &&
                (task->session->keys == NULL || read_numbers(task, &filling->numbers, error)) &&
                read_list_numbers(filling, error) && prepare(filling, error) &&
                put_people(filling, error);
    release(filling);
    return fine && put_lengths(filling, error) && read_shifts(filling, error) &&
           put_doctors(filling, error);
}

static int64_t
told_or(const struct task *task, enum argument argument, int64_t otherwise)
{
    return task_told(task, argument) ? task_whole(task, argument) : otherwise;
}

bool
operation_do_register_populate(struct task *task, struct error *error)
{
    struct municipality municipality;
    struct people people;
    int64_t there;
    if (!query_whole(task->store, &there, error,
                     "SELECT count(*) FROM person WHERE municipality = $1", "t",
                     task->session->municipality)) {
        return false;
    }
    if (there > 0) {
        error_set(error, ERROR_REGISTER_PEOPLED, task->session->municipality, NULL);
        return false;
    }
    if (!municipality_tables(task->store, task->session->municipality, task->arena, &municipality,
                             error)) {
        return false;
    }
    struct people_order order = people_order_from(&municipality, task->rulebook, task->day,
                                                  (uint64_t)told_or(task, ARGUMENT_seed, 1));
    order.waiting = told_or(task, ARGUMENT_waiting, order.waiting);
    order.unassigned = told_or(task, ARGUMENT_unassigned, order.unassigned);
    order.guests = told_or(task, ARGUMENT_guests, order.guests);
    if (!people_synthesise(&order, task->arena, &people, error)) {
        return false;
    }
    struct filling filling = {.task = task, .people = &people, .municipality = &municipality};
    task->applied->number = (int64_t)people.count;
    return fill(&filling, error) && task_allow(task, 0);
}
