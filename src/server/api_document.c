/* SPDX-License-Identifier: EUPL-1.2 */
/* An answer as what was asked for: JSON with words, CSV or a spreadsheet. */
#define _POSIX_C_SOURCE 200809L
#include "server/api_private.h"

#include "exchange/file.h"
#include "report/render.h"
#include "report/render_document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const types[DOCUMENT_FORMS] = {
    [DOCUMENT_JSON] = "application/json",
    [DOCUMENT_CSV] = "text/csv",
    [DOCUMENT_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

bool
document_form(struct call *call, enum document_form *out)
{
    int best = 0;
    for (int form = 0; form < DOCUMENT_FORMS; form++) {
        const int liked = http_accepts_type(call->request, types[form]);
        if (liked > best) {
            best = liked;
            *out = (enum document_form)form;
        }
    }
    if (best == 0) {
        struct error error;
        error_set(&error, ERROR_HTTP_NOT_ACCEPTABLE, NULL, "application/json, text/csv, xlsx");
        return call_fail(call, &error);
    }
    return true;
}

/* A file to keep it by: "lists.csv". */
static void
name_file(struct call *call, const char *ending)
{
    char value[128];
    snprintf(value, sizeof value, "attachment; filename=\"%s.%s\"", call->route->id, ending);
    const char *kept = arena_copy(call->arena, value, strlen(value));
    if (kept != NULL) {
        reply_header(call->reply, "Content-Disposition", kept);
    }
}

static void
reply_csv(struct call *call, const struct answer *answer)
{
    const char *table = http_query(call->request, "table");
    struct text tables;
    struct error error;
    call->reply->content_type = "text/csv; charset=utf-8";
    if (render_csv(answer, table, &call->reply->body)) {
        name_file(call, "csv");
        call_done(call);
        return;
    }
    text_init(&tables, 4096);
    render_csv_tables(answer, &tables);
    error_set(&error, ERROR_QUERY_VALUE, table, text_string(&tables));
    error_place(&error, NULL, 0, 0, "table");
    call_fail(call, &error);
    text_free(&tables);
}

/* The writer of spreadsheets knows files alone. */
static bool
read_spreadsheet(struct call *call, const struct answer *const *answers, size_t count,
                 struct error *error)
{
    const char *folder = getenv("TMPDIR");
    char path[FILE_PATH_SIZE], *bytes;
    size_t length;
    const int size =
        snprintf(path, sizeof path, "%s/dekning-XXXXXX", folder == NULL ? "/tmp" : folder);
    const int file = size > 0 && (size_t)size < sizeof path ? mkstemp(path) : -1;
    if (file < 0) {
        error_set(error, ERROR_WRITE_FILE, NULL, "mkstemp");
        return false;
    }
    close(file);
    const bool fine = render_xlsx(answers, count, path, error) &&
                      file_read(path, call->arena, &bytes, &length, error);
    unlink(path);
    if (fine) {
        text_add_bytes(&call->reply->body, bytes, length);
    }
    return fine;
}

void
document_spreadsheet(struct call *call, const struct answer *const *answers, size_t count)
{
    struct error error;
    call->reply->content_type = types[DOCUMENT_XLSX];
    if (!read_spreadsheet(call, answers, count, &error)) {
        call_fail(call, &error);
        return;
    }
    name_file(call, "xlsx");
    call_done(call);
}

void
document_reply(struct call *call, struct answer *answer)
{
    enum document_form form = DOCUMENT_JSON;
    struct paging paging = {0};
    struct error error;
    const bool paged =
        !call->own_pages && paging_asked(call->request) && call->route->method == HTTP_GET;
    if (answer->failed) {
        call_fail_code(call, ERROR_MEMORY);
        return;
    }
    if (!document_form(call, &form)) {
        return;
    }
    if (paged && !paging_apply(call->request, answer, &paging, &error)) {
        call_fail(call, &error);
        return;
    }
    if (form == DOCUMENT_CSV) {
        reply_csv(call, answer);
        return;
    }
    if (form == DOCUMENT_XLSX) {
        document_spreadsheet(call, &(const struct answer *){answer}, 1);
        return;
    }
    const struct document_page page = {paging.table, paging.next, paging.count};
    render_document(answer, paged ? &page : NULL, &call->reply->body);
    call_done(call);
}
