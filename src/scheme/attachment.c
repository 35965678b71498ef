/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/attachment.h"

#include <math.h>

bool
attachment_of(const struct attachment_counts *counts, struct attachment *out)
{
    struct attachment sum = {0};
    for (int i = 0; i < ATTACHMENT_REASON_COUNT; i++) {
        sum.in += counts->in[i];
        sum.out += counts->out[i];
        sum.net_by[i] = counts->in[i] - counts->out[i];
    }
    sum.net = sum.in - sum.out;
    sum.end = counts->start + sum.net;
    sum.retained = counts->start - (sum.out - counts->passing);
    if (counts->passing > sum.in || counts->passing > sum.out || sum.retained < 0) {
        return false;
    }
    int64_t change = sum.net < 0 ? -sum.net : sum.net;
    double start = counts->start > 0 ? (double)counts->start : (double)NAN;
    sum.retained_share = (double)sum.retained / start;
    sum.churn = (double)(sum.in + sum.out - change) / start;
    *out = sum;
    return true;
}
