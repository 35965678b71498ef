/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/asking.h"
#include "cli/command.h"
#include "cli/desk.h"
#include "desk/clock.h"
#include "desk/report.h"
#include "exchange/file.h"
#include "report/page.h"
#include "server/asset.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_MAX = 256 * 1024 * 1024 };

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

static void
tell_left_out(void *told, const struct error *error)
{
    context_fail(told, error);
}

/* Reads the districts' borders, which become part of the page's script as they are: what is not
 * GeoJSON with features is refused. */
static bool
read_districts(struct context *context, const char **out, struct error *error)
{
    const char *path = context->options[OPTION_districts].text;
    char *bytes;
    size_t length;
    *out = NULL;
    if (path == NULL) {
        return true;
    }
    if (!file_read(path, &context->arena, &bytes, &length, error)) {
        return false;
    }
    json_t *json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL);
    const bool fine = json_is_array(json_object_get(json, "features"));
    /* written anew: nothing is in it but what was understood */
    char *text = fine ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    if (!fine) {
        error_set(error, ERROR_BODY_FORM, NULL, NULL);
        error_place(error, path, 0, 0, NULL);
        return false;
    }
    *out = text == NULL ? NULL : arena_copy(&context->arena, text, strlen(text));
    free(text);
    return *out != NULL || error_memory(error);
}

static bool
write_page(struct context *context, const struct report_chapter *chapters, size_t count,
           struct error *error)
{
    struct page_chapter known[REPORT_CHAPTERS];
    struct page page = {.language = context->language,
                        .made = clock_today(),
                        .chapters = known,
                        .chapter_count = count};
    const struct embedded_file *template = template_find();
    struct text text;
    if (!read_districts(context, &page.districts, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        known[i] = (struct page_chapter){chapters[i].key, &chapters[i].answer};
    }
    text_init(&text, PAGE_MAX);
    bool fine = page_write(&page, (const char *)template->bytes, template->length, &text);
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

static bool
write_workbook(const struct context *context, const struct report_chapter *chapters, size_t count,
               struct error *error)
{
    const struct answer *answers[REPORT_CHAPTERS];
    for (size_t i = 0; i < count; i++) {
        answers[i] = &chapters[i].answer;
    }
    return context_workbook(context, answers, count, error);
}

/* Answers the chapters and writes them in one form; the tables of every month are for the workbook
 * alone. Returns the exit status. */
static int
make(struct context *context, bool workbook)
{
    struct report_chapter chapters[REPORT_CHAPTERS];
    const struct report_request request = {
        .tables = workbook, .left_out = tell_left_out, .told = context};
    struct ask ask;
    struct error error;
    size_t count;
    context_ask(context, &ask);
    if (!desk_report(&ask, &request, chapters, &count, &error)) {
        return asking_fail(context, &error);
    }
    const bool fine = workbook ? write_workbook(context, chapters, count, &error)
                               : write_page(context, chapters, count, &error);
    return fine ? EXIT_DONE : context_fail(context, &error);
}

int
command_report(struct context *context)
{
    int status;
    struct error error;
    const bool page = context->options[OPTION_report].given,
               workbook = context->options[OPTION_xlsx].given;
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    if (!page && !workbook) {
        error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "--out FILE, --xlsx FILE");
        return context_fail(context, &error);
    }
    if (page && template_find() == NULL) {
        error_set(&error, ERROR_PAGES_NONE, NULL, NULL);
        return context_fail(context, &error);
    }
    if (!context_municipality(context, &status)) {
        return status;
    }
    status = page ? make(context, false) : EXIT_DONE;
    return status == EXIT_DONE && workbook ? make(context, true) : status;
}
