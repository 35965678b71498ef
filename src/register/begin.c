/* SPDX-License-Identifier: EUPL-1.2 */
/* A register begins with the posts and lists of the municipality's tables, and nobody in it. */
#include "register/municipality.h"
#include "register/private.h"
#include "scheme/cycles.h"

#include "base/number.h"
#include "store/query.h"

#include <string.h>

static const struct list *
find_list(const struct list *lists, size_t count, const char *post)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(lists[i].post, post) == 0) {
            return &lists[i];
        }
    }
    return NULL;
}

static bool
add_posts(struct task *task, const struct municipality *municipality, struct error *error)
{
    size_t post_count, list_count, hint = 0;
    const struct post *posts = municipality_rows(municipality, TABLE_POSTS, &post_count);
    const struct list *lists = municipality_rows(municipality, TABLE_LISTS, &list_count);
    int64_t number;
    if (!next_number(task->store, "post", "post", &number, error)) {
        return false;
    }
    for (size_t i = 0; i < post_count; i++, number++) {
        const struct post *post = &posts[i];
        const struct practice *practice = practice_find(municipality, post->practice, &hint);
        const struct list *list = find_list(lists, list_count, post->post);
        if (!query_run(task->store, error,
                       "INSERT INTO post (post, municipality, code, practice, district, "
                       "employment, created, step, empty) VALUES "
                       "($1, $2, $3, $4, $5, $6, $7, 0, 0)",
                       "wttttwd", number, task->session->municipality, post->post, post->practice,
                       practice == NULL ? "" : practice->district,
                       post->employment == CHOICE_NONE ? WHOLE_NONE : (int64_t)post->employment,
                       task->day) ||
            !query_run(task->store, error,
                       "INSERT INTO gp_list (list, cap, length, state, members_only) VALUES ($1, "
                       "$2, 0, $3, 0)",
                       "www", number, post->cap,
                       list == NULL ? (int64_t)LIST_OPEN : (int64_t)list->state)) {
            return false;
        }
    }
    return true;
}

bool
operation_do_register_begin(struct task *task, struct error *error)
{
    struct municipality municipality;
    const char *code = task->session->municipality;
    if (!date_is_none(task->month)) {
        error_set(error, ERROR_REGISTER_EXISTS, code, NULL);
        error_place(error, store_path(task->store), 0, 0, NULL);
        return false;
    }
    struct date month = date_month_start(task_date(task, ARGUMENT_month));
    return municipality_open(task->store, code, task->arena, &municipality, error) &&
           query_run(task->store, error,
                     "INSERT INTO register (municipality, month, auto_assignment, assignment_cap, "
                     "exchange) VALUES ($1, $2, "
                     "1, 0, 0)",
                     "td", code, month) &&
           add_posts(task, &municipality, error) && task_allow(task, 0);
}

bool
operation_do_register_set(struct task *task, struct error *error)
{
    static const char *const updates[SETTING_COUNT] = {
        [SETTING_AUTO_ASSIGNMENT] =
            "UPDATE register SET auto_assignment = $2 WHERE municipality = $1",
        [SETTING_ASSIGNMENT_CAP] =
            "UPDATE register SET assignment_cap = $2 WHERE municipality = $1",
        [SETTING_EXCHANGE] = "UPDATE register SET exchange = $2 WHERE municipality = $1",
    };
    static const int64_t most[SETTING_COUNT] = {1, 100000, EXCHANGE_FREE};
    static const int rules[SETTING_COUNT] = {[SETTING_AUTO_ASSIGNMENT] = 107};
    int setting = task_choice(task, ARGUMENT_setting, SETTING_AUTO_ASSIGNMENT);
    if (task_whole(task, ARGUMENT_value) > most[setting]) {
        return task_wrong(task, ARGUMENT_value, ERROR_TOLD_WHOLE,
                          setting == SETTING_EXCHANGE ? "0–2" : "0–1", error);
    }
    return query_run(task->store, error, updates[setting], "tw", task->session->municipality,
                     task_whole(task, ARGUMENT_value)) &&
           task_allow(task, rules[setting]);
}
