/* SPDX-License-Identifier: EUPL-1.2 */
/* A refusal is not an error: a decision answers with a verdict, and every surface quotes its rule.
 */
#ifndef DEKNING_SCHEME_VERDICT_H
#define DEKNING_SCHEME_VERDICT_H

#include <stdbool.h>

struct verdict {
    bool allowed;
    int rule; /* the domain rule that decided: 41 is R41 */
};

#endif
