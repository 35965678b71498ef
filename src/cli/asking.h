/* SPDX-License-Identifier: EUPL-1.2 */
/* The questions of desk/question.h from the command line: what they are asked with, and how the
 * answer comes to the terminal. */
#ifndef DEKNING_CLI_ASKING_H
#define DEKNING_CLI_ASKING_H

#include "cli/context.h"
#include "desk/question.h"

/* The question's options and those of the command line about it, ended by OPTION_COUNT, in the
 * order of help. */
void asking_options(const struct question *question, enum option_id out[OPTION_COUNT + 1]);

/* Asks the context's question with what the context has read, opening what else it needs, and shows
 * the answer. Returns the exit status. */
int asking_run(struct context *context);

/* As asking_run, where the municipality has been read or is not to be. */
int asking_answer(struct context *context);

/* Prints why the ask was not answered, the error or the problems, and returns the exit status. */
int asking_fail(const struct context *context, const struct error *error);

#endif
