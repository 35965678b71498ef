/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "exchange/folder.h"
#include "exchange/national.h"
#include "report/answers.h"

/* With a survey file and the number of GPs it needs no municipality. */
int
command_access(struct context *context)
{
    int status;
    struct error error;
    struct answer answer;
    struct access access;
    if (!context_argument_limit(context, 1, &status)) {
        return status;
    }
    bool alone = context->argument_count == 1 && context->options[OPTION_gps_total].given &&
                 !context_has_municipality(context);
    if (alone) {
        if (!national_fill(&context->municipality, &context->problems)) {
            return context_fail_all(context);
        }
    } else if (!context_municipality(context, &status)) {
        return status;
    }
    const struct municipality *municipality = alone ? NULL : &context->municipality;
    struct table *survey = &context->municipality.tables[TABLE_SAME_DAY_SURVEY];
    if (context->argument_count == 1 &&
        !folder_read_file(context->arguments[0], TABLE_SAME_DAY_SURVEY, municipality,
                          &context->problems, survey)) {
        return context_fail_all(context);
    }
    const char *wanted =
        context->options[OPTION_survey].given ? context->options[OPTION_survey].text : "";
    const struct same_day_answer *answers;
    size_t count;
    if (!access_find_survey(survey, wanted, &context->arena, &answers, &count)) {
        if (wanted[0] != '\0') {
            error_set(&error, ERROR_DANGLING, wanted, "surveys/same_day.csv");
            error_place(&error, NULL, 0, 0, "--survey");
        } else {
            error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "SURVEY.csv (surveys/same_day.csv)");
        }
        return context_fail(context, &error);
    }
    struct date date =
        context->options[OPTION_date].given ? context->options[OPTION_date].date : answers->date;
    struct access_input input;
    access_input_find(&context->municipality, date, &input);
    input.answers = answers;
    input.answer_count = count;
    context_override(context, OPTION_gps_total, &input.gps_total);
    context_override(context, OPTION_listed_total, &input.listed_total);
    context_override(context, OPTION_spread, &input.spread);
    if (!access_compute(municipality, &input, &context->arena, &access, &error)) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_access, municipality, date);
    answer_access(&answer, &input, &access);
    return context_show(context, &answer);
}
