/* SPDX-License-Identifier: EUPL-1.2 */
/* A package of measures as a CSV file. */
#ifndef DEKNING_EXCHANGE_PACKAGE_CSV_H
#define DEKNING_EXCHANGE_PACKAGE_CSV_H

#include "base/error.h"
#include "base/table.h"
#include "forecast/package.h"

#include <stdbool.h>

/* The declaration that reading and errors follow. */
extern const struct table_schema package_schema;

/* Reads the file, UTF-8, into the arena of *problems. Every error is added to *problems; *out, a
 * table of struct choice, is filled only when there was none. Whether the measures are there and
 * fit together is package_efforts' to say. */
bool package_csv_read(const char *path, struct problems *problems, struct table *out);

#endif
