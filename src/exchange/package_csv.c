/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/package_csv.h"

#include "exchange/file.h"

#include <stddef.h>

#define MEMBER(member, type_, need, about_)                                                        \
    .name = #member, .offset = offsetof(struct choice, member), .type = (type_), .flags = (need),  \
    .unit = "", .about = (about_)

static const struct column columns[] = {
    {MEMBER(measure, COLUMN_TEXT, COLUMN_KEY | COLUMN_REQUIRED, "key of a row of measures.csv")},
    {MEMBER(size, COLUMN_DECIMAL, 0, "how much of it; empty: as in measures.csv, as what follows"),
     .min = -1000, .max = 1000},
    {MEMBER(start, COLUMN_DATE, 0, "when it takes effect")},
    {MEMBER(ramp, COLUMN_WHOLE, 0, "months from then until it is full"), .min = 0, .max = 600},
    {MEMBER(until, COLUMN_DATE, 0, "the day it ends")},
};

const struct table_schema package_schema = {
    .name = "package",
    .about = "A package of measures, given by `--package`.",
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .row_size = sizeof(struct choice),
};

bool
package_csv_read(const char *path, struct problems *problems, struct table *out)
{
    return file_read_table(path, &package_schema, NULL, 0, problems, out);
}
