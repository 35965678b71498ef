/* SPDX-License-Identifier: EUPL-1.2 */
/* Yearly observations of many municipalities, as CSV: municipality, indicator, year, value. */
#ifndef DEKNING_EXCHANGE_OBSERVATIONS_CSV_H
#define DEKNING_EXCHANGE_OBSERVATIONS_CSV_H

#include "base/error.h"
#include "base/table.h"
#include "forecast/panel.h"

#include <stdbool.h>

/* The declaration that reading and errors follow; a row is a struct panel_row. */
extern const struct table_schema observations_schema;

/* Reads the file, UTF-8, into the arena of *problems. Every error is added to *problems with file,
 * line and field; *out, a table of struct panel_row, is filled only when there was none. A row
 * without a value observes nothing and is left out; a share is at most 100 per cent. */
bool observations_csv_read(const char *path, struct problems *problems, struct table *out);

#endif
