/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"

#include <string.h>

/* The words of help itself. */
static const struct {
    const char *intro, *usage, *commands, *options, *more;
} words[LANGUAGE_COUNT] = {
    [LANGUAGE_NB] = {"Dekning driver, viser og framskriver en kommunes fastlegeordning og legevakt.", "bruk",
                     "kommandoer", "valg", "«dekning KOMMANDO --help» forteller mer om hver kommando."},
    [LANGUAGE_NN] = {"Dekning driv, viser og framskriv fastlegeordninga og legevakta i ein kommune.", "bruk",
                     "kommandoar", "val", "«dekning KOMMANDO --help» fortel meir om kvar kommando."},
    [LANGUAGE_EN] = {"Dekning runs, shows and foresees a municipality's GP scheme and out-of-hours service.",
                     "usage", "commands", "options", "“dekning COMMAND --help” tells more of each."},
};

static void
add_option(enum option_id option, enum language language, struct text *out)
{
    struct text name;
    text_init(&name, 256);
    text_format(&name, "--%s %s", option_name(option), option_metavar(option));
    text_format(out, "  %s", text_string(&name));
    text_repeat(out, " ", 30 - text_width(text_string(&name)));
    text_format(out, " %s\n", option_about(option, language));
    text_free(&name);
}

void
command_write_help(const struct command *command, enum language language, struct text *out)
{
    if (command == NULL) {
        text_format(out, "%s\n\n%s: dekning COMMAND [OPTION…]\n\n%s:\n", words[language].intro,
                    words[language].usage, words[language].commands);
        for (size_t i = 0; i < command_count; i++) {
            text_format(out, "  %-12s %s\n", commands[i].name, commands[i].about[language]);
        }
        text_format(out, "\n%s\n", words[language].more);
        return;
    }
    text_format(out, "dekning %s — %s\n\n%s: dekning %s%s%s [OPTION…]\n\n%s:\n", command->name,
                command->about[language], words[language].usage, command->name,
                command->arguments[0] != '\0' ? " " : "", command->arguments, words[language].options);
    for (const enum option_id *option = command->options; *option != OPTION_COUNT; option++) {
        if (*option != OPTION_help) {
            add_option(*option, language, out);
        }
    }
    for (const enum option_id *option = option_common; *option != OPTION_COUNT; option++) {
        add_option(*option, language, out);
    }
}

int
command_help(struct context *context)
{
    int status;
    const struct command *wanted = NULL;
    if (!context_argument_limit(context, 1, &status)) {
        return status;
    }
    for (size_t i = 0; context->argument_count == 1 && i < command_count; i++) {
        if (strcmp(commands[i].name, context->arguments[0]) == 0) {
            wanted = &commands[i];
        }
    }
    if (context->argument_count == 1 && wanted == NULL) {
        struct error error;
        error_set(&error, ERROR_COMMAND_UNKNOWN, context->arguments[0], "dekning help");
        return context_fail(context, &error);
    }
    struct text out;
    text_init(&out, 1 << 20);
    command_write_help(wanted, context->language, &out);
    status = context_print(context, &out, EXIT_DONE);
    text_free(&out);
    return status;
}
