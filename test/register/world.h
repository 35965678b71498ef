/* SPDX-License-Identifier: EUPL-1.2 */
/* A small municipality with a register, for tests of what can be done to it. Three lists have a GP:
 * A (150 persons), B (90) and C (60); D, of 20, has none. Everybody is made up. */
#ifndef DEKNING_TEST_REGISTER_WORLD_H
#define DEKNING_TEST_REGISTER_WORLD_H

#include "../store/scratch.h"
#include "fixture.h"

#include "register/session.h"

struct world {
    struct scratch *scratch;
    struct store *store;
    struct arena arena;
    struct town town;
    struct session session;
    struct date day;
    int64_t at;
};

/* The register of January 2026, on the 1st; to be closed. */
void world_open(struct world *world, struct scratch *scratch);

/* Checks that the log is whole, that done over again in a second database it ends in the same hash,
 * and that lengths are numbers of members; and closes. */
void world_close(struct world *world);

/* Goes to a day, closing the months that end before it. */
void world_until(struct world *world, const char *iso);

/* Does an operation told as "id=value" texts, ended by NULL, and checks what comes of it: allowed
 * or refused by that rule, or that error. */
#define must_allow(world, rule, kind, ...) world_apply(world, true, rule, kind, __VA_ARGS__, NULL)
#define must_refuse(world, rule, kind, ...) world_apply(world, false, rule, kind, __VA_ARGS__, NULL)
#define must_fail(world, code, kind, ...) world_fail(world, code, kind, __VA_ARGS__, NULL)

struct applied world_apply(struct world *world, bool allowed, int rule, enum operation_kind kind,
                           ...);
void world_fail(struct world *world, enum error_code code, enum operation_kind kind, ...);

/* The first value SQL gives. */
__attribute__((format(printf, 2, 3))) long long world_value(const struct world *world,
                                                            const char *format, ...);

/* How many effects of that name the operation had. */
size_t effects_of(const struct applied *applied, const char *action);

#endif
