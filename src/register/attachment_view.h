/* SPDX-License-Identifier: EUPL-1.2 */
/* How the lists' persons came and went over a period, net (scheme/attachment.h). */
#ifndef DEKNING_REGISTER_ATTACHMENT_VIEW_H
#define DEKNING_REGISTER_ATTACHMENT_VIEW_H

#include "register/session.h"
#include "scheme/attachment.h"

struct list_attachment {
    int64_t list; /* WHOLE_NONE in the sum */
    const char *post;
    struct attachment_counts counts;
    struct attachment attachment;
};

/* Every list of the session's municipality by post, ended posts too, and *sum of all of them. The
 * period begins on the day `from` and ends on `until`, after it: those who came or left on `from`
 * itself are there, or gone, when it begins; those of `until` are counted. Who was there when the
 * register began counts as there all along before it. No person is named, so nothing is logged.
 * ERROR_REGISTER_NONE. */
bool attachment_view(struct session *session, struct date from, struct date until,
                     struct arena *arena, const struct list_attachment **out, size_t *count,
                     struct list_attachment *sum, struct error *error);

#endif
