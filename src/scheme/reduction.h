/* SPDX-License-Identifier: EUPL-1.2 */
/* The right to have a list reduced, and when; who is drawn is another matter. Pure. */
#ifndef DEKNING_SCHEME_REDUCTION_H
#define DEKNING_SCHEME_REDUCTION_H

#include "base/date.h"
#include "scheme/agreement.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stdint.h>

struct cap_change {
    enum agreement_party by;
    int64_t cap_before, cap_after;
    bool gp_agrees;             /* looked at when the municipality asks */
    bool municipality_approves; /* looked at when the GP asks */
};

/* Whether the cap of a list in use may be changed on `date`. The new cap must be one a GP may have
 * (R41, R42). The municipality may not lower it alone (R50), nor raise it, since the cap is a term
 * of the agreement (R26); the GP's wish must be approved by the municipality before Helfo registers
 * it (R59, practice). */
struct verdict reduction_cap_change(const struct rulebook *rulebook, struct date date,
                                    const struct cap_change *change);

/* Whether a GP has a right to have a list of `length` brought down to `cap`, the cap the GP may
 * set: when it is longer (R49). On a common list each GP's contract is looked at alone, not the sum
 * (R58). */
struct verdict reduction_right(int64_t length, int64_t cap, bool on_common_list);

/* The day a reduction asked for falls due: reduction_notice after the municipality received the
 * demand, or an earlier day they have agreed on (R51); `agreed` is DATE_NONE when they have not. */
struct date reduction_due(const struct rulebook *rulebook, struct date received,
                          struct date agreed);

/* How the persons to leave are found. */
enum reduction_way {
    REDUCTION_DRAW,        /* by chance, by the national body */
    REDUCTION_GP_CHOOSES,  /* the GP has picked some or all */
    REDUCTION_SPARES_SOME, /* the ill, the old, staff or others are left out of the draw */
};

struct reduction {
    struct date received, agreed; /* as in reduction_due */
    int64_t length, cap;          /* on the day of the draw */
    enum reduction_way way;
};

/* Whether a list may be drawn from on `date`, and how many persons are to leave: only by chance
 * (R53) among all (R56), not before it is due (R51), and only as many as moves, switches and deaths
 * have left above the cap (R52), which may be none. *to_leave is 0 when refused. */
struct verdict reduction_may_draw(const struct rulebook *rulebook, struct date date,
                                  const struct reduction *reduction, int64_t *to_leave);

#endif
