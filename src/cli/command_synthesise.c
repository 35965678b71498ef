/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "cli/views.h"
#include "exchange/folder.h"
#include "scheme/synthesis.h"

#include <stdint.h>
#include <string.h>

int
command_synthesise(struct context *context)
{
    static const struct answer_column columns[] = {
        {MESSAGE_table, UNIT_NONE}, {MESSAGE_rows, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE}};
    int status;
    struct error error;
    struct answer answer;
    struct synthesis made;
    if (context->argument_count > 0 && strcmp(context->arguments[0], "people") == 0) {
        return view_synthesise_people(context);
    }
    if (context->argument_count > 0 && strcmp(context->arguments[0], "country") == 0) {
        return view_synthesise_country(context);
    }
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    if (!context->options[OPTION_out].given) {
        error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "--out FOLDER");
        return context_fail(context, &error);
    }
    if (!context_municipality(context, &status)) {
        return status;
    }
    if (source_find(&context->municipality, SYNTHESIS_SOURCE) == NULL) {
        error_set(&error, ERROR_DANGLING, SYNTHESIS_SOURCE, "sources.csv");
        return context_fail(context, &error);
    }
    uint64_t seed =
        context->options[OPTION_seed].given ? (uint64_t)context->options[OPTION_seed].number : 1;
    struct date date = context_date(context);
    if (!synthesis_run(&context->municipality, &context->rulebook, date, seed, &context->arena,
                       &made, &error)) {
        return context_fail(context, &error);
    }
    const struct table tables[] = {made.practices, made.posts, made.lists};
    if (!folder_write(context->options[OPTION_out].text, tables, 3, &error)) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_synthesise, &context->municipality, date);
    answer_field(&answer, MESSAGE_seed, UNIT_NONE, value_number((double)seed, 0));
    answer_table(&answer, MESSAGE_tables, columns);
    for (size_t i = 0; i < 3; i++) {
        struct value *row = answer_row(&answer);
        row[0] = value_text(tables[i].schema->name);
        row[1] = value_number((double)tables[i].count, 0);
    }
    answer_note(&answer, MESSAGE_note_synthetic);
    return context_show(context, &answer);
}
