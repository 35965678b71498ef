/* SPDX-License-Identifier: EUPL-1.2 */
/* The report of a municipality: its chapters, each an answer of its own. */
#ifndef DEKNING_DESK_REPORT_H
#define DEKNING_DESK_REPORT_H

#include "desk/ask.h"

#include <stdatomic.h>

enum { REPORT_CHAPTERS = 13 };

struct report_chapter {
    const char *key; /* as the page's template names it: "status", "need" … */
    struct answer answer;
};

struct report_request {
    bool tables;             /* the forecast also as tables of every month */
    const atomic_bool *stop; /* set from elsewhere when it is to end; NULL for never */
    /* Told why a chapter is left out: what it is reckoned from is not there. NULL for nobody. */
    void (*left_out)(void *told, const struct error *error);
    void *told;
};

/* Answers every chapter there are figures for, in their order. False, with *error or the ask's
 * problems, when there is no first chapter, or when the fault is not the figures'. The ask has a
 * rulebook and a municipality; its name is changed. */
bool desk_report(struct ask *ask, const struct report_request *request,
                 struct report_chapter out[REPORT_CHAPTERS], size_t *count, struct error *error);

#endif
