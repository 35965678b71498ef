/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/opening.h"

#include <math.h>

struct opening_terms
opening_terms(const struct rulebook *rulebook, struct date date)
{
    return (struct opening_terms){
        .reopen_threshold = (int32_t)ceil(rule_value(rulebook, RULE_reopen_threshold, date)),
        .queue_batch = (int32_t)ceil(rule_value(rulebook, RULE_queue_batch, date)),
    };
}
