/* SPDX-License-Identifier: EUPL-1.2 */
/* Net attachment: how a list's persons came and went over a period. Gross numbers hide that the
 * same places change hands again and again. Pure. */
#ifndef DEKNING_SCHEME_ATTACHMENT_H
#define DEKNING_SCHEME_ATTACHMENT_H

#include <stdbool.h>
#include <stdint.h>

/* Why a person came to a list or left it. */
enum attachment_reason {
    ATTACHMENT_BIRTH_OR_DEATH,
    ATTACHMENT_MOVED_HOUSE, /* to or from the municipality */
    ATTACHMENT_CHOSEN,      /* an own switch, also from the queue */
    ATTACHMENT_EXCHANGED,
    ATTACHMENT_ASSIGNED,    /* to a list; from one: drawn or moved by the municipality */
    ATTACHMENT_TRANSFERRED, /* with the list of a GP who came or left */
    ATTACHMENT_REASON_COUNT
};

/* One list, or the sum of several, over one period. Counts are not negative. */
struct attachment_counts {
    int64_t start; /* persons when the period began */
    int64_t in[ATTACHMENT_REASON_COUNT], out[ATTACHMENT_REASON_COUNT];
    int64_t passing; /* of those who left: who had also come in the period */
};

struct attachment {
    int64_t in, out, net;                    /* net = in − out */
    int64_t net_by[ATTACHMENT_REASON_COUNT]; /* adds up to net */
    int64_t end;                             /* persons when it ended */
    int64_t retained;      /* of those there at the start: still there at the end */
    double retained_share; /* of the start, 0–1; NAN when nobody was there */
    double churn; /* those who came or left, beyond the net change, per person at the start; NAN
                     when nobody was there */
};

/* False when the counts cannot be: more left than there were, or more passed than came. */
bool attachment_of(const struct attachment_counts *counts, struct attachment *out);

#endif
