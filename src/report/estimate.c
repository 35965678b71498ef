/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/estimate.h"

#include <math.h>

/* The standard normal quantile of 0.9. */
#define Z90 1.2815515655446004

enum { SIGNIFICANT = 3, DECIMALS_MAX = 6 };

/* With three significant digits, and no zeros behind them. */
static struct value
significant(double number)
{
    double size = fabs(number);
    int decimals = 0;
    if (size > 0 && isfinite(size)) {
        double wanted = SIGNIFICANT - 1 - floor(log10(size));
        decimals = (int)fmin(fmax(wanted, 0), DECIMALS_MAX);
    }
    for (; decimals > 0; decimals--) {
        double unit = pow(10, 1 - decimals);
        if (fabs(round(number / unit) * unit - number) > size * 1e-3) {
            break;
        }
    }
    return value_number(number, decimals);
}

void
estimate_values(const struct uncertain *uncertain, struct value cells[3])
{
    cells[0] = significant(uncertain_draw(uncertain, 0));
    cells[1] = significant(uncertain_draw(uncertain, -Z90));
    cells[2] = significant(uncertain_draw(uncertain, Z90));
}

struct value
estimate_distribution(const struct answer *answer, const struct uncertain *uncertain)
{
    static const enum message words[] = {
        [DISTRIBUTION_FIXED] = MESSAGE_distribution_fixed,
        [DISTRIBUTION_NORMAL] = MESSAGE_distribution_normal,
        [DISTRIBUTION_LOGNORMAL] = MESSAGE_distribution_lognormal,
        [DISTRIBUTION_LOGIT_NORMAL] = MESSAGE_distribution_logit_normal,
    };
    enum message word = words[uncertain->distribution];
    return value_word(message_key(word), message_text(word, answer->language));
}
