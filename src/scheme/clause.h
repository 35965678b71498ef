/* SPDX-License-Identifier: EUPL-1.2 */
/* What the rules say, in plain words: an answer quotes the rule that decided (R46), and this is the
 * sentence to read to the one it concerns. The parameters of the rules are the rulebook's. Pure. */
#ifndef DEKNING_SCHEME_CLAUSE_H
#define DEKNING_SCHEME_CLAUSE_H

#include "base/date.h"
#include "base/language.h"
#include "scheme/rulebook.h"

#include <stddef.h>

/* What a clause rests on: the kinds of the rulebook, and two of our own, which bind nobody else. */
enum clause_kind {
    CLAUSE_LAW = RULE_KIND_LAW,
    CLAUSE_AGREEMENT = RULE_KIND_AGREEMENT,
    CLAUSE_CONVENTION = RULE_KIND_CONVENTION,
    CLAUSE_PRACTICE = RULE_KIND_PRACTICE,
    CLAUSE_DERIVED, /* our reading of the source */
    CLAUSE_OWN,     /* our own choice where sources are silent; "vår standard" in the rulebook */
};

/* What a rule says in a period. */
struct clause {
    int rule; /* the domain's number: 46 is R46 */
    enum clause_kind kind;
    const char *source; /* paragraphs, agreement or page, as the rulebook names them */
    struct date valid_from, valid_to;  /* both included; valid_to DATE_NONE while in force */
    const char *texts[LANGUAGE_COUNT]; /* one sentence each */
};

/* All of them, by rule and then by day. */
extern const struct clause clauses[];
extern const size_t clause_count;

/* What the rule said on `date`, or NULL when there is no such rule, it has no clause or had none
 * then. A rule without a known start has one from the rulebook's first day, 2013-01-01. */
const struct clause *clause_find(int rule, struct date date);

#endif
