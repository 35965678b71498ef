/* SPDX-License-Identifier: EUPL-1.2 */
/* Waiting lists: a person's own place and how long it may take, and a list's queue without saying
 * who is in it. The rows live in the caller's arena. */
#ifndef DEKNING_REGISTER_VIEW_QUEUE_H
#define DEKNING_REGISTER_VIEW_QUEUE_H

#include "register/session.h"
#include "scheme/wait.h"

struct queue_view {
    int64_t list; /* WHOLE_NONE when the person waits for none, and then the rest is 0 */
    const char *municipality, *post;
    struct date since;
    int64_t place;               /* from 1 */
    int64_t waiting;             /* in all */
    struct wait_list basis;      /* what the estimate is made of: turnover of the last twelve closed
                                    months; `months` is how many there were */
    struct wait_shorteners wait; /* .now is the expected wait with its interval */
    bool quota_used;             /* no switch is left this year, and a place from the queue is one:
                                    the person is passed over until then */
    int64_t raise;               /* the cap raised by that, in wait.with_raised_cap */
    int64_t other;               /* the list of wait.other; WHOLE_NONE when none is shorter */
    const char *other_post;      /* "" for none */
};

/* A person's place in the queue, the wait expected, and what would shorten it: the cap raised by
 * `raise`, an exchange cycle there is now (strict unless the municipality runs free ones), another
 * list of the same district. Logged as "queue_view". ERROR_REGISTER_PERSON. */
bool queue_view(struct session *session, int64_t person, int64_t raise, struct arena *arena,
                struct queue_view *out, struct error *error);

struct queue_turn {
    struct date since;
    struct wait wait;
};

/* The queue of a list in order, with the wait of each turn and no identities; nothing is logged.
 * The list is named as operations name it. ERROR_REGISTER_LIST. */
bool queue_list_view(struct session *session, const char *list, struct arena *arena,
                     const struct queue_turn **out, size_t *count, struct error *error);

#endif
