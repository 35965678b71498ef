/* SPDX-License-Identifier: EUPL-1.2 */
/* Fills a register that has nobody in it with the synthetic people of scheme/people.h, and with
 * synthetic doctors for the posts that have one. Every person gets a synthetic identity number
 * (month + 80), which no real person can have. */
#include "register/identities.h"
#include "register/municipality.h"
#include "register/private.h"

#include "base/number.h"
#include "base/random.h"
#include "scheme/competence.h"
#include "scheme/people.h"
#include "store/query.h"

#include <stdio.h>
#include <string.h>

enum {
    DOCTOR_FIRST = 90000000, /* above every number of the register of health personnel */
    PURPOSE_DOCTOR = 0x444F4354,
};

static bool
no_memory(struct error *error)
{
    error_set(error, ERROR_MEMORY, NULL, NULL);
    return false;
}

/* The serials of synthetic identity numbers that are used up, a birth date and sex. */
struct id_serials {
    uint16_t *next; /* [day × 2 + sex] */
    struct date first;
    size_t days;
};

/* The next number of that day and sex. False when the day has no more. */
static bool
next_id(struct id_serials *serials, struct date born, enum sex sex, char out[NATIONAL_ID_TEXT_SIZE])
{
    size_t day = (size_t)(born.days - serials->first.days);
    uint16_t *next = &serials->next[day * SEX_COUNT + (size_t)sex];
    int most = national_id_serials(born);
    while (*next < most) {
        if (national_id_make(born, sex, (*next)++, out)) {
            return true;
        }
    }
    return false;
}

/* Counts the numbers that those in the register may have taken. */
static bool
read_serials(struct task *task, struct id_serials *serials, struct error *error)
{
    struct statement *statement;
    if (!date_from_ymd(1854, 1, 1, &serials->first)) {
        return no_memory(error);
    }
    serials->days = (size_t)(task->day.days - serials->first.days) + 1;
    serials->next = arena_array(task->arena, serials->days * SEX_COUNT, sizeof *serials->next);
    if (serials->next == NULL) {
        return no_memory(error);
    }
    if (!store_prepare(task->store, "SELECT born, sex, count(*) FROM person GROUP BY born, sex",
                       &statement, error)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        char number[NATIONAL_ID_TEXT_SIZE];
        struct date born = query_date(statement, 0);
        enum sex sex = (enum sex)statement_whole(statement, 1);
        for (int64_t taken = statement_whole(statement, 2);
             taken > 0 && next_id(serials, born, sex, number); taken--) {
        }
    }
    statement_free(statement);
    return fine;
}

struct filling {
    struct task *task;
    const struct people *people;
    const struct municipality *municipality;
    int64_t first_person, first_household;
    int64_t agreement_shift, relation_shift; /* to the number of a post, for one that is free */
    int64_t *lists; /* the number of each row of the municipality's `lists` */
    struct id_serials serials;
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
        return no_memory(error);
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

static bool
put_identity(struct filling *filling, size_t index, struct error *error)
{
    const struct synthetic_person *person = &filling->people->persons[index];
    const struct key_ring *keys = filling->task->session->keys;
    char number[NATIONAL_ID_TEXT_SIZE];
    struct sealed sealed;
    if (!next_id(&filling->serials, person->born, (enum sex)person->sex, number)) {
        char born[DATE_TEXT_SIZE];
        date_write(person->born, born);
        error_set(error, ERROR_IDENTITY_NONE_LEFT, born, NULL);
        return false;
    }
    identity_seal(keys, number, &sealed);
    statement_bind_whole(filling->identity, 1, filling->first_person + (int64_t)index);
    statement_bind_bytes(filling->identity, 2, sealed.lookup, sizeof sealed.lookup);
    statement_bind_bytes(filling->identity, 3, sealed.box, sizeof sealed.box);
    statement_bind_whole(filling->identity, 4, sealed.key);
    return statement_step(filling->identity, NULL, error);
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
    for (size_t i = 0; fine && keys && i < filling->people->count; i++) {
        fine = put_identity(filling, i, error);
    }
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
                (task->session->keys == NULL || read_serials(task, &filling->serials, error)) &&
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
