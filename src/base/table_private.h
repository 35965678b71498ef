/* SPDX-License-Identifier: EUPL-1.2 */
/* What table.c and table_read.c share. */
#ifndef DEKNING_BASE_TABLE_PRIVATE_H
#define DEKNING_BASE_TABLE_PRIVATE_H

#include "base/table.h"

/* A member of a row, read where it stands. `type` is the C type of the column's member. */
#define TABLE_MEMBER(type, row, column)                                                            \
    (*(type const *)(const void *)((const unsigned char *)(row) + (column)->offset))

/* Adds "0–2500", "≥ 0", "≤ 1" or nothing. */
void table_write_range(double min, double max, struct text *out);

/* Adds the choices of a column, ", " between them. */
void table_write_choices(const struct column *column, struct text *out);

#endif
