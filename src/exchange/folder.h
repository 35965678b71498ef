/* SPDX-License-Identifier: EUPL-1.2 */
/* A municipality as a folder of CSV files. */
#ifndef DEKNING_EXCHANGE_FOLDER_H
#define DEKNING_EXCHANGE_FOLDER_H

#include "base/error.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <stdbool.h>

/* Reads every table of the folder into the arena of *problems and checks them together. Every error
 * in every file is added to *problems, also a .csv file that is no table; *out is filled only when
 * there was none. Bounds that are law are those of `rulebook` on the municipality's state date. */
bool folder_read(const char *path, const struct rulebook *rulebook, struct problems *problems,
                 struct municipality *out);

/* Reads one file that has the form of the table `id`, with the municipality's tables (or NULL) to
 * check references against, leaving references to tables the municipality lacks unchecked. */
bool folder_read_file(const char *path, enum table_id id, const struct municipality *municipality,
                      struct problems *problems, struct table *out);

/* Writes tables into the folder, each file whole or not at all. ERROR_WRITE_FILE. */
bool folder_write(const char *path, const struct table *tables, size_t count, struct error *error);

#endif
