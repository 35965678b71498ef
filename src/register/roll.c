/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/roll.h"

#include "base/number.h"
#include "register/identities.h"
#include "register/private.h"
#include "store/query.h"

#include <string.h>

static bool
copy_column(struct arena *arena, const struct statement *statement, int column, const char **out)
{
    const char *text = statement_text(statement, column);
    *out = text == NULL ? NULL : arena_copy(arena, text, strlen(text));
    return *out != NULL;
}

/* Rows that are read one by one into an array of the arena. */
struct reading {
    struct arena *arena;
    size_t size;
    bool (*read)(struct arena *arena, const struct statement *statement, void *row);
    void *rows;
    size_t count, capacity;
};

/* Reads all rows of the statement and frees it. */
static bool
read_rows(struct reading *reading, struct statement *statement, struct error *error)
{
    bool row = true, fine = true;
    while (fine && (fine = statement_step(statement, &row, error)) && row) {
        fine = arena_grow(reading->arena, &reading->rows, reading->count, &reading->capacity,
                          reading->size) &&
               reading->read(reading->arena, statement,
                             (unsigned char *)reading->rows + reading->count * reading->size);
        fine = fine || error_memory(error);
        reading->count += fine;
    }
    statement_free(statement);
    return fine;
}

static bool
read_place(struct arena *arena, const struct statement *statement, void *row)
{
    (void)arena;
    *(struct roll_place *)row = (struct roll_place){
        .person = statement_whole(statement, 0),
        .list = statement_whole(statement, 1),
        .from = query_date(statement, 2),
        .is_protected = statement_whole(statement, 3) != 0,
    };
    return true;
}

bool
roll_places(struct session *session, struct date day, struct arena *arena, struct roll_place **out,
            size_t *count, struct error *error)
{
    struct statement *statement;
    struct reading reading = {
        .arena = arena, .size = sizeof(struct roll_place), .read = read_place};
    if (!query_prepare(session->store, &statement, error,
                       "SELECT e.person, e.list, e.from_day, p.protected FROM post o JOIN "
                       "enrolment e ON e.list = o.post JOIN person p ON p.person = e.person WHERE "
                       "o.municipality = $1 AND e.from_day <= $2 AND (e.until_day IS NULL OR "
                       "e.until_day > $2) AND e.superseded IS NULL ORDER BY e.person, e.recorded",
                       "td", session->municipality, day) ||
        !read_rows(&reading, statement, error)) {
        return false;
    }
    *out = reading.rows;
    *count = reading.count;
    return true;
}

/* -- persons -------------------------------------------------------------------------------------
 */

/* A person on the way out: the row, and whose numbers go into it. */
struct leaving {
    struct intake_row row;
    int64_t person, mother, parent;
    const char *list_municipality;
    bool is_protected;
};

static bool
read_leaving(struct arena *arena, const struct statement *statement, void *row)
{
    int64_t household = statement_whole(statement, 5);
    struct leaving leaving = {
        .row = {.number = "",
                .born = query_date(statement, 1),
                .sex = (int)statement_whole(statement, 2),
                .household = household == WHOLE_NONE
                                 ? ""
                                 : arena_format(arena, "%lld", (long long)household),
                .mother = "",
                .parent = "",
                .since = query_date(statement, 11)},
        .person = statement_whole(statement, 0),
        .mother = statement_whole(statement, 6),
        .parent = statement_whole(statement, 7),
        .is_protected = statement_whole(statement, 8) != 0,
    };
    bool fine = leaving.row.household != NULL &&
                copy_column(arena, statement, 3, &leaving.row.municipality) &&
                copy_column(arena, statement, 4, &leaving.row.district) &&
                copy_column(arena, statement, 9, &leaving.list_municipality) &&
                copy_column(arena, statement, 10, &leaving.row.post);
    *(struct leaving *)row = leaving;
    return fine;
}

static bool
open_number(struct session *session, struct arena *arena, int64_t person, const char **out,
            struct error *error)
{
    char number[NATIONAL_ID_TEXT_SIZE];
    if (person == WHOLE_NONE) {
        return true;
    }
    if (!identities_number(session->store, session->keys, person, number, error)) {
        return false;
    }
    *out = arena_copy(arena, number, strlen(number));
    return *out != NULL || error_memory(error);
}

/* Gives the row the numbers it has and the names that others use. */
static bool
finish_row(struct session *session, struct arena *arena, bool identity, struct leaving *leaving,
           struct error *error)
{
    struct intake_row *row = &leaving->row;
    if (row->municipality[0] == '\0') {
        row->municipality = MUNICIPALITY_UNKNOWN;
    }
    if (row->post[0] != '\0' && strcmp(leaving->list_municipality, session->municipality) != 0) {
        row->post = arena_format(arena, "%s/%s", leaving->list_municipality, row->post);
        if (row->post == NULL) {
            return error_memory(error);
        }
    }
    return !identity || (open_number(session, arena, leaving->person, &row->number, error) &&
                         open_number(session, arena, leaving->mother, &row->mother, error) &&
                         open_number(session, arena, leaving->parent, &row->parent, error));
}

static bool
gather_persons(struct session *session, bool identity, struct arena *arena, struct leaving *leaving,
               size_t leaving_count, struct intake_row *rows, int64_t *persons, size_t *count,
               struct error *error)
{
    for (size_t i = 0; i < leaving_count; i++) {
        if (leaving[i].is_protected) {
            continue;
        }
        if (!finish_row(session, arena, identity, &leaving[i], error)) {
            return false;
        }
        persons[*count] = leaving[i].person;
        rows[(*count)++] = leaving[i].row;
    }
    return true;
}

bool
roll_persons(struct session *session, struct date day, bool identity, struct arena *arena,
             struct intake_row **out, size_t *count, int64_t *left_out, struct error *error)
{
    struct statement *statement;
    struct reading reading = {.arena = arena, .size = sizeof(struct leaving), .read = read_leaving};
    if (identity && session->keys == NULL) {
        error_set(error, ERROR_IDENTITY_NO_KEYS, NULL, "--key");
        return false;
    }
    if (!query_prepare(session->store, &statement, error,
                       "SELECT p.person, p.born, p.sex, p.municipality, p.district, p.household, "
                       "p.mother, p.parent, p.protected, o.municipality, o.code, e.from_day FROM "
                       "person p LEFT JOIN enrolment e ON e.person = p.person AND e.from_day <= $2 "
                       "AND (e.until_day IS NULL OR e.until_day > $2) AND e.superseded IS NULL "
                       "LEFT JOIN post o ON o.post = e.list WHERE p.died IS NULL AND "
                       "(p.municipality = $1 OR o.municipality = $1) ORDER BY p.person",
                       "td", session->municipality, day) ||
        !read_rows(&reading, statement, error)) {
        return false;
    }
    struct intake_row *rows = arena_array(arena, reading.count + 1, sizeof *rows);
    int64_t *persons = arena_array(arena, reading.count + 1, sizeof *persons);
    size_t kept = 0;
    if (rows == NULL || persons == NULL) {
        return error_memory(error);
    }
    if (!gather_persons(session, identity, arena, reading.rows, reading.count, rows, persons, &kept,
                        error) ||
        !register_log_reading(session, "export",
                              identity ? "what=persons\nidentity=yes\n" : "what=persons\n", persons,
                              kept, error)) {
        return false;
    }
    *out = rows;
    *count = kept;
    *left_out = (int64_t)(reading.count - kept);
    return true;
}

/* -- contracts -----------------------------------------------------------------------------------
 */

static bool
read_contract(struct arena *arena, const struct statement *statement, void *row)
{
    struct roll_contract contract = {
        .list = statement_whole(statement, 0),
        .cap = statement_whole(statement, 5),
        .state = (int)statement_whole(statement, 6),
        .members_only = statement_whole(statement, 7) != 0,
        .employment = statement_is_null(statement, 8) ? -1 : (int)statement_whole(statement, 8),
        .created = query_date(statement, 9),
        .length = statement_whole(statement, 10),
        .waiting = statement_whole(statement, 11),
    };
    bool fine = copy_column(arena, statement, 1, &contract.code) &&
                copy_column(arena, statement, 2, &contract.practice) &&
                copy_column(arena, statement, 3, &contract.district) &&
                copy_column(arena, statement, 4, &contract.common);
    *(struct roll_contract *)row = contract;
    return fine;
}

static bool
read_doctor(struct arena *arena, const struct statement *statement, void *row)
{
    (void)arena;
    *(struct roll_doctor *)row = (struct roll_doctor){
        .doctor = statement_whole(statement, 0),
        .relation = (int)statement_whole(statement, 1),
        .substitute_for = statement_whole(statement, 2),
        .share = statement_whole(statement, 3),
        .days = statement_whole(statement, 4),
        .from = query_date(statement, 5),
        .until = query_date(statement, 6),
    };
    return true;
}

static bool
read_doctors(struct session *session, struct date day, struct arena *arena,
             struct roll_contract *contract, struct error *error)
{
    struct statement *statement;
    struct reading reading = {
        .arena = arena, .size = sizeof(struct roll_doctor), .read = read_doctor};
    if (!query_prepare(session->store, &statement, error,
                       "SELECT doctor, kind, substitute_for, share, days, from_day, until_day FROM "
                       "doctor_relation WHERE list = $1 AND (until_day IS NULL OR until_day > $2) "
                       "ORDER BY from_day, doctor, relation",
                       "wd", contract->list, day) ||
        !read_rows(&reading, statement, error)) {
        return false;
    }
    contract->doctors = reading.rows;
    contract->doctor_count = reading.count;
    return true;
}

bool
roll_contracts(struct session *session, struct date day, struct arena *arena,
               struct roll_contract **out, size_t *count, struct error *error)
{
    struct statement *statement;
    struct reading reading = {
        .arena = arena, .size = sizeof(struct roll_contract), .read = read_contract};
    if (!query_prepare(session->store, &statement, error,
                       "SELECT o.post, o.code, o.practice, o.district, l.common, l.cap, l.state, "
                       "l.members_only, o.employment, o.created, (SELECT count(*) FROM enrolment e "
                       "WHERE e.list = o.post AND e.from_day <= $2 AND (e.until_day IS NULL OR "
                       "e.until_day > $2) AND e.superseded IS NULL), (SELECT count(*) FROM queue q "
                       "WHERE q.list = o.post) FROM post o JOIN gp_list l ON l.list = o.post WHERE "
                       "o.municipality = $1 AND (o.ended IS NULL OR o.ended > $2) ORDER BY o.code",
                       "td", session->municipality, day) ||
        !read_rows(&reading, statement, error)) {
        return false;
    }
    struct roll_contract *contracts = reading.rows;
    for (size_t i = 0; i < reading.count; i++) {
        if (!read_doctors(session, day, arena, &contracts[i], error)) {
            return false;
        }
    }
    *out = contracts;
    *count = reading.count;
    return true;
}
