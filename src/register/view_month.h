/* SPDX-License-Identifier: EUPL-1.2 */
/* What the close of a month did, read from the log; or what it would do. */
#ifndef DEKNING_REGISTER_VIEW_MONTH_H
#define DEKNING_REGISTER_VIEW_MONTH_H

#include "register/audit.h"
#include "register/session.h"

struct month_event {
    const char *action; /* as the log has it, such as "from_queue", "list_opened" */
    int64_t person;     /* WHOLE_NONE when it is about none, or persons are not named */
    int rule;
    int64_t from, to;                /* lists; WHOLE_NONE for none */
    const char *from_post, *to_post; /* "" for none */
    int64_t list;                    /* of an event of a list or post */
    const char *post;
    const char *arguments; /* all that the log has of it */
};

struct month_action {
    const char *action;
    int64_t count;
};

/* What became of a list from the month's first day to the next month's. */
struct month_list_flow {
    const char *post;
    int64_t came, left;
    int64_t registered; /* of those who came: by what was registered before the close */
};

struct month_view {
    const char *municipality;
    struct date month; /* the first day of the month that was closed */
    int64_t seq;       /* the close in the log; WHOLE_NONE for a try */
    int64_t at;        /* when; WHOLE_NONE for a try */
    const char *actor;
    const struct month_event *events; /* in the order of the log */
    size_t event_count;
    const struct month_action *actions; /* how many of each kind, by first event */
    size_t action_count;
    const struct month_list_flow *lists; /* of the municipality's lists, by post: those with any */
    size_t list_count;
    char hash[AUDIT_HASH_SIZE]; /* of the last row of the close: noted elsewhere, it proves that the
                                   log up to there is unchanged; "" for a try */
};

/* The report of a closed month of the session's municipality. With `named` the persons moved are
 * told, and it is logged as "month_view" about each; without, events have no person and nothing is
 * logged. ERROR_MONTH_NOT_CLOSED when the month is not closed, or not here. */
bool month_view(struct session *session, struct date month, bool named, struct arena *arena,
                struct month_view *out, struct error *error);

/* The same of closing the open month on its last day, without keeping it. Errors as register_apply.
 */
bool month_view_try(struct session *session, bool named, struct arena *arena,
                    struct month_view *out, struct error *error);

/* The closed months of the session's municipality, the newest first: days, in `arena`. */
bool month_view_closed(struct session *session, struct arena *arena, const int64_t **out,
                       size_t *count, struct error *error);

#endif
