/* SPDX-License-Identifier: EUPL-1.2 */
/* Uncertain quantities in an answer. */
#ifndef DEKNING_REPORT_ESTIMATE_H
#define DEKNING_REPORT_ESTIMATE_H

#include "forecast/model.h"
#include "report/answer.h"

/* Fills three cells: the median, and the ends of what is drawn in eight of ten futures. They are
 * shown with three significant digits; machine output has all. */
void estimate_values(const struct uncertain *uncertain, struct value cells[3]);

/* The name of its distribution. */
struct value estimate_distribution(const struct answer *answer, const struct uncertain *uncertain);

#endif
