/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/asking.h"
#include "cli/command.h"
#include "cli/group.h"
#include "server/setting.h"

#include <string.h>

/* The words of help itself. */
static const struct {
    const char *intro, *usage, *commands, *options, *version, *more, *needed;
} words[LANGUAGE_COUNT] = {
    [LANGUAGE_NB] = {"Dekning svarer på om en kommune har nok fastleger, hvor, og hvor mange den "
                     "må rekruttere.",
                     "bruk: dekning KOMMANDO [VALG …]", "kommandoer", "valg",
                     "vis programmets versjon",
                     "«dekning KOMMANDO --help» forteller mer om hver kommando.",
                     "«dekning KOMMANDO ORD --help» forteller mer om hver av dem; det som må "
                     "oppgis, er merket *."},
    [LANGUAGE_NN] = {"Dekning svarer på om ein kommune har nok fastlegar, kvar, og kor mange han "
                     "må rekruttere.",
                     "bruk: dekning KOMMANDO [VAL …]", "kommandoar", "val",
                     "vis versjonen av programmet",
                     "«dekning KOMMANDO --help» fortel meir om kvar kommando.",
                     "«dekning KOMMANDO ORD --help» fortel meir om kvar av dei; det som må "
                     "oppgjevast, er merkt *."},
    [LANGUAGE_EN] =
        {"Dekning tells whether a municipality has enough GPs, where, and how many it "
         "must recruit.",
         "usage: dekning COMMAND [OPTION …]", "commands", "options", "show the program's version",
         "“dekning COMMAND --help” tells more of each.",
         "“dekning COMMAND WORD --help” tells more of each; what must be given is marked *."},
};

static void
add_line(const char *name, const char *about, struct text *out)
{
    text_format(out, "  %s", name);
    text_repeat(out, " ", 30 - text_width(name));
    text_format(out, " %s\n", about);
}

void
command_write_option(enum option_id option, bool needed, enum language language, struct text *out)
{
    struct text name;
    text_init(&name, 256);
    text_format(&name, "--%s %s%s", option_name(option), option_metavar(option),
                needed ? option_metavar(option)[0] == '\0' ? "*" : " *" : "");
    add_line(text_string(&name), option_about(option, language), out);
    text_free(&name);
}

void
command_write_common(enum language language, struct text *out)
{
    for (const enum option_id *option = option_common; *option != OPTION_COUNT; option++) {
        command_write_option(*option, false, language, out);
    }
}

static void
write_program(enum language language, struct text *out)
{
    text_format(out, "%s\n\n%s\n\n%s:\n", words[language].intro, words[language].usage,
                words[language].commands);
    for (size_t i = 0; i < command_count; i++) {
        text_format(out, "  %-12s %s\n", commands[i].name, command_about(&commands[i], language));
    }
    text_format(out, "\n%s:\n", words[language].options);
    command_write_common(language, out);
    add_line("--version", words[language].version, out);
    text_format(out, "\n%s\n", words[language].more);
}

static void
write_group(const struct command *command, enum language language, struct text *out)
{
    text_format(out, "dekning %s — %s\n\n", command->name, command_about(command, language));
    group_write(command, language, out);
    text_format(out, "\n%s:\n", words[language].options);
    command_write_common(language, out);
    text_format(out, "\n%s\n", words[language].needed);
}

static void
write_command(const struct command *command, enum language language, struct text *out)
{
    const char *takes = strchr(words[language].usage, '[');
    enum option_id options[OPTION_COUNT + 1];
    command_options(command, options);
    text_format(out, "dekning %s — %s\n\n%.*s dekning %s%s%s %s\n\n%s:\n", command->name,
                command_about(command, language), (int)strcspn(words[language].usage, " "),
                words[language].usage, command->name, command->arguments[0] != '\0' ? " " : "",
                command->arguments, takes, words[language].options);
    if (command->run == command_serve) {
        settings_help(language, out);
        return;
    }
    for (const enum option_id *option = options; *option != OPTION_COUNT; option++) {
        if (*option != OPTION_help) {
            command_write_option(*option, false, language, out);
        }
    }
    command_write_common(language, out);
}

int
command_show_help(const struct context *context, const struct command *command)
{
    struct text out;
    text_init(&out, 1 << 20);
    if (command == NULL) {
        write_program(context->language, &out);
    } else if (command->run == NULL) {
        write_group(command, context->language, &out);
    } else {
        write_command(command, context->language, &out);
    }
    int status = context_print(context, &out, EXIT_DONE);
    text_free(&out);
    return status;
}

const struct command *
command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

const struct question *
command_asks(const struct command *command)
{
    return command->about[0] == NULL ? question_find(command->name, "") : NULL;
}

const char *
command_about(const struct command *command, enum language language)
{
    const struct question *question = command_asks(command);
    return question != NULL ? question->about[language] : command->about[language];
}

void
command_options(const struct command *command, enum option_id out[OPTION_COUNT + 1])
{
    const struct question *question = command_asks(command);
    const enum option_id *options = command->options;
    size_t count = 0;
    if (question != NULL) {
        asking_options(question, out);
        return;
    }
    while (options != NULL && options[count] != OPTION_COUNT) {
        out[count] = options[count];
        count++;
    }
    out[count] = OPTION_COUNT;
}

int
command_help(struct context *context)
{
    int status;
    if (!context_argument_limit(context, 1, &status)) {
        return status;
    }
    const char *wanted = context->argument_count == 1 ? context->arguments[0] : NULL;
    const struct command *command = wanted == NULL ? NULL : command_find(wanted);
    if (wanted != NULL && command == NULL) {
        struct error error;
        error_set(&error, ERROR_COMMAND_UNKNOWN, wanted, "dekning help");
        return context_fail(context, &error);
    }
    return command_show_help(context, command);
}
