/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"

static const char preface[] =
    "dekning(1) \"Dekning\" \"User commands\"\n"
    "\n"
    "# NAME\n"
    "\n"
    "dekning - runs, shows and foresees a municipality's GP scheme\n"
    "\n"
    "# SYNOPSIS\n"
    "\n"
    "*dekning* _COMMAND_ [_OPTION_...]\n"
    "\n"
    "# DESCRIPTION\n"
    "\n"
    "Answers whether a municipality has enough GPs, where, and how many it must recruit, from its own tables,\n"
    "each number traceable to its source. A municipality is a folder of CSV tables, or a database loaded from one.\n"
    "\n"
    "# COMMANDS\n"
    "\n";

static const char ending[] =
    "# EXIT STATUS\n"
    "\n"
    "0 done; 1 the answer is \"no\" (*check* found contradictions); 2 wrong use or bad input; 3 internal.\n"
    "\n"
    "# ENVIRONMENT\n"
    "\n"
    "*DEKNING_DB*\n"
    "\tThe database, where *--db* is not given.\n"
    "\n"
    "*LC_ALL*, *LC_MESSAGES*, *LANG*\n"
    "\tThe language, where *--lang* is not given.\n"
    "\n"
    "*COLUMNS*\n"
    "\tThe width of the terminal.\n";

int
command_man(struct context *context)
{
    int status;
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    struct text out;
    text_init(&out, 1 << 20);
    text_add(&out, preface);
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &commands[i];
        text_format(&out, "*%s* %s\n\t%s\n\n", command->name, command->arguments, command->about[LANGUAGE_EN]);
    }
    text_add(&out, "# OPTIONS\n\nWhich options a command takes is shown by *dekning* _COMMAND_ *--help*.\n\n");
    for (int option = 0; option < OPTION_COUNT; option++) {
        text_format(&out, "*--%s* %s\n\t%s\n\n", option_name((enum option_id)option),
                    option_metavar((enum option_id)option), option_about((enum option_id)option, LANGUAGE_EN));
    }
    text_add(&out, ending);
    status = context_print(context, &out, EXIT_DONE);
    text_free(&out);
    return status;
}
