/* SPDX-License-Identifier: EUPL-1.2 */
/* What somebody is to the scheme, which decides what they may see and do. An account has one role.
 */
#ifndef DEKNING_SERVER_ROLE_H
#define DEKNING_SERVER_ROLE_H

#include "base/language.h"

#include <stdbool.h>

enum role {
#define ROLE(id, word, nb, nn, en) ROLE_##id,
#include "server/role.def"
#undef ROLE
    ROLE_COUNT
};

/* A set of roles, as a route has it: bits of ROLE_BIT. */
#define ROLE_BIT(role) (1U << (role))
#define ROLES_ALL ((1U << ROLE_COUNT) - 1U)

/* Whether the role is in the set; none is in an empty one. */
bool role_may(enum role role, unsigned set);

/* Whether whoever has the role is a certain doctor, or a certain person of the register, and sees
 * only what is theirs: an account of it must be linked. */
bool role_needs_doctor(enum role role);
bool role_needs_person(enum role role);

/* "case_worker": as the API and the command line name it. */
const char *role_word(enum role role);

/* The role of that word; ROLE_COUNT when there is none. */
enum role role_find(const char *word);

/* "saksbehandler": as people call it. */
const char *role_name(enum role role, enum language language);

#endif
