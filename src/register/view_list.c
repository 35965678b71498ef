/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/view_list.h"

#include "base/number.h"
#include "register/private.h"
#include "register/view_private.h"
#include "scheme/list.h"
#include "store/query.h"

#include <stdio.h>
#include <string.h>

/* Lists of a country take less. */
#define KEPT_BYTES_MAX ((size_t)64 << 20)

/* -- lists ------------------------------------------------------------------------------------- */

/* The doctor of that kind who is on the list on the day $2. */
#define DOCTOR(kind)                                                                               \
    "(SELECT r.doctor FROM doctor_relation r WHERE r.list = l.list AND r.kind = " kind             \
    " AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2) ORDER BY r.from_day "     \
    "DESC, r.relation LIMIT 1)"

#define SUMMARY                                                                                    \
    "SELECT l.list, p.municipality, p.code, p.practice, p.district, p.employment, l.cap, "         \
    "l.length, l.state, l.members_only, l.common, p.step, p.created, p.ended, p.resigned, "        \
    "p.consulted, p.informed, (SELECT count(*) FROM queue q WHERE q.list = l.list), g.doctor, "    \
    "g.name, v.doctor, v.name FROM post p JOIN gp_list l ON l.list = p.post LEFT JOIN doctor g "   \
    "ON g.doctor = " DOCTOR("0") " LEFT JOIN doctor v ON v.doctor = " DOCTOR("1")

static bool
fill_summary(struct arena *arena, const struct statement *statement, void *row)
{
    struct list_summary *list = row;
    *list = (struct list_summary){
        .list = statement_whole(statement, 0),
        .municipality = view_text(arena, statement, 1),
        .post = view_text(arena, statement, 2),
        .practice = view_text(arena, statement, 3),
        .district = view_text(arena, statement, 4),
        .employment =
            statement_is_null(statement, 5) ? CHOICE_NONE : (int)statement_whole(statement, 5),
        .cap = statement_whole(statement, 6),
        .length = statement_whole(statement, 7),
        .state = (int)statement_whole(statement, 8),
        .members_only = statement_whole(statement, 9) != 0,
        .common = view_text(arena, statement, 10),
        .step = statement_whole(statement, 11),
        .created = query_date(statement, 12),
        .ended = query_date(statement, 13),
        .resigned = query_date(statement, 14),
        .consulted = query_date(statement, 15),
        .informed = query_date(statement, 16),
        .waiting = statement_whole(statement, 17),
        .doctor = statement_whole(statement, 18),
        .doctor_name = view_text(arena, statement, 19),
        .locum = statement_whole(statement, 20),
        .locum_name = view_text(arena, statement, 21),
    };
    list->free_places = list_free_places(list->cap, list->length);
    return list->municipality != NULL && list->post != NULL && list->practice != NULL &&
           list->district != NULL && list->common != NULL && list->doctor_name != NULL &&
           list->locum_name != NULL;
}

static bool
read_lists(struct session *session, struct arena *arena, const struct list_summary **out,
           size_t *count, struct error *error)
{
    struct statement *statement;
    struct date day;
    void *rows;
    size_t found;
    if (!view_day(session, &day, error) ||
        !query_prepare(session->store, &statement, error,
                       SUMMARY " WHERE p.municipality = $1 AND (p.ended IS NULL OR p.ended > $2) "
                               "ORDER BY p.code",
                       "td", session->municipality, day) ||
        !view_rows(statement, arena, sizeof(struct list_summary), fill_summary, &rows, &found,
                   error)) {
        return false;
    }
    *out = rows;
    *count = found;
    return true;
}

void
lists_kept_init(struct lists_kept *kept)
{
    *kept = (struct lists_kept){0};
    arena_init(&kept->arena, KEPT_BYTES_MAX);
}

void
lists_kept_free(struct lists_kept *kept)
{
    arena_free(&kept->arena);
    lists_kept_init(kept);
}

/* Reads the lists into what is kept. The version was asked for before: what is committed meanwhile
 * has them read again. */
static bool
renew_lists(struct session *session, struct date day, int64_t version, struct error *error)
{
    struct lists_kept *kept = session->lists;
    lists_kept_free(kept);
    if (!read_lists(session, &kept->arena, &kept->lists, &kept->count, error)) {
        return false;
    }
    kept->municipality =
        arena_copy(&kept->arena, session->municipality, strlen(session->municipality));
    kept->day = day;
    kept->version = version;
    return kept->municipality != NULL || view_no_memory(error);
}

bool
lists_view(struct session *session, struct arena *arena, const struct list_summary **out,
           size_t *count, struct error *error)
{
    struct lists_kept *kept = session->lists;
    int64_t version;
    /* A transaction sees what it has itself changed, or what was before it began. */
    if (kept == NULL || store_in_transaction(session->store)) {
        return read_lists(session, arena, out, count, error);
    }
    const struct date day = view_asked_day(session);
    if (!store_version(session->store, &version, error)) {
        return false;
    }
    const bool holds = kept->municipality != NULL && kept->version == version &&
                       date_compare(kept->day, day) == 0 &&
                       strcmp(kept->municipality, session->municipality) == 0;
    if (!holds && !renew_lists(session, day, version, error)) {
        return false;
    }
    *out = kept->lists;
    *count = kept->count;
    return true;
}

/* -- one list ---------------------------------------------------------------------------------- */

static bool
fill_doctor(struct arena *arena, const struct statement *statement, void *row)
{
    struct list_doctor *doctor = row;
    *doctor = (struct list_doctor){
        .doctor = statement_whole(statement, 0),
        .name = view_text(arena, statement, 1),
        .kind = (int)statement_whole(statement, 2),
        .substitute_for = statement_whole(statement, 3),
        .share = statement_whole(statement, 4),
        .days = statement_whole(statement, 5),
        .from = query_date(statement, 6),
        .until = query_date(statement, 7),
        .offered = query_date(statement, 8),
    };
    return doctor->name != NULL;
}

static bool
fill_agreement(struct arena *arena, const struct statement *statement, void *row)
{
    struct list_agreement *agreement = row;
    *agreement = (struct list_agreement){
        .agreement = statement_whole(statement, 0),
        .doctor = statement_whole(statement, 1),
        .name = view_text(arena, statement, 2),
        .employment = (int)statement_whole(statement, 3),
        .cap = statement_whole(statement, 4),
        .share = statement_whole(statement, 5),
        .end_reason = statement_whole(statement, 6),
        .opening_hours = view_text(arena, statement, 7),
        .location = view_text(arena, statement, 8),
        .other_duties = view_text(arena, statement, 9),
        .public_health = view_text(arena, statement, 10),
        .promised_exemption = statement_whole(statement, 11) != 0,
        .from = query_date(statement, 12),
        .until = query_date(statement, 13),
        .notice = query_date(statement, 14),
        .extended_until = query_date(statement, 15),
    };
    return agreement->name != NULL && agreement->opening_hours != NULL &&
           agreement->location != NULL && agreement->other_duties != NULL &&
           agreement->public_health != NULL;
}

static bool
fill_reduction(struct arena *arena, const struct statement *statement, void *row)
{
    struct list_reduction *reduction = row;
    *reduction = (struct list_reduction){
        .reduction = statement_whole(statement, 0),
        .cap = statement_whole(statement, 1),
        .seed = statement_whole(statement, 2),
        .drawn = statement_whole(statement, 3),
        .asked = query_date(statement, 4),
        .effective = query_date(statement, 5),
        .approved = statement_whole(statement, 6) != 0,
        .commitment = view_text(arena, statement, 7),
    };
    return reduction->commitment != NULL;
}

static bool
read_turnover(struct store *store, const struct list_row *list, struct list_turnover *out,
              struct error *error)
{
    struct list_turnover turnover;
    if (!view_closed_months(store, list->municipality, list->month, &turnover.months, error)) {
        return false;
    }
    struct date from = date_add_months(list->month, -(int)turnover.months);
    if (!query_whole(store, &turnover.came, error,
                     "SELECT count(*) FROM enrolment WHERE list = $1 AND superseded IS NULL AND "
                     "from_day > $2 AND from_day <= $3 AND begin_reason <> 0",
                     "wdd", list->list, from, list->month) ||
        !query_whole(store, &turnover.left, error,
                     "SELECT count(*) FROM enrolment WHERE list = $1 AND superseded IS NULL AND "
                     "until_day > $2 AND until_day <= $3",
                     "wdd", list->list, from, list->month) ||
        !query_whole(store, &turnover.exchanged, error,
                     "SELECT count(*) FROM enrolment WHERE list = $1 AND superseded IS NULL AND "
                     "from_day > $2 AND from_day <= $3 AND begin_reason = $4",
                     "wddw", list->list, from, list->month, (int64_t)BEGIN_EXCHANGE)) {
        return false;
    }
    *out = turnover;
    return true;
}

static bool
read_list_rows(struct store *store, int64_t list, struct arena *arena, const char *sql, size_t size,
               bool (*fill)(struct arena *arena, const struct statement *statement, void *row),
               void **out, size_t *count, struct error *error)
{
    struct statement *statement;
    return query_prepare(store, &statement, error, sql, "w", list) &&
           view_rows(statement, arena, size, fill, out, count, error);
}

static bool
read_history(struct store *store, int64_t list, struct arena *arena, struct list_view *view,
             struct error *error)
{
    void *doctors, *agreements, *reductions;
    if (!read_list_rows(store, list, arena,
                        "SELECT r.doctor, d.name, r.kind, r.substitute_for, r.share, r.days, "
                        "r.from_day, r.until_day, r.offered FROM doctor_relation r JOIN doctor d "
                        "ON d.doctor = r.doctor WHERE r.list = $1 ORDER BY r.from_day, r.relation",
                        sizeof(struct list_doctor), fill_doctor, &doctors, &view->doctor_count,
                        error) ||
        !read_list_rows(store, list, arena,
                        "SELECT a.agreement, a.doctor, d.name, a.employment, a.cap, a.share, "
                        "a.end_reason, a.opening_hours, a.location, a.other_duties, "
                        "a.public_health, a.promised_exemption, a.from_day, a.until_day, a.notice, "
                        "a.extended_until FROM agreement a JOIN doctor d ON d.doctor = a.doctor "
                        "WHERE a.post = $1 ORDER BY a.from_day, a.agreement",
                        sizeof(struct list_agreement), fill_agreement, &agreements,
                        &view->agreement_count, error) ||
        !read_list_rows(store, list, arena,
                        "SELECT reduction, cap, seed, drawn, asked, effective, approved, "
                        "commitment FROM reduction WHERE list = $1 ORDER BY asked, reduction",
                        sizeof(struct list_reduction), fill_reduction, &reductions,
                        &view->reduction_count, error)) {
        return false;
    }
    view->doctors = doctors;
    view->agreements = agreements;
    view->reductions = reductions;
    return true;
}

static bool
read_view(struct session *session, const char *name, struct arena *arena, struct list_view *view,
          struct error *error)
{
    struct statement *statement;
    struct list_row list;
    struct date day;
    void *rows;
    size_t count;
    if (!view_day(session, &day, error) || !list_find(session, arena, name, day, &list, error) ||
        !query_prepare(session->store, &statement, error, SUMMARY " WHERE l.list = $1", "wd",
                       list.list, day) ||
        !view_rows(statement, arena, sizeof(struct list_summary), fill_summary, &rows, &count,
                   error) ||
        !read_history(session->store, list.list, arena, view, error) ||
        !read_turnover(session->store, &list, &view->turnover, error)) {
        return false;
    }
    view->list = *(struct list_summary *)rows;
    return true;
}

bool
list_view(struct session *session, const char *list, struct arena *arena, struct list_view *out,
          struct error *error)
{
    bool own;
    struct list_view view = {0};
    if (!view_begin(session, &own, error)) {
        return false;
    }
    bool fine = read_view(session, list, arena, &view, error);
    view_end(session, own);
    if (fine) {
        *out = view;
    }
    return fine;
}

/* -- who was on it ----------------------------------------------------------------------------- */

bool
known_by(struct store *store, struct date day, int64_t *out, struct error *error)
{
    int64_t seq;
    if (!query_whole(store, &seq, error,
                     "SELECT seq FROM audit WHERE at < $1 ORDER BY seq DESC LIMIT 1", "w",
                     ((int64_t)day.days + 1) * 86400)) {
        return false;
    }
    *out = seq == WHOLE_NONE ? 0 : seq;
    return true;
}

static bool
fill_member(struct arena *arena, const struct statement *statement, void *row)
{
    struct list_member *member = row;
    *member = (struct list_member){
        .person = statement_whole(statement, 0),
        .from = query_date(statement, 1),
        .until = query_date(statement, 2),
        .begin_reason = (int)statement_whole(statement, 3),
        .born = query_date(statement, 4),
        .sex = (int)statement_whole(statement, 5),
        .protected = statement_whole(statement, 6) != 0,
        .district = "",
    };
    if (!member->protected) {
        member->district = view_text(arena, statement, 7);
    }
    return member->district != NULL;
}

bool
list_members(struct session *session, const char *list, struct date day, int64_t known,
             struct arena *arena, const struct list_member **out, size_t *count,
             struct error *error)
{
    struct statement *statement;
    struct list_row row;
    void *rows;
    size_t found;
    if (known == WHOLE_NONE) {
        known = INT64_MAX;
    }
    if (!list_find(session, arena, list, day, &row, error) ||
        !query_prepare(session->store, &statement, error,
                       "SELECT e.person, e.from_day, CASE WHEN e.ended IS NULL OR e.ended <= $3 "
                       "THEN e.until_day END, e.begin_reason, p.born, p.sex, p.protected, "
                       "p.district FROM enrolment e JOIN person p ON p.person = e.person WHERE "
                       "e.list = $1 AND e.recorded <= $3 AND (e.superseded IS NULL OR "
                       "e.superseded > $3) AND e.from_day <= $2 AND (e.until_day IS NULL OR "
                       "e.until_day > $2 OR e.ended > $3) ORDER BY e.person",
                       "wdw", row.list, day, known) ||
        !view_rows(statement, arena, sizeof(struct list_member), fill_member, &rows, &found,
                   error)) {
        return false;
    }
    const struct list_member *members = rows;
    int64_t *persons = arena_array(arena, found + 1, sizeof *persons);
    for (size_t i = 0; persons != NULL && i < found; i++) {
        persons[i] = members[i].person;
    }
    if (persons == NULL) {
        return view_no_memory(error);
    }
    char detail[96], on[DATE_TEXT_SIZE];
    date_write(day, on);
    snprintf(detail, sizeof detail, "list=%lld\nday=%s\n", (long long)row.list, on);
    if (!register_log_reading(session, "list_members", detail, persons, found, error)) {
        return false;
    }
    *out = members;
    *count = found;
    return true;
}

/* -- who is on none ---------------------------------------------------------------------------- */

static bool
fill_unassigned(struct arena *arena, const struct statement *statement, void *row)
{
    struct unassigned_person *person = row;
    *person = (struct unassigned_person){
        .person = statement_whole(statement, 0),
        .since = query_date(statement, 1),
        .reason = (int)statement_whole(statement, 2),
        .born = query_date(statement, 3),
        .sex = (int)statement_whole(statement, 4),
        .protected = statement_whole(statement, 5) != 0,
        .district = "",
    };
    if (!person->protected) {
        person->district = view_text(arena, statement, 6);
    }
    return person->district != NULL;
}

bool
list_unassigned(struct session *session, struct arena *arena, const struct unassigned_person **out,
                size_t *count, struct error *error)
{
    struct statement *statement;
    struct date month;
    void *rows;
    size_t found;
    if (!view_month(session, &month, error) ||
        !query_prepare(session->store, &statement, error,
                       "SELECT u.person, u.since, u.reason, p.born, p.sex, p.protected, p.district "
                       "FROM unassigned u JOIN person p ON p.person = u.person WHERE "
                       "u.municipality = $1 ORDER BY u.since, u.recorded, u.person",
                       "t", session->municipality) ||
        !view_rows(statement, arena, sizeof(struct unassigned_person), fill_unassigned, &rows,
                   &found, error)) {
        return false;
    }
    const struct unassigned_person *unassigned = rows;
    int64_t *persons = arena_array(arena, found + 1, sizeof *persons);
    for (size_t i = 0; persons != NULL && i < found; i++) {
        persons[i] = unassigned[i].person;
    }
    if (persons == NULL) {
        return view_no_memory(error);
    }
    persons[found] = WHOLE_NONE; /* that there is nobody is logged too */
    if (!register_log_reading(session, "list_unassigned", "", persons, found == 0 ? 1 : found,
                              error)) {
        return false;
    }
    *out = unassigned;
    *count = found;
    return true;
}
