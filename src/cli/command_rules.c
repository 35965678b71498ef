/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/asking.h"
#include "cli/command.h"

#include <string.h>

static bool
read_day(const char *word, struct option_value *out, struct error *error)
{
    out->given = true;
    out->text = word;
    if (date_parse(word, strlen(word), &out->date)) {
        return true;
    }
    error_set(error, ERROR_NOT_DATE, word, NULL);
    return false;
}

/* "diff FROM TO" is --since FROM --date TO. */
int
command_rules(struct context *context)
{
    int status;
    struct error error;
    if (!context_argument_limit(context, 3, &status) || !context_rulebook(context, &status)) {
        return status;
    }
    if (context->argument_count == 0 || strcmp(context->arguments[0], "diff") != 0) {
        return context_argument_limit(context, 0, &status) ? asking_answer(context) : status;
    }
    if (context->argument_count != 3) {
        error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "diff YYYY-MM-DD YYYY-MM-DD");
        return context_fail(context, &error);
    }
    return read_day(context->arguments[1], &context->options[OPTION_since], &error) &&
                   read_day(context->arguments[2], &context->options[OPTION_date], &error)
               ? asking_answer(context)
               : context_fail(context, &error);
}
