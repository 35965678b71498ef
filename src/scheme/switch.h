/* SPDX-License-Identifier: EUPL-1.2 */
/* Switches: which changes count as one, and how many a person has left. Pure. */
#ifndef DEKNING_SCHEME_SWITCH_H
#define DEKNING_SCHEME_SWITCH_H

#include "base/date.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Why a person comes to another list. */
enum change {
    CHANGE_OWN_WISH,
    CHANGE_MOVED,      /* a registered move (R84 a) */
    CHANGE_GP_ENDED,   /* the GP ends the practice or the agreement (R84 b) */
    CHANGE_REDUCED,    /* drawn out when the list was reduced (R84 c, R57) */
    CHANGE_STRUCK_OFF, /* struck off against their will (R84 d) */
    CHANGE_FROM_QUEUE, /* a place from the waiting list */
    CHANGE_EXCHANGED,  /* a place from an exchange between waiting persons */
};

/* A person's earlier changes, each with the day it was made, not the day it took effect. What was
 * withdrawn is left out. Both arrays are the caller's and may be NULL when empty. */
struct switch_history {
    const struct date *counted; /* those that counted as a switch */
    size_t counted_count;
    const struct date *given; /* those that gave a new switch */
    size_t given_count;
};

/* Whether a change from one list to another counts as a switch (`allowed` when it does):
 * - for a registered move, a GP who ends, a reduction or being struck off: not (R84), and R57 of
 * those drawn out and moved by authority before they chose;
 * - from the waiting list or by exchange: as queue_move_counts_as_switch says (R89, C4);
 * - else by own wish it does (R83), and by authority not (R108).
 * A first choice of one without a GP is no change and is not asked about. */
struct verdict switch_counts(const struct rulebook *rulebook, struct date date, enum change change,
                             bool by_authority);

/* Whether a change gives the person a switch beyond the quota (`allowed` when it does): moved by
 * authority, when drawn out (R57) or else (R108). Not when the person chose, or got what was waited
 * for. */
struct verdict switch_given(enum change change, bool by_authority);

/* The switches a person has left on `date`: switch_quota, and those given, less those made, in the
 * calendar year or, where switch_quota_calendar_year is 0, in the twelve months up to `date`: a
 * switch made on the same day a year before no longer counts (R83, C3). Never negative. What was
 * made after `date` is not looked at. */
int64_t switch_left(const struct rulebook *rulebook, struct date date,
                    const struct switch_history *history);

#endif
