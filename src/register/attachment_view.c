/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/attachment_view.h"

#include "register/view_private.h"
#include "register/words.h"
#include "store/query.h"

#include <assert.h>

static bool
fill_list(struct arena *arena, const struct statement *statement, void *row)
{
    struct list_attachment *list = row;
    list->list = statement_whole(statement, 0);
    list->post = view_text(arena, statement, 1);
    return list->post != NULL;
}

/* Why somebody came, as net attachment has it. */
static enum attachment_reason
reason_in(int64_t begin)
{
    static const enum attachment_reason reasons[BEGIN_REASON_COUNT] = {
        [BEGIN_INITIAL] = ATTACHMENT_TRANSFERRED, [BEGIN_BIRTH] = ATTACHMENT_BIRTH_OR_DEATH,
        [BEGIN_CHOICE] = ATTACHMENT_CHOSEN,       [BEGIN_SWITCH] = ATTACHMENT_CHOSEN,
        [BEGIN_RETURN] = ATTACHMENT_MOVED_HOUSE,  [BEGIN_MUNICIPALITY] = ATTACHMENT_ASSIGNED,
        [BEGIN_QUEUE] = ATTACHMENT_CHOSEN,        [BEGIN_ASSIGNED] = ATTACHMENT_ASSIGNED,
        [BEGIN_EXCHANGE] = ATTACHMENT_EXCHANGED,  [BEGIN_REINSTATED] = ATTACHMENT_ASSIGNED,
    };
    static_assert(BEGIN_REASON_COUNT == 10, "every reason is in the table");
    return begin >= 0 && begin < BEGIN_REASON_COUNT ? reasons[begin] : ATTACHMENT_CHOSEN;
}

/* Why somebody left; `next` is why they came where they went at once, WHOLE_NONE for nowhere. */
static enum attachment_reason
reason_out(int64_t end, int64_t next)
{
    static const enum attachment_reason reasons[END_REASON_COUNT] = {
        [END_SWITCH] = ATTACHMENT_CHOSEN,
        [END_DEATH] = ATTACHMENT_BIRTH_OR_DEATH,
        [END_LEFT_COUNTRY] = ATTACHMENT_MOVED_HOUSE,
        [END_RIGHT_LOST] = ATTACHMENT_MOVED_HOUSE,
        [END_OPTED_OUT] = ATTACHMENT_CHOSEN,
        [END_REDUCTION] = ATTACHMENT_ASSIGNED,
        [END_REMOVED] = ATTACHMENT_ASSIGNED,
        [END_GP_LEFT] = ATTACHMENT_TRANSFERRED,
    };
    if (end == END_SWITCH && (next == BEGIN_EXCHANGE || next == BEGIN_MUNICIPALITY)) {
        return next == BEGIN_EXCHANGE ? ATTACHMENT_EXCHANGED : ATTACHMENT_ASSIGNED;
    }
    static_assert(END_REASON_COUNT == 8, "every reason is in the table");
    return end >= 0 && end < END_REASON_COUNT ? reasons[end] : ATTACHMENT_CHOSEN;
}

/* One count of a query about one list. */
struct counted {
    int64_t list, reason, next, passing, count;
};

static bool
fill_counted(struct arena *arena, const struct statement *statement, void *row)
{
    (void)arena;
    *(struct counted *)row = (struct counted){
        statement_whole(statement, 0), statement_whole(statement, 1), statement_whole(statement, 2),
        statement_whole(statement, 3), statement_whole(statement, 4)};
    return true;
}

#define OF_THE_LISTS " FROM post p JOIN enrolment e ON e.list = p.post AND e.superseded IS NULL "

static const char *const count_start =
    "SELECT e.list, NULL, NULL, 0, count(*)" OF_THE_LISTS
    "WHERE p.municipality = $1 AND (e.from_day <= $2 OR e.begin_reason = 0) AND (e.until_day IS "
    "NULL OR e.until_day > $2) GROUP BY e.list";

static const char *const count_in =
    "SELECT e.list, e.begin_reason, NULL, 0, count(*)" OF_THE_LISTS
    "WHERE p.municipality = $1 AND e.from_day > $2 AND e.from_day <= $3 AND e.begin_reason <> 0 "
    "GROUP BY e.list, e.begin_reason";

static const char *const count_out =
    "SELECT e.list, e.end_reason, n.begin_reason, CASE WHEN e.from_day > $2 AND e.begin_reason <> "
    "0 THEN 1 ELSE 0 END, count(*)" OF_THE_LISTS
    "LEFT JOIN enrolment n ON n.person = e.person AND n.from_day = e.until_day AND n.superseded IS "
    "NULL WHERE p.municipality = $1 AND e.until_day > $2 AND e.until_day <= $3 GROUP BY e.list, "
    "e.end_reason, n.begin_reason, 4";

static bool
read_counts(struct session *session, const char *sql, const char *types, struct date from,
            struct date until, struct arena *arena, struct counted **out, size_t *count,
            struct error *error)
{
    struct statement *statement;
    void *rows;
    if (!query_prepare(session->store, &statement, error, sql, types, session->municipality, from,
                       until) ||
        !view_rows(statement, arena, sizeof(struct counted), fill_counted, &rows, count, error)) {
        return false;
    }
    *out = rows;
    return true;
}

static struct list_attachment *
find_list(struct list_attachment *lists, size_t count, int64_t list)
{
    for (size_t i = 0; i < count; i++) {
        if (lists[i].list == list) {
            return &lists[i];
        }
    }
    assert(false && "a count of a list that is not there");
    return NULL;
}

static void
add_counts(struct attachment_counts *to, const struct attachment_counts *from)
{
    to->start += from->start;
    to->passing += from->passing;
    for (int reason = 0; reason < ATTACHMENT_REASON_COUNT; reason++) {
        to->in[reason] += from->in[reason];
        to->out[reason] += from->out[reason];
    }
}

static bool
read_lists(struct session *session, struct date from, struct date until, struct arena *arena,
           struct list_attachment **out, size_t *count, struct error *error)
{
    struct statement *statement;
    struct counted *start, *in, *gone;
    size_t start_count, in_count, gone_count;
    struct date month;
    void *rows;
    if (!view_month(session, &month, error) ||
        !query_prepare(session->store, &statement, error,
                       "SELECT post, code FROM post WHERE municipality = $1 ORDER BY code", "t",
                       session->municipality) ||
        !view_rows(statement, arena, sizeof(struct list_attachment), fill_list, &rows, count,
                   error) ||
        !read_counts(session, count_start, "td", from, until, arena, &start, &start_count, error) ||
        !read_counts(session, count_in, "tdd", from, until, arena, &in, &in_count, error) ||
        !read_counts(session, count_out, "tdd", from, until, arena, &gone, &gone_count, error)) {
        return false;
    }
    struct list_attachment *lists = rows;
    for (size_t i = 0; i < start_count; i++) {
        find_list(lists, *count, start[i].list)->counts.start += start[i].count;
    }
    for (size_t i = 0; i < in_count; i++) {
        find_list(lists, *count, in[i].list)->counts.in[reason_in(in[i].reason)] += in[i].count;
    }
    for (size_t i = 0; i < gone_count; i++) {
        struct attachment_counts *counts = &find_list(lists, *count, gone[i].list)->counts;
        counts->out[reason_out(gone[i].reason, gone[i].next)] += gone[i].count;
        counts->passing += gone[i].passing != 0 ? gone[i].count : 0;
    }
    *out = lists;
    return true;
}

bool
attachment_view(struct session *session, struct date from, struct date until, struct arena *arena,
                const struct list_attachment **out, size_t *count, struct list_attachment *sum,
                struct error *error)
{
    bool own;
    struct list_attachment *lists = NULL;
    size_t found = 0;
    struct list_attachment all = {.list = WHOLE_NONE, .post = ""};
    if (!view_begin(session, &own, error)) {
        return false;
    }
    bool fine = read_lists(session, from, until, arena, &lists, &found, error);
    view_end(session, own);
    for (size_t i = 0; fine && i < found; i++) {
        add_counts(&all.counts, &lists[i].counts);
        fine = attachment_of(&lists[i].counts, &lists[i].attachment);
        assert(fine); /* who left was there at the start or came, by what is counted */
    }
    if (!fine) {
        return false;
    }
    fine = attachment_of(&all.counts, &all.attachment);
    assert(fine);
    *out = lists;
    *count = found;
    *sum = all;
    return true;
}
