/* SPDX-License-Identifier: EUPL-1.2 */
/* Operations on lists: cap, lock, members only, common lists. */
#include "register/office.h"

#include "scheme/reduction.h"
#include "store/query.h"

bool
operation_do_list_cap(struct task *task, struct error *error)
{
    struct list_row list;
    struct post_row post;
    if (!task_post(task, &list, &post, error)) {
        return false;
    }
    bool agreed = task_told(task, ARGUMENT_agreed);
    struct cap_change change = {
        .by = task_choice(task, ARGUMENT_by, ASKER_SELF) == ASKER_MUNICIPALITY
                  ? AGREEMENT_MUNICIPALITY
                  : AGREEMENT_GP,
        .cap_before = list.cap,
        .cap_after = task_whole(task, ARGUMENT_cap),
        .gp_agrees = agreed,
        .municipality_approves = agreed,
    };
    struct verdict verdict = reduction_cap_change(task->rulebook, task->day, &change);
    if (!verdict.allowed) {
        return task_verdict(task, verdict);
    }
    return query_run(task->store, error, "UPDATE gp_list SET cap = $2 WHERE list = $1", "ww",
                     list.list, change.cap_after) &&
           query_run(task->store, error,
                     "UPDATE agreement SET cap = $2 WHERE post = $1 AND (until_day IS NULL OR "
                     "until_day > $3)",
                     "wwd", list.list, change.cap_after, task->day) &&
           list_update(task, list.list, 0, error) && task_verdict(task, verdict);
}

bool
operation_do_list_lock(struct task *task, struct error *error)
{
    struct list_row list;
    struct post_row post;
    if (!task_post(task, &list, &post, error)) {
        return false;
    }
    if (list.state == LIST_LOCKED) {
        return task_refuse(task, 45);
    }
    return query_run(task->store, error, "UPDATE gp_list SET state = $2 WHERE list = $1", "ww",
                     list.list, (int64_t)LIST_LOCKED) &&
           task_allow(task, 45);
}

bool
operation_do_list_unlock(struct task *task, struct error *error)
{
    struct list_row list;
    struct post_row post;
    int64_t waiting;
    if (!task_post(task, &list, &post, error) ||
        !query_whole(task->store, &waiting, error, "SELECT count(*) FROM queue WHERE list = $1",
                     "w", list.list)) {
        return false;
    }
    if (list.state != LIST_LOCKED) {
        return task_refuse(task, 45);
    }
    /* Where somebody waits the close of the month opens it, so that nobody comes before them. */
    return query_run(task->store, error, "UPDATE gp_list SET state = $2 WHERE list = $1", "ww",
                     list.list, (int64_t)(waiting > 0 ? LIST_CLOSED : LIST_OPEN)) &&
           list_update(task, list.list, 0, error) && task_allow(task, 45);
}

static bool
set_members(struct task *task, int64_t members_only, struct error *error)
{
    struct list_row list;
    struct post_row post;
    return task_post(task, &list, &post, error) &&
           query_run(task->store, error, "UPDATE gp_list SET members_only = $2 WHERE list = $1",
                     "ww", list.list, members_only) &&
           task_allow(task, 73);
}

bool
operation_do_list_members(struct task *task, struct error *error)
{
    return set_members(task, 1, error);
}

bool
operation_do_list_everyone(struct task *task, struct error *error)
{
    return set_members(task, 0, error);
}

bool
operation_do_list_common(struct task *task, struct error *error)
{
    struct list_row list;
    struct post_row post;
    return task_post(task, &list, &post, error) &&
           query_run(task->store, error, "UPDATE gp_list SET common = $2 WHERE list = $1", "wt",
                     list.list, task_text(task, ARGUMENT_common)) &&
           task_allow(task, 6);
}
