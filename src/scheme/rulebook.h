/* SPDX-License-Identifier: EUPL-1.2 */
/* The rulebook: parameters of law, agreements and practice, each with the days it is valid. The
 * same rulebook decides in the live register and in every simulated future. Pure. */
#ifndef DEKNING_SCHEME_RULEBOOK_H
#define DEKNING_SCHEME_RULEBOOK_H

#include "base/date.h"
#include "base/table.h"
#include "scheme/figure.h"
#include "scheme/unit.h"

#include <stdbool.h>
#include <stddef.h>

enum rule {
#define RULE(id, unit, continuity, nb, nn, en) RULE_##id,
#include "scheme/rule.def"
#undef RULE
    RULE_COUNT
};

/* What a rule rests on. Practice that is not law is marked so. */
enum rule_kind { RULE_KIND_LAW, RULE_KIND_AGREEMENT, RULE_KIND_CONVENTION, RULE_KIND_PRACTICE };

/* A row of the rulebook: one value of one rule for a period. */
struct rule_row {
    int rule; /* enum rule */
    double value;
    int unit;                         /* enum unit */
    struct date valid_from, valid_to; /* both included; valid_to DATE_NONE while in force */
    int kind;                         /* enum rule_kind */
    const char *clause;               /* the domain's rule ids, such as "R41" */
    const char *source;               /* paragraph, agreement or page */
    const char *note;
};

extern const struct table_schema rulebook_schema;
extern const char *const rule_ids[RULE_COUNT + 1];
extern const char *const rule_kinds[];

struct rulebook {
    struct table table; /* of struct rule_row, in the file's order */
};

/* Reads a rulebook from the bytes of a CSV file (which it changes). Beyond the form of each row it
 * refuses overlapping periods, a unit that is not the rule's, an end before its start, a rule the
 * program needs and the file lacks, and a break in a rule that must be unbroken. Every error is
 * added to *problems, in whose arena the rows live; *out is filled only when there was none. */
bool rulebook_read(const char *file, char *bytes, size_t length, struct problems *problems,
                   struct rulebook *out);

/* The row in force on `date`, or NULL when the rule had no value then. */
const struct rule_row *rule_find(const struct rulebook *rulebook, enum rule rule, struct date date);

/* The value in force on `date`; NAN when the rule had none then. */
double rule_value(const struct rulebook *rulebook, enum rule rule, struct date date);

enum unit rule_unit(enum rule rule);
const char *rule_name(enum rule rule, enum language language);

/* How a rule differs between two days. Either row is NULL where the rule had no value. */
struct rule_change {
    enum rule rule;
    const struct rule_row *before, *after;
};

/* The rules whose value, source or clause differs between the two days, in the order of enum rule.
 * `changes` has room for RULE_COUNT; returns how many were written. */
size_t rulebook_diff(const struct rulebook *rulebook, struct date before, struct date after,
                     struct rule_change changes[RULE_COUNT]);

#endif
