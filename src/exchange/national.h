/* SPDX-License-Identifier: EUPL-1.2 */
/* What holds for every Norwegian municipality: the rulebook and national figures, carried in the
 * program. */
#ifndef DEKNING_EXCHANGE_NATIONAL_H
#define DEKNING_EXCHANGE_NATIONAL_H

#include "base/error.h"
#include "base/table.h"
#include "forecast/panel.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <stdbool.h>

/* Reads the rulebook at `path`, or the program's own (rules/norway.csv) when `path` is NULL, into
 * the arena of *problems. False when *problems got any. */
bool national_rulebook(const char *path, struct problems *problems, struct rulebook *out);

/* Gives the municipality the program's national tables where it has none of its own, of the
 * assumptions each row it lacks, with their sources. Not to be kept in its database: a newer
 * program may know newer figures. */
bool national_fill(struct municipality *municipality, struct problems *problems);

/* How many residents each Norwegian municipality had on one day, by its number of then and of
 * later: a table of struct panel_size in the arena of *problems. */
bool national_sizes(struct problems *problems, struct table *out);

#endif
