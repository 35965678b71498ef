/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers and dates as people write them: Norwegian "295 987,5" and "31.12.2023", English
 * "295,987.5" and "2023-12-31". Machine output never passes here. */
#ifndef DEKNING_REPORT_FORMAT_H
#define DEKNING_REPORT_FORMAT_H

#include "base/date.h"
#include "base/language.h"
#include "base/text.h"
#include "report/answer.h"

/* Adds a number with `decimals` digits after the decimal sign, rounded half away from zero, with a
 * true minus sign, no-break spaces between thousands, and no "−0". */
void format_number(double number, int decimals, enum language language, struct text *out);

void format_date(struct date date, enum language language, struct text *out);

/* Adds a value as a person reads it, without its unit (but with % for a share). */
void format_value(const struct value *value, enum language language, struct text *out);

#endif
