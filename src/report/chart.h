/* SPDX-License-Identifier: EUPL-1.2 */
/* A band over time, small enough to stand in a line of text: what lies between low and high is
 * dotted, the middle drawn through it. */
#ifndef DEKNING_REPORT_CHART_H
#define DEKNING_REPORT_CHART_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { CHART_LINES_MAX = 2 };

struct chart {
    size_t count;                      /* moments, evenly apart; nothing is drawn of less than 2 */
    const double *low, *middle, *high; /* low and high NULL where there is no band */
    bool of_one;                       /* chances: the drawing is from 0 to 1 */
};

/* Adds to out[0 … lines − 1], the highest first, a drawing `columns` wide and 1 … CHART_LINES_MAX
 * lines high, from the least to the largest value there is. In braille, or in plain ASCII. */
void chart_draw(const struct chart *chart, int columns, int lines, bool plain, struct text *out);

#endif
