/* SPDX-License-Identifier: EUPL-1.2 */
/* GP lists: cap, free places and whether a list is open. Pure. */
#ifndef DEKNING_SCHEME_LIST_H
#define DEKNING_SCHEME_LIST_H

#include "base/date.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stdint.h>

/* Cap minus length (R12): negative when the list is longer than its cap, which is lawful (R46,
 * C18). */
int64_t list_free_places(int64_t cap, int64_t length);

/* Places a person can choose: the free places of an open list, else 0 (R86). */
int64_t list_vacancy(enum list_state state, int64_t cap, int64_t length);

/* The state of a list of `cap` and `length` that was `before`:
 * - locked stays locked, whatever its length: only the one who locked it opens it (R45);
 * - closed when length has reached the cap (R43), also for a cap of 0;
 * - a closed list opens again only when the places named by the rule reopen_threshold are free
 * (R44, practice), or when it is empty so that fewer can never be free;
 * - open otherwise.
 * The verdict's `allowed` is whether the list is open. */
enum list_state list_state_after(const struct rulebook *rulebook, struct date date,
                                 enum list_state before, int64_t cap, int64_t length,
                                 struct verdict *verdict);

/* Whether a GP may have a list of `cap` persons: not above cap_max, not even by agreement (R41);
 * below cap_min_without_consent only when the municipality has agreed (R42); never negative. */
struct verdict list_cap_allowed(const struct rulebook *rulebook, struct date date, int64_t cap,
                                bool municipality_agrees);

#endif
