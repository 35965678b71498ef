/* SPDX-License-Identifier: EUPL-1.2 */
/* What exchange cycles would do: the open month closed with them, and then not kept. */
#ifndef DEKNING_REGISTER_EXCHANGE_VIEW_H
#define DEKNING_REGISTER_EXCHANGE_VIEW_H

#include "register/session.h"
#include "scheme/cycles.h"

struct exchange_move {
    int64_t person, from, to; /* lists */
    const char *from_post, *to_post;
};

struct exchange_count {
    int64_t list;
    const char *post;
    int64_t waiting; /* before the month is closed */
    int64_t moved;   /* to it by exchange; as many leave it so */
};

struct exchange_outcome {
    const struct exchange_move *moves;
    size_t move_count;
    const struct exchange_count *lists; /* those someone waits for, by number */
    size_t list_count;
    int64_t passed_over; /* who still waits, while one behind was moved by exchange */
};

struct exchange_view {
    struct date month; /* the open month */
    struct exchange_outcome strict, free;
};

/* Who would be moved by exchange cycles if the open month of the session's municipality were closed
 * now, strict and free, after the free places are given out. Nothing is changed. Logged as
 * "exchange_view" about each who is named. Errors as register_apply of `month close`. */
bool exchange_view(struct session *session, struct arena *arena, struct exchange_view *out,
                   struct error *error);

#endif
