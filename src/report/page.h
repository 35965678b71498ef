/* SPDX-License-Identifier: EUPL-1.2 */
/* The report of a municipality as one page of HTML: the answers as documents, with their words, put
 * into a template that can show them without a server. Pure. */
#ifndef DEKNING_REPORT_PAGE_H
#define DEKNING_REPORT_PAGE_H

#include "base/text.h"
#include "report/answer.h"

#include <stdbool.h>
#include <stddef.h>

/* Where the data go in the template. */
#define PAGE_PLACE "{{data}}"

struct page_chapter {
    const char *key; /* of the template's chapters: "status", "need" … */
    const struct answer *answer;
};

struct page {
    enum language language;
    struct date made;
    const char *districts; /* the districts' borders, GeoJSON that has been read; NULL for none */
    const struct page_chapter *chapters;
    size_t chapter_count;
};

/* Adds the template's `length` bytes with the page's data in their place. False when it has no
 * place for them. */
bool page_write(const struct page *page, const char *template, size_t length, struct text *out);

#endif
