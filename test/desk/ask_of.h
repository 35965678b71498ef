/* SPDX-License-Identifier: EUPL-1.2 */
/* What the tests of the desk ask with. */
#ifndef DEKNING_TEST_DESK_ASK_OF_H
#define DEKNING_TEST_DESK_ASK_OF_H

#include "desk/ask.h"
#include "fixture.h"

/* The question asked in English of Bergen's tables, on a day of the register's. */
static inline struct ask
ask_of(struct fixture *fixture, const char *name)
{
    return (struct ask){
        .name = name,
        .language = LANGUAGE_EN,
        .arena = &fixture->arena,
        .problems = &fixture->problems,
        .rulebook = &fixture->rulebook,
        .municipality = &fixture->bergen,
        .today = day("2024-06-01"),
    };
}

#endif
