/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/role.h"

#include <assert.h>
#include <string.h>

static const struct {
    const char *word, *names[LANGUAGE_COUNT];
} roles[] = {
#define ROLE(id, word, nb, nn, en) {word, {nb, nn, en}},
#include "server/role.def"
#undef ROLE
};

bool
role_may(enum role role, unsigned set)
{
    assert(role < ROLE_COUNT);
    return (set & ROLE_BIT(role)) != 0;
}

bool
role_needs_doctor(enum role role)
{
    return role == ROLE_GP;
}

bool
role_needs_person(enum role role)
{
    return role == ROLE_RESIDENT;
}

const char *
role_word(enum role role)
{
    assert(role < ROLE_COUNT);
    return roles[role].word;
}

enum role
role_find(const char *word)
{
    enum role role = 0;
    while (role < ROLE_COUNT && strcmp(roles[role].word, word) != 0) {
        role++;
    }
    return role;
}

const char *
role_name(enum role role, enum language language)
{
    assert(role < ROLE_COUNT);
    return roles[role].names[language];
}
