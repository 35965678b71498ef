/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/view_office.h"

#include "base/number.h"
#include "register/private.h"
#include "register/view_private.h"
#include "scheme/decision.h"
#include "scheme/locum.h"
#include "scheme/removal.h"
#include "scheme/training.h"
#include "store/query.h"

#include <stdlib.h>
#include <string.h>

const char *const post_stands[POST_STANDS + 1] = {
    "resigned",    "new_post", "consulted", "announced", "applied",
    "interviewed", "unfilled", "awarded",   "signed",    "notified",
    "letter",      "reverted", "vacant",    "held",      NULL};
const char *const decision_kinds[] = {"removal", "exemption", NULL};
const char *const decision_states[] = {"demanded", "moved",    "rejected", "appealed",
                                       "upheld",   "reversed", NULL};
const char *const decision_carried[] = {"not_carried", "notified", "new_list", NULL};

/* -- reading ----------------------------------------------------------------------------------- */

static int
choice(const struct statement *statement, int column)
{
    return statement_is_null(statement, column) ? CHOICE_NONE
                                                : (int)statement_whole(statement, column);
}

/* Reads the rows of a query of the municipality, $1, and the day of the view, $2. */
static bool
read_rows(struct session *session, struct arena *arena, const char *sql, size_t size,
          bool (*fill)(struct arena *arena, const struct statement *statement, void *row),
          void **out, size_t *count, struct date *day, struct error *error)
{
    struct statement *statement;
    return view_day(session, day, error) &&
           query_prepare(session->store, &statement, error, sql, "td", session->municipality,
                         *day) &&
           view_rows(statement, arena, size, fill, out, count, error);
}

/* -- posts ------------------------------------------------------------------------------------- */

/* What is told of the recruitment under way is told of the announcements since the notice. */
#define POSTS                                                                                      \
    "SELECT p.post, p.code, p.practice, p.step, p.resigned, p.consulted, p.informed, g.doctor, "   \
    "g.name, (SELECT count(*) FROM announcement c WHERE c.post = p.post AND (p.resigned IS NULL "  \
    "OR c.announced >= p.resigned)), a.closes, (SELECT count(*) FROM application q WHERE "         \
    "q.announcement = a.announcement AND q.declined IS NULL), w.doctor, w.name FROM post p LEFT "  \
    "JOIN doctor g ON g.doctor = (SELECT r.doctor FROM doctor_relation r WHERE r.list = p.post "   \
    "AND r.kind = 0 AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2) ORDER BY "  \
    "r.from_day DESC, r.relation LIMIT 1) LEFT JOIN announcement a ON a.announcement = (SELECT "   \
    "max(l.announcement) FROM announcement l WHERE l.post = p.post AND (p.resigned IS NULL OR "    \
    "l.announced >= p.resigned)) LEFT JOIN doctor w ON w.doctor = a.awarded WHERE "                \
    "p.municipality = $1 AND (p.ended IS NULL OR p.ended > $2)"

/* A post that was there when the register began has the first step without a notice. */
static int
stand_of(int step, const struct post_summary *post)
{
    bool held = post->doctor != WHOLE_NONE;
    if (step == RECRUITING_RESIGNED && date_is_none(post->resigned)) {
        return held ? POST_STANDS_HELD : POST_STANDS_VACANT;
    }
    return step == RECRUITING_TOLD && held && post->doctor == post->awarded ? POST_STANDS_HELD
                                                                            : step;
}

static bool
fill_post(struct arena *arena, const struct statement *statement, void *row)
{
    struct post_summary *post = row;
    *post = (struct post_summary){
        .list = statement_whole(statement, 0),
        .post = view_text(arena, statement, 1),
        .practice = view_text(arena, statement, 2),
        .resigned = query_date(statement, 4),
        .consulted = query_date(statement, 5),
        .informed = query_date(statement, 6),
        .days = WHOLE_NONE,
        .doctor = statement_whole(statement, 7),
        .doctor_name = view_text(arena, statement, 8),
        .announcements = statement_whole(statement, 9),
        .closes = query_date(statement, 10),
        .applicants = statement_whole(statement, 11),
        .awarded = statement_whole(statement, 12),
        .awarded_name = view_text(arena, statement, 13),
    };
    post->stand = stand_of((int)statement_whole(statement, 3), post);
    return post->post != NULL && post->practice != NULL && post->doctor_name != NULL &&
           post->awarded_name != NULL;
}

static void
count_days(struct post_summary *post, struct date day)
{
    if (!date_is_none(post->resigned)) {
        post->days = (int64_t)day.days - post->resigned.days;
    }
}

static int
compare_posts(const void *a, const void *b)
{
    const struct post_summary *left = a, *right = b;
    return left->stand != right->stand ? (left->stand > right->stand) - (left->stand < right->stand)
                                       : strcmp(left->post, right->post);
}

bool
posts_view(struct session *session, struct arena *arena, const struct post_summary **out,
           size_t *count, struct error *error)
{
    struct date day;
    void *rows;
    size_t found;
    if (!read_rows(session, arena, POSTS, sizeof(struct post_summary), fill_post, &rows, &found,
                   &day, error)) {
        return false;
    }
    struct post_summary *posts = rows;
    for (size_t i = 0; i < found; i++) {
        count_days(&posts[i], day);
    }
    if (found > 0) {
        qsort(posts, found, sizeof *posts, compare_posts);
    }
    *out = posts;
    *count = found;
    return true;
}

static bool
fill_announcement(struct arena *arena, const struct statement *statement, void *row)
{
    struct post_announcement *announcement = row;
    *announcement = (struct post_announcement){
        .announcement = statement_whole(statement, 0),
        .announced = query_date(statement, 1),
        .closes = query_date(statement, 2),
        .correct = statement_whole(statement, 3) != 0,
        .awarded = statement_whole(statement, 4),
        .awarded_name = view_text(arena, statement, 5),
    };
    return announcement->awarded_name != NULL;
}

static bool
fill_application(struct arena *arena, const struct statement *statement, void *row)
{
    struct post_application *application = row;
    *application = (struct post_application){
        .announcement = statement_whole(statement, 0),
        .doctor = statement_whole(statement, 1),
        .name = view_text(arena, statement, 2),
        .received = query_date(statement, 3),
        .qualified = statement_whole(statement, 4) != 0,
        .declined = query_date(statement, 5),
    };
    return application->name != NULL;
}

static bool
read_post(struct session *session, const char *name, struct arena *arena, struct post_view *view,
          struct error *error)
{
    struct statement *statement;
    struct list_row list;
    struct date day;
    void *posts, *announcements, *applications;
    size_t count;
    if (!view_day(session, &day, error) || !list_find(session, arena, name, day, &list, error) ||
        !query_prepare(session->store, &statement, error, POSTS " AND p.post = $3", "tdw",
                       list.municipality, day, list.list) ||
        !view_rows(statement, arena, sizeof(struct post_summary), fill_post, &posts, &count,
                   error)) {
        return false;
    }
    if (count == 0) {
        error_set(error, ERROR_REGISTER_ENDED, name, NULL);
        return false;
    }
    if (!query_prepare(session->store, &statement, error,
                       "SELECT a.announcement, a.announced, a.closes, a.correct, a.awarded, d.name "
                       "FROM announcement a LEFT JOIN doctor d ON d.doctor = a.awarded WHERE "
                       "a.post = $1 ORDER BY a.announcement",
                       "w", list.list) ||
        !view_rows(statement, arena, sizeof(struct post_announcement), fill_announcement,
                   &announcements, &view->announcement_count, error) ||
        !query_prepare(session->store, &statement, error,
                       "SELECT q.announcement, q.doctor, d.name, q.received, q.qualified, "
                       "q.declined FROM application q JOIN announcement a ON a.announcement = "
                       "q.announcement JOIN doctor d ON d.doctor = q.doctor WHERE a.post = $1 "
                       "ORDER BY q.announcement, q.received, q.doctor",
                       "w", list.list) ||
        !view_rows(statement, arena, sizeof(struct post_application), fill_application,
                   &applications, &view->application_count, error)) {
        return false;
    }
    view->post = *(struct post_summary *)posts;
    count_days(&view->post, day);
    view->announcements = announcements;
    view->applications = applications;
    return true;
}

bool
post_view(struct session *session, const char *post, struct arena *arena, struct post_view *out,
          struct error *error)
{
    bool own;
    struct post_view view = {0};
    if (!view_begin(session, &own, error)) {
        return false;
    }
    bool fine = read_post(session, post, arena, &view, error);
    view_end(session, own);
    if (fine) {
        *out = view;
    }
    return fine;
}

/* -- doctors ----------------------------------------------------------------------------------- */

struct doctor_read {
    struct office_doctor doctor;
    struct date born;
};

static bool
fill_doctor(struct arena *arena, const struct statement *statement, void *row)
{
    struct doctor_read *read = row;
    read->born = query_date(statement, 2);
    read->doctor = (struct office_doctor){
        .doctor = statement_whole(statement, 0),
        .name = view_text(arena, statement, 1),
        .competence = (int)statement_whole(statement, 3),
        .relation = choice(statement, 4),
        .post = view_text(arena, statement, 5),
        .from = query_date(statement, 6),
        .until = query_date(statement, 7),
        .agreement_until = query_date(statement, 8),
        .notice = query_date(statement, 9),
    };
    return read->doctor.name != NULL && read->doctor.post != NULL;
}

bool
doctors_view(struct session *session, struct arena *arena, const struct office_doctor **out,
             size_t *count, struct error *error)
{
    struct date day;
    void *rows;
    size_t found;
    if (!read_rows(session, arena,
                   "SELECT d.doctor, d.name, d.born, d.competence, r.kind, p.code, r.from_day, "
                   "r.until_day, a.until_day, a.notice FROM doctor_relation r JOIN post p ON "
                   "p.post = r.list JOIN doctor d ON d.doctor = r.doctor LEFT JOIN agreement a ON "
                   "a.agreement = (SELECT max(x.agreement) FROM agreement x WHERE x.post = r.list "
                   "AND x.doctor = r.doctor) WHERE p.municipality = $1 AND (r.until_day IS NULL "
                   "OR r.until_day > $2) UNION ALL SELECT d.doctor, d.name, d.born, d.competence, "
                   "CAST(NULL AS BIGINT), p.code, a.from_day, CAST(NULL AS BIGINT), a.until_day, "
                   "a.notice FROM agreement a JOIN post p ON p.post = a.post JOIN doctor d ON "
                   "d.doctor = a.doctor WHERE p.municipality = $1 AND (a.until_day IS NULL OR "
                   "a.until_day > $2) AND NOT EXISTS (SELECT 1 FROM doctor_relation r WHERE "
                   "r.list = a.post AND r.doctor = a.doctor AND (r.until_day IS NULL OR "
                   "r.until_day > $2)) ORDER BY 1, 7, 6",
                   sizeof(struct doctor_read), fill_doctor, &rows, &found, &day, error)) {
        return false;
    }
    const struct doctor_read *read = rows;
    struct office_doctor *doctors = arena_array(arena, found + 1, sizeof *doctors);
    if (doctors == NULL) {
        return view_no_memory(error);
    }
    for (size_t i = 0; i < found; i++) {
        doctors[i] = read[i].doctor;
        doctors[i].age = date_age(read[i].born, day);
    }
    *out = doctors;
    *count = found;
    return true;
}

/* -- locums ------------------------------------------------------------------------------------ */

static bool
fill_locum(struct arena *arena, const struct statement *statement, void *row)
{
    struct office_locum *locum = row;
    *locum = (struct office_locum){
        .post = view_text(arena, statement, 0),
        .doctor = statement_whole(statement, 1),
        .name = view_text(arena, statement, 2),
        .substitute_for = statement_whole(statement, 3),
        .substitute_name = view_text(arena, statement, 4),
        .from = query_date(statement, 5),
        .until = query_date(statement, 6),
        .offered = query_date(statement, 7),
        .due = DATE_NONE,
    };
    if (!statement_is_null(statement, 8)) {
        locum->due = locum_offer_due(locum->from, (int)statement_decimal(statement, 8));
    }
    return locum->post != NULL && locum->name != NULL && locum->substitute_name != NULL;
}

bool
locums_view(struct session *session, struct arena *arena, const struct office_locum **out,
            size_t *count, struct error *error)
{
    struct date day;
    void *rows;
    size_t found;
    if (!read_rows(session, arena,
                   "SELECT p.code, d.doctor, d.name, s.doctor, s.name, r.from_day, r.until_day, "
                   "r.offered, (SELECT n.value FROM planning n WHERE n.municipality = $1 AND "
                   "n.item = 'locum_offer') FROM doctor_relation r JOIN post p ON p.post = r.list "
                   "JOIN doctor d ON d.doctor = r.doctor LEFT JOIN doctor s ON s.doctor = "
                   "r.substitute_for WHERE p.municipality = $1 AND r.kind = 1 AND (r.until_day IS "
                   "NULL OR r.until_day > $2) ORDER BY r.from_day, p.code, r.relation",
                   sizeof(struct office_locum), fill_locum, &rows, &found, &day, error)) {
        return false;
    }
    struct office_locum *locums = rows;
    for (size_t i = 0; i < found; i++) {
        locums[i].overdue = date_is_none(locums[i].offered) && !date_is_none(locums[i].due) &&
                            date_compare(day, locums[i].due) > 0;
    }
    *out = locums;
    *count = found;
    return true;
}

/* -- decisions --------------------------------------------------------------------------------- */

static bool
fill_decision(struct arena *arena, const struct statement *statement, void *row)
{
    struct office_decision *decision = row;
    *decision = (struct office_decision){
        .decision = statement_whole(statement, 0),
        .kind = (int)statement_whole(statement, 1),
        .person = statement_whole(statement, 2),
        .doctor = statement_whole(statement, 3),
        .doctor_name = view_text(arena, statement, 4),
        .state = (int)statement_whole(statement, 5),
        .carried = (int)statement_whole(statement, 6),
        .conduct = (int)statement_whole(statement, 7),
        .asked = query_date(statement, 8),
        .decided = query_date(statement, 9),
        .appeal_until = query_date(statement, 10),
        .appealed = query_date(statement, 11),
    };
    if (decision->kind != DECISION_REMOVAL || decision->state == REMOVAL_DEMANDED) {
        decision->carried = CHOICE_NONE;
    }
    return decision->doctor_name != NULL;
}

bool
decisions_view(struct session *session, struct arena *arena, const struct office_decision **out,
               size_t *count, struct error *error)
{
    struct statement *statement;
    struct date day;
    void *rows;
    size_t found;
    /* What the person may appeal is a move; what the GP may, that no exemption was given. */
    if (!view_day(session, &day, error) ||
        !query_prepare(
            session->store, &statement, error,
            "SELECT e.decision, e.kind, e.person, e.doctor, d.name, e.state, e.carried, e.conduct, "
            "e.asked, e.decided, e.appeal_until, e.appealed FROM decision e LEFT JOIN doctor d ON "
            "d.doctor = e.doctor WHERE e.municipality = $1 AND (e.state IN ($3, $4) OR (e.kind = "
            "$5 AND ((e.state IN ($6, $7) AND e.carried <> $8) OR (e.state = $6 AND "
            "e.appeal_until >= $2))) OR (e.kind = $9 AND e.state = $10 AND e.appeal_until >= $2)) "
            "ORDER BY e.asked, e.decision",
            "tdwwwwwwww", session->municipality, day, (int64_t)REMOVAL_DEMANDED,
            (int64_t)REMOVAL_APPEALED, (int64_t)DECISION_REMOVAL, (int64_t)REMOVAL_MOVED,
            (int64_t)REMOVAL_UPHELD, (int64_t)REMOVAL_NEW_LIST, (int64_t)DECISION_EXEMPTION,
            (int64_t)REMOVAL_REJECTED) ||
        !view_rows(statement, arena, sizeof(struct office_decision), fill_decision, &rows, &found,
                   error)) {
        return false;
    }
    const struct office_decision *decisions = rows;
    int64_t *persons = arena_array(arena, found + 1, sizeof *persons);
    size_t seen = 0;
    if (persons == NULL) {
        return view_no_memory(error);
    }
    for (size_t i = 0; i < found; i++) {
        if (decisions[i].person != WHOLE_NONE) {
            persons[seen++] = decisions[i].person;
        }
    }
    seen = view_unique(persons, seen);
    if (seen == 0) {
        persons[seen++] = WHOLE_NONE; /* that there is nobody is logged too */
    }
    if (!register_log_reading(session, "decision_all", "", persons, seen, error)) {
        return false;
    }
    *out = decisions;
    *count = found;
    return true;
}

/* -- reductions -------------------------------------------------------------------------------- */

static bool
fill_reduction(struct arena *arena, const struct statement *statement, void *row)
{
    struct office_reduction *reduction = row;
    int64_t lasting = statement_whole(statement, 6);
    *reduction = (struct office_reduction){
        .reduction = statement_whole(statement, 0),
        .post = view_text(arena, statement, 1),
        .cap = statement_whole(statement, 2),
        .asked = query_date(statement, 3),
        .due = query_date(statement, 4),
        .committed = !statement_is_null(statement, 5),
    };
    reduction->to_leave = lasting > reduction->cap ? lasting - reduction->cap : 0;
    return reduction->post != NULL;
}

bool
reductions_view(struct session *session, struct arena *arena, const struct office_reduction **out,
                size_t *count, struct error *error)
{
    struct date day;
    void *rows;
    size_t found;
    if (!read_rows(session, arena,
                   "SELECT r.reduction, p.code, r.cap, r.asked, r.effective, r.commitment, (SELECT "
                   "count(*) FROM enrolment e WHERE e.list = r.list AND e.until_day IS NULL AND "
                   "e.superseded IS NULL) FROM reduction r JOIN post p ON p.post = r.list WHERE "
                   "p.municipality = $1 AND (p.ended IS NULL OR p.ended > $2) AND r.drawn IS NULL "
                   "ORDER BY r.effective, r.reduction",
                   sizeof(struct office_reduction), fill_reduction, &rows, &found, &day, error)) {
        return false;
    }
    *out = rows;
    *count = found;
    return true;
}

/* -- duty and exemption ------------------------------------------------------------------------ */

static bool
fill_duty(struct arena *arena, const struct statement *statement, void *row)
{
    struct office_duty *duty = row;
    *duty = (struct office_duty){
        .doctor = statement_whole(statement, 0),
        .name = view_text(arena, statement, 1),
        .work = view_text(arena, statement, 2),
        .minutes = statement_whole(statement, 3),
        .ordered = statement_whole(statement, 4) != 0,
        .from = query_date(statement, 5),
        .until = query_date(statement, 6),
    };
    return duty->name != NULL && duty->work != NULL;
}

bool
duties_view(struct session *session, struct arena *arena, const struct office_duty **out,
            size_t *count, struct error *error)
{
    struct date day;
    void *rows;
    size_t found;
    if (!read_rows(session, arena,
                   "SELECT d.doctor, d.name, u.work, u.minutes, u.ordered, u.from_day, u.until_day "
                   "FROM duty u JOIN doctor d ON d.doctor = u.doctor WHERE u.municipality = $1 AND "
                   "(u.until_day IS NULL OR u.until_day > $2) ORDER BY d.doctor, u.from_day, "
                   "u.duty",
                   sizeof(struct office_duty), fill_duty, &rows, &found, &day, error)) {
        return false;
    }
    *out = rows;
    *count = found;
    return true;
}

static bool
fill_exemption(struct arena *arena, const struct statement *statement, void *row)
{
    struct office_exemption *exemption = row;
    *exemption = (struct office_exemption){
        .doctor = statement_whole(statement, 0),
        .name = view_text(arena, statement, 1),
        .ground = (int)statement_whole(statement, 2),
        .from = query_date(statement, 3),
        .until = query_date(statement, 4),
        .decision = statement_whole(statement, 5),
    };
    return exemption->name != NULL;
}

bool
exemptions_view(struct session *session, struct arena *arena, const struct office_exemption **out,
                size_t *count, struct error *error)
{
    struct date day;
    void *rows;
    size_t found;
    if (!read_rows(session, arena,
                   "SELECT d.doctor, d.name, x.ground, x.from_day, x.until_day, x.decision FROM "
                   "exemption x JOIN doctor d ON d.doctor = x.doctor WHERE x.municipality = $1 AND "
                   "(x.until_day IS NULL OR x.until_day > $2) ORDER BY d.doctor, x.from_day, "
                   "x.exemption",
                   sizeof(struct office_exemption), fill_exemption, &rows, &found, &day, error)) {
        return false;
    }
    *out = rows;
    *count = found;
    return true;
}

/* -- candidates -------------------------------------------------------------------------------- */

static bool
fill_candidate(struct arena *arena, const struct statement *statement, void *row)
{
    struct office_candidate *candidate = row;
    *candidate = (struct office_candidate){
        .candidate = statement_whole(statement, 0),
        .doctor = statement_whole(statement, 1),
        .name = view_text(arena, statement, 2),
        .stage = (int)statement_whole(statement, 3),
        .since = query_date(statement, 4),
        .began = query_date(statement, 5),
        .note = view_text(arena, statement, 6),
    };
    return candidate->name != NULL && candidate->note != NULL;
}

bool
candidates_view(struct session *session, struct arena *arena, const struct office_candidate **out,
                size_t *count, struct error *error)
{
    struct statement *statement;
    struct date month;
    void *rows;
    size_t found;
    if (!view_month(session, &month, error) ||
        !query_prepare(session->store, &statement, error,
                       "SELECT c.candidate, c.doctor, d.name, c.stage, c.since, c.began, c.note "
                       "FROM candidate c LEFT JOIN doctor d ON d.doctor = c.doctor WHERE "
                       "c.municipality = $1 AND c.stage < $2 ORDER BY c.stage DESC, c.since, "
                       "c.candidate",
                       "tw", session->municipality, (int64_t)TRAINING_SPECIALIST) ||
        !view_rows(statement, arena, sizeof(struct office_candidate), fill_candidate, &rows, &found,
                   error)) {
        return false;
    }
    *out = rows;
    *count = found;
    return true;
}
