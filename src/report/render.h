/* SPDX-License-Identifier: EUPL-1.2 */
/* One answer, every surface. */
#ifndef DEKNING_REPORT_RENDER_H
#define DEKNING_REPORT_RENDER_H

#include "base/error.h"
#include "base/text.h"
#include "report/answer.h"

#include <stdbool.h>

/* For a person at a terminal, in the answer's language; at most `columns` wide where words allow.
 */
void render_text(const struct answer *answer, int columns, struct text *out);

/* One object, never localised: the fields by key, each table an array of objects (its total apart,
 * as "total"), "notes" as keys, and "explain" when asked for. Ends with a line end. */
void render_json(const struct answer *answer, struct text *out);

/* One table, never localised: the one of the key `table`, "summary" for the fields; when it is NULL
 * the steps of the reckoning if asked for, else the first table, or the fields when there is none.
 * False, and nothing added, when there is no such table. */
bool render_csv(const struct answer *answer, const char *table, struct text *out);

/* Adds the keys render_csv knows, ", " between them. */
void render_csv_tables(const struct answer *answer, struct text *out);

/* A workbook at `path`: of each answer a sheet of the fields, one a table and, of an answer alone,
 * one of the reckoning; the sheets of several are numbered by answer. Numbers are numbers, headings
 * in the answer's language. ERROR_WRITE_FILE. */
bool render_xlsx(const struct answer *const *answers, size_t count, const char *path,
                 struct error *error);

#endif
