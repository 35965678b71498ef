/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/retention.h"

#include "register/private.h"
#include "register/view_private.h"
#include "store/query.h"

/* Of the municipality $1, not forgotten, and dead, or gone from its lists, since $2. */
#define DEAD "p.municipality = $1 AND p.forgotten IS NULL AND p.died <= $2"
#define GONE                                                                                       \
    "p.municipality <> $1 AND p.forgotten IS NULL AND p.person IN (SELECT e.person FROM post h "   \
    "JOIN enrolment e ON e.list = h.post WHERE h.municipality = $1 AND e.until_day <= $2) AND "    \
    "NOT EXISTS (SELECT 1 FROM register r WHERE r.municipality = p.municipality) AND NOT EXISTS "  \
    "(SELECT 1 FROM enrolment e WHERE e.person = p.person AND e.superseded IS NULL AND "           \
    "(e.until_day IS NULL OR e.until_day > $2)) AND NOT EXISTS (SELECT 1 FROM queue q WHERE "      \
    "q.person = p.person) AND NOT EXISTS (SELECT 1 FROM unassigned u WHERE u.person = p.person)"

/* The last day that is long enough before `day`. */
static struct date
limit(const struct rulebook *rulebook, struct date day)
{
    return date_add_months(day, -12 * (int)rule_value(rulebook, RULE_retention_person, day));
}

bool
retention_due(struct session *session, struct date day, struct retention *out, struct error *error)
{
    struct retention due;
    struct date month, since = limit(session->rulebook, day);
    if (!view_month(session, &month, error) ||
        !query_whole(session->store, &due.dead, error, "SELECT count(*) FROM person p WHERE " DEAD,
                     "td", session->municipality, since) ||
        !query_whole(session->store, &due.gone, error, "SELECT count(*) FROM person p WHERE " GONE,
                     "td", session->municipality, since)) {
        return false;
    }
    *out = due;
    return true;
}

/* The number it makes is how many it forgets: of persons, whose rows are the same when the log is
 * done over again without identity numbers. */
bool
operation_do_register_retain(struct task *task, struct error *error)
{
    const char *code = task->session->municipality;
    struct date since = limit(task->rulebook, task->day);
    int64_t dead, gone;
    if (!query_run(task->store, error, "UPDATE person AS p SET forgotten = $3 WHERE " DEAD, "tdd",
                   code, since, task->day)) {
        return false;
    }
    dead = store_changes(task->store);
    if (!query_run(task->store, error, "UPDATE person AS p SET forgotten = $3 WHERE " GONE, "tdd",
                   code, since, task->day)) {
        return false;
    }
    gone = store_changes(task->store);
    task->applied->number = dead + gone;
    return query_run(task->store, error,
                     "DELETE FROM identity WHERE person IN (SELECT person FROM person WHERE "
                     "forgotten IS NOT NULL)",
                     "") &&
           task_allow(task, 255);
}

bool
retention_apply(struct session *session, struct date day, struct arena *arena, int64_t *forgotten,
                struct error *error)
{
    struct operation operation = {.kind = OPERATION_register_retain, .day = day};
    struct applied applied;
    if (!register_apply(session, &operation, arena, &applied, error)) {
        return false;
    }
    *forgotten = applied.number;
    return true;
}
