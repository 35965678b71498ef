/* SPDX-License-Identifier: EUPL-1.2 */
/* An answer as a program that shows it to a person wants it: JSON as exact as that of render.h, and
 * with every word in the answer's language beside what it stands for. */
#ifndef DEKNING_REPORT_RENDER_DOCUMENT_H
#define DEKNING_REPORT_RENDER_DOCUMENT_H

#include "base/text.h"
#include "report/answer.h"

#include <stddef.h>

/* A table of the answer that holds one page of its rows. */
struct document_page {
    const struct answer_table *table;
    const char *next; /* what names the page after it; "" on the last */
    size_t count;     /* rows on all pages */
};

/* Adds one object, without a line end:
 *
 * - "command", "title", "language", "municipality" {"code", "name"} or null, "date" or null, "no"
 *   (the answer is "no")
 * - "fields": "key", "label", "type", "unit", "unit_text", "value", "decimals", "synthetic"
 * - "tables": "key", "title", "columns" ("key", "label", "unit", "unit_text", "type", "decimals"),
 *   "rows" of values in the columns' order, "total" as a row or null, and of the table of `page`
 *   (NULL for none) "page" {"next" or null, "count"}
 * - "steps", asked for or not: "key", "name", "type", "value", "unit", "unit_text", "decimals",
 *   "date", "since", "source", "place", "confidence" ("" for a result), "formula", "definition",
 *   "synthetic"
 * - "remarks": "lead", "text"; "notes": "key", "text"
 * - "of", of an answer that has a form of its own: what render_json writes
 *
 * A value is a number, a text, a date as ISO 8601, true or false, null when not known, or a word of
 * a fixed set as {"key", "text"}. What a label tells in millions is in millions. The type is text,
 * number, difference, share (0–1, of the unit "percent"), share_difference, date, word, yes_no or
 * identifier; a column's is that of its first known value, or by its unit where none is known, its
 * decimals the most of any. */
void render_document(const struct answer *answer, const struct document_page *page,
                     struct text *out);

#endif
