/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is qualified to work as a GP: the competence regulation's demand, its exceptions for time-
 * limited work and its transition. Pure. */
#ifndef DEKNING_SCHEME_COMPETENCE_H
#define DEKNING_SCHEME_COMPETENCE_H

#include "base/date.h"
#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdbool.h>
#include <stdint.h>

enum competence {
    COMPETENCE_NONE,
    COMPETENCE_IN_SPECIALISATION, /* under specialisation in general practice (ALIS) */
    COMPETENCE_APPROVED,          /* approved general practitioner (godkjent allmennlege) */
    COMPETENCE_SPECIALIST,        /* specialist in general practice */
};

struct competence_facts {
    enum competence competence;
    bool in_transition; /* held a post on 2017-03-01 or is otherwise named by § 5 (R168) */
    /* Days worked without the competence, the work asked about included: in all, and in the
     * calendar year where that is most. Both WHOLE_NONE for work without an end. Work agreed before
     * 2025-12-31 is counted from that day (R166). */
    int64_t days_in_all, days_in_year;
};

/* Whether a doctor may work as a GP, by agreement or as a locum, from `date` on:
 * - a specialist, a doctor in specialisation and an approved general practitioner may (R214), and
 *   before gp_competence_required came into force anyone might;
 * - doctors of the transition may (R168);
 * - others may for a limited time (R166): competence_exception_total in all, or
 *   competence_exception_year in a calendar year, counted in days worked. No exception is known
 *   before those rules begin. */
struct verdict competence_allows(const struct rulebook *rulebook, struct date date,
                                 const struct competence_facts *facts);

#endif
