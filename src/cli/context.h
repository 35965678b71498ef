/* SPDX-License-Identifier: EUPL-1.2 */
/* What one run of a command has at hand, and what every command does: find the municipality,
 * answer, fail. */
#ifndef DEKNING_CLI_CONTEXT_H
#define DEKNING_CLI_CONTEXT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"
#include "desk/ask.h"
#include "desk/option.h"
#include "report/answer.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <stdbool.h>

/* Exit statuses, as doc and man page promise them. */
enum exit_status { EXIT_DONE = 0, EXIT_ANSWER_NO = 1, EXIT_WRONG_INPUT = 2, EXIT_INTERNAL = 3 };

struct forecast_runner;
struct question;

struct context {
    const char *command;
    enum language language; /* of answers: --lang, else the machine's, else bokmål */
    /* of errors: --lang, else the machine's, else English, which editors parse */
    enum language diagnostics;
    const struct question *question; /* that the command asks; NULL for none */
    const enum option_id *allowed;   /* the command's own options, ended by OPTION_COUNT */
    struct option_value options[OPTION_COUNT];
    char **arguments;
    int argument_count;
    struct arena arena;
    struct problems problems; /* in the arena */
    struct rulebook rulebook;
    struct municipality municipality;
    bool has_municipality;                /* it has been read */
    const struct forecast_runner *runner; /* of futures; NULL for this process alone */
};

/* Takes --lang into use, once the options are read; also when another option was wrong. */
void context_language(struct context *context);

/* Prints an error on standard error and returns the exit status it deserves. */
int context_fail(const struct context *context, const struct error *error);

/* Prints every problem, and a last line that counts them and says that nothing was done; returns
 * the exit status they deserve. */
int context_fail_all(const struct context *context);

/* Reads the rulebook: --rules, or the program's own. False with *status set. */
bool context_rulebook(struct context *context, int *status);

/* Reads the rulebook and the municipality: --from FOLDER, or --db, $DEKNING_DB or dekning.db here;
 * with the program's national tables where it has none of its own. False with *status set. */
bool context_municipality(struct context *context, int *status);

/* Whether a municipality is named by an option, the environment or a dekning.db here. */
bool context_has_municipality(const struct context *context);

/* The database to use: --db, $DEKNING_DB or "dekning.db". */
const char *context_database(const struct context *context);

/* The municipality to use: --municipality or $DEKNING_MUNICIPALITY; NULL for the only one. */
const char *context_municipality_code(const struct context *context);

/* --date, or the municipality's state date. */
struct date context_date(const struct context *context);

/* What the command asks: with its options, its argument as the subject, and the rulebook and the
 * municipality that have been read. In the command's language (English for machine output). Nothing
 * of a session. */
void context_ask(struct context *context, struct ask *out);

/* Prepares an answer in the command's language (English for machine output). */
void context_answer(struct context *context, struct answer *answer, enum message title,
                    const struct municipality *municipality, struct date date);

/* Writes the answers as the workbook that --xlsx names: all of it or nothing. */
bool context_workbook(const struct context *context, const struct answer *const *answers,
                      size_t count, struct error *error);

/* Renders the answer as the options ask, and returns the exit status: of the answer, or of what
 * failed. */
int context_show(struct context *context, struct answer *answer);

/* Writes to standard output and checks that it arrived. */
int context_print(const struct context *context, const struct text *text, int status);

/* Refuses more than `most` arguments. False with *status set. */
bool context_argument_limit(const struct context *context, int most, int *status);

#endif
