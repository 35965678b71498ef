/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/view_person.h"

#include "register/identities.h"
#include "register/private.h"
#include "register/view_private.h"
#include "store/query.h"

#include <string.h>

/* A person's view being read. */
struct reading {
    struct session *session;
    struct store *store;
    struct arena *arena;
    struct person_view view;
};

/* Whether there is such a person; ERROR_REGISTER_PERSON when there is none. */
static bool
check_there(const struct session *session, int64_t person, struct error *error)
{
    int64_t there;
    if (!query_whole(session->store, &there, error, "SELECT count(*) FROM person WHERE person = $1",
                     "w", person)) {
        return false;
    }
    if (there == 0) {
        person_missing(person, error);
    }
    return there > 0;
}

/* Prepares a query about the person and reads its rows. */
static bool
read_rows(struct reading *reading, const char *sql, size_t size,
          bool (*fill)(struct arena *arena, const struct statement *statement, void *row),
          void **out, size_t *count, struct error *error)
{
    struct statement *statement;
    return query_prepare(reading->store, &statement, error, sql, "w", reading->view.person) &&
           view_rows(statement, reading->arena, size, fill, out, count, error);
}

/* -- the person -------------------------------------------------------------------------------- */

static bool
read_identity(struct reading *reading, struct error *error)
{
    char number[NATIONAL_ID_TEXT_SIZE];
    if (reading->session->keys == NULL) {
        return true;
    }
    if (!identities_number(reading->store, reading->session->keys, reading->view.person, number,
                           error)) {
        return false;
    }
    if (number[0] != '\0') {
        identity_masked(number, reading->view.identity);
    }
    return true;
}

static bool
fill_child(struct arena *arena, const struct statement *statement, void *row)
{
    (void)arena;
    *(struct child_view *)row = (struct child_view){.person = statement_whole(statement, 0),
                                                    .born = query_date(statement, 1)};
    return true;
}

static bool
read_family(struct reading *reading, int64_t household, bool serves, struct error *error)
{
    struct person_view *view = &reading->view;
    void *rows;
    if (!read_rows(reading,
                   "SELECT person, born FROM person WHERE mother = $1 OR parent = $1 ORDER BY "
                   "born, person",
                   sizeof(struct child_view), fill_child, &rows, &view->child_count, error)) {
        return false;
    }
    view->children = rows;
    if (household == WHOLE_NONE || view->address_withheld) {
        return true;
    }
    struct statement *statement;
    if (!query_prepare(reading->store, &statement, error,
                       serves ? "SELECT person FROM person WHERE household = $1 AND person <> $2 "
                                "AND died IS NULL ORDER BY person"
                              : "SELECT person FROM person WHERE household = $1 AND person <> $2 "
                                "AND died IS NULL AND protected = 0 ORDER BY person",
                       "ww", household, view->person) ||
        !view_rows(statement, reading->arena, sizeof(int64_t), view_fill_number, &rows,
                   &view->member_count, error)) {
        return false;
    }
    view->members = rows;
    return true;
}

static bool
read_person(struct reading *reading, struct error *error)
{
    struct person_view *view = &reading->view;
    struct person_row row;
    int64_t forgotten;
    if (!person_read(reading->store, reading->arena, view->person, &row, error) ||
        !query_whole(reading->store, &forgotten, error,
                     "SELECT forgotten FROM person WHERE person = $1", "w", view->person)) {
        return false;
    }
    bool serves = strcmp(reading->session->purpose, PURPOSE_SERVICE) == 0;
    bool withheld = row.protected && !serves;
    view->born = row.born;
    view->died = row.died;
    view->registered = row.registered;
    view->moved_away = row.moved_away;
    view->moved_back = row.moved_back;
    view->moved = row.moved;
    view->ground_until = row.ground_until;
    view->opted_out = row.opted_out;
    view->forgotten = forgotten == WHOLE_NONE ? DATE_NONE : (struct date){(int32_t)forgotten};
    view->sex = row.sex;
    view->ground = row.ground;
    view->care = row.care;
    view->insured = row.insured;
    view->d_number = row.d_number;
    view->municipality = row.municipality;
    view->protected = row.protected;
    view->address_withheld = withheld;
    view->district = withheld ? "" : row.district;
    view->household = withheld ? WHOLE_NONE : row.household;
    view->mother = row.mother;
    view->parent = row.parent;
    return read_identity(reading, error) && read_family(reading, row.household, serves, error);
}

/* -- places and waits -------------------------------------------------------------------------- */

static bool
fill_place(struct arena *arena, const struct statement *statement, void *row)
{
    (void)arena;
    *(struct place_view *)row = (struct place_view){
        .list.list = statement_whole(statement, 0),
        .from = query_date(statement, 1),
        .until = query_date(statement, 2),
        .made = query_date(statement, 3),
        .begin_reason = (int)statement_whole(statement, 4),
        .end_reason =
            statement_is_null(statement, 5) ? CHOICE_NONE : (int)statement_whole(statement, 5),
        .quota = (int)statement_whole(statement, 6),
        .recorded = statement_whole(statement, 7),
        .ended = statement_whole(statement, 8),
        .superseded = statement_whole(statement, 9),
        .recorded_at = statement_whole(statement, 10),
        .ended_at = statement_whole(statement, 11),
        .superseded_at = statement_whole(statement, 12),
    };
    return true;
}

static bool
read_places(struct reading *reading, struct error *error)
{
    struct person_view *view = &reading->view;
    void *rows;
    if (!read_rows(reading,
                   "SELECT e.list, e.from_day, e.until_day, e.made, e.begin_reason, e.end_reason, "
                   "e.quota, e.recorded, e.ended, e.superseded, r.at, n.at, s.at FROM enrolment e "
                   "LEFT JOIN audit r ON r.seq = e.recorded LEFT JOIN audit n ON n.seq = e.ended "
                   "LEFT JOIN audit s ON s.seq = e.superseded WHERE e.person = $1 ORDER BY "
                   "e.recorded",
                   sizeof(struct place_view), fill_place, &rows, &view->place_count, error)) {
        return false;
    }
    struct place_view *places = rows;
    for (size_t i = 0; i < view->place_count; i++) {
        struct place_view *place = &places[i];
        if (!view_list_name(reading->store, reading->arena, place->list.list, view->day,
                            &place->list, error)) {
            return false;
        }
        bool holds = place->superseded == WHOLE_NONE;
        bool begun = date_compare(place->from, view->day) <= 0;
        bool over = !date_is_none(place->until) && date_compare(place->until, view->day) <= 0;
        if (holds && begun && !over) {
            view->now = place;
        } else if (holds && !begun) {
            view->next = place;
        }
    }
    view->places = places;
    return true;
}

static bool
fill_wait(struct arena *arena, const struct statement *statement, void *row)
{
    (void)arena;
    *(struct wait_entry *)row = (struct wait_entry){
        .list.list = statement_whole(statement, 0),
        .since = query_date(statement, 1),
        .left = query_date(statement, 2),
        .outcome =
            statement_is_null(statement, 3) ? CHOICE_NONE : (int)statement_whole(statement, 3),
    };
    return true;
}

static bool
read_waits(struct reading *reading, struct error *error)
{
    struct person_view *view = &reading->view;
    void *rows;
    size_t count;
    if (!read_rows(reading,
                   "SELECT list, since, left_day, outcome FROM queue_past WHERE person = $1 ORDER "
                   "BY recorded",
                   sizeof(struct wait_entry), fill_wait, &rows, &view->past_wait_count, error)) {
        return false;
    }
    struct wait_entry *past = rows;
    for (size_t i = 0; i < view->past_wait_count; i++) {
        if (!view_list_name(reading->store, reading->arena, past[i].list.list, view->day,
                            &past[i].list, error)) {
            return false;
        }
    }
    view->past_waits = past;
    view->wait = (struct wait_entry){
        .list.list = WHOLE_NONE, .since = DATE_NONE, .left = DATE_NONE, .outcome = CHOICE_NONE};
    if (!read_rows(reading, "SELECT list, since, NULL, NULL FROM queue WHERE person = $1",
                   sizeof(struct wait_entry), fill_wait, &rows, &count, error)) {
        return false;
    }
    if (count > 0) {
        view->wait = *(struct wait_entry *)rows;
    }
    return view_list_name(reading->store, reading->arena, view->wait.list.list, view->day,
                          &view->wait.list, error);
}

static bool
read_unassigned(struct reading *reading, struct error *error)
{
    struct person_view *view = &reading->view;
    struct statement *statement;
    bool row = false;
    view->unassigned_since = DATE_NONE;
    view->unassigned_reason = CHOICE_NONE;
    if (!query_prepare(reading->store, &statement, error,
                       "SELECT since, reason FROM unassigned WHERE person = $1", "w",
                       view->person)) {
        return false;
    }
    bool fine = statement_step(statement, &row, error);
    if (fine && row) {
        view->unassigned = true;
        view->unassigned_since = query_date(statement, 0);
        view->unassigned_reason = (int)statement_whole(statement, 1);
    }
    statement_free(statement);
    return fine;
}

/* -- decisions and the log --------------------------------------------------------------------- */

static bool
fill_decision(struct arena *arena, const struct statement *statement, void *row)
{
    struct decision_view *decision = row;
    *decision = (struct decision_view){
        .decision = statement_whole(statement, 0),
        .kind = (int)statement_whole(statement, 1),
        .state = (int)statement_whole(statement, 2),
        .doctor = statement_whole(statement, 3),
        .list = statement_whole(statement, 4),
        .asked = query_date(statement, 5),
        .decided = query_date(statement, 6),
        .appeal_until = query_date(statement, 7),
        .appealed = query_date(statement, 8),
        .settled = query_date(statement, 9),
        .reason = view_text(arena, statement, 10),
        .basis = view_text(arena, statement, 11),
    };
    return decision->reason != NULL && decision->basis != NULL;
}

static bool
fill_block(struct arena *arena, const struct statement *statement, void *row)
{
    struct block_view *block = row;
    *block = (struct block_view){
        .doctor = statement_whole(statement, 0),
        .doctor_name = view_text(arena, statement, 1),
        .since = query_date(statement, 2),
        .decision = statement_whole(statement, 3),
    };
    return block->doctor_name != NULL;
}

static bool
fill_log(struct arena *arena, const struct statement *statement, void *row)
{
    struct log_view *log = row;
    *log = (struct log_view){
        .seq = statement_whole(statement, 0),
        .at = statement_whole(statement, 1),
        .actor = view_text(arena, statement, 2),
        .purpose = view_text(arena, statement, 3),
        .kind = (int)statement_whole(statement, 4),
        .action = view_text(arena, statement, 5),
        .municipality = view_text(arena, statement, 6),
        .arguments = view_text(arena, statement, 7),
        .day = query_date(statement, 8),
        .effective = query_date(statement, 9),
        .rule = (int)statement_whole(statement, 10),
        .batch = statement_whole(statement, 11),
    };
    return log->actor != NULL && log->purpose != NULL && log->action != NULL &&
           log->municipality != NULL && log->arguments != NULL;
}

/* The arguments of the log tell a protected address too. */
static void
withhold_address(const struct person_view *view, struct log_view *log)
{
    for (size_t i = 0; view->address_withheld && i < view->log_count; i++) {
        if (strstr(log[i].arguments, "district=") != NULL ||
            strstr(log[i].arguments, "household=") != NULL) {
            log[i].arguments = "";
        }
    }
}

static bool
read_decisions(struct reading *reading, struct error *error)
{
    struct person_view *view = &reading->view;
    void *decisions, *blocks, *log;
    if (!read_rows(reading,
                   "SELECT decision, kind, state, doctor, list, asked, decided, appeal_until, "
                   "appealed, settled, reason, basis FROM decision WHERE person = $1 ORDER BY "
                   "decision",
                   sizeof(struct decision_view), fill_decision, &decisions, &view->decision_count,
                   error) ||
        !read_rows(reading,
                   "SELECT b.doctor, d.name, b.since, b.decision FROM block b JOIN doctor d ON "
                   "d.doctor = b.doctor WHERE b.person = $1 ORDER BY b.doctor",
                   sizeof(struct block_view), fill_block, &blocks, &view->block_count, error) ||
        !read_rows(reading,
                   "SELECT seq, at, actor, purpose, kind, action, municipality, arguments, day, "
                   "effective, rule, batch FROM audit WHERE person = $1 ORDER BY seq",
                   sizeof(struct log_view), fill_log, &log, &view->log_count, error)) {
        return false;
    }
    withhold_address(view, log);
    view->decisions = decisions;
    view->blocks = blocks;
    view->log = log;
    return true;
}

static bool
read_all(struct reading *reading, struct error *error)
{
    struct person_view *view = &reading->view;
    struct switch_history history;
    if (!view_day(reading->session, &view->day, error) || !read_person(reading, error) ||
        !read_places(reading, error) || !read_waits(reading, error) ||
        !read_unassigned(reading, error) || !read_decisions(reading, error) ||
        !switch_history_read(reading->store, reading->arena, view->person, view->day, &history,
                             error)) {
        return false;
    }
    view->switches_left = switch_left(reading->session->rulebook, view->day, &history);
    return true;
}

bool
person_view(struct session *session, int64_t person, struct arena *arena, struct person_view *out,
            struct error *error)
{
    bool own;
    struct reading reading = {
        .session = session, .store = session->store, .arena = arena, .view = {.person = person}};
    if (!check_there(session, person, error) ||
        !register_log_reading(session, "person_view", "", &person, 1, error) ||
        !view_begin(session, &own, error)) {
        return false;
    }
    bool fine = read_all(&reading, error);
    view_end(session, own);
    if (fine) {
        *out = reading.view;
    }
    return fine;
}

/* -- the number -------------------------------------------------------------------------------- */

static bool
check_keys(const struct session *session, struct error *error)
{
    if (session->keys == NULL) {
        error_set(error, ERROR_IDENTITY_NO_KEYS, NULL, "--key");
    }
    return session->keys != NULL;
}

bool
person_number(struct session *session, int64_t person, char out[NATIONAL_ID_TEXT_SIZE],
              struct error *error)
{
    char number[NATIONAL_ID_TEXT_SIZE] = "";
    out[0] = '\0';
    if (!check_keys(session, error) || !check_there(session, person, error) ||
        !register_log_reading(session, "person_number", "", &person, 1, error) ||
        !identities_number(session->store, session->keys, person, number, error)) {
        return false;
    }
    memcpy(out, number, sizeof number);
    return true;
}

/* -- finding ----------------------------------------------------------------------------------- */

bool
person_find(struct session *session, const char *number, int64_t *out, struct error *error)
{
    struct national_id id;
    int64_t person;
    enum national_id_fault fault = national_id_parse(number, strlen(number), &id);
    if (fault != NATIONAL_ID_FINE) {
        national_id_error(fault, error);
        return false;
    }
    if (!check_keys(session, error) ||
        !identities_find(session->store, session->keys, number, &person, error) ||
        !register_log_reading(session, "person_find", "", &person, 1, error)) {
        return false;
    }
    *out = person;
    return true;
}

static bool
fill_found(struct arena *arena, const struct statement *statement, void *row)
{
    struct person_found *found = row;
    *found = (struct person_found){
        .person = statement_whole(statement, 0),
        .born = query_date(statement, 1),
        .died = query_date(statement, 2),
        .sex = (int)statement_whole(statement, 3),
        .municipality = view_text(arena, statement, 4),
        .protected = statement_whole(statement, 5) != 0,
        .district = "",
    };
    if (!found->protected) {
        found->district = view_text(arena, statement, 6);
    }
    return found->municipality != NULL && found->district != NULL;
}

/* Logs that the session sees those found, or that it found nobody. */
static bool
log_found(struct session *session, const struct person_found *found, size_t count,
          struct arena *arena, struct error *error)
{
    const int64_t nobody = WHOLE_NONE;
    int64_t *persons = arena_array(arena, count + 1, sizeof *persons);
    if (persons == NULL) {
        return view_no_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        persons[i] = found[i].person;
    }
    return register_log_reading(session, "person_search", "", count == 0 ? &nobody : persons,
                                count == 0 ? 1 : count, error);
}

bool
person_search(struct session *session, struct date born, int sex, const char *district,
              struct arena *arena, const struct person_found **out, size_t *count,
              struct error *error)
{
    struct statement *statement;
    void *rows;
    size_t found;
    /* Parameters that are not asked for match everything. */
    if (!query_prepare(session->store, &statement, error,
                       "SELECT person, born, died, sex, municipality, protected, district FROM "
                       "person WHERE born = $1 AND (sex = $2 OR CAST($3 AS BIGINT) = 0) AND "
                       "(CAST($4 AS BIGINT) = 0 OR (district "
                       "= $5 AND municipality = $6 AND protected = 0)) ORDER BY person",
                       "dwwwtt", born, (int64_t)sex, (int64_t)(sex == CHOICE_NONE ? 0 : 1),
                       (int64_t)(district == NULL ? 0 : 1), district == NULL ? "" : district,
                       session->municipality) ||
        !view_rows(statement, arena, sizeof(struct person_found), fill_found, &rows, &found,
                   error) ||
        !log_found(session, rows, found, arena, error)) {
        return false;
    }
    *out = rows;
    *count = found;
    return true;
}
