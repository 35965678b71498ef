/* SPDX-License-Identifier: EUPL-1.2 */
/* How far a long run has come, on one line of the terminal; nothing where standard error is none.
 */
#ifndef DEKNING_CLI_PROGRESS_H
#define DEKNING_CLI_PROGRESS_H

#include "base/language.h"
#include "report/message.h"

#include <stdbool.h>
#include <stddef.h>

struct progress {
    enum message things; /* what is counted */
    enum language language;
    double began, shown_at; /* seconds */
    bool shows, shown;
};

void progress_begin(struct progress *progress, enum message things, enum language language);

/* `told` is a struct progress. Shows how many of those wanted are done and, once it can be
 * guessed, the time left; a few times a second, and never of a run that is soon over. */
void progress_tell(void *told, size_t done, size_t wanted);

/* Takes the line away. */
void progress_end(struct progress *progress);

#endif
