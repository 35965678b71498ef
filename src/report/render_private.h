/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the rendering for a terminal share. */
#ifndef DEKNING_REPORT_RENDER_PRIVATE_H
#define DEKNING_REPORT_RENDER_PRIVATE_H

#include "base/text.h"
#include "report/answer.h"

#include <stdbool.h>
#include <stddef.h>

enum { RENDER_LINE_SIZE = 256, RENDER_GAP = 2 };

/* Adds a string filled up with spaces to `width`, at the left of it or the right. */
void render_padded(struct text *out, const char *string, int width, bool right);

/* The words of *at that go on one line of `width`, at least one; moves *at past them. Its bytes, 0
 * at the end. */
size_t render_words(const char **at, int width, char line[RENDER_LINE_SIZE]);

/* Ends a line without spaces before its end. */
void render_end_line(struct text *out);

void render_outlook(const struct answer *answer, const struct answer_outlook *outlook, int columns,
                    struct text *out);

#endif
