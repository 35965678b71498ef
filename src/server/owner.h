/* SPDX-License-Identifier: EUPL-1.2 */
/* Whose is what: the one place that decides whether somebody may have to do with a certain person
 * or list, whatever path, query or body it was named in. */
#ifndef DEKNING_SERVER_OWNER_H
#define DEKNING_SERVER_OWNER_H

#include "register/session.h"
#include "server/role.h"

#include <stdint.h>

/* Who asks. */
struct identity {
    int64_t account;        /* WHOLE_NONE for a visitor, or nobody */
    const char *name;       /* the account's; "visitor" */
    enum role role;         /* ROLE_COUNT for nobody */
    int64_t doctor, person; /* WHOLE_NONE for none */
    bool visitor;
};

enum owned {
    OWNED_PERSON, /* named by their number in the register */
    OWNED_LIST,   /* named by its post, in the municipality */
};

/* Whether it is theirs, in *may, for one whose role sees only its own; for every other role it is
 * the route that says what they may. A list is a GP's where they are its GP or a locum on it
 * `today`. A person is a resident's who is themself, or a child not of age to choose for themself
 * (R79) that they hold parental responsibility for, unless the child welfare service has its care.
 * What is not there is nobody's, and the two kinds are not each other's: a GP has no persons, a
 * resident no lists. Errors as store/store.h. */
bool owner_may(const struct identity *who, const struct session *session, struct date today,
               enum owned owned, const char *name, bool *may, struct error *error);

/* The lists of a GP today, by post, in `arena`. */
bool owner_lists(int64_t doctor, const struct session *session, struct date today,
                 struct arena *arena, const char *const **out, size_t *count, struct error *error);

#endif
