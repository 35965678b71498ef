/* SPDX-License-Identifier: EUPL-1.2 */
/* The commands, as one table: dispatch, help and man page are made from it. */
#ifndef DEKNING_CLI_COMMAND_H
#define DEKNING_CLI_COMMAND_H

#include "cli/context.h"
#include "desk/option.h"

struct command {
    const char *name;
    const char *arguments; /* as help shows them; "" when it takes none */
    /* Of a command that asks the question of its name (desk/question.h) these are the question's.
     */
    const char *about[LANGUAGE_COUNT];
    const enum option_id *options; /* ended by OPTION_COUNT; NULL also for a group (group.h) */
    int (*run)(struct context *context); /* NULL for a group */
};

extern const struct command commands[];
extern const size_t command_count;

int command_need(struct context *context);
int command_access(struct context *context);
int command_calibrate(struct context *context);
int command_backtest(struct context *context);
int command_forecast(struct context *context);
int command_plan(struct context *context);
int command_report(struct context *context);
int command_rules(struct context *context);
int command_serve(struct context *context);
int command_load(struct context *context);
int command_synthesise(struct context *context);
int command_openapi(struct context *context);
int command_tables(struct context *context);
int command_help(struct context *context);
int command_man(struct context *context);

/* The command of that name, or NULL. */
const struct command *command_find(const char *name);

/* The question the command asks; NULL for none. */
const struct question *command_asks(const struct command *command);

const char *command_about(const struct command *command, enum language language);

/* Its options in the order of help, ended by OPTION_COUNT; none of a group. */
void command_options(const struct command *command, enum option_id out[OPTION_COUNT + 1]);

/* Adds the lines of help of one option, marked where it must be given, and of those every command
 * has. */
void command_write_option(enum option_id option, bool needed, enum language language,
                          struct text *out);
void command_write_common(enum language language, struct text *out);

/* Prints the help of one command, or of the program when `command` is NULL; returns the exit
 * status. */
int command_show_help(const struct context *context, const struct command *command);

#endif
