/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "report/answers.h"

#include <string.h>
#include <time.h>

/* Today in Norway's calendar as the machine keeps it: the clock is read here, in the shell, and
 * nowhere below. */
static struct date
today(void)
{
    time_t now = time(NULL);
    const struct tm *local = localtime(&now);
    struct date date = DATE_NONE;
    if (local != NULL) {
        date_from_ymd(local->tm_year + 1900, local->tm_mon + 1, local->tm_mday, &date);
    }
    return date;
}

static bool
read_day(const char *word, struct date *out, struct error *error)
{
    if (date_parse(word, strlen(word), out)) {
        return true;
    }
    error_set(error, ERROR_NOT_DATE, word, NULL);
    return false;
}

static int
show_diff(struct context *context)
{
    struct error error;
    struct answer answer;
    struct date before, after;
    if (context->argument_count != 3) {
        error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "diff YYYY-MM-DD YYYY-MM-DD");
        return context_fail(context, &error);
    }
    if (!read_day(context->arguments[1], &before, &error) ||
        !read_day(context->arguments[2], &after, &error)) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_rules_diff, NULL, after);
    answer_rules_diff(&answer, &context->rulebook, before, after);
    return context_show(context, &answer);
}

int
command_rules(struct context *context)
{
    int status;
    struct answer answer;
    if (!context_argument_limit(context, 3, &status) || !context_rulebook(context, &status)) {
        return status;
    }
    if (context->argument_count > 0 && strcmp(context->arguments[0], "diff") == 0) {
        return show_diff(context);
    }
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    struct date date =
        context->options[OPTION_date].given ? context->options[OPTION_date].date : today();
    context_answer(context, &answer, MESSAGE_title_rules, NULL, date);
    answer_rules(&answer, &context->rulebook, date);
    return context_show(context, &answer);
}
