/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/clause.h"

#include <stdbool.h>
#include <stdint.h>

/* Days since 1970-01-01 as a constant: the Julian day number of Fliegel and Van Flandern (1968),
 * less that of 1970-01-01. */
#define DAY(year, month, day)                                                                      \
    (1461 * ((year) + 4800 + ((month)-14) / 12) / 4 +                                              \
     367 * ((month)-2 - ((month)-14) / 12 * 12) / 12 -                                             \
     3 * (((year) + 4900 + ((month)-14) / 12) / 100) / 4 + (day)-32075 - 2440588)
#define FIRST DAY(2013, 1, 1)
#define IN_FORCE INT32_MIN /* DATE_NONE's */

const struct clause clauses[] = {
#define CLAUSE(rule, kind, source, valid_from, valid_to, nb, nn, en)                               \
    {rule, CLAUSE_##kind, source, {valid_from}, {valid_to}, {nb, nn, en}},
#include "scheme/clause.def"
#undef CLAUSE
};

const size_t clause_count = sizeof clauses / sizeof clauses[0];

const struct clause *
clause_find(int rule, struct date date)
{
    if (date_is_none(date)) {
        return NULL;
    }
    for (size_t i = 0; i < clause_count; i++) {
        const struct clause *clause = &clauses[i];
        bool ended = !date_is_none(clause->valid_to) && date_compare(clause->valid_to, date) < 0;
        if (clause->rule == rule && date_compare(clause->valid_from, date) <= 0 && !ended) {
            return clause;
        }
    }
    return NULL;
}
