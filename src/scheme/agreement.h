/* SPDX-License-Identifier: EUPL-1.2 */
/* GP agreements: when one may begin, how notice is given, and when it ends. Pure. */
#ifndef DEKNING_SCHEME_AGREEMENT_H
#define DEKNING_SCHEME_AGREEMENT_H

#include "base/date.h"
#include "scheme/competence.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stdint.h>

/* -- beginning --------------------------------------------------------------------------------- */

/* What an agreement must state and does not. */
enum agreement_lack {
    AGREEMENT_LACKS_NOTHING,
    AGREEMENT_LACKS_OPENING_HOURS,
    AGREEMENT_LACKS_CAP,
    AGREEMENT_LACKS_LOCATION,
    AGREEMENT_LACKS_OTHER_DUTIES,
    AGREEMENT_LACKS_PLACES,
};

struct agreement_offer {
    enum employment employment;
    int64_t doctors; /* that the one agreement is with */
    struct date born;
    struct competence_facts competence;
    /* What it states; other duties count as stated where it says there are none. */
    bool states_opening_hours, states_location, states_other_duties;
    int64_t cap;               /* list places for a salaried GP; WHOLE_NONE where not stated */
    bool municipality_agrees;  /* to a cap below cap_min_without_consent */
    bool gp_wants_longer_list; /* a salaried GP who wants more than fixed_salary_list_max */
};

/* Whether an agreement may begin on `date`. In this order:
 * - it is with one doctor, on a common list too (R2, R25);
 * - a self-employed GP's states opening hours, cap, location and other duties (R26), a salaried
 *   GP's the list places from the day agreement_states_places is in force (R25). *lack is the first
 *   that is missing, AGREEMENT_LACKS_NOTHING otherwise;
 * - the doctor has not turned agreement_end_age (R37);
 * - the doctor is qualified (R214, R166, R168: competence_allows);
 * - the cap is allowed (R41, R42: list_cap_allowed), and no salaried GP is made to take more than
 *   fixed_salary_list_max (R194). */
struct verdict agreement_may_begin(const struct rulebook *rulebook, struct date date,
                                   const struct agreement_offer *offer, enum agreement_lack *lack);

/* -- notice ------------------------------------------------------------------------------------ */

enum agreement_party { AGREEMENT_GP, AGREEMENT_MUNICIPALITY };

struct agreement_notice {
    enum employment employment;
    enum agreement_party by;
    struct date received; /* by the other party, whose receipt binds (R35) */
    bool has_grounds;     /* objective grounds, as section 15-7 of the working environment act */
    bool at_once;         /* termination without notice */
    bool material_breach; /* by the GP */
};

struct agreement_end {
    struct date last_day, list_passes_on;
};

/* Whether a party may end an agreement. A self-employed GP may give notice, the municipality only
 * with grounds, and only the municipality may end it at once, on material breach (R34). For a
 * salaried GP the law of employment decides (R36): the verdict allows and both days are DATE_NONE.
 * *end is written when the verdict allows. */
struct verdict agreement_may_end(const struct rulebook *rulebook,
                                 const struct agreement_notice *notice, struct agreement_end *end);

/* The last day of an agreement of which notice was received on that day (R34, R35). */
struct date agreement_notice_end(const struct rulebook *rulebook, struct date received);

/* The day the list passes on when the agreement has that last day: the 1st of the month after,
 * since the national register changes by months (C12). */
struct date agreement_list_passes_on(struct date last_day);

/* Whether the one who gave notice may take it back on `date`: not once it has been received (R35,
 * practice), but with the other party's consent. `received` is DATE_NONE while it has not been. */
struct verdict agreement_may_withdraw_notice(struct date date, struct date received,
                                             bool other_agrees);

/* -- end --------------------------------------------------------------------------------------- */

enum authorisation {
    AUTHORISATION_FULL,
    AUTHORISATION_LIMITED,      /* and the GP can meet the regulation all the same */
    AUTHORISATION_INSUFFICIENT, /* limited so that the GP cannot */
    AUTHORISATION_SUSPENDED,
    AUTHORISATION_UNDER_REVIEW, /* lost by a decision that has been appealed */
    AUTHORISATION_LOST,         /* by a final decision */
};

struct agreement {
    struct date born;
    struct date notice_end; /* last day by notice; DATE_NONE where none was given */
    struct date
        extended_until; /* last day beyond agreement_end_age; DATE_NONE where not extended */
    enum authorisation authorisation;
    struct date authorisation_since; /* not looked at when it is full */
};

/* The day the GP turns agreement_end_age, by the rule in force on `date`: the first day without
 * agreement (R37). */
struct date agreement_age_end(const struct rulebook *rulebook, struct date date, struct date born);

/* Whether the agreement is in force on `date`, and its last day as far as it is known. It ends by
 * notice (R34), at agreement_end_age (R37) or with its extension (R38), and lapses at once when the
 * authorisation is lost or no longer enough (R39). */
struct verdict agreement_in_force(const struct rulebook *rulebook, struct date date,
                                  const struct agreement *agreement, struct date *last_day);

/* Whether the parties may agree on `date` that the agreement goes on until `last_day` (R38). It
 * must still be in force (R37), both must agree, the time must be limited (`last_day` is not
 * DATE_NONE) and end before the GP turns extension_max_age, by the rule in force on the day they
 * agree. */
struct verdict agreement_may_extend(const struct rulebook *rulebook, struct date date,
                                    const struct agreement *agreement, struct date last_day,
                                    bool both_agree);

/* Whether a self-employed GP whose authorisation is that may let a locum do the work (R39): while
 * it is suspended or its loss is under review, and of course while it is in order. */
struct verdict agreement_allows_locum(enum authorisation authorisation);

#endif
