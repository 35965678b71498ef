/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/observations_csv.h"

#include "base/number.h"
#include "exchange/file.h"

#include <math.h>

enum { KEY = COLUMN_KEY | COLUMN_REQUIRED, SHARE_MOST = 100 };

#define COLUMN(member, type_, flags_, about_)                                                      \
    .name = #member, .type = (type_), .flags = (flags_),                                           \
    .offset = offsetof(struct panel_row, member), .unit = "", .about = (about_)

static const struct column columns[] = {
    {COLUMN(municipality, COLUMN_TEXT, KEY, "number of the municipality")},
    {COLUMN(indicator, COLUMN_CHOICE, KEY, "what is observed"), .choices = panel_indicators},
    {COLUMN(year, COLUMN_WHOLE, KEY, "the year it is observed for"), .min = PANEL_YEAR_MIN,
     .max = PANEL_YEAR_MAX},
    {COLUMN(value, COLUMN_DECIMAL, COLUMN_NAMED, "empty when it was not observed"), .min = 0,
     .max = 1e9},
};

const struct table_schema observations_schema = {
    .name = "observations",
    .about = "Yearly observations of many municipalities.",
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .row_size = sizeof(struct panel_row),
};

bool
observations_csv_read(const char *path, struct problems *problems, struct table *out)
{
    if (!file_read_table(path, &observations_schema, NULL, 0, problems, out)) {
        return false;
    }
    struct panel_row *rows = out->rows;
    size_t kept = 0;
    bool right = true;
    for (size_t i = 0; i < out->count; i++) {
        if (rows[i].indicator == PANEL_SHARE_WITHOUT_GP && rows[i].value > SHARE_MOST) {
            char found[NUMBER_TEXT_SIZE];
            number_write(rows[i].value, found);
            table_problem(out, i, "value", ERROR_NOT_DECIMAL, found, "0–100", problems);
            right = false;
        }
    }
    if (!right) {
        return false;
    }
    for (size_t i = 0; i < out->count; i++) {
        if (!isnan(rows[i].value)) {
            rows[kept++] = rows[i];
        }
    }
    out->count = kept;
    out->lines = NULL;
    return true;
}
