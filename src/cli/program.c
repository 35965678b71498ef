/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/program.h"

#include "cli/command.h"
#include "cli/group.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The most memory one command may use; a municipality takes a few megabytes. */
static const size_t arena_limit = (size_t)2 * 1024 * 1024 * 1024;

/* The language the machine is set to; false when it does not name one of ours. */
static bool
machine_language(enum language *out)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);
        if (value == NULL || value[0] == '\0') {
            continue;
        }
        if (strncmp(value, "nb", 2) == 0 || strncmp(value, "no", 2) == 0) {
            *out = LANGUAGE_NB;
        } else if (strncmp(value, "nn", 2) == 0) {
            *out = LANGUAGE_NN;
        } else if (strncmp(value, "en", 2) == 0) {
            *out = LANGUAGE_EN;
        } else {
            return false;
        }
        return true;
    }
    return false;
}

static void
describe_unknown(const char *word, struct error *error)
{
    const char *nearest = "dekning help";
    for (size_t i = 0; i < command_count; i++) {
        if (text_resembles(word, commands[i].name)) {
            nearest = commands[i].name;
        }
    }
    error_set(error, ERROR_COMMAND_UNKNOWN, word, nearest);
}

static int
show_version(const struct context *context)
{
    struct text out;
    text_init(&out, 256);
    text_add(&out, "dekning " DEKNING_VERSION "\n");
    int status = context_print(context, &out, EXIT_DONE);
    text_free(&out);
    return status;
}

static int
run(struct context *context, const struct command *command, char **words, int word_count)
{
    struct error error;
    if (command->run == NULL) {
        return group_run(context, command, words, word_count);
    }
    enum option_id *options = arena_array(&context->arena, OPTION_COUNT + 1, sizeof *options);
    if (options == NULL) {
        error_memory(&error);
        return context_fail(context, &error);
    }
    command_options(command, options);
    context->command = command->name;
    context->question = command_asks(command);
    context->allowed = options;
    context->arguments = words;
    if (command->run == command_serve) { /* its words are settings, not options */
        context->arguments = words + 1;
        context->argument_count = word_count - 1;
        return command->run(context);
    }
    bool read = option_read(options, command->name, words, word_count, context->options,
                            &context->argument_count, &error);
    context_language(context);
    if (!read) {
        return context_fail(context, &error);
    }
    bool asks_help = context->options[OPTION_help].given && command->run != command_help;
    return asks_help ? command_show_help(context, command) : command->run(context);
}

int
program_run(int argc, char **argv, const struct forecast_runner *runner)
{
    struct context context = {
        .language = LANGUAGE_NB, .diagnostics = LANGUAGE_EN, .runner = runner};
    enum language language;
    if (machine_language(&language)) {
        context.language = context.diagnostics = language;
    }
    static const enum option_id none[] = {OPTION_COUNT};
    context.allowed = none;
    if (argc < 2) {
        int status = command_show_help(&context, NULL);
        return status == EXIT_DONE ? EXIT_WRONG_INPUT : status;
    }
    if (strcmp(argv[1], "--version") == 0) {
        return show_version(&context);
    }
    bool bare =
        strcmp(argv[1], "--help") == 0; /* `dekning --help --lang en` is help's own options */
    const struct command *command = command_find(bare ? "help" : argv[1]);
    if (command == NULL) {
        struct error error;
        describe_unknown(argv[1], &error);
        return context_fail(&context, &error);
    }
    arena_init(&context.arena, arena_limit);
    problems_init(&context.problems, &context.arena);
    int status = run(&context, command, bare ? argv : argv + 1, bare ? argc : argc - 1);
    arena_free(&context.arena);
    return status;
}
