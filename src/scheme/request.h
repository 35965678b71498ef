/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may ask for a GP on a person's behalf. Pure. */
#ifndef DEKNING_SCHEME_REQUEST_H
#define DEKNING_SCHEME_REQUEST_H

#include "base/date.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>

enum asker {
    ASKER_SELF,
    ASKER_HOLDER, /* a holder of parental responsibility; one who asks is taken to ask for both */
    ASKER_CHILD_WELFARE,
    ASKER_MUNICIPALITY,
    ASKER_HELFO,
    ASKER_OTHER, /* anybody else */
};

struct request {
    enum asker asker;
    bool consent;           /* asked by the child: the holders of parental responsibility agree */
    bool on_helsenorge;     /* asked by a holder there, not by form or telephone */
    bool same_address;      /* the holder is registered at the child's address */
    bool care_taken;        /* the child welfare service has the care or the responsibility */
    bool power_of_attorney; /* of a person old enough to choose alone */
    bool instructed;        /* Helfo acts as the municipality has instructed it */
};

/* Whether that one may ask for a person born on `born`:
 * - from child_choice_age the person alone, others with a power of attorney (R79);
 * - from child_request_age until then the child with the holders' consent (R78), or a holder of
 * parental responsibility (R76);
 * - below that the holders (R80);
 * - a holder who asks on Helsenorge only for a child at the same address (R82);
 * - the child welfare service, for a child below child_choice_age whose care it has taken over
 * (R81);
 * - the municipality, and Helfo only on its instruction (R108), at any age. */
struct verdict request_allowed(const struct rulebook *rulebook, struct date date, struct date born,
                               const struct request *request);

/* Whether it is asked by authority and not for the person. */
bool request_is_authority(const struct request *request);

#endif
