/* SPDX-License-Identifier: EUPL-1.2 */
/* Commands of two words, "dekning person birth": the first names what it is about, the second what
 * is done or shown. What can be done are the register's operations, and what is shown the questions
 * of desk/question.h, from their declarations; what is of files and keys stands in view.c. */
#ifndef DEKNING_CLI_GROUP_H
#define DEKNING_CLI_GROUP_H

#include "cli/command.h"
#include "register/operation.h"

/* Something that is done beside the register's operations. */
struct view {
    const char *group, *verb;
    const char *arguments; /* as help shows them; "" when it takes none */
    const char *about[LANGUAGE_COUNT];
    const enum option_id *options; /* ended by OPTION_COUNT */
    int (*run)(struct context *context);
};

extern const struct view views[];
extern const size_t view_count;

/* Runs the second word of `words` (words[0] is the group); without one, tells which there are. */
int group_run(struct context *context, const struct command *command, char **words, int word_count);

/* Adds what the group can do, a line each. */
void group_write(const struct command *command, enum language language, struct text *out);

/* Gives what the group can do, in the order of help: "person switch", "PERSON", "switch GP …". */
void group_each(const struct command *command, enum language language,
                void (*give)(void *context, const char *name, const char *arguments,
                             const char *about),
                void *context);

/* Does an operation of the register as the options tell it (command_operation.c). */
int command_operation(struct context *context, enum operation_kind kind);

#endif
