/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers as text: strict reading, exact writing, independent of the machine's locale. */
#ifndef DEKNING_BASE_NUMBER_H
#define DEKNING_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Stands for "no value" in an optional whole-number field. */
#define WHOLE_NONE INT64_MIN

enum { NUMBER_TEXT_SIZE = 32 };

/* Reads -?digits that fits 64 bits and is not WHOLE_NONE; false and *out untouched otherwise. */
bool number_parse_whole(const char *bytes, size_t length, int64_t *out);

/* Reads -?digits[.digits] with at most 15 significant digits, so that the double nearest to the
 * text is found by one exact division; false and *out untouched otherwise. */
bool number_parse_decimal(const char *bytes, size_t length, double *out);

/* The shortest text that reads back as the same double, "." as decimal sign; `value` must be
 * finite. Whole numbers are written without an exponent as far as they are exact. */
void number_write(double value, char out[NUMBER_TEXT_SIZE]);

/* The smallest whole number not below `value`, where a value within a relative 1e-9 of a whole
 * number counts as that number: 280 × 1.05 is 294 GPs, not 295, whatever the last bit says. */
double number_ceil(double value);

#endif
