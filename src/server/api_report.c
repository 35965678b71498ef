/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of the report as one workbook. */
#include "server/api_private.h"

#include "desk/clock.h"
#include "desk/report.h"

static void
reply_report(struct call *call, const struct snapshot *snapshot)
{
    struct report_chapter chapters[REPORT_CHAPTERS];
    const struct answer *answers[REPORT_CHAPTERS];
    const struct report_request request = {.tables = true, .stop = call->request->unwanted};
    struct problems problems;
    struct error error;
    size_t count;
    problems_init(&problems, call->arena);
    struct ask ask = {.language = call->language,
                      .arena = call->arena,
                      .problems = &problems,
                      .rulebook = &call->api->rulebook,
                      .municipality = &snapshot->municipality,
                      .today = clock_today()};
    if (!snapshot->known) {
        call_fail(call, &snapshot->error);
    } else if (desk_report(&ask, &request, chapters, &count, &error)) {
        for (size_t i = 0; i < count; i++) {
            answers[i] = &chapters[i].answer;
        }
        document_spreadsheet(call, answers, count);
    } else {
        call_fail_asked(call, &problems, &error);
    }
}

void
api_report(struct call *call)
{
    if (call_check_query(call, NULL)) {
        const struct snapshot *snapshot = snapshot_take(call->api->snapshots);
        reply_report(call, snapshot);
        snapshot_give(call->api->snapshots, snapshot);
    }
}
