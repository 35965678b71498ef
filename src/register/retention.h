/* SPDX-License-Identifier: EUPL-1.2 */
/* What the register may forget: the identity numbers of persons dead, or gone from the
 * municipality's lists, for as long as the rule retention_person says. What remains has no number
 * and names nobody. The log is not shortened: a chain that lacks rows proves nothing. The operation
 * `register retain` does it. */
#ifndef DEKNING_REGISTER_RETENTION_H
#define DEKNING_REGISTER_RETENTION_H

#include "register/session.h"

struct retention {
    int64_t dead; /* died so long before the day */
    int64_t gone; /* lives where there is no register, has no place, wait or claim anywhere, and
                     left the lists here so long before the day */
};

/* How many `register retain` on `day` would forget in the session's municipality. No one is named,
 * so nothing is logged. ERROR_REGISTER_NONE. */
bool retention_due(struct session *session, struct date day, struct retention *out,
                   struct error *error);

/* Forgets them, as the operation on `day`, which must be in the open month; *forgotten is how many,
 * as applied.number is. Errors as register_apply. */
bool retention_apply(struct session *session, struct date day, struct arena *arena,
                     int64_t *forgotten, struct error *error);

#endif
