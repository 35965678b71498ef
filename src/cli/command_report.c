/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/asking.h"
#include "cli/command.h"
#include "cli/desk.h"
#include "desk/clock.h"
#include "desk/forecast.h"
#include "exchange/file.h"
#include "report/page.h"
#include "server/asset.h"

#include <string.h>

enum { PAGE_MAX = 256 * 1024 * 1024 };

/* The page's chapters, as its template names them, and the questions they answer; the forecast,
 * which is no question, stands among them. */
static const struct {
    const char *key, *question;
} chapters[] = {
    {"status", "status"},           {"need", "need"},          {"coverage", "coverage"},
    {"vacancy", "vacancy"},         {"recruiting", "recruit"}, {"workload", "workload"},
    {"access", "access"},           {"forecast", NULL},        {"measures", "measures"},
    {"assumptions", "assumptions"}, {"checks", "check"},       {"observations", "observations"},
    {"sources", "sources"},
};

enum { CHAPTER_COUNT = sizeof chapters / sizeof chapters[0] };

static const struct embedded_file *
template_find(void)
{
    for (const struct embedded_file *file = web_files; file->name != NULL; file++) {
        if (strcmp(file->name, "report.html") == 0) {
            return file;
        }
    }
    return NULL;
}

static bool
answer_chapter(struct ask *ask, size_t chapter, struct answer *out, struct error *error)
{
    if (chapters[chapter].question == NULL) {
        const struct forecast_request request = {.start = DATE_NONE};
        ask->name = "forecast";
        return desk_forecast(ask, &request, out, error);
    }
    ask->name = chapters[chapter].question;
    return question_find(ask->name, "")->answer(ask, out, error);
}

/* Answers every chapter there are figures for, and tells why one is left out. False, with *error or
 * problems, when there is no first chapter, or when the fault is not the figures'. */
static bool
answer_all(const struct context *context, struct ask *ask, struct answer answers[CHAPTER_COUNT],
           struct page_chapter out[CHAPTER_COUNT], size_t *count, struct error *error)
{
    *count = 0;
    for (size_t i = 0; i < CHAPTER_COUNT; i++) {
        if (answer_chapter(ask, i, &answers[i], error)) {
            out[(*count)++] = (struct page_chapter){chapters[i].key, &answers[i]};
        } else if (i == 0 || !problems_none(ask->problems) ||
                   error_class(error->code) == ERROR_CLASS_INTERNAL) {
            return false;
        } else {
            context_fail(context, error);
        }
    }
    return true;
}

static bool
write_page(struct context *context, const struct embedded_file *template, const struct page *page,
           struct error *error)
{
    struct text text;
    text_init(&text, PAGE_MAX);
    bool fine = page_write(page, (const char *)template->bytes, template->length, &text);
    if (!fine) {
        error_set(error, ERROR_PAGES_NONE, template->name, NULL);
    } else if (text.failed) {
        fine = error_memory(error);
    } else {
        fine = file_write(context->options[OPTION_report].text, text_string(&text), text.length,
                          error);
    }
    text_free(&text);
    return fine;
}

int
command_report(struct context *context)
{
    int status;
    struct ask ask;
    struct error error;
    struct answer answers[CHAPTER_COUNT];
    struct page_chapter known[CHAPTER_COUNT];
    struct page page = {.language = context->language, .made = clock_today(), .chapters = known};
    const struct embedded_file *template = template_find();
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    if (!context->options[OPTION_report].given) {
        error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "--out FILE");
        return context_fail(context, &error);
    }
    if (template == NULL) {
        error_set(&error, ERROR_PAGES_NONE, NULL, NULL);
        return context_fail(context, &error);
    }
    if (!context_municipality(context, &status)) {
        return status;
    }
    context_ask(context, &ask);
    if (!answer_all(context, &ask, answers, known, &page.chapter_count, &error)) {
        return asking_fail(context, &error);
    }
    return write_page(context, template, &page, &error) ? EXIT_DONE : context_fail(context, &error);
}
