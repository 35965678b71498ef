/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "cli/context.h"
#include "desk/clock.h"

#include "cli/desk.h"
#include "exchange/file.h"
#include "exchange/folder.h"
#include "exchange/national.h"
#include "register/municipality.h"
#include "report/render.h"
#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { OUTPUT_LIMIT = 256 * 1024 * 1024, TERMINAL_COLUMNS = 100 };

static int
status_of(const struct error *error)
{
    return error_class(error->code) == ERROR_CLASS_INTERNAL ? EXIT_INTERNAL : EXIT_WRONG_INPUT;
}

/* Adds " | --option" to what a missing figure could be given by, when the command has such an
 * option. */
static void
add_option(const struct context *context, struct error *error)
{
    char name[sizeof error->found];
    size_t length = 0;
    for (; error->found[length] != '\0'; length++) {
        name[length] = error->found[length] == '_' ? '-' : error->found[length];
    }
    name[length] = '\0';
    if (option_exists(context->allowed, name)) {
        size_t used = strlen(error->expected);
        snprintf(error->expected + used, sizeof error->expected - used, " | --%s", name);
    }
}

void
context_language(struct context *context)
{
    if (context->options[OPTION_lang].given) {
        context->language = context->diagnostics =
            (enum language)context->options[OPTION_lang].choice;
    }
}

int
context_fail(const struct context *context, const struct error *error)
{
    struct text text;
    text_init(&text, 64 * 1024);
    struct error full = *error;
    if (full.code == ERROR_NO_FIGURE) {
        add_option(context, &full);
    }
    error_write(&full, context->diagnostics, &text);
    fprintf(stderr, "dekning: %s\n", text_string(&text));
    text_free(&text);
    return status_of(error);
}

int
context_fail_all(const struct context *context)
{
    const struct problems *problems = &context->problems;
    struct text text;
    text_init(&text, 64 * 1024);
    int status = EXIT_WRONG_INPUT;
    for (size_t i = 0; i < problems->count; i++) {
        text.length = 0;
        error_write(&problems->errors[i], context->diagnostics, &text);
        fprintf(stderr, "%s\n", text_string(&text));
        if (status_of(&problems->errors[i]) == EXIT_INTERNAL) {
            status = EXIT_INTERNAL;
        }
    }
    if (problems->dropped > 0) {
        struct error more;
        error_set(&more, ERROR_TOO_MANY, NULL, NULL);
        text.length = 0;
        error_write(&more, context->diagnostics, &text);
        fprintf(stderr, "%s\n", text_string(&text));
    }
    text_free(&text);
    size_t count = problems->count + problems->dropped;
    enum message end = count == 1 ? MESSAGE_error_nothing_done : MESSAGE_errors_nothing_done;
    fprintf(stderr, "dekning: %zu %s\n", count, message_text(end, context->diagnostics));
    return status;
}

bool
context_rulebook(struct context *context, int *status)
{
    if (!national_rulebook(context->options[OPTION_rules].text, &context->problems,
                           &context->rulebook)) {
        *status = context_fail_all(context);
        return false;
    }
    return true;
}

const char *
context_database(const struct context *context)
{
    const char *path = context->options[OPTION_db].text;
    const char *environment = getenv("DEKNING_DB");
    if (path == NULL && environment != NULL && environment[0] != '\0') {
        path = environment;
    }
    return path == NULL ? "dekning.db" : path;
}

const char *
context_municipality_code(const struct context *context)
{
    const char *code = context->options[OPTION_municipality].text;
    const char *environment = getenv("DEKNING_MUNICIPALITY");
    if (code == NULL && environment != NULL && environment[0] != '\0') {
        code = environment;
    }
    return code;
}

bool
context_has_municipality(const struct context *context)
{
    const char *environment = getenv("DEKNING_DB");
    return context->options[OPTION_from].given || context->options[OPTION_db].given ||
           (environment != NULL && environment[0] != '\0') ||
           file_exists(context_database(context));
}

static bool
read_database(struct context *context, int *status)
{
    struct store *store;
    struct error error;
    if (!store_open(context_database(context), STORE_READ, &store, &error)) {
        *status = context_fail(context, &error);
        return false;
    }
    bool done = municipality_open(store, context_municipality_code(context), &context->arena,
                                  &context->municipality, &error);
    store_free(store);
    if (!done) {
        *status = context_fail(context, &error);
    }
    return done;
}

bool
context_municipality(struct context *context, int *status)
{
    struct error error;
    if (!context_rulebook(context, status)) {
        return false;
    }
    bool from = context->options[OPTION_from].given;
    if (from &&
        (context->options[OPTION_db].given || context->options[OPTION_municipality].given)) {
        error_set(&error, ERROR_OPTIONS_CLASH,
                  context->options[OPTION_db].given ? "--from, --db" : "--from, --municipality",
                  NULL);
        *status = context_fail(context, &error);
        return false;
    }
    if (!context_has_municipality(context)) {
        error_set(&error, ERROR_NO_MUNICIPALITY, NULL, NULL);
        *status = context_fail(context, &error);
        return false;
    }
    if (!context->options[OPTION_from].given) {
        if (!read_database(context, status)) {
            return false;
        }
    } else if (!folder_read(context->options[OPTION_from].text, &context->rulebook,
                            &context->problems, &context->municipality)) {
        *status = context_fail_all(context);
        return false;
    }
    if (!national_fill(&context->municipality, &context->problems)) {
        *status = context_fail_all(context);
        return false;
    }
    context->has_municipality = true;
    return true;
}

struct date
context_date(const struct context *context)
{
    return context->options[OPTION_date].given
               ? context->options[OPTION_date].date
               : municipality_facts(&context->municipality)->state_date;
}

static bool
wants_machine(const struct context *context)
{
    return context->options[OPTION_json].given || context->options[OPTION_csv].given;
}

/* Whether the terminal's letters are UTF-8, by the first of these that is set. */
static bool
terminal_has_utf8(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && value[0] != '\0') {
            return strstr(value, "UTF-8") != NULL || strstr(value, "utf8") != NULL ||
                   strstr(value, "utf-8") != NULL || strstr(value, "UTF8") != NULL;
        }
    }
    return false;
}

void
context_ask(struct context *context, struct ask *out)
{
    *out = (struct ask){
        .name = context->command,
        .language = wants_machine(context) ? LANGUAGE_EN : context->language,
        .subject = context->argument_count > 0 ? context->arguments[0] : NULL,
        .arena = &context->arena,
        .problems = &context->problems,
        .rulebook = &context->rulebook,
        .municipality = context->has_municipality ? &context->municipality : NULL,
        .today = clock_today(),
        .plain = !terminal_has_utf8(),
    };
    memcpy(out->options, context->options, sizeof out->options);
}

void
context_answer(struct context *context, struct answer *answer, enum message title,
               const struct municipality *municipality, struct date date)
{
    struct ask ask;
    context_ask(context, &ask);
    ask_answer(&ask, answer, title, municipality, date);
}

int
context_print(const struct context *context, const struct text *text, int status)
{
    struct error error;
    if (text->failed) {
        error_set(&error, ERROR_MEMORY, NULL, NULL);
        return context_fail(context, &error);
    }
    errno = 0;
    if (fwrite(text_string(text), 1, text->length, stdout) != text->length || fflush(stdout) != 0) {
        error_set(&error, ERROR_WRITE, "stdout", strerror(errno));
        return context_fail(context, &error);
    }
    return status;
}

bool
context_workbook(const struct context *context, const struct answer *const *answers, size_t count,
                 struct error *error)
{
    const char *path = context->options[OPTION_xlsx].text;
    char staged[FILE_PATH_SIZE];
    if (!file_stage(path, staged, error)) {
        return false;
    }
    if (!render_xlsx(answers, count, staged, error)) {
        unlink(staged);
        return false;
    }
    return file_publish(staged, path, error);
}

/* The width of the terminal written to, or of $COLUMNS; otherwise what most are. */
static int
terminal_columns(void)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    int wanted = columns == NULL ? 0 : atoi(columns);
    if (wanted == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        wanted = size.ws_col;
    }
    return wanted >= 40 && wanted <= 1000 ? wanted : TERMINAL_COLUMNS;
}

int
context_show(struct context *context, struct answer *answer)
{
    struct error error;
    bool json = context->options[OPTION_json].given, csv = context->options[OPTION_csv].given;
    bool workbook = context->options[OPTION_xlsx].given;
    const char *table = context->options[OPTION_table].text;
    int status = answer->is_no ? EXIT_ANSWER_NO : EXIT_DONE;
    if (answer->failed) {
        error_set(&error, ERROR_MEMORY, NULL, NULL);
        return context_fail(context, &error);
    }
    if (json && csv) {
        error_set(&error, ERROR_OPTIONS_CLASH, "--json, --csv", NULL);
        return context_fail(context, &error);
    }
    if (table != NULL && !csv) {
        error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "--csv");
        error_place(&error, NULL, 0, 0, "--table");
        return context_fail(context, &error);
    }
    if (workbook && !context_workbook(context, &(const struct answer *){answer}, 1, &error)) {
        return context_fail(context, &error);
    }
    if (workbook && !json && !csv) {
        return status;
    }
    struct text out;
    text_init(&out, OUTPUT_LIMIT);
    if (json) {
        render_json(answer, &out);
    } else if (csv && !render_csv(answer, table, &out)) {
        render_csv_tables(answer, &out);
        error_set(&error, ERROR_NOT_CHOICE, table, text_string(&out));
        error_place(&error, NULL, 0, 0, "--table");
        text_free(&out);
        return context_fail(context, &error);
    } else if (!csv) {
        render_text(answer, terminal_columns(), &out);
    }
    status = context_print(context, &out, status);
    text_free(&out);
    return status;
}

bool
context_argument_limit(const struct context *context, int most, int *status)
{
    if (context->argument_count <= most) {
        return true;
    }
    struct error error;
    char help[96];
    snprintf(help, sizeof help, "dekning %s --help", context->command);
    error_set(&error, ERROR_ARGUMENT_EXTRA, context->arguments[most], help);
    *status = context_fail(context, &error);
    return false;
}
