/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "store/table_store.h"

static const char preface[] = "# Tables\n"
                              "\n"
                              "Written by `dekning tables` from the declaration in "
                              "`src/scheme/tables.c`; a test keeps the two equal.\n"
                              "\n"
                              "A municipality is a folder of CSV files: RFC 4180, UTF-8 with or "
                              "without a byte-order mark, `,` or `;`\n"
                              "between fields, a header row, dates as `YYYY-MM-DD`, `.` as decimal "
                              "sign. Columns may stand in any order;\n"
                              "optional columns may be left out; an unknown column or file is "
                              "refused with a suggestion. Loading is all\n"
                              "or nothing, and reports every error as `file:line:column: field: "
                              "what was found, what was expected`, where\n"
                              "the column is the field's number in its row.\n"
                              "\n";

int
command_tables(struct context *context)
{
    int status;
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    struct text out;
    text_init(&out, 1 << 20);
    bool sql = context->options[OPTION_sql].given;
    text_add(&out, sql ? "" : preface);
    for (int id = 0; id < TABLE_COUNT; id++) {
        (sql ? table_write_sql : table_write_markdown)(&municipality_schemas[id], &out);
    }
    if (!sql) {
        text_add(&out,
                 "# The rulebook\n\n`rules/norway.csv`, or another file given by `--rules`.\n\n");
        table_write_markdown(&rulebook_schema, &out);
        out.length -= out.length > 0;
        out.bytes[out.length] = '\0';
    }
    status = context_print(context, &out, EXIT_DONE);
    text_free(&out);
    return status;
}
