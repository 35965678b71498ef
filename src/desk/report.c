/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/report.h"

#include "desk/forecast.h"
#include "desk/question.h"

/* The chapters, and the questions they answer; the forecast, which is no question, stands among
 * them. */
static const struct {
    const char *key, *question;
} chapters[REPORT_CHAPTERS] = {
    {"status", "status"},           {"need", "need"},          {"coverage", "coverage"},
    {"vacancy", "vacancy"},         {"recruiting", "recruit"}, {"workload", "workload"},
    {"access", "access"},           {"forecast", NULL},        {"measures", "measures"},
    {"assumptions", "assumptions"}, {"checks", "check"},       {"observations", "observations"},
    {"sources", "sources"},
};

static bool
answer_chapter(struct ask *ask, const struct report_request *request, size_t chapter,
               struct answer *out, struct error *error)
{
    if (chapters[chapter].question == NULL) {
        const struct forecast_request forecast = {
            .start = DATE_NONE, .tables = request->tables, .stop = request->stop};
        ask->name = "forecast";
        return desk_forecast(ask, &forecast, out, error);
    }
    ask->name = chapters[chapter].question;
    return question_find(ask->name, "")->answer(ask, out, error);
}

bool
desk_report(struct ask *ask, const struct report_request *request,
            struct report_chapter out[REPORT_CHAPTERS], size_t *count, struct error *error)
{
    *count = 0;
    for (size_t i = 0; i < REPORT_CHAPTERS; i++) {
        struct report_chapter *chapter = &out[*count];
        chapter->key = chapters[i].key;
        if (answer_chapter(ask, request, i, &chapter->answer, error)) {
            *count +=
                chapter->answer.arena != NULL; /* of a forecast that was stopped there is none */
        } else if (i == 0 || !problems_none(ask->problems) ||
                   error_class(error->code) == ERROR_CLASS_INTERNAL) {
            return false;
        } else if (request->left_out != NULL) {
            request->left_out(request->told, error);
        }
    }
    return true;
}
