/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/group.h"

#include "cli/asking.h"
#include "cli/desk.h"
#include "desk/operation.h"

#include <stdio.h>
#include <string.h>

/* A second word: a question, a view, or an operation where both are NULL. */
struct verb {
    const struct question *question;
    const struct view *view;
    enum operation_kind operation;
};

static const char *
verb_name(const struct verb *verb)
{
    return verb->question != NULL ? verb->question->verb
           : verb->view != NULL   ? verb->view->verb
                                  : operation_verb(verb->operation);
}

static const char *
verb_about(const struct verb *verb, enum language language)
{
    return verb->question != NULL ? verb->question->about[language]
           : verb->view != NULL   ? verb->view->about[language]
                                  : operation_about(verb->operation, language);
}

static const char *
verb_arguments(const struct verb *verb)
{
    return verb->question != NULL ? verb->question->subject
           : verb->view != NULL
               ? verb->view->arguments
               : desk_operation_subject_name(desk_operation_subject(verb->operation));
}

/* The group's verb number `index`; false when it has no more. */
static bool
nth_verb(const char *group, size_t index, struct verb *out)
{
    for (size_t i = 0; i < question_count; i++) {
        if (strcmp(questions[i].group, group) == 0 && index-- == 0) {
            *out = (struct verb){.question = &questions[i]};
            return true;
        }
    }
    for (size_t i = 0; i < view_count; i++) {
        if (strcmp(views[i].group, group) == 0 && index-- == 0) {
            *out = (struct verb){.view = &views[i]};
            return true;
        }
    }
    for (enum operation_kind kind = 0; kind < OPERATION_COUNT; kind++) {
        if (strcmp(operation_group(kind), group) == 0 && index-- == 0) {
            *out = (struct verb){.operation = kind};
            return true;
        }
    }
    return false;
}

static bool
find_verb(const char *group, const char *word, struct verb *out)
{
    for (size_t i = 0; nth_verb(group, i, out); i++) {
        if (strcmp(verb_name(out), word) == 0) {
            return true;
        }
    }
    return false;
}

/* The options of an operation: where it is done, how it is answered, and what it must and may be
 * told. */
static void
operation_options(enum operation_kind kind, enum option_id out[OPTION_COUNT + 1])
{
    static const enum option_id always[] = {DESK_OPTIONS, OPTION_request, OPTION_dry_run,
                                            OPTION_json,  OPTION_csv,     OPTION_table,
                                            OPTION_xlsx};
    size_t count = 0;
    for (int i = 0; i < ARGUMENT_COUNT; i++) {
        if (operation_may_have(kind, (enum argument)i)) {
            out[count++] = (enum option_id)(OPTION_argument_person + i);
        }
    }
    if (kind == OPERATION_person_add || kind == OPERATION_person_birth) {
        out[count++] = OPTION_nid;
    }
    memcpy(&out[count], always, sizeof always);
    out[count + sizeof always / sizeof always[0]] = OPTION_COUNT;
}

static const enum option_id *
verb_options(struct context *context, const struct verb *verb)
{
    if (verb->view != NULL) {
        return verb->view->options;
    }
    enum option_id *options = arena_array(&context->arena, OPTION_COUNT + 1, sizeof *options);
    if (options != NULL && verb->question != NULL) {
        asking_options(verb->question, options);
    } else if (options != NULL) {
        operation_options(verb->operation, options);
    }
    return options;
}

/* The words that a choice is made among, under its option, unless they stand in it. */
static void
write_words(enum argument argument, struct text *out)
{
    enum { INDENT = 33, LAST = 100 };
    const char *metavar = option_metavar((enum option_id)(OPTION_argument_person + (int)argument));
    if (argument_type(argument) != ARGUMENT_CHOICE || strchr(metavar, '|') != NULL) {
        return;
    }
    int at = LAST;
    for (const char *const *word = argument_words(argument); *word != NULL; word++) {
        int width = text_width(*word) + 2;
        if (at + width > LAST) {
            text_add(out, at == LAST ? "" : "\n");
            text_repeat(out, " ", INDENT);
            at = INDENT;
        }
        text_format(out, "%s%s", *word, word[1] != NULL ? ", " : "");
        at += width;
    }
    text_add_char(out, '\n');
}

static void
write_verb(const struct command *command, const struct verb *verb, const enum option_id *options,
           enum language language, struct text *out)
{
    const char *arguments = verb_arguments(verb);
    text_format(out, "dekning %s %s%s%s — %s\n\n", command->name, verb_name(verb),
                arguments[0] != '\0' ? " " : "", arguments, verb_about(verb, language));
    for (; *options != OPTION_COUNT; options++) {
        int argument = (int)*options - (int)OPTION_argument_person;
        bool needed = verb->question == NULL && verb->view == NULL && argument >= 0 &&
                      argument < ARGUMENT_COUNT &&
                      operation_needs(verb->operation, (enum argument)argument);
        command_write_option(*options, needed, language, out);
        if (argument >= 0 && argument < ARGUMENT_COUNT) {
            write_words((enum argument)argument, out);
        }
    }
    command_write_common(language, out);
}

void
group_each(const struct command *command, enum language language,
           void (*give)(void *context, const char *name, const char *arguments, const char *about),
           void *context)
{
    struct verb verb;
    char name[64];
    for (size_t i = 0; nth_verb(command->name, i, &verb); i++) {
        snprintf(name, sizeof name, "%s %s", command->name, verb_name(&verb));
        give(context, name, verb_arguments(&verb), verb_about(&verb, language));
    }
}

static void
write_line(void *context, const char *name, const char *arguments, const char *about)
{
    struct text *out = context;
    bool takes = arguments[0] != '\0';
    text_format(out, "  %s%s%s", name, takes ? " " : "", arguments);
    text_repeat(out, " ", 30 - text_width(name) - text_width(arguments) - (takes ? 1 : 0));
    text_format(out, " %s\n", about);
}

void
group_write(const struct command *command, enum language language, struct text *out)
{
    group_each(command, language, write_line, out);
}

static int
fail_verb(const struct context *context, const struct command *command, const char *word)
{
    struct error error;
    struct verb verb;
    char help[64], nearest[96];
    snprintf(help, sizeof help, "dekning %s --help", command->name);
    snprintf(nearest, sizeof nearest, "%s", help);
    for (size_t i = 0; nth_verb(command->name, i, &verb); i++) {
        if (text_resembles(word, verb_name(&verb))) {
            snprintf(nearest, sizeof nearest, "%s %s", command->name, verb_name(&verb));
        }
    }
    error_set(&error, ERROR_COMMAND_UNKNOWN, word, nearest);
    return context_fail(context, &error);
}

static int
show_help(const struct context *context, const struct command *command, const struct verb *verb,
          const enum option_id *options)
{
    struct text out;
    text_init(&out, 1 << 20);
    write_verb(command, verb, options, context->language, &out);
    int status = context_print(context, &out, EXIT_DONE);
    text_free(&out);
    return status;
}

int
group_run(struct context *context, const struct command *command, char **words, int word_count)
{
    static const enum option_id none[] = {OPTION_COUNT};
    struct error error;
    struct verb verb;
    const char *word = word_count > 1 && words[1][0] != '-' ? words[1] : NULL;
    if (word != NULL && !find_verb(command->name, word, &verb)) {
        return fail_verb(context, command, word);
    }
    context->command =
        word == NULL ? command->name : arena_copy(&context->arena, word, strlen(word));
    context->allowed = word == NULL ? none : verb_options(context, &verb);
    context->arguments = words + (word != NULL);
    if (context->command == NULL || context->allowed == NULL) {
        error_set(&error, ERROR_MEMORY, NULL, NULL);
        return context_fail(context, &error);
    }
    char name[96];
    snprintf(name, sizeof name, "%s%s%s", command->name, word != NULL ? " " : "",
             word != NULL ? word : "");
    context->command = arena_copy(&context->arena, name, strlen(name));
    bool read = option_read(context->allowed, context->command, context->arguments,
                            word_count - (word != NULL), context->options, &context->argument_count,
                            &error);
    context_language(context);
    if (!read) {
        return context_fail(context, &error);
    }
    if (word == NULL) {
        int status = command_show_help(context, command);
        return status == EXIT_DONE && !context->options[OPTION_help].given ? EXIT_WRONG_INPUT
                                                                           : status;
    }
    if (context->options[OPTION_help].given) {
        return show_help(context, command, &verb, context->allowed);
    }
    context->question = verb.question;
    return verb.question != NULL ? asking_run(context)
           : verb.view != NULL   ? verb.view->run(context)
                                 : command_operation(context, verb.operation);
}
